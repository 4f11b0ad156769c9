"""How something ended, on a card: a sign and a sentence above what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from boshan_desk.ui import theme
from boshan_desk.ui.lines import icon_size


class EndCard(QFrame):
    """The sentence can be copied: it is what one tells the other office."""

    def __init__(self, name: str) -> None:
        """`name` is that of the sentence."""
        super().__init__()
        theme.dress(self, role="card")
        line = self.fontMetrics().height()
        self.column = QVBoxLayout(self)
        """What stands below the sentence is put in here."""
        self.column.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        self.column.setSpacing(line // 2)
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setObjectName(name)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.dress(self._words, role="title")
        head = QHBoxLayout()
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._words, 1)
        self.column.addLayout(head)

    def say(self, severity: theme.Severity, words: str) -> None:
        """Say how it ended."""
        self._sign.setPixmap(theme.severity_icon(severity).pixmap(icon_size(self)))
        self._words.setText(words)
