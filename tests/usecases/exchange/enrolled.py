"""Two desks and a stick: a county's, a town's, and the folder between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.papers import read_signed, write_signed
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange.accepting import Accepted, accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import Enrolled, enrol
from boshan_desk.usecases.exchange.own_keys import own_public, own_secret
from boshan_desk.usecases.exchange.peers import peers
from boshan_desk.usecases.exchange.requests import read_request
from tests.conftest import TODAY

BAITA, YUANQUAN = "370304103", "370304111"


@dataclass
class Office:
    """Desks that are made when they are asked for, in one folder, and the stick."""

    base: Path
    kept: Path
    """Where desks are made once, to be copied: each has a site of its own."""
    stack: ExitStack
    made: dict[str, Desk] = field(default_factory=dict)

    @property
    def stick(self) -> Path:
        """The folder that stands for the stick."""
        place = self.base / "stick"
        place.mkdir(exist_ok=True)
        return place

    def desk(
        self,
        name: str,
        *,
        town: str = "",
        county: str | Path = "boshan",
        today: date = TODAY,
    ) -> Desk:
        """The desk of that name."""
        if name not in self.made:
            empty = self.kept / f"{name}-{town}-{Path(county).stem}"
            if not empty.exists():
                make_desk(empty, county=county, town=town)
            shutil.copytree(empty, self.base / name)
            self.open(name, today=today)
        return self.made[name]

    def open(self, name: str, *, today: date = TODAY) -> Desk:
        """Open a desk that is there already."""
        desk = open_desk(self.base / name, clock=Clock(today), officer="演示员")
        self.made[name] = self.stack.enter_context(desk)
        return desk

    def close(self, name: str) -> Path:
        """Close a desk, as at the end of the day; its folder."""
        self.made.pop(name).close()
        return self.base / name

    def county(self) -> Desk:
        """The county's desk."""
        return self.desk("county")

    def town(self, name: str = "town", code: str = BAITA) -> Desk:
        """A town's desk."""
        return self.desk(name, town=code)

    def join(self, name: str = "town", code: str = BAITA) -> tuple[Enrolled, Accepted]:
        """Let a town's desk join the county's, from the request to the certificate."""
        town = self.town(name, code)
        county = self.county()
        asked = request(town, self.stick)
        given = enrol(county, read_request(county, asked.path), self.stick)
        return given, accept(town, given.path)


@contextmanager
def offices(base: Path, kept: Path) -> Iterator[Office]:
    """An office whose desks are closed at the end."""
    with ExitStack() as stack:
        yield Office(base, kept, stack)


def site(desk: Desk) -> str:
    return desk.site.partition(".")[0]


def key_of(desk: Desk) -> str:
    with desk.read() as reader:
        return own_public(reader).id


def altered(path: Path, desk: Desk, kind: str, change: Callable[[dict[str, Any]], object]) -> Path:
    """A paper with another body, signed anew by the same desk."""
    body = dict(read_signed(path.read_bytes()).body)
    change(body)
    with desk.read() as reader:
        path.write_bytes(write_signed(kind, body, own_secret(reader)))
    return path


def refused(desk: Desk, path: Path, *words: str) -> None:
    with pytest.raises(Refused) as caught:
        read_request(desk, path)
    for word in words:
        assert word in caught.value.words()


def add_firm(desk: Desk) -> str:
    """The serial number of a new record."""
    firm = KEPT["enterprise"]
    id = records.add(desk, firm, {"name": "演示公司", "town_code": BAITA}).id
    return records.find_record(desk, firm, id).serial_no or ""


def list_peers(desk: Desk) -> list[str]:
    with desk.read() as reader:
        return [peer.site for peer in peers(reader)]
