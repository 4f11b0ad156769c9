"""A short run of the damages, and that it can fail."""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path

import pytest

from boshan_desk.store import checking, sealing
from tests.damage import running
from tests.damage.asking import Answer
from tests.damage.damages import BY_BYTE, BY_PAGE, PAGE, damage
from tests.damage.desks import make_desks
from tests.damage.running import CHECK, DUMP, LIST, Original, Plan, Tally, judge, plan, prepare
from tests.damage.running import rounds as run_rounds


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desks")
    make_desks(folder)
    return folder


@pytest.fixture(scope="module")
def originals(base: Path) -> dict[str, Original]:
    return prepare(base)


def test_no_damage_shows_a_wrong_value_or_ends_without_words(
    base: Path, originals: dict[str, Original]
) -> None:
    tally = Tally()
    # Number 51 is asked about through the real program too.
    for begin, end in ((2, 42), (51, 52), (102, 114)):
        tally.add(run_rounds(base, "演示", originals, begin, end))
    assert tally.faults == []
    assert tally.counts["sealed desk.db"] >= 10
    assert tally.counts["plain desk.db"] >= 10


def test_the_plan_has_every_kind_of_damage() -> None:
    plans = [plan(n, random.Random(f"演示 {n}")) for n in range(2000)]
    by_page = [p for p in plans if p.how in BY_PAGE]
    assert 400 < len(by_page) < 600
    assert {p.how for p in plans} == {*BY_PAGE, *BY_BYTE}
    assert len({p.target for p in plans}) == 6


@pytest.mark.parametrize("how", [*BY_PAGE, *BY_BYTE])
def test_a_damage_damages(how: str) -> None:
    content = random.Random(0).randbytes(PAGE * 12)
    changed = [damage(content, how, random.Random(n)) for n in range(20)]
    assert sum(each != content for each in changed) > 12
    assert damage(content, how, random.Random(5)) == changed[5]


WHOLE = Original("a\n", "[1]", ("earlier\n",))
SEALED = Plan(1, "sealed", "desk.db", "flipped bytes")
PLAIN = dataclasses.replace(SEALED, desk="plain")
LOG = Plan(1, "plain-open", "desk.db-wal alone", "flipped bytes")


def answers(dump: str, listed: str = "[1]", *, noticed: bool = False) -> dict[object, Answer]:
    refused = Answer(3, "", "坏了")
    return {
        DUMP: Answer(0, dump, ""),
        LIST: Answer(0, listed, ""),
        CHECK: refused if noticed else Answer(0, "", ""),
    }


@pytest.mark.parametrize(
    ("chosen", "given", "fault"),
    [
        (SEALED, answers("a\n", noticed=True), ""),
        (SEALED, answers("b\n", noticed=True), "never there"),
        (SEALED, answers("a\n", "[2]", noticed=True), "never there"),
        (SEALED, answers("a\n"), "check says nothing"),
        (PLAIN, answers("a\n"), ""),
        (PLAIN, answers("b\n", noticed=True), ""),
        (PLAIN, answers("b\n"), "check says nothing"),
        (PLAIN, answers("a\n", "[2]"), "check says nothing"),
        (LOG, answers("earlier\n"), ""),
        (LOG, answers("half\n"), "check says nothing"),
        (PLAIN, {**answers("a\n"), DUMP: Answer(3, "", "")}, "without a word"),
        (PLAIN, {**answers("a\n"), DUMP: Answer(3, "", "出错", "Traceback")}, "fell over"),
    ],
)
def test_the_judge_objects_to_what_is_wrong_and_to_nothing_else(
    chosen: Plan, given: dict[tuple[str, ...], Answer], fault: str
) -> None:
    faults, _how = judge(chosen, WHOLE, given)
    assert bool(faults) == bool(fault)
    assert fault in "".join(faults)


def test_the_run_objects_when_seals_are_not_looked_at(
    base: Path, originals: dict[str, Original], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor at the history, which sees it too."""
    monkeypatch.setattr(sealing, "broken_seals", lambda connection, table: iter(()))
    monkeypatch.setattr(checking, "_check_records", lambda *_: iter(()))
    monkeypatch.setattr(running, "plan", lambda n, dice: dataclasses.replace(PLAIN, number=n))
    monkeypatch.setattr(running, "BY_PROGRAM_EVERY", 10**9)
    monkeypatch.setattr(running, "damage", change_a_name)
    tally: Tally = run_rounds(base, "演示", originals, 3, 4)
    assert any("dump differs and check says nothing" in fault for fault in tally.faults)
    monkeypatch.undo()
    monkeypatch.setattr(running, "plan", lambda n, dice: dataclasses.replace(PLAIN, number=n))
    monkeypatch.setattr(running, "damage", change_a_name)
    assert run_rounds(base, "演示", originals, 3, 4).faults == []


def change_a_name(content: bytes, how: str, dice: random.Random) -> bytes:
    """A party's name where it stands in its record; the history has it in quotes."""
    name = "演示当事人77".encode()
    return re.sub(b'(?<!")' + name, "演示当事人99".encode(), content)
