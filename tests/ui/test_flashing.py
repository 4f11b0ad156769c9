"""No part of a page is a window of its own for a moment: it would flash, and take the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Source
from boshan_desk.ui.exchange_page import ExchangePage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.places import PLACES
from boshan_desk.ui.shell import Shell

LAID_OVER = ("county", "plans", "law", "forms", "bin", "imports", "papers", "templates", "closing")


class Watch(QObject):
    """Remembers what is shown as a window besides the main one."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of windows that open."""
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched is not self._window
            and not isinstance(watched, QMenu)
        ):
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_pages_are_made_without_a_flash(qapp: QApplication, qtbot: QtBot, shell: Shell) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.resize(1366, 740)
    watch = Watch(window)
    qapp.installEventFilter(watch)
    try:
        window.show()
        for place in PLACES:
            window.show_place(place.key)
        for command in LAID_OVER:
            window.actions_by_id[command].trigger()
        shell.source_wanted.emit(Source(figure="M-EN02", span=quarter(2026, 3)))
        window.show_place("exchange")
        page = window.findChild(ExchangePage)
        assert page is not None
        for show in (page.show_waiting, page.show_phones, page.show_packages, page.enrol):
            show()
    finally:
        qapp.removeEventFilter(watch)
    assert watch.seen == []
