"""Papers that lie across: tables with their head on every page, pictures, page x of y."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.report import Chart
from boshan_desk.domain.wide_sheet import WideSheet, WideTable
from boshan_desk.i18n import _
from boshan_desk.reports import charts
from boshan_desk.reports.faces import Role, missing
from boshan_desk.reports.pages import HEIGHT, WIDTH, open_canvas
from boshan_desk.reports.paragraph import (
    Align,
    Line,
    Paragraph,
    Style,
    balance_lines,
    break_lines,
    draw_lines,
)
from boshan_desk.reports.pdf import Drawn

LEFT: Final = 15 * mm
AREA: Final = HEIGHT - 2 * LEFT
"""Width of what is written on, on paper that lies across."""
TOP: Final = WIDTH - 18 * mm
BOTTOM: Final = 17 * mm

_TITLE: Final = Style(role="title", size=20, leading=30, align="center")
_LEAD: Final = Style(role="fang", size=12, leading=19, align="left")
_PART: Final = Style(role="hei", size=12, leading=20, align="left")
_NOTE: Final = Style(role="song", size=9, leading=14)
_CLOSER: Final = (13.0, 12.0)
"""Distances of lines that are still easy to read."""
_LINE: Final = 10.5
_SIZE: Final = 9.5
_LEADING: Final = 13.0
_PAD: Final = 3.0
_AIR: Final = 3.5
_THICK, _THIN = 1.0, 0.4
_GREY: Final = 0.9
"""Behind the heads of tables and groups; it survives a copier."""
_PICTURE: Final = 150 * mm
"""The widest a picture is drawn when it stands alone."""
_BETWEEN: Final = 12 * mm
_CAPTION: Final = 24.0
"""Height of the words below a picture."""

_WHOLE: Final = 12
"""Rows of up to so many lines are not cut between two pages."""

Act = Callable[[Canvas], None]


def draw_wide(sheet: WideSheet) -> Drawn:
    """The paper by itself."""
    buffer = BytesIO()
    canvas = open_canvas(buffer, title=sheet.title, author=sheet.office, subject=sheet.title)
    total = paint_wide(sheet, canvas)
    canvas.save()
    return Drawn(pdf=buffer.getvalue(), pages=total, missing=missing(wide_texts(sheet)))


def paint_wide(
    sheet: WideSheet,
    canvas: Canvas,
    *,
    first: int | None = None,
    on_page: Callable[[int], None] | None = None,
) -> int:
    """The paper on pages of a canvas; how many.

    It is laid out before it is drawn, since every page says how many there are; as a part of a
    file, whose pages count from `first`, every page says only its own number.
    """
    flow = _Flow()
    flow.lay_out(sheet)
    total = len(flow.pages)
    for number, acts in enumerate(flow.pages, 1):
        canvas.setPageSize((HEIGHT, WIDTH))
        for act in acts:
            act(canvas)
        words = _("第 {number} 页　共 {total} 页").format(number=number, total=total)
        if first is not None:
            words = f"— {first + number - 1} —"
        _text(canvas, words, "song", 9, LEFT, 9 * mm, AREA, "center")
        if sheet.foot:
            _text(canvas, sheet.foot, "song", 9, LEFT, 9 * mm, AREA, "left")
        canvas.showPage()
        if on_page is not None:
            on_page((first or 1) + number - 1)
    return total


def wide_texts(sheet: WideSheet) -> Iterator[str]:
    """Every string of a paper that is printed."""
    yield from (sheet.title, *sheet.above, sheet.lead, *sheet.notes, *sheet.below, sheet.foot)
    yield sheet.charts_title
    for table in sheet.tables:
        yield from (table.title, table.empty, *(column.title for column in table.columns))
        for group in table.groups:
            yield group.title
            for row in group.rows:
                yield from row
    for chart in sheet.charts:
        yield from (chart.title, chart.unit, *chart.labels, *(each.name for each in chart.series))


def _text(
    canvas: Canvas,
    text: str,
    role: Role,
    size: float,
    x: float,
    base: float,
    width: float,
    align: Align,
) -> None:
    lines = break_lines(text, role, size, width, align=align)
    draw_lines(canvas, lines, x, base, size, size * 1.3)


class _Flow:
    """Puts everything on pages, as acts to be done on a canvas."""

    def __init__(self) -> None:
        self.pages: list[list[Act]] = [[]]
        self.y = TOP

    def lay_out(self, sheet: WideSheet) -> None:
        """Everything, from the top down."""
        self.words(sheet.title, _TITLE)
        self._spread(sheet.above)
        if sheet.lead:
            self.words(sheet.lead, _LEAD)
            self.y -= 4
        for table in sheet.tables:
            _Table(self, table).lay_out()
        if sheet.below:
            self.need(2 * _LINE + 14)
            self.y -= 8
            self._spread(sheet.below, to_edges=False)
        style = self._note_style(sheet.notes)
        for note in sheet.notes:
            self.words(note, style)
        if sheet.charts:
            self.turn()
            self._pictures(sheet)

    def _note_style(self, notes: Sequence[str]) -> Style:
        """Notes stand a little closer where a few lines of them would begin another page."""
        for leading in (_NOTE.leading, *_CLOSER):
            style = replace(_NOTE, leading=leading)
            if sum(Paragraph(note, style, AREA).height for note in notes) <= self.y - BOTTOM:
                return style
        return _NOTE

    def put(self, act: Act) -> None:
        """Do this on the page of now."""
        self.pages[-1].append(act)

    def turn(self) -> None:
        """Begin another page."""
        self.pages.append([])
        self.y = TOP

    def need(self, height: float) -> bool:
        """Begin another page where less is left; whether that was done."""
        if self.y - BOTTOM + 1e-6 >= height or self.y >= TOP:
            return False
        self.turn()
        return True

    def words(self, text: str, style: Style) -> None:
        """A paragraph, over as many pages as it takes."""
        paragraph = Paragraph(text, style, AREA)
        first, count = 0, len(paragraph.lines)
        while first < count:
            self.need(style.leading)
            last = min(count, first + max(1, paragraph.lines_within(self.y - BOTTOM)))
            self.put(partial(_draw_lines_of, paragraph, self.y, first, last))
            self.y -= (last - first) * style.leading
            first = last

    def _spread(self, texts: Sequence[str], *, to_edges: bool = True) -> None:
        """Texts in one line, from edge to edge or each from its left."""
        if not texts:
            return
        base, part = self.y - _LINE - 4, AREA / len(texts)
        for place, text in enumerate(texts):
            align: Align = "left"
            if to_edges and place:
                align = "right" if place == len(texts) - 1 else "center"
            x = LEFT + place * part
            self.put(partial(_draw_text, text, x, base, part, align))
        self.y -= _LINE + 12

    def _pictures(self, sheet: WideSheet) -> None:
        """The pictures, two beside each other where they fit."""
        if sheet.charts_title:
            self.words(sheet.charts_title, _TITLE)
        half = (AREA - _BETWEEN) / 2
        waiting = list(sheet.charts)
        number = 0
        while waiting:
            row = [waiting.pop(0)]
            if waiting and _fits(row[0], half) and _fits(waiting[0], half):
                row.append(waiting.pop(0))
            width = half if len(row) == 2 else min(AREA, _PICTURE)
            # One that is higher than a page is cut into several.
            most = TOP - BOTTOM - 60
            parts = [charts.parts(chart, width, most) for chart in row]
            for index in range(max(map(len, parts))):
                drawn = [(p, each[index]) for p, each in enumerate(parts) if index < len(each)]
                tall = max(charts.height(chart, width) for _place, chart in drawn)
                self.need(tall + _CAPTION)
                for place, chart in drawn:
                    x = LEFT + place * (half + _BETWEEN)
                    if len(row) == 1:
                        x = LEFT + (AREA - width) / 2
                    self._picture(chart, x, width, tall, number + place + 1, more=index > 0)
                self.y -= tall + _CAPTION
            number += len(row)

    def _picture(
        self, chart: Chart, x: float, width: float, tall: float, number: int, *, more: bool
    ) -> None:
        label = (_("续图{number}") if more else _("图{number}")).format(number=number)
        top, own = self.y, charts.height(chart, width)

        def act(canvas: Canvas) -> None:
            charts.draw_chart(canvas, chart, x, top - own, width, own)
            _text(canvas, f"{label}　{chart.title}", "hei", 11, x, top - tall - 13, width, "center")

        self.put(act)


def _draw_lines_of(paragraph: Paragraph, top: float, first: int, last: int, canvas: Canvas) -> None:
    paragraph.draw(canvas, LEFT, top, first, last)


def _draw_text(
    text: str, x: float, base: float, width: float, align: Align, canvas: Canvas
) -> None:
    _text(canvas, text, "song", _LINE, x, base, width, align)


def _fits(chart: Chart, width: float) -> bool:
    """Whether a picture is readable on half the paper."""
    return charts.height(chart, width) <= (TOP - BOTTOM) * 0.62


class _Table:
    """One table, set for the paper."""

    def __init__(self, flow: _Flow, table: WideTable) -> None:
        self._flow = flow
        self._table = table
        whole = sum(column.share for column in table.columns)
        self._edges = [LEFT]
        for column in table.columns:
            self._edges.append(self._edges[-1] + AREA * column.share / whole)
        heads = [
            balance_lines(column.title, "hei", _SIZE, self._room(place))
            for place, column in enumerate(table.columns)
        ]
        self._head = heads
        self._head_height = max(map(len, heads)) * _LEADING + 2 * _AIR
        self._start = 0.0

    def _room(self, column: int) -> float:
        return self._edges[column + 1] - self._edges[column] - 2 * _PAD

    def lay_out(self) -> None:
        """Its title, its head, its groups."""
        flow, table = self._flow, self._table
        flow.need(self._head_height + 4 * _LEADING + (_PART.leading if table.title else 0))
        if table.title:
            flow.y -= 6
            flow.words(table.title, _PART)
        self._begin()
        if not any(group.rows for group in table.groups):
            self._band(table.empty or _("无"))
        for group in table.groups:
            if group.title:
                # A heading does not stand alone at the foot of a page.
                self._need(3 * (_LEADING + 2 * _AIR))
                self._band(group.title)
            for place, row in enumerate(group.rows):
                self._row(row, loud=place in group.strong)
        self._end()
        flow.y -= 8

    def _begin(self) -> None:
        self._start = self._flow.y
        self._cells(self._head, self._head_height, grey=True)

    def _end(self) -> None:
        """Rule the box around what stands on this page."""
        top, bottom, edges = self._start, self._flow.y, tuple(self._edges)

        def act(canvas: Canvas) -> None:
            canvas.setLineWidth(_THICK)
            canvas.rect(edges[0], bottom, edges[-1] - edges[0], top - bottom)

        self._flow.put(act)

    def _need(self, height: float) -> None:
        if self._flow.y - BOTTOM + 1e-6 < height:
            self._end()
            self._flow.turn()
            self._begin()

    def _band(self, text: str) -> None:
        """A heading over the whole width."""
        height = _LEADING + 2 * _AIR
        self._need(height)
        y, left, right = self._flow.y - height, self._edges[0], self._edges[-1]

        def act(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.setFillGray(0.96)
            canvas.setLineWidth(_THIN)
            canvas.rect(left, y, right - left, height, stroke=1, fill=1)
            canvas.restoreState()
            base = y + _AIR + (_LEADING - _SIZE) / 2 + 0.12 * _SIZE
            _text(canvas, text, "hei", _SIZE, left + 2 * _PAD, base, right - left, "left")

        self._flow.put(act)
        self._flow.y = y

    def _row(self, row: Sequence[str], *, loud: bool) -> None:
        table = self._table
        cells = [
            break_lines(
                text,
                "hei" if loud and place == table.loud else "song",
                _SIZE,
                self._room(place),
                align=table.columns[place].align,
            )
            for place, text in enumerate(row)
        ]
        first, count = 0, max(1, *map(len, cells))
        while first < count:
            room = self._flow.y - BOTTOM - 2 * _AIR
            fit = int((room + 1e-6) // _LEADING)
            rest = count - first
            if fit < min(rest, 2) or (rest > fit and rest <= _WHOLE):
                self._end()
                self._flow.turn()
                self._begin()
                continue
            last = first + min(rest, fit)
            part = [cell[first:last] for cell in cells]
            self._cells(part, (last - first) * _LEADING + 2 * _AIR, grey=False)
            first = last

    def _cells(self, cells: Sequence[Sequence[Line]], height: float, *, grey: bool) -> None:
        top, edges = self._flow.y, tuple(self._edges)

        def act(canvas: Canvas) -> None:
            canvas.setLineWidth(_THIN)
            for place, lines in enumerate(cells):
                left, right = edges[place], edges[place + 1]
                if grey:
                    canvas.saveState()
                    canvas.setFillGray(_GREY)
                    canvas.rect(left, top - height, right - left, height, stroke=1, fill=1)
                    canvas.restoreState()
                else:
                    canvas.rect(left, top - height, right - left, height)
                # Numbers and short words stand in the middle, long texts too: rows are low.
                above = (height - len(lines) * _LEADING) / 2
                base = top - above - (_LEADING - _SIZE) / 2 - 0.88 * _SIZE
                draw_lines(canvas, lines, left + _PAD, base, _SIZE, _LEADING)

        self._flow.put(act)
        self._flow.y -= height
