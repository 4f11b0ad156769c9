"""How rows come back from the child that parsed them: lines of JSON.

The child has handled a file from outside and may no longer do what we wrote, so nothing it says can
become more than text, numbers, truth values and times here, and what it says is checked.

A line is a list: its kind, then what belongs to it.

    ["sheet", …]                     a sheet begins; the fields of `Head`, in their order
    ["rows", row, row, …]            of the sheet named last; a time is an object, as `_tag` has it
    ["refused", text, {name: value}] the file is not read, and why
    ["fault", where]                 the program is at fault
    ["end"]                          everything was said
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

Box = tuple[int, int, int, int]

LONGEST_LINE: Final = 64 * 2**20
"""Bytes.  Rows go in lines of some 256 KiB; only one row of enormous texts makes a longer one."""
_FULL_LINE: Final = 2**18

MOST_ROWS: Final = 2**20
MOST_COLUMNS: Final = 2**14
"""As many as Excel has."""
MOST_COMMENTS: Final = 5_000
"""Of one sheet; what people wrote beside cells is told up to there."""
MOST_FAR: Final = 5
"""Cells far outside a table that are named."""
LONGEST_COMMENT: Final = 200
"""Characters; the rest is cut off."""
MOST_HELD: Final = 512 * 2**20
"""Bytes that the rows of one file may take in this program, as `_weigh` reckons; 100,000 × 30 full
of Chinese are 330 MiB."""
_CELL, _VALUE = 8, 56
"""Bytes of a place in a row, and of a value in it besides its text."""

_PLAIN: Final = frozenset({str, float, int, bool, date, datetime, time, timedelta})


class Head(NamedTuple):
    """What is said of a sheet before its rows; the same as in `grid.Grid`."""

    name: str
    first_row: int
    first_column: int
    width: int
    hidden: bool
    merged: tuple[Box, ...]
    uncounted: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = MappingProxyType({})
    is_1904: bool = False
    far: tuple[str, ...] = ()


class Garbled(Exception):
    """What came back is not what our child says."""


class TooMuch(Exception):
    """More came back than may be held."""


class Fault(Exception):
    """The child ran into an error of ours; the text says of which kind and where."""


# ---------------------------------------------------------------- the child's end


def _tag(value: object) -> dict[str, str | list[int]]:
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case time():
            return {"h": value.isoformat()}
        case timedelta():
            return {"s": [value.days, value.seconds, value.microseconds]}
    raise TypeError(f"cells have no {type(value).__name__}")


_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_tag
).encode


def head_line(head: Head) -> bytes:
    """The line that begins a sheet."""
    return _line(
        "sheet",
        *head[:6],
        sorted(head.uncounted),
        sorted(head.hidden_rows),
        sorted(head.hidden_columns),
        [(*place, words) for place, words in head.comments.items()],
        head.is_1904,
        head.far,
    )


def row_lines(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """The lines that hold a sheet's rows."""
    pieces: list[bytes] = []
    size = 0
    for row in rows:
        piece = _encode(row).encode()
        pieces.append(piece)
        size += len(piece)
        if size > _FULL_LINE:
            yield b'["rows",%b]\n' % b",".join(pieces)
            pieces.clear()
            size = 0
    if pieces:
        yield b'["rows",%b]\n' % b",".join(pieces)


def refusal_line(text: str, values: dict[str, str]) -> bytes:
    """The line that says why the file is not read."""
    return _line("refused", text, sorted(values.items()))


def fault_line(where: str) -> bytes:
    """The line that says that the program is at fault."""
    return _line("fault", where)


def end_line() -> bytes:
    """The last line."""
    return _line("end")


def _line(*parts: object) -> bytes:
    return _encode(parts).encode() + b"\n"


# ---------------------------------------------------------------- our end


def _untag(tagged: dict[str, Any]) -> date | time | timedelta:
    ((kind, value),) = tagged.items()
    return _UNTAG[kind](value)


_UNTAG: Final[dict[str, Callable[[Any], date | time | timedelta]]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "h": time.fromisoformat,
    "s": lambda parts: timedelta(*parts),
}

_decode = json.JSONDecoder(object_hook=_untag).decode


