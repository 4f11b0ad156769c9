"""The tables of a web page as sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import Head
from boshan_desk.excel.reading.laying import Layout, Room

_PIECE: Final = 2**20
_MOST_TABLES: Final = 1_000
_DEEPEST: Final = 20
"""Tables in tables; pages are laid out so, but not deeper."""
_MOST_ACROSS, _MOST_DOWN = 1_000, 65_534
"""What HTML itself allows (4.9.11)."""
_MOST_TITLES: Final = 20
_LONGEST_TITLE: Final = 200

_BREAKS: Final = frozenset({"br", "p", "div", "li", "ul", "ol", "tr", "table", "caption", "hr"}) | {
    f"h{n}" for n in range(1, 7)
}
_VOID: Final = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr", "area", "base"})
_SILENT: Final = frozenset({"script", "style", "title", "template", "noscript", "xml", "button"})
_PARTS: Final = frozenset({"td", "th", "tr", "col"})
"""Of a table; they may be hidden without ceasing to be there."""
_UNSEEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NAME: Final = re.compile(r"<x:Name>([^<]{1,40})</x:Name>")
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK: Final = re.compile(r" *\n[ \n]*")
_SHOWN_NUMBER: Final = re.compile(r"[¥￥]?[-+(]?[0-9,]*\.?[0-9]+\)?")

Attributes = list[tuple[str, str | None]]


def read_page(text: str) -> Iterator[tuple[Head, Any]]:
    """The tables of a page, a table in another one for itself.

    The words before a table become the rows above it, as a spreadsheet program shows them: there
    may stand in which unit the amounts are.

    Raises:
        NotRead: it is cut short, or there is more than may be laid out.
    """
    page = _Page()
    # A comment without an end takes the rest of the page; looking for the end of each would take
    # for ever.
    unclosed = text.find("<!--", max(text.rfind("-->"), 0))
    text = text[: unclosed if unclosed >= 0 else text.rfind(">") + 1]
    try:
        for place in range(0, len(text), _PIECE):
            page.feed(text[place : place + _PIECE])
        page.close()
    except AssertionError as error:
        # How some versions of the parser answer a declaration that they do not know.
        raise NotRead(refusals.BROKEN) from error
    tables = page.take_tables()
    if not tables:
        raise NotRead(refusals.MARKUP)
    names = page.names if len(page.names) == len(tables) else []
    for number, layout in enumerate(tables):
        # A page with one table is called as the file.
        other = f"表{number + 1}" if len(tables) > 1 else ""
        yield layout.finish(names[number] if names else other, hidden=False)


class _Table:
    """A table whose end has not come."""

    def __init__(self, room: Room) -> None:
        self.layout = Layout(room)
        self.words: list[str] | None = None
        """Of the open cell."""
        self.cell: dict[str, str | None] = {}
        self.in_row = False


class _Unseen:
    """An element whose words nobody sees; one that is never closed ends with its cell."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._count = 1
        """How many of its kind are open, in one another."""
        self._tables = 0
        """Tables that are open in it."""

    def ends_before(self, tag: str) -> bool:
        """Whether it must have ended where this begins."""
        if self._tables == 0 and tag in ("td", "th", "tr") and self._tag not in _SILENT:
            return True
        self._tables += tag == "table"
        self._count += tag == self._tag
        return False

    def end(self, tag: str) -> tuple[bool, bool]:
        """Whether it ends with this end of an element, and whether the end is its own."""
        if tag == "table" and self._tables:
            self._tables -= 1
            self._count -= self._tag == "table"
            return self._count == 0, True
        if self._tables:
            return False, True
        if tag == self._tag:
            self._count -= 1
            return self._count == 0, True
        ends = tag in ("td", "th", "tr", "table") and self._tag not in _SILENT
        return ends, not ends


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self._room = Room()
        self._tables: list[_Table] = []
        self._open: list[_Table] = []
        self._before: list[str] = []
        self._unseen: _Unseen | None = None

    def take_tables(self) -> list[Layout]:
        """Every table that holds a value, in the order in which they begin.

        Raises:
            NotRead: one has no end: the file was cut short, and rows are missing.
        """
        if self._open:
            raise NotRead(refusals.BROKEN)
        return [t.layout for t in self._tables if any(c != "" for r in t.layout.rows for c in r)]

    # ------------------------------------------------------------ what the parser calls

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._unseen is not None and not self._unseen.ends_before(tag):
            return
        self._unseen = None
        told = dict(attrs) if attrs else {}
        unseen = _UNSEEN.search(told.get("style") or "") is not None if told else False
        if tag in _SILENT or (unseen and tag not in _PARTS) or _is_not_chosen(tag, told):
            self._unseen = _Unseen(tag) if tag not in _VOID else None
            return
        if tag == "td" or tag == "th":
            self._begin_cell(told, unseen)
        elif tag == "tr":
            self._begin_row(unseen)
        elif tag == "table":
            self._begin_table()
        elif tag == "col":
            self._begin_column(told, unseen)
        elif tag == "input":
            self._take_input(told)
        if tag in _BREAKS:
            self.handle_data("\n", broken=True)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        elif tag in ("td", "th", "tr"):
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen is not None:
            ended, taken = self._unseen.end(tag)
            if ended:
                self._unseen = None
            if taken:
                return
        if tag == "td" or tag == "th":
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_table()
        elif tag in _BREAKS:
            self.handle_data("\n", broken=True)

    def handle_data(self, data: str, *, broken: bool = False) -> None:
        if self._unseen is not None:
            return
        table = self._open[-1] if self._open else None
        words = table.words if table is not None else self._before
        if words is None:
            # Words in a table but in no cell, as those of a caption, stand above it.
            if table is not None and not table.layout.rows:
                self._before.append(data if broken else _BLANKS.sub(" ", data))
        elif broken or table is not None or len(words) < 5_000:
            words.append(data if broken else _BLANKS.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        """Excel names its sheets in a comment."""
        if len(self.names) < _MOST_TABLES:
            self.names += [" ".join(name.split()) for name in _NAME.findall(data)]

    def unknown_decl(self, data: str) -> None:
        """Conditional sections (<![if …]>) are no words."""

    # ------------------------------------------------------------ tables, rows and cells

    def _begin_table(self) -> None:
        if len(self._tables) >= _MOST_TABLES or len(self._open) >= _DEEPEST:
            raise NotRead(refusals.TOO_MUCH)
        table = _Table(self._room)
        self._tables.append(table)
        self._open.append(table)

    def _end_table(self) -> None:
        if self._open:
            self._end_row()
            self._open.pop()
            self._before.clear()

    def _begin_column(self, told: dict[str, str | None], unseen: bool) -> None:
        if not self._open:
            return
        layout = self._open[-1].layout
        layout.columns_told += _number(told.get("span"), _MOST_ACROSS)
        if unseen:
            first = layout.columns_told - _number(told.get("span"), _MOST_ACROSS)
            layout.hidden_columns.update(range(first, layout.columns_told))

    def _begin_row(self, unseen: bool) -> None:
        if not self._open:
            return
        self._end_row()
        table = self._open[-1]
        if not table.layout.rows:
            self._put_titles(table.layout)
        table.layout.begin_row()
        table.in_row = True
        if unseen:
            table.layout.hidden_rows.add(len(table.layout.rows) - 1)

    def _put_titles(self, layout: Layout) -> None:
        """The words before the table, a row for each line."""
        lines = _tidy("".join(self._before)).split("\n")
        self._before.clear()
        for line in [line for line in lines if line][-_MOST_TITLES:]:
            layout.begin_row()
            layout.put(line[:_LONGEST_TITLE])

    def _end_row(self) -> None:
        self._end_cell()
        if self._open:
            self._open[-1].in_row = False

    def _begin_cell(self, told: dict[str, str | None], unseen: bool) -> None:
        if not self._open:
            return
        self._end_cell()
        if not self._open[-1].in_row:
            self._begin_row(unseen=False)
        if unseen:
            # It takes no place on the page either.
            self._unseen = _Unseen("td")
            return
        self._open[-1].words = []
        self._open[-1].cell = told

    def _take_input(self, told: dict[str, str | None]) -> None:
        if (told.get("type") or "text").lower() in ("text", "number", "date", "tel"):
            self.handle_data(told.get("value") or "")

    def _end_cell(self) -> None:
        if not self._open or self._open[-1].words is None:
            return
        table = self._open[-1]
        told, words = table.cell, table.words
        assert words is not None
        table.words = None
        value: Any = words[0].strip() if len(words) == 1 else _tidy("".join(words))
        if not told:
            table.layout.put(value)
            return
        counted = told.get("x:num") or told.get("sdval")
        if counted and _SHOWN_NUMBER.fullmatch(value):
            # The number itself, where the page shows it rounded.
            value = _float(counted, value)
        across = _number(told.get("colspan"), _MOST_ACROSS)
        down = told.get("rowspan")
        # 0 is to the end of the table.
        deep = _MOST_DOWN if (down or "").strip() == "0" else _number(down, _MOST_DOWN)
        table.layout.put(value, across, deep)


def _is_not_chosen(tag: str, told: dict[str, str | None]) -> bool:
    """Whether this is one of the answers that were not chosen from a list."""
    return tag == "option" and "selected" not in told


def _tidy(words: str) -> str:
    """One blank for several, no blanks around the end of a line."""
    if "\n" in words:
        return _AROUND_BREAK.sub("\n", words).strip()
    return words.strip()


def _number(told: str | None, most: int) -> int:
    digits = (told or "").strip()[:9]
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdigit() else 1


def _float(told: str, shown: str) -> float | str:
    try:
        return float(told)
    except ValueError:
        return shown
