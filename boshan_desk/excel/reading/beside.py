"""What stands beside the values in a packed workbook: formulas that were saved without a result,
hidden rows and columns, comments, and from which day it counts.

The reader of the values does not tell; it is found in the markup while that is at hand.  Attributes
hold no `<`, so that every search here takes as long as the text is, whatever it says.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Final

from defusedxml.ElementTree import ParseError, fromstring

from boshan_desk.excel.confined.wire import (
    LONGEST_COMMENT,
    MOST_COLUMNS,
    MOST_COMMENTS,
    MOST_ROWS,
    Box,
)
from boshan_desk.excel.letters import column_number

Places = frozenset[tuple[int, int]]
"""Rows and columns, counted from 0."""
Comments = dict[tuple[int, int], str]

OWN_AUTHOR: Final = "知识产权工作台"
"""Who signs the comments that this program puts into workbooks; they are no news to it."""
OWN_RULE: Final = f"—— {OWN_AUTHOR} ——"
"""Where ours begins in a comment of somebody else's."""

MOST_MERGED: Final = 100_000
"""Of one sheet; no office merges so many cells."""


@dataclass(frozen=True)
class Beside:
    """What is known of one sheet beside its values; rows and columns are counted from 0."""

    uncounted: Places = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Errors (#N/A …), which the reader gives out as nothing."""
    merged: tuple[Box, ...] = ()
    """Merged ranges, where the reader does not tell them."""
    far: tuple[str, ...] = ()
    """Cells far outside the table, which were taken out."""


@dataclass(frozen=True)
class Package:
    """What is known of a workbook beside its values; sheets of which nothing is known are left
    out."""

    sheets: Mapping[str, Beside] = field(default_factory=dict)
    is_1904: bool = False
    content: bytes | None = None
    """The file to be read instead, without what lies far outside its tables."""


# ---------------------------------------------------------------- one sheet of .xlsx

_UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,4})([0-9]{1,9})"[^<>]*(?<!/)>'
    rb"<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_IS_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""").search
_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,9})["']""").search
_SPAN = re.compile(rb"""\b(min|max)=["']([0-9]{1,9})["']""").findall


def look_beside(text: bytearray) -> Beside:
    """What the part of a sheet says."""
    uncounted: Places = frozenset()
    if b"<f" in text or b":f" in text:
        uncounted = frozenset(
            (int(m[2]) - 1, column_number(m[1].decode())) for m in _UNCOUNTED.finditer(text)
        )
    errors = _find_errors(text) if b't="e"' in text or b"t='e'" in text else {}
    if b"hidden=" not in text:
        return Beside(uncounted, errors=errors)
    rows = set()
    number = 0
    for row in _ROW.finditer(text):
        told = _NUMBER(row[1])
        number = int(told[1]) if told else number + 1
        if number <= MOST_ROWS and _IS_HIDDEN(row[1]):
            rows.add(number - 1)
    spans = []
    # The widths of columns come before the rows.
    for column in _COLUMN.finditer(text, 0, max(text.find(b"sheetData"), 0)):
        if _IS_HIDDEN(b" " + column[1]):
            ends = dict(_SPAN(column[1]))
            first = int(ends.get(b"min", b"1"))
            spans.append((first - 1, int(ends.get(b"max", b"%d" % first)) - 1))
    return Beside(uncounted, frozenset(rows), _columns(spans), errors=errors)


_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*\bt=["']e["'][^<>]*)>"""
    rb"(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]{1,40})<"
)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""").search


def _find_errors(text: bytearray) -> dict[tuple[int, int], str]:
    errors = {}
    for cell in _ERROR.finditer(text):
        if place := _PLACE(cell[1]):
            where = (int(place[2]) - 1, column_number(place[1].decode()))
            errors[where] = _words([cell[2]])
    return errors


def _columns(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The columns in any of these spans, however many there are and however they overlap."""
    begins = [0] * (MOST_COLUMNS + 1)
    for first, last in spans:
        if 0 <= first <= last and first < MOST_COLUMNS:
            begins[first] += 1
            begins[min(last, MOST_COLUMNS - 1) + 1] -= 1
    within = 0
    columns = set()
    for column, more in enumerate(begins[:MOST_COLUMNS]):
        within += more
        if within:
            columns.add(column)
    return frozenset(columns)


