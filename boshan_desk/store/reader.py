"""Reads one state of the desk: records, figures, settings, history."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

import sqlalchemy as sa

from boshan_desk.domain.changes import Change
from boshan_desk.domain.codes import CodeList, Lists
from boshan_desk.domain.figures import Distinct, Figure, Where
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.period import Span
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.registers import Marks, read_marks
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, record_type
from boshan_desk.procedure.steps import BY_EVENT
from boshan_desk.store import chain, figures, schema
from boshan_desk.store.codec import codec, told_fields
from boshan_desk.store.conditions import all_of, col, in_town, live, town_sql, where_sql

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

R = TypeVar("R", bound=Record)


@dataclass
class State:
    """A record as it is merged (`domain.registers`)."""

    row: dict[str, Any]
    marks: str

    @classmethod
    def of(cls, row: dict[str, Any], known: Marks) -> Self:
        """The state that a row and its marks are."""
        state = cls(row, known.text())
        state.__dict__["known"] = known
        return state

    @cached_property
    def known(self) -> Marks:
        """What the marks say, read once."""
        return read_marks(self.marks)


class Reader:
    """Reads one state of the desk; also what rules may look at (`Context`)."""

    reason: str = ""
    """Why the work is done, where that is asked for: a change after review, a return."""
    replaying: Literal["", "back", "again"] = ""
    """Whether it takes an earlier step back, or does it again."""
    purging: bool = False
    """Whether it clears personal data, which the law may ask for in any state of a record."""
    following: bool = False
    """Whether it writes what follows from changes that were permitted already."""
    stepping: bool = False
    """Whether it records a step of the procedure: the only way that steps are written."""
    carrying: bool = False
    """Whether it brings records over from a damaged store: they keep who changed them, when."""
    merging: bool = False
    """Whether it takes in what another desk wrote: its rules were asked there, the sums made."""

    def __init__(self, desk: Desk, connection: sa.Connection) -> None:
        self.desk = desk
        self.today: date = desk.clock.today()
        self.lists: Lists = desk.lists
        self._connection = connection
        self._seen: dict[tuple[str, str], Record | None] = {}

    @property
    def connection(self) -> sa.Connection:
        """The connection to the store, for the neighbours on this floor."""
        return self._connection

    @cached_property
    def _towns(self) -> CodeList:
        """The places of this desk: what a record counts for."""
        return self.lists["town"]

    @cached_property
    def law(self) -> Law:
        """Limits and calendar as this desk has them."""
        return self.desk.law_by(self._connection)

    def ids(self, ledger: Ledger) -> list[str]:
        """The ids of all records of a ledger, in the order of entry."""
        sql = f'SELECT id FROM "{ledger.name}" ORDER BY n'
        return list(self._connection.exec_driver_sql(sql).scalars())

    def informants_told(self, cases: Sequence[str]) -> Iterator[tuple[str, int | None, str | None]]:
        """Which of these cases have informants, and when they were told: never who they are."""
        for start in range(0, len(cases), 500):
            some = tuple(cases[start : start + 500])
            marks = ", ".join("?" * len(some))
            sql = (
                "SELECT case_id, real_name, told_on FROM informant"
                f" WHERE withdrawn_at IS NULL AND case_id IN ({marks})"
            )
            yield from map(tuple, self._connection.exec_driver_sql(sql, some).all())

    def written_by_steps(self, case: str) -> frozenset[str]:
        """The fields of a case that its standing steps have written."""
        return self.written_by_each([case])[case]

    def written_by_each(self, cases: Iterable[str]) -> dict[str, frozenset[str]]:
        """The same of many cases, with one question for five hundred of them."""
        written: dict[str, set[str]] = {case: set() for case in cases}
        for step in self.having(record_type("case_step"), "case_id", list(written)):
            found = written[getattr(step, "case_id", "")]
            found.add("state")
            event = BY_EVENT.get(getattr(step, "event", ""))
            if event is not None and not getattr(step, "void", None):
                found.update(event.sets)
        return {case: frozenset(fields) for case, fields in written.items()}

    def _permit(self, ledger: Ledger) -> None:
        """Refuse the records of a ledger that this officer may not see."""
        if ledger.secret:
            self.desk.officer.demand(ledger.reading)

    def linked(self, ledger: str, id: str | None) -> Record | None:
        """The record a link points to; remembered for the length of this work."""
        if id is None:
            return None
        key = (ledger, id)
        if key not in self._seen:
            self._seen[key] = self.find(record_type(ledger), id)
        return self._seen[key]

    def town_of(self, record: Record) -> str:
        """The town a record counts for, its own or that of what it belongs to; "" where none is."""
        ledger = record.ledger
        if ledger.town and (code := getattr(record, ledger.town)):
            return str(code)
        owner = ledger.parent_ledger
        above = self.linked(owner, getattr(record, ledger.parent)) if owner else None
        if above is None and (name := getattr(record, "of_ledger", None)) in KEPT:
            above = self.linked(str(name), getattr(record, "of_id", None))
        return self.town_of(above) if above is not None else ""

    def find(self, kind: type[R], id: str) -> R | None:
        """The record, or None when there is none."""
        return self.find_many(kind, [id]).get(id)

    def get(self, kind: type[R], id: str) -> R:
        """The record, or a refusal."""
        if record := self.find(kind, id):
            return record
        raise Missing("{ledger}里没有编号为 {id} 的记录", ledger=_(kind.ledger.title), id=id)

    def find_many(self, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
        """The records with these ids, by id."""
        return {record.id: record for record in self._select(kind, "id", ids)}

    def all(self, kind: type[R], *, by: Literal["n", "id"] = "n") -> Iterator[R]:
        """Every record of a ledger, withdrawn ones too, in the order of entry or of ids."""
        ledger, coder = kind.ledger, codec(kind.ledger)
        self._permit(ledger)
        columns = ", ".join(col(c) for c in coder.columns)
        sql = f'SELECT {columns} FROM "{ledger.name}" t ORDER BY t.{by}'
        for row in self._connection.exec_driver_sql(sql).yield_per(1000):
            record = coder.to_record(dict(zip(coder.columns, row, strict=True)))
            assert isinstance(record, kind)
            yield record

    def having(
        self, kind: type[R], field: str, values: Sequence[Any], *, withdrawn: bool = False
    ) -> list[R]:
        """The live records whose field is one of these values, in the order of entry.

        `withdrawn`: those in the recycle bin too.
        """
        found = self._select(kind, field, values)
        return [r for r in found if withdrawn or not r.withdrawn]

    def _select(self, kind: type[R], field: str, values: Sequence[Any]) -> Iterator[R]:
        ledger, coder = kind.ledger, codec(kind.ledger)
        self._permit(ledger)
        columns = ", ".join(col(c) for c in coder.columns)
        for start in range(0, len(values), 500):
            some = tuple(values[start : start + 500])
            marks = ", ".join("?" * len(some))
            sql = f'SELECT {columns} FROM "{ledger.name}" t WHERE {col(field)} IN ({marks})'
            sql += " ORDER BY t.n"
            for row in self._connection.exec_driver_sql(sql, some):
                record = coder.to_record(dict(zip(coder.columns, row, strict=True)))
                assert isinstance(record, kind)
                yield record

    def states(self, ledger: Ledger, ids: Sequence[str]) -> dict[str, State]:
        """These records as they are merged, by id: their stored values, and their marks as text."""
        self._permit(ledger)
        names = (*codec(ledger).columns, "dots")
        columns = ", ".join(f'"{name}"' for name in names)
        found = {}
        for start in range(0, len(ids), 500):
            some = tuple(ids[start : start + 500])
            sql = (
                f'SELECT {columns} FROM "{ledger.name}" WHERE id IN ({", ".join("?" * len(some))})'
            )
            for row in self._connection.exec_driver_sql(sql, some):
                values = dict(zip(names, row, strict=True))
                found[values["id"]] = State(values, values.pop("dots"))
        return found

    def marks_of(self, ledger: Ledger, ids: Sequence[str]) -> dict[str, str]:
        """The marks of these records as they are stored, by id."""
        found: dict[str, str] = {}
        for start in range(0, len(ids), 500):
            some = tuple(ids[start : start + 500])
            sql = f'SELECT id, dots FROM "{ledger.name}" WHERE id IN ({", ".join("?" * len(some))})'
            found |= {id: dots for id, dots in self._connection.exec_driver_sql(sql, some)}
        return found

    def count(self, ledger: Ledger) -> int:
        """How many live records a ledger has."""
        condition, values = all_of([live()])
        sql = f'SELECT count(*) FROM "{ledger.name}" t WHERE {condition}'
        return int(self._connection.exec_driver_sql(sql, tuple(values)).scalar_one())

    def matching(self, kind: type[R], where: Sequence[Where]) -> list[R]:
        """The live records that meet every condition, in the order of entry."""
        coder = codec(kind.ledger)
        found = []
        for row in self.columns(kind.ledger, coder.columns, where, raw=True):
            record = coder.to_record(dict(zip(coder.columns, row, strict=True)))
            assert isinstance(record, kind)
            found.append(record)
        return found

    def columns(
        self,
        ledger: Ledger,
        names: Sequence[str],
        where: Sequence[Where],
        *,
        town: str = "",
        distinct: bool = False,
        raw: bool = False,
    ) -> list[tuple[Any, ...]]:
        """Some fields of the live records that meet every condition, in the order of entry.

        The name `town` stands for the town a record counts for; `raw` leaves values as stored.
        """
        self._permit(ledger)
        parts = [live(), *(where_sql(w) for w in where)]
        if town:
            parts.append(in_town(ledger, town, self._towns))
        condition, values = all_of(parts)
        wanted = ", ".join(
            town_sql(ledger, self._towns) if name == "town" else col(name) for name in names
        )
        sql = f'SELECT {"DISTINCT " if distinct else ""}{wanted} FROM "{ledger.name}" t'
        sql += f" WHERE {condition}" + ("" if distinct else " ORDER BY t.n")
        rows = self._connection.exec_driver_sql(sql, tuple(values)).all()
        if raw:
            return [tuple(row) for row in rows]
        kinds = [ledger.fields.get(name) for name in names]
        return [
            tuple(
                cell if kind is None else kind.from_store(cell)
                for kind, cell in zip(kinds, row, strict=True)
            )
            for row in rows
        ]

    def figure(
        self, ledger: Ledger, figure: Figure, period: Span, *, town: str = ""
    ) -> figures.Value:
        """A declared figure for a period, of the desk or of one town."""
        return figures.evaluate(
            self._connection, ledger, figure, period, town=town, towns=self._towns
        )

    def figure_running(
        self, ledger: Ledger, figure: Distinct, start: date, ends: Sequence[date]
    ) -> list[int]:
        """How many different values there were from a day up to each of some others, rising."""
        return figures.evaluate_running(self._connection, ledger, figure, start, ends)

    def figure_by(
        self,
        ledger: Ledger,
        figure: Figure,
        period: Span,
        by: str,
        *,
        town: str = "",
        nowhere: str = "",
    ) -> Mapping[str, figures.Value]:
        """A declared figure for each town (`by="town"`) or each value of a field.

        Records with an empty value count under `nowhere`.
        """
        return figures.evaluate_by(
            self._connection,
            ledger,
            figure,
            period,
            by=by,
            town=town,
            nowhere=nowhere,
            towns=self._towns,
        )

    def figures_together(
        self,
        ledger: Ledger,
        wanted: Sequence[Figure],
        period: Span,
        by: Sequence[str] = (),
        *,
        town: str = "",
        nowhere: str = "",
    ) -> list[dict[tuple[str, ...], figures.Value]]:
        """Several figures that flow, for each combination of values of some fields."""
        return figures.evaluate_together(
            self._connection,
            ledger,
            wanted,
            period,
            by=by,
            town=town,
            nowhere=nowhere,
            towns=self._towns,
        )

    def figure_cells(
        self,
        ledger: Ledger,
        wanted: Sequence[Figure],
        period: Span,
        *,
        by_town: bool,
        nowhere: str = "",
    ) -> list[dict[str, figures.Cells]]:
        """What figures of one day that add up are worked out from, for each town or whole ("")."""
        return figures.evaluate_cells(
            self._connection,
            ledger,
            wanted,
            period,
            by_town=by_town,
            nowhere=nowhere,
            towns=self._towns,
        )

    def small_rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """Every row of a table that is no ledger, without its seal: as `write_row` takes it."""
        query = sa.select(*(column for column in table.columns if column.name != "seal"))
        return [dict(row) for row in self._connection.execute(query).mappings()]

    def extras(self, id: str) -> list[dict[str, Any]]:
        """What stood beside a record in the files it came from, oldest first:
        {step, sheet, row, cells: {heading: text}}.  It may be personal.
        """
        found = self._connection.exec_driver_sql(
            'SELECT step, sheet, "row", cells FROM extra WHERE record_id = ? ORDER BY step', (id,)
        )
        return [
            {"step": step, "sheet": sheet, "row": row, "cells": json.loads(cells)}
            for step, sheet, row, cells in found
        ]

    def head(self) -> chain.Head:
        """The newest link of the history's chain."""
        return chain.head(self._connection)

    def setting(self, name: str, default: str = "") -> str:
        """A setting of the office."""
        query = sa.select(schema.setting.c.value).where(schema.setting.c.name == name)
        found = self._connection.execute(query).scalar_one_or_none()
        return default if found is None else str(found)

    def history(self, ledger: Ledger, id: str) -> list[dict[str, Any]]:
        """What happened to a record, oldest first: {n, at, officer, work, detail, fields}."""
        self._permit(ledger)
        joined = schema.change.join(schema.step)
        query = (
            sa.select(schema.step, schema.change.c.fields)
            .select_from(joined)
            .where(schema.change.c.record_id == id, schema.change.c.ledger == ledger.name)
            .order_by(schema.change.c.n)
        )
        return [
            {
                "n": row.n,
                "at": row.at,
                "officer": row.officer,
                "work": row.name,
                "detail": json.loads(row.detail),
                "fields": told_fields(row.fields),
            }
            for row in self._connection.execute(query)
        ]

    def steps(
        self, *, since: str = "", record: str = "", most: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """The works of the history, oldest first: {n, at, officer, name, detail, link, changes}.

        Of a change the ledger, the record and the names of the fields are told, no values.
        `record` is an id or a serial number; `most` takes the newest so many.
        """
        step, change = schema.step, schema.change
        query = sa.select(step.c.n).where(step.c.at >= since).order_by(step.c.n.desc())
        if record:
            ids = self._ids_of(record)
            touched = sa.select(change.c.step).where(change.c.record_id.in_(ids))
            query = query.where(step.c.n.in_(touched))
        if most is not None:
            query = query.limit(most)
        for number in reversed(self._connection.execute(query).scalars().all()):
            row = self._connection.execute(sa.select(step).where(step.c.n == number)).one()
            changed = self._connection.execute(
                sa.select(change.c.ledger, change.c.record_id, change.c.fields)
                .where(change.c.step == number)
                .order_by(change.c.n)
            )
            yield {
                "n": row.n,
                "at": row.at,
                "officer": row.officer,
                "name": row.name,
                "detail": json.loads(row.detail),
                "link": (row.link or b"").hex(),
                "changes": [
                    {
                        "ledger": c.ledger,
                        "record": c.record_id,
                        "fields": list(told_fields(c.fields)),
                    }
                    for c in changed
                ],
            }

    def _ids_of(self, word: str) -> list[str]:
        """The records that an id or a serial number stands for, in any ledger."""
        found = [word]
        for name in KEPT:
            sql = f'SELECT id FROM "{name}" WHERE serial_no = ?'
            found += self._connection.exec_driver_sql(sql, (word,)).scalars().all()
        return found

    def last_change(self) -> int:
        """The number of the newest change of any record; 0 when there is none."""
        newest = self._connection.execute(sa.select(sa.func.max(schema.change.c.n))).scalar_one()
        return newest or 0

    def changes_of(self, step: int) -> Iterator[list[Change]]:
        """What an earlier work changed, some records after some, as they stood before and after it.

        Rebuilt from the history: what later works did to a record is taken off its present state.
        Each record comes once, so that those that have been told may be written meanwhile.
        """
        table = schema.change
        query = sa.select(table.c.record_id).where(table.c.step == step, table.c.ledger.in_(KEPT))
        found = self._connection.execute(query.order_by(table.c.n.desc())).scalars().all()
        ids = list(dict.fromkeys(found))
        for start in range(0, len(ids), 500):
            yield self._changes_of(step, ids[start : start + 500])

    def _changes_of(self, step: int, touched: Sequence[str]) -> list[Change]:
        table = schema.change
        query = sa.select(table).where(table.c.record_id.in_(touched), table.c.step >= step)
        written: dict[tuple[str, str], list[tuple[int, dict[str, list[Any]]]]] = defaultdict(list)
        for row in self._connection.execute(query.order_by(table.c.n.desc())):
            if row.ledger in KEPT:
                written[row.ledger, row.record_id].append((row.step, told_fields(row.fields)))
        present: dict[tuple[str, str], Record] = {}
        for name in {ledger for ledger, _id in written}:
            ids = [id for ledger, id in written if ledger == name]
            found = self.find_many(record_type(name), ids)
            present |= {(name, id): record for id, record in found.items()}
        changes = []
        for key, entries in written.items():
            coder = codec(KEPT[key[0]])
            record = present.get(key)
            stored = coder.to_row(record) if record else {}
            after: Record | None = None
            reached = False
            for number, fields in entries:
                if number == step and not reached:
                    after, reached = coder.revived(key[1], stored), True
                stored |= {name: old for name, (old, _new) in fields.items()}
            if reached:
                changes.append(Change(after, coder.revived(key[1], stored)).reversed())
        return changes

    def keys_written(self, step: int, table: str) -> list[str]:
        """The keys of the rows of a table that is no ledger which an earlier work wrote."""
        sql = "SELECT record_id FROM change WHERE step = ? AND ledger = ? ORDER BY n"
        return list(self._connection.exec_driver_sql(sql, (step, table)).scalars())

    def works(self, *kinds: str) -> list[dict[str, Any]]:
        """Finished works whose detail names one of these kinds, newest first: {n, at, name, …}."""
        found = []
        step = schema.step
        query = sa.select(step).where(step.c.detail != "{}").order_by(step.c.n.desc())
        for row in self._connection.execute(query):
            detail = json.loads(row.detail)
            if detail.get("kind") in kinds:
                found.append(
                    {"n": row.n, "at": row.at, "officer": row.officer, "name": row.name, **detail}
                )
        return found
