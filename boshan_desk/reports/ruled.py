"""A ruled form on A4, in the measures of GB/T 9704-2012: rows are cut where a page is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.ruled_form import FormCell, FormRow, RuledForm
from boshan_desk.reports.faces import Role, missing
from boshan_desk.reports.pages import AREA, LEFT, Pages, open_canvas
from boshan_desk.reports.paragraph import Align, Line, Paragraph, Style, break_lines, draw_lines
from boshan_desk.reports.pdf import Drawn

_ABOVE: Final = Style(role="hei", size=16, leading=28, align="left")
_TITLE: Final = Style(role="title", size=22, leading=36, align="center")
_NUMBER: Final = 16.0
_NOTE: Final = Style(role="song", size=9, leading=14)
_SIZE: Final = 14.0
"""四号: what such forms are filled in with."""
_LEADING: Final = 22.0
_CLOSING: Final = 23.0
_SCALES: Final = (1.0, 0.95, 0.9, 0.86, 0.82)
"""Of the words in the boxes, down to little less than 小四; tried until all stands on one page."""
_PAD: Final = 6.0
"""Blank at each side of a box, in points."""
_AIR: Final = 6.0
"""Blank above and below the words of a box."""
_THICK, _THIN = 1.0, 0.5
_TOGETHER: Final = 3
"""Fewer lines of a text do not stand alone on a page."""


def draw_ruled(form: RuledForm) -> Drawn:
    """The form, on one page in somewhat smaller type rather than on two; a long one on more."""
    buffer, canvas = _canvas(form)
    pages = Pages(canvas, form.foot, None)
    paint_ruled(form, pages)
    canvas.save()
    return Drawn(pdf=buffer.getvalue(), pages=pages.number, missing=missing(ruled_texts(form)))


def paint_ruled(form: RuledForm, pages: Pages) -> None:
    """The form on pages of a canvas, down to the end of its last page."""
    _Flow(pages, _scale(form)).draw(form)
    pages.close()


def _canvas(form: RuledForm) -> tuple[BytesIO, Canvas]:
    buffer = BytesIO()
    canvas = open_canvas(
        buffer, title=form.title, author=form.office, subject=form.number or form.title
    )
    return buffer, canvas


def _scale(form: RuledForm) -> float:
    """At which all stands on one page; the words' own size where it takes more in any case."""
    for scale in _SCALES:
        pages = Pages(_canvas(form)[1], form.foot, None)
        _Flow(pages, scale).draw(form)
        if pages.number == 1:
            return scale
    return 1.0


def ruled_texts(form: RuledForm) -> Iterator[str]:
    """Every string of a form that is printed."""
    yield from (
        form.title,
        form.above,
        form.number,
        form.signed,
        *form.closing,
        *form.notes,
        form.foot,
    )
    for row in form.rows:
        for cell in row.cells:
            yield from (cell.text, cell.below)


@dataclass(frozen=True)
class _Box:
    """A box ready to be drawn."""

    left: float
    right: float
    lines: tuple[Line, ...]
    below: tuple[Line, ...]
    label: bool

    def part(self, first: int, last: int, *, end: bool) -> _Box:
        """Some of its lines, or a label again; what is signed stands below the last."""
        lines = self.lines if self.label else self.lines[first:last]
        return _Box(self.left, self.right, lines, self.below if end else (), self.label)

    @property
    def count(self) -> int:
        """How many lines its words take."""
        return len(self.lines) + len(self.below)


