"""下一步: what is to be done at the desk that towns hand in to, the most frequent thing first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import clauses, explained, listed
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.exchange_words import below_words
from boshan_desk.ui.lines import icon_size
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.domain.period import Period
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.board import Board
    from boshan_desk.usecases.exchange.peers import Peer

_MOST_NAMES = 6


@dataclass(frozen=True)
class Standing:
    """How handing in stands, read in one go off the window's thread."""

    board: Board
    waiting: Mapping[str, int]
    """How many matters of each kind wait for somebody."""
    up: Peer | None
    """The desk that this one hands in to."""

    @property
    def matters(self) -> int:
        """How much waits."""
        return sum(self.waiting.values())

    def waiting_words(self) -> str:
        """What waits, by kind."""
        from boshan_desk.usecases.exchange.matters import KINDS

        return clauses(
            f"{_(words)} {count:,}"
            for kind, words in KINDS.items()
            if (count := self.waiting.get(kind, 0))
        )


def read_standing(desk: Desk, period: Period) -> Standing:
    """How handing in stands for a period."""
    from boshan_desk.usecases.exchange.board import board
    from boshan_desk.usecases.exchange.peers import up
    from boshan_desk.usecases.exchange.waiting import count_waiting

    found = board(desk, period)
    with desk.read() as reader:
        return Standing(found, count_waiting(reader), up(reader))


class _Matter(QFrame):
    """A sentence with its sign, and a button."""

    def __init__(self, name: str, picture: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._sign = QLabel()
        self.words = QLabel()
        self.words.setObjectName(f"{name}_words")
        self.words.setWordWrap(True)
        self.button = QPushButton(icons.icon(picture), words)
        self.button.setObjectName(f"{name}_button")
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)

    def say(self, severity: theme.Severity, words: str) -> None:
        """Show it with these words."""
        self._sign.setPixmap(theme.severity_icon(severity).pixmap(icon_size(self)))
        self.words.setText(words)


class NextCard(QFrame):
    """One big button, and the sentences of what else there is to do."""

    receive_wanted = Signal()
    phones_wanted = Signal()
    waiting_wanted = Signal()
    return_wanted = Signal(str)
    """The return package of this desk (its site) is to be made."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._due = ""
        self.setObjectName("exchange_next")
        theme.dress(self, role="card")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        first = QHBoxLayout()
        first.setSpacing(line)
        ink = theme.PALETTE.on_accent
        self.receive = QPushButton(icons.icon("import", ink=ink), _("接收数据包…"))
        self.receive.setObjectName("exchange_receive")
        theme.dress(self.receive, role="primary")
        points = self.font().pointSizeF() * 1.25
        self.receive.setStyleSheet(
            f"QPushButton {{ font-size: {points:.1f}pt; padding: {line // 2}px {line}px; }}"
        )
        side = round(line * 1.3)
        self.receive.setIconSize(QSize(side, side))
        self.receive.clicked.connect(self.receive_wanted)
        about = QLabel(
            _(
                "插上{below}送来的 U 盘，选择以“.bsx”结尾的文件，可以一次选几个，"
                "也可以直接拖到窗口里。先看内容，点“接收”以后才写入。"
            ).format(below=below_words(shell.level))
        )
        about.setWordWrap(True)
        theme.dress(about, role="hint")
        first.addWidget(self.receive)
        first.addWidget(about, 1)
        whole.addLayout(first)
        self.reports = _Matter("exchange_reports", "phone", _("电话名单…"))
        self.reports.button.clicked.connect(self.phones_wanted)
        self.matters = _Matter("exchange_matters", "page-next", _("去处理"))
        self.matters.button.clicked.connect(self.waiting_wanted)
        self.receipts = _Matter("exchange_receipts", "stick", _("制作回执包…"))
        self.receipts.button.clicked.connect(lambda: self.return_wanted.emit(self._due))
        for matter in (self.reports, self.matters, self.receipts):
            whole.addWidget(matter)
        self.matters.hide()
        self.receipts.hide()
        self.reports.say("note", _("正在读取…"))
        may = shell.may(Right.EXCHANGE)
        for button in (self.receive, self.receipts.button):
            button.setEnabled(may)
        if not may:
            about.setText(_("接收数据包由{roles}人员办理").format(roles=who_may(Right.EXCHANGE)))

    def show_standing(self, standing: Standing) -> None:
        """Say how things stand."""
        board = standing.board
        owing = len(board.owing)
        period = board.period.words()
        told = [explained(period, board.words()), board.deadline_words()]
        late = board.deadline.stage(board.today) in ("late", "closed")
        self.reports.say("ok" if not owing else "warn" if late else "note", "\n".join(told))
        self.reports.button.setText(_("电话名单（{count}）…").format(count=owing))
        self.reports.button.setVisible(owing > 0)
        self.matters.setVisible(standing.matters > 0)
        if standing.matters:
            self.matters.say(
                "warn",
                explained(
                    _("待处理 {count} 项").format(count=f"{standing.matters:,}"),
                    standing.waiting_words(),
                ),
            )
        self._show_receipts(board)

    def _show_receipts(self, board: Board) -> None:
        due = [line for line in board.lines if line.receipt_due]
        self.receipts.setVisible(bool(due))
        self._due = due[0].peer.site if due and due[0].peer else ""
        if not due:
            return
        names = listed(line.town_label for line in due[:_MOST_NAMES])
        if len(due) > _MOST_NAMES:
            names = _("{names}等 {count} 个").format(names=names, count=len(due))
        self.receipts.say("note", _("回执包还没有做好：{names}").format(names=names))
        self.receipts.button.setText(_("制作{town}回执包…").format(town=due[0].town_label))
