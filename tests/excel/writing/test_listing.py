"""Tables that are no ledgers as workbooks, read back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl

from boshan_desk.excel.writing.dressing import PAGE_WIDTH, Heading
from boshan_desk.excel.writing.listing import Column, write_listing

HEADING = Heading("演示清单（截至2026年10月9日）", date(2026, 10, 9), "演示局")


def test_words_days_and_numbers_stay_what_they_are(tmp_path: Path) -> None:
    columns = [Column("名称", 20), Column("日期", 12, "day"), Column("件数", 8, "number")]
    told: list[int] = []
    rows = [("=1+1", date(2026, 7, 5), 0), ("00012", None, 3), ("", date(1890, 1, 2), None)]
    count = write_listing(tmp_path / "a.xlsx", HEADING, columns, rows, heard=told.append)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (count, told[-1]) == (3, 3)
    assert [cell.value for cell in sheet[3]] == ["序号", "名称", "日期", "件数"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] == [
        [1, "=1+1", datetime(2026, 7, 5), 0],
        [2, "00012", None, 3],
        [3, None, "1890-01-02", None],
    ]
    assert [sheet.cell(4, n).data_type for n in (2, 3, 4)] == ["s", "d", "n"]
    assert (sheet.auto_filter.ref, sheet["B5"].number_format) == ("A3:D6", "@")
    assert sheet.title == "演示清单（截至2026年10月9日）"


def test_a_wide_list_is_made_to_fit_the_page(tmp_path: Path) -> None:
    columns = [Column(f"栏{n}", 40) for n in range(6)] + [Column("日期", 12, "day")]
    write_listing(tmp_path / "a.xlsx", HEADING, columns, [("演示" * 16,) * 6 + (None,)])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    widths = [column.width for column in sheet.column_dimensions.values()]
    assert sum(widths) <= PAGE_WIDTH + 0.01
    assert sheet.column_dimensions["H"].width == 12
    assert sheet.page_setup.fitToWidth == 1
    # What no longer fits a line goes on in the next.
    assert sheet.row_dimensions[4].height > 28
