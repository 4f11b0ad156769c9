"""A table that is no ledger as a workbook ready to hand in: title, office, day, head, lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from openpyxl.styles import Alignment

from boshan_desk.excel.writing import pouring
from boshan_desk.excel.writing.dressing import (
    CENTRE,
    DAY_FORMAT,
    LEFT,
    SERIAL_WIDTH,
    TEXT_FORMAT,
    Heading,
    dress_table,
    fit_to_page,
    new_book,
)
from boshan_desk.i18n import _

Value = str | int | date | None


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in half-width places, and what its cells hold.

    Columns of text give way where all of them are too wide for the page.
    """

    title: str
    width: float
    holds: Literal["text", "day", "number"] = "text"


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
    book, sheet = new_book(heading.title)
    widths = fit_to_page(
        [column.width for column in columns], [column.holds == "text" for column in columns]
    )
    dress_table(
        sheet,
        heading,
        [_("序号"), *(column.title for column in columns)],
        [SERIAL_WIDTH, *widths],
        [("0", CENTRE), *(_FORMATS[column.holds] for column in columns)],
    )
    filled = [_filled(column, width) for column, width in zip(columns, widths, strict=True)]
    filling = pouring.Filling(filled, rows)
    (count,) = pouring.write_filled(part, book, [filling], heard)
    return count


_FORMATS: dict[str, tuple[str, Alignment]] = {
    "text": (TEXT_FORMAT, LEFT),
    "day": (DAY_FORMAT, CENTRE),
    "number": ("0", CENTRE),
}


def _filled(column: Column, width: float) -> pouring.Column:
    number = {"text": None, "day": pouring.day_number, "number": str}[column.holds]
    return pouring.Column(str, number, width)
