"""The XML in which Excel 2003 keeps a workbook, and in which many systems still export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import (
    LONGEST_COMMENT,
    MOST_COLUMNS,
    MOST_COMMENTS,
    MOST_ROWS,
    Head,
)
from boshan_desk.excel.reading.laying import Layout, Room

_PIECE: Final = 2**16
_NAMESPACE: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>")
_MOST_SHEETS: Final = 1_000
_DEEPEST: Final = 100
"""Elements in elements; rich text in a cell is some ten deep."""


def read_spreadsheet(text: str) -> Iterator[tuple[Head, Any]]:
    """The sheets of a workbook in XML.

    Raises:
        NotRead: broken, with declarations of its own, or more than may be laid out.
    """
    book = _Book()
    parser = DefusedXMLParser(target=book, forbid_dtd=True)
    # It has been decoded, whatever it says of its encoding.
    text = _DECLARATION.sub("", text, count=1)
    try:
        for place in range(0, len(text), _PIECE):
            parser.feed(text[place : place + _PIECE].encode())
        parser.close()
    except DefusedXmlException as error:
        raise NotRead(refusals.ENTITIES) from error
    except (ParseError, UnicodeEncodeError) as error:
        raise NotRead(refusals.BROKEN) from error
    for name, hidden, layout in book.sheets:
        if any(cell != "" for row in layout.rows for cell in row):
            yield layout.finish(name, hidden=hidden, is_1904=book.is_1904)


class _Book:
    """What the parser tells of a workbook: only its sheets and cells are listened to."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, Layout]] = []
        self.is_1904 = False
        self._room = Room()
        self._layout: Layout | None = None
        self._cell: dict[str, str] | None = None
        self._type = ""
        self._words: list[str] | None = None
        """Of the value, comment or word that is being read."""
        self._value: Any = ""
        self._comment = ""
        self._in_comment = False
        self._columns = 0
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRead(refusals.BROKEN)
        name = tag.rpartition("}")[2]
        if name == "Cell":
            self._cell, self._value, self._comment = attributes, "", ""
        elif name == "Data":
            if not self._in_comment:
                self._type = attributes.get(_NAMESPACE + "Type", "String")
            self._words = []
        elif name == "Row":
            self._begin_row(attributes)
        elif name == "Worksheet":
            if len(self.sheets) >= _MOST_SHEETS:
                raise NotRead(refusals.TOO_MUCH)
            self._layout = Layout(self._room)
            self.sheets.append((attributes.get(_NAMESPACE + "Name", ""), False, self._layout))
            self._columns = 0
        elif name == "Column":
            self._begin_column(attributes)
        elif name == "Comment":
            self._in_comment = True
        elif name == "Visible":
            self._words = []
        elif name == "Date1904":
            self.is_1904 = True

    def data(self, text: str) -> None:
        """Words between elements."""
        if self._words is not None:
            self._words.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        name = tag.rpartition("}")[2]
        if name == "Data":
            words = "".join(self._words or ())
            self._words = None
            if self._in_comment:
                self._comment = words
            else:
                self._value = _typed(words, self._type)
        elif name == "Cell":
            self._end_cell()
        elif name == "Comment":
            self._in_comment = False
        elif name == "Visible" and self.sheets:
            sheet, _hidden, layout = self.sheets[-1]
            hidden = "".join(self._words or ()).strip() in ("SheetHidden", "SheetVeryHidden")
            self.sheets[-1] = (sheet, hidden, layout)
            self._words = None

    def close(self) -> None:
        """Nothing is left to be done."""

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self._layout is None:
            return
        index = _index(attributes, "Index", MOST_ROWS)
        self._layout.begin_row(index - 1 if index else None)
        if attributes.get(_NAMESPACE + "Hidden") == "1":
            self._layout.hidden_rows.add(len(self._layout.rows) - 1)
        if more := _index(attributes, "Span", MOST_ROWS):
            # Blank rows of one make.
            self._layout.begin_row(len(self._layout.rows) - 1 + more)

    def _begin_column(self, attributes: dict[str, str]) -> None:
        if self._layout is None:
            return
        first = (_index(attributes, "Index", MOST_COLUMNS) or self._columns + 1) - 1
        self._columns = min(first + 1 + _index(attributes, "Span", MOST_COLUMNS), MOST_COLUMNS)
        if attributes.get(_NAMESPACE + "Hidden") == "1":
            self._layout.hidden_columns.update(range(first, self._columns))

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell, None
        layout = self._layout
        if layout is None or attributes is None or not layout.rows:
            return
        index = _index(attributes, "Index", MOST_COLUMNS)
        column = layout.put(
            self._value,
            _index(attributes, "MergeAcross", MOST_COLUMNS) + 1,
            _index(attributes, "MergeDown", MOST_ROWS) + 1,
            index - 1 if index else None,
        )
        place = (len(layout.rows) - 1, column)
        if self._value == "" and _NAMESPACE + "Formula" in attributes:
            layout.uncounted.add(place)
        if self._comment and len(layout.comments) < MOST_COMMENTS:
            layout.comments[place] = self._comment.strip()[:LONGEST_COMMENT]


def _index(attributes: dict[str, str], name: str, most: int) -> int:
    """A number among the attributes; 0 without one."""
    told = attributes.get(_NAMESPACE + name)
    if told is None:
        return 0
    if not (told.isascii() and told.isdigit() and len(told) < 9 and int(told) <= most):
        raise NotRead(refusals.BROKEN)
    return int(told)


def _typed(words: str, kind: str) -> Any:
    """A value of one of the five kinds; what is none of its kind stays text."""
    try:
        if kind == "Number":
            return float(words)
        if kind == "DateTime":
            moment = datetime.fromisoformat(words)
            return moment if moment.time() != time.min else date(*moment.timetuple()[:3])
    except ValueError:
        return words
    if kind == "Boolean":
        return words.strip() == "1"
    return words
