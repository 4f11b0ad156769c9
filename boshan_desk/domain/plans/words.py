"""What kinds of target are called, and what a year's number means, in the officer's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from boshan_desk.domain.plans.pack import Basis, Kind
from boshan_desk.i18n import mark

KINDS: Final[Mapping[Kind, str]] = {
    "stock": mark("存量"),
    "flow": mark("流量"),
    "ratio": mark("比率"),
    "growth_rate": mark("增长率"),
    "milestone": mark("节点"),
    "qualitative": mark("定性"),
}

BASES: Final[Mapping[Basis, str]] = {
    "year_end_level": mark("年末数"),
    "annual_flow": mark("当年数"),
    "cumulative_from_start": mark("自计划起累计"),
    "yoy_growth": mark("比上年增长"),
    "cagr": mark("年均增长"),
    "once": mark("到期完成"),
    "open": mark("文件没有写明"),
}
