"""Special funds (专项资金): who asked for how much, what was approved and paid: domain.md 2.15."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Self

from boshan_desk.domain.fields import (
    Code,
    CreditCode,
    Day,
    Identifier,
    Link,
    Money,
    Note,
    Text,
    Town,
    Whole,
    wan_yuan,
)
from boshan_desk.domain.figures import Sum
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_APPROVED = ("notice", "paid", "accepted", "recovered")
_PAID = ("paid", "accepted", "recovered")


@ledger(
    "fund",
    title=mark("专项资金"),
    table="year tier item payee town_code asked approved paid paid_on state",
    form=[
        (mark("项目"), "year tier doc_no item"),
        (mark("受益单位"), "payee uscc town_code enterprise_id"),
        (mark("金额"), "asked approved approved_on paid paid_on"),
        (mark("公示"), "notice_from notice_to"),
        (mark("状态"), "state recovered_on"),
        (mark("绩效"), "kpi kpi_result"),
        (mark("备注"), "remark"),
    ],
    called="payee item",
    key=("year tier item payee doc_no", "year tier item payee"),
    alike="payee item year",
    beside=("payee item year", "uscc item year"),
    day="approved_on",
    carry="year tier doc_no item approved_on notice_from notice_to state",
    measure=mark("笔"),
    figures=(
        Sum(
            code="M-MG03a",
            title=mark("专项资金核定金额"),
            unit=mark("万元"),
            basis=mark("核定金额之和，按核定日期计"),
            on="approved_on",
            of=("approved",),
        ),
        Sum(
            code="M-MG03b",
            title=mark("专项资金拨付金额"),
            unit=mark("万元"),
            basis=mark("拨付金额之和，按拨付日期计；以后收回的不冲减"),
            on="paid_on",
            of=("paid",),
        ),
    ),
    together=(
        "payee uscc enterprise_id",
        "approved approved_on",
        "paid paid_on",
        "notice_from notice_to",
        "state recovered_on",
    ),
)
class Fund(Record):
    """One award to one payee."""

    year: Annotated[
        int | None, Whole(mark("年度"), need="submit", most=2100, also=("年份", "资金年度"))
    ] = None
    tier: Annotated[
        str | None,
        Code(
            mark("资金层级"), need="submit", list="fund_tier", also=("层级", "资金级别", "资金来源")
        ),
    ] = None
    doc_no: Annotated[
        str | None,
        Identifier(mark("文件号"), scheme="docno", also=("文号", "资金文号", "下达文号")),
    ] = None
    item: Annotated[
        str | None,
        Code(
            mark("资金项目"),
            need="submit",
            list="fund_item",
            also=("项目", "项目类别", "资助项目", "资金类别", "资助类别"),
        ),
    ] = None
    payee: Annotated[
        str | None,
        Text(
            mark("受益单位"),
            need="submit",
            max=120,
            also=("单位名称", "企业名称", "收款单位", "受助单位", "申报单位", "项目单位"),
        ),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(need="submit"),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "payee"))
    ] = None
    asked: Annotated[
        int | None, Money(mark("申报金额"), also=("申请金额", "申报资金", "申请资金"))
    ] = None
    approved: Annotated[
        int | None,
        Money(mark("核定金额"), need="approved", also=("核定资金", "审定金额", "批准金额")),
    ] = None
    approved_on: Annotated[
        date | None, Day(mark("核定日期"), need="approved", also=("审定日期", "核定时间"))
    ] = None
    paid: Annotated[
        int | None,
        Money(mark("拨付金额"), need="paid", also=("拨付资金", "到位金额", "实拨金额", "发放金额")),
    ] = None
    paid_on: Annotated[
        date | None, Day(mark("拨付日期"), need="money", also=("拨付时间", "到账日期", "发放日期"))
    ] = None
    notice_from: Annotated[
        date | None, Day(mark("公示开始"), also=("公示起", "公示开始日期", "公示起始日期"))
    ] = None
    notice_to: Annotated[
        date | None, Day(mark("公示结束"), future=True, also=("公示止", "公示结束日期"))
    ] = None
    state: Annotated[
        str | None,
        Code(
            mark("资金状态"),
            need="submit",
            list="fund_state",
            also=("项目状态", "办理进度", "状态"),
        ),
    ] = None
    recovered_on: Annotated[
        date | None, Day(mark("收回日期"), need="recovered", also=("收回时间",))
    ] = None
    kpi: Annotated[str | None, Note(mark("绩效目标"))] = None
    kpi_result: Annotated[str | None, Text(mark("绩效结果"), also=("绩效评价", "绩效评价结果"))] = (
        None
    )

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages:
            if self.state in _APPROVED:
                stages.add("approved")
            if self.state in _PAID:
                stages |= {"paid", "money"}
            if self.paid:
                stages |= {"approved", "money"}
            if self.state == "recovered":
                stages.add("recovered")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.year is not None and not 1990 <= self.year <= around.today.year + 1:
            yield stop("year", "年度应在 1990 到 {most} 之间", most=around.today.year + 1)
        yield from self._check_amounts()
        yield from self._check_days()

    def _check_amounts(self) -> Iterator[Problem]:
        """拨付不超过核定，核定不超过申报."""
        asked, approved, paid = self.asked, self.approved, self.paid
        if asked is not None and approved is not None and approved > asked:
            yield stop(
                "approved",
                "核定金额（{approved} 万元）不能大于申报金额（{asked} 万元）",
                approved=wan_yuan(approved),
                asked=wan_yuan(asked),
            )
        if approved is not None and paid is not None and paid > approved:
            yield stop(
                "paid",
                "拨付金额（{paid} 万元）不能大于核定金额（{approved} 万元）",
                paid=wan_yuan(paid),
                approved=wan_yuan(approved),
            )
        if paid and self.state in ("asked", "review", "notice"):
            yield warn("state", "已填拨付金额，状态请改为拨付")

    def _check_days(self) -> Iterator[Problem]:
        if self.notice_from and self.notice_to and self.notice_to < self.notice_from:
            yield stop("notice_to", "公示结束不能早于公示开始")
        if self.approved_on and self.paid_on and self.paid_on < self.approved_on:
            yield stop("paid_on", "拨付日期不能早于核定日期")
        if self.paid_on and self.notice_to and self.paid_on <= self.notice_to:
            yield warn("paid_on", "拨付日期在公示期内（至 {day}），请核对", day=self.notice_to)
        if self.paid_on and self.recovered_on and self.recovered_on < self.paid_on:
            yield stop("recovered_on", "收回日期不能早于拨付日期")
        if self.paid_on and self.paid is None:
            yield stop("paid", "已填拨付日期，请填拨付金额")

    def beside(self, others: Iterable[Self]) -> Iterator[Problem]:
        for other in others:
            yield warn(
                "payee",
                "同一单位、同一项目、同一年度已登记一笔（流水号 {number}，核定 {approved} 万元），"
                "请核对是否重复享受",
                "double",
                number=other.serial_no,
                approved="—" if other.approved is None else wan_yuan(other.approved),
            )
