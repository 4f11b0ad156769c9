"""A small table whose rows are as high as their words need: a long name is read whole in it.

Names of one town's records often begin alike and differ at their end; cut off, they would all look
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from boshan_desk.ui import theme
from boshan_desk.ui.side_page import SmallTable

MOST_LINES: Final = 4
"""What is longer still is cut off: its whole words are in the tip."""

_MARGINS: Final = 4
"""Characters that the edges of a cell take."""


class TallTable(SmallTable):
    """Columns that share the width, and rows of as many lines as the longest cell takes."""

    def __init__(
        self, heads: Sequence[str], shares: Sequence[int], least: Sequence[int] = ()
    ) -> None:
        """`shares`: how much of the width each column takes, in relation to the others; `least`:
        characters that each has even where there is no room, and one scrolls.
        """
        super().__init__(heads, ())
        self._shares = tuple(shares)
        self._least = tuple(least) or tuple(0 for _share in shares)
        self._line_counts: list[int] = []
        self.setWordWrap(True)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows, each as high as it needs."""
        super().show_rows(rows)
        self._line_counts = []
        self._share_out()

    def show_cell(self, row: int, column: int, words: str) -> None:
        """Put other words into a cell."""
        item = self.item(row, column)
        if item is not None:
            item.setText(words)
            item.setToolTip(words)
            self._line_counts = []
            self._set_heights()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        room = self.viewport().width()
        whole = sum(self._shares)
        character = self.fontMetrics().horizontalAdvance("0")
        for column, (share, least) in enumerate(zip(self._shares, self._least, strict=True)):
            self.setColumnWidth(column, max(room * share // whole, character * least))
        self._set_heights()

    def _set_heights(self) -> None:
        metrics = self.fontMetrics()
        edge = metrics.horizontalAdvance("0") * _MARGINS
        widths = [max(1, self.columnWidth(at) - edge) for at in range(self.columnCount())]
        lines = [
            min(MOST_LINES, max(lines_needed(metrics, words, width) for words, width in cells))
            for cells in (zip(row, widths, strict=True) for row in self.words())
        ]
        if lines == self._line_counts:
            return
        self._line_counts = lines
        usual, more = theme.row_height(metrics), metrics.lineSpacing()
        for row, count in enumerate(lines):
            self.setRowHeight(row, usual + (count - 1) * more)


def lines_needed(metrics: QFontMetrics, words: str, width: int) -> int:
    """How many lines of this width words take; Chinese breaks anywhere, other words only whole."""
    return sum(_lines_of(metrics, part, width) for part in words.split("\n"))


def _lines_of(metrics: QFontMetrics, words: str, width: int) -> int:
    long = metrics.horizontalAdvance(words)
    if long <= width:
        return 1
    if " " not in words:
        return ceil(long / width)
    room = QRect(0, 0, width, metrics.height() * (MOST_LINES + 1))
    shown = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), words)
    return ceil(shown.height() / metrics.lineSpacing())
