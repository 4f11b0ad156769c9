"""Pages of a PDF as pictures, for the screen and for printing."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pypdfium2 as pdfium

# PDFium is not thread-safe: one caller at a time in the whole process.
_lock = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Pixels of a page: rows of `stride` bytes, three bytes (red, green, blue) a pixel."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with _lock:
        document = pdfium.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def render(pdf: bytes, page: int, *, dpi: int) -> Picture:
    """Draw a page (the first is 0) at a resolution; `IndexError` when there is no such page."""
    with _lock:
        document = pdfium.PdfDocument(pdf)
        try:
            if not 0 <= page < len(document):
                raise IndexError(f"page {page} of {len(document)}")
            leaf = document[page]
            bitmap = leaf.render(scale=dpi / 72, rev_byteorder=True)
            picture = Picture(
                width=bitmap.width,
                height=bitmap.height,
                stride=bitmap.stride,
                pixels=bytes(bitmap.buffer),
            )
            bitmap.close()
            leaf.close()
            return picture
        finally:
            document.close()
