"""The merge rule once more, told otherwise, to compare the program with.

It imports nothing of the program and shares no idea of how to keep things small: a record *is* the
set of the writes that ever touched it, and each write names every write that it had seen.  Joining
is the union of the sets.  Of a register those values stand that no later write of it had seen.

What surrounds the join is here too: what is refused, what waits, what is acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple


class Dot(NamedTuple):
    """One work of one desk."""

    site: str
    epoch: int
    n: int


Key = tuple[str, str]
"""Ledger and id."""

Number = tuple[str, int, int]
"""Of a package: to whom it goes, its sender's life, which in that life it is."""

Span = tuple[int, int, int, bool]
"""Of a package: its sender's life, after which of its works, up to which, and whether it names an
earlier package of that life."""

LIVE = (None, None, None)
"""The register `withdrawn` of a record that lies in no recycle bin."""

REVIEWED = ("reviewed", "archived")


@dataclass(frozen=True)
class Write:
    """What one work wrote of one record, and what it had seen of it."""

    dot: Dot
    values: tuple[tuple[str, Any], ...]
    """Pairs of register and value."""
    saw: frozenset[Dot]

    def __hash__(self) -> int:
        return hash(self.dot)

    def has(self, register: str) -> bool:
        """Whether it wrote this register."""
        return any(name == register for name, _ in self.values)


State = frozenset[Write]
NOTHING: State = frozenset()


class Forked(Exception):
    """One work is known with two contents."""


def join(*states: State) -> State:
    """Every write that any of them knows."""
    both = frozenset[Write]().union(*states)
    if len({write.dot for write in both}) < len(both):
        raise Forked
    return both


@lru_cache(100_000)
def seen(state: State) -> frozenset[Dot]:
    """The works that it knows, those too that were taken back before it was entered again."""
    return frozenset(write.dot for write in state).union(*(write.saw for write in state))


def written(
    state: State, dot: Dot, values: Mapping[str, Any], undone: frozenset[Dot] = frozenset()
) -> State:
    """The record after a write by one who has all of it before them, and had what was undone."""
    own = [write for write in state if write.dot == dot]
    before = {name: value for write in own for name, value in write.values}
    pairs = tuple(sorted({**before, **values}.items()))
    return state - set(own) | {Write(dot, pairs, (seen(state) | undone) - {dot})}


@lru_cache(100_000)
def left(state: State, register: str) -> Mapping[Dot, Any]:
    """The values of a register that no other write of it had seen."""
    writes = [write for write in state if write.has(register)]
    gone = frozenset[Dot]().union(*(write.saw for write in writes))
    return {w.dot: dict(w.values)[register] for w in writes if w.dot not in gone}


@lru_cache(10_000)
def registers(state: State) -> frozenset[str]:
    """Every register that was ever written."""
    return frozenset(name for write in state for name, _ in write.values)


def withdrawn(state: State) -> Dot | None:
    """The withdrawal that holds: it had seen all that stands, and no restoring stands beside it."""
    standing = left(state, "withdrawn")
    if LIVE in standing.values():
        return None
    others = {dot for name in registers(state) - {"withdrawn"} for dot in left(state, name)}
    saw = {write.dot: write.saw | {write.dot} for write in state}
    whole = [dot for dot in standing if others <= saw[dot]]
    return max(whole, key=rank) if whole else None


def rank(dot: Dot) -> tuple[int, int, str]:
    """Which of two dots is the greater one."""
    return dot.n, dot.epoch, dot.site


def shown(state: State, register: str, heads: Iterable[str] = ()) -> Any:
    """The value that is shown: of a head office, else of the greatest dot."""
    standing = left(state, register)
    if register == "withdrawn":
        dot = withdrawn(state)
        return LIVE if dot is None else standing[dot]
    for head in heads:
        if own := {dot: value for dot, value in standing.items() if dot.site == head}:
            return own[max(own, key=rank)]
    return standing[max(standing, key=rank)] if standing else None


def conflicts(state: State) -> set[str]:
    """The registers that a person must decide."""
    found = {name for name in registers(state) if len(set(left(state, name).values())) > 1}
    found.discard("withdrawn")
    if any(value != LIVE for value in left(state, "withdrawn").values()) and not withdrawn(state):
        found.add("withdrawn")
    return found


