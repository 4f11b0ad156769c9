"""Draw a `Report` as PDF, in the plain form of GB/T 9704-2012 without an issuer's mark.

Equal reports give equal bytes, so a report can be known by its hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from boshan_desk.domain.report import Block, Chart, Grid, Heading, PageBreak, Report, Words
from boshan_desk.domain.timeline import Timeline
from boshan_desk.i18n import _
from boshan_desk.reports import charts
from boshan_desk.reports.faces import clean, missing
from boshan_desk.reports.grid import Table
from boshan_desk.reports.pages import AREA, DEPTH, LEFT, Pages, open_canvas
from boshan_desk.reports.paragraph import Paragraph, Style
from boshan_desk.reports.timeline import EASY, draw_timeline, fit

_LEADING = 28.99
"""22 lines fill the type area."""
_PITCH = -0.207 / 16
"""28 characters of 16 pt are 1.8 mm wider than the type area: 0.207 pt off each."""

_TITLE = Style(role="title", size=22, leading=36, align="center")
_OFFICE = Style(role="kai", size=16, leading=_LEADING, align="center")
_AS_OF = Style(role="fang", size=14, leading=24, align="center")
_HEADINGS: Final = {
    1: Style(role="hei", size=16, leading=_LEADING, indent=2, tracking=_PITCH, align="left"),
    2: Style(role="kai", size=16, leading=_LEADING, indent=2, tracking=_PITCH, align="left"),
    3: Style(
        role="fang", size=16, leading=_LEADING, indent=2, tracking=_PITCH, align="left", stroke=0.4
    ),
}
_WORDS: Final = {
    "body": Style(role="fang", size=16, leading=_LEADING, indent=2, tracking=_PITCH),
    "lead": Style(role="fang", size=16, leading=_LEADING, indent=2, tracking=_PITCH),
    "note": Style(role="song", size=10.5, leading=17, indent=2),
}
_AROUND = 18.0
"""Blank before and after a picture, together."""
_COURSE = DEPTH - 4 * _LEADING
"""Most that the picture of a case's course takes: a page with a heading above it."""
_PICTURE_TITLE = Style(role="hei", size=12, leading=18, align="center")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A finished paper."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]
    """Characters that no face has, printed as 〓; whoever sends the paper out must be told."""


def draw(report: Report, *, on_page: Callable[[int], None] | None = None) -> Drawn:
    """Draw the report; `on_page` is told the number of each page when it is finished."""
    buffer = BytesIO()
    canvas = open_canvas(
        buffer,
        title="".join(report.title),
        author=report.office,
        subject=report.subject or report.period,
    )
    pages = Pages(canvas, report.foot, on_page)
    _Flow(pages).draw(report)
    pages.close()
    canvas.save()
    return Drawn(pdf=buffer.getvalue(), pages=pages.number, missing=missing(_texts(report)))


def _texts(report: Report) -> Iterator[str]:
    """Every string of a report that is printed."""
    yield from (*report.title, report.office, report.date, report.as_of, report.foot)
    for block in report.blocks:
        if isinstance(block, Heading | Words):
            yield block.text
        elif isinstance(block, Grid):
            yield from (block.title, block.unit, *(column.title for column in block.columns))
            for row in block.rows:
                yield from row
        elif isinstance(block, Chart):
            yield from (block.title, block.unit, *block.labels, *(s.name for s in block.series))
        elif isinstance(block, Timeline):
            yield from block.texts()


