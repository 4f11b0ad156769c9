"""Sheets as plain workbooks: the values as they stood, whatever kind of file they came in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.excel.grid import Box, Grid, column_letter
from boshan_desk.excel.patching.cell_values import day_text, inline, number, serial
from boshan_desk.excel.patching.parts import Package
from boshan_desk.excel.patching.sheet_markup import Sheet

_LONGEST_NAME: Final = 31
_BARRED: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# A text that a program would take for a number, a formula or an error, were it typed again.
_MISREAD = re.compile(r"[=+\-@#']|[0-9.,\s]+(?:[eE][+\-]?[0-9]+)?$")
_SAMPLED: Final = 200
_NARROWEST, _WIDEST = 6.0, 42.0
_HEARD_EVERY: Final = 500


def sheet_names(grids: Sequence[Grid]) -> list[str]:
    """What the sheets are called in a workbook: a text file may be called anything."""
    names: list[str] = []
    for grid in grids:
        base = _BARRED.sub("_", grid.name).strip().strip("'")[:_LONGEST_NAME] or "Sheet"
        name, count = base, 1
        while name.lower() in (other.lower() for other in names):
            count += 1
            name = f"{base[: _LONGEST_NAME - 4]}({count})"
        names.append(name)
    return names


def write_plain(
    grids: Sequence[Grid], heads: Sequence[tuple[int, ...]], heard: Callable[[], object]
) -> bytes:
    """A workbook with the same values in the same places: text as text, days as days, merged
    ranges, columns as wide as what stands in them.  `heads` are the rows of each sheet's head.

    openpyxl makes the workbook and its styles; the rows are written straight into it, five times
    as fast.
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    styles = _Styles(first)
    names = sheet_names(grids)
    for place, (grid, name) in enumerate(zip(grids, names, strict=True)):
        sheet = first if place == 0 else book.create_sheet()
        sheet.title = name
        _set_up(sheet, grid)
    if grids and all(grid.hidden for grid in grids):
        # A workbook must show one sheet.
        first.sheet_state = "visible"
    # The first that is shown is the one in front.
    book.active = next((n for n, grid in enumerate(grids) if not grid.hidden), 0)
    out = io.BytesIO()
    book.save(out)
    package = Package(out.getvalue())
    for place, (grid, head) in enumerate(zip(grids, heads, strict=True), 1):
        part = f"xl/worksheets/sheet{place}.xml"
        opened = Sheet(package.read(part))
        begin, end = opened.text[: opened.start], opened.text[opened.end :]
        rows = _rows(grid, head, styles, heard)
        package.write(part, chain([begin, b"<sheetData>"], rows, [b"</sheetData>", end]))
    return package.pack()


class _Styles:
    """The numbers of the few styles there are."""

    def __init__(self, sheet: Worksheet) -> None:
        self.bold = self._number(sheet, "General", bold=True)
        self.text = self._number(sheet, "@")
        self.day = self._number(sheet, "yyyy-mm-dd")
        self.moment = self._number(sheet, "yyyy-mm-dd hh:mm:ss")
        self.time = self._number(sheet, "hh:mm:ss")
        self.span = self._number(sheet, "[h]:mm:ss")

    @staticmethod
    def _number(sheet: Worksheet, shown: str, *, bold: bool = False) -> int:
        cell = Cell(sheet, row=1, column=1)
        cell.number_format = shown
        if bold:
            cell.font = Font(bold=True)
        return cell.style_id


def _set_up(sheet: Worksheet, grid: Grid) -> None:
    if grid.hidden:
        sheet.sheet_state = "hidden"
    for column, width in enumerate(_widths(grid), grid.first_column):
        about = sheet.column_dimensions[column_letter(column)]
        about.width = width
        about.hidden = column - grid.first_column in grid.hidden_columns
    for box in grid.merged:
        sheet.merged_cells.add(_range(grid, box))


def _rows(
    grid: Grid, head: tuple[int, ...], styles: _Styles, heard: Callable[[], object]
) -> Iterator[bytes]:
    letters = [
        grid.letter(column).encode() for column in range(len(grid.rows[0] if grid.rows else ()))
    ]
    held: list[bytes] = []
    for place, row in enumerate(grid.rows):
        at = b"%d" % grid.number(place)
        bold = grid.number(place) in head
        cells = [
            b'<c r="%b%b"%b' % (letter, at, _cell(value, styles, bold=bold))
            for letter, value in zip(letters, row, strict=True)
            if value != ""
        ]
        hidden = b' hidden="1"' if place in grid.hidden_rows else b""
        held.append(b'<row r="%b"%b>%b</row>' % (at, hidden, b"".join(cells)))
        if place % _HEARD_EVERY == 0:
            heard()
            yield b"".join(held)
            held.clear()
    yield b"".join(held)


def _cell(value: Any, styles: _Styles, *, bold: bool) -> bytes:
    """A cell's markup behind its place."""
    style = 0
    kind = b""
    told: bytes | None
    match value:
        case bool():
            kind, told = b' t="b"', b"%d" % value
        case str():
            kind, inner = inline(value)
            style = styles.text if _MISREAD.match(value) else 0
            return b'%b s="%d">%b</c>' % (kind, styles.bold if bold else style, inner)
        case datetime():
            style = styles.moment if value.time() != time() else styles.day
            told = serial(value)
        case date():
            style, told = styles.day, serial(value)
        case time():
            style, told = styles.time, serial(value)
        case timedelta():
            style, told = styles.span, number(value / timedelta(days=1))
        case _:
            told = number(value)
    if told is None:
        words = day_text(value) if isinstance(value, date) else str(value)
        return b' t="inlineStr" s="%d">%b</c>' % (styles.text, inline(words)[1])
    return b'%b s="%d"><v>%b</v></c>' % (kind, style, told)


def _range(grid: Grid, box: Box) -> CellRange:
    top, left, bottom, right = box
    return CellRange(
        min_row=grid.number(top),
        min_col=grid.first_column + left + 1,
        max_row=grid.number(bottom),
        max_col=grid.first_column + right + 1,
    )


def _widths(grid: Grid) -> list[float]:
    """How wide columns must be for what stands in the first rows; a title over several columns
    does not count."""
    wide = {(a, b) for a, b, _c, d in grid.merged if d > b}
    width = len(grid.rows[0]) if grid.rows else 0
    found = [0.0] * width
    for place, row in enumerate(grid.rows[:_SAMPLED]):
        for column, value in enumerate(row):
            if value == "" or (place, column) in wide:
                continue
            if isinstance(value, datetime) and value.time() == time():
                value = value.date()
            longest = max(map(_room, str(value).split("\n")), default=0)
            found[column] = max(found[column], longest)
    return [min(max(room + 2.0, _NARROWEST), _WIDEST) for room in found]


def _room(text: str) -> int:
    return sum(1 if ord(c) < 0x2E80 else 2 for c in text)
