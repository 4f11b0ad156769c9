"""At the town: a record counts as handed in when an answer says so, and what was said stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.answers import AnswerRow, make_answer
from boshan_desk.usecases.exchange.conflicts import resolve
from boshan_desk.usecases.exchange.parcels import parcels
from boshan_desk.usecases.exchange.record_answers import answer_of, unsettled
from boshan_desk.usecases.exchange.waiting import waiting
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit

FIRM = KEPT["enterprise"]


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def words(desk: Desk, id: str) -> str:
    found = answer_of(desk, FIRM, id)
    return found.words() if found else ""


def test_a_record_goes_from_unsent_to_sent_to_answered_and_back(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    assert answer_of(town, FIRM, firm) is None or words(town, firm) == "未报送"
    made = round_.make(town)
    assert words(town, firm) == "已报送，等回执（第01包）"
    round_.take(made)
    assert words(town, firm) == "已报送，等回执（第01包）", "it lies on the stick for all we know"
    round_.back(town)
    assert words(town, firm) == "已回执（第01包）"
    edit(town, "enterprise", firm, address="演示路2号")
    assert words(town, firm) == "未报送"
    assert unsettled(town) == []


def test_what_came_from_above_alone_has_no_answer(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(round_.county, "enterprise", name="演示琉璃厂", town_code=BOSHAN)
    add(town, "enterprise", name="演示陶瓷厂")
    round_.send(town)
    round_.back(town)
    with town.read() as reader:
        assert reader.find(FIRM.record, firm)
    assert answer_of(town, FIRM, firm) is None


def test_a_lost_answer_is_made_up_for_by_a_later_one(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    add(town, "enterprise", name="演示陶瓷厂")
    round_.send(town)
    round_.back(town)
    assert words(town, firm).startswith("已回执")
    with town.read() as reader:
        assert {each.state for each in parcels(reader, way="out")} == {"acknowledged"}


def test_what_competes_is_told_until_it_was_decided(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    round_.back(town)
    edit(town, "enterprise", firm, remark="镇里的话")
    edit(round_.county, "enterprise", firm, remark="县里的话")
    round_.send(town)
    round_.back(town)
    assert words(town, firm).startswith("已回执（第02包）；两边不同：同一栏目两边填得不同")
    [open_] = unsettled(town)
    assert (open_.row.id, open_.changed) == (firm, False)
    resolve(round_.county, [each.item("theirs") for each in waiting(round_.county)])
    round_.back(town)
    found = answer_of(town, FIRM, firm)
    assert found is not None
    assert found.decided is not None
    assert found.decided.title() == "备注"
    assert unsettled(town) == []


def answer_it(town: Desk, seq: int, outcome: str, id: str) -> None:
    """Answer a package of the town as the county might."""
    with town.work("演示回执") as work:
        rows = {row["seq"]: row for row in work.small_rows(schema.parcel) if row["way"] == "out"}
        row = {name: value for name, value in rows[seq].items() if name != "seal"}
        told = [
            AnswerRow(ledger="enterprise", id=id, outcome=outcome, why="rule", words="演示不符")
        ]
        answer = make_answer(
            parcel=row["digest"],
            epoch=1,
            seq=seq,
            at="2026-10-09 10:30:00",
            outcomes={"enterprise": {outcome or "same": 1}},
            rows=told if outcome else [],
            have={1: row["upto_n"]},
            expected=seq + 1,
        )
        row |= {"state": "acknowledged", "answer": json.dumps(answer.to_json())}
        work.keep_rows("parcel", [row])
        work.set("exchange_acknowledged", str(row["upto_n"]))


def test_what_was_refused_is_told_until_a_later_answer_says_nothing_against_it(
    round_: Round,
) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.make(town)
    answer_it(town, 1, "refused", firm)
    assert words(town, firm) == "已回执（第01包）；未接收：演示不符"
    assert [each.changed for each in unsettled(town)] == [False]
    # Nothing was written on it: what was refused goes up again all the same.
    assert round_.make(town).counts == {"enterprise": 1}
    assert words(town, firm).startswith("已回执（第01包）；未接收"), "until there is an answer"
    answer_it(town, 2, "", firm)
    assert words(town, firm) == "已回执（第02包）"
    assert unsettled(town) == []


def test_what_was_mended_after_a_refusal_is_told_as_changed(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.make(town)
    answer_it(town, 1, "refused", firm)
    edit(town, "enterprise", firm, address="演示路9号")
    assert words(town, firm) == "未报送"
    [open_] = unsettled(town)
    assert (open_.changed, open_.row.words, open_.parcel.seq) == (True, "演示不符", 1)


def test_what_is_held_above_stays_told_though_later_packages_do_not_carry_it(
    round_: Round,
) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.make(town)
    answer_it(town, 1, "held", firm)
    add(town, "enterprise", name="演示陶瓷厂")
    assert round_.make(town).counts == {"enterprise": 1}
    answer_it(town, 2, "", firm)
    assert words(town, firm) == "已回执（第01包）；暂存：演示不符"
