"""The records that belong to one record: a station's services, an event's roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.column_widths import usual_width
from boshan_desk.ui.icons import icon
from boshan_desk.ui.record_access import access_to, name_of, reading_only
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.table_model import TableModel, default_columns

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


class ChildList(QWidget):
    """A compact list of children, newest first, with what can be done to them."""

    def __init__(
        self,
        shell: Shell,
        ledger: Ledger,
        parent_id: str,
        parent: QWidget | None = None,
        *,
        without: Sequence[str] = (),
    ) -> None:
        """`without`: columns that say nothing here."""
        super().__init__(parent)
        self._shell = shell
        self.ledger = ledger
        self._parent_id = parent_id
        self._stale = True
        self.setObjectName(f"children_{ledger.name}")
        # The parent is the same in every row: it is not shown.
        left_out = (ledger.parent, *without)
        columns = [name for name in default_columns(ledger) if name not in left_out]
        self.model = TableModel(shell, ledger, columns, self)
        self.title = QLabel()
        self.title.setObjectName("children_title")
        self.new_button = self._button("new", _("新增"), "add", self.add_new)
        self.open_button = self._button("open", _("打开"), "open", self.open_current)
        self.withdraw_button = self._button("withdraw", _("删除…"), "withdraw", self.withdraw)
        self.grid = QTableView()
        self.grid.setObjectName("children_grid")
        self.grid.setAccessibleName(_(ledger.title))
        self.grid.setModel(self.model)
        self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setTabKeyNavigation(False)
        self.grid.setWordWrap(False)
        self.grid.setAlternatingRowColors(True)
        self.grid.verticalHeader().hide()
        self.grid.horizontalHeader().setHighlightSections(False)
        self.grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.grid.doubleClicked.connect(lambda _index: self.open_current())
        for key, slot in (
            ("Return", self.open_current),
            ("Enter", self.open_current),
            ("Del", self.withdraw),
        ):
            shortcut = QShortcut(QKeySequence(key), self.grid)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        self._above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._above.addWidget(self.title, 1)
        self._buttons = QHBoxLayout()
        for button in (self.new_button, self.open_button, self.withdraw_button):
            self._buttons.addWidget(button)
        self._above.addLayout(self._buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._above)
        layout.addWidget(self.grid, 1)
        self._reading_only = reading_only(shell, ledger)
        for written in (self.new_button, self.withdraw_button):
            written.setVisible(not self._reading_only)
        self._set_sizes()
        self._tell()
        self.grid.selectionModel().currentChanged.connect(lambda *_at: self._allow())
        self.model.arrived.connect(self._tell)
        shell.stepped.connect(self._after)

    def _button(self, id: str, words: str, picture: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(icon(picture), words)
        button.setObjectName(f"children_{id}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _set_sizes(self) -> None:
        metrics = self.grid.fontMetrics()
        for place, name in enumerate(self.model.columns):
            width = usual_width(self.ledger, name, self._shell.lists, metrics)
            self.grid.horizontalHeader().resizeSection(place, width)
        height = theme.row_height(metrics)
        self.grid.verticalHeader().setDefaultSectionSize(height)
        self.grid.setMinimumHeight(height * 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Beside the title, or below it where there is no room."""
        needed = self.title.sizeHint().width() + self._buttons.sizeHint().width()
        beside = self.width() >= needed + self._above.spacing()
        way = QBoxLayout.Direction
        self._above.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._set_sizes)

    def refresh(self) -> None:
        """Read the children again."""
        self._stale = False
        where = (Where(self.ledger.parent, "=", self._parent_id),)
        order = self.ledger.day
        self.model.show_view(View(ledger=self.ledger.name, where=where, order=order))

    def add_new(self) -> None:
        """A new child of this parent."""
        if self._reading_only:
            return
        self._shell.open_record(self.ledger.name, None, {self.ledger.parent: self._parent_id})

    def open_current(self) -> None:
        """The form of the child the cursor is at."""
        if record := self.current_record():
            self._shell.open_record(self.ledger.name, record.id)

    def current_record(self) -> Record | None:
        """The child the cursor is at."""
        return self.model.record_at(self.grid.currentIndex().row())

    def withdraw(self) -> None:
        """Put the child into the recycle bin, with a reason."""
        record = self.current_record()
        if record is None or self._reading_only:
            return
        access = access_to(self._shell, self.ledger, record)
        if not access.writable:
            self._shell.said.emit("note", access.words)
            return
        name = name_of(record, self._shell.lists)
        question = _("把“{name}”移入回收站，原因：").format(name=name)
        reason = self._shell.ask.reason(question, yes=_("移入回收站"))
        if reason is None:
            return

        def work(desk: Desk) -> object:
            from boshan_desk.usecases.records import withdraw

            return withdraw(desk, self.ledger, [record.id], reason)

        done = _("“{name}”已移入回收站，可以撤销或恢复").format(name=name)
        self._shell.do(work, lambda _gone: self._shell.said.emit("ok", done))

    def _tell(self) -> None:
        count = len(self.model.numbers)
        title = _(self.ledger.title)
        self.title.setText(
            _("{title}（{count} 条）").format(title=title, count=count)
            if count
            else _("{title}（还没有）").format(title=title)
        )
        self._place_buttons()
        self._allow()

    def _allow(self) -> None:
        there = self.grid.currentIndex().isValid()
        self.open_button.setEnabled(there)
        self.withdraw_button.setEnabled(there)

    def _after(self, step: Step) -> None:
        linked = (link.to for link in self.ledger.linking.values())
        if not touched(step, self.ledger.name, *linked):
            return
        if self.isVisible():
            # Not at once: a form that closes on saving is still being taken down.
            QTimer.singleShot(0, self, self.refresh)
        else:
            self._stale = True
