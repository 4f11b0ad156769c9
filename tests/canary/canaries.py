"""Forty invented persons (演示), whose names and numbers occur nowhere else: how to find them."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from boshan_desk.domain.identifiers import id_check_character

_SIGN: Final = "鹤鲸"
"""Two characters that stand beside each other nowhere else; masking a name keeps the first."""
_BORN: Final = "19030817"
_DIALLED: Final = "1994207"
_EACH: Final = (
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃宿列张寒来暑往秋收冬藏"
)
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass(frozen=True)
class Canary:
    """One person."""

    number: int

    @property
    def name(self) -> str:
        """A natural person's name of four characters."""
        return f"{_SIGN}演{_EACH[self.number]}"

    @property
    def id_no(self) -> str:
        """An identity number with the right check character."""
        digits = f"3703{self.number:02d}{_BORN}{880 + self.number % 100:03d}"
        return digits + id_check_character(digits)

    @property
    def phone(self) -> str:
        """A mobile number."""
        return f"{_DIALLED}{1000 + self.number}"

    @property
    def address(self) -> str:
        """Where nobody lives."""
        return f"演示省{_SIGN}路{self.number}号"


CANARIES: Final = tuple(Canary(number) for number in range(40))
assert len({each.id_no for each in CANARIES}) == len(CANARIES) <= len(set(_EACH))


@dataclass(frozen=True)
class Hit:
    """Something of a person where it was found."""

    what: str
    """name, id or phone."""
    where: str

    def __str__(self) -> str:
        return f"{self.what} in {self.where}"


@cache
def _signs() -> tuple[tuple[str, bytes], ...]:
    """What every name, address and number of theirs holds, in every writing."""
    signs = {("name", _SIGN.encode(encoding)) for encoding in _ENCODINGS}
    signs |= {("name", json.dumps(_SIGN)[1:-1].encode()), ("name", rb"\x9e64\x9cb8")}
    for tens in (88, 89, 90, 91):
        signs |= {("id", f"{_BORN}{tens}".encode(encoding)) for encoding in _ENCODINGS}
    signs |= {("phone", (_DIALLED + "1").encode(encoding)) for encoding in _ENCODINGS}
    return tuple(sorted(signs))


def kinds_in(content: bytes, *, packed: bool = True) -> set[str]:
    """What of a person stands in bytes; in the members of a package and in streams of a PDF too."""
    found = {what for what, sign in _signs() if sign in content}
    if packed:
        for inner in _unpacked(content):
            found |= kinds_in(inner, packed=False)
    return found


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(BytesIO(content)) as package:
                for member in package.infolist():
                    yield member.filename.encode()
                    yield package.read(member)
        except (zipfile.BadZipFile, NotImplementedError, zlib.error, OSError, RuntimeError):
            # Half a package: what can be read of it is read as streams below.
            pass
        # One that was cut off has no directory, but its members begin as they do.
        for start in re.finditer(rb"PK\x03\x04", content):
            place = start.start()
            names, extra = content[place + 26 : place + 28], content[place + 28 : place + 30]
            offset = place + 30 + int.from_bytes(names, "little") + int.from_bytes(extra, "little")
            yield _inflated(content[offset:], -15)
    elif content[:5] == b"%PDF-":
        for start in re.finditer(rb"stream\r?\n", content):
            yield _inflated(content[start.end() :], 15)


def _inflated(content: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(content, 2**24)
    except zlib.error:
        return b""


def hits_in(folder: Path, *, less: Sequence[str] = ()) -> list[Hit]:
    """What of a person stands in the files of a folder and in their names.

    Files whose path within the folder matches a pattern of `less` may hold it; not their names.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        found += [Hit(what, f"the name {within}") for what in kinds_in(str(within).encode())]
        if not path.is_file() or any(re.fullmatch(each, str(within)) for each in less):
            continue
        try:
            content = path.read_bytes()
        except OSError:
            # It went while we looked.
            continue
        found += [Hit(what, str(path)) for what in sorted(kinds_in(content))]
    return found
