"""Backups that prove themselves: written beside, synced, opened anew, checked, counted, compared.

A backup is a whole, compact store under the same key, and a description beside it that is written
last: without it the file counts for nothing.  The files that hang on records are copied once, by
the hash of their content.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from boshan_desk import __version__
from boshan_desk.domain.problems import Missing, NoRoom, Refused
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS, SECRET
from boshan_desk.store import chain, rotation, sealing
from boshan_desk.store.driver import (
    APPLICATION_ID,
    SCHEMA,
    Connection,
    DriverError,
    connect,
    describe,
    log_ahead,
    read_version,
    told,
)
from boshan_desk.store.files import content_path, copy_kept
from boshan_desk.store.keys import FILE as KEYS
from boshan_desk.store.keys import RECOVERY, read_slots
from boshan_desk.store.lock import swept, sync_folder, write_whole

Told = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""

FOLDER: Final = "backups"
CARRIED: Final = "博山知识产权工作台备份-"
"""How the folders on sticks begin; not translated, so that they are found in any language."""

_FORMAT: Final = 1


@dataclass(frozen=True)
class Backup:
    """One backup that was verified when it was made."""

    path: Path
    number: int
    at: datetime
    why: str
    """daily, close, asked, copy; or what it was made before: migrate, import, purge, restore …"""
    pinned: bool
    schema: int
    program: str
    counts: Mapping[str, int]
    """Live records by ledger."""
    digest: str
    """Over everything it holds (`content_digest`)."""
    head: str
    """The newest link of the history, as it is printed."""
    size: int
    site: str = ""
    """Of which desk it is."""

    @property
    def day(self) -> date:
        """The day it says it was made."""
        return self.at.date()

    @property
    def id(self) -> str:
        """What it is called by on the command line."""
        return f"{self.number:06d}"

    @property
    def records(self) -> int:
        """Live records of all ledgers."""
        return sum(n for name, n in self.counts.items() if name in LEDGERS)


# ---------------------------------------------------------------- making


def make_backup(
    folder: Path,
    *,
    key: str = "",
    why: str,
    pinned: bool = False,
    now: datetime | None = None,
    into: Path | None = None,
    told_how: Told | None = None,
) -> Backup:
    """Write a backup of the desk in `folder`, prove it, and only then let an old one go.

    `into`: another folder than the desk's own, for the second copy on another disk or a stick.

    Raises:
        Refused: the store or the copy is damaged; nothing old was removed.
        NoRoom: the disk is full or failed; nothing old was removed.
    """
    tell = told_how or (lambda done, total, words: None)
    store, place = folder / "desk.db", into or folder / FOLDER
    with _written(place), _swept_place(place):
        at = (now or datetime.now()).replace(microsecond=0)
        number = _last_number(place) + 1
        name = f"desk-{number:06d}-{at:%Y%m%d-%H%M%S}"
        part = place / f"{name}.part"
        try:
            digest, counts, head = _write_proved(store, part, key, tell)
            _copy_files(folder, place, store, key)
        except BaseException:
            # A full disk should not be left fuller.
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        _keep_keys(folder, place)
        tell(3, 4, _("正在登记备份"))
        final = place / f"{name}.db"
        part.replace(final)
        sync_folder(place)
        backup = Backup(
            path=final,
            number=number,
            at=at,
            why=why,
            pinned=pinned,
            schema=read_version(final, key=key),
            program=__version__,
            counts=counts,
            digest=digest,
            head=head,
            size=final.stat().st_size,
            site=site_of(final, key=key),
        )
        describe_backup(backup)
        _thin(place)
        tell(4, 4, _("备份完成"))
    return backup


def _write_proved(store: Path, part: Path, key: str, tell: Told) -> tuple[str, dict[str, int], str]:
    """Copy a store to `part` and prove the copy; what it holds (`examine`)."""
    tell(0, 4, _("正在检查数据"))
    with told(store):
        source = examine(store, key=key, thorough=False)
    tell(1, 4, _("正在写备份"))
    with told(store):
        copy(store, part, key=key)
    tell(2, 4, _("正在核对备份"))
    with told(part):
        found = examine(part, key=key, thorough=True)
    if found != source:
        raise Refused("备份与原数据不一致，已放弃这份备份；请检查磁盘后重试")
    return source


@contextmanager
def _swept_place(place: Path) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    with swept(place, "*.part*"):
        yield


def copy(store: Path, to: Path, *, key: str = "") -> None:
    """A whole, compact copy of a store under the same key, also while others read it."""
    connection = connect(store, key=key)
    try:
        connection.execute("VACUUM INTO ?", (str(to),))
    finally:
        connection.close()
    sync_file(to)


def sync_file(path: Path) -> None:
    """Make a file's content last."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def examine(store: Path, *, key: str, thorough: bool) -> tuple[str, dict[str, int], str]:
    """A store's digest, its live records by ledger, and the head of its history.

    `thorough` looks at every page and index; else only what reading everything finds.

    Raises:
        Refused: it is damaged.
    """
    connection = connect(store, key=key)
    try:
        check = "integrity_check" if thorough else "quick_check"
        findings = [row[0] for row in connection.execute(f"PRAGMA {check}")]
        findings += [f"{r[0]}: {r[2]}" for r in connection.execute("PRAGMA foreign_key_check")]
        if damage := [finding for finding in findings if finding != "ok"]:
            raise Refused("数据未通过完整性检查：{finding}", finding=damage[0])
        connection.execute("BEGIN")
        schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if not key and schema == SCHEMA:
            # Nothing but the seals would tell of a changed value in a plain store.
            for table in sealing.tables():
                if broken := next(sealing.broken_seals(connection, table), None):
                    raise Refused("数据未通过完整性检查：{finding}", finding=f"{table} {broken}")
        head = chain.head(connection).short() if schema >= 2 else ""
        return content_digest(connection), count_live(connection), head
    finally:
        connection.close()


