"""Commands about backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boshan_desk.cli.options import Commands, Common, add_command
from boshan_desk.cli.output import Progress, complain, write_document, write_table
from boshan_desk.domain.officers import Officer, anyone
from boshan_desk.i18n import _


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    backup = add_command(commands, "backup", _list, _("备份：制作、列出、核对、恢复、演练"))
    own = backup.add_subparsers(dest="act", metavar=_("动作"), required=True)
    make = own.add_parser("make", help=_("制作备份，打开核对后才算数"))
    make.add_argument("--to", type=Path, metavar=_("文件夹"), help=_("第二份，放到别的磁盘或 U 盘"))
    make.set_defaults(run=_make)
    own.add_parser("list", help=_("列出备份")).set_defaults(run=_list)
    verify = own.add_parser("verify", help=_("重新打开核对"))
    verify.add_argument("id", nargs="*", metavar=_("编号"))
    verify.set_defaults(run=_verify)
    restore = own.add_parser("restore", help=_("恢复备份；被换下的数据保留"))
    restore.add_argument("id", metavar=_("编号"))
    restore.add_argument(
        "--into", type=Path, metavar=_("文件夹"), help=_("恢复成另一份数据，现有的不动")
    )
    restore.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar=_("文件夹"),
        help=_("备份所在的文件夹，如 U 盘；新电脑上恢复时用"),
    )
    restore.set_defaults(run=_restore)
    own.add_parser("drill", help=_("演练：试恢复最新和最旧的备份")).set_defaults(run=_drill)

    rescue = add_command(
        commands, "rescue", _rescue, _("数据损坏时，把还能读出的记录抢救到新的数据里；损坏的保留")
    )
    rescue.add_argument(
        "--keep-only", action="store_true", help=_("只把损坏的数据原样另存一份，不作抢救")
    )


def _about(backup: Any) -> dict[str, Any]:
    from boshan_desk.usecases.backups import WHY

    return {
        "id": backup.id,
        "at": backup.at.isoformat(" "),
        "why": backup.why,
        "why_label": _(WHY.get(backup.why, backup.why)),
        "pinned": backup.pinned,
        "records": backup.records,
        "counts": dict(backup.counts),
        "digest": backup.digest,
        "head": backup.head,
        "schema": backup.schema,
        "program": backup.program,
        "size": backup.size,
        "path": str(backup.path),
        "verified": True,
    }


def _make(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import backups

    with opened(common) as desk, Progress() as progress:
        if common.words.to:
            made = backups.second_copy(desk, common.words.to.absolute(), progress=progress)
        else:
            made = backups.back_up(desk, progress=progress)
    if common.json:
        write_document(_about(made))
    else:
        words = _("备份 {id} 已完成并核对：{records} 条记录，{path}")
        print(words.format(id=made.id, records=made.records, path=made.path))
    return 0


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.store.backups import list_backups
    from boshan_desk.usecases.backups import place_of

    with opened(common) as desk:
        found = [_about(each) for each in list_backups(place_of(desk.folder))]
    if common.json:
        write_document(found)
        return 0
    heads = [_("编号"), _("时间"), _("原因"), _("记录"), _("校验码"), _("文件")]
    write_table(
        heads,
        [
            [
                each["id"],
                each["at"],
                each["why_label"] + (_("（保留）") if each["pinned"] else ""),
                str(each["records"]),
                each["head"],
                Path(each["path"]).name,
            ]
            for each in found
        ],
    )
    return 0


def _verify(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.backups import verify

    with opened(common) as desk:
        found = verify(desk, tuple(common.words.id))
    bad = {id: fault for id, fault in found.items() if fault}
    if common.json:
        write_document([{"id": id, "ok": not fault, "why": fault} for id, fault in found.items()])
    else:
        for id, fault in found.items():
            print(f"{id}  {fault or _('完好')}")
    if bad:
        first, why = next(iter(bad.items()))
        complain(_("{count} 份备份有问题：{id} {why}").format(count=len(bad), id=first, why=why))
    return 3 if bad else 0


def _restore(common: Common) -> int:
    from boshan_desk.cli.opening import signed_in
    from boshan_desk.store.backups import find_backup
    from boshan_desk.usecases.backups import place_of, restore

    words = common.words
    if words.source:
        return _restore_from(common, _carried(words.source.absolute()))
    entry = signed_in(common, rescue=True)
    officer = _somebody(entry.officer)
    backup = find_backup(place_of(common.folder), words.id)
    into = words.into.absolute() if words.into else None
    kept = restore(common.folder, backup, key=entry.key, officer=officer, into=into)
    told = {"restored": backup.id, "desk": str(into or common.folder), "kept": kept and str(kept)}
    if common.json:
        write_document(told)
    else:
        print(_("已恢复备份 {id} 到 {path}").format(id=backup.id, path=told["desk"]))
        if kept:
            print(_("被换下的数据保留在 {path}").format(path=kept))
    return 0


def _carried(source: Path) -> Path:
    """The one folder of backups that was carried here."""
    from boshan_desk.domain.problems import Missing, Refused
    from boshan_desk.store.backups import carried

    found = carried(source)
    if not found:
        raise Missing("{path} 里没有备份", path=source)
    if len(found) > 1:
        raise Refused(
            "{path} 里有几份台账的备份，请指明其中一个：{names}",
            path=source,
            names="、".join(place.name for place in found),
        )
    return found[0]


def _restore_from(common: Common, source: Path) -> int:
    """Make a desk on this computer of a backup that was carried here."""
    from datetime import datetime

    from boshan_desk.cli.opening import passwords
    from boshan_desk.store.backups import find_backup
    from boshan_desk.store.keys import has_keys
    from boshan_desk.usecases.accounts import sign_in_to_rescue
    from boshan_desk.usecases.backups import restore_copy

    into = (common.words.into or common.folder).absolute()
    backup = find_backup(source, common.words.id)
    key, officer = "", _somebody(common.officer)
    if has_keys(source):
        password = passwords(common)[0]
        session = sign_in_to_rescue(
            source, common.officer, password, now=datetime.now(), place=source
        )
        key, officer = session.key, session.officer
    restore_copy(backup, into, key=key, officer=officer)
    if common.json:
        write_document({"restored": backup.id, "desk": str(into), "kept": None})
    else:
        print(_("已恢复备份 {id} 到 {path}").format(id=backup.id, path=into))
    return 0


def _somebody(officer: Officer | str) -> Officer:
    """Who acts, at a desk without accounts too."""
    return officer if isinstance(officer, Officer) else anyone(officer or _("本机用户"))


def _rescue(common: Common) -> int:
    from boshan_desk.cli.opening import signed_in
    from boshan_desk.usecases.rescue import keep_damaged, salvage

    if common.words.keep_only:
        kept = keep_damaged(common.folder)
        if common.json:
            write_document({"kept": str(kept)})
        else:
            print(_("数据已原样另存在 {path}").format(path=kept))
        return 0
    entry = signed_in(common, rescue=True)
    with Progress() as progress:
        done = salvage(
            common.folder, key=entry.key, officer=_somebody(entry.officer), progress=progress
        )
    if common.json:
        write_document(
            {
                "kept": dict(done.kept),
                "rebuilt": done.rebuilt,
                "lost": done.lost,
                "aside": str(done.aside),
            }
        )
        return 0
    words = _("已找回 {records} 条记录（其中 {rebuilt} 条由变更记录重建），损坏的数据保留在 {path}")
    print(words.format(records=done.records, rebuilt=done.rebuilt, path=done.aside))
    for line in done.lost:
        print(line)
    return 0


def _drill(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.backups import drill

    with opened(common) as desk, Progress() as progress:
        desk.hold()
        done = drill(desk, progress=progress)
    if common.json:
        write_document(
            {"at": done.at, "backups": done.backups, "records": done.records, "why": done.fault}
        )
    elif not done.fault:
        words = _("演练成功：试恢复了备份 {ids}，最新一份有 {records} 条记录")
        print(words.format(ids="、".join(done.backups), records=done.records))
    if done.fault:
        complain(done.fault)
    return 3 if done.fault else 0
