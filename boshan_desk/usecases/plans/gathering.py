"""What the papers about targets are made of: lines, notes and pictures, read from one state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from boshan_desk.domain.county import County
from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.doers import doers, following, name_of
from boshan_desk.domain.plans.lamps import BEHIND, JUDGED, LAMPS, Lamp
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.report import Chart, Series
from boshan_desk.domain.wording import (
    NOTHING,
    explained,
    half_up,
    listed,
    plain,
    statements,
    with_more,
)
from boshan_desk.i18n import _
from boshan_desk.indicators import Indicator
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.counting import Counting, entries
from boshan_desk.usecases.plans.actuals import ending
from boshan_desk.usecases.plans.said import Said
from boshan_desk.usecases.plans.slips import OPEN, STATES, SlipLine, slip_lines
from boshan_desk.usecases.plans.standing import (
    Standing,
    beside_reports,
    collect,
    on_time,
    town_values,
)
from boshan_desk.usecases.plans.tasks import TaskLine, task_lines
from boshan_desk.usecases.plans.telling import number
from boshan_desk.usecases.quarter.phrases import day_words

_MOST_TOWNS: Final = 3
"""So many pictures of towns stand on the paper."""


@dataclass(frozen=True, kw_only=True)
class TargetsFound:
    """The targets of a period with all that is printed about them."""

    period: Period
    on: date
    """How far the figures reach."""
    lines: list[Standing]
    notes: list[str] = field(default_factory=list)
    charts: tuple[Chart, ...] = ()
    sample: bool = False
    narrowed: str = ""
    """What they were narrowed to, in words; "" where all are there."""

    @property
    def groups(self) -> Iterable[tuple[str, list[Standing]]]:
        """The lines by plan and project, each group with its heading."""
        for heading, lines in groupby(self.lines, key=heading_of):
            yield heading, list(lines)

    @property
    def summary(self) -> str:
        """How many are where they ought to be."""
        good, judged = on_time(self.lines)
        total = len({(line.plan, line.indicator) for line in self.lines})
        behind = len({(x.plan, x.indicator) for x in self.lines if x.lamp in BEHIND and not x.town})
        if not judged:
            return _("共{total}项指标，暂无可比较的数据").format(total=total)
        words = _("共{total}项指标，可比较的{judged}项中达到序时进度{good}项、滞后{behind}项")
        return words.format(total=total, judged=judged, good=good, behind=behind)


@dataclass(frozen=True, kw_only=True)
class UnitFound:
    """Everything that the plans ask of one unit."""

    period: Period
    on: date
    unit: str
    name: str
    town: bool
    targets: list[Standing]
    shares: Mapping[tuple[str, str], str]
    """What of a target's number falls to the unit, by indicator and series."""
    leads: frozenset[str]
    """The indicators that it leads."""
    tasks: list[TaskLine]
    slips: list[SlipLine]
    notes: list[str]
    sample: bool = False


def gather_targets(
    desk: Desk,
    period: Period,
    *,
    plan: str = "",
    project: str = "",
    unit: str = "",
    town: str = "",
    lamps: Collection[Lamp] = (),
    charts: bool = True,
) -> TargetsFound:
    """The targets of the active plans, or of one plan, project, unit or town by its code.

    `lamps` keeps those that stand so.
    """
    with desk.read() as reader:
        counting = Counting(reader)
        lines = collect(
            counting, period, plan=plan, project=project, unit=unit, town=town, trail=False
        )
        lines = beside_reports(reader, period, lines)
        lines = [line for line in lines if not lamps or line.lamp in lamps]
        on = max(min(period.end, reader.today), period.start)
        notes = [*_how(period, on, desk.county), *_bases(counting, lines, on)]
        notes += [
            _("{title}：{adjusted}。").format(title=title_of(line), adjusted=line.adjusted)
            for line in lines
            if line.adjusted
        ]
        sample = reader.setting("sample") == "yes"
    narrowed = [name_of(each, desk.county, on) for each in (unit, town) if each]
    narrowed += [line.project_title for line in lines[:1] if project]
    narrowed += [_(LAMPS[lamp].words) for lamp in LAMPS if lamp in lamps]
    return TargetsFound(
        period=period,
        on=on,
        lines=lines,
        notes=notes,
        charts=tuple(_charts(desk, period, lines)) if charts else (),
        sample=sample,
        narrowed=listed(narrowed),
    )


