"""Columns that are added beside a table, or put again where they were put before."""

from __future__ import annotations

import re
from collections.abc import Iterable

from boshan_desk.excel.patching.parts import Package
from boshan_desk.excel.patching.places import MOST_COLUMNS, Box, read_box, write_box
from boshan_desk.excel.patching.sheet_edges import merge, put_in_order
from boshan_desk.excel.patching.sheet_markup import Sheet, Size
from boshan_desk.excel.patching.sheet_patch import Added, Edit, Order
from boshan_desk.excel.patching.tokens import Edits, Strange, as_utf8, attributes, spoken_text


def add_columns(
    package: Package,
    parts: tuple[str, str],
    sheet: Sheet,
    edits: Edits,
    order: Order,
    head: tuple[int, ...],
    size: Size,
) -> dict[tuple[int, int], str]:
    """Order the cells of every column that is added; where their headings stand.

    `parts` are the workbook's and the sheet's.  The heading is merged over the rows of the head,
    and the table gets a filter if the sheet has none.

    Raises:
        Strange: there is no column left.
    """
    top = head[0]
    merged = sheet.merged()
    rows = {row for added in order.added for row in added.cells}
    edge = max([size.full, *(box[3] for box in merged if box[2] >= top)])
    edge = max(edge, _picture_edge(package, parts[1], top, max(rows, default=top)))
    heads = _Heads(package, parts[0], sheet)
    known = [heads.find(added.titles, head) for added in order.added]
    blank = _blank_rows(sheet, rows, known)
    boxes: list[Box] = []
    headings: dict[tuple[int, int], str] = {}
    for added, place in zip(order.added, known, strict=True):
        if place is None:
            place = edge = edge + 1
        elif added.clears:
            _clear(sheet, order, place, head[-1])
        if place >= MOST_COLUMNS:
            raise Strange("full")
        _add_column(order, added, head, place, blank)
        box = (top, place, head[-1], place)
        if len(head) > 1 and not any(_overlap(box, other) for other in merged):
            boxes.append(box)
        headings[top, place] = added.titles[0]
    merge(sheet, edits, boxes)
    _add_filter(sheet, edits, order, head[-1], size.bottom)
    return headings


