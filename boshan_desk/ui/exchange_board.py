"""The board: a line for every office that hands in, with how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from boshan_desk.domain.wording import clauses, statements
from boshan_desk.exchange.words import package_number
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.tall_table import TallTable

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.board import BoardLine

HEADS: Final = (
    mark("单位"), mark("报送情况"), mark("最近的数据包"), mark("待处理"), mark("收到日期"),
    mark("本期条数"), mark("方式"), mark("说明"),
)  # fmt: skip
_SHARES: Final = (15, 14, 24, 10, 13, 11, 10, 42)
_LEAST: Final = (11, 11, 13, 8, 13, 9, 8, 15)
_STATE, _LAST, _WAITING, _ROWS, _TOLD = 1, 2, 3, 5, 7
"""Columns that are marked or aligned."""
_LEAST_ROWS: Final = 5

_SIGNS: Final = {
    "on_time": ("✓", theme.PALETTE.ok),
    "zero": ("○", theme.PALETTE.ok),
    "late": ("✓", theme.PALETTE.warn),
    "returned": ("↩", theme.PALETTE.warn),
    "partial": ("◔", theme.PALETTE.warn),
    "missing": ("✕", theme.PALETTE.stop),
    "unknown": ("…", theme.PALETTE.muted),
}
"""A sign before the words of each state, for colour may not be seen."""


class BoardTable(TallTable):
    """The lines; the one that is chosen stays chosen while it is there."""

    def __init__(self) -> None:
        super().__init__(HEADS, _SHARES, _LEAST)
        self._lines: Sequence[BoardLine] = ()
        self.setObjectName("exchange_towns")
        self.setAccessibleName(_("各单位报送情况"))
        self.setMinimumHeight(theme.row_height(self.fontMetrics()) * (_LEAST_ROWS + 2))

        self._tell_heads()

    def _tell_heads(self) -> None:
        """What a number counts stands in the tip of its column."""
        for column, words in (
            (_LAST, _("最近一个数据包是第几包，里面有多少条记录，多少天以前接收的")),
            (_WAITING, _("要人决定的事项，与“待处理”一页相同；一条记录可能有几项")),
            (
                _ROWS,
                _("由这个单位登记、日期在本期以内的记录；没有日期的（如企业名录）不算在内"),
            ),
        ):
            if (head := self.horizontalHeaderItem(column)) is not None:
                head.setToolTip(words)

    def show_lines(self, lines: Sequence[BoardLine]) -> None:
        """Show these lines."""
        chosen = self.chosen()
        enrolled = any(line.peer is not None for line in lines)
        self._lines = lines
        self.show_rows([_row(line, enrolled=enrolled) for line in lines])
        for row, line in enumerate(lines):
            self._sign(row, line)
        towns = [line.town for line in lines]
        if lines:
            there = chosen is not None and chosen.town in towns
            self.selectRow(towns.index(chosen.town) if chosen and there else 0)

    def chosen(self) -> BoardLine | None:
        """The line that is chosen."""
        row = self.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _sign(self, row: int, line: BoardLine) -> None:
        """The state in its colour, and what is the matter in bold."""
        _words, colour = _SIGNS[line.state]
        if (item := self.item(row, _STATE)) is not None:
            item.setForeground(QColor(colour))
        face = QFont(self.font())
        face.setWeight(QFont.Weight.Medium)
        if (item := self.item(row, _TOLD)) is not None and line.alarm_words:
            item.setForeground(QColor(theme.PALETTE.stop))
            item.setFont(face)
        if (item := self.item(row, _WAITING)) is not None and line.waiting:
            item.setForeground(QColor(theme.PALETTE.warn))
            item.setToolTip(line.waiting_words)
        if (item := self.item(row, _ROWS)) is not None:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _last_words(line: BoardLine) -> str:
    """第05包，18 条，3 天前."""
    if line.last is None or line.age is None:
        return ""
    rows = _("{count} 条").format(count=f"{line.last.rows:,}")
    ago = _("{days} 天前").format(days=line.age) if line.age else _("今天")
    return clauses((package_number(line.last.seq), rows, ago))


def _row(line: BoardLine, *, enrolled: bool) -> list[str]:
    """The cells of a town; `enrolled`: some have desks, so that it is told which has none."""
    sign, _colour = _SIGNS[line.state]
    report = line.report
    told = [line.alarm_words]
    if line.receipt_due:
        told.append(_("回执包待制作"))
    if line.aside:
        told.append(_("另有 {count} 项先放着").format(count=line.aside))
    if enrolled and line.peer is None:
        told.append(_("未开户"))
    return [
        line.town_label,
        f"{sign} {line.words}",
        _last_words(line),
        _("{count} 项").format(count=f"{line.waiting:,}") if line.waiting else "",
        str(report.received_on) if report and report.received_on else "",
        f"{report.rows:,}" if report and report.rows is not None else "",
        line.way_words,
        statements(filter(None, told)),
    ]
