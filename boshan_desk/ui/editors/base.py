"""What every editor does: show a value, keep what is typed, say what is wrong with it.

An editor gives back exactly what it was shown when nobody touched it: a code that left its list,
or a number that stands masked, is not lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import BadValue, Kind
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Severity
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.editors.sentence import Sentence
from boshan_desk.ui.lines import GRADES, Line, icon_size, sign_of
from boshan_desk.ui.shell import Shell


@dataclass(frozen=True)
class Place:
    """Where an editor stands: whose field it edits."""

    shell: Shell
    ledger: Ledger
    field: str
    uncover: Callable[[str, Callable[[str], None]], None] | None = None
    """Asks for a reason and hands the whole personal value over; None in a form of a new record."""

    @property
    def lists(self) -> Lists:
        """The code lists of this desk."""
        return self.shell.lists


class Editor(QWidget):
    """What every editor does; the kinds differ in their control and in a few of these steps."""

    changed = Signal()
    """What stands in the field is another than before."""
    left = Signal()
    """The officer went to another field."""
    entered = Signal()
    """Enter: on to the next field."""
    copy_wanted = Signal()
    """Ctrl+D: the same as in the record before."""

    settled = Signal()
    """What had to be looked up to settle what was typed has come."""

    wide: bool = False
    """Whether it takes the whole width of the form."""

    def __init__(self, kind: Kind, place: Place) -> None:
        super().__init__()
        self.kind = kind
        self.place = place
        self._stored: Any = kind.empty
        self._shown = ""
        self._quiet = False
        self.locked = False
        """Whether it can only be read: what stands there can be copied, not changed."""
        self.finding: tuple[str, str] = ("", "")
        """The severity and words that stand under the field now."""
        self.setObjectName(place.field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self._column.addLayout(self.row)
        self._finding_row: QWidget | None = None
        self._sign = QLabel()
        self._words = Sentence()
        self.control = self.build()
        if not self.control.objectName():
            self.control.setObjectName(f"{place.field}_input")
        self.control.setAccessibleName(_(kind.title))
        self.setFocusProxy(self.control)

    # -- what the kinds do each in their way

    def build(self) -> QWidget:
        """Make the control and put it into the row."""
        raise NotImplementedError

    def text(self) -> str:
        """What stands in the control."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Let this stand in the control."""
        raise NotImplementedError

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [self.control]

    def fit_line(self, height: int) -> None:
        """Be as high as a line of the form, where the control is lower by itself."""

    def words(self, value: Any) -> str:
        """A value as it stands in the control."""
        return self.kind.show(value, self.place.lists)

    def read(self, text: str) -> Any:
        """The value that a touched control stands for."""
        return self.kind.parse(text, self.place.lists)

    # -- the protocol

    def show_value(self, value: Any) -> None:
        """Show what is stored; from here on it counts as untouched."""
        self._stored = value
        self._write(self.words(value))
        self._shown = self.text()
        self.clear_finding()
        self.refresh()

    def lock(self, on: bool) -> None:
        """Let it be read only, or be typed into again."""
        if on == self.locked:
            return
        self.locked = on
        for line in self.findChildren(QLineEdit):
            line.setReadOnly(on)
            theme.dress(line)
        for box in self.findChildren(QPlainTextEdit):
            box.setReadOnly(on)
            theme.dress(box)
        for button in self.findChildren(QAbstractButton):
            button.setEnabled(not on)
        self.refresh()

    def take_value(self, value: Any) -> None:
        """Enter a value in the officer's place."""
        if self.locked:
            return
        self._write(self.words(value))
        self.refresh()
        self.changed.emit()

    def typed(self) -> str:
        """What is typed, raw, so that it can be kept and typed in again."""
        return self.text()

    def show_typed(self, text: str) -> None:
        """Type this in again."""
        self._write(text)
        self.settle()
        self.refresh()
        self.changed.emit()

    @property
    def touched(self) -> bool:
        """Whether something else stands there than was shown."""
        return self.text() != self._shown

    def value(self) -> Any:
        """The value that stands there; raises `BadValue` when it cannot be read."""
        return self.read(self.text()) if self.touched else self._stored

    def restore(self) -> None:
        """Take back what was typed."""
        self._write(self._shown)
        self.refresh()
        self.changed.emit()

    @property
    def looking(self) -> bool:
        """Whether what was typed is being looked up; `settled` says when that is over."""
        return False

    def settle(self) -> None:
        """Write what was typed in its usual form; what cannot be read stays as it was typed."""
        if not self.touched:
            return
        try:
            words = self.words(self.read(self.text()))
        except BadValue:
            return
        if words != self.text():
            self._write(words)
            self.refresh()

    def refresh(self) -> None:
        """Bring what stands beside the control up to date."""

    def set_finding(self, severity: Severity, words: str) -> None:
        """Say under the field what is wrong with it; no words take it away."""
        if not words:
            self.clear_finding()
            return
        if (severity, words) == self.finding:
            return
        self.finding = (severity, words)
        row = self._show_finding_row()
        self._sign.setPixmap(sign_of(severity).pixmap(icon_size(self)))
        self.control.setAccessibleDescription(words)
        theme.dress(self._words, severity=GRADES[severity])
        theme.dress(self.control, severity=GRADES[severity])
        self._words.say(words)
        row.show()

    def clear_finding(self) -> None:
        """Nothing is wrong with the field."""
        if self.finding[1]:
            self.finding = ("", "")
            if self._finding_row is not None:
                self._finding_row.hide()
            self.control.setAccessibleDescription("")
            theme.dress(self.control, severity="")

    # -- what the controls tell

    def takes_key(self, event: QKeyEvent) -> bool:
        """Enter goes on, Ctrl+D copies, Esc takes back what was typed here."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_D and control:
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.touched:
            self.restore()
        else:
            return False
        event.accept()
        return True

    def let_go(self) -> None:
        """The control was left; one that is being put away with its form is not."""
        if self.isVisible():
            self.settle()
            self.left.emit()

    def heard(self) -> None:
        """Something was typed."""
        if not self._quiet:
            self.refresh()
            self.changed.emit()

    def _write(self, text: str) -> None:
        self._quiet = True
        try:
            self.set_text(text)
        finally:
            self._quiet = False

    def _show_finding_row(self) -> QWidget:
        # Made when first needed: most fields of a form never have a finding.
        if self._finding_row is None:
            self._finding_row = QWidget()
            row = QHBoxLayout(self._finding_row)
            row.setContentsMargins(0, 0, 0, 2)
            row.setSpacing(4)
            self._sign.setObjectName(f"{self.place.field}_sign")
            self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._words.setObjectName(f"{self.place.field}_finding")
            row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(self._words, 1)
            self._column.addWidget(self._finding_row)
        return self._finding_row


class LineEditor(Editor):
    """What is typed on one line."""

    line: Line

    def build(self) -> QWidget:
        self.line = self.make_line()
        self.line.textChanged.connect(self.heard)
        self.row.addWidget(self.line, 1)
        if self.kind.help:
            self.line.setPlaceholderText(_(self.kind.help))
            self.line.setToolTip(_(self.kind.help))
        return self.line

    def make_line(self) -> Line:
        """The line itself."""
        return Line(self)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)
        if not self.line.hasFocus():
            # A long text shows its beginning, not its end.
            self.line.setCursorPosition(0)

    def add_unit(self, words: str) -> QLabel:
        """A unit behind the line."""
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.row.addWidget(label)
        return label
