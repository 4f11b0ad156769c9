"""The measures of a paper, with their units and their day, from its headings and its tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from boshan_desk.domain.numerals import read_numeral
from boshan_desk.domain.plans.papers.dues import due_line, due_within, is_due_line
from boshan_desk.domain.plans.papers.outline import Node
from boshan_desk.domain.plans.papers.task_tables import TableTask
from boshan_desk.domain.plans.papers.units import Units, find_subject, find_units


@dataclass(frozen=True, kw_only=True)
class DraftTask:
    """A measure that the paper seems to ask for."""

    no: str
    title: str
    text: str
    """The paragraph it was made of, or the cells of a table."""
    paragraphs: tuple[int, ...]
    """Empty where it stands in a table."""
    project: str = ""
    """The heading it stands under."""
    lead: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    due: date | None = None
    safeguard: bool = False


def find_tasks(tree: Node, rows: Iterable[TableTask], year: int | None = None) -> list[DraftTask]:
    """The measures of the tree and of its tables of tasks.

    `year`: the one of a paper that is for one year; a month without a year is in it.
    """
    found = _of_tree(tree, year)
    listed: list[DraftTask] = []
    for row in rows:
        place = next((n for n, task in enumerate(found) if _alike(task.title, row.title)), None)
        if place is None:
            listed.append(_of_row(row))
            continue
        # The table says of a measure who and by when; the text says what.
        task = found[place]
        lead, join = (row.units.lead, row.units.join) if row.units else (task.lead, task.join)
        found[place] = replace(task, lead=lead, join=join, due=row.due or task.due)
    return _numbered(found, listed)


def _of_tree(tree: Node, year: int | None) -> list[DraftTask]:
    found: list[DraftTask] = []
    known = any(node.role == "measure" for node in tree.walk())
    unnumbered = [n for n in tree.walk() if n.level in (2, 3) and not n.no and not _below(n)]
    for number, node in enumerate((n for n in unnumbered if n.role == "measure"), 1):
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
            units, due, texts = _own(node, year)
            units = units if units and not shared else units or shared
            if not units and node.role != "safeguard":
                units = find_subject(node.title) or find_subject(node.inline)
            found.append(
                DraftTask(
                    no=node.no if runs_on and node.level == 3 else _number(parent, node),
                    title=node.title,
                    text="\n".join(texts),
                    paragraphs=tuple(p.number for p in node.texts()),
                    project=parent.title if parent.level else "",
                    lead=units.lead,
                    join=units.join,
                    due=due,
                    safeguard=node.role == "safeguard",
                )
            )
    return sorted(found, key=lambda task: task.paragraphs[0])


def _of_row(row: TableTask) -> DraftTask:
    return DraftTask(
        no=row.no,
        title=row.title,
        text=row.text,
        paragraphs=(),
        project=row.project,
        lead=row.units.lead,
        join=row.units.join,
        due=row.due,
    )


def _numbered(told: Sequence[DraftTask], listed: Sequence[DraftTask]) -> list[DraftTask]:
    """Every measure with a number of its own: where sections begin anew, with that of theirs."""
    numbers = [task.no for task in told if not task.safeguard]
    if len(set(numbers)) < len(numbers):
        sections = list(dict.fromkeys(task.project for task in told if not task.safeguard))
        told = [
            task
            if task.safeguard
            else replace(task, no=f"{sections.index(task.project) + 1}.{task.no.split('.')[-1]}")
            for task in told
        ]
    used = {task.no for task in told if not task.safeguard}
    made = list(told)
    for task in listed:
        count, no = 1, task.no
        while no in used:
            no, count = f"{task.no}-{count}", count + 1
        used.add(no)
        made.append(replace(task, no=no))
    return made


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


def _own(node: Node, year: int | None) -> tuple[Units, date | None, list[str]]:
    """Who and by when, and the texts without them; lines that say only this are read together."""
    found, due = Units(), None
    texts: list[str] = []
    lines: list[str] = []
    for paragraph in node.texts():
        if is_due_line(paragraph.text):
            due = due_line(paragraph.text, year)
            continue
        units, rest = find_units(paragraph.text)
        if units and not rest:
            lines.append(paragraph.text.rstrip("。；; "))
            continue
        found = units or found
        due = due or due_within(paragraph.text, year)
        texts.append(rest)
    if lines:
        # Two of several lines are of two roles; read one by one, both would lead.
        found = find_units("；".join(lines))[0] or find_units(lines[-1])[0]
    return found, due, texts


def _shared_units(parent: Node, chosen: Sequence[Node]) -> Units:
    """Units that stand once, after the last of several measures: they are of all of them."""
    holding = [node for node in chosen if _own(node, None)[0]]
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


def _alike(one: str, other: str) -> bool:
    mine, yours = (re.sub(r"[\W_]", "", words) for words in (one, other))
    least = min(len(mine), len(yours))
    return least >= 4 and mine[:least] == yours[:least]
