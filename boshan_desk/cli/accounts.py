"""Commands about accounts."""

from __future__ import annotations

import argparse
from pathlib import Path

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command
from boshan_desk.cli.output import write_document, write_table
from boshan_desk.domain.officers import ROLES
from boshan_desk.i18n import _


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    user = add_command(commands, "user", _list, _("账户：新增、改密码、列出、停用"))
    own = user.add_subparsers(dest="act", metavar=_("动作"), required=True)
    add = own.add_parser("add", help=_("新增账户；第一个账户须担任管理，并给数据加密"))
    add.add_argument("name", metavar=_("姓名"))
    add.add_argument(
        "--role",
        action="append",
        required=True,
        metavar=_("角色"),
        help=_("可写多次：{roles}").format(
            roles="、".join(f"{name}（{_(role.title)}）" for name, role in ROLES.items())
        ),
    )
    add.set_defaults(run=_add)
    password = own.add_parser("password", help=_("改密码：密码文件第二行写新密码"))
    password.add_argument("name", metavar=_("姓名"))
    password.set_defaults(run=_password)
    roles = own.add_parser("role", help=_("调整角色"))
    roles.add_argument("name", metavar=_("姓名"))
    roles.add_argument("--role", action="append", required=True, metavar=_("角色"))
    roles.set_defaults(run=_roles)
    own.add_parser("list", help=_("列出账户")).set_defaults(run=_list)
    for act, run, words in (
        ("off", _off, _("停用账户；写过的记录保留其姓名")),
        ("on", _on, _("重新启用账户")),
    ):
        parser = own.add_parser(act, help=words)
        parser.add_argument("name", metavar=_("姓名"))
        parser.set_defaults(run=run)
    code = own.add_parser("code", help=_("更换恢复码，旧的立即作废"))
    code.add_argument("--paper", type=Path, metavar=_("文件.pdf"), help=_("做成密封件"))
    code.set_defaults(run=_code)
    recover = own.add_parser(
        "recover", help=_("忘记密码时用恢复码进入：密码文件第一行恢复码，第二行新密码")
    )
    recover.add_argument("name", metavar=_("姓名"))
    recover.set_defaults(run=_recover)


def _add(common: Common) -> int:
    from boshan_desk.cli.opening import opened, passwords
    from boshan_desk.usecases import accounts

    words: argparse.Namespace = common.words
    lines = passwords(common)
    if not accounts.has_accounts(common.folder):
        code = accounts.set_up(common.folder, words.name, lines[-1], roles=words.role)
        return _tell(common, {"name": words.name, "recovery_code": code})
    with opened(common) as desk:
        given = accounts.add_account(desk, words.name, words.role, _second(lines))
    told = {"name": words.name}
    return _tell(common, told if _second(lines) else {**told, "password": given})


def _password(common: Common) -> int:
    from boshan_desk.cli.opening import opened, passwords
    from boshan_desk.usecases import accounts

    lines = passwords(common)
    if common.words.name == common.officer and not _second(lines):
        raise WrongUse("密码文件第二行须写新密码")
    with opened(common) as desk:
        given = accounts.change_password(desk, common.words.name, _second(lines), old=lines[0])
    told = {"name": common.words.name}
    return _tell(common, told if _second(lines) else {**told, "password": given})


def _roles(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import accounts

    with opened(common) as desk:
        accounts.change_roles(desk, common.words.name, common.words.role)
    return _tell(common, {"name": common.words.name})


def _off(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import accounts

    with opened(common) as desk:
        accounts.switch_off(desk, common.words.name)
    return _tell(common, {"name": common.words.name})


def _on(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import accounts

    with opened(common) as desk:
        accounts.switch_on(desk, common.words.name)
    return _tell(common, {"name": common.words.name})


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import accounts

    with opened(common) as desk:
        found = accounts.list_accounts(desk)
    if common.json:
        write_document(
            [
                {
                    "name": each.name,
                    "roles": each.roles,
                    "roles_label": each.titles(),
                    "active": each.active,
                    "must_change": each.must_change,
                    "added_at": each.added_at,
                }
                for each in found
            ]
        )
        return 0
    rows = [
        [each.name, each.titles(), _("在用") if each.active else _("停用"), each.added_at]
        for each in found
    ]
    write_table([_("姓名"), _("角色"), _("状态"), _("设立时间")], rows)
    return 0


def _code(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import accounts, envelope

    with opened(common) as desk:
        code = accounts.new_recovery_code(desk)
        if common.words.paper:
            envelope.write(
                common.words.paper,
                county=desk.county.name,
                name=desk.officer.name,
                code=code,
                made_on=desk.clock.today(),
                desk_id=desk.site.partition(".")[0],
            )
    return _tell(common, {"recovery_code": code})


def _recover(common: Common) -> int:
    from datetime import datetime

    from boshan_desk.cli.opening import passwords
    from boshan_desk.usecases import accounts

    lines = passwords(common)
    name = common.words.name
    _session, code = accounts.recover(
        common.folder, lines[0], name, _second(lines), now=datetime.now()
    )
    return _tell(common, {"name": name, "recovery_code": code})


def _second(lines: list[str]) -> str:
    return lines[1] if len(lines) > 1 else ""


def _tell(common: Common, told: dict[str, str]) -> int:
    if common.json:
        write_document(told)
        return 0
    if "name" in told:
        print(_("已办理：{name}").format(name=told["name"]))
    if password := told.get("password"):
        print(_("首次密码（只显示这一次，首次使用时须修改）：{password}").format(password=password))
    if code := told.get("recovery_code"):
        from boshan_desk.cli.desks import tell_code

        tell_code(code)
    return 0
