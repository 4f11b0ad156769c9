"""What a supervision slip says: the finding with its figures, the demand (domain.md 5.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import clauses, half_up, listed, plain, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import TaskReport
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.tasks import TaskLine
from boshan_desk.usecases.quarter.phrases import day_words

Level = Literal["blue", "yellow", "red"]

_LEVELS: Final[Mapping[str, Level]] = {"slow": "yellow", "late": "red"}

TASK_WORDS: Final[Mapping[str, str]] = {"late": mark("滞后"), "still": mark("无进展")}
"""The reports of a task from which a slip is drafted."""


def level_of(lamps: Sequence[str]) -> Level | None:
    """The level of a slip from the lamps of an item's series; None where none is behind."""
    levels = [_LEVELS[lamp] for lamp in lamps if lamp in _LEVELS]
    return "red" if "red" in levels else "yellow" if levels else None


def lags(report: TaskReport) -> bool:
    """Whether a unit says that it is behind."""
    return str(report.state) in TASK_WORDS


def task_level(line: TaskLine) -> Level | None:
    """The level of a slip about a task: red past its day, yellow for what lags or is not told."""
    if line.overdue:
        return "red"
    return "yellow" if line.state in TASK_WORDS or line.silent else None


def item_words(standing: Standing) -> str:
    """What a slip calls the target it is about."""
    more = listed(part for part in (standing.series, standing.town_label) if part)
    return with_more(standing.title, more) if more else standing.title


def finding_of(standing: Standing, period: Period, today: date | None = None) -> str:
    """How a target stands, as the sentence of a slip with every figure that there is.

    Of a period that is not over it stands so on the day (`today`), and not at the period's end.
    """
    until = _("截至{year}年{month}月末").format(year=period.year, month=period.last)
    if today is not None and today < period.end:
        until = _("截至{day}").format(day=day_words(max(today, period.start)))
    item = item_words(standing)
    if standing.kind in ("milestone", "qualitative") or standing.cumulative is None:
        parts = [until, _("{item}尚未完成").format(item=item)]
        if standing.target_words:
            parts.insert(
                1, _("{item}应达到“{target}”").format(item=item, target=standing.target_words)
            )
            parts[2] = _("现为{actual}").format(actual=standing.actual_words or _("未报"))
        return _("{sentence}。").format(sentence=clauses(parts))
    parts = [until, _("{item}{actual}").format(item=item, actual=standing.actual_words)]
    goal = _target(standing, period)
    behind = _points(standing.difference)
    if standing.kind == "growth_rate" or standing.share is None:
        parts.append(_("{goal}为{target}").format(goal=goal, target=_goal(standing)))
        if behind:
            parts.append(_("低于目标{points}个百分点").format(points=behind))
    else:
        part = standing.of_target if standing.growth else standing.share
        if part is not None:
            words = _("完成{goal}（{target}）的{share}%")
            if standing.growth:
                words = _("为{goal}（{target}）的{share}%")
            told = plain(half_up(part, 1))
            parts.append(words.format(goal=goal, target=_goal(standing), share=told))
        if behind and standing.due_share is not None:
            parts.append(_against_time(standing, standing.share, standing.due_share, behind))
    if standing.change_words and standing.kind != "growth_rate":
        parts.append(standing.change_words)
    return _("{sentence}。").format(sentence=clauses(parts))


def _target(standing: Standing, period: Period) -> str:
    """Which target: the year's, and whose where it is not the plan's."""
    if standing.year != period.year:
        return _("{year}年目标").format(year=standing.year)
    return _("本局年度目标") if standing.origin == "bureau" else _("年度目标")


def _against_time(standing: Standing, share: Decimal, due: Decimal, behind: str) -> str:
    """How far behind the time passed; of a level on its way, measured by the rise asked for."""
    due_words = plain(half_up(due, 1))
    if not standing.growth:
        words = _("低于序时进度（{due}%）{points}个百分点")
        return words.format(due=due_words, points=behind)
    words = _("增量完成{share}%，序时应为{due}%，相差{points}个百分点")
    return words.format(share=plain(half_up(share, 1)), due=due_words, points=behind)


def _goal(standing: Standing) -> str:
    """The target's number as prose says it: 8300件, 大于0%."""
    words = standing.target_words
    if words.startswith("≥"):
        return words[1:]
    return _("大于{value}").format(value=words[1:]) if words[:1] in (">", "＞") else words


def _points(difference: Decimal | None) -> str:
    """How far behind, in points; "" where it is not."""
    return plain(half_up(-difference, 1)) if difference is not None and difference < 0 else ""


def task_finding(line: TaskLine, period: Period) -> str:
    """What is to be said of a task that lags or of which nothing is known."""
    title = _("“{title}”").format(title=line.task.title)
    parts = []
    for each in line.overdue:
        words = _("任务{title}应于{day}前完成“{what}”，至今未报办结")
        parts.append(words.format(title=title, day=day_words(each.on), what=each.words))
    for unit in line.reports:
        report = unit.report
        if report is None or not lags(report):
            continue
        words = _("{unit}填报的{period}进展为“{state}”：{text}")
        told = words.format(
            unit=unit.name,
            period=period.words(),
            state=_(TASK_WORDS[str(report.state)]),
            text=" ".join((report.text or "").split()),
        )
        parts.append(told.rstrip("。"))
    if silent := [each.name for each in line.silent]:
        words = _("{units}未报送任务{title}{period}的进展")
        parts.append(words.format(units=listed(silent), title=title, period=period.words()))
    if not parts:
        words = _("任务{title}{period}的进展需要督促")
        parts.append(words.format(title=title, period=period.words()))
    return "".join(_("{sentence}。").format(sentence=part) for part in parts)


def demand_of(level: Level, *, told: bool = True) -> str:
    """What a unit is asked to do; `told` is False where it has reported nothing."""
    if not told:
        return _(
            "请在办理期限前补报进展情况，写明已做的工作、存在的问题和下步打算，并附佐证材料；"
            "本期确无此项工作的，报送零报告。"
        )
    if level == "blue":
        return _("请对照年度目标合理安排进度，按期完成，并在办理期限前反馈推进情况。")
    words = _(
        "请对照年度目标和序时进度查找原因，提出追赶措施，明确责任人和完成时限，"
        "在办理期限前书面反馈办理情况并附佐证材料。"
    )
    if level == "red":
        more = _("请主要负责同志亲自研究部署，每月末报送一次进展，直至达到序时进度。")
        return words + more
    return words
