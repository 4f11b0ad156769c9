"""What a slip says before anybody has touched it: the item, the units, the finding, the limit."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.doers import Doer, doers
from boshan_desk.domain.plans.pack import Indicator, Plan, Task
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.plans.slip_words import (
    Level,
    demand_of,
    finding_of,
    item_words,
    lags,
    level_of,
    task_finding,
    task_level,
)
from boshan_desk.usecases.plans.standing import standings
from boshan_desk.usecases.plans.tasks import find_item, task_lines

DAYS_SETTING: Final = "slip_days"
USUAL_DAYS: Final = 15
"""Working days in which a slip is to be answered, unless the office set others."""


def propose_slip(
    desk: Desk, item: str, period: Period, *, level: str = "", unit: str = "", town: str = ""
) -> Supervision:
    """A slip about an indicator or a task, filled in from how it stands; nothing is kept.

    `level` is what the officer wants where no lamp asks for a slip: a blue reminder.  `unit` is
    asked in place of the one that lags or leads, `town` where the target was split to towns.

    Raises:
        Refused: the item is not behind, and no level was given.
        Missing: no plan has the item.
    """
    field = find_item(desk, item)
    plan = next(each for each in desk.plans if getattr(each, field)(item))
    if field == "task":
        about = _about_task(desk, plan, item, period, level)
    else:
        about = _about_indicator(desk, plan, item, period, level, town)
    lead, join = _units(desk, plan, about.of, period)
    asked = unit or town or about.asked or (lead[0].code if lead else "")
    others = tuple(each.code for each in (*lead, *join) if each.code and each.code != asked)
    with desk.read() as reader:
        today, due = reader.today, due_day(reader)
    return Supervision(
        level=about.level,
        item=about.title,
        period=str(period),
        unit=asked or None,
        join=() if town else tuple(dict.fromkeys(others)),
        finding=about.finding,
        demand=demand_of(about.level, told=about.told),
        drafted_on=today,
        due_on=due,
        state="draft",
        indicator=item if field == "indicator" else None,
        task=item if field == "task" else None,
    )


class _About(NamedTuple):
    """What a slip is to say."""

    of: Task | Indicator
    title: str
    finding: str
    level: Level
    told: bool = True
    """Whether the units have reported anything."""
    asked: str = ""
    """The unit that lags; "" for the first that leads."""


def _about_task(desk: Desk, plan: Plan, item: str, period: Period, level: str) -> _About:
    line = next(each for each in task_lines(desk, period, plan=plan.code) if each.task.code == item)
    grave = _wanted_level(level) or task_level(line)
    if grave is None:
        raise Refused(
            "任务“{title}”{period}没有滞后，也没有应报未报，不需要督办；仍要提醒的请选择蓝色提醒",
            title=line.task.title,
            period=period.words(),
        )
    told = bool(line.overdue) or bool(line.state) or not line.silent
    lagging = [each.unit for each in line.reports if each.report and lags(each.report)]
    lagging += [each.unit for each in line.silent]
    asked = next((unit for unit in lagging if unit), "")
    return _About(line.task, line.task.title, task_finding(line, period), grave, told, asked)


def _about_indicator(
    desk: Desk, plan: Plan, item: str, period: Period, level: str, town: str
) -> _About:
    indicator = plan.indicator(item)
    assert indicator is not None
    found = [
        each
        for each in standings(desk, period, plan=plan.code, town=town, trail=False)
        if each.indicator == item
    ]
    grave = _wanted_level(level) or level_of([each.lamp for each in found])
    if grave is None:
        words = listed(dict.fromkeys(each.lamp_words for each in found)) or _("没有数据")
        raise Refused(
            "“{title}”{period}的状态是“{words}”，没有落后于序时进度，不需要督办；仍要提醒的请选择蓝色提醒",
            title=indicator.title,
            period=period.words(),
            words=words,
        )
    behind = [each for each in found if level_of([each.lamp])] or found
    title = item_words(behind[0]) if len(behind) == 1 else indicator.title
    today = desk.clock.today()
    finding = "".join(finding_of(each, period, today) for each in behind)
    return _About(indicator, title, finding, grave)


def _wanted_level(level: str) -> Level | None:
    match level:
        case "":
            return None
        case "blue" | "yellow" | "red":
            return level
    raise Refused("督办等级可以是 blue（蓝色提醒）、yellow（黄色督办）、red（红色督办）")


def _units(
    desk: Desk, plan: Plan, item: Indicator | Task, period: Period
) -> tuple[tuple[Doer, ...], tuple[Doer, ...]]:
    lead, join = plan.units_of(item)
    on = max(period.end, desk.clock.today())
    return doers(lead, desk.county, on), doers(join, desk.county, on)


def slip_days(reader: Reader) -> int:
    """In how many working days a slip is to be answered."""
    given = reader.setting(DAYS_SETTING)
    return int(given) if given.isdigit() and int(given) else USUAL_DAYS


def due_day(reader: Reader, start: date | None = None) -> date:
    """By when a slip of a day (today) is to be answered, counted in the desk's working days."""
    days = reader.law.days
    return days.nth(days.upto(start or reader.today) + slip_days(reader))
