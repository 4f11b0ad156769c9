"""To what the list of matters is narrowed: a kind of matter, a town."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.matters import Waiting

_SEEN: Final = 9
"""Characters that are seen of what the list is narrowed to; in full it stands in the box's list."""


class MatterFilter(QWidget):
    """Two boxes."""

    changed = Signal()

    def __init__(self, shell: Shell, kind: str, town: str) -> None:
        """`kind` and `town` are what is shown first; "" for all."""
        super().__init__()
        self._kind = kind
        self.kinds, self.towns = QComboBox(), QComboBox()
        self.kinds.setObjectName("conflicts_kind")
        self.kinds.setAccessibleName(_("事项"))
        self.towns.setObjectName("conflicts_town")
        self.towns.setAccessibleName(_("镇街"))
        self.towns.addItem(_("全部镇街"), "")
        for entry in shell.lists["town"]:
            self.towns.addItem(_(entry.label), entry.code)
        self.towns.setCurrentIndex(max(0, self.towns.findData(town)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box in (self.kinds, self.towns):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_SEEN)
            box.currentIndexChanged.connect(lambda _at: self.changed.emit())
            row.addWidget(box)
        # Only within the layout: by itself it would be a window of its own for a moment.
        self.towns.setVisible(shell.level != "town")

    def offer_kinds(self, matters: Sequence[Waiting]) -> None:
        """Offer the kinds that there are, each with how many."""
        from boshan_desk.usecases.exchange.matters import KINDS

        chosen = self.kinds.currentData() if self.kinds.count() else self._kind
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self.kinds.addItem(_("全部事项"), "")
        for name, words in KINDS.items():
            if count := sum(1 for each in matters if each.kind == name):
                self.kinds.addItem(f"{_(words)} {count}", name)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))
        self.kinds.blockSignals(False)

    def lets(self, matter: Waiting) -> bool:
        """Whether a matter is to be seen."""
        kind, town = self.kinds.currentData() or "", self.towns.currentData() or ""
        return kind in ("", matter.kind) and town in ("", matter.town)
