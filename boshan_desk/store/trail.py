"""The history as evidence, page by page: which works there were, and what each one touched.

A desk has 100,000 works after some years.  They are held by number (8 bytes each) and read in
pages, as lists of records are (`rows`); like those, this does without SQLAlchemy.  Of a change it
tells the record and the names of the fields; the values stay in the store.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from boshan_desk.domain.reading import fold
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store.conditions import Sql, all_of, label_sql

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Asks the store: SQL and the values bound in it."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which works are wanted: all that is filled in must hold."""

    since: date | None = None
    until: date | None = None
    """Both days are in it."""
    officer: str = ""
    text: str = ""
    """Each of its words stands in the name of the work, in who did it, in its reason, its file, or
    in a record that it touched."""


@dataclass(frozen=True, kw_only=True)
class Did:
    """One work of the history."""

    number: int
    at: str
    officer: str
    name: str
    detail: Mapping[str, Any]
    """What the work says of itself; empty too where it cannot be read."""
    link: str
    """Hexadecimal; empty where it is gone."""
    touched: tuple[tuple[str, int], ...]
    """Ledgers, in the order of entry, and how many changes each had."""

    @property
    def count(self) -> int:
        """How many changes it made."""
        return sum(count for _ledger, count in self.touched)


@dataclass(frozen=True, kw_only=True)
class Touched:
    """One change of a work."""

    number: int
    ledger: str
    """Also a table that is no ledger: setting, officer, closing."""
    record: str
    label: str
    """What the record is called now; who reported a case is called by no name."""
    serial: str
    there: bool
    """Whether the record is in the store; it may be in the recycle bin."""
    fields: tuple[str, ...]
    """Names of the fields that were changed."""


class Trail:
    """Reads the works of one store."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def numbers(self, sought: Sought, *, first: int | None = None) -> array[int]:
        """The numbers of the works that are sought, newest first, all or the first few."""
        condition, values = _sought_sql(sought)
        sql = f"SELECT s.n FROM step s WHERE {condition} ORDER BY s.n DESC"
        if first is not None:
            sql += f" LIMIT {first}"
        return array("q", (n for (n,) in self._fetch(sql, values)))

    def page(self, numbers: Sequence[int]) -> dict[int, Did]:
        """The works with these numbers; one that is gone is left out."""
        marks = ", ".join("?" * len(numbers))
        touched: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for n, ledger, count, _first in self._fetch(
            f"SELECT step, ledger, count(*), min(n) FROM change WHERE step IN ({marks})"
            " GROUP BY step, ledger ORDER BY 4",
            list(numbers),
        ):
            touched[n].append((ledger, count))
        return {
            n: Did(
                number=n,
                at=at,
                officer=officer,
                name=name,
                detail=_read(detail),
                link=(link or b"").hex(),
                touched=tuple(touched[n]),
            )
            for n, at, officer, name, detail, link in self._fetch(
                f"SELECT n, at, officer, name, detail, link FROM step WHERE n IN ({marks})",
                list(numbers),
            )
        }

    def officers(self) -> list[str]:
        """Everybody who did something, in the order of their names."""
        sql = "SELECT DISTINCT officer FROM step ORDER BY officer"
        return [officer for (officer,) in self._fetch(sql, ())]

    def change_numbers(self, work: int) -> array[int]:
        """The numbers of the changes of a work, in the order in which they were made."""
        sql = "SELECT n FROM change WHERE step = ? ORDER BY n"
        return array("q", (n for (n,) in self._fetch(sql, (work,))))

    def changes(self, numbers: Sequence[int]) -> dict[int, Touched]:
        """The changes with these numbers; one that is gone is left out."""
        marks = ", ".join("?" * len(numbers))
        found = self._fetch(
            f"SELECT c.n, c.ledger, c.record_id, {_LABEL}, {_SERIAL}, {_FIELDS}"
            f" FROM change c WHERE c.n IN ({marks})",
            list(numbers),
        )
        return {
            n: Touched(
                number=n,
                ledger=ledger,
                record=record,
                label=label or "",
                serial=serial or "",
                there=label is not None,
                fields=tuple(json.loads(fields)) if fields else (),
            )
            for n, ledger, record, label, serial, fields in found
        }

    def label(self, ledger: str, record: str) -> str:
        """What one record is called; empty when there is none."""
        sql = f"SELECT {_LABEL} FROM (SELECT ? AS ledger, ? AS record_id) c"
        return str(self._fetch(sql, (ledger, record))[0][0] or "")

    def left_behind(self) -> list[Did]:
        """The works that began with another store: restored from a backup or salvaged."""
        sql = "SELECT n FROM step WHERE instr(detail, '\"left\"') ORDER BY n"
        found = self.page([n for (n,) in self._fetch(sql, ())])
        kinds = ("restore", "salvage")
        return [did for did in found.values() if did.detail.get("kind") in kinds]


def _read(detail: object) -> dict[str, Any]:
    try:
        told = json.loads(detail) if isinstance(detail, str) else None
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _sought_sql(sought: Sought) -> Sql:
    parts: list[Sql] = []
    if sought.since:
        parts.append(("s.at >= ?", [sought.since.isoformat()]))
    if sought.until:
        parts.append(("s.at < ?", [(sought.until + timedelta(days=1)).isoformat()]))
    if sought.officer:
        parts.append(("s.officer = ?", [sought.officer]))
    for word in sought.text.split():
        parts.append(_word_sql(fold(word)))
    return all_of(parts)


def _word_sql(word: str) -> Sql:
    told = "json_extract(CASE WHEN json_valid(s.detail) THEN s.detail END, '$.{}')"
    texts = ["s.name", "s.officer", *(told.format(name) for name in ("reason", "file"))]
    whole = " || ' ' || ".join(f"coalesce({text}, '')" for text in texts)
    open_ledgers = [name for name in KEPT if name not in SECRET]
    records = " UNION ALL ".join(
        f'SELECT id FROM "{name}" WHERE instr(folded, ?) > 0' for name in open_ledgers
    )
    sql = (
        f"(instr(folded_text({whole}), ?) > 0 OR s.n IN"
        f" (SELECT step FROM change WHERE record_id IN ({records})))"
    )
    return sql, [word] * (1 + len(open_ledgers))


def _of_each(column: Callable[[str], str], others: str = "") -> str:
    """What to ask about the record of a change, whatever its ledger."""
    whens = " ".join(f"WHEN '{name}' THEN ({column(name)})" for name in KEPT)
    return f"CASE c.ledger {whens} {others} END"


def _name_sql(ledger: str) -> str:
    return _serial_sql(ledger) if ledger in SECRET else label_sql(ledger, "c.record_id")


def _serial_sql(ledger: str) -> str:
    return f"SELECT coalesce(o.serial_no, '') FROM \"{ledger}\" o WHERE o.id = c.record_id"


_LABEL: Final = _of_each(
    _name_sql,
    "WHEN 'officer' THEN (SELECT name FROM officer WHERE id = c.record_id)"
    " WHEN 'paper' THEN (SELECT number FROM paper WHERE id = c.record_id)",
)
_SERIAL: Final = _of_each(_serial_sql)
_FIELDS: Final = (
    "CASE WHEN json_valid(c.fields) THEN"
    " (SELECT json_group_array(key) FROM json_each(c.fields)) END"
)
"""The names alone: no value leaves the store."""
