"""A few random histories with real desks, and that a broken merge does not pass them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange import histories
from tests.exchange.broken import FAULTS, objections
from tests.exchange.offices import found_offices, patched


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enrolled desks, from which every history takes copies."""
    folder = tmp_path_factory.mktemp("histories")
    histories.OPENED[folder] = found_offices(folder / "templates", 3)
    return folder


@pytest.mark.parametrize("seed", [100_004, 500_003])
def test_any_order_of_packages_leaves_the_desk_of_the_model(base: Path, seed: int) -> None:
    with patched():
        tally, _told = histories.tell(seed, base, undo=0.05)
    assert tally.faults == []
    assert tally.orders > 1


def test_clocks_that_jump_between_the_commands_change_nothing(base: Path) -> None:
    with patched():
        assert histories.tell_by_clocks(100_004, base).faults == []


@pytest.mark.parametrize("name", ["the last writer wins silently"])
def test_the_histories_object_to_a_broken_merge(name: str) -> None:
    assert objections(FAULTS[name], 4)
