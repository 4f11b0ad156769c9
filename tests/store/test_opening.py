"""Making a desk, opening it, and refusing what is not one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from boshan_desk.domain.problems import Missing, NoRoom, Refused, TooNew
from boshan_desk.ledgers import KEPT
from boshan_desk.store import backups, opening, schema
from boshan_desk.store.backups import faults_of, list_backups, make_backup
from boshan_desk.store.chain import verify
from boshan_desk.store.driver import APPLICATION_ID, SCHEMA, connect, read_version
from boshan_desk.store.opening import check_file, make, migrate, open_desk
from boshan_desk.usecases.desks import check

SAVED = Path(__file__).parent / "saved"
"""One store of every schema that was ever released."""


def shape(connection: sa.Connection) -> dict[str, object]:
    """What a store looks like, told by SQLAlchemy: names of constraints do not matter."""
    inspector = sa.inspect(connection)
    told: dict[str, object] = {}
    for table in sorted(inspector.get_table_names()):
        if table == "alembic_version":
            continue
        (sql,) = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).one()
        told[table] = {
            # SQLite puts new columns behind the others, and everybody asks for them by name.
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            ),
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "indexes": sorted(
                (i["name"] or "", tuple(i["column_names"])) for i in inspector.get_indexes(table)
            ),
            "links": sorted(
                (tuple(k["constrained_columns"]), k["referred_table"])
                for k in inspector.get_foreign_keys(table)
            ),
            "checks": sorted(k["sqltext"] for k in inspector.get_check_constraints(table)),
            "strict": sql.rstrip().upper().endswith("STRICT"),
        }
    return told


def test_the_revisions_make_exactly_the_tables_that_are_declared(folder: Path) -> None:
    declared = sa.create_engine("sqlite://")
    with declared.begin() as connection:
        schema.metadata.create_all(connection)
        wanted = shape(connection)
    declared.dispose()
    stored = sa.create_engine("sqlite://", creator=lambda: connect(folder / "desk.db"))
    with stored.connect() as connection:
        made = shape(connection)
    stored.dispose()
    assert made == wanted
    assert all(table["strict"] for table in made.values())  # type: ignore[index]
    assert set(KEPT) <= set(made)


@pytest.mark.parametrize("store", sorted(SAVED.glob("*.db")), ids=lambda p: p.stem)
def test_every_released_store_opens_and_keeps_its_records(store: Path, tmp_path: Path) -> None:
    shutil.copy(store, tmp_path / "desk.db")
    with open_desk(tmp_path) as desk, desk.read() as reader:
        counts = {name: reader.count(ledger) for name, ledger in KEPT.items()}
    assert counts["case"] == 3
    assert counts["enterprise"] == 2
    assert read_version(tmp_path / "desk.db") == SCHEMA
    assert check_file(tmp_path / "desk.db") == []


def test_a_desk_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("演示")

    with monkeypatch.context() as broken:
        broken.setattr(opening, "_write_settings", fail)
        with pytest.raises(OSError, match="演示"):
            make(tmp_path / "desk", county="boshan")
    assert not (tmp_path / "desk" / "desk.db").exists()
    make(tmp_path / "desk", county="boshan")
    assert not list((tmp_path / "desk").glob("*.part*"))


def test_an_existing_desk_is_left_alone(folder: Path) -> None:
    before = (folder / "desk.db").read_bytes()
    with pytest.raises(Refused, match="已经有"):
        make(folder, county="boshan")
    assert (folder / "desk.db").read_bytes() == before


def test_an_unknown_county_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="boshan"):
        make(tmp_path / "desk", county="nowhere")
    assert not (tmp_path / "desk").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("演示")
    with pytest.raises(NoRoom, match="换一个位置"):
        make(tmp_path / "file" / "desk", county="boshan")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是本程序"),
        (b"x" * 4096, "已损坏或不是"),
        (b"SQLite format 3\0", "已损坏|不是本程序"),
    ],
)
def test_a_foreign_file_is_refused_and_not_changed(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "desk.db").write_bytes(content)
    with pytest.raises(Refused, match=words):
        open_desk(tmp_path)
    assert (tmp_path / "desk.db").read_bytes() == content


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="建立"):
        open_desk(tmp_path)


def test_a_newer_store_is_refused_untouched(folder: Path) -> None:
    store = folder / "desk.db"
    connection = connect(store)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = store.read_bytes()
    with pytest.raises(TooNew, match="升级"):
        open_desk(folder)
    assert store.read_bytes() == before


def test_the_store_is_marked_as_ours_and_of_this_schema(folder: Path) -> None:
    connection = connect(folder / "desk.db")
    assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    for pragma, value in {
        "foreign_keys": 1,
        "synchronous": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "journal_mode": "wal",
    }.items():
        assert connection.execute(f"PRAGMA {pragma}").fetchone()[0] == value, pragma
    connection.close()


def test_a_backup_is_opened_and_counted_before_it_has_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = make_backup(folder, why="asked")
    assert check_file(good.path) == []
    monkeypatch.setattr(backups, "copy", copy_half)
    with pytest.raises(Refused):
        make_backup(folder, why="asked")
    assert [p.name for p in (folder / "backups").glob("*.db")] == [good.path.name]
    assert list_backups(folder / "backups") == [good]


def copy_half(store: Path, to: Path, *, key: str) -> None:
    """Copy the first half of a file, as a full disk does."""
    content = store.read_bytes()
    to.write_bytes(content[: len(content) // 2])


def test_a_store_of_todays_schema_is_not_migrated(folder: Path) -> None:
    assert migrate(folder) is None
    assert not (folder / "backups").exists()


def test_a_store_that_was_left_before_its_first_revision_is_brought_up_after_a_backup(
    tmp_path: Path,
) -> None:
    from boshan_desk.store.driver import make_file

    make_file(tmp_path / "desk.db")
    backup = migrate(tmp_path)
    assert backup is not None
    assert backup.path.exists()
    assert read_version(tmp_path / "desk.db") == SCHEMA


def test_a_store_of_before_is_sealed_and_chained_when_it_is_brought_up(tmp_path: Path) -> None:
    shutil.copy(SAVED / "schema-0001.db", tmp_path / "desk.db")
    made = migrate(tmp_path)
    assert made is not None
    assert (made.why, made.pinned, made.schema) == ("migrate", True, 1)
    assert check(tmp_path).findings == ()
    assert verify(tmp_path / "desk.db").ok
    # The backup of the old schema proves itself to the new program, too.
    assert faults_of(made) == ""
