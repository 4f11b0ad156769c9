"""How one target stands at the end of a day, kind by kind: its number, the actual, the lamp, why.

The arithmetic is `domain/plans/progress.py`; here it is given what the ledgers and the office say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from boshan_desk.domain.county import Lamps
from boshan_desk.domain.period import Span
from boshan_desk.domain.plans.lamps import Lamp
from boshan_desk.domain.plans.levels import (
    Level,
    Reading,
    as_levels,
    day_before,
    day_due,
    expected_level,
    stretch,
    year_end,
)
from boshan_desk.domain.plans.levels import decimal as as_decimal
from boshan_desk.domain.plans.pack import Basis, Comparator, Indicator, Plan
from boshan_desk.domain.plans.progress import (
    Judged,
    compound,
    judge_flow,
    judge_level,
    judge_once,
    judge_rate,
)
from boshan_desk.domain.wording import explained, points_words, rate, rate_words, why_no_rate
from boshan_desk.i18n import _
from boshan_desk.usecases.plans import telling
from boshan_desk.usecases.plans.actuals import Actuals, of_year
from boshan_desk.usecases.plans.said import Origin, Said, Series, Stated
from boshan_desk.usecases.plans.telling import moment_words, told, with_unit


@dataclass(frozen=True, kw_only=True)
class Aim:
    """One series of a target, of the county or of one town, and how its numbers are to be read."""

    plan: Plan
    indicator: Indicator
    series: Series
    town: str
    yearly: dict[int, Stated]
    basis: Basis
    reading: Reading
    baselines: list[Level]
    base_year: int
    """The year that growth over several years begins with, where no baseline was given."""
    asks_people: bool = False
    """Whether a question about the population is open."""

    @property
    def due(self) -> date:
        """The day of the plan's last number."""
        return self.indicator.due or self.plan.end

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def metric(self) -> str:
        return self.series.metric

    @property
    def is_once(self) -> bool:
        """Whether only the day counts: a milestone, whatever its numbers are called."""
        return self.basis == "once" or self.indicator.kind == "milestone"

    @property
    def adds_up_since_start(self) -> bool:
        """Whether all since the plan began is counted."""
        return bool(self.metric) and self.basis in ("cumulative_from_start", "open")

    def last_day(self, on: date) -> date:
        """The day by which the number of a day's year is to be reached.

        The paper's is due on its own due day, also once that has passed; the bureau's own, after
        the plan, at the year's end.
        """
        stated = self.yearly.get(on.year)
        own = stated is None or stated.origin == "bureau"
        if on.year > self.due.year or (on > self.due and own):
            return year_end(on.year)
        return day_due(on.year, self.due)

    def numbered(self) -> bool:
        """Whether the paper gives it a number at all."""
        return bool(self.indicator.target) and self.indicator.comparator != "no_number"

    def comparator(self, stated: Stated) -> Comparator:
        """How its number is compared: a number of the bureau's own is to be reached."""
        given = self.indicator.comparator
        if given == "no_number" or (stated.origin == "bureau" and stated.value):
            return ">="
        return given


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found of an aim at the end of a day."""

    judged: Judged
    year: int
    why: str
    target: Decimal | None = None
    target_words: str = ""
    origin: Origin = ""
    actual: Decimal | None = None
    actual_words: str = ""
    change_words: str = ""


class Judging:
    """Judges aims over one state of the desk."""

    def __init__(self, actuals: Actuals, said: Said, lamps: Lamps) -> None:
        self._actuals = actuals
        self._said = said
        self._lamps = lamps

    def at(self, aim: Aim, on: date) -> Found:
        """How an aim stands at the end of a day."""
        if on < aim.plan.start:
            return Found(
                judged=Judged(lamp="waiting"),
                year=on.year,
                why=_("计划自{day}起执行").format(day=telling.day_words(aim.plan.start)),
            )
        if aim.is_once and (aim.metric or aim.numbered()):
            return self._once(aim, on)
        if not aim.metric:
            return self._reported(aim, on)
        match aim.basis:
            case "open":
                found = self._open(aim, on)
            case "annual_flow":
                found = self._flow(aim, on)
            case "yoy_growth" | "cagr":
                found = self._growth(aim, on)
            case _:
                found = self._level(aim, on)
        return self._without_data(aim, on, found)

    # What is counted

    def actual(self, aim: Aim, on: date) -> Decimal | None:
        """What is compared with the target: since 1 January, since the plan began, or the level."""
        aim = _as_likeliest(aim)
        match aim.basis:
            case "annual_flow":
                span = of_year(on.year, on)
                return self._actuals.value(aim.metric, span, aim.unit, aim.town)
            case "yoy_growth" | "cagr":
                return self._rate(aim, on)[2]
            case _:
                return self._actuals.level(aim.metric, aim.plan.start, on, aim.unit, aim.town)

    def within(self, aim: Aim, span: Span) -> Decimal | None:
        """What came within some days: of a level, the level at their end."""
        aim = _as_likeliest(aim)
        match aim.basis:
            case "annual_flow":
                return self._actuals.value(aim.metric, span, aim.unit, aim.town)
            case "yoy_growth" | "cagr":
                unit = self._actuals.unit(aim.metric)
                now = self._actuals.value(aim.metric, span, unit, aim.town)
                return rate(now, self._actuals.value(aim.metric, span.last_year(), unit, aim.town))
            case "cumulative_from_start":
                now = self.actual(aim, span.end)
                before = self.actual(aim, day_before(span.start))
                return None if now is None or before is None else now - before
            case _:
                return self.actual(aim, span.end)

    def _rate(self, aim: Aim, on: date) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Growth at a day: since 1 January, what it is compared with, and the rate in per cent.

        A full year is compared with the value that was given for the year before, if one was.
        """
        unit, metric = self._actuals.unit(aim.metric), aim.metric
        now = self._actuals.value(metric, of_year(on.year, on), unit, aim.town)
        years = 1
        if aim.basis == "cagr":
            years = _years_since_base(aim, on)
        base = self._base(aim, on, on.year - years)
        if aim.basis == "cagr":
            return now, base, compound(now, base, years)
        return now, base, rate(now, base)

    def _base(self, aim: Aim, on: date, year: int) -> Decimal | None:
        """What a rate at a day is compared with in an earlier year."""
        given = next((b.value for b in aim.baselines if b.on == year_end(year)), None)
        if on == year_end(on.year) and given is not None:
            return given
        span = of_year(year, _same_day(on, year))
        return self._actuals.value(aim.metric, span, self._actuals.unit(aim.metric), aim.town)

    # Kind by kind

    def _flow(self, aim: Aim, on: date) -> Found:
        actual = self.actual(aim, on)
        before = self.actual(aim, _same_day(on, on.year - 1))
        stated = aim.yearly.get(on.year)
        if stated is None:
            return self._without_number(aim, on, actual, before)
        judged = judge_flow(
            actual,
            stated.value,
            aim.comparator(stated),
            on.year,
            on,
            self._lamps,
            due=aim.last_day(on),
            by_days=self._lamps.by_days,
        )
        why = telling.flow_sum(actual, stated.value, judged, on, aim.unit)
        return _found(aim, on.year, stated, judged, why, actual, before)

    def _level(self, aim: Aim, on: date) -> Found:
        actual = self.actual(aim, on)
        last_year = _same_day(on, on.year - 1)
        before = self.actual(aim, last_year)
        if self._actuals.same_records(aim.metric, on, last_year, aim.town):
            before = None
        # A paper's number that was due earlier in the year is not put off to the year's end.
        day = min(on, aim.last_day(on))
        levels, target, stated = self._way(aim, day)
        if target is None or stated is None:
            return self._without_number(aim, on, actual, before)
        judged = judge_level(
            actual,
            target,
            aim.comparator(stated),
            levels,
            day,
            self._lamps,
            by_days=self._lamps.by_days,
        )
        between = stretch(levels, day)
        way = (levels[0], between[1]) if between else None
        why = telling.level_sum(actual, target.value, judged, way, day)
        if target.value != stated.value:
            paper = telling.target_number(stated.value, aim.unit)
            why = told([_("文件写{number}，按当年新增数理解").format(number=paper), why])
        if judged.lamp == "asked":
            why = told([why, _("缺少基期值，补充后才能判断序时进度")])
        return _found(aim, target.on.year, stated, judged, why, actual, before, target.value)

    def _way(self, aim: Aim, on: date) -> tuple[list[Level], Level | None, Stated | None]:
        """The levels one after another, the one that is next, and whose number it is."""
        if on > aim.due:
            # The plan has run out: from where the year began to the bureau's own number.
            stated = aim.yearly.get(on.year)
            if stated is None:
                return [], None, None
            begun = year_end(on.year - 1)
            base = next((b.value for b in aim.baselines if b.on == begun), None)
            if base is None:
                base = self.actual(aim, begun)
            last = Level(year_end(on.year), stated.value)
            return [*([Level(begun, base)] if base is not None else []), last], last, stated
        papers = {y: s.value for y, s in aim.yearly.items() if s.origin != "bureau"}
        numbers = {y: s.value for y, s in aim.yearly.items() if y <= aim.due.year}
        numbers |= as_levels(papers, aim.reading)
        way = [Level(day_due(year, aim.due), numbers[year]) for year in sorted(numbers)]
        target = next((level for level in way if on <= level.on), None)
        if target is None:
            return [], None, None
        return [*self._beginning(aim, way[0].on), *way], target, aim.yearly[target.on.year]

    def _beginning(self, aim: Aim, first: date) -> list[Level]:
        """Where the way begins: nothing on the eve of the plan, or the baseline."""
        if aim.basis == "cumulative_from_start":
            return [Level(day_before(aim.plan.start), Decimal(0))]
        known = [level for level in aim.baselines if level.on < first]
        early = [level for level in known if level.on <= aim.plan.start]
        return early[-1:] or known[:1]

    def _growth(self, aim: Aim, on: date) -> Found:
        now, base, percent = self._rate(aim, on)
        stated = aim.yearly.get(on.year)
        unit = self._actuals.unit(aim.metric)
        # 同比 is with the year before, however far back a compound rate begins.
        before = self._base(aim, on, on.year - 1) if aim.basis == "cagr" else base
        words = rate_words(now, before)
        shown = with_unit(percent, "%")
        if stated is None:
            found = self._without_number(aim, on, percent, None)
            judged = Judged(lamp="not_comparable")
            return replace(found, judged=judged, change_words=words)
        comparator = aim.comparator(stated)
        over = on >= aim.last_day(on)
        judged = judge_rate(percent, stated.value, comparator, self._lamps, over=over)
        if percent is None:
            reason = why_no_rate(now, base) or _("无可比数据")
            if aim.basis == "cagr":
                reason = _("{year}年同期为{base}").format(
                    year=on.year - _years_since_base(aim, on), base=with_unit(base, unit)
                )
            why = _("本期{now}，{reason}，不计算增幅").format(
                now=with_unit(now, unit), reason=reason
            )
        elif aim.basis == "cagr":
            years = _years_since_base(aim, on)
            why = telling.compound_sum(now, base, years, percent, stated.value, comparator, judged)
        else:
            why = telling.rate_sum(now, base, percent, stated.value, comparator, judged)
        found = _found(aim, on.year, stated, judged, why, percent, None)
        return replace(found, change_words=words, actual_words=shown)

    def _open(self, aim: Aim, on: date) -> Found:
        """Nobody has said what the numbers mean: what either reading expects is told."""
        readings: list[tuple[str, Aim]]
        if aim.indicator.kind == "growth_rate":
            readings = [
                (_("按每年比上年增幅理解"), replace(aim, basis="yoy_growth")),
                (_("按年均增幅理解"), replace(aim, basis="cagr")),
            ]
            parts = [
                explained(words, with_unit(self.actual(each, on), "%")) for words, each in readings
            ]
            actual = self.actual(readings[0][1], on)
        else:
            cumulative = replace(aim, basis="cumulative_from_start")
            actual = self.actual(cumulative, on)
            readings = [
                (_("按年末累计数理解"), replace(cumulative, reading="levels")),
                (_("按当年新增数理解"), replace(cumulative, reading="increments")),
            ]
            parts = []
            for words, each in readings:
                levels, _target, _stated = self._way(each, on)
                between = stretch(levels, on)
                if between is not None:
                    due = expected_level(*between, on, by_days=self._lamps.by_days)
                    parts.append(
                        _("{reading}，到{day}应达{expected}").format(
                            reading=words,
                            day=moment_words(on),
                            expected=with_unit(as_decimal(due), aim.unit),
                        )
                    )
        now = _("目前{actual}").format(actual=with_unit(actual, aim.unit))
        why = told([_("文件的数字有两种读法，请先确认"), *parts, now])
        last = max(aim.yearly, default=on.year)
        stated = aim.yearly.get(on.year) or aim.yearly.get(last)
        if stated is None:
            return self._without_number(aim, on, actual, None)
        return _found(aim, min(on.year, last), stated, Judged(lamp="asked"), why, actual, None)

    def _once(self, aim: Aim, on: date) -> Found:
        """What is to be done once: what the register shows, or what was reported done."""
        papers = [year for year, each in aim.yearly.items() if each.origin != "bureau"]
        year = max(papers, default=aim.due.year)
        stated = aim.yearly.get(year) or Stated(value=Decimal(1), origin="plan")
        due = day_due(year, aim.due)
        actual = self.actual(aim, on) if aim.metric else None
        reports = self._said.reports(aim.indicator.code, on)
        done_on = next((r.reported_on for r in reports if r.state == "done"), None)
        counted = actual is not None and actual >= stated.value
        if counted:
            done_on = self._first_day(aim, stated.value, on) or done_on
        known = bool(aim.metric or reports)
        done = True if counted or done_on else False if known else None
        judged = judge_once(done, stated.value, actual, due, on)
        if done and done_on:
            why = _("{day}完成").format(day=telling.day_words(done_on))
            if done_on > due:
                why = told([why, _("晚于期限{due}").format(due=telling.day_words(due))])
        else:
            why = _("应于{day}前完成").format(day=telling.day_words(due))
        if actual is not None:
            why = told([why, _("台账登记{actual}").format(actual=with_unit(actual, aim.unit))])
        return _found(aim, year, stated, judged, why, actual, None)

    def _first_day(self, aim: Aim, wanted: Decimal, on: date) -> date | None:
        """The first day since the plan began at whose end the register showed enough."""
        first, last = aim.plan.start.toordinal(), on.toordinal()
        while first < last:
            middle = (first + last) // 2
            found = self.actual(aim, date.fromordinal(middle))
            if found is not None and found >= wanted:
                last = middle
            else:
                first = middle + 1
        return date.fromordinal(first)

    def _reported(self, aim: Aim, on: date) -> Found:
        """No figure counts it: what was reported last."""
        reports = self._said.reports(aim.indicator.code, on)
        stated = aim.yearly.get(on.year)
        if not reports:
            judged, why = Judged(lamp="no_data"), _("没有报送进展")
            return _found(aim, on.year, stated, judged, why, None, None)
        newest = reports[0]
        lamp = _OF_STATE.get(newest.state or "", "no_data")
        if lamp == "waiting" and on >= aim.due:
            lamp = "late"
        day = telling.day_words(newest.reported_on) if newest.reported_on else ""
        why = _("{day}报送：{text}").format(day=day, text=newest.text or "")
        found = _found(aim, on.year, stated, Judged(lamp=lamp), why, None, None)
        return replace(found, actual_words=newest.text or "")

    # What cannot be compared

    def _without_number(
        self, aim: Aim, on: date, actual: Decimal | None, before: Decimal | None
    ) -> Found:
        """There is no number for this year: the actual alone."""
        if aim.town:
            words = _("没有分解到本镇街")
        elif not aim.numbered():
            words = _("文件不设数值，看同比")
        elif on > aim.due:
            words = _("计划期已满，本年没有目标值")
        else:
            words = _("文件没有定本年数值")
        judged = Judged(lamp="no_data" if actual is None else "not_comparable")
        now = with_unit(actual, aim.unit)
        change = _change(aim, actual, before)
        return Found(
            judged=judged,
            year=on.year,
            why=told([words, _("目前{actual}").format(actual=now), change]),
            actual=actual,
            actual_words=now,
            change_words=change,
        )

    def _without_data(self, aim: Aim, on: date, found: Found) -> Found:
        """The same with what is lacking, where there is no value."""
        if found.actual is not None or found.judged.lamp != "no_data":
            return found
        lacking = "" if aim.town else self._actuals.lacking(aim.metric, on)
        if aim.asks_people:
            lacking = _("缺少常住人口数，补充后才能计算")
        if lacking:
            return replace(found, judged=replace(found.judged, lamp="asked"), why=lacking)
        return replace(found, why=told([_("没有数据"), found.why]))


