"""A table whose rows are typed into, with buttons to add, take away and move a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
)

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.side_page import make_table


@dataclass(frozen=True)
class Column:
    """A column of such a table."""

    title: str
    wide: int
    """In characters; that of the last column is not looked at."""
    tick: bool = False
    """Whether it is yes or no; its cell reads "1" or ""."""
    tip: str = ""


class EditRows(QFrame):
    """Rows of words; each can be typed into where that is allowed."""

    changed = Signal()

    def __init__(
        self, name: str, title: str, columns: Sequence[Column], words: str, *, may_change: bool
    ) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._may_change = may_change
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        self._buttons: dict[str, QPushButton] = {}
        for key, label, picture, slot in (
            ("add", _("增加一行"), "add", self.add_row),
            ("remove", _("去掉一行"), "withdraw", self.remove_row),
            ("up", _("上移"), "up", lambda: self._move(-1)),
            ("down", _("下移"), "down", lambda: self._move(1)),
        ):
            button = QPushButton(icon(picture), label)
            button.setObjectName(f"{name}_{key}")
            button.clicked.connect(lambda _on=False, slot=slot: slot())
            if not may_change:
                button.hide()
            bar.addWidget(button)
            self._buttons[key] = button
        hint = QLabel(words)
        hint.setWordWrap(True)
        theme.dress(hint, role="hint")
        bar.addSpacing(self.fontMetrics().height() // 2)
        bar.addWidget(hint, 1)
        whole.addLayout(bar)
        heads = [column.title for column in columns]
        self.table = make_table(name, heads, [column.wide for column in columns[:-1]])
        self.table.setAccessibleName(title)
        for place, column in enumerate(columns):
            if head := self.table.horizontalHeaderItem(place):
                head.setToolTip(column.tip)
        if may_change:
            self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
            self.table.setEditTriggers(
                QAbstractItemView.EditTrigger.DoubleClicked
                | QAbstractItemView.EditTrigger.EditKeyPressed
                | QAbstractItemView.EditTrigger.AnyKeyPressed
            )
        self.table.itemChanged.connect(self._tell)
        self.table.currentCellChanged.connect(lambda *_places: self._allow())
        whole.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows; nothing is told of it."""
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for row in rows:
            self._insert(self.table.rowCount(), row)
        self.table.blockSignals(False)
        if rows:
            self.table.setCurrentCell(0, 0)
        self._allow()

    def rows(self) -> list[tuple[str, ...]]:
        """What stands in the rows; those in which nothing does are left out."""
        found = [
            tuple(self._words(row, column) for column in range(len(self._columns)))
            for row in range(self.table.rowCount())
        ]
        return [row for row in found if any(row)]

    def add_row(self) -> None:
        """An empty row after the chosen one."""
        row = self.table.currentRow() + 1 or self.table.rowCount()
        self._insert(row, [""] * len(self._columns))
        self.table.setCurrentCell(row, 0)
        self.table.setFocus()
        self._tell()

    def remove_row(self) -> None:
        """Take the chosen row away; what was saved stays until all is saved anew."""
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self._tell()
            self._allow()

    def _move(self, by: int) -> None:
        row, column = self.table.currentRow(), self.table.currentColumn()
        to = row + by
        if row < 0 or not 0 <= to < self.table.rowCount():
            return
        words = [self._words(row, place) for place in range(len(self._columns))]
        self.table.removeRow(row)
        self._insert(to, words)
        self.table.setCurrentCell(to, column)
        self._tell()

    def _insert(self, row: int, words: Sequence[str]) -> None:
        blocked = self.table.blockSignals(True)
        self.table.insertRow(row)
        for place, column in enumerate(self._columns):
            item = QTableWidgetItem("" if column.tick else words[place])
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column.tick:
                on = Qt.CheckState.Checked if words[place] else Qt.CheckState.Unchecked
                item.setCheckState(on)
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                if not self._may_change:
                    flags &= ~Qt.ItemFlag.ItemIsEnabled
            elif self._may_change:
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            item.setToolTip(item.text())
            self.table.setItem(row, place, item)
        self.table.blockSignals(blocked)

    def _words(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        if item is None:
            return ""
        if self._columns[column].tick:
            return "1" if item.checkState() == Qt.CheckState.Checked else ""
        return item.text().strip()

    def _tell(self, *_item: object) -> None:
        self.changed.emit()

    def _allow(self) -> None:
        row, last = self.table.currentRow(), self.table.rowCount() - 1
        self._buttons["remove"].setEnabled(row >= 0)
        self._buttons["up"].setEnabled(row > 0)
        self._buttons["down"].setEnabled(0 <= row < last)
