"""Commands about the plans of a desk: which there are, what one says, checking and loading one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.drafting import add_draft
from boshan_desk.cli.options import Commands, Common, add_command
from boshan_desk.cli.output import write_document, write_line, write_table
from boshan_desk.domain.plans.words import BASES
from boshan_desk.domain.wording import explained, listed, with_more
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.county import County
    from boshan_desk.domain.plans.checking import Finding
    from boshan_desk.domain.plans.pack import Plan
    from boshan_desk.usecases.plans.packs import PlanRow


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    add_command(commands, "plans", _plans, _("列出各个计划及其状态、待答复的问题"))
    plan = add_command(commands, "plan", _plans, _("计划文件：查看、检查、载入、改状态"))
    acts = plan.add_subparsers(dest="act", metavar=_("动作"), required=True)
    shown = acts.add_parser("show", help=_("查看一个计划的目标、任务、待答复的问题"))
    shown.add_argument("id", metavar=_("编号"))
    shown.set_defaults(run=_show)
    checked = acts.add_parser("check", help=_("检查一个计划文件是否完整、一致"))
    checked.add_argument("file", type=Path, metavar=_("文件"))
    checked.set_defaults(run=_check)
    loaded = acts.add_parser("load", help=_("载入一个计划文件"))
    loaded.add_argument("file", type=Path, metavar=_("文件"))
    loaded.add_argument(
        "--status",
        choices=("active", "reference", "evidence"),
        help=_("执行、参考或对照数据；不写的按原有状态或文件"),
    )
    loaded.set_defaults(run=_load)
    add_draft(acts)
    status = acts.add_parser("status", help=_("改一个计划的状态"))
    status.add_argument("id", metavar=_("编号"))
    status.add_argument("status", choices=("active", "reference", "evidence", "off"))
    status.set_defaults(run=_status)


def _plans(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.packs import STATUSES, list_plans

    with opened(common) as desk:
        rows = list_plans(desk)
    if common.json:
        for row in rows:
            write_line(_row_told(row))
        return 0
    heads = [_("编号"), _("名称"), _("状态"), _("期限"), _("目标"), _("任务"), _("待答复")]
    write_table(
        heads,
        [
            [
                row.plan.code,
                row.plan.title,
                _(STATUSES[row.status]),
                f"{row.plan.start:%Y-%m}…{row.plan.end:%Y-%m}",
                str(len(row.plan.indicators)),
                str(len(row.plan.tasks)),
                str(row.open_questions),
            ]
            for row in rows
        ],
    )
    return 0


def _row_told(row: PlanRow) -> dict[str, Any]:
    plan = row.plan
    return {
        "code": plan.code,
        "prefix": plan.prefix,
        "title": plan.title,
        "short": plan.short,
        "doc_no": plan.doc_no,
        "status": row.status,
        "own": row.own,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "targets": len(plan.indicators),
        "tasks": len(plan.tasks),
        "facts": len(plan.facts),
        "open_questions": row.open_questions,
    }


def plan_told(plan: Plan) -> dict[str, Any]:
    """A plan as JSON has it: every field under its own name, numbers as decimal strings."""
    from dataclasses import asdict

    told = asdict(plan)
    for indicator in told["indicators"]:
        indicator["target"] = {str(y): str(v) for y, v in sorted(indicator["target"].items())}
    for name in ("tasks", "indicators"):
        for given, item in zip(told[name], getattr(plan, name), strict=True):
            lead, join = plan.units_of(item)
            given |= {"lead": lead, "join": join}
    for question in told["questions"]:
        question["choices"] = [{"code": c, "words": w} for c, w in question["choices"]]
    return told


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.packs import STATUSES, find_plan
    from boshan_desk.usecases.plans.questions import open_questions

    with opened(common) as desk:
        row = find_plan(desk, common.words.id)
        waiting = {each.code for each in open_questions(desk, plan=common.words.id)}
    plan = row.plan
    if common.json:
        told = _row_told(row) | plan_told(plan) | {"status": row.status}
        for question in told["questions"]:
            question["open"] = question["code"] in waiting
        write_document(told)
        return 0
    print(plan.title)
    for head, value in (
        (_("文号"), plan.doc_no),
        (_("印发机关"), listed(plan.issuer)),
        (_("印发日期"), plan.issued_on and plan.issued_on.isoformat()),
        (_("期限"), f"{plan.start}…{plan.end}"),
        (_("状态"), _(STATUSES[row.status])),
    ):
        if value:
            print(explained(head, str(value)))
    for words in plan.damage:
        print(explained(_("文本情况"), words))
    if plan.indicators:
        print()
        heads = [_("编号"), _("目标"), _("目标值"), _("口径"), _("牵头单位"), _("统计")]
        write_table(heads, [_indicator_cells(plan, each.code) for each in plan.indicators])
    if plan.tasks:
        print()
        heads = [_("编号"), _("任务"), _("牵头单位"), _("配合单位")]
        write_table(
            heads,
            [[t.code, t.title, *(listed(names) for names in plan.units_of(t))] for t in plan.tasks],
        )
    if plan.facts:
        print()
        heads = [_("编号"), _("数据"), _("数值"), _("日期")]
        write_table(
            heads,
            [
                [f.code, f.title, f"{f.value}{f.qualifier}{f.unit}", str(f.as_of or "")]
                for f in plan.facts
            ],
        )
    for question in plan.questions:
        if question.code in waiting:
            print()
            print(f"? {question.code}  {question.words}")
            for code, words in question.choices:
                print(f"    {code}  {words}")
    return 0


def _indicator_cells(plan: Plan, code: str) -> list[str]:
    one = plan.indicator(code)
    assert one is not None
    sign = "" if one.comparator == "no_number" else one.comparator
    years = listed(f"{year}: {sign}{value:f}" for year, value in sorted(one.target.items()))
    lead, _join = plan.units_of(one)
    unit = with_more(years, one.unit) if years and one.unit else years or "—"
    basis = _(BASES[one.basis])
    return [one.code, one.title, unit, basis, listed(lead), " ".join(one.metrics)]


def _check(common: Common) -> int:
    from boshan_desk.usecases.lawfiles import read_source
    from boshan_desk.usecases.plans.packs import check_plan

    text = read_source(common.words.file)
    return tell_findings(common, check_plan(text, county_at(common, text)))


def county_at(common: Common, text: str) -> County | None:
    """The county whose departments a plan must name: the desk's, where the plan is of its area."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.domain.plans.checking import read_tables
    from boshan_desk.store.entering import encrypted

    there = (common.folder / "desk.db").exists()
    if not there or (encrypted(common.folder) and not common.officer):
        return None
    with opened(common) as desk:
        county = desk.county
    pack, _faults = read_tables(text)
    return county if pack.get("region") == county.region else None


