"""Where a sheet's head is, what its columns mean, and which rows are records.

Headings follow nobody's template: they are matched by a field's title and its other names, folded,
in one row or in two with a group above, under any number of title rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from boshan_desk.domain.fields import Money
from boshan_desk.domain.ledger import BASE, Ledger
from boshan_desk.domain.reading import MoneyUnit, fold, is_blank
from boshan_desk.excel.grid import Box, Grid
from boshan_desk.i18n import _, mark

ID_HEADING: Final = mark("记录标识")
"""The heading of the hidden column by which our own exports find their records again."""

EXAMPLE: Final = mark("示例")
"""What stands in the first cell of a template's example row."""

_DEEPEST: Final = 40
"""A head that stands lower than this many rows is not looked for."""

SERIAL_WORDS: Final = frozenset(
    {"序号", "序", "编号", "行号", "项次", "no", "no.", "#", "序列", "序列号"}
)
_UNIT = re.compile(r"[(/,、:\-]?(?:单位:)?\(?(?:人民币)?(亿元|万元|元)\)?$")
_SHEET_UNIT = re.compile(r"单位[:：]?\(?(?:人民币)?(亿元|万元|元)")
_NOTE_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_NUMBERED = re.compile(r"^(?:[0-9]{1,2}[.、．)]|\([0-9]{1,2}\))")

Sort = Literal["record", "title", "blank", "total", "note", "head", "example", "section"]
"""What a row is; only a "record" becomes one."""

REASONS: Final[Mapping[Sort, str]] = {
    "title": mark("标题行"),
    "blank": mark("空行"),
    "total": mark("合计行"),
    "note": mark("表注或填报信息"),
    "head": mark("重复的表头"),
    "example": mark("模板的示例行"),
    "section": mark("分组标题行"),
}


@dataclass(frozen=True)
class Column:
    """One column of the sheet and the field that its heading means; None when it means none."""

    index: int
    letter: str
    heading: str
    field: str | None
    unit: MoneyUnit = "元"


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

    def fields(self) -> dict[str, Column]:
        """The matched columns by field."""
        return {c.field: c for c in self.columns if c.field}


