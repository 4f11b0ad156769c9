"""Two records that may be one, side by side: which stays, and whose content where both differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.conflict_versions import marked
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.doubles_found import Comparison
    from boshan_desk.usecases.exchange.matters import Line

_BOTH: Final = "both"
"""`doubles.BOTH`: both contents are kept in one field."""


class Pair(QFrame):
    """The comparison of two records, with the choices that joining them needs."""

    chosen = Signal()

    def __init__(self, shell: Shell, found: Comparison, *, may: bool) -> None:
        """`may`: whether the officer decides here."""
        super().__init__()
        self.setObjectName("pair")
        self._shell = shell
        self.found = found
        self._may = may and not found.blocked
        self._row = 0
        self._keep = QButtonGroup(self)
        self._groups: dict[str, QButtonGroup] = {}
        self.keeps: list[QRadioButton] = []
        size = em(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(size)
        self._grid.setVerticalSpacing(size // 3)
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)
        self._add_heads()
        for line in found.lines:
            self._add_line(line)
        self._add_hanging()

    def _add_heads(self) -> None:
        for at, id in enumerate(self.found.ids):
            room = QWidget()
            column = QVBoxLayout(room)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            keep = QRadioButton(_("保留这一条"))
            keep.setObjectName(f"keep_{at}")
            keep.setChecked(id == self.found.keep)
            keep.setEnabled(self._may)
            self._keep.addButton(keep, at)
            self.keeps.append(keep)
            name = QPushButton(self.found.labels[at].replace("&", "&&"))
            name.setObjectName(f"pair_open_{at}")
            name.setIcon(icon("open"))
            name.setToolTip(_("打开“{name}”").format(name=self.found.labels[at]))
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            name.clicked.connect(
                lambda _on=False, id=id: self._shell.open_record(self.found.ledger, id)
            )
            about = QLabel("　".join(filter(None, (self.found.numbers[at], self.found.states[at]))))
            about.setWordWrap(True)
            theme.dress(about, role="hint")
            column.addWidget(name)
            column.addWidget(about)
            column.addWidget(keep)
            self._grid.addWidget(room, 0, at + 1, Qt.AlignmentFlag.AlignTop)
        self._keep.buttonToggled.connect(lambda _button, _on: self.chosen.emit())
        self._row = 1

    def _add_line(self, line: Line) -> None:
        self._rule()
        top = Qt.AlignmentFlag.AlignTop
        title = QLabel(line.title)
        title.setWordWrap(True)
        title.setMaximumWidth(em(self) * 8)
        self._grid.addWidget(title, self._row, 0, top)
        needs = line.register in self.found.contradictions
        group = QButtonGroup(self)
        words = [each.words for each in line.candidates]
        for at, each in enumerate(line.candidates):
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            if needs:
                button = QRadioButton(each.office)
                button.setObjectName(f"take_{line.register}_{at}")
                button.setProperty("choice", each.choice)
                button.setEnabled(self._may)
                group.addButton(button)
                column.addWidget(button)
            text = QLabel(marked(words[at], words[1 - at] if needs else ""))
            text.setTextFormat(Qt.TextFormat.RichText)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(text)
            who = QLabel("　".join(filter(None, (each.who, each.at[:16], each.package))))
            who.setWordWrap(True)
            theme.dress(who, role="hint")
            column.addWidget(who)
            self._grid.addWidget(cell, self._row, at + 1, top)
        if needs:
            self._groups[line.register] = group
            group.buttonToggled.connect(self._toggled)
            if line.register in self.found.mergeable:
                both = QRadioButton(_("两者都要"))
                both.setObjectName(f"take_{line.register}_both")
                both.setProperty("choice", _BOTH)
                both.setEnabled(self._may)
                group.addButton(both)
                self._grid.addWidget(both, self._row, 3, top)
        self._row += 1

    def _add_hanging(self) -> None:
        if not self.found.hanging:
            return
        self._rule()
        self._grid.addWidget(QLabel(_("所属记录")), self._row, 0, Qt.AlignmentFlag.AlignTop)
        for at in (0, 1):
            told = listed(f"{row[0]} {row[at + 1]}" for row in self.found.hanging if row[at + 1])
            label = QLabel(told or _("（没有）"))
            label.setWordWrap(True)
            self._grid.addWidget(label, self._row, at + 1, Qt.AlignmentFlag.AlignTop)
        self._row += 1

    def _rule(self) -> None:
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setStyleSheet(f"color: {theme.PALETTE.line};")
        self._grid.addWidget(rule, self._row, 0, 1, 4)
        self._row += 1

    def _toggled(self, _button: object, on: bool) -> None:
        if on:
            self.chosen.emit()

    @property
    def keep(self) -> str:
        """The id of the record that stays."""
        at = self._keep.checkedId()
        return self.found.ids[at] if at >= 0 else ""

    @property
    def drop(self) -> str:
        """The id of the record that goes into the recycle bin."""
        return next(id for id in self.found.ids if id != self.keep)

    @property
    def choices(self) -> Mapping[str, str]:
        """What was chosen so far, by register."""
        return {
            register: str(button.property("choice"))
            for register, group in self._groups.items()
            if (button := group.checkedButton()) is not None
        }

    @property
    def left(self) -> int:
        """How many choices are still to be made."""
        return len(self._groups) - len(self.choices)