def gather_unit(desk: Desk, unit: str, period: Period) -> UnitFound:
    """What the plans ask of a department or town, by its code or name.

    Raises:
        Missing: there is no such unit.
    """
    code = desk.lists["unit"].find(unit)
    if code is None:
        raise Missing("没有单位“{unit}”，请写单位代码或名称", unit=unit)
    code = following(code, desk.county, max(period.end, desk.clock.today()))
    is_town = code in desk.county.counted
    with desk.read() as reader:
        counting = Counting(reader)
        lines = collect(counting, period, unit=code, trail=False)
        if is_town:
            own = {(x.indicator, x.series): x for x in collect(counting, period, town=code)}
            # Its own numbers where its figure has towns; the county's line tells of the rest.
            lines = [own.get((line.indicator, line.series), line) for line in lines]
        said = Said(reader)
        on = max(min(period.end, reader.today), period.start)
        shares = {} if is_town else _shares(said, lines, code, period.year)
        notes = [*_unit_notes(period, on), *_bases(counting, lines, on)]
        sample = reader.setting("sample") == "yes"
    return UnitFound(
        period=period,
        on=on,
        unit=code,
        name=name_of(code, desk.county, on),
        town=is_town,
        targets=lines,
        shares=shares,
        leads=frozenset(_led(desk, code, on)),
        tasks=task_lines(desk, period, unit=code),
        # What is only drafted has not been sent to anybody.
        slips=[
            each
            for each in slip_lines(desk, unit=code)
            if each.slip.state in OPEN and each.slip.state != "draft"
        ],
        notes=notes,
        sample=sample,
    )


def _led(desk: Desk, unit: str, on: date) -> Iterable[str]:
    for plan in desk.plans:
        for indicator in plan.indicators:
            lead, _join = plan.units_of(indicator)
            if any(doer.code == unit for doer in doers(lead, desk.county, on)):
                yield indicator.code


def _shares(
    said: Said, lines: Sequence[Standing], unit: str, year: int
) -> dict[tuple[str, str], str]:
    found = {}
    for line in lines:
        shares = said.shares(line.indicator, year, "unit")
        if unit in shares:
            found[line.indicator, line.series] = f"{number(shares[unit], line.unit)}{line.unit}"
    return found


# ---------------------------------------------------------------- words


def heading_of(line: Standing) -> str:
    """What a group of lines stands under: the plan and the project."""
    if not line.project_title:
        return line.plan_title
    return explained(line.plan_title, line.project_title)


def title_of(line: Standing) -> str:
    """The target with its series and town."""
    more = listed(part for part in (line.series, line.town_label) if part)
    return with_more(line.title, more) if more else line.title


def target_of(line: Standing) -> str:
    """What is asked for, and whose number it is where it is not the plan's."""
    if line.origin == "bureau":
        return with_more(line.target_words, _("本局"))
    if line.origin == "changed":
        return with_more(line.target_words, _("调整"))
    return line.target_words or NOTHING


def lamp_of_line(line: Standing) -> str:
    """Sign and word of how it stands."""
    return f"{line.sign}{line.lamp_words}"


def change_cell(line: Standing) -> str:
    """同比 as a column of that name says it."""
    return line.change_words.removeprefix("同比") or NOTHING


def share_cell(line: Standing) -> str:
    """完成率 as a table prints it; of a level it is that of what is to be added."""
    shown = percent(line.share)
    return f"{shown}\n{_('（增量）')}" if line.growth and line.share is not None else shown


def percent(value: Decimal | None) -> str:
    """A share with one decimal, or a dash."""
    return NOTHING if value is None else plain(half_up(value, 1))


def slip_words(line: SlipLine) -> str:
    """How a slip stands: 已印发, 超期3个工作日."""
    state = _(STATES[str(line.slip.state)])
    if line.overdue:
        return with_more(state, _("超期{days}个工作日").format(days=line.overdue))
    return state


# ---------------------------------------------------------------- notes


