"""Running commands of the program under a fault, by a real start or from a started one."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import boshan_desk
from tests.faults.shim import Change, Fault, built, environment, read_changes

ROOT = Path(boshan_desk.__file__).parents[1]
"""Where this program stands."""

LONGEST = 120.0
"""Seconds after which a command hangs."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    """Of the process; minus a signal's number where it was killed."""
    out: str
    err: str
    trace: tuple[Change, ...] = ()
    """What it changed, and when it spoke."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it changed, by number."""
        return tuple(change for change in self.trace if change.number)

    @property
    def killed(self) -> bool:
        """Whether the shim's SIGKILL ended it."""
        return self.status == -signal.SIGKILL


class Program:
    """One build of the program, to be run in a `with` statement.

    `root` is the folder that holds the package; `real` starts an interpreter for every command.
    """

    def __init__(self, root: Path = ROOT, *, real: bool = False) -> None:
        self._root = root
        self._real = real
        self._files = tempfile.TemporaryDirectory(prefix="faults-runs-")
        self._folder = Path(self._files.name)
        self._server: subprocess.Popen[bytes] | None = None
        self._heard = b""

    def __enter__(self) -> Program:
        if not self._real:
            words = [sys.executable, "-P", str(Path(__file__).with_name("starter.py"))]
            self._server = subprocess.Popen(
                words,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._environment(),
                cwd=self._folder,
            )
            self._answer(LONGEST)
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.communicate()
            self._server = None
        self._files.cleanup()

    def run(
        self,
        *commands: Sequence[str],
        below: Path,
        fault: Fault | None = None,
        given: Path | None = None,
    ) -> list[Ended]:
        """Carry out commands one after the other until one fails; how each ended.

        Changes below the folder are counted over all of them.
        """
        for old in self._folder.iterdir():
            old.unlink()
        log, told = self._folder / "log", self._folder / "told"
        chosen = dict(environment(fault, below, log)) if fault else {}
        given = given or Path(os.devnull)
        if self._real:
            statuses = self._start(commands, chosen, told, given)
        else:
            statuses = [self._fork(commands, chosen, told, given)]
        trace = tuple(read_changes(log))
        ended: list[tuple[str, str]] = []
        for number in range(len(commands)):
            out, err = (Path(f"{told}.{number}.{name}") for name in ("out", "err"))
            if not out.exists():
                break
            ended.append((out.read_text("utf-8"), err.read_text("utf-8")))
        # Every command but the last ended well, or the next would not have begun.
        last = len(ended) - 1
        return [
            Ended(statuses[-1] if number == last else 0, out, err, trace)
            for number, (out, err) in enumerate(ended)
        ]

    def _start(
        self, commands: Sequence[Sequence[str]], chosen: dict[str, str], told: Path, given: Path
    ) -> list[int]:
        statuses: list[int] = []
        for number, words in enumerate(commands):
            with (
                Path(f"{told}.{number}.out").open("wb") as out,
                Path(f"{told}.{number}.err").open("wb") as err,
                given.open("rb") as source,
            ):
                ended = subprocess.run(
                    [sys.executable, "-P", "-m", "boshan_desk", *words],
                    stdin=source,
                    stdout=out,
                    stderr=err,
                    env=self._environment() | chosen,
                    cwd=self._folder,
                    timeout=LONGEST,
                    check=False,
                )
            statuses.append(ended.returncode)
            if ended.returncode:
                break
        return statuses

    def _fork(
        self, commands: Sequence[Sequence[str]], chosen: dict[str, str], told: Path, given: Path
    ) -> int:
        assert self._server is not None
        assert self._server.stdin is not None
        request = {
            "commands": [list(words) for words in commands],
            "env": chosen,
            "told": str(told),
            "given": str(given),
            "folder": str(self._folder),
        }
        self._server.stdin.write(json.dumps(request).encode() + b"\n")
        child = int(self._answer(LONGEST))
        try:
            return int(self._answer(LONGEST))
        except TimeoutError:
            os.kill(child, signal.SIGABRT)
            return int(self._answer(LONGEST))

    def _answer(self, longest: float) -> str:
        """The next line from the started program."""
        assert self._server is not None
        assert self._server.stdout is not None
        while b"\n" not in self._heard:
            if not select.select([self._server.stdout], [], [], longest)[0]:
                raise TimeoutError
            heard = self._server.stdout.read(4096)
            if not heard:
                raise RuntimeError("the started program has ended; its last words are above")
            self._heard += heard
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def _environment(self) -> dict[str, str]:
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("FAULTS_", "LD_"))}
        return kept | {
            "LD_PRELOAD": str(built()),
            "PYTHONPATH": str(self._root),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
