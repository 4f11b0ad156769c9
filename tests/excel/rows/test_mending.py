"""What a sheet leaves unsaid in its records is filled in; what it says beside them is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from boshan_desk.excel.grid import Box, Grid
from boshan_desk.excel.matching.heads import Matching, match_heads, sort_rows
from boshan_desk.excel.rows.mending import Told, mend
from boshan_desk.ledgers import find_ledger

CASE = find_ledger("case")
HEAD = ["案号", "当事人名称", "所属镇街", "罚款金额", "备注", "联系电话"]


def grid(rows: list[list[Any]], head: list[str] = HEAD, **more: Any) -> Grid:
    width = len(head)
    return Grid("表", [list(head), *(row + [""] * (width - len(row)) for row in rows)], **more)


def mended(sheet: Grid) -> tuple[Matching, list[Told]]:
    matching = match_heads(sheet, CASE)
    assert matching is not None
    places = [place for place, sort in sort_rows(sheet, matching) if sort == "record"]
    return matching, mend(sheet, matching, places, CASE)


def column(sheet: Grid, index: int) -> list[Any]:
    return [row[index] for row in sheet.rows[1:]]


def said(told: list[Told]) -> list[tuple[int, int, str, str]]:
    return [(place, index, p.severity, p.code) for place, index, p in told]


# ---------------------------------------------------------------- merged cells


def merged(rows: list[list[Any]], *boxes: Box) -> tuple[Grid, list[Told]]:
    sheet = grid(rows, merged=boxes)
    return sheet, mended(sheet)[1]


def test_a_value_merged_over_rows_belongs_to_each_of_them() -> None:
    rows = [
        ["演示1", "甲", "城东街道"],
        ["演示2", "乙"],
        ["演示3", "丙"],
        ["演示4", "丁", "八陡镇"],
    ]
    sheet, told = merged(rows, (1, 2, 3, 2))
    assert column(sheet, 2) == ["城东街道", "城东街道", "城东街道", "八陡镇"]
    assert told == []


def test_rows_as_they_were_read_stay_as_they_were() -> None:
    sheet = grid([["演示1", "甲", "城东街道"], ["演示2", "乙"]], merged=((1, 2, 2, 2),))
    before = sheet.rows.copy()
    mended(sheet)
    assert before[2][2] == ""
    assert sheet.rows[2][2] == "城东街道"


def test_a_text_merged_across_columns_is_not_spread_but_told() -> None:
    sheet, told = merged([["演示1", "不详", "", "", "", ""], ["演示2", "乙"]], (1, 1, 1, 2))
    assert sheet.rows[1][1:3] == ["不详", ""]
    assert said(told) == [(1, 1, "warn", "merged")]


def test_an_amount_merged_over_rows_is_none_of_theirs_alone() -> None:
    rows: list[list[Any]] = [["演示1", "甲", "", 3000.0], ["演示2", "乙"], ["演示3", "丙", "", 1.0]]
    sheet, told = merged(rows, (1, 3, 2, 3))
    assert column(sheet, 3) == [3000.0, "", 1.0]
    assert said(told) == [(1, 3, "warn", "merged-amount"), (2, 3, "warn", "merged-amount")]


def test_a_merged_cell_gives_nothing_to_rows_that_are_no_records() -> None:
    rows: list[list[Any]] = [
        ["演示1", "甲", "城东街道"],
        ["", "小计", "", 3.0],
        ["演示2", "乙"],
    ]
    sheet, _told = merged(rows, (1, 2, 3, 2))
    assert column(sheet, 2) == ["城东街道", "", "城东街道"]


# ---------------------------------------------------------------- ditto marks


@pytest.mark.parametrize(
    "mark", ["同上", "〃", "″", '"', "”", " 同上 ", "　〃　", "同前", "（同上）"]
)
def test_a_ditto_mark_takes_what_stands_above(mark: str) -> None:
    sheet = grid([["演示1", "甲", "城东街道"], ["演示2", "乙", mark], ["演示3", mark, mark]])
    _matching, told = mended(sheet)
    assert column(sheet, 2) == ["城东街道"] * 3
    assert column(sheet, 1) == ["甲", "乙", "乙"]
    assert said(told) == [
        (2, 2, "note", "ditto"),
        *((3, index, "note", "ditto") for index in sorted({1, 2})),
    ]
    assert "第 2 行" in told[0][2].words()


def test_a_ditto_mark_in_the_first_record_is_refused() -> None:
    sheet = grid([["演示1", "甲", "同上"], ["演示2", "乙", "同上"]])
    _matching, told = mended(sheet)
    assert said(told) == [(1, 2, "error", "ditto"), (2, 2, "error", "ditto")]
    assert column(sheet, 2) == ["同上", "同上"]


def test_a_ditto_mark_under_nothing_is_refused() -> None:
    sheet = grid([["演示1", "甲", ""], ["演示2", "乙", "〃"]])
    assert said(mended(sheet)[1]) == [(2, 2, "error", "ditto")]


@pytest.mark.parametrize("mark", ["同左", "同下", "见上", "↑"])
def test_a_mark_that_points_elsewhere_is_refused(mark: str) -> None:
    sheet = grid([["演示1", "甲", "城东街道"], ["演示2", "乙", mark]])
    assert said(mended(sheet)[1]) == [(2, 2, "error", "ditto")]


def test_a_ditto_mark_does_not_reach_over_a_subtotal() -> None:
    rows: list[list[Any]] = [
        ["演示1", "甲", "城东街道"],
        ["小计", "", "", 3.0],
        ["演示2", "乙", "同上"],
    ]
    sheet = grid(rows)
    _matching, told = mended(sheet)
    assert said(told) == [(3, 2, "error", "ditto")]
    assert "小计" in told[0][2].words()


def test_a_ditto_mark_reaches_over_the_head_of_a_new_page() -> None:
    sheet = grid([["演示1", "甲", "城东街道"], [], list(HEAD), ["演示2", "乙", "同上"]])
    assert said(mended(sheet)[1]) == [(4, 2, "note", "ditto")]
    assert sheet.rows[4][2] == "城东街道"


def test_a_ditto_mark_under_a_hidden_row_is_told_with_doubt() -> None:
    rows = [["演示1", "甲", "城东街道"], ["演示2", "乙", "同上"]]
    sheet = grid(rows, hidden_rows=frozenset({1}))
    assert (2, 2, "warn", "ditto") in said(mended(sheet)[1])


def test_a_ditto_mark_takes_what_a_merged_cell_says() -> None:
    rows = [["演示1", "甲", "城东街道"], ["演示2", "乙", ""], ["演示3", "丙", "同上"]]
    sheet = grid(rows, merged=((1, 2, 2, 2),))
    mended(sheet)
    assert column(sheet, 2) == ["城东街道"] * 3


def test_words_that_hold_a_mark_are_words() -> None:
    sheet = grid([["演示1", "甲", "", "", "同上次"], ["演示2", "乙", "", "", "同上，另见附件"]])
    assert mended(sheet)[1] == []


# ---------------------------------------------------------------- hidden, commented


def test_hidden_rows_are_read_and_told() -> None:
    rows = [["演示1", "甲"], ["演示2", "乙"], ["演示3", "丙"]]
    told = mended(grid(rows, hidden_rows=frozenset({2})))[1]
    assert said(told) == [(2, -1, "warn", "hidden-row")]


def test_a_hidden_column_is_told_once_where_it_holds_something() -> None:
    rows = [["演示1", "甲", ""], ["演示2", "乙", "城东街道"], ["演示3", "丙", "城东街道"]]
    told = mended(grid(rows, hidden_columns=frozenset({2, 4})))[1]
    assert said(told) == [(2, 2, "warn", "hidden-column")]
    assert "C" in told[0][2].words()


def test_the_hidden_column_of_our_own_exports_is_no_news() -> None:
    sheet = grid(
        [["演示1", "甲", "01J"]], ["案号", "当事人名称", "记录标识"], hidden_columns=frozenset({2})
    )
    assert mended(sheet)[1] == []


def test_what_lies_far_outside_is_told_at_the_last_record() -> None:
    rows = [["演示1", "甲"], ["演示2", "乙"]]
    told = mended(grid(rows, far=("XFD1048576",)))[1]
    assert said(told) == [(2, -1, "warn", "far")]
    assert "XFD1048576" in told[0][2].words()


def comments(told: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    rows = [["演示1", "甲", "城东街道"], ["演示2", "乙", ""]]
    sheet = grid(rows, comments=told)
    found = mended(sheet)[1]
    assert {(p.severity, p.code) for _row, _index, p in found} <= {("note", "comment")}
    return {(row, index): p.words() for row, index, p in found}


def test_a_comment_is_a_note_on_its_row() -> None:
    found = comments({(1, 2): "张三:\n 核对过", (2, 4): "长" * 100, (9, 1): "别处", (0, 0): "表头"})
    assert found[1, 2] == "有批注：张三: 核对过"
    assert found[2, 4] == f"有批注：{'长' * 59}…"
    assert len(found) == 2


def test_a_comment_that_may_name_somebody_is_not_shown() -> None:
    found = comments({(1, 5): "改为另一个", (1, 4): "号码 990101199103215816", (1, 1): "甲的事"})
    assert found[1, 5] == found[1, 4] == "有批注，未导入"
