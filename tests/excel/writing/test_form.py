"""Statistical forms as sheets, read back with the library that others read them with."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.form_sheet import Box, FormSheet
from boshan_desk.excel.writing.form import write_forms


def make_form(name: str = "2026年三季度") -> FormSheet:
    """A small form with a head over two rows, one over two columns, numbers and a sum."""
    return FormSheet(
        name=name,
        title="演示统计表",
        above=("报送单位：演示局", "统计时间：演示", "报送时间：演示"),
        widths=(2.0, 1.0, 1.0),
        boxes=(
            Box(content="演示数据", row=0, column=0, rows=2, kind="head"),
            Box(content="立案\n（件）", row=0, column=1, columns=2, kind="head"),
            Box(content=7, row=1, column=1),
            Box(content=Decimal("12.50"), row=1, column=2),
            Box(content="=1+1", row=2, column=0, kind="sum"),
            Box(content=0, row=2, column=1, kind="sum"),
            Box(content=Decimal(0), row=2, column=2, kind="sum"),
        ),
        below=("负责人：", "填报人："),
        notes=("说明：演示", "长" * 120),
        foot="演示数据",
    )


def _written(path: Path, *forms: FormSheet) -> list[Worksheet]:
    write_forms(path, forms)
    return [sheet for sheet in load_workbook(path).worksheets if isinstance(sheet, Worksheet)]


def test_heads_are_merged_and_their_areas_are_closed_by_a_border(tmp_path: Path) -> None:
    (sheet,) = _written(tmp_path / "form.xlsx", make_form())
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:C1", "A3:A4", "B3:C3", "A7:C7"} <= merged
    for name, edges in (
        ("A3", "left top right"), ("A4", "left bottom right"), ("B3", "left top bottom"),
        ("C3", "right top bottom"), ("C4", "left right top bottom"), ("A5", "left bottom"),
    ):  # fmt: skip
        for edge in edges.split():
            assert getattr(sheet[name].border, edge).style == "thin", (name, edge)
    assert (sheet["A1"].value, sheet["A3"].value) == ("演示统计表", "演示数据")
    assert (sheet["A6"].value, sheet["B6"].value) == ("负责人：", None)
    assert [sheet[f"{letter}2"].value for letter in "ABC"] == list(make_form().above)


def test_numbers_stay_numbers_and_text_stays_text(tmp_path: Path) -> None:
    (sheet,) = _written(tmp_path / "form.xlsx", make_form())
    assert (sheet["B4"].value, sheet["B4"].data_type) == (7, "n")
    assert (sheet["C4"].value, sheet["C4"].number_format) == (12.5, "0.00")
    assert (sheet["C5"].value, sheet["C5"].number_format) == (0, "0.00")
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")


def test_each_form_is_a_sheet_that_prints_on_one_page_across(tmp_path: Path) -> None:
    sheets = _written(tmp_path / "form.xlsx", make_form(), make_form("2026年"))
    assert [sheet.title for sheet in sheets] == ["2026年三季度", "2026年"]
    for sheet in sheets:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
        fitted, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert fitted is not None
        assert fitted.fitToPage
        assert footer is not None
        assert footer.left.text == "演示数据"
        # A long note has the height of its lines.
        assert sheet.row_dimensions[8].height > sheet.row_dimensions[7].height
