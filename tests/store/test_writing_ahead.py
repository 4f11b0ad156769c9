"""Every store that is opened writes ahead: made, encrypted, restored, restored elsewhere."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from boshan_desk.domain.officers import anyone
from boshan_desk.ledgers import KEPT
from boshan_desk.store.driver import connect
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import open_desk
from boshan_desk.store.swapping import swap_in
from boshan_desk.usecases import accounts, backups, records

PASSWORD = "春风又绿江南岸-演示"


def journal(folder: Path, key: str = "") -> str:
    """How the store keeps what is being written."""
    with closing(connect(folder / "desk.db", key=key)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_a_restored_store_writes_ahead_as_a_new_one_does(folder: Path, tmp_path: Path) -> None:
    assert journal(folder) == "wal"
    with open_desk(folder) as desk:
        records.add(desk, KEPT["case"], {"case_no": "演示1"})
        made = backups.back_up(desk)
    backups.restore(folder, made, officer=anyone("演示员"))
    assert journal(folder) == "wal"
    backups.restore(folder, made, officer=anyone("演示员"), into=tmp_path / "other")
    assert journal(tmp_path / "other") == "wal"


def test_an_encrypted_store_writes_ahead_before_and_after_a_restore(folder: Path) -> None:
    accounts.set_up(folder, "演示员", PASSWORD, cost=Cost(passes=1, lanes=1, memory=32))
    session = accounts.sign_in(folder, "演示员", PASSWORD, now=datetime.now())
    assert journal(folder, session.key) == "wal"
    with open_desk(folder, key=session.key, officer=session.officer) as desk:
        made = backups.back_up(desk)
    backups.restore(folder, made, key=session.key, officer=session.officer)
    assert journal(folder, session.key) == "wal"


def test_a_journal_of_the_old_store_is_never_left_beside_the_new_one(folder: Path) -> None:
    (folder / "desk.db-journal").write_bytes(b"old")
    part = folder / "desk.db.part"
    part.write_bytes((folder / "desk.db").read_bytes())
    swap_in(folder, part, aside="换下-演示")
    assert not (folder / "desk.db-journal").exists()
    assert (folder / "换下-演示" / "desk.db-journal").read_bytes() == b"old"
