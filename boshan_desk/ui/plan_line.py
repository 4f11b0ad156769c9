"""The first page's line about the plans: what is behind, what was not answered in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import last_full_quarter
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

_LINKS: Final = (
    ("late", mark("▼ 滞后（红）{count} 项")),
    ("slow", mark("▽ 滞后（黄）{count} 项")),
    ("slips", mark("▲ 督办单逾期未复 {count} 件")),
    ("questions", mark("待答复 {count} 个")),
)


@dataclass(frozen=True)
class PlanCounts:
    """How the plans stand."""

    targets: int = 0
    late: int = 0
    slow: int = 0
    slips: int = 0
    questions: int = 0

    @property
    def anything(self) -> bool:
        """Whether the office has a plan at all, or something is left of one."""
        return bool(self.targets or self.slips or self.questions)


class PlanLine(QFrame):
    """One line; nothing is shown at an office that has no plan."""

    wanted = Signal(str)
    """"late", "slow", "slips" or "questions" are to be seen; "" for all targets."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._stale = True
        self.setObjectName("plan_line")
        theme.dress(self, role="strip", severity="note")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2 // 3, line // 4, line, line // 4)
        # Where there is no room side by side, it takes another line.
        row = FlowLayout(gap=line // 2)
        whole.addLayout(row)
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setObjectName("plan_words")
        self._words.setStyleSheet("font-weight: 500;")
        row.addWidget(self._sign)
        row.addWidget(self._words)
        self._links: dict[str, QPushButton] = {}
        for key in (*(key for key, _words in _LINKS), ""):
            link = QPushButton(_("目标进度") if not key else "")
            link.setObjectName(f"plan_{key or 'all'}")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            theme.dress(link, role="link")
            link.clicked.connect(partial(_emit, self.wanted.emit, key))
            row.addWidget(link)
            self._links[key] = link
        for label in (self._sign, self._words):
            label.setMinimumHeight(self._links[""].sizeHint().height())
        shell.stepped.connect(self._note)
        self.hide()

    def look(self) -> None:
        """Count, off the window's thread, if anything happened since."""
        if not self._stale:
            return
        self._stale = False
        period = last_full_quarter(self._shell.today)

        def count(_progress: object) -> PlanCounts:
            from boshan_desk.usecases.plans.questions import open_questions
            from boshan_desk.usecases.plans.slips import overdue_slips
            from boshan_desk.usecases.plans.standing import standings

            desk = self._shell.desk
            lamps = [line.lamp for line in standings(desk, period, trail=False)]
            return PlanCounts(
                targets=len(lamps),
                late=lamps.count("late"),
                slow=lamps.count("slow"),
                slips=len(overdue_slips(desk)),
                questions=len(open_questions(desk)),
            )

        self._shell.jobs.look(count, while_there(self, self.show_counts), self._shell.tell_failure)

    def show_counts(self, counts: PlanCounts) -> None:
        """Show how the plans stand."""
        grade: theme.Severity = "note"
        if counts.late or counts.slips:
            grade = "warn"
        elif counts.targets and not counts.slow and not counts.questions:
            grade = "ok"
        period = last_full_quarter(self._shell.today).words()
        if counts.late or counts.slow:
            self._words.setText(_("目标任务（{period}）").format(period=period))
        else:
            self._words.setText(_("目标任务（{period}）：没有滞后的指标").format(period=period))
        theme.dress(self, severity=grade)
        side = theme.icon_side(self.fontMetrics())
        sign = theme.severity_icon(grade)
        self._sign.setPixmap(sign.pixmap(QSize(side, side), self.devicePixelRatioF()))
        for key, words in _LINKS:
            number = int(getattr(counts, key))
            self._links[key].setText(_(words).format(count=number))
            self._links[key].setVisible(number > 0)
        self.setVisible(counts.anything)

    def _note(self, _step: Step) -> None:
        self._stale = True


def _emit(emit: Callable[[str], object], key: str, _checked: bool = False) -> None:
    emit(key)
