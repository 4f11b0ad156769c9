"""The same workbook comes back with what was found in it, and is read as before."""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.excel.grid import Book, Grid
from boshan_desk.excel.matching.heads import Matching, match_heads
from boshan_desk.excel.patching import returning
from boshan_desk.excel.patching.patching import NotPatched
from boshan_desk.excel.patching.returning import RowFinding, SheetFindings, ending, return_workbook
from boshan_desk.excel.patching.styles_patch import COLOURS
from boshan_desk.excel.reading.book import parse_book, read_book
from boshan_desk.excel.rows.sorting import sort_rows
from boshan_desk.ledgers import LEDGERS
from tests.excel.patching.test_patching import packed, parts, rewrite

DATA = Path(__file__).parents[2] / "data"
SAMPLES = sorted(p for p in DATA.iterdir() if p.suffix in (".xlsx", ".xls", ".csv"))
ERROR, WARN = (COLOURS[kind].decode() for kind in ("error", "warn"))

HEAD = ["案号", "当事人名称", "统一社会信用代码", "立案日期", "备注"]
ROWS = [
    [f"演示〔2026〕{n}号", f"演示商行{n}", f"9137{n}", f"2026-01-0{n}", ""] for n in range(1, 7)
]


def make_book(head: list[str] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "台账"
    for row in (["演示台账"], head, *ROWS):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def findings(rows: Mapping[int, RowFinding], sheet: str = "台账") -> list[SheetFindings]:
    return [SheetFindings(sheet, (2,), rows)]


WRONG = RowFinding(
    "未导入，请改正：\n1. C 列：代码不对\n2. D 列：没有这一天",
    "refused",
    "",
    {2: ("error", "代码不对"), 3: ("error", "没有这一天")},
)
DOUBTED = RowFinding("已导入\nD 列：请核对", "new", "id-4", {3: ("warn", "请核对")})
GOOD = RowFinding("已导入", "new", "id-5", {4: ("note", "值得知道")})


def load(content: bytes) -> Workbook:
    with warnings.catch_warnings():
        # Samples have comments in merged cells.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def column(sheet: Worksheet, heading: str) -> str:
    return next(c.column_letter for row in sheet.iter_rows(1, 8) for c in row if c.value == heading)


def matchings(book: Book) -> dict[str, tuple[Grid, Matching]]:
    found = {}
    for grid in book.sheets:
        tried = [m for ledger in LEDGERS.values() if (m := match_heads(grid, ledger))]
        if tried:
            found[grid.name] = (grid, max(tried, key=lambda m: len(m.fields())))
    return found


def told(matching: Matching) -> dict[str, str]:
    return {name: column.letter for name, column in matching.fields().items()}


def test_rows_say_what_is_wrong_and_cells_show_where() -> None:
    new = return_workbook(make_book(), "演示.xlsx", findings({3: WRONG, 4: DOUBTED, 5: GOOD}))
    sheet = load(new)["台账"]
    assert [c.value for c in sheet[2]][5:] == ["记录标识", "核对结果"]
    assert sheet["G3"].value == "未导入，请改正：  1. C 列：代码不对  2. D 列：没有这一天"
    assert [sheet[f"G{n}"].value for n in (4, 5, 6)] == ["已导入  D 列：请核对", "已导入", None]
    assert [sheet[f"F{n}"].value for n in (3, 4, 5)] == [None, "id-4", "id-5"]
    assert sheet.column_dimensions["F"].hidden
    assert {n: sheet[n].fill.fgColor.rgb for n in ("C3", "D3", "D4")} == {
        "C3": ERROR,
        "D3": ERROR,
        "D4": WARN,
    }
    assert sheet["E5"].fill.fill_type is None
    said = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert said.pop("G2").startswith("本列由知识产权工作台填写")
    assert said == {
        "C3": "需要改正\n代码不对",
        "D3": "需要改正\n没有这一天",
        "D4": "请核对\n请核对",
    }
    assert sheet.auto_filter.ref == "A2:G8"


def test_a_mended_workbook_comes_back_without_its_old_marks() -> None:
    once = return_workbook(make_book(), "演示.xlsx", findings({3: WRONG, 4: DOUBTED, 5: GOOD}))
    mended = replace(GOOD, id="id-3")
    again = return_workbook(once, "演示.xlsx", findings({3: mended, 4: DOUBTED, 6: WRONG}))
    before, sheet = load(once)["台账"], load(again)["台账"]
    assert sheet.dimensions == before.dimensions
    assert [sheet[f"G{n}"].value for n in (3, 5)] == ["已导入", None]
    assert [sheet[f"F{n}"].value for n in (3, 4, 5, 6)] == ["id-3", "id-4", "id-5", None]
    assert sheet["C3"].fill.fill_type is None
    assert sheet["D4"].fill.fgColor.rgb == WARN
    assert sheet["C6"].fill.fgColor.rgb == ERROR
    said = {c.coordinate for row in sheet.iter_rows() for c in row if c.comment}
    assert said == {"G2", "D4", "C6", "D6"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_returned_sample_is_read_as_the_sample_was(path: Path) -> None:
    content = path.read_bytes()
    book = read_book(path)
    found = matchings(book)
    assert found
    said = []
    went_in: dict[str, set[int]] = {}
    for name, (grid, matching) in found.items():
        went_in[name] = {r for r, sort in sort_rows(grid, matching) if sort == "record" and r % 3}
        bad = replace(WRONG, cells={grid.first_column: ("error", "演示")})
        rows = {
            grid.number(row): replace(GOOD, id=f"id{row}") if row in went_in[name] else bad
            for row in range(matching.first, len(grid.rows))
        }
        said.append(SheetFindings(name, matching.header_rows, rows))
    new = return_workbook(content, path.name, said)
    if path.suffix == ".xlsx":
        before, after = packed(content), packed(new)
        kept = {name for name in before if before[name] == after.get(name)}
        assert not [n for n in before.keys() - kept if "/media/" in n or "theme" in n]
        assert "xl/workbook.xml" in kept
    back = parse_book(new, Path("退回.xlsx"))
    assert [g.name for g in back.sheets] == [g.name for g in book.sheets]
    again = matchings(back)
    for name, (grid, matching) in found.items():
        new_grid, new_matching = again[name]
        assert told(new_matching) == told(matching)
        assert new_matching.header_rows == matching.header_rows
        assert new_matching.digest == matching.digest
        assert new_matching.id_column is not None
        assert new_matching.unmatched == matching.unmatched
        width = len(grid.rows[0])
        assert (new_grid.first_row, new_grid.first_column) == (grid.first_row, grid.first_column)
        assert [row[:width] for row in new_grid.rows] == grid.rows
        ids = [row[new_matching.id_column] for row in new_grid.rows[matching.first :]]
        assert {row for row, id_ in enumerate(ids, matching.first) if id_} == went_in[name]
        assert list(sort_rows(new_grid, new_matching)) == list(sort_rows(grid, matching))


def test_a_text_file_comes_back_as_a_workbook_with_its_texts() -> None:
    lines = (
        "\ufeff案号,当事人名称,统一社会信用代码,立案日期",
        "001,=1+1,91370304000000000012,2026-01-01",
    )
    content = "\n".join(lines)
    rows = {2: replace(WRONG, cells={2: ("error", "代码不对")})}
    new = return_workbook(content.encode(), "台/账.csv", [SheetFindings("账", (1,), rows)])
    (sheet,) = load(new).worksheets
    assert [c.value for c in sheet[2]][:4] == ["001", "=1+1", "91370304000000000012", "2026-01-01"]
    assert {c.data_type for c in sheet[2][:4]} == {"s"}
    assert sheet["A2"].number_format == "@"
    assert sheet["C2"].fill.fgColor.rgb == ERROR
    note = sheet["E1"].comment
    assert note is not None
    assert "原文件不是 .xlsx" in note.text


def test_a_workbook_that_cannot_be_changed_in_place_comes_back_plain() -> None:
    def odd(name: str, part: bytes) -> bytes:
        found = "worksheets/sheet" in name
        return part.replace(b"<sheetData>", b"<sheetData><!-- -->") if found else part

    book = openpyxl.load_workbook(io.BytesIO(make_book()))
    book["台账"].merge_cells("A1:E1")
    book["台账"].column_dimensions["B"].hidden = True
    book.create_sheet("藏", 0).sheet_state = "hidden"
    book["藏"]["B3"] = 12.5
    buffer = io.BytesIO()
    book.save(buffer)
    content = rewrite(buffer.getvalue(), odd)
    new = load(return_workbook(content, "演示.xlsx", findings({3: WRONG})))
    assert new.sheetnames == ["藏", "台账"]
    assert new["藏"].sheet_state == "hidden"
    assert new["藏"]["B3"].value == 12.5
    sheet = new["台账"]
    assert [c.value for c in sheet[3]][:4] == ROWS[0][:4]
    assert "A1:E1" in map(str, sheet.merged_cells.ranges)
    assert sheet.column_dimensions["B"].hidden
    letter = column(sheet, "核对结果")
    note = sheet[f"{letter}2"].comment
    assert note is not None
    assert "内部结构特殊" in note.text
    assert sheet["C3"].fill.fgColor.rgb == ERROR


def test_more_comments_than_a_program_bears_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "MOST_COMMENTS", 1)
    new = return_workbook(make_book(), "演示.xlsx", findings({3: DOUBTED, 4: WRONG}))
    sheet = load(new)["台账"]
    said = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    # The gravest come first.
    assert set(said) == {"C4", "G2"}
    assert "批注只加到前 1 处" in said["G2"]
    assert sheet["D3"].fill.fgColor.rgb == WARN


def test_a_column_that_only_looks_like_ours_is_not_taken() -> None:
    content = make_book([*HEAD[:-1], "核对结果说明"])
    sheet = load(return_workbook(content, "演示.xlsx", findings({3: WRONG})))["台账"]
    assert column(sheet, "核对结果") == "F"


def test_macros_stay_and_the_name_must_say_so() -> None:
    buffer = io.BytesIO(make_book())
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    content = buffer.getvalue()
    assert ending(content, "演示.xlsx") == ".xlsm"
    assert ending(make_book(), "演示.xlsx") == ".xlsx"
    assert ending(b"\xd0\xcf\x11\xe0", "演示.xlsm") == ".xlsx"
    new = return_workbook(content, "演示.xlsm", findings({3: WRONG}))
    assert packed(new)["xl/vbaProject.bin"] == packed(content)["xl/vbaProject.bin"]


def test_nothing_found_leaves_every_part_as_it_was() -> None:
    content = make_book()
    assert packed(return_workbook(content, "演示.xlsx", [])) == packed(content)


def test_a_program_of_ours_that_fails_twice_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_words: Any, **_more: Any) -> bytes:
        raise NotPatched("演示")

    monkeypatch.setattr(returning, "patch_workbook", fail)
    with pytest.raises(NotPatched):
        return_workbook(make_book(), "演示.xlsx", findings({3: WRONG}))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not at hand")
def test_another_program_opens_it_and_reads_the_same(tmp_path: Path) -> None:
    content = (DATA / "case_two_row_header.xlsx").read_bytes()
    (tmp_path / "退回.xlsx").write_bytes(
        return_workbook(
            content, "演示.xlsx", [SheetFindings("Sheet1", (2, 3), {4: WRONG, 5: GOOD})]
        )
    )
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / "退回.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    before = load(content)["Sheet1"]
    after = load((tmp_path / "out" / "退回.xlsx").read_bytes())["Sheet1"]
    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value
    letter = column(after, "核对结果")
    assert str(after[f"{letter}4"].value).startswith("未导入")
    assert after["C4"].fill.fgColor.rgb == ERROR
    said = after["C4"].comment
    assert said is not None
    assert "代码不对" in said.text


def test_parts_of_a_returned_workbook_are_all_declared() -> None:
    new = parts(return_workbook(make_book(), "演示.xlsx", findings({3: WRONG})))
    types = new["[Content_Types].xml"].decode()
    for name in new:
        assert f'"/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types
