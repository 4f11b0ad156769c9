"""Damage copies of a plain and of an encrypted desk, and look what the program makes of them.

    python -m tests.damage [DAMAGES] [--workers N] [--seed WORD] [--from NUMBER]

An encrypted desk shows what was there or refuses, and every change of its store is noticed; of a
plain one whatever differs is told by `check`.  Nothing ends but in words.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.damage.desks import make_desks
from tests.damage.running import Tally, prepare, rounds

_ROUND = 20


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.damage", description=__doc__)
    parser.add_argument("damages", nargs="?", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", default="演示")
    parser.add_argument("--from", dest="begin", type=int, default=0, metavar="NUMBER")
    given = parser.parse_args()
    began, total = time.monotonic(), Tally()
    with (
        tempfile.TemporaryDirectory(prefix="damage-") as name,
        ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool,
    ):
        base = Path(name)
        make_desks(base)
        carry_out = partial(rounds, base, given.seed, prepare(base))
        begins = range(given.begin, given.begin + given.damages, _ROUND)
        ends = [min(n + _ROUND, given.begin + given.damages) for n in begins]
        for done, tally in enumerate(pool.map(carry_out, begins, ends), 1):
            total.add(tally)
            if done % 10 == 0:
                print(f"{done * _ROUND} …", file=sys.stderr, flush=True)
    for title, count in sorted(total.counts.items()):
        print(f"{title:<60}{count:>8}")
    print(f"{'faults':<60}{len(total.faults):>8}")
    print(f"{'seconds':<60}{time.monotonic() - began:>8.0f}")
    print(*total.faults[:200], sep="\n")
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
