"""How every target of the plans stands at the end of a period (domain.md 1.6).

What is achieved is counted from the ledgers; what was expected by now follows from the target's
kind and basis (`domain/plans/progress.py`); what the office added, changed or answered comes from
the ledgers of the plan.  All is read from one state of the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from boshan_desk.domain.figures import UNASSIGNED
from boshan_desk.domain.period import Period, Span, Stretch, quarter_of
from boshan_desk.domain.plans.doers import doers, written_names
from boshan_desk.domain.plans.lamps import JUDGED, LAMPS, Lamp, worst
from boshan_desk.domain.plans.levels import day_before, day_due
from boshan_desk.domain.plans.pack import Indicator, Plan, Question
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import NOTHING, listed
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.plans.actuals import Actuals, ending, series_of
from boshan_desk.usecases.plans.judging import Aim, Found, Judging
from boshan_desk.usecases.plans.said import Origin, Said, Series, Stated
from boshan_desk.usecases.plans.telling import moment_words, told
from boshan_desk.usecases.reported import reported_targets

SHARE_ON_TIME = "M-MG04"
"""The figure that is made of these lines."""

QUARTERS = 8
"""How many the trail has."""


@dataclass(frozen=True, kw_only=True)
class Final:
    """How the plan's last target came out at its due day, told after the plan has run out."""

    year: int
    target: Decimal | None
    actual: Decimal | None
    lamp: Lamp
    words: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One target, or one series of it, at the end of a period.

    Numbers are in the target's unit and not rounded; None where nothing can be said.
    """

    plan: str
    plan_title: str
    project: str
    project_title: str
    indicator: str
    title: str
    unit: str
    series: str
    """Which of several figures it is counted by (笔数, 金额); "" where there is one."""
    town: str
    """The code of the town whose share this is; "" for the county."""
    town_label: str
    kind: str
    origin: Origin
    year: int
    """The year whose target this is; that of the period where there is none."""
    target: Decimal | None
    target_words: str
    """≥8300件, 逐年增长, 2025年末形成: what is asked for, as a table prints it."""
    quarter: Decimal | None
    """Within the period; of a level, the level at its end."""
    cumulative: Decimal | None
    """What is compared with the target: since 1 January, since the plan began, or the level."""
    actual_words: str
    share: Decimal | None
    """完成率, in per cent: of the target, or of what is to be added to the baseline (`growth`)."""
    due_share: Decimal | None
    """序时进度: how much was to be done by now, in per cent of the same."""
    expected: Decimal | None
    difference: Decimal | None
    """The one less the other, in points, as both are shown; below zero is behind.  Of a growth
    rate, which has neither: from its target."""
    of_target: Decimal | None = None
    """占目标: the cumulative in per cent of the target."""
    growth: bool = False
    """Whether the share is of what is to be added."""
    change_words: str
    """同比 of what is compared."""
    lamp: Lamp
    sign: str
    lamp_words: str
    why: str
    """A sentence with the arithmetic, to be checked by hand."""
    lead: tuple[str, ...]
    """Units by name, as they are called at the period's end."""
    join: tuple[str, ...]
    unit_codes: tuple[str, ...]
    """The codes of both, towns included."""
    evidence: str
    metric: str
    """The code of the figure behind it; "" where only reports tell."""
    trail: tuple[Decimal | None, ...]
    """The values of eight quarters, the oldest first; empty where it was not asked for."""
    trail_periods: tuple[Period, ...]
    final: Final | None
    questions: tuple[str, ...]
    """The codes of the plan's questions about it that nobody has answered."""
    adjusted: str = ""
    """Of a closed period: what was reported then, where it is another now (调整)."""


def standings(
    desk: Desk,
    period: Period,
    *,
    plan: str = "",
    project: str = "",
    unit: str = "",
    town: str = "",
    trail: bool = True,
    towns: bool = False,
) -> list[Standing]:
    """Every target of the active plans, or of one plan by its code, in the plan's order.

    `unit` keeps those that a department or town leads or takes part in; `town` gives a town's
    shares and what it has achieved, `towns` those of every town after the county's own line.
    """
    with desk.read() as reader:
        lines = collect(
            Counting(reader),
            period,
            plan=plan,
            project=project,
            unit=unit,
            town=town,
            trail=trail,
            towns=towns,
        )
        return beside_reports(reader, period, lines)


