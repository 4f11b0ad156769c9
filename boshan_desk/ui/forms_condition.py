"""One further condition of a figure or of rows: a field, and the values that count."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Codes, Flag, Kind, Whole
from boshan_desk.domain.forms import BLANK, FILLED, GROUP, YEAR, Condition
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.forms_words import condition_words, group_words

_VALUE: Final = Qt.ItemDataRole.UserRole
_SHOWN: Final = 6
"""So many values are seen without scrolling."""


class ConditionBox(QWidget):
    """A field chosen by its title; its values ticked.  Further conditions of a mapping are kept."""

    changed = Signal()

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._ledger: Ledger | None = None
        self._kept: tuple[Condition, ...] = ()
        self.field = QComboBox()
        self.field.setObjectName("form_condition")
        self.field.setAccessibleName(_("只计其中一部分"))
        self.field.currentIndexChanged.connect(lambda _row: self._offer_values())
        self.values = QListWidget()
        self.values.setObjectName("form_condition_values")
        self.values.setAccessibleName(_("计入的值"))
        self.values.itemChanged.connect(lambda _item: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self.values)
        self.show_ledger(None, ())

    def show_ledger(self, ledger: Ledger | None, where: tuple[Condition, ...]) -> None:
        """Offer the fields of a ledger, with a condition that stands."""
        self._ledger = ledger
        first, self._kept = (where[0] if where else None), where[1:]
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem(_("全部（不加条件）"), "")
        for name, kind in (ledger.shown() if ledger else {}).items():
            self.field.addItem(_(kind.title), name)
        self.field.setCurrentIndex(max(0, self.field.findData(first.field if first else "")))
        self.field.blockSignals(False)
        self.setEnabled(ledger is not None)
        self._offer_values(first.values if first else ())

    def where(self) -> tuple[Condition, ...]:
        """The conditions as they stand; a field without a value ticked is none."""
        name = str(self.field.currentData() or "")
        items = [self.values.item(row) for row in range(self.values.count())]
        ticked = tuple(
            str(i.data(_VALUE)) for i in items if i.checkState() == Qt.CheckState.Checked
        )
        own = (Condition(name, ticked),) if name and ticked else ()
        return own + self._kept

    def kept_words(self) -> str:
        """The further conditions in words; they stay as they are."""
        if self._ledger is None:
            return ""
        ledger = self._ledger
        return "；".join(condition_words(each, ledger, self._lists) for each in self._kept)

    def _offer_values(self, ticked: tuple[str, ...] = ()) -> None:
        name = str(self.field.currentData() or "")
        kind = self._ledger.shown().get(name) if self._ledger else None
        self.values.blockSignals(True)
        self.values.clear()
        offered = self._offered(kind) if kind else []
        offered += [(value, value) for value in ticked if value not in dict(offered)]
        for value, words in offered:
            item = QListWidgetItem(words, self.values)
            item.setData(_VALUE, value)
            item.setToolTip(words)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = value in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.values.blockSignals(False)
        rows = max(1, min(len(offered), _SHOWN))
        line = theme.row_height(self.fontMetrics())
        self.values.setFixedHeight(rows * line + line // 2)
        self.values.setVisible(kind is not None)
        self.changed.emit()

    def _offered(self, kind: Kind) -> list[tuple[str, str]]:
        whether = [(FILLED, _("已填写")), (BLANK, _("未填写"))]
        if isinstance(kind, Flag):
            return [("yes", _("是")), ("no", _("否"))]
        if isinstance(kind, Whole):
            return [(YEAR, _("期间所在的年份")), *whether]
        if not isinstance(kind, Code | Codes):
            return whether
        groups = [GROUP + name for name in shipped_causes().groups] if kind.list == "cause" else []
        codes = [(e.code, self._lists[kind.list].label(e.code)) for e in self._lists[kind.list]]
        return [*((each, group_words(each)) for each in groups), *codes, *whether]
