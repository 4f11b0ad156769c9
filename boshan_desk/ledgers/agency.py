"""Agencies that serve in matters of IP (代理机构), and their inspections: domain.md 2.13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Flag,
    Link,
    Names,
    Note,
    Person,
    Phone,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark

_AGENCY_CODE = re.compile(r"\d{5}(?:[-. ]?[0-9A-Z]{1,3})?")
"""Five digits, a branch with something behind them; 75 % sure, so never an error (2.13)."""


@ledger(
    "agency",
    title=mark("代理机构"),
    table="name uscc town_code kinds pat_agency_code tm_record attorneys tm_staff credit state",
    form=[
        (mark("机构"), "name uscc town_code kinds is_branch state enterprise_id"),
        (mark("资质与备案"), "pat_agency_code tm_record attorneys tm_staff"),
        (mark("信用"), "annual_report pledge credit"),
        (mark("联系"), "contact phone"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("uscc", "name"),
    alike="name uscc",
    carry="town_code kinds",
    measure=mark("家"),
    together=("name uscc enterprise_id", "kinds pat_agency_code tm_record", "contact phone"),
)
class Agency(Record):
    """One agency, or one branch of an agency, in the district."""

    name: Annotated[
        str | None,
        Text(
            mark("机构名称"),
            need="submit",
            max=120,
            also=("代理机构", "代理机构名称", "服务机构名称", "服务机构"),
        ),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(need="submit"),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    kinds: Annotated[
        tuple[str, ...],
        Codes(
            mark("机构类别"),
            need="submit",
            list="agency_kind",
            also=("类别", "业务类别", "服务类别"),
        ),
    ] = ()
    is_branch: Annotated[bool | None, Flag(mark("分支机构"), also=("是否分支机构",))] = None
    state: Annotated[
        str | None,
        Code(mark("机构状态"), need="submit", list="agency_state", also=("经营状态", "状态")),
    ] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "name"))
    ] = None
    pat_agency_code: Annotated[
        str | None,
        Text(
            mark("专利代理机构代码"),
            need="patent",
            max=20,
            also=("机构代码", "专利代理机构注册号", "专利代理代码"),
        ),
    ] = None
    tm_record: Annotated[
        str | None,
        Text(
            mark("商标代理备案"),
            need="trademark",
            max=60,
            also=("商标代理备案号", "商标代理备案情况", "备案情况"),
        ),
    ] = None
    attorneys: Annotated[
        int | None,
        Whole(mark("专利代理师数"), unit=mark("人"), also=("专利代理师", "专利代理师人数")),
    ] = None
    tm_staff: Annotated[
        int | None,
        Whole(
            mark("商标代理从业人员数"), unit=mark("人"), also=("商标代理从业人员", "商标代理人数")
        ),
    ] = None
    annual_report: Annotated[
        str | None, Code(mark("年度报告"), list="agency_report", also=("年报", "年报情况"))
    ] = None
    pledge: Annotated[
        str | None, Code(mark("信用承诺"), list="agency_pledge", also=("信用承诺书",))
    ] = None
    credit: Annotated[
        str | None,
        Code(
            mark("信用等级"),
            list="agency_credit",
            also=("信用评级", "信用评价等级"),
            help=mark("按公布的等级填写"),
        ),
    ] = None
    contact: Annotated[str | None, Person(mark("联系人"), max=60, also=("负责人",))] = None
    phone: Annotated[str | None, Phone(mark("联系电话"), also=("电话", "联系方式"))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages:
            stages |= {"patent", "trademark"} & set(self.kinds)
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.pat_agency_code and not _AGENCY_CODE.fullmatch(self.pat_agency_code.upper()):
            yield warn("pat_agency_code", "专利代理机构代码一般为 5 位数字，请核对")
        if "patent" in self.kinds and self.attorneys == 0 and not self.is_branch:
            yield warn("attorneys", "专利代理机构没有专利代理师，请核对是否符合执业条件")


@ledger(
    "agency_check",
    title=mark("代理机构检查"),
    table="checked_on agency_id mode batch items officers result due_on recheck published_on",
    form=[
        (mark("检查"), "agency_id checked_on mode batch items officers"),
        (mark("结果"), "result problem due_on recheck_on recheck"),
        (mark("移送与公示"), "reported_to reported_on published_on"),
        (mark("备注"), "remark"),
    ],
    called="checked_on serial_no",
    key=("agency_id checked_on",),
    parent="agency_id",
    day="checked_on",
    carry="checked_on mode batch items officers",
    measure=mark("次"),
    figures=(
        Count(
            code="M-PR04",
            title=mark("代理机构检查数"),
            unit=mark("次"),
            basis=mark("按检查日期计"),
            on="checked_on",
        ),
        Count(
            code="M-PR04b",
            title=mark("代理机构检查发现问题数"),
            unit=mark("次"),
            basis=mark("结果不是未发现问题的检查，按检查日期计"),
            on="checked_on",
            where=(Where("result", "in", ("rectify", "talk", "filed", "transfer", "lost")),),
        ),
    ),
    together=(
        "mode batch",
        "result problem due_on",
        "recheck_on recheck",
        "reported_to reported_on",
    ),
)
class AgencyCheck(Record):
    """One inspection of one agency."""

    agency_id: Annotated[
        str | None,
        Link(
            mark("代理机构"),
            need="submit",
            to="agency",
            also=("机构名称", "检查对象", "被检查单位", "被检查机构"),
        ),
    ] = None
    checked_on: Annotated[
        date | None, Day(mark("检查日期"), need="submit", also=("检查时间", "日期"))
    ] = None
    mode: Annotated[
        str | None,
        Code(mark("检查方式"), need="submit", list="agency_check_mode", also=("检查类型",)),
    ] = None
    batch: Annotated[
        str | None,
        Text(mark("检查批次"), need="random", max=60, also=("批次", "抽查批次", "任务编号")),
    ] = None
    items: Annotated[
        tuple[str, ...],
        Codes(mark("检查事项"), need="submit", list="agency_check_item", also=("检查内容", "事项")),
    ] = ()
    officers: Annotated[
        tuple[str, ...],
        Names(mark("检查人员"), need="submit", help=mark("至少两人"), also=("执法人员", "检查人")),
    ] = ()
    result: Annotated[
        str | None,
        Code(mark("检查结果"), need="submit", list="agency_check_result", also=("结果",)),
    ] = None
    problem: Annotated[
        str | None, Note(mark("发现问题"), need="problem", also=("问题", "存在问题"))
    ] = None
    due_on: Annotated[
        date | None, Day(mark("整改期限"), need="rectify", future=True, also=("整改时限",))
    ] = None
    recheck_on: Annotated[date | None, Day(mark("复查日期"), also=("复查时间",))] = None
    recheck: Annotated[
        str | None, Code(mark("复查结果"), list="recheck", also=("复查", "复查情况"))
    ] = None
    reported_to: Annotated[
        str | None,
        Text(mark("移送机关"), need="transfer", also=("移送单位", "上报机关", "上报单位")),
    ] = None
    reported_on: Annotated[
        date | None, Day(mark("移送日期"), need="transfer", also=("上报日期",))
    ] = None
    published_on: Annotated[date | None, Day(mark("公示日期"), also=("公示日", "公示时间"))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages:
            if self.mode == "random":
                stages.add("random")
            if self.result in ("rectify", "talk", "filed", "transfer"):
                stages |= {"problem", self.result}
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.status != "draft" and len(self.officers) == 1:
            yield stop("officers", "检查人员至少两人")
        for name in ("due_on", "recheck_on", "reported_on", "published_on"):
            day = getattr(self, name)
            if self.checked_on and day and day < self.checked_on:
                yield stop(name, "不能早于检查日期（{day}）", day=self.checked_on)
        if self.due_on and self.due_on < around.today and self.recheck is None:
            yield warn("recheck", "整改期限 {day} 已过，请填复查结果", day=self.due_on)
        if self.mode == "random" and self.checked_on and self.published_on is None:
            yield note("published_on", "双随机抽查的结果应向社会公示")
        yield from self._check_powers(around)

    def _check_powers(self, around: Context) -> Iterator[Problem]:
        """Who may punish: of patent agencies the province, of trademark agencies also the county.

        Regulations on Patent Agencies (专利代理条例) §25-27; domain.md 2.13.
        """
        agency = around.linked("agency", self.agency_id)
        if not isinstance(agency, Agency) or self.result not in ("rectify", "talk", "filed"):
            return
        patent, trademark = (kind in agency.kinds for kind in ("patent", "trademark"))
        if self.result == "filed" and patent and not trademark:
            yield warn(
                "result",
                "专利代理机构的处罚由省级及以上主管部门作出（《专利代理条例》），本级登记并上报线索，"
                "请改选移送上级",
            )
        elif patent:
            yield note(
                "result",
                "涉及专利代理的违法线索应上报省级主管部门；涉及商标代理的本级可以立案查处",
            )
