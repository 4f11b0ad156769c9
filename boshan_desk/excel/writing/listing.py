"""A table that is no ledger as a workbook ready to hand in: title, office, day, head, lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from openpyxl.styles import Alignment

from boshan_desk.excel.writing import pouring
from boshan_desk.excel.writing.dressing import (
    AMOUNT,
    CENTRE,
    DAY_FORMAT,
    LEFT,
    LINE,
    PLAIN,
    SERIAL_WIDTH,
    TEXT_FORMAT,
    Heading,
    count_lines,
    dress_table,
    fit_to_page,
    new_book,
    put,
    set_page,
    sheet_name,
)
from boshan_desk.i18n import _

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in half-width places, and what its cells hold.

    Columns of text give way where all of them are too wide for the page.
    """

    title: str
    width: float
    holds: Literal["text", "day", "number", "decimal"] = "text"


@dataclass(frozen=True)
class Listing:
    """One table of a workbook, on a sheet of its own."""

    heading: Heading
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def write_listing(
    part: Path,
    heading: Heading,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    heard: pouring.Heard | None = None,
) -> int:
    """Write the lines as they come, numbered; how many they were.

    Text stays text, whatever it begins with; days are days.  `heard` may raise to stop.
    """
    (count,) = write_listings(part, [Listing(heading, columns, rows)], heard=heard)
    return count


def write_listings(
    part: Path,
    listings: Sequence[Listing],
    *,
    names: Sequence[str] = (),
    notes: Sequence[str] = (),
    heard: pouring.Heard | None = None,
) -> list[int]:
    """Write several tables, a sheet for each; how many lines each has.

    `names` are what the sheets are called where it is not their title; `notes` stand on a sheet of
    their own, after them.
    """
    book, sheet = new_book(names[0] if names else listings[0].heading.title)
    fillings = []
    for place, each in enumerate(listings):
        if place:
            title = names[place] if place < len(names) else each.heading.title
            sheet = book.create_sheet(sheet_name(title))
        widths = fit_to_page(
            [column.width for column in each.columns],
            [column.holds == "text" for column in each.columns],
        )
        dress_table(
            sheet,
            each.heading,
            [_("序号"), *(column.title for column in each.columns)],
            [SERIAL_WIDTH, *widths],
            [("0", CENTRE), *(_FORMATS[column.holds] for column in each.columns)],
        )
        filled = [_filled(c, width) for c, width in zip(each.columns, widths, strict=True)]
        fillings.append(pouring.Filling(filled, each.rows))
    if notes:
        sheet = book.create_sheet(sheet_name(_("说明")))
        sheet.column_dimensions["A"].width = _NOTES_WIDTH
        for row, note in enumerate(notes, 1):
            put(sheet, row, 1, note, PLAIN, LEFT)
            sheet.row_dimensions[row].height = LINE * count_lines(note, _NOTES_WIDTH) + 4
        set_page(sheet)
    return pouring.write_filled(part, book, fillings, heard)


_NOTES_WIDTH = 120.0

_FORMATS: dict[str, tuple[str, Alignment]] = {
    "text": (TEXT_FORMAT, LEFT),
    "day": (DAY_FORMAT, CENTRE),
    "number": ("0", CENTRE),
    "decimal": ("General", AMOUNT),
}


def _filled(column: Column, width: float) -> pouring.Column:
    number = {
        "text": None,
        "day": pouring.day_number,
        "number": str,
        "decimal": "{:f}".format,
    }[column.holds]
    return pouring.Column(str, number, width)
