"""报送: the whole way of a town on one page, step by step, and what the county answered.

Whoever sits here once a quarter, at night, reads from the top: what is done has a tick, what comes
next is open.  Below stands what came back and needs a hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.figures import Where
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.backup_line import BackupLine, SecondCopyBanner
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.exchange_words import period_words
from boshan_desk.ui.keeping import Keeping
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.numbered import Numbered
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table
from boshan_desk.ui.start_page import LinkButton, day_words, secrecy_notice
from boshan_desk.ui.tall_area import TallArea
from boshan_desk.ui.town_account import AccountPage
from boshan_desk.ui.town_answers import (
    hint,
    is_complete,
    next_words,
    receipt_words,
    show_lines,
    to_mend,
)
from boshan_desk.ui.town_enter import AcceptStep, AskStep
from boshan_desk.ui.town_places import own_town, title_words
from boshan_desk.ui.town_reading import Entered, TownNow, read_entered, read_now
from boshan_desk.ui.town_send import SendStep

if TYPE_CHECKING:
    from pathlib import Path

    from boshan_desk.store.rows import Rows
    from boshan_desk.usecases.exchange.parcels import Parcel

_QUICK: Final = ("station_service", "event", "gi_user", "aid")
"""What a town enters most; everything else stands in the places at the left."""

_HEADS: Final = (mark("数据包"), mark("报送期"), mark("状态"))
_WIDTHS: Final = (9, 14)
_WIDE_FROM: Final = 70
"""Ems of width from which the steps and the answers stand side by side."""


class TownDeskPage(TallArea):
    """What a town does, in its order."""

    saved = Signal(object, str)
    """The path a file was written to, and what is said of it."""
    office_changed = Signal()
    """The account was opened: names and lists are the county's from now on."""

    manual: Final = "town_desk"

    def __init__(self, shell: Shell, keeping: Keeping | None = None) -> None:
        super().__init__()
        self.setObjectName("town_desk_page")
        self.shell = shell
        self._begun = False
        self.now: TownNow | None = None
        self.entered: Entered | None = None
        line = self.fontMetrics().height()
        self.column.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        self.column.setSpacing(line // 2)
        self.column.addWidget(secrecy_notice())
        if keeping is not None:
            self.column.addWidget(SecondCopyBanner(keeping))
        self.column.addLayout(self._make_head())
        self.stopped = Answer("town_stopped")
        self.column.addWidget(self.stopped)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(line // 2)
        self._sides.addWidget(self._make_steps(), 3)
        self._right = self._make_answers()
        self._right.hide()
        self._sides.addWidget(self._right, 2)
        self.column.addLayout(self._sides)
        if keeping is not None:
            self.column.addWidget(BackupLine(keeping))
        self.column.addStretch(1)
        shell.stepped.connect(self._after)

    # Parts

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        name = QLabel(title_words(self.shell))
        name.setObjectName("town_name")
        theme.dress(name, role="title")
        self._account = LinkButton()
        self._account.setObjectName("town_account")
        self._account.clicked.connect(self.open_account)
        # A long name gives way in the smallest window; the tip has the whole.
        self._account.setMinimumWidth(em(self) * 6)
        self._account.hide()
        day = QLabel(day_words(self.shell.today))
        theme.dress(day, role="hint")
        row.addWidget(name)
        row.addWidget(self._account)
        row.addStretch(1)
        row.addWidget(day)
        return row

    def _make_steps(self) -> QWidget:
        steps = QWidget()
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 0, 0, 0)
        self.ask_step = AskStep(self.shell, 1)
        self.ask_step.asked.connect(self._asked)
        self.accept_step = AcceptStep(self.shell, 2)
        self.accept_step.accepted.connect(self._accepted)
        self.enter_step = self._make_enter()
        self.send_step = SendStep(self.shell, 4)
        self.send_step.sent.connect(self._sent)
        self.send_step.period_chosen.connect(self.refresh)
        self.receipt_step = self._make_receipt()
        for step in (
            self.ask_step,
            self.accept_step,
            self.enter_step,
            self.send_step,
            self.receipt_step,
        ):
            column.addWidget(step)
        column.addStretch(1)
        # Most starts are those of a desk that has its account.
        self._number_steps(there=True)
        return steps

    def _number_steps(self, *, there: bool) -> None:
        """Show the steps towards an account only where there is none."""
        self.ask_step.setVisible(not there)
        self.accept_step.setVisible(not there)
        later = (self.enter_step, self.send_step, self.receipt_step)
        for place, step in enumerate(later, 1 if there else 3):
            step.number(place)

    def _make_enter(self) -> Numbered:
        step = Numbered(3, _("填报"), "town_enter")
        row = FlowLayout()
        for name in _QUICK:
            ledger = KEPT[name]
            button = QPushButton(icons.icon("add"), _(ledger.title))
            button.setToolTip(_("登记{title}").format(title=_(ledger.title)))
            button.setObjectName(f"town_add_{name}")
            button.clicked.connect(partial(self._add, name))
            button.setVisible(self.shell.may(ledger.writing))
            row.addWidget(button)
        step.body.addLayout(row)
        self._entered_words = QLabel()
        self._entered_words.setObjectName("town_entered")
        self._entered_words.setWordWrap(True)
        step.body.addWidget(self._entered_words)
        self._unfinished = QVBoxLayout()
        self._unfinished.setSpacing(0)
        step.body.addLayout(self._unfinished)
        return step

    def _make_receipt(self) -> Numbered:
        step = Numbered(5, _("接收回执"), "town_receipt")
        self._receipt_words = QLabel()
        self._receipt_words.setObjectName("town_receipt_words")
        self._receipt_words.setWordWrap(True)
        step.body.addWidget(self._receipt_words)
        row = QHBoxLayout()
        self.take = QPushButton(icons.icon("import"), _("接收回执…"))
        self.take.setObjectName("town_take")
        self.take.setToolTip(_("选择区县局放在 U 盘上的回执包"))
        self.take.clicked.connect(lambda: self.shell.package_wanted.emit(None))
        self.take.setEnabled(self.shell.may(Right.EXCHANGE))
        row.addWidget(self.take)
        row.addStretch(1)
        step.body.addLayout(row)
        return step

    def _make_answers(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        box, self._answers = _box(_("区县局的答复"), "town_answers")
        column.addWidget(box)
        self._sent_box, inside = _box(_("报送记录"), "town_sent")
        self.table = make_table("town_packages", _HEADS, _WIDTHS)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.addWidget(self.table)
        column.addWidget(self._sent_box)
        self._sent_box.hide()
        self._targets_box, self._targets = _box(_("区县下达的目标"), "town_targets")
        column.addWidget(self._targets_box)
        self._targets_box.hide()
        column.addStretch(1)
        return side

    # Reading

    def begin(self) -> None:
        """The desk is open."""
        self._begun = True
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._begun or self.shell.opened:
            self._begun = True
            self.refresh()

    def _after(self, _step: object = None) -> None:
        if self._begun and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read anew how the town stands."""
        period = self.send_step.period
        self.shell.do(read_now, while_there(self, partial(self._show_now, period)))

    def _show_now(self, period: Period, now: TownNow) -> None:
        def read(rows: Rows) -> Entered:
            return read_entered(rows, period, own_town(self.shell))

        self.shell.look(read, while_there(self, partial(self._show, now)))

    def _show(self, now: TownNow, entered: Entered) -> None:
        self.now, self.entered = now, entered
        there = now.peer is not None
        self._number_steps(there=there)
        self._account.setVisible(there)
        if now.peer is not None:
            self._account.setText(_("已在{name}开户…").format(name=now.peer.name))
            self._account.setToolTip(self._account.text())
        else:
            self.ask_step.show_now(now)
            self.accept_step.show_now(now)
        self._tell_stopped(now)
        self._show_entered(entered)
        if there:
            self.send_step.show_now(now, entered)
            self._show_receipt(now)
        else:
            self.send_step.show_state("later")
            self.receipt_step.show_state("later")
        self._show_answers(now, entered)
        self._show_targets(now)
        self._right.setVisible(there)

    def _show_targets(self, now: TownNow) -> None:
        _clear(self._targets)
        for title, told in now.targets:
            label = QLabel(explained(title, told))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._targets.addWidget(label)
        self._targets_box.setVisible(bool(now.targets))

    def _tell_stopped(self, now: TownNow) -> None:
        """Say that the county takes nothing of this desk any more, and why."""
        self.stopped.hide()
        if now.peer is not None and not now.peer.active:
            words = _("本机已被{name}停用（{why}），报送的数据包不再接收。请与{name}联系。")
            self.stopped.say(
                "stop", words.format(name=now.peer.name, why=now.peer.why or _("未写明原因"))
            )

    def _show_entered(self, entered: Entered) -> None:
        # One may enter from the first day: what is entered goes when the account is open.
        self.enter_step.show_state("now")
        period = self.send_step.period.words()
        if entered.in_period:
            what = listed(
                f"{_(KEPT[name].title)} {count}" for name, count in entered.in_period.items()
            )
            words = _("{period}已登记：{what}").format(period=period, what=what)
        else:
            words = _("{period}还没有登记").format(period=period)
        self._entered_words.setText(words)
        lines: list[tuple[str, Callable[[], object]]] = []
        for name, id, at in entered.unsaved:
            if name in KEPT:
                words = _("{title}：{at} 填写的内容还没有保存，继续填写").format(
                    title=_(KEPT[name].title), at=at[5:16]
                )
                lines.append((words, partial(self._go_on, name, id)))
        for name, count in entered.drafts.items():
            words = _("{title}：草稿 {count} {measure}，补齐必填栏目").format(
                title=_(KEPT[name].title), count=count, measure=_(KEPT[name].measure)
            )
            lines.append((words, partial(self._show_drafts, name)))
        _fill(self._unfinished, lines)

    def _show_receipt(self, now: TownNow) -> None:
        waiting, period = now.open, self.send_step.period
        told = [receipt_words(now)]
        if is_complete(now, period):
            told.append(next_words(now, period, self.shell.today))
        self._receipt_words.setText("\n".join(told))
        self.receipt_step.show_state("done" if now.packages and not waiting else "now")
        primary = bool(waiting) and not now.total and not self.send_step.is_stuck
        theme.dress(self.take, role="primary" if primary else "")
        ink = theme.PALETTE.on_accent if primary else ""
        self.take.setIcon(icons.icon("import", ink=ink))

    def _show_answers(self, now: TownNow, entered: Entered) -> None:
        lines = to_mend(self.shell, now, entered)
        show_lines(self._answers, lines)
        if not lines:
            words = (
                _("没有需要处理的答复。")
                if any(each.state == "acknowledged" for each in now.packages)
                else _("还没有收到回执。")
            )
            self._answers.addWidget(hint(words))
        self.table.show_rows(
            [
                (each.number_words, period_words(each.period), _sent_words(each, now))
                for each in now.packages
            ]
        )
        tall = self.table.verticalHeader().defaultSectionSize()
        count = min(max(len(now.packages), 1), 6)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + tall * count + self.table.frameWidth() * 2)
        self._sent_box.setVisible(bool(now.packages))

    # What is done

    def _add(self, name: str, _checked: bool = False) -> None:
        self.shell.open_record(name)

    def _go_on(self, name: str, id: str) -> None:
        stored = self.shell.rows.place(name, id) is not None
        self.shell.open_record(name, id if stored else None, None)

    def _show_drafts(self, name: str) -> None:
        if name in LEDGERS:
            view = View(ledger=name, where=(Where("status", "=", "draft"),))
            self.shell.list_wanted.emit(name, view)

    def open_account(self) -> AccountPage:
        """Open what is known of the account, with the way to other digits."""
        page = AccountPage(self.shell)
        page.accept_step.accepted.connect(self._accepted)
        self.shell.page_wanted.emit(page)
        return page

    def take_certificate(self, path: Path) -> None:
        """Look at what the county gave: among the steps, or where the account is known already."""

        def look(now: TownNow) -> None:
            place = self if now.peer is None else self.open_account()
            place.accept_step.take_file(path)

        self.shell.do(read_now, while_there(self, look))

    def _asked(self, path: object, words: str) -> None:
        self.saved.emit(path, words)
        self.refresh()

    def _accepted(self, _given: object) -> None:
        self.shell.said.emit("ok", _("已接收开户文件，可以报送了"))
        self.office_changed.emit()

    def _sent(self, path: object, words: str) -> None:
        self.saved.emit(path, words)
        self.refresh()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for both, the answers stand below the steps."""
        wide = self.viewport().width() >= _WIDE_FROM * em(self)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != way:
            self._sides.setDirection(way)
        super().resizeEvent(event)


def _box(title: str, name: str) -> tuple[QFrame, QVBoxLayout]:
    box = QFrame()
    box.setObjectName(name)
    theme.dress(box, role="card")
    line = box.fontMetrics().height()
    whole = QVBoxLayout(box)
    whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
    whole.setSpacing(line // 3)
    head = QLabel(title)
    head.setStyleSheet("font-weight: 500;")
    whole.addWidget(head)
    inside = QVBoxLayout()
    inside.setSpacing(line // 6)
    whole.addLayout(inside)
    return box, inside


def _sent_words(parcel: Parcel, now: TownNow) -> str:
    """What has become of a package, and of its records."""
    if parcel.state == "made" and now.is_carried(parcel):
        return _("没有送到，已随后面的包接收")
    answer = parcel.answer.words() if parcel.answer else ""
    made = _("{count} 条").format(count=parcel.rows)
    return "　".join(filter(None, (parcel.state_words, answer or made)))


def _clear(column: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := column.takeAt(0)) is not None:
        if widget := item.widget():
            put_away(widget)


def _fill(column: QVBoxLayout, lines: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """Let these links stand in a column and nothing else."""
    _clear(column)
    for words, slot in lines:
        link = LinkButton(words.replace("&", "&&"))
        link.setToolTip(words)
        link.setMinimumWidth(1)
        link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        link.clicked.connect(partial(_call, slot))
        column.addWidget(link)


def _call(slot: Callable[[], object], _checked: bool = False) -> None:
    """Do without the flag that Qt sends along."""
    slot()
