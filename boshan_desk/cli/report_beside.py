"""Commands beside a paper: differences, what is missing, typefaces, templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boshan_desk.cli.options import Common, WrongUse
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
    write_line,
    write_table,
)
from boshan_desk.cli.report_text import print_report
from boshan_desk.cli.report_wanted import (
    add_outputs,
    add_request,
    outputs_of,
    request_of,
    say_written,
)
from boshan_desk.i18n import _


def add_others(acts: Any) -> None:
    """Add these acts to the command."""
    differences = acts.add_parser("differences", help=_("差异表：与上一份定稿相比，差在哪些记录"))
    add_request(differences, needed=True)
    differences.add_argument(
        "--against", default="", metavar=_("定稿"), help=_("编号、核验码或 id，默认最近一份")
    )
    add_outputs(differences)
    differences.set_defaults(run=_differences)

    gaps = acts.add_parser("gaps", help=_("编写以前还缺什么：未报送的镇街、未填的数"))
    gaps.epilog = _("--json：每项一行 {severity, words, goes, ledger, key}")
    add_request(gaps, needed=True)
    gaps.set_defaults(run=_gaps)

    faces = acts.add_parser("faces", help=_("公文字体：各用哪一种，改用本机安装的"))
    faces.epilog = _("--json：每种一行 {role, title, value, name, file, own, finding}")
    faces.add_argument(
        "--set",
        nargs=2,
        metavar=(_("用处"), _("字体")),
        help=_("用处为 title、fang、kai、hei、song；字体为名称或文件，空为自带"),
    )
    faces.add_argument("--choices", action="store_true", help=_("列出本机可选的字体"))
    faces.set_defaults(run=_faces)

    templates = acts.add_parser("templates", help=_("报告模板"))
    templates.add_argument("--text", metavar=_("名称"), help=_("输出这个模板的文本"))
    templates.set_defaults(run=_templates)
    check = acts.add_parser("check", help=_("检查一个模板文件"))
    check.add_argument("file", type=Path, metavar=_("文件"))
    check.set_defaults(run=_check)
    load = acts.add_parser("load", help=_("载入一个模板文件，作为本单位的"))
    load.add_argument("file", type=Path, metavar=_("文件"))
    load.set_defaults(run=_load)
    drop = acts.add_parser("drop", help=_("恢复随程序的模板"))
    drop.add_argument("name", metavar=_("名称"))
    drop.set_defaults(run=_drop)


def _differences(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.difference_sheet import differences_json, differences_report
    from boshan_desk.usecases.papers.differences import differences
    from boshan_desk.usecases.papers.keeping import kept
    from boshan_desk.usecases.papers.making import write_report

    words = common.words
    outputs = outputs_of(words)
    with opened(common) as desk, Progress() as progress:
        request = request_of(common, desk)
        against = kept(desk, words.against).id if words.against else ""
        found = differences(desk, request, against=against, progress=progress)
        report = differences_report(found)
        written = [write_report(desk, report, path, kind=kind) for kind, path in outputs.items()]
    if common.json:
        write_document(
            differences_json(found) | {name: str(path) for name, path in outputs.items()}
        )
    elif written:
        for one in written:
            say_written(one)
    else:
        print_report(report)
    return 0


def _gaps(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.gaps import gaps

    with opened(common) as desk:
        found = gaps(desk, request_of(common, desk))
    if common.json:
        for gap in found:
            write_line(
                {
                    "severity": gap.severity,
                    "words": gap.words,
                    "goes": gap.goes,
                    "ledger": gap.ledger or None,
                    "key": gap.key or None,
                }
            )
        return 0
    signs = {"stop": _("必须先补"), "warn": _("请核对"), "note": _("提示")}
    if not found:
        print(_("没有发现缺漏"))
        return 0
    write_table(
        [_("轻重"), _("缺什么")], [[signs.get(gap.severity, ""), gap.words] for gap in found]
    )
    return 0


def _faces(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.reports.faces import ROLES
    from boshan_desk.usecases.papers.faces import face_choices, faces_now, set_face

    words = common.words
    if words.choices:
        choices = face_choices()
        if common.json:
            for choice in choices:
                write_line(
                    {
                        "value": choice.value,
                        "title": choice.title,
                        "file": choice.file or None,
                        "why_not": choice.why_not or None,
                    }
                )
            return 0
        rows = [[choice.title, choice.file, choice.why_not] for choice in choices]
        write_table([_("字体"), _("文件"), _("不能用的原因")], rows)
        return 0
    with opened(common) as desk:
        if words.set:
            role, value = words.set
            known = next((each for each in ROLES if each == role), None)
            if known is None:
                raise WrongUse("{a} 不能是 {b}，可以是：{c}", a="--set", b=role, c=", ".join(ROLES))
            set_face(desk, known, value)
        with desk.read() as reader:
            found = faces_now(reader)
    if common.json:
        for now in found:
            write_line(
                {
                    "role": now.role,
                    "title": now.title,
                    "value": now.value,
                    "name": now.name,
                    "file": now.file,
                    "own": now.own,
                    "finding": now.finding or None,
                }
            )
        return 0
    for now in found:
        print(one_line(now.words))
        if now.finding:
            complain(now.finding)
    return 0


def _templates(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.quarter.templates import list_templates, template_text

    with opened(common) as desk:
        if common.words.text:
            print(template_text(desk, common.words.text), end="")
            return 0
        rows = list_templates(desk)
    if common.json:
        for row in rows:
            write_line({"name": row.name, "title": row.title, "own": row.own})
        return 0
    write_table(
        [_("名称"), _("标题"), _("来源")],
        [[row.name, row.title, _("本单位") if row.own else _("随程序")] for row in rows],
    )
    return 0


def _check(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lawfiles import read_source
    from boshan_desk.usecases.quarter.templates import check_template

    text = read_source(common.words.file)
    with opened(common) as desk:
        found = check_template(text, desk)
    if common.json:
        told = [{"place": f.place, "severity": f.severity, "message": f.words} for f in found]
        write_document({"ok": all(f.severity != "error" for f in found), "findings": told})
    else:
        for each in found:
            print(one_line(each.told()))
        if not found:
            print(_("没有发现问题"))
    wrong = [each for each in found if each.severity == "error"]
    if wrong:
        complain(_("有 {count} 处错误，改正后才能载入").format(count=len(wrong)))
        return 3
    return 0


def _load(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.lawfiles import read_source
    from boshan_desk.usecases.quarter.templates import load_template

    text = read_source(common.words.file)
    with opened(common) as desk:
        name = load_template(desk, text)
    if common.json:
        write_document({"name": name})
    else:
        print(_("已载入报告模板“{name}”").format(name=name))
    return 0


def _drop(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.quarter.templates import drop_template

    with opened(common) as desk:
        drop_template(desk, common.words.name)
    if common.json:
        write_document({"name": common.words.name})
    else:
        print(_("已恢复随程序的模板“{name}”").format(name=common.words.name))
    return 0
