"""What stands above the text: the red head, the head of a 简报, title and 主送机关.

Measures are those of GB/T 9704-2012, 7.2 and 7.3.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.report import Head, Report
from boshan_desk.reports.faces import Role, clean, measure
from boshan_desk.reports.pages import AREA, LEADING, LEFT, PITCH, RED, RISE, TOP, Pages
from boshan_desk.reports.paragraph import (
    Line,
    Paragraph,
    Style,
    break_lines,
    draw_condensed,
    draw_lines,
)
from boshan_desk.reports.sense import sense_lines, words_of

_SIZE: Final = 16.0
"""三号."""
_ABOVE_NAME: Final = 35 * mm
"""From the top of the type area to the upper edge of the issuer's name."""
_ABOVE_BRIEF: Final = 25 * mm
"""The same of a 简报; the standard says nothing of it."""
_ABOVE_RULE: Final = 4 * mm
_RULE: Final = 1.4
"""Thickness of the red rule, in points."""
_INK: Final = 0.85
"""How high above the baseline the ink of a Han glyph reaches, in em; its box is a little higher."""
_UNDER: Final = 0.12

_LARGEST: Final = 58.0
_SMALLEST: Final = 36.0
"""A longer name is narrowed rather than set smaller, and then set in two lines."""
_NARROWEST: Final = 0.6
_FULL: Final = 0.95
"""A name does not reach to the very edges of the type area."""
_SPREAD: Final = 0.35
"""A short name is spread by up to so much of an em between its letters."""

TITLE: Final = Style(role="title", size=22, leading=36, align="center")
_OFFICE: Final = Style(role="kai", size=16, leading=LEADING, align="center")
_AS_OF: Final = Style(role="fang", size=14, leading=24, align="center")
_ADDRESSED: Final = Style(role="fang", size=16, leading=LEADING, tracking=PITCH)


def draw_head(report: Report, pages: Pages) -> None:
    """Everything down to where the text begins."""
    head = report.head
    if head is not None:
        if head.style == "red":
            _red(head, pages)
        else:
            _brief(head, pages)
    for line in report.title:
        for part in sense_lines(line, TITLE.role, TITLE.size, AREA):
            _put(pages, part, TITLE)
    if head is None:
        pages.space(8)
        if report.sign is None:
            _put(pages, report.office, _OFFICE)
            _put(pages, report.date, _OFFICE)
    _put(pages, report.as_of, _AS_OF)
    if report.addressed:
        pages.space(LEADING)
        _put(pages, report.addressed.rstrip("：:") + "：", _ADDRESSED)
    else:
        pages.space(14)


def _put(pages: Pages, text: str, style: Style) -> None:
    """A paragraph over the whole width; one too long for the page goes on over the next."""
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


def _base(line: int) -> float:
    """The baseline of 三号 type in a line of the type area, from 0."""
    return TOP - line * LEADING - (LEADING - _SIZE) / 2 - RISE * _SIZE


def _corner(head: Head, canvas: Canvas) -> None:
    """份号, 密级 and 紧急程度 at the top left, each on its line; of a 简报 份号 at the right."""
    rows: list[tuple[str, Role]] = []
    if head.copy_number and head.style == "red":
        rows.append((head.copy_number, "fang"))
    rows += [(text, "hei") for text in (head.secrecy, head.urgency) if text]
    for line, (text, role) in enumerate(rows):
        draw_condensed(canvas, text, role, _SIZE, LEFT, _base(line), AREA / 2)
    if head.copy_number and head.style == "brief":
        room = AREA / 2 - _SIZE
        draw_condensed(
            canvas, head.copy_number, "fang", _SIZE, LEFT + AREA - room, _base(0), room, "right"
        )


