"""What waits for a person after packages came in: different contents, held rows, likely duplicates.

Nothing here decides anything (`conflicts`, `held`, `doubles` do).  Everything is told side by side:
what both sides had before, what each wrote since, which office, who, when, in which package.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.domain.ledger import BASE, STATUS, WITHDRAWN, Ledger, Record, not_filled
from boshan_desk.domain.officers import Right
from boshan_desk.domain.registers import (
    LIVE,
    NOBODYS,
    Marks,
    Row,
    Values,
    competing,
    covers,
    join,
    order,
    read_marks,
    split,
    values_in,
)
from boshan_desk.domain.states import REVIEWED
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store import schema
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader, State
from boshan_desk.usecases.exchange.provenance import Origins, Source
from boshan_desk.usecases.exchange.weighing import read_states
from boshan_desk.usecases.lists import log_uncovering

WaitingKind = Literal["values", "withdrawn", "reviewed", "closed", "link", "double"]

KINDS: Final[Mapping[str, str]] = {
    "values": mark("两边填得不同"),
    "withdrawn": mark("一边删除、一边改动"),
    "reviewed": mark("改动了已审核的记录"),
    "closed": mark("改动了已封账期间的记录"),
    "link": mark("所属的记录还没有收到"),
    "double": mark("疑似重复"),
}
"""What waits, in the order in which it is told, and what each is called."""

KEEP, WITHDRAW = "keep", "withdraw"
TAKE, AGAIN, REFUSE = "take", "again", "refuse"
JOIN, APART = "join", "apart"

_CHOICES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "values": (),
    "withdrawn": ((KEEP, mark("保留")), (WITHDRAW, mark("仍然删除"))),
    "reviewed": ((TAKE, mark("采用{office}的改动")), (KEEP, mark("保持已审核内容"))),
    "closed": ((TAKE, mark("采用{office}的改动")), (KEEP, mark("保持原内容"))),
    "link": ((AGAIN, mark("再试一次")), (REFUSE, mark("不接收"))),
    "double": ((JOIN, mark("合为一条")), (APART, mark("不是同一条"))),
}
"""What may be decided about each; between contents the candidates themselves are the choices."""


@dataclass(frozen=True)
class Candidate:
    """One content of a field, or of a group of fields, that competes with others."""

    choice: str
    """What `resolve` takes for it: the write's dot, or a word."""
    cells: tuple[str, ...]
    """Each field in words, personal ones masked, in the order of the titles."""
    source: Source
    shown: bool = False
    """Whether the record shows it meanwhile."""
    covered: bool = False
    """Whether something in it is masked: two that look alike may differ where they are."""

    @property
    def words(self) -> str:
        """All fields in one line."""
        return listed(cell for cell in self.cells if cell) or _("（空）")

    @property
    def ours(self) -> bool:
        """Whether this office wrote it."""
        return self.source.own

    @property
    def who(self) -> str:
        """The officer who wrote it."""
        return self.source.officer

    @property
    def at(self) -> str:
        """When, by the clock of that desk."""
        return self.source.at

    @property
    def office(self) -> str:
        """Which desk it was written at."""
        return self.source.office or _("来源不明")

    @property
    def package(self) -> str:
        """The package that brought it, in words."""
        return self.source.package

    @property
    def dot(self) -> str:
        """The write."""
        return self.source.dot


@dataclass(frozen=True)
class Line:
    """One register of a record: its fields, what both sides had before, and what competes."""

    register: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    before: tuple[str, ...] | None
    """What both had seen, in words; None where the history does not say."""
    candidates: tuple[Candidate, ...]

    @property
    def title(self) -> str:
        """All titles in one line."""
        return listed(self.titles)


