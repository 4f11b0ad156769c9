"""The table of targets leaves the window: as a workbook, as PDF, on paper, or for one unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.i18n import _
from boshan_desk.ui.paper_out import print_paper
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.targets_filter import Wanted

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers import Written

Tell = Callable[[Path, str], object]
"""Told where a file was written, and in words what it holds."""


def export_sheet(shell: Shell, wanted: Wanted, written: Tell) -> None:
    """Write what the table shows into a workbook."""
    path = shell.ask.save_file(
        _("导出目标进度"), _name(shell, wanted, "xlsx"), _("Excel 工作簿 (*.xlsx)")
    )
    if path is None:
        return

    def work(desk: Desk) -> object:
        from boshan_desk.usecases.plans.papers import targets_sheet

        return targets_sheet(desk, wanted.period, path, **_narrowed(wanted))

    shell.do(
        work,
        lambda _done: written(path, _("目标进度已导出到 {name}").format(name=path.name)),
        words=_("正在导出目标进度"),
    )


def save_paper(shell: Shell, wanted: Wanted, written: Tell) -> None:
    """Write what the table shows as PDF."""
    path = shell.ask.save_file(
        _("保存目标进度"), _name(shell, wanted, "pdf"), _("PDF 文件 (*.pdf)")
    )
    if path is None:
        return

    def work(desk: Desk) -> Written:
        from boshan_desk.usecases.plans.papers import targets_paper

        return targets_paper(desk, wanted.period, path, **_narrowed(wanted))

    def done(paper: Written) -> None:
        _tell_missing(shell, paper.missing)
        written(path, _("目标进度已保存：{name}").format(name=path.name))

    shell.do(work, done, words=_("正在生成目标进度表"))


def save_unit_sheet(shell: Shell, wanted: Wanted, written: Tell) -> None:
    """Write the tasks of the chosen unit as PDF."""
    unit = shell.lists["unit"].label(wanted.unit)
    name = _("{unit}任务单_{period}.pdf").format(unit=unit, period=wanted.period.words())
    path = shell.ask.save_file(_("保存任务单"), name, _("PDF 文件 (*.pdf);;Excel 工作簿 (*.xlsx)"))
    if path is None:
        return

    def work(desk: Desk) -> Written:
        from boshan_desk.usecases.plans.papers import unit_sheet

        return unit_sheet(desk, wanted.unit, wanted.period, path)

    def done(paper: Written) -> None:
        _tell_missing(shell, paper.missing)
        written(path, _("任务单已保存：{name}").format(name=path.name))

    shell.do(work, done, words=_("正在生成任务单"))


def print_table(shell: Shell, wanted: Wanted) -> None:
    """Print what the table shows."""

    def work(desk: Desk) -> Drawn:
        from boshan_desk.usecases.plans.papers import make_targets_paper

        return make_targets_paper(desk, wanted.period, **_narrowed(wanted))

    def made(drawn: Drawn) -> None:
        _tell_missing(shell, drawn.missing)
        print_paper(shell, drawn.pdf, drawn.pages)

    shell.do(work, made, words=_("正在生成目标进度表"))


def _tell_missing(shell: Shell, missing: Sequence[str]) -> None:
    """Say which characters had no glyph."""
    if missing:
        words = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}").format(
            count=len(missing), characters="".join(missing)
        )
        shell.said.emit("warn", words)


def _narrowed(wanted: Wanted) -> dict[str, Any]:
    """What the table is narrowed to, as a use case is told it."""
    plan, _slash, project = wanted.project.partition("/")
    return {
        "plan": wanted.plan or plan,
        "project": project,
        "unit": wanted.unit,
        "town": wanted.town,
        "lamps": (wanted.lamp,) if wanted.lamp else (),
    }


def _name(shell: Shell, wanted: Wanted, ending: str) -> str:
    return _("{place}目标进度_{period}.{ending}").format(
        place=shell.county.name, period=wanted.period.words(), ending=ending
    )
