"""Making a desk, opening one, bringing an older one up to date, and encrypting a plain one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from boshan_desk.domain.county import load_county
from boshan_desk.domain.officers import Officer
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.store import chain, sealing
from boshan_desk.store.backups import (
    FOLDER,
    Backup,
    content_digest,
    copy,
    is_store,
    make_backup,
    sync_file,
)
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import (
    APPLICATION_ID,
    SCHEMA,
    DriverError,
    connect,
    log_ahead,
    make_file,
    read_version,
    told,
)
from boshan_desk.store.entering import enter, look_over
from boshan_desk.store.files import encrypt_kept
from boshan_desk.store.keys import has_keys
from boshan_desk.store.law import mark_of_law
from boshan_desk.store.lock import DeskLock, swept, sync_folder, write_whole
from boshan_desk.store.place import refuse_unsafe
from boshan_desk.store.swapping import swap_in

Told = Callable[[int, int, str], object]


def make(
    folder: Path,
    *,
    county: str,
    settings: Mapping[str, str] | None = None,
    packs: Sequence[Mapping[str, str]] = (),
    key: str = "",
) -> None:
    """Make an empty desk.  It is there whole or not at all; an existing one is left alone.

    `packs` are rows of the table of packs: a county that is none of the program's, plans.
    """
    if not any(row["kind"] == "county" and row["name"] == county for row in packs):
        load_county(county)
    refuse_unsafe(folder)
    store = folder / "desk.db"
    if store.exists():
        raise Refused("{path} 里已经有工作台数据，未作任何改动", path=folder)
    if has_keys(folder) or any((folder / FOLDER).glob("desk-*.db")):
        # A new desk would write its own keys over those that the backups need.
        raise Refused(
            "{path} 里的数据不见了，但还有密钥或备份；请恢复备份（backup restore）或换一个文件夹",
            path=folder,
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = DeskLock(folder)
        lock.take()
    except OSError as error:
        raise NoRoom("不能在 {path} 建立文件夹，请换一个位置或检查权限", path=folder) from error
    part = folder / "desk.db.part"
    try:
        with swept(folder, "desk.db.part*"), told(store):
            make_file(part, key=key)
            _upgrade(part, key)
            _write_settings(
                part,
                key,
                {"county": county, "site": secrets.token_hex(4), "epoch": "1", **(settings or {})},
                packs,
            )
            _fold_in(part, key)
            sync_file(part)
            part.rename(store)
        sync_folder(folder)
    finally:
        lock.give_back()


def open_desk(
    folder: Path,
    *,
    key: str = "",
    clock: Clock | None = None,
    officer: Officer | str = "",
    lock: DeskLock | None = None,
) -> Desk:
    """Open a desk; an older store is brought up to date first, after a verified backup.

    `lock` is the right to write, where the caller has taken it already.
    """
    if enter(folder, key=key, lock=lock) < SCHEMA:
        migrate(folder, key=key, lock=lock)
    with told(folder / "desk.db"):
        return Desk(folder, key=key, clock=clock, officer=officer, lock=lock)


def migrate(
    folder: Path, *, key: str = "", lock: DeskLock | None = None, told_how: Told | None = None
) -> Backup | None:
    """Bring an older store to this program's schema; the verified backup it made, or None.

    The work is done on a copy, which then takes the store's place: if anything fails, the old store
    stands as it was.
    """
    store = folder / "desk.db"
    if read_version(store, key=key) == SCHEMA:
        return None
    with _held(folder, lock), swept(folder, "desk.db.part*"), told(store):
        backup = make_backup(folder, key=key, why="migrate", pinned=True, told_how=told_how)
        part = folder / "desk.db.part"
        copy(store, part, key=key)
        _upgrade(part, key)
        _fold_in(part, key)
        sync_file(part)
        swap_in(folder, part)
    return backup


def encrypt(
    folder: Path, key: str, *, lock: DeskLock | None = None, told_how: Told | None = None
) -> None:
    """Encrypt a plain store under `key`, after a verified backup; `encrypt_rest` comes after it.

    The plain store is let go only when the encrypted one was read back and holds the same.
    """
    store = folder / "desk.db"
    with _held(folder, lock), swept(folder, "desk.db.part*"), told(store):
        make_backup(folder, why="encrypt", pinned=True, told_how=told_how)
        part = folder / "desk.db.part"
        export_encrypted(store, part, key)
        swap_in(folder, part)


def encrypt_rest(folder: Path, key: str) -> None:
    """Encrypt what is still plain beside an encrypted store: attached files and backups."""
    with told(folder / "desk.db"):
        for base in (folder, folder / FOLDER):
            encrypt_kept(base, key)
        place = folder / FOLDER
        # What was kept aside before the desk was encrypted holds what the store held.
        aside = [p for name in ("换下-*", "损坏-*") for p in folder.glob(f"{name}/desk.db")]
        for path in sorted(aside):
            with suppress(Refused, DriverError):
                if is_store(path):
                    _encrypt_aside(path, key)
        for path in sorted(place.glob("desk-*.db")):
            if is_store(path):
                part = path.with_suffix(".part")
                with swept(place, "*.part*"):
                    export_encrypted(path, part, key)
                    _describe_size(path, part)
                    part.replace(path)
                    sync_folder(place)


def _encrypt_aside(path: Path, key: str) -> None:
    part = path.with_suffix(".part")
    with swept(path.parent, "*.part*"):
        export_encrypted(path, part, key)
        for log in ("desk.db-wal", "desk.db-shm"):
            path.with_name(log).unlink(missing_ok=True)
        part.replace(path)
        sync_folder(path.parent)


def export_encrypted(store: Path, part: Path, key: str) -> None:
    """Write a plain store's content into an encrypted file, and read it back.

    Raises:
        Refused: what was written is not what was read.
    """
    plain = connect(store)
    try:
        version = plain.execute("PRAGMA user_version").fetchone()[0]
        plain.execute("ATTACH ? AS sealed KEY ?", (str(part), f"x'{key}'"))
        # It is synced and read back below, and counts for nothing before; step by step it would
        # wait for the disk 800 times.
        plain.execute("PRAGMA sealed.journal_mode = OFF")
        plain.execute("PRAGMA sealed.synchronous = OFF")
        plain.execute("SELECT sqlcipher_export('sealed')")
        plain.execute(f"PRAGMA sealed.application_id = {APPLICATION_ID}")
        plain.execute(f"PRAGMA sealed.user_version = {version}")
        plain.execute("DETACH sealed")
        before = content_digest(plain)
    finally:
        plain.close()
    sealed = connect(part, key=key)
    try:
        sealed.execute("PRAGMA journal_mode = WAL")
        whole = sealed.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        same = content_digest(sealed) == before
    finally:
        sealed.close()
    sync_file(part)
    if not (whole and same):
        part.unlink()
        raise Refused("加密后的数据与原数据不一致，未作任何改动；请检查磁盘后重试")


def check_file(store: Path, *, key: str = "") -> list[str]:
    """What SQLite itself finds wrong with a store: nothing, if it is whole."""
    return look_over(store, key=key, thorough=True)


def _describe_size(backup: Path, encrypted: Path) -> None:
    """Let a backup's description say the size that its file is about to have."""
    about = backup.with_suffix(".json")
    if about.exists():
        given = json.loads(about.read_text("utf-8")) | {"size": encrypted.stat().st_size}
        write_whole(about, json.dumps(given, ensure_ascii=False, indent=1))


