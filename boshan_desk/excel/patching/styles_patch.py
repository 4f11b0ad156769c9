"""The styles of a workbook: those of marked cells are added, those that are there stay.

A mark is a fill.  What lay under it is kept in the fill's second colour, which nobody sees where a
fill is solid and every program keeps, so that a mark can be taken off again.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final, Literal

from boshan_desk.excel.patching.tokens import (
    TAG,
    Edits,
    Element,
    Strange,
    attributes,
    escape,
    read_elements,
    unescape,
    with_attributes,
)

Severity = Literal["error", "warn", "note"]

COLOURS: Final[dict[str, bytes]] = {
    "error": b"FFFFC9CF",
    "warn": b"FFFFE8A6",
    "note": b"FFDDDDE1",
}
"""Light red, amber and grey, a little beside what programs offer, so that a mark is told from a
colour that somebody chose."""

MOST_STYLES: Final = 64_000
"""As many as Excel takes of cell formats."""

_SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%b">'
    b'<fonts count="1"><font><sz val="11"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>" % _SPACE
)
"""For a workbook that has no styles."""

_DAY_FORMAT: Final = "yyyy-mm-dd"
_TIME_FORMAT: Final = "yyyy-mm-dd hh:mm"
_TEXT_FORMAT: Final = 49
_BUILT_IN_DAYS: Final = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_FIRST_OWN_FORMAT: Final = 164
# What is shown as it stands, colours and conditions; what is left of a date's format has letters
# of days and times.
_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s|H|M|S)[^\]]*\]')
_DAYS = re.compile(r"[ymdhs年月日]", re.IGNORECASE)

_FILL = re.compile(rb"<(?:[\w.-]+:)?patternFill\b[^>]*\bpatternType=[\"']solid[\"'][^>]*>")
_FRONT = re.compile(rb"<(?:[\w.-]+:)?fgColor\b[^>]*>")
_BACK = re.compile(rb"<(?:[\w.-]+:)?bgColor\b[^>]*>")
_ALIGNMENT = re.compile(rb"<(?:[\w.-]+:)?alignment\b[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?alignment\s*>)")


class Styles:
    """Cell formats, by their numbers."""

    def __init__(self, text: bytes, *, keeps_second_colour: bool = True) -> None:
        """`keeps_second_colour` is false of a book that was saved by LibreOffice, which writes a
        colour of its own there."""
        self._text = text
        root = read_elements(text, 2)
        self._prefix = root.prefix
        formats, fills = root.first("cellXfs"), root.first("fills")
        if formats is None or fills is None or not formats.children or not fills.children:
            raise Strange("styles")
        self._root, self._format_list, self._fill_list = root, formats, fills
        self._formats = [child.raw(text) for child in formats.children]
        self._fills = [child.raw(text) for child in fills.children]
        self._numbers: dict[int, str] = {}
        self._number_list = root.first("numFmts")
        for child in self._number_list.children if self._number_list else ():
            number = child.attributes.get("numFmtId", "")
            if number.isdigit():
                self._numbers[int(number)] = child.attributes.get("formatCode", "")
        self._old = (len(self._formats), len(self._fills), len(self._numbers))
        self._known: dict[bytes, int] = {}
        for place, raw in enumerate(self._formats):
            self._known.setdefault(raw, place)
        self._known_fills: dict[bytes, int] = {}
        for place, raw in enumerate(self._fills):
            self._known_fills.setdefault(raw, place)
        self._done: dict[tuple[str, int, str], int] = {}
        self._keeps = keeps_second_colour
        ours = {place for place, raw in enumerate(self._fills) if _kind_of(raw)}
        self.marked_before: Final = frozenset(
            place for place, raw in enumerate(self._formats) if _number(raw, b"fillId") in ours
        )
        """The formats that are marks of ours, from an earlier time."""

    def whole(self) -> bytes | None:
        """The part with what was added; None where that is nothing."""
        formats, fills, numbers = self._old
        if (formats, fills, numbers) == (len(self._formats), len(self._fills), len(self._numbers)):
            return None
        if len(self._formats) > MOST_STYLES:
            raise Strange("styles")
        edits = Edits(self._text)
        self._add(edits, self._format_list, self._formats[formats:])
        self._add(edits, self._fill_list, self._fills[fills:])
        new = [
            b'<%bnumFmt numFmtId="%d" formatCode="%b"/>'
            % (self._prefix, number, escape(code, quoted=True))
            for number, code in list(self._numbers.items())[numbers:]
        ]
        if new and self._number_list is not None:
            self._add(edits, self._number_list, new)
        elif new:
            name = self._prefix + b"numFmts"
            whole = b'<%b count="%d">%b</%b>' % (name, len(new), b"".join(new), name)
            edits.replace(self._root.inner, self._root.inner, whole)
        return edits.whole()

    @staticmethod
    def _add(edits: Edits, element: Element, new: list[bytes]) -> None:
        if new:
            edits.append(element, b"".join(new), count=str(len(element.children) + len(new)))

    # ------------------------------------------------------------ marks

    def marked(self, style: int, kind: str) -> int:
        """The same format with the fill of a mark."""
        key = ("marked", style, kind)
        if key not in self._done:
            base = self._format(self.unmarked(style))
            under = self._under(base)
            front = _FRONT.search(under) if _FILL.search(under) else None
            behind = attributes(front[0]) if front else {b"indexed": b"64"}
            p = self._prefix
            fill = (
                b'<%bfill><%bpatternFill patternType="solid"><%bfgColor rgb="%b"/><%bbgColor%b/>'
                b"</%bpatternFill></%bfill>" % (p, p, p, COLOURS[kind], p, _written(behind), p, p)
            )
            self._done[key] = self._clone(base, fillId=str(self._fill(fill)), applyFill="1")
        return self._done[key]

    def unmarked(self, style: int) -> int:
        """The format as it was before a mark."""
        if style not in self.marked_before:
            return style
        key = ("unmarked", style, "")
        if key not in self._done:
            raw = self._formats[style]
            back = _BACK.search(self._under(raw))
            behind = attributes(back[0]) if back and self._keeps else {}
            fill = 0
            if behind and behind.get(b"indexed") != b"64":
                p = self._prefix
                fill = self._fill(
                    b'<%bfill><%bpatternFill patternType="solid"><%bfgColor%b/>'
                    b'<%bbgColor indexed="64"/></%bpatternFill></%bfill>'
                    % (p, p, p, _written(behind), p, p, p)
                )
            self._done[key] = self._clone(raw, fillId=str(fill))
        return self._done[key]

    # ------------------------------------------------------------ formats of values

    def is_text(self, style: int) -> bool:
        """Whether a cell is formatted as text."""
        return _number(self._format(style), b"numFmtId") == _TEXT_FORMAT

    def is_day(self, style: int) -> bool:
        """Whether a number in such a cell is shown as a day or a time."""
        number = _number(self._format(style), b"numFmtId")
        if number in self._numbers:
            first = _SHOWN.sub("", self._numbers[number]).partition(";")[0]
            return first.lower() != "general" and _DAYS.search(first) is not None
        return number in _BUILT_IN_DAYS

    def for_day(self, style: int, value: date | time) -> int:
        """The same format, but one that shows a day."""
        if self.is_day(style):
            return style
        code = _DAY_FORMAT
        if isinstance(value, time):
            code = "hh:mm"
        elif isinstance(value, datetime) and value.time() != time():
            code = _TIME_FORMAT
        return self._with_number(style, code)

    def for_words(self, style: int) -> int:
        """The same format for a text that begins at the left and goes on over its cell's edge."""
        key = ("words", style, "")
        if key not in self._done:
            raw = self._format(self.unmarked(style))
            found = _ALIGNMENT.search(raw)
            upright = attributes(found[0]).get(b"vertical") if found else None
            new = b'<%balignment horizontal="left"%b/>' % (
                self._prefix,
                b' vertical="%b"' % upright if upright else b"",
            )
            if found:
                raw = raw[: found.start()] + new + raw[found.end() :]
            else:
                tag = _tag(raw)
                inner = raw[len(tag) :]
                name = TAG.match(tag)
                assert name is not None
                if tag.endswith(b"/>"):
                    raw = tag[:-2].rstrip() + b">" + new + b"</" + name[1] + b">"
                else:
                    raw = tag + new + inner
            self._done[key] = self._clone(raw, numFmtId="0", applyAlignment="1", quotePrefix=None)
        return self._done[key]

    def _with_number(self, style: int, code: str) -> int:
        key = ("number", style, code)
        if key not in self._done:
            number = next((n for n, c in self._numbers.items() if c == code), 0)
            if not number:
                number = max([_FIRST_OWN_FORMAT - 1, *self._numbers]) + 1
                self._numbers[number] = code
            raw = self._format(style)
            self._done[key] = self._clone(raw, numFmtId=str(number), applyNumberFormat="1")
        return self._done[key]

    # ------------------------------------------------------------ inside

    def _format(self, style: int) -> bytes:
        if not 0 <= style < len(self._formats):
            raise Strange("style")
        return self._formats[style]

    def _clone(self, raw: bytes, **values: str | None) -> int:
        tag = _tag(raw)
        new = with_attributes(tag, **values) + raw[len(tag) :]
        if new not in self._known:
            self._known[new] = len(self._formats)
            self._formats.append(new)
        return self._known[new]

    def _under(self, raw: bytes) -> bytes:
        """The fill of a format."""
        number = _number(raw, b"fillId")
        if number >= len(self._fills):
            raise Strange("style")
        return self._fills[number]

    def _fill(self, raw: bytes) -> int:
        if raw not in self._known_fills:
            self._known_fills[raw] = len(self._fills)
            self._fills.append(raw)
        return self._known_fills[raw]


def _tag(raw: bytes) -> bytes:
    found = TAG.match(raw)
    if found is None:
        raise Strange("style")
    return found[0]


def _number(raw: bytes, name: bytes) -> int:
    value = attributes(_tag(raw)).get(name, b"0")
    if not value.isdigit():
        raise Strange("style")
    return int(value)


def _kind_of(fill: bytes) -> str:
    """Which mark a fill is; empty when it is none."""
    front = _FRONT.search(fill) if _FILL.search(fill) else None
    colour = unescape(attributes(front[0]).get(b"rgb", b"")).upper() if front else ""
    return next((kind for kind, own in COLOURS.items() if own.decode() == colour), "")


def _written(values: dict[bytes, bytes]) -> bytes:
    return b"".join(b' %b="%b"' % pair for pair in values.items())
