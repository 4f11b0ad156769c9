"""What a report says, before anyone draws it.

A `Report` is built by a use case from figures and records, and drawn by `reports/pdf.py`.
It holds plain text and numbers only: no fonts, no page, no markup.  Text that looks like
markup is text.  Every chart keeps the numbers it plots, so a test can read them back.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Span
from boshan_desk.domain.timeline import Timeline

Number: TypeAlias = int | Decimal


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a printed number comes from: enough to open the records behind it.

    Either a figure of the catalogue with the days it is of, or records of a ledger, or a target.
    """

    figure: str = ""
    """Its code, such as M-EN02."""
    span: Span | None = None
    """The days that were counted."""
    town: str = ""
    ledger: str = ""
    """Of what is no figure: the ledger whose records were counted."""
    where: tuple[Where, ...] = ()
    """What narrows the figure or the ledger."""
    ids: tuple[str, ...] | None = None
    """Only these records of the ledger."""
    target: str = ""
    """The code of a plan's target, such as BS-T01; `span` is the period it was judged at."""


class Link(NamedTuple):
    """A number in a text: from which character to before which, and where it comes from."""

    start: int
    end: int
    source: Source


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


Style: TypeAlias = Literal["body", "lead", "note", "item"]


@dataclass(frozen=True, kw_only=True)
class Words:
    """One paragraph of running text."""

    text: str
    style: Style = "body"
    """`item` stands in a numbered row of the text: body type."""
    key: str = ""
    """Stable name of a paragraph that may be edited, such as ``cases.kinds``; "" of one that may
    not."""
    links: tuple[Link, ...] = ()
    """The numbers in it, in their order."""
    drafted: str = ""
    """What the ledgers say now, where an officer wrote something else."""
    basis: str = ""
    """What they said when the officer wrote it; other than `drafted`, it is to be read again."""


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
    links: tuple[tuple[int, int, Source], ...] = ()
    """(row from 0, column from 0, where its number comes from)."""


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
    source: Source | None = None
    """What opens when one asks for the records behind the picture."""


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page (an annex)."""


Block: TypeAlias = Heading | Words | Grid | Chart | Timeline | PageBreak


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the title on the first page (GB/T 9704-2012, 7.2).

    `red`: a large red name, the number below it, a red rule.  `brief`: the head of a 简报, with the
    office at the left and the day at the right above the rule.  Never a seal.
    """

    style: Literal["red", "brief"]
    name: str
    """In large red type: 知识产权工作简报, 情况通报."""
    number: str = ""
    """博知领办〔2026〕3号, 第3期."""
    total: str = ""
    """（总第12期）; "" for none."""
    office: str = ""
    """Of a 简报: who edits it, in full."""
    day: str = ""
    copy_number: str = ""
    """份号, six digits."""
    secrecy: str = ""
    """密级和保密期限: 机密★1年."""
    urgency: str = ""
    """紧急程度."""


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """版记, at the foot of the last page: to whom it goes, who printed it and when."""

    lists: tuple[tuple[str, str], ...]
    """(报 / 送 / 发 / 抄送, names), in their order."""
    office: str
    day: str
    """2026年10月9日印发."""
    copies: str = ""
    """共印30份."""


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Who issues the paper and when, at the right below the text; never a seal."""

    office: str
    day: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The small code under a paper that was frozen, by which a print can be checked."""

    code: str
    lines: tuple[str, ...]
    """What is printed beside it: number, data as of, digest, head of the history."""
    scanned: str
    """What the QR code says."""


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
    head: Head | None = None
    """None: the plain form, which begins with the title."""
    addressed: str = ""
    """主送机关, without its colon; "" for none."""
    attached: tuple[str, ...] = ()
    """附件说明: the titles of the annexes, numbered when drawn."""
    sign: Sign | None = None
    remark: str = ""
    """附注, without its brackets: 此件公开发布."""
    imprint: Imprint | None = None
    mark: Mark | None = None
    """Only of a paper that was frozen."""
