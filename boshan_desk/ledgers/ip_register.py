"""Registers of single patents and trademarks (专利台账、商标台账), for the office's own follow-up.

Sources: domain.md 2.5, 4.4, 4.5; terms in `resources/rules/terms.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Self

from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Identifier,
    Link,
    Note,
    Person,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.law.terms import months_after, term_of
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark

NEAR: Final = 6
"""The end of a term is near so many months before."""

_KIND_OF_DIGIT: Final = {
    "1": "invention", "8": "invention", "2": "utility", "9": "utility", "3": "design",
}  # fmt: skip
_PATENT: Final = re.compile(r"(?:ZL)?(\d{8}|\d{12})\.[0-9X]")
_GRANTED: Final = ("valid", "lapsed", "expired", "invalid")
_ENDED: Final = ("lapsed", "expired", "invalid", "refused")


def year_and_kind(number: str | None) -> tuple[int, str] | None:
    """The filing year and the kind of patent that a number says; None of no patent number."""
    found = _PATENT.fullmatch(number or "")
    if found is None:
        return None
    body = found[1]
    if len(body) == 12:
        return int(body[:4]), _KIND_OF_DIGIT.get(body[4], "")
    year = 1900 + int(body[:2])
    return (year if year >= 1985 else year + 100), _KIND_OF_DIGIT.get(body[2], "")


@ledger(
    "patent",
    title=mark("专利台账"),
    table="no title kind owner town_code filed_on granted_on expires_on state high_value",
    form=[
        (mark("专利"), "no title kind"),
        (mark("专利权人"), "owner uscc town_code enterprise_id"),
        (mark("申请与授权"), "filed_on granted_on expires_on state state_on"),
        (mark("价值与运用"), "high_value use"),
        (mark("备注"), "remark"),
    ],
    called="title no",
    key=("no",),
    day="granted_on",
    carry="owner uscc town_code",
    measure=mark("件"),
    together=(
        "no kind filed_on granted_on expires_on",
        "owner uscc enterprise_id",
        "state state_on",
    ),
)
class Patent(Record):
    """One patent or application of the district."""

    no: Annotated[
        str | None,
        Identifier(
            mark("专利号"),
            need="submit",
            scheme="patent",
            also=("申请号", "专利号或申请号", "专利申请号"),
        ),
    ] = None
    title: Annotated[
        str | None, Text(mark("发明名称"), need="submit", also=("专利名称", "名称"))
    ] = None
    kind: Annotated[
        str | None,
        Code(mark("专利类型"), need="submit", list="patent_kind", also=("类型", "专利类别")),
    ] = None
    owner: Annotated[
        str | None,
        Person(
            mark("专利权人"),
            need="submit",
            max=120,
            also=("权利人", "申请人", "专利权人名称", "企业名称"),
        ),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "owner"))
    ] = None
    filed_on: Annotated[
        date | None, Day(mark("申请日"), need="submit", also=("申请日期", "申请时间"))
    ] = None
    granted_on: Annotated[
        date | None,
        Day(mark("授权公告日"), need="granted", also=("授权日", "授权日期", "授权公告日期")),
    ] = None
    expires_on: Annotated[
        date | None,
        Day(
            mark("专利权期限至"),
            future=True,
            also=("有效期至", "到期日", "期限届满日", "专利有效期至"),
            help=mark("按专利类型和申请日推算，可以改"),
        ),
    ] = None
    state: Annotated[
        str | None,
        Code(mark("法律状态"), need="submit", list="patent_state", also=("状态", "专利状态")),
    ] = None
    state_on: Annotated[date | None, Day(mark("状态日期"), also=("失效日期",))] = None
    high_value: Annotated[
        tuple[str, ...],
        Codes(
            mark("高价值情形"),
            list="high_value",
            also=("高价值发明专利情形", "高价值专利类型"),
            help=mark("发明专利符合其中一种即为高价值发明专利"),
        ),
    ] = ()
    use: Annotated[
        str | None, Code(mark("运用情况"), list="patent_use", also=("运用方式", "实施情况"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        return stages | {"granted"} if stages and self.state in _GRANTED else stages

    def following(self, before: Self) -> Self:
        """The number says the kind; kind and filing day say how long the right lasts."""
        said = year_and_kind(self.no)
        made = replace(self, kind=said[1]) if said and said[1] and self.kind is None else self
        before_it = _term_end(before.kind, before.filed_on)
        if made.expires_on not in (None, before_it):
            return made
        unchanged = (made.kind, made.filed_on) == (before.kind, before.filed_on)
        if made.expires_on is None and unchanged and before.expires_on:
            # The officer emptied it.
            return made
        return replace(made, expires_on=_term_end(made.kind, made.filed_on))

    def check(self, around: Context) -> Iterator[Problem]:
        said = year_and_kind(self.no)
        if said and self.kind and said[1] and said[1] != self.kind:
            kind = around.lists["patent_kind"].label(said[1])
            yield stop("kind", "专利号里的种类号是{kind}，与专利类型不一致，请核对", kind=kind)
        if said and self.filed_on and said[0] != self.filed_on.year:
            yield warn("filed_on", "专利号里的申请年份是 {year}，请核对申请日", year=str(said[0]))
        if self.filed_on and self.granted_on and self.granted_on < self.filed_on:
            yield stop("granted_on", "授权公告日不能早于申请日")
        if self.filed_on and self.expires_on and self.expires_on <= self.filed_on:
            yield stop("expires_on", "专利权期限必须晚于申请日")
        if self.high_value and self.kind not in (None, "invention"):
            yield stop("high_value", "高价值发明专利只统计发明专利，请核对专利类型")
        if self.state in _ENDED and self.state_on is None:
            yield stop("state_on", "已失效、届满、无效、驳回的要填状态日期")
        end = self.expires_on or _term_end(self.kind, self.filed_on)
        if self.state == "valid" and end:
            yield from end_is_near(end, around.today, "expires_on", "state")


def _term_end(kind: str | None, filed_on: date | None) -> date | None:
    term = term_of(kind, filed_on)
    return term.last_day(filed_on) if term and filed_on else None


def end_is_near(end: date, today: date, field: str, state: str) -> Iterator[Problem]:
    """What is said of a valid right or title as its last day comes near, and after it."""
    if end < today:
        yield warn(state, "已于 {day} 到期，请核对并更新状态", day=end)
    elif months_after(today, NEAR) >= end:
        yield note(field, "将于 {day} 到期，还有 {days} 天", day=end, days=(end - today).days)


@ledger(
    "trademark",
    title=mark("商标台账"),
    table="no nice_class name owner town_code registered_on valid_to state kind",
    form=[
        (mark("商标"), "no nice_class name kind goods"),
        (mark("注册人"), "owner uscc town_code enterprise_id"),
        (mark("申请与注册"), "filed_on registered_on valid_to renewed_on state state_on"),
        (mark("使用"), "evidence"),
        (mark("备注"), "remark"),
    ],
    called="name no",
    key=("no nice_class",),
    alike="name owner uscc nice_class",
    day="registered_on",
    carry="owner uscc town_code",
    measure=mark("件"),
    together=(
        "no nice_class",
        "owner uscc enterprise_id",
        "registered_on valid_to renewed_on",
        "state state_on",
    ),
)
class Trademark(Record):
    """One mark in one class: the official 件 counts each class for itself (domain.md 4.5)."""

    no: Annotated[
        str | None,
        Identifier(
            mark("注册号"),
            need="submit",
            scheme="trademark",
            also=("商标注册号", "申请号", "注册号或申请号", "商标号"),
        ),
    ] = None
    nice_class: Annotated[
        int | None,
        Whole(
            mark("商标类别"), need="submit", most=45, also=("类别", "国际分类", "尼斯分类", "类号")
        ),
    ] = None
    name: Annotated[
        str | None, Text(mark("商标名称"), need="submit", max=120, also=("商标", "名称"))
    ] = None
    kind: Annotated[str | None, Code(mark("商标类型"), list="trademark_kind", also=("类型",))] = (
        None
    )
    goods: Annotated[
        str | None,
        Note(mark("核定商品或服务"), also=("商品服务", "核定使用商品", "核定商品", "商品/服务")),
    ] = None
    owner: Annotated[
        str | None,
        Person(
            mark("注册人"),
            need="submit",
            max=120,
            also=("商标权人", "权利人", "申请人", "企业名称", "注册人名称"),
        ),
    ] = None
    uscc: Annotated[
        str | None,
        CreditCode(),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("uscc", "owner"))
    ] = None
    filed_on: Annotated[date | None, Day(mark("申请日期"), also=("申请日", "申请时间"))] = None
    registered_on: Annotated[
        date | None,
        Day(
            mark("注册日期"),
            need="registered",
            also=("注册日", "注册公告日期", "注册时间", "核准注册日期", "核准注册时间"),
        ),
    ] = None
    valid_to: Annotated[
        date | None,
        Day(
            mark("专用权期限至"),
            future=True,
            also=(
                "有效期至",
                "专用权到期",
                "到期日",
                "专用期限止",
                "专用权届满日期",
                "专用权期满日期",
                "商标有效期至",
            ),
            help=mark("按注册日期推算，续展后改为新的期限"),
        ),
    ] = None
    renewed_on: Annotated[date | None, Day(mark("最近续展日期"), also=("续展日期",))] = None
    state: Annotated[
        str | None,
        Code(mark("法律状态"), need="submit", list="trademark_state", also=("状态", "商标状态")),
    ] = None
    state_on: Annotated[date | None, Day(mark("状态日期"))] = None
    evidence: Annotated[
        str | None,
        Note(mark("使用证据"), also=("使用情况", "商标使用证据"), max=1000),
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        registered = self.state not in (None, "filed", "refused")
        return stages | {"registered"} if stages and registered else stages

    def following(self, before: Self) -> Self:
        """Registration says until when the right stands, as long as nothing else was typed."""
        if self.valid_to not in (None, _mark_end(before.registered_on)):
            return self
        unchanged = self.registered_on == before.registered_on
        if self.valid_to is None and unchanged and before.valid_to:
            # The officer emptied it.
            return self
        return replace(self, valid_to=_mark_end(self.registered_on))

    def check(self, around: Context) -> Iterator[Problem]:
        if self.nice_class is not None and not 1 <= self.nice_class <= 45:
            yield stop("nice_class", "商标类别应为 1 到 45", "range")
        if self.filed_on and self.registered_on and self.registered_on < self.filed_on:
            yield stop("registered_on", "注册日期不能早于申请日期")
        if self.registered_on and self.valid_to and self.valid_to <= self.registered_on:
            yield stop("valid_to", "专用权期限必须晚于注册日期")
        if self.registered_on and self.renewed_on and self.renewed_on < self.registered_on:
            yield stop("renewed_on", "续展日期不能早于注册日期")
        if self.state in ("cancelled", "invalid", "refused") and self.state_on is None:
            yield stop("state_on", "已注销、撤销、无效、驳回的要填状态日期")
        end = self.valid_to or _mark_end(self.registered_on)
        if self.state in ("valid", "grace") and end:
            yield from self._renewal(end, around.today)

    def _renewal(self, end: date, today: date) -> Iterator[Problem]:
        term = term_of("trademark", self.registered_on)
        if term is None:
            return
        grace = months_after(end, term.renew_after)
        if grace < today:
            yield warn("state", "专用权和宽展期都已届满（{day}），请核对是否续展", day=grace)
        elif end < today:
            yield warn(
                "valid_to",
                "专用权已于 {end} 期满，宽展期至 {grace}，请提醒注册人续展",
                end=end,
                grace=grace,
            )
        elif months_after(end, -term.renew_before) <= today:
            yield note("valid_to", "专用权将于 {end} 期满，现在可以办理续展", end=end)


def _mark_end(registered_on: date | None) -> date | None:
    term = term_of("trademark", registered_on)
    return term.last_day(registered_on) if term and registered_on else None
