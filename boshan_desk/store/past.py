"""The desk as it was: every ledger after one work of the history, for as long as a block lasts.

The history says of every change what stood there before, so what came after a work can be taken
off again.  Temporary views of the ledgers' own names stand before the tables meanwhile: rows that
were not touched since come from the table, the others are rebuilt beside it in memory.  So every
list, figure and indicator is asked just as ever.  The store itself is not written to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Missing
from boshan_desk.ledgers import KEPT
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.store import due
from boshan_desk.store.codec import codec, told_fields
from boshan_desk.store.reader import Reader

_SOME: Final = 500
"""Records that are rebuilt together."""

_ADDS: Final = (
    "json_extract(fields, '$.status[0]') IS NULL AND json_extract(fields, '$.status[1]') NOT NULL"
)
"""Whether a change adds its record: each has a status from the first on (`Codec.revived`)."""

_OF_ENTRY: Final = ("entered_by", "entered_at")
"""Stamps that a row keeps as long as it is there."""

_OWNERS: Final = {name: "id" if name == "case" else "case_id" for name in due.BEARING}
"""By which column a record says to which case's limits it belongs."""


@dataclass(frozen=True)
class Beyond:
    """What cannot be taken back to a past day, because the history says only that it changed."""

    office: bool
    """The county pack or a plan: towns and targets are those of today."""
    law: bool
    """Rules or calendar: limits are those of today."""
    purged: bool
    """Personal data was cleared: what was counted by a cleared name is counted without it."""

    @property
    def nothing(self) -> bool:
        """Whether the past can be seen whole."""
        return not (self.office or self.law or self.purged)


def beyond(reader: Reader, step: int) -> Beyond:
    """What changed after a work and cannot be taken back."""
    sql = "SELECT DISTINCT ledger, record_id FROM main.change WHERE step > ? AND ledger IN "
    sql += "('pack', 'lawfile', 'own_day', 'setting')"
    found = [tuple(row) for row in reader.connection.exec_driver_sql(sql, (step,))]
    names = {ledger for ledger, _key in found}
    steps = reader.connection.exec_driver_sql(
        "SELECT 1 FROM main.step WHERE n > ? AND json_extract(detail, '$.marks') NOT NULL LIMIT 1",
        (step,),
    )
    return Beyond(
        office="pack" in names or ("setting", "county") in found,
        law=bool(names & {"lawfile", "own_day"}),
        purged=steps.first() is not None,
    )


def day_of(reader: Reader, step: int) -> date:
    """The day on which a work was done.

    Raises:
        Missing: there was none of this number.
    """
    sql = "SELECT at FROM main.step WHERE n = ?"
    at = reader.connection.exec_driver_sql(sql, (step,)).scalar_one_or_none()
    if at is None:
        raise Missing("操作记录里没有第 {step} 号操作", step=step)
    return datetime.fromisoformat(at).date()


def last_told(reader: Reader, table: str, key: str) -> int | None:
    """The number of the work that wrote a row last; None where the history does not know it."""
    sql = "SELECT max(step) FROM main.change WHERE ledger = ? AND record_id = ?"
    found: int | None = reader.connection.exec_driver_sql(sql, (table, key)).scalar_one()
    return found


@contextmanager
def as_of(reader: Reader, step: int) -> Iterator[Reader]:
    """See every ledger as it was after work number `step`, that day being today.

    Within the block the reader that was given sees the past as well; what either has read belongs
    to the block and must not be kept for afterwards (`Counting` holds what it has counted).
    Limits are counted anew for the cases that changed since.  What `beyond` names stays as it is
    now; a value that was purged is gone for good and was never there (空).

    Raises:
        Missing: there was no such work.
    """
    past = _PastReader(reader.desk, reader.connection)
    past.today = day_of(reader, step)
    connection = reader.connection
    # What is temporary goes with the savepoint, whatever happens in between.
    connection.exec_driver_sql("SAVEPOINT past")
    try:
        _turn_back(past, step)
        yield past
    finally:
        connection.exec_driver_sql("ROLLBACK TO past")
        connection.exec_driver_sql("RELEASE past")


class _PastReader(Reader):
    """A reader whose day is another than the desk's."""


def _turn_back(past: Reader, step: int) -> None:
    """Put views before the ledgers that were touched after a work, and before their limits."""
    execute = past.connection.exec_driver_sql
    sql = "SELECT DISTINCT ledger FROM main.change WHERE step > ?"
    touched = [name for name in execute(sql, (step,)).scalars().all() if name in KEPT]
    for name in touched:
        _rebuild(past, KEPT[name], step)
    for name in touched:
        # Only now: while they are rebuilt, the tables are read as they are.
        _put_before(
            past, name, f'NOT EXISTS (SELECT 1 FROM temp."past {name} at" p WHERE p.n = m.n)'
        )
    if bearing := [name for name in touched if name in due.BEARING]:
        _turn_back_limits(past, bearing)


