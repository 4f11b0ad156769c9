"""The lines of the table of targets: grouped by plan and project, series of one target together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from boshan_desk.domain.plans.lamps import BEHIND, LAMPS
from boshan_desk.i18n import _
from boshan_desk.ui import targets_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.lamps import LAMP_ROLE, LOOKS

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
BACKGROUND: Final = int(Qt.ItemDataRole.BackgroundRole)
FONT: Final = int(Qt.ItemDataRole.FontRole)
ALIGN: Final = int(Qt.ItemDataRole.TextAlignmentRole)
SPOKEN: Final = int(Qt.ItemDataRole.AccessibleTextRole)
TRAIL_ROLE: Final = LAMP_ROLE + 1
"""The cell of the eight quarters answers it with its `Standing`."""

Key = tuple[str, str, str]
"""What a line is known by: indicator, series, town."""


@dataclass(frozen=True)
class Heading:
    """The line above a group."""

    words: str


def key_of(line: Standing) -> Key:
    """What a line is known by."""
    return line.indicator, line.series, line.town


def grouped(lines: Iterable[Standing]) -> list[Heading | Standing]:
    """Lines below headings of their projects, in the order they come; series stay together."""
    every = list(lines)
    several = len({line.plan for line in every}) > 1
    groups: dict[tuple[str, str], dict[str, list[Standing]]] = {}
    for line in every:
        group = groups.setdefault((line.plan, line.project), {})
        group.setdefault(line.indicator, []).append(line)
    rows: list[Heading | Standing] = []
    for group in groups.values():
        members = [line for series in group.values() for line in series]
        first = members[0]
        plan = first.plan_title if several else ""
        rows.append(Heading(words.heading_words(plan, first.project_title, len(group))))
        rows += members
    return rows


class TargetsModel(QAbstractTableModel):
    """Headings of groups and, below each, its targets."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Heading | Standing] = []
        self._signs = False

    def show_signs(self, on: bool) -> None:
        """Put the sign of its lamp before each name: the column of the lamp is out of sight."""
        if on != self._signs:
            self._signs = on
            last = self.index(self.rowCount() - 1, words.TITLE)
            self.dataChanged.emit(self.index(0, words.TITLE), last, [DISPLAY])

    def show(self, lines: Iterable[Standing]) -> None:
        """Show these targets."""
        self.beginResetModel()
        self._rows = grouped(lines)
        self.endResetModel()

    def lines(self) -> list[Standing]:
        """The targets that are shown, in order."""
        return [row for row in self._rows if not isinstance(row, Heading)]

    def column(self, column: int) -> list[str]:
        """The words of a column."""
        return [words.cells(line)[column] for line in self.lines()]

    def headings(self) -> list[int]:
        """The rows in which groups begin."""
        return [place for place, row in enumerate(self._rows) if isinstance(row, Heading)]

    def line(self, row: int) -> Standing | None:
        """The target in a row; None of a heading."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        return None if isinstance(found, Heading) else found

    def find_row(self, wanted: Key) -> int:
        """The row of a target; -1 when it is not shown."""
        for place, row in enumerate(self._rows):
            if not isinstance(row, Heading) and key_of(row) == wanted:
                return place
        return -1

    # Asked by Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(words.HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.line(index.row()) is None:
            # The keyboard passes over headings.
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Heading):
            return _heading_data(row, index.column(), role)
        if self._signs and role == DISPLAY and index.column() == words.TITLE:
            return f"{LAMPS[row.lamp].sign} {words.name_words(row)}"
        return _line_data(row, index.column(), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == DISPLAY:
            return _(words.HEADS[section])
        if role == TOOL_TIP and section in words.HEAD_TIPS:
            return _(words.HEAD_TIPS[section])
        if role == ALIGN:
            return _alignment(section)
        return None


def _line_data(line: Standing, column: int, role: int) -> Any:
    if role == DISPLAY:
        return words.cells(line)[column]
    if role == SPOKEN:
        return f"{_(words.HEADS[column])} {words.cells(line)[column]}"
    if role == TOOL_TIP:
        return words.trail_told(line) if column == words.TRAIL else words.about(line)
    if role == ALIGN:
        return _alignment(column)
    if role == LAMP_ROLE and column == words.LAMP:
        return line.lamp
    if role == TRAIL_ROLE and column == words.TRAIL:
        return line
    if role == FOREGROUND:
        return _ink(line, column)
    return None


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in words.RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _ink(line: Standing, column: int) -> QBrush | None:
    if column == words.GAP and line.lamp in BEHIND:
        return QBrush(QColor(LOOKS[line.lamp].ink))
    if column == words.TARGET and line.origin == "bureau":
        # Said in words as well: it is not the paper's.
        return QBrush(QColor(theme.PALETTE.note))
    return None


def _heading_data(heading: Heading, column: int, role: int) -> Any:
    if role == BACKGROUND:
        return QBrush(QColor(theme.PALETTE.header))
    if column:
        return None
    if role == DISPLAY:
        return heading.words
    if role == FOREGROUND:
        # As strong as any other line, though the keyboard passes over it.
        return QBrush(QColor(theme.PALETTE.ink))
    if role == FONT:
        font = QFont()
        font.setWeight(QFont.Weight.Bold)
        return font
    return None
