"""The first run: an empty desk for the office, or the sample county to look around in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.county import counties, load_county
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.entry import Entry
from boshan_desk.ui.first_restore import FirstRestore
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.recovery import RecoveryPage
from boshan_desk.ui.set_up import (
    FirstAccount,
    Made,
    ignore,
    load_accounts,
    make_first,
    may_leave,
)
from boshan_desk.ui.start_page import LinkButton

if TYPE_CHECKING:
    from boshan_desk.store.keys import Cost


def make_empty(folder: Path, county: str) -> None:
    """Make an empty desk for a county's office."""
    from boshan_desk.usecases.desks import make_desk

    make_desk(folder, county=county)


def make_sample(folder: Path, county: str = "boshan") -> None:
    """Make a desk with the sample county's records."""
    from boshan_desk.usecases import desks

    desks.make_sample(folder, county=county)


class FirstWindow(Gate):
    """Asks once, on a computer that has no desk yet."""

    WIDTH = 110

    def __init__(
        self,
        folder: Path,
        ask: Ask,
        jobs: Jobs | None = None,
        *,
        cost: Cost | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`cost` is that of a guess at a password, the usual one if None."""
        super().__init__(ask, jobs or Jobs())
        self._folder = folder
        self._cost = cost
        self._county = ""
        self.entry = Entry()
        """With what the desk is opened: the sample needs nothing."""
        self.setObjectName("first_window")
        self._restoring = FirstRestore(self, folder, ask, self._jobs, now or Clock().now)
        self._restoring.done.connect(self._restored)
        self._restoring.left.connect(self._choose)
        self._choose()

    @property
    def made(self) -> bool:
        """Whether there is a desk now."""
        return self.done

    def warm_up(self) -> None:
        """What making a desk needs."""
        self._jobs.look(lambda _progress: load_accounts(), ignore, ignore)

    def may_close(self) -> bool:
        """Once there is a code, only when it is on paper, or after a word."""
        return may_leave(self.page, self._ask)

    def _choose(self) -> None:
        page = Choice(self._folder, self._county)
        page.empty_wanted.connect(self._ask_for_account)
        page.sample_wanted.connect(self._make_sample)
        page.restore_wanted.connect(self._restoring.begin)
        self.show_page(page)

    def _restored(self, entry: Entry) -> None:
        self.entry = entry
        self.finish()

    def _make_sample(self, county: str) -> None:
        self.do(
            partial(make_sample, self._folder, county),
            lambda _done: self.finish(),
            words=_("正在准备示例数据，约需几秒…"),
        )

    def _ask_for_account(self, county: str) -> None:
        self._county = county
        page = FirstAccount(
            go=_("建立台账"),
            back=_("返回"),
            about=_(
                "打开台账要输入密码，数据加密保存。没有默认密码，也没有后门："
                "密码请记牢，下一步会给出应急用的恢复码。"
            ),
        )
        page.wanted.connect(self._make_empty)
        page.back_wanted.connect(self._choose)
        self.show_page(page)

    def _make_empty(self, name: str, password: str, roles: tuple[str, ...]) -> None:
        county = self._county
        make = partial(
            make_first,
            self._folder,
            name,
            password,
            roles,
            office=load_county(county).bureau,
            cost=self._cost,
            make=partial(make_empty, self._folder, county),
        )
        self.do(make, self._show_code, words=_("正在建立台账并加密…"))

    def _show_code(self, made: Made) -> None:
        self.entry = made.entry
        page = RecoveryPage(made.sealed, self._ask, self._jobs, done=_("完成，打开台账"))
        page.finished.connect(self.finish)
        self.show_page(page)


class Choice(QWidget):
    """The ways to begin: anew, with the sample, or with what another computer had."""

    empty_wanted = Signal(str)
    sample_wanted = Signal(str)
    """The key of the county that is chosen."""
    restore_wanted = Signal()

    def __init__(self, folder: Path, county: str) -> None:
        super().__init__()
        self.setObjectName("first_choice")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line)
        choices = QHBoxLayout()
        choices.setSpacing(line)
        choices.addWidget(self._make_empty_card(line, county), 1)
        choices.addWidget(self._make_sample_card(line), 1)
        whole.addLayout(choices, 1)
        restore = LinkButton(_("从备份恢复…（换了电脑，或数据丢失）"))
        restore.setObjectName("first_restore")
        restore.clicked.connect(self.restore_wanted)
        whole.addWidget(restore, 0, Qt.AlignmentFlag.AlignLeft)
        place = QLabel(_("数据保存在：{folder}").format(folder=folder))
        theme.dress(place, role="hint")
        place.setWordWrap(True)
        whole.addWidget(place)
        self.setFocusProxy(self._empty)

    @property
    def county(self) -> str:
        """The county that is chosen."""
        return str(self._county.currentData())

    def _make_empty_card(self, line: int, county: str) -> QFrame:
        card, layout = _card(
            line, _("新建台账"), _("为本单位建立空的台账，从登记或导入现有表格开始。")
        )
        self._county = QComboBox()
        self._county.setObjectName("first_county")
        for name in counties():
            self._county.addItem(load_county(name).name, name)
        self._county.setCurrentIndex(max(0, self._county.findData(county)))
        form = QFormLayout()
        form.addRow(_("区县"), self._county)
        layout.addLayout(form)
        layout.addStretch(1)
        self._empty = QPushButton(icons.icon("add", ink=theme.PALETTE.on_accent), _("新建台账…"))
        theme.dress(self._empty, role="primary")
        self._empty.setObjectName("first_empty")
        self._empty.setDefault(True)
        self._empty.clicked.connect(lambda: self.empty_wanted.emit(self.county))
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _make_sample_card(self, line: int) -> QFrame:
        card, layout = _card(
            line,
            _("打开示例（演示）"),
            _("示例区县的记录全部是虚构的，适合熟悉操作和培训；不要在示例里登记真实业务。"),
        )
        layout.addStretch(1)
        sample = QPushButton(icons.icon("open"), _("打开示例（演示）"))
        sample.setObjectName("first_sample")
        sample.clicked.connect(lambda: self.sample_wanted.emit(self.county))
        layout.addWidget(sample, 0, Qt.AlignmentFlag.AlignLeft)
        return card


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
