"""The unit of work: every write is a `Change`, and every change passes through `Work.apply`.

It is allowed or refused, compared with what is stored, judged, numbered, written in bulk, and kept
in the history, in one transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import sqlalchemy as sa

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import UNLISTED, WITHDRAWN, Ledger, Record, copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Invalid, Missing, Moved, Refused
from boshan_desk.domain.registers import (
    Marks,
    competing,
    may_compete,
    order,
    overwrite,
    read_marks,
    site_of,
)
from boshan_desk.domain.states import REVIEWED
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CasePenalty
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.summing import summed_up
from boshan_desk.store import chain, due, schema, sealing
from boshan_desk.store.codec import codec
from boshan_desk.store.permits import Permits
from boshan_desk.store.reader import Reader, State

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


FOLLOWED: Final = frozenset({"case", "case_penalty", *due.BEARING})
"""The ledgers of whose changes something follows (`Work._follow`)."""


class Laid(NamedTuple):
    """A state of a record to be written as it is, and what it replaces as it was read."""

    before: State | None
    after: Record | None
    marks: str
    """The marks it is to have; "" where the record goes."""

    @property
    def was(self) -> str:
        """The marks of what it replaces; "" where there was nothing."""
        return self.before.marks if self.before else ""


class Work(Reader):
    """A unit of work: all of it, or none of it."""

    def __init__(self, desk: Desk, connection: sa.Connection, name: str) -> None:
        super().__init__(desk, connection)
        self.name = name
        self.changes: list[Change] = []
        self.poured: dict[str, set[str]] = {}
        """The ids of the records that went through `pour`, by ledger."""
        self.ended: list[Mapping[str, Any]] = []
        """The rows of the conflicts that came to their end."""
        self.detail: dict[str, Any] = {}
        """What the history keeps about the work as a whole; no personal data."""
        self.at: datetime = desk.clock.now()
        before = chain.head(connection)
        self.number = before.number + 1
        self._link = chain.Link(bytes.fromhex(before.link))
        self._permits = Permits(self)
        self.dot = f"{desk.site}.{self.number}"
        """By which what this work writes is known to other desks."""
        self._whole_dot = Marks(self.dot).text()
        self._signed = False

    @property
    def stamp(self) -> dict[str, str]:
        """When this work was done and by whom, as a row that it writes says it."""
        return {"at": self.at.isoformat(" "), "officer": self.desk.officer.name}

    def put(self, record: Record) -> None:
        """Add the record, or replace the one with its id."""
        self.apply([Change(self.find(type(record), record.id), record)])

    def apply(self, changes: Iterable[Change], *, judged: bool = False) -> None:
        """Make the changes, if every record is still as its `before` says.

        `judged` says that the caller has just asked every record for its problems.
        """
        groups: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            if change.before != change.after:
                groups[change.key[0]].append(change)
        for name, group in groups.items():
            self.changes += self._apply(KEPT[name], group, judged)

    def pour(self, changes: Iterable[Change], *, judged: bool = False) -> None:
        """Make changes of which there may be a hundred thousand, each of another record.

        They are not held: their limits follow at once, and what undo needs stands in the history.
        """
        groups: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            if change.before != change.after:
                groups[change.record.ledger.name].append(change)
        for name, group in groups.items():
            done = self._apply(KEPT[name], group, judged)
            self._follow(done)
            ids = [change.record.id for change in done]
            self.poured.setdefault(name, set()).update(ids)
            for id in ids:
                self._seen.pop((name, id), None)

    def _apply(self, ledger: Ledger, group: list[Change], judged: bool) -> list[Change]:
        self._permits.check(ledger, group)
        dots = self._guard(ledger, group)
        if not judged:
            for change in group:
                if change.after is not None:
                    self._judge(change.before, change.after)
        numbers = self._serials(ledger, group)
        coder = codec(ledger)
        done, history = [], []
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        gone: list[tuple[str]] = []
        disputed: dict[str, tuple[str, ...]] = {}
        self._keep_files(ledger, [c.record.id for c in group if c.after is None])
        self._keep_sent(ledger, [c.before for c in group if c.after is None and c.before], dots)
        for change in group:
            before, after = change.before, change.after
            id = change.record.id
            old = coder.to_values(before) if before is not None else None
            if after is None:
                fields = coder.differing(old, None)
                gone.append((id,))
            else:
                after = copy_with(after, **self._stamps(before, after, numbers))
                values = coder.to_values(after)
                fields = coder.differing(old, values)
                searched = coder.searched(after)
                if before is None:
                    whole = (*values, self._whole_dot, searched)
                    new.append((*whole, sealing.seal(whole)))
                else:
                    old_marks = read_marks(dots[id])
                    marks = overwrite(
                        ledger, old_marks, fields, self.dot, withdrawn=after.withdrawn
                    )
                    if old_marks.others:
                        disputed[id] = competing(ledger, coder.to_row(after), marks)
                    whole = (*values, marks.text(), searched)
                    changed.append((*whole, sealing.seal(whole), id))
            done.append(Change(before, after))
            history.append((ledger.name, id, fields))
            self._seen[ledger.name, id] = after
        self._write_rows(ledger, new, changed, gone)
        self._write_conflicts(ledger, disputed)
        self._remember(history)
        return done

    def lay(self, ledger: Ledger, laid: Sequence[Laid]) -> None:
        """Write states of records that were merged, decided between, or brought back.

        They were judged; what is laid over what was read in this same work.  The history keeps the
        marks too, so that the whole can be taken back.

        Raises:
            NoRight: the officer may not exchange packages.
        """
        self.desk.officer.demand(Right.EXCHANGE)
        coder = codec(ledger)
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = []
        gone: list[tuple[str]] = []
        history, done = [], []
        disputed: dict[str, tuple[str, ...]] = {}
        followed = ledger.name in FOLLOWED
        for each in laid:
            before, after = each.before, each.after
            id = after.id if after is not None else before.row["id"] if before else ""
            old = coder.stored(before.row) if before else None
            values = coder.to_values(after) if after is not None else None
            fields = coder.differing(old, values)
            fields["dots"] = [each.was or None, each.marks or None]
            if old is not None and values is not None:
                fields |= coder.stamps_differing(old, values)
            if after is None or values is None:
                gone.append((id,))
                disputed[id] = ()
            else:
                if may_compete(each.marks) or may_compete(each.was):
                    marks = read_marks(each.marks)
                    disputed[id] = competing(ledger, coder.to_row(after), marks)
                whole = (*values, each.marks, coder.searched(after))
                if old is None:
                    new.append((*whole, sealing.seal(whole)))
                else:
                    changed.append((old, (*whole, sealing.seal(whole), id)))
            if followed:
                was = coder.to_record(before.row) if before else None
                done.append(Change(was, after))
            history.append((ledger.name, id, fields))
            self._seen[ledger.name, id] = after
        self._write_rows(ledger, new, [], gone)
        for sql, rows in coder.updates(changed):
            self._connection.exec_driver_sql(sql, rows)
        self._write_conflicts(ledger, disputed)
        self._remember(history)
        self._follow(done)
        for _name, id, _fields in history:
            self._seen.pop((ledger.name, id), None)
        self.poured.setdefault(ledger.name, set()).update(id for _name, id, _fields in history)

    def _write_rows(
        self,
        ledger: Ledger,
        new: list[tuple[Any, ...]],
        changed: list[tuple[Any, ...]],
        gone: list[tuple[str]],
    ) -> None:
        coder = codec(ledger)
        for sql, rows in (
            coder.insertion(new) if new else ("", new),
            (coder.update, changed),
            (f'DELETE FROM "{ledger.name}" WHERE id = ?', gone),
        ):
            if rows:
                self._connection.exec_driver_sql(sql, rows)

    def _write_conflicts(self, ledger: Ledger, disputed: Mapping[str, tuple[str, ...]]) -> None:
        """Write down in which registers of these records values compete now."""
        wanted = {(id, register) for id, registers in disputed.items() for register in registers}
        known = self._conflicts_of(ledger, list(disputed))
        for id, register in sorted(known.keys() - wanted):
            sealing.take_out(self._connection, "conflict", ledger.name, id, register)
            self.ended.append(known[id, register])
        stamps = {"aside": 0, "step": self.number, "at": self.at.isoformat(" ")}
        rows = [
            {"ledger": ledger.name, "record_id": id, "register": register}
            | {"kind": WITHDRAWN if register == WITHDRAWN else "values", **stamps}
            for id, register in sorted(wanted - known.keys())
        ]
        sealing.put_many(self._connection, "conflict", rows)

    def _conflicts_of(
        self, ledger: Ledger, ids: Sequence[str]
    ) -> dict[tuple[str, str], Mapping[str, Any]]:
        """What of these records is written down as disputed, by record and register."""
        names = sealing.sealed_columns("conflict")
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for start in range(0, len(ids), 500):
            some = tuple(ids[start : start + 500])
            sql = f"SELECT {', '.join(names)} FROM conflict WHERE ledger = ? AND record_id IN"
            sql += f" ({', '.join('?' * len(some))})"
            for values in self._connection.exec_driver_sql(sql, (ledger.name, *some)):
                row = dict(zip(names, values, strict=True))
                found[row["record_id"], row["register"]] = row
        return found

    def keep_rows(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows of a table of the exchange that tell of records and are none themselves.

        What they say stands in the history with the records and the packages.
        """
        self.desk.officer.demand(Right.EXCHANGE)
        sealing.put_many(self._connection, table, rows)

    def keep_origins(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Note who wrote, when and why, of works of other desks that are not known yet."""
        self.desk.officer.demand(Right.EXCHANGE)
        known = schema.origin
        fresh = []
        for start in range(0, len(rows), 200):
            some = rows[start : start + 200]
            keys = [(row["site"], row["epoch"], row["n"]) for row in some]
            query = sa.select(known.c.site, known.c.epoch, known.c.n).where(
                sa.tuple_(known.c.site, known.c.epoch, known.c.n).in_(keys)
            )
            there = {tuple(row) for row in self._connection.execute(query)}
            fresh += [row for row, key in zip(some, keys, strict=True) if key not in there]
        sealing.put_many(self._connection, "origin", fresh)

    def drop_row(self, table: str, *key: Any) -> None:
        """Take such a row out."""
        self.desk.officer.demand(Right.EXCHANGE)
        sealing.take_out(self._connection, table, *key)

    def _stamps(
        self, before: Record | None, after: Record, numbers: Iterator[str]
    ) -> dict[str, Any]:
        """Who wrote the record and when, its serial number, who reviewed it."""
        officer, at = self.desk.officer.name, self.at
        stamps: dict[str, Any] = {"changed_by": officer, "changed_at": at}
        if self.carrying and after.changed_at is not None:
            stamps = {}
        if before is None and after.entered_at is None:
            stamps |= {"entered_by": officer, "entered_at": at}
        if after.serial_no is None:
            stamps["serial_no"] = next(numbers)
        if after.status not in REVIEWED:
            stamps |= {"reviewed_by": None, "reviewed_at": None}
        elif after.reviewed_at is None:
            stamps |= {"reviewed_by": officer, "reviewed_at": at}
        return stamps

    def _keep_files(self, ledger: Ledger, gone: list[str]) -> None:
        """Refuse to take a record back whole while files hang on it."""
        for start in range(0, len(gone), 500):
            some = gone[start : start + 500]
            table = schema.TABLES["attachment"]
            query = sa.select(table.c.of_id).where(
                table.c.of_id.in_(some), table.c.of_ledger == ledger.name
            )
            if found := self._connection.execute(query).scalars().first():
                record = self.find(ledger.record, found)
                raise Refused(
                    "“{name}”挂有附件，不能整条撤销；请改为删除（移入回收站）",
                    name=record.label(self.lists) if record else found,
                )

    def _keep_sent(self, ledger: Ledger, gone: Sequence[Record], marks: Mapping[str, str]) -> None:
        """Refuse to take a record back whole that another desk has: there it would go on."""
        if not gone or self.merging:
            return
        table = schema.parcel
        query = sa.select(sa.func.max(table.c.upto_n)).where(table.c.way == "out")
        sent = self._connection.execute(query).scalar_one_or_none() or 0
        own = site_of(self.desk.site)
        for record in gone:
            known = [order(dot) for dot in read_marks(marks[record.id]).dots]
            if any(site != own for _n, _epoch, site in known) or min(known)[0] <= sent:
                raise Refused(
                    "“{name}”已随数据包报送或来自数据包，不能整条撤销；请改为删除（移入回收站）",
                    name=record.label(self.lists),
                )

    def _guard(self, ledger: Ledger, group: list[Change]) -> dict[str, str]:
        """Refuse if a record is no longer as the change says; the marks of the records else."""
        ids = [c.key[1] for c in group if c.before is not None]
        stored = self.find_many(ledger.record, ids)
        for change in group:
            if change.before is not None and stored.get(change.before.id) != change.before:
                raise Moved(
                    "“{name}”在此期间已被修改，请重新打开后再改",
                    name=change.before.label(self.lists),
                )
        added = [c.key[1] for c in group if c.before is None]
        if found := self.find_many(ledger.record, added):
            raise Moved("编号为 {id} 的记录已经存在", id=next(iter(found)))
        return self.marks_of(ledger, ids)

    def _judge(self, before: Record | None, record: Record) -> None:
        def kept(name: str) -> bool:
            return before is not None and getattr(before, name) == getattr(record, name)

        stops = [
            problem
            for problem in record.problems(self)
            if problem.severity == "error" or (problem.code == UNLISTED and not kept(problem.field))
        ]
        for name, kind in record.ledger.linking.items():
            id = getattr(record, name)
            if id is not None and self.linked(kind.to, id) is None:
                raise Missing("{title}：没有编号为 {id} 的记录", title=_(kind.title), id=id)
        if stops:
            raise Invalid(record.label(self.lists), stops, record.ledger.titles())

    def _serials(self, ledger: Ledger, group: list[Change]) -> Iterator[str]:
        """The next serial numbers of the year: 2026-0001."""
        wanted = sum(1 for c in group if c.after is not None and c.after.serial_no is None)
        if not wanted:
            return iter(())
        table, year = schema.serial, self.at.year
        key = sa.and_(table.c.ledger == ledger.name, table.c.year == year)
        last = self._connection.execute(sa.select(table.c.last).where(key)).scalar_one_or_none()
        last = last or 0
        row = {"ledger": ledger.name, "year": year, "last": last + wanted}
        sealing.put(self._connection, "serial", row)
        prefix = self.desk.serial_prefix
        return (f"{prefix}{year}-{n:04d}" for n in range(last + 1, last + wanted + 1))

    def last_number(self, series: str, year: int) -> int:
        """The last number given out in a series of a year; 0 when none was."""
        table = schema.serial
        key = sa.and_(table.c.ledger == series, table.c.year == year)
        found = self._connection.execute(sa.select(table.c.last).where(key)).scalar_one_or_none()
        return found or 0

    def give_number(self, series: str, year: int, number: int) -> None:
        """Write down that a series of a year has come as far as this number."""
        sealing.put(self._connection, "serial", {"ledger": series, "year": year, "last": number})

    def _sign(self) -> None:
        """Enter the work itself into the history, once; its link follows when it is closed."""
        if self._signed:
            return
        self._signed = True
        last = self._connection.execute(sa.select(sa.func.max(schema.change.c.n))).scalar_one()
        self._last_change = last or 0
        self._connection.execute(
            schema.step.insert(),
            {
                "n": self.number,
                "at": self.at.isoformat(" "),
                "officer": self.desk.officer.name,
                "name": self.name,
                "detail": "{}",
            },
        )

    def _remember(self, history: list[tuple[str, str, dict[str, list[Any]]]]) -> None:
        self._sign()
        rows = []
        salts = chain.new_salts(len(history))
        for (ledger, id, fields), salt in zip(history, salts, strict=True):
            text = _written(fields)
            own = chain.mark_of(salt, text)
            self._last_change += 1
            self._link.add(self._last_change, ledger, id, own)
            rows.append((self._last_change, self.number, ledger, id, text, salt, own))
        self._connection.exec_driver_sql(
            "INSERT INTO change (n, step, ledger, record_id, fields, salt, mark)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def set(
        self,
        name: str,
        value: str,
        *,
        needs: Right = Right.SETTINGS,
        told: list[str] | None = None,
    ) -> None:
        """Change a setting of the office; the history keeps before and after, or `told`."""
        self.desk.officer.demand(needs)
        old = self.setting(name)
        sealing.put(self._connection, "setting", {"name": name, "value": value})
        self._remember([("setting", name, {"value": told or [old, value]})])

    def write_row(
        self, table: str, row: Mapping[str, Any], *, told: Mapping[str, list[Any]], needs: Right
    ) -> None:
        """Write a row of a table that is no ledger: an account, a closed period.

        `told` is what the history says of it: {field: [before, after]}; no secret stands there.
        """
        self.desk.officer.demand(needs)
        sealing.put(self._connection, table, row)
        self.__dict__.pop("law", None)
        key = "/".join(str(row[name]) for name in sealing.SMALL[table][0])
        self._remember([(table, key, dict(told))])

    def remove_row(
        self, table: str, *key: str, told: Mapping[str, list[Any]], needs: Right
    ) -> None:
        """Remove a row of such a table."""
        self.desk.officer.demand(needs)
        sealing.take_out(self._connection, table, *key)
        self.__dict__.pop("law", None)
        self._remember([(table, "/".join(key), dict(told))])

    def keep_extra(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep what stood in columns that mean no field, beside the records that this work wrote.

        Not a record's values, so not in its history; sealed like every row, and purged with it.
        """
        columns = sealing.sealed_columns("extra")
        lines = [tuple(row[name] for name in columns) for row in rows]
        names = ", ".join(f'"{name}"' for name in (*columns, "seal"))
        marks = ", ".join("?" * (len(columns) + 1))
        if lines:
            self._connection.exec_driver_sql(
                f"INSERT INTO extra ({names}) VALUES ({marks})",
                [(*line, sealing.seal(line)) for line in lines],
            )

    def wipe(self, record: Record, fields: Iterable[str], words: Iterable[str]) -> int:
        """Overwrite what the history keeps of these fields of a record; how many changes that were.

        `words` are taken out of the names and details of the works that touched it.  What was
        overwritten gets a new salt, so that its old mark leads nowhere, and a new mark, which this
        work's own detail vouches for (`chain`).
        """
        self.desk.officer.demand(Right.PURGE)
        sealing.put(self._connection, "setting", {"name": "purging", "value": "1"})
        words = list(words)
        touched = {
            row[0]
            for row in self._connection.exec_driver_sql(
                "SELECT step FROM change WHERE record_id = ?", (record.id,)
            )
        }
        marks: dict[str, str] = {}
        wiped = 0
        for n, text in self._connection.exec_driver_sql(
            "SELECT n, fields FROM change WHERE ledger = ? AND record_id = ?",
            (record.ledger.name, record.id),
        ).all():
            told = json.loads(text)
            if not set(told) & {*fields, "dots"}:
                continue
            # Values that competed stand in the marks.
            told |= {name: [None, None] for name in (*fields, "dots") if name in told}
            marks[f"c{n}"] = self._rewrite("change", n, {"fields": _written(told)}).hex()
            wiped += 1
        for n, name, detail in self._connection.exec_driver_sql(
            "SELECT n, name, detail FROM step WHERE link IS NOT NULL AND (detail != '{}'"
            " OR n IN (SELECT step FROM change WHERE record_id = ?)) ORDER BY n",
            (record.id,),
        ).all():
            clean = [name, _freed(detail, words)]
            if n in touched:
                clean[0] = _without(name, words)
            if clean != [name, detail]:
                values = {"name": clean[0], "detail": clean[1]}
                marks[f"s{n}"] = self._rewrite("step", n, values).hex()
        sealing.take_out(self._connection, "setting", "purging")
        sealing.take_out(self._connection, "draft", record.ledger.name, record.id)
        self._free_marks(record, fields)
        for table in ("extra", "held"):
            sql = f"DELETE FROM {table} WHERE record_id = ?"
            self._connection.exec_driver_sql(sql, (record.id,))
        self._free_extras(words)
        self.detail.setdefault("marks", {}).update(marks)
        return wiped

    def _free_marks(self, record: Record, fields: Iterable[str]) -> None:
        """Take out of a record's marks what competes with the values of these fields."""
        ledger = record.ledger
        state = self.states(ledger, [record.id]).get(record.id)
        if state is None:
            return
        marks, coder = read_marks(state.marks), codec(ledger)
        own = [name for name in fields if name in ledger.register_of]
        if not marks.others or not any(ledger.register_of[name] in marks.others for name in own):
            return
        present = coder.to_record(state.row)
        marks = overwrite(ledger, marks, own, self.dot, withdrawn=present.withdrawn)
        whole = (*coder.to_values(present), marks.text(), coder.searched(present))
        self._connection.exec_driver_sql(coder.update, (*whole, sealing.seal(whole), record.id))
        rest = competing(ledger, state.row, marks)
        self._write_conflicts(ledger, {record.id: rest})

    def _free_extras(self, words: Iterable[str]) -> None:
        """Take the words out of the names of sheets and columns that other records came from."""
        columns = sealing.sealed_columns("extra")
        names = ", ".join(f'"{name}"' for name in columns)
        words = [word for word in words if word]
        found: dict[tuple[Any, ...], None] = {}
        for word in words:
            sql = f"SELECT {names} FROM extra WHERE instr(sheet, ?) OR instr(cells, ?)"
            found |= dict.fromkeys(
                tuple(row) for row in self._connection.exec_driver_sql(sql, (word, word))
            )
        for line in found:
            row = dict(zip(columns, line, strict=True))
            cells: dict[str, str] = {}
            for heading, text in json.loads(row["cells"]).items():
                clean = _without(heading, words)
                cells[clean] = f"{cells[clean]}；{text}" if clean in cells else text
            row["cells"] = json.dumps(cells, ensure_ascii=False)
            row["sheet"] = _without(row["sheet"], words)
            sealing.put(self._connection, "extra", row)

    def _rewrite(self, table: str, n: int, values: dict[str, str]) -> bytes:
        """Put other text into a row of the history, under another salt; the mark it has now."""
        salt = chain.new_salts(1)[0]
        names = ", ".join(f'"{name}" = ?' for name in values)
        sql = f'UPDATE "{table}" SET {names}, salt = ? WHERE n = ?'
        self._connection.exec_driver_sql(sql, (*values.values(), salt, n))
        return chain.mark_of(salt, *values.values())

    def _follow(self, changes: Sequence[Change]) -> None:
        """Let what follows from changes follow in this same transaction.

        A case's penalties are the sum of their own records; its limits stand in the table `due`.
        """
        touched: dict[str, None] = {}
        summed: dict[str, None] = {}
        fresh: dict[str, Record] = {}
        for change in changes:
            name, id = change.key
            if name == "case":
                touched[id] = None
                if change.before is None and change.after is not None:
                    fresh[id] = change.after
            elif name in FOLLOWED:
                for record in filter(None, (change.before, change.after)):
                    if owner := getattr(record, "case_id", None):
                        (summed if name == "case_penalty" else touched)[owner] = None
        if summed and not self.replaying and not self.merging:
            for id in summed:
                before = self.find(Case, id)
                if before is None:
                    continue
                after = summed_up(before, self.having(CasePenalty, "case_id", [id]))
                self.following = True
                self.apply([Change(before, after)], judged=True)
        if summed:
            touched |= summed
        if not touched:
            return
        if len(touched) == len(fresh) == len(changes):
            # Cases that are entered alone have nothing yet that belongs to them.
            files: Iterable[CaseFile] = (CaseFile(case) for case in self.last_of(fresh))
        else:
            due.forget(self._connection, touched)
            files = due.read_files(self, list(touched))
        due.refresh(self._connection, files, self.law)

    def last_of(self, records: Mapping[str, Record]) -> Iterator[Case]:
        """Cases of this work as it leaves them."""
        for id in records:
            record = self._seen.get(("case", id))
            if isinstance(record, Case):
                yield record

    def close(self) -> None:
        """Write down what the work was and link it to the step before; then it is committed."""
        self._follow(self.changes)
        if self.reason:
            self.detail["reason"] = self.reason
        if self.desk.officer.id and self.desk.clock.fixed and self._signed:
            # Another day was given: the machine's own time stands beside it.
            self.detail["machine"] = datetime.now().isoformat(" ", "seconds")
        if self.detail:
            self._sign()
        if not self._signed:
            return
        detail = json.dumps(self.detail, ensure_ascii=False)
        salt = chain.new_salts(1)[0]
        own = chain.mark_of(salt, self.name, detail)
        at, officer = self.at.isoformat(" "), self.desk.officer.name
        link = self._link.close(self.number, at, officer, own)
        self._connection.execute(
            schema.step.update()
            .where(schema.step.c.n == self.number)
            .values(name=self.name, detail=detail, salt=salt, mark=own, link=link)
        )


PURGED = "（已清除）"
"""What stands where personal words stood."""


_written = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""How the history keeps the fields of a change."""


_FREE = ("reason", "file", "sheet", "sheets", "skipped", "unmatched")
"""What somebody typed or named, in the detail of a work; the rest are ids, numbers and digests."""


def _freed(detail: str, words: Iterable[str]) -> str:
    """A work's detail with the words taken out of what was typed into it, and no number touched."""
    words = list(words)
    told = json.loads(detail)
    kept = {name: told[name] for name in _FREE if name in told}
    clean = {name: _free(each, words) for name, each in kept.items()}
    return detail if clean == kept else json.dumps({**told, **clean}, ensure_ascii=False)


def _free(told: Any, words: list[str]) -> Any:
    """Texts without the words, wherever they stand: an import names its sheets and columns."""
    match told:
        case str():
            return _without(told, words)
        case list():
            return [_free(each, words) for each in told]
        case dict():
            freed: dict[str, Any] = {}
            for name, each in told.items():
                if isinstance(each, int):
                    # So often was this reason given; two that differed in the name are one now.
                    clean = _without(name, words)
                    freed[clean] = freed.get(clean, 0) + each
                else:
                    freed[name] = _free(each, words)
            return freed
    return told


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, PURGED)
    return text