# ---------------------------------------------------------------- comments of .xlsx

_AUTHOR = re.compile(rb"<(?:\w+:)?author(?:\s[^<>]*)?(?:/>|>([^<]*)(?=<))")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\s([^<>]*)>")
_COMMENT_END = re.compile(rb"</(?:\w+:)?comment>")
_REFERENCE = re.compile(rb"""\bref=["']([A-Z]{1,3})([0-9]{1,7})["']""").search
_AUTHOR_NUMBER = re.compile(rb"""\bauthorId=["']([0-9]{1,6})["']""").search
_RUN = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)(?=<)")
_MOST_MARKUP: Final = 2**16
"""Bytes of one comment that are looked at; each run repeats its font."""
_MOST_ENDLESS: Final = 10
"""Comments longer than that, before it is given up."""
_THREAD = re.compile(
    r"\[(?:线程批注|Threaded comment)\].*?(?:注释|批注|评论|Comment)[:：]", re.DOTALL
)


def find_comments(text: bytearray) -> Comments:
    """The comments of a part that holds them, up to `MOST_COMMENTS`, without our own."""
    head = text[: max(text.find(b"commentList"), 0)]
    authors = [_words([m[1] or b""]) for m in _AUTHOR.finditer(head)]
    comments: Comments = {}
    endless = 0
    for comment in _COMMENT.finditer(text):
        if len(comments) == MOST_COMMENTS or endless > _MOST_ENDLESS:
            break
        place = _REFERENCE(comment[1])
        end = _COMMENT_END.search(text, comment.end(), comment.end() + _MOST_MARKUP)
        if end is None:
            endless += 1
        if place is None or end is None:
            continue
        author = _AUTHOR_NUMBER(comment[1])
        by = int(author[1]) if author else len(authors)
        if by < len(authors) and own_comment(authors[by]):
            continue
        words = _words(_RUN.findall(text, comment.end(), end.start()))
        # What newer programs write for older ones: three lines of advice, then the comment.
        words = _THREAD.sub("", words, count=1).partition(OWN_RULE)[0].strip()
        comments[int(place[2]) - 1, column_number(place[1].decode())] = words[:LONGEST_COMMENT]
    return comments


def own_comment(author: str) -> bool:
    """Whether this program wrote a comment."""
    return author == OWN_AUTHOR


def _words(pieces: Iterable[bytes]) -> str:
    return unescape(b"".join(pieces).decode("utf-8", "replace"))


# ---------------------------------------------------------------- the book

_COUNTS_FROM_1904 = re.compile(
    rb"""<(?:\w+:)?workbookPr\s[^<>]*date1904=["'](?:1|true)["']"""
    rb"""|<table:null-date\s[^<>]*date-value=["']1904-01-01"""
)


def counts_from_1904(text: bytearray) -> bool:
    """Whether this part says that the book counts its days from 1904."""
    if b"workbookPr" not in text and b"null-date" not in text:
        return False
    return _COUNTS_FROM_1904.search(text) is not None


def name_sheets(
    package: zipfile.ZipFile, found: Mapping[str, Beside], comments: Mapping[str, Comments]
) -> dict[str, Beside]:
    """What was found in each part, under the name of its sheet."""
    if not any(comments.values()) and all(beside == Beside() for beside in found.values()):
        return {}
    try:
        book = fromstring(package.read("xl/workbook.xml"), forbid_dtd=True)
        parts = _links(package, "xl/workbook.xml")
    except (LookupError, ParseError):
        return {}
    named = {}
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        _kind, part = parts.get(key, ("", ""))
        beside = found.get(part, Beside())
        if comments:
            beside = replace(beside, comments=_comments_of(package, part, comments))
        if beside != Beside():
            named[sheet.get("name", "")] = beside
    return named


def _comments_of(
    package: zipfile.ZipFile, part: str, comments: Mapping[str, Comments]
) -> Mapping[tuple[int, int], str]:
    try:
        links = _links(package, part)
    except (LookupError, ParseError):
        return {}
    for kind, target in links.values():
        if kind.endswith("/comments") and target in comments:
            return comments[target]
    return {}


