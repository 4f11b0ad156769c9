"""封账: which periods are closed, closing one, and opening it again with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
)

from boshan_desk.domain.period import Period, quarter, quarter_of
from boshan_desk.domain.reading import split_list
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.closing import Closing

HEADS: Final = (mark("期间"), mark("封账时间"), mark("封账人"), mark("例外人员"))
_WIDTHS: Final = (22, 20, 18)
_YEARS_BACK: Final = 2

Found = tuple[list["Closing"], list[str]]
"""The closed periods, and the names of those who have accounts."""


def ended_periods(today: date) -> list[Period]:
    """The quarters, half-years and years that are over, the latest first, of the last years."""
    years = range(today.year, today.year - _YEARS_BACK - 1, -1)
    every = [
        period
        for year in years
        for period in (
            *(quarter(year, number) for number in (4, 3, 2, 1)),
            Period(year, 7, 12),
            Period(year, 1, 6),
            Period(year, 1, 12),
        )
    ]
    over = [period for period in every if period.end < today]
    return sorted(over, key=lambda period: (period.end, -period.months), reverse=True)


class ClosingPage(SidePage):
    """The closed periods, and a form to close another one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("封账"))
        self.setObjectName("closing_page")
        self._shell = shell
        self.closed_periods: list[Closing] = []
        words = QLabel(
            _(
                "数字报送之后，把这个期间封上：日期在其中的记录不能再新增、改动或删除。"
                "确需改动的，可以列为例外，或者写明原因取消封账。"
                "封账时保存当期各项指标（全区县和各镇街）和目标进度；以后有改动的，"
                "报表仍按封账时的数，另列“调整”。取消封账再封的，保存新的一份，原来的留存备查。"
            )
        )
        words.setWordWrap(True)
        theme.dress(words, role="hint")
        self.body.addWidget(words)
        self.body.addWidget(self._make_form())
        self.open_button = QPushButton(icon("undo"), _("取消封账…"))
        self.open_button.setObjectName("closing_open")
        self.open_button.clicked.connect(self.reopen)
        self.head.addWidget(self.open_button)
        self.table = make_table("closing_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("已封账的期间"))
        self.table.itemSelectionChanged.connect(self._allow)
        self.empty = QLabel(_("还没有封账的期间。"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.setFocusProxy(self.period)
        self.show_found(([], []))

    def _make_form(self) -> QFrame:
        card = QFrame()
        theme.dress(card, role="card")
        grid = QGridLayout(card)
        size = em(self)
        grid.setContentsMargins(size, size // 2, size, size // 2)
        self.period = QComboBox()
        self.period.setObjectName("closing_period")
        self.period.setAccessibleName(_("期间"))
        self.period.currentIndexChanged.connect(lambda _row: self._show_exempt())
        # At a desk with accounts the names are ticked; without, they are written.
        self.names = QLineEdit()
        self.names.setObjectName("closing_names")
        self.names.setAccessibleName(_("例外人员"))
        self.names.setPlaceholderText(_("仍可改动的人员姓名，用顿号隔开；没有就空着"))
        self.ticks = QListWidget()
        self.ticks.setObjectName("closing_ticks")
        self.ticks.setAccessibleName(_("例外人员"))
        self.close_button = QPushButton(icon("ok"), _("封账"))
        self.close_button.setObjectName("closing_close")
        self.close_button.clicked.connect(self.close_period)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(QLabel(_("期间")), 0, 0)
        self.period.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        grid.addWidget(self.period, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.close_button, 2, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(_("例外人员")), 1, 0, top)
        grid.addWidget(self.names, 1, 1)
        grid.addWidget(self.ticks, 1, 1)
        grid.setColumnStretch(1, 1)
        return card

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read what is closed again."""

        def read(desk: Desk) -> Found:
            from boshan_desk.usecases.accounts import list_accounts
            from boshan_desk.usecases.closing import list_closed

            return list_closed(desk), [a.name for a in list_accounts(desk) if a.active]

        self._shell.do(read, while_there(self, self.show_found))

    # -- acts

    def close_period(self) -> None:
        """Close the chosen period, or say anew who may still write into it."""
        period = self.period.currentData()
        if not isinstance(period, Period):
            return
        names = self._named()
        if self._closing_of(period) is None and not self._shell.ask.confirm(
            _("封账：{period}？封账后，这个期间的记录除例外人员外不能再改动。").format(
                period=period.words()
            ),
            yes=_("封账"),
        ):
            return

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.closing import close_period

            close_period(desk, period, names)

        def done(_done: None) -> None:
            who = listed(names) or _("无")
            words = _("已封账：{period}，例外人员：{names}")
            self._shell.said.emit("ok", words.format(period=period.words(), names=who))
            self.refresh()

        self._shell.do(work, while_there(self, done), words=_("正在封账"))

    def reopen(self) -> None:
        """Let everybody write into the chosen closed period again, with the reason."""
        one = self._current()
        if one is None:
            return
        period = one.period
        question = _("取消封账：{period}，请写明原因：").format(period=period.words())
        reason = self._shell.ask.reason(question, yes=_("取消封账"))
        if reason is None:
            return

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.closing import reopen_period

            reopen_period(desk, period, reason)

        def done(_done: None) -> None:
            words = _("已取消封账：{period}").format(period=period.words())
            self._shell.said.emit("ok", words)
            self.refresh()

        self._shell.do(work, while_there(self, done))

    # -- showing

    def show_found(self, found: Found) -> None:
        """Show what is closed, and who may be an exception."""
        self.closed_periods, accounts = found
        self.table.show_rows(
            [
                (c.period.words(), c.at[:16], c.officer, listed(c.exempt) or _("无"))
                for c in self.closed_periods
            ]
        )
        if self.closed_periods:
            self.table.selectRow(len(self.closed_periods) - 1)
        self.table.setVisible(bool(self.closed_periods))
        self.empty.setVisible(not self.closed_periods)
        self._offer_periods()
        self._offer_names(accounts)
        self._show_exempt()
        self._allow()

    def _offer_periods(self) -> None:
        today = self._shell.today
        kept = self.period.currentData() or quarter_of(today).previous()
        offered = ended_periods(today)
        offered += [c.period for c in self.closed_periods if c.period not in offered]
        self.period.blockSignals(True)
        self.period.clear()
        for period in offered:
            words = period.words()
            if self._closing_of(period) is not None:
                words = _("{period}（已封账）").format(period=words)
            self.period.addItem(words, period)
        places = [n for n, period in enumerate(offered) if period == kept]
        self.period.setCurrentIndex(places[0] if places else 0)
        self.period.blockSignals(False)

    def _offer_names(self, accounts: Sequence[str]) -> None:
        self.ticks.clear()
        for name in accounts:
            item = QListWidgetItem(name, self.ticks)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        rows = min(max(len(accounts), 1), 5)
        self.ticks.setFixedHeight(rows * theme.row_height(self.fontMetrics()) + em(self) // 2)
        self.ticks.setVisible(bool(accounts))
        self.names.setVisible(not accounts)

    def _show_exempt(self) -> None:
        """Show who may still write into the chosen period."""
        closing = self._closing_of(self.period.currentData())
        exempt = closing.exempt if closing is not None else ()
        self.names.setText("、".join(exempt))
        for row in range(self.ticks.count()):
            item = self.ticks.item(row)
            on = item.text() in exempt
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.close_button.setText(_("更新例外人员") if closing is not None else _("封账"))

    def _named(self) -> list[str]:
        if self.ticks.isHidden():
            return list(split_list(self.names.text()))
        items = [self.ticks.item(row) for row in range(self.ticks.count())]
        return [i.text() for i in items if i.checkState() == Qt.CheckState.Checked]

    def _closing_of(self, period: Period | None) -> Closing | None:
        return next((c for c in self.closed_periods if c.period == period), None)

    def _current(self) -> Closing | None:
        row = self.table.currentRow()
        return self.closed_periods[row] if 0 <= row < len(self.closed_periods) else None

    def _allow(self) -> None:
        self.open_button.setVisible(bool(self.closed_periods))
        self.open_button.setEnabled(self._current() is not None)
