"""Lists: which records a view shows, and pages of them, straight from the driver.

The window paints its first list before SQLAlchemy is loaded (performance.md 1), so this module and
what it imports do without.  It only reads.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Link
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.officers import Officer, Right, anyone
from boshan_desk.domain.view import View
from boshan_desk.ledgers import KEPT
from boshan_desk.store.chain import Head, head
from boshan_desk.store.codec import codec
from boshan_desk.store.conditions import col, label_sql, order_sql, view_sql
from boshan_desk.store.driver import Connection, DriverError, connect, told
from boshan_desk.store.office import Office
from boshan_desk.store.trail import Trail

if TYPE_CHECKING:
    from boshan_desk.store.limits_list import LimitsList

Row = tuple[Record, dict[str, str]]
"""A record and the names of the records it points to, by field."""


@dataclass(frozen=True)
class Recent:
    """A step of the history as the start page shows it."""

    at: str
    officer: str
    name: str
    ledger: str
    record_id: str
    """One of the records it touched: the only one where `count` is 1."""
    count: int
    live: bool
    """Whether that record is there and not in the recycle bin."""


class Rows:
    """Reads lists of one store.  One reader serves one thread at a time; it locks itself."""

    def __init__(self, path: Path, *, key: str = "", officer: Officer | None = None) -> None:
        """`officer`: whose eyes it reads for; None where the desk has no accounts."""
        self._path = path
        self._officer = officer or anyone("")
        self._officer.demand(Right.READ)
        with told(path):
            self._connection: Connection = connect(path, key=key)
        self._lock = Lock()
        self._words: Lists | None = None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def interrupt(self) -> None:
        """Stop the query that runs now; whoever waits for it gets an error they may drop."""
        self._connection.interrupt()

    def _fetch(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock, told(self._path):
            rows: list[tuple[Any, ...]] = self._connection.execute(sql, values).fetchall()
            return rows

    def setting(self, name: str, default: str = "") -> str:
        """A setting of the office."""
        found = self._fetch("SELECT value FROM setting WHERE name = ?", (name,))
        return str(found[0][0]) if found else default

    def office(self) -> Office:
        """Whose desk it is, and its code lists."""
        return Office(self._fetch)

    def has_accounts(self) -> bool:
        """Whether anybody has an account."""
        return bool(self._fetch("SELECT 1 FROM officer LIMIT 1"))

    def slots(self) -> list[tuple[str, str]]:
        """The slots of active accounts and of the recovery code, with the accounts' roles."""
        found = self._fetch("SELECT slot, roles FROM officer WHERE active = 1")
        found += self._fetch("SELECT value, '' FROM setting WHERE name = 'recovery'")
        return [(slot, roles) for slot, roles in found]

    def account(self, id: str) -> dict[str, Any] | None:
        """What the store says of an account: {name, roles, active, must_change}."""
        sql = "SELECT name, roles, active, must_change FROM officer WHERE id = ?"
        found = self._fetch(sql, (id,))
        names = ("name", "roles", "active", "must_change")
        return dict(zip(names, found[0], strict=True)) if found else None

    def may_read(self, ledger: Ledger) -> bool:
        """Whether the officer may see the records of a ledger."""
        return not ledger.secret or self._officer.may(ledger.reading)

    def _permit(self, ledger: Ledger) -> Ledger:
        """Refuse the records of a ledger that this officer may not see."""
        if ledger.secret:
            self._officer.demand(ledger.reading)
        return ledger

    def _lists(self, view: View) -> Lists | None:
        """The words of this desk's codes, for a view that seeks words or a town."""
        if not view.text and not view.town:
            return None
        if self._words is None:
            self._words = self.office().lists
        return self._words

    def count(self, view: View) -> int:
        """How many records the view shows."""
        ledger = self._permit(KEPT[view.ledger])
        condition, values = view_sql(view, ledger, self._lists(view))
        return int(
            self._fetch(f'SELECT count(*) FROM "{ledger.name}" t WHERE {condition}', values)[0][0]
        )

    def numbers(self, view: View, *, first: int | None = None) -> array[int]:
        """The numbers of the view's records in its order, all or the first few: 8 bytes each."""
        ledger = self._permit(KEPT[view.ledger])
        condition, values = view_sql(view, ledger, self._lists(view))
        order = order_sql(view, ledger)
        sql = f'SELECT t.n FROM "{ledger.name}" t WHERE {condition} ORDER BY {order}'
        if first is not None:
            sql += f" LIMIT {first}"
        with self._lock, told(self._path):
            return array("q", (n for (n,) in self._connection.execute(sql, values)))

    def page(self, ledger_name: str, numbers: Sequence[int]) -> list[Row | None]:
        """The records with these numbers, in this order; None for one that is gone."""
        ledger = self._permit(KEPT[ledger_name])
        coder = codec(ledger)
        columns = [col(c) for c in coder.columns]
        links = list(ledger.linking)
        labels = [f"({label_sql(ledger.linking[n].to, col(n))})" for n in links]
        marks = ", ".join("?" * len(numbers))
        wanted = ", ".join(columns + labels)
        sql = f'SELECT t.n, {wanted} FROM "{ledger.name}" t WHERE t.n IN ({marks})'
        found: dict[int, Row] = {}
        width = len(columns)
        for n, *cells in self._fetch(sql, list(numbers)):
            record = coder.to_record(dict(zip(coder.columns, cells[:width], strict=True)))
            found[n] = record, dict(zip(links, (c or "" for c in cells[width:]), strict=True))
        return [found.get(n) for n in numbers]

    def rows(self, view: View, *, limit: int | None = None, chunk: int = 500) -> Iterator[Row]:
        """Every record of the view in its order, fetched by pages."""
        numbers = self.numbers(view, first=limit)
        for start in range(0, len(numbers), chunk):
            yield from filter(None, self.page(view.ledger, numbers[start : start + chunk]))

    def place(self, ledger_name: str, id: str) -> int | None:
        """The number of the record with this id."""
        found = self._fetch(f'SELECT n FROM "{KEPT[ledger_name].name}" WHERE id = ?', (id,))
        return int(found[0][0]) if found else None

    def choices(self, link: Link, text: str, *, most: int = 30) -> list[tuple[str, str]]:
        """Records a link may point to whose names hold this text: (id, name), newest first."""
        target = self._permit(KEPT[link.to])
        condition, values = view_sql(View(ledger=target.name, text=text), target)
        sql = (
            f'SELECT t.id, ({label_sql(target.name, "t.id")}) FROM "{target.name}" t '
            f"WHERE {condition} ORDER BY t.n DESC LIMIT {most}"
        )
        return [(id, name) for id, name in self._fetch(sql, values)]

    def label(self, ledger_name: str, id: str) -> str:
        """The name of one record; empty when there is none."""
        found = self._fetch(label_sql(ledger_name, "?"), (id,))
        return str(found[0][0]) if found else ""

    def known(self, ledger: Ledger, field: str, text: str, *, most: int = 12) -> list[str]:
        """Values that this field already has and that begin with the text, commonest first."""
        self._permit(ledger)
        column = col(field)
        sql = (
            f'SELECT v FROM (SELECT {column} AS v FROM "{ledger.name}" t '
            f"WHERE {column} IS NOT NULL ORDER BY t.n DESC LIMIT 5000) "
            "WHERE instr(v, ?) = 1 "
            f"GROUP BY v ORDER BY count(*) DESC LIMIT {most}"
        )
        return [str(value) for (value,) in self._fetch(sql, (text,))]

    def typed(self, ledger_name: str, id: str) -> dict[str, str]:
        """What was typed into a form that was never saved; empty when nothing was."""
        if ledger_name in KEPT:
            self._permit(KEPT[ledger_name])
        sql = "SELECT typed FROM draft WHERE ledger = ? AND record_id = ?"
        found = self._fetch(sql, (ledger_name, id))
        return dict(json.loads(found[0][0])) if found else {}

    def recent(self, *, most: int = 8) -> list[Recent]:
        """The newest steps that touched records, newest first."""
        sql = (
            "SELECT s.at, s.officer, s.name, c.ledger, c.record_id, "
            "(SELECT count(*) FROM change o WHERE o.step = s.n) "
            "FROM step s JOIN change c ON c.n = (SELECT max(n) FROM change WHERE step = s.n) "
            "WHERE c.ledger NOT IN ('setting', 'officer', 'closing') ORDER BY s.n DESC LIMIT ?"
        )
        found = []
        for at, officer, name, ledger, id, count in self._fetch(sql, (most,)):
            known = ledger in KEPT
            if known and not self.may_read(KEPT[ledger]):
                continue
            there = f'SELECT 1 FROM "{ledger}" WHERE id = ? AND withdrawn_at IS NULL'
            live = known and bool(self._fetch(there, (id,)))
            found.append(Recent(at, officer, name, ledger, id, count, live))
        return found

    def head(self) -> Head:
        """The newest link of the history's chain."""
        with self._lock, told(self._path):
            return head(self._connection)

    def trail(self) -> Trail:
        """The history as evidence, for who may see it."""
        self._officer.demand(Right.AUDIT)
        return Trail(self._fetch)

    def limits(self) -> LimitsList:
        """The list of limits over all cases."""
        from boshan_desk.store.limits_list import LimitsList

        if self._words is None:
            self._words = self.office().lists
        return LimitsList(self._fetch, self._words)

    def unsaved(self) -> list[tuple[str, str, str]]:
        """Forms that were never saved and that the officer may save: (ledger, record id, when).

        Only forms of records: words of a paper are offered where the paper is.
        """
        sql = "SELECT ledger, record_id, at FROM draft ORDER BY at"
        may = self._officer.may
        return [
            (name, id, at)
            for name, id, at in self._fetch(sql)
            if name in KEPT and may(KEPT[name].writing)
        ]


__all__ = ["DriverError", "Recent", "Row", "Rows"]
