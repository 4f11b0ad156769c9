"""The one table from a kind of field to the widget that edits it.

An editor shows a value, keeps whatever is typed, and gives back exactly what it was shown when
nobody touched it: a code that left its list, or a number that stands masked, is not lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import CodeList, Lists
from boshan_desk.domain.fields import SCREEN, BadValue, Kind, Whole, wan_yuan
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Severity
from boshan_desk.domain.reading import Unreadable, read_bool, split_list
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import (
    GRADES,
    Line,
    NoteBox,
    PickLine,
    Radio,
    icon_size,
    sign_of,
    while_there,
)
from boshan_desk.ui.popups import Popup, TickList, entries, make_calendar
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

    wide: ClassVar[bool] = False
    """Whether it takes the whole width of the form."""

    def __init__(self, kind: Kind, place: Place) -> None:
        super().__init__()
        self.kind = kind
        self.place = place
        self._stored: Any = kind.empty
        self._shown = ""
        self._quiet = False
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
        self._words = QLabel()
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

    def take_value(self, value: Any) -> None:
        """Enter a value in the officer's place."""
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
        self._words.setText(words)
        self.control.setAccessibleDescription(words)
        theme.dress(self._words, severity=GRADES[severity])
        theme.dress(self.control, severity=GRADES[severity])
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
            self._words.setTextFormat(Qt.TextFormat.PlainText)
            self._words.setWordWrap(True)
            self._words.setObjectName(f"{self.place.field}_finding")
            row.addWidget(self._sign)
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


class TextEditor(LineEditor):
    """One line of text; offers what the field already has in other records."""

    def make_line(self) -> Line:
        ledger = self.place.ledger
        named = {*ledger.called, *(name for key in ledger.key for name in key)}
        if self.place.field in named or self.kind.personal:
            # What names a record is new each time, and people are not offered by name.
            return Line(self)
        line = PickLine(self, first_counts=False)
        line.wanted.connect(self._look_up)
        line.picked.connect(self._take)
        return line

    def _look_up(self, text: str) -> None:
        ledger, field = self.place.ledger, self.place.field
        self.place.shell.look(
            lambda rows: rows.known(ledger, field, text),
            while_there(self, lambda known: self._offer(text, known)),
        )

    def _offer(self, text: str, known: list[str]) -> None:
        if isinstance(self.line, PickLine) and (text == self.text() or not text):
            self.line.offer([(word, word) for word in known if word != text])

    def _take(self, _data: object, label: str) -> None:
        self.line.setText(label)


class NoteEditor(Editor):
    """Several lines of text."""

    wide = True

    def build(self) -> QWidget:
        self.box = NoteBox(self)
        self.box.textChanged.connect(self.heard)
        self.row.addWidget(self.box)
        if self.kind.help:
            self.box.setPlaceholderText(_(self.kind.help))
        return self.box

    def text(self) -> str:
        return self.box.toPlainText()

    def set_text(self, text: str) -> None:
        self.box.setPlainText(text)


class WholeEditor(LineEditor):
    """A whole number with its unit."""

    def build(self) -> QWidget:
        control = super().build()
        if isinstance(self.kind, Whole) and self.kind.unit:
            self.add_unit(_(self.kind.unit))
        return control


class MoneyEditor(LineEditor):
    """An amount in 元; what reaches 1 万 is shown in 万元 beside it."""

    def build(self) -> QWidget:
        control = super().build()
        self.unit = self.add_unit(_("元"))
        return control

    def refresh(self) -> None:
        words = _("元")
        try:
            fen = self.value()
        except BadValue:
            fen = None
        if fen is not None and abs(fen) >= 1_000_000:
            words = _("元（{wan} 万元）").format(wan=wan_yuan(fen))
        self.unit.setText(words)


class PercentEditor(LineEditor):
    """A share; the sign stands behind the line."""

    def build(self) -> QWidget:
        control = super().build()
        self.add_unit("%")
        return control

    def words(self, value: Any) -> str:
        return super().words(value).removesuffix("%")


