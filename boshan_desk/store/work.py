"""The unit of work: every write is a `Change`, and every change passes through `Work.apply`.

It is compared with what is stored, judged, numbered, written in bulk, and kept in the history, in
one transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import UNLISTED, Ledger, Record, copy_with
from boshan_desk.domain.problems import Invalid, Missing, Moved
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.codec import codec
from boshan_desk.store.reader import Reader

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


class Work(Reader):
    """A unit of work: all of it, or none of it."""

    def __init__(self, desk: Desk, connection: sa.Connection, name: str) -> None:
        super().__init__(desk, connection)
        self.name = name
        self.changes: list[Change] = []
        self.detail: dict[str, Any] = {}
        """What the history keeps about the work as a whole; no personal data."""
        self.at: datetime = desk.clock.now()
        self.number = self._next_number()
        self._dot = f"{desk.site}.{self.number}"
        self._whole_dot = json.dumps({"": self._dot})
        self._signed = False

    def _next_number(self) -> int:
        last = self._connection.execute(sa.select(sa.func.max(schema.step.c.n))).scalar_one()
        return (last or 0) + 1

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

    def _apply(self, ledger: Ledger, group: list[Change], judged: bool) -> list[Change]:
        dots = self._guard(ledger, group)
        if not judged:
            for change in group:
                if change.after is not None:
                    self._judge(change.before, change.after)
        numbers = self._serials(ledger, group)
        officer, at = self.desk.officer, self.at
        coder = codec(ledger)
        done, history = [], []
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        gone: list[tuple[str]] = []
        for change in group:
            before, after = change.before, change.after
            old = coder.to_row(before) if before is not None else {}
            if after is None:
                fields = coder.differing(old, {})
                gone.append((change.key[1],))
            else:
                stamps: dict[str, Any] = {"changed_by": officer, "changed_at": at}
                if before is None and after.entered_at is None:
                    stamps |= {"entered_by": officer, "entered_at": at}
                if after.serial_no is None:
                    stamps["serial_no"] = next(numbers)
                after = copy_with(after, **stamps)
                row = coder.to_row(after)
                fields = coder.differing(old, row)
                searched = coder.searched(after)
                if before is None:
                    new.append((*row.values(), self._whole_dot, searched))
                else:
                    origins = json.dumps(dots[after.id] | dict.fromkeys(fields, self._dot))
                    changed.append((*row.values(), origins, searched, after.id))
            done.append(Change(before, after))
            history.append((ledger.name, change.key[1], fields))
            self._seen[change.key] = after
        for sql, rows in (
            coder.insertion(new) if new else ("", new),
            (coder.update, changed),
            (f'DELETE FROM "{ledger.name}" WHERE id = ?', gone),
        ):
            if rows:
                self._connection.exec_driver_sql(sql, rows)
        self._remember(history)
        return done

    def _guard(self, ledger: Ledger, group: list[Change]) -> dict[str, dict[str, str]]:
        """Refuse if a record is no longer as the change says; the origins of the values else."""
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
        dots: dict[str, dict[str, str]] = {}
        for start in range(0, len(ids), 500):
            some = tuple(ids[start : start + 500])
            marks = ", ".join("?" * len(some))
            sql = f'SELECT id, dots FROM "{ledger.name}" WHERE id IN ({marks})'
            dots |= {id: json.loads(d) for id, d in self._connection.exec_driver_sql(sql, some)}
        return dots

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
        if last is None:
            last = 0
            self._connection.execute(
                table.insert(), {"ledger": ledger.name, "year": year, "last": wanted}
            )
        else:
            self._connection.execute(table.update().where(key).values(last=last + wanted))
        return (f"{year}-{n:04d}" for n in range(last + 1, last + wanted + 1))

    def _sign(self) -> None:
        """Enter the work itself into the history, once."""
        if self._signed:
            return
        self._signed = True
        self._connection.execute(
            schema.step.insert(),
            {
                "n": self.number,
                "at": self.at.isoformat(" "),
                "officer": self.desk.officer,
                "name": self.name,
                "detail": "{}",
            },
        )

    def _remember(self, history: list[tuple[str, str, dict[str, list[Any]]]]) -> None:
        self._sign()
        self._connection.exec_driver_sql(
            "INSERT INTO change (step, ledger, record_id, fields) VALUES (?, ?, ?, ?)",
            [
                (self.number, ledger, id, json.dumps(fields, ensure_ascii=False))
                for ledger, id, fields in history
            ],
        )

    def set(self, name: str, value: str) -> None:
        """Change a setting of the office; the history names it."""
        table = schema.setting
        old = self.setting(name)
        self._connection.execute(table.delete().where(table.c.name == name))
        self._connection.execute(table.insert(), {"name": name, "value": value})
        self._remember([("setting", name, {"value": [old, value]})])

    def close(self) -> None:
        """Write down what the work was, before it is committed."""
        if self.detail:
            self._sign()
            self._connection.execute(
                schema.step.update()
                .where(schema.step.c.n == self.number)
                .values(detail=json.dumps(self.detail, ensure_ascii=False))
            )
