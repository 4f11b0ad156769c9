"""Where a sheet's head is, and what its columns mean.

Headings follow nobody's template: they stand in one row, or in two or three with groups above,
under any number of title rows.  What they mean is found by `excel.headings` and `excel.assigning`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import Final

from boshan_desk.domain.codes import Lists, common_lists
from boshan_desk.domain.ledger import BASE, Ledger
from boshan_desk.domain.reading import MoneyUnit, fold, is_blank
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.assigning import Asked, Assigning
from boshan_desk.excel.matching.columns import (
    ID_HEADING,
    RESULT_HEADING,
    SHEET_UNIT,
    Column,
    How,
    Matching,
    SheetChoice,
)
from boshan_desk.excel.matching.headings import Headings, Meaning, headings_of
from boshan_desk.excel.matching.headrows import (
    LONGEST,
    Head,
    Place,
    as_words,
    find_heads,
    find_places,
)
from boshan_desk.excel.matching.profile import Profiles
from boshan_desk.excel.rows.headlike import find_other_head
from boshan_desk.excel.rows.sorting import EXAMPLE, REASONS, Sort, sort_rows
from boshan_desk.i18n import _

__all__ = [
    "EXAMPLE",
    "ID_HEADING",
    "REASONS",
    "SERIAL_WORDS",
    "Column",
    "Headings",
    "Matching",
    "SheetChoice",
    "Sort",
    "match_heads",
    "sort_rows",
]


SERIAL_WORDS: Final = frozenset(
    {
        "序号",
        "序",
        "编号",
        "行号",
        "项次",
        "no",
        "no.",
        "#",
        "序列",
        "序列号",
        "顺序号",
        "排序",
        "次序",
    }
)
_LOOSE_SERIALS: Final = frozenset({"编号", "序列号", "no", "no."})
"""Words for a number of one's own as well: they count rows only where the rows are counted."""

_NEAR: Final = 60
"""Another table that begins more rows below has no say in what the columns mean."""

_OTHER_SHEET = re.compile(r"通讯录|通信录|联系表|联系方式表|联络表|联系方式汇总")


def match_heads(
    grid: Grid,
    ledger: Ledger,
    lists: Lists | None = None,
    *,
    choice: SheetChoice | None = None,
    known: Mapping[str, str] | None = None,
) -> Matching | None:
    """The head of a sheet and its columns; None when no row names the ledger's fields.

    At least two fields must be found, one of them naming or telling apart a record: a sheet of
    something else also has 电话 and 备注.  `choice` is what an officer said about this sheet, and
    stands above everything; `known` are fields of headings (`Column.path`) as chosen earlier, ""
    for a heading that means none.
    """
    if choice is not None and choice.left_out:
        return None
    headings = headings_of(ledger)
    reading = _Reading(
        grid, headings, lists or common_lists(), choice or SheetChoice(), known or {}
    )
    if choice is not None and choice.head:
        first, last = (n - grid.first_row for n in (min(choice.head), max(choice.head)))
        if first < 0 or last >= len(grid.rows):
            return None
        rows = tuple(range(first, last + 1))
        return reading.finish(Head(rows, tuple(find_places(grid, rows))))
    best: tuple[Head, Matching] | None = None
    says = partial(_says, headings=headings, known=reading.known)
    for head in find_heads(grid, says, reading.telling):
        found = reading.read(head)
        better = best is None or head.sure or len(found.fields()) >= len(best[1].fields())
        if better and reading.is_plain(found):
            best = head, found
    return reading.finish(*best) if best is not None else None


def _says(place: Place, headings: Headings, known: Mapping[str, str]) -> str | None:
    if _is_result(place.heading):
        return None
    if known:
        path = "/".join(fold(part) for part in (place.group, place.heading) if part)
        if path in known:
            return known[path] or None
    said = headings.read(place.heading, place.group).said
    return said[0][0] if said and said[0][1] != "weak" else None


