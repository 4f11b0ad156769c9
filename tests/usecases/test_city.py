"""A city's desk: its lines are counties, its records are of their towns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.county import County, load_county, read_county
from boshan_desk.domain.county_checking import check_county
from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.plans.checking import errors_of
from boshan_desk.domain.plans.writing import county_text
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Grid
from boshan_desk.domain.today import Clock
from boshan_desk.domain.view import View
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import county, desks, records
from boshan_desk.usecases.behind import behind
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.conftest import TODAY
from tests.counties import BAILU, QINGHE, SONGFENG, YUNLING

Q3 = read_period("2026Q3")
COUNTIES = ("990102", "990121", "990122")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Desk]:
    """The desk of 云岭市 (演示), above three counties."""
    folder = tmp_path / "yunling"
    desks.make_desk(folder, county=YUNLING, bare=True)
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        for each in (QINGHE, BAILU, SONGFENG):
            county.add_member(desk, each.read_text("utf-8"))
        yield desk


def add_training(desk: Desk, town: str | None, title: str = "演示培训") -> None:
    values = {"kind": "培训", "title": title, "starts_on": "2026-07-10"}
    records.add(desk, KEPT["event"], values | ({"town_code": town} if town else {}))


def by_county(desk: Desk, code: str) -> dict[str, Any]:
    return {
        line.town: line.value for line in catalogue(desk, Q3, by_town=True) if line.code == code
    }


def test_a_city_shows_its_counties_and_knows_all_their_towns(city: Desk) -> None:
    assert city.county.is_city
    assert city.level == "city"
    assert city.county.counted == COUNTIES
    places = city.lists["town"]
    assert places.label("990121101") == "青禾县石桥镇"
    assert places.find("白鹭县石桥镇") == "990122100"
    assert places.find("听涛街道") == "990102001"
    assert places.find("听涛街道办事处") == "990102001"


def test_a_count_may_be_of_any_place_of_a_city(city: Desk) -> None:
    areas = city.lists["area"]
    assert {"990100", "990121", "990121101", "990102K01"} <= {each.code for each in areas}


def test_a_name_that_two_counties_have_is_neithers(city: Desk) -> None:
    assert city.lists["town"].find("石桥镇") is None
    assert city.lists["town"].find("石桥") is None
    with pytest.raises(Refused):
        add_training(city, "石桥镇")


def test_a_records_town_counts_for_its_county(city: Desk) -> None:
    for town in ("990121001", "990121101", "990121Z99", "990122100", "990102K01", "990121"):
        add_training(city, town)
    assert by_county(city, "M-TR01") == {
        "990102": 1, "990121": 4, "990122": 1,
    }  # fmt: skip
    lines = {line.code: line for line in catalogue(city, Q3)}
    assert lines["M-TR01"].value == 6
    of_one = {line.code: line for line in catalogue(city, Q3, town="990121")}
    assert of_one["M-TR01"].value == 4


def test_one_town_of_a_county_can_be_asked_for(city: Desk) -> None:
    for town in ("990121001", "990121101", "990121101"):
        add_training(city, town)
    lines = {line.code: line for line in catalogue(city, Q3, town="990121101")}
    assert lines["M-TR01"].value == 2


def test_what_has_no_town_stays_the_citys_own(city: Desk) -> None:
    add_training(city, None)
    add_training(city, "990100Z99")
    add_training(city, "990121001")
    assert by_county(city, "M-TR01")["990100Z99"] == 2
    lines = {line.code: line for line in catalogue(city, Q3, town="990121Z99")}
    assert lines["M-TR01"].value == 0


def test_the_records_behind_a_countys_number_open(city: Desk) -> None:
    for town in ("990121001", "990122100", "990122001"):
        add_training(city, town)
    told = behind(city, "M-TR01", Q3, "990122")
    assert told.count == 2
    rows = city.rows()
    assert rows.count(told.view) == 2
    assert rows.count(View(ledger="event", town="990122")) == 2
    assert rows.count(View(ledger="event", town="990122001")) == 1


def test_a_child_counts_for_the_county_of_its_parent(city: Desk) -> None:
    station = records.add(city, KEPT["station"], {"name": "演示指导站", "town_code": "990102001"})
    records.add(
        city,
        KEPT["station_service"],
        {"station_id": station.id, "served_on": "2026-08-01", "client": "演示公司"},
    )
    found = [line for line in catalogue(city, Q3, by_town=True) if line.town == "990102"]
    ledger = KEPT["station_service"]
    with city.read() as reader:
        assert reader.columns(ledger, ["town"], []) == [("990102",)]
        assert reader.columns(ledger, ["id"], [], town="990102")
        assert not reader.columns(ledger, ["id"], [], town="990121")
    assert any(line.value == 1 for line in found)


def give_peer(desk: Desk, site: str, town: str, id: str) -> None:
    """As if a record had come in from a county's desk."""
    with desk.read() as reader:
        connection = reader.connection
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql(
            "INSERT INTO peer (site, kind, level, name, towns, prefix, state, public, certificate,"
            " number, epoch, have, alarm, at, officer, seal)"
            " VALUES (?, 'down', 'county', '演示', ?, '', 'active', '', '', 1, 1, '{}', '', '',"
            " '', '')",
            (site, json.dumps([town])),
        )
        connection.exec_driver_sql(
            "UPDATE event SET dots = ? WHERE id = ?", (json.dumps({"": f"{site}.1.7"}), id)
        )
        connection.commit()


