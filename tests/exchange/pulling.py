"""Pull a stick out at every moment while a package is carried to it, and while it is read from it.

    python -m tests.exchange.pulling [POINTS]

At so many moments each, spread over all.  Afterwards the package must be on the stick whole under
its name, or not under its name at all; what was said of it must be true; the source must be as it
was, and nothing half read may be left.  A fault ends the run with 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Missing, NoRoom
from boshan_desk.exchange import media
from tests.exchange.stick import Faults, stick, why_not

NAME: Final = "演示镇_2026三季度_第05包.bsx"

Work = Callable[[Path, Faults], "str | int"]
"""In a new folder, with these faults: what was wrong, or how many moments there were."""


def carry_once(folder: Path, faults: Faults) -> str | int:
    """Carry a package to a stick and look what is on it afterwards."""
    source, back = folder / "source.bsx", folder / "back"
    content = os.urandom(1_200_000)
    source.write_bytes(content)
    back.mkdir()
    carried = False
    with stick(back, faults) as (mount, calls):
        try:
            carried = media.carry(source, mount, NAME) == mount / NAME
        except NoRoom:
            if not faults.pulled_at and os.listdir(mount):  # noqa: PTH208 - as the system lists it
                return "something is left on a stick that is still there"
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a fault
            return repr(error)
        moments = int(calls.value)
    left = {path.name: path.read_bytes() for path in back.iterdir()}
    if source.read_bytes() != content:
        return "the source was changed"
    if NAME in left and left[NAME] != content:
        return "what stands under the name is not whole"
    if carried and NAME not in left:
        return "it was said to be there"
    if left.keys() - {NAME, NAME + media.PART}:
        return f"strange names: {sorted(left)}"
    return moments


def fetch_once(folder: Path, faults: Faults) -> str | int:
    """Fetch a package from a stick and look what is here afterwards."""
    back, spool = folder / "back", folder / "spool"
    back.mkdir()
    spool.mkdir()
    content = os.urandom(3_600_000)
    (back / NAME).write_bytes(content)
    with stick(back, faults) as (mount, calls):
        try:
            whole = media.fetch(mount / NAME, spool).read_bytes() == content
        except (NoRoom, Missing):
            whole = not any(spool.iterdir())
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a fault
            return repr(error)
        moments = int(calls.value)
    if not whole:
        return "a half package, or something left behind"
    return moments if (back / NAME).read_bytes() == content else "the stick was changed"


def pull(
    work: Work, points: int, told: Callable[[int], object] = lambda done: None
) -> Counter[str]:
    """At so many moments, spread over all; how many went well, and what was wrong."""
    tally: Counter[str] = Counter()
    moments = _try(work, Faults())
    if isinstance(moments, str):
        return Counter({moments: 1})
    every = max(1, moments // points)
    for number in range(1, moments + 1, every):
        found = _try(work, Faults(pulled_at=number))
        tally[f"pulled before call {number}: {found}" if isinstance(found, str) else "well"] += 1
        told(tally["well"])
    return tally


def _try(work: Work, faults: Faults) -> str | int:
    folder = Path(tempfile.mkdtemp(prefix="stick-"))
    try:
        return work(folder, faults)
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Run and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.exchange.pulling", description=__doc__)
    parser.add_argument("points", nargs="?", type=int, default=250)
    given = parser.parse_args()
    if reason := why_not():
        print(reason)
        return 2
    began, wrong = time.monotonic(), 0
    for name, work in (("carried to it", carry_once), ("read from it", fetch_once)):
        tally = pull(work, given.points)
        wrong += tally.total() - tally["well"]
        print(f"{name}: {tally.total()} moments, {tally['well']} went well")
        for words in tally.keys() - {"well"}:
            print(" ", words)
    for words, faults in (
        ("a bit is kept wrong", Faults(flipped_at=600_000)),
        ("the stick is full", Faults(room=600_000)),
    ):
        found = _try(carry_once, faults)
        wrong += isinstance(found, str)
        print(f"{words}: {found if isinstance(found, str) else 'seen, nothing left'}")
    print(f"took {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
