"""What all our workbooks share: widths, lines, names of sheets, the page."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.fields import Code, Day, Identifier, Kind, Money, Note, Text, Whole
from boshan_desk.excel.writing import dressing
from boshan_desk.excel.writing.dressing import Heading


def make_sheet() -> Worksheet:
    return dressing.new_book("演示")[1]


@pytest.mark.parametrize(
    ("text", "places"),
    [("", 0), ("abc-1", 5), ("博山区", 6), ("〔2026〕1号", 11), ("é", 1), ("𠮷", 2)],
)
def test_a_chinese_sign_takes_two_places_and_a_digit_one(text: str, places: int) -> None:
    assert dressing.text_width(text) == places


def test_a_text_takes_as_many_lines_as_its_column_leaves_it() -> None:
    assert dressing.count_lines("博山区知识产权", 15) == 1
    assert dressing.count_lines("博山区知识产权局", 15) == 2
    assert dressing.count_lines("甲\n\n乙", 15) == 3
    assert dressing.count_lines("", 15) == 1
    assert dressing.count_lines("博山", 0) == 2


def test_only_words_give_way_when_a_table_is_wider_than_the_page() -> None:
    kinds: list[Kind] = [Note("备注"), Day("立案日期"), Identifier("代码"), Text("名称")]
    may = [dressing.yields(kind) for kind in kinds]
    assert may == [True, False, False, True]
    words, day, code, name = dressing.fit_to_page([80.0, 12.0, 21.0, 80.0], may)
    assert (day, code) == (12.0, 21.0)
    assert words == name < 80
    assert words + day + code + name == pytest.approx(dressing.PAGE_WIDTH - dressing.SERIAL_WIDTH)
    assert dressing.fit_to_page([10.0] * 4, may) == [10.0] * 4
    # Numbers alone do not shrink: the table goes on beside on a second page.
    assert dressing.fit_to_page([12.0] * 20, [False] * 20) == [12.0] * 20


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("执法案件", "执法案件"),
        ("a/b\\c:d*e?f[g]h", "abcdefgh"),
        ("'引'", "引"),
        ("长" * 40, "长" * 31),
        ("??", "Sheet1"),
        ("一\x00二\n三", "一二三"),
    ],
)
def test_a_sheet_is_called_what_excel_can_take(asked: str, called: str) -> None:
    assert dressing.sheet_name(asked) == called


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "#N/A", "TRUE", "1e5"])
def test_text_is_put_as_text(text: str) -> None:
    sheet = make_sheet()
    cell = dressing.put(sheet, 1, 1, text, dressing.PLAIN, dressing.LEFT)
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_no_workbook_may_hold_is_left_out() -> None:
    cell = dressing.put(
        make_sheet(), 1, 1, "甲\x00\x0b\ud800\uffff乙", dressing.PLAIN, dressing.LEFT
    )
    assert cell.value == "甲乙"


def test_numbers_and_days_have_their_format_and_codes_are_text() -> None:
    formats = [
        dressing.number_format(kind)
        for kind in (
            Day("日"),
            Money("元"),
            Whole("数"),
            Identifier("代码"),
            Code("类", list="sex"),
        )
    ]
    assert formats == ["yyyy-mm-dd", "#,##0.00", "0", "@", "@"]


def test_a_filter_sorts_the_hidden_column_with_the_others() -> None:
    """Else a record's identity would stay where another record has gone."""
    sheet = make_sheet()
    dressing.dress_table(
        sheet,
        Heading("演示台账", date(2026, 10, 9), "演示局", drafts=2, mark="演示数据"),
        ["序号", "名称"],
        [6, 20],
        [("0", dressing.CENTRE), ("@", dressing.LEFT)],
        hidden="记录标识",
    )
    assert sheet.auto_filter.ref == "A3:C4"
    assert sheet.column_dimensions["C"].hidden
    assert not sheet.column_dimensions["B"].hidden
    assert sheet["A2"].value == "单位：演示局　　其中草稿 2 条，见“状态”列　　演示数据"
    assert sheet["B2"].value == "制表日期：2026年10月9日"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:B1"}
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")


@pytest.mark.parametrize(("width", "pages"), [(100, 1), (184, 1), (185, 2), (400, 3)])
def test_a_table_too_wide_to_be_read_is_printed_on_pages_side_by_side(
    width: float, pages: int
) -> None:
    sheet = make_sheet()
    sheet.column_dimensions["A"].width = width
    sheet.column_dimensions["B"].width = 500
    sheet.column_dimensions["B"].hidden = True
    assert dressing.set_page(sheet, head=3) == pages
    assert sheet.page_setup.fitToWidth == pages
    assert sheet.print_title_cols == ("$A:$B" if pages > 1 else None)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


def test_pages_are_numbered_unless_there_is_only_one() -> None:
    many, one = make_sheet(), Workbook().worksheets[0]
    dressing.set_page(many, head=3, foot="演示数据")
    dressing.set_page(one, one=True)
    assert many.oddFooter is not None
    assert one.oddFooter is not None
    assert many.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert many.oddFooter.left.text == "演示数据"
    assert one.oddFooter.center.text is None
    assert (many.page_setup.fitToHeight, one.page_setup.fitToHeight) == (0, 1)
