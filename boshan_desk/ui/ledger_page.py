"""The lists of one place of the window: a tool bar, and a tab for each ledger that lives there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QMenu,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _
from boshan_desk.ui.export_towns import TownMenu
from boshan_desk.ui.hand_out import hidden_columns
from boshan_desk.ui.icons import icon
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.record_list import RecordList
from boshan_desk.ui.shell import Shell


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
        self, shell: Shell, ledgers: Sequence[Ledger], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._ledgers = tuple(ledgers)
        self._lists: dict[str, RecordList] = {}
        self._name = f"page/{self._ledgers[0].name}"
        self.setObjectName(f"page_{self._ledgers[0].name}")
        self.tabs = QTabBar()
        self.tabs.setObjectName("ledger_tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for each in self._ledgers:
            self.tabs.addTab(_(each.title))
        self.tabs.setVisible(len(self._ledgers) > 1)
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
        layout.addWidget(self.tabs)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        kept = shell.state.get(self._name, "")
        names = [each.name for each in self._ledgers]
        self.tabs.setCurrentIndex(names.index(kept) if kept in names else 0)
        self._show_tab(self.tabs.currentIndex())
        self.tabs.currentChanged.connect(self._show_tab)

    @property
    def current_ledger(self) -> Ledger:
        """The ledger whose list is seen."""
        return self._ledgers[self.tabs.currentIndex()]

    @property
    def current_list(self) -> RecordList:
        """The list that is seen."""
        return self.list_of(self.current_ledger.name)

    def list_of(self, ledger_name: str) -> RecordList:
        """The list of one of the ledgers."""
        if ledger_name not in self._lists:
            ledger = next(each for each in self._ledgers if each.name == ledger_name)
            made = RecordList(self._shell, ledger)
            made.selected.connect(self._allow)
            self._lists[ledger_name] = made
            self._stack.addWidget(made)
        return self._lists[ledger_name]

    def show_view(self, ledger_name: str, view: View | None) -> None:
        """Go to a ledger, and narrow its list if a view is given."""
        self.tabs.setCurrentIndex([each.name for each in self._ledgers].index(ledger_name))
        if view is not None:
            self.list_of(ledger_name).show_view(view)

    def select(self, ledger_name: str, id: str) -> None:
        """Go to a record in its list."""
        self.show_view(ledger_name, None)
        self.list_of(ledger_name).select(id)

    def save_state(self) -> None:
        """Remember where one is."""
        self._shell.state.set(self._name, self.current_ledger.name)
        for made in self._lists.values():
            made.save_state()

    def refresh(self) -> None:
        """Read the list that is seen again."""
        self.current_list.refresh()

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
        """Below 模板, those of the towns."""
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

    def _show_tab(self, place: int) -> None:
        shown = self.list_of(self._ledgers[place].name)
        self._stack.setCurrentWidget(shown)
        # Whoever comes here, or back from a form, goes on in the list.
        self.setFocusProxy(shown)
        self._allow()

    def _allow(self, *_told: object) -> None:
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