def _overlap(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def without_title(sheet: Sheet, head: tuple[int, ...]) -> tuple[int, ...]:
    """The rows of a head but those at its top with one text only: a heading beside the table's
    title would stand out."""
    for row in sheet.rows():
        if len(head) < 2 or row.number > head[0]:
            break
        if row.number == head[0]:
            full = sum(1 for _at, _start, inner, end in sheet.cells(row) if inner < end)
            if full > 1:
                break
            head = head[1:]
    return head


def _blank_rows(sheet: Sheet, wanted: set[int], known: list[int | None]) -> set[int]:
    """The rows of these in which nothing stands but what we put there: they stay blank, for a word
    in them would make them rows."""
    full = set()
    for row in sheet.rows():
        if row.number in wanted and any(
            holds and column not in known for column, holds in sheet.backwards(row)
        ):
            full.add(row.number)
    return wanted - full


def _add_column(
    order: Order, added: Added, head: tuple[int, ...], column: int, blank: set[int]
) -> None:
    """Order the cells of a column."""
    for row in head:
        value = added.titles[0] if row == head[0] else None
        order.cells.setdefault(row, {})[column] = Edit(True, value, like="head")
    for row, said in added.cells.items():
        if row not in blank:
            order.cells.setdefault(row, {})[column] = Edit(True, said or None, like="words")
    order.widths[column] = added.width
    if added.hidden:
        order.hidden.add(column)


def _clear(sheet: Sheet, order: Order, column: int, head: int) -> None:
    """Take out what a column held below the head."""
    for row in sheet.rows():
        if row.number <= head:
            continue
        cell = sheet.find_cell(row, column)
        if cell is None:
            last = sheet.last_cell(row)
            if last is not None and last[0] < column:
                continue
            walked = (each for each in sheet.cells(row) if each[0] == column)
            cell = next(((start, inner, end) for _at, start, inner, end in walked), None)
        if cell is not None and cell[1] < cell[2]:
            order.cells.setdefault(row.number, {})[column] = Edit(True, None)


class _Heads:
    """The texts in a sheet's heads."""

    def __init__(self, package: Package, main: str, sheet: Sheet) -> None:
        self._package, self._main, self._sheet = package, main, sheet

    def find(self, titles: Iterable[str], head: tuple[int, ...]) -> int | None:
        """The column that has such a heading already."""
        wanted = {_folded(title) for title in titles}
        found: dict[int, tuple[int, bytes]] = {}
        shared: dict[int, int] = {}
        for row in self._sheet.rows():
            if row.number > max(head):
                break
            if row.number not in head:
                continue
            for column, start, inner, end in self._sheet.cells(row):
                content = self._sheet.text[inner:end]
                kind = attributes(self._sheet.text[start:inner]).get(b"t", b"n")
                if kind == b"s" and (value := _VALUE.search(content)):
                    shared[int(value[1])] = column
                elif kind in (b"inlineStr", b"str"):
                    found[column] = (row.number, content)
        for column, (_row, content) in found.items():
            if _folded(_texts(content)) in wanted:
                return column
        for number, text in self._shared(shared).items():
            if _folded(text) in wanted:
                return shared[number]
        return None

    def _shared(self, wanted: Iterable[int]) -> dict[int, str]:
        """Some of the texts that the sheets share."""
        left = set(wanted)
        part = self._package.linked(self._main, "sharedStrings")
        if not left or not part:
            return {}
        text = as_utf8(self._package.read(part))
        said: dict[int, str] = {}
        for number, item in enumerate(_ITEM.finditer(text)):
            if number in left:
                said[number] = _texts(item[1] or b"")
                left.discard(number)
                if not left:
                    break
        return said


_VALUE = re.compile(rb"<(?:[\w.-]+:)?v\b[^>]*>\s*([0-9]{1,9})\s*<")
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si\b[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)", re.DOTALL)
_TEXT = re.compile(rb"<(?:[\w.-]+:)?[tv]\b[^>]*(?<!/)>([^<]*)<")
_READING = re.compile(rb"<(?:[\w.-]+:)?rPh\b.*?</(?:[\w.-]+:)?rPh\s*>", re.DOTALL)


def _texts(content: bytes) -> str:
    return "".join(spoken_text(found) for found in _TEXT.findall(_READING.sub(b"", content)))


def _folded(text: str) -> str:
    return "".join(text.split())


_ANCHOR = re.compile(
    rb"<(?:[\w.-]+:)?(from|to)>\s*<(?:[\w.-]+:)?col>\s*([0-9]{1,5})\s*<.*?"
    rb"<(?:[\w.-]+:)?row>\s*([0-9]{1,7})\s*<",
    re.DOTALL,
)


def _picture_edge(package: Package, part: str, top: int, bottom: int) -> int:
    """The last column under a picture or a chart that lies beside the table: what stands there
    would not be seen."""
    drawing = package.linked(part, "drawing")
    if not drawing or not package.has(drawing):
        return -1
    edge = -1
    begin = 0
    for end, column, row in _ANCHOR.findall(package.read(drawing)):
        if end == b"from":
            begin = int(row)
        elif begin < bottom and int(row) >= top:
            edge = max(edge, int(column))
    return edge


def _add_filter(sheet: Sheet, edits: Edits, order: Order, head: int, bottom: int) -> None:
    """Give the table a filter, unless the sheet has one or a list of its own."""
    has = sheet.root.first("autoFilter") or sheet.root.first("tableParts")
    if has or bottom <= head:
        return
    columns = [c for c in order.cells.get(head, {}) if c not in order.hidden]
    first = read_box((sheet.root.first("dimension") or sheet.root).attributes.get("ref", ""))
    begin = first[1] if first and first[3] > first[1] else 0
    reach = (head, begin, bottom, max([*columns, begin]))
    new = b'<%bautoFilter ref="%b"/>' % (sheet.prefix, write_box(reach).encode())
    put_in_order(sheet, edits, "autoFilter", new)
