"""The runs themselves: makers, readers, and what is counted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from boshan_desk.excel.confined import process
from tests.hostile.named import HOSTILE
from tests.hostile.trying import MOST_MIB, Tally, try_file, try_mutations

_ROUND = 25
_ALONE = ["unshare", "--net"]


def _prepare(home: str, alone: bool) -> None:
    """In a worker: whatever looks for a place to write finds the one that is watched."""
    for name in ("HOME", "TMPDIR", "TMP", "TEMP"):
        os.environ[name] = home
    if alone:
        start = process.command()
        process.command = lambda: [*_ALONE, *start]


def _can_be_alone() -> bool:
    if not shutil.which(_ALONE[0]):
        return False
    done = subprocess.run([*_ALONE, "true"], check=False, capture_output=True)
    return done.returncode == 0


def _make(number: int, folder: str) -> None:
    hostile = HOSTILE[number]
    (Path(folder) / hostile.name).write_bytes(hostile.make())


def _try_named(number: int, folder: str) -> Tally:
    hostile = HOSTILE[number]
    tally = Tally()
    words = try_file(Path(folder) / hostile.name, tally)
    if hostile.words and not re.search(hostile.words, words):
        tally.faults.append(f"{hostile.name}: expected {hostile.words}, was told {words or 'rows'}")
    return tally


def _try_round(seed: str, begin: int, end: int, folder: str) -> Tally:
    own = Path(tempfile.mkdtemp(dir=folder))
    tally = try_mutations(seed, begin, end, own)
    if not tally.faults:
        own.rmdir()
    return tally


def run(files: int, workers: int, seed: str, begin: int, *, short: bool) -> Tally:
    """All of it; faulty files stay in a new folder, which is gone where there are none."""
    folder = tempfile.mkdtemp(prefix="hostile-")
    home = Path(folder) / "home"
    home.mkdir()
    alone = _can_be_alone()
    print("children run", "without a network" if alone else "as they are", flush=True)
    picked = [n for n, hostile in enumerate(HOSTILE) if not (short and hostile.slow)]
    total = Tally()
    fresh = get_context("spawn")
    # Makers need more memory than is allowed to readers, so they are others.
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        list(pool.map(_make, picked, [folder] * len(picked)))
    with ProcessPoolExecutor(
        workers, mp_context=fresh, initializer=_prepare, initargs=(str(home), alone)
    ) as pool:
        for tally in pool.map(_try_named, picked, [folder] * len(picked)):
            total.add(tally)
        print("files with names:", *total.lines(), sep="\n  ", flush=True)
        begins = range(begin, begin + files, _ROUND)
        ends = [min(n + _ROUND, begin + files) for n in begins]
        rest = ([seed] * len(ends), begins, ends, [folder] * len(ends))
        for done, tally in enumerate(pool.map(_try_round, *rest), 1):
            total.add(tally)
            if done % 40 == 0:
                print(f"{done * _ROUND} mutations …", flush=True)
    for stranger in home.rglob("*"):
        total.faults.append(f"something was written: {stranger}")
    if max(total.parent_mib, total.child_mib) > MOST_MIB:
        total.faults.append("too much memory")
    if total.faults:
        print("kept:", folder)
    else:
        shutil.rmtree(folder)
    return total
