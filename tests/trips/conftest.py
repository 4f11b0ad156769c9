"""Desks on one machine that know of each other only what a stick carries."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.__main__ import main
from boshan_desk.i18n import choose_language

DAY = "2026-10-03"
"""The day of a command that says no other: within the time for reports of the third quarter."""


@dataclass
class Office:
    """A desk, and who sits at it."""

    name: str
    folder: Path
    stick: Path
    run: Callable[..., tuple[int, str, str]]
    day: str = DAY

    def may(self, *words: object) -> tuple[int, str]:
        """A command that may be refused: how it ended, and what it said."""
        status, out, err = self.run(self, *words)
        assert "程序出错" not in err, (words, err, self.crash())
        return status, out + err

    def do(self, *words: object) -> str:
        """A command that has to work; what it wrote."""
        status, out, err = self.run(self, *words)
        assert status == 0, (self.name, words, out, err, self.crash())
        return out

    def crash(self) -> str:
        """The newest place of a fault, for the message of a test."""
        logs = sorted((self.folder / "logs").glob("error-*.log"))
        return logs[-1].read_text("utf-8") if logs else ""

    def ask(self, *words: object) -> Any:
        """A command's document in JSON."""
        return json.loads(self.do("--json", *words))

    def lines(self, *words: object) -> list[Any]:
        """A command's lines of JSON."""
        return [json.loads(line) for line in self.do("--json", *words).splitlines()]

    def add(self, ledger: str, **values: object) -> str:
        """Enter a record; its id."""
        return str(
            self.ask("add", ledger, "--values", json.dumps(values, ensure_ascii=False))["id"]
        )

    def edit(self, ledger: str, id: str, **values: object) -> None:
        """Change a record."""
        self.do("edit", ledger, id, "--values", json.dumps(values, ensure_ascii=False))

    def see(self, ledger: str, id: str) -> dict[str, Any]:
        """A record as it is shown."""
        shown = self.ask("show", ledger, id)
        found: dict[str, Any] = shown.get("values", shown)
        return found

    def titles(self, ledger: str, field: str = "title") -> set[str]:
        """One field of the live records."""
        return {line.get("values", line)[field] for line in self.lines("list", ledger)}

    def dump(self) -> str:
        """Every record, as `dump` has it."""
        return self.do("dump")

    def send(self, *words: str, period: str = "2026Q3") -> Path:
        """Make a package on the stick."""
        return Path(self.ask("package", "make", self.stick, "--period", period, *words)["file"])

    def answer(self, package: Path) -> Path:
        """Make the return package for a package that was taken."""
        return Path(self.ask("package", "receipt", package, "--out", self.stick)["file"])

    def take(self, package: Path, *words: str) -> Any:
        """Take a package in."""
        return self.ask("package", "take", package, *words)


World = Callable[..., Office]


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    """Makes desks around one stick: `world("博山镇", "--town", "博山镇")`."""
    stick = tmp_path / "stick"
    stick.mkdir()

    def run(office: Office, *words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        argv = ["--desk", str(office.folder), "--as", f"演示{office.name}", "--today", office.day]
        status = main([*argv, *map(str, words)])
        told = capsys.readouterr()
        choose_language("zh_CN")
        return status, told.out, told.err

    def make(name: str, *words: str, county: str = "boshan") -> Office:
        office = Office(name, tmp_path / name, stick, run)
        office.do("init", "--county", county, "--bare", *words)
        return office

    return make


def enrol(above: Office, below: Office, *words: str) -> None:
    """A desk asks, the one above enrols it, and it takes the certificate; the digits compared."""
    asked = below.ask("town", "request", below.stick)
    told = above.ask("town", "look", asked["path"])
    assert told["fingerprint"] == asked["fingerprint"]
    given = above.ask(
        "town", "enrol", asked["path"], "--out", above.stick, "--code", asked["fingerprint"], *words
    )
    seen = below.ask("town", "look", given["path"])
    assert seen["fingerprint"] == given["own_fingerprint"]
    below.do("town", "accept", given["path"], "--code", given["own_fingerprint"])


def copy(office: Office, name: str) -> Office:
    """The same desk on another machine."""
    folder = office.folder.with_name(name)
    shutil.copytree(office.folder, folder)
    return Office(name, folder, office.stick, office.run, office.day)
