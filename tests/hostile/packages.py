"""Workbooks made part by part, as no program would write them: .xlsx, .xlsb, .ods and .xls."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

Cell = str | float | None

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def pack(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            # Always the same day, or nothing could be made again.
            member = zipfile.ZipInfo(name, (2026, 10, 9, 0, 0, 0))
            member.compress_type = method
            package.writestr(member, content)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


# ---------------------------------------------------------------- .xlsx


def xlsx_parts(sheet: str) -> dict[str, bytes | str]:
    """The parts of a workbook whose one sheet has this content between its outermost tags."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml"'
            f' ContentType="{kind}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": _links("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="演示" sheetId="1" r:id="a"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _links("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }


def _links(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a"'
        f' Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


# ---------------------------------------------------------------- .ods


def ods_parts(rows: str) -> dict[str, bytes | str]:
    """The parts of an OpenDocument sheet with these rows."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": (
            f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry'
            ' manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>"
        ),
        "content.xml": (
            f'<office:document-content xmlns:office="{urn}:office:1.0"'
            f' xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="演示">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }


def ods_cell(value: Cell, repeated: str = "") -> str:
    """A cell of an OpenDocument sheet."""
    if value is None:
        return f"<table:table-cell{repeated}/>"
    if isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="string"{repeated}><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{repeated}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def ods_rows(rows: Sequence[Sequence[Cell]]) -> str:
    """Rows of an OpenDocument sheet."""
    return "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )


# ---------------------------------------------------------------- .xlsb


def xlsb(cells: Sequence[tuple[int, int, Cell]]) -> bytes:
    """A binary workbook with these cells (row, column, value), rows rising."""
    sheet = _wide(0x0081) + _wide(0x0094, struct.pack("<4I", 0, 0xFFFFF, 0, 0x3FFF))
    sheet += _wide(0x0091)
    last = -1
    for row, column, value in cells:
        if row != last:
            sheet += _wide(0x0000, struct.pack("<II", row, 0) + b"\0" * 17)
            last = row
        where = struct.pack("<II", column, 0)
        if isinstance(value, str):
            sheet += _wide(0x0006, where + _wide_text(value))
        elif value is not None:
            sheet += _wide(0x0005, where + struct.pack("<d", value))
    sheet += _wide(0x0092) + _wide(0x0082)
    book = _wide(0x0083) + _wide(0x0099, b"\0" * 12) + _wide(0x008F)
    book += _wide(0x009C, struct.pack("<II", 0, 1) + _wide_text("a") + _wide_text("演示"))
    book += _wide(0x0090) + _wide(0x0084)
    parts = xlsx_parts("")
    del parts["xl/workbook.xml"], parts["xl/worksheets/sheet1.xml"]
    del parts["xl/_rels/workbook.xml.rels"]
    parts["xl/workbook.bin"] = book
    parts["xl/_rels/workbook.bin.rels"] = _links("worksheet", "worksheets/sheet1.bin")
    parts["xl/worksheets/sheet1.bin"] = sheet
    return pack(parts)


def _wide(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary workbook: kind and length in seven bits a byte."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size > 0x7F:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content


def _wide_text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


# ---------------------------------------------------------------- .xls

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(cells: Sequence[tuple[int, int, Cell]]) -> bytes:
    """An old workbook (BIFF8 in a compound file) with these cells (row, column, value)."""
    name = "演示"
    sheet = _old(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, column, value in cells:
        where = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            sheet += _old(0x204, where + text)
        elif value is not None:
            sheet += _old(0x203, where + struct.pack("<d", value))
    sheet += _old(0x0A)
    begin = _old(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    begin += _old(0x42, struct.pack("<H", 1200))
    titled = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    place = len(begin) + 4 + 4 + len(titled) + 4
    begin += _old(0x85, struct.pack("<I", place) + titled) + _old(0x0A)
    return compound(begin + sheet)


def _old(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def compound(stream: bytes) -> bytes:
    """A compound file with one stream, called Workbook."""
    # Shorter ones would have to lie in small sectors.
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    tables = 1
    while (count + 1 + tables) * 4 > tables * _SECTOR:
        tables += 1
    chain = [_FAT] * tables + [_END] + [tables + 2 + n for n in range(count - 1)] + [_END]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(tables), *([_FREE] * (109 - tables)))
    folder = _entry("Root Entry", 5, 1, _END, 0)
    folder += _entry("Workbook", 2, _FREE, tables + 1, len(stream))
    folder += _entry("", 0, _FREE, 0, 0) * 2
    return head + struct.pack(f"<{len(chain)}I", *chain) + folder + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    called = (name + "\0").encode("utf-16-le") if name else b""
    return (
        called.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(called), kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
