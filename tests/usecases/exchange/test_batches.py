"""Several packages at once: in their order, each by itself, and only what nobody needs to see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import Cancelled, Damaged
from boshan_desk.usecases.exchange.batches import (
    Brought,
    answer_all,
    brought_json,
    look_at_all,
    sum_up,
    take_all,
)
from boshan_desk.usecases.exchange.parcels import parcels
from tests.usecases.exchange.rounds import (
    BOSHAN,
    YUCHENG,
    Round,
    add,
    county_round,
    edit,
    get,
    site,
)


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def nobody(done: int, total: int, words: str = "", /) -> None:
    """Tell nobody."""


def packages(round_: Round) -> list[Path]:
    """Two of one town and one of another, in no order."""
    town, other = round_.town(BOSHAN), round_.town(YUCHENG)
    add(town, "enterprise", name="演示甲厂")
    first = round_.make(town).path
    add(town, "enterprise", name="演示乙厂")
    second = round_.make(town).path
    add(other, "enterprise", name="演示丙厂")
    return [second, round_.make(other).path, first]


def test_those_of_one_desk_come_in_their_order_and_what_is_none_is_last(round_: Round) -> None:
    paths = packages(round_)
    strange = round_.stick / "别的.bsx"
    strange.write_bytes(b"not a package")
    told: list[str] = []

    def note(_done: int, _total: int, words: str = "", /) -> None:
        told.append(words)

    found = look_at_all(round_.county, [strange, *paths, *paths], note)
    assert [(each.name, each.seq, each.state) for each in found] == [
        ("博山镇", 1, "clean"),
        ("博山镇", 2, "clean"),
        ("域城镇", 1, "clean"),
        ("", 0, "refused"),
    ]
    assert found[-1].why
    assert "别的.bsx" in told
    assert brought_json(found[1])["counts"] == {"new": 2}
    # The second holds what the first does: it is counted once.
    assert sum_up(found) == {"new": 3, "changed": 0}
    assert sum_up(found[1:], found[:1]) == {"new": 2, "changed": 0}
    with round_.county.read() as reader:
        assert parcels(reader) == [], "looking writes nothing"


def test_each_is_taken_by_itself_and_told_at_once(round_: Round) -> None:
    found = look_at_all(round_.county, packages(round_), nobody)
    became: list[Brought] = []

    def tell(each: Brought) -> None:
        became.append(each)
        if len(became) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        take_all(round_.county, found, tell, nobody)
    assert [each.state for each in became] == ["taken", "taken"]
    take_all(round_.county, look_at_all(round_.county, packages_on(round_), nobody), tell, nobody)
    assert [each.name for each in became] == ["博山镇", "博山镇", "域城镇"]
    with round_.county.read() as reader:
        came = [each for each in parcels(reader) if each.way == "in"]
    assert len({each.step for each in came}) == 3
    paths = answer_all(round_.county, [site(round_.town(BOSHAN))], round_.stick, nobody)
    assert [path.suffix for path in paths] == [".bsx"]


def packages_on(round_: Round) -> list[Path]:
    return list(round_.stick.glob("*.bsx"))


def test_what_is_no_longer_clean_when_its_turn_comes_is_left_for_a_person(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示甲厂")
    round_.send(town)
    round_.back(town)
    edit(town, "enterprise", firm, remark="镇里的话")
    path = round_.make(town).path
    (found,) = look_at_all(round_.county, [path], nobody)
    assert found.state == "clean"
    edit(round_.county, "enterprise", firm, remark="县里的话")
    became: list[Brought] = []
    take_all(round_.county, [found], became.append, nobody)
    assert [each.state for each in became] == ["person"]
    assert get(round_.county, "enterprise", firm).remark == "县里的话"
    path.unlink()
    became.clear()
    take_all(round_.county, [found], became.append, nobody)
    assert became[0].state == "left"
    assert path.name in became[0].why


def test_the_same_one_twice_is_taken_once(round_: Round) -> None:
    add(round_.town(BOSHAN), "enterprise", name="演示甲厂")
    path = round_.make(round_.town(BOSHAN)).path
    twin = Path(shutil.copy(path, path.with_name("同一个.bsx")))
    became: list[Brought] = []
    found = look_at_all(round_.county, [path, twin], nobody)
    take_all(round_.county, found, became.append, nobody)
    assert [each.state for each in became] == ["taken", "again"]


def test_who_may_not_is_told_so_and_a_damaged_desk_is_no_fault_of_the_package(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    from boshan_desk.usecases.exchange import batches

    add(round_.town(BOSHAN), "enterprise", name="演示甲厂")
    path = round_.make(round_.town(BOSHAN)).path
    own = round_.county.folder / "desk.db"

    def broken(*_given: object, **_named: object) -> None:
        raise Damaged("{path} 已损坏", path=own)

    everybody = round_.county.officer
    round_.county.officer = with_roles("演示领导", ["leader"])
    with pytest.raises(NoRight):
        look_at_all(round_.county, [path], nobody)
    round_.county.officer = everybody
    monkeypatch.setattr(batches, "look", broken)
    with pytest.raises(Damaged):
        look_at_all(round_.county, [path], nobody)
