"""Lets the blocks of a report run down its pages, and counts its tables and pictures.

A table or picture that does not fit below the text waits for the top of the next page, and the
text that follows moves up before it, so that no page ends half empty.  Tables keep their order
among themselves, and so do pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from boshan_desk.domain.report import (
    Block,
    Chart,
    Grid,
    Heading,
    Link,
    PageBreak,
    Report,
    Words,
)
from boshan_desk.domain.timeline import Timeline
from boshan_desk.i18n import _
from boshan_desk.reports import charts
from boshan_desk.reports.faces import clean
from boshan_desk.reports.grid import GAP, Table
from boshan_desk.reports.imprint import Closing, Foot
from boshan_desk.reports.letterhead import draw_annex_head, draw_head
from boshan_desk.reports.mark import draw_mark
from boshan_desk.reports.pages import AREA, DEPTH, LEADING, LEFT, PITCH, Across, Pages
from boshan_desk.reports.paragraph import Paragraph, Style
from boshan_desk.reports.timeline import EASY, draw_timeline, fit

_HEADINGS: Final = {
    1: Style(role="hei", size=16, leading=LEADING, indent=2, tracking=PITCH, align="left"),
    2: Style(role="kai", size=16, leading=LEADING, indent=2, tracking=PITCH, align="left"),
    3: Style(role="fang", size=16, leading=LEADING, indent=2, tracking=PITCH, align="left"),
}
_BODY: Final = Style(role="fang", size=16, leading=LEADING, indent=2, tracking=PITCH)
_WORDS: Final = {
    "body": _BODY,
    "lead": _BODY,
    "item": _BODY,
    "note": Style(role="song", size=10.5, leading=17, indent=2),
}
_AROUND: Final = 18.0
"""Blank before and after a picture, together."""
_BELOW_NOTES: Final = 8.0
"""Blank between the notes of a table and the text."""
_COURSE: Final = DEPTH - 4 * LEADING
"""Most that the picture of a case's course takes: a page with a heading above it."""
_PICTURE_TITLE: Final = Style(role="hei", size=12, leading=18, align="center")
_HOLE: Final = 3 * LEADING
"""A page that ends so much earlier is no hole, and nothing has to move up."""
_GREAT_HOLE: Final = DEPTH / 5
"""Rather than such a hole, the next chapter begins before a picture of this one."""
_TOGETHER: Final = 3
"""Headings in a row that stay together; of more, only the last ones with the text."""
_AHEAD: Final = 30
"""How many blocks are looked at that follow: notes below a table, headings in a row."""
_ANNEX: Final = re.compile(r"(附件[0-9]*)(?:[\s　：:]+(.*))?", re.DOTALL)


class _Waiting(NamedTuple):
    """A table or picture with its number and the notes below it."""

    block: Grid | Chart
    number: int
    table: Table | None
    notes: tuple[Words, ...]


_Float: TypeAlias = Grid | Chart


