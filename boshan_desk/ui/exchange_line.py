"""The first page's line about what towns hand in: who has not, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import last_full_quarter
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.exchange_words import below_words
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.strip_line import StripLine

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


class ExchangeLine(StripLine):
    """Leads to who owes a report, what waits, which receipts are due, or to all; an office to which
    nobody hands in does not see it.
    """

    def __init__(self, shell: Shell) -> None:
        keys = (key for key, _words in _LINKS)
        super().__init__("exchange_line", "exchange_line", keys, _("报送情况"))
        self._shell = shell
        self._stale = True
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
        self.say(grade, words.format(below=below, period=period), counts.due)
        for key, said in _LINKS:
            number = int(getattr(counts, key))
            self.show_link(key, _(said).format(count=number), on=number > 0)
        self.setVisible(counts.anything)

    def _note(self, _step: Step) -> None:
        self._stale = True
