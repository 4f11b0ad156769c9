"""Observations (创造数据): what the city or the province says of patents, trademarks, copyright.

A county gets totals, so each total is a dated observation with its source (domain.md 2.5).  What is
reported for a quarter follows from them (`indicators/creation.py`); nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Self

from boshan_desk.domain.fields import Code, Day, Flag, Number, Text
from boshan_desk.domain.law.terms import months_after
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark

STOCKS: Final = (
    "valid_patent", "valid_invention", "high_value_invention", "tm_valid", "gi_mark", "population",
)  # fmt: skip
"""What stands at a day."""

FLOWS: Final = (
    "filing", "filing_invention", "filing_utility", "filing_design",
    "grant", "grant_invention", "grant_utility", "grant_design", "pct", "tm_filing",
    "tm_registered", "work_registered", "software_registered", "copyright", "tech_contract",
)  # fmt: skip
"""What happens within a time."""

OF_TRADEMARKS: Final = ("tm_filing", "tm_registered", "tm_valid", "madrid")
"""Counted by CNIPA up to the 15th of a month; its year runs from 16 December to 15 December."""

MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}

_WITH_DECIMALS: Final = ("tech_contract",)


@ledger(
    "ip_stat",
    title=mark("创造数据"),
    table="indicator area span as_of basis value last_year data_source revised status",
    form=[
        (mark("统计对象"), "indicator area area_name"),
        (mark("时间与口径"), "span as_of basis window_from window_to"),
        (mark("数值"), "value last_year revised"),
        (mark("来源"), "data_source source_doc"),
        (mark("备注"), "remark"),
    ],
    called="indicator",
    key=("indicator area area_name span basis as_of", "indicator area span basis as_of"),
    town="",
    day="as_of",
    carry="indicator span as_of basis data_source source_doc",
    measure=mark("条"),
    together=(
        "area area_name",
        "span as_of basis window_from window_to value last_year revised data_source source_doc",
    ),
)
class IpStat(Record):
    """One number of one indicator, area and time, as a source gives it."""

    indicator: Annotated[
        str | None,
        Code(
            mark("统计指标"),
            need="submit",
            list="ip_indicator",
            also=("指标", "指标名称", "统计项目"),
        ),
    ] = None
    area: Annotated[
        str | None,
        Code(
            mark("统计地区"),
            need="submit",
            list="area",
            also=("地区", "区域", "镇街", "所属镇街", "区县"),
        ),
    ] = None
    area_name: Annotated[
        str | None,
        Text(mark("其他地区名称"), need="other", max=60, help=mark("统计地区为“其他地区”时填写")),
    ] = None
    span: Annotated[
        str | None,
        Code(
            mark("统计时段"),
            need="submit",
            list="ip_span",
            also=("统计期", "周期", "统计周期"),
            help=mark("数值说的是一个月、一个季度、半年、一年，还是某一天"),
        ),
    ] = None
    as_of: Annotated[
        date | None,
        Day(
            mark("截止日期"),
            need="submit",
            also=(
                "截止日",
                "截至日期",
                "统计截止日期",
                "数据截止日期",
                "期末日期",
                "数据截至日期",
                "数据截止时间",
            ),
        ),
    ] = None
    basis: Annotated[
        str | None,
        Code(
            mark("统计口径"),
            need="submit",
            list="ip_basis",
            also=("口径", "数据口径"),
            help=mark("当期：只是这一段时间的；本年累计：1月1日起的；期末存量：截止日那天有多少"),
        ),
    ] = None
    window_from: Annotated[
        date | None, Day(mark("统计窗口起"), also=("实际统计起日",), help=mark("商标数据填写"))
    ] = None
    window_to: Annotated[
        date | None, Day(mark("统计窗口止"), also=("实际统计止日",), help=mark("商标数据填写"))
    ] = None
    value: Annotated[
        Decimal | None,
        Number(
            mark("数值"),
            need="submit",
            also=("数量", "本期数", "统计值", "数据", "指标值", "数据值"),
            help=mark("成交额以万元填写，人口以人填写"),
        ),
    ] = None
    last_year: Annotated[
        Decimal | None,
        Number(
            mark("上年同期值"),
            also=("上年同期", "去年同期", "上年同期数", "同期数"),
            help=mark("照来源所印填写；与本台账上年的记录不同的，两个都保留"),
        ),
    ] = None
    revised: Annotated[bool | None, Flag(mark("是否修订"), also=("修订", "修订数据"))] = None
    data_source: Annotated[
        str | None,
        Text(mark("数据来源"), need="submit", max=120, also=("来源", "资料来源", "来源单位")),
    ] = None
    source_doc: Annotated[
        str | None, Text(mark("来源文件"), max=200, also=("文件名称", "来源文号", "通报名称"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        return stages | {"other"} if stages and self.area == "other" else stages

    def following(self, before: Self) -> Self:
        """Trademark data up to a 15th are of CNIPA's window, which is filled in."""
        if self.window_from or self.window_to or not self._of_window():
            return self
        found = window_of(self.span, self.basis, self.as_of)
        return replace(self, window_from=found[0], window_to=found[1]) if found else self

    def check(self, around: Context) -> Iterator[Problem]:
        yield from self._check_basis(around)
        yield from self._check_days(around)
        if self.value is not None and self.indicator not in (None, *_WITH_DECIMALS):
            for name in ("value", "last_year"):
                if (number := getattr(self, name)) is not None and number != number.to_integral():
                    yield stop(name, "件数、人数应为整数，请核对是不是填了万件、万人", "range")
        if self.area is not None and self.area != "other" and self.area_name:
            yield warn("area_name", "统计地区不是“其他地区”，其他地区名称请留空")

    def _check_basis(self, around: Context) -> Iterator[Problem]:
        if self.span == "point" and self.basis not in (None, "stock"):
            yield stop("basis", "统计时段为时点的，口径应为期末存量")
        label = around.lists["ip_indicator"].label(self.indicator or "")
        if self.indicator in STOCKS and self.basis in ("period", "ytd"):
            yield stop("basis", "{indicator}是某一天的数量，口径应为期末存量", indicator=label)
        if self.indicator in FLOWS and self.basis == "stock":
            yield stop(
                "basis", "{indicator}是一段时间的数量，口径应为当期或本年累计", indicator=label
            )

    def _check_days(self, around: Context) -> Iterator[Problem]:
        if self.window_from and self.window_to and self.window_to < self.window_from:
            yield stop("window_to", "统计窗口止不能早于统计窗口起")
        if self.as_of is None or self.span in (None, "point"):
            return
        if self.basis != "stock" and self._of_window():
            window = window_of(self.span, self.basis, self.as_of)
            first, last = self.window_from, self.window_to
            if window and (first, last) == (None, None):
                first, last = window
            if first and last:
                yield note(
                    "as_of",
                    "商标数据的统计窗口为 {first} 至 {last}，不是自然季度，报表中会注明",
                    "window",
                    first=first,
                    last=last,
                )
        elif self.as_of != (end := end_of(self.span, self.as_of)):
            yield warn("as_of", "该统计时段的截止日一般为 {day}，请核对", day=end)

    def _of_window(self) -> bool:
        tm = self.indicator in OF_TRADEMARKS and self.basis != "stock"
        return tm and self.as_of is not None and (self.as_of.day == 15 or bool(self.window_to))


def end_of(span: str, day: date) -> date:
    """The last day of the month, quarter, half-year or year that a day lies in."""
    months = MONTHS[span]
    first = (day.month - 1) // months * months + 1
    return Period(day.year, first, first + months - 1).end


def window_of(span: str | None, basis: str | None, as_of: date | None) -> tuple[date, date] | None:
    """The days that CNIPA's trademark data up to a 15th are of; None where that cannot be said.

    Its statistical year begins on 16 December (domain.md 2.5).
    """
    if as_of is None or as_of.day != 15 or basis not in ("period", "ytd"):
        return None
    if basis == "ytd":
        return date(as_of.year - 1, 12, 16), as_of
    if span not in MONTHS:
        return None
    return months_after(as_of, -MONTHS[span]) + timedelta(1), as_of
