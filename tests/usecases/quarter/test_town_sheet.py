"""A town's sheet: its figures beside the county's, and its place among all towns."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.report import Grid, Heading, Words
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.figures import catalogue
from tests.usecases.quarter.building import EAST, Q3, WEST, YUCHENG, find, paper, prose, section


def _file(desk: Desk, town: str | None, count: int, day: date = date(2026, 8, 1)) -> None:
    with desk.work("演示") as work:
        for _each in range(count):
            work.put(Case(party="演示公司", town_code=town, filed_on=day))


@pytest.mark.parametrize("town", [EAST, YUCHENG])
def test_the_figures_are_the_towns_beside_the_countys(sample_desk: Desk, town: str) -> None:
    grid = find(section(paper(sample_desk, town=town), "town"), Grid, "town_figures")
    own = {line.title: line for line in catalogue(sample_desk, Q3, town=town)}
    whole = {line.title: line for line in catalogue(sample_desk, Q3)}
    assert len(grid.rows) == 20
    for row in grid.rows:
        line = own[row[0]]
        assert row[3] == line.show(line.cumulative)
        assert row[4] == line.show(line.cumulative_last_year)
        assert row[6] == whole[row[0]].show(whole[row[0]].cumulative)


def test_a_place_is_shared_by_equal_towns_and_the_next_is_left_out(desk: Desk) -> None:
    _file(desk, EAST, 3)
    _file(desk, WEST, 3)
    _file(desk, YUCHENG, 1)
    _file(desk, None, 5)
    told = {town: prose(section(paper(desk, town=town), "town")) for town in (EAST, WEST, YUCHENG)}
    assert "城东街道立案3件，并列第1位（全区12件）" in told[EAST]
    assert "城西街道立案3件，并列第1位" in told[WEST]
    assert "域城镇立案1件，居第3位" in told[YUCHENG]
    assert "在10个镇（街道）中" in told[EAST]
    grid = find(section(paper(desk, town=YUCHENG), "town"), Grid, "town_figures")
    row = next(row for row in grid.rows if row[0] == "立案数")
    assert row[-3:] == ("12", "8.3", "3")


def test_a_town_without_cases_is_told_so_beside_the_county(desk: Desk) -> None:
    _file(desk, EAST, 2)
    assert "立案为0（全区2件）" in prose(section(paper(desk, town=WEST), "town"))


def test_a_town_without_anything_gets_sentences_and_no_table(desk: Desk) -> None:
    blocks = section(paper(desk, town=EAST), "town")
    assert not any(isinstance(b, Grid) and b.key == "town_figures" for b in blocks)
    assert "全区各镇（街道）没有可以比较的数据。" in prose(blocks)
    assert "城东街道没有登记数据。" in prose(blocks)


def test_the_sheet_has_its_own_title_and_only_its_own_cases(sample_desk: Desk) -> None:
    report = paper(sample_desk, town=EAST)
    assert report.title[0].startswith("城东街道2026年三季度")
    keys = [b.key for b in report.blocks if isinstance(b, Heading) and b.level == 1]
    assert keys == ["town", "problems", "next", "case_list", "definitions"]
    text = "\n".join(b.text for b in report.blocks if isinstance(b, Words))
    assert "草稿（" not in text
