"""Workbooks as plain grids of values, whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from boshan_desk.excel.letters import column_letter, column_number

__all__ = ["Book", "Box", "Grid", "column_letter", "column_number"]

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0, both ends included."""


@dataclass(frozen=True)
class Grid:
    """One sheet.  Rows and columns before the first value are left out; the offsets tell."""

    name: str
    rows: list[list[Any]]
    first_row: int = 1
    """The number of `rows[0]` as Excel shows it."""
    first_column: int = 0
    """The column of the first cell of a row; 0 is A."""
    merged: tuple[Box, ...] = ()
    """Merged ranges, in places of `rows`: 0, 0 is `rows[0][0]`."""
    hidden: bool = False
    uncounted: frozenset[tuple[int, int]] = frozenset()
    """Formulas that were saved without a result, in places of `rows`; they read as empty."""
    hidden_rows: frozenset[int] = frozenset()
    """Hidden rows, in places of `rows`."""
    hidden_columns: frozenset[int] = frozenset()
    """Hidden columns, in places of a row."""
    comments: Mapping[tuple[int, int], str] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )
    """What people wrote beside cells, in places of `rows`."""
    is_1904: bool = False
    """Whether the workbook counts its days from 1904."""
    far: tuple[str, ...] = ()
    """Cells far outside the table that were not read, as Excel names them."""

    def number(self, row: int) -> int:
        """The number of a row as Excel shows it."""
        return self.first_row + row

    def letter(self, column: int) -> str:
        """The letters of a column as Excel shows them."""
        return column_letter(self.first_column + column)


@dataclass(frozen=True)
class Book:
    """A workbook, or a text file with columns."""

    path: Path
    sha256: str
    sheets: tuple[Grid, ...] = field(repr=False)
