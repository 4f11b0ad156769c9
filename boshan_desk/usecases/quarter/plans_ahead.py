"""六、下步工作打算: drafted from what falls due in the next quarter, and from what is behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.lamps import BEHIND
from boshan_desk.domain.report import Block, Source
from boshan_desk.domain.saying import Said, Sayable, joined, number, said, words
from boshan_desk.store.limits_list import Wanted
from boshan_desk.usecases.deadlines import limits_of
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.telling import number as shown
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.findings import find_all
from boshan_desk.usecases.quarter.found_law import (
    ended_rights,
    ended_users,
    open_checks,
    user_names,
)
from boshan_desk.usecases.quarter.found_plans import target_values, tasks_of
from boshan_desk.usecases.quarter.linked import (
    in_order,
    number_of,
    of_records,
    wording,
)
from boshan_desk.usecases.quarter.named import some
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.tables import target_source

_MOST_TARGETS: Final = 5
_MOST_TASKS: Final = 6

_WEEK_QUARTER: Final = 4
"""The week of 26 April falls in the quarter that begins with this month."""


def next_steps(facts: Facts, part: Part) -> Iterator[Block]:
    """What is to be done next, each an item of its own.

    Drafts: what the office means to do it knows itself, so every paragraph may be edited.
    Option: `leave_out`, kinds that are not wanted.
    """
    left_out = set(part.options.get("leave_out", ()))
    told = False
    for kind, draft in _STEPS.items():
        if kind in left_out:
            continue
        if text := draft(facts, part):
            told = True
            yield words(text, key=f"{part.key}.{kind}", style="item")
    if not told:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")


def _targets(facts: Facts, part: Part) -> Said:
    """What is still lacking to the targets that are behind, and how much that is a quarter."""
    behind = [
        line for line in facts.standings if line.lamp in BEHIND and line.town == facts.request.town
    ]
    behind.sort(key=lambda line: line.difference or Decimal(0))
    parts = [_gap(facts, part, line) for line in behind[:_MOST_TARGETS]]
    if not parts:
        return Said("")
    return wording(facts, part, "targets", parts=in_order(parts), count=str(len(behind)))


def _gap(facts: Facts, part: Part, line: Standing) -> Said:
    """有效商标注册量距年度目标8600件还差139件，四季度需增加139件."""
    values = target_values(facts, line)
    source = target_source(facts, line)
    quarters = 4 - facts.period.last // 3 if line.year == facts.period.year else None
    if line.year > facts.period.year:
        quarters = 4 * (line.year - facts.period.year) + 4 - facts.period.last // 3
    gap = None if line.target is None or line.cumulative is None else line.target - line.cumulative
    if gap is None or gap <= 0 or line.unit == "%":
        return wording(facts, part, "target_rate", **values)
    values["gap"] = said(number(shown(gap, line.unit), source), line.unit)
    values["year"] = str(line.year)
    if not quarters:
        return wording(facts, part, "target_over", **values)
    if quarters == 1:
        return wording(facts, part, "target_last", **values)
    each = gap / quarters
    if line.target is not None and line.target == line.target.to_integral_value():
        # Whole things come whole: a quarter that falls short leaves the rest to the others.
        each = each.to_integral_value(ROUND_CEILING)
    values["left"] = str(quarters)
    values["each"] = said(number(shown(each, line.unit), source), line.unit)
    return wording(facts, part, "target", **values)


def _tasks(facts: Facts, part: Part) -> Said:
    """Tasks and their milestones that fall in the quarter that follows."""
    if facts.request.town:
        return Said("")
    ahead = facts.period.following()
    due = [
        (line.coming, line)
        for line in tasks_of(facts)
        if line.coming is not None and line.coming.on in ahead
    ]
    if not due:
        return Said("")
    due.sort(key=lambda pair: pair[0].on)
    parts = [
        wording(
            facts,
            part,
            "task",
            title=line.task.title,
            what=milestone.words,
            day=day_words(milestone.on),
            lead=some(list(line.lead), 2),
        )
        for milestone, line in due[:_MOST_TASKS]
    ]
    name = "tasks_more" if len(due) > _MOST_TASKS else "tasks"
    return wording(facts, part, name, count=str(len(due)), parts=in_order(parts))


def _limits(facts: Facts, part: Part) -> Said:
    """Statutory limits of the bureau that run out in the quarter that follows, as of today."""
    request = facts.request
    if request.unit:
        return Said("")
    ahead = facts.period.following()
    wanted = Wanted(town=request.town, within=(ahead.end - facts.as_of).days)
    with limits_of(facts.reader) as (limits, _today):
        rows = limits.find(on=facts.as_of, wanted=wanted, most=None)
    rows = [
        row
        for row in rows
        if row.duty
        and row.begun
        and as_day(row.begun) <= facts.as_of
        and row.alarm is not None
        and as_day(row.alarm) in ahead
    ]
    if not rows:
        return Said("")
    cases = dict.fromkeys(row.case_id for row in rows)
    return wording(facts, part, "limits", cases=of_records("case", cases))


def _permits(facts: Facts, part: Part) -> Said:
    """Permits and marks whose term ends in the quarter that follows."""
    if facts.request.unit:
        return Said("")
    after, until = facts.period.end, facts.period.following().end
    users = ended_users(facts, after, until)
    rights = [] if facts.request.town else ended_rights(facts, after, until)
    parts: list[Sayable] = []
    if users:
        count = of_records("gi_user", (user.id for user in users))
        parts.append(wording(facts, part, "users", count=count, names=user_names(facts, users)))
    if rights:
        count = of_records("gi_right", (right.id for right in rights))
        names = some([right.product_name or "（未填名称）" for right in rights])
        parts.append(wording(facts, part, "rights", count=count, names=names))
    if not parts:
        return Said("")
    return wording(facts, part, "permits", parts=joined(parts, "、"))


def _checks(facts: Facts, part: Part) -> Said:
    """Remedies that somebody has to see to."""
    found = [] if facts.request.unit else open_checks(facts)
    if not found:
        return Said("")
    count = of_records("gi_check", (check.id for check in found))
    return wording(facts, part, "checks", count=count)


def _coverage(facts: Facts, part: Part) -> Said:
    """Where nothing happened: towns to be visited, stations to be helped."""
    if facts.request.unit:
        return Said("")
    found = {each.kind: each for each in find_all(facts, {})}
    parts = [
        wording(facts, part, f"cover_{kind}", **found[kind].values)
        for kind in ("silent", "stations", "bare")
        if kind in found
    ]
    if not any(parts):
        return Said("")
    return wording(facts, part, "coverage", parts=joined(parts, "；"))


def _events(facts: Facts, part: Part) -> Said:
    """Trainings and publicity: as many as in the same quarter of the year before.

    What is planned is in no ledger: an event has a day that has passed.
    """
    if facts.request.unit:
        return Said("")
    ahead = facts.period.following()
    before = ahead.last_year()
    taught, shown_ = (_of_last_year(facts, code, before) for code in ("M-TR01", "M-TR02"))
    if taught.text == shown_.text == "0":
        return Said("")
    week = wording(facts, part, "week") if ahead.first == _WEEK_QUARTER else Said("")
    return wording(
        facts, part, "events", week=week, before=before.words(), taught=taught, shown=shown_
    )


def _of_last_year(facts: Facts, code: str, period: Period) -> Said:
    value = facts.counting.value(code, period, facts.request.town)
    return number_of(value, Source(figure=code, span=period, town=facts.request.town))


_STEPS: Final[dict[str, Callable[[Facts, Part], Said]]] = {
    "targets": _targets,
    "tasks": _tasks,
    "limits": _limits,
    "checks": _checks,
    "permits": _permits,
    "coverage": _coverage,
    "events": _events,
}
