"""A county with two towns, and what they send each other: the desks that ill will is tried on."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.period import read_period
from boshan_desk.domain.today import Clock
from boshan_desk.exchange import envelope, streams
from boshan_desk.exchange.manifest import NAME
from boshan_desk.exchange.suites import Secret
from boshan_desk.ledgers import find_ledger
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import attachments, records
from boshan_desk.usecases.desks import make_desk
from boshan_desk.usecases.exchange import making, taking
from boshan_desk.usecases.exchange.accepting import accept
from boshan_desk.usecases.exchange.asking import request
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.own_keys import own_secret
from boshan_desk.usecases.exchange.requests import read_request
from boshan_desk.usecases.exchange.taking import take

TOWNS: Final = ("370304001", "370304102")
TODAY: Final = date(2026, 10, 9)
FIRMS: Final = "records/enterprise.jsonl"
_PERIOD: Final = read_period("2026Q3")


@contextmanager
def hurried() -> Iterator[None]:
    """What costs time and changes no record is left out: covers and restore points."""
    kept = vars(making)["write_cover"], vars(taking)["back_up"]
    vars(making)["write_cover"] = lambda *_, **__: None
    vars(taking)["back_up"] = lambda *_, **__: None
    try:
        yield
    finally:
        vars(making)["write_cover"], vars(taking)["back_up"] = kept


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """A desk."""
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        yield desk


@dataclass(frozen=True)
class Package:
    """A good package, opened: what was in it, and who sealed it for whom."""

    path: Path
    told: Mapping[str, Any]
    """Its manifest."""
    parts: Mapping[str, bytes]
    sender: Secret
    recipient: Secret
    at: str
    """The desk that is to take it."""
    others: tuple[Mapping[str, Any], ...] = ()
    """Firms of another town, as that town sent them."""


@dataclass(frozen=True)
class Offices:
    """The desks as they were when the packages had been made and not yet taken."""

    folder: Path
    packages: tuple[Package, ...]
    paths: tuple[Path, ...]
    """Of five good packages, the desk that takes each is `at`."""
    at: tuple[str, ...]

    def copy_of(self, name: str, folder: Path) -> Path:
        """One of the desks, to be tried on."""
        if folder.exists():
            shutil.rmtree(folder)
        return shutil.copytree(self.folder / name, folder)


def found(folder: Path) -> Offices:
    """Found, enrol, enter on every side, exchange once, go on, and make packages again."""
    stick = folder / "stick"
    stick.mkdir(parents=True)
    make_desk(folder / "county", county="boshan", bare=True)
    for number, town in enumerate(TOWNS):
        make_desk(folder / f"town{number}", county="boshan", bare=True, town=town)
        with opened(folder / f"town{number}") as desk:
            asked = request(desk, stick, officer="演示员", phone="13800000000")
        with opened(folder / "county") as desk:
            enrolled = enrol(desk, read_request(desk, asked.path), stick)
        with opened(folder / f"town{number}") as desk:
            accept(desk, enrolled.path)
        _enter(folder / f"town{number}", town, f"演示镇{number}")
    _enter(folder / "county", TOWNS[1], "演示县局")
    first = [_send(folder / f"town{number}", stick) for number in (0, 1)]
    with opened(folder / "county") as desk:
        for path in first:
            with look(desk, path) as seen:
                take(desk, seen)
        back = making.make_return(desk, _site(folder / "town0"), stick).path
    with opened(folder / "town0") as desk, look(desk, back) as seen:
        take(desk, seen)
    _enter(folder / "town0", TOWNS[0], "演示后来")
    _change(folder / "town0", "演示镇0")
    _enter(folder / "county", TOWNS[0], "演示下发")
    _change(folder / "county", "演示镇0")
    second = _send(folder / "town0", stick)
    with opened(folder / "county") as desk:
        again = making.make_return(desk, _site(folder / "town0"), stick).path
    with opened(folder / "town1") as desk:
        nothing = making.make_package(
            desk, stick, period=read_period("2026Q1"), statement="nothing"
        ).path
    paths = (*first, second, again, nothing)
    at = ("county", "county", "county", "town0", "county")
    up = _opened(second, folder / "town0", folder / "county")
    down = _opened(again, folder / "county", folder / "town0")
    theirs = _opened(first[1], folder / "town1", folder / "county").parts[FIRMS]
    up = replace(up, others=tuple(map(json.loads, theirs.splitlines()[1:])))
    return Offices(folder, (up, down), paths, at)


def _enter(folder: Path, town: str, word: str) -> None:
    with opened(folder) as desk:
        for number in range(6):
            records.add(
                desk, find_ledger("enterprise"), {"name": f"{word}{number}", "town_code": town}
            )
        unit = records.add(
            desk, find_ledger("key_unit"), {"unit": f"{word}单位", "town_code": town}
        )
        visit = {"key_unit_id": unit.id, "visited_on": "2026-08-03", "problem": word}
        records.add(desk, find_ledger("key_visit"), visit)
        event = {"title": f"{word}培训", "starts_on": "2026-08-02", "town_code": town, "people": 30}
        held = records.add(desk, find_ledger("event"), event)
        scan = folder.parent / f"{word}.txt"
        scan.write_text(f"{word} 签到表" * 50, "utf-8")
        attachments.attach(desk, find_ledger("event"), held.id, scan)


def _change(folder: Path, word: str) -> None:
    with opened(folder) as desk:
        ledger = find_ledger("enterprise")
        with desk.read() as reader:
            ids = [
                each.id
                for each in reader.all(ledger.record)
                if each.label(reader.lists).startswith(word)
            ]
        for id in ids[:3]:
            records.edit(desk, ledger, id, {"address": f"{folder.name}改"}, reason="演示更正")
        records.withdraw(desk, ledger, ids[3:4], f"{folder.name}删")


def _send(folder: Path, stick: Path) -> Path:
    with opened(folder) as desk:
        return making.make_package(desk, stick, period=_PERIOD).path


def _site(folder: Path) -> str:
    with opened(folder) as desk:
        return desk.site.partition(".")[0]


def _opened(path: Path, sender: Path, recipient: Path) -> Package:
    with opened(sender) as desk, desk.read() as reader:
        own = own_secret(reader)
    with opened(recipient) as desk, desk.read() as reader:
        other = own_secret(reader)
    with streams.spool(None) as plain:
        envelope.open_file(path, plain, secret=other, sender=own.public)
        with zipfile.ZipFile(plain) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(parts.pop(NAME))
    return Package(path, told, parts, own, other, recipient.name)
