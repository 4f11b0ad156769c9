"""What the page of targets reads off the window's thread, in one go each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.pack import Fact, Indicator, Plan, Question
from boshan_desk.ledgers.plan import Target

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.standing import Standing
    from boshan_desk.usecases.plans.targets import SplitSum


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How the targets stand, with the plans they come from."""

    period: Period
    town: str = ""
    plans: tuple[Plan, ...] = ()
    """Every plan of the desk."""
    lines: tuple[Standing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What is said of one target besides its line."""

    indicator: Indicator | None = None
    numbers: tuple[Target, ...] = ()
    """What the office registered about it, by year."""
    splits: tuple[SplitSum, ...] = ()
    """How the year's number was shared out."""
    questions: tuple[Question, ...] = ()
    """Those that nobody has answered."""
    benchmarks: tuple[tuple[str, Fact], ...] = field(default=())
    """What others achieved: whose plan, and the figure."""


def read_targets(desk: Desk, period: Period, plan: str, town: str) -> Seen:
    """How every target stands at the end of a period."""
    from boshan_desk.usecases.plans.standing import standings

    found = standings(desk, period, plan=plan, town=town)
    return Seen(period=period, town=town, plans=desk.plans, lines=tuple(found))


def read_detail(desk: Desk, line: Standing) -> Detail:
    """What is said of one target besides its line."""
    from boshan_desk.usecases.plans.targets import split_sums

    plan = next((each for each in desk.plans if each.code == line.plan), None)
    with desk.read() as reader:
        numbers = [
            each
            for each in reader.having(Target, "indicator", [line.indicator])
            if (each.series or "") in ("", line.series)
        ]
    numbers.sort(key=lambda each: (each.year or 0, each.role or "", each.on or date.min))
    asked = plan.questions if plan else ()
    sums = split_sums(desk, line.indicator, line.year, series=line.series) if plan else []
    return Detail(
        indicator=plan.indicator(line.indicator) if plan else None,
        numbers=tuple(numbers),
        splits=tuple(sums),
        questions=tuple(q for q in asked if q.code in line.questions),
        benchmarks=tuple(
            (each.short or each.title, fact)
            for each in desk.plans
            if each.status == "evidence"
            for fact in each.facts
            if line.metric and line.metric in fact.metrics
        ),
    )


def read_number(desk: Desk, line: Standing, year: int) -> Decimal | None:
    """The county's number of a year as it is in force: the plan's, a changed one, or our own."""
    from boshan_desk.usecases.plans.said import Said, Series
    from boshan_desk.usecases.plans.targets import find_target

    _plan, indicator = find_target(desk, line.indicator)
    with desk.read() as reader:
        series = Series(line.metric, line.series)
        stated = Said(reader).yearly(indicator, series, date.max).get(year)
    return stated.value if stated else None
