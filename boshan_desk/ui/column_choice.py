"""Which columns a list shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ui.table_model import default_columns


class ColumnChoice(QDialog):
    """Ticks and dragging; it is not modal, the list behind stays in use."""

    chosen = Signal(object)
    """The names of the columns, in order."""

    def __init__(
        self, ledger: Ledger, columns: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self.setObjectName("column_choice")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("选择列"))
        self.ticks = QListWidget()
        self.ticks.setObjectName("column_ticks")
        self.ticks.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._offer(columns)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(_("确定"), QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setObjectName("columns_apply")
        accept.setDefault(True)
        usual = buttons.addButton(_("恢复默认"), QDialogButtonBox.ButtonRole.ResetRole)
        usual.setObjectName("columns_usual")
        buttons.addButton(_("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        usual.clicked.connect(lambda: self._offer(default_columns(ledger)))
        words = QLabel(_("勾选要显示的列，上下拖动改变先后。"))
        words.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (words, self.ticks, buttons):
            layout.addWidget(widget)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 52, metrics.height() * 26)

    def accept(self) -> None:
        """Show what is ticked; at least one column stays."""
        items = [self.ticks.item(row) for row in range(self.ticks.count())]
        names = [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        if names:
            self.chosen.emit(names)
            super().accept()

    def _offer(self, columns: Sequence[str]) -> None:
        kinds = self._ledger.shown()
        self.ticks.clear()
        for name in (*columns, *(n for n in kinds if n not in columns)):
            item = QListWidgetItem(_(kinds[name].title), self.ticks)
            item.setData(Qt.ItemDataRole.UserRole, name)
            on = name in columns
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.ticks.setCurrentRow(0)
