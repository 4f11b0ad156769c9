"""Words under a field that always show whole."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_RUN = re.compile(r"[!-~]{20}")
"""Letters without a blank: a line may break after so many of them."""


class Sentence(QLabel):
    """A label that wraps and is always exactly as high as its words need at its width.

    Layouts inside layouts do not pass "so high at this width" on reliably: some cut the words,
    others leave a hole below them.  So the height is fixed here whenever the width changes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        """Show these words."""
        self.setText(_RUN.sub("\\g<0>\u200b", words))
        self.fit()

    def fit(self) -> None:
        """Be as high as the words need at this width."""
        needed = self.heightForWidth(max(self.width(), 1)) if self.text() else 0
        if needed != self.minimumHeight() or needed != self.maximumHeight():
            self.setFixedHeight(needed)

    def hasHeightForWidth(self) -> bool:
        # Layouts shall take the height that `fit` gives, and not reckon with others.
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()
