"""Where things stand on the pages of a PDF, read back by PDFium: points from the top left."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as raw


class Letter(NamedTuple):
    """One printed character: its box as wide as its advance, its ink, its size, its face."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    base: float
    """How far its baseline is below the top of the sheet."""
    x: float
    """Where it begins."""


@contextmanager
def page_of(pdf: bytes, number: int) -> Iterator[Any]:
    """A page of a PDF, from 0."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document[number]
    finally:
        document.close()


def letters(pdf: bytes, number: int) -> list[Letter]:
    """Every character on a page, in the order in which it was drawn."""
    found: list[Letter] = []
    with page_of(pdf, number) as page:
        high = page.get_height()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text, index))
            if letter in "\r\n":
                continue
            left, bottom, right, top = text.get_charbox(index)
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            matrix = raw.FS_MATRIX()
            raw.FPDFText_GetMatrix(text, index, matrix)
            size = raw.FPDFText_GetFontSize(text, index)
            found.append(
                Letter(
                    letter,
                    left,
                    high - top,
                    right,
                    high - bottom,
                    size * (matrix.d or 1.0),
                    high - y.value,
                    x.value,
                )
            )
    return found


def find(pdf: bytes, number: int, text: str) -> list[Letter]:
    """The characters of a text on a page, where it stands first."""
    on_page = [letter for letter in letters(pdf, number) if not letter.text.isspace()]
    whole = "".join(letter.text for letter in on_page)
    place = whole.index("".join(text.split()))
    return on_page[place : place + len("".join(text.split()))]


def rules(pdf: bytes, number: int) -> list[tuple[float, float, float, float, tuple[int, ...]]]:
    """Drawn paths of a page: (left, top, right, bottom, stroke colour)."""
    found = []
    with page_of(pdf, number) as page:
        high = page.get_height()
        for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,)):
            left, bottom, right, top = thing.get_bounds()
            parts = [ctypes.c_uint() for _ in range(4)]
            raw.FPDFPageObj_GetStrokeColor(thing, *parts)
            found.append((left, high - top, right, high - bottom, tuple(p.value for p in parts)))
    return found
