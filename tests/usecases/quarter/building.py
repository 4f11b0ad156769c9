"""Papers of small invented desks, cut into their sections."""

from __future__ import annotations

from typing import TypeVar

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Block, Chart, Grid, Heading, Report, Words
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request

B = TypeVar("B", Grid, Chart, Words)

Q3 = quarter(2026, 3)
EAST, WEST, YUCHENG = "370304001", "370304002", "370304102"
"""城东街道, 城西街道, 域城镇."""


def paper(
    desk: Desk,
    period: Period = Q3,
    *,
    town: str = "",
    unit: str = "",
    public: bool = False,
) -> Report:
    """The paper that has every section."""
    request = Request(period=period, kind="tongbao", town=town, unit=unit, public=public)
    return compose(desk, request)


def drop_plans(desk: Desk) -> None:
    """Leave the desk without plans, so that no task is unreported."""
    row = {"kind": "plan", "name": "boshan-2022", "status": "off", "text": ""}
    with desk.work("演示") as work:
        work.write_row("pack", {**row, "at": "", "officer": ""}, told={}, needs=Right.SETTINGS)


def section(report: Report, key: str) -> list[Block]:
    """The blocks of a section, without its heading."""
    found: list[Block] = []
    inside = False
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.key == key
        elif inside:
            found.append(block)
    return found


def find(blocks: list[Block] | tuple[Block, ...], kind: type[B], key: str) -> B:
    """The block of a kind and key."""
    return next(b for b in blocks if isinstance(b, kind) and b.key == key)


def has(blocks: list[Block] | tuple[Block, ...], kind: type[B], key: str) -> bool:
    """Whether there is one."""
    return any(isinstance(b, kind) and b.key == key for b in blocks)


def prose(blocks: list[Block] | tuple[Block, ...]) -> str:
    """The running text."""
    return "\n".join(block.text for block in blocks if isinstance(block, Words))
