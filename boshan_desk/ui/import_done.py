"""After a workbook came in: its receipt, on the screen and on paper, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from boshan_desk.domain.changes import Step
from boshan_desk.i18n import _
from boshan_desk.ui.import_out import PaperPage
from boshan_desk.ui.import_receipt import Receipt
from boshan_desk.ui.import_sight import Sight
from boshan_desk.ui.import_write import has_findings
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Taken


class Done(QStackedWidget):
    """The receipt of a finished import; over it the paper, while that is looked at."""

    ledger_wanted = Signal()
    another_wanted = Signal()
    return_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._sight: Sight | None = None
        self.taken: Taken | None = None
        """What was taken in; None before."""
        self._button_used = False
        """The import was taken back by the page's own button, which works once."""
        self._receipt = Receipt()
        self._receipt.undo_wanted.connect(self.undo)
        self._receipt.print_wanted.connect(self.make_paper)
        self._receipt.ledger_wanted.connect(self.ledger_wanted)
        self._receipt.another_wanted.connect(self.another_wanted)
        self._receipt.return_wanted.connect(self.return_wanted)
        self._paper = PaperPage(shell)
        self._paper.closed.connect(self.close_paper)
        self.addWidget(self._receipt)
        self.addWidget(self._paper)
        shell.stepped.connect(self._after)

    def show_taken(self, sight: Sight, taken: Taken) -> None:
        """Show the receipt of an import."""
        self._sight, self.taken, self._button_used = sight, taken, False
        self._tell()
        self.setCurrentWidget(self._receipt)

    def forget(self) -> None:
        """Another file begins."""
        self._sight = self.taken = None

    def take_focus(self) -> None:
        """The keyboard goes on at what is wanted next."""
        self._receipt.take_focus()

    @property
    def paper_open(self) -> bool:
        """Whether the paper is looked at."""
        return self.taken is not None and self.currentWidget() is self._paper

    def close_paper(self) -> None:
        """Back to the receipt."""
        self.setCurrentWidget(self._receipt)
        self.take_focus()

    def make_paper(self) -> None:
        """Show the receipt as it will be printed."""
        sight, taken = self._sight, self.taken
        if sight is None or taken is None:
            return

        def work(desk: Desk, progress: Progress) -> Drawn:
            from boshan_desk.usecases.sheets.receipt import receipt_paper

            progress(0, 1)
            return receipt_paper(desk, sight.preview, taken)

        name = _("导入回执_{name}.pdf").format(name=sight.preview.path.stem)
        self._paper.make(work, name, partial(self.setCurrentWidget, self._paper))

    def undo(self) -> None:
        """Take the import back, whole."""
        taken = self.taken
        if taken is None:
            return
        self._receipt.allow_undo(False)

        def work(desk: Desk, progress: Progress) -> int:
            from boshan_desk.usecases import sheets

            return sheets.undo_import(desk, taken.number, progress=progress)

        self._shell.do_long(
            work,
            while_there(self, self._undone),
            words=_("正在撤销导入"),
            failed=while_there(self, self._undo_failed),
        )

    def _tell(self) -> None:
        sight, taken = self._sight, self.taken
        assert sight is not None
        assert taken is not None
        findings, can_undo = has_findings(sight), not self._button_used
        self._receipt.show_taken(sight, taken, findings=findings, can_undo=can_undo)

    def _undone(self, count: int) -> None:
        self._button_used = True
        words = _undone_words(count)
        self._receipt.show_undone(words)
        self._receipt.take_focus()
        self._shell.said.emit("ok", words)

    def _undo_failed(self, error: Exception) -> None:
        self._receipt.allow_undo(True)
        self._shell.tell_failure(error)

    def _after(self, step: Step) -> None:
        """The import may also be taken back, and done again, from the bar or by keys."""
        taken = self.taken
        if taken is None:
            return
        from boshan_desk.usecases import sheets

        if sheets.is_about_imports(step):
            self._shell.do(
                lambda desk: sheets.stands(desk, taken.number),
                while_there(self, partial(self._told_whether, taken)),
            )

    def _told_whether(self, taken: Taken, stands: bool) -> None:
        """Show whether the import holds."""
        if taken is not self.taken:
            return
        if stands:
            self._tell()
        else:
            count = taken.counts["new"] + taken.counts["changed"]
            self._receipt.show_undone(_undone_words(count))
            self._receipt.take_focus()


def _undone_words(count: int) -> str:
    return _("已撤销本次导入，{count} 条记录恢复到导入前的样子。").format(count=f"{count:,}")
