"""The text and the tables of a .docx.  Runs in the child: it trusts nothing and may be killed.

Word numbers headings itself, so that 一、 or （一） stand nowhere in the text: the numbers are
counted here as Word counts them (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from defusedxml.ElementTree import ParseError, fromstring

from boshan_desk.domain.numerals import write_numeral
from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.reading.checks import weigh

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_PARAGRAPHS: Final = 20_000
MOST_TEXT: Final = 2_000_000
_CHINESE: Final = frozenset(
    {"chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"}
)


def read_words(content: bytes, _instructions: object) -> bytes:
    """{"paragraphs": [text], "tables": [[[cell]]]}, or why it is not read, as JSON."""
    try:
        told: dict[str, Any] = _read(content)
    except NotRead as error:
        told = {"refused": [error.text, sorted(error.values.items())]}
    return json.dumps(told, ensure_ascii=False).encode()


def _read(content: bytes) -> dict[str, Any]:
    if content.startswith(_OLE):
        raise NotRead(refusals.OLD_DOCUMENT)
    if not content.startswith(_ZIP):
        raise NotRead(refusals.NO_DOCUMENT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            weigh(package.infolist())
            names = set(package.namelist())
            if "word/document.xml" not in names:
                raise NotRead(refusals.NO_DOCUMENT)
            numbering = _part(package, names, "word/numbering.xml")
            styles = _part(package, names, "word/styles.xml")
            document = fromstring(package.read("word/document.xml"))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, ParseError) as error:
        raise NotRead(refusals.NO_DOCUMENT) from error
    numbers = _Numbers(numbering, styles)
    paragraphs: list[str] = []
    tables: list[list[list[str]]] = []
    size = 0
    for block in _blocks(document):
        if block.tag == f"{_W}tbl":
            tables.append(_table(block))
            size += sum(len(cell) for row in tables[-1] for cell in row)
        elif text := numbers.before(block) + _text(block):
            paragraphs.append(text)
            size += len(text)
        if len(paragraphs) > MOST_PARAGRAPHS or size > MOST_TEXT:
            raise NotRead(refusals.TOO_MUCH)
    return {"paragraphs": paragraphs, "tables": tables}


def _part(package: zipfile.ZipFile, names: set[str], name: str) -> Any:
    return fromstring(package.read(name)) if name in names else None


def _blocks(document: Any) -> Iterator[Any]:
    """Paragraphs and tables as they stand; what a frame or a content control holds is gone into."""
    for block in document.iter(f"{_W}body"):
        stack = list(reversed(list(block)))
        while stack:
            one = stack.pop()
            if one.tag in (f"{_W}p", f"{_W}tbl"):
                yield one
            elif one.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
                stack.extend(reversed(list(one)))


def _text(block: Any) -> str:
    """The words of a paragraph; what was struck out by a tracked change is left out."""
    parts = []
    for one in block.iter():
        if one.tag == f"{_W}t":
            parts.append(one.text or "")
        elif one.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
    return "".join(parts).strip()


def _table(block: Any) -> list[list[str]]:
    """The cells of a table; a cell that goes on downwards or sideways says its words again."""
    rows: list[list[str]] = []
    for line in block.iter(f"{_W}tr"):
        row: list[str] = []
        for cell in line.findall(f"{_W}tc"):
            words = " ".join(filter(None, (_text(p) for p in cell.iter(f"{_W}p"))))
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and merged.get(f"{_W}val") != "restart" and rows:
                words = rows[-1][len(row)] if len(row) < len(rows[-1]) else words
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = span.get(f"{_W}val", "1") if span is not None else "1"
            row += [words] * min(int(wide) if wide.isdigit() else 1, 64)
        rows.append(row)
    return rows


@dataclass
class _Level:
    form: str = "decimal"
    pattern: str = ""
    start: int = 1


@dataclass
class _Numbers:
    """The numbers that Word sets before paragraphs."""

    numbering: Any
    styles: Any
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.numbering is not None:
            abstract = {
                one.get(f"{_W}abstractNumId"): {
                    _number(level.get(f"{_W}ilvl")): _Level(
                        _value(level, "numFmt") or "decimal",
                        _value(level, "lvlText") or "",
                        _number(_value(level, "start") or "1"),
                    )
                    for level in one.findall(f"{_W}lvl")
                }
                for one in self.numbering.findall(f"{_W}abstractNum")
            }
            for one in self.numbering.findall(f"{_W}num"):
                found = abstract.get(_value(one, "abstractNumId"))
                if found is not None:
                    self._levels[one.get(f"{_W}numId") or ""] = found
        if self.styles is not None:
            for style in self.styles.findall(f"{_W}style"):
                place = style.find(f"{_W}pPr/{_W}numPr")
                if place is not None:
                    key = (_value(place, "numId") or "", _number(_value(place, "ilvl") or "0"))
                    self._of_style[style.get(f"{_W}styleId") or ""] = key

    def before(self, paragraph: Any) -> str:
        """The number that stands before a paragraph; "" where there is none."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            id, depth = _value(own, "numId") or "", _number(_value(own, "ilvl") or "0")
        else:
            style = paragraph.find(f"{_W}pPr")
            name = _value(style, "pStyle") if style is not None else None
            id, depth = self._of_style.get(name or "", ("", 0))
        level = self._levels.get(id, {}).get(depth)
        if level is None or not _text(paragraph):
            return ""
        count = self._counts.get((id, depth), level.start - 1) + 1
        self._counts[id, depth] = count
        for key in [key for key in self._counts if key[0] == id and key[1] > depth]:
            del self._counts[key]
        return self._words(self._levels[id], id, depth)

    def _words(self, levels: Mapping[int, _Level], id: str, depth: int) -> str:
        words = levels[depth].pattern
        for each in range(depth + 1):
            level = levels.get(each, _Level())
            number = self._counts.get((id, each), level.start)
            written = write_numeral(number) if level.form in _CHINESE else str(number)
            words = words.replace(f"%{each + 1}", written)
        return "" if levels[depth].form in ("bullet", "none") else words


def _value(of: Any, name: str) -> str | None:
    found = of.find(f"{_W}{name}")
    value = found.get(f"{_W}val") if found is not None else None
    return str(value) if value is not None else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else 0
