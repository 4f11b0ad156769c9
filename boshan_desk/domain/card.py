"""What a card says: one A4 page about one thing, to be taken along or filed.

Facts with labels, short lists, the course of a case.  A card never runs over to a second page: the
type shrinks, then long lists show fewer rows and say how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from boshan_desk.domain.report import Column
from boshan_desk.domain.timeline import Timeline

_ROOM: Final = "　\n　"
"""Two empty lines: a signature fits in."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    text: str
    wide: bool = False
    """Whether it takes a row of its own."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A block of facts, two to a row."""

    title: str
    facts: tuple[Fact, ...]


def signing(title: str, *who: str) -> Facts:
    """Room for these to sign in."""
    return Facts(
        title=title, facts=tuple(Fact(label=f"{each}（签字）", text=_ROOM) for each in who)
    )


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A short table."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int = 0
    """How many there are in all, where only some are listed."""
    measure: str = ""
    """The measure word of a row."""

    @property
    def more(self) -> int:
        """How many are not listed."""
        return max(0, self.total - len(self.rows))


Part: TypeAlias = Facts | Listing | Timeline


@dataclass(frozen=True, kw_only=True)
class Card:
    """The whole page."""

    title: str
    """What kind of card it is."""
    subject: str
    """Whom or what it is about."""
    parts: tuple[Part, ...]
    office: str
    day: str
    """As of which day it is true, in words."""
    notes: tuple[str, ...] = ()
    foot: str = ""
    """A short line at the foot, such as 演示数据."""

    def shortened(self, rows: int, letters: int) -> Card:
        """The card with at most so many rows in a list, and letters in a fact or a cell."""
        return replace(self, parts=tuple(_shortened(part, rows, letters) for part in self.parts))

    def texts(self) -> Iterator[str]:
        """Every string that is printed."""
        yield from (self.title, self.subject, self.office, self.day, *self.notes, self.foot)
        for part in self.parts:
            if isinstance(part, Timeline):
                yield from part.texts()
                continue
            yield part.title
            if isinstance(part, Facts):
                for fact in part.facts:
                    yield from (fact.label, fact.text)
            else:
                yield from (column.title for column in part.columns)
                for row in part.rows:
                    yield from row


def _shortened(part: Part, rows: int, letters: int) -> Part:
    if isinstance(part, Facts):
        facts = tuple(replace(fact, text=_cut(fact.text, letters)) for fact in part.facts)
        return replace(part, facts=facts)
    if isinstance(part, Listing):
        kept = tuple(tuple(_cut(cell, letters) for cell in row) for row in part.rows[:rows])
        return replace(part, rows=kept, total=max(part.total, len(part.rows)))
    return part


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"
