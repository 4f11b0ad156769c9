"""Commands about the superior's forms: kept, filled in, handed over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, add_command, period
from boshan_desk.cli.output import complain, write_document, write_line, write_table
from boshan_desk.domain.forms import PERIODS, share_words, source_table
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.usecases.forms import Form

# The use cases load SQLAlchemy and openpyxl, so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    add_command(commands, "forms", _forms, _("列出上级报表的表样"))
    form = add_command(commands, "form", _show, _("上级报表：查看、填报、新增、删除、带走"))
    acts = form.add_subparsers(dest="act", metavar=_("动作"), required=True)
    name: dict[str, Any] = {"metavar": _("名称"), "help": _("表样的名称，见 forms")}
    show = acts.add_parser("show", help=_("哪些单元格填什么"))
    show.add_argument("name", **name)
    show.set_defaults(run=_show)
    fill = acts.add_parser("fill", help=_("按期间填好，另存为工作簿"))
    fill.add_argument("name", **name)
    fill.add_argument("out", type=Path, metavar="OUT.xlsx")
    fill.add_argument("--period", required=True, type=period, metavar=_("期间"))
    fill.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    fill.set_defaults(run=_fill)
    add = acts.add_parser("add", help=_("新增表样：上级的 .xlsx 和它的对应文件"))
    add.add_argument("file", type=Path, metavar="FILE.xlsx")
    add.add_argument("--mapping", type=Path, metavar="M.toml", help=_("哪些单元格填什么"))
    add.add_argument("--name", default="", metavar=_("名称"), help=_("不写则用文件名"))
    add.set_defaults(run=_add)
    remove = acts.add_parser("remove", help=_("删除本单位的表样"))
    remove.add_argument("name", **name)
    remove.set_defaults(run=_remove)
    hand_over = acts.add_parser("export", help=_("把表样和对应文件写出来，供其他单位使用"))
    hand_over.add_argument("name", **name)
    hand_over.add_argument("folder", type=Path, metavar=_("文件夹"))
    hand_over.set_defaults(run=_export)


def _forms(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.forms import list_forms

    with opened(common) as desk:
        found = list_forms(desk)
    if common.json:
        for form in found:
            write_line(_told(form))
        return 0
    write_table(
        [_("名称"), _("表名"), _("来源"), _("期间"), _("自动填充")],
        [
            [
                form.name,
                _(form.title),
                _("随程序提供") if form.shipped else _("本单位"),
                listed(_(PERIODS[each]) for each in form.mapping.periods) or _("任何期间"),
                "—" if form.mapping.share is None else f"{form.mapping.share}%",
            ]
            for form in found
        ],
    )
    return 0


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.forms import find_form

    with opened(common) as desk:
        form = find_form(desk, common.words.name)
    ties = [
        {"sheet": tie.sheet, "cell": tie.name, **source_table(tie.source)}
        for tie in form.mapping.ties
    ]
    if common.json:
        write_document(_told(form) | {"note": form.mapping.note, "cells": ties})
        return 0
    print(_(form.title))
    print(share_words(form.mapping))
    if form.mapping.note:
        print(_(form.mapping.note))
    rows = [
        [
            str(tie.pop("sheet")),
            str(tie.pop("cell")),
            listed(f"{k}={_plain(v)}" for k, v in tie.items()),
        ]
        for tie in ties
    ]
    write_table([_("工作表"), _("单元格"), _("填什么")], rows)
    return 0


def _plain(value: object) -> str:
    match value:
        case True:
            return _("是")
        case list():
            return " ".join(map(str, value))
        case dict():
            return " ".join(f"{name}:{_plain(each)}" for name, each in value.items())
    return str(value)


def _fill(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.forms import fill
    from boshan_desk.usecases.lists import find_town

    words = common.words
    with opened(common) as desk:
        town = find_town(desk, words.town) if words.town else ""
        filled = fill(desk, words.name, words.out.absolute(), words.period, town)
    notes = filled.notes()
    if common.json:
        write_document(
            _told(filled.form)
            | {
                "period": str(words.period),
                "town": town or None,
                "xlsx": str(filled.path),
                "empty": [
                    {"sheet": sheet, "cell": cell, "why": why}
                    for sheet, cell, why in _empty(filled)
                ],
                "left_out": sum(filled.worked.left_out.values()),
            }
        )
        return 0
    print(_("已写成 {path}").format(path=filled.path))
    print(notes[0])
    for note in notes[1:]:
        complain(note)
    return 0


def _empty(filled: Any) -> list[tuple[str, str, str]]:
    from boshan_desk.domain.forms import cell_name

    return [(sheet, cell_name(*place), why) for sheet, place, why in filled.worked.empty()]


def _add(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.forms import add_form, read_mapping_file

    words = common.words
    mapping = read_mapping_file(words.mapping) if words.mapping else None
    with opened(common) as desk:
        form = add_form(desk, words.file, mapping, name=words.name)
    if common.json:
        write_document(_told(form))
        return 0
    print(_("已新增表样：{name}").format(name=form.name))
    print(share_words(form.mapping))
    return 0


def _remove(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.forms import remove_form

    with opened(common) as desk:
        form = remove_form(desk, common.words.name)
    if common.json:
        write_document(_told(form))
    else:
        print(_("已删除表样：{name}").format(name=form.name))
    return 0


def _export(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.forms import hand_over

    with opened(common) as desk:
        book, text = hand_over(desk, common.words.name, common.words.folder.absolute())
    if common.json:
        write_document({"xlsx": str(book), "mapping": str(text)})
    else:
        print(_("已写成 {path}").format(path=listed((str(book), str(text)))))
    return 0


def _told(form: Form) -> dict[str, Any]:
    own, hand = form.mapping.counts
    return {
        "name": form.name,
        "title": form.title,
        "shipped": form.shipped,
        "periods": list(form.mapping.periods),
        "filled": own,
        "by_hand": hand,
        "share": form.mapping.share,
    }
