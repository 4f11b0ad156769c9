"""How many limits are overdue, due today and this week: kept for the whole window.

Counted anew after each step that touches cases, when a day begins, and for as long as limits are
being counted anew after a change of law.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.changes import Step
from boshan_desk.i18n import _
from boshan_desk.procedure.listing import BUCKETS, Bucket
from boshan_desk.store.rows import Rows
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.places import Navigation
from boshan_desk.ui.shell import Shell, touched

BEARING: Final = ("case", "case_step", "case_measure", "case_stop", "informant")
"""The ledgers on which limits depend."""

_MINUTE: Final = 60_000
_SOON: Final = 5_000
"""Milliseconds until the list is looked at again while limits are being counted anew."""


class DueCounts(QObject):
    """The numbers of the bureau's own open duties, as of today."""

    changed = Signal()
    """They were counted; also when they are the same: what hangs on them may not be."""
    wanted = Signal(str)
    """Somebody wants to see a bucket of the list; "" for all of it."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self.shell = shell
        self.counts: dict[Bucket, int] = dict.fromkeys(BUCKETS, 0)
        self.known = False
        """Whether they were ever counted."""
        self.recounting = False
        """Whether the limits themselves are being counted anew, with a law that has changed."""
        self._owner = owner
        self._day = shell.today
        self._tick = QTimer(self)
        self._tick.setInterval(_MINUTE)
        self._tick.timeout.connect(self.look_around)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_SOON)
        self._again.timeout.connect(self.refresh)
        shell.stepped.connect(self._after)

    @property
    def pressing(self) -> int:
        """How many are overdue or due today."""
        return self.counts["overdue"] + self.counts["today"]

    def begin(self) -> None:
        """The desk is open: count, and again whenever a day begins."""
        self._tick.start()
        self.refresh()

    def look_around(self) -> None:
        """Each minute: has a new day begun?"""
        if self.shell.today != self._day:
            self.refresh()

    def refresh(self) -> None:
        """Count anew, off the window's thread."""
        day = self._day = self.shell.today

        def count(rows: Rows) -> dict[Bucket, int]:
            return rows.limits().count(on=day)

        self.shell.look(count, while_there(self._owner, self._take))

    def _take(self, counts: dict[Bucket, int]) -> None:
        self.counts = counts
        self.known = True
        if not self.shell.opened:
            self.changed.emit()
            return

        def ask(_progress: object) -> bool:
            from boshan_desk.store.due import is_current

            with self.shell.desk.read() as reader:
                return is_current(reader)

        self.shell.jobs.look(ask, while_there(self._owner, self._told), self.shell.tell_failure)

    def _told(self, current: bool) -> None:
        self.recounting = not current
        if self.recounting:
            self._again.start()
        self.changed.emit()

    def _after(self, step: Step) -> None:
        if self.known and touched(step, *BEARING):
            self.refresh()

    def show_in(self, nav: Navigation) -> None:
        """Keep the numbers beside the place of the cases."""

        def show() -> None:
            nav.mark_due("case", self.pressing, self.words())

        self.changed.connect(show)

    def words(self) -> str:
        """How many press, in words; "" where none does."""
        if not self.pressing:
            return ""
        return _("已超期 {overdue} 项，今天到期 {today} 项").format(
            overdue=self.counts["overdue"], today=self.counts["today"]
        )

    def mark(self, title: str) -> tuple[str, str]:
        """A title with the sign and the number of those that press, and the same in words."""
        return (f"{title} ▲{self.pressing}" if self.pressing else title), self.words()
