"""Where everything of a `Timeline` stands, for whoever draws it.

All lengths are in em of the type it is drawn in, from the upper left corner.  The window and the
paper draw the same few shapes, each in its own ink, so that both show the same picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, Literal, NamedTuple

from boshan_desk.domain.timeline import Bar, Event, Piece, Timeline, short_day
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

Measure = Callable[[str], float]
"""The width of a text in em."""

Tone = Literal["ink", "muted", "accent", "quiet", "stop", "warn", "ok"]
"""What a colour would say; the shapes and words say it as well."""


class Words(NamedTuple):
    """One line of words, its middle at `y`."""

    x: float
    y: float
    text: str
    size: float = 1.0
    align: Literal["left", "center", "right"] = "left"
    tone: Tone = "ink"
    strong: bool = False
    halo: bool = False
    """Whether lines behind it are broken where it stands."""


class Rule(NamedTuple):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    bold: bool = False
    dashed: bool = False
    tone: Tone = "muted"


class Box(NamedTuple):
    """Some days of a bar."""

    x: float
    y: float
    width: float
    height: float
    pattern: Literal["", "upright", "slanted", "crossed"] = ""
    shaded: bool = False
    dashed: bool = False
    tone: Tone = "accent"


class Dot(NamedTuple):
    """A mark on a day."""

    x: float
    y: float
    shape: Literal["disc", "ring", "diamond", "cross", "arrow"]
    tone: Tone = "ink"


Shape = Words | Rule | Box | Dot


class Label(NamedTuple):
    """The words of one day's events, from `left` on in a lane; lane 0 is next to the axis."""

    x: float
    left: float
    width: float
    lane: int
    text: str
    events: tuple[Event, ...]


class Place(NamedTuple):
    """What a part of the picture stands for: a day's events, or a row."""

    left: float
    top: float
    right: float
    bottom: float
    words: str
    bar: Bar | None = None


class Scene(NamedTuple):
    """The whole picture."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    places: tuple[Place, ...]
    """In reading order."""


_DAY: Final = timedelta(days=1)
_LANE: Final = 1.4
"""Height of a line of events."""
_AXIS: Final = 3.0
"""Height of the axis with its months and years."""
_ROW: Final = 2.5
_BAR, _THIN_BAR = 1.0, 0.6
_SMALL: Final = 0.88
_BETWEEN: Final = 0.9
"""Blank between the words of two days."""
_MOST: Final = 11.0
"""Titles of events on one day that are wider are counted instead."""
_MANY: Final = 16
"""With more lanes than this, lines may run behind words."""
_LONG: Final = 9
"""From so many rows on the months stand below them too."""
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60)
"""Months from one tick to the next."""
_TONES: Final[dict[str, Tone]] = {
    "running": "accent", "stopped": "warn", "met": "ok", "met_late": "stop", "overdue": "stop",
    "lapsed": "muted", "": "muted",
}  # fmt: skip


def rough_width(text: str) -> float:
    """The width of a text in em, without asking a typeface."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.6 for c in text)


def scene(
    timeline: Timeline, width: float, measure: Measure = rough_width, *, row: float = _ROW
) -> Scene:
    """The picture on a width; `row` is the height of a bar with the words beside it."""
    return _Scene(timeline, width, measure, row).draw()


