"""The lines of the list of limits: grouped by how near they are, fetched page by page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.procedure.listing import (
    BUCKET_WORDS,
    BUCKETS,
    SIGNS,
    Bucket,
    LimitRow,
    last_words,
    mark_words,
    moment_words,
    state_words,
    what_words,
)
from boshan_desk.store.limits_list import ANY, Wanted
from boshan_desk.store.rows import Rows
from boshan_desk.ui import theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

PAGE: Final = 100
"""Lines fetched at once."""
MOST_HELD: Final = 40
"""Pages kept in memory."""

HEADS: Final = (
    mark("状况"),
    mark("期限"),
    mark("案号"),
    mark("当事人"),
    mark("承办人"),
    mark("届满日"),
    mark("说明"),
    mark("镇街"),
)
WIDTHS: Final = (16, 23, 26, 18, 17, 13, 17, 10)
"""Half-width places of each column."""
WIDE: Final = 1
"""The column that takes what the others leave."""
_MARKS: Final = 6

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
BACKGROUND: Final = int(Qt.ItemDataRole.BackgroundRole)
FONT: Final = int(Qt.ItemDataRole.FontRole)

Key = tuple[str, str, str]
"""What a line is known by: case, limit, measure."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A list as it was looked up: numbers, and the first page of each group."""

    on: date
    wanted: Wanted = ANY
    buckets: tuple[Bucket, ...] = ()
    """The groups that are shown."""
    counts: Mapping[Bucket, int] = field(default_factory=dict)
    pages: Mapping[Bucket, Sequence[LimitRow]] = field(default_factory=dict)
    resumed: Sequence[LimitRow] = ()
    more: frozenset[Bucket] = frozenset()
    """Groups that hold more than was counted so far."""
    whole: bool = True
    """Whether every group was counted."""

    @property
    def total(self) -> int:
        """How many lines are shown."""
        return sum(self.counts.get(bucket, 0) for bucket in self.buckets)


def look_first(rows: Rows, on: date, wanted: Wanted, buckets: tuple[Bucket, ...]) -> Found:
    """What fits the screen, before all is counted: where it is all, nothing is left to count."""
    limits = rows.limits()
    pages = {
        each: limits.find(on=on, bucket=each, wanted=wanted, most=PAGE + 1) for each in buckets
    }
    more = frozenset(each for each, page in pages.items() if len(page) > PAGE)
    return Found(
        on=on,
        wanted=wanted,
        buckets=buckets,
        counts={each: min(len(page), PAGE) for each, page in pages.items()},
        pages={each: page[:PAGE] for each, page in pages.items() if page},
        resumed=limits.resumed(on=on, wanted=wanted),
        more=more,
        whole=not more and buckets == BUCKETS,
    )


def look_up(rows: Rows, on: date, wanted: Wanted, buckets: tuple[Bucket, ...]) -> Found:
    """Look a list up."""
    limits = rows.limits()
    counts = limits.count(on=on, wanted=wanted)
    return Found(
        on=on,
        wanted=wanted,
        buckets=buckets,
        counts=counts,
        pages={
            each: limits.find(on=on, bucket=each, wanted=wanted, most=PAGE)
            for each in buckets
            if counts[each]
        },
        resumed=limits.resumed(on=on, wanted=wanted),
    )


@dataclass(frozen=True)
class _Group:
    bucket: Bucket
    first: int
    """The row of its heading; its lines follow."""
    count: int
    more: bool
    """Whether there are more than that."""


