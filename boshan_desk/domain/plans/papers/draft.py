"""The draft of a plan: everything that a paper seems to say, each with its source paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from boshan_desk.domain.plans.pack import Basis, Comparator, Kind
from boshan_desk.domain.plans.papers.cleaning import Paragraph, paragraphs_of
from boshan_desk.domain.plans.papers.numbers import Number, clean_title, find_numbers
from boshan_desk.domain.plans.papers.outline import Node, outline
from boshan_desk.domain.plans.papers.tables import Row, find_glued, find_listed, find_tables
from boshan_desk.domain.plans.papers.task_tables import find_task_tables
from boshan_desk.domain.plans.papers.tasks import DraftTask, find_tasks

_DOC_NO: Final = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]20\d\d[〕\]）)]\s*\d{1,4}\s*号")
_DAY: Final = re.compile(r"^(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$")
_SPAN: Final = re.compile(r"(20\d\d)\s*年?\s*[-—–－~～至到]+\s*(20\d\d)\s*年?")
_RUNS: Final = re.compile(
    r"(20\d\d)年\d{1,2}月(?:\d{1,2}日)?\s*[-—–~～至到]+\s*(?:(20\d\d)年)?\d{1,2}月"
)
_ENDS: Final = re.compile(r"(?:到|至)\s*(20\d\d)\s*年(?:底|末)?")
_TITLE: Final = re.compile(
    r"(?:方案|意见|措施|规划|计划|办法|要点|纲要|行动|清单|任务书|[解工]表|工作安排)(?:[（(].*[）)])?$"
)
_TWICE: Final = re.compile(r"(?:年均增幅|年均增长率?|增长率|增幅)+$")
_ISSUED: Final = re.compile(r"(?:.{0,20})?关于印发[《]?(.{4,60}?)[》]?的通知$")


@dataclass(frozen=True, kw_only=True)
class DraftTarget:
    """A number that the paper seems to ask for."""

    title: str
    value: Decimal | None
    unit: str
    kind: Kind
    basis: Basis
    comparator: Comparator
    target: dict[int, Decimal]
    """By year; 0 where no year is named."""
    text: str
    paragraph: int
    qualifier: str = ""
    metrics: tuple[str, ...] = ()
    """Codes of figures that an officer says count it; a paper names none."""
    doubt: str = ""
    """Why it should be looked at twice: "cells", "no-year", "in-passing"."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a paper seems to say."""

    title: str
    doc_no: str = ""
    issuer: str = ""
    issued_on: date | None = None
    start: int | None = None
    end: int | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    tree: Node = field(default_factory=lambda: Node(0, "", "", None))
    tasks: tuple[DraftTask, ...] = ()
    targets: tuple[DraftTarget, ...] = ()

    @property
    def undivided(self) -> tuple[Paragraph, ...]:
        """The paragraphs that no task or target was made of (未分解)."""
        used = {number for task in self.tasks for number in task.paragraphs}
        used |= {target.paragraph for target in self.targets}
        heads = {
            node.paragraph.number
            for node in self.tree.walk()
            if node.paragraph and (node.children or (node.body and not node.inline))
        }
        return tuple(p for p in self.paragraphs if p.number not in used | heads)


def read_paper(text: str, cells: Sequence[Sequence[Sequence[str]]] = ()) -> Draft:
    """What a paper seems to say.  `cells`: the tables of a document, rows of cells each.

    Everything is a proposal with its source; nothing is taken for certain.
    """
    paragraphs = paragraphs_of(text)
    tree = outline(paragraphs)
    title, start, end = _title(paragraphs)
    days = [day for p in paragraphs if (day := _signed(p.text))]
    # A month without a year is in the year of the paper, or else in that of its date.
    only = end if start == end and end else days[0].year if days and end is None else None
    tasks = find_tasks(tree, find_task_tables(cells, only), only)
    end = end or max((task.due.year for task in tasks if task.due), default=None)
    targets = _targets(paragraphs, tree, tasks, cells, end)
    lines = [p.text for p in paragraphs[:40]]
    # A number within a sentence is that of a paper it rests on.
    numbers = [found[0] for line in lines if (found := _DOC_NO.fullmatch(line))]
    return Draft(
        title=title,
        doc_no=(numbers or [""])[0],
        issuer=_issuer(paragraphs),
        issued_on=days[0] if days else None,
        start=start,
        end=end,
        paragraphs=tuple(paragraphs),
        tree=tree,
        tasks=tuple(tasks),
        targets=tuple(targets),
    )


