"""Many rows into a dressed sheet: written straight into its XML with the styles openpyxl made.

Ten times as fast as cell by cell through openpyxl, in bounded memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import Workbook

from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.writing.dressing import LINE, NO_XML, TABLE_ROW, count_lines

Heard = Callable[[int], object]
"""Told how many rows are written; may raise to stop."""

MOST_ROWS: Final = 1_048_576 - TABLE_ROW + 1
"""So many rows a sheet can hold under its head."""
_TOLD: Final = 500
"""After so many rows they are written away, and whoever listens is told."""
_REMEMBERED: Final = 2000
"""So many different values of a column are remembered as cells: offices and days repeat."""
_LONGEST: Final = 60
"""Longer texts are not remembered: they do not repeat, and they are large."""


@dataclass(frozen=True)
class Column:
    """How the values of a column become cells."""

    show: Callable[[Any], str]
    """The value in words."""
    number: Callable[[Any], str] | None = None
    """The value as XML writes a number; empty where a cell can hold it only as words."""
    width: float | None = None
    """In half-width places: words that need more take several lines; None where they do not."""


@dataclass(frozen=True)
class Filling:
    """One sheet's columns, after that of the serial number, and its rows."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    """A value for each column; None and () for an empty cell."""
    first: int = TABLE_ROW
    """The row they begin in, where the dressed sheet has an empty cell for each column."""