class _Reading:
    """Reads the columns of a sheet under a head that was found or chosen."""

    def __init__(
        self,
        grid: Grid,
        headings: Headings,
        lists: Lists,
        choice: SheetChoice,
        known: Mapping[str, str],
    ) -> None:
        self._grid = grid
        self._headings = headings
        self._ledger = headings.ledger
        self._lists = lists
        self._choice = choice
        # A field that the ledger has no longer is as good as nothing chosen.
        self.known = {p: n for p, n in known.items() if not n or n in self._ledger.fields}
        self.telling = {*self._ledger.called, *(n for key in self._ledger.key for n in key)}
        self.telling.discard(self._ledger.town)

    def is_plain(self, found: Matching) -> bool:
        """Whether a head that was found is plainly this ledger's."""
        fields = found.fields()
        if self._choice.fields and fields:
            return True
        if len(fields) < 2 or not self.telling & fields.keys():
            return False
        above = self._grid.rows[: found.head[0]]
        names = [self._grid.name, *(as_words(cell) for row in above for cell in row)]
        return not any(_OTHER_SHEET.search(name) for name in names if len(name) <= LONGEST)

    def read(self, head: Head, end: int | None = None) -> Matching:
        """What the columns mean under this head, by what stands above the row `end`."""
        grid = self._grid
        if end is not None:
            grid = replace(grid, rows=grid.rows[:end])
        first = head.rows[-1] + 1
        profiles = Profiles(grid, first)
        ours = {place.index for place in head.places if _is_result(place.heading)}
        places = {place.index: place for place in head.places if place.index not in ours}
        width = len(grid.rows[0]) if grid.rows else 0
        for index in range(width):
            if index not in places and index not in ours and profiles[index].values:
                places[index] = Place(index, "")
        ordered = [places[index] for index in sorted(places)]
        id_column = next((p.index for p in ordered if _is_id(p.heading)), None)
        serial = self._find_serial(ordered, profiles)
        asked = [
            self._ask(place, place.index in (id_column, serial), id_column is not None)
            for place in ordered
        ]
        taken = {column.field for column in asked if column.field}
        Assigning(self._headings, self._lists, profiles).assign(asked, taken)
        sheet_unit = _find_sheet_unit(grid, head.rows[0])
        columns = tuple(
            Column(
                place.index,
                grid.letter(place.index),
                place.heading,
                column.field,
                column.meaning.unit or sheet_unit or "元",
                place.group,
                column.how,
                column.maybe,
            )
            for place, column in zip(ordered, asked, strict=True)
        )
        town = next((c.index for c in columns if c.field and c.field == self._ledger.town), None)
        return Matching(
            columns,
            head.rows,
            first,
            tuple(grid.number(row) for row in head.rows),
            serial,
            id_column,
            town,
            headings=self._headings,
        )

    def finish(self, head: Head, found: Matching | None = None) -> Matching:
        """The matching with what a look further down tells.

        That is which columns hold anything, and where another table begins: what stands in that one
        says nothing about the columns of this.
        """
        grid = self._grid
        found = found or self.read(head)
        other = find_other_head(grid, found, _NEAR)
        if other is not None:
            found = self.read(head, other)
        profiles = Profiles(grid, found.first)
        own = {
            i
            for head in found.head
            for i, c in enumerate(grid.rows[head])
            if _is_result(as_words(c))
        }
        columns = {column.index: column for column in found.columns}
        empty = set()
        for index in range(len(grid.rows[0]) if grid.rows else 0):
            column = columns.get(index)
            if index in own or (column and column.field) or profiles[index].values:
                continue
            if not _is_filled(grid, index, found.first):
                empty.add(index)
            elif column is None:
                columns[index] = Column(index, grid.letter(index), "", None)
        ordered = tuple(columns[index] for index in sorted(columns))
        blank = frozenset(empty & columns.keys())
        return replace(found, columns=ordered, empty=blank, ours=frozenset(own))

    def _ask(self, place: Place, passed: bool, ours: bool) -> Asked:
        """A column with what was chosen for it; else with what its heading says."""
        meaning = self._headings.read(place.heading, place.group)
        if ours and fold(place.heading) in _statusas_words():
            # In our own exports 状态 is how far the record is, whatever else people call by that
            # word.
            meaning, passed = Meaning(), True
        column = Asked(place.index, meaning, heading=place.heading, group=place.group)
        letter = self._grid.letter(place.index)
        path = "/".join(fold(part) for part in (place.group, place.heading) if part)
        chosen = self._choice.fields.get(letter)
        if chosen is not None and (not chosen or chosen in self._ledger.fields):
            self._settle(column, chosen, "chosen")
        elif path in self.known and self.known[path] not in self._choice.fields.values():
            self._settle(column, self.known[path], "known")
        elif path in self.known or passed:
            column.settled = True
        return column

    @staticmethod
    def _settle(column: Asked, name: str, how: How) -> None:
        column.field, column.how, column.settled = name or None, how, True

    def _find_serial(self, places: list[Place], profiles: Profiles) -> int | None:
        """The column that only counts the rows, by its heading or by what stands in it."""
        for place in places:
            folded = fold(place.heading)
            if folded in SERIAL_WORDS:
                values = profiles[place.index].values
                if folded not in _LOOSE_SERIALS or not values or profiles[place.index].counts_rows:
                    return place.index
        for place in places[:2]:
            nameless = self._headings.read(place.heading, place.group).empty
            if nameless and profiles[place.index].counts_rows:
                return place.index
        return None


def _is_id(heading: str) -> bool:
    return bool(heading) and fold(heading) in (fold(ID_HEADING), fold(_(ID_HEADING)))


def _is_result(heading: str) -> bool:
    """Whether a column is what we put there when the sheet was given back."""
    return bool(heading) and fold(heading) in (fold(RESULT_HEADING), fold(_(RESULT_HEADING)))


def _statusas_words() -> set[str]:
    title = BASE["status"].title
    return {fold(word) for word in (title, _(title))}


def _is_filled(grid: Grid, column: int, first: int) -> bool:
    """Whether anything stands in a column under the head."""
    cells = list(map(itemgetter(column), grid.rows[first:]))
    if len(cells) == cells.count(""):
        return False
    return any(cell != "" and not is_blank(cell) for cell in cells)


def _find_sheet_unit(grid: Grid, head: int) -> MoneyUnit | None:
    """单位：万元 in the lines above the head counts for every amount without a unit of its own."""
    for row in grid.rows[:head]:
        for cell in row:
            if isinstance(cell, str) and (found := SHEET_UNIT.search(fold(cell))):
                unit: MoneyUnit = found[1]  # type: ignore[assignment]
                return unit
    return None
