"""What can be done about a damaged desk: a card for each way, and the backup that may serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.backup_words import moment
from boshan_desk.ui.waiting import Tell

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup


def find_good(place: Path, key: str, tell: Tell) -> tuple[Backup | None, int]:
    """The newest backup that is whole, opened and compared just now, and how many newer are not."""
    from boshan_desk.store.backups import faults_of, list_backups

    found = list_backups(place)
    for number, backup in enumerate(found):
        tell(0, 0, _("正在核对 {moment} 的备份").format(moment=moment(backup.at)))
        if not faults_of(backup, key=key):
            return backup, number
    return None, len(found)


class Way(QFrame):
    """One thing that can be done, with what it means, and its button."""

    def __init__(self, name: str, title: str, words: str, button: QPushButton) -> None:
        super().__init__()
        self.setObjectName(f"rescue_{name}_card")
        theme.dress(self, role="card")
        line = self.fontMetrics().height()
        row = QHBoxLayout(self)
        row.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        row.setSpacing(line)
        text = QVBoxLayout()
        text.setSpacing(line // 4)
        head = QLabel(title)
        head.setStyleSheet("font-weight: 500;")
        head.setWordWrap(True)
        self.words = QLabel(words)
        self.words.setObjectName(f"rescue_{name}_words")
        self.words.setWordWrap(True)
        text.addWidget(head)
        text.addWidget(self.words)
        self.button = button
        button.setObjectName(f"rescue_{name}")
        row.addLayout(text, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


def site_by_backups(place: Path) -> str:
    """Which desk this is, told by its own backups; empty where there are none."""
    from boshan_desk.store.backups import list_backups

    return next((backup.site for backup in list_backups(place) if backup.site), "")
