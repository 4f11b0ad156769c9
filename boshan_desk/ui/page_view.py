"""A paper as it will be printed: its pages below one another, in any size."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from boshan_desk.i18n import _
from boshan_desk.ui import theme

_SHEET: Final = QSize(210, 297)
"""A4 in millimetres."""
_GAP: Final = 12
_KEPT: Final = 12
"""Pictures kept: what is in sight and a little around it (about 3 MB each)."""
_READABLE: Final = 0.75
"""Times its real size, at which the paper's text can still be read on a screen."""
_ZOOMS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PageView(QAbstractScrollArea):
    """The pages of a paper below one another; asks for the pictures of those in sight."""

    picture_wanted = Signal(int, int)
    """(page from 0, dpi)."""
    page_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page_view")
        self.setAccessibleName(_("报告预览"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pages = 0
        self._zoom = 0.0
        """Times the paper's real size; 0 takes it from the room, as `_fit` says."""
        self._fit = "best"
        """"width", "page" (the whole of it), or "best": what can be read without turning pages."""
        self._page = 0
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_paper(self, pages: int) -> None:
        """Begin at the first page of another paper."""
        self._pages = pages
        self._pictures.clear()
        self._asked.clear()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()
        self.viewport().update()

    def show_picture(self, page: int, dpi: int, image: QImage) -> None:
        """Here is a picture that was asked for."""
        self._asked.discard((page, dpi))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[page, dpi] = image
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self.viewport().update()

    def has_picture(self, page: int) -> bool:
        """Whether the page can be seen as it will be printed."""
        return (page, self.dpi) in self._pictures

    @property
    def page(self) -> int:
        """The page in sight, from 0."""
        return self._page

    @property
    def fits_width(self) -> bool:
        """Whether pages are as wide as the window allows."""
        return not self._zoom and self._fit == "width"

    @property
    def dpi(self) -> int:
        """The resolution of pictures, in dots of the screen."""
        dots = self.devicePixelRatioF()
        if self._zoom:
            return round(self._zoom * self.logicalDpiX() * dots)
        room = max(100, self.viewport().width() - 2 * _GAP)
        wide = room / (_SHEET.width() / 25.4)
        high = max(100, self.viewport().height() - 2 * _GAP) / (_SHEET.height() / 25.4)
        real = self.logicalDpiX()
        match self._fit:
            case "page":
                fitting = min(wide, high)
            case "best":
                # The whole page where it can be read so, else no larger than it is on paper.
                fitting = min(wide, high if high >= _READABLE * real else real)
            case _:
                fitting = wide
        return int(fitting * dots)

    @property
    def zoom(self) -> float:
        """Times the paper's real size."""
        return self.dpi / self.devicePixelRatioF() / self.logicalDpiX()

    def fit_width(self) -> None:
        """Make the pages as wide as the window allows."""
        self._fit = "width"
        self._set_zoom(0.0)

    def fit_page(self) -> None:
        """Make one whole page fill the height of the window."""
        self._fit = "page"
        self._set_zoom(0.0)

    def zoom_in(self) -> None:
        """The next larger size."""
        self._set_zoom(next((z for z in _ZOOMS if z > self.zoom * 1.01), _ZOOMS[-1]))

    def zoom_out(self) -> None:
        """The next smaller size."""
        self._set_zoom(next((z for z in reversed(_ZOOMS) if z < self.zoom * 0.99), _ZOOMS[0]))

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        page = max(0, min(self._pages - 1, page))
        self.verticalScrollBar().setValue(page * self._step())

    def _set_zoom(self, zoom: float) -> None:
        page = self._page
        self._zoom = zoom
        self._pictures.clear()
        self._asked.clear()
        self._lay_out()
        self.go_to(page)
        self.viewport().update()

    def _sheet(self) -> QSize:
        dot = self.dpi / 25.4 / self.devicePixelRatioF()
        return QSize(round(_SHEET.width() * dot), round(_SHEET.height() * dot))

    def _step(self) -> int:
        return self._sheet().height() + _GAP

    def _lay_out(self) -> None:
        room, sheet = self.viewport().size(), self._sheet()
        height = self._pages * self._step() + _GAP
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, height - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(max(20, room.height() // 12))
        across.setRange(0, max(0, sheet.width() + 2 * _GAP - room.width()))
        across.setPageStep(room.width())

    def _scrolled(self, _value: int = 0) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = max(0, min(self._pages - 1, middle // self._step())) if self._pages else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page that is in sight."""
        super().resizeEvent(event)
        page = self._page
        self._lay_out()
        if not self._zoom:
            self.go_to(page)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        room = self.viewport().rect()
        painter.fillRect(room, QColor(theme.PALETTE.header))
        sheet, step = self._sheet(), self._step()
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        first = max(0, top // step)
        last = min(self._pages - 1, (top + room.height()) // step)
        x = max(_GAP, (room.width() - sheet.width()) // 2) - left
        for page in range(first, last + 1):
            place = QRect(QPoint(x, _GAP + page * step - top), sheet)
            painter.fillRect(place, Qt.GlobalColor.white)
            key = (page, self.dpi)
            if key in self._pictures:
                self._pictures.move_to_end(key)
                painter.setClipRect(place)
                painter.drawImage(place.topLeft(), self._pictures[key])
                painter.setClipping(False)
            painter.setPen(QColor(theme.PALETTE.line))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        if not self.isEnabled():
            # What no longer holds is seen through a veil.
            veil = QColor(theme.PALETTE.header)
            veil.setAlpha(190)
            painter.fillRect(room, veil)
        for page in (*range(first, last + 1), last + 1):
            self._want(page)

    def _want(self, page: int) -> None:
        key = (page, self.dpi)
        if 0 <= page < self._pages and key not in self._pictures and key not in self._asked:
            self._asked.add(key)
            self.picture_wanted.emit(*key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages by PageUp and PageDown, ends by Home and End."""
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self._page - 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self._pages - 1)
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)
