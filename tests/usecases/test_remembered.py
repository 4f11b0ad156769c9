"""Headings that were matched once are known from then on, and only those worth keeping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import Missing
from boshan_desk.excel.matching.columns import Column, How, Matching
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Event
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.sheets.remembered import forget, known_match, remember, remembered

CASE = Case.ledger
EAST = "370304001"
WEST = "370304002"


def matching(*columns: tuple[str, str | None, How]) -> Matching:
    """A head of one row: heading, field, and how it was found."""
    return Matching(
        tuple(
            Column(index, "ABCDEFGH"[index], heading, field, how=how)
            for index, (heading, field, how) in enumerate(columns)
        ),
        head=(0,),
        first=1,
        header_rows=(1,),
    )


HEAD = matching(
    ("案号", "case_no", "title"),
    ("被罚的人", "party", "chosen"),
    ("查处日", "filed_on", "words"),
    ("号码", "id_no", "content"),
    ("电话", "phone", "also"),
    ("包保领导", None, "chosen"),
    ("其他", None, ""),
)
EASTERN = replace(
    HEAD,
    columns=tuple(
        replace(c, field="remark") if c.heading == "包保领导" else c for c in HEAD.columns
    ),
)
"""The same headings, one of them with another meaning."""
KEPT = {"被罚的人": "party", "查处日": "filed_on", "号码": "id_no", "包保领导": ""}


def keep(desk: Desk, town: str = "", head: Matching = HEAD) -> None:
    with desk.work("演示") as work:
        remember(work, CASE, town, head)


def known(desk: Desk, town: str = "", head: Matching = HEAD) -> Mapping[str, str] | None:
    with desk.read() as reader:
        return known_match(reader, CASE, town, head.digest)


def test_what_was_chosen_or_guessed_is_kept_and_what_titles_find_is_not(desk: Desk) -> None:
    assert known(desk) is None
    keep(desk)
    assert known(desk) == KEPT


def test_the_order_of_the_headings_does_not_matter(desk: Desk) -> None:
    keep(desk)
    turned = replace(HEAD, columns=tuple(reversed(HEAD.columns)))
    assert known(desk, head=turned) == KEPT
    more = matching(*((c.heading, c.field, c.how) for c in HEAD.columns), ("又一列", None, ""))
    assert known(desk, head=more) is None


def test_a_town_has_its_own_and_else_what_counts_for_all(desk: Desk) -> None:
    keep(desk)
    assert EASTERN.digest == HEAD.digest
    keep(desk, EAST, EASTERN)
    assert known(desk, EAST) == KEPT | {"包保领导": "remark"}
    assert known(desk, WEST) == KEPT
    assert known(desk) == KEPT


def test_what_one_town_chose_is_not_said_of_another(desk: Desk) -> None:
    keep(desk, EAST)
    assert known(desk, WEST) is None
    assert known(desk) is None


def test_another_ledger_knows_nothing_of_it(desk: Desk) -> None:
    keep(desk)
    with desk.read() as reader:
        assert known_match(reader, Event.ledger, "", HEAD.digest) is None


def test_fields_that_are_gone_are_found_anew(desk: Desk) -> None:
    keep(desk, head=matching(("被罚的人", "party", "chosen"), ("旧栏", "no_such_field", "known")))
    head = matching(("被罚的人", None, ""), ("旧栏", None, ""))
    assert known(desk, head=head) == {"被罚的人": "party"}


def test_a_head_that_its_titles_explain_is_not_kept(desk: Desk) -> None:
    keep(desk, head=matching(("案号", "case_no", "title"), ("电话", "phone", "also")))
    assert remembered(desk) == []
    with desk.read() as reader:
        assert reader.head().number == 0


def test_what_is_known_already_is_not_written_again(desk: Desk) -> None:
    keep(desk)
    with desk.read() as reader:
        before = reader.head().number
    keep(desk)
    with desk.read() as reader:
        assert reader.head().number == before


def test_a_later_choice_takes_the_place_of_the_earlier(desk: Desk) -> None:
    keep(desk)
    columns = [
        replace(c, field="legal_rep", how="chosen") if c.heading == "被罚的人" else c
        for c in HEAD.columns
    ]
    keep(desk, head=replace(HEAD, columns=tuple(columns)))
    assert known(desk) == KEPT | {"被罚的人": "legal_rep"}
    assert len(remembered(desk)) == 1


def test_headings_that_stand_twice_are_not_kept(desk: Desk) -> None:
    head = matching(("备注", "remark", "chosen"), ("备注", None, ""), ("谁", "party", "chosen"))
    keep(desk, head=head)
    assert known(desk, head=head) == {"谁": "party"}


def test_it_can_be_forgotten(desk: Desk) -> None:
    keep(desk)
    keep(desk, EAST, EASTERN)
    forget(desk, CASE, EAST, HEAD.digest)
    assert [each.town for each in remembered(desk)] == [""]
    assert known(desk, EAST) == KEPT
    with pytest.raises(Missing, match="没有记住"):
        forget(desk, CASE, EAST, HEAD.digest)


def test_who_may_not_write_the_ledger_neither_keeps_nor_forgets(desk: Desk) -> None:
    keep(desk)
    desk.officer = with_roles("演示领导", ["leader"])
    with pytest.raises(NoRight):
        keep(desk, EAST, EASTERN)
    with pytest.raises(NoRight):
        forget(desk, CASE, "", HEAD.digest)
    assert [each.officer for each in remembered(desk)] == ["演示员"]
