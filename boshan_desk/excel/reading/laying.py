"""Cells of markup laid out as a sheet: rows of one width, merged cells, places that span."""

from __future__ import annotations

from typing import Any, Final

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import MOST_COLUMNS, MOST_ROWS, Box, Head
from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.reading.beside import MOST_MERGED

MOST_CELLS: Final = 12_000_000
"""As `checks.MOST_CELLS`, of all sheets of a file together."""


class Room:
    """How much may still be laid out."""

    def __init__(self) -> None:
        self.left = MOST_CELLS

    def take(self, cells: int) -> None:
        """Use up so much of it.

        Raises:
            NotRead: there is not so much left.
        """
        self.left -= cells
        if self.left < 0:
            raise NotRead(refusals.TOO_MUCH)


class Layout:
    """A sheet that is being laid out, cell by cell."""

    def __init__(self, room: Room) -> None:
        self.rows: list[list[Any]] = []
        self.boxes: list[Box] = []
        self.uncounted: set[tuple[int, int]] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.comments: dict[tuple[int, int], str] = {}
        self.columns_told = 0
        """Of how many columns the make has been told."""
        self._room = room
        self._busy: dict[int, int] = {}
        """Columns that a cell from above still covers, and up to which row."""
        self._width = 0

    def begin_row(self, index: int | None = None) -> None:
        """Go on with the next row, or with this one further down."""
        row = len(self.rows) if index is None else index
        if row < len(self.rows) or row >= MOST_ROWS:
            raise NotRead(refusals.BROKEN if row < MOST_ROWS else refusals.TOO_MUCH)
        # A row costs something, though it be empty.
        self._room.take(1 + row - len(self.rows))
        self.rows += [[] for _ in range(row - len(self.rows) + 1)]

    def put(self, value: Any, across: int = 1, down: int = 1, index: int | None = None) -> int:
        """Lay a cell into the row at the next free place, or at this one; where it lies."""
        place = len(self.rows) - 1
        row = self.rows[place]
        column = len(row) if index is None else index
        if self._busy:
            column = self._find_free(column, place)
        if column < len(row) or column >= MOST_COLUMNS:
            raise NotRead(refusals.BROKEN if column < MOST_COLUMNS else refusals.TOO_MUCH)
        last = min(column + max(across, 1), MOST_COLUMNS)
        if self._busy:
            # Two cells never cover the same place: the wider one gives way.
            taken = (c for c in range(column + 1, last) if self._busy.get(c, -1) >= place)
            last = next(taken, last)
        self._room.take(last - len(row))
        row += [""] * (column - len(row))
        row.append(value)
        row += [""] * (last - column - 1)
        if value != "":
            self._width = max(self._width, column + 1)
        bottom = place + max(down, 1) - 1
        if bottom > place:
            bottom = min(bottom, MOST_ROWS - 1)
            self._busy.update(dict.fromkeys(range(column, last), bottom))
        if (bottom > place or last - column > 1) and value != "":
            if len(self.boxes) == MOST_MERGED:
                raise NotRead(refusals.MERGED)
            self.boxes.append((place, column, bottom, last - 1))
        return column

    def _find_free(self, column: int, place: int) -> int:
        first = column
        while self._busy.get(column, -1) >= place:
            column += 1
        self._room.take(column - first)
        if column == first and len(self._busy) > 64:
            self._busy = {c: bottom for c, bottom in self._busy.items() if bottom >= place}
        return column

    def finish(self, name: str, *, hidden: bool, is_1904: bool = False) -> tuple[Head, Any]:
        """What is said of the sheet, and its rows, up to the last value."""
        while self.rows and not any(cell != "" for cell in self.rows[-1]):
            self.rows.pop()
        width, height = self._width, len(self.rows)
        if width * height > MOST_CELLS:
            cell = f"{column_letter(max(width - 1, 0))}{height}"
            raise NotRead(refusals.FAR, cell=cell)
        for row in self.rows:
            del row[width:]
            row += [""] * (width - len(row))
        cut = [
            (a, b, min(c, height - 1), min(d, width - 1))
            for a, b, c, d in self.boxes
            if a < height and b < width
        ]
        head = Head(
            name,
            1,
            0,
            width,
            hidden,
            tuple(box for box in cut if box[:2] != box[2:]),
            frozenset(self.uncounted),
            frozenset(r for r in self.hidden_rows if r < height),
            frozenset(c for c in self.hidden_columns if c < width),
            self.comments,
            is_1904,
        )
        return head, self.rows
