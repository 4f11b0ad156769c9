"""开户情况: what a town's desk knows of its account, and the way to other digits."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QLabel

from boshan_desk.i18n import _
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_area import TallArea
from boshan_desk.ui.town_enter import AcceptStep, AskStep
from boshan_desk.ui.town_reading import TownNow, read_now


class AccountPage(SidePage):
    """开户情况: who opened the account, the digits, and how they are changed."""

    manual: Final = "town_desk"

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("开户情况"))
        self.setObjectName("town_account_page")
        self.shell = shell
        room = TallArea()
        self._about = QLabel()
        self._about.setObjectName("town_account_about")
        self._about.setWordWrap(True)
        room.column.addWidget(self._about)
        self.ask_step = AskStep(shell, 1, renew=True)
        self.ask_step.asked.connect(self._asked)
        self.accept_step = AcceptStep(shell, 2)
        room.column.addWidget(self.ask_step)
        room.column.addWidget(self.accept_step)
        room.column.addStretch(1)
        self.body.addWidget(room, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read anew how the account stands."""
        self.shell.do(read_now, while_there(self, self._show))

    def _show(self, now: TownNow) -> None:
        if now.peer is not None:
            self._about.setText(
                _(
                    "已在{name}开户（{at}）。核对码泄露、电脑外借过或区县局要求时，"
                    "在这里申请更换；换电脑的，从备份恢复即可，不用重新申请。"
                ).format(name=now.peer.name, at=now.peer.at[:10])
            )
        self.ask_step.show_now(now)
        self.accept_step.show_now(now)

    def _asked(self, path: object, words: str) -> None:
        self.saved.emit(path, words)
        self.refresh()
