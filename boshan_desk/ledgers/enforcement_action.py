"""Enforcement actions (执法行动): the action block of the national form (domain.md 2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import Code, Day, Flag, Names, Note, Text, Town, Whole
from boshan_desk.domain.figures import Count, Distinct, Sum, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Problem, warn
from boshan_desk.i18n import mark

_MARKET = (Where("at_market", "=", True),)


@ledger(
    "enforcement_action",
    title=mark("执法行动"),
    table="acted_on town_code theme place people checked found at_market officers",
    form=[
        (mark("行动"), "acted_on town_code theme place at_market"),
        (mark("人员与结果"), "people officers checked found result"),
        (mark("备注"), "remark"),
    ],
    called="place theme",
    key=("acted_on town_code theme place",),
    day="acted_on",
    carry="acted_on town_code theme officers people",
    measure=mark("次"),
    writing=Right.HANDLE,
    figures=(
        Count(
            code="M-EN01",
            title=mark("开展执法行动次数"),
            unit=mark("次"),
            basis=mark("按行动日期计"),
            on="acted_on",
            headline=True,
        ),
        Sum(
            code="M-EN01b",
            title=mark("出动执法人员"),
            unit=mark("人次"),
            basis=mark("各次行动出动人数之和"),
            on="acted_on",
            of=("people",),
        ),
        Count(
            code="M-EN01c",
            title=mark("实体市场执法行动次数"),
            unit=mark("次"),
            basis=mark("地点为实体市场的行动"),
            on="acted_on",
            where=_MARKET,
        ),
        Sum(
            code="M-EN01d",
            title=mark("实体市场出动人员"),
            unit=mark("人次"),
            basis=mark("地点为实体市场的行动的出动人数之和"),
            on="acted_on",
            of=("people",),
            where=_MARKET,
        ),
        Distinct(
            code="M-EN01f",
            title=mark("重点实体市场数"),
            unit=mark("个"),
            basis=mark("期内执法行动到过的实体市场，同名的计一个"),
            on="acted_on",
            of=("place",),
            where=_MARKET,
        ),
        Sum(
            code="M-EN01e",
            title=mark("检查经营主体"),
            unit=mark("户次"),
            basis=mark("各次行动检查的经营主体数之和"),
            on="acted_on",
            of=("checked",),
        ),
    ),
    together=("town_code place at_market", "people officers"),
)
class EnforcementAction(Record):
    """One outing of officers to check firms or a market."""

    acted_on: Annotated[
        date | None, Day(mark("行动日期"), need="submit", also=("日期", "检查日期"))
    ] = None
    town_code: Annotated[str | None, Town(need="submit")] = None
    theme: Annotated[
        str | None, Code(mark("行动主题"), need="submit", list="action_theme", also=("主题",))
    ] = None
    place: Annotated[str | None, Text(mark("地点"), also=("市场名称", "检查地点"))] = None
    at_market: Annotated[bool | None, Flag(mark("实体市场"), also=("是否实体市场",))] = None
    people: Annotated[
        int | None,
        Whole(mark("出动人员"), need="submit", unit=mark("人次"), most=10_000, also=("出动人次",)),
    ] = None
    officers: Annotated[tuple[str, ...], Names(mark("执法人员"))] = ()
    checked: Annotated[
        int | None, Whole(mark("检查主体数"), unit=mark("户次"), also=("检查户数", "检查经营主体"))
    ] = None
    found: Annotated[
        int | None, Whole(mark("发现线索"), unit=mark("条"), also=("发现案件线索",))
    ] = None
    result: Annotated[str | None, Note(mark("行动情况"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.people is not None and self.people < max(2, len(self.officers)):
            yield warn("people", "出动人员少于两人或少于所列执法人员，请核对")
