"""The tables of a paper as a workbook: a sheet for each, and a list of them in front.

What is a number on paper is a number here, with as many decimals; what only looks like one, such
as a code, stays text.  The numbers behind each picture are a table too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.report import Chart, Column, Grid, Report, Words
from boshan_desk.domain.wording import NOTHING
from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.writing.dressing import (
    BOLD,
    BOX,
    LEFT,
    LINE,
    PLAIN,
    RIGHT,
    TEXT_FORMAT,
    count_lines,
    fit_to_page,
    new_book,
    put,
    set_page,
    sheet_name,
    spread,
    text_width,
    write_heads,
    write_title,
)
from boshan_desk.i18n import _

_LINK: Final = Font(name="宋体", size=10, color="0563C1", underline="single")
_HEAD: Final = 3
"""The row of the heads: above it stand the title and the unit."""
_NARROWEST, _WIDEST = 7.0, 46.0
_MOST_DIGITS: Final = 15
"""Excel keeps no more of a number."""
_NUMBER: Final = re.compile(
    r"(?P<sign>[+\-−]?)(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)"
    r"(?:\.(?P<part>[0-9]+))?(?P<percent>%?)"
)
_SHORT: Final = re.compile(r"0|[1-9][0-9]{0,3}")
"""序号 and 名次, which stand in the middle of their columns."""

_Value = str | int | Decimal
_ACROSS: Final = {
    "left": Alignment(horizontal="left", vertical="center", wrap_text=True),
    "center": Alignment(horizontal="center", vertical="center", wrap_text=True),
    "right": Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1),
}


@dataclass(frozen=True)
class _Table:
    """A table, or the numbers of a picture."""

    label: str
    """表1, 图2."""
    grid: Grid
    cells: tuple[tuple[tuple[_Value, str], ...], ...]
    """A value and its number format for every cell."""
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """What its sheet is called."""
        return sheet_name(f"{self.label} {self.grid.title}".strip())

    @property
    def title(self) -> str:
        """What stands above it."""
        return f"{self.label}　{self.grid.title}".rstrip()


def write_tables(report: Report, path: Path) -> None:
    """Write the workbook."""
    tables = list(_tables(report))
    contents = _("目录")
    book, first = new_book(contents)
    _write_contents(first, report, tables)
    for table in tables:
        _write(book.create_sheet(table.name), table, report.foot, contents)
    book.save(path)


def _tables(report: Report) -> Iterator[_Table]:
    """The tables and pictures in reading order, each with the notes that follow it."""
    counts = {"grid": 0, "chart": 0}
    for place, block in enumerate(report.blocks):
        if isinstance(block, Grid):
            counts["grid"] += 1
            label, grid = _("表{number}").format(number=counts["grid"]), block
            cells = tuple(_read_rows(block))
        elif isinstance(block, Chart):
            counts["chart"] += 1
            label = _("图{number}").format(number=counts["chart"])
            grid, cells = _numbers(block)
        else:
            continue
        notes = []
        for after in report.blocks[place + 1 :]:
            if not isinstance(after, Words) or after.style != "note":
                break
            notes.append(after.text)
        yield _Table(label, grid, cells, tuple(notes))


def _read_rows(grid: Grid) -> Iterator[tuple[tuple[_Value, str], ...]]:
    """What the cells of a table hold."""
    linked = {(row, column) for row, column, _source in grid.links}
    for place, row in enumerate(grid.rows):
        cells = []
        for at, text in enumerate(row):
            align = grid.columns[at].align
            # What opens records is a number wherever it stands; short ones in the middle are
            # 序号 and 名次.
            counts = (place, at) in linked or align == "right"
            counts = counts or (align == "center" and _SHORT.fullmatch(text) is not None)
            cells.append(read_cell(text, counts=counts))
        yield tuple(cells)


def read_cell(text: str, *, counts: bool) -> tuple[_Value, str]:
    """What a printed cell holds, and how Excel shows it the same.

    `counts` says whether numbers stand there at all; a code of digits is none.
    """
    found = _NUMBER.fullmatch(text) if counts else None
    if found is None:
        return text, TEXT_FORMAT
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if len(whole) + len(part) > _MOST_DIGITS:
        return text, TEXT_FORMAT
    value = Decimal(f"{whole}.{part}" if part else whole)
    if found["percent"]:
        value /= 100
    if found["sign"] in ("-", "−"):
        value = -value
    shown = ("#,##0" if "," in found["whole"] else "0") + (f".{'0' * len(part)}" if part else "")
    shown += found["percent"]
    if found["sign"]:
        shown = f"+{shown};-{shown};{shown}"
    return (value if part or found["percent"] else int(value)), shown


def _numbers(chart: Chart) -> tuple[Grid, tuple[tuple[tuple[_Value, str], ...], ...]]:
    """The numbers of a picture as a table."""
    heads = [series.name or _("数值") for series in chart.series]
    columns = (Column(title=_("项目")), *(Column(title=head, align="right") for head in heads))
    cells: list[tuple[tuple[_Value, str], ...]] = []
    for place, label in enumerate(chart.labels):
        row: list[tuple[_Value, str]] = [(label, TEXT_FORMAT)]
        for series in chart.series:
            value = series.values[place]
            if value is None:
                row.append((NOTHING, TEXT_FORMAT))
            else:
                row.append((value, read_cell(_plain(value), counts=True)[1]))
        cells.append(tuple(row))
    rows = tuple(
        tuple(value if isinstance(value, str) else _plain(value) for value, _shown in row)
        for row in cells
    )
    grid = Grid(title=chart.title, columns=columns, rows=rows, unit=chart.unit)
    return grid, tuple(cells)


def _plain(value: int | Decimal) -> str:
    """A number as it was given, without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _write_contents(sheet: Worksheet, report: Report, tables: Sequence[_Table]) -> None:
    """What the paper is, and its tables, each a way to its sheet."""
    widths = (10.0, 64.0, 18.0, 10.0)
    for index, width in enumerate(widths):
        sheet.column_dimensions[column_letter(index)].width = width
    write_title(sheet, "".join(report.title), len(widths))
    spread(sheet, 2, (report.office, report.as_of or report.date), len(widths), height=18)
    write_heads(sheet, _HEAD, (_("编号"), _("名称"), _("单位"), _("行数")))
    for row, table in enumerate(tables, _HEAD + 1):
        told = (table.label, table.grid.title, table.grid.unit)
        values: tuple[str | int, ...] = (*told, len(table.cells))
        for column, value in enumerate(values, 1):
            align = _ACROSS["left" if column == 2 else "center"]
            cell = put(sheet, row, column, value, _LINK if column <= 2 else PLAIN, align)
            cell.border = BOX
            if column <= 2:
                _lead(sheet, row, column, table.name)
        sheet.row_dimensions[row].height = LINE * count_lines(table.grid.title, widths[1]) + 8
    if not tables:
        put(sheet, _HEAD + 1, 1, _("本报告没有表格"), PLAIN, LEFT)
    sheet.freeze_panes = f"A{_HEAD + 1}"
    set_page(sheet, head=_HEAD, foot=report.foot)