class DayEditor(LineEditor):
    """A date: typed in any usual way, or pointed at in a calendar."""

    def build(self) -> QWidget:
        control = super().build()
        self.line.setToolTip(
            _("可填 2026-3-5、2026.3.5、20260305、2026年3月5日；Ctrl+; 填今天，F4 打开日历")
        )
        self.button = QToolButton()
        self.button.setObjectName(f"{self.place.field}_calendar")
        self.button.setIcon(icon("calendar"))
        self.button.setIconSize(icon_size(self))
        self.button.setAutoRaise(True)
        self.button.setToolTip(_("日历（F4）"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        self.row.addWidget(self.button)
        return control

    def takes_key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Semicolon, 0xFF1B) and control:
            self.take_value(self.place.shell.today)
        elif event.key() == Qt.Key.Key_F4:
            self.open_calendar()
        else:
            return super().takes_key(event)
        event.accept()
        return True

    def open_calendar(self) -> None:
        """Show the month of the date that stands there, or of today."""
        popup = Popup(self)
        calendar = make_calendar()
        try:
            day = self.value()
        except BadValue:
            day = None
        day = day or self.place.shell.today
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def take(chosen: QDate) -> None:
            popup.close()
            self.take_value(date(chosen.year(), chosen.month(), chosen.day()))
            self.line.setFocus()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        popup.fill(calendar)
        popup.open_under(self.line)
        calendar.setFocus()


class FlagEditor(Editor):
    """是, 否, or not said: a third state, so that nothing is answered by not being asked."""

    def build(self) -> QWidget:
        self._odd: str | None = None
        self._group = QButtonGroup(self)
        for place, words in enumerate((_("是"), _("否"), _("未填"))):
            button = Radio(self, words)
            button.setObjectName(f"{self.place.field}_{('yes', 'no', 'empty')[place]}")
            button.setAccessibleName(f"{_(self.kind.title)} {words}")
            if self.kind.help:
                button.setToolTip(_(self.kind.help))
            self._group.addButton(button, place)
            self.row.addWidget(button)
        self.row.addStretch(1)
        self._group.button(2).setChecked(True)
        self._group.idToggled.connect(self._toggled)
        return self._group.button(0)

    def stops(self) -> list[QWidget]:
        return list(self._group.buttons())

    def fit_line(self, height: int) -> None:
        for button in self._group.buttons():
            button.setFixedHeight(height)

    def _toggled(self, _place: int, checked: bool) -> None:
        if checked:
            self.setFocusProxy(self._group.checkedButton())
            self._odd = None
            self.heard()

    def text(self) -> str:
        if self._odd is not None:
            return self._odd
        return (_("是"), _("否"), "")[self._group.checkedId()]

    def set_text(self, text: str) -> None:
        place = 2
        odd = None
        if text:
            try:
                place = 0 if text == _("是") or (text != _("否") and read_bool(text)) else 1
            except Unreadable:
                odd = text
        self._group.button(place).setChecked(True)
        self._odd = odd

    def typed(self) -> str:
        return {_("是"): "是", _("否"): "否"}.get(self.text(), self.text())

    def read(self, text: str) -> Any:
        known = {_("是"): True, _("否"): False}
        return known[text] if text in known else super().read(text)

    def takes_key(self, event: QKeyEvent) -> bool:
        keys = {Qt.Key.Key_Y: 0, Qt.Key.Key_N: 1, Qt.Key.Key_Delete: 2, Qt.Key.Key_Backspace: 2}
        place = keys.get(Qt.Key(event.key()))
        if place is not None and not event.modifiers():
            self._group.button(place).setChecked(True)
            self._group.button(place).setFocus()
            event.accept()
            return True
        return super().takes_key(event)


class CodeEditor(LineEditor):
    """One value of a list, found by its word, another word for it, or a part of either."""

    def build(self) -> QWidget:
        self._choice: tuple[str, str] | None = None
        return super().build()

    @property
    def list(self) -> CodeList:
        """The list chosen from."""
        name: str = self.kind.list  # type: ignore[attr-defined]
        return self.place.lists[name]

    def make_line(self) -> Line:
        line = PickLine(self, first_counts=True)
        line.add_list_button()
        line.wanted.connect(lambda text: line.offer(entries(self.list, text)))
        line.picked.connect(self._take)
        return line

    def words(self, value: Any) -> str:
        words = super().words(value)
        self._choice = (words, value) if value is not None else None
        return words

    def typed(self) -> str:
        text = self.text()
        return self._choice[1] if self._choice and self._choice[0] == text else text

    def read(self, text: str) -> Any:
        return super().read(self._choice[1] if self._choice and self._choice[0] == text else text)

    def settle(self) -> None:
        super().settle()
        text = self.text()
        if self.touched and text and self.list.find(text) is None and self._choice is None:
            found = entries(self.list, text)
            if len(found) == 1:
                self._take(*found[0])

    def heard(self) -> None:
        if self._choice and self._choice[0] != self.text():
            self._choice = None
        super().heard()

    def refresh(self) -> None:
        self.line.setToolTip(self.text() or _(self.kind.help))

    def _take(self, code: object, _label: str) -> None:
        self.take_value(code)


class CodesEditor(LineEditor):
    """Several values of a list: ticked in a list that opens, or typed with 、 between them."""

    def build(self) -> QWidget:
        self._chosen: tuple[str, tuple[str, ...]] = ("", ())
        return super().build()

    @property
    def list(self) -> CodeList:
        """The list chosen from."""
        name: str = self.kind.list  # type: ignore[attr-defined]
        return self.place.lists[name]

    def make_line(self) -> Line:
        line = Line(self)
        button = line.addAction(icon("down"), QLineEdit.ActionPosition.TrailingPosition)
        button.setToolTip(_("打开列表（↓）"))
        button.triggered.connect(self.open_list)
        return line

    def words(self, value: Any) -> str:
        words = super().words(value)
        self._chosen = (words, tuple(value))
        return words

    def typed(self) -> str:
        words, codes = self._chosen
        return "、".join(codes) if words == self.text() else self.text()

    def read(self, text: str) -> Any:
        words, codes = self._chosen
        if words == text:
            return codes
        known = self.list
        parts = []
        for part in split_list(text):
            found = entries(known, part) if known.find(part) is None else []
            parts.append(str(found[0][0]) if len(found) == 1 else part)
        return self.kind.parse(parts, self.place.lists)

    def refresh(self) -> None:
        self.line.setToolTip(self.text() or _(self.kind.help))

    def takes_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_list()
            event.accept()
            return True
        return super().takes_key(event)

    def open_list(self) -> None:
        """Show the list with what is chosen ticked; what is ticked counts at once."""
        try:
            chosen = self.value()
        except BadValue:
            chosen = ()
        popup = Popup(self)
        ticks = TickList(self.list, chosen)
        ticks.ticked.connect(lambda: self.take_value(ticks.codes()))
        ticks.done.connect(popup.close)
        popup.fill(ticks)
        popup.open_under(self.line)
        ticks.search.setFocus()


class NamesEditor(LineEditor):
    """Several names with 、 between them."""

    def build(self) -> QWidget:
        control = super().build()
        self.line.setToolTip(_(self.kind.help) or _("有几个的，用顿号隔开"))
        return control


class PersonalEditor(LineEditor):
    """A number or name; a stored personal one stands masked, and typing replaces it whole.

    While it is covered the line is empty and the masked value shows through as its placeholder:
    so nothing of a mask can ever be saved as if it were a value.
    """

    def build(self) -> QWidget:
        self._covered = ""
        self._cleared = False
        control = super().build()
        self._hint = self.line.placeholderText()
        self._plain_palette = self.line.palette()
        self.look_button = QToolButton()
        self.look_button.setObjectName(f"{self.place.field}_uncover")
        self.look_button.setText(_("查看"))
        self.look_button.setToolTip(_("查看完整内容，须写明原因，并记入操作记录"))
        self.look_button.clicked.connect(self._uncover)
        self.look_button.hide()
        self.row.addWidget(self.look_button)
        return control

    def stops(self) -> list[QWidget]:
        return [self.line, self.look_button]

    @property
    def covered(self) -> bool:
        """Whether the stored value stands masked."""
        return bool(self._covered) and not self.touched

    def shown(self) -> str:
        """What the officer sees in the line."""
        return self._covered if self.covered else self.text()

    def show_value(self, value: Any) -> None:
        self._cleared = False
        self._covered = ""
        if value and self.kind.personal and self.place.uncover is not None:
            masked = self.kind.mask(value, SCREEN, self.place.lists)
            self._covered = masked if masked != self.words(value) else ""
        if not self._covered:
            super().show_value(value)
            return
        self._stored = value
        self._write("")
        self._shown = ""
        self.clear_finding()
        self.refresh()

    @property
    def touched(self) -> bool:
        return self._cleared or super().touched

    def restore(self) -> None:
        self._cleared = False
        super().restore()

    def show_typed(self, text: str) -> None:
        self._cleared = bool(self._covered) and not text
        super().show_typed(text)

    def take_value(self, value: Any) -> None:
        self._cleared = bool(self._covered) and not value
        super().take_value(value)

    def takes_key(self, event: QKeyEvent) -> bool:
        wipes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if wipes and self.covered:
            self._cleared = True
            self.heard()
            event.accept()
            return True
        return super().takes_key(event)

    def refresh(self) -> None:
        covered = self.covered
        self.look_button.setVisible(covered)
        palette = QPalette(self._plain_palette)
        if covered:
            # It is a value, not a hint, and must be as easy to read as the others.
            palette.setColor(
                QPalette.ColorRole.PlaceholderText, palette.color(QPalette.ColorRole.Text)
            )
        self.line.setPalette(palette)
        if covered:
            self.line.setPlaceholderText(self._covered)
        elif self._cleared and not self.text():
            self.line.setPlaceholderText(_("保存后清空（Esc 恢复）"))
        else:
            self.line.setPlaceholderText(self._hint)

    def _uncover(self) -> None:
        if self.place.uncover is not None:
            self.place.uncover(self.place.field, self._show_whole)

    def _show_whole(self, _words: str) -> None:
        self._covered = ""
        self._write(self.words(self._stored))
        self._shown = self.text()
        self.refresh()
        self.line.setFocus()


def _link_editor(kind: Kind, place: Place) -> Editor:
    from boshan_desk.ui.link_editor import LinkEditor

    return LinkEditor(kind, place)


EDITORS: dict[str, Callable[[Kind, Place], Editor]] = {
    "text": TextEditor,
    "note": NoteEditor,
    "whole": WholeEditor,
    "money": MoneyEditor,
    "percent": PercentEditor,
    "day": DayEditor,
    "flag": FlagEditor,
    "code": CodeEditor,
    "codes": CodesEditor,
    "link": _link_editor,
    "identifier": PersonalEditor,
    "idnumber": PersonalEditor,
    "papers": PersonalEditor,
    "phone": PersonalEditor,
    "person": PersonalEditor,
    "names": NamesEditor,
}
"""By the kind's name; a new kind costs one entry here."""


def make_editor(kind: Kind, place: Place) -> Editor:
    """The editor for a field."""
    return EDITORS[kind.name](kind, place)
