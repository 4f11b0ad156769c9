"""What the county answered, as lines that lead to the records, and what follows from it.

The same lines stand on the page of handing in and, right after a receipt was taken, on its own
page: whoever brought the stick back is told there what is left to be done, or that nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.period import Period, find_period
from boshan_desk.domain.wording import explained, listed, statements
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import icons, theme
from boshan_desk.ui.lines import put_away, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.town_places import own_town
from boshan_desk.ui.town_reading import Entered, TownNow, periods, read_entered, read_now

if TYPE_CHECKING:
    from boshan_desk.store.rows import Rows

_MOST_LINES: Final = 12


@dataclass(frozen=True)
class Told:
    """What was said of one record, and what a press on its name does."""

    words: str
    more: str
    slot: Callable[[], object]
    mend: bool = True
    """Whether something is to be done here; else it is only to be known."""


class AnswerLine(QLabel):
    """What came back of one record: its name leads to it, below stands what was said."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.setObjectName("answer_line")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        muted = theme.PALETTE.muted
        below = f'<br><span style="color:{muted}">{escape(told.more)}</span>' if told.more else ""
        self.setText(f'<a href="open">{escape(told.words)}</a>{below}')
        self.linkActivated.connect(lambda _link: told.slot())


def to_mend(shell: Shell, now: TownNow, entered: Entered) -> list[Told]:
    """What the answers leave to be done or known here, what is to be mended before what waits."""
    lines: list[Told] = []
    for name, id, label in entered.returned:
        more = _("退回：打开看原因，改好后重新提交")
        words = f"{_(KEPT[name].title)}　{label}" if label else _(KEPT[name].title)
        lines.append(Told(words, more, partial(shell.open_record, name, id)))
    later: list[Told] = []
    for each in now.unsettled:
        row = each.row
        if (row.outcome == "conflict" and now.waiting) or row.ledger not in KEPT:
            # The first are counted below, with what both sides say.
            continue
        refused = row.outcome == "refused"
        title = _("未接收") if refused else _("待区县局处理")
        again = _("已改，随下次报送") if each.changed else ""
        more = statements(filter(None, (explained(title, row.said()), again)))
        slot = partial(shell.open_record, row.ledger, row.id)
        told = Told(row.named(), more, slot, mend=refused and not each.changed)
        (lines if refused else later).append(told)
    if now.waiting:
        words = _("与区县局填得不同 {count} 项").format(count=now.waiting)
        more = _("由区县局决定采用哪一份；确知哪份对的，也可以在这里选")
        lines.append(Told(words, more, partial(_open_waiting, shell), mend=False))
    return lines + later


def show_lines(column: QVBoxLayout, lines: Iterable[Told]) -> None:
    """Let these lines stand in a column and nothing else; of very many the first."""
    while (item := column.takeAt(0)) is not None:
        if widget := item.widget():
            put_away(widget)
    lines = list(lines)
    for told in lines[:_MOST_LINES]:
        column.addWidget(AnswerLine(told))
    if len(lines) > _MOST_LINES:
        more = _("还有 {count} 项").format(count=len(lines) - _MOST_LINES)
        column.addWidget(hint(more))


def hint(words: str) -> QLabel:
    """A quiet line."""
    label = QLabel(words)
    label.setWordWrap(True)
    theme.dress(label, role="hint")
    return label


def _numbers(now: TownNow) -> str:
    """The packages that wait for their receipt, the one that was sent first before the others."""
    return listed(each.number_words for each in reversed(now.open))


def receipt_words(now: TownNow) -> str:
    """Which packages wait for their receipt, and what is done about it."""
    if now.open:
        words = _("{packages}还没有回执。区县局接收后会给回执包，用 U 盘带回来。")
        return words.format(packages=_numbers(now))
    if now.packages:
        return _("报送的都已回执。")
    return _("报送以后，区县局会给回执包，用 U 盘带回来，在这里接收。")


