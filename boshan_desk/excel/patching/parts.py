"""A workbook as a package of parts: read, replaced or added; the rest keeps its packed bytes.

Runs in the child: the package comes from outside.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from boshan_desk.excel.patching.tokens import (
    Edits,
    Element,
    Strange,
    as_utf8,
    escape,
    read_elements,
)

MOST_UNPACKED: Final = 300 * 2**20
"""Bytes of one part that is changed."""
_LEVEL: Final = 4
"""How hard what we write is packed: a sheet of 100,000 rows takes a second."""
_PIECE: Final = 2**20
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_ENDING = struct.Struct("<4s4H2IH")

TYPES: Final = "[Content_Types].xml"
_TYPES_SPACE: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS_SPACE: Final = b"http://schemas.openxmlformats.org/package/2006/relationships"
LOOSE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@dataclass(frozen=True)
class Link:
    """A relationship of a part: to which other part, and as what."""

    id: str
    kind: str
    """The last word of its type."""
    target: str
    """The name of the other part; empty where it lies outside."""


@dataclass(slots=True)
class _Member:
    """What is written for one part."""

    name: bytes
    flags: int
    method: int
    when: tuple[int, int]
    crc: int
    size: int
    packed: memoryview
    outer: int = 0


class Package:
    """The parts of a workbook."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as opened:
                infos = opened.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Strange("package") from error
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._order: list[str] = []
        self._made: dict[str, _Member | None] = {}
        for info in infos:
            key = _key(info.filename)
            if info.flag_bits & 1 or key in self._infos:
                raise Strange("package")
            self._infos[key] = info
            self._order.append(key)

    # ------------------------------------------------------------ parts

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        key = _key(name)
        return self._made[key] is not None if key in self._made else key in self._infos

    def names(self) -> list[str]:
        """Every part, in small letters."""
        return [key for key in self._order if self.has(key)]

    def read(self, name: str) -> bytes:
        """A part's content.

        Raises:
            Strange: there is none, it is too long, or broken.
        """
        key = _key(name)
        if not self.has(name):
            raise Strange("part")
        made = self._made.get(key)
        if made is not None:
            return zlib.decompress(made.packed, -15) if made.method else bytes(made.packed)
        info = self._infos[key]
        packed = self._packed(info)
        if info.file_size > MOST_UNPACKED or info.compress_type not in (0, 8):
            raise Strange("part")
        if info.compress_type == 0:
            return bytes(packed)
        content = _unpack(packed, info.file_size)
        if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise Strange("part")
        return content

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Replace a part, or add one."""
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        packed = bytearray()
        crc = size = 0
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            packed += packer.compress(piece)
        packed += packer.flush()
        key = _key(name)
        old = self._infos.get(key)
        if key not in self._order:
            self._order.append(key)
        self._made[key] = _Member(
            self._name(old) if old else name.encode(),
            old.flag_bits & 0x800 if old else 0x800,
            8,
            # The day that the format begins with: the same orders make the same bytes.
            self._when(old) if old else (0, 0x21),
            crc,
            size,
            memoryview(packed),
            old.external_attr if old else 0,
        )

    def remove(self, name: str) -> None:
        """Take a part away."""
        self._made[_key(name)] = None

    def pack(self) -> bytes:
        """The package; what was not changed keeps its packed bytes."""
        out = bytearray()
        index = bytearray()
        count = 0
        for key in self._order:
            member = self._made[key] if key in self._made else self._kept(self._infos[key])
            if member is None:
                continue
            at = len(out)
            sizes = (member.crc, len(member.packed), member.size)
            head = (20, member.flags, member.method, *member.when, *sizes)
            out += _LOCAL.pack(b"PK\x03\x04", *head, len(member.name), 0)
            out += member.name
            out += member.packed
            index += _CENTRAL.pack(
                b"PK\x01\x02", 20, *head, len(member.name), 0, 0, 0, 0, member.outer, at
            )
            index += member.name
            count += 1
        ending = _ENDING.pack(b"PK\x05\x06", 0, 0, count, count, len(index), len(out), 0)
        return bytes(out + index + ending)

    def _kept(self, info: zipfile.ZipInfo) -> _Member:
        return _Member(
            self._name(info),
            # Sizes stand before the bytes here, not behind them.
            info.flag_bits & ~0x8,
            info.compress_type,
            self._when(info),
            info.CRC,
            info.file_size,
            self._packed(info),
            info.external_attr,
        )

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        at = info.header_offset
        lengths = bytes(self._content[at + 26 : at + 30])
        if len(lengths) < 4 or bytes(self._content[at : at + 4]) != b"PK\x03\x04":
            raise Strange("package")
        name, extra = struct.unpack("<2H", lengths)
        begin = at + 30 + name + extra
        packed = self._content[begin : begin + info.compress_size]
        if len(packed) != info.compress_size:
            raise Strange("package")
        return packed

    def _name(self, info: zipfile.ZipInfo) -> bytes:
        return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")

    def _when(self, info: zipfile.ZipInfo) -> tuple[int, int]:
        at = info.header_offset
        time, day = struct.unpack("<2H", self._content[at + 10 : at + 14])
        return time, day

    # ------------------------------------------------------------ relationships

    def links(self, part: str) -> list[Link]:
        """What a part is linked to."""
        name = _links_name(part)
        if not self.has(name):
            return []
        links = []
        for element in read_elements(as_utf8(self.read(name)), 1).children:
            about = element.attributes
            target = about.get("Target", "")
            if about.get("TargetMode") == "External":
                target = ""
            elif target:
                base = posixpath.dirname(part)
                target = posixpath.normpath(posixpath.join("/" + base, target)).lstrip("/")
            links.append(Link(about.get("Id", ""), _last(about.get("Type", "")), target))
        return links

    def linked(self, part: str, kind: str) -> str:
        """The one part that is linked as that; empty where there is none."""
        found = (link.target for link in self.links(part) if link.kind == kind)
        return next((target for target in found if target), "")

    def link(self, part: str, kind: str, target: str, base: str = LOOSE) -> str:
        """Link a part to another; the id of the new link."""
        name = _links_name(part)
        if not self.has(name):
            self.write(name, [b'<Relationships xmlns="' + _LINKS_SPACE + b'"/>'])
        text = as_utf8(self.read(name))
        root = read_elements(text, 1)
        taken = {element.attributes.get("Id") for element in root.children}
        number = len(taken) + 1
        while (id_ := f"rId{number}") in taken:
            number += 1
        edits = Edits(text)
        new = b'<%bRelationship Id="%b" Type="%b" Target="%b"/>' % (
            root.prefix,
            id_.encode(),
            f"{base}/{kind}".encode(),
            escape("/" + target, quoted=True),
        )
        edits.append(root, new)
        self.write(name, [edits.whole()])
        return id_

    def unlink(self, part: str, kind: str) -> None:
        """Take the links of a kind away."""
        name = _links_name(part)
        text = as_utf8(self.read(name))
        edits = Edits(text)
        for element in read_elements(text, 1).children:
            if _last(element.attributes.get("Type", "")) == kind:
                edits.replace(element.start, element.end, b"")
        self.write(name, [edits.whole()])

    # ------------------------------------------------------------ content types

    def declare(self, part: str, kind: str) -> None:
        """Say of what type a part is."""
        text, root = self._types()
        if self._declared(root, part) is None:
            new = b'<%bOverride PartName="%b" ContentType="%b"/>'
            edits = Edits(text)
            name = escape("/" + part, quoted=True)
            edits.append(root, new % (root.prefix, name, kind.encode()))
            self.write(TYPES, [edits.whole()])

    def declare_ending(self, ending: str, kind: str) -> None:
        """Say of what type parts are whose names end so, unless that is said."""
        text, root = self._types()
        for element in root.children:
            if element.attributes.get("Extension", "").lower() == ending:
                return
        edits = Edits(text)
        new = b'<%bDefault Extension="%b" ContentType="%b"/>'
        edits.replace(root.inner, root.inner, new % (root.prefix, ending.encode(), kind.encode()))
        self.write(TYPES, [edits.whole()])

    def undeclare(self, part: str) -> None:
        """Say no more of what type a part is."""
        text, root = self._types()
        found = self._declared(root, part)
        if found is not None:
            edits = Edits(text)
            edits.replace(found.start, found.end, b"")
            self.write(TYPES, [edits.whole()])

    def _types(self) -> tuple[bytes, Element]:
        text = as_utf8(self.read(TYPES))
        root = read_elements(text, 1)
        prefix = root.prefix[:-1].decode()
        if root.attributes.get("xmlns" + (f":{prefix}" if prefix else "")) == _TYPES_SPACE:
            return text, root
        raise Strange("types")

    @staticmethod
    def _declared(root: Element, part: str) -> Element | None:
        for element in root.children:
            if _key(element.attributes.get("PartName", "")) == _key(part):
                return element
        return None


def _unpack(packed: memoryview, size: int) -> bytes:
    """The bytes, up to one more than `size`; held once, which `decompress` alone would not do."""
    opener = zlib.decompressobj(-15)
    out = io.BytesIO()
    left = bytes(packed)
    try:
        while not opener.eof and out.tell() <= size:
            piece = opener.decompress(left, _PIECE)
            if not piece:
                break
            out.write(piece)
            left = opener.unconsumed_tail
    except zlib.error as error:
        raise Strange("part") from error
    return out.getvalue()


def _key(name: str) -> str:
    """A part's name as it is looked for: readers do not mind case, and some writers slashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def _links_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _last(type_: str) -> str:
    return re.split(r"[/#]", type_)[-1]
