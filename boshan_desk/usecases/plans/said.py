"""What the office has said about its plans: targets of its own, changes, shares, answers, reports.

Read once from the ledgers of the plan for all targets together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import find_period
from boshan_desk.domain.plans.levels import Level, Reading, year_end
from boshan_desk.domain.plans.pack import Basis, Indicator, Plan, Question
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.plan import PlanAnswer, Target, TaskReport
from boshan_desk.store.reader import Reader

Origin = Literal["plan", "bureau", "changed", ""]
"""Whose number a target is: the paper's, the bureau's own, the paper's as changed later; none."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """The number of one year as it is in force."""

    value: Decimal
    origin: Origin
    change: Target | None = None
    """What changed it."""
    before: Decimal | None = None
    """What it was before that."""
    own: Decimal | None = None
    """What the bureau wants beside the paper's number."""


@dataclass(frozen=True)
class Series:
    """One of the figures that an indicator is counted by."""

    metric: str
    name: str
    """What tells it from the others; "" where it is the only one."""


class Said:
    """Live records of the plans' ledgers, by indicator and question."""

    def __init__(self, reader: Reader) -> None:
        self._targets: dict[str, list[Target]] = defaultdict(list)
        for target in reader.matching(Target, ()):
            if target.indicator and target.value is not None and target.year is not None:
                self._targets[target.indicator].append(target)
        self._answers = {
            each.question: each for each in reader.matching(PlanAnswer, ()) if each.question
        }
        region = reader.desk.county.region
        people = (Where("indicator", "=", "population"), Where("area", "=", region))
        self._has_people = bool(reader.columns(IpStat.ledger, ("id",), people, raw=True))
        self._reports: dict[str, list[TaskReport]] = defaultdict(list)
        for report in reader.matching(TaskReport, ()):
            if report.indicator and report.period:
                self._reports[report.indicator].append(report)

    def targets(self, indicator: str, *roles: str) -> Iterator[Target]:
        """What was registered for an indicator in these roles."""
        return (each for each in self._targets.get(indicator, ()) if each.role in roles)

    def answer(self, question: str) -> PlanAnswer | None:
        """What was answered."""
        return self._answers.get(question)

    def yearly(self, indicator: Indicator, series: Series, on: date) -> dict[int, Stated]:
        """The county's number of every year, as in force on a day.

        The paper's own, or what it was changed to by then; the bureau's where there is neither.
        """
        numbers = {y: Stated(value=v, origin="plan") for y, v in indicator.target.items()}
        changes = [t for t in self.targets(indicator.code, "changed") if _whole(t)]
        for change in sorted(changes, key=lambda each: (each.on or date.max, each.serial_no or "")):
            if change.on is None or change.on > on or not _is_of(change, series):
                continue
            year, value = change.year or 0, change.value or Decimal(0)
            known = numbers[year].value if year in numbers else None
            before = change.old_value if change.old_value is not None else known
            numbers[year] = Stated(value=value, origin="changed", change=change, before=before)
        for own in self.targets(indicator.code, "own"):
            if not _whole(own) or not _is_of(own, series):
                continue
            year, value = own.year or 0, own.value or Decimal(0)
            stated = numbers.get(year)
            if stated is None or stated.origin == "bureau":
                numbers[year] = Stated(value=value, origin="bureau")
            else:
                numbers[year] = Stated(
                    value=stated.value,
                    origin=stated.origin,
                    change=stated.change,
                    before=stated.before,
                    own=value,
                )
        return numbers

    def shares(
        self, indicator: str, year: int, by: Literal["town", "unit"], series: Series | None = None
    ) -> dict[str, Decimal]:
        """What each town or department has of a year's number; the newest entry of each."""
        return {
            str(each.town_code if by == "town" else each.unit): each.value or Decimal(0)
            for each in self.targets(indicator, by)
            if each.year == year and (series is None or _is_of(each, series))
        }

    def split_years(self, indicator: str) -> dict[Literal["town", "unit"], set[int]]:
        """The years for which there are shares."""
        return {
            "town": {each.year or 0 for each in self.targets(indicator, "town")},
            "unit": {each.year or 0 for each in self.targets(indicator, "unit")},
        }

    def baselines(
        self, plan: Plan, indicator: Indicator, series: Series, town: str = ""
    ) -> list[Level]:
        """Every level that somebody gave for a day to begin from, the oldest first.

        What was registered stands before what was answered, and that before the pack's own.
        """
        found: dict[date, Decimal] = {}
        if indicator.baseline is not None and not town:
            day = indicator.baseline_on or year_end(plan.start.year - 1)
            found[day] = indicator.baseline
        for question in () if town else _asked_of(plan, indicator, series):
            value = getattr(self.answer(question.code), "value", None)
            if question.asks == "baseline" and value is not None:
                found[day_asked(plan, question)] = value
        for each in self.targets(indicator.code, "baseline"):
            if (each.town_code or "") == town and _is_of(each, series) and not each.unit:
                found[year_end(each.year or 0)] = each.value or Decimal(0)
        return [Level(day, found[day]) for day in sorted(found)]

    def base_year(self, plan: Plan, indicator: Indicator, series: Series) -> int:
        """The year that a baseline is asked for, or the one before the plan."""
        asked = (q for q in _asked_of(plan, indicator, series) if q.asks == "baseline")
        return next((day_asked(plan, each).year for each in asked), plan.start.year - 1)

    def reports(self, indicator: str, on: date) -> list[TaskReport]:
        """What was reported of an indicator up to a day, the newest first."""

        def age(report: TaskReport) -> tuple[date, date]:
            period = find_period(report.period or "")
            told = report.reported_on or date.min
            return (period.end if period else told, told)

        told = (each for each in self._reports.get(indicator, ()) if age(each)[0] <= on)
        return sorted(told, key=age, reverse=True)

    def basis(self, plan: Plan, indicator: Indicator) -> tuple[Basis, Reading]:
        """What a year's number means, as the paper or the office says; "open" if neither does."""
        if indicator.basis != "open":
            return indicator.basis, "levels"
        for question in plan.questions:
            if question.indicator != indicator.code or question.asks not in ("basis", "rate"):
                continue
            match getattr(self.answer(question.code), "answer", None):
                case "levels":
                    return "cumulative_from_start", "levels"
                case "increments":
                    return "cumulative_from_start", "increments"
                case "yoy_growth":
                    return "yoy_growth", "levels"
                case "cagr":
                    return "cagr", "levels"
        return "open", "levels"

    def open_of(self, plan: Plan, series: Mapping[str, Iterable[Series]]) -> list[Question]:
        """The plan's questions that nobody has answered.

        A baseline is answered by a registered one as well, a population by an observation of the
        county's.  `series` are those of each indicator.
        """
        return [
            question
            for question in plan.questions
            if self.answer(question.code) is None
            and not self._registered(plan, question, list(series.get(question.indicator, ())))
        ]

    def _registered(self, plan: Plan, question: Question, series: list[Series]) -> bool:
        if question.asks == "population":
            return self._has_people
        if question.asks != "baseline":
            return False
        year = day_asked(plan, question).year
        return any(
            each.year == year and _whole(each) and (not question.series or _is_of(each, one))
            for each in self.targets(question.indicator, "baseline")
            for one in series
            if question.series in ("", one.metric)
        )


def day_asked(plan: Plan, question: Question) -> date:
    """The day that the value asked for is of: the end of the year before the plan, unless said."""
    return question.as_of or year_end(plan.start.year - 1)


def _asked_of(plan: Plan, indicator: Indicator, series: Series) -> list[Question]:
    return [
        question
        for question in plan.questions
        if question.indicator == indicator.code and question.series in ("", series.metric)
    ]


def _whole(target: Target) -> bool:
    """Whether it is the county's and no share of it."""
    return not target.town_code and not target.unit


def _is_of(target: Target, series: Series) -> bool:
    """Whether it is of this series: said by its name or its figure, or not said at all."""
    return (target.series or "") in ("", series.name, series.metric)
