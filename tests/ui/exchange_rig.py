"""Towns for the tests of the county's window: real desks in folders of their own (演示)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.today import Clock
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.making import Made, make_package
from boshan_desk.usecases.exchange.requests import read_request
from tests.conftest import TODAY

Q3 = quarter(2026, 3)


@dataclass(frozen=True)
class TownDesk:
    """A town's desk; open it for as long as something is done there."""

    folder: Path
    stick: Path
    name: str

    @contextmanager
    def open(self) -> Iterator[Desk]:
        """Sit down at it."""
        with open_desk(self.folder, clock=Clock(TODAY), officer="演示丙") as desk:
            yield desk

    def site(self) -> str:
        """By which the county knows it."""
        with self.open() as desk:
            return desk.site.partition(".")[0]

    def ask(self) -> Path:
        """Its request, on the stick."""
        with self.open() as desk:
            return request(desk, self.stick).path

    def send(self, *, period: Period = Q3, statement: str = "whole") -> Made:
        """Make a package onto the stick."""
        with self.open() as desk:
            return make_package(desk, self.stick, period=period, statement=statement)


def make_town(place: Path, name: str) -> TownDesk:
    """A town's own desk, that nobody knows yet."""
    stick = place / f"{name}U盘"
    stick.mkdir()
    make_desk(place / name, county="boshan", town=name)
    return TownDesk(place / name, stick, name)


def enrolled_town(place: Path, county: Desk, name: str) -> TownDesk:
    """A town's desk that its county knows, and that knows its county."""
    town = make_town(place, name)
    made = enrol(county, read_request(county, town.ask()), town.stick)
    with town.open() as desk:
        accept(desk, made.path)
    return town
