"""Long work at the foot of the window: what it is, how far it is, and a button to call it off."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import icons
from boshan_desk.ui.jobs import Job, Jobs

PATIENCE: Final = 500
"""Milliseconds that work may take before it is worth a word (house: half a second)."""


class ProgressStrip(QWidget):
    """Shows the oldest piece of work that is still under way."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress_strip")
        self._running: list[Job] = []
        self._words = QLabel()
        self._words.setObjectName("progress_words")
        self._bar = QProgressBar()
        self._bar.setObjectName("progress_bar")
        self._bar.setTextVisible(False)
        self._count = QLabel()
        self._count.setObjectName("progress_count")
        self._cancel = QPushButton(icons.icon("cancel"), _("取消"))
        self._cancel.setObjectName("progress_cancel")
        self._cancel.setToolTip(_("停止这项工作，不留下做了一半的结果"))
        self._cancel.clicked.connect(self._call_off)
        row = QHBoxLayout(self)
        margin = self.fontMetrics().height() // 2
        row.setContentsMargins(margin, 2, margin, 2)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._count)
        row.addWidget(self._cancel)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(PATIENCE)
        self._waiting.timeout.connect(self._appear)
        self.hide()
        jobs.started.connect(self._began)

    @property
    def words(self) -> str:
        """What is being done; empty when nothing is."""
        return self._running[0].words if self._running else ""

    def _began(self, job: Job) -> None:
        self._running.append(job)
        job.progressed.connect(lambda done, total: self._moved(job, done, total))
        job.finished.connect(lambda: self._ended(job))
        if len(self._running) == 1:
            self._waiting.start()

    def _appear(self) -> None:
        if not self._running:
            return
        job = self._running[0]
        self._words.setText(job.words)
        self._bar.setRange(0, 0)
        self._count.clear()
        self._cancel.setVisible(job.can_cancel)
        self._cancel.setEnabled(True)
        self.show()

    def _moved(self, job: Job, done: int, total: int) -> None:
        if self._running and job is self._running[0]:
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            if not job.called_off:
                self._words.setText(job.words)
            self._count.setText(
                _("{done}／{total}").format(done=f"{done:,}", total=f"{total:,}") if total else ""
            )

    def _ended(self, job: Job) -> None:
        if job in self._running:
            self._running.remove(job)
        self._waiting.stop()
        self.hide()
        if self._running:
            self._waiting.start()

    def _call_off(self) -> None:
        if self._running:
            self._running[0].cancel()
            self._words.setText(_("正在停止：{words}").format(words=self._running[0].words))
            self._cancel.setEnabled(False)
