"""What towns hand in for a period (镇街报送): who did, who was late, who had nothing to say.

Three things are kept apart: a zero report (the town says that there was nothing), no report (the
town said nothing), and an empty field (nobody has written down yet which of the two it is).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Day, Person, Term, Text, Town, Whole
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

CAME = ("on_time", "late", "zero", "returned")
"""The states of a report that came in."""
_CALLED = ("town_code", "period")


@ledger(
    "town_report",
    title=mark("镇街报送"),
    table="period town_code due_on received_on way state rows returned_on why",
    form=[
        (mark("报送"), "period town_code due_on received_on way state rows sender"),
        (mark("退回"), "returned_on why"),
        (mark("备注"), "remark"),
    ],
    called="period",
    key=("period town_code",),
    day="due_on",
    carry="period due_on way",
    measure=mark("条"),
    together=("due_on received_on way state rows sender returned_on why",),
)
class TownReport(Record):
    """One town's report for one period, whether it came or not."""

    period: Annotated[
        str | None, Term(mark("报送期"), need="submit", also=("期间", "季度", "报告期", "报送季度"))
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    due_on: Annotated[
        date | None,
        Day(
            mark("截止日期"),
            need="submit",
            future=True,
            also=("报送截止日期", "应报日期", "报送期限", "截止时间"),
        ),
    ] = None
    received_on: Annotated[
        date | None,
        Day(mark("收到日期"), need="came", also=("报送日期", "报送时间", "实报日期", "收到时间")),
    ] = None
    way: Annotated[
        str | None, Code(mark("报送方式"), need="came", list="report_way", also=("方式",))
    ] = None
    state: Annotated[
        str | None,
        Code(mark("报送状态"), need="submit", list="report_state", also=("报送情况", "是否报送")),
    ] = None
    rows: Annotated[
        int | None,
        Whole(mark("报送条数"), need="rows", unit=mark("条"), also=("条数", "记录数", "数据条数")),
    ] = None
    sender: Annotated[str | None, Person(mark("报送人"), max=60, also=("联络员", "填报人"))] = None
    returned_on: Annotated[
        date | None, Day(mark("退回日期"), need="returned", also=("退回时间",))
    ] = None
    why: Annotated[
        str | None, Text(mark("退回原因"), need="returned", also=("退回理由", "原因"))
    ] = None

    def label(self, lists: Lists) -> str:
        """Its town and period: every town reports for the same one."""
        shown = (self.ledger.fields[name].show(getattr(self, name), lists) for name in _CALLED)
        return "　".join(filter(None, shown)) or super().label(lists)

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages:
            if self.state in CAME:
                stages.add("came")
            if self.state in ("on_time", "late"):
                stages.add("rows")
            if self.state == "returned":
                stages.add("returned")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.state == "missing":
            for name in ("received_on", "rows"):
                if getattr(self, name) is not None:
                    yield stop(name, "未报的不填；报了没有内容的，状态选零报告")
            if self.due_on and self.due_on >= around.today:
                yield warn("state", "还没有到截止日期（{day}），请核对", day=self.due_on)
        if self.state is None and self.due_on and self.due_on < around.today:
            yield warn("state", "截止日期 {day} 已过，请登记是否报送", day=self.due_on)
        if self.state == "zero" and self.rows:
            yield stop("rows", "零报告的条数应为 0 或者空着，有内容的请选按期或迟报")
        if self.state in ("on_time", "late") and self.rows == 0:
            yield warn("rows", "报了没有内容的，状态请选零报告")
        if self.received_on and self.due_on:
            if self.state == "on_time" and self.received_on > self.due_on:
                yield stop("state", "收到日期晚于截止日期（{day}），应为迟报", day=self.due_on)
            if self.state == "late" and self.received_on <= self.due_on:
                yield stop("state", "收到日期没有超过截止日期（{day}），应为按期", day=self.due_on)
        if self.returned_on and self.received_on and self.returned_on < self.received_on:
            yield stop("returned_on", "退回日期不能早于收到日期")
        if self.period and self.due_on and self.due_on < read_period(self.period).start:
            yield warn("due_on", "截止日期早于报送期，请核对")
