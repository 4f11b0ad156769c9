"""The list of limits says what the engine says, case by case, and is cut by SQL alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.fields import PAPER
from boshan_desk.domain.law.reading import shipped
from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.officers import Right
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStop
from boshan_desk.procedure.clocks import Clock, State, clocks_of
from boshan_desk.procedure.listing import (
    BUCKETS,
    Bucket,
    LimitRow,
    bucket_of,
    last_words,
    mark_words,
    state_words,
    what_words,
)
from boshan_desk.store.desk import Desk
from boshan_desk.store.due import read_files
from boshan_desk.store.limits_list import Wanted
from boshan_desk.store.rows import Rows
from tests.conftest import TODAY

DAY = timedelta(days=1)
OFFICERS = ("王明", "王明远", "演示甲", "演示乙", "演示丙")


@pytest.fixture
def rows(desk: Desk) -> Iterator[Rows]:
    """Lists of the desk."""
    made = desk.rows()
    yield made
    made.close()


def a_case(**values: Any) -> Case:
    """A clue that came on a Monday three weeks ago: its verification ends in days to come."""
    return Case(**{"clue_no": "演示线索1", "clue_on": date(2026, 9, 21), **values})


def put(desk: Desk, *records: Any) -> None:
    """Keep records as they stand."""
    with desk.work("演示") as work:
        for record in records:
            work.put(record)


def keys(rows: list[LimitRow]) -> list[tuple[str, str, str]]:
    return [(row.case_id, row.rule, row.subject) for row in rows]


# ---------------------------------------------------------------- equal to the engine


def fill(desk: Desk, seed: int, count: int) -> None:
    """Cases in every stage, with stops and measures of every kind."""
    dice = random.Random(seed)
    towns = [entry.code for entry in desk.lists["town"]]
    records: list[Any] = []
    for number in range(count):
        clue = TODAY - dice.randrange(1, 500) * DAY
        values: dict[str, Any] = {
            "clue_no": f"演示{number}",
            "clue_on": clue,
            "town_code": dice.choice(towns),
            "officers": tuple(dice.sample(OFFICERS, 2)),
            "party": dice.choice(("演示商行", "王小明")),
            "source_kind": dice.choice(("check", "complaint")),
        }
        day = clue
        for name, least, most in (
            ("filed_on", 1, 25),
            ("decided_on", 5, 110),
            ("served_on", 1, 12),
            ("published_on", 1, 30),
            ("paid_on", 1, 20),
            ("closed_on", 1, 20),
        ):
            day += dice.randrange(least, most) * DAY
            if day > TODAY or dice.random() < 0.15:
                break
            values[name] = day
        if "decided_on" in values:
            values |= {"penalties": ("fine",), "fine": 500000, "police_on": None}
        case = Case(**values)
        records.append(case)
        begun = values.get("filed_on", clue)
        for _time in range(dice.randrange(3)):
            start = min(begun + dice.randrange(0, 40) * DAY, TODAY)
            measure = None
            if dice.random() < 0.6:
                measure = CaseMeasure(
                    case_id=case.id,
                    kind=dice.choice(("evidence", "seal", "detain", "sample")),
                    taken_on=start,
                    urgent=True,
                    taken_at="16:30",
                    lifted_on=dice.choice((None, min(start + 4 * DAY, TODAY))),
                )
                records.append(measure)
            end = None if dice.random() < 0.4 else min(start + dice.randrange(1, 30) * DAY, TODAY)
            records.append(
                CaseStop(
                    case_id=case.id,
                    kind=dice.choice(("test", "identify", "suspend")),
                    starts_on=start,
                    ends_on=end,
                    measure_id=measure.id if measure else None,
                )
            )
    put(desk, *records)


def stands(clock: Clock, on: date) -> Bucket | None:
    """Where the engine says that a limit stands; None where nothing is open."""
    if clock.met_on is not None or clock.limit.form == "surcharge":
        return None
    match clock.state(on):
        case State.STOPPED:
            return "stopped"
        case State.OVERDUE:
            return "overdue"
        case State.RUNNING:
            assert clock.alarm is not None
            away = (as_day(clock.alarm) - on).days
            return "today" if away <= 0 else "week" if away <= 7 else "later"
        case _:
            return None


@pytest.mark.parametrize("seed", [1, 2])
def test_the_list_is_what_the_engine_says_on_any_day(desk: Desk, rows: Rows, seed: int) -> None:
    fill(desk, seed, 120)
    with desk.read() as reader:
        law = reader.law
        files = list(read_files(reader, reader.ids(Case.ledger)))
    clocks = [(f.case, clock) for f in files for clock in clocks_of(f, law)]
    seen: set[Bucket] = set()
    for others in (False, True):
        for away in (-300, -60, -9, -1, 0, 1, 2, 5, 8, 40):
            on = TODAY + away * DAY
            said: dict[Bucket, set[tuple[str, str, str]]] = {bucket: set() for bucket in BUCKETS}
            for case, clock in clocks:
                bucket = stands(clock, on)
                if bucket and (others or clock.duty):
                    said[bucket].add((case.id, clock.limit.id, clock.subject))
            wanted = Wanted(others=others)
            limits = rows.limits()
            for bucket in BUCKETS:
                found = limits.find(on=on, bucket=bucket, wanted=wanted, most=None)
                assert set(keys(found)) == said[bucket]
                assert len(found) == len(said[bucket])
                assert all(row.bucket == bucket for row in found)
                seen |= {bucket} if found else set()
            whole = limits.find(on=on, wanted=wanted, most=None)
            assert set(keys(whole)) == set().union(*said.values())
            counts = limits.count(on=on, wanted=wanted)
            assert counts == {bucket: len(there) for bucket, there in said.items()}
    assert seen == set(BUCKETS), "the cases must fill every group, or this shows nothing"


def test_days_of_a_line_are_those_of_the_engine(desk: Desk, rows: Rows) -> None:
    fill(desk, 3, 60)
    with desk.read() as reader:
        law = reader.law
        files = list(read_files(reader, reader.ids(Case.ledger)))
    by_key = {
        (f.case.id, clock.limit.id, clock.subject): (f.case, clock)
        for f in files
        for clock in clocks_of(f, law)
    }
    found = rows.limits().find(on=TODAY, wanted=Wanted(others=True), most=None)
    assert len(found) > 50
    hours = 0
    for row in found:
        case, clock = by_key[row.case_id, row.rule, row.subject]
        assert (row.begun, row.due, row.last, row.alarm) == (
            clock.start,
            clock.due,
            clock.last,
            clock.alarm,
        )
        assert row.left == clock.counted.left
        assert (row.title, row.basis, row.unit) == (
            clock.limit.title,
            clock.limit.basis,
            clock.limit.unit,
        )
        assert row.state is clock.state(TODAY)
        assert row.officers == case.officers
        assert row.duty == clock.duty
        hours += isinstance(row.last, datetime)
    assert hours, "limits that run by the hour must be among them"


def test_a_narrowed_list_is_the_whole_one_with_lines_left_out(desk: Desk, rows: Rows) -> None:
    fill(desk, 4, 150)
    limits = rows.limits()
    with desk.read() as reader:
        cases = reader.find_many(Case, reader.ids(Case.ledger))
    whole = limits.find(on=TODAY, most=None)
    town = cases[whole[0].case_id].town_code or ""
    tries: list[tuple[Wanted, Callable[[LimitRow], bool]]] = [
        (Wanted(officer="王明"), lambda row: "王明" in row.officers),
        (Wanted(town=town), lambda row: cases[row.case_id].town_code == town),
        (Wanted(rule="L01"), lambda row: row.rule == "L01"),
        (Wanted(within=5), lambda row: row.days is not None and row.days <= 5),
        (
            Wanted(officer="演示甲", rule="L12", town=town),
            lambda row: (
                "演示甲" in row.officers
                and row.rule == "L12"
                and cases[row.case_id].town_code == town
            ),
        ),
    ]
    for wanted, holds in tries:
        found = limits.find(on=TODAY, wanted=wanted, most=None)
        assert keys(found) == keys([row for row in whole if holds(row)])
        assert sum(limits.count(on=TODAY, wanted=wanted).values()) == len(found)
    alone = limits.find(on=TODAY, wanted=Wanted(officer="王明"), most=None)
    assert any("王明远" in row.officers for row in whole)
    assert all("王明" in row.officers for row in alone), "王明远 is somebody else"


def test_pages_put_together_are_the_whole_in_one_order(desk: Desk, rows: Rows) -> None:
    fill(desk, 5, 120)
    limits = rows.limits()
    for bucket in (*BUCKETS, None):
        whole = limits.find(on=TODAY, bucket=bucket, most=None)
        paged: list[LimitRow] = []
        while page := limits.find(on=TODAY, bucket=bucket, offset=len(paged), most=7):
            paged += page
        assert keys(paged) == keys(whole)
        alarms = [row.alarm.isoformat() if row.alarm else "~" for row in whole]
        assert alarms == sorted(alarms), "the nearest first, what is stopped last"


# ---------------------------------------------------------------- single lines


def test_a_case_in_the_bin_is_not_in_the_list(desk: Desk, rows: Rows) -> None:
    case = a_case()
    put(desk, case)
    assert len(rows.limits().find(on=TODAY)) == 1
    with desk.work("演示") as work:
        stored = work.get(Case, case.id)
        work.put(copy_with(stored, withdrawn_by="演示员", withdrawn_at=work.at))
    assert rows.limits().find(on=TODAY) == []


def test_a_limit_that_was_met_is_not_in_the_list(desk: Desk, rows: Rows) -> None:
    case = a_case()
    put(desk, case)
    assert [row.rule for row in rows.limits().find(on=TODAY)] == ["L01"]
    with desk.work("演示") as work:
        work.put(copy_with(work.get(Case, case.id), filed_on=date(2026, 9, 28)))
    assert [row.rule for row in rows.limits().find(on=TODAY)] == ["L12"]


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"case_no": "演示案1", "file_no": "演示立1"}, "演示案1"),
        ({"file_no": "演示立1", "clue_no": "演示线索1"}, "演示立1"),
        ({"clue_no": "演示线索1"}, "演示线索1"),
    ],
)
def test_a_case_is_called_by_its_best_number(
    desk: Desk, rows: Rows, values: dict[str, str], label: str
) -> None:
    put(desk, a_case(**{"clue_no": None, **values}))
    assert rows.limits().find(on=TODAY)[0].case == label


def test_a_case_without_any_number_is_called_by_its_serial_number(desk: Desk, rows: Rows) -> None:
    case = a_case(clue_no=None)
    put(desk, case)
    with desk.read() as reader:
        serial = reader.get(Case, case.id).serial_no
    assert rows.limits().find(on=TODAY)[0].case == serial != ""


def test_a_persons_name_is_masked_on_paper_only(desk: Desk, rows: Rows) -> None:
    put(desk, a_case(party="张小明"))
    limits = rows.limits()
    assert limits.find(on=TODAY)[0].party == "张小明"
    masked = limits.find(on=TODAY, level=PAPER)[0].party
    assert masked.startswith("张")
    assert "小明" not in masked


def test_a_day_of_rest_moves_the_last_day_but_not_the_alarm(desk: Desk, rows: Rows) -> None:
    # 90 days from 2026-07-20 end on Sunday 18 October; in law the Monday after it will do.
    put(desk, a_case(clue_on=date(2026, 7, 13), filed_on=date(2026, 7, 20)))
    limits = rows.limits()

    def on(day: int) -> LimitRow:
        return limits.find(on=date(2026, 10, day))[0]

    assert on(10).bucket == "later"
    assert (on(11).bucket, on(11).days, state_words(on(11))) == ("week", 7, "剩7天")
    assert (on(18).bucket, state_words(on(18))) == ("today", "今天到期")
    assert last_words(on(18)) == "2026-10-18（最晚2026-10-19）"
    assert (on(19).bucket, on(19).days, state_words(on(19))) == ("today", -1, "最晚2026-10-19")
    assert (on(20).bucket, on(20).over, state_words(on(20))) == ("overdue", 1, "已超期1天")


def test_what_is_stopped_says_why_and_how_much_is_left(desk: Desk, rows: Rows) -> None:
    case = a_case(filed_on=date(2026, 9, 21))
    put(desk, case, CaseStop(case_id=case.id, kind="identify", starts_on=date(2026, 9, 25)))
    [row] = rows.limits().find(on=TODAY, bucket="stopped")
    assert row.rule == "L12"
    assert row.held_by == ("identify",)
    assert state_words(row) == f"暂停中，剩{row.left}日"
    assert row.left == 87, "ninety less 22, 23 and 24 September"
    assert list(mark_words(row, desk.lists)) == ["因权利人辨认或鉴别暂停"]
    assert last_words(row) == "恢复后才能确定"


@pytest.mark.parametrize(
    ("ended", "shouts"),
    [(TODAY, True), (TODAY - 3 * DAY, True), (TODAY - 4 * DAY, False), (None, False)],
)
def test_an_ended_hold_shouts_for_three_days(
    desk: Desk, rows: Rows, ended: date | None, *, shouts: bool
) -> None:
    case = a_case(filed_on=date(2026, 9, 21))
    stop = CaseStop(case_id=case.id, kind="identify", starts_on=date(2026, 9, 25), ends_on=ended)
    put(desk, case, stop)
    limits = rows.limits()
    [row] = limits.find(on=TODAY)
    assert bool(row.resumed) is shouts
    assert [each.rule for each in limits.resumed(on=TODAY)] == (["L12"] if shouts else [])
    if shouts and ended:
        words = f"恢复计时（{ended.month}月{ended.day}日起）"
        assert next(mark_words(row, desk.lists)) == words


def test_a_hold_that_the_limit_never_counted_does_not_shout(desk: Desk, rows: Rows) -> None:
    # Suspension holds the decision (L12), and not the verification of a clue (L01).
    case = a_case()
    stop = CaseStop(
        case_id=case.id, kind="suspend", starts_on=date(2026, 9, 25), ends_on=TODAY - DAY
    )
    put(desk, case, stop)
    assert [row.resumed for row in rows.limits().find(on=TODAY)] == [None]
    assert rows.limits().resumed(on=TODAY) == []


def test_a_hold_that_ended_before_the_limit_began_does_not_shout(desk: Desk, rows: Rows) -> None:
    case = a_case(filed_on=TODAY)
    stop = CaseStop(
        case_id=case.id, kind="identify", starts_on=date(2026, 9, 25), ends_on=TODAY - DAY
    )
    put(desk, case, stop)
    assert [(r.rule, r.resumed) for r in rows.limits().find(on=TODAY)] == [("L12", None)]


def test_a_limit_of_a_measure_says_which_measure(desk: Desk, rows: Rows) -> None:
    case = a_case(filed_on=date(2026, 9, 21))
    measure = CaseMeasure(
        case_id=case.id, kind="detain", taken_on=date(2026, 9, 22), decision_no="演示扣3号"
    )
    put(desk, case, measure)
    [row] = [r for r in rows.limits().find(on=TODAY) if r.rule == "L08"]
    assert row.subject == measure.id
    assert row.measure == "扣押 演示扣3号"
    assert what_words(row) == "查封、扣押期限（扣押 演示扣3号）"


def test_only_a_stop_of_its_own_goods_holds_a_measure(desk: Desk, rows: Rows) -> None:
    case = a_case(filed_on=date(2026, 9, 21))
    one, other = (
        CaseMeasure(case_id=case.id, kind="detain", taken_on=date(2026, 9, 22)) for _n in range(2)
    )
    stop = CaseStop(case_id=case.id, kind="test", starts_on=date(2026, 9, 24), measure_id=one.id)
    put(desk, case, one, other, stop)
    found = {r.subject: r.held_by for r in rows.limits().find(on=TODAY) if r.rule == "L08"}
    assert found == {one.id: ("test",), other.id: ()}


def test_only_the_measure_whose_goods_were_tested_shouts(desk: Desk, rows: Rows) -> None:
    case = a_case(filed_on=date(2026, 9, 21))
    one, other = (
        CaseMeasure(case_id=case.id, kind="detain", taken_on=date(2026, 9, 22)) for _n in range(2)
    )
    stop = CaseStop(
        case_id=case.id,
        kind="test",
        starts_on=date(2026, 9, 24),
        ends_on=TODAY - DAY,
        measure_id=one.id,
    )
    put(desk, case, one, other, stop)
    found = {r.subject: r.resumed for r in rows.limits().find(on=TODAY) if r.rule == "L08"}
    assert found == {one.id: TODAY - DAY, other.id: None}


def test_others_are_waited_for_in_words(desk: Desk, rows: Rows) -> None:
    put(
        desk,
        a_case(
            clue_on=date(2026, 8, 3),
            filed_on=date(2026, 8, 10),
            decided_on=date(2026, 9, 29),
            served_on=date(2026, 9, 30),
            penalties=("fine",),
            fine=500000,
        ),
    )
    limits = rows.limits()
    assert all(row.duty for row in limits.find(on=TODAY, most=None))
    found = {row.rule: row for row in limits.find(on=TODAY, wanted=Wanted(others=True), most=None)}
    assert "等待当事人" in list(mark_words(found["L15"], desk.lists))
    assert "L16" not in found, "a surcharge has no last day"


def test_officers_and_limits_to_choose_from_are_those_of_open_duties(
    desk: Desk, rows: Rows
) -> None:
    put(
        desk,
        a_case(officers=("演示甲", "演示乙")),
        a_case(clue_no="演示2", filed_on=date(2026, 9, 28), officers=("演示乙", "演示丙")),
    )
    limits = rows.limits()
    assert limits.officers() == sorted(["演示甲", "演示乙", "演示丙"])
    assert limits.rules() == [("L01", "核查线索、决定是否立案"), ("L12", "作出处理决定")]


def test_titles_are_those_of_the_offices_own_rules(desk: Desk, rows: Rows) -> None:
    put(desk, a_case())
    text = shipped("limits").replace("核查线索、决定是否立案", "核查线索（演示）")
    row = {
        "kind": "limits",
        "name": "limits",
        "text": text,
        "at": "2026-10-09T08:00:00",
        "officer": "演示员",
    }
    assert rows.limits().find(on=TODAY)[0].title == "核查线索、决定是否立案"
    with desk.work("演示") as work:
        work.write_row("lawfile", row, told={"text": [None, "演示"]}, needs=Right.SETTINGS)
    assert rows.limits().find(on=TODAY)[0].title == "核查线索（演示）"


def test_a_limit_by_the_hour_ends_with_its_day() -> None:
    at = datetime(2026, 10, 9, 16, 30)
    assert bucket_of(at, at, date(2026, 10, 8)) == "week"
    assert bucket_of(at, at, date(2026, 10, 9)) == "today"
    assert bucket_of(at, at, date(2026, 10, 10)) == "overdue"
    assert bucket_of(None, None, date(2026, 10, 9)) == "stopped"


def test_nothing_open_is_an_empty_list(rows: Rows) -> None:
    limits = rows.limits()
    assert limits.find(on=TODAY) == []
    assert limits.count(on=TODAY) == dict.fromkeys(BUCKETS, 0)
    assert limits.resumed(on=TODAY) == []
    assert limits.officers() == []
    assert limits.rules() == []
