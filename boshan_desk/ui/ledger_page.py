"""The lists of one place of the window: a tool bar, and a tab for each ledger that lives there.

Where a place has many ledgers they stand in groups: a row of groups, below it the ledgers of one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _
from boshan_desk.store.rows import Rows
from boshan_desk.ui.export_towns import TownMenu
from boshan_desk.ui.hand_out import hidden_columns
from boshan_desk.ui.icons import icon
from boshan_desk.ui.ledger_groups import Group, Tab, TabRow, group_of
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.record_list import RecordList
from boshan_desk.ui.shell import Shell, touched


@dataclass(frozen=True)
class Leaf:
    """What stands before the lists, in a tab of its own, and is no list of records."""

    key: str
    title: str
    make: Callable[[], QWidget]
    manual: str
    """The page of the manual that fits it."""


class LedgerPage(QWidget):
    """One place: lists are made when they are first looked at."""

    import_wanted = Signal(str)
    """The name of a ledger."""
    export_wanted = Signal(str, object)
    """The name of a ledger, and the `View` to write out."""
    full_export_wanted = Signal(str, object)
    """The same, with personal values whole."""
    book_wanted = Signal()
    """Every ledger is to be written out at once."""
    template_wanted = Signal(str, str)
    """The name of a ledger, and the code of a town, `EVERY_TOWN`, or "" for the office."""

    def __init__(
        self,
        shell: Shell,
        ledgers: Sequence[Ledger],
        parent: QWidget | None = None,
        *,
        groups: Sequence[Group] = (),
        first: Leaf | None = None,
        name: str = "",
    ) -> None:
        """`name`: by which the page is remembered, that of its first ledger if none is given."""
        super().__init__(parent)
        self._shell = shell
        self._ledgers = {each.name: each for each in ledgers}
        self._lists: dict[str, RecordList] = {}
        self._first = first
        self._leaf: QWidget | None = None
        self._groups = {
            each.key: each for each in groups if any(name in self._ledgers for name in each.ledgers)
        }
        head = name or next(iter(self._ledgers))
        self._name = f"page/{head}"
        self.setObjectName(f"page_{head}")
        self._seen: dict[str, str] = {}
        """The ledger that was last seen in each group."""
        tip = _("Ctrl+PgUp、Ctrl+PgDown 换一类")
        self.groups = TabRow(
            "ledger_groups",
            [Tab(each.key, _(each.title), tip) for each in self._groups.values()],
            groups=True,
        )
        self.groups.bar.setAccessibleName(_("类别"))
        if not self._groups:
            self.groups.hide()
        self.tabs = TabRow("ledger_tabs")
        self.tabs.bar.setAccessibleName(_("台账"))
        self.bar = QToolBar()
        self.bar.setObjectName("ledger_bar")
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.actions_by_id: dict[str, QAction] = {}
        self._fill_bar()
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        self._margins = layout.contentsMargins().left()
        self._refit = QTimer(self)
        self._refit.setSingleShot(True)
        self._refit.timeout.connect(self._fit_bar)
        layout.addWidget(self.groups)
        layout.addWidget(self.tabs)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        kept = str(shell.state.get(self._name, ""))
        self._current = kept if kept in self._ledgers else next(iter(self._ledgers))
        self._remember_groups()
        self._show_row(kept if first is not None and kept == first.key else self._current)
        self.groups.chosen.connect(self._show_group)
        self.tabs.chosen.connect(self._show_tab)
        self._listen_to_keys()
        shell.stepped.connect(self._count_after)

    def _listen_to_keys(self) -> None:
        ways: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+Tab", partial(self.tabs.step, 1)),
            ("Ctrl+Shift+Tab", partial(self.tabs.step, -1)),
        ]
        if self._groups:
            ways.append(("Ctrl+PgDown", partial(self.groups.step, 1)))
            ways.append(("Ctrl+PgUp", partial(self.groups.step, -1)))
        for number in range(9):
            ways.append((f"Alt+{number + 1}", partial(self._go_to_number, number)))
        for keys, slot in ways:
            # Heard in the whole window while the page is seen, also beside it in the navigation.
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(slot)

    def _go_to_number(self, number: int) -> None:
        if number < len(self.tabs.keys):
            self.tabs.choose(self.tabs.keys[number])

    @property
    def lists(self) -> LedgerPage:
        """The lists of the place: this page."""
        return self

    @property
    def manual(self) -> str:
        """The page of the manual that fits what is seen; "" for that of the place."""
        return self._first.manual if self._first is not None and self.leaf is not None else ""

    @property
    def leaf(self) -> QWidget | None:
        """What stands before the lists, where that is seen."""
        seen = self._leaf is not None and self._stack.currentWidget() is self._leaf
        return self._leaf if seen else None

    @property
    def current_ledger(self) -> Ledger:
        """The ledger whose list is seen, or was."""
        return self._ledgers[self._current]

    @property
    def current_list(self) -> RecordList:
        """The list that is seen, or was."""
        return self.list_of(self.current_ledger.name)

    def list_of(self, ledger_name: str) -> RecordList:
        """The list of one of the ledgers."""
        if ledger_name not in self._lists:
            made = RecordList(self._shell, self._ledgers[ledger_name])
            made.selected.connect(self._allow)
            self._lists[ledger_name] = made
            self._stack.addWidget(made)
        return self._lists[ledger_name]

    def show_view(self, ledger_name: str, view: View | None) -> None:
        """Go to a ledger, and narrow its list if a view is given."""
        self._show_row(ledger_name)
        if view is not None:
            self.list_of(ledger_name).show_view(view)

    def show_leaf(self) -> QWidget | None:
        """Go to what stands before the lists."""
        if self._first is not None:
            self._show_row(self._first.key)
        return self.leaf

    def select(self, ledger_name: str, id: str) -> None:
        """Go to a record in its list."""
        self.show_view(ledger_name, None)
        self.list_of(ledger_name).select(id)

    def save_state(self) -> None:
        """Remember where one is."""
        self._shell.state.set(self._name, self.tabs.key)
        for key, name in self._seen.items():
            self._shell.state.set(f"{self._name}/{key}", name)
        for made in self._lists.values():
            made.save_state()

    def refresh(self) -> None:
        """Read what is seen again."""
        refresh = getattr(self.leaf or self.current_list, "refresh", None)
        if refresh is not None:
            refresh()

    # Groups and tabs

    def _remember_groups(self) -> None:
        for key, group in self._groups.items():
            names = [name for name in group.ledgers if name in self._ledgers]
            kept = str(self._shell.state.get(f"{self._name}/{key}", ""))
            self._seen[key] = kept if kept in names else names[0]

    def _show_row(self, key: str) -> None:
        """Show the row of tabs in which one stands, and what it leads to."""
        if group := group_of(key, self._groups.values()):
            self.groups.bar.blockSignals(True)
            self.groups.choose(group.key)
            self.groups.bar.blockSignals(False)
            self.groups.fit()
            names = [name for name in group.ledgers if name in self._ledgers]
        else:
            names = list(self._ledgers)
        tabs = [
            Tab(name, _(self._ledgers[name].title), self._tip(number))
            for number, name in enumerate(names, 1 if self._first is None else 2)
        ]
        if self._first is not None:
            tabs.insert(0, Tab(self._first.key, _(self._first.title), self._tip(1)))
        if self.tabs.keys == [tab.key for tab in tabs]:
            self.tabs.choose(key)
        else:
            self.tabs.show_tabs(tabs, key)
        self.tabs.setVisible(len(tabs) > 1)
        self._show_tab(key)
        self._count()

    @staticmethod
    def _tip(number: int) -> str:
        return _("Alt+{n}；Ctrl+Tab 下一个").format(n=number) if number <= 9 else ""

    def _show_group(self, key: str) -> None:
        self._show_row(self._seen[key])

    def _show_tab(self, key: str) -> None:
        leaf = self._make_leaf(key)
        if leaf is None:
            self._current = key
            if group := group_of(key, self._groups.values()):
                self._seen[group.key] = key
        shown = leaf or self.list_of(key)
        self._stack.setCurrentWidget(shown)
        self.bar.setVisible(leaf is None)
        # Whoever comes here, or back from a form, goes on in the list.
        self.setFocusProxy(shown)
        self._allow()

    def _make_leaf(self, key: str) -> QWidget | None:
        """What stands behind this tab, if it is no list; made when it is first looked at."""
        if self._first is None or key != self._first.key:
            return None
        if self._leaf is None:
            self._leaf = self._first.make()
            self._stack.addWidget(self._leaf)
        return self._leaf

    def name_leaf(self, words: str, tip: str = "") -> None:
        """Let the tab of what stands before the lists say how much waits there."""
        if self._first is not None:
            self.tabs.name_tab(self._first.key, words, tip or self._tip(1))

    # How many records there are

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _count_after(self, step: Step) -> None:
        if self._groups and self.isVisible() and touched(step, *self.tabs.keys):
            self._count()

    def _count(self) -> None:
        """Count the records of the ledgers of a group, off the window's thread."""
        if not self._groups or not self.isVisible():
            return
        names = self.tabs.keys

        def count(rows: Rows) -> dict[str, int]:
            return {name: rows.count(View(ledger=name)) for name in names}

        self._shell.look(count, while_there(self, self._show_counts))

    def _show_counts(self, counts: dict[str, int]) -> None:
        for number, name in enumerate(self.tabs.keys, 1):
            if name in counts:
                title = _(self._ledgers[name].title)
                words = with_more(title, f"{counts[name]:,}") if counts[name] else title
                self.tabs.name_tab(name, words, self._tip(number))

    # What can be done

    def add_new(self) -> None:
        """A new record of the ledger that is seen; it begins with what the list is narrowed to."""
        self.current_list.add_new()

    def event(self, event: QEvent) -> bool:
        # The window has these keys too; a key of both would do nothing (Qt calls it ambiguous).
        # Whoever works in the list means the list.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._slot_of(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if slot := self._slot_of(event):
            slot()
        else:
            super().keyPressEvent(event)

    def _slot_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        if event.matches(QKeySequence.StandardKey.New):
            return self.add_new
        if event.matches(QKeySequence.StandardKey.Find):
            return self.search
        return self.refresh if event.key() == Qt.Key.Key_F5 else None

    def search(self) -> None:
        """Put the keyboard into the quick search."""
        if self.leaf is not None:
            return
        line = self.current_list.search
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # When the buttons have their new sizes, too.
            self._refit.start()

    def _fit_bar(self) -> None:
        """Where all words do not fit, the last buttons keep only picture and tooltip."""
        buttons = [
            button
            for action in self.bar.actions()
            if isinstance(button := self.bar.widgetForAction(action), QToolButton)
        ]
        whole = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in buttons:
            button.setToolButtonStyle(whole)
        room = self.width() - self._margins * 2
        for button in reversed(buttons):
            if self._bar_width() <= room:
                break
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _bar_width(self) -> int:
        layout = self.bar.layout()
        assert layout is not None
        layout.invalidate()
        return layout.sizeHint().width()

    def _fill_bar(self) -> None:
        acts: list[tuple[str, str, str, str, Callable[[], object]]] = [
            ("new", _("新增"), "add", "Ctrl+N", self.add_new),
            ("open", _("打开"), "open", "", lambda: self.current_list.open_current()),
            ("decide", _("办理"), "ok", "", lambda: None),
            ("withdraw", _("删除…"), "withdraw", "", lambda: self.current_list.withdraw()),
            ("", "", "", "", lambda: None),
            ("import", _("导入"), "import", "", self._import),
            ("export", _("导出"), "export", "", self._export),
            ("template", _("模板"), "template", "", self._template),
            ("", "", "", "", lambda: None),
            ("filter", _("筛选"), "filter", "", lambda: self.current_list.filter_here()),
            ("columns", _("列"), "columns", "", lambda: self.current_list.choose_columns()),
            ("refresh", _("刷新"), "refresh", "F5", self.refresh),
        ]
        tips = {
            "open": _("打开选中的记录（Enter）"),
            "decide": _("提交、审核、退回或归档选中的记录"),
            "withdraw": _("把选中的记录移入回收站（Del）"),
            "import": _("从 Excel 表格导入"),
            "export": _("把当前列表导出为 Excel 表格；证件号码、电话只写一部分"),
            "template": _("另存一份填报用的 Excel 模板；点右边的小箭头可选镇街"),
            "filter": _("按光标所在的列筛选（Alt+↓）"),
            "columns": _("选择显示哪些列"),
        }
        for id, words, picture, key, slot in acts:
            if not id:
                self.bar.addSeparator()
                continue
            action = QAction(icon(picture), words, self)
            action.setObjectName(f"ledger_{id}")
            action.setToolTip(tips.get(id, with_more(words, key) if key else words))
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
            self.bar.addAction(action)
            self.actions_by_id[id] = action
        self._add_export_menu()
        self._add_template_menu()
        self._add_moves_menu()

    def _add_moves_menu(self) -> None:
        """Below 办理, what may be decided about all selected records."""
        menu = QMenu(self)
        menu.setObjectName("moves_menu")
        menu.aboutToShow.connect(lambda: self.current_list.fill_moves(menu))
        button = self.bar.widgetForAction(self.actions_by_id["decide"])
        assert isinstance(button, QToolButton)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        self.moves_menu = menu

    def _add_export_menu(self) -> None:
        """Below 导出, other ways: with personal values whole, and every ledger at once."""
        masked, full = self.actions_by_id["export"], QAction(_("导出完整信息…"), self)
        full.setObjectName("ledger_export_full")
        full.triggered.connect(self._export_full)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        usual = menu.addAction(icon("export"), _("遮盖个人信息（默认）"))
        usual.triggered.connect(masked.trigger)
        menu.addAction(full)
        self.actions_by_id["export_full"] = full
        menu.addSeparator()
        book = menu.addAction(_("导出全部台账…"))
        book.setObjectName("ledger_export_all")
        book.triggered.connect(lambda _checked=False: self.book_wanted.emit())
        self._hang_below("export", menu)

    def _add_template_menu(self) -> None:
        """Below 模板, those of the towns; a town's desk has its own alone."""
        if self._shell.level == "town":
            return
        menu = TownMenu(
            self._shell,
            lambda: self.current_ledger.name,
            self._template,
            self,
            name="ledger_town",
            general=True,
        )
        self._hang_below("template", menu)

    def _hang_below(self, id: str, menu: QMenu) -> None:
        button = self.bar.widgetForAction(self.actions_by_id[id])
        assert isinstance(button, QToolButton)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setMenu(menu)

    def _allow(self, *_told: object) -> None:
        if self.leaf is not None:
            return
        there = self.current_list.grid.currentIndex().isValid()
        self.actions_by_id["open"].setEnabled(there)
        self.actions_by_id["withdraw"].setEnabled(there)
        self.actions_by_id["decide"].setEnabled(there)
        self._allow_full_export()
        writes = not self.current_list.reading_only
        for id in ("new", "decide", "withdraw", "import"):
            self.actions_by_id[id].setVisible(writes)

    def _allow_full_export(self) -> None:
        full = self.actions_by_id["export_full"]
        may = self._shell.may(Right.TAKE_OUT)
        full.setEnabled(may and bool(hidden_columns(self.current_ledger)))
        full.setToolTip(
            _("证件号码、电话写全；须写明原因，并留下记录")
            if may
            else _("完整信息由{roles}人员导出").format(roles=who_may(Right.TAKE_OUT))
        )

    def _import(self) -> None:
        self.import_wanted.emit(self.current_ledger.name)

    def _export(self) -> None:
        self.export_wanted.emit(self.current_ledger.name, self.current_list.view)

    def _export_full(self) -> None:
        self.full_export_wanted.emit(self.current_ledger.name, self.current_list.view)

    def _template(self, town: str = "") -> None:
        self.template_wanted.emit(self.current_ledger.name, town)
