"""计划文件: the plans of the office, what each says, loading one, and what they leave open."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
)

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.ledger_groups import Tab, TabRow
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.pack_check import PackCheck, read_pack
from boshan_desk.ui.plan_files_words import (
    STATUS_HINTS,
    plan_in_short,
    plan_page,
    span_words,
)
from boshan_desk.ui.plan_questions import QuestionsLeaf
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

if TYPE_CHECKING:
    from boshan_desk.domain.plans.checking import Finding
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.packs import PlanRow
    from boshan_desk.usecases.plans.questions import OpenQuestion

HEADS: Final = (
    mark("简称"), mark("文号"), mark("期间"), mark("状态"), mark("目标"), mark("任务"),
    mark("待答复"), mark("编号"),
)  # fmt: skip
_WIDTHS: Final = (32, 28, 17, 12, 8, 8, 10)
_SEEN: Final = 6
KINDS: Final = mark("计划文件 (*.toml);;所有文件 (*)")

Found = tuple[list["PlanRow"], list["OpenQuestion"]]


class PlanFilesPage(SidePage):
    """Everyone may read; loading and putting away is for who may change the settings."""

    manual = "plan_files"
    changed = Signal()
    """Another plan was loaded, or one is something else now."""
    paper_wanted = Signal()
    """A plan is to be made from a policy paper."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("计划文件"))
        self.setObjectName("plan_files_page")
        self.shell = shell
        self.rows: list[PlanRow] = []
        self._text = ""
        self._kept = ""
        """The code of the plan that is to be chosen."""
        self.tabs = TabRow("plan_files_tabs")
        self.body.addWidget(self.tabs)
        self.plans = PlansLeaf(may_change=shell.may(Right.SETTINGS))
        self.questions = QuestionsLeaf(shell)
        self.check = PackCheck()
        self._leaves = QStackedWidget()
        for leaf in (self.plans, self.questions, self.check):
            self._leaves.addWidget(leaf)
        self.body.addWidget(self._leaves, 1)
        self._name_tabs(0)
        self.tabs.chosen.connect(self._show_leaf)
        self.setFocusProxy(self.plans)
        self.plans.load_button.clicked.connect(self.choose_file)
        self.plans.draft_button.clicked.connect(self.paper_wanted)
        self.plans.export_button.clicked.connect(self.export)
        self.plans.status_wanted.connect(self.set_status)
        self.questions.ledger_wanted.connect(lambda: shell.list_wanted.emit("plan_answer", None))
        self.check.wanted.connect(self.load)
        self.check.called_off.connect(self.call_off)
        self.questions.answered.connect(self._answered)
        self.refresh()

    def _name_tabs(self, count: int) -> None:
        words = _("待答复的问题 {count}").format(count=count) if count else _("待答复的问题")
        if self.tabs.keys:
            self.tabs.name_tab("questions", words)
        else:
            self.tabs.show_tabs([Tab("plans", _("计划")), Tab("questions", words)])

    def _show_leaf(self, key: str) -> None:
        self._leaves.setCurrentWidget(self.questions if key == "questions" else self.plans)

    def show_questions(self, code: str = "") -> None:
        """Go to the questions, to one of them."""
        self.tabs.choose("questions")
        self.questions.choose(code)

    def refresh(self) -> None:
        """Read the plans again."""
        self.shell.do(read_plans, while_there(self, self.show_found))

    def show_found(self, found: Found) -> None:
        """Show the plans of a desk, and what they leave open."""
        rows, questions = found
        self.rows = rows
        self.plans.show_plans(rows, self._kept)
        self._kept = ""
        plans = {row.plan.code: row.plan for row in rows}
        self.questions.show_questions([(plans[each.plan], each.question) for each in questions])
        self._name_tabs(len(questions))

    def leave(self) -> None:
        """Back from a check to the plans, and from there to where the officer came from."""
        if self._leaves.currentWidget() is self.check:
            self.call_off()
        else:
            super().leave()

    # What is wanted

    def set_status(self, status: str) -> None:
        """Let the chosen plan be something else in this desk."""
        row = self.plans.chosen()
        if row is None or row.status == status:
            return
        from boshan_desk.usecases.plans.packs import STATUSES

        question = _("把“{title}”改为“{status}”（{hint}）？").format(
            title=row.plan.short, status=_(STATUSES[status]), hint=_(STATUS_HINTS[status])
        )
        if not self.shell.ask.confirm(
            question, yes=_("改为“{status}”").format(status=_(STATUSES[status]))
        ):
            return
        code = row.plan.code

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.plans.packs import set_status

            set_status(desk, code, status)

        def done(_done: None) -> None:
            words = _("“{title}”已改为“{status}”")
            self.shell.said.emit(
                "ok", words.format(title=row.plan.short, status=_(STATUSES[status]))
            )
            self.take(code)

        self.shell.do(work, while_there(self, done), words=_("正在保存"))

    def choose_file(self) -> None:
        """Ask for a plan file, and check it."""
        path = self.shell.ask.open_file(_("选择计划文件"), _(KINDS))
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Check a plan file; nothing is loaded yet."""
        county = self.shell.county

        def work(_desk: Desk) -> tuple[str, str, list[Finding]]:
            from boshan_desk.domain.plans.checking import errors_of
            from boshan_desk.domain.plans.reading import read_plan
            from boshan_desk.usecases.plans.packs import check_plan

            text = read_pack(path)
            findings = check_plan(text, county)
            return text, "" if errors_of(findings) else plan_in_short(read_plan(text)), findings

        def show(found: tuple[str, str, list[Finding]]) -> None:
            self._text, what, findings = found
            self.check.show_findings(path.name, what, findings)
            self.tabs.hide()
            self._leaves.setCurrentWidget(self.check)
            self.check.setFocus()

        self.shell.do(work, while_there(self, show), words=_("正在检查"))

    def load(self) -> None:
        """Load the file that was checked."""
        text = self._text

        def work(desk: Desk) -> tuple[str, str]:
            from boshan_desk.usecases.plans.packs import load_plan

            plan = load_plan(desk, text)
            return plan.code, plan.short

        def done(loaded: tuple[str, str]) -> None:
            code, title = loaded
            self.call_off()
            self.shell.said.emit("ok", _("已载入计划“{title}”").format(title=title))
            self.take(code)

        self.shell.do(work, while_there(self, done), words=_("正在载入"))

    def call_off(self) -> None:
        """Load nothing; back to the plans."""
        self._text = ""
        self.tabs.show()
        self._show_leaf(self.tabs.key)

    def export(self) -> None:
        """Write the chosen plan's file, for another office or to change it."""
        row = self.plans.chosen()
        if row is None:
            return
        code = row.plan.code
        path = self.shell.ask.save_file(_("导出计划文件"), f"{code}.toml", _(KINDS))
        if path is None:
            return

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.outputs import output
            from boshan_desk.usecases.plans.packs import plan_file

            text = plan_file(desk, code)
            with output(path) as part:
                part.write_text(text, "utf-8")

        def done(_done: None) -> None:
            self.saved.emit(path, _("已导出：{name}").format(name=path.name))

        self.shell.do(work, while_there(self, done), words=_("正在导出"))

    def _answered(self) -> None:
        self.changed.emit()
        self.refresh()

    def take(self, code: str) -> None:
        """Show a plan that is new here, or something else now."""
        self._kept = code
        self.changed.emit()
        self.refresh()


