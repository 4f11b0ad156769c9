"""The foot of an import's page: back, what comes next or what is lacking, and on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_plan import CHECK, CHOOSE, MATCH, PREVIEW, WRITE

NEXT: Final = {
    CHOOSE: mark("下一步：对照栏目"),
    MATCH: mark("下一步：核对几个选项"),
    CHECK: mark("下一步：预览每一行会怎样处理，不写入"),
    PREVIEW: mark("下一步：确认写入"),
    WRITE: "",
}
"""What comes after each step."""


class Foot(QWidget):
    """Two buttons, and a few words between them."""

    back_wanted = Signal()
    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._back = QPushButton(icons.icon("page-prev"), _("上一步"))
        self._back.setObjectName("import_back")
        self._back.setToolTip(_("上一步（Alt+←），已选的内容不变"))
        self._back.clicked.connect(self.back_wanted)
        self._hint = QLabel()
        self._hint.setObjectName("import_hint")
        self._hint.setMinimumWidth(1)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.dress(self._hint, role="hint")
        self.next = QPushButton(icons.icon("page-next", ink=theme.PALETTE.on_accent), _("下一步"))
        self.next.setObjectName("import_next")
        self.next.setToolTip(_("下一步（Alt+→）"))
        theme.dress(self.next, role="primary")
        self.next.clicked.connect(self.next_wanted)
        row.addWidget(self._back)
        row.addWidget(self._hint, 1)
        row.addWidget(self.next)

    def show_way(self, step: int, *, done: bool, busy: bool, why_not: str, words: str) -> None:
        """Where one may go from a step; `why_not` says why not on, `words` what comes next."""
        self._back.setVisible(not done and step > CHOOSE)
        self._back.setEnabled(not busy)
        self.next.setVisible(not done and step < WRITE)
        self.next.setEnabled(not why_not and not busy)
        self._hint.setText("" if done else why_not or words)
