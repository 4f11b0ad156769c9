"""The way that a target is to be reached, and how much of it ought to be behind one by a day.

A level stands at the end of its day.  Time is counted by months (a quarter is 3/12 of a year, a day
its share of its month) or by days; fractions are exact, so that a threshold is met exactly.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

Reading = Literal["levels", "increments"]
"""What a row of yearly numbers means where its paper can be read in two ways (domain.md 1.4).

"levels": each is what has come together by its year's end.  "increments": each but the last is that
year's own, and the last is what has come together by the end.
"""


@dataclass(frozen=True, order=True)
class Level:
    """How high something is, or is to be, at the end of a day."""

    on: date
    value: Decimal


def time_passed(begun: date, ended: date, on: date, *, by_days: bool = False) -> Fraction:
    """The share of the time from the end of one day to the end of another that is over: 0 to 1."""
    scale = _by_days if by_days else _by_months
    first, last, now = scale(begun), scale(ended), scale(on)
    if last <= first:
        return Fraction(int(on >= ended))
    return min(max((now - first) / (last - first), Fraction(0)), Fraction(1))


def _by_days(day: date) -> Fraction:
    return Fraction(day.toordinal())


def _by_months(day: date) -> Fraction:
    """Months since the year 0 at the end of a day."""
    whole = day.year * 12 + day.month - 1
    return whole + Fraction(day.day, monthrange(day.year, day.month)[1])


def year_end(year: int) -> date:
    """31 December."""
    return date(year, 12, 31)


def day_due(year: int, due: date) -> date:
    """The day that a year's number is of: its last day, or the target's own due day before that."""
    return min(year_end(year), due) if year >= due.year else year_end(year)


def day_before(day: date) -> date:
    """What begins in the morning of a day begins at the end of the day before."""
    return day - timedelta(days=1)


def as_levels(yearly: Mapping[int, Decimal], reading: Reading) -> dict[int, Decimal]:
    """Each year's number as what is to have come together by its end."""
    years = sorted(yearly)
    if reading == "levels":
        return {year: yearly[year] for year in years}
    levels: dict[int, Decimal] = {}
    total = Decimal(0)
    for year in years[:-1]:
        total += yearly[year]
        levels[year] = total
    return levels | {year: yearly[year] for year in years[-1:]}


def stretch(levels: Sequence[Level], on: date) -> tuple[Level, Level] | None:
    """The two levels that a day lies between; None where it lies after the last or one is missing.

    A day before the first level belongs to the first stretch.
    """
    for first, last in pairwise(levels):
        if on <= last.on:
            return first, last
    return None


def expected_level(first: Level, last: Level, on: date, *, by_days: bool = False) -> Fraction:
    """The level on the straight line between two."""
    share = time_passed(first.on, last.on, on, by_days=by_days)
    return Fraction(first.value) + (Fraction(last.value) - Fraction(first.value)) * share


def decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal of 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)
