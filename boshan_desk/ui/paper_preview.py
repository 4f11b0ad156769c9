"""A paper with what turns its pages: small pictures of the pages, the buttons, the size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import unflagged
from boshan_desk.ui.page_thumbs import PageThumbs
from boshan_desk.ui.page_view import PageView
from boshan_desk.ui.report_places import Place, Places

_KEYS: Final = {
    "page_prev": "PgUp",
    "page_next": "PgDn",
    "zoom_out": "Ctrl+-",
    "zoom_in": "Ctrl++",
    "fit_width": "Ctrl+0",
}


class PaperPreview(QWidget):
    """Shows a paper; asks for the pictures of its pages through `view.picture_wanted`."""

    source_wanted = Signal(object)
    """A number was pressed: the `Source` whose records are to be opened."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._count = 0
        self._more = False
        self._short = False
        """Whether there is no room to write out which page it is."""
        self.view = PageView()
        self.view.page_changed.connect(self._show_page_number)
        self.view.source_wanted.connect(self.source_wanted)
        self.bar = self._make_bar()
        """The row above the paper; its owner may put it elsewhere."""
        layout.addWidget(self.bar)
        self.thumbs = PageThumbs()
        self.thumbs.currentRowChanged.connect(self._go_to)
        # Whoever draws the pages draws the small pictures too: it is another size of the same.
        self.thumbs.picture_wanted.connect(self.view.picture_wanted)
        self.view.pictured.connect(self._take_picture)
        side_by_side = QHBoxLayout()
        side_by_side.addWidget(self.thumbs)
        side_by_side.addWidget(self.view, 1)
        layout.addLayout(side_by_side, 1)
        self.setFocusProxy(self.view)

    def show_paper(
        self,
        pages: int,
        about: str,
        places: Places | Iterable[Place] = (),
        *,
        keep_place: bool = False,
        more: bool = False,
    ) -> None:
        """Show another paper, from its first page or (`keep_place`) from where one is.

        `about` says which it is; `places` are its numbers that open; `more`: further pages come.
        """
        self._count, self._more = pages, more
        self.thumbs.show_pages(pages, keep=keep_place)
        self.view.show_paper(pages, places, keep_place=keep_place)
        self._show_page_number(self.view.page)
        self._about.setText(about)
        self._about.setVisible(bool(about))

    def _make_bar(self) -> QWidget:
        whole = QWidget()
        bar = QHBoxLayout(whole)
        bar.setContentsMargins(0, 0, 0, 0)
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
            tip = with_more(words, keys) if (keys := _KEYS.get(name)) else words
            button.setToolTip(tip)
            button.setAccessibleName(words)
            if icon:
                button.setIcon(icons.icon(icon))
            button.clicked.connect(unflagged(slot))
            bar.addWidget(button)
            if name == "page_prev":
                bar.addWidget(self._which)
            elif name == "page_next":
                bar.addSpacing(self.fontMetrics().height() // 2)
        bar.addStretch(1)
        self._about = QLabel()
        self._about.setObjectName("report_about")
        theme.dress(self._about, role="hint")
        bar.addWidget(self._about)
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the room is small, the paper has all of it."""
        super().resizeEvent(event)
        self.thumbs.setVisible(event.size().width() > self.thumbs.width() * 5)

    def show_short(self, *, on: bool) -> None:
        """Whether the row says which page it is in figures only."""
        if on != self._short:
            self._short = on
            if self._count:
                self._show_page_number(self.view.page)

    def _show_page_number(self, page: int) -> None:
        if self._more:
            words = _("第 {n} 页").format(n=page + 1)
        else:
            words = _("第 {n} 页 / 共 {total} 页").format(n=page + 1, total=self._count)
        short = f"{page + 1}" if self._more else f"{page + 1}/{self._count}"
        self._which.setText(short if self._short else words)
        self._which.setToolTip(words)
        self._which.setAccessibleName(words)
        self.thumbs.blockSignals(True)
        self.thumbs.setCurrentRow(page)
        self.thumbs.blockSignals(False)

    def _go_to(self, row: int) -> None:
        if row >= 0:
            self.view.go_to(row)

    def _take_picture(self, page: int, dpi: int, image: QImage) -> None:
        if dpi == self.thumbs.dpi:
            self.thumbs.show_picture(page, image)
