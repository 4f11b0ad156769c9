"""How every workbook that goes out is dressed: type, borders, title, heads, widths, the page.

Said once for exports, templates, lists and forms; openpyxl does the drawing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.fields import (
    Code,
    Day,
    Flag,
    Identifier,
    Kind,
    Money,
    Number,
    Percent,
    Whole,
)
from boshan_desk.excel.letters import column_letter
from boshan_desk.i18n import _

PAGE_WIDTH: Final = 184
"""So many half-width places across A4 print at eight tenths: ten points become eight."""
SERIAL_WIDTH: Final = 6.0
LINE: Final = 14.0
"""The height of a line of ten-point type, in points."""
_NARROWEST: Final = 0.55
"""A column of words may shrink to this part of its width; the rest of a text goes below."""
_MOST_OF_A_NAME: Final = 31
"""Excel takes no longer names for sheets."""

_THIN = Side(style="thin", color="808080")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
GREY = Font(name="宋体", size=10, color="808080", italic=True)
PLAIN = Font(name="宋体", size=10)
BOLD = Font(name="宋体", size=10, bold=True)
TITLE = Font(name="黑体", size=18)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
# A gap to the line, so that an amount does not run into the name in the next column.
AMOUNT = Alignment(horizontal="right", vertical="center", indent=1)

TEXT_FORMAT: Final = "@"
DAY_FORMAT: Final = "yyyy-mm-dd"
MONEY_FORMAT: Final = "#,##0.00"

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML may hold, so no workbook either."""
_CODED = re.compile("_x[0-9A-Fa-f]{4}_")
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class Heading:
    """What stands above the table of a workbook that is handed in."""

    title: str
    made: date
    """制表日期."""
    office: str
    drafts: int = 0
    """How many of the records are drafts: said above the table."""
    mark: str = ""
    """What every page says of itself, such as 演示数据."""


# ---------------------------------------------------------------- sheets and cells


def new_book(name: str) -> tuple[Workbook, Worksheet]:
    """A workbook of ours with its first sheet."""
    book = Workbook()
    book.properties.creator = _("知识产权工作台")
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(name)
    return book, sheet