class DeadlinesModel(QAbstractTableModel):
    """Headings of groups and, below each, its limits."""

    came = Signal()
    """Lines that were being fetched are there."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._owner = parent
        self._found = Found(on=shell.today)
        self._groups: list[_Group] = []
        self._rows = 0
        self._held: OrderedDict[tuple[Bucket, int], Sequence[LimitRow]] = OrderedDict()
        self._awaited: set[tuple[Bucket, int]] = set()

    @property
    def found(self) -> Found:
        """What is shown."""
        return self._found

    def show(self, found: Found) -> None:
        """Show a list that was looked up."""
        self.beginResetModel()
        self._found = found
        self._held.clear()
        self._awaited.clear()
        self._groups, first = [], 0
        for bucket in found.buckets:
            if count := found.counts.get(bucket, 0):
                self._groups.append(_Group(bucket, first, count, bucket in found.more))
                self._held[bucket, 0] = found.pages.get(bucket, ())
                first += count + 1
        self._rows = first
        self.endResetModel()

    def headings(self) -> list[int]:
        """The rows in which groups begin."""
        return [group.first for group in self._groups]

    def line(self, row: int) -> LimitRow | None:
        """The limit in a row; None of a heading, and as long as it is being fetched."""
        group = self._group(row)
        place = row - group.first - 1
        if place < 0:
            return None
        key = (group.bucket, place // PAGE)
        if key not in self._held:
            self._ask(group, key[1])
        lines = self._held.get(key, ())
        at = place % PAGE
        return lines[at] if at < len(lines) else None

    def find_row(self, wanted: Key) -> int:
        """The row of a limit among those that are in memory; -1 when it is not."""
        for group in self._groups:
            for (bucket, page), lines in self._held.items():
                if bucket == group.bucket:
                    for place, line in enumerate(lines):
                        if key_of(line) == wanted:
                            return group.first + 1 + page * PAGE + place
        return -1

    def _group(self, row: int) -> _Group:
        return next(group for group in reversed(self._groups) if group.first <= row)

    def _ask(self, group: _Group, page: int) -> None:
        key, found = (group.bucket, page), self._found
        if key in self._awaited:
            return
        self._awaited.add(key)

        def look(rows: Rows) -> Sequence[LimitRow]:
            return rows.limits().find(
                on=found.on,
                bucket=group.bucket,
                wanted=found.wanted,
                offset=page * PAGE,
                most=PAGE,
            )

        def take(lines: Sequence[LimitRow]) -> None:
            if found is not self._found:
                # Another list is shown by now.
                return
            self._awaited.discard(key)
            self._held[key] = lines
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
            first = group.first + 1 + page * PAGE
            last = min(first + PAGE - 1, group.first + group.count)
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(HEADS) - 1))
            self.came.emit()

        self._shell.look(look, while_there(self._owner, take))

    # Asked by Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        group = self._group(index.row())
        if index.row() == group.first:
            # The keyboard passes over headings.
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        group = self._group(index.row())
        if index.row() == group.first:
            return _heading_data(group, index.column(), role)
        line = self.line(index.row())
        if line is None:
            return "…" if role == DISPLAY and index.column() == 0 else None
        return self._line_data(line, index.column(), role)

    def _line_data(self, line: LimitRow, column: int, role: int) -> Any:
        if role == DISPLAY:
            return self.cells(line)[column]
        if role == TOOL_TIP:
            return self.about(line)
        if role == FOREGROUND and column in (0, _MARKS):
            return _ink(line, column)
        loud = {0: line.bucket == "overdue", _MARKS: line.resumed is not None}
        if role == FONT and loud.get(column):
            return _bold()
        return None

    def cells(self, line: LimitRow) -> tuple[str, ...]:
        """The words of a line."""
        return (
            f"{SIGNS[line.bucket]} {state_words(line)}",
            what_words(line),
            line.case,
            line.party,
            listed(line.officers),
            moment_words(line.alarm),
            listed(self._marks(line)),
            line.town,
        )

    def _marks(self, line: LimitRow) -> Iterator[str]:
        yield from mark_words(line, self._shell.lists)
        # Overdue is counted from the later day; while it nears, its state says it.
        if line.moved and (line.bucket == "overdue" or (line.days or 0) >= 0):
            yield _("最晚{day}").format(day=moment_words(line.last))

    def about(self, line: LimitRow) -> str:
        """All that is known of a line, for whoever rests the mouse on it."""
        told = [
            (_("期限"), f"{what_words(line)}　{state_words(line)}"),
            (_("案件"), "　".join(filter(None, (line.case, line.party, line.cause)))),
            (_("起算"), moment_words(line.begun)),
            (_("届满"), last_words(line)),
            (_("说明"), listed(mark_words(line, self._shell.lists))),
            (_("依据"), line.basis),
        ]
        return "\n".join(_("{title}：{words}").format(title=t, words=w) for t, w in told if w)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != DISPLAY:
            return None
        return _(HEADS[section])


def key_of(line: LimitRow) -> Key:
    """What a line is known by."""
    return line.case_id, line.rule, line.subject


def group_words(bucket: Bucket, count: int, *, more: bool = False) -> str:
    """The heading of a group."""
    return _("{sign} {bucket}（{count}项）").format(
        sign=SIGNS[bucket],
        bucket=_(BUCKET_WORDS[bucket]),
        count=f"{count:,}+" if more else f"{count:,}",
    )


def _heading_data(group: _Group, column: int, role: int) -> Any:
    if role == BACKGROUND:
        return QBrush(QColor(theme.PALETTE.header))
    if column:
        return None
    if role == DISPLAY:
        return group_words(group.bucket, group.count, more=group.more)
    if role == FONT:
        return _bold()
    if role == FOREGROUND:
        return QBrush(QColor(_INKS.get(group.bucket, theme.PALETTE.ink)))
    return None


_INKS: Final[dict[Bucket, str]] = {
    "overdue": theme.PALETTE.stop,
    "today": theme.PALETTE.warn,
}


def _ink(line: LimitRow, column: int) -> QBrush | None:
    if column == _MARKS:
        return QBrush(QColor(theme.PALETTE.note)) if line.resumed else None
    ink = _INKS.get(line.bucket)
    return QBrush(QColor(ink)) if ink else None


def _bold() -> QFont:
    font = QFont()
    font.setWeight(QFont.Weight.Bold)
    return font
