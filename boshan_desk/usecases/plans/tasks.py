"""The tasks of the plans: whose they are, what was reported of them, who has said nothing.

A report that says 零报告 (nothing of this task falls to the unit in this period), one that says
无进展, and no report at all are three things and stay three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, NamedTuple

from boshan_desk.domain.changes import Change
from boshan_desk.domain.county import County
from boshan_desk.domain.ledger import UNFINISHED
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, quarter_of, read_period
from boshan_desk.domain.plans.doers import doers, following, name_of, written_names
from boshan_desk.domain.plans.pack import Milestone, Plan, Task
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import _
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.plan import TaskReport
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.records import prepare, read_values, refuse

QUARTERS: Final = 4
"""So many quarters of a task's reports stand beside one another."""

JOIN_SETTING: Final = "join_must_report"
"""The setting that says whether units that take part must report too: "yes"."""

_GRAVEST_FIRST: Final = ("late", "still", "not_begun", "going", "done", "none")

Role = Literal["lead", "join", "other"]


@dataclass(frozen=True, kw_only=True)
class UnitReport:
    """What one unit said of a task for a period, or did not say."""

    unit: str
    """The code of the unit as of now; "" where the county has none of that name."""
    name: str
    role: Role
    must: bool
    """Whether it has to report."""
    report: TaskReport | None = None
    """What it handed in; None where it did not, or only began to."""
    begun: TaskReport | None = None
    """A draft that was not handed in."""
    files: int = 0
    """How many files are attached to the report."""

    @property
    def silent(self) -> bool:
        """Whether it had to report and has not."""
        return self.must and self.report is None


class QuarterState(NamedTuple):
    """What was reported of a task for a quarter, in one word."""

    period: Period
    state: str
    """A code of `task_state`; "" where none of those who must has reported."""


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One task of a plan for a period."""

    plan: Plan
    task: Task
    project_title: str
    lead: tuple[str, ...]
    """Units by name, as they are called at the period's end; 各镇、街道 together."""
    join: tuple[str, ...]
    reports: tuple[UnitReport, ...]
    """Of every unit: those that lead, those that take part, others that reported all the same."""
    quarters: tuple[QuarterState, ...]
    """The last quarters up to the period, the oldest first."""
    overdue: tuple[Milestone, ...]
    """Milestones of the past while nobody has said that the task is done."""
    coming: Milestone | None
    """The next milestone after the period's end."""

    @property
    def state(self) -> str:
        """What was reported for the period, the gravest of it; "" for nothing."""
        return _state_of(self.reports)

    @property
    def silent(self) -> tuple[UnitReport, ...]:
        """Who had to report and has not."""
        return tuple(each for each in self.reports if each.silent)

    def concerns(self, unit: str) -> bool:
        """Whether a unit, by its code, leads or takes part."""
        return any(each.unit == unit and each.role != "other" for each in self.reports)


@dataclass(frozen=True, kw_only=True)
class SilentUnit:
    """A unit with tasks of which it has said nothing for a period."""

    unit: str
    name: str
    tasks: tuple[Task, ...]
    """Of which it has said nothing."""
    must: int
    """Of how many it had to report."""
    begun: int
    """How many of them it has begun to fill in."""


def task_lines(desk: Desk, period: Period, *, plan: str = "", unit: str = "") -> list[TaskLine]:
    """Every task of the active plans, or of one plan by its code; of one unit by its code."""
    with desk.read() as reader:
        return lines_in(reader, period, plan=plan, unit=unit)


def lines_in(reader: Reader, period: Period, *, plan: str = "", unit: str = "") -> list[TaskLine]:
    """The same within a reading that has begun."""
    desk = reader.desk
    told = _Told(reader, period)
    lines = [_line(told, each, task) for each in chosen_plans(desk, plan) for task in each.tasks]
    now = following(unit, desk.county, period.end)
    return [line for line in lines if not unit or line.concerns(now)]


def chosen_plans(desk: Desk, plan: str) -> tuple[Plan, ...]:
    """The plan of a code, or every active one.

    Raises:
        Missing: the desk has no such plan.
    """
    if not plan:
        return tuple(each for each in desk.plans if each.status == "active")
    found = tuple(each for each in desk.plans if plan in (each.code, each.prefix, each.short))
    if not found:
        raise Missing("本单位没有计划“{plan}”", plan=plan)
    return found