class PlansLeaf(QFrame):
    """The plans, and below them what the chosen one says."""

    status_wanted = Signal(str)
    """The key of what the chosen plan is to be."""

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self.setObjectName("plan_files")
        self._rows: list[PlanRow] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        self.load_button = _button("plan_load", _("载入计划文件…"), "open")
        self.load_button.setToolTip(_("先检查文件，再决定是否载入"))
        self.draft_button = _button("plan_draft", _("从文件生成…"), "report")
        self.draft_button.setToolTip(_("打开政策文件（.docx、.txt），逐条确认后生成计划"))
        self.status_button = _button("plan_status", _("改状态"), "edit")
        self.export_button = _button("plan_export", _("导出…"), "export")
        self.status_menu = QMenu(self)
        self.status_menu.setToolTipsVisible(True)
        self.status_menu.aboutToShow.connect(self._fill_status)
        self.status_button.setMenu(self.status_menu)
        for button in (self.load_button, self.draft_button, self.status_button):
            if not may_change:
                button.hide()
            bar.addWidget(button)
        bar.addWidget(self.export_button)
        bar.addStretch(1)
        whole.addLayout(bar)
        self.table = make_table("plan_files_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("计划"))
        self.table.itemSelectionChanged.connect(self._choose)
        self.detail = QTextBrowser()
        self.detail.setObjectName("plan_files_detail")
        self.detail.setAccessibleName(_("计划的内容"))
        self.detail.setOpenLinks(False)
        self.detail.setTabChangesFocus(True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        for place, share in enumerate((2, 5)):
            split.setStretchFactor(place, share)
        self._split = split
        whole.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def chosen(self) -> PlanRow | None:
        """The plan that is chosen."""
        row = self.table.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def show_plans(self, rows: list[PlanRow], code: str = "") -> None:
        """Show plans, one of them chosen."""
        from boshan_desk.usecases.plans.packs import STATUSES

        before = self.chosen()
        wanted = code or (before.plan.code if before else "")
        self._rows = rows
        self.table.show_rows(
            [
                (
                    row.plan.short,
                    row.plan.doc_no,
                    span_words(row.plan.start, row.plan.end),
                    _(STATUSES[row.status]),
                    str(len(row.plan.indicators)),
                    str(len(row.plan.tasks)),
                    str(row.open_questions or ""),
                    row.plan.code,
                )
                for row in rows
            ]
        )
        line = theme.row_height(self.fontMetrics())
        # All the plans of an office are seen at once, where there are not many.
        high = line * (min(len(rows), _SEEN) + 2)
        self._split.setSizes([high, max(self._split.height() - high, high)])
        if rows:
            codes = [row.plan.code for row in rows]
            self.table.selectRow(codes.index(wanted) if wanted in codes else 0)
        self._choose()

    def _choose(self) -> None:
        from boshan_desk.usecases.plans.packs import STATUSES

        row = self.chosen()
        self.status_button.setEnabled(row is not None)
        self.export_button.setEnabled(row is not None)
        if row is None:
            self.detail.clear()
        else:
            self.detail.setHtml(plan_page(row.plan, _(STATUSES[row.status]), own=row.own))

    def _fill_status(self) -> None:
        from boshan_desk.usecases.plans.packs import STATUSES

        row = self.chosen()
        self.status_menu.clear()
        for status, title in STATUSES.items():
            action = self.status_menu.addAction(_(title))
            action.setObjectName(f"plan_status_{status}")
            action.setToolTip(_(STATUS_HINTS[status]))
            action.setCheckable(True)
            action.setChecked(row is not None and row.status == status)
            action.triggered.connect(partial(self._take_status, status))

    def _take_status(self, status: str, _checked: bool = False) -> None:
        self.status_wanted.emit(status)


def _button(name: str, words: str, picture: str) -> QPushButton:
    button = QPushButton(icon(picture), words)
    button.setObjectName(name)
    return button


def read_plans(desk: Desk) -> Found:
    """The plans of a desk, and what they leave open."""
    from boshan_desk.usecases.plans.packs import list_plans
    from boshan_desk.usecases.plans.questions import open_questions

    return list_plans(desk), list(open_questions(desk))
