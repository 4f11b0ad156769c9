"""Read a file as the program does, and say what came of it."""

from __future__ import annotations

import random
import resource
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined import refusals, wire
from boshan_desk.excel.reading.book import read_book
from tests.hostile.good import good_files
from tests.hostile.mutation import mutate

MOST_SECONDS = 60.0
MOST_MIB = 600
_PLAIN = (str, float, int, bool, date, datetime, clock, timedelta)


@dataclass
class Tally:
    """What came of many files."""

    files: int = 0
    read: int = 0
    refused: int = 0
    stopped: int = 0
    """Of the refused: the child did not live to say why."""
    slowest: float = 0.0
    parent_mib: int = 0
    child_mib: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another's files too."""
        self.files += other.files
        self.read += other.read
        self.refused += other.refused
        self.stopped += other.stopped
        self.slowest = max(self.slowest, other.slowest)
        self.parent_mib = max(self.parent_mib, other.parent_mib)
        self.child_mib = max(self.child_mib, other.child_mib)
        self.faults += other.faults

    def lines(self) -> list[str]:
        """The figures, and every fault."""
        return [
            f"files {self.files}: read {self.read}, refused {self.refused}"
            f" (of them {self.stopped} by the end of the child)",
            f"slowest {self.slowest:.2f} s, memory {self.parent_mib} MiB here,"
            f" {self.child_mib} MiB in a child",
            f"faults {len(self.faults)}",
            *self.faults,
        ]


def try_file(path: Path, tally: Tally) -> str:
    """The words of the refusal, "" where it was read; whatever else happens is a fault."""
    began = time.perf_counter()
    words = ""
    try:
        words = _read(path, tally)
    except BaseException as error:  # noqa: BLE001 - a crash is what is looked for
        tally.faults.append(f"{path.name}: {error!r}")
    took = time.perf_counter() - began
    tally.files += 1
    tally.slowest = max(tally.slowest, took)
    tally.parent_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tally.child_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    # A second for starting and ending beside what the file may take.
    if took > MOST_SECONDS + 1:
        tally.faults.append(f"{path.name}: {took:.0f} s")
    return words


def _read(path: Path, tally: Tally) -> str:
    try:
        book = read_book(path)
    except Refused as error:
        tally.refused += 1
        tally.stopped += error.text == refusals.DIED
        if error.text == refusals.FAULT or isinstance(error.__cause__, wire.Garbled):
            tally.faults.append(f"{path.name}: {error.__cause__!r}")
        return error.words()
    tally.read += 1
    for grid in book.sheets:
        widths = {len(row) for row in grid.rows}
        if len(widths) > 1 or not all(isinstance(c, _PLAIN) for r in grid.rows for c in r):
            tally.faults.append(f"{path.name}: rows of no shape")
    return ""


def try_mutations(seed: str, begin: int, end: int, folder: Path) -> Tally:
    """Damage good files and read them, numbered from `begin` up to before `end`.

    A file that showed a fault stays in the folder; anything else there is a fault too.
    """
    good = list(good_files().items())
    tally = Tally()
    kept = set()
    for number in range(begin, end):
        dice = random.Random(f"{seed}-{number}")
        name, content = dice.choice(good)
        path = folder / f"{number}-{name}"
        path.write_bytes(mutate(content, dice))
        faults = len(tally.faults)
        try_file(path, tally)
        if len(tally.faults) > faults:
            kept.add(path)
        else:
            path.unlink()
        for stranger in set(folder.iterdir()) - kept:
            tally.faults.append(f"{path.name}: something was written: {stranger}")
            kept.add(stranger)
    return tally
