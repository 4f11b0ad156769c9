"""What is due, on the first page: three numbers that lead to the list of limits."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from boshan_desk.i18n import _, mark
from boshan_desk.procedure.listing import SIGNS, Bucket
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.deadlines_count import DueCounts

_SHOWN: Final[tuple[tuple[Bucket, str], ...]] = (
    ("overdue", mark("{sign} 已超期 {count} 项")),
    ("today", mark("{sign} 今天到期 {count} 项")),
    ("week", mark("{sign} 本周到期（7日内）{count} 项")),
)


class DueLine(QFrame):
    """One line: what is overdue, due today and this week; or that nothing is due today."""

    def __init__(self, due: DueCounts) -> None:
        super().__init__()
        self._due = due
        self.setObjectName("due_line")
        theme.dress(self, role="strip", severity="note")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2 // 3, line // 4, line, line // 4)
        # Where there is no room side by side, it takes another line.
        row = FlowLayout(gap=line // 2)
        whole.addLayout(row)
        self._sign = QLabel()
        self._words = QLabel(_("案件期限"))
        self._words.setObjectName("due_words")
        self._words.setStyleSheet("font-weight: 500;")
        row.addWidget(self._sign)
        row.addWidget(self._words)
        self._links: dict[Bucket, QPushButton] = {}
        for bucket, _words in _SHOWN:
            link = QPushButton()
            link.setObjectName(f"due_{bucket}")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            theme.dress(link, role="link")
            link.clicked.connect(partial(_ask, due, bucket))
            row.addWidget(link)
            self._links[bucket] = link
        every = QPushButton(_("期限清单"))
        every.setObjectName("due_all")
        every.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.dress(every, role="link")
        every.clicked.connect(partial(_ask, due, ""))
        row.addWidget(every)
        # The flow sets everything to the top; so words stand level with the links.
        for label in (self._sign, self._words):
            label.setMinimumHeight(every.sizeHint().height())
        due.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        due = self._due
        grade: theme.Severity = "note"
        if not due.known:
            self._words.setText(_("正在查看案件期限…"))
        elif due.recounting:
            self._words.setText(_("正在重新计算期限…"))
        elif due.pressing:
            grade = "stop" if due.counts["overdue"] else "warn"
            self._words.setText(_("案件期限"))
        else:
            grade = "ok"
            self._words.setText(_("今日无到期事项"))
        theme.dress(self, severity=grade)
        side = theme.icon_side(self.fontMetrics())
        sign = theme.severity_icon(grade)
        self._sign.setPixmap(sign.pixmap(QSize(side, side), self.devicePixelRatioF()))
        for bucket, words in _SHOWN:
            count = due.counts[bucket]
            link = self._links[bucket]
            link.setVisible(due.known and (count > 0 or due.pressing > 0))
            link.setText(_(words).format(sign=SIGNS[bucket], count=count))


def _ask(due: DueCounts, bucket: str, _checked: bool = False) -> None:
    due.wanted.emit(bucket)
