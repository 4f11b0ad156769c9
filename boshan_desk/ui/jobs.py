"""Work off the window's thread: one thread writes, one looks things up; results come back here."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from boshan_desk.domain.problems import Cancelled

T = TypeVar("T")


class Progress(Protocol):
    """What long work is handed: it says how far it is, and hears here that it is called off."""

    def __call__(self, done: int, total: int, words: str = "") -> None:
        """Say how far the work is, and what is being done if that is worth a word.

        Raises `Cancelled` when the officer called it off.
        """


class Job(QObject):
    """One piece of work under way."""

    progressed = Signal(int, int)
    finished = Signal()

    def __init__(self, words: str, *, can_cancel: bool) -> None:
        super().__init__()
        self.words = words
        self.can_cancel = can_cancel
        self._called_off = Event()
        self._told = 0.0

    def cancel(self) -> None:
        """Call it off; it ends at its next word of progress and leaves nothing half done."""
        self._called_off.set()

    @property
    def called_off(self) -> bool:
        """Whether it was called off, and has yet to hear of it."""
        return self._called_off.is_set()

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Hear how far the work is, from its own thread."""
        if self._called_off.is_set():
            raise Cancelled
        if words:
            self.words = words
        now = time.monotonic()
        if done >= total or now - self._told > 0.05:
            self._told = now
            self.progressed.emit(done, total)


class Jobs(QObject):
    """Runs work and brings its result, or its failure, back to the window's thread."""

    started = Signal(object)
    """A `Job` that has words to show began."""
    _came_back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._writer = ThreadPoolExecutor(1, "writer")
        self._looker = ThreadPoolExecutor(1, "looker")
        self._watcher = ThreadPoolExecutor(1, "watcher")
        self._maker = ThreadPoolExecutor(1, "maker")
        self._under_way = 0
        self._closed = False
        self._came_back.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._under_way > 0

    def run(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        *,
        words: str = "",
        can_cancel: bool = False,
    ) -> None:
        """Do work that may write; `words` name it in the progress strip when it takes long."""
        self._send(self._writer, work, then, failed, Job(words, can_cancel=can_cancel))

    def look(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Look something up without waiting for what is being written.

        Once everything is closed nobody waits for the answer, and nothing is looked up.
        """
        if self._closed:
            return
        self._send(self._looker, work, then, failed, Job("", can_cancel=False))

    def watch(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        *,
        words: str = "",
    ) -> None:
        """Look after the store in the background: neither saving nor reading waits for it.

        Not any more once everything is closed.
        """
        if self._closed:
            return
        self._send(self._watcher, work, then, failed, Job(words, can_cancel=False))

    def make(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        *,
        words: str = "",
    ) -> None:
        """Make a paper, which can be called off: neither saving nor reading waits for it."""
        self._send(self._maker, work, then, failed, Job(words, can_cancel=True))

    def close(self) -> None:
        """Let the work under way end, then stop."""
        self._closed = True
        self._maker.shutdown(wait=True)
        self._watcher.shutdown(wait=True)
        self._writer.shutdown(wait=True)
        self._looker.shutdown(wait=True)

    def _send(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        job: Job,
    ) -> None:
        self._under_way += 1
        if job.words:
            self.started.emit(job)

        def back(call: Callable[[], object]) -> None:
            self._under_way -= 1
            job.finished.emit()
            call()

        def do() -> None:
            try:
                result = work(job.progress)
            except Exception as error:  # noqa: BLE001  (every failure is told on the window's thread)
                self._came_back.emit(lambda error=error: back(lambda: failed(error)))
            else:
                self._came_back.emit(lambda: back(lambda: then(result)))

        pool.submit(do)


class InlineJobs(Jobs):
    """Does everything at once where it is asked; for tests of single pages."""

    def _send(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        job: Job,
    ) -> None:
        if job.words:
            self.started.emit(job)
        result: Any = None
        fault: Exception | None = None
        try:
            result = work(job.progress)
        except Exception as error:  # noqa: BLE001  (as above)
            fault = error
        job.finished.emit()
        if fault is not None:
            failed(fault)
        else:
            then(result)
