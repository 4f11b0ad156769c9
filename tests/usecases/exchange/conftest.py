"""Two desks that know each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.store.desk import Desk
from tests.usecases.exchange.two_desks import YUCHENG, meet, office


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Desk]:
    """A county's desk."""
    with office(tmp_path / "county", "county") as desk:
        yield desk


@pytest.fixture
def town(tmp_path: Path, county: Desk) -> Iterator[Desk]:
    """The desk of one of its towns."""
    with office(tmp_path / "town", "town", [YUCHENG]) as desk:
        meet(county, desk, "域城镇")
        yield desk
