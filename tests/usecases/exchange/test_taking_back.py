"""A package that is taken back leaves the whole desk as it was before: what waited waits again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.station import Station
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import attachments, backups, closing, purging, records, rescue
from boshan_desk.usecases.county import add_member, county_text
from boshan_desk.usecases.desks import dump, make_desk
from boshan_desk.usecases.exchange import former, making
from boshan_desk.usecases.exchange.accepting import accept as accept_as
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.board import board
from boshan_desk.usecases.exchange.conflicts import resolve, set_aside
from boshan_desk.usecases.exchange.doubles import join, keep_apart
from boshan_desk.usecases.exchange.doubles_found import blocked
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.gathering import Wanted, gather_up
from boshan_desk.usecases.exchange.held import accept, refuse, try_again
from boshan_desk.usecases.exchange.held_rows import Key, held_rows
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import Made
from boshan_desk.usecases.exchange.parcels import parcels
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import Taken, take
from boshan_desk.usecases.exchange.taking_back import take_undo
from boshan_desk.usecases.exchange.waiting import count_waiting, waiting
from tests.conftest import TODAY
from tests.counties import ZIBO
from tests.plausible.inventing import uscc
from tests.usecases.exchange.rounds import (
    BOSHAN,
    QUARTER,
    YUCHENG,
    Round,
    add,
    county_round,
    edit,
    get,
    site,
    state,
)
from tests.usecases.test_rescue import NO_HISTORY, spoil

FIRM, EVENT, SERVICE, STATION = (
    KEPT[name] for name in ("enterprise", "event", "station_service", "station")
)
CLOSED = read_period("2026Q2")
ACTION: Mapping[str, Any] = {"theme": "daily", "place": "演示市场", "people": 3, "checked": 5}


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


@dataclass
class Stick:
    """What carries packages in these stories."""

    round: Round
    patch: pytest.MonkeyPatch

    @property
    def county(self) -> Desk:
        """The desk that takes packages in and takes them back."""
        return self.round.county

    def make_without(self, town: Desk, ledger: str) -> Made:
        """A package that lacks the records of a ledger, as one that was made by an older state."""

        def gather(*given: Any) -> Wanted:
            return {name: ids for name, ids in gather_up(*given).items() if name != ledger}

        with self.patch.context() as patch:
            patch.setattr(making, "gather_up", gather)
            return self.round.make(town)


@pytest.fixture
def stick(round_: Round, monkeypatch: pytest.MonkeyPatch) -> Stick:
    return Stick(round_, monkeypatch)


# ---------------------------------------------------------------- everything that a desk holds

_GROWS = frozenset({"step", "change", "serial", "alembic_version"})
"""The history, and how far numbers were given out: no number is given out twice."""
_OWN_STAMPS: Mapping[str, frozenset[str]] = {
    # What became of the package itself, and who has last written that down.
    "peer": frozenset({"at", "officer", "seal"}),
    # This office's own note of what a town handed in: to take it back is a write of its own.
    "town_report": frozenset({"dots", "changed_at", "changed_by", "seal"}),
}


def whole(desk: Desk, *, but: str = "") -> dict[str, set[str]]:
    """Every row of every table but the history; of packages all but the one that is named."""
    found: dict[str, set[str]] = {}
    with desk.read() as reader:
        ask = reader.connection.exec_driver_sql
        tables = ask("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        for table in set(tables) - _GROWS:
            leave = _OWN_STAMPS.get(table, frozenset())
            rows = [dict(row) for row in ask(f'SELECT * FROM "{table}"').mappings()]
            found[table] = {
                str({name: value for name, value in row.items() if name not in leave})
                for row in rows
                if table != "parcel" or row["digest"] != but
            }
    return found


def differing(one: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """The rows that are in one of two states of a desk alone, by table."""
    return {table: sorted(one[table] ^ other[table]) for table in one if one[table] != other[table]}


def held_reasons(desk: Desk) -> list[str]:
    with desk.read() as reader:
        return sorted(row["why"] for row in held_rows(reader))


# ---------------------------------------------------------------- what a package may find

Situation = Callable[[Stick], Made]
"""Brings the county into some state, and returns the package that is to be taken next."""


def records_and_a_conflict(stick: Stick) -> Made:
    round_ = stick.round
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    other = add(town, "enterprise", name="演示陶瓷厂")
    round_.send(town)
    round_.back(town)
    edit(town, "enterprise", firm, name="演示琉璃厂甲")
    edit(stick.county, "enterprise", firm, name="演示琉璃厂乙")
    edit(town, "enterprise", other, remark="演示镇里补记")
    edit(stick.county, "enterprise", other, address="演示路1号")
    add(town, "station", name="演示站")
    return round_.make(town)


def a_file(stick: Stick) -> Made:
    town = stick.round.town(BOSHAN)
    station = add(town, "station", name="演示站")
    stick.round.send(town)
    photo = stick.round.folder / "演示.txt"
    photo.write_text("演示照片")
    attachments.attach(town, STATION, station, photo)
    return stick.round.make(town)


def a_conflict_that_the_town_has_decided(stick: Stick) -> Made:
    made = records_and_a_conflict(stick)
    town = stick.round.towns[BOSHAN]
    stick.round.take(made)
    set_aside(stick.county, waiting(stick.county, kind="values"))
    stick.round.back(town)
    (matter,) = waiting(town, kind="values")
    resolve(town, [matter.item("ours")], reason="演示核定")
    return stick.round.make(town)


def a_row_that_a_newer_one_makes_needless(stick: Stick) -> Made:
    """What waited counted in a closed quarter; the town has moved its day since."""
    closing.close_period(stick.county, CLOSED)
    town = stick.round.town(BOSHAN)
    event = add(town, "event", title="演示培训", starts_on="2026-05-06")
    stick.round.send(town)
    set_aside(stick.county, waiting(stick.county))
    edit(town, "event", event, starts_on="2026-08-06")
    return stick.round.make(town)


def a_row_that_waited_for_what_comes(stick: Stick) -> Made:
    town = stick.round.town(BOSHAN)
    station = add(town, "station", name="演示站")
    add(town, "station_service", station_id=station, client="演示琉璃厂", served_on="2026-08-08")
    stick.round.take(stick.make_without(town, "station"))
    set_aside(stick.county, waiting(stick.county))
    with town.work("演示：再报", undoable=False) as work:
        work.set(making.ACKNOWLEDGED, "0")
    edit(town, "station", station, set_up_on="2026-01-01")
    return stick.make_without(town, "station_service")


def a_row_that_waited_and_joins_what_is_here(stick: Stick) -> Made:
    """Of the record here it changes one field; another was changed here meanwhile."""
    town = stick.round.town(BOSHAN)
    first = add(town, "station", name="演示站")
    service = add(
        town, "station_service", station_id=first, client="演示琉璃厂", served_on="2026-08-08"
    )
    stick.round.send(town)
    stick.round.back(town)
    second = add(town, "station", name="演示二站")
    edit(town, "station_service", service, station_id=second)
    stick.round.take(stick.make_without(town, "station"))
    edit(stick.county, "station_service", service, client="演示陶瓷厂")
    with town.work("演示：再报", undoable=False) as work:
        work.set(making.ACKNOWLEDGED, "0")
    edit(town, "station", second, set_up_on="2026-01-01")
    return stick.make_without(town, "station_service")


def enter_under_its_id(other: Desk, station: str) -> None:
    """Another town has a station of its own under the id of this one."""
    with other.work("演示：同一编号", undoable=False) as work:
        work.put(Station(id=station, name="演示域城站", town_code=YUCHENG))


def a_row_that_waited_and_turns_out_to_be_another_town_s(stick: Stick) -> Made:
    town, other = stick.round.town(BOSHAN), stick.round.town(YUCHENG)
    station = add(town, "station", name="演示站")
    add(town, "station_service", station_id=station, client="演示琉璃厂", served_on="2026-08-08")
    stick.round.take(stick.make_without(town, "station"))
    enter_under_its_id(other, station)
    return stick.round.make(other)


def a_second_state_of_a_row_that_waits(stick: Stick) -> Made:
    """Both would change what was reviewed; the second would do so in a closed quarter, too."""
    town = stick.round.town(BOSHAN)
    action = add(town, "enforcement_action", acted_on="2026-08-03", **ACTION)
    stick.round.send(town)
    records.move(stick.county, KEPT["enforcement_action"], [action], "reviewed")
    edit(town, "enforcement_action", action, checked=9)
    stick.round.send(town)
    set_aside(stick.county, waiting(stick.county))
    edit(town, "enforcement_action", action, place="演示商场")
    return stick.round.make(town)


def a_newer_state_of_what_waits_that_waits_for_more(stick: Stick) -> Made:
    """What waited for a record comes in with it; its newer day lies in a closed quarter."""
    closing.close_period(stick.county, CLOSED)
    a_row_that_waited_for_what_comes(stick)
    town = stick.round.towns[BOSHAN]
    (service,) = [matter.id for matter in waiting(stick.county)]
    edit(town, "station_service", service, served_on="2026-05-08")
    with town.work("演示：再报", undoable=False) as work:
        work.set(making.ACKNOWLEDGED, "0")
    return stick.round.make(town)


def a_row_that_waits_for_another_reason_now(stick: Stick) -> Made:
    """What lacks its record lies in a quarter, too, that was closed since."""
    town = stick.round.town(BOSHAN)
    station = add(town, "station", name="演示站")
    served = {"client": "演示琉璃厂", "served_on": "2026-05-08"}
    add(town, "station_service", station_id=station, **served)
    stick.round.take(stick.make_without(town, "station"))
    closing.close_period(stick.county, CLOSED)
    return stick.make_without(town, "station")


def something_that_was_turned_down(stick: Stick) -> Made:
    closing.close_period(stick.county, CLOSED)
    town = stick.round.town(BOSHAN)
    event = add(town, "event", title="演示培训", starts_on="2026-05-06")
    stick.round.send(town)
    refuse(stick.county, [("event", event, site(town))], "演示：不在本季")
    edit(town, "event", event, place="演示礼堂")
    return stick.round.make(town)


def the_very_thing_that_was_turned_down(stick: Stick) -> Made:
    closing.close_period(stick.county, CLOSED)
    town = stick.round.town(BOSHAN)
    event = add(town, "event", title="演示培训", starts_on="2026-05-06")
    stick.round.send(town)
    refuse(stick.county, [("event", event, site(town))], "演示：不在本季")
    with town.work("演示：再报", undoable=False) as work:
        work.set(making.ACKNOWLEDGED, "0")
    edit(town, "event", add(town, "event", title="演示讲座"), starts_on="2026-08-01")
    return stick.round.make(town)


def a_likely_duplicate(stick: Stick) -> Made:
    town = stick.round.town(BOSHAN)
    number = uscc(Random(1))
    add(stick.county, "enterprise", name="演示琉璃厂", uscc=number, town_code=BOSHAN)
    add(town, "enterprise", name="演示琉璃厂", uscc=number)
    return stick.round.make(town)


def a_package_that_came_before_an_older_one(stick: Stick) -> Made:
    town = stick.round.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    stick.round.send(town)
    stick.round.back(town)
    add(town, "enterprise", name="演示陶瓷厂")
    older = stick.round.make(town)
    add(town, "enterprise", name="演示搪瓷厂")
    newer = stick.round.make(town)
    stick.round.take(newer)
    return older


def a_town_that_began_anew(stick: Stick) -> Made:
    """Its desk was restored from a backup, and so has another life."""
    town = stick.round.town(BOSHAN)
    folder = town.folder
    add(town, "enterprise", name="演示琉璃厂")
    kept = backups.back_up(town)
    stick.round.send(town)
    town.close()
    backups.restore(folder, kept, officer=anyone("演示镇员"))
    with open_desk(folder, officer="演示镇员") as again:
        add(again, "enterprise", name="演示陶瓷厂")
        return stick.round.make(again)


def a_whole_report(stick: Stick) -> Made:
    town = stick.round.town(BOSHAN)
    add(town, "event", title="演示培训", starts_on="2026-08-06")
    stick.round.send(town)
    add(town, "event", title="演示讲座", starts_on="2026-08-07")
    return stick.round.make(town, statement="whole")


SITUATIONS: Mapping[Situation, set[str]] = {
    records_and_a_conflict: {"enterprise", "station", "conflict", "origin"},
    a_file: {"attachment", "origin"},
    a_conflict_that_the_town_has_decided: {"enterprise", "conflict"},
    a_row_that_a_newer_one_makes_needless: {"event", "held"},
    a_row_that_waited_for_what_comes: {"station", "station_service", "held"},
    a_row_that_waited_and_joins_what_is_here: {"station", "station_service", "held"},
    a_row_that_waited_and_turns_out_to_be_another_town_s: {"station", "held"},
    a_second_state_of_a_row_that_waits: {"held"},
    a_newer_state_of_what_waits_that_waits_for_more: {"station", "station_service", "held"},
    a_row_that_waits_for_another_reason_now: {"held"},
    something_that_was_turned_down: {"held"},
    the_very_thing_that_was_turned_down: {"held", "event"},
    a_likely_duplicate: {"enterprise", "double"},
    a_package_that_came_before_an_older_one: set(),
    a_town_that_began_anew: {"enterprise", "peer"},
    a_whole_report: {"event", "town_report"},
}
"""What a package may find, and which tables it changes besides that of packages."""


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
def test_what_is_taken_back_leaves_everything_as_it_was(stick: Stick, situation: Situation) -> None:
    made = situation(stick)
    county = stick.county
    before, told = whole(county, but=made.digest), state(county)
    taken = stick.round.take(made)
    after, told_after = whole(county, but=made.digest), state(county)
    assert SITUATIONS[situation] <= set(differing(before, after))
    take_undo(county, taken.number)
    assert differing(before, whole(county, but=made.digest)) == {}
    assert state(county) == told
    # It can be taken again, and taken back again.
    again = stick.round.take(made)
    assert not again.again
    assert state(county) == told_after
    assert set(differing(before, whole(county, but=made.digest))) == set(differing(before, after))
    take_undo(county, again.number)
    assert differing(before, whole(county, but=made.digest)) == {}
    with pytest.raises(Missing, match="已经撤销"):
        take_undo(county, again.number)


def test_the_history_of_a_taking_holds_no_value_of_what_waited(stick: Stick) -> None:
    made = a_row_that_a_newer_one_makes_needless(stick)
    taken = stick.round.take(made)
    with stick.county.read() as reader:
        sql = "SELECT detail FROM step WHERE n = ?"
        detail = reader.connection.exec_driver_sql(sql, (taken.number,)).scalar_one()
    assert json.loads(detail)["kind"] == "take"
    assert "演示" not in detail
    assert "2026-05-06" not in detail


# ---------------------------------------------------------------- what was let go is nowhere


def formers(desk: Desk) -> list[dict[str, Any]]:
    """The rows that tell how others were."""
    with desk.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT * FROM held").mappings()
        return [dict(row) for row in rows if row["why"].startswith("was ")]


def a_reviewed_firm_that_was_returned(stick: Stick) -> tuple[Made, str]:
    """A change of it has waited; the next one comes in and has seen it."""
    town = stick.round.town(BOSHAN)
    number = uscc(Random(1))
    firm = add(town, "enterprise", name="演示琉璃厂", uscc=number, legal_rep="演示某甲")
    stick.round.send(town)
    records.move(stick.county, FIRM, [firm], "reviewed")
    edit(town, "enterprise", firm, legal_rep="演示某乙")
    stick.round.send(town)
    assert held_reasons(stick.county) == ["reviewed"]
    records.move(stick.county, FIRM, [firm], "returned", reason="演示：请更正")
    edit(town, "enterprise", firm, legal_rep="演示某丙")
    return stick.round.make(town), firm


def test_what_a_taking_let_go_waits_no_more_counts_no_more_and_is_told_nowhere(
    stick: Stick,
) -> None:
    made, firm = a_reviewed_firm_that_was_returned(stick)
    county = stick.county
    stick.round.take(made)
    (kept,) = formers(county)
    assert "演示某乙" in kept["row"]
    other = add(county, "enterprise", name="演示陶瓷厂", town_code=BOSHAN)
    assert waiting(county, kind="reviewed") == []
    with county.read() as reader:
        assert sum(count_waiting(reader).values()) == 0
        a, b = (reader.get(FIRM.record, id) for id in (firm, other))
        assert blocked(reader, FIRM, a, b) == ""
    (line,) = [each for each in board(county, QUARTER).lines if each.town == BOSHAN]
    assert (line.held, line.aside) == (0, 0)
    assert not [text for text in dump(county) if '"held"' in text]
    assert try_again(county).left == 0
    assert formers(county) == [kept]


def test_a_purge_clears_what_was_let_go_and_it_does_not_come_back(stick: Stick) -> None:
    made, firm = a_reviewed_firm_that_was_returned(stick)
    county = stick.county
    taken = stick.round.take(made)
    purging.purge(county, FIRM, firm, "演示：本人申请")
    assert formers(county) == []
    with pytest.raises(Moved):
        take_undo(county, taken.number)
    assert held_reasons(county) == []


def test_a_desk_that_was_rescued_knows_of_no_work_that_could_be_taken_back(stick: Stick) -> None:
    made, _firm = a_reviewed_firm_that_was_returned(stick)
    stick.round.take(made)
    stick.county.close()
    folder = stick.round.folder / "county"
    spoil(folder, NO_HISTORY)
    rescue.salvage(folder, officer=anyone("演示区员"))
    with open_desk(folder, officer="演示区员") as desk:
        assert formers(desk) == []
        with desk.read() as reader:
            came = parcels(reader, way="in")
            assert {(each.step, each.state) for each in came} == {(0, "taken")}
        with pytest.raises(Missing):
            take_undo(desk, 0)


# ---------------------------------------------------------------- what happened between


def test_what_it_brought_and_another_package_let_in_is_in_the_way(stick: Stick) -> None:
    """The other package is taken back first."""
    round_, county = stick.round, stick.county
    town, other = round_.town(BOSHAN), round_.town(YUCHENG)
    station = add(town, "station", name="演示站")
    service = add(
        town, "station_service", station_id=station, client="演示琉璃厂", served_on="2026-08-08"
    )
    made = stick.make_without(town, "station")
    before = whole(county, but=made.digest)
    first = round_.take(made)
    station_here = {"name": "演示站", "town_code": BOSHAN}
    records.add(county, STATION, station_here, id=station)
    add(other, "enterprise", name="演示域城厂")
    second = round_.send(other)
    assert get(county, "station_service", service) is not None
    with pytest.raises(Moved, match="演示琉璃厂"):
        take_undo(county, first.number)
    take_undo(county, second.number)
    assert held_reasons(county) == ["link"]
    take_undo(county, first.number)
    assert held_reasons(county) == []
    assert whole(county)["held"] == before["held"]


def test_what_another_package_made_needless_comes_back_with_neither(stick: Stick) -> None:
    """Taken back out of turn: what the first brought is not brought back by the second."""
    round_, county = stick.round, stick.county
    town, other = round_.town(BOSHAN), round_.town(YUCHENG)
    station = add(town, "station", name="演示站")
    add(town, "station_service", station_id=station, client="演示琉璃厂", served_on="2026-08-08")
    first = round_.take(stick.make_without(town, "station"))
    enter_under_its_id(other, station)
    second = round_.send(other)
    assert held_reasons(county) == []
    take_undo(county, first.number)
    take_undo(county, second.number)
    assert whole(county)["held"] == set()


def reviewed_action(stick: Stick) -> tuple[Desk, str, Taken]:
    """A change of what was reviewed came in and waits."""
    town = stick.round.town(BOSHAN)
    action = add(town, "enforcement_action", acted_on="2026-08-03", **ACTION)
    stick.round.send(town)
    records.move(stick.county, KEPT["enforcement_action"], [action], "reviewed")
    edit(town, "enforcement_action", action, checked=9)
    return town, action, stick.round.send(town)


@pytest.mark.parametrize("decide", [accept, refuse], ids=["let in", "turned down"])
def test_what_a_person_has_decided_since_is_in_the_way(
    stick: Stick, decide: Callable[..., object]
) -> None:
    town, action, taken = reviewed_action(stick)
    decide(stick.county, [("enforcement_action", action, site(town))], reason="演示核对")
    before = whole(stick.county)
    with pytest.raises(Moved):
        take_undo(stick.county, taken.number)
    assert whole(stick.county) == before


def test_what_a_person_tried_again_and_let_in_is_in_the_way(stick: Stick) -> None:
    round_, county = stick.round, stick.county
    town = round_.town(BOSHAN)
    station = add(town, "station", name="演示站")
    add(town, "station_service", station_id=station, client="演示琉璃厂", served_on="2026-08-08")
    taken = round_.take(stick.make_without(town, "station"))
    records.add(county, STATION, {"name": "演示站", "town_code": BOSHAN}, id=station)
    assert try_again(county).taken == 1
    with pytest.raises(Moved):
        take_undo(county, taken.number)


def test_what_was_turned_down_and_is_not_here_goes_with_its_package(stick: Stick) -> None:
    closing.close_period(stick.county, CLOSED)
    town = stick.round.town(BOSHAN)
    event = add(town, "event", title="演示培训", starts_on="2026-05-06")
    first = stick.round.send(town)
    edit(town, "event", event, place="演示礼堂")
    second = stick.round.send(town)
    refuse(stick.county, [("event", event, site(town))], "演示：不在本季")
    assert sum(line.held for line in board(stick.county, QUARTER).lines) == 0
    take_undo(stick.county, second.number)
    # Of the first package it stays turned down.
    assert held_reasons(stick.county) == ["refused"]
    take_undo(stick.county, first.number)
    assert held_reasons(stick.county) == []


def a_state_let_go_of_two(stick: Stick) -> tuple[Key, Taken]:
    """Of a row that waited with two states a package has let one go."""
    round_, county = stick.round, stick.county
    town, other = round_.town(BOSHAN), round_.town(YUCHENG)
    station, second = (add(town, "station", name=name) for name in ("演示站", "演示二站"))
    served = {"client": "演示琉璃厂", "served_on": "2026-08-08"}
    service = add(town, "station_service", station_id=station, **served)
    round_.take(stick.make_without(town, "station"))
    edit(town, "station_service", service, station_id=second)
    round_.take(stick.make_without(town, "station"))
    enter_under_its_id(other, station)
    taken = round_.send(other)
    assert (len(formers(county)), held_reasons(county)) == (1, ["link"])
    return ("station_service", service, site(town)), taken


def states_held(desk: Desk) -> list[int]:
    """How many states each row has that waits."""
    with desk.read() as reader:
        return [len(json.loads(row["row"])) for row in held_rows(reader)]


def test_what_was_turned_down_since_stays_so_with_what_comes_back(stick: Stick) -> None:
    key, taken = a_state_let_go_of_two(stick)
    refuse(stick.county, [key], "演示：重复")
    take_undo(stick.county, taken.number)
    assert (held_reasons(stick.county), states_held(stick.county)) == (["refused"], [2])


def test_what_was_put_aside_since_stays_so_with_what_comes_back(stick: Stick) -> None:
    _key, taken = a_state_let_go_of_two(stick)
    set_aside(stick.county, waiting(stick.county))
    take_undo(stick.county, taken.number)
    (matter,) = waiting(stick.county)
    assert (matter.aside, states_held(stick.county)) == (True, [2])


def test_what_was_put_aside_since_stays_aside(stick: Stick) -> None:
    town, action, _taken = reviewed_action(stick)
    edit(town, "enforcement_action", action, place="演示商场")
    second = stick.round.send(town)
    set_aside(stick.county, waiting(stick.county))
    take_undo(stick.county, second.number)
    (matter,) = waiting(stick.county)
    assert matter.aside
    assert "演示商场" not in str(matter.lines)


def test_two_that_were_found_to_be_two_stay_two(stick: Stick) -> None:
    made = a_likely_duplicate(stick)
    taken = stick.round.take(made)
    (pair,) = waiting(stick.county, kind="double")
    keep_apart(stick.county, [(pair.ledger, pair.id, pair.register)])
    take_undo(stick.county, taken.number)
    stick.round.take(made)
    assert waiting(stick.county, kind="double") == []


def test_what_was_joined_since_is_in_the_way(stick: Stick) -> None:
    taken = stick.round.take(a_likely_duplicate(stick))
    (pair,) = waiting(stick.county, kind="double")
    join(stick.county, FIRM, keep=pair.id, drop=pair.register)
    before = whole(stick.county)
    with pytest.raises(Moved, match="演示琉璃厂"):
        take_undo(stick.county, taken.number)
    assert whole(stick.county) == before


def test_a_desk_that_was_restored_since_takes_it_back_as_well(stick: Stick) -> None:
    made = a_row_that_a_newer_one_makes_needless(stick)
    before = whole(stick.county)
    taken = stick.round.take(made)
    kept = backups.back_up(stick.county)
    stick.county.close()
    folder = stick.round.folder / "county"
    backups.restore(folder, kept, officer=anyone("演示区员"))
    with open_desk(folder, officer="演示区员") as desk:
        take_undo(desk, taken.number)
        after = whole(desk)
    for table in ("event", "held", "conflict", "origin", "double", "peer"):
        assert after[table] == before[table]


def test_what_leads_to_a_record_that_would_go_is_in_the_way(stick: Stick) -> None:
    town = stick.round.town(BOSHAN)
    station = add(town, "station", name="演示站")
    taken = stick.round.send(town)
    served = {"station_id": station, "client": "演示琉璃厂", "served_on": "2026-08-08"}
    records.add(stick.county, SERVICE, served)
    before = whole(stick.county)
    with pytest.raises(Moved, match="演示琉璃厂"):
        take_undo(stick.county, taken.number)
    assert whole(stick.county) == before


def test_a_report_that_went_on_loses_only_the_records_that_go(stick: Stick) -> None:
    """Two desks hand in for one town; what the first brought goes."""
    round_, county = stick.round, stick.county
    one, two = round_.town(BOSHAN), round_.town(BOSHAN, name="second")
    add(one, "event", title="演示培训", starts_on="2026-08-06")
    first = round_.take(round_.make(one, statement="whole"))
    add(two, "event", title="演示讲座", starts_on="2026-08-07")
    round_.take(round_.make(two, statement="whole"))

    def rows() -> list[int | None]:
        with county.read() as reader:
            return [each.rows for each in reader.all(TownReport)]

    assert rows() == [2]
    take_undo(county, first.number)
    assert rows() == [1]


def test_what_came_of_another_computer_waits_again_for_somebody_to_find_out(stick: Stick) -> None:
    round_, county = stick.round, stick.county
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town)
    with town.work("演示：另一台", undoable=False) as work:
        work.drop_row("parcel", made.digest)
    add(town, "enterprise", name="演示另一厂")
    other = round_.make(town)
    round_.take(made)
    with pytest.raises(Refused, match="两台电脑"):
        round_.take(other)
    before = whole(county, but=other.digest)

    def parcel() -> tuple[str, int]:
        with county.read() as reader:
            (found,) = [each for each in parcels(reader) if each.digest == other.digest]
        return found.state, found.epoch

    known = parcel()
    for _turn in range(2):
        with look(county, other.path, despite=True) as seen:
            taken = take(county, seen)
        assert differing(before, whole(county, but=other.digest)).keys() >= {"enterprise", "peer"}
        take_undo(county, taken.number)
        assert differing(before, whole(county, but=other.digest)) == {}
        assert parcel() == known
    with pytest.raises(Refused, match="暂停接收"):
        round_.send(town)


def test_what_an_older_program_took_in_is_taken_back_as_it_was(stick: Stick) -> None:
    """It wrote down which rows had waited, and no more."""
    made = a_row_that_waited_for_what_comes(stick)
    (matter,) = waiting(stick.county)
    key = [matter.ledger, matter.id, matter.register]
    with stick.patch.context() as patch:
        patch.setattr(former, "keep", lambda *_given: {"from_held": [key]})
        taken = stick.round.take(made)
    assert held_reasons(stick.county) == []
    assert take_undo(stick.county, taken.number) == 2
    assert held_reasons(stick.county) == ["link"]
    assert get(stick.county, "station_service", matter.id) is None


# ---------------------------------------------------------------- what went up


@contextmanager
def city_above(round_: Round) -> Iterator[Desk]:
    """The desk of a city that the county has joined."""
    make_desk(round_.folder / "city", county=ZIBO, bare=True)
    with open_desk(round_.folder / "city", clock=Clock(TODAY), officer="演示市员") as city:
        add_member(city, county_text(round_.county))
        asked = request(round_.county, round_.stick)
        given = enrol(city, read_request(city, asked.path), round_.stick)
        accept_as(round_.county, given.path)
        yield city


def test_what_went_up_to_the_city_is_not_taken_back(stick: Stick) -> None:
    """There it would stand for good: what is gone here goes into no package."""
    round_, county = stick.round, stick.county
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    first = round_.send(town)
    with city_above(round_) as city:
        round_.take(round_.make(county), city)
        before = whole(county)
        with pytest.raises(Moved, match="已随第01包报送上级"):
            take_undo(county, first.number)
        assert whole(county) == before
        # What came since has not gone up, and can be taken back still.
        edit(town, "enterprise", firm, remark="演示补记")
        second = round_.send(town)
        take_undo(county, second.number)
        assert get(county, "enterprise", firm).remark is None
        round_.take(round_.make(county), city)
        assert get(city, "enterprise", firm) == get(county, "enterprise", firm)


def test_what_went_up_before_a_rescue_is_not_in_the_way_of_what_came_since(stick: Stick) -> None:
    """Works are numbered from one again: the span of an old package says nothing of them."""
    round_, county = stick.round, stick.county
    town = round_.town(BOSHAN)
    for n in range(8):
        add(county, "enterprise", name=f"演示{n}厂", town_code=BOSHAN)
    with city_above(round_) as city:
        round_.take(round_.make(county), city)
    county.close()
    folder = round_.folder / "county"
    spoil(folder, NO_HISTORY)
    rescue.salvage(folder, officer=anyone("演示区员"))
    with open_desk(folder, clock=Clock(TODAY), officer="演示区员") as again:
        round_.county = again
        firm = add(town, "enterprise", name="演示琉璃厂")
        taken = round_.send(town)
        with again.read() as reader:
            assert taken.number < max(each.upto_n for each in parcels(reader, way="out"))
        take_undo(again, taken.number)
        assert get(again, "enterprise", firm) is None
