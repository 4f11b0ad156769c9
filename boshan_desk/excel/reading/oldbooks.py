"""What stands beside the values in an .xls ([MS-CFB], [MS-XLS]), of which the reader tells nothing:
errors, hidden rows and columns, comments.

It runs in the child; whatever is not as it should be is passed over, for the reader of the values
has the last word on whether the file is whole.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from boshan_desk.excel.confined.wire import LONGEST_COMMENT, MOST_COMMENTS
from boshan_desk.excel.reading.beside import Beside, Comments, Package, own_comment

_STREAMS: Final = ("Workbook", "Book")
_SMALL: Final = 64
_LAST: Final = 0xFFFFFFFA
"""Numbers of sectors from here on are marks."""

ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""By their codes in records (BErr, 2.5.10)."""

_FORMULA, _EOF, _NOTE, _DATE_1904, _CONTINUE = 0x06, 0x0A, 0x1C, 0x22, 0x3C
_OBJECT, _COLUMNS, _SHEET, _TEXT = 0x5D, 0x7D, 0x85, 0x1B6
_BOOL_OR_ERROR, _ROW, _BEGIN = 0x205, 0x208, 0x809
_OLD_ROW: Final = 0x08


def look_beside_old(content: bytes) -> Package:
    """What is known of an .xls beside its values."""
    try:
        stream = _find_stream(content)
        sheets: dict[str, Beside] = {}
        is_1904 = False
        begins: list[tuple[int, str]] = []
        for kind, place, size in _records(stream, 0):
            if kind == _DATE_1904:
                is_1904 = stream[place : place + 1] == b"\1"
            elif kind == _SHEET and size > 8:
                begins.append(_name(stream, place, size))
        for begin, name in begins:
            beside = _look(stream, begin)
            if beside != Beside():
                sheets[name] = beside
    except (struct.error, IndexError):
        return Package()
    return Package(sheets, is_1904)


# ---------------------------------------------------------------- the compound file


def _find_stream(content: bytes) -> bytes:
    """The stream that holds the book; empty where there is none."""
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    most = len(content) // size + 1
    folder_at, _signature, short, small_at = struct.unpack_from("<4I", content, 48)
    more, count = struct.unpack_from("<II", content, 68)
    tables = list(struct.unpack_from("<109I", content, 76))
    while more < _LAST and count and len(tables) <= most:
        *numbers, more = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        tables += numbers
        count -= 1
    chain: list[int] = []
    for table in tables[:most]:
        if table < _LAST:
            chain += struct.unpack_from(f"<{size // 4}I", content, (table + 1) * size)
    sectors = content[size:]
    folder = _follow(sectors, size, chain, folder_at, len(content))
    small = b""
    for place in range(0, len(folder) - 127, 128):
        (length,) = struct.unpack_from("<H", folder, place + 64)
        name = folder[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, total = struct.unpack_from("<II", folder, place + 116)
        if place == 0:
            # The root holds all short streams, in small sectors.
            small = _follow(sectors, size, chain, start, total)
        elif name in _STREAMS and total >= short:
            return _follow(sectors, size, chain, start, total)
        elif name in _STREAMS:
            told = _follow(sectors, size, chain, small_at, len(content))
            links = list(struct.unpack(f"<{len(told) // 4}I", told[: len(told) // 4 * 4]))
            return _follow(small, _SMALL, links, start, total)
    return b""


def _follow(sectors: bytes, size: int, chain: list[int], sector: int, length: int) -> bytes:
    """The content that begins in this sector; a chain that bites its tail ends with its length."""
    pieces: list[bytes] = []
    while sector < _LAST and len(pieces) * size < min(length, len(sectors)):
        pieces.append(sectors[sector * size : (sector + 1) * size])
        sector = chain[sector]
    return b"".join(pieces)[:length]


# ---------------------------------------------------------------- records


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """The records from here to the end of this part: kind, place and length of the content."""
    unpack = struct.Struct("<HH").unpack_from
    end = len(stream) - 4
    depth = 0
    while place <= end:
        kind, size = unpack(stream, place)
        place += 4
        if kind == _BEGIN:
            # Charts stand in a sheet as parts of their own.
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, place, size
        place += size


def _name(stream: bytes, place: int, size: int) -> tuple[int, str]:
    begin, _visible, count, flags = struct.unpack_from("<IHBB", stream, place)
    text = stream[place + 8 : place + size]
    if flags & 1:
        return begin, text[: 2 * count].decode("utf-16-le", "replace")
    return begin, text[:count].decode("latin-1")


def _look(stream: bytes, begin: int) -> Beside:
    errors: dict[tuple[int, int], str] = {}
    rows: set[int] = set()
    columns: set[int] = set()
    comments: Comments = {}
    words: dict[int, str] = {}
    noted = 0
    awaited = False
    unpack = struct.unpack_from
    for kind, place, size in _records(stream, begin):
        if kind == _FORMULA:
            if size >= 14 and stream[place + 12 : place + 14] == b"\xff\xff":
                row, column, _style, sort, _unused, code = unpack("<HHHBBB", stream, place)
                if sort == 2:
                    errors[row, column] = ERRORS.get(code, ERRORS[0x0F])
        elif kind == _BOOL_OR_ERROR:
            row, column, _style, code, is_error = unpack("<HHHBB", stream, place)
            if is_error:
                errors[row, column] = ERRORS.get(code, ERRORS[0x0F])
        elif kind in (_ROW, _OLD_ROW):
            if size >= 14 and stream[place + 12] & 0x20:
                rows.add(unpack("<H", stream, place)[0])
        elif kind == _COLUMNS:
            first, last, _width, _style, flags = unpack("<HHHHH", stream, place)
            if flags & 1 and first <= last <= 256:
                columns.update(range(first, min(last, 255) + 1))
        elif kind == _OBJECT and size >= 8:
            sort, noted = unpack("<4xHH", stream, place)
            noted = noted if sort == 0x19 else 0
        elif kind == _TEXT:
            awaited = noted > 0
        elif kind == _CONTINUE and awaited and size > 1:
            text = stream[place + 1 : place + min(size, 2 * LONGEST_COMMENT)]
            wide = stream[place] & 1
            words[noted] = text.decode("utf-16-le" if wide else "latin-1", "replace")
            awaited = False
        elif kind == _NOTE and size >= 8 and len(comments) < MOST_COMMENTS:
            row, column, _flags, number = unpack("<HHHH", stream, place)
            author = _author(stream[place + 8 : place + size])
            if number in words and not own_comment(author):
                comments[row, column] = words[number][:LONGEST_COMMENT]
    return Beside(frozenset(), frozenset(rows), frozenset(columns), comments, errors)


def _author(told: bytes) -> str:
    if len(told) < 3:
        return ""
    wide = told[2] & 1
    return told[3:].decode("utf-16-le" if wide else "latin-1", "replace").rstrip("\0")
