"""核对码: eight groups of digits that two people compare by telephone, one after the other.

Each group is ticked by itself when it was heard and looks the same: a single "all the same" would
be pressed by whoever is in a hurry, and then nothing was compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme

_ACROSS = 4


class Groups(QWidget):
    """The groups, to be read out; where they are to be compared, each is ticked."""

    moved = Signal()
    """A group was ticked, or no longer is."""

    def __init__(self, *, ticking: bool = True) -> None:
        """`ticking`: whether they are ticked here; else they are only read out from here."""
        super().__init__()
        self._ticking = ticking
        self.setObjectName("fingerprint")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(self.fontMetrics().height() // 2)
        whole.addLayout(self._grid)
        self.buttons: list[QPushButton] = []
        self._shown: list[QWidget] = []

    def show_groups(self, groups: Sequence[str]) -> None:
        """Show these groups, none of them ticked."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown, self.buttons = [], []
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        points = self.font().pointSizeF() * 1.5
        for place, digits in enumerate(groups):
            words = _("第{number}组").format(number=place + 1)
            sheet = f'font-family: "{face}"; font-size: {points:.1f}pt; letter-spacing: 2px;'
            shown: QPushButton | QLabel
            if self._ticking:
                shown = button = QPushButton(digits)
                button.setCheckable(True)
                button.setObjectName(f"group_{place + 1}")
                button.setStyleSheet(
                    f"QPushButton {{ {sheet} }} QPushButton:checked {{"
                    f" background: {theme.PALETTE.ok_soft}; border: 2px solid {theme.PALETTE.ok};"
                    " }"
                )
                side = round(self.fontMetrics().height() * 1.1)
                button.setIconSize(QSize(side, side))
                button.toggled.connect(partial(self._tick, button))
                self.buttons.append(button)
            else:
                shown = QLabel(digits)
                shown.setStyleSheet(f"QLabel {{ {sheet} }}")
            shown.setAccessibleName(f"{words}　{' '.join(digits)}")
            shown.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            cell = QVBoxLayout()
            cell.setSpacing(0)
            name = QLabel(words)
            theme.dress(name, role="hint")
            cell.addWidget(name)
            cell.addWidget(shown)
            self._grid.addLayout(cell, place // _ACROSS, place % _ACROSS)
            self._shown += [name, shown]
        self._grid.setColumnStretch(_ACROSS, 1)
        self.moved.emit()

    @property
    def left(self) -> int:
        """How many groups are still to be ticked."""
        return sum(1 for button in self.buttons if not button.isChecked())

    def _tick(self, button: QPushButton, on: bool) -> None:
        button.setIcon(icons.icon("ok") if on else icons.icon("ok", ink=theme.PALETTE.base))
        if on:
            # The next one that waits is under the finger.
            waiting = [each for each in self.buttons if not each.isChecked()]
            if waiting and button.hasFocus():
                waiting[0].setFocus()
        self.moved.emit()
