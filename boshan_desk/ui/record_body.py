"""A form and what was found in it: side by side where there is room, else one below the other."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from boshan_desk.ui.form import Form
from boshan_desk.ui.lines import em
from boshan_desk.ui.problems_panel import ProblemsPanel

_SIDE_FROM = 68
"""Ems of width from which the findings stand beside the form, not below it."""
_NO_LIMIT = 16_777_215


class RecordBody(QWidget):
    """The two of them; below the form the findings stand only when there are any."""

    def __init__(self, form: Form, findings: ProblemsPanel) -> None:
        super().__init__()
        self._findings = findings
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(em(self) // 2)
        self._layout.addWidget(form, 1)
        self._layout.addWidget(findings)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place the findings for the width there is."""
        size, findings = em(self), self._findings
        beside = self.width() >= _SIDE_FROM * size
        # Below the form every line counts, and the groups say what they are.
        findings.heading.setVisible(beside)
        if beside:
            self._layout.setDirection(QBoxLayout.Direction.LeftToRight)
            findings.setFixedWidth(size * 15)
            findings.setMaximumHeight(_NO_LIMIT)
            findings.show()
        else:
            self._layout.setDirection(QBoxLayout.Direction.TopToBottom)
            findings.setMinimumWidth(0)
            findings.setMaximumWidth(_NO_LIMIT)
            findings.setMaximumHeight(min(size * 9, self.height() // 4))
            findings.setVisible(findings.any)
