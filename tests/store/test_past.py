"""The desk as it was: whatever is done later, an earlier state counts as it was counted then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from boshan_desk.domain.changes import Change
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.past import as_of, beyond
from boshan_desk.usecases import lawfiles, records
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.purging import purge
from tests.conftest import TODAY
from tests.usecases.papers.clerk import PERIODS, go_back_and_compare, temporary


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_earlier_state_counts_as_it_was_counted_then(desk: Desk, seed: int) -> None:
    assert go_back_and_compare(desk, seed) > 20


def _station(desk: Desk, name: str) -> Station:
    station = Station(name=name, town_code="370304001", set_up_on=date(2026, 2, 1), state="running")
    with desk.work("演示") as work:
        work.apply([Change(None, station)], judged=True)
    return station


def _head(desk: Desk) -> int:
    with desk.read() as reader:
        return reader.head().number


def test_a_record_reads_as_it_was_with_its_reviewer_and_its_last_change(desk: Desk) -> None:
    station = _station(desk, "演示一站")
    step = _head(desk)
    with desk.read() as reader:
        before = reader.get(Station, station.id)
    records.edit(desk, Station.ledger, station.id, {"name": "演示二站", "remark": "演示"})
    records.withdraw(desk, Station.ledger, [station.id], "演示：重复")
    with desk.read() as reader:
        with as_of(reader, step) as past:
            assert past.get(Station, station.id) == before
            assert past.having(Station, "name", ["演示一站"]) == [before]
            # The words that quick search looks through are those of then.
            folded = "SELECT folded FROM station WHERE id = ?"
            told = past.connection.exec_driver_sql(folded, (station.id,)).scalar_one()
            assert "演示一站" in told
            assert "演示二站" not in told
        assert reader.get(Station, station.id).withdrawn


def test_what_was_added_later_was_not_there(desk: Desk) -> None:
    step = (_station(desk, "演示一站"), _head(desk))[1]
    later = _station(desk, "演示二站")
    with desk.read() as reader, as_of(reader, step) as past:
        assert past.find(Station, later.id) is None
        assert past.count(Station.ledger) == 1


def test_what_was_taken_back_whole_was_there_and_in_its_place(desk: Desk) -> None:
    def observe(value: int) -> None:
        seen = IpStat(
            area="370304",
            indicator="valid_invention",
            basis="stock",
            span="month",
            as_of=date(2026, 9, 30),
            value=Decimal(value),
        )
        with desk.work("演示") as work:
            work.apply([Change(None, seen)], judged=True)

    observe(100)
    observe(200)
    observe(300)
    step = _head(desk)
    records.undo(desk)
    records.undo(desk)
    observe(400)
    with desk.read() as reader:
        with as_of(reader, step) as past:
            # Of equal days the one entered last is the level: the order of entry is that of then.
            assert Counting(past).value("M-CR01", PERIODS[1]) == 300
            assert [each.value for each in past.all(IpStat)] == [100, 200, 300]
        assert Counting(reader).value("M-CR01", PERIODS[1]) == 400


def test_a_child_follows_the_town_that_its_parent_had(desk: Desk) -> None:
    station = _station(desk, "演示一站")
    service = StationService(station_id=station.id, served_on=date(2026, 7, 6), client="演示商行")
    with desk.work("演示") as work:
        work.apply([Change(None, service)], judged=True)
    step = _head(desk)
    records.edit(desk, Station.ledger, station.id, {"town_code": "370304102"})
    with desk.read() as reader, as_of(reader, step) as past:
        towns = Counting(past).by_town("M-BR02", PERIODS[1])
        assert (towns["370304001"], towns["370304102"]) == (1, 0)


def test_limits_are_those_of_the_case_as_it_was(desk: Desk) -> None:
    case = Case(case_no="演示1号", filed_on=date(2026, 3, 2), procedure="ordinary", state="FILED")
    with desk.work("演示") as work:
        work.apply([Change(None, case)], judged=True)
    step = _head(desk)
    with desk.read() as reader:
        overdue = Counting(reader).value("M-EN08", PERIODS[1])
    records.edit(desk, Case.ledger, case.id, {"filed_on": "2026-09-01"})
    with desk.read() as reader:
        now = Counting(reader).value("M-EN08", PERIODS[1])
        with as_of(reader, step) as past:
            assert Counting(past).value("M-EN08", PERIODS[1]) == overdue
    assert (overdue, now) == (1, 0)


def test_today_is_the_day_of_the_work(folder: Path) -> None:
    with open_desk(folder, clock=Clock(date(2026, 7, 8)), officer="演示员") as desk:
        _station(desk, "演示一站")
        step = _head(desk)
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk, desk.read() as reader:
        with as_of(reader, step) as past:
            assert past.today == date(2026, 7, 8)
        assert reader.today == TODAY


def test_nothing_stays_behind_whatever_happens_within(desk: Desk) -> None:
    station = _station(desk, "演示一站")
    step = _head(desk)
    records.edit(desk, Station.ledger, station.id, {"name": "演示二站"})
    with desk.read() as reader:
        with suppress(ZeroDivisionError), as_of(reader, step) as past:
            # A list that is read half way holds its place in the views.
            next(past.all(Station))
            raise ZeroDivisionError
        assert temporary(reader) == []
        assert reader.get(Station, station.id).name == "演示二站"
    # The next work finds the tables, not the views.
    records.edit(desk, Station.ledger, station.id, {"name": "演示三站"})
    with desk.read() as reader:
        assert reader.get(Station, station.id).name == "演示三站"


def test_a_work_that_looks_back_still_writes(desk: Desk) -> None:
    station = _station(desk, "演示一站")
    step = _head(desk)
    records.edit(desk, Station.ledger, station.id, {"name": "演示二站"})
    with desk.work("演示") as work:
        stored = work.get(Station, station.id)
        work.apply([Change(stored, replace(stored, remark="演示"))], judged=True)
        with as_of(work, step) as past:
            assert past.get(Station, station.id).name == "演示一站"
    with desk.read() as reader:
        assert reader.get(Station, station.id).remark == "演示"


def test_an_encrypted_desk_looks_back_just_so(tmp_path: Path) -> None:
    key = "11" * 32
    make(tmp_path / "desk", county="boshan", key=key)
    with open_desk(tmp_path / "desk", key=key, clock=Clock(TODAY), officer="演示员") as desk:
        assert go_back_and_compare(desk, 5, works=8) >= 0


def test_a_work_that_never_was_is_refused(desk: Desk) -> None:
    with desk.read() as reader, pytest.raises(Missing), as_of(reader, 99):
        pass


def test_what_cannot_be_taken_back_is_told(desk: Desk) -> None:
    party = Case(case_no="演示1号", party="张三丰", party_kind="person", filed_on=date(2026, 3, 2))
    with desk.work("演示") as work:
        work.apply([Change(None, party)], judged=True)
    step = _head(desk)
    with desk.read() as reader:
        assert beyond(reader, step).nothing
    purge(desk, Case.ledger, party.id, "演示：本人申请")
    lawfiles.add_own_day(desk, date(2026, 10, 8), works=False, reason="演示")
    with desk.read() as reader:
        found = beyond(reader, step)
        assert (found.office, found.law, found.purged) == (False, True, True)
        with as_of(reader, step) as past:
            # The name is gone for good; what was counted without it still is.
            assert past.get(Case, party.id).party != "张三丰"
            assert Counting(past).value("M-EN02", read_period("2026Q1")) == 1
