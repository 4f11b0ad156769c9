"""向上级报送: at a county's desk the same steps by which a town hands in, towards its city."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.exchange_words import above_words
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_area import TallArea
from boshan_desk.ui.town_enter import AcceptStep, AskStep
from boshan_desk.ui.town_reading import Entered, TownNow, read_entered, read_now
from boshan_desk.ui.town_send import SendStep

if TYPE_CHECKING:
    from pathlib import Path

    from boshan_desk.store.rows import Rows


class UpwardsPage(SidePage):
    """Enrolment once, then a package each period, and the receipt."""

    manual: Final = "towns"
    changed = Signal()
    """The account was opened: what the office above sent is known here now."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("向{above}报送").format(above=above_words(shell.level)))
        self.setObjectName("upwards_page")
        self.shell = shell
        self._brought = False
        """Whether another certificate was brought, as after other digits were asked for."""
        area = TallArea()
        area.column.setSpacing(self.fontMetrics().height() // 2)
        self.body.addWidget(area, 1)
        self.about = QLabel()
        self.about.setObjectName("upwards_about")
        self.about.setWordWrap(True)
        theme.dress(self.about, role="hint")
        area.column.addWidget(self.about)
        self.ask_step = AskStep(shell, 1)
        self.ask_step.asked.connect(self._written)
        self.accept_step = AcceptStep(shell, 2)
        self.accept_step.accepted.connect(self._accepted)
        self.send_step = SendStep(shell, 3)
        self.send_step.sent.connect(self._written)
        self.send_step.period_chosen.connect(self.refresh)
        for step in (self.ask_step, self.accept_step, self.send_step):
            area.column.addWidget(step)
        row = QHBoxLayout()
        self.take = QPushButton(icons.icon("import"), _("接收回执包…"))
        self.take.setObjectName("upwards_take")
        self.take.setEnabled(shell.may(Right.EXCHANGE))
        self.take.clicked.connect(lambda: shell.package_wanted.emit(None))
        row.addWidget(self.take)
        row.addStretch(1)
        area.column.addLayout(row)
        area.column.addStretch(1)
        shell.stepped.connect(self._after)
        self.refresh()

    def take_certificate(self, path: Path) -> None:
        """Look at what the office above gave, also where the account is there already."""
        self._brought = True
        self.accept_step.show()
        self.accept_step.take_file(path)

    def refresh(self) -> None:
        """Read anew how it stands."""
        period = self.send_step.period
        self.shell.do(read_now, while_there(self, partial(self._show_now, period)))

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()

    def _show_now(self, period: Period, now: TownNow) -> None:
        def read(rows: Rows) -> Entered:
            return read_entered(rows, period)

        self.shell.look(read, while_there(self, partial(self._show, now)))

    def _show(self, now: TownNow, entered: Entered) -> None:
        there = now.peer is not None
        self.ask_step.setVisible(not there)
        self.accept_step.setVisible(not there or self._brought)
        self.take.setVisible(there)
        above = above_words(self.shell.level)
        if now.peer is None:
            self.about.setText(
                _("本单位的台账也可以用数据包报送{above}。先开户一次，以后每期制作数据包。").format(
                    above=above
                )
            )
            self.ask_step.show_now(now)
            # The key is there since the first town was enrolled: that says of no request.
            self.ask_step.show_state("now")
            self.accept_step.show_now(now)
            self.send_step.show_state("later")
        else:
            self.about.setText(_("已在{name}开户。").format(name=now.peer.name))
            self.send_step.show_now(now, entered)
        self.send_step.number(1 if there else 3)

    def _written(self, path: object, words: str) -> None:
        self.saved.emit(path, words)
        self.refresh()

    def _accepted(self, _given: object) -> None:
        self._brought = False
        self.shell.said.emit("ok", _("已接收开户文件，可以报送了"))
        self.changed.emit()
        self.refresh()
