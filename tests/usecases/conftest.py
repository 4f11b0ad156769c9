"""The sample county, made once; tests of use cases only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.sample import SETTINGS, fill


@pytest.fixture(scope="session")
def sample_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample county, open.  Nobody may write to it."""
    folder = tmp_path_factory.mktemp("sample") / "desk"
    make(folder, county="boshan", settings=SETTINGS)
    with open_desk(folder, officer="演示员") as desk:
        fill(desk)
        yield desk
