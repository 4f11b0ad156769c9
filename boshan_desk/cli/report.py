"""Commands about the quarterly paper: made, frozen, checked, edited, compared."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, period
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
    write_line,
    write_table,
)
from boshan_desk.domain.period import Period, Stretch
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.report import (
    Chart,
    Grid,
    Heading,
    Link,
    PageBreak,
    Report,
    Source,
    Words,
)
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers import Written
    from boshan_desk.usecases.papers.keeping import Kept
    from boshan_desk.usecases.papers.words import Paragraph
    from boshan_desk.usecases.quarter.request import Request

# The use cases load SQLAlchemy and reportlab, so each command imports its own.

_PARTS = ("targets", "tasks", "slips", "national")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    report = add_command(
        commands,
        "report",
        _report,
        _("季度报告：编写、定稿、核验、改写、比较"),
    )
    report.epilog = _(
        "--json：不写文件时输出全文（title、blocks 等，每块以 block 写明种类，"
        "数字的来源在 links）；写文件时输出 {period, kind, town, unit, public, "
        "pdf, docx, xlsx, pages, missing, frozen}，没有的不写。"
    )
    _add_request(report, needed=False)
    _add_outputs(report)
    report.add_argument(
        "--with",
        dest="parts",
        action="append",
        choices=_PARTS,
        default=[],
        help=_("与 --pdf 合订：目标进度表、任务清单、督办单、全国统计表；可写多次"),
    )
    report.add_argument("--freeze", action="store_true", help=_("定稿：给号、加核验码、留存"))
    report.add_argument(
        "--number", default="", metavar=_("编号"), help=_("定稿的编号，不写取下一号")
    )
    acts = report.add_subparsers(dest="act", metavar=_("动作"), required=False)
    _add_kept(acts)
    _add_words(acts)
    _add_others(acts)


def _add_kept(acts: Any) -> None:
    verify = acts.add_parser("verify", help=_("纸上的核验码是不是本单位的定稿"))
    verify.epilog = _(
        "--json：{code, readable, frozen, whole, words, paper}；不是本单位的定稿，"
        "或者内容已不完好时，退出码为 3"
    )
    verify.add_argument("code", metavar=_("核验码"), help=_("不分大小写，短横和空格可以不写"))
    verify.set_defaults(run=_verify)

    listing = acts.add_parser("list", help=_("全部定稿，新的在前"))
    listing.epilog = _(
        "--json：每份一行 {id, number, title, period, kind, town, unit, public, state, reason, "
        "code, digest, head, step, pages, pdf_sha256, program, at, officer}"
    )
    listing.set_defaults(run=_list)

    shown = acts.add_parser("show", help=_("一份定稿的全文和登记"))
    _add_paper(shown)
    shown.epilog = _("--json：{paper, report, figures}")
    shown.set_defaults(run=_show)

    remake = acts.add_parser("remake", help=_("按留存的内容重新写出一份定稿"))
    remake.epilog = _("--json：{paper, same, words, pdf, docx, xlsx}；same 为与定稿文件逐字节相同")
    _add_paper(remake)
    _add_outputs(remake)
    remake.set_defaults(run=_remake)

    issued = acts.add_parser("issued", help=_("启用本机以前已出的期数，计入“总第几期”"))
    issued.add_argument("series", metavar=_("编号系列"), help=_("如 jianbao"))
    issued.add_argument("count", type=_whole, metavar=_("期数"))
    issued.set_defaults(run=_issued)

    void = acts.add_parser("void", help=_("作废一份定稿；编号和内容仍留存"))
    _add_paper(void)
    void.add_argument("--reason", required=True, metavar=_("原因"))
    void.set_defaults(run=_void)


def _add_words(acts: Any) -> None:
    words = acts.add_parser("words", help=_("报告文字：各段的代号、改写、恢复"))
    words.epilog = _(
        "--json：每段一行 {key, text, drafted, basis, edited, stale, left_out, at, officer}"
    )
    _add_request(words, needed=True)
    change = words.add_mutually_exclusive_group()
    change.add_argument("--edit", metavar=_("段落代号"), help=_("改写这一段，须同时写 --text"))
    change.add_argument("--take-back", metavar=_("段落代号"), help=_("这一段恢复为自动拟写的"))
    words.add_argument("--text", metavar=_("文字"), help=_("空白表示删去这一段"))
    words.set_defaults(run=_words)


def _add_others(acts: Any) -> None:
    differences = acts.add_parser("differences", help=_("差异表：与上一份定稿相比，差在哪些记录"))
    _add_request(differences, needed=True)
    differences.add_argument(
        "--against", default="", metavar=_("定稿"), help=_("编号、核验码或 id，默认最近一份")
    )
    _add_outputs(differences)
    differences.set_defaults(run=_differences)

    gaps = acts.add_parser("gaps", help=_("编写以前还缺什么：未报送的镇街、未填的数"))
    gaps.epilog = _("--json：每项一行 {severity, words, goes, ledger, key}")
    _add_request(gaps, needed=True)
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


def _add_request(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    parser.add_argument(
        "--period",
        required=needed,
        type=period,
        metavar=_("期间"),
        help=_("2026Q3、2026H1、2026-01..09 或 2026"),
    )
    parser.add_argument(
        "--kind", default="plain", metavar=_("形式"), help=_("jianbao、tongbao、plain 或本单位的")
    )
    parser.add_argument("--town", default="", metavar=_("镇街"), help=_("只编一个镇街的"))
    parser.add_argument("--unit", default="", metavar=_("部门"), help=_("只编一个部门的"))
    parser.add_argument("--public", action="store_true", help=_("公开版"))


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pdf", type=Path, metavar=_("文件"), help=_("写成 PDF；不写则输出文字"))
    parser.add_argument("--docx", type=Path, metavar=_("文件"), help=_("写成 Word 文件"))
    parser.add_argument("--xlsx", type=Path, metavar=_("文件"), help=_("各表写成工作簿"))


def _add_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", metavar=_("定稿"), help=_("编号、核验码或 id"))


def _whole(text: str) -> int:
    """A number of papers: 0 or more."""
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    raise argparse.ArgumentTypeError(_("“{text}”不是期数").format(text=text))


def _request(common: Common, desk: Desk) -> Request:
    from boshan_desk.usecases.lists import find_town
    from boshan_desk.usecases.quarter.request import Request

    words = common.words
    unit = ""
    if words.unit and not (unit := desk.lists["unit"].find(words.unit) or ""):
        raise Missing("没有单位“{unit}”，请写单位代码或名称", unit=words.unit)
    return Request(
        period=words.period,
        kind=words.kind,
        town=find_town(desk, words.town) if words.town else "",
        unit=unit,
        public=words.public,
    )


# ---------------------------------------------------------------- the paper


def _report(common: Common) -> int:
    from boshan_desk.cli.opening import opened

    words = common.words
    outputs = _outputs(words)
    _refuse_wrong_use(words, outputs)
    with opened(common) as desk, Progress() as progress:
        request = _request(common, desk)
        kept = _freeze(desk, request, words.number, progress) if words.freeze else None
        written = [
            _write(desk, request, kept, kind, path, words.parts, progress)
            for kind, path in outputs.items()
        ]
        report = None if outputs or kept else _composed(desk, request, progress)
        if kept is None:
            _say_if_frozen(desk, request)
    if report is not None:
        if common.json:
            write_document(report_json(report))
        else:
            print_report(report)
        return 0
    missing = sorted({each for one in written for each in one.missing})
    if common.json:
        write_document(_told(request, outputs, written, missing, kept))
    else:
        if kept:
            print(one_line(kept.words()))
            print(_("核验码 {code}").format(code=kept.code))
        for one in written:
            _say_written(one)
    _say_missing(missing or (list(kept.missing) if kept else []))
    return 0


def _refuse_wrong_use(words: argparse.Namespace, outputs: Mapping[str, Path]) -> None:
    if words.period is None:
        raise WrongUse("缺少参数：{a}", a="--period")
    if words.parts and "pdf" not in outputs:
        raise WrongUse("--with 须同时写 --pdf 文件")
    if words.number and not words.freeze:
        raise WrongUse("--number 须同时写 --freeze")
    if words.town and words.unit:
        raise WrongUse("--town 和 --unit 不能同时使用")


def _outputs(words: argparse.Namespace) -> dict[str, Path]:
    given = {name: getattr(words, name) for name in ("pdf", "docx", "xlsx")}
    return {name: path.absolute() for name, path in given.items() if path}


def _composed(desk: Desk, request: Request, progress: Progress) -> Report:
    from boshan_desk.usecases.quarter.paper import compose

    return compose(desk, request, progress=progress)


def _freeze(desk: Desk, request: Request, number: str, progress: Progress) -> Kept:
    from boshan_desk.usecases.papers.keeping import freeze

    return freeze(desk, request, number=number, progress=progress)


def _write(
    desk: Desk,
    request: Request,
    kept: Kept | None,
    kind: str,
    path: Path,
    parts: list[str],
    progress: Progress,
) -> Written:
    """One of the files that were asked for."""
    from boshan_desk.usecases.papers import binding, keeping, making

    if kind == "pdf" and parts:
        return binding.write_bound(desk, request, path, parts=parts, progress=progress)
    if kept:
        return keeping.write_kept(desk, kept.id, path, kind=kind, progress=progress)
    write = {"pdf": making.write_pdf, "docx": making.write_word, "xlsx": making.write_tables}
    return write[kind](desk, request, path, progress=progress)


def _say_if_frozen(desk: Desk, request: Request) -> None:
    from boshan_desk.usecases.papers.keeping import frozen

    with desk.read() as reader:
        kept = frozen(reader, request)
    if kept:
        complain(
            _(
                "这份材料已经定稿（{number}），这里是按现在的数据另编的草稿；"
                "要定稿的文件请用 report remake"
            ).format(number=kept.number)
        )


def _told(
    request: Request,
    outputs: Mapping[str, Path],
    written: list[Written],
    missing: list[str],
    kept: Kept | None,
) -> dict[str, Any]:
    told = {**_request_json(request), **{name: str(path) for name, path in outputs.items()}}
    for one in written:
        if one.pages:
            told["pages"] = one.pages
    told["missing"] = missing
    if kept:
        told["frozen"] = kept_json(kept)
    return told


def _request_json(request: Request) -> dict[str, Any]:
    return {
        "period": str(request.period),
        "kind": request.kind,
        "town": request.town or None,
        "unit": request.unit or None,
        "public": request.public,
    }


def _say_written(written: Written) -> None:
    words = _("已写成 {path}，共 {pages} 页") if written.pages else _("已写成 {path}")
    print(words.format(path=written.path, pages=written.pages))


def _say_missing(missing: list[str]) -> None:
    if missing:
        complain(
            _("字库里没有这些字，纸上印作〓，请手工补上：{characters}").format(
                characters="".join(missing)
            )
        )


# ---------------------------------------------------------------- frozen papers


def _verify(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.keeping import verify

    with opened(common) as desk:
        found = verify(desk, common.words.code)
    if common.json:
        write_document(
            {
                "code": found.code or common.words.code,
                "readable": found.readable,
                "frozen": found.found,
                "whole": found.whole,
                "words": found.words,
                "paper": kept_json(found.kept) if found.kept else None,
            }
        )
    if not (found.found and found.whole):
        complain(found.words)
        return 3
    if not common.json:
        print(one_line(found.words))
    return 0


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.keeping import list_kept

    with opened(common) as desk:
        found = list_kept(desk)
    if common.json:
        for kept in found:
            write_line(kept_json(kept))
        return 0
    rows = [
        [
            kept.number,
            kept.title,
            kept.request.period.words(),
            kept.at[:16],
            kept.officer,
            _("已作废") if kept.is_void else _("有效"),
            kept.code,
        ]
        for kept in found
    ]
    heads = [_("编号"), _("标题"), _("期间"), _("定稿时间"), _("定稿人"), _("状态"), _("核验码")]
    write_table(heads, rows)
    return 0


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.figures import line_json
    from boshan_desk.usecases.papers.keeping import content_kept, find_kept

    with opened(common) as desk, desk.read() as reader:
        kept = find_kept(reader, common.words.paper)
        content = content_kept(reader, kept.id)
    if common.json:
        write_document(
            {
                "paper": kept_json(kept),
                "report": report_json(content.report),
                "figures": [line_json(line) for line in content.figures],
            }
        )
        return 0
    print(one_line(kept.words()))
    print(_("核验码 {code}").format(code=kept.code))
    if content.report.mark:
        for line in content.report.mark.lines:
            print(one_line(line))
    print()
    print_report(content.report)
    return 0


def _remake(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.keeping import kept as kept_of
    from boshan_desk.usecases.papers.keeping import remake, write_kept

    outputs = _outputs(common.words)
    if not outputs:
        raise WrongUse("须写 --pdf、--docx 或 --xlsx 文件")
    with opened(common) as desk, Progress() as progress:
        kept = kept_of(desk, common.words.paper)
        again = remake(desk, kept.id, progress=progress)
        written = [
            write_kept(desk, kept.id, path, kind=kind, again=again)
            for kind, path in outputs.items()
        ]
    if common.json:
        told = {"paper": kept_json(kept), "same": again.same, "words": again.words}
        write_document(told | {name: str(path) for name, path in outputs.items()})
    else:
        for one in written:
            _say_written(one)
        if again.same:
            print(one_line(again.words))
    if not again.same:
        complain(again.words)
    return 0


def _void(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.keeping import kept as kept_of
    from boshan_desk.usecases.papers.keeping import void

    with opened(common) as desk:
        kept = void(desk, kept_of(desk, common.words.paper).id, common.words.reason)
    if common.json:
        write_document(kept_json(kept))
    else:
        print(one_line(kept.words()))
    return 0


def _issued(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.numbering import set_issued_before

    words = common.words
    with opened(common) as desk:
        set_issued_before(desk, words.series, words.count)
    if common.json:
        write_document({"series": words.series, "before": words.count})
    else:
        print(_("已记下"))
    return 0


def kept_json(kept: Kept) -> dict[str, Any]:
    """A frozen paper as the command line writes it."""
    return {
        "id": kept.id,
        "number": kept.number,
        "title": kept.title,
        **_request_json(kept.request),
        "state": kept.state,
        "reason": kept.reason or None,
        "code": kept.code,
        "digest": kept.digest,
        "head": kept.head,
        "step": kept.step,
        "pages": kept.pages,
        "pdf_sha256": kept.pdf_digest,
        "program": kept.program,
        "at": kept.at,
        "officer": kept.officer,
    }


# ---------------------------------------------------------------- words


def _words(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.words import edit_paragraph, list_paragraphs, take_back

    words = common.words
    if (words.edit is None) != (words.text is None):
        raise WrongUse("--edit 和 --text 须同时写")
    with opened(common) as desk:
        request = _request(common, desk)
        if words.edit is not None:
            edit_paragraph(desk, request, words.edit, words.text)
            told = {"key": words.edit, "edited": True}
        elif words.take_back is not None:
            take_back(desk, request, words.take_back)
            told = {"key": words.take_back, "edited": False}
        else:
            lines = [_paragraph_json(each) for each in list_paragraphs(desk, request)]
            return _tell_words(common, lines)
    if common.json:
        write_document(told)
    else:
        print(_("已改写") if told["edited"] else _("已恢复为自动拟写的文字"))
    return 0


def _tell_words(common: Common, lines: list[dict[str, Any]]) -> int:
    if common.json:
        for line in lines:
            write_line(line)
        return 0
    rows = [[line["key"], _state(line), line["text"] or line["drafted"]] for line in lines]
    write_table([_("段落代号"), _("状态"), _("文字")], rows)
    return 0


def _paragraph_json(paragraph: Paragraph) -> dict[str, Any]:
    told = {"key": paragraph.key, "text": paragraph.text, "drafted": paragraph.drafted}
    edit = paragraph.edit
    if edit is None:
        return told | {"edited": False}
    return told | {
        "basis": edit.basis,
        "edited": True,
        "stale": edit.stale,
        "left_out": edit.left_out,
        "at": edit.at,
        "officer": edit.officer,
    }


def _state(line: Mapping[str, Any]) -> str:
    if not line["edited"]:
        return _("自动拟写")
    if line["stale"]:
        return _("数字已变，请重看")
    return _("已删去") if line["left_out"] else _("已改写")


# ---------------------------------------------------------------- beside the paper


def _differences(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.difference_sheet import differences_json, differences_report
    from boshan_desk.usecases.papers.differences import differences
    from boshan_desk.usecases.papers.keeping import kept
    from boshan_desk.usecases.papers.making import write_report

    words = common.words
    outputs = _outputs(words)
    with opened(common) as desk, Progress() as progress:
        request = _request(common, desk)
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
            _say_written(one)
    else:
        print_report(report)
    return 0


def _gaps(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.gaps import gaps

    with opened(common) as desk:
        found = gaps(desk, _request(common, desk))
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


# ---------------------------------------------------------------- a report in JSON and in words


def report_json(part: Any) -> Any:
    """A report as JSON: each block says what it is; numbers with decimals and spans are text."""
    match part:
        case Report():
            return {name: report_json(each) for name, each in vars(part).items()}
        case Source():
            told = {name: report_json(each) for name, each in vars(part).items() if each}
            return told | ({"ids": list(part.ids)} if part.ids is not None else {})
        case Link():
            return {
                "start": part.start,
                "end": part.end,
                "source": report_json(part.source),
            }
        case Period() | Stretch() | Decimal():
            return str(part)
        case date():
            return part.isoformat()
        case frozenset():
            return sorted(part)
        case tuple() | list():
            return [report_json(each) for each in part]
    if hasattr(part, "__dataclass_fields__"):
        fields = {name: report_json(each) for name, each in vars(part).items()}
        return {"block": type(part).__name__, **fields}
    return part


def print_report(report: Report) -> None:
    """A report as a person reads it in a terminal."""
    head = (report.head.name, report.head.number) if report.head else ()
    for line in (*head, *report.title, report.office, report.period, report.as_of):
        if line:
            print(one_line(line))
    for block in report.blocks:
        match block:
            case Heading(text=text) | Words(text=text):
                print(f"\n{one_line(text)}")
            case Grid(title=title, columns=columns, rows=rows):
                print(f"\n{one_line(title)}")
                write_table([column.title for column in columns], rows)
            case Chart(title=title, labels=labels, series=series):
                print(f"\n{one_line(title)}")
                rows = tuple(
                    (label, *(_shown(each.values[place]) for each in series))
                    for place, label in enumerate(labels)
                )
                write_table(["", *(each.name for each in series)], rows)
            case PageBreak():
                print()


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)
