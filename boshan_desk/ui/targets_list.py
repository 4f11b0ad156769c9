"""The table of targets: headings across the whole width, one line chosen, lamps and small lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from boshan_desk.domain.plans.lamps import BEHIND, LAMPS
from boshan_desk.i18n import _
from boshan_desk.ui import targets_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.lamps import LampDelegate, lamp_words
from boshan_desk.ui.list_grid import selected_cells
from boshan_desk.ui.targets_model import Key, TargetsModel, key_of
from boshan_desk.ui.targets_trail import TrailDelegate

_WIDTHS: Final = (29, 9, 15, 8, 9, 13, 9, 12, 12, 14, 11, 20, 28, 30)
"""Half-width places of each column."""
_LEAST: Final = 5
"""Rows that are seen on the smallest screen."""


class TargetsList(QTableView):
    """Shows the lines of a model.  Enter and a double click lead to the records behind a line."""

    records_wanted = Signal()
    """The records behind the chosen line are wanted."""
    slip_wanted = Signal()
    """A slip is to be made from the chosen line."""
    chosen_anew = Signal()
    """Another line is chosen."""

    def __init__(self, model: TargetsModel) -> None:
        super().__init__()
        self._lines = model
        self.setObjectName("targets_list")
        self.setAccessibleName(_("目标进度表"))
        self.setModel(model)
        self.setItemDelegateForColumn(words.LAMP, LampDelegate(self))
        self.setItemDelegateForColumn(words.TRAIL, TrailDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(lambda _now, _then: self._tell())
        self.fit()

    def fit(self) -> None:
        """Widths and heights from the type of now."""
        width = self.fontMetrics().horizontalAdvance("0")
        for column, places in enumerate(_WIDTHS):
            self.setColumnWidth(column, width * places)
        # Other languages have longer words for how it stands, which must never be cut.
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        metrics = QFontMetrics(bold)
        widest = max(metrics.horizontalAdvance(lamp_words(lamp)) for lamp in LAMPS)
        self.setColumnWidth(words.LAMP, widest + round(metrics.height() * 1.6))
        self._fit_to_words(metrics)
        row = round(theme.row_height(self.fontMetrics()) * 1.08)
        self.verticalHeader().setDefaultSectionSize(row)
        self.setMinimumHeight(row * _LEAST)
        self._mark_names()

    def _fit_to_words(self, metrics: QFontMetrics) -> None:
        """No head is cut, nor a number with what is said of it: 72.4%（增量）."""
        air = round(metrics.height() * 1.45)
        for column, head in enumerate(words.HEADS):
            least = metrics.horizontalAdvance(_(head)) + air
            if words.UNIT <= column <= words.CHANGE:
                shown = (metrics.horizontalAdvance(each) for each in self._lines.column(column))
                most = max((metrics.horizontalAdvance("国") * 12, least))
                self.setColumnWidth(column, min(max([least, *(w + air for w in shown)]), most))
            else:
                self.setColumnWidth(column, max(self.columnWidth(column), least))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self.fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the lamps are out of sight their signs stand before the names."""
        super().resizeEvent(event)
        self._mark_names()

    def _mark_names(self) -> None:
        right = self.columnViewportPosition(words.LAMP) + self.horizontalOffset()
        right += self.columnWidth(words.LAMP)
        self._lines.show_signs(right > self.viewport().width())

    def show_headings(self) -> None:
        """Let each heading have the whole width, and each number its room."""
        self.fit()
        self.clearSpans()
        for row in self._lines.headings():
            self.setSpan(row, 0, 1, self._lines.columnCount())

    # What is chosen

    def chosen(self) -> Key | None:
        """The target that is chosen."""
        line = self._lines.line(self.currentIndex().row())
        return key_of(line) if line is not None else None

    def choose(self, wanted: Key | None, row: int, column: int = 0) -> None:
        """Choose a target again, or else what stands in its row now."""
        found = self._lines.find_row(wanted) if wanted else -1
        row = found if found >= 0 else min(max(row, 1), self._lines.rowCount() - 1)
        if row in self._lines.headings():
            row += 1
        if 0 < row < self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(row, max(column, 0)))
        self._tell()

    def _tell(self) -> None:
        self.chosen_anew.emit()

    def copy_cells(self) -> None:
        """Copy the selected cells as a sheet takes them in; headings are left out."""
        rows, columns = selected_cells(self)
        lines = [line for row in rows if (line := self._lines.line(row)) is not None]
        told = [[words.cells(line)[column] for column in columns] for line in lines]
        if len(told) > 1:
            told.insert(0, [_(words.HEADS[column]) for column in columns])
        if told:
            QGuiApplication.clipboard().setText(words.copied(told))

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads to the records; Ctrl+C copies cells."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.records_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand says which lamps can be pressed."""
        super().mouseMoveEvent(event)
        over = self._is_link(self.indexAt(event.position().toPoint()))
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a yellow or red lamp asks for the slip."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index == self.currentIndex() and self._is_link(index):
            self.slip_wanted.emit()

    def _is_link(self, index: QModelIndex) -> bool:
        line = self._lines.line(index.row()) if index.isValid() else None
        return line is not None and index.column() == words.LAMP and line.lamp in BEHIND

    def _open(self, index: QModelIndex) -> None:
        if self._lines.line(index.row()) is not None and not self._is_link(index):
            self.records_wanted.emit()
