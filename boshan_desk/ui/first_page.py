"""The first run: an empty desk for the office, or the sample county to look around in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import counties, load_county
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.start_page import secrecy_notice


def make_empty(folder: Path, county: str) -> None:
    """Make an empty desk for a county's office."""
    from boshan_desk.usecases.desks import make_desk

    make_desk(folder, county=county)


def make_sample(folder: Path, county: str = "boshan") -> None:
    """Make a desk with the sample county's records."""
    from boshan_desk.usecases import desks

    desks.make_sample(folder, county=county)


class FirstWindow(QWidget):
    """Asks once, on a computer that has no desk yet."""

    def __init__(self, folder: Path, ask: Ask, jobs: Jobs | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._ask = ask
        self._jobs = jobs or Jobs()
        self._loop: QEventLoop | None = None
        self.made = False
        self.setObjectName("first_window")
        self.setWindowTitle(_("博山知识产权工作台"))
        line = self.fontMetrics().height()
        whole = self._whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2, line * 2, line * 2, line * 2)
        whole.setSpacing(line)
        whole.addLayout(self._make_head(line))
        whole.addWidget(secrecy_notice())
        choices = QHBoxLayout()
        choices.setSpacing(line)
        choices.addWidget(self._make_empty_card(line), 1)
        choices.addWidget(self._make_sample_card(line), 1)
        whole.addLayout(choices)
        place = QLabel(_("数据保存在：{folder}").format(folder=folder))
        theme.dress(place, role="hint")
        place.setWordWrap(True)
        whole.addWidget(place)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFormat("")
        self._doing = QLabel()
        self._doing.setObjectName("first_doing")
        self._bar.hide()
        whole.addWidget(self._doing)
        whole.addWidget(self._bar)
        self._fit()

    def ask(self) -> bool:
        """Stay until a desk is made; False when the window was closed instead."""
        self.show()
        self._loop = QEventLoop()
        self._loop.exec()
        self._jobs.close()
        self.hide()
        return self.made

    def _fit(self) -> None:
        """Take the room that the wrapped sentences need; a window does not ask them by itself."""
        width = self.fontMetrics().horizontalAdvance("0") * 110
        height = self._whole.totalHeightForWidth(width)
        self.setMinimumSize(width * 3 // 4, self._whole.totalHeightForWidth(width * 3 // 4))
        self.resize(width, height)

    def _make_head(self, line: int) -> QHBoxLayout:
        row = QHBoxLayout()
        sign = QLabel()
        size = line * 3
        sign.setPixmap(icons.app_icon().pixmap(QSize(size, size), self.devicePixelRatioF()))
        name = QLabel(_("博山知识产权工作台"))
        theme.dress(name, role="title")
        row.addWidget(sign)
        row.addWidget(name, 1)
        return row

    def _make_empty_card(self, line: int) -> QFrame:
        card, layout = _card(
            line, _("新建台账"), _("为本单位建立空的台账，从登记或导入现有表格开始。")
        )
        self._county = QComboBox()
        self._county.setObjectName("first_county")
        for name in counties():
            self._county.addItem(load_county(name).name, name)
        form = QFormLayout()
        form.addRow(_("区县"), self._county)
        layout.addLayout(form)
        layout.addStretch(1)
        self._empty = QPushButton(icons.icon("add", ink=theme.PALETTE.on_accent), _("新建台账"))
        theme.dress(self._empty, role="primary")
        self._empty.setObjectName("first_empty")
        self._empty.setDefault(True)
        self._empty.clicked.connect(self._begin_empty)
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _make_sample_card(self, line: int) -> QFrame:
        card, layout = _card(
            line,
            _("打开示例（演示）"),
            _("示例区县的记录全部是虚构的，适合熟悉操作和培训；不要在示例里登记真实业务。"),
        )
        layout.addStretch(1)
        self._sample = QPushButton(icons.icon("open"), _("打开示例（演示）"))
        self._sample.setObjectName("first_sample")
        self._sample.clicked.connect(self._begin_sample)
        layout.addWidget(self._sample, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _begin_empty(self) -> None:
        county = str(self._county.currentData())
        self._begin(partial(make_empty, self._folder, county), _("正在建立台账…"))

    def _begin_sample(self) -> None:
        county = str(self._county.currentData())
        self._begin(partial(make_sample, self._folder, county), _("正在准备示例数据，约需几秒…"))

    def _begin(self, make: partial[None], words: str) -> None:
        for button in (self._empty, self._sample):
            button.setEnabled(False)
        self._doing.setText(words)
        self._bar.show()
        self._jobs.run(lambda _progress: make(), lambda _done: self._done(), self._failed)

    def _done(self) -> None:
        self.made = True
        self.close()

    def _failed(self, error: Exception) -> None:
        for button in (self._empty, self._sample):
            button.setEnabled(True)
        self._bar.hide()
        self._doing.clear()
        if not isinstance(error, Refused):
            raise error
        self._ask.tell(error.words(), trouble=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while a desk is being made: it ends by itself in seconds."""
        if self._jobs.busy:
            event.ignore()
            return
        event.accept()
        if self._loop is not None:
            self._loop.quit()


def _card(line: int, title: str, words: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    theme.dress(card, role="card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(line, line, line, line)
    head = QLabel(title)
    theme.dress(head, role="section")
    text = QLabel(words)
    text.setWordWrap(True)
    layout.addWidget(head)
    layout.addWidget(text)
    return card, layout
