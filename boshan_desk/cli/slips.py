"""Commands about the tasks of plans, supervision slips, and the sheet of one unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, day, period, positive
from boshan_desk.cli.output import complain, one_line, write_document, write_line, write_table
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.ledgers.plan import Supervision, TaskReport
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers import Written
    from boshan_desk.usecases.plans.slips import SlipLine
    from boshan_desk.usecases.plans.tasks import TaskLine, UnitReport

# The use cases load SQLAlchemy and reportlab, so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    tasks = add_command(commands, "tasks", _tasks, _("任务：牵头单位、进展、谁还没有报送"))
    tasks.add_argument("--period", required=True, type=period, metavar=_("期间"))
    tasks.add_argument("--plan", default="", metavar=_("方案"), help=_("代码，默认全部在用的"))
    tasks.add_argument("--unit", default="", metavar=_("单位"), help=_("代码或名称"))
    tasks.add_argument("--silent", action="store_true", help=_("只列未报送的单位"))
    task = add_command(commands, "task", _report, _("任务进展：填报"))
    acts = task.add_subparsers(dest="act", metavar=_("动作"), required=True)
    report = acts.add_parser("report", help=_("填报一项任务的进展；再报一次即修改"))
    report.add_argument("task", metavar=_("任务"), help=_("编号，如 BS-1.1"))
    report.add_argument("--period", required=True, type=period, metavar=_("期间"))
    report.add_argument("--by", required=True, metavar=_("单位"), help=_("代码或名称"))
    report.add_argument(
        "--state", required=True, metavar=_("状态"), help=_("如 推进、办结、零报告")
    )
    report.add_argument("--text", required=True, metavar=_("进展情况"))
    report.add_argument("--trouble", default="", metavar=_("存在问题"))
    report.add_argument("--next", default="", metavar=_("下步打算"))
    report.add_argument("--evidence", default="", metavar=_("佐证材料"))
    report.add_argument("--on", type=day, metavar=_("日期"), help=_("报送日期，默认今天"))
    report.set_defaults(run=_report)

    joining = acts.add_parser("joining", help=_("配合单位是否也须报送"))
    joining.add_argument("answer", choices=["yes", "no"], metavar=_("yes 或 no"))
    joining.set_defaults(run=_joining)

    slip = add_command(commands, "slip", _list, _("督办单：拟稿、印发、回复、销号、作废、打印"))
    acts = slip.add_subparsers(dest="act", metavar=_("动作"), required=True)
    listing = acts.add_parser("list", help=_("全部督办单，新的在前"))
    listing.add_argument("--state", default="", metavar=_("状态"), help=_("如 issued 或 已印发"))
    listing.add_argument("--unit", default="", metavar=_("单位"))
    listing.add_argument("--period", type=period, metavar=_("期间"))
    listing.add_argument("--overdue", action="store_true", help=_("只列超期未回复的"))
    listing.set_defaults(run=_list)
    draft = acts.add_parser("draft", help=_("由滞后的指标或任务拟一份督办单"))
    draft.add_argument("item", metavar=_("指标或任务"), help=_("编号，如 BS-T02、BS-3.3"))
    draft.add_argument("--period", required=True, type=period, metavar=_("期间"))
    draft.add_argument(
        "--level", default="", choices=["blue", "yellow", "red"], help=_("默认按状态：黄或红")
    )
    draft.add_argument("--unit", default="", metavar=_("单位"), help=_("默认第一个牵头单位"))
    draft.add_argument("--town", default="", metavar=_("镇街"), help=_("分解到镇街的指标"))
    draft.set_defaults(run=_draft)
    issue = acts.add_parser("issue", help=_("印发，取编号"))
    _name(issue)
    issue.add_argument("--approver", required=True, metavar=_("签发人"))
    issue.add_argument("--on", type=day, metavar=_("日期"), help=_("印发日期，默认今天"))
    issue.add_argument("--due", type=day, metavar=_("日期"), help=_("办理期限"))
    issue.add_argument("--no", default="", metavar=_("编号"), help=_("不写时取下一个号"))
    issue.set_defaults(run=_issue)
    answer = acts.add_parser("answer", help=_("登记回复"))
    _name(answer)
    answer.add_argument("--reply", required=True, metavar=_("回复情况"))
    answer.add_argument("--evidence", default="", metavar=_("佐证材料"))
    answer.add_argument("--on", type=day, metavar=_("日期"))
    answer.set_defaults(run=_answer)
    close = acts.add_parser("close", help=_("销号"))
    _name(close)
    close.add_argument("--approver", required=True, metavar=_("审批人"))
    close.add_argument("--words", default="", metavar=_("意见"))
    close.add_argument("--on", type=day, metavar=_("日期"))
    close.set_defaults(run=_close)
    void = acts.add_parser("void", help=_("作废，编号不再使用"))
    _name(void)
    void.add_argument("--reason", required=True, metavar=_("原因"))
    void.set_defaults(run=_void)
    prints = acts.add_parser("print", help=_("写成 PDF"))
    _name(prints)
    prints.add_argument("pdf", type=Path, metavar=_("文件"))
    prints.set_defaults(run=_print)

    days = acts.add_parser("days", help=_("默认几个工作日内办理"))
    days.add_argument("count", type=positive, metavar=_("日数"))
    days.set_defaults(run=_days)

    sheet = add_command(commands, "unit-sheet", _unit_sheet, _("一个单位的指标、任务和督办单"))
    sheet.add_argument("unit", metavar=_("单位"), help=_("代码或名称"))
    sheet.add_argument("--period", required=True, type=period, metavar=_("期间"))
    sheet.add_argument("--pdf", type=Path, metavar=_("文件"), help=_("写成 PDF"))
    sheet.add_argument("--xlsx", type=Path, metavar=_("文件"), help=_("写成工作簿"))


def _name(parser: Any) -> None:
    parser.add_argument("slip", metavar=_("督办单"), help=_("编号、流水号或 id"))


def _unit(desk: Desk, word: str) -> str:
    """The code of a unit, by code or name."""
    if not word:
        return ""
    if code := desk.lists["unit"].find(word):
        return code
    raise Missing("没有单位“{unit}”，请写单位代码或名称", unit=word)


# ---------------------------------------------------------------- tasks


def _tasks(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.tasks import silent_of, task_lines

    words = common.words
    with opened(common) as desk:
        lines = task_lines(desk, words.period, plan=words.plan, unit=_unit(desk, words.unit))
        silent = silent_of(desk, lines)
    if words.silent:
        if common.json:
            for each in silent:
                write_line(
                    {
                        "unit": each.unit,
                        "unit_label": each.name,
                        "missing": [task.code for task in each.tasks],
                        "must": each.must,
                        "begun": each.begun,
                    }
                )
            return 0
        rows = [
            [each.name, f"{len(each.tasks)}/{each.must}", listed(t.no for t in each.tasks)]
            for each in silent
        ]
        write_table([_("单位"), _("未报/应报"), _("任务")], rows)
        return 0
    if common.json:
        for line in lines:
            write_line(_task_json(line))
        return 0
    from boshan_desk.usecases.plans.task_words import state_words

    rows = [
        [
            line.task.code,
            line.task.title,
            listed(line.lead),
            state_words(line.state) if line.state else _("未报"),
            listed(each.name for each in line.silent),
        ]
        for line in lines
    ]
    write_table([_("编号"), _("任务"), _("牵头单位"), _("状态"), _("未报送")], rows)
    return 0


def _task_json(line: TaskLine) -> dict[str, Any]:
    return {
        "plan": line.plan.code,
        "project": line.task.project,
        "project_title": line.project_title,
        "task": line.task.code,
        "title": line.task.title,
        "lead": list(line.lead),
        "join": list(line.join),
        "state": line.state or None,
        "quarters": {str(each.period): each.state or None for each in line.quarters},
        "silent": [each.name for each in line.silent],
        "overdue": [{"on": each.on.isoformat(), "words": each.words} for each in line.overdue],
        "reports": [_unit_json(each) for each in line.reports],
    }


def _unit_json(each: UnitReport) -> dict[str, Any]:
    report = each.report
    return {
        "unit": each.unit or None,
        "unit_label": each.name,
        "role": each.role,
        "must": each.must,
        "state": report.state if report else None,
        "text": report.text if report else None,
        "evidence": report.evidence if report else None,
        "reported_on": report.reported_on.isoformat() if report and report.reported_on else None,
        "files": each.files,
        "begun": each.begun is not None,
    }


def _report(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.tasks import report_task

    words = common.words
    with opened(common) as desk:
        report = report_task(
            desk,
            words.task,
            words.by,
            words.period,
            words.state,
            words.text,
            trouble=words.trouble,
            next_step=words.next,
            evidence=words.evidence,
            reported_on=words.on,
        )
    if common.json:
        write_document(_report_json(report))
    else:
        print(one_line(_("已填报 {task}：{text}").format(task=words.task, text=report.text)))
    return 0


def _joining(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.tasks import set_join_must_report

    on = common.words.answer == "yes"
    with opened(common) as desk:
        set_join_must_report(desk, on)
    if common.json:
        write_document({"joining": on})
    else:
        print(_("配合单位也须报送") if on else _("配合单位可以不报送"))
    return 0


def _report_json(report: TaskReport) -> dict[str, Any]:
    return {
        "id": report.id,
        "serial_no": report.serial_no,
        "period": report.period,
        "task": report.task,
        "indicator": report.indicator,
        "unit": report.unit,
        "state": report.state,
        "status": report.status,
    }


# ---------------------------------------------------------------- slips


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slips import STATES, slip_lines

    words = common.words
    by_title = {_(title): code for code, title in STATES.items()}
    state = by_title.get(words.state, words.state)
    if state and state not in STATES:
        known = listed([*STATES, *by_title])
        raise WrongUse("没有状态“{state}”，可用的有：{known}", state=state, known=known)
    with opened(common) as desk:
        unit = _unit(desk, words.unit)
        lines = slip_lines(desk, state=state, unit=unit, period=words.period, overdue=words.overdue)
    if common.json:
        for line in lines:
            write_line(slip_json(line.slip) | _line_json(line))
        return 0
    from boshan_desk.usecases.plans.gathering import slip_words

    rows = [
        [
            line.slip.no or line.slip.serial_no or "",
            line.slip.item or "",
            line.unit,
            slip_words(line),
            line.slip.due_on.isoformat() if line.slip.due_on else "",
        ]
        for line in lines
    ]
    write_table([_("编号"), _("督办事项"), _("承办单位"), _("状态"), _("办理期限")], rows)
    return 0


def _line_json(line: SlipLine) -> dict[str, Any]:
    return {"unit_label": line.unit, "overdue": line.overdue, "late": line.late}


def slip_json(slip: Supervision) -> dict[str, Any]:
    """A slip for a program."""

    def told(value: object) -> Any:
        return str(value) if value is not None else None

    return {
        "id": slip.id,
        "serial_no": slip.serial_no,
        "no": slip.no,
        "state": slip.state,
        "level": slip.level,
        "indicator": slip.indicator,
        "task": slip.task,
        "item": slip.item,
        "period": slip.period,
        "unit": slip.unit,
        "join": list(slip.join),
        "finding": slip.finding,
        "demand": slip.demand,
        "approver": slip.approver,
        "issued_on": told(slip.issued_on),
        "due_on": told(slip.due_on),
        "reply": slip.reply,
        "replied_on": told(slip.replied_on),
        "closed_on": told(slip.closed_on),
        "closed_by": slip.closed_by,
        "closing_words": slip.closing_words,
        "status": slip.status,
    }


def _tell(common: Common, slip: Supervision, words: str) -> int:
    if common.json:
        write_document(slip_json(slip))
    else:
        named = slip.no or slip.serial_no
        print(one_line(words.format(number=named, item=slip.item)))
    return 0


def _draft(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lists import find_town
    from boshan_desk.usecases.plans.slips import draft_slip

    words = common.words
    with opened(common) as desk:
        slip = draft_slip(
            desk,
            words.item,
            words.period,
            level=words.level,
            unit=_unit(desk, words.unit),
            town=find_town(desk, words.town) if words.town else "",
        )
    if not common.json:
        print(one_line(slip.finding or ""))
        print(one_line(slip.demand or ""))
    return _tell(common, slip, _("已拟稿（流水号 {number}）：{item}"))


def _issue(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slips import find_slip, issue_slip

    words = common.words
    with opened(common) as desk:
        slip = issue_slip(
            desk,
            find_slip(desk, words.slip).id,
            approver=words.approver,
            issued_on=words.on,
            due_on=words.due,
            no=words.no,
        )
    return _tell(common, slip, _("已印发 {number}：{item}"))


def _answer(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slips import answer_slip, find_slip

    words = common.words
    with opened(common) as desk:
        slip = answer_slip(
            desk,
            find_slip(desk, words.slip).id,
            reply=words.reply,
            evidence=words.evidence,
            replied_on=words.on,
        )
    return _tell(common, slip, _("已登记 {number} 的回复：{item}"))


def _close(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slips import close_slip, find_slip

    words = common.words
    with opened(common) as desk:
        slip = close_slip(
            desk,
            find_slip(desk, words.slip).id,
            approver=words.approver,
            words=words.words,
            closed_on=words.on,
        )
    return _tell(common, slip, _("已销号 {number}：{item}"))


def _void(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slips import find_slip, void_slip

    words = common.words
    with opened(common) as desk:
        slip = void_slip(desk, find_slip(desk, words.slip).id, words.reason)
    return _tell(common, slip, _("已作废 {number}：{item}"))


def _days(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slips import set_slip_days

    count = common.words.count
    with opened(common) as desk:
        set_slip_days(desk, count)
    if common.json:
        write_document({"days": count})
    else:
        print(_("督办单默认在{count}个工作日内办理").format(count=count))
    return 0


def _print(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.slip_paper import write_slip
    from boshan_desk.usecases.plans.slips import find_slip

    words = common.words
    with opened(common) as desk:
        slip = find_slip(desk, words.slip)
        written = write_slip(desk, slip.id, words.pdf.absolute())
    return _told_written(common, {"pdf": written})


# ---------------------------------------------------------------- one unit


def _unit_sheet(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.plans.papers import unit_sheet

    words = common.words
    if not words.pdf and not words.xlsx:
        raise WrongUse("请用 --pdf 或 --xlsx 写明文件")
    written: dict[str, Written] = {}
    with opened(common) as desk:
        for kind, path in (("pdf", words.pdf), ("xlsx", words.xlsx)):
            if path:
                written[kind] = unit_sheet(desk, words.unit, words.period, path.absolute())
    return _told_written(common, written)


def _told_written(common: Common, written: dict[str, Written]) -> int:
    for each in written.values():
        if each.missing:
            told = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}")
            complain(told.format(count=len(each.missing), characters="".join(each.missing)))
    if common.json:
        write_document(
            {kind: str(each.path) for kind, each in written.items()}
            | {"pages": sum(each.pages for kind, each in written.items() if kind == "pdf")}
        )
        return 0
    for each in written.values():
        print(_("已写成 {path}").format(path=each.path))
    return 0