class _Scene:
    """Collects the shapes from the top down."""

    def __init__(self, timeline: Timeline, width: float, measure: Measure, row: float) -> None:
        self._timeline, self._measure, self._row = timeline, measure, row
        self._width = width
        self._left = min(14.5, width * 0.36)
        """Where the plot begins; words stand before it."""
        self._right = width - 0.3
        self._back: list[Shape] = []
        self._shapes: list[Shape] = []
        self._places: list[Place] = []

    def draw(self) -> Scene:
        """Events, axis, rows, today."""
        rows = self._timeline.rows
        found = place_labels(self._timeline, self._measure, self._edge, self._left, self._right)
        lanes = max((label.lane for label in found), default=-1) + 1
        axis = 0.7 + max(lanes, 1) * _LANE
        top = axis + _AXIS
        height = top + len(rows) * self._row + 0.4
        self._events(found, axis)
        self._axis(axis, height)
        self._today(axis, height)
        for number, bar in enumerate(rows):
            self._bar(bar, top + number * self._row)
        if len(rows) >= _LONG:
            # Far from the axis the months are told again.
            for x, text in self._ticks():
                self._shapes.append(Words(x + 0.25, height + 0.4, text, _SMALL, tone="muted"))
            height += 1.2
        return Scene(self._width, height, (*self._back, *self._shapes), tuple(self._places))

    def _edge(self, day: date) -> float:
        """Where a day begins."""
        share = (day - self._timeline.first).days / self._timeline.days
        place = self._left + share * (self._right - self._left)
        return min(max(place, self._left), self._right)

    def _middle(self, day: date) -> float:
        return (self._edge(day) + self._edge(day + _DAY)) / 2

    # Events

    def _events(self, found: Sequence[Label], axis: float) -> None:
        self._shapes.append(
            Words(0, axis - 1.0, self._fit(_("办案经过"), self._left - 0.8), strong=True)
        )
        for label in found:
            middle = axis - 1.0 - label.lane * _LANE
            self._back.append(Rule(label.x, middle, label.x, axis, tone="muted"))
            self._shapes.append(Words(label.left, middle, label.text, halo=True))
            moved = any(event.moves for event in label.events)
            self._shapes.append(Dot(label.x, axis, "disc" if moved else "ring"))
            words = "\n".join(event.words for event in label.events)
            self._places.append(
                Place(
                    label.left - 0.2, middle - _LANE / 2, label.left + label.width + 0.2,
                    middle + _LANE / 2, words,
                )
            )  # fmt: skip

    # The axis

    def _axis(self, axis: float, height: float) -> None:
        self._shapes.insert(0, Rule(self._left, axis, self._right, axis, bold=True, tone="ink"))
        for x, text in self._ticks():
            self._back.append(Rule(x, axis, x, height, dashed=True, tone="quiet"))
            if text:
                self._shapes.append(
                    Words(x + 0.25, axis + 0.9, text, size=_SMALL, tone="muted", halo=True)
                )
        years = range(self._timeline.first.year, self._timeline.last.year + 1)
        for year in years:
            left = self._edge(date(year, 1, 1))
            right = self._edge(date(year, 12, 31) + _DAY)
            text = _("{year}年").format(year=year)
            if self._measure(text) * _SMALL + 0.5 <= right - left or len(years) == 1:
                self._shapes.append(
                    Words(left + 0.25, axis + 2.1, text, size=_SMALL, strong=True, halo=True)
                )
            if left > self._left:
                self._back.append(Rule(left, axis, left, height, tone="muted"))

    def _ticks(self) -> Iterator[tuple[float, str]]:
        """The beginnings of months, as many as can be read."""
        timeline, measure = self._timeline, self._measure
        room = max(measure(_month(12)), measure(_month(5))) * _SMALL + 0.8
        month = (self._right - self._left) / (timeline.days / 30.44)
        step = next((s for s in _STEPS if s * month >= room), _STEPS[-1])
        day = timeline.first.replace(day=1)
        while day <= timeline.last:
            number = day.year * 12 + day.month - 1
            if number % step == 0 and day >= timeline.first:
                x, text = self._edge(day), _month(day.month)
                fits = x + 0.25 + measure(text) * _SMALL <= self._right
                yield x, text if fits else ""
            day = (day + _DAY * 31).replace(day=1)

    def _today(self, axis: float, height: float) -> None:
        today = self._timeline.today
        if today is None:
            return
        x, text = self._middle(today), _("今天")
        wide = self._measure(text) * _SMALL
        at = min(max(x, self._left + wide / 2), self._right - wide / 2)
        self._back.append(Rule(x, axis, x, height, bold=True, tone="stop"))
        self._shapes.append(
            Words(at, axis + 2.1, text, _SMALL, "center", "stop", strong=True, halo=True)
        )

    # Rows

    def _bar(self, bar: Bar, top: float) -> None:
        """A row: its words before the plot, its days in it."""
        row, room = self._row, self._left - 0.8
        tone: Tone = "warn" if bar.soon else _TONES[bar.state]
        middle = top + row / 2
        self._back.append(Rule(0, top, self._right, top, tone="quiet"))
        title = self._fit(bar.title, room)
        words = self._fit(_("{sign} {words}").format(sign=bar.sign, words=bar.short), room / _SMALL)
        self._shapes.append(Words(0, middle - 0.52, title, strong=bar.duty))
        self._shapes.append(Words(0, middle + 0.52, words, _SMALL, tone=tone))
        high = _BAR if bar.duty or not bar.state else _THIN_BAR
        for piece in bar.pieces:
            # What was left when it was done is only hinted at.
            spare = bar.met is not None and not piece.used
            self._shapes.append(self._box(bar, piece, middle, high * 0.3 if spare else high))
        if self._timeline.first <= bar.start <= self._timeline.last and bar.state:
            x = self._middle(bar.start)
            self._shapes.append(Rule(x, middle - 0.6, x, middle + 0.6, bold=True, tone="ink"))
        if bar.met is not None and self._timeline.first <= bar.met <= self._timeline.last:
            late = bar.state == "met_late"
            shape: Literal["cross", "diamond"] = "cross" if late else "diamond"
            self._shapes.append(Dot(self._middle(bar.met), middle, shape, tone))
        if bar.runs_on and bar.pieces:
            end = self._edge(bar.pieces[-1].until)
            self._shapes.append(Dot(min(end + 0.3, self._right), middle, "arrow", tone))
        self._places.append(Place(0, top, self._width, top + row, bar.words, bar))

    def _box(self, bar: Bar, piece: Piece, middle: float, high: float) -> Box:
        left, right = self._edge(piece.first), self._edge(piece.until)
        high = high / 2 if piece.kind == "roll" else high
        tone: Tone = "accent" if bar.duty else "muted"
        if piece.kind == "late":
            tone = "stop"
        elif piece.kind == "stop":
            tone = "warn"
        pattern: Literal["", "upright", "slanted", "crossed"] = ""
        if piece.kind == "more":
            pattern = "upright"
        elif piece.kind == "stop":
            pattern = "slanted"
        elif piece.kind == "late":
            pattern = "crossed"
        shaded = piece.used and piece.kind in ("run", "more")
        return Box(
            left, middle - high / 2, max(right - left, 0.12), high, pattern, shaded,
            piece.kind == "roll", tone,
        )  # fmt: skip

    def _fit(self, text: str, room: float) -> str:
        """The text, or as much of it as fits before a sign that it was cut."""
        if self._measure(text) <= room:
            return text
        cut = text
        while cut and self._measure(cut + "…") > room:
            cut = cut[:-1]
        return f"{cut}…"