def _put_before(past: Reader, table: str, untouched: str) -> None:
    """A view of a table's name: its rows that were not touched, and the rebuilt ones."""
    columns = ", ".join(f'"{name}"' for name in _columns(past, table))
    past.connection.exec_driver_sql(
        f'CREATE TEMP VIEW "{table}" AS SELECT {columns} FROM main."{table}" m WHERE {untouched}'
        f' UNION ALL SELECT {columns} FROM temp."past {table}"'
    )


def _columns(past: Reader, table: str) -> list[str]:
    sql = "SELECT name FROM pragma_table_info(?, 'main')"
    return list(past.connection.exec_driver_sql(sql, (table,)).scalars())


def _rebuild(past: Reader, ledger: Ledger, step: int) -> None:
    """The rows that a ledger had after a work, of the records that were touched since."""
    name, execute = ledger.name, past.connection.exec_driver_sql
    execute(f'CREATE TEMP TABLE "past {name} at" (n INTEGER PRIMARY KEY)')
    execute(f'CREATE TEMP TABLE "past {name}" AS SELECT * FROM main."{name}" WHERE 0')
    execute(
        f'INSERT INTO temp."past {name} at" SELECT n FROM main."{name}" WHERE id IN'
        " (SELECT record_id FROM main.change WHERE step > ? AND ledger = ?)",
        (step, name),
    )
    ids, added = _touched(past, name, step)
    columns = _columns(past, name)
    places = _places(past, name, step, added & set(ids)) if added else {}
    marks = ", ".join("?" * len(columns))
    insertion = f'INSERT INTO temp."past {name}" VALUES ({marks})'
    for start in range(0, len(ids), _SOME):
        rows = _rows_then(past, ledger, step, ids[start : start + _SOME])
        for id, row in rows.items():
            row["n"] = places.get(id, row.get("n"))
        if rows:
            execute(insertion, [tuple(row.get(c) for c in columns) for row in rows.values()])
    for column in ("id", *ledger.linking):
        execute(f'CREATE INDEX temp."past {name} {column}" ON "past {name}" ("{column}")')


def _touched(past: Reader, name: str, step: int) -> tuple[list[str], set[str]]:
    """The records that changed after a work and were known before; those that were added since.

    One that was taken away and added again belongs to both.
    """
    execute = past.connection.exec_driver_sql
    both = (step, name)
    sql = f"SELECT DISTINCT record_id FROM main.change WHERE step > ? AND ledger = ? AND {_ADDS}"
    added = set(execute(sql, both).scalars())
    first = (
        "SELECT record_id FROM main.change WHERE n IN (SELECT min(n) FROM main.change"
        f" WHERE step > ? AND ledger = ? GROUP BY record_id) AND NOT ({_ADDS})"
    )
    return list(execute(first, both).scalars()), added


