"""The sample county: its size, its rhythm, and that nothing in it belongs to anybody."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.codes import lists_of, load_county
from boshan_desk.domain.fields import Codes
from boshan_desk.domain.identifiers import id_check_character, uscc_check_character
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import quarter
from boshan_desk.i18n import choose_language
from boshan_desk.indicators.towns import silent_towns, towns_without_station
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Attendee
from boshan_desk.ledgers.station import Station
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import sheets
from boshan_desk.usecases.figures import Rows
from boshan_desk.usecases.sample import LAST, SETTINGS, TODAY, fill, make_records

ABOUT = {
    "station": 40, "station_service": 600, "gi_right": 15, "gi_user": 60, "gi_year": 55,
    "gi_check": 90, "case": 250, "enforcement_action": 150, "event": 200, "attendee": 500,
    "media": 60, "enterprise": 120,
}  # fmt: skip


@pytest.fixture(scope="module")
def county(sample_desk: Desk) -> dict[str, list[Record]]:
    """Every record of the sample county."""
    with sample_desk.read() as reader:
        return {name: list(reader.all(ledger.record)) for name, ledger in LEDGERS.items()}


def test_every_ledger_has_about_as_many_records_as_a_real_one(
    county: dict[str, list[Record]],
) -> None:
    assert set(ABOUT) == set(LEDGERS)
    for name, about in ABOUT.items():
        assert abs(len(county[name]) - about) <= about * 0.1, name


def test_the_same_seed_gives_the_same_records() -> None:
    boshan = load_county("boshan")
    first, second = list(make_records(boshan)), list(make_records(boshan))
    assert first == second
    assert len({record.id for record in first}) == len(first)


def test_two_fillings_differ_only_in_the_time_of_writing(sample_desk: Desk, tmp_path: Path) -> None:
    make(tmp_path / "again", county="boshan", settings=SETTINGS)
    told: list[tuple[int, int, str]] = []
    with open_desk(tmp_path / "again", officer="演示员") as again:
        count = fill(again, progress=lambda done, of, words: told.append((done, of, words)))
        assert _plain(again) == _plain(sample_desk)
        assert again.clock.today() == TODAY == date(2026, 10, 9)
    assert told[0][0] == 0
    assert told[-1][:2] == (count, count)


def _plain(desk: Desk) -> list[Record]:
    with desk.read() as reader:
        return [
            dataclasses.replace(record, changed_at=None)
            for ledger in LEDGERS.values()
            for record in reader.all(ledger.record)
        ]


def test_no_record_breaks_a_rule(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        for ledger in LEDGERS.values():
            for record in reader.all(ledger.record):
                wrong = [p.words() for p in record.problems(reader) if p.severity == "error"]
                assert not wrong, (ledger.name, record, wrong)


def test_most_is_handed_in_and_a_few_are_drafts(county: dict[str, list[Record]]) -> None:
    status = Counter(record.status for group in county.values() for record in group)
    assert set(status) == {"submitted", "draft"}
    assert 5 <= status["draft"] <= 20


def test_every_number_and_name_is_nobodys(county: dict[str, list[Record]]) -> None:
    for group in county.values():
        for record in group:
            assert "演示" in (record.remark or "")
            values: dict[str, Any] = record.__dict__
            for name, kind in record.ledger.fields.items():
                value = values[name]
                if not isinstance(value, str):
                    continue
                if getattr(kind, "scheme", "") == "phone":
                    assert re.fullmatch(r"199\d{8}", value)
                elif getattr(kind, "scheme", "") == "uscc":
                    assert value[2:8] == "990101"
                    assert uscc_check_character(value[:17]) == value[17]
                elif kind.name in ("idnumber", "papers"):
                    assert value[:6] == "990101"
                    assert id_check_character(value[:17]) == value[17]


def test_nothing_happens_after_the_last_day_or_before_2021(
    county: dict[str, list[Record]],
) -> None:
    for name, group in county.items():
        day = LEDGERS[name].day
        if day and name not in ("enterprise",):
            days = {getattr(record, day) for record in group} - {None}
            assert date(2021, 1, 1) <= min(days)
            assert max(days) <= LAST


def test_cases_come_in_the_rhythm_of_the_actions_of_spring_and_autumn(
    county: dict[str, list[Record]],
) -> None:
    filed = [case.filed_on for case in county["case"] if isinstance(case, Case) and case.filed_on]
    by_month = Counter(day.month for day in filed if day.year < 2026)
    busy = sum(by_month[month] for month in (3, 4, 5, 9, 10, 11))
    assert busy > 1.8 * sum(by_month[month] for month in (1, 2, 6, 7, 8, 12))
    assert Counter(day.year for day in filed)[2026] == 59


def test_cases_take_forty_to_ninety_days_and_some_are_open(
    county: dict[str, list[Record]],
) -> None:
    cases = [case for case in county["case"] if isinstance(case, Case)]
    took = [(c.decided_on - c.filed_on).days for c in cases if c.decided_on and c.filed_on]
    assert min(took) >= 40
    assert max(took) <= 88
    assert any(case.police_on for case in cases)
    fresh = [c for c in cases if c.filed_on and c.filed_on in quarter(2026, 3)]
    assert sum(c.closed_on is None for c in fresh) >= 8
    causes = Counter(case.cause for case in cases)
    assert causes.most_common(1)[0][0] == "TM03"


def test_each_decision_has_a_number_of_its_year_in_the_order_of_days(
    county: dict[str, list[Record]],
) -> None:
    decided = [c for c in county["case"] if isinstance(c, Case) and c.decision_no]
    for year in (2023, 2024, 2025, 2026):
        of_year = sorted(
            (c.decided_on, int((c.decision_no or "").split("〕")[1][:-1]))
            for c in decided
            if c.decided_on and c.decided_on.year == year
        )
        assert sorted(n for _day, n in of_year) == list(range(1, len(of_year) + 1))


def test_people_come_to_more_than_one_session(county: dict[str, list[Record]]) -> None:
    times = Counter(a.id_no for a in county["attendee"] if isinstance(a, Attendee))
    assert max(times.values()) >= 3
    assert len(times) < len(county["attendee"])


def test_one_town_is_silent_and_has_no_station(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        rows = Rows(reader)
        assert silent_towns(rows, quarter(2026, 3)) == ("370304108",)
        assert silent_towns(rows, quarter(2026, 2)) == ()
        assert silent_towns(rows, quarter(2025, 2)) == ("370304112",)
        assert towns_without_station(rows, quarter(2026, 3)) == ("370304108",)


def test_stations_of_every_state_are_there(county: dict[str, list[Record]]) -> None:
    states = Counter(s.state for s in county["station"] if isinstance(s, Station))
    assert set(states) == {"running", "upgraded", "paused", "closed", "preparing"}


def test_numbers_go_on_after_the_sample(tmp_path: Path) -> None:
    make(tmp_path / "desk", county="boshan", settings=SETTINGS)
    with open_desk(tmp_path / "desk") as desk:
        fill(desk)
        with desk.work("演示") as work:
            work.put(Case(clue_no="演示"))
        with desk.read() as reader:
            numbers = [record.serial_no for record in reader.all(Case)]
    assert len(set(numbers)) == len(numbers)
    assert numbers[-1] == f"2026-{sum((n or '').startswith('2026') for n in numbers):04d}"


def test_the_records_are_the_same_in_every_language() -> None:
    boshan = load_county("boshan")
    chinese = list(make_records(boshan))
    choose_language("en")
    try:
        assert list(make_records(boshan)) == chinese
    finally:
        choose_language("zh_CN")


def test_several_codes_stand_in_the_order_of_their_list(county: dict[str, list[Record]]) -> None:
    lists = lists_of(load_county("boshan"))
    seen = 0
    for ledger in LEDGERS.values():
        for name, kind in ledger.fields.items():
            if isinstance(kind, Codes):
                for record in county[ledger.name]:
                    codes = getattr(record, name)
                    assert codes == kind.ordered(codes, lists)
                    seen += len(codes) > 1
    assert seen


@pytest.mark.parametrize("name", LEDGERS)
def test_what_is_handed_out_comes_back_unchanged(
    sample_desk: Desk, tmp_path: Path, name: str
) -> None:
    ledger = LEDGERS[name]
    path = tmp_path / "演示.xlsx"
    count = sheets.export(sample_desk, ledger, path, columns=list(ledger.fields))
    counts = sheets.look(sample_desk, ledger, path).counts
    assert {n: counts[n] for n in ("same", "changed", "new", "refused")} == {
        "same": count,
        "changed": 0,
        "new": 0,
        "refused": 0,
    }