def beside_reports(reader: Reader, period: Period, lines: list[Standing]) -> list[Standing]:
    """The lines of a closed period with what it reported, where they are others now."""
    kept = reported_targets(reader, period) or ()
    reported = {tuple(each[name] or "" for name in _KEY): each for each in kept}
    return [_beside_report(line, reported.get(_key(line))) for line in lines]


_KEY = ("plan", "indicator", "series", "town")


def _key(line: Standing) -> tuple[str, ...]:
    return line.plan, line.indicator, line.series, line.town


def _beside_report(line: Standing, told: Mapping[str, Any] | None) -> Standing:
    """The line with what a closed period reported, where the ledgers say otherwise now."""
    if told is None or (told["actual_words"], told["lamp"]) == (line.actual_words, line.lamp):
        return line
    words = _("封账时报告{reported}（{lamp}），现在是{now}（{lamp_now}），为封账后调整").format(
        reported=told["actual_words"] or NOTHING,
        lamp=_(LAMPS[cast("Lamp", told["lamp"])].words),
        now=line.actual_words or NOTHING,
        lamp_now=line.lamp_words,
    )
    return replace(line, adjusted=words)


def collect(
    counting: Counting,
    period: Period,
    *,
    plan: str = "",
    project: str = "",
    unit: str = "",
    town: str = "",
    trail: bool = True,
    towns: bool = False,
) -> list[Standing]:
    """The same within a reading that has already begun, and what it has counted."""
    lines = _Lines(counting, period, trail=trail)
    found: list[Standing] = []
    for each in plans_asked_for(counting.reader, plan):
        for indicator in each.indicators:
            if project and indicator.project != project:
                continue
            if unit and unit not in lines.unit_codes(each, indicator):
                continue
            if town:
                found += lines.of(each, indicator, town)
                continue
            found += lines.of(each, indicator)
            if towns:
                for code in lines.towns_with_shares(each, indicator):
                    found += lines.of(each, indicator, code)
    return found


def plans_asked_for(reader: Reader, code: str = "") -> list[Plan]:
    """The active plans of a desk, or the one of this code, whatever its status."""
    plans = reader.desk.plans
    if not code:
        return [each for each in plans if each.status == "active"]
    if found := [each for each in plans if each.code == code]:
        return found
    known = listed(each.code for each in plans)
    raise Missing("没有编号为“{code}”的计划，可用的有：{known}", code=code, known=known)


def overall(lines: list[Standing]) -> dict[tuple[str, str], Lamp]:
    """The lamp of every indicator of the county: of several series the worst."""
    lamps: dict[tuple[str, str], list[Lamp]] = {}
    for line in lines:
        if not line.town:
            lamps.setdefault((line.plan, line.indicator), []).append(line.lamp)
    return {key: worst(each) for key, each in lamps.items()}


def on_time(lines: list[Standing]) -> tuple[int, int]:
    """How many targets are where they ought to be, and how many can be judged.

    Of several series the worst counts.  What has no number, is not due or waits for an answer is
    in neither.
    """
    lamps: dict[tuple[str, str, str], list[Lamp]] = {}
    for line in lines:
        lamps.setdefault((line.plan, line.indicator, line.town), []).append(line.lamp)
    judged = [lamp for each in lamps.values() if (lamp := worst(each)) in JUDGED]
    return sum(lamp in ("on", "ahead", "done") for lamp in judged), len(judged)


def on_time_counts(counting: Counting, period: Period, town: str = "") -> tuple[int, int]:
    """The same of the active plans for a period, of the county or of a town's shares."""
    found: list[Standing] = []
    lines = _Lines(counting, period, trail=False)
    for plan in plans_asked_for(counting.reader):
        for indicator in plan.indicators:
            # A target of how many targets are met would ask for itself.
            if SHARE_ON_TIME not in indicator.metrics:
                found += lines.of(plan, indicator, town)
    return on_time(found)


@dataclass(frozen=True, kw_only=True)
class TownValue:
    """What a town has of a target: what is counted there, and its share if there is one."""

    town: str
    """Its code; what no town can be said of has the county's code for it, or `UNASSIGNED`."""
    label: str
    value: Decimal | None
    target: Decimal | None
    share: Decimal | None
    due_share: Decimal | None
    of_target: Decimal | None
    growth: bool
    lamp: Lamp


