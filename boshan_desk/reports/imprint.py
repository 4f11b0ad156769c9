"""What stands below the text: 附件说明, who signs and when, 附注, and 版记 on the last page.

Measures are those of GB/T 9704-2012, 7.3.4 to 7.3.7 and 7.4.  A seal is never drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportlab.lib.units import mm

from boshan_desk.domain.report import Imprint, Report, Sign
from boshan_desk.reports.faces import clean, measure
from boshan_desk.reports.pages import AREA, BOTTOM, DEPTH, LEADING, LEFT, PITCH, RISE, Pages
from boshan_desk.reports.paragraph import Paragraph, Style, draw_condensed

_SIZE: Final = 16.0
_FLUSH: Final = Style(role="fang", size=_SIZE, leading=LEADING, tracking=PITCH)
_INDENTED: Final = Style(role="fang", size=_SIZE, leading=LEADING, indent=2, tracking=PITCH)

_ANNEXES: Final = "附件："
_SMALL: Final = 14.0
"""四号."""
_ROW: Final = 25.0
"""Distance of lines in 版记."""
_NAMES: Final = Style(role="fang", size=_SMALL, leading=_ROW, align="left")
_CLOSER: Final = 1.08
_THICK, _THIN = 0.35 * mm, 0.25 * mm


class Closing:
    """附件说明, signature and 附注: set first, so that the text before can keep with them."""

    def __init__(self, report: Report) -> None:
        self._sign = report.sign
        self._attached = _attached(report.attached)
        self._remark = None
        if report.remark:
            bare = report.remark.strip("（）()")
            self._remark = Paragraph(f"（{bare}）", _INDENTED, AREA)

    @property
    def height(self) -> float:
        """Points from the last line of the text down to the end; 0 when there is nothing."""
        height = 0.0
        if self._attached:
            height += LEADING + sum(paragraph.height for _mark, paragraph, _x in self._attached)
        if self._sign is not None:
            height += LEADING * (1 + bool(self._sign.office) + bool(self._sign.day))
        if self._remark is not None:
            height += self._remark.height
        return height

    def draw(self, pages: Pages) -> None:
        """Everything, from the cursor down: on one page where one can hold it."""
        if 0.0 < self.height < DEPTH:
            pages.need(self.height)
        if self._attached:
            self._list(pages)
        if self._sign is not None:
            pages.need(3 * LEADING)
            pages.space(LEADING)
            _signed(self._sign, pages)
        if self._remark is not None:
            pages.need(self._remark.height)
            self._remark.draw(pages.canvas, LEFT, pages.y)
            pages.y -= self._remark.height

    def _list(self, pages: Pages) -> None:
        """One line below the text; every name goes on below its own first character."""
        pages.need(2 * LEADING)
        pages.space(LEADING)
        start = LEFT + 2 * _SIZE
        for mark, paragraph, x in self._attached:
            pages.need(paragraph.height)
            base = pages.y - (LEADING - _SIZE) / 2 - RISE * _SIZE
            draw_condensed(pages.canvas, mark, "fang", _SIZE, start, base, x - start)
            start = LEFT + 2 * _SIZE + measure(_ANNEXES, "fang", _SIZE)
            paragraph.draw(pages.canvas, x, pages.y)
            pages.y -= paragraph.height


def _attached(titles: tuple[str, ...]) -> list[tuple[str, Paragraph, float]]:
    """(what stands before the name, the name, where the name begins) of every annex."""
    found = []
    for number, title in enumerate(titles, 1):
        mark = f"{number}. " if len(titles) > 1 else ""
        widest = max(measure(f"{n}. ", "fang", _SIZE) for n in range(1, len(titles) + 1))
        widest = widest if mark else 0.0
        # 附件： stands two characters in; the numbers and the names stand below one another.
        x = LEFT + 2 * _SIZE + measure(_ANNEXES, "fang", _SIZE) + widest
        before = _ANNEXES + mark if number == 1 else mark
        room = LEFT + AREA - x
        found.append((before, Paragraph(title, _FLUSH, room), x))
    return found


def _signed(sign: Sign, pages: Pages) -> None:
    """The office two characters from the right, the day two characters right of its beginning.

    A day that is longer than the office stands two characters from the right instead, and the
    office two to the left of its beginning (7.3.5.2, without a seal).
    """
    edge = LEFT + AREA
    most = AREA - 4 * _SIZE
    office = min(measure(clean(sign.office), "fang", _SIZE), most)
    day = min(measure(clean(sign.day), "fang", _SIZE), most)
    x = edge - 2 * _SIZE - office
    later = x + 2 * _SIZE
    if day > office:
        later = edge - 2 * _SIZE - day
        x = later - 2 * _SIZE
    for text, at, room in ((sign.office, x, office), (sign.day, later, edge - later)):
        if text:
            base = pages.y - (LEADING - _SIZE) / 2 - RISE * _SIZE
            draw_condensed(pages.canvas, text, "fang", _SIZE, at, base, max(room, 1.0))
            pages.y -= LEADING


def _closer(text: str, room: float) -> Style:
    """Names that miss one line by a character or two stand a little closer to fit on it."""
    wide = measure(clean(text), _NAMES.role, _SMALL)
    if not room < wide <= room * _CLOSER:
        return _NAMES
    # Half a point less, lest rounding break the line after all.
    return replace(_NAMES, tracking=(room - 0.5 - wide) / len(text) / _SMALL)


class Foot:
    """版记, set for the foot of the last page."""

    def __init__(self, imprint: Imprint) -> None:
        self._imprint = imprint
        self._rows: list[tuple[str, Paragraph, float]] = []
        for label, names in imprint.lists:
            before = f"{label}："
            x = LEFT + _SMALL + min(measure(clean(before), "fang", _SMALL), AREA / 2)
            text = names.rstrip("。；;") + "。"
            room = LEFT + AREA - _SMALL - x
            self._rows.append((before, Paragraph(text, _closer(text, room), room), x))

    @property
    def height(self) -> float:
        """Points from its first rule to its last."""
        lists = sum(paragraph.height for _before, paragraph, _x in self._rows)
        return lists + _ROW * (1 + bool(self._imprint.copies))

    def draw(self, pages: Pages) -> None:
        """At the foot of an even page: its last rule is the lower edge of the type area.

        That page says no number, nor does a blank one before it.
        """
        # A line of air, lest it look like a part of the text.
        if pages.number % 2 or pages.room + 1e-6 < self.height + LEADING:
            pages.turn()
            if pages.number % 2:
                pages.numbered = False
                pages.turn()
        pages.numbered = False
        canvas, y = pages.canvas, BOTTOM + self.height
        canvas.setLineWidth(_THICK)
        canvas.line(LEFT, y, LEFT + AREA, y)
        for before, paragraph, x in self._rows:
            base = y - (_ROW - _SMALL) / 2 - RISE * _SMALL
            draw_condensed(canvas, before, "fang", _SMALL, LEFT + _SMALL, base, x - LEFT - _SMALL)
            paragraph.draw(canvas, x, y)
            y -= paragraph.height
        if self._rows:
            canvas.setLineWidth(_THIN)
            canvas.line(LEFT, y, LEFT + AREA, y)
        base = y - (_ROW - _SMALL) / 2 - RISE * _SMALL
        room = AREA - 2 * _SMALL
        imprint, x = self._imprint, LEFT + _SMALL
        wide = min(measure(clean(imprint.day), "fang", _SMALL), room / 2)
        draw_condensed(canvas, imprint.office, "fang", _SMALL, x, base, room - wide - _SMALL)
        day = LEFT + AREA - _SMALL - wide
        draw_condensed(canvas, imprint.day, "fang", _SMALL, day, base, wide)
        if imprint.copies:
            draw_condensed(canvas, imprint.copies, "fang", _SMALL, x, base - _ROW, room, "right")
        canvas.setLineWidth(_THICK)
        canvas.line(LEFT, BOTTOM, LEFT + AREA, BOTTOM)
        pages.y = BOTTOM
