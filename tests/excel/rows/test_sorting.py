"""Only records become records, and nothing that may be one is passed over."""

from __future__ import annotations

from typing import Any

import pytest

from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads, sort_rows
from boshan_desk.excel.rows.sorting import LOST, REASONS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise

CASE = Case.ledger
HEAD = ["序号", "案号", "当事人", "所属镇街", "涉案金额", "备注"]
WIDTH = len(HEAD)


def sorts(*rows: list[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> list[str]:
    """What each row is; the head is the first of them unless it is given."""
    given = list(rows) if HEAD in rows else [HEAD, *rows]
    filled = [[*row, *[""] * (WIDTH - len(row))] for row in given]
    grid = Grid("表", filled, merged=merged)
    matching = match_heads(grid, CASE)
    assert matching
    return [sort for _row, sort in sort_rows(grid, matching)]


def among(row: list[Any]) -> str:
    """What a row is between records."""
    record = [1, "演示0号", "演示甲", "城东街道", 5, ""]
    return sorts(record, row, [9, "演示9号", "演示乙", "城东街道", 6, ""])[1]


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", "", "", 123.5],
        ["合　计", "", "", "", "1,234.00"],
        ["", "本页小计", "", "", 5],
        ["", "", "全区总计", "", 5],
        ["城东街道小计", "", "", "", 5],
        ["", "城东街道小计(3件)"],
        ["城东街道", "小计", "", "", 5],
        ["2025年合计", "", "", "", 5],
        ["1-6月累计", "", "", "", 5],
        ["共计12件"],
        ["以上共8件"],
        ["合计：7家"],
        ["总计", "3件", "", "", "5万元"],
        [12, "合计", "", "", 5],
        ["合计", "", "", "", 5, "单位：元"],
        ["合计"],
        ["", 12, "", "", 5, "合 计"],
        ["", "", "", "", "", "合计：12家"],
        ["", "12", "", "", "5万元", "全区总计："],
        ["", 12, 3, "小计", 5],
    ],
)
def test_sums_are_no_records(row: list[Any]) -> None:
    assert among(row) == "total"


@pytest.mark.parametrize(
    "row",
    [
        [1, "演示1号", "合计科技有限公司", "城东街道", 5],
        [1, "演示1号", "演示甲", "", 5, "合计"],
        [1, "演示1号", "", "", "", "小计见附表"],
        [1, "共计演示1号", "演示甲"],
        [1, "合计", "张三", "", 5, "见附件"],
        ["", "演示1号", "注册人：甲"],
        ["", "演示1号"],
        [1, "", "演示甲"],
        [1, "演示1号", "说明书印刷厂", "", 5],
        [1, "演示1号", "例会餐饮店", "", 5],
        [1, "演示1号", "备注明", "", "", "备注：无"],
        ["", "", "城东街道办事处"],
        ["", "", "演示甲", "", 5, "合计"],
        ["", "", "企业", "城东街道", "罚款"],
    ],
)
def test_what_only_looks_like_a_sum_or_a_note_stays_a_record(row: list[Any]) -> None:
    assert among(row) == "record"


@pytest.mark.parametrize(
    "row",
    [
        ["填表人：王演示  审核人：李演示"],
        ["填表人：", "王演示", "审核人：", "李演示"],
        ["制表人：", "王演示", "审核人：", "李演示", "日期：", "2026-03-05"],
        ["单位负责人(签字)：", "", "", "填报日期：2026年3月5日"],
        ["注:1.本表一式两份;2.逾期不报按零报告处理。"],
        ["备注：带*的为必填项"],
        ["说明：金额以元计"],
        ["填报说明：只填本季度的"],
        ["", "", "", "", "", "备注：以上为演示"],
    ],
)
def test_footers_and_notes_are_no_records(row: list[Any]) -> None:
    assert among(row) == "note"