_OF_STATE: dict[str, Lamp] = {
    "done": "done",
    "going": "on",
    "still": "slow",
    "late": "late",
    "not_begun": "waiting",
    "none": "not_comparable",
}
"""What a report says of itself, as a lamp."""


def _as_likeliest(aim: Aim) -> Aim:
    """What is counted while nobody has said what the numbers mean: both readings count the same,
    or the growth over one year stands for that over several."""
    if aim.basis != "open":
        return aim
    growth = aim.indicator.kind == "growth_rate"
    return replace(aim, basis="yoy_growth" if growth else "cumulative_from_start")


def _years_since_base(aim: Aim, on: date) -> int:
    """How many years a compound rate has run: since the year whose value was given."""
    base = aim.baselines[0].on.year if aim.baselines else aim.base_year
    return on.year - base


def _same_day(on: date, year: int) -> date:
    """The same day of another year; the last of February stays that."""
    if (on + timedelta(days=1)).month == 3 and on.month == 2:
        return date(year, 3, 1) - timedelta(days=1)
    return on.replace(year=year)


def _found(
    aim: Aim,
    year: int,
    stated: Stated | None,
    judged: Judged,
    why: str,
    actual: Decimal | None,
    before: Decimal | None,
    target: Decimal | None = None,
) -> Found:
    unit = "%" if aim.basis in ("yoy_growth", "cagr") else aim.unit
    note, words = "", ""
    origin: Origin = ""
    if stated is not None:
        target = stated.value if target is None else target
        words = telling.target_words(aim.comparator(stated), target, unit)
        note, origin = telling.change_note(stated, unit), stated.origin
    return Found(
        judged=judged,
        year=year,
        why=told([why, note]),
        target=target,
        target_words=words,
        origin=origin,
        actual=actual,
        actual_words=with_unit(actual, unit),
        change_words=_change(aim, actual, before),
    )


def _change(aim: Aim, actual: Decimal | None, before: Decimal | None) -> str:
    """同比 of what is compared; nothing is said of what comes once."""
    if aim.is_once or actual is None:
        return ""
    if aim.unit == "%" or aim.basis in ("yoy_growth", "cagr"):
        return points_words(actual, before) if before is not None else ""
    return rate_words(actual, before)
