"""A change is one fact: a record before and after.

The unit of work applies it, the history keeps it, undo reverses it, the screen refreshes from it,
and its `before` guards against overwriting a colleague.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from boshan_desk.domain.ledger import Record


@dataclass(frozen=True)
class Change:
    """One record before and after; None before it is added, None after it is taken back whole."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record it is about, as it is now or was last."""
        record = self.after or self.before
        if record is None:
            raise ValueError("a change of nothing")
        return record

    @property
    def key(self) -> tuple[str, str]:
        """Which record: its ledger's name and its id."""
        return self.record.ledger.name, self.record.id

    def reversed(self) -> Change:
        """What takes it back."""
        return Change(self.after, self.before)


def net(changes: Iterable[Change]) -> tuple[Change, ...]:
    """One change a record: the first before with the last after, nothing where they are equal."""
    folded: dict[tuple[str, str], Change] = {}
    for change in changes:
        first = folded.get(change.key)
        folded[change.key] = Change(first.before, change.after) if first else change
    return tuple(c for c in folded.values() if c.before != c.after)


@dataclass(frozen=True)
class Step:
    """One finished piece of work: what listeners are told and what undo takes back."""

    number: int
    name: str
    at: datetime
    officer: str
    changes: tuple[Change, ...]
    undoable: bool = True
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    poured: Mapping[str, Set[str]] = field(default_factory=lambda: MappingProxyType({}))
    """The ids of the records of a work too large to be held, by ledger; their changes stand in the
    history."""

    @property
    def count(self) -> int:
        """How many records it touched."""
        return len(self.changes) + sum(map(len, self.poured.values()))

    def touches(self, keys: Set[tuple[str, str]]) -> bool:
        """Whether it touched one of these records, by ledger and id."""
        if any(change.key in keys for change in self.changes):
            return True
        return any(id in self.poured.get(ledger, ()) for ledger, id in keys)

    def ledgers(self) -> set[str]:
        """The names of the ledgers it touched."""
        return {change.key[0] for change in self.changes} | set(self.poured)
