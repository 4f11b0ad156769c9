"""Above a list: what narrows it to words, a town and a period, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import read_period
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.filters import FilterBar, cleared, parts, period_choices, without
from boshan_desk.ui.icons import icon
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.town_places import own_town

SEARCH_DELAY: Final = 200
"""Milliseconds without a key before the list is searched."""


class ListControls(QWidget):
    """Says what the view is, and asks for another one."""

    narrowed = Signal(object)
    """The `View` that is wanted."""
    left = Signal()
    """The keyboard is to go on to the list."""

    def __init__(self, shell: Shell, ledger: Ledger, view: Callable[[], View]) -> None:
        """`view` tells what the list shows now."""
        super().__init__()
        self._shell = shell
        self._ledger = ledger
        self._view = view
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(_("快速查找，可输入几个词（Ctrl+F）"))
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.town = _choice("town_choice", _("全部镇街"))
        for entry in shell.lists["town"]:
            self.town.addItem(_(entry.label), entry.code)
        self.period = _choice("period_choice", _("全部时间"))
        for period in period_choices(shell.today):
            self.period.addItem(period.words(), str(period))
        if ledger.day:
            title = _(ledger.fields[ledger.day].title)
            self.period.setToolTip(_("按{title}").format(title=title))
        self.bar = FilterBar()
        above = QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addWidget(self.town)
        above.addWidget(self.period)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self.bar)
        self.town.setVisible(_has_town(ledger) and not own_town(shell))
        self.period.setVisible(bool(ledger.day))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_DELAY)
        self._connect()

    def _connect(self) -> None:
        leave_search = QAction(self)
        leave_search.setShortcuts([QKeySequence("Esc")])
        leave_search.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        leave_search.triggered.connect(self._leave_search)
        self.search.addAction(leave_search)
        self._pause.timeout.connect(self._search_now)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.textChanged.connect(self._heed_cleared_search)
        self.search.returnPressed.connect(self._enter_list)
        self.town.activated.connect(
            lambda _at: self._ask(replace(self._view(), town=self.town.currentData() or ""))
        )
        self.period.activated.connect(lambda _at: self._narrow_to_period())
        self.bar.removed.connect(lambda part: self._ask(without(self._view(), part)))
        self.bar.cleared.connect(lambda: self._ask(cleared(self._view())))

    def show_view(self, view: View) -> None:
        """Let the controls say what the view is."""
        self._pause.stop()
        if " ".join(self.search.text().split()) != view.text:
            self.search.setText(view.text)
        self.town.setCurrentIndex(max(0, self.town.findData(view.town)))
        if view.period and self.period.findData(str(view.period)) < 0:
            self.period.addItem(view.period.words(), str(view.period))
        place = self.period.findData(str(view.period)) if view.period else 0
        self.period.setCurrentIndex(place)
        shell = self._shell
        self.bar.show_parts(parts(view, self._ledger, shell.lists, shell.rows.label))

    def _ask(self, view: View) -> None:
        self.narrowed.emit(view)

    def _narrow_to_period(self) -> None:
        chosen = self.period.currentData()
        self._ask(replace(self._view(), period=read_period(chosen) if chosen else None))

    def _search_now(self) -> None:
        view = self._view()
        if (text := " ".join(self.search.text().split())) != view.text:
            self._ask(replace(view, text=text))

    def _heed_cleared_search(self, text: str) -> None:
        # The cross in the box clears it at once; a person who types waits for the pause.
        if not text and self._view().text:
            self._search_now()

    def _enter_list(self) -> None:
        self._pause.stop()
        self._search_now()
        self.left.emit()

    def _leave_search(self) -> None:
        self.search.clear()
        self.left.emit()


def _choice(name: str, everything: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.addItem(everything, "")
    box.setAccessibleName(everything)
    return box


def _has_town(ledger: Ledger) -> bool:
    parent = KEPT.get(ledger.parent_ledger)
    return bool(ledger.town or (parent and parent.town))
