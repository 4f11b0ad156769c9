"""The first page's line about the plans: what is behind, what was not answered in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import last_full_quarter
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.strip_line import StripLine

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


class PlanLine(StripLine):
    """Leads to what is late, slow, unanswered, or to all targets; an office without a plan does not
    see it.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__("plan_line", "plan", (key for key, _words in _LINKS), _("目标进度"))
        self._shell = shell
        self._stale = True
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
        behind = counts.late or counts.slow
        words = _("目标任务（{period}）") if behind else _("目标任务（{period}）：没有滞后的指标")
        self.say(grade, words.format(period=period))
        for key, told in _LINKS:
            number = int(getattr(counts, key))
            self.show_link(key, _(told).format(count=number), on=number > 0)
        self.setVisible(counts.anything)

    def _note(self, _step: Step) -> None:
        self._stale = True
