"""The command of the quarterly paper: told, written, bound, frozen; its other acts stand beside."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
)
from boshan_desk.cli.report_beside import add_others
from boshan_desk.cli.report_kept import add_kept, kept_json
from boshan_desk.cli.report_text import print_report, report_json
from boshan_desk.cli.report_wanted import (
    add_outputs,
    add_request,
    outputs_of,
    request_json,
    request_of,
    say_written,
)
from boshan_desk.cli.report_words import add_words
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.report import Report
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers import Written
    from boshan_desk.usecases.papers.keeping import Kept
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
        "pdf, docx, xlsx, pages, missing, empty, frozen}，没有的不写。"
    )
    add_request(report, needed=False)
    add_outputs(report)
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
    report.add_argument("--anyway", action="store_true", help=_("改写过的文字没有重看，也照样定稿"))
    acts = report.add_subparsers(dest="act", metavar=_("动作"), required=False)
    add_kept(acts)
    add_words(acts)
    add_others(acts)


def _report(common: Common) -> int:
    from boshan_desk.cli.opening import opened

    words = common.words
    outputs = outputs_of(words)
    _refuse_wrong_use(words, outputs)
    with opened(common) as desk, Progress() as progress:
        request = request_of(common, desk)
        _refuse_unwritable(request, outputs, words.parts)
        kept = _freeze(desk, request, words, progress) if words.freeze else None
        try:
            written = [
                _write(desk, request, kept, kind, path, words.parts, progress)
                for kind, path in outputs.items()
            ]
        except Refused as error:
            if kept is None:
                raise
            complain(_unwritten(kept, error))
            return error.exit_code
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
            say_written(one)
    _say_empty(written)
    _say_missing(missing or (list(kept.missing) if kept else []))
    return 0


def _refuse_wrong_use(words: argparse.Namespace, outputs: Mapping[str, Path]) -> None:
    if words.period is None:
        raise WrongUse("缺少参数：{a}", a="--period")
    if words.parts and "pdf" not in outputs:
        raise WrongUse("--with 须同时写 --pdf 文件")
    if words.number and not words.freeze:
        raise WrongUse("--number 须同时写 --freeze")
    if words.anyway and not words.freeze:
        raise WrongUse("--anyway 须同时写 --freeze")
    if words.town and words.unit:
        raise WrongUse("--town 和 --unit 不能同时使用")


def _refuse_unwritable(request: Request, outputs: Mapping[str, Path], parts: list[str]) -> None:
    """Before a paper is frozen: a number is not spent on files that cannot be written."""
    from boshan_desk.usecases.outputs import try_places
    from boshan_desk.usecases.papers.binding import refuse_parts

    try_places(outputs.values())
    if parts:
        refuse_parts(request, parts)


def _unwritten(kept: Kept, error: Refused) -> str:
    """That the paper is frozen all the same, and how its file is had."""
    words = _("已定稿为“{number}”，不必再定稿，但文件没有写成：{why}。请用 report remake 再写")
    return words.format(number=kept.number, why=error.words().rstrip("。"))


def _composed(desk: Desk, request: Request, progress: Progress) -> Report:
    from boshan_desk.usecases.quarter.paper import compose

    return compose(desk, request, progress=progress)


def _freeze(desk: Desk, request: Request, words: argparse.Namespace, progress: Progress) -> Kept:
    from boshan_desk.usecases.papers.keeping import freeze

    return freeze(desk, request, number=words.number, anyway=words.anyway, progress=progress)


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
    told = {**request_json(request), **{name: str(path) for name, path in outputs.items()}}
    for one in written:
        if one.pages:
            told["pages"] = one.pages
    told["missing"] = missing
    if empty := sorted({part for one in written for part in one.empty}):
        told["empty"] = empty
    if kept:
        told["frozen"] = kept_json(kept)
    return told


def _say_empty(written: list[Written]) -> None:
    from boshan_desk.usecases.papers.binding import part_title

    for part in dict.fromkeys(part for one in written for part in one.empty):
        complain(_("没有可合订的内容：{part}").format(part=part_title(part)))


def _say_missing(missing: list[str]) -> None:
    if missing:
        complain(
            _("字库里没有这些字，纸上印作〓，请手工补上：{characters}").format(
                characters="".join(missing)
            )
        )
