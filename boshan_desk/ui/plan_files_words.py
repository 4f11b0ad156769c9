"""A plan told in full: what its paper sets, asks for and leaves open, as a page to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from boshan_desk.domain.plans.pack import Indicator, Plan, Task
from boshan_desk.domain.plans.words import BASES
from boshan_desk.domain.wording import listed, plain, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme

SIGNS: Final = {">=": "≥", ">": "＞", "=": "＝", "no_number": ""}
STATUS_HINTS: Final = {
    "active": mark("列入目标进度和任务，按季统计"),
    "reference": mark("可以查看、借鉴，不统计"),
    "evidence": mark("只用它写明的已完成数作对照"),
    "off": mark("不用"),
}
"""What a status means in a desk."""


def span_words(start: date, end: date) -> str:
    """The years of a plan."""
    if start.year == end.year:
        return _("{year}年").format(year=start.year)
    return _("{start}—{end}年").format(start=start.year, end=end.year)


def day_text(day: date | None) -> str:
    """A day as an office writes it."""
    if day is None:
        return ""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def plan_in_short(plan: Plan) -> str:
    """What a file holds, in a sentence without its end."""
    return _(
        "“{title}”（{span}）：目标 {targets} 项，任务 {tasks} 项，待答复的问题 {open} 个"
    ).format(
        title=plan.title,
        span=span_words(plan.start, plan.end),
        targets=len(plan.indicators),
        tasks=len(plan.tasks),
        open=len(plan.questions),
    )


def plan_page(plan: Plan, status: str, *, own: bool) -> str:
    """Everything a plan says, as a page; `status` in words."""
    parts = [f"<h3>{escape(plan.title)}</h3>"]
    source = _("本单位载入的文件") if own else _("程序内置")
    parts.append(
        _pairs(
            [
                (_("编号"), f"{plan.code}　{plan.prefix}"),
                (_("文号"), plan.doc_no),
                (
                    _("印发"),
                    "　".join(filter(None, (listed(plan.issuer), day_text(plan.issued_on)))),
                ),
                (
                    _("期间"),
                    _("{start}至{end}").format(start=day_text(plan.start), end=day_text(plan.end)),
                ),
                (_("状态"), with_more(status, source)),
                (_("依据"), listed(plan.bases)),
            ]
        )
    )
    parts += _list(_("文本情况"), plan.damage, _("引用前请核对原件。") if plan.damage else "")
    parts += _list(_("总体目标"), [f"{goal.no} {goal.title}" for goal in plan.goals])
    if plan.indicators:
        parts.append(_head(_("目标"), len(plan.indicators)))
        parts.append(_targets(plan))
    if plan.tasks:
        parts.append(_head(_("任务"), len(plan.tasks)))
        parts.append(_tasks(plan))
    if plan.facts:
        parts.append(_head(_("文件写明的已完成数"), len(plan.facts)))
        parts.append(_table((_("编号"), _("名称"), _("数值"), _("截至"), _("说明")), _facts(plan)))
    parts += _list(_("未分解的段落"), plan.undivided)
    return "".join(parts)


def _targets(plan: Plan) -> str:
    heads = (_("指标"), _("数值含义"), _("目标值"), _("牵头（参与）单位"), _("出处"))
    return _table(heads, (_target(plan, each) for each in plan.indicators), kept=(1, 2))


def _target(plan: Plan, each: Indicator) -> tuple[str, ...]:
    sign = SIGNS[each.comparator]
    numbers = [
        _("{year}年 {sign}{value}").format(year=year, sign=sign, value=plain(value))
        for year, value in sorted(each.target.items())
    ]
    if each.baseline is not None:
        base = _("基期 {value}").format(value=plain(each.baseline))
        day = day_text(each.baseline_on)
        numbers.insert(0, with_more(base, day) if day else base)
    bare = each.comparator == "no_number" and not each.target
    meaning = _("没有写数额") if bare else _(BASES[each.basis])
    return (
        f"{each.code}\n{with_more(each.title, each.unit)}", meaning, "\n".join(numbers),
        _units(plan, each), each.place,
    )  # fmt: skip


def _units(plan: Plan, item: Task | Indicator) -> str:
    """Who leads, and in brackets who takes part."""
    lead, join = plan.units_of(item)
    return with_more(listed(lead), listed(join)) if join else listed(lead)


def _tasks(plan: Plan) -> str:
    heads = (_("编号"), _("任务"), _("牵头（参与）单位"), _("完成期限"), _("出处"))
    return _table(heads, _task_rows(plan))


def _task_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    project = None
    for task in plan.tasks:
        if task.project != project:
            project = task.project
            if found := plan.project(project):
                yield (found.title,)
        yield _task(plan, task)


def _task(plan: Plan, task: Task) -> tuple[str, ...]:
    words = f"{task.title}。{task.words}" if task.words else task.title
    nodes = [f"{day_text(each.on)} {each.words}" for each in task.milestones]
    return (
        task.code, words, _units(plan, task),
        listed(filter(None, (day_text(task.due), *nodes))), task.place,
    )  # fmt: skip


def _facts(plan: Plan) -> Iterator[tuple[str, ...]]:
    for fact in plan.facts:
        number = plain(fact.value)
        words = f"{fact.qualifier}{number}" if fact.qualifier in ("近", "约") else number
        if fact.qualifier in ("余", "以上"):
            words = f"{number}{fact.qualifier}"
        yield fact.code, fact.title, f"{words} {fact.unit}", day_text(fact.as_of), fact.about


# The page


def _head(words: str, count: int = 0) -> str:
    title = _("{title}（{count}项）").format(title=words, count=count) if count else words
    return f'<p style="color:{theme.PALETTE.accent_deep}"><b>{escape(title)}</b></p>'


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    muted = theme.PALETTE.muted
    rows = "".join(
        f'<tr><td style="color:{muted}; white-space:nowrap" valign="top">{escape(name)}</td>'
        f'<td valign="top">{escape(words)}</td></tr>'
        for name, words in pairs
        if words
    )
    return f'<table cellspacing="0" cellpadding="3">{rows}</table>'


def _list(title: str, lines: Sequence[str], hint: str = "") -> list[str]:
    if not lines:
        return []
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    after = f'<p style="color:{theme.PALETTE.muted}">{escape(hint)}</p>' if hint else ""
    return [_head(title), f"<ul>{items}</ul>", after]


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, kept: Sequence[int] = (0,)
) -> str:
    """A table; the columns `kept` do not break their words; a row of one cell is a title."""
    line, head = theme.PALETTE.line, theme.PALETTE.header
    made = [
        f'<table cellspacing="0" cellpadding="4" border="1" width="100%" '
        f'style="border-collapse:collapse; border-color:{line}">',
        "<tr>",
        *(
            f'<th align="left" valign="top" style="background:{head}; font-weight:500; '
            f'white-space:nowrap">{escape(each)}</th>'
            for each in heads
        ),
        "</tr>",
    ]
    for row in rows:
        if len(row) == 1:
            made.append(f'<tr><td colspan="{len(heads)}"><b>{escape(row[0])}</b></td></tr>')
            continue
        made.append("<tr>")
        for place, words in enumerate(row):
            wrap = "white-space:nowrap" if place in kept else ""
            lines = escape(words).replace("\n", "<br>")
            made.append(f'<td valign="top" style="{wrap}">{lines}</td>')
        made.append("</tr>")
    made.append("</table>")
    return "".join(made)
