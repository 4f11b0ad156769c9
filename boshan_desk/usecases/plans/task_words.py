"""What tables say of tasks: whose part it is, by when, what was reported of it."""

from __future__ import annotations

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.wording import NOTHING, explained, listed, with_more
from boshan_desk.i18n import _
from boshan_desk.usecases.plans.tasks import TaskLine, UnitReport
from boshan_desk.usecases.quarter.phrases import day_words


def role_words(lead: bool) -> str:
    """Whether a unit leads or takes part."""
    return _("牵头") if lead else _("配合")


def limit_words(line: TaskLine) -> str:
    """What a task is to have reached, and by when."""
    parts = [
        with_more(explained(day_words(each.on), each.words), _("已过期")) for each in line.overdue
    ]
    if line.coming:
        parts.append(explained(day_words(line.coming.on), line.coming.words))
    return "\n".join(parts) or _("长期")


def state_of(own: UnitReport | None) -> str:
    """What a unit reported in one word; what it did not report is said too."""
    if own is None:
        return NOTHING
    if own.report is not None:
        return state_words(str(own.report.state))
    if own.begun is not None:
        return _("草稿未报")
    return _("未报") if own.must else _("未报（可不报）")


def state_words(state: str) -> str:
    """The word for a code of `task_state`."""
    return common_lists()["task_state"].label(state)


def progress_words(own: UnitReport | None) -> str:
    """What a unit wrote, with what stands for it."""
    if own is None or own.report is None:
        return ""
    report = own.report
    parts = [report.text or ""]
    if report.trouble:
        parts.append(_("存在问题：{words}").format(words=report.trouble))
    if report.next_step:
        parts.append(_("下步打算：{words}").format(words=report.next_step))
    if report.evidence or own.files:
        told = [report.evidence] if report.evidence else []
        if own.files:
            told.append(_("附件{count}个").format(count=own.files))
        parts.append(_("佐证：{words}").format(words=listed(told)))
    return "\n".join(part for part in parts if part)
