"""What is wrong with plans: targets behind, tasks unreported or late, slips unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from boshan_desk.domain.plans.doers import following, name_of
from boshan_desk.domain.plans.lamps import BEHIND
from boshan_desk.domain.report import Source
from boshan_desk.domain.saying import Said, Sayable, number, opening
from boshan_desk.domain.wording import half_up, plain
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.usecases.plans.gathering import title_of
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.tasks import TaskLine, lines_in, silent_of
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import Finding, few, finding, too_early
from boshan_desk.usecases.quarter.linked import of_records
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.tables import target_source


def targets(facts: Facts) -> Iterator[Finding]:
    """Targets behind 序时进度, by how much."""
    for line in facts.standings:
        if line.lamp not in BEHIND or line.town != facts.request.town:
            continue
        behind = abs(line.difference) if line.difference is not None else Decimal(0)
        yield finding(
            line.lamp,
            f"target.{line.indicator}{'.' + line.series if line.series else ''}",
            target_values(facts, line),
            how=how_behind(line),
            place=line.town_label or facts.county.whole,
            units=(line.town_label,) if line.town else line.lead,
            size=behind,
            codes=line.unit_codes,
            towns=(line.town,) if line.town else (),
        )


def how_behind(line: Standing) -> str:
    """Which of a template's wordings says by how much a target is behind."""
    if line.difference is None:
        return "once"
    if line.share is None:
        return "rate"
    return "growth" if line.growth else "flow"


def target_values(facts: Facts, line: Standing) -> dict[str, Sayable]:
    """What wording may say of a target."""
    source = target_source(facts, line)
    points = "" if line.difference is None else plain(half_up(abs(line.difference), 1))
    return {
        "title": title_of(replace(line, town_label="")),
        # In prose 年度目标8600件 says that it is to be reached: the sign belongs in tables.
        "target": opening(line.target_words.lstrip("≥>＞"), source),
        "whose": "本局自定" if line.origin == "bureau" else "",
        "actual": opening(line.actual_words, source),
        "share": _percent(line.share, source),
        "due": _percent(line.due_share, source),
        "points": number(points, source),
        "lead": "、".join(line.lead),
    }


def _percent(value: Decimal | None, source: Source) -> Said:
    return Said("") if value is None else number(plain(half_up(value, 1)), source)


def tasks_of(facts: Facts) -> list[TaskLine]:
    """The tasks of the active plans, read once for a paper."""
    return facts.rows.once(
        ("tasks", facts.period),
        lambda: lines_in(facts.reader, facts.period, unit=facts.request.unit),
    )


def tasks(facts: Facts) -> Iterator[Finding]:
    """Units that had to report of their tasks and have not; days of tasks that are past."""
    if facts.request.town:
        return
    lines = tasks_of(facts)
    silent = silent_of(facts.reader.desk, lines)
    if facts.request.unit:
        now = following(facts.request.unit, facts.county, facts.as_of)
        silent = [each for each in silent if each.unit == now]
    if silent and not too_early(facts):
        count = len({task.code for each in silent for task in each.tasks})
        yield finding(
            "tasks",
            "tasks",
            {
                "units": str(len(silent)),
                "count": str(count),
                "names": "、".join(f"{each.name}（{len(each.tasks)}项）" for each in silent),
            },
            place=few([each.name for each in silent], "个单位"),
            units=[each.name for each in silent],
            size=count,
            codes=[each.unit for each in silent],
        )
    late = [line for line in lines if line.overdue]
    if late:
        yield finding(
            "milestones",
            "milestones",
            {
                "count": str(len(late)),
                "names": few(
                    [f"{line.task.title}（{day_words(line.overdue[-1].on)}）" for line in late],
                    "项",
                ),
            },
            place=few([line.task.title for line in late], "项"),
            units=dict.fromkeys(name for line in late for name in line.lead),
            size=len(late),
            codes=[each.unit for line in late for each in line.reports if each.role == "lead"],
        )


def slips(facts: Facts) -> Iterator[Finding]:
    """Supervision slips that were to be answered by now and are not."""
    on = facts.as_of
    slips = [
        slip
        for slip in facts.reader.having(Supervision, "state", ["issued", "answered", "closed"])
        if slip.due_on
        and slip.due_on < on
        and (slip.issued_on is None or slip.issued_on <= on)
        and (slip.replied_on is None or slip.replied_on > on)
    ]
    slips = [slip for slip in slips if slip.state == "issued" or slip.replied_on]
    if facts.request.unit:
        now = following(facts.request.unit, facts.county, on)
        slips = [s for s in slips if following(s.unit or "", facts.county, on) == now]
    if not slips:
        return
    units = [following(slip.unit or "", facts.county, on) for slip in slips]
    names = [name_of(unit, facts.county, on) if unit else "" for unit in units]
    told = [
        f"{name}（{slip.no or slip.item or ''}）" for name, slip in zip(names, slips, strict=True)
    ]
    yield finding(
        "slips",
        "slips",
        {
            "count": of_records("supervision", (slip.id for slip in slips)),
            "names": few(told, "件"),
        },
        place=few(list(dict.fromkeys(names)), "个单位"),
        units=dict.fromkeys(filter(None, names)),
        size=len(slips),
        codes=units,
        towns=[unit for unit in units if unit in facts.county.counted],
    )
