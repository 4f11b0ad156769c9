"""Bytes from outside become sheets.  Runs in the child: it trusts nothing and may be killed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
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

from boshan_desk.excel import refusals
from boshan_desk.excel.checks import MOST_CELLS, Places, look_into
from boshan_desk.excel.refusals import NotRead
from boshan_desk.excel.wire import Box, Head

Sheet = tuple[Head, Iterable[list[Any]]]
"""What is said of a sheet, and its rows, to be taken before the next sheet."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

MOST_MERGED: Final = 100_000


def parse(content: bytes, *, is_text: bool) -> Iterator[Sheet]:
    """Every sheet of a workbook (.xlsx .xlsm .xlsb .xls .et .ods), or of text with columns.

    `is_text` says that the file is called like text, which nothing inside it shows.

    Raises:
        NotRead: protected by a password, broken, no table, or dangerous.
    """
    if content.startswith(_ZIP):
        yield from _read_workbook(content, look_into(content))
    elif content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise NotRead(refusals.PASSWORD)
        yield from _read_workbook(content, {})
    elif content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise NotRead(refusals.MARKUP)
    elif is_text:
        yield _read_text(content)
    else:
        raise NotRead(refusals.BROKEN)


# ---------------------------------------------------------------- text with columns


def _read_text(content: bytes) -> Sheet:
    encoding, separator = _look_at_text(content)

    def rows() -> Iterator[list[str]]:
        text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
        return csv.reader(text, delimiter=separator)

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
    return Head("", 1, 0, width, False, (), frozenset()), whole


def _look_at_text(content: bytes) -> tuple[str, str]:
    """The encoding and the character between columns.

    A byte order mark, else strict UTF-8, else strict GB18030: nothing is replaced.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            tried: tuple[str, ...] = (name,)
            break
    else:
        tried = ("utf-8", "gb18030")
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotRead(refusals.BROKEN)
        first = text.partition("\n")[0]
        return name, max(",\t;", key=first.count)
    raise NotRead(refusals.ENCODING)


def _unguarded(cell: str) -> str:
    """Without ="…", by which some programs keep the zeros of a number in csv."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell


# ---------------------------------------------------------------- workbooks


def _read_workbook(content: bytes, uncounted: dict[str, Places]) -> Iterator[Sheet]:
    try:
        yield from _sheets(content, uncounted)
    except PasswordError as error:
        raise NotRead(refusals.PASSWORD) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise NotRead(refusals.BROKEN) from error
    except BaseException as error:
        # A panic in the reader is a BaseException of a type that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise NotRead(refusals.BROKEN) from error
        raise


def _sheets(content: bytes, uncounted: dict[str, Places]) -> Iterator[Sheet]:
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
                _merged(sheet, top, left),
                frozenset((r - top, c - left) for r, c in uncounted.get(about.name, ())),
            )
            # The rows above the first value come too, but not the columns before it.
            yield head, islice(sheet.iter_rows(), top, None)
            # Only one sheet is laid out at a time.
            del sheet


def _merged(sheet: CalamineSheet, top: int, left: int) -> tuple[Box, ...]:
    """Merged ranges in places of the rows, cut to where there are any.

    Raises:
        NotRead: they overlap; filling them in could then take for ever.
    """
    bottom, right = sheet.height - 1, sheet.width - 1
    boxes: list[Box] = []
    area = 0
    ranges = sheet.merged_cell_ranges or ()
    for (a, b), (c, d) in ranges:
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
