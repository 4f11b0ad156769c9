"""What just happened, in one line above the page; it never has to be answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme

FADES: Final = {"ok": 6000, "note": 12000}
"""Milliseconds after which good news goes by itself; a warning stays until it is closed."""

MOST: Final = 3
"""More lines than this would push the page away."""

_GRADES: Final[dict[str, theme.Severity]] = {
    "ok": "ok",
    "note": "note",
    "warn": "warn",
    "error": "stop",
}


class Message(QFrame):
    """One line: a sign, the kind of message in a word, what happened, perhaps what to do now."""

    def __init__(
        self,
        severity: str,
        words: str,
        parent: MessageStrip,
        link: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.severity = severity
        self.words = words
        self.setObjectName(f"message_{severity}")
        grade = _GRADES[severity]
        theme.dress(self, role="strip", severity=grade)
        metrics = QFontMetrics(self.font())
        sign = QLabel()
        size = theme.icon_side(metrics)
        sign.setPixmap(
            theme.severity_icon(grade).pixmap(QSize(size, size), self.devicePixelRatioF())
        )
        kind = QLabel(_("{kind}：").format(kind=theme.severity_word(grade)))
        theme.dress(kind, severity=grade)
        text = QLabel(words)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setObjectName("message_words")
        close = QToolButton()
        close.setObjectName("message_close")
        close.setIcon(icons.icon("close"))
        close.setAutoRaise(True)
        close.setToolTip(_("关闭这条消息"))
        close.setAccessibleName(_("关闭这条消息"))
        close.clicked.connect(self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.height() // 2, 3, 4, 3)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(kind)
        row.addWidget(text, 1)
        if link:
            button = QPushButton(link[0])
            button.setObjectName("message_link")
            button.clicked.connect(link[1])
            row.addWidget(button)
        row.addWidget(close)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.timeout.connect(self.leave)
        if severity in FADES and not link:
            self._fading.start(FADES[severity])

    def leave(self) -> None:
        """Go away, now."""
        self._fading.stop()
        self.setParent(None)
        self.deleteLater()


class MessageStrip(QWidget):
    """The lines above the page, newest last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_strip")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)

    def say(
        self,
        severity: str,
        words: str,
        link: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show a line; the same words again take the place of those that stand there."""
        for old in self.messages():
            if old.words == words or old.severity in ("ok", "note"):
                old.leave()
        for old in self.messages()[: -(MOST - 1)]:
            old.leave()
        self._lines.addWidget(Message(severity, words, self, link))

    def messages(self) -> list[Message]:
        """The lines that stand there, oldest first."""
        found = (self._lines.itemAt(place).widget() for place in range(self._lines.count()))
        return [line for line in found if isinstance(line, Message)]

    def clear(self) -> None:
        """Take every line away."""
        for line in self.messages():
            line.leave()
