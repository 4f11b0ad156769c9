"""Tables of tasks (任务分解表): 序号、重点任务、具体措施、牵头单位、责任单位、完成时限."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from boshan_desk.domain.plans.papers.dues import DUE_LABEL, read_due
from boshan_desk.domain.plans.papers.units import Units, sort_marked, split_names

_NO: Final = re.compile(r"序号|编号|项次|号")
_PROJECT: Final = re.compile(r"(?:重点|工作|任务)?(?:方向|领域|类别|分类|板块|项目类别)|类别")
_TASK: Final = re.compile(r"任务|事项|重点工作|工作要点|项目|工作内容|主要内容|举措")
_MEASURE: Final = re.compile(r"措施|内容|要求|目标|举措|标准|成果")
_LEAD: Final = re.compile(r"牵头|主办|主责")
_RESPONSIBLE: Final = re.compile(r"责任|承办|负责")
_JOIN: Final = re.compile(r"配合|协办|参与|参加|协同|协助")
_OF_TARGETS: Final = re.compile(r"20\d\d|目标值|完成值|现状值|指标")
"""Columns of a table of targets, which may name units too."""
_WHO: Final = re.compile(r"单位|部门|科室|股室|处室|机构|分工")
_DUE: Final = re.compile(rf"{DUE_LABEL}|完成日期|期限")
_FINAL: Final = re.compile(r"(?:合\s*计|总\s*计|备\s*注|注[：:]).*")
_NUMBER: Final = re.compile(r"[（(]?(\d{1,3}(?:[.\-]\d{1,2})*)[）)]?[.、]?")
_LONGEST_TITLE: Final = 45
_HEADS: Final = 4
"""Rows in which the head is looked for."""


@dataclass(frozen=True, kw_only=True)
class TableTask:
    """A row of a table of tasks."""

    no: str
    title: str
    text: str
    project: str
    units: Units
    due: date | None


@dataclass
class _Columns:
    """Where a table has what; -1 where it has it not."""

    no: int = -1
    project: int = -1
    task: int = -1
    measures: tuple[int, ...] = ()
    due: int = -1
    lead: tuple[int, ...] = ()
    responsible: tuple[int, ...] = ()
    join: tuple[int, ...] = ()


def find_task_tables(
    cells: Sequence[Sequence[Sequence[str]]], year: int | None = None
) -> Iterator[TableTask]:
    """The rows of those tables that are tables of tasks.

    `year`: the one that holds where a row names only a month.
    """
    for table in cells:
        rows = [[_plain(cell) for cell in row] for row in table]
        head = _head(rows)
        if head:
            yield from _rows(rows[head[1] :], head[0], year)


def _head(rows: Sequence[Sequence[str]]) -> tuple[_Columns, int] | None:
    """What the columns are, and where the rows begin; a head may stand in two rows."""
    for place in range(min(_HEADS, len(rows))):
        for last in (place + 1, place):
            if last != place and not (last < len(rows) and _goes_on(rows[place], rows[last])):
                continue
            width = max(len(rows[place]), len(rows[last]))
            names = [
                "".join(dict.fromkeys(row[n] for row in rows[place : last + 1] if n < len(row)))
                for n in range(width)
            ]
            # A title that goes over the whole table is no head.
            if len({cell for cell in rows[place] if cell}) < 2 or max(map(len, names)) > 24:
                continue
            if columns := _columns(names):
                return columns, last + 1
    return None


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row is the second one of a head: cells go on from above, or it names only roles."""
    filled = [cell for cell in lower if cell]
    if len(set(filled)) < 2:
        return False
    shared = any(one and one == other for one, other in zip(upper, lower, strict=False))
    return shared or all(_WHO.search(cell) and len(cell) <= 8 for cell in filled)


def _columns(names: Sequence[str]) -> _Columns | None:
    columns = _Columns()
    for place, name in enumerate(names):
        if _OF_TARGETS.search(name):
            continue
        if _WHO.search(name) and (
            _LEAD.search(name) or _RESPONSIBLE.search(name) or _JOIN.search(name)
        ):
            if _JOIN.search(name):
                columns.join += (place,)
            elif _LEAD.search(name):
                columns.lead += (place,)
            else:
                columns.responsible += (place,)
        elif _DUE.search(name):
            columns.due = place if columns.due < 0 else columns.due
        elif _NO.fullmatch(name):
            columns.no = place if columns.no < 0 else columns.no
        elif _PROJECT.fullmatch(name):
            columns.project = place
        elif columns.task < 0 and _TASK.search(name):
            columns.task = place
        elif _MEASURE.search(name):
            columns.measures += (place,)
    if columns.task < 0 and columns.measures:
        columns.task, columns.measures = columns.measures[0], columns.measures[1:]
    if columns.task < 0 or not (columns.lead or columns.responsible):
        return None
    return columns


def _rows(
    rows: Sequence[Sequence[str]], columns: _Columns, year: int | None
) -> Iterator[TableTask]:
    section, before, count = "", "", 0
    for row in rows:
        filled = {cell for cell in row if cell}
        if len(filled) == 1 and len(row) > 1:
            # One cell over the whole width: the name of a section.
            section, before = _unnumbered(filled.pop()), ""
            continue
        task = _cell(row, columns.task)
        measures = [words for n in columns.measures if (words := _cell(row, n))]
        measure = measures[0] if measures else ""
        if not (task or measure) or any(_FINAL.fullmatch(cell) for cell in row[:2]):
            continue
        count += 1
        goes_on = bool(measure) and (task == before or not task)
        title = _title(measure if goes_on else task)
        number = _NUMBER.fullmatch(_cell(row, columns.no))
        project = _cell(row, columns.project) or section
        yield TableTask(
            no=number[1] if number else str(count),
            title=title,
            text="\n".join(dict.fromkeys(measures if goes_on else [task, *measures])),
            project=_unnumbered(project),
            units=_units(row, columns),
            due=read_due(_cell(row, columns.due), year),
        )
        before = task or before


def _units(row: Sequence[str], columns: _Columns) -> Units:
    lead = _names(row, columns.lead)
    responsible = _names(row, columns.responsible)
    join = _names(row, columns.join)
    if not lead:
        lead, responsible = sort_marked(responsible)
    joined = dict.fromkeys((*responsible, *join))
    return Units(tuple(lead), tuple(name for name in joined if name not in lead))


def _names(row: Sequence[str], columns: Sequence[int]) -> list[str]:
    return [name for n in columns for name in split_names(re.sub(r"\s+", "、", _cell(row, n)))]


def _title(words: str) -> str:
    title = _unnumbered(re.split("[。；;]", words)[0])
    if len(title) > _LONGEST_TITLE:
        title = re.split("[，,]", title)[0][:_LONGEST_TITLE]
    return title.rstrip("：:，,")


def _unnumbered(words: str) -> str:
    return re.sub(
        r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、](?!\d))\s*",
        "",
        words,
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


def _plain(text: str) -> str:
    # Chinese brackets are left as the paper has them, for they are in names of units.
    return unicodedata.normalize("NFC", text).strip()
