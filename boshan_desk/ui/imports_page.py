"""导入记录: every import with its file, who did it and how its rows add up, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.import_choose import scrolled
from boshan_desk.ui.import_sums import SumsTable
from boshan_desk.ui.importings import Importing, list_imports, take_back
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.papered_page import PaperedPage
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk

HEADS: Final = (
    mark("时间"),
    mark("状态"),
    mark("经办人"),
    mark("台账"),
    mark("写入"),
    mark("文件"),
)
_WIDTHS: Final = (19, 9, 12, 16, 22)
"""Characters of each column but the last."""


class ImportsPage(PaperedPage):
    """The imports, newest first."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("导入记录"))
        self.setObjectName("imports_page")
        self._shell = shell
        self.lines: list[Importing] = []
        self.undo_button = QPushButton(icon("undo"), _("撤销本次导入…"))
        self.undo_button.setObjectName("imports_undo")
        self.undo_button.clicked.connect(self.undo_current)
        self.head.addWidget(self.undo_button)
        self.table = make_table("imports_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("导入记录"))
        self.table.itemSelectionChanged.connect(self._turned)
        self.empty = QLabel(_("还没有导入过表格。"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sums = SumsTable("imports_sums")
        self._card = self._make_card()
        self.print_button = QPushButton(icon("print"), _("打印回执…"))
        self.print_button.setObjectName("imports_print")
        self.print_button.clicked.connect(self.print_current)
        self.head.addWidget(self.print_button)
        leaf = QWidget()
        listed = QVBoxLayout(leaf)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.table, 1)
        listed.addWidget(self._card, 1)
        self.lay_list(leaf)
        listed.addWidget(self.empty, 1)
        self.empty.hide()
        self.setFocusProxy(self.table)
        shell.stepped.connect(self._after)
        self._allow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _make_card(self) -> QFrame:
        card = QFrame()
        theme.dress(card, role="card")
        line = self.fontMetrics().height()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line, line // 2, line, line // 2)
        self.about = QLabel()
        self.about.setObjectName("imports_about")
        self.about.setWordWrap(True)
        theme.dress(self.about, role="section")
        inner.addWidget(self.about)
        inner.addWidget(scrolled(self.sums), 1)
        return card

    def refresh(self) -> None:
        """Read the imports again."""
        self._shell.do(list_imports, while_there(self, self._show))

    def undo_current(self) -> None:
        """Take the chosen import back, after a question."""
        one = self._current()
        if one is not None and not self._why_not(one):
            take_back(self._shell, one)

    def print_current(self) -> None:
        """Show the receipt of the chosen import as it will be printed."""
        one = self._current()
        if one is None:
            return

        def work(desk: Desk, progress: Progress) -> Drawn:
            from boshan_desk.usecases.sheets.receipt import kept_paper

            progress(0, 1)
            return kept_paper(desk, one.number)

        name = _("导入回执_{name}.pdf").format(name=one.file.rpartition(".")[0] or one.file)
        self.paper.make(work, name, self.show_paper)

    def show_list(self) -> None:
        """Go back to the list."""
        super().show_list()
        self._allow()

    def _show(self, found: list[Importing]) -> None:
        kept = self._current()
        self.lines = found
        self.table.show_rows(
            [
                (
                    each.at,
                    _("已撤销") if each.undone else _("有效"),
                    each.officer,
                    _(KEPT[each.ledger].title),
                    each.counts(),
                    each.file,
                )
                for each in found
            ]
        )
        numbers = [each.number for each in found]
        if found:
            row = numbers.index(kept.number) if kept and kept.number in numbers else 0
            self.table.selectRow(row)
        if not found and self.table.hasFocus():
            # The table goes, and would hand the keyboard to the list of places.
            back = self.findChild(QPushButton, "side_back")
            assert isinstance(back, QPushButton)
            back.setFocus()
        self.table.setVisible(bool(found))
        self._card.setVisible(bool(found))
        self.empty.setVisible(not found)
        self._turned()

    def _turned(self) -> None:
        """Show the reckoning of the chosen import."""
        one = self._current()
        if one is not None:
            words = _("{at}　{officer}　导入“{title}”").format(
                at=one.at, officer=one.officer, title=_(KEPT[one.ledger].title)
            )
            self.about.setText(_("{words}　已撤销").format(words=words) if one.undone else words)
            self.sums.show_sums(one.sums)
        self._allow()

    def _current(self) -> Importing | None:
        row = self.table.currentRow()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _why_not(self, one: Importing) -> str:
        """Why it cannot be taken back; "" when it can."""
        if one.undone:
            return _("这次导入已经撤销")
        return reading_only(self._shell, KEPT[one.ledger])

    def _allow(self) -> None:
        one = self._current()
        refused = self._why_not(one) if one is not None else _("请先选中一次导入")
        self.undo_button.setEnabled(not refused)
        self.print_button.setEnabled(one is not None)
        tip = _("把这次导入写入的记录恢复到导入前的样子；记录后来又有改动的，会说明是哪一条")
        self.undo_button.setToolTip(refused or tip)

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()
