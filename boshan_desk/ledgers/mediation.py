"""Mediation of disputes (纠纷调解) and help in enforcing rights (维权援助): domain.md 2.12.

There is no workflow of administrative rulings (行政裁决) on patents: PLR §95 gives them to others
than the district of an ordinary city.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Day,
    Flag,
    Link,
    Money,
    Names,
    Note,
    Person,
    Text,
    Town,
)
from boshan_desk.domain.figures import Count, Sum, Where
from boshan_desk.domain.law.spans import last_day
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark

_CLOSED = ("success", "failed", "withdrawn", "stopped")
_SUCCESS = (Where("result", "=", "success"),)
_YEAR_IN_NUMBER = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def _check_number(number: str | None, day: date | None, status: str) -> Iterator[Problem]:
    """Numbers are given by year: one that names another year than its day is looked at again."""
    found = _YEAR_IN_NUMBER.search(number or "")
    if found and day and int(found[0]) != day.year:
        yield warn(
            "no", "编号里的年份（{a}）与登记的日期（{day}）不符，请核对", a=found[0], day=day
        )
    if number is None and status != "draft":
        yield note("no", "尚未编号，打开后保存即自动编号")


@ledger(
    "mediation",
    title=mark("纠纷调解"),
    table="no received_on town_code kind mode applicant respondent result deal_amount closed_on",
    form=[
        (mark("来源与受理"), "no source_kind received_on accepted_on town_code"),
        (mark("纠纷"), "kind mode applicant respondent claim brief"),
        (mark("调解"), "body mediators secret"),
        (mark("结果"), "result closed_on deal_no deal_on effective_on deal_amount performed"),
        (mark("司法确认"), "court_confirm confirm_on"),
        (mark("备注"), "remark"),
    ],
    called="no applicant",
    key=("no",),
    alike="applicant respondent received_on",
    day="received_on",
    carry="source_kind received_on town_code mode body",
    measure=mark("件"),
    figures=(
        Count(
            code="M-PR02",
            title=mark("纠纷调解受理数"),
            unit=mark("件"),
            basis=mark("按受理日期计"),
            on="accepted_on",
            headline=True,
        ),
        Count(
            code="M-PR02b",
            title=mark("纠纷调解成功数"),
            unit=mark("件"),
            basis=mark("结果为成功的，按协议日期计"),
            on="deal_on",
            where=_SUCCESS,
        ),
        Sum(
            code="M-PR02c",
            title=mark("纠纷调解金额"),
            unit=mark("万元"),
            basis=mark("调解成功的协议金额之和，按协议日期计"),
            on="deal_on",
            of=("deal_amount",),
            where=_SUCCESS,
        ),
    ),
    together=(
        "source_kind received_on",
        "result closed_on",
        "deal_no deal_on effective_on deal_amount",
        "body mediators",
        "court_confirm confirm_on",
    ),
)
class Mediation(Record):
    """One dispute that was brought to mediation."""

    no: Annotated[
        str | None,
        Text(
            mark("调解编号"),
            max=60,
            also=("编号", "案件编号", "调解案号", "案号"),
            help=mark("空着的，保存时按年度自动编号"),
        ),
    ] = None
    source_kind: Annotated[
        str | None,
        Code(mark("案件来源"), need="submit", list="mediation_source", also=("来源", "纠纷来源")),
    ] = None
    received_on: Annotated[
        date | None,
        Day(mark("收到日期"), need="submit", also=("收到时间", "申请日期", "收件日期", "登记日期")),
    ] = None
    accepted_on: Annotated[date | None, Day(mark("受理日期"), also=("受理时间", "受理日"))] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    kind: Annotated[
        str | None,
        Code(mark("纠纷类型"), need="submit", list="dispute_kind", also=("纠纷种类", "类型")),
    ] = None
    mode: Annotated[
        str | None,
        Code(mark("调解类型"), need="submit", list="mediation_mode", also=("调解方式", "调解种类")),
    ] = None
    applicant: Annotated[
        str | None,
        Person(mark("申请人"), need="submit", also=("申请方", "申请人名称", "申请人姓名")),
    ] = None
    respondent: Annotated[
        str | None,
        Person(mark("被申请人"), need="submit", also=("被申请方", "对方当事人", "被申请人名称")),
    ] = None
    claim: Annotated[
        int | None, Money(mark("标的额"), also=("标的金额", "争议金额", "涉案金额"))
    ] = None
    brief: Annotated[str | None, Note(mark("纠纷简况"), also=("案情", "纠纷简述", "基本情况"))] = (
        None
    )
    body: Annotated[
        str | None,
        Text(mark("调解组织"), need="submit", also=("调解机构", "调解委员会", "调解单位")),
    ] = None
    mediators: Annotated[
        tuple[str, ...], Names(mark("调解员"), need="submit", also=("调解人员", "调解人"))
    ] = ()
    secret: Annotated[
        bool | None, Flag(mark("保密"), help=mark("调解过程和协议一般保密"), also=("是否保密",))
    ] = True
    result: Annotated[
        str | None,
        Code(mark("调解结果"), need="closed", list="mediation_result", also=("结果", "处理结果")),
    ] = None
    closed_on: Annotated[
        date | None, Day(mark("办结日期"), need="ended", also=("结案日期", "终结日期", "办结时间"))
    ] = None
    deal_no: Annotated[
        str | None,
        Text(mark("协议书号"), need="success", max=60, also=("调解协议书号", "协议编号")),
    ] = None
    deal_on: Annotated[
        date | None,
        Day(mark("协议日期"), need="success", also=("协议签订日期", "达成协议日期")),
    ] = None
    effective_on: Annotated[
        date | None,
        Day(mark("协议生效日期"), help=mark("与协议日期不同的填写"), also=("生效日期",)),
    ] = None
    deal_amount: Annotated[
        int | None, Money(mark("协议金额"), need="success", also=("调解金额", "达成金额"))
    ] = None
    performed: Annotated[
        str | None, Code(mark("履行情况"), list="deal_performed", also=("履行", "协议履行"))
    ] = None
    court_confirm: Annotated[
        str | None,
        Code(mark("司法确认"), list="court_confirm", also=("司法确认情况", "是否司法确认")),
    ] = None
    confirm_on: Annotated[
        date | None, Day(mark("司法确认日期"), need="confirm", also=("申请或裁定日期", "确认日期"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages:
            if self.closed_on:
                stages.add("closed")
            if self.result in _CLOSED:
                stages.add("ended")
            if self.result == "success":
                stages.add("success")
            if self.court_confirm in ("asked", "confirmed", "refused"):
                stages.add("confirm")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        yield from _check_number(self.no, self.received_on, self.status)
        if self.received_on and self.accepted_on and self.accepted_on < self.received_on:
            yield stop("accepted_on", "受理日期不能早于收到日期")
        begun = self.accepted_on or self.received_on
        for name in ("deal_on", "closed_on"):
            day = getattr(self, name)
            if begun and day and day < begun:
                yield stop(name, "不能早于受理（收到）日期（{day}）", day=begun)
        if self.deal_on and self.effective_on and self.effective_on < self.deal_on:
            yield stop("effective_on", "协议生效日期不能早于协议日期")
        if self.closed_on and self.result == "going":
            yield stop("result", "已填办结日期，结果不能是进行中")
        if self.deal_on and self.result not in ("success", None):
            yield warn("deal_on", "填了协议日期，结果却不是成功，请核对")
        if self.result == "success" and self.accepted_on is None:
            yield note("accepted_on", "没有受理日期，不计入受理数")
        if self.applicant and self.applicant == self.respondent:
            yield warn("respondent", "与申请人相同，请核对")
        yield from self._check_confirmation(around.today)

    def _check_confirmation(self, today: date) -> Iterator[Problem]:
        """The parties ask a court together, within so many days after the agreement has effect."""
        effective = self.effective_on or self.deal_on
        if self.result != "success" or effective is None:
            return
        last = last_day("court_confirm", effective)
        if self.court_confirm in (None, "none"):
            if today <= last:
                yield note("court_confirm", "如需司法确认，双方最迟在 {day} 共同申请", day=last)
            else:
                yield note("court_confirm", "申请司法确认的期限已于 {day} 届满", day=last)
        elif self.confirm_on and self.confirm_on < effective:
            yield stop("confirm_on", "司法确认日期不能早于协议生效日期")
        elif self.court_confirm == "asked" and self.confirm_on and self.confirm_on > last:
            yield warn("confirm_on", "晚于申请司法确认的最后一日（{day}），请核对", day=last)


@ledger(
    "mediation_session",
    title=mark("调解过程"),
    table="held_on mediation_id place result",
    form=[
        (mark("调解过程"), "mediation_id held_on place result"),
        (mark("备注"), "remark"),
    ],
    called="held_on serial_no",
    key=("mediation_id held_on",),
    parent="mediation_id",
    day="held_on",
    carry="mediation_id place",
    measure=mark("次"),
    together=("place result",),
)
class MediationSession(Record):
    """One meeting with the parties."""

    mediation_id: Annotated[
        str | None,
        Link(mark("纠纷"), need="submit", to="mediation", also=("调解编号", "编号", "案件编号")),
    ] = None
    held_on: Annotated[
        date | None, Day(mark("调解日期"), need="submit", also=("调解时间", "日期", "时间"))
    ] = None
    place: Annotated[str | None, Text(mark("调解地点"), also=("地点",))] = None
    result: Annotated[
        str | None, Note(mark("本次结果"), need="submit", also=("结果", "调解情况", "调解记录"))
    ] = None

    def check(self, around: Context) -> Iterator[Problem]:
        parent = around.linked("mediation", self.mediation_id)
        first = parent.received_on if isinstance(parent, Mediation) else None
        if first and self.held_on and self.held_on < first:
            yield stop("held_on", "不能早于收到日期（{day}）", day=first)


@ledger(
    "aid",
    title=mark("维权援助"),
    table="no asked_on town_code applicant topic mode handler result closed_on",
    form=[
        (mark("申请"), "no asked_on town_code applicant topic content"),
        (mark("办理"), "mode handler result refer_to closed_on"),
        (mark("备注"), "remark"),
    ],
    called="no applicant",
    key=("no",),
    alike="applicant asked_on topic",
    day="asked_on",
    carry="asked_on town_code mode handler",
    measure=mark("件"),
    figures=(
        Count(
            code="M-PR03",
            title=mark("维权援助件数"),
            unit=mark("件"),
            basis=mark("按申请日期计"),
            on="asked_on",
            headline=True,
        ),
    ),
    together=("topic content", "mode result refer_to closed_on"),
)
class Aid(Record):
    """One request for help in enforcing a right."""

    no: Annotated[
        str | None,
        Text(
            mark("援助编号"),
            max=60,
            also=("编号", "案件编号"),
            help=mark("空着的，保存时按年度自动编号"),
        ),
    ] = None
    asked_on: Annotated[
        date | None,
        Day(mark("申请日期"), need="submit", also=("申请时间", "受理日期", "咨询日期", "日期")),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    applicant: Annotated[
        str | None,
        Person(mark("申请人"), need="submit", also=("申请单位", "申请企业", "援助对象")),
    ] = None
    topic: Annotated[
        str | None,
        Code(mark("援助事项"), need="submit", list="aid_topic", also=("事项", "援助类型", "类型")),
    ] = None
    content: Annotated[str | None, Note(mark("援助内容"), also=("内容", "诉求", "主要内容"))] = None
    mode: Annotated[
        str | None, Code(mark("援助方式"), list="aid_mode", also=("方式", "服务方式"))
    ] = None
    handler: Annotated[
        tuple[str, ...], Names(mark("经办人"), need="submit", also=("承办人", "办理人"))
    ] = ()
    result: Annotated[
        str | None, Code(mark("办理结果"), list="aid_result", also=("结果", "援助结果"))
    ] = None
    refer_to: Annotated[
        str | None, Text(mark("转介单位"), need="referred", also=("转办单位", "转介机构"))
    ] = None
    closed_on: Annotated[date | None, Day(mark("办结日期"), also=("办结时间",))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and "referred" in (self.result, "referred" if self.mode == "referral" else ""):
            stages.add("referred")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        yield from _check_number(self.no, self.asked_on, self.status)
        if self.asked_on and self.closed_on and self.closed_on < self.asked_on:
            yield stop("closed_on", "办结日期不能早于申请日期")
        if self.closed_on and self.result in (None, "going"):
            yield warn("result", "已填办结日期，请填办理结果")
