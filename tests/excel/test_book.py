"""Files from outside: read as they are, or refused in words."""

from __future__ import annotations

import io
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

from boshan_desk.domain.problems import Cancelled, Refused
from boshan_desk.excel import book, parsing, process, refusals, wire
from boshan_desk.excel.book import read_book
from boshan_desk.excel.parsing import parse
from boshan_desk.excel.refusals import NotRead
from boshan_desk.excel.wire import row_lines

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


HEAD = '["sheet","演示",1,0,2,false,[],[]]'
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
        ['["sheet","演示",0,0,2,false,[],[]]', END],
        ['["sheet","演示",1,0,-2,false,[],[]]', END],
        ['["sheet","演示",1,20000,2,false,[],[]]', END],
        ['["sheet","演示",1,0,2,false,[[0,0,0]],[]]', END],
        ['["sheet","演示",1,0,2,false,[[0,0,0,99999999999]],[]]', END],
        ['["sheet","演示",1,0,2,false,[],[["a",1]]]', END],
        ['["sheet",7,1,0,2,false,[],[]]', END],
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
