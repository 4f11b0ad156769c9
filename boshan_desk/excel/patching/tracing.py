"""How a form's sheets are laid out.  Runs in the child: it trusts nothing and may be killed."""

from __future__ import annotations

import io
import json
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from defusedxml.ElementTree import ParseError, fromstring

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import MOST_COLUMNS, MOST_ROWS
from boshan_desk.excel.letters import column_number
from boshan_desk.excel.patching.outlining import MOST_CELLS, MOST_SHEETS, MOST_TEXT, Place
from boshan_desk.excel.reading.checks import look_into
from boshan_desk.excel.reading.parsing import parse

MOST_MERGED: Final = 20_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def trace(content: bytes, _instructions: object) -> bytes:
    """How the sheets of a form are laid out, or why it is not read, as JSON (`outlining`)."""
    try:
        told: dict[str, Any] = {"sheets": _sheets(content)}
    except NotRead as error:
        told = {"refused": [error.text, sorted(error.values.items())]}
    return json.dumps(told, ensure_ascii=False).encode()


def _sheets(content: bytes) -> list[dict[str, Any]]:
    if content.startswith(_OLE):
        raise NotRead(refusals.PASSWORD if _ENCRYPTED in content else refusals.BROKEN)
    if not content.startswith(_ZIP):
        raise NotRead(refusals.BROKEN)
    look_into(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets: list[dict[str, Any]] = [
                {"name": name, "hidden": hidden, **_lay_out(package.read(part))}
                for name, hidden, part in _parts(package)
            ]
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError) as error:
        raise NotRead(refusals.BROKEN) from error
    texts = _texts(content, {str(sheet["name"]) for sheet in sheets})
    for sheet in sheets:
        sheet["texts"] = texts.get(str(sheet["name"]), [])
    return sheets


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, bool, str]]:
    """The name of each sheet, whether it is hidden, and its member."""
    try:
        book = fromstring(package.read("xl/workbook.xml"), forbid_dtd=True)
        links = fromstring(package.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except ParseError as error:
        raise ValueError("no workbook") from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [each for each in book.iter() if each.tag.endswith("}sheet")]
    if not sheets:
        raise ValueError("no workbook")
    if len(sheets) > MOST_SHEETS:
        raise NotRead(refusals.TOO_MUCH)
    for sheet in sheets:
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        part = posixpath.normpath(part)
        if "worksheets/" in part:
            yield sheet.get("name", ""), sheet.get("state", "visible") != "visible", part


def _lay_out(text: bytes) -> dict[str, Any]:
    formulas: list[list[int]] = []
    merged: list[list[int]] = []
    widths: dict[str, float] = {}
    heights: dict[str, float] = {}
    try:
        root = fromstring(text, forbid_dtd=True)
    except ParseError as error:
        raise ValueError("no sheet") from error
    row = 0
    for each in root.iter():
        match each.tag.rpartition("}")[2]:
            case "row":
                row = int(each.get("r", row + 1))
                column = -1
                if _on(each, "hidden"):
                    heights[str(row)] = 0.0
                elif "ht" in each.attrib:
                    heights[str(row)] = float(each.get("ht"))
                for cell in each:
                    name = cell.get("r")
                    column = _column(name) if name else column + 1
                    if any(part.tag.endswith("}f") for part in cell):
                        formulas.append([row, column])
            case "mergeCell":
                first, _colon, last = each.get("ref", "").partition(":")
                merged.append([*_place(first), *_place(last or first)])
            case "col":
                begin, end = int(each.get("min", 1)), int(each.get("max", 1))
                width = 0.0 if _on(each, "hidden") else float(each.get("width", 0) or 0)
                for number in range(begin - 1, min(end, begin + 255)):
                    widths[str(number)] = width
    if len(merged) > MOST_MERGED or len(formulas) > MOST_CELLS:
        raise NotRead(refusals.TOO_MUCH)
    return {"formulas": formulas, "merged": merged, "widths": widths, "heights": heights}


def _on(element: Any, name: str) -> bool:
    return element.get(name, "0") in ("1", "true", "on")


def _place(name: str) -> Place:
    letters = name.replace("$", "").rstrip("0123456789")
    number = int(name.replace("$", "")[len(letters) :])
    column = column_number(letters)
    if not (0 <= column < MOST_COLUMNS and 1 <= number <= MOST_ROWS):
        raise ValueError("a cell outside every sheet")
    return number, column


def _column(name: str) -> int:
    return _place(name)[1]


def _texts(content: bytes, wanted: set[str]) -> dict[str, list[Any]]:
    """What stands in the cells of each sheet: [row, column, text]."""
    found: dict[str, list[Any]] = {}
    seen = 0
    for head, rows in parse(content, is_text=False):
        cells: list[Any] = []
        for number, row in enumerate(rows, head.first_row):
            seen += len(row)
            if seen > MOST_CELLS:
                raise NotRead(refusals.TOO_MUCH)
            cells += (
                [number, head.first_column + place, text]
                for place, value in enumerate(row)
                if (text := _as_text(value))
            )
        if head.name in wanted:
            found[head.name] = cells
    return found


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)[:MOST_TEXT]
