"""Bytes from outside become sheets.  Runs in the child: it trusts nothing and may be killed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import MOST_COLUMNS, MOST_ROWS, Box, Head
from boshan_desk.excel.reading.beside import MOST_MERGED, Beside, Package
from boshan_desk.excel.reading.checks import MOST_CELLS, look_into
from boshan_desk.excel.reading.csvs import read_columns
from boshan_desk.excel.reading.markup import is_mail, is_markup, read_markup
from boshan_desk.excel.reading.oldbooks import look_beside_old

Sheet = tuple[Head, Iterable[list[Any]]]
"""What is said of a sheet, and its rows, to be taken before the next sheet."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_Placed = tuple[
    frozenset[tuple[int, int]], frozenset[int], frozenset[int], Mapping[tuple[int, int], str]
]


def parse(content: bytes, *, is_text: bool) -> Iterator[Sheet]:
    """Every sheet of a workbook (.xlsx .xlsm .xlsb .xls .et .ods), a web page or Excel's XML, or of
    text with columns.

    What a file is shows in its first bytes, whatever it is called; `is_text` says that it is called
    like text, which nothing inside it shows.

    Raises:
        NotRead: protected by a password, broken, no table, or dangerous.
    """
    if content.startswith(_ZIP):
        known = look_into(content)
        yield from _read_workbook(known.content or content, known)
    elif content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise NotRead(refusals.PASSWORD)
        yield from _read_workbook(content, look_beside_old(content))
    elif is_markup(content):
        yield from read_markup(content)
    elif is_mail(content):
        raise NotRead(refusals.MAIL)
    else:
        yield read_columns(content, is_text=is_text)


# ---------------------------------------------------------------- workbooks


def _read_workbook(content: bytes, known: Package) -> Iterator[Sheet]:
    try:
        yield from _sheets(content, known)
    except PasswordError as error:
        raise NotRead(refusals.PASSWORD) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise NotRead(refusals.BROKEN) from error
    except BaseException as error:
        # A panic in the reader is a BaseException of a type that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise NotRead(refusals.BROKEN) from error
        raise


def _sheets(content: bytes, known: Package) -> Iterator[Sheet]:
    laid_out = 0
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            start = sheet.start
            if start is None:
                continue
            top, left = start
            laid_out += sheet.height * sheet.width
            if laid_out > MOST_CELLS:
                # Each sheet alone would do; all together they take minutes and our own memory.
                raise NotRead(refusals.TOO_MUCH)
            head = Head(
                about.name,
                top + 1,
                left,
                sheet.width,
                about.visible != SheetVisibleEnum.Visible,
                _merged(sheet, known.sheets.get(about.name), top, left),
                *_placed(known.sheets.get(about.name), top, left, sheet.height, sheet.width),
                known.is_1904,
                known.sheets.get(about.name, Beside()).far,
            )
            # The rows above the first value come too, but not the columns before it.
            rows: Iterable[list[Any]] = islice(sheet.iter_rows(), top, None)
            if about.name in known.sheets and (errors := known.sheets[about.name].errors):
                rows = _with_errors(rows, errors, top, left)
            yield head, rows
            # Only one sheet is laid out at a time.
            del sheet, rows


def _with_errors(
    rows: Iterable[list[Any]], errors: Mapping[tuple[int, int], str], top: int, left: int
) -> Iterator[list[Any]]:
    """The rows with what the reader left out: an error is no blank cell."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), words in errors.items():
        by_row.setdefault(row - top, []).append((column - left, words))
    for place, cells in enumerate(rows):
        for column, words in by_row.get(place, ()):
            if 0 <= column < len(cells) and cells[column] == "":
                cells[column] = words
        yield cells


_NOTHING: Final[_Placed] = (frozenset(), frozenset(), frozenset(), {})


def _placed(beside: Beside | None, top: int, left: int, height: int, width: int) -> _Placed:
    """What stands beside the values, in places of the rows."""
    if beside is None:
        return _NOTHING
    # A damaged file may name cells where no sheet has any.
    return (
        frozenset((r - top, c - left) for r, c in beside.uncounted if _is_in_a_sheet(r, c)),
        frozenset(r - top for r in beside.hidden_rows if top <= r < top + height),
        frozenset(c - left for c in beside.hidden_columns if left <= c < left + width),
        {
            (r - top, c - left): words
            for (r, c), words in beside.comments.items()
            if _is_in_a_sheet(r, c)
        },
    )


def _is_in_a_sheet(row: int, column: int) -> bool:
    return row < MOST_ROWS and column < MOST_COLUMNS


def _merged(sheet: CalamineSheet, beside: Beside | None, top: int, left: int) -> tuple[Box, ...]:
    """Merged ranges in places of the rows, cut to where there are any.

    Raises:
        NotRead: they overlap; filling them in could then take for ever.
    """
    bottom, right = sheet.height - 1, sheet.width - 1
    boxes: list[Box] = []
    area = 0
    ranges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    if beside is not None and not ranges:
        ranges = list(beside.merged)
    for a, b, c, d in ranges:
        if c < top or d < left or a - top > bottom or b - left > right:
            continue
        box = (
            max(a - top, 0),
            max(b - left, 0),
            min(c - top, bottom),
            min(d - left, right),
        )
        boxes.append(box)
        area += (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    if len(ranges) > MOST_MERGED or area > sheet.height * sheet.width:
        raise NotRead(refusals.MERGED)
    return tuple(boxes)
