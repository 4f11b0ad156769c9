"""Workbooks as plain grids of values, whoever wrote them.

A file from outside is looked at before it is parsed: its size, what it unpacks to, and how far its
cells reach (reliability.md F18).  Whatever is wrong with it ends as a `Refused` with the remedy.
"""

from __future__ import annotations

import csv
import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from boshan_desk.domain.problems import Refused

MOST_BYTES: Final = 50 * 2**20
MOST_UNPACKED: Final = 300 * 2**20
MOST_RATIO: Final = 200
MOST_CELLS: Final = 30_000_000
"""The largest rectangle that is laid out: the reader keeps empty cells inside it too."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN: Final = "{file} 已损坏或不是表格文件，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入"

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0, both ends included."""


@dataclass(frozen=True)
class Grid:
    """One sheet.  Rows and columns before the first value are left out; the offsets tell."""

    name: str
    rows: list[list[Any]]
    first_row: int = 1
    """The number of `rows[0]` as Excel shows it."""
    first_column: int = 0
    """The column of the first cell of a row; 0 is A."""
    merged: tuple[Box, ...] = ()
    """Merged ranges, in places of `rows`: 0, 0 is `rows[0][0]`."""
    hidden: bool = False
    uncounted: frozenset[tuple[int, int]] = frozenset()
    """Formulas that were saved without a result, in places of `rows`; they read as empty."""

    def number(self, row: int) -> int:
        """The number of a row as Excel shows it."""
        return self.first_row + row

    def letter(self, column: int) -> str:
        """The letters of a column as Excel shows them."""
        return column_letter(self.first_column + column)


@dataclass(frozen=True)
class Book:
    """A workbook, or a text file with columns."""

    path: Path
    sha256: str
    sheets: tuple[Grid, ...] = field(repr=False)


