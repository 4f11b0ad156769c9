"""Values that somebody left far outside a table: taken out, and told, so that the table can be
read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from boshan_desk.excel.letters import column_number

FILLED: Final = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,4})([0-9]{1,9})"[^<>]*(?<!/)>(?!</(?:\w+:)?c>)'
)
"""A cell with something in it, and where it is."""
_END = re.compile(rb"</(?:\w+:)?c>")
_MOST: Final = 50
_SHARE: Final = 100
"""One filled cell in so many may lie far away; of ten to a hundred, one."""
_FEWEST: Final = 10
_LONGEST: Final = 500_000
"""Filled cells that are looked at; a sheet so full has no table to be told from the rest."""

Far = tuple[int, int, re.Match[bytes]]
"""Row and column of a cell, from 1, and where it begins."""


def filled_cells(text: bytearray) -> list[Far] | None:
    """Every cell with something in it; None where there are too many to look at."""
    cells: list[Far] = []
    for cell in FILLED.finditer(text):
        if len(cells) == _LONGEST:
            return None
        cells.append((int(cell[2]), column_number(cell[1].decode()) + 1, cell))
    return cells


def find_far(cells: Sequence[Far], most: int) -> list[Far]:
    """The few cells without which the rest lie within a rectangle of so many; none where there is
    no such rest."""
    places = ([cell[0] for cell in cells], [cell[1] for cell in cells])
    allowed = min(_MOST, max(len(cells) // _SHARE, len(cells) >= _FEWEST))
    by_row = sorted(range(len(cells)), key=places[0].__getitem__)
    by_column = sorted(range(len(cells)), key=places[1].__getitem__)
    gone: set[int] = set()

    def outermost(order: list[int], axis: int) -> tuple[list[int], int]:
        """The cells of the last row or column, and how far the rest reaches."""
        last: list[int] = []
        for n in reversed(order):
            if n in gone:
                continue
            if last and (places[axis][n] != places[axis][last[0]] or len(last) > allowed):
                return last, places[axis][n]
            last.append(n)
        return last, 0

    while len(gone) <= allowed:
        low, above = outermost(by_row, 0)
        right, before = outermost(by_column, 1)
        if not low or not right:
            return []
        bottom, edge = places[0][low[0]], places[1][right[0]]
        if bottom * edge <= most:
            return [cells[n] for n in sorted(gone)]
        # Whichever leaves less.
        gone.update(low if above * edge <= bottom * before else right)
    return []


def take_out(text: bytearray, far: Sequence[Far]) -> bytes:
    """The sheet without these cells."""
    pieces = []
    place = 0
    for _row, _column, cell in sorted(far, key=lambda each: each[2].start()):
        end = _END.search(text, cell.end())
        pieces.append(bytes(text[place : cell.start()]))
        place = end.end() if end else cell.end()
    return b"".join((*pieces, text[place:]))


def repack(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package with some of its members changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in package.infolist():
            content = changed.get(member.filename)
            new.writestr(member.filename, package.read(member) if content is None else content)
    return buffer.getvalue()
