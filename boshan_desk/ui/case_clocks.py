"""The limits of a case in a small table: what presses first, in signs and words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _
from boshan_desk.ledgers.case_file import CaseMeasure
from boshan_desk.procedure.clocks import Clock, State
from boshan_desk.ui import icons, theme
from boshan_desk.ui.case_reading import Sight
from boshan_desk.ui.case_words import BINDS, Look, last_words, look_of, order_of
from boshan_desk.ui.lines import em
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table

_INK = {
    "stop": theme.PALETTE.stop,
    "warn": theme.PALETTE.warn,
    "note": theme.PALETTE.note,
    "ok": theme.PALETTE.ok,
}
_OPEN = (State.RUNNING, State.STOPPED, State.OVERDUE)


class ClocksPanel(QWidget):
    """What runs, until when, and the way to why."""

    why_wanted = Signal(object)
    """The `Clock` whose count is to be shown."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("case_clocks")
        self._shell = shell
        self._sight: Sight | None = None
        self.shown: list[Clock] = []
        """The limits in the table, row by row."""
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(size // 2, size // 4, size // 2, size // 4)
        whole.setSpacing(size // 3)
        self.heading = QLabel(_("期限"))
        self.heading.setObjectName("clocks_heading")
        theme.dress(self.heading, role="section")
        whole.addWidget(self.heading)
        self.empty = QLabel(_("现在没有正在计算的期限。"))
        self.empty.setObjectName("clocks_empty")
        self.empty.setWordWrap(True)
        theme.dress(self.empty, role="hint")
        whole.addWidget(self.empty)
        self.table = make_table("clocks_table", (_("期限"), _("还剩"), _("最后一天")), (20, 17, 20))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setAccessibleName(_("期限"))
        self.table.setAlternatingRowColors(False)
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.doubleClicked.connect(lambda _index: self.ask_why())
        whole.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.why_button = QPushButton(icons.icon("help"), _("为什么是这一天"))
        self.why_button.setObjectName("clocks_why")
        self.why_button.setToolTip(_("逐步列出怎样算到这一天，可以打印（双击一行也可以）"))
        self.why_button.clicked.connect(lambda _on=False: self.ask_why())
        self.over_box = QCheckBox(_("显示已完成、已届满的"))
        self.over_box.setObjectName("clocks_over")
        self.over_box.toggled.connect(lambda _on: self._fill())
        row.addWidget(self.why_button)
        row.addStretch(1)
        row.addWidget(self.over_box)
        whole.addLayout(row)

    def show_sight(self, sight: Sight) -> None:
        """Show the limits of a case."""
        self._sight = sight
        self._fill()

    def ask_why(self) -> None:
        """Ask for the count of the limit the cursor is at."""
        clock = self.current()
        if clock is not None:
            self.why_wanted.emit(clock)

    def current(self) -> Clock | None:
        """The limit the cursor is at."""
        row = self.table.currentRow()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def go_back(self, clock: Clock) -> None:
        """Put the cursor on a limit again."""
        self.table.selectRow(self._row_of(clock))
        self.table.setFocus()

    def _row_of(self, clock: Clock | None) -> int:
        """Where a limit stands in the table; -1 where it does not."""
        for row, one in enumerate(self.shown):
            if clock and (one.limit.id, one.subject) == (clock.limit.id, clock.subject):
                return row
        return -1

    def _fill(self) -> None:
        sight = self._sight
        if sight is None:
            return
        on, kept = sight.on, self.current()
        every = sorted(sight.view.clocks, key=lambda clock: order_of(clock, on))
        running = [clock for clock in every if clock.state(on) in _OPEN]
        over = len(every) - len(running)
        self.shown = every if self.over_box.isChecked() else running
        looks = [look_of(clock, on) for clock in self.shown]
        names = [name_of(clock, sight) for clock in self.shown]
        self.table.show_rows(
            [
                (f"{look.sign} {name}", look.words, last_words(clock))
                for clock, look, name in zip(self.shown, looks, names, strict=True)
            ]
        )
        for row, (clock, look) in enumerate(zip(self.shown, looks, strict=True)):
            self._dress(row, clock, look)
        self.over_box.setVisible(bool(over))
        self.over_box.setText(_("显示已完成、已届满的（{count}）").format(count=over))
        self.empty.setVisible(not self.shown)
        self.table.setVisible(bool(self.shown))
        self.why_button.setVisible(bool(self.shown))
        pressing = sum(look.pressing for look in looks)
        words = _("期限（{count} 项须抓紧）").format(count=pressing) if pressing else _("期限")
        self.heading.setText(words)
        if self.shown:
            self.table.selectRow(max(self._row_of(kept), 0))
        self._allow()

    def _dress(self, row: int, clock: Clock, look: Look) -> None:
        tip = "\n".join(
            (
                name_of(clock, self._sight),
                f"{look.words}　{last_words(clock)}",
                _("义务人：{who}").format(who=_(BINDS[clock.limit.binds])),
                clock.limit.basis,
            )
        )
        for column in range(self.table.columnCount()):
            item = self.table.item(row, column)
            if item is None:
                continue
            item.setToolTip(tip)
            if column < 2 and (look.pressing or column == 1):
                item.setForeground(QBrush(QColor(_INK[look.grade])))
            if look.pressing:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            if column == 0:
                item.setData(Qt.ItemDataRole.UserRole, clock.limit.id)

    def _allow(self) -> None:
        self.why_button.setEnabled(self.current() is not None)


def name_of(clock: Clock, sight: Sight | None) -> str:
    """What a limit is called, with the measure it belongs to."""
    title = clock.limit.called
    if not clock.subject or sight is None:
        return title
    measures: tuple[CaseMeasure, ...] = sight.view.file.measures
    measure = next((m for m in measures if m.id == clock.subject), None)
    called = measure.decision_no if measure and measure.decision_no else ""
    return with_more(title, called) if called else title
