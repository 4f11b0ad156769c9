"""Commands about the history as evidence, closed periods, and clearing personal data."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.cli.options import Commands, Common, add_command, day, period, positive
from boshan_desk.cli.output import complain, write_document, write_line, write_table
from boshan_desk.i18n import _


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    audit = add_command(commands, "audit", _show, _("变更记录：核对是否完整，查看谁改了什么"))
    own = audit.add_subparsers(dest="act", metavar=_("动作"), required=True)
    verify = own.add_parser("verify", help=_("核对变更记录是否首尾相连"))
    verify.add_argument("--anchor", metavar=_("校验码"), help=_("印在报告或回执上的校验码"))
    verify.set_defaults(run=_verify)
    show = own.add_parser("show", help=_("查看谁在何时改了哪些栏目"))
    show.add_argument("--since", type=day, metavar=_("日期"))
    show.add_argument("--record", metavar=_("编号"), help=_("只看这条记录"))
    show.add_argument("--limit", type=positive, metavar=_("条数"))
    show.set_defaults(run=_show)

    close = add_command(commands, "close", _close, _("封账：期内记录不再改动"))
    close.add_argument("period", type=period, metavar=_("期间"))
    close.add_argument(
        "--except",
        dest="exempt",
        action="append",
        default=[],
        metavar=_("姓名"),
        help=_("仍可改动的人，可写多次"),
    )
    reopen = add_command(commands, "reopen", _reopen, _("取消封账"))
    reopen.add_argument("period", type=period, metavar=_("期间"))
    reopen.add_argument("--reason", required=True, metavar=_("原因"))
    add_command(commands, "closed", _closed, _("列出已封账的期间"))

    purge = add_command(
        commands, "purge", _purge, _("依法清除一条记录的个人信息，变更记录里的也清除")
    )
    purge.add_argument("ledger", metavar=_("台账"))
    purge.add_argument("id", metavar=_("编号"))
    purge.add_argument("--reason", required=True, metavar=_("原因"))
    purge.add_argument("--field", action="append", default=[], metavar=_("栏目"))
    purge.add_argument("--files", action="store_true", help=_("附件也清除"))

    security = add_command(commands, "security", _security, _("给信息安全部门的一页说明（PDF）"))
    security.add_argument("out", type=Path, metavar=_("文件.pdf"))

    bundle = add_command(commands, "bundle", _bundle, _("求助信息：版本、数量、出错位置，不含数据"))
    bundle.add_argument("out", type=Path, nargs="?", metavar=_("文件.txt"))


def _verify(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.audit import verify, words_of

    # Opened first, which brings an older desk up to date.
    with opened(common) as desk:
        found = verify(common.folder, key=desk.key, anchor=common.words.anchor or "")
    if common.json:
        write_document(
            {
                "ok": found.ok,
                "links": found.links,
                "head": found.head.short(),
                "link": found.head.link,
                "bad": found.bad or None,
                "why": words_of(found) if not found.ok else None,
                "anchored": found.anchored,
            }
        )
    elif found.ok:
        print(words_of(found))
    if not found.ok:
        complain(words_of(found))
    return 0 if found.ok else 3


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.audit import show

    words = common.words
    with opened(common) as desk:
        found = show(desk, since=words.since, record=words.record or "", limit=words.limit)
        if common.json:
            for step in found:
                write_line(step)
            return 0
        rows = []
        for step in found:
            touched = {c["ledger_label"] for c in step["changes"]}
            rows.append(
                [
                    str(step["n"]),
                    step["at"][:19],
                    step["officer"],
                    step["name"],
                    str(len(step["changes"])),
                    "、".join(sorted(touched)),
                ]
            )
    write_table([_("步"), _("时间"), _("姓名"), _("操作"), _("条数"), _("台账")], rows)
    return 0


def _close(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.closing import close_period

    with opened(common) as desk:
        close_period(desk, common.words.period, common.words.exempt)
    if not common.json:
        print(_("{period}已封账").format(period=common.words.period.words()))
    else:
        write_document({"closed": str(common.words.period), "except": common.words.exempt})
    return 0


def _reopen(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.closing import reopen_period

    with opened(common) as desk:
        reopen_period(desk, common.words.period, common.words.reason)
    if not common.json:
        print(_("{period}已取消封账").format(period=common.words.period.words()))
    else:
        write_document({"reopened": str(common.words.period)})
    return 0


def _closed(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.closing import list_closed

    with opened(common) as desk:
        found = list_closed(desk)
    if common.json:
        write_document(
            [
                {"period": str(c.period), "at": c.at, "officer": c.officer, "except": c.exempt}
                for c in found
            ]
        )
        return 0
    rows = [[c.period.words(), c.at[:16], c.officer, "、".join(c.exempt)] for c in found]
    write_table([_("期间"), _("封账时间"), _("封账人"), _("例外")], rows)
    return 0


def _purge(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.purging import purge
    from boshan_desk.usecases.records import find_record

    words = common.words
    ledger = find_ledger(words.ledger, secret=True)
    with opened(common) as desk:
        id = find_record(desk, ledger, words.id).id
        done = purge(desk, ledger, id, words.reason, fields=words.field, files=words.files)
    told = {
        "fields": done.fields,
        "changes": done.changes,
        "files": done.files,
        "older_backups": [backup.id for backup in done.older],
    }
    if common.json:
        write_document(told)
        return 0
    print(_("已清除 {count} 个栏目的个人信息").format(count=len(done.fields)))
    if done.older:
        ids = "、".join(backup.id for backup in done.older)
        print(_("清除前的备份仍含这些信息，随轮换淘汰：{ids}").format(ids=ids))
    return 0


def _security(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.security import write_papers

    out: Path = common.words.out.absolute()
    with opened(common) as desk:
        paper, digests = write_papers(desk, out)
    if common.json:
        write_document({"paper": str(paper), "digests": str(digests)})
    else:
        words = _("已生成 {path}，程序文件清单在 {list}")
        print(words.format(path=paper, list=digests))
    return 0


def _bundle(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.help_bundle import save_bundle, write_bundle

    with opened(common) as desk:
        text = write_bundle(desk)
    if common.words.out:
        path = save_bundle(text, common.words.out.absolute())
        if common.json:
            write_document({"bundle": str(path)})
        else:
            print(_("已保存 {path}").format(path=path))
    elif common.json:
        write_document({"text": text})
    else:
        print(text)
    return 0
