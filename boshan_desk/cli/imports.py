"""What may be said about an import on the command line, and commands about past ones."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command
from boshan_desk.cli.output import Progress, write_document, write_line, write_table
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.domain.ledger import Ledger
    from boshan_desk.excel.matching.columns import SheetChoice
    from boshan_desk.usecases.sheets.preview import Preview
    from boshan_desk.usecases.sheets.receipt_facts import Receipt

# The use cases load SQLAlchemy and openpyxl, so each command imports its own.

Matched = tuple[str, str, str]
"""A sheet (empty: every one that is read), a column's letter, and a field (empty: none)."""

Decided = tuple[str, int, str]
"""A sheet (empty: the only one), a row as Excel numbers it, and what becomes of it."""

_LETTER: Final = re.compile(r"[A-Za-z]{1,3}")
_ROW: Final = re.compile(r"[0-9]{1,7}")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    past = add_command(commands, "imports", list_imports, _("列出历次导入；查看、打印回执"))
    acts = past.add_subparsers(dest="act", metavar=_("动作"))
    number: dict[str, Any] = {"metavar": _("编号"), "help": _("导入的编号，见 imports")}
    show = acts.add_parser("show", help=_("一次导入的行数核对、跳过的原因、未导入的列"))
    show.add_argument("number", **number)
    show.set_defaults(run=_show)
    paper = acts.add_parser("receipt", help=_("把回执写成 PDF"))
    paper.add_argument("number", **number)
    paper.add_argument("out", type=Path, metavar="OUT.pdf")
    paper.set_defaults(run=_receipt)
    known = acts.add_parser("matches", help=_("列出记住的表头对应关系"))
    known.set_defaults(run=_matches)
    forget = acts.add_parser("forget", help=_("忘记一组表头的对应关系"))
    forget.add_argument("ledger", metavar=_("台账"))
    forget.add_argument("digest", metavar=_("表头编号"), help=_("见 imports matches"))
    forget.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    forget.set_defaults(run=_forget)


def add_choices(parser: argparse.ArgumentParser) -> None:
    """The options of `import` that say what an officer decides in the window."""
    parser.add_argument(
        "--match",
        action="append",
        default=[],
        type=match_word,
        metavar=_("列=栏目"),
        help=_(
            "某列是哪个栏目，如 D=party；D= 表示不导入这一列；可写多个，工作表!D=party 只管一张表"
        ),
    )
    parser.add_argument(
        "--settle",
        action="append",
        default=[],
        type=settle_word,
        metavar=_("行=决定"),
        help=_("某行怎么办，如 7=new（新增）、7=skip（跳过）、7=记录编号（更新它）；可写多个"),
    )
    parser.add_argument("--no-remember", action="store_true", help=_("不记住这次的表头对应关系"))
    parser.add_argument("--receipt", type=Path, metavar="OUT.pdf", help=_("把导入回执写成 PDF"))


def match_word(text: str) -> Matched:
    """`D=party`, `表1!D=party`, `D=`."""
    place, equals, field = text.rpartition("=")
    sheet, _mark, letter = place.rpartition("!")
    if not equals or not _LETTER.fullmatch(letter):
        raise argparse.ArgumentTypeError(_("“{text}”应写成 列=栏目，如 D=party").format(text=text))
    return sheet, letter.upper(), field.strip()


def settle_word(text: str) -> Decided:
    """`7=new`, `表1!7=skip`, `7=` and the id of a record."""
    place, _equals, decision = text.rpartition("=")
    sheet, _mark, row = place.rpartition("!")
    if not _ROW.fullmatch(row) or not decision.strip():
        raise argparse.ArgumentTypeError(
            _("“{text}”应写成 行=new、行=skip 或 行=记录编号").format(text=text)
        )
    return sheet, int(row), decision.strip()


