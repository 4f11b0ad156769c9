"""The history as evidence, as the store tells it page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.officers import ROLES, NoRight, with_roles
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.informant import Informant
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.store.rows import Rows
from boshan_desk.store.trail import Sought, Trail

CASE = Case(case_no="演示〔2026〕1号", party="演示当事人甲")
STATION = Station(name="演示站", town_code="370304103")
SERVICE = StationService(station_id=STATION.id, client="演示厂", served_on=date(2026, 8, 1))
INFORMANT = Informant(case_id=CASE.id, name="演示举报人乙")


@pytest.fixture
def rows(desk: Desk, folder: Path) -> Iterator[Rows]:
    """Four works: two cases' worth of ledgers, a change with a reason, an informant, nothing."""
    with desk.work("甲") as work:
        for record in (CASE, STATION, SERVICE):
            work.put(record)
    with desk.read() as reader:
        case = reader.get(Case, CASE.id)
    with desk.work("乙", reason="演示：（更正）") as work:
        work.put(replace(case, party="演示当事人丙"))
    with desk.work("丙") as work:
        work.put(INFORMANT)
    with desk.work("丁") as work:
        work.detail = {"kind": "sign-in"}
    reader_of_lists = Rows(folder / "desk.db")
    yield reader_of_lists
    reader_of_lists.close()


@pytest.fixture
def trail(rows: Rows) -> Trail:
    """What is read by."""
    return rows.trail()


def test_works_are_told_with_what_they_touched_in_the_order_of_entry(trail: Trail) -> None:
    numbers = trail.numbers(Sought())
    assert list(numbers) == [4, 3, 2, 1]
    found = trail.page(numbers)
    assert {n: did.name for n, did in found.items()} == {1: "甲", 2: "乙", 3: "丙", 4: "丁"}
    assert found[1].touched == (("case", 1), ("station", 1), ("station_service", 1))
    assert found[1].count == 3
    assert found[2].detail == {"reason": "演示：（更正）"}
    assert found[4].touched == ()
    assert all(len(did.link) == 64 for did in found.values())


def test_the_link_of_the_newest_work_is_the_head(rows: Rows) -> None:
    head = rows.head()
    assert head.number == 4
    assert rows.trail().page([4])[4].link == head.link


def test_changes_are_told_by_record_and_field_and_by_no_value(trail: Trail) -> None:
    found = trail.changes(trail.change_numbers(1))
    assert [(c.ledger, c.label, c.serial, c.there) for c in found.values()] == [
        ("case", "演示〔2026〕1号", "2026-0001", True),
        ("station", "演示站", "2026-0001", True),
        ("station_service", "演示厂", "2026-0001", True),
    ]
    (change,) = trail.changes(trail.change_numbers(2)).values()
    assert change.fields == ("party",)
    assert "演示当事人" not in repr(change)


def test_an_informant_is_called_by_number_and_found_by_no_name(trail: Trail) -> None:
    (change,) = trail.changes(trail.change_numbers(3)).values()
    assert (change.label, change.serial) == ("2026-0001", "2026-0001")
    assert trail.label("informant", INFORMANT.id) == "2026-0001"
    assert list(trail.numbers(Sought(text="演示举报人乙"))) == []


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(text="更正"), [2]),
        (Sought(text="(更正)"), [2]),
        (Sought(text="丁"), [4]),
        (Sought(text="演示厂"), [1]),
        (Sought(text="演示厂 更正"), []),
        (Sought(text="reason"), []),
        (Sought(officer="演示员"), [4, 3, 2, 1]),
        (Sought(officer="演示"), []),
        (Sought(since=date(2026, 10, 9), until=date(2026, 10, 9)), [4, 3, 2, 1]),
        (Sought(since=date(2026, 10, 10)), []),
        (Sought(until=date(2026, 10, 8)), []),
    ],
)
def test_works_are_sought_by_words_officer_and_days(
    trail: Trail, sought: Sought, found: list[int]
) -> None:
    assert list(trail.numbers(sought)) == found
    assert list(trail.numbers(sought, first=2)) == found[:2]


def test_a_work_that_is_not_there_is_left_out(trail: Trail) -> None:
    assert set(trail.page([4, 99])) == {4}
    assert trail.changes([99]) == {}
    assert trail.label("case", "nobody") == ""


@pytest.mark.parametrize("role", ROLES)
def test_the_history_is_for_who_audits(role: str, folder: Path) -> None:
    reader = Rows(folder / "desk.db", officer=with_roles("演示员", [role]))
    try:
        if role == "auditor":
            assert reader.trail().officers() == []
        else:
            with pytest.raises(NoRight):
                reader.trail()
    finally:
        reader.close()
