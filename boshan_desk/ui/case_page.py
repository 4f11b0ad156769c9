"""The page of a case: where it stands and what is next, its limits, and what belongs to it.

The ordinary form of the case is the last of its tabs; the page is laid into `RecordPage`, which
keeps the name above, the way back and the saving of typed changes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step as Work
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.clocks import Clock
from boshan_desk.procedure.performing import held_fields
from boshan_desk.procedure.steps import BY_EVENT
from boshan_desk.ui import theme
from boshan_desk.ui.case_clocks import ClocksPanel
from boshan_desk.ui.case_hints_panel import HintsPanel
from boshan_desk.ui.case_leaf import PaperLeaf, PaperOf, WhyLeaf, title_of
from boshan_desk.ui.case_lists import FileTab, GoodsTab, ListTab
from boshan_desk.ui.case_next import NextSteps
from boshan_desk.ui.case_reading import Sight, read_case
from boshan_desk.ui.case_steps import StepsPanel
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.record_access import Access
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.step_correction import CorrectionForm
from boshan_desk.ui.step_form import StepForm, StepLeaf

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.case_hints import CaseHints

TABS: Final = (
    ("desk", mark("办理")),
    ("timeline", mark("时间轴")),
    ("case_measure", mark("措施")),
    ("case_stop", mark("停止计时")),
    ("case_penalty", mark("处罚")),
    ("case_party", mark("其他当事人")),
    ("case_goods", mark("违法经营额")),
    ("case_paper", mark("卷宗")),
    ("record", mark("案件信息")),
)
"""The tabs, by key."""

_COUNTED: Final = {
    "case_measure": "measures",
    "case_stop": "stops",
    "case_penalty": "penalties",
    "case_party": "parties",
    "case_goods": "goods",
    "case_paper": "papers",
}
"""Tabs that say how many records they hold, and what of the case's file that is."""

_BEARING: Final = ("case", "case_step", "informant", *_COUNTED)
"""The ledgers of which a change shows on the page."""

_SIDE_FROM = 66
"""Ems of width from which the limits stand beside the next steps, not below them."""


class Overview(QScrollArea):
    """State and next steps, limits beside them, hints and steps below."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("case_overview")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.next = NextSteps(shell)
        self.clocks = ClocksPanel(shell)
        self.hints = HintsPanel(shell)
        self.steps = StepsPanel(shell)
        size = em(self)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(size // 2)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(size // 2)
        for panel in (self.next, self.clocks):
            card = QFrame()
            theme.dress(card, role="card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(panel)
            self._top.addWidget(card, 4 if panel is self.next else 5)
        whole.addLayout(self._top)
        whole.addWidget(self.hints)
        whole.addWidget(self.steps, 1)
        self.setWidget(sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Lay the panels out for the width there is."""
        way = QBoxLayout.Direction
        beside = self.viewport().width() >= _SIDE_FROM * em(self)
        self._top.setDirection(way.LeftToRight if beside else way.TopToBottom)
        row = theme.row_height(self.fontMetrics())
        self.clocks.table.setMinimumHeight(row * 4)
        self.steps.table.setMinimumHeight(row * 4)


