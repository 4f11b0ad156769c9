"""What the program makes of two states of a record is what the independent model makes of them."""

from __future__ import annotations

import random
from functools import reduce
from itertools import permutations

import pytest

from tests.exchange.against_model import LEDGERS, differences, history, joined


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
