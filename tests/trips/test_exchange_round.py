"""The whole round: towns enter, the county takes, decides and answers; a city above counties."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from boshan_desk.assets import asset
from tests.counties import BAILU, QINGHE, SONGFENG, YUNLING, ZIBO
from tests.trips.conftest import Office, World, copy, enrol

EVENT = {"kind": "培训", "title": "演示培训", "starts_on": "2026-08-10"}


@pytest.fixture
def county(world: World) -> Office:
    """The county's desk."""
    return world("区局")


@pytest.fixture
def town(world: World, county: Office) -> Office:
    """The desk of 博山镇, enrolled."""
    made = world("博山镇", "--town", "博山镇")
    enrol(county, made)
    return made


@pytest.fixture
def other(world: World, county: Office) -> Office:
    """The desk of 白塔镇, enrolled."""
    made = world("白塔镇", "--town", "白塔镇")
    enrol(county, made)
    return made


def give(below: Office, above: Office, *words: str) -> Path:
    """A package up, and the answer down."""
    package = below.send(*words)
    above.take(package)
    below.take(above.answer(package))
    return package


def state_of(county: Office, town: str) -> str:
    lines = {
        line["town_label"]: line for line in county.lines("exchange", "board", "--period", "2026Q3")
    }
    return str(lines[town]["state"])


# ---------------------------------------------------------------- up and down


def test_what_two_towns_entered_stands_in_the_county_once(
    county: Office, town: Office, other: Office
) -> None:
    first = town.add("event", **EVENT, town_code="博山镇")
    second = other.add("event", **EVENT | {"title": "演示讲座"}, town_code="白塔镇")
    give(town, county, "--whole")
    give(other, county, "--whole")
    assert county.see("event", first)["title"] == "演示培训"
    assert county.see("event", second)["title"] == "演示讲座"
    assert len(county.lines("list", "event")) == 2
    assert len(town.lines("list", "event")) == 1
    found = {
        line["town"]: line["value"]
        for line in county.lines("figures", "--period", "2026Q3", "--by-town")
        if line["code"] == "M-TR01"
    }
    assert {town: value for town, value in found.items() if value} == {
        "370304113": 1,
        "370304103": 1,
    }
    assert state_of(county, "博山镇") == state_of(county, "白塔镇") == "on_time"
    assert state_of(county, "八陡镇") == "unknown"


def test_the_same_package_again_changes_nothing(county: Office, town: Office) -> None:
    town.add("event", **EVENT, town_code="博山镇")
    package = town.send("--whole")
    first = county.take(package)
    before = county.dump()
    slip = county.ask("package", "slip", first["package"], county.stick / "a.pdf")
    again = county.take(package)
    assert again["answer"] == first["answer"]
    assert again["package"] == first["package"]
    assert county.dump() == before
    assert slip["pages"] == 1


def test_a_statement_that_there_is_nothing(county: Office, town: Office) -> None:
    package = town.send("--nothing")
    assert state_of(county, "博山镇") == "unknown"
    county.take(package)
    assert state_of(county, "博山镇") == "zero"
    town.add("event", **EVENT, town_code="博山镇")
    status, told = town.may("package", "make", town.stick, "--period", "2026Q3", "--nothing")
    assert status == 3
    assert "本期无" in told


def test_what_the_county_corrects_comes_down(county: Office, town: Office) -> None:
    id = town.add("event", **EVENT, town_code="博山镇")
    package = give(town, county, "--whole")
    county.edit("event", id, title="演示培训（更正）")
    town.take(county.answer(package))
    assert town.see("event", id)["title"] == "演示培训（更正）"


ACTION = {
    "acted_on": "2026-08-03", "theme": "daily", "place": "演示市场", "people": 3, "checked": 5,
}  # fmt: skip


def test_what_was_returned_comes_down_with_its_words(county: Office, town: Office) -> None:
    id = town.add("enforcement_action", **ACTION, town_code="博山镇")
    package = give(town, county, "--whole")
    assert county.ask("show", "enforcement_action", id)["status"] == "submitted"
    county.do("move", "enforcement_action", id, "--to", "returned", "--reason", "演示缺签到表")
    town.take(county.answer(package))
    assert town.ask("show", "enforcement_action", id)["status"] == "returned"


def test_what_the_county_reviewed_waits_for_a_person(county: Office, town: Office) -> None:
    id = town.add("enforcement_action", **ACTION, town_code="博山镇")
    give(town, county, "--whole")
    town.edit("enforcement_action", id, checked=50)
    county.do("move", "enforcement_action", id, "--to", "reviewed")
    before = county.see("enforcement_action", id)
    taken = county.take(town.send())
    assert taken["counts"] == {"enforcement_action": {"held": 1}}
    assert county.see("enforcement_action", id) == before


