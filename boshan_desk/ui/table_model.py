"""The rows of a list: all of them by number (8 bytes each), in words only those that are seen.

Sorting and filtering are the store's work (a proxy model over 100,000 rows sorts for half a
minute); the model holds the numbers of a view in its order and fetches pages of records when Qt
asks for cells.  Answers to questions that were overtaken by another are dropped.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QGuiApplication

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.domain.figures import Where
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.store.rows import Row, Rows
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

PAGE: Final = 200
"""Rows fetched at once; a page costs some 2 ms."""
PAGES: Final = 20
"""Pages kept."""
MOST_SELECTED: Final = 10_000
"""Rows that one hand moves: selected, copied as text, pasted, filled down."""

# Looking an enumeration up for every cell doubles the time of a repaint (tech.md 9).
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
DECORATION: Final = int(Qt.ItemDataRole.DecorationRole)
ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
FONT: Final = int(Qt.ItemDataRole.FontRole)
FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
ACROSS: Final = Qt.Orientation.Horizontal
LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

NUMERIC: Final = frozenset({"whole", "money", "number", "percent"})
PLAIN: Final = frozenset(
    {"text", "whole", "money", "percent", "day", "flag", "code", "names", "identifier"}
)
"""Kinds that are changed in the list itself."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


def slanted() -> QFont:
    """The type of a name that only stands in for one that is missing."""
    font = QFont(QGuiApplication.font())
    font.setItalic(True)
    return font


def default_columns(ledger: Ledger) -> tuple[str, ...]:
    """The columns of a list until an officer chooses others; how far a record is stands last."""
    return tuple(dict.fromkeys((*ledger.table, "status")))


def cell_text(record: Record, names: dict[str, str], name: str, kind: Kind, lists: Lists) -> str:
    """A value as lists show it: codes as words, links by name, personal numbers masked."""
    if name == "status" and record.withdrawn:
        return _("在回收站")
    value = getattr(record, name)
    if isinstance(kind, Link):
        return names.get(name, "") if value else ""
    return kind.mask(value, SCREEN, lists)


@dataclass(frozen=True)
class Counts:
    """How many records there are: in the ledger, in the view, and drafts in the view."""

    total: int
    shown: int
    drafts: int


def count(rows: Rows, view: View, shown: int) -> Counts:
    """Count what the line below a list says."""
    everything = View(ledger=view.ledger, withdrawn=view.withdrawn)
    drafts = View(
        ledger=view.ledger,
        where=(*view.where, Where("status", "=", "draft")),
        text=view.text,
        town=view.town,
        period=view.period,
        withdrawn=view.withdrawn,
    )
    total = rows.count(everything) if view.narrowed else shown
    return Counts(total, shown, rows.count(drafts))


