"""Statistical forms as pages: A4 across, the boxes ruled, the names to be signed below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.form_sheet import Box, FormSheet
from boshan_desk.reports.faces import Role, missing
from boshan_desk.reports.pages import HEIGHT, WIDTH, open_canvas
from boshan_desk.reports.paragraph import Align, Paragraph, Style, break_lines, draw_lines
from boshan_desk.reports.pdf import Drawn

_LEFT: Final = 15 * mm
_AREA: Final = HEIGHT - 2 * _LEFT
_TOP: Final = WIDTH - 18 * mm
_TITLE: Final = Style(role="title", size=20, leading=30, align="center")
_NOTE: Final = Style(role="song", size=9, leading=14)
_LINE: Final = 10.5
_SIZE: Final = 10.0
_LEADING: Final = 13.0
_PAD: Final = 3.0
_AIR: Final = 5.0
_THICK, _THIN = 1.0, 0.4


def draw_forms(forms: Sequence[FormSheet], *, office: str) -> Drawn:
    """Every form on a page of its own."""
    buffer = BytesIO()
    title = forms[0].title
    canvas = open_canvas(buffer, title=title, author=office, subject=title)
    texts: list[str] = []
    for form in forms:
        paint_form(form, canvas)
        texts += form_texts(form)
    canvas.save()
    return Drawn(pdf=buffer.getvalue(), pages=len(forms), missing=missing(texts))


def paint_form(form: FormSheet, canvas: Canvas, *, number: str = "") -> None:
    """One form on a page of a canvas, with the number of the page where it has one."""
    canvas.setPageSize((HEIGHT, WIDTH))
    _draw(canvas, form)
    if number:
        _text(canvas, number, "song", 9, _LEFT, 10 * mm, _AREA, "center")
    canvas.showPage()


def form_texts(form: FormSheet) -> Iterator[str]:
    """Every string of a form that is printed."""
    yield from (form.title, *form.above, *form.below, *form.notes, form.foot)
    for box in form.boxes:
        yield box.words


def _draw(canvas: Canvas, form: FormSheet) -> None:
    y = _paragraph(canvas, form.title, _TITLE, _TOP) - 10
    _spread(canvas, form.above, y, to_edges=True)
    y -= _LINE + 6
    y = _table(canvas, form, y) - 8
    _spread(canvas, form.below, y, to_edges=False)
    y -= _LINE + 14
    for note in form.notes:
        y = _paragraph(canvas, note, _NOTE, y)
    if form.foot:
        _text(canvas, form.foot, "song", 9, _LEFT, 10 * mm, _AREA, "left")


def _paragraph(canvas: Canvas, text: str, style: Style, top: float) -> float:
    """Draw a paragraph over the whole width; where it ends."""
    paragraph = Paragraph(text, style, _AREA)
    paragraph.draw(canvas, _LEFT, top)
    return top - paragraph.height


def _spread(canvas: Canvas, texts: Sequence[str], top: float, *, to_edges: bool) -> None:
    """Texts side by side in equal parts of the width: from edge to edge, or each from its left."""
    part = _AREA / len(texts)
    for place, text in enumerate(texts):
        align: Align = "left"
        if to_edges and place:
            align = "right" if place == len(texts) - 1 else "center"
        _text(canvas, text, "song", _LINE, _LEFT + place * part, top - _LINE, part, align)


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
    draw_lines(canvas, break_lines(text, role, size, width, align=align), x, base, size, size * 1.3)


def _table(canvas: Canvas, form: FormSheet, top: float) -> float:
    """Draw the boxes; the lower edge of the last row."""
    edges = [_LEFT]
    for width in form.widths:
        edges.append(edges[-1] + _AREA * width / sum(form.widths))
    levels = [top]
    for row in range(form.rows):
        inside = [box for box in form.boxes if (box.row, box.rows) == (row, 1)]
        depth = max(len(_lines(box, edges)) for box in inside)
        levels.append(levels[-1] - depth * _LEADING - 2 * _AIR)
    for box in form.boxes:
        _fill(canvas, box, edges, levels)
    canvas.setLineWidth(_THICK)
    canvas.rect(edges[0], levels[-1], edges[-1] - edges[0], levels[0] - levels[-1])
    return levels[-1]


def _lines(box: Box, edges: Sequence[float]) -> list[str]:
    room = edges[box.column + box.columns] - edges[box.column] - 2 * _PAD
    return [line.text for line in break_lines(box.words, _role(box), _SIZE, room, align="center")]


def _role(box: Box) -> Role:
    return "hei" if box.kind in ("head", "sum") else "song"


def _fill(canvas: Canvas, box: Box, edges: Sequence[float], levels: Sequence[float]) -> None:
    left, right = edges[box.column], edges[box.column + box.columns]
    upper, lower = levels[box.row], levels[box.row + box.rows]
    canvas.setLineWidth(_THIN)
    canvas.rect(left, lower, right - left, upper - lower)
    lines = break_lines(box.words, _role(box), _SIZE, right - left - 2 * _PAD, align="center")
    above = (upper - lower - len(lines) * _LEADING) / 2
    base = upper - above - (_LEADING - _SIZE) / 2 - 0.88 * _SIZE
    draw_lines(canvas, lines, left + _PAD, base, _SIZE, _LEADING)
