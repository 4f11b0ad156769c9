"""The rows that wait: each keeps every state that came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import State
from boshan_desk.usecases.exchange.held_rows import (
    REFUSED,
    digest_of,
    held_row,
    hold_no_more,
    read_states,
    row_with,
)
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit

KEY = ("enterprise", "F", "0badcafe")


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def states_of(town: Desk) -> tuple[State, State]:
    """A firm as a town entered it, and as it changed it."""
    firm = add(town, "enterprise", name="演示琉璃厂")
    found = []
    for remark in ("演示一", "演示二"):
        edit(town, "enterprise", firm, remark=remark)
        with town.read() as reader:
            found.append(reader.states(KEPT["enterprise"], [firm])[firm])
    return found[0], found[1]


def waiting(county: Desk) -> list[str]:
    with county.read() as reader:
        row = held_row(reader, KEY)
    return [digest_of(state) for state in read_states(row["row"])] if row else []


def hold(county: Desk, state: State, why: str = "link") -> bool:
    with county.work("演示：暂存", undoable=False) as work:
        row, new = row_with(work, KEY, why, state)
        work.keep_rows("held", [row])
    return new


def test_a_state_that_comes_to_wait_leaves_the_others_waiting(round_: Round) -> None:
    one, other = states_of(round_.town(BOSHAN))
    assert hold(round_.county, one)
    assert hold(round_.county, other)
    assert not hold(round_.county, one)
    assert sorted(waiting(round_.county)) == sorted(map(digest_of, (one, other)))
    with round_.county.work("演示：接收", undoable=False) as work:
        hold_no_more(work, KEY, digest_of(one))
    assert waiting(round_.county) == [digest_of(other)]
    with round_.county.work("演示：接收", undoable=False) as work:
        hold_no_more(work, KEY, digest_of(other))
    assert waiting(round_.county) == []


def test_what_was_turned_down_does_not_wait_again_with_what_comes_later(round_: Round) -> None:
    one, other = states_of(round_.town(BOSHAN))
    hold(round_.county, one, REFUSED)
    assert hold(round_.county, other)
    assert waiting(round_.county) == [digest_of(other)]
