"""封账: what a period reported stays, and what changed since is told as 调整."""

from __future__ import annotations

import json
from datetime import date

import pytest

from boshan_desk.domain.changes import Change
from boshan_desk.domain.period import quarter
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.closing import close_period, reopen_period
from boshan_desk.usecases.figures import FigureLine, catalogue, line_json
from boshan_desk.usecases.records import add, withdraw
from boshan_desk.usecases.reported import reported_lines, reported_targets

Q1, Q2 = quarter(2026, 1), quarter(2026, 2)
CASE = KEPT["case"]
TOWN = "370304102"


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three cases in the first quarter, two of them in one town, one a year before."""
    days = (date(2026, 1, 5), date(2026, 2, 6), date(2026, 3, 7), date(2025, 2, 8))
    with desk.work("演示") as work:
        for place, day in enumerate(days):
            town = TOWN if place < 2 else None
            work.apply([Change(None, Case(filed_on=day, town_code=town, value=100))], judged=True)
    return desk


def _line(desk: Desk, period: object = Q1, code: str = "M-EN02", town: str = "") -> FigureLine:
    assert isinstance(period, type(Q1))
    return next(line for line in catalogue(desk, period, town=town) if line.code == code)


def _add(desk: Desk, day: str = "2026-03-31") -> str:
    return add(desk, CASE, {"filed_on": day, "party": "演示公司", "town_code": TOWN}).id


def test_a_closed_period_says_what_it_reported_and_what_changed(filled: Desk) -> None:
    assert not _line(filled).is_closed
    close_period(filled, Q1, [filled.officer.name])
    line = _line(filled)
    assert (line.value, line.reported, line.counted, line.adjustment) == (3, 3, 3, None)
    assert line.adjustment_words() == ""
    _add(filled)
    _add(filled)
    line = _line(filled)
    assert (line.value, line.reported, line.counted, line.adjustment) == (3, 3, 5, 2)
    assert line.adjustment_words() == "封账后调整+2，现为5"
    assert line.cumulative == 3
    town = _line(filled, town=TOWN)
    assert (town.value, town.counted, town.adjustment) == (2, 4, 2)
    written = line_json(line)
    assert [written[name] for name in ("closed", "reported", "counted", "adjustment")] == [
        True, 3, 5, 2,
    ]  # fmt: skip


def test_what_was_taken_away_is_an_adjustment_too(filled: Desk) -> None:
    id = _add(filled)
    close_period(filled, Q1, [filled.officer.name])
    withdraw(filled, CASE, [id], "演示：重复登记")
    line = _line(filled)
    assert (line.value, line.counted) == (4, 3)
    assert line.adjustment_words() == "封账后调整−1，现为3"
    money = _line(filled, code="M-EN04")
    assert (money.value, money.adjustment) == (300, None)


def test_other_periods_compare_with_what_is_counted_now(filled: Desk) -> None:
    close_period(filled, Q1, [filled.officer.name])
    _add(filled)
    after = _line(filled, Q2)
    assert (after.is_closed, after.previous, after.cumulative) == (False, 4, 4)


def test_an_opened_period_is_counted_live_and_its_earlier_report_is_kept(filled: Desk) -> None:
    close_period(filled, Q1, [filled.officer.name])
    _add(filled)
    reopen_period(filled, Q1, "演示：上级要求更正")
    line = _line(filled)
    assert (line.value, line.is_closed, line.reported) == (4, False, None)
    with filled.read() as reader:
        assert reported_lines(reader, Q1) is None
        assert reported_targets(reader, Q1) is None
    close_period(filled, Q1)
    assert (_line(filled).value, _line(filled).adjustment) == (4, None)
    with filled.read() as reader:
        found = reported_lines(reader, Q1)
        assert found is not None
        assert (found.version, found.values["M-EN02", ""][0]) == (2, 4)
        rows = reader.small_rows(schema.reported)
    (kept,) = [json.loads(row["lines"]) for row in rows if row["what"] == "figures"]
    assert kept["earlier"][0]["lines"]["M-EN02"][""][0] == 3


def test_saying_anew_who_may_write_reports_nothing_anew(filled: Desk) -> None:
    close_period(filled, Q1, [filled.officer.name])
    _add(filled)
    close_period(filled, Q1, [filled.officer.name, "演示例外"])
    assert (_line(filled).value, _line(filled).counted) == (3, 4)


def test_the_towns_of_a_closed_period_are_those_it_reported(filled: Desk) -> None:
    close_period(filled, Q1, [filled.officer.name])
    _add(filled)
    lines = {
        line.town: line
        for line in catalogue(filled, Q1, by_town=True)
        if line.code == "M-EN02" and (line.value or line.counted)
    }
    assert {town: (line.value, line.counted) for town, line in lines.items()} == {
        TOWN: (2, 3),
        "370304Z99": (1, 1),
    }


def test_a_year_is_not_closed_with_one_of_its_quarters(filled: Desk) -> None:
    close_period(filled, Q1, [filled.officer.name])
    _add(filled)
    year = Q1.cumulative()
    assert _line(filled, year).value == 3
    half = type(Q1)(2026, 1, 6)
    assert (_line(filled, half).value, _line(filled, half).is_closed) == (4, False)


def test_targets_are_kept_as_they_stood(filled: Desk) -> None:
    close_period(filled, Q1)
    with filled.read() as reader:
        lines = reported_targets(reader, Q1)
    assert lines is not None
    assert {line["plan"] for line in lines} == {
        plan.code for plan in filled.plans if plan.status == "active" and plan.indicators
    }
