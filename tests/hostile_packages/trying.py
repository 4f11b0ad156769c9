"""Take a file up as a desk does, and say what came of it."""

from __future__ import annotations

import faulthandler
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Refused
from boshan_desk.exchange import container, envelope, media, streams
from tests.hostile_packages import good
from tests.hostile_packages.mutation import mutate

MOST_SECONDS: Final = 30.0
MOST_MIB: Final = 600

TakeUp = Callable[[Path], object]


@dataclass
class Tally:
    """What came of many files."""

    files: int = 0
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The figures, and every fault."""
        return [
            f"files {self.files}: accepted {self.accepted}, refused {self.refused}",
            f"slowest {self.slowest:.2f} s, peak memory {peak_mib()} MiB",
            *(f"{many:6} × {reason}" for reason, many in self.reasons.most_common()),
            f"faults {len(self.faults)}",
            *self.faults,
        ]


def peak_mib() -> int:
    """The most memory that this program has held.

    Not as `getrusage` counts: there a child begins with what its parent held.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def receive(keys: good.Keys, path: Path, spool: Path) -> None:
    """All that is done before rows are compared: fetch, unseal, unpack, read every line."""
    local = media.fetch(path, spool)
    try:
        claims = envelope.read_header(local)
        own, known = keys.county, keys.town.public
        if claims.kind == "return":
            own, known = keys.town, keys.county.public
        with streams.spool(spool) as plain:
            header = envelope.open_file(local, plain, secret=own, sender=known)
            with container.open_container(plain, name=path.name) as opened:
                opened.manifest.refuse_other(header, path.name)
                for name in opened.names():
                    for _each in opened.lines(name) if name.endswith(".jsonl") else ():
                        pass
    finally:
        local.unlink()


def try_file(path: Path, take_up: TakeUp, tally: Tally, name: str = "") -> bool:
    """Whether it was accepted; what is neither that nor refused is a fault."""
    began = time.perf_counter()
    accepted = False
    with _no_hang():
        try:
            take_up(path)
            accepted = True
            tally.accepted += 1
        except Refused as error:
            tally.refused += 1
            tally.reasons[error.text] += 1
            error.words()
        except BaseException as error:  # noqa: BLE001 - a crash is what is looked for
            tally.faults.append(f"{name or path.name}: {error!r} {_place(error)}")
    tally.files += 1
    tally.slowest = max(tally.slowest, time.perf_counter() - began)
    return accepted


def _place(error: BaseException) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"({Path(where.filename).name}:{where.lineno})"


@contextmanager
def _no_hang() -> Iterator[None]:
    """End the whole run, with a trace of where it stood, when one file takes too long."""
    faulthandler.dump_traceback_later(MOST_SECONDS, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def try_outsiders(
    many: int,
    seed: str,
    folder: Path,
    good_ones: Sequence[tuple[Path, TakeUp]],
    *,
    begin: int = 0,
    told: Callable[[int], object] = lambda done: None,
) -> Tally:
    """Damage good packages and take them up; an accepted one is a fault and stays in the folder."""
    everything = [path.read_bytes() for path, _take in good_ones]
    tally, honest = Tally(), Tally()
    for path, take_up in good_ones:
        if not try_file(path, take_up, honest):
            tally.faults.append(f"{path.name}: a good one was refused")
    for number in range(begin, begin + many):
        name, which, damaged = mutate(everything, random.Random(f"{seed}-{number}"))
        path = folder / f"{number}-{name}-{which + 1}.bsx"
        path.write_bytes(damaged)
        before = len(tally.faults)
        if try_file(path, good_ones[which][1], tally):
            tally.faults.append(f"{path.name}: accepted")
        if len(tally.faults) == before:
            path.unlink()
        told(number + 1)
    return tally


def at_the_door(folder: Path) -> list[tuple[Path, TakeUp]]:
    """Five good packages, taken up without a desk."""
    keys, spool = good.Keys(), folder / "spool"
    spool.mkdir()

    def take_up(path: Path) -> None:
        try:
            receive(keys, path, spool)
        finally:
            if left := [each.name for each in spool.iterdir()]:
                raise AssertionError(f"left behind: {left}")

    return [(path, take_up) for path in good.write_good(keys, folder)]
