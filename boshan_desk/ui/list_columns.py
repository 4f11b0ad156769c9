"""The columns of a list: their widths, their order, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.column_widths import usual_width
from boshan_desk.ui.icons import icon
from boshan_desk.ui.table_model import TableModel


class ColumnActs(Protocol):
    """What a column's menu asks of its list."""

    view: View
    model: TableModel

    def sort(self, name: str, *, down: bool) -> None:
        """Sort by a field; by the order of entry when it is empty."""

    def filter_column(self, name: str) -> None:
        """Ask what a column must hold."""

    def unfilter_column(self, name: str) -> None:
        """Take the column's filter away."""

    def show_columns(self, columns: list[str]) -> None:
        """Show these columns."""

    def choose_columns(self) -> None:
        """Ask which columns to show."""


class Columns(QObject):
    """The head of a list: it keeps the widths that were set by hand."""

    moved = Signal(list)
    """Columns were dragged into this order."""

    def __init__(
        self, grid: QTableView, model: TableModel, lists: Lists, widths: dict[str, float]
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        self._lists = lists
        self.widths = widths
        """Set by hand, in line heights, so that they hold when the type becomes larger."""
        self._head = grid.horizontalHeader()
        self._head.sectionResized.connect(self._note_width)
        self._head.sectionMoved.connect(lambda *_moved: QTimer.singleShot(0, self, self._settle))

    def fit(self) -> None:
        """Give columns and rows their sizes in the type that is used now."""
        metrics = self._grid.fontMetrics()
        self._head.blockSignals(True)
        for place, name in enumerate(self._model.columns):
            width = self.widths.get(name, 0) * metrics.height()
            usual = usual_width(self._model.ledger, name, self._lists, metrics)
            self._head.resizeSection(place, round(width or usual))
        self._head.blockSignals(False)
        self._grid.verticalHeader().setDefaultSectionSize(theme.row_height(metrics))

    def show_order(self, view: View) -> None:
        """Mark the column that the list is sorted by."""
        names = self._model.columns
        if view.order in names:
            way = Qt.SortOrder.DescendingOrder if view.down else Qt.SortOrder.AscendingOrder
            self._head.setSortIndicator(names.index(view.order), way)
        else:
            self._head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if names:
            self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(names) - 1)

    def _note_width(self, section: int, _old: int, new: int) -> None:
        if section < len(self._model.columns) and new:
            name = self._model.columns[section]
            self.widths[name] = round(new / self._grid.fontMetrics().height(), 2)

    def _settle(self) -> None:
        """Columns were dragged: what is seen is to be the order of the model."""
        head = self._head
        seen = [self._model.columns[head.logicalIndex(v)] for v in range(head.count())]
        if seen == list(self._model.columns):
            return
        head.blockSignals(True)
        for place in range(head.count()):
            head.moveSection(head.visualIndex(place), place)
        head.blockSignals(False)
        self.moved.emit(seen)


def column_menu(acts: ColumnActs, name: str, parent: QWidget) -> QMenu:
    """What can be done with a column."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setObjectName("header_menu")
    columns = acts.model.columns
    filtered = any(where.field == name for where in acts.view.where)
    others = [other for other in columns if other != name]
    entries: list[tuple[str, str, bool, Callable[[], object]] | None] = [
        (_("升序"), "up", True, lambda: acts.sort(name, down=False)),
        (_("降序"), "down", True, lambda: acts.sort(name, down=True)),
        (_("按录入先后"), "", bool(acts.view.order), lambda: acts.sort("", down=True)),
        None,
        (_("筛选此列…"), "filter", True, lambda: acts.filter_column(name)),
        (_("清除此列筛选"), "filter-clear", filtered, lambda: acts.unfilter_column(name)),
        None,
        (_("隐藏此列"), "", bool(others), lambda: acts.show_columns(others)),
        (_("选择列…"), "columns", True, acts.choose_columns),
    ]
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        words, picture, enabled, slot = entry
        action = menu.addAction(words)
        if picture:
            action.setIcon(icon(picture))
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False, slot=slot: slot())
    return menu
