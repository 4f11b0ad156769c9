"""What narrows the list of works: from which day to which, by whom, and words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from boshan_desk.domain.reading import Unreadable, read_date
from boshan_desk.i18n import _
from boshan_desk.store.trail import Sought
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon

PAUSE: Final = 300
"""Milliseconds without a key before the history is searched."""


class DayLine(QLineEdit):
    """A day, as people write it; empty for none."""

    def __init__(self, name: str, title: str, example: date) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(example.isoformat())
        self.setToolTip(
            _("{title}，如 {example}；空着表示不限").format(title=title, example=example)
        )
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 15)
        self.editingFinished.connect(self._write_out)

    def day(self) -> date | None:
        """The day that is written.

        Raises:
            Unreadable: it is none.
        """
        return read_date(self.text()) if self.text().strip() else None

    def mark(self, *, wrong: bool) -> None:
        """Show whether it can be read."""
        theme.dress(self, severity="stop" if wrong else "")

    def _write_out(self) -> None:
        try:
            day = self.day()
        except Unreadable:
            return
        self.setText(day.isoformat() if day else "")


class AuditSearch(QWidget):
    """Asks for works."""

    changed = Signal()
    """Other works are wanted."""
    left = Signal()
    """The keyboard is to go on to the list."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.sought = Sought()
        self.text = QLineEdit()
        self.text.setObjectName("audit_text")
        self.text.setClearButtonEnabled(True)
        self.text.setPlaceholderText(_("操作、姓名、原因、文件名、记录名称或流水号"))
        self.text.setAccessibleName(_("查找"))
        self.text.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.since = DayLine("audit_since", _("起始日期"), today.replace(day=1))
        self.until = DayLine("audit_until", _("截止日期"), today)
        self.officer = QComboBox()
        self.officer.setObjectName("audit_officer")
        self.officer.setAccessibleName(_("姓名"))
        self.officer.addItem(_("全部人员"), "")
        self.officer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.clear_button = QPushButton(icon("filter-clear"), _("清除"))
        self.clear_button.setObjectName("audit_clear")
        self.clear_button.setToolTip(_("不再限定日期、人员和词语"))
        self.clear_button.setEnabled(False)
        self.count = QLabel()
        self.count.setObjectName("audit_count")
        theme.dress(self.count, role="hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.officer)
        row.addWidget(self.since)
        row.addWidget(QLabel(_("至")))
        row.addWidget(self.until)
        row.addWidget(self.clear_button)
        row.addWidget(self.count)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._heed)
        self.text.textChanged.connect(lambda _text: self._pause.start())
        self.officer.activated.connect(lambda _row: self._heed())
        for day in (self.since, self.until):
            day.textChanged.connect(lambda _text: self._pause.start())
        for line in (self.text, self.since, self.until):
            line.returnPressed.connect(self._go_on)
        self.clear_button.clicked.connect(self.clear)

    def offer_officers(self, names: Sequence[str]) -> None:
        """Offer these officers to choose from; the chosen one stays."""
        kept = self.officer.currentData()
        self.officer.clear()
        self.officer.addItem(_("全部人员"), "")
        for name in names:
            self.officer.addItem(name, name)
        self.officer.setCurrentIndex(max(0, self.officer.findData(kept)))

    def clear(self) -> None:
        """Ask for all works."""
        for line in (self.text, self.since, self.until):
            line.clear()
        self.officer.setCurrentIndex(0)
        self._heed()

    def _go_on(self) -> None:
        self._heed()
        self.left.emit()

    def _heed(self) -> None:
        self._pause.stop()
        days: list[date | None] = []
        for line in (self.since, self.until):
            try:
                days.append(line.day())
                line.mark(wrong=False)
            except Unreadable:
                line.mark(wrong=True)
        if len(days) < 2:
            self.count.setText(_("日期看不懂"))
            return
        sought = Sought(
            since=days[0],
            until=days[1],
            officer=self.officer.currentData() or "",
            text=" ".join(self.text.text().split()),
        )
        self.clear_button.setEnabled(sought != Sought())
        if sought != self.sought:
            self.sought = sought
            self.changed.emit()
