"""The lock: when nobody was there for a while, or at once, the data is covered.

Every window of the program gets an opaque cover, and a box over them asks for the password of who
is signed in.  The box is modal to the whole program, so menus, keys and questions below it are
dead until it is answered.  Forms stay as they are: they are only covered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.ui.try_password import TryPassword, why_not

MINUTES: Final = 10
"""Without a key or the mouse, until it locks by itself."""

CHOICES: Final = (5, 10, 15, 30)
"""What is offered; never is not, and neither is longer."""

SETTING: Final = "lock_minutes"

_SIGNS_OF_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


def lock_minutes(state: State) -> int:
    """How long nobody may be there; what is not allowed counts as the usual time."""
    kept = state.get(SETTING, MINUTES)
    return kept if isinstance(kept, int) and 0 < kept <= max(CHOICES) else MINUTES


class IdleWatch(QObject):
    """Notices that nobody touched the program for a while.

    It listens at windows, and at whatever has the keyboard: there an input method hands over its
    words, which pass no window.
    """

    idle = Signal()

    def __init__(
        self, owner: QObject, seconds: float, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` also runs while the computer sleeps, so that it wakes up locked."""
        super().__init__(owner)
        self._clock = clock
        self._last = clock()
        self._seconds = seconds
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self.set_seconds(seconds)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen)
        app.focusObjectChanged.connect(self._listen)
        self._listen(app.focusWindow())
        self._listen(app.focusObject())

    def set_seconds(self, seconds: float) -> None:
        """Wait so long."""
        self._seconds = seconds
        self._timer.start(int(min(15.0, max(0.05, seconds / 20)) * 1000))

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._clock()

    def look(self) -> None:
        """Whether it is time."""
        # A clock that was set back must not keep the data open for hours.
        if abs(self._clock() - self._last) >= self._seconds:
            self.touch()
            self.idle.emit()

    def stop(self) -> None:
        """Listen no more."""
        self._timer.stop()

    def _listen(self, there: QObject | None) -> None:
        if there is not None:
            there.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that somebody is there; nothing is kept from anybody."""
        if event.type() in _SIGNS_OF_LIFE:
            self._last = self._clock()
        return False


class Cover(QWidget):
    """Lies over everything in a window, and says only that it is locked."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("cover")
        self.window_below = window
        self._title = window.windowTitle()
        self.setAutoFillBackground(True)
        whole = QVBoxLayout(self)
        words = QLabel(_("已锁定"))
        theme.dress(words, role="hint")
        whole.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        # The box that asks stands in the middle.
        whole.addStretch(1)
        window.installEventFilter(self)
        window.setWindowTitle(_("博山知识产权工作台（已锁定）"))
        self._fit()
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Show the window again."""
        window = self.window_below
        window.removeEventFilter(self)
        window.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()

    def _fit(self) -> None:
        self.setGeometry(self.window_below.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window, and above what is put into it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.ChildPolished):
            self._fit()
            self.raise_()
        return False


class LockBox(QDialog):
    """Asks for the password of who is signed in."""

    switch_wanted = Signal()

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self.setObjectName("lock_box")
        self.setWindowTitle(_("已锁定"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line, line, line)
        whole.setSpacing(line // 2)
        head = QHBoxLayout()
        head.setSpacing(line // 2)
        sign = QLabel()
        side = line * 2
        sign.setPixmap(icons.icon("lock").pixmap(QSize(side, side), self.devicePixelRatioF()))
        title = QLabel(_("已锁定"))
        theme.dress(title, role="title")
        head.addWidget(sign)
        head.addWidget(title, 1)
        whole.addLayout(head)
        words = QLabel(_("输入密码继续。填写中的内容还在，没有丢失。"))
        words.setWordWrap(True)
        whole.addWidget(words)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        who = QLabel(shell.officer.name)
        who.setObjectName("lock_name")
        who.setTextFormat(Qt.TextFormat.PlainText)
        form.addRow(_("姓名"), who)
        self.trying = TryPassword("lock", _("继续"), self)
        form.addRow(_("密码"), self.trying.line)
        form.addRow("", self.trying.words)
        whole.addLayout(form)
        row = QHBoxLayout()
        self.switch = QPushButton(icons.icon("officer"), _("切换用户…"))
        self.switch.setObjectName("lock_switch")
        self.switch.setAutoDefault(False)
        self.switch.clicked.connect(self.switch_wanted)
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self.trying.button)
        whole.addLayout(row)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 52)
        self.trying.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc opens nothing."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """The box goes by the password alone."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """As above."""
        event.ignore()


class Locking(QObject):
    """Locks a window and lets its officer in again."""

    switch_wanted = Signal()
    """Somebody else wants to sign in."""

    def __init__(
        self, shell: Shell, window: QWidget, now: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(window)
        self._shell = shell
        self._window = window
        self._now = now or Clock().now
        self._covers: list[Cover] = []
        self._box: LockBox | None = None
        self.watch = IdleWatch(self, lock_minutes(shell.state) * 60)
        self.watch.idle.connect(self.lock)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._look_for_others)

    @property
    def box(self) -> LockBox | None:
        """What asks for the password; None while nothing is locked."""
        return self._box

    def set_minutes(self, minutes: int) -> None:
        """Lock by itself after so long."""
        self._shell.state.set(SETTING, minutes)
        self.watch.set_seconds(minutes * 60)

    def lock(self) -> None:
        """Cover everything and ask for the password."""
        if self._box is not None:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._cover_all()
        self._box = LockBox(self._shell, self._window)
        self._box.trying.wanted.connect(self._try)
        self._box.switch_wanted.connect(self._switch)
        self._box.show()

    def stop(self) -> None:
        """The window goes, and was hidden already: nothing is uncovered."""
        self.watch.stop()
        if self._box is not None:
            self._box.hide()
            self._box.deleteLater()
            self._box = None

    def _cover_all(self) -> None:
        """Cover every window that shows something and is not covered yet."""
        covered = {cover.window_below for cover in self._covers if shiboken6.isValid(cover)}
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window is not self._box and window not in covered:
                self._covers.append(Cover(window))

    def _look_for_others(self, _window: object) -> None:
        """A question that came up while it was locked is covered too, and waits."""
        if self._box is None or not shiboken6.isValid(self._window):
            return
        before = len(self._covers)
        self._cover_all()
        if len(self._covers) > before:
            self._box.hide()
            self._box.show()

    def _try(self, password: str) -> None:
        shell, now = self._shell, self._now

        def work(_progress: object) -> None:
            from boshan_desk.usecases import accounts

            # Without the lock, which this window holds: nobody else can have changed the store.
            accounts.sign_in(shell.folder, shell.officer.name, password, now=now())

        def refused(error: Exception) -> None:
            if self._box is not None:
                words, seconds = why_not(shell.folder, shell.officer.name, error, now())
                self._box.trying.refuse(words, seconds)
                self._box.trying.line.setFocus()

        shell.jobs.look(
            work,
            while_there(self._window, lambda _none: self._open()),
            while_there(self._window, refused),
        )

    def _open(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            box.trying.clear()
            box.hide()
            box.deleteLater()
        for cover in self._covers:
            if shiboken6.isValid(cover):
                cover.lift()
        self._covers.clear()
        self.watch.touch()

    def _switch(self) -> None:
        if self._box is None:
            return
        if self._shell.jobs.busy:
            self._box.trying.words.setText(_("还有工作没有完成，完成后再切换"))
            return
        # A question that was open below is not answered: that is the harmless answer.
        open_still = [
            cover.window_below
            for cover in self._covers
            if shiboken6.isValid(cover)
            and isinstance(cover.window_below, QDialog)
            and cover.window_below.isVisible()
        ]
        for question in open_still:
            question.reject()
        if open_still:
            QTimer.singleShot(50, self, self._switch)
        else:
            # The covers stay until the window is gone.
            self._box.hide()
            self.switch_wanted.emit()
