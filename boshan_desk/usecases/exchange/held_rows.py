"""The rows that came in and wait, as the table `held` keeps them: for each record and sender the
states that came and were not joined.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.registers import Marks, join, marks_of, read_marks
from boshan_desk.store.codec import codec
from boshan_desk.store.reader import Reader, State
from boshan_desk.store.work import Work

REFUSED: Final = "refused"
"""Why a row is kept that a person turned down and that has no record here to say so on."""

WAS: Final = "was "
"""How the reason begins of a row that only tells how another was before a taking (`former`)."""

Key = tuple[str, str, str]
"""Ledger, record, and the site it came from."""


def key_of(row: Mapping[str, Any]) -> Key:
    """Which row it is."""
    return row["ledger"], row["record_id"], row["site"]


def held_rows(reader: Reader) -> list[dict[str, Any]]:
    """Every row that came in and was not joined, those too that a person turned down."""
    sql = (
        "SELECT ledger, record_id, site, why, row, aside, step, at FROM held"
        f" WHERE why NOT LIKE '{WAS}%'"
    )
    return [dict(row) for row in reader.connection.exec_driver_sql(sql).mappings()]


def held_row(reader: Reader, key: Key) -> dict[str, Any] | None:
    """A row that waits; None where none does."""
    sql = (
        "SELECT * FROM held WHERE ledger = ? AND record_id = ? AND site = ?"
        f" AND why NOT LIKE '{WAS}%'"
    )
    row = reader.connection.exec_driver_sql(sql, key).mappings().first()
    return dict(row) if row else None


def row_with(work: Work, key: Key, why: str, state: State) -> tuple[dict[str, Any], bool]:
    """The row as it is when this state waits, too; and whether it did not before."""
    kept = held_row(work, key)
    states = read_states(kept["row"]) if kept and kept["why"] != REFUSED else []
    new = all(each.marks != state.marks for each in states)
    if new:
        states.append(state)
    row = {
        "ledger": key[0],
        "record_id": key[1],
        "site": key[2],
        "why": why,
        "row": write_states(sorted(states, key=lambda each: each.marks)),
        "aside": kept["aside"] if kept else 0,
        "step": kept["step"] if kept else work.number,
        "at": kept["at"] if kept else work.at.isoformat(" "),
    }
    return row, new


def hold_no_more(work: Work, key: Key, digest: str) -> bool:
    """Take a state out of those that wait; whether it was one of them."""
    row = held_row(work, key)
    states = read_states(row["row"]) if row else []
    left = [state for state in states if digest_of(state) != digest]
    if row is not None and len(left) < len(states):
        keep_states(work, row, left)
    return len(left) < len(states)


def keep_states(work: Work, row: Mapping[str, Any], left: Iterable[State]) -> None:
    """Keep a row with the states that still wait; without any it goes."""
    if states := list(left):
        work.keep_rows("held", [{**row, "row": write_states(states)}])
    else:
        work.drop_row("held", *key_of(row))


def digest_of(state: State) -> str:
    """Names a state that waits, in the history."""
    return hashlib.blake2b(state.marks.encode(), digest_size=8).hexdigest()


def held_state(ledger: Ledger, row: Mapping[str, Any]) -> tuple[dict[str, Any], Marks]:
    """What a row that is held amounts to: the states that came and wait, joined."""
    blank = dict.fromkeys(codec(ledger).columns)
    states = [
        ({**blank, **state.row, "id": row["record_id"]}, read_marks(state.marks))
        for state in read_states(row["row"])
    ]
    first, *others = states
    for other in others:
        first = join(ledger, first, other, (row["site"],))
    return first


def read_states(text: str) -> list[State]:
    """The states of a record that wait (the column `row` of `held`)."""
    return [State(each["v"], marks_of(each["d"]).text()) for each in json.loads(text)]


def write_states(states: Iterable[State]) -> str:
    """The states of a record as the table keeps them."""
    told = [
        {"v": {n: v for n, v in s.row.items() if v is not None}, "d": json.loads(s.marks)}
        for s in states
    ]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
