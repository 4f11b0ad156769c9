"""A short run of mixed work that is killed, and that its judge can fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from boshan_desk.ledgers import find_ledger
from boshan_desk.usecases import records
from tests.kill import kill_mixed
from tests.kill.kill_mixed import Rig, Tally, Usual, make_templates, reopen, rounds, work_once


def test_mixed_work_that_is_killed_loses_nothing_and_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kill_mixed, "ROUNDS_PER_DESK", 4)
    make_templates(tmp_path)
    tally = rounds(8, seed=20261122, base=tmp_path)
    assert tally.faults == []
    assert tally.kills == 8
    assert tally.acknowledged > 0
    assert tally.slowest_open < 10


def test_the_judge_objects_to_what_is_lost_or_was_touched(tmp_path: Path) -> None:
    make_templates(tmp_path)
    rig, tally = Rig(tmp_path / "template-True", sealed=True), Tally()
    assert reopen(rig, tally) == ({}, [])
    rig.taken.add("演示没有的案号")
    assert reopen(rig, tally)[1] == ["1 acknowledged rows or files are gone"]
    rig.taken.clear()
    with rig.open() as desk:
        records.add(desk, find_ledger("case"), {"remark": "演示"}, id="r1-0")
    assert reopen(rig, tally) == ({"r1-0": ("演示", None)}, [])
    store = rig.folder / "desk.db"
    whole = store.read_bytes()
    store.write_bytes(whole[:-2000] + bytes(2000))
    wrong = work_once(rig, "r2", random.Random(1), Usual(), tally)
    # Met by the program itself, or only when the desk is opened anew.
    assert "does not open" in wrong[0] or "已损坏" in wrong[0]
