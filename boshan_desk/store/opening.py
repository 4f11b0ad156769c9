"""Making a desk, opening one, and bringing an older one up to date."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from boshan_desk.domain.codes import load_county
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import SCHEMA, connect, make_file, read_version, told
from boshan_desk.store.lock import DeskLock, sync_folder


def make(folder: Path, *, county: str, settings: Mapping[str, str] | None = None) -> None:
    """Make an empty desk.  It is there whole or not at all; an existing one is left alone."""
    load_county(county)
    store = folder / "desk.db"
    if store.exists():
        raise Refused("{path} 里已经有工作台数据，未作任何改动", path=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = DeskLock(folder)
        lock.take()
    except OSError as error:
        raise NoRoom("不能在 {path} 建立文件夹，请换一个位置或检查权限", path=folder) from error
    part = folder / "desk.db.part"
    try:
        for leaving in folder.glob("desk.db.part*"):
            leaving.unlink()
        with told(store):
            make_file(part)
            _upgrade(part)
            _write_settings(
                part,
                {"county": county, "site": secrets.token_hex(4), "epoch": "1", **(settings or {})},
            )
            _fold_in(part)
        part.rename(store)
        sync_folder(folder)
    finally:
        lock.give_back()


def open_desk(
    folder: Path, *, clock: Clock | None = None, officer: str = "", lock: DeskLock | None = None
) -> Desk:
    """Open a desk; an older store is brought up to date first, after a verified backup.

    `lock` is the right to write, where the caller has taken it already.
    """
    if read_version(folder / "desk.db") < SCHEMA:
        migrate(folder, lock=lock)
    with told(folder / "desk.db"):
        return Desk(folder, clock=clock, officer=officer, lock=lock)


def migrate(folder: Path, *, lock: DeskLock | None = None) -> Path | None:
    """Bring an older store to this program's schema; the verified backup it made, or None.

    The work is done on a copy, which then takes the store's place: if anything fails, the old store
    stands as it was.
    """
    store = folder / "desk.db"
    if read_version(store) == SCHEMA:
        return None
    own = None if lock else DeskLock(folder)
    if own:
        own.take()
    try:
        with told(store):
            backup = back_up(folder)
            part = folder / "desk.db.part"
            part.unlink(missing_ok=True)
            copy(store, part)
            _upgrade(part)
            _fold_in(part)
        part.replace(store)
        sync_folder(folder)
    finally:
        if own:
            own.give_back()
    return backup


def back_up(folder: Path) -> Path:
    """Write a copy of the store beside it, open the copy anew, check and count it, then name it."""
    store, backups = folder / "desk.db", folder / "backups"
    backups.mkdir(exist_ok=True)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    part, final = backups / f"{stamp}.part", backups / f"desk-{stamp}.db"
    part.unlink(missing_ok=True)
    with told(store):
        copy(store, part)
    with told(part):
        if _counts(part) != _counts(store):
            raise Refused("备份与原数据不一致，未作任何改动；请检查磁盘后重试")
    part.rename(final)
    sync_folder(backups)
    return final


def copy(store: Path, to: Path) -> None:
    """A whole, compact copy of a store, also while others read it."""
    connection = connect(store)
    try:
        connection.execute("VACUUM INTO ?", (str(to),))
    finally:
        connection.close()
    handle = os.open(to, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_file(store: Path) -> list[str]:
    """What SQLite itself finds wrong with a store: nothing, if it is whole."""
    connection = connect(store)
    try:
        findings = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        findings += [
            f"{row[0]}: {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")
        ]
    finally:
        connection.close()
    return [] if findings == ["ok"] else [f for f in findings if f != "ok"]


def _counts(store: Path) -> dict[str, int]:
    if findings := check_file(store):
        raise Refused("数据未通过完整性检查：{finding}", finding=findings[0])
    connection = connect(store)
    try:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}
    finally:
        connection.close()


def _engine(store: Path) -> sa.Engine:
    import sqlcipher3.dbapi2

    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher3.dbapi2,
        creator=partial(connect, store),
        poolclass=NullPool,
        hide_parameters=True,
    )
    # Without it a failed revision half-commits (reliability.md, finding 2).
    sa.event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _upgrade(store: Path) -> None:
    # Alembic costs 0.4 s to import and is needed only here.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _engine(store).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # The number is written last and in the same transaction (reliability.md 1, Gramps).
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _write_settings(store: Path, settings: Mapping[str, str]) -> None:
    rows: list[dict[str, Any]] = [{"name": n, "value": v} for n, v in settings.items()]
    with _engine(store).begin() as connection:
        connection.execute(schema.setting.insert(), rows)


def _fold_in(store: Path) -> None:
    """Bring the log into the file, so that the file alone is everything."""
    connection = connect(store)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
