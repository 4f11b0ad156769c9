"""Commands about frozen papers: list, show, draw again, declare void, check a printed code."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Common, WrongUse
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
    write_line,
    write_table,
)
from boshan_desk.cli.report_text import print_report, report_json
from boshan_desk.cli.report_wanted import (
    add_outputs,
    outputs_of,
    request_json,
    say_written,
)
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.usecases.papers.keeping import Kept


def add_kept(acts: Any) -> None:
    """Add these acts to the command."""
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
    remake.epilog = _(
        "--json：{paper, same, words, pdf, docx, xlsx}；same 为 PDF 与定稿文件逐字节相同，"
        "没有写 PDF 时 same、words 为 null"
    )
    _add_paper(remake)
    add_outputs(remake)
    remake.set_defaults(run=_remake)

    issued = acts.add_parser("issued", help=_("启用本机以前已出的期数，计入“总第几期”"))
    issued.add_argument("series", metavar=_("编号系列"), help=_("如 jianbao"))
    issued.add_argument("count", type=_whole, metavar=_("期数"))
    issued.set_defaults(run=_issued)

    void = acts.add_parser("void", help=_("作废一份定稿；编号和内容仍留存"))
    _add_paper(void)
    void.add_argument("--reason", required=True, metavar=_("原因"))
    void.set_defaults(run=_void)


def _add_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paper", metavar=_("定稿"), help=_("编号、核验码或 id"))


def _whole(text: str) -> int:
    """A number of papers: 0 or more."""
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    raise argparse.ArgumentTypeError(_("“{text}”不是期数").format(text=text))


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
    from boshan_desk.usecases.outputs import try_places
    from boshan_desk.usecases.papers.keeping import kept as kept_of
    from boshan_desk.usecases.papers.keeping import remake, write_kept

    outputs = outputs_of(common.words)
    if not outputs:
        raise WrongUse("须写 --pdf、--docx 或 --xlsx 文件")
    with opened(common) as desk, Progress() as progress:
        kept = kept_of(desk, common.words.paper)
        try_places(outputs.values())
        # Only of the PDF it is known what it was.
        again = remake(desk, kept.id, progress=progress) if "pdf" in outputs else None
        written = [
            write_kept(desk, kept.id, path, kind=kind, again=again)
            for kind, path in outputs.items()
        ]
    if common.json:
        told = {
            "paper": kept_json(kept),
            "same": again.same if again else None,
            "words": again.words if again else None,
        }
        write_document(told | {name: str(path) for name, path in outputs.items()})
    else:
        for one in written:
            say_written(one)
        if again and again.same:
            print(one_line(again.words))
    if again and not again.same:
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
        **request_json(kept.request),
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
