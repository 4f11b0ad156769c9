"""The child: reads one file's bytes from its input, says its rows on its output, and ends.

Kept small in what it loads, for it starts with every file, and complete in it: once confined it can
load nothing more.
"""

from __future__ import annotations

import codecs
import gc
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from boshan_desk.excel import refusals, wire
from boshan_desk.excel.confinement import confine
from boshan_desk.excel.parsing import parse
from boshan_desk.excel.refusals import NotRead


def run(arguments: Sequence[str]) -> int:
    """Parse what is on the input; the exit status.

    The arguments are how many bytes come, and "text" or "workbook".
    """
    size, kind = arguments
    # The last is that of names in packages.
    for name in ("utf-8-sig", "utf-16", "gb18030", "cp437"):
        codecs.lookup(name)
    # No cycles are made, and the rows of a large sheet would be gone through again and again.
    gc.disable()
    with io.FileIO(1, "w", closefd=False) as raw, io.BufferedWriter(raw, 2**18) as out:
        try:
            for line in bounded(_lines(int(size), is_text=kind == "text")):
                out.write(line)
        except OSError:
            # Nobody listens any more.
            return 1
    return 0


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


def _where(error: Exception) -> str:
    """The kind of an error and where it was; nothing of its text, which may be data."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} {' '.join(places)}"
