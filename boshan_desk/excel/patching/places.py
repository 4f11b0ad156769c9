"""Ranges of cells as a workbook's markup names them."""

from __future__ import annotations

import re
from typing import Final

from boshan_desk.excel.letters import column_letter, column_number

MOST_ROWS: Final = 2**20
MOST_COLUMNS: Final = 2**14
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows from 1, columns from 0."""


def read_box(reference: str) -> Box | None:
    """A range as it stands in markup."""
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    row, column = int(found[2]), column_number(found[1])
    if found[3] is None:
        return row, column, row, column
    return row, column, int(found[4]), column_number(found[3])


def write_box(box: Box) -> str:
    """The other way."""
    first = f"{column_letter(box[1])}{box[0]}"
    last = f"{column_letter(box[3])}{box[2]}"
    return first if first == last else f"{first}:{last}"
