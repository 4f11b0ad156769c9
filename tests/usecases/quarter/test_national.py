"""The national form in the paper: it closes with the catalogue, and every cell opens its cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Grid
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind_source
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.national_form import ACTIONS, COLUMNS
from tests.usecases.quarter.building import Q3, find, has, paper, prose, section


def test_the_national_form_and_what_it_leaves_out_are_the_figures(sample_desk: Desk) -> None:
    lines = {line.code: line for line in catalogue(sample_desk, Q3)}
    blocks = section(paper(sample_desk), "national")
    codes = [code for code, _title in COLUMNS]
    for which, attribute in (("total", "cumulative"), ("quarter", "value")):
        *rows, sums = find(blocks, Grid, f"national_form.{which}").rows
        assert len(rows) == 8
        assert len(sums) == len(codes) + 1 == 12
        for place, code in enumerate(codes, 1):
            parts = [Decimal(row[place]) for row in rows]
            # Sums of 分 rounded once: they may differ from the sum of rounded parts.
            assert abs(Decimal(sums[place]) - sum(parts)) <= Decimal("0.04")
            whole = Decimal(lines[code].show(getattr(lines[code], attribute)))
            assert Decimal(sums[place]) <= whole, code
    filed = int(find(blocks, Grid, "national_form.total").rows[-1][1])
    assert filed + 3 == lines["M-EN02"].cumulative
    assert "前三季度另有不属本表所列类型的案件（如不正当竞争、著作权案件）立案3件" in prose(blocks)
    acted = find(blocks, Grid, "national_form.actions").rows[0][1:]
    assert acted == tuple(str(lines[code].cumulative) for code, _title in ACTIONS)


def test_a_case_without_cause_falls_by_its_type_then_by_its_right(desk: Desk) -> None:
    rows: tuple[dict[str, Any], ...] = (
        {"case_type": "pt_passing", "ip_kind": "trademark"},
        {"ip_kind": "pt_agency"},
        {"cause": "TM03", "case_type": "gi"},
        {"cause": "UC01", "case_type": "tm_infringe"},
        {},
    )
    with desk.work("演示") as work:
        for values in rows:
            work.put(Case(filed_on=date(2026, 8, 1), **values))
    blocks = section(paper(desk), "national")
    grid = find(blocks, Grid, "national_form.total")
    filled = {row[0]: row[1] for row in grid.rows if row[1] != "0"}
    assert filled == {"假冒专利案件": "1", "专利代理案件": "1", "商标侵权案件": "1", "合计": "3"}
    assert "立案2件、结案0件，未列入本表。" in prose(blocks)
    for row, column, source in grid.links:
        if column == 1:
            assert str(behind_source(desk, source).count) == grid.rows[row][1]


def test_the_first_quarter_has_one_block_of_cases(sample_desk: Desk) -> None:
    blocks = section(paper(sample_desk, quarter(2026, 1)), "national")
    assert has(blocks, Grid, "national_form.total")
    assert not has(blocks, Grid, "national_form.quarter")
    assert len(find(blocks, Grid, "national_form.actions").rows) == 1


@pytest.mark.parametrize(
    ("rows", "by_conditions"),
    [
        ([{"cause": "TM03"}, {"cause": "TM01", "case_type": "gi"}], True),
        ([{"case_type": "tm_infringe"}], True),
        ([{"cause": "TM03"}, {"case_type": "tm_infringe"}], False),
    ],
)
def test_a_cell_opens_by_conditions_where_they_can_say_it(
    desk: Desk, rows: list[dict[str, Any]], by_conditions: bool
) -> None:
    with desk.work("演示") as work:
        others = ({"cause": "GI01"}, {"case_type": "gi"}, {"ip_kind": "gi"})
        misnamed = {"cause": "PT01", "case_type": "tm_infringe"}
        for values in (*rows, *others, misnamed):
            work.put(Case(filed_on=date(2026, 8, 1), **values))
    grid = find(section(paper(desk), "national"), Grid, "national_form.total")
    sources = {(grid.rows[row][0], column): source for row, column, source in grid.links}
    source = sources["商标侵权案件", 1]
    assert (source.ids is None) == by_conditions
    assert behind_source(desk, source).count == len(rows)
    assert behind_source(desk, sources["地理标志案件", 1]).count == 3


@pytest.mark.parametrize("period", [quarter(2026, 1), Q3])
def test_an_empty_form_is_no_annex(desk: Desk, period: Any) -> None:
    report = paper(desk, period)
    assert not section(report, "national")
    assert "知识产权执法数据统计表" not in report.attached
