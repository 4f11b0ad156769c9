"""任务: every task of the plans, what was reported of it, and who has said nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, last_full_quarter, quarter_of, read_period
from boshan_desk.i18n import _
from boshan_desk.ui import tasks_words as words
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.paper_out import print_paper
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.task_detail import TaskDetail
from boshan_desk.ui.tasks_list import TasksList

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.tasks import SilentUnit, TaskLine

_QUARTERS: Final = 16
"""So many quarters may be looked at."""
_WIDE_FROM: Final = 62
"""Ems of width from which the task stands beside the table."""
_KEPT: Final = "tasks"

_Read = tuple["list[TaskLine]", "list[SilentUnit]", "tuple[tuple[str, str], ...]", int, int, bool]


class TasksLeaf(QWidget):
    """The table of tasks with the chosen one beside it."""

    saved = Signal(object, str)
    """A file was written: its path, and what is said of it."""
    page_wanted = Signal(object)
    """A `SidePage` is to be laid over what is seen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.setObjectName("tasks_leaf")
        self.lines: list[TaskLine] = []
        self._asked = 0
        self._current = ""
        line = self.fontMetrics().height()
        self.summary = QLabel()
        self.summary.setObjectName("tasks_summary")
        self.summary.setWordWrap(True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.list = TasksList()
        self.list.setAccessibleName(_("任务"))
        self.list.went_to.connect(self._go_to)
        self.list.wanted.connect(self._enter)
        self.detail = TaskDetail(shell)
        self.detail.slip_wanted.connect(self._want_slip)
        self.detail.left.connect(self._show_list)
        self._wide = True
        """Whether there is room for the task beside the table."""
        self.split = QSplitter()
        self.split.setObjectName("tasks_split")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.list)
        self.split.addWidget(self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, line // 3, 0, 0)
        whole.setSpacing(line // 3)
        self._above = QWidget()
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(line // 3)
        above.addLayout(self._make_choosers())
        above.addWidget(self.summary)
        whole.addWidget(self._above)
        whole.addWidget(self.split, 1)
        self.setFocusProxy(self.list)
        shell.stepped.connect(self._heed)
        self._fill_units((), "")

    def _make_choosers(self) -> FlowLayout:
        row = FlowLayout(gap=self.fontMetrics().height() // 2)
        self.period = _combo("tasks_period", _("报送期"))
        today = quarter_of(self.shell.today)
        usual = last_full_quarter(self.shell.today)
        quarter = today
        for _place in range(_QUARTERS):
            self.period.addItem(quarter.words(), str(quarter))
            quarter = quarter.previous()
        kept = str(self.shell.state.get(f"{_KEPT}/period", ""))
        place = self.period.findData(kept)
        self.period.setCurrentIndex(max(place, self.period.findData(str(usual)), 0))
        if place >= 0:
            self.period.setCurrentIndex(place)
        self.plan = _combo("tasks_plan", _("方案"))
        self.unit = _combo("tasks_unit", _("单位"))
        self.only_silent = QCheckBox(_("只看未报齐的"))
        self.only_silent.setObjectName("tasks_only_silent")
        self.slips_button = QPushButton(icon("warning"), _("督办单…"))
        self.slips_button.setObjectName("tasks_slips")
        self.slips_button.setToolTip(_("全部督办单：办理状态、期限、登记回复和销号"))
        self.slips_button.clicked.connect(lambda _on=False: self.open_slips())
        self.out_button = QPushButton(icon("print"), _("你单位的任务"))
        self.out_button.setObjectName("tasks_out")
        menu = QMenu(self.out_button)
        for name, title, sign, slot in (
            ("tasks_print", _("打印…"), "print", self.print_unit),
            ("tasks_pdf", _("保存 PDF…"), "report", self.save_pdf),
            ("tasks_xlsx", _("导出 Excel 表格…"), "template", self.save_sheet),
        ):
            action = menu.addAction(icon(sign), title)
            action.setObjectName(name)
            action.triggered.connect(slot)
        menu.addSeparator()
        self.joining = menu.addAction(_("配合单位也须报送"))
        self.joining.setObjectName("tasks_joining")
        self.joining.setCheckable(True)
        self.joining.setVisible(self.shell.may(Right.SETTINGS))
        self.joining.triggered.connect(self._set_joining)
        self.out_button.setMenu(menu)
        self.look_button = QPushButton(icon("open"), _("看这项任务"))
        self.look_button.setObjectName("tasks_look")
        self.look_button.setToolTip(_("任务内容、各单位的进展和填报（Enter）"))
        self.look_button.clicked.connect(lambda _on=False: self._enter())
        self.look_button.hide()
        for widget in (
            *(self.period, self.plan, self.unit, self.only_silent),
            *(self.slips_button, self.out_button, self.look_button),
        ):
            row.addWidget(widget)
        for box in (self.period, self.plan, self.unit):
            box.activated.connect(lambda _row: self._choose())
        self.only_silent.toggled.connect(lambda _on: self._show())
        return row

    # -- what is chosen

    @property
    def chosen_period(self) -> Period:
        """The period that is looked at."""
        return read_period(str(self.period.currentData()))

    @property
    def chosen_unit(self) -> str:
        """The unit that is looked at; "" for all."""
        return str(self.unit.currentData() or "")

    def _choose(self) -> None:
        if not self.detail.try_leave():
            return
        self.shell.state.set(f"{_KEPT}/period", str(self.period.currentData()))
        self.refresh()

    def _fill_units(self, plans: tuple[tuple[str, str], ...], kept: str) -> None:
        """The choices of units and plans; what was chosen stays."""
        if self.unit.count() == 0:
            self.unit.addItem(_("全部单位"), "")
            for entry in self.shell.lists["unit"]:
                self.unit.addItem(_(entry.label), entry.code)
        if [self.plan.itemData(n) for n in range(1, self.plan.count())] == [p[0] for p in plans]:
            return
        self.plan.clear()
        self.plan.addItem(_("全部方案"), "")
        for code, title in plans:
            self.plan.addItem(title, code)
        self.plan.setCurrentIndex(max(0, self.plan.findData(kept)))
        self.plan.setVisible(len(plans) > 1)

    # -- reading and showing

    def refresh(self) -> None:
        """Read the tasks again; the choice in the table stays."""
        self._asked += 1
        asked, period, unit = self._asked, self.chosen_period, self.chosen_unit
        plan = str(self.plan.currentData() or "")

        def work(desk: Desk) -> _Read:
            from boshan_desk.usecases.plans.slips import OPEN, slip_lines
            from boshan_desk.usecases.plans.tasks import join_must_report, silent_of, task_lines

            with desk.read() as reader:
                joining = join_must_report(reader)
            lines = task_lines(desk, period, plan=plan, unit=unit)
            slips = [each for each in slip_lines(desk) if each.slip.state in OPEN]
            plans = tuple((p.code, p.short or p.title) for p in desk.plans if p.status == "active")
            late = sum(1 for each in slips if each.overdue)
            return lines, silent_of(desk, lines), plans, len(slips), late, joining

        def show(found: _Read) -> None:
            if asked == self._asked:
                self.lines, silent, plans, slips, late, joining = found
                self.joining.setChecked(joining)
                self._fill_units(plans, plan)
                self.summary.setText(words.summary_words(self.lines, silent))
                self._name_slips(slips, late)
                self._show()

        self.shell.do(work, while_there(self, show))

    def _name_slips(self, count: int, late: int) -> None:
        told = _("督办单…")
        if count:
            told = _("督办单（{count}件未销号）…").format(count=count)
        if late:
            told = _("督办单（{count}件未销号，▲{late}件超期）…").format(count=count, late=late)
        self.slips_button.setText(told)

    def _show(self) -> None:
        only = self.only_silent.isChecked()
        self.list.show_lines([line for line in self.lines if line.silent or not only])
        self._show_task(self.list.chosen)

    def _go_to(self, code: str) -> None:
        if code == self._current:
            return
        if not self.detail.try_leave():
            self.list.choose(self._current)
            return
        self._show_task(code)

    def _show_task(self, code: str) -> None:
        self._current = code
        line = next((each for each in self.lines if each.task.code == code), None)
        self.detail.show_line(line, self.chosen_period)

    def showEvent(self, event: QShowEvent) -> None:
        """The tasks are read when they are looked at."""
        super().showEvent(event)
        self.refresh()

    def _heed(self, step: Step) -> None:
        names = ("task_report", "supervision", "attachment", "target", "plan_answer")
        if self.isVisible() and touched(step, *names):
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen, or in large type, one sees the table or the task."""
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE_FROM * em(self)
        if wide != self._wide or event.oldSize().width() < 0:
            self._wide = wide
            self.detail.back_button.setVisible(not wide)
            self.look_button.setVisible(not wide)
            self.list.show()
            self._above.show()
            self.detail.setVisible(wide)
            whole = event.size().width()
            self.split.setSizes([whole * 58 // 100, whole * 42 // 100])

    def _enter(self) -> None:
        """Go on from the table: to the report, or first to the task."""
        if self._wide or not self.list.isVisible():
            self.begin_report()
            return
        self._show_detail()
        self.detail.reports.setFocus()

    def _show_detail(self) -> None:
        """The task alone, where there is no room for the table too."""
        self._above.hide()
        self.list.hide()
        self.detail.show()

    def _show_list(self) -> None:
        """Back to the table, where it gave way to the task."""
        if self._wide or not self.detail.try_leave():
            return
        self.detail.hide()
        self._above.show()
        self.list.show()
        self.list.setFocus()

    # -- what may be done

    def begin_report(self) -> None:
        """Fill in the report of the chosen task."""
        if not self._wide:
            self._show_detail()
        self.detail.begin()

    def _want_slip(self, code: str) -> None:
        self.shell.slip_wanted.emit(code, self.chosen_period)

    def open_slips(self) -> None:
        """Look at every slip."""
        from boshan_desk.ui.slips_page import SlipsPage

        page = SlipsPage(self.shell)
        page.page_wanted.connect(self.page_wanted)
        self.page_wanted.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 reads anew, F8 makes a slip of the chosen task, Insert fills in a report."""
        if event.key() == Qt.Key.Key_F5:
            self.refresh()
        elif event.key() == Qt.Key.Key_Escape and not self._wide and self.detail.isVisible():
            self._show_list()
        elif event.key() == Qt.Key.Key_F8 and self._current:
            self._want_slip(self._current)
        elif event.key() == Qt.Key.Key_Insert:
            self.begin_report()
        else:
            super().keyPressEvent(event)

    def _set_joining(self, on: bool) -> None:
        """Say whether units that take part must report too."""

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.plans.tasks import set_join_must_report

            set_join_must_report(desk, on)

        self.shell.do(work, while_there(self, lambda _none: self.refresh()))

    # -- the sheet of one unit

    def _asked_unit(self) -> str:
        """The unit whose sheet is wanted; "" with a word where none is chosen."""
        if not self.chosen_unit:
            self.shell.said.emit("note", _("请先在上方选一个单位，再打印或保存它的任务"))
            self.unit.setFocus()
        return self.chosen_unit

    def print_unit(self) -> None:
        """Print the sheet of the chosen unit."""
        if unit := self._asked_unit():
            period = self.chosen_period

            def work(desk: Desk) -> Drawn:
                from boshan_desk.usecases.plans.papers import make_unit_paper

                return make_unit_paper(desk, unit, period)

            self.shell.do(
                work,
                lambda drawn: print_paper(self.shell, drawn.pdf, drawn.pages),
                words=_("正在生成单位任务"),
            )

    def save_pdf(self) -> None:
        """Write the sheet of the chosen unit as PDF."""
        self._save("pdf", _("PDF 文件 (*.pdf)"))

    def save_sheet(self) -> None:
        """Write it as a workbook."""
        self._save("xlsx", _("Excel 工作簿 (*.xlsx)"))

    def _save(self, ending: str, kinds: str) -> None:
        unit = self._asked_unit()
        if not unit:
            return
        period = self.chosen_period
        name = _("{unit}任务单_{period}").format(
            unit=self.unit.currentText(), period=period.words()
        )
        path = self.shell.ask.save_file(_("保存任务单"), f"{name}.{ending}", kinds)
        if path is not None:
            self.shell.do(
                _writer(unit, period, path),
                while_there(
                    self,
                    lambda _done: self.saved.emit(
                        path, _("单位任务已保存：{name}").format(name=path.name)
                    ),
                ),
                words=_("正在生成单位任务"),
            )


def _writer(unit: str, period: Period, path: Path) -> Callable[[Desk], object]:
    def work(desk: Desk) -> object:
        from boshan_desk.usecases.plans.papers import unit_sheet

        return unit_sheet(desk, unit, period, path)

    return work


def _combo(name: str, title: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setToolTip(title)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
