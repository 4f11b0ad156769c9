"""The child that parses: it starts light, it is heard, and it is gone afterwards."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import Workbook

from boshan_desk.excel import PARSING
from boshan_desk.excel.confined import process, refusals, wire
from boshan_desk.excel.confined.child import bounded
from boshan_desk.excel.confined.process import Declined, Died, TooLong, ask, hear

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
        "import sys, boshan_desk.__main__, boshan_desk.excel.confined.child;"
        f" print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_the_child_says_rows_and_an_end() -> None:
    given = "案号,备注\n演示1,甲\n".encode()
    done = run_child(given, str(len(given)), "text")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        json.loads(wire.head_line(wire.Head("", 1, 0, 2, False, ()))),
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


def answer(monkeypatch: pytest.MonkeyPatch, *lines: bytes) -> None:
    """Start a child that says these lines, whatever it is asked."""
    told = b"".join(line + b"\n" for line in lines)
    become(monkeypatch, f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({told!r})")


def test_a_task_makes_bytes_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, b'["bytes","MTIz"]', b'["bytes","NDU="]', b'["end"]')
    assert ask("patch", b"", {}) == b"12345"


def test_a_task_is_given_its_instructions_and_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, base64, json; a = sys.argv; told = sys.stdin.buffer.read();"
        "said = base64.b64encode(' '.join(a[2:]).encode() + b'|' + told).decode();"
        "print(json.dumps(['bytes', said])); print('[\"end\"]')"
    )
    become(monkeypatch, code)
    assert ask("patch", b"\x00file", {"a": "甲"}) == '5 patch 11|{"a":"甲"}\x00file'.encode()


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b'["declined","sheet"]', Declined),
        (b'["too much",""]', wire.TooMuch),
        (b'["fault","here"]', wire.Fault),
        (b'["bytes","?"]', wire.Garbled),
        (b'["bytes",1]', wire.Garbled),
        (b'["bytes","MTIz","x"]', wire.Garbled),
        (b'["rows",[1]]', wire.Garbled),
        (b'["end",1]', wire.Garbled),
        (b'{"a":1}', wire.Garbled),
    ],
)
def test_what_a_task_says_is_checked(
    monkeypatch: pytest.MonkeyPatch, line: bytes, error: type[Exception]
) -> None:
    answer(monkeypatch, b'["bytes","MTIz"]', line, b'["end"]')
    with pytest.raises(error):
        ask("patch", b"", {})


def test_a_task_may_not_answer_more_than_was_said_nor_stop_halfway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, b'["bytes","MTIz"]', b'["bytes","MTIz"]', b'["end"]')
    assert ask("patch", b"", {}, most=6) == b"123123"
    with pytest.raises(wire.TooMuch):
        ask("patch", b"", {}, most=5)
    answer(monkeypatch, b'["bytes","MTIz"]')
    with pytest.raises(Died):
        ask("patch", b"", {})


def test_a_task_that_has_no_answer_declines() -> None:
    with pytest.raises(Declined, match="package"):
        ask("patch", b"no package", {"recount": False, "sheets": {}})


def test_a_task_that_goes_wrong_says_where_but_none_of_the_data() -> None:
    with pytest.raises(wire.Fault) as caught:
        ask("patch", make_workbook(), ["演示秘密"])
    assert "surgery.py" in str(caught.value)
    assert "演示秘密" not in str(caught.value)


def test_every_task_loads_all_it_needs_before_it_is_confined() -> None:
    # Whatever was not loaded could not be opened any more, and the child would be at fault.
    content = make_workbook()
    patch = {"cells": [(1, 0, ["day", "2026-11-23"]), (2, 0, ["number", "1.5"]), (3, 0, "甲")]}
    empty = {"marks": [(1, 0, "warn")], "comments": [(1, 0, "批")], "widths": [], "hidden": []}
    more = {"added": [], "notes": {}, "unmarks": True, "head": []}
    orders = {"recount": True, "sheets": {"Sheet": patch | empty | more}}
    assert ask("patch", content, orders).startswith(b"PK")


def make_workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()
