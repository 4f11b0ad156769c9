"""Files from outside: read as they are, or refused in words."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.grid import column_letter, column_number, read_book

DATA = Path(__file__).parents[1] / "data"


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


@given(st.integers(0, 16_383))
def test_letters_of_columns_lead_back(column: int) -> None:
    assert column_number(column_letter(column)) == column


def test_letters_are_those_of_excel() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


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
    path = Path("unused.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        # Nothing is written for a hundred examples: only the reading of bytes is replaced.
        patch.setattr("boshan_desk.excel.grid._read_bytes", lambda _path: bytes(whole))
        # Anything but a refusal is a fault; calamine raises and panics in many ways.
        with suppress(Refused):
            read_book(path)


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


def test_blank_cells_far_away_are_no_matter(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号"]])
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    repack(path, {"xl/worksheets/sheet1.xml": _sheet_with(far)})
    assert read_book(path).sheets[0].rows == [[1]]


def test_formulas_saved_without_a_result_are_known(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [["案号", "货值金额"], ["演示1", "=1+1"]])
    assert read_book(path).sheets[0].uncounted == {(1, 1)}


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
