"""What stands in a made file and what may become of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Policy = Literal["exact", "either", "told", "empty"]
"""exact: the value must come in.  either: it comes in, or the officer is told.  told: the officer
must be told; if a value comes in all the same it is the right one.  empty: nothing comes in."""


@dataclass(frozen=True)
class Formula:
    """A formula, with the result that was saved; None where none was."""

    text: str
    saved: str | float | date | None


@dataclass(frozen=True)
class Rich:
    """A text in runs of several formats."""

    runs: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """An error value such as #N/A."""

    code: str


Raw = str | int | float | bool | date | datetime | Formula | Rich | Fault


@dataclass(frozen=True)
class Want:
    """What may come of one cell.  `value` as JSON has it; None is nothing."""

    field: str
    policy: Policy
    value: object = None
    why: str = ""


@dataclass
class RowKey:
    """What may become of one row."""

    record: bool
    wants: dict[int, Want] = field(default_factory=dict)
    """By column, from 0."""
    must_say: str = ""
    """Why this row must have a word said about it, besides its cells."""
    may_refuse: bool = False
    """Whether refusing the row is right or at least no fault."""
    what: str = ""
    """For rows that are no records: of which sort."""


@dataclass
class Sheet:
    """One sheet, its cells by (row, column) from 0."""

    name: str
    left: int = 0
    """The column that the table begins in."""
    cells: dict[tuple[int, int], Raw] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    blank_rows: int = 0
    """So many formatted rows without content after the last."""
    keys: dict[int, RowKey] = field(default_factory=dict)
    fields: dict[int, frozenset[str]] = field(default_factory=dict)
    """What a column may be taken for; an empty set for columns that mean nothing."""
    aside: set[int] = field(default_factory=set)
    """Columns of a second table: they must be named as not taken in."""
    ours: bool = True
    """Whether it holds records of the ledger."""

    def put(self, row: int, column: int, raw: Raw | None, style: str = "") -> None:
        """Write a cell."""
        if raw is not None and raw != "":
            self.cells[row, column] = raw
            if style:
                self.formats[row, column] = style

    @property
    def height(self) -> int:
        """The number of rows that hold something."""
        return max((row for row, _c in self.cells), default=-1) + 1


@dataclass
class Made:
    """A file with its key."""

    ledger: str
    container: str
    sheets: list[Sheet]
    kinds: tuple[str, ...]
    is_1904: bool = False
