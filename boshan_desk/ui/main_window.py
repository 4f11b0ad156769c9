"""The window: eight places at the left, the page of one of them, and what may lie over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.view import View
from boshan_desk.i18n import LANGUAGES, _, language, mark
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ui import icons, theme
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.message_strip import MessageStrip
from boshan_desk.ui.progress_strip import ProgressStrip
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.import_page import ImportPage
    from boshan_desk.ui.ledger_page import LedgerPage
    from boshan_desk.ui.manual_window import ManualWindow
    from boshan_desk.ui.record_page import RecordPage


@dataclass(frozen=True)
class Place:
    """One of the places of the window, with the ledgers that live there."""

    key: str
    title: str
    icon: str
    ledgers: tuple[str, ...] = ()


PLACES: Final = (
    Place("start", mark("首页"), "home"),
    Place("station", mark("商标品牌指导站"), "station", ("station", "station_service")),
    Place("gi", mark("地理标志"), "gi", ("gi_right", "gi_user", "gi_year", "gi_check")),
    Place("case", mark("执法案件"), "case", ("case", "enforcement_action")),
    Place("event", mark("培训宣传"), "event", ("event", "attendee", "media")),
    Place("enterprise", mark("企业名录"), "enterprise", ("enterprise",)),
    Place("report", mark("报告"), "report"),
    Place("bin", mark("回收站"), "bin"),
)
"""Eight at most: more is a menu nobody reads."""

LONGEST_NAME: Final = 24
"""Characters of a step's name that the bar has room for; the tip shows all of it."""

_MANUAL_PAGES: Final = {"start": "start", "report": "report", "bin": "bin"}


def place_of(ledger_name: str) -> Place:
    """The place where a ledger lives."""
    return next(place for place in PLACES if ledger_name in place.ledgers)


@dataclass(frozen=True)
class Action:
    """Something the officer can do from the menu, the bar or a key."""

    id: str
    title: str
    icon: str
    shortcut: str
    slot: Callable[[], object]


