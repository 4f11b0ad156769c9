"""Heads are found under any titles, in one row or two; only records become records."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.excel.grid import Grid
from boshan_desk.excel.heads import match_heads, sort_rows
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