def _lead(sheet: Worksheet, row: int, column: int, name: str) -> None:
    """Make a cell a way to another sheet; it is no formula."""
    quoted = name.replace("'", "''")
    cell = sheet.cell(row, column)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")


def _write(sheet: Worksheet, table: _Table, foot: str, contents: str) -> None:
    """One table: title, unit, heads, rows, notes, and how it is printed."""
    grid = table.grid
    wide = len(grid.columns)
    write_title(sheet, table.title, wide)
    put(sheet, 2, 1, _("返回目录"), _LINK, LEFT)
    _lead(sheet, 2, 1, contents)
    if grid.unit:
        unit = _("单位：{unit}").format(unit=grid.unit)
        put(sheet, 2, max(wide, 2), unit, PLAIN, RIGHT)
    widths = _widths(table)
    for index, width in enumerate(widths):
        sheet.column_dimensions[column_letter(index)].width = width
    write_heads(sheet, _HEAD, [column.title for column in grid.columns])
    lines = max(count_lines(c.title, w) for c, w in zip(grid.columns, widths, strict=True))
    sheet.row_dimensions[_HEAD].height = max(LINE * lines + 4, 22)
    aligns = [_ACROSS[column.align] for column in grid.columns]
    for place, row in enumerate(table.cells):
        font = BOLD if place in grid.strong else PLAIN
        number = _HEAD + 1 + place
        lines = 1
        for at, ((value, shown), align) in enumerate(zip(row, aligns, strict=True)):
            cell = put(sheet, number, at + 1, value, font, align)
            cell.border, cell.number_format = BOX, shown
            if isinstance(value, str):
                lines = max(lines, count_lines(value, widths[at]))
        # Not every program finds the height of a row by itself; none is higher than Excel's.
        sheet.row_dimensions[number].height = min(LINE * lines + 4, 409)
    last = _HEAD + len(table.cells)
    if grid.long:
        sheet.auto_filter.ref = f"A{_HEAD}:{column_letter(wide - 1)}{last}"
    for row_number, note in enumerate(table.notes, last + 1):
        put(sheet, row_number, 1, note, PLAIN, LEFT)
        if wide > 1:
            sheet.merge_cells(
                start_row=row_number, start_column=1, end_row=row_number, end_column=wide
            )
        height = LINE * count_lines(note, sum(widths)) + 4
        sheet.row_dimensions[row_number].height = min(height, 409)
    sheet.freeze_panes = f"A{_HEAD + 1}"
    set_page(sheet, head=_HEAD, foot=foot)


def _widths(table: _Table) -> list[float]:
    """Widths in half-width places: as wide as the longest cell, within reason, and on the page."""
    found = []
    for at, column in enumerate(table.grid.columns):
        cells = [row[at] for row in table.grid.rows]
        longest = max((text_width(line) for cell in cells for line in cell.split("\n")), default=0)
        # A head takes two lines.
        head = text_width(column.title) / 2 + 1
        found.append(min(max(_NARROWEST, longest + 3.0, head + 3.0), _WIDEST))
    # Under one narrow column neither the title nor the notes could be read.
    least = 60.0
    if sum(found) < least:
        found[0] += least - sum(found)
    words = [column.align == "left" for column in table.grid.columns]
    return fit_to_page(found, words)