def place_labels(
    timeline: Timeline,
    measure: Measure,
    edge: Callable[[date], float],
    left: float,
    right: float,
) -> list[Label]:
    """Each day's words in a lane that has room for them: no two overlap, no line runs through."""
    found = _stack(timeline, measure, edge, (left, right), clear=True)
    if max((label.lane for label in found), default=0) >= _MANY:
        found = _stack(timeline, measure, edge, (left, right), clear=False)
    return found


def _stack(
    timeline: Timeline,
    measure: Measure,
    edge: Callable[[date], float],
    plot: tuple[float, float],
    *,
    clear: bool,
) -> list[Label]:
    """From the last day to the first, each in the lowest lane it may take.

    `clear`: above every mark that its words would cover.
    """
    left, right = plot
    lanes: list[list[tuple[float, float]]] = []
    found: list[Label] = []
    in_order = sorted(timeline.events, key=lambda event: event.day)
    groups = [(day, tuple(group)) for day, group in groupby(in_order, key=lambda e: e.day)]
    for day, events in reversed(groups):
        text = _label(day, [event.title for event in events], measure)
        wide, x = measure(text), (edge(day) + edge(day + _DAY)) / 2
        begin = max(min(x, right - wide), left if wide <= right - left else 0.0)
        end = begin + wide
        covered = (o.lane + 1 for o in found if clear and begin <= o.x <= end + _BETWEEN)
        lowest = max(covered, default=0)
        lane = next(
            (
                number
                for number, taken in enumerate(lanes)
                if number >= lowest
                and all(end + _BETWEEN <= a or b + _BETWEEN <= begin for a, b in taken)
            ),
            len(lanes),
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((begin, end))
        found.append(Label(x, begin, wide, lane, text, events))
    return found[::-1]


def _label(day: date, titles: Sequence[str], measure: Measure) -> str:
    """The day and what happened on it, no longer than fits beside others."""
    titles = list(dict.fromkeys(_brief(title) for title in titles))
    words = listed(titles)
    if measure(words) > _MOST and len(titles) > 1:
        words = _("{first}等{count}项").format(first=titles[0], count=len(titles))
    return _("{day} {words}").format(day=short_day(day), words=words)


def _brief(title: str) -> str:
    """What comes before the first comma or bracket says what happened."""
    return re.split(r"[，（]|, | \(", title, maxsplit=1)[0]


def _month(month: int) -> str:
    return _("{month}月").format(month=month)