def _rows_then(
    past: Reader, ledger: Ledger, step: int, ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The rows that these records had after a work, by id; none of one that was not there."""
    execute, coder = past.connection.exec_driver_sql, codec(ledger)
    marks = ", ".join("?" * len(ids))
    columns = _columns(past, ledger.name)
    wanted = ", ".join(f'"{c}"' for c in columns)
    sql = f'SELECT {wanted} FROM main."{ledger.name}" WHERE id IN ({marks})'
    now = {
        row[columns.index("id")]: dict(zip(columns, row, strict=True))
        for row in execute(sql, tuple(ids))
    }
    rows = {id: now.get(id, {}) for id in ids}
    sql = (
        "SELECT record_id, fields FROM main.change WHERE step > ? AND ledger = ?"
        f" AND record_id IN ({marks}) ORDER BY n DESC"
    )
    for id, fields in execute(sql, (step, ledger.name, *ids)):
        rows[id] |= {field: before for field, (before, _after) in json.loads(fields).items()}
    stamps = _stamps(past, ledger, step, ids)
    found: dict[str, dict[str, Any]] = {}
    for id, row in rows.items():
        row |= {
            name: at
            for name, at in stamps.get(id, {}).items()
            if name not in _OF_ENTRY or id not in now
        }
        record = coder.revived(id, row)
        if record is not None:
            found[id] = {
                "dots": "{}",
                "seal": "",
                **row,
                "id": id,
                "folded": coder.searched(record),
            }
    return found


def _stamps(
    past: Reader, ledger: Ledger, step: int, ids: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Who had entered and who had last changed these records, and when: the door's own marks."""
    marks = ", ".join("?" * len(ids))
    sql = (
        "SELECT c.record_id, s.officer, s.at FROM main.change c JOIN main.step s ON s.n = c.step"
        f" WHERE c.step <= ? AND c.ledger = ? AND c.record_id IN ({marks}) ORDER BY c.n"
    )
    found: dict[str, dict[str, str]] = {}
    values = (step, ledger.name, *ids)
    for id, officer, at in past.connection.exec_driver_sql(sql, values):
        own = found.setdefault(id, {"entered_by": officer, "entered_at": at})
        own |= {"changed_by": officer, "changed_at": at}
    return found


def _places(past: Reader, name: str, step: int, again: Iterable[str]) -> dict[str, float]:
    """Where records stood in the order of entry that were taken away and are perhaps back.

    Their rows got other numbers, if any; each stands where it was added, between its neighbours.
    """
    again = set(again)
    sql = (
        "SELECT c.record_id, t.n FROM (SELECT record_id, max(n) AS k FROM main.change"
        f" WHERE ledger = ? AND step <= ? AND {_ADDS} GROUP BY record_id) c"
        f' LEFT JOIN main."{name}" t ON t.id = c.record_id ORDER BY c.k'
    )
    places: dict[str, float] = {}
    last, since = 0.0, 0
    order = [(id, n) for id, n in past.connection.exec_driver_sql(sql, (name, step))]
    for id, n in order:
        if n is None or id in again:
            since += 1
            places[id] = last + since / (len(order) + 1)
        else:
            last, since = float(n), 0
    return places


def _turn_back_limits(past: Reader, ledgers: Sequence[str]) -> None:
    """The limits of the cases that changed since, counted from what was known then."""
    execute = past.connection.exec_driver_sql
    execute('CREATE TEMP TABLE "past due at" (case_id TEXT PRIMARY KEY)')
    execute('CREATE TEMP TABLE "past due" AS SELECT * FROM main.due WHERE 0')
    for name in ledgers:
        owner = _OWNERS[name]
        execute(
            'INSERT OR IGNORE INTO temp."past due at"'
            f' SELECT "{owner}" FROM temp."past {name}" WHERE "{owner}" NOT NULL UNION'
            f' SELECT "{owner}" FROM main."{name}" WHERE "{owner}" NOT NULL'
            f' AND n IN (SELECT n FROM temp."past {name} at")'
        )
    ids = list(execute('SELECT case_id FROM temp."past due at"').scalars())
    names = ", ".join(f'"{c}"' for c in due.COLUMNS)
    marks = ", ".join("?" * len(due.COLUMNS))
    insertion = f'INSERT INTO temp."past due" ({names}) VALUES ({marks})'
    for start in range(0, len(ids), _SOME):
        files = due.read_files(past, ids[start : start + _SOME])
        rows = [due.row_of(file, each) for file in files for each in clocks_of(file, past.law)]
        if rows:
            execute(insertion, rows)
    _put_before(
        past, "due", 'NOT EXISTS (SELECT 1 FROM temp."past due at" p WHERE p.case_id = m.case_id)'
    )


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What a work did to a record."""

    step: int
    at: str
    officer: str
    work: str
    reason: str
    fields: dict[str, list[Any]]
    """{field: [stored before, stored after]}"""

    @property
    def adds(self) -> bool:
        """Whether it brought the record."""
        before, after = self.fields.get("status", (0, None))
        return before is None and after is not None


def happened(
    reader: Reader, ledger: Ledger, ids: Sequence[str], step: int
) -> dict[str, list[Happened]]:
    """What was done to these records after a work, oldest first."""
    found: dict[str, list[Happened]] = {}
    for start in range(0, len(ids), _SOME):
        some = ids[start : start + _SOME]
        marks = ", ".join("?" * len(some))
        sql = (
            "SELECT c.record_id, s.n, s.at, s.officer, s.name, s.detail, c.fields"
            " FROM main.change c JOIN main.step s ON s.n = c.step"
            f" WHERE c.step > ? AND c.ledger = ? AND c.record_id IN ({marks}) ORDER BY c.n"
        )
        rows = reader.connection.exec_driver_sql(sql, (step, ledger.name, *some))
        for id, n, at, officer, name, detail, fields in rows:
            found.setdefault(id, []).append(
                Happened(
                    step=n,
                    at=at,
                    officer=officer,
                    work=name,
                    reason=json.loads(detail).get("reason", ""),
                    fields=told_fields(fields),
                )
            )
    return found
