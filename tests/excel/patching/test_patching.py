"""Cells change in place, and nothing else in the workbook does."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.excel.confined import process
from boshan_desk.excel.patching import patching
from boshan_desk.excel.patching.patching import (
    AddedColumn,
    NotPatched,
    Return,
    SheetPatch,
    patch_workbook,
)
from boshan_desk.excel.patching.styles_patch import COLOURS
from boshan_desk.excel.patching.surgery import operate
from boshan_desk.excel.patching.tokens import Strange

ERROR, WARN, NOTE = (COLOURS[kind].decode() for kind in ("error", "warn", "note"))
SHEET = "台账"
PATCHED = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do it in this process, by the same words; a test of the child undoes that."""
    monkeypatch.setattr(process, "ask", ask_here)


def ask_here(
    task: str, content: bytes, orders: object, *, heard: Callable[[], object] = lambda: None
) -> bytes:
    assert task == "patch"
    try:
        return operate(content, json.loads(json.dumps(orders)))
    except Strange as error:
        raise process.Declined(":".join(map(str, error.args))) from error


def make_book() -> Workbook:
    """A workbook with what town ledgers have, and what openpyxl can write of it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    sheet.append(["演示台账"])
    sheet.merge_cells("A1:D1")
    sheet.append(["案号", "当事人", "立案日期", "金额"])
    for n in range(1, 9):
        sheet.append([f"演示{n}号", f"演示商行{n}", date(2026, 1, n), n * 1000.5])
    thin = Side(style="thin")
    for row in sheet.iter_rows(2, 10):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.font = Font(name="宋体", bold=cell.row == 2)
    sheet["B4"].fill = PatternFill("solid", fgColor="FF00B0F0")
    sheet.append(["合计", "8 家", "—", "=SUM(D3:D10)"])
    sheet["B5"].comment = Comment("老人留言（演示）", "演示人")
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.column_dimensions["A"].width = 17.5
    sheet.row_dimensions[4].height = 31
    rule = CellIsRule("greaterThan", ["5000"], font=Font())  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("D3:D10", rule)
    check = DataValidation(type="list", formula1='"甲,乙"')
    sheet.add_data_validation(check)
    check.add("B3:B100")
    sheet.protection.sheet = True
    book.defined_names["演示区"] = DefinedName("演示区", attr_text=f"{SHEET}!$A$3:$D$10")
    other = book.create_sheet("别的表")
    other["A1"], other["A2"] = "不动", f"={SHEET}!D11*2"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=2, max_row=10))
    other.add_chart(chart, "C3")
    return book


def pack(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def packed(content: bytes) -> dict[str, bytes]:
    """The bytes of each part as they are packed."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for info in package.infolist():
            at = info.header_offset
            begin = (
                at
                + 30
                + sum(int.from_bytes(content[at + n : at + n + 2], "little") for n in (26, 28))
            )
            found[info.filename] = content[begin : begin + info.compress_size]
    return found


def rewrite(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with its parts changed; None takes one away."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts(content).items():
            new = change(name, part)
            if new is not None:
                package.writestr(name, new)
    return out.getvalue()


def prefixed(name: str, part: bytes) -> bytes:
    """As some programs write it: every name with a prefix."""
    if not re.match(r"xl/(worksheets/sheet|styles|workbook|comments|sharedStrings)[^_]*$", name):
        return part
    part = re.sub(rb"<(/?)([A-Za-z]\w*)(?=[\s/>])", rb"<\1x:\2", part)
    return part.replace(b'xmlns="http', b'xmlns:x="http', 1)


def bare(name: str, part: bytes) -> bytes:
    """As rare writers do: rows and cells without their places, and a dimension that lies."""
    if name == PATCHED:
        part = re.sub(rb'<row r="\d+"', b"<row", part)
        part = re.sub(rb'<c r="[A-Z]+\d+"', b"<c", part)
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part)
    return part


def swapped(name: str, part: bytes) -> bytes:
    """Attributes the other way round, in the other quotation marks, with line breaks."""
    if name == PATCHED:
        return re.sub(rb'<c r="([A-Z]+\d+)" s="(\d+)"', rb"<c\n s='\2' r='\1'", part)
    return part