def write_filled(
    part: Path, book: Workbook, fillings: Sequence[Filling], heard: Heard | None = None
) -> list[int]:
    """Write a workbook whose sheets `dress_table` dressed, filled; how many rows each got.

    The rows are numbered, and the filter of each sheet reaches over them.
    """
    shell = BytesIO()
    book.save(shell)
    if heard:
        heard(0)
    counts: list[int] = []
    sheets = {f"xl/worksheets/sheet{n}.xml": filling for n, filling in enumerate(fillings, 1)}
    with (
        zipfile.ZipFile(shell) as made,
        # Level 1 packs a tenth less tightly than 4, in half the time.
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        # The workbook's own part comes last: it names the ranges of the filters.
        for name in sorted(made.namelist(), key=lambda name: name == "xl/workbook.xml"):
            content = made.read(name)
            filling = sheets.get(name)
            if filling:
                before, styles, after = _cut(content.decode(), filling.first)
                with out.open(name, "w") as file:
                    file.write(before.encode())
                    count = _pour(file, filling, styles, sum(counts), heard)
                    file.write(_reach(after, filling.first, count).encode())
                counts.append(count)
            elif name == "xl/workbook.xml":
                out.writestr(name, _reach_named(content.decode(), fillings, counts))
            else:
                out.writestr(name, content)
    return counts


_STYLE = re.compile(r'<c r="[A-Z]+[0-9]+" s="([0-9]+)"')
_TITLES = re.compile(r"('[^']*'!\$[0-9]+:\$[0-9]+),('[^']*'!\$[A-Z]+:\$[A-Z]+)")
_NAMED = re.compile(
    r'(<definedName [^>]*?localSheetId="([0-9]+)"[^>]*>[^<]*!\$A\$[0-9]+:\$[A-Z]+\$)([0-9]+)<'
)


def _cut(text: str, first: int) -> tuple[str, list[str], str]:
    """The sheet before and after its row of empty cells, and the style number of each of those."""
    # The dimension is only a hint, and it is not known yet.
    text = re.sub(r"<dimension [^>]*/>", "", text, count=1)
    found = re.search(rf'<row r="{first}".*?</row>', text)
    assert found
    return text[: found.start()], _STYLE.findall(found[0]), text[found.end() :]


def _reach(after: str, first: int, count: int) -> str:
    """A filter that ends with the row of empty cells ends with the last row."""
    ends = rf'(<autoFilter ref="A[0-9]+:[A-Z]+){first}"'
    return re.sub(ends, lambda m: f'{m[1]}{first - 1 + count}"', after, count=1)


def _reach_named(text: str, fillings: Sequence[Filling], counts: Sequence[int]) -> str:
    def named(found: re.Match[str]) -> str:
        sheet = int(found[2])
        if sheet >= len(counts) or int(found[3]) != fillings[sheet].first:
            return found[0]
        return f"{found[1]}{fillings[sheet].first - 1 + counts[sheet]}<"

    # Excel itself names the columns of a title before its rows.
    return _TITLES.sub(r"\2,\1", _NAMED.sub(named, text))


def _pour(
    file: IO[bytes], filling: Filling, styles: Sequence[str], done: int, heard: Heard | None
) -> int:
    serial, *others = styles
    columns = []
    for place, (column, style) in enumerate(zip(filling.columns, others, strict=True), 1):
        known: dict[Any, _Made] = {}
        make = _maker(column, known)
        columns.append((f'<c r="{column_letter(place)}', f'" s="{style}"', known.get, make))
    count = 0
    lines: list[str] = []
    for count, row in enumerate(filling.rows, 1):
        n = str(filling.first - 1 + count)
        high = 1
        cells = [f'<c r="A{n}" s="{serial}"><v>{count}</v></c>']
        for value, (at, style, get, make) in zip(row, columns, strict=True):
            if value is None or value == ():
                cells.append(f"{at}{n}{style}/>")
                continue
            cell, needed = get(value) or make(value)
            if needed > high:
                high = needed
            cells.append(f"{at}{n}{style}{cell}")
        # Not every program finds the height of a row by itself.
        height = f' ht="{LINE * high + 3:g}" customHeight="1"' if high > 1 else ""
        lines.append(f'<row r="{n}"{height}>{"".join(cells)}</row>')
        if count % _TOLD == 0:
            file.write("".join(lines).encode())
            lines.clear()
            if heard:
                heard(done + count)
    file.write("".join(lines).encode())
    if heard:
        heard(done + count)
    return count


_Made = tuple[str, int]
"""What stands after `<c r=".." s=".."`, and how many lines it takes."""


def _maker(column: Column, known: dict[Any, _Made]) -> Callable[[Any], _Made]:
    """How a value becomes a cell; some are remembered in `known`."""
    show, number, width = column.show, column.number, column.width
    # A text of fewer signs than this surely stands in one line.
    fits = int(width - 1) // 2 if width is not None else 1_000_000

    def make(value: Any) -> _Made:
        shown = number(value) if number else ""
        if shown:
            cell = f"><v>{shown}</v></c>", 1
        elif not (shown := show(value)):
            cell = "/>", 1
        else:
            needed = count_lines(shown, width) if width and len(shown) > fits else 1
            # Blanks at the ends are kept only where that is said.
            kept = "" if shown == shown.strip() else ' xml:space="preserve"'
            if _SPECIAL.search(shown):
                shown = _escape(shown)
            cell = f' t="inlineStr"><is><t{kept}>{shown}</t></is></c>', needed
        if len(shown) < _LONGEST and len(known) < _REMEMBERED:
            known[value] = cell
        return cell

    return make


_SPECIAL = re.compile(rf"[&<>\r]|_x[0-9A-Fa-f]{{4}}_|{NO_XML.pattern}")
_MARKUP = re.compile("[&<>\r]|_x[0-9A-Fa-f]{4}_")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def _escape(text: str) -> str:
    text = NO_XML.sub("", text)
    # Excel reads _x000D_ as a character; an underscore of its own keeps it literal.
    return _MARKUP.sub(lambda m: _ESCAPES.get(m[0]) or f"_x005F{m[0]}", text)


_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it Excel counts a day that never was, or none at all."""
_DAY_ZERO: Final = date(1899, 12, 30)


def day_number(day: date) -> str:
    """The day as Excel counts it; empty where it cannot."""
    return str((day - _DAY_ZERO).days) if day >= _FIRST_DAY else ""
