"""What an office says about its plans: targets of its own, answers, progress, supervision slips.

The plans themselves are packs (`domain/plans`); what is counted comes from the other ledgers.
Nothing here is an actual: those are counted, never typed (domain.md 1.1, 1.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Note,
    Number,
    Person,
    Term,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark


@ledger(
    "target",
    title=mark("目标值登记"),
    table="indicator year role value town_code unit old_value doc_no approver on status",
    form=[
        (mark("目标值"), "indicator year role value series"),
        (mark("分解到"), "town_code unit"),
        (mark("依据"), "old_value doc_no approver on"),
        (mark("备注"), "remark"),
    ],
    called="indicator",
    key=("indicator series year role town_code unit",),
    carry="indicator year role doc_no approver on",
    measure=mark("条"),
    together=("town_code unit", "value old_value doc_no approver on"),
)
class Target(Record):
    """A number that the office adds to a plan: its own target, a change, a share, a baseline."""

    indicator: Annotated[
        str | None, Code(mark("指标"), need="submit", list="indicator", also=("目标", "指标名称"))
    ] = None
    year: Annotated[int | None, Whole(mark("年度"), need="submit", most=2100, also=("年份",))] = (
        None
    )
    role: Annotated[str | None, Code(mark("性质"), need="submit", list="target_role")] = None
    series: Annotated[str | None, Text(mark("序列"), max=20)] = None
    value: Annotated[
        Decimal | None, Number(mark("数值"), need="submit", also=("目标值", "任务数"))
    ] = None
    town_code: Annotated[str | None, Town(need="town")] = None
    unit: Annotated[
        str | None, Code(mark("责任单位"), need="unit", list="unit", also=("部门", "单位"))
    ] = None
    old_value: Annotated[Decimal | None, Number(mark("原目标值"))] = None
    doc_no: Annotated[str | None, Text(mark("依据文号"), need="changed", max=60)] = None
    approver: Annotated[str | None, Text(mark("批准人"), need="changed", max=40)] = None
    on: Annotated[date | None, Day(mark("批准日期"), need="changed", also=("日期",))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.role in ("town", "unit", "changed"):
            stages.add(str(self.role))
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.year is not None and not 1990 <= self.year <= 2100:
            yield stop("year", "年度应在 1990 到 2100 之间", "range")
        if self.role == "changed" and self.value is not None and self.value == self.old_value:
            yield warn("value", "与原目标值相同，请核对")


@ledger(
    "plan_answer",
    title=mark("计划释疑"),
    table="question answer value on ground status",
    form=[
        (mark("问题与答复"), "question answer value"),
        (mark("依据"), "on answered_by ground"),
        (mark("备注"), "remark"),
    ],
    called="question",
    key=("question",),
    town="",
    measure=mark("条"),
    together=("answer value on answered_by ground",),
)
class PlanAnswer(Record):
    """What the officer says where a plan's text leaves something open."""

    question: Annotated[str | None, Code(mark("问题"), need="submit", list="plan_question")] = None
    answer: Annotated[str | None, Text(mark("答复"), max=60)] = None
    value: Annotated[Decimal | None, Number(mark("数值"))] = None
    on: Annotated[date | None, Day(mark("答复日期"))] = None
    answered_by: Annotated[str | None, Text(mark("答复人"), max=40)] = None
    ground: Annotated[str | None, Text(mark("依据"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.answer is None and self.value is None:
            yield stop("answer", "答复和数值请至少填写一项")


@ledger(
    "task_report",
    title=mark("任务进展"),
    table="period task indicator unit state text reported_on status",
    form=[
        (mark("任务"), "period task indicator unit"),
        (mark("进展"), "state text trouble next_step evidence"),
        (mark("报送"), "reported_on reporter"),
        (mark("备注"), "remark"),
    ],
    called="text",
    key=("period task indicator unit",),
    day="reported_on",
    town="",
    carry="period unit reported_on reporter",
    measure=mark("条"),
    together=("state text", "reported_on reporter"),
)
class TaskReport(Record):
    """What a unit reports of a task, or of an indicator that no figure counts, for a period."""

    period: Annotated[
        str | None, Term(mark("报送期"), need="submit", also=("期间", "报告期", "季度"))
    ] = None
    task: Annotated[
        str | None, Code(mark("任务"), list="plan_task", also=("任务名称", "工作任务", "措施"))
    ] = None
    indicator: Annotated[str | None, Code(mark("指标"), list="indicator")] = None
    unit: Annotated[
        str | None,
        Code(mark("报送单位"), need="submit", list="unit", also=("责任单位", "单位", "部门")),
    ] = None
    state: Annotated[
        str | None,
        Code(mark("进展状态"), need="submit", list="task_state", also=("状态", "完成情况")),
    ] = None
    text: Annotated[
        str | None,
        Note(mark("进展情况"), need="submit", also=("进展", "工作进展", "完成情况说明")),
    ] = None
    trouble: Annotated[str | None, Note(mark("存在问题"), also=("问题", "困难"))] = None
    next_step: Annotated[str | None, Note(mark("下步打算"), also=("下一步工作", "措施打算"))] = None
    evidence: Annotated[str | None, Text(mark("佐证材料"), also=("证明材料", "佐证"))] = None
    reported_on: Annotated[date | None, Day(mark("报送日期"), need="submit")] = None
    reporter: Annotated[str | None, Person(mark("填报人"), max=40, also=("报送人",))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if (self.task is None) == (self.indicator is None):
            yield stop("task", "任务和指标请填写其中一项")


@ledger(
    "supervision",
    title=mark("督办单"),
    table="no level unit item period issued_on due_on state replied_on closed_on",
    form=[
        (mark("督办事项"), "no level indicator task item period unit join"),
        (mark("情况与要求"), "finding demand"),
        (mark("印发"), "drafted_on approver issued_on due_on"),
        (mark("回复与销号"), "state reply replied_on evidence closed_on closed_by closing_words"),
        (mark("备注"), "remark"),
    ],
    called="no item",
    key=("no",),
    day="issued_on",
    town="",
    measure=mark("件"),
    together=(
        "approver issued_on due_on",
        "state reply replied_on evidence closed_on closed_by closing_words",
    ),
)
class Supervision(Record):
    """A numbered slip that asks a unit to catch up, until it is answered and struck off (销号)."""

    no: Annotated[str | None, Text(mark("编号"), need="issued", max=40, also=("督办编号",))] = None
    level: Annotated[str | None, Code(mark("督办等级"), need="submit", list="slip_level")] = None
    indicator: Annotated[str | None, Code(mark("指标"), list="indicator")] = None
    task: Annotated[str | None, Code(mark("任务"), list="plan_task")] = None
    item: Annotated[str | None, Text(mark("督办事项"), need="submit", also=("事项",))] = None
    period: Annotated[str | None, Term(mark("报告期"), need="submit", also=("期间",))] = None
    unit: Annotated[
        str | None, Code(mark("承办单位"), need="submit", list="unit", also=("责任单位",))
    ] = None
    join: Annotated[tuple[str, ...], Codes(mark("配合单位"), list="unit")] = ()
    finding: Annotated[str | None, Note(mark("存在问题"), need="submit", also=("问题",))] = None
    demand: Annotated[str | None, Note(mark("办理要求"), need="submit", also=("要求",))] = None
    drafted_on: Annotated[date | None, Day(mark("拟稿日期"))] = None
    approver: Annotated[str | None, Text(mark("签发人"), need="issued", max=40)] = None
    issued_on: Annotated[date | None, Day(mark("印发日期"), need="issued")] = None
    due_on: Annotated[
        date | None, Day(mark("办理期限"), need="issued", future=True, also=("办结期限",))
    ] = None
    state: Annotated[str | None, Code(mark("办理状态"), need="submit", list="slip_state")] = None
    reply: Annotated[str | None, Note(mark("回复情况"), need="answered", also=("办理情况",))] = None
    replied_on: Annotated[date | None, Day(mark("回复日期"), need="answered")] = None
    evidence: Annotated[str | None, Text(mark("佐证材料"))] = None
    closed_on: Annotated[date | None, Day(mark("销号日期"), need="closed")] = None
    closed_by: Annotated[str | None, Text(mark("销号审批人"), need="closed", max=40)] = None
    closing_words: Annotated[str | None, Text(mark("销号意见"))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        reached = {"draft": 0, "issued": 1, "answered": 2, "closed": 3}.get(str(self.state), 0)
        if stages:
            stages |= set(("issued", "answered", "closed")[:reached])
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.issued_on and self.due_on and self.due_on < self.issued_on:
            yield stop("due_on", "办理期限不能早于印发日期")
        if self.issued_on and self.replied_on and self.replied_on < self.issued_on:
            yield stop("replied_on", "回复日期不能早于印发日期")
        if self.replied_on and self.closed_on and self.closed_on < self.replied_on:
            yield stop("closed_on", "销号日期不能早于回复日期")
