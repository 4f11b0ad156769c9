"""A town's desk that began anew, restored or rescued: what it writes then reaches the county."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.domain.officers import anyone
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import backups, rescue
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.taking_back import take_undo
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit, get, state
from tests.usecases.test_rescue import NO_HISTORY, spoil

OFFICER = anyone("演示镇员")


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def write_much(town: Desk) -> str:
    """Go on for many works; the last record."""
    return [add(town, "enterprise", name=f"演示{n}厂") for n in range(8)][-1]


def carry(round_: Round, town: Desk) -> bool:
    """Carry what a town wrote to the county; whether the county sees that something is lacking."""
    made = round_.make(town)
    with look(round_.county, made.path) as seen:
        lacking = any("还有内容没有收到" in words for words in seen.notes)
    round_.take(made)
    return lacking


def test_what_a_rescued_town_writes_reaches_the_county(round_: Round) -> None:
    """Its works are numbered from one again, far below what was acknowledged before."""
    town = round_.town(BOSHAN)
    old = write_much(town)
    round_.send(town)
    round_.back(town)

    def begin(folder: Path) -> None:
        spoil(folder, NO_HISTORY)
        rescue.salvage(folder, officer=OFFICER)

    town = round_.anew(town, begin)
    edit(town, "enterprise", old, remark="抢救以后补记")
    new = add(town, "enterprise", name="抢救以后登记")
    assert not carry(round_, town)
    assert get(round_.county, "enterprise", old).remark == "抢救以后补记"
    assert get(round_.county, "enterprise", new) is not None
    round_.back(town)
    assert state(town) == state(round_.county)
    # From then on only what is new goes up.
    later = add(town, "enterprise", name="更晚登记")
    assert round_.send(town).counts == {"enterprise": {"new": 1}}
    assert get(round_.county, "enterprise", later) is not None


def test_a_restored_town_sends_again_what_was_taken_back_of_its_new_life(round_: Round) -> None:
    """What its life before wrote under the same numbers is other: the county does not count it."""
    town = round_.town(BOSHAN)
    write_much(town)
    round_.send(town)
    round_.back(town)
    kept = backups.back_up(town)
    write_much(town)
    round_.send(town)
    town = round_.anew(town, lambda folder: backups.restore(folder, kept, officer=OFFICER))
    lost = add(town, "enterprise", name="恢复以后登记")
    taken = round_.send(town)
    round_.back(town)
    take_undo(round_.county, taken.number)
    assert get(round_.county, "enterprise", lost) is None
    add(town, "enterprise", name="以后登记")
    assert carry(round_, town), "the county says that something is lacking"
    assert get(round_.county, "enterprise", lost) is None
    round_.back(town)
    assert not carry(round_, town)
    assert get(round_.county, "enterprise", lost) is not None
    round_.back(town)
    assert state(town) == state(round_.county)
