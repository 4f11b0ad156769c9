"""One A4 page that is filled in, signed and kept: a form rather than a report.

What is put on it goes from the top down.  Nothing runs over to a second page: `draw_fitting` draws
it anew in smaller type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final

from reportlab.lib.units import mm

from boshan_desk.reports.faces import Role, clean, measure, missing
from boshan_desk.reports.pages import AREA, HEIGHT, LEFT, WIDTH, open_canvas
from boshan_desk.reports.paragraph import (
    Align,
    Line,
    Paragraph,
    Style,
    break_lines,
    draw_lines,
)
from boshan_desk.reports.pdf import Drawn

TOP: Final = HEIGHT - 22 * mm
BOTTOM: Final = 16 * mm
MIDDLE: Final = HEIGHT / 2

_PAD = 4.0
"""Blank at each side of a cell, in points."""
_AIR = 2.5
"""Blank above and below the words of a cell."""
_LEADING = 1.4
_THICK, _THIN = 1.0, 0.4
_RISE = 0.38
"""Half the height of a capital letter or a digit, in em: what stands in the middle of a line."""


class Leaf:
    """A page with a cursor, `y`, that moves down as things are put on it."""

    def __init__(self, *, title: str, office: str) -> None:
        self._buffer = BytesIO()
        self._canvas = open_canvas(self._buffer, title=title, author=office, subject=title)
        self._texts: list[str] = []
        self._over = 0.0
        self.y = TOP

    @property
    def room(self) -> float:
        """Points left above the lower margin; negative when too much was put on the page."""
        return min(self.y - BOTTOM, -self._over) if self._over else self.y - BOTTOM

    def space(self, height: float) -> None:
        """Leave a gap."""
        self.y -= height

    def words(self, text: str, style: Style, *, inset: float = 0.0) -> None:
        """A paragraph, `inset` points in from the left edge."""
        self._texts.append(text)
        paragraph = Paragraph(text, style, AREA - inset)
        paragraph.draw(self._canvas, LEFT + inset, self.y)
        self.y -= paragraph.height

    def items(self, texts: Sequence[str], style: Style) -> None:
        """Numbered sentences, their lines below one another."""
        inset = 1.6 * style.size
        for number, text in enumerate(texts, 1):
            line = break_lines(f"{number}.", style.role, style.size, inset, align="left")
            base = self.y - (style.leading - style.size) / 2 - 0.88 * style.size
            draw_lines(self._canvas, line, LEFT, base, style.size, style.leading)
            self.words(text, style, inset=inset)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        size: float,
        head: bool = False,
        labels: Sequence[int] = (),
        least: float = 0.0,
    ) -> None:
        """A ruled table over the whole width, its columns by their shares.

        The first row (`head`) and the columns in `labels` are headings; a row is at least `least`
        points high, so that there is room to write in it.
        """
        edges = [LEFT]
        for share in shares:
            edges.append(edges[-1] + AREA * share / sum(shares))
        levels = [self.y]
        for index, row in enumerate(rows):
            heading = [(head and index == 0) or column in labels for column in range(len(row))]
            cells = [
                self._cell(text, edges[column + 1] - edges[column], size, heading[column])
                for column, text in enumerate(row)
            ]
            depth = max(len(cell) for cell in cells) * size * _LEADING
            height = max(least, depth + 2 * _AIR)
            for edge, cell in zip(edges, cells, strict=False):
                above = (height - len(cell) * size * _LEADING) / 2
                base = levels[-1] - above - (size * _LEADING - size) / 2 - 0.88 * size
                draw_lines(self._canvas, cell, edge + _PAD, base, size, size * _LEADING)
            levels.append(levels[-1] - height)
        self._rule(edges, levels)
        self.y = levels[-1]

    def _cell(self, text: str, width: float, size: float, heading: bool) -> list[Line]:
        self._texts.append(text)
        role: Role = "hei" if heading else "song"
        align: Align = "center" if heading else "left"
        return break_lines(text, role, size, width - 2 * _PAD, align=align)

    def _rule(self, edges: Sequence[float], levels: Sequence[float]) -> None:
        top, bottom = levels[0], levels[-1]
        self._canvas.setLineWidth(_THIN)
        self._canvas.lines([(edges[0], level, edges[-1], level) for level in levels[1:-1]])
        self._canvas.lines([(edge, top, edge, bottom) for edge in edges[1:-1]])
        self._canvas.setLineWidth(_THICK)
        self._canvas.rect(edges[0], bottom, edges[-1] - edges[0], top - bottom)

    def frame(self, height: float) -> None:
        """A heavy box from here down, for what is put on next; the cursor stays."""
        self._canvas.setLineWidth(_THICK)
        self._canvas.rect(LEFT, self.y - height, AREA, height)

    def groups(self, groups: Sequence[str], captions: Sequence[str], *, size: float) -> None:
        """Letters to be typed from paper, in a row of groups with a small caption above each.

        Every letter stands in the middle of a cell of its own, so that none is read twice.
        """
        pitch = size * 0.8
        gap = size * 1.05
        wide = sum(len(group) for group in groups) * pitch + (len(groups) - 1) * gap
        small = size * 0.38
        x = LEFT + (AREA - wide) / 2
        base = self.y - small * 1.5 - size
        for group, caption in zip(groups, captions, strict=True):
            self._texts += (group, caption)
            line = break_lines(caption, "song", small, len(group) * pitch, align="center")
            draw_lines(self._canvas, line, x, self.y - small, small, small)
            for letter in clean(group):
                at = x + (pitch - measure(letter, "hei", size)) / 2
                drawn = break_lines(letter, "hei", size, size, align="left")
                draw_lines(self._canvas, drawn, at, base, size, size)
                x += pitch
            x += gap
        self.y = base - size * 0.3

    def blanks(self, labels: Sequence[str], *, size: float) -> None:
        """Labels in a row, each with a line to write on."""
        part = AREA / len(labels)
        base = self.y - size
        self._canvas.setLineWidth(_THIN)
        for index, label in enumerate(labels):
            self._texts.append(label)
            x = LEFT + index * part
            line = break_lines(label, "song", size, part, align="left")[:1]
            draw_lines(self._canvas, line, x, base, size, size)
            self._canvas.line(x + line[0].width + 3, base - 2, x + part - 10, base - 2)
        self.y = base - size * 0.5

    def fold(self, text: str, y: float = MIDDLE) -> None:
        """A broken line across the whole sheet with words in it; the cursor goes below."""
        size = 9.0
        self._over = max(self._over, y + size - self.y)
        self._texts.append(text)
        line = break_lines(text, "song", size, AREA, align="center")[:1]
        room = line[0].width / 2 + 6
        self._canvas.saveState()
        self._canvas.setLineWidth(0.6)
        self._canvas.setDash(5, 3)
        middle = LEFT + AREA / 2
        self._canvas.line(6 * mm, y, middle - room, y)
        self._canvas.line(middle + room, y, WIDTH - 6 * mm, y)
        self._canvas.restoreState()
        draw_lines(self._canvas, line, LEFT, y - _RISE * size, size, size)
        self.y = y - 2 * size

    def finish(self) -> Drawn:
        """The page as PDF.

        Raises:
            ValueError: more was put on the leaf than fits.
        """
        if self.room < 0:
            raise ValueError(f"the leaf is {-self.room:.0f} points too short")
        self._canvas.showPage()
        self._canvas.save()
        return Drawn(pdf=self._buffer.getvalue(), pages=1, missing=missing(self._texts))


def draw_fitting(fill: Callable[[float], Leaf], scales: Sequence[float]) -> Drawn:
    """The leaf that `fill` makes at the first scale at which everything stands on one page."""
    for scale in scales:
        leaf = fill(scale)
        if leaf.room >= 0:
            break
    return leaf.finish()
