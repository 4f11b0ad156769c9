"""A counter that walks day by day, to hold against `domain.counting`.

Written from domain.md, appendix A, and not from the code under test: it knows nothing of spans,
prefix sums or shipped files, and asks `chinese_calendar` itself which days are worked.

    python -m tests.domain.naive 100000

compares both on so many random limits and prints how many agreed.
"""

from __future__ import annotations

import calendar
import random
import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar

from boshan_desk.domain.counting import Stop, Unit, count, count_back, union, used
from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.workdays import OwnDay, Workdays

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2006, 2026
"""What the library knows; on 31 December 2005 it is mistaken (resources/calendar/prepare.py)."""
UNITS: tuple[Unit, ...] = ("workday", "day", "month", "year")


class Rules(NamedTuple):
    """Which days are worked, as the naive counter is told."""

    own: Mapping[date, bool]
    taken: frozenset[date]
    """Days of rest taken for granted beyond the library."""


class Answer(NamedTuple):
    """What the naive counter finds."""

    due: date | None
    rolled: date | None
    left: int
    sure: bool | None
    """None where it has no opinion."""


_LIBRARY: dict[date, bool] = {}


def workday(day: date, rules: Rules) -> bool:
    """Whether one works on a day."""
    if day in rules.own:
        return rules.own[day]
    if day.year > LAST_YEAR:
        return day.weekday() < 5 and day not in rules.taken
    if day not in _LIBRARY:
        _LIBRARY[day] = chinese_calendar.is_workday(day)
    return _LIBRARY[day]


def stopped_days(stops: Iterable[Stop], until: date) -> set[date]:
    """Every day on which a stop lies, an open one up to a day."""
    days: set[date] = set()
    for stop in stops:
        day = stop.first
        while day < (stop.until or until):
            days.add(day)
            day += DAY
    return days


def due(start: date, length: int, unit: Unit, stops: list[Stop], rules: Rules) -> Answer:
    """The last day, one step a day; the start day is not counted."""
    if unit in ("month", "year"):
        day = _months(start, length * (12 if unit == "year" else 1))
        rolled = roll(day, rules)
        return Answer(day, rolled, 0, rolled.year <= LAST_YEAR)
    # Far enough for any length tried here.
    horizon = start + DAY * 1500
    off = stopped_days(stops, horizon)
    day, counted, sure = start, 0, start.year <= LAST_YEAR
    while counted < length:
        day += DAY
        if day >= horizon:
            return Answer(None, None, length - counted, None)
        sure = sure and day.year <= LAST_YEAR
        if day in off or (unit == "workday" and not workday(day, rules)):
            continue
        counted += 1
    if unit == "workday":
        return Answer(day, day, 0, sure)
    rolled = roll(day, rules)
    return Answer(day, rolled, 0, rolled.year <= LAST_YEAR)


def roll(day: date, rules: Rules) -> date:
    """The day, or the first working day after it."""
    while not workday(day, rules):
        day += DAY
    return day


def back(end: date, length: int, rules: Rules) -> date:
    """The last working day so that `length` working days lie after it, up to and with `end`."""
    day, seen = end, 0
    while seen < length:
        seen += workday(day, rules)
        day -= DAY
    while not workday(day, rules):
        day -= DAY
    return day


def spent(start: date, on: date, unit: Unit, stops: list[Stop], rules: Rules) -> int:
    """The days used up by the end of a day."""
    off = stopped_days(stops, on + DAY)
    day, counted = start, 0
    while day < on:
        day += DAY
        counted += day not in off and (unit != "workday" or workday(day, rules))
    return counted


def _months(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def random_stops(chance: random.Random, start: date) -> list[Stop]:
    """Up to four stops about a start, overlapping as they like; one in ten is still open."""
    stops = []
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 4))):
        first = start + DAY * chance.randint(-40, 120)
        long = chance.choice((0, 1, 2, 5, 10, 20, 45))
        until = None if chance.random() < 0.1 else first + DAY * long
        stops.append(Stop(chance.choice(("test", "identify", "hearing")), first, until))
    return stops


def random_rules(chance: random.Random) -> tuple[Rules, Workdays]:
    """A calendar with some closures of the office's own, for both counters."""
    own = {
        date(2006, 1, 1) + DAY * chance.randint(0, 8000): chance.random() < 0.3 for _ in range(60)
    }
    days = Workdays(
        shipped_years(), [OwnDay(d, works, "演示") for d, works in own.items()], assumed_days()
    )
    if chance.random() < 0.5:
        return Rules(own, frozenset(assumed_days())), days.for_party
    return Rules(own, frozenset()), days


def compare(number: int, seed: int = 1) -> int:
    """Count so many random limits twice; how many agreed.  The first that does not is raised."""
    chance = random.Random(seed)
    rules, days = random_rules(chance)
    open_ones = 0
    for turn in range(number):
        if turn % 1000 == 999:
            rules, days = random_rules(chance)
        start = date(FIRST_YEAR, 3, 1) + DAY * chance.randint(0, 7640)
        unit = chance.choices(UNITS, (5, 5, 1, 1))[0]
        length = chance.randint(1, {"workday": 45, "day": 120, "month": 12, "year": 3}[unit])
        stops = random_stops(chance, start)
        asked = (start, length, unit, stops)
        got, want = count(start, length, unit, days, stops=stops), due(*asked, rules)
        assert (got.due, got.rolled, got.left) == want[:3], (asked, got, want)
        assert want.sure is None or got.certain == want.sure, (asked, got, want)
        open_ones += want.due is None
        on = start + DAY * chance.randint(-5, 200)
        if unit in ("workday", "day"):
            ours = used(start, on, unit, days, union(stops, start))
            assert ours == spent(start, on, unit, stops, rules), (asked, on)
        before = chance.randint(1, 20)
        assert count_back(on, before, days).due == back(on, before, rules), (on, before)
    assert number < 1000 or open_ones
    return number


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sys.stdout.write(f"{compare(wanted)} agree\n")
