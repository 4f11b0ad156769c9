"""Whether a store is what the program would have written: more than SQLite itself can know.

Reads with the raw driver, so that it works while a window holds the desk.  Findings are templates
with their values, in the order in which they are met.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import BASE, Ledger
from boshan_desk.domain.problems import Damaged
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.store import backups, chain, sealing
from boshan_desk.store.codec import codec
from boshan_desk.store.conditions import col
from boshan_desk.store.driver import Connection, connect, told

Finding = tuple[str, dict[str, Any]]
"""A sentence with named places, and what stands in them."""


def inspect(
    store: Path,
    lists: Lists,
    heard: Callable[[int], object] | None = None,
    *,
    key: str = "",
) -> Iterator[Finding]:
    """What breaks the program's own invariants; `heard` is told how many records were looked at.

    Every value is of its kind and in its list, every record equals what its history adds up to,
    serial numbers are unique and not ahead of their counter, every row fits its seal, and the chain
    of the history is whole.
    """
    verdict = chain.verify(store, key=key)
    if not verdict.ok:
        yield mark("变更记录：{why}"), {"why": _(verdict.why).format(n=verdict.bad)}
    with told(store):
        connection = connect(store, key=key)
        try:
            connection.execute("BEGIN")
            tell = _counting(heard)
            yield from _check_works(connection)
            yield from _check_seals(connection)
            yield from _check_small(connection)
            for ledger in KEPT.values():
                yield from _check_serials(connection, ledger)
                yield from _check_records(connection, ledger, lists, tell)
        finally:
            connection.close()


def count_live(store: Path, *, key: str = "") -> dict[str, int]:
    """How many live records each ledger has."""
    with told(store):
        connection = connect(store, key=key)
        try:
            return backups.count_live(connection)
        finally:
            connection.close()


_UNTOLD: Final = ("recovery", "exchange_secret")
"""Settings of which the history keeps no value."""


def _check_small(connection: Connection) -> Iterator[Finding]:
    """What is kept beside the ledgers and must not change unseen, against what the history says."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for table, key, fields in connection.execute(
        "SELECT ledger, record_id, fields FROM change"
        " WHERE ledger IN ('officer', 'setting', 'closing', 'lawfile', 'own_day', 'pack',"
        " 'paper', 'paper_words', 'peer')"
        " ORDER BY n"
    ):
        try:
            after = {name: pair[1] for name, pair in json.loads(fields).items()}
        except (ValueError, TypeError, AttributeError, IndexError, KeyError):
            # The chain names it.
            continue
        told.setdefault((table, key), {}).update(after)
    rows = {
        ("officer", id): {"roles": roles, "active": active}
        for id, roles, active in connection.execute("SELECT id, roles, active FROM officer")
    }
    rows |= {
        ("setting", name): {"value": value}
        for name, value in connection.execute("SELECT name, value FROM setting")
    }
    rows |= {("closing", p): {} for (p,) in connection.execute("SELECT period FROM closing")}
    rows |= {
        ("lawfile", f"{kind}/{name}"): {"text": _digest(text)}
        for kind, name, text in connection.execute("SELECT kind, name, text FROM lawfile")
    }
    rows |= {
        ("pack", f"{kind}/{name}"): {"status": status, "text": _digest(text) if text else None}
        for kind, name, status, text in connection.execute(
            "SELECT kind, name, status, text FROM pack"
        )
    }
    rows |= {
        ("own_day", day): {"works": works, "reason": reason}
        for day, works, reason in connection.execute("SELECT day, works, reason FROM own_day")
    }
    names = "id, number, title, state, reason, code, digest, pdf_digest"
    rows |= {
        ("paper", id): dict(zip(names.split(", ")[1:], values, strict=True))
        for id, *values in connection.execute(f"SELECT {names} FROM paper")
    }
    rows |= {
        ("paper_words", f"{paper}/{key}"): {"text": _digest(text)}
        for paper, key, text in connection.execute("SELECT paper, key, text FROM paper_words")
    }
    rows |= {
        ("peer", site): {"state": state, "prefix": prefix, "public": _digest(public)}
        for site, state, prefix, public in connection.execute(
            "SELECT site, state, prefix, public FROM peer"
        )
    }
    for (table, key), after in told.items():
        row = rows.get((table, key))
        opened = table == "closing" and after.get("exempt", "") is None
        opened |= table == "paper_words" and after.get("text", "") is None
        opened |= table in ("lawfile", "own_day") and set(after.values()) == {None}
        if opened != (row is None) or (
            row is not None
            and key not in _UNTOLD
            and any(after[name] != row[name] for name in row if name in after)
        ):
            yield mark("{title} {number}：内容与变更记录不符"), {"title": table, "number": key}


def told_digest(text: str) -> str:
    """What the history says of a text that is too long for it; "" of an empty one."""
    return _digest(text) if text else ""


