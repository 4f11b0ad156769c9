"""What an indicator may ask of a desk, and what the catalogue says of an indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period

Value = int | Decimal | None


class Clock(Protocol):
    """The statutory limits of all cases, as they are known today."""

    @property
    def today(self) -> date:
        """Past this day nothing can be said."""

    def overdue(self, on: date) -> int:
        """Cases with a duty that was past its last day and not done at the end of a day."""

    def near(self, on: date, days: int) -> int:
        """Cases with a duty running at the end of a day that warns within so many days."""

    def met(self, rule: str, period: Period) -> tuple[int, int]:
        """How often a limit was met within a period, and how often of these in time."""

    def expired(self, rule: str, first: date, last: date) -> tuple[int, int]:
        """How often a limit's last day lay between two days, and how often it was kept."""

    def decision_days(self, period: Period) -> Mapping[int, int]:
        """Of the ordinary cases decided in a period: {days since filing not stopped: cases}."""


class Source(Protocol):
    """Live records of a desk, field by field."""

    @property
    def clock(self) -> Clock:
        """The limits of the cases."""

    @property
    def counted(self) -> Sequence[str]:
        """The towns that every table shows, in the protocol order."""

    def rows(
        self,
        ledger: str,
        names: tuple[str, ...],
        where: tuple[Where, ...] = (),
        *,
        town: str = "",
        distinct: bool = False,
    ) -> Sequence[tuple[Any, ...]]:
        """These fields of the records that meet every condition; `town` is the one they count for.

        `distinct` gives equal rows once.
        """


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure that a function works out; the words are those of a declared one."""

    code: str
    title: str
    unit: str
    basis: str
    ledger: str
    of: Callable[[Source, Period, str], Value]
    """The value for a period, of one town or of the whole desk (""), unrounded."""
    stock: bool = False
    share: bool = False
    """Whether it is a share in per cent, which moves in 百分点."""
    per_town: bool = False
    headline: bool = False


def within(day: str, period: Period) -> tuple[Where, Where]:
    """A day within a period."""
    return Where(day, ">=", period.start), Where(day, "<=", period.end)
