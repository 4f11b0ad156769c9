"""Puts the program together: language, type, desk, window; and what happens when it fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLibraryInfo, QStandardPaths, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from boshan_desk.domain.county import counties
from boshan_desk.domain.officers import Officer, anyone
from boshan_desk.domain.problems import Damaged, Held, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import LANGUAGES, _, choose_language, language
from boshan_desk.store.driver import is_plain
from boshan_desk.store.entering import encrypted, enter
from boshan_desk.store.keys import has_keys
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.swapping import finish_swap, swap_pending
from boshan_desk.ui import icons, one_window, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.entry import COUNTY, LAST_NAME, Entry
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.usecases.crash import place_of_log, report, save

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.gate import Gate


def run(
    folder: Path | None,
    *,
    today: date | None = None,
    lang: str | None = None,
    sample: bool = False,
) -> int:
    """Open the window on a desk and stay until it is closed; the exit status (cli.md).

    `sample` makes the desk with the sample county where there is none yet, without asking.
    """
    help_input_method(os.environ)
    state = State()
    # Before any text is made.
    choose_language(lang or chosen_language(state))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("boshan-desk")
    app.setApplicationDisplayName(_("博山知识产权工作台"))
    app.setDesktopFileName("boshan-desk")
    app.setWindowIcon(icons.app_icon())
    theme.apply(app, large=bool(state.get("large_type", False)))
    return Session(app, state, folder or default_folder(), today).run(sample=sample)


class Session:
    """One run of the program: its window may be made anew, its desk stays."""

    def __init__(self, app: QApplication, state: State, folder: Path, today: date | None) -> None:
        self._app = app
        self._state = state
        self._folder = folder
        self._clock = Clock(today) if today else None
        self._ask = Ask(state)
        self._shell: Shell | None = None
        self.window: MainWindow | None = None
        self._listener: one_window.Listener | None = None
        self._translator = QTranslator()
        self._failing = False
        self._reopening = False
        self._key = ""
        self._officer: Officer | None = None
        """Who signed in, and what opens the desk for them; nobody where it has no accounts."""
        self._failures: int | None = None
        """Wrong passwords before that, until the history says it."""
        self._gate: Gate | None = None

    def run(self, *, sample: bool = False) -> int:
        """Until the window is closed."""
        self._speak()
        sys.excepthook = self._hook
        try:
            try:
                if not self._there() and not self._make_first(sample=sample):
                    return 0
                if not self._open():
                    return Damaged.exit_code
            except _WentAway:
                return 0
            except Refused as error:
                return self._tell_closed(error)
            self.show_window()
            return self._app.exec()
        finally:
            if self._listener is not None:
                self._listener.close()
            if self._shell is not None:
                self._shell.close()
            sys.excepthook = sys.__excepthook__

    def _there(self) -> bool:
        """Whether there is a desk, or what is left of one."""
        if swap_pending(self._folder):
            # A change of stores was cut short: until it is finished no store may stand there.
            lock = DeskLock(self._folder)
            lock.take()
            try:
                finish_swap(self._folder)
            finally:
                lock.give_back()
        return (self._folder / "desk.db").exists() or backups_left(self._folder)

    def _open(self) -> bool:
        """Open the desk, after a rescue where it is damaged; False when it stays closed."""
        why = ""
        while True:
            try:
                self._sign_in()
                if (self._folder / "desk.db").exists():
                    self._shell = self._make_shell()
                    return True
            except Damaged as error:
                why = error.words()
            if not self._rescue(why):
                return False

    def _make_shell(self) -> Shell:
        shell = Shell(
            self._folder,
            jobs=Jobs(),
            ask=self._ask,
            state=self._state,
            clock=self._clock,
            key=self._key,
            officer=self._officer,
        )
        shell.broke.connect(self.fail)
        shell.damaged.connect(partial(self._found_damage, shell))
        # Not from within a page that will be gone then.
        shell.reopen_wanted.connect(self.reopen, Qt.ConnectionType.QueuedConnection)
        return shell

    # Who is there

    def _sign_in(self) -> None:
        """Ask who is there, where the desk has accounts and nobody has said it yet.

        Raises:
            Held: another window has the desk.
            Damaged: who is there is known, but the store is not whole.
            _WentAway: the window was closed instead.
        """
        if self._officer is not None or not asks_for_password(self._folder):
            return
        from boshan_desk.ui.sign_in import SignInWindow

        lock = DeskLock(self._folder)
        lock.take()
        try:
            asking = SignInWindow(self._folder, self._state, self._ask, lock=lock)
            # Later starts find this window, but its first paint does not wait for that.
            QTimer.singleShot(50, asking, self._listen)
            through = self._let_ask(asking)
        finally:
            lock.give_back()
        if not through or asking.entry is None:
            raise _WentAway
        self._take(asking.entry)
        if asking.entry.damage is not None:
            raise asking.entry.damage

    def _let_ask(self, asking: Gate) -> bool:
        """Show a window that stands before the desk, until it is gone through or closed."""
        self._gate = self._ask.parent = asking
        try:
            return asking.ask()
        finally:
            self._gate = self._ask.parent = None

    def _take(self, entry: Entry) -> None:
        """Somebody is there."""
        self._key, self._officer, self._failures = entry.key, entry.officer, entry.failures

    def switch_user(self) -> None:
        """Let somebody else sign in."""
        self.reopen(self._sign_out)

    def _sign_out(self) -> bool:
        self._take(Entry())
        return True

    def set_up_accounts(self) -> None:
        """Give a desk that has none its first account."""
        assert self._shell is not None
        self.reopen(partial(self._set_up, self._shell.rows.setting("county", "boshan")))

    def _set_up(self, county: str) -> bool:
        from boshan_desk.ui.set_up import SetUpWindow

        asking = SetUpWindow(self._folder, county, self._ask)
        self._let_ask(asking)
        if asking.entry is not None:
            self._take(asking.entry)
        return True

    # What is damaged, and closing and opening again

    def _rescue(self, why: str) -> bool:
        """Show what can be done about a damaged desk; whether it is whole again."""
        from boshan_desk.ui.rescue_window import RescueWindow

        officer = self._officer or anyone(_("本机用户"))
        rescue = RescueWindow(
            self._folder,
            key=self._key,
            officer=officer,
            ask=self._ask,
            clock=self._clock,
            why=why,
        )
        self._ask.parent = rescue
        whole = rescue.ask()
        self._ask.parent = None
        return whole

    def _found_damage(self, shell: Shell, error: Damaged) -> None:
        """The open store is not whole: it is not shown any longer."""
        if shell is self._shell and not self._reopening:
            self._reopening = True
            # Not from within the work that found it.
            QTimer.singleShot(0, partial(self.reopen, partial(self._rescue, error.words())))

    def reopen(self, between: Callable[[], bool]) -> None:
        """Close window and desk, do something while nothing is open, and open them again.

        `between` says whether the desk is to be opened again; else the program ends.
        """
        self._reopening = True
        shell, old = self._shell, self.window
        assert shell is not None
        assert old is not None
        if shell.jobs.busy or QApplication.activeModalWidget() is not None:
            # What comes back to the old window must not find its desk closed.
            QTimer.singleShot(50, old, partial(self.reopen, between))
            return
        old.keep_state()
        self._app.setQuitOnLastWindowClosed(False)
        old.part()
        # At once, and not when the loops that come now have ended: it would hear and tick on.
        QApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete.value)
        shell.close()
        self._shell = self.window = self._ask.parent = None
        code = 0
        try:
            if self._done_between(between) and self._open():
                self.show_window()
            else:
                code = Damaged.exit_code
        except _WentAway:
            pass
        except Refused as error:
            code = self._tell_closed(error)
        self._app.setQuitOnLastWindowClosed(True)
        self._reopening = False
        if self.window is None:
            self._app.exit(code)

    def _done_between(self, between: Callable[[], bool]) -> bool:
        try:
            return between()
        except Exception as error:  # noqa: BLE001  (whatever it was, the desk is opened again)
            self.fail(error)
            return True

    def _tell_closed(self, error: Refused) -> int:
        """Say why the desk cannot be opened; the exit status."""
        if isinstance(error, Held) and one_window.raise_first(self._folder):
            return 0
        title = _("工作台正在使用") if isinstance(error, Held) else _("打不开工作台")
        self._ask.tell(error.words(), title=title, trouble=True)
        return error.exit_code

    def show_window(self) -> None:
        """Make the window, in the language of now, and show it."""
        assert self._shell is not None
        window = MainWindow(self._shell)
        window.remake_wanted.connect(self._remake)
        # Not from within the button that says so: the window is gone then.
        later = Qt.ConnectionType.QueuedConnection
        window.signed_in.switch_wanted.connect(self.switch_user, later)
        window.signed_in.set_up_wanted.connect(self.set_up_accounts, later)
        self.window = window
        window.show()
        # After the first paint: what is loaded then is not waited for.
        QTimer.singleShot(0, window, lambda: QTimer.singleShot(50, window, self._settle))

    def _settle(self) -> None:
        """What can wait until the window is there: later starts find it, and it warms up."""
        self._listen()
        if self.window is not None:
            self.window.warm_up()
            self._note_sign_in()
            self.window.keeping.begin()

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = one_window.listen(self._folder, self.come_forward)

    def _note_sign_in(self) -> None:
        """Enter into the history, once, that somebody signed in."""
        shell, failures = self._shell, self._failures
        if shell is None or failures is None or not shell.officer.id:
            return
        self._failures = None
        shipped = shell.county.id in counties()
        self._state.set(COUNTY, shell.county.id if shipped else shell.county.name)
        self._state.set(LAST_NAME, shell.officer.name)

        def note(desk: Desk) -> None:
            from boshan_desk.usecases import accounts

            accounts.note_sign_in(desk, failures=failures)

        shell.do(note)

    def come_forward(self) -> None:
        """Somebody started the program again: show the window, and what is asked over it."""
        for widget in (self._gate, self.window, QApplication.activeModalWidget()):
            if widget is not None:
                one_window.bring_up(widget)

    def _remake(self) -> None:
        """Another language was chosen."""
        old = self.window
        assert old is not None
        old.keep_state()
        choose_language(chosen_language(self._state))
        self._speak()
        self._app.setQuitOnLastWindowClosed(False)
        old.part()
        self.show_window()
        self._app.setQuitOnLastWindowClosed(True)

    def _speak(self) -> None:
        """Let Qt's own texts (buttons of dialogs, menus of fields) be in the same language."""
        self._app.removeTranslator(self._translator)
        self._translator = QTranslator()
        place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language()}", place):
            self._app.installTranslator(self._translator)

    def _make_first(self, *, sample: bool) -> bool:
        """Make the first desk as the officer wants it; False when the window was closed instead."""
        from boshan_desk.ui.first_page import FirstWindow, make_sample

        if sample:
            make_sample(self._folder)
            return True
        first = FirstWindow(self._folder, self._ask)
        made = self._let_ask(first)
        self._take(first.entry)
        return made

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._app.quit()
            return
        self.fail(error.with_traceback(trace))

    def fail(self, error: BaseException) -> None:
        """Tell a fault of the program once, calmly, with the report that would be saved.

        The report holds positions, never values; it is saved only if the officer wants it.
        """
        if self._failing:
            return
        self._failing = True
        try:
            words = _(
                "程序遇到一个错误，刚才的操作没有完成。已保存的记录不受影响，可以继续使用。\n\n"
                "下面是出错记录的全文：只有出错位置，没有任何业务数据，不会自动外发。"
                "如果再次出现，请保存并交给维护人员。"
            )
            text = report(error)
            if self._ask.show_report(
                words, text, title=_("程序出错"), yes=_("保存出错记录…"), no=_("不保存")
            ):
                self._save_report(text)
        finally:
            self._failing = False

    def _save_report(self, text: str) -> None:
        """Save a report where the officer wants it; at first beside the desk, for the bundle."""
        suggested, kept = place_of_log(self._folder), self._state.last_folder()
        with suppress(OSError):
            suggested.parent.mkdir(parents=True, exist_ok=True)
        path = self._ask.save_file(_("保存出错记录"), str(suggested), _("出错记录 (*.log)"))
        # Where reports lie is not where the officer's workbooks are.
        self._state.set_last_folder(kept)
        if path is not None and not save(text, path):
            words = _("不能写入 {path}，请检查位置、权限和空间")
            self._ask.tell(words.format(path=path), title=_("程序出错"), trouble=True)


