"""The pages of a report: type area, page numbers, and where the next thing goes.

Measures are those of GB/T 9704-2012 (A4, type area 156 mm by 225 mm).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Final, NamedTuple

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.report import Source
from boshan_desk.i18n import _
from boshan_desk.reports.faces import clean, font_name, measure
from boshan_desk.reports.paragraph import Align, break_lines, draw_lines

# Writing streams as text costs a tenth of the time and a quarter of the size, and serves nobody.
rl_config.useA85 = 0

WIDTH: Final = 210 * mm
HEIGHT: Final = 297 * mm
LEFT: Final = 28 * mm
TOP: Final = HEIGHT - 37 * mm
AREA: Final = 156 * mm
"""Width of the type area."""
DEPTH: Final = 225 * mm
"""Height of the type area."""
BOTTOM: Final = TOP - DEPTH

LEADING: Final = 28.99
"""Distance of lines: 22 fill the type area."""
PITCH: Final = -0.207 / 16
"""28 characters of 16 pt are 1.8 mm wider than the type area: 0.207 pt off each, here in em."""
RED: Final = (1.0, 0.0, 0.0)
"""Of the issuer's name and the rule below it."""
RISE: Final = 0.88
"""A Han glyph stands from 0.12 em under the baseline to 0.88 em above it."""


class Place(NamedTuple):
    """Where something stands that can be opened: points from the top left of the sheet."""

    page: int
    """From 0."""
    left: float
    top: float
    right: float
    bottom: float
    source: Source | None = None
    """Of a number: where it comes from."""
    key: str = ""
    """Of a paragraph that may be edited: its name."""


class Enough(Exception):
    """The pages that were asked for are finished."""


_NUMBER_SIZE = 14.0
_FOOT_SIZE = 9.0
FOOT_DEPTH: Final = 12.5 * mm
"""How far below the type area the page number and a foot of two lines reach."""


def open_canvas(file: IO[bytes], *, title: str, author: str, subject: str) -> Canvas:
    """A4 paper to draw on; equal drawings give equal bytes."""
    canvas = Canvas(
        file,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        # The language of a document is known since then.
        pdfVersion=(1, 4),
        lang="zh-CN",
        # Without it every page refers to an unembedded Helvetica.
        initialFontName=font_name("song"),  # type: ignore[arg-type]  # the stub says float
    )
    # A reader shows the paper's name, not the file's.
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setTitle(clean(title))
    canvas.setAuthor(clean(author))
    canvas.setSubject(clean(subject))
    canvas.setCreator(_("博山知识产权工作台"))
    canvas.setProducer("Boshan Desk")
    return canvas


class _Cursor:
    """Where the next thing goes in a type area; subclasses say how the area is left."""

    depth: float
    y: float

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.y - (TOP - self.depth)

    @property
    def untouched(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y >= TOP

    def space(self, height: float) -> None:
        """Leave a gap, unless at the top of a page."""
        if not self.untouched:
            self.y -= height

    def need(self, height: float) -> None:
        """Go to a new page when less than `height` is left, and one would have more."""
        if self.room + 1e-6 < height and not self.untouched:
            self.turn()

    def turn(self) -> None:
        """Go to a new page."""
        raise NotImplementedError


class Pages(_Cursor):
    """A canvas with a cursor that moves down the type area and on to the next page."""

    width = AREA
    depth = DEPTH

    def __init__(
        self,
        canvas: Canvas,
        foot: str,
        on_page: Callable[[int], None] | None,
        *,
        number: int = 1,
        most: int | None = None,
    ) -> None:
        self.canvas = canvas
        self.number = number
        """Of this page, as it is printed."""
        self.y = TOP
        self.places: list[Place] = []
        self.numbered = True
        """Whether this page says its number."""
        self._foot = foot
        self._on_page = on_page
        self._most = most

    def place(
        self,
        left: float,
        upper: float,
        right: float,
        lower: float,
        source: Source | None = None,
        key: str = "",
    ) -> None:
        """Keep in mind what stands in a box of this page; y as the canvas counts, upwards."""
        page = self.number - 1
        self.places.append(Place(page, left, HEIGHT - upper, right, HEIGHT - lower, source, key))

    def turn(self) -> None:
        """Finish this page and begin the next.

        Raises:
            Enough: that was the last page asked for.
        """
        self._finish()
        self.number += 1
        self.y = TOP

    def close(self) -> None:
        """Finish the last page."""
        self._finish()

    def _finish(self) -> None:
        """Write the page number on the outer side and the foot on the other, and tell."""
        odd = self.number % 2 == 1
        # The one-em dashes stand 7 mm below the type area; one blank on the outer side.
        # The upper edge of a dash is 0.29 em above the baseline.
        baseline = BOTTOM - 7 * mm - 0.29 * _NUMBER_SIZE
        width = 0.0
        if self.numbered:
            number = f"— {self.number} —"
            width = measure(number, "song", _NUMBER_SIZE)
            x = LEFT + AREA - _NUMBER_SIZE - width if odd else LEFT + _NUMBER_SIZE
            lines = break_lines(number, "song", _NUMBER_SIZE, width + 1, align="left")
            draw_lines(self.canvas, lines, x, baseline, _NUMBER_SIZE, _NUMBER_SIZE)
        if self._foot:
            room = AREA - width - 3 * _NUMBER_SIZE
            align: Align = "left" if odd else "right"
            foot = break_lines(self._foot, "song", _FOOT_SIZE, room, align=align)[:2]
            at = LEFT if odd else LEFT + AREA - room
            draw_lines(self.canvas, foot, at, baseline, _FOOT_SIZE, _FOOT_SIZE * 1.3)
        self.canvas.showPage()
        if self._on_page is not None:
            self._on_page(self.number)
        if self.number == self._most:
            raise Enough


class Across(_Cursor):
    """The type area turned by a quarter, for a table too wide to stand upright.

    Its head is at the left of the sheet: on the binding side of an odd page, on the cut side of an
    even one (GB/T 9704-2012, 7.3.8).  What is drawn on it counts as on an upright page: x from
    `LEFT`, y from `TOP` downwards.  Page numbers stand where they always do.
    """

    width = DEPTH
    depth = AREA

    def __init__(self, pages: Pages) -> None:
        self.canvas = pages.canvas
        self.y = TOP
        self._pages = pages
        if not pages.untouched:
            pages.turn()
        self._begin()

    def _begin(self) -> None:
        self.canvas.saveState()
        self.canvas.transform(0, 1, -1, 0, LEFT + TOP, BOTTOM - LEFT)
        self.y = TOP

    def place(
        self, left: float, upper: float, right: float, lower: float, source: Source | None = None
    ) -> None:
        """Keep in mind what stands in a box of this page."""
        down = BOTTOM - LEFT
        across = LEFT + TOP
        self._pages.place(across - upper, right + down, across - lower, left + down, source)

    def turn(self) -> None:
        """Finish this page and lie across the next one too."""
        self.canvas.restoreState()
        self._pages.turn()
        self._begin()

    def close(self) -> None:
        """Stand upright again; nothing else has room on this page."""
        self.canvas.restoreState()
        self._pages.y = BOTTOM
