"""What an indicator may ask of a desk, and what the catalogue says of an indicator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period

Value = int | Decimal | None


class Source(Protocol):
    """Live records of a desk, field by field."""

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