def town_values(desk: Desk, line: Standing, period: Period) -> list[TownValue]:
    """A line's cumulative by town, in the protocol order; what has no town stands last.

    All counted towns are told, other areas where they have a value or a share.  The values close
    with the county's wherever the figure's own do.  Empty where the figure has no towns, and of
    growth rates and milestones, which do not add up.
    """
    with desk.read() as reader:
        lines = _Lines(Counting(reader), period, trail=False)
        plan = plans_asked_for(reader, line.plan)[0]
        indicator = plan.indicator(line.indicator)
        found = series_of(indicator) if indicator else ()
        series = next((s for s in found if s.metric == line.metric), None)
        if indicator is None or series is None or line.kind in ("growth_rate", "milestone"):
            return []
        return lines.towns(plan, indicator, series)


class _Lines:
    """The lines of one period, over one state of the desk."""

    def __init__(self, counting: Counting, period: Period, *, trail: bool) -> None:
        reader = counting.reader
        self._county = reader.desk.county
        self._period = period
        # Of a period that is not over, only the days that have passed can be judged.
        self._on = max(min(period.end, reader.today), period.start)
        self._said = Said(reader)
        self._actuals = Actuals(counting)
        self._judging = Judging(self._actuals, self._said, self._county.lamps)
        self._trail = _quarters(period) if trail else ()
        self._open: dict[str, list[Question]] = {}

    def of(self, plan: Plan, indicator: Indicator, town: str = "") -> Iterator[Standing]:
        """The line of each series of a target, of the county or of a town."""
        for series in series_of(indicator):
            if town and not self._actuals.has_towns(series.metric):
                continue
            aim = self._aim(plan, indicator, series, town)
            if town and aim.is_once:
                # What the county is to have once, no town is behind with.
                continue
            if self._trail and not town and aim.adds_up_since_start:
                # One day before each quarter: what came within it is a difference.
                days = [quarter.end for quarter in self._trail]
                days += [day_before(quarter.start) for quarter in self._trail]
                days += [self._on, _year_before(self._on), day_before(self._period.start)]
                self._actuals.read_ahead(aim.metric, plan.start, days)
            yield self._line(aim, self._judging.at(aim, self._on))

    def towns(self, plan: Plan, indicator: Indicator, series: Series) -> list[TownValue]:
        """A series by town, in the protocol order; then other areas that have something."""
        if not self._actuals.has_towns(series.metric):
            return []
        values = []
        counted = self._county.counted
        others = set(self._actuals.towns(series.metric, ending(self._on))) - set(counted)
        for town in (*counted, *sorted(others, key=self._county.towns.order)):
            found = self._judging.at(self._aim(plan, indicator, series, town), self._on)
            if town in others and not found.actual and found.target is None:
                continue
            label = _("未归属") if town == UNASSIGNED else self._county.towns.label(town)
            values.append(
                TownValue(
                    town=town,
                    label=label,
                    value=found.actual,
                    target=found.target,
                    share=found.judged.share,
                    due_share=found.judged.due_share,
                    of_target=found.judged.of_target,
                    growth=found.judged.growth,
                    lamp=found.judged.lamp,
                )
            )
        return values

    def unit_codes(self, plan: Plan, indicator: Indicator) -> tuple[str, ...]:
        """Who leads a target and takes part in it, and who has a share of it."""
        lead, join = plan.units_of(indicator)
        codes = [doer.code for doer in doers((*lead, *join), self._county, self._on) if doer.code]
        codes += self._said.shares(indicator.code, self._on.year, "unit")
        return tuple(dict.fromkeys(codes))

    def towns_with_shares(self, plan: Plan, indicator: Indicator) -> list[str]:
        """The towns that have a share of this year's number, in the protocol order."""
        shares = self._said.shares(indicator.code, self._on.year, "town")
        return sorted(shares, key=self._county.towns.order)

    def _aim(self, plan: Plan, indicator: Indicator, series: Series, town: str) -> Aim:
        basis, reading = self._said.basis(plan, indicator)
        if town:
            years = self._said.split_years(indicator.code)["town"]
            yearly = {
                year: Stated(value=shares[town], origin="bureau")
                for year in years
                if town in (shares := self._said.shares(indicator.code, year, "town", series))
            }
        else:
            yearly = self._said.yearly(indicator, series, self._on)
        return Aim(
            plan=plan,
            indicator=indicator,
            series=series,
            town=town,
            yearly=yearly,
            basis=basis,
            reading=reading,
            baselines=self._said.baselines(plan, indicator, series, town),
            base_year=self._said.base_year(plan, indicator, series),
            asks_people=any(q.asks == "population" for q in self._questions(plan, indicator)),
        )

    def _questions(self, plan: Plan, indicator: Indicator) -> list[Question]:
        if plan.code not in self._open:
            series = {each.code: series_of(each) for each in plan.indicators}
            self._open[plan.code] = self._said.open_of(plan, series)
        return [each for each in self._open[plan.code] if each.indicator == indicator.code]

    def _line(self, aim: Aim, found: Found) -> Standing:
        plan, indicator = aim.plan, aim.indicator
        lead, join = plan.units_of(indicator)
        judged = found.judged
        final = self._final(aim)
        project = plan.project(indicator.project)
        counted = bool(aim.metric)
        return Standing(
            plan=plan.code,
            plan_title=plan.short or plan.title,
            project=indicator.project,
            project_title=project.title if project else "",
            indicator=indicator.code,
            title=indicator.title,
            unit=indicator.unit,
            series=aim.series.name,
            town=aim.town,
            town_label=self._county.towns.label(aim.town) if aim.town else "",
            kind=indicator.kind,
            origin=found.origin,
            year=found.year,
            target=found.target,
            target_words=found.target_words,
            quarter=self._judging.within(aim, self._so_far(self._period)) if counted else None,
            cumulative=found.actual,
            actual_words=found.actual_words,
            share=judged.share,
            due_share=judged.due_share,
            expected=judged.expected,
            difference=judged.shown_difference,
            of_target=judged.of_target,
            growth=judged.growth,
            change_words=found.change_words,
            lamp=judged.lamp,
            sign=LAMPS[judged.lamp].sign,
            lamp_words=_(LAMPS[judged.lamp].words),
            why=told([found.why, final.words if final else ""]),
            lead=written_names(lead, self._county, self._on),
            join=written_names(join, self._county, self._on),
            unit_codes=self.unit_codes(plan, indicator),
            evidence=indicator.evidence,
            metric=aim.metric,
            trail=tuple(self._judging.within(aim, self._so_far(each)) for each in self._trail)
            if counted
            else (),
            trail_periods=self._trail if counted else (),
            final=final,
            questions=tuple(each.code for each in self._questions(plan, indicator)),
        )

    def _so_far(self, period: Period) -> Span:
        """The days of a period that have passed: the rest has no like in the year before."""
        if period.start <= self._on < period.end:
            return Stretch(period.start, self._on)
        return period

    def _final(self, aim: Aim) -> Final | None:
        """How the paper's last number came out, once its day is over."""
        papers = [year for year, each in aim.yearly.items() if each.origin != "bureau"]
        if aim.town or not papers or not aim.metric or aim.basis == "open" or aim.is_once:
            return None
        day = day_due(max(papers), aim.due)
        if self._on <= day:
            return None
        found = self._judging.at(aim, day)
        if found.target is None:
            return None
        lamp: Lamp = found.judged.lamp
        if lamp in JUDGED and lamp != "done":
            lamp = "late"
        return Final(
            year=day.year,
            target=found.target,
            actual=found.actual,
            lamp=lamp,
            words=_final_words(aim, found, day, lamp),
        )


def _final_words(aim: Aim, found: Found, day: date, lamp: Lamp) -> str:
    """计划期满：2025年末8045件，目标≥8000件，已达到."""
    if lamp == "done":
        result = _("已达到")
    elif lamp == "late":
        result = _("未达到")
    else:
        result = _(LAMPS[lamp].words)
    if found.actual is None:
        return _("计划期满：{moment}没有可比数据，目标{target}，{result}").format(
            moment=moment_words(day), target=found.target_words, result=result
        )
    return _("计划期满：{moment}{actual}，目标{target}，{result}").format(
        moment=moment_words(day),
        actual=found.actual_words,
        target=found.target_words,
        result=result,
    )


def _year_before(day: date) -> date:
    """The end of the same days of the year before."""
    return ending(day).last_year().end


def _quarters(period: Period) -> tuple[Period, ...]:
    """The quarter that a period ends in and those before it, the oldest first."""
    quarters = [quarter_of(period.end)]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].previous())
    return tuple(reversed(quarters))
