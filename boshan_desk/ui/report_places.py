"""Where the numbers of a drawn paper stand, and in words what each of them opens."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.figures import is_unassigned
from boshan_desk.domain.report import Source
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS


class Place(Protocol):
    """A box on a sheet, in points from its top left corner (`reports.pdf.Place`)."""

    @property
    def page(self) -> int:
        """Which sheet, from 0."""

    @property
    def left(self) -> float:
        """Its left edge."""

    @property
    def top(self) -> float:
        """Its upper edge."""

    @property
    def right(self) -> float:
        """Its right edge."""

    @property
    def bottom(self) -> float:
        """Its lower edge."""

    @property
    def source(self) -> Source | None:
        """What a number comes from; None of a paragraph."""

    @property
    def key(self) -> str:
        """The name of a paragraph that may be edited; "" of a number."""


_SAME_LINE = 4.0
"""Boxes whose upper edges differ by less stand in one line, in points."""
_REACH = 1.5
"""So far beside a box a press still means it, in points."""


class Places:
    """The boxes of a paper: its numbers in the order one reads them, and its paragraphs."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        every = tuple(places)
        self.links: tuple[Place, ...] = tuple(
            sorted((each for each in every if each.source is not None), key=_reading_order)
        )
        """The numbers that open their records."""
        self._pages = [link.page for link in self.links]
        self._paragraphs = [each for each in every if each.source is None and each.key]
        self._by_page: dict[int, list[Place]] = defaultdict(list)
        # A number lies upon its paragraph, so it is asked first.
        for each in (*self.links, *self._paragraphs):
            self._by_page[each.page].append(each)

    def __bool__(self) -> bool:
        """Whether anything can be opened."""
        return bool(self.links)

    def at(self, page: int, x: float, y: float) -> Place | None:
        """What stands there: a number before the paragraph that it is in."""
        for each in self._by_page.get(page, ()):
            reach = _REACH if each.source is not None else 0.0
            if (
                each.left - reach <= x <= each.right + reach
                and each.top - reach <= y <= each.bottom + reach
            ):
                return each
        return None

    def number_from(self, page: int, y: float) -> int:
        """The first number (by its place in `links`) at or below a height; past the last: none."""
        found = bisect_left(self._pages, page)
        while (
            found < len(self.links) and self.links[found].page == page and self.links[found].top < y
        ):
            found += 1
        return found

    def paragraph(self, key: str) -> Sequence[Place]:
        """The boxes of a paragraph, one on each page that it touches."""
        return [each for each in self._paragraphs if each.key == key]


def _reading_order(place: Place) -> tuple[int, int, float]:
    return place.page, round(place.top / _SAME_LINE), place.left


def source_words(source: Source, lists: Lists) -> str:
    """In words what a number opens: 点开：立案数　2026年三季度　演示镇的记录."""
    return _("点开：{what}的记录").format(what=subject_words(source, lists))


def subject_words(source: Source, lists: Lists) -> str:
    """What a number is of, in words."""
    if source.target:
        what = _("指标 {code} 在目标进度中").format(code=source.target)
    elif source.figure:
        what = _(_figure_titles().get(source.figure, source.figure))
    elif source.ledger in KEPT:
        what = _(KEPT[source.ledger].title)
    else:
        what = source.ledger
    parts = [what, source.span.words() if source.span else "", _town_words(source.town, lists)]
    words = "　".join(filter(None, parts))
    if source.ids is not None:
        words = statements((words, _("{count} 条").format(count=len(source.ids))))
    return words


def _town_words(town: str, lists: Lists) -> str:
    if not town:
        return ""
    return _("未归属") if is_unassigned(town) else _(lists["town"].label(town))


@cache
def _figure_titles() -> dict[str, str]:
    """The titles of the catalogue by code; read when the first tip is wanted."""
    from boshan_desk.indicators import INDICATORS

    titles = {each.code: each.title for each in INDICATORS}
    for ledger in LEDGERS.values():
        titles |= {figure.code: figure.title for figure in ledger.figures}
    return titles
