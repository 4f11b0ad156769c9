"""What is looked at before a desk is opened, without SQLAlchemy: it stands before the first paint.

A swap that was cut short is finished, a store that was not closed properly is checked in full, and
what is not whole is not shown.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Damaged, Held, Refused
from boshan_desk.store.driver import connect, is_plain, log_ahead, read_version, told
from boshan_desk.store.keys import FILE as KEYS
from boshan_desk.store.keys import has_keys, read_slots, write_slots
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.place import refuse_unsafe
from boshan_desk.store.swapping import finish_swap, swap_pending
from boshan_desk.store.wal import log_is_whole

LARGE: Final = 300 * 1024 * 1024
"""Bytes from which the full check is left to the background (reliability.md 3.1)."""


def enter(folder: Path, *, key: str = "", lock: DeskLock | None = None) -> int:
    """Make sure that the desk may be opened; the number of its schema.

    `lock` is the right to write, where the caller has it.  Without it, and while another program
    has it, what needs it is left to that program.

    Raises:
        Refused: the place is unsafe, or there is no desk.
        Damaged: the store is not whole.
        TooNew: a newer program wrote it.
    """
    refuse_unsafe(folder)
    own = None
    if lock is None and ((folder / "desk.db").exists() or swap_pending(folder)):
        own = _try_lock(folder)
    try:
        held = lock or own
        if held:
            finish_swap(folder)
        elif swap_pending(folder):
            raise Held("另一个程序正在更换这份数据，请稍候再试")
        store = folder / "desk.db"
        if held and store.is_file() and not has_keys(folder) and not is_plain(store):
            _bring_back_keys(folder)
        unclean = held is not None and stopped_badly(store)
        if held and store.is_file() and not log_is_whole(store):
            # To be said before anything opens the store: that drops what is left of the log.
            raise Damaged("数据文件的日志 {path} 已损坏，最后几步操作可能不全", path=store)
        if store.is_file() and not key and has_keys(folder) and not is_plain(store):
            raise Refused("这份数据已加密，请写明姓名并输入密码")
        version = read_version(store, key=key)
        if held:
            _write_ahead(store, key)
        if unclean:
            refuse_damaged(store, key=key, thorough=store.stat().st_size < LARGE)
        return version
    finally:
        if own:
            own.give_back()


def stopped_badly(store: Path) -> bool:
    """Whether the last program that wrote did not close the store; ask before it is opened."""
    log = store.with_name(f"{store.name}-wal")
    return log.exists() and log.stat().st_size > 0


def look_over(store: Path, *, key: str = "", thorough: bool = False) -> list[str]:
    """What SQLite finds wrong with a store: quickly, or page by page and index by index."""
    connection = connect(store, key=key)
    try:
        check = "integrity_check" if thorough else "quick_check"
        findings = [row[0] for row in connection.execute(f"PRAGMA {check}")]
        if thorough:
            findings += [
                f"{row[0]}: {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")
            ]
            if key:
                findings += [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    finally:
        connection.close()
    return [finding for finding in findings if finding != "ok"]


def refuse_damaged(store: Path, *, key: str = "", thorough: bool = False) -> None:
    """Refuse a store that is not whole."""
    with told(store):
        if findings := look_over(store, key=key, thorough=thorough):
            raise Damaged("数据未通过完整性检查：{finding}", finding=findings[0])


def encrypted(folder: Path) -> bool:
    """Whether the desk asks for a password.

    A key file alone does not say so: the store is encrypted after it was written.
    """
    store = folder / "desk.db"
    return has_keys(folder) and store.is_file() and not is_plain(store)


def _write_ahead(store: Path, key: str) -> None:
    """Let a store write ahead that does not, such as one that was copied here by hand."""
    with told(store), closing(connect(store, key=key)) as connection:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            log_ahead(connection)


def _bring_back_keys(folder: Path) -> None:
    """The key file from beside the backups, where the desk's own was lost."""
    kept = folder / "backups" / KEYS
    if kept.exists():
        write_slots(folder, read_slots(kept))


def _try_lock(folder: Path) -> DeskLock | None:
    lock = DeskLock(folder)
    try:
        lock.take()
    except Refused:
        # Held, or a medium that cannot be written to: then it is only read.
        return None
    return lock
