"""The head of another table is seen, so that nothing is read under the wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads, sort_rows
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from tests.excel.rows.test_sorting import HEAD, sorts

CASE = Case.ledger
ENTERPRISE_HEAD = ["序号", "企业名称", "18位信用代码", "镇办", "成立年月日", "数据截至", "备注"]


@pytest.mark.parametrize(
    "other",
    [
        # The same words in another order.
        ["18位信用代码", "数据截至", "企业名称", "镇办", "成立年月日"],
        ["企业名称", "成立年月日"],
        # Most in their places, two changed.
        ["序号", "企业名称", "18位信用代码", "镇办", "数据截至", "成立年月日", "备注"],
        # One in the place of another.
        ["序号", "企业名称", "18位信用代码", "镇办", "注册地址", "数据截至", "备注"],
        # Other words, one of them with a number, one long.
        ["统一社会信用代码（18位）", "★法定代表人", "公司名称", "成立日期", "经营地址"],
        ["主要产品", "演示栏目", "企业名称", "统一社会信用代码", "某某情况"],
        ["企业名称", "质押贷款金额（单位：万元，截至填报之日）", "主要产品", "联系电话"],
        ["联系电话", "主要产品", "企业名称"],
        ["主要产品", "演示2024年情况", "企业名称", "统一社会信用代码", "2025年演示值"],
    ],
)
def test_one_record_above_is_enough_to_see_the_head_of_another_table(other: list[str]) -> None:
    record = [1, "演示甲有限公司", "演示代码", "城东街道", "2011-02-03", "2025-01-02", ""]
    below = ["演示乙", "演示丙", "演示丁", "城东街道", "演示戊", "演示己", ""]
    width = len(ENTERPRISE_HEAD)
    rows = [[*row, *[""] * (width - len(row))] for row in (ENTERPRISE_HEAD, record, other, below)]
    grid = Grid("表", rows)
    matching = match_heads(grid, Enterprise.ledger)
    assert matching
    assert [s for _row, s in sort_rows(grid, matching)] == ["record", "other", "other"]


@pytest.mark.parametrize(
    ("first", "again", "sort"),
    [
        ("涉案金额", "涉案金额（元）", "record"),
        ("涉案金额（万元）", "涉案金额(单位:万元)", "record"),
        ("涉案金额", "涉案金额（万元）", "other"),
        ("涉案金额（万元）", "涉案金额", "other"),
        ("涉案金额（万元）", "涉案金额（元）", "other"),
    ],
)
def test_a_head_that_comes_again_with_another_unit_is_that_of_another_table(
    first: str, again: str, sort: str
) -> None:
    head = ["序号", "案号", "当事人", "所属镇街", first, "备注"]
    record = [1, "演示1号", "演示甲", "", 5, ""]
    grid = Grid("表", [head, record, [*head[:4], again, "备注"], record])
    matching = match_heads(grid, CASE)
    assert matching
    assert [s for _row, s in sort_rows(grid, matching)][-1] == sort


@pytest.mark.parametrize(("unit", "sort"), [("单位：元", "record"), ("单位：万元", "other")])
def test_a_head_that_comes_again_under_another_unit_is_that_of_another_table(
    unit: str, sort: str
) -> None:
    record = [1, "演示1号", "演示甲", "", 5, ""]
    told = sorts(HEAD, record, ["", "", "", "", "", unit], HEAD, record)
    assert told == ["record", "note", "head", sort]


def test_years_stand_in_heads() -> None:
    record = [1, "演示1号", "演示甲", "", 5, ""]
    other = ["案号", 2024, 2025.0, "当事人名称", "立案日期"]
    assert sorts(record, other, record) == ["record", "other", "other"]


@pytest.mark.parametrize(
    "row",
    [
        ["", "演示甲", "", "", "", "", "企业"],
        ["", "演示商标", "", "城东街道", "", "", "高新技术企业"],
        ["", "企业", "", "城东街道", "", "", ""],
    ],
)
def test_words_that_are_headings_elsewhere_stand_in_records(row: list[Any]) -> None:
    record = [1, "演示甲有限公司", "演示代码", "城东街道", "2011-02-03", "2025-01-02", ""]
    grid = Grid("表", [ENTERPRISE_HEAD, record, row])
    matching = match_heads(grid, Enterprise.ledger)
    assert matching
    assert [s for _row, s in sort_rows(grid, matching)] == ["record", "record"]


def test_words_of_a_list_in_its_column_are_values() -> None:
    head = ["当事人", "主体类型", "证件类型", "处罚种类", "履行情况", "备注"]
    record = ["演示甲", "个人", "居民身份证", "警告", "未履行", "演示"]
    words = ["", "企业", "统一社会信用代码", "罚款", "已履行", ""]
    grid = Grid("表", [head, record, words])
    matching = match_heads(grid, CASE)
    assert matching
    assert [s for _row, s in sort_rows(grid, matching)] == ["record", "record"]
