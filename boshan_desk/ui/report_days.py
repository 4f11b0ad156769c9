"""报送期限: how many days after a period its reports are on time, and are taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import last_full_quarter
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.exchange_words import below_words
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

Found = tuple[int, int, str]
"""Days until on time and until closed, and what that means for the last quarter, in words."""


class ReportDaysPage(SidePage):
    """Two numbers of days."""

    manual: Final = "towns"

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("报送期限"))
        self.setObjectName("report_days_page")
        self.shell = shell
        about = QLabel(
            _(
                "季度结束以后几天以内报送算按期，几天以后截止收报。遇周末、节假日，顺延到下一个工作日。"
                "{below}接收下一个回执包时会知道新的期限。"
            ).format(below=below_words(shell.level))
        )
        about.setWordWrap(True)
        theme.dress(about, role="hint")
        self.body.addWidget(about)
        held = QWidget()
        form = QFormLayout(held)
        form.setContentsMargins(0, 0, 0, 0)
        self.due = self._spin("report_due", form, _("季度结束后按期报送的天数"))
        self.close_days = self._spin("report_close", form, _("季度结束后截止收报的天数"))
        row = QHBoxLayout()
        row.addWidget(held)
        row.addStretch(1)
        self.body.addLayout(row)
        self.means = QLabel()
        self.means.setObjectName("report_days_means")
        self.means.setWordWrap(True)
        self.body.addWidget(self.means)
        foot = QHBoxLayout()
        self.save = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), _("保存报送期限"))
        self.save.setObjectName("report_days_save")
        theme.dress(self.save, role="primary")
        self.save.clicked.connect(lambda: self.keep())
        foot.addWidget(self.save)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)
        self.due.valueChanged.connect(lambda _days: self._allow())
        self.close_days.valueChanged.connect(lambda _days: self._allow())
        self.setFocusProxy(self.due)
        self._known: tuple[int, int] | None = None
        self.refresh()

    def _spin(self, name: str, form: QFormLayout, words: str) -> QSpinBox:
        spin = QSpinBox()
        spin.setObjectName(name)
        spin.setRange(0, 180)
        spin.setSuffix(_(" 天"))
        spin.setAccessibleName(words)
        form.addRow(words, spin)
        return spin

    def refresh(self) -> None:
        """Read what holds now."""
        self.shell.do(read_days, while_there(self, self._show))

    def _show(self, found: Found) -> None:
        due, close, words = found
        self._known = (due, close)
        self.due.setValue(due)
        self.close_days.setValue(close)
        self.means.setText(words)
        self._allow()

    def _allow(self) -> None:
        given = (self.due.value(), self.close_days.value())
        order = given[0] <= given[1]
        self.save.setEnabled(order and given != self._known and self.shell.may(Right.SETTINGS))
        self.save.setToolTip("" if order else _("截止的天数不能少于按期的天数"))

    def keep(self) -> None:
        """Keep both."""
        due, close = self.due.value(), self.close_days.value()

        def work(desk: Desk) -> Found:
            from boshan_desk.usecases.exchange.statements import set_report_days

            set_report_days(desk, due, close)
            return read_days(desk)

        def told(found: Found) -> None:
            self._show(found)
            self.shell.said.emit("ok", _("已保存报送期限"))

        self.shell.do(work, while_there(self, told), words=_("正在保存"))


def read_days(desk: Desk) -> Found:
    """What holds now, and what it means for the last whole quarter."""
    from boshan_desk.usecases.exchange.statements import deadline_of, report_days

    with desk.read() as reader:
        due, close = report_days(reader)
        deadline = deadline_of(reader, last_full_quarter(reader.today))
        words = explained(deadline.period.words(), deadline.words(reader.today))
        return due, close, words