def _digest(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()


def _check_seals(connection: Connection) -> Iterator[Finding]:
    for table in sealing.tables():
        title = _(KEPT[table].title) if table in KEPT else table
        for key in sealing.broken_seals(connection, table):
            yield mark("{title} {number}：内容被改动过或已损坏"), {"title": title, "number": key}


def _check_works(connection: Connection) -> Iterator[Finding]:
    last, held = connection.execute("SELECT coalesce(max(n), 0), count(*) FROM step").fetchone()
    if last != held:
        yield mark("变更记录缺号：最后一号 {last}，只有 {held} 条"), {"last": last, "held": held}
    known = ", ".join(f"'{name}'" for name in (*KEPT, *sealing.SMALL))
    for (name,) in connection.execute(
        f"SELECT DISTINCT ledger FROM change WHERE ledger NOT IN ({known})"
    ):
        yield mark("变更记录提到没有的台账“{name}”"), {"name": name}


def _check_serials(connection: Connection, ledger: Ledger) -> Iterator[Finding]:
    title = _(ledger.title)
    # One desk gives a number once in each of its lives; after a loss it may be given again.
    for number, held in connection.execute(
        f'SELECT serial_no, count(*) FROM "{ledger.name}" WHERE serial_no IN'
        f' (SELECT serial_no FROM "{ledger.name}" GROUP BY serial_no HAVING count(*) > 1)'
        " GROUP BY serial_no, rtrim(json_extract(dots, '$.\"\"'), '0123456789')"
        " HAVING count(*) > 1"
    ):
        yield (
            mark("{title}：流水号 {number} 有 {held} 条"),
            {
                "title": title,
                "number": number,
                "held": held,
            },
        )
    for year, last in connection.execute(
        "SELECT year, last FROM serial WHERE ledger = ?", (ledger.name,)
    ):
        (ahead,) = connection.execute(
            f'SELECT count(*) FROM "{ledger.name}" WHERE serial_no GLOB ?'
            " AND length(serial_no) < 12 AND CAST(substr(serial_no, 6) AS INTEGER) > ?",
            (f"{year}-[0-9][0-9][0-9][0-9]*", last),
        ).fetchone()
        if ahead:
            yield (
                mark("{title}：{ahead} 条流水号超过 {year} 年的末号 {last}"),
                {
                    "title": title,
                    "ahead": ahead,
                    "year": year,
                    "last": last,
                },
            )


def _counting(heard: Callable[[int], object] | None) -> Callable[[], None]:
    """Called for each record; passes on every five-hundredth."""
    seen = 0

    def tell() -> None:
        nonlocal seen
        seen += 1
        if heard is not None and seen % 500 == 0:
            heard(seen)

    return tell


def _check_records(
    connection: Connection, ledger: Ledger, lists: Lists, tell: Callable[[], None]
) -> Iterator[Finding]:
    coder = codec(ledger)
    kinds = {**BASE, **ledger.fields}
    columns = ", ".join([col(c) for c in coder.columns] + [col("folded")])
    rows = connection.execute(f'SELECT {columns} FROM "{ledger.name}" t ORDER BY t.id')
    history = _History(connection, ledger)
    for *cells, folded in rows:
        tell()
        row = dict(zip(coder.columns, cells, strict=True))
        where = {"title": _(ledger.title), "number": row["serial_no"] or row["id"]}
        if not isinstance(row["id"], str):
            yield mark("{title} {number}：内容读不出来"), where
            continue
        try:
            record = coder.to_record(row)
        except Damaged:
            yield mark("{title} {number}：内容读不出来"), where
            history.of(row["id"])
            continue
        for name, kind in kinds.items():
            if not kind.holds(value := getattr(record, name)) or kind.unlisted(value, lists):
                yield (
                    mark("{title} {number}：“{field}”的内容不合规定或不在代码表里"),
                    {
                        **where,
                        "field": _(kind.title),
                    },
                )
        if coder.searched(record) != folded:
            yield mark("{title} {number}：快速查找用的文字与内容不符"), where
        # What the history does not repeat: who and when, which every write renews.
        if coder.differ(history.of(row["id"]), row):
            yield mark("{title} {number}：内容与变更记录不符"), where
    for id in history.finish():
        yield mark("{title}：变更记录里的 {id} 不见了"), {"title": _(ledger.title), "id": id}


class _History:
    """Adds up the history of one ledger's records, asked for in the order of their ids."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._empty = dict.fromkeys(codec(ledger).columns)
        self._changes = iter(
            connection.cursor().execute(
                "SELECT record_id, fields FROM change WHERE ledger = ? ORDER BY record_id, n",
                (ledger.name,),
            )
        )
        self._next: tuple[str, str] | None = next(self._changes, None)
        self.lost: list[str] = []
        """Ids of records that should be there and were not asked for so far."""

    def of(self, id: str) -> dict[str, Any]:
        """The row that the changes of this record lead to; all empty when there is none."""
        while self._next is not None and self._next[0] < id:
            self._pass_over(self._next[0])
        return self._add_up(id)

    def finish(self) -> list[str]:
        """Go through what is left; every id that should be there and was never asked for."""
        while self._next is not None:
            self._pass_over(self._next[0])
        return self.lost

    def _pass_over(self, id: str) -> None:
        # A record that was taken back whole has ended with nothing.
        if any(value is not None for value in self._add_up(id).values()):
            self.lost.append(id)

    def _add_up(self, id: str) -> dict[str, Any]:
        row: dict[str, Any] = dict(self._empty)
        while self._next is not None and self._next[0] == id:
            try:
                row |= {name: after for name, (_, after) in json.loads(self._next[1]).items()}
            except (ValueError, TypeError, AttributeError):
                # Damaged: what no record has, so that the comparison fails.
                row["serial_no"] = self._next[1]
            self._next = next(self._changes, None)
        return row