def utf16(name: str, part: bytes) -> bytes:
    if name == PATCHED:
        text = re.sub(r"^<\?xml[^>]*\?>", "", part.decode())
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")
    return part


def load(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet: Worksheet) -> dict[str, Any]:
    return {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}


def test_only_the_parts_that_must_change_are_written_anew() -> None:
    content = pack(make_book())
    new = patch_workbook(
        content, {SHEET: SheetPatch(cells={(3, 1): "改"}, marks={(4, 0): "error"})}
    )
    before, after = packed(content), packed(new)
    assert list(before) == list(after)
    assert {n for n in before if before[n] != after[n]} == {PATCHED, "xl/styles.xml"}
    assert new == patch_workbook(
        content, {SHEET: SheetPatch(cells={(3, 1): "改"}, marks={(4, 0): "error"})}
    )


def test_what_no_other_program_knows_stays() -> None:
    image = b'<f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>'

    def picture(name: str, part: bytes) -> bytes:
        return (
            re.sub(rb"<f>SUM[^<]*</f><v\s*/?>(?:</v>)?", image, part) if name == PATCHED else part
        )

    buffer = io.BytesIO(rewrite(pack(make_book()), picture))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/cellimages.xml", "<etc:cellImages/>")
        package.writestr("xl/media/图.png", b"picture", zipfile.ZIP_STORED)
    content = buffer.getvalue()
    new = patch_workbook(content, {SHEET: SheetPatch(marks={(11, 0): "warn"})})
    assert image in parts(new)[PATCHED]
    for name in ("xl/cellimages.xml", "xl/media/图.png"):
        assert packed(new)[name] == packed(content)[name]