def choices_of(
    words: argparse.Namespace, ledger: Ledger, plain: Sequence[str], sheets: Sequence[str]
) -> Mapping[str, SheetChoice]:
    """What was said of columns, by sheet.

    `sheets` are all of the file; what names none is about the `plain` ones, which are read anyway.
    """
    from boshan_desk.excel.matching.columns import SheetChoice

    said: dict[str, dict[str, str]] = {}
    for sheet, letter, name in words.match:
        field = _find_field(ledger, name)
        for each in _those(sheet, plain, sheets):
            fields = said.setdefault(each, {})
            fields[letter] = field
            if field and (same := [lt for lt, f in fields.items() if f == field])[1:]:
                raise WrongUse(
                    "{columns} 列写成了同一个栏目“{name}”", columns=listed(same), name=name
                )
    return {sheet: SheetChoice(fields=fields) for sheet, fields in said.items()}


def settled_of(
    words: argparse.Namespace, plain: Sequence[str], sheets: Sequence[str]
) -> Mapping[tuple[str, int], str]:
    """What was said of rows, by sheet and number."""
    said: dict[tuple[str, int], str] = {}
    for sheet, row, decision in words.settle:
        those = _those(sheet, plain, sheets)
        if len(those) > 1:
            raise WrongUse("有几张工作表，请写成 工作表!{row}={what}", row=row, what=decision)
        for each in those:
            said[each, row] = decision
    return said


def refuse_idle(words: argparse.Namespace, preview: Preview, plain: Sequence[str]) -> None:
    """Refuse what was said of columns and rows that are not there: nobody would see it fail."""
    columns = {(sheet, c.letter) for sheet, matching in preview.matchings for c in matching.columns}
    for sheet, letter, _field in words.match:
        if not any((each, letter) in columns for each in ([sheet] if sheet else plain)):
            raise WrongUse(
                "{file} 里没有要导入的 {letter} 列", file=preview.path.name, letter=letter
            )
    rows = {(row.sheet, row.number): row for row in preview.rows}
    for sheet, number, decision in words.settle:
        for each in [sheet] if sheet else plain:
            row = rows.get((each, number))
            if row is None or (row.outcome == "skipped" and decision != "skip"):
                raise WrongUse(
                    "{file} 的第 {row} 行没有要导入的记录", file=preview.path.name, row=number
                )


def _those(sheet: str, plain: Sequence[str], sheets: Sequence[str]) -> Sequence[str]:
    if not sheet:
        return plain
    if sheet not in sheets:
        raise WrongUse("没有工作表“{sheet}”，有：{known}", sheet=sheet, known=listed(sheets))
    return (sheet,)


def _find_field(ledger: Ledger, word: str) -> str:
    """The field that a name or a title stands for; empty for none."""
    if not word or word in ledger.fields:
        return word
    titles = {_(kind.title): name for name, kind in ledger.fields.items()}
    if word not in titles:
        raise WrongUse("{ledger}没有栏目“{word}”", ledger=_(ledger.title), word=word)
    return titles[word]


# ---------------------------------------------------------------- past imports


def undo(common: Common) -> int:
    """`import undo NUMBER`."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.sheets import undo_import

    number = _number(common.words.file)
    with opened(common) as desk, Progress() as progress:
        count = undo_import(desk, number, progress=progress)
    if common.json:
        write_document({"import": number, "records": count})
    else:
        print(_("已撤销第 {number} 号导入，共 {count} 条").format(number=number, count=count))
    return 0


def list_imports(common: Common) -> int:
    """`imports`: what was imported, newest first."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.sheets import imports

    with opened(common) as desk:
        found = imports(desk)
    if common.json:
        for each in found:
            write_line({"id": each["n"], **each})
        return 0
    heads = [_("编号"), _("时间"), _("操作人"), _("内容"), _("文件"), _("已撤销")]
    write_table(
        heads,
        [
            [
                f"{each['n']}",
                each["at"],
                each["officer"],
                each["name"],
                each["file"],
                _("是") if each["undone"] else "",
            ]
            for each in found
        ],
    )
    return 0


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise WrongUse("“{number}”不是导入的编号，可用 imports 查看", number=text)
    return int(text)


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.sheets.receipt_facts import kept_receipt

    with opened(common) as desk:
        receipt = kept_receipt(desk, _number(common.words.number))
    if common.json:
        write_document(_plain(receipt))
        return 0
    for title, value in _facts(receipt):
        print(explained(title, value))
    write_table([_("去向"), _("行数"), _("原因")], _reckoning(receipt))
    return 0


