"""Everything that waits, told side by side: what both sides had before, what each wrote since.

Which office, who, when, in which package; personal values masked.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

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
from boshan_desk.store.reader import Reader, State
from boshan_desk.usecases.exchange.held_rows import held_rows, held_state
from boshan_desk.usecases.exchange.matters import HELD, KEEP, WITHDRAW, Candidate, Line, Waiting
from boshan_desk.usecases.exchange.provenance import Origins, Source


class SideBySide:
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
            self.origins.find(dot for marks in read.values() for dot in marks.dots)
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
        needs, may = self.right(ledger, record)
        offices = self.origins.offices
        return Waiting(
            kind=row["kind"],
            ledger=ledger.name,
            id=record.id,
            register=register,
            label=record.label(self.reader.lists),
            number=record.serial_no or "",
            town=self.reader.town_of(record),
            sites=tuple(sorted(sites)),
            lines=(line,),
            aside=bool(row["aside"]),
            at=row["at"],
            needs=needs,
            may=may,
            office=listed(offices.get(site, "") or _("来源不明") for site in others),
        )

    def held(self, id: str = "") -> Iterator[Waiting]:
        """The rows that came in and have not been joined; of one record, or of all."""
        rows = [
            row
            for row in held_rows(self.reader)
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
        needs, may = self.right(ledger, there, held=row["why"])
        return Waiting(
            kind=row["why"],
            ledger=ledger.name,
            id=id,
            register=row["site"],
            label=record.label(self.reader.lists),
            number=(there.serial_no if there else "") or "",
            town=self.reader.town_of(record) or next(iter(self.towns_of(row["site"])), ""),
            sites=tuple(sorted({self.origins.site, row["site"]})),
            lines=lines,
            aside=bool(row["aside"]),
            at=row["at"],
            needs=needs,
            may=may,
            office=self.origins.offices.get(row["site"], ""),
            why=self._lacking(ledger, coming) if row["why"] == "link" else "",
        )

    def _changing(
        self, ledger: Ledger, state: State | None, coming: Row, theirs: Marks
    ) -> Iterator[Line]:
        """What a held row would change, register by register."""
        ours = read_marks(state.marks) if state else None
        seen = ours.all_seen if ours else {}
        self.origins.find({*theirs.dots, *(ours.dots if ours else ())})
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
                    for dot, values in sorted(
                        {**own, **new}.items(), key=lambda e: (e[0] != shown, order(e[0]))
                    )
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
        return tuple(_(kind_of(ledger, name).title) for name in columns)

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
        covered = bool(self.mask) and any(
            kind_of(ledger, name).personal
            and cell
            and cell != shown_words(self.reader, kind_of(ledger, name), value, 0)
            for name, cell, value in zip(columns, cells, values, strict=True)
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
        unseen = [d for d in marks.dots if d not in removals and not covers(had_seen, d)]
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