def silent_units(desk: Desk, period: Period, *, plan: str = "") -> list[SilentUnit]:
    """The units that had to report and have not, in the county's order."""
    return silent_of(desk, task_lines(desk, period, plan=plan))


def silent_of(desk: Desk, lines: Iterable[TaskLine]) -> list[SilentUnit]:
    """The same from lines that were read already."""
    must: dict[str, list[tuple[Task, UnitReport]]] = defaultdict(list)
    for line in lines:
        for each in line.reports:
            if each.must:
                must[each.unit].append((line.task, each))
    lists = desk.lists["unit"]
    order = {entry.code: place for place, entry in enumerate(lists)}
    found = [
        SilentUnit(
            unit=unit,
            name=asked[0][1].name,
            tasks=tuple(task for task, each in asked if each.silent),
            must=len(asked),
            begun=sum(1 for _task, each in asked if each.silent and each.begun is not None),
        )
        for unit, asked in must.items()
    ]
    found.sort(key=lambda each: order.get(each.unit, len(order)))
    return [each for each in found if each.tasks]


def report_task(
    desk: Desk,
    item: str,
    unit: str,
    period: Period,
    state: str,
    text: str,
    *,
    trouble: str = "",
    next_step: str = "",
    evidence: str = "",
    reported_on: date | None = None,
    reporter: str = "",
    reason: str = "",
) -> TaskReport:
    """Keep what a unit reports of a task, or of an indicator without a figure, for a period.

    A unit has one report of a task and period: reporting again changes it.

    Raises:
        Refused: the period has not begun, or a value cannot be read.
        Missing: no plan of the desk has the task.
    """
    words = _("填报任务进展")
    with desk.work(words, reason=reason) as work:
        if period.start > work.today:
            raise Refused("“{period}”还没有开始，不能填报进展", period=period.words())
        field = find_item(desk, item)
        raw: dict[str, object] = {
            "period": str(period),
            field: item,
            "unit": unit,
            "state": state,
            "text": text,
            "trouble": trouble,
            "next_step": next_step,
            "evidence": evidence,
            "reported_on": (reported_on or work.today).isoformat(),
        }
        if reporter:
            raw["reporter"] = reporter
        values, problems = read_values(work, TaskReport.ledger, raw)
        refuse(TaskReport.ledger, values, problems, name=item)
        before = _stored(work, field, item, values["unit"], str(period), desk.county, period.end)
        if before is None:
            after = TaskReport(**values)
        else:
            # It is judged anew, and may be a draft again.
            after = replace(before, **values, status="draft")
        record = prepare(work, after, before)
        if before is not None and before == replace(record, status=before.status):
            return before
        work.detail |= {"kind": "task_report", "item": item, "period": str(period)}
        work.apply([Change(before, record)])
        return _changed(work.changes[-1])


def find_item(desk: Desk, item: str) -> Literal["task", "indicator"]:
    """Whether a code is that of a task or of an indicator.

    Raises:
        Missing: no plan of the desk has it.
    """
    for plan in desk.plans:
        if plan.task(item):
            return "task"
        if plan.indicator(item):
            return "indicator"
    raise Missing("各计划里没有编号为“{item}”的任务或指标", item=item)


def join_must_report(reader: Reader) -> bool:
    """Whether units that take part have to report as those that lead."""
    return reader.setting(JOIN_SETTING) == "yes"


def set_join_must_report(desk: Desk, on: bool) -> None:
    """Say whether units that take part have to report as those that lead."""
    with desk.work(_("修改填报要求"), needs=Right.SETTINGS) as work:
        work.set(JOIN_SETTING, "yes" if on else "")


def file_counts(reader: Reader, ids: Sequence[str]) -> Mapping[str, int]:
    """How many files hang on each of these reports."""
    counts: dict[str, int] = defaultdict(int)
    for file in reader.having(Attachment, "of_id", ids):
        if file.of_ledger == TaskReport.ledger.name:
            counts[file.of_id or ""] += 1
    return counts


# ---------------------------------------------------------------- reading


