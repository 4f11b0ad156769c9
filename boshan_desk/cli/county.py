"""Commands about 本单位资料: the county pack of a desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, add_command
from boshan_desk.cli.output import write_document, write_line, write_table
from boshan_desk.cli.plans import tell_findings
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.county import County


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    county = add_command(commands, "county", _show, _("本单位资料：查看、检查、载入、导出"))
    acts = county.add_subparsers(dest="act", metavar=_("动作"), required=True)
    acts.add_parser("show", help=_("查看名称、镇街、部门、滞后界限")).set_defaults(run=_show)
    checked = acts.add_parser("check", help=_("检查一个资料文件是否完整、一致"))
    checked.add_argument("file", type=Path, metavar=_("文件"))
    checked.set_defaults(run=_check)
    loaded = acts.add_parser("load", help=_("载入一个资料文件"))
    loaded.add_argument("file", type=Path, metavar=_("文件"))
    loaded.set_defaults(run=_load)
    member = acts.add_parser("member", help=_("市一级：按区县的资料文件加入一个区县和它的镇街"))
    member.add_argument("file", type=Path, metavar=_("文件"))
    member.set_defaults(run=_add_member)
    exported = acts.add_parser("export", help=_("把本单位资料写成文件"))
    exported.add_argument("file", type=Path, metavar=_("文件"))
    exported.set_defaults(run=_export)


def county_told(county: County) -> dict[str, Any]:
    """A county as JSON has it."""
    lamps = county.lamps
    return {
        "id": county.id,
        "name": county.name,
        "bureau": county.bureau,
        "office": county.office,
        "region": county.region,
        "within": county.within,
        "short": county.short,
        "group": county.group,
        "towns_word": county.towns_word,
        "towns": [
            {
                "code": each.code,
                "label": each.label,
                "also": each.also,
                "counted": each.code in county.counted,
            }
            for each in county.towns
        ],
        "moved": [
            {"code": code, "until": until.isoformat(), "successor": successor}
            for code, (until, successor) in county.moved.items()
        ],
        "members": [
            {
                "code": code,
                "towns": [{"code": e.code, "label": e.label, "also": e.also} for e in towns],
            }
            for code, towns in county.members.items()
        ],
        "areas": [
            {"code": each.code, "label": each.label, "also": each.also} for each in county.areas
        ],
        "units": [
            {
                "code": each.code,
                "name": each.name,
                "also": each.also,
                "since": each.since and each.since.isoformat(),
                "until": each.until and each.until.isoformat(),
                "successor": each.successor,
            }
            for each in county.units
        ],
        "plans": [{"code": code, "status": status} for code, status in county.plans],
        "lamps": {
            "yellow": str(lamps.yellow),
            "red": str(lamps.red),
            "ahead": str(lamps.ahead),
            "by_days": lamps.by_days,
        },
    }


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened

    with opened(common) as desk:
        county = desk.county
    if common.json:
        write_document(county_told(county))
        return 0
    for head, value in (
        (_("名称"), f"{county.name}（{county.region}）"),
        (_("单位"), county.bureau),
        (_("办公室"), county.office),
        (_("领导小组"), county.group),
        (_("文号简称"), county.short),
    ):
        if value:
            print(explained(head, value))
    print()
    rows = [
        [each.code, each.label, "✓" if each.code in county.counted else "", listed(each.also)]
        for each in county.towns
    ]
    write_table([_("代码"), _("镇街"), _("列入统计表"), _("别名")], rows)
    if county.members:
        print()
        write_table(
            [_("代码"), _("所辖区县"), _("镇街")],
            [
                [code, county.towns.label(code), listed(each.label for each in towns)]
                for code, towns in county.members.items()
            ],
        )
    if county.units:
        print()
        heads = [_("代码"), _("部门"), _("起"), _("止"), _("接续"), _("别名")]
        write_table(
            heads,
            [
                [
                    u.code,
                    u.name,
                    str(u.since or ""),
                    str(u.until or ""),
                    u.successor,
                    listed(u.also),
                ]
                for u in county.units
            ],
        )
    lamps = county.lamps
    words = _(
        "滞后界限：落后超过{yellow}个百分点为滞后（黄），超过{red}个百分点为滞后（红）；"
        "超过{ahead}个百分点为超序时进度"
    )
    print()
    print(words.format(yellow=lamps.yellow, red=lamps.red, ahead=lamps.ahead))
    return 0


def _check(common: Common) -> int:
    from boshan_desk.usecases.county import check_county
    from boshan_desk.usecases.lawfiles import read_source

    return tell_findings(common, check_county(read_source(common.words.file)))


def _load(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.county import load_county_pack
    from boshan_desk.usecases.lawfiles import read_source

    text = read_source(common.words.file)
    with opened(common) as desk:
        county = load_county_pack(desk, text)
    if common.json:
        write_line({"id": county.id, "name": county.name})
    else:
        print(_("已载入{name}的资料").format(name=county.name))
    return 0


def _add_member(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.county import add_member
    from boshan_desk.usecases.lawfiles import read_source

    text = read_source(common.words.file)
    with opened(common) as desk:
        county = add_member(desk, text)
    if common.json:
        write_line({"id": county.id, "members": list(county.members)})
    else:
        names = listed(county.towns.label(code) for code in county.members)
        print(_("所辖区县：{names}").format(names=names))
    return 0


def _export(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.county import county_text
    from boshan_desk.usecases.outputs import output

    file: Path = common.words.file
    with opened(common) as desk:
        text = county_text(desk)
    with output(file) as part:
        part.write_text(text, "utf-8")
    if common.json:
        write_line({"file": str(file)})
    else:
        print(_("已写入 {path}").format(path=file))
    return 0
