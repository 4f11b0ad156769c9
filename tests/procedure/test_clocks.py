"""Limits of whole cases: the vectors of domain.md 3.4 through the records that set them going.

Every date below was counted by hand; the calendar of 2026 has the Spring Festival from 15 to 23
February (Saturdays 14 and 28 are worked), the first of May from 1 to 5 (Saturday 9 is worked), and
National Day from 1 to 7 October (Sunday 20 September and Saturday 10 October are worked).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStep, CaseStop
from boshan_desk.procedure.clocks import Clock, State, clocks_of, days_left
from boshan_desk.procedure.facts import CaseFile, Told
from tests.procedure.files import LAW, make_step


def a_file(*steps: CaseStep, **values: Any) -> CaseFile:
    return CaseFile(Case(id="case-1", **values), steps)


def stopped(file: CaseFile, kind: str, first: date, until: date | None, **more: Any) -> CaseFile:
    return replace(
        file, stops=(*file.stops, CaseStop(kind=kind, starts_on=first, ends_on=until, **more))
    )


def measured(file: CaseFile, kind: str, on: date, **more: Any) -> CaseFile:
    measure = CaseMeasure(**{"id": "measure-1", "kind": kind, "taken_on": on, **more})
    return replace(file, measures=(*file.measures, measure))


def limits(file: CaseFile) -> dict[str, Clock]:
    return {clock.limit.id: clock for clock in clocks_of(file, LAW)}


def ends(file: CaseFile, id: str) -> tuple[date | None, date | None]:
    clock = limits(file)[id]
    return clock.due, clock.last


def decided(on: date, **values: Any) -> CaseFile:
    known = {"filed_on": date(2026, 1, 12), "penalties": ("fine",), "fine": 30_000_00}
    return a_file(**{**known, "decided_on": on, **values})


def test_v1_the_spring_festival_and_its_exchanged_saturdays() -> None:
    assert ends(a_file(clue_on=date(2026, 2, 9)), "L01")[0] == date(2026, 3, 6)


def test_v1b_an_extension_adds_to_the_limit() -> None:
    step = make_step("extend_verify", date(2026, 3, 5), approved_on=date(2026, 3, 5))
    file = a_file(step, clue_on=date(2026, 2, 9), state="VERIFY")
    assert ends(file, "L01")[0] == date(2026, 3, 27)
    assert limits(file)["L01"].length == 30


def test_an_extension_approved_on_the_last_day_counts_and_one_a_day_later_lengthens_nothing() -> (
    None
):
    for day, counts, due in (
        (date(2026, 3, 6), True, date(2026, 3, 27)),
        (date(2026, 3, 7), False, date(2026, 3, 6)),
    ):
        step = make_step("extend_verify", day, approved_on=day)
        clock = limits(a_file(step, clue_on=date(2026, 2, 9), state="VERIFY"))["L01"]
        assert clock.due == due
        assert [p.counts for p in clock.prolonged] == [counts]
    assert clock.state(date(2026, 3, 9)) is State.OVERDUE


def test_v2_the_last_day_may_be_a_worked_saturday() -> None:
    assert ends(a_file(clue_on=date(2026, 9, 14)), "L01")[0] == date(2026, 10, 10)


def test_v3_to_v5_a_decision_with_appraisal_and_identification_that_overlap() -> None:
    file = a_file(filed_on=date(2026, 5, 15), clue_on=date(2026, 5, 11))
    assert ends(file, "L12")[0] == date(2026, 8, 13)
    file = stopped(file, "test", date(2026, 6, 1), date(2026, 6, 21))
    assert ends(file, "L12")[0] == date(2026, 9, 2)
    file = stopped(file, "identify", date(2026, 6, 11), date(2026, 6, 26))
    assert ends(file, "L12")[0] == date(2026, 9, 7)


def test_v6_and_v7_a_decision_that_falls_into_national_day_or_just_after() -> None:
    first = a_file(filed_on=date(2026, 7, 3))
    assert ends(first, "L12") == (date(2026, 10, 1), date(2026, 10, 8))
    assert limits(first)["L12"].alarm == date(2026, 10, 1), "the bureau is warned before the feast"
    assert ends(a_file(filed_on=date(2026, 7, 10)), "L12") == (
        date(2026, 10, 8),
        date(2026, 10, 8),
    )


def test_v8_the_party_has_five_working_days_over_the_first_of_may() -> None:
    file = a_file(notice_on=date(2026, 4, 29), filed_on=date(2026, 3, 2))
    assert ends(file, "L10")[0] == date(2026, 5, 9)


def test_v9_the_party_pays_on_the_first_working_day_after_the_feast() -> None:
    file = decided(date(2026, 9, 15), served_on=date(2026, 9, 16))
    assert ends(file, "L15") == (date(2026, 10, 1), date(2026, 10, 8))
    assert limits(file)["L15"].alarm == date(2026, 10, 8)


def test_v10_publication_within_twenty_working_days() -> None:
    assert ends(decided(date(2026, 9, 18)), "L22")[0] == date(2026, 10, 22)


def test_v11_service_before_the_spring_festival() -> None:
    assert ends(decided(date(2026, 2, 12)), "L13")[0] == date(2026, 2, 28)


def test_v12_a_seizure_alarms_before_the_feast_and_its_extension_adds_thirty_days() -> None:
    file = measured(a_file(clue_on=date(2026, 1, 19)), "detain", date(2026, 1, 20))
    assert ends(file, "L08") == (date(2026, 2, 19), date(2026, 2, 24))
    assert limits(file)["L08"].alarm == date(2026, 2, 19)
    # 19 February and thirty days more: 21 March, a Saturday; then Monday.
    longer = {"extended_on": date(2026, 2, 13), "extension_days": 30}
    file = measured(a_file(clue_on=date(2026, 1, 19)), "detain", date(2026, 1, 20), **longer)
    assert ends(file, "L08") == (date(2026, 3, 21), date(2026, 3, 23))
    late = {"extended_on": date(2026, 2, 25), "extension_days": 30}
    file = measured(a_file(clue_on=date(2026, 1, 19)), "detain", date(2026, 1, 20), **late)
    assert ends(file, "L08") == (date(2026, 2, 19), date(2026, 2, 24))
    assert [p.counts for p in limits(file)["L08"].prolonged] == [False]


def test_v13_registered_evidence_lapses_by_itself_and_a_seizure_does_not() -> None:
    file = measured(a_file(clue_on=date(2026, 4, 29)), "evidence", date(2026, 4, 30))
    assert ends(file, "L06")[0] == date(2026, 5, 13)
    assert limits(file)["L06"].state(date(2026, 5, 13)) is State.RUNNING
    assert limits(file)["L06"].state(date(2026, 5, 14)) is State.LAPSED
    file = measured(a_file(clue_on=date(2026, 1, 19)), "seal", date(2026, 1, 20))
    assert limits(file)["L08"].state(date(2026, 2, 25)) is State.OVERDUE


def test_only_tests_of_its_own_goods_stop_a_seizure() -> None:
    file = measured(a_file(clue_on=date(2026, 3, 2)), "seal", date(2026, 3, 10))
    assert ends(file, "L08")[0] == date(2026, 4, 9)
    for more in ({}, {"measure_id": "another"}):
        held = stopped(file, "test", date(2026, 3, 16), date(2026, 3, 26), **more)
        assert ends(held, "L08")[0] == date(2026, 4, 9)
    own = {"measure_id": "measure-1"}
    held = stopped(file, "test", date(2026, 3, 16), date(2026, 3, 26), **own)
    assert ends(held, "L08")[0] == date(2026, 4, 19)
    # The right-holder's identification is not in PR §38.
    held = stopped(file, "identify", date(2026, 3, 16), date(2026, 3, 26), **own)
    assert ends(held, "L08")[0] == date(2026, 4, 9)


def test_v14_public_notice_sets_payment_and_remedies_going_when_it_has_run() -> None:
    serve = make_step("serve", date(2026, 11, 5), service_mode="notice", told=True)
    file = replace(decided(date(2026, 11, 4), state="SERVED"), steps=(serve,))
    found = limits(file)
    assert found["L14"].last == date(2026, 12, 5)
    assert found["L13"].met_on == date(2026, 11, 5)
    # 5 December and fifteen days: 20 December, a Sunday; the party's period rolls to Monday.
    assert (found["L15"].start, found["L15"].due, found["L15"].last) == (
        date(2026, 12, 5), date(2026, 12, 20), date(2026, 12, 21),
    )  # fmt: skip
    assert found["L17"].due == date(2027, 2, 3)
    assert found["L18"].due == date(2027, 6, 5)
    assert found["L14"].state(date(2026, 12, 5)) is State.RUNNING
    assert found["L14"].state(date(2026, 12, 6)) is State.LAPSED


def test_v15_a_day_of_a_year_without_a_calendar_is_provisional() -> None:
    clock = limits(decided(date(2026, 12, 20)))["L22"]
    assert (clock.due, clock.counted.certain) == (date(2027, 1, 15), False)
    assert limits(decided(date(2026, 9, 18)))["L22"].counted.certain


def test_v16_closing_within_fifteen_working_days_of_payment() -> None:
    file = decided(date(2026, 5, 20), served_on=date(2026, 5, 22), paid_on=date(2026, 6, 10))
    assert ends(file, "L21")[0] == date(2026, 7, 2)
    assert limits(file)["L15"].state(date(2026, 7, 1)) is State.LATE
    assert "L20" not in limits(file), "there is nothing left to enforce"


def test_an_open_stop_keeps_the_day_open_and_says_what_is_left() -> None:
    file = stopped(a_file(filed_on=date(2026, 5, 15)), "test", date(2026, 6, 1), None)
    clock = limits(file)["L12"]
    assert (clock.due, clock.last, clock.alarm) == (None, None, None)
    assert clock.state(date(2026, 12, 31)) is State.STOPPED
    # 16 to 31 May are sixteen days of ninety.
    assert clock.counted.left == 74
    assert days_left(clock, date(2026, 12, 31)) is None


def test_stops_of_other_kinds_do_not_stop_the_check_of_a_clue() -> None:
    file = a_file(clue_on=date(2026, 3, 2))
    assert ends(file, "L01")[0] == date(2026, 3, 23)
    for kind in ("hearing", "notice", "suspend", "refund"):
        held = stopped(file, kind, date(2026, 3, 9), date(2026, 3, 13))
        assert ends(held, "L01")[0] == date(2026, 3, 23), kind
    held = stopped(file, "identify", date(2026, 3, 9), date(2026, 3, 13))
    assert ends(held, "L01")[0] == date(2026, 3, 27)


def test_a_deferment_moves_what_comes_after_the_day_of_payment() -> None:
    file = decided(date(2026, 3, 2), served_on=date(2026, 3, 4), state="EXECUTING")
    defer = make_step("defer", date(2026, 3, 16), until=date(2026, 12, 1), approver="演示局长")
    before, after = limits(file), limits(replace(file, steps=(defer,)))
    assert before["L15"].last == date(2026, 3, 19)
    # Six months to sue end on 4 September, three months to apply begin then ...
    assert before["L20"].start == date(2026, 9, 4)
    assert before["L20"].due == date(2026, 12, 4)
    # ... or with the end of the deferment (PR §76).
    assert after["L20"].start == date(2026, 12, 1)
    assert after["L20"].due == date(2027, 3, 1)


def test_while_it_is_contested_nothing_is_to_be_enforced() -> None:
    file = decided(date(2026, 3, 2), served_on=date(2026, 3, 4))
    assert "L20" in limits(file)
    for state in ("reviewing", "suing"):
        steps = (make_step("contest", date(2026, 4, 1), outcome=state),)
        contested = replace(file, steps=steps, case=replace(file.case, review_state=state))
        assert "L20" not in limits(contested)


def test_an_annulled_decision_is_neither_paid_nor_enforced_but_its_publication_is_withdrawn() -> (
    None
):
    steps = (
        make_step("contest", date(2026, 4, 1), 1, outcome="reviewing"),
        make_step("contest_end", date(2026, 5, 20), 2, outcome="annulled"),
    )
    file = decided(
        date(2026, 3, 2), served_on=date(2026, 3, 4), published_on=date(2026, 3, 9),
        review_state="annulled", state="SERVED",
    )  # fmt: skip
    found = limits(replace(file, steps=steps))
    assert not {"L15", "L20"} & set(found)
    # Three working days from Wednesday 20 May: Monday 25 May.
    assert (found["L24"].due, found["L24"].met_on) == (date(2026, 5, 25), None)
    again = make_step("withdraw_pub", date(2026, 5, 26), 3)
    late = limits(replace(file, steps=(*steps, again)))["L24"]
    assert late.state(date(2026, 6, 1)) is State.LATE


def test_the_time_bar_is_met_by_finding_it_in_two_years_or_five() -> None:
    found = limits(a_file(conduct_to=date(2024, 3, 2), clue_on=date(2026, 3, 2)))["L34"]
    assert (found.due, found.state(date(2026, 3, 2))) == (date(2026, 3, 2), State.MET)
    found = limits(a_file(conduct_to=date(2024, 3, 1), clue_on=date(2026, 3, 2)))["L34"]
    assert found.state(date(2026, 3, 2)) is State.LATE
    harm = limits(a_file(conduct_to=date(2021, 3, 2), clue_on=date(2026, 3, 2), harm=True))
    assert "L34" not in harm
    assert harm["L34b"].state(date(2026, 3, 2)) is State.MET
    # A conduct that still goes on when it is found is never barred.
    going_on = limits(a_file(conduct_from=date(2020, 1, 1), clue_on=date(2026, 3, 2)))["L34"]
    assert going_on.start == date(2026, 3, 2)


def test_a_real_name_informant_is_told_within_five_working_days_of_whether_it_is_filed() -> None:
    file = a_file(clue_on=date(2026, 3, 2), filed_on=date(2026, 3, 10))
    assert "L02" not in limits(file)
    nameless = replace(file, informants=(Told(False, None),))
    assert "L02" not in limits(nameless)
    named = replace(file, informants=(Told(True, None), Told(True, date(2026, 3, 16))))
    clock = limits(named)["L02"]
    assert (clock.start, clock.due, clock.met_on) == (date(2026, 3, 10), date(2026, 3, 17), None)
    told = replace(file, informants=(Told(True, date(2026, 3, 18)), Told(True, date(2026, 3, 16))))
    assert limits(told)["L02"].met_on == date(2026, 3, 18)
    assert limits(told)["L02"].state(date(2026, 4, 1)) is State.LATE
    refused = replace(
        a_file(make_step("refuse", date(2026, 3, 9)), clue_on=date(2026, 3, 2)),
        informants=(Told(True, None),),
    )
    assert limits(refused)["L02"].start == date(2026, 3, 9)


def test_a_closed_row_of_the_case_book_without_steps_is_late_in_nothing_nobody_wrote_down() -> None:
    old = decided(date(2024, 5, 6), clue_on=date(2024, 1, 8), filed_on=date(2024, 1, 22),
                  closed_on=date(2024, 7, 1), state="CLOSED")  # fmt: skip
    for clock in clocks_of(old, LAW):
        assert clock.met_on is not None, clock.limit.id
    bare = a_file(filed_on=date(2020, 3, 2), closed_on=date(2021, 3, 2))
    duties = [c for c in clocks_of(bare, LAW) if c.duty]
    assert all(c.state(date(2026, 10, 9)) in (State.MET, State.LATE) for c in duties)


def test_a_withdrawn_case_has_no_limits() -> None:
    file = a_file(clue_on=date(2026, 3, 2))
    gone = replace(file.case, withdrawn_at=datetime(2026, 3, 3), withdrawn_by="演示员")
    assert clocks_of(replace(file, case=gone), LAW) == []


def test_publication_of_simple_and_warning_cases_is_nobodys_duty() -> None:
    assert "L22" in limits(decided(date(2026, 3, 2)))
    assert "L22" not in limits(decided(date(2026, 3, 2), procedure="simple"))
    assert "L22" not in limits(decided(date(2026, 3, 2), penalties=("warning",), fine=None))
    outside = limits(decided(date(2026, 3, 2), party_elsewhere=True))
    assert "L22" not in outside
    assert outside["L23"].due == date(2026, 3, 16)


def test_publication_ends_after_three_months_where_only_criticised_and_three_years_else() -> None:
    criticised = {"penalties": ("criticism",), "fine": None}
    small = limits(decided(date(2026, 3, 2), published_on=date(2026, 3, 9), **criticised))
    assert small["L25b"].due == date(2026, 6, 9)
    assert "L25" not in small
    usual = limits(decided(date(2026, 3, 2), published_on=date(2026, 3, 9)))
    assert usual["L25"].due == date(2029, 3, 9)
    assert "L25b" not in usual


def test_hours_run_through_nights_and_days_of_rest() -> None:
    urgent = {"urgent": True, "taken_at": "16:30"}
    file = measured(a_file(clue_on=date(2026, 4, 30)), "detain", date(2026, 4, 30), **urgent)
    clock = limits(file)["L07"]
    assert clock.due == datetime(2026, 5, 1, 16, 30)
    for at, state in (("16:30", State.MET), ("16:31", State.LATE)):
        done = {**urgent, "reported_on": date(2026, 5, 1), "reported_at": at}
        file = measured(a_file(clue_on=date(2026, 4, 30)), "detain", date(2026, 4, 30), **done)
        assert limits(file)["L07"].state(date(2026, 5, 6)) is state
    calm = measured(
        a_file(clue_on=date(2026, 4, 30)), "detain", date(2026, 4, 30), taken_at="16:30"
    )
    assert "L07" not in limits(calm)


def test_a_transfer_to_the_police_runs_from_approval_by_the_hour() -> None:
    steps = [
        make_step("crime_report", date(2026, 4, 20), 1),
        make_step("crime_decide", date(2026, 4, 23), 2, outcome="yes", at="11:00"),
        make_step("crime_send", date(2026, 4, 24), 3, at="11:01"),
    ]
    file = a_file(*steps, filed_on=date(2026, 3, 10), state="FILED")
    found = limits(file)
    assert (found["L28"].due, found["L28"].state(date(2026, 5, 1))) == (
        date(2026, 4, 23),
        State.MET,
    )
    assert found["L29"].due == datetime(2026, 4, 24, 11, 0)
    assert found["L29"].state(date(2026, 5, 1)) is State.LATE


def test_a_hearing_is_notified_seven_working_days_before() -> None:
    """30 April to 13 May 2026: 6, 7, 8, 9, 11, 12 and 13 May are the seven."""
    steps = (
        make_step("serve_notice", date(2026, 4, 20), 1, told=True),
        make_step("ask_hearing", date(2026, 4, 22), 2),
        make_step("fix_hearing", date(2026, 4, 30), 3, until=date(2026, 5, 13)),
    )
    clock = limits(a_file(*steps, filed_on=date(2026, 3, 10), state="HEARING"))["L11"]
    assert (clock.due, clock.met_on) == (date(2026, 4, 30), date(2026, 4, 30))
    assert clock.state(date(2026, 5, 20)) is State.MET


def test_a_hearing_stops_the_time_for_deciding_until_its_report() -> None:
    file = a_file(filed_on=date(2026, 5, 15))
    held = stopped(file, "hearing", date(2026, 6, 1), date(2026, 6, 15))
    assert ends(held, "L12")[0] == date(2026, 8, 27)


def test_a_case_that_was_moved_or_ended_is_not_late_with_a_decision() -> None:
    for event, state in (("terminate", "TERMINATED"), ("decide_admin", "MOVED_ADMIN")):
        step = make_step(event, date(2026, 6, 1))
        values: dict[str, Any] = {"decided_on": date(2026, 6, 1)} if "admin" in event else {}
        file = a_file(step, filed_on=date(2026, 5, 15), state=state, **values)
        clock = limits(file)["L12"]
        assert clock.state(date(2026, 12, 1)) is State.MET, event
