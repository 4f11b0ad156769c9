"""How a workbook is read: into which ledger, which sheet, whose town, and what blanks mean."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel

from boshan_desk.domain.codes import County
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import theme

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import Preview


class Settings(QFrame):
    """Four boxes, in a row where there is room."""

    changed = Signal()
    """The officer chose something else."""

    def __init__(self, county: County, ledger_name: str) -> None:
        super().__init__()
        self._county = county
        theme.dress(self, role="card")
        line = self.fontMetrics().height()
        self._ledger = QComboBox()
        self._ledger.setObjectName("import_ledger")
        for name, ledger in LEDGERS.items():
            self._ledger.addItem(_(ledger.title), name)
        self._sheet = QComboBox()
        self._sheet.setObjectName("import_sheet")
        self._town = QComboBox()
        self._town.setObjectName("import_town")
        self._blank = QComboBox()
        self._blank.setObjectName("import_blank")
        self._blank.addItem(_("保留台账原值"), "leave")
        self._blank.addItem(_("清空台账原值"), "clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(line * 2 // 3, line // 2, line * 2 // 3, line // 2)
        self._pairs = [
            (QLabel(words), box)
            for words, box in (
                (_("导入到"), self._ledger),
                (_("工作表"), self._sheet),
                (_("未填镇街的行算作"), self._town),
                (_("空单元格"), self._blank),
            )
        ]
        for label, box in self._pairs:
            label.setBuddy(box)
            box.setAccessibleName(label.text())
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(6)
        self.lay_out(4)
        self.forget_sheets()
        if ledger_name:
            self._ledger.setCurrentIndex(max(0, self._ledger.findData(ledger_name)))
        self._name_towns()
        for _label, box in self._pairs:
            box.activated.connect(partial(self._chosen, box))

    @property
    def ledger(self) -> Ledger:
        """Where the file goes."""
        return LEDGERS[str(self._ledger.currentData())]

    @property
    def sheet(self) -> str:
        """The sheet to read; empty for all of them."""
        return str(self._sheet.currentData() or "")

    @property
    def town(self) -> str:
        """The code of the town of rows that name none; empty for none."""
        return str(self._town.currentData() or "")

    @property
    def blank(self) -> Literal["leave", "clear"]:
        """What an empty cell does to what is kept."""
        return "clear" if self._blank.currentData() == "clear" else "leave"

    def choose_ledger(self, ledger: Ledger) -> None:
        """Read the file as this ledger's; the officer may choose otherwise."""
        self._ledger.setCurrentIndex(self._ledger.findData(ledger.name))
        self._name_towns()
        self._town.setCurrentIndex(0)

    def lay_out(self, across: int) -> None:
        """So many settings in a row: four, or two and two."""
        self.across = across
        for place, (label, box) in enumerate(self._pairs):
            row, column = divmod(place, across)
            self._grid.addWidget(label, row, column * 2)
            self._grid.addWidget(box, row, column * 2 + 1)
        for column in range(4):
            self._grid.setColumnStretch(column * 2 + 1, 1 if column < across else 0)

    def forget_sheets(self) -> None:
        """Another file comes: its sheets are not known yet."""
        self._sheet.clear()
        self._sheet.addItem(_("全部工作表"), "")

    def name_sheets(self, preview: Preview) -> None:
        """Offer the sheets of the file, once they are known."""
        if self._sheet.currentData() or self._sheet.count() > 1:
            return
        for name in dict.fromkeys(row.sheet for row in preview.rows):
            self._sheet.addItem(name, name)
        self._sheet.setEnabled(self._sheet.count() > 2)

    def _name_towns(self) -> None:
        chosen = self._town.currentData()
        self._town.clear()
        self._town.addItem(_("不指定"), "")
        if self.ledger.town:
            for entry in self._county.towns:
                self._town.addItem(_(entry.label), entry.code)
        self._town.setEnabled(bool(self.ledger.town))
        self._town.setCurrentIndex(max(0, self._town.findData(chosen)))

    def _chosen(self, box: QComboBox, _row: int) -> None:
        if box is self._ledger:
            self._name_towns()
        self.changed.emit()
