"""Statistical forms as sheets: merged heads, borders and page set up as the superior drew them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.form_sheet import Box, FormSheet
from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.writing.dressing import (
    BOLD,
    BOX,
    CENTRE,
    LEFT,
    PLAIN,
    new_book,
    put,
    set_page,
    sheet_name,
    spread,
    text_width,
    write_title,
)

_UNIT: Final = 9.4
"""The width of a column of share 1, in half-width places."""
_FIRST: Final = 3
"""The first row of the table: above it stand the title and who reports."""
_HEAD_HEIGHT: Final = 44
_ROW_HEIGHT: Final = 30
_NOTE_HEIGHT: Final = 15


def write_forms(part: Path, forms: Sequence[FormSheet]) -> None:
    """Write a workbook with a sheet for each form; numbers stay numbers."""
    book, first = new_book(forms[0].name)
    for place, form in enumerate(forms):
        _write(first if place == 0 else book.create_sheet(sheet_name(form.name)), form)
    book.save(part)


def _write(sheet: Worksheet, form: FormSheet) -> None:
    wide = len(form.widths)
    for index, width in enumerate(form.widths):
        sheet.column_dimensions[column_letter(index)].width = width * _UNIT
    write_title(sheet, form.title, wide)
    spread(sheet, 2, form.above, wide)
    for box in form.boxes:
        _fill(sheet, box)
    below = _FIRST + form.rows
    spread(sheet, below, form.below, wide, left=True)
    room = sum(form.widths) * _UNIT
    for row, note in enumerate(form.notes, below + 1):
        put(sheet, row, 1, note, PLAIN, LEFT)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)
        sheet.row_dimensions[row].height = _NOTE_HEIGHT * ceil(text_width(note) / room)
    set_page(sheet, foot=form.foot, one=True)


def _fill(sheet: Worksheet, box: Box) -> None:
    row, column = box.row + _FIRST, box.column + 1
    last_row, last_column = row + box.rows - 1, column + box.columns - 1
    font = BOLD if box.kind in ("head", "sum") else PLAIN
    cell = put(sheet, row, column, box.content, font, CENTRE)
    if isinstance(box.content, Decimal):
        cell.number_format = "0.00"
    # Merging gives it to the edges of the whole area.
    cell.border = BOX
    if (last_row, last_column) != (row, column):
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=last_row, end_column=last_column
        )
    is_tall = box.kind == "head" and box.rows == 1
    known = sheet.row_dimensions[row].height or 0
    sheet.row_dimensions[row].height = max(known, _HEAD_HEIGHT if is_tall else _ROW_HEIGHT)
