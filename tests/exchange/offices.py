"""Real desks that exchange packages, each with the independent model of itself beside it.

Everything goes through the use cases.  What a desk writes itself is read from its history and told
to the model as a write; what a package brings the model works out alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from boshan_desk.domain import registers
from boshan_desk.domain.ledger import WITHDRAWN, Context, Record
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Problem, stop
from boshan_desk.domain.registers import Marks, read_marks
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.container import Container
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.desks import dump, make_desk
from boshan_desk.usecases.exchange import making, taking
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.held_rows import held_rows as rows_held
from boshan_desk.usecases.exchange.held_rows import read_states
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.peers import DOWN, peers
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.exchange.taking_back import take_undo
from tests.exchange import against_model, model
from tests.exchange.against_model import dot_of
from tests.exchange.model import Desk as Modelled
from tests.exchange.model import Dot, Key, Rules
from tests.exchange.model import State as Writes

TODAY: Final = date(2026, 10, 9)
CLOSED: Final = read_period("2026Q2")
TOWNS: Final = ("370304113", "370304001", "370304102", "370304103", "370304106", "370304108")
LEDGERS: Final = ("enterprise", "key_unit", "key_visit", "event")
"""Of every kind one: alone, a parent, its child, one that counts by its day."""
UNWANTED: Final = "不合格（演示）"
"""A remark that the county refuses: so a row may be wrong in itself there and not in its town."""

_at_county = False


def _strict(kind: type[Record]) -> Callable[[Any, Context], Iterator[Problem]]:
    """A rule more than the ledger has, in the county's own program alone."""
    plain = kind.check

    def check(self: Record, around: Context) -> Iterator[Problem]:
        if _at_county and self.remark == UNWANTED:
            yield stop("remark", "演示：不收", "演示")
        yield from plain(self, around)

    return check


@contextmanager
def patched() -> Iterator[None]:
    """Make this process fit for the histories.

    The county is strict; what costs time and changes no record is left out: covers and restore
    points.
    """

    def nothing(*_: object, **__: object) -> None:
        return None

    with ExitStack() as stack:
        stack.enter_context(patch.object(making, "write_cover", nothing))
        stack.enter_context(patch.object(taking, "back_up", nothing))
        for name in LEDGERS:
            kind = KEPT[name].record
            stack.enter_context(patch.object(kind, "check", _strict(kind)))
        yield


@dataclass(frozen=True)
class Parcel:
    """A package that lies on a stick, and what its sender knew when it was made."""

    path: Path
    sender: str
    recipient: str
    known: Mapping[Key, Writes]
    life: int


