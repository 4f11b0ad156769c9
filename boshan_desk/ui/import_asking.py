"""Questions of an import's steps, answered off the window's thread: the newest one counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from boshan_desk.domain.problems import Cancelled
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

T = TypeVar("T")


class Asking:
    """Asks one thing at a time for a page."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        self._shell = shell
        self._page = page
        self._number = 0
        """Counts what was asked for, so that a late answer to an older question is dropped."""
        self.waiting = False
        """Whether an answer is awaited."""

    def drop(self) -> None:
        """Nobody waits for an answer any more."""
        self._number += 1
        self.waiting = False

    def ask(
        self,
        work: Callable[[Desk, Progress], T],
        then: Callable[[T], object],
        failed: Callable[[], object],
        words: str,
    ) -> None:
        """Ask for this instead of whatever was asked for; a failure is told after `failed`."""
        self.drop()
        number = self._number
        self.waiting = True

        def until_dropped(desk: Desk, progress: Progress) -> T:
            def told(done: int, total: int, words: str = "") -> None:
                if number != self._number:
                    raise Cancelled
                progress(done, total, words)

            return work(desk, told)

        def answered(result: T) -> None:
            if number == self._number:
                self.waiting = False
                then(result)

        def refused(error: Exception) -> None:
            if number == self._number:
                self.waiting = False
                failed()
                self._shell.tell_failure(error)

        self._shell.do_long(
            until_dropped,
            while_there(self._page, answered),
            words=words.removesuffix("…"),
            failed=while_there(self._page, refused),
        )
