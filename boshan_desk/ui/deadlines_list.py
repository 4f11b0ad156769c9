"""The table of the list of limits: headings across the whole width, one line chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.deadlines_model import WIDE, WIDTHS, DeadlinesModel, Key, key_of
from boshan_desk.ui.row_list import as_row_list

_LEAST: Final = 4
"""Rows that are seen on the smallest screen."""


class DeadlinesList(QTableView):
    """Shows the lines of a model; a double click or Enter opens the case."""

    case_wanted = Signal(str)
    """The id of a case."""

    def __init__(self, model: DeadlinesModel) -> None:
        super().__init__()
        self._lines = model
        self.setObjectName("deadlines_list")
        self.setAccessibleName(_("期限清单"))
        self.setToolTip(_("双击或按回车打开案件"))
        self.setModel(model)
        as_row_list(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Rows beyond the screen are never measured: that would fetch them all.
        header.setResizeContentsPrecision(0)
        self.doubleClicked.connect(self._open)
        self.fit()

    def fit(self) -> None:
        """Widths and heights from the type of now."""
        width = self.fontMetrics().horizontalAdvance("0")
        for column, places in enumerate(WIDTHS):
            self.setColumnWidth(column, width * places)
        # Other languages have longer words for how it stands, which must never be cut.
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        widest = QFontMetrics(bold).horizontalAdvance(f"■ {_('已超期{days}天').format(days=188)}")
        self.setColumnWidth(0, max(self.columnWidth(0), widest + width * 3))
        self._share_room()
        row = theme.row_height(self.fontMetrics())
        self.verticalHeader().setDefaultSectionSize(row)
        self.setMinimumHeight(row * _LEAST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the case."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width of now."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """One column takes what the others leave, but never less than it needs."""
        least = self.fontMetrics().horizontalAdvance("0") * WIDTHS[WIDE]
        others = sum(self.columnWidth(c) for c in range(len(WIDTHS)) if c != WIDE)
        self.setColumnWidth(WIDE, max(least, self.viewport().width() - others))

    def show_headings(self) -> None:
        """Let each heading have the whole width."""
        self.clearSpans()
        for row in self._lines.headings():
            self.setSpan(row, 0, 1, self._lines.columnCount())

    def chosen(self) -> Key | None:
        """The limit that is chosen."""
        index = self.currentIndex()
        line = self._lines.line(index.row()) if index.isValid() else None
        return key_of(line) if line is not None else None

    def choose(self, wanted: Key | None, row: int) -> None:
        """Choose a limit again, or else what stands in its row now."""
        found = self._lines.find_row(wanted) if wanted else -1
        row = found if found >= 0 else min(max(row, 1), self._lines.rowCount() - 1)
        if row in self._lines.headings():
            row += 1
        if 0 < row < self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(row, 0))

    def _open(self, index: QModelIndex) -> None:
        line = self._lines.line(index.row()) if index.isValid() else None
        if line is not None:
            self.case_wanted.emit(line.case_id)
