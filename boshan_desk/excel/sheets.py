"""Workbooks that go out: the ledger as a sheet ready to hand in, and the template to fill in.

openpyxl dresses the workbook; the rows of an export, which may be a hundred thousand, are then
written straight into the sheet with the styles it made: ten times as fast, in bounded memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

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
    Percent,
    Whole,
    yuan,
)
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.wording import listed, statements
from boshan_desk.excel.grid import column_letter
from boshan_desk.excel.heads import EXAMPLE, ID_HEADING
from boshan_desk.excel.taking import shown_in_sheet
from boshan_desk.i18n import _, mark

NOTES_SHEET: Final = mark("填写说明")
LISTS_SHEET: Final = mark("选项")

PREPARED_ROWS: Final = 500
"""So many rows of a template are formatted beforehand."""

_WIDEST: Final = 40
_PAGE_WIDTH: Final = 184
"""So many half-width places across A4 print at eight tenths: ten points become eight."""
_NARROWEST: Final = 0.55
"""A column of words may shrink to this part of its width; the rest of a text goes below."""
_PRINTED_ROWS: Final = 30
"""So many rows of a template are printed, to be filled in by hand; all are there to be typed in."""
_LINE: Final = 14.0
"""The height of a line of ten-point type, in points."""
_SERIAL_WIDTH: Final = 6.0
_SAMPLED: Final = 200
"""Widths are taken from this many records; the rest are like them."""

_THIN = Side(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
_GREY = Font(name="宋体", size=10, color="808080", italic=True)
_PLAIN = Font(name="宋体", size=10)
_BOLD = Font(name="宋体", size=10, bold=True)
_TITLE = Font(name="黑体", size=18)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
# A gap to the line, so that an amount does not run into the name in the next column.
_AMOUNT = Alignment(horizontal="right", vertical="center", indent=1)

_TEXT_FORMAT: Final = "@"
_DAY_FORMAT: Final = "yyyy-mm-dd"
_MONEY_FORMAT: Final = "#,##0.00"


def own_sheets() -> set[str]:
    """The names of sheets in our templates that hold no records."""
    return {name for each in (NOTES_SHEET, LISTS_SHEET) for name in (each, _(each))}


@dataclass(frozen=True)
class Heading:
    """What stands above the table of an export."""

    title: str
    made: date
    """制表日期."""
    office: str
    drafts: int = 0
    """How many of the records are drafts: said above the table."""


# ---------------------------------------------------------------- export


def write_export(
    part: Path,
    ledger: Ledger,
    fields: Sequence[str],
    rows: Iterable[tuple[Record, Mapping[str, str]]],
    lists: Lists,
    heading: Heading,
    *,
    level: int,
    heard: Callable[[int], object] | None = None,
) -> int:
    """Write records as a dressed sheet; how many they were.

    `rows` are records with the names of what they point to; personal values are masked at `level`
    (0 masks nothing); `heard` is told how many are written, and may raise to stop.  How far each
    record is stands at the right: whoever gets the sheet must see what is only a draft.
    """
    fields = [*fields, *({"status"} - set(fields))]
    kinds = [ledger.shown()[name] for name in fields]
    writers = [
        _cell_writer(name, kind, lists, level) for name, kind in zip(fields, kinds, strict=True)
    ]
    coming = iter(rows)
    first = list(islice(coming, _SAMPLED))
    widths = _to_page(
        kinds,
        [
            _width(kind, [w(r, links)[0] for r, links in first])
            for kind, w in zip(kinds, writers, strict=True)
        ],
    )
    shell, styles = _dress(ledger, kinds, heading, widths)
    if heard:
        heard(0)
    count = 0
    with (
        zipfile.ZipFile(shell) as made,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out,
    ):
        for member in made.infolist():
            content = made.read(member)
            if member.filename != "xl/worksheets/sheet1.xml":
                out.writestr(member.filename, content)
                continue
            before, after = _split_at_rows(content)
            with out.open(member.filename, "w") as file:
                file.write(before)
                count = _pour(file, chain(first, coming), writers, styles, widths, heard)
                file.write(after)
    return count


_FIRST_ROW: Final = 4
"""Where the records of an export begin: under title, date and head."""

CellText = tuple[str, str]
"""What is shown, for the width; and the cell's inner XML with its type."""

Writer = Callable[[Record, Mapping[str, str]], CellText]


