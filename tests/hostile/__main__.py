"""Read hostile and damaged files, thousands of them, and look what becomes of the program.

    python -m tests.hostile [FILES] [--workers N] [--seed WORD] [--from NUMBER] [--short]

First come the files with names (`--short` leaves out those that take a minute each), then FILES
mutations of good ones.  Where the system allows, the children run without a network.  A fault ends
the run with 1, and the file that showed it is named and kept.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.hostile.running import run


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("files", nargs="?", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", default="演示")
    parser.add_argument("--from", dest="begin", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--short", action="store_true")
    given = parser.parse_args()
    began = time.monotonic()
    total = run(given.files, given.workers, given.seed, given.begin, short=given.short)
    print("all:", *total.lines(), f"took {time.monotonic() - began:.0f} s", sep="\n  ")
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
