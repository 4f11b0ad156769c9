"""Custody of firms' intellectual property by a service agency (知识产权托管, domain.md 2.10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

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
from boshan_desk.domain.figures import Distinct, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark
from boshan_desk.ledgers.ip_register import end_is_near


@ledger(
    "custody",
    title=mark("知识产权托管"),
    table="firm town_code provider tier starts_on ends_on times rating state",
    form=[
        (mark("企业"), "firm uscc town_code enterprise_id"),
        (
            mark("托管协议"),
            "provider agency_id agreement_no starts_on ends_on tier items state state_on",
        ),
        (mark("服务券"), "voucher_no voucher"),
        (mark("服务情况"), "times result rating"),
        (mark("备注"), "remark"),
    ],
    called="firm",
    key=("agreement_no", "uscc starts_on", "firm starts_on"),
    alike="firm uscc starts_on",
    day="starts_on",
    carry="provider starts_on ends_on tier items town_code",
    measure=mark("份"),
    figures=(
        Distinct(
            code="M-AP07",
            title=mark("托管企业数（累计）"),
            unit=mark("家"),
            basis=mark(
                "计划起始以来签订托管协议的企业，同一家只计一次；先按统一社会信用代码，没有的按名称；按协议起始日期计"
            ),
            of=("uscc", "firm"),
            on="starts_on",
            from_plan=True,
        ),
        Distinct(
            code="M-AP07b",
            title=mark("在管托管企业数"),
            unit=mark("家"),
            basis=mark("期末托管协议在有效期内的企业，同一家只计一次"),
            of=("uscc", "firm"),
            since="starts_on",
            through="ends_on",
            until="state_on",
            ended=(Where("state", "=", "terminated"),),
            headline=True,
        ),
    ),
    together=(
        "firm uscc enterprise_id",
        "provider agency_id",
        "agreement_no starts_on ends_on",
        "state state_on",
        "voucher_no voucher",
    ),
)
class Custody(Record):
    """One agreement, as long as it runs."""

    firm: Annotated[
        str | None,
        Text(
            mark("企业名称"),
            need="submit",
            max=120,
            also=("单位名称", "名称", "托管企业", "企业", "被托管企业", "被托管单位"),
        ),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(need="submit"),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "firm"))
    ] = None
    provider: Annotated[
        str | None,
        Text(mark("托管服务机构"), need="submit", max=120, also=("服务机构", "托管机构")),
    ] = None
    agency_id: Annotated[str | None, Link(mark("服务机构档案"), to="agency", by=("provider",))] = (
        None
    )
    agreement_no: Annotated[
        str | None, Text(mark("协议编号"), max=60, also=("协议号", "托管协议号", "托管协议编号"))
    ] = None
    starts_on: Annotated[
        date | None,
        Day(
            mark("协议起始日期"),
            need="submit",
            future=True,
            also=("托管开始日期", "起始日期", "协议起"),
        ),
    ] = None
    ends_on: Annotated[
        date | None,
        Day(
            mark("协议终止日期"),
            need="submit",
            future=True,
            also=("托管结束日期", "终止日期", "协议止", "到期日"),
        ),
    ] = None
    tier: Annotated[
        str | None, Code(mark("服务层级"), need="submit", list="custody_tier", also=("托管层级",))
    ] = None
    items: Annotated[
        tuple[str, ...],
        Codes(
            mark("服务内容"),
            need="submit",
            list="custody_item",
            also=("托管内容", "服务项目", "托管服务内容"),
        ),
    ] = ()
    state: Annotated[
        str | None,
        Code(mark("托管状态"), need="submit", list="custody_state", also=("状态", "协议状态")),
    ] = None
    state_on: Annotated[date | None, Day(mark("解约日期"))] = None
    voucher_no: Annotated[
        str | None, Text(mark("服务券编号"), max=60, also=("创新券编号", "券号"))
    ] = None
    voucher: Annotated[int | None, Money(mark("服务券金额"), also=("创新券金额", "券面金额"))] = (
        None
    )
    times: Annotated[
        int | None, Whole(mark("服务次数"), unit=mark("次"), also=("托管服务次数",))
    ] = None
    result: Annotated[str | None, Note(mark("服务成果"), also=("成果", "托管成果"))] = None
    rating: Annotated[
        str | None, Code(mark("企业评价"), list="custody_rating", also=("评价", "满意度"))
    ] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield stop("ends_on", "协议终止日期不能早于起始日期")
        if self.state == "terminated" and self.state_on is None:
            yield stop("state_on", "已解约的要填解约日期")
        if self.state_on and self.starts_on and self.state_on < self.starts_on:
            yield stop("state_on", "解约日期不能早于协议起始日期")
        if self.state == "running" and self.ends_on:
            yield from end_is_near(self.ends_on, around.today, "ends_on", "state")
        if self.voucher and not self.voucher_no:
            yield warn("voucher_no", "使用服务券的请填服务券编号")
