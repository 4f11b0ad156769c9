"""Counting limits: what must hold whatever the numbers, and a naive counter beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.counting import (
    Span,
    Stop,
    Unit,
    count,
    count_back,
    months_after,
    surcharge,
    union,
    used,
)
from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.workdays import OwnDay, Workdays
from tests.domain import naive

DAY = timedelta(days=1)
DAYS = Workdays(shipped_years(), (), assumed_days())

starts = st.dates(date(2006, 3, 1), date(2027, 12, 31))
lengths = st.integers(1, 120)
COUNTED: tuple[Unit, ...] = ("workday", "day")
stops = st.builds(
    lambda first, long: Stop("test", first, first + DAY * long),
    st.dates(date(2006, 1, 1), date(2028, 6, 1)),
    st.integers(0, 60),
)


@st.composite
def limits(draw: st.DrawFn) -> tuple[date, int, Unit, list[Stop]]:
    """A limit with closed stops about its days."""
    start = draw(starts)
    near = st.builds(
        lambda after, long: Stop("test", start + DAY * after, start + DAY * (after + long)),
        st.integers(-40, 160),
        st.integers(0, 60),
    )
    unit = draw(st.sampled_from(COUNTED))
    return start, draw(lengths), unit, draw(st.lists(near, max_size=4))


def _due(start: date, length: int, unit: Unit, stopped: list[Stop]) -> date:
    due = count(start, length, unit, DAYS, stops=stopped).due
    assert due is not None
    return due


def test_twenty_thousand_random_limits_agree_with_a_counter_that_walks() -> None:
    assert naive.compare(20_000, seed=20261122) == 20_000


def test_the_naive_counter_would_notice_a_day() -> None:
    rules, days = naive.Rules({}, frozenset()), DAYS
    asked = (date(2026, 2, 9), 15, "workday")
    right = naive.due(asked[0], asked[1], "workday", [], rules)
    assert right.due == date(2026, 3, 6)
    closed = naive.Rules({date(2026, 3, 2): False}, frozenset())
    assert naive.due(asked[0], asked[1], "workday", [], closed).due != right.due
    assert count(asked[0], asked[1], "workday", days).due == right.due


@given(limits(), st.integers(1, 30))
def test_a_longer_limit_ends_later(limit: tuple[date, int, Unit, list[Stop]], more: int) -> None:
    start, length, unit, stopped = limit
    assert _due(start, length + more, unit, stopped) >= _due(start, length, unit, stopped) + DAY


@given(limits(), st.integers(-20, 160), st.integers(0, 60))
def test_a_stop_never_shortens(
    limit: tuple[date, int, Unit, list[Stop]], after: int, long: int
) -> None:
    start, length, unit, stopped = limit
    first = start + DAY * after
    more = [*stopped, Stop("hearing", first, first + DAY * long)]
    due = _due(start, length, unit, stopped)
    assert _due(start, length, unit, more) >= due
    # Nor does it lengthen a limit that has ended.
    if first > due:
        assert _due(start, length, unit, more) == due


@given(limits(), st.integers(0, 59))
def test_a_stop_told_twice_or_in_two_parts_stops_once(
    limit: tuple[date, int, Unit, list[Stop]], cut: int
) -> None:
    start, length, unit, stopped = limit
    due = _due(start, length, unit, stopped)
    assert _due(start, length, unit, [*stopped, *stopped]) == due
    parts = []
    for stop in stopped:
        assert stop.until is not None
        middle = min(stop.first + DAY * cut, stop.until)
        parts += [Stop("a", stop.first, middle), Stop("b", middle, stop.until)]
    assert _due(start, length, unit, parts) == due
    assert _due(start, length, unit, list(reversed(stopped))) == due


@given(limits())
def test_the_last_day_is_a_day_that_counts(limit: tuple[date, int, Unit, list[Stop]]) -> None:
    start, length, unit, stopped = limit
    due = _due(start, length, unit, stopped)
    assert due > start
    assert not any(s.first <= due < s.until for s in stopped if s.until)
    if unit == "workday":
        assert DAYS.is_workday(due)


@given(limits())
def test_all_is_used_on_the_last_day_and_less_before(
    limit: tuple[date, int, Unit, list[Stop]],
) -> None:
    start, length, unit, stopped = limit
    due, spans = _due(start, length, unit, stopped), union(stopped, start)
    assert used(start, due, unit, DAYS, spans) == length
    assert used(start, due - DAY, unit, DAYS, spans) == length - 1
    assert used(start, start, unit, DAYS, spans) == 0


@given(limits(), st.integers(-20, 120))
def test_an_open_stop_leaves_what_was_not_used(
    limit: tuple[date, int, Unit, list[Stop]], after: int
) -> None:
    start, length, unit, stopped = limit
    last = Stop("suspend", start + DAY * after, None)
    counted = count(start, length, unit, DAYS, stops=[*stopped, last])
    before = used(start, last.first + DAY * 400, unit, DAYS, counted.spans)
    if counted.due is None:
        assert counted.left == length - before > 0
    else:
        assert counted.due < last.first
        assert counted.due == _due(start, length, unit, stopped)


@given(limits())
def test_a_last_day_never_moves_back_and_only_past_days_of_rest(
    limit: tuple[date, int, Unit, list[Stop]],
) -> None:
    start, length, unit, stopped = limit
    counted = count(start, length, unit, DAYS, stops=stopped)
    assert counted.due is not None
    assert counted.rolled is not None
    day = counted.due
    while day < counted.rolled:
        assert not DAYS.is_workday(day)
        day += DAY
    assert DAYS.is_workday(counted.rolled)
    fixed = count(start, length, unit, DAYS, stops=stopped, rolls=False)
    assert (fixed.due, fixed.rolled) == (counted.due, counted.due)


@given(st.dates(date(2006, 3, 1), date(2026, 12, 31)), st.integers(1, 40))
def test_counting_back_leaves_so_many_working_days(end: date, length: int) -> None:
    notice = count_back(end, length, DAYS).due
    assert notice is not None
    assert DAYS.is_workday(notice)
    assert DAYS.between(notice, end) == length
    forward = count(notice, length, "workday", DAYS).due
    assert forward == DAYS.roll_back(end)


@given(st.lists(stops, max_size=6), starts)
def test_the_union_covers_each_stopped_day_after_the_start_and_no_other(
    stopped: list[Stop], start: date
) -> None:
    spans = union(stopped, start)
    covered: list[date] = []
    for span in spans:
        assert span.until is not None
        assert span.first < span.until
        covered += [span.first + DAY * n for n in range((span.until - span.first).days)]
    assert covered == sorted(set(covered))
    wanted = {d for d in naive.stopped_days(stopped, date.max) if d > start}
    assert set(covered) == wanted


def test_a_year_without_a_notice_anywhere_on_the_way_makes_a_date_provisional() -> None:
    years = {year.year: year for year in shipped_years()}
    gap = Workdays([years[2024], years[2026]])
    # Begun in the unknown year, ended in a known one.
    assert not count(date(2025, 12, 22), 15, "workday", gap).certain
    assert not count(date(2024, 12, 20), 300, "workday", gap).certain
    assert count(date(2026, 1, 5), 15, "workday", gap).certain
    # Days do not lean on it, only the roll: 2025-12-27 is a Saturday, rolled within 2025.
    assert not count(date(2025, 12, 12), 15, "day", gap).certain
    assert count(date(2025, 12, 22), 15, "day", gap).certain
    # Closed to the year's end by the office: the last day is of an unknown year, the roll is not.
    shut = [OwnDay(date(2025, 12, 29) + DAY * n, works=False, reason="演示") for n in range(3)]
    rolled = count(date(2025, 12, 16), 15, "day", Workdays([years[2026]], shut))
    assert (rolled.due, rolled.rolled) == (date(2025, 12, 31), date(2026, 1, 4))
    assert not rolled.certain


def test_a_union_joins_what_touches_and_ends_with_what_lasts() -> None:
    first, day = date(2026, 6, 1), timedelta(days=1)
    parts = [
        Stop("test", first + 20 * day, None),
        Stop("test", first, first + 5 * day),
        Stop("hearing", first + 5 * day, first + 8 * day),
        Stop("notice", first + 30 * day, first + 40 * day),
    ]
    assert union(parts, date(2026, 1, 1)) == (
        Span(first, first + 8 * day),
        Span(first + 20 * day, None),
    )
    assert union(parts, first + 2 * day)[0] == Span(first + 3 * day, first + 8 * day)


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-10-31", 2, "2026-12-31"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2026-05-05", 0, "2026-05-05"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
    ],
)
def test_months_end_on_the_same_number_or_the_last(day: str, months: int, wanted: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(wanted)


@given(st.integers(0, 10**11), st.integers(0, 500))
def test_a_surcharge_grows_to_the_fine_and_stops(amount: int, days: int) -> None:
    today, tomorrow = surcharge(amount, days), surcharge(amount, days + 1)
    assert 0 <= today <= tomorrow <= amount
    assert days < 34 or today == amount