class MainWindow(QMainWindow):
    """Shows places, records over them, and what happened."""

    remake_wanted = Signal()
    """Another language was chosen: every text must be made anew."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._place = PLACES[0].key
        self._pages: dict[str, QWidget] = {}
        self._over: list[RecordPage | ImportPage] = []
        """Pages that lie over the place, the last one on top."""
        self._undo_name = self._redo_name = ""
        self._manual: ManualWindow | None = None
        self._closing = False
        self.setObjectName("main_window")
        self.setWindowTitle(self._title())
        self.setAcceptDrops(True)
        shell.ask.parent = self

        self._nav = QListWidget()
        self._nav.setObjectName("nav")
        self._nav.setAccessibleName(_("导航"))
        self._nav.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill_nav()
        self._stack = QStackedWidget()
        self._stack.setObjectName("stack")
        # No page may push the window over the edge of a small screen: pages make do with the room.
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumSize(1, 1)
        self.messages = MessageStrip()
        self.progress = ProgressStrip(shell.jobs)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.messages)
        side.addWidget(self._stack, 1)
        side.addWidget(self.progress)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._nav)
        row.addLayout(side, 1)
        self.setCentralWidget(whole)

        self.actions_by_id: dict[str, QAction] = {}
        self._make_actions()
        self._make_menus()
        self._make_bar()

        self._nav.currentRowChanged.connect(self._go_to_row)
        shell.said.connect(self.messages.say)
        shell.record_wanted.connect(self.open_record)
        shell.list_wanted.connect(self.show_list)
        shell.stepped.connect(self._after)
        self._name_undo()
        self._come_back()

    # Places

    @property
    def place(self) -> str:
        """The key of the place that is open."""
        return self._place

    def show_place(self, key: str) -> bool:
        """Go to a place; False when an open form was not to be left."""
        if not self._clear_over():
            return False
        self._place = key
        self._mark_place()
        self._stack.setCurrentWidget(self._page(key))
        return True

    def show_list(self, ledger_name: str, view: View | None) -> None:
        """Show a ledger's list, narrowed as the view says."""
        place = place_of(ledger_name)
        if self.show_place(place.key):
            self.ledger_page(place.key).show_view(ledger_name, view)

    def open_record(
        self, ledger_name: str, id: str | None = None, values: dict[str, Any] | None = None
    ) -> None:
        """Open a record's form over the place; `id` None makes a new one."""
        from boshan_desk.ui.record_page import RecordPage

        page = RecordPage(self.shell, KEPT[ledger_name], id, values)
        page.closed.connect(lambda: self._leave(page))
        page.next_wanted.connect(lambda kept: self._next_record(page, ledger_name, kept))
        self._lay_over(page)

    def open_import(self, ledger_name: str = "", path: Path | None = None) -> None:
        """Open the page that takes a workbook in."""
        from boshan_desk.ui.import_page import ImportPage

        if self._over and isinstance(self._over[-1], ImportPage):
            page = self._over[-1]
        else:
            page = ImportPage(self.shell, ledger_name or self._ledger_here())
            page.closed.connect(lambda: self._leave(page))
            self._lay_over(page)
        if path is not None:
            page.take_file(path)

    def ledger_page(self, key: str) -> LedgerPage:
        """The lists of a place."""
        from boshan_desk.ui.ledger_page import LedgerPage

        page = self._page(key)
        assert isinstance(page, LedgerPage)
        return page

    def page_on_top(self) -> QWidget:
        """What the officer sees."""
        return self._stack.currentWidget()

    def _page(self, key: str) -> QWidget:
        if key not in self._pages:
            page = self._make_page(key)
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def _make_page(self, key: str) -> QWidget:
        # Each is made when it is first looked at: the first paint waits for one only.
        if key == "start":
            from boshan_desk.ui.start_page import StartPage

            start = StartPage(self.shell)
            start.import_wanted.connect(self.open_import)
            start.report_wanted.connect(lambda: self.show_place("report"))
            return start
        if key == "report":
            from boshan_desk.ui.report_page import ReportPage

            report = ReportPage(self.shell)
            report.saved.connect(
                lambda path: self._written(path, _("季报已保存：{name}").format(name=path.name))
            )
            return report
        if key == "bin":
            from boshan_desk.ui.bin_page import BinPage

            return BinPage(self.shell)
        from boshan_desk.ui.ledger_page import LedgerPage

        place = next(p for p in PLACES if p.key == key)
        page = LedgerPage(self.shell, [LEDGERS[name] for name in place.ledgers])
        page.import_wanted.connect(self.open_import)
        page.export_wanted.connect(self.export)
        page.template_wanted.connect(self.write_template)
        return page

    def _go_to_row(self, row: int) -> None:
        if row >= 0 and not self.show_place(PLACES[row].key):
            self._mark_place()

    def _mark_place(self) -> None:
        """Let the navigation name the place that is open."""
        row = [place.key for place in PLACES].index(self._place)
        self._nav.blockSignals(True)
        self._nav.setCurrentRow(row)
        self._nav.blockSignals(False)

    def _fill_nav(self) -> None:
        for number, place in enumerate(PLACES, 1):
            item = QListWidgetItem(icons.icon(place.icon), _(place.title))
            item.setToolTip(_("{title}（Ctrl+{n}）").format(title=_(place.title), n=number))
            self._nav.addItem(item)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(partial(self.show_place, place.key))
        self._fit()

    def _fit(self) -> None:
        """Give the navigation the room its words need in the type of now."""
        metrics = self._nav.fontMetrics()
        size = round(metrics.height() * 1.2)
        self._nav.setIconSize(QSize(size, size))
        for row in range(self._nav.count()):
            self._nav.item(row).setSizeHint(QSize(0, round(metrics.height() * 2.3)))
        widest = max(metrics.horizontalAdvance(_(place.title)) for place in PLACES)
        self._nav.setFixedWidth(widest + size + round(metrics.height() * 2.4))

    # Pages over the place

    def _lay_over(self, page: RecordPage | ImportPage) -> None:
        self._over.append(page)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def _leave(self, page: RecordPage | ImportPage) -> None:
        if page not in self._over:
            return
        self._over.remove(page)
        self._stack.removeWidget(page)
        page.deleteLater()
        below = self._over[-1] if self._over else self._page(self.place)
        self._stack.setCurrentWidget(below)
        below.setFocus()

    def _next_record(self, page: RecordPage, ledger_name: str, kept: object) -> None:
        values = kept if isinstance(kept, dict) else None
        self._leave(page)
        self.open_record(ledger_name, None, values)

    def _clear_over(self) -> bool:
        while self._over:
            page = self._over[-1]
            if not page.try_close():
                return False
            self._leave(page)
        return True

    def try_close_pages(self) -> bool:
        """Leave every open form; False when one is to stay."""
        return self._clear_over()

    # What the officer can do

    def _commands(self) -> tuple[Action, ...]:
        return (
            Action("new", _("新增记录"), "add", "Ctrl+N", self.add_record),
            Action("import", _("导入表格…"), "import", "Ctrl+I", self.open_import),
            Action("export", _("导出台账…"), "export", "Ctrl+E", self.export_here),
            Action("template", _("导出空白模板…"), "template", "", self.template_here),
            Action("quit", _("退出"), "close", "Ctrl+Q", self.close),
            Action("undo", _("撤销"), "undo", "Ctrl+Z", self.undo),
            Action("redo", _("重做"), "redo", "Ctrl+Y", self.redo),
            Action("large", _("大字"), "large-type", "Ctrl+L", self.switch_type),
            Action("refresh", _("刷新"), "refresh", "F5", self.refresh),
            Action("manual", _("使用说明"), "help", "F1", self.show_manual),
            Action("changes", _("更新内容"), "history", "", self.show_changes),
            Action("about", _("关于"), "note", "", self.show_about),
        )

    def _make_actions(self) -> None:
        for command in self._commands():
            action = QAction(icons.icon(command.icon), command.title, self)
            action.setObjectName(f"action_{command.id}")
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
            action.triggered.connect(partial(_call, command.slot))
            self.addAction(action)
            self.actions_by_id[command.id] = action
        self.actions_by_id["large"].setCheckable(True)
        self.actions_by_id["large"].setChecked(bool(self.shell.state.get("large_type", False)))

    def _make_menus(self) -> None:
        menus = (
            (_("文件(&F)"), "new | import export template | quit"),
            (_("编辑(&E)"), "undo redo"),
            (_("查看(&V)"), "large refresh"),
            (_("帮助(&H)"), "manual changes | about"),
        )
        for title, words in menus:
            menu = self.menuBar().addMenu(title)
            for word in words.split():
                if word == "|":
                    menu.addSeparator()
                else:
                    menu.addAction(self.actions_by_id[word])
            if "large" in words:
                menu.addMenu(self._language_menu())

    def _language_menu(self) -> QMenu:
        # The word is in both languages: who needs it may not read the other one.
        menu = QMenu(_("语言 / Language"), self)
        menu.setIcon(icons.icon("language"))
        group = QActionGroup(menu)
        for code, name in LANGUAGES.items():
            action = group.addAction(name)
            action.setCheckable(True)
            action.setChecked(code == language())
            action.setObjectName(f"language_{code}")
            action.triggered.connect(partial(self._choose_language, code))
            menu.addAction(action)
        return menu

    def _make_bar(self) -> None:
        bar = QToolBar(_("工具栏"))
        bar.setObjectName("bar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addToolBar(bar)
        for word in ("undo", "redo", "", "import", "large", "manual"):
            if word:
                bar.addAction(self.actions_by_id[word])
            else:
                spring = QWidget()
                spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
                bar.addWidget(spring)

    def add_record(self) -> None:
        """Begin a new record of the ledger in view."""
        self.shell.open_record(self._ledger_here() or "case")

    def undo(self) -> None:
        """Take back the newest step."""
        from boshan_desk.usecases.records import undo

        told = partial(self._replayed, _("已撤销：{name}"))
        self.shell.do(undo, while_there(self, told))

    def redo(self) -> None:
        """Do again what was taken back last."""
        from boshan_desk.usecases.records import redo

        told = partial(self._replayed, _("已重做：{name}"))
        self.shell.do(redo, while_there(self, told))

    def _replayed(self, words: str, step: Step) -> None:
        self._learn_undo()
        self.shell.said.emit("ok", words.format(name=step.name))

    def _after(self, _step: Step) -> None:
        self._learn_undo()

    def _learn_undo(self) -> None:
        desk = self.shell.desk
        self._undo_name = desk.done[-1].name if desk.done else ""
        self._redo_name = desk.undone[-1].name if desk.undone else ""
        self._name_undo()

    def _name_undo(self) -> None:
        """Say on the buttons what they would undo and redo."""
        for id, word, name in (
            ("undo", _("撤销"), self._undo_name),
            ("redo", _("重做"), self._redo_name),
        ):
            action = self.actions_by_id[id]
            whole = _("{what}：{name}").format(what=word, name=name) if name else word
            action.setText(whole if len(whole) <= LONGEST_NAME else f"{whole[:LONGEST_NAME]}…")
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(_("{what}（{keys}）").format(what=whole, keys=keys))
            action.setEnabled(bool(name))

    def switch_type(self) -> None:
        """Large type, or the usual one."""
        large = self.actions_by_id["large"].isChecked()
        self.shell.state.set("large_type", large)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, large=large)
        self._fit()

    def _choose_language(self, code: str) -> None:
        if code != language() and self.try_close_pages():
            self.shell.state.set("language", code)
            self.remake_wanted.emit()

    def refresh(self) -> None:
        """Read again what is in view."""
        page = self.page_on_top()
        refresh = getattr(page, "refresh", None)
        if refresh is not None:
            refresh()

    def show_manual(self) -> None:
        """The manual, at the page that fits the place."""
        self._show_manual(_MANUAL_PAGES.get(self._place, "records"))

    def show_changes(self) -> None:
        """What is new."""
        self._show_manual("changes")

    def _show_manual(self, page: str) -> None:
        from boshan_desk.ui.manual_window import ManualWindow

        if self._manual is None:
            self._manual = ManualWindow(self)
        self._manual.show_page(page)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def show_about(self) -> None:
        """Which program this is and whose data it holds."""
        self.shell.ask.tell(
            _(
                "博山知识产权工作台 {version}\n\n使用单位：{bureau}\n数据文件夹：{folder}\n\n"
                "本程序不联网，所有数据只保存在本机。"
            ).format(version=_version(), bureau=self.shell.county.bureau, folder=self.shell.folder),
            title=_("关于"),
        )

    # Workbooks

    def _ledger_here(self) -> str:
        """The ledger in view; empty where the place has none."""
        from boshan_desk.ui.ledger_page import LedgerPage

        page = self._pages.get(self._place)
        return page.current_ledger.name if isinstance(page, LedgerPage) else ""

    def export_here(self) -> None:
        """Export the list in view."""
        if name := self._ledger_here():
            self.export(name, View(ledger=name))
        else:
            self.shell.said.emit("note", _("请先打开要导出的台账"))

    def template_here(self) -> None:
        """Write an empty workbook for the ledger in view."""
        if name := self._ledger_here():
            self.write_template(name)
        else:
            self.shell.said.emit("note", _("请先打开要填报的台账"))

    def export(self, ledger_name: str, view: View) -> None:
        """Write the records of a list into a workbook ready to hand in."""
        ledger = LEDGERS[ledger_name]
        name = f"{self.shell.county.name}{_(ledger.title)}_{self.shell.today:%Y%m%d}.xlsx"
        path = self.shell.ask.save_file(_("导出台账"), name, _sheets())
        if path is None:
            return

        def work(desk: Desk, progress: Progress) -> int:
            from boshan_desk.usecases import sheets

            return sheets.export(desk, ledger, path, view=view, progress=progress)

        def exported(count: int) -> None:
            words = _("已导出 {count} 条记录到 {name}").format(count=count, name=path.name)
            self._written(path, words)

        self.shell.do_long(
            work,
            while_there(self, exported),
            words=_("正在导出{title}").format(title=_(ledger.title)),
        )

    def write_template(self, ledger_name: str) -> None:
        """Write an empty workbook to be filled in."""
        ledger = LEDGERS[ledger_name]
        name = _("{title}填报模板.xlsx").format(title=_(ledger.title))
        path = self.shell.ask.save_file(_("导出空白模板"), name, _sheets())
        if path is None:
            return

        def work(desk: Desk) -> None:
            from boshan_desk.usecases import sheets

            sheets.write_template(desk, ledger, path)

        def written(_done: object) -> None:
            self._written(path, _("模板已写入 {name}").format(name=path.name))

        self.shell.do(
            work,
            while_there(self, written),
            words=_("正在写模板"),
        )

    def _written(self, path: Path, words: str) -> None:
        self.messages.say("ok", words, (_("打开文件夹"), lambda: open_folder(path)))

    # Coming and going

    def warm_up(self) -> None:
        """After the first paint, load in the background what the first piece of work will need."""

        def load(desk: Desk) -> Desk:
            return desk

        def load_rest(_desk: Desk) -> None:
            import boshan_desk.usecases.papers
            import boshan_desk.usecases.sheets  # noqa: F401  (loaded, not used)

        from boshan_desk.ui.start_page import StartPage

        def opened(_desk: Desk) -> None:
            self._learn_undo()
            start = self._pages.get("start")
            if isinstance(start, StartPage):
                start.begin()
            self.shell.do(load_rest)

        self.shell.do(load, while_there(self, opened))

    def _title(self) -> str:
        name = _("博山知识产权工作台 — {county}").format(county=self.shell.county.name)
        sample = bool(self.shell.rows.setting("today"))
        return _("{name}（演示）").format(name=name) if sample else name

    def _come_back(self) -> None:
        """Return to where the officer was."""
        geometry = self.shell.state.bytes("window.geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            screen = self.screen().availableGeometry()
            self.resize(min(1366, screen.width()), min(768, screen.height()))
        kept = self.shell.state.get("window.place")
        known = {place.key for place in PLACES}
        self.show_place(kept if kept in known else PLACES[0].key)

    def keep_state(self) -> None:
        """Remember where the officer is."""
        state = self.shell.state
        state.set_bytes("window.geometry", self.saveGeometry())
        state.set("window.place", self._place)
        for page in self._pages.values():
            save = getattr(page, "save_state", None)
            if save is not None:
                save()
        state.save()

    def part(self) -> None:
        """Make room for a window in another language; the desk stays."""
        if self._manual is not None:
            self._manual.close()
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about open forms; wait, in words, for work under way."""
        if not self._clear_over():
            event.ignore()
            return
        if self.shell.jobs.busy:
            event.ignore()
            if not self._closing:
                self._closing = True
                if self.progress.words:
                    words = _("{what}，完成后自动关闭").format(what=self.progress.words)
                    self.messages.say("note", words)
                self._wait_to_close()
            return
        self.keep_state()
        if self._manual is not None:
            self._manual.close()
        event.accept()

    def _wait_to_close(self) -> None:
        if self.shell.jobs.busy:
            QTimer.singleShot(50, self, self._wait_to_close)
        else:
            self._closing = False
            self.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A workbook may be dropped anywhere."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the workbook that was dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_import(path=path)


def dropped_file(data: QMimeData) -> Path | None:
    """The one workbook that is being dropped, if that is what it is."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(files) == 1 and files[0].suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".csv"):
        return files[0]
    return None


def open_folder(path: Path) -> None:
    """Show the folder of a file in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _sheets() -> str:
    return _("Excel 工作簿 (*.xlsx)")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("boshan-desk")
    except PackageNotFoundError:
        return _("（开发中）")


def _call(slot: Callable[[], object], _checked: bool = False) -> None:
    """Do without the flag that Qt sends along."""
    slot()
