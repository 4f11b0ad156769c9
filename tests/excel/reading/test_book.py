"""Files from outside: read as they are, or refused in words."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from boshan_desk.domain.problems import Cancelled, Refused
from boshan_desk.excel.confined import process, refusals, wire
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import row_lines
from boshan_desk.excel.reading import book, parsing
from boshan_desk.excel.reading.book import read_book
from boshan_desk.excel.reading.parsing import parse
from tests.hostile.packages import ods_cell, ods_parts, pack, xls

DATA = Path(__file__).parents[2] / "data"


def save(path: Path, rows: list[list[Any]], *, at: tuple[int, int] = (1, 1)) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.cell(at[0] + r, at[1] + c, value)
    book.save(path)
    return path


def repack(path: Path, changed: dict[str, bytes], *, twice: str = "") -> Path:
    """The workbook with some of its parts replaced."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()} | changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        if twice:
            with pytest.warns(UserWarning, match="Duplicate name"):
                package.writestr(twice, parts[twice])
    return path


def test_rows_keep_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["甲", "乙"], [1, 2]], at=(5, 3))
    (grid,) = read_book(path).sheets
    assert grid.rows == [["甲", "乙"], [1, 2]]
    assert (grid.number(0), grid.letter(0)) == (5, "C")


def test_csv_in_gb18030_and_utf8_read_alike(tmp_path: Path) -> None:
    text = "案号,备注\n演示1,𠮷\n"
    read = []
    for name, encoding in (("a", "gb18030"), ("b", "utf-8"), ("c", "utf-8-sig"), ("d", "utf-16")):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(text.encode(encoding))
        read.append(read_book(path).sheets[0].rows)
    assert read == [[["案号", "备注"], ["演示1", "𠮷"]]] * 4


def test_csv_of_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\x81\xff,\xff\n")
    with pytest.raises(Refused, match="编码"):
        read_book(path)


