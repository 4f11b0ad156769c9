"""The desk: one office's store, open, and the one door for writes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from boshan_desk.domain.changes import Change, Step, net
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import County
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.ledger import Record, copy_with
from boshan_desk.domain.officers import NoRight, Officer, Right, anyone
from boshan_desk.domain.plans.pack import Plan
from boshan_desk.domain.problems import Damaged, Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema, sealing
from boshan_desk.store.driver import DAMAGED, connect, describe
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.office import Office, mark_of_office
from boshan_desk.store.reader import Reader
from boshan_desk.store.rows import Rows
from boshan_desk.store.work import Work

UNDO_DEPTH = 50


@dataclass
class _Telling:
    """How far a work has come when its error is put into words."""

    committing: bool = False


class Desk:
    """One office's store, open.  Passed as an argument to every use case."""

    def __init__(
        self,
        folder: Path,
        *,
        key: str = "",
        clock: Clock | None = None,
        officer: Officer | str = "",
        lock: DeskLock | None = None,
    ) -> None:
        """`officer`: who signed in, or at a desk without accounts the name to write down."""
        self.folder = folder
        self.key = key
        self.path = folder / "desk.db"
        self.listeners: list[Callable[[Step], object]] = []
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self._lock = lock or DeskLock(folder)
        self._lent = lock is not None
        self._engine = sa.create_engine(
            "sqlite+pysqlite://",
            module=_driver_module(),
            creator=partial(connect, self.path, key=key),
            poolclass=QueuePool,
            pool_size=2,
            max_overflow=4,
            hide_parameters=True,
        )
        sa.event.listen(self._engine, "begin", _begin)
        with self._told(), self._engine.connect() as connection:
            query = sa.select(schema.setting.c.name, schema.setting.c.value)
            self._office = Office(connection.exec_driver_sql)
            settings = {row.name: row.value for row in connection.execute(query)}
            accounts = connection.execute(sa.select(schema.officer.c.id).limit(1)).first()
        self.site = f"{settings.get('site', '')}.{settings.get('epoch', '1')}"
        self._level = settings.get("level", "")
        self.own_towns: tuple[str, ...] = tuple(json.loads(settings.get("towns", "[]")))
        """The towns whose records it writes; empty: all of them."""
        self.serial_prefix: str = settings.get("serial_prefix", "")
        """What its serial numbers begin with, so that no two desks give the same."""
        fixed = settings.get("today")
        self.clock = clock or Clock(date.fromisoformat(fixed) if fixed else None)
        if isinstance(officer, str):
            if accounts is not None:
                self._engine.dispose()
                raise NoRight("这份数据设有账户，请写明姓名并输入密码")
            officer = anyone(officer or settings.get("officer") or _("本机用户"))
        self.officer: Officer = officer
        self._law: Law | None = None

    @property
    def level(self) -> str:
        """Whose desk it is: a "town"'s, a "county"'s, a "city"'s."""
        return self._level or ("city" if self.county.is_city else "county")

    @property
    def county(self) -> County:
        """Whose desk it is."""
        return self._office.county

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans of this desk, active ones first."""
        return self._office.plans

    @property
    def lists(self) -> Lists:
        """The code lists of this desk."""
        return self._office.lists

    def look_at_office(self, connection: sa.Connection) -> None:
        """See whether another program, or this work, gave the desk another county pack or plan."""
        if mark_of_office(connection.exec_driver_sql) != self._office.mark:
            self._office = Office(connection.exec_driver_sql)

    def look_again(self) -> None:
        """Take the office as it is now, after a work that changed it."""
        with self._told(), self._engine.connect() as connection:
            self.look_at_office(connection)

    def hold(self) -> None:
        """Be the one writer until closed; refused when another program is."""
        self._lock.take()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Be the one writer for a while; refused when another program is."""
        borrowed = not self._lock.held
        self._lock.take()
        try:
            yield
        finally:
            if borrowed:
                self._lock.give_back()

    def close(self) -> None:
        """Let go: the last one out leaves a single file."""
        self._engine.dispose()
        if not self._lent:
            self._lock.give_back()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rows(self) -> Rows:
        """Lists of this desk, for the officer's eyes; to be closed."""
        return Rows(self.path, key=self.key, officer=self.officer)

    def law_by(self, connection: sa.Connection) -> Law:
        """The law as it stands in this state of the store; read anew only when it has changed."""
        # The law is needed by cases alone, and costs some milliseconds to read.
        from boshan_desk.store.law import mark_of_law, read_law

        mark = mark_of_law(connection)
        if self._law is None or self._law.digest != mark:
            self._law = read_law(connection, mark)
        return self._law

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Look at one state of the desk."""
        self.officer.demand(Right.READ)
        with self._told(), self._engine.connect() as connection, connection.begin():
            self.look_at_office(connection)
            yield Reader(self, connection)

    @contextmanager
    def work(
        self, name: str, *, needs: Right | None = None, undoable: bool = True, reason: str = ""
    ) -> Iterator[Work]:
        """Do one named operation: all of it, in the history, or none of it.

        `needs` is the right it takes; without one, what is written decides (`permits`).

        Raises:
            NoRight: the officer may not.
        """
        if needs is not None:
            self.officer.demand(needs)
        with self.holding(), self._told() as telling:
            writing = self._engine.execution_options(begin="IMMEDIATE")
            with writing.begin() as connection:
                self._still_there(connection)
                self.look_at_office(connection)
                work = Work(self, connection, name)
                work.reason = reason.strip()
                yield work
                work.close()
                telling.committing = True
        self._announce(
            Step(
                work.number,
                work.name,
                work.at,
                self.officer.name,
                net(work.changes),
                undoable,
                dict(work.detail),
                work.poured,
            )
        )

    def _still_there(self, connection: sa.Connection) -> None:
        """Refuse who was switched off, or has other roles, since they signed in."""
        table = schema.officer
        query = sa.select(table.c.active, table.c.roles).where(table.c.id == self.officer.id)
        row = connection.execute(query).first() if self.officer.id else None
        if row is not None and not row.active:
            raise NoRight("账户“{name}”已停用，请联系管理员", name=self.officer.name)
        if row is not None and self.officer.roles and row.roles != " ".join(self.officer.roles):
            raise NoRight("“{name}”的角色已经调整，请重新登录", name=self.officer.name)

    def _announce(self, step: Step) -> None:
        if not step.count:
            return
        if step.undoable:
            self.done.append(step)
            del self.done[:-UNDO_DEPTH]
            self.undone.clear()
        else:
            # What this changed cannot be got behind: undo would offer it only to refuse it.
            moved = {change.key for change in step.changes}
            self.done = [each for each in self.done if not each.touches(moved)]
        for listener in list(self.listeners):
            listener(step)

    def fold_in(self) -> None:
        """Bring the log into the store and empty it: nothing of what was wiped stays in it."""
        with self._told(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def writing(self) -> Iterator[Reader]:
        """Write what is derived and no record: no change, no history."""
        with self.holding(), self._told() as telling:
            engine = self._engine.execution_options(begin="IMMEDIATE")
            with engine.begin() as connection:
                yield Reader(self, connection)
                telling.committing = True

    def keep_typed(self, ledger: str, id: str, typed: Mapping[str, str] | None) -> None:
        """Keep what stands in an open form, or forget it (None).  Not a record, so no change.

        What is no ledger is something else that is typed, such as ``paper_words``.
        """
        self.officer.demand(KEPT[ledger].writing if ledger in KEPT else Right.ENTER)
        with self.holding(), self._told():
            writing = self._engine.execution_options(begin="IMMEDIATE")
            with writing.begin() as connection:
                if typed is None:
                    sealing.take_out(connection, "draft", ledger, id)
                else:
                    row = {
                        "ledger": ledger,
                        "record_id": id,
                        "at": self.clock.now().isoformat(" "),
                        "typed": json.dumps(dict(typed), ensure_ascii=False),
                    }
                    sealing.put(connection, "draft", row)

    def take_back(self) -> Step:
        """Undo the newest step; it is refused when a record has moved on."""
        if not self.done:
            raise Refused("没有可以撤销的操作")
        step = self.done[-1]
        if any(not KEPT[name].typed for name in step.ledgers()):
            # A step stays on record: it is corrected, with a reason (domain.md 3.5).
            raise Refused(
                "“{name}”是办案步骤，不能撤销；登记错了的，请在案件的“办理”里用“更正”",
                name=step.name,
            )
        self._replay(step, _("撤销：{name}").format(name=step.name), reverse=True)
        self.undone.append(step)
        return step

    def do_again(self) -> Step:
        """Redo the step that was undone last."""
        if not self.undone:
            raise Refused("没有可以重做的操作")
        step = self.undone.pop()
        self._replay(step, _("重做：{name}").format(name=step.name), reverse=False)
        return step

    def _replay(self, step: Step, name: str, *, reverse: bool) -> None:
        kept, ahead = self.done[:], self.undone[:]
        what = _("撤销") if reverse else _("重做")
        with self.work(name, undoable=False) as work:
            work.replaying = "back" if reverse else "again"
            write = work.pour if step.poured else work.apply
            for changes in work.changes_of(step.number) if step.poured else [step.changes]:
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
                write(now, judged=True)
            # Who later asks what still holds (an import, say) must see that this was taken back.
            work.detail = {"kind": "undo" if reverse else "redo", "undoes": step.number}
        self.done = kept[:-1] if reverse else [*kept, step]
        self.undone = ahead

    @contextmanager
    def _told(self) -> Iterator[_Telling]:
        telling = _Telling()
        try:
            yield telling
        except DBAPIError as error:
            words = (
                describe(error.orig, self.path, committing=telling.committing)
                if error.orig
                else None
            )
            if words is None:
                raise
            raise words from error
        except UnicodeDecodeError as error:
            # The driver quotes a damaged schema in its message and cannot read its own words.
            raise Damaged(DAMAGED, path=self.path) from error


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
