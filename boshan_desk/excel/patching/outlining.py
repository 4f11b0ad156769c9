"""How the sheets of a form are laid out: texts, formulas, merged cells, widths and heights.

A form comes from outside, so its package is looked into in the confined child, as workbooks are;
what the child says comes back as JSON and is checked here before anybody believes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined import process, refusals, wire
from boshan_desk.excel.confined.wire import MOST_COLUMNS, MOST_ROWS, Garbled

MOST_SHEETS: Final = 60
MOST_CELLS: Final = 200_000
"""Of all sheets together, laid out: a form is a few pages, not a ledger."""
MOST_TEXT: Final = 2_000
"""Characters of one cell that are shown."""

Place = tuple[int, int]
"""A cell: its row as Excel numbers it, and its column from 0."""


@dataclass(frozen=True, kw_only=True)
class SheetOutline:
    """One sheet of a form."""

    name: str
    hidden: bool = False
    texts: Mapping[Place, str] = field(default_factory=dict)
    """What stands in the cells, as text; a formula shows what it gave when it was saved."""
    formulas: frozenset[Place] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row and column, last row and column, both ends included."""
    widths: Mapping[int, float] = field(default_factory=dict)
    """Columns whose width was set, in characters; 0 is hidden."""
    heights: Mapping[int, float] = field(default_factory=dict)
    """Rows whose height was set, in points; 0 is hidden."""

    @property
    def rows(self) -> int:
        """The last row that has anything."""
        ends = [row for row, _column in (*self.texts, *self.formulas)]
        return max([*ends, *(box[2] for box in self.merged), 1])

    @property
    def columns(self) -> int:
        """How many columns have anything."""
        ends = [column for _row, column in (*self.texts, *self.formulas)]
        return max([*ends, *(box[3] for box in self.merged), 0]) + 1

    def anchor(self, place: Place) -> Place:
        """The cell that a place shows: the first of its merged cells, else itself."""
        row, column = place
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return place


def read_outline(content: bytes, name: str) -> tuple[SheetOutline, ...]:
    """How the sheets of a form are laid out; `name` is what the file is called.

    Raises:
        Refused: protected by a password, broken, no .xlsx, dangerous, or far too big for a form.
    """
    try:
        told = process.ask("trace", content, None)
        return take_outline(told, name)
    except process.NoStart as error:
        raise Refused(refusals.NO_START) from error
    except process.TooLong as error:
        raise Refused(refusals.TOO_LONG, file=name, seconds=round(process.LONGEST)) from error
    except wire.TooMuch as error:
        raise Refused(refusals.TOO_MUCH, file=name) from error
    except (process.Declined, wire.Fault) as error:
        raise Refused(refusals.FAULT, file=name) from error
    except (process.Died, Garbled) as error:
        raise Refused(refusals.DIED, file=name) from error


def take_outline(told: bytes, name: str) -> tuple[SheetOutline, ...]:
    """What the child said of a form.

    Raises:
        Refused: it says why the form is not read.
        Garbled: it is not what our child says.
    """
    try:
        parts = json.loads(told)
        if "refused" in parts:
            text, values = wire.take_refusal(parts["refused"])
            if text not in refusals.FROM_CHILD or "file" in values:
                raise Garbled("a refusal that is none of ours")
            raise Refused(text, file=name, **values)
        sheets = parts["sheets"]
        if type(sheets) is not list or not 0 < len(sheets) <= MOST_SHEETS:
            raise Garbled("no sheets")
        return tuple(_take_sheet(sheet) for sheet in sheets)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Garbled("no outline of ours") from error


def _take_sheet(sheet: dict[str, Any]) -> SheetOutline:
    name = sheet["name"]
    texts: dict[Place, str] = {}
    for row, column, text in sheet["texts"]:
        if type(text) is not str or len(text) > MOST_TEXT:
            raise Garbled("a text that is none")
        texts[_checked(row, column)] = text
    if type(name) is not str or type(sheet["hidden"]) is not bool:
        raise Garbled("a sheet without a name")
    return SheetOutline(
        name=name,
        hidden=sheet["hidden"],
        texts=texts,
        formulas=frozenset(_checked(row, column) for row, column in sheet["formulas"]),
        merged=tuple(
            (*_checked(top, left), *_checked(bottom, right))
            for top, left, bottom, right in sheet["merged"]
        ),
        widths={_checked(1, int(n))[1]: float(width) for n, width in sheet["widths"].items()},
        heights={_checked(int(n), 0)[0]: float(high) for n, high in sheet["heights"].items()},
    )


def _checked(row: object, column: object) -> Place:
    if type(row) is not int or type(column) is not int:
        raise Garbled("a cell that is none")
    if not (1 <= row <= MOST_ROWS and 0 <= column < MOST_COLUMNS):
        raise Garbled("a cell outside every sheet")
    return row, column
