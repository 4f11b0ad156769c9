"""The target behind a number of a paper: its line of 目标进度 with its arithmetic, laid over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import Period, last_full_quarter
from boshan_desk.domain.plans.pack import Question
from boshan_desk.domain.report import Source
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import targets_edit, theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.targets_detail import TargetDetail
from boshan_desk.ui.targets_list import TargetsList
from boshan_desk.ui.targets_model import TargetsModel
from boshan_desk.ui.targets_reading import Seen, read_targets


class BehindTargetPage(SidePage):
    """One target as it stands: every series of it, and what can be done about the chosen one."""

    def __init__(self, shell: Shell, source: Source) -> None:
        """`source` names a target and the period it was judged at."""
        super().__init__(_("目标进度"))
        self.setObjectName("behind_target")
        self.shell = shell
        self.source = source
        span = source.span
        self.period = span if isinstance(span, Period) else last_full_quarter(shell.today)
        self.seen: Seen | None = None
        self.words = QLabel()
        self.words.setObjectName("behind_target_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        theme.dress(self.words, role="section")
        self.model = TargetsModel()
        self.list = TargetsList(self.model)
        # It cannot be laid out before it has lines.
        self.list.hide()
        self.detail = TargetDetail(shell)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.detail)
        split.setStretchFactor(1, 1)
        self.body.addWidget(self.words)
        self.body.addWidget(split, 1)
        self.setFocusProxy(self.list)
        self.list.chosen_anew.connect(self._show_chosen)
        self.list.records_wanted.connect(lambda: self.act("records"))
        self.list.slip_wanted.connect(lambda: self.act("slip"))
        self.detail.wanted.connect(self.act)
        self.detail.answer_wanted.connect(self._answer)
        self.words.setText(_("正在计算{period}的进度…").format(period=self.period.words()))
        self.refresh()
        shell.stepped.connect(self._after)

    def refresh(self) -> None:
        """Count again."""
        period, town = self.period, self.source.town
        self.shell.jobs.look(
            lambda _progress: read_targets(self.shell.desk, period, "", town),
            while_there(self, self._show),
            while_there(self, self._failed),
        )

    def act(self, name: str) -> None:
        """Do one of the acts about the chosen target, or say why not."""
        line = self.model.line(self.list.currentIndex().row())
        if why_not := self.detail.why_not(name):
            self.shell.said.emit("note", why_not)
        elif line is None:
            return
        elif name == "records":
            self.shell.behind_wanted.emit(line.metric, self.period, line.town)
        elif name == "slip":
            self.shell.slip_wanted.emit(line.indicator, self.period)
        elif name == "report":
            unit = next(iter(line.unit_codes), "")
            values = {"period": str(self.period), "indicator": line.indicator}
            self.shell.open_record("task_report", None, values | ({"unit": unit} if unit else {}))
        else:
            page = targets_edit.make_page(self.shell, name, line, self.detail.detail)
            self.shell.page_wanted.emit(page)

    def _answer(self, question: Question) -> None:
        self.shell.page_wanted.emit(targets_edit.AnswerPage(self.shell, question))

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        lines = [line for line in seen.lines if line.indicator == self.source.target]
        self.model.show(lines)
        if self.list.isHidden():
            self.list.show()
            self.list.setFocus()
        self.list.show_headings()
        self.list.choose(self.list.chosen(), 1)
        if lines:
            words = explained(self.source.target, f"{lines[0].title}　{self.period.words()}")
        else:
            words = _("在办的方案里没有指标 {code}").format(code=self.source.target)
        self.words.setText(words)

    def _failed(self, error: Exception) -> None:
        self.words.setText(_("没有查到"))
        self.shell.tell_failure(error)

    def _show_chosen(self) -> None:
        line = self.model.line(self.list.currentIndex().row())
        if line is not self.detail.line:
            self.detail.show_line(line, self.seen.plans if self.seen else ())

    def _after(self, _step: Step) -> None:
        # Any ledger may be behind a figure.
        self.refresh()