def _title(paragraphs: Sequence[Paragraph]) -> tuple[str, int | None, int | None]:
    """The paper's title, and the years it is for."""
    named = [found[1] for p in paragraphs[:30] if (found := _ISSUED.match(p.text))]
    named += [
        before.text + line.text
        for before, line in pairwise(paragraphs[:30])
        if before.text.startswith("关于") and len(before.text) <= 40 and _TITLE.search(line.text)
        if not re.search(r"[。，：:]", before.text + line.text)
    ]
    titles = [
        p.text
        for p in paragraphs[:30]
        if len(p.text) <= 60 and _TITLE.search(p.text) and not p.text.startswith(("关于印发", "为"))
        if not outline([p]).children
    ]
    title = (named + titles + [p.text[:60] for p in paragraphs[:1]] + [""])[0]
    if found := _SPAN.search(title):
        return title, int(found[1]), int(found[2])
    if found := re.search(r"(20\d\d)年", title):
        return title, int(found[1]), int(found[1])
    years = [int(y) for p in paragraphs for y in _ENDS.findall(p.text)]
    # The horizon that is named most often is the paper's own; 2035 is the nation's.
    end = max(set(years), key=lambda y: (years.count(y), -y)) if years else None
    if end is None:
        end = max((int(b or a) for p in paragraphs for a, b in _RUNS.findall(p.text)), default=None)
    return title, None, end


def _signed(line: str) -> date | None:
    """The day of a line that is nothing but a day."""
    found = _DAY.match(line)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _issuer(paragraphs: Sequence[Paragraph]) -> str:
    """Who signs: the line before the date."""
    for before, line in pairwise(paragraphs):
        if _DAY.match(line.text) and len(before.text) <= 30:
            return before.text
    return ""


def _targets(
    paragraphs: Sequence[Paragraph],
    tree: Node,
    tasks: Sequence[DraftTask],
    cells: Sequence[Sequence[Sequence[str]]],
    end: int | None,
) -> list[DraftTarget]:
    rows = [_of_row(row, 0) for row in find_tables(cells)]
    places = {p.text: p.number for p in paragraphs}
    for row in find_glued([p.text for p in paragraphs]):
        line = next((t for t in places if t.startswith(row.no) and row.title in t), "")
        rows.append(_of_row(row, places.get(line, 0)))
    rows += [
        _of_row(row, paragraphs[place].number)
        for place, row in find_listed([p.text for p in paragraphs])
    ]
    in_rows = {row.paragraph for row in rows}
    goals = {p.number for n in tree.walk() if n.role == "goal" for p in n.texts()}
    doing = {number for task in tasks for number in task.paragraphs}
    found: list[DraftTarget] = []
    due_in = {number: task.due.year for task in tasks if task.due for number in task.paragraphs}
    # News of what was done has neither goals nor numbered measures.
    telling = not goals and not any(n.level in (1, 2) for n in tree.walk())
    for paragraph in paragraphs:
        if paragraph.number in in_rows:
            continue
        for number in find_numbers(
            paragraph.text, due_in.get(paragraph.number, end), telling=telling
        ):
            doubt = "" if paragraph.number in goals | doing else "in-passing"
            found.append(_of_number(number, paragraph, doubt))
    for task in tasks:
        if not task.paragraphs:
            cell, year = Paragraph(0, task.text), task.due.year if task.due else end
            found += [_of_number(number, cell, "") for number in find_numbers(task.text, year)]
    kept: list[DraftTarget] = list(rows)
    for target in sorted(found, key=lambda t: t.doubt != ""):
        if not any(_same(target, other) for other in kept):
            kept.append(target)
    return sorted(kept, key=lambda target: target.paragraph)


def _of_row(row: Row, paragraph: int) -> DraftTarget:
    last = max(row.target)
    name = _TWICE.sub("", row.title)
    kind: Kind = "growth_rate" if row.growth else "flow"
    return DraftTarget(
        title=(clean_title(name) or row.title) + ("增幅" if row.growth else ""),
        value=row.target[last],
        unit=row.unit,
        kind=kind,
        basis="yoy_growth"
        if row.growth
        else "open"
        if len(row.target) > 1
        else "cumulative_from_start",
        comparator=">=",
        target=dict(row.target),
        text=row.title,
        paragraph=paragraph,
        doubt="cells" if row.doubtful else "",
    )


def _of_number(number: Number, paragraph: Paragraph, doubt: str) -> DraftTarget:
    year = number.year or 0
    return DraftTarget(
        title=number.title,
        value=number.value,
        unit=number.unit,
        kind=number.kind,
        basis=number.basis,
        comparator=number.comparator,
        target={} if number.value is None else {year: number.value},
        text=paragraph.text,
        paragraph=paragraph.number,
        qualifier=number.qualifier,
        doubt=doubt or ("" if year or number.value is None else "no-year"),
    )


def _same(one: DraftTarget, other: DraftTarget) -> bool:
    """Whether two speak of one target: the same number, and half of the shorter name in common."""
    units = {
        "个" if unit in ("家", "项", "单") else unit for unit in (one.unit, other.unit) if unit
    }
    if one.value != other.value or len(units) > 1:
        return False
    if one.value is None:
        return one.title == other.title
    if other.doubt == "cells" or len(other.target) > 1:
        # The table says in short what the text says at length.
        return True
    mine, yours = _pairs(one.title), _pairs(other.title)
    least = min(len(mine), len(yours))
    return least == 0 or len(mine & yours) * 2 >= least


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}