class Headings:
    """The headings by which a ledger's fields are known."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        words: dict[str, str] = {}
        titles = [(n, (k.title, _(k.title))) for n, k in ledger.fields.items()]
        others = [(n, k.also) for n, k in ledger.fields.items()]
        for name, known in (*titles, *others):
            for word in known:
                words.setdefault(fold(word), name)
        self._words = words

    def find(self, heading: str) -> tuple[str | None, MoneyUnit | None]:
        """The field a heading means, and the unit of money it names."""
        folded = _NUMBERED.sub("", fold(heading).strip("*★△▲:"))
        if name := self._words.get(folded):
            return name, None
        unit = _UNIT.search(folded)
        if unit and (name := self._words.get(folded[: unit.start()])):
            amount = isinstance(self.ledger.fields[name], Money)
            return name, unit[1] if amount else None  # type: ignore[return-value]
        bare = _NOTE_IN_BRACKETS.sub("", folded)
        return self._words.get(bare), None


def match_heads(grid: Grid, ledger: Ledger) -> Matching | None:
    """The head of a sheet; None when no row names the ledger's fields.

    At least two fields must be found, one of them naming or telling apart a record: a sheet of
    something else also has 电话 and 备注.
    """
    headings = Headings(ledger)
    telling = {*ledger.called, *(n for key in ledger.key for n in key)}
    best: Matching | None = None
    # Two rows must find more than one does: any line stands above a one-row head.
    for height in (1, 2):
        for row in range(min(len(grid.rows) - height + 1, _DEEPEST)):
            found = _try_head(grid, headings, row, height)
            fields = found.fields() if found else {}
            if found is None or len(fields) < 2 or not telling & set(fields):
                continue
            if best is None or len(fields) > len(best.fields()):
                best = found
    return best


def _try_head(grid: Grid, headings: Headings, row: int, height: int) -> Matching | None:
    top = grid.rows[row]
    under = grid.rows[row + 1] if height == 2 else [""] * len(top)
    groups = _groups(grid, row, under) if height == 2 else {}
    if height == 2 and not _may_be_second(headings, top, under, groups):
        return None
    sheet_unit = _find_sheet_unit(grid, row)
    columns: list[Column] = []
    taken: set[str] = set()
    serial = id_column = None
    for index, cell in enumerate(top):
        group = groups.get(index, "")
        heading = _words(under[index]) or _words(cell)
        if not heading:
            continue
        folded = fold(heading)
        if folded in (fold(ID_HEADING), fold(_(ID_HEADING))):
            id_column = index
            field, unit = None, None
        else:
            field, unit = headings.find(group + heading) if group else (None, None)
            if field is None or field in taken:
                field, unit = headings.find(heading)
            if field in taken:
                field = None
            if field is None and serial is None and folded in SERIAL_WORDS:
                serial = index
        if field:
            taken.add(field)
        columns.append(
            Column(index, grid.letter(index), heading, field, unit or sheet_unit or "元")
        )
    if id_column is not None:
        # In our own exports 状态 is how far the record is, whatever else people call by that word.
        title = BASE["status"].title
        known = {fold(word) for word in (title, _(title))}
        columns = [replace(c, field=None) if fold(c.heading) in known else c for c in columns]
    head = tuple(range(row, row + height))
    town = next((c.index for c in columns if c.field and c.field == headings.ledger.town), None)
    return Matching(
        tuple(columns),
        head,
        row + height,
        tuple(grid.number(r) for r in head),
        serial,
        id_column,
        town,
    )


def _words(cell: Any) -> str:
    return "" if cell is None or isinstance(cell, bool) else str(cell).strip()


def _groups(grid: Grid, row: int, under: list[Any]) -> dict[int, str]:
    """The group heading over each column: a merged cell, or one with blanks after it."""
    top = grid.rows[row]
    spans = {b: d for a, b, c, d in grid.merged if a <= row <= c and d > b}
    groups: dict[int, str] = {}
    last = ""
    until = -1
    for index, cell in enumerate(top):
        if _words(cell):
            last = _words(cell)
            until = spans.get(index, -1)
        below = bool(_words(under[index]))
        inside = index <= until if until >= 0 else below
        if last and below and inside:
            groups[index] = last
    return groups


def _may_be_second(
    headings: Headings, top: list[Any], under: list[Any], groups: Mapping[int, str]
) -> bool:
    """Whether the lower row can be the second row of a head and not the first of the records."""
    below = [i for i, cell in enumerate(under) if _words(cell)]
    if not below or any(not isinstance(under[i], str) for i in below):
        return False
    # Under a heading that is matched already stands a value, not another heading.
    return not any(
        _words(top[i]) and headings.find(_words(top[i]))[0] and not headings.find(under[i])[0]
        for i in below
        if i in groups
    )


def _find_sheet_unit(grid: Grid, head: int) -> MoneyUnit | None:
    """单位：万元 in the lines above the head counts for every amount without a unit of its own."""
    for row in grid.rows[:head]:
        for cell in row:
            if isinstance(cell, str) and (found := _SHEET_UNIT.search(fold(cell))):
                unit: MoneyUnit = found[1]  # type: ignore[assignment]
                return unit
    return None


# ---------------------------------------------------------------- which rows are records

_TOTAL = re.compile(r"[^0-9]{0,14}(?:合计|小计|总计|共计|累计|总和)(?:数|:|\([^()]*\))?")
_FOOTER = re.compile(
    r"(?:填报|填表|制表|报送|审核|复核|统计|经办|打印|导出|上报)(?:单位|人|人员|日期|时间|部门)?[:(]"
    r"|(?:单位|部门)?(?:负责人|盖章|领导)(?:签字|签章)?[:(]"
    r"|(?:单位|日期|联系人|联系电话|电话|附|附件|说明|备注|注|备　注|注意|填表说明|填报说明)[:0-9]"
    r"|单位\(盖章\)"
)
_LISTED = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、)]|\([0-9一二三四五六七八九十]{1,2}\)"
)
_SECTION = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)).{1,40}")
_TELLING = re.compile(r"[计和例注:：]|^[\s(（]")
_LETTERED = re.compile(r"[甲乙丙丁戊己庚辛壬癸]")


def sort_rows(grid: Grid, matching: Matching) -> Iterator[tuple[int, Sort]]:
    """Every row but those of the head with what it is; blank rows at the end are left out."""
    sorter = _Sorter(grid, matching)
    end = len(grid.rows)
    while end > matching.first and sorter.is_blank(grid.rows[end - 1]):
        end -= 1
    for row in range(end):
        if row in matching.head:
            continue
        if row < matching.head[0]:
            blank = all(is_blank(cell) for cell in grid.rows[row])
            yield row, "blank" if blank else "title"
        else:
            yield row, sorter.sort(row)


class _Sorter:
    """Tells records from the rest; what it is not sure of stays a record, to be judged."""

    def __init__(self, grid: Grid, matching: Matching) -> None:
        self._grid = grid
        self._matching = matching
        self._headings = {c.index: fold(c.heading) for c in matching.columns}
        self._empty_in = {matching.serial, matching.town}
        self._wide = {
            row: (b, d)
            for a, b, c, d in grid.merged
            for row in range(a, min(c, a + 3) + 1)
            if d > b
        }
        self._after_notes = False
        self._initials = {heading[:1] for heading in self._headings.values()}

    def is_blank(self, row: list[Any]) -> bool:
        """Nothing but a number in the first column, or the town that a template filled in."""
        for index, cell in enumerate(row):
            if cell != "" and index not in self._empty_in and not is_blank(cell):
                return False
        serial = self._matching.serial
        # A word such as 合计 or 示例 in the column of numbers says something; a number does not.
        said = row[serial] if serial is not None else ""
        return not isinstance(said, str) or is_blank(said) or said.strip().isdigit()

    def sort(self, row: int) -> Sort:
        """What a row under the head is."""
        cells = self._grid.rows[row]
        if row > self._matching.first and self._is_plain(cells):
            return "record"
        filled = [i for i, cell in enumerate(cells) if cell != "" and not is_blank(cell)]
        if not filled or self.is_blank(cells):
            return "blank"
        first = cells[filled[0]]
        words = fold(first) if isinstance(first, str) else ""
        if words and words in (fold(EXAMPLE), fold(_(EXAMPLE))):
            return "example"
        if self._is_head(cells, filled):
            return "head"
        if row == self._matching.first and self._is_count_of_columns(cells, filled):
            return "head"
        if words and self._is_total(cells, filled, words):
            return "total"
        if words and self._is_note(filled, words, row):
            self._after_notes = True
            return "note"
        if len(filled) == 1 and _SECTION.fullmatch(words):
            return "section"
        return "record"

    def _is_plain(self, cells: list[Any]) -> bool:
        """A quick look that settles most rows: many cells, and no word of ours in the first two."""
        if len(cells) - cells.count("") < 7 or self.is_blank(cells):
            return False
        looked = 0
        for index, cell in enumerate(cells):
            if cell == "":
                continue
            if isinstance(cell, str) and (
                index == self._matching.serial
                or _TELLING.search(cell)
                or cell[0] in self._initials
                or is_blank(cell)
            ):
                return False
            looked += index != self._matching.serial
            if looked == 2:
                return True
        return False

    def _is_head(self, cells: list[Any], filled: list[int]) -> bool:
        same = sum(
            1
            for i in filled
            if isinstance(cells[i], str) and fold(cells[i]) == self._headings.get(i)
        )
        return same * 2 > len(filled) and same > 1

    def _is_count_of_columns(self, cells: list[Any], filled: list[int]) -> bool:
        """栏次: 甲 乙 1 2 3 under the head."""
        if len(filled) < 3:
            return False
        counted = [fold(str(cells[i])).removesuffix(".0") for i in filled]
        numbers = [int(c) for c in counted if c.isdecimal()]
        lettered = [c for c in counted if _LETTERED.fullmatch(c)]
        return (
            len(numbers) + len(lettered) == len(counted)
            and len(numbers) > 1
            and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            and numbers[0] <= 2
        )

    def _is_total(self, cells: list[Any], filled: list[int], words: str) -> bool:
        """A word for a sum first, and after it only numbers."""
        at = 0
        if not _TOTAL.fullmatch(words):
            # The first cell may hold the town or group that is summed up.
            if len(filled) < 2 or not isinstance(cells[filled[1]], str):
                return False
            if not _TOTAL.fullmatch(fold(cells[filled[1]])):
                return False
            at = 1
        return all(_is_number(cells[i]) for i in filled[at + 1 :])

    def _is_note(self, filled: list[int], words: str, row: int) -> bool:
        if len(filled) > 3 or filled[0] > 1:
            return False
        if _FOOTER.match(words):
            return True
        if len(filled) > 1:
            return False
        if self._after_notes and (_LISTED.match(words) or len(words) > 20):
            return True
        wide = self._wide.get(row)
        return wide is not None and (wide[1] - wide[0] + 1) * 2 > len(self._matching.columns)


def _is_number(cell: Any) -> bool:
    if isinstance(cell, int | float):
        return True
    folded = fold(str(cell)).replace(",", "")
    return bool(re.fullmatch(r"[-+]?[0-9.]+(?:元|万元|亿元|件|人|人次|家|%)?", folded)) or bool(
        _TOTAL.fullmatch(folded)
    )


def spread_merged(grid: Grid, matching: Matching) -> None:
    """Give every row of a merged cell its value.

    An office merges the town over the rows that share it: the value belongs to them all.
    """
    for a, b, c, d in _within(grid, matching.first):
        value = grid.rows[a][b]
        if c == a or d != b or value == "":
            continue
        for row in range(a + 1, c + 1):
            if grid.rows[row][b] == "":
                grid.rows[row][b] = value


def _within(grid: Grid, first: int) -> Iterator[Box]:
    height = len(grid.rows)
    width = len(grid.rows[0]) if height else 0
    for a, b, c, d in grid.merged:
        if first <= a < height and b < width:
            yield a, b, min(c, height - 1), min(d, width - 1)
