"""Text with columns (.csv and its like) as a sheet.  Runs in the child."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import Head
from boshan_desk.excel.reading.checks import MOST_CELLS
from boshan_desk.excel.reading.markup import decode

_SEPARATORS: Final = ",\t;|"
_LOOKED_AT: Final = 60
"""Lines by which the character between columns is found."""
_LONGEST_START: Final = 100_000
_SAYS_SEPARATOR: Final = re.compile(r"\ufeff?sep=(.)\r?\n")
_CONTROL: Final = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def read_columns(content: bytes, *, is_text: bool) -> tuple[Head, Iterable[list[Any]]]:
    """The one sheet of a text file with columns.

    Unless the file is called like text, it must look like a table: several lines with the same
    number of columns, and no control characters.

    Raises:
        NotRead: of no known encoding, or no table.
    """
    if not is_text and b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotRead(refusals.BROKEN)
    try:
        text, encoding = decode(content)
    except NotRead:
        if is_text:
            raise
        raise NotRead(refusals.BROKEN) from None
    separator, sure = _find_separator(text)
    if not is_text and (not sure or _CONTROL.search(text)):
        raise NotRead(refusals.BROKEN)
    del text

    def rows() -> Iterator[list[str]]:
        lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
        return csv.reader(lines, delimiter=separator)

    count = width = 0
    try:
        for row in rows():
            count += 1
            width = max(width, len(row))
    except csv.Error as error:
        raise NotRead(refusals.BROKEN) from error
    if width * count > MOST_CELLS:
        raise NotRead(refusals.TOO_MUCH)
    whole = ([_unguarded(cell) for cell in row] + [""] * (width - len(row)) for row in rows())
    return Head("", 1, 0, width, False, ()), whole


def _find_separator(text: str) -> tuple[str, bool]:
    """The character between columns, and whether the first lines leave no doubt of it.

    It is the one that stands equally often in most lines; commas in sentences do not.
    """
    said = _SAYS_SEPARATOR.match(text)
    if said is not None:
        return said[1], True
    best = (0, 0)
    separator = ","
    start = text[:_LONGEST_START]
    for tried in _SEPARATORS:
        rows = csv.reader(islice(io.StringIO(start, newline=""), _LOOKED_AT), delimiter=tried)
        try:
            widths = Counter(len(row) for row in rows if len(row) > 1)
        except csv.Error:
            continue
        if not widths:
            continue
        # The usual number of columns, and how many lines have it.
        usual, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        if (lines, usual) > best:
            best, separator = (lines, usual), tried
    return separator, best[0] > 1


def _unguarded(cell: str) -> str:
    """Without ="…", by which some programs keep the zeros of a number in csv."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell
