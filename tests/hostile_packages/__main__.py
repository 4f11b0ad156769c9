"""Thousands of packages that must not be taken, and what becomes of them.

    python -m tests.hostile_packages [FILES] [--door] [--seed WORD] [--from NUMBER]
    python -m tests.hostile_packages --insiders FILES

FILES mutations of five good packages, by chance and by somebody without keys: every one must be
refused, within 30 seconds, within 600 MiB, with the desk as it was and nothing left behind.
Insiders are packages of a desk that is known, well sealed, with hostile content: refused as a whole
or row by row, or taken as far as that desk's officers may go, and the desk sound afterwards.  A
fault ends the run with 1; the package that showed it is kept.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.hostile_packages import offices
from tests.hostile_packages.judging import at_desks, try_insiders
from tests.hostile_packages.offices import hurried
from tests.hostile_packages.trying import MOST_MIB, Tally, at_the_door, peak_mib, try_outsiders


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_packages", description=__doc__)
    parser.add_argument("files", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", default="演示")
    parser.add_argument("--from", dest="begin", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--insiders", type=int, default=0, metavar="FILES")
    parser.add_argument("--door", action="store_true", help="without desks: seal and container")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="packages-"))
    faults = 0
    if given.insiders:
        faults = _report(
            "insiders",
            lambda told: try_insiders(
                given.insiders, given.seed, folder, begin=given.begin, told=told
            ),
        )
    elif given.door:
        faults = _report(
            "outsiders at the door",
            lambda told: try_outsiders(
                given.files, given.seed, folder, at_the_door(folder), begin=given.begin, told=told
            ),
        )
    else:
        with hurried():
            takers, changed = at_desks(offices.found(folder / "offices"))
            faults = _report(
                "outsiders",
                lambda told: try_outsiders(
                    given.files, given.seed, folder, takers, begin=given.begin, told=told
                ),
            )
        for name in changed():
            print(name, "is not as it was")
            faults += 1
    if faults:
        print("kept:", folder)
        return 1
    shutil.rmtree(folder)
    return 0


def _report(title: str, run: Callable[[Callable[[int], object]], Tally]) -> int:
    """How many faults there were; the figures are printed."""
    began = time.monotonic()

    def tell(done: int) -> None:
        if done % 1000 == 0:
            print(f"{done} packages …", flush=True)

    total = run(tell)
    if peak_mib() > MOST_MIB:
        total.faults.append("too much memory")
    print(f"{title}:", *total.lines(), f"took {time.monotonic() - began:.0f} s", sep="\n  ")
    return len(total.faults)


if __name__ == "__main__":
    sys.exit(main())
