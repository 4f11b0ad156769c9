"""What an import would do, row by row, and how it is told."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from boshan_desk.domain.ledger import Ledger, Record, copy_with
from boshan_desk.excel.matching.heads import Column, Matching, SheetChoice
from boshan_desk.excel.rows.taking import Issue

Progress = Callable[[int, int], object]
"""Told how much is done of how much; may raise `Cancelled`."""

Outcome = Literal["new", "changed", "same", "skipped", "refused"]

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Values(Mapping[str, Any]):
    """What a row says, by field; the names are shared by all rows that have the same."""

    __slots__ = ("cells", "places")

    def __init__(self, places: Mapping[str, int], cells: tuple[Any, ...]) -> None:
        self.places = places
        self.cells = cells

    def __getitem__(self, name: str) -> Any:
        return self.cells[self.places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.cells)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a dict, by the shortest way."""
    if isinstance(values, Values):
        return dict(zip(values.places, values.cells, strict=True))
    return dict(values)


OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "changed", "same", "skipped", "refused")


@dataclass(frozen=True, slots=True)
class Alike:
    """A stored record that may be the one a new row is about, under another spelling."""

    record_id: str
    label: str
    why: str
    """In words: 只差公司形式, 差一个字."""
    values: Mapping[str, str]
    """What it says in the fields that the row has, as it is shown; personal values masked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file and what becomes of it.

    The record to be is made when it is asked for: a hundred thousand of them at rest, each with
    all its empty fields, would take half a gigabyte.
    """

    sheet: str
    number: int
    """As Excel shows it."""
    outcome: Outcome
    before: Record | None = None
    """The stored record that the row is about."""
    base: Record | None = None
    """What the record to be is made from; None for rows that do not come in."""
    follows: Mapping[str, Any] = field(default_factory=dict)
    """What the record to be has besides `base` and `values`: its status, links that were found."""
    matched: str = ""
    """By what the stored record was found: "id", or the fields of a key."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the row says, by field."""
    issues: tuple[Issue, ...] = ()
    name: str = ""
    """The record's own name, as the file has it; masked where it is a person's."""
    alike: tuple[Alike, ...] = ()
    """Stored records that it may be about, the likeliest first; only of new rows."""
    extra: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What stands in columns that mean no field, by heading."""

    @property
    def after(self) -> Record | None:
        """What would be kept; None for rows that do not come in."""
        if self.base is None:
            return None
        return copy_with(self.base, **{**plain(self.values), **plain(self.follows)})

    @property
    def status(self) -> str:
        """How far the record to be is; empty for rows that do not come in."""
        if self.base is None:
            return ""
        return str(self.follows.get("status", self.base.status))

    @property
    def id(self) -> str:
        """The id of the record, stored or to be; empty for rows that are none."""
        if self.before is not None:
            return self.before.id
        return str(self.follows.get("id", ""))


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    ledger: Ledger
    path: Path
    sha256: str
    matchings: tuple[tuple[str, Matching], ...]
    """The sheets that are read, with their heads."""
    rows: tuple[Row, ...]
    seen: int
    """The newest change of the desk when this was made."""
    town: str = ""
    """The town that was named for the file; empty for none."""
    choices: Mapping[str, SheetChoice] = field(default_factory=lambda: NOTHING)
    """What the officer decided about the columns, by sheet."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are, and of each outcome."""
        each = Counter(row.outcome for row in self.rows)
        return {"rows_in_file": len(self.rows), **{name: each[name] for name in OUTCOMES}}

    @property
    def skipped(self) -> dict[str, int]:
        """Why rows were left out, and how many for each reason, in words."""
        return dict(Counter(_reason(row) for row in self.rows if row.outcome == "skipped"))

    @property
    def findings(self) -> dict[str, int]:
        """How many errors and warnings there are of each code."""
        said = (i for row in self.rows for i in row.issues if i.severity != "note")
        return dict(Counter(issue.code for issue in said))

    @property
    def unmatched(self) -> tuple[tuple[str, Column], ...]:
        """The columns that hold something and mean no field, with their sheets."""
        return tuple((name, c) for name, matching in self.matchings for c in matching.unmatched)

    @property
    def sheet(self) -> str:
        """The names of the sheets that are read, as reports and the history keep them."""
        return "、".join(name for name, _matching in self.matchings)


def _reason(row: Row) -> str:
    return row.issues[0].message if row.issues else ""


def report(preview: Preview, committed: bool) -> dict[str, Any]:
    """The import report as the command line writes it (cli.md)."""
    fields = preview.ledger.fields
    several = len({row.sheet for row in preview.rows}) > 1 or len(preview.matchings) > 1
    rows = []
    for row in preview.rows:
        written: dict[str, Any] = {"row": row.number, "outcome": row.outcome}
        if several:
            written["sheet"] = row.sheet
        if row.id and row.outcome != "refused":
            written["id"] = row.id
        if row.matched:
            written["matched"] = row.matched
        if row.alike:
            written["alike"] = [{"id": a.record_id, "why": a.why} for a in row.alike]
        written["values"] = {n: fields[n].to_json(v) for n, v in row.values.items()}
        written["issues"] = [
            {
                "column": issue.column or None,
                "field": issue.field or None,
                "severity": issue.severity,
                "code": issue.code,
                "message": issue.message,
                "value": issue.value,
            }
            for issue in row.issues
        ]
        rows.append(written)
    heads = [
        {"sheet": name, "header_rows": list(m.header_rows), "columns": _columns(m)}
        for name, m in preview.matchings
    ]
    return {
        "file": preview.path.name,
        "sha256": preview.sha256,
        "sheet": preview.sheet,
        "header_rows": heads[0]["header_rows"],
        "columns": heads[0]["columns"],
        "sheets": heads,
        "rows": rows,
        "counts": preview.counts,
        "committed": committed,
    }


def _columns(matching: Matching) -> list[dict[str, Any]]:
    return [
        {
            "column": c.letter,
            "heading": c.heading,
            "group": c.group,
            "field": c.field,
            "how": c.how,
            "maybe": list(c.maybe),
        }
        for c in matching.columns
    ]


def tell_nobody(done: int, total: int) -> None:
    """The progress of what nobody waits for."""


_MANY: Final = 200_000
"""So many new objects are not gone through at once."""


@contextmanager
def no_collecting() -> Iterator[None]:
    """Hold the cycle collector off: a hundred thousand new rows, none of them in a cycle, make it
    look through everything again and again (measured: a quarter of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_count()[0] > _MANY:
                # Else it goes through all that is new at once, and the window stands still for it.
                gc.freeze()
            gc.enable()
