"""Text put on the page fast: tables of ten thousand rows spend their time here.

reportlab cuts every string into font subsets anew.  Here each character is learnt once in a
document and then only looked up.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from boshan_desk.reports.faces import Role, glyph

_KEPT: Final = 4096
"""How many whole strings a pen remembers; names of towns and kinds come again and again."""


_letters: WeakKeyDictionary[PDFDocument, dict[tuple[str, str], tuple[str, str]]] = (
    WeakKeyDictionary()
)
"""Of each document: a face and a character, and how they are called there."""


class Shape(NamedTuple):
    """The operators that show a string, and its advance in em."""

    code: str
    advance: float


class Ink(PDFTextObject):
    """One text object for a whole page of strings."""

    _code: list[str]
    _doc: PDFDocument

    def put(self, x: float, y: float, shape: Shape) -> None:
        """Show a shape with its baseline beginning at (x, y)."""
        self._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {shape.code}")

    def write(
        self, x: float, y: float, font_name: str, size: float, text: str, spacing: float
    ) -> None:
        """Show a text of one face, with so many points between its letters."""
        known = _letters.get(self._doc)
        if known is None:
            known = _letters[self._doc] = {}
        pieces = [f"1 0 0 1 {x:.2f} {y:.2f} Tm {spacing:.4f} Tc"]
        begun = ""
        for char in text:
            place = font_name, char
            letter = known.get(place)
            if letter is None:
                letter = known[place] = self.subset_of(char, font_name)
            name, code = letter
            if name != begun:
                pieces.append(f"{') Tj' if begun else ''} {name} {size:g} Tf (")
                begun = name
            pieces.append(code)
        self._code.append("".join(pieces) + ") Tj")

    def end(self) -> None:
        """Nothing drawn later is spaced."""
        self._code.append("0 Tc")

    def subset_of(self, char: str, font_name: str) -> tuple[str, str]:
        """The document's name for the font subset with `char`, and its escaped byte there."""
        font = pdfmetrics.getFont(font_name)
        assert isinstance(font, TTFont)
        [(subset, code)] = font.splitString(char, self._doc)
        return str(font.getSubsetInternalName(subset, self._doc)), str(escapePDF(code))


class Pen:
    """Turns strings into PDF text operators, in one role and size, for one document."""

    def __init__(self, canvas: Canvas, role: Role, size: float) -> None:
        self.role = role
        self.size = size
        self._ink = Ink(canvas)
        self._characters: dict[str, tuple[str, str, float]] = {}
        self._strings: dict[str, Shape] = {}

    def _learn(self, char: str) -> tuple[str, str, float]:
        """Which subset has the character, its escaped byte there, its advance."""
        face, drawn, advance = glyph(char, self.role)
        subset, code = self._ink.subset_of(drawn, face)
        known = (f"{subset} {self.size:g} Tf", code, advance)
        self._characters[char] = known
        return known

    def shape(self, text: str) -> Shape:
        """The operators for clean one-line text."""
        shape = self._strings.get(text)
        if shape is not None:
            return shape
        characters = self._characters
        pieces: list[str] = []
        face = ""
        width = 0.0
        for char in text:
            name, code, advance = characters.get(char) or self._learn(char)
            if name != face:
                pieces.append(f") Tj {name} (" if face else f"{name} (")
                face = name
            pieces.append(code)
            width += advance
        if face:
            pieces.append(") Tj")
        shape = Shape("".join(pieces), width)
        if len(self._strings) >= _KEPT:
            self._strings.clear()
        self._strings[text] = shape
        return shape