def test_zeros_guarded_by_an_equals_sign_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('编号,名\n="00123",甲\n', "utf-8")
    assert read_book(path).sheets[0].rows[1] == ["00123", "甲"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"没有.*|找不到文件"):
        read_book(tmp_path / "无.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "空文件"),
        ("a.xlsx", b"PK\x03\x04 broken", "损坏"),
        ("a.xlsx", b"%PDF-1.7 not a table", "不是表格"),
        ("a.docx", b"\x00\x01\x02", "不是表格"),
        ("a.xls", b"<html><table></table></html>", "网页"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=words):
        read_book(path)


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    whole = (DATA / "case_title_merged.xlsx").read_bytes()
    for share in (0.2, 0.5, 0.9):
        path = tmp_path / "a.xlsx"
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(Refused, match="损坏"):
            read_book(path)


@given(st.integers(0, 9_000), st.binary(min_size=1, max_size=40))
def test_a_workbook_with_bytes_changed_is_read_or_refused(place: int, noise: bytes) -> None:
    whole = bytearray((DATA / "case_two_row_header.xlsx").read_bytes())
    whole[place : place + len(noise)] = noise
    # Without a child, which takes its time to start; `tests.hostile` does it with.  Anything but a
    # refusal is a fault; calamine raises and panics in many ways.
    with suppress(NotRead):
        for _head, rows in parse(bytes(whole), is_text=False):
            list(row_lines(rows))


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.xml", b"\0" * (30 * 2**20))
    with pytest.raises(Refused, match="内部结构不正常"):
        read_book(path)


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    repack(path, {}, twice="xl/worksheets/sheet1.xml")
    with pytest.raises(Refused, match="内部结构不正常"):
        read_book(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b"<worksheet><sheetData/></worksheet>"
    )
    repack(path, {"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(Refused, match="DOCTYPE"):
        read_book(path)


def _sheet_with(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def test_a_value_far_away_is_refused_and_named(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    far = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    repack(path, {"xl/worksheets/sheet1.xml": _sheet_with(far)})
    with pytest.raises(Refused, match="XFD1048576"):
        read_book(path)


def test_a_few_values_far_from_a_table_do_not_keep_it_from_being_read(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号", "当事人"], *([f"演示{n}", "甲"] for n in range(99))])
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    far = '<row r="1048576"><c r="B1048576" s="0"></c><c r="XFD1048576"><v>1</v></c></row>'
    wide = '<row r="200"><c r="AAA200" t="inlineStr"><is><t>误</t></is></c></row>'
    repack(
        path,
        {"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"{far}</sheetData>").encode()},
    )
    (read,) = read_book(path).sheets
    assert (len(read.rows), read.rows[-1], read.far) == (100, ["演示98", "甲"], ("XFD1048576",))
    sheet = sheet.replace("</sheetData>", f"{wide}{far}</sheetData>")
    repack(path, {"xl/worksheets/sheet1.xml": sheet.encode()})
    (read,) = read_book(path).sheets
    assert read.far == ("XFD1048576",)
    assert read.rows[199][702] == "误"


def test_blank_cells_far_away_are_no_matter(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    repack(path, {"xl/worksheets/sheet1.xml": _sheet_with(far)})
    assert read_book(path).sheets[0].rows == [[1]]


def test_formulas_saved_without_a_result_are_known(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号", "货值金额"], ["演示1", "=1+1"]])
    assert read_book(path).sheets[0].uncounted == {(1, 1)}


def test_cells_where_no_sheet_has_any_are_no_matter(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["演示", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx") as made,
        zipfile.ZipFile(tmp_path / "b.xlsx", "w") as out,
    ):
        for name in made.namelist():
            out.writestr(name, made.read(name).replace(b'r="B1"', b'r="B99999991"'))
    (sheet,) = read_book(tmp_path / "b.xlsx").sheets
    assert sheet.rows[0][0] == "演示"
    assert sheet.uncounted == frozenset()


def test_an_error_is_no_blank_cell(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号", "货值金额"], ["演示1", "#N/A"], ["#DIV/0!", 5]])
    assert read_book(path).sheets[0].rows == [
        ["案号", "货值金额"],
        ["演示1", "#N/A"],
        ["#DIV/0!", 5],
    ]


def test_an_error_of_a_formula_is_no_blank_cell_either(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    cells = (
        '<row r="2"><c t="e" s="0" r="B2"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C2" t="e"><f t="shared" si="0"/><v>#REF!</v></c><c r="D2"><v>1</v></c></row>'
    )
    repack(path, {"xl/worksheets/sheet1.xml": _sheet_with(cells)})
    (sheet,) = read_book(path).sheets
    assert sheet.rows == [["#DIV/0!", "#REF!", 1]]


def test_hidden_rows_and_columns_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in range(3, 9):
        for column in range(2, 7):
            sheet.cell(row, column, row * column)
    for row in (1, 4, 5, 20):
        sheet.row_dimensions[row].hidden = True
    for letter in ("A", "C", "F"):
        sheet.column_dimensions[letter].hidden = True
    book.create_sheet("别").append([1])
    book.save(tmp_path / "a.xlsx")
    first, second = read_book(tmp_path / "a.xlsx").sheets
    assert first.hidden_rows == {1, 2}
    assert first.hidden_columns == {1, 4}
    assert [first.letter(c) for c in sorted(first.hidden_columns)] == ["C", "F"]
    assert (second.hidden_rows, second.hidden_columns) == (frozenset(), frozenset())


def test_comments_are_known_without_our_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("台账", 0)
    sheet["B2"], sheet["C3"] = "案号", 1
    sheet["B2"].comment = Comment("张三:\n核对过<&>", "张三")
    sheet["C3"].comment = Comment("金额不对", "知识产权工作台")
    sheet["B3"].comment = Comment("长" * 300, "")
    sheet["C2"].comment = Comment("他的—— 知识产权工作台 ——我们的", "张三")
    book.save(tmp_path / "a.xlsx")
    comments = read_book(tmp_path / "a.xlsx").sheets[0].comments
    assert comments == {(0, 0): "张三:\n核对过<&>", (1, 0): "长" * 200, (0, 1): "他的"}


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_a_book_says_from_when_it_counts(epoch: datetime, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.worksheets[0].append([date(2025, 3, 5), 44_000])
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_book(tmp_path / "a.xlsx").sheets
    assert sheet.rows == [[date(2025, 3, 5), 44_000]]
    assert sheet.is_1904 == (epoch == CALENDAR_MAC_1904)


def test_what_stands_beside_the_values_of_an_open_document_is_known(tmp_path: Path) -> None:
    head = (
        '<table:table-column/><table:table-column table:number-columns-repeated="2"'
        ' table:visibility="collapse"/>'
    )
    error = (
        '<table:table-cell calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    three = ods_cell("甲", ' table:number-columns-repeated="3"')
    parts = ods_parts(
        f"{head}<table:table-row>{three}</table:table-row>"
        f'<table:table-row table:visibility="filter">{ods_cell("乙")}</table:table-row>'
        f"<table:table-row>{blank}{error}</table:table-row>"
        f"<table:table-row>{ods_cell('丙')}</table:table-row>"
    )
    path = tmp_path / "a.ods"
    spaces = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    parts["content.xml"] = str(parts["content.xml"]).replace(
        "<office:document-content", f"<office:document-content {spaces}", 1
    )
    path.write_bytes(pack(parts))
    (sheet,) = read_book(path).sheets
    assert sheet.rows == [["甲"] * 3, ["乙", "", ""], ["", "", "#DIV/0!"], ["丙", "", ""]]
    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {1, 2}


def test_merged_cells_of_an_open_document_are_known(tmp_path: Path) -> None:
    town = ' table:number-columns-spanned="1" table:number-rows-spanned="3"'
    covered = "<table:covered-table-cell/>"
    title = ods_cell("题", ' table:number-columns-spanned="3" table:number-rows-spanned="1"')
    rows = (
        f'{title}<table:covered-table-cell table:number-columns-repeated="2"/>',
        f"{ods_cell('甲')}{ods_cell('城东街道', town)}{ods_cell(1.0)}",
        f"{ods_cell('乙')}{covered}{ods_cell(2.0)}",
        f"{ods_cell('丙')}{covered}{ods_cell(3.0)}",
    )
    path = tmp_path / "a.ods"
    whole = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    path.write_bytes(pack(ods_parts(whole)))
    (sheet,) = read_book(path).sheets
    assert sheet.merged == ((0, 0, 0, 2), (1, 1, 3, 1))
    assert [row[1] for row in sheet.rows] == ["", "城东街道", "", ""]


def _old(kind: int, form: str, *values: int) -> bytes:
    content = struct.pack(form, *values)
    return struct.pack("<HH", kind, len(content)) + content


def test_what_stands_beside_the_values_of_an_old_book_is_known(tmp_path: Path) -> None:
    beside = (
        # Column B, row 3, #N/A in B2, a formula with #DIV/0! in C3.
        _old(0x7D, "<HHHHHH", 1, 1, 2000, 0, 1, 0),
        _old(0x208, "<HHHHHHI", 2, 0, 2, 300, 0, 0, 0x20),
        _old(0x205, "<HHHBB", 1, 1, 0, 0x2A, 1),
        _old(0x06, "<HHHBBBBHHHIH", 2, 2, 0, 2, 0, 7, 0, 0, 0xFFFF, 0, 0, 0),
    )
    content = xls([(0, 0, "甲"), (0, 2, "乙"), (2, 0, 1.0)])
    end = struct.pack("<HH", 0x203, 14) + struct.pack("<HHHd", 2, 0, 0, 1.0)
    place = content.index(end) + len(end)
    more = b"".join(beside)
    # There is room behind the end of the short stream.
    content = content[:place] + more + content[place : place + 4] + content[place + 4 + len(more) :]
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    (sheet,) = read_book(path).sheets
    assert sheet.rows == [["甲", "", "乙"], ["", "#N/A", ""], [1, "", "#DIV/0!"]]
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {1}


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read_book(tmp_path)


def test_a_part_with_a_password_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        start = package.start_dir
    # Bit 0 of the flags says that a member is encrypted: in its own header and in the directory.
    content[6] |= 1
    content[start + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(Refused, match="密码"):
        read_book(path)


def test_every_kind_of_cell_comes_back_as_it_was(tmp_path: Path) -> None:
    row = [
        "案\n号\u2028,",
        1.25,
        True,
        date(2026, 3, 4),
        datetime(2026, 3, 4, 5, 6, 7),
        time(8, 9),
        timedelta(hours=30, seconds=5),
        "",
    ]
    path = save(tmp_path / "a.xlsx", [row, ["末"] * 8])
    (read, _last) = read_book(path).sheets[0].rows
    assert read == row
    assert [type(cell) for cell in read] == [type(cell) for cell in row]


def test_sheets_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = openpyxl.Workbook()
    for title in ("甲", "乙", "丙"):
        made.create_sheet(title).append(["演示"] * 9)
    made.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    assert len(list(parse(content, is_text=False))) == 3
    monkeypatch.setattr(parsing, "MOST_CELLS", 20)
    with pytest.raises(NotRead) as told:
        list(parse(content, is_text=False))
    assert told.value.text == refusals.TOO_MUCH


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    monkeypatch.setattr(book, "MOST_BYTES", 2**20)
    read_book(path)
    with path.open("ab") as file:
        file.truncate(2**20 + 1)
    with pytest.raises(Refused, match="超过 1 MB"):
        read_book(path)


def test_an_archive_of_tables_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("台账.xls", b"")
    with pytest.raises(Refused, match="压缩包"):
        read_book(path)


def test_what_is_parsed_is_what_was_there_when_it_began(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]] * 2_000)
    before = read_book(path)
    swapped: list[Path] = []

    def swap() -> None:
        if not swapped:
            swapped.append(save(path, [["别的"]]))

    # Somebody saves the file while the child is at work on it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_HEARD_EVERY", 0.0001)
        during = read_book(path, heard=swap)
    assert swapped
    assert (during.sha256, during.sheets) == (before.sha256, before.sheets)


def test_calling_it_off_ends_it_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    say(monkeypatch, "import time; time.sleep(25)")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_book(path, heard=stop)


# ---------------------------------------------------------------- what a child may do instead


def say(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Start this code where the child would be started."""
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", code])


def refuse(tmp_path: Path) -> Refused:
    """How a good file is refused."""
    path = save(tmp_path / "a.xlsx", [["案号"]])
    with pytest.raises(Refused) as told:
        read_book(path)
    assert "a.xlsx" in told.value.words()
    return told.value


HEAD = '["sheet","演示",1,0,2,false,[],[],[],[],[],false,[]]'
END = '["end"]'


@pytest.mark.parametrize(
    "lines",
    [
        ["Traceback (most recent call last):"],
        ["\x00\xff"],
        ["[" * 100_000],
        ["{}"],
        ["[]"],
        ["[1]"],
        ['["rows",[1,2]]', END],
        ['["rows",[]]', END],
        [HEAD, '["rows",[1]]', END],
        [HEAD, '["rows",1]', END],
        [HEAD, '["rows",[1,null]]', END],
        [HEAD, '["rows",[1,[2]]]', END],
        [HEAD, '["rows",[1,{"d":"2026-13-01"}]]', END],
        [HEAD, '["rows",[1,{"d":7}]]', END],
        [HEAD, '["rows",[1,{"s":[99999999999,0,0]}]]', END],
        [HEAD, '["rows",[1,{"x":"os"}]]', END],
        [HEAD, '["rows",[1,{}]]', END],
        [HEAD, f'["rows",[1,{"9" * 5000}]]', END],
        [HEAD, '["rows",[1,"\\ud800"', END],
        ['["sheet","演示",0,0,2,false,[],[],[],[],[],false,[]]', END],
        ['["sheet","演示",1,0,-2,false,[],[],[],[],[],false,[]]', END],
        ['["sheet","演示",1,20000,2,false,[],[],[],[],[],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[[0,0,0]],[],[],[],[],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[[0,0,0,99999999999]],[],[],[],[],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[],[["a",1]],[],[],[],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[],[],["a"],[],[],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[],[],[],[true],[],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[],[],[],[],[[0,0,7]],false,[]]', END],
        [f'["sheet","演示",1,0,2,false,[],[],[],[],[[0,0,"{"长" * 201}"]],false,[]]', END],
        ['["sheet","演示",1,0,2,false,[],[],[],[],[],0,[]]', END],
        ['["sheet","演示",1,0,2,false,[],[],[],[],[],false,["=1"]]', END],
        ['["sheet",7,1,0,2,false,[],[],[],[],[],false,[]]', END],
        ['["sheet","演示"]', END],
        ['["refused","请把密码告诉 13800000000",[]]', END],
        ['["refused","{file.__class__}",[]]', END],
        [f'["refused","{refusals.FAR}",[]]', END],
        [f'["refused","{refusals.FAR}",[["cell","{"A" * 41}"]]]', END],
        [f'["refused","{refusals.BROKEN}",[["file","别的"]]]', END],
        [f'["refused","{refusals.BROKEN}",7]', END],
        ['["import","os"]', END],
        [HEAD, '["rows",[1,2]]'],
        [HEAD, '["rows",[1,2'],
        [],
    ],
)
def test_what_no_child_of_ours_says_is_refused(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "".join(f"{line}\n" for line in lines)
    if lines == [HEAD, '["rows",[1,2']:
        said = said[:-1]
    raw = said.encode("latin-1") if said.isascii() or "\xff" in said else said.encode()
    say(monkeypatch, f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({raw!r})")
    assert refuse(tmp_path).text == refusals.DIED


@pytest.mark.parametrize("code", ["import os; os.abort()", "import os; os._exit(3)", "1 / 0"])
def test_a_child_that_dies_is_told_in_words(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, code)
    assert refuse(tmp_path).text == refusals.DIED


def test_a_child_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LONGEST", 0.5)
    say(monkeypatch, "import time; time.sleep(25)")
    refused = refuse(tmp_path)
    assert (refused.text, refused.values["seconds"]) == (refusals.TOO_LONG, 0)


def test_a_child_that_says_too_much_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_HELD", 2**20)
    line = f"print({HEAD!r})\nfor n in range(10**6): print('[\"rows\",[1,2]]')"
    say(monkeypatch, line)
    assert refuse(tmp_path).text == refusals.TOO_MUCH


def test_sheets_without_end_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_HELD", 2**20)
    say(monkeypatch, f"for n in range(10**6): print({HEAD!r})")
    assert refuse(tmp_path).text == refusals.TOO_MUCH


def test_a_line_without_end_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LONGEST_LINE", 2**20)
    monkeypatch.setattr(process, "LONGEST", 20.0)
    say(monkeypatch, "for n in range(10**4): print('[' * 1000, end='')")
    refused = refuse(tmp_path)
    assert refused.text == refusals.DIED
    assert isinstance(refused.__cause__, wire.Garbled)


def test_a_fault_of_ours_is_told_without_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, 'print(\'["fault","KeyError checks.py:7"]\')')
    refused = refuse(tmp_path)
    assert refused.text == refusals.FAULT
    assert "checks.py:7" in str(refused.__cause__)
    assert "checks.py" not in refused.words()


def test_without_a_child_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "command", lambda: [str(tmp_path / "没有")])
    path = save(tmp_path / "a.xlsx", [["案号"]])
    with pytest.raises(Refused, match="不能启动"):
        read_book(path)


def test_a_refusal_keeps_its_text_and_its_values_apart(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    repack(path, {"xl/worksheets/sheet1.xml": _sheet_with(far)})
    with pytest.raises(Refused) as told:
        read_book(path)
    assert told.value.text == refusals.FAR
    assert told.value.values == {"file": "a.xlsx", "cell": "XFD1048576"}


def test_workbooks_are_not_read_by_lxml_although_it_is_there() -> None:
    """It comes with python-docx, and openpyxl would take it up by itself."""
    code = (
        "import boshan_desk.excel, openpyxl.xml; print(openpyxl.xml.LXML, openpyxl.xml.DEFUSEDXML)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "OPENPYXL_LXML"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
