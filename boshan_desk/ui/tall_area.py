"""Room for what may be higher than the window: it scrolls, and wrapped words keep their lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class TallArea(QScrollArea):
    """As high as it can be; what has no room below is reached by scrolling."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        """What stands in it, from the top."""
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower room makes the words in it higher."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What stands in it was changed (a scroll area watches its widget)."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        # Left to itself, an area goes by heights at which wrapped words are cut off.
        least = self.column.totalMinimumHeightForWidth(self.viewport().width())
        self.widget().setMinimumHeight(max(least, self.column.totalMinimumSize().height()))
