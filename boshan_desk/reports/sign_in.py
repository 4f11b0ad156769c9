"""Draw a sign-in sheet: lines high enough to write in, the head on every page, full pages."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.sign_sheet import Expected, SignSheet
from boshan_desk.i18n import _
from boshan_desk.reports.faces import Role, clean, missing
from boshan_desk.reports.pages import HEIGHT, WIDTH, open_canvas
from boshan_desk.reports.paragraph import Align, break_lines, draw_lines
from boshan_desk.reports.pdf import Drawn

_LEFT: Final = 20 * mm
_AREA: Final = WIDTH - 2 * _LEFT
_TOP: Final = HEIGHT - 22 * mm
_BOTTOM: Final = 24 * mm
_TITLE, _NAME, _SIZE, _SMALL = 22.0, 15.0, 11.0, 9.0
_LEAST: Final = 8.0
"""The smallest type of a unit's name, which takes two lines before it shrinks."""
_ROW: Final = 10.5 * mm
"""High enough for a signature."""
_HEAD: Final = 9 * mm
_PAD: Final = 4.0
_THICK, _THIN = 1.0, 0.4
_COLUMNS: Final = (1.1, 2.6, 6.6, 3.6, 3.6)
"""序号, 姓名, 单位, 联系电话, 签名: their shares of the width."""


def draw_sign_in(sheet: SignSheet) -> Drawn:
    """The sheet; its last page is ruled to the foot."""
    buffer = BytesIO()
    canvas = open_canvas(buffer, title=sheet.title, author=sheet.office, subject=_("签到表"))
    rows: list[Expected | None] = [*sheet.people, *[None] * sheet.blanks]
    first = _rows_within(_begin(canvas, sheet, draw=False))
    later = _rows_within(_TOP)
    pages = 1 + max(0, -(-(len(rows) - first) // later))
    at = 0
    for page in range(1, pages + 1):
        y = _begin(canvas, sheet) if page == 1 else _TOP
        count = first if page == 1 else later
        _table(canvas, y, [*rows[at : at + count], *[None] * (at + count - len(rows))], at)
        at += count
        _foot(canvas, sheet, page, pages)
        canvas.showPage()
    canvas.save()
    return Drawn(pdf=buffer.getvalue(), pages=pages, missing=missing(sheet.texts()))


def _rows_within(y: float) -> int:
    return int((y - _BOTTOM - _HEAD) // _ROW)


def _begin(canvas: Canvas, sheet: SignSheet, *, draw: bool = True) -> float:
    """Title, training, day and place; where the table begins."""
    y = _TOP
    y = _words(canvas, _("签到表"), "title", _TITLE, "center", y, draw)
    y = _words(canvas, sheet.title, "kai", _NAME, "center", y - 2, draw) - 6
    for label, words in sheet.told:
        said = _("{label}：{words}").format(label=label, words=words)
        y = _words(canvas, said, "fang", 12.0, "left", y, draw)
    return y - 6


def _words(
    canvas: Canvas, text: str, role: Role, size: float, align: Align, y: float, draw: bool
) -> float:
    text = clean(text)
    lines = break_lines(text, role, size, _AREA, align=align)
    if draw:
        draw_lines(canvas, lines, _LEFT, y - size, size, size * 1.4)
    return y - len(lines) * size * 1.4


def _table(canvas: Canvas, top: float, rows: list[Expected | None], done: int) -> None:
    edges = [_LEFT]
    for share in _COLUMNS:
        edges.append(edges[-1] + _AREA * share / sum(_COLUMNS))
    heads = (_("序号"), _("姓名"), _("单位"), _("联系电话"), _("签名"))
    for place, head in enumerate(heads):
        _cell(canvas, head, "hei", edges[place], edges[place + 1], top, _HEAD, "center")
    y = top - _HEAD
    levels = [y]
    for number, person in enumerate(rows, done + 1):
        cells: tuple[str, ...] = (str(number),)
        if person:
            cells = (str(number), person.name, person.unit, person.phone)
        for place, text in enumerate(cells):
            align: Align = "left" if place == 2 else "center"
            _cell(canvas, text, "song", edges[place], edges[place + 1], y, _ROW, align)
        y -= _ROW
        levels.append(y)
    canvas.setLineWidth(_THIN)
    canvas.lines([(edges[0], level, edges[-1], level) for level in levels[:-1]])
    canvas.lines([(edge, top, edge, y) for edge in edges[1:-1]])
    canvas.setLineWidth(_THICK)
    canvas.rect(edges[0], y, edges[-1] - edges[0], top - y)


def _cell(
    canvas: Canvas,
    text: str,
    role: Role,
    left: float,
    right: float,
    top: float,
    height: float,
    align: Align,
) -> None:
    """Words in the middle of a box, in two lines or smaller type where they are long."""
    room = right - left - 2 * _PAD
    size = _SIZE
    lines = break_lines(clean(text), role, size, room, align=align)
    while len(lines) > 2 and size > _LEAST:
        size -= 0.5
        lines = break_lines(clean(text), role, size, room, align=align)
    lines = lines[: max(1, int(height // (size * 1.15)))]
    above = (height - len(lines) * size * 1.15) / 2
    base = top - above - 0.075 * size - 0.88 * size
    draw_lines(canvas, lines, left + _PAD, base, size, size * 1.15)


def _foot(canvas: Canvas, sheet: SignSheet, page: int, pages: int) -> None:
    base = _BOTTOM - 8 * mm
    number = _("第 {page} 页 共 {pages} 页").format(page=page, pages=pages)
    parts: tuple[tuple[str, Align], ...] = (
        (sheet.foot, "left"),
        (number, "center"),
        (sheet.office, "right"),
    )
    for place, (text, align) in enumerate(parts):
        left = _LEFT + _AREA * place / 3
        lines = break_lines(clean(text), "song", _SMALL, _AREA / 3, align=align)[:2]
        draw_lines(canvas, lines, left, base, _SMALL, _SMALL * 1.3)
