"""What the table of tasks says in its cells: signs beside words, never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.wording import NOTHING, clauses, explained, listed, with_more
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.tasks import SilentUnit, TaskLine, UnitReport

SIGNS: Final = {
    "done": "√",
    "going": "●",
    "late": "▼",
    "still": "▽",
    "not_begun": "○",
    "none": "零",
    "": "□",
}
GRAVE: Final = frozenset(("late", "still"))
_NAMED: Final = 4


def state_words(state: str) -> str:
    """Sign and word of what was reported: ● 推进; □ 未报."""
    if not state:
        return f"{SIGNS['']} {_('未报')}"
    word = common_lists()["task_state"].label(state)
    return word if state == "none" else f"{SIGNS.get(state, '')} {word}"


def report_state(each: UnitReport) -> str:
    """The same of one unit: who need not report and has begun is told."""
    if each.report is not None:
        return state_words(str(each.report.state))
    if each.begun is not None:
        return _("草稿未报")
    return state_words("") if each.must else _("可不报")


def role_words(role: str) -> str:
    """Whose part it is."""
    return {"lead": _("牵头"), "join": _("配合")}.get(role, _("其他"))


def names_words(names: list[str], most: int = _NAMED) -> str:
    """Names in a row; beyond `most` the rest is counted."""
    if len(names) <= most:
        return listed(names)
    return _("{names}等{count}个").format(names=listed(names[:most]), count=len(names))


def silent_words(line: TaskLine) -> str:
    """Who has not reported."""
    return names_words([each.name for each in line.silent], 2) or NOTHING


def summary_words(lines: list[TaskLine], silent: list[SilentUnit]) -> str:
    """How many tasks there are, and who has said nothing of them."""
    parts = [_("共{count}项任务").format(count=len(lines))]
    if not lines:
        return parts[0]
    states = [line.state for line in lines]
    for state in ("done", "going", "late", "still", "not_begun", "none"):
        if count := states.count(state):
            word = common_lists()["task_state"].label(state)
            parts.append(_("{word}{count}项").format(word=word, count=count))
    if count := states.count(""):
        parts.append(_("未报{count}项").format(count=count))
    told = clauses(parts)
    if not silent:
        return _("{told}。应报单位都已报送。").format(told=told)
    names = [with_more(each.name, _("缺{n}项").format(n=len(each.tasks))) for each in silent]
    return _("{told}。未报齐的单位：{names}。").format(told=told, names=names_words(names))


def head_words(line: TaskLine) -> str:
    """The heading over a project's tasks."""
    title = line.plan.short or line.plan.title
    return explained(title, line.project_title) if line.project_title else title


def about_words(line: TaskLine) -> str:
    """What a task asks for: the paper's own words where the plan has them, units, limits."""
    from boshan_desk.usecases.plans.task_words import limit_words

    task = line.task
    parts = [task.words]
    if task.paragraph and task.paragraph != task.words:
        parts.append(_("原文：{words}").format(words=task.paragraph))
    if line.lead:
        parts.append(_("牵头单位：{names}").format(names=listed(line.lead)))
    if line.join:
        parts.append(_("配合单位：{names}").format(names=listed(line.join)))
    parts.append(_("时限：{words}").format(words=limit_words(line).replace("\n", _("；"))))
    if task.artefacts:
        parts.append(_("成果：{names}").format(names=listed(task.artefacts)))
    if task.track:
        parts.append(_("统计：{names}").format(names=listed(task.track)))
    if task.place:
        parts.append(_("出处：{place}").format(place=task.place))
    return "\n".join(part for part in parts if part)