def first(value: Any) -> Any:
    """The column that a register is named after, where it holds several."""
    return value[0] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Rules:
    """What a ledger says of its rows: registers that bear a meaning here."""

    town: str = ""
    day: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Registers that point to a record, with its ledger."""
    bad: Callable[[str, Any], bool] = lambda register, value: False


@dataclass
class Desk:
    """An office that takes packages in."""

    site: str
    above: tuple[str, ...] = ()
    """The desks whose corrections it takes without asking."""
    towns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of each desk below, the towns whose records it writes."""
    rules: Mapping[str, Rules] = field(default_factory=dict)
    closed: Callable[[Any], bool] = lambda day: False
    records: dict[Key, State] = field(default_factory=dict)
    waiting: set[tuple[Key, str, State]] = field(default_factory=set)
    """What came in and is not joined yet, with its sender."""
    undone: dict[Key, frozenset[Dot]] = field(default_factory=dict)
    """The works that wrote a record here which was then taken back whole."""
    sent: frozenset[Number] = frozenset()
    """The packages that it knows to have made."""
    came: dict[str, frozenset[Span]] = field(default_factory=dict)
    """Which packages were taken, by their sender."""

    def copy(self) -> Desk:
        """The same once more: a backup, or another order of packages."""
        return replace(
            self,
            records=dict(self.records),
            waiting=set(self.waiting),
            undone=dict(self.undone),
            came=dict(self.came),
        )

    def take_back(self, key: Key) -> None:
        """A record was entered here in error; to enter it again is a write that has seen that."""
        self.undone[key] = seen(self.records.pop(key))

    def take(
        self,
        sender: str,
        rows: Mapping[Key, State],
        span: Span | None = None,
        base: Number | None = None,
    ) -> set[Key]:
        """Take rows in; those that are refused.

        `base` is the package of this desk that its sender had taken last: it leaves out what came
        by that.  Where the desk has forgotten it, it does not count among what came.
        """
        if span and (base is None or base in self.sent):
            self.came[sender] = self.came.get(sender, frozenset()) | {span}
        new = {key for key, state in rows.items() if not self.knows(key, state)}
        refused = {key for key in new if self.is_refused(key, sender, rows[key])}
        self.waiting |= {(key, sender, rows[key]) for key in new - refused}
        self.settle()
        return refused

    def knows(self, key: Key, state: State) -> bool:
        """Whether the record has every write of this state already, or one in its place."""
        here = self.records.get(key, NOTHING)
        return all(any(new.dot in write.saw for write in here) for new in state - here)

    def settle(self) -> None:
        """Join what may be joined, until nothing more may."""
        while True:
            self.waiting = {each for each in self.waiting if not self.knows(each[0], each[2])}
            able = {each for each in self.waiting if not self.why_held(*each)}
            while lost := {each for each in able if self.lacks(each, able)}:
                able -= lost
            if not able:
                return
            for key, _sender, state in able:
                self.records[key] = join(self.records.get(key, NOTHING), state)

    def is_refused(self, key: Key, sender: str, state: State) -> bool:
        """Whether a row is wrong in itself, or not its sender's to write."""
        rules = self.rules.get(key[0], Rules())
        if any(rules.bad(name, shown(state, name, [self.site])) for name in registers(state)):
            return True
        if not rules.town or sender in self.above:
            return False
        here = self.records.get(key, NOTHING)
        named = {*left(state, rules.town).values(), *left(here, rules.town).values()}
        return bool({*map(first, named)} - {None} - self.towns.get(sender, frozenset()))

    def why_held(self, key: Key, sender: str, state: State) -> str:
        """Why a person must look at a row first; "" for one that may be joined."""
        if sender in self.above:
            return ""
        here, day = self.records.get(key, NOTHING), self.rules.get(key[0], Rules()).day
        if here and self.says(here) == self.says(join(here, state)):
            return ""
        new = {d: v for d, v in left(state, "status").items() if d not in seen(here)}
        for dot, value in {**new, **left(here, "status")}.items():
            if value[0] in REVIEWED and dot.site in (self.site, *self.above):
                return "reviewed"
        days = [*left(state, day).values(), *left(here, day).values()] if day else []
        return "closed" if any(self.closed(first(value)) for value in days) else ""

    def says(self, state: State) -> tuple[dict[str, Any], set[str]]:
        """What an officer reads in a record, and what is to be decided in it."""
        heads = [*self.above, self.site]
        return {n: shown(state, n, heads) for n in registers(state)}, conflicts(state)

    def lacks(self, each: tuple[Key, str, State], able: set[tuple[Key, str, State]]) -> bool:
        """Whether a link of a row leads to a record that neither is here nor comes with it."""
        (ledger, _id), sender, state = each
        if sender in self.above:
            return False
        coming = {key for key, _, _ in able}
        for register, to in self.rules.get(ledger, Rules()).links:
            id = first(shown(state, register, [self.site]))
            if id is not None and (to, id) not in self.records and (to, id) not in coming:
                return True
        return False

    def acknowledges(self, sender: str) -> dict[int, int]:
        """Up to which work of each of its lives everything of a sender is here."""
        spans = self.came.get(sender, frozenset())
        found = {life: acknowledged(spans, life) for life, _, _, _ in spans}
        return {life: upto for life, upto in found.items() if upto}

    def told(self) -> dict[Key, Any]:
        """What the desk holds, in a form to be compared."""
        found = {}
        for key in {*self.records, *(key for key, _, _ in self.waiting)}:
            here = self.records.get(key, NOTHING)
            held = join(here, *(state for k, _, state in self.waiting if k == key))
            found[key] = (standing(here), standing(held) if held != here else None)
        return found


def standing(state: State) -> tuple[Any, ...]:
    """All that stands in a record, what competes too."""
    names = sorted(registers(state))
    return (withdrawn(state), *((name, sorted(left(state, name).items())) for name in names))


def acknowledged(taken: Iterable[Span], epoch: int) -> int:
    """Up to which work of this life of a desk everything is here.

    `taken` are the packages that came in, in any order.  A life begins where an earlier one stood
    when its backup was made; a package that names an earlier one of its own life goes on from that.
    """
    spans = set(taken)
    lives = {life for life, _, _, _ in spans if life < epoch}
    start = max((acknowledged(spans, life) for life in lives), default=0)
    upto = 0
    while more := {
        to
        for life, after, to, goes_on in spans
        if life == epoch and upto < to and after <= (upto if goes_on else max(start, upto))
    }:
        upto = max(more)
    return upto