def site_of(store: Path, *, key: str = "") -> str:
    """The desk that a store belongs to; empty where it does not say."""
    connection = connect(store, key=key)
    try:
        known = "setting" in _tables(connection)
        sql = "SELECT value FROM setting WHERE name = 'site'" if known else "SELECT ''"
        found = connection.execute(sql).fetchone()
    finally:
        connection.close()
    return str(found[0]) if found else ""


def carried_folder(folder: Path, site: str) -> Path:
    """Where on a stick or another disk the backups of one desk lie: each desk has its own."""
    name = f"{CARRIED}{site}"
    return folder if folder.name == name else folder / name


def carried(folder: Path) -> list[Path]:
    """The folders with backups that were carried here: a folder itself, or those right below it."""
    below = sorted(folder.glob(f"{CARRIED}*")) if folder.is_dir() else []
    return [place for place in (folder, *below) if list_backups(place)]


def content_digest(connection: Connection) -> str:
    """One digest over every row of every table, whatever the schema.

    SQLite itself writes the values out (`quote`), so the digest of a store stays the same for every
    later program.
    """
    whole = hashlib.sha256()
    for table in _tables(connection):
        found = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        columns = [row[1] for row in found]
        key = ", ".join(f'"{row[1]}"' for row in sorted(found, key=lambda r: r[5]) if row[5])
        order = key if _is_keyed(connection, table) else "rowid"
        whole.update(f"\n{table}\n".encode())
        quoted = ", ".join(f'quote("{column}")' for column in columns)
        sql = f'SELECT concat_ws(char(31), {quoted}) FROM "{table}" ORDER BY {order}'
        for (row,) in connection.execute(sql):
            whole.update(row.encode())
            whole.update(b"\n")
    return whole.hexdigest()


def _is_keyed(connection: Connection, table: str) -> bool:
    """Whether the table's rows lie in the order of their key, and have no number."""
    sql = "SELECT wr FROM pragma_table_list(?)"
    return any(wr for (wr,) in connection.execute(sql, (table,)))


def count_live(connection: Connection) -> dict[str, int]:
    """Live records by ledger, of those that every officer may count."""
    there = set(_tables(connection))
    return {
        name: connection.execute(
            f'SELECT count(*) FROM "{name}" WHERE withdrawn_at IS NULL'
        ).fetchone()[0]
        for name in KEPT
        if name in there and name not in SECRET
    }


def _tables(connection: Connection) -> list[str]:
    return [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]


def _copy_files(folder: Path, place: Path, store: Path, key: str) -> None:
    """The files that records name, each once by its hash; one that is damaged stops the backup."""
    connection = connect(store, key=key)
    try:
        # A store that was left before its first revision has no tables yet.
        known = "attachment" in _tables(connection)
        sql = "SELECT DISTINCT sha256 FROM attachment" if known else "SELECT NULL"
        hashes = [row[0] for row in connection.execute(sql)]
    finally:
        connection.close()
    for sha256 in filter(None, hashes):
        copy_kept(content_path(folder, sha256), content_path(place, sha256), sha256, key)


def _keep_keys(folder: Path, place: Path) -> None:
    """The key file beside the backups: without it they could be opened by nobody."""
    keys = folder / KEYS
    if keys.exists():
        there = place / KEYS
        if there.exists() and not _shares_slots(there, keys):
            there.replace(
                place / f"{KEYS}.old-{sum(1 for _old in place.glob(f'{KEYS}.old-*')) + 1}"
            )
        part = place / f"{KEYS}.part"
        shutil.copyfile(keys, part)
        sync_file(part)
        part.replace(place / KEYS)


def _shares_slots(one: Path, other: Path) -> bool:
    """Whether two key files are of one desk; one that cannot be read is not thrown away either."""
    try:
        found = [{slot.id for slot in read_slots(path)} - {RECOVERY} for path in (one, other)]
    except Refused:
        return False
    return bool(found[0] & found[1])


