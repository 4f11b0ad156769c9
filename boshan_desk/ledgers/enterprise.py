"""Enterprises (企业名录): the register of firms to which the other ledgers point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Self

from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Flag,
    Money,
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
from boshan_desk.domain.problems import Problem, warn
from boshan_desk.i18n import mark


@ledger(
    "enterprise",
    title=mark("企业名录"),
    table="name uscc town_code legal_rep phone size industries tags patents marks state",
    form=[
        (mark("基本信息"), "name former_names uscc legacy_licence_no town_code address state"),
        (mark("联系方式"), "legal_rep contact phone"),
        (mark("经营情况"), "kind size industries founded_on high_tech tags products"),
        (mark("知识产权"), "patents marks counted_on pledged"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("uscc", "name"),
    alike="name former_names uscc",
    day="founded_on",
    carry="town_code",
    measure=mark("家"),
    figures=(
        Count(
            code="M-ER01",
            title=mark("在册企业数"),
            unit=mark("家"),
            basis=mark("企业名录中未注销、未迁出的企业，按期末计"),
            since="founded_on",
            where=(Where("state", "not in", ("moved", "closed")),),
        ),
    ),
    together=(
        "name former_names",
        "town_code address",
        "contact phone",
        "patents marks counted_on",
    ),
)
class Enterprise(Record):
    """A firm, trader or cooperative of the district, one record however many ledgers name it."""

    name: Annotated[
        str | None,
        Text(
            mark("企业名称"),
            need="submit",
            max=120,
            also=("单位名称", "名称", "市场主体名称", "企业"),
        ),
    ] = None
    former_names: Annotated[tuple[str, ...], Names(mark("曾用名"))] = ()
    uscc: Annotated[
        str | None,
        CreditCode(need="submit", also=("信用代码", "社会信用代码", "代码")),
    ] = None
    legacy_licence_no: Annotated[
        str | None, Text(mark("原营业执照号"), max=30, also=("营业执照号", "注册号"))
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    address: Annotated[str | None, Text(mark("住所"), also=("地址", "经营场所"))] = None
    state: Annotated[str | None, Code(mark("经营状态"), list="firm_state", also=("登记状态",))] = (
        None
    )
    legal_rep: Annotated[
        str | None, Person(mark("法定代表人"), also=("法人", "负责人", "经营者", "法人代表"))
    ] = None
    contact: Annotated[str | None, Person(mark("联系人"))] = None
    phone: Annotated[str | None, Phone(mark("联系电话"), also=("电话", "手机", "联系方式"))] = None
    kind: Annotated[str | None, Code(mark("主体类型"), list="party_kind", also=("企业类型",))] = (
        None
    )
    size: Annotated[str | None, Code(mark("企业规模"), list="firm_size", also=("规模",))] = None
    industries: Annotated[
        tuple[str, ...], Codes(mark("所属产业"), list="industry", also=("产业", "行业"))
    ] = ()
    founded_on: Annotated[date | None, Day(mark("成立日期"), also=("成立时间", "注册日期"))] = None
    high_tech: Annotated[bool | None, Flag(mark("是否高企"), also=("高新技术企业", "高企"))] = None
    tags: Annotated[
        tuple[str, ...], Codes(mark("企业标签"), list="firm_tag", also=("标签", "资质"))
    ] = ()
    products: Annotated[str | None, Note(mark("主要产品"))] = None
    patents: Annotated[
        int | None,
        Whole(mark("有效专利数"), unit=mark("件"), also=("专利数", "有效专利", "专利数量")),
    ] = None
    marks: Annotated[
        int | None,
        Whole(mark("商标数"), unit=mark("件"), also=("注册商标数", "有效商标数", "商标数量")),
    ] = None
    counted_on: Annotated[
        date | None,
        Day(mark("数据截至"), help=mark("专利数、商标数是哪一天的"), also=("截至日期",)),
    ] = None
    pledged: Annotated[
        int | None, Money(mark("质押融资金额"), also=("质押金额", "知识产权质押融资金额"))
    ] = None

    def following(self, before: Self) -> Self:
        """A firm that was renamed keeps its earlier name, so that old papers still find it."""
        old = before.name
        if not old or old == self.name or old in self.former_names:
            return self
        return replace(self, former_names=(*self.former_names, old))

    def check(self, around: Context) -> Iterator[Problem]:
        if (self.patents is not None or self.marks is not None) and self.counted_on is None:
            yield warn("counted_on", "填了专利数或商标数，请注明是哪一天的数据")
