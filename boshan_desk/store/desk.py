"""The desk: readers, and the one door for writes.

Every write is a `Change`, and every change passes through `Work.apply`: compared with what is
stored, judged, numbered, written in bulk, and kept in the history, in one transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from boshan_desk.domain.changes import Change, Step, net
from boshan_desk.domain.codes import County, Lists, lists_of, load_county
from boshan_desk.domain.figures import Figure, Where
from boshan_desk.domain.ledger import Ledger, Record, copy_with
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Invalid, Missing, Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, record_type
from boshan_desk.store import figures, schema
from boshan_desk.store.codec import codec
from boshan_desk.store.conditions import all_of, col, live, town_sql, where_sql
from boshan_desk.store.driver import connect, describe
from boshan_desk.store.lock import DeskLock

R = TypeVar("R", bound=Record)

UNDO_DEPTH = 50


class Reader:
    """Reads one state of the desk; also what rules may look at (`Context`)."""

    def __init__(self, desk: Desk, connection: sa.Connection) -> None:
        self.desk = desk
        self.today: date = desk.clock.today()
        self.lists: Lists = desk.lists
        self._connection = connection
        self._seen: dict[tuple[str, str], Record | None] = {}

    def linked(self, ledger: str, id: str | None) -> Record | None:
        """The record a link points to; remembered for the length of this work."""
        if id is None:
            return None
        key = (ledger, id)
        if key not in self._seen:
            self._seen[key] = self.find(record_type(ledger), id)
        return self._seen[key]

    def find(self, kind: type[R], id: str) -> R | None:
        """The record, or None when there is none."""
        return self.find_many(kind, [id]).get(id)

    def get(self, kind: type[R], id: str) -> R:
        """The record, or a refusal."""
        if record := self.find(kind, id):
            return record
        raise Missing("{ledger}里没有编号为 {id} 的记录", ledger=kind.ledger.title, id=id)

    def find_many(self, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
        """The records with these ids, by id."""
        return {record.id: record for record in self._select(kind, "id", ids)}

    def all(self, kind: type[R], *, by: Literal["n", "id"] = "n") -> Iterator[R]:
        """Every record of a ledger, withdrawn ones too, in the order of entry or of ids."""
        ledger, coder = kind.ledger, codec(kind.ledger)
        columns = ", ".join(col(c) for c in coder.columns)
        sql = f'SELECT {columns} FROM "{ledger.name}" t ORDER BY t.{by}'
        for row in self._connection.exec_driver_sql(sql).yield_per(1000):
            record = coder.to_record(dict(zip(coder.columns, row, strict=True)))
            assert isinstance(record, kind)
            yield record

    def having(self, kind: type[R], field: str, values: Sequence[Any]) -> list[R]:
        """The live records whose field is one of these values, in the order of entry."""
        return [r for r in self._select(kind, field, values) if not r.withdrawn]

    def _select(self, kind: type[R], field: str, values: Sequence[Any]) -> Iterator[R]:
        ledger, coder = kind.ledger, codec(kind.ledger)
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
        parts = [live(), *(where_sql(w) for w in where)]
        if town:
            parts.append((f"{town_sql(ledger)} = ?", [town]))
        condition, values = all_of(parts)
        wanted = ", ".join(town_sql(ledger) if name == "town" else col(name) for name in names)
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
        self, ledger: Ledger, figure: Figure, period: Period, *, town: str = ""
    ) -> figures.Value:
        """A declared figure for a period, of the desk or of one town."""
        return figures.evaluate(self._connection, ledger, figure, period, town=town)

    def figure_by(
        self, ledger: Ledger, figure: Figure, period: Period, by: str, *, town: str = ""
    ) -> Mapping[str, figures.Value]:
        """A declared figure for each town (`by="town"`) or each value of a field."""
        return figures.evaluate_by(self._connection, ledger, figure, period, by=by, town=town)

    def setting(self, name: str, default: str = "") -> str:
        """A setting of the office."""
        query = sa.select(schema.setting.c.value).where(schema.setting.c.name == name)
        found = self._connection.execute(query).scalar_one_or_none()
        return default if found is None else str(found)

    def history(self, ledger: Ledger, id: str) -> list[dict[str, Any]]:
        """What happened to a record, oldest first: {n, at, officer, work, fields}."""
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
                "fields": json.loads(row.fields),
            }
            for row in self._connection.execute(query)
        ]

    def last_change(self) -> int:
        """The number of the newest change of any record; 0 when there is none."""
        newest = self._connection.execute(sa.select(sa.func.max(schema.change.c.n))).scalar_one()
        return newest or 0

    def changes_of(self, step: int) -> list[Change]:
        """What an earlier work changed, its records as they stood before it and after it.

        Rebuilt from the history: what later works did to a record is taken off its present state.
        """
        table = schema.change
        touched = sa.select(table.c.record_id).where(table.c.step == step)
        query = sa.select(table).where(table.c.record_id.in_(touched), table.c.step >= step)
        written: dict[tuple[str, str], list[tuple[int, dict[str, list[Any]]]]] = defaultdict(list)
        for row in self._connection.execute(query.order_by(table.c.n.desc())):
            if row.ledger in KEPT:
                written[row.ledger, row.record_id].append((row.step, json.loads(row.fields)))
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

    def works(self, kind: str) -> list[dict[str, Any]]:
        """Finished works whose detail names this kind, newest first: {n, at, officer, name, …}."""
        found = []
        for row in self._connection.execute(
            sa.select(schema.step).order_by(schema.step.c.n.desc())
        ):
            detail = json.loads(row.detail)
            if detail.get("kind") == kind:
                found.append(
                    {"n": row.n, "at": row.at, "officer": row.officer, "name": row.name, **detail}
                )
        return found


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
                    self._judge(change.after)
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

    def _judge(self, record: Record) -> None:
        stops = [p for p in record.problems(self) if p.severity == "error"]
        for name, kind in record.ledger.linking.items():
            id = getattr(record, name)
            if id is not None and self.linked(kind.to, id) is None:
                raise Missing("{title}：没有编号为 {id} 的记录", title=kind.title, id=id)
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


class Desk:
    """One office's store, open.  Passed as an argument to every use case."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        officer: str = "",
        lock: DeskLock | None = None,
    ) -> None:
        self.folder = folder
        self.path = folder / "desk.db"
        self.listeners: list[Callable[[Step], object]] = []
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self._lock = lock or DeskLock(folder)
        self._engine = sa.create_engine(
            "sqlite+pysqlite://",
            module=_driver_module(),
            creator=partial(connect, self.path),
            poolclass=QueuePool,
            pool_size=2,
            max_overflow=4,
            hide_parameters=True,
        )
        sa.event.listen(self._engine, "begin", _begin)
        with self._told(), self._engine.connect() as connection:
            query = sa.select(schema.setting.c.name, schema.setting.c.value)
            settings = {row.name: row.value for row in connection.execute(query)}
        self.county: County = load_county(settings.get("county", "boshan"))
        self.lists: Lists = lists_of(self.county)
        self.site = f"{settings.get('site', '')}.{settings.get('epoch', '1')}"
        fixed = settings.get("today")
        self.clock = clock or Clock(date.fromisoformat(fixed) if fixed else None)
        self.officer = officer or settings.get("officer") or _("本机用户")

    def hold(self) -> None:
        """Be the one writer until closed; refused when another program is."""
        self._lock.take()

    def close(self) -> None:
        """Let go: the last one out leaves a single file."""
        self._engine.dispose()
        self._lock.give_back()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Look at one state of the desk."""
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield Reader(self, connection)

    @contextmanager
    def work(self, name: str, *, undoable: bool = True) -> Iterator[Work]:
        """Do one named operation: all of it, in the history, or none of it."""
        borrowed = not self._lock.held
        self._lock.take()
        try:
            with self._told():
                writing = self._engine.execution_options(begin="IMMEDIATE")
                with writing.begin() as connection:
                    work = Work(self, connection, name)
                    yield work
                    work.close()
        finally:
            if borrowed:
                self._lock.give_back()
        self._announce(
            Step(
                work.number,
                name,
                work.at,
                self.officer,
                net(work.changes),
                undoable,
                dict(work.detail),
            )
        )

    def _announce(self, step: Step) -> None:
        if not step.changes:
            return
        if step.undoable:
            self.done.append(step)
            del self.done[:-UNDO_DEPTH]
            self.undone.clear()
        for listener in list(self.listeners):
            listener(step)

    def keep_typed(self, ledger: str, id: str, typed: Mapping[str, str] | None) -> None:
        """Keep what stands in an open form, or forget it (None).  Not a record, so no change."""
        table = schema.draft
        borrowed = not self._lock.held
        self._lock.take()
        try:
            with self._told():
                writing = self._engine.execution_options(begin="IMMEDIATE")
                with writing.begin() as connection:
                    key = sa.and_(table.c.ledger == ledger, table.c.record_id == id)
                    connection.execute(table.delete().where(key))
                    if typed is not None:
                        row = {
                            "ledger": ledger,
                            "record_id": id,
                            "at": self.clock.now().isoformat(" "),
                        }
                        row["typed"] = json.dumps(dict(typed), ensure_ascii=False)
                        connection.execute(table.insert(), row)
        finally:
            if borrowed:
                self._lock.give_back()

    def take_back(self) -> Step:
        """Undo the newest step; it is refused when a record has moved on."""
        if not self.done:
            raise Refused("没有可以撤销的操作")
        step = self.done[-1]
        self._replay(step, _("撤销：{name}").format(name=step.name), step.changes, reverse=True)
        self.undone.append(step)
        return step

    def do_again(self) -> Step:
        """Redo the step that was undone last."""
        if not self.undone:
            raise Refused("没有可以重做的操作")
        step = self.undone.pop()
        self._replay(step, _("重做：{name}").format(name=step.name), step.changes, reverse=False)
        return step

    def _replay(self, step: Step, name: str, changes: Sequence[Change], *, reverse: bool) -> None:
        kept, ahead = self.done[:], self.undone[:]
        what = _("撤销") if reverse else _("重做")
        with self.work(name, undoable=False) as work:
            now = []
            kinds: dict[type[Record], list[str]] = defaultdict(list)
            for change in changes:
                kinds[type(change.record)].append(change.record.id)
            found = {kind: work.find_many(kind, ids) for kind, ids in kinds.items()}
            for change in changes:
                goal = change.before if reverse else change.after
                present = change.after if reverse else change.before
                stored = found[type(change.record)].get(change.record.id)
                if not _same(stored, present):
                    raise Moved(
                        "“{name}”后来又有改动，不能再{what}",
                        name=change.record.label(self.lists),
                        what=what,
                    )
                now.append(Change(stored, goal))
            work.apply(now, judged=True)
        self.done = kept[:-1] if reverse else [*kept, step]
        self.undone = ahead

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            words = describe(error.orig, self.path) if error.orig else None
            if words is None:
                raise
            raise words from error


def _same(stored: Record | None, expected: Record | None) -> bool:
    """Equal but for the stamps, which every write renews."""
    if stored is None or expected is None:
        return stored is expected
    stamps = {"changed_by": None, "changed_at": None}
    return copy_with(stored, **stamps) == copy_with(expected, **stamps)


def _begin(connection: sa.Connection) -> None:
    # The driver begins nothing by itself; a deferred begin would let two writers collide late.
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _driver_module() -> Any:
    import sqlcipher3.dbapi2

    return sqlcipher3.dbapi2
