"""The child: reads one file's bytes from its input, says its rows on its output, and ends.

Or does another task with them and says what came out: bytes in, bytes out.

Kept small in what it loads, for it starts with every file, and complete in it: once confined it can
load nothing more.
"""

from __future__ import annotations

import base64
import codecs
import gc
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from boshan_desk.excel.confined import refusals, wire
from boshan_desk.excel.confined.confinement import confine
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.patching.tokens import Strange
from boshan_desk.excel.reading.parsing import parse

Task = Callable[[bytes, Any], bytes]
"""Makes bytes of a file's bytes and of instructions, which are JSON.  It may raise
`tokens.Strange`, whose words our end hears, and must load nothing once it runs."""

_PIECE: Final = 3 * 2**16


def run(arguments: Sequence[str]) -> int:
    """Parse what is on the input, or do another task; the exit status.

    The arguments are how many bytes the file has, and "text" or "workbook"; or else the name of a
    task and how many bytes of instructions come before the file.
    """
    size, kind, *more = arguments
    task = find_task(kind)
    # The last is that of names in packages.
    for name in ("utf-8-sig", "utf-16", "gb18030", "cp437"):
        codecs.lookup(name)
    # No cycles are made, and the rows of a large sheet would be gone through again and again.
    gc.disable()
    with io.FileIO(1, "w", closefd=False) as raw, io.BufferedWriter(raw, 2**18) as out:
        try:
            if task is None:
                lines = _lines(int(size), is_text=kind == "text")
            else:
                lines = _answer(task, int(size), int(more[0]))
            for line in bounded(lines):
                out.write(line)
        except OSError:
            # Nobody listens any more.
            return 1
    return 0


def find_task(name: str) -> Task | None:
    """What can be asked besides parsing, by its name; loaded only when it is asked."""
    if name == "patch":
        from boshan_desk.excel.patching.surgery import operate

        return operate
    if name == "trace":
        from boshan_desk.excel.patching.tracing import trace

        return trace
    if name == "words":
        from boshan_desk.excel.documents.words import read_words

        return read_words
    return None


def bounded(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, up to one that is longer than anybody hears."""
    for line in lines:
        if len(line) > wire.LONGEST_LINE:
            yield wire.refusal_line(refusals.TOO_MUCH, {})
            break
        yield line


def _lines(size: int, *, is_text: bool) -> Iterator[bytes]:
    try:
        confine()
        with io.FileIO(0, "r", closefd=False) as given:
            content = given.readall()
        if len(content) != size:
            # Whoever started this has gone.
            return
        for head, rows in parse(content, is_text=is_text):
            yield wire.head_line(head)
            yield from wire.row_lines(rows)
            # The next sheet is laid out before this name takes its rows.
            del rows
    except NotRead as error:
        yield wire.refusal_line(error.text, error.values)
    except MemoryError:
        yield wire.refusal_line(refusals.TOO_MUCH, {})
    except Exception as error:  # noqa: BLE001 - a traceback would be seen by nobody
        yield wire.fault_line(_where(error))
    yield wire.end_line()


def _answer(task: Task, size: int, told: int) -> Iterator[bytes]:
    """What a task makes of the file."""
    try:
        confine()
        with io.FileIO(0, "r", closefd=False) as given:
            whole = given.readall()
        if len(whole) != size + told:
            return
        instructions = json.loads(whole[:told])
        content = whole[told:]
        del whole
        made = memoryview(task(content, instructions))
        for place in range(0, len(made), _PIECE):
            yield _say("bytes", base64.b64encode(made[place : place + _PIECE]).decode())
    except MemoryError:
        yield _say("too much", "")
    except Strange as error:
        yield _say("declined", ":".join(map(str, error.args)))
    except Exception as error:  # noqa: BLE001 - a traceback would be seen by nobody
        yield wire.fault_line(_where(error))
    yield wire.end_line()


def _say(kind: str, text: str) -> bytes:
    return json.dumps([kind, text]).encode() + b"\n"


def _where(error: Exception) -> str:
    """The kind of an error and where it was; nothing of its text, which may be data."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} {' '.join(places)}"
