"""Asks a desk through the command line, in this process or in one of its own."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

import boshan_desk
from boshan_desk.cli import main
from boshan_desk.usecases import crash
from tests.damage.desks import OFFICER

ROOT = Path(boshan_desk.__file__).parents[1]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    told: str
    crash: str = ""
    """The traceback of an error that is no refusal."""


def _words(folder: Path, password: Path, words: tuple[str, ...]) -> list[str]:
    who = ["--as", OFFICER, "--password-file", str(password)]
    return [*words, "--desk", str(folder), "--today", "2026-10-09", *who]


def ask(folder: Path, password: Path, *words: str) -> Answer:
    """In this process."""
    out, told, caught = io.StringIO(), io.StringIO(), []

    def catch(error: BaseException, folder: Path) -> None:
        caught.append("".join(traceback.format_exception(error)))

    kept, crash.write_log = crash.write_log, catch
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            status = main.run(_words(folder, password, words), open_window=lambda common: 2)
    finally:
        crash.write_log = kept
    return Answer(status, out.getvalue(), told.getvalue(), "".join(caught))


def ask_program(folder: Path, password: Path, *words: str) -> Answer:
    """In a process of its own, as an officer's terminal does."""
    done = subprocess.run(
        [sys.executable, "-m", "boshan_desk", *_words(folder, password, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    told = done.stderr
    fell = "Traceback" in told or "程序出错" in told or done.returncode < 0
    return Answer(done.returncode, done.stdout, told, told if fell else "")
