"""Ticking the roles of an account, with what each of them may do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from boshan_desk.domain.officers import RIGHTS, ROLES
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui import theme

A_ROW = 3
"""Boxes beside one another where only their titles are shown."""


class RoleBoxes(QWidget):
    """A box for every role; who watches the others does nothing else."""

    changed = Signal()

    def __init__(self, ticked: Iterable[str] = (), *, told: bool = True, kept: str = "") -> None:
        """`told`: with a line of what each role may do; `kept` names a role that must stay."""
        super().__init__()
        self.setObjectName("role_boxes")
        self._kept = kept
        self._boxes: dict[str, QCheckBox] = {}
        line = self.fontMetrics().height()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(line // 6)
        grid.setHorizontalSpacing(line)
        for number, (name, role) in enumerate(ROLES.items()):
            box = QCheckBox(_(role.title))
            box.setObjectName(f"role_{name}")
            words = rights_words(name)
            box.setToolTip(words)
            box.setAccessibleDescription(words)
            self._boxes[name] = box
            if told:
                grid.addWidget(box, number, 0)
                about = QLabel(words)
                about.setWordWrap(True)
                theme.dress(about, role="hint")
                grid.addWidget(about, number, 1)
            else:
                grid.addWidget(box, number // A_ROW, number % A_ROW)
        grid.setColumnStretch(1 if told else A_ROW, 1)
        self.tick(ticked)
        for box in self._boxes.values():
            box.toggled.connect(self._toggled)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that are ticked, in their own order."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def tick(self, roles: Iterable[str]) -> None:
        """Tick these roles and no others."""
        wanted = set(roles)
        for name, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(name in wanted)
            box.blockSignals(False)
        self._allow()

    def _toggled(self, _on: bool) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        """Let only roles be ticked that can stand beside those that are."""
        held = self.roles
        for name, box in self._boxes.items():
            others = [role for role in held if role != name]
            clash = bool(others) and (ROLES[name].alone or any(ROLES[r].alone for r in others))
            box.setEnabled(name != self._kept and not clash)


def rights_words(role: str) -> str:
    """What a role may do, in words; what everybody may is left out."""
    rights = [right for right in RIGHTS if right in ROLES[role].rights]
    words = listed(_(RIGHTS[right]) for right in rights)
    if ROLES[role].alone:
        return _("{rights}；须由专人担任，不能兼任").format(rights=words)
    return words
