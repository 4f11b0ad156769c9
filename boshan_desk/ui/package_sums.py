"""What a package holds, ledger by ledger, with how many records its sender has of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem, QVBoxLayout, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, ledger_title
from boshan_desk.ui import theme
from boshan_desk.ui.exchange_words import OUTCOMES, sum_counts
from boshan_desk.ui.side_page import make_table

_SENT: Final = ("sent", mark("送出"))
_SHOWN: Final = (*((key, words) for key, words in OUTCOMES if key != "all"), _SENT)
_IF_ANY: Final = frozenset({"held", "same", "sent"})
"""What has a column only where there is something to count."""
HEADS: Final = (mark("台账"), *(words for _key, words in _SHOWN), mark("对方现有"))
_NAME, _NUMBER, _LEAST = 18, 13, 8
"""Characters for the name of a ledger, for a number, and where there is little room."""
_WIDTHS: Final = (26, *(_NUMBER for _each in _SHOWN))
_MOST_ROWS: Final = 7


class PackageSums(QWidget):
    """A line for every ledger that comes, and one below for all."""

    wanted = Signal(str)
    """The records of this ledger are to be seen; "" for all."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._names: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table = make_table(name, HEADS, _WIDTHS)
        self.table.setAccessibleName(_("各台账条数"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(1)
        self.table.itemSelectionChanged.connect(self._chosen)
        column.addWidget(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name of a ledger has its room before the numbers have theirs."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        width = self.table.fontMetrics().horizontalAdvance("0")
        shown = [at for at in range(1, len(HEADS)) if not self.table.isColumnHidden(at)]
        room = self.width() - width * _NAME
        each = min(width * _NUMBER, room // max(1, len(shown)))
        for column in shown:
            self.table.setColumnWidth(column, max(width * _LEAST, each))

    def show_counts(
        self, counts: Mapping[str, Mapping[str, int]], theirs: Mapping[str, int] | None = None
    ) -> None:
        """Show what became, or would become, of the records; `theirs`: {ledger: how many there}."""
        theirs = theirs or {}
        order = {name: place for place, name in enumerate(KEPT)}
        self._names = sorted(
            (name for name in {*counts, *theirs} if any(counts.get(name, {}).values())),
            key=lambda name: (order.get(name, len(order)), name),
        )
        rows = [
            self._row(ledger_title(name), counts[name], theirs.get(name)) for name in self._names
        ]
        self.table.setColumnHidden(len(HEADS) - 1, not theirs)
        all_of = sum_counts(counts)
        for column, (key, _words) in enumerate(_SHOWN, 1):
            went = bool(all_of.get("sent")) and key != "sent"
            bare = key in _IF_ANY and not all_of.get(key)
            self.table.setColumnHidden(column, went or bare)
        if len(rows) > 1:
            total = sum(theirs.get(name, 0) for name in self._names)
            rows.append(self._row(_("合计"), sum_counts(counts), total))
        self.table.blockSignals(True)
        self.table.show_rows(rows)
        self.table.clearSelection()
        self.table.setCurrentCell(-1, -1)
        self.table.blockSignals(False)
        for row in range(len(rows)):
            for column in range(1, len(HEADS)):
                item: QTableWidgetItem | None = self.table.item(row, column)
                if item is not None:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
        if len(rows) > len(self._names):
            face = QFont(self.table.font())
            face.setWeight(QFont.Weight.Medium)
            for column in range(len(HEADS)):
                if (item := self.table.item(len(rows) - 1, column)) is not None:
                    item.setFont(face)
        self._share_out()
        # As high as its rows: what lies below needs the room.
        high = theme.row_height(self.fontMetrics())
        shown = min(len(rows), _MOST_ROWS)
        frame = self.table.frameWidth() * 2
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(high * shown + head + frame)

    def _row(self, title: str, counts: Mapping[str, int], theirs: int | None) -> list[str]:
        told = [f"{n:,}" if (n := counts.get(key, 0)) else "—" for key, _words in _SHOWN]
        return [title, *told, "" if theirs is None else f"{theirs:,}"]

    def _chosen(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.wanted.emit(self._names[row] if row < len(self._names) else "")
