"""A county and its towns that carry real packages on a real folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boshan_desk.domain.period import Period, find_period
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.desks import dump, make_desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import Made, make_package, make_return
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import Taken, take
from tests.conftest import TODAY

BOSHAN, YUCHENG, BAITA = "370304113", "370304102", "370304103"
"""Three towns of the sample county."""
QUARTER = find_period("2026Q3") or Period(2026, 7, 9)


@dataclass
class Round:
    """The desks of one county and the stick that goes between them."""

    folder: Path
    county: Desk
    towns: dict[str, Desk] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def stick(self) -> Path:
        """The folder that stands for the stick."""
        path = self.folder / "stick"
        path.mkdir(exist_ok=True)
        return path

    def town(self, code: str, *, name: str = "") -> Desk:
        """The desk of a town, enrolled when it is first asked for."""
        name = name or code
        if name not in self.towns:
            place = self.folder / name
            make_desk(place, county="boshan", town=code, bare=True)
            with open_desk(place, clock=Clock(TODAY), officer="演示镇员") as desk:
                asked = request(desk, self.stick)
                given = enrol(self.county, read_request(self.county, asked.path), self.stick)
                accept(desk, given.path)
            desk = self._stack.enter_context(
                open_desk(place, clock=Clock(TODAY), officer="演示镇员")
            )
            self.towns[name] = desk
        return self.towns[name]

    def anew(self, town: Desk, begin: Callable[[Path], object]) -> Desk:
        """The desk of a town after its folder was restored or rescued: another life of it."""
        name = next(name for name, desk in self.towns.items() if desk is town)
        town.close()
        begin(town.folder)
        again = open_desk(town.folder, clock=Clock(TODAY), officer="演示镇员")
        self.towns[name] = self._stack.enter_context(again)
        return self.towns[name]

    def make(self, town: Desk, *, statement: str = "") -> Made:
        """A package of a town, on the stick."""
        return make_package(town, self.stick, period=QUARTER, statement=statement)

    def take(self, made: Made, desk: Desk | None = None) -> Taken:
        """Take a package in at the county, or a return package at a town."""
        desk = desk or self.county
        with look(desk, made.path) as seen:
            return take(desk, seen)

    def send(self, town: Desk) -> Taken:
        """Carry what a town wrote to the county."""
        return self.take(self.make(town))

    def back(self, town: Desk) -> Taken:
        """Carry the county's answer to a town."""
        made = make_return(self.county, site(town), self.stick)
        return self.take(made, town)


@contextmanager
def county_round(folder: Path) -> Iterator[Round]:
    """A county's new desk."""
    make_desk(folder / "county", county="boshan", bare=True)
    with open_desk(folder / "county", clock=Clock(TODAY), officer="演示区员") as desk:
        round_ = Round(folder, desk)
        with round_._stack:  # noqa: SLF001  # its own
            yield round_


def site(desk: Desk) -> str:
    """The number of a desk."""
    return desk.site.partition(".")[0]


def add(desk: Desk, ledger: str, **values: Any) -> str:
    """Enter a record; its id."""
    return records.add(desk, KEPT[ledger], values).id


def edit(desk: Desk, ledger: str, id: str, *, reason: str = "", **values: Any) -> None:
    """Change a record."""
    records.edit(desk, KEPT[ledger], id, values, reason=reason)


def get(desk: Desk, ledger: str, id: str) -> Any:
    """A record as it is now; None where there is none."""
    with desk.read() as reader:
        return reader.find(KEPT[ledger].record, id)


def state(desk: Desk) -> list[str]:
    """Everything that a desk holds, but what it alone keeps."""
    return [line for line in dump(desk) if '"ledger":"town_report"' not in line]
