"""Ledgers as a workbook ready to hand in: a sheet each, dressed, with every record's identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import (
    Day,
    Kind,
    Link,
    Money,
    Number,
    Whole,
    yuan,
)
from boshan_desk.domain.ledger import Ledger, Record, not_filled
from boshan_desk.excel.matching.heads import ID_HEADING
from boshan_desk.excel.rows.taking import shown_in_sheet
from boshan_desk.excel.writing.dressing import (
    CENTRE,
    SERIAL_WIDTH,
    Heading,
    alignment,
    dress_table,
    fit_to_page,
    head_words,
    new_book,
    number_format,
    sheet_name,
    text_width,
    yields,
)
from boshan_desk.excel.writing.pouring import Column, Filling, Heard, day_number, write_filled
from boshan_desk.i18n import _

_WIDEST: Final = 40
_SAMPLED: Final = 200
"""Widths are taken from this many records; the rest are like them."""

Row = tuple[Record, Mapping[str, str]]
"""A record with the names of what it points to, by field."""


@dataclass(frozen=True)
class Table:
    """One ledger to be written: which fields of which records, and what stands above them."""

    ledger: Ledger
    fields: Sequence[str]
    rows: Iterable[Row]
    heading: Heading


def write_export(
    part: Path,
    tables: Sequence[Table],
    lists: Lists,
    *,
    level: int,
    heard: Heard | None = None,
) -> list[int]:
    """Write each table as a sheet of one workbook; how many records each has.

    Personal values are masked at `level` (0 masks nothing); `heard` is told how many records are
    written, and may raise to stop.  How far each record is stands at the right: whoever gets the
    sheet must see what is only a draft.
    """
    book: Workbook | None = None
    fillings = []
    for table in tables:
        name = _(table.ledger.title)
        if book is None:
            book, sheet = new_book(name)
        else:
            sheet = book.create_sheet(sheet_name(name))
        fields = [*table.fields, *({"status"} - set(table.fields))]
        kinds = [table.ledger.shown()[field] for field in fields]
        coming = iter(table.rows)
        first = list(islice(coming, _SAMPLED))
        shows = [_shower(kind, lists, level) for kind in kinds]
        sampled = list(zip(*_values(first, fields, kinds), strict=True)) or [()] * len(kinds)
        widths = fit_to_page(
            [
                _width(kind, ["" if not_filled(value) else show(value) for value in values])
                # Without the record's id, which is the last value of a row.
                for kind, show, values in zip(kinds, shows, sampled, strict=False)
            ],
            [yields(kind) for kind in kinds],
        )
        dress_table(
            sheet,
            table.heading,
            [_("序号"), *map(head_words, kinds)],
            [SERIAL_WIDTH, *widths],
            [("0", CENTRE), *((number_format(kind), alignment(kind)) for kind in kinds)],
            hidden=_(ID_HEADING),
        )
        columns = [
            Column(show, _number(kind), width)
            for kind, show, width in zip(kinds, shows, widths, strict=True)
        ]
        rows = _values(chain(first, coming), fields, kinds)
        fillings.append(Filling([*columns, Column(str)], rows))
    assert book
    return write_filled(part, book, fillings, heard)


def _values(
    rows: Iterable[Row], fields: Sequence[str], kinds: Sequence[Kind]
) -> Iterator[Sequence[Any]]:
    """The values of the fields, names for links, and the record's id."""
    take = itemgetter(*fields, "id")
    links = [place for place, kind in enumerate(kinds) if isinstance(kind, Link)]
    if not links:
        for record, _labels in rows:
            yield take(record.__dict__)
        return
    for record, labels in rows:
        values = list(take(record.__dict__))
        for place in links:
            values[place] = labels.get(fields[place])
        yield values


def _shower(kind: Kind, lists: Lists, level: int) -> Callable[[Any], str]:
    """How a value of a field is put in words."""
    if isinstance(kind, Link):
        return str
    if isinstance(kind, Money):
        return lambda fen: f"{fen / 100:,.2f}"

    def show(value: Any) -> str:
        return shown_in_sheet(kind, value, lists, level)

    return show


def _number(kind: Kind) -> Callable[[Any], str] | None:
    """How a value of a field is written as a number; None for what is text."""
    if isinstance(kind, Day):
        return day_number
    if isinstance(kind, Money):
        return yuan
    if isinstance(kind, Number):
        return lambda value: f"{value.normalize():f}"
    return str if isinstance(kind, Whole) else None


def _width(kind: Kind, shown: Sequence[str]) -> float:
    """The width of a column: what most of its texts need, its heading in two lines at least."""
    longest = sorted(max(map(text_width, text.split("\n"))) for text in shown)
    wanted = longest[int(len(longest) * 0.95)] if longest else 0
    # Room for a bracket that may not begin a line, and for bold type.
    heading = (text_width(head_words(kind)) + 1) // 2 + 2
    return float(min(max(wanted, heading, 6), _WIDEST) + 1.5)
