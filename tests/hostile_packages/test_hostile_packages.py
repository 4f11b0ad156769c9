"""A short run over packages that must not be taken, and that it can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import boshan_desk
from boshan_desk.domain.problems import Refused
from boshan_desk.exchange.manifest import Manifest
from boshan_desk.exchange.suites import Ed25519Age
from boshan_desk.usecases.exchange.owners import Owners
from tests.hostile_packages import trying
from tests.hostile_packages.insiders import write_for_another
from tests.hostile_packages.judging import try_insiders
from tests.hostile_packages.mutation import DAMAGES
from tests.hostile_packages.trying import Tally, at_the_door, try_file, try_outsiders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts memory as Unix does")

ROOT = Path(boshan_desk.__file__).parents[1]


@pytest.mark.parametrize("given", [["400"], ["3000", "--door"], ["--insiders", "25"]])
def test_hostile_packages_are_refused_and_do_no_harm(given: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile_packages", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    wanted = "accepted [1-9]" if "--insiders" in given else "accepted 0,"
    assert re.search(wanted, done.stdout)


def test_every_way_of_damage_is_tried(tmp_path: Path) -> None:
    tally = try_outsiders(600, "演示", tmp_path, at_the_door(tmp_path))
    assert (tally.files, tally.refused, tally.faults) == (600, 600, [])
    assert len({each.__name__ for each in DAMAGES}) == 11
    # Not all for one reason: damage reaches the header, its claims and the seal.
    assert len(tally.reasons) >= 4


def test_a_desk_that_does_not_look_at_the_seal_would_be_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ed25519Age, "holds", lambda *given: True)
    monkeypatch.setattr(Manifest, "refuse_other", lambda *given: None)
    tally = try_outsiders(100, "演示", tmp_path, at_the_door(tmp_path))
    assert [fault for fault in tally.faults if fault.endswith(": accepted")]


def test_a_crash_is_a_fault(tmp_path: Path) -> None:
    def crash(path: Path) -> None:
        raise KeyError(path.name)

    tally = Tally()
    assert not try_file(tmp_path / "a.bsx", crash, tally)
    assert "KeyError" in tally.faults[0]


def test_what_is_left_after_a_refusal_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(keys: object, path: Path, spool: Path) -> None:
        (spool / "left").touch()
        raise Refused("演示")

    takers = at_the_door(tmp_path)
    monkeypatch.setattr(trying, "receive", leave)
    tally = try_outsiders(1, "演示", tmp_path, takers)
    assert "left behind" in tally.faults[-1]


def test_a_county_that_lets_a_town_write_for_another_would_be_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Owners, "refusal", lambda *given: "")
    tally = try_insiders(8, "演示", tmp_path, spoils=[write_for_another])
    assert [fault for fault in tally.faults if "was changed" in fault]
