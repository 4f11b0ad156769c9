"""On the first page: that the holidays of the next year are not at hand yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


class CalendarLine(QFrame):
    """One quiet line from October on, and the way to the calendar."""

    wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("calendar_line")
        self._shell = shell
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        sign = QLabel()
        side = theme.icon_side(self.fontMetrics())
        sign.setPixmap(
            theme.severity_icon("warn").pixmap(QSize(side, side), self.devicePixelRatioF())
        )
        self.words = QLabel()
        self.words.setObjectName("calendar_line_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        theme.dress(self.words, role="hint")
        link = QPushButton(_("日历…"))
        link.setObjectName("calendar_line_open")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.dress(link, role="link")
        link.clicked.connect(lambda: self.wanted.emit())
        row.addWidget(sign)
        row.addWidget(self.words, 1)
        row.addWidget(link)
        shell.recounting.connect(self._after)
        self.hide()

    def look(self) -> None:
        """Ask the desk how far its calendar reaches."""

        def work(desk: Desk) -> str:
            from boshan_desk.usecases.lawfiles import calendar_warning

            with desk.read() as reader:
                return calendar_warning(reader)

        self._shell.do(work, while_there(self, self._tell))

    def _tell(self, warning: str) -> None:
        self.words.setText(warning)
        self.setVisible(bool(warning))

    def _after(self, under_way: bool) -> None:
        if not under_way:
            self.look()
