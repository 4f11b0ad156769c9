"""The editor of a date."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from boshan_desk.domain.fields import BadValue
from boshan_desk.i18n import _
from boshan_desk.ui.editors.base import LineEditor
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import icon_size
from boshan_desk.ui.popups import Popup, make_calendar


class DayEditor(LineEditor):
    """A date: typed in any usual way, or pointed at in a calendar."""

    def build(self) -> QWidget:
        control = super().build()
        self.line.setToolTip(
            _("可填 2026-3-5、2026.3.5、20260305、2026年3月5日；Ctrl+; 填今天，F4 打开日历")
        )
        self.button = QToolButton()
        self.button.setObjectName(f"{self.place.field}_calendar")
        self.button.setIcon(icon("calendar"))
        self.button.setIconSize(icon_size(self))
        self.button.setAutoRaise(True)
        self.button.setToolTip(_("日历（F4）"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        self.row.addWidget(self.button)
        return control

    def takes_key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Semicolon, 0xFF1B) and control:
            self.take_value(self.place.shell.today)
        elif event.key() == Qt.Key.Key_F4:
            self.open_calendar()
        else:
            return super().takes_key(event)
        event.accept()
        return True

    def open_calendar(self) -> None:
        """Show the month of the date that stands there, or of today."""
        if self.locked:
            return
        popup = Popup(self)
        calendar = make_calendar()
        try:
            day = self.value()
        except BadValue:
            day = None
        day = day or self.place.shell.today
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def take(chosen: QDate) -> None:
            popup.close()
            self.take_value(date(chosen.year(), chosen.month(), chosen.day()))
            self.line.setFocus()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        popup.fill(calendar)
        popup.open_under(self.line)
        calendar.setFocus()
