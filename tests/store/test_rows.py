"""Lists: what a view shows, in its order, and pages of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.figures import Count, Idle, Op, Where
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.period import quarter
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.store.rows import Rows

CASES = [
    Case(
        case_no="演示〔2026〕1号",
        town_code="370304001",
        filed_on=date(2026, 7, 1),
        value=300,
        fine=0,
    ),
    Case(case_no="演示〔2026〕2号", town_code="370304102", filed_on=date(2026, 9, 30), value=100),
    Case(case_no="演示〔2026〕3号", town_code="370304001", filed_on=date(2026, 6, 30), value=200),
    Case(case_no="演示〔2026〕4号", penalties=("fine", "income"), is_online=True),
]


@pytest.fixture
def rows(desk: Desk, folder: Path) -> Iterator[Rows]:
    station = Station(name="演示站", town_code="370304103", set_up_on=date(2024, 1, 1))
    with desk.work("演示") as work:
        for record in (*CASES, station):
            work.put(record)
        work.put(StationService(station_id=station.id, client="演示厂", served_on=date(2026, 8, 1)))
    reader = Rows(folder / "desk.db")
    yield reader
    reader.close()


def names(rows: Rows, view: View) -> list[str]:
    return [str(getattr(record, "case_no", ""))[-2:-1] for record, _ in rows.rows(view)]


def test_the_newest_entry_stands_first(rows: Rows) -> None:
    assert names(rows, View(ledger="case")) == ["4", "3", "2", "1"]


def test_a_list_is_sorted_by_a_field_with_the_empty_ones_last_both_ways(rows: Rows) -> None:
    assert names(rows, View(ledger="case", order="value", down=True)) == ["1", "3", "2", "4"]
    assert names(rows, View(ledger="case", order="value", down=False)) == ["2", "3", "1", "4"]


def test_a_list_is_narrowed_by_town_and_by_the_period_of_its_day(rows: Rows) -> None:
    assert names(rows, View(ledger="case", town="370304001")) == ["3", "1"]
    assert names(rows, View(ledger="case", period=quarter(2026, 3))) == ["2", "1"]


def test_a_child_counts_for_its_parents_town(rows: Rows) -> None:
    assert rows.count(View(ledger="station_service", town="370304103")) == 1
    assert rows.count(View(ledger="station_service", town="370304001")) == 0


@pytest.mark.parametrize(
    "written", ["演示〔2026〕2号", "演示[2026]2号", "演示（2026）2号", "2026 2号"]
)
def test_quick_search_takes_brackets_as_people_write_them(rows: Rows, written: str) -> None:
    assert names(rows, View(ledger="case", text=written)) == ["2"]


@pytest.mark.parametrize(
    ("field", "op", "value", "found"),
    [
        ("value", ">=", 200, "31"),
        ("value", "<=", 200, "32"),
        ("value", "filled", None, "321"),
        ("value", "blank", None, "4"),
        ("town_code", "in", ("370304102",), "2"),
        ("town_code", "not in", ("370304102",), "431"),
        ("town_code", "!=", "370304102", "431"),
        ("penalties", "has", "fine", "4"),
        ("penalties", "has", "in", ""),
        ("is_online", "=", True, "4"),
        ("case_no", "contains", "〕3", "3"),
        ("filed_on", ">=", date(2026, 7, 1), "21"),
    ],
)
def test_a_condition_on_a_column(
    rows: Rows, field: str, op: Op, value: str | int | tuple[str, ...] | None, found: str
) -> None:
    assert names(rows, View(ledger="case", where=(Where(field, op, value),))) == list(found)


def test_the_list_behind_a_figure_shows_as_many_records_as_it_counts(
    rows: Rows, desk: Desk
) -> None:
    with desk.work("演示") as work:
        for state, closed in (
            ("closed", date(2026, 8, 1)),
            ("closed", date(2026, 10, 1)),
            ("running", None),
        ):
            station = Station(
                name="演示", state=state, set_up_on=date(2025, 1, 1), closed_on=closed
            )
            work.put(station)
    period = quarter(2026, 3)
    counted = 0
    for ledger in LEDGERS.values():
        for figure in ledger.figures:
            if isinstance(figure, Count | Idle):
                with desk.read() as reader:
                    value = reader.figure(ledger, figure, period)
                assert rows.count(View(ledger=ledger.name, counted=(figure, period))) == value
                counted += bool(value)
    assert counted >= 4


def test_a_page_has_the_names_of_linked_records_and_none_for_what_is_gone(rows: Rows) -> None:
    view = View(ledger="station_service")
    (page,) = rows.page("station_service", rows.numbers(view))
    assert page is not None
    record, labels = page
    assert isinstance(record, Record)
    assert labels["station_id"] == "演示站"
    assert rows.page("station_service", [999]) == [None]


def test_what_a_link_may_point_to_is_found_by_a_part_of_its_name(rows: Rows) -> None:
    link = StationService.ledger.linking["station_id"]
    assert [name for _, name in rows.choices(link, "示")] == ["演示站"]
    assert rows.choices(link, "没有") == []


def test_numbers_in_a_text_are_sorted_by_their_value(rows: Rows, desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(case_no="演示〔2026〕10号"))
    view = View(ledger="case", order="case_no", down=False)
    numbers = [str(getattr(record, "case_no", ""))[8:-1] for record, _ in rows.rows(view)]
    assert numbers == ["1", "2", "3", "4", "10"]


@pytest.mark.parametrize(
    ("ledger", "text", "found"),
    [
        ("station_service", "演示站", 1),
        ("station_service", "演示站 演示厂", 1),
        ("station_service", "演示站 没有", 0),
        ("station_service", "白塔", 1),
        ("station", "白塔镇", 1),
        ("station_service", "域城", 0),
        ("case", "城东", 2),
        ("case", "草稿", 0),
    ],
)
def test_quick_search_finds_what_the_row_shows(
    rows: Rows, desk: Desk, ledger: str, text: str, found: int
) -> None:
    assert rows.count(View(ledger=ledger, text=text)) == found


def test_one_of_several_names_finds_its_records(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(case_no="演示甲案", officers=("演示甲", "演示乙")))
        work.put(Case(case_no="演示丙案", officers=("演示甲一", "演示丙")))
    with desk.read() as reader:
        found = reader.matching(Case, [Where("officers", "has", "演示甲")])
    assert [case.case_no for case in found] == ["演示甲案"]


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_every_ledger_is_paged_with_the_names_of_what_it_points_to(
    rows: Rows, ledger: Ledger
) -> None:
    assert rows.page(ledger.name, [999_999]) == [None]
    assert len(rows.numbers(View(ledger=ledger.name, text="演示"))) <= rows.count(
        View(ledger=ledger.name)
    )
