"""The vectors of domain.md 3.4: computed there with another engine, on the calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.counting import Stop, Unit, count, surcharge
from boshan_desk.domain.law.calendar import assumed_days, shipped_years
from boshan_desk.domain.workdays import Workdays

DAYS = Workdays(shipped_years(), (), assumed_days())

APPRAISAL = Stop("test", date(2026, 6, 1), date(2026, 6, 21))
IDENTIFICATION = Stop("identify", date(2026, 6, 11), date(2026, 6, 26))

Vector = tuple[str, date, int, Unit, tuple[Stop, ...], date, date]

VECTORS: list[Vector] = [
    ("V1", date(2026, 2, 9), 15, "workday", (), date(2026, 3, 6), date(2026, 3, 6)),
    ("V1b", date(2026, 2, 9), 30, "workday", (), date(2026, 3, 27), date(2026, 3, 27)),
    ("V2", date(2026, 9, 14), 15, "workday", (), date(2026, 10, 10), date(2026, 10, 10)),
    ("V3", date(2026, 5, 15), 90, "day", (), date(2026, 8, 13), date(2026, 8, 13)),
    ("V4", date(2026, 5, 15), 90, "day", (APPRAISAL,), date(2026, 9, 2), date(2026, 9, 2)),
    (
        "V5",
        date(2026, 5, 15),
        90,
        "day",
        (APPRAISAL, IDENTIFICATION),
        date(2026, 9, 7),
        date(2026, 9, 7),
    ),
    ("V6", date(2026, 7, 3), 90, "day", (), date(2026, 10, 1), date(2026, 10, 8)),
    ("V7", date(2026, 7, 10), 90, "day", (), date(2026, 10, 8), date(2026, 10, 8)),
    ("V8", date(2026, 4, 29), 5, "workday", (), date(2026, 5, 9), date(2026, 5, 9)),
    ("V9", date(2026, 9, 16), 15, "day", (), date(2026, 10, 1), date(2026, 10, 8)),
    ("V10", date(2026, 9, 18), 20, "workday", (), date(2026, 10, 22), date(2026, 10, 22)),
    ("V11", date(2026, 2, 12), 7, "workday", (), date(2026, 2, 28), date(2026, 2, 28)),
    ("V12", date(2026, 1, 20), 30, "day", (), date(2026, 2, 19), date(2026, 2, 24)),
    ("V13", date(2026, 4, 30), 7, "workday", (), date(2026, 5, 13), date(2026, 5, 13)),
    # 2026-12-05 is a Saturday; service by notice takes effect then and does not roll.
    ("V14", date(2026, 11, 5), 30, "day", (), date(2026, 12, 5), date(2026, 12, 7)),
    ("V15", date(2026, 12, 20), 20, "workday", (), date(2027, 1, 15), date(2027, 1, 15)),
    ("V16", date(2026, 6, 10), 15, "workday", (), date(2026, 7, 2), date(2026, 7, 2)),
]


@pytest.mark.parametrize(
    ("start", "length", "unit", "stops", "due", "rolled"),
    [vector[1:] for vector in VECTORS],
    ids=[vector[0] for vector in VECTORS],
)
def test_the_vector_comes_out(
    start: date, length: int, unit: Unit, stops: tuple[Stop, ...], due: date, rolled: date
) -> None:
    counted = count(start, length, unit, DAYS, stops=stops)
    assert (counted.due, counted.rolled) == (due, rolled)
    # V15 alone leans on a year whose notice was not out.
    assert counted.certain == (due.year < 2027)


def test_an_extension_adds_to_the_limit_as_v1b_says() -> None:
    once, again = count(date(2026, 2, 9), 15, "workday", DAYS).due, date(2026, 3, 27)
    assert once is not None
    assert count(once, 15, "workday", DAYS).due == again


def test_an_effect_does_not_roll() -> None:
    counted = count(date(2026, 11, 5), 30, "day", DAYS, rolls=False)
    assert (counted.due, counted.rolled) == (date(2026, 12, 5), date(2026, 12, 5))


@pytest.mark.parametrize(
    ("days", "yuan"), [(0, 0), (1, 900), (10, 9_000), (33, 29_700), (34, 30_000), (40, 30_000)]
)
def test_v17_the_surcharge_grows_by_the_day_to_the_fine_at_most(days: int, yuan: int) -> None:
    assert surcharge(30_000_00, days) == yuan * 100


def test_the_surcharge_is_rounded_down_to_the_fen() -> None:
    # 333.33 yuan: 3 % are 9.9999 yuan a day.
    assert surcharge(333_33, 1) == 9_99
    assert surcharge(333_33, -1) == 0