def _cell_writer(name: str, kind: Kind, lists: Lists, level: int) -> Writer:
    """How a field becomes a cell: its text, and what stands after `<c r=".." s=".."`."""
    if isinstance(kind, Day):

        def day(record: Record, links: Mapping[str, str]) -> CellText:
            value = getattr(record, name)
            return (
                ("", "/>")
                if value is None
                else (value.isoformat(), f"><v>{_serial(value)}</v></c>")
            )

        return day
    if isinstance(kind, Money):

        def money(record: Record, links: Mapping[str, str]) -> CellText:
            value = getattr(record, name)
            return (
                ("", "/>")
                if value is None
                else (f"{value / 100:,.2f}", f"><v>{yuan(value)}</v></c>")
            )

        return money
    if isinstance(kind, Whole):

        def whole(record: Record, links: Mapping[str, str]) -> CellText:
            value = getattr(record, name)
            return ("", "/>") if value is None else (str(value), f"><v>{value}</v></c>")

        return whole

    def text(record: Record, links: Mapping[str, str]) -> CellText:
        value = getattr(record, name)
        if value is None or value == ():
            return "", "/>"
        shown = shown_in_sheet(kind, value, lists, level, links.get(name, ""))
        return shown, f' t="inlineStr"><is><t xml:space="preserve">{_escape(shown)}</t></is></c>'

    return text


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile("[&<>\r]|_x[0-9A-Fa-f]{4}_")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def _escape(text: str) -> str:
    text = _ILLEGAL.sub("", text)
    # Excel reads _x000D_ as a character; an underscore of its own keeps it literal.
    return _MARKUP.sub(lambda m: _ESCAPES.get(m[0]) or f"_x005F{m[0]}", text)


def _serial(day: date) -> int:
    """The day number of Excel, from 1900-03-01 on."""
    return (day - date(1899, 12, 30)).days


def _width(kind: Kind, shown: Sequence[str]) -> float:
    """The width of a column: what most of its texts need, its heading in two lines at least."""
    longest = sorted(max(map(_columns, text.split("\n")), default=0) for text in shown)
    wanted = longest[int(len(longest) * 0.95)] if longest else 0
    # Room for a bracket that may not begin a line, and for bold type.
    heading = (_columns(_heading(kind)) + 1) // 2 + 2
    return float(min(max(wanted, heading, 6), _WIDEST) + 1.5)


def _to_page(kinds: Sequence[Kind], widths: Sequence[float]) -> list[float]:
    """The widths made to fit a page: columns of words give way, down to a part of their own."""
    least = [
        max(width * _NARROWEST, min(width, 10.0)) if _gives_way(kind) else width
        for kind, width in zip(kinds, widths, strict=True)
    ]
    spare = sum(widths) - sum(least)
    excess = sum(widths) - (_PAGE_WIDTH - _SERIAL_WIDTH)
    if excess <= 0 or not spare:
        return list(widths)
    part = min(1.0, excess / spare)
    return [wide - (wide - low) * part for wide, low in zip(widths, least, strict=True)]


def _gives_way(kind: Kind) -> bool:
    """Whether a value may be broken into lines: words may, days, amounts and numbers not."""
    return not isinstance(kind, Day | Money | Whole | Percent | Flag | Identifier)


def _columns(text: str) -> int:
    """How many half-width places a text takes."""
    return sum(1 if ord(c) < 0x2E80 else 2 for c in text)


def _heading(kind: Kind) -> str:
    title = _(kind.title)
    return _("{title}（元）").format(title=title) if isinstance(kind, Money) else title


