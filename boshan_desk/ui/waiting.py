"""Stands in for the window while the desk is closed and something is done to it, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.jobs import Jobs

T = TypeVar("T")

Tell = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words; from any thread."""


class WaitingWindow(QWidget):
    """Says what is being done; it cannot be closed before that is done."""

    _told = Signal(int, int, str)

    def __init__(self, title: str, jobs: Jobs | None = None) -> None:
        super().__init__()
        self._jobs = jobs or Jobs()
        self._over = False
        self.setObjectName("waiting_window")
        self.setWindowTitle(_("博山知识产权工作台"))
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2, line * 2, line * 2, line * 2)
        whole.setSpacing(line)
        head = QLabel(title)
        theme.dress(head, role="title")
        head.setWordWrap(True)
        self._words = QLabel(_("请稍候…"))
        self._words.setObjectName("waiting_words")
        self._words.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        hint = QLabel(_("完成后自动打开工作台。请不要关机，不要拔出磁盘。"))
        hint.setWordWrap(True)
        theme.dress(hint, role="hint")
        for widget in (head, self._words, self._bar, hint):
            whole.addWidget(widget)
        self._told.connect(self._tell)
        width = self.fontMetrics().horizontalAdvance("0") * 70
        self.resize(width, whole.totalHeightForWidth(width))

    def do(self, work: Callable[[Tell], T]) -> T:
        """Do it off the window's thread, and give back what it gives, or raise what it raises."""
        loop = QEventLoop()
        results: list[T] = []
        faults: list[Exception] = []

        def done(result: T) -> None:
            results.append(result)
            loop.quit()

        def failed(error: Exception) -> None:
            faults.append(error)
            loop.quit()

        self.show()
        self._jobs.run(lambda _progress: work(self._told.emit), done, failed)
        if not results and not faults:
            loop.exec()
        self._jobs.close()
        self._over = True
        self.close()
        if faults:
            raise faults[0]
        return results[0]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while something is being done: it ends by itself."""
        if not self._over:
            event.ignore()

    def _tell(self, done: int, total: int, words: str) -> None:
        self._words.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
