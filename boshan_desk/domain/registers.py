"""The merge rule: what two offices make of one record that each of them kept writing.

Every field of every record, or group of fields that belong together, is a *register*.  A write is
known by its *dot*, ``site.epoch.n``: which desk, which life of that desk (a restored backup begins
a new one), and the number of the work.  The *marks* of a record say which dot each value shown
bears, which other values compete with it, and which writes the record has seen.

Two states of a record are joined register by register: a value stays unless the other state has
seen its write and no longer has it.  One value left is the value; several different ones are a
conflict: all are kept, and the head office's is shown meanwhile, else the one with the greatest
dot.  A write has seen everything the record had, so it leaves one value.  A record is withdrawn
only by a withdrawal that had seen every other write; against one that it had not seen the record
stays.  Clocks take no part, and joining writes nothing: states that were joined in any order, any
number of times, are one (Almeida, Shoker and Baquero 2018, "Delta state replicated data types":
a map of multi-value registers under one causal context, here one context for each record).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from boshan_desk.domain.ledger import KEPT_TOGETHER, STATUS, WITHDRAWN, Ledger

Seen = Mapping[str, int]
"""By ``site.epoch`` the greatest number of a write that was seen."""

Values = tuple[Any, ...]
"""What the columns of one register hold, as the store keeps them."""

LIVE: Final[Values] = (None, None, None)
"""What the register of the withdrawal holds while there is none."""

NOBODYS: Final = ""
"""The dot of a value that follows from the rule and that nobody wrote: live, against a withdrawal
that had not seen everything."""

_SHORT: Final = 1000
_SEEN, _OTHERS, _GONE = "~", "|", "-"
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Forked(Exception):
    """One write is known with two contents, or two states deny each other's: a desk was doubled."""

    def __init__(self, register: str, dots: Iterable[str]) -> None:
        super().__init__(register)
        self.register = register
        self.dots = tuple(dots)


@dataclass(frozen=True)
class Marks:
    """What is known of the writes of one record (the column `dots`).

    Nothing in it is ever changed: records with the same marks share one, and what follows from it
    is worked out once.
    """

    whole: str
    """The dot of its creation."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The dots of the columns that were written later."""
    seen: Seen = field(default_factory=dict)
    """What was seen besides the dots that stand in the marks."""
    others: Mapping[str, Mapping[str, Values]] = field(default_factory=dict)
    """Values that compete with the one shown, by register and dot."""
    gone: Mapping[str, Seen] = field(default_factory=dict)
    """What each withdrawal that stands in the marks had seen."""

    def text(self) -> str:
        """As the store and packages keep them; equal marks give equal text."""
        return self._text

    @cached_property
    def _text(self) -> str:
        told: dict[str, Any] = {"": self.whole}
        told |= {name: dot for name, dot in self.fields.items() if dot != self.whole}
        if self.seen:
            told[_SEEN] = self.seen
        if self.others:
            told[_OTHERS] = {
                register: {dot: list(values) for dot, values in competing.items()}
                for register, competing in self.others.items()
            }
        if self.gone:
            told[_GONE] = self.gone
        return _write(told)

    def dot(self, column: str) -> str:
        """Which write the value of a column comes from."""
        return self.fields.get(column, self.whole)

    @cached_property
    def dots(self) -> frozenset[str]:
        """Every write that stands in the marks."""
        return _dots_in(self.whole, self.fields, self.others)

    @cached_property
    def all_seen(self) -> Seen:
        """Every write that the record has seen."""
        return _seen_by(self.dots, self.seen)


def _dots_in(
    whole: str, fields: Mapping[str, str], others: Mapping[str, Mapping[str, Values]]
) -> frozenset[str]:
    found = {whole, *fields.values()}
    for competing in others.values():
        found.update(competing)
    found.discard(NOBODYS)
    return frozenset(found)


def _seen_by(dots: Iterable[str], besides: Seen) -> Seen:
    """What was seen by whoever has these writes, and what else was."""
    seen = dict(besides)
    for dot in dots:
        place, number = split(dot)
        if number > seen.get(place, 0):
            seen[place] = number
    return seen


def read_marks(text: str) -> Marks:
    """The marks that a text keeps.

    Raises:
        ValueError: it is no such text.
    """
    return _read_short(text) if len(text) < _SHORT else marks_of(json.loads(text))


