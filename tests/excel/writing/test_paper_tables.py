"""The tables of a paper as a workbook, read back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from boshan_desk.domain.report import Chart, Column, Grid, Report, Series, Source, Words
from boshan_desk.excel.writing.dressing import NO_XML
from boshan_desk.excel.writing.paper_tables import read_cell, write_tables
from tests.reports import papers
from tests.reports.nasty import NASTY


def _book(report: Report, tmp_path: Path) -> Workbook:
    path = tmp_path / "表格.xlsx"
    write_tables(report, path)
    return openpyxl.load_workbook(path)


def _rows(book: Workbook, name: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book[name].iter_rows(min_row=3)]


def test_every_table_and_picture_has_a_sheet_and_a_line_in_the_list(tmp_path: Path) -> None:
    book = _book(papers.whole(), tmp_path)
    assert book.sheetnames == [
        "目录",
        "表1 主要指标完成情况",
        "图1 近六个季度专利商标质押融资登记金额",
        "图2 重点工作进度",
        "图3 案件类型构成",
        "表2 各镇（街道）发明专利授权情况",
        "图4 各镇（街道）发明专利授权量",
        "表3 知识产权行政执法案件清单",
    ]
    contents = book["目录"]
    assert contents["A1"].value == "博山区2026年前三季度知识产权工作情况通报"
    listed = [[cell.value for cell in row] for row in contents.iter_rows(min_row=4)]
    assert listed[0] == ["表1", "主要指标完成情况", None, 7]
    assert listed[-1] == ["表3", "知识产权行政执法案件清单", "万元", 60]
    for row in contents.iter_rows(min_row=4, max_col=1):
        link = row[0].hyperlink
        assert link is not None
        assert link.target is None
        assert link.location is not None
        assert link.location.split("!")[0].strip("'") in book.sheetnames


def test_a_table_says_what_the_paper_says_as_numbers(tmp_path: Path) -> None:
    book = _book(papers.whole(), tmp_path)
    name = "表1 主要指标完成情况"
    rows = _rows(book, name)
    assert rows[0] == [column.title for column in papers.main_figures().columns]
    assert rows[1] == [
        "每万人口高价值发明专利拥有量", "件", 6.5, "—", 6.12, 0.942, 0.75, 0.083, "达到序时进度",
    ]  # fmt: skip
    sheet = book[name]
    assert [cell.number_format for cell in sheet[4]][2:8] == [
        "0.00", "@", "0.00", "0.0%", "0.0%", "+0.0%;-0.0%;0.0%",
    ]  # fmt: skip
    assert sheet["H7"].value == pytest.approx(-0.047)
    assert [sheet["C7"].value, sheet["C7"].number_format] == [52000, "0.00"]
    assert sheet["A1"].value == "表1　主要指标完成情况"
    # The note that follows the table stands below it, over its whole width.
    assert str(sheet["A11"].value).startswith("注：完成率")
    assert "A11:I11" in [str(area) for area in sheet.merged_cells.ranges]


def test_it_is_printed_on_a4_with_its_head_on_every_page(tmp_path: Path) -> None:
    sheet = _book(papers.report(papers.annex(80)), tmp_path)["表1 知识产权行政执法案件清单"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:H83"
    assert sheet["H2"].value == "单位：万元"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.left is not None
    assert sheet.oddFooter.left.text == "演示数据"


def test_a_sum_is_set_heavy(tmp_path: Path) -> None:
    sheet = _book(papers.report(papers.towns()), tmp_path)["表1 各镇（街道）发明专利授权情况"]
    assert [sheet.cell(row, 2).font.bold for row in (4, 14, 15)] == [False, False, True]
    assert [cell.value for cell in sheet[15]] == [None, "合计", 407, 363, 0.121, 74]
    # 序号 in the middle is a number as well.
    assert sheet["A4"].value == 1


def test_the_numbers_behind_a_picture_are_a_table(tmp_path: Path) -> None:
    book = _book(papers.report(papers.lines(), papers.bars()), tmp_path)
    rows = _rows(book, "图1 近六个季度专利商标质押融资登记金额")
    assert rows[0] == ["项目", "专利", "商标"]
    assert rows[1] == ["2025年1季度", 820.5, 410]
    assert rows[3] == ["2025年3季度", 1002.25, "—"]
    assert book.worksheets[1]["B4"].number_format == "0.00"
    assert book.worksheets[1]["C4"].number_format == "0"
    assert _rows(book, "图2 各镇（街道）发明专利授权量")[9] == ["池上镇", "—", 24]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("0", 0, "0"),
        ("12600.00", Decimal("12600.00"), "0.00"),
        ("2.50", Decimal("2.50"), "0.00"),
        ("−28.5", Decimal("-28.5"), "+0.0;-0.0;0.0"),
        ("-4.7%", Decimal("-0.047"), "+0.0%;-0.0%;0.0%"),
        ("100%", Decimal(1), "0%"),
        ("1,234,567.80", Decimal("1234567.80"), "#,##0.00"),
        ("—", "—", "@"),
        ("", "", "@"),
        ("007", "007", "@"),
        ("1,23", "1,23", "@"),
        ("3.5个百分点", "3.5个百分点", "@"),
        ("=1+1", "=1+1", "@"),
        ("1e5", "1e5", "@"),
        ("12345678901234567", "12345678901234567", "@"),
        ("１２", "１２", "@"),
        ("2026—2027", "2026—2027", "@"),
    ],
)
def test_a_cell_is_a_number_only_if_it_is_written_as_one(
    text: str, value: object, shown: str
) -> None:
    assert read_cell(text, counts=True) == (value, shown)
    assert read_cell(text, counts=False) == (text, "@")


@given(st.decimals(-(10**9), 10**9, places=2))
def test_no_number_changes_on_its_way(number: Decimal) -> None:
    value, shown = read_cell(f"{number:f}", counts=True)
    assert value == number
    assert shown.split(";")[0].lstrip("+") == "0.00"


def test_codes_stay_text_and_what_opens_records_is_a_number(tmp_path: Path) -> None:
    grid = Grid(
        title="演示",
        columns=(
            Column(title="代码"),
            Column(title="行政区划", align="center"),
            Column(title="数"),
        ),
        rows=(("370304", "370304001", "12"), ("3703", "12", "7")),
        links=((0, 2, Source(figure="M-EN02")),),
    )
    rows = _rows(_book(papers.report(grid), tmp_path), "表1 演示")[1:]
    assert rows == [["370304", "370304001", 12], ["3703", 12, "7"]]


def test_text_is_text(tmp_path: Path) -> None:
    nasty = '=HYPERLINK("x") <b>&amp; _x0041_ \x00𠮷\n\'第二行'
    grid = Grid(
        title=nasty,
        columns=(Column(title=nasty, align="right"), Column(title="长")),
        rows=((nasty, "长" * 5000), ("+1+1", "@x")),
        unit=nasty,
    )
    chart = Chart(
        kind="bars", title=nasty, labels=(nasty,), series=(Series(name=nasty, values=(1,)),)
    )
    path = tmp_path / "表格.xlsx"
    write_tables(papers.report(grid, Words(text=nasty, style="note"), chart), path)
    literal = nasty.replace("\x00", "")
    # Read as Excel reads it, which takes _x005F_ for an underscore.
    read = CalamineWorkbook.from_path(path)
    table, picture = (read.get_sheet_by_index(place).to_python() for place in (1, 2))
    assert table[0][0] == f"表1　{literal}"
    assert [table[2][0], table[3][0], table[5][0]] == [literal] * 3
    assert table[3][1] == "长" * 5000
    assert table[4] == ["+1+1", "@x"]
    assert picture[3] == [literal, 1]
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_five_hundred_nasty_strings_stay_text(tmp_path: Path) -> None:
    grid = Grid(
        title="演示",
        columns=(Column(title="甲", align="right"), Column(title="乙")),
        rows=tuple((text, text) for text in NASTY),
    )
    path = tmp_path / "表格.xlsx"
    write_tables(papers.report(grid), path)
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(1)
    rows = sheet.to_python(skip_empty_area=False)[3:]
    # No cell holds more than 32,767 letters, and none of these has as many.
    said = [row[1] for row in rows[: len(NASTY)]]
    # XML knows one end of a line (XML 1.0, 2.11).
    ends = [text.replace("\r\n", "\n").replace("\r", "\n") for text in NASTY]
    wanted = [NO_XML.sub("", text) for text in ends]
    # The reader takes a cell of blanks alone for an empty one.
    assert said == [text if text.strip() else "" for text in wanted]
    # At the right, where numbers stand, only what is written as a number is one.
    odd = {
        text
        for text, row in zip(NASTY, rows, strict=False)
        if not isinstance(row[0], str) and row[0] != ""
    }
    assert odd == {"-0", "1,234.50", "100%"} & set(NASTY)
    for each in openpyxl.load_workbook(path).worksheets:
        assert not [c for row in each.iter_rows() for c in row if c.data_type == "f"]


def test_a_paper_without_tables_says_so(tmp_path: Path) -> None:
    book = _book(papers.report(Words(text="演示")), tmp_path)
    assert book.sheetnames == ["目录"]
    assert book["目录"]["A4"].value == "本报告没有表格"
