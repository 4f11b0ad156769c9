"""The pages of a paper as small pictures beside it, drawn when they come in sight."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from boshan_desk.i18n import _
from boshan_desk.ui import theme

_KEPT: Final = 400
"""Pictures kept: about 50 KB each."""
_LINES: Final = 4.2
"""How wide a picture is, in heights of a line of type."""


class PageThumbs(QListWidget):
    """One small picture a page; the page in sight is the current row."""

    picture_wanted = Signal(int, int)
    """(page from 0, dpi)."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("report_pages")
        self.setAccessibleName(_("页码"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Drawer(self))
        self.pictures: OrderedDict[int, QImage] = OrderedDict()
        self.wanted: set[int] = set()
        """Pages that came in sight without a picture."""
        self._asked: set[int] = set()
        self._current: set[int] = set()
        """Pages whose pictures are of the paper of now; others are of the one before."""
        self._fit()

    @property
    def paper(self) -> QSize:
        """The size of a picture, in logical pixels."""
        wide = round(self.fontMetrics().height() * _LINES)
        return QSize(wide, round(wide * 297 / 210))

    @property
    def dpi(self) -> int:
        """The resolution of the pictures, in dots of the screen."""
        return max(1, int(self.paper.width() * self.devicePixelRatioF() / (210 / 25.4)))

    def show_pages(self, count: int, *, keep: bool = False) -> None:
        """Show a paper of so many pages; `keep`: the old pictures until there are new ones."""
        self._asked.clear()
        self._current.clear()
        if not keep:
            self.pictures.clear()
        row = self.currentRow() if keep else 0
        self.blockSignals(True)
        while self.count() > count:
            self.takeItem(self.count() - 1)
        for number in range(self.count() + 1, count + 1):
            item = QListWidgetItem(_("第 {n} 页").format(n=number))
            item.setToolTip(item.text())
            self.addItem(item)
        self.setCurrentRow(min(max(row, 0), count - 1))
        self.blockSignals(False)
        self._fit()
        self.viewport().update()

    def has_picture(self, page: int) -> bool:
        """Whether a page is shown as it is now."""
        return page in self._current

    def show_picture(self, page: int, image: QImage) -> None:
        """Here is a picture that was asked for."""
        self._asked.discard(page)
        self._current.add(page)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.pictures[page] = image
        self.pictures.move_to_end(page)
        while len(self.pictures) > _KEPT:
            self._current.discard(self.pictures.popitem(last=False)[0])
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and ask for the pictures that were missing."""
        self.wanted.clear()
        super().paintEvent(event)
        for page in sorted(self.wanted - self._asked):
            self._asked.add(page)
            self.picture_wanted.emit(page, self.dpi)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.pictures.clear()
            self._asked.clear()
            self._current.clear()
            self._fit()

    def row_size(self) -> QSize:
        """A picture, its number below, and air around."""
        line = self.fontMetrics().height()
        return QSize(self.paper.width() + line, self.paper.height() + round(line * 1.7))

    def _fit(self) -> None:
        wide = self.row_size().width() + self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(wide + 2 * self.frameWidth() + 2)
        self.scheduleDelayedItemsLayout()


class _Drawer(QStyledItemDelegate):
    """Draws a sheet with its number below."""

    def __init__(self, thumbs: PageThumbs) -> None:
        super().__init__(thumbs)
        self._thumbs = thumbs

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As large as every other."""
        return self._thumbs.row_size()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The sheet, framed where it is the one in sight."""
        thumbs, page = self._thumbs, index.row()
        # PySide's stubs do not know the members of the option.
        room: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        line = thumbs.fontMetrics().height()
        size = thumbs.paper
        sheet = QRect(
            room.x() + (room.width() - size.width()) // 2,
            room.y() + round(line * 0.35),
            size.width(),
            size.height(),
        )
        painter.save()
        painter.fillRect(sheet, Qt.GlobalColor.white)
        picture = thumbs.pictures.get(page)
        if picture is not None:
            painter.drawImage(sheet, picture)
        if not thumbs.has_picture(page):
            thumbs.wanted.add(page)
        edge = 3 if chosen else 1
        pen = painter.pen()
        pen.setColor(QColor(theme.PALETTE.accent if chosen else theme.PALETTE.line))
        pen.setWidth(edge)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(sheet.adjusted(-1, -1, 0, 0))
        font = thumbs.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(theme.PALETTE.ink if chosen else theme.PALETTE.muted))
        below = QRect(room.x(), sheet.bottom() + 2, room.width(), round(line * 1.2))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), str(page + 1))
        painter.restore()
