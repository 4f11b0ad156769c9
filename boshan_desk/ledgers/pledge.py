"""Pledges of intellectual property (质押融资) and what was pledged (domain.md 2.6).

Two amounts stand side by side and differ: what was registered as secured, and what the bank paid
out.  The national figures quote the registered one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Self

from boshan_desk.domain import identifiers
from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Flag,
    Link,
    Money,
    Percent,
    Person,
    Text,
    Town,
)
from boshan_desk.domain.figures import Count, Distinct, Sum, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_HIGH_RATE: Final = 24_00
"""A yearly rate above this, in hundredths of a per cent, is a slip and no bank's."""


@ledger(
    "pledge",
    title=mark("质押融资"),
    table="pledgor town_code pledgee asset_kind reg_on reg_amount loan_amount loan_on repay",
    form=[
        (mark("出质人"), "pledgor pledgor_uscc town_code size tags debtor enterprise_id"),
        (mark("质权人"), "pledgee branch"),
        (
            mark("质押登记"),
            "asset_kind reg_no reg_on reg_org contract_no appraised appraiser reg_amount"
            " collateral released_on",
        ),
        (mark("放款与还款"), "loan_amount loan_on rate mature_on first_loan repay"),
        (mark("支持政策"), "event_id subsidy subsidy_on insured compensation"),
        (mark("备注"), "remark"),
    ],
    called="pledgor reg_no",
    key=("reg_no", "pledgor_uscc reg_on reg_amount"),
    alike="pledgor pledgor_uscc reg_on",
    beside=("pledgor_uscc",),
    day="reg_on",
    carry="pledgee branch reg_on reg_org town_code",
    measure=mark("笔"),
    figures=(
        Count(
            code="M-AP01",
            title=mark("知识产权质押笔数"),
            unit=mark("笔"),
            basis=mark("按质押登记日期计"),
            on="reg_on",
            headline=True,
        ),
        Sum(
            code="M-AP01b",
            title=mark("质押登记金额"),
            unit=mark("万元"),
            basis=mark("期内登记的质押所担保的金额之和，按质押登记日期计"),
            note=mark("金额为质押登记（担保）金额，不是放款金额"),
            on="reg_on",
            of=("reg_amount",),
            headline=True,
        ),
        Sum(
            code="M-AP01c",
            title=mark("质押放款金额"),
            unit=mark("万元"),
            basis=mark("期内实际发放的贷款之和，按放款日期计"),
            note=mark("金额为实际放款金额，不是登记金额"),
            on="loan_on",
            of=("loan_amount",),
        ),
        Distinct(
            code="M-AP01d",
            title=mark("质押企业数"),
            unit=mark("家"),
            basis=mark("期内登记质押的出质人，同一家只计一次；先按统一社会信用代码，没有的按名称"),
            on="reg_on",
            of=("pledgor_uscc", "pledgor"),
        ),
        Distinct(
            code="M-AP03",
            title=mark("首贷户数"),
            unit=mark("家"),
            basis=mark("期内登记质押且注明首贷的出质人，同一家只计一次"),
            on="reg_on",
            of=("pledgor_uscc", "pledgor"),
            where=(Where("first_loan", "=", True),),
        ),
    ),
    together=(
        "pledgor pledgor_uscc debtor enterprise_id",
        "pledgee branch",
        "reg_no reg_on reg_org reg_amount",
        "appraised appraiser",
        "loan_amount loan_on rate mature_on",
        "subsidy subsidy_on",
    ),
)
class Pledge(Record):
    """One pledge as it was registered, and the loan that came of it."""

    pledgor: Annotated[
        str | None,
        Person(
            mark("出质人"),
            need="submit",
            max=120,
            also=(
                "企业名称",
                "借款企业",
                "出质企业",
                "出质人名称",
                "贷款企业",
                "融资企业",
                "借款人",
                "借款单位",
                "出质单位",
            ),
        ),
    ] = None
    pledgor_uscc: Annotated[
        str | None,
        CreditCode(need="submit", also=("信用代码", "社会信用代码", "出质人代码")),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    size: Annotated[str | None, Code(mark("企业规模"), list="firm_size", also=("规模",))] = None
    tags: Annotated[
        tuple[str, ...], Codes(mark("企业标签"), list="firm_tag", also=("标签", "企业类型"))
    ] = ()
    debtor: Annotated[
        str | None, Person(mark("债务人"), max=120, help=mark("与出质人不是同一家时填写"))
    ] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("pledgor_uscc", "pledgor"))
    ] = None
    pledgee: Annotated[
        str | None,
        Text(
            mark("质权人"),
            need="submit",
            max=120,
            also=(
                "银行",
                "贷款银行",
                "质权人名称",
                "放款银行",
                "金融机构",
                "银行名称",
                "贷款行",
                "贷款机构",
                "合作银行",
            ),
        ),
    ] = None
    branch: Annotated[str | None, Text(mark("经办支行"), max=120, also=("支行", "分支机构"))] = None
    asset_kind: Annotated[
        str | None,
        Code(
            mark("质押物类型"),
            need="submit",
            list="pledge_kind",
            also=("质押类型", "质押标的类型", "权利类型", "质押标的", "质押物"),
        ),
    ] = None
    reg_no: Annotated[
        str | None, Text(mark("质押登记号"), max=60, also=("登记号", "质押登记编号"))
    ] = None
    reg_on: Annotated[
        date | None,
        Day(mark("质押登记日期"), need="submit", also=("登记日期", "登记日", "质押日期")),
    ] = None
    reg_org: Annotated[str | None, Text(mark("登记机关"), max=80)] = None
    contract_no: Annotated[
        str | None, Text(mark("合同编号"), max=60, also=("质押合同编号", "合同号"))
    ] = None
    appraised: Annotated[int | None, Money(mark("评估价值"), also=("评估金额", "评估值"))] = None
    appraiser: Annotated[str | None, Text(mark("评估机构"), max=120)] = None
    reg_amount: Annotated[
        int | None,
        Money(
            mark("登记金额"),
            need="submit",
            also=("担保金额", "质押登记金额", "质押金额", "登记担保金额"),
        ),
    ] = None
    collateral: Annotated[
        str | None, Code(mark("担保组合"), need="submit", list="collateral", also=("担保方式",))
    ] = None
    released_on: Annotated[
        date | None, Day(mark("质押注销日期"), also=("注销日期", "解除日期", "质押登记注销日"))
    ] = None
    loan_amount: Annotated[
        int | None,
        Money(
            mark("放款金额"),
            need="paid",
            also=(
                "贷款金额",
                "实际放款金额",
                "发放金额",
                "实际发放贷款",
                "贷款额",
                "实际贷款金额",
                "贷款发放金额",
                "发放贷款金额",
            ),
        ),
    ] = None
    loan_on: Annotated[
        date | None,
        Day(
            mark("放款日期"),
            need="paid",
            also=(
                "放款日",
                "贷款日期",
                "发放日期",
                "发放贷款时间",
                "放款时间",
                "贷款发放日期",
                "贷款时间",
                "发放贷款日期",
            ),
        ),
    ] = None
    rate: Annotated[
        int | None, Percent(mark("年利率"), also=("利率", "贷款利率"), help=mark("如 3.85%"))
    ] = None
    mature_on: Annotated[
        date | None,
        Day(mark("贷款到期日"), future=True, also=("到期日", "到期日期", "贷款到期日期")),
    ] = None
    first_loan: Annotated[
        bool | None,
        Flag(
            mark("是否首贷"),
            also=("首贷", "首贷户", "是否首次贷款", "首次贷款"),
            help=mark("该企业第一次办理知识产权质押贷款"),
        ),
    ] = None
    repay: Annotated[
        str | None, Code(mark("还款状态"), need="paid", list="repay", also=("贷款状态", "状态"))
    ] = None
    event_id: Annotated[
        str | None,
        Link(mark("来源活动"), to="event", also=("银企对接会",), help=mark("哪一场银企对接会")),
    ] = None
    subsidy: Annotated[int | None, Money(mark("贴息金额"), also=("贴息",))] = None
    subsidy_on: Annotated[date | None, Day(mark("贴息拨付日期"), also=("拨付日期",))] = None
    insured: Annotated[bool | None, Flag(mark("是否投保"), also=("质押保险",))] = None
    compensation: Annotated[
        int | None, Money(mark("风险补偿金额"), also=("风险补偿", "补偿金额"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        paid = self.loan_on is not None or self.loan_amount is not None
        return stages | {"paid"} if stages and paid else stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.reg_amount == 0:
            yield stop("reg_amount", "登记金额应大于0；没有金额的请留空", "range")
        if self.reg_amount and self.loan_amount and self.loan_amount > self.reg_amount:
            yield warn("loan_amount", "放款金额大于登记金额，请核对是不是填反了")
        if self.loan_on and self.mature_on and self.mature_on <= self.loan_on:
            yield stop("mature_on", "贷款到期日必须晚于放款日期")
        if self.reg_on and self.loan_on and self.loan_on < self.reg_on:
            yield warn("loan_on", "放款早于质押登记（{day}），请核对", day=self.reg_on)
        if self.reg_on and self.released_on and self.released_on < self.reg_on:
            yield stop("released_on", "质押注销日期不能早于质押登记日期")
        if self.rate is not None and self.rate > _HIGH_RATE:
            yield warn("rate", "年利率高于 {most}%，请核对单位", most=_HIGH_RATE // 100)
        if self.subsidy_on and not self.subsidy:
            yield warn("subsidy", "填了贴息拨付日期，请填贴息金额")
        if self.debtor and self.debtor == self.pledgor:
            yield warn("debtor", "债务人与出质人相同的，不必填写")
        due = self.mature_on is not None and self.mature_on < around.today
        if due and self.repay == "normal":
            yield warn("repay", "贷款已于 {day} 到期，请更新还款状态", day=self.mature_on)

    def beside(self, others: Iterable[Self]) -> Iterator[Problem]:
        """首贷 is the borrower's first pledge in the own ledger (domain.md 2.6)."""
        earlier = [
            each.reg_on
            for each in others
            if each.reg_on and self.reg_on and each.reg_on < self.reg_on
        ]
        if self.first_loan and earlier:
            yield warn(
                "first_loan", "该企业 {day} 已登记过质押，不是首贷，请核对", day=min(earlier)
            )


_SCHEMES: Final = {"patent": "patent", "trademark": "trademark"}


@ledger(
    "pledge_asset",
    title=mark("质押物清单"),
    table="pledge_id kind number title",
    form=[
        (mark("质押物"), "pledge_id kind number title"),
        (mark("备注"), "remark"),
    ],
    called="title number",
    key=("pledge_id number",),
    parent="pledge_id",
    town="",
    carry="pledge_id kind",
    measure=mark("件"),
    together=("kind number title",),
)
class PledgeAsset(Record):
    """One right that a pledge rests on."""

    pledge_id: Annotated[
        str | None,
        Link(
            mark("质押记录"),
            need="submit",
            to="pledge",
            also=("出质人", "质押登记号", "企业名称"),
        ),
    ] = None
    kind: Annotated[
        str | None,
        Code(mark("质押物种类"), need="submit", list="asset_kind", also=("种类", "权利类型")),
    ] = None
    number: Annotated[
        str | None,
        Text(
            mark("权利号"),
            need="submit",
            max=60,
            also=("专利号", "商标注册号", "登记号", "质押物编号"),
        ),
    ] = None
    title: Annotated[
        str | None,
        Text(mark("权利名称"), need="submit", also=("专利名称", "商标名称", "质押物名称")),
    ] = None

    def following(self, before: Self) -> Self:
        """A number is kept in its usual form."""
        if self.number and self.kind in _SCHEMES:
            found = identifiers.identify(_SCHEMES[self.kind], self.number, today=date.max)
            if found.ok and found.normalised != self.number:
                return replace(self, number=found.normalised)
        return self

    def check(self, around: Context) -> Iterator[Problem]:
        if self.number and self.kind in _SCHEMES:
            found = identifiers.identify(_SCHEMES[self.kind], self.number, today=around.today)
            if not found.ok:
                yield stop("number", found.why, found.kind, **found.values)
            elif found.severity == "warn":
                yield warn("number", found.why, found.kind, **found.values)
