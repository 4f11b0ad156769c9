"""Which rows under a head are heads themselves: the head once more, or that of another table.

A row that is read under the head of another table brings wrong values in silence.
"""

from __future__ import annotations

import re
from typing import Any, Final

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.fields import Code, Codes, Money
from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.columns import SHEET_UNIT, Matching
from boshan_desk.excel.matching.thesaurus import is_heading_word

_LETTERED = re.compile(r"[甲乙丙丁戊己庚辛壬癸]")
_DIGIT = re.compile(r"[0-9０-９]")
VALUE = re.compile(
    r"[0-9０-９]{5}|^[-+]?[0-9０-９.,，:：]+[%％]?$|^[0-9０-９]{4}[-/.年][0-9０-９]{1,2}(?:[-/.月]|$)"
)
"""What a cell of a head does not hold: 18位信用代码 is a heading, 2026-01-02 is none."""
_UNIT_ROW = re.compile(
    r"\(?(?:单位:?)?(?:亿元|万元|元|人次|户次|场次|课时|学时|小时|人|家|个|件|户|次|份|枚|吨|条|名|%|天|场|年月日|"
    r"是/否|有/无)\)?"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_STARS: Final = "*★☆△▲※:;,.、-_"
_LONG: Final = 20
_LONGEST: Final = 60
_YEARS: Final = range(1990, 2100)
"""2024 and 2025 above the figures of these years."""
_REMEMBERED: Final = 5000


def find_other_head(grid: Grid, matching: Matching, within: int) -> int | None:
    """The first of so many rows under the head that is the head of another table."""
    known = None
    for row in range(matching.first, min(len(grid.rows), matching.first + within)):
        cells = grid.rows[row]
        if not all(isinstance(cell, str) for cell in cells):
            continue
        filled = [i for i, cell in enumerate(cells) if cell != "" and not is_blank(cell)]
        known = known or HeadLike(grid, matching)
        if not known.is_head(cells, filled) and known.is_other_head(cells, filled):
            return row
    return None


class HeadLike:
    """Knows a head again, and another."""

    def __init__(self, grid: Grid, matching: Matching) -> None:
        self._matching = matching
        headings = {c.index: fold(c.heading) for c in matching.columns if c.heading}
        self.heads = [headings]
        """The headings by column, and each row of the head."""
        for place in matching.head:
            cells = enumerate(grid.rows[place])
            self.heads.append({i: fold(c) for i, c in cells if isinstance(c, str) and c})
        self.counts_otherwise = False
        """Whether the next head stands under a unit that is not that of the amounts here."""
        self._fields = {c.index: c.field for c in matching.columns if c.field}
        self._ours = frozenset(heading for head in self.heads for heading in head.values())
        self._headings = matching.headings
        self._lists = common_lists()
        self._known: dict[str, bool] = {}
        ledger = matching.headings.ledger if matching.headings else None
        self._telling = (
            {*ledger.called, *(n for key in ledger.key for n in key)} if ledger else set()
        )
        self._naming = {i for i, name in self._fields.items() if name in self._telling}

    def is_head(self, cells: list[Any], filled: list[int]) -> bool:
        """Whether most of a row are the headings of one row of the head, each in its column."""
        if len(filled) < 2:
            return False
        words = {i: fold(cells[i]) for i in filled if isinstance(cells[i], str)}
        for head in self.heads:
            same = sum(1 for i, word in words.items() if head.get(i) == word)
            if same * 2 > len(filled) and same > 1:
                return not any(
                    self._is_elsewhere(i, word) for i, word in words.items() if head.get(i) != word
                )
        return False

    def _is_elsewhere(self, index: int, word: str) -> bool:
        """Whether a heading says another field than its column has here, or another unit."""
        name = self._fields.get(index)
        said = self._said(word, index) if name is not None else None
        if name is None or said is None or self._headings is None:
            return False
        if said != name:
            return True
        if not isinstance(self._headings.ledger.fields[name], Money):
            return False
        column = self._matching.fields()[name]
        unit = self._headings.read(word).unit
        own = self._headings.read(column.heading, column.group).unit
        return unit != column.unit if unit else own not in (None, "元")

    def hear_unit(self, cells: list[Any], filled: list[int]) -> None:
        """Remember a line 单位：万元 where amounts without a unit of their own have another."""
        said = [m[1] for i in filled if (m := SHEET_UNIT.search(fold(str(cells[i]))))]
        if said and self._headings is not None:
            fields, read = self._headings.ledger.fields, self._headings.read
            self.counts_otherwise = any(
                column.unit != said[0] and read(column.heading, column.group).unit is None
                for column in self._matching.columns
                if column.field and isinstance(fields[column.field], Money)
            )

    def goes_on(self, cells: list[Any], filled: list[int]) -> bool:
        """Whether a row right under the head belongs to it: 栏次, units, or further headings."""
        if self._is_count_of_columns(cells, filled):
            return True
        if not all(isinstance(cells[i], str) for i in filled):
            return False
        words = [fold(cells[i]) for i in filled]
        above = self.heads[-1]
        begins = min(above, default=0)
        return (
            begins not in filled
            and len(filled) < len(above)
            and all(is_heading_word(w) or _UNIT_ROW.fullmatch(w) for w in words)
        )

    def _is_count_of_columns(self, cells: list[Any], filled: list[int]) -> bool:
        """栏次: 甲 乙 1 2 3 under the head."""
        if len(filled) < 3:
            return False
        counted = [fold(str(cells[i])).removesuffix(".0").strip("()") for i in filled]
        if counted[0] in ("栏次", "列次", "栏号"):
            counted = counted[1:]
        numbers = [int(c) for c in counted if c.isdecimal()]
        lettered = [c for c in counted if _LETTERED.fullmatch(c)]
        return (
            len(numbers) + len(lettered) == len(counted)
            and len(numbers) > 1
            and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            and numbers[0] <= 2
        )

    def is_other_head(self, cells: list[Any], filled: list[int]) -> bool:
        """Whether a row is the head of another table: headings, in other places than ours.

        Words of lists stand in records as well (罚款, 企业), but in the columns of these lists, and
        beside a name that is no heading.
        """
        size = len(filled)
        if size < 2 or not self._may_be_headings(cells, filled):
            return False
        names = [i for i in self._naming if i in filled]
        texts = ((i, fold(str(cells[i]))) for i in filled)
        folded = {i: word for i, word in texts if not self._is_value(word, i)}
        plain = {i for i, word in folded.items() if self._is_plain_heading(word)}
        said = {i: name for i, word in folded.items() if (name := self._said(word, i)) is not None}
        elsewhere = sum(1 for i, name in said.items() if self._fields.get(i) != name)
        fields = set(said.values())
        if size == 2:
            return len(fields) == elsewhere == 2 and not self._telling.isdisjoint(fields)
        headings = plain | said.keys()
        named = bool(names) and headings.issuperset(names)
        if len(headings) * 5 >= size * 4:
            telling = sum(
                1 for word in folded.values() if is_heading_word(_bare(word), telling=True)
            )
            known = sum(1 for word in folded.values() if word in self._ours)
            if telling > 1 and known + telling > 2:
                return True
            return len(fields) > 1 and elsewhere > (0 if named else 1)
        return len(headings) * 2 > size and len(fields) > 2 and elsewhere > (1 if named else 2)

    def _may_be_headings(self, cells: list[Any], filled: list[int]) -> bool:
        """A first look that is soon over: texts, half of them headings, and no value."""
        strange = 0
        for i in filled:
            text = cells[i]
            if not isinstance(text, str):
                if text in _YEARS:
                    continue
                return False
            if len(text) > _LONG or _DIGIT.search(text):
                if len(text) > _LONGEST or VALUE.search(text):
                    return False
            elif not self._is_known(text):
                strange += 1
                if strange * 2 > len(filled):
                    return False
        return True

    def _is_known(self, text: str) -> bool:
        """Whether a text is a heading, for all that it says; the same texts stand in many rows."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            word = fold(text)
            named = self._headings is not None and self._headings.find(word)[0] is not None
            known = self._known[text] = named or self._is_plain_heading(word)
        return known

    def _is_plain_heading(self, word: str) -> bool:
        return word in self._ours or is_heading_word(_bare(word))

    def _said(self, word: str, index: int) -> str | None:
        """The field that a heading says, and not by too little; none for a value of its column."""
        if self._headings is None:
            return None
        # A look at words that nobody knows takes long, and they say no field.
        name = self._headings.find(word)[0]
        if name is None and is_heading_word(_bare(word)):
            said = self._headings.read(word).said
            name = said[0][0] if said and said[0][1] not in ("near", "weak") else None
        return None if name is not None and self._is_value(word, index) else name

    def _is_value(self, word: str, index: int) -> bool:
        """Whether a word is in the list of its column's field."""
        if self._headings is None or index not in self._fields:
            return False
        kind = self._headings.ledger.fields[self._fields[index]]
        words = self._lists.get(kind.list) if isinstance(kind, Code | Codes) else None
        return words is not None and words.find(word) is not None


def _bare(word: str) -> str:
    """A folded heading without stars and brackets: ★罚款金额(万元)."""
    return _BRACKETS.sub("", word).strip(_STARS)
