"""What is looked at in a packed workbook before anybody parses it (reliability.md F18).

The limits of `confinement` catch the rest; these checks come first because they can say what is
wrong, and where.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import MOST_COLUMNS, MOST_FAR
from boshan_desk.excel.letters import column_letter, column_number
from boshan_desk.excel.reading.beside import (
    Beside,
    Comments,
    Package,
    counts_from_1904,
    find_comments,
    look_beside,
    look_beside_open,
    name_sheets,
)
from boshan_desk.excel.reading.far import FILLED, Far, filled_cells, find_far, repack, take_out

MOST_UNPACKED: Final = 300 * 2**20
MOST_RATIO: Final = 200
MOST_MEMBERS: Final = 20_000
MOST_CELLS: Final = 12_000_000
"""The largest rectangle that is laid out: the reader keeps empty cells inside it too, each in 32
bytes.  The sheets of a book may have as many together."""

_BOOKS: Final = ("workbook.xml", "workbook.bin", "content.xml")
_TABLES: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv")
_MARKUP: Final = re.compile(rb"\s*<")
_START: Final = 64
"""Bytes by which markup is told from anything else, whatever a member is called."""
_PIECE: Final = 2**20


def look_into(content: bytes) -> Package:
    """What a packed workbook says beside its values.

    Raises:
        NotRead: the package is no workbook, or none to be opened.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            weigh(members)
            _refuse_archive(members)
            found: dict[str, Beside] = {}
            open_sheets: dict[str, Beside] = {}
            comments: dict[str, Comments] = {}
            changed: dict[str, bytes] = {}
            is_1904 = False
            for member in members:
                if not _is_markup(package, member):
                    continue
                text = _unpack(package, member)
                _refuse_entities(text)
                if b"sheetData" in text:
                    far = _measure(text)
                    if far:
                        text = bytearray(take_out(text, far))
                        changed[member.filename] = bytes(text)
                    beside = look_beside(text)
                    if far:
                        beside = replace(beside, far=_names(far))
                    found[_plain(member.filename)] = beside
                elif b"table:table-row" in text:
                    _measure_open_document(text)
                    open_sheets |= look_beside_open(text)
                elif b"commentList" in text:
                    comments[_plain(member.filename)] = find_comments(text)
                is_1904 |= counts_from_1904(text)
            sheets = {**name_sheets(package, found, comments), **open_sheets}
            return Package(sheets, is_1904, repack(package, changed) if changed else None)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise NotRead(refusals.BROKEN) from error
    except RuntimeError as error:
        # What zipfile raises for a member that is encrypted.
        raise NotRead(refusals.PASSWORD) from error


def _plain(name: str) -> str:
    """A member's name as readers look for it: some writers use the other slash."""
    return name.replace("\\", "/")


def weigh(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a package whose members unpack to far too much, or lead out of it."""
    names = {_plain(m.filename).lower() for m in members}
    unpacked = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    suspicious = unpacked > 2**20 and unpacked > packed * MOST_RATIO
    too_many = len(members) > MOST_MEMBERS
    if len(names) != len(members) or unpacked > MOST_UNPACKED or suspicious or too_many:
        raise NotRead(refusals.STRANGE)
    if any(name.startswith("/") or ":" in name or ".." in name.split("/") for name in names):
        raise NotRead(refusals.NAMES)


def _refuse_archive(members: list[zipfile.ZipInfo]) -> None:
    """A packed folder of tables is not opened: what lies in it was looked at by nobody."""
    names = [_plain(m.filename).lower() for m in members]
    if not any(n.endswith(_BOOKS) for n in names) and any(n.endswith(_TABLES) for n in names):
        raise NotRead(refusals.ARCHIVE)


def _is_markup(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """By its content: a sheet may be called anything."""
    with package.open(member) as opened:
        start = opened.read(_START)
    start = start.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    return _MARKUP.match(start) is not None or member.filename.endswith((".xml", ".rels"))


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytearray:
    """A member's content, once: `read` would hold it twice."""
    text = bytearray(member.file_size)
    place = 0
    with package.open(member) as opened:
        while piece := opened.read(_PIECE):
            text[place : place + len(piece)] = piece
            place += len(piece)
    del text[place:]
    return text


def _refuse_entities(text: bytearray) -> None:
    # Two bytes a character, or four: what is left is the same markup.
    if b"\0" in text[:_START]:
        text = text.replace(b"\0", b"")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise NotRead(refusals.ENTITIES)


# ---------------------------------------------------------------- how far cells reach

# No attribute holds a `<`: without it here, tags without ends would take for ever.
_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="([0-9]{1,9})"')


def _measure(text: bytearray) -> list[Far]:
    """The few values of a sheet that lie so far from all the others that laying it out would
    exhaust memory; mostly none.

    Raises:
        NotRead: the values lie so far apart, and not only a few.
    """
    # A quick look first, which counts blank cells too.
    bottom = max(map(int, _ROW.findall(text)), default=1)
    if bottom <= MOST_CELLS and _beyond(MOST_CELLS // bottom)(text) is None:
        return []
    right = bottom = 0
    for found in FILLED.finditer(text):
        right = max(right, column_number(found[1].decode()) + 1)
        bottom = max(bottom, int(found[2]))
    if right * bottom <= MOST_CELLS:
        return []
    far = find_far(filled_cells(text) or (), MOST_CELLS)
    if not far:
        raise NotRead(refusals.FAR, cell=f"{column_letter(right - 1)}{bottom}")
    return far


def _names(far: Sequence[Far]) -> tuple[str, ...]:
    """Where these cells are, the first few."""
    return tuple(f"{column_letter(column - 1)}{row}" for row, column, _cell in far[:MOST_FAR])


def _beyond(width: int) -> Callable[[bytearray], re.Match[bytes] | None]:
    """A search for any cell right of that many columns, however many cells there are."""
    last = column_letter(min(width, MOST_COLUMNS) - 1)
    longer = rb"[A-Z]{%d,4}" % (len(last) + 1)
    further = []
    for place, letter in enumerate(last):
        if letter != "Z":
            rest = len(last) - place - 1
            span = b"[%c-Z]" % (ord(letter) + 1)
            further.append(last[:place].encode() + span + rb"[A-Z]{%d}" % rest)
    return re.compile(rb'r="(?:%b)[0-9]' % b"|".join((longer, *further))).search


_ODS_TABLE = re.compile(rb"<table:table\b[^>]*>(.*?)</table:table>", re.DOTALL)
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_ODS_ROWS = re.compile(rb'table:number-rows-repeated="([0-9]{1,12})"')
_ODS_COLUMNS = re.compile(rb'table:number-columns-repeated="([0-9]{1,12})"')


def _measure_open_document(text: bytearray) -> None:
    """The same for .ods, which says of a row or a cell how often it is repeated."""
    for table in _ODS_TABLE.finditer(text):
        right = bottom = last = 0
        for row in _ODS_ROW.finditer(table[1]):
            last += _times(_ODS_ROWS, row[1])
            width = _width(row[2] or b"")
            if width:
                bottom = last
                right = max(right, width)
        if right * bottom > MOST_CELLS:
            raise NotRead(refusals.FAR, cell=f"{column_letter(right - 1)[-4:]}{bottom}")


def _width(row: bytes) -> int:
    """Up to which column a row has values."""
    if _ODS_COLUMNS.search(row) is None:
        return row.count(b"<table:") if b"value" in row or b"<text:" in row else 0
    width = last = 0
    for cell in _ODS_CELL.finditer(row):
        last += _times(_ODS_COLUMNS, cell[1])
        if cell[2] or b"value" in cell[1]:
            width = last
    return width


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
