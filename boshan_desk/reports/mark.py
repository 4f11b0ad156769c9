"""The small code under a frozen paper: a square to scan and a few lines to read.

It stands in the margin below the page number of the last page, where nothing else is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.report import Mark
from boshan_desk.reports.pages import AREA, BOTTOM, FOOT_DEPTH, LEFT
from boshan_desk.reports.paragraph import draw_condensed

SIDE: Final = 15 * mm
"""Of the square, without the blank around it."""
CODE: Final = "核验码　"
"""Said before the code, for a reader who has never seen one."""
_QUIET: Final = 4
"""Modules of blank that a reader wants around the square (ISO/IEC 18004)."""
_TOP: Final = BOTTOM - FOOT_DEPTH - 1.5 * mm
_SIZE: Final = 7.5
_LEADING: Final = 10.0


def squares(text: str) -> list[list[bool]]:
    """The modules of the QR code that says a text, dark or not, row by row from the top."""
    # It brings most of reportlab along, which no other paper needs.
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return [[bool(module) for module in row] for row in code.modules]


def _boxes(rows: Sequence[Sequence[bool]]) -> list[tuple[int, int, int, int]]:
    """(column, row, columns, rows) of boxes that cover the dark modules.

    Runs that repeat below are one box: a viewer would draw hair lines between rows.
    """
    open_runs: dict[tuple[int, int], int] = {}
    found: list[tuple[int, int, int, int]] = []
    for number in range(len(rows) + 1):
        row = rows[number] if number < len(rows) else ()
        runs: set[tuple[int, int]] = set()
        start = 0
        while start < len(row):
            if not row[start]:
                start += 1
                continue
            end = start
            while end < len(row) and row[end]:
                end += 1
            runs.add((start, end))
            start = end
        for run in sorted(set(open_runs) - runs):
            first = open_runs.pop(run)
            found.append((run[0], first, run[1] - run[0], number - first))
        for run in runs:
            open_runs.setdefault(run, number)
    return found


def draw_mark(mark: Mark, canvas: Canvas) -> None:
    """Draw it at the left below the type area."""
    rows = squares(mark.scanned)
    module = SIDE / len(rows)
    path = canvas.beginPath()
    for column, row, columns, count in _boxes(rows):
        path.rect(
            LEFT + column * module, _TOP - (row + count) * module, columns * module, count * module
        )
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
    x = LEFT + SIDE + (_QUIET + 1) * module
    room = LEFT + AREA - x
    lines = (CODE + mark.code, *mark.lines)[:5]
    base = _TOP - SIDE / 2 + (len(lines) * _LEADING) / 2 - _LEADING + 0.25 * _SIZE
    for line in lines:
        draw_condensed(canvas, line, "song", _SIZE, x, base, room)
        base -= _LEADING
