"""What no desk below changes without a person here: what was reviewed, and closed periods."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from boshan_desk.domain.ledger import STATUS, Ledger
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.registers import Marks, Seen, competing, covers, site_of, values_in
from boshan_desk.domain.states import REVIEWED
from boshan_desk.store import schema
from boshan_desk.store.permits import counted_days
from boshan_desk.store.reader import Reader, State


class Reserved:
    """Tells which changes wait for a person."""

    def __init__(self, reader: Reader, above: Set[str]) -> None:
        """`above`: this desk and the one above it, who review."""
        self._above = above
        self._closed: list[Period] = [
            read_period(row["period"]) for row in reader.small_rows(schema.closing)
        ]

    def reason(self, ledger: Ledger, coming: State, before: State | None, after: State) -> str:
        """Why a change waits for a person (`answers.WHY`); "" where it does not."""
        reviewed = self._was_reviewed(ledger, coming, before)
        closed = not reviewed and self._counts_when_closed(ledger, coming, before)
        if not (reviewed or closed):
            return ""
        if before is not None and not _says_other(ledger, after, before):
            return ""
        return "reviewed" if reviewed else "closed"

    def _was_reviewed(self, ledger: Ledger, coming: State, before: State | None) -> bool:
        columns = ledger.registers[STATUS]
        both = (coming, before) if before is not None else (coming,)
        if not any(may_be_reviewed(state) for state in both):
            return False
        if before is not None:
            held = values_in(columns, STATUS, before.row, before.known)
            if any(v[0] in REVIEWED and site_of(d) in self._above for d, v in held.items()):
                return True
        seen: Seen = before.known.all_seen if before else {}
        held = values_in(columns, STATUS, coming.row, coming.known)
        return any(
            v[0] in REVIEWED and site_of(d) in self._above and not covers(seen, d)
            for d, v in held.items()
        )

    def _counts_when_closed(self, ledger: Ledger, coming: State, before: State | None) -> bool:
        if not self._closed:
            return False
        days = _days(ledger, coming.row, coming.known)
        if before is not None:
            days |= _days(ledger, before.row, before.known)
        return any(day in period for day in days for period in self._closed)


def may_be_reviewed(state: State) -> bool:
    """Whether some content of a record's status may say that it was reviewed."""
    return state.row.get("status") in REVIEWED or STATUS in state.known.others


def _says_other(ledger: Ledger, after: State, before: State) -> bool:
    """Whether a join changes what a record says, or what competes in it."""
    if ledger.differing(after.row, before.row):
        return True
    old = competing(ledger, before.row, before.known)
    return competing(ledger, after.row, after.known) != old


def _days(ledger: Ledger, values: Mapping[str, Any], marks: Marks) -> set[date]:
    """Every day on which a record may count, whichever of competing values is taken."""
    found = set()
    for name in counted_days(ledger.name):
        register = ledger.register_of[name]
        columns = ledger.registers[register]
        place = columns.index(name)
        for each in values_in(columns, register, values, marks).values():
            if each[place]:
                found.add(date.fromisoformat(each[place]))
    return found
