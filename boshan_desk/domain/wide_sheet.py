"""A paper that lies across: one long table with its head on every page, pictures, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from boshan_desk.domain.report import Chart


@dataclass(frozen=True, kw_only=True)
class WideColumn:
    """A column: its head, its share of the width, how its cells stand."""

    title: str
    share: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, kw_only=True)
class WideGroup:
    """Rows under a heading of their own; "" for none."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()
    """Rows, from 0, that one is to look at first."""


@dataclass(frozen=True, kw_only=True)
class WideTable:
    """One table; a paper may have several, one below the other."""

    title: str = ""
    columns: tuple[WideColumn, ...]
    groups: tuple[WideGroup, ...]
    empty: str = ""
    """What is said where it has no rows."""
    loud: int = -1
    """The column that is set in bold in the rows to look at first."""


@dataclass(frozen=True, kw_only=True)
class WideSheet:
    """The whole paper."""

    title: str
    above: tuple[str, ...]
    """Texts in one line below the title, from edge to edge."""
    lead: str = ""
    """What is to be said before the table, in a sentence."""
    tables: tuple[WideTable, ...]
    notes: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    """Names to be signed below the table."""
    charts: tuple[Chart, ...] = ()
    """On pages of their own, after the table."""
    charts_title: str = ""
    office: str = ""
    foot: str = ""
    """A short line at the foot of every page, such as 演示数据."""
