"""Draw a card on one A4 page: in smaller type, then with fewer rows, never on two pages."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final, NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.card import Card, Facts, Listing
from boshan_desk.domain.report import Column
from boshan_desk.domain.timeline import Timeline
from boshan_desk.domain.wording import NOTHING
from boshan_desk.i18n import _
from boshan_desk.reports.faces import Role, clean, measure, missing
from boshan_desk.reports.pages import HEIGHT, WIDTH, open_canvas
from boshan_desk.reports.paragraph import Align, Line, balance_lines, break_lines, draw_lines
from boshan_desk.reports.pdf import Drawn
from boshan_desk.reports.timeline import draw_timeline, fit

LEFT: Final = 20 * mm
AREA: Final = WIDTH - 2 * LEFT
TOP: Final = HEIGHT - 18 * mm
BOTTOM: Final = 20 * mm
"""Above it everything stands; the foot stands below."""

_TITLE, _SUBJECT, _HEAD, _SIZE, _NOTE = 22.0, 15.0, 11.0, 10.5, 9.0
_SCALES: Final = (1.1, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
_LEADING: Final = 1.35
_PAD: Final = 4.0
"""Blank at each side of a box, in points."""
_AIR: Final = 3.0
"""Blank above and below the words of a box at full size."""
_GAP: Final = 9.0
_THICK, _THIN = 1.0, 0.4
_LABEL: Final = 0.16
"""The part of the width that a label takes."""
_LONGEST: Final = 90
"""Letters of a cell that are measured: more than a line holds."""
_COURSE: Final = 0.36
"""The part of the page that the course of a case may take."""
_SHORTER: Final = ((8, 160), (5, 100), (3, 60), (2, 40), (1, 24))
"""Rows of a list and letters of a fact, tried in turn where all type is too large."""


def draw_card(card: Card) -> Drawn:
    """The card on one page."""
    tries = [(card, scale) for scale in _SCALES]
    # Of a shortened card the type is small all the same: rows are worth more than size.
    tries += [(card.shortened(*limits), scale) for limits in _SHORTER for scale in _SCALES[-3:]]
    for tried, scale in tries:
        page = _Page(tried, scale)
        if page.y >= BOTTOM:
            break
    return page.finish(card)


class _Box(NamedTuple):
    """A box of a row, its words broken into lines."""

    left: float
    right: float
    lines: list[Line]


class _Page:
    """One page, filled from the top down."""

    def __init__(self, card: Card, scale: float) -> None:
        self._buffer = BytesIO()
        self._canvas: Canvas = open_canvas(
            self._buffer, title=f"{card.title} {card.subject}", author=card.office, subject=""
        )
        self._scale = scale
        self._size = _SIZE * scale
        self.y = TOP
        self._put(card)
        self._foot(card)

    def finish(self, card: Card) -> Drawn:
        """The page as PDF; what characters lack is told of the whole card."""
        self._canvas.showPage()
        self._canvas.save()
        return Drawn(pdf=self._buffer.getvalue(), pages=1, missing=missing(card.texts()))

    def _put(self, card: Card) -> None:
        self._words(card.title, "title", _TITLE * min(1.0, self._scale), "center")
        if card.subject:
            self.y -= 3 * self._scale
            self._words(card.subject, "kai", _SUBJECT * min(1.0, self._scale), "center")
        self.y -= 2
        for part in card.parts:
            if self.y < BOTTOM:
                # Too much for this size: another will be tried.
                return
            self.y -= _GAP * self._scale
            if isinstance(part, Timeline):
                self._timeline(part)
            elif isinstance(part, Facts):
                self._head(part.title)
                self._table(_fact_rows(part))
            else:
                self._listing(part)
        if card.notes:
            self.y -= _GAP * self._scale / 2
        for note in card.notes:
            self._words(note, "song", _NOTE * min(1.0, self._scale), "left")

    def _foot(self, card: Card) -> None:
        """Who made it and when, below everything."""
        base = BOTTOM - 7 * mm
        made = "　".join(text for text in (card.office, card.day) if text)
        sides: tuple[tuple[str, Align], ...] = ((card.foot, "left"), (made, "right"))
        for text, align in sides:
            room = AREA if align == "right" and not card.foot else AREA / 2
            left = LEFT if align == "left" else LEFT + AREA - room
            lines = break_lines(text, "song", _NOTE, room, align=align)[:2]
            draw_lines(self._canvas, lines, left, base, _NOTE, _NOTE * 1.3)

    def _words(self, text: str, role: Role, size: float, align: Align) -> None:
        lines = break_lines(clean(text), role, size, AREA, align=align)
        draw_lines(self._canvas, lines, LEFT, self.y - size, size, size * _LEADING)
        self.y -= len(lines) * size * _LEADING

    def _head(self, title: str) -> None:
        if title:
            self._words(title, "hei", _HEAD * self._scale, "left")
            self.y -= 1.5

    def _listing(self, part: Listing) -> None:
        title = part.title
        if part.more:
            title = _("{title}（共{total}{measure}，列出{shown}{measure}）").format(
                title=title, total=part.total, shown=len(part.rows), measure=part.measure
            )
        self._head(title)
        widths = _column_widths(part, self._size)
        rows: list[list[_Cell]] = [
            [
                _Cell(column.title, wide, True, "center")
                for column, wide in zip(part.columns, widths, strict=True)
            ]
        ]
        for row in part.rows:
            rows.append(
                [
                    _Cell(text, wide, False, column.align)
                    for text, wide, column in zip(row, widths, part.columns, strict=True)
                ]
            )
        if not part.rows:
            rows.append([_Cell(_("（无）"), 1.0, False, "center")])
        self._table(rows)

    def _timeline(self, timeline: Timeline) -> None:
        self._head(timeline.title)
        fitted = fit(timeline, AREA, (TOP - BOTTOM) * _COURSE * min(1.0, self._scale))
        draw_timeline(self._canvas, fitted, LEFT, self.y)
        self.y -= fitted.height

    def _table(self, rows: Sequence[Sequence[_Cell]]) -> None:
        """Rows of boxes in a heavy frame; each row has widths of its own."""
        canvas, size = self._canvas, self._size
        leading, air = size * _LEADING, _AIR * self._scale
        top = self.y
        canvas.setLineWidth(_THIN)
        for row in rows:
            if self.y < BOTTOM:
                break
            boxes = _boxes(row, size)
            depth = max(len(box.lines) for box in boxes)
            height = depth * leading + 2 * air
            low = self.y - height
            for place, box in enumerate(boxes):
                above = (height - len(box.lines) * leading) / 2
                base = self.y - above - (leading - size) / 2 - 0.88 * size
                draw_lines(canvas, box.lines, box.left + _PAD, base, size, leading)
                if place:
                    canvas.line(box.left, self.y, box.left, low)
            if self.y != top:
                canvas.line(LEFT, self.y, LEFT + AREA, self.y)
            self.y = low
        canvas.setLineWidth(_THICK)
        canvas.rect(LEFT, self.y, AREA, top - self.y)


class _Cell(NamedTuple):
    """What stands in a box."""

    text: str
    share: float
    """Its part of the width."""
    label: bool
    align: Align


def _boxes(row: Sequence[_Cell], size: float) -> list[_Box]:
    found = []
    left = LEFT
    for cell in row:
        right = left + AREA * cell.share
        role: Role = "hei" if cell.label else "song"
        room = right - left - 2 * _PAD
        if cell.label:
            lines = balance_lines(clean(cell.text), role, size, room)
        else:
            lines = break_lines(clean(cell.text), role, size, room, align=cell.align)
        found.append(_Box(left, right, lines))
        left = right
    return found


def _fact_rows(part: Facts) -> list[list[_Cell]]:
    """Two facts to a row; a wide one, or one that has no neighbour, takes the whole row."""
    rows: list[list[_Cell]] = []
    waiting: list[_Cell] = []
    for fact in part.facts:
        pair = [
            _Cell(fact.label, _LABEL, True, "center"),
            _Cell(fact.text or NOTHING, 0.5 - _LABEL, False, "left"),
        ]
        if fact.wide:
            if waiting:
                rows.append(_alone(waiting))
                waiting = []
            rows.append(_alone(pair))
        elif waiting:
            rows.append([*waiting, *pair])
            waiting = []
        else:
            waiting = pair
    if waiting:
        rows.append(_alone(waiting))
    return rows


def _alone(pair: Sequence[_Cell]) -> list[_Cell]:
    label, text = pair
    return [label, text._replace(share=1 - _LABEL)]


def _column_widths(part: Listing, size: float) -> list[float]:
    """Shares of the width: what a column needs on one line, or by its weight where that is much."""
    weights = sum(column.weight for column in part.columns)
    wanted = [
        max(
            [
                measure(clean(row[at][:_LONGEST]).replace("\n", ""), "song", size)
                for row in part.rows
            ],
            default=0.0,
        )
        + 2 * _PAD
        + 1
        for at in range(len(part.columns))
    ]
    heads = [measure(clean(c.title), "hei", size) + 2 * _PAD + 1 for c in part.columns]
    needs = [max(pair) for pair in zip(wanted, heads, strict=True)]
    if sum(needs) <= AREA:
        spare = AREA - sum(needs)
        return [
            (need + spare * column.weight / weights) / AREA
            for need, column in zip(needs, part.columns, strict=True)
        ]
    return _levelled(needs, part.columns)


def _levelled(needs: Sequence[float], columns: Sequence[Column]) -> list[float]:
    """Narrow columns keep what they need; the others share the rest by what they want."""
    narrow = AREA / len(columns)
    fixed = [need if need <= narrow else 0.0 for need in needs]
    rest = AREA - sum(fixed)
    wide = sum(need for need in needs if need > narrow)
    return [(keep or rest * need / wide) / AREA for keep, need in zip(fixed, needs, strict=True)]