def test_what_a_county_sent_without_a_town_is_the_countys(city: Desk) -> None:
    values = {"kind": "培训", "title": "演示县里的培训", "starts_on": "2026-07-10"}
    sent = records.add(city, KEPT["event"], values)
    add_training(city, None)
    give_peer(city, "a" * 32, "990122", sent.id)
    assert by_county(city, "M-TR01") == {
        "990102": 0, "990121": 0, "990122": 1, "990100Z99": 1,
    }  # fmt: skip
    told = behind(city, "M-TR01", Q3, "990122")
    assert told.count == 1


def test_a_paper_of_a_city_speaks_of_its_counties(city: Desk) -> None:
    for town in ("990121001", "990121101", "990122100"):
        add_training(city, town)
    report = compose(city, Request(period=Q3))
    grids = [each for each in report.blocks if isinstance(each, Grid)]
    told = repr(grids)
    assert "青禾县" in told
    assert "松风区" in told
    assert "青禾县禾东街道" not in told
    assert "镇（街道）" not in told


def test_a_city_is_read_as_it_was_written(city: Desk) -> None:
    text = county_text(city.county)
    assert read_county(text) == city.county
    assert errors_of(check_county(text)) == []


def test_the_towns_of_a_county_are_renewed_from_its_own_file(city: Desk) -> None:
    text = BAILU.read_text("utf-8").replace("鹭洲街道", "新洲街道")
    county.add_member(city, text)
    assert city.lists["town"].label("990122001") == "白鹭县新洲街道"
    assert city.county.counted == COUNTIES


def test_a_county_that_is_new_gets_a_line_of_its_own(tmp_path: Path) -> None:
    text = YUNLING.read_text("utf-8").replace('  ["990122", "白鹭县", "白鹭"],\n', "")
    pack = tmp_path / "city.toml"
    pack.write_text(text.replace(', "990122"]', "]"), "utf-8")
    desks.make_desk(tmp_path / "city", county=pack, bare=True)
    with open_desk(tmp_path / "city", clock=Clock(TODAY), officer="演示员") as desk:
        county.add_member(desk, BAILU.read_text("utf-8"))
        assert desk.county.counted == COUNTIES
        assert [each.code for each in desk.county.towns][-1] == "990100Z99"


def test_a_city_is_no_member_of_a_city(city: Desk) -> None:
    with pytest.raises(Refused, match="市一级"):
        county.add_member(city, county_text(city.county))


def test_a_county_has_no_members(desk: Desk) -> None:
    with pytest.raises(Refused, match="不是市一级"):
        county.add_member(desk, BAILU.read_text("utf-8"))


def test_a_county_of_another_city_is_no_member(city: Desk) -> None:
    with pytest.raises(Refused, match="9901 开头"):
        county.add_member(city, BAILU.read_text("utf-8").replace("9901", "8801"))


def test_only_who_may_change_settings_takes_a_county_in(tmp_path: Path) -> None:
    desks.make_desk(tmp_path / "city", county=YUNLING, bare=True)
    entry = with_roles("演示录入", ("entry",), id="e")
    with (
        open_desk(tmp_path / "city", clock=Clock(TODAY), officer=entry) as desk,
        pytest.raises(NoRight),
    ):
        county.add_member(desk, BAILU.read_text("utf-8"))


def test_a_county_that_records_are_of_does_not_vanish(city: Desk) -> None:
    add_training(city, "990122100")
    members = {code: towns for code, towns in city.county.members.items() if code != "990122"}
    with pytest.raises(Refused, match="990122100"):
        county.change_county(city, members=members)


FAULTS = [
    ('code = "990122"', 'code = "990199"', "member 990199", "不在 towns 里"),
    ('["990122100"', '["990121100"', "member 990122 / 990121100", "990122 开头"),
    ('["990122100"', '["990122001"', "member 990122 / 990122001", "写了2次"),
    ('"鹭洲街道"', '"石桥镇"', "member 990122 / 990122100", "已用于"),
    ('code = "990122"\ntowns', 'code = "990122"\ntown', "member 990122 / town", "towns"),
]


@pytest.mark.parametrize(("old", "new", "place", "words"), FAULTS)
def test_a_fault_of_a_city_is_told_with_its_place(
    city: Desk, old: str, new: str, place: str, words: str
) -> None:
    text = county_text(city.county)
    assert text.count(old) == 1, text
    found = [each for each in check_county(text.replace(old, new)) if each.severity == "error"]
    assert any(each.place.startswith(place) and words in each.said() for each in found), [
        each.said() for each in found
    ]


def test_a_county_of_a_city_without_towns_is_told() -> None:
    found = check_county(YUNLING.read_text("utf-8") + '\n[[member]]\ncode = "990121"\ntowns = []\n')
    told = " ".join(each.said() for each in found)
    assert "county member" in told
    assert "990122" in told


def test_an_ordinary_county_asks_as_ever(desk: Desk) -> None:
    usual: County = load_county("boshan")
    assert usual.places is usual.towns
    assert not usual.is_city
    assert desk.level == "county"
    assert desk.lists["town"].wholes == ()
    assert desk.lists["town"].counts_for("370304001") == "370304001"
