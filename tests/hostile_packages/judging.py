"""What becomes of real desks that look at hostile packages, and take them."""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.desks import check, dump
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.peers import peers
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.exchange.waiting import waiting
from tests.hostile_packages import offices
from tests.hostile_packages.insiders import SPOILS, Spoil, spoil
from tests.hostile_packages.offices import TODAY, TOWNS, Offices, hurried, opened
from tests.hostile_packages.trying import TakeUp, Tally, try_file


def at_desks(found: Offices) -> tuple[list[tuple[Path, TakeUp]], Callable[[], list[str]]]:
    """Five good packages, looked at by the desks they are for; and what was changed by that."""
    before = {name: told_by(found.folder / name) for name in set(found.at)}
    desks = {
        name: open_desk(found.folder / name, clock=Clock(TODAY), officer="演示员")
        for name in before
    }

    def taker(name: str) -> TakeUp:
        return lambda path: look(desks[name], path).close()

    def changed() -> list[str]:
        for desk in desks.values():
            desk.close()
        return [n for n in before if changes(before[n], told_by(found.folder / n))]

    taken = zip(found.paths, found.at, strict=True)
    return [(path, taker(name)) for path, name in taken], changed


def told_by(folder: Path) -> dict[str, str]:
    """All that a desk's store holds, by its tables, and what files it keeps."""
    with opened(folder) as desk:
        found = {"dump": _digest(dump(desk))}
        with desk.read() as reader:
            for table in schema.metadata.sorted_tables:
                rows = reader.connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').all()
                found[table.name] = _digest(sorted(map(repr, rows)))
            forked = [row for row in reader.small_rows(schema.parcel) if row["state"] == "forked"]
    if forked:
        # That a desk was doubled is written down, and what showed it is kept.
        found["forked"] = forked[0]["digest"]
    kept = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    put_by = found.get("forked", "nothing")
    names = (name for name in kept if not name.startswith(("desk.", "log")) and put_by not in name)
    return {**found, "files": _digest(sorted(names))}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What is not as it was; that a fork was noted is no change."""
    noted = {"forked", "parcel", "peer", "step", "change"} if "forked" in after else set()
    return [name for name in after if name not in noted and after[name] != before[name]]


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


# Ill will of one who is known


def try_insiders(
    many: int,
    seed: str,
    folder: Path,
    *,
    begin: int = 0,
    spoils: Sequence[Spoil] = SPOILS,
    told: Callable[[int], object] = lambda done: None,
) -> Tally:
    """Spoil the inside of packages, seal them as they should be, look at them and take them.

    A package that showed a fault stays in the folder.
    """
    with hurried():
        found = offices.found(folder / "offices")
        pristine = {name: told_by(found.folder / name) for name in ("county", "town0")}
        tally = Tally()
        for number in range(begin, begin + many):
            dice = random.Random(f"{seed}-insider-{number}")
            package = found.packages[dice.random() < 0.3]
            path = folder / f"{number}.bsx"
            name = f"{number} ({', '.join(spoil(package, dice, path, spoils))})"
            desk = found.copy_of(package.at, folder / "desk")
            before = len(tally.faults)
            took = Took(desk, package.at)
            try_file(path, took, tally, name)
            if not took.taken:
                took.wrong += [
                    f"refused, and another {what}"
                    for what in changes(pristine[package.at], told_by(desk))
                ]
            tally.faults += [f"{name}: {words}" for words in took.wrong]
            if len(tally.faults) == before:
                path.unlink()
            told(number + 1)
    return tally


@dataclass
class Took:
    """Looks at a package and takes it, and judges what the desk is then."""

    folder: Path
    at: str
    wrong: list[str] = field(default_factory=list)
    taken: bool = False

    def __call__(self, path: Path) -> None:
        """Take it up.

        Raises:
            Refused: by the look, or by the taking.
        """
        with opened(self.folder) as desk:
            before = protected(desk, self.at)
            with look(desk, path) as seen:
                with desk.read() as reader:
                    for line in seen.lines:
                        line.fields(reader)
                take(desk, seen)
            self.taken = True
            after = protected(desk, self.at)
            self.wrong += [f"{key} was changed" for key in before if after.get(key) != before[key]]
            waiting(desk)
            if self.at == "county":
                with tempfile.TemporaryDirectory() as stick:
                    self._answer(desk, seen.peer.site, Path(stick))
        self.wrong += check(self.folder).findings

    def _answer(self, desk: Desk, site: str, stick: Path) -> None:
        try:
            make_return(desk, site, stick)
        except Refused as error:
            self.wrong.append(f"taken, and no answer can be made: {error.words()}")


def protected(desk: Desk, at: str) -> dict[str, str]:
    """What a town's package may not touch at the county: whatever is not the town's."""
    found: dict[str, str] = {}
    if at != "county":
        return found
    with desk.read() as reader:
        mine = next(peer.site for peer in peers(reader) if TOWNS[0] in peer.towns)
        for ledger in KEPT:
            sql = f'SELECT * FROM "{ledger}"'
            for row in reader.connection.exec_driver_sql(sql).mappings():
                own = ledger == "town_report" and row["town_code"] == TOWNS[0]
                if not own and not json.loads(row["dots"])[""].startswith(f"{mine}."):
                    found[f"{ledger} {row['id']}"] = repr(dict(row))
        for table in ("setting", "officer", "closing", "lawfile", "own_day", "pack", "reported"):
            rows = reader.connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found[table] = repr(sorted(map(repr, rows)))
        for row in reader.connection.exec_driver_sql("SELECT * FROM peer").mappings():
            if row["site"] != mine:
                found[f"peer {row['site']}"] = repr(dict(row))
    return found
