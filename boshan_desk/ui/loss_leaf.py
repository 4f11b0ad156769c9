"""What restoring a backup would take away, before anything is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import RIGHTS, Right
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import icons, theme
from boshan_desk.ui.backup_words import moment, moment_and_ago, records_words, size_words, why_words
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup
    from boshan_desk.usecases.backups import Loss

HEADS: Final = (mark("台账"), mark("现在"), mark("恢复后"), mark("变化"))


def no_right_words(shell: Shell) -> str:
    """Why an officer is not offered to restore."""
    return _("恢复备份需要“{right}”的权限，“{name}”没有，请由管理员办理。").format(
        right=_(RIGHTS[Right.RESTORE]), name=shell.officer.name
    )


class LossLeaf(QWidget):
    """One backup: what it is, and what is gone when it stands in the place of the store."""

    restore_wanted = Signal(object)
    """The `Backup` is to be restored."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.backup: Backup | None = None
        self.setObjectName("loss_leaf")
        body = QWidget()
        body.setObjectName("loss_body")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        self._title = QLabel()
        self._title.setObjectName("loss_title")
        self._title.setWordWrap(True)
        theme.dress(self._title, role="section")
        self._about = QLabel()
        self._about.setObjectName("loss_about")
        self._about.setWordWrap(True)
        theme.dress(self._about, role="hint")
        self._words = QLabel()
        self._words.setObjectName("loss_words")
        self._words.setWordWrap(True)
        self.table = QTableWidget(0, len(HEADS))
        self.table.setObjectName("loss_table")
        self.table.setAccessibleName(_("恢复前后的记录数"))
        self.table.setHorizontalHeaderLabels([_(head) for head in HEADS])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._after = QLabel(
            _(
                "恢复之前，程序先把现在的数据备份一份（原因写作“恢复前”，不会自动清理）；"
                "被换下的数据文件也保留在数据文件夹的“换下-日期时间”里，什么都不删除。"
                "恢复错了，再恢复那份“恢复前”的备份就回到现在。账户和密码保持现在的样子。"
            )
        )
        self._after.setWordWrap(True)
        self._restore = QPushButton(icons.icon("restore"), "")
        self._restore.setObjectName("loss_restore")
        self._restore.clicked.connect(self._wanted)
        row = QHBoxLayout()
        row.addWidget(self._restore)
        row.addStretch(1)
        for widget in (self._title, self._about, self._words, self.table, self._after):
            whole.addWidget(widget)
        whole.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(line // 2)
        outer.addWidget(scroll, 1)
        outer.addLayout(row)
        self.setFocusProxy(self._restore)

    def show_backup(self, backup: Backup) -> None:
        """Reckon and show what would be lost."""
        self.backup = backup
        now = self.shell.clock.now()
        at = moment(backup.at)
        self._title.setText(_("恢复 {moment} 的备份").format(moment=at))
        self._about.setText(
            _("{ago}　{why}　{records}　{size}　编号 {id}").format(
                ago=moment_and_ago(backup.at, now),
                why=why_words(backup),
                records=records_words(backup),
                size=size_words(backup.size),
                id=backup.id,
            )
        )
        self._restore.setText(_("恢复到 {moment}…").format(moment=at))
        self._restore.setEnabled(False)
        self._words.setText(_("正在计算恢复后会失去什么…"))
        self.table.hide()

        def work(_progress: object) -> Loss:
            from boshan_desk.usecases.backups import what_would_be_lost

            return what_would_be_lost(self.shell.desk, backup)

        def show(loss: Loss) -> None:
            if self.backup is backup:
                self._show(loss)

        self.shell.jobs.look(work, while_there(self, show), self.shell.tell_failure)

    def _show(self, loss: Loss) -> None:
        if loss.steps > 0:
            self._words.setText(
                _("这份备份之后做过 {count} 步操作。恢复后，这些操作的结果都不再出现：").format(
                    count=f"{loss.steps:,}"
                )
            )
        elif loss.steps == 0:
            self._words.setText(_("这份备份之后没有做过任何操作，恢复后记录不变："))
        else:
            self._words.setText(_("这份备份比现在的数据还新（现在的数据是恢复过的），记录数变化："))
        lines = [
            (name, now, then)
            for name, (now, then) in loss.counts.items()
            if (now or then) and name in KEPT
        ]
        # What changes comes first.
        lines.sort(key=lambda each: each[1] == each[2])
        self.table.setRowCount(len(lines))
        for row, (name, now, then) in enumerate(lines):
            change = then - now
            words = _("条数不变")
            if change < 0:
                words = _("少 {count}").format(count=f"{-change:,}")
            elif change > 0:
                words = _("多 {count}").format(count=f"{change:,}")
            for column, text in enumerate((_(KEPT[name].title), f"{now:,}", f"{then:,}", words)):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if change:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(row, column, item)
        self._fit()
        self.table.setVisible(bool(lines))
        self._restore.setEnabled(self.shell.may(Right.RESTORE))
        self._restore.setFocus()

    def _fit(self) -> None:
        """The table is as high as its rows: the leaf scrolls, not the table in it."""
        width = self.fontMetrics().horizontalAdvance("0")
        height = theme.row_height(self.fontMetrics())
        self.table.verticalHeader().setDefaultSectionSize(height)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(1, len(HEADS)):
            head = self.table.horizontalHeaderItem(column)
            if head is not None:
                head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, characters in enumerate((28, 14, 14, 14)):
            self.table.setColumnWidth(column, width * characters)
        self.table.setMaximumWidth(width * 70 + 2 * self.table.frameWidth())
        self.table.setFixedHeight(
            header.sizeHint().height()
            + height * self.table.rowCount()
            + 2 * self.table.frameWidth()
        )

    def _wanted(self) -> None:
        if self.backup is not None:
            self.restore_wanted.emit(self.backup)
