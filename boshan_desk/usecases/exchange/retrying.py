"""Records that came in and wait: each is weighed again when something new is here."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final

from boshan_desk.domain.registers import covers, read_marks
from boshan_desk.ledgers import KEPT
from boshan_desk.store.codec import codec
from boshan_desk.store.reader import State
from boshan_desk.store.work import Laid, Work
from boshan_desk.usecases.exchange.held_rows import (
    REFUSED,
    Key,
    held_rows,
    keep_states,
    key_of,
    read_states,
)
from boshan_desk.usecases.exchange.peers import peer_of
from boshan_desk.usecases.exchange.weighed import Weighed
from boshan_desk.usecases.exchange.weighing import Weigher

_NEWEST: Final = 2**53


@dataclass
class Retried:
    """What came of it."""

    taken: list[Key] = field(default_factory=list)
    refused: list[Weighed] = field(default_factory=list)
    """Rows that break a rule, now that it can be seen."""


def retry(work: Work, wanted: Set[Key] | None = None) -> Retried:
    """Weigh what waits again, and lay what waits no longer; go round until nothing more comes in.

    Whether a row tells of writes that can be was asked when it came: a package that comes late ends
    before rows that wait already.
    """
    weighers: dict[str, Weigher] = {}
    retried = Retried()
    _forget_turned_down(work)
    moved = True
    while moved:
        moved = False
        for row in sorted(held_rows(work), key=key_of):
            if row["why"] != REFUSED and (wanted is None or key_of(row) in wanted):
                moved |= _retry_row(work, row, weighers, retried)
    return retried


def _forget_turned_down(work: Work) -> None:
    """Let go what a person turned down and a newer state has brought in since: it is here."""
    for row in held_rows(work):
        if row["why"] == REFUSED:
            marks = work.marks_of(KEPT[row["ledger"]], [row["record_id"]]).get(row["record_id"])
            seen = read_marks(marks).all_seen if marks else {}
            states = read_states(row["row"])
            left = [s for s in states if not all(covers(seen, dot) for dot in s.known.dots)]
            if len(left) < len(states):
                keep_states(work, row, left)


def _retry_row(
    work: Work, row: Mapping[str, Any], weighers: dict[str, Weigher], retried: Retried
) -> bool:
    """Weigh the states of one row again; whether any waits no longer."""
    key = key_of(row)
    ledger, site = KEPT[row["ledger"]], row["site"]
    if site not in weighers:
        peer = peer_of(work, site)
        if peer is None:
            return False
        weighers[site] = Weigher(work, peer, _NEWEST, _NEWEST)
    left: list[State] = []
    why, moved = row["why"], False
    states = read_states(row["row"])
    for state in states:
        found = weighers[site].again(ledger, state)
        if found is None:
            moved = True
        elif found.after is not None:
            work.lay(ledger, [laid_of(found)])
            retried.taken.append(key)
            moved = True
        elif found.outcome == "refused":
            retried.refused.append(found)
            moved = True
        else:
            left.append(state)
            why = found.why
    if len(left) < len(states) or why != row["why"]:
        keep_states(work, {**row, "why": why}, left)
    return moved


def laid_of(each: Weighed) -> Laid:
    """What is written of a record that is taken."""
    assert each.after is not None
    after = each.record or codec(each.ledger).to_record(each.after.row)
    return Laid(each.before, after, each.after.marks)