@contextmanager
def _held(folder: Path, lock: DeskLock | None) -> Iterator[None]:
    """Be the one writer, unless the caller is."""
    own = None if lock else DeskLock(folder)
    if own:
        own.take()
    try:
        yield
    finally:
        if own:
            own.give_back()


def _engine(store: Path, key: str) -> sa.Engine:
    import sqlcipher3.dbapi2

    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher3.dbapi2,
        creator=partial(connect, store, key=key),
        poolclass=NullPool,
        hide_parameters=True,
    )
    # Without it a failed revision half-commits (reliability.md, finding 2).
    sa.event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _upgrade(store: Path, key: str) -> None:
    # Alembic costs 0.4 s to import and is needed only here.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _engine(store, key).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # Rows have other columns now, and an old history may have no chain yet.
        driver = connection.connection.driver_connection
        chain.link_all(driver)
        sealing.reseal(driver)
        # The number is written last and in the same transaction (reliability.md 1, Gramps).
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _write_settings(
    store: Path, key: str, settings: Mapping[str, str], packs: Sequence[Mapping[str, str]]
) -> None:
    with _engine(store, key).begin() as connection:
        # No case is there yet, so every limit is counted by the law as it is.
        counted = {"due_law": mark_of_law(connection)}
        for name, value in {**settings, **counted}.items():
            sealing.put(connection, "setting", {"name": name, "value": value})
        for row in packs:
            sealing.put(connection, "pack", row)


def _fold_in(store: Path, key: str) -> None:
    """Bring the log into the file, so that the file alone is everything."""
    connection = connect(store, key=key)
    try:
        # What is migrated is a copy, and a copy has another journal.
        log_ahead(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
