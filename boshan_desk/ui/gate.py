"""A window before the window: it shows one page at a time, and says what is being done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.start_page import secrecy_notice

T = TypeVar("T")


class Gate(QWidget):
    """What stands before a desk: first run, sign-in, accounts for an older desk."""

    WIDTH = 86
    """Digits across."""

    def __init__(self, ask: Ask, jobs: Jobs, *, subtitle: str = "") -> None:
        super().__init__()
        self._ask = ask
        self._jobs = jobs
        self._loop: QEventLoop | None = None
        self._page: QWidget | None = None
        self.done = False
        """Whether it was gone through, and not only closed."""
        self.setWindowTitle(_("博山知识产权工作台"))
        line = self.fontMetrics().height()
        whole = self._whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2, line * 3 // 2, line * 2, line // 2)
        whole.setSpacing(line)
        self._head = self._make_head(line, subtitle)
        whole.addWidget(self._head)
        self._notice = secrecy_notice()
        whole.addWidget(self._notice)
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(self._room, 1)
        self._doing = QLabel()
        self._doing.setObjectName("gate_doing")
        self._doing.setMinimumHeight(line)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(line // 2)
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._bar.hide()
        foot = self._foot = QHBoxLayout()
        foot.addWidget(self._doing)
        foot.addWidget(self._bar, 1)
        whole.addLayout(foot)

    @property
    def page(self) -> QWidget | None:
        """What is asked now."""
        return self._page

    def show_page(self, page: QWidget) -> None:
        """Ask something else; the page before is gone."""
        # The page before may be what called, from within one of its own buttons.
        gone = self._room.takeWidget()
        if gone is not None:
            gone.hide()
            gone.deleteLater()
        self._page = page
        self._room.setWidget(page)
        page.show()
        self.fit()
        page.setFocus()

    def ask(self) -> bool:
        """Stay until it is gone through; False when the window was closed instead."""
        self.show()
        self._loop = QEventLoop()
        self._loop.exec()
        self._jobs.close()
        self.hide()
        return self.done

    def finish(self) -> None:
        """It is gone through."""
        self.done = True
        self.close()

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        *,
        words: str,
        failed: Callable[[Refused], object] | None = None,
    ) -> None:
        """Do something off the window's thread, and say what; the page waits for it."""

        def end() -> None:
            self._doing.clear()
            self._bar.hide()
            self._room.setEnabled(True)

        def well(result: T) -> None:
            end()
            then(result)

        def badly(error: Exception) -> None:
            end()
            if not isinstance(error, Refused):
                raise error
            (failed or self.tell)(error)

        self._room.setEnabled(False)
        self._doing.setText(words)
        self._bar.show()
        self._jobs.run(lambda _progress: work(), while_there(self, well), while_there(self, badly))

    def say(self, words: str) -> None:
        """Say what is being done now, while something is done."""
        self._doing.setText(words)

    def tell(self, error: Refused) -> None:
        """Say why something was not done."""
        self._ask.tell(error.words(), trouble=True)

    def fit(self) -> None:
        """Take the room that the wrapped sentences need, as far as the screen has it."""
        line = self.fontMetrics().height()
        screen = self.screen().availableGeometry()
        width = min(self.fontMetrics().horizontalAdvance("0") * self.WIDTH, screen.width())
        least = width * 3 // 4
        # Room for the frame that the system puts around it.
        most = screen.height() - line * 2
        # On a low screen what is asked matters more than the sign; the frame has the name too.
        self._head.show()
        self._head.setVisible(self._need(width) <= most)
        self.setMinimumSize(least, min(self._need(least), most * 2 // 3))
        height = min(self._need(width), most)
        if self.isVisible():
            place = self.geometry()
            width, height = max(width, place.width()), max(height, place.height())
        self.resize(width, height)

    def _need(self, width: int) -> int:
        margins = self._whole.contentsMargins()
        inner = width - margins.left() - margins.right()
        around = margins.top() + margins.bottom() + self._whole.spacing() * 2
        around += self._foot.sizeHint().height()
        if not self._head.isHidden():
            around += self._head.sizeHint().height() + self._whole.spacing()
        around += max(self._notice.heightForWidth(inner), self._notice.sizeHint().height())
        page = self._page
        if page is None:
            return around
        layout = page.layout()
        assert layout is not None
        tall = layout.totalHeightForWidth(inner) if layout.hasHeightForWidth() else -1
        return around + max(tall, page.sizeHint().height(), page.minimumSizeHint().height())

    def _make_head(self, line: int, subtitle: str) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(line)
        sign = QLabel()
        size = line * 5 // 2
        sign.setPixmap(icons.app_icon().pixmap(QSize(size, size), self.devicePixelRatioF()))
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(0)
        name = QLabel(_("博山知识产权工作台"))
        theme.dress(name, role="title")
        words.addWidget(name)
        self.subtitle = QLabel(subtitle)
        self.subtitle.setObjectName("gate_subtitle")
        theme.dress(self.subtitle, role="hint")
        self.subtitle.setVisible(bool(subtitle))
        words.addWidget(self.subtitle)
        row.addLayout(words, 1)
        return head

    def showEvent(self, event: QShowEvent) -> None:
        """After the first paint, load in the background what the answer will need."""
        super().showEvent(event)
        QTimer.singleShot(50, self, self._warm)

    def _warm(self) -> None:
        if self.isVisible():
            self.warm_up()

    def warm_up(self) -> None:
        """Load what the next step needs."""

    def may_close(self) -> bool:
        """Whether the window may be closed though it was not gone through."""
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while something is being done: it ends by itself in seconds."""
        if self._jobs.busy or not (self.done or self.may_close()):
            event.ignore()
            return
        event.accept()
        if self._loop is not None:
            self._loop.quit()
