"""Commands about the desk as a whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command
from boshan_desk.cli.output import Progress, complain, write_document, write_line, write_table
from boshan_desk.domain.county import USUAL, counties
from boshan_desk.domain.plans.reading import shipped_plans
from boshan_desk.i18n import _

# The use cases load SQLAlchemy (a third of a second), so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    init = add_command(commands, "init", _init, _("建立一份新的工作台数据"))
    init.add_argument(
        "--county",
        default=USUAL,
        metavar=_("区县"),
        help=_("区县资料包的编号，或资料包文件；默认 boshan"),
    )
    init.add_argument("--sample", action="store_true", help=_("带上演示区县的记录"))
    init.add_argument("--bare", action="store_true", help=_("不设账户（供脚本使用）"))
    init.add_argument(
        "--town",
        default="",
        metavar=_("镇街"),
        help=_("建立镇街的工作台：镇街的代码或名称"),
    )
    init.add_argument(
        "--plan",
        action="append",
        default=[],
        metavar=_("编号"),
        help=_("执行的计划：编号，或计划文件；可写多次"),
    )

    add_command(commands, "ledgers", _ledgers, _("列出各台账及其栏目"))
    add_command(commands, "check", _check, _("检查数据、附件、变更记录是否完好"))
    add_command(commands, "dump", _dump, _("按固定次序写出全部记录（JSON 行）"))
    ops = add_command(
        commands, "ops", _ops, _("逐行执行操作，每保存一条就确认一条；遇到第一条被拒绝的即停止")
    )
    ops.add_argument("file", metavar=_("文件"), help=_("每行一个 JSON 操作；- 表示标准输入"))
    add_command(commands, "migrate", _migrate, _("备份并核对后，把旧版本的数据升级到本版本"))


def _init(common: Common) -> int:
    from boshan_desk.cli.opening import passwords
    from boshan_desk.usecases import accounts, desks

    words = common.words
    first = bool(common.officer and common.password_file) and not (words.bare or words.sample)
    password = passwords(common)[0] if first else ""
    if first:
        accounts.check_password(password, common.officer)
    for option in ("plan", "town"):
        if words.sample and getattr(words, option):
            raise WrongUse("{a} 和 {b} 不能同时使用", a="--sample", b=f"--{option}")
    county = words.county
    if words.sample:
        with Progress() as progress:
            desks.make_sample(common.folder, county=words.county, progress=progress)
    else:
        plans = [_code_or_file(each, shipped_plans()) for each in words.plan]
        given = _code_or_file(words.county, counties())
        county = desks.make_desk(
            common.folder, county=given, plans=plans, bare=words.bare, town=words.town
        )
    code = accounts.set_up(common.folder, common.officer, password) if first else ""
    if common.json:
        told = {"desk": str(common.folder), "county": county}
        told |= {"town": words.town} if words.town else {}
        write_document({**told, "recovery_code": code} if code else told)
        return 0
    print(_("已在 {path} 建立工作台数据").format(path=common.folder))
    if code:
        tell_code(code)
    elif not (words.bare or words.sample):
        complain(_("这份数据还没有账户，也没有加密；user add 设立第一个管理账户时自动加密"))
    return 0


def _code_or_file(text: str, known: Sequence[str]) -> str | Path:
    """What comes with the program by its code, else a file."""
    path = Path(text)
    return path if text not in known and (path.suffix or path.is_file()) else text


def tell_code(code: str) -> None:
    """Show a new recovery code, which is shown once."""
    print(_("恢复码（只显示这一次，请抄录后密封保存）："))
    print(code)


def _ledgers(common: Common) -> int:
    from boshan_desk.cli.opening import lists_at
    from boshan_desk.ledgers import LEDGERS
    from boshan_desk.usecases.desks import describe_ledger

    lists = lists_at(common)
    told = [describe_ledger(ledger, lists) for ledger in LEDGERS.values()]
    if common.json:
        write_document(told)
        return 0
    for ledger in told:
        print(f"\n{ledger['ledger']}　{ledger['title']}")
        heads = [_("栏目"), _("名称"), _("类型"), _("必填")]
        rows = [
            [f["name"], f["title"], f["kind"], "✓" if f["required"] else ""]
            for f in ledger["fields"]
        ]
        write_table(heads, rows)
    return 0


def _check(common: Common) -> int:
    from boshan_desk.cli.opening import signed_in
    from boshan_desk.usecases.desks import check

    entry = signed_in(common)
    with Progress() as progress:
        result = check(common.folder, key=entry.key, officer=entry.officer, progress=progress)
    if common.json:
        write_document({"ok": result.ok, "findings": result.findings, "counts": result.counts})
    else:
        for ledger, count in result.counts.items():
            print(f"{ledger:<20}{count:>8}")
        for finding in result.findings:
            print(finding)
        if result.ok:
            print(_("完好"))
    if not result.ok:
        complain(
            _("发现 {count} 处问题：{first}；请停止录入，从备份恢复或联系维护人员").format(
                count=len(result.findings), first=result.findings[0]
            )
        )
    return 0 if result.ok else 3


def _dump(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.desks import dump

    with opened(common) as desk:
        for line in dump(desk):
            sys.stdout.write(line + "\n")
    return 0


def _ops(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.desks import work_through

    file = common.words.file
    # Where the end is known, how far the file has been read says how far the work has come.
    total = 0 if file == "-" else Path(file).stat().st_size
    with ExitStack() as stack:
        lines = sys.stdin.buffer if file == "-" else stack.enter_context(Path(file).open("rb"))
        desk = stack.enter_context(opened(common))
        progress = stack.enter_context(Progress())
        for number, id in work_through(desk, _told(lines, total, progress)):
            if common.json:
                write_line({"line": number, "id": id})
            else:
                print(f"ACK {number} {id}")
            sys.stdout.flush()
    return 0


def _told(lines: IO[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    for line in lines:
        yield line
        done += len(line)
        if total:
            progress(done, total)


def _migrate(common: Common) -> int:
    from boshan_desk.cli.opening import signed_in
    from boshan_desk.usecases.desks import migrate

    entry = signed_in(common)
    backup = migrate(common.folder, key=entry.key, officer=entry.officer)
    if common.json:
        write_document({"migrated": backup is not None, "backup": backup and str(backup.path)})
    elif backup:
        print(_("已升级；升级前的数据备份在 {path}").format(path=backup.path))
    else:
        print(_("数据已是本版本，无须升级"))
    return 0
