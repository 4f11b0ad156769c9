"""Values of any kind of file as a plain workbook."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest

from boshan_desk.excel.grid import Grid
from boshan_desk.excel.patching.plain import sheet_names, write_plain


def write(*grids: Grid, heads: tuple[int, ...] = ()) -> openpyxl.Workbook:
    made = write_plain(grids, [heads] * len(grids), lambda: None)
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.mark.parametrize(
    ("value", "read", "shown"),
    [
        ("001", "001", "@"),
        ("4.4E+17", "4.4E+17", "@"),
        ("=1+1", "=1+1", "@"),
        ("#N/A", "#N/A", "@"),
        ("演示〔2026〕1号", "演示〔2026〕1号", "General"),
        ("甲<乙>&\n丙", "甲<乙>&\n丙", "General"),
        (5.0, 5, "General"),
        (0.1, 0.1, "General"),
        (True, True, "General"),
        (9.1370304e17, 9.1370304e17, "General"),
        (913703041234567890, "913703041234567890", "@"),
        (datetime(2026, 3, 5), datetime(2026, 3, 5), "yyyy-mm-dd"),
        (datetime(2026, 3, 5, 8, 30), datetime(2026, 3, 5, 8, 30), "yyyy-mm-dd hh:mm:ss"),
        (date(2026, 3, 5), datetime(2026, 3, 5), "yyyy-mm-dd"),
        (date(1899, 3, 5), "1899-03-05", "@"),
        (time(8, 30), time(8, 30), "hh:mm:ss"),
        (timedelta(hours=30), timedelta(hours=30), "[h]:mm:ss"),
    ],
)
def test_a_value_stands_as_it_stood(value: Any, read: Any, shown: str) -> None:
    cell = write(Grid("甲", [[value]], 3, 2))["甲"]["C3"]
    assert (cell.value, type(cell.value)) == (read, type(read))
    assert cell.number_format == shown


def test_places_widths_and_what_is_hidden_stay() -> None:
    rows: list[list[Any]] = [["名称", "", "备注"], ["演示" * 8, "", ""], ["甲", "乙", "丙"]]
    grid = Grid(
        "甲",
        rows,
        2,
        1,
        ((1, 0, 1, 2),),
        hidden_rows=frozenset({2}),
        hidden_columns=frozenset({1}),
    )
    sheet = write(grid, heads=(2,))["甲"]
    assert sheet.dimensions == "B2:D4"
    assert sheet["B2"].font.bold
    assert not sheet["B4"].font.bold
    assert [str(r) for r in sheet.merged_cells.ranges] == ["B3:D3"]
    assert sheet.row_dimensions[4].hidden
    assert sheet.column_dimensions["C"].hidden
    # The merged text counts for no column.
    assert sheet.column_dimensions["B"].width == 6.0


def test_sheets_get_names_that_a_workbook_can_have() -> None:
    names = ["台/账[1]", "台_账_1_", "", "长" * 40, "长" * 40]
    made = sheet_names([Grid(name, []) for name in names])
    assert made[:3] == ["台_账_1_", "台_账_1_(2)", "Sheet"]
    assert len(set(made)) == 5
    assert max(map(len, made)) == 31
    assert write(*(Grid(name, [["1"]]) for name in names)).sheetnames == made


def test_one_sheet_is_always_shown() -> None:
    book = write(Grid("甲", [[1]], hidden=True), Grid("乙", [[1]]))
    assert (book["甲"].sheet_state, book["乙"].sheet_state) == ("hidden", "visible")
    assert book.active is book["乙"]
    assert write(Grid("甲", [[1]], hidden=True))["甲"].sheet_state == "visible"
