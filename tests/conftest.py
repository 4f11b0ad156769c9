"""Shared fixtures.  Qt is not imported here; page tests bring it themselves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.today import Clock
from boshan_desk.i18n import choose_language
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk

# Without a display Qt aborts the whole run; it must be told before it is imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TODAY = date(2026, 10, 9)
"""The day on which every test happens, and the sample county's own."""


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One new desk, made once: tests get copies, which costs a hundredth."""
    folder = tmp_path_factory.mktemp("empty") / "desk"
    make(folder, county="boshan")
    return folder


@pytest.fixture
def folder(empty_desk: Path, tmp_path: Path) -> Path:
    """The folder of a new desk that nobody has opened yet."""
    copy = tmp_path / "desk"
    copy.mkdir()
    shutil.copy(empty_desk / "desk.db", copy / "desk.db")
    return copy


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """A new desk, open, on `TODAY`."""
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as opened:
        yield opened


@pytest.fixture
def english() -> Iterator[None]:
    """The program speaks English."""
    choose_language("en")
    try:
        yield
    finally:
        choose_language("zh_CN")
