"""Patent navigation projects (专利导航), the five kinds of GB/T 39551 (domain.md 2.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Link,
    Money,
    Note,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_OVER: Final = ("closed", "stopped")


@ledger(
    "navigation",
    title=mark("专利导航项目"),
    table="name kind level owner town_code approve_on plan_end closed_on state",
    form=[
        (mark("项目"), "name kind level industry town_code"),
        (mark("单位"), "owner owner_uscc enterprise_id provider agency_id"),
        (mark("立项与进度"), "approve_no approve_on plan_end closed_on state"),
        (mark("经费"), "fund_gov fund_own"),
        (mark("成果"), "outputs new_filings record_no use_text"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("name owner", "record_no"),
    alike="name owner_uscc",
    day="approve_on",
    carry="level approve_no approve_on",
    measure=mark("个"),
    figures=(
        Count(
            code="M-AP04",
            title=mark("专利导航在建项目数"),
            unit=mark("个"),
            basis=mark("期末已立项、尚未结题或终止的项目"),
            since="approve_on",
            until="closed_on",
            ended=(Where("state", "in", _OVER),),
            headline=True,
        ),
        Count(
            code="M-AP04b",
            title=mark("专利导航结题项目数"),
            unit=mark("个"),
            basis=mark("按实际结题日期计，终止的不计"),
            on="closed_on",
            where=(Where("state", "=", "closed"),),
        ),
        Count(
            code="M-AP04c",
            title=mark("专利导航项目数（累计立项）"),
            unit=mark("个"),
            basis=mark("计划起始以来立项的项目，按立项日期计，后来终止的也计"),
            on="approve_on",
            from_plan=True,
        ),
    ),
    together=(
        "owner owner_uscc enterprise_id",
        "provider agency_id",
        "level approve_no approve_on plan_end",
        "closed_on state",
    ),
)
class Navigation(Record):
    """One project, from approval to its end."""

    name: Annotated[
        str | None,
        Text(
            mark("项目名称"),
            need="submit",
            also=("名称", "导航项目名称", "专利导航项目", "专利导航项目名称", "导航项目"),
        ),
    ] = None
    kind: Annotated[
        str | None,
        Code(
            mark("导航类型"),
            need="submit",
            list="navigation_kind",
            also=("类型", "项目类型", "导航类别"),
        ),
    ] = None
    level: Annotated[
        str | None,
        Code(
            mark("立项级别"),
            need="submit",
            list="project_level",
            also=("级别", "项目级别", "项目等级"),
        ),
    ] = None
    industry: Annotated[
        str | None,
        Code(mark("所属产业"), need="submit", list="industry", also=("产业", "产业领域")),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    owner: Annotated[
        str | None,
        Text(
            mark("承担单位"),
            need="submit",
            max=120,
            also=("项目单位", "企业名称", "项目承担单位", "实施单位", "承担企业"),
        ),
    ] = None
    owner_uscc: Annotated[
        str | None,
        CreditCode(need="submit"),
    ] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("owner_uscc", "owner"))
    ] = None
    provider: Annotated[str | None, Text(mark("服务机构"), max=120, also=("导航服务机构",))] = None
    agency_id: Annotated[str | None, Link(mark("服务机构档案"), to="agency", by=("provider",))] = (
        None
    )
    approve_no: Annotated[str | None, Text(mark("立项文号"), max=60, also=("批准文号",))] = None
    approve_on: Annotated[
        date | None, Day(mark("立项日期"), need="submit", also=("立项时间", "批准日期", "立项年月"))
    ] = None
    plan_end: Annotated[
        date | None,
        Day(
            mark("计划完成日期"),
            need="submit",
            future=True,
            also=("计划结题日期", "计划完成时间", "完成时限", "计划完成时限"),
        ),
    ] = None
    closed_on: Annotated[
        date | None,
        Day(
            mark("实际结题日期"),
            need="over",
            also=("结题日期", "结题时间", "验收日期"),
            help=mark("终止的填终止日期"),
        ),
    ] = None
    state: Annotated[
        str | None,
        Code(mark("项目状态"), need="submit", list="navigation_state", also=("状态", "进展状态")),
    ] = None
    fund_gov: Annotated[
        int | None,
        Money(
            mark("财政经费"), also=("财政资金", "财政支持", "补助资金", "财政补助资金", "财政补助")
        ),
    ] = None
    fund_own: Annotated[int | None, Money(mark("自筹经费"), also=("自筹资金",))] = None
    outputs: Annotated[
        tuple[str, ...], Codes(mark("成果形式"), list="navigation_output", also=("成果",))
    ] = ()
    new_filings: Annotated[
        int | None, Whole(mark("新增专利申请"), unit=mark("件"), also=("新增专利申请数",))
    ] = None
    record_no: Annotated[
        str | None, Text(mark("备案号"), max=60, help=mark("国家专利导航综合服务平台的备案号"))
    ] = None
    use_text: Annotated[
        str | None, Note(mark("应用情况"), also=("成果应用",), help=mark("谁用在了什么上"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        return stages | {"over"} if stages and self.state in _OVER else stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.approve_on and self.plan_end and self.plan_end < self.approve_on:
            yield stop("plan_end", "计划完成日期不能早于立项日期")
        if self.approve_on and self.closed_on and self.closed_on < self.approve_on:
            yield stop("closed_on", "实际结题日期不能早于立项日期")
        if self.closed_on and self.state is not None and self.state not in _OVER:
            yield stop("state", "已填实际结题日期，项目状态应为结题或终止")
        going = self.state is not None and self.state not in _OVER
        if going and self.plan_end and self.plan_end < around.today:
            yield warn("plan_end", "已过计划完成日期（{day}），尚未结题", day=self.plan_end)
        if self.state == "closed" and not self.outputs:
            yield warn("outputs", "已结题的项目请填成果形式")
