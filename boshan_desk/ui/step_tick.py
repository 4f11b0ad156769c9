"""The editor of what an officer confirms: a sentence with a box to tick."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from boshan_desk.domain.fields import Kind
from boshan_desk.i18n import _
from boshan_desk.ui.editors import Editor, Place


class _Box(QCheckBox):
    """The box; it tells its editor of keys and of being left."""

    def __init__(self, owner: Editor, words: str) -> None:
        super().__init__(words)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.takes_key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if shiboken6.isValid(self._owner):
            self._owner.let_go()


class TickEditor(Editor):
    """Ticked is yes; not ticked is not said."""

    wide = True

    def __init__(self, kind: Kind, place: Place, sentence: str) -> None:
        self._sentence = sentence
        super().__init__(kind, place)

    def build(self) -> QWidget:
        self.box = _Box(self, _(self._sentence))
        self.box.toggled.connect(lambda _on: self.heard())
        self.row.addWidget(self.box)
        self.row.addStretch(1)
        return self.box

    def fit_line(self, height: int) -> None:
        self.box.setMinimumHeight(height)

    def text(self) -> str:
        return _("是") if self.box.isChecked() else ""

    def set_text(self, text: str) -> None:
        self.box.setChecked(text == _("是"))

    def read(self, text: str) -> Any:
        return True if text else None
