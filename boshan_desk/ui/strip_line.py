"""One line of the first page: a sign, a few words, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.lines import unflagged


class StripLine(QFrame):
    """Says how something stands; each number in it is a link."""

    wanted = Signal(str)
    """The key of the link that was pressed; "" of the last, which leads to all of it."""

    def __init__(self, name: str, parts: str, keys: Iterable[str], all_words: str) -> None:
        """`parts`: what the names of its parts begin with; `keys` are those of the links, in their
        order, before the last one, which says `all_words`.
        """
        super().__init__()
        self.setObjectName(name)
        theme.dress(self, role="strip", severity="note")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2 // 3, line // 4, line, line // 4)
        # Where there is no room side by side, it takes another line.
        row = FlowLayout(gap=line // 2)
        whole.addLayout(row)
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setObjectName(f"{parts}_words")
        self._words.setStyleSheet("font-weight: 500;")
        row.addWidget(self._sign)
        row.addWidget(self._words)
        self._links: dict[str, QPushButton] = {}
        for key in (*keys, ""):
            link = QPushButton("" if key else all_words)
            link.setObjectName(f"{parts}_{key or 'all'}")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            theme.dress(link, role="link")
            link.clicked.connect(unflagged(partial(self.wanted.emit, key)))
            row.addWidget(link)
            self._links[key] = link
        # The flow sets everything to the top; so words stand level with the links.
        for label in (self._sign, self._words):
            label.setMinimumHeight(self._links[""].sizeHint().height())

    def say(self, grade: theme.Severity, words: str, more: str = "") -> None:
        """Say how it stands, with a sign of how grave that is; `more` shows under the pointer."""
        self._words.setText(words)
        self._words.setToolTip(more)
        theme.dress(self, severity=grade)
        side = theme.icon_side(self.fontMetrics())
        sign = theme.severity_icon(grade)
        self._sign.setPixmap(sign.pixmap(QSize(side, side), self.devicePixelRatioF()))

    def show_link(self, key: str, words: str, *, on: bool) -> None:
        """What a link says, and whether it is seen."""
        self._links[key].setText(words)
        self._links[key].setVisible(on)
