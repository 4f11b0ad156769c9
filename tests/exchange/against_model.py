"""Records kept twice: as the program keeps them, and as the independent model does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from boshan_desk.domain import registers
from boshan_desk.domain.ledger import WITHDRAWN, Ledger
from boshan_desk.domain.registers import LIVE, NOBODYS, Marks, Row
from boshan_desk.ledgers import find_ledger
from tests.exchange import model
from tests.exchange.model import Dot, State

HEADS: Final = ("c",)
PLACES: Final = (Dot("c", 1, 0), Dot("t", 1, 0), Dot("t", 2, 0), Dot("u", 1, 0), Dot("c", 2, 0))


class Pair(NamedTuple):
    """One state of a record: the program's row and marks, and the model's writes."""

    row: Row
    marks: Marks
    state: State


def text(dot: Dot) -> str:
    """A dot as the program writes it."""
    return f"{dot.site}.{dot.epoch}.{dot.n}"


def dot_of(told: str) -> Dot:
    """A dot that the program wrote."""
    site, epoch, n = told.split(".")
    return Dot(site, int(epoch), int(n))


def created(ledger: Ledger, dot: Dot) -> Pair:
    """A new record, empty."""
    values = {name: (None,) * len(columns) for name, columns in ledger.registers.items()}
    row = {column: None for columns in ledger.registers.values() for column in columns}
    return Pair({"id": "r", **row}, Marks(text(dot)), model.written(model.NOTHING, dot, values))


def wrote(ledger: Ledger, pair: Pair, dot: Dot, given: dict[str, Any]) -> Pair:
    """The record after a work that writes some columns, in both ways."""
    row = {**pair.row, **given}
    gone = row["withdrawn_at"] is not None
    marks = registers.overwrite(ledger, pair.marks, given, text(dot), withdrawn=gone)
    touched = {ledger.register_of[column] for column in given} | ({WITHDRAWN} if gone else set())
    values = {r: tuple(row[c] for c in ledger.registers[r]) for r in touched}
    return Pair(row, marks, model.written(pair.state, dot, values))


def joined(ledger: Ledger, one: Pair, other: Pair) -> Pair:
    """Two states as one, in both ways."""
    ours, theirs = (one.row, one.marks), (other.row, other.marks)
    row, marks = registers.join(ledger, ours, theirs, HEADS)
    return Pair(row, marks, model.join(one.state, other.state))


def differences(ledger: Ledger, pair: Pair, heads: Sequence[str] = HEADS) -> Iterator[str]:
    """Where the program and the model do not say the same of a record."""
    row, marks, state = pair
    for name, columns in ledger.registers.items():
        held = {dot_of(d): v for d, v in registers.values_in(columns, name, row, marks).items()}
        if held != model.left(state, name):
            yield f"{name}: {held} stand, not {model.left(state, name)}"
        now, wanted = tuple(row[c] for c in columns), model.shown(state, name, heads)
        if now != wanted and name != WITHDRAWN:
            yield f"{name}: {now} is shown, not {wanted}"
    if (tuple(row[c] for c in ledger.registers[WITHDRAWN]) == LIVE) != (
        model.withdrawn(state) is None
    ):
        yield f"it is withdrawn by {model.withdrawn(state)}, or is it"
    found = set(registers.competing(ledger, row, marks))
    if found != model.conflicts(state):
        yield f"conflicts in {found}, not in {model.conflicts(state)}"
    seen = {tuple(p.split(".")): n for p, n in marks.all_seen.items()}
    greatest: dict[tuple[str, ...], int] = {}
    for dot in model.seen(state):
        place = (dot.site, str(dot.epoch))
        greatest[place] = max(dot.n, greatest.get(place, 0))
    if seen != greatest:
        yield f"{seen} was seen, not {greatest}"
    if registers.read_marks(marks.text()).text() != marks.text() or NOBODYS in marks.dots:
        yield "the marks are read as others"


def history(ledger: Ledger, dice: random.Random) -> list[Pair]:
    """States of one record at several desks that write it and pass it on."""
    places = PLACES[: dice.randint(2, len(PLACES))]
    held = dict.fromkeys(places, created(ledger, Dot("c", 1, 1)))
    if dice.random() < 0.2:
        # Undone here and done again after it had left, or doubled: it was entered twice.
        held[places[1]] = created(ledger, places[1]._replace(n=1))
    names = [*dice.sample(list(ledger.fields), 3), "status", "withdrawn_at", "withdrawn_at"]
    found = []
    for n in range(2, 2 + dice.randint(3, 24)):
        place = dice.choice(places)
        if dice.random() < 0.45:
            held[place] = joined(ledger, held[place], held[dice.choice(places)])
        else:
            given: dict[str, Any] = {
                name: dice.choice([None, "甲", "乙"])
                for name in dice.sample(names, dice.choice([1, 1, 2]))
            }
            if "withdrawn_at" in given:
                given["withdrawn_why"] = given["withdrawn_by"] = given["withdrawn_at"]
            held[place] = wrote(ledger, held[place], place._replace(n=n), given)
        found.append(held[place])
    return found


LEDGERS: Final = tuple(map(find_ledger, ("enterprise", "case", "event", "pledge")))
