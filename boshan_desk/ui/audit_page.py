"""审计记录: whether the history is whole, who did what and when, and what each work touched."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from boshan_desk.domain.changes import Step
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.rows import Rows
from boshan_desk.store.trail import Did, Touched
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import AuditCheck
from boshan_desk.ui.audit_lists import (
    CHANGE_WIDTHS,
    WORK_WIDTHS,
    ChangesModel,
    Lines,
    WorksModel,
)
from boshan_desk.ui.audit_search import AuditSearch
from boshan_desk.ui.audit_words import code_of, detail_lines, moment_words
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

_SHARES: Final = (5, 4)
"""How the list of works and what belongs to one of them share the height."""


class Halves(QSplitter):
    """Two parts, one above the other, that ask for no more height than they cannot do without."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class AuditPage(SidePage):
    """Lies over the window; nothing is changed here."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("审计记录"))
        self.setObjectName("audit_page")
        self.shell = shell
        self._shown = 0
        """The number of the work whose changes are shown."""
        self.check = AuditCheck(shell)
        self.search = AuditSearch(shell.today)
        self.works = WorksModel(shell, self)
        self.works.arrived.connect(self._arrived)
        self.works.dataChanged.connect(self._lines_came)
        self.list = Lines("audit_works", self.works, WORK_WIDTHS, least=3)
        self.list.setAccessibleName(_("审计记录"))
        self.list.selectionModel().currentRowChanged.connect(self._choose)
        self.changes = ChangesModel(shell, self)
        split = Halves()
        split.addWidget(self.list)
        split.addWidget(self._make_detail())
        for place, share in enumerate(_SHARES):
            split.setStretchFactor(place, share)
        split.setSizes([share * 100 for share in _SHARES])
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.check)
        column.addWidget(self.search)
        column.addWidget(split, 1)
        # On a small screen, or in large type, the lists keep some rows and the page is rolled.
        roll = QScrollArea()
        roll.setFrameShape(QFrame.Shape.NoFrame)
        roll.setWidgetResizable(True)
        roll.setWidget(whole)
        self.body.addWidget(roll, 1)
        self.setFocusProxy(self.list)
        self.search.changed.connect(self._seek)
        self.search.left.connect(self.list.setFocus)
        shell.stepped.connect(self._after)

    def _make_detail(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setObjectName("audit_detail")
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.change_list = Lines("audit_changes", self.changes, CHANGE_WIDTHS, least=1)
        self.change_list.setAccessibleName(_("这一步改动的记录"))
        self.change_list.setToolTip(_("双击打开记录"))
        self.change_list.doubleClicked.connect(self._open_record)
        opening = QAction(_("打开记录"), self.change_list)
        opening.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        opening.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        opening.triggered.connect(lambda: self._open_record(self.change_list.currentIndex()))
        self.change_list.addAction(opening)
        self.nothing = QLabel(_("这一步没有改动记录。"))
        self.nothing.setObjectName("audit_nothing")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(self.nothing, role="hint")
        self.changes.modelReset.connect(self._show_changes)
        column.addWidget(self.detail)
        column.addWidget(self.change_list, 1)
        column.addWidget(self.nothing, 1)
        self._show_changes()
        return part

    # Work

    def refresh(self) -> None:
        """Read again what is in view."""
        self.check.refresh()
        self._seek()

        def find(rows: Rows) -> list[str]:
            return rows.trail().officers()

        self.shell.look(find, while_there(self, self.search.offer_officers))

    def showEvent(self, event: QShowEvent) -> None:
        """The history is read when it is looked at."""
        super().showEvent(event)
        for table in (self.list, self.change_list):
            table.fit()
        self.refresh()

    def _after(self, step: Step) -> None:
        if step.detail.get("kind") == "purge":
            # It rewrote what earlier works say of themselves.
            self._shown = 0
            self.works.forget()
        if self.isVisible():
            self.refresh()

    def _seek(self) -> None:
        self.search.count.setText(_("正在查找…"))
        self.works.seek(self.search.sought)

    def _arrived(self) -> None:
        count = len(self.works.numbers)
        self.search.count.setText(_("共 {count} 步").format(count=f"{count:,}"))
        if count and not self.list.currentIndex().isValid():
            self.list.selectRow(0)
        elif not count:
            self._show_work(None)

    # One work

    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._show_work(self.works.line(current.row()) if current.isValid() else None)

    def _lines_came(self) -> None:
        """The chosen work may have been one of those that were being fetched."""
        current = self.list.currentIndex()
        if current.isValid() and self._shown == 0:
            self._show_work(self.works.line(current.row()))

    def _show_work(self, did: Did | None) -> None:
        self._shown = did.number if did is not None else 0
        if did is None:
            self.detail.clear()
            self.changes.clear()
            return
        words = _("第 {number} 步　{at}　{officer}　{name}　（校验码 {code}）").format(
            number=did.number,
            at=moment_words(did.at),
            officer=did.officer,
            name=did.name,
            code=code_of(did) or "—",
        )
        lines = [words, *detail_lines(did, self.shell.rows.trail().label)]
        self.detail.setText("\n".join(lines))
        self.changes.show_work(did.number)

    def _show_changes(self) -> None:
        any_there = self.changes.rowCount() > 0
        self.change_list.setVisible(any_there)
        self.nothing.setVisible(not any_there)
        self.nothing.setText(_("这一步没有改动记录。") if self._shown else "")

    def _open_record(self, index: QModelIndex) -> None:
        change = self.changes.line(index.row()) if index.isValid() else None
        if isinstance(change, Touched):
            if words := self._why_not(change):
                self.shell.said.emit("note", words)
            else:
                self.shell.open_record(change.ledger, change.record)

    def _why_not(self, change: Touched) -> str:
        """Why the record of a change is not to be opened; "" when it is."""
        if change.ledger not in LEDGERS:
            return _("这一项没有单独的页面，不能打开")
        if not change.there:
            return _("这条记录已不在台账，不能打开")
        return ""
