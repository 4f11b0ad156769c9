"""The list of one ledger: found, filtered, sorted, selected, copied, pasted, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.period import read_period
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store.rows import Row, Rows
from boshan_desk.ui import theme
from boshan_desk.ui.cell_editor import CellEditor
from boshan_desk.ui.column_choice import ColumnChoice
from boshan_desk.ui.filters import (
    ColumnFilter,
    FilterBar,
    Wheres,
    beginnings,
    cleared,
    parts,
    period_choices,
    recalled,
    remembered,
    with_column,
    without,
)
from boshan_desk.ui.icons import icon
from boshan_desk.ui.pasting import Plan, as_text, lay_over, read_block
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.table_model import (
    MOST_SELECTED,
    PAGE,
    Counts,
    TableModel,
    default_columns,
    usual_width,
)

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

SEARCH_DELAY: Final = 200
"""Milliseconds without a key before the list is searched."""
_MOST_HELD: Final = 500
"""Selected rows that are found again after the list changed under them."""


class RecordList(QWidget):
    """One ledger's records, with what narrows them and what is done to them."""

    selected = Signal(bool)
    """Whether there is a record to open or to withdraw."""
    import_wanted = Signal()

    def __init__(self, shell: Shell, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.ledger = ledger
        self.setObjectName(f"list_{ledger.name}")
        self._name = f"list/{ledger.name}"
        kept: dict[str, Any] = shell.state.get(self._name, {})
        self.view: View = recalled(kept, ledger, shell.lists)
        self._widths: dict[str, float] = kept.get("widths", {})
        self._wanted_id: str = kept.get("id", "")
        self._stale = True
        self._begun = False
        self._refreshing = False
        self._held: tuple[set[int], int, int, int] | None = None
        self.counts: Counts | None = None
        columns = [c for c in kept.get("columns", ()) if c in ledger.shown()]
        self.model = TableModel(shell, ledger, columns or default_columns(ledger), self)

        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(_("快速查找，可输入几个词（Ctrl+F）"))
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.town = _choice("town_choice", _("全部镇街"))
        for entry in shell.lists["town"]:
            self.town.addItem(_(entry.label), entry.code)
        self.town.setVisible(_has_town(ledger))
        self.period = _choice("period_choice", _("全部时间"))
        for period in period_choices(shell.today):
            self.period.addItem(period.words(), str(period))
        self.period.setVisible(bool(ledger.day))
        if ledger.day:
            title = _(ledger.fields[ledger.day].title)
            self.period.setToolTip(_("按{title}").format(title=title))
        self.bar = FilterBar()
        self.grid = _grid(self.model)
        self._cells = CellEditor(shell, self.model, self.grid)
        self.grid.setItemDelegate(self._cells)
        self.grid.setAccessibleName(_(ledger.title))
        self.empty_words = QLabel()
        self.empty_words.setObjectName("empty_words")
        self.empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_words.setWordWrap(True)
        self.empty_button = QPushButton()
        self.empty_button.setObjectName("empty_button")
        self.count_words = QLabel()
        self.count_words.setObjectName("count_words")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._empty_page())

        above = QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addWidget(self.town)
        above.addWidget(self.period)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(above)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.count_words)

        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_DELAY)
        self._pause.timeout.connect(self._search_now)
        self._make_actions()
        self._connect()
        self._set_widths()
        self._show_controls()

    # Building

    def _empty_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("empty_page")
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(self.empty_words)
        layout.addWidget(self.empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page

    def _make_actions(self) -> None:
        """What keys do while the list has the keyboard; the same stands in its context menu."""
        made: list[tuple[str, str, str, Sequence[str], Callable[[], object]]] = [
            ("open", _("打开"), "open", ("Return", "Enter"), self.open_current),
            ("new", _("新增"), "add", (), self.add_new),
            ("edit_cell", _("改这一格"), "edit", ("F2",), self.edit_cell),
            ("copy", _("复制"), "", ("Ctrl+C",), self.copy_cells),
            ("paste", _("粘贴"), "paste", ("Ctrl+V",), self.paste),
            ("copy_down", _("向下填充"), "copy-down", ("Ctrl+D",), self.copy_down),
            ("filter_here", _("筛选此列…"), "filter", ("Alt+Down",), self.filter_here),
            ("withdraw", _("删除…"), "withdraw", ("Del",), self.withdraw),
        ]
        self._actions: dict[str, QAction] = {}
        for id, words, picture, keys, slot in made:
            action = QAction(words, self)
            if picture:
                action.setIcon(icon(picture))
            action.setObjectName(f"list_{id}")
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
            self.grid.addAction(action)
            self._actions[id] = action
        paste_empty = QAction(_("粘贴"), self)
        paste_empty.setShortcut(QKeySequence("Ctrl+V"))
        paste_empty.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        paste_empty.triggered.connect(lambda: self.paste())
        self.empty_button.addAction(paste_empty)
        leave_search = QAction(self)
        leave_search.setShortcuts([QKeySequence("Esc")])
        leave_search.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        leave_search.triggered.connect(self._leave_search)
        self.search.addAction(leave_search)

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.textChanged.connect(self._heed_cleared_search)
        self.search.returnPressed.connect(self._enter_list)
        self.town.activated.connect(
            lambda _at: self._narrow(replace(self.view, town=self.town.currentData() or ""))
        )
        self.period.activated.connect(lambda _at: self._narrow_to_period())
        self.bar.removed.connect(lambda part: self._narrow(without(self.view, part)))
        self.bar.cleared.connect(self.clear_filters)
        self.empty_button.clicked.connect(self._do_empty_button)
        self.model.modelAboutToBeReset.connect(self._hold_place)
        self.model.modelReset.connect(self._find_place)
        self.model.arrived.connect(self._arrive)
        self.model.counted.connect(self._tell_counts)
        self.grid.doubleClicked.connect(lambda _index: self.open_current())
        self.grid.selectionModel().selectionChanged.connect(self._heed_selection)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        header = self.grid.horizontalHeader()
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._note_width)
        header.sectionMoved.connect(lambda *_moved: QTimer.singleShot(0, self._take_moved))
        header.customContextMenuRequested.connect(self._show_header_menu)
        self.shell.stepped.connect(self._after)

    # Showing

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
            QTimer.singleShot(0, self, self._set_widths)

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
        self.shell.state.set(
            self._name,
            {
                "columns": list(self.model.columns),
                "widths": self._widths,
                "id": current.id if current else "",
                **remembered(self.view, self.ledger),
            },
        )

    def _narrow(self, view: View) -> None:
        self._pause.stop()
        self.view = view
        self._begun = True
        self._stale = False
        self._refreshing = False
        self._show_controls()
        self.count_words.setText(_("正在查找……"))
        self.model.show_view(view)

    def _narrow_to_period(self) -> None:
        chosen = self.period.currentData()
        self._narrow(replace(self.view, period=read_period(chosen) if chosen else None))

    def _search_now(self) -> None:
        if (text := " ".join(self.search.text().split())) != self.view.text:
            self._narrow(replace(self.view, text=text))

    def _heed_cleared_search(self, text: str) -> None:
        # The cross in the box clears it at once; a person who types waits for the pause.
        if not text and self.view.text:
            self._search_now()

    def _enter_list(self) -> None:
        self._pause.stop()
        self._search_now()
        self.grid.setFocus()

    def _leave_search(self) -> None:
        self.search.clear()
        self.grid.setFocus()

    def _show_controls(self) -> None:
        """Let the controls say what the view is."""
        view = self.view
        if " ".join(self.search.text().split()) != view.text:
            self.search.setText(view.text)
        self.town.setCurrentIndex(max(0, self.town.findData(view.town)))
        if view.period and self.period.findData(str(view.period)) < 0:
            self.period.addItem(view.period.words(), str(view.period))
        place = self.period.findData(str(view.period)) if view.period else 0
        self.period.setCurrentIndex(place)
        told = parts(view, self.ledger, self.shell.lists, self.shell.rows.label)
        self.bar.show_parts(told)
        header = self.grid.horizontalHeader()
        if view.order in self.model.columns:
            way = Qt.SortOrder.DescendingOrder if view.down else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(self.model.columns.index(view.order), way)
        else:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if self.model.columns:
            last = len(self.model.columns) - 1
            self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def _arrive(self) -> None:
        self._refreshing = False
        if self._wanted_id:
            self._go_to_wanted(told=False)
        none = not self.model.numbers
        if none:
            title = _(self.ledger.title)
            if self.view.narrowed:
                self.empty_words.setText(_("没有符合条件的记录。"))
                self.empty_button.setText(_("清除筛选"))
                self.empty_button.setIcon(icon("filter-clear"))
            else:
                self.empty_words.setText(
                    _("“{title}”里还没有记录：新增第一条，或从上方“导入”取自表格。").format(
                        title=title
                    )
                )
                self.empty_button.setText(_("新增…"))
                self.empty_button.setIcon(icon("add"))
        self._stack.setCurrentIndex(1 if none else 0)
        self._tell_selected()

    def _do_empty_button(self) -> None:
        if self.view.narrowed:
            self.clear_filters()
        else:
            self.add_new()

    def _tell_counts(self, counts: Counts) -> None:
        self.counts = counts
        told = [_("共 {total} 条").format(total=counts.total)]
        if self.view.narrowed:
            told.append(_("筛选后 {shown} 条").format(shown=counts.shown))
        if counts.drafts:
            told.append(_("其中草稿 {drafts} 条").format(drafts=counts.drafts))
        self.count_words.setText("，".join(told))

    def _after(self, step: Step) -> None:
        linked = (link.to for link in self.ledger.linking.values())
        if not touched(step, self.ledger.name, *linked):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    # Where one is

    def current_record(self) -> Record | None:
        """The record the cursor is at."""
        return self.model.record_at(self.grid.currentIndex().row())

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self.grid.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def _hold_place(self) -> None:
        numbers = self.model.numbers
        chosen: set[int] = set()
        ranges = self._ranges()
        if sum(each.height() for each in ranges) <= _MOST_HELD:
            chosen = {numbers[r] for each in ranges for r in range(each.top(), each.bottom() + 1)}
        current = self.grid.currentIndex()
        at = numbers[current.row()] if current.isValid() else -1
        self._held = chosen, at, max(0, current.column()), self.grid.verticalScrollBar().value()

    def _find_place(self) -> None:
        if self._held is None or not self.model.columns:
            return
        chosen, at, column, top = self._held
        self._held = None
        column = min(column, len(self.model.columns) - 1)
        if at >= 0 and (rows := self.model.places([at])):
            self.grid.selectionModel().setCurrentIndex(
                self.model.index(rows[0], column), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        last = len(self.model.columns) - 1
        selection = QItemSelection()
        for row in self.model.places(chosen) if chosen else ():
            one = chosen == {at}
            begin, end = (column, column) if one else (0, last)
            selection.select(self.model.index(row, begin), self.model.index(row, end))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.grid.selectionModel().select(selection, flags)
        self.grid.verticalScrollBar().setValue(top if self._refreshing else 0)

    def _go_to_wanted(self, *, told: bool) -> None:
        id, self._wanted_id = self._wanted_id, ""
        number = self.shell.rows.place(self.ledger.name, id)
        rows = self.model.places([number]) if number is not None else []
        if rows:
            self.grid.setCurrentIndex(self.model.index(rows[0], 0))
            self.grid.scrollTo(self.model.index(rows[0], 0))
        elif told:
            self.shell.said.emit("note", _("这条记录不在当前列表里，可清除筛选后再找"))

    def _tell_selected(self, *_changed: object) -> None:
        self.selected.emit(self.grid.currentIndex().isValid())

    def _heed_selection(self, *_changed: object) -> None:
        ranges = self._ranges()
        if sum(each.height() for each in ranges) > MOST_SELECTED:
            # What is more would be neither copied nor withdrawn at once, and is slow to paint.
            first = ranges[0]
            last = self.model.index(first.top() + MOST_SELECTED - 1, first.right())
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            if first.height() > MOST_SELECTED:
                kept = QItemSelection(self.model.index(first.top(), first.left()), last)
            else:
                kept = QItemSelection(first.topLeft(), first.bottomRight())
            self.grid.selectionModel().select(kept, flags)
            self.shell.said.emit(
                "note",
                _("一次最多选中 {most} 行，更多请用导出、导入").format(most=MOST_SELECTED),
            )
        self._tell_selected()

    def _selection(self) -> tuple[list[int], list[int]]:
        """The selected rows and columns, in order."""
        rows: set[int] = set()
        columns: set[int] = set()
        for each in self._ranges():
            rows.update(range(each.top(), each.bottom() + 1))
            columns.update(range(each.left(), each.right() + 1))
        return sorted(rows), sorted(columns)

    def _fetch(self, rows: Sequence[int], then: Callable[[list[Row]], object]) -> None:
        """The records in these rows, read off the window's thread."""
        numbers = [self.model.numbers[row] for row in rows]
        self.shell.look(lambda reader: self._read(reader, numbers), then)

    def _read(self, reader: Rows, numbers: Sequence[int]) -> list[Row]:
        found: list[Row] = []
        for start in range(0, len(numbers), PAGE):
            found += filter(None, reader.page(self.ledger.name, numbers[start : start + PAGE]))
        return found

    # Acts

    def add_new(self) -> None:
        """A new record that begins with what the list is narrowed to."""
        values = beginnings(self.view, self.ledger)
        self.shell.open_record(self.ledger.name, None, values or None)

    def open_current(self) -> None:
        """The form of the record the cursor is at."""
        if record := self.current_record():
            self.shell.open_record(self.ledger.name, record.id)

    def edit_cell(self) -> None:
        """Change the value of the cell the cursor is at, right here."""
        index = self.grid.currentIndex()
        if not index.isValid():
            return
        if self.model.edited_here(index.column()):
            self._cells.open(index)
        else:
            self.shell.said.emit("note", _("这一栏请打开记录后在表单里修改"))

    def withdraw(self) -> None:
        """Put the selected records into the recycle bin, with a reason."""
        self._fetch(self._selection()[0], self._withdraw)

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

    def copy_cells(self) -> None:
        """Copy the selected cells as a sheet takes them in, masked as they are shown."""
        rows, columns = self._selection()
        if not rows:
            return
        names = [self.model.columns[column] for column in columns]
        numbers = [self.model.numbers[row] for row in rows]

        def write(reader: Rows) -> str:
            found = self._read(reader, numbers)
            return as_text([self.model.texts(row, names) for row in found])

        def take(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            if (cells := len(rows) * len(names)) > 1:
                self.shell.said.emit("ok", _("已复制 {count} 格").format(count=cells))

        self.shell.look(write, take)

    def copy_down(self) -> None:
        """Give the selected cells of one column the value of the topmost one (as in sheets)."""
        rows, columns = self._selection()
        if not rows:
            return
        if len(columns) != 1:
            self.shell.said.emit("note", _("向下填充请只选一列"))
            return
        name = self.model.columns[columns[0]]
        if name not in self.ledger.fields:
            self.shell.said.emit("note", _("这一栏由程序填写，不能向下填充"))
            return
        if len(rows) == 1:
            if rows[0] == 0:
                return
            rows = [rows[0] - 1, rows[0]]
        self._fetch(rows, lambda fetched: self._copy_down(name, fetched))

    def _copy_down(self, name: str, rows: list[Row]) -> None:
        top, *rest = [record for record, _names in rows]
        value = getattr(top, name)
        pairs = [(r, replace(r, **{name: value})) for r in rest if getattr(r, name) != value]
        if not pairs:
            self.shell.said.emit("note", _("下面的值已经相同"))
            return
        title = _(self.ledger.fields[name].title)
        step = _("向下填充“{title}”").format(title=title)
        done = _("已把“{title}”填到 {count} 条记录，可以撤销").format(title=title, count=len(pairs))
        self._keep(step, pairs, done)

    def _keep(self, step: str, pairs: list[tuple[Record | None, Record]] | Any, done: str) -> None:
        def work(desk: Desk) -> object:
            from boshan_desk.usecases.records import save_many

            return save_many(desk, step, pairs)

        self.shell.do(work, lambda _kept: self.shell.said.emit("ok", done), words=step)

    def paste(self) -> None:
        """Put a block copied from a sheet over the records from the cursor on, or add them."""
        cells = read_block(QGuiApplication.clipboard().text())
        if not cells:
            self.shell.said.emit("note", _("剪贴板里没有可以粘贴的文字"))
            return
        if len(cells) > MOST_SELECTED:
            self.shell.said.emit(
                "warn", _("一次最多粘贴 {most} 行，更多请用导入").format(most=MOST_SELECTED)
            )
            return
        rows, columns = self._selection()
        names = list(self.model.columns[columns[0] if columns else 0 :])
        below = range(rows[0], min(rows[0] + len(cells), len(self.model.numbers))) if rows else ()

        def lay(fetched: list[Row]) -> None:
            ids = [record.id for record, _names in fetched]
            beginning = beginnings(self.view, self.ledger)

            def work(desk: Desk) -> tuple[Plan, Plan]:
                over = lay_over(desk, self.ledger, names, cells, ids, beginning)
                return over, lay_over(desk, self.ledger, names, cells, (), beginning)

            self.shell.do(work, lambda plans: self._ask_paste(*plans), words=_("核对粘贴内容"))

        self._fetch(below, lay)

    def _ask_paste(self, over: Plan, added: Plan) -> None:
        """Say what would happen, over the records that are there or as new ones, and do it."""
        ways = [over] if over.same or over.changed else []
        if added.pairs and (not ways or not added.troubles):
            ways.append(added)
        sound = [plan for plan in ways if plan.pairs and not plan.troubles]
        if not sound:
            told = next((plan for plan in ways if plan.troubles), None)
            if told is None:
                self.shell.said.emit("note", _("粘贴的内容与现有的相同，没有改动"))
                return
            self.shell.ask.tell(
                _("粘贴的内容有 {count} 处问题，没有写入：").format(count=len(told.troubles))
                + "\n"
                + told.trouble_words(),
                title=_("不能粘贴"),
                trouble=True,
            )
            return
        question = _("将粘贴 {words}。").format(words=sound[0].words())
        if over.troubles and over is not sound[0]:
            question += "\n" + _("覆盖选中位置起的记录有问题：") + "\n" + over.trouble_words()
        choice = self.shell.ask.choose(question, [plan.words() for plan in sound])
        if choice is not None:
            plan = sound[choice]
            done = _("已粘贴：{words}，可以撤销").format(words=plan.words())
            self._keep(_("粘贴{title}").format(title=_(self.ledger.title)), plan.pairs, done)

    # Columns

    def show_columns(self, columns: Sequence[str]) -> None:
        """Show these columns and remember them."""
        if columns:
            self._refreshing = True
            self.model.show_columns(columns)
            self._refreshing = False
            self._set_widths()
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

    def _set_widths(self) -> None:
        header = self.grid.horizontalHeader()
        metrics = self.grid.fontMetrics()
        kinds = self.ledger.shown()
        header.blockSignals(True)
        for place, name in enumerate(self.model.columns):
            title = metrics.horizontalAdvance(_(kinds[name].title)) + metrics.height() * 2
            usual = (
                usual_width(self.ledger, name) * metrics.horizontalAdvance("0") + metrics.height()
            )
            width = self._widths.get(name, 0) * metrics.height()
            header.resizeSection(place, round(width or max(title, usual)))
        header.blockSignals(False)
        self.grid.verticalHeader().setDefaultSectionSize(theme.row_height(metrics))

    def _note_width(self, section: int, _old: int, new: int) -> None:
        # In line heights, so that it holds when the type becomes larger.
        if section < len(self.model.columns) and new:
            name = self.model.columns[section]
            self._widths[name] = round(new / self.grid.fontMetrics().height(), 2)

    def _take_moved(self) -> None:
        """Columns were dragged: make what is seen the order of the model."""
        header = self.grid.horizontalHeader()
        seen = [self.model.columns[header.logicalIndex(v)] for v in range(header.count())]
        if seen == list(self.model.columns):
            return
        header.blockSignals(True)
        for place in range(header.count()):
            header.moveSection(header.visualIndex(place), place)
        header.blockSignals(False)
        self.show_columns(seen)

    # Menus

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self._actions.values()))
        menu.addSeparator()
        column = self.grid.indexAt(at).column()
        if column >= 0:
            own = self.header_menu(self.model.columns[column])
            own.setTitle(_("此列"))
            menu.addMenu(own)
        menu.popup(self.grid.viewport().mapToGlobal(at))

    def header_menu(self, name: str) -> QMenu:
        """What can be done with a column."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("header_menu")
        filtered = any(where.field == name for where in self.view.where)
        acts: list[tuple[str, str, bool, Callable[[], object]]] = [
            (_("升序"), "up", True, lambda: self.sort(name, down=False)),
            (_("降序"), "down", True, lambda: self.sort(name, down=True)),
            (_("按录入先后"), "", bool(self.view.order), lambda: self.sort("", down=True)),
            ("", "", True, menu.addSeparator),
            (_("筛选此列…"), "filter", True, lambda: self.filter_column(name)),
            (_("清除此列筛选"), "filter-clear", filtered, lambda: self._filter(name, ())),
            ("", "", True, menu.addSeparator),
            (
                _("隐藏此列"),
                "",
                len(self.model.columns) > 1,
                lambda: self.show_columns([c for c in self.model.columns if c != name]),
            ),
            (_("选择列…"), "columns", True, self.choose_columns),
        ]
        for words, picture, enabled, slot in acts:
            if not words:
                menu.addSeparator()
                continue
            action = menu.addAction(words)
            if picture:
                action.setIcon(icon(picture))
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
        return menu

    def _show_header_menu(self, at: QPoint) -> None:
        header = self.grid.horizontalHeader()
        section = header.logicalIndexAt(at)
        if section >= 0:
            self.header_menu(self.model.columns[section]).popup(header.mapToGlobal(at))


def _choice(name: str, everything: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.addItem(everything, "")
    box.setAccessibleName(everything)
    return box


def _has_town(ledger: Ledger) -> bool:
    parent = KEPT.get(ledger.parent_ledger)
    return bool(ledger.town or (parent and parent.town))


def _grid(model: TableModel) -> QTableView:
    grid = QTableView()
    grid.setObjectName("grid")
    grid.setModel(model)
    grid.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    grid.setAlternatingRowColors(True)
    grid.setWordWrap(False)
    grid.setTabKeyNavigation(False)
    grid.setCornerButtonEnabled(False)
    grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    down = grid.verticalHeader()
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    across = grid.horizontalHeader()
    # Rows beyond the screen are never measured: that would fetch them all (tech.md 9).
    across.setResizeContentsPrecision(0)
    across.setSectionsMovable(True)
    across.setSectionsClickable(True)
    across.setSortIndicatorShown(True)
    across.setHighlightSections(False)
    across.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    # A click on a title sorts; it does not also select a million cells.
    across.sectionPressed.disconnect()
    across.sectionEntered.disconnect()
    return grid
