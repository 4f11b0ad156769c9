"""A statistical form as the superior drew it: boxes on a grid, before anybody draws them.

Built by a use case, written as a sheet by `excel/writing/form.py` and as a page by
`reports/form.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Box:
    """One cell of the form, over one or more columns and rows of its grid (from 0)."""

    content: str | int | Decimal
    """A `Decimal` is shown with two decimals."""
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    kind: Literal["head", "name", "value", "sum"] = "value"

    @property
    def words(self) -> str:
        """Its content as it is printed."""
        if isinstance(self.content, Decimal):
            return f"{self.content:.2f}"
        return str(self.content)


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """One form on one page."""

    name: str
    """What the sheet is called in a workbook."""
    title: str
    above: tuple[str, ...]
    """Who reports, of what time, when: spread over the width above the table."""
    widths: tuple[float, ...]
    """The shares of the columns."""
    boxes: tuple[Box, ...]
    below: tuple[str, ...]
    """Who signs: spread over the width below the table."""
    notes: tuple[str, ...]
    """What stands under it, a paragraph each."""
    foot: str = ""
    """A short line at the foot of the page, such as 演示数据."""

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return max(box.row + box.rows for box in self.boxes)
