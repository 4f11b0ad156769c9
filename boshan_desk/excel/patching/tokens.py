"""Markup as bytes: where its elements stand, and small changes that leave the rest as it is.

What a workbook holds that we know nothing of must come out as it went in, so nothing is read into
a tree and written again: places are found, and bytes are put there.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat


class Strange(Exception):
    """Something that is not changed, because nobody has foreseen it; the first word says what."""


TAG: Final = re.compile(
    rb"""<([^\s<>/!?="']+)((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>"""
)
"""A start tag: its name, its attributes, and whether it is empty."""
_ATTRIBUTE = re.compile(rb"""\s+([^\s<>/="']+)\s*=\s*("[^"<]*"|'[^'<]*')""")
_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")


@dataclass(slots=True)
class Element:
    """One element and where its bytes are."""

    name: str
    """Without its prefix."""
    prefix: bytes
    """With the colon; empty where there is none."""
    attributes: dict[str, str]
    start: int
    inner: int
    """Where its start tag has ended."""
    close: int = 0
    """Where its end tag begins; the same as `end` where it has none."""
    end: int = 0
    children: list[Element] = field(default_factory=list)

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def raw(self, text: bytes) -> bytes:
        """Its bytes."""
        return text[self.start : self.end]


def as_utf8(text: bytes) -> bytes:
    """The same markup in UTF-8, which nearly all is already.

    Raises:
        Strange: it says an encoding that nobody knows, or is not what it says.
    """
    try:
        if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            plain = text.decode("utf-16").encode()
        else:
            plain = text.removeprefix(codecs.BOM_UTF8)
        declared = _DECLARED.match(plain)
        if declared is None:
            return plain
        name = declared[1].decode().lower()
        if name in ("utf-8", "us-ascii", "ascii"):
            return plain
        if plain is text:
            plain = text.decode(name).encode()
    except (UnicodeError, LookupError) as error:
        raise Strange("encoding") from error
    return b'<?xml version="1.0" encoding="UTF-8"?>' + _DECLARED.sub(b"", plain, count=1)


def read_elements(text: bytes, depth: int) -> Element:
    """The root and what it holds down to that many levels below.

    Raises:
        Strange: no markup, or with a document type, which a workbook never has.
    """
    parser = expat.ParserCreate("utf-8")
    open_: list[Element | None] = []
    roots: list[Element] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(open_) > depth:
            open_.append(None)
            return
        start = parser.CurrentByteIndex
        found = TAG.match(text, start)
        if found is None:
            raise Strange("tag")
        prefix, colon, name = tag.rpartition(":")
        element = Element(name, (prefix + colon).encode(), attributes, start, found.end())
        parent = open_[-1] if open_ else None
        (roots if parent is None else parent.children).append(element)
        open_.append(element)

    def end(_tag: str) -> None:
        element = open_.pop()
        if element is None:
            return
        element.close = element.end = parser.CurrentByteIndex
        if text[element.inner - 2 : element.inner] == b"/>":
            element.close = element.end = element.inner
        else:
            element.end = text.index(b">", element.close) + 1

    def refuse(*_about: object) -> None:
        raise Strange("doctype")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        raise Strange("markup") from error
    return roots[0]


class Edits:
    """Changes to one text, put in all at once."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._made: list[tuple[int, int, bytes]] = []

    def __bool__(self) -> bool:
        return bool(self._made)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put bytes in the place of others; what is put at one place stands in the order given."""
        self._made.append((start, end, new))

    def append(self, element: Element, new: bytes, **values: str | None) -> None:
        """Put bytes behind an element's last child, and set attributes of it."""
        old = self.text[element.start : element.inner]
        tag = with_attributes(old, **values)
        if element.close < element.end:
            if tag != old:
                self.replace(element.start, element.inner, tag)
            self.replace(element.close, element.close, new)
            return
        name = TAG.match(tag)
        assert name is not None
        opened = tag[: tag.rindex(b"/")].rstrip() + b">"
        self.replace(element.start, element.end, opened + new + b"</" + name[1] + b">")

    def set(self, element: Element, **values: str | None) -> None:
        """Set attributes of an element, or take them away."""
        old = self.text[element.start : element.inner]
        self.replace(element.start, element.inner, with_attributes(old, **values))

    def put_in_order(self, root: Element, order: list[str], name: str, new: bytes) -> None:
        """Put a new child where its kind belongs among the others."""
        rank = order.index(name)
        for child in root.children:
            if child.name in order and order.index(child.name) > rank:
                self.replace(child.start, child.start, new)
                return
        self.append(root, new)

    def between(self, start: int, end: int) -> Iterable[bytes]:
        """The text from one place to another, with the changes that lie there."""
        place = start
        for first, last, new in sorted(self._made, key=lambda made: made[:2]):
            if not start <= first <= end:
                continue
            if first < place:
                raise Strange("overlap")
            yield self.text[place:first]
            yield new
            place = last
        yield self.text[place:end]

    def whole(self) -> bytes:
        """The changed text."""
        return b"".join(self.between(0, len(self.text)))


def with_attributes(tag: bytes, **values: str | None) -> bytes:
    """A start tag with attributes set, in their place where they stand already, or taken away."""
    for name, value in values.items():
        key = name.encode()
        new = b"" if value is None else b' %b="%b"' % (key, escape(value, quoted=True))
        for found in _ATTRIBUTE.finditer(tag):
            if found[1] == key:
                tag = tag[: found.start()] + new + tag[found.end() :]
                break
        else:
            if new:
                at = len(tag) - (2 if tag.endswith(b"/>") else 1)
                tag = tag[:at].rstrip() + new + tag[at:]
    return tag


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag as they stand; not unescaped."""
    return {found[1]: found[2][1:-1] for found in _ATTRIBUTE.finditer(tag)}


# What XML cannot hold, by the way that workbooks have for it, and that way itself where it stands
# in a text.
_UNSPOKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LONE = re.compile("[\ud800-\udfff]")
_SPOKEN = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escape(text: str, *, quoted: bool = False) -> bytes:
    """A text as it stands in markup, or between the quotation marks of an attribute."""
    text = _LONE.sub("\ufffd", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quoted:
        text = text.replace('"', "&quot;").replace("\n", "&#10;")
    return text.encode()


def cell_text(text: str) -> bytes:
    """A text as it stands in a cell: what markup cannot hold is written by its number."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return escape(_UNSPOKEN.sub(lambda m: f"_x{ord(m[0]):04X}_", text))


_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def unescape(text: bytes) -> str:
    """The text that markup stands for."""

    def spoken(found: re.Match[str]) -> str:
        if found[3]:
            return _NAMED[found[3]]
        number = int(found[1], 16) if found[1] else int(found[2])
        return chr(number) if number < 0x110000 else "\ufffd"

    return _ENTITY.sub(spoken, text.decode("utf-8", "replace"))


def spoken_text(text: bytes) -> str:
    """The text that a cell's markup stands for."""
    return _SPOKEN.sub(lambda m: chr(int(m[1], 16)), unescape(text))
