"""Commands about the procedure of cases: its steps, its limits, and what is due."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.law import count_anew, moment_text, steps_told
from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, day
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
    write_line,
    write_table,
)
from boshan_desk.domain.problems import Held, Refused
from boshan_desk.domain.wording import explained, listed, with_more
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.ledgers.case import Case
    from boshan_desk.ledgers.case_file import CaseStep
    from boshan_desk.procedure.clocks import Clock
    from boshan_desk.procedure.listing import Bucket, LimitRow
    from boshan_desk.procedure.performing import Offer
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader

_NUMBERS = ("serial_no", "file_no", "decision_no", "case_no", "clue_no")
"""The numbers by which a case is known, besides its id."""


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    case = add_command(commands, "case", _steps, _("案件办理：现状、下一步、期限，办理和更正"))
    acts = case.add_subparsers(dest="act", metavar=_("动作"), required=True)
    acts.add_parser("steps", help=_("列出全部办案步骤和所需栏目")).set_defaults(run=_steps)
    show = acts.add_parser("show", help=_("现在的状态、下一步、期限和提示"))
    _name_case(show)
    show.add_argument("--on", type=day, metavar=_("日期"), help=_("看哪一天的情况，默认今天"))
    show.set_defaults(run=_show)
    step = acts.add_parser("step", help=_("办理一步"))
    _name_case(step)
    step.add_argument("event", metavar=_("步骤"), help=_("代码，见 case steps"))
    step.add_argument(
        "--values", required=True, metavar="JSON", help=_('JSON 对象，如 {"on": "2026-10-09"}')
    )
    step.set_defaults(run=_step)
    correct = acts.add_parser("correct", help=_("更正登记错了的一步；原来的保留备查"))
    _name_case(correct)
    correct.add_argument("step", metavar=_("步骤"), help=_("序号或编号，见 case show"))
    correct.add_argument("--reason", required=True, metavar=_("原因"))
    correct.add_argument("--approver", required=True, metavar=_("批准人"))
    correct.add_argument("--values", metavar="JSON", help=_("改成的值；不写表示撤销这一步"))
    correct.set_defaults(run=_correct)

    due = add_command(commands, "deadlines", _deadlines, _("所有案件正在计算的期限，最近的在前"))
    due.add_argument("--on", type=day, metavar=_("日期"), help=_("截至哪一天，默认今天"))
    due.add_argument("--within", type=days, metavar=_("日数"), help=_("只看这些天内到期的"))
    due.add_argument("--overdue", action="store_true", help=_("只看已超期的"))
    # "officer" is who acts, in the options that every command has.
    due.add_argument(
        "--officer", dest="handler", default="", metavar=_("姓名"), help=_("只看这个人承办的")
    )
    due.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    which = due.add_mutually_exclusive_group()
    which.add_argument("--duties", action="store_true", help=_("只看本机关须办的"))
    which.add_argument("--all", action="store_true", help=_("连同当事人和其他机关的（默认）"))
    due.add_argument("--ics", type=Path, metavar=_("文件.ics"), help=_("存为日历文件"))
    due.add_argument("--xlsx", type=Path, metavar=_("文件.xlsx"), help=_("存为表格"))


def _name_case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "id", metavar=_("案件"), help=_("记录编号、流水号、立案号、决定书文号或案号")
    )


def days(text: str) -> int:
    """A number of days: 0 or more."""
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    raise argparse.ArgumentTypeError(_("“{text}”不是日数").format(text=text))


def find_case(desk: Desk, word: str) -> str:
    """The id of the case that an id or one of its numbers names; refused when there are several."""
    from boshan_desk.domain.problems import Missing
    from boshan_desk.ledgers.case import Case

    with desk.read() as reader:
        if reader.find(Case, word):
            return word
        for field in _NUMBERS:
            found = reader.having(Case, field, [word])
            if len(found) > 1:
                raise Refused(
                    "有 {count} 件案件的号码是“{id}”，请写编号", count=len(found), id=word
                )
            if found:
                return found[0].id
    raise Missing("没有编号或号码为“{id}”的案件", id=word)


# The machine itself


def _steps(common: Common) -> int:
    from boshan_desk.domain.county import lists_of, load_county
    from boshan_desk.procedure.steps import STEPS

    states = lists_of(load_county("boshan"))["case_state"]
    rows = []
    for step in STEPS:
        if common.json:
            write_line(
                {
                    "event": step.event,
                    "title": _(step.title),
                    "track": step.track,
                    "from": list(step.origin),
                    "to": step.to or None,
                    "need": ["on", *step.need],
                    "may": [name for name in step.fields() if name not in ("on", *step.need)],
                    "case": list(step.case),
                    "grounds": step.grounds or None,
                    "outcomes": list(step.outcomes),
                    "once": step.once,
                    "basis": _(step.basis),
                }
            )
        else:
            origin = listed(states.label(s) for s in step.origin)
            to = states.label(step.to) if step.to else ""
            rows.append([step.event, _(step.title), origin, to, " ".join(("on", *step.need))])
    if not common.json:
        write_table([_("代码"), _("步骤"), _("可从"), _("变为"), _("必填")], rows)
    return 0


# One case


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened

    with opened(common) as desk:
        return _tell(common, desk, find_case(desk, common.words.id))


def _step(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.procedure import take_step

    words = common.words
    values = _values(words.values)
    with opened(common) as desk:
        id = find_case(desk, words.id)
        step = take_step(desk, id, words.event, values)
        return _tell(common, desk, id, step)


def _correct(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.procedure import correct

    words = common.words
    values = None if words.values is None else _values(words.values)
    with opened(common) as desk:
        id = find_case(desk, words.id)
        step = correct(
            desk,
            id,
            _find_step(desk, id, words.step),
            reason=words.reason,
            approver=words.approver,
            raw=values,
        )
        return _tell(common, desk, id, step)


def _values(text: str) -> dict[str, object]:
    """The fields of a step, and those of the case that are filled in with it."""
    from boshan_desk.ledgers.case import Case
    from boshan_desk.ledgers.case_file import CaseStep
    from boshan_desk.usecases.desks import read_json, read_values

    try:
        given = read_json(text)
    except Refused as error:
        raise WrongUse("--values：{why}", why=error.words()) from None
    if not isinstance(given, dict):
        raise WrongUse("--values 应为 JSON 对象，如 {example}", example='{"on": "2026-10-09"}')
    own = CaseStep.ledger.fields
    read_values(CaseStep.ledger, {n: v for n, v in given.items() if n in own})
    read_values(Case.ledger, {n: v for n, v in given.items() if n not in own})
    return given


def _find_step(desk: Desk, id: str, word: str) -> str:
    """The step that a number within its case, or an id, names."""
    from boshan_desk.usecases.procedure import read_file

    with desk.read() as reader:
        standing = read_file(reader, id).standing
    return next((s.id for s in standing if word.isdigit() and s.no == int(word)), word)


def _tell(common: Common, desk: Desk, id: str, done: CaseStep | None = None) -> int:
    """The case as it now stands; after a step, that step too."""
    from boshan_desk.usecases.case_hints import hints
    from boshan_desk.usecases.dossier import dossier_in
    from boshan_desk.usecases.procedure import look_in

    on = getattr(common.words, "on", None)
    with desk.read() as reader:
        view = look_in(reader, id, on=on)
        found = hints(reader, view.file, view.on)
        missing = dossier_in(reader, view.file).missing
        states = desk.lists["case_state"]
        told: dict[str, Any] = {
            "id": id,
            "serial_no": view.file.case.serial_no,
            "name": _label(view.file.case),
            "on": view.on.isoformat(),
            "state": view.state,
            "state_label": states.label(view.state),
            "next": [_offer(offer) for offer in view.offers],
            "clocks": [_clock(reader, clock, view.on) for clock in view.clocks],
            "steps": [_step_told(desk, step) for step in view.file.steps],
            "hints": [
                {
                    "kind": hint.kind,
                    "severity": hint.severity,
                    "text": hint.text,
                    "basis": hint.basis or None,
                    "cases": [{"id": other, "label": label} for other, label in hint.cases],
                }
                for hint in found.hints
            ],
            "papers_missing": [{"kind": kind.code, "title": kind.title} for kind in missing],
        }
    if done is not None:
        told["step"] = next(s for s in told["steps"] if s["id"] == done.id)
    if common.json:
        write_document(told)
    else:
        _print_case(told)
    return 0


def _label(case: Case) -> str:
    from boshan_desk.usecases.lawfiles import label_of

    return label_of(case)


def _offer(offer: Offer) -> dict[str, Any]:
    step = offer.step
    return {
        "event": step.event,
        "title": _(step.title),
        "track": step.track,
        "to": step.to or None,
        "need": ["on", *step.need],
        "may": [name for name in step.fields() if name not in ("on", *step.need)],
        "case": list(step.case),
        "open": offer.open,
        "why_not": list(offer.why_not),
        "basis": _(step.basis),
    }


def _clock(reader: Reader, clock: Clock, on: date) -> dict[str, Any]:
    from boshan_desk.procedure.clocks import STATES, days_left
    from boshan_desk.procedure.why import days_used, why

    limit, counted = clock.limit, clock.counted
    state = clock.state(on)
    return {
        "rule": limit.id,
        "title": limit.title,
        "subject": clock.subject or None,
        "binds": limit.binds,
        "form": limit.form,
        "length": clock.length,
        "unit": limit.unit,
        "from": moment_text(clock.start),
        "due": moment_text(clock.due),
        "rolled": moment_text(clock.last),
        "alarm": moment_text(clock.alarm),
        "met": moment_text(clock.met_on),
        "certain": counted.certain,
        "state": str(state),
        "state_label": _(STATES[state]),
        "days_left": None if clock.met_on else days_left(clock, on),
        "days_used": days_used(clock, reader.law, on),
        "left": counted.left,
        "basis": limit.basis,
        "sure": limit.sure,
        "steps": steps_told(why(clock, reader.law, on)),
    }


_STEP_FIELDS = (
    "no", "event", "on", "at", "officers", "place", "approver", "approved_on", "paper_no",
    "pages", "ground", "proposal", "review_kind", "person", "authority", "service_mode", "until",
    "days", "adopted", "told", "outcome", "note", "close_kind", "volume_no", "retention", "was",
    "now", "corrects", "void",
)  # fmt: skip


def _step_told(desk: Desk, step: CaseStep) -> dict[str, Any]:
    """A step with what was filled in; codes with their labels beside them."""
    fields = step.ledger.fields
    told: dict[str, Any] = {"id": step.id}
    for name in _STEP_FIELDS:
        value = getattr(step, name)
        if value in (None, "", ()):
            continue
        told[name] = fields[name].to_json(value)
        if fields[name].name == "code":
            told[f"{name}_label"] = fields[name].show(value, desk.lists)
    return told


def _print_case(told: dict[str, Any]) -> None:
    print(one_line(f"{told['name']}　{told['state_label']}　{told['id']}"))
    if "step" in told:
        step = told["step"]
        words = _("已登记：{step}").format(step=step["event_label"])
        print(one_line(f"{words}　{step.get('paper_no', '')}"))
    print(_("下一步"))
    for offer in told["next"]:
        why = listed(offer["why_not"])
        title = f"{offer['event']}　{offer['title']}　{_needed(offer['need'])}"
        print(
            "  "
            + one_line(_("{step}　现在不能：{why}").format(step=title, why=why) if why else title)
        )
    if told["clocks"]:
        print(_("期限"))
        rows = [
            [
                c["rule"],
                c["title"],
                c["from"],
                _clock_end(c),
                c["state_label"],
                "" if c["days_left"] is None else str(c["days_left"]),
            ]
            for c in told["clocks"]
        ]
        write_table([_("编号"), _("期限"), _("起算"), _("届满"), _("状态"), _("剩余日")], rows)
    for hint in told["hints"]:
        print(one_line(_("提示：{words}").format(words=hint["text"])))
    if told["papers_missing"]:
        titles = listed(paper["title"] for paper in told["papers_missing"])
        print(one_line(explained(_("卷宗还缺"), titles)))


def _needed(names: list[str]) -> str:
    """The fields of a step that must be given, by title and by name."""
    from boshan_desk.ledgers.case_file import CaseStep

    titles = CaseStep.ledger.titles()
    return listed(with_more(_(titles[name]), name) for name in names)


def _clock_end(told: dict[str, Any]) -> str:
    if told["due"] is None:
        return _("暂停中")
    end = told["due"]
    if told["rolled"] != told["due"]:
        end = _("{due}（最晚{last}）").format(due=end, last=told["rolled"])
    return end if told["certain"] else _("{day}（暂定）").format(day=end)


# All cases


def _deadlines(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.store.limits_list import Wanted
    from boshan_desk.usecases import deadlines
    from boshan_desk.usecases.lists import find_town

    words = common.words
    with opened(common) as desk:
        _count_first(desk)
        wanted = Wanted(
            officer=words.handler,
            town=find_town(desk, words.town) if words.town else "",
            within=words.within,
            others=not words.duties,
        )
        bucket: Bucket | None = "overdue" if words.overdue else None
        written: dict[str, int] = {}
        if words.ics:
            target = words.ics.absolute()
            written[str(target)] = deadlines.write_calendar(
                desk, target, on=words.on, bucket=bucket, wanted=wanted
            )
        if words.xlsx:
            target = words.xlsx.absolute()
            with Progress() as progress:
                written[str(target)] = deadlines.write_sheet(
                    desk, target, on=words.on, bucket=bucket, wanted=wanted, progress=progress
                )
        if written:
            return _tell_written(common, written)
        rows = deadlines.find_limits(
            desk,
            on=words.on,
            bucket=bucket,
            officer=wanted.officer,
            town=wanted.town,
            within=wanted.within,
            others=wanted.others,
            most=None,
        )
        if common.json:
            for row in rows:
                write_line(_row_told(row))
        else:
            _print_rows(rows)
    return 0


def _count_first(desk: Desk) -> None:
    """After a change of law, or in a store just migrated, the list would not be right."""
    try:
        count_anew(desk)
    except Held:
        complain(_("另一个程序正在使用这份数据，期限还没有按现行规则重新计算，清单可能不准"))


def _tell_written(common: Common, written: dict[str, int]) -> int:
    if common.json:
        files = [{"file": path, "limits": count} for path, count in written.items()]
        write_document({"written": files})
    else:
        for path, count in written.items():
            print(_("已保存 {count} 个期限到 {path}").format(count=count, path=path))
    return 0


def _row_told(row: LimitRow) -> dict[str, Any]:
    from boshan_desk.procedure.clocks import STATES
    from boshan_desk.procedure.listing import BUCKET_WORDS

    return {
        "case_id": row.case_id,
        "case": row.case,
        "party": row.party,
        "officers": list(row.officers),
        "cause": row.cause,
        "town": row.town,
        "rule": row.rule,
        "title": row.title,
        "subject": row.subject or None,
        "measure": row.measure or None,
        "binds": row.binds,
        "form": row.form,
        "duty": row.duty,
        "from": moment_text(row.begun),
        "due": moment_text(row.due),
        "rolled": moment_text(row.last),
        "alarm": moment_text(row.alarm),
        "certain": row.sure,
        "state": str(row.state),
        "state_label": _(STATES[row.state]),
        "bucket": row.bucket,
        "bucket_label": _(BUCKET_WORDS[row.bucket]),
        "days_left": row.days,
        "left": row.left,
        "basis": row.basis,
    }


def _print_rows(rows: list[LimitRow]) -> None:
    from boshan_desk.procedure.listing import last_words, state_words, what_words

    if not rows:
        print(_("没有符合条件的期限"))
        return
    heads = [_("状况"), _("期限"), _("案号"), _("承办人"), _("届满"), _("依据")]
    write_table(
        heads,
        [
            [
                state_words(row),
                with_more(row.rule, what_words(row)),
                row.case,
                listed(row.officers),
                last_words(row),
                row.basis,
            ]
            for row in rows
        ],
    )
