"""Which backups stay: by their numbers, so that a clock that jumps can never empty the folder.

The last 10, and the newest of each of the last 14 days, 8 weeks and 24 months that occur
(reliability.md 3.2).  Dates only say which belong together; what is newer is told by the number.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Final, Protocol

LATEST: Final = 10
DAYS: Final = 14
WEEKS: Final = 8
MONTHS: Final = 24
NEVER: Final = 3
"""So many of the newest stay whatever else is said."""
PINS: Final = 30
"""So many pinned ones stay pinned; older ones are treated as the others are."""


class Dated(Protocol):
    """A backup, as far as rotation looks at it."""

    @property
    def number(self) -> int:
        """Its place in the sequence."""

    @property
    def day(self) -> date:
        """The day it says it was made."""

    @property
    def pinned(self) -> bool:
        """Whether it was made before something risky."""


def kept(backups: Iterable[Dated]) -> set[int]:
    """The numbers of the backups that stay."""
    newest = sorted(backups, key=lambda b: -b.number)
    numbers = {b.number for b in newest[:LATEST]}
    numbers |= {b.number for b in [b for b in newest if b.pinned][:PINS]}
    buckets: tuple[tuple[int, Callable[[date], Hashable]], ...] = (
        (DAYS, lambda day: day),
        (WEEKS, lambda day: day.isocalendar()[:2]),
        (MONTHS, lambda day: (day.year, day.month)),
    )
    for most, bucket in buckets:
        first: dict[Hashable, int] = {}
        for backup in newest:
            first.setdefault(bucket(backup.day), backup.number)
        numbers |= set(list(first.values())[:most])
    return numbers


def to_drop(backups: Iterable[Dated]) -> int | None:
    """The one backup that may go after a new one was verified: the oldest that need not stay."""
    held = sorted(backups, key=lambda b: b.number)
    stay = kept(held) | {b.number for b in held[-NEVER:]}
    return next((b.number for b in held if b.number not in stay), None)