def _facts(receipt: Receipt) -> Iterable[tuple[str, str]]:
    yield _("文件"), receipt.file
    yield "SHA-256", receipt.sha256
    yield _("工作表"), listed(receipt.sheets)
    yield _("导入到"), receipt.ledger
    if receipt.town:
        yield _("镇街"), receipt.town
    yield _("操作人"), receipt.officer
    yield _("时间"), receipt.at
    yield _("已撤销"), _("是") if receipt.undone else _("否")
    if receipt.unmatched:
        yield _("未导入的列"), listed(receipt.unmatched)


def _reckoning(receipt: Receipt) -> list[list[str]]:
    from boshan_desk.usecases.sheets.receipt_facts import OUTCOME_WORDS

    rows = [
        [_(title), str(receipt.counts.get(name, 0)), ""]
        for name, title in OUTCOME_WORDS.items()
        if name != "skipped"
    ]
    left_out = [[_("跳过"), str(count), reason] for reason, count in receipt.skipped.items()]
    in_file = [_("文件中的行"), str(receipt.counts.get("rows_in_file", 0)), ""]
    return [*rows, *left_out, in_file]


def _plain(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": receipt.number,
        "file": receipt.file,
        "sha256": receipt.sha256,
        "sheets": list(receipt.sheets),
        "ledger": receipt.ledger,
        "town": receipt.town,
        "officer": receipt.officer,
        "at": receipt.at,
        "undone": receipt.undone,
        "counts": dict(receipt.counts),
        "skipped": dict(receipt.skipped),
        "unmatched": list(receipt.unmatched),
        "findings": dict(receipt.findings),
    }


def _receipt(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.sheets.receipt import write_kept_receipt

    words = common.words
    number = _number(words.number)
    with opened(common) as desk:
        drawn = write_kept_receipt(desk, words.out, number)
    if common.json:
        write_document({"import": number, "file": str(words.out), "pages": drawn.pages})
    else:
        print(_("已写成 {path}，共 {pages} 页").format(path=words.out, pages=drawn.pages))
    return 0


# ---------------------------------------------------------------- what headings mean


def _matches(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import LEDGERS
    from boshan_desk.usecases.sheets.remembered import remembered

    with opened(common) as desk:
        found = remembered(desk)
        town = desk.lists["town"].label
    if common.json:
        for each in found:
            write_line(
                {
                    "ledger": each.ledger,
                    "town": each.town or None,
                    "digest": each.digest,
                    "fields": dict(each.fields),
                    "at": each.at,
                    "officer": each.officer,
                }
            )
        return 0
    rows = []
    for each in found:
        ledger = LEDGERS[each.ledger]
        titles = [
            f"{path}→{_(ledger.fields[name].title) if name in ledger.fields else '×'}"
            for path, name in each.fields.items()
        ]
        place = town(each.town) if each.town else ""
        rows.append([each.ledger, place, each.digest, listed(titles), each.at[:16], each.officer])
    heads = [_("台账"), _("镇街"), _("表头编号"), _("对应关系"), _("时间"), _("操作人")]
    write_table(heads, rows)
    return 0


def _forget(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.sheets.remembered import forget

    words = common.words
    ledger = find_ledger(words.ledger)
    with opened(common) as desk:
        town = words.town and (desk.lists["town"].find(words.town) or words.town)
        forget(desk, ledger, town, words.digest)
    if common.json:
        write_document({"ledger": ledger.name, "town": town or None, "digest": words.digest})
    else:
        print(_("已忘记这组表头，下次重新查找"))
    return 0