def test_a_strict_workbook_gets_parts_of_its_own_kind() -> None:
    def strict(_name: str, part: bytes) -> bytes:
        loose = b"http://schemas.openxmlformats.org/"
        part = part.replace(
            loose + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
        return part.replace(
            loose + b"officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    content = rewrite(pack(make_book()), strict)
    patch = SheetPatch(comments={(1, 0): "演示"}, marks={(1, 0): "error"}, cells={(1, 1): 5})
    new = parts(patch_workbook(content, {"别的表": patch}))
    told = [part for name, part in new.items() if "sheet2.xml" in name or "comments1" in name]
    assert len(told) == 3
    assert not any(b"schemas.openxmlformats.org/spreadsheetml" in part for part in told)
    assert not any(b"2006/relationships/" in part for part in told)


def test_rows_that_nobody_named_keep_their_bytes() -> None:
    content = pack(make_book())
    new = patch_workbook(content, {SHEET: SheetPatch(cells={(3, 1): "改"})})
    before, after = parts(content)[PATCHED], parts(new)[PATCHED]
    row = rb'<row r="%d".*?</row>'
    for n in (1, 2, *range(4, 12)):
        (old,) = re.findall(row % n, before)
        assert old in after
    assert before[: before.index(b"<sheetData")] == after[: after.index(b"<sheetData")]
    assert before[before.index(b"</sheetData") :] == after[after.index(b"</sheetData") :]


VALUES: dict[tuple[int, int], object] = {
    (3, 0): "甲&<乙>\n第二行 \t",
    (3, 3): 12,
    (4, 3): Decimal("1234567.89"),
    (5, 3): 0.1 + 0.2,
    (6, 2): date(2026, 11, 23),
    (6, 0): date(2026, 11, 23),
    (7, 2): datetime(2026, 11, 23, 8, 30),
    (7, 0): time(8, 30),
    (8, 0): True,
    (8, 1): None,
    (9, 1): "=1+1",
    (9, 25): "远处",
    (40, 2): "新行",
}
READ: dict[tuple[int, int], object] = VALUES | {
    (4, 3): 1234567.89,
    (6, 2): datetime(2026, 11, 23),
    (6, 0): datetime(2026, 11, 23),
}


@pytest.mark.parametrize("writer", [lambda _n, part: part, prefixed, bare, swapped, utf16])
def test_every_kind_of_value_is_read_again_whoever_wrote_the_workbook(
    writer: Callable[[str, bytes], bytes],
) -> None:
    content = rewrite(pack(make_book()), writer)
    new = patch_workbook(content, {SHEET: SheetPatch(cells=VALUES)})
    sheet = load(new)[SHEET]
    kept = values(make_book()[SHEET]) | {f"C{n + 2}": datetime(2026, 1, n) for n in range(1, 9)}
    for (row, column), value in READ.items():
        cell = sheet.cell(row, column + 1)
        assert cell.value == value
        kept.pop(cell.coordinate, None)
        if value == "=1+1":
            assert cell.data_type == "s"
        if value is not None:
            kept[cell.coordinate] = value
    assert values(sheet) == kept
    assert sheet.dimensions == "A1:Z40"
    assert re.search(rb'dimension ref="A1:Z40"', parts(new)[PATCHED])


def test_a_cell_keeps_its_style_and_a_day_is_shown_as_one() -> None:
    new = patch_workbook(pack(make_book()), {SHEET: SheetPatch(cells=VALUES)})
    sheet = load(new)[SHEET]
    assert sheet["A3"].border.left.style == "thin"
    assert sheet["B8"].border.left.style == "thin"
    assert sheet["C6"].number_format == make_book()[SHEET]["C6"].number_format
    assert sheet["A6"].number_format == "yyyy-mm-dd"
    assert sheet["A6"].border.left.style == "thin"


def test_a_long_number_is_written_as_text_and_what_xml_cannot_hold_by_its_number() -> None:
    cells: Mapping[tuple[int, int], object] = {
        (3, 0): 913703041234567890,
        (4, 0): "甲\x01乙\ud800_x0041_",
        (5, 0): Decimal("12345678901234567.5"),
        (6, 0): "长" * 40_000,
        (7, 0): float("nan"),
    }
    new = patch_workbook(pack(make_book()), {SHEET: SheetPatch(cells=cells)})
    sheet = load(new)[SHEET]
    assert sheet["A3"].value == "913703041234567890"
    assert "甲_x0001_乙\ufffd_x005F_x0041_".encode() in parts(new)[PATCHED]
    assert sheet["A5"].value == "12345678901234567.5"
    assert sheet["A6"].value == "长" * 32_766 + "…"
    assert sheet["A7"].value == "nan"


def test_a_day_in_a_book_that_counts_from_1904_is_the_same_day() -> None:
    book = make_book()
    book.epoch = CALENDAR_MAC_1904
    new = patch_workbook(pack(book), {SHEET: SheetPatch(cells={(6, 2): date(2026, 11, 23)})})
    assert load(new)[SHEET]["C6"].value == datetime(2026, 11, 23)


def test_marks_keep_everything_of_a_cell_but_its_fill() -> None:
    marks: Any = {(3, 0): "error", (4, 1): "warn", (5, 2): "note", (50, 5): "error"}
    new = patch_workbook(pack(make_book()), {SHEET: SheetPatch(marks=marks)})
    sheet, before = load(new)[SHEET], make_book()[SHEET]
    for name, colour in (("A3", ERROR), ("B4", WARN), ("C5", NOTE), ("F50", ERROR)):
        assert sheet[name].fill.fgColor.rgb == colour
        assert sheet[name].border.left.style == before[name].border.left.style
        assert sheet[name].number_format == before[name].number_format
    assert sheet["B3"].fill.fill_type is None
    assert values(sheet) == values(load(pack(make_book()))[SHEET])


def test_marks_come_off_again_and_the_colour_below_comes_back() -> None:
    content = pack(make_book())
    marks: Any = {(4, 0): "error", (4, 1): "warn"}
    once = patch_workbook(content, {SHEET: SheetPatch(marks=marks)})
    again = patch_workbook(
        once, {SHEET: SheetPatch(marks={(5, 0): "error"})}, returns={SHEET: Return((2,), [])}
    )
    sheet = load(again)[SHEET]
    assert sheet["A4"].fill.fill_type is None
    assert sheet["B4"].fill.fgColor.rgb == "FF00B0F0"
    assert sheet["A5"].fill.fgColor.rgb == ERROR


def test_comments_join_those_that_are_there() -> None:
    comments = {(5, 1): "请改正<一>", (3, 0): "第一行\n第二行"}
    content = pack(make_book())
    new = patch_workbook(content, {SHEET: SheetPatch(comments=comments)})
    sheet = load(new)[SHEET]
    said = sheet["B5"].comment
    assert said is not None
    assert said.author == "演示人"
    assert said.text.startswith("老人留言（演示）")
    assert "请改正<一>" in said.text
    own = sheet["A3"].comment
    assert own is not None
    assert (own.author, own.text) == ("知识产权工作台", "第一行\n第二行")
    changed = {n for n, part in packed(content).items() if packed(new).get(n) != part}
    assert changed == {PATCHED, "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"} & (
        changed | {"xl/comments/comment1.xml"}
    )
    drawing = next(p for n, p in parts(new).items() if n.endswith(".vml"))
    assert drawing.count(b"ClientData ObjectType") == 2
    numbers = re.findall(rb'id="_x0000_s(\d+)"', drawing)
    assert len(numbers) == len(set(numbers)) == 2


def test_comments_are_made_where_there_are_none_and_go_again() -> None:
    patch = SheetPatch(comments={(1, 0): "演示批注"})
    content = pack(make_book())
    new = patch_workbook(content, {"别的表": patch})
    said = load(new)["别的表"]["A1"].comment
    assert said is not None
    assert said.text == "演示批注"
    tail = parts(new)["xl/worksheets/sheet2.xml"]
    assert tail.index(b"<drawing") < tail.index(b"<legacyDrawing")
    assert b'Extension="vml"' in parts(new)["[Content_Types].xml"]
    again = patch_workbook(new, {}, returns={"别的表": Return((1,), [])})
    assert load(again)["别的表"]["A1"].comment is None
    drawing = next(p for n, p in parts(again).items() if n.endswith("vmlDrawing1.vml"))
    assert b"ClientData" not in drawing


def test_a_comment_with_answers_keeps_its_text() -> None:
    def thread(name: str, part: bytes) -> bytes:
        if name == "xl/worksheets/_rels/sheet1.xml.rels":
            link = (
                b'<Relationship Id="rId99" Target="../threadedComments/t1.xml" Type="http://'
                b'schemas.microsoft.com/office/2017/10/relationships/threadedComment"/>'
            )
            return part.replace(b"</Relationships>", link + b"</Relationships>")
        return part

    content = rewrite(pack(make_book()), thread)
    with zipfile.ZipFile(buffer := io.BytesIO(content), "a") as package:
        told = '<ThreadedComments xmlns="x"><threadedComment ref="B5"/></ThreadedComments>'
        package.writestr("xl/threadedComments/t1.xml", told)
    patch = SheetPatch(comments={(5, 1): "请改正", (6, 1): "请改正"})
    sheet = load(patch_workbook(buffer.getvalue(), {SHEET: patch}))[SHEET]
    kept, made = sheet["B5"].comment, sheet["B6"].comment
    assert kept is not None
    assert made is not None
    assert kept.text == "老人留言（演示）"
    assert made.text == "请改正"


def test_thousands_of_boxes_have_numbers_of_their_own() -> None:
    comments = {(row, 0): f"演示{row}" for row in range(1, 2501)}
    new = patch_workbook(pack(make_book()), {SHEET: SheetPatch(comments=comments)})
    drawing = next(p for n, p in parts(new).items() if n.endswith("Drawing1.vml"))
    numbers = [int(n) for n in re.findall(rb'id="_x0000_s(\d+)"', drawing)]
    assert len(numbers) == len(set(numbers)) == 2501
    (blocks,) = re.findall(rb'idmap[^>]*data="([0-9,]*)"', drawing)
    own = {int(n) for n in blocks.split(b",")}
    assert {n // 1024 for n in numbers if n > 2000} <= own


def test_columns_are_widened_and_hidden_within_ranges_of_columns() -> None:
    def wide(name: str, part: bytes) -> bytes:
        cols = (
            b'<cols><col min="1" max="3" width="9.5" customWidth="1"/>'
            b'<col min="5" max="16384" width="7"/></cols>'
        )
        return re.sub(rb"<cols>.*</cols>", cols, part) if name == PATCHED else part

    content = rewrite(pack(make_book()), wide)
    new = patch_workbook(
        content, {SHEET: SheetPatch(widths={1: 30.5, 3: 12}, hidden_columns=frozenset({6}))}
    )
    (cols,) = re.findall(rb"<cols>(.*)</cols>", parts(new)[PATCHED])
    told = [
        (*re.findall(r'\b(?:min|max|width)="([^"]*)"', column), 'hidden="1"' in column)
        for column in re.findall(r"<col\b[^>]*>", cols.decode())
    ]
    assert told == [
        ("1", "1", "9.5", False),
        ("2", "2", "30.5", False),
        ("3", "3", "9.5", False),
        ("4", "4", "12", False),
        ("5", "6", "7", False),
        ("7", "7", "7", True),
        ("8", "16384", "7", False),
    ]


def test_formulas_are_counted_when_the_book_is_opened_if_asked() -> None:
    def count(name: str, part: bytes) -> bytes:
        return re.sub(rb"(</f>)<v\s*/>|(</f>)<v></v>", rb"\1\2<v>36018</v>", part)

    content = rewrite(pack(make_book()), count)
    assert b"<v>36018</v>" in parts(content)[PATCHED]
    patch = {SHEET: SheetPatch(cells={(3, 3): 1})}
    kept = parts(patch_workbook(content, patch))
    assert b"<v>36018</v>" in kept[PATCHED]
    new = parts(patch_workbook(content, patch, recount=True))
    assert b'fullCalcOnLoad="1"' in new["xl/workbook.xml"]
    for sheet in ("sheet1", "sheet2"):
        assert b"36018" not in new[f"xl/worksheets/{sheet}.xml"]
        assert b"<f>" in new[f"xl/worksheets/{sheet}.xml"]


def chained(content: bytes) -> bytes:
    """With the chain in which formulas are counted."""

    def change(name: str, part: bytes) -> bytes:
        link = (
            b'<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/'
            b'2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>'
        )
        kind = (
            b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
        )
        if name == "xl/_rels/workbook.xml.rels":
            return part.replace(b"</Relationships>", link)
        return part.replace(b"</Types>", kind) if name == "[Content_Types].xml" else part

    buffer = io.BytesIO(rewrite(content, change))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/calcChain.xml", "<calcChain/>")
    return buffer.getvalue()


def test_the_chain_of_formulas_goes_only_when_one_is_overwritten() -> None:
    content = chained(pack(make_book()))
    kept = patch_workbook(content, {SHEET: SheetPatch(cells={(3, 3): 1})})
    assert packed(kept)["xl/calcChain.xml"] == packed(content)["xl/calcChain.xml"]
    gone = parts(patch_workbook(content, {SHEET: SheetPatch(cells={(11, 3): 1})}))
    assert "xl/calcChain.xml" not in gone
    assert not any(b"calcChain" in part for part in gone.values())


def test_a_formula_from_which_others_have_their_values_is_not_overwritten() -> None:
    def share(name: str, part: bytes) -> bytes:
        new = b'<f t="shared" ref="D11:D12" si="0">SUM(D3:D10)</f>'
        return re.sub(rb"<f>SUM[^<]*</f>", new, part) if name == PATCHED else part

    content = rewrite(pack(make_book()), share)
    with pytest.raises(NotPatched, match="公式"):
        patch_workbook(content, {SHEET: SheetPatch(cells={(11, 3): 1})})
    patch_workbook(content, {SHEET: SheetPatch(marks={(11, 3): "warn"}, cells={(3, 3): 1})})


def test_a_column_is_added_beside_the_table_and_found_again() -> None:
    def back(words: dict[int, str]) -> dict[str, Return]:
        known = AddedColumn(("标识",), {3: "id3"}, clears=False, hidden=True)
        return {SHEET: Return((2,), [known, AddedColumn(("结果", "Result"), words, note="说明")])}

    once = patch_workbook(
        pack(make_book()), {}, returns=back({3: "错", 4: "对", 11: "合计", 12: "空"})
    )
    sheet = load(once)[SHEET]
    assert [sheet["E2"].value, sheet["F2"].value] == ["标识", "结果"]
    # A blank row stays one.
    assert [sheet[f"F{n}"].value for n in (3, 4, 5, 11, 12)] == ["错", "对", None, "合计", None]
    assert sheet["F2"].font.bold
    assert sheet["F2"].border.left.style == "thin"
    assert sheet.column_dimensions["E"].hidden
    assert not sheet.column_dimensions["F"].hidden
    assert sheet.auto_filter.ref == "A2:F11"
    again = load(patch_workbook(once, {}, returns=back({4: "错"})))[SHEET]
    assert again.max_column == sheet.max_column
    assert [again[f"F{n}"].value for n in (3, 4, 11)] == [None, "错", None]
    assert again["E3"].value == "id3"
    heading = again["F2"].comment
    assert heading is not None
    assert heading.text == "说明"


def test_a_heading_is_merged_over_two_rows_but_not_over_the_title() -> None:
    book = make_book()
    sheet = book[SHEET]
    sheet.insert_rows(3)
    sheet["A3"], sheet["B3"] = "下", "下"
    added = [AddedColumn(("结果",), {5: "错"})]
    new = load(patch_workbook(pack(book), {}, returns={SHEET: Return((1, 2, 3), added)}))[SHEET]
    assert sorted(map(str, new.merged_cells.ranges)) == ["A1:D1", "E2:E3"]
    assert new["E2"].value == "结果"


def test_a_sheet_with_a_filter_keeps_it() -> None:
    book = make_book()
    book[SHEET].auto_filter.ref = "A2:B10"
    added = [AddedColumn(("结果",), {3: "错"})]
    new = load(patch_workbook(pack(book), {}, returns={SHEET: Return((2,), added)}))
    assert new[SHEET].auto_filter.ref == "A2:B10"


@pytest.mark.parametrize(("rows", "letter"), [((0, 4), "I"), ((20, 24), "B")])
def test_a_column_is_not_put_under_a_picture_beside_the_table(
    rows: tuple[int, int], letter: str
) -> None:
    told = (
        b"<xdr:twoCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff>"
        b"<xdr:row>%d</xdr:row></xdr:from><xdr:to><xdr:col>7</xdr:col><xdr:colOff>0"
        b"</xdr:colOff><xdr:row>%d</xdr:row></xdr:to></xdr:twoCellAnchor>"
    )

    def anchor(name: str, part: bytes) -> bytes:
        found = name == "xl/drawings/drawing1.xml"
        return re.sub(rb"<(?=/(xdr:)?wsDr)", told % rows + b"<", part) if found else part

    content = rewrite(pack(make_book()), anchor)
    added = {"别的表": Return((1,), [AddedColumn(("结果",), {2: "错"})])}
    # Only where it stands is read of it: the workbook itself is not one that programs open.
    sheet = parts(patch_workbook(content, {}, returns=added))["xl/worksheets/sheet2.xml"]
    assert f'<c r="{letter}1"'.encode() in sheet


def test_what_is_no_workbook_of_this_kind_is_not_patched() -> None:
    patch = {SHEET: SheetPatch(cells={(1, 0): 1})}
    content = pack(make_book())

    def doctype(name: str, part: bytes) -> bytes:
        return (
            b'<!DOCTYPE a [<!ENTITY b "c">]>' + part.partition(b"?>")[2]
            if name == PATCHED
            else part
        )

    def comment(name: str, part: bytes) -> bytes:
        return part.replace(b"</row>", b"</row><!-- -->", 1) if name == PATCHED else part

    def twice(name: str, part: bytes) -> bytes:
        return part.replace(b'<row r="5"', b'<row r="4"', 1) if name == PATCHED else part

    def styleless(name: str, part: bytes) -> bytes | None:
        return b"<styleSheet/>" if name == "xl/styles.xml" else part

    def torn(name: str, part: bytes) -> bytes:
        return part[:-40] if name == PATCHED else part

    wrong = [b"", b"PK\x03\x04 no package", content[:-30], content[:400]]
    wrong += [rewrite(content, each) for each in (doctype, comment, twice, styleless, torn)]
    for each in wrong:
        with pytest.raises(NotPatched, match="内部结构特殊"):
            patch_workbook(each, patch)
    with pytest.raises(NotPatched, match="没有名为“没有”的工作表"):
        patch_workbook(content, {"没有": SheetPatch(cells={(1, 0): 1})})


def test_a_book_without_styles_gets_some() -> None:
    def drop(name: str, part: bytes) -> bytes | None:
        if name == "xl/styles.xml":
            return None
        if name == "xl/_rels/workbook.xml.rels":
            return re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", part)
        if name == PATCHED:
            part = re.sub(rb"<conditionalFormatting.*</conditionalFormatting>", b"", part)
            return re.sub(rb' s="\d+"', b"", part)
        return re.sub(rb"<Override [^>]*styles[^>]*/>", b"", part)

    content = rewrite(pack(make_book()), drop)
    sheet = load(patch_workbook(content, {SHEET: SheetPatch(marks={(3, 0): "error"})}))[SHEET]
    assert sheet["A3"].fill.fgColor.rgb == ERROR


def test_places_outside_any_sheet_and_values_that_no_cell_has_are_mistakes() -> None:
    with pytest.raises(ValueError, match="outside"):
        patch_workbook(b"", {SHEET: SheetPatch(cells={(0, 0): 1})})
    with pytest.raises(TypeError, match="list"):
        patch_workbook(b"", {SHEET: SheetPatch(cells={(1, 0): []})})


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=8)
cell_values = st.one_of(
    st.none(),
    texts.filter(lambda t: not t.startswith("=") and "_x" not in t),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)).map(lambda d: datetime(d.year, d.month, d.day)),
)
places = st.tuples(st.integers(1, 12), st.integers(0, 30))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(places, cell_values, max_size=25),
    st.dictionaries(places, cell_values, max_size=8),
    st.dictionaries(places, st.sampled_from(["error", "warn", "note"]), max_size=6),
    st.sampled_from([lambda _n, part: part, prefixed, bare, swapped]),
)
def test_any_book_holds_what_was_put_in_and_what_it_held(
    held: dict[tuple[int, int], Any],
    put: dict[tuple[int, int], Any],
    marks: dict[tuple[int, int], Any],
    writer: Callable[[str, bytes], bytes],
) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in range(1, 13 if writer is bare else 1):
        # Cells that do not say where they are stand without gaps.
        for column in range(31):
            sheet.cell(row, column + 1, held.get((row, column))).font = Font(bold=True)
    for (row, column), value in held.items():
        sheet.cell(row, column + 1, value)
    content = rewrite(pack(book), writer)
    orders = {
        "recount": False,
        "sheets": {"Sheet": patching._order(SheetPatch(cells=put, marks=marks), None)},  # noqa: SLF001
    }
    before = values(load(content)["Sheet"])
    new = load(operate(content, json.loads(json.dumps(orders))))["Sheet"]
    for (row, column), value in put.items():
        name = new.cell(row, column + 1).coordinate
        # A text of nothing is nothing.
        before[name] = value or (None if value == "" else value)
    assert values(new) == {n: v for n, v in before.items() if v is not None}
    for (row, column), kind in marks.items():
        assert new.cell(row, column + 1).fill.fgColor.rgb == COLOURS[kind].decode()


def test_it_is_done_by_a_confined_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    content = pack(make_book())
    patch = {SHEET: SheetPatch(cells=VALUES, marks={(3, 0): "error"}, comments={(3, 0): "批"})}
    new = patch_workbook(content, patch, recount=True)
    orders = {"recount": True, "sheets": {SHEET: patching._order(patch[SHEET], None)}}  # noqa: SLF001
    assert new == ask_here("patch", content, orders)
    with pytest.raises(NotPatched, match="内部结构特殊"):
        patch_workbook(b"PK\x03\x04", patch)


@pytest.mark.parametrize("answer", [b"", b"PK\x03\x04", b"no package" * 9])
def test_what_comes_back_must_be_a_package(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(process, "ask", lambda *_a, **_k: answer)
    with pytest.raises(NotPatched):
        patch_workbook(b"", {})


def test_what_comes_back_must_not_be_without_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    content = pack(make_book())
    monkeypatch.setattr(process, "ask", lambda *_a, **_k: content)
    assert patch_workbook(content, {}) == content
    monkeypatch.setattr(patching, "MOST_GROWN", -1)
    with pytest.raises(NotPatched):
        patch_workbook(content, {})
