"""The window: nine places at the left, the page of one of them, and what may lie over it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.view import View
from boshan_desk.i18n import _, language
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import commands, theme
from boshan_desk.ui.about import tell_about
from boshan_desk.ui.deadlines_count import DueCounts
from boshan_desk.ui.dropping import (
    dropped_certificate,
    dropped_file,
    dropped_packages,
    dropped_request,
)
from boshan_desk.ui.export_towns import TownMenu
from boshan_desk.ui.hand_out import export_list, hand_out_template, open_folder
from boshan_desk.ui.keeping import Keeping
from boshan_desk.ui.laid_over import LaidOver
from boshan_desk.ui.law_counting import Counting
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.message_strip import MessageStrip
from boshan_desk.ui.place_pages import Lists, make_page
from boshan_desk.ui.places import PLACES, Navigation, Place, come_back_to, find_place, place_of
from boshan_desk.ui.progress_strip import ProgressStrip
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.signed_in import SignedIn
from boshan_desk.ui.stage import Stage
from boshan_desk.ui.town_places import COUNTYS, NEW_RECORD, places_of, title_words
from boshan_desk.ui.undoing import Undoing

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.ledger_page import LedgerPage
    from boshan_desk.ui.manual_window import ManualWindow
    from boshan_desk.ui.town_desk_page import TownDeskPage

__all__ = ["PLACES", "MainWindow", "Place", "dropped_file", "place_of"]


class MainWindow(QMainWindow):
    """Shows places, records over them, and what happened."""

    remake_wanted = Signal()
    """Another language, or another office: every text must be made anew."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._place = places_of(shell.level)[0].key
        self._pages: dict[str, QWidget] = {}
        self._manual: ManualWindow | None = None
        self._closing = False
        self.setObjectName("main_window")
        self.setWindowTitle(self._title())
        self.setAcceptDrops(True)
        shell.ask.parent = self

        self._places = places_of(shell.level)
        self._nav = Navigation(self, shell.level, self._places)
        self._nav.wanted.connect(self._go_to)
        self._stack = Stage()
        self.progress = ProgressStrip(shell.jobs)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        self.keeping = Keeping(shell, self)
        self.over = LaidOver(shell, self._stack, self.keeping, self)
        self._tie_over()
        self.keeping.page_wanted.connect(self.over.open_backups)
        side.addWidget(self.keeping.banner)
        side.addWidget(self._stack, 1)
        # One line for messages and progress, there or not: the page does not move for one.
        self._foot = QWidget()
        self._foot.setObjectName("foot")
        under = QVBoxLayout(self._foot)
        under.setContentsMargins(0, 0, 0, 0)
        under.addStretch(1)
        under.addWidget(self.progress)
        side.addWidget(self._foot)
        whole = QWidget()
        self.messages = MessageStrip(whole)
        self.messages.stand_on(self._foot)
        self._fit_foot()
        self._stack.currentChanged.connect(lambda _page: self.messages.leave_page())
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._nav)
        row.addLayout(side, 1)
        self.setCentralWidget(whole)

        self.undoing = Undoing(shell, self)
        self.signed_in = SignedIn(shell, self, self._stack)
        self.actions_by_id = commands.make_actions(self, self._slots(), shell.may)
        self.signed_in.offer(self.actions_by_id)
        if shell.level == "town":
            commands.leave_out(self.actions_by_id, COUNTYS)
        self.actions_by_id["large"].setCheckable(True)
        self.actions_by_id["large"].setChecked(bool(shell.state.get("large_type", False)))
        towns = TownMenu(shell, self._ledger_here, self.template_here, self, name="action_town")
        # At a town's desk there is no other town whose workbook could be wanted.
        towns.menuAction().setVisible(shell.level != "town")
        commands.fill_menus(self, self.actions_by_id, self._choose_language, towns)
        bar = commands.fill_bar(self, self.actions_by_id)
        self.signed_in.name_on(bar, self.actions_by_id)
        self.undoing.name_on(self.actions_by_id["undo"], self.actions_by_id["redo"])

        self.due = DueCounts(shell, self)
        self.due.show_in(self._nav)
        self.due.wanted.connect(self.show_deadlines)
        self.counting = Counting(shell, self)
        self.counting.began.connect(self.due.refresh)
        self.counting.ended.connect(self.due.refresh)
        shell.said.connect(self.messages.say)
        shell.list_wanted.connect(self.show_list)
        shell.kept_wanted.connect(self.show_kept)
        shell.command_wanted.connect(lambda name: self.actions_by_id[name].trigger())
        self._come_back()

    def _tie_over(self) -> None:
        over = self.over
        # What is asked of the window is done by what lays pages over it.
        self.open_record, self.open_law = over.open_record, over.open_law
        self.open_backups, self.open_help_info = over.open_backups, over.open_help_info
        over.written.connect(self.tell_written)
        over.looking.connect(lambda: self.messages.leave_page())
        over.law_changed.connect(lambda: self.counting.check())
        over.restore_wanted.connect(self._restore)
        # Names, lists and plans are others: every page is made anew.
        over.office_changed.connect(self.remake_wanted)

    def _fit_foot(self) -> None:
        self.messages.keep_room(self.progress.sizeHint().height())

    # Places

    @property
    def place(self) -> str:
        """The key of the place that is open."""
        return self._place

    def show_place(self, key: str) -> bool:
        """Go to a place; False when an open form was not to be left."""
        if not self._stack.clear_over():
            return False
        self._place = key
        self._nav.mark_place(key)
        self._stack.show_below(self._page(key))
        return True

    def show_list(self, ledger_name: str, view: View | None) -> None:
        """Show a ledger's list, narrowed as the view says."""
        key = place_of(ledger_name).key
        if self.show_place(key):
            cast(Lists, self._page(key)).show_view(ledger_name, view)

    def show_deadlines(self, bucket: str = "") -> None:
        """Show the list of limits: one of its groups, or all."""
        from boshan_desk.ui.deadlines_page import DeadlinesPage

        if self.show_place("case"):
            page = self.ledger_page("case").show_leaf()
            assert isinstance(page, DeadlinesPage)
            page.show_bucket(bucket)

    def show_targets(self) -> None:
        """Show how the targets of the plans stand."""
        from boshan_desk.ui.plan_page import PlanPage

        page = self._page("plan")
        if self.show_place("plan") and isinstance(page, PlanPage):
            page.show_tab("targets")

    def show_kept(self, id: str) -> None:
        """Show a frozen paper where papers are read."""
        from boshan_desk.ui.report_page import ReportPage

        page = self._page("report")
        if self.show_place("report") and isinstance(page, ReportPage):
            page.show_kept(id)

    def open_import(self, ledger_name: str = "", path: Path | None = None) -> None:
        """Open the page that takes a workbook in, for the ledger in view if none is named."""
        self.over.open_import(ledger_name or self._ledger_here(), path)

    def _restore(self, between: Callable[[], bool]) -> None:
        if self.try_close_pages():
            self.shell.reopen_wanted.emit(between)

    def ledger_page(self, key: str) -> LedgerPage:
        """The lists of a place that has nothing else."""
        from boshan_desk.ui.ledger_page import LedgerPage

        page = self._page(key)
        assert isinstance(page, LedgerPage)
        return page

    def page_on_top(self) -> QWidget:
        """What the officer sees."""
        return self._stack.currentWidget()

    def _page(self, key: str) -> QWidget:
        if key not in self._pages:
            page = make_page(self, key)
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def _go_to(self, key: str) -> None:
        if not self.show_place(key):
            self._nav.mark_place(self._place)
        elif not self._nav.hasFocus():
            # By its key: one goes on in the place.  In the navigation one may go on there.
            self._pages[key].setFocus()

    def try_close_pages(self) -> bool:
        """Leave every open form; False when one is to stay."""
        return self._stack.clear_over()

    # What the officer can do

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self.add_record,
            "import": self.open_import,
            "receive": self.over.open_package,
            "export": self.export_here,
            "export_full": partial(self.export_here, full=True),
            "export_all": self.over.open_export_book,
            "template": self.template_here,
            "backups": self.over.open_backups,
            "quit": self.close,
            "undo": self.undoing.undo,
            "redo": self.undoing.redo,
            "imports": self.over.open_imports,
            "bin": self.over.open_bin,
            "plans": self.over.open_plans,
            "county": self.over.open_county,
            "closing": self.over.open_closing,
            "forms": self.over.open_forms,
            "papers": self.over.open_papers,
            "templates": self.over.open_templates,
            "law": self.over.open_law,
            "audit": self.over.open_audit,
            "security": self.over.open_security,
            "large": self.switch_type,
            "refresh": self.refresh,
            "manual": self.show_manual,
            "changes": self.show_changes,
            "help_info": self.over.open_help_info,
            "about": partial(tell_about, self.shell),
            **self.signed_in.slots(),
        }

    def add_record(self) -> None:
        """Begin a new record of the ledger in view, with what its list is narrowed to."""
        page = self._lists_here()
        if page is not None:
            page.add_new()
        else:
            self.shell.open_record(NEW_RECORD.get(self.shell.level, "case"))

    def switch_type(self) -> None:
        """Large type, or the usual one."""
        large = self.actions_by_id["large"].isChecked()
        self.shell.state.set("large_type", large)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, large=large)
        self._nav.fit()
        self._fit_foot()

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
        page = getattr(self.page_on_top(), "manual", "")
        self._show_manual(page or find_place(self._place).manual)

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

    # Workbooks

    def _lists_here(self) -> LedgerPage | None:
        """The lists in view; None where the place shows none."""
        lists: LedgerPage | None = getattr(self._pages.get(self._place), "lists", None)
        return lists

    def _ledger_here(self) -> str:
        """The ledger in view; empty where the place has none."""
        page = self._lists_here()
        return page.current_ledger.name if page is not None else ""

    def export_here(self, *, full: bool = False) -> None:
        """Export the list in view, as it is narrowed and ordered."""
        page = self._lists_here()
        top = self.page_on_top()
        if export := getattr(getattr(top, "leaf", None) or top, "export_list", None):
            export()
        elif page is None:
            self.shell.said.emit("note", _("请先打开要导出的台账"))
        else:
            self.export(page.current_ledger.name, page.current_list.view, full=full)

    def template_here(self, town: str = "") -> None:
        """Write an empty workbook for the ledger in view."""
        if name := self._ledger_here():
            self.write_template(name, town)
        else:
            self.shell.said.emit("note", _("请先打开要填报的台账"))

    def export(self, ledger_name: str, view: View, *, full: bool = False) -> None:
        """Write the records of a list into a workbook; `full`: with whole personal values."""
        assert view.ledger == ledger_name
        export_list(self.shell, view, self.tell_written, full=full)

    def write_template(self, ledger_name: str, town: str = "") -> None:
        """Write an empty workbook to be filled in: for a town, every town, or the office."""
        hand_out_template(self.shell, LEDGERS[ledger_name], self.tell_written, town)

    def tell_written(self, path: Path, words: str) -> None:
        """Say that a file was written, and offer the way to it."""
        if shiboken6.isValid(self):
            self.messages.say("ok", words, (_("打开文件夹"), lambda: open_folder(path)))

    # Coming and going

    def warm_up(self) -> None:
        """After the first paint, load in the background what the first piece of work will need."""

        def load(desk: Desk) -> Desk:
            return desk

        def load_rest(_desk: Desk) -> None:
            import boshan_desk.ui.targets_leaf
            import boshan_desk.usecases.papers.making
            import boshan_desk.usecases.sheets  # noqa: F401  (loaded, not used)

        def opened(_desk: Desk) -> None:
            self.undoing.learn()
            self.due.begin()
            self.counting.check()
            for key in ("start", "exchange"):
                begin = getattr(self._pages.get(key), "begin", None)
                if begin is not None:
                    begin()
            self.shell.do(load_rest)

        self.shell.do(load, while_there(self, opened))

    def _title(self) -> str:
        name = _("博山知识产权工作台 — {county}").format(county=title_words(self.shell))
        sample = bool(self.shell.rows.setting("today"))
        return _("{name}（演示）").format(name=name) if sample else name

    def _come_back(self) -> None:
        """Return to where the officer was."""
        geometry = self.shell.state.bytes("window.geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            screen = self.screen().availableGeometry()
            self.resize(min(1366, screen.width()), min(768, screen.height()))
        place, tab = come_back_to(str(self.shell.state.get("window.place", "")), self._places)
        if tab:
            # The place that was is a tab now; its page reads from the state which one is shown.
            self.shell.state.set(f"page/{place}", tab)
        self.show_place(place)

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
        """Make room for another window, in another language or for another officer."""
        self.hide()
        self.counting.stop()
        self.signed_in.end()
        if self._manual is not None:
            self._manual.close()
        self.keeping.end()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about open forms; wait, in words, for work under way."""
        if not self._stack.clear_over():
            event.ignore()
            return
        if self.shell.jobs.busy:
            event.ignore()
            self.counting.stop()
            if not self._closing:
                self._closing = True
                if self.progress.words:
                    words = _("{what}，完成后自动关闭").format(what=self.progress.words)
                    self.messages.say("note", words)
                self._wait_to_close()
            return
        if self.keeping.holds_back(self.close):
            event.ignore()
            return
        self.keeping.end()
        self.signed_in.end()
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
        """A workbook, or a package, may be dropped anywhere."""
        data = event.mimeData()
        if (
            (dropped_file(data) is not None and self.shell.may(Right.ENTER))
            or self._packages_in(data)
            or (dropped_request(data) is not None and self._enrols)
            or dropped_certificate(data) is not None
        ):
            event.acceptProposedAction()

    def _packages_in(self, data: QMimeData) -> list[Path]:
        """The packages that are dropped and may be taken here; a town gets one answer at a time."""
        found = dropped_packages(data) if self.shell.may(Right.EXCHANGE) else []
        return found if self.shell.level != "town" else found[:1]

    @property
    def _enrols(self) -> bool:
        """Whether others' computers are made known at this desk, by this officer."""
        return self.shell.level != "town" and self.shell.may(Right.SETTINGS)

    def _open_certificate(self, path: Path) -> None:
        """A town accepts it among its steps; elsewhere it may be for this office, or for others."""
        if self.shell.level != "town":
            self.over.open_certificate(path)
        elif self.show_place("exchange"):
            cast("TownDeskPage", self._page("exchange")).take_certificate(path)

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        packages = self._packages_in(event.mimeData())
        if packages:
            event.acceptProposedAction()
            self.over.open_packages(packages)
            return
        request = dropped_request(event.mimeData())
        if request is not None and self._enrols:
            event.acceptProposedAction()
            self.over.open_enrolment(request)
            return
        certificate = dropped_certificate(event.mimeData())
        if certificate is not None:
            event.acceptProposedAction()
            self._open_certificate(certificate)
            return
        path = dropped_file(event.mimeData())
        if path is not None and self.shell.may(Right.ENTER):
            event.acceptProposedAction()
            self.open_import(path=path)
