"""What a picture of a case's course shows: events, times that do not count, limits.

Dates and words only; `timeline_scene` says where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from boshan_desk.i18n import _

PieceKind = Literal["run", "more", "stop", "roll", "late"]
"""Days of the limit itself, of its extension, not counted, past days of rest, and overdue."""


class Piece(NamedTuple):
    """Days of a bar that are drawn alike."""

    kind: PieceKind
    first: date
    until: date
    """The day after its last."""
    used: bool
    """Whether they have gone by; days left are drawn hollow."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, or is fixed to happen, on a day."""

    day: date
    code: str
    """The code of the step, or the name of the fact."""
    title: str
    words: str
    """All that there is to say, in a line."""
    moves: bool = True
    """Whether the case stood elsewhere after it."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A row of the picture: a limit, or the times of one kind that do not count."""

    code: str
    """The number of the limit, or the kind of stop."""
    subject: str = ""
    """The measure that it belongs to."""
    title: str
    short: str
    """How it stands, in a few words beside the title."""
    words: str
    """Everything, a line for each."""
    sign: str
    """One character that says how it stands."""
    state: str
    """The word of `procedure.clocks.State`; empty for a stop."""
    soon: bool = False
    """Whether it ends within days."""
    duty: bool = False
    """Whether the bureau must do something by then."""
    pieces: tuple[Piece, ...]
    start: date
    """The day of the event that set it going."""
    met: date | None = None
    runs_on: bool = False
    """Whether it goes on beyond the picture, or nobody knows how far."""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The course of a case from one day to another."""

    title: str
    first: date
    last: date
    today: date | None
    """None where the picture does not reach it."""
    events: tuple[Event, ...]
    """In order."""
    stops: tuple[Bar, ...]
    limits: tuple[Bar, ...]
    summary: str
    """The picture in a sentence, for those who cannot see it."""

    @property
    def rows(self) -> tuple[Bar, ...]:
        """Every row, from the top down."""
        return (*self.stops, *self.limits)

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    def texts(self) -> Iterator[str]:
        """Every string that is drawn."""
        yield self.title
        for event in self.events:
            yield event.title
        for bar in self.rows:
            yield from (bar.title, bar.short, bar.sign)


def short_day(day: date) -> str:
    """A day of a year that is told elsewhere: 7月24日."""
    return _("{month}月{day}日").format(month=day.month, day=day.day)
