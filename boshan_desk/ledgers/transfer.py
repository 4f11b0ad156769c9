"""Transfers and licences of intellectual property to firms of the district (转让许可)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from boshan_desk.domain import identifiers
from boshan_desk.domain.fields import (
    Code,
    Day,
    Identifier,
    Link,
    Money,
    Names,
    Person,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, Distinct, Sum, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_SMALL: Final = ("medium", "small", "micro")
"""中小企业: everything but large ones."""

_SCHEMES: Final = {"patent": "patent", "trademark": "trademark"}


@ledger(
    "transfer",
    title=mark("转让许可"),
    table="on kind asset_kind from_name from_kind to_name town_code patents amount record_no",
    form=[
        (mark("转让许可"), "on kind asset_kind record_no"),
        (mark("转出方"), "from_name from_kind"),
        (mark("受让方或被许可方"), "to_name to_uscc to_kind to_size town_code enterprise_id"),
        (mark("标的"), "patents numbers amount"),
        (mark("备注"), "remark"),
    ],
    called="to_name record_no",
    key=("record_no", "on from_name to_name"),
    alike="to_name to_uscc on",
    day="on",
    carry="on kind asset_kind from_name from_kind",
    measure=mark("笔"),
    figures=(
        Count(
            code="M-AP08",
            title=mark("转让许可笔数"),
            unit=mark("笔"),
            basis=mark("转让、许可、开放许可和作价入股，按登记备案日期计"),
            on="on",
        ),
        Sum(
            code="M-AP08b",
            title=mark("转让许可金额"),
            unit=mark("万元"),
            basis=mark("期内转让、许可、开放许可和作价入股的金额之和，按登记备案日期计"),
            on="on",
            of=("amount",),
        ),
        Distinct(
            code="M-AP09",
            title=mark("承接高校院所专利的中小企业数（累计）"),
            unit=mark("家"),
            basis=mark(
                "计划起始以来从高校院所受让、获许可专利的中型、小型、微型企业，同一家只计一次，按登记备案日期计"
            ),
            of=("to_uscc", "to_name"),
            on="on",
            where=(
                Where("from_kind", "=", "academy"),
                Where("to_kind", "=", "firm"),
                Where("to_size", "in", _SMALL),
                Where("asset_kind", "=", "patent"),
            ),
            from_plan=True,
        ),
    ),
    together=(
        "on record_no",
        "kind asset_kind patents numbers",
        "from_name from_kind",
        "to_name to_uscc to_kind to_size enterprise_id",
    ),
)
class Transfer(Record):
    """One contract by which rights, or the use of them, passed on."""

    on: Annotated[
        date | None,
        Day(
            mark("登记备案日期"),
            need="submit",
            also=("备案日期", "登记日期", "合同日期", "转让日期", "日期", "登记时间", "备案时间"),
        ),
    ] = None
    kind: Annotated[
        str | None,
        Code(
            mark("转化方式"),
            need="submit",
            list="transfer_kind",
            also=("方式", "类型", "转让许可类型", "转让/许可类型"),
        ),
    ] = None
    asset_kind: Annotated[
        str | None,
        Code(mark("标的种类"), need="submit", list="asset_kind", also=("权利类型", "标的类型")),
    ] = None
    record_no: Annotated[
        str | None, Text(mark("备案号"), max=60, also=("合同备案号", "登记号", "备案编号"))
    ] = None
    from_name: Annotated[
        str | None,
        Person(
            mark("转出方名称"),
            need="submit",
            max=120,
            also=("转让方", "许可方", "转让人", "许可人", "转出方", "转让/许可方", "转让方/许可方"),
        ),
    ] = None
    from_kind: Annotated[
        str | None,
        Code(
            mark("转出方类型"), need="submit", list="from_kind", also=("转让方类型", "许可方类型")
        ),
    ] = None
    to_name: Annotated[
        str | None,
        Person(
            mark("受让方名称"),
            need="submit",
            max=120,
            also=(
                "受让方",
                "被许可方",
                "受让人",
                "被许可人",
                "企业名称",
                "受让/被许可方",
                "受让方/被许可方",
            ),
        ),
    ] = None
    to_uscc: Annotated[
        str | None,
        Identifier(
            mark("受让方统一社会信用代码"),
            need="firm",
            scheme="uscc",
            also=("统一社会信用代码", "信用代码", "受让方代码"),
        ),
    ] = None
    to_kind: Annotated[
        str | None,
        Code(mark("受让方类型"), need="submit", list="transfer_to", also=("被许可方类型",)),
    ] = None
    to_size: Annotated[
        str | None,
        Code(
            mark("受让方规模"),
            need="firm",
            list="firm_size",
            also=("企业规模", "规模"),
        ),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("to_uscc", "to_name"))
    ] = None
    patents: Annotated[
        int | None,
        Whole(
            mark("标的件数"),
            need="submit",
            unit=mark("件"),
            also=("件数", "专利件数", "数量", "转让件数", "转让许可件数"),
        ),
    ] = None
    numbers: Annotated[
        tuple[str, ...],
        Names(mark("权利号"), also=("专利号", "商标注册号"), help=mark("几个号码用顿号隔开")),
    ] = ()
    amount: Annotated[
        int | None,
        Money(mark("合同金额"), also=("金额", "转让金额", "许可金额", "成交金额", "成交额")),
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        return stages | {"firm"} if stages and self.to_kind == "firm" else stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.patents == 0:
            yield stop("patents", "标的件数应大于0", "range")
        if self.numbers and self.patents is not None and len(self.numbers) != self.patents:
            yield warn(
                "numbers", "列了 {now} 个权利号，与标的件数不一致，请核对", now=len(self.numbers)
            )
        if self.kind == "open_license" and self.asset_kind not in (None, "patent"):
            yield stop("kind", "开放许可只适用于专利，请核对转化方式")
        if self.from_name and self.from_name == self.to_name:
            yield stop("to_name", "受让方与转出方相同，请核对")
        if scheme := _SCHEMES.get(self.asset_kind or ""):
            for number in self.numbers:
                found = identifiers.identify(scheme, number, today=around.today)
                if found.severity in ("warn", "error"):
                    yield warn(
                        "numbers",
                        "权利号 {number} 的写法不对，请对照证书核对",
                        scheme,
                        number=number,
                    )
