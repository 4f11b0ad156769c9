"""The sign-in sheet of a training: who is expected, and lines for whoever comes besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Somebody who is registered."""

    name: str
    unit: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class SignSheet:
    """The sheet, over as many pages as it takes."""

    title: str
    """The training."""
    told: tuple[tuple[str, str], ...]
    """(label, words): day, place, who holds it."""
    people: tuple[Expected, ...]
    blanks: int
    """Lines without a name, after those with one; the last page is filled with more."""
    office: str = ""
    foot: str = ""

    def texts(self) -> Iterator[str]:
        """Every string that is printed."""
        yield from (self.title, self.office, self.foot)
        for label, words in self.told:
            yield from (label, words)
        for person in self.people:
            yield from (person.name, person.unit, person.phone)
