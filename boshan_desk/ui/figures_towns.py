"""The towns by one figure: rank, value, a bar, and how it moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from boshan_desk.domain.wording import NOTHING
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme

if TYPE_CHECKING:
    from boshan_desk.usecases.figures_table import Ranked

HEADS: Final = (mark("位次"), mark("镇（街道）"), mark("本期"), "", mark("同比"))
_BAR: Final = 3
_LENGTH: Final = int(Qt.ItemDataRole.UserRole)
_LINE: Final = _LENGTH + 1


class TownRanking(QTableWidget):
    """The towns in the order of a figure; Enter or a double click leads to a town's records."""

    wanted = Signal(object)
    """The `FigureLine` of the town whose records are wanted."""

    def __init__(self) -> None:
        super().__init__(0, len(HEADS))
        self.setObjectName("figures_ranking")
        self.setAccessibleName(_("各镇（街道）位次"))
        self.setHorizontalHeaderLabels([_(head) for head in HEADS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setItemDelegateForColumn(_BAR, _Bars(self))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_BAR, QHeaderView.ResizeMode.Stretch)
        self.cellDoubleClicked.connect(lambda row, _column: self._ask(row))
        self._fit()

    def show_ranking(self, ranking: Sequence[Ranked]) -> None:
        """Show the towns by a figure."""
        self.setRowCount(len(ranking))
        greatest = max((abs(float(each.line.value or 0)) for each in ranking), default=0.0)
        for row, each in enumerate(ranking):
            line = each.line
            length = abs(float(line.value or 0)) / greatest if greatest else 0.0
            cells = (
                NOTHING if each.rank is None else str(each.rank),
                line.town_label,
                line.show(line.value),
                "",
                line.change_words(),
            )
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                if column in (0, 2):
                    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(side)
                item.setToolTip(words)
                item.setData(_LINE, line)
                if column == _BAR:
                    item.setData(_LENGTH, length)
                self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentRow())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))

    def _ask(self, row: int) -> None:
        item = self.item(row, 0)
        if item is not None:
            self.wanted.emit(item.data(_LINE))


class _Bars(QStyledItemDelegate):
    """A bar as long as its share of the greatest."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        length: Any = index.data(_LENGTH)
        if length:
            room: Any = option
            area = QRectF(room.rect).adjusted(4, room.rect.height() * 0.28, -4, 0)
            area.setHeight(room.rect.height() * 0.44)
            area.setWidth(max(2.0, area.width() * length))
            painter.fillRect(area, QColor(theme.PALETTE.accent))
