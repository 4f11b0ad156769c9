"""A paper as it will be printed: its pages below one another, in any size; its numbers open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from boshan_desk.domain.report import Source
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.report_places import Place, Places

_SHEET: Final = QSize(210, 297)
"""A4 in millimetres."""
_GAP: Final = 12
_KEPT: Final = 12
"""Pictures kept: what is in sight and a little around it (about 3 MB each)."""
_READABLE: Final = 0.75
"""Times its real size, at which the paper's text can still be read on a screen."""
_ZOOMS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_MARKED: Final = 2500
"""Milliseconds for which a paragraph that one was led to stays marked."""


class PageView(QAbstractScrollArea):
    """The pages of a paper below one another; asks for the pictures of those in sight."""

    picture_wanted = Signal(int, int)
    """(page from 0, dpi)."""
    pictured = Signal(int, int, QImage)
    """(page, dpi, its picture): of another size than the view's own, for whoever asked."""
    page_changed = Signal(int)
    source_wanted = Signal(object)
    """A number was pressed: the `Source` whose records are to be opened."""
    paragraph_pressed = Signal(str)
    """A paragraph that may be edited was pressed: its key."""
    paragraph_wanted = Signal(str)
    """The same, pressed twice."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page_view")
        self.setAccessibleName(_("报告预览"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.tip_of: Callable[[Source], str] = lambda _source: _("点开背后的记录")
        """What is said of a number under the mouse."""
        self.editing = False
        """Whether paragraphs show that they may be edited."""
        self._pages = 0
        self._zoom = 0.0
        """Times the paper's real size; 0 takes it from the room, as `_fit` says."""
        self._fit = "best"
        """"width", "page" (the whole of it), or "best": what can be read without turning pages."""
        self._page = 0
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._before: OrderedDict[int, QImage] = OrderedDict()
        """Pictures of another size, or of the paper before: shown until the right one is there."""
        self._asked: set[tuple[int, int]] = set()
        self._places = Places()
        self._over: Place | None = None
        """What is under the mouse."""
        self._pressed: Place | None = None
        self._chosen: Place | None = None
        """The number that the keyboard is at."""
        self._leaving = False
        """Whether Tab leaves the paper: after Esc."""
        self._marked: list[Place] = []
        self._unmark = QTimer(self)
        self._unmark.setSingleShot(True)
        self._unmark.setInterval(_MARKED)
        self._unmark.timeout.connect(self._end_mark)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # The paper

    def show_paper(
        self, pages: int, places: Places | Iterable[Place] = (), *, keep_place: bool = False
    ) -> None:
        """Show another paper: from its first page, or where one is."""
        self._pages = pages
        self._places = places if isinstance(places, Places) else Places(places)
        self._over = self._pressed = None
        self._marked = []
        chosen = self._chosen
        self._chosen = None
        self._set_pictures_aside(keep=keep_place)
        self._lay_out()
        if keep_place:
            if chosen is not None:
                # The same number, or what stands there now.
                self._choose(self._places.at(chosen.page, chosen.left + 1, chosen.top + 1))
        else:
            self.verticalScrollBar().setValue(0)
        self._scrolled()
        self.viewport().update()

    def show_picture(self, page: int, dpi: int, image: QImage) -> None:
        """Here is a picture that was asked for."""
        if (page, dpi) not in self._asked:
            self.pictured.emit(page, dpi, image)
            return
        self._asked.discard((page, dpi))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[page, dpi] = image
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        if dpi == self.dpi:
            self._before.pop(page, None)
        self.viewport().update()

    def has_picture(self, page: int) -> bool:
        """Whether the page can be seen as it will be printed."""
        return (page, self.dpi) in self._pictures

    def _set_pictures_aside(self, *, keep: bool) -> None:
        if keep:
            for (page, _dpi), image in self._pictures.items():
                self._before[page] = image
            while len(self._before) > _KEPT:
                self._before.popitem(last=False)
        else:
            self._before.clear()
        self._pictures.clear()
        self._asked.clear()

    @property
    def page(self) -> int:
        """The page in sight, from 0."""
        return self._page

    @property
    def places(self) -> Places:
        """What can be opened on it."""
        return self._places

    @property
    def chosen(self) -> Place | None:
        """The number that the keyboard is at."""
        return self._chosen

    # Sizes

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
        self._set_zoom(0.0, "width")

    def fit_page(self) -> None:
        """Make one whole page fill the height of the window."""
        self._set_zoom(0.0, "page")

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

    def _set_zoom(self, zoom: float, fit: str = "") -> None:
        down = self.verticalScrollBar().value() / self._step()
        self._zoom, self._fit = zoom, fit or self._fit
        self._set_pictures_aside(keep=True)
        self._lay_out()
        self._go_down(down)
        self.viewport().update()

    def _go_down(self, pages: float) -> None:
        self.verticalScrollBar().setValue(round(pages * self._step()))

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
        """Keep the very place that is in sight."""
        # Qt has changed the room already; the bars still are as they were before.
        old = self.verticalScrollBar()
        whole = old.maximum() + old.pageStep() - _GAP
        down = old.value() * self._pages / whole if self._pages and whole > 0 else 0.0
        super().resizeEvent(event)
        self._lay_out()
        if not self._zoom:
            self._go_down(down)

    # Where things are

    def sheet_rect(self, page: int) -> QRect:
        """Where a sheet lies in the window."""
        sheet, room = self._sheet(), self.viewport().width()
        across = max(_GAP, (room - sheet.width()) // 2) - self.horizontalScrollBar().value()
        return QRect(
            QPoint(across, _GAP + page * self._step() - self.verticalScrollBar().value()), sheet
        )

    def place_rect(self, place: Place) -> QRectF:
        """Where a box lies in the window."""
        sheet, dot = self.sheet_rect(place.page), self._sheet().width() / (210 / 25.4 * 72)
        return QRectF(
            sheet.x() + place.left * dot,
            sheet.y() + place.top * dot,
            (place.right - place.left) * dot,
            (place.bottom - place.top) * dot,
        )

    def place_at(self, spot: QPoint) -> Place | None:
        """What stands at a spot of the window; nothing while the paper does not hold."""
        if not self._pages or not self.isEnabled():
            return None
        page = max(0, (spot.y() + self.verticalScrollBar().value() - _GAP) // self._step())
        sheet, dot = self.sheet_rect(page), self._sheet().width() / (210 / 25.4 * 72)
        return self._places.at(page, (spot.x() - sheet.x()) / dot, (spot.y() - sheet.y()) / dot)

    def show_paragraph(self, key: str) -> bool:
        """Bring a paragraph in sight and mark it for a moment; whether there is such a one."""
        self._marked = list(self._places.paragraph(key))
        if not self._marked:
            return False
        self._bring_in_sight(self._marked[0])
        self._unmark.start()
        self.viewport().update()
        return True

    def _end_mark(self) -> None:
        self._marked = []
        self.viewport().update()

    def _bring_in_sight(self, place: Place) -> None:
        box, room = self.place_rect(place), self.viewport().rect()
        air = min(self.fontMetrics().height() * 3, room.height() // 4)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if box.top() < air or box.bottom() > room.height() - air:
            down.setValue(round(down.value() + box.top() - room.height() / 3))
        if box.left() < 0 or box.right() > room.width():
            across.setValue(round(across.value() + box.left() - room.width() / 3))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        room = self.viewport().rect()
        painter.fillRect(room, QColor(theme.PALETTE.header))
        step, top = self._step(), self.verticalScrollBar().value()
        first = max(0, top // step)
        last = min(self._pages - 1, (top + room.height()) // step)
        for page in range(first, last + 1):
            place = self.sheet_rect(page)
            painter.fillRect(place, Qt.GlobalColor.white)
            key = (page, self.dpi)
            if key in self._pictures:
                self._pictures.move_to_end(key)
                painter.setClipRect(place)
                painter.drawImage(place.topLeft(), self._pictures[key])
                painter.setClipping(False)
            elif (image := self._stand_in(page)) is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(place, image)
            painter.setPen(QColor(theme.PALETTE.line))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        self._paint_places(painter)
        if not self.isEnabled():
            # What no longer holds is seen through a veil.
            veil = QColor(theme.PALETTE.header)
            veil.setAlpha(190)
            painter.fillRect(room, veil)
        for page in (*range(first, last + 1), last + 1):
            self._want(page)

    def _stand_in(self, page: int) -> QImage | None:
        """A picture of another size, or of the paper before, until the right one is there."""
        other = (image for (at, _dpi), image in reversed(self._pictures.items()) if at == page)
        return next(other, self._before.get(page))

    def _paint_places(self, painter: QPainter) -> None:
        accent = QColor(theme.PALETTE.accent)
        soft = QColor(accent)
        soft.setAlpha(28)
        for place in self._marked:
            painter.fillRect(self.place_rect(place).adjusted(-4, -2, 4, 2), soft)
            self._paint_bar(painter, place, accent)
        over = self._over
        if over is not None and over.source is None and self.editing:
            self._paint_bar(painter, over, accent)
        elif over is not None and over.source is not None:
            box = self.place_rect(over).adjusted(-2, -1, 2, 1)
            painter.fillRect(box, soft)
            painter.setPen(QPen(accent, 1))
            painter.drawRect(box)
        if self._chosen is not None and self.hasFocus():
            painter.setPen(QPen(accent, 2))
            painter.drawRect(self.place_rect(self._chosen).adjusted(-2, -1, 2, 1))

    def _paint_bar(self, painter: QPainter, place: Place, colour: QColor) -> None:
        box = self.place_rect(place)
        painter.fillRect(QRectF(box.left() - 8, box.top(), 3, box.height()), colour)

    def _want(self, page: int) -> None:
        key = (page, self.dpi)
        if 0 <= page < self._pages and key not in self._pictures and key not in self._asked:
            self._asked.add(key)
            self.picture_wanted.emit(*key)

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand and a light frame say what can be opened."""
        super().mouseMoveEvent(event)
        self._look_under(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.place_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A number opens when it was pressed and let go."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or pressed is not self.place_at(event.position().toPoint()):
            return
        if pressed.source is not None:
            self._choose(pressed)
            self.source_wanted.emit(pressed.source)
        else:
            self.paragraph_pressed.emit(pressed.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A paragraph pressed twice is to be edited."""
        super().mouseDoubleClickEvent(event)
        place = self.place_at(event.position().toPoint())
        if place is not None and place.source is None:
            self.paragraph_wanted.emit(place.key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._look_under(QPoint(-1, -1))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a number opens."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(event.pos())
            if place is not None and place.source is not None:
                box = self.place_rect(place).toRect()
                QToolTip.showText(
                    event.globalPos(), self.tip_of(place.source), self.viewport(), box
                )
            elif place is not None and self.editing:
                QToolTip.showText(event.globalPos(), _("点一下修改这一段"), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _look_under(self, spot: QPoint) -> None:
        over = self.place_at(spot) if self.viewport().rect().contains(spot) else None
        if over is self._over:
            return
        self._over = over
        hand = over is not None and (over.source is not None or self.editing)
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages by PageUp and PageDown, ends by Home and End; Enter opens the number one is at.

        Ctrl with +, - and 0 changes the size.
        """
        chosen = self._chosen
        match event.key():
            case Qt.Key.Key_PageDown:
                self.go_to(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self._page - 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self._pages - 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if _with_control(event):
                self.zoom_in()
            case Qt.Key.Key_Minus if _with_control(event):
                self.zoom_out()
            case Qt.Key.Key_0 if _with_control(event):
                self.fit_width()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if chosen is not None:
                self.source_wanted.emit(chosen.source)
            case Qt.Key.Key_Escape if chosen is not None:
                # From here on Tab leads out of the paper.
                self._choose(None)
                self._leaving = True
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from number to number; at either end, and after Esc, out of the paper."""
        if self._leaving or not self._places or not self.isEnabled():
            return super().focusNextPrevChild(next)
        links = self._places.links
        if self._chosen is None:
            found = self._first_in_sight()
            at = min(found, len(links) - 1) if next else found - 1
        else:
            at = links.index(self._chosen) + (1 if next else -1)
        if not 0 <= at < len(links):
            self._choose(None)
            return super().focusNextPrevChild(next)
        self._choose(links[at])
        self._bring_in_sight(links[at])
        self._tell_chosen(links[at])
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._leaving = False
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _first_in_sight(self) -> int:
        top = self.verticalScrollBar().value() - _GAP
        page = max(0, top // self._step())
        dot = self._sheet().width() / (210 / 25.4 * 72)
        return self._places.number_from(page, max(0.0, (top - page * self._step()) / dot))

    def _choose(self, place: Place | None) -> None:
        self._chosen = place if place is not None and place.source is not None else None
        self.viewport().update()

    def _tell_chosen(self, place: Place) -> None:
        """Whoever goes by keys, or hears the screen, is told as well what Enter opens."""
        if place.source is not None:
            words = self.tip_of(place.source)
            self.setAccessibleDescription(words)
            spot = self.viewport().mapToGlobal(self.place_rect(place).bottomLeft().toPoint())
            QToolTip.showText(spot, words, self.viewport())


def _with_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
