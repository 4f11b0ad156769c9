"""Every supervision slip with its state and its limit; a step of any is one press away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import read_period
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.side_page import SidePage, make_table
from boshan_desk.ui.slip_words import LEVEL_SIGNS, STATE_WORDS

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.slips import SlipLine

_HEADS: Final = (
    *(mark("编号"), mark("等级"), mark("督办事项"), mark("报告期"), mark("承办单位")),
    *(mark("状态"), mark("办理期限"), mark("说明")),
)
_WIDTHS: Final = (20, 13, 30, 16, 22, 10, 12)


class SlipsPage(SidePage):
    """The list of slips."""

    manual = "slips"
    page_wanted = Signal(object)
    """The page of a slip is to be laid over this one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("督办单"))
        self.setObjectName("slips_page")
        self.shell = shell
        self._lines: list[SlipLine] = []
        self._days = 0
        row = QHBoxLayout()
        self.state = QComboBox()
        self.state.setObjectName("slips_state")
        self.state.setAccessibleName(_("办理状态"))
        self.state.addItem(_("未销号的"), "open")
        self.state.addItem(_("超期未回复的"), "overdue")
        for code, title in STATE_WORDS.items():
            self.state.addItem(_(title), code)
        self.state.addItem(_("全部"), "")
        self.state.activated.connect(lambda _row: self._show())
        self.open_button = QPushButton(icon("open"), _("打开"))
        self.open_button.setObjectName("slips_open")
        self.open_button.clicked.connect(lambda _on=False: self.open())
        self.count = QLabel()
        self.count.setObjectName("slips_count")
        theme.dress(self.count, role="hint")
        row.addWidget(self.state)
        row.addWidget(self.open_button)
        row.addWidget(self.count)
        row.addStretch(1)
        self.days_button = QPushButton(icon("settings"), "")
        self.days_button.setObjectName("slips_days")
        self.days_button.setToolTip(_("新拟的督办单默认在几个工作日内办理"))
        self.days_button.setVisible(shell.may(Right.SETTINGS))
        self.days_button.clicked.connect(lambda _on=False: self.set_days())
        row.addWidget(self.days_button)
        self.body.addLayout(row)
        self.table = make_table("slips_table", _HEADS, _WIDTHS)
        self.table.setAccessibleName(_("督办单"))
        self.table.doubleClicked.connect(lambda _index: self.open())
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        shell.stepped.connect(self._heed)

    @property
    def shown(self) -> list[SlipLine]:
        """The slips that are shown."""
        wanted = str(self.state.currentData())
        if wanted == "open":
            return [x for x in self._lines if x.slip.state in ("draft", "issued", "answered")]
        if wanted == "overdue":
            return [x for x in self._lines if x.overdue]
        return [x for x in self._lines if not wanted or x.slip.state == wanted]

    def refresh(self) -> None:
        """Read the slips again."""

        def work(desk: Desk) -> tuple[list[SlipLine], int]:
            from boshan_desk.usecases.plans.slips import slip_days, slip_lines

            with desk.read() as reader:
                days = slip_days(reader)
            return slip_lines(desk), days

        self.shell.do(work, while_there(self, self._take))

    def _take(self, found: tuple[list[SlipLine], int]) -> None:
        self._lines, days = found
        self.days_button.setText(_("办理期限：{days}个工作日…").format(days=days))
        self._days = days
        self._show()

    def set_days(self) -> None:
        """Set in how many working days slips are to be answered."""
        question = _("新拟的督办单默认在几个工作日内办理？")
        given = self.shell.ask.text(question, str(self._days))
        if given is None or not given.strip():
            return
        if not given.strip().isdigit():
            self.shell.said.emit("error", _("办理期限应为 1 到 120 个工作日"))
            return
        count = int(given)

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.plans.slips import set_slip_days

            set_slip_days(desk, count)

        self.shell.do(work, while_there(self, lambda _none: self.refresh()))

    def _show(self) -> None:
        lines = self.shown
        row = self.table.currentRow()
        self.table.show_rows([_cells(line) for line in lines])
        if lines:
            self.table.selectRow(min(max(row, 0), len(lines) - 1))
        self.count.setText(_("共{count}件").format(count=len(lines)))
        self.open_button.setEnabled(bool(lines))

    def open(self) -> None:
        """Open the chosen slip for its next step."""
        lines, row = self.shown, self.table.currentRow()
        if 0 <= row < len(lines):
            from boshan_desk.ui.slip_page import SlipPage

            self.page_wanted.emit(SlipPage(self.shell, slip_id=lines[row].slip.id))

    def showEvent(self, event: QShowEvent) -> None:
        """The slips are read when they are looked at."""
        super().showEvent(event)
        self.refresh()

    def _heed(self, step: Step) -> None:
        if self.isVisible() and touched(step, "supervision"):
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen slip."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.focusWidget() is self.table:
            self.open()
        else:
            super().keyPressEvent(event)


def _cells(line: SlipLine) -> tuple[str, ...]:
    slip = line.slip
    told = ""
    if line.overdue:
        told = _("▲超期{days}个工作日未回复").format(days=line.overdue)
    elif line.late:
        told = _("逾期回复")
    sign = LEVEL_SIGNS.get(str(slip.level), "")
    level = {"blue": _("蓝色提醒"), "yellow": _("黄色督办"), "red": _("红色督办")}
    return (
        slip.no or _("未编号"),
        f"{sign} {level.get(str(slip.level), '')}",
        slip.item or "",
        read_period(slip.period).words() if slip.period else "",
        line.unit,
        _(STATE_WORDS[str(slip.state or "draft")]),
        slip.due_on.isoformat() if slip.due_on else "",
        told,
    )
