"""The marks of a Word file: paragraphs and runs as WordprocessingML (ISO/IEC 29500-1).

A paper is a few hundred paragraphs and cells, an annex a hundred thousand.  Written as text and
read by lxml at once, they take a twentieth of the time that building them one by one takes.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from boshan_desk.reports.faces import clean

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/"
LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES: Final = (
    f'xmlns:w="{MAIN}" xmlns:r="{LINKS}" xmlns:a="{DRAWING}main" '
    f'xmlns:wp="{DRAWING}wordprocessingDrawing" xmlns:pic="{DRAWING}picture"'
)
"""What the outermost element of every piece declares."""

_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RUN: Final = '<w:rPr><w:rFonts w:hint="eastAsia"/>{more}</w:rPr>'
"""Without the hint Word takes “ ” — … from the Latin face, where they are half as wide."""


def twips(points: float) -> int:
    """Points as twentieths, in which Word counts."""
    return round(points * 20)


def literal(text: str) -> str:
    """Text as it may stand in XML: what looks like markup is text, what no paper shows is gone."""
    return escape(_NO_XML.sub("", clean(text)))


def one_line(text: str) -> str:
    """Text that XML can hold, on one line."""
    return _NO_XML.sub("", clean(text)).replace("\n", " ")


def attribute(text: str) -> str:
    """Text as the quoted value of an attribute."""
    return quoteattr(one_line(text))


def run(text: str, more: str = "") -> str:
    """A text in the type of its paragraph; `more` are properties of its own."""
    props = _RUN.format(more=more)
    lines = literal(text).split("\n")
    inner = "<w:br/>".join([f'<w:t xml:space="preserve">{line}</w:t>' for line in lines])
    return f"<w:r>{props}{inner}</w:r>"


def tab() -> str:
    """A jump to the next stop."""
    return "<w:r><w:tab/></w:r>"


def page_number() -> str:
    """The number of the page, counted by Word."""
    props = _RUN.format(more="")
    return (
        f'<w:r>{props}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{props}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{props}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{props}<w:t>1</w:t></w:r>"
        f'<w:r>{props}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(style: str, *runs: str, props: str = "", declare: bool = True) -> str:
    """A paragraph in a style, by its id; `props` are properties of its own, in Word's order.

    Pieces that stand in another one need not `declare` the names of XML again.
    """
    names = f" {NAMES}" if declare else ""
    return f'<w:p{names}><w:pPr><w:pStyle w:val="{style}"/>{props}</w:pPr>{"".join(runs)}</w:p>'
