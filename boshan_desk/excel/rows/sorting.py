"""Which rows under a head are records: not the sums, the notes, the repeated heads.

What only looks like one of these stays a record, and so does what is unsure: a record that is
judged and refused is seen, one that is passed over is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final, Literal

from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.columns import Matching
from boshan_desk.excel.rows.headlike import VALUE, HeadLike
from boshan_desk.i18n import _, mark

EXAMPLE: Final = mark("示例")
"""What stands in the first cell of a template's example row."""

Sort = Literal[
    "record", "title", "blank", "total", "note", "head", "example", "section", "above", "other"
]
"""What a row is; only a "record" becomes one."""

REASONS: Final[Mapping[Sort, str]] = {
    "title": mark("标题行"),
    "blank": mark("空行"),
    "total": mark("合计行"),
    "note": mark("表注或填报信息"),
    "head": mark("重复的表头"),
    "example": mark("模板的示例行"),
    "section": mark("分组标题行"),
    "above": mark("表头上方的数据行，未导入；如果是记录，请指定表头所在的行"),
    "other": mark("同一工作表里另一张表格的内容，未导入；请把它移到单独的工作表"),
}

LOST: Final[frozenset[Sort]] = frozenset({"above", "other"})
"""Rows that may well be records, though this head does not say how to read them."""

_UNITS = "元|万元|亿元|件|起|宗|人|人次|家|户|户次|个|条|次|场|场次|份|枚|吨|名|%"
_COUNTED = rf"[0-9.,]+(?:万|亿)?(?:{_UNITS})?"
_SUM = r"(?:合计|小计|总计|共计|累计|总和|总数|总共)"
_TOTAL = re.compile(
    rf"(?:[^0-9]{{0,14}}|[0-9]{{4}}年[^0-9]{{0,8}}|[^0-9]{{0,4}}[0-9]{{1,2}}(?:[-至到][0-9]{{1,2}})?[月季][^0-9]{{0,6}})"
    rf"{_SUM}(?:数|金额)?:?(?:\([^()]*\)|{_COUNTED})?[。.]?"
    rf"|(?:以上|本页|本表|全[区县镇市]|本[区县镇月季年]度?|[\u4e00-\u9fff]{{2,6}}(?:镇|街道|乡))?"
    rf"(?:合计|共计|总共|总计|共有|共):?{_COUNTED}[^0-9]{{0,6}}[。.]?"
)
_SUMMING = re.compile(r"[计共总和]")
"""What no word for a sum is without: soon looked for."""
_NUMBER = re.compile(rf"[-+]?(?:[\u4e00-\u9fff]{{0,6}}:)?[-+]?[¥]?{_COUNTED}")
_LABEL = (
    r"(?:填报|填表|制表|报送|审核|复核|统计|经办|打印|导出|上报|审批|制单|编制|校对|汇总|录入|分管|主管)"
    r"(?:单位|人|人员|日期|时间|部门|领导|负责人)?(?:签字|签章|盖章)?"
    r"|(?:单位|部门|科室|主要)?(?:负责人|盖章|领导|公章)(?:签字|签章)?"
    r"|单位\(?(?:盖章|公章)?\)?|日期|时间|联系人|联系电话|电话|联系方式"
)
_FOOTER = re.compile(
    rf"(?:{_LABEL})[:(]"
    r"|(?:附|附件|附注|说明|备注|注|注意|注意事项|填表说明|填报说明|填写说明|特别说明|提示|温馨提示|要求|填报要求)[:0-9]"
    r"|单位\(盖章\)|[*※★](?:为|号|带|的|表示|标)"
)
_LABELLED = re.compile(rf"(?:{_LABEL})(?:\([^()]*\))?:.{{0,30}}")
_COLON = re.compile(r"[:：︓﹕]")
_LISTED = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、)]|\([0-9一二三四五六七八九十]{1,2}\)"
)
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)).{1,40}"
    r"|第[一二三四五六七八九十0-9]{1,3}(?:部分|批|组|类|季度|期|页|片区|章).{0,20}"
    r"|[\u4e00-\u9fff]{1,8}(?:镇|街道|乡|街道办|办事处|街道办事处|开发区)[:]?(?:\([^()]*\))?"
    r"|(?:[0-9]{4}年)?(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?|[一二三四]季度|[上下]半年|第[一二三四]季度)|[0-9]{4}年度?"
)
_EXAMPLES = re.compile(
    r"\(?(?:填写|填报|参考|格式)?(?:示例|样例|范例|举例|例子|例如|例)(?:行|数据)?[0-9一二三]?\)?:?.?$"
    r"|\((?:填写|填报)?(?:示例|样例|范例|例)\)"
)
_TELLING = re.compile(r"[计和共例注:：]|^[\s(（*※]|部分")
_DIGIT = re.compile(r"[0-9０-９]")
_NOTES: Final = frozenset({"备注", "说明", "备注说明", "其他说明"})

