"""Write a `Report` as a Word file, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from docx.document import Document as OpenDocument
from docx.oxml import parse_xml

from boshan_desk.domain.report import Chart, Grid, Heading, Mark, PageBreak, Report, Words
from boshan_desk.domain.timeline import Timeline
from boshan_desk.i18n import _
from boshan_desk.reports.grid import widths_in
from boshan_desk.reports.word.front import (
    closing_pieces,
    head_pieces,
    heading_pieces,
    imprint_piece,
    title_pieces,
)
from boshan_desk.reports.word.marks import paragraph, run
from boshan_desk.reports.word.package import end_section, lay_down, new_document, save
from boshan_desk.reports.word.pictures import (
    Picture,
    chart_pictures,
    picture_piece,
    timeline_picture,
)
from boshan_desk.reports.word.tables import table_pieces

_BREAK = "<w:pageBreakBefore/>"


def write_word(report: Report, file: Path | IO[bytes]) -> None:
    """Write the paper as .docx; equal reports give equal bytes."""
    document = new_document(report)
    body = document.element.body
    last = body[-1]
    flow = _Flow(document, report)
    for piece in flow.pieces():
        last.addprevious(parse_xml(piece) if isinstance(piece, str) else piece)
    if flow.lying:
        lay_down(last)
    save(document, file)


class _Flow:
    """Gives the pieces of the file in reading order, and counts tables and pictures."""

    def __init__(self, document: OpenDocument, report: Report) -> None:
        self._document = document
        self._report = report
        self._tables = 0
        self._pictures = 0
        self._drawn = 0
        self._turned = False
        """Whether the next block begins on a new page."""
        self.lying = False
        """Whether the pages lie across just now, for a wide table."""

    def pieces(self) -> Iterator[Any]:
        """Everything."""
        report = self._report
        if report.head:
            yield from head_pieces(report.head)
        yield from title_pieces(report)
        closed = False
        for place, block in enumerate(report.blocks):
            if isinstance(block, PageBreak):
                # What follows the first new page are annexes: the text itself ends here.
                if not closed:
                    closed = True
                    yield from self._close()
                self._turned = True
                continue
            lying = self._lies(place)
            if lying and self.lying and not isinstance(block, Words):
                # A second wide table has a page of its own, with its heading.
                before = report.blocks[place - 1]
                self._turned = not isinstance(before, Heading)
            yield from self._stand(lying=lying)
            yield from self._block(block)
        if not closed:
            yield from self._close()
        if report.mark or report.imprint:
            yield from self._stand(lying=False)
        if report.mark:
            yield from _mark_pieces(report.mark)
        if report.imprint:
            yield imprint_piece(report.imprint)
            # Word keeps a table at the foot by the paragraph behind it.
            yield paragraph("Gap")

    def _close(self) -> Iterator[Any]:
        """What stands below the text, upright; nothing where there is nothing."""
        pieces = list(closing_pieces(self._report))
        if pieces:
            yield from self._stand(lying=False)
            yield from pieces

    def _stand(self, *, lying: bool) -> Iterator[Any]:
        """Turn the pages where they do not lie as they must; that begins a new one."""
        if lying != self.lying:
            yield end_section(self._document, lying=self.lying)
            self.lying, self._turned = lying, False

    def _lies(self, place: int) -> bool:
        """Whether a block is a wide table, its heading, or a note below it."""
        blocks = self._report.blocks
        block = blocks[place]
        if isinstance(block, Heading) and place + 1 < len(blocks):
            block = blocks[place + 1]
        if isinstance(block, Words):
            return self.lying and block.style == "note"
        return isinstance(block, Grid) and widths_in(block).across

    def _block(self, block: Heading | Words | Grid | Chart | Timeline) -> Iterator[str]:
        if isinstance(block, Heading):
            yield from heading_pieces(block, self._turn())
        elif isinstance(block, Words):
            style = "Note" if block.style == "note" else "Body"
            yield paragraph(style, run(block.text), props=self._turn())
        elif isinstance(block, Grid):
            self._tables += 1
            yield from table_pieces(block, self._tables, props=self._turn())
        elif isinstance(block, Chart):
            yield from self._pictured(block.title, chart_pictures(block))
        else:
            yield from self._pictured(block.title, iter([timeline_picture(block)]))

    def _turn(self) -> str:
        """What makes the next paragraph begin a page, if it must."""
        turned, self._turned = self._turned, False
        return _BREAK if turned else ""

    def _pictured(self, title: str, pictures: Iterator[Picture]) -> Iterator[str]:
        """Pictures, and the title below each."""
        self._pictures += 1
        label = _("图{number}").format(number=self._pictures)
        for picture in pictures:
            self._drawn += 1
            link, _image = self._document.part.get_or_add_image(picture.png)
            yield picture_piece(link, self._drawn, picture, self._turn())
            yield paragraph("PictureTitle", run(f"{label}　{title}"))
            label = _("续图{number}").format(number=self._pictures)


def _mark_pieces(mark: Mark) -> Iterator[str]:
    """What tells a frozen paper; without its picture to scan, since this file may be changed."""
    yield paragraph("Gap")
    for line in (*mark.lines, "本文件可以编辑，内容以定稿的 PDF 为准。"):
        yield paragraph("Mark", run(line))