@pytest.mark.parametrize(
    "row",
    [
        ["一、商标案件"],
        ["（二）专利案件"],
        ["城东街道"],
        ["第二部分（演示）"],
        ["2025年"],
        ["三月份"],
        ["第一季度"],
    ],
)
def test_headings_of_groups_are_no_records(row: list[Any]) -> None:
    assert among(row) == "section"


@pytest.mark.parametrize("word", ["示例", "样例", "填写示例", "（例）", "例：", "范例"])
def test_example_rows_are_no_records(word: str) -> None:
    assert among([word, "演示1号", "演示甲", "", 5]) == "example"


def test_a_head_is_repeated_on_each_page_in_all_its_rows() -> None:
    top = ["序号", "案号", "当事人", "", "涉案金额", "备注"]
    low = ["", "", "名称", "证件号码", "", ""]
    record: list[Any] = [1, "演示1号", "演示甲", "", 5, ""]
    rows: list[list[Any]] = [top, low, record, top, low, record]
    grid = Grid("表", rows, merged=((0, 2, 0, 3), (3, 2, 3, 3)))
    matching = match_heads(grid, CASE)
    assert matching
    assert matching.header_rows == (1, 2)
    assert [s for _row, s in sort_rows(grid, matching)] == ["record", "head", "head", "record"]


def test_titles_are_repeated_on_each_page() -> None:
    title = ["演示镇2025年案件台账"]
    record = [1, "演示1号", "演示甲", "", 5, ""]
    assert sorts(title, HEAD, record, title, HEAD, record) == [
        "title",
        "record",
        "title",
        "head",
        "record",
    ]


def test_the_row_that_numbers_the_columns_belongs_to_the_head() -> None:
    record = [1, "演示1号", "演示甲", "", 5, ""]
    assert sorts(["栏次", 1, 2, 3, 4, 5], record) == ["head", "record"]
    assert sorts(["甲", "乙", 1, 2, 3, 4], record) == ["head", "record"]


def test_another_table_below_is_told_and_not_read() -> None:
    other = ["当事人名称", "法定代表人", "决定日期", "住所", "结案日期"]
    record = [1, "演示1号", "演示甲", "", 5, ""]
    below = ["演示乙", "张演示", "2026-01-02", "演示路1号", "2026-02-03"]
    assert sorts(record, other, below, below) == ["record", "other", "other", "other"]
    # Down to a head of the first table.
    assert sorts(HEAD, record, other, below, HEAD, record) == [
        "record",
        "other",
        "other",
        "head",
        "record",
    ]


def test_groups_and_notes_are_seen_right_of_empty_columns() -> None:
    rows: list[list[Any]] = [
        ["", "", "案号", "当事人", "所属镇街", "涉案金额"],
        ["", "", "演示1号", "演示甲", "城东街道", 5],
        ["", "", "第二部分（演示）", "", "", ""],
        ["", "", "演示2号", "演示乙", "城东街道", 6],
        ["", "", "注：演示", "", "", "元"],
    ]
    grid = Grid("表", rows)
    matching = match_heads(grid, CASE)
    assert matching
    assert [s for _row, s in sort_rows(grid, matching)] == ["record", "section", "record", "note"]


def test_records_above_the_head_are_told() -> None:
    record = [1, "演示1号", "演示甲", "城东街道", 5, ""]
    assert sorts(record, HEAD, record) == ["above", "record"]
    assert sorts(["填报单位：", "演示镇", "日期：", "2026-01-02"], HEAD, record)[0] == "title"
    assert sorts(["合计", "", "", "", 5], HEAD, record)[0] == "title"
    assert set(REASONS) >= LOST


def test_a_note_in_the_column_of_towns_is_not_lost_at_the_end() -> None:
    rows = [
        ["所属镇街", "企业名称", "备注"],
        ["城东街道", "演示甲", ""],
        ["注：本表一式两份", "", ""],
    ]
    grid = Grid("表", [*rows, ["城东街道", "", ""], ["城东街道", "", ""]])
    matching = match_heads(grid, Enterprise.ledger)
    assert matching
    assert list(sort_rows(grid, matching)) == [(1, "record"), (2, "note")]