def column_letter(column: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def read_book(path: Path) -> Book:
    """Read every sheet of a workbook (.xlsx .xlsm .xlsb .xls .et .ods) or a .csv.

    Raises:
        Refused: too big, protected by a password, broken, not a table, or not there.
    """
    content = _read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    file = path.name
    if content.startswith(_ZIP):
        return Book(path, digest, _read_workbook(content, file, _look_into(content, file)))
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(
                "{file} 设有打开密码，请在 WPS 或 Excel 中去掉密码后另存，再导入", file=file
            )
        return Book(path, digest, _read_workbook(content, file, {}))
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        raise Refused(
            "{file} 实际是网页或 XML 文件，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入", file=file
        )
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return Book(path, digest, (_read_text(content, file),))
    raise Refused(_BROKEN, file=file)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise Refused(
                "{file} 超过 {most} MB，请删去图片和无关工作表，或分成几个文件再导入",
                file=path.name,
                most=MOST_BYTES // 2**20,
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused("找不到文件 {file}，请核对位置和文件名", file=path) from None
    except OSError as error:
        raise Refused("不能读取 {file}，请检查权限，或先关闭正在使用它的程序", file=path) from error
    if not content:
        raise Refused("{file} 是空文件，请核对后重新选择", file=path.name)
    return content


# ---------------------------------------------------------------- text with columns


def _read_text(content: bytes, file: str) -> Grid:
    text = _decode(content, file)
    if "\0" in text:
        raise Refused(_BROKEN, file=file)
    first = text.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    try:
        rows: list[list[Any]] = [
            [_unguarded(cell) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        raise Refused(_BROKEN, file=file) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise Refused(_BROKEN, file=file)
    return Grid(Path(file).stem, [row + [""] * (width - len(row)) for row in rows])


def _decode(content: bytes, file: str) -> str:
    """A byte order mark, else strict UTF-8, else strict GB18030: nothing is replaced."""
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
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Refused(
        "{file} 的文字编码无法识别，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入", file=file
    )


def _unguarded(cell: str) -> str:
    """Without ="…", by which some programs keep the zeros of a number in csv."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell


# ---------------------------------------------------------------- workbooks

_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,9})"')
_FAR_COLUMN = re.compile(rb'r="[A-Z]{3}')
_CELL_COLUMN = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,4})[0-9]')
_FULL_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})([0-9]{1,9})"[^>]*(?<!/)>')
_UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})([0-9]{1,9})"[^>]*(?<!/)>'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def _look_into(content: bytes, file: str) -> dict[str, frozenset[tuple[int, int]]]:
    """Refuse a package that is no workbook to be opened; formulas without a result, by sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            _weigh(members, file)
            uncounted = {}
            for member in members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                text = package.read(member)
                _refuse_entities(text, file)
                if "worksheets/" in member.filename and not member.filename.endswith(".rels"):
                    _measure(text, file)
                    if b"<f" in text or b":f" in text:
                        uncounted[member.filename] = _find_uncounted(text)
            return _by_sheet(package, {n: cells for n, cells in uncounted.items() if cells})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Refused(_BROKEN, file=file) from error
    except RuntimeError as error:
        # What zipfile raises for a member that is encrypted.
        raise Refused(
            "{file} 设有打开密码，请在 WPS 或 Excel 中去掉密码后另存，再导入", file=file
        ) from error


def _weigh(members: list[zipfile.ZipInfo], file: str) -> None:
    names = [m.filename for m in members]
    unpacked = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    suspicious = unpacked > 2**20 and unpacked > packed * MOST_RATIO
    if len(names) != len(set(names)) or unpacked > MOST_UNPACKED or suspicious:
        raise Refused(
            "{file} 的内部结构不正常（解压后过大或内容重复），为安全起见没有打开；"
            "请用 WPS 或 Excel 打开，复制到新工作簿后再导入",
            file=file,
        )


def _refuse_entities(text: bytes, file: str) -> None:
    start = text[:4096].replace(b"\0", b"")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Refused(
            "{file} 内含外部引用（DOCTYPE），为安全起见没有打开；"
            "请用 WPS 或 Excel 打开后另存为 .xlsx 再导入",
            file=file,
        )


def _measure(text: bytes, file: str) -> None:
    """Refuse a sheet whose values lie so far apart that laying it out would exhaust memory."""
    # Quick bounds first, with blank cells too: no column past ZZ, then the columns one by one.
    bottom = max(map(int, _ROW.findall(text)), default=1)
    if bottom * 26 * 27 <= MOST_CELLS and _FAR_COLUMN.search(text) is None:
        return
    columns = set(_CELL_COLUMN.findall(text))
    right = max((column_number(c.decode()) for c in columns), default=0) + 1
    if right * bottom <= MOST_CELLS:
        return
    right = bottom = 0
    for found in _FULL_CELL.finditer(text):
        right = max(right, column_number(found[1].decode()) + 1)
        bottom = max(bottom, int(found[2]))
    if right * bottom > MOST_CELLS:
        raise Refused(
            "{file} 在很远处（{cell} 附近）还有内容，表格范围过大；"
            "请删去多余的行和列，另存后再导入",
            file=file,
            cell=f"{column_letter(right - 1)}{bottom}",
        )


def _find_uncounted(text: bytes) -> frozenset[tuple[int, int]]:
    return frozenset(
        (int(m[2]) - 1, column_number(m[1].decode())) for m in _UNCOUNTED.finditer(text)
    )


def _by_sheet(
    package: zipfile.ZipFile, cells: dict[str, frozenset[tuple[int, int]]]
) -> dict[str, frozenset[tuple[int, int]]]:
    """The cells of each part under the name of its sheet."""
    if not cells:
        return {}
    try:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return {}
    parts = {link.get("Id"): link.get("Target", "") for link in links}
    named = {}
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        target = parts.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        if part in cells:
            named[sheet.get("name", "")] = cells[part]
    return named


def _read_workbook(
    content: bytes, file: str, uncounted: dict[str, frozenset[tuple[int, int]]]
) -> tuple[Grid, ...]:
    try:
        return tuple(_sheets(content, uncounted))
    except PasswordError as error:
        raise Refused(
            "{file} 设有打开密码，请在 WPS 或 Excel 中去掉密码后另存，再导入", file=file
        ) from error
    except (CalamineError, OSError, ValueError, MemoryError, OverflowError) as error:
        raise Refused(_BROKEN, file=file) from error
    except BaseException as error:
        # A panic in the reader is a BaseException of a type that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise Refused(_BROKEN, file=file) from error
        raise


def _sheets(content: bytes, uncounted: dict[str, frozenset[tuple[int, int]]]) -> Iterator[Grid]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            start = sheet.start
            if start is None:
                continue
            top, left = start
            merged = sheet.merged_cell_ranges or []
            yield Grid(
                about.name,
                sheet.to_python(skip_empty_area=True),
                top + 1,
                left,
                tuple(
                    (max(a - top, 0), max(b - left, 0), c - top, d - left)
                    for (a, b), (c, d) in merged
                    if c >= top and d >= left
                ),
                about.visible != SheetVisibleEnum.Visible,
                frozenset((r - top, c - left) for r, c in uncounted.get(about.name, ())),
            )