# ---------------------------------------------------------------- both sides


def both_sides(county: Office, town: Office) -> tuple[str, Path]:
    """A record that the county and the town changed without knowing of each other."""
    id = town.add("event", **EVENT, town_code="博山镇")
    give(town, county, "--whole")
    county.edit("event", id, title="演示培训（县）", people=30)
    town.edit("event", id, title="演示培训（镇）", place="演示礼堂")
    return id, town.send()


def test_both_sides_of_a_conflict_stay_until_it_is_decided(county: Office, town: Office) -> None:
    id, package = both_sides(county, town)
    seen = county.ask("package", "look", package)
    (row,) = seen["rows"]
    assert row["outcome"] == "conflict"
    taken = county.take(package)
    assert taken["counts"] == {"event": {"conflict": 1}}
    shown = county.see("event", id)
    assert shown["title"] == "演示培训（县）"
    assert (shown["people"], shown["place"]) == (30, "演示礼堂")
    assert "演示培训（镇）" in county.dump()
    town.take(county.answer(package))
    assert town.see("event", id)["title"] == "演示培训（县）"
    assert "演示培训（镇）" in town.dump()


@pytest.mark.parametrize(("side", "title"), [("ours", "（县）"), ("theirs", "（镇）")])
def test_a_decision_holds_on_both_sides(
    county: Office, town: Office, side: str, title: str
) -> None:
    id, package = both_sides(county, town)
    county.take(package, f"--{side}")
    assert county.see("event", id)["title"] == f"演示培训{title}"
    town.take(county.answer(package))
    assert town.see("event", id)["title"] == f"演示培训{title}"
    again = town.send()
    county.take(again)
    assert county.see("event", id)["title"] == f"演示培训{title}"
    assert not county.lines("conflicts")


def test_what_waits_is_decided_one_by_one_and_told_to_the_town(
    county: Office, town: Office
) -> None:
    id, package = both_sides(county, town)
    county.take(package)
    (matter,) = county.lines("conflicts")
    shown = county.do("conflicts", "show", matter["conflict"])
    assert "演示培训（县）" in shown
    assert "演示培训（镇）" in shown
    assert "博山镇" in shown
    county.do("resolve", matter["conflict"], "--take", "演示培训（合并）")
    assert not county.lines("conflicts")
    assert county.see("event", id)["title"] == "演示培训（合并）"
    town.take(county.answer(package))
    assert not town.lines("conflicts")
    assert town.see("event", id)["title"] == "演示培训（合并）"
    told = town.do("sources", "event", id)
    assert "区" in told
    assert county.do("conflicts", "decided")


def test_what_was_held_is_taken_by_a_person(county: Office, town: Office) -> None:
    id = town.add("enforcement_action", **ACTION, town_code="博山镇")
    give(town, county, "--whole")
    town.edit("enforcement_action", id, checked=50)
    county.do("move", "enforcement_action", id, "--to", "reviewed")
    county.take(town.send())
    (matter,) = county.lines("conflicts")
    assert matter["kind"] == "reviewed"
    county.do("resolve", matter["conflict"], "--take", "theirs", "--reason", "演示：镇里补报")
    assert county.see("enforcement_action", id)["checked"] == 50
    assert county.ask("show", "enforcement_action", id)["status"] == "submitted"


def test_one_firm_of_two_towns_is_joined_by_a_person(
    county: Office, town: Office, other: Office
) -> None:
    firm = {"name": "演示陶瓷有限公司", "uscc": "91370304MA3TETT09E"}
    first = town.add("enterprise", **firm, town_code="博山镇")
    second = other.add("enterprise", **firm, town_code="白塔镇")
    give(town, county)
    give(other, county)
    (matter,) = county.lines("conflicts")
    assert matter["kind"] == "double"
    assert len(county.lines("list", "enterprise")) == 2
    county.do(
        "doubles",
        "join",
        "enterprise",
        first,
        second,
        "--choose",
        "town_code=first",
        "--reason",
        "演示：同一家",
    )
    (left,) = county.lines("list", "enterprise")
    assert left["id"] == first
    package = give(other, county)
    assert package
    assert not other.lines("list", "enterprise")


def test_a_withdrawal_against_an_edit_does_not_withdraw(county: Office, town: Office) -> None:
    id = town.add("event", **EVENT, town_code="博山镇")
    give(town, county, "--whole")
    county.do("withdraw", "event", id, "--reason", "演示重复")
    town.edit("event", id, place="演示礼堂")
    package = town.send()
    taken = county.take(package)
    assert taken["counts"] == {"event": {"conflict": 1}}
    assert county.titles("event") == {"演示培训"}
    town.take(county.answer(package))
    assert town.titles("event") == {"演示培训"}


