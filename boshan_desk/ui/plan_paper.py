"""A plan from a policy paper: open or paste it, look at what it seems to say, keep what fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain import reading
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.plan_paper_tables import TargetTable, TaskTable
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.domain.plans.pack import Plan
    from boshan_desk.domain.plans.papers import Draft
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.drafting import Identity


_LEAST_LINES = 15
"""How high the tables and the source are at least, in lines of text."""


class PlanPaperPage(SidePage):
    """First the paper, then what it seems to say; nothing is a plan until it is loaded."""

    manual = "papers"
    loaded = Signal(str)
    """The code of the plan that the desk now has."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("从文件生成计划"))
        self.setObjectName("plan_paper_page")
        self.shell = shell
        self.draft: Draft | None = None
        self._steps = QStackedWidget()
        self._steps.addWidget(self._choosing())
        self._steps.addWidget(self._confirming())
        self.body.addWidget(self._steps, 1)

    # The paper

    def _choosing(self) -> QWidget:
        page = QWidget()
        rows = QVBoxLayout(page)
        about = QLabel(
            _(
                "打开方案、通知的 Word 文件（.docx）或文本文件，或者把全文粘贴到下面。"
                "程序按标题编号、责任单位和数字提出任务与指标，逐条核对后才生成计划。"
            )
        )
        about.setWordWrap(True)
        rows.addWidget(about)
        self.pasted = QPlainTextEdit()
        self.pasted.setObjectName("paper_text")
        self.pasted.setAccessibleName(_("文件全文"))
        self.pasted.setPlaceholderText(_("在这里粘贴全文"))
        rows.addWidget(self.pasted, 1)
        bar = QHBoxLayout()
        self.open_button = QPushButton(icon("open"), _("打开文件…"))
        self.open_button.setObjectName("paper_open")
        self.open_button.clicked.connect(self.open_file)
        self.read_button = QPushButton(_("分解粘贴的文字"))
        self.read_button.setObjectName("paper_read")
        self.read_button.clicked.connect(self.read_pasted)
        self.read_button.setEnabled(False)
        theme.dress(self.read_button, role="primary")
        self.pasted.textChanged.connect(
            lambda: self.read_button.setEnabled(bool(self.pasted.toPlainText().strip()))
        )
        bar.addWidget(self.open_button)
        bar.addStretch(1)
        bar.addWidget(self.read_button)
        rows.addLayout(bar)
        return page

    def open_file(self) -> None:
        """Ask for a file and take it apart."""
        path = self.shell.ask.open_file(
            _("选择方案或通知"), _("Word 或文本文件 (*.docx *.txt);;所有文件 (*)")
        )
        if path is not None:
            self.read_file(path)

    def read_file(self, path: Path) -> None:
        """Take a file apart."""

        def work(_desk: Desk) -> Draft:
            from boshan_desk.usecases.plans.drafting import draft_of_file

            return draft_of_file(path)

        self.shell.do(work, while_there(self, self.show_draft), words=_("正在分解文件"))

    def read_pasted(self) -> None:
        """Take the pasted text apart."""
        text = self.pasted.toPlainText()

        def work(_desk: Desk) -> Draft:
            from boshan_desk.usecases.plans.drafting import draft_of_text

            return draft_of_text(text)

        self.shell.do(work, while_there(self, self.show_draft), words=_("正在分解文字"))

    # What it seems to say

    def _confirming(self) -> QWidget:
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        # On a low screen the lines above leave no rows of the table: the page rolls instead.
        roll = QScrollArea()
        roll.setWidgetResizable(True)
        roll.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._identity_lines())
        roll.setWidget(inner)
        whole.addWidget(roll, 1)
        self.tasks, self.targets = TaskTable(), TargetTable()
        self.left_over = QListWidget()
        self.left_over.setObjectName("draft_undivided")
        self.left_over.setAccessibleName(_("未分解的段落"))
        self.left_over.setWordWrap(True)
        self.make_task = QPushButton(icon("add"), _("设为任务"))
        self.make_task.setObjectName("draft_make_task")
        self.make_task.clicked.connect(self.take_paragraph)
        third = QWidget()
        beside = QVBoxLayout(third)
        beside.addWidget(self.left_over, 1)
        beside.addWidget(self.make_task, 0, Qt.AlignmentFlag.AlignLeft)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("draft_tabs")
        for leaf in (self.tasks, self.targets, third):
            self.tabs.addTab(leaf, "")
        self.source = QPlainTextEdit()
        self.source.setObjectName("draft_source")
        self.source.setReadOnly(True)
        self.source.setAccessibleName(_("原文"))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.tabs)
        split.addWidget(self.source)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 1)
        split.setMinimumHeight(self.fontMetrics().height() * _LEAST_LINES)
        rows.addWidget(split, 1)
        self.tasks.row_chosen.connect(self._show_task_source)
        self.targets.row_chosen.connect(self._show_target_source)
        self.left_over.currentTextChanged.connect(self.source.setPlainText)
        self.tasks.changed.connect(self._count)
        self.targets.changed.connect(self._count)
        bar = QHBoxLayout()
        again = QPushButton(icon("undo"), _("换一份文件"))
        again.setObjectName("draft_again")
        again.clicked.connect(lambda: self._steps.setCurrentIndex(0))
        self.export_button = QPushButton(icon("export"), _("另存为计划文件…"))
        self.export_button.setObjectName("draft_export")
        self.export_button.clicked.connect(self.export)
        self.load_button = QPushButton(_("生成计划"))
        self.load_button.setObjectName("draft_load")
        self.load_button.clicked.connect(self.load)
        if not self.shell.may(Right.SETTINGS):
            self.load_button.hide()
        theme.dress(self.load_button, role="primary")
        bar.addWidget(again)
        bar.addStretch(1)
        bar.addWidget(self.export_button)
        bar.addWidget(self.load_button)
        whole.addLayout(bar)
        return page

    def _identity_lines(self) -> QHBoxLayout:
        self.lines: dict[str, QLineEdit] = {}
        both = QHBoxLayout()
        for names in (
            (
                ("title", _("名称")),
                ("issuer", _("印发机关")),
                ("doc_no", _("文号")),
                ("issued_on", _("印发日期")),
            ),
            (
                ("short", _("简称")),
                ("span", _("起止日期")),
                ("code", _("计划编号")),
                ("prefix", _("代码前缀")),
            ),
        ):
            form = QFormLayout()
            for name, title in names:
                line = QLineEdit()
                line.setObjectName(f"draft_{name}")
                self.lines[name] = line
                form.addRow(title, line)
            both.addLayout(form, 1)
        self.lines["code"].setToolTip(_("小写字母、数字和短横线，如 qinghe-2026；载入后不再改变"))
        self.lines["prefix"].setToolTip(_("二到四个大写字母，写在每个指标和任务的编号前面，如 QH"))
        self.lines["span"].setToolTip(_("如 2026-03-09 至 2028-12-31"))
        return both

    def show_draft(self, draft: Draft) -> None:
        """Show what a paper seems to say."""
        from boshan_desk.usecases.plans.drafting import propose_identity

        self.draft = draft
        told = propose_identity(draft, self.shell.today)
        for name in ("title", "issuer", "doc_no", "short", "code", "prefix"):
            self.lines[name].setText(getattr(told, name))
            self.lines[name].setCursorPosition(0)
        self.lines["issued_on"].setText(str(told.issued_on or ""))
        self.lines["span"].setText(_("{a} 至 {b}").format(a=told.start, b=told.end))
        self.lines["span"].setCursorPosition(0)
        self.source.clear()
        self.tasks.show_tasks(draft.tasks)
        self.targets.show_targets(draft.targets)
        self.left_over.clear()
        self.left_over.addItems([p.text for p in draft.undivided])
        self._count()
        self._steps.setCurrentIndex(1)
        if not draft.tasks and not draft.targets:
            self.shell.said.emit(
                "warn", _("没有找到编号的任务和带数字的目标；可在“未分解”里逐段设为任务")
            )
        self.tabs.setCurrentIndex(0 if draft.tasks else 1 if draft.targets else 2)

    def _count(self) -> None:
        tasks = sum(self.tasks.kept(row) for row in range(self.tasks.rowCount()))
        targets = sum(self.targets.kept(row) for row in range(self.targets.rowCount()))
        for place, words in enumerate(
            (
                _("任务（采用 {n} / {all}）").format(n=tasks, all=self.tasks.rowCount()),
                _("指标（采用 {n} / {all}）").format(n=targets, all=self.targets.rowCount()),
                _("未分解（{n} 段）").format(n=self.left_over.count()),
            )
        ):
            self.tabs.setTabText(place, words)
        self.load_button.setToolTip(
            _("生成计划：{tasks} 项任务、{targets} 个指标").format(tasks=tasks, targets=targets)
        )

    def _show_task_source(self, row: int) -> None:
        if 0 <= row < len(self.tasks.tasks):
            self.source.setPlainText(self.tasks.tasks[row].text)

    def _show_target_source(self, row: int) -> None:
        if 0 <= row < len(self.targets.targets):
            self.source.setPlainText(self.targets.targets[row].text)

    def take_paragraph(self) -> None:
        """Make a measure of a paragraph that has none."""
        from boshan_desk.domain.plans.papers import DraftTask

        row = self.left_over.currentRow()
        if self.draft is None or row < 0:
            self.shell.said.emit("note", _("请先选中一段"))
            return
        item = self.left_over.takeItem(row)
        text = item.text()
        number = next((p.number for p in self.draft.paragraphs if p.text == text), 0)
        count = sum(not task.safeguard for task in self.tasks.tasks) + 1
        self.tasks.add_task(
            DraftTask(
                no=str(count), title=text[:30], text=text, paragraphs=(number,) if number else ()
            )
        )
        self.tabs.setCurrentIndex(0)
        self._count()

    # What comes of it

    def plan(self) -> Plan | None:
        """The plan of what is kept; None where something must be mended first, which is said."""
        from boshan_desk.usecases.plans.drafting import make_plan

        if self.draft is None:
            return None
        try:
            identity = self._identity()
            return make_plan(identity, self.tasks.taken(), self.targets.taken(), self.draft)
        except Refused as error:
            self.shell.said.emit("error", error.words())
        except ValueError as error:
            self.shell.said.emit("error", str(error))
        return None

    def _identity(self) -> Identity:
        from boshan_desk.usecases.plans.drafting import Identity

        words = {name: line.text().strip() for name, line in self.lines.items()}
        try:
            first, last = (reading.read_date(part) for part in words["span"].split(_("至")))
            issued = reading.read_date(words["issued_on"]) if words["issued_on"] else None
        except (ValueError, reading.Unreadable):
            raise ValueError(_("日期看不懂，起止日期请写成 2026-03-09 至 2028-12-31")) from None
        return Identity(
            code=words["code"],
            prefix=words["prefix"],
            title=words["title"],
            short=words["short"],
            doc_no=words["doc_no"],
            issuer=words["issuer"],
            issued_on=issued,
            start=first,
            end=last,
        )

    def export(self) -> None:
        """Write the plan as a file, for another desk or for later."""
        from boshan_desk.domain.plans.writing import plan_text

        plan = self.plan()
        if plan is None:
            return
        path = self.shell.ask.save_file(
            _("另存为计划文件"), f"{plan.code}.toml", _("计划文件 (*.toml)")
        )
        if path is None:
            return

        def work(_desk: Desk) -> Path:
            from boshan_desk.usecases.outputs import output

            with output(path) as part:
                part.write_text(plan_text(plan), "utf-8")
            return path

        self.shell.do(
            work,
            while_there(
                self,
                lambda done: self.saved.emit(done, _("已保存：{name}").format(name=done.name)),
            ),
        )

    def load(self) -> None:
        """Give the desk the plan."""
        plan = self.plan()
        if plan is None:
            return

        def work(desk: Desk) -> Plan:
            from boshan_desk.domain.plans.writing import plan_text
            from boshan_desk.usecases.plans.packs import load_plan

            return load_plan(desk, plan_text(plan), status="active")

        def done(made: Plan) -> None:
            self.shell.said.emit("ok", _("已生成计划“{title}”").format(title=made.short))
            self.loaded.emit(made.code)

        self.shell.do(work, while_there(self, done), words=_("正在生成计划"))