class _WentAway(Exception):
    """Who was asked who they are closed the window instead."""


def asks_for_password(folder: Path) -> bool:
    """Whether somebody has to sign in before the desk can be opened."""
    store = folder / "desk.db"
    if store.is_file() and not has_keys(folder) and not is_plain(store):
        # The key file was lost: the one from beside the backups is brought back.
        with suppress(Refused):
            enter(folder)
    # A store that is gone while its keys are not is brought back by who knows a password.
    return encrypted(folder) or (has_keys(folder) and not store.is_file())


def backups_left(folder: Path) -> bool:
    """Whether there are backups of a desk whose store is gone: then none is made over them."""
    return any((folder / "backups").glob("desk-*.json"))


def chosen_language(state: State) -> str:
    """The language the officer chose; Chinese at first."""
    kept = str(state.get("language", "zh_CN"))
    return kept if kept in LANGUAGES else "zh_CN"


def default_folder() -> Path:
    """Where this system keeps data of a program for one person; the command line's own default."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(base) / ("BoshanDesk" if sys.platform == "win32" else "boshan-desk")


def help_input_method(environment: MutableMapping[str, str]) -> None:
    """Let fcitx reach us: Qt's wheels bring no plugin for it, but it also speaks ibus."""
    fcitx = "fcitx" in environment.get("XMODIFIERS", "")
    if fcitx and environment.get("QT_IM_MODULE", "fcitx") in ("", "fcitx"):
        environment["QT_IM_MODULE"] = "ibus"
