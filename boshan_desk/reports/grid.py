"""Tables: column widths, type size, rows that stay whole, heads on every page."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from boshan_desk.domain.report import Grid, Source
from boshan_desk.i18n import _
from boshan_desk.reports.faces import Role, clean, measure
from boshan_desk.reports.ink import Ink, Pen, Shape
from boshan_desk.reports.pages import AREA, DEPTH, LEFT, Across, Pages
from boshan_desk.reports.paragraph import (
    Line,
    balance_lines,
    break_lines,
    draw_lines,
    tokens,
    wrap,
)
from boshan_desk.reports.sense import sense_lines, words_of

SIZES: Final = (12.0, 10.5, 10.0, 9.5, 9.0)
"""小四 down to 小五, the smallest type a leader should have to read."""
_BOLD: Final[Role] = "hei"
_LEADING = 1.4
_PAD = 3.5
"""Blank at each side of a cell, in points."""
_AIR = 2.5
"""Blank above and below the words of a cell, in points."""
_CAPTION = 12.0
_CAPTION_LEADING = 18.0
_SMALL = 10.5
_UNIT_LEADING = 15.0
GAP: Final = 9.0
"""Blank before and after a table."""
_THICK, _THIN = 1.0, 0.4
_SAMPLE = 400
"""How many rows of a long table are measured for the widths of its columns."""
_FIRST = 60
"""For how many of them the height of the rows is weighed."""
_RAGGED = 1.06
"""Lines do not break where they are full: so much more is counted."""
_HIGHER = 1.35
"""How much higher a table may become by larger type."""
_TOGETHER = 3
"""Rows that begin a divided table together with its head."""
_SHORT = 8.0
"""Cells up to so many em stay on one line."""
_MOST_LINES = 8
"""Of a long text in a narrow column, before short words are broken instead."""
_WHOLE = DEPTH * 0.55
"""A table up to this height is not divided between two pages when it can be helped."""


class _Row(NamedTuple):
    """A row ready to be drawn: for each cell its lines, each at an offset."""

    cells: tuple[tuple[tuple[float, Shape], ...], ...]
    depth: int
    """Lines of its tallest cell."""
    number: int = -1
    """Which row of the table it is of; -1 of the head."""


class _Plan(NamedTuple):
    """What is the same for every row."""

    size: float
    edges: tuple[float, ...]
    """x of every upright line."""

    rooms: tuple[float, ...]
    """Width for the words of each column."""
    fits: bool
    """Whether no number and no short word has to be broken."""

    @property
    def leading(self) -> float:
        """Distance of lines in a cell."""
        return self.size * _LEADING

    def height(self, row: _Row) -> float:
        """Height of a row with the air around its words."""
        return row.depth * self.leading + 2 * _AIR


def _sample(grid: Grid) -> Sequence[tuple[str, ...]]:
    step = max(1, len(grid.rows) // _SAMPLE)
    return grid.rows[::step]


class _Wish(NamedTuple):
    """What a column asks for, in em."""

    longest: float
    """Its longest cell on one line."""
    piece: float
    """The widest piece that may not be broken."""
    head: float
    """Its head on one line."""
    word: float
    """The widest word of its head."""
    cells: tuple[tuple[float, ...], ...]
    """How long the lines of its head and of its first cells are."""

    def width(self, lines: int, short: float) -> float:
        """The width that needs at most so many lines; up to `short` em it stays on one."""
        head = min(self.head, max(2.0, self.head / 2 + 0.5, min(self.word, 4.1)))
        if self.word == self.head and 3.9 < self.head < 4.1:
            # 移送司法 may stand as 移送 above 司法.
            head = self.head / 2 + 0.05
        if self.longest > short:
            # A tenth more, since lines do not break where they are full.
            return max(self.longest / lines * 1.1 + 0.3, min(self.piece, 14.0), head)
        return max(self.longest, head)

    def depths(self, width: float) -> list[int]:
        """How many lines its head and its first cells take in so many em, about."""
        return [
            sum(1 if line <= width else math.ceil(line * _RAGGED / width) for line in cell)
            for cell in self.cells
        ]

    def steps(self, depths: Sequence[int]) -> list[float]:
        """The widths at which one of them takes a line less."""
        found = {
            max(cell) * _RAGGED / (depth - len(cell))
            for cell, depth in zip(self.cells, depths, strict=True)
            if depth > len(cell)
        }
        return sorted(found)


def _wishes(grid: Grid) -> list[_Wish]:
    found = []
    for index, column in enumerate(grid.columns):
        rows: list[tuple[str, Role]]
        rows = [(clean(row[index]), "song") for row in _sample(grid)]
        # Bold digits are wider.
        bold = [grid.rows[row] for row in grid.strong if row < len(grid.rows)]
        cells = {*rows, *[(clean(row[index]), _BOLD) for row in bold]}
        lines = [(line, role) for cell, role in cells for line in cell.split("\n")]
        longest = max([measure(line, role, 1) for line, role in lines], default=0.0)
        pieces = [token.width for line, role in lines for token in tokens(line, role)]
        title = clean(column.title).replace("\n", "")
        word = max([measure(word, "hei", 1) for word in words_of(title)], default=0.0)
        head = measure(title, "hei", 1)
        first: list[tuple[str, Role]] = [(title, "hei"), *rows[:_FIRST]]
        depths = [
            tuple([measure(line, role, 1) for line in cell.split("\n")]) for cell, role in first
        ]
        found.append(_Wish(longest, max(pieces, default=0.0), head, word, tuple(depths)))
    return found


def _choose(
    wishes: Sequence[_Wish], sizes: Sequence[float], area: float
) -> tuple[float, list[float], bool]:
    """The size, the widths in points that its columns ask for, and whether words stay whole.

    Numbers and short words stay whole; long ones may take two lines before the type shrinks, and
    more where the table becomes but little higher by it, or at the smallest size.
    """
    found: tuple[float, list[float]] | None = None
    for size in sizes:
        for lines in (1, 2):
            widths = [_points(wish.width(lines, _SHORT), size) for wish in wishes]
            if found is None and sum(widths) <= area:
                found = size, _ease(wishes, widths, size, area)
    if found is None:
        squeezed = _squeeze(wishes, sizes[-1], area)
        if squeezed is not None:
            found = sizes[-1], _ease(wishes, squeezed, sizes[-1], area)
    if found is not None:
        most = _depth(wishes, *found) * _HIGHER
        for size in sizes:
            if size <= found[0]:
                break
            squeezed = _squeeze(wishes, size, area)
            if squeezed is not None:
                widths = _ease(wishes, squeezed, size, area)
                if _depth(wishes, size, widths) <= most:
                    return size, widths, True
        return *found, True
    size = sizes[-1]
    for short in (6.0, 4.0, 2.0):
        widths = [_points(wish.width(_MOST_LINES, short), size) for wish in wishes]
        if sum(widths) <= area:
            return size, _ease(wishes, widths, size, area), False
    return size, [_points(1.0, size)] * len(wishes), False


def _squeeze(wishes: Sequence[_Wish], size: float, area: float) -> list[float] | None:
    """Widths for long cells of more than two lines, the widest column first; None if too wide."""
    counts = [2] * len(wishes)
    widths = [_points(wish.width(2, _SHORT), size) for wish in wishes]
    while sum(widths) > area:
        slimmer = [
            _points(wish.width(count + 1, _SHORT), size)
            for wish, count in zip(wishes, counts, strict=True)
        ]
        giving = [
            place
            for place, width in enumerate(widths)
            if counts[place] < _MOST_LINES and slimmer[place] < width
        ]
        if not giving:
            return None
        place = max(giving, key=widths.__getitem__)
        widths[place] = slimmer[place]
        counts[place] += 1
    return widths


def _ease(wishes: Sequence[_Wish], widths: list[float], size: float, area: float) -> list[float]:
    """What room is left goes first to the columns whose long cells make the rows high."""
    widths = list(widths)
    depths = [wish.depths(_em(w, size)) for wish, w in zip(wishes, widths, strict=True)]
    left = area - sum(widths)
    while left > 0:
        best: tuple[float, int, float, list[int]] | None = None
        for place, wish in enumerate(wishes):
            others = [max(row) for row in zip(*depths[:place], *depths[place + 1 :], strict=True)]
            others = others or [1] * len(depths[place])
            now = sum(map(max, others, depths[place]))
            for em in wish.steps(depths[place]):
                wide = _points(em, size)
                more = wide - widths[place]
                if not 0 < more <= left:
                    continue
                own = wish.depths(_em(wide, size))
                saved = (now - sum(map(max, others, own))) / more
                if saved > 0 and (best is None or saved > best[0]):
                    best = saved, place, wide, own
        if best is None:
            break
        _saved, place, wide, own = best
        left -= wide - widths[place]
        widths[place], depths[place] = wide, own
    return widths


def _depth(wishes: Sequence[_Wish], size: float, widths: Sequence[float]) -> float:
    """The height of the head and the first rows, about, in points."""
    depths = [wish.depths(_em(w, size)) for wish, w in zip(wishes, widths, strict=True)]
    return math.fsum(max(row) * size * _LEADING + 2 * _AIR for row in zip(*depths, strict=True))


def _points(em: float, size: float) -> float:
    """The width of a column for so many em of words."""
    return em * size + 2 * _PAD + 0.1


def _em(points: float, size: float) -> float:
    """How many em of words stand in a column of so many points."""
    return (points - 2 * _PAD) / size


def _plan(grid: Grid, area: float = AREA) -> _Plan:
    """The largest type in which no number is cut and no short text is broken."""
    wishes = _wishes(grid)
    sizes = SIZES[-1:] if grid.long else SIZES[1:] if len(wishes) > 4 else SIZES
    size, least, fits = _choose(wishes, sizes, area)
    whole = [max(wish.longest, wish.head) * size + 2 * _PAD + 0.1 for wish in wishes]
    weights = [max(column.weight, 0.01) for column in grid.columns]
    widths = [area * weight / sum(weights) for weight in weights]
    # First what must be, then what would be welcome: from those with room to spare.
    widths = _level(widths, least, least)
    widths = _level(widths, whole, [max(pair) for pair in zip(least, whole, strict=True)])
    edges = [LEFT]
    for width in widths:
        edges.append(edges[-1] + width)
    return _Plan(size, tuple(edges), tuple([width - 2 * _PAD for width in widths]), fits)


class Widths(NamedTuple):
    """How a table is set, in points, for Word as well."""

    size: float
    """Of its type."""
    columns: tuple[float, ...]
    across: bool
    """Whether it is too wide to stand upright."""


def widths_in(grid: Grid) -> Widths:
    """The type of a table and the widths of its columns; across the page where it must be."""
    plan = _plan(grid)
    across = not plan.fits
    if across:
        plan = _plan(grid, DEPTH)
    columns = tuple([right - left for left, right in pairwise(plan.edges)])
    return Widths(plan.size, columns, across)


def _level(widths: Sequence[float], wanted: Sequence[float], kept: Sequence[float]) -> list[float]:
    """Widen the columns that want more at the cost of what others have above `kept`."""
    lack = [max(0.0, want - width) for width, want in zip(widths, wanted, strict=True)]
    spare = [max(0.0, width - keep) for width, keep in zip(widths, kept, strict=True)]
    moved = min(sum(lack), sum(spare))
    if moved <= 0.0:
        return list(widths)
    return [
        width + moved * short / sum(lack) - moved * over / sum(spare)
        for width, short, over in zip(widths, lack, spare, strict=True)
    ]


def _head_lines(text: str, role: Role, size: float, room: float) -> list[str]:
    """A head broken between words where they fit: 上年同期/累计, not 上年同/期累计."""
    lines = sense_lines(text, role, size, room)
    if max(measure(line, role, size) for line in lines) > room + 0.01:
        return [line.text for line in balance_lines(text, role, size, room)]
    return lines


def _set_row(
    cells: Sequence[str], plan: _Plan, aligns: Sequence[str], pen: Pen, *, index: int = -1
) -> _Row:
    """Break the cells of one row and place their lines from the cell's left edge."""
    ready: list[tuple[tuple[float, Shape], ...]] = []
    depth = 1
    size = plan.size
    for cell, align, room in zip(cells, aligns, plan.rooms, strict=True):
        text = clean(cell)
        shapes = [pen.shape(text)] if "\n" not in text else []
        if not shapes or shapes[0].advance * size > room + 0.01:
            if index < 0:
                lines = _head_lines(text, pen.role, size, room)
            else:
                lines = wrap(text, pen.role, size, room)
            shapes = [pen.shape(line) for line in lines]
            depth = max(depth, len(shapes))
        if align == "left":
            ready.append(tuple([(_PAD, shape) for shape in shapes]))
        else:
            part = 1.0 if align == "right" else 0.5
            ready.append(tuple([(_PAD + (room - s.advance * size) * part, s) for s in shapes]))
    return _Row(tuple(ready), depth, index)