def _how(period: Period, on: date, county: County) -> Iterable[str]:
    yield _(
        "数据取自各台账，截至{day}。“本季”指{period}，“累计”指本年初起至同日；"
        "存量为截至日的数量，自方案起累计的从方案开始之日算起。"
    ).format(day=day_words(on), period=period.words())
    lamps = county.lamps
    by = _("已过日数") if lamps.by_days else _("已过月数")
    yield _(
        "完成率：年度任务量为累计占目标的比例，存量为自基期起应增量的完成比例（注“增量”）。"
        "序时进度：年度任务量按{by}占全年的比例，存量为应达数占目标（或应增量）的比例，应达数在基期和各目标年之间按时间直线推算；"
        "增幅直接与目标比较，一次性任务只看时限。差为完成率减序时进度，增幅为与目标之差，均为百分点。"
    ).format(by=by)
    signs = [f"{LAMPS[lamp].sign}{_(LAMPS[lamp].words)}" for lamp in (*JUDGED, "no_data", "asked")]
    yield _(
        "状态：{signs}。落后超过{yellow}个百分点为黄，超过{red}个百分点为红，超出{ahead}个百分点为超序时进度。"
    ).format(
        signs=listed(signs),
        yellow=plain(lamps.yellow),
        red=plain(lamps.red),
        ahead=plain(lamps.ahead),
    )
    yield _(
        "同比为与上年同期相比；上年同期为0或没有可比数据的记“—”，比率之差用百分点。均四舍五入。"
        "标“本局”的是本局自定的年度目标，不是方案的规定。"
    )


def _bases(counting: Counting, lines: Sequence[Standing], on: date) -> Iterable[str]:
    """How every figure that was printed is counted: what money is meant, and of observations their
    day, window and source and which people they were divided by.
    """
    known = entries()
    for metric in dict.fromkeys(line.metric for line in lines):
        if metric in known:
            figure = known[metric].of
            words = _(figure.basis)
            if figure.note:
                words = f"{words}。{_(figure.note)}"
            if isinstance(figure, Indicator) and figure.notes is not None:
                words = statements(
                    filter(None, (words, figure.notes(counting.source, ending(on), "")))
                )
            title = _(figure.title)
            yield _("{title}：{basis}。").format(title=title, basis=words.rstrip("。"))


def _unit_notes(period: Period, on: date) -> Iterable[str]:
    yield _("目标完成情况由市场监管部门根据各台账计算，截至{day}；有异议的请注明并附依据。").format(
        day=day_words(on)
    )
    yield _(
        "任务进展请逐项填报{period}的情况和佐证材料。本期没有此项工作的填“零报告”；"
        "有此项工作但没有推动的填“无进展”，写明原因；不填的视为未报。"
    ).format(period=period.words())


# ---------------------------------------------------------------- pictures


def target_charts(lines: Sequence[Standing]) -> list[Chart]:
    """How many targets stand how; what is done of each against the time passed."""
    own = [line for line in lines if not line.town]
    found = []
    order: tuple[Lamp, ...] = (*JUDGED[::-1], "waiting", "no_data", "asked", "not_comparable")
    counts = {lamp: sum(1 for line in own if line.lamp == lamp) for lamp in order}
    shown = [lamp for lamp in order if counts[lamp]]
    if shown:
        found.append(
            Chart(
                kind="rows",
                title=_("指标状态"),
                labels=tuple(f"{LAMPS[lamp].sign}{_(LAMPS[lamp].words)}" for lamp in shown),
                series=(Series(name=_("指标数"), values=tuple(counts[lamp] for lamp in shown)),),
                unit=_("项"),
                key="lamps",
            )
        )
    judged = [line for line in own if line.share is not None and line.due_share is not None]
    if judged:
        found.append(
            Chart(
                kind="rows",
                title=_("完成率与序时进度"),
                labels=tuple(title_of(line) for line in judged),
                series=(
                    Series(name=_("完成率"), values=tuple(_one(x.share) for x in judged)),
                    Series(name=_("序时进度"), values=tuple(_one(x.due_share) for x in judged)),
                ),
                unit="%",
                key="progress",
            )
        )
    return found


def _charts(desk: Desk, period: Period, lines: Sequence[Standing]) -> Iterable[Chart]:
    yield from target_charts(lines)
    drawn = 0
    for line in lines:
        if line.town or not line.metric or drawn == _MOST_TOWNS:
            continue
        values = town_values(desk, line, period)
        if sum(1 for each in values if each.value) < 2:
            continue
        drawn += 1
        series = [Series(name=_("累计"), values=tuple(_two(each.value) for each in values))]
        if any(each.target is not None for each in values):
            goals = tuple(_two(each.target) for each in values)
            series.append(Series(name=_("分解目标"), values=goals))
        yield Chart(
            kind="bars",
            title=_("各镇（街道）{title}").format(title=title_of(line)),
            labels=tuple(each.label for each in values),
            series=tuple(series),
            unit=line.unit,
            key=f"towns-{line.indicator}",
        )


def _one(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, 1)


def _two(value: Decimal | None) -> Decimal | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else half_up(value, 2)
