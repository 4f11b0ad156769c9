"""What our own workbooks carry besides records: sheets of notes and choices, and a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.reading import fold
from boshan_desk.excel.grid import Book
from boshan_desk.i18n import _, mark

NOTES_SHEET: Final = mark("填写说明")
LISTS_SHEET: Final = mark("选项")

TEMPLATE_MARK: Final = "boshan-desk-template"
"""The first of the words that say, on the hidden sheet of choices, what template it is."""
EDITION: Final = 1
"""The layout of templates; a program that changes it counts on."""


def own_sheets() -> set[str]:
    """The names of sheets in our templates that hold no records."""
    return {name for each in (NOTES_SHEET, LISTS_SHEET) for name in (each, _(each))}


@dataclass(frozen=True)
class TemplateMark:
    """What a template says of itself."""

    ledger: str
    town: str = ""
    """The code of the town it was made for; empty for the whole office's."""
    edition: int = EDITION

    def words(self) -> tuple[str, str, str, str]:
        """As they stand below each other on the sheet of choices."""
        return TEMPLATE_MARK, self.ledger, self.town, str(self.edition)


def read_mark(book: Book) -> TemplateMark | None:
    """Which template of ours a workbook was made from; None for any other workbook.

    Whoever sends a workbook can write there what they like: it is a hint, and nothing rests on it.
    """
    ours = {fold(name) for name in own_sheets()}
    for grid in book.sheets:
        if fold(grid.name) not in ours or not grid.rows:
            continue
        column = [str(row[0]).strip() for row in grid.rows[:4]]
        if len(column) == 4 and column[0] == TEMPLATE_MARK and column[3].isdecimal():
            return TemplateMark(column[1], column[2], int(column[3]))
    return None
