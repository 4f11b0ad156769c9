"""A short run of the kill test, and that it can fail."""

from __future__ import annotations

import random
from pathlib import Path

from boshan_desk.store.opening import make
from tests.kill.kill_ops import after, judge, operations, rounds


def test_no_acknowledged_operation_is_lost_when_the_program_is_killed(tmp_path: Path) -> None:
    make(tmp_path / "template", county="boshan")
    tally = rounds(15, seed=20261009, base=tmp_path)
    assert tally.faults == []
    assert tally.kills == 15
    assert tally.acknowledged > 15


def test_the_judge_objects_to_a_lost_a_half_and_a_surplus_operation() -> None:
    work = list(operations("r0", random.Random(1)))[:40]
    whole = after({}, work[:30])
    assert judge({}, work, 30, whole) == ("", False)
    assert judge({}, work, 29, whole) == ("", True)
    assert judge({}, work, 31, whole)[0]
    assert judge({}, work, 28, whole)[0]
    half = dict(whole)
    half[next(iter(half))] = ("", None)
    assert judge({}, work, 30, half)[0]
    short = dict(whole)
    short.popitem()
    assert judge({}, work, 30, short)[0]
