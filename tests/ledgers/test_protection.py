"""Rules of the ledgers of protection: units and visits, mediations, help, agencies."""

from __future__ import annotations

import dataclasses
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from boshan_desk.domain.law.spans import last_day
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Invalid
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.agency import Agency, AgencyCheck
from boshan_desk.ledgers.key_unit import KeyRight, KeyUnit, KeyVisit
from boshan_desk.ledgers.mediation import Aid, Mediation, MediationSession
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records

USCC = "91990101MA3C5Y0111"
"""Nobody's: division 990101 does not exist."""

UNIT = KeyUnit(
    status="submitted",
    unit="演示泵业有限公司",
    uscc=USCC,
    town_code="370304102",
    kind="firm",
    industry="pumps",
    in_on=date(2025, 3, 3),
    in_basis="演示名录",
    state="in",
    contact="演示甲",
    phone="19900000001",
    officers=("演示乙",),
)
DEAL = Mediation(
    status="submitted",
    no="博知调〔2026〕1号",
    source_kind="party",
    received_on=date(2026, 8, 3),
    accepted_on=date(2026, 8, 5),
    town_code="370304102",
    kind="patent",
    mode="people",
    applicant="演示甲",
    respondent="演示乙",
    body="演示调解委员会",
    mediators=("演示丙",),
    result="success",
    closed_on=date(2026, 9, 18),
    deal_no="演示协1",
    deal_on=date(2026, 9, 18),
    deal_amount=1_000_000,
)
AGENCY = Agency(
    status="submitted",
    name="演示代理有限公司",
    uscc=USCC,
    town_code="370304102",
    kinds=("patent",),
    state="normal",
    pat_agency_code="99123",
)
CHECK = AgencyCheck(
    status="submitted",
    agency_id=AGENCY.id,
    checked_on=date(2026, 9, 1),
    mode="daily",
    items=("record",),
    officers=("演示甲", "演示乙"),
    result="none",
)


class Around:
    """What a rule may look at: a day, no lists, and the records it is given."""

    today = date(2026, 10, 9)
    lists: Any = MappingProxyType({})

    def __init__(self, *others: Record) -> None:
        self._others = {other.id: other for other in others}

    def linked(self, ledger: str, id: str | None) -> Record | None:
        """One of the records given."""
        return self._others.get(id or "")


def said(record: Record, *others: Record, **changes: Any) -> list[tuple[str, str]]:
    """Field and severity of what the record's own rules say of it."""
    changed = dataclasses.replace(record, **changes)
    return [(p.field, p.severity) for p in changed.check(Around(*others))]


def lacks(record: Record, **changes: Any) -> list[str]:
    """The fields that its stages ask for."""
    changed = dataclasses.replace(record, **changes)
    return changed.missing(changed.stages())


# ------------------------------------------------------------ units, rights, visits


def test_a_unit_that_left_has_its_day_and_its_reason() -> None:
    assert lacks(UNIT) == []
    assert lacks(UNIT, state="out") == ["out_on", "out_reason"]
    assert said(UNIT, state="out", out_on=date(2025, 3, 2)) == [("out_on", "error")]
    assert said(UNIT, state="out", out_on=date(2025, 3, 3)) == []
    assert said(UNIT, out_on=date(2026, 1, 1)) == [("state", "warn")]


def test_a_right_warns_when_it_is_over_and_tells_when_it_soon_will_be() -> None:
    right = KeyRight(status="submitted", right_kind="trademark", right_no="91234567")
    assert said(right, expires_on=date(2026, 10, 8)) == [("expires_on", "warn")]
    assert said(right, expires_on=date(2026, 10, 9)) == [("expires_on", "note")]
    assert said(right, expires_on=date(2027, 4, 7)) == [("expires_on", "note")]
    assert said(right, expires_on=date(2027, 4, 8)) == []


def test_numbers_of_rights_are_checked_by_their_kind_and_secrets_have_none() -> None:
    right = KeyRight(status="submitted", right_kind="invention", right_no="ZL202319123456.7")
    assert said(right) == [("right_no", "warn")], "its check digit is another"
    assert said(right, right_kind="copyright") == []
    assert "right_no" in lacks(right, right_no=None)
    assert "right_no" not in lacks(right, right_no=None, right_kind="secret")


