"""What a package is answered with: counted, put in order, masked, and read strictly again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.exchange.canonical import canonical
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.answers import (
    OUTCOMES,
    WHY,
    Answer,
    AnswerRow,
    Decided,
    ledgers_of,
    make_answer,
    missing_words,
    paper_label,
    read_decided,
)


def row(outcome: str, why: str = "", *, ledger: str = "enterprise", id: str = "a") -> AnswerRow:
    return AnswerRow(ledger=ledger, id=id, outcome=outcome, why=why, label="演示厂")


def answer(**given: Any) -> Answer:
    values: dict[str, Any] = {
        "parcel": "ab" * 32,
        "epoch": 1,
        "seq": 5,
        "at": "2026-10-09 10:30:00",
        "period": "2026Q3",
        "statement": "whole",
        "outcomes": {"enterprise": {"new": 8, "changed": 3, "refused": 1}},
        "rows": [row("refused", "town")],
        "have": {1: 200},
        "expected": 6,
        "missing": [4, 3],
    }
    return make_answer(**values | given)


def test_an_answer_is_the_same_after_it_was_carried_and_read_again() -> None:
    first = answer(
        notes=["演示日历只到 2026 年"],
        have={2: 7, 1: 200},
    ).under("318-3f9a22c1b0d4e5f6")
    written = canonical(first.to_json())
    again = Answer.from_json(json.loads(written))
    assert again == first
    assert canonical(again.to_json()) == written
    assert (again.have, again.missing, again.next) == ({1: 200, 2: 7}, (3, 4), 6)


def test_rows_that_were_simply_taken_are_counted_and_not_listed() -> None:
    rows = [
        row("new", id="n"),
        row("same", id="s"),
        row("held", "link", id="h"),
        row("changed", "check"),
    ]
    made = answer(
        rows=rows, outcomes={"enterprise": {"new": 1, "same": 1, "held": 1, "changed": 1}}
    )
    assert [each.id for each in made.rows] == ["a", "h"]
    assert made.row("enterprise", "n") is None
    found = made.row("enterprise", "h")
    assert found is not None
    assert found.said() == WHY["link"]
    assert (made.total, made.taken, made.count("held")) == (4, 3, 1)


def test_the_order_of_rows_does_not_depend_on_how_they_came() -> None:
    rows = [
        row("refused", "town", ledger=name, id=id) for name in ("case", "station") for id in "ba"
    ]
    assert answer(rows=rows) == answer(rows=rows[::-1])
    assert [each.ledger for each in answer(rows=rows).rows] == ["station"] * 2 + ["case"] * 2


def test_every_outcome_and_reason_has_words_and_an_unknown_one_does_no_harm() -> None:
    told = answer(outcomes={"case": dict.fromkeys(OUTCOMES, 2)}).words()
    assert told == "共 12 条：新增 2，更新 2，一致 2，两边不同 2，暂存 2，未接收 2"
    assert row("refused", "of-a-newer-program").said() == "原因未说明"
    assert answer(outcomes={}, rows=[], statement="nothing").words() == "本期无"
    assert answer(outcomes={}, rows=[]).words() == "没有记录"
    assert missing_words([]) == ""
    assert missing_words([3, 4]) == "缺第 3、4 包"


def test_no_number_of_a_person_stands_in_an_answer_whole(desk: Desk) -> None:
    loud = AnswerRow(
        ledger="case",
        id="a",
        outcome="refused",
        why="rule",
        label="李某 370304199001011234",
        words="电话 13812345678 有误",
    )
    text = json.dumps(answer(rows=[loud]).to_json(), ensure_ascii=False)
    assert "370304199001011234" not in text
    assert "13812345678" not in text
    record = LEDGERS["liaison"].record(name="张三丰")  # type: ignore[call-arg]
    assert "三" not in paper_label(record, desk.lists)


def test_a_record_of_every_ledger_can_be_named_however_little_is_filled_in(desk: Desk) -> None:
    for ledger in KEPT.values():
        assert paper_label(ledger.record(), desk.lists) == ""
        assert paper_label(ledger.record(serial_no="113-2026-0001"), desk.lists) == "113-2026-0001"


@pytest.mark.parametrize(
    "spoiled",
    [
        [],
        {"parcel": 5, "epoch": 1, "seq": 1},
        {"epoch": 1, "seq": 1},
        {"parcel": "a", "epoch": -1, "seq": 1},
        {"parcel": "a", "epoch": True, "seq": 1},
        {"parcel": "a", "epoch": 1, "seq": 1.5},
        {"parcel": "a" * 1000, "epoch": 1, "seq": 1},
        {"parcel": "a", "epoch": 1, "seq": 1, "rows": [["a", "b"]]},
        {"parcel": "a", "epoch": 1, "seq": 1, "rows": [[1, 2, 3, 4, 5, 6]]},
        {"parcel": "a", "epoch": 1, "seq": 1, "rows": "abcdef"},
        {"parcel": "a", "epoch": 1, "seq": 1, "have": {"1.5": 3}},
        {"parcel": "a", "epoch": 1, "seq": 1, "have": [1]},
        {"parcel": "a", "epoch": 1, "seq": 1, "outcomes": {"case": [1]}},
        {"parcel": "a", "epoch": 1, "seq": 1, "missing": [2**60]},
    ],
)
def test_an_answer_of_another_shape_is_refused(spoiled: object) -> None:
    with pytest.raises(Refused):
        Answer.from_json(spoiled)


def test_decisions_are_read_as_strictly() -> None:
    assert read_decided([["case", "c", "party", "演示", "采用"]]) == (
        Decided(ledger="case", id="c", register="party", label="演示", words="采用"),
    )
    shapes: list[object] = [{}, "abcde", [["a", "b", "c", "d"]], [["a", "b", "c", "d", None]]]
    for spoiled in shapes:
        with pytest.raises(Refused):
            read_decided(spoiled)


def test_ledgers_are_told_in_the_order_of_the_menu_though_json_has_them_by_the_alphabet() -> None:
    came = {name: {"new": 1} for name in sorted([*list(KEPT)[:6], "of_a_newer_program"])}
    kept = Answer.from_json(json.loads(canonical(answer(outcomes=came, rows=[]).to_json())))
    assert [name for name, *_rest in ledgers_of(kept)] == [*list(KEPT)[:6], "of_a_newer_program"]
