"""The draft of a plan: everything that a paper seems to say, each with its source paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from boshan_desk.domain.numerals import read_numeral
from boshan_desk.domain.plans.pack import Basis, Comparator, Kind
from boshan_desk.domain.plans.papers.numbers import Number, clean_title, find_numbers
from boshan_desk.domain.plans.papers.outline import Node, Paragraph, outline, paragraphs_of
from boshan_desk.domain.plans.papers.tables import Row, find_glued, find_tables
from boshan_desk.domain.plans.papers.units import Units, find_units

_DOC_NO: Final = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]20\d\d[〕\]）)]\s*\d{1,4}\s*号")
_DAY: Final = re.compile(r"^(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$")
_SPAN: Final = re.compile(r"(20\d\d)\s*年?\s*[-—–－~～至到]+\s*(20\d\d)\s*年?")
_ENDS: Final = re.compile(r"(?:到|至)\s*(20\d\d)\s*年(?:底|末)?")
_TITLE: Final = re.compile(r"(?:方案|意见|措施|规划|计划|办法|要点|纲要|行动)(?:[（(].*[）)])?$")
_TWICE: Final = re.compile(r"(?:年均增幅|年均增长率?|增长率|增幅)+$")
_ISSUED: Final = re.compile(r"(?:.{0,20})?关于印发[《]?(.{4,60}?)[》]?的通知$")
_NOISE: Final = re.compile(
    r"^[\d,，.\s*#:：]+$|^(?:附件|目录|正在阅读|来源|浏览|打印|字号|分享)\W*\d*$"
)


@dataclass(frozen=True, kw_only=True)
class DraftTask:
    """A measure that the paper seems to ask for."""

    no: str
    title: str
    text: str
    """The paragraph it was made of."""
    paragraphs: tuple[int, ...]
    project: str = ""
    """The heading it stands under."""
    lead: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    safeguard: bool = False


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
            node.paragraph.number for node in self.tree.walk() if node.paragraph and node.children
        }
        return tuple(p for p in self.paragraphs if p.number not in used | heads)


def read_paper(text: str, cells: Sequence[Sequence[Sequence[str]]] = ()) -> Draft:
    """What a paper seems to say.  `cells`: the tables of a document, rows of cells each.

    Everything is a proposal with its source; nothing is taken for certain.
    """
    paragraphs = [p for p in paragraphs_of(text) if not _NOISE.match(p.text)]
    paragraphs = [Paragraph(n, p.text) for n, p in enumerate(paragraphs, 1)]
    tree = outline(paragraphs)
    title, start, end = _title(paragraphs)
    tasks = _tasks(tree)
    targets = _targets(paragraphs, tree, tasks, cells, end)
    lines = [p.text for p in paragraphs[:40]]
    # A number within a sentence is that of a paper it rests on.
    numbers = [found[0] for line in lines if (found := _DOC_NO.fullmatch(line))]
    days = [date(int(d[1]), int(d[2]), int(d[3])) for p in paragraphs if (d := _DAY.match(p.text))]
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
    return title, None, end


def _issuer(paragraphs: Sequence[Paragraph]) -> str:
    """Who signs: the line before the date."""
    for before, line in pairwise(paragraphs):
        if _DAY.match(line.text) and len(before.text) <= 30:
            return before.text
    return ""


def _tasks(tree: Node) -> list[DraftTask]:
    found: list[DraftTask] = []
    known = any(node.role == "measure" for node in tree.walk())
    unnumbered = [n for n in tree.walk() if n.level == 3 and not n.no]
    for number, node in enumerate(unnumbered, 1):
        node.no = str(number)
    order = [n.no for n in tree.walk() if n.level == 3 and n.role == "measure"]
    runs_on = len(set(order)) == len(order)
    for parent in tree.walk():
        leaves = [n for n in parent.children if n.level <= 3 and not _below(n)]
        chosen = [n for n in leaves if _is_task(n, known)]
        if not chosen:
            continue
        shared = _shared_units(parent, chosen)
        for node in chosen:
            units, texts = _own_units(node)
            units = units if units and not shared else units or shared
            found.append(
                DraftTask(
                    no=node.no if runs_on and node.level == 3 else _number(parent, node),
                    title=node.title,
                    text="\n".join(texts),
                    paragraphs=tuple(p.number for p in node.texts()),
                    project=parent.title if parent.level else "",
                    lead=units.lead,
                    join=units.join,
                    safeguard=node.role == "safeguard",
                )
            )
    return sorted(found, key=lambda task: task.paragraphs[0])


def _below(node: Node) -> bool:
    return any(child.level <= 3 for child in node.children)


def _is_task(node: Node, known: bool) -> bool:
    """A measure has words of its own; where no section is called measures, every article is one."""
    if node.role in ("measure", "safeguard"):
        return bool(node.inline or node.body or len(node.title) >= 4)
    return not known and not node.role and node.level == 1 and bool(node.inline or node.body)


def _number(parent: Node, node: Node) -> str:
    """Its number with that of its project, where each project begins anew: 3.5."""
    own = str(read_numeral(node.no) or node.no)
    if parent.level != 2 or parent.role != "measure":
        return own
    return f"{read_numeral(parent.no)}.{own}"


def _own_units(node: Node) -> tuple[Units, list[str]]:
    found, texts = Units(), []
    for paragraph in node.texts():
        units, rest = find_units(paragraph.text)
        found = units or found
        if rest:
            texts.append(rest)
    return found, texts


def _shared_units(parent: Node, chosen: Sequence[Node]) -> Units:
    """Units that stand once, after the last of several measures: they are of all of them."""
    holding = [node for node in chosen if _own_units(node)[0]]
    if len(chosen) > 1 and holding == [chosen[-1]]:
        last = list(chosen[-1].texts())[-1]
        units, rest = find_units(last.text)
        if units and not rest:
            return units
    for paragraph in parent.body:
        units, rest = find_units(paragraph.text)
        if units and not rest:
            return units
    return Units()


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
    in_rows = {row.paragraph for row in rows}
    goals = {p.number for n in tree.walk() if n.role == "goal" for p in n.texts()}
    prefaces = {p.number for n in tree.walk() if n.role in ("preface", "stage") for p in n.texts()}
    doing = {number for task in tasks for number in task.paragraphs}
    found: list[DraftTarget] = []
    # News of what was done has neither goals nor numbered measures.
    telling = not goals and not any(n.level in (1, 2) for n in tree.walk())
    for paragraph in paragraphs:
        if paragraph.number in in_rows or (paragraph.number in prefaces - goals):
            continue
        for number in find_numbers(paragraph.text, end, telling=telling):
            doubt = "" if paragraph.number in goals | doing else "in-passing"
            found.append(_of_number(number, paragraph, doubt))
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
    if other.doubt == "cells" or len(other.target) > 1:
        # The table says in short what the text says at length.
        return True
    mine, yours = _pairs(one.title), _pairs(other.title)
    least = min(len(mine), len(yours))
    return least == 0 or len(mine & yours) * 2 >= least


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}
