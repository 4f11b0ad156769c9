"""The days of the sample county: what day it is there, and when its offices are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

TODAY: Final = date(2026, 10, 9)
"""The day it is in the sample county."""

LAST: Final = date(2026, 9, 30)
"""The newest day on record."""

YEARS: Final = (2023, 2024, 2025, 2026)
"""The years on record, the last not over yet."""


def is_working(day: date) -> bool:
    """Whether an office is open: no weekend, none of the long holidays (roughly)."""
    if day.weekday() > 4:
        return False
    holidays = ((1, 1, 3), (5, 1, 5), (10, 1, 7))
    return not any(day.month == m and first <= day.day <= last for m, first, last in holidays)


def soon(day: date, days: int, last: date) -> date | None:
    """The working day some days later; None when it lies after `last`."""
    later = day + timedelta(days)
    while not is_working(later):
        later += timedelta(1)
    return later if later <= last else None


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number divided by weights, nothing lost."""
    whole = sum(weights)
    shares = [total * w // whole for w in weights]
    order = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares
