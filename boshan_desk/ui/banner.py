"""A sentence above a page with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from boshan_desk.domain.problems import Severity
from boshan_desk.ui import theme
from boshan_desk.ui.lines import GRADES, icon_size, sign_of


class Banner(QFrame):
    """A sentence above the form with what can be done about it."""

    def __init__(self, name: str, look: Severity) -> None:
        super().__init__()
        self.setObjectName(name)
        theme.dress(self, role="strip", severity=GRADES[look])
        row = QHBoxLayout(self)
        self._sign = QLabel()
        self._sign.setPixmap(sign_of(look).pixmap(icon_size(self)))
        self.words = QLabel()
        self.words.setObjectName(f"{name}_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        self.hide()

    def add_button(self, name: str, words: str, slot: Callable[[], object]) -> QPushButton:
        """Something the officer can do about it."""
        button = QPushButton(words)
        button.setObjectName(name)
        button.clicked.connect(lambda: slot())
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)
        return button

    def say(self, words: str) -> None:
        """Show it with these words."""
        self.words.setText(words)
        self.show()
