"""The columns of a workbook before an officer matches them: heads, what was found, samples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.reading import is_blank
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.excel.matching.columns import Column, Matching, SheetChoice
from boshan_desk.excel.matching.heads import sort_rows
from boshan_desk.excel.rows.taking import show_raw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.sheets.likely import other_ledger
from boshan_desk.usecases.sheets.looking import find_town, match_sheet, pick_sheets, refuse_kept

_SAMPLES: Final = 3
_LOOKED_AT: Final = 200
"""So many records are looked at for samples."""
_LONGEST: Final = 40
_OF_SOMEBODY: Final = re.compile(r"(?<![0-9A-Za-z])([0-9]{3})[0-9]{4,13}([0-9]{3}[0-9Xx])")
"""Numbers as long as those of persons, in columns of which nobody knows what they are."""


@dataclass(frozen=True)
class SheetColumns:
    """A sheet as it is offered: what its columns were taken for, and a look into each."""

    sheet: str
    hidden: bool
    matching: Matching | None
    """None where no row names the ledger's fields."""
    samples: Mapping[str, tuple[str, ...]]
    """Up to three different values by the letter of the column; personal ones masked."""
    rows: int
    """How many records there seem to be; where there is no head, how many rows hold anything."""
    other: str = ""
    """The ledger that this sheet of several plainly belongs to; it is read only when chosen."""


def sheet_columns(
    desk: Desk,
    ledger: Ledger,
    book: Book,
    *,
    town: str = "",
    choices: Mapping[str, SheetChoice] | None = None,
) -> tuple[SheetColumns, ...]:
    """Every sheet that may hold records of this ledger, with its columns."""
    refuse_kept(ledger)
    code = find_town(desk, ledger, town)
    found = []
    with desk.read() as reader:
        grids = pick_sheets(book.sheets, "", book.path.name)
        for grid in grids:
            other = other_ledger(grid, ledger) if len(grids) > 1 else None
            matching = match_sheet(reader, ledger, grid, code, (choices or {}).get(grid.name))
            one = _look_at(grid, matching, ledger, reader.lists)
            found.append(replace(one, other=other.name) if other else one)
    return tuple(found)


def _look_at(grid: Grid, matching: Matching | None, ledger: Ledger, lists: Lists) -> SheetColumns:
    if matching is None:
        filled = sum(1 for row in grid.rows if not all(is_blank(cell) for cell in row))
        return SheetColumns(grid.name, grid.hidden, None, {}, filled)
    records = [index for index, sort in sort_rows(grid, matching) if sort == "record"]
    samples = {
        column.letter: _samples(grid, column, records[:_LOOKED_AT], ledger, lists)
        for column in matching.columns
    }
    return SheetColumns(grid.name, grid.hidden, matching, samples, len(records))


def _samples(
    grid: Grid, column: Column, records: list[int], ledger: Ledger, lists: Lists
) -> tuple[str, ...]:
    kind = ledger.fields[column.field] if column.field else None
    shown: dict[str, None] = {}
    for index in records:
        raw = grid.rows[index][column.index]
        if is_blank(raw):
            continue
        text = " ".join(show_raw(raw).split())
        if kind is not None and kind.personal:
            text = kind.mask(text, SCREEN, lists)
        else:
            text = _OF_SOMEBODY.sub(r"\1****\2", text)
        shown[text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"] = None
        if len(shown) == _SAMPLES:
            break
    return tuple(shown)
