"""The one driver: SQLite as sqlcipher3 brings it, with the settings that lose nothing.

Measured in reliability.md 3.1: WAL with synchronous=FULL lost no acknowledged write; the
interpreter's own SQLite carries the WAL-reset bug, so ours is asserted.  Only this module, and the
engine made from it, opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as driver

from boshan_desk.domain.problems import Damaged, Held, NoRoom, Refused, TooNew
from boshan_desk.domain.reading import fold
from boshan_desk.i18n import mark

APPLICATION_ID: Final = 0x42534B44
"""BSKD: says that a file is a desk and nothing else."""

SCHEMA: Final = 7
"""The number of the schema this program writes; the last revision under migrations/."""

OLDEST_SQLITE: Final = (3, 51, 3)
"""The first without the WAL-reset corruption bug (sqlite.org/wal.html#walresetbug)."""

_PRAGMAS: Final = (
    "cipher_log_level = NONE",
    "busy_timeout = 5000",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "mmap_size = 0",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "synchronous = FULL",
    "cache_size = -16000",
)

DAMAGED: Final = mark("数据文件 {path} 已损坏或不是本程序的数据，未作任何改动")

_DAMAGE: Final = (
    "not a database",
    "malformed",
    "unsupported file format",
    "could not decode",
    "file is encrypted",
    # The schema is fixed and every statement is ours: what it lacks was damaged away.
    "no such table",
    "no such column",
    "has no column named",
    "no such index",
)
"""How SQLite and the driver speak of a file that is no store or no longer one."""

DriverError = driver.Error
Connection = Any
"""The driver publishes no types."""


def connect(path: Path, *, key: str = "", read_only: bool = False) -> Connection:
    """Open the store.  `key` is a raw key in hexadecimal; without one the file is plain."""
    if driver.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(
            "数据库组件版本过旧（{version}），请重新安装程序", version=driver.sqlite_version
        )
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        if key:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("by_number", 1, by_number, deterministic=True)
        connection.create_function("folded_text", 1, fold, deterministic=True)
    except driver.Error:
        connection.close()
        raise
    return connection


_NUMBER: Final = re.compile("[0-9]+")


def by_number(text: str | None) -> str | None:
    """What a text is sorted by: numbers in it stand by their value, so 2号 before 10号.

    SQLite asks once for each record (measured: 0.05 s for 100,000 case numbers, where a collation,
    asked at each comparison, took 0.4 s).
    """
    return _NUMBER.sub(lambda found: found[0].zfill(20), text) if text else text


def make_file(path: Path, *, key: str = "") -> None:
    """Make an empty store with our mark on it, in WAL mode."""
    path.touch(exist_ok=False)
    connection = connect(path, key=key)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        log_ahead(connection)
    finally:
        connection.close()


def log_ahead(connection: Connection) -> None:
    """Let a store write ahead (WAL).  Its file remembers that; a copy by VACUUM INTO does not."""
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise Refused("数据所在位置不支持安全写入，请把数据放在本机硬盘上")


def read_version(path: Path, *, key: str = "") -> int:
    """The schema number of the store at `path`; refused when it is not one of ours or newer."""
    if not path.is_file():
        raise Refused(
            "{path} 里没有工作台数据，请先建立（init）或选择正确的文件夹", path=path.parent
        )
    with told(path):
        connection = connect(path, key=key)
        try:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()
    if application != APPLICATION_ID:
        raise Refused("{path} 不是本程序的数据文件，未作任何改动", path=path)
    if version > SCHEMA:
        raise TooNew("数据由更新版本的程序写成（{found}），请先升级本程序", found=version)
    return version


def is_plain(path: Path) -> bool:
    """Whether a store is not encrypted, told by its first bytes; an empty file is plain.

    Not to be asked while this process has the store open: closing a file drops the locks that
    SQLite holds on it (sqlite.org/howtocorrupt.html, 2.2).
    """
    with path.open("rb") as file:
        start = file.read(16)
    return start in (b"SQLite format 3\0", b"")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the driver says into words; a fault of ours stays a fault."""
    try:
        yield
    except UnicodeDecodeError as error:
        # The driver quotes a damaged schema in its message and cannot read its own words.
        raise Damaged(DAMAGED, path=path) from error
    except Exception as error:
        # SQLAlchemy wraps what the driver raises.
        cause = getattr(error, "orig", error)
        words = describe(cause, path) if isinstance(cause, driver.DatabaseError) else None
        if words is None:
            raise
        raise words from error


def describe(error: BaseException, path: Path, *, committing: bool = False) -> Refused | None:
    """The refusal that a driver's error amounts to; None when it is a fault of the program.

    `committing`: all was written and only the disk had yet to confirm it, so nobody can say whether
    it will be there after the program has ended.
    """
    name = getattr(error, "sqlite_errorname", "") or ""
    text = str(error).lower()
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return NoRoom("磁盘空间不足，未写入任何内容；请腾出空间后重试（{path}）", path=path.parent)
    if name.startswith("SQLITE_IOERR") or "disk i/o error" in text:
        if committing:
            return NoRoom(
                "写入磁盘时出错，不能确定刚才的改动是否已保存；请检查磁盘，重新打开后核对（{path}）",
                path=path.parent,
            )
        return NoRoom("读写磁盘出错，未写入任何内容；请检查磁盘后重试（{path}）", path=path.parent)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) or "readonly" in text:
        return NoRoom("没有写入 {path} 的权限，或介质只读", path=path.parent)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return Held("另一个程序正在使用这份数据，请关闭后重试")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or any(d in text for d in _DAMAGE):
        return Damaged(DAMAGED, path=path)
    if "foreign key" in text:
        return Refused("还有其他记录引用它，请先处理那些记录")
    return None
