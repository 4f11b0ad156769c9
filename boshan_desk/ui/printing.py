"""A PDF on paper, page for page as it is seen on the screen.

Each page is drawn as a picture at 300 dpi onto the whole sheet, so that paper and preview agree to
the pixel whatever the printer's driver knows of fonts.  A millimetre of the page is a millimetre on
the sheet: nothing is made to fit, or the type area of GB/T 9704 is no longer where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from boshan_desk.domain.problems import Refused
from boshan_desk.reports.preview import Picture

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI: Final = 300
SHIFT: Final = 2.0
"""Millimetres that an even page moves to the left: printed on both sides, its bound edge is at the
right and gets the 28 mm that the left margin has, for the 26 mm of the right one."""

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


def other_paper(printer: QPrinter) -> str:
    """The paper that the printer is set to, where it is another than A4; else ""."""
    size = printer.pageLayout().pageSize()
    return "" if size.id() == QPageSize.PageSizeId.A4 else size.name()


def print_pages(
    printer: QPrinter,
    draw: Draw,
    pages: list[int],
    progress: Callable[[int, int], object] = lambda _done, _total: None,
    *,
    shifted: bool = False,
) -> int:
    """Print these pages at their real size; how many that was.  May be called from any thread.

    `shifted`: even pages move by `SHIFT`, for printing on both sides.

    Raises:
        Refused: the printer cannot be opened, or takes no A4.
    """
    printer.setFullPage(True)
    if not printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4)) or other_paper(printer):
        raise Refused("打印机“{name}”不能用 A4 纸，请换一台打印机", name=printer.printerName())
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
            painter.drawImage(_sheet(printer, number, lying=lying, shifted=shifted), image)
            done += 1
        progress(done, len(pages))
    finally:
        if painter.isActive():
            painter.end()
    return done


def _sheet(printer: QPrinter, page: int, *, lying: bool, shifted: bool) -> QRectF:
    """Where a page is drawn, in dots of the printer: A4 to the millimetre, from the sheet's corner.

    The second page is number 1, and even.
    """
    dot = printer.resolution() / 25.4
    wide, high = (297, 210) if lying else (210, 297)
    left = -SHIFT if shifted and page % 2 else 0.0
    return QRectF(left * dot, 0, wide * dot, high * dot)
