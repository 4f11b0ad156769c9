"""A form's sheet as it is drawn: its cells, merged as they are, with what fills them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.forms import (
    FigureTie,
    HandTie,
    NationalTie,
    Place,
    RowsTie,
    Source,
    TextTie,
    Tie,
    cell_name,
)
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.forms_words import SIGNS, long_words, short_words

if TYPE_CHECKING:
    from boshan_desk.excel.patching.outlining import SheetOutline
    from boshan_desk.usecases.forms.values import Value

Index = QModelIndex | QPersistentModelIndex

COLOURS: Final[dict[type[Source], str]] = {
    FigureTie: theme.PALETTE.ok_soft,
    NationalTie: theme.PALETTE.ok_soft,
    TextTie: theme.PALETTE.note_soft,
    RowsTie: theme.PALETTE.accent_soft,
    HandTie: theme.PALETTE.warn_soft,
}
MOST_ROWS: Final = 1_000
"""Rows that are shown: a form's list goes on below, filled in like those above."""
_MORE: Final = 2
"""Empty rows and columns beyond the last that has anything."""


class FormModel(QAbstractTableModel):
    """One sheet: what stands in it, what is tied to it, and the values of a period."""

    def __init__(self, lists: Lists, row_titles: dict[str, str]) -> None:
        super().__init__()
        self.sheet: SheetOutline | None = None
        self._lists = lists
        self._row_titles = row_titles
        self._begins: dict[Place, Tie] = {}
        self._covered: dict[Place, Tie] = {}
        self.values: Mapping[Place, Value] | None = None
        self._rows = self._columns = 0

    def show_sheet(self, sheet: SheetOutline | None) -> None:
        """Show another sheet, without ties and values."""
        self.beginResetModel()
        self.sheet = sheet
        self._begins, self._covered, self.values = {}, {}, None
        self._rows = min(MOST_ROWS, sheet.rows + _MORE) if sheet else 0
        self._columns = sheet.columns + 1 if sheet else 0
        self.endResetModel()

    def show_ties(self, ties: list[Tie]) -> None:
        """Mark what is tied; a block marks every cell it may write into."""
        self.beginResetModel()
        self._begins = {tie.place: tie for tie in ties}
        self._covered = {place: tie for tie in ties for place in tie.covers()}
        self._reach()
        self.endResetModel()

    def show_values(self, values: Mapping[Place, Value] | None) -> None:
        """Show what the cells hold for a period; None shows what fills them."""
        self.beginResetModel()
        self.values = values
        self._reach()
        self.endResetModel()

    def _reach(self) -> None:
        if self.sheet is None:
            return
        if self.values is not None:
            held = [place for place, value in self.values.items() if value.words]
        else:
            held = list(self._begins)
        rows = [self.sheet.rows, *(row for row, _column in held)]
        columns = [self.sheet.columns, *(column + 1 for _row, column in held)]
        self._rows = min(MOST_ROWS, max(rows) + _MORE)
        self._columns = max(columns) + 1

    def tie_at(self, place: Place) -> Tie | None:
        """The tie that fills a cell, where it begins or in its block."""
        return self._begins.get(place) or self._covered.get(place)

    @staticmethod
    def place_of(index: Index) -> Place:
        """The cell of an index."""
        return index.row() + 1, index.column()

    # -- Qt's names

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else self._columns

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return cell_name(1, section)[:-1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.sheet is None or not index.isValid():
            return None
        place = self.place_of(index)
        tie = self.tie_at(place)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(place, tie)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(place, tie)
            case Qt.ItemDataRole.BackgroundRole if tie is not None:
                return QBrush(QColor(COLOURS[type(tie.source)]))
            case Qt.ItemDataRole.ForegroundRole if place in self.sheet.formulas:
                return QBrush(QColor(theme.PALETTE.muted))
            case Qt.ItemDataRole.TextAlignmentRole:
                # What is long begins with its sign, and shows it even where the cell is narrow.
                left = tie is not None and self.values is None
                across = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
                return across | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if place in self.sheet.formulas:
                font = QFont()
                font.setItalic(True)
                return font
        return None

    def _words(self, place: Place, tie: Tie | None) -> str:
        assert self.sheet is not None
        if self.values is not None and place in self.values:
            return self.values[place].words
        if tie is not None and tie.place == place:
            if self.values is None:
                return short_words(tie.source, self._row_titles)
            if isinstance(tie.source, HandTie):
                return f"{SIGNS[HandTie]} {self.sheet.texts.get(place, '')}".strip()
        if place in self.sheet.formulas:
            return _("＝公式")
        return self.sheet.texts.get(place, "")

    def _tip(self, place: Place, tie: Tie | None) -> str:
        assert self.sheet is not None
        if place in self.sheet.formulas:
            return _("表内公式，打开填好的表时自动计算，不能改写")
        told: list[str] = []
        if self.values is not None and place in self.values:
            value = self.values[place]
            told += filter(None, (value.words, value.basis, value.why_empty))
        if tie is not None:
            told.append(long_words(tie.source, self._lists, self._row_titles))
        if text := self.sheet.texts.get(place):
            told.append(explained(_("表样原文"), text))
        return "\n".join(told)


class FormGrid(QTableView):
    """Shows a `FormModel` as the superior drew it; a cell is gone to, nothing is typed."""

    gone_to = Signal(object)
    """The cell that is current: (row, column)."""

    def __init__(self, model: FormModel) -> None:
        super().__init__()
        self.setObjectName("form_grid")
        self.setAccessibleName(_("表样"))
        self.form = model
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            header.setHighlightSections(True)
        self.selectionModel().currentChanged.connect(self._moved)

    def show_sheet(self, sheet: SheetOutline | None) -> None:
        """Show another sheet of the form."""
        self.form.show_sheet(sheet)
        self.lay_out()

    def lay_out(self) -> None:
        """Merge, widen and heighten as the sheet does."""
        self.clearSpans()
        sheet = self.form.sheet
        if sheet is None:
            return
        character = self.fontMetrics().horizontalAdvance("0")
        usual = theme.row_height(self.fontMetrics())
        for column in range(self.form.columnCount()):
            width = sheet.widths.get(column, 9.0)
            self.setColumnHidden(column, width == 0)
            self.setColumnWidth(column, round(min(max(width, 6), 60) * character * 1.3))
        scale = self.logicalDpiY() / 72
        for row in range(self.form.rowCount()):
            height = sheet.heights.get(row + 1, 0.0)
            self.setRowHidden(row, sheet.heights.get(row + 1) == 0)
            self.setRowHeight(row, max(usual, min(round(height * scale), usual * 4)))
        for top, left, bottom, right in sheet.merged:
            bottom = min(bottom, self.form.rowCount())
            right = min(right, self.form.columnCount() - 1)
            high, wide = bottom - top + 1, right - left + 1
            if high > 0 and wide > 0 and high * wide > 1:
                self.setSpan(top - 1, left, high, wide)

    def selected(self) -> list[Place]:
        """The cells that are selected, those that are merged once, row by row."""
        sheet = self.form.sheet
        if sheet is None:
            return []
        chosen = {self.form.place_of(index) for index in self.selectedIndexes()}
        return sorted({sheet.anchor(place) for place in chosen})

    def go_to(self, place: Place) -> None:
        """Make a cell current."""
        self.setCurrentIndex(self.form.index(place[0] - 1, place[1]))

    def here(self) -> Place | None:
        """The current cell; of merged ones the first."""
        index = self.currentIndex()
        if not index.isValid() or self.form.sheet is None:
            return None
        return self.form.sheet.anchor(self.form.place_of(index))

    def sizeHint(self) -> QSize:
        size = self.fontMetrics().height()
        return QSize(size * 40, size * 24)

    def _moved(self, _now: QModelIndex, _before: QModelIndex) -> None:
        if (place := self.here()) is not None:
            self.gone_to.emit(place)