def describe_backup(backup: Backup) -> None:
    """Write what a backup is beside it: from then on it is one."""
    about = {
        "format": _FORMAT,
        "number": backup.number,
        "file": backup.path.name,
        "at": backup.at.isoformat(" "),
        "why": backup.why,
        "pinned": backup.pinned,
        "schema": backup.schema,
        "program": backup.program,
        "counts": dict(backup.counts),
        "digest": backup.digest,
        "head": backup.head,
        "size": backup.size,
        "site": backup.site,
    }
    path = backup.path.with_suffix(".json")
    write_whole(path, json.dumps(about, ensure_ascii=False, indent=1))


def _thin(place: Path) -> None:
    """Let at most one old backup go."""
    backups = list_backups(place)
    number = rotation.to_drop(backups)
    for backup in backups:
        if backup.number == number:
            # The description first: a store without one is no backup and is swept up.
            backup.path.with_suffix(".json").unlink()
            backup.path.unlink(missing_ok=True)
    for store in place.glob("desk-??????-*.db"):
        if not store.with_suffix(".json").exists():
            store.unlink()
    sync_folder(place)


# ---------------------------------------------------------------- finding


def list_backups(place: Path) -> list[Backup]:
    """The backups in a folder, newest first; what is not whole is none."""
    found = []
    for path in place.glob("desk-*.json"):
        try:
            given = json.loads(path.read_text("utf-8"))
            store = path.with_suffix(".db")
            # By its name it is chosen, so a flipped digit in the text may not tell another day.
            _desk, number, at = path.stem.split("-", 2)
            backup = Backup(
                path=store,
                number=int(number),
                at=datetime.strptime(at, "%Y%m%d-%H%M%S"),
                why=str(given["why"]),
                pinned=bool(given["pinned"]),
                schema=int(given["schema"]),
                program=str(given["program"]),
                counts={str(name): int(n) for name, n in given["counts"].items()},
                digest=str(given["digest"]),
                head=str(given["head"]),
                size=int(given["size"]),
                site=str(given.get("site", "")),
            )
            if store.stat().st_size == backup.size:
                found.append(backup)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Half a description, or a backup whose file is gone or cut off: not to be offered.
            continue
    return sorted(found, key=lambda b: -b.number)


def find_backup(place: Path, id: str) -> Backup:
    """The backup of this number, or a refusal."""
    for backup in list_backups(place):
        if id.isdecimal() and int(id) == backup.number:
            return backup
    raise Missing("没有编号为 {id} 的备份，可用 backup list 查看", id=id)


def _last_number(place: Path) -> int:
    numbers = [0]
    for path in place.glob("desk-??????-*"):
        digits = path.name[5:11]
        if digits.isdecimal():
            numbers.append(int(digits))
    return max(numbers)


# ---------------------------------------------------------------- proving and restoring


def faults_of(backup: Backup, *, key: str = "") -> str:
    """What is wrong with a backup, in words; empty when it holds what it held when it was made."""
    try:
        with told(backup.path):
            found = examine(backup.path, key=key, thorough=True)
    except Refused as error:
        return error.words()
    except DriverError as error:
        words = describe(error, backup.path)
        return words.words() if words else _("备份文件读不出来")
    if found != (backup.digest, dict(backup.counts), backup.head):
        return _("备份的内容与登记的不一致")
    return ""


def write_restored(backup: Backup, to: Path, *, key: str = "") -> None:
    """Write a backup's store to `to`, and prove that it is what was backed up.

    Raises:
        Refused: the backup is damaged; `to` is not there then.
    """
    with _written(to.parent):
        to.unlink(missing_ok=True)
        try:
            with told(backup.path):
                copy(backup.path, to, key=key)
            with told(to):
                found = examine(to, key=key, thorough=True)
        except Refused:
            to.unlink(missing_ok=True)
            raise
        if found != (backup.digest, dict(backup.counts), backup.head):
            to.unlink()
            raise Refused(
                "备份 {id} 已损坏，不能恢复；请换用另一份备份，现有数据未作改动", id=backup.id
            )
        with told(to), closing(connect(to, key=key)) as connection:
            log_ahead(connection)
        sync_file(to)


def bring_back_files(place: Path, folder: Path, store: Path, *, key: str = "") -> None:
    """Files that a restored store names and the desk's folder lacks, from the backups' own."""
    with _written(folder):
        _copy_files(place, folder, store, key)


def is_store(path: Path) -> bool:
    """Whether a file is a plain store of ours; an encrypted one cannot be told from noise."""
    try:
        connection = connect(path, read_only=True)
    except DriverError:
        return False
    try:
        found: Any = connection.execute("PRAGMA application_id").fetchone()[0]
    except DriverError:
        return False
    finally:
        connection.close()
    return bool(found == APPLICATION_ID)


@contextmanager
def _written(place: Path) -> Iterator[None]:
    """Turn what the system says of a full or failing disk into words."""
    try:
        yield
    except OSError as error:
        raise NoRoom(
            "不能写入 {path}：磁盘空间不足、已拔出、只读或没有权限；未完成的备份已放弃",
            path=place,
        ) from error
