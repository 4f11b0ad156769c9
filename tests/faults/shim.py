"""The library that stands between the program and the files: built here, told by environment."""

from __future__ import annotations

import atexit
import errno
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SOURCE = Path(__file__).with_name("shim.c")

Mode = Literal["count", "kill", "half", "fail", "short", "tear"]
"""shim.c says what each does."""


@dataclass(frozen=True)
class Fault:
    """What is to happen at which change."""

    mode: Mode = "count"
    at: int = 0
    """The number of the change, from 1.  0 with `sticky`: from the very start."""
    errno: int = 0
    sticky: bool = False

    def words(self) -> str:
        """As a report names it."""
        name = errno.errorcode.get(self.errno, "")
        return " ".join(
            w for w in (self.mode, name, "from" if self.sticky else "at", f"{self.at}") if w
        )


@dataclass(frozen=True)
class Change:
    """One call that changes a file below the folder."""

    number: int
    kind: str
    """open, write, sync, truncate, allocate, unlink, rename, link, mkdir; or say, number 0."""
    bytes: int
    path: str
    second: str

    def within(self, folder: Path) -> str:
        """As a report names it."""
        names = [os.path.relpath(p, folder) for p in (self.path, self.second) if p]
        return f"{self.kind} {' → '.join(names)}"


@functools.cache
def why_not() -> str:
    """Why the shim cannot be used here; empty when it can."""
    if sys.platform != "linux":
        return "LD_PRELOAD and /proc are Linux's"
    if not shutil.which("cc"):
        return "no C compiler (apt-get install gcc libc6-dev)"
    probe = ["cc", "-E", "-x", "c", "-"]
    found = subprocess.run(probe, input=b"#include <stdio.h>", capture_output=True, check=False)
    return "no headers of the C library (apt-get install libc6-dev)" if found.returncode else ""


@functools.cache
def built() -> Path:
    """The compiled library; once per process."""
    folder = Path(tempfile.mkdtemp(prefix="faults-shim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return build(folder / "shim.so")


def build(library: Path) -> Path:
    """Compile the library to this place."""
    command = ["cc", "-std=gnu2x", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared"]
    # Fortified headers would define some of these names themselves.
    command += ["-fvisibility=hidden", "-D_LARGEFILE64_SOURCE", "-U_FORTIFY_SOURCE"]
    subprocess.run([*command, "-o", library, SOURCE, "-ldl"], check=True)
    return library


def environment(fault: Fault, below: Path, log: Path) -> Mapping[str, str]:
    """What tells the library about a fault."""
    return {
        "FAULTS_BELOW": os.path.realpath(below),
        "FAULTS_MODE": fault.mode,
        "FAULTS_AT": f"{fault.at}",
        "FAULTS_ERRNO": f"{fault.errno}",
        "FAULTS_STICKY": f"{fault.sticky:d}",
        "FAULTS_LOG": os.path.realpath(log),
    }


def read_changes(log: Path) -> list[Change]:
    """What the library saw, in the order of time; speech is among it, as number 0."""
    found = []
    for line in log.read_text("utf-8", "surrogateescape").splitlines() if log.exists() else ():
        number, kind, size, path, second = line.split("\t")
        found.append(Change(int(number), kind, int(size), path, second))
    return found