_LONG: Final = 20


def sort_rows(grid: Grid, matching: Matching) -> Iterator[tuple[int, Sort]]:
    """Every row but those of the head with what it is; blank rows at the end are left out."""
    if matching.ours:
        grid = _without(grid, matching.ours)
    sorter = _Sorter(grid, matching)
    end = len(grid.rows)
    while end > matching.first and sorter.is_blank(grid.rows[end - 1]):
        end -= 1
    other = False
    for row in range(end):
        if row in matching.head:
            continue
        if row < matching.head[0]:
            yield row, sorter.sort_above(row)
            continue
        sort = sorter.sort(row)
        # Under the head of another table nothing is read, down to a head of this one.
        if sort == "other":
            other = True
        elif sort == "head" and row > matching.first:
            other = sorter.is_otherwise_counted
        elif other and sort == "record":
            sort = "other"
        yield row, sort


def _without(grid: Grid, columns: Iterable[int]) -> Grid:
    """The same sheet with nothing in these columns."""
    rows = [row.copy() for row in grid.rows]
    for row in rows:
        for column in columns:
            row[column] = ""
    return replace(grid, rows=rows)


class _Sorter:
    """Tells records from the rest; what it is not sure of stays a record, to be judged."""

    def __init__(self, grid: Grid, matching: Matching) -> None:
        self._grid = grid
        self._matching = matching
        self._headlike = HeadLike(grid, matching)
        self._empty_in = {matching.serial, matching.town}
        self._wide = {
            row: (b, d)
            for a, b, c, d in grid.merged
            for row in range(a, min(c, a + 3) + 1)
            if d > b
        }
        self._notes = {
            c.index for c in matching.columns if c.field == "remark" or fold(c.heading) in _NOTES
        }
        self._titles = {
            fold(cell)
            for place in range(matching.head[0])
            for cell in grid.rows[place]
            if isinstance(cell, str) and len(cell) > 3
        }
        # Rows above the head come again on each page with it.
        self._above = {
            tuple(cells)
            for cells in grid.rows[: matching.head[0]]
            if len(cells) - cells.count("") > 1 and all(isinstance(c, str) for c in cells)
        }
        self._begins = min((c.index for c in matching.columns if c.heading), default=0)
        """Where the table begins: sheets have empty columns on the left."""
        self._after_notes = False
        self._after_head = True
        self._initials = {h[:1] for each in self._headlike.heads for h in each.values() if h}
        self._matched = {c.index for c in matching.columns if c.field}

    @property
    def is_otherwise_counted(self) -> bool:
        """Whether the rows below are of a table with another unit."""
        return self._headlike.counts_otherwise

    def is_blank(self, row: list[Any]) -> bool:
        """Nothing but a number in the first column, or the town that a template filled in."""
        for index, cell in enumerate(row):
            if cell != "" and index not in self._empty_in and not is_blank(cell):
                return False
        serial, town = self._matching.serial, self._matching.town
        # A word such as 合计 or 示例 in these columns says something; a number or a town does not.
        if town is not None:
            said = row[town]
            if isinstance(said, str) and (_TELLING.search(said) or len(said) > _LONG):
                return False
        said = row[serial] if serial is not None else ""
        return not isinstance(said, str) or is_blank(said) or said.strip().isdigit()

    def sort_above(self, row: int) -> Sort:
        """What a row over the head is."""
        cells = self._grid.rows[row]
        filled = [cell for cell in cells if not is_blank(cell)]
        if not filled:
            return "blank"
        under = [i for i, cell in enumerate(cells) if i in self._matched and not is_blank(cell)]
        words = [fold(cell) for cell in filled if isinstance(cell, str)]
        said = any(_FOOTER.match(w) or _TOTAL.fullmatch(w) or w.endswith(":") for w in words)
        told = any(not isinstance(cell, str) or _DIGIT.search(cell) for cell in filled)
        if len(under) > 2 and told and not said:
            return "above"
        return "title"

    def sort(self, row: int) -> Sort:
        """What a row under the head is."""
        cells = self._grid.rows[row]
        if not self._after_head and self._is_plain(cells):
            return "record"
        filled = [i for i, cell in enumerate(cells) if cell != "" and not is_blank(cell)]
        if not filled or self.is_blank(cells):
            return "blank"
        after_head, self._after_head = self._after_head, False
        if self._headlike.is_head(cells, filled) or (
            after_head and self._headlike.goes_on(cells, filled)
        ):
            self._after_head = True
            return "head"
        return self._sort_words(row, cells, filled)

    def _sort_words(self, row: int, cells: list[Any], filled: list[int]) -> Sort:
        """What the first words of a row make of it."""
        first = cells[filled[0]]
        words = fold(first) if isinstance(first, str) else ""
        if words and (_EXAMPLES.match(words) or words == fold(_(EXAMPLE))):
            return "example"
        if self._headlike.is_other_head(cells, filled):
            return "other"
        if self._is_total(cells, filled):
            return "total"
        if words and self._is_note(cells, filled, words, row):
            self._after_notes = True
            self._headlike.hear_unit(cells, filled)
            return "note"
        if len(filled) <= 2 and words in self._titles:
            return "title"
        if tuple(cells) in self._above:
            return "title"
        if len(filled) == 1 and filled[0] <= self._begins + 1 and _SECTION.fullmatch(words):
            return "section"
        return "record"

    def _is_plain(self, cells: list[Any]) -> bool:
        """A quick look that settles most rows: many cells, some with a number, and no word of ours
        in the first two."""
        if len(cells) - cells.count("") < 7 or self.is_blank(cells):
            return False
        looked = 0
        serial = self._matching.serial
        for index, cell in enumerate(cells):
            if cell == "":
                continue
            if isinstance(cell, str) and (
                (index == serial and not cell[0].isdigit())
                or _TELLING.search(cell)
                or cell[0] in self._initials
                or is_blank(cell)
            ):
                return False
            looked += index != serial
            if looked == 2:
                break
        for cell in reversed(cells):
            if cell != "" and (
                not isinstance(cell, str) or (_DIGIT.search(cell) and VALUE.search(cell))
            ):
                return True
        return False

    def _is_total(self, cells: list[Any], filled: list[int]) -> bool:
        """A word for a sum, perhaps after the name of what is summed up, and else only numbers."""
        at = next(
            (
                place
                for place, i in enumerate(filled[:4])
                if isinstance(cells[i], str) and i not in self._notes and _is_sum(cells[i])
            ),
            None,
        )
        if at is None:
            # Among nothing but numbers it is a sum wherever it stands.
            said = (c for i in filled if not _is_plain_number(c := cells[i]) or _says_sum(c))
            words = list(islice(said, 2))
            return len(words) == 1 and isinstance(words[0], str) and _is_sum(words[0])
        before = [cells[i] for i in filled[:at] if not _is_number(cells[i])]
        # The town or the group that is summed up stands right before it.
        if len(before) > 1 or (before and _DIGIT.search(str(before[0]))):
            return False
        return all(_is_number(cells[i]) or i in self._notes for i in filled[at + 1 :])

    def _is_note(self, cells: list[Any], filled: list[int], words: str, row: int) -> bool:
        labels = [
            i
            for i in filled
            if isinstance(cells[i], str)
            and _COLON.search(cells[i])
            and _LABELLED.match(fold(cells[i]))
        ]
        if len(labels) > 1 and labels[0] == filled[0] and len(labels) * 2 >= len(filled):
            return True
        if len(filled) > 3 or (filled[0] > self._begins + 1 and len(filled) > 1):
            return False
        if _FOOTER.match(words):
            return True
        if len(filled) > 1:
            return False
        begins = filled[0] <= self._begins + 1
        if begins and self._after_notes and (_LISTED.match(words) or len(words) > _LONG):
            return True
        wide = self._wide.get(row)
        return wide is not None and (wide[1] - wide[0] + 1) * 2 > len(self._matching.columns)


def _is_sum(text: str) -> bool:
    return (
        len(text) <= 40 and bool(_SUMMING.search(text)) and _TOTAL.fullmatch(fold(text)) is not None
    )


def _says_sum(cell: Any) -> bool:
    return isinstance(cell, str) and _is_sum(cell)


def _is_plain_number(cell: Any) -> bool:
    if isinstance(cell, int | float):
        return True
    return isinstance(cell, str) and _NUMBER.fullmatch(fold(cell)) is not None


def _is_number(cell: Any) -> bool:
    if isinstance(cell, int | float):
        return True
    folded = fold(str(cell))
    return bool(_NUMBER.fullmatch(folded)) or _is_sum(folded)
