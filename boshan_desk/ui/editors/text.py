"""Editors of words: one line, several lines, several names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from boshan_desk.i18n import _
from boshan_desk.ui.editors.base import Editor, LineEditor
from boshan_desk.ui.lines import Line, NoteBox, PickLine, while_there


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

    def refresh(self) -> None:
        self.line.setToolTip("\n".join(filter(None, (self.text(), _(self.kind.help)))))


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


class NamesEditor(LineEditor):
    """Several names with 、 between them."""

    def build(self) -> QWidget:
        control = super().build()
        self.line.setToolTip(_(self.kind.help) or _("有几个的，用顿号隔开"))
        return control
