"""County packs: the shipped ones, a second invented one, and every fault of one planted once."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.county import bare_county, counties, lists_of, load_county, read_county
from boshan_desk.domain.county_checking import check_county
from boshan_desk.domain.plans.checking import Finding, errors_of
from boshan_desk.domain.plans.reading import shipped_plans
from tests.counties import QINGHE

GOOD = QINGHE.read_text("utf-8")


def check(text: str) -> list[Finding]:
    return check_county(text, shipped_plans())


@pytest.mark.parametrize("id", counties())
def test_a_shipped_county_has_no_fault(id: str) -> None:
    text = asset("resources", "counties", f"{id}.toml").read_text("utf-8")
    assert [each.told() for each in errors_of(check(text))] == []


def test_the_usual_county_stands_first() -> None:
    assert counties() == ("boshan", "binhai", "urumqi")


def test_an_invented_county_has_nothing_to_tell() -> None:
    assert check(GOOD) == []


FAULTS = [
    ("[lamps]", "[lamps", "", "格式不对"),
    ('bureau = "青', 'burea = "青', "burea", "是不是“bureau”"),
    ('region = "990121"', "region = 990121", "region", "六位"),
    ('["990121001", "禾东街道", "禾东"]', '["990121001"]', "towns", "列表"),
    ('["990121001", "禾东街道"', '["880121001", "禾东街道"', "towns 880121001", "990121 开头"),
    ('["990121002", "禾西街道"', '["990121001", "禾西街道"', "towns 990121001", "写了2次"),
    ('"老城街道"', '"禾东"', "towns 990121002", "“禾东”已用于 990121001"),
    ('"全市"', '"白鹭县"', "areas 990122", "已用于 990100"),
    ('counted = ["990121001", ', 'counted = ["990121999", "990121001", ', "counted", "990121999"),
    ('counted = ["990121001", ', 'counted = ["990121001", "990121001", ', "counted 990121001",
     "2次"),
    ('  ["990121Z99", "未归属／县本级", "未归属", "县本级"],\n', "", "towns", "未归属"),
    ("red = 8.5", "red = 1", "lamps", "yellow"),
    ("yellow = 2", "yellow = -2", "lamps", "yellow"),
    ("ahead = 5", "ahead = 500", "lamps / ahead", "100"),
    ("ahead = 5", 'ahead = "5"', "lamps / ahead", "数"),
    ('code = "czj"', 'code = "scjg"', "unit scjg", "写了2次"),
    ('code = "czj"', 'code = "990121001"', "unit 990121001", "镇街"),
    ('name = "县财政局"', 'name = "市场监督管理局"', "unit czj", "已用于 scjg"),
    ('successor = "czj"', 'successor = "abc"', "unit jrb / successor", "abc"),
    ('successor = "czj"\n', "", "unit jrb / successor", "没有写"),
    ("until = 2024-12-31\n", "", "unit jrb / until", "最后一天"),
    ("until = 2024-12-31", "since = 2025-06-01\nuntil = 2024-12-31", "unit jrb / until", "早于"),
    ('name = "县财政局"', 'name = "县财政局"\nuntil = 2025-12-31\nsuccessor = "jrb"',
     "unit czj / successor", "绕成一圈"),
    ('code = "990121002"\nuntil', 'code = "990121009"\nuntil', "moved 990121009", "不在 towns"),
    ('successor = "990121001"', 'successor = "990121009"', "moved 990121002 / successor", "不在"),
    ('successor = "990121001"', "", "moved 990121002 / successor", "没有写"),
    ("[lamps]", '[[plan]]\ncode = "boshan-2099"\nstatus = "active"\n[lamps]', "plan boshan-2099",
     "可用的有"),
    ("[lamps]", '[[plan]]\ncode = "boshan-2022"\nstatus = "on"\n[lamps]',
     "plan boshan-2022 / status", "active"),
]  # fmt: skip
"""What stands in the good file, what is put there, where it is found, what is said."""


@pytest.mark.parametrize(("good", "bad", "place", "words"), FAULTS)
def test_a_fault_is_found_where_it_is(good: str, bad: str, place: str, words: str) -> None:
    assert good in GOOD
    found = [e for e in check(GOOD.replace(good, bad, 1)) if e.place == place and words in e.words]
    assert found, check(GOOD.replace(good, bad, 1))
    odd = "未归属" in words or "没有写" in words
    assert {each.severity for each in found} == {"warn" if odd else "error"}


@pytest.mark.parametrize("text", ["", "x", "towns = 1", "unit = 3", "[unit]\na = 1", "lamps = 1"])
def test_no_file_makes_the_check_fail(text: str) -> None:
    assert errors_of(check(text))


def test_the_districts_of_a_city_begin_with_its_four_digits() -> None:
    urumqi = load_county("urumqi")
    assert urumqi.counted[0] == "650102"
    assert len(urumqi.counted) == 8


def test_all_of_it_is_called_by_what_it_is() -> None:
    assert [load_county(id).whole for id in counties()] == ["全区", "全区", "全市"]
    assert read_county(GOOD).whole == "全县"


def test_in_a_district_the_whole_city_is_the_city() -> None:
    area = lists_of(load_county("boshan"))["area"]
    assert area.find("全市") == "370300"
    assert area.find("全区") == "370304"
    assert lists_of(load_county("urumqi"))["area"].find("全市") == "650100"


def test_a_department_gives_its_work_on() -> None:
    county = read_county(GOOD)
    before, after = county.unit("jrb", date(2024, 12, 31)), county.unit("jrb", date(2025, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("县金融办", "县财政局")


def test_what_is_called_alike_is_suggested() -> None:
    assert load_county("boshan").suggest_units("区财局") == ("区财政局", "财政局")
    assert load_county("boshan").suggest_units("演示") == ()


def test_a_lost_county_is_called_by_its_id() -> None:
    county = bare_county("qinghe")
    assert (county.name, tuple(county.towns), county.counted) == ("qinghe", (), ())
    assert lists_of(county)["town"].find("禾东") is None
