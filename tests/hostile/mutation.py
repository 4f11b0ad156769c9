"""Damage to files: to bytes anywhere, and to the parts of packages, so that readers get far."""

from __future__ import annotations

import random
import re
import warnings
import zipfile
from collections.abc import Callable
from typing import Final

from tests.hostile.packages import pack, unpack

_EXTREMES: Final = (
    b"0",
    b"-1",
    b"999999999",
    b"1048577",
    b"4294967296",
    b"18446744073709551616",
    b"1e308",
    b"-1e999",
    b"NaN",
    b"",
    b"2958466",
    b"7" * 400,
)
_SNIPPETS: Final = (
    b'<!DOCTYPE x [<!ENTITY a "b">]>',
    b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b'<c r="ZZZ99999999" t="s"><v>99999999</v></c>',
    b"<![CDATA[<v>]]>",
    b"&a;&#0;&#xFFFF;&lt",
    b"\xff\xfe\x00\x00",
    b"</sheetData>",
    b"<is><t>_x0000__xD800_</t></is>",
    b'<table:table-cell table:number-columns-repeated="99999999"><text:p>1</text:p>',
    b'",",\n"',
    b"\0",
)
_WORDS: Final = (b"\xff" * 4, b"\xff\xff\xff\x7f", b"\0" * 4, b"\x01\0\0\0", b"\xfe\xff\xff\xff")

_NUMBER = re.compile(rb"[0-9]+")
_TAG = re.compile(rb"<[^<>]*>")

Damage = Callable[[bytearray, random.Random], None]


def _span(content: bytearray, dice: random.Random, longest: int) -> tuple[int, int]:
    start = dice.randrange(len(content) + 1)
    return start, min(len(content), start + dice.randint(1, longest))


def _flip(content: bytearray, dice: random.Random) -> None:
    for _turn in range(dice.randint(1, 8)):
        if content:
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def _overwrite(content: bytearray, dice: random.Random) -> None:
    start, end = _span(content, dice, 40)
    content[start:end] = dice.randbytes(end - start)


def _cut(content: bytearray, dice: random.Random) -> None:
    start, end = _span(content, dice, 400)
    del content[start:end]


def _repeat(content: bytearray, dice: random.Random) -> None:
    start, end = _span(content, dice, 200)
    content[end:end] = content[start:end] * dice.choice((1, 2, 50, 1000))


def _truncate(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content) + 1) :]


def _put_word(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content) + 1)
    word = dice.choice(_WORDS)
    content[start : start + len(word)] = word


def _put_snippet(content: bytearray, dice: random.Random) -> None:
    tags = [m.end() for m in _TAG.finditer(content[:200_000])]
    place = dice.choice(tags) if tags else dice.randrange(len(content) + 1)
    content[place:place] = dice.choice(_SNIPPETS)


def _put_number(content: bytearray, dice: random.Random) -> None:
    numbers = [m.span() for m in _NUMBER.finditer(content[:200_000])]
    if numbers:
        start, end = dice.choice(numbers)
        content[start:end] = dice.choice(_EXTREMES)


def _lose_tag(content: bytearray, dice: random.Random) -> None:
    tags = [m.span() for m in _TAG.finditer(content[:200_000])]
    if tags:
        start, end = dice.choice(tags)
        del content[start:end]


_ANYWHERE: Final[tuple[Damage, ...]] = (_flip, _overwrite, _cut, _repeat, _truncate, _put_word)
_IN_PARTS: Final[tuple[Damage, ...]] = (
    *_ANYWHERE,
    _put_snippet,
    _put_number,
    _put_number,
    _put_number,
    _lose_tag,
    _lose_tag,
)


def mutate(content: bytes, dice: random.Random) -> bytes:
    """The file, damaged in one place or a few."""
    if content.startswith(b"PK") and dice.random() < 0.75:
        content = _mutate_package(content, dice)
        if dice.random() < 0.85:
            return content
    damaged = bytearray(content)
    kinds = _ANYWHERE if content.startswith((b"PK", b"\xd0\xcf")) else _IN_PARTS
    for _turn in range(dice.randint(1, 3)):
        dice.choice(kinds)(damaged, dice)
    return bytes(damaged)


def _mutate_package(content: bytes, dice: random.Random) -> bytes:
    parts: dict[str, bytes | str] = dict(unpack(content))
    for _turn in range(dice.randint(1, 3)):
        name = dice.choice(sorted(parts))
        # Most of what is read lies in sheets.
        sheets = [n for n in parts if "sheet" in n or n == "content.xml"]
        if sheets and dice.random() < 0.5:
            name = dice.choice(sheets)
        draw = dice.random()
        if draw < 0.05:
            del parts[name]
        elif draw < 0.1:
            parts[dice.choice(("../a.xml", "xl/a.png", name.upper(), "/x"))] = parts.pop(name)
        elif draw < 0.15:
            parts[name] = parts[dice.choice(sorted(parts))]
        else:
            part = parts[name]
            damaged = bytearray(part.encode() if isinstance(part, str) else part)
            for _again in range(dice.randint(1, 4)):
                dice.choice(_IN_PARTS)(damaged, dice)
            parts[name] = bytes(damaged)
        if not parts:
            break
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pack(
            parts,
            method=dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)),
        )
