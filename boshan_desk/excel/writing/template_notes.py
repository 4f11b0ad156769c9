"""The words of a template: notes at the heads, a sheet that explains, the lists to pick from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import (
    Code,
    Codes,
    Day,
    Flag,
    Identifier,
    Kind,
    Link,
    Money,
    Note,
    Number,
    Percent,
    Term,
    Whole,
)
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.wording import listed, statements
from boshan_desk.excel.letters import column_letter
from boshan_desk.excel.reading.beside import OWN_AUTHOR
from boshan_desk.excel.writing.dressing import (
    BOLD,
    BOX,
    LEFT,
    LINE,
    PLAIN,
    count_lines,
    head_words,
    put,
    set_page,
    write_heads,
    write_title,
)
from boshan_desk.excel.writing.sheets import LISTS_SHEET, NOTES_SHEET, TemplateMark
from boshan_desk.i18n import _

_NOTE_WIDTHS: Final = (24, 22, 46, 60)
_LONGEST_NOTE: Final = 250
"""Lists that would make a note at a head longer than this stand on the sheet of notes alone."""


def explain(head: object, kind: Kind, lists: Lists) -> None:
    """A note at the head of a column: whether and how it is filled in."""
    assert isinstance(head, Cell)
    words = statements([_need(kind, True), *_help(kind, True)])
    if isinstance(kind, Codes):
        choices = _choices(kind, lists)
        if len(words) + len(choices) < _LONGEST_NOTE:
            words = f"{words}\n{choices}"
    note = Comment(words, OWN_AUTHOR)
    note.width = 260
    note.height = 22 * (1 + count_lines(words, 34))
    head.comment = note


def write_lists(
    book: Workbook, fields: Mapping[str, Kind], lists: Lists, template: TemplateMark
) -> dict[str, str]:
    """The values offered, on a sheet of their own that is not shown; the formula for each field.

    A list written into the rule itself may have 255 characters at most.  The first column says
    what template it is.
    """
    sheet = book.create_sheet(_(LISTS_SHEET))
    sheet.sheet_state = "hidden"
    for row, word in enumerate(template.words(), 1):
        put(sheet, row, 1, word, PLAIN, LEFT)
    formulas: dict[str, str] = {}
    written: dict[str, str] = {}
    for name, kind in fields.items():
        if isinstance(kind, Code | Codes):
            words = [_(entry.label) for entry in lists[kind.list]]
            if template.town and isinstance(kind, Code) and kind.list == "town":
                words = [lists["town"].label(template.town)]
            which = f"{kind.list} {len(words)}"
        elif isinstance(kind, Flag):
            words, which = [_("是"), _("否")], ""
        else:
            continue
        if which not in written:
            column = len(written) + 2
            put(sheet, 1, column, _(kind.title), BOLD, LEFT)
            for row, word in enumerate(words, 2):
                put(sheet, row, column, word, PLAIN, LEFT)
            letter = column_letter(column - 1)
            written[which] = f"'{_(LISTS_SHEET)}'!${letter}$2:${letter}${len(words) + 1}"
        formulas[name] = written[which]
    return formulas


def write_notes(book: Workbook, ledger: Ledger, fields: Mapping[str, Kind], lists: Lists) -> None:
    sheet = book.create_sheet(_(NOTES_SHEET))
    write_title(sheet, _("{ledger}填写说明").format(ledger=_(ledger.title)), 4)
    write_heads(sheet, 2, [_("栏目"), _("何时必填"), _("怎么填"), _("可填内容")])
    more = {
        name: kind
        for name, kind in ledger.fields.items()
        if name not in fields and not isinstance(kind, Link)
    }
    row = 3
    for asked, kind in (
        *((True, k) for k in fields.values()),
        *((False, k) for k in more.values()),
    ):
        help_words = statements(_help(kind, asked))
        texts = head_words(kind), _need(kind, asked), help_words, _choices(kind, lists)
        for column, text in enumerate(texts, 1):
            put(sheet, row, column, text, PLAIN, LEFT).border = BOX
        high = max(
            count_lines(text, width) for text, width in zip(texts, _NOTE_WIDTHS, strict=True)
        )
        sheet.row_dimensions[row].height = LINE * high + 3
        row += 1
    for words in (
        _(
            "表头和示例行受保护，不设密码；可以插入、删除行，也可以在右边加列、排序、筛选、调整列宽。"
        ),
        _("从别的表格复制时，请用“选择性粘贴—数值”，以免把原表的格式和锁定一起带进来。"),
    ):
        put(sheet, row + 1, 1, words, PLAIN, LEFT)
        sheet.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=4)
        sheet.row_dimensions[row + 1].height = LINE + 4
        row += 1
    for place, width in enumerate(_NOTE_WIDTHS):
        sheet.column_dimensions[column_letter(place)].width = width
    sheet.freeze_panes = "A3"
    set_page(sheet, head=2)


def _need(kind: Kind, asked: bool) -> str:
    """When a column must be filled in; `asked` says that the template has it."""
    if not asked:
        return _("可自行加列填写")
    if not kind.need:
        return _("选填")
    return _("提交时必填") if kind.need == "submit" else _("办到相应环节时必填")


def _help(kind: Kind, asked: bool) -> list[str]:
    return [words for words in (_way(kind, asked), _(kind.help) if kind.help else "") if words]


def _way(kind: Kind, offered: bool) -> str:
    """How a column is filled in; `offered` says that the template has a list for it."""
    if isinstance(kind, Day):
        return _("日期，如 2026-03-05")
    if isinstance(kind, Money):
        return _("金额，单位元，只填数字，最多两位小数")
    if isinstance(kind, Percent):
        return _("百分比，如 95%")
    if isinstance(kind, Number):
        return _("数字，不带单位，最多四位小数")
    if isinstance(kind, Term):
        return _("期间，如 2026Q1 或 2026年一季度")
    if isinstance(kind, Whole):
        return _("整数，不带单位")
    if isinstance(kind, Flag):
        return _("填“是”或“否”")
    if isinstance(kind, Codes):
        return _("可填多项，用顿号隔开")
    if isinstance(kind, Code):
        return _("从下拉列表中选择") if offered else _("填右栏所列的一项")
    if isinstance(kind, Link):
        return _("填写工作台里已登记的名称")
    if isinstance(kind, Identifier):
        return _("按原件填写完整号码，单元格保持文本格式")
    if kind.many:
        return _("可填多个，用顿号隔开")
    return _("文字，可分行") if isinstance(kind, Note) else _("文字")


def _choices(kind: Kind, lists: Lists) -> str:
    if isinstance(kind, Code | Codes):
        return listed(_(entry.label) for entry in lists[kind.list])
    return ""
