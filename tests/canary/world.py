"""A machine of its own for the program: home, temporary files, desks, and everything it said."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import boshan_desk
from boshan_desk.__main__ import main
from boshan_desk.cli.main import run
from boshan_desk.cli.options import Common
from boshan_desk.domain.officers import with_roles
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import choose_language
from boshan_desk.store import keys
from boshan_desk.store.desk import Desk
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import accounts
from tests.canary.canaries import Hit, hits_in, kinds_in
from tests.conftest import TODAY

ROOT: Final = Path(boshan_desk.__file__).parents[1]
CHEAP: Final = Cost(passes=1, lanes=1, memory=32)
CHIEF, PASSWORD = "演示员", "春风又绿江南岸-演示"
FAULT: Final = "程序出错"
"""How the last net begins."""

PLAIN_HOLDS: Final = (
    r"desk\.db(-wal|-shm)?",
    r"files/.*",
    r"backups/desk-[^/]*\.db",
    r"backups/files/.*",
    r"(换下|损坏)-[^/]*/desk\.db(-wal|-shm)?",
)
"""Where a desk that is not encrypted holds what officers entered."""


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on standard output."""
        return json.loads(self.out)


@dataclass
class World:
    """One machine with a plain and an encrypted desk."""

    base: Path
    faults: list[str] = field(default_factory=list)
    commands: int = 0
    refused: int = 0
    netted: int = 0
    named: int = 0
    """Refusals that named whom the officer had typed: allowed."""

    def __post_init__(self) -> None:
        for name in ("home", "tmp", "in", "out", "cwd"):
            (self.base / name).mkdir(parents=True, exist_ok=True)
        self.password = self.base / "in" / "password"
        self.password.write_text(PASSWORD, "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """Where programs of this machine keep what is theirs."""
        home = str(self.base / "home")
        return {
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/.config",
            "XDG_DATA_HOME": f"{home}/.local/share",
            "XDG_CACHE_HOME": f"{home}/.cache",
            "XDG_RUNTIME_DIR": f"{home}/run",
            "TMPDIR": str(self.base / "tmp"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    @contextmanager
    def lived_in(self) -> Iterator[None]:
        """Let this very process live there."""
        kept = {name: os.environ.get(name) for name in self.environment}
        place, temporary = Path.cwd(), tempfile.tempdir
        os.environ.update(self.environment)
        os.chdir(self.base / "cwd")
        tempfile.tempdir = None
        try:
            yield
        finally:
            tempfile.tempdir = temporary
            os.chdir(place)
            for name, value in kept.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    # Desks

    def folder(self, *, sealed: bool) -> Path:
        """The encrypted desk, or the plain one."""
        return self.base / ("sealed" if sealed else "plain")

    def make_desks(self) -> None:
        """Make both."""
        for sealed in (False, True):
            make(self.folder(sealed=sealed), county="boshan")
        folder = self.folder(sealed=True)
        roles = ("approver", "admin")
        accounts.set_up(folder, CHIEF, PASSWORD, roles=roles, cost=CHEAP)

    def key(self, *, sealed: bool) -> str:
        """What opens the desk."""
        if not sealed:
            return ""
        slots = keys.read_slots(self.folder(sealed=True) / keys.FILE)
        slot = next(slot for slot in slots if slot.name == CHIEF)
        key = keys.unwrap(slot, PASSWORD)
        assert key is not None
        return key

    def open(self, *, sealed: bool) -> Desk:
        """The desk, open, for use cases; somebody who may do everything."""
        key = self.key(sealed=sealed)
        roles = ("approver", "admin", "handler", "entry")
        officer = with_roles(CHIEF, roles, id="x") if sealed else CHIEF
        return open_desk(self.folder(sealed=sealed), key=key, clock=Clock(TODAY), officer=officer)

    # Commands

    def argv(self, words: Sequence[object], *, sealed: bool) -> list[str]:
        """A command as it is typed."""
        texts = [
            json.dumps(w, ensure_ascii=False) if isinstance(w, dict) else str(w) for w in words
        ]
        who = ["--as", CHIEF, *(["--password-file", str(self.password)] if sealed else [])]
        desk = ["--desk", str(self.folder(sealed=sealed))]
        return [*desk, *who, "--today", TODAY.isoformat(), *texts]

    def command(self, *words: object, sealed: bool, ok: bool | None = None) -> Told:
        """Carry a command out in this process; `ok`: whether it must succeed or be refused."""
        told = self.heard(lambda: main(self.argv(words, sealed=sealed)))
        self.judge(words, told, ok)
        return told

    def start(
        self, *words: object, sealed: bool, ok: bool | None = None, given: str = "", **options: Any
    ) -> Told:
        """Carry a command out in a process of its own."""
        ended = subprocess.run(
            self.line(words, sealed=sealed),
            input=given.encode(),
            capture_output=True,
            env=os.environ | self.environment | {"PYTHONPATH": str(ROOT)},
            cwd=self.base / "cwd",
            check=False,
            **options,
        )
        told = Told(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        self.judge(words, told, ok)
        return told

    def line(self, words: Sequence[object], *, sealed: bool) -> list[str]:
        """What starts a command in a process of its own."""
        return [sys.executable, "-m", "boshan_desk", *self.argv(words, sealed=sealed)]

    def net(self, act: Callable[[Common], int], *, sealed: bool) -> Told:
        """Let something go wrong where only the last net of the command line is left."""
        argv = ["--desk", str(self.folder(sealed=sealed))]
        told = self.heard(lambda: run(argv, open_window=act))
        self.judge(("(last net)",), told, ok=None)
        return told

    @staticmethod
    def heard(act: Callable[[], int]) -> Told:
        """What is said while something is done."""
        out, err = io.StringIO(), io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                status = act()
        finally:
            choose_language("zh_CN")
        return Told(status, out.getvalue(), err.getvalue())

    def judge(self, words: Sequence[object], told: Told, ok: bool | None) -> None:
        """Note what a command said that it must not say."""
        self.commands += 1
        self.refused += bool(told.status)
        found = kinds_in(told.err.encode())
        self.named += "name" in found
        what = " ".join(str(word) for word in words)[:120]
        if ok is not None and ok == bool(told.status):
            self.faults.append(f"{what}: ended with {told.status}: {told.err[-200:]}")
        # Before it long work may have told how far it was.
        *_progress, last = told.err.splitlines() or [""]
        if "Traceback" in told.err or (told.status and not last.strip()):
            self.faults.append(f"{what}: no line for an officer: {told.err[-300:]!r}")
        if last.startswith(FAULT):
            self.netted += 1
        elif found := found - {"name"}:
            self.faults.append(f"{what}: {sorted(found)} whole on standard error")
            return
        if last.startswith(FAULT) and found:
            self.faults.append(f"{what}: the last net says {sorted(found)}")

    # Afterwards

    def hits(self) -> list[Hit]:
        """What of a person stands where it must not."""
        found = hits_in(self.base / "home") + hits_in(self.base / "tmp")
        found += hits_in(self.base / "cwd")
        found += hits_in(self.folder(sealed=True))
        return found + hits_in(self.folder(sealed=False), less=PLAIN_HOLDS)

    def files_seen(self) -> int:
        """How many files that was."""
        return sum(path.is_file() for path in self.base.rglob("*"))
