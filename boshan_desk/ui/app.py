"""Puts the program together: language, type, desk, window; and what happens when it fails."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QStandardPaths, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from boshan_desk.domain.problems import Held, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import LANGUAGES, _, choose_language, language
from boshan_desk.ui import icons, one_window, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.usecases.crash import write_log


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

    def run(self, *, sample: bool = False) -> int:
        """Until the window is closed."""
        self._speak()
        sys.excepthook = self._hook
        try:
            if not (self._folder / "desk.db").exists() and not self._make_first(sample=sample):
                return 0
            self._shell = Shell(
                self._folder, jobs=Jobs(), ask=self._ask, state=self._state, clock=self._clock
            )
        except Refused as error:
            if isinstance(error, Held) and one_window.raise_first(self._folder):
                return 0
            title = _("工作台正在使用") if isinstance(error, Held) else _("打不开工作台")
            self._ask.tell(error.words(), title=title, trouble=True)
            return error.exit_code
        try:
            self._shell.broke.connect(self.fail)
            self.show_window()
            return self._app.exec()
        finally:
            if self._listener is not None:
                self._listener.close()
            self._shell.close()
            sys.excepthook = sys.__excepthook__

    def show_window(self) -> None:
        """Make the window, in the language of now, and show it."""
        assert self._shell is not None
        window = MainWindow(self._shell)
        window.remake_wanted.connect(self._remake)
        self.window = window
        window.show()
        # After the first paint: what is loaded then is not waited for.
        QTimer.singleShot(0, window, lambda: QTimer.singleShot(50, window, self._settle))

    def _settle(self) -> None:
        """What can wait until the window is there: later starts find it, and it warms up."""
        if self._listener is None:
            self._listener = one_window.listen(self._folder, self.come_forward)
        if self.window is not None:
            self.window.warm_up()

    def come_forward(self) -> None:
        """Somebody started the program again: show the window, and what is asked over it."""
        for widget in (self.window, QApplication.activeModalWidget()):
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
        self._ask.parent = first
        made = first.ask()
        self._ask.parent = None
        return made

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._app.quit()
            return
        self.fail(error.with_traceback(trace))

    def fail(self, error: BaseException) -> None:
        """Tell a fault of the program once, calmly; the log holds positions, never values."""
        path = write_log(error, self._folder)
        if self._failing:
            return
        self._failing = True
        words = _(
            "程序遇到一个错误，刚才的操作没有完成。已保存的记录不受影响，可以继续使用。\n\n"
            "如果再次出现，请把出错记录交给维护人员（记录里只有出错位置，没有任何业务数据，"
            "也不会自动外发）。"
        )
        if path is not None:
            words += "\n\n" + _("出错记录：{path}").format(path=path)
        self._ask.tell(words, title=_("程序出错"), trouble=True)
        self._failing = False


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
