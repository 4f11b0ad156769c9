"""Commands about workbooks."""

from __future__ import annotations

import argparse
import json
import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.imports import add_choices, choices_of, refuse_idle, settled_of, undo
from boshan_desk.cli.options import (
    Commands,
    Common,
    WrongUse,
    add_command,
    may_uncover,
    period,
    uncovered,
)
from boshan_desk.cli.output import (
    Progress,
    complain,
    one_line,
    write_document,
)
from boshan_desk.domain.problems import NoRoom, Refused
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.usecases.sheets import Preview

# The use cases load SQLAlchemy and openpyxl, so each command imports its own.

_SHOWN_ISSUES = 30


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    template = add_command(commands, "template", _template, _("写出可供填写的空白表"))
    template.add_argument("ledger", metavar=_("台账"))
    template.add_argument("out", type=Path, metavar="OUT.xlsx")
    template.add_argument("--town", default="", metavar=_("镇街"), help=_("给这个镇街的模板"))

    export = add_command(commands, "export", _export, _("把台账写成可报送的工作簿"))
    export.add_argument("ledger", metavar=_("台账"), help=_("或 all，全部台账各一张工作表"))
    export.add_argument("out", type=Path, metavar="OUT.xlsx")
    export.add_argument("--period", type=period, metavar=_("期间"), help=_("如 2026Q3"))
    export.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    may_uncover(export)

    take = add_command(
        commands,
        "import",
        _import,
        _("导入工作簿；不写 --commit 只看不写。撤销一次导入：import undo 编号"),
    )
    take.add_argument("ledger", metavar=_("台账"), help=_("或 undo"))
    take.add_argument("file", metavar=_("文件"), help=_("或导入的编号"))
    take.add_argument("--sheet", default="", metavar=_("工作表"))
    take.add_argument("--town", default="", metavar=_("镇街"), help=_("填入空着的镇街栏"))
    take.add_argument("--commit", action="store_true", help=_("写入"))
    take.add_argument("--only-good", action="store_true", help=_("只写入没有错误的行"))
    take.add_argument(
        "--blank",
        choices=("leave", "clear"),
        default="leave",
        help=_("空单元格：保留原值（leave）或清空（clear）"),
    )
    take.add_argument("--report", type=Path, metavar="R.json", help=_("把逐行结果写成 JSON"))
    take.add_argument(
        "--returned",
        type=Path,
        metavar="OUT.xlsx",
        help=_("把原表标出问题后另存，供退回修改"),
    )
    add_choices(take)