def _name(head: Head, canvas: Canvas, upper: float) -> float:
    """The issuer's name in red, its upper edge at `upper`; where its lower edge is."""
    text = clean(head.name).replace("\n", "")
    whole = measure(text, "title", 1.0)
    if not whole:
        return upper
    size = min(_LARGEST, AREA * _FULL / whole)
    rows = [text]
    if size < _SMALLEST:
        size = _SMALLEST
        if whole * size * _NARROWEST > AREA:
            rows = _two(text)
    canvas.saveState()
    canvas.setFillColorRGB(*RED)
    for row in rows:
        wide = measure(row, "title", size)
        gaps = max(len(row) - 1, 1)
        gap = min(_SPREAD * size, max(0.0, AREA * 0.85 - wide) / gaps) if len(row) > 1 else 0.0
        base = upper - _INK * size
        if gap > 0:
            x = LEFT + (AREA - wide - gap * gaps) / 2
            _spread(canvas, row, size, x, base, gap)
        else:
            draw_condensed(canvas, row, "title", size, LEFT, base, AREA, "center")
        upper = base - _UNDER * size - 0.2 * size
    canvas.restoreState()
    return upper + 0.2 * size


def _two(text: str) -> list[str]:
    """A name in two lines, divided between words."""
    words = words_of(text)
    cuts = [("".join(words[:cut]), "".join(words[cut:])) for cut in range(1, len(words))]
    halves = min(cuts, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=(text, ""))
    return [half for half in halves if half]


def _spread(canvas: Canvas, text: str, size: float, x: float, base: float, gap: float) -> None:
    """Letters with blanks between them."""
    [line] = break_lines(text, "title", size, 1e6, align="left")
    runs = [run._replace(spacing=run.spacing + gap) for run in line.runs]
    moved, place = [], 0
    for run in runs:
        moved.append(run._replace(x=run.x + place * gap))
        place += len(run.text)
    draw_lines(canvas, [Line(line.text, tuple(moved), line.width)], x, base, size, size)


def _rule(pages: Pages, y: float) -> None:
    """The red rule, as wide as the type area, its upper edge at `y`; the cursor goes below."""
    canvas = pages.canvas
    canvas.saveState()
    canvas.setStrokeColorRGB(*RED)
    canvas.setLineWidth(_RULE)
    canvas.line(LEFT, y - _RULE / 2, LEFT + AREA, y - _RULE / 2)
    canvas.restoreState()
    pages.y = y - _RULE


def _red(head: Head, pages: Pages) -> None:
    """The name, two lines below it the number, and the rule 4 mm below that."""
    canvas = pages.canvas
    _corner(head, canvas)
    lower = _name(head, canvas, TOP - _ABOVE_NAME)
    base = lower - 2 * LEADING - (LEADING - _SIZE) / 2 - RISE * _SIZE
    number = "".join(text for text in (head.number, head.total) if text)
    draw_condensed(canvas, number, "fang", _SIZE, LEFT, base, AREA, "center")
    _rule(pages, base - _UNDER * _SIZE - _ABOVE_RULE)
    pages.y -= 2 * LEADING


def _brief(head: Head, pages: Pages) -> None:
    """The name, the number of the issue, and below it who edits it and when, above the rule."""
    canvas = pages.canvas
    _corner(head, canvas)
    lower = _name(head, canvas, TOP - _ABOVE_BRIEF)
    base = lower - 0.6 * LEADING - RISE * _SIZE
    number = "".join(text for text in (head.number, head.total) if text)
    draw_condensed(canvas, number, "kai", _SIZE, LEFT, base, AREA, "center")
    base -= 1.8 * LEADING
    day = min(measure(clean(head.day), "fang", _SIZE), AREA / 2)
    draw_condensed(canvas, head.office, "fang", _SIZE, LEFT, base, AREA - day - _SIZE)
    draw_condensed(canvas, head.day, "fang", _SIZE, LEFT + AREA - day, base, day)
    _rule(pages, base - _UNDER * _SIZE - _ABOVE_RULE)
    pages.y -= LEADING * 1.5


def draw_annex_head(label: str, title: str, pages: Pages) -> None:
    """附件 with its number at the top left, its title in the third line (GB/T 9704-2012, 7.3.4)."""
    draw_condensed(pages.canvas, label, "hei", _SIZE, LEFT, _base(0), AREA)
    pages.y -= LEADING
    parts: Sequence[str] = ()
    if title:
        pages.y -= LEADING
        parts = sense_lines(title, TITLE.role, TITLE.size, AREA)
    for part in parts:
        _put(pages, part, TITLE)
    pages.space(LEADING / 2)
