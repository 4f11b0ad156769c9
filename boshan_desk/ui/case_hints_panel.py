"""What an officer should think of in a case: hints that decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.lines import em, icon_size, put_away
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.case_hints import Hint

_SIGNS: Final = {"stop": "▲", "warn": "▲", "note": "·"}


class HintsPanel(QFrame):
    """The graver hints in view, the others on request."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("case_hints")
        self._shell = shell
        self._hints: Sequence[Hint] = ()
        self._whole = False
        theme.dress(self, role="strip", severity="warn")
        size = em(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(size // 2, size // 4, size // 2, size // 4)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(size // 4)
        row.addLayout(self._column, 1)
        self.more = QPushButton()
        self.more.setObjectName("hints_more")
        theme.dress(self.more, role="link")
        self.more.clicked.connect(lambda _on=False: self._toggle())
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Show these, the gravest first."""
        self._hints = hints
        self._fill()

    def _toggle(self) -> None:
        self._whole = not self._whole
        self._fill()

    def _fill(self) -> None:
        while item := self._column.takeAt(0):
            if widget := item.widget():
                put_away(widget)
        grave = [hint for hint in self._hints if hint.severity != "note"]
        shown = list(self._hints) if self._whole else grave
        for hint in shown:
            self._column.addWidget(self._line(hint))
        if not shown:
            self._column.addWidget(QLabel(_("本案有可供参考的提示。")))
        rest = len(self._hints) - len(grave)
        self.more.setVisible(bool(rest))
        words = (
            _("收起") if self._whole else _("全部提示（{count}）").format(count=len(self._hints))
        )
        self.more.setText(words)
        look: theme.Severity = "warn" if grave else "note"
        self._sign.setPixmap(theme.severity_icon(look).pixmap(icon_size(self)))
        theme.dress(self, role="strip", severity=look)
        self.setVisible(bool(self._hints))

    def _line(self, hint: Hint) -> QWidget:
        words = QLabel(f"{_SIGNS[hint.severity]} {hint.text}")
        words.setObjectName(f"hint_{hint.kind}")
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setToolTip(hint.basis)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if not hint.cases:
            return words
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, 1)
        for id, called in hint.cases[:3]:
            button = QPushButton(called)
            button.setObjectName(f"hint_case_{id}")
            theme.dress(button, role="link")
            button.clicked.connect(lambda _on=False, id=id: self._shell.open_record("case", id))
            row.addWidget(button)
        return holder
