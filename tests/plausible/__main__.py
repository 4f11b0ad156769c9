"""Make plausible files by the thousand and hold the importer against their keys.

    python -m tests.plausible [FILES] [--seed WORD] [--workers N] [--from NUMBER] [--keep FOLDER]
                              [--kinds a,b] [--soft]

The file of a number and a seed is always the same one.  `--kinds` allows these kinds of mess only;
`--soft` tells too what is no fault but could be better.  A fault ends the run with 1; the faulty
files are copied to the folder of `--keep`, with a text of what was wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.plausible import kinds
from tests.plausible.running import run


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.plausible", description=__doc__)
    parser.add_argument("files", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", default="演示")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--from", dest="begin", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--kinds", default="", metavar="a,b")
    parser.add_argument("--soft", action="store_true")
    given = parser.parse_args()
    only = frozenset(filter(None, given.kinds.split(",")))
    if unknown := only - set(kinds.ALL):
        parser.error(f"no such kinds: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    total = run(given.files, given.seed, given.workers, given.keep, given.begin, only)
    print(*total.faults, sep="\n")
    if given.soft:
        print(*total.softer, sep="\n")
    print("\nkind: files, by hand, faulty")
    for kind, count in sorted(total.per_kind.items()):
        print(f"  {kind:<22}{count:>6}{total.hand_kind[kind]:>6}{total.bad_kind[kind]:>6}")
    sorts = Counter(fault.split("] ")[1].split(":")[0] for fault in total.faults)
    print(f"\nkinds of mess seen: {len(total.per_kind)}; faults: {dict(sorts)}")
    print(*total.lines(), sep="\n")
    print(f"took {time.monotonic() - began:.0f} s")
    return 0 if total.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
