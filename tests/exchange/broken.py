"""The merge broken on purpose: histories that do not object to it prove nothing.

    python -m tests.exchange.broken [NAME…] [--histories N]

Each fault is lines added at the end of one module of a *copy* of the program.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import boshan_desk

ROOT: Final = Path(boshan_desk.__file__).parents[1]


@dataclass(frozen=True)
class Broken:
    """One way to break the merge."""

    module: str
    added: str


FAULTS: Final = {
    "the last writer wins silently": Broken(
        "domain/registers.py",
        """
_kept_left = _left
def _left(*given):
    left = _kept_left(*given)
    dot = max(left, key=order)
    return {dot: left[dot]}
""",
    ),
    "a withdrawal wins over an edit that it had not seen": Broken(
        "domain/registers.py",
        """
def _had_seen(*given):
    return True
""",
    ),
    "what was seen is forgotten": Broken(
        "domain/registers.py",
        """
_kept_join = join
def join(*given):
    row, marks = _kept_join(*given)
    return row, Marks(marks.whole, marks.fields, {}, marks.others, marks.gone)
""",
    ),
    "a write does not end the conflict that it saw": Broken(
        "domain/registers.py",
        """
_kept_overwrite = overwrite
def overwrite(ledger, marks, columns, dot, *, withdrawn):
    after = _kept_overwrite(ledger, marks, columns, dot, withdrawn=withdrawn)
    others = {**marks.others, **after.others}
    return Marks(after.whole, after.fields, after.seen, others, after.gone)
""",
    ),
    "of two contents the one taken last is shown": Broken(
        "domain/registers.py",
        """
def _show(left, heads):
    return list(left)[-1]
""",
    ),
    "what was reviewed is overwritten": Broken(
        "usecases/exchange/weighing.py",
        """
Weigher._to_be_held = lambda *given: ""
""",
    ),
    "what waits is never tried again": Broken(
        "usecases/exchange/retrying.py",
        """
def retry(work, wanted=None):
    return Retried()
""",
    ),
    "a package carries only what came after the one before": Broken(
        "usecases/exchange/gathering.py",
        """
_kept_up = gather_up
def gather_up(reader, peer, after, upto):
    sql = "SELECT max(upto_n) FROM parcel WHERE way = 'out'"
    last = reader.connection.exec_driver_sql(sql).scalar_one()
    return _kept_up(reader, peer, max(after, last or 0), upto)
""",
    ),
    "acknowledged up to the last package only": Broken(
        "usecases/exchange/arrived.py",
        """
def have_of(taken):
    return {each.epoch: each.upto_n for each in list(taken)[-1:]}
""",
    ),
    "a restored desk goes on in its old life": Broken(
        "usecases/backups.py",
        """
_kept_sign = _sign
def _sign(backup, trial, key, officer, left):
    _kept_sign(backup, trial, key, officer, left)
    with open_desk(trial, key=key, officer=officer) as desk:
        with desk.work("", needs=Right.RESTORE, undoable=False) as work:
            work.set("epoch", str(int(work.setting("epoch")) - 1), needs=Right.RESTORE)
""",
    ),
}


def make(broken: Broken, root: Path) -> Path:
    """A copy of the program with this fault in it; the tests are those at hand."""
    kept = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "boshan_desk", root / "boshan_desk", ignore=kept)
    for name in ("resources", "i18n", "tests"):
        (root / name).symlink_to(ROOT / name)
    with (root / "boshan_desk" / broken.module).open("a", encoding="utf-8") as module:
        module.write(broken.added)
    return root


def objections(broken: Broken, histories: int, seed: int = 1) -> list[str]:
    """What the histories say of it."""
    with tempfile.TemporaryDirectory(prefix="broken-") as name:
        root = make(broken, Path(name))
        words = ["-m", "tests.exchange.histories", str(histories), "--workers", "1", "--first"]
        ended = subprocess.run(
            [sys.executable, "-P", *words, "--seed", str(seed)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    found = [line for line in ended.stdout.splitlines() if re.match(r"seed \d+: ", line)]
    if ended.returncode not in (0, 1) or (ended.returncode == 1) != bool(found):
        raise RuntimeError(ended.stderr[-2000:])
    return found


def main() -> int:
    """See whether each is objected to; 1 when one is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--histories", type=int, default=30)
    given = parser.parse_args()
    silent = 0
    for name in given.names or FAULTS:
        found = objections(FAULTS[name], given.histories)
        print(f"{name}\n    {found[0][:300] if found else 'NOT SEEN'}", flush=True)
        silent += not found
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
