"""Figures that a declaration cannot express: several ledgers, or the days between two days.

Each is a named function over a `Source`; `INDICATORS` says what the catalogue prints about it.
"""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import mark
from boshan_desk.indicators.cases import (
    average_days,
    decided_in_time,
    median_days,
    near_cases,
    overdue_cases,
    publicity_share,
    published_in_time,
    to_be_published,
)
from boshan_desk.indicators.gi import use_share
from boshan_desk.indicators.source import Indicator, Source
from boshan_desk.indicators.stations import new_clients, services_per_station
from boshan_desk.indicators.towns import (
    silent_towns,
    towns_without_event,
    towns_without_station,
)

__all__ = ["INDICATORS", "Indicator", "Source"]

INDICATORS: Final = (
    Indicator(
        code="M-BR07",
        title=mark("站均服务次数"),
        unit=mark("次"),
        basis=mark("期内服务次数 ÷ 期末在运行的指导站数"),
        ledger="station_service",
        of=services_per_station,
        per_town=True,
    ),
    Indicator(
        code="M-BR08",
        title=mark("新增服务主体"),
        unit=mark("家"),
        basis=mark("第一次接受指导站服务的日期在期内的主体；先按统一社会信用代码，没有的按名称"),
        ledger="station_service",
        of=new_clients,
        per_town=True,
    ),
    Indicator(
        code="M-BR09",
        title=mark("未设站镇（街道）数"),
        unit=mark("个"),
        basis=mark("期末没有在运行的指导站的镇（街道）"),
        ledger="station",
        of=lambda source, period, town: len(towns_without_station(source, period)),
        stock=True,
    ),
    Indicator(
        code="M-GI03",
        title=mark("用标覆盖率"),
        unit="%",
        basis=mark("期末在用的专用标志使用人 ÷ 已登记生产者总数的各项权利的生产者总数"),
        ledger="gi_user",
        of=use_share,
        stock=True,
        share=True,
    ),
    Indicator(
        code="M-TR04",
        title=mark("无活动镇（街道）数"),
        unit=mark("个"),
        basis=mark("期内没有一场培训宣传活动的镇（街道）"),
        ledger="event",
        of=lambda source, period, town: len(towns_without_event(source, period)),
    ),
    Indicator(
        code="M-MG05",
        title=mark("无记录镇（街道）数"),
        unit=mark("个"),
        basis=mark("期内服务、检查、立案、行动、活动均无记录的镇（街道）"),
        ledger="event",
        of=lambda source, period, town: len(silent_towns(source, period)),
    ),
    Indicator(
        code="M-EN08",
        title=mark("超期案件数"),
        unit=mark("件"),
        basis=mark(
            "期末（尚未到期末的，至今天）有一项以上法定期限已超期、尚未完成的案件；期限按现有登记推算"
        ),
        ledger="case",
        of=overdue_cases,
        stock=True,
    ),
    Indicator(
        code="M-EN08b",
        title=mark("按期作出决定率"),
        unit="%",
        basis=mark(
            "期内作出处理决定的普通程序案件中，未超过办案期限（九十日，扣除停止计时的日数，加经批准的延长）的占比"
        ),
        ledger="case",
        of=decided_in_time,
        share=True,
    ),
    Indicator(
        code="M-EN08c",
        title=mark("临期案件数"),
        unit=mark("件"),
        basis=mark(
            "期末（尚未到期末的，至今天）有法定期限将在七日内到期、尚未完成的案件；期限按现有登记推算"
        ),
        ledger="case",
        of=near_cases,
        stock=True,
    ),
    Indicator(
        code="M-EN09",
        title=mark("平均办案天数"),
        unit=mark("天"),
        basis=mark(
            "期内作出决定的普通程序案件，立案日期至决定日期的自然日，扣除停止计时的日数（重叠的只扣一次），求平均"
        ),
        ledger="case",
        of=average_days,
    ),
    Indicator(
        code="M-EN09b",
        title=mark("办案天数中位数"),
        unit=mark("天"),
        basis=mark("同平均办案天数，取居中的一件；件数为双数的，取居中两件的平均"),
        ledger="case",
        of=median_days,
    ),
    Indicator(
        code="M-EN10",
        title=mark("应公示件数"),
        unit=mark("件"),
        basis=mark(
            "公示期限（决定之日起二十个工作日）在期内届满的处罚决定，截至昨天；仅警告的、当事人登记地在外省的不计"
        ),
        ledger="case",
        of=to_be_published,
    ),
    Indicator(
        code="M-EN10b",
        title=mark("按期公示件数"),
        unit=mark("件"),
        basis=mark("应公示件数中，在期限内公示的"),
        ledger="case",
        of=published_in_time,
    ),
    Indicator(
        code="M-EN10c",
        title=mark("按期公示率"),
        unit="%",
        basis=mark("按期公示件数÷应公示件数"),
        ledger="case",
        of=publicity_share,
        share=True,
    ),
)
