"""目标进度: where every target stands, who has it, and what to do about those that are behind."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import Period
from boshan_desk.domain.plans.lamps import Lamp
from boshan_desk.domain.plans.pack import Question
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import targets_edit, targets_out, theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.targets_charts_leaf import ChartsLeaf
from boshan_desk.ui.targets_detail import TargetDetail
from boshan_desk.ui.targets_filter import TargetsFilter
from boshan_desk.ui.targets_list import TargetsList
from boshan_desk.ui.targets_model import Key, TargetsModel
from boshan_desk.ui.targets_reading import Seen, read_targets

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing

_SPLIT: Final = "targets.split"
_CHARTS: Final = "targets.charts"
_ROOMY: Final = 25
"""From so many lines of height on there is room for the table and what is said of a line."""


class TargetsLeaf(QWidget):
    """The table of targets with its choosers, or its pictures, and the chosen target below."""

    saved = Signal(object, str)
    """A file was written: its path, and what it holds."""
    page_wanted = Signal(object)
    """A `SidePage` is to be laid over what is seen."""
    files_wanted = Signal()
    """There is no plan in force: the plan files are wanted."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.seen: Seen | None = None
        """The numbers that are shown; None before the first came."""
        self._asked = 0
        self._stale = True
        self._low: bool | None = None
        """Whether there is too little height for table and detail; None before it is known."""
        self.setObjectName("targets_leaf")
        line = self.fontMetrics().height()
        self.waiting = QLabel()
        self.waiting.setObjectName("targets_waiting")
        theme.dress(self.waiting, severity="note")
        self.filter = TargetsFilter(shell, self._make_ways(line))
        self.corner = self._make_outputs(line)
        """Stands beside the tabs of the place as long as this leaf is seen."""
        self.model = TargetsModel()
        self.list = TargetsList(self.model)
        self.detail = TargetDetail(shell)
        self.charts = ChartsLeaf(shell)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setObjectName("targets_split")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.list)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.ways = QStackedWidget(self)
        self.ways.addWidget(self.split)
        self.ways.addWidget(self.charts)
        self.empty = self._make_empty()
        self._pile = QStackedLayout()
        self._pile.addWidget(self.ways)
        self._pile.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, line // 3, 0, 0)
        whole.setSpacing(line // 3)
        whole.addWidget(self.filter)
        whole.addLayout(self._pile, 1)
        self.setFocusProxy(self.list)
        self._fit()
        if shell.state.get(_CHARTS, False):
            self.show_charts(True)
        self._connect()
        self._say_waiting()

    def _connect(self) -> None:
        self.filter.counted_anew.connect(self.refresh)
        self.filter.narrowed_anew.connect(self._show_lines)
        self.list.chosen_anew.connect(self._show_chosen)
        self.list.records_wanted.connect(partial(self.act, "records"))
        self.list.slip_wanted.connect(partial(self.act, "slip"))
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.detail.wanted.connect(self.act)
        self.detail.answer_wanted.connect(self._answer)
        self.charts.line_wanted.connect(self._go_to_line)
        self.charts.lamp_wanted.connect(self._show_lamp)
        self.detail.unfolded.connect(self._unfold)
        self.split.splitterMoved.connect(lambda _at, _index: self._keep_split())
        self.shell.stepped.connect(self._after)

    def _make_ways(self, line: int) -> QWidget:
        """To look at the table, or at pictures."""
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(line // 4)
        # In a row that is there anyway: what comes and goes moves nothing.
        row.addWidget(self.waiting)
        row.addSpacing(line // 2)
        self.way_buttons: dict[str, QToolButton] = {}
        choice = QButtonGroup(self)
        for name, words, sign in (
            ("table", _("看表"), "columns"),
            ("charts", _("看图"), "report"),
        ):
            button = QToolButton()
            button.setObjectName(f"targets_{name}")
            button.setText(words)
            button.setIcon(icon(sign))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose_way, name))
            choice.addButton(button)
            row.addWidget(button)
            self.way_buttons[name] = button
        self.way_buttons["table"].setChecked(True)
        return box

    def _make_outputs(self, line: int) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(line // 3)
        row.addWidget(self._make_export())
        self.print_button = QPushButton(icon("print"), _("打印…"))
        self.print_button.setObjectName("targets_print")
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.clicked.connect(lambda _on=False: self.print_out())
        row.addWidget(self.print_button)
        return box

    def _make_export(self) -> QPushButton:
        button = QPushButton(icon("export"), _("输出"))
        button.setObjectName("targets_export")
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        self.unit_action = QAction()
        for name, words, sign, slot in (
            ("targets_sheet", _("Excel 表格…"), "template", self.export_list),
            ("targets_pdf", _("PDF 文件…"), "report", self.save_paper),
            ("targets_unit_sheet", _("你单位的任务…"), "officer", self.save_unit_sheet),
        ):
            action = menu.addAction(icon(sign), words)
            action.setObjectName(name)
            action.triggered.connect(slot)
            if name == "targets_unit_sheet":
                self.unit_action = action
        menu.aboutToShow.connect(self.name_unit)
        button.setMenu(menu)
        return button

    def _make_empty(self) -> QWidget:
        page = QWidget()
        page.setObjectName("targets_empty")
        self.empty_words = QLabel()
        self.empty_words.setObjectName("targets_empty_words")
        self.empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_words.setWordWrap(True)
        self.empty_button = QPushButton()
        self.empty_button.setObjectName("targets_empty_button")
        self.empty_button.clicked.connect(lambda _on=False: self._help_empty())
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(self.empty_words)
        layout.addWidget(self.empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page

    # What is shown

    @property
    def period(self) -> Period:
        """The quarter that is shown."""
        return self.filter.wanted.period

    @property
    def line(self) -> Standing | None:
        """The chosen target."""
        return self.model.line(self.list.currentIndex().row())

    def refresh(self) -> None:
        """Count again; the choice stays."""
        self._asked += 1
        self._stale = False
        asked, wanted = self._asked, self.filter.wanted
        self._say_waiting()

        def work(_progress: object) -> Seen | None:
            if asked != self._asked:
                # While one waited, other numbers were asked for.
                return None
            return read_targets(self.shell.desk, wanted.period, wanted.plan, wanted.town)

        def show(seen: Seen | None) -> None:
            if seen is not None and asked == self._asked:
                self._show(seen)

        self.shell.jobs.look(work, while_there(self, show), while_there(self, self._failed))

    def _failed(self, error: Exception) -> None:
        self._stale = True
        words = error.words() if isinstance(error, Refused) else _("没有算出来，请按 F5 重试")
        self.waiting.setText(words)
        self.waiting.show()
        self.shell.tell_failure(error)

    def _say_waiting(self) -> None:
        """Say what one waits for; what was there stays in sight."""
        self.waiting.setText(_("正在计算{period}的进度…").format(period=self.period.words()))
        self.waiting.show()
        if self.seen is None:
            self.empty_words.setText(self.waiting.text())
            self.empty_button.hide()
            self._pile.setCurrentWidget(self.empty)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.waiting.hide()
        self.filter.offer(seen.plans, seen.lines)
        self._show_lines()

    def _show_lines(self) -> None:
        seen = self.seen
        if seen is None:
            return
        wanted = self.filter.wanted
        lines = [line for line in seen.lines if wanted.fits(line)]
        chosen, focused = self.list.chosen(), self.list.hasFocus()
        at, column = self.list.currentIndex().row(), self.list.currentIndex().column()
        down, across = self.list.verticalScrollBar(), self.list.horizontalScrollBar()
        top, left = down.value(), across.value()
        self.model.show(lines)
        self.list.show_headings()
        self.list.choose(chosen or self._kept_key(), at, column)
        down.setValue(top)
        across.setValue(left)
        self.filter.show_lines(seen.lines)
        self.charts.show_lines(lines, seen)
        self._show_empty(lines)
        if focused:
            self.list.setFocus()

    def _kept_key(self) -> Key | None:
        """The target that was chosen when the window was closed."""
        kept = self.shell.state.get("targets.chosen")
        return (kept[0], kept[1], kept[2]) if isinstance(kept, list) and len(kept) == 3 else None

    def _show_empty(self, lines: list[Standing]) -> None:
        seen = self.seen
        if lines or seen is None:
            self._pile.setCurrentWidget(self.ways)
            return
        if not any(plan.status == "active" and plan.indicators for plan in seen.plans):
            self.empty_words.setText(_("没有在办的方案，先在“计划文件”里启用一个。"))
            self.empty_button.setText(_("计划文件…"))
            self.empty_button.setIcon(icon("open"))
        else:
            self.empty_words.setText(_("没有符合条件的指标。"))
            self.empty_button.setText(_("清除筛选"))
            self.empty_button.setIcon(icon("filter-clear"))
        self.empty_button.setVisible(self.filter.narrowed or not seen.lines)
        self._pile.setCurrentWidget(self.empty)

    def _help_empty(self) -> None:
        seen = self.seen
        if seen and any(plan.status == "active" and plan.indicators for plan in seen.plans):
            self.filter.clear()
        else:
            self.files_wanted.emit()

    def _show_chosen(self) -> None:
        line = self.line
        if line is not self.detail.line:
            self.detail.show_line(line, self.seen.plans if self.seen else ())
            self.charts.show_towns_of(line, self.seen)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked is counted when it is looked at."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _after(self, _step: Step) -> None:
        # Any ledger may be behind a figure.
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def save_state(self) -> None:
        """Remember where one is."""
        key = self.list.chosen()
        self.shell.state.set("targets.chosen", list(key) if key else None)

    # Sizes

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the window is low the table has the room, and the rest is asked for."""
        line = self.fontMetrics().height()
        low = self.height() < line * _ROOMY
        if low == self._low:
            return
        self._low = low
        self.detail.set_low(low)
        kept = self.shell.state.bytes(_SPLIT)
        if low:
            self.split.setSizes([line * 100, 1])
        elif kept.isEmpty() or not self.split.restoreState(kept):
            self.split.setSizes([line * 15, line * 11])

    def _unfold(self, on: bool) -> None:
        self.list.setVisible(not on)
        self.filter.setVisible(not on)
        if not on:
            self.split.setSizes([self.split.height(), 1])

    def _keep_split(self) -> None:
        if not self._low:
            self.shell.state.set_bytes(_SPLIT, self.split.saveState())

    # Table or pictures

    def show_charts(self, on: bool) -> None:
        """Show pictures, or the table."""
        self.way_buttons["charts" if on else "table"].setChecked(True)
        self.ways.setCurrentIndex(int(on))
        self.setFocusProxy(self.charts if on else self.list)

    def _choose_way(self, name: str, _on: bool = False) -> None:
        self.shell.state.set(_CHARTS, name == "charts")
        self.show_charts(name == "charts")

    def _go_to_line(self, key: Key) -> None:
        """From a picture to its line in the table."""
        self._choose_way("table")
        self.list.choose(key, self.list.currentIndex().row())
        self.list.setFocus()

    def _show_lamp(self, lamp: Lamp) -> None:
        self.filter.show_lamp(lamp)
        self._choose_way("table")
        self.list.setFocus()

    # What can be done about the chosen target

    def act(self, name: str) -> None:
        """Do one of the acts about the chosen target, or say why not."""
        line = self.line
        if why_not := self.detail.why_not(name):
            self.shell.said.emit("note", why_not)
            return
        if line is None:
            return
        match name:
            case "records":
                self.shell.behind_wanted.emit(line.metric, self.period, line.town)
            case "slip":
                self.shell.slip_wanted.emit(line.indicator, self.period)
            case "report":
                self._report(line)
            case _:
                page = targets_edit.make_page(self.shell, name, line, self.detail.detail)
                self._lay(page)

    def _report(self, line: Standing) -> None:
        values: dict[str, object] = {
            "period": str(self.period),
            "indicator": line.indicator,
            "reported_on": self.shell.today,
        }
        unit = self.filter.wanted.unit or next(iter(line.unit_codes), "")
        if unit:
            values["unit"] = unit
        self.shell.open_record("task_report", None, values)

    def _answer(self, question: Question) -> None:
        if self.line is not None:
            self._lay(targets_edit.AnswerPage(self.shell, question))

    def _lay(self, page: SidePage) -> None:
        page.closed.connect(lambda: self.list.setFocus())
        self.page_wanted.emit(page)

    def _show_menu(self, at: QPoint) -> None:
        line = self.model.line(self.list.indexAt(at).row())
        if line is None:
            return
        menu = QMenu(self.list)
        menu.setToolTipsVisible(True)
        menu.addActions(list(self.detail.actions_by_name.values()))
        menu.addSeparator()
        copy = menu.addAction(_("复制"))
        copy.triggered.connect(lambda _on=False: self.list.copy_cells())
        menu.exec(self.list.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 makes the slip; F5 counts again."""
        if event.key() == Qt.Key.Key_F8:
            self.act("slip")
        elif event.key() == Qt.Key.Key_F5:
            self.refresh()
        else:
            super().keyPressEvent(event)

    # Handing out

    def name_unit(self) -> None:
        """The sheet is for one unit; without one chosen it says so."""
        unit = self.filter.wanted.unit
        self.unit_action.setEnabled(bool(unit))
        label = self.shell.lists["unit"].label(unit) if unit else ""
        self.unit_action.setText(
            _("“{unit}”的任务单…").format(unit=label) if unit else _("你单位的任务（请先选单位）")
        )

    def export_list(self) -> None:
        """Write what is shown into a workbook."""
        targets_out.export_sheet(self.shell, self.filter.wanted, self._tell_written)

    def save_paper(self) -> None:
        """Write what is shown as PDF."""
        targets_out.save_paper(self.shell, self.filter.wanted, self._tell_written)

    def save_unit_sheet(self) -> None:
        """Write the tasks of the chosen unit as PDF."""
        if not self.filter.wanted.unit:
            self.shell.said.emit("note", _("请先在上方选一个单位"))
            return
        targets_out.save_unit_sheet(self.shell, self.filter.wanted, self._tell_written)

    def print_out(self) -> None:
        """Print what is shown."""
        targets_out.print_table(self.shell, self.filter.wanted)

    def _tell_written(self, path: Path, words: str) -> None:
        self.saved.emit(path, words)