class _Flow:
    """Lets the blocks of a report run down its pages, and counts tables and pictures."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._tables = 0
        self._pictures = 0
        self._headings = 0
        self._level = -1

    def draw(self, report: Report) -> None:
        """Everything, in reading order."""
        self._head(report)
        for index, block in enumerate(report.blocks):
            if isinstance(block, Heading):
                self._heading(block, report.blocks[index + 1 :])
            elif isinstance(block, Words):
                self._words(block)
            elif isinstance(block, Grid):
                self._tables += 1
                Table(block, self._tables, self._pages).draw()
            elif isinstance(block, Chart):
                self._chart(block)
            elif isinstance(block, Timeline):
                self._timeline(block)
            elif not self._pages.untouched:
                self._pages.turn()
        if self._headings:
            self._pages.canvas.showOutline()

    def _lines(self, text: str, style: Style) -> None:
        """A paragraph, over as many pages as it takes."""
        pages = self._pages
        paragraph = Paragraph(text, style, AREA)
        first, count = 0, len(paragraph.lines)
        while first < count:
            fit = paragraph.lines_within(pages.room)
            if fit == 0:
                pages.turn()
                continue
            last = min(count, first + fit)
            paragraph.draw(pages.canvas, LEFT, pages.y, first, last)
            pages.y -= (last - first) * style.leading
            first = last

    def _head(self, report: Report) -> None:
        """Title, office, day, and how far the figures reach."""
        for line in report.title:
            self._lines(line, _TITLE)
        self._pages.space(8)
        for text, style in (
            (report.office, _OFFICE),
            (report.date, _OFFICE),
            (report.as_of, _AS_OF),
        ):
            if text:
                self._lines(text, style)
        self._pages.space(14)

    def _heading(self, heading: Heading, after: tuple[Block, ...]) -> None:
        """A heading stays with what follows it, and has a bookmark."""
        pages = self._pages
        style = _HEADINGS[heading.level]
        paragraph = Paragraph(heading.text, style, AREA)
        pages.need(paragraph.height + self._least(after))
        if paragraph.lines:
            self._bookmark(heading)
        self._lines(heading.text, style)

    def _least(self, blocks: tuple[Block, ...]) -> float:
        """How much of what follows must stand on the same page as a heading."""
        if not blocks or isinstance(blocks[0], PageBreak):
            return 0.0
        block = blocks[0]
        if isinstance(block, Heading):
            own = Paragraph(block.text, _HEADINGS[block.level], AREA).height
            return own + self._least(blocks[1:])
        if isinstance(block, Words):
            style = _WORDS[block.style]
            return min(2, len(Paragraph(block.text, style, AREA).lines)) * style.leading
        if isinstance(block, Grid):
            return Table(block, 0, self._pages).least
        if isinstance(block, Timeline):
            return fit(block, AREA, _COURSE).height + _AROUND + _PICTURE_TITLE.leading
        return self._chart_height(block)

    def _bookmark(self, heading: Heading) -> None:
        canvas = self._pages.canvas
        self._headings += 1
        key = f"h{self._headings}"
        # "Fit" and "FitH" make some readers complain of an invalid place.
        canvas.bookmarkPage(key, fit="XYZ", left=0, top=self._pages.y, zoom=0)
        # An outline may go only one level deeper at a time.
        self._level = min(heading.level - 1, self._level + 1)
        text = clean(heading.text).replace("\n", " ")
        canvas.addOutlineEntry(text, key, self._level, closed=False)

    def _words(self, words: Words) -> None:
        self._lines(words.text, _WORDS[words.style])

    def _chart_height(self, chart: Chart) -> float:
        return charts.height(chart, AREA) + _AROUND + 2 * _PICTURE_TITLE.leading

    def _chart(self, chart: Chart) -> None:
        """The picture, and its title below."""
        pages = self._pages
        self._pictures += 1
        label = _("图{number}").format(number=self._pictures)
        most = DEPTH - _AROUND - 2 * _PICTURE_TITLE.leading
        for part in charts.parts(chart, AREA, most):
            pages.need(self._chart_height(part))
            pages.space(_AROUND / 2)
            height = charts.height(part, AREA)
            charts.draw_chart(pages.canvas, part, LEFT, pages.y - height, AREA, height)
            pages.y -= height
            self._lines(f"{label}　{part.title}", _PICTURE_TITLE)
            pages.space(_AROUND / 2)
            label = _("续图{number}").format(number=self._pictures)

    def _timeline(self, timeline: Timeline) -> None:
        """The course of a case, on one page."""
        pages = self._pages
        self._pictures += 1
        around = _AROUND + _PICTURE_TITLE.leading
        fitted = fit(timeline, AREA, pages.room - around)
        if fitted.size < EASY:
            fitted = fit(timeline, AREA, _COURSE)
        pages.need(fitted.height + around)
        pages.space(_AROUND / 2)
        draw_timeline(pages.canvas, fitted, LEFT, pages.y)
        pages.y -= fitted.height
        label = _("图{number}").format(number=self._pictures)
        self._lines(f"{label}　{timeline.title}", _PICTURE_TITLE)
        pages.space(_AROUND / 2)
