"""A sheet's markup, which may be a hundred megabytes: its rows and cells are found by searching."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from boshan_desk.excel.letters import column_letter, column_number
from boshan_desk.excel.patching.places import MOST_COLUMNS, MOST_ROWS, Box, read_box
from boshan_desk.excel.patching.tokens import TAG, Element, Strange, read_elements

_CELL_NAME = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_NAME = re.compile(rb"""(?<!\S)r\s*=\s*["']([^"']*)""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,6})""")


@dataclass(slots=True)
class Row:
    """Where a row's bytes are."""

    number: int
    start: int
    inner: int
    close: int
    end: int


class Size(NamedTuple):
    """How far a sheet's cells reach; -1 and 0 where there are none."""

    right: int
    """The last column with a cell."""
    full: int
    """The last column with something in it, from a row on."""
    bottom: int
    """The last row with a cell."""


class Sheet:
    """A sheet's markup, laid open."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        found = re.search(rb"<((?:[\w.-]+:)?)sheetData\b", text)
        tag = TAG.match(text, found.start()) if found else None
        if found is None or tag is None:
            raise Strange("sheet")
        self.prefix = p = found[1]
        self.start, self.inner, self.is_empty = found.start(), tag.end(), bool(tag[3])
        self.close = self.end = self.inner
        if not self.is_empty:
            self.close = text.rfind(b"</" + p + b"sheetData")
            if self.close < self.inner:
                raise Strange("sheet")
            self.end = text.index(b">", self.close) + 1
        for odd in (b"<!", b"<?"):
            if text.find(odd, self.inner, self.close) >= 0:
                raise Strange("sheet")
        # The head and the tail without the rows, to be read as markup; places behind the rows are
        # moved back.
        bare = text[: self.inner] + text[self.close :]
        self.gap = self.close - self.inner
        self.root = read_elements(bare, 2)
        data = self.root.first("sheetData")
        if data is None or data.start != self.start or self.root.prefix != p:
            raise Strange("sheet")
        for element in self._all(self.root):
            if element.start > self.start:
                element.start += self.gap
                element.inner += self.gap
            if element.close > self.start:
                element.close += self.gap
                element.end += self.gap
        self._rows: list[Row] | None = None
        self._cell = re.compile(rb"<%bc(?=[\s/>])" % re.escape(p))
        self._cell_start, self._cell_end = b"<%bc " % p, b"</%bc" % p

    def _all(self, element: Element) -> Iterator[Element]:
        for child in element.children:
            yield child
            yield from self._all(child)
        if element is self.root:
            yield element

    # ------------------------------------------------------------ looking

    def rows(self) -> list[Row]:
        """Every row, in order.

        Raises:
            Strange: something else stands between rows, or their numbers do not rise.
        """
        if self._rows is None:
            self._rows = list(self._find_rows())
        return self._rows

    def _find_rows(self) -> Iterator[Row]:
        text, place, number = self.text, self.inner, 0
        closing = b"</" + self.prefix + b"row"
        opening = b"<" + self.prefix + b"row"
        while place < self.close:
            start = text.find(opening, place, self.close)
            if start < 0:
                break
            if start > place and text[place:start].strip():
                raise Strange("rows")
            tag = TAG.match(text, start, self.close)
            if tag is None:
                raise Strange("rows")
            at = _name(tag[2])
            if at is None:
                number += 1
            elif at.isdigit() and number < int(at) <= MOST_ROWS:
                number = int(at)
            else:
                raise Strange("rows")
            inner = close = end = tag.end()
            if not tag[3]:
                close = text.find(closing, inner, self.close)
                if close < 0:
                    raise Strange("rows")
                end = text.index(b">", close) + 1
            yield Row(number, start, inner, close, end)
            place = end
        if text[place : self.close].strip():
            raise Strange("rows")

    def cells(self, row: Row) -> Iterator[tuple[int, int, int, int]]:
        """Of each cell of a row: its column, where it starts, where its content starts, its end.

        Raises:
            Strange: columns do not rise, or something else stands there.
        """
        text, place, column = self.text, row.inner, -1
        while place < row.close:
            found = self._cell.search(text, place, row.close)
            if found is None or text[place : found.start()].strip():
                break
            tag = TAG.match(text, found.start(), row.close)
            if tag is None:
                raise Strange("cells")
            name = _name(tag[2])
            column = column + 1 if name is None else _column(name, row.number, column)
            inner = end = tag.end()
            if not tag[3]:
                close = text.find(self._cell_end, inner, row.close)
                if close < 0:
                    raise Strange("cells")
                end = text.index(b">", close) + 1
            yield column, found.start(), inner, end
            place = end
        if text[place : row.close].strip():
            raise Strange("cells")

    def last_cell(self, row: Row) -> tuple[int, int, bool] | None:
        """A row's last cell, without looking at the others: its column, where it starts, and
        whether it holds something.  None where it does not say its column."""
        start = self.text.rfind(self._cell_start, row.inner, row.close)
        tag = TAG.match(self.text, start, row.close) if start >= 0 else None
        if tag is None:
            return None
        if self._cell.search(self.text, tag.end(), row.close):
            return None
        name = _name(tag[2])
        if name is None:
            return None
        holds = not tag[3] and not self.text.startswith(self._cell_end, tag.end())
        return _column(name, row.number, -1), start, holds

    def find_cell(self, row: Row, column: int) -> tuple[int, int, int] | None:
        """Where a cell starts, its content starts, and it ends; found by its name as nearly every
        program writes it.  None where it is not there, or written otherwise."""
        name = b'%br="%b%d"' % (self._cell_start, column_letter(column).encode(), row.number)
        start = self.text.find(name, row.inner, row.close)
        tag = TAG.match(self.text, start, row.close) if start >= 0 else None
        if tag is None:
            return None
        inner = end = tag.end()
        if not tag[3]:
            close = self.text.find(self._cell_end, inner, row.close)
            if close < 0:
                raise Strange("cells")
            end = self.text.index(b">", close) + 1
        return start, inner, end

    def before(self, row: Row, start: int) -> int:
        """The style of the cell that stands before a place in a row."""
        at = self.text.rfind(self._cell_start, row.inner, start)
        return (style_at(self.text, at) or 0) if at >= 0 else 0

    def measure(self, top: int) -> Size:
        """How far its cells reach; what is in them counts from row `top` on."""
        right = full = -1
        bottom = 0
        for row in self.rows():
            for column, holds in self.backwards(row):
                bottom = row.number
                right = max(right, column)
                if row.number < top or column <= full:
                    break
                if holds:
                    full = column
                    break
        return Size(right, full, bottom)

    def backwards(self, row: Row) -> Iterator[tuple[int, bool]]:
        """The columns of a row's cells and whether they hold something, the last first: where a
        row ends in a value, which most do, one cell is looked at."""
        last = self.last_cell(row)
        if last is None:
            cells = [
                (column, inner < end and not self.text.startswith(self._cell_end, inner))
                for column, _start, inner, end in self.cells(row)
            ]
            yield from reversed(cells)
            return
        column, start, holds = last
        yield column, holds
        while (start := self.text.rfind(self._cell_start, row.inner, start)) >= 0:
            tag = TAG.match(self.text, start, row.close)
            name = _name(tag[2]) if tag else None
            if tag is None or name is None:
                raise Strange("cells")
            full = not tag[3] and not self.text.startswith(self._cell_end, tag.end())
            yield _column(name, row.number, -1), full

    def merged(self) -> list[Box]:
        """The merged ranges."""
        element = self.root.first("mergeCells")
        found = (read_box(each.attributes.get("ref", "")) for each in kids(element))
        return [box for box in found if box]


def _column(name: bytes, row: int, before: int) -> int:
    found = _CELL_NAME.fullmatch(name)
    if found is None or int(found[2]) != row:
        raise Strange("cells")
    column = column_number(found[1].decode())
    if not before < column < MOST_COLUMNS:
        raise Strange("cells")
    return column


def _name(told: bytes) -> bytes | None:
    """What a row or a cell is called in its attributes; None where it does not say."""
    found = _NAME.search(told)
    return found[1] if found else None


def style_at(text: bytes, start: int) -> int | None:
    found = _STYLE.search(text, start, text.index(b">", start))
    return int(found[1]) if found else None


def kids(element: Element | None) -> list[Element]:
    return element.children if element else []