@dataclass(frozen=True)
class Waiting:
    """One matter for a person."""

    kind: WaitingKind
    ledger: str
    id: str
    register: str
    """Of different contents the register; of a held row the desk it came from; of a likely
    duplicate the other record."""
    label: str
    number: str
    """The record's serial number; empty where it is not here yet."""
    town: str
    """The code of the town it counts for."""
    sites: tuple[str, ...]
    """The desks that disagree, sorted: by which matters are alike."""
    lines: tuple[Line, ...]
    """What differs; of a held row every register that would change."""
    aside: bool
    at: str
    """Since when it waits."""
    needs: Right
    may: bool
    """Whether this officer may decide it."""
    office: str = ""
    """The other office's name."""
    why: str = ""
    """What else is to be said of it."""
    other_label: str = ""
    """Of a likely duplicate what the other record is called."""
    other_number: str = ""
    """Of a likely duplicate the other's serial number."""

    @property
    def key(self) -> str:
        """By which the command line names it."""
        return f"{self.ledger}/{self.id}{self._sign}{self.register}"

    @property
    def short(self) -> str:
        """The same by serial numbers, for people."""
        other = self.other_number or self.register
        return f"{self.ledger}/{self.number or self.id}{self._sign}{other}"

    @property
    def _sign(self) -> str:
        if self.kind == "double":
            return "+"
        return "@" if self.kind in HELD else "/"

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the fields it is about."""
        return tuple(title for line in self.lines for title in line.titles)

    @property
    def before(self) -> tuple[str, ...] | None:
        """Of one register, what both sides had before."""
        return self.lines[0].before if self.lines else None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Of one register, what competes."""
        return self.lines[0].candidates if self.lines else ()

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What may be decided as a whole, each with the words on its button."""
        office = self.office or _("对方")
        return tuple((code, _(words).format(office=office)) for code, words in _CHOICES[self.kind])

    def item(self, choice: Any) -> tuple[str, str, str, Any]:
        """What `resolve` takes for deciding it so."""
        return self.ledger, self.id, self.register, choice


HELD: Final = ("reviewed", "closed", "link")
"""The kinds whose rows have not been joined yet."""


def waiting(desk: Desk, *, kind: str = "", town: str = "", doubles: bool = True) -> list[Waiting]:
    """Everything that waits, those put aside last, then by kind and since when.

    `town` is the code of a town whose records, or whose desk's rows, they are.  Ledgers that this
    officer may not see are left out.
    """
    with desk.read() as reader:
        look = Looking(reader)
        found: list[Waiting] = []
        if kind in ("", "values", "withdrawn"):
            found += look.disputed()
        if kind in ("", *HELD):
            found += look.held()
        if kind in ("", "double") and doubles:
            # The two know each other: a duplicate is one of the matters that wait.
            from boshan_desk.usecases.exchange.doubles_found import doubled

            found += doubled(look)
        towns = look.towns_of
        rank = {name: place for place, name in enumerate(KINDS)}
        found = [
            each
            for each in found
            if kind in ("", each.kind)
            and (not town or each.town == town or any(town in towns(s) for s in each.sites))
        ]
    return sorted(found, key=lambda w: (w.aside, rank[w.kind], w.at, w.ledger, w.id, w.register))


def count_waiting(reader: Reader) -> dict[str, int]:
    """How much waits, by kind, without what was put aside; quick, for boards and first pages."""
    found = dict.fromkeys(KINDS, 0)
    ask = reader.connection.exec_driver_sql
    for kind, count in ask("SELECT kind, count(*) FROM conflict WHERE aside = 0 GROUP BY kind"):
        found[kind] += count
    for why, count in ask("SELECT why, count(*) FROM held WHERE aside = 0 GROUP BY why"):
        if why in found:
            found[why] += count
    for ledger, one, other in ask(
        "SELECT ledger, one, other FROM double WHERE aside = 0 AND state != 'apart'"
    ):
        found["double"] += _both_live(reader, ledger, one, other)
    return found


def _both_live(reader: Reader, ledger: str, one: str, other: str) -> bool:
    sql = f'SELECT count(*) FROM "{ledger}" WHERE id IN (?, ?) AND withdrawn_at IS NULL'
    return ledger in KEPT and reader.connection.exec_driver_sql(sql, (one, other)).scalar() == 2


def like_this(one: Waiting, among: Iterable[Waiting]) -> list[Waiting]:
    """The matters for which the same choice makes sense: of the same kind, ledger, register and
    desks; the one itself is among them."""
    register = one.register if one.kind in ("values", "withdrawn") else ""

    def same(other: Waiting) -> bool:
        return (
            (other.kind, other.ledger, other.sites) == (one.kind, one.ledger, one.sites)
            and (not register or other.register == register)
            and other.may
        )

    return [other for other in among if same(other)]


def in_full(desk: Desk, matter: Waiting, reason: str) -> Waiting:
    """The same matter with personal values in full; who looked, at what and why is kept.

    Raises:
        NoRight: the officer may not see them.
        Refused: no reason, or it waits no longer.
    """
    log_uncovering(desk, KEPT[matter.ledger], reason, id=matter.id)
    with desk.read() as reader:
        look = Looking(reader, mask=0)
        found = [*look.disputed(matter.id), *look.held(matter.id)]
        if matter.kind == "double":
            from boshan_desk.usecases.exchange.doubles_found import doubled

            found = doubled(look)
        return next((each for each in found if each.key == matter.key), matter)


class Looking:
    """One look at what waits."""

    def __init__(self, reader: Reader, *, mask: int = SCREEN) -> None:
        self.reader, self.mask = reader, mask
        self.origins = Origins(reader)
        self._sent: dict[str, int | None] = {}
        self._peers = {row["site"]: row for row in reader.small_rows(schema.peer)}

    # ------------------------------------------------------------ what there is

    def disputed(self, id: str = "") -> Iterator[Waiting]:
        """The registers in which contents compete; of one record, or of all."""
        rows = [
            row
            for row in self.reader.small_rows(schema.conflict)
            if id in ("", row["record_id"]) and self.sees(row["ledger"])
        ]
        by_ledger: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            by_ledger[row["ledger"]].append(row)
        for name, some in by_ledger.items():
            ledger = KEPT[name]
            states = self.reader.states(ledger, list({row["record_id"] for row in some}))
            read = {id: read_marks(state.marks) for id, state in states.items()}
            self.origins.find(dot for marks in read.values() for dot in marks.dots())
            for row in some:
                if row["record_id"] in states:
                    id_, register = row["record_id"], row["register"]
                    state, marks = states[id_], read[id_]
                    if register in competing(ledger, state.row, marks):
                        yield self._disputed(ledger, state, marks, row)

    def _disputed(
        self, ledger: Ledger, state: State, marks: Marks, row: Mapping[str, Any]
    ) -> Waiting:
        register = row["register"]
        record = codec(ledger).to_record(state.row)
        line = self.line(ledger, register, state.row, marks, id=record.id)
        sites = {c.source.site for c in line.candidates if c.source.site}
        others = sorted(sites - {self.origins.site}) or sorted(sites)
        return Waiting(
            row["kind"],
            ledger.name,
            record.id,
            register,
            record.label(self.reader.lists),
            record.serial_no or "",
            self.reader.town_of(record),
            tuple(sorted(sites)),
            (line,),
            bool(row["aside"]),
            row["at"],
            *self.right(ledger, record),
            listed(self.origins.offices.get(site, "") or _("来源不明") for site in others),
        )

    def held(self, id: str = "") -> Iterator[Waiting]:
        """The rows that came in and have not been joined; of one record, or of all."""
        rows = [
            row
            for row in self.reader.small_rows(schema.held)
            if id in ("", row["record_id"]) and row["why"] in HELD and self.sees(row["ledger"])
        ]
        for row in rows:
            yield self._held(KEPT[row["ledger"]], row)

    def _held(self, ledger: Ledger, row: Mapping[str, Any]) -> Waiting:
        coming, marks = held_state(ledger, row)
        id = row["record_id"]
        state = self.reader.states(ledger, [id]).get(id)
        there = codec(ledger).to_record(state.row) if state else None
        record = there or codec(ledger).to_record(coming)
        lines = tuple(self._changing(ledger, state, coming, marks))
        return Waiting(
            row["why"],
            ledger.name,
            id,
            row["site"],
            record.label(self.reader.lists),
            there.serial_no or "" if there else "",
            self.reader.town_of(record) or next(iter(self.towns_of(row["site"])), ""),
            tuple(sorted({self.origins.site, row["site"]})),
            lines,
            bool(row["aside"]),
            row["at"],
            *self.right(ledger, there, held=row["why"]),
            self.origins.offices.get(row["site"], ""),
            self._lacking(ledger, coming) if row["why"] == "link" else "",
        )

    def _changing(
        self, ledger: Ledger, state: State | None, coming: Row, theirs: Marks
    ) -> Iterator[Line]:
        """What a held row would change, register by register."""
        ours = read_marks(state.marks) if state else None
        seen = ours.all_seen() if ours else {}
        self.origins.find({*theirs.dots(), *(ours.dots() if ours else ())})
        for register, columns in ledger.registers.items():
            if register in (STATUS, "serial_no", "source"):
                continue
            held = values_in(columns, register, coming, theirs)
            new = {dot: v for dot, v in held.items() if not covers(seen, dot)}
            own: dict[str, Values] = {}
            if state and ours:
                own = values_in(columns, register, state.row, ours)
            new = {d: v for d, v in new.items() if d not in own and v not in own.values()}
            if register == WITHDRAWN:
                new = {d: v for d, v in new.items() if v != LIVE}
            if not new or (state is None and all(_empty(v) for v in new.values())):
                continue
            shown = ours.dot(columns[-1]) if ours else ""
            before = None
            if state and ours and register != WITHDRAWN:
                before = self._before(ledger, state.row["id"], columns, state.row, ours, new)
            yield Line(
                register,
                columns,
                self._titles(ledger, register, columns),
                None if before is None else self._cells(ledger, columns, before),
                tuple(
                    self._candidate(ledger, register, columns, dot, values, shown)
                    for dot, values in sorted({**own, **new}.items(), key=lambda e: order(e[0]))
                    if dot != NOBODYS or len(own) == 1
                ),
            )

    def _lacking(self, ledger: Ledger, coming: Row) -> str:
        """Which links lead to records that are not here."""
        lacking = [
            _(kind.title)
            for name, kind in ledger.linking.items()
            if (id := coming.get(name)) and self.reader.linked(kind.to, id) is None
        ]
        if not lacking:
            return _("所属的记录已经收到，可以再试一次")
        return _("{fields}还没有收到").format(fields=listed(lacking))

    # ------------------------------------------------------------ how it is told

    def sees(self, ledger: str) -> bool:
        """Whether this officer may see the ledger; secret ones are in no package."""
        return ledger in KEPT and ledger not in SECRET

    def towns_of(self, site: str) -> tuple[str, ...]:
        """The towns whose records a desk writes."""
        row = self._peers.get(site)
        return tuple(json.loads(row["towns"] or "[]")) if row else ()

    def right(self, ledger: Ledger, record: Record | None, *, held: str = "") -> tuple[Right, bool]:
        """What it takes to decide about a record, and whether this officer has it."""
        officer = self.reader.desk.officer
        reviewed = held in ("reviewed", "closed") or (
            record is not None and record.status in REVIEWED
        )
        needs = Right.REVIEW if reviewed else Right.EXCHANGE
        rights = (Right.EXCHANGE, needs, ledger.writing)
        return needs, all(officer.may(right) for right in rights)

    def line(self, ledger: Ledger, register: str, row: Row, marks: Marks, *, id: str = "") -> Line:
        """One register of a record with everything that competes in it."""
        columns = ledger.registers[register]
        held = values_in(columns, register, row, marks)
        titles = self._titles(ledger, register, columns)
        if register == WITHDRAWN:
            candidates = self._of_withdrawal(ledger, row, marks, held)
            return Line(register, columns, titles, None, candidates)
        shown = max((marks.dot(column) for column in columns), key=order)
        before = self._before(ledger, id, columns, row, marks, held) if id else None
        return Line(
            register,
            columns,
            titles,
            None if before is None else self._cells(ledger, columns, before),
            tuple(
                self._candidate(ledger, register, columns, dot, held[dot], shown)
                for dot in sorted(held, key=lambda d: (d != shown, order(d)))
            ),
        )

    def past_line(
        self,
        ledger: Ledger,
        register: str,
        then: State,
        contents: Mapping[str, Values],
        chosen: Values,
    ) -> Line:
        """What a decision decided between; what was chosen is marked as shown."""
        columns = ledger.registers[register]
        titles = self._titles(ledger, register, columns)
        if register == WITHDRAWN:
            row = {**then.row, **dict(zip(columns, chosen, strict=True))}
            candidates = self._of_withdrawal(ledger, row, read_marks(then.marks), contents)
            return Line(register, columns, titles, None, candidates)
        shown = max((dot for dot in contents if contents[dot] == chosen), key=order, default="")
        return Line(
            register,
            columns,
            titles,
            None,
            tuple(
                self._candidate(ledger, register, columns, dot, contents[dot], shown)
                for dot in sorted(contents, key=order)
            ),
        )

    def _titles(self, ledger: Ledger, register: str, columns: Sequence[str]) -> tuple[str, ...]:
        if register == WITHDRAWN:
            return (_("删除或保留"),)
        return tuple(_(kind.title) for kind in (kind_of(ledger, name) for name in columns))

    def _candidate(
        self,
        ledger: Ledger,
        register: str,
        columns: Sequence[str],
        dot: str,
        values: Values,
        shown: str,
    ) -> Candidate:
        if register == WITHDRAWN:
            return Candidate(dot, (self._of_removal(values),), self.origins.of(dot), dot == shown)
        cells = self._cells(ledger, columns, values)
        covered = (
            register != WITHDRAWN
            and bool(self.mask)
            and any(
                kind_of(ledger, name).personal
                and cell
                and cell != shown_words(self.reader, kind_of(ledger, name), value, 0)
                for name, cell, value in zip(columns, cells, values, strict=True)
            )
        )
        return Candidate(dot, cells, self.origins.of(dot), dot == shown, covered)

    def _of_removal(self, values: Values) -> str:
        return _("删除：{reason}").format(reason=values[2] or "") if values != LIVE else _("保留")

    def _of_withdrawal(
        self, ledger: Ledger, row: Row, marks: Marks, held: Mapping[str, Values]
    ) -> tuple[Candidate, ...]:
        """Keep it or remove it, each with whose work it was."""
        removals = {dot: values for dot, values in held.items() if values != LIVE}
        first = max(removals, key=order, default=NOBODYS)
        had_seen = marks.gone.get(first, {})
        unseen = [d for d in marks.dots() if d not in removals and not covers(had_seen, d)]
        against = max(unseen, key=order, default=NOBODYS)
        changed = dict.fromkeys(
            ledger.register_of[column]
            for column in ledger.fields
            if marks.dot(column) in unseen and not _empty((row.get(column),))
        )
        titles = [
            _(kind_of(ledger, column).title)
            for register in changed
            for column in ledger.registers[register][:1]
        ]
        words = _("保留（删除之后另有改动：{fields}）").format(fields=listed(titles))
        gone = row.get("withdrawn_at") is not None
        return (
            Candidate(KEEP, (words if titles else _("保留"),), self.origins.of(against), not gone),
            *(
                Candidate(WITHDRAW, (self._of_removal(removals[dot]),), self.origins.of(dot), gone)
                for dot in sorted(removals, key=order)[-1:]
            ),
        )

    def _cells(self, ledger: Ledger, columns: Sequence[str], values: Values) -> tuple[str, ...]:
        return tuple(
            shown_words(self.reader, kind_of(ledger, name), value, self.mask)
            for name, value in zip(columns, values, strict=True)
        )

    # ------------------------------------------------------------ what both had before

    def _before(
        self,
        ledger: Ledger,
        id: str,
        columns: Sequence[str],
        row: Row,
        marks: Marks,
        held: Mapping[str, Values],
    ) -> Values | None:
        """What stood here before the values that compete, and the other side had seen too.

        Walks back through this desk's history of the record.  Of what this desk wrote the other
        side had seen what had been sent to it when it wrote; where that is not known, anything
        before the values that compete.
        """
        known = [n for dot in held if (n := self._sent_before(dot)) is not None]
        sent = min(known, default=None)
        for dot, values in self.timeline(ledger, id, columns, row, marks):
            if dot in held:
                continue
            place, number = split(dot)
            if sent is not None and place == self.reader.desk.site and number > sent:
                continue
            return values
        return None

    def timeline(
        self, ledger: Ledger, id: str, columns: Sequence[str], row: Row, marks: Marks
    ) -> Iterator[tuple[str, Values]]:
        """What some columns of a record held, the newest first, each with the write."""
        now = {column: row.get(column) for column in columns}
        dot = max((marks.dot(column) for column in columns), key=order)
        if dot:
            yield dot, tuple(now.values())
        sql = "SELECT step, fields FROM change WHERE ledger = ? AND record_id = ? ORDER BY n DESC"
        changes = self.reader.connection.exec_driver_sql(sql, (ledger.name, id)).all()
        for place, (_step, text) in enumerate(changes):
            told = json.loads(text)
            touched = [column for column in columns if column in told]
            now |= {column: told[column][0] for column in touched}
            if not touched or place + 1 == len(changes):
                continue
            yield self._dot_then(columns, changes[place + 1 :]), tuple(now.values())

    def _dot_then(self, columns: Sequence[str], earlier: Sequence[Any]) -> str:
        """Which write a register bore after the newest of these changes."""
        for step, text in earlier:
            told = json.loads(text)
            marks = told.get("dots", [None, None])[1]
            if marks:
                then = read_marks(marks)
                return max((then.dot(column) for column in columns), key=order)
            if any(column in told for column in columns):
                return f"{self.origins.place_of(step)}.{step}"
        step = earlier[-1][0]
        return f"{self.origins.place_of(step)}.{step}"

    def _sent_before(self, dot: str) -> int | None:
        """Up to which work of this desk another desk had seen when it made a package."""
        source = self.origins.of(dot)
        if source.own or not source.digest:
            return None
        if source.digest not in self._sent:
            self._sent[source.digest] = self._find_sent(source)
        return self._sent[source.digest]

    def _find_sent(self, source: Source) -> int | None:
        ask = self.reader.connection.exec_driver_sql
        sql = "SELECT json_extract(manifest, '$.base') FROM parcel WHERE digest = ?"
        base = json.loads(ask(sql, (source.digest,)).scalar() or "null")
        if not isinstance(base, dict):
            return 0
        sql = "SELECT upto_n FROM parcel WHERE way = 'out' AND site = ? AND epoch = ? AND seq = ?"
        found = ask(sql, (source.site, base.get("epoch"), base.get("seq"))).scalar()
        return None if found is None else int(found)


def _empty(values: Iterable[Any]) -> bool:
    return all(value is None for value in values)


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


def kind_of(ledger: Ledger, column: str) -> Kind:
    """The kind of a column, also of those that every record has."""
    return ledger.fields.get(column) or BASE.get(column) or _OWN[column]


_OWN: Final[Mapping[str, Kind]] = {
    "reviewed_by": Kind(mark("审核人")),
    "reviewed_at": Kind(mark("审核时间")),
    "withdrawn_by": Kind(mark("删除人")),
    "withdrawn_at": Kind(mark("删除时间")),
    "withdrawn_why": Kind(mark("删除原因")),
}
"""What the program keeps itself beside every record, as a decision shows it."""


def shown_words(reader: Reader, kind: Kind, stored: Any, mask: int) -> str:
    """A stored value in words; of a link what the other record is called."""
    value = kind.from_store(stored)
    if not_filled(value):
        return ""
    if isinstance(kind, Link):
        other = reader.linked(kind.to, value)
        return other.label(reader.lists) if other else _("（没有这条记录）")
    return _masked(kind, value, mask, reader.lists)


def _masked(kind: Kind, value: Any, mask: int, lists: Lists) -> str:
    return kind.mask(value, mask, lists) if mask and kind.personal else kind.show(value, lists)
