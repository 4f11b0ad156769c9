"""Blocks copied from a sheet: how they are read, and what they would do to records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.ui.pasting import as_text, lay_over, read_block
from boshan_desk.ui.shell import Shell


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
        ('"两\n行"\t乙', [["两\n行", "乙"]]),
        ('"他说""好"""\t乙', [['他说"好"', "乙"]]),
        ('"有\t制表符"\n乙', [["有\t制表符"], ["乙"]]),
        ('5" 管\t"半开', [['5" 管', '"半开']]),
        ('"甲"乙\t丙', [['"甲"乙', "丙"]]),
        ("甲\t\n\t乙", [["甲", ""], ["", "乙"]]),
        ("甲\n\n乙\n\n\n", [["甲"], [""], ["乙"]]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_tab_separated_text_is_read_as_sheets_write_it(text: str, cells: list[list[str]]) -> None:
    assert read_block(text) == cells


_CELL = st.text(st.sampled_from('甲乙"\t\n 1,'), max_size=6)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_was_copied_reads_back_as_it_was(rows: list[list[str]]) -> None:
    rows = [["甲", *row, "乙"] for row in rows]

    assert read_block(as_text(rows)) == rows


def test_rows_beyond_the_records_become_new_drafts(shell: Shell, put: Callable[..., Case]) -> None:
    case = put(Case(case_no="演示一", value=100))

    plan = lay_over(
        shell.desk,
        Case.ledger,
        ["case_no", "value"],
        [["演示一", "35"], ["演示二", "8"]],
        [case.id],
    )

    assert not plan.troubles
    assert plan.words() == "新增 1 条，改动 1 条"
    after = [each for _before, each in plan.pairs if isinstance(each, Case)]
    assert [before for before, _after in plan.pairs] == [case, None]
    assert [(each.value, each.status) for each in after] == [(3500, "draft"), (800, "draft")]


def test_a_head_copied_along_is_passed_over(shell: Shell) -> None:
    cells = [["案号", "立案时间"], ["演示一", "2026.3.1"]]

    plan = lay_over(shell.desk, Case.ledger, ["case_no", "filed_on"], cells)

    assert not plan.troubles
    assert [(a.case_no, a.filed_on) for _before, a in plan.pairs if isinstance(a, Case)] == [
        ("演示一", date(2026, 3, 1))
    ]


def test_a_refused_cell_is_named_by_row_column_and_title(shell: Shell) -> None:
    cells = [["演示一", "2026-03-01"], ["演示二", "三月三十五"], ["演示三", "2031-01-01"]]

    plan = lay_over(shell.desk, Case.ledger, ["case_no", "filed_on"], cells)

    assert [(t.row, t.column, t.title) for t in plan.troubles] == [
        (2, 2, "立案日期"),
        (3, 2, "立案日期"),
    ]
    assert plan.trouble_words().startswith("第 2 行第 2 列“立案日期”：")


def test_more_columns_than_there_is_room_for_are_refused(shell: Shell) -> None:
    plan = lay_over(shell.desk, Case.ledger, ["case_no"], [["演示一", "多出来的"]])

    assert not plan.pairs
    assert "2 列" in plan.trouble_words()


def test_a_masked_number_that_comes_back_changes_nothing(
    shell: Shell, put: Callable[..., Case]
) -> None:
    case = put(Case(case_no="演示一", id_no="11010519491231002X"))
    masked = Case.ledger.fields["id_no"].mask(case.id_no, 1, shell.lists)

    plan = lay_over(shell.desk, Case.ledger, ["case_no", "id_no"], [["演示一", masked]], [case.id])

    assert (plan.same, plan.pairs, plan.troubles) == (1, [], [])


def test_a_masked_number_is_no_number_for_a_new_record(shell: Shell) -> None:
    plan = lay_over(
        shell.desk, Case.ledger, ["case_no", "id_no"], [["演示一", "110105********002X"]]
    )

    assert [t.title for t in plan.troubles] == ["证件号码"]


def test_a_blank_cell_clears_and_the_plan_says_how_many(
    shell: Shell, put: Callable[..., Case]
) -> None:
    case = put(Case(case_no="演示一", value=100))

    plan = lay_over(shell.desk, Case.ledger, ["case_no", "value"], [["演示一", ""]], [case.id])

    assert plan.words() == "改动 1 条，清空 1 格"


def test_a_link_is_pasted_by_name_and_an_unknown_name_is_refused(
    shell: Shell, put: Callable[..., Station]
) -> None:
    station = put(Station(name="演示站"))
    columns = ["station_id", "client"]

    plan = lay_over(
        shell.desk, StationService.ledger, columns, [["演示站", "演示甲"], ["没有的站", "演示乙"]]
    )

    services = [a for _before, a in plan.pairs if isinstance(a, StationService)]
    assert services[0].station_id == station.id
    assert [(t.row, t.title) for t in plan.troubles] == [(2, "站点")]


def test_new_records_begin_with_what_the_list_is_narrowed_to(shell: Shell) -> None:
    town = next(iter(shell.lists["town"])).code

    plan = lay_over(
        shell.desk, Case.ledger, ["case_no"], [["演示一"]], beginning={"town_code": town}
    )

    assert [after.town_code for _before, after in plan.pairs if isinstance(after, Case)] == [town]


def test_a_block_with_a_head_is_laid_by_its_headings_wherever_the_cursor_is(shell: Shell) -> None:
    cells = [
        ["序号", "当事人", "货值金额（元）", "案号"],
        ["1", "演示陶瓷厂", "35", "演示一"],
    ]

    plan = lay_over(shell.desk, Case.ledger, ["filed_on", "decided_on"], cells)

    assert not plan.troubles
    (record,) = [after for _before, after in plan.pairs if isinstance(after, Case)]
    assert (record.case_no, record.party, record.value) == ("演示一", "演示陶瓷厂", 3500)


def test_a_strange_heading_is_not_left_out_in_silence(shell: Shell) -> None:
    cells = [["案号", "立案日期", "当事人", "血型"], ["演示一", "2026-03-01", "演示厂", "甲"]]

    plan = lay_over(shell.desk, Case.ledger, ["case_no"], cells)

    assert [(t.row, t.column, t.title) for t in plan.troubles] == [(1, 4, "血型")]
    assert not plan.pairs
