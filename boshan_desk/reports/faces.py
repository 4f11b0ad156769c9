"""The faces we draw with, and which of them draws a character.

No single face has every character of a name, and reportlab draws a missing one as nothing at
all.  So each role has a chain of faces, asked one after the other; each is opened when first
asked, once in a process.  All chains hold the same faces in the end, so whether a character can
be drawn does not depend on the role.
"""

from __future__ import annotations

import lzma
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import Final, Literal, NamedTuple, TypeAlias

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import TTFont

from boshan_desk.assets import asset

Role: TypeAlias = Literal["title", "song", "fang", "kai", "hei"]
"""小标宋, 宋体, 仿宋, 楷体, 黑体."""

MISSING: Final = "〓"
"""Printed where no face has the character (the geta mark of typesetters)."""

_SONG = "NotoSerifSC-Regular.ttf"
_REST = "NotoSerifSC-Rest.ttf"
_BLACK = "NotoSerifSC-Black.ttf"
_SANS = "NotoSansSC-Regular.ttf"
_MEDIUM = "NotoSansSC-Medium.ttf"
_FANG = "BoshanFangSong-Regular.ttf"
_KAI = "BoshanKai-Regular.ttf"
_LIGHT = "BoshanKai-Light.ttf"

_CHAINS: Final[dict[Role, tuple[str, ...]]] = {
    "title": (_BLACK, _SONG, _REST, _KAI, _SANS, _FANG),
    "song": (_SONG, _REST, _KAI, _SANS, _FANG),
    # The light Kai has the weight of our 仿宋 and the 1467 everyday Hanzi that it lacks.
    "fang": (_FANG, _LIGHT, _SONG, _REST, _KAI, _SANS),
    "kai": (_KAI, _SONG, _REST, _SANS, _FANG),
    "hei": (_MEDIUM, _SANS, _SONG, _REST, _KAI, _FANG),
}

_RARE: Final = (
    (0x20000, 0x22FFF, "BoshanHan-1.ttf.xz"),
    (0x23000, 0x25FFF, "BoshanHan-2.ttf.xz"),
    (0x26000, 0x28FFF, "BoshanHan-3.ttf.xz"),
    (0x29000, 0x2A6DF, "BoshanHan-4.ttf.xz"),
    (0x2A6E0, 0x2EBEF, "BoshanHan-5.ttf.xz"),
)
"""The last resort: 60,000 rare Hanzi (Extensions B to F), packed, opened a slice at a time."""

_LATIN: Final[dict[Role, str]] = {"fang": _SONG}
"""Digits and Latin of 仿宋 are set in the manner of Times (GB/T 9704 leaves it to the house)."""

_lock = threading.Lock()


class Glyph(NamedTuple):
    """How one character is drawn: the face, the character drawn, its advance in em."""

    font: str
    char: str
    advance: float


class _Face(TTFont):
    """A TrueType face whose rare Hanzi can be copied and searched in the PDF.

    reportlab writes five hex digits for a character beyond U+FFFF, where PDF wants its two
    UTF-16 units (ISO 32000-1, 9.10.3).
    """

    def addObjects(self, doc: PDFDocument) -> None:
        """Add the font's objects, then mend the maps back to Unicode."""
        super().addObjects(doc)
        for key, stream in doc.idToObject.items():
            if key.startswith("toUnicodeCMap:") and isinstance(stream, PDFStream):
                stream.content = _FIVE_DIGITS.sub(_surrogates, stream.content)


_FIVE_DIGITS: Final = re.compile(r"<([0-9A-F]{5})>")


def _surrogates(match: re.Match[str]) -> str:
    return f"<{chr(int(match.group(1), 16)).encode('utf-16-be').hex().upper()}>"


@cache
def _open(file: str) -> TTFont:
    """Register a face under its file's stem."""
    path = asset("resources", "fonts", file)
    name = file.split(".")[0]
    source = BytesIO(lzma.decompress(path.read_bytes())) if path.suffix == ".xz" else str(path)
    font = _Face(name, source)
    pdfmetrics.registerFont(font)
    return font


def _files(char: str, role: Role) -> Iterator[str]:
    """The faces to ask for a character, in order."""
    code = ord(char)
    if code < 0x250 and role in _LATIN:
        yield _LATIN[role]
    yield from _CHAINS[role]
    for first, last, file in _RARE:
        if first <= code <= last:
            yield file


@cache
def _find(char: str, role: Role) -> Glyph | None:
    """The first face with the character.

    A private-use code has no agreed shape, so no face is trusted with it.
    """
    if unicodedata.category(char) == "Co":
        return None
    with _lock:
        for file in _files(char, role):
            font = _open(file)
            # Glyph 0 is .notdef: a mapping to it is none.
            if font.face.charToGlyph.get(ord(char), 0):
                return Glyph(font.fontName, char, font.stringWidth(char, 1000) / 1000)
    return None


@cache
def glyph(char: str, role: Role) -> Glyph:
    """How `char` is drawn in `role`; 〓 when no face has it."""
    found = _find(char, role) or _find(MISSING, role)
    if found is None:
        raise FileNotFoundError(f"no face has {MISSING}; the fonts are not whole")
    return found


def font_name(role: Role) -> str:
    """The first face of a role, registered."""
    with _lock:
        return str(_open(_CHAINS[role][0]).fontName)


_DROPPED = frozenset(("Cc", "Cf", "Cs"))
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@cache
def _is_dropped(char: str) -> bool:
    return unicodedata.category(char) in _DROPPED or _VARIATION.match(char) is not None


def clean(text: str) -> str:
    """Text as it can be printed: no control, direction, joining or variation characters.

    Line ends of every kind become ``\\n`` and tabs become spaces; the rest is kept literally.
    """
    if text.isprintable() and _VARIATION.search(text) is None:
        return text
    text = "\n".join(text.replace("\t", " ").splitlines())
    return "".join([char for char in text if char == "\n" or not _is_dropped(char)])


def split_runs(text: str, role: Role) -> list[tuple[str, str]]:
    """Cut text into pieces that one face draws, as (font name, what to draw)."""
    runs: list[tuple[str, str]] = []
    for char in clean(text):
        font, drawn, _ = glyph(char, role) if char != "\n" else glyph(" ", role)
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + drawn)
        else:
            runs.append((font, drawn))
    return runs


def measure(text: str, role: Role, size: float) -> float:
    """The width of clean one-line text in points."""
    return sum([glyph(char, role).advance for char in text]) * size


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters that no face has, each once, in order of code point."""
    characters: set[str] = set()
    for text in texts:
        characters.update(text)
    return tuple(
        sorted(
            char
            for char in characters
            if char not in "\n\r\t\v\f\x85\u2028\u2029"
            and not _is_dropped(char)
            and _find(char, "song") is None
        )
    )
