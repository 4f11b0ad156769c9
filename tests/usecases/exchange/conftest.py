"""Two desks that know each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.store.desk import Desk
from tests.usecases.exchange.enrolled import Office, offices
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


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where desks are made once, to be copied."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(name="office")
def office_of_desks(tmp_path: Path, kept: Path) -> Iterator[Office]:
    """Desks that are made when they are asked for, and a stick."""
    with offices(tmp_path, kept) as found:
        yield found
