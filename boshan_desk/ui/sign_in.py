"""Signing in: who one is, the password, and what to do when it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from boshan_desk.domain.county import counties, load_county
from boshan_desk.domain.officers import NoRight
from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.store.keys import FILE as KEYS
from boshan_desk.store.keys import RECOVERY, read_slots
from boshan_desk.store.lock import DeskLock
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.entry import COUNTY, LAST_NAME, Entry
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.recovery import RecoveryPage, Sealed
from boshan_desk.ui.set_up import ignore, may_leave, sealed_for
from boshan_desk.ui.sign_in_pages import ChangeFirst, ForgottenPage, WhoPage
from boshan_desk.ui.state import State
from boshan_desk.ui.try_password import why_not

if TYPE_CHECKING:
    from boshan_desk.store.keys import Cost


class SignInWindow(Gate):
    """Asks who is there before the desk is opened."""

    def __init__(
        self,
        folder: Path,
        state: State,
        ask: Ask,
        jobs: Jobs | None = None,
        *,
        lock: DeskLock | None = None,
        cost: Cost | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`lock` is the right to write, where the caller has it; `cost` that of a guess.

        Raises:
            Refused: the key file is missing or damaged.
        """
        super().__init__(ask, jobs or Jobs(), subtitle=county_name(state))
        self._folder = folder
        self._state = state
        self._lock = lock
        self._cost = cost
        self._now = now or Clock().now
        self.entry: Entry | None = None
        self._names = [slot.name for slot in read_slots(folder / KEYS) if slot.id != RECOVERY]
        self.setObjectName("sign_in_window")
        self._begin()

    def warm_up(self) -> None:
        """What checking passwords needs; and whether this name has to wait still."""
        page = self.page
        if isinstance(page, WhoPage):
            self._look_for_wait(page)

    def may_close(self) -> bool:
        """A new recovery code must be on paper, or be given up in so many words."""
        return may_leave(self.page, self._ask)

    # Who is there

    def _begin(self) -> None:
        page = WhoPage(self._names, str(self._state.get(LAST_NAME, "")))
        page.tried.connect(self._try)
        page.forgotten.connect(self._forgot)
        page.name_changed.connect(lambda _name: self._look_for_wait(page))
        self.show_page(page)

    def _look_for_wait(self, page: WhoPage) -> None:
        name = page.name

        def look(_progress: object) -> int:
            from boshan_desk.usecases import accounts

            return accounts.wait(self._folder, name, self._now())

        def found(seconds: int) -> None:
            if self.page is page and page.name == name and seconds:
                page.trying.refuse(_("密码输错次数较多"), seconds)

        self._jobs.look(look, found, ignore)

    def _try(self, name: str, password: str) -> None:
        page = self.page
        assert isinstance(page, WhoPage)

        def work(_progress: object) -> tuple[Entry, bool]:
            return try_to_enter(self._folder, name, password, now=self._now)

        def refused(error: Exception) -> None:
            page.still(False)
            words, seconds = why_not(self._folder, name, error, self._now())
            page.trying.refuse(words, seconds)
            page.trying.line.setFocus()

        def entered(found: tuple[Entry, bool]) -> None:
            page.still(False)
            page.trying.accept()
            entry, must_change = found
            self._state.set(LAST_NAME, name)
            if must_change:
                self._change_first(entry, password)
            else:
                self._go_on(entry)

        page.still(True)
        self._jobs.run(work, entered, refused)

    def _go_on(self, entry: Entry) -> None:
        self.entry = entry
        self.finish()

    # A password that somebody else set

    def _change_first(self, entry: Entry, old: str) -> None:
        assert entry.officer is not None
        page = ChangeFirst(entry.officer.name)

        def change(new: str) -> None:
            work = partial(
                change_own, self._folder, entry, old, new, lock=self._lock, cost=self._cost
            )
            self.do(work, lambda _done: self._go_on(entry), words=_("正在保存新密码…"))

        page.wanted.connect(change)
        page.back_wanted.connect(self._begin)
        self.show_page(page)

    # The recovery code

    def _forgot(self, name: str) -> None:
        page = ForgottenPage(self._names, name)
        page.wanted.connect(self._recover)
        page.back_wanted.connect(self._begin)
        self.show_page(page)

    def _recover(self, code: str, name: str, password: str) -> None:
        work = partial(
            recover,
            self._folder,
            code,
            name,
            password,
            now=self._now,
            lock=self._lock,
            cost=self._cost,
        )
        self.do(work, self._recovered, words=_("正在核对恢复码…"), failed=self._refuse_code)

    def _refuse_code(self, error: Refused) -> None:
        if isinstance(error, NoRight) and "seconds" in error.values:
            # The refusal speaks of a password, which is not what was typed.
            words = _("{what}，请等 {seconds} 秒后再试").format(
                what=_("恢复码不对"), seconds=error.values["seconds"]
            )
            self._ask.tell(words, trouble=True)
        else:
            self.tell(error)

    def _recovered(self, found: tuple[Entry, Sealed]) -> None:
        entry, sealed = found
        assert entry.officer is not None
        self._state.set(LAST_NAME, entry.officer.name)
        page = RecoveryPage(sealed, self._ask, self._jobs, done=_("完成，进入"))
        page.finished.connect(lambda: self._go_on(entry))
        self.show_page(page)


# Work, off the window's thread


def try_to_enter(
    folder: Path,
    name: str,
    password: str,
    *,
    now: Callable[[], datetime],
) -> tuple[Entry, bool]:
    """Sign in; with what to open the desk, and whether the password must be changed first.

    Raises:
        NoRight: the name or the password is wrong, or it is too early.
    """
    from boshan_desk.usecases import accounts

    failures = accounts.failures(folder, name)
    try:
        if not (folder / "desk.db").exists():
            raise Damaged("数据文件不见了")
        # Not with the lock, where the caller has it: whoever opens the desk looks it over.
        session = accounts.sign_in(folder, name, password, now=now())
    except Damaged as damage:
        session = accounts.sign_in_to_rescue(folder, name, password, now=now())
        return Entry(session.key, session.officer, failures, damage), False
    return Entry(session.key, session.officer, failures), session.must_change


def change_own(
    folder: Path,
    entry: Entry,
    old: str,
    new: str,
    *,
    lock: DeskLock | None = None,
    cost: Cost | None = None,
) -> None:
    """Change the password of who just signed in."""
    from boshan_desk.store.keys import COST
    from boshan_desk.store.opening import open_desk
    from boshan_desk.usecases import accounts

    assert entry.officer is not None
    with open_desk(folder, key=entry.key, officer=entry.officer, lock=lock) as desk:
        accounts.change_password(desk, entry.officer.name, new, old=old, cost=cost or COST)


def recover(
    folder: Path,
    code: str,
    name: str,
    password: str,
    *,
    now: Callable[[], datetime],
    lock: DeskLock | None = None,
    cost: Cost | None = None,
) -> tuple[Entry, Sealed]:
    """Come in with the recovery code; what is to be printed of the new one."""
    from boshan_desk.store.keys import COST
    from boshan_desk.usecases import accounts

    session, fresh = accounts.recover(
        folder, code, name, password, now=now(), cost=cost or COST, lock=lock
    )
    return Entry(session.key, session.officer), sealed_for(folder, session, fresh)


def county_name(state: State) -> str:
    """The county of the desk that was opened here last; the only one there is, at first."""
    known = counties()
    kept = str(state.get(COUNTY, ""))
    if not kept and len(known) == 1:
        kept = known[0]
    # Of a county that is none of the program's, its name is kept: the store is locked still.
    return load_county(kept).name if kept in known else kept
