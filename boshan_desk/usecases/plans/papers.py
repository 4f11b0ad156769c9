"""How the targets stand, and what is asked of one unit, as papers ready to hand in."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.lamps import BEHIND, Lamp
from boshan_desk.domain.wide_sheet import WideColumn, WideGroup, WideSheet, WideTable
from boshan_desk.domain.wording import NOTHING, listed
from boshan_desk.i18n import _
from boshan_desk.reports.pdf import Drawn
from boshan_desk.reports.wide import draw_wide
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers import Written
from boshan_desk.usecases.plans.gathering import (
    TargetsFound,
    UnitFound,
    change_cell,
    gather_targets,
    gather_unit,
    lamp_of_line,
    percent,
    share_cell,
    slip_words,
    target_of,
    title_of,
)
from boshan_desk.usecases.plans.sheets import targets_sheet, write_unit_book
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.task_words import (
    limit_words,
    progress_words,
    role_words,
    state_of,
)
from boshan_desk.usecases.plans.telling import number
from boshan_desk.usecases.quarter.phrases import day_words

__all__ = [
    "make_targets_paper",
    "make_unit_paper",
    "targets_paper",
    "targets_sheet",
    "targets_wide",
    "unit_sheet",
]

STATUS_COLUMN = 9


def make_targets_paper(
    desk: Desk,
    period: Period,
    *,
    plan: str = "",
    project: str = "",
    unit: str = "",
    town: str = "",
    lamps: Collection[Lamp] = (),
) -> Drawn:
    """All targets of the active plans (or of one plan, project, unit, town) on A4 across."""
    found = gather_targets(
        desk, period, plan=plan, project=project, unit=unit, town=town, lamps=lamps
    )
    return draw_wide(_targets_sheet(desk, found))


def targets_wide(desk: Desk, period: Period, *, unit: str = "", town: str = "") -> WideSheet:
    """The same before it is drawn, to be bound with other papers."""
    return _targets_sheet(desk, gather_targets(desk, period, unit=unit, town=town))


def targets_paper(
    desk: Desk,
    period: Period,
    out: Path,
    *,
    plan: str = "",
    project: str = "",
    unit: str = "",
    town: str = "",
    lamps: Collection[Lamp] = (),
) -> Written:
    """Write it as PDF; an older file of that name is replaced only by a whole one."""
    with output(out) as part:
        drawn = make_targets_paper(
            desk, period, plan=plan, project=project, unit=unit, town=town, lamps=lamps
        )
        part.write_bytes(drawn.pdf)
    return Written(path=out, pages=drawn.pages, missing=drawn.missing)


def make_unit_paper(desk: Desk, unit: str, period: Period) -> Drawn:
    """What the plans ask of one unit, by its code or name, on A4 across."""
    return draw_wide(_unit_sheet(desk, gather_unit(desk, unit, period)))


def unit_sheet(desk: Desk, unit: str, period: Period, out: Path) -> Written:
    """Write 你单位的任务 as PDF, or as a workbook where the name ends with .xlsx."""
    if out.suffix.lower() == ".xlsx":
        return Written(path=out, pages=write_unit_book(desk, unit, period, out), missing=())
    with output(out) as part:
        drawn = make_unit_paper(desk, unit, period)
        part.write_bytes(drawn.pdf)
    return Written(path=out, pages=drawn.pages, missing=drawn.missing)


# ---------------------------------------------------------------- the targets


def _targets_sheet(desk: Desk, found: TargetsFound) -> WideSheet:
    county, period = desk.county, found.period
    place = found.narrowed or county.name
    tables = [
        WideTable(
            columns=(
                WideColumn(title=_("指标"), share=5.0),
                WideColumn(title=_("单位"), share=1.5, align="center"),
                WideColumn(title=_("目标"), share=2.2, align="center"),
                WideColumn(title=_("本季"), share=1.9, align="right"),
                WideColumn(title=_("累计"), share=1.9, align="right"),
                WideColumn(title=_("完成率%"), share=1.9, align="right"),
                WideColumn(title=_("序时进度%"), share=1.7, align="right"),
                WideColumn(title=_("差"), share=1.5, align="right"),
                WideColumn(title=_("同比"), share=2.6, align="center"),
                WideColumn(title=_("状态"), share=3.7, align="center"),
                WideColumn(title=_("牵头单位"), share=4.1),
                WideColumn(title=_("配合单位"), share=7.6),
            ),
            groups=tuple(
                WideGroup(
                    title=heading,
                    rows=tuple(_target_row(line) for line in lines),
                    strong=frozenset(n for n, line in enumerate(lines) if line.lamp in BEHIND),
                )
                for heading, lines in found.groups
            ),
            empty=_("没有符合条件的指标"),
            loud=STATUS_COLUMN,
        )
    ]
    told = [line for line in found.lines if line.cumulative is None and line.actual_words]
    if told:
        tables.append(_told_in_words(told))
    finals = [line for line in found.lines if line.final is not None]
    if finals:
        tables.append(_finals(finals))
    return WideSheet(
        title=_("{place}知识产权目标任务完成情况（{period}）").format(
            place=place, period=period.words()
        ),
        above=(
            _("编制单位：{office}").format(office=county.bureau),
            _("截至{day}").format(day=day_words(found.on)),
        ),
        lead=_("{sentence}。").format(sentence=found.summary),
        tables=tuple(tables),
        notes=_numbered(found.notes),
        charts=found.charts,
        charts_title=_("{period}目标任务图示").format(period=period.words()),
        office=county.bureau,
        foot=_("演示数据") if found.sample else "",
    )


def _target_row(line: Standing) -> tuple[str, ...]:
    return (
        title_of(line),
        line.unit or NOTHING,
        target_of(line),
        number(line.quarter, line.unit),
        number(line.cumulative, line.unit),
        share_cell(line),
        percent(line.due_share),
        percent(line.difference),
        change_cell(line),
        lamp_of_line(line),
        listed(line.lead) or NOTHING,
        listed(line.join) or NOTHING,
    )


def _told_in_words(lines: list[Standing]) -> WideTable:
    """What was reported of targets that no figure counts."""
    return WideTable(
        title=_("没有数值的指标进展"),
        columns=(WideColumn(title=_("指标"), share=5), WideColumn(title=_("进展"), share=16)),
        groups=(WideGroup(title="", rows=tuple((title_of(x), x.actual_words) for x in lines)),),
    )


def _finals(lines: list[Standing]) -> WideTable:
    rows = []
    for line in lines:
        final = line.final
        assert final is not None
        rows.append((title_of(line), line.plan_title, final.words))
    return WideTable(
        title=_("计划期满的结果"),
        columns=(
            WideColumn(title=_("指标"), share=5),
            WideColumn(title=_("方案"), share=4),
            WideColumn(title=_("结果"), share=12),
        ),
        groups=(WideGroup(title="", rows=tuple(rows)),),
    )


def _numbered(notes: list[str]) -> tuple[str, ...]:
    return tuple(
        (_("说明：{number}.{note}") if place == 1 else "{number}.{note}").format(
            number=place, note=note
        )
        for place, note in enumerate(notes, 1)
    )


# ---------------------------------------------------------------- one unit


def _unit_sheet(desk: Desk, found: UnitFound) -> WideSheet:
    county, period = desk.county, found.period
    tables = [_unit_targets(found), _unit_tasks(found)]
    if found.slips:
        tables.append(_unit_slips(found))
    return WideSheet(
        title=_("{unit}知识产权目标任务（{period}）").format(
            unit=found.name, period=period.words()
        ),
        above=(
            _("送：{unit}").format(unit=found.name),
            _("编制单位：{office}").format(office=county.bureau),
            _("截至{day}").format(day=day_words(found.on)),
        ),
        tables=tuple(tables),
        below=(_("单位负责人："), _("填报人："), _("联系电话："), _("报送日期：")),
        notes=_numbered(found.notes),
        office=county.bureau,
        foot=_("演示数据") if found.sample else "",
    )


def _unit_targets(found: UnitFound) -> WideTable:
    columns = [
        WideColumn(title=_("指标"), share=4.6),
        WideColumn(title=_("职责"), share=1.4, align="center"),
        WideColumn(title=_("目标"), share=2.2, align="center"),
        WideColumn(title=_("累计"), share=2.2, align="right"),
        WideColumn(title=_("完成率%"), share=1.9, align="right"),
        WideColumn(title=_("序时进度%"), share=1.7, align="right"),
        WideColumn(title=_("差"), share=1.5, align="right"),
        WideColumn(title=_("状态"), share=3.5, align="center"),
        WideColumn(title=_("说明"), share=11),
    ]
    if found.shares:
        share = WideColumn(title=_("分解到本单位"), share=2.2, align="center")
        columns.insert(3, share)
    rows = []
    for line in found.targets:
        row = [
            title_of(line),
            role_words(line.indicator in found.leads),
            target_of(line),
            number(line.cumulative, line.unit),
            share_cell(line),
            percent(line.due_share),
            percent(line.difference),
            lamp_of_line(line),
            line.why or line.actual_words or NOTHING,
        ]
        if found.shares:
            row.insert(3, found.shares.get((line.indicator, line.series), NOTHING))
        rows.append(tuple(row))
    behind = frozenset(n for n, line in enumerate(found.targets) if line.lamp in BEHIND)
    return WideTable(
        title=_("一、指标"),
        columns=tuple(columns),
        groups=(WideGroup(title="", rows=tuple(rows), strong=behind),),
        empty=_("没有落到本单位的指标"),
        loud=len(columns) - 2,
    )


def _unit_tasks(found: UnitFound) -> WideTable:
    rows = []
    silent = set()
    for place, line in enumerate(found.tasks):
        own = next((each for each in line.reports if each.unit == found.unit), None)
        if own is not None and own.silent:
            silent.add(place)
        rows.append(
            (
                line.task.no,
                line.task.title,
                role_words(own is not None and own.role == "lead"),
                line.task.words or NOTHING,
                limit_words(line),
                state_of(own),
                progress_words(own),
            )
        )
    return WideTable(
        title=_("二、任务"),
        columns=(
            WideColumn(title=_("编号"), share=1.2, align="center"),
            WideColumn(title=_("任务"), share=3.4),
            WideColumn(title=_("职责"), share=1.4, align="center"),
            WideColumn(title=_("内容"), share=8),
            WideColumn(title=_("时限"), share=4),
            WideColumn(title=_("本期状态"), share=2, align="center"),
            WideColumn(title=_("进展情况（含佐证材料）"), share=9),
        ),
        groups=(WideGroup(title="", rows=tuple(rows), strong=frozenset(silent)),),
        empty=_("没有落到本单位的任务"),
        loud=5,
    )


def _unit_slips(found: UnitFound) -> WideTable:
    rows = []
    for line in found.slips:
        slip = line.slip
        due = day_words(slip.due_on) if slip.due_on else NOTHING
        rows.append(
            (slip.no or _("拟稿"), slip.item or "", due, slip_words(line), slip.finding or "")
        )
    return WideTable(
        title=_("三、未销号的督办单"),
        columns=(
            WideColumn(title=_("编号"), share=3.4, align="center"),
            WideColumn(title=_("事项"), share=5),
            WideColumn(title=_("办理期限"), share=3, align="center"),
            WideColumn(title=_("状态"), share=3.7, align="center"),
            WideColumn(title=_("存在问题"), share=14),
        ),
        groups=(WideGroup(title="", rows=tuple(rows)),),
    )
