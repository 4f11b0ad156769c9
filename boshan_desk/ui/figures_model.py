"""The lines of a table of figures, in the groups of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import theme

if TYPE_CHECKING:
    from boshan_desk.usecases.figures_table import Cell, FigureTable, TableRow

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
BACKGROUND: Final = int(Qt.ItemDataRole.BackgroundRole)
FONT: Final = int(Qt.ItemDataRole.FontRole)
ALIGN: Final = int(Qt.ItemDataRole.TextAlignmentRole)
SPOKEN: Final = int(Qt.ItemDataRole.AccessibleTextRole)

_FIRST_NUMBER: Final = 2


class FiguresModel(QAbstractTableModel):
    """Headings of groups and, below each, its figures."""

    def __init__(self) -> None:
        super().__init__()
        self.table: FigureTable | None = None
        self._rows: list[str | TableRow] = []

    def show(self, table: FigureTable) -> None:
        """Show this table."""
        self.beginResetModel()
        self.table = table
        self._rows = []
        for title, rows in table.groups:
            self._rows.append(title)
            self._rows += rows
        self.endResetModel()

    def headings(self) -> list[int]:
        """The rows in which groups begin."""
        return [place for place, row in enumerate(self._rows) if isinstance(row, str)]

    def row_at(self, place: int) -> TableRow | None:
        """The figure in a row; None of a heading."""
        if not 0 <= place < len(self._rows):
            return None
        found = self._rows[place]
        return None if isinstance(found, str) else found

    def cell_at(self, index: Index) -> Cell | None:
        """A cell; None of a heading."""
        row = self.row_at(index.row())
        return row.cells[index.column()] if row and index.column() < len(row.cells) else None

    def find_row(self, code: str) -> int:
        """The row of a figure; -1 when it is not shown."""
        for place, row in enumerate(self._rows):
            if not isinstance(row, str) and row.line.code == code:
                return place
        return -1

    def words(self, column: int) -> list[str]:
        """The head of a column and what stands below it, without the headings of groups."""
        if self.table is None:
            return [""]
        below = (row.cells[column].words for row in self._rows if not isinstance(row, str))
        return [self.table.heads[column], *below]

    # Asked by Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.row_at(index.row()) is None:
            # The keyboard passes over headings.
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return _heading_data(row, index.column(), role)
        cell = row.cells[index.column()]
        if role == DISPLAY:
            return cell.words
        if role == ALIGN:
            return _alignment(index.column())
        if role == FOREGROUND and cell.found:
            # A number leads to its records.
            return QBrush(QColor(theme.PALETTE.accent))
        if role == TOOL_TIP:
            return self._tip(row, cell, index.column())
        if role == SPOKEN and self.table is not None:
            return f"{self.table.heads[index.column()]} {cell.told or cell.words}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.table is None:
            return None
        if role == DISPLAY and section < len(self.table.heads):
            return self.table.heads[section]
        if role == ALIGN:
            return _alignment(section)
        return None

    def _tip(self, row: TableRow, cell: Cell, column: int) -> str:
        if column < _FIRST_NUMBER:
            return explained(_("口径"), _(row.line.basis))
        if cell.span is not None:
            return _("{words}，双击查看记录").format(words=cell.span.words())
        return cell.told


def _alignment(column: int) -> int:
    if column >= _FIRST_NUMBER:
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _heading_data(title: str, column: int, role: int) -> Any:
    if role == BACKGROUND:
        return QBrush(QColor(theme.PALETTE.header))
    if column:
        return None
    if role == DISPLAY:
        return title
    if role == FONT:
        font = QFont()
        font.setWeight(QFont.Weight.Bold)
        return font
    return None
