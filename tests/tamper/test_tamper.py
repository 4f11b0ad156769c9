"""A short run of the tampering, and that it can fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from boshan_desk.store import chain
from tests.tamper.histories import History
from tests.tamper.running import prepare, rounds
from tests.tamper.tampering import FOUND_AT_ONCE, cut_tail, edit_before_relinking


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> list[History]:
    return prepare(tmp_path_factory.mktemp("histories"))


def test_every_way_of_tampering_is_found(histories: list[History], tmp_path: Path) -> None:
    tally = rounds(histories, "演示", 0, 128, tmp_path)
    assert tally.faults == []
    assert len(tally.tried) == len(FOUND_AT_ONCE) + 2
    assert tally.found["edit step.name"] == tally.tried["edit step.name"] == 4


def test_a_cut_tail_and_a_rest_linked_anew_fit_until_a_printed_link_is_held_against_them(
    histories: list[History], tmp_path: Path
) -> None:
    """What the chain alone cannot show, so that nobody claims it can."""
    whole, path = histories[0], tmp_path / "desk.db"
    printed = whole.heads()[-1].short()
    shorter = whole.copy()
    cut_tail(shorter, random.Random(1))
    assert shorter.verify(path).ok
    assert not shorter.verify(path, printed).ok
    edited = whole.copy()
    place = edit_before_relinking(edited, random.Random(2))
    edited = edited.relink(path, place)
    assert edited.verify(path).ok
    assert not edited.verify(path, printed).ok


def test_the_run_objects_when_marks_are_not_compared(
    histories: list[History], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = {row["salt"]: row["mark"] for h in histories for row in (*h.steps, *h.changes)}
    monkeypatch.setattr(chain, "mark_of", lambda salt, *texts: stored.get(salt, b""))
    monkeypatch.setattr(chain, "_purged", lambda connection: {})
    faults = rounds(histories, "演示", 0, 64, tmp_path).faults
    assert any("edit change.fields: not found" in fault for fault in faults)
    assert any("edit step.name: not found" in fault for fault in faults)


def test_the_run_objects_when_a_purge_may_vouch_for_anything(
    histories: list[History], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain._Purge, "explains", lambda *_: True)  # noqa: SLF001 - the guard
    faults = rounds(histories, "演示", 0, 64, tmp_path).faults
    assert any("purge of another record: not found" in fault for fault in faults)
    assert any("purge that clears nothing: not found" in fault for fault in faults)
