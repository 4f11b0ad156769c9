"""What just happened, in one line at the foot of the window; it never has to be answered.

The line has its room there, so that one message does not move the page under the pointer; where
more is needed the page makes room, for nothing may lie over its buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSize, Qt, QTimer
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
"""Milliseconds after which good news goes by itself; trouble stays while its page is in sight."""

LASTS: Final = 1500
"""Milliseconds for which good news outlives the page it was said on."""

MOST: Final = 2
"""More lines than this would hide the page."""

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
        self._since = QElapsedTimer()
        self._since.start()
        self.stays = bool(link)
        """Whether it does not go by itself."""
        if severity in FADES and not link:
            self._fading.start(FADES[severity])

    def age(self) -> int:
        """For how many milliseconds it has stood there."""
        return self._since.elapsed()

    def leave(self) -> None:
        """Go away, now."""
        self._fading.stop()
        strip = self.parentWidget()
        self.setParent(None)
        self.deleteLater()
        if isinstance(strip, MessageStrip):
            strip.settle()


class MessageStrip(QWidget):
    """The lines at the foot, newest last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_strip")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)
        self._foot: QWidget | None = None
        self._least = 0
        """The height of the foot while there is nothing to make room for."""
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def stand_on(self, foot: QWidget) -> None:
        """Keep to the room of this widget, a sibling, whose own content stands lowest."""
        self._foot = foot
        foot.installEventFilter(self)
        self.settle()

    def keep_room(self, height: int) -> None:
        """The foot is so high even while nothing is said there; its content needs no more."""
        self._least = height
        self.settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the foot."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest):
            self.settle()
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Take the room that the lines need, none where there are none."""
        foot = self._foot
        if foot is None:
            return
        busy = any(
            child.isVisibleTo(foot)
            for child in foot.findChildren(
                QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
        )
        said = bool(self.messages())
        self.setVisible(said)
        self._lines.invalidate()
        room = foot.geometry()
        need = self._lines.totalHeightForWidth(room.width())
        height = max(self._least, need, self._lines.sizeHint().height() if need < 0 else 0)
        # Room is made before anything is shown in it: the page's buttons stay in sight.
        foot.setFixedHeight((height if said else 0) + (self._least if busy or not said else 0))
        bottom = room.top() + room.height() - (self._least if busy else 0)
        self.setGeometry(room.left(), bottom - height, room.width(), height)
        self.raise_()

    def say(
        self,
        severity: str,
        words: str,
        link: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show a line; the same words again take the place of those that stand there.

        What went well ends what did not: an error is over once something succeeds.
        """
        for old in self.messages():
            over = severity == "ok" and old.severity == "error"
            if over or old.words == words or old.severity in ("ok", "note"):
                old.leave()
        for old in self.messages()[: -(MOST - 1)]:
            old.leave()
        line = Message(severity, words, self, link)
        self._lines.addWidget(line)
        # A layout shows what it is given a moment later, and reckons with it only then.
        line.show()
        self.settle()

    def messages(self) -> list[Message]:
        """The lines that stand there, oldest first."""
        found = (self._lines.itemAt(place).widget() for place in range(self._lines.count()))
        return [line for line in found if isinstance(line, Message)]

    def leave_page(self) -> None:
        """Take away what went wrong on a page that is left, or done anew, and what would stay.

        What was said a moment ago may be the very word with which the page was left.
        """
        for line in self.messages():
            if line.severity in ("warn", "error") or (line.stays and line.age() > LASTS):
                line.leave()

    def clear(self) -> None:
        """Take every line away."""
        for line in self.messages():
            line.leave()