class _Caption(NamedTuple):
    """What stands above a table: its title in the middle, its unit at the right."""

    title: list[Line]
    unit: list[Line]
    beside: bool
    """Whether the unit stands in the line of the title."""

    @property
    def height(self) -> float:
        """In points."""
        own = 0 if self.beside else len(self.unit) * _UNIT_LEADING
        return len(self.title) * _CAPTION_LEADING + own + 1


def _caption(grid: Grid, label: str, area: float) -> _Caption:
    title = f"{label}　{grid.title}" if grid.title else label
    lines = break_lines(title, "hei", _CAPTION, area * 0.86, align="center")
    if not grid.unit:
        return _Caption(lines, [], True)
    words = _("单位：{unit}").format(unit=grid.unit)
    unit = break_lines(words, "song", _SMALL, area, align="right")
    room = (area - max(line.width for line in lines)) / 2
    return _Caption(lines, unit, len(lines) == len(unit) == 1 and unit[0].width + 12 < room)


def _draw_caption(caption: _Caption, pages: Pages | Across) -> None:
    base = pages.y - _CAPTION_LEADING + 5
    inset = pages.width * 0.07
    draw_lines(pages.canvas, caption.title, LEFT + inset, base, _CAPTION, _CAPTION_LEADING)
    pages.y -= caption.height
    y = pages.y + 6 + (len(caption.unit) - 1) * _UNIT_LEADING
    draw_lines(pages.canvas, caption.unit, LEFT, y, _SMALL, _UNIT_LEADING)


