"""Hints of a case: caps, repeat offenders, crime, the law of the conduct, surcharge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from boshan_desk.domain.identifiers import id_check_character, uscc_check_character
from boshan_desk.domain.problems import Missing
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseGoods, CaseStep
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import lawfiles, records
from boshan_desk.usecases.case_hints import CaseHints, hints, hints_of
from tests.procedure.files import make_step

USCC = "91370304MA3CTETY0"
USCC += uscc_check_character(USCC)
OTHER = "91370304MA3CTETY1"
OTHER += uscc_check_character(OTHER)
ON = date(2026, 10, 9)
CONDUCT = date(2026, 8, 20)


def a_case(**values: Any) -> Case:
    """An infringement that was found in August 2026."""
    known: dict[str, Any] = {
        "id": "case-1",
        "status": "draft",
        "clue_no": "演示线索1",
        "clue_on": CONDUCT + timedelta(days=5),
        "conduct_from": CONDUCT - timedelta(days=30),
        "conduct_to": CONDUCT,
        "party_kind": "firm",
        "party": "演示商贸有限公司",
        "party_uscc": USCC,
        "cause": "TM03",
        "state": "FILED",
        "filed_on": CONDUCT + timedelta(days=10),
    }
    return Case(**{**known, **values})


def told(
    desk: Desk,
    case: Case,
    *,
    goods: tuple[CaseGoods, ...] = (),
    steps: tuple[CaseStep, ...] = (),
    on: date = ON,
) -> CaseHints:
    with desk.read() as reader:
        return hints(reader, CaseFile(case, goods=goods, steps=steps), on)


def line(amount: int, **values: Any) -> CaseGoods:
    return CaseGoods(case_id="case-1", name="演示商品", amount=amount, **values)


# Amounts


@pytest.mark.parametrize(
    ("turnover", "high"),
    [
        (None, 250_000_00),
        (49_999_99, 250_000_00),
        (50_000_00, 250_000_00),
        (50_000_01, 250_000_05),
        (60_000_00, 300_000_00),
    ],
)
def test_the_cap_of_an_infringement_follows_the_turnover(
    desk: Desk, turnover: int | None, high: int
) -> None:
    found = told(desk, a_case(turnover=turnover, illegal_income=9_000_000_00))
    assert found.cap is not None
    assert found.cap.high == high
    [hint] = found.of("cap")
    assert hint.severity == "note"
    assert "不作决定" in hint.text


def test_the_cap_of_a_fake_patent_follows_the_income(desk: Desk) -> None:
    found = told(desk, a_case(cause="PT01", turnover=9_000_000_00, illegal_income=80_000_00))
    assert found.cap is not None
    assert found.cap.high == 400_000_00


def test_a_fine_above_the_cap_is_told_loudest(desk: Desk) -> None:
    assert not told(desk, a_case(turnover=60_000_00, fine=300_000_00)).of("over_cap")
    found = told(desk, a_case(turnover=60_000_00, fine=300_000_01))
    [hint] = found.of("over_cap")
    assert hint.severity == "stop"
    assert found.hints[0] == hint
    assert "300,000.01元" in hint.text
    assert "300,000元" in hint.text


def test_a_fine_below_the_floor_asks_for_reasons(desk: Desk) -> None:
    secret = a_case(cause="UC02", fine=99_999_99)
    assert told(desk, secret).of("under_floor")
    assert not told(desk, a_case(cause="UC02", fine=100_000_00)).of("under_floor")


def test_the_worksheet_goes_before_the_row_and_a_difference_is_told(desk: Desk) -> None:
    goods = (line(40_000_00, state="sold"), line(20_000_00, state="unsold"))
    found = told(desk, a_case(turnover=10_000_00), goods=goods)
    assert found.turnover == 60_000_00
    assert found.cap is not None
    assert found.cap.high == 300_000_00
    [hint] = found.of("turnover")
    assert "10,000元" in hint.text
    assert "60,000元" in hint.text
    assert not told(desk, a_case(turnover=60_000_00), goods=goods).of("turnover")


def test_lines_that_are_left_out_count_for_nothing(desk: Desk) -> None:
    goods = (line(40_000_00), line(20_000_00, left_out=True))
    assert told(desk, a_case(), goods=goods).turnover == 40_000_00


# The law of the conduct


def test_a_case_decided_after_a_change_shows_the_law_of_its_conduct(desk: Desk) -> None:
    found = told(desk, a_case(), on=date(2027, 2, 1))
    assert found.law is not None
    assert found.law.law.key == "TM19"
    [law] = found.of("law")
    assert "第五十七条第三项" in law.text
    [lighter] = found.of("lighter")
    assert "从旧兼从轻" in lighter.text
    assert not told(desk, a_case(), on=date(2026, 12, 31)).of("lighter")
    decided = a_case(decided_on=date(2026, 12, 30))
    assert not told(desk, decided, on=date(2027, 2, 1)).of("lighter")


def test_conduct_that_went_on_falls_under_the_newer_law(desk: Desk) -> None:
    case = a_case(conduct_from=date(2026, 11, 1), conduct_to=date(2027, 1, 5))
    found = told(desk, case, on=date(2027, 2, 1))
    assert found.law is not None
    assert found.law.law.key == "TM26"


def test_what_was_no_offence_then_is_not_punished_by_a_later_law(desk: Desk) -> None:
    found = told(desk, a_case(cause="TM16"), on=date(2027, 2, 1))
    assert found.law is None
    [hint] = found.of("lighter")
    assert hint.severity == "stop"
    assert found.hints[0] == hint


def test_a_cause_that_others_decide_is_told(desk: Desk) -> None:
    assert told(desk, a_case(cause="CR01")).of("competence")
    assert not told(desk, a_case()).of("competence")


def test_a_case_without_a_cause_or_days_has_no_hints_and_no_fault(desk: Desk) -> None:
    assert told(desk, Case(clue_no="演示线索")).hints == ()


# Repeat offenders


def before(desk: Desk, **values: Any) -> Case:
    """A decided infringement of the same firm, kept in the ledger."""
    known: dict[str, Any] = {
        "case_no": "演示旧案1",
        "decision_no": "演示罚〔2024〕1号",
        "decided_on": date(2024, 3, 1),
        "filed_on": date(2024, 1, 5),
        "clue_on": date(2024, 1, 2),
        "party": "演示商贸有限公司",
        "party_kind": "firm",
        "party_uscc": USCC,
        "cause": "TM01",
        "state": "CLOSED",
        "penalties": ("fine",),
        "fine": 10_000_00,
    }
    return records.save(desk, None, Case(status="draft", **{**known, **values}))


def test_an_infringement_within_five_years_weighs(desk: Desk) -> None:
    old = before(desk)
    found = told(desk, a_case())
    assert found.repeats == ((old.id, "演示罚〔2024〕1号"),)
    [hint] = found.of("repeat")
    assert hint.severity == "warn"
    assert hint.cases == found.repeats
    assert "演示罚〔2024〕1号" in hint.text
    assert "第六十条" in hint.basis


@pytest.mark.parametrize(
    "values",
    [
        {"party_uscc": OTHER},
        {
            "decided_on": date(2021, 8, 19),
            "filed_on": date(2021, 5, 1),
            "clue_on": date(2021, 4, 1),
        },
        {
            "decided_on": date(2026, 8, 21),
            "filed_on": date(2026, 6, 1),
            "clue_on": date(2026, 5, 1),
        },
        {"cause": "TM11"},
        {"state": "DECIDED_NONE", "discretion": "none", "penalties": (), "fine": None},
        {"review_state": "annulled"},
        {"decided_on": None, "decision_no": None, "state": "FILED"},
    ],
    ids=["another", "older", "later", "no infringement", "spared", "annulled", "undecided"],
)
def test_these_do_not_weigh(desk: Desk, values: dict[str, Any]) -> None:
    before(desk, **values)
    assert told(desk, a_case()).repeats == ()


def test_five_years_to_the_day_still_weigh(desk: Desk) -> None:
    before(desk, decided_on=date(2021, 8, 20), filed_on=date(2021, 5, 1), clue_on=date(2021, 4, 1))
    assert len(told(desk, a_case()).repeats) == 1


def test_a_person_is_known_by_the_identity_number(desk: Desk) -> None:
    number = "11010119900307001"
    number += id_check_character(number)
    old = before(desk, party="演示甲某", party_kind="person", party_uscc=None, id_no=number)
    person = a_case(party="演示甲某", party_kind="person", party_uscc=None, id_no=number)
    assert [id for id, _label in told(desk, person).repeats] == [old.id]


def test_withdrawn_cases_and_the_case_itself_do_not_weigh(desk: Desk) -> None:
    # Its own decision is of the day on which its conduct ended.
    old = before(desk, conduct_from=date(2024, 1, 1), conduct_to=date(2024, 3, 1))
    assert told(desk, old, on=ON).repeats == ()
    records.withdraw(desk, Case.ledger, [old.id], "演示登错")
    assert told(desk, a_case()).repeats == ()


def test_other_causes_have_no_five_years(desk: Desk) -> None:
    before(desk, cause="PT01")
    assert told(desk, a_case(cause="PT01")).repeats == ()


# Crime


def test_a_reached_line_asks_to_think_of_a_transfer(desk: Desk) -> None:
    [hint] = told(desk, a_case(cause="TM01", turnover=50_000_00)).of("crime")
    assert "建议研判是否移送" in hint.text
    assert not told(desk, a_case(cause="TM03", turnover=49_999_99)).of("crime")


def test_who_was_punished_within_two_years_reaches_a_lower_line(desk: Desk) -> None:
    case = a_case(turnover=30_000_00)
    before(desk, decided_on=date(2024, 8, 19))
    assert not told(desk, case).of("crime")
    before(desk, case_no="演示旧案2", decision_no="演示罚〔2024〕2号", decided_on=date(2024, 8, 20))
    [hint] = told(desk, case).of("crime")
    assert "二年内受过处罚" in hint.text


def test_goods_not_sold_have_a_line_of_their_own(desk: Desk) -> None:
    sold = told(desk, a_case(), goods=(line(150_000_00, state="unsold"),)).of("crime")
    assert any("尚未销售" in hint.text for hint in sold)


def test_a_case_that_was_sent_to_the_police_is_not_hinted_at_again(desk: Desk) -> None:
    case = a_case(cause="TM01", turnover=90_000_00, police_on=date(2026, 9, 20))
    assert not told(desk, case).of("crime")


# Procedure


@pytest.mark.parametrize(
    ("kind", "values", "heard"),
    [
        ("firm", {"fine": 100_000_00}, True),
        ("firm", {"fine": 99_999_99}, False),
        ("person", {"fine": 10_000_00}, True),
        ("trader", {"fine": 10_000_00}, True),
        ("firm", {"confiscate_money": 60_000_00, "goods_value": 40_000_00}, True),
        ("firm", {"penalties": ("stop_business",)}, True),
        ("firm", {"fine": 100_000_00, "decided_on": date(2026, 10, 1)}, False),
        ("firm", {}, False),
    ],
)
def test_a_heavy_penalty_needs_the_offer_of_a_hearing(
    desk: Desk, kind: str, values: dict[str, Any], heard: bool
) -> None:
    assert bool(told(desk, a_case(party_kind=kind, **values)).of("hearing")) == heard


@pytest.mark.parametrize(
    ("kind", "fine", "state", "fits"),
    [
        ("firm", 3_000_00, "VERIFY", True),
        ("firm", 3_000_01, "VERIFY", False),
        ("person", 200_00, "CLUE", True),
        ("person", 201_00, "CLUE", False),
        ("firm", 3_000_00, "FILED", False),
    ],
)
def test_a_small_fine_may_take_the_short_way(
    desk: Desk, kind: str, fine: int, state: str, fits: bool
) -> None:
    case = a_case(party_kind=kind, penalties=("fine",), fine=fine, state=state, filed_on=None)
    assert bool(told(desk, case).of("simple")) == fits


def test_the_time_bar_is_told_when_it_is_over(desk: Desk) -> None:
    late = a_case(conduct_from=date(2024, 5, 1), conduct_to=date(2024, 8, 24))
    [hint] = told(desk, late).of("time_bar")
    assert hint.severity == "stop"
    assert "2026年8月24日" in hint.text
    assert not told(desk, a_case(conduct_to=date(2024, 8, 25))).of("time_bar")


# Surcharge


def served(**values: Any) -> Case:
    """Fined 30,000 yuan; the last day of payment is Tuesday 2026-03-17."""
    known: dict[str, Any] = {
        "state": "SERVED",
        "conduct_from": date(2025, 10, 1),
        "conduct_to": date(2025, 11, 1),
        "clue_on": date(2025, 11, 5),
        "filed_on": date(2025, 11, 20),
        "decided_on": date(2026, 2, 27),
        "served_on": date(2026, 3, 2),
        "penalties": ("fine",),
        "fine": 30_000_00,
    }
    return a_case(**{**known, **values})


DUE = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("days", "yuan"), [(1, 900), (10, 9_000), (33, 29_700), (34, 30_000), (40, 30_000)]
)
def test_the_surcharge_grows_by_the_day_up_to_the_fine(desk: Desk, days: int, yuan: int) -> None:
    found = told(desk, served(), on=DUE + timedelta(days=days))
    assert found.surcharge == yuan * 100
    [hint] = found.of("surcharge")
    assert f"{days}日" in hint.text
    assert f"{yuan:,}元" in hint.text
    assert ("不再增加" in hint.text) == (yuan == 30_000)


def test_nothing_grows_before_the_last_day_is_over(desk: Desk) -> None:
    assert told(desk, served(), on=DUE).surcharge is None
    assert told(desk, served(paid_on=DUE), on=DUE + timedelta(days=9)).surcharge is None


def test_it_stops_growing_on_the_day_of_payment(desk: Desk) -> None:
    late = served(paid_on=DUE + timedelta(days=2))
    found = told(desk, late, on=DUE + timedelta(days=30))
    assert found.surcharge == 1_800_00


def test_review_and_litigation_do_not_count(desk: Desk) -> None:
    steps = (
        make_step("contest", DUE + timedelta(days=3), 1, outcome="reviewing"),
        make_step("contest_end", DUE + timedelta(days=13), 2, outcome="upheld"),
    )
    case = served()
    # Two days before it, five from the day it ended on.
    found = told(desk, case, steps=steps, on=DUE + timedelta(days=17))
    assert found.surcharge == 7 * 900_00
    still = told(desk, case, steps=steps[:1], on=DUE + timedelta(days=17))
    assert still.surcharge == 2 * 900_00


def test_a_deferment_moves_the_last_day(desk: Desk) -> None:
    steps = (make_step("defer", date(2026, 3, 10), until=date(2026, 4, 30)),)
    assert told(desk, served(), steps=steps, on=date(2026, 4, 30)).surcharge is None
    assert told(desk, served(), steps=steps, on=date(2026, 5, 1)).surcharge == 900_00


# The office's own rules

_OWN = """
[file]
kind = "amounts"
part = true

[[rule]]
name = "tm_infringe"
title = "演示"
base = "turnover"
tiers = [{ high = 70_000 }]
basis = "演示条款"
source = "演示"

[[setting]]
name = "hearing_firm"
title = "演示"
yuan = 50_000
basis = "演示条款"
source = "演示"
"""


def test_the_offices_own_amounts_stand_in_the_place_of_the_shipped(desk: Desk) -> None:
    case = a_case(turnover=60_000_00, fine=60_000_00)
    assert not told(desk, case).of("hearing")
    lawfiles.load(desk, lawfiles.look_at(desk, _OWN))
    found = told(desk, case)
    assert found.cap is not None
    assert found.cap.high == 70_000_00
    assert "50,000元" in found.of("hearing")[0].text


# The door


def test_hints_of_a_kept_case(desk: Desk) -> None:
    kept = before(desk, turnover=60_000_00)
    found = hints_of(desk, kept.id)
    assert found.cap is not None
    assert found.cap.high == 300_000_00
    with pytest.raises(Missing):
        hints_of(desk, "nowhere")