def test_a_withdrawal_that_nobody_contests_withdraws_everywhere(
    county: Office, town: Office
) -> None:
    id = town.add("event", **EVENT, town_code="博山镇")
    give(town, county, "--whole")
    town.do("withdraw", "event", id, "--reason", "演示重复")
    give(town, county)
    assert not county.lines("list", "event")


def test_taking_back_a_taking_leaves_the_county_as_before(county: Office, town: Office) -> None:
    _id, package = both_sides(county, town)
    before = county.dump()
    taken = county.take(package)
    assert county.dump() != before
    county.do("package", "undo", taken["package"])
    assert county.dump() == before
    county.take(package)
    assert "演示培训（镇）" in county.dump()


# ---------------------------------------------------------------- order and loss


def of_towns(county: Office) -> list[str]:
    """The records that came from towns; 镇街报送 is the county's own."""
    return [line for line in county.dump().splitlines() if '"town_report"' not in line]


def test_packages_may_come_in_any_order_and_one_may_be_lost(
    county: Office, town: Office, tmp_path: Path
) -> None:
    id = town.add("event", **EVENT, town_code="博山镇")
    first = town.send()
    town.edit("event", id, place="演示礼堂")
    town.add("event", **EVENT | {"title": "演示讲座"}, town_code="博山镇")
    second = town.send()
    other_way = copy(county, "另一个区局")
    county.take(first)
    county.take(second)
    other_way.take(second)
    other_way.take(first)
    assert of_towns(county) == of_towns(other_way)
    assert county.see("event", id)["place"] == "演示礼堂"


def test_a_town_that_was_restored_gets_back_what_it_had_sent(
    county: Office, town: Office, tmp_path: Path
) -> None:
    kept = town.add("event", **EVENT, town_code="博山镇")
    town.do("backup", "make")
    later = town.add("event", **EVENT | {"title": "演示丢失"}, town_code="博山镇")
    county.take(town.send())
    town.do("backup", "restore", town.ask("backup", "list")[0]["id"])
    assert town.titles("event") == {"演示培训"}
    new = town.add("event", **EVENT | {"title": "演示恢复后"}, town_code="博山镇")
    package = give(town, county)
    assert package
    assert county.titles("event") == town.titles("event") == {"演示培训", "演示丢失", "演示恢复后"}
    assert len({kept, later, new}) == 3
    serials = [line["serial_no"] for line in county.lines("list", "event")]
    assert len(set(serials)) == 3


def test_two_desks_under_one_name_are_seen_and_stopped(
    county: Office, town: Office, tmp_path: Path
) -> None:
    town.add("event", **EVENT, town_code="博山镇")
    give(town, county)
    twin = copy(town, "另一台")
    town.add("event", **EVENT | {"title": "演示甲"}, town_code="博山镇")
    twin.add("event", **EVENT | {"title": "演示乙"}, town_code="博山镇")
    county.take(town.send())
    before = county.dump()
    shutil.rmtree(town.stick)
    town.stick.mkdir()
    status, told = county.may("package", "take", twin.send())
    assert status == 3
    assert "两台电脑" in told
    assert county.dump() == before
    town.add("event", **EVENT | {"title": "演示丙"}, town_code="博山镇")
    assert county.may("package", "take", town.send())[0] == 3


# ---------------------------------------------------------------- who may


def test_a_desk_that_was_revoked_is_heard_no_more(county: Office, town: Office) -> None:
    town.add("event", **EVENT, town_code="博山镇")
    package = town.send()
    county.do("town", "revoke", "博山镇", "--reason", "演示：电脑遗失")
    before = county.dump()
    status, told = county.may("package", "take", package)
    assert status == 3
    assert "停用" in told
    assert county.dump() == before


def test_a_package_for_another_county_says_nothing(
    world: World, county: Office, town: Office
) -> None:
    stranger = world("外县", county="binhai")
    package = town.send()
    status, told = stranger.may("package", "look", package)
    assert status == 3
    assert "博山" not in told.replace(package.name, "").replace(str(package.parent), "")


def test_a_town_does_not_write_in_another_towns_name(county: Office, town: Office) -> None:
    town.add("event", **EVENT, town_code="博山镇")
    id = town.lines("list", "event")[0]["id"]
    status, _told = town.may("edit", "event", id, "--values", '{"town_code": "白塔镇"}')
    assert status != 0


