"""The first page's line about what towns hand in: who has not, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import last_full_quarter
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.exchange_words import below_words
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.usecases.exchange.board import Board

_LINKS: Final = (
    ("alarms", mark("▲ 暂停接收 {count} 个")),
    ("owing", mark("▽ 还没有报 {count} 个")),
    ("matters", mark("待处理 {count} 项")),
    ("receipts", mark("回执包待制作 {count} 个")),
)


@dataclass(frozen=True)
class ExchangeCounts:
    """How handing in stands."""

    towns: int = 0
    """How many are expected, where any has ever handed in by package or is written down."""
    owing: int = 0
    matters: int = 0
    receipts: int = 0
    alarms: int = 0
    late: bool = False
    """Whether the day for it has passed."""
    due: str = ""
    """Until when, in words."""

    @property
    def anything(self) -> bool:
        """Whether the office gathers from towns at all, or something is left of it."""
        return bool(self.towns or self.matters)


def count_exchange(board: Board, matters: int) -> ExchangeCounts:
    """What the line says, out of the board."""
    gathers = any(line.peer is not None or line.state != "unknown" for line in board.lines)
    return ExchangeCounts(
        towns=len(board.lines) if gathers else 0,
        owing=len(board.owing) if gathers else 0,
        matters=matters,
        receipts=sum(line.receipt_due for line in board.lines),
        alarms=sum(bool(line.peer and line.peer.alarm) for line in board.lines),
        late=board.deadline.stage(board.today) in ("late", "closed"),
        due=board.deadline_words(),
    )


class ExchangeLine(QFrame):
    """One line; nothing is shown at an office to which no town hands in."""

    wanted = Signal(str)
    """"owing", "matters", "receipts" or "alarms" are to be seen; "" for all."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._stale = True
        self.setObjectName("exchange_line")
        theme.dress(self, role="strip", severity="note")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2 // 3, line // 4, line, line // 4)
        # Where there is no room side by side, it takes another line.
        row = FlowLayout(gap=line // 2)
        whole.addLayout(row)
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setObjectName("exchange_line_words")
        self._words.setStyleSheet("font-weight: 500;")
        row.addWidget(self._sign)
        row.addWidget(self._words)
        self._links: dict[str, QPushButton] = {}
        for key in (*(key for key, _words in _LINKS), ""):
            link = QPushButton("" if key else _("报送情况"))
            link.setObjectName(f"exchange_line_{key or 'all'}")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            theme.dress(link, role="link")
            link.clicked.connect(partial(_emit, self.wanted.emit, key))
            row.addWidget(link)
            self._links[key] = link
        for label in (self._sign, self._words):
            label.setMinimumHeight(self._links[""].sizeHint().height())
        shell.stepped.connect(self._note)
        self.hide()

    def look(self) -> None:
        """Count, off the window's thread, if anything happened since; a town's desk does not."""
        if not self._stale or self._shell.level == "town":
            return
        self._stale = False
        period = last_full_quarter(self._shell.today)

        def count(_progress: object) -> ExchangeCounts:
            from boshan_desk.usecases.exchange.board import board
            from boshan_desk.usecases.exchange.waiting import count_waiting

            desk = self._shell.desk
            found = board(desk, period)
            with desk.read() as reader:
                matters = sum(count_waiting(reader).values())
            return count_exchange(found, matters)

        self._shell.jobs.look(count, while_there(self, self.show_counts), self._shell.tell_failure)

    def show_counts(self, counts: ExchangeCounts) -> None:
        """Show how handing in stands."""
        grade: theme.Severity = "note"
        if counts.alarms or counts.matters or (counts.late and counts.owing):
            grade = "warn"
        elif not counts.owing:
            grade = "ok"
        period = last_full_quarter(self._shell.today).words()
        below = below_words(self._shell.level)
        words = (
            _("{below}报送（{period}）")
            if counts.owing
            else _("{below}报送（{period}）：都已经报了")
        )
        if not counts.towns:
            words = _("{below}报送")
        self._words.setText(words.format(below=below, period=period))
        self._words.setToolTip(counts.due)
        theme.dress(self, severity=grade)
        side = theme.icon_side(self.fontMetrics())
        sign = theme.severity_icon(grade)
        self._sign.setPixmap(sign.pixmap(QSize(side, side), self.devicePixelRatioF()))
        for key, said in _LINKS:
            number = int(getattr(counts, key))
            self._links[key].setText(_(said).format(count=number))
            self._links[key].setVisible(number > 0)
        self.setVisible(counts.anything)

    def _note(self, _step: Step) -> None:
        self._stale = True


def _emit(emit: Callable[[str], object], key: str, _checked: bool = False) -> None:
    emit(key)
