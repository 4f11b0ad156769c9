"""Giving one's password: the line, the button, what was wrong and how long to wait.

After a wrong password the next try has to wait, longer each time; the seconds are counted down and
the button rests meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from boshan_desk.domain.officers import NoRight
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.passwords import PasswordLine


class TryPassword(QWidget):
    """The parts, to be laid out by who needs them; itself it is never seen."""

    wanted = Signal(str)
    """A password, to be tried."""

    def __init__(self, prefix: str, go: str, owner: QWidget) -> None:
        super().__init__(owner)
        self.hide()
        self.line = PasswordLine(f"{prefix}_password", _("密码"))
        self.line.returnPressed.connect(self.send)
        self.line.textChanged.connect(self._rest)
        self.line.caps_locked.connect(self._hear_caps)
        self.words = QLabel()
        self.words.setObjectName(f"{prefix}_words")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(self.words.fontMetrics().height() * 2)
        self.button = QPushButton(go)
        self.button.setObjectName(f"{prefix}_go")
        self.button.setDefault(True)
        theme.dress(self.button, role="primary")
        self.button.clicked.connect(self.send)
        self._caps = False
        self._trying = False
        self._fault = ""
        self._left = 0
        self._ticking = QTimer(self)
        self._ticking.setInterval(1000)
        self._ticking.timeout.connect(self._tick)
        self._rest()

    @property
    def waiting(self) -> bool:
        """Whether it is too early for another try."""
        return self._left > 0

    def send(self) -> None:
        """Let the password be tried."""
        if self.button.isEnabled():
            self._trying = True
            self._fault = ""
            self._rest()
            self._say(_("正在核对…"), "note")
            self.wanted.emit(self.line.text())

    def refuse(self, words: str, seconds: int) -> None:
        """It was not the right one: why, and how long to wait."""
        self._trying = False
        self._fault = words
        self._left = seconds
        self.line.selectAll()
        if seconds:
            self._ticking.start()
        self._tell()

    def accept(self) -> None:
        """It was the right one."""
        self._trying = False
        self.clear()

    def clear(self) -> None:
        """Begin anew: for another officer, or the next time."""
        self._ticking.stop()
        self._fault, self._left = "", 0
        self.line.hide_letters()
        self.line.clear()
        self._tell()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._ticking.stop()
        self._tell()

    def _tell(self) -> None:
        if self._left > 0:
            words = _("{what}，请等 {seconds} 秒后再试").format(
                what=self._fault, seconds=self._left
            )
            self._say(words, "stop")
        elif self._fault:
            self._say(_("{what}，可以再试").format(what=self._fault), "stop")
        else:
            self._hear_caps(self._caps)
        self._rest()

    def _hear_caps(self, locked: bool) -> None:
        self._caps = locked
        if not self._fault and not self._trying:
            self._say(_("大写锁定已打开") if locked else "", "warn")

    def _say(self, words: str, severity: theme.Severity) -> None:
        self.words.setText(words)
        theme.dress(self.words, severity=severity)

    def _rest(self, _text: str = "") -> None:
        ready = bool(self.line.text()) and not self._trying and not self.waiting
        self.button.setEnabled(ready)
        self.line.setReadOnly(self._trying)


def why_not(folder: Path, name: str, error: Exception, now: datetime) -> tuple[str, int]:
    """Why nobody was let in, and how many seconds to wait; a fault of the program is raised on."""
    if not isinstance(error, Refused):
        raise error
    from boshan_desk.usecases import accounts

    # Only a refusal of who one is: the key file itself may be what is gone.
    if isinstance(error, NoRight) and (seconds := accounts.wait(folder, name, now)):
        # The refusal names the seconds as they were; here they are counted down.
        return _(str(error.values.get("what") or accounts.NOT_SO)), seconds
    return error.words(), 0
