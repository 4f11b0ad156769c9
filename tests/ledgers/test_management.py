"""Rules of the ledgers of management: liaison officers, funds, papers, bodies, reports of towns."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.body import Body
from boshan_desk.ledgers.fund import Fund
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.policy import Policy
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records, sheets
from tests.ledgers.test_protection import USCC, lacks, said

LIAISON = Liaison(
    status="submitted",
    name="演示甲",
    town_code="370304102",
    unit="演示办公室",
    phone="19900000001",
    role="a",
    from_on=date(2025, 1, 2),
    state="active",
    prefix="YS01",
)
AWARD = Fund(
    status="submitted",
    year=2026,
    tier="county",
    item="patent",
    payee="演示泵业有限公司",
    uscc=USCC,
    town_code="370304102",
    asked=5_000_000,
    approved=4_000_000,
    approved_on=date(2026, 4, 1),
    paid=4_000_000,
    paid_on=date(2026, 5, 6),
    state="paid",
)
REPORT = TownReport(
    status="submitted",
    period="2026Q3",
    town_code="370304102",
    due_on=date(2026, 9, 25),
    received_on=date(2026, 9, 25),
    way="sheet",
    state="on_time",
    rows=12,
)


def beside(desk: Desk, record: Any, **changes: Any) -> list[str]:
    """The fields of what is said of a record beside those that are kept."""
    found = records.judge(desk, dataclasses.replace(record, **changes))
    return [p.field for p in found if p.code == "double"]


# ------------------------------------------------------------ liaison officers


def test_a_liaison_officer_has_a_term_a_mobile_and_a_prefix() -> None:
    assert lacks(LIAISON) == []
    assert said(LIAISON) == []
    assert lacks(LIAISON, state="left") == ["to_on"]
    assert said(LIAISON, to_on=date(2025, 1, 1)) == [("to_on", "error"), ("state", "warn")]
    assert said(LIAISON, to_on=date(2026, 10, 8)) == [("state", "warn")]
    assert said(LIAISON, to_on=date(2026, 10, 9)) == []
    assert said(LIAISON, phone="0533-4181234") == [("phone", "warn")]
    assert said(LIAISON, prefix="ys 1") == [("prefix", "error")]


def test_two_terms_of_one_role_in_one_town_share_no_day(desk: Desk) -> None:
    old: dict[str, Any] = {"state": "left", "to_on": date(2025, 11, 30)}
    records.save(desk, None, dataclasses.replace(LIAISON, **old))
    new = Liaison(town_code="370304102", role="a", name="演示乙", prefix="YS02", state="active")
    assert beside(desk, new, from_on=date(2025, 12, 1)) == []
    assert beside(desk, new, from_on=date(2025, 11, 30)) == ["role"]
    assert beside(desk, new, from_on=date(2024, 1, 2), to_on=date(2025, 1, 1)) == []
    assert beside(desk, new, from_on=date(2024, 1, 2), to_on=date(2025, 1, 2)) == ["role"]
    assert beside(desk, new, from_on=date(2025, 11, 30), role="b") == []
    assert beside(desk, new, from_on=date(2025, 11, 30), town_code="370304001") == []


def test_a_prefix_is_not_given_again_even_when_its_owner_left(desk: Desk) -> None:
    old: dict[str, Any] = {"state": "left", "to_on": date(2025, 11, 30)}
    records.save(desk, None, dataclasses.replace(LIAISON, **old))
    other = Liaison(town_code="370304001", role="a", name="演示乙", from_on=date(2026, 1, 1))
    assert beside(desk, other, prefix="YS01") == ["prefix", "prefix"], "by its key and by its rule"
    assert beside(desk, other, prefix="YS02") == []


def test_a_record_does_not_stand_beside_itself_or_one_in_the_bin(desk: Desk) -> None:
    kept = records.save(desk, None, LIAISON)
    assert beside(desk, kept) == []
    records.withdraw(desk, LEDGERS["liaison"], [kept.id], "演示")
    new = {"id": "another", "name": "演示乙", "prefix": "YS02"}
    assert beside(desk, LIAISON, **new) == []


# ------------------------------------------------------------ funds


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"approved": 5_000_001}, ("approved", "error")),
        ({"paid": 4_000_001}, ("paid", "error")),
        ({"paid_on": date(2026, 3, 31)}, ("paid_on", "error")),
        ({"paid": None}, ("paid", "error")),
        ({"state": "notice"}, ("state", "warn")),
        ({"notice_to": date(2026, 5, 6)}, ("paid_on", "warn")),
        ({"notice_from": date(2026, 5, 2), "notice_to": date(2026, 5, 1)}, ("notice_to", "error")),
        ({"state": "recovered", "recovered_on": date(2026, 5, 5)}, ("recovered_on", "error")),
        ({"year": 1989}, ("year", "error")),
        ({"year": 2028}, ("year", "error")),
    ],
)
def test_paid_is_at_most_approved_and_approved_at_most_asked(
    changes: dict[str, Any], finding: tuple[str, str]
) -> None:
    assert said(AWARD) == []
    assert finding in said(AWARD, **changes)


def test_equal_amounts_are_no_fault_and_what_is_not_known_is_not_compared() -> None:
    assert said(AWARD, asked=4_000_000) == []
    assert said(AWARD, asked=None) == []
    assert said(AWARD, notice_to=date(2026, 5, 5)) == []


def test_what_an_award_needs_grows_with_its_state() -> None:
    bare = {"approved": None, "approved_on": None, "paid": None, "paid_on": None}
    assert lacks(AWARD, **bare, state="review") == []
    assert lacks(AWARD, **bare, state="notice") == ["approved", "approved_on"]
    assert lacks(AWARD, **bare) == ["approved", "approved_on", "paid", "paid_on"]
    assert lacks(AWARD, paid_on=None, state="notice") == ["paid_on"], "paid is paid on a day"
    assert lacks(AWARD, state="recovered") == ["recovered_on"]


def test_the_same_payee_item_and_year_twice_is_told_of_whatever_the_tier(desk: Desk) -> None:
    records.save(desk, None, AWARD)
    again = {"id": "another", "tier": "city"}
    assert beside(desk, AWARD, **again) == ["payee"]
    assert beside(desk, AWARD, **again, payee="演示泵业公司") == ["payee"], "by its code"
    assert beside(desk, AWARD, **again, uscc=None) == ["payee"], "by its name"
    assert beside(desk, AWARD, **again, year=2025) == []
    assert beside(desk, AWARD, **again, item="gi") == []
    assert beside(desk, AWARD, **again, payee="演示陶瓷有限公司", uscc=None) == []


def test_an_import_shows_a_second_award_beside_the_first_and_keeps_both(
    desk: Desk, tmp_path: Path
) -> None:
    records.save(desk, None, AWARD)
    path = tmp_path / "资金.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["年度", "资金层级", "资金项目", "受益单位", "统一社会信用代码", "申报金额（元）"])
    page.append([2026, "市", "专利资助", AWARD.payee, AWARD.uscc, 20000])
    page.append([2026, "市", "贯标", AWARD.payee, AWARD.uscc, 20000])
    book.save(path)
    first, second = sheets.look(desk, LEDGERS["fund"], path).rows
    assert (first.outcome, second.outcome) == ("new", "new")
    assert [each.why for each in first.alike] != []
    assert second.alike == ()


# ------------------------------------------------------------ papers and bodies


def test_a_paper_is_watched_until_it_runs_out() -> None:
    paper = Policy(
        status="submitted",
        title="演示办法",
        issuer="演示机关",
        kind="measures",
        topics=("use",),
        issued_on=date(2024, 5, 20),
        state="valid",
    )
    assert lacks(paper) == []
    assert said(paper) == []
    assert said(paper, valid_to=date(2026, 10, 8)) == [("state", "warn")]
    assert said(paper, valid_to=date(2026, 10, 9)) == [("valid_to", "note")]
    assert said(paper, valid_to=date(2027, 1, 7)) == [("valid_to", "note")]
    assert said(paper, valid_to=date(2027, 1, 8)) == []
    assert said(paper, valid_to=date(2026, 10, 8), state="expired") == []
    assert said(paper, valid_to=date(2024, 5, 19), state="expired") == [("valid_to", "error")]
    assert lacks(paper, state="repealed") == ["repealed_on"]
    assert said(paper, effective_on=date(2024, 5, 19)) == [("effective_on", "warn")]


def test_a_body_that_stands_has_a_first_day_and_a_ground() -> None:
    body = Body(
        status="submitted",
        kind="workstation",
        name="演示工作站",
        host="演示市场",
        level="county",
        doc_no="演示1号",
        set_up_on=date(2024, 1, 2),
        state="running",
    )
    assert lacks(body) == []
    assert said(body) == []
    assert lacks(body, set_up_on=None) == ["set_up_on"]
    assert lacks(body, set_up_on=None, state="preparing") == []
    assert lacks(body, state="revoked") == ["ended_on"]
    assert said(body, doc_no=None) == [("doc_no", "warn")]
    assert said(body, doc_no=None, evidence="演示") == []
    assert said(body, state="preparing") == [("state", "warn")]
    assert said(body, ended_on=date(2025, 1, 2)) == [("state", "warn")]
    assert said(body, state="revoked", ended_on=date(2024, 1, 1)) == [("ended_on", "error")]


# ------------------------------------------------------------ reports of towns


def test_zero_missing_and_blank_are_three_things() -> None:
    assert said(REPORT) == []
    assert said(REPORT, state="zero", rows=0) == []
    assert said(REPORT, state="zero", rows=None) == []
    assert said(REPORT, state="zero", rows=1) == [("rows", "error")]
    missing = {"state": "missing", "received_on": None, "way": None, "rows": None}
    assert said(REPORT, **missing) == []
    assert lacks(REPORT, **missing) == []
    assert said(REPORT, **(missing | {"rows": 0})) == [("rows", "error")]
    assert said(REPORT, **(missing | {"received_on": date(2026, 9, 25)})) == [
        ("received_on", "error")
    ]
    assert said(REPORT, **missing, due_on=date(2026, 10, 9)) == [("state", "warn")]
    assert lacks(REPORT, **(missing | {"state": None})) == ["state"], "nobody has said which"
    assert said(REPORT, rows=0) == [("rows", "warn")]
    assert lacks(REPORT, rows=None) == ["rows"]
    assert lacks(REPORT, rows=None, state="zero") == []


def test_late_and_in_time_are_told_by_the_days() -> None:
    assert said(REPORT, received_on=date(2026, 9, 26)) == [("state", "error")]
    assert said(REPORT, received_on=date(2026, 9, 26), state="late") == []
    assert said(REPORT, state="late") == [("state", "error")]


def test_a_report_that_was_given_back_says_when_and_why() -> None:
    assert lacks(REPORT, state="returned") == ["returned_on", "why"]
    back = {"state": "returned", "why": "演示"}
    assert said(REPORT, **back, returned_on=date(2026, 9, 24)) == [("returned_on", "error")]
    assert said(REPORT, **back, returned_on=date(2026, 9, 25)) == []
    assert said(REPORT, due_on=date(2026, 6, 30), received_on=date(2026, 6, 30)) == [
        ("due_on", "warn")
    ]


def test_a_towns_report_is_called_by_its_town_and_period() -> None:
    lists = lists_of(load_county("boshan"))
    town = load_county("boshan").counted[0]
    report = TownReport(period="2026Q3", town_code=town)
    assert report.label(lists) == f"{lists['town'].label(town)}　2026年三季度"
    assert TownReport().label(lists) == "镇街报送"