class Flow:
    """Draws one report; `anchor` begins the names of its bookmarks, unique in the file."""

    def __init__(self, pages: Pages, *, anchor: str = "h", level: int = 0) -> None:
        self._pages = pages
        self._anchor = anchor
        self._base = level
        self._tables = 0
        self._pictures = 0
        self._headings = 0
        self._level = -1
        self._waiting: list[_Waiting] = []
        self._in_annexes = False
        self._set: dict[int, Table] = {}
        self._above: Heading | None = None

    def draw(self, report: Report) -> None:
        """Everything, in reading order, but for the end of the last page."""
        draw_head(report, self._pages)
        closing = Closing(report)
        cut = next(
            (place for place, block in enumerate(report.blocks) if isinstance(block, PageBreak)),
            len(report.blocks),
        )
        self._run(report.blocks[:cut], tail=closing.height)
        closing.draw(self._pages)
        self._in_annexes = True
        self._run(report.blocks[cut:], tail=0.0)
        if self._headings and not self._base:
            self._pages.canvas.showOutline()
        if report.imprint is not None:
            Foot(report.imprint).draw(self._pages)
        if report.mark is not None:
            draw_mark(report.mark, self._pages.canvas)

    def _run(self, blocks: Sequence[Block], *, tail: float) -> None:
        """Blocks down to the end or the next signature, which keeps with two lines of text."""
        place = 0
        while place < len(blocks):
            block, after = blocks[place], blocks[place + 1 : place + _AHEAD]
            place += 1
            if isinstance(block, Heading):
                before = blocks[place - 2] if place > 1 else None
                self._heading(block, after, annex=isinstance(before, PageBreak))
            elif isinstance(block, Words):
                last = not after and not self._waiting
                self._words(block, tail if last else 0.0)
            elif isinstance(block, Grid | Chart):
                notes = _notes(after)
                place += len(notes)
                before = blocks[place - 2 - len(notes)] if place - len(notes) > 1 else None
                self._float(block, notes, before, blocks[place:])
            elif isinstance(block, Timeline):
                self._settle()
                self._timeline(block)
            else:
                self._settle()
                if not self._pages.untouched:
                    self._pages.turn()
        self._settle()

    # Text

    def _turn(self) -> None:
        """A new page, at whose top stands what waited for it."""
        self._pages.turn()
        self._put_waiting()

    def _need(self, height: float) -> None:
        while self._pages.room + 1e-6 < height and not self._pages.untouched:
            waited = bool(self._waiting)
            self._turn()
            if not waited:
                return

    def _lines(
        self,
        paragraph: Paragraph,
        *,
        links: Sequence[Link] = (),
        key: str = "",
        tail: float = 0.0,
    ) -> None:
        """A paragraph, over as many pages as it takes."""
        pages, leading = self._pages, paragraph.style.leading
        first, count = 0, len(paragraph.lines)
        spots = [
            (line, left, right, link)
            for link in links
            for line, left, right in paragraph.find(link.start, link.end)
        ]
        while first < count:
            rest = count - first
            fits = min(rest, paragraph.lines_within(pages.room))
            if fits == rest and rest * leading + tail > pages.room + 1e-6:
                # What signs the paper does not stand on a page without text; nor does one line
                # of the text stay behind.
                fits = rest - 2 if rest > 3 else 0
            elif 0 < fits == rest - 1:
                # The last line of a paragraph does not begin a page by itself.
                fits -= 1
            if fits == 0 and not pages.untouched:
                self._turn()
                continue
            last = first + (fits or rest)
            top = pages.y
            paragraph.draw(pages.canvas, LEFT, top, first, last)
            pages.y -= (last - first) * leading
            if key:
                pages.place(LEFT, top, LEFT + AREA, pages.y, key=key)
            air = (leading - paragraph.style.size) / 2
            for line, left, right, link in spots:
                if first <= line < last:
                    upper = top - (line - first) * leading - air
                    lower = upper - paragraph.style.size
                    pages.place(LEFT + left, upper, LEFT + right, lower, link.source)
            first = last

    def _words(self, words: Words, tail: float) -> None:
        paragraph = Paragraph(words.text, _WORDS[words.style], AREA)
        self._lines(paragraph, links=words.links, key=words.key, tail=tail)

    def _heading(self, heading: Heading, after: Sequence[Block], *, annex: bool) -> None:
        """A heading stays with what follows it, and has a bookmark."""
        pages = self._pages
        if self._waiting and heading.level == 1 and not self._may_pass():
            self._settle()
        if after and isinstance(after[0], Grid) and self._table(after[0]).across:
            self._above = heading
            return
        match = _ANNEX.fullmatch(heading.text.strip()) if annex and pages.untouched else None
        if match:
            self._bookmark(heading)
            draw_annex_head(match[1], match[2] or "", pages)
            return
        paragraph = Paragraph(heading.text, _HEADINGS[heading.level], AREA)
        least = self._least(after, pages.room - paragraph.height)
        self._need(paragraph.height + least)
        if paragraph.lines:
            self._bookmark(heading)
        self._lines(paragraph)

    def _least(self, blocks: Sequence[Block], room: float, headings: int = _TOGETHER) -> float:
        """How much of what follows must stand on the same page as a heading; `room` is there."""
        if not blocks or not headings or isinstance(blocks[0], PageBreak):
            return 0.0
        block = blocks[0]
        if isinstance(block, Heading):
            own = Paragraph(block.text, _HEADINGS[block.level], AREA).height
            return own + self._least(blocks[1:4], room - own, headings - 1)
        if isinstance(block, Words):
            style = _WORDS[block.style]
            return min(2, len(Paragraph(block.text, style, AREA).lines)) * style.leading
        if isinstance(block, Grid):
            return self._table(block).least_in(room)
        if isinstance(block, Timeline):
            return fit(block, AREA, _COURSE).height + _AROUND + _PICTURE_TITLE.leading
        return _chart_height(charts.parts(block, AREA, _most())[0]) - charts.give(block)

    def _bookmark(self, heading: Heading) -> None:
        canvas = self._pages.canvas
        self._headings += 1
        key = f"{self._anchor}{self._headings}"
        # "Fit" and "FitH" make some readers complain of an invalid place.
        canvas.bookmarkPage(key, fit="XYZ", left=0, top=self._pages.y, zoom=0)
        # An outline may go only one level deeper at a time.
        self._level = min(heading.level - 1, self._level + 1)
        text = clean(heading.text).replace("\n", " ")
        canvas.addOutlineEntry(text, key, self._base + self._level, closed=False)

    # Tables and pictures

    def _table(self, grid: Grid) -> Table:
        """The table set, once."""
        known = self._set.get(id(grid))
        if known is None:
            known = self._set[id(grid)] = Table(grid, self._pages)
        return known

    def _lying_heading(self, heading: Heading, sheet: Across) -> None:
        """The heading of a table that lies across, on its page."""
        self._bookmark(heading)
        paragraph = Paragraph(heading.text, _HEADINGS[heading.level], sheet.width)
        paragraph.draw(sheet.canvas, LEFT, sheet.y)
        sheet.y -= paragraph.height

    def _float(
        self,
        block: _Float,
        notes: tuple[Words, ...],
        before: Block | None,
        after: Sequence[Block],
    ) -> None:
        """A table or picture: here when it fits, else at the top of the next page."""
        if isinstance(block, Grid):
            self._tables += 1
            item = _Waiting(block, self._tables, self._table(block), notes)
            self._set.clear()
        else:
            self._pictures += 1
            item = _Waiting(block, self._pictures, None, notes)
        if self._fits(item) and not self._waiting:
            self._put(item)
        elif self._can_wait(item, before, after):
            self._waiting.append(item)
        else:
            self._settle()
            self._put(item)

    def _fits(self, item: _Waiting) -> bool:
        """Whether it stands in what is left of the page, or as much of it as has to."""
        if item.table is not None:
            room, table = self._pages.room, item.table
            if table.across:
                return self._pages.untouched
            if room < DEPTH - 1 and (table.small or table.height <= room):
                notes = GAP + min(_height(item.notes), DEPTH / 4) if item.notes else 0.0
                return table.height + notes <= room + 1e-6
            return table.least <= room + 1e-6
        assert isinstance(item.block, Chart)
        part = charts.parts(item.block, AREA, _most())[0]
        return _chart_height(part) - charts.give(part) <= self._pages.room + 1e-6

    def _can_wait(self, item: _Waiting, before: Block | None, after: Sequence[Block]) -> bool:
        """Whether the text that follows may stand before it."""
        if not after or not isinstance(after[0], Heading | Words):
            behind = _text_behind(after)
            if behind is None or (isinstance(behind, Heading) and behind.level == 1):
                # Behind what waits already nothing may overtake.
                return bool(self._waiting) and bool(after) and isinstance(after[0], Grid | Chart)
        if isinstance(before, Words) and before.text.rstrip().endswith(("：", ":")):
            return False
        if isinstance(before, Heading):
            return False
        if isinstance(item.block, Grid) and item.block.long:
            return False
        if self._waiting:
            return True
        text = after[0]
        if isinstance(text, Heading) and text.level == 1 and not self._may_pass():
            return False
        return self._pages.room > _HOLE

    def _may_pass(self) -> bool:
        """Whether a chapter may begin before a picture of the one before; an annex never."""
        return not self._in_annexes and self._pages.room >= _GREAT_HOLE

    def _put_waiting(self) -> None:
        """What waits, as far as it stands on this page; the first of it in any case."""
        while self._waiting and (self._pages.untouched or self._fits(self._waiting[0])):
            self._put(self._waiting.pop(0))

    def _settle(self) -> None:
        """Nothing waits any longer."""
        while self._waiting:
            if not self._fits(self._waiting[0]) and not self._pages.untouched:
                self._pages.turn()
            self._put_waiting()

    def _put(self, item: _Waiting) -> None:
        if item.table is not None:
            above, self._above = self._above, None
            put = partial(self._lying_heading, above) if above is not None else None
            item.table.draw(item.number, put)
        elif isinstance(item.block, Chart):
            self._chart(item.block, item.number)
        for note in item.notes:
            self._words(note, 0.0)
        if item.notes:
            self._pages.space(min(_BELOW_NOTES, self._pages.room))

    def _chart(self, chart: Chart, number: int) -> None:
        """The picture, somewhat lower where it would not fit, and its title below."""
        pages = self._pages
        label = _("图{number}").format(number=number)
        for part in charts.parts(chart, AREA, _most()):
            give = max(0.0, _chart_height(part) - pages.room)
            if give > charts.give(part):
                pages.need(_chart_height(part))
                give = 0.0
            pages.space(_AROUND / 2)
            height = charts.height(part, AREA) - give
            if chart.source is not None:
                pages.place(LEFT, pages.y, LEFT + AREA, pages.y - height, chart.source)
            charts.draw_chart(pages.canvas, part, LEFT, pages.y - height, AREA, height)
            pages.y -= height
            self._title(label, part.title)
            pages.space(_AROUND / 2)
            label = _("续图{number}").format(number=number)

    def _title(self, label: str, title: str) -> None:
        """Below a picture, on its page."""
        pages = self._pages
        paragraph = Paragraph(f"{label}　{title}" if title else label, _PICTURE_TITLE, AREA)
        first = 0
        while first < len(paragraph.lines):
            last = first + paragraph.lines_within(pages.room)
            if last == first:
                pages.turn()
                continue
            paragraph.draw(pages.canvas, LEFT, pages.y, first, min(last, len(paragraph.lines)))
            pages.y -= (min(last, len(paragraph.lines)) - first) * _PICTURE_TITLE.leading
            first = last

    def _timeline(self, timeline: Timeline) -> None:
        """The course of a case, on one page."""
        pages = self._pages
        self._pictures += 1
        around = _AROUND + _PICTURE_TITLE.leading
        fitted = fit(timeline, AREA, pages.room - around)
        if fitted.size < EASY:
            fitted = fit(timeline, AREA, _COURSE)
        pages.need(fitted.height + around)
        pages.space(_AROUND / 2)
        draw_timeline(pages.canvas, fitted, LEFT, pages.y)
        pages.y -= fitted.height
        self._title(_("图{number}").format(number=self._pictures), timeline.title)
        pages.space(_AROUND / 2)


def _notes(after: Sequence[Block]) -> tuple[Words, ...]:
    """The notes right below a table or picture, which belong to it."""
    found: list[Words] = []
    for block in after:
        if not isinstance(block, Words) or block.style != "note":
            break
        found.append(block)
    return tuple(found)


def _text_behind(after: Sequence[Block]) -> Heading | Words | None:
    """The text behind more tables and pictures, which would move up before all of them."""
    for block in after:
        if isinstance(block, Heading) or (isinstance(block, Words) and block.style != "note"):
            return block
        if not isinstance(block, Grid | Chart | Words) or (isinstance(block, Grid) and block.long):
            return None
    return None


def _height(notes: Sequence[Words]) -> float:
    return sum(Paragraph(note.text, _WORDS[note.style], AREA).height for note in notes)


def _most() -> float:
    """The highest that a picture may be."""
    return DEPTH - _AROUND - 2 * _PICTURE_TITLE.leading


def _chart_height(chart: Chart) -> float:
    title = Paragraph(f"图00　{chart.title}", _PICTURE_TITLE, AREA)
    return charts.height(chart, AREA) + _AROUND + title.height
