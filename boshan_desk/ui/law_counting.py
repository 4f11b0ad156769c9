"""Counting the limits of all cases anew, in the background, when rules or calendar have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.problems import Cancelled
from boshan_desk.i18n import _
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.ui.jobs import Progress


class Counting(QObject):
    """Notices that limits were counted by another law, and counts them again."""

    began = Signal()
    """The limits on show are those of the law before."""
    ended = Signal()
    """They are those of today's law again, or counting has failed."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell = shell
        self._owner = owner
        self._going_home = False
        self.under_way = False

    def check(self) -> None:
        """Count anew if that is needed; what is saved meanwhile is counted by the new law."""
        self._shell.do(_is_behind, while_there(self._owner, self._begin))

    def stop(self) -> None:
        """The window is being closed: what is left is counted the next time."""
        self._going_home = True

    def _begin(self, behind: bool) -> None:
        if not behind or self.under_way or self._going_home:
            return
        self.under_way = True
        self.began.emit()
        self._shell.recounting.emit(True)

        def work(progress: Progress) -> int:
            from boshan_desk.usecases.lawfiles import recount

            def heard(done: int, total: int) -> None:
                if self._going_home:
                    raise Cancelled
                progress(done, total)

            return recount(self._shell.desk, heard)

        # Not on the thread that saves: over a hundred thousand cases this takes a minute.
        self._shell.jobs.watch(
            work,
            while_there(self._owner, self._done),
            while_there(self._owner, self._failed),
            words=_("规则或日历有改动，正在重新计算期限"),
        )

    def _done(self, count: int) -> None:
        self._over()
        if not count:
            return
        words = _("已按现行规则和日历重新计算 {count} 项期限")
        self._shell.said.emit("ok", words.format(count=f"{count:,}"))

    def _failed(self, error: Exception) -> None:
        self._over()
        if not (self._going_home and isinstance(error, Cancelled)):
            self._shell.tell_failure(error)

    def _over(self) -> None:
        self.under_way = False
        self.ended.emit()
        self._shell.recounting.emit(False)


def _is_behind(desk: object) -> bool:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.lawfiles import is_current

    assert isinstance(desk, Desk)
    with desk.read() as reader:
        return not is_current(reader)
