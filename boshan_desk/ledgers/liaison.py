"""Liaison officers of the towns (联络员): domain.md 2.14."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Self

from boshan_desk.domain.fields import Code, Day, Link, Person, Phone, Text, Town
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_PREFIX = re.compile(r"[A-Z0-9]{2,12}")
_MOBILE = re.compile(r"1\d{10}")


@ledger(
    "liaison",
    title=mark("联络员"),
    table="name town_code unit post role phone from_on to_on prefix state",
    form=[
        (mark("联络员"), "name town_code unit post phone"),
        (mark("任职"), "role from_on to_on state trained_id"),
        (mark("数据包"), "prefix key_fp"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("prefix", "name town_code role"),
    alike="name town_code role",
    beside=("town_code role", "prefix"),
    day="from_on",
    carry="from_on role state",
    measure=mark("人"),
    together=("name unit post phone", "role from_on to_on state", "prefix key_fp"),
)
class Liaison(Record):
    """One person in one role for one town."""

    name: Annotated[
        str | None,
        Person(mark("姓名"), need="submit", max=60, also=("联络员", "联络员姓名", "联络人")),
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    unit: Annotated[
        str | None,
        Text(mark("工作单位"), need="submit", max=120, also=("单位", "所在单位", "部门")),
    ] = None
    post: Annotated[str | None, Text(mark("职务"), max=60, also=("岗位", "职务职级"))] = None
    phone: Annotated[
        str | None,
        Phone(mark("手机"), need="submit", also=("手机号", "手机号码", "联系电话", "电话")),
    ] = None
    role: Annotated[
        str | None,
        Code(
            mark("联络员角色"), need="submit", list="liaison_role", also=("角色", "AB角", "A/B角")
        ),
    ] = None
    from_on: Annotated[
        date | None, Day(mark("任职起"), need="submit", also=("任职时间", "任职日期", "起始日期"))
    ] = None
    to_on: Annotated[
        date | None,
        Day(
            mark("任职止"),
            need="left",
            future=True,
            also=("离任日期", "离任时间"),
            help=mark("在任的最后一日"),
        ),
    ] = None
    state: Annotated[
        str | None,
        Code(
            mark("任职状态"),
            need="submit",
            list="liaison_state",
            also=("在任情况", "是否在任", "状态"),
        ),
    ] = None
    trained_id: Annotated[
        str | None,
        Link(mark("最近培训"), to="event", also=("培训记录", "参加培训")),
    ] = None
    prefix: Annotated[
        str | None,
        Text(
            mark("数据包前缀"),
            need="submit",
            max=12,
            also=("前缀",),
            help=mark("大写字母和数字，一人一个，离任后不再给别人用"),
        ),
    ] = None
    key_fp: Annotated[str | None, Text(mark("核对码"), max=128, also=("公钥指纹",))] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.state == "left":
            stages.add("left")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.from_on and self.to_on and self.to_on < self.from_on:
            yield stop("to_on", "任职止不能早于任职起")
        if self.state == "active" and self.to_on and self.to_on < around.today:
            yield warn("state", "任职已于 {day} 截止，状态仍为在任，请核对", day=self.to_on)
        if self.phone and not _MOBILE.fullmatch(self.phone):
            yield warn("phone", "联络员请登记 11 位手机号")
        if self.prefix and not _PREFIX.fullmatch(self.prefix):
            yield stop("prefix", "数据包前缀用 2 到 12 位大写字母和数字")

    def beside(self, others: Iterable[Self]) -> Iterator[Problem]:
        for other in others:
            if self.prefix and other.prefix == self.prefix:
                yield warn(
                    "prefix",
                    "前缀“{prefix}”已由 {name} 使用；前缀一人一个，离任后也不能再用",
                    "double",
                    prefix=self.prefix,
                    name=other.name,
                )
            same = (other.town_code, other.role) == (self.town_code, self.role)
            if same and self._overlaps(other):
                yield warn(
                    "role",
                    "与 {name} 的任期（{a} 起）重叠：一个镇街同一角色同时只能有一人",
                    "double",
                    name=other.name,
                    a=other.from_on,
                )

    def _overlaps(self, other: Self) -> bool:
        """Whether two terms share a day; a term without its first day shares none."""
        if self.from_on is None or other.from_on is None:
            return False
        return self.from_on <= (other.to_on or date.max) and other.from_on <= (
            self.to_on or date.max
        )
