"""A digest on every row, so that a store that was damaged or written to by others is seen.

SQLite alone takes a changed value for the value (reliability.md, finding 4: 13 of 500 damaged plain
stores passed its own check).  The seal finds accidents; who changes a row with intent can seal it
anew, and is found by the chain of the history (`chain`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from boshan_desk.ledgers import KEPT
from boshan_desk.store.codec import codec
from boshan_desk.store.driver import Connection

_write = json.JSONEncoder(separators=(",", ":"), check_circular=False, default=repr).encode
"""Damage can turn a text into bytes, which no seal fits, but which must be written too."""

SMALL: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "setting": (("name",), ("value",)),
    "serial": (("ledger", "year"), ("last",)),
    "draft": (("ledger", "record_id"), ("at", "typed")),
    "officer": (("id",), ("name", "roles", "active", "slot", "must_change", "added_at")),
    "closing": (("period",), ("at", "officer", "exempt")),
    "lawfile": (("kind", "name"), ("text", "at", "officer")),
    "own_day": (("day",), ("works", "reason", "at", "officer")),
    "pack": (("kind", "name"), ("status", "text", "at", "officer")),
    "reported": (("period", "what"), ("lines", "at", "officer")),
    "paper": (
        ("id",),
        (
            *("kind", "period", "town", "unit", "public", "number", "title", "state", "reason"),
            *("content", "digest", "code", "head", "step", "pages", "pdf_digest", "program"),
            *("at", "officer"),
        ),
    ),
    "paper_words": (("paper", "key"), ("text", "basis", "at", "officer")),
    "matching": (("ledger", "town", "heads"), ("fields", "at", "officer")),
    "form": (("name",), ("title", "file", "mapping", "at", "officer")),
    "peer": (
        ("site",),
        (
            *("kind", "level", "name", "towns", "prefix", "state", "public", "certificate"),
            *("number", "epoch", "have", "alarm", "at", "officer"),
        ),
    ),
    "parcel": (
        ("digest",),
        (
            *("way", "site", "kind", "epoch", "seq", "from_n", "upto_n", "period", "statement"),
            *("made_at", "at", "officer", "step", "state", "file", "counts", "answer", "manifest"),
        ),
    ),
    "origin": (("site", "epoch", "n"), ("at", "officer", "reason", "parcel")),
    "conflict": (("ledger", "record_id", "register"), ("kind", "aside", "step", "at")),
    "held": (("ledger", "record_id", "site"), ("why", "row", "aside", "step", "at")),
    "double": (("ledger", "one", "other"), ("why", "state", "aside", "step", "at", "officer")),
    "extra": (("step", "record_id"), ("ledger", "sheet", "row", "cells")),
}
"""The tables that are no ledger and no history: their keys, and their other columns."""


def seal(values: Sequence[Any]) -> str:
    """The digest of a row's stored values, in the order of its columns."""
    return hashlib.blake2b(_write(values).encode(), digest_size=16).hexdigest()


def sealed_columns(table: str) -> tuple[str, ...]:
    """The columns that a row's seal is over, in order."""
    if table in SMALL:
        keys, others = SMALL[table]
        return (*keys, *others)
    return codec(KEPT[table]).sealed


def put(connection: Any, table: str, row: Mapping[str, Any]) -> None:
    """Write a row of a small table, sealed; the row with its key gives way.

    `connection` is SQLAlchemy's.
    """
    columns = sealed_columns(table)
    values = tuple(row[name] for name in columns)
    take_out(connection, table, *values[: len(SMALL[table][0])])
    names = ", ".join(f'"{name}"' for name in (*columns, "seal"))
    marks = ", ".join("?" * (len(columns) + 1))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
    connection.exec_driver_sql(sql, (*values, seal(values)))


def put_many(connection: Any, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many rows of a small table, sealed; those with their keys give way."""
    columns = sealed_columns(table)
    lines = [tuple(row[name] for name in columns) for row in rows]
    names = ", ".join(f'"{name}"' for name in (*columns, "seal"))
    marks = ", ".join("?" * (len(columns) + 1))
    sql = f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})'
    if lines:
        connection.exec_driver_sql(sql, [(*line, seal(line)) for line in lines])


def take_out(connection: Any, table: str, *key: Any) -> None:
    """Remove the row with this key from a small table, if there is one."""
    condition = " AND ".join(f'"{name}" = ?' for name in SMALL[table][0])
    connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE {condition}', key)


def tables() -> tuple[str, ...]:
    """Every table with seals, in a fixed order."""
    return (*sorted(KEPT), *sorted(SMALL))


def broken_seals(connection: Connection, table: str) -> Iterator[str]:
    """The keys of the rows whose seal does not fit what they hold."""
    columns = sealed_columns(table)
    names = ", ".join(f'"{name}"' for name in columns)
    key = "id" if table in KEPT else SMALL[table][0][0]
    for found, key_value, *values in connection.execute(
        f'SELECT seal, "{key}", {names} FROM "{table}"'
    ):
        if found != seal(values):
            yield str(key_value)


def reseal(connection: Connection) -> None:
    """Seal every row anew: after a migration, which gave the rows other columns."""
    for table in tables():
        columns = sealed_columns(table)
        names = ", ".join(f'"{name}"' for name in columns)
        rows = connection.execute(f'SELECT rowid, {names} FROM "{table}"').fetchall()
        connection.executemany(
            f'UPDATE "{table}" SET seal = ? WHERE rowid = ?',
            [(seal(values), place) for place, *values in rows],
        )
