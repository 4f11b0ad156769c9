"""What an officer may do with a record: the table of roles and states."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.officers import ROLES, anyone, with_roles
from boshan_desk.domain.states import MOVES, moves_from
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.informant import Informant
from boshan_desk.ledgers.station import Station
from boshan_desk.ui.record_access import access_to, name_of, possible_moves, reading_only

STATES = ("draft", "submitted", "returned", "reviewed", "archived")


def who(*roles: str) -> Any:
    return SimpleNamespace(officer=with_roles("演示员", roles))


@pytest.mark.parametrize(
    ("role", "states"),
    [
        ("handler", {"draft", "submitted", "returned", "reviewed"}),
        ("approver", {"draft", "submitted", "returned", "reviewed"}),
        ("entry", set()),
        ("leader", set()),
        ("admin", set()),
        ("auditor", set()),
    ],
)
def test_who_may_write_a_case_in_which_state(role: str, states: set[str]) -> None:
    found = {s for s in STATES if access_to(who(role), Case.ledger, Case(status=s)).writable}
    assert found == states


def test_whatever_cannot_be_written_says_why() -> None:
    for role in ROLES:
        for state in STATES:
            access = access_to(who(role), Case.ledger, Case(status=state))
            assert access.writable or access.words, (role, state)
    gone = Case(withdrawn_at=datetime(2026, 10, 9))
    assert "回收站" in access_to(who("approver"), Case.ledger, gone).words


def test_only_a_review_asks_for_a_reason() -> None:
    asked = [
        s for s in STATES if access_to(who("handler"), Case.ledger, Case(status=s)).wants_reason
    ]
    assert asked == ["reviewed"]


@pytest.mark.parametrize(
    ("role", "state", "words"),
    [
        ("handler", "draft", ["提交"]),
        ("handler", "submitted", []),
        ("handler", "returned", ["重新提交"]),
        ("handler", "reviewed", []),
        ("handler", "archived", []),
        ("approver", "submitted", ["审核通过", "退回"]),
        ("approver", "reviewed", ["退回", "归档"]),
        ("approver", "archived", ["取消归档"]),
        ("leader", "submitted", []),
        ("admin", "draft", []),
    ],
)
def test_what_may_be_decided(role: str, state: str, words: list[str]) -> None:
    found = [move.title for move in possible_moves(who(role), Case.ledger, [state])]
    assert sorted(found) == sorted(words)


def test_decisions_about_several_are_those_that_each_allows() -> None:
    approver = who("approver")

    def titles(*states: str) -> list[str]:
        return [move.title for move in possible_moves(approver, Case.ledger, states)]

    assert titles("submitted", "reviewed") == ["退回"]
    assert titles("draft", "returned") == ["提交"]
    # Both end in 已审核, but passing a review is not taking out of the archive.
    assert titles("submitted", "archived") == []
    assert titles() == []


def test_of_records_that_were_not_looked_at_every_decision_is_offered() -> None:
    found = {move.title for move in possible_moves(who("approver"), Case.ledger, None)}
    assert found == {"提交", "审核通过", "退回", "归档", "取消归档"}
    assert {m for s in STATES for m in moves_from(s)} <= set(MOVES)


def test_a_desk_without_accounts_may_do_everything() -> None:
    alone: Any = SimpleNamespace(officer=anyone("演示员"))
    assert reading_only(alone, Case.ledger) == ""
    assert access_to(alone, Informant.ledger, None).writable


def test_an_informant_is_called_by_number() -> None:
    lists = lists_of(load_county("boshan"))
    informant = Informant(name="演示举报甲", serial_no="2026-0001")
    assert name_of(informant, lists) == "举报人 2026-0001"
    assert name_of(replace(informant, serial_no=None), lists) == "举报人"
    assert name_of(Station(name="演示站"), lists) == "演示站"
