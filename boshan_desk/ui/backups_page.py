"""Backups and restoring: how things stand, the list of backups, and what a restore would take away.

Two leaves of one page: the list; and, for the backup that was chosen, what would be lost, shown
before anything is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.backup_words import (
    ago,
    drill_words,
    moment,
    newest_words,
    second_words,
    size_words,
    why_words,
)
from boshan_desk.ui.keeping import Keeping, copies_in
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.loss_leaf import LossLeaf, no_right_words
from boshan_desk.ui.restoring import restorer
from boshan_desk.ui.row_list import as_row_list
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup
    from boshan_desk.usecases.backups import Drill, Status

HEADS: Final = (mark("时间"), mark("原因"), mark("记录数"), mark("大小"), mark("保留"))

NUMBERS: Final = (2, 3)
"""Columns that are read from the right."""

Index = QModelIndex | QPersistentModelIndex


class BackupsModel(QAbstractTableModel):
    """The backups, newest first."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.backups: list[Backup] = []

    def show_backups(self, backups: Sequence[Backup]) -> None:
        """Put other backups in."""
        self.beginResetModel()
        self.backups = list(backups)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.backups)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        backup = self.backups[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return _("{moment}，编号 {id}，校验码 {head}").format(
                moment=moment(backup.at), id=backup.id, head=backup.head or "—"
            )
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        kept = _("保留，不清理") if backup.pinned else _("自动轮换")
        return (
            ago(backup.at, self._shell.clock.now()),
            why_words(backup),
            f"{backup.records:,}",
            size_words(backup.size),
            kept,
        )[index.column()]


class BackupsPage(QWidget):
    """Lies over a place of the window."""

    closed = Signal()
    manual: Final = "backups"
    """The page of the manual that fits."""

    restore_wanted = Signal(object)
    """What is to be done while the desk is closed (`Session.reopen`)."""

    def __init__(self, shell: Shell, keeping: Keeping) -> None:
        super().__init__()
        self.shell = shell
        self._keeping = keeping
        self._place: Path | None = None
        """Another disk whose backups are looked at; None for those of this computer."""
        self.setObjectName("backups_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        self._pile = QStackedWidget()
        self._pile.addWidget(self._make_list(line))
        self._loss = LossLeaf(shell)
        self._loss.restore_wanted.connect(self._ask_to_restore)
        self._pile.addWidget(self._loss)
        whole.addWidget(self._pile, 1)
        self.setFocusProxy(self.table)
        keeping.changed.connect(self._show_state)

    # Parts

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        back = QPushButton(icons.icon("page-prev"), _("返回"))
        back.setObjectName("backups_back")
        back.setShortcut("Esc")
        back.setToolTip(_("返回（Esc）"))
        back.clicked.connect(self.leave)
        title = QLabel(_("备份与恢复"))
        theme.dress(title, role="title")
        row.addWidget(back)
        row.addWidget(title)
        row.addStretch(1)
        return row

    def _make_list(self, line: int) -> QWidget:
        leaf = QWidget()
        column = QVBoxLayout(leaf)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(line // 2)
        column.addWidget(self._make_state(line))
        column.addLayout(self._make_buttons())
        self.model = BackupsModel(self.shell)
        self.table = QTableView()
        self.table.setObjectName("backups_table")
        self.table.setAccessibleName(_("备份"))
        self.table.setModel(self.model)
        as_row_list(self.table)
        self.table.setAlternatingRowColors(True)
        # The row that is chosen is drawn by itself; a second frame in one cell says nothing.
        self.table.setStyleSheet("QTableView { outline: 0; }")
        self.table.doubleClicked.connect(lambda _index: self.look_at_chosen())
        look = QAction(_("恢复这份备份…"), self.table)
        look.setShortcuts([QKeySequence(key) for key in ("Return", "Enter")])
        look.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        look.triggered.connect(self.look_at_chosen)
        self.table.addAction(look)
        self.table.selectionModel().selectionChanged.connect(self._name_buttons)
        column.addWidget(self.table, 1)
        column.addLayout(self._make_foot())
        return leaf

    def _make_state(self, line: int) -> QFrame:
        card = QFrame()
        theme.dress(card, role="card")
        column = QVBoxLayout(card)
        column.setContentsMargins(line, line // 2, line, line // 2)
        column.setSpacing(line // 4)
        self._newest = QLabel(_("正在查看备份…"))
        self._newest.setObjectName("backups_newest")
        self._newest.setWordWrap(True)
        self._newest.setStyleSheet("font-weight: 500;")
        self._second = QLabel()
        self._second.setObjectName("backups_second")
        self._drilled = QLabel()
        self._drilled.setObjectName("backups_drilled")
        column.addWidget(self._newest)
        for label in (self._second, self._drilled):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            theme.dress(label, role="hint")
            column.addWidget(label)
        return card

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._now = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), _("立即备份"))
        self._now.setObjectName("backups_now")
        theme.dress(self._now, role="primary")
        self._now.clicked.connect(self._keeping.back_up)
        self._copy = QPushButton(icons.icon("export"), _("备份到 U 盘或其他磁盘…"))
        self._copy.setObjectName("backups_copy")
        self._copy.clicked.connect(self._keeping.second_copy)
        self._drill = QPushButton(icons.icon("refresh"), _("演练恢复"))
        self._drill.setObjectName("backups_drill")
        self._drill.setToolTip(_("试着恢复最新和最旧的备份并核对，不动现有数据"))
        self._drill.clicked.connect(lambda: self._keeping.drill(self._drilled_now))
        self._elsewhere = QPushButton(icons.icon("open"), "")
        self._elsewhere.setObjectName("backups_elsewhere")
        self._elsewhere.clicked.connect(self.look_elsewhere)
        for button in (self._now, self._copy, self._drill):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._elsewhere)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._why_not = QLabel()
        self._why_not.setObjectName("backups_why_not")
        self._why_not.setWordWrap(True)
        theme.dress(self._why_not, role="hint")
        self._restore = QPushButton(icons.icon("restore"), _("恢复这份备份…"))
        self._restore.setObjectName("backups_restore")
        self._restore.clicked.connect(self.look_at_chosen)
        row.addWidget(self._why_not, 1)
        row.addWidget(self._restore)
        return row

    # What is seen

    def refresh(self) -> None:
        """Look again how backups stand."""
        self._keeping.learn()

    def showEvent(self, event: QShowEvent) -> None:
        """Backups are looked at when the page is."""
        super().showEvent(event)
        self._fit()
        self.refresh()

    def _show_state(self, status: Status) -> None:
        now = self.shell.clock.now()
        self._newest.setText(newest_words(status, now))
        second = second_words(status, now)
        if status.second_folder:
            second = _("{second}，在 {folder}").format(second=second, folder=status.second_folder)
        self._second.setText(second)
        drilled = drill_words(status, now)
        if status.drill_due:
            drilled = _("{drilled}；程序空闲时会自动进行").format(drilled=drilled)
        self._drilled.setText(drilled)
        place = self._place

        def work(_progress: object) -> list[Backup]:
            from boshan_desk.store.backups import list_backups
            from boshan_desk.usecases.backups import place_of

            return list_backups(place or place_of(self.shell.folder))

        self.shell.jobs.look(work, while_there(self, self._show_list), self.shell.tell_failure)

    def look_elsewhere(self) -> None:
        """List the backups on a stick or another disk, or again those of this computer."""
        if self._place is None:
            chosen = self.shell.ask.folder(_("选择存放备份的 U 盘或文件夹"))
            if chosen is None:
                return
            self._place = copies_in(chosen, self.shell.rows.setting("site"))
        else:
            self._place = None
        self.refresh()

    def _show_list(self, found: list[Backup]) -> None:
        chosen = self.chosen
        if found != self.model.backups:
            self.model.show_backups(found)
            numbers = [backup.number for backup in found]
            there = chosen is not None and chosen.number in numbers
            if found:
                self.table.selectRow(numbers.index(chosen.number) if chosen and there else 0)
        self._name_buttons()

    @property
    def chosen(self) -> Backup | None:
        """The backup that is selected."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.backups[rows[0].row()] if rows else None

    def _name_buttons(self, *_selection: object) -> None:
        backing, restoring = self.shell.may(Right.BACK_UP), self.shell.may(Right.RESTORE)
        for button in (self._now, self._copy):
            button.setEnabled(backing)
        self._drill.setEnabled(backing and bool(self.model.backups))
        self._restore.setEnabled(restoring and self.chosen is not None)
        words = (
            _("选中一份备份，先看恢复它会失去什么，再决定。")
            if restoring
            else no_right_words(self.shell)
        )
        if self._place is not None:
            there = _("正在看 {folder} 里的 {count} 份备份。").format(
                folder=self._place, count=len(self.model.backups)
            )
            words = f"{there}{words}"
        self._why_not.setText(words)
        self._elsewhere.setText(
            _("看 U 盘上的备份…") if self._place is None else _("回到本机的备份")
        )

    def _drilled_now(self, drill: Drill) -> None:
        if drill.fault:
            words = _("演练没有成功：{why}").format(why=drill.fault)
            self.shell.said.emit("error", words)
        else:
            words = _("演练成功：试恢复了 {count} 份备份，内容核对一致，现有数据没有动。")
            self.shell.said.emit("ok", words.format(count=len(drill.backups)))

    def _fit(self) -> None:
        """Widths and heights from the type of now."""
        width = self.fontMetrics().horizontalAdvance("0")
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, characters in enumerate((24, 20, 11, 11)):
            self.table.setColumnWidth(column, width * characters)
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))

    # Restoring

    def look_at_chosen(self) -> None:
        """Show what restoring the chosen backup would take away."""
        backup = self.chosen
        if backup is not None and self.shell.may(Right.RESTORE):
            self._loss.show_backup(backup)
            self._pile.setCurrentWidget(self._loss)
            self._loss.setFocus()

    def _ask_to_restore(self, backup: Backup) -> None:
        if self.shell.ask.confirm(
            _(
                "把台账恢复到 {moment}？\n\n"
                "现在的数据先自动备份一份，恢复后可以再换回来。恢复时窗口会关闭，完成后自动打开。"
            ).format(moment=moment(backup.at)),
            yes=_("恢复到 {moment}").format(moment=moment(backup.at)),
        ):
            between: Callable[[], bool] = restorer(self.shell, backup)
            self.restore_wanted.emit(between)

    # Leaving

    def leave(self) -> None:
        """Back to the list, and from there to where the officer was."""
        if self._pile.currentWidget() is self._loss:
            self._pile.setCurrentIndex(0)
            self.table.setFocus()
        else:
            self.closed.emit()

    def try_close(self) -> bool:
        """Nothing is typed here."""
        return True
