"""Commands about single records and lists of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boshan_desk.cli.options import (
    Commands,
    Common,
    WrongUse,
    add_command,
    field_value,
    may_uncover,
    period,
    positive,
    uncovered,
)
from boshan_desk.cli.output import one_line, write_document, write_line, write_table
from boshan_desk.domain import identifiers
from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _

# The use cases load SQLAlchemy (a third of a second), so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    example = _('JSON 对象，如 {"party": "演示公司"}')
    add = add_command(commands, "add", _add, _("新增一条记录"))
    add.add_argument("ledger", metavar=_("台账"))
    add.add_argument("--values", required=True, metavar="JSON", help=example)

    edit = add_command(commands, "edit", _edit, _("修改一条记录中给出的栏目"))
    _name_record(edit)
    edit.add_argument("--values", required=True, metavar="JSON", help=example)
    edit.add_argument("--reason", default="", metavar=_("原因"), help=_("已审核的记录必须写明"))

    withdraw = add_command(commands, "withdraw", _withdraw, _("删除一条记录（移入回收站）"))
    _name_record(withdraw)
    withdraw.add_argument("--reason", required=True, metavar=_("原因"))

    restore = add_command(commands, "restore", _restore, _("从回收站恢复一条记录"))
    _name_record(restore)

    moved = add_command(commands, "move", _move, _("提交、审核、退回、归档"))
    moved.add_argument("ledger", metavar=_("台账"))
    moved.add_argument("id", nargs="+", metavar=_("编号"))
    moved.add_argument(
        "--to",
        required=True,
        choices=("submitted", "returned", "reviewed", "archived"),
        metavar=_("状态"),
        help="submitted 已提交 · returned 已退回 · reviewed 已审核 · archived 已归档",
    )
    moved.add_argument("--reason", default="", metavar=_("原因"), help=_("退回、取消归档须写"))

    listed = add_command(commands, "list", _list, _("列出一个台账的记录"))
    listed.add_argument("ledger", metavar=_("台账"))
    listed.add_argument(
        "--where",
        action="append",
        default=[],
        type=field_value,
        metavar=_("栏目=值"),
        help=_("可写多次，须全部符合；等号后为空表示该栏未填"),
    )
    listed.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    listed.add_argument("--period", type=period, metavar=_("期间"), help=_("如 2026Q3"))
    listed.add_argument("--limit", type=positive, metavar=_("条数"))
    listed.add_argument("--withdrawn", action="store_true", help=_("列出回收站里的"))
    may_uncover(listed)

    show = add_command(commands, "show", _show, _("显示一条记录"))
    _name_record(show)
    show.add_argument("--history", action="store_true", help=_("连同变更记录"))
    may_uncover(show)

    attach = add_command(commands, "attach", _attach, _("给记录添加附件（扫描件、照片）"))
    _name_record(attach)
    attach.add_argument("file", type=Path, metavar=_("文件"))

    attachments = add_command(commands, "attachments", _attachments, _("列出一条记录的附件"))
    _name_record(attachments)

    identify = add_command(commands, "identify", _identify, _("校验一个号码"))
    identify.add_argument("kind", choices=identifiers.KINDS, metavar=_("种类"))
    identify.add_argument("value", metavar=_("号码"))


def _name_record(parser: Any) -> None:
    parser.add_argument("ledger", metavar=_("台账"))
    parser.add_argument("id", metavar=_("编号"), help=_("记录的编号或流水号"))


def _values(common: Common, ledger: Any) -> dict[str, object]:
    from boshan_desk.usecases.desks import read_json, read_values

    try:
        given = read_json(common.words.values)
    except Refused as error:
        raise WrongUse("--values：{why}", why=error.words()) from None
    if not isinstance(given, dict):
        raise WrongUse("--values 应为 JSON 对象，如 {example}", example='{"party": "演示公司"}')
    return read_values(ledger, given)


def _add(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.records import add

    ledger = find_ledger(common.words.ledger, secret=True)
    values = _values(common, ledger)
    with opened(common) as desk:
        return _tell(common, desk, add(desk, ledger, values), _("已新增"))


def _edit(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.records import edit, find_record

    ledger = find_ledger(common.words.ledger, secret=True)
    values, reason = _values(common, ledger), common.words.reason
    with opened(common) as desk:
        found = find_record(desk, ledger, common.words.id)
        return _tell(common, desk, edit(desk, ledger, found.id, values, reason=reason), _("已修改"))


def _withdraw(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.records import find_record, withdraw

    ledger = find_ledger(common.words.ledger, secret=True)
    with opened(common) as desk:
        found = find_record(desk, ledger, common.words.id)
        gone = withdraw(desk, ledger, [found.id], common.words.reason)[0]
        return _tell(common, desk, gone, _("已移入回收站"))


def _restore(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.records import restore

    ledger = find_ledger(common.words.ledger, secret=True)
    with opened(common) as desk:
        return _tell(common, desk, restore(desk, ledger, [common.words.id])[0], _("已恢复"))


def _move(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.lists import show_record
    from boshan_desk.usecases.records import find_record, move

    words = common.words
    ledger = find_ledger(words.ledger, secret=True)
    with opened(common) as desk:
        ids = [find_record(desk, ledger, id).id for id in words.id]
        moved = move(desk, ledger, ids, words.to, reason=words.reason)
        if common.json:
            write_document([show_record(desk, record) for record in moved])
        else:
            status = ledger.shown()["status"].show(words.to, desk.lists)
            print(_("{count} 条记录{status}").format(count=len(moved), status=status))
    return 0


def _tell(common: Common, desk: Any, record: Any, done: str) -> int:
    """Say which record it was; as it stands now, with the number it was given."""
    from boshan_desk.usecases.lists import show_record
    from boshan_desk.usecases.records import find_record, judge

    kept = find_record(desk, record.ledger, record.id)
    titles = record.ledger.titles()
    issues = [p for p in judge(desk, kept) if p.severity == "warn"] if not kept.withdrawn else []
    if common.json:
        told = [
            {"field": p.field, "severity": p.severity, "code": p.code, "message": p.words()}
            for p in issues
        ]
        write_document(show_record(desk, kept) | {"issues": told})
    else:
        for problem in issues:
            title = _(titles.get(problem.field, ""))
            print(
                one_line(_("请核对　{title}：{words}").format(title=title, words=problem.words()))
            )
        status = record.ledger.shown()["status"].show(kept.status, desk.lists)
        print(one_line(f"{done}　{kept.serial_no}　{kept.label(desk.lists)}　{status}　{kept.id}"))
    return 0


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases import lists

    words = common.words
    ledger = find_ledger(words.ledger, secret=True)
    mask = 0 if uncovered(common) else SCREEN
    with opened(common) as desk:
        view = lists.choose(
            desk,
            ledger,
            where=words.where,
            town=words.town,
            period=words.period,
            withdrawn=words.withdrawn,
        )
        if words.unmasked:
            count = lists.count_records(desk, view)
            lists.log_uncovering(desk, ledger, words.reason, count=count)
        if common.json:
            for record in lists.list_records(desk, view, ledger, limit=words.limit, mask=mask):
                write_line(record)
            return 0
        heads = [ledger.shown()[n].title for n in ("serial_no", *ledger.table)]
        rows = lists.in_words(desk, view, ledger, words.limit, mask=mask)
        write_table([_(head) for head in heads], rows)
    return 0


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases import lists
    from boshan_desk.usecases.records import find_record

    words = common.words
    ledger = find_ledger(words.ledger, secret=True)
    mask = 0 if uncovered(common) else SCREEN
    with opened(common) as desk:
        record = find_record(desk, ledger, words.id)
        if words.unmasked:
            lists.log_uncovering(desk, ledger, words.reason, id=record.id)
        written = lists.show_record(desk, record, mask=mask, history=words.history)
    if common.json:
        write_document(written)
        return 0
    for name, kind in ledger.shown().items():
        value = written.get(f"{name}_label") or written[name]
        if value not in (None, "", []):
            shown = listed(value) if isinstance(value, list) else value
            shown = {True: _("是"), False: _("否")}[value] if isinstance(value, bool) else shown
            print(one_line(explained(_(kind.title), shown)))
    for entry in written.get("history", ()):
        print(one_line(f"{entry['at']}　{entry['officer']}　{entry['work']}"))
        titles = ledger.titles()
        for name, (before, after) in entry["fields"].items():
            title = _(titles.get(name, name))
            print("  " + one_line(explained(title, f"{before or ''} → {after or ''}")))
    for extra in written.get("extra", ()):
        place = f"{extra['sheet']}!{extra['row']}"
        print(one_line(_("{place}　导入时没有对应栏目的列：").format(place=place)))
        for heading, text in extra["cells"].items():
            print("  " + one_line(explained(heading, text)))
    return 0


def _attach(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.attachments import attach

    words = common.words
    ledger = find_ledger(words.ledger)
    with opened(common) as desk:
        attachment = attach(desk, ledger, words.id, words.file)
    if common.json:
        write_document(_as_json(attachment))
    else:
        print(one_line(_("已添加附件 {name}").format(name=attachment.file_name)))
    return 0


def _attachments(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.attachments import list_attachments
    from boshan_desk.usecases.records import find_record

    ledger = find_ledger(common.words.ledger)
    with opened(common) as desk:
        record = find_record(desk, ledger, common.words.id)
        found = list_attachments(desk, ledger, record.id)
    if common.json:
        for attachment in found:
            write_line(_as_json(attachment))
    else:
        heads = [_("文件名"), _("大小"), _("内容摘要")]
        write_table(heads, [[a.file_name or "", f"{a.size}", a.sha256 or ""] for a in found])
    return 0


def _as_json(attachment: Any) -> dict[str, Any]:
    return {
        "id": attachment.id,
        "file_name": attachment.file_name,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _identify(common: Common) -> int:
    kind, value = common.words.kind, common.words.value
    today = (common.clock or Clock()).today()
    verdict = identifiers.identify(kind, value, today=today)
    told = {
        "kind": kind,
        "ok": verdict.ok,
        "severity": verdict.severity or None,
        "normalised": verdict.normalised,
        "masked": identifiers.mask(kind, verdict.normalised),
        "why": _(verdict.why).format(**verdict.values),
    }
    if common.json:
        write_document(told)
    else:
        said = _("正确") if not verdict.severity else told["why"]
        print(one_line(f"{told['masked']}　{said}"))
    return 0
