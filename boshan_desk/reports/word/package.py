"""The empty Word file that a paper is written into, and how it is saved.

python-docx begins with a file that somebody made in Word once: its theme, its hundred styles, its
picture of an empty page.  None of that stays.
"""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from docx import Document
from docx.document import Document as OpenDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Twips

from boshan_desk.domain.report import Report
from boshan_desk.i18n import _
from boshan_desk.reports.pages import AREA
from boshan_desk.reports.word.marks import NAMES, one_line, page_number, paragraph, run, tab, twips
from boshan_desk.reports.word.styles import (
    LINE,
    fonts_xml,
    settings_xml,
    styles_xml,
)

_LONG_AGO: Final = datetime(1980, 1, 1)
"""The day of a file that says none: the first that a zip can hold."""
_KEPT: Final = ("/styles", "/settings")
_RIGHT: Final = Twips(1470)
"""26 mm, less what 28 characters take more than the type area."""
_GRID: Final = -849
"""156 mm through 28, less 16 points, in 4096ths of a point."""
_NUMBER: Final = 14.0
_FOOT: Final = 9.0
_FOOTER_DEPTH: Final = 24.7
"""From the edge of the paper to the footer, in mm: the dashes stand 7 mm below the type area."""


def new_document(report: Report) -> OpenDocument:
    """An empty paper: page, grid, styles, page numbers, and what the file says of itself."""
    document = Document()
    part = document.part
    for key, each in list(part.rels.items()):
        if not each.reltype.endswith(_KEPT):
            del part.rels[key]
    package = part.package
    for key, each in list(package.rels.items()):
        if each.reltype.endswith(("/thumbnail", "/extended-properties")):
            del package.rels[key]
    for element, source in (
        (document.styles.element, styles_xml()),
        (document.settings.element, settings_xml()),
    ):
        element[:] = parse_xml(source)[:]
    fonts = Part(
        PackURI("/word/fontTable.xml"),
        CONTENT_TYPE.WML_FONT_TABLE,
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{fonts_xml()}'.encode(),
        package,
    )
    part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    _set_page(document)
    _set_footers(document.sections[0], report.foot)
    _say_what_it_is(document, report)
    return document


def _set_page(document: OpenDocument) -> None:
    """A4, 28 characters a line, 22 lines a page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), _RIGHT
    section.header_distance, section.footer_distance = Mm(15), Mm(_FOOTER_DEPTH)
    properties = document.element.body.sectPr
    for old in properties.xpath("w:docGrid"):
        properties.remove(old)
    properties.append(
        parse_xml(
            f'<w:docGrid {NAMES} w:type="linesAndChars" '
            f'w:linePitch="{twips(LINE)}" w:charSpace="{_GRID}"/>'
        )
    )


def end_section(document: OpenDocument, *, lying: bool) -> Any:
    """The paragraph that ends a section of upright or of lying pages.

    The last section, upright as the page was set, is the document's own.
    """
    section = deepcopy(document.element.body.sectPr)
    if lying:
        lay_down(section)
    last = parse_xml(paragraph("Gap"))
    last.pPr.append(section)
    return last


def lay_down(section: Any) -> None:
    """Turn the pages of a section, with 225 mm between the margins for a wide table."""
    [size], [margins] = section.xpath("w:pgSz"), section.xpath("w:pgMar")
    for name, value in (("w", Mm(297)), ("h", Mm(210))):
        size.set(qn(f"w:{name}"), str(value.twips))
    size.set(qn("w:orient"), "landscape")
    for name, depth in (("top", 28), ("bottom", 26), ("left", 37), ("right", 35), ("footer", 15)):
        margins.set(qn(f"w:{name}"), str(Mm(depth).twips))


def _set_footers(section: Section, foot: str) -> None:
    """— 1 — on the outer side, one blank in; what every page says on the inner side."""
    small = f'<w:sz w:val="{round(_FOOT * 2)}"/><w:szCs w:val="{round(_FOOT * 2)}"/>'
    number = run("— ") + page_number() + run(" —")
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{twips(AREA) - twips(_NUMBER)}"/></w:tabs>'
    end = f'<w:tabs><w:tab w:val="right" w:pos="{twips(AREA)}"/></w:tabs>'
    edge = f'<w:ind w:left="{twips(_NUMBER)}"/>'
    said = run(one_line(foot), small) if foot else ""
    odd = paragraph("Footer", said, tab(), number, props=stop)
    even = paragraph("Footer", number, tab(), said, props=end + edge)
    for footer, piece in ((section.footer, odd), (section.even_page_footer, even)):
        footer.is_linked_to_previous = False
        for old in footer.paragraphs:
            old._p.getparent().remove(old._p)  # noqa: SLF001  # there is no public way
        footer._element.append(parse_xml(piece))  # noqa: SLF001  # nor to put one in as XML


def _say_what_it_is(document: OpenDocument, report: Report) -> None:
    about = document.core_properties
    # What the file says of itself has room for 255 characters.
    about.title = one_line("".join(report.title))[:255]
    about.author = about.last_modified_by = one_line(report.office)[:255]
    about.subject = one_line(report.subject or report.period)[:255]
    about.comments = about.keywords = ""
    about.category = _("博山知识产权工作台")
    about.language = "zh-CN"
    about.revision = 1
    about.created = about.modified = _day(report.date)


def _day(words: str) -> datetime:
    """The day that a paper says it was made on."""
    found = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", words)
    if found is None:
        return _LONG_AGO
    year, month, day = map(int, found.groups())
    try:
        return datetime(year, month, day)
    except ValueError:
        return _LONG_AGO


def save(document: OpenDocument, file: Path | IO[bytes]) -> None:
    """Save it so that equal papers give equal bytes: the parts of a zip carry no time."""
    buffer = BytesIO()
    document.save(buffer)
    with (
        zipfile.ZipFile(buffer) as made,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for entry in made.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _LONG_AGO.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(fixed, made.read(entry))
