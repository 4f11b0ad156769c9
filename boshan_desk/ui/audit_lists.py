"""The works of the history and the changes of one of them: by number, fetched page by page.

Nothing is fetched on the window's thread: a page of works with large imports in it is counted in
some tenths of a second.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.store.rows import Rows
from boshan_desk.store.trail import Sought, Trail
from boshan_desk.ui import theme
from boshan_desk.ui.audit_words import change_cells, work_cells
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.row_list import as_row_list
from boshan_desk.ui.shell import Shell

PAGE: Final = 200
"""Lines fetched at once."""
MOST_HELD: Final = 20 * PAGE
"""Lines kept in memory."""

WORK_HEADS: Final = (
    mark("步"),
    mark("时间"),
    mark("姓名"),
    mark("操作"),
    mark("记录数"),
    mark("台账"),
)
WORK_WIDTHS: Final = (10, 20, 10, 0, 8, 18)
CHANGE_HEADS: Final = (mark("台账"), mark("记录"), mark("流水号"), mark("改动的栏目"))
CHANGE_WIDTHS: Final = (18, 34, 13, 0)
_COUNTS: Final = (mark("步"), mark("记录数"))
"""Columns that are read from the right."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PagedModel(QAbstractTableModel):
    """Lines of which only the numbers are all in memory."""

    arrived = Signal()
    """The whole list is there."""

    def __init__(
        self,
        shell: Shell,
        heads: Sequence[str],
        fetch: Callable[[Trail, Sequence[int]], Mapping[int, Any]],
        cells: Callable[[Any], Sequence[str]],
        parent: QWidget,
    ) -> None:
        """`fetch` gives lines by number, `cells` their words."""
        super().__init__(parent)
        self._owner = parent
        self._shell = shell
        self._heads = tuple(heads)
        self._fetch = fetch
        self._cells = cells
        self.numbers: array[int] = array("q")
        self._held: OrderedDict[int, Any] = OrderedDict()
        self._awaited: set[int] = set()
        self._list = 0

    def show_numbers(
        self,
        find: Callable[[Trail], array[int]],
        first: Callable[[Trail], array[int]] | None = None,
    ) -> None:
        """Look up a list, and show it when it comes; one that was asked for before no longer will.

        `first` finds its first page, which is shown while the rest is looked up.
        """
        self._list += 1
        asked = self._list

        def begin(rows: Rows) -> tuple[array[int], Mapping[int, Any]] | None:
            if first is None or asked != self._list:
                return None
            trail = rows.trail()
            numbers = first(trail)
            return numbers, self._fetch(trail, numbers)

        def take_first(found: tuple[array[int], Mapping[int, Any]] | None) -> None:
            if found is not None and asked == self._list:
                # With its lines: the looking up of all numbers would stand before theirs.
                self._held.update(found[1])
                self._replace(found[0])

        def look(rows: Rows) -> array[int] | None:
            return find(rows.trail()) if asked == self._list else None

        def take(numbers: array[int] | None) -> None:
            if numbers is not None and asked == self._list:
                self._take_whole(numbers)

        if first is not None:
            self._shell.look(begin, while_there(self._owner, take_first))
        self._shell.look(look, while_there(self._owner, take))

    def _take_whole(self, numbers: array[int]) -> None:
        self._replace(numbers)
        self.arrived.emit()

    def forget(self) -> None:
        """Read the lines again: what is kept of them was changed."""
        self._held.clear()
        self._tell_changed(0, len(self.numbers) - 1)

    def clear(self) -> None:
        """Show nothing."""
        self._list += 1
        self._replace(array("q"))

    def line(self, row: int) -> Any:
        """What stands in a row; None as long as it is being fetched."""
        if not 0 <= row < len(self.numbers):
            return None
        number = self.numbers[row]
        if number not in self._held:
            self._ask(row // PAGE)
        return self._held.get(number)

    @property
    def held(self) -> int:
        """How many lines are in memory."""
        return len(self._held)

    def _ask(self, page: int) -> None:
        numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
        wanted = [n for n in numbers if n not in self._held and n not in self._awaited]
        if not wanted:
            return
        self._awaited.update(wanted)

        def look(rows: Rows) -> Mapping[int, Any]:
            return self._fetch(rows.trail(), wanted)

        def take(found: Mapping[int, Any]) -> None:
            self._awaited.difference_update(wanted)
            # One that is gone from the store is not asked for again.
            self._held.update({n: found.get(n) for n in wanted})
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
            first = page * PAGE
            self._tell_changed(first, min(first + PAGE, len(self.numbers)) - 1)

        self._shell.look(look, while_there(self._owner, take))

    def _replace(self, numbers: array[int]) -> None:
        """Take a new list; where lines were only added at an end the others stay as they are."""
        old = self.numbers
        added = len(numbers) - len(old)
        if old and added >= 0:
            for at, rest in ((0, numbers[added:]), (len(old), numbers[: len(old)])):
                if rest == old:
                    if added:
                        self.beginInsertRows(_NOWHERE, at, at + added - 1)
                        self.numbers = numbers
                        self.endInsertRows()
                    return
        self.beginResetModel()
        self.numbers = numbers
        self.endResetModel()

    def _tell_changed(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._heads) - 1))

    # Asked by Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == ALIGNMENT:
            return RIGHT if self._heads[index.column()] in _COUNTS else LEFT
        if role not in (DISPLAY, TOOL_TIP):
            return None
        line = self.line(index.row())
        return self._cells(line)[index.column()] if line is not None else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == ALIGNMENT:
            return RIGHT if self._heads[section] in _COUNTS else LEFT
        return _(self._heads[section]) if role == DISPLAY else None


def _find(sought: Sought, first: int | None, trail: Trail) -> array[int]:
    return trail.numbers(sought, first=first)


class WorksModel(PagedModel):
    """The works of the history, newest first."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, WORK_HEADS, lambda t, numbers: t.page(numbers), work_cells, parent)

    def seek(self, sought: Sought) -> None:
        """Show the works that are sought: the first page as soon as it is found, then all."""
        beginning = partial(_find, sought, PAGE) if not self.numbers else None
        self.show_numbers(partial(_find, sought, None), beginning)


class ChangesModel(PagedModel):
    """The changes of one work."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(
            shell, CHANGE_HEADS, lambda t, numbers: t.changes(numbers), change_cells, parent
        )

    def show_work(self, work: int) -> None:
        """Show the changes of this work."""
        self.show_numbers(lambda trail: trail.change_numbers(work))


class Lines(QTableView):
    """A table of lines, one of which is chosen."""

    def __init__(self, name: str, model: PagedModel, widths: Sequence[int], *, least: int) -> None:
        """`widths`: characters of each column; 0 takes what the others leave.

        `least`: rows that are seen on the smallest screen.
        """
        super().__init__()
        self._least = least
        self.setObjectName(name)
        self._widths = tuple(widths)
        self.setModel(model)
        as_row_list(self)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        # Rows beyond the screen are never measured: that would fetch them all.
        header.setResizeContentsPrecision(0)
        rest = self._widths.index(0)
        header.setSectionResizeMode(rest, QHeaderView.ResizeMode.Stretch)
        self.fit()

    def fit(self) -> None:
        """Widths and heights from the type of now."""
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(self._widths):
            if characters:
                self.setColumnWidth(column, width * characters)
        row = theme.row_height(self.fontMetrics())
        self.verticalHeader().setDefaultSectionSize(row)
        # The line of titles is higher than a row.
        self.setMinimumHeight(row * self._least + row * 3 // 2)