def test_a_visit_keeps_asking_until_what_was_brought_up_is_done() -> None:
    visit = KeyVisit(status="submitted", key_unit_id=UNIT.id, visited_on=date(2026, 9, 1))
    assert said(visit) == []
    assert said(visit, problem="演示问题") == [("closed_on", "note")]
    done = date(2026, 9, 8)
    assert said(visit, problem="演示问题", closed_on=done) == [("handling", "warn")]
    assert said(visit, problem="演示问题", handling="演示", closed_on=done) == []
    assert said(visit, closed_on=date(2026, 8, 31)) == [("closed_on", "error")]


def test_a_visit_to_a_unit_that_has_left_is_looked_at_again() -> None:
    gone = dataclasses.replace(UNIT, state="out", out_on=date(2026, 8, 31))
    visit = KeyVisit(status="submitted", key_unit_id=UNIT.id, visited_on=date(2026, 9, 1))
    assert said(visit, gone) == [("visited_on", "warn")]
    assert said(visit, gone, visited_on=date(2026, 8, 31)) == []


# ------------------------------------------------------------ mediation and help


def test_a_success_needs_its_agreement_and_any_end_its_day() -> None:
    assert lacks(DEAL) == []
    bare = {"deal_no": None, "deal_on": None, "deal_amount": None}
    assert lacks(DEAL, **bare) == ["deal_no", "deal_on", "deal_amount"]
    assert lacks(DEAL, **bare, result="failed", closed_on=None) == ["closed_on"]
    assert lacks(DEAL, **bare, result="going", closed_on=None) == []
    assert lacks(DEAL, **bare, result=None) == ["result"]
    assert said(DEAL, **bare, result="going") == [("result", "error")]


def test_the_last_day_for_judicial_confirmation_is_told() -> None:
    def told(**changes: Any) -> list[tuple[str, str]]:
        changed = dataclasses.replace(DEAL, **changes)
        return [(p.severity, p.words()) for p in changed.check(Around()) if "confirm" in p.field]

    assert last_day("court_confirm", date(2026, 9, 18)) == date(2026, 10, 18)
    assert told() == [("note", "如需司法确认，双方最迟在 2026-10-18 共同申请")]
    # From the day of effect, where that is another one.
    assert "2026-10-20" in told(effective_on=date(2026, 9, 20))[0][1]
    old = {"deal_on": date(2026, 9, 8), "closed_on": date(2026, 9, 8)}
    assert told(**old) == [("note", "申请司法确认的期限已于 2026-10-08 届满")]
    last = {"deal_on": date(2026, 9, 9), "closed_on": date(2026, 9, 9)}
    assert "最迟在 2026-10-09" in told(**last)[0][1]
    assert told(court_confirm="confirmed", confirm_on=date(2026, 9, 30)) == []
    [late] = told(**old, court_confirm="asked", confirm_on=date(2026, 10, 9))
    assert late[0] == "warn"
    assert lacks(DEAL, court_confirm="asked") == ["confirm_on"]


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"accepted_on": date(2026, 8, 2)}, ("accepted_on", "error")),
        ({"deal_on": date(2026, 8, 4)}, ("deal_on", "error")),
        ({"closed_on": date(2026, 8, 4)}, ("closed_on", "error")),
        ({"effective_on": date(2026, 9, 17)}, ("effective_on", "error")),
        ({"result": "failed"}, ("deal_on", "warn")),
        ({"accepted_on": None}, ("accepted_on", "note")),
        ({"respondent": "演示甲"}, ("respondent", "warn")),
        ({"no": "博知调〔2025〕1号"}, ("no", "warn")),
    ],
)
def test_what_does_not_fit_together_in_a_mediation_is_said(
    changes: dict[str, Any], finding: tuple[str, str]
) -> None:
    assert finding not in said(DEAL)
    assert finding in said(DEAL, **changes)


def test_no_session_stands_before_the_dispute_came_in() -> None:
    session = MediationSession(
        status="submitted", mediation_id=DEAL.id, held_on=date(2026, 8, 2), result="演示"
    )
    assert said(session, DEAL) == [("held_on", "error")]
    assert said(session, DEAL, held_on=date(2026, 8, 3)) == []


