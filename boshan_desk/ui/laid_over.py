"""The pages that are laid over a place of the window, and lead back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.period import Period, Span
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Source
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.stage import Stage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.keeping import Keeping
    from boshan_desk.ui.plan_files import PlanFilesPage
    from boshan_desk.ui.record_page import RecordPage
    from boshan_desk.ui.side_page import SidePage
    from boshan_desk.ui.upwards_page import UpwardsPage

Page = TypeVar("Page", bound="SidePage")


class LaidOver(QObject):
    """Lays pages over what is seen; each is imported when it is first wanted."""

    written = Signal(object, str)
    """A page wrote a file: its path, and what is said of it."""
    looking = Signal()
    """A page begins something of its own: what was said before is past."""
    restore_wanted = Signal(object)
    """A backup is to be restored while nothing is open."""
    law_changed = Signal()
    """Rules or calendar were saved."""
    office_changed = Signal()
    """Whose desk it is, or its plans, are others now: the window is to be made anew."""

    def __init__(self, shell: Shell, stage: Stage, keeping: Keeping, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell = shell
        self._stage = stage
        self._keeping = keeping
        self._changing: SidePage | None = None
        """A page on which the office was changed, as long as it is there."""
        stage.currentChanged.connect(self._look_at_office)
        shell.record_wanted.connect(self.open_record)
        shell.behind_wanted.connect(self.open_behind)
        shell.source_wanted.connect(self.open_source)
        shell.slip_wanted.connect(self.open_slip)
        shell.page_wanted.connect(self.lay_page)
        shell.package_wanted.connect(self.open_package)

    def open_record(
        self, ledger_name: str, id: str | None = None, values: dict[str, Any] | None = None
    ) -> None:
        """Open a record's form; `id` None makes a new one."""
        from boshan_desk.ui.record_page import RecordPage

        page = RecordPage(self._shell, KEPT[ledger_name], id, values)
        page.closed.connect(lambda: self._stage.leave(page))
        page.next_wanted.connect(lambda kept: self._next_record(page, ledger_name, kept))
        self._stage.lay_over(page)

    def _next_record(self, page: RecordPage, ledger_name: str, kept: object) -> None:
        values = kept if isinstance(kept, dict) else None
        self._stage.leave(page)
        self.open_record(ledger_name, None, values)

    def open_import(self, ledger_name: str = "", path: Path | None = None) -> None:
        """Open the page that takes a workbook in."""
        from boshan_desk.ui.import_page import ImportPage

        there = self._stage.top_over
        if isinstance(there, ImportPage):
            page = there
        else:
            page = ImportPage(self._shell, ledger_name)
            page.closed.connect(lambda: self._stage.leave(page))
            page.looking.connect(self.looking)
            self._stage.lay_over(page)
        if path is not None:
            page.take_file(path)

    def open_package(self, path: Path | None = None) -> None:
        """Open the page that takes a package in, with this file or one that is asked for."""
        from boshan_desk.ui.package_look import PackageLookPage

        def make() -> PackageLookPage:
            page = PackageLookPage(self._shell)
            page.looking.connect(self.looking)
            page.changed.connect(lambda: self._note_change(page))
            return page

        if path is not None:
            self._lay(PackageLookPage, make).take_file(path)
        elif self._shell.level == "town":
            path = PackageLookPage.ask_file(self._shell)
            if path is not None:
                self._lay(PackageLookPage, make).take_file(path)
        else:
            self.open_packages(PackageLookPage.ask_files(self._shell))

    def open_packages(self, paths: Sequence[Path]) -> None:
        """Open what takes these packages in: one is looked at, of several there is a list."""
        from boshan_desk.ui.packages_in import PackagesInPage

        if len(paths) == 1:
            self.open_package(paths[0])
        elif paths:
            page = PackagesInPage(self._shell, paths)
            page.opened.connect(self.open_package)
            self.lay_page(page)

    def open_enrolment(self, path: Path) -> None:
        """Open the page that makes another desk known, with the request of this file."""
        from boshan_desk.ui.town_enrol import EnrolPage

        self._lay(EnrolPage, lambda: EnrolPage(self._shell)).take_file(path)

    def open_certificate(self, path: Path) -> None:
        """Open the acceptance of this file, if it is for this office; else say whose it may be."""
        from boshan_desk.ui.exchange_words import below_words

        def read(desk: Desk) -> object:
            from boshan_desk.usecases.exchange.accepting import read_certificate

            return read_certificate(desk, path)

        def failed(error: Exception) -> None:
            if not isinstance(error, Refused):
                self._shell.tell_failure(error)
                return
            told = _(
                "{name} 没有在本机接收：{why}。发给{below}的开户文件，请交给申请的{below}，"
                "在它的电脑上打开“报送”接收"
            )
            below = below_words(self._shell.level)
            words = told.format(name=path.name, why=error.words().rstrip("。"), below=below)
            self._shell.said.emit("note", words)

        self._shell.do(
            read, lambda _given: self.open_upwards().take_certificate(path), failed=failed
        )

    def open_upwards(self) -> UpwardsPage:
        """Open the way to the office above."""
        from boshan_desk.ui.upwards_page import UpwardsPage

        def make() -> UpwardsPage:
            page = UpwardsPage(self._shell)
            page.changed.connect(lambda: self._note_change(page))
            return page

        return self._lay(UpwardsPage, make)

    def open_waiting(self) -> None:
        """Open what waits for a decision after packages came in."""
        from boshan_desk.ui.conflicts_page import ConflictsPage

        self._lay(ConflictsPage, lambda: ConflictsPage(self._shell))

    def open_backups(self) -> None:
        """Open the page of backups."""
        from boshan_desk.ui.backups_page import BackupsPage

        if not isinstance(self._stage.top_over, BackupsPage):
            page = BackupsPage(self._shell, self._keeping)
            page.closed.connect(lambda: self._stage.leave(page))
            page.restore_wanted.connect(self.restore_wanted)
            self._stage.lay_over(page)

    def open_bin(self) -> None:
        """Open the recycle bin."""
        from boshan_desk.ui.bin_page import BinPage

        self._lay(BinPage, lambda: BinPage(self._shell))

    def open_imports(self) -> None:
        """Open the list of imports."""
        from boshan_desk.ui.imports_page import ImportsPage

        self._lay(ImportsPage, lambda: ImportsPage(self._shell))

    def open_closing(self) -> None:
        """Open the page of closed periods."""
        from boshan_desk.ui.closing_page import ClosingPage

        self._lay(ClosingPage, lambda: ClosingPage(self._shell))

    def open_plans(self, *, questions: bool = False) -> None:
        """Open the plan files, or their questions."""
        from boshan_desk.ui.plan_files import PlanFilesPage

        def make() -> PlanFilesPage:
            page = PlanFilesPage(self._shell)
            page.changed.connect(lambda: self._note_change(page))
            page.paper_wanted.connect(lambda: self._open_paper(page))
            return page

        page = self._lay(PlanFilesPage, make)
        if questions:
            page.show_questions()

    def _open_paper(self, files: PlanFilesPage) -> None:
        """Open the page that makes a plan from a policy paper."""
        from boshan_desk.ui.plan_paper import PlanPaperPage

        page = PlanPaperPage(self._shell)

        def loaded(code: str) -> None:
            self._stage.leave(page)
            files.take(code)

        page.loaded.connect(loaded)
        self.lay_page(page)

    def open_county(self) -> None:
        """Open what the desk knows about its own office."""
        from boshan_desk.ui.county_page import CountyPage

        def make() -> CountyPage:
            page = CountyPage(self._shell)
            page.changed.connect(lambda: self._note_change(page))
            return page

        self._lay(CountyPage, make)

    def _note_change(self, page: SidePage) -> None:
        self._shell.read_office()
        self._changing = page

    def _look_at_office(self, _place: int) -> None:
        """Once the page of the change is left, every other page is to be made anew."""
        if self._changing is not None and self._stage.indexOf(self._changing) < 0:
            self._changing = None
            # Not from within the stage, which is about to show a page of the window that goes.
            QTimer.singleShot(0, self, self.office_changed.emit)

    def open_behind(self, code: str, period: Span, town: str = "") -> None:
        """Open the records behind a figure."""
        from boshan_desk.ui.behind_page import BehindPage

        self.lay_page(BehindPage(self._shell, Source(figure=code, span=period, town=town)))

    def open_source(self, source: Source) -> None:
        """Open what a printed number was made of."""
        if source.target:
            from boshan_desk.ui.behind_target import BehindTargetPage

            self.lay_page(BehindTargetPage(self._shell, source))
        else:
            from boshan_desk.ui.behind_page import BehindPage

            self.lay_page(BehindPage(self._shell, source))

    def open_slip(self, code: str, period: Period) -> None:
        """Open the draft of a supervision slip."""
        from boshan_desk.ui.slip_page import SlipPage

        self.lay_page(SlipPage(self._shell, code, period))

    def open_forms(self) -> None:
        """Open the superior's forms."""
        from boshan_desk.ui.forms_page import FormsPage

        self._lay(FormsPage, lambda: FormsPage(self._shell))

    def open_papers(self) -> None:
        """Open the list of frozen papers."""
        from boshan_desk.ui.papers_kept import KeptPage

        self._lay(KeptPage, lambda: KeptPage(self._shell))

    def open_templates(self) -> None:
        """Open the forms of papers."""
        from boshan_desk.ui.report_templates import TemplatesPage

        self._lay(TemplatesPage, lambda: TemplatesPage(self._shell))

    def open_export_book(self) -> None:
        """Open the way out of every ledger at once."""
        from boshan_desk.ui.export_book import ExportBookPage

        self._lay(ExportBookPage, lambda: ExportBookPage(self._shell))

    def open_law(self, *, calendar: bool = False) -> None:
        """Open rules and calendar."""
        from boshan_desk.ui.law_page import LawPage

        def make() -> LawPage:
            page = LawPage(self._shell)
            page.changed.connect(self.law_changed)
            return page

        page = self._lay(LawPage, make)
        if calendar:
            page.show_calendar()

    def open_audit(self) -> None:
        """Open the history as evidence."""
        from boshan_desk.ui.audit_page import AuditPage

        self._lay(AuditPage, lambda: AuditPage(self._shell))

    def open_security(self) -> None:
        """Open the page for the security office."""
        from boshan_desk.ui.security_page import SecurityPage

        self._lay(SecurityPage, lambda: SecurityPage(self._shell))

    def open_help_info(self) -> None:
        """Open what is handed to whoever helps."""
        from boshan_desk.ui.help_page import HelpPage

        self._lay(HelpPage, lambda: HelpPage(self._shell))

    def _lay(self, kind: type[Page], make: Callable[[], Page]) -> Page:
        """The page of this kind, laid over what is seen unless it is there already."""
        there = self._stage.top_over
        if isinstance(there, kind):
            return there
        page = make()
        self.lay_page(page)
        return page

    def lay_page(self, page: SidePage) -> None:
        """Lay a page over what is seen, with its way back."""
        page.closed.connect(lambda: self._stage.leave(page))
        page.saved.connect(self.written)
        self._stage.lay_over(page)
