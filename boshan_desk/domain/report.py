"""What a report says, before anyone draws it.

A `Report` is built by a use case from figures and records, and drawn by `reports/pdf.py`.
It holds plain text and numbers only: no fonts, no page, no markup.  Text that looks like
markup is text.  Every chart keeps the numbers it plots, so a test can read them back.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from boshan_desk.domain.timeline import Timeline

Number: TypeAlias = int | Decimal


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; level 1 is 一、, level 2 （一）, level 3 1. (GB/T 9704-2012, 7.3.3).

    The text brings its own mark (一、主要指标完成情况); only tables and pictures are counted
    when drawn.
    """

    level: Literal[1, 2, 3]
    text: str
    key: str = ""
    """Stable name for the bookmark and for tests, such as ``cases``."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """One paragraph of running text."""

    text: str
    style: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a `Grid`: its head, its share of the width, and how cells stand in it."""

    title: str
    weight: float = 1.0
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table.  Title above (表1), unit above right, head repeated on every page.

    `rows` are already formatted; a row has as many cells as there are columns.
    `strong` numbers the rows (from 0) to be set in bold, such as totals.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    key: str = ""
    strong: frozenset[int] = frozenset()
    long: bool = False
    """Many rows in small type (an annex list), drawn fast."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One run of numbers in a chart, as long as the chart's labels; None where none is known."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture of numbers (图1, title below) that must survive a black-and-white printer."""

    kind: Literal["bars", "lines", "ring", "rows"]
    """Upright bars, lines over periods, a ring of shares, or lying bars with long labels."""
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page (an annex)."""


Block: TypeAlias = Heading | Words | Grid | Chart | Timeline | PageBreak


@dataclass(frozen=True, kw_only=True)
class Report:
    """A whole paper in reading order."""

    title: tuple[str, ...]
    """The title, one line each, broken by sense."""
    office: str
    """The office that edits it, in full."""
    date: str
    """The day it was made, as printed (2026年10月9日)."""
    period: str
    """The period in words (2026年前三季度)."""
    as_of: str
    """截至 line under the title."""
    blocks: tuple[Block, ...]
    foot: str = ""
    """A short line at the foot of every page, such as 演示数据."""
    subject: str = ""
    """What the PDF's metadata says the paper is about."""
