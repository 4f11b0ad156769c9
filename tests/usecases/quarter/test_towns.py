"""The towns' section: every town in its order, honest ranks, silence named, adjustments told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Chart, Grid, Words
from boshan_desk.domain.wording import rate_cell
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.quarter.towns import placed_by_growth
from tests.usecases.quarter.building import (
    EAST,
    Q3,
    WEST,
    YUCHENG,
    find,
    has,
    paper,
    prose,
    section,
)


def _file(desk: Desk, town: str | None, *days: str) -> None:
    with desk.work("演示") as work:
        for day in days:
            work.put(Case(party="演示公司", town_code=town, filed_on=date.fromisoformat(day)))


def test_towns_stand_in_the_protocol_order_and_close_with_the_whole(sample_desk: Desk) -> None:
    blocks = section(paper(sample_desk), "towns")
    grid = find(blocks, Grid, "towns")
    counted = sample_desk.county.counted
    names = [row[0] for row in grid.rows]
    assert names[:10] == [sample_desk.county.towns.label(code) for code in counted]
    assert names[-1] == "合计"
    lines = {line.code: line for line in catalogue(sample_desk, Q3)}
    heads = [column.title for column in grid.columns]
    filed = heads.index("立案")
    assert grid.rows[-1][filed] == str(lines["M-EN02"].cumulative) == "59"
    assert sum(int(row[filed]) for row in grid.rows[:-1]) == 59
    assert grid.strong == frozenset({len(grid.rows) - 1})
    assert "无记录的镇（街道）1个：石马镇。" in prose(blocks)


def test_what_has_no_town_has_a_row_so_that_the_sum_is_right(desk: Desk) -> None:
    _file(desk, EAST, "2026-07-01", "2026-08-01")
    _file(desk, None, "2026-08-02")
    blocks = section(paper(desk), "towns")
    rows = find(blocks, Grid, "towns").rows
    filed = [row[6] for row in rows]
    assert filed == ["2", *["0"] * 9, "1", "3"]
    assert rows[-2][0] == "未归属／区本级"
    assert "“未归属／区本级”为不属于或者没有登记所属镇（街道）的记录" in prose(blocks)
    _file(desk, WEST, "2026-08-02")
    assert find(section(paper(desk), "towns"), Grid, "towns").rows[1][6] == "1"


def test_equal_rates_share_a_rank_and_the_next_is_left_out(desk: Desk) -> None:
    # Growth: 100, 100, 0, -50, -100 per cent; one town had nothing a year ago.
    towns = desk.county.counted
    for town, now, before in zip(towns, (2, 4, 1, 1, 0, 3), (1, 2, 1, 2, 3, 0), strict=False):
        _file(desk, town, *["2026-08-01"] * now, *["2025-08-01"] * before)
    blocks = section(paper(desk), "towns")
    rows = find(blocks, Grid, "towns_rank").rows
    assert [row[8] for row in rows[:7]] == ["1", "1", "3", "4", "5", "—", "—"]
    assert [row[7] for row in rows[:7]] == ["100.0", "100.0", "0.0", "-50.0", "-100.0", "—", "—"]
    text = prose(blocks)
    assert (
        "居前的是城东街道（2件，同比增长100.0%）、城西街道（4件，同比增长100.0%）、"
        "山头街道（1件，同比持平）；居后的是白塔镇（0件，同比下降100.0%）、域城镇（1件，"
        "同比下降50.0%）；八陡镇（3件）上年同期为0，不计增幅。"
    ) in text


def test_ranks_are_those_of_unrounded_rates(desk: Desk) -> None:
    lines = [x for x in catalogue(desk, Q3, by_town=True) if x.code == "M-EN05"][:4]
    values = ((1333, 1000), (13334, 10000), (0, 0), (13334, 10000))
    lines = [
        replace(line, cumulative=now, cumulative_last_year=before)
        for line, (now, before) in zip(lines, values, strict=True)
    ]
    # 33.30 and 33.34 per cent print alike.
    assert [rate_cell(*each) for each in values] == ["33.3", "33.3", "—", "33.3"]
    first, second, _none, fourth = (line.town for line in lines)
    assert placed_by_growth(lines) == {second: 1, fourth: 1, first: 3}


def test_nothing_to_rank_is_said_instead_of_an_empty_table(desk: Desk) -> None:
    blocks = section(paper(desk), "towns")
    assert not [block for block in blocks if isinstance(block, Grid | Chart)]
    text = prose(blocks)
    assert "三季度各镇（街道）的服务、检查、立案、行动、活动均无记录。" in text
    assert "前三季度各镇（街道）没有登记数据，不列表。" in text
    assert "均没有记录，不作增幅排序。" in text
    _file(desk, YUCHENG, "2026-08-01", "2025-08-01")
    assert "立案上年同期有数的镇（街道）不足2个，不作增幅排序。" in prose(
        section(paper(desk), "towns")
    )


def test_the_picture_plots_this_year_and_the_last(sample_desk: Desk) -> None:
    chart = find(section(paper(sample_desk), "towns"), Chart, "towns_bars")
    lines = {
        line.town: line
        for line in catalogue(sample_desk, Q3, by_town=True)
        if line.code == "M-EN02"
    }
    counted = sample_desk.county.counted
    assert chart.labels == tuple(sample_desk.county.towns.label(code) for code in counted)
    assert chart.series[0].values == tuple(lines[code].cumulative for code in counted)
    assert chart.series[1].values == tuple(lines[code].cumulative_last_year for code in counted)
    assert chart.source is not None
    assert chart.source.span == Period(2026, 1, 9)


def test_a_closed_quarter_prints_what_it_reported_and_tells_what_changed(desk: Desk) -> None:
    _file(desk, EAST, "2026-07-01", "2026-08-01")
    close_period(desk, Q3, [desk.officer.name])
    with desk.work("演示", reason="补录") as work:
        work.put(Case(party="演示公司", town_code=EAST, filed_on=date(2026, 9, 1)))
    blocks = section(paper(desk), "towns")
    assert find(blocks, Grid, "towns").rows[0][6] == "2"
    assert "封账以后的调整：城东街道立案数封账后调整+1，现为3" in prose(blocks)


@pytest.mark.parametrize(
    ("period", "after"),
    [(quarter(2026, 3), quarter(2026, 4)), (quarter(2026, 4), quarter(2027, 1))],
)
def test_after_the_fourth_quarter_comes_the_first(period: Period, after: Period) -> None:
    assert period.following() == after


def test_a_towns_sheet_has_no_table_of_towns(sample_desk: Desk) -> None:
    assert not has(paper(sample_desk, town=EAST).blocks, Grid, "towns")


def test_who_handed_in_is_said_by_name_zero_missing_and_unknown_apart(desk: Desk) -> None:
    assert not has(section(paper(desk), "towns"), Words, "towns_reports"), "nothing is kept of it"
    came = {"received_on": date(2026, 9, 24), "way": "package"}
    known: tuple[tuple[str, dict[str, Any]], ...] = (
        (EAST, {"state": "on_time", "rows": 5, **came}),
        (WEST, {"state": "zero", "rows": 0, **came}),
        (YUCHENG, {"state": "missing"}),
        ("370304103", {}),
    )
    for town, values in known:
        report = TownReport(period="2026Q3", town_code=town, due_on=date(2026, 9, 25), **values)
        records.save(desk, None, report)
    told = find(section(paper(desk), "towns"), Words, "towns_reports")
    assert told.text.startswith(
        "三季度应报送数据的镇（街道）10个：按期1个，零报告1个（城西街道），"
    )
    assert "未报1个（域城镇），没有登记是否报送的7个（山头街道、白塔镇、" in told.text
    opened = [link.source for link in told.links if link.source.ledger == "town_report"]
    assert [len(source.ids or ()) for source in opened] == [1, 1, 1], (
        "each number opens its records"
    )
