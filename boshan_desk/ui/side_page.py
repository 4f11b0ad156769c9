"""A page that lies over a place: a title, the way back, and a small table read in one go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.row_list import as_row_list


class SidePage(QWidget):
    """A title with the way back; nothing on it waits to be saved."""

    closed = Signal()
    saved = Signal(object, str)
    """The path a file was written to, and what is said of it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        self.head = QHBoxLayout()
        back = QPushButton(icon("page-prev"), _("返回"))
        back.setObjectName("side_back")
        back.setToolTip(_("返回（Esc）"))
        back.clicked.connect(self.leave)
        name = QLabel(title)
        theme.dress(name, role="title")
        self.head.addWidget(back)
        self.head.addSpacing(line // 2)
        self.head.addWidget(name)
        self.head.addStretch(1)
        whole.addLayout(self.head)
        self.body = QVBoxLayout()
        whole.addLayout(self.body, 1)

    def try_close(self) -> bool:
        """Whether the page may be left: always."""
        return True

    def leave(self) -> None:
        """Go back to where the officer came from."""
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


class SmallTable(QTableWidget):
    """Rows of words, one of which is chosen."""

    def __init__(self, heads: Sequence[str], widths: Sequence[int]) -> None:
        """`widths`: characters of each column but the last, which takes the rest."""
        super().__init__(0, len(heads))
        self._widths = tuple(widths)
        self.setHorizontalHeaderLabels([_(head) for head in heads])
        as_row_list(self)
        self.setAlternatingRowColors(True)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(self._widths):
            self.setColumnWidth(column, width * characters)
        self.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows."""
        self.setRowCount(len(rows))
        for place, cells in enumerate(rows):
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.setItem(place, column, item)

    def words(self) -> list[list[str]]:
        """What stands in the rows."""
        cells = self.model()
        return [
            [str(cells.index(row, column).data()) for column in range(self.columnCount())]
            for row in range(self.rowCount())
        ]


def make_table(name: str, heads: Sequence[str], widths: Sequence[int]) -> SmallTable:
    """A table with the name by which a test and a person find it."""
    table = SmallTable(heads, widths)
    table.setObjectName(name)
    return table
