"""Editors of what is chosen: yes or no, one of a list, several of a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from boshan_desk.domain.codes import CodeList
from boshan_desk.domain.fields import BadValue
from boshan_desk.domain.reading import Unreadable, read_bool, split_list
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui.editors.base import Editor, LineEditor
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import Line, PickLine, Radio
from boshan_desk.ui.popups import Popup, TickList, entries


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
        if place is not None and not event.modifiers() and not self.locked:
            self._group.button(place).setChecked(True)
            self._group.button(place).setFocus()
            event.accept()
            return True
        return super().takes_key(event)


_WIDE_FROM = 30
"""Half ems: a list with longer words takes the whole width of the form."""


class CodeEditor(LineEditor):
    """One value of a list, found by its word, another word for it, or a part of either."""

    def build(self) -> QWidget:
        self._choice: tuple[str, str] | None = None
        widest = max((_half_ems(self.list.label(e.code)) for e in self.list), default=0)
        self.wide = widest > _WIDE_FROM
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
        try:
            return super().read(
                self._choice[1] if self._choice and self._choice[0] == text else text
            )
        except BadValue:
            # The list hangs under the field: its words need not be told.
            raise BadValue("不在可选项里，请从列表选择") from None

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
        # A long word shows its beginning, not its end.
        self.line.home(False)


def _half_ems(words: str) -> int:
    """About how broad words are: a Chinese character is as broad as two letters."""
    return sum(1 if letter.isascii() else 2 for letter in words)


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
        if strange := [part for part in parts if known.find(part) is None]:
            # The list hangs under the field: its words need not be told.
            raise BadValue("“{word}”不在可选项里，请从列表选择", word=listed(strange))
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
        if self.locked:
            return
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
