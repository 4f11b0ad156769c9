"""What is settled of a file before its sheets are laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.plausible.records import Links
from tests.plausible.words import Field
from tests.plausible.writing import Writer


@dataclass
class Column:
    """A column of the sheet."""

    heading: str
    field: Field | None = None
    group: str = ""
    unit: str = "元"
    """What amounts count in."""
    serial: bool = False


@dataclass
class Draft:
    """A file to be: its ledger, its kinds of mess, its columns."""

    dice: Random
    ledger: str
    chosen: frozenset[str]
    links: Links
    text_only: bool
    """Whether cells are nothing but text, as in .csv."""
    writer: Writer
    fields: tuple[Field, ...] = ()
    columns: list[Column] = field(default_factory=list)
    tops: list[tuple[int, int, str]] = field(default_factory=list)
    """What stands above the groups of a head in three rows: first and last column, words."""
    unit_row: str = ""
    """What the row above the head says that amounts count in."""

    def has(self, kind: str) -> bool:
        """Whether this kind of mess is in the file."""
        return kind in self.chosen
