"""A paper that was made: its pages drawn for the screen, and sent to the printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from boshan_desk.i18n import _
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.page_view import PageView
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.preview import Picture
    from boshan_desk.store.desk import Desk


def draw_page(
    shell: Shell, view: PageView, pdf: bytes, page: int, dpi: int, *, wanted: Callable[[], bool]
) -> None:
    """Draw a page off the window's thread, and show it if it is still wanted then."""

    def work(_progress: object) -> QImage:
        from boshan_desk.reports import preview
        from boshan_desk.ui.printing import image_of

        return image_of(preview.render(pdf, page, dpi=dpi))

    def show(image: QImage) -> None:
        if wanted():
            view.show_picture(page, dpi, image)

    shell.jobs.look(work, while_there(view, show), shell.tell_failure)


def print_paper(shell: Shell, pdf: bytes, pages: int) -> None:
    """Ask for a printer, and print the paper there."""
    printer = shell.ask.printer()
    if printer is None:
        return

    def work(_desk: Desk, progress: Progress) -> int:
        from boshan_desk.reports import preview
        from boshan_desk.ui import printing

        def draw(page: int) -> Picture:
            return preview.render(pdf, page, dpi=printing.DPI)

        wanted = printing.pages_wanted(printer, pages)
        return printing.print_pages(printer, draw, wanted, progress)

    shell.do_long(
        work,
        lambda count: shell.said.emit("ok", _("已送打印机 {count} 页").format(count=count)),
        words=_("正在打印"),
    )
