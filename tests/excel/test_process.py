"""The child that parses: it starts light, it is heard, and it is gone afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from boshan_desk.excel import PARSING, process, refusals, wire
from boshan_desk.excel.child import bounded
from boshan_desk.excel.process import Died, TooLong, hear

SLEEP = "import time; time.sleep(25)"
TALK = "import time\nend = time.monotonic() + 25\nwhile time.monotonic() < end: print('[1]')"
SOON = 10.0
"""Seconds; whoever waits longer waits for the child to end by itself."""


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SOON


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every process that was started."""
    made: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def note(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        made.append(start(*words, **options))
        return made[-1]

    monkeypatch.setattr(subprocess, "Popen", note)
    return made


def become(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Start this code where the child would be started."""
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", code])


def run_child(given: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*process.command(), PARSING, *words],
        input=given,
        capture_output=True,
        cwd=process._ROOT,  # noqa: SLF001
        check=False,
        timeout=60,
    )


def test_a_child_loads_only_what_parsing_needs() -> None:
    heavy = ["PySide6", "sqlalchemy", "sqlcipher3", "reportlab", "openpyxl", "boshan_desk.cli"]
    heavy += ["boshan_desk.domain", "subprocess", "ssl", "ctypes"]
    code = (
        "import sys, boshan_desk.__main__, boshan_desk.excel.child;"
        f" print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_the_child_says_rows_and_an_end() -> None:
    given = "案号,备注\n演示1,甲\n".encode()
    done = run_child(given, str(len(given)), "text")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        ["sheet", "", 1, 0, 2, False, [], []],
        ["rows", ["案号", "备注"], ["演示1", "甲"]],
        ["end"],
    ]
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_child_says_no_end_when_its_input_broke_off() -> None:
    given = "案号,备注\n".encode()
    done = run_child(given, str(len(given) + 1), "text")
    assert done.stdout == b""


def test_the_child_says_no_line_that_nobody_would_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LONGEST_LINE", 100)
    told = list(bounded(iter([b"1" * 100, b"2" * 101, b"3"])))
    assert told == [b"1" * 100, wire.refusal_line(refusals.TOO_MUCH, {})]


def test_everything_it_loads_is_loaded_before_it_is_confined() -> None:
    # Each encoding has a module of its own, and so have the names in packages.
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        given = "案号,𠮷\n".encode(encoding)
        done = run_child(given, str(len(given)), "text")
        assert ["案号", "𠮷"] in json.loads(done.stdout.splitlines()[1])


def test_the_child_is_gone_when_somebody_stops_listening(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, TALK)
    with hear(b"", is_text=True) as lines:
        assert next(lines) == b"[1]\n"
        assert started[0].poll() is None
    assert started[0].poll() is not None


def test_the_child_is_gone_when_it_is_called_off(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, SLEEP)
    began = time.monotonic()

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), hear(b"", is_text=True, heard=stop) as lines:
        next(lines)
    assert started[0].poll() is not None
    assert time.monotonic() - began < 5


def test_a_silent_child_ends_after_its_time(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "LONGEST", 0.4)
    become(monkeypatch, SLEEP)
    with pytest.raises(TooLong), hear(b"", is_text=True) as lines:
        next(lines)
    assert started[0].poll() is not None


def test_a_child_that_goes_on_talking_ends_after_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "LONGEST", 0.4)
    become(monkeypatch, TALK)
    with pytest.raises(TooLong), hear(b"", is_text=True) as lines:
        for _line in lines:
            pass


def test_a_child_that_does_not_listen_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, "import os; os._exit(7)")
    with pytest.raises(Died, match="7"), hear(b"0" * 2**22, is_text=True) as lines:
        next(lines)
    # Nor one that lives and leaves its input lying.
    become(monkeypatch, f"print('[1]', flush=True); {SLEEP}")
    with hear(b"0" * 2**22, is_text=True) as lines:
        assert next(lines) == b"[1]\n"


def test_a_frozen_program_starts_itself_by_the_word_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert process.command() == [sys.executable, "-m", "boshan_desk"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert process.command() == [sys.executable]
