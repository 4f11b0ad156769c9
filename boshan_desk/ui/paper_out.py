"""A paper that was made: drawn for the screen, saved, opened elsewhere, sent to the printer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.page_view import PageView
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from boshan_desk.reports.preview import Picture
    from boshan_desk.store.desk import Desk

SHIFTED: Final = "print.shifted"
"""Whether the screen remembers that even pages are moved for printing on both sides."""


def draw_page(
    shell: Shell, view: PageView, pdf: bytes, page: int, dpi: int, *, wanted: Callable[[], bool]
) -> None:
    """Draw a page off the window's thread, and show it if it is still wanted then."""

    def work(_progress: object) -> QImage | None:
        if not wanted():
            # While one waited, another paper was made.
            return None
        from boshan_desk.reports import preview
        from boshan_desk.ui.printing import image_of

        return image_of(preview.render(pdf, page, dpi=dpi))

    def show(image: QImage | None) -> None:
        if image is not None and wanted():
            view.show_picture(page, dpi, image)

    shell.jobs.look(work, while_there(view, show), shell.tell_failure)


def print_paper(shell: Shell, pdf: bytes, pages: int) -> None:
    """Ask for a printer, and print the paper there at its real size."""
    printer = shell.ask.printer()
    if printer is None or not _may_print(shell, printer):
        return
    shifted = bool(shell.state.get(SHIFTED, False))

    def work(_desk: Desk, progress: Progress) -> int:
        from boshan_desk.reports import preview
        from boshan_desk.ui import printing

        def draw(page: int) -> Picture:
            return preview.render(pdf, page, dpi=printing.DPI)

        wanted = printing.pages_wanted(printer, pages)
        return printing.print_pages(printer, draw, wanted, progress, shifted=shifted)

    shell.do_long(
        work,
        lambda count: shell.said.emit("ok", _("已送打印机 {count} 页").format(count=count)),
        words=_("正在打印"),
    )


def _may_print(shell: Shell, printer: QPrinter) -> bool:
    """Ask where the printer says that no A4 lies in it."""
    from boshan_desk.ui import printing

    paper = printing.other_paper(printer)
    if not paper:
        return True
    question = _(
        "打印机“{printer}”的纸张设为{paper}，不是 A4。\n"
        "报告按 A4 原大打印，不缩放；请先换上 A4 纸，否则页边会被裁掉或偏移。"
    ).format(printer=printer.printerName(), paper=paper)
    return shell.ask.confirm(question, yes=_("已换上 A4，打印"))


def save_bytes(
    shell: Shell, data: bytes, *, title: str, name: str, kinds: str, then: Callable[[Path], object]
) -> None:
    """Ask where, and write a file there, whole or not at all; `then` is told where it lies."""
    path = shell.ask.save_file(title, name, kinds)
    if path is None:
        return
    shell.jobs.run(
        lambda _progress: write_whole(path, data),
        lambda _done: then(path),
        shell.tell_failure,
        words=_("正在保存"),
    )


def open_in_system(shell: Shell, data: bytes, name: str) -> None:
    """Show a paper in the system's own reader."""
    path = Path(tempfile.mkdtemp(prefix="boshan-desk-")) / name
    write_whole(path, data)
    open_outside(shell, path)


def open_outside(shell: Shell, path: Path) -> None:
    """Show a file in the system's own program for it."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        shell.said.emit("warn", _("系统里没有能打开这个文件的程序，请先保存再用其他软件打开"))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Refused: it cannot be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            "不能写入 {path}，请检查是否正被其他程序打开、磁盘是否有空间", path=path
        ) from error