class Table:
    """One table, set for the type area, or for the type area turned by a quarter."""

    def __init__(self, grid: Grid, pages: Pages) -> None:
        self._grid = grid
        self._pages: Pages | Across = pages
        self._sheets = pages
        self._more = ""
        self._plan = _plan(grid)
        self.across = not self._plan.fits
        """Whether it lies across pages of its own, being too wide to stand upright."""
        if self.across:
            self._plan = _plan(grid, DEPTH)
        self._aligns = [column.align for column in grid.columns]
        self._plain = Pen(pages.canvas, "song", self._plan.size)
        self._heavy = Pen(pages.canvas, "hei", self._plan.size)
        self._depth = AREA if self.across else DEPTH
        centred = ["center"] * len(grid.columns)
        titles = [column.title for column in grid.columns]
        self._head = _set_row(titles, self._plan, centred, self._heavy)
        width = DEPTH if self.across else AREA
        self._caption_height = _caption(grid, _("表{number}").format(number=88), width).height

        self._links: dict[int, list[tuple[int, Source]]] = {}
        for row, column, source in grid.links:
            self._links.setdefault(row, []).append((column, source))

    def _row(self, index: int) -> _Row:
        pen = self._heavy if index in self._grid.strong else self._plain
        return _set_row(self._grid.rows[index], self._plan, self._aligns, pen, index=index)

    @property
    def height(self) -> float:
        """Of the whole table with the blank above it; that of a page when it is longer."""
        plan = self._plan
        height = GAP + self._caption_height + plan.height(self._head)
        for index in range(len(self._grid.rows)):
            height += plan.height(self._row(index))
            if height > self._depth:
                return self._depth
        return height

    @property
    def small(self) -> bool:
        """Whether it is not divided between two pages when it can be helped."""
        return self.height - GAP <= _WHOLE

    @property
    def least(self) -> float:
        """The height that must be free to begin here."""
        return self.least_in(self._pages.room)

    def least_in(self, room: float) -> float:
        """The height that must be free to begin: a short table's whole, else its start.

        A short table is divided all the same when it would leave a third of a page empty.
        """
        start = GAP + self._caption_height + self._plan.height(self._head)
        height = start
        for index in range(len(self._grid.rows)):
            height += self._plan.height(self._row(index))
            if index < _TOGETHER:
                start = min(height, self._depth * 0.6)
            if height > _WHOLE:
                return start
        wasteful = room > self._depth / 3 and len(self._grid.rows) > 2 * _TOGETHER
        return start if wasteful else height

    def draw(self, number: int, above: Callable[[Across], None] | None = None) -> None:
        """Draw it from the cursor on, over as many pages as it takes.

        `above` puts a heading on the first page of a table that lies across.
        """
        plan = self._plan
        if self.across:
            self._pages = lying = Across(self._sheets)
            if above is not None:
                above(lying)
        pages = self._pages
        self._more = _("续表{number}").format(number=number)
        pages.need(self.least)
        pages.space(GAP)
        label = _("表{number}").format(number=number)
        _draw_caption(_caption(self._grid, label, pages.width), pages)
        rows: list[_Row] = [self._head]
        left = pages.room - plan.height(self._head)
        last = len(self._grid.rows) - 1
        for index in range(last + 1):
            row = self._row(index)
            for piece in self._pieces(row):
                height = plan.height(piece)
                # The last row does not stand alone on a page.
                after = plan.height(self._row(last)) if index == last - 1 else 0.0
                if height + min(after, self._depth / 4) > left + 1e-6 and len(rows) > 1:
                    self._flush(rows)
                    pages.turn()
                    self._continue()
                    rows = [self._head]
                    left = pages.room - plan.height(self._head)
                rows.append(piece)
                left -= height
        self._flush(rows)
        pages.space(GAP)
        if isinstance(pages, Across):
            pages.close()

    def _pieces(self, row: _Row) -> list[_Row]:
        """The row itself, or parts of it when it is taller than a page can be."""
        plan = self._plan
        most = self._depth - self._caption_height - plan.height(self._head) - 2 * _AIR
        lines = max(1, int(most // plan.leading))
        if row.depth <= lines:
            return [row]
        return [
            _Row(
                tuple([cell[first : first + lines] for cell in row.cells]),
                min(lines, row.depth - first),
                row.number,
            )
            for first in range(0, row.depth, lines)
        ]

    def _continue(self) -> None:
        """The line above a table that goes on: its number at the left, its unit at the right."""
        pages = self._pages
        base = pages.y - 12
        more = break_lines(self._more, "hei", _SMALL, pages.width / 2, align="left")
        draw_lines(pages.canvas, more, LEFT, base, _SMALL, 15)
        if self._grid.unit:
            unit = _("单位：{unit}").format(unit=self._grid.unit)
            lines = break_lines(unit, "song", _SMALL, pages.width / 2, align="right")[:1]
            draw_lines(pages.canvas, lines, LEFT + pages.width / 2, base, _SMALL, 15)
        pages.y -= 17

    def _flush(self, rows: Sequence[_Row]) -> None:
        """Draw the rows gathered for this page, with few and long lines."""
        pages, plan = self._pages, self._plan
        canvas, edges = pages.canvas, plan.edges
        ink = Ink(canvas)
        top = y = pages.y
        levels = []
        # A Han glyph stands from 0.12 em under the baseline to 0.88 em above it.
        drop = (plan.leading - plan.size) / 2 + 0.88 * plan.size
        for row in rows:
            height = plan.height(row)
            for edge, cell in zip(edges, row.cells, strict=False):
                line_y = y - (height - len(cell) * plan.leading) / 2 - drop
                for x, shape in cell:
                    ink.put(edge + x, line_y, shape)
                    line_y -= plan.leading
            for column, source in self._links.get(row.number, ()):
                pages.place(edges[column], y, edges[column + 1], y - height, source)
            y -= height
            levels.append(y)
        canvas.drawText(ink)
        canvas.setLineWidth(_THIN)
        left, right = edges[0], edges[-1]
        canvas.lines([(left, level, right, level) for level in levels[:-1]])
        canvas.lines([(edge, top, edge, y) for edge in edges[1:-1]])
        canvas.setLineWidth(_THICK)
        canvas.rect(left, y, right - left, top - y)
        pages.y = y
