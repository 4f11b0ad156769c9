"""How backups stand, on the first page: one quiet line, and a reminder of the second copy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.backup_words import drill_words, newest_words, second_words
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.keeping import Keeping


class BackupLine(QFrame):
    """The newest backup, the second copy and the last drill in words, and the way to the page."""

    def __init__(self, keeping: Keeping) -> None:
        super().__init__()
        self._keeping = keeping
        self.setObjectName("backup_line")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._sign = QLabel()
        self._words = QLabel(_("正在查看备份…"))
        self._words.setObjectName("backup_words")
        self._words.setWordWrap(True)
        theme.dress(self._words, role="hint")
        self._look = QPushButton(_("备份与恢复…"))
        self._look.setObjectName("backup_open")
        self._look.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.dress(self._look, role="link")
        self._look.clicked.connect(lambda: keeping.page_wanted.emit())
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self._look)
        keeping.changed.connect(self._show)
        if keeping.status is not None:
            self._show()

    def _show(self, _status: object = None) -> None:
        status, now = self._keeping.status, self._keeping.shell.clock.now()
        if status is None:
            return
        failed = bool(status.failed or self._keeping.failure)
        well = status.newest is not None and not failed and not status.drill_fault
        side = theme.icon_side(self.fontMetrics())
        sign = theme.severity_icon("ok" if well else "warn")
        self._sign.setPixmap(sign.pixmap(QSize(side, side), self.devicePixelRatioF()))
        told = [newest_words(status, now), second_words(status, now), drill_words(status, now)]
        self._words.setText("　".join(told))
        self._words.setToolTip(status.second_folder)


_NAME = "second_copy_due"


class SecondCopyBanner(Banner):
    """Reminds of the copy on another disk, once a week and calmly."""

    def __init__(self, keeping: Keeping) -> None:
        super().__init__(_NAME, "warn")
        self._keeping = keeping
        self.add_button("second_copy_now", _("备份到 U 盘或其他磁盘…"), keeping.second_copy)
        keeping.changed.connect(self._show)
        if keeping.status is not None:
            self._show()

    def _show(self, _status: object = None) -> None:
        status, shell = self._keeping.status, self._keeping.shell
        if status is None:
            return
        if not status.second_due or shell.rows.setting("sample"):
            self.hide()
        elif status.second_at is None:
            self.say(
                _("还没有第二份备份。这台电脑的磁盘损坏时，只有另一块磁盘上的备份能救回数据。")
            )
        else:
            days = abs((shell.today - status.second_at.date()).days)
            self.say(
                _("第二份备份是 {days} 天前做的，请插上 U 盘或另一块磁盘再备份一次。").format(
                    days=days
                )
            )
