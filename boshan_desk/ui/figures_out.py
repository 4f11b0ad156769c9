"""A table of figures leaves the window: as a workbook, or on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from boshan_desk.i18n import _
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.paper_out import print_paper
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.figures_table import FigureTable

Written = Callable[[Path, str], object]
"""Told where a file was written, and in words what it holds."""


def export_table(shell: Shell, table: FigureTable, written: Written) -> None:
    """Write a table into a workbook."""
    name = f"{table.title}_{shell.today:%Y%m%d}.xlsx"
    path = shell.ask.save_file(_("导出指标"), name, _("Excel 工作簿 (*.xlsx)"))
    if path is None:
        return

    def work(desk: Desk) -> int:
        from boshan_desk.usecases.figure_files import write_sheet

        return write_sheet(desk, table, path)

    def done(count: int) -> None:
        words = _("已导出 {count} 项指标到 {name}")
        written(path, words.format(count=count, name=path.name))

    shell.do(work, done, words=_("正在导出指标"))


def print_table(shell: Shell, table: FigureTable) -> None:
    """Print a table."""

    def work(desk: Desk, progress: Progress) -> Drawn:
        from boshan_desk.usecases.figure_files import make_paper

        return make_paper(desk, table, heard=lambda page: progress(page, page + 1))

    shell.do_long(
        work,
        lambda drawn: print_paper(shell, drawn.pdf, drawn.pages),
        words=_("正在排版指标表"),
    )
