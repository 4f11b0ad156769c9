"""Start the child that parses, hear what it says, and end it whatever happens."""

from __future__ import annotations

import base64
import binascii
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import BinaryIO, Final

import boshan_desk
from boshan_desk.excel import PARSING
from boshan_desk.excel.confined import wire
from boshan_desk.excel.confined.wire import LONGEST_LINE, Garbled

LONGEST: Final = 55.0
"""Seconds by the clock, however busy the machine is: within a minute an officer knows whether a
file is read (reliability.md F18)."""
_HEARD_EVERY: Final = 0.1
"""Seconds between two questions whether to go on."""
_ENDING: Final = 10.0
"""Seconds in which a child that has said everything, or was killed, must be gone."""
_ROOT: Final = Path(boshan_desk.__file__).parents[1]
"""Where the program can be started from, installed or not."""
_BUFFER: Final = 2**18
_NO_WINDOW: Final = 0x08000000
"""CREATE_NO_WINDOW, which subprocess has on Windows alone."""


class Died(Exception):
    """The child ended before it had said everything."""


class TooLong(Exception):
    """The child took longer than it may."""


class NoStart(Exception):
    """The child could not be started."""


class Declined(Exception):
    """The child does not do what it was asked; `why` is a word of its own, not for anybody's
    eyes."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def command() -> list[str]:
    """What starts this program."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "boshan_desk"]


@contextmanager
def hear(
    content: bytes, *, is_text: bool, heard: Callable[[], object] = lambda: None
) -> Iterator[Iterator[bytes]]:
    """The lines that a child says of these bytes, as they come.

    `heard` is called some ten times a second; what it raises ends the child and goes on to the
    caller.  The child is gone when the block is left, in whichever way.

    Raises:
        NoStart: there is no child.
        Died: it ended without leave, from the iterator.
        TooLong: it was still at work after `LONGEST`, from the iterator.
        Garbled: it says a line that is longer than any of ours, from the iterator.
    """
    words = [str(len(content)), "text" if is_text else "workbook"]
    with _start(words, [content], heard) as lines:
        yield lines


def ask(
    task: str,
    content: bytes,
    instructions: object,
    *,
    most: int = 128 * 2**20,
    heard: Callable[[], object] = lambda: None,
) -> bytes:
    """The bytes that the child makes of these by one of its tasks (`child.find_task`).

    `instructions` go as JSON; `most` is how many bytes may come back.

    Raises:
        Declined: the task cannot be done with these bytes.
        NoStart, Died, TooLong, Garbled: as for `hear`.
        wire.TooMuch: it needs, or answers, more than it may.
        wire.Fault: the program is at fault.
    """
    told = json.dumps(instructions, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    words = [str(len(content)), task, str(len(told))]
    made = bytearray()
    with _start(words, [told, content], heard) as lines:
        for line in lines:
            kind, parts = wire.take_line(line)
            if kind == "end" and not parts:
                return bytes(made)
            text = parts[0] if len(parts) == 1 and type(parts[0]) is str else None
            if text is None:
                raise Garbled("a line without its text")
            if kind == "bytes":
                try:
                    made += base64.b64decode(text, validate=True)
                except (binascii.Error, ValueError) as error:
                    raise Garbled("no bytes") from error
                if len(made) > most:
                    raise wire.TooMuch
            elif kind == "declined":
                raise Declined(text[:200])
            elif kind == "fault":
                raise wire.Fault(text[:2000])
            elif kind == "too much":
                raise wire.TooMuch
            else:
                raise Garbled("a line of no kind of ours")
    raise AssertionError("the lines end only by an error")


@contextmanager
def _start(
    words: list[str], given: list[bytes], heard: Callable[[], object]
) -> Iterator[Iterator[bytes]]:
    """The lines of a child that was started with these words and is given these bytes."""
    deadline = time.monotonic() + LONGEST
    try:
        process = subprocess.Popen(
            [*command(), PARSING, *words],
            bufsize=_BUFFER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=None if getattr(sys, "frozen", False) else _ROOT,
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as error:
        raise NoStart(str(error)) from error
    assert process.stdin is not None
    assert process.stdout is not None
    # Few lines wait, so that the child is held up rather than our memory filled.
    said: Queue[bytes] = Queue(4)
    over = Event()
    threads = [
        Thread(target=_feed, args=(process.stdin, given), daemon=True),
        Thread(target=_listen, args=(process.stdout, said, over), daemon=True),
    ]
    try:
        for thread in threads:
            thread.start()
        yield _lines(process, said, deadline, heard)
    finally:
        process.kill()
        over.set()
        for thread in threads:
            while thread.is_alive():
                # It may wait for room to put a line that nobody wants.
                with suppress(Empty):
                    said.get_nowait()
                thread.join(0.01)
        process.stdout.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_ENDING)


def _lines(
    process: subprocess.Popen[bytes],
    said: Queue[bytes],
    deadline: float,
    heard: Callable[[], object],
) -> Iterator[bytes]:
    told = time.monotonic()
    while True:
        now = time.monotonic()
        if now > deadline:
            raise TooLong
        if now - told >= _HEARD_EVERY:
            heard()
            told = now
        try:
            line = said.get(timeout=_HEARD_EVERY)
        except Empty:
            continue
        if len(line) > LONGEST_LINE:
            raise Garbled("a line longer than any")
        if not line.endswith(b"\n"):
            raise Died(_ending(process))
        yield line


def _ending(process: subprocess.Popen[bytes]) -> str:
    try:
        return f"exit status {process.wait(_ENDING)}"
    except subprocess.TimeoutExpired:
        return "its output was closed"


def _feed(taker: BinaryIO, given: list[bytes]) -> None:
    # It may have ended before it had taken everything.
    with suppress(OSError):
        for content in given:
            taker.write(content)
    with suppress(OSError):
        taker.close()


def _listen(out: BinaryIO, said: Queue[bytes], over: Event) -> None:
    """Hand on every line; the last is empty, or is no whole line."""
    whole = True
    while whole and not over.is_set():
        try:
            line = out.readline(LONGEST_LINE + 1)
        except (OSError, ValueError):
            line = b""
        said.put(line)
        whole = line.endswith(b"\n")
