"""One matter between two offices: before, this one, the other, who, when, and a choice.

The versions stand below one another, each with its office, its words, and who wrote them when and
in which package: any number of them fits any width, and nobody scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.ledger import WITHDRAWN
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import theme
from boshan_desk.ui.editors import Editor, Place, make_editor
from boshan_desk.ui.lines import em
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.matters import Candidate, Line, Waiting
    from boshan_desk.usecases.exchange.settling import Choice

OWN: Final = "own"
"""Stands for what is typed instead of the versions."""

_MARKED_FROM: Final = 8
"""Characters from which what differs is underlined: in shorter ones it is seen anyway."""


class Versions(QFrame):
    """The versions of one register, one of which is chosen, or another typed in their place."""

    chosen = Signal()
    """Another choice was made, or taken back."""

    def __init__(
        self, shell: Shell, ledger: str, line: Line, choice: Choice | None, *, may: bool = True
    ) -> None:
        """`choice`: the one made so far, if any; `may`: whether the officer decides here."""
        super().__init__()
        self.setObjectName("versions")
        self._shell = shell
        self._ledger = KEPT[ledger]
        self.line = line
        values = all(name in self._ledger.fields for name in line.columns)
        self._told = _differing(line)
        """The places of the fields that are not the same everywhere."""
        self.buttons: dict[str, QRadioButton] = {}
        self.editors: dict[str, Editor] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(em(self) // 4)
        if line.register != WITHDRAWN:
            self._add_before()
        texts = [each.cells for each in self.line.candidates]
        # Whoever decides many finds the same office at the same place each time.
        for candidate in sorted(self.line.candidates, key=lambda each: not each.ours):
            others = [cells for cells in texts if cells != candidate.cells]
            self._add_version(candidate, others[0] if len(others) == 1 else None)
        if values and may:
            self._add_own()
        if choice is not None:
            self._show(choice)
        for button in self._group.buttons():
            button.setEnabled(may)
        self._group.buttonToggled.connect(self._toggled)

    # The versions, below one another

    def _add_before(self) -> None:
        name = QLabel(_("原来"))
        theme.dress(name, role="hint")
        before = self.line.before
        words = _("（没有记载）") if before is None else self._cells(before)
        self._column.addWidget(name)
        self._put(self._content(words))

    def _add_version(self, candidate: Candidate, against: Sequence[str] | None) -> None:
        self._rule()
        button = QRadioButton(candidate.office)
        button.setObjectName(f"version_{len(self.buttons)}")
        button.setStyleSheet("font-weight: 500;")
        words = self._cells(candidate.cells)
        package = _("本机填写") if candidate.ours else candidate.package
        whence = "　".join(filter(None, (candidate.who, candidate.at[:16], package)))
        button.setAccessibleName(f"{candidate.office}：{words}")
        button.setAccessibleDescription(whence)
        self.buttons[candidate.choice] = button
        self._group.addButton(button)
        self._column.addWidget(button)
        self._put(self._content(words, self._cells(against) if against is not None else ""))
        notes = [whence]
        if candidate.source.reason:
            notes.append(_("原因：{reason}").format(reason=candidate.source.reason))
        if candidate.covered:
            notes.append(_("个人信息已遮盖"))
        if candidate.shown:
            notes.append(_("台账暂用这一份"))
        said = QLabel(clauses(filter(None, notes)))
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        theme.dress(said, role="hint")
        self._put(said)

    def _add_own(self) -> None:
        self._rule()
        button = QRadioButton(_("另填"))
        button.setObjectName("version_own")
        button.setStyleSheet("font-weight: 500;")
        self.buttons[OWN] = button
        self._group.addButton(button)
        self._column.addWidget(button)
        room = QWidget()
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        for place in self._told:
            name, title = self.line.columns[place], self.line.titles[place]
            if len(self.line.columns) > 1:
                column.addWidget(QLabel(title))
            kind = self._ledger.fields[name]
            editor = make_editor(kind, Place(self._shell, self._ledger, name))
            editor.show_value(kind.empty)
            editor.changed.connect(self._typed)
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(editor)
            self.editors[name] = editor
        self._put(room)

    def _put(self, widget: QWidget) -> None:
        """Below its office, where the words of the radio begin."""
        row = QHBoxLayout()
        row.setContentsMargins(em(self) * 2, 0, 0, 0)
        row.addWidget(widget)
        self._column.addLayout(row)

    def _rule(self) -> None:
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setStyleSheet(f"color: {theme.PALETTE.line};")
        self._column.addWidget(rule)

    def _cells(self, cells: Sequence[str]) -> str:
        """All fields of a version; several of them each on a line of its own."""
        if len(cells) == 1:
            return cells[0] or _("（空）")
        named = [(self.line.titles[place], cells[place]) for place in self._told]
        return "\n".join(f"{title}：{cell or _('（空）')}" for title, cell in named)

    def _content(self, words: str, against: str = "") -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(marked(words, against))
        return label

    # The choice

    def _typed(self) -> None:
        # Whoever types means what is typed.
        if self.editors and any(editor.touched for editor in self.editors.values()):
            self.buttons[OWN].setChecked(True)
        self.chosen.emit()

    def _toggled(self, button: QRadioButton, on: bool) -> None:
        if on:
            if button is self.buttons.get(OWN):
                self._begin_own()
                next(iter(self.editors.values())).setFocus()
            self.chosen.emit()

    def _begin_own(self) -> None:
        """Begin what is typed with what the ledger shows, to be changed."""
        shown = next((each for each in self.line.candidates if each.shown), None)
        if shown is None or shown.covered or any(e.text() for e in self.editors.values()):
            return
        for place, editor in zip(self._told, self.editors.values(), strict=True):
            editor.show_typed(shown.cells[place])

    @property
    def choice(self) -> Choice | None:
        """What is chosen; None while nothing is, or what is typed is nothing yet."""
        button = self._group.checkedButton()
        key = next((key for key, each in self.buttons.items() if each is button), None)
        if key != OWN:
            return key
        typed = {name: editor.text() for name, editor in self.editors.items()}
        return typed if any(text.strip() for text in typed.values()) else None

    def stops(self) -> list[QWidget]:
        """Where the keyboard stops, in its order."""
        return [*self.buttons.values(), *self.editors.values()]

    def choose(self, key: str) -> None:
        """Choose a version."""
        self.buttons[key].setChecked(True)

    def _show(self, choice: Choice) -> None:
        if isinstance(choice, str):
            if choice in self.buttons:
                self.buttons[choice].setChecked(True)
        elif isinstance(choice, Mapping) and OWN in self.buttons:
            for name, text in choice.items():
                self.editors[name].show_typed(str(text))
            self.buttons[OWN].setChecked(True)


class Changes(QFrame):
    """What a row that waits would change, field by field, and what is decided of it as a whole."""

    chosen = Signal()

    def __init__(self, matter: Waiting, choice: str | None) -> None:
        """`choice`: the one made so far, if any."""
        super().__init__()
        self.setObjectName("changes")
        self.matter = matter
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(size // 3)
        grid = QGridLayout()
        grid.setHorizontalSpacing(size)
        grid.setVerticalSpacing(size // 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        office = matter.office or _("对方")
        heads = (_("栏目"), _("本机内容"), _("{office}的内容").format(office=office))
        for column, words in enumerate(heads):
            head = QLabel(words)
            theme.dress(head, role="hint")
            grid.addWidget(head, 0, column)
        for row, line in enumerate(matter.lines, 1):
            ours = [each for each in line.candidates if each.ours or each.shown]
            theirs = [each for each in line.candidates if each not in ours]
            self._put(grid, row, line, ours[:1], theirs[-1:])
        whole.addLayout(grid)
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        for key, words in matter.choices:
            button = QRadioButton(words)
            button.setObjectName(f"choice_{key}")
            button.setEnabled(matter.may)
            button.setChecked(key == choice)
            self.buttons[key] = button
            self._group.addButton(button)
            whole.addWidget(button)
        self._group.buttonToggled.connect(self._toggled)

    def leave_out(self, key: str) -> None:
        """Do not offer one of the ways here."""
        self.buttons[key].hide()
        self.buttons[key].setEnabled(False)

    def _toggled(self, _button: QRadioButton, on: bool) -> None:
        if on:
            self.chosen.emit()

    @staticmethod
    def _put(
        grid: QGridLayout,
        row: int,
        line: Line,
        ours: Sequence[Candidate],
        theirs: Sequence[Candidate],
    ) -> None:
        top = Qt.AlignmentFlag.AlignTop
        title = QLabel(line.title)
        grid.addWidget(title, row, 0, top)
        words = [each[0].words if each else "" for each in (ours, theirs)]
        for column, (found, text) in enumerate(zip((ours, theirs), words, strict=True), 1):
            label = QLabel()
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
            told = marked(text or _("（空）"), words[2 - column])
            if found:
                who = "　".join(filter(None, (found[0].who, found[0].at[:16], found[0].package)))
                told += f'<br><span style="color:{theme.PALETTE.muted}">{escape(who)}</span>'
            label.setText(told)
            grid.addWidget(label, row, column, top)

    @property
    def choice(self) -> str | None:
        """What is chosen; None while nothing is."""
        button = self._group.checkedButton()
        return next((key for key, each in self.buttons.items() if each is button), None)

    def stops(self) -> list[QWidget]:
        """Where the keyboard stops, in its order."""
        return list(self.buttons.values())

    def choose(self, key: str) -> None:
        """Choose one of the ways."""
        self.buttons[key].setChecked(True)


def _differing(line: Line) -> tuple[int, ...]:
    """The places of the fields in which the versions differ; all of them where none does."""
    cells = [each.cells for each in line.candidates]
    if line.before is not None:
        cells.append(line.before)
    places = range(len(line.columns))
    found = tuple(p for p in places if len({each[p] for each in cells if p < len(each)}) > 1)
    return found or tuple(places)


def marked(words: str, against: str) -> str:
    """Words as rich text, with what is not the same in the others underlined."""
    if not against or max(len(words), len(against)) < _MARKED_FROM:
        return _lines(words)
    head = _alike(words, against)
    rest = min(len(words), len(against)) - head
    tail = min(_alike(words[::-1], against[::-1]), rest)
    middle = words[head : len(words) - tail]
    if not middle or not head + tail:
        # Where nothing is alike, everything would be underlined.
        return _lines(words)
    end = words[len(words) - tail :]
    return f"{_lines(words[:head])}<u><b>{_lines(middle)}</b></u>{_lines(end)}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")
