"""What a declaration gives, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated

import pytest

from boshan_desk.domain.changes import Change, net
from boshan_desk.domain.codes import CodeList
from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.fields import Text, Whole
from boshan_desk.domain.ledger import Record, copy_with, ledger, new_id
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser
from boshan_desk.ledgers.station import Station, StationService


class Around:
    """What a rule may look at, laid out for a test."""

    today = date(2026, 10, 9)
    lists: Mapping[str, CodeList] = lists_of(load_county("boshan"))

    def __init__(self, *others: Record) -> None:
        self._others = {record.id: record for record in others}

    def linked(self, ledger: str, id: str | None) -> Record | None:
        return self._others.get(id or "")


def told(record: Record, *others: Record) -> dict[str, str]:
    """What is said against a record, by field, but not what a draft still lacks."""
    problems = record.problems(Around(*others))
    return {p.field: p.severity for p in problems if p.code != "required"}


def test_a_name_that_is_no_field_is_refused_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match="no such field: nme"):

        @ledger("sample", title="演示", table="nme", form=[("演示", "name remark")], called="name")
        class Sample(Record):
            name: Annotated[str | None, Text("名称")] = None


def test_a_field_on_no_section_of_the_form_is_refused() -> None:
    with pytest.raises(TypeError, match="on no section of the form: size"):

        @ledger("sample", title="演示", table="name", form=[("演示", "name remark")], called="name")
        class Sample(Record):
            name: Annotated[str | None, Text("名称")] = None
            size: Annotated[int | None, Whole("大小")] = None


def test_new_ids_sort_by_the_time_they_were_made_and_never_repeat() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert [i[:13] for i in ids] == sorted(i[:13] for i in ids)
    assert {i[14] for i in ids} == {"7"}


def test_a_copy_with_other_values_equals_what_replace_makes() -> None:
    case = Case(case_no="演示1号", value=5)
    assert copy_with(case, value=6) == replace(case, value=6)
    assert case.value == 5


def test_several_changes_of_one_record_fold_into_one() -> None:
    first = Case(case_no="演示1号")
    second, third = replace(first, value=1), replace(first, value=2)
    assert net([Change(None, first), Change(first, second), Change(second, third)]) == (
        Change(None, third),
    )
    assert net([Change(first, second), Change(second, first)]) == ()
    assert Change(first, second).reversed() == Change(second, first)


def test_every_code_list_that_a_field_names_is_there() -> None:
    for each in LEDGERS.values():
        for kind in each.fields.values():
            if name := getattr(kind, "list", ""):
                assert name in Around.lists, (each.name, name)


def test_no_two_fields_of_a_ledger_answer_to_one_heading() -> None:
    for each in LEDGERS.values():
        seen: dict[str, str] = {}
        for name, kind in each.fields.items():
            assert kind.title not in seen, (each.name, kind.title)
            seen[kind.title] = name


def test_figures_have_numbers_of_their_own() -> None:
    codes = [figure.code for each in LEDGERS.values() for figure in each.figures]
    assert len(codes) == len(set(codes))
    assert all(code.startswith("M-") for code in codes)


@pytest.mark.parametrize(
    ("changed", "field", "severity"),
    [
        ({"decided_on": date(2026, 2, 28)}, "decided_on", "error"),
        ({"closed_on": date(2026, 2, 28)}, "closed_on", "error"),
        ({"filed_on": date(2026, 10, 10)}, "filed_on", "error"),
        ({"conduct_from": date(2026, 2, 2), "conduct_to": date(2026, 2, 1)}, "conduct_to", "error"),
        ({"fine": 100, "penalties": ("warning",)}, "penalties", "warn"),
        ({"is_online": True}, "platform", "warn"),
        ({"value": -1}, "value", "error"),
        ({"id_no": "990101199103215817"}, "id_no", "error"),
        ({"party_uscc": "91110000600037341M"}, "party_uscc", "error"),
    ],
)
def test_a_case_says_what_does_not_fit(
    changed: dict[str, object], field: str, severity: str
) -> None:
    case = Case(filed_on=date(2026, 3, 1))
    assert told(case) == {}
    assert told(copy_with(case, **changed))[field] == severity


def test_a_case_asks_for_more_the_further_it_has_come() -> None:
    asked = [
        Case(status="submitted", **values).stages()
        for values in (
            {},
            {"filed_on": date(2026, 3, 1)},
            {"filed_on": date(2026, 3, 1), "decided_on": date(2026, 4, 1)},
            {"filed_on": date(2026, 3, 1), "party_kind": "person", "closed_on": date(2026, 5, 1)},
        )
    ]
    assert asked == [
        {"submit"},
        {"submit", "filed", "firm"},
        {"submit", "filed", "firm", "decision", "penalty"},
        {"submit", "filed", "person", "closed"},
    ]
    assert Case(filed_on=date(2026, 3, 1)).stages() == set(), "a draft asks for nothing"


def test_one_officer_alone_cannot_hand_in_a_filed_case() -> None:
    case = Case(filed_on=date(2026, 3, 1), officers=("甲",))
    assert "officers" not in told(case)
    assert told(replace(case, status="submitted"))["officers"] == "error"


def test_a_station_serves_only_while_it_stands() -> None:
    station = Station(
        name="演示站",
        state="closed",
        set_up_on=date(2024, 1, 1),
        closed_on=date(2025, 1, 1),
    )
    for day, fits in (
        (date(2023, 12, 31), False),
        (date(2024, 6, 1), True),
        (date(2025, 1, 1), False),
    ):
        service = StationService(station_id=station.id, served_on=day)
        assert (told(service, station) == {}) is fits, day


def test_a_mark_right_asks_for_its_registration_and_a_product_for_its_notice() -> None:
    mark = GiRight(status="submitted", right_kind="CTM", state="valid")
    product = GiRight(status="submitted", right_kind="PGI", state="valid")
    assert set(mark.missing(mark.stages())) >= {"tm_no", "nice_class", "reg_on", "exp_on"}
    assert "notice_no" not in mark.missing(mark.stages())
    assert set(product.missing(product.stages())) >= {"notice_org", "notice_no", "notice_on"}


def test_a_user_outside_the_area_or_past_the_marks_term_is_pointed_at() -> None:
    right = GiRight(product_name="演示", exp_on=date(2030, 1, 1), town_codes=("370304113",))
    user = GiUser(right_id=right.id, town_code="370304001", valid_to=date(2031, 1, 1))
    assert told(user, right) == {"valid_to": "warn", "town_code": "warn"}


def test_a_check_that_orders_rectification_asks_for_problem_and_term() -> None:
    check = GiCheck(status="submitted", result="rectify", kind="sampling")
    assert set(check.missing(check.stages())) >= {"problem", "due_on", "sample_no", "verdict"}


def test_attendance_outside_the_event_and_a_sex_that_does_not_fit_are_pointed_at() -> None:
    event = Event(title="演示", starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 21))
    person = Attendee(
        event_id=event.id,
        attended_on=date(2026, 4, 22),
        id_no="990101199103215816",
        sex="female",
    )
    assert told(person, event) == {"attended_on": "warn", "sex": "warn"}
    right = replace(person, attended_on=date(2026, 4, 21), sex="male")
    assert told(right, event) == {}
