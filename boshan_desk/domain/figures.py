"""Figures as data: what is counted, where it falls in time, which records count.

A figure is declared with its ledger and evaluated in SQL by `store/figures.py`.  No part of it is a
function; a figure that needs the clock or several ledgers is a function in `indicators/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Op = Literal["=", "!=", "in", "not in", "filled", "blank", "has", "contains", ">=", "<="]


@dataclass(frozen=True)
class Where:
    """A condition on one field; `has` looks into a field that holds several values, for any."""

    field: str
    op: Op
    value: str | int | bool | date | tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What every figure says about itself.

    `code` is its number in the catalogue (domain.md 2.17) with the prefix M-.
    `on` is the day that places a record in a period.  A stock has no `on`: it is counted at the end
    of a period, from the first filled of the days in `since` (words with blanks between) until the
    day in `until`, which ends it only where `ended` holds.
    """

    code: str
    title: str
    unit: str
    basis: str
    """口径: what is counted, in words to be printed."""
    on: str = ""
    since: str = ""
    until: str = ""
    ended: tuple[Where, ...] = ()
    where: tuple[Where, ...] = ()
    headline: bool = False
    """Whether the paper's first table shows it."""

    @property
    def stock(self) -> bool:
        """Whether it is a level at the end of a period rather than a flow within it."""
        return not self.on

    @property
    def money(self) -> bool:
        """Whether its value is in 分, to be shown in 万元."""
        return self.unit == "万元"

    def names(self) -> tuple[str, ...]:
        """Every field it mentions."""
        days = (self.on, *self.since.split(), self.until)
        return tuple(name for name in (*days, *(w.field for w in self.where + self.ended)) if name)


@dataclass(frozen=True, kw_only=True)
class Count(Figure):
    """How many records."""


@dataclass(frozen=True, kw_only=True)
class Sum(Figure):
    """The sum of whole numbers or of money in 分, over one or more fields."""

    of: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        return (*super().names(), *self.of)


@dataclass(frozen=True, kw_only=True)
class Distinct(Figure):
    """How many different values: of the first filled of these fields."""

    of: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        return (*super().names(), *self.of)


@dataclass(frozen=True, kw_only=True)
class Latest(Figure):
    """The sum over the newest year on record up to the period (a yearly value is never split)."""

    of: tuple[str, ...]
    year: str

    def names(self) -> tuple[str, ...]:
        return (*super().names(), *self.of, self.year)


@dataclass(frozen=True, kw_only=True)
class Ratio(Figure):
    """The share, in per cent, of the records that also meet `top`."""

    top: tuple[Where, ...]

    def names(self) -> tuple[str, ...]:
        return (*super().names(), *(w.field for w in self.top))


@dataclass(frozen=True, kw_only=True)
class MeanDays(Figure):
    """How many calendar days, on average, from the day `begun` to the day `on`."""

    begun: str

    def names(self) -> tuple[str, ...]:
        return (*super().names(), self.begun)


@dataclass(frozen=True, kw_only=True)
class Idle(Figure):
    """How many records in the stock have no child within the period (空壳站)."""

    child: str
    """The ledger of the children."""
    link: str
    """The child's link to this ledger."""
    child_on: str
    """The child's day."""
