"""A paper is made off the window's thread: its first page is seen at once, the rest follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from boshan_desk.i18n import _
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.report_choice import Choice
from boshan_desk.ui.report_places import Places
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.usecases.papers.making import Made


class Making(QObject):
    """Makes one paper after another.  It belongs to no widget, which may be gone before it ends."""

    first = Signal(object, object, object)
    """(`Choice`, `Drawn`, `Places`): the first page of a paper, before the rest is there."""
    made = Signal(object, object, object)
    """(`Choice`, `Made`, `Places`): the whole paper, and where its numbers stand."""
    failed = Signal(object, object)
    """(`Choice`, why): it could not be made, or was called off."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.under_way: Choice | None = None
        """What is being made."""

    def begin(self, choice: Choice) -> None:
        """Make a paper; one at a time."""
        assert self.under_way is None
        self.under_way = choice
        shell = self._shell

        def first(drawn: Drawn) -> None:
            self.first.emit(choice, drawn, Places(drawn.places))

        def work(progress: Progress) -> tuple[Made, Places]:
            made = make_paper(shell, choice, progress, first)
            # A long list has tens of thousands of numbers: the window does not wait for them.
            return made, Places(made.places)

        def done(result: tuple[Made, Places]) -> None:
            self.under_way = None
            self.made.emit(choice, *result)

        def failed(error: Exception) -> None:
            self.under_way = None
            self.failed.emit(choice, error)

        words = _("正在生成{period}报告").format(period=choice.period.words())
        shell.jobs.make(work, done, failed, words=words)

    def warm_up(self, choice: Choice, then: Callable[[], object]) -> None:
        """Load in the background what the first press would have to wait for; then do this."""
        shell = self._shell
        # In the thread, and by the way to the store, that will make the paper.
        shell.jobs.make(
            # What cannot be made now is told when somebody wants it made.
            lambda _progress: load_makers(shell, choice),
            lambda _done: then(),
            lambda _error: then(),
        )


def make_paper(
    shell: Shell, choice: Choice, progress: Progress, on_first: Callable[[Drawn], object]
) -> Made:
    """The paper as the ledgers have it now."""
    from boshan_desk.usecases.papers.making import make_pdf

    return make_pdf(shell.desk, choice.request(), progress=progress, on_first=on_first)


def load_makers(shell: Shell, choice: Choice) -> None:
    """Modules, faces, and the pages of the store that a paper reads: a first page for nobody."""
    from boshan_desk.reports import preview
    from boshan_desk.usecases.papers.making import first_page

    preview.render(first_page(shell.desk, choice.request()).pdf, 0, dpi=24)