def sheet_name(name: str) -> str:
    """What a sheet may be called: no signs of formulas, no more than Excel takes."""
    return _NO_NAME.sub("", name).strip("'")[:_MOST_OF_A_NAME] or "Sheet1"


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | Decimal | date | None,
    font: Font,
    alignment: Alignment,
) -> Cell:
    """Set a cell; text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.font, cell.alignment = font, alignment
    if isinstance(value, str):
        # Excel reads _x0041_ as a character; an underscore of its own keeps it literal.
        cell.value = _CODED.sub(r"_x005F\g<0>", NO_XML.sub("", value))
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    return cell


def write_title(sheet: Worksheet, title: str, wide: int) -> None:
    """The title in the first row, over so many columns."""
    put(sheet, 1, 1, title, TITLE, CENTRE)
    if wide > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=wide)
    sheet.row_dimensions[1].height = 36


def write_heads(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """The heads of the table, in two lines where they need them."""
    for column, head in enumerate(heads, 1):
        cell = put(sheet, row, column, head, BOLD, CENTRE)
        cell.fill, cell.border = HEAD_FILL, BOX
    sheet.row_dimensions[row].height = 32


def spread(
    sheet: Worksheet,
    row: int,
    texts: Sequence[str],
    wide: int,
    *,
    left: bool = False,
    height: float = 24,
) -> None:
    """Texts side by side over the width: the last at the right edge, unless all begin at left."""
    edges = [round(wide * place / len(texts)) for place in range(len(texts) + 1)]
    for place, text in enumerate(texts):
        first, last = edges[place] + 1, edges[place + 1]
        at_end = place == len(texts) - 1 and not left
        put(sheet, row, first, text, PLAIN, RIGHT if at_end else LEFT)
        if last > first:
            sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    sheet.row_dimensions[row].height = height


def dress_table(
    sheet: Worksheet,
    heading: Heading,
    heads: Sequence[str],
    widths: Sequence[float],
    formats: Sequence[tuple[str, Alignment]],
    *,
    hidden: str = "",
) -> None:
    """Title, 单位 and 制表日期, heads, widths and page of a table that begins in `TABLE_ROW`.

    `formats` are the number format and the alignment of each column; a row of cells that have them
    stands under the heads.  `hidden` is the head of a last column that is not shown.
    """
    wide = len(heads)
    write_title(sheet, heading.title, wide)
    told = [_("单位：{office}").format(office=heading.office)]
    if heading.drafts:
        told.append(_("其中草稿 {count} 条，见“状态”列").format(count=heading.drafts))
    if heading.mark:
        told.append(heading.mark)
    made = _("制表日期：{day}").format(day=day_words(heading.made))
    spread(sheet, 2, ("\u3000\u3000".join(told), made), wide, height=18)
    write_heads(sheet, TABLE_ROW - 1, [*heads, hidden] if hidden else heads)
    for index, width in enumerate(widths):
        sheet.column_dimensions[column_letter(index)].width = width
    if hidden:
        sheet.column_dimensions[column_letter(wide)].width = 4
        sheet.column_dimensions[column_letter(wide)].hidden = True
        formats = [*formats, (TEXT_FORMAT, LEFT)]
    for column, (number_format, alignment) in enumerate(formats, 1):
        cell = put(sheet, TABLE_ROW, column, None, PLAIN, alignment)
        cell.border, cell.number_format = BOX, number_format
    sheet.freeze_panes = f"A{TABLE_ROW}"
    # A hidden column is sorted with the others, or its values would stand in wrong rows.
    sheet.auto_filter.ref = f"A{TABLE_ROW - 1}:{column_letter(len(formats) - 1)}{TABLE_ROW}"
    if set_page(sheet, head=TABLE_ROW - 1, foot=heading.mark) > 1:
        # In the middle the title would be torn in two.
        sheet.cell(1, 1).alignment = LEFT


TABLE_ROW: Final = 4
"""Where the lines of a table begin: under title, date and head."""


# ---------------------------------------------------------------- the page


def set_page(
    sheet: Worksheet, *, head: int | None = None, foot: str = "", one: bool = False
) -> int:
    """A4 across, the row `head` on every page, page numbers and `foot` below; how many pages wide.

    As wide as the page; a table too wide to be read so takes as many pages as it needs side by
    side, each with the first two columns.  `one` puts all of it on one page, without a number.
    """
    width = sum(
        float(column.width) for column in sheet.column_dimensions.values() if not column.hidden
    )
    pages = 1 if one else ceil(width / PAGE_WIDTH)
    if pages > 1:
        sheet.print_title_cols = "A:B"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages
    sheet.page_setup.fitToHeight = 1 if one else 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.footer = 0.25
    sheet.print_options.horizontalCentered = True
    if head:
        sheet.print_title_rows = f"{head}:{head}"
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None and footer.left is not None:
        footer.center.text = None if one else _("第 &P 页 共 &N 页")
        footer.left.text = foot or None
    return pages


# ---------------------------------------------------------------- columns by their content


def number_format(kind: Kind) -> str:
    """How Excel shows the cells of a field; codes and words are text, so that it keeps them."""
    if isinstance(kind, Day):
        return DAY_FORMAT
    if isinstance(kind, Money):
        return MONEY_FORMAT
    if isinstance(kind, Number):
        return "General"
    return "0" if isinstance(kind, Whole) else TEXT_FORMAT


def alignment(kind: Kind) -> Alignment:
    """Words at the left, amounts at the right, and in the middle what is of one length."""
    if isinstance(kind, Money | Whole | Number | Percent):
        return AMOUNT
    return CENTRE if isinstance(kind, Day | Code | Flag | Identifier) else LEFT


def head_words(kind: Kind) -> str:
    """The head of a field's column, with the unit of an amount."""
    title = _(kind.title)
    return _("{title}（元）").format(title=title) if isinstance(kind, Money) else title


def fit_to_page(widths: Sequence[float], yields: Sequence[bool]) -> list[float]:
    """The widths made to fit a page: columns that yield give way, down to a part of their own."""
    least = [
        max(width * _NARROWEST, min(width, 10.0)) if gives_way else width
        for width, gives_way in zip(widths, yields, strict=True)
    ]
    spare = sum(widths) - sum(least)
    excess = sum(widths) - (PAGE_WIDTH - SERIAL_WIDTH)
    if excess <= 0 or not spare:
        return list(widths)
    part = min(1.0, excess / spare)
    return [wide - (wide - low) * part for wide, low in zip(widths, least, strict=True)]


def yields(kind: Kind) -> bool:
    """Whether a value may be broken into lines: words may, days, amounts and numbers not."""
    return not isinstance(kind, Day | Money | Whole | Number | Percent | Flag | Identifier)


def text_width(text: str) -> int:
    """How many half-width places a text takes.

    A sign of one byte takes one, a Chinese one has three and takes two: counted by the lengths of
    the text and its bytes, ten times as fast as sign by sign.
    """
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2


def count_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    # The cell has its own margins, and a line breaks before a wide sign that no longer fits.
    room = max(int(width) - 1, 2)
    if "\n" not in text:
        return max(1, -(-text_width(text) // room))
    return sum(max(1, -(-text_width(part) // room)) for part in text.split("\n"))


def day_words(day: date) -> str:
    """A day as papers write it."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