def is_complete(now: TownNow, period: Period) -> bool:
    """Whether all of a period was reported and the county has it."""
    last = now.of(period)
    return last is not None and bool(last.statement) and not now.open and not now.total


def next_words(now: TownNow, period: Period, today: date) -> str:
    """How far the report of a period is, and what comes next, where no answer asks for anything."""
    told = []
    if now.open:
        told.append(_("{packages}还没有回执").format(packages=_numbers(now)))
    if now.total:
        words = _("还有 {count} 条没有报送，随下一次报送")
        told.append(words.format(count=now.total))
    elif is_complete(now, period):
        told.append(_("{period}已报送完毕").format(period=period.words()))
        deadline = now.deadlines.get(period)
        if deadline is not None and today <= deadline.close:
            day = span_words(deadline.close, deadline.close)
            told.append(_("还有要补的，{day}（含当日）前再报一次").format(day=day))
    elif (last := now.of(period)) is not None and not last.statement:
        words = _("{period}只报了一部分，登记完再报一次“本期已报全”")
        told.append(words.format(period=period.words()))
    elif last is None:
        told.append(_("{period}还没有报送").format(period=period.words()))
    return statements(told)


class TownNext(QWidget):
    """After a receipt: what is to be mended, each with one press; else how far the period is."""

    back_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("town_next")
        self._shell = shell
        line = self.fontMetrics().height()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(line // 3)
        self._head = QLabel()
        self._head.setObjectName("town_next_words")
        self._head.setWordWrap(True)
        self._head.setStyleSheet("font-weight: 500;")
        column.addWidget(self._head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(line // 4)
        column.addLayout(self._lines)
        self._decided_head = hint(_("区县局的决定："))
        column.addWidget(self._decided_head)
        self._decided = QVBoxLayout()
        self._decided.setSpacing(line // 4)
        column.addLayout(self._decided)
        row = QHBoxLayout()
        self.back = QPushButton(icons.icon("package", ink=theme.PALETTE.on_accent), _("回到报送"))
        self.back.setObjectName("town_next_back")
        theme.dress(self.back, role="primary")
        self.back.clicked.connect(lambda: self.back_wanted.emit())
        row.addWidget(self.back)
        row.addStretch(1)
        column.addLayout(row)
        self._head.hide()
        self._decided_head.hide()

    def refresh(self) -> None:
        """Read anew what is left to be done."""
        self._shell.do(read_now, while_there(self, self._show_now))

    def _show_now(self, now: TownNow) -> None:
        newest = find_period(now.packages[0].period) if now.packages else None
        known = periods(self._shell.today)
        period = newest if newest in known and newest is not None else known[0]

        def read(rows: Rows) -> Entered:
            return read_entered(rows, period, own_town(self._shell))

        def show(entered: Entered) -> None:
            self._show(now, entered, period)

        self._shell.look(read, while_there(self, show))

    def _show(self, now: TownNow, entered: Entered, period: Period) -> None:
        lines = to_mend(self._shell, now, entered)
        mend = sum(told.mend for told in lines)
        if mend:
            words = _("要改的 {count} 条，点一下打开，改好以后再报送一次：")
            self._head.setText(words.format(count=mend))
        else:
            so_far = next_words(now, period, self._shell.today)
            left = _("没有要改的；下面的由区县局处理，不用重报") if lines else ""
            self._head.setText(statements(filter(None, (so_far, left))))
        self._head.setVisible(bool(self._head.text()))
        show_lines(self._lines, lines)
        told = [
            Told(
                f"{_(KEPT[each.ledger].title)}　{each.label}",
                explained(each.title(), each.words) if each.title() else each.words,
                partial(self._shell.open_record, each.ledger, each.id),
            )
            for each in now.decided
            if each.ledger in KEPT
        ]
        self._decided_head.setVisible(bool(told))
        show_lines(self._decided, told)


def _open_waiting(shell: Shell) -> None:
    """Open what differs from the county's."""
    from boshan_desk.ui.conflicts_page import ConflictsPage

    shell.page_wanted.emit(ConflictsPage(shell))
