"""What a sheet leaves unsaid in its records: values of merged cells and of ditto marks; and what
it says beside them: hidden rows and columns, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from boshan_desk.domain.fields import Money, Whole
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.domain.reading import fold, is_blank, tidy_text
from boshan_desk.domain.wording import listed
from boshan_desk.excel.grid import Box, Grid
from boshan_desk.excel.matching.heads import Column, Matching

Told = tuple[int, int, Problem]
"""The place of a row in `Grid.rows`, that of the cell (-1 where the row is meant), what is said."""

_ABOVE: Final = (
    *("同上", "同前", "同上行", "同上一行", "同上栏", "同上格", "同上。", "（同上）", "(同上)"),
    *(
        "上同",
        "〃",
        "″",
        "＂",
        '"',
        "“",
        "”",
        "〝",
        "〞",
        "‟",
        "''",
        "′′",
        "〃〃",
        "″″",
        '""',
        "“”",
    ),
    *("-〃-", "—〃—", '-"-', "ditto", "Ditto", "do.", "as above"),
)
_ELSEWHERE: Final = (
    *("同左", "同右", "同下", "同左栏", "同右栏", "同下行", "同", "见上", "如上", "见上行"),
    *("见前", "←", "→", "↑", "↓"),
)
_PADS: Final = ("", " ", "  ", "　", "\n", "\xa0")


def _padded(marks: Sequence[str]) -> frozenset[str]:
    return frozenset(left + mark + right for mark in marks for left in _PADS for right in _PADS)


_DITTO: Final = _padded(_ABOVE)
_MARKS: Final = _DITTO | _padded(_ELSEWHERE)
"""As they stand in cells, so that one look settles a whole row without a mark."""

_LONGEST_COMMENT: Final = 60
_NUMBER_OF_SOMEBODY: Final = re.compile(r"[0-9Xx*]{11,}")


def mend(grid: Grid, matching: Matching, places: Sequence[int], ledger: Ledger) -> list[Told]:
    """Fill in what merged cells and ditto marks mean in the records at these places (rising).

    Rows that change are replaced by new ones in `grid.rows`; the old lists stay as they were read.
    """
    told: list[Told] = []
    if not places:
        return told
    fields = {column.index: column for column in matching.fields().values()}
    _spread_merged(grid, matching, places, ledger, fields, told)
    _resolve_dittos(grid, matching, places, fields, told)
    told += _tell_hidden(grid, matching, places)
    told += _tell_comments(grid, places, ledger, fields)
    if grid.far:
        strange = warn(
            "", "{cells} 处另有内容，未读取；如是误填，请删去", "far", cells=listed(grid.far)
        )
        told.append((places[-1], -1, strange))
    return told


# ---------------------------------------------------------------- merged cells


def _spread_merged(
    grid: Grid,
    matching: Matching,
    places: Sequence[int],
    ledger: Ledger,
    fields: dict[int, Column],
    told: list[Told],
) -> None:
    """Give every record in a merged cell its value.

    An office merges the town over the rows that share it: the value belongs to them all.  An amount
    over several rows is what they come to together, and belongs to none of them alone.
    """
    boxes = list(_under(grid, matching.first))
    if not boxes:
        return
    records = frozenset(places)
    for a, b, c, d in boxes:
        value = grid.rows[a][b]
        meant = [index for index in range(b, d + 1) if index in fields]
        within = [row for row in range(a, c + 1) if row in records]
        if value == "" or not meant or not within:
            continue
        if len(meant) > 1:
            across = warn("", "单元格横跨几栏合并，只按其中第一栏读取，请核对", "merged")
            told += [(row, b, across) for row in within]
            continue
        (index,) = meant
        kind = ledger.fields[fields[index].field or ""]
        if isinstance(kind, Money | Whole) and len(within) > 1:
            shared = warn(
                "", "与其他行合并为一格，是几行的总数，未分到各行，请逐行填写", "merged-amount"
            )
            told += [(row, index, shared) for row in within]
            continue
        for row in within:
            if grid.rows[row][index] == "":
                _put(grid, row, index, value)


def _under(grid: Grid, first: int) -> Iterator[Box]:
    """The merged ranges below the head."""
    height = len(grid.rows)
    width = len(grid.rows[0]) if height else 0
    for a, b, c, d in grid.merged:
        if first <= a < height and b < width:
            yield a, b, min(c, height - 1), min(d, width - 1)


def _put(grid: Grid, row: int, index: int, value: Any) -> None:
    cells = list(grid.rows[row])
    cells[index] = value
    grid.rows[row] = cells


# ---------------------------------------------------------------- ditto marks


def _resolve_dittos(
    grid: Grid,
    matching: Matching,
    places: Sequence[int],
    fields: dict[int, Column],
    told: list[Told],
) -> None:
    """同上 and its like take the value of the record above.

    Not over a subtotal or a section's title: there the writer began anew, and what the mark points
    at is not certain.  Blank rows and the head that every printed page repeats do not matter.
    """
    rows = grid.rows
    marked = _MARKS.isdisjoint
    for n, place in enumerate(places):
        if marked(rows[place]):
            continue
        above = places[n - 1] if n else None
        for index in fields:
            mark = rows[place][index]
            if not isinstance(mark, str) or mark not in _MARKS:
                continue
            problem, value = _look_above(grid, matching, mark, above, place, index)
            told.append((place, index, problem))
            if problem.severity != "error":
                _put(grid, place, index, value)


def _look_above(
    grid: Grid, matching: Matching, mark: str, above: int | None, place: int, index: int
) -> tuple[Problem, Any]:
    said = tidy_text(mark)
    if mark not in _DITTO:
        return stop("", "“{mark}”指的内容不能确定，请填写实际内容", "ditto", mark=said), None
    if above is None:
        return stop("", "上面没有记录，“{mark}”没有所指，请填写实际内容", "ditto", mark=said), None
    if not all(_is_no_matter(grid.rows[row], matching) for row in range(above + 1, place)):
        return stop(
            "",
            "与上一条记录之间隔着小计或其他内容，“{mark}”所指不能确定，请填写实际内容",
            "ditto",
            mark=said,
        ), None
    value = grid.rows[above][index]
    if is_blank(value) or (isinstance(value, str) and value in _MARKS):
        return stop(
            "",
            "第 {row} 行的本栏没有内容，“{mark}”没有所指，请填写实际内容",
            "ditto",
            row=grid.number(above),
            mark=said,
        ), None
    if above in grid.hidden_rows and place not in grid.hidden_rows:
        return warn(
            "",
            "“{mark}”已按第 {row} 行读取，但该行是隐藏的，请核对",
            "ditto",
            mark=said,
            row=grid.number(above),
        ), value
    return note(
        "", "“{mark}”已按第 {row} 行的内容读取", "ditto", mark=said, row=grid.number(above)
    ), value


def _is_no_matter(cells: list[Any], matching: Matching) -> bool:
    """Whether a row between two records is blank or repeats the head."""
    filled = [cell for cell in cells if not is_blank(cell)]
    heads = {fold(column.heading) for column in matching.columns}
    return sum(isinstance(cell, str) and fold(cell) in heads for cell in filled) * 2 >= len(filled)


# ---------------------------------------------------------------- what is not seen at once


def _tell_hidden(grid: Grid, matching: Matching, places: Sequence[int]) -> Iterator[Told]:
    """Hidden rows and columns are read like any other, but nobody saw them on the screen."""
    if grid.hidden_rows:
        hidden = warn("", "本行在原表中是隐藏的，仍按记录读取，请核对要不要导入", "hidden-row")
        yield from ((place, -1, hidden) for place in places if place in grid.hidden_rows)
    for index in sorted(grid.hidden_columns):
        if index == matching.id_column:
            continue
        filled = (p for p in places if index < len(grid.rows[p]) and grid.rows[p][index] != "")
        if (first := next(filled, None)) is not None:
            yield (
                first,
                index,
                warn(
                    "",
                    "第 {letter} 列在原表中是隐藏的，请核对其中的内容",
                    "hidden-column",
                    letter=grid.letter(index),
                ),
            )


def _tell_comments(
    grid: Grid, places: Sequence[int], ledger: Ledger, fields: dict[int, Column]
) -> Iterator[Told]:
    """A comment is a word to whoever reads the table; it goes nowhere but must not be lost."""
    if not grid.comments:
        return
    records = frozenset(places)
    for (row, index), words in sorted(grid.comments.items()):
        if row not in records or index < 0:
            continue
        column = fields.get(index)
        shown = " ".join(tidy_text(words).split())
        secret = (
            column is None
            or ledger.fields[column.field or ""].personal
            or _NUMBER_OF_SOMEBODY.search(shown)
        )
        if secret or not shown:
            yield row, index, note("", "有批注，未导入", "comment")
        else:
            if len(shown) > _LONGEST_COMMENT:
                shown = shown[: _LONGEST_COMMENT - 1] + "…"
            yield row, index, note("", "有批注：{words}", "comment", words=shown)