def tell_findings(common: Common, findings: list[Finding]) -> int:
    """Say what a check found; 3 where a fault stops the file from being loaded."""
    from boshan_desk.domain.plans.checking import errors_of

    wrong = errors_of(findings)
    if common.json:
        told = [
            {"place": each.place, "severity": each.severity, "message": each.words}
            for each in findings
        ]
        write_document({"ok": not wrong, "findings": told})
        return 3 if wrong else 0
    words = {"error": _("错误"), "warn": _("提醒"), "note": _("说明")}
    for each in findings:
        print(explained(words[each.severity], each.told()))
    if not wrong:
        print(_("可以载入"))
        return 0
    print(_("有{count}处错误，改正后才能载入").format(count=len(wrong)))
    return 3


def _load(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lawfiles import read_source
    from boshan_desk.usecases.plans.packs import STATUSES, load_plan

    text = read_source(common.words.file)
    with opened(common) as desk:
        plan = load_plan(desk, text, status=common.words.status or "")
    if common.json:
        write_line({"code": plan.code, "status": plan.status})
    else:
        words = _("已载入“{title}”（{code}，{status}）")
        status = _(STATUSES[plan.status])
        print(words.format(title=plan.title, code=plan.code, status=status))
    return 0


def _status(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.packs import set_status

    words = common.words
    with opened(common) as desk:
        set_status(desk, words.id, words.status)
    if common.json:
        write_line({"code": words.id, "status": words.status})
    else:
        print(_("已保存"))
    return 0
