"""Which rows of a sheet are its head: one, or two or three with groups above.

Rows are tried from the top.  The first that plainly is a head ends the search: what stands further
down is another table, or the head once more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import Any, Final

from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.thesaurus import is_heading_word

_DEEPEST: Final = 40
"""A head that stands lower than this many rows is not looked for."""

_TALLEST: Final = 3
LONGEST: Final = 60
"""A cell with more characters than this is no heading."""

_MANY: Final = 3
"""So many fields, and half of its headings, make a row plainly a head."""

_DIGITS = re.compile(r"[0-9]{5}|^[-+]?[0-9.,]+$|^[0-9]{4}[-/.年][0-9]{1,2}")
_LABELLED = re.compile(
    r"(?!其中)[^()（）:：]*[:：](?!\s*[(（](?:单位[:：]?)?(?:人民币)?[万亿]?元[)）]\s*$)\s*[^\s]"
)
"""填报单位：某镇, 单位：万元: a line above the table.  罚款金额：(万元) is a heading."""

_UNIT_CELL = re.compile(
    r"\(?(?:单位:?)?(?:亿元|万元|元|人次|户次|场次|课时|学时|小时|人|家|个|件|户|次|份|枚|吨|条|名|%|天|场)\)?"
)


@dataclass(frozen=True)
class Place:
    """A column of a head: its own heading and those above it."""

    index: int
    heading: str
    group: str = ""


@dataclass(frozen=True)
class Head:
    """Rows that may be a head."""

    rows: tuple[int, ...]
    places: tuple[Place, ...]
    fields: frozenset[str] = frozenset()
    """The fields that its headings say."""
    sure: bool = False
    """Whether its last row can be nothing but a row of a head."""

    @property
    def said(self) -> int:
        """How many fields its headings say."""
        return len(self.fields)


def find_heads(grid: Grid, says: Callable[[Place], str | None], telling: Set[str]) -> list[Head]:
    """The rows that may be the head, the likeliest last.

    `says` is the field of a heading; a head names one of the `telling` fields at least.

    Two rows must say more than one does, unless the lower can be nothing else: any line stands
    above a one-row head.
    """
    found: list[Head] = []
    last = min(len(grid.rows), _DEEPEST)
    row = 0
    while row < last:
        if _is_like_head(grid.rows[row]):
            for rows in _stacks(grid, row):
                head = _read_head(grid, rows, says)
                if head.said > 1 and (not found or _is_better(head, found[-1])):
                    found.append(head)
            if found and _is_plain(found[-1], telling):
                # A row may still belong to it: a line of two words stands above the real head.
                last = min(last, found[-1].rows[0] + 2)
        row += 1
    return found


def _is_plain(head: Head, telling: Set[str]) -> bool:
    """Whether it can hardly be anything else."""
    enough = head.said >= _MANY and head.said * 2 >= len(head.places)
    return enough and not head.fields.isdisjoint(telling)


def _is_better(head: Head, best: Head) -> bool:
    if head.said > best.said:
        return True
    # A row more that can only belong to the head: units, or headings below a group.
    return head.sure and head.rows[: len(best.rows)] == best.rows


def _stacks(grid: Grid, row: int) -> Iterator[tuple[int, ...]]:
    """The rows from this one on that may be a head together; blank ones between are passed over."""
    rows = [row]
    yield (row,)
    below = row
    while len(rows) < _TALLEST:
        below += 1
        if below >= len(grid.rows) or below > row + 2 * _TALLEST:
            return
        filled = _filled(grid.rows[below])
        if not filled:
            continue
        cells = grid.rows[below]
        # Values, or the same head once more as on each printed page.
        if not all(_is_heading(cells[i]) for i in filled) or cells == grid.rows[row]:
            return
        rows.append(below)
        yield tuple(rows)


def _read_head(grid: Grid, rows: tuple[int, ...], says: Callable[[Place], str | None]) -> Head:
    places = tuple(find_places(grid, rows))
    said = {name for place in places if (name := says(place))}
    return Head(rows, places, frozenset(said), _is_sure(grid, rows))


def _filled(row: list[Any]) -> list[int]:
    return [i for i, cell in enumerate(row) if cell != "" and not is_blank(cell)]


def _is_like_head(row: list[Any]) -> bool:
    """Whether a row can be (the top of) a head: at least two short texts and hardly a number."""
    filled = _filled(row)
    if len(filled) < 2:
        return False
    texts = sum(1 for i in filled if _is_heading(row[i]))
    return texts * 5 >= len(filled) * 4


def _is_heading(cell: Any) -> bool:
    if not isinstance(cell, str) or len(cell) > LONGEST or _DIGITS.search(cell.strip()):
        return False
    return not _LABELLED.match(cell)


def _is_sure(grid: Grid, rows: tuple[int, ...]) -> bool:
    """Whether the last of these rows plainly belongs to the head.

    It holds only words of headings or units, and nothing where the head begins: a record has
    something in its first columns.
    """
    if len(rows) == 1:
        return False
    lowest = grid.rows[rows[-1]]
    filled = _filled(lowest)
    begins = _filled(grid.rows[rows[0]])[0]
    return begins not in filled and all(_is_plain_heading(lowest[i]) for i in filled)


def _is_plain_heading(cell: Any) -> bool:
    """Whether a cell holds nothing but words that headings are made of, or a unit."""
    folded = fold(str(cell))
    return is_heading_word(folded) or _UNIT_CELL.fullmatch(folded) is not None


def find_places(grid: Grid, rows: tuple[int, ...]) -> Iterator[Place]:
    """Each column with its heading, the lowest text, and the texts above it."""
    spread = [_spread_groups(grid, rows, at) for at in range(len(rows) - 1)]
    for index, lowest in enumerate(grid.rows[rows[-1]]):
        parts = [texts[index] for texts in spread]
        parts.append(as_words(lowest))
        told = [part for at, part in enumerate(parts) if part and part not in parts[:at]]
        if told:
            yield Place(index, told[-1], "".join(told[:-1]))


def _spread_groups(grid: Grid, rows: tuple[int, ...], at: int) -> list[str]:
    """The texts of one row of a head over every column they stand for.

    A merged cell stands for its width, another for the blanks after it that have headings below.
    """
    row = rows[at]
    cells = grid.rows[row]
    spans = {b: d for a, b, c, d in grid.merged if a <= row <= c and d > b}
    texts: list[str] = []
    last, until = "", -1
    for index, cell in enumerate(cells):
        words = as_words(cell)
        if words:
            last, until = words, spans.get(index, -1)
            # A title over the whole table groups nothing.
            if until - index + 1 > max(3, 0.8 * len(cells)) or _LABELLED.match(words):
                last, until = "", -1
            texts.append(last)
            continue
        if until >= 0:
            inside = index <= until
        else:
            inside = any(as_words(grid.rows[lower][index]) for lower in rows[at + 1 :])
        texts.append(last if inside else "")
        if not inside:
            last, until = "", -1
    return texts


def as_words(cell: Any) -> str:
    """A cell of a head as text."""
    return "" if cell is None or isinstance(cell, bool) else str(cell).strip()
