"""Trademark-brand guidance stations (商标品牌指导站) and what they do for firms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Flag,
    Identifier,
    Link,
    Money,
    Note,
    Person,
    Phone,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, Distinct, Idle, Ratio, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

# A closed one counts until the day it was closed, so that earlier quarters stay as they were.
_RUNNING = (Where("state", "in", ("running", "upgraded", "closed")),)


@ledger(
    "station",
    title=mark("商标品牌指导站"),
    table="name station_no level kind town_code host_name set_up_on head phone state rating",
    form=[
        (mark("基本信息"), "name station_no level kind town_code address state state_on"),
        (mark("依托单位"), "host_kind host_name host_uscc"),
        (mark("设立情况"), "approval_no set_up_on plaque_on closed_on"),
        (mark("人员与制度"), "head phone staff_full staff_part experts rules industries budget"),
        (mark("年度评价"), "rating rating_year"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("name",),
    alike="name",
    day="set_up_on",
    carry="town_code level kind",
    measure=mark("个"),
    figures=(
        Count(
            code="M-BR01",
            title=mark("指导站运行数"),
            unit=mark("个"),
            basis=mark("期末处于运行或升级状态的商标品牌指导站"),
            since="set_up_on",
            until="closed_on",
            where=_RUNNING,
            headline=True,
        ),
        Count(
            code="M-BR06",
            title=mark("新设指导站"),
            unit=mark("个"),
            basis=mark("按设立日期计"),
            on="set_up_on",
        ),
        Idle(
            code="M-BR05",
            title=mark("零服务站点数"),
            unit=mark("个"),
            basis=mark("期末在运行、期内没有一条服务记录的指导站"),
            since="set_up_on",
            until="closed_on",
            where=_RUNNING,
            child="station_service",
            link="station_id",
            child_on="served_on",
        ),
    ),
    together=(
        "town_code address",
        "state state_on closed_on",
        "host_kind host_name host_uscc",
        "approval_no set_up_on",
        "head phone",
        "rating rating_year",
    ),
)
class Station(Record):
    """A station that a town, a park or a trade runs to advise firms on their marks."""

    name: Annotated[
        str | None,
        Text(mark("站点名称"), need="submit", max=80, also=("指导站名称", "名称", "站名")),
    ] = None
    station_no: Annotated[str | None, Text(mark("站点编号"), max=40, also=("编号",))] = None
    level: Annotated[str | None, Code(mark("级别"), need="submit", list="station_level")] = None
    kind: Annotated[str | None, Code(mark("类型"), need="submit", list="station_kind")] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    address: Annotated[
        str | None, Text(mark("地址"), need="submit", also=("详细地址", "站点地址"))
    ] = None
    state: Annotated[
        str | None, Code(mark("运行状态"), need="submit", list="station_state", also=("运行情况",))
    ] = None
    state_on: Annotated[date | None, Day(mark("状态日期"))] = None
    host_kind: Annotated[
        str | None, Code(mark("依托载体"), need="submit", list="host_kind", also=("载体类型",))
    ] = None
    host_name: Annotated[
        str | None,
        Text(mark("依托单位名称"), need="submit", max=120, also=("依托单位", "承建单位")),
    ] = None
    host_uscc: Annotated[
        str | None,
        Identifier(
            mark("依托单位代码"),
            need="submit",
            scheme="uscc",
            also=("依托单位统一社会信用代码", "统一社会信用代码"),
        ),
    ] = None
    approval_no: Annotated[
        str | None, Identifier(mark("设立批准文号"), scheme="docno", also=("批准文号", "批复文号"))
    ] = None
    set_up_on: Annotated[
        date | None, Day(mark("设立日期"), need="submit", also=("设立时间", "成立日期", "建站时间"))
    ] = None
    plaque_on: Annotated[date | None, Day(mark("挂牌日期"), also=("挂牌时间",))] = None
    closed_on: Annotated[date | None, Day(mark("撤销日期"))] = None
    head: Annotated[str | None, Person(mark("负责人"), need="submit", also=("站长",))] = None
    phone: Annotated[
        str | None, Phone(mark("联系电话"), need="submit", also=("电话", "联系方式", "手机"))
    ] = None
    staff_full: Annotated[
        int | None, Whole(mark("专职人数"), unit=mark("人"), also=("专职人员",))
    ] = None
    staff_part: Annotated[
        int | None, Whole(mark("兼职人数"), unit=mark("人"), also=("兼职人员",))
    ] = None
    experts: Annotated[
        int | None, Whole(mark("志愿者及专家数"), unit=mark("人"), also=("志愿者/专家数",))
    ] = None
    rules: Annotated[tuple[str, ...], Codes(mark("制度建设"), list="station_rule")] = ()
    industries: Annotated[tuple[str, ...], Codes(mark("服务产业"), list="industry")] = ()
    budget: Annotated[int | None, Money(mark("年度经费"))] = None
    rating: Annotated[str | None, Code(mark("年度评价"), list="rating")] = None
    rating_year: Annotated[int | None, Whole(mark("评价年度"), most=2100)] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.set_up_on and self.plaque_on and self.plaque_on < self.set_up_on:
            yield stop("plaque_on", "挂牌日期不能早于设立日期")
        if self.set_up_on and self.closed_on and self.closed_on < self.set_up_on:
            yield stop("closed_on", "撤销日期不能早于设立日期")
        if self.state == "closed" and self.closed_on is None:
            yield stop("closed_on", "状态为“撤站”时要填撤销日期")
        if self.closed_on and self.state in ("running", "upgraded", "preparing"):
            yield warn("state", "已填撤销日期，运行状态应为“撤站”")
        if self.rating not in (None, "none") and self.rating_year is None:
            yield warn("rating_year", "填了年度评价，请注明是哪一年的")


_FOLLOWED = ("following", "referred")


@ledger(
    "station_service",
    title=mark("指导站服务记录"),
    table="served_on station_id client client_kind mode items result server satisfaction",
    form=[
        (mark("服务"), "station_id served_on mode server"),
        (mark("服务对象"), "client client_uscc client_kind contact contact_phone enterprise_id"),
        (mark("事项与意见"), "items content advice"),
        (mark("办理"), "result refer_to due_on closed_on outcome satisfaction nda"),
        (mark("备注"), "remark"),
    ],
    called="client serial_no",
    key=("station_id served_on client content",),
    parent="station_id",
    town="",
    day="served_on",
    carry="station_id served_on mode server",
    measure=mark("次"),
    figures=(
        Count(
            code="M-BR02",
            title=mark("指导站服务次数"),
            unit=mark("次"),
            basis=mark("按服务日期计的服务记录数"),
            on="served_on",
            headline=True,
        ),
        Distinct(
            code="M-BR02b",
            title=mark("服务主体数"),
            unit=mark("家"),
            basis=mark("同一主体只计一次：先按统一社会信用代码，没有代码的按名称"),
            on="served_on",
            of=("client_uscc", "client"),
            headline=True,
        ),
        Ratio(
            code="M-BR03",
            title=mark("服务办结率"),
            unit="%",
            basis=mark("当场办结和已办结的记录 ÷ 期内全部服务记录"),
            on="served_on",
            top=(Where("result", "in", ("done_now", "closed")),),
        ),
        Ratio(
            code="M-BR04",
            title=mark("服务满意率"),
            unit="%",
            basis=mark("（非常满意＋满意）÷ 已评价的服务记录"),
            on="served_on",
            where=(Where("satisfaction", "in", ("very", "good", "fair", "bad")),),
            top=(Where("satisfaction", "in", ("very", "good")),),
        ),
    ),
    together=(
        "client client_uscc client_kind enterprise_id",
        "contact contact_phone",
        "result refer_to due_on closed_on",
    ),
)
class StationService(Record):
    """One time that a station served somebody."""

    station_id: Annotated[
        str | None,
        Link(mark("站点"), need="submit", to="station", also=("指导站", "站点名称", "指导站名称")),
    ] = None
    served_on: Annotated[
        date | None, Day(mark("服务日期"), need="submit", also=("服务时间", "日期"))
    ] = None
    mode: Annotated[str | None, Code(mark("服务方式"), need="submit", list="service_mode")] = None
    server: Annotated[str | None, Text(mark("服务人员"), need="submit", max=60)] = None
    client: Annotated[
        str | None,
        Person(
            mark("服务对象"),
            need="submit",
            also=("服务对象名称", "企业名称", "服务企业", "单位名称"),
        ),
    ] = None
    client_uscc: Annotated[
        str | None,
        Identifier(mark("服务对象代码"), scheme="uscc", also=("统一社会信用代码", "信用代码")),
    ] = None
    client_kind: Annotated[
        str | None, Code(mark("对象类型"), list="client_kind", also=("主体类型",))
    ] = None
    contact: Annotated[str | None, Person(mark("联系人"))] = None
    contact_phone: Annotated[str | None, Phone(mark("联系电话"), also=("电话",))] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("client_uscc", "client"))
    ] = None
    items: Annotated[
        tuple[str, ...], Codes(mark("服务事项"), need="submit", list="service_item", also=("事项",))
    ] = ()
    content: Annotated[
        str | None, Note(mark("问题与诉求"), need="submit", also=("问题", "服务内容", "内容"))
    ] = None
    advice: Annotated[str | None, Note(mark("指导意见"), also=("意见", "指导服务建议"))] = None
    result: Annotated[
        str | None, Code(mark("办理结果"), need="submit", list="service_result", also=("结果",))
    ] = None
    refer_to: Annotated[str | None, Text(mark("转办单位"))] = None
    due_on: Annotated[date | None, Day(mark("跟踪期限"), future=True)] = None
    closed_on: Annotated[date | None, Day(mark("办结日期"))] = None
    outcome: Annotated[
        tuple[str, ...], Codes(mark("形成成果"), list="service_outcome", also=("成果",))
    ] = ()
    satisfaction: Annotated[str | None, Code(mark("满意度"), list="satisfaction")] = None
    nda: Annotated[bool | None, Flag(mark("保密确认"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        station = around.linked("station", self.station_id)
        if self.served_on and isinstance(station, Station):
            if station.set_up_on and self.served_on < station.set_up_on:
                yield stop("served_on", "服务日期早于站点设立日期（{day}）", day=station.set_up_on)
            if station.closed_on and self.served_on >= station.closed_on:
                yield stop("served_on", "该站点已于 {day} 撤销", day=station.closed_on)
            elif station.state in ("preparing", "paused"):
                yield warn("station_id", "该站点目前不在运行状态")
        if self.result == "referred" and not self.refer_to:
            yield stop("refer_to", "办理结果为“转办”时要填转办单位")
        if self.result in _FOLLOWED and self.due_on is None:
            yield warn("due_on", "跟踪或转办的事项请填跟踪期限")
        if self.served_on and self.closed_on and self.closed_on < self.served_on:
            yield stop("closed_on", "办结日期不能早于服务日期")