class _Flow:
    """Lets the form run down its pages."""

    def __init__(self, pages: Pages, scale: float) -> None:
        self._pages = pages
        self._size = _SIZE * scale
        self._leading = _LEADING * scale
        self._closing = _CLOSING * scale
        self._scale = scale
        self._begun = False
        """Whether a row of the table stands above."""

    def draw(self, form: RuledForm) -> None:
        """Everything, from the top down."""
        pages = self._pages
        if form.above:
            self._words(form.above, _ABOVE)
        self._words(form.title, _TITLE)
        pages.space(4)
        self._number(form)
        pages.space(6)
        rows = [(row, self._boxes(row)) for row in form.rows]
        tail = len(form.closing) * self._closing + 10
        tail += sum(Paragraph(note, _NOTE, AREA).height for note in form.notes)
        heights = [self._height(row, boxes) for row, boxes in rows]
        spare = max(0.0, pages.room - sum(heights) - tail)
        growing = sum(1 for row in form.rows if row.grows)
        for (row, boxes), height in zip(rows, heights, strict=True):
            more = spare / growing if row.grows and growing else 0.0
            self._row(boxes, height + more)
        self._close(form)

    def _words(self, text: str, style: Style) -> None:
        paragraph = Paragraph(text, style, AREA)
        paragraph.draw(self._pages.canvas, LEFT, self._pages.y)
        self._pages.y -= paragraph.height

    def _number(self, form: RuledForm) -> None:
        """The number at the left and who signed at the right, as in papers that go upwards."""
        pages = self._pages
        base = pages.y - 20
        align: Align = "left" if form.signed else "center"
        number = break_lines(form.number, "fang", _NUMBER, AREA, align=align)[:1]
        draw_lines(pages.canvas, number, LEFT, base, _NUMBER, _NUMBER)
        signed = break_lines(form.signed, "kai", _NUMBER, AREA, align="right")[:1]
        draw_lines(pages.canvas, signed, LEFT, base, _NUMBER, _NUMBER)
        pages.y -= 28

    def _row(self, boxes: Sequence[_Box], height: float) -> None:
        """A row; one that is taller than the page has room for goes on over the next."""
        pages, air = self._pages, 2 * _AIR
        long = [box for box in boxes if not box.label]
        first, count = 0, max(len(box.lines) for box in long)
        while height > pages.room + 1e-6:
            fit = int((pages.room - air) // self._leading)
            if fit < _TOGETHER or count - first <= _TOGETHER:
                if pages.untouched:
                    break
                self._turn()
                continue
            last = min(first + fit, count - 1)
            parts = [box.part(first, last, end=False) for box in boxes]
            self._rule(parts, (last - first) * self._leading + air)
            first = last
            height = (count - first + max(len(box.below) for box in boxes)) * self._leading + air
            self._turn()
        self._rule([box.part(first, count, end=True) for box in boxes], height)

    def _turn(self) -> None:
        """Close the table here, and go on with it on the next page."""
        if self._begun:
            self._pages.canvas.setLineWidth(_THICK)
            self._pages.canvas.line(LEFT, self._pages.y, LEFT + AREA, self._pages.y)
        self._pages.turn()
        self._begun = False

    def _rule(self, boxes: Sequence[_Box], height: float) -> None:
        """Draw a row of boxes of this height."""
        pages, canvas = self._pages, self._pages.canvas
        top, bottom = pages.y, pages.y - height
        canvas.setLineWidth(_THIN)
        canvas.lines([(box.right, top, box.right, bottom) for box in boxes[:-1]])
        if self._begun:
            canvas.line(LEFT, top, LEFT + AREA, top)
        for box in boxes:
            tall = len(box.lines) * self._leading
            # Labels and short entries stand in the middle; longer texts begin at the top.
            middle = box.label or (len(box.lines) == 1 and not box.below)
            self._put(box.lines, box.left + _PAD, top - ((height - tall) / 2 if middle else _AIR))
            self._put(box.below, box.left + _PAD, bottom + _AIR + len(box.below) * self._leading)
        canvas.setLineWidth(_THICK)
        canvas.lines([(x, top, x, bottom) for x in (LEFT, LEFT + AREA)])
        if not self._begun:
            canvas.line(LEFT, top, LEFT + AREA, top)
        self._begun = True
        pages.y = bottom

    def _close(self, form: RuledForm) -> None:
        pages = self._pages
        pages.canvas.setLineWidth(_THICK)
        pages.canvas.line(LEFT, pages.y, LEFT + AREA, pages.y)
        pages.need(len(form.closing) * self._closing + 10)
        pages.space(10)
        for line in form.closing:
            room = AREA - 2 * self._size
            words = break_lines(line, "fang", self._size, room, align="right")
            base = pages.y - self._size
            draw_lines(pages.canvas, words, LEFT, base, self._size, self._closing)
            pages.y -= len(words) * self._closing
        for note in form.notes:
            paragraph = Paragraph(note, _NOTE, AREA)
            pages.need(paragraph.height)
            paragraph.draw(pages.canvas, LEFT, pages.y)
            pages.y -= paragraph.height

    def _put(self, lines: Sequence[Line], x: float, top: float) -> None:
        base = top - (self._leading - self._size) / 2 - 0.88 * self._size
        draw_lines(self._pages.canvas, lines, x, base, self._size, self._leading)

    def _boxes(self, row: FormRow) -> list[_Box]:
        whole = sum(cell.share for cell in row.cells)
        edge, found = LEFT, []
        for cell in row.cells:
            right = edge + AREA * cell.share / whole
            found.append(self._box(cell, edge, right))
            edge = right
        return found

    def _box(self, cell: FormCell, left: float, right: float) -> _Box:
        room, size = right - left - 2 * _PAD, self._size
        role: Role = "hei" if cell.label else "fang"
        align: Align = "center" if cell.label else "justify"
        lines = break_lines(cell.text, role, size, room, align=align) if cell.text else []
        below = break_lines(cell.below, "fang", size, room, align="right") if cell.below else []
        return _Box(left, right, tuple(lines), tuple(below), cell.label)

    def _height(self, row: FormRow, boxes: Sequence[_Box]) -> float:
        words = max(box.count for box in boxes) * self._leading + 2 * _AIR
        return max(row.least * self._scale, words)
