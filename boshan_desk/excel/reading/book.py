"""A file from outside becomes a book, or a refusal: the one way in (reliability.md 3.8)."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.excel.confined import process, refusals, wire
from boshan_desk.excel.grid import Book, Grid

MOST_BYTES: Final = 50 * 2**20

_TEXT: Final = (".csv", ".txt", ".tsv")


def read_book(path: Path, *, heard: Callable[[], object] = lambda: None) -> Book:
    """Read every sheet of a workbook (.xlsx .xlsm .xlsb .xls .et .ods) or a .csv.

    The bytes are read here, once, and parsed in a child process with limits of memory and time;
    only plain rows come back.  `heard` is called some ten times a second while that lasts and may
    raise `Cancelled`.

    Raises:
        Refused: too big, protected by a password, broken, not a table, dangerous, or not there.
    """
    return parse_book(read_bytes(path), path, heard=heard)


def parse_book(content: bytes, path: Path, *, heard: Callable[[], object] = lambda: None) -> Book:
    """The same with bytes that were read already; `path` says what the file is called."""
    digest = hashlib.sha256(content).hexdigest()
    is_text = path.suffix.lower() in _TEXT
    try:
        with process.hear(content, is_text=is_text, heard=heard) as lines, _no_collecting():
            sheets = _take(lines, path)
    except process.NoStart as error:
        raise Refused(refusals.NO_START) from error
    except process.TooLong as error:
        raise Refused(refusals.TOO_LONG, file=path.name, seconds=round(process.LONGEST)) from error
    except wire.TooMuch as error:
        raise Refused(refusals.TOO_MUCH, file=path.name) from error
    except wire.Fault as error:
        raise Refused(refusals.FAULT, file=path.name) from error
    except (process.Died, wire.Garbled) as error:
        raise Refused(refusals.DIED, file=path.name) from error
    return Book(path, digest, sheets)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file from outside, or a refusal in words."""
    try:
        if not path.is_file() and path.exists():
            raise IsADirectoryError
        with path.open("rb") as file:
            # Not by the size that is told: it may grow while it is read.
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Refused("找不到文件 {file}，请核对位置和文件名", file=path) from None
    except OSError as error:
        raise Refused("不能读取 {file}，请检查权限，或先关闭正在使用它的程序", file=path) from error
    if len(content) > MOST_BYTES:
        raise Refused(
            "{file} 超过 {most} MB，请删去图片和无关工作表，或分成几个文件再导入",
            file=path.name,
            most=MOST_BYTES // 2**20,
        )
    if not content:
        raise Refused("{file} 是空文件，请核对后重新选择", file=path.name)
    return content


def _take(lines: Iterator[bytes], path: Path) -> tuple[Grid, ...]:
    """What the child says, until it has said everything."""
    grids: list[Grid] = []
    scale = wire.Scale()
    known: dict[str, str] = {}
    width = 0
    for line in lines:
        kind, parts = wire.take_line(line)
        if kind == "rows" and grids:
            scale.check(parts, width, len(line))
            grids[-1].rows.extend(_shared(parts, known))
        elif kind == "sheet":
            head = wire.take_head(parts)
            width = head.width
            scale.check([], 0, len(line))
            grids.append(_grid(head, path))
        elif kind == "refused":
            raise _refusal(parts, path)
        elif kind == "fault":
            raise wire.Fault(str(parts)[:2000])
        elif kind == "end":
            return tuple(grids)
        else:
            raise wire.Garbled("a line of no kind of ours")
    raise AssertionError("the lines end only by an error")


_SHARED: Final = 10_000
_SHAREABLE: Final = frozenset({str, date})


def _shared(rows: list[list[Any]], known: dict[Any, Any]) -> list[list[Any]]:
    """The rows with one text or day where they have equal ones: a ledger names ten towns and few
    officers (measured: a third less memory)."""
    if len(known) > _SHARED:
        known.clear()
    share = known.setdefault
    return [[share(v, v) if type(v) in _SHAREABLE else v for v in row] for row in rows]


def _grid(head: wire.Head, path: Path) -> Grid:
    return Grid(
        # A text file has no sheets: its one is called as the file.
        head.name or path.stem,
        [],
        head.first_row,
        head.first_column,
        head.merged,
        head.hidden,
        head.uncounted,
        head.hidden_rows,
        head.hidden_columns,
        head.comments,
        head.is_1904,
        head.far,
    )


def _refusal(parts: list[Any], path: Path) -> Refused:
    """The refusal that the child names, if it is one of ours."""
    text, values = wire.take_refusal(parts)
    if text not in refusals.FROM_CHILD or "file" in values:
        raise wire.Garbled("a refusal that is none of ours")
    try:
        text.format(file="", **values)
    except KeyError as error:
        raise wire.Garbled("a refusal without its values") from error
    return Refused(text, file=path.name, **values)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hold the cycle collector off: rows make no cycles, and it would go through all of them again
    and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
