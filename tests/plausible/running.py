"""The run: make a file, look at it as the command line does, hold it against its key."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.excel.confined import refusals
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make as make_desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records, sheets
from tests.plausible import files, kinds
from tests.plausible.judging import Judge, Tally
from tests.plausible.keys import Made
from tests.plausible.making import make
from tests.plausible.records import LAST, Links

_TAKEN: Final = 8
"""Of so many files one is taken in, and the store compared."""
_BROKEN: Final = (refusals.FAULT, refusals.DIED, refusals.TOO_LONG, refusals.TOO_MUCH)
"""Refusals that say that the reader broke, which a plausible file must not bring about."""
_CONVERTED: Final = 100
"""Of so many files one goes through LibreOffice."""


@dataclass
class World:
    """A desk with the records that links name, and a folder beside it."""

    folder: Path
    desk: Desk
    links: Links

    @contextmanager
    def copy(self) -> Iterator[Desk]:
        """A desk of the same content that may be written to."""
        with tempfile.TemporaryDirectory(dir=self.folder) as other:
            shutil.copy(self.folder / "whole.db", Path(other) / "desk.db")
            with open_desk(Path(other), clock=Clock(LAST), officer="演示员") as desk:
                yield desk


_LINKED: Final = {
    "station": ("演示陶瓷商标品牌指导站", "演示琉璃产业指导站", "演示开发区指导站"),
    "gi_right": ("演示山楂", "演示琉璃", "演示蓝莓"),
    "event": ("2025年演示知识产权培训班", "演示商标实务讲座", "演示地理标志培训"),
}
_TITLES: Final = {"station": "name", "gi_right": "product_name", "event": "title"}


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A new one."""
    place = folder / "desk"
    make_desk(place, county="boshan")
    with open_desk(place, clock=Clock(LAST), officer="演示员") as desk:
        names = {
            ledger: {
                name: records.add(desk, LEDGERS[ledger], {_TITLES[ledger]: name}).id
                for name in some
            }
            for ledger, some in _LINKED.items()
        }
    # Closed, so that all of it stands in the one file.
    shutil.copy(place / "desk.db", folder / "whole.db")
    with open_desk(place, clock=Clock(LAST), officer="演示员") as desk:
        yield World(folder, desk, Links(names))


def try_file(
    seed: str, number: int, around: World, keep: Path | None, only: frozenset[str] = frozenset()
) -> Tally:
    """Make the file of this number, look at it, and judge."""
    dice = Random(f"{seed}-{number}")
    container = ""
    if not only and number % _CONVERTED == _CONVERTED // 2 and files.can_convert():
        container = dice.choice(kinds.CONVERTED)
    elif only & set(kinds.CONVERTED):
        container = dice.choice(sorted(only & set(kinds.CONVERTED)))
    made = make(dice, around.links, only, container)
    path = around.folder / f"{seed}-{number}{files.ending(made.container)}"
    files.save(made, path)
    tally = _judge(made, path, around, take=number % _TAKEN == 0)
    tally.faults = [f"[{number}] {fault}" for fault in tally.faults]
    tally.softer = [f"[{number}] {word}" for word in tally.softer]
    if keep and not tally.is_good:
        keep.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, keep / path.name)
        (keep / f"{path.stem}.txt").write_text(
            "\n".join([made.ledger, " ".join(made.kinds), *tally.faults]), "utf-8"
        )
    path.unlink()
    return tally


def _judge(made: Made, path: Path, around: World, *, take: bool) -> Tally:
    ledger = LEDGERS[made.ledger]
    try:
        if not take:
            return Judge(
                made, ledger, sheets.report(sheets.look(around.desk, ledger, path), False)
            ).judge()
        with around.copy() as desk:
            preview = sheets.look(desk, ledger, path)
            told = sheets.report(preview, True)
            sheets.take_in(desk, preview, only_good=True)
            with desk.read() as reader:
                stored: dict[str, Mapping[str, Any]] = {
                    record.id: {n: k.to_json(getattr(record, n)) for n, k in ledger.fields.items()}
                    for record in reader.all(ledger.record)
                }
        return Judge(made, ledger, told).judge(stored)
    except Refused as error:
        if error.text in _BROKEN:
            tally = Tally(files=1, crashed=1)
            tally.faults.append(f"crashed: {made.container}: {error.words()}")
        else:
            # A damaged text is rightly refused.
            tally = Tally(files=1, by_hand=int(made.container != "csv-damaged"))
            tally.softer.append(f"refused whole ({made.container}): {error.words()}")
    except Exception:  # noqa: BLE001 - a crash is what is looked for
        tally = Tally(files=1, crashed=1)
        tally.faults.append(f"crashed: {made.container} {traceback.format_exc()[-1200:]}")
    for kind in (*made.kinds, made.container):
        tally.per_kind[kind] += 1
        tally.hand_kind[kind] += tally.by_hand
        tally.bad_kind[kind] += tally.crashed
    return tally


def try_some(seed: str, numbers: range, keep: Path | None, only: frozenset[str]) -> Tally:
    """Files of these numbers, with a world of their own."""
    total = Tally()
    with tempfile.TemporaryDirectory(prefix="plausible-") as folder, world(Path(folder)) as around:
        for number in numbers:
            total.add(try_file(seed, number, around, keep, only))
    return total


def run(
    count: int, seed: str, workers: int, keep: Path | None, begin: int, only: frozenset[str]
) -> Tally:
    """All of it."""
    total = Tally()
    step = 50
    rounds = [range(n, min(n + step, begin + count)) for n in range(begin, begin + count, step)]
    if workers == 1:
        for numbers in rounds:
            total.add(try_some(seed, numbers, keep, only))
        return total
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        size = len(rounds)
        for tally in pool.map(try_some, [seed] * size, rounds, [keep] * size, [only] * size):
            total.add(tally)
    return total
