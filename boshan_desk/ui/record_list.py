"""The list of one ledger: found, filtered, sorted, selected, copied, pasted, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.states import Move
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.store.rows import Row
from boshan_desk.ui import theme
from boshan_desk.ui.cell_editor import CellEditor
from boshan_desk.ui.column_choice import ColumnChoice
from boshan_desk.ui.deciding import decide, sign_of, title_of
from boshan_desk.ui.empty_list import EmptyList
from boshan_desk.ui.filters import ColumnFilter, Wheres, beginnings, cleared, with_column
from boshan_desk.ui.icons import icon
from boshan_desk.ui.list_columns import Columns, column_menu
from boshan_desk.ui.list_controls import ListControls
from boshan_desk.ui.list_copying import Copying, fetch_rows
from boshan_desk.ui.list_grid import (
    Standing,
    limit_selection,
    make_grid,
    select_rows,
    selected_cells,
)
from boshan_desk.ui.list_state import ListState, recall, remember
from boshan_desk.ui.record_access import access_to, possible_moves, reading_only
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.table_model import MOST_SELECTED, Counts, TableModel

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


_WRITING: Final = frozenset({"new", "edit_cell", "paste", "copy_down", "withdraw"})
"""What is not offered to an officer who may only look."""

_MOST_LOOKED_AT: Final = 1000
"""Selected records whose states are asked before a menu opens; a page of 200 costs some 2 ms."""


class RecordList(QWidget):
    """One ledger's records, with what narrows them and what is done to them."""

    selected = Signal(bool)
    """Whether there is a record to open or to withdraw."""

    def __init__(self, shell: Shell, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.ledger = ledger
        self.setObjectName(f"list_{ledger.name}")
        kept = recall(shell, ledger)
        self.view: View = kept.view
        self._wanted_id = kept.id
        self._wanted_top = kept.top
        self._added: list[str] = []
        """Records that were just pasted, to be selected when they are in the list."""
        self._stale = True
        self._begun = False
        self._refreshing = False
        self.counts: Counts | None = None
        self.model = TableModel(shell, ledger, kept.columns, self)
        self.grid = make_grid(self.model)
        self.grid.setAccessibleName(_(ledger.title))
        self._cells = CellEditor(shell, self.model, self.grid)
        self.grid.setItemDelegate(self._cells)
        self._columns = Columns(self.grid, self.model, shell.lists, kept.widths)
        self._standing = Standing(self.grid, self.model)
        self._copying = Copying(shell, self.model, self.grid, lambda: self.view, self.show_added)
        self._controls = ListControls(shell, ledger, lambda: self.view)
        self.search = self._controls.search
        self.reading_only = reading_only(shell, ledger)
        """Why the officer may only look at these records; "" when they may write them."""
        self._empty = EmptyList(
            ledger,
            add=self.add_new,
            clear=self.clear_filters,
            paste=self.paste,
            may_add=not self.reading_only,
        )
        self.count_words = QLabel()
        self.count_words.setObjectName("count_words")
        self.reading_words = QLabel(self.reading_only)
        self.reading_words.setObjectName("reading_words")
        self.reading_words.setTextFormat(Qt.TextFormat.PlainText)
        if not self.reading_only:
            self.reading_words.hide()
        theme.dress(self.reading_words, role="hint")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._controls)
        layout.addWidget(self._stack, 1)
        below = QHBoxLayout()
        below.addWidget(self.count_words, 1)
        below.addWidget(self.reading_words)
        layout.addLayout(below)
        self.setFocusProxy(self.grid)
        self._actions = self._make_actions()
        self._connect()
        self._columns.fit()
        self._show_controls()

    # -- making it

    def _make_actions(self) -> list[QAction]:
        """What keys do while the list has the keyboard; the same stands in its context menu."""
        made: list[tuple[str, str, str, Sequence[str], Callable[[], object]]] = [
            ("open", _("打开"), "open", ("Return", "Enter"), self.open_current),
            ("new", _("新增"), "add", (), self.add_new),
            ("edit_cell", _("改这一格"), "edit", ("F2",), self.edit_cell),
            ("copy", _("复制"), "", ("Ctrl+C",), self._copying.copy_cells),
            ("paste", _("粘贴"), "paste", ("Ctrl+V",), self.paste),
            ("copy_down", _("向下填充"), "copy-down", ("Ctrl+D",), self._copying.copy_down),
            ("filter_here", _("筛选此列…"), "filter", ("Alt+Down",), self.filter_here),
            ("withdraw", _("删除…"), "withdraw", ("Del",), self.withdraw),
        ]
        actions = []
        for id, words, picture, keys, slot in made:
            action = QAction(words, self)
            if picture:
                action.setIcon(icon(picture))
            action.setObjectName(f"list_{id}")
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
            if self.reading_only and id in _WRITING:
                continue
            self.grid.addAction(action)
            actions.append(action)
        return actions

    def _connect(self) -> None:
        self._controls.narrowed.connect(self._narrow)
        self._controls.left.connect(self.grid.setFocus)
        self.model.modelAboutToBeReset.connect(self._standing.hold)
        self.model.modelReset.connect(lambda: self._standing.find(scroll=self._refreshing))
        self.model.arrived.connect(self._arrive)
        self.model.counted.connect(self._tell_counts)
        self.grid.doubleClicked.connect(lambda _index: self.open_current())
        self.grid.selectionModel().selectionChanged.connect(self._heed_selection)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        header = self.grid.horizontalHeader()
        header.sectionClicked.connect(self._sort_by)
        header.customContextMenuRequested.connect(self._show_header_menu)
        self._columns.moved.connect(self.show_columns)
        self.shell.stepped.connect(self._after)

    # -- showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self._stale = False
            self.model.show_first(self.view)
            # The first page is painted before the whole list is asked for.
            QTimer.singleShot(0, self, self.model.load)
        elif self._stale:
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # The type became larger or smaller: rows and columns follow.
            QTimer.singleShot(0, self, self._columns.fit)

    def show_view(self, view: View) -> None:
        """Show this view; an order the officer chose stays unless the view has one."""
        if not view.order:
            view = replace(view, order=self.view.order, down=self.view.down)
        self._narrow(view)

    def refresh(self) -> None:
        """Read the list again and stay where one is."""
        self._stale = False
        self._begun = True
        self._refreshing = True
        self.model.load()

    def clear_filters(self) -> None:
        """Show every record again."""
        self._narrow(cleared(self.view))

    def select(self, id: str) -> None:
        """Go to a record; when the filters leave it out, say so."""
        self._wanted_id = id
        if self.model.complete:
            self._go_to_wanted(told=True)

    def save_state(self) -> None:
        """Remember columns, widths, order, filters and the record one is at."""
        current = self.current_record()
        # A list that was not looked at this time is left as it was left before.
        id = current.id if current else self._wanted_id
        first = self.model.record_at(self.grid.rowAt(0)) if self._begun else None
        top = first.id if first else self._wanted_top
        state = ListState(self.view, self.model.columns, self._columns.widths, id, top)
        remember(self.shell, self.ledger, state)

    def _narrow(self, view: View) -> None:
        self.view = view
        self._begun = True
        self._stale = False
        self._refreshing = False
        self._show_controls()
        self.count_words.setText(_("正在查找……"))
        self.model.show_view(view)

    def _show_controls(self) -> None:
        self._controls.show_view(self.view)
        self._columns.show_order(self.view)

    def _arrive(self) -> None:
        self._refreshing = False
        if self._wanted_id:
            self._go_to_wanted(told=False)
        self._empty.tell(narrowed=self.view.narrowed)
        self._stack.setCurrentWidget(self.grid if self.model.numbers else self._empty)
        if self._wanted_top:
            self._scroll_to_top()
        if self._added:
            self.show_added(self._added)
        self._tell_selected()

    def _tell_counts(self, counts: Counts) -> None:
        self.counts = counts
        told = [_("共 {total} 条").format(total=counts.total)]
        if self.view.narrowed:
            told.append(_("筛选后 {shown} 条").format(shown=counts.shown))
        if counts.drafts:
            told.append(_("其中草稿 {drafts} 条").format(drafts=counts.drafts))
        self.count_words.setText(clauses(told))

    def _after(self, step: Step) -> None:
        linked = (link.to for link in self.ledger.linking.values())
        if not touched(step, self.ledger.name, *linked):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    # -- where one is

    def current_record(self) -> Record | None:
        """The record the cursor is at."""
        return self.model.record_at(self.grid.currentIndex().row())

    def _go_to_wanted(self, *, told: bool) -> None:
        id, self._wanted_id = self._wanted_id, ""
        number = self.shell.rows.place(self.ledger.name, id)
        rows = self.model.places([number]) if number is not None else []
        if rows:
            self.grid.setCurrentIndex(self.model.index(rows[0], 0))
            self.grid.scrollTo(self.model.index(rows[0], 0))
        elif told:
            self.shell.said.emit("note", _("这条记录不在当前列表里，可清除筛选后再找"))

    def _scroll_to_top(self) -> None:
        """Let the list stand as it was left, once."""
        id, self._wanted_top = self._wanted_top, ""
        number = self.shell.rows.place(self.ledger.name, id)
        if number is not None and (rows := self.model.places([number])):
            self.grid.scrollTo(self.model.index(rows[0], 0), self.grid.ScrollHint.PositionAtTop)

    def show_added(self, ids: list[str]) -> None:
        """Select records that were just added, as soon as the list has them."""
        found = (self.shell.rows.place(self.ledger.name, id) for id in ids)
        rows = self.model.places([number for number in found if number is not None])
        if len(rows) < len(ids) and self._added != ids:
            self._added = ids
            return
        self._added = []
        select_rows(self.grid, rows)

    def _tell_selected(self) -> None:
        self.selected.emit(self.grid.currentIndex().isValid())

    def _heed_selection(self, *_changed: object) -> None:
        # What is more would be neither copied nor withdrawn at once, and is slow to paint.
        if limit_selection(self.grid, MOST_SELECTED):
            words = _("一次最多选中 {most} 行，更多请用导出、导入")
            self.shell.said.emit("note", words.format(most=MOST_SELECTED))
        self._tell_selected()

    # -- acts

    def add_new(self) -> None:
        """A new record that begins with what the list is narrowed to."""
        if not self._may_write():
            return
        values = beginnings(self.view, self.ledger)
        self.shell.open_record(self.ledger.name, None, values or None)

    def open_current(self) -> None:
        """The form of the record the cursor is at."""
        if record := self.current_record():
            self.shell.open_record(self.ledger.name, record.id)

    def edit_cell(self) -> None:
        """Change the value of the cell the cursor is at, right here."""
        index = self.grid.currentIndex()
        record = self.current_record()
        if record is None or not self._may_write():
            return
        access = access_to(self.shell, self.ledger, record)
        if not access.writable:
            self.shell.said.emit("note", access.words)
        elif self.model.edited_here(index.column()):
            self._cells.open(index)
        else:
            self.shell.said.emit("note", _("这一栏请打开记录后在表单里修改"))

    def paste(self) -> None:
        """Put a block copied from a sheet over the records from the cursor on, or add them."""
        if self._may_write():
            self._copying.paste()

    def _may_write(self) -> bool:
        """Whether the officer may write these records; who may not is told."""
        if self.reading_only:
            self.shell.said.emit("note", self.reading_only)
        return not self.reading_only

    # -- deciding

    def fill_moves(self, menu: QMenu) -> None:
        """Offer what may be decided about all selected records at once."""
        menu.clear()
        moves = self.moves_here()
        for move in moves:
            action = menu.addAction(icon(sign_of(move)), title_of(move))
            action.setObjectName(f"list_move_{move.after}")
            action.triggered.connect(lambda _on=False, move=move: self.decide(move))
        if not moves:
            there = bool(selected_cells(self.grid)[0])
            words = _("选中的记录没有可以一起办理的") if there else _("请先选中记录")
            menu.addAction(words).setEnabled(False)

    def moves_here(self) -> list[Move]:
        """What may be decided about all selected records."""
        rows = selected_cells(self.grid)[0]
        states: set[str] | None = None
        if len(rows) <= _MOST_LOOKED_AT:
            records = (self.model.record_at(row) for row in rows)
            states = {record.status for record in records if record is not None}
        return possible_moves(self.shell, self.ledger, states)

    def decide(self, move: Move) -> None:
        """Decide about the selected records, in one step."""

        def go_on(rows: list[Row]) -> None:
            decide(self.shell, self.ledger, [record for record, _names in rows], move)

        fetch_rows(self.shell, self.model, selected_cells(self.grid)[0], go_on)

    def withdraw(self) -> None:
        """Put the selected records into the recycle bin, with a reason."""
        if self._may_write():
            fetch_rows(self.shell, self.model, selected_cells(self.grid)[0], self._withdraw)

    def _withdraw(self, rows: list[Row]) -> None:
        ids = [record.id for record, _names in rows]
        if not ids:
            return
        if len(ids) == 1:
            name = rows[0][0].label(self.shell.lists)
            question = _("把“{name}”移入回收站，原因：").format(name=name)
            done = _("“{name}”已移入回收站，可以撤销或恢复").format(name=name)
        else:
            question = _("把选中的 {count} 条记录移入回收站，原因：").format(count=len(ids))
            done = _("{count} 条记录已移入回收站，可以撤销或恢复").format(count=len(ids))
        reason = self.shell.ask.reason(question, yes=_("移入回收站"))
        if reason is None:
            return

        def work(desk: Desk) -> object:
            from boshan_desk.usecases.records import withdraw

            return withdraw(desk, self.ledger, ids, reason)

        self.shell.do(work, lambda _gone: self.shell.said.emit("ok", done), words=_("移入回收站"))

    # -- columns

    def show_columns(self, columns: Sequence[str]) -> None:
        """Show these columns and remember them."""
        if columns:
            self._refreshing = True
            self.model.show_columns(columns)
            self._refreshing = False
            self._columns.fit()
            self._show_controls()
            self.save_state()

    def choose_columns(self) -> None:
        """Ask which columns to show."""
        choice = ColumnChoice(self.ledger, self.model.columns, self)
        choice.chosen.connect(self.show_columns)
        choice.show()

    def filter_column(self, name: str) -> None:
        """Ask what a column must hold."""
        own = tuple(where for where in self.view.where if where.field == name)
        question = ColumnFilter(self.shell, self.ledger, name, own, self)
        question.chosen.connect(self._filter)
        question.show()

    def filter_here(self) -> None:
        """The same for the column the cursor is in."""
        column = max(0, self.grid.currentIndex().column())
        self.filter_column(self.model.columns[column])

    def unfilter_column(self, name: str) -> None:
        """Take the column's filter away."""
        self._filter(name, ())

    def _filter(self, name: str, wheres: Wheres) -> None:
        self._narrow(with_column(self.view, name, wheres))

    def sort(self, name: str, *, down: bool) -> None:
        """Sort by a field; by the order of entry, newest first, when it is empty."""
        self._narrow(replace(self.view, order=name, down=down))
        self.save_state()

    def _sort_by(self, section: int) -> None:
        """Upwards, downwards, then as entered again."""
        name = self.model.columns[section]
        if self.view.order != name:
            self.sort(name, down=False)
        elif not self.view.down:
            self.sort(name, down=True)
        else:
            self.sort("", down=True)

    # -- menus

    def header_menu(self, name: str) -> QMenu:
        """What can be done with a column."""
        return column_menu(self, name, self)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        if not self.reading_only:
            moves = menu.addMenu(icon("ok"), _("办理"))
            self.fill_moves(moves)
        menu.addSeparator()
        column = self.grid.indexAt(at).column()
        if column >= 0:
            own = self.header_menu(self.model.columns[column])
            own.setTitle(_("此列"))
            menu.addMenu(own)
        menu.popup(self.grid.viewport().mapToGlobal(at))

    def _show_header_menu(self, at: QPoint) -> None:
        header = self.grid.horizontalHeader()
        section = header.logicalIndexAt(at)
        if section >= 0:
            self.header_menu(self.model.columns[section]).popup(header.mapToGlobal(at))
