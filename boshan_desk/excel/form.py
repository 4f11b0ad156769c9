"""Statistical forms as sheets: merged heads, borders and page set up as the superior drew them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.form_sheet import Box, FormSheet
from boshan_desk.excel.grid import column_letter
from boshan_desk.i18n import _

_UNIT: Final = 9.4
"""The width of a column of share 1, in half-width places."""
_FIRST: Final = 3
"""The first row of the table: above it stand the title and who reports."""
_HEAD_HEIGHT: Final = 44
_ROW_HEIGHT: Final = 30
_NOTE_HEIGHT: Final = 15

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TITLE = Font(name="黑体", size=18)
_PLAIN = Font(name="宋体", size=10)
_BOLD = Font(name="宋体", size=10, bold=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


def write_forms(part: Path, forms: Sequence[FormSheet]) -> None:
    """Write a workbook with a sheet for each form; numbers stay numbers."""
    book = Workbook()
    book.properties.creator = _("知识产权工作台")
    first = book.active
    assert isinstance(first, Worksheet)
    for place, form in enumerate(forms):
        _write(first if place == 0 else book.create_sheet(), form)
    book.save(part)


def _write(sheet: Worksheet, form: FormSheet) -> None:
    sheet.title = form.name
    wide = len(form.widths)
    for index, width in enumerate(form.widths):
        sheet.column_dimensions[column_letter(index)].width = width * _UNIT
    _put(sheet, 1, 1, form.title, _TITLE, _CENTRE)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=wide)
    sheet.row_dimensions[1].height = 36
    _spread(sheet, 2, form.above, wide)
    for box in form.boxes:
        _fill(sheet, box)
    below = _FIRST + form.rows
    _spread(sheet, below, form.below, wide, left=True)
    room = sum(form.widths) * _UNIT
    for row, note in enumerate(form.notes, below + 1):
        _put(sheet, row, 1, note, _PLAIN, _LEFT)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)
        lines = ceil(sum(1 if ord(c) < 0x2E80 else 2 for c in note) / room)
        sheet.row_dimensions[row].height = _NOTE_HEIGHT * lines
    _set_page(sheet, form)


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | Decimal,
    font: Font,
    alignment: Alignment,
) -> Cell:
    """Set a cell; text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.font, cell.alignment, cell.value = font, alignment, value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _fill(sheet: Worksheet, box: Box) -> None:
    row, column = box.row + _FIRST, box.column + 1
    last_row, last_column = row + box.rows - 1, column + box.columns - 1
    font = _BOLD if box.kind in ("head", "sum") else _PLAIN
    cell = _put(sheet, row, column, box.content, font, _CENTRE)
    if isinstance(box.content, Decimal):
        cell.number_format = "0.00"
    # Merging gives it to the edges of the whole area.
    cell.border = _BOX
    if (last_row, last_column) != (row, column):
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=last_row, end_column=last_column
        )
    is_tall = box.kind == "head" and box.rows == 1
    known = sheet.row_dimensions[row].height or 0
    sheet.row_dimensions[row].height = max(known, _HEAD_HEIGHT if is_tall else _ROW_HEIGHT)


def _spread(
    sheet: Worksheet, row: int, texts: Sequence[str], wide: int, *, left: bool = False
) -> None:
    """Texts side by side over the width: the last at the right edge, unless all begin at left."""
    edges = [round(wide * place / len(texts)) for place in range(len(texts) + 1)]
    for place, text in enumerate(texts):
        first, last = edges[place] + 1, edges[place + 1]
        at_end = place == len(texts) - 1 and not left
        _put(sheet, row, first, text, _PLAIN, _RIGHT if at_end else _LEFT)
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    sheet.row_dimensions[row].height = 24


def _set_page(sheet: Worksheet, form: FormSheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    if form.foot and footer is not None and footer.left is not None:
        footer.left.text = form.foot
