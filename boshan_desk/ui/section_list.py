"""Beside a form: its sections, each with the gravest sign of its fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from boshan_desk.domain.problems import Problem, Severity
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.lines import em, icon_size, sign_of
from boshan_desk.ui.problems_panel import gravest, is_missing

_GRADE_WORDS: dict[Severity, str] = {
    "error": mark("必须改正"),
    "warn": mark("请核对"),
    "note": mark("提示"),
}


class SectionList(QListWidget):
    """The titles of a form's sections."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections")
        self.setAccessibleName(_("表单分组"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setIconSize(icon_size(self))

    def show_titles(self, titles: Sequence[str]) -> None:
        """Show these titles, without signs, at the place that was current."""
        current = max(self.currentRow(), 0)
        self.clear()
        widest = 0
        for title in titles:
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, theme.row_height(self.fontMetrics())))
            self.addItem(item)
            widest = max(widest, self.fontMetrics().horizontalAdvance(title))
        self.setFixedWidth(min(widest, em(self) * 9) + em(self) * 4)
        self.setCurrentRow(current)

    def sign(self, problems: Sequence[Problem], section_of: Callable[[str], int | None]) -> None:
        """Put the gravest sign of its fields before each section's name."""
        by_row: dict[int, list[Problem]] = {}
        for problem in problems:
            row = section_of(problem.field)
            if row is not None and not is_missing(problem):
                by_row.setdefault(row, []).append(problem)
        nothing = QPixmap(icon_size(self))
        nothing.fill(Qt.GlobalColor.transparent)
        for row in range(self.count()):
            item = self.item(row)
            look = gravest(by_row[row]).severity if row in by_row else None
            item.setToolTip(_(_GRADE_WORDS[look]) if look else "")
            item.setData(
                Qt.ItemDataRole.DecorationRole,
                sign_of(look).pixmap(icon_size(self)) if look else nothing,
            )
