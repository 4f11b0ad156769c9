"""Changing one cell in the list itself (F2): the plain kinds; a form changes the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from boshan_desk.domain.fields import BadValue, Code, Flag
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.table_model import TableModel

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

Index = QModelIndex | QPersistentModelIndex


class CellEditor(QStyledItemDelegate):
    """Commits each cell as one step; what is refused is told and stays typed."""

    def __init__(
        self, shell: Shell, model: TableModel, grid: QTableView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent or grid)
        self._shell = shell
        self._model = model
        self._grid = grid
        self._typed: tuple[int, int, str] | None = None
        """A refused text, with the number of its record and its column."""
        self._open = QPersistentModelIndex()
        self.closeEditor.connect(lambda *_how: self._close())

    def open(self, index: QModelIndex) -> None:
        """Open the editor of a cell.

        It is a persistent one, closed when it is left: the other sort asks the model's flags.
        """
        self._close()
        self._open = QPersistentModelIndex(index)
        self._grid.openPersistentEditor(index)
        if editor := self._grid.indexWidget(index):
            editor.setFocus()
            if isinstance(editor, QLineEdit):
                editor.selectAll()

    def _close(self) -> None:
        if self._open.isValid():
            index = self._model.index(self._open.row(), self._open.column())
            self._open = QPersistentModelIndex()
            self._grid.closePersistentEditor(index)
            self._grid.setFocus()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        kind = self._model.kind_at(index.column())
        if isinstance(kind, Code | Flag):
            box = QComboBox(parent)
            box.setObjectName("cell_choice")
            words = (
                [_(entry.label) for entry in self._shell.lists[kind.list]]
                if isinstance(kind, Code)
                else [_("是"), _("否")]
            )
            box.addItems(["", *words])
            return box
        line = QLineEdit(parent)
        line.setObjectName("cell_line")
        line.setFrame(False)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = self._model.plain_text(index.row(), index.column())
        here = (self._model.numbers[index.row()], index.column())
        if self._typed is not None and self._typed[:2] == here:
            text = self._typed[2]
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findText(text)))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if not self._open.isValid():
            # It is being taken down, and loses the keyboard by that: what was typed is settled.
            return
        text = ""
        if isinstance(editor, QComboBox):
            text = editor.currentText()
        elif isinstance(editor, QLineEdit):
            text = editor.text()
        self._typed = None
        record = self._model.record_at(index.row())
        if record is None or text == self._model.plain_text(index.row(), index.column()):
            return
        name = self._model.columns[index.column()]
        kind = self._model.kind_at(index.column())
        where = self._model.numbers[index.row()], index.column(), text
        try:
            kind.parse(text, self._shell.lists)
        except BadValue as error:
            title = _(kind.title)
            self._stay(where, Refused("{title}：{why}", title=title, why=error.words()))
            return

        if record.status == "reviewed":
            # Not at once: the question takes the keyboard from the line that is being put away.
            QTimer.singleShot(0, self, lambda: self._correct(record, name, where))
        else:
            self._keep(record, name, where, "")

    def _correct(self, record: Record, name: str, where: tuple[int, int, str]) -> None:
        """Change what was reviewed, with the reason."""
        question = _("“{name}”已审核。请写明更正原因，保存后须重新审核：").format(
            name=record.label(self._shell.lists)
        )
        reason = self._shell.ask.reason(question, yes=_("保存更正"))
        if reason is not None:
            self._keep(record, name, where, reason)

    def _keep(self, record: Record, name: str, where: tuple[int, int, str], reason: str) -> None:
        def work(desk: Desk) -> object:
            from boshan_desk.usecases.records import edit

            return edit(desk, record.ledger, record.id, {name: where[2]}, reason=reason)

        self._shell.do(work, failed=lambda error: self._stay(where, error))

    def _stay(self, where: tuple[int, int, str], error: Exception) -> None:
        """Say why it was refused, and open the cell again with what was typed."""
        self._shell.tell_failure(error)
        self._typed = where

        def reopen() -> None:
            rows = self._model.places([where[0]])
            if rows and self._typed == where:
                index = self._model.index(rows[0], where[1])
                self._grid.setCurrentIndex(index)
                self.open(index)

        QTimer.singleShot(0, self, reopen)