class _Told:
    """Every report of the quarters up to a period, read together."""

    def __init__(self, reader: Reader, period: Period) -> None:
        self.county: County = reader.desk.county
        self.period = period
        self.on = period.end
        self.join_must = join_must_report(reader)
        # Of a month the quarters before it, of a quarter it and those before it.
        last = quarter_of(period.end)
        self.quarters = [last]
        while len(self.quarters) < QUARTERS:
            self.quarters.insert(0, self.quarters[0].previous())
        names = {str(each) for span in (period, *self.quarters) for each in _within(span)}
        self._reports: dict[str, list[tuple[Period, TaskReport]]] = defaultdict(list)
        for report in reader.having(TaskReport, "period", sorted(names)):
            if report.task and report.period:
                self._reports[report.task].append((read_period(report.period), report))
        for found in self._reports.values():
            found.sort(key=lambda pair: (pair[0].end, pair[1].reported_on or date.min))
        self.done = {
            report.task
            for report in reader.having(TaskReport, "state", ["done"])
            if report.status not in UNFINISHED and read_period(str(report.period)).end <= self.on
        }
        ids = [r.id for found in self._reports.values() for p, r in found if _lies_in(p, period)]
        self.files = file_counts(reader, ids)

    def of(self, task: str, period: Period) -> tuple[dict[str, TaskReport], dict[str, TaskReport]]:
        """The newest report of each unit within a period: handed in, and only begun."""
        handed_in: dict[str, TaskReport] = {}
        begun: dict[str, TaskReport] = {}
        for own, report in self._reports.get(task, ()):
            if _lies_in(own, period):
                unit = following(report.unit or "", self.county, self.on)
                (begun if report.status in UNFINISHED else handed_in)[unit] = report
        return handed_in, begun


def _within(period: Period) -> Iterable[Period]:
    """The period, and every month, quarter and half-year that lies in it."""
    yield period
    for first in range(period.first, period.last + 1):
        for months in (1, 3, 6):
            begins = (first - 1) % months == 0 and first + months - 1 <= period.last
            if begins and months < period.months:
                yield Period(period.year, first, first + months - 1)


def _lies_in(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _line(told: _Told, plan: Plan, task: Task) -> TaskLine:
    lead, join = plan.units_of(task)
    reports = _reports(told, task.code, lead, join, told.period)
    quarters = tuple(
        QuarterState(each, _state_of(_reports(told, task.code, lead, join, each)))
        for each in told.quarters
    )
    # What was done before is done, whether or not it is reported again.
    done = task.code in told.done
    milestones = sorted(task.milestones, key=lambda each: each.on)
    if task.due and all(each.on != task.due for each in milestones):
        milestones.append(Milestone(on=task.due, words=_("完成")))
    project = plan.project(task.project)
    return TaskLine(
        plan=plan,
        task=task,
        project_title=project.title if project else "",
        lead=written_names(lead, told.county, told.on),
        join=written_names(join, told.county, told.on),
        reports=reports,
        quarters=quarters,
        overdue=() if done else tuple(m for m in milestones if m.on <= told.on),
        coming=next((each for each in milestones if each.on > told.on), None),
    )


def _reports(
    told: _Told, task: str, lead: Sequence[str], join: Sequence[str], period: Period
) -> tuple[UnitReport, ...]:
    handed_in, begun = told.of(task, period)
    leading = doers(lead, told.county, told.on)
    found = []
    for role, must, units in (
        ("lead", True, leading),
        ("join", told.join_must, doers(join, told.county, told.on)),
    ):
        for unit in units:
            if role == "join" and unit in leading:
                continue
            report = handed_in.pop(unit.code, None)
            found.append(
                UnitReport(
                    unit=unit.code,
                    name=unit.name,
                    role="lead" if role == "lead" else "join",
                    must=must and bool(unit.code),
                    report=report,
                    begun=begun.pop(unit.code, None),
                    files=told.files.get(report.id, 0) if report else 0,
                )
            )
    for code, report in handed_in.items():
        found.append(
            UnitReport(
                unit=code,
                name=name_of(code, told.county, told.on),
                role="other",
                must=False,
                report=report,
                files=told.files.get(report.id, 0),
            )
        )
    return tuple(found)


def _state_of(reports: Sequence[UnitReport]) -> str:
    """The gravest state that those who lead reported; of all others where those were silent."""
    for role in ("lead", "join", "other"):
        said = [str(each.report.state) for each in reports if each.report and each.role == role]
        for state in _GRAVEST_FIRST:
            if state in said:
                return state
    return ""


def _stored(
    reader: Reader,
    field: str,
    item: str,
    unit: str,
    period: str,
    county: County,
    on: date,
) -> TaskReport | None:
    now = following(unit, county, on)
    for report in reader.having(TaskReport, field, [item]):
        if report.period == period and following(report.unit or "", county, on) == now:
            return report
    return None


def _changed(change: Change) -> TaskReport:
    assert isinstance(change.after, TaskReport)
    return change.after
