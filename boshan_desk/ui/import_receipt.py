"""After a workbook came in: what was done, to be printed and filed, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons
from boshan_desk.ui.end_card import EndCard
from boshan_desk.ui.import_choose import scrolled
from boshan_desk.ui.import_sight import Sight
from boshan_desk.ui.import_sums import SumsTable

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import Taken

_COUNTS: Final = (
    ("new", mark("新增 {count} 条")),
    ("changed", mark("更新 {count} 条")),
    ("same", mark("相同 {count} 行未动")),
    ("skipped", mark("跳过 {count} 行")),
    ("refused", mark("{count} 行不能导入、未写入")),
)

_ACROSS: Final = 3
"""So many buttons stand in a row."""


def count_words(taken: Taken, *, written: bool = False) -> str:
    """How many rows became what; `written`: only of those that were written."""
    counted = _COUNTS[:2] if written else _COUNTS
    return clauses([_(w).format(count=f"{n:,}") for key, w in counted if (n := taken.counts[key])])


class Receipt(QWidget):
    """What a finished import did."""

    undo_wanted = Signal()
    ledger_wanted = Signal()
    another_wanted = Signal()
    print_wanted = Signal()
    return_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._end = EndCard("import_end")
        self.sums = SumsTable("import_receipt_sums")
        self._end.column.addWidget(self.sums)
        layout.addWidget(scrolled(self._end, top=True), 1)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QGridLayout:
        grid = QGridLayout()
        self._open, self._print, self._return, self._undo, self._another = (
            self._button(name, icon, words)
            for name, icon, words in (
                ("import_open_ledger", "open", _("打开台账")),
                ("import_print", "print", _("打印回执…")),
                ("import_return_after", "export", _("退回表格…")),
                ("import_undo", "undo", _("撤销本次导入")),
                ("import_another", "import", _("再导入一个文件")),
            )
        )
        for place, (button, signal) in enumerate(
            (
                (self._open, self.ledger_wanted),
                (self._print, self.print_wanted),
                (self._return, self.return_wanted),
                (self._another, self.another_wanted),
                (self._undo, self.undo_wanted),
            )
        ):
            button.clicked.connect(signal)
            grid.addWidget(button, place // _ACROSS, place % _ACROSS)
        grid.setColumnStretch(_ACROSS, 1)
        return grid

    def _button(self, name: str, icon: str, words: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), words)
        button.setObjectName(name)
        return button

    def show_taken(
        self, sight: Sight, taken: Taken, *, findings: bool, can_undo: bool = True
    ) -> None:
        """Say what was written and what was not; `findings`: the workbook is worth giving back."""
        words = _("已写入{title}：{parts}。").format(
            title=_(sight.preview.ledger.title), parts=count_words(taken)
        )
        self._end.say("ok", "\n".join(filter(None, (words, taken.note))))
        self.sums.show_sums(replace(sight.sums, written=True))
        self.sums.show()
        self._print.show()
        self._return.setVisible(findings)
        self._undo.setEnabled(True)
        self._undo.setVisible(can_undo)

    def take_focus(self) -> None:
        """The keyboard goes on at what is wanted next: the ledger."""
        self._open.setFocus()

    def show_undone(self, words: str) -> None:
        """Say that it was taken back."""
        self._undo.hide()
        self._print.hide()
        self._return.hide()
        self.sums.hide()
        self._end.say("note", words)

    def allow_undo(self, on: bool) -> None:
        """Whether it may be taken back: not while that is being done."""
        self._undo.setEnabled(on)
