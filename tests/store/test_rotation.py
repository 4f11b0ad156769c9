"""Which backups stay, whatever the clock says."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.store.rotation import LATEST, NEVER, PINS, kept, to_drop


@dataclass(frozen=True)
class Made:
    """A backup, as far as rotation looks at it."""

    number: int
    day: date
    pinned: bool = False


def thinned(days: list[date], pinned: Collection[int] = ()) -> list[Made]:
    """What is left after a backup on each of these days, one let go after each."""
    held: list[Made] = []
    for number, day in enumerate(days, 1):
        held.append(Made(number, day, number in pinned))
        gone = to_drop(held)
        held = [made for made in held if made.number != gone]
    return held


def test_two_years_of_days_leave_what_was_decided() -> None:
    start = date(2024, 11, 1)
    held = thinned([start + timedelta(n) for n in range(800)])
    days = {made.day for made in held}
    today = start + timedelta(799)
    assert {today - timedelta(n) for n in range(14)} <= days
    months = {(d.year, d.month) for d in days}
    assert len(months) >= 24
    assert len(held) <= 10 + 14 + 8 + 24


def test_many_on_one_day_keep_the_last_ten_and_the_days_before() -> None:
    start = date(2026, 10, 1)
    days = [start + timedelta(n) for n in range(9)] + [start + timedelta(8)] * 40
    held = thinned(days)
    assert {made.day for made in held} == {start + timedelta(n) for n in range(9)}
    assert [made.number for made in held][-LATEST:] == list(range(40, 50))


def test_pinned_ones_stay_until_there_are_many() -> None:
    day = date(2026, 10, 9)
    held = thinned([day] * 200, pinned=set(range(2, 100, 2)))
    pinned = [made.number for made in held if made.pinned]
    assert len(pinned) == PINS
    assert pinned == list(range(98 - 2 * (PINS - 1), 99, 2))


@given(st.lists(st.dates(), min_size=1, max_size=120))
def test_no_clock_can_empty_the_folder(days: list[date]) -> None:
    held = thinned(days)
    newest = [made.number for made in held][-min(LATEST, len(days)) :]
    assert newest == list(range(len(days) - len(newest) + 1, len(days) + 1))
    assert len(held) >= min(len(days), NEVER)


def test_a_jumping_clock_lets_go_one_at_most_for_each_new_one() -> None:
    dice = random.Random(5)
    held: list[Made] = []
    for number in range(1, 400):
        day = date(dice.choice([1970, 2000, 2026, 2038, 2099]), dice.randrange(1, 13), 1)
        before = len(held)
        held.append(Made(number, day))
        gone = to_drop(held)
        held = [made for made in held if made.number != gone]
        assert len(held) >= before
    assert len(held) <= len(kept(held)) + NEVER + 1
