"""The quarterly paper as a file: composed, drawn, and written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from boshan_desk.domain.report import Grid, Heading, Report, Words
from boshan_desk.i18n import _, in_chinese
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.faces import office_faces
from boshan_desk.usecases.papers.written import Written
from boshan_desk.usecases.quarter.paper import Composed, compose_in
from boshan_desk.usecases.quarter.request import Request

Progress = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words; may raise `Cancelled`."""


@dataclass(frozen=True, kw_only=True)
class Made(Drawn):
    """A paper as bytes, with what it says."""

    report: Report
    figures: tuple[FigureLine, ...]


def make_pdf(
    desk: Desk,
    request: Request,
    *,
    progress: Progress | None = None,
    on_first: Callable[[Drawn], object] | None = None,
) -> Made:
    """The paper as the ledgers and the office's own words have it now.

    `on_first` is given the first page alone, as soon as it can be drawn: what stands in the window
    until all is there.  `progress` may raise `Cancelled`; then nothing was made.
    """
    telling = Telling(progress)
    first = _First(desk, on_first) if on_first else None
    with desk.read() as reader:
        composed = compose_in(
            reader, request, progress=telling.composing, on_part=first.look if first else None
        )
    with in_chinese(), office_faces(desk):
        if first:
            first.end(composed.report)
        drawn = draw(composed.report, on_page=telling.page)
    telling.end(drawn.pages)
    return _made(drawn, composed)


_LINES: Final = 22
_SIGNS: Final = 28
"""The lines of a page and the characters of a line (GB/T 9704-2012, 5.2.3)."""


class _First:
    """Draws the first page as soon as it stands, and only once.

    What follows may move up before a table that does not fit: so there must be as much text as the
    page could take, or one section more must have left the page as it was.
    """

    def __init__(self, desk: Desk, tell: Callable[[Drawn], object]) -> None:
        self._desk = desk
        self._tell = tell
        self._told = False
        self._before = b""

    def look(self, begun: Report) -> None:
        """A paper as far as it goes."""
        text, rows = _lines(begun)
        if self._told or text + rows < _LINES:
            return
        # What stands at the end of a paper would fill the page as well.
        bare = replace(begun, attached=(), sign=None, remark="", imprint=None)
        with in_chinese(), office_faces(self._desk):
            drawn = draw(bare, pages=1)
        if drawn.more and (text >= _LINES or drawn.pdf == self._before):
            self._told = True
            self._tell(drawn)
        self._before = drawn.pdf

    def end(self, whole: Report) -> None:
        """The whole paper, which may be a single page."""
        if not self._told:
            self._tell(draw(whole, pages=1))


def _lines(report: Report) -> tuple[int, int]:
    """How many lines its text takes at least, and its tables; notes, in small type, take none."""
    text = rows = 0
    for block in report.blocks:
        if isinstance(block, Heading) or (isinstance(block, Words) and block.style != "note"):
            text += -(-len(block.text) // _SIGNS)
        elif isinstance(block, Grid):
            rows += len(block.rows)
    return text, rows


class _Enough(Exception):
    """The first page is there: nobody asked for more."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn


def first_page(desk: Desk, request: Request) -> Drawn:
    """The first page of it alone; no more is composed than stands there."""

    def stop(drawn: Drawn) -> None:
        raise _Enough(drawn)

    try:
        return make_pdf(desk, request, on_first=stop)
    except _Enough as found:
        return found.drawn


def write_pdf(
    desk: Desk, request: Request, path: Path, *, progress: Progress | None = None
) -> Written:
    """Write the paper; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        made = make_pdf(desk, request, progress=progress)
        part.write_bytes(made.pdf)
    return Written(path=path, pages=made.pages, missing=made.missing)


def write_word(
    desk: Desk,
    request: Request,
    path: Path,
    *,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write the same as a document to be edited; `report` is one that was made and looked at."""
    with output(path) as part:
        report_to_word(
            desk, report or _composed(desk, request, progress, _("正在写成 Word 文件")), part
        )
    return Written(path=path, pages=0)


def write_tables(
    desk: Desk,
    request: Request,
    path: Path,
    *,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write its tables as a workbook; `report` is one that was made and looked at."""
    with output(path) as part:
        report_to_tables(report or _composed(desk, request, progress, _("正在写成工作簿")), part)
    return Written(path=path, pages=0)


def write_report(desk: Desk, report: Report, path: Path, *, kind: str = "pdf") -> Written:
    """Write any report as PDF, Word file (docx) or workbook (xlsx)."""
    with output(path) as part:
        if kind == "docx":
            report_to_word(desk, report, part)
        elif kind == "xlsx":
            report_to_tables(report, part)
        else:
            with in_chinese(), office_faces(desk):
                drawn = draw(report)
            part.write_bytes(drawn.pdf)
            return Written(path=path, pages=drawn.pages, missing=drawn.missing)
    return Written(path=path, pages=0)


def report_to_word(desk: Desk, report: Report, path: Path) -> None:
    """A report as a document to be edited, at this place."""
    # Loads a library that no other paper needs.
    from boshan_desk.reports.word import write_word as write

    # Its charts are drawn, so they need faces.
    with in_chinese(), office_faces(desk):
        write(report, path)


def report_to_tables(report: Report, path: Path) -> None:
    """The tables of a report as a workbook, at this place."""
    from boshan_desk.excel.writing.paper_tables import write_tables as write

    with in_chinese():
        write(report, path)


class Telling:
    """Tells how far a paper has come: its parts first, then its pages, of which nobody knows how
    many there will be, unless it was drawn before (`pages`).
    """

    def __init__(self, progress: Progress | None, *, pages: int = 0) -> None:
        self._progress = progress
        self._parts = 0
        self._pages = pages
        # In the language of the window: what is told while a paper is drawn is not part of it.
        self._page_words = _("正在排版第 {page} 页")
        self._end_words = _("排版完成，共 {pages} 页")

    def composing(self, done: int, total: int, words: str) -> None:
        """A part of it is being counted."""
        self._parts = total
        if self._progress and done < total:
            self._progress(done, total + 1, words)

    def page(self, page: int) -> None:
        """A page is finished."""
        words = self._page_words.format(page=page)
        if self._progress and self._pages:
            self._progress(min(page, self._pages), self._pages + 1, words)
        else:
            self.writing(words)

    def writing(self, words: str) -> None:
        """What was composed is being written."""
        if self._progress:
            self._progress(self._parts, self._parts + 1, words)

    def end(self, pages: int) -> None:
        """All is done."""
        if self._progress:
            whole = (self._pages or self._parts) + 1
            self._progress(whole, whole, self._end_words.format(pages=pages))


def _composed(desk: Desk, request: Request, progress: Progress | None, words: str) -> Report:
    telling = Telling(progress)
    with desk.read() as reader:
        report = compose_in(reader, request, progress=telling.composing).report
    telling.writing(words)
    return report


def _made(drawn: Drawn, composed: Composed) -> Made:
    return Made(**vars(drawn), report=composed.report, figures=composed.figures)
