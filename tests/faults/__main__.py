"""Inject faults at the system calls of real commands and judge what is left.

python -m tests.faults kill   [SCRIPT…]   SIGKILL before every change and within every write
python -m tests.faults fail   [SCRIPT…]   every change fails with every error, once and for good
python -m tests.faults order  [SCRIPT…]   was all on the disk when it was named or told?
python -m tests.faults tmpfs  [KIB…]      a real small file system that fills up
python -m tests.faults broken [NAME…]     do the drivers object to broken builds?
python -m tests.faults trace  [SCRIPT…]   what it changes, call by call
"""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.faults import tmpfs
from tests.faults.broken import BROKEN, objections, orders
from tests.faults.drivers import Tally, drive, follow, workplace
from tests.faults.runs import ROOT, Program
from tests.faults.scripts import SCRIPTS, Unsound
from tests.faults.shim import why_not

SHOWN = 20
"""Faults told of each script; the rest are counted."""


def main() -> int:
    """Run what is asked for and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    drivers = ["kill", "fail", "order", "tmpfs", "broken", "trace"]
    parser.add_argument("driver", choices=drivers)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, metavar="K", help="only each K-th point")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="from the N-th point on")
    parser.add_argument("--real", action="store_true", help="start the program for every run")
    parser.add_argument("--root", type=Path, default=ROOT, help="the build to be tried")
    given = parser.parse_args()
    if reason := tmpfs.why_not() if given.driver == "tmpfs" else why_not():
        print(reason, file=sys.stderr)
        return 2
    names: list[str] = given.names

    def known(all_names: Iterable[str]) -> list[str]:
        listed = list(all_names)
        if unknown := set(names) - set(listed):
            parser.error(f"no {', '.join(unknown)}; there are {', '.join(listed)}")
        return names or listed

    match given.driver:
        case "tmpfs":
            return fill(names)
        case "broken":
            return object_to(known(BROKEN))
        case "trace":
            return trace(known(SCRIPTS))
        case "order":
            return order(known(SCRIPTS), given.root.absolute())
    return tell(
        drive(
            known(SCRIPTS),
            given.driver,
            workers=given.workers,
            every=given.every,
            first=given.first,
            root=given.root.absolute(),
            real=given.real,
        )
    )


def tell(tallies: Iterable[Tally]) -> int:
    """Print a line for each script as it comes, with what was bad; 1 when anything was."""
    print(f"{'script':<16}{'changes':>8}{'points':>8}{'bad':>6}{'doubt':>7}{'s':>7}  statuses")
    bad, points, began = 0, 0, time.perf_counter()
    for tally in tallies:
        statuses = ", ".join(f"{s}: {n}" for s, n in sorted(tally.ended.items()))
        print(
            f"{tally.script:<16}{tally.changes:>8}{tally.points:>8}{len(tally.bad):>6}"
            f"{tally.doubtful:>7}{tally.seconds:>7.0f}  {statuses}",
            flush=True,
        )
        for each in tally.bad[:SHOWN]:
            print("   ", each, flush=True)
        points += tally.points
        bad += len(tally.bad)
    print(f"{'all':<24}{points:>8}{bad:>6}{time.perf_counter() - began:>14.0f}")
    return 1 if bad else 0


def fill(sizes: list[str]) -> int:
    """Fill small file systems; a line for each size."""
    if tmpfs.INSIDE not in os.environ:
        return tmpfs.enter(["tmpfs", *sizes])
    print(f"{'KiB':>6}{'init':>6}{'acknowledged':>14}{'bad':>5}  status on the full disk")
    bad = 0
    for full in tmpfs.drive([int(size) for size in sizes] or tmpfs.SIZES):
        statuses = ", ".join(f"{name} {status}" for name, status in full.full.items())
        print(f"{full.size:>6}{full.begun:>6}{full.acknowledged:>14}{len(full.bad):>5}  {statuses}")
        for each in full.bad:
            print("   ", each.strip())
        sys.stdout.flush()
        bad += len(full.bad)
    return 1 if bad else 0


def order(names: list[str], root: Path) -> int:
    """Judge the order of each script's changes."""
    bad = 0
    with Program() as good, Program(root) as tried:
        for name in names:
            try:
                found = orders(name, good, tried)
            except Unsound as error:
                found = [str(error).strip()]
            print(f"{name:<16}{'in order' if not found else ''}", flush=True)
            for each in found:
                print("   ", each)
            bad += len(found)
    return 1 if bad else 0


def object_to(names: list[str]) -> int:
    """See whether every broken build is objected to; 1 when one is not."""
    silent = 0
    print(f"{'objections':>10}  {'driver':<6} {'script':<8} broken so that")
    with Program() as good:
        for broken in (BROKEN[name] for name in names):
            found = objections(broken, good)
            print(f"{len(found):>10}  {broken.driver:<6} {broken.script:<8} {broken.name}")
            print(f"{'':>12}{found[0][:160] if found else 'NOT SEEN'}", flush=True)
            silent += not found
    return 1 if silent else 0


def trace(names: list[str]) -> int:
    """Print what each script changes, call by call."""
    with workplace() as base, Program() as program:
        for script in names:
            course = follow(SCRIPTS[script], base / script, program, program)
            work = base / f"{script}-course"
            kinds = Counter(change.kind for change in course.changes)
            print(f"{script}: {len(course.changes)} changes, {dict(kinds)}")
            for change in course.trace:
                print(f"{change.number:>6} {change.bytes:>8} {change.within(work)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
