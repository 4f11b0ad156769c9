"""A short run over hostile and damaged files, and that it can fail."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

import boshan_desk
from boshan_desk.excel.confined import process, refusals
from boshan_desk.excel.reading.book import read_book
from tests.hostile.good import good_files
from tests.hostile.mutation import mutate
from tests.hostile.named import HOSTILE
from tests.hostile.trying import Tally, try_file, try_mutations

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts memory as Unix does")

ROOT = Path(boshan_desk.__file__).parents[1]


def test_hostile_and_damaged_files_are_read_or_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", "60", "--short"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    files = int(re.findall(r"files (\d+):", done.stdout)[-1])
    assert files == 60 + sum(not hostile.slow for hostile in HOSTILE)


def test_good_files_are_read(tmp_path: Path) -> None:
    good = good_files()
    assert len(good) >= 20
    tally = Tally()
    for name in ("plain.xlsx", "links.xlsm", "binary.xlsb", "old.xls", "open.ods", "wide.txt"):
        path = tmp_path / name
        path.write_bytes(good[name])
        assert try_file(path, tally) == "", name
        assert "演示〔2026〕1号" in read_book(path).sheets[0].rows[1], name
    assert (tally.read, tally.faults) == (6, [])


def test_damage_is_done_and_can_be_done_again() -> None:
    files = good_files()
    changed = 0
    for name, content in files.items():
        damaged = mutate(content, random.Random(name))
        assert damaged == mutate(content, random.Random(name))
        changed += damaged != content
    # Now and then a change leaves all as it was.
    assert changed > len(files) * 0.8


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('print(\'["fault","KeyError"]\')', "Fault"),
        ("print('garbage')", "Garbled"),
    ],
)
def test_a_fault_in_a_child_is_counted(
    code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", code])
    tally = try_mutations("演示", 0, 2, tmp_path)
    assert len(tally.faults) == 2
    assert words in tally.faults[0]
    assert len(list(tmp_path.iterdir())) == 2


def test_an_error_here_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "NO_START", "{nothing}")
    monkeypatch.setattr(process, "command", lambda: [str(tmp_path / "没有")])
    tally = Tally()
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    try_file(path, tally)
    assert len(tally.faults) == 1
    assert "KeyError" in tally.faults[0]


def test_a_file_written_elsewhere_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "演示"
    code = f"open({str(stranger)!r}, 'w').close()"
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", code])
    tally = try_mutations("演示", 0, 1, tmp_path)
    assert [fault for fault in tally.faults if "something was written" in fault]
