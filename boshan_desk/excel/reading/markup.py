"""Tables that stand in files as markup: web pages, which systems of the government hand out under
the name of a workbook (.xls), and the XML of Excel 2003.

Runs in the child.  A page's tables are its sheets; nothing in it is run, fetched or expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from boshan_desk.excel.confined import refusals
from boshan_desk.excel.confined.refusals import NotRead
from boshan_desk.excel.confined.wire import Head
from boshan_desk.excel.reading.pages import read_page
from boshan_desk.excel.reading.spreadsheets import read_spreadsheet

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PROLOG: Final = re.compile(r"\s+|<\?[^>]*>|<!--.*?-->|<![A-Za-z][^>\[]*>", re.DOTALL)
_ROOT: Final = re.compile(r"<(?:[\w.\-]{1,40}:)?([A-Za-z][\w.\-]{0,40})")
_TABLE: Final = re.compile(r"<table[\s>]", re.IGNORECASE)
_MAIL: Final = re.compile(
    rb"^(?:MIME-Version:|Content-Type:\s{0,4}multipart/)", re.IGNORECASE | re.MULTILINE
)
_LONGEST_MAIL_HEAD: Final = 4096
_LONGEST_PROLOG: Final = 100_000


def is_markup(content: bytes) -> bool:
    """Whether a file begins as markup does, in whatever encoding."""
    start = content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    return start.lstrip(b" \t\r\n").startswith(b"<")


def is_mail(content: bytes) -> bool:
    """Whether a file is a web page packed as mail is (.mht)."""
    return _MAIL.search(content[:_LONGEST_MAIL_HEAD]) is not None


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: by its byte order mark, else strict UTF-8, else strict GB18030.

    What a page says of its own encoding is not asked: pages in UTF-8 that call themselves GB2312
    are many, and nearly every Chinese text in UTF-8 could be read as the other, wrongly.

    Raises:
        NotRead: none of them fits.
    """
    for mark, name in _MARKS:
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
        return text, name
    raise NotRead(refusals.ENCODING)


def read_markup(content: bytes) -> Iterator[tuple[Head, Iterable[list[Any]]]]:
    """The tables of a page, or the sheets of a workbook in XML.

    Raises:
        NotRead: neither of them, or more than may be laid out.
    """
    text, _encoding = decode(content)
    if _root(text) == "Workbook":
        yield from read_spreadsheet(text)
    elif _TABLE.search(text):
        yield from read_page(text)
    else:
        raise NotRead(refusals.MARKUP)


def _root(text: str) -> str:
    """The name of the outermost element, without its prefix."""
    place = 0
    while place < _LONGEST_PROLOG and (found := _PROLOG.match(text, place)):
        place = found.end()
    if text.startswith("<!DOCTYPE", place):
        # One with declarations of its own.
        raise NotRead(refusals.ENTITIES)
    root = _ROOT.match(text, place)
    return root[1] if root else ""