def take_line(line: bytes) -> tuple[str, list[Any]]:
    """The kind of a line and its parts, not yet checked but nothing else than `_PLAIN` in lists.

    Raises:
        Garbled: it is no line of ours.
    """
    try:
        parts = _decode(line.decode())
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise Garbled("no JSON of ours") from error
    if type(parts) is not list or not parts or type(parts[0]) is not str:
        raise Garbled("no list that begins with a word")
    return parts[0], parts[1:]


def take_head(parts: list[Any]) -> Head:
    """What is said of a sheet.

    Raises:
        Garbled: it has not the shape that it should have.
    """
    if [type(part) for part in parts] != _HEAD:
        raise Garbled("no head of a sheet")
    name, first_row, first_column, width, hidden, merged, uncounted = parts[:7]
    hidden_rows, hidden_columns, comments, is_1904, far = parts[7:]
    if not (
        1 <= first_row <= MOST_ROWS
        and 0 <= first_column < MOST_COLUMNS
        # A text file may be wider than Excel could show; how much it holds is weighed by the row.
        and width >= 0
        and all(_are_places(box, 4) for box in merged)
        and all(_are_places(cell, 2) for cell in uncounted)
        and len(hidden_rows) <= MOST_ROWS
        and _are_places(hidden_rows, len(hidden_rows))
        and len(hidden_columns) <= MOST_COLUMNS
        and _are_places(hidden_columns, len(hidden_columns))
        and len(comments) <= MOST_COMMENTS
        and all(_is_comment(told) for told in comments)
        and len(far) <= MOST_FAR
        and all(type(cell) is str and _A_CELL.fullmatch(cell) for cell in far)
    ):
        raise Garbled("a head of a sheet with places outside it")
    return Head(
        name,
        first_row,
        first_column,
        width,
        hidden,
        tuple((a, b, c, d) for a, b, c, d in merged),
        frozenset((a, b) for a, b in uncounted),
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        {(a, b): words for a, b, words in comments},
        is_1904,
        tuple(far),
    )


_HEAD: Final = [str, int, int, int, bool, list, list, list, list, list, bool, list]
_A_CELL: Final = re.compile(r"[A-Z]{1,4}[0-9]{1,9}")


def _is_comment(told: object) -> bool:
    return (
        type(told) is list
        and len(told) == 3
        and _are_places(told[:2], 2)
        and type(told[2]) is str
        and len(told[2]) <= LONGEST_COMMENT
    )


def _are_places(numbers: object, count: int) -> bool:
    return (
        type(numbers) is list
        and len(numbers) == count
        and all(type(n) is int and -MOST_ROWS < n < MOST_ROWS for n in numbers)
    )


class Scale:
    """Weighs what came back, and checks that rows are rows."""

    def __init__(self) -> None:
        self.held = 0

    def check(self, rows: list[Any], width: int, size: int) -> None:
        """Look at the rows of a line of `size` bytes.

        Raises:
            Garbled: something else than plain values in rows of one width.
            TooMuch: more than may be held.
        """
        values = 0
        for row in rows:
            if type(row) is not list or len(row) != width or not _PLAIN.issuperset(map(type, row)):
                raise Garbled("no row of plain values")
            values += width - row.count("")
        self.held += size + values * _VALUE + len(rows) * (width + 8) * _CELL
        if self.held > MOST_HELD:
            raise TooMuch


_NAME = re.compile(r"[a-z]{1,16}")
_LONGEST_VALUE: Final = 40


def take_refusal(parts: list[Any]) -> tuple[str, dict[str, str]]:
    """The text and the values of a refusal; whether the text is one of ours is not looked at.

    Raises:
        Garbled: it has not the shape that it should have.
    """
    if [type(part) for part in parts] != [str, list]:
        raise Garbled("no refusal")
    values: dict[str, str] = {}
    for pair in parts[1]:
        if (
            type(pair) is not list
            or [type(part) for part in pair] != [str, str]
            or not _NAME.fullmatch(pair[0])
            or len(pair[1]) > _LONGEST_VALUE
        ):
            raise Garbled("a refusal with strange values")
        values[pair[0]] = pair[1]
    return parts[0], values
