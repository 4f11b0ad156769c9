"""Steps below one another on one page, led by the hand: what is done, what is next, what waits."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import theme

State = Literal["later", "now", "done"]


class _Number(QWidget):
    """The number of a step in a circle; a tick once it is done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.state: State = "later"
        side = round(self.fontMetrics().height() * 1.7)
        self._side = QSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return self._side

    def show_number(self, number: int) -> None:
        """Show another number."""
        self._number = number
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = theme.PALETTE
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self.state == "done":
            theme.severity_icon("ok").paint(painter, self.rect())
            return
        now = self.state == "now"
        painter.setPen(QPen(QColor(palette.accent if now else palette.edge), 1.5))
        painter.setBrush(QColor(palette.accent if now else palette.base))
        painter.drawEllipse(circle)
        painter.setPen(QColor(palette.on_accent if now else palette.muted))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))


class Numbered(QFrame):
    """One step: a number, a title, and what is to be done in it."""

    def __init__(self, number: int, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        theme.dress(self, role="card")
        self._title = title
        line = self.fontMetrics().height()
        row = QHBoxLayout(self)
        row.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        row.setSpacing(line * 2 // 3)
        self._sign = _Number(number)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(line // 3)
        head = QLabel(title)
        head.setStyleSheet("font-weight: 500;")
        head.setMinimumHeight(self._sign.sizeHint().height())
        column.addWidget(head)
        self._room = QWidget()
        self.body = QVBoxLayout(self._room)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(line // 3)
        column.addWidget(self._room)
        row.addLayout(column, 1)
        self.show_state("later")

    def show_state(self, state: State) -> None:
        """Whether it is done, next, or waits for those before it."""
        self._sign.state = state
        self._sign.update()
        self._room.setEnabled(state != "later")
        self._room.setVisible(state != "later")
        words = {"later": _("未完成"), "now": _("当前步骤"), "done": _("已完成")}[state]
        self.setAccessibleName(f"{self._title}（{words}）")

    def number(self, number: int) -> None:
        """Stand at another place among the steps."""
        self._sign.show_number(number)

    @property
    def state(self) -> State:
        """How it stands."""
        return self._sign.state
