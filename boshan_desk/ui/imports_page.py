"""导入记录: every import with its file, who did it and what it wrote, and the way back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton

from boshan_desk.domain.changes import Step
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.icons import icon
from boshan_desk.ui.importings import Importing, list_imports, take_back
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

HEADS: Final = (
    mark("时间"),
    mark("状态"),
    mark("经办人"),
    mark("台账"),
    mark("写入"),
    mark("文件"),
)
_WIDTHS: Final = (19, 10, 14, 18, 24)
"""Characters of each column but the last."""


class ImportsPage(SidePage):
    """The imports, newest first."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("导入记录"))
        self.setObjectName("imports_page")
        self._shell = shell
        self.lines: list[Importing] = []
        self.undo_button = QPushButton(icon("undo"), _("撤销本次导入…"))
        self.undo_button.setObjectName("imports_undo")
        self.undo_button.clicked.connect(self.undo_current)
        self.head.addWidget(self.undo_button)
        self.table = make_table("imports_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("导入记录"))
        self.table.itemSelectionChanged.connect(self._allow)
        self.empty = QLabel(_("还没有导入过表格。"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self.setFocusProxy(self.table)
        shell.stepped.connect(self._after)
        self._allow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the imports again."""
        self._shell.do(list_imports, while_there(self, self._show))

    def undo_current(self) -> None:
        """Take the chosen import back, after a question."""
        one = self._current()
        if one is not None and not self._why_not(one):
            take_back(self._shell, one)

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
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
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
        tip = _("把这次导入写入的记录恢复到导入前的样子；记录后来又有改动的，会说明是哪一条")
        self.undo_button.setToolTip(refused or tip)

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()
