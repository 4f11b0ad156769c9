"""The grid of a list: how it is set up, what is selected in it, and where one stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from boshan_desk.ui.table_model import TableModel

_MOST_HELD: Final = 500
"""Selected rows that are found again after the list changed under them."""
_SELECT: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect


def make_grid(model: TableModel) -> QTableView:
    """A grid of single cells in which a click on a title does not select."""
    grid = QTableView()
    grid.setObjectName("grid")
    grid.setModel(model)
    grid.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    grid.setAlternatingRowColors(True)
    grid.setWordWrap(False)
    grid.setTabKeyNavigation(False)
    grid.setCornerButtonEnabled(False)
    grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    down = grid.verticalHeader()
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    across = grid.horizontalHeader()
    # Rows beyond the screen are never measured: that would fetch them all (tech.md 9).
    across.setResizeContentsPrecision(0)
    across.setSectionsMovable(True)
    across.setSectionsClickable(True)
    across.setSortIndicatorShown(True)
    across.setHighlightSections(False)
    across.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    # A click on a title sorts; it does not also select a million cells.
    across.sectionPressed.disconnect()
    across.sectionEntered.disconnect()
    return grid


def ranges(grid: QTableView) -> list[QItemSelectionRange]:
    """The blocks that are selected."""
    selection = grid.selectionModel().selection()
    return [selection.at(place) for place in range(selection.count())]


def selected_cells(grid: QTableView) -> tuple[list[int], list[int]]:
    """The selected rows and columns, in order."""
    rows: set[int] = set()
    columns: set[int] = set()
    for each in ranges(grid):
        rows.update(range(each.top(), each.bottom() + 1))
        columns.update(range(each.left(), each.right() + 1))
    return sorted(rows), sorted(columns)


def limit_selection(grid: QTableView, most: int) -> bool:
    """Leave at most this many rows selected; whether there were more."""
    blocks = ranges(grid)
    if sum(each.height() for each in blocks) <= most:
        return False
    first = blocks[0]
    bottom = min(first.bottom(), first.top() + most - 1)
    last = grid.model().index(bottom, first.right())
    grid.selectionModel().select(QItemSelection(first.topLeft(), last), _SELECT)
    return True


def select_rows(grid: QTableView, rows: list[int]) -> None:
    """Select whole rows, and show the first of them."""
    if not rows:
        return
    model, last = grid.model(), grid.model().columnCount() - 1
    grid.setCurrentIndex(model.index(rows[0], 0))
    chosen = QItemSelection()
    for row in rows:
        chosen.select(model.index(row, 0), model.index(row, last))
    grid.selectionModel().select(chosen, _SELECT)
    grid.scrollTo(model.index(rows[0], 0))


class Standing:
    """Where one is in a list while its rows are replaced: selection, cursor and scroll."""

    def __init__(self, grid: QTableView, model: TableModel) -> None:
        self._grid = grid
        self._model = model
        self._held: tuple[set[int], int, int, int] | None = None

    def hold(self) -> None:
        """Note it before the rows go."""
        numbers = self._model.numbers
        chosen: set[int] = set()
        blocks = ranges(self._grid)
        if sum(each.height() for each in blocks) <= _MOST_HELD:
            chosen = {numbers[r] for each in blocks for r in range(each.top(), each.bottom() + 1)}
        current = self._grid.currentIndex()
        at = numbers[current.row()] if current.isValid() else -1
        top = self._grid.verticalScrollBar().value()
        self._held = chosen, at, max(0, current.column()), top

    def find(self, *, scroll: bool) -> None:
        """Go back there among the new rows; without `scroll` the list begins at its top."""
        if self._held is None or not self._model.columns:
            return
        chosen, at, column, top = self._held
        self._held = None
        column = min(column, len(self._model.columns) - 1)
        if at >= 0 and (rows := self._model.places([at])):
            self._grid.selectionModel().setCurrentIndex(
                self._model.index(rows[0], column), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        one = chosen == {at}
        span = (column, column) if one else (0, len(self._model.columns) - 1)
        self._select(self._model.places(chosen) if chosen else (), *span)
        self._grid.verticalScrollBar().setValue(top if scroll else 0)

    def _select(self, rows: Iterable[int], begin: int, end: int) -> None:
        selection = QItemSelection()
        for row in rows:
            selection.select(self._model.index(row, begin), self._model.index(row, end))
        self._grid.selectionModel().select(selection, _SELECT)