def _links(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The kinds and the targets of what a part refers to, by their ids."""
    folder, name = posixpath.split(part)
    told = fromstring(package.read(f"{folder}/_rels/{name}.rels"), forbid_dtd=True)
    links = {}
    for link in told:
        target = link.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        links[link.get("Id", "")] = (link.get("Type", ""), posixpath.normpath(whole))
    return links


# ---------------------------------------------------------------- .ods

_ODS_TABLE = re.compile(rb"<table:table\s([^<>]*)>")
_ODS_NAME = re.compile(rb'\btable:name="([^"<>]*)"').search
_ODS_LINE = re.compile(rb"<table:table-(row|column)(?=[\s/>])([^<>]*)>")
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell(?=[\s/>])([^<>]*)>(?:\s*<text:p[^<>]*>([^<]{1,40})(?=<))?"
)
_ODS_REPEATED = re.compile(rb'\bnumber-(?:rows|columns)-repeated="([0-9]{1,9})"').search
_ODS_ACROSS = re.compile(rb'\bnumber-columns-spanned="([0-9]{1,9})"').search
_ODS_DOWN = re.compile(rb'\bnumber-rows-spanned="([0-9]{1,9})"').search
_ODS_HIDDEN: Final = (b'table:visibility="collapse"', b'table:visibility="filter"')
_ODS_ERROR: Final = b'value-type="error"'
_ODS_SPANNED: Final = b'-spanned="'


def look_beside_open(text: bytearray) -> dict[str, Beside]:
    """What an OpenDocument book says of its sheets; their merged cells too, which the reader of
    the values does not tell there."""
    if not any(word in text for word in (*_ODS_HIDDEN, _ODS_ERROR, _ODS_SPANNED)):
        return {}
    sheets = {}
    tables = list(_ODS_TABLE.finditer(text))
    ends = [table.start() for table in tables[1:]] + [len(text)]
    for table, end in zip(tables, ends, strict=True):
        name = _ODS_NAME(table[1])
        if name is None:
            continue
        beside = _look_open(text, table.end(), end)
        if beside != Beside():
            sheets[_words([name[1]])] = beside
    return sheets


def _look_open(text: bytearray, begin: int, end: int) -> Beside:
    row = column = 0
    rows: set[int] = set()
    spans = []
    errors: dict[tuple[int, int], str] = {}
    merged: list[Box] = []
    lines = list(_ODS_LINE.finditer(text, begin, end))
    for line, line_end in zip(lines, [m.start() for m in lines[1:]] + [end], strict=True):
        count = _count(_ODS_REPEATED(line[2]))
        hidden = any(word in line[2] for word in _ODS_HIDDEN)
        if line[1] == b"row":
            if hidden:
                rows.update(range(min(row, MOST_ROWS), min(row + count, MOST_ROWS)))
            if row < MOST_ROWS and (
                text.find(_ODS_ERROR, line.end(), line_end) >= 0
                or text.find(_ODS_SPANNED, line.end(), line_end) >= 0
            ):
                _look_at_open_row(text, line.end(), line_end, row, errors, merged)
            row += count
        else:
            if hidden:
                spans.append((column, column + count - 1))
            column += count
    return Beside(frozenset(), frozenset(rows), _columns(spans), {}, errors, tuple(merged))


def _look_at_open_row(
    text: bytearray,
    begin: int,
    end: int,
    row: int,
    errors: dict[tuple[int, int], str],
    merged: list[Box],
) -> None:
    column = 0
    for cell in _ODS_CELL.finditer(text, begin, end):
        count = _count(_ODS_REPEATED(cell[1]))
        if _ODS_ERROR in cell[1]:
            for place in range(column, min(column + count, MOST_COLUMNS)):
                errors[row, place] = _words([cell[2] or b"#VALUE!"])
        if _ODS_SPANNED in cell[1] and len(merged) <= MOST_MERGED:
            bottom = row + _count(_ODS_DOWN(cell[1])) - 1
            right = column + _count(_ODS_ACROSS(cell[1])) - 1
            if (bottom, right) != (row, column):
                merged.append((row, column, bottom, right))
        column += count


def _count(told: re.Match[bytes] | None) -> int:
    return max(int(told[1]), 1) if told else 1
