"""The fields that merge as one statement when two offices write one record."""

from __future__ import annotations

import pytest

from boshan_desk.ledgers import KEPT, SECRET

GROUPS = [(name, group) for name, ledger in KEPT.items() for group in ledger.together]
STATED = {
    # An amount or a count with its unit, its day, its basis.
    ("gi_year", "output output_unit basis value audited"),
    ("case", "goods qty qty_unit"),
    ("case_goods", "qty unit price amount left_out"),
    ("enterprise", "patents marks counted_on"),
    ("ip_stat", "value as_of basis window_from window_to data_source source_doc"),
    ("pledge", "loan_amount loan_on rate mature_on"),
    ("fund", "approved approved_on"),
    ("case_penalty", "kind amount party"),
    # An event with its day and the number of its paper.
    ("case", "decision_no decided_on penalties fine breach_basis discretion"),
    ("case", "file_no filed_on"),
    ("case", "police_on police_no"),
    ("gi_right", "notice_org notice_no notice_on"),
    ("gi_right", "tm_no reg_on exp_on"),
    ("title_grant", "title level notice_no notice_on valid_to"),
    ("certification", "cert_no certifier issued_on valid_to"),
    ("mediation", "deal_no deal_on effective_on deal_amount"),
    ("pledge", "reg_no reg_on reg_amount"),
    ("target", "value old_value doc_no approver on"),
    # A state with its day and reason.
    ("station", "state state_on closed_on"),
    ("key_unit", "state out_on out_reason"),
    ("navigation", "state closed_on"),
    ("supervision", "state reply replied_on closed_on closed_by"),
    ("town_report", "state received_on due_on rows returned_on why"),
    # Who it is, with every number that says so.
    ("case", "party party_uscc id_type id_no legal_rep enterprise_id"),
    ("attendee", "name sex id_no"),
    ("liaison", "name phone"),
    ("station", "head phone"),
    # A place with the town that it lies in.
    ("enterprise", "town_code address"),
    ("event", "town_code place"),
    # A beginning with its end.
    ("event", "starts_on ends_on"),
    ("case", "conduct_from conduct_to"),
    ("fund", "notice_from notice_to"),
    # Two lists that run beside each other; a file and its digest.
    ("case", "officers cards"),
    ("attachment", "file_name sha256 size"),
    ("attachment", "of_ledger of_id"),
}


@pytest.mark.parametrize(("ledger", "words"), sorted(STATED))
def test_what_is_one_statement_is_merged_as_one(ledger: str, words: str) -> None:
    assert any(set(words.split()) <= set(group) for group in KEPT[ledger].together)


@pytest.mark.parametrize(("ledger", "group"), GROUPS)
def test_every_name_of_a_group_is_a_field_of_the_ledger(
    ledger: str, group: tuple[str, ...]
) -> None:
    assert set(group) <= set(KEPT[ledger].fields)
    assert len(group) > 1
    assert "remark" not in group


@pytest.mark.parametrize("name", sorted(KEPT))
def test_no_field_stands_in_two_groups(name: str) -> None:
    named = [field for group in KEPT[name].together for field in group]
    assert len(named) == len(set(named))
    assert set(KEPT[name].register_of) >= set(KEPT[name].fields)


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_state_is_never_parted_from_its_day_nor_a_firm_from_its_code(name: str) -> None:
    ledger = KEPT[name]
    own = ledger.register_of
    for one, other in (
        ("state", "state_on"),
        ("valid_from", "valid_to"),
        ("recheck", "recheck_on"),
        ("from_on", "to_on"),
        ("starts_on", "ends_on"),
        ("served_on", "service_mode"),
        ("enterprise_id", "uscc"),
        ("contact", "phone"),
    ):
        if {one, other} <= set(ledger.fields):
            assert own[one] == own[other], (name, one, other)


def test_what_only_some_may_see_is_in_no_package_and_has_no_groups() -> None:
    assert not any(ledger.together for ledger in SECRET.values())
