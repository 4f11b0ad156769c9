"""Figures that a declaration cannot express: several ledgers, or the days between two days.

Each is a named function over a `Source`; `INDICATORS` says what the catalogue prints about it.
"""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import mark
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
)