@lru_cache(maxsize=1024)
def _read_short(text: str) -> Marks:
    """Records that one work wrote, as an import does, bear the same marks: read once for all."""
    return marks_of(json.loads(text))


def marks_of(told: Any) -> Marks:
    """The marks in an object of JSON; its shape is looked at, for it may come from elsewhere.

    Raises:
        ValueError: its shape is another.
    """
    if not isinstance(told, dict) or not isinstance(told.get(""), str):
        raise ValueError("marks")
    fields = dict(told)
    whole = fields.pop("")
    seen = _seen_in(fields.pop(_SEEN, {}))
    others: dict[str, dict[str, Values]] = {}
    for register, competing in _dict(fields.pop(_OTHERS, {})).items():
        others[register] = {}
        for dot, values in _dict(competing).items():
            split(dot)
            if not isinstance(values, list):
                raise ValueError("marks")
            others[register][dot] = tuple(values)
    gone = {dot: _seen_in(what) for dot, what in _dict(fields.pop(_GONE, {})).items()}
    for dot in {whole, *fields.values(), *gone}:
        if dot != NOBODYS:
            split(dot)
    return Marks(whole, fields, seen, others, gone)


def may_compete(text: str) -> bool:
    """Whether values may compete, by the text of the marks alone: no is certain, yes is not."""
    return f'"{_OTHERS}"' in text


