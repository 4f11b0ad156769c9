"""One sheet's markup with cells set, marked and added; rows that nobody asked for stay bytes.

Rows are changed one by one as they come, and handed on in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Final
from xml.parsers import expat

from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.patching.cell_values import day_text, inline, number, serial
from boshan_desk.excel.patching.places import MOST_COLUMNS, read_box
from boshan_desk.excel.patching.sheet_markup import Row, Sheet, kids, style_at
from boshan_desk.excel.patching.styles_patch import Styles
from boshan_desk.excel.patching.tokens import (
    TAG,
    Edits,
    Element,
    Strange,
    attributes,
    with_attributes,
)

_PIECE: Final = 2**20
_MAKES_OTHERS = re.compile(rb"""\bt\s*=\s*["'](?:shared|array|dataTable)["']""")


@dataclass(slots=True)
class Edit:
    """What happens to one cell."""

    sets: bool = False
    value: Any = None
    mark: str = ""
    like: str = ""
    """Either head or words: the format is that of the cell at its left."""


@dataclass(frozen=True)
class Added:
    """A column right of all the others, or in the place of the one that was added before."""

    titles: tuple[str, ...]
    """Its heading, and by what else it is known."""
    cells: Mapping[int, str]
    """Texts by row."""
    clears: bool
    """Whether what stood in the column before is taken out."""
    hidden: bool
    width: float


@dataclass
class Order:
    """All that is asked of one sheet."""

    cells: dict[int, dict[int, Edit]] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    added: tuple[Added, ...] = ()
    unmarks: bool = False
    """Whether marks of an earlier time are taken off."""
    uncounts: bool = False
    """Whether the results of formulas are taken out, to be counted when the book is opened."""


class Patching:
    """The rows of a sheet as they come out."""

    def __init__(
        self, sheet: Sheet, order: Order, styles: Styles, edits: Edits, *, is_1904: bool
    ) -> None:
        self._sheet, self._order, self._styles, self._edits = sheet, order, styles, edits
        self._is_1904 = is_1904
        self.overwrote_formula = False
        self._columns = _column_styles(sheet.root.first("cols"))
        marked = styles.marked_before if order.unmarks else frozenset()
        self._marked = (
            re.compile(
                rb"\ss\s*=\s*[\"'](?:%b)[\"']"
                % b"|".join(b"%d" % style for style in sorted(marked))
            )
            if marked
            else None
        )

    def pieces(self) -> Iterator[bytes]:
        """The sheet's markup, in pieces of about a megabyte.

        Raises:
            Strange: a cell cannot be set, or what comes out would be no markup.
        """
        parser = expat.ParserCreate("utf-8")
        held: list[bytes] = []
        size = 0
        try:
            for piece in self._all():
                held.append(piece)
                size += len(piece)
                if size > _PIECE:
                    whole = b"".join(held)
                    parser.Parse(whole, False)
                    yield whole
                    held.clear()
                    size = 0
            whole = b"".join(held)
            parser.Parse(whole, True)
        except expat.ExpatError as error:
            raise Strange("markup") from error
        yield whole

    def _all(self) -> Iterator[bytes]:
        sheet, text = self._sheet, self._sheet.text
        yield from self._edits.between(0, sheet.start)
        name = b"%bsheetData" % sheet.prefix
        yield b"<" + name + b">" if sheet.is_empty else text[sheet.start : sheet.inner]
        place = sheet.inner
        waiting = sorted(self._order.cells)
        waiting.reverse()
        for row in sheet.rows():
            if waiting and waiting[-1] < row.number:
                yield text[place : row.start]
                place = row.start
                while waiting and waiting[-1] < row.number:
                    yield self._new_row(waiting.pop())
            wanted: dict[int, Edit] = {}
            if waiting and waiting[-1] == row.number:
                wanted = self._order.cells[waiting.pop()]
            must_look = self._must_look(row)
            if not wanted and not must_look:
                continue
            yield text[place : row.start]
            yield from self._row(row, wanted, must_look=must_look)
            place = row.end
        yield text[place : sheet.close]
        while waiting:
            yield self._new_row(waiting.pop())
        yield b"</" + name + b">" if sheet.is_empty else text[sheet.close : sheet.end]
        yield from self._edits.between(sheet.end, len(text))

    def _must_look(self, row: Row) -> bool:
        """Whether something is to be done to cells of a row that nobody named."""
        text = self._sheet.text
        if self._marked and self._marked.search(text, row.inner, row.close):
            return True
        formula = b"<%bf" % self._sheet.prefix
        return self._order.uncounts and text.find(formula, row.inner, row.close) >= 0

    def _new_row(self, number: int) -> bytes:
        row = self._order.cells[number]
        cells = [self._new_cell(number, c, row[c], self._columns.get(c, 0), 0) for c in sorted(row)]
        p = self._sheet.prefix
        return b'<%brow r="%d">%b</%brow>' % (p, number, b"".join(cells), p)

    def _row(self, row: Row, wanted: dict[int, Edit], *, must_look: bool) -> Iterator[bytes]:
        sheet, text = self._sheet, self._sheet.text
        tag = text[row.start : row.inner]
        about = attributes(tag)
        p = sheet.prefix
        waiting = sorted(wanted, reverse=True)
        # Where a row is dressed as a whole its empty cells are too.
        dress = about.get(b"s", b"") if about.get(b"customFormat") in (b"1", b"true") else b""
        own = int(dress) if dress.isdigit() else None
        if b"spans" in about and wanted:
            tag = with_attributes(tag, spans=None)
        if row.close == row.end:
            tag = tag[: tag.rindex(b"/")].rstrip() + b">"
        yield tag
        left = 0
        place = row.inner
        quick = None if must_look else self._quick(row, waiting)
        if quick is not None:
            # Only cells that are found by their names, and cells behind the last.
            found, left = quick
            for start, column, inner, end in found:
                waiting.remove(column)
                new = self._changed(
                    row.number,
                    column,
                    (start, inner, end),
                    style_at(text, start) or 0,
                    wanted[column],
                    sheet.before(row, start) if wanted[column].like else 0,
                )
                if new is not None:
                    yield text[place:start]
                    yield new
                    place = end
        else:
            for column, start, inner, end in sheet.cells(row):
                while waiting and waiting[-1] < column:
                    at = waiting.pop()
                    yield text[place:start]
                    place = start
                    base = self._columns.get(at, 0) if own is None else own
                    yield self._new_cell(row.number, at, wanted[at], base, left)
                style = style_at(text, start) or 0
                edit = wanted[column] if waiting and waiting[-1] == column else None
                if edit is not None:
                    waiting.pop()
                new = self._changed(row.number, column, (start, inner, end), style, edit, left)
                if new is not None:
                    yield text[place:start]
                    yield new
                    place = end
                left = style
        yield text[place : row.close]
        while waiting:
            at = waiting.pop()
            base = self._columns.get(at, 0) if own is None else own
            yield self._new_cell(row.number, at, wanted[at], base, left)
        yield b"</%brow>" % p if row.close == row.end else text[row.close : row.end]

    def _quick(
        self, row: Row, columns: list[int]
    ) -> tuple[list[tuple[int, int, int, int]], int] | None:
        """Where the cells of some columns are (their start, column, content and end), and the
        style of the row's last cell; the other columns are behind it.  None where that cannot be
        told without looking at every cell."""
        last = self._sheet.last_cell(row)
        if last is None:
            return None
        found = []
        for column in columns:
            if column <= last[0]:
                cell = self._sheet.find_cell(row, column)
                if cell is None:
                    return None
                found.append((cell[0], column, cell[1], cell[2]))
        return sorted(found), style_at(self._sheet.text, last[1]) or 0

    def _changed(
        self,
        row: int,
        column: int,
        places: tuple[int, int, int],
        style: int,
        edit: Edit | None,
        left: int,
    ) -> bytes | None:
        """A cell as it comes out; None where it stays as it is."""
        text = self._sheet.text
        start, inner, end = places
        content = text[inner:end]
        new = style
        if self._marked is not None:
            new = self._styles.unmarked(style)
        if edit is not None and edit.sets:
            if b"<" + self._sheet.prefix + b"f" in content:
                self._give_up_formula(content, row, column)
            return self._new_cell(row, column, edit, new, left)
        if edit is not None and edit.mark:
            new = self._styles.marked(new, edit.mark)
        tag = text[start:inner]
        if self._order.uncounts and b"<" + self._sheet.prefix + b"f" in content:
            bare = _without_result(content, self._sheet.prefix)
            if bare != content:
                content, tag = bare, with_attributes(tag, t=None)
        if new != style:
            tag = with_attributes(tag, s=str(new))
        changed = tag + content
        return changed if changed != text[start:end] else None

    def _give_up_formula(self, content: bytes, row: int, column: int) -> None:
        """A formula is overwritten.

        Raises:
            Strange: other cells have their values from it.
        """
        tag = TAG.search(content, content.index(b"<" + self._sheet.prefix + b"f"))
        if tag is None:
            raise Strange("formula")
        reach = attributes(tag[0]).get(b"ref", b"").decode("ascii", "replace")
        if _MAKES_OTHERS.search(tag[0]) and reach:
            box = read_box(reach)
            if box is None or box != (row, column, row, column):
                raise Strange("formula")
        self.overwrote_formula = True

    def _new_cell(self, row: int, column: int, edit: Edit, style: int, left: int) -> bytes:
        if edit.like:
            left = self._styles.unmarked(left)
            style = left if edit.like == "head" else self._styles.for_words(left)
        value = edit.value
        kind, inner = b"", b""
        if not edit.sets or value is None or value == "":
            pass
        elif isinstance(value, bool):
            kind, inner = b' t="b"', b"<v>%d</v>" % value
        elif isinstance(value, date | time):
            counted = serial(value, is_1904=self._is_1904)
            if counted is None or self._styles.is_text(style):
                kind, inner = inline(day_text(value))
            else:
                style = self._styles.for_day(style, value)
                inner = b"<v>%b</v>" % counted
        elif isinstance(value, int | float | Decimal):
            told = number(value)
            kind, inner = inline(str(value)) if told is None else (b"", b"<v>%b</v>" % told)
        else:
            kind, inner = inline(str(value))
        if edit.mark:
            style = self._styles.marked(style, edit.mark)
        p = self._sheet.prefix
        if p and inner:
            inner = inner.replace(b"</", b"\0").replace(b"<", b"<" + p).replace(b"\0", b"</" + p)
        dressed = b' s="%d"' % style if style else b""
        name = b"%b%d" % (column_letter(column).encode(), row)
        if not inner:
            return b'<%bc r="%b"%b/>' % (p, name, dressed)
        return b'<%bc r="%b"%b%b>%b</%bc>' % (p, name, dressed, kind, inner, p)


def _without_result(content: bytes, prefix: bytes) -> bytes:
    """A formula's cell without its result."""
    p = re.escape(prefix)
    return re.sub(rb"<%bv\b[^>]*?(?:/>|>[^<]*</%bv\s*>)" % (p, p), b"", content)


def _column_styles(cols: Element | None) -> dict[int, int]:
    styles: dict[int, int] = {}
    for each in kids(cols):
        about = each.attributes
        first, last, style = (about.get(name, "") for name in ("min", "max", "style"))
        if style.isdigit() and style != "0" and first.isdigit() and last.isdigit():
            for column in range(int(first) - 1, min(int(last), MOST_COLUMNS)):
                styles[column] = int(style)
    return styles