def test_numbers_go_on_by_year_and_stand_still_for_what_has_one(desk: Desk) -> None:
    def add(day: str, **given: str) -> str | None:
        raw = {"received_on": day, "applicant": "演示甲", **given}
        record = records.add(desk, LEDGERS["mediation"], raw)
        assert isinstance(record, Mediation)
        return record.no

    assert add("2026-03-02") == "博知调〔2026〕1号"
    assert add("2025-12-30") == "博知调〔2025〕1号"
    assert add("2026-03-09", no="博知调〔2026〕7号") == "博知调〔2026〕7号"
    assert add("2026-03-10") == "博知调〔2026〕8号"
    assert records.add(desk, LEDGERS["mediation"], {"applicant": "演示乙"}).label(desk.lists) == (
        "演示乙"
    ), "without its day it has no year"
    asked = records.add(desk, LEDGERS["aid"], {"asked_on": "2026-03-02", "applicant": "演示甲"})
    assert isinstance(asked, Aid)
    assert asked.no == "博知援〔2026〕1号"


def test_a_number_is_told_of_when_it_is_given_twice(desk: Desk) -> None:
    kept = records.save(desk, None, dataclasses.replace(DEAL, status="draft"))
    again = Mediation(no=kept.no, received_on=date(2026, 8, 4))
    assert [p.code for p in records.judge(desk, again) if p.severity == "warn"] == ["double"]


def test_help_that_was_passed_on_names_who_has_it() -> None:
    aid = Aid(
        status="submitted",
        no="博知援〔2026〕1号",
        asked_on=date(2026, 9, 1),
        town_code="370304102",
        applicant="演示甲",
        topic="overseas",
        handler=("演示乙",),
    )
    assert lacks(aid) == []
    assert lacks(aid, mode="referral") == ["refer_to"]
    assert lacks(aid, result="referred") == ["refer_to"]
    assert said(aid, closed_on=date(2026, 9, 2)) == [("result", "warn")]
    assert said(aid, result="answered", closed_on=date(2026, 8, 31)) == [("closed_on", "error")]
    assert said(aid, no=None) == [("no", "note")]


# ------------------------------------------------------------ agencies


def test_an_agency_has_the_code_or_the_record_of_what_it_does() -> None:
    assert lacks(AGENCY) == []
    assert lacks(AGENCY, pat_agency_code=None) == ["pat_agency_code"]
    assert lacks(AGENCY, kinds=("trademark",)) == ["tm_record"]
    assert lacks(AGENCY, kinds=("consulting",), pat_agency_code=None) == []
    assert said(AGENCY, pat_agency_code="9912") == [("pat_agency_code", "warn")]
    assert said(AGENCY, pat_agency_code="99123-1") == []
    assert said(AGENCY, attorneys=0) == [("attorneys", "warn")]
    assert said(AGENCY, attorneys=0, is_branch=True) == []


def test_two_officers_check_an_agency() -> None:
    assert said(CHECK, AGENCY) == []
    assert said(CHECK, AGENCY, officers=("演示甲",)) == [("officers", "error")]


def test_one_officer_alone_is_refused_when_the_check_is_handed_in(desk: Desk) -> None:
    agency = records.save(desk, None, AGENCY)
    with pytest.raises(Invalid, match="至少两人"):
        records.save(
            desk, None, dataclasses.replace(CHECK, agency_id=agency.id, officers=("演示甲",))
        )


def test_penalties_of_patent_agencies_are_the_provinces() -> None:
    filed = {"result": "filed", "problem": "演示"}
    assert said(CHECK, AGENCY, **filed) == [("result", "warn")]
    both = dataclasses.replace(AGENCY, kinds=("patent", "trademark"))
    assert said(CHECK, both, **filed) == [("result", "note")]
    marks = dataclasses.replace(AGENCY, kinds=("trademark",))
    assert said(CHECK, marks, **filed) == []
    assert said(CHECK, AGENCY, result="transfer", problem="演示") == []
    assert lacks(CHECK, result="transfer") == ["problem", "reported_to", "reported_on"]


def test_a_check_has_its_days_in_order_and_is_followed_up() -> None:
    marks = dataclasses.replace(AGENCY, kinds=("trademark",))
    due = {"result": "rectify", "problem": "演示", "due_on": date(2026, 10, 8)}
    assert said(CHECK, marks, **due) == [("recheck", "warn")]
    assert said(CHECK, marks, **due, recheck="fixed") == []
    assert said(CHECK, marks, **(due | {"due_on": date(2026, 10, 9)})) == []
    assert said(CHECK, marks, reported_on=date(2026, 8, 31)) == [("reported_on", "error")]
    assert said(CHECK, marks, mode="random") == [("published_on", "note")]
    assert lacks(CHECK, mode="random") == ["batch"]
    assert lacks(CHECK, result="rectify") == ["problem", "due_on"]