def _dict(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise ValueError("marks")
    return told


def _seen_in(told: Any) -> Seen:
    seen = _dict(told)
    for place, number in seen.items():
        if type(number) is not int or place.count(".") != 1:
            raise ValueError("marks")
    return seen


@lru_cache(maxsize=65536)
def split(dot: str) -> tuple[str, int]:
    """The place (``site.epoch``) and the number of a write.

    Raises:
        ValueError: it is no dot.
    """
    place, _, number = dot.rpartition(".")
    site, _, epoch = place.partition(".")
    if not site or not epoch.isdecimal() or not number.isdecimal():
        raise ValueError("dot")
    return place, int(number)


def site_of(dot: str) -> str:
    """The desk that wrote."""
    return dot.partition(".")[0]


def epoch_of(place: str) -> int:
    """Which life of a desk this is, by its place or a dot of it."""
    return int(place.split(".")[1])


def order(dot: str) -> tuple[int, int, str]:
    """Where a dot stands among others: by number, then by epoch, then by site."""
    if dot == NOBODYS:
        return 0, 0, ""
    place, number = split(dot)
    site, _, epoch = place.partition(".")
    return number, int(epoch), site


def covers(seen: Seen, dot: str) -> bool:
    """Whether a write is among those that were seen."""
    place, number = split(dot)
    return number <= seen.get(place, 0)


# Writing


def overwrite(
    ledger: Ledger, marks: Marks, columns: Iterable[str], dot: str, *, withdrawn: bool
) -> Marks:
    """The marks after a write of some columns by this desk, which has seen all that was there.

    `withdrawn` says whether the record lies in the recycle bin after it.  Who writes on what lies
    there leaves it there: else the write would stand against the withdrawal.
    """
    own = ledger.register_of
    touched = {own[column] for column in columns}
    if withdrawn:
        touched.add(WITHDRAWN)
    others = {name: each for name, each in marks.others.items() if name not in touched}
    fields = dict(marks.fields)
    for register in touched:
        fields |= dict.fromkeys(ledger.registers[register], dot)
    gone = dict(marks.gone)
    if withdrawn:
        gone[dot] = _with(marks.all_seen, dot)
    return _closed(marks.whole, fields, others, marks.all_seen, gone)


def _closed(
    whole: str,
    fields: dict[str, str],
    others: Mapping[str, Mapping[str, Values]],
    seen: Seen,
    gone: Mapping[str, Seen],
) -> Marks:
    """The marks that say this and nothing twice: what the dots tell is not told as seen besides,
    and what withdrawals had seen goes with them.
    """
    dots = _dots_in(whole, fields, others)
    shown = _seen_by(dots, {})
    rest = {p: n for p, n in seen.items() if n > shown.get(p, 0)}
    standing = (fields.get("withdrawn_at", whole), *others.get(WITHDRAWN, ()))
    return Marks(whole, fields, rest, others, {d: s for d, s in gone.items() if d in standing})


def _with(seen: Seen, dot: str) -> Seen:
    place, number = split(dot)
    return {**seen, place: max(number, seen.get(place, 0))}


# Joining

Row = Mapping[str, Any]
"""The columns of a record as the store keeps them; one that is empty may be lacking."""


def values_in(columns: Sequence[str], register: str, row: Row, marks: Marks) -> dict[str, Values]:
    """The values that a register holds: the one shown, and those that compete with it."""
    found = dict(marks.others.get(register, ()))
    fields, whole = marks.fields, marks.whole
    # What was written before its fields belonged together may bear several.
    dots = {fields.get(column, whole) for column in columns}
    dot = max(dots, key=order) if len(dots) > 1 else dots.pop()
    if dot != NOBODYS:
        found[dot] = tuple(map(row.get, columns))
    return found


def join(
    ledger: Ledger, ours: tuple[Row, Marks], theirs: tuple[Row, Marks], heads: Sequence[str]
) -> tuple[dict[str, Any], Marks]:
    """What two states of one record make together; of both, it changes neither.

    `heads` are the sites whose value is shown while several compete, the first before the second.

    Raises:
        Forked: the states cannot come from writes that happened once.
    """
    (row_a, a), (row_b, b) = ours, theirs
    if follows(ledger, ours, theirs):
        said = zip(ledger.register_of, ledger.said(row_b), strict=True)
        return {**row_a, **dict(said), **_later_stamp(row_a, row_b)}, b
    seen_a, seen_b = a.all_seen, b.all_seen
    row = dict(row_a)
    # They differ only where a desk was doubled and both went on (`exchange.looking`).
    whole = a.whole if a.whole == b.whole else min(a.whole, b.whole, key=order)
    fields, others = dict(a.fields), dict[str, dict[str, Values]]()
    for column in KEPT_TOGETHER[WITHDRAWN]:
        # Whether it holds is asked of all the other writes.
        fields.pop(column, None)
    gone = _joined_gone(a, b)
    touched = _touched(ledger, a, b)
    for column in ledger.differing(row_a, row_b):
        if (register := ledger.register_of[column]) not in touched:
            raise Forked(register, [a.dot(column)])
    for register in touched:
        columns = ledger.registers[register]
        held_a = values_in(columns, register, row_a, a)
        held_b = values_in(columns, register, row_b, b)
        left = held_a if held_a == held_b else _left(register, held_a, seen_a, held_b, seen_b)
        if register == WITHDRAWN:
            withdrawals = left
            continue
        dot = _show(left, heads)
        row |= zip(columns, left[dot], strict=True)
        fields |= dict.fromkeys(columns, dot)
        if len(left) > 1:
            others[register] = {d: v for d, v in left.items() if d != dot}
    dot = _shown_withdrawal(withdrawals, _dots_in(whole, fields, others), gone, heads)
    columns = KEPT_TOGETHER[WITHDRAWN]
    row |= zip(columns, withdrawals.get(dot, LIVE), strict=True)
    fields |= dict.fromkeys(columns, dot)
    if rest := {d: v for d, v in withdrawals.items() if d != dot}:
        others[WITHDRAWN] = rest
    both = {**seen_a, **{p: n for p, n in seen_b.items() if n > seen_a.get(p, 0)}}
    row |= _later_stamp(row_a, row_b)
    return row, _closed(whole, fields, others, both, gone)


def follows(ledger: Ledger, ours: tuple[Row, Marks], theirs: tuple[Row, Marks]) -> bool:
    """Whether one state simply came after the other: the join is that state as it stands.

    So it is with most records: one office wrote, the other has not.  Where values compete, a
    withdrawal stands, or anything is odd, this says no, and the join itself has to tell.
    """
    (row_a, a), (row_b, b) = ours, theirs
    if a.whole != b.whole or a.others or b.others or a.gone or b.gone or b.seen:
        return False
    removal = ledger.registers[WITHDRAWN]
    for row, marks in (ours, theirs):
        if any(map(row.get, removal)) or len({marks.dot(column) for column in removal}) > 1:
            return False
    seen = b.all_seen
    if any(n > seen.get(place, 0) for place, n in a.all_seen.items()):
        return False
    columns = {name for name in {*a.fields, *b.fields} if a.dot(name) != b.dot(name)}
    for register in {ledger.register_of[name] for name in columns}:
        dots = {b.dot(name) for name in ledger.registers[register]}
        if len(dots) > 1 or NOBODYS in dots or covers(a.all_seen, dots.pop()):
            return False
    return columns.issuperset(ledger.differing(row_a, row_b))


def _touched(ledger: Ledger, a: Marks, b: Marks) -> list[str]:
    """The registers in which two states may differ, that of the withdrawal always among them: of
    most fields of most records the dots are one, and only those that differ cost anything.
    """
    if a.whole != b.whole:
        return list(ledger.registers)
    own = ledger.register_of
    found = {own[name] for name in {*a.fields, *b.fields} if a.dot(name) != b.dot(name)}
    found |= {*a.others, *b.others, WITHDRAWN}
    return [register for register in ledger.registers if register in found]


def _left(
    register: str,
    held_a: Mapping[str, Values],
    seen_a: Seen,
    held_b: Mapping[str, Values],
    seen_b: Seen,
) -> dict[str, Values]:
    left: dict[str, Values] = {}
    for dot, values in held_a.items():
        if dot in held_b:
            if held_b[dot] != values:
                raise Forked(register, [dot])
            left[dot] = values
        elif not covers(seen_b, dot):
            left[dot] = values
    for dot, values in held_b.items():
        if dot not in held_a and not covers(seen_a, dot):
            left[dot] = values
    if not left and (held_a or held_b):
        raise Forked(register, [*held_a, *held_b])
    return left


def _show(left: Mapping[str, Values], heads: Sequence[str]) -> str:
    """Which of the values that compete is shown."""
    if len(left) == 1:
        return next(iter(left))
    for head in heads:
        if own := [dot for dot in left if site_of(dot) == head]:
            return max(own, key=order)
    return max(left, key=order)


def _shown_withdrawal(
    held: Mapping[str, Values],
    others: Iterable[str],
    gone: Mapping[str, Seen],
    heads: Sequence[str],
) -> str:
    """Which withdrawal, or live state, is shown: a withdrawal only if it had seen all `others`
    (the dots of the other registers) and none is live; of neither it is nobody's.
    """
    live = {dot: values for dot, values in held.items() if values == LIVE}
    if live:
        return _show(live, heads)
    whole = {dot: v for dot, v in held.items() if all(_had_seen(dot, d, gone) for d in others)}
    return _show(whole, heads) if whole else NOBODYS


def _had_seen(withdrawal: str, dot: str, gone: Mapping[str, Seen]) -> bool:
    """Whether a withdrawal had seen a write."""
    if withdrawal in gone:
        return covers(gone[withdrawal], dot)
    # From before withdrawals said so: then a desk had nothing but what it wrote itself.
    number, epoch, site = order(withdrawal)
    other = order(dot)
    return site == other[2] and (other[1], other[0]) <= (epoch, number)


def _joined_gone(a: Marks, b: Marks) -> Mapping[str, Seen]:
    if not b.gone:
        return a.gone
    gone = dict(a.gone)
    for dot, seen in b.gone.items():
        if dot in gone and gone[dot] != seen:
            raise Forked(WITHDRAWN, [dot])
        gone[dot] = seen
    return gone


def _later_stamp(row_a: Row, row_b: Row) -> dict[str, Any]:
    """Who wrote last and when, of the later of the two; it is told, and decides nothing."""
    names = ("changed_at", "changed_by")
    stamps = [tuple(row.get(name) or "" for name in names) for row in (row_a, row_b)]
    return {n: v or None for n, v in zip(names, max(stamps), strict=True)}


# What waits for a decision


def competing(ledger: Ledger, row: Row, marks: Marks) -> tuple[str, ...]:
    """The registers in which different values compete, in their order."""
    if not marks.others:
        return ()
    found = []
    for register, columns in ledger.registers.items():
        rest = marks.others.get(register)
        if not rest:
            continue
        shown = tuple(row.get(column) for column in columns)
        if register == WITHDRAWN:
            if (shown == LIVE) != all(values == LIVE for values in rest.values()):
                found.append(register)
        elif register == STATUS:
            # Who reviewed it, and when, is no matter to decide.
            if any(values[0] != shown[0] for values in rest.values()):
                found.append(register)
        elif any(values != shown for values in rest.values()):
            found.append(register)
    return tuple(found)
