"""Typing passwords: a line that hides or shows what is typed, and a new password typed twice."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import em

SHORTEST: Final = 10
"""Characters; the rule itself is `usecases.accounts.SHORTEST`, which is too heavy to load here."""

LONGEST: Final = 200


class PasswordLine(QLineEdit):
    """One line whose letters are hidden until the officer wants to see them."""

    caps_locked = Signal(bool)
    """What was typed shows that Caps Lock is on, or off again."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMaxLength(LONGEST)
        self.setMinimumWidth(em(self) * 12)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)
        self._eye = QAction(self)
        self._eye.setObjectName(f"{name}_eye")
        self._eye.setCheckable(True)
        self._eye.setShortcut(QKeySequence("Ctrl+D"))
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    def hide_letters(self) -> None:
        """Show dots again, whatever was shown."""
        self._eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._eye.setIcon(icons.icon("eye-off" if shown else "eye"))
        words = _("隐藏密码（Ctrl+D）") if shown else _("显示密码（Ctrl+D）")
        self._eye.setToolTip(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt cannot be asked about Caps Lock, but a letter says it."""
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_locked.emit(letter.isupper() is not shift)
        super().keyPressEvent(event)


class CapsNote(QLabel):
    """Says that Caps Lock is on, in room that is always there."""

    def __init__(self, *lines: PasswordLine) -> None:
        super().__init__()
        self.setObjectName("caps_note")
        theme.dress(self, severity="warn")
        self.setMinimumHeight(self.fontMetrics().height())
        for line in lines:
            line.caps_locked.connect(self.say)

    def say(self, locked: bool) -> None:
        """Say it, or nothing."""
        self.setText(_("大写锁定已打开") if locked else "")


class NewPassword(QWidget):
    """A new password, typed twice; the rule stands above it before anything is typed."""

    changed = Signal()

    def __init__(self, prefix: str, title: str = "") -> None:
        """`prefix` begins the names of its lines."""
        super().__init__()
        self.first = PasswordLine(f"{prefix}_password", title or _("密码"))
        self.second = PasswordLine(f"{prefix}_again", _("再输一次"))
        self._rule = QLabel(
            _("至少 {most} 个字符，可以用一句话；不要用姓名、生日或常见的密码。").format(
                most=SHORTEST
            )
        )
        self._rule.setWordWrap(True)
        theme.dress(self._rule, role="hint")
        self._note = QLabel()
        self._note.setObjectName(f"{prefix}_note")
        self._note.setMinimumHeight(self.fontMetrics().height())
        theme.dress(self._note, severity="warn")
        self._caps = False
        self._title = title or _("密码")
        for line in (self.first, self.second):
            line.textChanged.connect(self._typed)
            line.caps_locked.connect(self._hear_caps)
        self.setFocusProxy(self.first)

    def fill(self, form: QFormLayout) -> None:
        """Put the lines into a form, so that they stand in line with its other rows."""
        form.addRow(self._title, self.first)
        form.addRow(_("再输一次"), self.second)
        below = QVBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._rule)
        below.addWidget(self._note)
        form.addRow("", below)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.first.text()

    @property
    def whole(self) -> bool:
        """Whether it was typed twice alike and is long enough."""
        return len(self.text) >= SHORTEST and self.text == self.second.text()

    def _hear_caps(self, locked: bool) -> None:
        self._caps = locked
        self._say()

    def _typed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        words = _("大写锁定已打开") if self._caps else ""
        if self.second.text() and not self.text.startswith(self.second.text()):
            words = _("两次输入的不一样")
        elif self.second.text() and len(self.text) < SHORTEST:
            words = _("还不够 {most} 个字符").format(most=SHORTEST)
        self._note.setText(words)
