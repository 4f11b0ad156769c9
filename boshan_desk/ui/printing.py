"""A PDF on paper, page for page as it is seen on the screen.

Each page is drawn as a picture at 300 dpi onto the whole sheet, so that paper and preview agree to
the pixel whatever the printer's driver knows of fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from boshan_desk.domain.problems import Refused
from boshan_desk.reports.preview import Picture

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI: Final = 300

Draw = Callable[[int], Picture]
"""Gives a page, counted from 0, as a picture."""


def image_of(picture: Picture) -> QImage:
    """The picture as Qt holds pictures; it keeps its own pixels."""
    shown = QImage(
        picture.pixels,
        picture.width,
        picture.height,
        picture.stride,
        QImage.Format.Format_RGB888,
    )
    return shown.copy()


def pages_wanted(printer: QPrinter, pages: int) -> list[int]:
    """The pages to print, counted from 0, as chosen in the dialog."""
    if printer.printRange() == printer.PrintRange.PageRange:
        first, last = max(1, printer.fromPage()), min(pages, printer.toPage() or pages)
        return list(range(first - 1, last))
    return list(range(pages))


def print_pages(
    printer: QPrinter,
    draw: Draw,
    pages: list[int],
    progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> int:
    """Print these pages; how many that was.  May be called from any thread.

    Raises:
        Refused: the printer cannot be opened.
    """
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter()
    done = 0
    try:
        for number in pages:
            progress(done, len(pages))
            image = image_of(draw(number))
            lying = image.width() > image.height()
            way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
            printer.setPageOrientation(way)
            printer.setPageMargins(QMarginsF(0, 0, 0, 0))
            if not painter.isActive():
                if not painter.begin(printer):
                    raise Refused(
                        "打印机“{name}”没有响应，请检查后重试", name=printer.printerName()
                    )
            else:
                printer.newPage()
            painter.drawImage(QRect(painter.viewport()), image)
            done += 1
        progress(done, len(pages))
    finally:
        if painter.isActive():
            painter.end()
    return done
