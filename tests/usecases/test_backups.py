"""Backups: made, proved, remembered when they fail, restored, drilled."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store import backups as store_backups
from boshan_desk.store.backups import faults_of, find_backup, list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.store.files import content_path
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.swapping import finish_swap, swap_in
from boshan_desk.usecases import backups, records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.audit import head_of
from boshan_desk.usecases.backups import back_up, place_of, status
from boshan_desk.usecases.desks import check, dump
from tests.conftest import TODAY

CASE = KEPT["case"]
ANYONE = anyone("演示员")


def state(desk: Desk) -> str:
    """The digest of a desk's dump."""
    return hashlib.sha256("\n".join(dump(desk)).encode()).hexdigest()


def state_in(folder: Path) -> str:
    with open_desk(folder) as desk:
        return state(desk)


def test_a_backup_says_what_it_holds(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"}, id="one")
    made = back_up(desk)
    (found,) = list_backups(place_of(desk.folder))
    assert found == made
    assert (found.number, found.records, found.why) == (1, 1, "asked")
    assert found.head == head_of(desk)
    assert faults_of(found) == ""
    assert not list(place_of(desk.folder).glob("*.part"))


def test_the_same_state_is_not_backed_up_twice_but_pinned(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    first = back_up(desk, why="daily")
    assert back_up(desk, why="close") == first
    pinned = back_up(desk, why="import", pinned=True)
    assert (pinned.number, pinned.pinned) == (1, True)
    (found,) = list_backups(place_of(desk.folder))
    assert found.pinned
    records.add(desk, CASE, {"party": "演示乙公司"})
    assert back_up(desk, why="close").number == 2
    assert back_up(desk).number == 3


def test_an_import_is_preceded_by_a_pinned_backup(desk: Desk, tmp_path: Path) -> None:
    from boshan_desk.usecases import sheets

    before = state(desk)
    sheet = tmp_path / "演示.csv"
    sheet.write_text("案号,当事人名称\n演示1,演示甲公司\n", "utf-8-sig")
    sheets.take_in(desk, sheets.look(desk, CASE, sheet))
    (found,) = list_backups(place_of(desk.folder))
    assert (found.why, found.pinned) == ("import", True)
    assert state(desk) != before
    desk.close()
    backups.restore(desk.folder, found, officer=ANYONE)
    assert state_in(desk.folder) == before


def test_a_restore_keeps_what_it_takes_away_and_can_be_taken_back(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"}, id="one")
    old, then = back_up(desk), state(desk)
    scan = desk.folder.parent / "扫描.pdf"
    scan.write_bytes("演示扫描".encode())
    records.add(desk, CASE, {"party": "演示乙公司"}, id="two")
    hung = attach(desk, CASE, "two", scan)
    now = state(desk)
    loss = backups.what_would_be_lost(desk, old)
    assert loss.steps == 2
    assert loss.counts["case"] == (2, 1)
    desk.close()
    kept = backups.restore(desk.folder, old, officer=ANYONE)
    assert kept is not None
    assert kept.name.startswith("换下-")
    assert (kept / "desk.db").exists()
    assert state_in(desk.folder) == then
    assert check(desk.folder).ok
    (before,) = [b for b in list_backups(place_of(desk.folder)) if b.why == "restore"]
    content_path(desk.folder, hung.sha256 or "").unlink()
    backups.restore(desk.folder, before, officer=ANYONE)
    assert state_in(desk.folder) == now
    # The file that hung on the record comes back with it.
    assert check(desk.folder).ok
    with open_desk(desk.folder) as again, again.read() as reader:
        assert reader.setting("epoch") == "3"


def test_a_backup_makes_another_desk(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    made, then = back_up(desk), state(desk)
    desk.close()
    assert backups.restore(desk.folder, made, officer=ANYONE, into=tmp_path / "new") is None
    assert state_in(tmp_path / "new") == then
    with pytest.raises(Refused, match="已经有"):
        backups.restore(desk.folder, made, officer=ANYONE, into=tmp_path / "new")


@pytest.mark.parametrize("harm", ["byte", "cut", "gone", "swapped"])
def test_a_damaged_backup_is_found_and_never_restored(harm: str, desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    good = back_up(desk)
    records.add(desk, CASE, {"party": "演示乙公司"})
    bad = back_up(desk)
    content = bytearray(bad.path.read_bytes())
    match harm:
        case "byte":
            place = content.find("演示乙公司".encode())
            content[place : place + 3] = "丙".encode()
            bad.path.write_bytes(content)
        case "cut":
            bad.path.write_bytes(content[:-4096])
        case "gone":
            bad.path.unlink()
        case _:
            bad.path.write_bytes(good.path.read_bytes())
    now = state(desk)
    listed = list_backups(place_of(desk.folder))
    if bad in listed:
        assert backups.verify(desk, (bad.id,))[bad.id]
        desk.close()
        with pytest.raises(Refused, match=r"损坏|完整性"):
            backups.restore(desk.folder, bad, officer=ANYONE)
    else:
        assert listed == [good]
        desk.close()
    assert state_in(desk.folder) == now
    assert faults_of(good) == ""


def test_a_failure_is_remembered_until_one_succeeds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    records.add(desk, CASE, {"party": "演示甲公司"})
    with monkeypatch.context() as broken:
        broken.setattr(store_backups, "copy", full)
        with pytest.raises(NoRoom, match="空间"):
            back_up(desk)
    assert "空间" in status(desk).failed
    assert list_backups(place_of(desk.folder)) == []
    with open_desk(desk.folder, clock=desk.clock) as later:
        assert status(later).failed
        back_up(later)
        assert not status(later).failed


def test_a_damaged_store_is_not_backed_up_over_good_ones(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"}, id="one")
    good = back_up(desk)
    with desk._engine.begin() as connection:  # noqa: SLF001 - damage, behind the one door
        connection.exec_driver_sql("UPDATE \"case\" SET party = '演示改' WHERE id = 'one'")
    with pytest.raises(Refused, match="完整性"):
        back_up(desk)
    assert list_backups(place_of(desk.folder)) == [good]
    assert "完整性" in status(desk).failed


def test_a_second_copy_lies_elsewhere_and_is_asked_for_after_a_week(
    desk: Desk, tmp_path: Path
) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"}, id="one")
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes("演示扫描".encode())
    hung = attach(desk, CASE, "one", scan)
    back_up(desk)
    assert status(desk).second_due
    with pytest.raises(Refused, match="另一个磁盘"):
        backups.second_copy(desk, desk.folder / "stick")
    made = backups.second_copy(desk, tmp_path / "stick")
    place = made.path.parent
    assert place.parent == tmp_path / "stick"
    assert backups.second_copy(desk, place).path.parent == place
    assert content_path(place, hung.sha256 or "").read_bytes() == scan.read_bytes()
    assert not status(desk).second_due
    desk.clock = Clock(TODAY + timedelta(6))
    assert not status(desk).second_due
    desk.clock = Clock(TODAY + timedelta(7))
    assert status(desk).second_due
    desk.clock = Clock(TODAY - timedelta(900))
    assert status(desk).second_due


def test_a_drill_restores_the_newest_and_the_oldest_and_says_so(desk: Desk) -> None:
    with pytest.raises(Refused, match="还没有备份"):
        backups.drill(desk)
    for party in ("演示甲公司", "演示乙公司", "演示丙公司"):
        records.add(desk, CASE, {"party": party})
        back_up(desk)
    assert status(desk).drill_due
    done = backups.drill(desk)
    assert (done.backups, done.records, done.fault) == (("000003", "000001"), 3, "")
    assert not (desk.folder / ".drill").exists()
    assert not status(desk).drill_due
    oldest = find_backup(place_of(desk.folder), "1").path
    content = bytearray(oldest.read_bytes())
    place = content.find("演示甲公司".encode())
    content[place : place + 3] = "丙".encode()
    oldest.write_bytes(content)
    assert backups.drill(desk).fault
    assert status(desk).drill_fault


def test_a_half_described_or_foreign_file_is_no_backup(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    made = back_up(desk)
    place = place_of(desk.folder)
    (place / "desk-000009-20260101-000000.json").write_text("{", "utf-8")
    shutil.copy(made.path, place / "desk-000008-20260101-000000.db")
    shutil.copy(made.path, place / "desk-000009-20260101-000000.db")
    (place / "desk-000007-20260101-000000.json").write_text("[]", "utf-8")
    assert list_backups(place) == [made]
    told = backups.verify(desk)
    assert told[made.id] == ""
    assert set(told) == {made.id, "desk-000009-20260101-000000.db"}
    assert "说明文件" in told["desk-000009-20260101-000000.db"]
    # Numbers go on behind what is there, and what has no description is swept up.
    assert back_up(desk).number == 10
    assert not (place / "desk-000008-20260101-000000.db").exists()


@pytest.fixture
def two_stores(desk: Desk) -> tuple[Path, Path]:
    """A desk and another store that is to take its place."""
    records.add(desk, CASE, {"party": "演示甲公司"})
    made = back_up(desk)
    records.add(desk, CASE, {"party": "演示乙公司"})
    desk.close()
    part = desk.folder / "desk.db.part"
    store_backups.write_restored(made, part)
    return desk.folder, part


@pytest.mark.parametrize("stop", range(12))
def test_a_swap_that_stops_anywhere_is_finished_or_has_not_begun(
    stop: int, two_stores: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, part = two_stores
    old = hashlib.sha256((folder / "desk.db").read_bytes()).hexdigest()
    new = hashlib.sha256(part.read_bytes()).hexdigest()
    left = stop

    def count_down() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    replace, write = Path.replace, Path.write_text

    def replacing(self: Path, target: Path) -> Path:
        count_down()
        done = replace(self, target)
        count_down()
        return done

    def writing(self: Path, *given: str) -> int:
        count_down()
        return write(self, *given)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", replacing)
        broken.setattr(Path, "write_text", writing)
        with suppress(KeyboardInterrupt):
            swap_in(folder, part, aside="换下-演示")
    finish_swap(folder)
    found = hashlib.sha256((folder / "desk.db").read_bytes()).hexdigest()
    assert found in (old, new)
    if found == new:
        kept = folder / "换下-演示" / "desk.db"
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == old
    assert not (folder / "desk.db.ready").exists()


def test_every_backup_of_many_days_restores_to_what_was_dumped(desk: Desk, tmp_path: Path) -> None:
    restored = live_through(desk, tmp_path, days=16)
    assert restored >= 10


def live_through(desk: Desk, base: Path, *, days: int) -> int:
    """Work and back up for so many days; restore every backup that is left and compare."""
    states: dict[int, str] = {}
    for number in range(days):
        desk.clock = Clock(TODAY + timedelta(number))
        records.add(desk, CASE, {"party": f"演示公司{number}"}, id=f"id{number}")
        if number % 3 == 0:
            records.edit(desk, CASE, f"id{number}", {"remark": f"演示{number}"})
        if number % 7 == 6:
            records.withdraw(desk, CASE, [f"id{number - 1}"], "演示")
        states[back_up(desk, why="daily").number] = state(desk)
    found = list_backups(place_of(desk.folder))
    desk.close()
    for backup in found:
        target = base / f"restored-{backup.id}"
        backups.restore(desk.folder, backup, officer=ANYONE, into=target)
        assert state_in(target) == states[backup.number], backup.id
        shutil.rmtree(target)
    return len(found)


def test_what_the_status_says_survives_a_damaged_memory(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    back_up(desk)
    for text in ("", "{", "[]", json.dumps({"second": {"at": "?"}, "drill": None})):
        (place_of(desk.folder) / "state.json").write_text(text, "utf-8")
        told = status(desk)
        assert told.second_due
        assert told.count == 1
        assert told.newest is not None
        assert told.newest.day == date(2026, 10, 9)
        assert isinstance(told.newest.at, datetime)


def test_the_backup_that_is_restored_does_not_go_with_the_rotation(desk: Desk) -> None:
    states = {}
    for number in range(12):
        records.add(desk, CASE, {"party": f"演示公司{number}"})
        states[back_up(desk).number] = state(desk)
    oldest = list_backups(place_of(desk.folder))[-1]
    records.add(desk, CASE, {"party": "演示最后"})
    desk.close()
    backups.restore(desk.folder, oldest, officer=ANYONE)
    # The backup of what gave way let it go; it was read before.
    assert not oldest.path.exists()
    assert state_in(desk.folder) == states[oldest.number]


def test_every_restore_has_an_epoch_of_its_own(desk: Desk) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    made = back_up(desk)
    desk.close()
    epochs = []
    for _turn in range(3):
        backups.restore(desk.folder, made, officer=ANYONE)
        with open_desk(desk.folder) as again:
            epochs.append(again.site.partition(".")[2])
    assert epochs == ["2", "3", "4"]


def test_two_desks_keep_apart_on_one_stick(desk: Desk, tmp_path: Path) -> None:
    records.add(desk, CASE, {"party": "演示甲公司"})
    make(tmp_path / "other", county="boshan")
    with open_desk(tmp_path / "other", clock=Clock(TODAY)) as other:
        records.add(other, CASE, {"party": "演示别处"})
        theirs = backups.second_copy(other, tmp_path / "stick")
    ours = backups.second_copy(desk, tmp_path / "stick")
    assert ours.path.parent != theirs.path.parent
    assert store_backups.carried(tmp_path / "stick") == sorted(
        [ours.path.parent, theirs.path.parent]
    )
    now = state(desk)
    desk.close()
    with pytest.raises(Refused, match="另一份台账"):
        backups.restore(desk.folder, theirs, officer=ANYONE)
    assert state_in(desk.folder) == now
