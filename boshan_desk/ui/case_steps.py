"""The steps of a case, newest first, and the way to correct one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.wording import explained, statements
from boshan_desk.i18n import _
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.steps import BY_EVENT
from boshan_desk.ui import icons, step_words, theme
from boshan_desk.ui.case_reading import Sight
from boshan_desk.ui.case_words import short_day
from boshan_desk.ui.lines import em
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import make_table

_APART = frozenset(("on", "at", "officers", "approver", "paper_no"))
"""What stands in columns of its own."""


class StepsPanel(QWidget):
    """What was done, when, by whom; what was corrected stays in view."""

    correct_wanted = Signal(object)
    """The `CaseStep` that is wrong."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("case_steps")
        self._shell = shell
        self._barred = True
        self.steps: list[CaseStep] = []
        """The steps in the table, row by row."""
        self._void: frozenset[str] = frozenset()
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(size // 3)
        row = QHBoxLayout()
        self.heading = QLabel(_("办案步骤"))
        self.heading.setObjectName("steps_heading")
        theme.dress(self.heading, role="section")
        self.correct_button = QPushButton(icons.icon("edit"), _("更正…"))
        self.correct_button.setObjectName("steps_correct")
        self.correct_button.setToolTip(
            _("登记错了的步骤用更正：写明原因和批准人，原来的登记保留备查")
        )
        self.correct_button.clicked.connect(lambda _on=False: self.correct())
        row.addWidget(self.heading, 1)
        row.addWidget(self.correct_button)
        whole.addLayout(row)
        heads = (_("序号"), _("日期"), _("步骤"), _("人员、批准人"), _("文书号"), _("内容"))
        self.table = make_table("steps_table", heads, (6, 17, 26, 18, 24, 30))
        self.table.setAccessibleName(_("办案步骤"))
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.doubleClicked.connect(lambda _index: self.correct())
        self.table.installEventFilter(self)
        whole.addWidget(self.table, 1)
        self.empty = QLabel(_("还没有登记步骤。点上面的按钮登记第一步。"))
        self.empty.setObjectName("steps_empty")
        theme.dress(self.empty, role="hint")
        whole.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)

    def show_sight(self, sight: Sight, *, barred: bool) -> None:
        """Show the steps of a case; `barred`: nothing may be corrected now."""
        kept = self.current()
        self._barred = barred
        self.steps = list(reversed(sight.view.file.steps))
        numbers = {s.id: s.no for s in self.steps}
        lists = self._shell.lists
        self.table.show_rows([row_of(step, numbers, lists) for step in self.steps])
        for place, step in enumerate(self.steps):
            for column in range(self.table.columnCount()):
                item = self.table.item(place, column)
                if item is not None and step.void:
                    font = item.font()
                    font.setStrikeOut(True)
                    item.setFont(font)
                    item.setForeground(self.palette().placeholderText())
        self.heading.setText(
            _("办案步骤（{count} 步）").format(count=len(sight.view.file.standing))
            if self.steps
            else _("办案步骤")
        )
        self.table.setVisible(bool(self.steps))
        self.empty.setVisible(not self.steps)
        self.correct_button.setVisible(bool(self.steps) and not barred)
        for place, step in enumerate(self.steps):
            if kept is not None and step.id == kept.id:
                self.table.selectRow(place)
        self._allow()

    def current(self) -> CaseStep | None:
        """The step the cursor is at."""
        row = self.table.currentRow()
        return self.steps[row] if 0 <= row < len(self.steps) else None

    def correct(self) -> None:
        """Ask for the correction of the step the cursor is at."""
        step = self.current()
        if step is not None and self.correct_button.isEnabled() and not self._barred:
            self.correct_wanted.emit(step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.correct()
                return True
        return super().eventFilter(watched, event)

    def _allow(self) -> None:
        step = self.current()
        self.correct_button.setEnabled(
            step is not None and not step.void and step.event != "correct"
        )


def row_of(step: CaseStep, numbers: dict[str, int | None], lists: Lists) -> tuple[str, ...]:
    """A step in the words of the table."""
    kind = BY_EVENT[step.event or ""]
    title = _(kind.title)
    if step.event == "correct":
        title = _("更正第 {no} 步").format(no=numbers.get(step.corrects or "") or "")
    elif step.void:
        title = _("{step}（已更正）").format(step=title)
    elif step.corrects:
        title = _("{step}（更正后）").format(step=title)
    people = step_words.people_of(step) if step.event != "correct" else ""
    if step.approver:
        people = _("{people} 批准：{name}").format(people=people, name=step.approver).strip()
    return (
        str(step.no or ""),
        short_day(step.moment),
        title,
        people,
        step.paper_no or "",
        content_of(step, lists),
    )


def content_of(step: CaseStep, lists: Lists) -> str:
    """What was written down with a step, field by field."""
    kind = BY_EVENT[step.event or ""]
    told = []
    for name in step_words.asked_of(kind) if step.event != "correct" else ("note",):
        value = getattr(step, name)
        if name in _APART or value in (None, ()):
            continue
        title = step_words.title_of(kind, name)
        if name == "told" and kind.event in step_words.TICKED:
            told.append(_(step_words.TICKED[kind.event]))
            continue
        field = step_words.kind_of(name)
        words = " ".join(field.show(value, lists).split())
        told.append(explained(_(title), words))
    return statements(told)
