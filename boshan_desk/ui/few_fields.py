"""The way from the few fields that a town is asked for to all the others, and back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui.icons import icon
from boshan_desk.ui.state import State

_KEPT: Final = "form.all_fields"


class FewFields(QWidget):
    """A button below the few fields; what was chosen last holds for the next form, too."""

    switched = Signal()

    def __init__(self, names: frozenset[str], state: State) -> None:
        """`names`: the fields that are always shown."""
        super().__init__()
        self.names = names
        self._state = state
        self._hidden = 0
        self.all = bool(state.get(_KEPT, False))
        """Whether every field is shown."""
        self.button = QPushButton()
        self.button.setObjectName("more_fields")
        self.button.clicked.connect(self._switch)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        self._name()

    def count(self, hidden: int) -> None:
        """Say how many fields would be left out; without any there is nothing to choose."""
        self._hidden = hidden
        self.setVisible(hidden > 0)
        self._name()

    def show_all(self) -> None:
        """Show every field, in this form only."""
        if not self.all:
            self.all = True
            self._name()
            self.switched.emit()

    def _switch(self) -> None:
        self.all = not self.all
        self._state.set(_KEPT, self.all)
        self._name()
        self.switched.emit()

    def _name(self) -> None:
        words = (
            _("只显示主要栏目")
            if self.all
            else _("更多栏目（{count} 项，选填）").format(count=self._hidden)
        )
        self.button.setText(words)
        self.button.setIcon(icon("up" if self.all else "down"))
