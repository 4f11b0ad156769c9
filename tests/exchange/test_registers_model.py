"""What the program makes of two states of a record is what the independent model makes of them."""

from __future__ import annotations

import random
from functools import reduce
from itertools import permutations

import pytest

from boshan_desk.domain import registers
from boshan_desk.domain.registers import Marks, Row
from boshan_desk.ledgers import KEPT
from tests.exchange.against_model import HEADS, LEDGERS, differences, history, joined


@pytest.mark.parametrize("seed", range(60))
def test_a_record_passed_on_between_desks_is_that_of_the_model(seed: int) -> None:
    dice = random.Random(seed)
    ledger = dice.choice(LEDGERS)
    for pair in history(ledger, dice):
        assert list(differences(ledger, pair)) == []


@pytest.mark.parametrize("seed", range(60))
def test_joining_states_in_any_order_gives_one_row_and_one_text_of_marks(seed: int) -> None:
    dice = random.Random(seed)
    ledger = dice.choice(LEDGERS)
    states = history(ledger, dice)
    some = [dice.choice(states) for _ in range(4)]
    told = set()
    for order in permutations(some):
        pair = reduce(lambda one, other: joined(ledger, one, other), (*order, *order[:2]))
        assert list(differences(ledger, pair)) == []
        told.add((str(sorted(pair.row.items(), key=str)), pair.marks.text()))
    assert len(told) == 1
    right = joined(ledger, some[0], joined(ledger, some[1], joined(ledger, some[2], some[3])))
    assert (str(sorted(right.row.items(), key=str)), right.marks.text()) in told


def test_what_simply_came_after_is_taken_as_it_stands() -> None:
    """`join` has a short way for it: the long one comes to the same, and it is often gone."""
    gone = 0
    for seed in range(200):
        dice = random.Random(seed)
        ledger = dice.choice(LEDGERS)
        states = history(ledger, dice)
        for _ in range(20):
            one, other = dice.choice(states), dice.choice(states)
            ours, theirs = (one.row, one.marks), (other.row, other.marks)
            if not registers.follows(ledger, ours, theirs):
                continue
            gone += 1
            # The other way round there is nothing that came after, and no short way.
            row, marks = registers.join(ledger, theirs, ours, HEADS)
            again = registers.follows(ledger, theirs, ours)
            assert again == (one.marks.text() == other.marks.text())
            short, known = registers.join(ledger, ours, theirs, HEADS)
            assert (ledger.differing(row, short), marks.text()) == ([], known.text())
    assert gone > 500


REMOVAL = ("withdrawn_by", "withdrawn_at", "withdrawn_why")
Odd = tuple[dict[str, str], dict[str, str]]
"""Values and dots besides those of a plain record."""
HALF: Odd = {"withdrawn_by": "x"}, dict.fromkeys(REMOVAL, "t.1.2")
SEVERAL: Odd = {}, {"withdrawn_by": "t.1.2"}
ALL: Odd = {}, dict.fromkeys(REMOVAL, "t.1.2")
NONE: Odd = {}, {}


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [(NONE, ALL, True), (NONE, HALF, False), (HALF, HALF, False), (SEVERAL, SEVERAL, False)],
    ids=["put back", "half a withdrawal", "half of one before, too", "one of several writes"],
)
def test_a_withdrawal_that_no_desk_writes_does_not_simply_come_after(
    one: Odd, other: Odd, after: bool
) -> None:
    """Taken as it stands it would show what the join itself does not."""
    ledger = KEPT["enterprise"]
    row = {"id": "r", "status": "draft", "source": "typed", "name": "甲"}
    ours = ({**row, **one[0]}, Marks("t.1.1", one[1]))
    theirs = ({**row, **other[0], "remark": "r"}, Marks("t.1.1", {**other[1], "remark": "t.1.3"}))
    assert registers.follows(ledger, ours, theirs) == after
    told = set()
    for first, *rest in ((ours, theirs), (theirs, ours), (ours, theirs, theirs)):
        state: tuple[Row, Marks] = first
        for each in rest:
            state = registers.join(ledger, state, each, HEADS)
        told.add((str(ledger.said(state[0])), state[1].text()))
    assert len(told) == 1
