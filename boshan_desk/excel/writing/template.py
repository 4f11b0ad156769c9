"""Empty workbooks to fill in: heads that stay, choices to pick from, notes, an example.

The sheet is protected, without a password, so that titles, heads and the example stay as they are
and the file is recognised when it comes back.  Everything below is free, over all rows and columns:
a column may be added, rows inserted, deleted, sorted and filtered, widths and formats changed.  The
serial numbers are free too, because Excel deletes a row of a protected sheet only when no cell of
it is locked.  What a cell may hold is said as a warning that can be passed over; only where there
is a list to pick from, nothing else is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Kind, Link
from boshan_desk.domain.ledger import Ledger
from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.matching.heads import EXAMPLE
from boshan_desk.excel.writing.dressing import (
    BOX,
    CENTRE,
    GREY,
    LEFT,
    LINE,
    PLAIN,
    SERIAL_WIDTH,
    count_lines,
    fit_to_page,
    head_words,
    new_book,
    number_format,
    put,
    set_page,
    text_width,
    write_heads,
    write_title,
    yields,
)
from boshan_desk.excel.writing.pouring import Column, Filling, write_filled
from boshan_desk.excel.writing.sheets import TemplateMark
from boshan_desk.excel.writing.template_example import example_of
from boshan_desk.excel.writing.template_notes import explain, write_lists, write_notes
from boshan_desk.excel.writing.template_rules import guard
from boshan_desk.i18n import _

PREPARED_ROWS: Final = 500
"""So many rows have borders and serial numbers beforehand; all others are as free to fill in."""

_HEAD: Final = 3
_EXAMPLE_ROW: Final = 4
_FIRST: Final = 5
_LAST: Final = _FIRST + PREPARED_ROWS - 1
_MOST_COLUMNS: Final = 16_384
_PRINTED_ROWS: Final = 30
"""So many rows are printed, to be filled in by hand; all are there to be typed in."""
_FREE = Protection(locked=False)


def write_template(part: Path, ledger: Ledger, lists: Lists, place: str, *, town: str = "") -> None:
    """Write the workbook that is to be filled in; for one town it is called and fixed after it."""
    fields = template_fields(ledger)
    kinds = list(fields.values())
    label = lists["town"].label(town) if town else ""
    book, sheet = new_book(label or _(ledger.title))
    wide = len(fields) + 1
    title = _("{place}{ledger}填报表").format(place=label or place, ledger=_(ledger.title))
    write_title(sheet, title, wide)
    # The title is read at the left: the sheet is wider than any screen.
    sheet.cell(1, 1).alignment = LEFT
    hint = _(
        "带 * 的栏目提交时必须填写，其余知道的先填；各栏怎么填见“填写说明”；示例行导入时自动跳过"
    )
    put(sheet, 2, 1, hint, GREY, Alignment(vertical="center"))
    heads = [("*" if kind.need == "submit" else "") + head_words(kind) for kind in kinds]
    write_heads(sheet, _HEAD, [_("序号"), *heads])
    widths = fit_to_page([_width(kind) for kind in kinds], [yields(kind) for kind in kinds])
    _free_columns(sheet, kinds, widths)
    example: dict[str, object] = {name: example_of(ledger, name, lists) for name in fields}
    if town:
        example[ledger.town] = label
    _write_example(sheet, fields, example, widths)
    _pattern_row(sheet, kinds)
    offered = write_lists(book, fields, lists, TemplateMark(ledger.name, town))
    for column, (name, kind) in enumerate(fields.items(), 2):
        guard(sheet, column_letter(column - 1), _FIRST, kind, offered.get(name, ""))
        explain(sheet.cell(_HEAD, column), kind, lists)
    sheet.freeze_panes = f"B{_EXAMPLE_ROW}"
    # The example is the head of the filter, so that it is neither sorted nor filtered away.
    sheet.auto_filter.ref = f"A{_EXAMPLE_ROW}:{column_letter(wide - 1)}{_LAST}"
    set_page(sheet, head=_HEAD)
    sheet.print_area = f"A1:{column_letter(wide - 1)}{_EXAMPLE_ROW + _PRINTED_ROWS}"
    _protect(sheet)
    write_notes(book, ledger, fields, lists)
    # What is known of every row beforehand: the town that the template is for.
    known = [label if town and name == ledger.town else None for name in fields]
    rows = Filling([Column(str)] * len(known), [known] * PREPARED_ROWS, first=_FIRST)
    write_filled(part, book, [rows])


_TOGETHER: Final[Mapping[str, str]] = {
    "rating": "rating_year",
    "patents": "counted_on",
    "marks": "counted_on",
    "extended_on": "extension_days",
}
"""What says little without another field."""


def template_fields(ledger: Ledger) -> dict[str, Kind]:
    """What a template asks for: what names, what the list shows, what some stage needs."""
    wanted = {*ledger.table, *(n for key in ledger.key for n in key), *ledger.called}
    wanted |= {name for name, _stage in ledger.needed} | {"remark", ledger.town}
    wanted |= {own for name, own in _TOGETHER.items() if name in wanted}
    return {
        name: kind
        for name, kind in ledger.fields.items()
        # A link that is found by other columns is not asked for.
        if name in wanted and not (isinstance(kind, Link) and kind.by)
    }


# ---------------------------------------------------------------- the sheet


def _width(kind: Kind) -> float:
    heading = (text_width(head_words(kind)) + 1) // 2 + 2
    return float(max(min(kind.width, 40), heading, 6) + 1.5)


def _free_columns(sheet: Worksheet, kinds: Sequence[Kind], widths: Sequence[float]) -> None:
    """Give every column its width and format, free to be written in however far down."""
    formats = ["0", *map(number_format, kinds)]
    for place, (width, code) in enumerate(zip([SERIAL_WIDTH, *widths], formats, strict=True)):
        letter = column_letter(place)
        column = ColumnDimension(sheet, index=letter, width=width, customWidth=True)
        _free_style(column, code)
        sheet.column_dimensions[letter] = column
    beyond = column_letter(len(formats))
    rest = ColumnDimension(
        sheet, index=beyond, width=13, min=len(formats) + 1, max=_MOST_COLUMNS, customWidth=True
    )
    _free_style(rest, "General")
    sheet.column_dimensions[beyond] = rest


def _free_style(column: ColumnDimension, number_code: str) -> None:
    column.font = PLAIN
    column.protection = _FREE
    column.number_format = number_code


def _write_example(
    sheet: Worksheet,
    fields: Mapping[str, Kind],
    example: Mapping[str, object],
    widths: Sequence[float],
) -> None:
    put(sheet, _EXAMPLE_ROW, 1, _(EXAMPLE), GREY, CENTRE).border = BOX
    high = 1
    for column, ((name, kind), width) in enumerate(zip(fields.items(), widths, strict=True), 2):
        value = example[name]
        assert value is None or isinstance(value, str | int | Decimal | date)
        if isinstance(value, str):
            high = max(high, count_lines(value, width))
        cell = put(sheet, _EXAMPLE_ROW, column, value, GREY, LEFT)
        cell.border, cell.number_format = BOX, number_format(kind)
    # Programs find the height of a row by themselves, but not all of them when they print.
    sheet.row_dimensions[_EXAMPLE_ROW].height = LINE * high + 4


def _pattern_row(sheet: Worksheet, kinds: Sequence[Kind]) -> None:
    """The cells that those of the rows to be filled in are like."""
    for column, code in enumerate(["0", *map(number_format, kinds)], 1):
        cell = put(sheet, _FIRST, column, None, PLAIN, LEFT if column > 1 else CENTRE)
        cell.border, cell.protection, cell.number_format = BOX, _FREE, code


def _protect(sheet: Worksheet) -> None:
    """Lock what is not free; without a password, so that an office is never locked out."""
    rules = sheet.protection
    rules.sheet = True
    # Of these, "False" lets it be done.
    rules.formatCells = rules.formatColumns = rules.formatRows = False
    rules.insertColumns = rules.insertRows = rules.insertHyperlinks = False
    rules.deleteColumns = rules.deleteRows = False
    rules.sort = rules.autoFilter = rules.pivotTables = False
    rules.objects = rules.scenarios = False
