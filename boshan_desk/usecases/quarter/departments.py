"""One department's sheet: the targets and tasks that are its own, and what it was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.plans.doers import following
from boshan_desk.domain.report import Block, Column
from boshan_desk.domain.saying import Said, grid, joined, said, words
from boshan_desk.domain.wording import NOTHING
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.usecases.plans.task_words import limit_words, progress_words, role_words, state_of
from boshan_desk.usecases.plans.tasks import TaskLine, UnitReport
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.found_plans import tasks_of
from boshan_desk.usecases.quarter.linked import of_records, titled, wording
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.tables import TARGET_COLUMNS

_TARGETS = ("title", "target", "total", "share", "due", "state")


def unit_targets(facts: Facts, part: Part) -> Iterator[Block]:
    """The targets that the department leads or takes part in, and how they stand.

    Option: `columns`, names of `tables.TARGET_COLUMNS`.
    """
    lines = [line for line in facts.standings if not line.town]
    if not lines:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    leads = [line for line in lines if facts.unit_name in line.lead]
    about = wording(
        facts,
        part,
        "about",
        count=str(len(lines)),
        leads=_leads(facts, part, len(leads), len(lines)),
    )
    yield words(about, key=f"{part.key}.about")
    columns = [TARGET_COLUMNS[name] for name in part.options.get("columns", _TARGETS)]
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        columns=(
            *(column for column, _cell in columns),
            Column(title="职责", weight=0.8, align="center"),
        ),
        rows=[
            (*(cell(facts, line) for _column, cell in columns), role_words(line in leads))
            for line in lines
        ],
        strong=[place for place, line in enumerate(lines) if line.lamp in ("slow", "late")],
    )
    if any(line.growth and line.share is not None for line in lines):
        yield words(wording(facts, part, "growth"), style="note")


def _leads(facts: Facts, part: Part, leads: int, count: int) -> Said:
    """How many it leads; that it leads all of them, or none, is said in words."""
    name = "joins" if not leads else "leads_all" if leads == count > 1 else "leads"
    return wording(facts, part, name, leads=str(leads))


def unit_tasks(facts: Facts, part: Part) -> Iterator[Block]:
    """The tasks of the department, by when, and what it reported of them for the quarter."""
    lines = tasks_of(facts)
    if not lines:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    own = [_own(facts, line) for line in lines]
    told = [each.report.id for each in own if each and each.report]
    silent = sum(1 for each in own if each and each.silent)
    leads = sum(1 for each in own if each and each.role == "lead")
    parts = [wording(facts, part, "told", told=of_records("task_report", told))] if told else []
    if silent:
        parts.append(wording(facts, part, "silent", silent=str(silent)))
    role = _leads(facts, part, leads, len(lines))
    about = wording(facts, part, "about", count=str(len(lines)), leads=role)
    reported = wording(facts, part, "reported", parts=joined(parts, "，")) if parts else ""
    yield words(said(about, reported), key=f"{part.key}.about")
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        columns=(
            Column(title="序号", weight=0.7, align="center"),
            Column(title="任务", weight=2.6),
            Column(title="职责", weight=0.7, align="center"),
            Column(title="时限", weight=2.0),
            Column(title="状态", weight=1.0, align="center"),
            Column(title="进展", weight=3.4),
        ),
        rows=[
            (
                line.task.no,
                line.task.title,
                role_words(each is not None and each.role == "lead"),
                limit_words(line),
                state_of(each),
                progress_words(each) or NOTHING,
            )
            for line, each in zip(lines, own, strict=True)
        ],
    )


def _own(facts: Facts, line: TaskLine) -> UnitReport | None:
    unit = following(facts.request.unit, facts.county, facts.period.end)
    return next((each for each in line.reports if each.unit == unit), None)


def unit_slips(facts: Facts, part: Part) -> Iterator[Block]:
    """The supervision slips that the department was sent and that are not struck off."""
    unit = following(facts.request.unit, facts.county, facts.as_of)
    slips = [
        slip
        for slip in facts.reader.having(Supervision, "state", ["issued", "answered"])
        if following(slip.unit or "", facts.county, facts.as_of) == unit
        and (slip.issued_on is None or slip.issued_on <= facts.as_of)
    ]
    if not slips:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    count: Said = of_records("supervision", (slip.id for slip in slips))
    yield words(wording(facts, part, "about", count=count), key=f"{part.key}.about")
    states = facts.reader.lists["slip_state"]
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        columns=(
            Column(title="编号", weight=2.0),
            Column(title="督办事项", weight=3.2),
            Column(title="印发日期", weight=1.6, align="center"),
            Column(title="办理期限", weight=1.6, align="center"),
            Column(title="状态", weight=1.0, align="center"),
        ),
        rows=[
            (
                slip.no or NOTHING,
                slip.item or NOTHING,
                day_words(slip.issued_on) if slip.issued_on else NOTHING,
                day_words(slip.due_on) if slip.due_on else NOTHING,
                states.label(slip.state or ""),
            )
            for slip in slips
        ],
    )
