"""The same as workbooks: numbers as numbers, one sheet a table, the notes on one of their own."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.lamps import Lamp
from boshan_desk.domain.wording import half_up, listed
from boshan_desk.excel.writing import listing
from boshan_desk.excel.writing.dressing import Heading
from boshan_desk.excel.writing.listing import Column, Listing, Value
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans.gathering import (
    UnitFound,
    change_cell,
    gather_targets,
    gather_unit,
    heading_of,
    lamp_of_line,
    slip_words,
    target_of,
    title_of,
)
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.task_words import (
    limit_words,
    progress_words,
    role_words,
    state_of,
)
from boshan_desk.usecases.sheets.exporting import workbook


def targets_sheet(
    desk: Desk,
    period: Period,
    out: Path,
    *,
    plan: str = "",
    project: str = "",
    unit: str = "",
    town: str = "",
    lamps: Collection[Lamp] = (),
) -> int:
    """Write the targets as a workbook; how many lines it has.

    Raises:
        Refused: the name is not that of a workbook.
    """
    with workbook(out) as part:
        found = gather_targets(
            desk,
            period,
            plan=plan,
            project=project,
            unit=unit,
            town=town,
            lamps=lamps,
            charts=False,
        )
        heading = Heading(
            _("{place}知识产权目标任务完成情况（{period}）").format(
                place=found.narrowed or desk.county.name, period=period.words()
            ),
            found.on,
            desk.county.bureau,
            mark=_("演示数据") if found.sample else "",
        )
        # Sentences stand on a sheet of their own: beside the numbers they would take five pages.
        tables = [
            Listing(heading, _targets_columns(), (_target(line) for line in found.lines)),
            Listing(heading, _reasons_columns(), (_reasons(line) for line in found.lines)),
        ]
        counts = listing.write_listings(
            part,
            tables,
            names=(_("目标任务"), _("逐项说明")),
            notes=[*found.notes, found.summary],
        )
    return counts[0]


def write_unit_book(desk: Desk, unit: str, period: Period, out: Path) -> int:
    """Write 你单位的任务 as a workbook; how many tables it has.

    Raises:
        Refused: the name is not that of a workbook.
    """
    with workbook(out) as part:
        found = gather_unit(desk, unit, period)
        title = _("{unit}知识产权目标任务（{period}）").format(
            unit=found.name, period=period.words()
        )
        heading = Heading(
            title, found.on, desk.county.bureau, mark=_("演示数据") if found.sample else ""
        )
        tables = [
            Listing(heading, _unit_targets_columns(), _unit_targets(found)),
            Listing(heading, _unit_tasks_columns(), _unit_tasks(found)),
        ]
        names = [_("指标"), _("任务")]
        if found.slips:
            tables.append(Listing(heading, _slip_columns(), _slips(found)))
            names.append(_("督办单"))
        listing.write_listings(part, tables, names=names, notes=found.notes)
    return len(tables)


def _targets_columns() -> list[Column]:
    return [
        Column(_("指标"), 26),
        Column(_("单位"), 9),
        Column(_("目标"), 18),
        Column(_("目标值"), 9, "decimal"),
        Column(_("本季"), 9, "decimal"),
        Column(_("累计"), 9, "decimal"),
        Column(_("占目标（%）"), 8, "decimal"),
        Column(_("完成率（%）"), 8, "decimal"),
        Column(_("序时进度（%）"), 9, "decimal"),
        Column(_("差（百分点）"), 9, "decimal"),
        Column(_("同比"), 11),
        Column(_("状态"), 16),
        Column(_("牵头单位"), 18),
    ]


def _reasons_columns() -> list[Column]:
    return [
        Column(_("指标"), 26),
        Column(_("方案及工程"), 24),
        Column(_("说明"), 60),
        Column(_("配合单位"), 40),
    ]


def _reasons(line: Standing) -> tuple[Value, ...]:
    return title_of(line), heading_of(line), line.why, listed(line.join)


def _target(line: Standing) -> tuple[Value, ...]:
    return (
        title_of(line),
        line.unit,
        target_of(line),
        _rounded(line.target, 2),
        _rounded(line.quarter, 2),
        _rounded(line.cumulative, 2),
        _rounded(line.of_target, 1),
        _rounded(line.share, 1),
        _rounded(line.due_share, 1),
        _rounded(line.difference, 1),
        change_cell(line),
        lamp_of_line(line),
        listed(line.lead),
    )


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    if value is None:
        return None
    found = half_up(value, places).normalize()
    # Excel's cells know no exponent that a reader would like to see.
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _unit_targets_columns() -> list[Column]:
    return [
        Column(_("指标"), 26),
        Column(_("职责"), 8),
        Column(_("目标"), 16),
        Column(_("分解到本单位"), 14),
        Column(_("累计"), 12, "decimal"),
        Column(_("占目标（%）"), 10, "decimal"),
        Column(_("完成率（%）"), 10, "decimal"),
        Column(_("序时进度（%）"), 10, "decimal"),
        Column(_("差（百分点）"), 10, "decimal"),
        Column(_("状态"), 16),
        Column(_("说明"), 50),
    ]


def _unit_targets(found: UnitFound) -> list[tuple[Value, ...]]:
    return [
        (
            title_of(line),
            role_words(line.indicator in found.leads),
            target_of(line),
            found.shares.get((line.indicator, line.series), ""),
            _rounded(line.cumulative, 2),
            _rounded(line.of_target, 1),
            _rounded(line.share, 1),
            _rounded(line.due_share, 1),
            _rounded(line.difference, 1),
            lamp_of_line(line),
            line.why,
        )
        for line in found.targets
    ]


def _unit_tasks_columns() -> list[Column]:
    return [
        Column(_("编号"), 8),
        Column(_("任务"), 20),
        Column(_("职责"), 8),
        Column(_("内容"), 40),
        Column(_("时限"), 22),
        Column(_("本期状态"), 12),
        Column(_("进展情况（含佐证材料）"), 50),
    ]


def _unit_tasks(found: UnitFound) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    for line in found.tasks:
        own = next((each for each in line.reports if each.unit == found.unit), None)
        lead = own is not None and own.role == "lead"
        rows.append(
            (
                line.task.no,
                line.task.title,
                role_words(lead),
                line.task.words,
                limit_words(line),
                state_of(own),
                progress_words(own),
            )
        )
    return rows


def _slip_columns() -> list[Column]:
    return [
        Column(_("编号"), 20),
        Column(_("事项"), 26),
        Column(_("印发日期"), 12, "day"),
        Column(_("办理期限"), 12, "day"),
        Column(_("状态"), 18),
        Column(_("存在问题"), 60),
    ]


def _slips(found: UnitFound) -> list[tuple[Value, ...]]:
    return [
        (
            line.slip.no or _("拟稿"),
            line.slip.item,
            line.slip.issued_on,
            line.slip.due_on,
            slip_words(line),
            line.slip.finding,
        )
        for line in found.slips
    ]
