"""One task: what it asks for, what every unit reported of it, and the form to report."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Invalid
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import TaskReport
from boshan_desk.ui import tasks_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import put_away, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table
from boshan_desk.ui.step_fields import Asked
from boshan_desk.ui.step_form import StepLeaf

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.tasks import TaskLine, UnitReport

_HEADS: Final = (
    *(mark("单位"), mark("职责"), mark("状态"), mark("附件")),
    *(mark("进展情况"),),
)
_WIDTHS: Final = (18, 8, 11, 7)
_FORM: Final = ("unit", "state", "text", "trouble", "next_step", "evidence", "reported_on")
_NEEDED: Final = frozenset(("unit", "state", "text", "reported_on"))


class TaskDetail(QWidget):
    """What there is to say of one task for a period."""

    slip_wanted = Signal(str)
    """A slip about the task is to be drafted."""
    left = Signal()
    """Back to the table, where there is no room for both."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.setObjectName("task_detail")
        self.line: TaskLine | None = None
        self.period: Period | None = None
        self.form: ReportForm | None = None
        size = self.fontMetrics().height()
        self.title = QLabel()
        self.title.setObjectName("task_title")
        self.title.setWordWrap(True)
        theme.dress(self.title, role="section")
        self.about = QLabel()
        self.about.setObjectName("task_about")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        roll = QScrollArea()
        roll.setWidgetResizable(True)
        roll.setFrameShape(QScrollArea.Shape.NoFrame)
        roll.setWidget(self.about)
        roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reports = make_table("task_reports", _HEADS, _WIDTHS)
        self.reports.setAccessibleName(_("各单位填报情况"))
        self.reports.doubleClicked.connect(lambda _index: self.open_report())
        self.reports.itemSelectionChanged.connect(self._name_buttons)
        self.report_button = QPushButton(icon("edit", ink=theme.PALETTE.on_accent), _("填报进展"))
        self.report_button.setObjectName("task_report")
        theme.dress(self.report_button, role="primary")
        self.report_button.clicked.connect(lambda _on=False: self.begin())
        self.open_button = QPushButton(icon("attach"), _("打开并附材料"))
        self.open_button.setObjectName("task_open")
        self.open_button.setToolTip(_("打开选中单位的填报记录，在那里可以挂附件"))
        if not shell.may(Right.ENTER):
            self.open_button.setText(_("打开"))
            self.open_button.setToolTip(_("打开选中单位的填报记录"))
        self.open_button.clicked.connect(lambda _on=False: self.open_report())
        self.slip_button = QPushButton(icon("warning"), _("督办…"))
        self.slip_button.setObjectName("task_slip")
        self.slip_button.clicked.connect(lambda _on=False: self._want_slip())
        self.back_button = QPushButton(icon("page-prev"), _("任务表"))
        self.back_button.setObjectName("task_back")
        self.back_button.setToolTip(_("回到任务表（Esc）"))
        self.back_button.clicked.connect(lambda _on=False: self.left.emit())
        buttons = FlowLayout(gap=size // 2)
        for button in (
            *(self.back_button, self.report_button),
            *(self.open_button, self.slip_button),
        ):
            buttons.addWidget(button)
        self._seen = QWidget()
        rows = QVBoxLayout(self._seen)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(size // 3)
        rows.addWidget(self.title)
        rows.addWidget(roll, 3)
        rows.addWidget(self.reports, 4)
        rows.addLayout(buttons)
        self._pile = QStackedLayout(self)
        self._pile.setContentsMargins(0, 0, 0, 0)
        self._pile.addWidget(self._seen)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._name_buttons()

    def show_line(self, line: TaskLine | None, period: Period) -> None:
        """Show a task; None for none."""
        self.line, self.period = line, period
        reports = line.reports if line else ()
        self.title.setText(f"{line.task.no}　{line.task.title}" if line else _("没有任务"))
        self.about.setText(words.about_words(line) if line else "")
        chosen = self.reports.currentRow()
        self.reports.show_rows([_row(each) for each in reports])
        if reports:
            self.reports.selectRow(chosen if 0 <= chosen < len(reports) else 0)
        self._name_buttons()

    @property
    def unit(self) -> UnitReport | None:
        """The unit whose report is chosen."""
        row = self.reports.currentRow()
        reports = self.line.reports if self.line else ()
        return reports[row] if 0 <= row < len(reports) else None

    def _name_buttons(self) -> None:
        may = self.shell.may(Right.ENTER)
        unit = self.unit
        self.report_button.setVisible(may)
        self.slip_button.setVisible(may)
        self.report_button.setEnabled(self.line is not None)
        self.slip_button.setEnabled(self.line is not None)
        self.open_button.setEnabled(unit is not None and bool(unit.report or unit.begun))

    def open_report(self) -> None:
        """Open the record of the chosen unit's report; attachments are hung on there."""
        unit = self.unit
        report = (unit.report or unit.begun) if unit else None
        if report is not None:
            self.shell.open_record("task_report", report.id)

    def _want_slip(self) -> None:
        if self.line is not None:
            self.slip_wanted.emit(self.line.task.code)

    # -- the form

    def begin(self) -> None:
        """Fill in the report of the chosen unit."""
        if self.line is None or self.period is None or not self.shell.may(Right.ENTER):
            return
        if self.form is None:
            self.form = ReportForm(self.shell, self.line, self.period, self.unit)
            self.form.done.connect(self.end)
            self.form.left.connect(self.end)
            self._pile.addWidget(self.form)
        self._pile.setCurrentWidget(self.form)
        self.form.begin()

    def end(self) -> None:
        """Go back from the form."""
        form, self.form = self.form, None
        self._pile.setCurrentWidget(self._seen)
        if form is not None:
            self._pile.removeWidget(form)
            put_away(form)
        self.report_button.setFocus()

    def try_leave(self) -> bool:
        """Whether another task may be shown: asks when something typed would be lost."""
        if self.form is None:
            return True
        if not self.form.try_leave():
            return False
        self.end()
        return True


def _row(each: UnitReport) -> tuple[str, ...]:
    from boshan_desk.usecases.plans.task_words import progress_words

    return (
        each.name,
        words.role_words(each.role),
        words.report_state(each),
        str(each.files) if each.files else "",
        progress_words(each).replace("\n", "　"),
    )


class ReportForm(StepLeaf):
    """What one unit reports of a task for a period."""

    def __init__(
        self, shell: Shell, line: TaskLine, period: Period, unit: UnitReport | None
    ) -> None:
        hint = _("{period}　没有此项工作填“零报告”，有工作没有推动填“无进展”").format(
            period=period.words()
        )
        title = _("填报：{title}").format(title=line.task.title)
        super().__init__(shell, "task_form", title, hint, _("保存"))
        self._line = line
        self._period = period
        report = (unit.report or unit.begun) if unit else None
        kinds = TaskReport.ledger.fields
        asked = []
        for name in _FORM:
            value: Any = getattr(report, name) if report else None
            if name == "unit":
                value = unit.unit if unit and unit.unit else None
            elif name == "reported_on" and value is None:
                value = shell.today
            asked.append(Asked(name, TaskReport.ledger, kinds[name].title, name in _NEEDED, value))
        self.fields.add_section(_("进展"), asked)
        self.chain()

    def save(self) -> None:
        """Keep the report."""
        if self.under_way:
            return
        values, unreadable = self.fields.read()
        odd = {problem.field for problem in unreadable}
        missing = [p for p in self.fields.missing(values) if p.field not in odd]
        if found := [*unreadable, *missing]:
            self.refuse(found)
            return
        self.wait(True)
        self.shell.do(
            partial(_report, item=self._line.task.code, period=self._period, values=values),
            while_there(self, self._kept),
            failed=while_there(self, self._failed),
        )

    def _kept(self, _report: TaskReport) -> None:
        self.wait(False)
        self.shell.said.emit("ok", _("已保存：{title}").format(title=self._line.task.title))
        self.done.emit()

    def _failed(self, error: Exception) -> None:
        self.wait(False)
        if isinstance(error, Invalid):
            self.refuse(list(error.problems))
        else:
            self.trouble.hide()
            self.shell.tell_failure(error)


def _report(desk: Desk, *, item: str, period: Period, values: dict[str, Any]) -> TaskReport:
    from datetime import date

    from boshan_desk.usecases.plans.tasks import report_task

    texts = {name: str(values[name] or "") for name in ("trouble", "next_step", "evidence")}
    return report_task(
        desk,
        item,
        str(values["unit"]),
        period,
        str(values["state"]),
        str(values["text"]),
        reported_on=date.fromisoformat(str(values["reported_on"])),
        **texts,
    )
