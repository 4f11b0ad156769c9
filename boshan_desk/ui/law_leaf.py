"""A list with one of its rows told in full beside it: how the page of rules shows each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QTextBrowser, QVBoxLayout

from boshan_desk.ui import theme
from boshan_desk.ui.lines import em
from boshan_desk.ui.side_page import SmallTable, make_table

Part = tuple[str, Iterable[tuple[str, str]]]
"""A heading, and what stands below it as titles and words."""

_SHARES: Final = (3, 2)


class LawLeaf(QFrame):
    """The list at the left, the chosen row's whole text at the right, buttons above."""

    def __init__(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._tell: Callable[[int], tuple[str, Sequence[Part]]] = lambda _row: ("", ())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.bar = QHBoxLayout()
        whole.addLayout(self.bar)
        self.table: SmallTable = make_table(f"{name}_table", heads, widths)
        self.table.itemSelectionChanged.connect(self._choose)
        self.detail = QTextBrowser()
        self.detail.setObjectName(f"{name}_detail")
        self.detail.setOpenLinks(False)
        self.detail.setTabChangesFocus(True)
        self.detail.setMinimumWidth(em(self) * 14)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        for place, share in enumerate(_SHARES):
            split.setStretchFactor(place, share)
        split.setSizes([share * 200 for share in _SHARES])
        whole.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def say(self, words: str) -> QLabel:
        """A line of words on the bar."""
        label = QLabel(words)
        label.setWordWrap(True)
        theme.dress(label, role="hint")
        self.bar.addWidget(label, 1)
        return label

    def show_rows(
        self,
        rows: Sequence[Sequence[str]],
        tell: Callable[[int], tuple[str, Sequence[Part]]],
    ) -> None:
        """Show rows; `tell` has the title and the parts of the one at a place."""
        kept = max(self.table.currentRow(), 0)
        self._tell = tell
        self.table.show_rows(rows)
        if rows:
            self.table.selectRow(min(kept, len(rows) - 1))
        self._choose()

    def _choose(self) -> None:
        row = self.table.currentRow()
        if not 0 <= row < self.table.rowCount():
            self.detail.clear()
            return
        title, parts = self._tell(row)
        self.detail.setHtml(_page(title, parts))


def _page(title: str, parts: Iterable[Part]) -> str:
    muted, accent = theme.PALETTE.muted, theme.PALETTE.accent_deep
    page = [f"<h3>{escape(title)}</h3>"]
    for heading, lines in parts:
        if heading:
            page.append(f'<p style="color:{accent}"><b>{escape(heading)}</b></p>')
        page.append('<table cellspacing="0" cellpadding="3">')
        page += [
            f'<tr><td style="color:{muted}; white-space:nowrap" valign="top">{escape(name)}</td>'
            f'<td valign="top">{escape(words)}</td></tr>'
            for name, words in lines
            if words
        ]
        page.append("</table>")
    return "".join(page)
