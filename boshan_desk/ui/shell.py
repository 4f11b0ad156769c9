"""What every page is handed: the desk, lists, questions, work off the thread, and what happened.

The desk itself brings SQLAlchemy, which costs more than the first paint; it is opened on first use
or by `warm_up`, off the window's thread.  Lists read through `rows`, which needs none of it.
For the same reason pages import use cases where they call them, not at the top.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from boshan_desk.domain.changes import Step
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import County
from boshan_desk.domain.officers import Officer, Right, anyone
from boshan_desk.domain.problems import Cancelled, Damaged, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.store.entering import enter
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.rows import Rows
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs, Progress
from boshan_desk.ui.state import State

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

T = TypeVar("T")


class Shell(QObject):
    """The window's side of one desk."""

    stepped = Signal(object)
    """A `Step` was committed, whoever made it: pages refresh what it touched."""
    said = Signal(str, str)
    """(severity, words) for the strip above the page: "ok", "note", "warn" or "error"."""
    record_wanted = Signal(str, object, object)
    """(ledger name, record id or None for a new one, values to begin with or None)."""
    behind_wanted = Signal(str, object, str)
    """(code of a figure, `Period`, code of a town or ""): its records are to be laid over."""
    slip_wanted = Signal(str, object)
    """(code of an indicator or task, `Period`): a supervision slip is to be drafted."""
    list_wanted = Signal(str, object)
    """(ledger name, `View` or None): show a list, narrowed."""
    command_wanted = Signal(str)
    """The id of a command of the menus (`commands.COMMANDS`): it is to be done."""
    source_wanted = Signal(object)
    """A number of a paper was pressed: the records of this `Source` are to be laid over."""
    kept_wanted = Signal(str)
    """The id of a frozen paper: it is to be shown where papers are read."""
    forms_changed = Signal()
    """How papers are worded or look was changed: their templates, their faces."""
    page_wanted = Signal(object)
    """A `SidePage`: it is to be laid over what is seen."""
    package_wanted = Signal(object)
    """The path of a package, or None: it is to be looked at, and may be taken then."""
    broke = Signal(object)
    """An exception that is a fault of the program."""
    damaged = Signal(object)
    """The store turned out not to be whole (`Damaged`): it must not be shown any longer."""
    recounting = Signal(bool)
    """The limits of all cases are being counted anew (True), or that is over (False)."""
    reopen_wanted = Signal(object)
    """Something is to be done while nothing is open (`Session.reopen`)."""

    def __init__(
        self,
        folder: Path,
        *,
        jobs: Jobs,
        ask: Ask,
        state: State,
        clock: Clock | None = None,
        key: str = "",
        officer: Officer | None = None,
        lock: DeskLock | None = None,
    ) -> None:
        """`key` and `officer`: of who signed in; a desk without accounts needs neither.

        Raises:
            Held: another window has the desk.
            Damaged: the store is not whole, and is not shown.
        """
        super().__init__()
        self.folder = folder
        self.key = key
        self.officer: Officer = officer or anyone("")
        # One window a desk: a second one is refused here, before it shows anything.
        self._lock = lock or DeskLock(folder)
        self._lock.take()
        try:
            enter(folder, key=key, lock=self._lock)
        except BaseException:
            # Whoever rescues the store needs it.
            self._lock.give_back()
            raise
        self.jobs = jobs
        self.ask = ask
        self.state = state
        self.rows = Rows(folder / "desk.db", key=key, officer=officer)
        """For the window's thread: single pages, counts of small things."""
        self.far_rows = Rows(folder / "desk.db", key=key, officer=officer)
        """For `look`: whole lists."""
        self.read_office()
        fixed = self.rows.setting("today")
        self.clock = clock or Clock(date.fromisoformat(fixed) if fixed else None)
        self._desk: Desk | None = None
        self._opening = RLock()

    def read_office(self) -> None:
        """See anew whose desk it is and which plans it has; the window is to be made anew then."""
        office = self.rows.office()
        self.county: County = office.county
        self.lists: Lists = office.lists
        usual = "city" if self.county.is_city else "county"
        self.level: str = self.rows.setting("level") or usual
        """Whose desk this is: "county", "town" or "city"."""
        self.own_towns: tuple[str, ...] = tuple(json.loads(self.rows.setting("towns", "[]")))
        """The towns whose records are written here; empty: all of them."""

    @property
    def today(self) -> date:
        """The day it is."""
        return self.clock.today()

    @property
    def opened(self) -> bool:
        """Whether the desk itself is open: asking does not open it."""
        return self._desk is not None

    def may(self, right: Right) -> bool:
        """Whether the officer has a right: what they have not is not offered."""
        return self.officer.may(right)

    @property
    def desk(self) -> Desk:
        """The desk; opened on first use."""
        with self._opening:
            if self._desk is None:
                from boshan_desk.store.opening import open_desk

                self._desk = open_desk(
                    self.folder,
                    key=self.key,
                    clock=self.clock,
                    officer=self.officer if self.officer.id else "",
                    lock=self._lock,
                )
                # A signal's emit may be called from any thread; a widget's method may not.
                self._desk.listeners.append(self.stepped.emit)
            return self._desk

    def do(
        self,
        work: Callable[[Desk], T],
        then: Callable[[T], object] = lambda _result: None,
        *,
        words: str = "",
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do a use case off the window's thread; a refusal is said in the strip."""
        self.jobs.run(
            lambda _progress: work(self.desk), then, failed or self.tell_failure, words=words
        )

    def do_long(
        self,
        work: Callable[[Desk, Progress], T],
        then: Callable[[T], object],
        *,
        words: str,
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """The same with progress in words and a button to call it off."""
        self.jobs.run(
            lambda progress: work(self.desk, progress),
            then,
            failed or self.tell_failure,
            words=words,
            can_cancel=True,
        )

    def look(self, work: Callable[[Rows], T], then: Callable[[T], object]) -> None:
        """Read a list off the window's thread."""
        self.jobs.look(lambda _progress: work(self.far_rows), then, self.tell_failure)

    def tell_failure(self, error: Exception) -> None:
        """Say why something was not done; what is no refusal is a fault and goes to `broke`."""
        store = self.folder / "desk.db"
        if isinstance(error, Cancelled):
            self.said.emit("note", _("已取消，没有改动任何内容"))
        elif isinstance(error, Damaged) and error.values.get("path", store) == store:
            self.damaged.emit(error)
        elif isinstance(error, Refused):
            self.said.emit("error", error.words())
        else:
            self.broke.emit(error)

    def open_record(
        self, ledger: str, id: str | None = None, values: dict[str, Any] | None = None
    ) -> None:
        """Ask for a record's form: an existing one, or a new one with values to begin with."""
        self.record_wanted.emit(ledger, id, values)

    def close(self) -> None:
        """Let go of everything; the store is one file afterwards."""
        self.jobs.close()
        self.rows.close()
        self.far_rows.close()
        if self._desk is not None:
            self._desk.close()
        self._lock.give_back()


def touched(step: Step, *ledgers: str) -> bool:
    """Whether a step touched one of these ledgers."""
    return bool(step.ledgers() & set(ledgers))
