"""The editor of numbers and names that may be personal: they stand masked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _
from boshan_desk.ui.editors.base import LineEditor
from boshan_desk.ui.record_access import who_may


def right_to_uncover(ledger: Ledger) -> Right:
    """What it takes to see a personal value of a ledger in full."""
    return ledger.reading if ledger.secret else Right.UNCOVER


class PersonalEditor(LineEditor):
    """A number or name; a stored personal one stands masked, and typing replaces it whole.

    While it is covered the line is empty and the masked value shows through as its placeholder:
    so nothing of a mask can ever be saved as if it were a value.
    """

    def build(self) -> QWidget:
        self._covered = ""
        self._cleared = False
        control = super().build()
        self._hint = self.line.placeholderText()
        self._plain_palette = self.line.palette()
        self.look_button = QToolButton()
        self.look_button.setObjectName(f"{self.place.field}_uncover")
        self.look_button.setText(_("查看"))
        self.look_button.setToolTip(_("查看完整内容，须写明原因，并记入操作记录"))
        self.look_button.clicked.connect(self._uncover)
        self.look_button.hide()
        self.row.addWidget(self.look_button)
        return control

    def stops(self) -> list[QWidget]:
        return [self.line, self.look_button]

    @property
    def covered(self) -> bool:
        """Whether the stored value stands masked."""
        return bool(self._covered) and not self.touched

    def shown(self) -> str:
        """What the officer sees in the line."""
        return self._covered if self.covered else self.text()

    def show_value(self, value: Any) -> None:
        self._cleared = False
        self._covered = ""
        if value and self.kind.personal and self.place.uncover is not None:
            masked = self.kind.mask(value, SCREEN, self.place.lists)
            self._covered = masked if masked != self.words(value) else ""
        if not self._covered:
            super().show_value(value)
            return
        self._stored = value
        self._write("")
        self._shown = ""
        self.clear_finding()
        self.refresh()

    @property
    def touched(self) -> bool:
        return self._cleared or super().touched

    def restore(self) -> None:
        self._cleared = False
        super().restore()

    def show_typed(self, text: str) -> None:
        self._cleared = bool(self._covered) and not text
        super().show_typed(text)

    def take_value(self, value: Any) -> None:
        if self.locked:
            return
        self._cleared = bool(self._covered) and not value
        super().take_value(value)

    def takes_key(self, event: QKeyEvent) -> bool:
        wipes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if wipes and self.covered and not self.locked:
            self._cleared = True
            self.heard()
            event.accept()
            return True
        return super().takes_key(event)

    def refresh(self) -> None:
        covered = self.covered
        right = right_to_uncover(self.place.ledger)
        may = self.place.shell.may(right)
        self.look_button.setVisible(covered and may)
        self.look_button.setEnabled(True)
        tip = _(self.kind.help)
        if covered and not may:
            tip = _("完整内容由{roles}人员查看").format(roles=who_may(right))
        self.line.setToolTip(tip)
        palette = QPalette(self._plain_palette)
        if covered:
            # It is a value, not a hint, and must be as easy to read as the others.
            palette.setColor(
                QPalette.ColorRole.PlaceholderText, palette.color(QPalette.ColorRole.Text)
            )
        self.line.setPalette(palette)
        if covered:
            self.line.setPlaceholderText(self._covered)
        elif self._cleared and not self.text():
            self.line.setPlaceholderText(_("保存后清空（Esc 恢复）"))
        else:
            self.line.setPlaceholderText(self._hint)

    def _uncover(self) -> None:
        if self.place.uncover is not None:
            self.place.uncover(self.place.field, self._show_whole)

    def _show_whole(self, _words: str) -> None:
        self._covered = ""
        self._write(self.words(self._stored))
        self._shown = self.text()
        self.refresh()
        self.line.setFocus()
