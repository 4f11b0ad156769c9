"""Training and publicity (培训宣传): events, attendance, the press (domain.md 2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Flag,
    IdNumber,
    Link,
    Money,
    Names,
    Percent,
    Person,
    Phone,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, Distinct, Sum, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark

_TRAINING = ("training", "lecture", "preach")
_TAUGHT = (Where("kind", "in", _TRAINING),)
_PUBLICITY = (Where("kind", "not in", _TRAINING),)


@ledger(
    "event",
    title=mark("培训宣传活动"),
    table="starts_on title kind town_code form audience people views firms host",
    form=[
        (mark("活动"), "title kind occasion starts_on ends_on form place town_code"),
        (mark("组织"), "host organiser co lecturers hours cost"),
        (mark("参加情况"), "audience people views firms handouts topics"),
        (mark("效果"), "satisfied passed"),
        (mark("备注"), "remark"),
    ],
    called="title",
    key=("title starts_on",),
    alike="title starts_on",
    day="starts_on",
    carry="kind town_code starts_on host",
    measure=mark("场次"),
    figures=(
        Count(
            code="M-TR01",
            title=mark("培训场次"),
            unit=mark("场次"),
            basis=mark("类别为培训、宣讲、讲座的活动，按开始日期计"),
            on="starts_on",
            where=_TAUGHT,
            headline=True,
        ),
        Sum(
            code="M-TR01b",
            title=mark("培训人数"),
            unit=mark("人次"),
            basis=mark("培训类活动线下人数之和，不含线上观看人次"),
            on="starts_on",
            of=("people",),
            where=_TAUGHT,
            headline=True,
        ),
        Sum(
            code="M-TR01c",
            title=mark("参训企业"),
            unit=mark("家次"),
            basis=mark("培训类活动参训企业数之和"),
            on="starts_on",
            of=("firms",),
            where=_TAUGHT,
        ),
        Count(
            code="M-TR02",
            title=mark("宣传活动场次"),
            unit=mark("场次"),
            basis=mark("培训、宣讲、讲座以外的活动，按开始日期计"),
            on="starts_on",
            where=_PUBLICITY,
            headline=True,
        ),
        Sum(
            code="M-TR02b",
            title=mark("线上观看"),
            unit=mark("人次"),
            basis=mark("全部活动的线上观看人次之和，与线下人数不相加"),
            on="starts_on",
            of=("views",),
        ),
    ),
    together=("starts_on ends_on", "town_code place"),
)
class Event(Record):
    """One training or one piece of publicity."""

    title: Annotated[
        str | None, Text(mark("活动名称"), need="submit", also=("名称", "培训名称", "主题"))
    ] = None
    kind: Annotated[
        str | None,
        Code(mark("类别"), need="submit", list="event_kind", also=("活动类别", "活动类型")),
    ] = None
    occasion: Annotated[str | None, Code(mark("主题节点"), list="occasion")] = None
    starts_on: Annotated[
        date | None,
        Day(mark("开始日期"), need="submit", also=("from", "活动日期", "日期", "时间", "培训日期")),
    ] = None
    ends_on: Annotated[date | None, Day(mark("结束日期"), need="submit", also=("to",))] = None
    form: Annotated[
        str | None, Code(mark("形式"), need="submit", list="event_form", also=("活动形式",))
    ] = None
    place: Annotated[str | None, Text(mark("地点"), need="offline", also=("活动地点",))] = None
    town_code: Annotated[str | None, Town(need="offline")] = None
    host: Annotated[tuple[str, ...], Names(mark("主办单位"), need="submit", also=("主办",))] = ()
    organiser: Annotated[tuple[str, ...], Names(mark("承办单位"), also=("承办",))] = ()
    co: Annotated[tuple[str, ...], Names(mark("协办单位"), also=("协办",))] = ()
    lecturers: Annotated[tuple[str, ...], Names(mark("讲师"), also=("授课人", "主讲人"))] = ()
    hours: Annotated[int | None, Whole(mark("课时"), also=("学时",), most=1000)] = None
    cost: Annotated[int | None, Money(mark("经费"))] = None
    audience: Annotated[
        tuple[str, ...],
        Codes(mark("受众类别"), need="submit", list="audience", also=("受众", "参加对象")),
    ] = ()
    people: Annotated[
        int | None,
        Whole(
            mark("线下人数"), need="offline", unit=mark("人"), also=("人数", "参加人数", "培训人数")
        ),
    ] = None
    views: Annotated[
        int | None,
        Whole(mark("线上观看人次"), need="online", unit=mark("人次"), also=("观看人次",)),
    ] = None
    firms: Annotated[int | None, Whole(mark("参训企业数"), unit=mark("家"), also=("参训企业",))] = (
        None
    )
    handouts: Annotated[int | None, Whole(mark("发放资料"), unit=mark("份"))] = None
    topics: Annotated[tuple[str, ...], Codes(mark("内容方向"), list="topic")] = ()
    satisfied: Annotated[int | None, Percent(mark("满意度"))] = None
    passed: Annotated[int | None, Percent(mark("考核合格率"))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.form in ("offline", "both"):
            stages.add("offline")
        if stages and self.form in ("online", "both"):
            stages.add("online")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield stop("ends_on", "结束日期不能早于开始日期")
        if self.people == 0 and self.form == "offline":
            yield note("people", "线下人数为 0，请核对")


@ledger(
    "attendee",
    title=mark("参训名册"),
    table="name sex unit town_code id_no phone attended_on event_id hours passed",
    form=[
        (mark("参训人员"), "name sex id_no phone unit town_code enterprise_id"),
        (mark("参训情况"), "event_id attended_on hours passed"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("id_no attended_on", "name unit attended_on"),
    alike="name id_no attended_on",
    parent="event_id",
    day="attended_on",
    carry="event_id attended_on hours town_code",
    measure=mark("人次"),
    figures=(
        Count(
            code="M-TR03",
            title=mark("名册参训人次"),
            unit=mark("人次"),
            basis=mark("参训名册的条数，按培训日期计"),
            on="attended_on",
        ),
        Distinct(
            code="M-TR03b",
            title=mark("名册参训人员"),
            unit=mark("人"),
            basis=mark("同一人参加几次只计一人：先按身份证号，没有的按电话、姓名"),
            on="attended_on",
            of=("id_no", "phone", "name"),
        ),
    ),
    together=("name sex id_no", "event_id attended_on"),
)
class Attendee(Record):
    """One person at one event: the same person at two events is two attendances."""

    name: Annotated[
        str | None, Person(mark("姓名"), need="submit", max=60, also=("参训人员", "学员姓名"))
    ] = None
    sex: Annotated[str | None, Code(mark("性别"), list="sex")] = None
    id_no: Annotated[
        str | None, IdNumber(mark("身份证号"), also=("身份证号码", "公民身份号码", "证件号码"))
    ] = None
    phone: Annotated[str | None, Phone(mark("联系电话"), also=("电话", "手机", "手机号"))] = None
    unit: Annotated[
        str | None,
        Text(mark("工作单位"), need="submit", max=120, also=("单位", "单位名称", "企业名称")),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    enterprise_id: Annotated[str | None, Link(mark("企业档案"), to="enterprise", by=("unit",))] = (
        None
    )
    event_id: Annotated[
        str | None, Link(mark("活动"), need="submit", to="event", also=("活动名称", "培训名称"))
    ] = None
    attended_on: Annotated[
        date | None, Day(mark("培训日期"), need="submit", also=("日期", "参训日期", "培训时间"))
    ] = None
    hours: Annotated[int | None, Whole(mark("学时"), most=1000, also=("课时",))] = None
    passed: Annotated[
        bool | None, Flag(mark("是否结业"), also=("结业", "是否合格", "考核结果"))
    ] = None

    def check(self, around: Context) -> Iterator[Problem]:
        event = around.linked("event", self.event_id)
        if isinstance(event, Event) and self.attended_on and event.starts_on:
            last = event.ends_on or event.starts_on
            if not event.starts_on <= self.attended_on <= last:
                yield warn("attended_on", "不在活动日期（{a} 至 {b}）内", a=event.starts_on, b=last)
        # GB 11643: the 17th digit is odd for a man.
        if self.id_no and len(self.id_no) == 18 and self.sex in ("male", "female"):
            man = self.id_no[16] in "13579"
            if man != (self.sex == "male"):
                yield warn("sex", "与身份证号第 17 位不符，请核对")


def _of_level(code: str, title: str, level: str) -> Count:
    """The reports of the media of one level."""
    return Count(
        code=code,
        title=title,
        unit=mark("篇"),
        basis=mark("该级媒体的报道篇数，按见报日期计"),
        on="published_on",
        where=(Where("level", "=", level),),
    )


@ledger(
    "media",
    title=mark("媒体报道"),
    table="published_on outlet level headline event_id reads",
    form=[
        (mark("报道"), "event_id outlet level published_on headline link reads"),
        (mark("备注"), "remark"),
    ],
    called="headline outlet",
    key=("outlet published_on headline",),
    parent="event_id",
    town="",
    day="published_on",
    carry="event_id published_on level",
    measure=mark("篇"),
    figures=(
        Count(
            code="M-TR02c",
            title=mark("媒体报道"),
            unit=mark("篇"),
            basis=mark("按见报日期计的报道篇数，各级媒体都计"),
            on="published_on",
        ),
        _of_level("M-TR02d", mark("国家级媒体报道"), "nation"),
        _of_level("M-TR02e", mark("省级媒体报道"), "province"),
        _of_level("M-TR02f", mark("市级媒体报道"), "city"),
        _of_level("M-TR02g", mark("区县级媒体报道"), "county"),
    ),
    together=("outlet level published_on headline link",),
)
class Media(Record):
    """One report in the press about an event."""

    event_id: Annotated[str | None, Link(mark("活动"), to="event", also=("活动名称",))] = None
    outlet: Annotated[str | None, Text(mark("媒体名称"), need="submit", max=60, also=("媒体",))] = (
        None
    )
    level: Annotated[
        str | None, Code(mark("媒体级别"), need="submit", list="media_level", also=("级别",))
    ] = None
    published_on: Annotated[
        date | None, Day(mark("见报日期"), need="submit", also=("日期", "报道日期"))
    ] = None
    headline: Annotated[str | None, Text(mark("标题"), need="submit")] = None
    link: Annotated[str | None, Text(mark("链接"), max=500, also=("网址",))] = None
    reads: Annotated[int | None, Whole(mark("阅读量"), also=("点击量",))] = None
