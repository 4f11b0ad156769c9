"""The first rows of a sheet as they stand in the file, so that its head can be pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from boshan_desk.domain.identifiers import cover_numbers
from boshan_desk.domain.reading import is_blank
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.excel.grid import Grid

_NUMBER: Final = Qt.ItemDataRole.UserRole
_ROWS: Final = 20
_CELLS: Final = 12
_LONGEST: Final = 16
"""Characters of a cell."""


class FirstRows(QListWidget):
    """A line for each row that says something; one of them is the head."""

    chosen = Signal(int)
    """The number of a row, as Excel shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import_first_rows")
        self.setAccessibleName(_("工作表的前几行"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlternatingRowColors(True)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_grid(self, grid: Grid | None, deepest: int) -> None:
        """Show a sheet's first rows, none below the row `deepest`."""
        self.clear()
        if grid is None:
            return
        for place, cells in enumerate(grid.rows):
            number = grid.number(place)
            if number > deepest or self.count() == _ROWS:
                break
            if told := [_words(cell) for cell in cells[:_CELLS] if not is_blank(cell)]:
                line = _("第 {row} 行　{cells}").format(row=number, cells="　·　".join(told))
                item = QListWidgetItem(line, self)
                item.setData(_NUMBER, number)
                item.setToolTip(line)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(int(item.data(_NUMBER)))


def _words(cell: object) -> str:
    # Here, for it loads what the first paint does without.
    from boshan_desk.excel.rows.taking import show_raw

    text = cover_numbers(" ".join(show_raw(cell).split()))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
