"""Heads are found under any titles, in one row or two; only records become records."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import SheetChoice, match_heads, sort_rows
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Attendee

CASE = Case.ledger


def grid(*rows: list[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Grid:
    width = max(map(len, rows))
    return Grid("表", [row + [""] * (width - len(row)) for row in rows], merged=merged)


def fields(found: Grid) -> dict[str, str]:
    matching = match_heads(found, CASE)
    assert matching
    return {c.letter: c.field for c in matching.columns if c.field}


def test_a_head_is_found_under_titles_and_a_unit_row() -> None:
    matching = match_heads(
        grid(
            ["2024年案件台账"],
            ["填报单位:白塔镇(盖章)", "", "填报日期:2024年12月31日"],
            ["序号", "案号", "当事人"],
            [1, "演示1", "甲"],
        ),
        CASE,
    )
    assert matching
    assert matching.header_rows == (3,)
    assert matching.serial == 0


def test_two_rows_of_head_are_read_together() -> None:
    found = grid(
        ["案号", "立案", "", "结案", ""],
        ["", "日期", "机构", "日期", "情形"],
        ["演示1", "2026-01-02", "一科", "2026-02-03", ""],
        merged=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)),
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (1, 2)
    assert fields(found) == {"A": "case_no", "B": "filed_on", "D": "closed_on", "E": "close_kind"}


def test_a_record_under_a_head_of_one_row_is_not_its_second_row() -> None:
    matching = match_heads(grid(["案号", "当事人", "备注"], ["演示1", "甲", "联系电话"]), CASE)
    assert matching
    assert matching.header_rows == (1,)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("涉案金额(元)", "元"),
        ("涉案金额（万元）", "万元"),
        ("涉案金额/万元", "万元"),
        ("涉案金额 万元", "万元"),
        ("*涉案金额（单位：亿元）", "亿元"),
        ("3.涉案金额", "元"),
    ],
)
def test_a_unit_in_the_heading_is_the_unit_of_its_amounts(heading: str, unit: str) -> None:
    matching = match_heads(grid(["案号", heading], ["演示1", 1]), CASE)
    assert matching
    assert [(c.field, c.unit) for c in matching.columns][1] == ("value", unit)


def test_a_unit_above_the_table_counts_for_amounts_without_their_own() -> None:
    matching = match_heads(
        grid(["案件台账", "金额单位：万元"], ["案号", "涉案金额", "罚款（元）"], ["演示1", 1, 2]),
        CASE,
    )
    assert matching
    assert [c.unit for c in matching.columns][1:] == ["万元", "元"]


def test_a_sheet_of_something_else_has_no_head() -> None:
    assert match_heads(grid(["名称", "电话", "备注"], ["甲", "1", ""]), CASE) is None
    assert match_heads(grid(["说明"], ["随便写的"]), CASE) is None
    assert match_heads(grid(["姓名", "联系电话"], ["甲", "1"]), Attendee.ledger) is not None


HEAD = ["序号", "案号", "当事人", "涉案金额", "备注"]


def sorts(*rows: list[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> list[str]:
    found = grid(HEAD, *rows, merged=merged)
    matching = match_heads(found, CASE)
    assert matching
    return [sort for _row, sort in sort_rows(found, matching)]


@pytest.mark.parametrize(
    ("row", "sort"),
    [
        ([1, "演示1", "甲", 5, ""], "record"),
        ([1, "演示1", "", "", ""], "record"),
        (["", "", "", "", ""], "blank"),
        ([3, "", "", "", ""], "blank"),
        ([3, "/", "—", "", ""], "blank"),
        (["合计", "", "", 123.5, ""], "total"),
        (["", "小　计", "", "1,234.00", ""], "total"),
        (["八陡镇小计", "", "", 5, ""], "total"),
        (["", "总计：", "3件", 5, ""], "total"),
        (["填表人:王某某  审核人:李某某", "", "", "", ""], "note"),
        (["注:1.本表一式两份;2.逾期不报按零报告处理。", "", "", "", ""], "note"),
        (["备注：以上为演示", "", "", "", ""], "note"),
        (["一、商标案件", "", "", "", ""], "section"),
        (["示例", "演示1", "甲", 5, ""], "example"),
        (list(HEAD), "head"),
        # Not everything that sounds like a sum is one.
        ([1, "演示1", "合计科技有限公司", 5, ""], "record"),
        ([1, "合计", "张三", 5, "见附件"], "record"),
        ([1, "演示1", "注册人：甲", 5, ""], "record"),
    ],
)
def test_each_kind_of_row_is_told_apart(row: list[Any], sort: str) -> None:
    # A record behind it, because blank rows at the end are left out.
    assert sorts([1, "演示0", "乙", 1, ""], row, [9, "演示9", "丙", 2, ""])[1] == sort


def test_a_row_that_numbers_the_columns_belongs_to_the_head() -> None:
    assert sorts([1, 2, 3, 4, 5], [1, "演示1", "甲", 5, ""]) == ["head", "record"]


def test_blank_rows_at_the_end_are_left_out() -> None:
    assert sorts([1, "演示1", "甲", 5, ""], [2, "", "", "", ""], ["", "", "", "", ""]) == ["record"]


ROWS = st.sampled_from(
    [
        ([1, "演示{n}", "甲", 5, ""], "record"),
        ([1, "演示{n}", "甲", "", "有备注"], "record"),
        (["", "", "", "", ""], "blank"),
        (["合计", "", "", 9, ""], "total"),
        (["小计", "", "", "", ""], "total"),
        (list(HEAD), "head"),
    ]
)


@given(st.lists(ROWS, min_size=1, max_size=30))
def test_any_mix_of_rows_is_sorted_row_by_row(mix: list[tuple[list[Any], str]]) -> None:
    rows = [
        [str(c).format(n=n) if c == "演示{n}" else c for c in r] for n, (r, _) in enumerate(mix)
    ]
    wanted = [sort for _row, sort in mix]
    while wanted and wanted[-1] == "blank":
        wanted.pop()
    assert sorts(*rows) == wanted


# ---------------------------------------------------------------- heads of several rows


def test_three_rows_of_head_are_read_together() -> None:
    found = grid(
        ["序号", "案号", "办理情况", "", "", "", "备注"],
        ["", "", "立案", "", "结案", "", ""],
        ["", "", "时间", "承办人", "时间", "情形", ""],
        [1, "演示1", "2026-01-02", "张三", "2026-02-03", "", ""],
        merged=((0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 5), (1, 2, 1, 3), (1, 4, 1, 5), (0, 6, 2, 6)),
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (1, 2, 3)
    assert fields(found) == {
        "B": "case_no",
        "C": "filed_on",
        "D": "officers",
        "E": "closed_on",
        "F": "close_kind",
        "G": "remark",
    }


def test_a_text_file_has_groups_without_merged_cells() -> None:
    found = grid(
        ["序号", "案号", "当事人", "", "", "立案时间"],
        ["", "", "姓名", "证件号", "电话", ""],
        ["1", "演示1", "张三", "", "19900000001", "2026-01-02"],
    )
    assert fields(found) == {
        "B": "case_no",
        "C": "party",
        "D": "id_no",
        "E": "phone",
        "F": "filed_on",
    }


def test_a_blank_row_within_the_head_is_passed_over() -> None:
    found = grid(
        ["案号", "当事人", "", "备注"],
        ["", "", "", ""],
        ["", "名称", "证件号码", ""],
        ["演示1", "张三", "", ""],
        merged=((0, 1, 0, 2),),
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (1, 3)
    assert [sort for _row, sort in sort_rows(found, matching)][-1] == "record"
    assert fields(found) == {"A": "case_no", "B": "party", "C": "id_no", "D": "remark"}


def test_a_row_of_units_belongs_to_the_head() -> None:
    found = grid(
        ["序号", "案号", "罚款金额", "涉案货值", "备注"],
        ["", "", "（元）", "（万元）", ""],
        [1, "演示1", 5, 6, ""],
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (1, 2)
    assert [(c.field, c.unit) for c in matching.columns][2:4] == [("fine", "元"), ("value", "万元")]


def test_a_line_of_unit_or_office_above_is_no_group() -> None:
    found = grid(
        ["", "", "", "单位：万元", ""],
        ["填报单位：演示镇", "", "填报日期：2026年1月2日", "", ""],
        ["序号", "案号", "罚款金额", "涉案货值", "备注"],
        [1, "演示1", 5, 6, ""],
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (3,)
    assert {c.group for c in matching.columns} == {""}
    assert [c.unit for c in matching.columns][2:4] == ["万元", "万元"]


@pytest.mark.parametrize("unit", ["没收金额：\n(万元)", "没收金额:（单位：万元）"])
def test_a_heading_with_its_unit_after_a_colon_is_a_heading(unit: str) -> None:
    found = grid(
        ["案号", "当事人情况", "", "金额情况", ""],
        ["", "名称", "地址", unit, "罚款金额（万元）"],
        ["演示1", "演示甲", "演示路1号", 2, 3],
        merged=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)),
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (1, 2)


def test_what_stands_in_another_table_below_says_nothing_about_a_column() -> None:
    found = grid(
        ["序号", "案号", "当事人名称", "立案日期", "结案日期"],
        [1, "演示1", "演示甲", "2026-01-02", "2026-02-02"],
        ["", "", "", "", ""],
        ["案号", "立案日期", "结案日期", "当事人名称", "案号"],
        *([f"演示{n}", "2026-01-02", "2026-02-02", f"演示{n}公司", f"演示{n}"] for n in range(9)),
    )
    matching = match_heads(found, CASE)
    assert matching
    assert {n: c.letter for n, c in matching.fields().items()} == {
        "case_no": "B",
        "party": "C",
        "filed_on": "D",
        "closed_on": "E",
    }


def test_of_two_tables_the_upper_one_is_read() -> None:
    found = grid(
        ["案件文号", "违法主体", "立案登记时间"],
        ["演示1", "演示甲", "2026-01-02"],
        ["", "", ""],
        ["案号", "当事人名称", "立案日期", "结案日期", "备注"],
        ["演示2", "演示乙", "2026-01-02", "", ""],
    )
    matching = match_heads(found, CASE)
    assert matching
    assert matching.header_rows == (1,)
    assert [s for _row, s in sort_rows(found, matching)] == ["record", "blank", "other", "other"]


@pytest.mark.parametrize(
    "rows",
    [
        # Figures by town.
        [
            ["镇街", "立案数", "结案数", "罚没款（万元）"],
            ["城东街道", 3, 2, 5.5],
            ["合计", 3, 2, 5.5],
        ],
        [["指标", "本期", "上年同期", "同比"], ["立案数", 3, 2, "50%"]],
        # How to fill in.
        [["填写说明", ""], ["1.案号按文书填写", ""], ["2.日期写全年月日", ""]],
        # Who to call.
        [
            ["姓名", "单位", "职务", "办公电话", "手机"],
            ["张演示", "演示镇", "科长", "", "19900000001"],
        ],
        [["类型", "说明"], ["商标", "演示"]],
    ],
)
@pytest.mark.parametrize("ledger", ["case", "enterprise", "station", "event", "gi_user"])
def test_sheets_of_something_else_have_no_head(rows: list[list[Any]], ledger: str) -> None:
    assert match_heads(grid(*rows), LEDGERS[ledger]) is None


def test_a_list_of_telephones_is_no_roster() -> None:
    rows = [["姓名", "单位", "职务", "手机"], ["张演示", "演示镇", "科长", "19900000001"]]
    assert match_heads(grid(*rows), Attendee.ledger) is not None
    assert match_heads(grid(["各镇街联络员通讯录"], *rows), Attendee.ledger) is None


def test_rows_are_counted_by_a_column_without_a_heading() -> None:
    rows: list[list[Any]] = [
        ["", "案号", "当事人"],
        *([float(n), f"演示{n}", "甲"] for n in range(1, 6)),
    ]
    matching = match_heads(grid(*rows), CASE)
    assert matching
    assert matching.serial == 0
    assert matching.unmatched == ()


def test_a_number_of_its_own_is_no_count_of_rows() -> None:
    rows: list[list[Any]] = [
        ["编号", "站点名称", "类型"],
        ["ZD-03", "演示站", "综合型"],
        ["ZD-07", "演示二站", ""],
    ]
    matching = match_heads(grid(*rows), LEDGERS["station"])
    assert matching
    assert matching.serial is None
    assert "station_no" in matching.fields()
    counted: list[list[Any]] = [rows[0], *([n, f"演示{n}站", ""] for n in range(1, 5))]
    matching = match_heads(grid(*counted), LEDGERS["station"])
    assert matching
    assert matching.serial == 0


# ---------------------------------------------------------------- what an officer says


STRANGE = grid(
    ["演示台账"],
    ["甲栏", "案号", "乙栏", "立案时间"],
    ["张三", "演示1", "19900000001", "2026-01-02"],
)


def test_a_choice_stands_above_everything() -> None:
    choice = SheetChoice(fields={"A": "party", "C": "", "D": "closed_on"})
    matching = match_heads(STRANGE, CASE, choice=choice)
    assert matching
    assert [(c.field, c.how) for c in matching.columns] == [
        ("party", "chosen"),
        ("case_no", "title"),
        (None, "chosen"),
        ("closed_on", "chosen"),
    ]
    assert [c.letter for c in matching.unmatched] == ["C"]
    assert match_heads(STRANGE, CASE, choice=SheetChoice(left_out=True)) is None


def test_a_chosen_head_is_read_whatever_it_says() -> None:
    matching = match_heads(STRANGE, LEDGERS["station"], choice=SheetChoice(head=(2,)))
    assert matching
    assert matching.header_rows == (2,)
    assert match_heads(STRANGE, CASE, choice=SheetChoice(head=(9,))) is None
    lower = match_heads(STRANGE, CASE, choice=SheetChoice(head=(3,), fields={"B": "case_no"}))
    assert lower
    assert lower.first == 3


def test_what_was_chosen_is_known_again_by_its_headings() -> None:
    chosen = match_heads(STRANGE, CASE, choice=SheetChoice(fields={"A": "party", "C": ""}))
    assert chosen
    moved = grid(
        ["乙栏", "立案时间", "甲 栏", "案号"], ["19900000001", "2026-01-02", "张三", "演示1"]
    )
    matching = match_heads(moved, CASE, known=chosen.paths())
    assert matching
    assert matching.digest == chosen.digest
    assert {f: (c.letter, c.how) for f, c in matching.fields().items()} == {
        "filed_on": ("B", "known"),
        "party": ("C", "known"),
        "case_no": ("D", "known"),
    }
    assert match_heads(moved, CASE, known={"乙栏": "no_such_field"}) is not None
    other = match_heads(grid(["案号", "立案时间"], ["演示1", ""]), CASE)
    assert other
    assert other.digest != chosen.digest


def test_columns_that_hold_nothing_are_not_said_to_be_unmatched() -> None:
    rows = [["案号", "当事人", "演示空栏", "演示栏", ""], ["演示1", "甲", "", "乙", "丙"]]
    matching = match_heads(grid(*rows), CASE)
    assert matching
    assert [(c.letter, c.heading) for c in matching.unmatched] == [("D", "演示栏"), ("E", "")]


def test_a_value_far_below_is_data_too() -> None:
    rows: list[list[Any]] = [["案号", "当事人", "演示栏", ""]]
    rows += [[f"演示{n}", "甲", "", ""] for n in range(3000)]
    rows[2777][2] = "乙"
    rows[1777][3] = "丙"
    matching = match_heads(grid(*rows), CASE)
    assert matching
    assert [c.letter for c in matching.unmatched] == ["C", "D"]


def test_all_ledgers_are_tried_on_a_large_sheet_in_no_time() -> None:
    head = ["序号", "案件文号", "违法主体", "证照号", "立案登记时间", "经办人员", "演示栏", "备注"]
    rows: list[list[Any]] = [head]
    row = ["演示1", "甲", "91370304MA3C000015", "2026-01-02", "张三", "", ""]
    rows += [[n, *row] for n in range(1, 50_001)]
    found = grid(*rows)
    began = perf_counter()
    for ledger in LEDGERS.values():
        match_heads(found, ledger)
    # 0.1 s where nothing else runs.
    assert perf_counter() - began < 2
