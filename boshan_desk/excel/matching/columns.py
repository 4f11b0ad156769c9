"""What the columns of a sheet mean, and what an officer said about it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from boshan_desk.domain.reading import MoneyUnit, fold
from boshan_desk.excel.matching.headings import Headings
from boshan_desk.i18n import mark

ID_HEADING: Final = mark("记录标识")
"""The heading of the hidden column by which our own exports find their records again."""

RESULT_HEADING: Final = mark("核对结果")
"""The heading of the column that comes back with what was found; it is never read."""

SHEET_UNIT: Final = re.compile(r"单位[:：]?\(?(?:人民币)?(亿元|万元|元)")
"""The unit of a whole table, in a folded line above it."""

How = Literal["title", "also", "words", "content", "known", "chosen", ""]
"""By what a column got its field: its title, another name of it, the same meaning in other words,
what stands in the column, an earlier choice, or the choice made now."""


@dataclass(frozen=True)
class SheetChoice:
    """How an officer wants a sheet to be read."""

    head: tuple[int, ...] = ()
    """The rows of the head as Excel numbers them; none means: find it."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Letters of columns with their fields; "" leaves a column out."""
    left_out: bool = False
    """Whether the whole sheet is left out."""


@dataclass(frozen=True)
class Column:
    """One column of the sheet and the field that it means; None when it means none for sure."""

    index: int
    letter: str
    heading: str
    field: str | None
    unit: MoneyUnit = "元"
    group: str = ""
    """The headings above the heading, over several columns."""
    how: How = ""
    maybe: tuple[str, ...] = ()
    """The fields that it might mean, the best first, where that is not sure."""

    @property
    def path(self) -> str:
        """The headings, folded: what a choice is remembered by."""
        return "/".join(fold(part) for part in (self.group, self.heading) if part)


@dataclass(frozen=True)
class Matching:
    """How a sheet is read.  Row places count from 0 in `Grid.rows`."""

    columns: tuple[Column, ...]
    head: tuple[int, ...]
    first: int
    """The first row under the head."""
    header_rows: tuple[int, ...]
    """The head as Excel numbers its rows."""
    serial: int | None = None
    """The column that only counts the rows."""
    id_column: int | None = None
    town: int | None = None
    """The column of the town, which a template fills in beforehand."""
    empty: frozenset[int] = frozenset()
    """Columns without a field that hold no data either."""
    ours: frozenset[int] = frozenset()
    """Columns of findings, in a sheet that was given back: nothing in them counts."""
    headings: Headings | None = field(default=None, repr=False, compare=False)
    """What headings mean in this ledger, by which the head of another table is known."""

    def fields(self) -> dict[str, Column]:
        """The matched columns by field."""
        return {c.field: c for c in self.columns if c.field}

    @property
    def unmatched(self) -> tuple[Column, ...]:
        """The columns that hold data and mean no field; those that an officer left out too."""
        passed = {self.serial, self.id_column, *self.empty}
        return tuple(c for c in self.columns if not c.field and c.index not in passed)

    def paths(self) -> Mapping[str, str]:
        """The field of each heading, "" where it has none; what is remembered.

        Two columns of the same heading cannot be told apart later and are left out.
        """
        found: dict[str, str] = {}
        twice = set()
        for column in self.columns:
            if column.index in (self.serial, self.id_column) or not column.path:
                continue
            if column.path in found:
                twice.add(column.path)
            found[column.path] = column.field or ""
        return {path: name for path, name in found.items() if path not in twice}

    @property
    def digest(self) -> str:
        """The set of headings as 16 hexadecimal digits, whatever their order."""
        told = "\n".join(
            sorted(c.path for c in self.columns if c.path and c.index != self.id_column)
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]