def test_an_altered_package_is_refused_before_it_is_read(county: Office, town: Office) -> None:
    town.add("event", **EVENT, town_code="博山镇")
    package = town.send()
    whole = bytearray(package.read_bytes())
    whole[len(whole) // 2] ^= 1
    package.write_bytes(whole)
    before = {path: path.read_bytes() for path in county.folder.rglob("*") if path.is_file()}
    status, _told = county.may("package", "take", package)
    assert status == 3
    after = {path: path.read_bytes() for path in county.folder.rglob("*") if path.is_file()}
    assert after == before


def test_a_town_gets_a_new_machine(world: World, county: Office, town: Office) -> None:
    town.add("event", **EVENT, town_code="博山镇")
    give(town, county)
    new = world("博山镇新", "--town", "博山镇")
    old = next(line for line in county.lines("towns") if line.get("name") == "博山镇")
    enrol(county, new, "--replaces", old["site"], "--reason", "演示：旧电脑损坏")
    package = new.send()
    county.take(package)
    new.take(county.answer(package))
    assert new.titles("event") == {"演示培训"}
    status, _told = county.may("package", "take", town.send())
    assert status == 3


# ---------------------------------------------------------------- a city


@pytest.fixture
def city(world: World) -> Office:
    """The desk of 云岭市 (演示)."""
    made = world("云岭市", county=str(YUNLING))
    for each in (QINGHE, BAILU, SONGFENG):
        made.do("county", "member", each)
    return made


def test_a_city_rolls_its_counties_up(world: World, city: Office) -> None:
    counties = {}
    for name, code, pack, towns in (
        ("青禾县", "990121", QINGHE, ("禾东街道", "石桥镇", None)),
        ("白鹭县", "990122", BAILU, ("石桥镇",)),
        ("松风区", "990102", SONGFENG, ()),
    ):
        made = world(name, county=str(pack))
        enrol(city, made, "--town", code)
        for place in towns:
            made.add("event", **EVENT | ({"town_code": place} if place else {}))
        counties[name] = made
        give(made, city, "--whole" if towns else "--nothing")
    lines = city.lines("figures", "--period", "2026Q3", "--by-town")
    found = {line["town"]: line["value"] for line in lines if line["code"] == "M-TR01"}
    assert found == {"990102": 0, "990121": 3, "990122": 1}
    (whole,) = [
        line for line in city.lines("figures", "--period", "2026Q3") if line["code"] == "M-TR01"
    ]
    assert whole["value"] == 4
    own = counties["青禾县"].lines("figures", "--period", "2026Q3")
    assert next(line["value"] for line in own if line["code"] == "M-TR01") == 3
    assert [state_of(city, name) for name in counties] == ["on_time", "on_time", "zero"]
    shown = city.lines("list", "event")
    assert len(shown) == 4


def test_a_towns_record_goes_through_its_county_to_the_city(world: World, city: Office) -> None:
    county = world("青禾县", county=str(QINGHE))
    enrol(city, county, "--town", "990121")
    town = world("柳溪镇", "--town", "柳溪镇", county=str(QINGHE))
    enrol(county, town)
    id = town.add("event", **EVENT, town_code="柳溪镇")
    give(town, county)
    package = give(county, city)
    assert city.see("event", id)["title"] == "演示培训"
    city.edit("event", id, title="演示培训（市）")
    county.take(city.answer(package))
    assert county.see("event", id)["title"] == "演示培训（市）"
    back = town.send()
    county.take(back)
    town.take(county.answer(back))
    assert town.see("event", id)["title"] == "演示培训（市）"


OF_THE_PLAN = {"M-AP04c", "M-AP06b", "M-AP07", "M-AP09", "M-MG04"}
"""Figures that count from the start of a plan: a city has its own."""
OF_THE_HOUSE = {"M-MG01", "M-MG02", "M-MG02b"}
"""What a county asks of its own towns does not go up."""


def test_a_city_counts_a_county_as_it_counts_itself(world: World) -> None:
    county = world("博山区", "--sample")
    city = world("淄博市", county=str(ZIBO))
    county.day = city.day = "2026-10-09"
    city.do("county", "member", asset("resources", "counties", "boshan.toml"))
    enrol(city, county, "--town", "370304")
    taken = city.take(county.send("--whole"))
    assert {name for counts in taken["counts"].values() for name in counts} == {"new"}
    period = ("--period", "2026Q3")
    own = {line["code"]: line["value"] for line in county.lines("figures", *period)}
    there = {
        line["code"]: line["value"]
        for line in city.lines("figures", *period, "--town", "博山区")
        if line["code"] not in OF_THE_PLAN | OF_THE_HOUSE
    }
    assert len(there) > 90
    assert there == {code: own[code] for code in there}
