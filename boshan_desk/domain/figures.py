"""Figures as data: what is counted, where it falls in time, which records count.

A figure is declared with its ledger and evaluated in SQL by `store/figures.py`.  No part of it is a
function; a figure that needs the clock or several ledgers is a function in `indicators/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from boshan_desk.i18n import mark

UNASSIGNED: Final = "-"
"""The town of what no town can be said of (未归属), so that the towns close with the whole.

A county whose towns have an entry for it (a code that ends in Z99) uses that.
"""


def is_unassigned(town: str) -> bool:
    """Whether a code stands for what has no town."""
    return town == UNASSIGNED or town.endswith("Z99")


Op = Literal["=", "!=", "in", "not in", "filled", "blank", "has", "contains", ">=", "<="]


@dataclass(frozen=True)
class Where:
    """A condition on one field; `has` looks into a field that holds several values, for any."""

    field: str
    op: Op
    value: str | int | bool | date | Decimal | tuple[str, ...] | None = None


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
    """The day that ends it where `ended` holds; blank there, it has ended before anybody knows."""
    through: str = ""
    """The last day on which a record of a stock still counts; empty is for ever."""
    ended: tuple[Where, ...] = ()
    where: tuple[Where, ...] = ()
    headline: bool = False
    """Whether the paper's first table shows it."""
    from_plan: bool = False
    """Whether it adds up from the start of the office's plan, not from 1 January (累计)."""
    decimals: int | None = None
    """How many it is shown with: unless said, 万元 two, shares and means one, the rest none."""
    note: str = ""
    """What must be printed with its values: a window, a source, what money is meant."""

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
        days = (self.on, *self.since.split(), self.until, self.through)
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


GROUPS: Final = (
    (mark("创造"), ("CR",)),
    (mark("运用"), ("AP",)),
    (mark("保护"), ("PR01", "PR02", "PR03", "BD07")),
    (mark("管理"), ("MG", "ER", "BD08")),
    (mark("服务"), ("BR", "PR04", "BD")),
    (mark("执法"), ("EN",)),
    (mark("地理标志"), ("GI",)),
    (mark("培训宣传"), ("TR",)),
)
"""How the catalogue is grouped: titles, and what the codes of their figures begin with."""

_FAMILIES: Final = ("CR", "AP", "BR", "GI", "EN", "PR", "TR", "MG", "BD", "ER")
"""In the order of domain.md 2.17, then what plans count besides."""


def group_of(code: str) -> str:
    """The group of a figure in the catalogue: the one that says most of its code."""
    bare = code.removeprefix("M-")
    fitting = [
        (len(start), title)
        for title, starts in GROUPS
        for start in starts
        if bare.startswith(start)
    ]
    return max(fitting, default=(0, GROUPS[3][0]))[1]


def catalogue_place(code: str) -> tuple[int, str]:
    """What the catalogue is sorted by."""
    bare = code.removeprefix("M-")
    family = bare[:2]
    return _FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES), bare
