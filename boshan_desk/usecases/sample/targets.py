"""What the sample county's bureau says of its plan: its own numbers for 2026, baselines, answers.

Every number is invented; none is the paper's.  Some questions of the paper are left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from boshan_desk.domain.county import County
from boshan_desk.domain.ledger import Record
from boshan_desk.ledgers.plan import PlanAnswer, Target, TaskReport
from boshan_desk.usecases.sample.days import spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.words import REMARK

PLAN: Final = "boshan-2022"
"""The plan it is all about."""

_OWN: Final = {"T01": "10.2", "T02": "8600", "T03": "220", "T04": "150", "T05": "20"}
"""For 2026, after the plan has run out."""

_TAKEN_ON: Final = date(2026, 2, 11)
_ANSWERED_ON: Final = date(2025, 3, 12)

_BASELINES: Final = (
    ("T03", 2021, "", "131"),
    ("T05", 2024, "M-AP01", "9"),
    ("T05", 2024, "M-AP01b", "4200"),
)
"""Indicator, year, series and value."""

_ANSWERS: Final = (
    ("T01/population", "37.86", "演示区统计公报（2025年）"),
    ("T01/baseline", "6.85", "演示通报"),
    ("T02/baseline", "6420", "演示通报"),
    ("T04/baseline", "88", "演示通报"),
)

_SHARES: Final = (16, 13, 15, 19, 14, 8, 3, 5, 2, 3)
_UNASSIGNED: Final = 262
"""Of the trademarks, what no town can be given."""

_REPORTS: Final = (
    ("2026Q1", "going", "四项工作格局的责任分工已明确，联席会议召开一次（演示）。"),
    ("2026Q2", "going", "部门联合检查两次，调解和执法衔接办法已印发（演示）。"),
    ("2026Q3", "going", "镇街联络员全部到位，案件线索移送办法在征求意见（演示）。"),
)


def make_targets(county: County, dice: Dice) -> Iterator[Record]:
    """The records of the plan's ledgers; none in a county that does not work on this plan."""
    if PLAN not in dict(county.plans):
        return
    for code, value in _OWN.items():
        yield _target(dice, code, 2026, "own", Decimal(value), on=_TAKEN_ON)
    for code, year, series, value in _BASELINES:
        yield _target(dice, code, year, "baseline", Decimal(value), series=series)
    yield from _town_shares(dice, county.counted, county.towns.entries[-1].code)
    for question, value, ground in _ANSWERS:
        yield PlanAnswer(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            entered_at=datetime.combine(_ANSWERED_ON, time(17, 30)),
            question=f"BS-{question}",
            value=_number(Decimal(value)),
            on=_ANSWERED_ON,
            answered_by="演示主任",
            ground=ground,
        )
    for period, state, text in _REPORTS:
        last = date(2026, int(period[-1]) * 3, 28)
        yield TaskReport(
            id=dice.id(),
            status="submitted",
            remark=REMARK,
            period=period,
            indicator="BS-T07",
            unit="scjg",
            state=state,
            text=text,
            evidence="演示台账",
            reported_on=last,
            reporter="演示科员",
        )


def _town_shares(dice: Dice, towns: Sequence[str], unassigned: str) -> Iterator[Target]:
    """The trademarks of 2026, divided; what no town can be given keeps a line of its own."""
    whole = int(_OWN["T02"]) - _UNASSIGNED
    for town, share in zip(towns, spread(whole, _SHARES), strict=False):
        yield _target(dice, "T02", 2026, "town", Decimal(share), town=town, on=_TAKEN_ON)
    rest = Decimal(_UNASSIGNED)
    yield _target(dice, "T02", 2026, "town", rest, town=unassigned, on=_TAKEN_ON)


def _target(
    dice: Dice,
    code: str,
    year: int,
    role: str,
    value: Decimal,
    *,
    series: str = "",
    town: str = "",
    on: date | None = None,
) -> Target:
    return Target(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        entered_at=datetime.combine(on or _ANSWERED_ON, time(17, 30)),
        indicator=f"BS-{code}",
        year=year,
        role=role,
        series=series or None,
        value=_number(value),
        town_code=town or None,
        doc_no="演示知发〔2026〕1号" if on else None,
        approver="演示局长" if on else None,
        on=on,
    )


def _number(value: Decimal) -> Decimal:
    """As the ledger keeps it."""
    return value.quantize(Decimal("0.0001"))