class TableModel(QAbstractTableModel):
    """A view of one ledger as Qt wants to see it."""

    arrived = Signal()
    """The whole list is there."""
    counted = Signal(object)
    """`Counts` of the list that is shown."""

    def __init__(
        self, shell: Shell, ledger: Ledger, columns: Sequence[str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self.ledger = ledger
        self._kinds = ledger.shown()
        self.columns: tuple[str, ...] = tuple(columns)
        self.view = View(ledger=ledger.name)
        self.numbers: array[int] = array("q")
        self.complete = False
        """Whether `numbers` answers `view` in full."""
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._lines: dict[int, list[str]] = {}
        self._asked = 0

    # What is shown

    def show_view(self, view: View) -> None:
        """Show another view; where that is cheap its first page at once, the rest when it comes."""
        self.show_first(view)
        self.load()

    def show_first(self, view: View) -> None:
        """Show the first page of a view, if the store need not look at all records for it."""
        self.view = view
        self.complete = False
        self._asked += 1
        if not (view.narrowed or view.order):
            self._replace(self._shell.rows.numbers(view, first=PAGE))

    def load(self) -> None:
        """Fetch the numbers of the whole view, off the window's thread."""
        self._asked += 1
        asked, view = self._asked, self.view
        self.complete = False

        def find(rows: Rows) -> array[int] | None:
            return rows.numbers(view) if asked == self._asked else None

        self._shell.look(find, while_there(self, partial(self._take, asked)))

    def _take(self, asked: int, numbers: array[int] | None) -> None:
        if numbers is None or asked != self._asked:
            return
        self._replace(numbers)
        self.complete = True
        self.arrived.emit()
        view, shown = self.view, len(numbers)

        def add_up(rows: Rows) -> Counts | None:
            return count(rows, view, shown) if asked == self._asked else None

        def tell(counts: Counts | None) -> None:
            if counts is not None and asked == self._asked:
                self.counted.emit(counts)

        self._shell.look(add_up, while_there(self, tell))

    def _replace(self, numbers: array[int]) -> None:
        """Take a new list; what did not move keeps its selection and its place."""
        old = self.numbers
        self._pages.clear()
        self._lines.clear()
        if old and numbers[: len(old)] == old:
            if len(numbers) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(numbers) - 1)
                self.numbers = numbers
                self.endInsertRows()
            self._tell_changed(len(old))
        else:
            self.beginResetModel()
            self.numbers = numbers
            self.endResetModel()

    def _tell_changed(self, rows: int) -> None:
        if rows and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(self.columns) - 1))

    def show_columns(self, columns: Sequence[str]) -> None:
        """Show these columns, in this order."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._lines.clear()
        self.endResetModel()

    # Asked by the page

    @property
    def pages_held(self) -> int:
        """How many pages of records are in memory."""
        return len(self._pages)

    def row_at(self, row: int) -> Row | None:
        """The record in a row with the names it links to; None when it is gone from the store."""
        page, place = divmod(row, PAGE)
        if page not in self._pages:
            numbers = self.numbers[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = self._shell.rows.page(self.ledger.name, numbers)
            # Heads were painted before anyone knew which of these rows are drafts.
            first, last = page * PAGE, page * PAGE + len(numbers) - 1
            QTimer.singleShot(0, self, lambda: self._tell_heads(first, last))
            if len(self._pages) > PAGES:
                dropped, _rows = self._pages.popitem(last=False)
                for line in range(dropped * PAGE, (dropped + 1) * PAGE):
                    self._lines.pop(line, None)
        else:
            self._pages.move_to_end(page)
        return self._pages[page][place]

    def _tell_heads(self, first: int, last: int) -> None:
        if last < len(self.numbers):
            self.headerDataChanged.emit(Qt.Orientation.Vertical, first, last)

    def record_at(self, row: int) -> Record | None:
        """The record in a row."""
        found = self.row_at(row) if 0 <= row < len(self.numbers) else None
        return found[0] if found else None

    def kind_at(self, column: int) -> Kind:
        """The kind of the values in a column."""
        return self._kinds[self.columns[column]]

    def edited_here(self, column: int) -> bool:
        """Whether the values of a column may be changed in the list itself."""
        return self.columns[column] in self.ledger.fields and self.kind_at(column).name in PLAIN

    def plain_text(self, row: int, column: int) -> str:
        """The value of a cell as an officer types it."""
        record = self.record_at(row)
        value = getattr(record, self.columns[column]) if record else None
        return self.kind_at(column).show(value, self._shell.lists) if record else ""

    def texts(self, row: Row | None, columns: Iterable[str]) -> list[str]:
        """What a list shows of a record in these columns."""
        if row is None:
            return ["" for _name in columns]
        record, names = row
        lists = self._shell.lists
        return [cell_text(record, names, name, self._kinds[name], lists) for name in columns]

    def places(self, numbers: Collection[int]) -> list[int]:
        """The rows in which the records with these numbers stand, top down."""
        if self.view.order and len(numbers) == 1:
            # Found by the array itself, ten times as fast as by a loop over a million rows.
            (number,) = numbers
            return [self.numbers.index(number)] if number in self.numbers else []
        if self.view.order:
            return [row for row, number in enumerate(self.numbers) if number in numbers]
        way = -1 if self.view.down else 1
        found = []
        for number in numbers:
            row = bisect_left(self.numbers, way * number, key=lambda each: way * each)
            if row < len(self.numbers) and self.numbers[row] == number:
                found.append(row)
        return sorted(found)

    # Asked by Qt.  `flags` stays Qt's own: titles ask it of every selected cell at each repaint,
    # which in Python takes a minute for a million rows.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            # Several lines are told apart by a mark, for a row has room for one.
            return self._text(index.row(), index.column()).replace("\n", " ⏎ ")
        if role == ALIGNMENT:
            return RIGHT if self._kinds[self.columns[index.column()]].name in NUMERIC else LEFT
        if role == TOOL_TIP:
            return self._text(index.row(), index.column()) or None
        if role in (FONT, FOREGROUND) and index.column() == 0 and self._stand_in(index.row()):
            return slanted() if role == FONT else QColor(theme.PALETTE.muted)
        return None

    def _text(self, row: int, column: int) -> str:
        line = self._lines.get(row)
        if line is None:
            line = self._lines[row] = self.texts(self.row_at(row), self.columns)
        return line[column] or (self._stand_in(row) if column == 0 else "")

    def _stand_in(self, row: int) -> str:
        """What names a record whose first column is empty; empty when that has its own text."""
        line = self._lines.get(row)
        if line is None:
            line = self._lines[row] = self.texts(self.row_at(row), self.columns)
        record = self.record_at(row)
        if record is None or line[0] or self._kinds[self.columns[0]].name in NUMERIC:
            return ""
        for name in self.ledger.called:
            if (value := getattr(record, name)) not in (None, ()):
                return self._kinds[name].mask(value, SCREEN, self._shell.lists)
        return record.serial_no or _("（未命名）")

    def _is_draft(self, row: int) -> bool:
        # Only of pages that are held: Qt asks for heads of rows that are not seen.
        if row // PAGE not in self._pages:
            return False
        record = self.record_at(row)
        return record is not None and record.status == "draft"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != ACROSS:
            if role == DISPLAY:
                return section + 1
            if role == DECORATION and self._is_draft(section):
                return icon("edit")
            return _("草稿") if role == TOOL_TIP and self._is_draft(section) else None
        name = self.columns[section]
        kind = self._kinds[name]
        filtered = any(where.field == name for where in self.view.where)
        if role == DISPLAY:
            return _(kind.title)
        if role == DECORATION:
            return icon("filter") if filtered else None
        if role == TOOL_TIP:
            told = [_(kind.help) or _(kind.title)]
            if filtered:
                told.append(_("此列已筛选。"))
            told.append(_("单击排序，右键或 Alt+↓ 筛选。"))
            return "\n".join(told)
        if role == ALIGNMENT:
            return RIGHT if kind.name in NUMERIC else LEFT
        return None
