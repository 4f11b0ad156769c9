"""报送: what is sent, for which period, with which word about the whole, to the stick."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.wording import clauses, explained, listed, statements
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.exchange_words import above_words
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.numbered import Numbered
from boshan_desk.ui.record_access import who_may
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.ui.town_reading import Entered, TownNow
    from boshan_desk.usecases.exchange.making import Made

_NONE: Final = "-"
"""The digest of no package."""
_STATEMENTS: Final = (
    ("whole", mark("本期已报全")),
    ("", mark("先报一部分")),
    ("nothing", mark("本期无")),
)
_ABOUT: Final = {
    "whole": mark("本期要报的都在里面了。"),
    "": mark("还有没登记完的，以后再报；各次不会重复计算。"),
    "nothing": mark("申明本期没有要报的，与没有报不同。"),
}


class SendStep(Numbered):
    """Makes the package; its button says what goes."""

    sent = Signal(object, str)
    """The path of the package, and what is said of it."""
    period_chosen = Signal()

    def __init__(self, shell: Shell, number: int) -> None:
        super().__init__(number, _("报送"), "town_send")
        self._shell = shell
        self._now: TownNow | None = None
        self._entered: Entered | None = None
        self._under_way = False
        self._stuck = ""
        """The digest of the newest package before one that did not get to its stick."""
        row = FlowLayout()
        self.period_box = QComboBox()
        self.period_box.setObjectName("town_period")
        self.period_box.activated.connect(lambda _at: self.period_chosen.emit())
        self._group = QButtonGroup(self)
        head = QLabel(_("报送期"))
        row.addWidget(head)
        row.addWidget(self.period_box)
        for key, words in _STATEMENTS:
            button = QRadioButton(_(words))
            button.setObjectName(f"town_statement_{key or 'part'}")
            button.setProperty("statement", key)
            button.setToolTip(_(_ABOUT[key]))
            self._group.addButton(button)
            row.addWidget(button)
        for widget in (head, *self._group.buttons()):
            # In one line with the box, however the row is broken.
            widget.setMinimumHeight(self.period_box.sizeHint().height())
        self._group.buttons()[0].setChecked(True)
        self._group.buttonToggled.connect(lambda _button, _on: self._name())
        self.body.addLayout(row)
        self._told = QLabel()
        self._told.setObjectName("town_send_told")
        self._told.setWordWrap(True)
        self.body.addWidget(self._told)
        self._said = Answer("town_send_said")
        self.body.addWidget(self._said)
        last = FlowLayout()
        self.button = QPushButton(icons.icon("stick", ink=theme.PALETTE.on_accent), "")
        self.button.setObjectName("town_send_go")
        theme.dress(self.button, role="primary")
        self.button.clicked.connect(lambda: self._send())
        self.again = QPushButton(icons.icon("package"), _("再存一份…"))
        self.again.setObjectName("town_send_again")
        self.again.setToolTip(_("U 盘丢了或坏了：把最近一次报送的数据包原样再存一份"))
        self.again.clicked.connect(lambda: self._carry_again())
        last.addWidget(self.button)
        last.addWidget(self.again)
        self.body.addLayout(last)
        self._fill_periods()

    def _fill_periods(self) -> None:
        from boshan_desk.ui.town_reading import periods

        for period in periods(self._shell.today):
            self.period_box.addItem(period.words(), str(period))

    @property
    def period(self) -> Period:
        """The period that is reported for."""
        return read_period(str(self.period_box.currentData()))

    @property
    def statement(self) -> str:
        """What is said of the period."""
        return str(self._group.checkedButton().property("statement"))

    def show_now(self, now: TownNow, entered: Entered) -> None:
        """Show what would go."""
        self._now, self._entered = now, entered
        in_period = sum(entered.in_period.values())
        nothing = self._group.buttons()[2]
        nothing.setEnabled(not in_period)
        if in_period and nothing.isChecked():
            self._group.buttons()[0].setChecked(True)
        stuck = self.is_stuck
        self.show_state("done" if self._is_done and not stuck else "now")
        _make_primary(self.button, "stick", on=not (self._is_done or stuck))
        self.again.setVisible(bool(now.packages))
        _make_primary(self.again, "package", on=stuck)
        if stuck:
            words = _("{package}没有存到 U 盘上。换一个 U 盘或腾出空间，再点“再存一份…”。")
            self._said.say("stop", words.format(package=now.packages[0].number_words))
        elif not now.open:
            # What was said of the last stick has been done.
            self._said.hide()
        self._name()

    @property
    def _is_done(self) -> bool:
        """Whether all of the period was said to be there, and nothing was written since."""
        last = self._now.of(self.period) if self._now is not None else None
        return last is not None and bool(last.statement) and not self._unsent

    @property
    def is_stuck(self) -> bool:
        """Whether the newest package was made and did not get to its stick."""
        packages = self._now.packages if self._now is not None else ()
        return bool(self._stuck and packages and packages[0].digest != self._stuck)

    @property
    def _unsent(self) -> int:
        return self._now.total if self._now is not None else 0

    @property
    def _is_empty(self) -> bool:
        """Whether nothing was entered or sent that could be said to be all of the period."""
        now, entered = self._now, self._entered
        if now is None or entered is None:
            return True
        period = str(self.period)
        sent = any(each.rows for each in now.packages if each.period == period)
        return not (entered.in_period or now.total or sent)

    def _name(self) -> None:
        now, entered = self._now, self._entered
        if now is None or entered is None:
            return
        told = []
        if deadline := now.deadlines.get(self.period):
            told.append(deadline.words(self._shell.today))
        if report := now.reports.get(self.period):
            words, why = report
            told.append(
                _("区县局登记为：{words}").format(words=explained(words, why) if why else words)
            )
        if now.restored:
            words = _(
                "数据是从备份恢复的：照常报送一次，备份以后报送过的内容，区县局会随回执带回来"
            )
            told.append(words)
        if now.total:
            what = listed(f"{_(KEPT[name].title)} {count}" for name, count in now.unsent.items())
            told.append(_("还没有报送的 {count} 条：{what}").format(count=now.total, what=what))
        elif self._is_empty:
            told.append(_("本期还没有登记：登记以后再报；本期确实没有的，选“本期无”"))
        elif now.packages:
            told.append(_("没有新登记的内容"))
        last = now.of(self.period)
        if last is not None and not last.statement:
            told.append(
                _("{package}只报了一部分，登记完再报一次“本期已报全”").format(
                    package=last.number_words
                )
            )
        if returned := len(entered.returned):
            told.append(_("退回的 {count} 条还没有改好重新提交").format(count=returned))
        if drafts := sum(entered.drafts.values()):
            told.append(_("草稿 {count} 条还缺必填栏目，建议补齐再报").format(count=drafts))
        self._told.setText(statements(told))
        if self.statement == "nothing":
            words = _("报送“本期无”到 U 盘…")
        elif now.total:
            words = _("报送 {count} 条到 U 盘…").format(count=now.total)
        else:
            words = _("报送到 U 盘…")
        self.button.setText(words)
        may = self._shell.may(Right.EXCHANGE)
        empty = self._is_empty and self.statement != "nothing"
        self.button.setEnabled(may and not self._under_way and not empty)
        self.again.setEnabled(may and not self._under_way)
        if not may:
            self._said.say(
                "note", _("报送由{roles}人员办理。").format(roles=who_may(Right.EXCHANGE))
            )

    def _send(self) -> None:
        folder = self._shell.ask.folder(_("选择 U 盘"))
        if folder is None:
            return
        period, statement = self.period, self.statement

        def work(desk: Desk, progress: Progress) -> Made:
            from boshan_desk.usecases.exchange.making import make_package

            return make_package(desk, folder, period=period, statement=statement, progress=progress)

        # The number of a package is given before it is carried: what fails then is saved again.
        sent = self._now.packages if self._now is not None else ()
        self._begin(work, stuck=sent[0].digest if sent else _NONE)

    def _carry_again(self) -> None:
        folder = self._shell.ask.folder(_("选择 U 盘"))
        now = self._now
        if folder is None or now is None:
            return
        digest = now.packages[0].digest

        def work(desk: Desk, _progress: Progress) -> Made:
            from boshan_desk.usecases.exchange.making import carry_again

            return carry_again(desk, digest, folder)

        self._begin(work)

    def _begin(self, work: Callable[[Desk, Progress], Made], *, stuck: str = "") -> None:
        """Make a package or carry one again; `stuck`: the newest one before it is made."""
        self._under_way = True
        self._said.hide()
        self._name()

        def done(made: Made) -> None:
            self._under_way = False
            self._stuck = ""
            told = [_("已存好并核对无误：{name}").format(name=made.name)]
            if made.cover is not None:
                told.append(_("封面页 {name} 可打印随附").format(name=made.cover.name))
            else:
                told.append(_("封面页没有存下（U 盘可能已满），不影响报送"))
            above = above_words(self._shell.level)
            told.append(_("请安全弹出 U 盘，送到{above}").format(above=above))
            self._said.say("ok", statements(told))
            self._name()
            self.sent.emit(made.path, clauses(told[:1]))

        def failed(error: Exception) -> None:
            self._under_way = False
            self._stuck = stuck or self._stuck
            self._name()
            # The package may have its number already: it can be saved again.
            self.period_chosen.emit()
            self._shell.tell_failure(error)

        self._shell.do_long(
            work,
            while_there(self, done),
            words=_("正在制作数据包"),
            failed=while_there(self, failed),
        )


def _make_primary(button: QPushButton, picture: str, *, on: bool) -> None:
    """Let a button be the one that is wanted next, or one like others."""
    theme.dress(button, role="primary" if on else "")
    button.setIcon(icons.icon(picture, ink=theme.PALETTE.on_accent if on else ""))
