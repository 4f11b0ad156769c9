"""A paper with what turns its pages: the list of pages, the buttons, the size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.page_view import PageView


class PaperPreview(QWidget):
    """Shows a paper; asks for the pictures of its pages through `view.picture_wanted`."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._count = 0
        self.view = PageView()
        self.view.page_changed.connect(self._show_page_number)
        layout.addLayout(self._make_bar())
        self._list = QListWidget()
        self._list.setObjectName("report_pages")
        self._list.setAccessibleName(_("页码"))
        self._list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._list.setItemDelegate(theme.BoldWhenSelected(self._list))
        self._list.currentRowChanged.connect(self._go_to)
        side_by_side = QHBoxLayout()
        side_by_side.addWidget(self._list)
        side_by_side.addWidget(self.view, 1)
        layout.addLayout(side_by_side, 1)

    def show_paper(self, pages: int, about: str) -> None:
        """Begin at the first page of another paper; `about` says which it is."""
        self._count = pages
        self._list.blockSignals(True)
        self._list.clear()
        for number in range(1, pages + 1):
            self._list.addItem(QListWidgetItem(_("第 {n} 页").format(n=number)))
        self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + self.fontMetrics().height() * 2)
        self.view.show_paper(pages)
        self._show_page_number(0)
        self._about.setText(about)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self._which = QLabel()
        self._which.setObjectName("report_page_number")
        view = self.view
        for name, icon, words, slot in (
            ("page_prev", "page-prev", _("上一页"), lambda: view.go_to(view.page - 1)),
            ("page_next", "page-next", _("下一页"), lambda: view.go_to(view.page + 1)),
            ("zoom_out", "zoom-out", _("缩小"), view.zoom_out),
            ("zoom_in", "zoom-in", _("放大"), view.zoom_in),
            ("fit_width", "", _("适合宽度"), view.fit_width),
            ("fit_page", "", _("整页"), view.fit_page),
        ):
            button = QToolButton()
            button.setObjectName(name)
            button.setText(words)
            button.setToolTip(words)
            button.setAccessibleName(words)
            if icon:
                button.setIcon(icons.icon(icon))
            button.clicked.connect(partial(_call, slot))
            bar.addWidget(button)
            if name == "page_prev":
                bar.addWidget(self._which)
            elif name == "page_next":
                bar.addSpacing(self.fontMetrics().height())
        bar.addStretch(1)
        self._about = QLabel()
        self._about.setObjectName("report_about")
        theme.dress(self._about, role="hint")
        bar.addWidget(self._about)
        return bar

    def _show_page_number(self, page: int) -> None:
        self._which.setText(_("第 {n} 页 / 共 {total} 页").format(n=page + 1, total=self._count))
        self._list.blockSignals(True)
        self._list.setCurrentRow(page)
        self._list.blockSignals(False)

    def _go_to(self, row: int) -> None:
        if row >= 0:
            self.view.go_to(row)


def _call(slot: Callable[[], object], _checked: bool = False) -> None:
    """Do without the flag that Qt sends along."""
    slot()
