"""The plans of a desk: which there are, what they leave open, loading one, putting one away."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from boshan_desk.assets import asset
from boshan_desk.domain.county import County
from boshan_desk.domain.officers import Right
from boshan_desk.domain.plans import checking
from boshan_desk.domain.plans.checking import Finding, errors_of
from boshan_desk.domain.plans.pack import Plan, Status
from boshan_desk.domain.plans.reading import read_plan, shipped_plan, shipped_plans
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import listed, statements
from boshan_desk.i18n import _, mark
from boshan_desk.indicators import INDICATORS
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.plan import PlanAnswer, Supervision, Target, TaskReport
from boshan_desk.store import schema
from boshan_desk.store.checking import told_digest
from boshan_desk.store.desk import Desk
from boshan_desk.store.office import plan_of
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.plans.actuals import series_of
from boshan_desk.usecases.plans.said import Said

STATUSES: Final[Mapping[str, str]] = {
    "active": mark("执行"),
    "reference": mark("参考"),
    "evidence": mark("对照数据"),
    "off": mark("停用"),
}
"""What a plan is in a desk: worked on, borrowed from, compared with, put away."""


@dataclass(frozen=True)
class PlanRow:
    """A plan as a desk has it."""

    plan: Plan
    status: str
    """A key of `STATUSES`."""
    own: bool
    """Whether the office loaded its file, instead of having the one that is shipped."""
    open_questions: int
    """What its paper leaves open and nobody has answered."""


# What there is


def list_plans(desk: Desk) -> list[PlanRow]:
    """Every plan there is for this desk: its own and those shipped, those worked on first."""
    with desk.read() as reader:
        rows = _rows(reader)
        mine = dict(desk.county.plans) | {name: row["status"] for name, row in rows.items()}
        said = Said(reader)
    found = []
    for code in dict.fromkeys((*mine, *shipped_plans())):
        plan = _find(rows, code)
        if plan is None:
            # Only a newer program brings it along.
            continue
        own = bool(code in rows and rows[code]["text"])
        series = {indicator.code: series_of(indicator) for indicator in plan.indicators}
        count = len(list(said.open_of(plan, series)))
        found.append(PlanRow(plan, mine.get(code, "off"), own, count))
    order = list(STATUSES)
    return sorted(found, key=lambda row: order.index(row.status))


def find_plan(desk: Desk, code: str) -> PlanRow:
    """One of them; refused when there is none of this code."""
    rows = list_plans(desk)
    for row in rows:
        if row.plan.code == code:
            return row
    known = listed(each.plan.code for each in rows)
    raise Missing("没有编号为“{code}”的计划，可用的有：{known}", code=code, known=known)


def plan_file(desk: Desk, code: str) -> str:
    """The text of a plan's file: the office's own, or the shipped one."""
    with desk.read() as reader:
        rows = _rows(reader)
    if code in rows and rows[code]["text"]:
        return str(rows[code]["text"])
    shipped_plan(code)
    return asset("resources", "plans", f"{code}.toml").read_text("utf-8")


def known_metrics() -> AbstractSet[str]:
    """The codes of every figure in the catalogue."""
    declared = {figure.code for ledger in LEDGERS.values() for figure in ledger.figures}
    return declared | {indicator.code for indicator in INDICATORS}


# Checking and loading


def check_plan(text: str, county: County | None = None) -> list[Finding]:
    """What is wrong with a pack and what is odd about it."""
    return checking.check_plan(text, county, known_metrics())


def load_plan(desk: Desk, text: str, *, status: str = "") -> Plan:
    """Give the desk a plan from its file; one of the same code gives way.

    Without a status it keeps the one it has here, or has the one its file says.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: the file is not coherent, or records stand on what it no longer has.
    """
    text = text.removeprefix("\ufeff")
    if wrong := errors_of(check_plan(text)):
        raise Refused(
            "计划文件有{count}处问题，没有载入：{why}；请改正后重试",
            count=len(wrong),
            why=statements(each.said() for each in wrong[:3]),
        )
    plan = read_plan(text)
    _known_status(status or plan.status)
    name = _("载入计划“{title}”").format(title=plan.short)
    with desk.work(name, needs=Right.SETTINGS, undoable=False) as work:
        rows = _rows(work)
        before = _find(rows, plan.code)
        _refuse_prefix(rows, desk.county, plan)
        if before is not None:
            _refuse_lost(work, before, plan)
        old = rows.get(plan.code, {"status": None, "text": ""})
        was = old["status"] or dict(desk.county.plans).get(plan.code)
        # The shipped file, loaded again, is the shipped file.
        kept = "" if _is_shipped(plan.code, text) else text
        row = {
            "kind": "plan",
            "name": plan.code,
            "status": status or was or plan.status,
            "text": kept,
            **work.stamp,
        }
        told: dict[str, list[Any]] = {
            "status": [was, row["status"]],
            "text": [told_digest(old["text"]) or None, told_digest(kept) or None],
        }
        if before is not None:
            told |= changes_of(before, plan)
        work.write_row("pack", row, told=told, needs=Right.SETTINGS)
        work.detail |= {"kind": "plan", "sha256": told_digest(text)}
    desk.look_again()
    return replace(plan, status=cast("Status", row["status"]))


def set_status(desk: Desk, code: str, status: str) -> None:
    """Say what a plan is in this desk: active, reference, evidence, or off.

    Raises:
        NoRight: the officer may not change the office's settings.
        Refused: there is no such plan, or no such status.
    """
    _known_status(status)
    found = find_plan(desk, code)
    words = _("计划“{title}”改为{status}")
    name = words.format(title=found.plan.short, status=_(STATUSES[status]))
    with desk.work(name, needs=Right.SETTINGS, undoable=False) as work:
        rows = _rows(work)
        if status != "off":
            _refuse_prefix(rows, desk.county, found.plan)
        row = {
            "kind": "plan",
            "name": code,
            "status": status,
            "text": rows[code]["text"] if code in rows else "",
            **work.stamp,
        }
        told: dict[str, list[Any]] = {"status": [found.status, status]}
        work.write_row("pack", row, told=told, needs=Right.SETTINGS)
        work.detail["kind"] = "plan"
    desk.look_again()


def changes_of(before: Plan, after: Plan) -> dict[str, list[Any]]:
    """What differs between two versions of a plan: {what: [before, after]}, for the history."""
    told: dict[str, list[Any]] = {}
    for name in ("title", "doc_no", "start", "end"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told[name] = [str(old), str(new)]
    olds = {each.code: each for each in before.indicators}
    news = {each.code: each for each in after.indicators}
    for code in dict.fromkeys((*olds, *news)):
        was, now = olds.get(code), news.get(code)
        if was is None or now is None:
            told[code] = [was and was.title, now and now.title]
        elif was.target != now.target:
            told[f"{code} target"] = [_years(was.target), _years(now.target)]
    tasks_before = {each.code: each.title for each in before.tasks}
    tasks_after = {each.code: each.title for each in after.tasks}
    for code in dict.fromkeys((*tasks_before, *tasks_after)):
        if tasks_before.get(code) != tasks_after.get(code):
            told[code] = [tasks_before.get(code), tasks_after.get(code)]
    return told


def _years(target: Mapping[int, Any]) -> dict[str, str]:
    return {str(year): str(value) for year, value in sorted(target.items())}


# Refusals


def _known_status(status: str) -> None:
    if status not in STATUSES:
        raise Refused("状态应为：{known}", known=listed(STATUSES))


def _refuse_prefix(rows: Mapping[str, Mapping[str, Any]], county: County, plan: Plan) -> None:
    """Two plans of a desk must not share a prefix: their codes would mean two things."""
    statuses = dict(county.plans) | {name: row["status"] for name, row in rows.items()}
    for code, status in statuses.items():
        if code == plan.code or status == "off":
            continue
        other = _find(rows, code)
        if other is not None and other.prefix == plan.prefix:
            raise Refused(
                "编号前缀 {prefix} 已用于“{title}”，请换一个前缀（prefix）",
                prefix=plan.prefix,
                title=other.title,
            )


def _refuse_lost(reader: Reader, before: Plan, after: Plan) -> None:
    """What records stand on must stay in the plan."""
    lost = _codes(before) - _codes(after)
    used: dict[str, int] = {}
    for kind, names in (
        (Target, ("indicator",)),
        (PlanAnswer, ("question",)),
        (TaskReport, ("task", "indicator")),
        (Supervision, ("task", "indicator")),
    ):
        for record in reader.all(kind):
            for code in {getattr(record, name) for name in names} & lost:
                used[code] = used.get(code, 0) + 1
    if used:
        raise Refused(
            "新的计划文件里没有 {codes}，但已有{count}条登记用到；请在文件里保留这些编号后重试",
            codes=listed(sorted(used)[:5]),
            count=sum(used.values()),
        )


# Small things


def _codes(plan: Plan) -> set[str]:
    indicators = {each.code for each in plan.indicators}
    return indicators | {e.code for e in plan.tasks} | {e.code for e in plan.questions}


def _rows(reader: Reader) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in reader.small_rows(schema.pack) if row["kind"] == "plan"}


def _find(rows: Mapping[str, Mapping[str, Any]], code: str) -> Plan | None:
    return plan_of(code, rows[code]["text"] if code in rows else "")


def _is_shipped(code: str, text: str) -> bool:
    return code in shipped_plans() and text == asset(
        "resources", "plans", f"{code}.toml"
    ).read_text("utf-8")
