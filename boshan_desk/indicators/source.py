"""What an indicator may ask of a desk, and what the catalogue says of an indicator."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from boshan_desk.domain.figures import Figure, Where
from boshan_desk.domain.period import Span

Value = int | Decimal | None

T = TypeVar("T")


class Clock(Protocol):
    """The statutory limits of all cases, as they are known today."""

    @property
    def today(self) -> date:
        """Past this day nothing can be said."""

    def overdue(self, on: date) -> int:
        """Cases with a duty that was past its last day and not done at the end of a day."""

    def near(self, on: date, days: int) -> int:
        """Cases with a duty running at the end of a day that warns within so many days."""

    def met(self, rule: str, period: Span) -> tuple[int, int]:
        """How often a limit was met within a period, and how often of these in time."""

    def expired(self, rule: str, first: date, last: date) -> tuple[int, int]:
        """How often a limit's last day lay between two days, and how often it was kept."""

    def cases_overdue(self, on: date) -> Sequence[str]:
        """The ids of the cases that `overdue` counts."""

    def cases_near(self, on: date, days: int) -> Sequence[str]:
        """The ids of the cases that `near` counts."""

    def cases_met(self, rule: str, period: Span, *, kept: bool = False) -> Sequence[str]:
        """The ids of the cases of which `met` counts a limit; `kept`: only where it was."""

    def cases_expired(
        self, rule: str, first: date, last: date, *, kept: bool = False
    ) -> Sequence[str]:
        """The ids of the cases of which `expired` counts a limit; `kept`: only where it was."""

    def decision_days(self, period: Span) -> Mapping[int, int]:
        """Of the ordinary cases decided in a period: {days since filing not stopped: cases}."""

    def decision_days_of(self, period: Span) -> Mapping[str, int]:
        """The same case by case: {id: days}."""


class Source(Protocol):
    """Live records of a desk, field by field."""

    @property
    def clock(self) -> Clock:
        """The limits of the cases."""

    @property
    def counted(self) -> Sequence[str]:
        """The towns that every table shows, in the protocol order."""

    def town_name(self, town: str) -> str:
        """What a town is called."""

    @property
    def region(self) -> str:
        """The whole county's code, as observations of the whole county have it."""

    def value(self, code: str, span: Span, town: str = "") -> Value:
        """Another figure of the catalogue for some days, unrounded."""

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this reading and kept under a name."""

    def on_time(self, span: Span, town: str = "") -> tuple[int, int]:
        """How many targets of the active plans are where they ought to be, and of how many."""

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

        `town` may be `UNASSIGNED`: the records that have none.

        `distinct` gives equal rows once.
        """


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The records behind an indicator: what to ask its ledger for.

    The town that was asked for narrows them further (`View.town`), unless `in_town` says no.
    """

    ledger: str = ""
    """Which ledger, where it is not the indicator's own."""
    where: tuple[Where, ...] = ()
    ids: Sequence[str] | None = None
    """Just these, where conditions cannot say it."""
    counted: Figure | None = None
    """Those that this figure counts for the same days."""
    in_town: bool = True
    """Whether those of the town that was asked for are meant, where a town was."""
    words: str = ""
    """What must be said of them, such as the towns that nothing was found of."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure that a function works out; the words are those of a declared one."""

    code: str
    title: str
    unit: str
    basis: str
    ledger: str
    of: Callable[[Source, Span, str], Value]
    """The value for a period, of one town or of the whole desk (""), unrounded.

    With `per_town` it is asked for `UNASSIGNED` too, unless it is `additive`.
    """
    behind: Callable[[Source, Span, str], Behind] | None = None
    """The records it was made of; None where it can only show its whole ledger."""
    counts: bool = False
    """Whether it is the number of those records."""
    stock: bool = False
    share: bool = False
    """Whether it is a share in per cent, which moves in 百分点."""
    per_town: bool = False
    additive: bool = False
    """Whether the towns add up to the whole: what is left over is 未归属."""
    headline: bool = False
    from_plan: bool = False
    """Whether it adds up from the start of the office's plan, not from 1 January (累计)."""
    so_far: bool = False
    """Whether it is worked out from 1 January on, whatever part of the year is asked for."""
    decimals: int | None = None
    """How many it is shown with: unless said, 万元 two, shares and means one, the rest none."""
    note: str = ""
    """What must be printed with its values: a window, a source, what money is meant."""
    closes: Callable[[Source, Span], bool] | None = None
    """Whether its towns may be taken from the whole: not where they were observed at other times.

    None where they always may.
    """
    rests_on: Callable[[Source, Span, str], Sequence[str]] | None = None
    """The records a level was read from: of the same ones nobody can say that it stayed."""
    notes: Callable[[Source, Span, str], str] | None = None
    """The same where it depends on the period: the day of an observation, the year of people."""

    @property
    def money(self) -> bool:
        """Whether its value is in 分, to be shown in 万元."""
        return self.unit == "万元"


def within(day: str, period: Span) -> tuple[Where, Where]:
    """A day within a period."""
    return Where(day, ">=", period.start), Where(day, "<=", period.end)
