"""What a PDF says and holds, read back by pypdf."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from boshan_desk.reports.faces import clean


def bare(text: str) -> str:
    """Text without blanks and line ends, which a page has where lines were broken."""
    return "".join(clean(text).split())


def page_texts(pdf: bytes) -> list[str]:
    """The bare text of each page."""
    return [bare(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def whole_text(pdf: bytes) -> str:
    """The bare text of all pages."""
    return "".join(page_texts(pdf))


def fonts(pdf: bytes) -> Iterator[Any]:
    """The font dictionary of every font of every page."""
    for page in PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            yield font.get_object()
