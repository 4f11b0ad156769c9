"""The list of limits leaves the window: as a workbook, a calendar file, or on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from boshan_desk.i18n import _
from boshan_desk.procedure.listing import Bucket
from boshan_desk.store.limits_list import Wanted
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.paper_out import print_paper
from boshan_desk.ui.report_page import write_whole
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk

Written = Callable[[Path, str], object]
"""Told where a file was written, and in words what it holds."""


def export_sheet(shell: Shell, bucket: Bucket | None, wanted: Wanted, written: Written) -> None:
    """Write what the list shows into a workbook."""
    path = shell.ask.save_file(_("导出期限清单"), _name(shell, "xlsx"), _("Excel 工作簿 (*.xlsx)"))
    if path is None:
        return

    def work(desk: Desk, progress: Progress) -> int:
        from boshan_desk.usecases import deadlines

        return deadlines.write_sheet(
            desk,
            path,
            bucket=bucket,
            wanted=wanted,
            progress=lambda done, total, _words: progress(done, total),
        )

    def done(count: int) -> None:
        words = _("已导出 {count} 项期限到 {name}")
        written(path, words.format(count=count, name=path.name))

    shell.do_long(work, done, words=_("正在导出期限清单"))


def export_calendar(shell: Shell, bucket: Bucket | None, wanted: Wanted, written: Written) -> None:
    """Write what the list shows into a calendar file."""
    path = shell.ask.save_file(_("导出日历"), _name(shell, "ics"), _("日历文件 (*.ics)"))
    if path is None:
        return

    def work(desk: Desk) -> int:
        from boshan_desk.usecases import deadlines

        return deadlines.write_calendar(desk, path, bucket=bucket, wanted=wanted)

    def done(count: int) -> None:
        words = _("已将 {count} 项期限写入日历文件 {name}，可导入手机或电脑的日历")
        written(path, words.format(count=count, name=path.name))

    shell.do(work, done, words=_("正在导出日历"))


def save_paper(shell: Shell, bucket: Bucket | None, wanted: Wanted, written: Written) -> None:
    """Write what the list shows as PDF."""
    path = shell.ask.save_file(_("保存期限清单"), _name(shell, "pdf"), _("PDF 文件 (*.pdf)"))
    if path is None:
        return

    def save(drawn: Drawn) -> None:
        shell.jobs.run(
            lambda _progress: write_whole(path, drawn.pdf),
            lambda _none: written(path, _("期限清单已保存：{name}").format(name=path.name)),
            shell.tell_failure,
        )

    _make(shell, bucket, wanted, save)


def print_list(shell: Shell, bucket: Bucket | None, wanted: Wanted) -> None:
    """Print what the list shows."""
    _make(shell, bucket, wanted, lambda drawn: print_paper(shell, drawn.pdf, drawn.pages))


def _make(
    shell: Shell, bucket: Bucket | None, wanted: Wanted, then: Callable[[Drawn], object]
) -> None:
    def work(desk: Desk, progress: Progress) -> Drawn:
        from boshan_desk.usecases.deadline_paper import make_paper

        return make_paper(
            desk,
            bucket=bucket,
            wanted=wanted,
            progress=lambda done, total, _words: progress(done, total),
        )

    def made(drawn: Drawn) -> None:
        if drawn.missing:
            words = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}").format(
                count=len(drawn.missing), characters="".join(drawn.missing)
            )
            shell.said.emit("warn", words)
        then(drawn)

    shell.do_long(work, made, words=_("正在生成期限清单"))


def _name(shell: Shell, ending: str) -> str:
    name = _("{place}案件期限清单_{day}").format(
        place=shell.county.name, day=f"{shell.today:%Y%m%d}"
    )
    return f"{name}.{ending}"
