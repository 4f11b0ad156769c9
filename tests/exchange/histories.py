"""Random histories of a county and its towns, with real desks, against the independent model.

    python -m tests.exchange.histories [HISTORIES] [--seed N] [--workers N] [--clocks] [--only SEED]

In each history one to six towns and their county enter, change, withdraw, restore and review
records and send packages that are lost, late or come twice; desks are restored from backups; the
county decides.  Again and again a handful of packages is taken in every order (200 at random where
there are more than five), some of them twice: every order must leave one and the same desk, which
is that of the model.  At the end all exchange until nothing moves: then nothing may be lost, and
both sides must say the same.  `--clocks` puts every desk's day to 1970, 2038 or any other between
the commands and compares with the same history on ordinary days.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

from boshan_desk.domain.officers import anyone
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import LIVE
from boshan_desk.ledgers import find_ledger
from boshan_desk.store import schema
from boshan_desk.store.backups import Backup
from boshan_desk.usecases import backups, records
from boshan_desk.usecases.exchange import conflicts, held
from boshan_desk.usecases.exchange.matters import KEEP, WITHDRAW
from tests.exchange import model
from tests.exchange.model import Key
from tests.exchange.offices import (
    LEDGERS,
    TODAY,
    TOWNS,
    UNWANTED,
    Office,
    Parcel,
    found_offices,
    patched,
)
from tests.plausible.inventing import uscc

MOST_WHOLE: Final = 5
"""Up to so many packages all orders are tried."""
ORDERS: Final = 200
"""Beyond that so many."""
DAYS: Final = (date(1970, 1, 1), date(2000, 2, 29), date(2038, 2, 1), date(2099, 12, 31), TODAY)


@dataclass
class Tally:
    """What came of the histories."""

    histories: int = 0
    works: int = 0
    packages: int = 0
    taken: int = 0
    sets: int = 0
    orders: int = 0
    conflicts: int = 0
    held: int = 0
    refused: int = 0
    let_in: int = 0
    restored: int = 0
    taken_back: int = 0
    unwilling: Counter[str] = field(default_factory=Counter)
    """What the program would not do."""
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count those of another worker too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


class Kept(NamedTuple):
    """A backup, and the model as it was when it was made."""

    backup: Backup
    model: model.Desk


@dataclass
class History:
    """One story of a county and its towns."""

    base: Path
    dice: random.Random
    tally: Tally
    offices: list[Office]
    clocks: random.Random | None = None
    back: float = 0.0
    """How often a package that was taken is taken back, and taken again."""
    minding: random.Random | None = None
    """Decides at the county about what waits, after packages came."""
    pool: list[Parcel] = field(default_factory=list)
    """What lies on sticks somewhere."""
    given: set[Path] = field(default_factory=set)
    """Those of them that were taken at least once."""
    kept: dict[str, list[Kept]] = field(default_factory=dict)
    count: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def county(self) -> Office:
        """The first of them."""
        return self.offices[0]

    @property
    def towns(self) -> list[Office]:
        """The others."""
        return self.offices[1:]

    def run(self) -> None:
        """The whole story."""
        dice = self.dice
        for _ in range(dice.randint(2, 5)):
            for _ in range(dice.randint(6, 20)):
                self.step(dice.choice(self.offices))
            self.exchange()
            self.mind()
            if self.faults:
                return
        self.come_to_rest()

    # What the offices do

    def step(self, office: Office) -> None:
        """One thing that somebody does."""
        act = self.dice.choices(
            [
                self.add,
                self.edit,
                self.withdraw,
                self.restore,
                self.decide,
                self.review,
                self.go_back,
                self.undo,
                self.let_in,
            ],
            [5 if self.count < 8 else 1.5, 10, 2, 2, 3, 1.5, 1, 2, 1.5],
        )[0]
        if self.clocks:
            # Days are typed on the day that it is, or the desk itself refuses them.
            anywhen = (self.withdraw, self.restore, self.decide, self.let_in)
            office.today = self.clocks.choice(DAYS) if act in anywhen else TODAY
        try:
            act(office)
        except Refused:
            self.tally.unwilling[act.__name__] += 1
            return
        finally:
            office.learn()
        self.tally.works += 1

    def add(self, office: Office) -> None:
        """Enter a record."""
        dice = self.dice
        self.count += 1
        name, id = dice.choice(LEDGERS), f"r{self.count}"
        town = office.town or dice.choice(self.towns).town
        values: dict[str, object]
        if name == "enterprise":
            values = {"name": f"演示{id}公司", "uscc": uscc(dice), "town_code": town}
        elif name == "key_unit":
            values = {"unit": f"演示{id}单位", "town_code": town}
        elif name == "event":
            day = dice.choice(["2026-08-01", "2026-08-01", "2026-05-20"])
            values = {"title": f"演示{id}活动", "starts_on": day, "town_code": town}
        elif units := [i for (n, i), _ in self.own(office) if n == "key_unit"]:
            values = {"key_unit_id": dice.choice(units), "problem": f"演示{id}"}
        else:
            return
        if dice.random() < 0.06:
            values["remark"] = UNWANTED
        with office.open() as desk:
            records.add(desk, find_ledger(name), values, id=id)

    def edit(self, office: Office) -> None:
        """Change a field or two."""
        if not (found := self.pick(office)):
            return
        name, id = found
        word = self.dice.choice(["甲", "乙", "丙"])
        day = self.dice.choice(["2026-08-02", "2026-09-03", "2026-06-04"])
        choices: dict[str, Sequence[dict[str, object]]] = {
            "enterprise": [{"contact": word}, {"phone": "13800000001"}, {"address": word}],
            "key_unit": [{"contact": word}, {"in_basis": word}],
            "key_visit": [{"problem": word}, {"handling": word}],
            "event": [{"starts_on": day}, {"place": word}, {"title": word}],
        }
        more: Sequence[dict[str, object]] = [
            {"remark": word},
            {"remark": None},
            {"remark": UNWANTED},
        ]
        values = dict(self.dice.choice([*choices[name], *choices[name], *more]))
        if self.dice.random() < 0.3:
            values |= self.dice.choice(choices[name])
        with office.open() as desk:
            records.edit(desk, find_ledger(name), id, values, reason="演示更正")

    def withdraw(self, office: Office) -> None:
        """Put a record into the recycle bin."""
        if not (found := self.pick(office)):
            return
        name, id = found
        with office.open() as desk:
            records.withdraw(desk, find_ledger(name), [id], f"演示{self.dice.randrange(3)}")

    def restore(self, office: Office) -> None:
        """Take a record out of it."""
        gone = [key for key, state in self.own(office) if model.withdrawn(state)]
        if gone:
            name, id = self.dice.choice(gone)
            with office.open() as desk:
                records.restore(desk, find_ledger(name), [id])

    def decide(self, office: Office) -> None:
        """Decide between contents, a few at once."""
        open_ = [
            (key, register)
            for key, state in sorted(office.model.records.items())
            for register in sorted(model.conflicts(state))
        ]
        some = self.dice.sample(open_, min(len(open_), self.dice.choice([1, 1, 2])))
        items = []
        for (name, id), register in some:
            standing = model.left(office.model.records[name, id], register)
            dot = self.dice.choice(sorted(standing))
            choice = f"{dot.site}.{dot.epoch}.{dot.n}"
            if register == "withdrawn":
                choice = KEEP if standing[dot] == LIVE else self.dice.choice([KEEP, WITHDRAW])
            items.append((name, id, register, choice))
        if items:
            with office.open() as desk:
                conflicts.resolve(desk, items, reason="演示核定")

    def review(self, office: Office) -> None:
        """The county reviews, returns, archives."""
        if office.town or not (own := self.own(office)):
            return
        (name, id), _state = self.dice.choice([o for o in own if o[0][0] == "enterprise"] or own)
        to = self.dice.choice(["reviewed", "reviewed", "returned"])
        with office.open() as desk:
            records.move(desk, find_ledger(name), [id], to, reason="演示")

    def undo(self, office: Office) -> None:
        """Think better of the last work, and perhaps again."""
        with office.open() as desk:
            if desk.done:
                records.undo(desk)
                office.learn()
                if self.dice.random() < 0.4:
                    records.redo(desk)

    def let_in(self, office: Office) -> None:
        """Decide about a row that was reviewed or counts in a closed quarter."""
        with office.open() as desk, desk.read() as reader:
            rows = [
                (row["ledger"], row["record_id"], row["site"])
                for row in reader.small_rows(schema.held)
                if row["why"] == "reviewed" and row["ledger"] in LEDGERS
            ]
        if rows:
            self.let_in_one(office, self.dice.choice(sorted(rows)), self.dice)

    def let_in_one(self, office: Office, row: tuple[str, str, str], dice: random.Random) -> None:
        """Take what waits, or keep what is here."""
        with office.open() as desk:
            if dice.random() < 0.5:
                held.accept(desk, [row], reason="演示采用")
            else:
                held.refuse(desk, [row], "演示不采用")
        self.tally.let_in += 1

    def mind(self) -> None:
        """The county decides about some of what waits for it."""
        county, dice = self.county, self.minding
        if dice is None:
            return
        for (name, id), site, _state in sorted(county.model.waiting, key=lambda each: each[:2]):
            if dice.random() < 0.5:
                try:
                    self.let_in_one(county, (name, id, site), dice)
                except Refused:
                    self.tally.unwilling["mind"] += 1
                finally:
                    county.learn()
        self.faults += county.differences()

    def go_back(self, office: Office) -> None:
        """A backup is made, or one is restored."""
        known = self.kept.setdefault(office.site, [])
        if not known or self.dice.random() < 0.4:
            with office.open() as desk:
                made = backups.back_up(desk)
            known.append(Kept(made, office.model.copy()))
            return
        kept = known.pop(self.dice.randrange(len(known)))
        office.close()
        backups.restore(office.folder, kept.backup, officer=anyone(office.name))
        office.begin_anew(kept.model)
        self.tally.restored += 1
        # What it was given since that backup it does not know any more.
        self.given -= {each.path for each in self.pool if each.recipient == office.site}
        # What an older life left on a stick and nobody has seen is asked about (`OLD_LIFE`).
        lives = {each.site: each.life for each in self.offices}
        self.pool = [
            each
            for each in self.pool
            if each.life == lives[each.sender]
            or (each.path in self.given and each.recipient != office.site)
        ]

    def pick(self, office: Office) -> Key | None:
        """A record that an office may write, mostly one that another has too."""
        keys = sorted(office.model.records)
        others = [each.model.records for each in self.offices if each is not office]
        shared = [key for key in keys if any(key in records for records in others)]
        if shared and self.dice.random() < 0.75:
            return self.dice.choice(shared)
        return self.dice.choice(keys) if keys else None

    def own(self, office: Office) -> list[tuple[Key, model.State]]:
        """The records that an office may write."""
        return sorted(office.model.records.items(), key=lambda each: each[0])

    # Packages

    def exchange(self) -> None:
        """Packages go up and come in in any order; returns go down."""
        dice, county = self.dice, self.county
        for town in self.towns:
            for _ in range(dice.choice([0, 1, 1, 2])):
                if dice.random() < 0.4:
                    self.step(town)
                self.send(town, county)
        self.try_orders(county)
        for town in dice.sample(self.towns, dice.randint(0, len(self.towns))):
            for _ in range(dice.choice([1, 1, 2])):
                if dice.random() < 0.4:
                    self.step(county)
                self.send(county, town)
            self.try_orders(town)

    def send(self, office: Office, to: Office) -> Parcel:
        """Make a package; perhaps it is lost at once."""
        if self.clocks:
            office.today = self.clocks.choice(DAYS)
        parcel = office.sends(to, self.base / "stick")
        self.tally.packages += 1
        if self.dice.random() < 0.9:
            self.pool.append(parcel)
        return parcel

    def try_orders(self, office: Office) -> None:
        """Take some packages in every order; go on from one of the desks that come of it."""
        dice = self.dice
        lying = [p for p in self.pool if p.recipient == office.site]
        fresh = [p for p in lying if p.path not in self.given]
        most = 7 if dice.random() < 0.02 else MOST_WHOLE if dice.random() < 0.12 else 3
        some = fresh[:most]
        if dice.random() < 0.5 and len(some) < most:
            some += [p for p in dice.sample(lying, min(1, len(lying))) if p not in some]
        if not some:
            return
        dice.shuffle(some)
        self.given |= {p.path for p in some}
        self.tally.sets += 1
        ends: dict[str, list[Sequence[Parcel]]] = {}
        chosen: Office | None = None
        for order, end in self.orders(office, some):
            self.tally.orders += 1
            ends.setdefault(end.digest(), []).append(order)
            if chosen is None:
                chosen = end.copy(self.base / f"chosen-{self.tally.sets}")
            end.close()
        if chosen is not None and not self.faults:
            self.tally.conflicts += sum(
                bool(model.conflicts(s)) for s in chosen.model.records.values()
            )
            self.tally.held += len({key for key, _, _ in chosen.model.waiting})
            office.close()
            shutil.rmtree(office.folder)
            chosen.close()
            shutil.move(chosen.folder, office.folder)
            office.model, office.last = chosen.model, chosen.last
        if len(ends) > 1:
            names = [[p.path.name for p in orders[0]] for orders in ends.values()]
            self.faults.append(f"{office.name}: {len(ends)} ends: {names}")

    def orders(
        self, office: Office, some: Sequence[Parcel]
    ) -> Iterator[tuple[Sequence[Parcel], Office]]:
        """Every order, and the desk that it leads to; what begins alike is done once."""
        if len(some) <= MOST_WHOLE:
            yield from self.onward(office, [], list(some))
            return
        every = list(permutations(some))
        for order in self.dice.sample(every, ORDERS):
            end = office.copy(self.base / "order")
            for parcel in order:
                self.take(end, parcel)
            yield order, end
            end.close()
            shutil.rmtree(end.folder)

    def onward(
        self, office: Office, done: list[Parcel], rest: list[Parcel]
    ) -> Iterator[tuple[Sequence[Parcel], Office]]:
        """All orders of what is left, from here."""
        if not rest:
            if self.dice.random() < 0.3:
                before = office.told()
                self.take(office, self.dice.choice(done))
                if office.told() != before:
                    self.faults.append(f"{office.name}: taken twice, it changes something")
            yield done, office
            return
        for parcel in rest:
            end = office.copy(self.base / f"order-{len(done)}")
            self.take(end, parcel)
            if not end.town and end.number > office.last and self.dice.random() < self.back:
                self.faults += end.takes_back(end.number, office)
                self.take(end, parcel)
                self.tally.taken_back += 1
            yield from self.onward(end, [*done, parcel], [p for p in rest if p is not parcel])
            end.close()
            shutil.rmtree(end.folder)

    def take(self, office: Office, parcel: Parcel) -> None:
        """Take one package in."""
        if self.clocks:
            office.today = self.clocks.choice(DAYS)
        self.tally.taken += 1
        self.faults += [f"{parcel.path.name}: {each}" for each in office.takes(parcel)]

    # The end

    def come_to_rest(self) -> None:
        """Everything goes up and down until nothing moves; nothing is lost, both sides agree."""
        for _ in range(3):
            for town in self.towns:
                self.take(self.county, town.sends(self.county, self.base / "stick"))
            for town in self.towns:
                self.take(town, self.county.sends(town, self.base / "stick"))
        county = self.county.model
        held = {key for key, _, _ in county.waiting}
        for town in self.towns:
            for key, state in town.model.records.items():
                here = county.records.get(key, model.NOTHING)
                if key in held or county.is_refused(key, town.site, state):
                    continue
                if model.seen(here) != model.seen(state):
                    lost = model.seen(here) ^ model.seen(state)
                    self.faults.append(
                        f"{town.name} and the county differ in {key}: {sorted(lost)}"
                    )


def tell(
    seed: int,
    base: Path,
    clocks: random.Random | None = None,
    undo: float = 0.0,
    minding: bool = True,
) -> tuple[Tally, list[str]]:
    """One history from a seed, and what the desks hold at its end."""
    dice = random.Random(seed)
    many = dice.choices(range(1, len(TOWNS) + 1), [3, 4, 3, 2, 1, 1])[0]
    folder = base / f"history-{seed}-{'clocks' if clocks else ''}"
    offices = [office.copy(folder / office.folder.name) for office in OPENED[base][: many + 1]]
    (folder / "stick").mkdir()
    history = History(folder, dice, Tally(histories=1), offices, clocks, undo)
    history.minding = random.Random(seed) if minding else None
    began = time.perf_counter()
    try:
        history.run()
    except Exception:  # noqa: BLE001 - whatever it is, it is a fault of this history
        history.faults.append("".join(traceback.format_exc().splitlines(keepends=True)[-9:]))
    told = [line for office in history.offices for line in office.said()]
    for office in history.offices:
        office.close()
    shutil.rmtree(folder)
    history.tally.seconds = time.perf_counter() - began
    history.tally.faults = [f"seed {seed}: {each}" for each in history.faults]
    return history.tally, told


OPENED: dict[Path, list[Office]] = {}
"""The desks that every history of this process begins with."""


def tell_by_clocks(seed: int, base: Path) -> Tally:
    """One history on ordinary days, and once more with clocks that jump: the same end."""
    tally, told = tell(seed, base)
    jumped, again = tell(seed, base, random.Random(seed))
    tally.add(jumped)
    differing = sorted(set(told) ^ set(again))
    tally.faults += [f"seed {seed}: by other clocks: {line}" for line in differing]
    return tally


def work(
    seeds: Sequence[int], clocks: bool, loud: bool, first: bool, undo: float, minding: bool
) -> Tally:
    """These histories, one after another; until the first fault, where that is enough."""
    total = Tally()
    memory = Path("/dev/shm")
    where = memory if memory.is_dir() else None
    with patched(), tempfile.TemporaryDirectory(dir=where) as name:
        base = Path(name)
        OPENED[base] = found_offices(base / "templates", len(TOWNS))
        for seed in seeds:
            tally = (
                tell_by_clocks(seed, base) if clocks else tell(seed, base, None, undo, minding)[0]
            )
            total.add(tally)
            if loud or tally.faults or total.histories % 25 == 0:
                told = tally if loud or tally.faults else total
                print(f"seed {seed}: {str(told)[:700]}", file=sys.stderr, flush=True)
            if first and tally.faults:
                break
    return total


def main() -> int:
    """Tell them all and print what came of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("histories", type=int, nargs="?", default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--clocks", action="store_true")
    parser.add_argument("--loud", action="store_true")
    parser.add_argument("--first", action="store_true", help="stop at the first fault")
    parser.add_argument("--undo", type=float, default=0.03, help="share that is taken back")
    parser.add_argument("--only", type=int)
    parser.add_argument("--unminded", action="store_true", help="leave to chance what waits")
    given = parser.parse_args()
    first = given.seed * 100_000
    seeds = list(range(first, first + given.histories)) if given.only is None else [given.only]
    total, began = Tally(), time.perf_counter()
    shares = [seeds[n :: given.workers] for n in range(given.workers)]
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        waiting = [
            pool.submit(
                work,
                share,
                given.clocks,
                given.loud,
                given.first,
                given.undo,
                not given.unminded,
            )
            for share in filter(None, shares)
        ]
        for done in waiting:
            total.add(done.result())
    for title, value in (
        ("histories", total.histories),
        ("works of officers", total.works),
        ("packages made", total.packages),
        ("packages taken", total.taken),
        ("desks restored from a backup", total.restored),
        ("held rows decided", total.let_in),
        ("packages taken back and taken again", total.taken_back),
        ("sets of packages taken in every order", total.sets),
        ("orders", total.orders),
        ("records in conflict after them", total.conflicts),
        ("records held after them", total.held),
        ("refused by the program itself", sum(total.unwilling.values())),
        ("faults", len(total.faults)),
        ("seconds", round(time.perf_counter() - began)),
    ):
        print(f"{title:<42}{value:>10}")
    for fault in list(dict.fromkeys(total.faults))[:50]:
        print(fault[:1500])
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
