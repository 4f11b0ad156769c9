"""The tasks in a table, each project under its heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QTableWidgetItem

from boshan_desk.domain.wording import listed
from boshan_desk.i18n import mark
from boshan_desk.ui import tasks_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.side_page import SmallTable

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.tasks import TaskLine

_HEADS: Final = (mark("编号"), mark("任务"), mark("本期"), mark("未报送"), mark("牵头单位"))
_WIDTHS: Final = (7, 23, 11, 20, 18)
_STATE: Final = 2
_SILENT: Final = 3
_EARLIER: Final = 3
"""So many earlier quarters stand behind, the latest first."""
_EARLIER_WIDTH: Final = 13

CODE: Final = int(Qt.ItemDataRole.UserRole)


class TasksList(SmallTable):
    """Rows of tasks; headings cannot be chosen."""

    went_to = Signal(str)
    """The code of the task that is chosen; "" for none."""
    wanted = Signal()
    """Enter or a double click: a report is to be filled in."""

    def __init__(self) -> None:
        super().__init__(
            [*_HEADS, *[""] * _EARLIER], (*_WIDTHS, *[_EARLIER_WIDTH] * (_EARLIER - 1))
        )
        self.setObjectName("tasks_list")
        self.setAlternatingRowColors(False)
        self.itemSelectionChanged.connect(lambda: self.went_to.emit(self.chosen))
        self.doubleClicked.connect(lambda _index: self.wanted.emit())

    @property
    def chosen(self) -> str:
        """The code of the task that is chosen."""
        for item in self.selectedItems():
            if code := item.data(CODE):
                return str(code)
        return ""

    def choose(self, code: str) -> None:
        """Go to a task; to the first where it is not there."""
        first = -1
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            found = item.data(CODE) if item is not None else None
            if found and first < 0:
                first = row
            if found == code:
                self.selectRow(row)
                return
        if first >= 0:
            self.selectRow(first)

    def show_lines(self, lines: Sequence[TaskLine]) -> None:
        """Show these tasks; the chosen one stays chosen."""
        kept = self.chosen
        self.blockSignals(True)
        self.clearSpans()
        self.setRowCount(0)
        if lines:
            for place, quarter in enumerate(lines[0].quarters[-2::-1]):
                item = QTableWidgetItem(quarter.period.words())
                self.setHorizontalHeaderItem(len(_HEADS) + place, item)
        heading = ""
        for line in lines:
            if (now := words.head_words(line)) != heading:
                heading = now
                self._add_heading(heading)
            self._add_line(line)
        self.blockSignals(False)
        self.choose(kept)
        if not lines:
            self.went_to.emit("")

    def _add_heading(self, heading: str) -> None:
        row = self.rowCount()
        self.insertRow(row)
        item = QTableWidgetItem(heading)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setBold(True)
        item.setFont(font)
        item.setBackground(QBrush(QColor(theme.PALETTE.header)))
        self.setItem(row, 0, item)
        self.setSpan(row, 0, 1, self.columnCount())

    def _add_line(self, line: TaskLine) -> None:
        row = self.rowCount()
        self.insertRow(row)
        states = [line.state, *(each.state for each in line.quarters[-2::-1])]
        shown = [words.state_words(state) for state in states]
        cells = [line.task.no, line.task.title, shown[0], words.silent_words(line)]
        cells += [listed(line.lead), *shown[1:]]
        by_column = dict(zip([_STATE, *range(len(_HEADS), len(cells))], states, strict=True))
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setData(CODE, line.task.code)
            item.setToolTip(text)
            if column == _SILENT:
                item.setToolTip("\n".join(each.name for each in line.silent))
            state = by_column.get(column)
            if state in words.GRAVE:
                item.setForeground(QBrush(QColor(theme.PALETTE.stop)))
            elif state == "":
                item.setForeground(QBrush(QColor(theme.PALETTE.muted)))
            self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
            return
        before = self.currentRow()
        super().keyPressEvent(event)
        # The arrows pass over headings.
        row = self.currentRow()
        at = self.item(row, 0) if row >= 0 else None
        if at is not None and not at.data(CODE):
            by = 1 if row > before or row == 0 else -1
            if 0 <= row + by < self.rowCount():
                self.selectRow(row + by)