@dataclass
class Office:
    """One desk and its model."""

    name: str
    folder: Path
    site: str
    model: model.Desk
    town: str = ""
    """Empty: the county."""
    number: int = 0
    """Of the work that took the last package in."""
    last: int = 0
    """The number of the last work that the model knows."""
    today: date = TODAY
    desk: Desk | None = field(default=None, repr=False)

    @contextmanager
    def open(self) -> Iterator[Desk]:
        """The desk, as its officer opens it."""
        global _at_county
        if self.desk is None:
            self.desk = open_desk(self.folder, clock=Clock(self.today), officer=self.name)
        _at_county = not self.town
        self.desk.clock = Clock(self.today)
        try:
            yield self.desk
        finally:
            _at_county = False

    def close(self) -> None:
        """Let go of the desk's files."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def copy(self, folder: Path) -> Office:
        """The same desk in another folder, and its model."""
        self.close()
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder, model=self.model.copy(), desk=None)

    @property
    def life(self) -> int:
        """How often it began anew from a backup."""
        with self.open() as desk:
            return int(desk.site.partition(".")[2])

    def begin_anew(self, kept: Modelled) -> None:
        """It was restored from a backup that held this."""
        self.model = kept.copy()
        with self.open() as desk, desk.read() as reader:
            self.last = reader.head().number

    # What it writes itself

    def learn(self) -> None:
        """Tell the model what the desk has written since it was asked last."""
        with self.open() as desk, desk.read() as reader:
            steps = "SELECT n, detail FROM step WHERE n > ? ORDER BY n"
            for number, detail in reader.connection.exec_driver_sql(steps, (self.last,)).all():
                self._learn(reader, number, json.loads(detail))
                self.last = number

    def _learn(self, reader: Reader, number: int, detail: Mapping[str, Any]) -> None:
        changes = "SELECT ledger, record_id, fields FROM change WHERE step = ? ORDER BY n"
        dot = dot_of(f"{reader.desk.site}.{number}")
        let_in: set[Key] = set()
        for name, id, text in reader.connection.exec_driver_sql(changes, (number,)).all():
            if name not in LEDGERS:
                continue
            ledger, fields = KEPT[name], json.loads(text)
            fields.pop("dots", None)
            state = reader.states(ledger, [id]).get(id)
            if state is None:
                self.model.take_back((name, id))
                continue
            known = self.model.records.get((name, id), model.NOTHING)
            undone = frozenset[Dot]() if known else self.model.undone.get((name, id), frozenset())
            own = ledger.register_of
            touched = {own[column] for column in fields if column in own}
            if detail.get("kind") == "held" and (name, id) not in let_in:
                # First what came is joined, then what was decided is written over it.
                let_in.add((name, id))
                known, news = self._let_in((name, id))
                touched = touched | news if news else set()
            touched |= {item[2] for item in detail.get("items", ()) if item[:2] == [name, id]}
            if not known:
                touched = set(ledger.registers)
            if state.row["withdrawn_at"] is not None:
                touched.add(WITHDRAWN)
            values = {r: tuple(state.row[c] for c in ledger.registers[r]) for r in touched if r}
            self.model.records[name, id] = model.written(known, dot, values, undone)

    def _let_in(self, key: Key) -> tuple[Writes, set[str]]:
        """Join what waited for a person; the record, and the registers that had news in them."""
        here = self.model.records.get(key, model.NOTHING)
        came = [state for k, _, state in self.model.waiting if k == key]
        self.model.waiting = {each for each in self.model.waiting if each[0] != key}
        if not came:
            return here, set()
        coming = model.join(*came)
        seen = model.seen(here)
        news = {r for r in model.registers(coming) if set(model.left(coming, r)) - seen}
        return model.join(here, coming), news

    # What it hands over and takes

    def sends(self, to: Office, stick: Path) -> Parcel:
        """Make a package for another desk."""
        with self.open() as desk:
            if self.town:
                made = making.make_package(desk, stick, period=read_period("2026Q3"))
            else:
                made = making.make_return(desk, to.site, stick)
        self.learn()
        self.model.sent |= {(to.site, self.life, made.seq)}
        return Parcel(made.path, self.site, to.site, dict(self.model.records), self.life)

    def takes_back(self, number: int, before: Office) -> list[str]:
        """Take a package back that was just taken; where the desk is not as before."""
        with self.open() as desk:
            take_undo(desk, number)
        self.begin_anew(before.model)
        lines, wanted = ({*each.told(), *each.beside()} for each in (self, before))
        wrong = [f"{self.name}: taken back, and there is {line}" for line in lines - wanted]
        wrong += [f"{self.name}: taken back, and there is no {line}" for line in wanted - lines]
        return [*wrong, *self.differences()]

    def takes(self, parcel: Parcel) -> list[str]:
        """Take a package in, with the model; where they differ."""
        with self.open() as desk, look(desk, parcel.path) as seen:
            if seen.fork:
                return [f"{self.name}: a fork is seen: {seen.fork}"]
            lines = {(line.ledger.name, line.id): line.outcome for line in seen.lines}
            keys = set(rows_in(seen.container))
            again = seen.again is not None
            manifest = seen.manifest
            self.number = take(desk, seen).number
        with self.open() as desk, desk.read() as reader:
            self.last = reader.head().number
        rows = {key: parcel.known[key] for key in keys if key in parcel.known}
        goes_on = any(sent.number <= manifest.from_n for sent in manifest.trail)
        span = (manifest.epoch, manifest.from_n, manifest.upto_n, goes_on)
        on = manifest.base
        base = (parcel.sender, on.epoch, on.seq) if on else None
        refused = set() if again else self.model.take(parcel.sender, rows, span, base)
        told = {key for key, outcome in lines.items() if outcome == "refused"} & set(rows)
        wrong = [] if told == refused else [f"{self.name}: {told} refused, not {refused}"]
        return [*wrong, *self.differences()]

    # What it holds

    def differences(self) -> list[str]:
        """Where the desk and its model do not say the same."""
        found = []
        with self.open() as desk, desk.read() as reader:
            held = held_rows(reader)
            for name in LEDGERS:
                ledger = KEPT[name]
                ids = sorted(id for each, id in self.model.records if each == name)
                states = reader.states(ledger, ids)
                count = f'SELECT count(*) FROM "{name}"'
                there = reader.connection.exec_driver_sql(count).scalar_one()
                if there != len(ids):
                    found.append(f"{name}: {there} records, not {len(ids)}")
                for id in ids:
                    if id not in states:
                        found.append(f"{name} {id} is not there")
                        continue
                    row, marks = states[id].row, states[id].known
                    told = self.model.records[name, id]
                    pair = against_model.Pair(row, marks, told)
                    heads = (*self.model.above, *(() if self.town else (self.site,)))
                    wrong = against_model.differences(ledger, pair, heads)
                    found += [f"{name} {id}: {each}" for each in wrong]
            for key in {*held, *(key for key, _, _ in self.model.waiting)}:
                wanted = newest(
                    d for k, _, s in self.model.waiting if k == key for d in model.seen(s)
                )
                if held.get(key, {}) != wanted:
                    found.append(f"{key}: {held.get(key)} is held, not {wanted}")
            for peer in peers(reader):
                have = {life: upto for life, upto in peer.have.items() if upto}
                if peer.kind == DOWN and have != self.model.acknowledges(peer.site):
                    wanted_too = self.model.acknowledges(peer.site)
                    found.append(f"{peer.site}: {have} is acknowledged, not {wanted_too}")
        return [f"{self.name}: {each}" for each in found]

    def told(self) -> list[str]:
        """All that the desk holds, in a form that is one for one state."""
        with self.open() as desk:
            lines = [line for line in dump(desk) if '"ledger":"town_report"' not in line]
            with desk.read() as reader:
                for name in LEDGERS:
                    ids = "SELECT id FROM " + name + " ORDER BY id"
                    found = list(reader.connection.exec_driver_sql(ids).scalars())
                    states = reader.states(KEPT[name], found)
                    rows = [[states[id].row, states[id].marks] for id in found]
                    lines += [json.dumps(row, sort_keys=True) for row in rows]
                conflicts = "SELECT ledger, record_id, register FROM conflict ORDER BY 1, 2, 3"
                lines += map(str, reader.connection.exec_driver_sql(conflicts).all())
                lines += held_told(reader)
        return lines

    def beside(self) -> list[str]:
        """The rows of the records and of what is kept beside them, as they stand in the store."""
        found = []
        with self.open() as desk, desk.read() as reader:
            for table in ("held", "conflict", "double", "origin", "due", *LEDGERS):
                rows = reader.connection.exec_driver_sql(f"SELECT * FROM {table}")
                found += [f"{table} {tuple(row)}" for row in rows]
            sql = "SELECT site, state, number, epoch, have, alarm FROM peer"
            found += [f"peer {tuple(row)}" for row in reader.connection.exec_driver_sql(sql)]
        return found

    def said(self) -> list[str]:
        """What the desk holds, without what hangs on a clock: times, and the year of a number."""
        with self.open() as desk:
            lines = [_SERIAL.sub("", line) for line in dump(desk) if "town_report" not in line]
            with desk.read() as reader:
                for name in LEDGERS:
                    ids = f"SELECT id, dots FROM {name} ORDER BY id"
                    for id, text in reader.connection.exec_driver_sql(ids).all():
                        marks = read_marks(text)
                        rest = {r: sorted(dots) for r, dots in sorted(marks.others.items())}
                        seen, fields = (
                            sorted(marks.all_seen.items()),
                            sorted(marks.fields.items()),
                        )
                        lines.append(f"{name} {id} {fields} {seen} {rest}")
        return lines

    def digest(self) -> str:
        """Tells one state of the desk from another."""
        return hashlib.sha256("\n".join(self.told()).encode()).hexdigest()


def rows_in(container: Container) -> Iterator[Key]:
    """The records that a package carries."""
    for name in container.names():
        if name.startswith("records/"):
            ledger = name.removeprefix("records/").removesuffix(".jsonl")
            yield from ((ledger, line["id"]) for line in container.lines(name) if "id" in line)


def newest(dots: Iterable[Dot]) -> dict[tuple[str, int], int]:
    """The greatest number of each life of a desk."""
    found: dict[tuple[str, int], int] = {}
    for dot in dots:
        found[dot[:2]] = max(dot.n, found.get(dot[:2], 0))
    return found


def held_states(reader: Reader) -> Iterator[tuple[Key, Mapping[str, Any], Marks]]:
    """The states that wait."""
    for row in rows_held(reader):
        for state in read_states(row["row"]):
            yield (row["ledger"], row["record_id"]), state.row, read_marks(state.marks)


def held_rows(reader: Reader) -> dict[Key, dict[tuple[str, int], int]]:
    """What the states of each held record had seen together."""
    seen: dict[Key, list[Dot]] = {}
    for key, _row, marks in held_states(reader):
        places = [dot_of(f"{place}.{n}") for place, n in marks.all_seen.items()]
        seen.setdefault(key, []).extend(places)
    return {key: newest(dots) for key, dots in seen.items()}


_SERIAL: Final = re.compile(
    r'"serial_no":"[^"]*",?|"changed_[a-z]*":"[^"]*",?|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}'
)


def held_told(reader: Reader) -> Iterator[str]:
    """What would become of each held record if all that waits were joined."""
    found: dict[Key, tuple[Mapping[str, Any], Marks]] = {}
    for key, row, marks in held_states(reader):
        ledger = KEPT[key[0]]
        if key not in found:
            here = reader.states(ledger, [key[1]]).get(key[1])
            found[key] = (here.row, read_marks(here.marks)) if here else (row, marks)
        found[key] = registers.join(ledger, found[key], (row, marks), ())
    for key, (row, marks) in sorted(found.items(), key=lambda each: each[0]):
        whole = {n: v for n, v in row.items() if v is not None and not n.startswith("changed")}
        yield f"{key} {sorted(whole.items())} {marks.text()}"


def found_offices(base: Path, towns: int) -> list[Office]:
    """A county and its towns, enrolled; the county has closed a quarter."""
    base.mkdir(parents=True, exist_ok=True)
    stick = base / "stick"
    stick.mkdir()
    county_rules = {
        name: Rules(
            KEPT[name].town,
            "starts_on" if name == "event" else "",
            {"key_visit": (("key_unit_id", "key_unit"),)}.get(name, ()),
            lambda register, value: register == "remark" and value == (UNWANTED,),
        )
        for name in LEDGERS
    }
    county = _founded(base / "county", "区县", "")
    county.model.rules = county_rules
    county.model.closed = lambda day: day is not None and date.fromisoformat(day) in CLOSED
    offices = [county]
    with county.open() as desk:
        close_period(desk, CLOSED)
    for number in range(towns):
        town = _founded(base / f"town{number}", f"镇{number}", TOWNS[number])
        with town.open() as desk:
            asked = request(desk, stick, officer="演示员", phone="13800000000")
        with county.open() as desk:
            enrolled = enrol(desk, read_request(desk, asked.path), stick)
        with town.open() as desk:
            accept(desk, enrolled.path)
        town.close()
        town.model.above = (county.site,)
        county.model.towns = {**county.model.towns, town.site: frozenset({TOWNS[number]})}
        offices.append(town)
    for office in offices:
        office.close()
        with office.open() as desk, desk.read() as reader:
            office.last = reader.head().number
        office.close()
    return offices


def _founded(folder: Path, name: str, town: str) -> Office:
    make_desk(folder, county="boshan", bare=True, town=town)
    with open_desk(folder) as desk:
        site = desk.site.partition(".")[0]
    return Office(name, folder, site, model.Desk(site), town)
