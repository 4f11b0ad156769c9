"""What goes down beside the records, so that a town counts as its county does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from boshan_desk import __version__
from boshan_desk.assets import asset
from boshan_desk.domain.county import load_county
from boshan_desk.domain.officers import with_roles
from boshan_desk.domain.problems import Refused
from boshan_desk.exchange.manifest import Base, Calendar, Head, Manifest
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import SCHEMA
from boshan_desk.usecases import lawfiles, records
from boshan_desk.usecases.county import change_county, remove_unit
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.exchange.carried import carried_of, take_carried
from boshan_desk.usecases.exchange.enrolling import revoke
from boshan_desk.usecases.exchange.oddities import calendar_of, notes_on
from boshan_desk.usecases.exchange.peers import Peer, above, peer_of, up
from boshan_desk.usecases.plans.packs import list_plans, load_plan, set_status
from tests.conftest import TODAY
from tests.usecases.exchange.enrolled import BAITA, Office

NEXT_YEAR = """
year = 2027
title = "演示2027年节假日安排"
notice = "演示〔2026〕1号"
issued = 2026-11-01
source = "演示"

off = [
  ["2027-01-01", "元旦"], ["2027-02-05", "春节"], ["2027-02-06", "春节"], ["2027-02-07", "春节"],
]
work = []
"""


@pytest.fixture
def office(office: Office) -> Office:
    """An office whose town has joined its county."""
    office.join()
    return office


def carried(office: Office) -> list[dict[str, Any]]:
    """What the county sends its town now."""
    with office.county().read() as reader:
        peer = peer_of(reader, office.town().site.partition(".")[0])
        assert peer is not None
        return list(carried_of(reader, peer))


def take(desk: Desk, lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """Take them at a desk, as when a return package is taken."""
    with desk.work("演示", undoable=False) as work:
        words = take_carried(work, lines)
    desk.look_again()
    lawfiles.recount(desk)
    return words


def load_year(desk: Desk) -> None:
    lawfiles.load(desk, lawfiles.look_at(desk, NEXT_YEAR))


def calendars(desk: Desk) -> dict[str, Any]:
    with desk.read() as reader:
        return calendar_of(reader)


def test_what_is_the_same_changes_nothing(office: Office) -> None:
    assert take(office.town(), carried(office)) == []
    with office.town().read() as reader:
        before = reader.head().number
    take(office.town(), carried(office))
    with office.town().read() as reader:
        assert reader.head().number == before


def test_names_of_towns_and_departments_follow_the_county(office: Office) -> None:
    county, town = office.county(), office.town()
    change_county(county, bureau="演示区市场监督管理局", short="演")
    assert town.county.bureau != "演示区市场监督管理局"
    assert any("区县资料" in each for each in take(town, carried(office)))
    assert town.county == county.county
    assert town.level == "town"
    assert town.own_towns == (BAITA,)
    assert not check(town.folder).findings


def test_a_county_pack_that_drops_what_records_use_is_left_out(office: Office) -> None:
    county, town = office.county(), office.town()
    unit = county.county.units[-1].code
    slip = {"level": "red", "item": "演示", "period": "2026Q2", "unit": unit, "state": "draft"}
    records.add(town, KEPT["supervision"], slip)
    remove_unit(county, unit)
    words = take(town, carried(office))
    assert any(unit in each and "没有接收" in each for each in words)
    assert town.county == load_county("boshan")


def test_plans_and_their_status_follow_the_county(office: Office) -> None:
    county, town = office.county(), office.town()
    set_status(county, "urumqi-2020", "reference")
    set_status(county, "boshan-2022", "off")
    take(town, carried(office))
    statuses = {row.plan.code: row.status for row in list_plans(town)}
    assert statuses["urumqi-2020"] == "reference"
    assert statuses["boshan-2022"] == "off"
    assert not check(town.folder).findings


def test_a_plan_that_the_county_loaded_comes_as_a_whole(office: Office) -> None:
    county, town = office.county(), office.town()
    text = asset("resources", "plans", "urumqi-2020.toml").read_text("utf-8")
    load_plan(county, text.replace('short = "', 'short = "演示', 1), status="active")
    assert any("演示" in each for each in take(town, carried(office)))
    assert [p.short for p in town.plans] == [p.short for p in county.plans]


def test_a_plan_of_a_newer_program_is_named_and_the_rest_taken(office: Office) -> None:
    load_year(office.county())
    lines = carried(office)
    lines.insert(
        1, {"what": "plan", "code": "mars-2030", "status": "active", "text": "", "sha256": ""}
    )
    words = take(office.town(), lines)
    assert any("新版程序" in each for each in words)
    assert calendars(office.town()) == calendars(office.county())


def test_calendars_rules_and_closed_days_come_down_and_go_again(office: Office) -> None:
    county, town = office.county(), office.town()
    load_year(county)
    lawfiles.add_own_day(county, date(2026, 10, 12), False, "演示停水")
    assert calendars(town) != calendars(county)
    words = take(town, carried(office))
    assert any("2027年" in each for each in words)
    assert any("停止办公" in each for each in words)
    assert calendars(town) == calendars(county)
    with town.read() as reader:
        assert lawfiles.is_current(reader)
        assert not reader.law.days.is_workday(date(2026, 10, 12))
    lawfiles.drop(county, "calendar", "2027")
    lawfiles.remove_own_day(county, date(2026, 10, 12))
    words = take(town, carried(office))
    assert any("2027" in each for each in words)
    assert any("取消" in each for each in words)
    assert calendars(town) == calendars(county)
    assert not check(town.folder).findings


def test_what_the_town_loaded_itself_stays(office: Office) -> None:
    town = office.town()
    load_year(town)
    lawfiles.add_own_day(town, date(2026, 10, 13), False, "演示停电")
    assert take(town, carried(office)) == []
    assert calendars(town)["last_year"] == 2027
    lawfiles.add_own_day(office.county(), date(2026, 10, 12), False, "演示停水")
    take(town, carried(office))
    with town.read() as reader:
        assert [each.day.day for each in lawfiles.own_days(reader)] == [12, 13]


def test_a_part_that_cannot_be_read_lets_nothing_go(office: Office) -> None:
    county, town = office.county(), office.town()
    load_year(county)
    take(town, carried(office))
    lines = [
        line | {"text": "year = 'x'"} if line["what"] == "law" else line for line in carried(office)
    ]
    words = take(town, lines)
    assert any("没有接收" in each for each in words)
    assert calendars(town)["last_year"] == 2027


def test_a_list_that_did_not_fit_lets_nothing_go(office: Office) -> None:
    county, town = office.county(), office.town()
    load_year(county)
    take(town, carried(office))
    short = [line for line in carried(office) if line["what"] != "law"]
    assert take(town, [*short, {"what": "more"}]) == []
    assert calendars(town)["last_year"] == 2027


def test_report_deadlines_come_down(office: Office) -> None:
    from boshan_desk.domain.officers import Right

    with office.county().work("演示") as work:
        work.set("report_due_days", "10", needs=Right.SETTINGS)
    assert any("10" in each for each in take(office.town(), carried(office)))
    with office.town().read() as reader:
        assert reader.setting("report_due_days") == "10"


HOSTILE: list[dict[str, Any]] = [
    {},
    {"what": None},
    {"what": ["county"]},
    {"what": "__class__"},
    {"what": "setting", "name": "site", "value": "1"},
    {"what": "setting", "name": "exchange_secret", "value": "1"},
    {"what": "setting", "name": "report_due_days", "value": "-1"},
    {"what": "setting", "name": "report_due_days", "value": "９"},
    {"what": "setting", "name": "report_due_days", "value": 9},
    {"what": "setting"},
    {"what": "county"},
    {"what": "county", "id": "boshan", "text": ""},
    {"what": "county", "id": "boshan", "text": "[" * 5000},
    {"what": "county", "id": "boshan", "text": "towns = 5"},
    {"what": "county", "id": "x" * 500, "text": "a = 1"},
    {"what": "plan", "code": "boshan-2022", "status": "gone", "text": "", "sha256": ""},
    {"what": "plan", "code": "", "status": "active", "text": "", "sha256": ""},
    {"what": "plan", "code": "x", "status": "active", "text": "code = 1", "sha256": ""},
    {"what": "plan", "code": "x", "status": "active", "text": "[" * 5000, "sha256": ""},
    {"what": "law", "kind": "calendar", "name": "2027", "text": "["},
    {"what": "law", "kind": "calendar", "name": "2028", "text": NEXT_YEAR},
    {"what": "law", "kind": "lies", "name": "x", "text": ""},
    {"what": "law", "kind": "limits", "name": "limits", "text": "x = [" * 3000},
    {"what": "law", "kind": "limits", "name": "limits", "text": ""},
    {"what": "day", "day": "2026-02-31", "works": 0, "reason": "x"},
    {"what": "day", "day": "9999-12-31", "works": 0, "reason": "x"},
    {"what": "day", "day": "2026-10-12", "works": 2, "reason": "x"},
    {"what": "day", "day": "2026-10-12", "works": 0, "reason": ""},
    {"what": "day", "day": "20261012", "works": 0, "reason": "x"},
    {"what": "news", "state": "gone", "key": "", "why": ""},
    {"what": "news", "state": ["active"], "key": "", "why": ""},
    {"what": "news"},
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_line_is_named_and_changes_nothing(office: Office, line: dict[str, Any]) -> None:
    town = office.town()
    before = state(town)
    words = take(town, [line])
    assert len(words) == 1
    assert state(town) == before


def state(desk: Desk) -> object:
    with desk.read() as reader:
        tables = ("setting", "pack", "lawfile", "own_day", "peer")
        return [
            reader.connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY 1, 2').all()
            for table in tables
        ]


def test_hostile_lines_do_not_stop_the_good_ones(office: Office) -> None:
    load_year(office.county())
    lines = carried(office)
    take(office.town(), [*HOSTILE, *lines])
    assert calendars(office.town()) == calendars(office.county())


def test_a_clerk_without_the_right_to_settings_takes_what_the_county_sends(office: Office) -> None:
    load_year(office.county())
    town = office.town()
    lines = carried(office)
    town.officer = with_roles("演示录入", ["entry"])
    assert take(town, lines)
    assert calendars(town) == calendars(office.county())


def test_a_desk_that_was_switched_off_is_told_so_and_no_more(office: Office) -> None:
    county, town = office.county(), office.town()
    revoke(county, town.site.partition(".")[0], "演示停用")
    lines = carried(office)
    assert [line["what"] for line in lines] == ["news"]
    assert any("已被" in each and "演示停用" in each for each in take(town, lines))
    with town.read() as reader:
        top = up(reader)
        assert top is not None
        assert not top.active
        with pytest.raises(Refused, match="停用（演示停用）"):
            above(reader)


# Whether both sides count alike


def manifest(office: Office, **changed: Any) -> Manifest:
    """What a package of the town says of itself."""
    told = calendars(office.town())
    made = Manifest(
        kind="package",
        site=office.town().site.partition(".")[0],
        epoch=1,
        seq=1,
        sender="",
        sender_name="白塔镇",
        recipient="",
        program=__version__,
        schema=SCHEMA,
        made_at=f"{TODAY.isoformat()}T09:00:00",
        period="",
        statement="",
        from_n=0,
        upto_n=1,
        base=Base("0" * 8, 1, 1),
        trail=(),
        head=Head(1, ""),
        holds={},
        calendar=Calendar(told["last_year"], told["digest"]),
        files={},
    )
    return replace(made, **changed)


def notes(office: Office, **changed: Any) -> list[str]:
    sent = manifest(office, **changed)
    with office.county().read() as reader:
        peer: Peer | None = peer_of(reader, sent.site)
        assert peer is not None
        return notes_on(reader, peer, sent)


def test_a_desk_that_counts_alike_is_not_spoken_of(office: Office) -> None:
    assert notes(office) == []


def test_a_town_with_an_old_calendar_is_named(office: Office) -> None:
    load_year(office.county())
    (words,) = notes(office)
    assert "白塔镇" in words
    assert "只到2026年，本机已到2027年" in words
    assert "随回执带去" in words
    take(office.town(), carried(office))
    assert notes(office) == []


def test_a_town_with_a_newer_calendar_asks_the_county_to_load_it(office: Office) -> None:
    load_year(office.town())
    (words,) = notes(office)
    assert "本机只到2026年" in words
    assert "随回执" not in words


def test_a_town_with_days_of_its_own_is_named(office: Office) -> None:
    lawfiles.add_own_day(office.town(), date(2026, 10, 13), False, "演示停电")
    (words,) = notes(office)
    assert "与本机不同" in words


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"program": "0.1.0"}, "旧"),
        ({"schema": SCHEMA - 1}, "旧"),
        ({"program": "99.0"}, "新"),
        ({"schema": SCHEMA + 1}, "新"),
        ({"program": "9" * 40}, ""),
        ({"made_at": "1970-01-01T00:00:00"}, "1970-01-01"),
        ({"made_at": "2038-02-01T00:00:00"}, "2038-02-01"),
        ({"made_at": "2026-10-09T09:00:00+08:00"}, ""),
    ],
)
def test_an_odd_program_or_clock_is_named(
    office: Office, changed: dict[str, Any], word: str
) -> None:
    words = notes(office, **changed)
    assert len(words) == bool(word)
    if word:
        assert word in words[0]
