"""Up to where a sender's works are here: what was lost with a restored desk is asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.today import Clock
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import backups
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.peers import peer_of
from tests.conftest import TODAY
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit, get, site, state


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def test_what_a_restored_county_forgot_comes_back_though_packages_went_on(round_: Round) -> None:
    """Packages that were made before the town heard of it leave out what had come down."""
    town, folder = round_.town(BOSHAN), round_.folder / "county"
    mine = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    round_.back(town)
    kept = backups.back_up(round_.county)
    lost = add(round_.county, "enterprise", name="演示陶瓷厂", town_code=BOSHAN)
    round_.back(town)
    assert get(town, "enterprise", lost) is not None
    edit(town, "enterprise", mine, remark="演示补记")
    meanwhile = round_.make(town)
    round_.county.close()
    backups.restore(folder, kept, officer=anyone("演示区员"))
    with open_desk(folder, clock=Clock(TODAY), officer="演示区员") as county:
        round_.county = county

        def have() -> dict[int, int]:
            with county.read() as reader:
                peer = peer_of(reader, site(town))
                assert peer is not None
                return dict(peer.have)

        before = have()
        round_.take(meanwhile)
        # It is taken, and does not count.
        assert get(county, "enterprise", mine).remark == "演示补记"
        assert have() == before
        assert get(county, "enterprise", lost) is None
        round_.back(town)
        made = round_.make(town)
        with look(county, made.path) as seen:
            assert not any("还有内容没有收到" in words for words in seen.notes)
        round_.take(made)
        assert get(county, "enterprise", lost) is not None
        assert have() != before
        round_.back(town)
        assert state(town) == state(county)
