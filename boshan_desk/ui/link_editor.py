"""The editor of a link: the other record is found by typing a part of its name."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from boshan_desk.domain.fields import BadValue, Link
from boshan_desk.domain.reading import fold
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.editors.base import LineEditor
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import Choice, Line, PickLine, icon_size, while_there


class LinkEditor(LineEditor):
    """Shows the other record's name and keeps its id."""

    kind: Link

    def build(self) -> QWidget:
        self._choice: tuple[str, str] | None = None
        self._asked = 0
        self._settling = ""
        control = super().build()
        title = _(KEPT[self.kind.to].title)
        self.line.setPlaceholderText(_("输入名称查找{title}").format(title=title))
        self.open_button = QToolButton()
        self.open_button.setObjectName(f"{self.place.field}_open")
        self.open_button.setIcon(icon("open"))
        self.open_button.setIconSize(icon_size(self))
        self.open_button.setAutoRaise(True)
        self.open_button.setToolTip(_("打开这条{title}").format(title=title))
        self.open_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.open_button.clicked.connect(self._open)
        self.row.addWidget(self.open_button)
        self.line.setClearButtonEnabled(True)
        return control

    def make_line(self) -> Line:
        line = PickLine(self, first_counts=True)
        line.add_list_button()
        line.wanted.connect(self._look_up)
        line.picked.connect(self._take)
        return line

    def words(self, value: Any) -> str:
        if value is None:
            self._choice = None
            return ""
        words = self.place.shell.rows.label(self.kind.to, value) or str(value)
        self._choice = (words, value)
        return words

    def show_typed(self, text: str) -> None:
        # What was kept is an id where a record had been chosen.
        if text and self.place.shell.rows.label(self.kind.to, text):
            self.take_value(text)
        else:
            super().show_typed(text)

    def typed(self) -> str:
        text = self.text()
        return self._choice[1] if self._choice and self._choice[0] == text else text

    def read(self, text: str) -> Any:
        if self._choice and self._choice[0] == text:
            return self._choice[1]
        if not text.strip():
            return None
        raise BadValue(
            "{title}里没有选定“{word}”，请从列表中选择，或先登记",
            title=_(KEPT[self.kind.to].title),
            word=text,
        )

    @property
    def looking(self) -> bool:
        return bool(self._settling)

    def settle(self) -> None:
        """Take the one record whose name this is, or the only one that holds what was typed."""
        text = self.text().strip()
        if not text or not self.touched or (self._choice and self._choice[0] == self.text()):
            return
        kind, self._settling = self.kind, text

        def take(found: list[tuple[str, str]]) -> None:
            if self._settling != text:
                # Something else was typed and left meanwhile; its own answer comes.
                return
            self._settling = ""
            same = [choice for choice in found if fold(choice[1]) == fold(text)]
            if self.text().strip() == text and (len(same) == 1 or len(found) == 1):
                self._take(*(same or found)[0])
            self.settled.emit()

        self.place.shell.look(
            lambda rows: rows.choices(kind, text, most=20), while_there(self, take)
        )

    def heard(self) -> None:
        if self._choice and self._choice[0] != self.text():
            self._choice = None
        super().heard()

    def refresh(self) -> None:
        self.open_button.setEnabled(self._choice is not None)
        self.line.setToolTip(self.text() or _(self.kind.help))

    def _look_up(self, text: str) -> None:
        self._asked += 1
        number, kind = self._asked, self.kind

        def offer(found: list[tuple[str, str]]) -> None:
            # An answer to what is no longer typed is dropped.
            if number == self._asked and isinstance(self.line, PickLine):
                choices: list[Choice] = list(found)
                self.line.offer(choices)

        self.place.shell.look(lambda rows: rows.choices(kind, text), while_there(self, offer))

    def _take(self, id: object, _label: str) -> None:
        self._asked += 1
        self.take_value(id)

    def _open(self) -> None:
        if self._choice:
            self.place.shell.open_record(self.kind.to, self._choice[1])