class CasePage(QWidget):
    """The tabs of one stored case."""

    form_shown = Signal(bool)
    """Whether the ordinary form is in view."""
    fields_held = Signal(object)
    """The names of the fields that only steps write."""

    def __init__(
        self, shell: Shell, id: str, form: QWidget, *, unsaved: Callable[[], bool]
    ) -> None:
        """`form`: the last tab; `unsaved`: whether something typed into it is not saved."""
        super().__init__()
        self.setObjectName("case_page")
        self.shell = shell
        self.id = id
        self._unsaved = unsaved
        self.sight: Sight | None = None
        """The case as it was read last."""
        self._access = Access()
        self._asked = 0
        self._begins = False
        """Whether the cursor is to be put on the next step when the case has been read."""
        self._leaf: StepLeaf | WhyLeaf | PaperLeaf | None = None
        self._made: dict[str, QWidget] = {"record": form}
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(size // 3)
        self.tabs = QTabBar()
        self.tabs.setObjectName("case_tabs")
        self.tabs.setAccessibleName(_("案件的各部分"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        for _key, title in TABS:
            self.tabs.addTab(_(title))
        whole.addWidget(self.tabs)
        self.stack = QStackedWidget()
        self.stack.setObjectName("case_stack")
        whole.addWidget(self.stack, 1)
        self.overview = Overview(shell)
        self.desk = QStackedWidget()
        self.desk.setObjectName("case_desk")
        self.desk.addWidget(self.overview)
        self._made["desk"] = self.desk
        self.stack.addWidget(self.desk)
        self.stack.addWidget(form)
        self.overview.next.step_wanted.connect(self.begin_step)
        self.overview.clocks.why_wanted.connect(self.show_why)
        self.overview.steps.correct_wanted.connect(self.begin_correction)
        self.tabs.currentChanged.connect(self._show_tab)
        shell.stepped.connect(self._after)

    # -- tabs

    @property
    def tab(self) -> str:
        """The key of the tab in view."""
        return TABS[self.tabs.currentIndex()][0]

    def show_tab(self, key: str) -> None:
        """Go to a tab."""
        place = next(n for n, (name, _title) in enumerate(TABS) if name == key)
        self.tabs.setCurrentIndex(place)
        self._show_tab(place)

    def part(self, key: str) -> QWidget:
        """What a tab shows; made when it is first looked at."""
        if key not in self._made:
            made = self._make(key)
            self._made[key] = made
            self.stack.addWidget(made)
        return self._made[key]

    def _make(self, key: str) -> QWidget:
        if key == "timeline":
            from boshan_desk.ui.case_course import CourseTab

            course = CourseTab(self.shell)
            course.print_wanted.connect(self.show_course_paper)
            course.why_wanted.connect(self._show_why_of)
            return course
        if key == "case_goods":
            return GoodsTab(self.shell, self.id)
        if key == "case_paper":
            papers = FileTab(self.shell, self.id)
            papers.index_wanted.connect(self.show_index_paper)
            return papers
        return ListTab(self.shell, key, self.id)

    def _show_tab(self, place: int) -> None:
        key = TABS[place][0]
        part = self.part(key)
        self.stack.setCurrentWidget(part)
        if self.sight is not None:
            self._tell(part, self.sight)
        self.form_shown.emit(key == "record")

    @staticmethod
    def _tell(part: QWidget, sight: Sight) -> None:
        show = getattr(part, "show_sight", None)
        if show is not None:
            show(sight)

    # -- reading

    def refresh(self) -> None:
        """Read the case anew and show it."""
        self._asked += 1
        number = self._asked

        def show(sight: Sight) -> None:
            if number == self._asked:
                self._show(sight)

        self.shell.do(partial(read_case, id=self.id), while_there(self, show))

    def _show(self, sight: Sight) -> None:
        self.sight = sight
        access = self._access
        barred = "" if access.writable else access.words
        focused = QApplication.focusWidget()
        chosen = focused is not None and self.overview.next.isAncestorOf(focused)
        self.overview.next.show_sight(sight, barred=barred)
        if (chosen or self._begins) and self._leaf is None and self.tab == "desk":
            # The button that was pressed is gone: on with the next.
            self.overview.next.first_button().setFocus()
        self._begins = False
        self.fields_held.emit(held_fields(sight.view.file))
        self.overview.clocks.show_sight(sight)
        self.overview.steps.show_sight(sight, barred=bool(barred))
        for place, (key, title) in enumerate(TABS):
            if key in _COUNTED:
                count = len(getattr(sight.view.file, _COUNTED[key]))
                words = _("{title} {count}").format(title=_(title), count=count)
                self.tabs.setTabText(place, words if count else _(title))
        current = self._made.get(self.tab)
        if current is not None:
            self._tell(current, sight)
        self._read_hints(sight)

    def _read_hints(self, sight: Sight) -> None:
        number = self._asked

        def read(desk: Desk) -> CaseHints:
            from boshan_desk.usecases.case_hints import hints_of

            return hints_of(desk, self.id)

        def show(found: CaseHints) -> None:
            if number == self._asked:
                self.overview.hints.show_hints(found.hints)

        self.shell.do(read, while_there(self, show))

    def allow(self, access: Access) -> None:
        """Hear what the officer may do with the case."""
        self._access = access
        if self.sight is not None:
            self._show(self.sight)

    def _after(self, work: Work) -> None:
        if touched(work, *_BEARING) and self.isVisible():
            # Not at once: a form that closes on saving is still being taken down.
            QTimer.singleShot(0, self, self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What was entered on another page, or the day, may have changed meanwhile.
        self.refresh()

    # -- what the officer does

    def begin(self) -> None:
        """Put the cursor where one begins."""
        if self.tab != "desk":
            self.tabs.setFocus()
        elif self._leaf is not None:
            self._leaf.begin()
        else:
            self._begins = True
            if self.sight is not None:
                self.overview.next.first_button().setFocus()

    def begin_step(self, event: str) -> None:
        """Open the form of a step."""
        if self.sight is None or not self._ready():
            return
        self._lay(StepForm(self.shell, self.sight.view.file, BY_EVENT[event]))

    def begin_correction(self, step: CaseStep) -> None:
        """Open the form that corrects a step."""
        if self.sight is None or not self._ready():
            return
        self._lay(CorrectionForm(self.shell, self.sight.view.file, step))

    def _ready(self) -> bool:
        """Whether a step may be begun: what is typed into the form is saved first."""
        if not self._unsaved():
            return True
        self.shell.said.emit("warn", _("“案件信息”里有没保存的修改，请先保存或放弃，再登记步骤"))
        self.show_tab("record")
        return False

    def save_step(self) -> bool:
        """Register what stands in the form of a step; False when there is none in view."""
        if self.tab != "desk" or not isinstance(self._leaf, StepLeaf):
            return False
        self._leaf.save()
        return True

    def show_why(self, clock: Clock) -> None:
        """Show how a limit is counted."""
        if self.sight is None:
            return
        if self._leaf is not None and not self._leaf.try_leave():
            return
        came_from = self.tab
        leaf = WhyLeaf(self.sight, clock)
        leaf.print_wanted.connect(self.show_why_paper)
        self._lay(leaf)
        leaf.left.connect(lambda: self.show_tab(came_from))

    def _show_why_of(self, rule: str, subject: str) -> None:
        for clock in self.sight.view.clocks if self.sight is not None else ():
            if (clock.limit.id, clock.subject) == (rule, subject):
                self.show_why(clock)

    def show_why_paper(self, clock: Clock) -> None:
        """Show the count as a paper."""
        if self.sight is not None:
            rule, subject = clock.limit.id, clock.subject

            def make(desk: Desk) -> Drawn:
                from boshan_desk.usecases.case_papers import why_paper

                return why_paper(desk, self.id, rule, subject)

            self._show_paper(title_of(self.sight, clock), make, back=lambda: self.show_why(clock))

    def show_course_paper(self) -> None:
        """Show all limits with the picture as a paper."""

        def make(desk: Desk) -> Drawn:
            from boshan_desk.usecases.case_papers import clocks_paper

            return clocks_paper(desk, self.id)

        self._show_paper(_("案件期限一览"), make)

    def show_index_paper(self) -> None:
        """Show the index of the file as a paper."""

        def make(desk: Desk) -> Drawn:
            from boshan_desk.usecases.case_papers import index_paper

            return index_paper(desk, self.id)

        self._show_paper(_("卷宗目录"), make)

    def _show_paper(
        self, title: str, make: PaperOf, *, back: Callable[[], object] | None = None
    ) -> None:
        """Show a paper; `back` goes where it was asked for, else it is the tab of now."""
        if self._leaf is not None and not self._leaf.try_leave():
            return
        came_from = self.tab
        case = self.sight.view.file.case if self.sight is not None else None
        named = (case.case_no or case.file_no or case.clue_no) if case is not None else ""
        leaf = PaperLeaf(self.shell, title, make, case=named or "")
        self._lay(leaf)
        leaf.left.connect(back or partial(self.show_tab, came_from))

    # -- leaves

    @property
    def leaf(self) -> QWidget | None:
        """The leaf that lies over the overview."""
        return self._leaf

    def _lay(self, leaf: StepLeaf | WhyLeaf | PaperLeaf) -> None:
        self._drop()
        self._leaf = leaf
        self.desk.addWidget(leaf)
        self.desk.setCurrentWidget(leaf)
        leaf.left.connect(lambda: self._leave(leaf))
        if isinstance(leaf, StepLeaf):
            leaf.done.connect(lambda: self._leave(leaf))
        self.show_tab("desk")
        leaf.begin()

    def _leave(self, leaf: QWidget) -> None:
        if leaf is not self._leaf:
            return
        self._drop()
        if isinstance(leaf, WhyLeaf):
            self.overview.clocks.go_back(leaf.clock)
        else:
            self._begins = True
        self.refresh()

    def _drop(self) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is not None:
            self.desk.setCurrentWidget(self.overview)
            self.desk.removeWidget(leaf)
            put_away(leaf)

    def try_leave(self) -> bool:
        """Whether the page may be left: asks when the form of a step holds something typed."""
        return self._leaf is None or self._leaf.try_leave()
