"""六、下步工作打算: what falls due in the next quarter, and an answer to every problem told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.lamps import BEHIND
from boshan_desk.domain.report import Block, Source
from boshan_desk.domain.saying import Said, Sayable, joined, number, said, words
from boshan_desk.domain.workdays import DAY
from boshan_desk.ledgers.case import Case
from boshan_desk.store.clock import CaseClock
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.telling import number as shown
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import Finding, said_of
from boshan_desk.usecases.quarter.findings import find_all
from boshan_desk.usecases.quarter.found_permits import (
    ended_rights,
    ended_users,
    graces_ending,
    right_names,
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
    Options: `leave_out`, kinds that are not wanted; `wishes`, as those of the problems.
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


def _days_ahead(facts: Facts) -> tuple[date, date]:
    """The first and the last day of what lies ahead; of a quarter that is not over, from today."""
    return max(facts.ahead.start, facts.as_of), facts.ahead.end


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
    # Those that are left, with the one that lies ahead.
    quarters = 4 * (line.year - facts.ahead.year) + 5 - facts.ahead.last // 3
    gap = None if line.target is None or line.cumulative is None else line.target - line.cumulative
    if gap is None or gap <= 0 or line.unit == "%":
        return wording(facts, part, "target_rate", **values)
    values["gap"] = said(number(shown(gap, line.unit), source), line.unit)
    values["year"] = str(line.year)
    if quarters < 1:
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
    first, last = _days_ahead(facts)
    due = [
        (line.coming, line)
        for line in tasks_of(facts)
        if line.coming is not None and first <= line.coming.on <= last
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


def _rates(facts: Facts, part: Part) -> Said:
    """Rates to be brought to what the office wants."""
    return _answer(facts, part, "rates")


def _slips(facts: Facts, part: Part) -> Said:
    """Answers that are owed."""
    return _answer(facts, part, "slips")


def _checks(facts: Facts, part: Part) -> Said:
    """Remedies that somebody has to see to."""
    return _answer(facts, part, "checks")


def _progress(facts: Facts, part: Part) -> Said:
    """Tasks past their days, and tasks that nobody reported of."""
    return _answers(facts, part, "progress", ("milestones", "tasks"), "late_")


def _limits(facts: Facts, part: Part) -> Said:
    """Cases past a limit, and those of which one runs out in the quarter that follows."""
    parts = _said_of(facts, part, ("overdue",))
    if not facts.request.unit and (cases := _running_out(facts)):
        # The paper is of a day that is past: what ran out since is no longer to come.
        clock = CaseClock(facts.reader)
        late = set(clock.cases_overdue(facts.reader.today)) - set(clock.cases_overdue(facts.as_of))
        past = of_records("case", (id for id in cases if id in late))
        name = "limits_due" if late.isdisjoint(cases) else "limits_past"
        parts.append(wording(facts, part, name, cases=of_records("case", cases), past=past))
    return wording(facts, part, "limits", parts=in_order(parts)) if parts else Said("")


def _running_out(facts: Facts) -> list[str]:
    """Cases of which a statutory limit of the bureau runs out in the quarter that follows."""
    cases = CaseClock(facts.reader).cases_running(*_days_ahead(facts), begun=facts.as_of)
    if not facts.request.town:
        return cases
    own = (Where("town_code", "=", facts.request.town),)
    there = {id for (id,) in facts.reader.columns(Case.ledger, ("id",), own)}
    return [id for id in cases if id in there]


def _permits(facts: Facts, part: Part) -> Said:
    """Permits and marks whose term has ended, or ends in the quarter that follows."""
    parts: list[Sayable] = []
    ended = [*_said_of(facts, part, ("users",), "ended_"), *_rights_ended(facts, part)]
    if ended:
        parts.append(wording(facts, part, "permits_ended", parts=joined(ended, "、")))
    if not facts.request.unit and (due := _terms_ending(facts, part)):
        parts.append(wording(facts, part, "permits_due", parts=joined(due, "、")))
    return wording(facts, part, "permits", parts=in_order(parts)) if parts else Said("")


def _rights_ended(facts: Facts, part: Part) -> list[Said]:
    """Marks whose term has ended, but those of which the last day to renew them lies ahead."""
    if "rights" not in _found(facts, part):
        return []
    first, until = _days_ahead(facts)
    ahead = {right.id for right in graces_ending(facts, first - DAY, until)}
    if facts.request.unit:
        # A department's sheet does not tell what falls due in every ledger.
        ahead = set()
    found = [right for right in ended_rights(facts) if right.id not in ahead]
    if not found:
        return []
    count = of_records("gi_right", (right.id for right in found))
    names = right_names(facts, found, bare=True)
    return [wording(facts, part, "ended_rights", count=count, names=names)]


def _terms_ending(facts: Facts, part: Part) -> list[Sayable]:
    first, until = _days_ahead(facts)
    after = first - DAY
    parts: list[Sayable] = []
    if users := ended_users(facts, after, until):
        count = of_records("gi_user", (user.id for user in users))
        names = user_names(facts, users, places=False)
        parts.append(wording(facts, part, "users", count=count, names=names))
    if facts.request.town:
        return parts
    for name, rights in (
        ("rights", ended_rights(facts, after, until)),
        ("graces", graces_ending(facts, after, until)),
    ):
        if rights:
            count = of_records("gi_right", (right.id for right in rights))
            names = right_names(facts, rights, bare=True)
            parts.append(wording(facts, part, name, count=count, names=names))
    return parts


def _coverage(facts: Facts, part: Part) -> Said:
    """Where nothing happened, or nobody is: towns to be visited, stations to be helped."""
    return _answers(facts, part, "coverage", ("silent", "stations", "bare", "liaisons"), "cover_")


def _reports(facts: Facts, part: Part) -> Said:
    """Reports of towns that are owed, or that came late."""
    return _answer(facts, part, "reports")


def _events(facts: Facts, part: Part) -> Said:
    """Trainings and publicity: as many as in the same quarter of the year before.

    What is planned is in no ledger: an event has a day that has passed.
    """
    if facts.request.unit:
        return Said("")
    ahead = facts.ahead
    before = ahead.last_year()
    parts = [
        wording(facts, part, name, count=count)
        for name, code in (("taught", "M-TR01"), ("shown", "M-TR02"))
        if (count := _of_last_year(facts, code, before)).text != "0"
    ]
    if not parts:
        return Said("")
    week = wording(facts, part, "week") if ahead.first == _WEEK_QUARTER else Said("")
    return wording(
        facts, part, "events", week=week, before=before.words(), parts=joined(parts, "、")
    )


def _of_last_year(facts: Facts, code: str, period: Period) -> Said:
    value = facts.counting.value(code, period, facts.request.town)
    return number_of(value, Source(figure=code, span=period, town=facts.request.town))


# ------------------------------------------------------------ answers to problems


def _found(facts: Facts, part: Part) -> dict[str, Finding]:
    """What is told among the problems, by its kind; of targets see `_targets`."""
    wishes = {"wishes": part.options.get("wishes", ())}
    return {each.kind: each for each in find_all(facts, wishes)}


def _said_of(facts: Facts, part: Part, kinds: Iterable[str], before: str = "") -> list[Said]:
    found = _found(facts, part)
    told = [said_of(facts, part, found[kind], before) for kind in kinds if kind in found]
    return [each for each in told if each]


def _answer(facts: Facts, part: Part, kind: str) -> Said:
    """The step that answers a kind of problem; nothing where there is no such problem."""
    return joined(_said_of(facts, part, (kind,)), "")


def _answers(facts: Facts, part: Part, name: str, kinds: Iterable[str], before: str = "") -> Said:
    """One step that answers problems of several kinds."""
    parts = _said_of(facts, part, kinds, before)
    return wording(facts, part, name, parts=in_order(parts)) if parts else Said("")


_STEPS: Final[dict[str, Callable[[Facts, Part], Said]]] = {
    "targets": _targets,
    "rates": _rates,
    "tasks": _tasks,
    "progress": _progress,
    "slips": _slips,
    "limits": _limits,
    "checks": _checks,
    "permits": _permits,
    "coverage": _coverage,
    "reports": _reports,
    "events": _events,
}
