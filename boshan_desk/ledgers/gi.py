"""Geographical indications (地理标志): rights, users of the special mark, value, inspections.

One product name may hold several rights (a protected product and a certification mark at once), so
each right is a record of its own.  Sources: domain.md 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Flag,
    Identifier,
    Link,
    Money,
    Names,
    Note,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, Latest, Ratio, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_MARKS = ("CTM", "COL")


@ledger(
    "gi_right",
    title=mark("地理标志权利"),
    table="product_name right_kind tm_no notice_no holder category state exp_on demo_zone",
    form=[
        (mark("产品与权利"), "product_name right_kind category state state_on"),
        (mark("批准公告（地理标志产品）"), "notice_org notice_no notice_on"),
        (mark("商标注册（证明商标、集体商标）"), "tm_no nice_class reg_on exp_on"),
        (mark("权利人与地域"), "holder holder_uscc rule_ver area_text town_codes producers"),
        (mark("标准与检测"), "std_no std_name std_state lab"),
        (mark("示范与促进"), "demo_zone demo_level promo_project"),
        (mark("备注"), "remark"),
    ],
    called="product_name",
    key=("product_name right_kind",),
    measure=mark("件"),
    figures=(
        Count(
            code="M-GI01",
            title=mark("地理标志有效权利数"),
            unit=mark("件"),
            basis=mark("期末有效和处于续展宽展期的权利；同一产品的几项权利分别计"),
            since="notice_on reg_on",
            until="state_on",
            ended=(Where("state", "in", ("revoked", "lapsed")),),
            where=(Where("state", "in", ("valid", "grace", "revoked", "lapsed")),),
            headline=True,
        ),
    ),
    together=(
        "state state_on",
        "notice_org notice_no notice_on",
        "tm_no nice_class reg_on exp_on",
        "holder holder_uscc",
        "area_text town_codes",
        "std_no std_name std_state",
        "demo_zone demo_level",
    ),
)
class GiRight(Record):
    """One right in one product name."""

    product_name: Annotated[
        str | None, Text(mark("产品名称"), need="submit", max=60, also=("产品",))
    ] = None
    right_kind: Annotated[
        str | None, Code(mark("权利类型"), need="submit", list="right_kind", also=("类型",))
    ] = None
    category: Annotated[
        str | None, Code(mark("产品门类"), need="submit", list="gi_category", also=("门类",))
    ] = None
    state: Annotated[str | None, Code(mark("权利状态"), need="submit", list="gi_state")] = None
    state_on: Annotated[date | None, Day(mark("状态日期"))] = None
    notice_org: Annotated[str | None, Text(mark("批准公告机关"), need="pgi")] = None
    notice_no: Annotated[str | None, Identifier(mark("公告号"), need="pgi", scheme="gino")] = None
    notice_on: Annotated[date | None, Day(mark("公告日期"), need="pgi")] = None
    tm_no: Annotated[
        str | None,
        Identifier(mark("商标注册号"), need="mark", scheme="trademark", also=("注册号",)),
    ] = None
    nice_class: Annotated[
        int | None, Whole(mark("商标类别"), need="mark", most=45, also=("类别", "国际分类"))
    ] = None
    reg_on: Annotated[date | None, Day(mark("注册日期"), need="mark", also=("注册时间",))] = None
    exp_on: Annotated[
        date | None,
        Day(
            mark("专用权到期"),
            need="mark",
            future=True,
            also=("专用权到期日", "有效期至", "到期日"),
        ),
    ] = None
    holder: Annotated[
        str | None, Text(mark("注册人或申请机构"), need="submit", also=("注册人", "申请机构"))
    ] = None
    holder_uscc: Annotated[
        str | None, Identifier(mark("注册人代码"), scheme="uscc", also=("统一社会信用代码",))
    ] = None
    rule_ver: Annotated[str | None, Text(mark("使用管理规则版本"))] = None
    area_text: Annotated[
        str | None, Note(mark("保护地域范围"), need="submit", also=("地域范围",))
    ] = None
    town_codes: Annotated[tuple[str, ...], Codes(mark("涉及镇街"), need="submit", list="town")] = ()
    producers: Annotated[
        int | None, Whole(mark("生产者总数"), unit=mark("家"), help=mark("用于计算用标覆盖率"))
    ] = None
    std_no: Annotated[str | None, Text(mark("执行标准号"), max=60, also=("标准号",))] = None
    std_name: Annotated[str | None, Text(mark("标准名称"))] = None
    std_state: Annotated[str | None, Code(mark("标准状态"), list="std_state")] = None
    lab: Annotated[str | None, Text(mark("检测机构"))] = None
    demo_zone: Annotated[str | None, Code(mark("保护示范区"), list="demo_zone")] = None
    demo_level: Annotated[str | None, Code(mark("示范区级别"), list="demo_level")] = None
    promo_project: Annotated[str | None, Code(mark("运用促进工程"), list="promo_project")] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.right_kind == "PGI":
            stages.add("pgi")
        if stages and self.right_kind in _MARKS and self.state != "applying":
            stages.add("mark")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.reg_on and self.exp_on and self.exp_on <= self.reg_on:
            yield stop("exp_on", "专用权到期日必须晚于注册日期")
        if self.nice_class is not None and not 1 <= self.nice_class <= 45:
            yield stop("nice_class", "商标类别应为 1 到 45")
        if self.state == "valid" and self.exp_on and self.exp_on < around.today:
            yield warn("state", "专用权已于 {day} 到期，请核对是否续展", day=self.exp_on)
        if self.state in ("revoked", "lapsed") and self.state_on is None:
            yield stop("state_on", "被撤销或失效的权利要填状态日期")


@ledger(
    "gi_user",
    title=mark("专用标志使用人"),
    table="name uscc right_id user_kind town_code grant_no grant_on valid_to labels state",
    form=[
        (mark("使用人"), "name uscc town_code site enterprise_id"),
        (mark("使用的权利"), "right_id user_kind grant_no grant_on valid_to state state_on"),
        (mark("标志使用"), "marking marks_std marks_tm labels last_used_on"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("uscc right_id", "name right_id"),
    alike="name uscc right_id",
    parent="right_id",
    day="grant_on",
    carry="right_id town_code user_kind grant_on",
    measure=mark("家"),
    figures=(
        Count(
            code="M-GI02",
            title=mark("专用标志使用人数"),
            unit=mark("家"),
            basis=mark("期末在用的专用标志使用人；一人用几项权利的分别计"),
            since="grant_on",
            until="state_on",
            ended=(Where("state", "!=", "using"),),
            headline=True,
        ),
        Count(
            code="M-GI02b",
            title=mark("新增专用标志使用人"),
            unit=mark("家"),
            basis=mark("按核准日期计"),
            on="grant_on",
        ),
    ),
    together=(
        "name uscc enterprise_id",
        "town_code site",
        "right_id user_kind grant_no grant_on valid_to",
        "state state_on",
    ),
)
class GiUser(Record):
    """Somebody who may use the special mark (专用标志) for one right."""

    name: Annotated[
        str | None,
        Text(mark("使用人名称"), need="submit", max=120, also=("企业名称", "名称", "使用人")),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(need="submit"),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    site: Annotated[str | None, Text(mark("生产地址"), need="submit", also=("地址", "生产地"))] = (
        None
    )
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "name"))
    ] = None
    right_id: Annotated[
        str | None,
        Link(
            mark("使用的权利"), need="submit", to="gi_right", also=("产品名称", "地理标志", "产品")
        ),
    ] = None
    user_kind: Annotated[
        str | None, Code(mark("使用人类别"), need="submit", list="gi_user_kind", also=("类别",))
    ] = None
    grant_no: Annotated[
        str | None,
        Text(mark("核准公告号或备案号"), max=60, also=("核准公告号", "许可备案号", "备案号")),
    ] = None
    grant_on: Annotated[
        date | None, Day(mark("核准日期"), need="submit", also=("核准时间", "备案日期"))
    ] = None
    valid_to: Annotated[date | None, Day(mark("有效期至"), future=True)] = None
    state: Annotated[str | None, Code(mark("使用状态"), need="submit", list="gi_user_state")] = None
    state_on: Annotated[date | None, Day(mark("状态日期"))] = None
    marking: Annotated[tuple[str, ...], Codes(mark("标注方式"), list="marking")] = ()
    marks_std: Annotated[bool | None, Flag(mark("标注标准号或公告号"))] = None
    marks_tm: Annotated[bool | None, Flag(mark("标注商标注册号"))] = None
    labels: Annotated[
        int | None, Whole(mark("年使用数量"), unit=mark("枚"), also=("年使用标志数量",))
    ] = None
    last_used_on: Annotated[date | None, Day(mark("最近使用日期"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        right = around.linked("gi_right", self.right_id)
        if isinstance(right, GiRight):
            if self.valid_to and right.exp_on and self.valid_to > right.exp_on:
                yield warn("valid_to", "超过该商标的专用权期限（{day}）", day=right.exp_on)
            if self.town_code and right.town_codes and self.town_code not in right.town_codes:
                yield warn("town_code", "该镇街不在权利登记的涉及镇街内，请核对生产地址")
        if self.grant_on and self.valid_to and self.valid_to < self.grant_on:
            yield stop("valid_to", "有效期不能早于核准日期")
        if self.state not in (None, "using") and self.state_on is None:
            yield stop("state_on", "不再使用的要填状态日期")


@ledger(
    "gi_year",
    title=mark("地理标志年度产值"),
    table="year right_id output output_unit value user_value sales export basis audited",
    form=[
        (mark("年度"), "year right_id basis audited"),
        (mark("产量产值"), "output output_unit value user_value why_jump"),
        (mark("销售与带动"), "sales online export jobs households"),
        (mark("备注"), "remark"),
    ],
    called="year",
    key=("year right_id",),
    parent="right_id",
    carry="year basis",
    measure=mark("条"),
    figures=(
        Latest(
            code="M-GI04",
            title=mark("地理标志年度直接产值"),
            unit=mark("万元"),
            basis=mark("最近一个已审定年度的直接产值合计；按年统计，不折算到季度"),
            of=("value",),
            year="year",
            where=(Where("audited", "=", True),),
            headline=True,
        ),
    ),
    together=("basis audited output output_unit value user_value why_jump", "sales online export"),
)
class GiYear(Record):
    """What one right yielded in one year."""

    year: Annotated[int | None, Whole(mark("年度"), need="submit", most=2100, also=("年份",))] = (
        None
    )
    right_id: Annotated[
        str | None, Link(mark("权利"), need="submit", to="gi_right", also=("产品名称", "产品"))
    ] = None
    basis: Annotated[
        str | None, Code(mark("统计口径"), need="submit", list="gi_basis", also=("口径",))
    ] = None
    audited: Annotated[bool | None, Flag(mark("已审定"), also=("是否审定",))] = None
    output: Annotated[int | None, Whole(mark("产量"))] = None
    output_unit: Annotated[str | None, Code(mark("产量单位"), list="output_unit")] = None
    value: Annotated[int | None, Money(mark("直接产值"), need="submit", also=("产值",))] = None
    user_value: Annotated[int | None, Money(mark("用标企业产值"))] = None
    why_jump: Annotated[
        str | None, Text(mark("变动原因"), help=mark("与上年相差一半以上时说明原因"))
    ] = None
    sales: Annotated[int | None, Money(mark("销售额"))] = None
    online: Annotated[int | None, Money(mark("线上销售额"))] = None
    export: Annotated[int | None, Money(mark("出口额"))] = None
    jobs: Annotated[int | None, Whole(mark("从业人数"), unit=mark("人"))] = None
    households: Annotated[int | None, Whole(mark("带动农户"), unit=mark("户"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.year is not None and not 1990 <= self.year <= around.today.year:
            yield stop("year", "年度应在 1990 到 {now} 之间", now=around.today.year)
        if self.value is not None and self.user_value is not None and self.user_value > self.value:
            yield stop("user_value", "用标企业产值不能大于直接产值")
        if self.sales is not None and self.online is not None and self.online > self.sales:
            yield stop("online", "线上销售额不能大于销售额")


@ledger(
    "gi_check",
    title=mark("地理标志监督检查"),
    table="checked_on town_code target kind items officers result due_on recheck",
    form=[
        (mark("检查"), "checked_on town_code target user_id kind items officers"),
        (mark("结果"), "result problem due_on recheck_on recheck"),
        (mark("抽样"), "sample_no lab verdict"),
        (mark("移交"), "clue_no"),
        (mark("备注"), "remark"),
    ],
    called="target serial_no",
    key=("checked_on target",),
    alike="target checked_on",
    day="checked_on",
    carry="checked_on town_code kind officers",
    measure=mark("次"),
    figures=(
        Count(
            code="M-GI05",
            title=mark("地理标志检查次数"),
            unit=mark("次"),
            basis=mark("按检查日期计"),
            on="checked_on",
            headline=True,
        ),
        Count(
            code="M-GI05b",
            title=mark("检查发现问题数"),
            unit=mark("次"),
            basis=mark("结果为责令整改或涉嫌违法移交的检查"),
            on="checked_on",
            where=(Where("result", "in", ("rectify", "transfer")),),
        ),
        Ratio(
            code="M-GI05c",
            title=mark("整改完成率"),
            unit="%",
            basis=mark("责令整改的检查中复查结果为已整改的占比"),
            on="checked_on",
            where=(Where("result", "=", "rectify"),),
            top=(Where("recheck", "=", "fixed"),),
        ),
    ),
    together=(
        "town_code target user_id",
        "result problem due_on",
        "recheck_on recheck",
        "sample_no lab verdict",
    ),
)
class GiCheck(Record):
    """One inspection of a user, a producer, a market seller or an online shop."""

    checked_on: Annotated[
        date | None, Day(mark("检查日期"), need="submit", also=("检查时间", "日期"))
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    target: Annotated[
        str | None, Text(mark("检查对象"), need="submit", max=120, also=("被检查单位",))
    ] = None
    user_id: Annotated[str | None, Link(mark("专用标志使用人"), to="gi_user", by=("target",))] = (
        None
    )
    kind: Annotated[str | None, Code(mark("检查类型"), need="submit", list="gi_check_kind")] = None
    items: Annotated[
        tuple[str, ...], Codes(mark("检查事项"), need="submit", list="gi_check_item")
    ] = ()
    officers: Annotated[
        tuple[str, ...],
        Names(mark("检查人员"), need="submit", help=mark("至少两人"), also=("执法人员",)),
    ] = ()
    result: Annotated[
        str | None, Code(mark("检查结果"), need="submit", list="gi_check_result", also=("结果",))
    ] = None
    problem: Annotated[str | None, Note(mark("发现问题"), need="rectify", also=("问题",))] = None
    due_on: Annotated[date | None, Day(mark("整改期限"), need="rectify", future=True)] = None
    recheck_on: Annotated[date | None, Day(mark("复查日期"))] = None
    recheck: Annotated[str | None, Code(mark("复查结果"), list="recheck")] = None
    sample_no: Annotated[str | None, Text(mark("抽样编号"), need="sampling", max=60)] = None
    lab: Annotated[str | None, Text(mark("检验机构"), need="sampling")] = None
    verdict: Annotated[str | None, Code(mark("检验结论"), need="sampling", list="verdict")] = None
    clue_no: Annotated[str | None, Text(mark("移交线索编号"), need="transfer", max=60)] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages:
            stages |= {self.result or "", "sampling" if self.kind == "sampling" else ""}
        return stages - {""}

    def check(self, around: Context) -> Iterator[Problem]:
        if self.status != "draft" and len(self.officers) == 1:
            yield stop("officers", "检查人员至少两人")
        if self.checked_on and self.due_on and self.due_on < self.checked_on:
            yield stop("due_on", "整改期限不能早于检查日期")
        if self.checked_on and self.recheck_on and self.recheck_on < self.checked_on:
            yield stop("recheck_on", "复查日期不能早于检查日期")
