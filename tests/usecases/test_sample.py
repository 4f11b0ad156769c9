"""The sample county: its size, its rhythm, and that nothing in it belongs to anybody."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import Codes
from boshan_desk.domain.identifiers import id_check_character, uscc_check_character
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import quarter
from boshan_desk.i18n import choose_language
from boshan_desk.indicators.towns import silent_towns, towns_without_station
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStep, CaseStop
from boshan_desk.ledgers.event import Attendee
from boshan_desk.ledgers.station import Station
from boshan_desk.procedure.clocks import State, clocks_of
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.steps import BY_EVENT, OWNED
from boshan_desk.store import due
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import procedure, sheets
from boshan_desk.usecases.figures import Counting
from boshan_desk.usecases.numbering import SERIES
from boshan_desk.usecases.sample import LAST, SETTINGS, TODAY, fill, make_records
from boshan_desk.usecases.sample.courses import courses, series_of

ABOUT = {
    "station": 40, "station_service": 600, "gi_right": 15, "gi_user": 60, "gi_year": 55,
    "gi_check": 90, "case": 250, "case_step": 116, "case_measure": 5, "case_stop": 5,
    "case_party": 1, "case_penalty": 13, "case_goods": 12, "case_paper": 63,
    "enforcement_action": 150, "event": 200, "attendee": 500,
    "media": 60, "enterprise": 120,
    "ip_stat": 251, "patent": 30, "trademark": 40, "transfer": 12, "pledge": 25,
    "pledge_asset": 52, "navigation": 6, "title_grant": 20, "certification": 25,
    "cert_audit": 32, "custody": 40,
    "key_unit": 30, "key_right": 67, "key_visit": 91, "mediation": 24, "mediation_session": 46,
    "aid": 20, "agency": 12, "agency_check": 15, "liaison": 13, "fund": 41, "policy": 8,
    "body": 14, "town_report": 50,
    "target": 19, "plan_answer": 4, "task_report": 33, "supervision": 3,
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
        # Firms and rights may be older than the books.
        if day and name not in ("enterprise", "patent", "trademark"):
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
            # Those on the spot have a series of their own.
            if c.decided_on and c.decided_on.year == year and c.procedure != "simple"
        )
        assert sorted(n for _day, n in of_year) == list(range(1, len(of_year) + 1))


def test_people_come_to_more_than_one_session(county: dict[str, list[Record]]) -> None:
    times = Counter(a.id_no for a in county["attendee"] if isinstance(a, Attendee))
    assert max(times.values()) >= 3
    assert len(times) < len(county["attendee"])


def test_one_town_is_silent_and_has_no_station(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        rows = Counting(reader).source
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


def _comes_back(name: str) -> bool:
    """Whether a workbook may bring it: steps, and what hangs on one, come by the procedure."""
    ledger = LEDGERS[name]
    return ledger.typed and all(link.to != "case_step" for link in ledger.linking.values())


@pytest.mark.parametrize("name", [*filter(_comes_back, LEDGERS)])
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


# ---------------------------------------------------------------- cases on their way


@pytest.fixture(scope="module")
def files(sample_desk: Desk) -> dict[str, CaseFile]:
    """The cases that have steps, by the number of their clue."""
    with sample_desk.read() as reader:
        clues = [course["clue"] for course in courses()]
        ids = [case.id for case in reader.having(Case, "clue_no", clues)]
        every = due.read_files(reader, ids, whole=True)
        return {file.case.clue_no or "": file for file in every}


STAMPS = {
    "id", "serial_no", "entered_by", "entered_at", "changed_by", "changed_at", "status", "remark",
    "enterprise_id", "case_id", "step_id",
}  # fmt: skip
"""What tells only who wrote a record down, and when."""


def _told(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.__dict__.items() if name not in STAMPS}


@pytest.mark.parametrize("clue", [course["clue"] for course in courses()])
def test_every_step_of_the_sample_can_be_taken_by_hand(
    files: dict[str, CaseFile], desk: Desk, clue: str
) -> None:
    there = files[clue]
    fields = {n for step in there.steps for n in BY_EVENT[step.event or ""].sets}
    fresh: dict[str, Any] = {**dict.fromkeys(fields), "state": "CLUE", "enterprise_id": None}
    bare = dataclasses.replace(there.case, **fresh)
    with desk.work("演示") as work:
        work.put(bare)
        for record in (*there.measures, *(s for s in there.stops if not s.step_id)):
            work.put(record)
    for step in there.steps:
        kind = BY_EVENT[step.event or ""]
        given = {n: getattr(step, n) for n in (*kind.fields(), "officers")}
        given = {n: given[n] for n in given if n in kind.fields() and given[n] is not None}
        if kind.paper in SERIES and kind.paper != "filing":
            _carry_on(desk, kind.paper, step)
        procedure.take_step(desk, bare.id, kind.event, given)
    here = procedure.look(desk, bare.id).file
    assert here.state == there.state
    assert _told(here.case) == _told(there.case)
    assert [_told(s) for s in here.steps] == [_told(s) for s in there.steps]
    for name in ("stops", "papers"):
        assert sorted(map(str, map(_told, getattr(here, name)))) == sorted(
            map(str, map(_told, getattr(there, name)))
        )


def _carry_on(desk: Desk, series: str, step: CaseStep) -> None:
    """Let the series be where it was before this step."""
    found = re.search(r"〕(\d+)号", step.paper_no or "")
    assert found
    assert step.on
    with desk.work("演示") as work:
        work.give_number(f"no:{series}", step.on.year, int(found[1]) - 1)


def test_the_cases_stand_in_many_states(files: dict[str, CaseFile]) -> None:
    assert 12 <= len(files) <= 26
    states = {file.state for file in files.values()}
    assert states >= {
        "VERIFY", "NOT_FILED", "FILED", "SUSPENDED", "REVIEW", "NOTICE", "HEARING", "APPROVAL",
        "DECIDED_PENALTY", "SERVED", "EXECUTING", "CLOSED", "ARCHIVED",
    }  # fmt: skip
    assert any(file.case.procedure == "simple" for file in files.values())
    assert any(file.case.police_on for file in files.values())


def test_limits_stand_in_every_bucket_around_today(
    files: dict[str, CaseFile], sample_desk: Desk
) -> None:
    with sample_desk.read() as reader:
        law = reader.law
    found: Counter[str] = Counter()
    for file in files.values():
        for clock in clocks_of(file, law):
            if not clock.duty or clock.met_on is not None:
                continue
            state = clock.state(TODAY)
            alarm = clock.alarm
            if state is State.RUNNING and alarm is not None:
                days = (date.fromisoformat(alarm.isoformat()[:10]) - TODAY).days
                found["today" if days <= 0 else "week" if days <= 7 else "later"] += 1
            else:
                found[state] += 1
    assert found["overdue"] >= 2
    assert found["today"] >= 3
    assert found["week"] >= 4
    assert found["stopped"] >= 4
    assert found["later"] >= 5


def test_what_figures_count_of_a_case_with_steps_is_what_its_row_had(
    files: dict[str, CaseFile],
) -> None:
    for file in files.values():
        for step in file.steps:
            if step.event == "file":
                assert step.on == file.case.filed_on
            elif step.event in ("decide_penalty", "decide_none"):
                assert step.on == file.case.decided_on
    assert "state" in OWNED
    assert sum(len(file.steps) for file in files.values()) >= 100
    assert any(isinstance(s, CaseStop) and s.measure_id for f in files.values() for s in f.stops)
    assert any(isinstance(m, CaseMeasure) for f in files.values() for m in f.measures)


def test_numbers_of_papers_go_on_after_the_sample(sample_desk: Desk) -> None:
    with sample_desk.read() as reader:
        records = [*reader.all(Case), *reader.all(CaseStep)]
    last = series_of(records)
    assert last["decision"] == sum(
        (c.decision_no or "").startswith("博市监处罚〔2026〕")
        for c in records
        if isinstance(c, Case)
    )
    assert set(last) == {"notice", "decision", "decision_none", "simple_decision", "not_filed"}
    with sample_desk.read() as reader:
        rows = reader.connection.exec_driver_sql(
            "SELECT ledger, last FROM serial WHERE year = 2026 AND ledger LIKE 'no:%'"
        ).all()
    assert {name.removeprefix("no:"): number for name, number in rows} == last
