"""Forty invented persons through every flow, with hundreds of errors: where do they turn up?

    python -m tests.canary [--people N] [--kills N] [--keep FOLDER]

Identity and telephone numbers are nowhere whole but in the desk and in what an officer asked for.
Names may stand in a refusal on standard error, for an officer must see which record it is about;
never in what the program says of its own faults.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.canary.running import run


def main() -> int:
    """Go through everything and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        base = given.keep or Path(name)
        found = run(base, people=given.people, kills=given.kills)
    for title, value in found.figures.items():
        print(f"{title:<52}{value:>8}")
    print(f"{'seconds':<52}{round(time.perf_counter() - began):>8}")
    for fault in found.faults:
        print(fault)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
