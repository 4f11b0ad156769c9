"""Titles and certificates of firms: 优势示范企业 and the like, 贯标认证 (domain.md 2.8, 2.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from boshan_desk.domain.fields import Code, CreditCode, Day, Link, Money, Note, Text, Town
from boshan_desk.domain.figures import Count, Distinct, Where
from boshan_desk.domain.law.terms import editions
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark
from boshan_desk.ledgers.ip_register import end_is_near

MODEL_TITLES: Final = ("nation_model", "nation_adv", "province_model", "city_model")
"""What counts as 优势示范企业."""

_GRANTED: Final = ("valid", "expired", "revoked")

_LEVELS: Final = {
    "nation_model": "nation", "nation_adv": "nation", "nation_award": "nation",
    "province_model": "province", "province_award": "province", "city_model": "city",
}  # fmt: skip
"""The titles whose level is in their name."""


@ledger(
    "title_grant",
    title=mark("优势示范企业与称号"),
    table="firm title level town_code notice_on valid_to review state",
    form=[
        (mark("企业"), "firm uscc town_code enterprise_id"),
        (mark("称号"), "title level notice_no notice_on valid_from valid_to"),
        (mark("状态"), "state state_on review"),
        (mark("备注"), "remark"),
    ],
    called="firm",
    key=("uscc title notice_on", "firm title notice_on"),
    alike="firm uscc title",
    day="notice_on",
    carry="title level notice_no notice_on valid_from valid_to state",
    measure=mark("项"),
    figures=(
        Distinct(
            code="M-AP05",
            title=mark("知识产权优势示范企业数"),
            unit=mark("家"),
            basis=mark(
                "期末在有效期内的国家、省、市级知识产权优势示范企业，同一家只计一次；奖项等其他称号不计"
            ),
            of=("uscc", "firm"),
            since="valid_from notice_on",
            through="valid_to",
            until="state_on",
            ended=(Where("state", "in", ("expired", "revoked")),),
            where=(Where("title", "in", MODEL_TITLES), Where("state", "in", _GRANTED)),
            headline=True,
        ),
    ),
    together=(
        "firm uscc enterprise_id",
        "title level notice_no notice_on valid_from valid_to",
        "state state_on review",
    ),
)
class TitleGrant(Record):
    """One title of one firm, from tending it to its end."""

    firm: Annotated[
        str | None,
        Text(
            mark("企业名称"),
            need="submit",
            max=120,
            also=("单位名称", "名称", "企业", "获评企业", "获奖单位", "获评单位"),
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
    title: Annotated[
        str | None,
        Code(mark("称号"), need="submit", list="ip_title", also=("称号名称", "荣誉称号", "类别")),
    ] = None
    level: Annotated[
        str | None, Code(mark("称号级别"), need="submit", list="title_level", also=("级别",))
    ] = None
    notice_no: Annotated[
        str | None, Text(mark("公布文号"), max=80, also=("文号", "批准文号", "认定文号"))
    ] = None
    notice_on: Annotated[
        date | None,
        Day(mark("公布日期"), need="granted", also=("认定日期", "公布时间", "批准日期")),
    ] = None
    valid_from: Annotated[date | None, Day(mark("有效期起"), future=True)] = None
    valid_to: Annotated[
        date | None,
        Day(mark("有效期止"), future=True, also=("有效期至", "到期日", "有效期限", "有效期")),
    ] = None
    state: Annotated[
        str | None, Code(mark("称号状态"), need="submit", list="title_state", also=("状态",))
    ] = None
    state_on: Annotated[date | None, Day(mark("状态日期"), also=("撤销日期",))] = None
    review: Annotated[
        str | None, Code(mark("复核结果"), list="title_review", also=("复核情况", "复核"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        return stages | {"granted"} if stages and self.state in _GRANTED else stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            yield stop("valid_to", "有效期止必须晚于有效期起")
        elif self.notice_on and self.valid_to and self.valid_to <= self.notice_on:
            yield stop("valid_to", "有效期止必须晚于公布日期")
        level = _LEVELS.get(self.title or "")
        if level and self.level and level != self.level:
            label = around.lists["title_level"].label(level)
            yield stop("level", "该称号的级别应为{level}", level=label)
        if self.state == "revoked" and self.state_on is None:
            yield stop("state_on", "被撤销的要填状态日期")
        if self.state == "expired" and self.valid_to is None and self.state_on is None:
            yield stop("valid_to", "已到期的要填有效期止，没有有效期的填状态日期")
        if self.state == "valid" and self.valid_to:
            yield from end_is_near(self.valid_to, around.today, "valid_to", "state")
        if self.review == "failed" and self.state == "valid":
            yield warn("state", "复核未通过，请核对称号状态")


_OLD: Final = "29490-2013"
_STOPPED: Final = ("suspended", "revoked", "cancelled")


@ledger(
    "certification",
    title=mark("贯标认证"),
    table="firm town_code standard certifier cert_no issued_on valid_to state",
    form=[
        (mark("单位"), "firm uscc town_code enterprise_id"),
        (mark("证书"), "standard certifier cert_no issued_on valid_to state state_on"),
        (mark("辅导与奖补"), "tutor agency_id cost award"),
        (mark("备注"), "remark"),
    ],
    called="firm",
    key=("cert_no",),
    alike="firm uscc standard",
    day="issued_on",
    carry="standard certifier town_code tutor",
    measure=mark("张"),
    figures=(
        Count(
            code="M-AP06",
            title=mark("贯标有效证书数"),
            unit=mark("张"),
            basis=mark("期末有效的证书，只计现行版标准；GB/T 29490-2013 的证书不计"),
            since="issued_on",
            through="valid_to",
            until="state_on",
            ended=(Where("state", "in", _STOPPED),),
            where=(Where("standard", "!=", _OLD), Where("standard", "filled")),
            headline=True,
        ),
        Distinct(
            code="M-AP06b",
            title=mark("贯标单位数（累计）"),
            unit=mark("家"),
            basis=mark(
                "计划起始以来取得过认证证书的单位，同一家只计一次，各版标准都计，按发证日期计"
            ),
            of=("uscc", "firm"),
            on="issued_on",
            from_plan=True,
        ),
    ),
    together=(
        "firm uscc enterprise_id",
        "standard certifier cert_no issued_on valid_to",
        "state state_on",
        "tutor agency_id",
        "cost award",
    ),
)
class Certification(Record):
    """One certificate of one standard."""

    firm: Annotated[
        str | None,
        Text(
            mark("单位名称"),
            need="submit",
            max=120,
            also=("企业名称", "名称", "贯标单位", "贯标企业", "获证单位", "获证企业"),
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
    standard: Annotated[
        str | None,
        Code(
            mark("认证标准"),
            need="submit",
            list="cert_standard",
            also=("标准", "贯标标准", "标准名称"),
        ),
    ] = None
    certifier: Annotated[
        str | None, Text(mark("认证机构"), need="submit", max=120, also=("发证机构",))
    ] = None
    cert_no: Annotated[
        str | None, Text(mark("证书编号"), need="submit", max=60, also=("证书号", "认证证书编号"))
    ] = None
    issued_on: Annotated[
        date | None, Day(mark("发证日期"), need="submit", also=("发证日", "获证日期", "颁证日期"))
    ] = None
    valid_to: Annotated[
        date | None,
        Day(
            mark("证书有效期至"),
            need="submit",
            future=True,
            also=("有效期至", "到期日", "证书到期日", "证书有效期", "证书有效期限"),
        ),
    ] = None
    state: Annotated[
        str | None, Code(mark("证书状态"), need="submit", list="cert_state", also=("状态",))
    ] = None
    state_on: Annotated[date | None, Day(mark("状态日期"), also=("撤销日期", "注销日期"))] = None
    tutor: Annotated[
        str | None,
        Text(mark("辅导机构"), max=120, also=("咨询机构", "咨询辅导机构", "贯标辅导机构")),
    ] = None
    agency_id: Annotated[str | None, Link(mark("辅导机构档案"), to="agency", by=("tutor",))] = None
    cost: Annotated[int | None, Money(mark("认证费用"), also=("费用",))] = None
    award: Annotated[int | None, Money(mark("奖补金额"), also=("奖补", "补助金额", "资助金额"))] = (
        None
    )

    def check(self, around: Context) -> Iterator[Problem]:
        if self.issued_on and self.valid_to and self.valid_to <= self.issued_on:
            yield stop("valid_to", "证书有效期必须晚于发证日期")
        if self.cost is not None and self.award is not None and self.award > self.cost:
            yield stop("award", "奖补金额不能大于认证费用")
        if self.state in _STOPPED and self.state_on is None:
            yield stop("state_on", "已暂停、撤销、注销的要填状态日期")
        if self.state_on and self.issued_on and self.state_on < self.issued_on:
            yield stop("state_on", "状态日期不能早于发证日期")
        if self.state == "valid":
            yield from self._check_edition(around)
            if self.valid_to:
                yield from end_is_near(self.valid_to, around.today, "valid_to", "state")

    def _check_edition(self, around: Context) -> Iterator[Problem]:
        old = editions().get(self.standard or "")
        if old is None or around.today < old.replaced_on:
            return
        named = {
            "successor": around.lists["cert_standard"].label(old.successor),
            "since": old.replaced_on,
            "until": old.until,
        }
        if around.today <= old.until:
            yield note(
                "standard",
                "需换版：{since} 起改为 {successor}，过渡期至 {until}",
                "edition",
                **named,
            )
        else:
            yield warn(
                "standard",
                "旧版证书已失效：{since} 起改为 {successor}，过渡期至 {until}，请换版或更新状态",
                "edition",
                **named,
            )


@ledger(
    "cert_audit",
    title=mark("监督审核"),
    table="certification_id audited_on result finding",
    form=[
        (mark("监督审核"), "certification_id audited_on result finding"),
        (mark("备注"), "remark"),
    ],
    called="audited_on",
    key=("certification_id audited_on",),
    parent="certification_id",
    town="",
    day="audited_on",
    carry="audited_on result",
    measure=mark("次"),
    together=("result finding",),
)
class CertAudit(Record):
    """One yearly audit of a certificate."""

    certification_id: Annotated[
        str | None,
        Link(
            mark("认证证书"),
            need="submit",
            to="certification",
            also=("单位名称", "企业名称", "证书编号"),
        ),
    ] = None
    audited_on: Annotated[
        date | None, Day(mark("审核日期"), need="submit", also=("监督审核日期", "审核时间"))
    ] = None
    result: Annotated[
        str | None,
        Code(mark("审核结果"), need="submit", list="audit_result", also=("结果", "审核结论")),
    ] = None
    finding: Annotated[str | None, Note(mark("不符合项"), also=("发现问题", "问题"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        certificate = around.linked("certification", self.certification_id)
        if not isinstance(certificate, Certification):
            return
        if self.audited_on and certificate.issued_on and self.audited_on < certificate.issued_on:
            yield stop("audited_on", "审核日期不能早于发证日期（{day}）", day=certificate.issued_on)
        if self.result in ("suspended", "revoked") and certificate.state == "valid":
            yield warn("result", "证书状态仍为有效，请到贯标认证里更新")
