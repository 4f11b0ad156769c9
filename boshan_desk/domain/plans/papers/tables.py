"""Tables of targets: of a document with cells, or of a copy that lost them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

_YEAR: Final = re.compile(r"(20\d\d)")
_HAVING: Final = re.compile(r"现状|基期|基数|基准|实际|已完成|完成情况|完成值")
"""A column of what there is already."""
_LISTED: Final = re.compile(
    r"(?:[（(]?\d{1,2}[）)、.])?\s*([^：:，,。；;（(\d][^：:，,。；;（(]{1,40})[（(]([^（()）]{1,6})[）)]\s*[：:](.{4,120})"
)
_OF_YEAR: Final = re.compile(
    r"(20\d\d)年(?:达到|目标值?|为|：|:)?\s*[≥>]?=?(\d{1,9}(?:\.\d{1,4})?)(?![\d年.])"
)
_VALUE: Final = re.compile(r"^[≥>≤<=]*\s*(\d{1,9}(?:\.\d{1,4})?)\s*(万)?\s*([^\d\s]{0,6})$")
_LAST: Final = re.compile(
    r"([≥>]=?)?\s*(\d{1,7}(?:\.\d+)?)\s*(个单位|[个家件项场人名次所条单户%])?$"
)
_FIRST: Final = re.compile(r"(\d+(?:\.\d+)?)")
_ROW: Final = re.compile(r"^(\d{1,2})\s*([^\d\s≥>/][^\d≥>/]*)(.*)$")
_UNITS: Final = re.compile(r"\d\s*(个|家|件|项|场次|场|人|名|次|所|条|单|户|%)")


@dataclass(frozen=True)
class Row:
    """A row of a table of targets."""

    no: str
    title: str
    unit: str
    target: dict[int, Decimal] = field(default_factory=dict)
    """By year; 0 is the target without a year."""
    growth: bool = False
    doubtful: bool = False
    """Whether the copy lost its cells, so that only the last number is sure."""


def find_tables(cells: Sequence[Sequence[Sequence[str]]]) -> Iterator[Row]:
    """The rows of those tables that are tables of targets; `cells`: tables, rows, cells."""
    for table in cells:
        yield from _read_table([[_plain(cell) for cell in row] for row in table])


def _read_table(rows: Sequence[Sequence[str]]) -> Iterator[Row]:
    for place, head in enumerate(rows[:3]):
        names = [
            n for n, cell in enumerate(head) if re.search(r"指标|目标任务|任务名称|项目名称", cell)
        ]
        years = {
            n: int(found[1])
            for n, cell in enumerate(head)
            if (found := _YEAR.search(cell)) and not _HAVING.search(cell)
        }
        goals = [n for n, cell in enumerate(head) if "目标值" in cell and n not in years]
        if not names or not (years or goals):
            continue
        unit_at = next((n for n, cell in enumerate(head) if cell in ("单位", "计量单位")), None)
        for row in rows[place + 1 :]:
            if len(row) <= names[0] or not row[names[0]]:
                continue
            unit = row[unit_at] if unit_at is not None and unit_at < len(row) else ""
            target: dict[int, Decimal] = {}
            for column, year in (*years.items(), *((n, 0) for n in goals)):
                found = _VALUE.match(row[column]) if column < len(row) else None
                if found:
                    target[year] = Decimal(found[1]) * (10_000 if found[2] else 1)
                    unit = unit or found[3]
            if 0 in target and len(target) > 1:
                target.pop(0)
            if target:
                title = row[names[0]]
                no = row[0] if names[0] else ""
                yield Row(no, title, unit, target, growth=_grows(title, unit))
        return


def find_glued(lines: Sequence[str]) -> Iterator[Row]:
    """The rows of a table of targets whose cells run together in the copy.

    The last number of a row is that of the last year; what stands between is left to the officer.
    """
    years: list[int] = []
    expected = 0
    for line in lines:
        text = _plain(line)
        if "指标" in text and len(found := _YEAR.findall(text)) >= 1 and not text.endswith("。"):
            years, expected = [int(year) for year in found], 1
            continue
        row = _ROW.match(text) if years else None
        if row is None or int(row[1]) != expected or text.endswith("。"):
            continue
        expected += 1
        rest = row[3].strip() or row[2]
        last = _LAST.search(rest)
        if last is None:
            continue
        unit = last[3] or next(iter(_UNITS.findall(row[3])), "")
        wanted = _FIRST.search(rest)
        # Numbers of neighbouring cells run together: the one that the row asks for is at the end.
        digits = wanted[1] if wanted and last[2].endswith(wanted[1]) else last[2]
        title = row[2].strip(" ,，")
        target = {years[-1]: Decimal(digits)}
        yield Row(row[1], title, unit, target, growth=_grows(title, unit), doubtful=True)


def find_listed(lines: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Indicators one a line, with their unit and years: 拥有量（件）：2025年3，2028年5."""
    for place, line in enumerate(lines):
        found = _LISTED.match(_plain(line))
        values = _OF_YEAR.findall(found[3]) if found else []
        if not found or not values:
            continue
        # Years before the last are where it stands, or the way there; the paper does not say which.
        year, value = max((int(year), value) for year, value in values)
        yield (
            place,
            Row("", found[1].strip(), found[2], {year: Decimal(value)}, _grows(found[1], found[2])),
        )


def _grows(title: str, unit: str) -> bool:
    return bool(re.search(r"增幅|增长|增速", title)) and unit in ("%", "")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