def _dress(
    ledger: Ledger, kinds: Sequence[Kind], heading: Heading, widths: Sequence[float]
) -> tuple[io.BytesIO, list[str]]:
    """The workbook without its records, and the style number of each column's cells."""
    book = Workbook()
    sheet = _first_sheet(book, _(ledger.title))
    last = len(kinds) + 1
    _write_title(sheet, heading.title, last)
    half = max(last // 2, 1)
    made = _("制表日期：{day}").format(day=_day_words(heading.made))
    told = [_("单位：{office}").format(office=heading.office)]
    if heading.drafts:
        told.append(_("其中草稿 {count} 条，见“状态”列").format(count=heading.drafts))
    _put(sheet, 2, 1, "\u3000\u3000".join(told), _PLAIN, _LEFT)
    if half < last:
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=half)
        _put(sheet, 2, half + 1, made, _PLAIN, _RIGHT)
        if half + 1 < last:
            sheet.merge_cells(start_row=2, start_column=half + 1, end_row=2, end_column=last)
    sheet.row_dimensions[2].height = 18
    heads = [_("序号"), *(_heading(kind) for kind in kinds), _(ID_HEADING)]
    _write_heads(sheet, 3, heads)
    hidden = column_letter(last)
    sheet.column_dimensions["A"].width = _SERIAL_WIDTH
    for index, width in enumerate(widths):
        sheet.column_dimensions[column_letter(index + 1)].width = width
    sheet.column_dimensions[hidden].width = 4
    sheet.column_dimensions[hidden].hidden = True
    _set_page(sheet, head=3)
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    formats = ["0", *(_number_format(kind) for kind in kinds), _TEXT_FORMAT]
    for index, number_format in enumerate(formats):
        cell = _put(sheet, _FIRST_ROW, index + 1, None, _PLAIN, _LEFT)
        cell.border = _BOX
        cell.number_format = number_format
        cell.alignment = _alignment(kinds[index - 1]) if 0 < index <= len(kinds) else _CENTRE
    shell = io.BytesIO()
    book.save(shell)
    with zipfile.ZipFile(shell) as made_book:
        content = made_book.read("xl/worksheets/sheet1.xml").decode()
    row = re.search(rf'<row r="{_FIRST_ROW}".*?</row>', content)
    styles = re.findall(r'<c r="[A-Z]+[0-9]+" s="([0-9]+)"', row[0]) if row else []
    assert len(styles) == len(formats)
    return shell, styles


def _split_at_rows(content: bytes) -> tuple[bytes, bytes]:
    """The sheet before and after the sample row that gave the styles."""
    text = content.decode()
    # The dimension is only a hint, and it is not known yet.
    text = re.sub(r"<dimension [^>]*/>", "", text, count=1)
    found = re.search(rf'<row r="{_FIRST_ROW}".*?</row>', text)
    assert found
    return text[: found.start()].encode(), text[found.end() :].encode()


