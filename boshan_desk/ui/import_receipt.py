"""After a workbook came in: what was done, and the button that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import Preview, Taken


_COUNTS: Final = (
    ("new", mark("新增 {count} 条")),
    ("changed", mark("修改 {count} 条")),
    ("same", mark("相同 {count} 行未动")),
    ("skipped", mark("跳过 {count} 行")),
    ("refused", mark("{count} 行不能导入、未写入")),
)


def count_words(taken: Taken, *, written: bool = False) -> str:
    """How many rows became what; `written`: only of those that were written."""
    counted = _COUNTS[:2] if written else _COUNTS
    return clauses([_(w).format(count=f"{n:,}") for key, w in counted if (n := taken.counts[key])])


class Receipt(QWidget):
    """What a finished import did."""

    undo_wanted = Signal()
    ledger_wanted = Signal()
    another_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        card = QFrame()
        theme.dress(card, role="card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line * 2, line * 3 // 2, line * 2, line * 3 // 2)
        inner.setSpacing(line * 2 // 3)
        self._end = QLabel()
        self._end.setObjectName("import_end")
        self._end.setWordWrap(True)
        self._end.setTextFormat(Qt.TextFormat.PlainText)
        self._end.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner.addWidget(self._end)
        buttons = QHBoxLayout()
        self._undo = QPushButton(icons.icon("undo"), _("撤销本次导入"))
        self._undo.setObjectName("import_undo")
        self._undo.clicked.connect(self.undo_wanted)
        self._open = open_ledger = QPushButton(icons.icon("open"), _("查看台账"))
        open_ledger.setObjectName("import_open_ledger")
        open_ledger.clicked.connect(self.ledger_wanted)
        another = QPushButton(icons.icon("import"), _("再导入一个文件"))
        another.setObjectName("import_another")
        another.clicked.connect(self.another_wanted)
        for button in (open_ledger, another, self._undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner.addLayout(buttons)
        layout.addWidget(card)
        layout.addStretch(1)

    def show_taken(self, preview: Preview, taken: Taken, *, can_undo: bool = True) -> None:
        """Say what was written and what was not; no word of what there was none of."""
        self._end.setText(
            _("已写入{title}。\n{parts}。\n文件：{file}").format(
                title=_(preview.ledger.title), parts=count_words(taken), file=preview.path.name
            )
        )
        self._undo.setEnabled(True)
        self._undo.setVisible(can_undo)

    def take_focus(self) -> None:
        """The keyboard goes on at what is wanted next: the ledger."""
        self._open.setFocus()

    def show_undone(self, words: str) -> None:
        """Say that it was taken back."""
        self._undo.hide()
        self._end.setText(words)

    def allow_undo(self, on: bool) -> None:
        """Whether it may be taken back: not while that is being done."""
        self._undo.setEnabled(on)