def _template(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.sheets import write_template

    words = common.words
    ledger = find_ledger(words.ledger)
    with opened(common) as desk:
        write_template(desk, ledger, words.out, town=words.town)
    return _written(common, ledger.name, words.out)


def _export(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.lists import choose
    from boshan_desk.usecases.sheets import export

    words = common.words
    if words.ledger == "all":
        return _export_all(common)
    ledger = find_ledger(words.ledger)
    full = uncovered(common)
    with opened(common) as desk, Progress() as progress:
        view = choose(desk, ledger, town=words.town, period=words.period)
        count = export(
            desk,
            ledger,
            words.out,
            view=view,
            unmasked=full,
            reason=words.reason or "",
            progress=progress,
        )
    return _written(common, ledger.name, words.out, count)


def _export_all(common: Common) -> int:
    """Every ledger that holds something, a sheet each."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.sheets import export_book

    words = common.words
    if uncovered(common):
        raise WrongUse("全部台账只能脱敏导出；要未脱敏的，请逐本导出并写明原因")
    with opened(common) as desk, Progress() as progress:
        counts = export_book(
            desk, words.out, period=words.period, town=words.town, progress=progress
        )
    if common.json:
        write_document({"ledgers": counts, "file": str(words.out)})
    else:
        print(
            _("已写成 {path}，{ledgers} 本台账共 {count} 条").format(
                path=words.out, ledgers=len(counts), count=sum(counts.values())
            )
        )
    return 0


def _written(common: Common, ledger: str, out: Path, count: int | None = None) -> int:
    if common.json:
        told: dict[str, Any] = {"ledger": ledger, "file": str(out)}
        write_document(told if count is None else told | {"records": count})
    elif count is None:
        print(_("已写成 {path}").format(path=out))
    else:
        print(_("已写成 {path}，共 {count} 条").format(path=out, count=count))
    return 0


def _import(common: Common) -> int:
    words = common.words
    if words.ledger == "undo":
        return undo(common)
    from boshan_desk.cli.opening import opened
    from boshan_desk.excel.reading.book import read_book
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases import sheets
    from boshan_desk.usecases.outputs import output
    from boshan_desk.usecases.sheets.receipt import refuse_place, write_receipt

    ledger = find_ledger(words.ledger)
    path = Path(words.file)
    with opened(common) as desk, Progress() as progress:
        if words.commit:
            # Else a window could change the desk between looking and taking.
            desk.hold()
        book = None
        plain: list[str] = []
        if words.match or words.settle:
            book = read_book(path, heard=lambda: progress(0, 100))
            plain = sheets.plain_sheets(book, ledger, words.sheet)
        names = [grid.name for grid in book.sheets] if book else []
        choices = choices_of(words, ledger, plain, names)
        settled = settled_of(words, plain, names)
        preview = sheets.look(
            desk,
            ledger,
            path,
            sheet=words.sheet,
            town=words.town,
            blank=words.blank,
            choices=choices,
            settled=settled,
            progress=progress,
            book=book,
        )
        refuse_idle(words, preview, plain)
        _refuse_places(words, path, desk.folder)
        if words.receipt:
            refuse_place(words.receipt)
        if words.returned:
            # Before anything is written into the desk.
            sheets.refuse_return(preview, words.returned)
        refusal: Refused | None = None
        taken: sheets.Taken | None = None
        try:
            # The report's place is tried before anything is written into the desk.
            with output(words.report) if words.report else nullcontext() as report:
                if words.commit:
                    try:
                        taken = sheets.take_in(
                            desk,
                            preview,
                            only_good=words.only_good,
                            remember=not words.no_remember,
                            progress=progress,
                        )
                    except Refused as error:
                        refusal = error
                told = sheets.report(preview, taken is not None)
                if taken is not None:
                    told["import"] = taken.number
                    if taken.note:
                        told["town_report"] = taken.note
                if report:
                    report.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
            # After the desk and the report, so that neither is lost with them.
            if words.receipt:
                write_receipt(desk, words.receipt, preview, taken)
            if words.returned:
                sheets.return_file(desk, preview, words.returned, taken=taken, progress=progress)
        except Refused as error:
            if taken is None:
                raise
            raise type(error)(
                "已写入，导入编号 {number}；报告、回执或退回表格没有写成：{why}",
                number=taken.number,
                why=error.words(),
            ) from error
    if common.json:
        write_document(told)
    else:
        _print(preview, taken.number if taken else None)
        if taken and taken.note:
            print(taken.note)
    if refusal:
        complain(refusal.words())
        return refusal.exit_code
    return 0


def _refuse_places(words: argparse.Namespace, path: Path, folder: Path) -> None:
    """Refuse to write over the town's file, over one another or into the desk, before anything is
    written at all."""
    given = [out for out in (words.report, words.receipt, words.returned) if out]
    places = [out.resolve() for out in given]
    for out, place in zip(given, places, strict=True):
        if place == path.resolve():
            raise Refused("{path} 是要导入的文件，不能覆盖，请另取一个文件名", path=out)
        if folder.resolve() in place.parents:
            raise Refused("{path} 在工作台数据文件夹里，请存到别的文件夹", path=out)
        if place.is_dir() or not os.access(place.parent, os.W_OK):
            raise NoRoom(
                "不能写入 {path}，请检查文件夹是否存在、有无权限和空间，或先关闭打开着的同名文件",
                path=out,
            )
    if len({*places}) < len(places):
        raise WrongUse("报告、回执和退回表格须写成不同的文件")


def _print(preview: Preview, number: int | None) -> None:
    counts = preview.counts
    print(
        _(
            "共 {rows_in_file} 行：新增 {new}，修改 {changed}，相同 {same}，"
            "跳过 {skipped}，不能导入 {refused}"
        ).format(**counts)
    )
    told = 0
    for row in preview.rows:
        for issue in row.issues:
            if issue.severity == "note" or told == _SHOWN_ISSUES:
                continue
            told += 1
            place = f"{row.sheet}!{issue.column}{row.number}"
            kind = preview.ledger.fields.get(issue.field or "")
            # What a personal field holds is not for a screen, least of all when it is wrong.
            value = "" if kind is not None and kind.personal else issue.value
            print(one_line(f"{place}　{issue.message}　{value}"))
    if told == _SHOWN_ISSUES:
        print(_("…其余见 --report 或 --json"))
    if number is not None:
        print(_("已写入，编号 {number}").format(number=number))
    else:
        print(_("没有写入任何内容"))