def _pour(
    file: IO[bytes],
    rows: Iterable[tuple[Record, Mapping[str, str]]],
    writers: Sequence[Writer],
    styles: Sequence[str],
    widths: Sequence[float],
    heard: Callable[[int], object] | None,
) -> int:
    columns = [
        (f'<c r="{column_letter(i + 1)}', f'" s="{styles[i + 1]}"', w)
        for i, w in enumerate(writers)
    ]
    # A text of fewer signs than this surely stands in one line.
    short = [int(width - 1) // 2 for width in widths]
    end = f'<c r="{column_letter(len(writers) + 1)}', f'" s="{styles[-1]}" t="inlineStr"><is><t>'
    count = 0
    lines: list[str] = []
    for count, (record, links) in enumerate(rows, 1):
        n = str(_FIRST_ROW - 1 + count)
        made = [w(record, links) for _at, _style, w in columns]
        cells = "".join(
            [
                f"{at}{n}{style}{cell[1]}"
                for (at, style, _w), cell in zip(columns, made, strict=True)
            ]
        )
        high = 1
        for (text, _cell), fits, width in zip(made, short, widths, strict=True):
            if len(text) > fits:
                high = max(high, _lines(text, width))
        # Not every program finds the height of a row by itself.
        height = f' ht="{_LINE * high + 3:g}" customHeight="1"' if high > 1 else ""
        lines.append(
            f'<row r="{n}"{height}><c r="A{n}" s="{styles[0]}"><v>{count}</v></c>{cells}'
            f"{end[0]}{n}{end[1]}{record.id}</t></is></c></row>"
        )
        if count % 500 == 0:
            file.write("".join(lines).encode())
            lines.clear()
            if heard:
                heard(count)
    file.write("".join(lines).encode())
    if heard:
        heard(count)
    return count


# ---------------------------------------------------------------- shared dressing


def _first_sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = re.sub(r"[\[\]:*?/\\]", "", name)[:31]
    book.properties.creator = _("知识产权工作台")
    return sheet


def _put(
    sheet: Worksheet, row: int, column: int, value: Any, font: Font, alignment: Alignment
) -> Cell:
    """Set a cell; text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.font = font
    cell.alignment = alignment
    if value is not None:
        cell.value = _ILLEGAL.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
    return cell


def _write_title(sheet: Worksheet, title: str, last: int) -> None:
    _put(sheet, 1, 1, title, _TITLE, _CENTRE)
    if last > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    sheet.row_dimensions[1].height = 36


def _write_heads(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    for column, head in enumerate(heads, 1):
        cell = _put(sheet, row, column, head, _BOLD, _CENTRE)
        cell.fill = _HEAD_FILL
        cell.border = _BOX
    sheet.row_dimensions[row].height = 32


def _set_page(sheet: Worksheet, *, head: int) -> None:
    """A4 across, the head on every page, page numbers below.

    As wide as the page; a table too wide to be read so takes as many pages as it needs side by
    side, each with the first two columns.
    """
    width = sum(
        float(column.width) for column in sheet.column_dimensions.values() if not column.hidden
    )
    pages = ceil(width / _PAGE_WIDTH)
    if pages > 1:
        sheet.print_title_cols = "A:B"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.footer = 0.25
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{head}:{head}"
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = _("第 &P 页 共 &N 页")


def _number_format(kind: Kind) -> str:
    if isinstance(kind, Day):
        return _DAY_FORMAT
    if isinstance(kind, Money):
        return _MONEY_FORMAT
    return "0" if isinstance(kind, Whole) else _TEXT_FORMAT


def _alignment(kind: Kind) -> Alignment:
    """Words at the left, amounts at the right, and in the middle what is of one length."""
    if isinstance(kind, Money | Whole | Percent):
        return _AMOUNT
    return _CENTRE if isinstance(kind, Day | Code | Flag | Identifier) else _LEFT


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    # The cell has its own margins, and a line breaks before a wide sign that no longer fits.
    room = max(int(width) - 1, 2)
    return sum(max(1, ceil(_columns(part) / room)) for part in text.split("\n"))


def _day_words(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


# ---------------------------------------------------------------- template


def write_template(part: Path, ledger: Ledger, lists: Lists, place: str, *, town: str = "") -> None:
    """Write the workbook that is to be filled in; for one town it is called and fixed after it."""
    fields = template_fields(ledger)
    label = lists["town"].label(town) if town else ""
    book = Workbook()
    sheet = _first_sheet(book, label or _(ledger.title))
    last = len(fields) + 1
    title = _("{place}{ledger}填报表").format(place=label or place, ledger=_(ledger.title))
    _write_title(sheet, title, last)
    # The title is read at the left: the sheet is wider than any screen.
    sheet.cell(1, 1).alignment = _LEFT
    hint = _(
        "带 * 的栏目提交时必须填写，其余知道的先填；各栏怎么填见“填写说明”；示例行导入时自动跳过"
    )
    _put(sheet, 2, 1, hint, _GREY, Alignment(vertical="center"))
    heads = [("*" if k.need == "submit" else "") + _heading(k) for k in fields.values()]
    _write_heads(sheet, 3, [_("序号"), *heads])
    offered = _write_lists(book, fields, lists, town)
    sheet.column_dimensions["A"].width = _SERIAL_WIDTH
    widths = _to_page(
        list(fields.values()),
        [_width(kind, ["字" * (kind.width // 2)]) for kind in fields.values()],
    )
    example_lines = 1
    _put(sheet, 4, 1, _(EXAMPLE), _GREY, _CENTRE).border = _BOX
    for row in range(5, 5 + PREPARED_ROWS):
        _put(sheet, row, 1, row - 4, _PLAIN, _CENTRE).border = _BOX
    for column, (name, kind) in enumerate(fields.items(), 2):
        own_town = bool(town) and name == ledger.town
        letter = column_letter(column - 1)
        width = widths[column - 2]
        sheet.column_dimensions[letter].width = width
        example = label if own_town else _example(kind, lists)
        if isinstance(example, str):
            example_lines = max(example_lines, _lines(example, width))
        cell = _put(sheet, 4, column, example, _GREY, _LEFT)
        cell.border, cell.number_format = _BOX, _number_format(kind)
        for row in range(5, 5 + PREPARED_ROWS):
            cell = _put(sheet, row, column, label if own_town else None, _PLAIN, _LEFT)
            cell.border, cell.number_format = _BOX, _number_format(kind)
        if formula := offered.get(name):
            rule = DataValidation(
                "list",
                formula1=formula,
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=_("请从列表中选择"),
                error=_("“{title}”只能填列表中的内容").format(title=_(kind.title)),
            )
            rule.add(f"{letter}4:{letter}{4 + PREPARED_ROWS}")
            sheet.add_data_validation(rule)
    # Programs find the height of a row by themselves, but not all of them when they print.
    sheet.row_dimensions[4].height = _LINE * example_lines + 4
    sheet.freeze_panes = "B4"
    _set_page(sheet, head=3)
    sheet.print_area = f"A1:{column_letter(last - 1)}{4 + _PRINTED_ROWS}"
    _write_notes(book, ledger, fields, lists)
    # In memory first: openpyxl leaves its archive open when the disk is full.
    made = io.BytesIO()
    book.save(made)
    part.write_bytes(made.getvalue())


def template_fields(ledger: Ledger) -> dict[str, Kind]:
    """What a template asks for: what names, what the list shows, what some stage needs."""
    wanted = {*ledger.table, *(n for key in ledger.key for n in key), *ledger.called}
    wanted |= {name for name, _stage in ledger.needed} | {"remark", ledger.town}
    return {
        name: kind
        for name, kind in ledger.fields.items()
        # A link that is found by other columns is not asked for.
        if name in wanted and not (isinstance(kind, Link) and kind.by)
    }


def _write_lists(
    book: Workbook, fields: Mapping[str, Kind], lists: Lists, town: str
) -> dict[str, str]:
    """The values offered, on a sheet of their own that is not shown; the formula for each field.

    A list written into the rule itself may have 255 characters at most.
    """
    sheet = book.create_sheet(_(LISTS_SHEET))
    sheet.sheet_state = "hidden"
    formulas = {}
    column = 0
    for name, kind in fields.items():
        if isinstance(kind, Code):
            words = [_(e.label) for e in lists[kind.list] if not (town and kind.list == "town")]
            if town and kind.list == "town":
                words = [lists["town"].label(town)]
        elif isinstance(kind, Flag):
            words = [_("是"), _("否")]
        else:
            continue
        column += 1
        _put(sheet, 1, column, _(kind.title), _BOLD, _LEFT)
        for row, word in enumerate(words, 2):
            _put(sheet, row, column, word, _PLAIN, _LEFT)
        letter = column_letter(column - 1)
        formulas[name] = f"'{_(LISTS_SHEET)}'!${letter}$2:${letter}${len(words) + 1}"
    return formulas


def _write_notes(book: Workbook, ledger: Ledger, fields: Mapping[str, Kind], lists: Lists) -> None:
    sheet = book.create_sheet(_(NOTES_SHEET))
    _write_title(sheet, _("{ledger}填写说明").format(ledger=_(ledger.title)), 4)
    _write_heads(sheet, 2, [_("栏目"), _("何时必填"), _("怎么填"), _("可填内容")])
    row = 3
    for name, kind in (*fields.items(), *ledger.fields.items()):
        if name in fields and row > len(fields) + 2:
            continue
        if name not in fields and isinstance(kind, Link):
            continue
        asked = name in fields
        need = _("提交时必填") if kind.need == "submit" else _("办到相应环节时必填")
        if not asked:
            need = _("可自行加列填写")
        elif not kind.need:
            need = _("选填")
        help_words = statements(filter(None, (_way(kind, asked), _(kind.help))))
        for column, text in enumerate((_heading(kind), need, help_words, _choices(kind, lists)), 1):
            cell = _put(sheet, row, column, text, _PLAIN, _LEFT)
            cell.border = _BOX
        row += 1
    for letter, width in zip("ABCD", (24, 18, 48, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    _set_page(sheet, head=2)


def _way(kind: Kind, offered: bool) -> str:
    """How a column is filled in; `offered` says that the template has a list for it."""
    if isinstance(kind, Day):
        return _("日期，如 2026-03-05")
    if isinstance(kind, Money):
        return _("金额，单位元，只填数字，最多两位小数")
    if isinstance(kind, Percent):
        return _("百分比，如 95%")
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


_EXAMPLES: Final[Mapping[str, str]] = {
    "uscc": "91990101MA00000000",
    "papers": "91990101MA00000000",
    "idcard": "990101199001010000",
    "phone": "19900000000",
    "decisionno": mark("博市监处罚〔2026〕1号"),
    "docno": mark("博政发〔2026〕1号"),
    "trademark": "3333018",
    "patent": "ZL202310000000.0",
    "agi": "AGI2019-01-2584",
}


def _example(kind: Kind, lists: Lists) -> object:
    """An invented value for the example row."""
    if isinstance(kind, Day):
        return date(2026, 3, 5)
    if isinstance(kind, Money):
        return Decimal("12345.60")
    if isinstance(kind, Percent):
        return "95%"
    if isinstance(kind, Whole):
        return 3
    if isinstance(kind, Flag):
        return _("是")
    if isinstance(kind, Code | Codes):
        return _(next(iter(lists[kind.list])).label)
    if isinstance(kind, Identifier):
        return _(_EXAMPLES.get(kind.scheme, ""))
    return _("张某某、李某某") if kind.many else _("演示")
