"""A table that is no ledger as a workbook ready to hand in: title, office, day, head, lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.excel.grid import column_letter
from boshan_desk.excel.sheets import Heading
from boshan_desk.i18n import _

_THIN = Side(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
_PLAIN = Font(name="宋体", size=10)
_BOLD = Font(name="宋体", size=10, bold=True)
_TITLE = Font(name="黑体", size=18)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_FIRST_ROW: Final = 4
_TOLD: Final = 500
"""After so many lines whoever listens is told how far it is."""

Value = str | int | date | None


@dataclass(frozen=True)
class Column:
    """A column: its head, and its width in half-width places."""

    title: str
    width: float


def write_listing(
    part: Path,
    heading: Heading,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    heard: Callable[[int], object] | None = None,
) -> int:
    """Write the lines as they come, numbered; how many they were.

    Text stays text, whatever it begins with; days are days.  `heard` may raise to stop.
    """
    book = Workbook()
    book.properties.creator = _("知识产权工作台")
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = re.sub(r"[\[\]:*?/\\]", "", heading.title)[:31]
    _dress(sheet, heading, columns)
    count = 0
    for count, row in enumerate(rows, 1):
        for place, value in enumerate((count, *row), 1):
            _put(sheet, _FIRST_ROW + count - 1, place, value)
        if heard and count % _TOLD == 0:
            heard(count)
    book.save(part)
    if heard:
        heard(count)
    return count


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.font, cell.border = _PLAIN, _BOX
    cell.alignment = _LEFT if isinstance(value, str) else _CENTRE
    if isinstance(value, str):
        cell.value = _ILLEGAL.sub("", value)
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    else:
        cell.value = value


def _dress(sheet: Worksheet, heading: Heading, columns: Sequence[Column]) -> None:
    last = len(columns) + 1
    half = last // 2
    office = _("单位：{office}").format(office=heading.office)
    made = _("制表日期：{day}").format(
        day=_("{year}年{month}月{day}日").format(
            year=heading.made.year, month=heading.made.month, day=heading.made.day
        )
    )
    for row, first, end, words, font, alignment in (
        (1, 1, last, heading.title, _TITLE, _CENTRE),
        (2, 1, half, office, _PLAIN, _LEFT),
        (2, half + 1, last, made, _PLAIN, _RIGHT),
    ):
        cell = sheet.cell(row, first)
        cell.value, cell.font, cell.alignment = words, font, alignment
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=end)
    sheet.row_dimensions[1].height = 36
    sheet.row_dimensions[2].height = 18
    sheet.row_dimensions[3].height = 32
    for place, column in enumerate((Column(_("序号"), 6), *columns), 1):
        cell = sheet.cell(3, place)
        cell.value, cell.font, cell.alignment = column.title, _BOLD, _CENTRE
        cell.fill, cell.border = _HEAD_FILL, _BOX
        sheet.column_dimensions[column_letter(place - 1)].width = column.width
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    # A4 across, as wide as the page, the head on every page.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = "3:3"
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = _("第 &P 页 共 &N 页")
