"""Tamper with the history of a desk, and look whether the program finds it.

    python -m tests.tamper [HISTORIES] [--workers N] [--seed WORD]

Edits, deletions, insertions and exchanges must be found without help and at the right step; a tail
that was cut off and a rest that was linked anew, where a link was printed after the place.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.tamper.running import Tally, prepare, rounds

_ROUND = 100


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.tamper", description=__doc__)
    parser.add_argument("histories", nargs="?", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", default="演示")
    given = parser.parse_args()
    began, total = time.monotonic(), Tally()
    with (
        tempfile.TemporaryDirectory(prefix="tamper-") as name,
        ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool,
    ):
        histories = prepare(Path(name))
        begins = range(0, given.histories, _ROUND)
        runs = [
            pool.submit(
                rounds, histories, given.seed, n, min(n + _ROUND, given.histories), Path(name)
            )
            for n in begins
        ]
        for run in runs:
            total.add(run.result())
    print(f"{'way':<44}{'tried':>8}{'found':>8}")
    for way, count in total.tried.items():
        print(f"{way:<44}{count:>8}{total.found[way]:>8}")
    for note in (n for n in total.found if n not in total.tried):
        print(f"{note:<44}{'':>8}{total.found[note]:>8}")
    print(f"{'all':<44}{sum(total.tried.values()):>8}{len(total.faults):>8} missed")
    print(f"seconds {time.monotonic() - began:.0f}")
    print(*total.faults[:100], sep="\n")
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
