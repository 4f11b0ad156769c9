"""Units whose rights are specially protected (保护重点单位库): their rights and the visits to them.

Sources: domain.md 2.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from boshan_desk.domain.fields import (
    Code,
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
from boshan_desk.domain.identifiers import identify
from boshan_desk.domain.law.spans import days_of
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark


@ledger(
    "key_unit",
    title=mark("保护重点单位"),
    table="unit uscc town_code kind industry in_on officers contact phone state",
    form=[
        (mark("单位"), "unit uscc town_code kind industry enterprise_id"),
        (mark("入库"), "in_on in_basis state out_on out_reason"),
        (mark("联系与包保"), "contact phone officers"),
        (mark("保护情况"), "needs has_plan infringed"),
        (mark("备注"), "remark"),
    ],
    called="unit",
    key=("uscc", "unit"),
    alike="unit uscc",
    day="in_on",
    carry="town_code kind in_on in_basis officers",
    measure=mark("家"),
    figures=(
        Count(
            code="M-PR01",
            title=mark("重点单位在库数"),
            unit=mark("家"),
            basis=mark("期末在保护重点单位库内的单位，出库的计到出库日期"),
            since="in_on",
            until="out_on",
            ended=(Where("state", "=", "out"),),
            where=(Where("state", "filled"),),
            headline=True,
        ),
    ),
    together=(
        "unit uscc enterprise_id",
        "in_on in_basis",
        "state out_on out_reason",
        "contact phone",
    ),
)
class KeyUnit(Record):
    """One unit in the library of those that are specially protected."""

    unit: Annotated[
        str | None,
        Text(
            mark("单位名称"),
            need="submit",
            max=120,
            also=(
                "重点保护单位",
                "重点保护单位名称",
                "重点保护企业",
                "重点单位",
                "保护单位",
                "企业名称",
                "单位",
                "名称",
            ),
        ),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(need="submit"),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    kind: Annotated[
        str | None,
        Code(
            mark("单位类别"), need="submit", list="key_unit_kind", also=("类别", "类型", "单位类型")
        ),
    ] = None
    industry: Annotated[
        str | None,
        Code(
            mark("所属产业"), need="submit", list="key_industry", also=("产业", "行业", "所属行业")
        ),
    ] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "unit"))
    ] = None
    in_on: Annotated[
        date | None,
        Day(
            mark("入库日期"),
            need="submit",
            also=("入库时间", "入库日", "纳入日期", "纳入时间", "纳入重点保护时间"),
        ),
    ] = None
    in_basis: Annotated[
        str | None,
        Text(mark("入库依据"), need="submit", also=("入库文件", "依据", "认定依据", "纳入依据")),
    ] = None
    state: Annotated[
        str | None,
        Code(
            mark("在库状态"),
            need="submit",
            list="key_unit_state",
            also=("库内状态", "是否在库", "状态"),
        ),
    ] = None
    out_on: Annotated[date | None, Day(mark("出库日期"), need="out", also=("出库时间",))] = None
    out_reason: Annotated[str | None, Text(mark("出库原因"), need="out")] = None
    contact: Annotated[
        str | None,
        Person(mark("联系人"), need="submit", max=60, also=("单位联系人", "企业联系人")),
    ] = None
    phone: Annotated[
        str | None,
        Phone(mark("联系电话"), need="submit", also=("电话", "手机", "联系方式", "手机号码")),
    ] = None
    officers: Annotated[
        tuple[str, ...],
        Names(
            mark("包保人员"),
            need="submit",
            also=("包保人", "包保责任人", "包保干部", "责任人", "服务专员"),
        ),
    ] = ()
    needs: Annotated[
        str | None, Note(mark("保护需求"), also=("主要需求", "需求", "知识产权保护需求"))
    ] = None
    has_plan: Annotated[
        bool | None,
        Flag(
            mark("保护方案"),
            help=mark("已制定的选“是”，方案文件添加为附件"),
            also=("一企一策", "是否制定保护方案"),
        ),
    ] = None
    infringed: Annotated[
        int | None,
        Whole(mark("被侵权次数"), unit=mark("次"), also=("被侵权情况", "被侵权数", "侵权案件数")),
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.state == "out":
            stages.add("out")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.in_on and self.out_on and self.out_on < self.in_on:
            yield stop("out_on", "出库日期不能早于入库日期")
        if self.state == "in" and self.out_on:
            yield warn("state", "已填出库日期（{day}），状态仍为在库，请核对", day=self.out_on)


_SCHEMES: Final = {
    "invention": "patent",
    "utility": "patent",
    "design": "patent",
    "trademark": "trademark",
}
"""The kinds of right whose numbers have a form of their own."""


@ledger(
    "key_right",
    title=mark("重点单位核心权利"),
    table="key_unit_id right_kind name right_no expires_on",
    form=[
        (mark("核心权利"), "key_unit_id right_kind name right_no expires_on"),
        (mark("备注"), "remark"),
    ],
    called="name right_no",
    key=("right_kind right_no", "key_unit_id right_kind name"),
    parent="key_unit_id",
    carry="key_unit_id right_kind",
    measure=mark("项"),
    together=("right_kind name right_no expires_on",),
)
class KeyRight(Record):
    """One of the rights that a unit lives by."""

    key_unit_id: Annotated[
        str | None,
        Link(
            mark("重点单位"),
            need="submit",
            to="key_unit",
            also=("单位名称", "企业名称", "单位", "权利人"),
        ),
    ] = None
    right_kind: Annotated[
        str | None,
        Code(mark("权利种类"), need="submit", list="key_right_kind", also=("权利类型", "种类")),
    ] = None
    name: Annotated[
        str | None, Text(mark("权利名称"), also=("专利名称", "商标名称", "核心权利名称"))
    ] = None
    right_no: Annotated[
        str | None,
        Text(
            mark("权利号"),
            need="numbered",
            max=60,
            also=("专利号", "注册号", "登记号", "证书号", "专利号/注册号"),
        ),
    ] = None
    expires_on: Annotated[
        date | None,
        Day(mark("到期日期"), future=True, also=("有效期至", "到期日", "届满日期", "有效期")),
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        # A trade secret has no number.
        if stages and self.right_kind != "secret":
            stages.add("numbered")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        scheme = _SCHEMES.get(self.right_kind or "")
        if self.right_no and scheme:
            verdict = identify(scheme, self.right_no, today=around.today)
            if verdict.severity in ("error", "warn"):
                yield warn("right_no", verdict.why, scheme, **verdict.values)
        if self.expires_on:
            left = (self.expires_on - around.today).days
            if left < 0:
                yield warn("expires_on", "已于 {day} 到期，请核对是否续展", day=self.expires_on)
            elif left <= days_of("right_expiry"):
                yield note("expires_on", "还有 {days} 日到期，请提醒权利人", days=left)


@ledger(
    "key_visit",
    title=mark("重点单位走访"),
    table="visited_on key_unit_id people problem handling closed_on",
    form=[
        (mark("走访"), "key_unit_id visited_on people"),
        (mark("问题与处理"), "problem handling closed_on"),
        (mark("备注"), "remark"),
    ],
    called="visited_on serial_no",
    key=("key_unit_id visited_on",),
    parent="key_unit_id",
    day="visited_on",
    carry="visited_on people",
    measure=mark("次"),
    figures=(
        Count(
            code="M-PR01b",
            title=mark("重点单位走访次数"),
            unit=mark("次"),
            basis=mark("按走访日期计，所属镇街随重点单位"),
            on="visited_on",
        ),
    ),
    together=("problem handling closed_on",),
)
class KeyVisit(Record):
    """One visit to a unit of the library."""

    key_unit_id: Annotated[
        str | None,
        Link(
            mark("重点单位"),
            need="submit",
            to="key_unit",
            also=("单位名称", "企业名称", "走访单位", "走访企业", "单位"),
        ),
    ] = None
    visited_on: Annotated[
        date | None, Day(mark("走访日期"), need="submit", also=("走访时间", "日期", "时间"))
    ] = None
    people: Annotated[
        tuple[str, ...], Names(mark("走访人员"), need="submit", also=("走访人", "参加人员"))
    ] = ()
    problem: Annotated[
        str | None, Note(mark("反映问题"), also=("问题", "发现问题", "问题需求", "企业诉求"))
    ] = None
    handling: Annotated[
        str | None, Note(mark("处理情况"), also=("处理", "办理情况", "解决情况", "处理结果"))
    ] = None
    closed_on: Annotated[
        date | None, Day(mark("办结日期"), also=("销号日期", "解决日期", "办结时间"))
    ] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.visited_on and self.closed_on and self.closed_on < self.visited_on:
            yield stop("closed_on", "办结日期不能早于走访日期")
        if self.closed_on and self.problem and self.handling is None:
            yield warn("handling", "问题已办结，请写明处理情况")
        if self.problem and self.closed_on is None:
            yield note("closed_on", "反映的问题尚未办结")
        unit = around.linked("key_unit", self.key_unit_id)
        gone = unit.out_on if isinstance(unit, KeyUnit) and unit.state == "out" else None
        if gone and self.visited_on and self.visited_on > gone:
            yield warn("visited_on", "该单位已于 {day} 出库，请核对", day=gone)
