"""Units that a paper names, as the county knows them on a day."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.county import County, read_county
from boshan_desk.domain.plans.doers import Doer, doers, following, name_of, written_names
from tests.usecases.invented_office import COUNTY

NOW = date(2026, 9, 30)
EAST, WEST = Doer("990100001", "东演镇"), Doer("990100002", "西演街道")


@pytest.fixture(scope="module")
def county() -> County:
    moved = '\n[[moved]]\ncode = "990100003"\nuntil = 2025-06-30\nsuccessor = "990100002"\n'
    return read_county(COUNTY + moved, "demo")


def test_all_towns_are_every_counted_town_and_stay_together_in_words(county: County) -> None:
    assert doers(["各镇、街道"], county, NOW) == (EAST, WEST)
    assert written_names(["各镇、街道", "区市场监管局"], county, NOW) == (
        "各镇、街道",
        "区市场监督管理局",
    )


def test_a_former_unit_is_its_successor_from_the_day_after_its_last(county: County) -> None:
    assert doers(["区旧金融局"], county, date(2024, 12, 31)) == (Doer("D02", "区旧金融局"),)
    assert doers(["区旧金融局"], county, date(2025, 1, 1)) == (Doer("D03", "区新金融办"),)
    # Two names of one unit are one unit.
    assert len(doers(["区旧金融局", "区新金融办"], county, NOW)) == 1


def test_a_town_that_is_no_more_is_the_one_that_has_its_work(county: County) -> None:
    assert following("990100003", county, date(2025, 6, 30)) == "990100003"
    assert following("990100003", county, NOW) == "990100002"
    assert name_of("990100003", county, NOW) == "西演街道"


def test_a_unit_that_the_county_does_not_know_keeps_its_name(county: County) -> None:
    assert doers(["某协会", "东演"], county, NOW) == (Doer("", "某协会"), EAST)
