"""The recycle bin of all ledgers: what was withdrawn, by whom, when and why; and back again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.view import View
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.store.rows import Rows
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.row_list import as_row_list
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

MOST: Final = 2000
"""Withdrawn records shown of one ledger, newest first; more is no longer a list to look through."""

HEADS: Final = (mark("台账"), mark("记录"), mark("删除时间"), mark("删除人"), mark("原因"))

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Withdrawn:
    """One line of the bin."""

    ledger: str
    id: str
    label: str
    at: str
    by: str
    why: str


def look_into_bin(rows: Rows) -> list[Withdrawn]:
    """Everything withdrawn that this officer may see, newest first."""
    found = []
    for ledger in KEPT.values():
        if not rows.may_read(ledger):
            continue
        view = View(ledger=ledger.name, withdrawn=True, order="withdrawn_at")
        for record, _links in rows.rows(view, limit=MOST):
            at = record.withdrawn_at.isoformat(" ")[:16] if record.withdrawn_at else ""
            label = rows.label(ledger.name, record.id) or record.id[:8]
            if ledger.secret:
                # What names an informant stands in no list.
                label = record.serial_no or record.id[:8]
            why, by = record.withdrawn_why or "", record.withdrawn_by or ""
            found.append(Withdrawn(ledger.name, record.id, label, at, by, why))
    return sorted(found, key=lambda line: line.at, reverse=True)


class BinModel(QAbstractTableModel):
    """The lines of the bin."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Withdrawn] = []

    def show_lines(self, lines: list[Withdrawn]) -> None:
        """Put other lines in."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.lines[index.row()]
        title = _(KEPT[line.ledger].title)
        return (title, line.label, line.at, line.by, line.why)[index.column()]


class BinPage(SidePage):
    """What was withdrawn, and the button that brings it back."""

    manual = "bin"

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("回收站"))
        self.shell = shell
        self.setObjectName("bin_page")
        self._all: list[Withdrawn] = []
        bar = QHBoxLayout()
        self._which = QComboBox()
        self._which.setObjectName("bin_ledger")
        self._which.setAccessibleName(_("台账"))
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._which.currentIndexChanged.connect(self._narrow)
        self._restore = QPushButton(icons.icon("restore"), _("恢复"))
        self._restore.setObjectName("bin_restore")
        self._restore.setEnabled(False)
        self._restore.clicked.connect(self.restore_selected)
        self._count = QLabel()
        self._count.setObjectName("bin_count")
        theme.dress(self._count, role="hint")
        bar.addWidget(self._which)
        bar.addWidget(self._restore)
        bar.addStretch(1)
        bar.addWidget(self._count)
        self.body.addLayout(bar)
        self.model = BinModel()
        self.table = QTableView()
        self.table.setObjectName("bin_table")
        self.table.setModel(self.model)
        as_row_list(self.table)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        back = QAction(_("恢复"), self.table)
        back.setShortcuts([QKeySequence(key) for key in ("Return", "Enter", "R")])
        back.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        back.triggered.connect(self._ask_to_restore)
        self.table.addAction(back)
        self.setFocusProxy(self.table)
        self.table.selectionModel().selectionChanged.connect(self._name_button)
        self._fit()
        empty = QLabel(_("回收站是空的。删除的记录会留在这里，随时可以恢复。"))
        empty.setObjectName("bin_empty")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        theme.dress(empty, role="hint")
        back_button = QPushButton(icons.icon("page-prev"), _("返回"))
        back_button.setObjectName("bin_back")
        back_button.clicked.connect(self.leave)
        nothing = QWidget(self)
        column = QVBoxLayout(nothing)
        column.addStretch(2)
        column.addWidget(empty)
        column.addWidget(back_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._pile = QStackedLayout()
        self._pile.addWidget(nothing)
        self._pile.addWidget(self.table)
        self.body.addLayout(self._pile, 1)
        shell.stepped.connect(self._after)

    def refresh(self) -> None:
        """Look into the bin again."""
        self.shell.look(look_into_bin, while_there(self, self._show))

    def restore_selected(self) -> None:
        """Bring the selected records back, each ledger's in one step."""
        chosen: dict[str, list[str]] = {}
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        for row in rows:
            line = self.model.lines[row]
            chosen.setdefault(line.ledger, []).append(line.id)
        if not chosen:
            return
        if refused := self._why_not():
            self.shell.said.emit("note", refused)
            return

        def work(desk: Desk) -> int:
            from boshan_desk.usecases.records import restore

            return sum(len(restore(desk, KEPT[name], ids)) for name, ids in chosen.items())

        self.shell.do(work, while_there(self, self._restored), words=_("正在恢复"))

    def _ask_to_restore(self) -> None:
        """By a key, which is easily hit, only after a question."""
        count = len(self.table.selectionModel().selectedRows())
        question = _("把选中的 {count} 条记录放回原来的台账？").format(count=count)
        if count and self.shell.ask.confirm(question, yes=_("恢复")):
            self.restore_selected()

    def _restored(self, count: int) -> None:
        self.shell.said.emit("ok", _("已恢复 {count} 条记录").format(count=count))
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """The bin is looked into when it is looked at."""
        super().showEvent(event)
        self._fit()
        self.refresh()

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, lines: list[Withdrawn]) -> None:
        self._all = lines
        kept = self._which.currentData()
        names = [name for name in KEPT if any(line.ledger == name for line in lines)]
        self._which.blockSignals(True)
        self._which.clear()
        self._which.addItem(_("全部台账"), "")
        for name in names:
            self._which.addItem(_(KEPT[name].title), name)
        self._which.setCurrentIndex(max(0, self._which.findData(kept)))
        self._which.blockSignals(False)
        self._narrow()

    def _narrow(self, _row: int = 0) -> None:
        wanted = self._which.currentData()
        lines = [line for line in self._all if not wanted or line.ledger == wanted]
        self.model.show_lines(lines)
        self._count.setText(_("共 {count} 条").format(count=len(lines)))
        self._pile.setCurrentIndex(1 if self._all else 0)
        self._which.setVisible(bool(self._all))
        self._restore.setVisible(bool(self._all))
        self._count.setVisible(bool(self._all))
        self._name_button()

    def _name_button(self, *_selection: object) -> None:
        count = len(self.table.selectionModel().selectedRows())
        refused = self._why_not()
        self._restore.setEnabled(count > 0 and not refused)
        tip = _("把选中的记录放回原来的台账，编号不变（Enter 或 R）")
        self._restore.setToolTip(refused or tip)
        words = _("恢复 {count} 条").format(count=count) if count > 1 else _("恢复")
        self._restore.setText(words)

    def _why_not(self) -> str:
        """Why the selected records are not this officer's to restore; "" when they are."""
        for index in self.table.selectionModel().selectedRows():
            line = self.model.lines[index.row()]
            if line.ledger != Attachment.ledger.name and (
                words := reading_only(self.shell, KEPT[line.ledger])
            ):
                return words
        return ""

    def _fit(self) -> None:
        """Widths and heights from the type of now."""
        width = self.fontMetrics().horizontalAdvance("0")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, characters in enumerate((20, 40, 20, 14)):
            self.table.setColumnWidth(column, width * characters)
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))
