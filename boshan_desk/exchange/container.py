"""What is inside a package: a zip file with a manifest, and nothing the manifest does not name.

Written in one way only: files follow each other from the first byte, the list of them ends the
file, nothing lies between.  Read in that way only: what another program could see differently (two
entries of one name, sizes that differ, bytes that no entry claims) is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Final, Self

from boshan_desk.domain.problems import Refused
from boshan_desk.exchange import canonical, limits, shapes, streams
from boshan_desk.exchange.envelope import BROKEN, TOO_MUCH
from boshan_desk.exchange.manifest import (
    BLOB,
    FORMAT,
    LISTS,
    NAME,
    RECORDS,
    STEPS,
    Inside,
    Manifest,
    digest_of,
    read_manifest,
)

_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the earliest that a zip file knows."""
_MODE: Final = 0o100600 << 16
"""Of every entry: a plain file, no link and no folder."""
_UNIX: Final = 3
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_LISTED: Final = 46
"""Bytes of an entry in the list at the end, without its name."""
_END: Final = struct.Struct("<4s4H2IH")
_DOT: Final = re.compile(r"[0-9a-f]{8}\.[1-9][0-9]{0,9}\.[1-9][0-9]{0,14}")
_LARGEST_LIST: Final = limits.MEMBERS * (_LISTED + 80)


def write_container(
    out: Path | BinaryIO,
    body: Mapping[str, Any],
    parts: Mapping[str, Iterable[bytes] | Path],
    *,
    folder: Path | None = None,
    told: streams.Told | None = None,
) -> str:
    """Write a container; the digest that names the package.

    `body` is the manifest without `format` and `files`.  A part without a byte is left out.
    `folder` is for what may be written meanwhile; `told` hears how many bytes more are in.

    Raises:
        ValueError: the body, a name or a line is not as it must be.
        Refused: it would be too large.
        OSError: the medium failed.

    After each of them nothing is left at `out`.
    """
    with streams.writing(out) as file:
        digest, dense = _write(file, body, parts, frozenset(), told)
        if dense:
            # A reader takes it for a bomb, so these are packed as they are.
            with streams.spool(folder) as first:
                file.seek(0)
                for block in streams.pieces(file):
                    first.write(block)
                with zipfile.ZipFile(first) as packed:
                    again = {n: _unzipped(packed, n) for n in packed.namelist() if n != NAME}
                    file.seek(0)
                    file.truncate()
                    digest, _none = _write(file, body, again, dense, None)
        file.flush()
        if isinstance(out, Path):
            os.fsync(file.fileno())
    return digest


def _write(
    file: BinaryIO,
    body: Mapping[str, Any],
    parts: Mapping[str, Iterable[bytes] | Path],
    stored: frozenset[str],
    told: streams.Told | None,
) -> tuple[str, frozenset[str]]:
    """The digest, and the names of the files that became too small."""
    files: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(file, "w", allowZip64=False) as archive:
        for name, part in parts.items():
            blocks = filter(None, _blocks(part))
            first = next(blocks, b"")
            if first:
                # Scans and office files are packed already.
                raw = name in stored or BLOB.fullmatch(name) is not None
                room = limits.TOTAL - sum(each["size"] for each in files.values())
                with archive.open(_entry(name, raw), "w") as sink:
                    inside = _copy(chain([first], blocks), sink, room, told)
                files[name] = {"size": inside.size, "sha256": inside.sha256}
        manifest = {**body, "format": FORMAT, "files": files}
        read_manifest(manifest)
        with archive.open(_entry(NAME, False), "w") as sink:
            sink.write(canonical.canonical(manifest))
        dense = {each.filename for each in archive.infolist() if _is_dense(each)}
    return digest_of(manifest), frozenset(dense)


def _blocks(part: Iterable[bytes] | Path) -> Iterator[bytes]:
    if isinstance(part, Path):
        with part.open("rb") as file:
            yield from streams.pieces(file)
    else:
        yield from part


def _unzipped(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with packed.open(name) as file:
        while block := file.read(limits.BLOCK):
            yield block


def _entry(name: str, raw: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_STORED if raw else zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _MODE
    return entry


def _copy(blocks: Iterable[bytes], sink: IO[bytes], room: int, told: streams.Told | None) -> Inside:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        size += len(block)
        if size > room:
            raise Refused(TOO_MUCH)
        digest.update(block)
        sink.write(block)
        if told is not None:
            told(len(block))
    return Inside(size, digest.hexdigest())


def _is_dense(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > entry.compress_size * limits.RATIO


class Container:
    """An open package whose files are all whole; its lines are checked as they are read."""

    def __init__(
        self,
        file: BinaryIO,
        entries: Mapping[str, zipfile.ZipInfo],
        manifest: Manifest,
        digest: str,
        name: str,
        close: Callable[[], None],
    ) -> None:
        self._file = file
        self._entries = entries
        self._name = name
        self.close = close
        self.manifest = manifest
        self.digest = digest
        """Names the package: the sha256 of its manifest."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def names(self) -> tuple[str, ...]:
        """Its files, without the manifest, in the order of their names."""
        return tuple(sorted(self.manifest.files))

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The objects of a part, one for each line; none where there is no such part.

        Of records and of what other lists hold the keys are the reader's to check.

        Raises:
            Refused: a line is not in its canonical form, or a step lacks something.
        """
        if name not in self.manifest.files:
            return
        try:
            for told in map(canonical.read, _split(self._unpacked(name))):
                if name == STEPS:
                    _check_step(told)
                yield told
        except ValueError as error:
            raise Refused(BROKEN, file=self._name) from error

    def blob(self, name: str) -> Iterator[bytes]:
        """What a file holds, piece by piece; its hash was checked when the package was opened."""
        return self._unpacked(name)

    def copy_blob(self, name: str, out: Path | BinaryIO) -> None:
        """Write what a file holds; nothing is left at `out` where that fails.

        Raises:
            OSError: the medium failed.
        """
        with streams.writing(out) as sink:
            for block in self.blob(name):
                sink.write(block)

    def _unpacked(self, name: str) -> Iterator[bytes]:
        return _unpack(self._file, self._entries[name])


def open_container(
    place: Path | BinaryIO, *, name: str = "", told: streams.Told | None = None
) -> Container:
    """Open a container and check it: its build, its manifest, the hash of each of its files, and
    each line of its lists but those of records.

    `name` is the file's in a refusal; `told` hears how many bytes more were checked.

    Raises:
        Refused: it is no container as desks write them.
        TooNew: of a newer program.
        OSError: the medium failed.
    """
    name = name or (place.name if isinstance(place, Path) else "")
    file = place.open("rb") if isinstance(place, Path) else place
    close = file.close if isinstance(place, Path) else _leave_open
    try:
        entries = _entries(file)
        if NAME not in entries or entries[NAME].file_size > limits.MANIFEST:
            raise Strange("no manifest")
        told_of = canonical.read(b"".join(_unpack(file, entries[NAME])))
        manifest = read_manifest(told_of, file=name)
        if entries.keys() != {NAME, *manifest.files}:
            raise Strange("other files than the manifest names")
        for each, inside in manifest.files.items():
            _check_hash(file, entries[each], inside, told)
    except ValueError as error:
        close()
        raise Refused(BROKEN, file=name) from error
    except BaseException:
        close()
        raise
    opened = Container(file, entries, manifest, digest_of(told_of), name, close)
    try:
        # Records are looked at before anything is taken, these lists are not.
        for each in LISTS:
            for _told in opened.lines(each):
                pass
    except BaseException:
        close()
        raise
    return opened


class Strange(ValueError):
    """A container that no desk writes."""


def _leave_open() -> None:
    """The file is somebody else's."""


def _check_hash(
    file: BinaryIO, entry: zipfile.ZipInfo, inside: Inside, told: streams.Told | None
) -> None:
    if entry.file_size != inside.size:
        raise Strange("another size than the manifest says")
    digest = hashlib.sha256()
    for block in _unpack(file, entry):
        digest.update(block)
        if told is not None:
            told(len(block))
    if digest.hexdigest() != inside.sha256:
        raise Strange("another content than the manifest says")


def _entries(file: BinaryIO) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, where every byte of the file belongs to one of them or to their list."""
    size = streams.size_of(file)
    if size < _END.size:
        raise Strange("too short")
    file.seek(size - _END.size)
    mark, disk, first_disk, here, count, length, start, comment = _END.unpack(file.read(_END.size))
    if (mark, disk, first_disk, here, comment) != (b"PK\5\6", 0, 0, count, 0):
        raise Strange("another end")
    if start + length + _END.size != size or length > _LARGEST_LIST or count > limits.MEMBERS:
        raise Strange("another list of entries")
    try:
        with zipfile.ZipFile(file) as archive:
            found = sorted(archive.infolist(), key=lambda each: each.header_offset)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError, struct.error) as error:
        raise Strange("no list of entries") from error
    if len(found) != count or sum(_LISTED + len(each.filename) for each in found) != length:
        raise Strange("a list that hides something")
    place = total = 0
    for entry in found:
        _check_entry(file, entry, place)
        place = _begin(entry) + entry.compress_size
        total += entry.file_size
    if place != start or total > limits.TOTAL + limits.MANIFEST:
        raise Strange("bytes that nobody claims, or too many")
    entries = {each.filename: each for each in found}
    if len(entries) != count:
        raise Strange("one name twice")
    return entries


def _check_entry(file: BinaryIO, entry: zipfile.ZipInfo, place: int) -> None:
    name = entry.filename
    if not (name == NAME or name in LISTS or RECORDS.fullmatch(name) or BLOB.fullmatch(name)):
        raise Strange("a strange name")
    method = entry.compress_type
    plain = (
        *(entry.orig_filename, entry.header_offset, entry.flag_bits, entry.date_time),
        *(entry.create_system, entry.external_attr, entry.internal_attr, entry.volume),
    )
    if plain != (name, place, 0, _TIME, _UNIX, _MODE, 0, 0) or entry.extra or entry.comment:
        raise Strange("an odd entry")
    if method == zipfile.ZIP_STORED and entry.file_size != entry.compress_size:
        raise Strange("two sizes")
    if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or _is_dense(entry):
        raise Strange("packed in a strange way")
    file.seek(place)
    mark, _version, flags, packed, *_moment, crc, small, large, named, extra = _LOCAL.unpack(
        file.read(_LOCAL.size)
    )
    here = (mark, flags, packed, crc, small, large, named, extra)
    listed = (entry.CRC, entry.compress_size, entry.file_size, len(name), 0)
    if here != (b"PK\3\4", 0, method, *listed) or file.read(named) != name.encode():
        raise Strange("an entry that says something else than the list")


def _begin(entry: zipfile.ZipInfo) -> int:
    """Where the content of an entry begins."""
    return entry.header_offset + _LOCAL.size + len(entry.filename)


def _unpack(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry, never more than it says, and not a byte packed behind it."""
    place, left, size, crc = _begin(entry), entry.compress_size, 0, 0
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type else None
    packed = b""
    while True:
        if not packed and left:
            # Others read in between.
            file.seek(place)
            packed = file.read(min(left, limits.BLOCK))
            if not packed:
                raise Strange("cut off")
            place, left = place + len(packed), left - len(packed)
        if unpacker is None:
            block, packed = packed, b""
        else:
            try:
                block = unpacker.decompress(packed, limits.BLOCK)
            except zlib.error as error:
                raise Strange("not packed as it says") from error
            packed = unpacker.unconsumed_tail
            if unpacker.unused_data or (unpacker.eof and left):
                raise Strange("more than an entry")
        if not block and not packed and not left:
            break
        size, crc = size + len(block), zlib.crc32(block, crc)
        if size > entry.file_size:
            raise Strange("larger than it says")
        if block:
            yield block
    if (size, crc) != (entry.file_size, entry.CRC) or (unpacker and not unpacker.eof):
        raise Strange("not what it says")


def _split(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a part, without their ends; the last has its end too."""
    rest: list[bytes] = []
    waiting = 0
    for block in blocks:
        *lines, tail = block.split(b"\n")
        for line in lines:
            yield b"".join((*rest, line))
            rest, waiting = [], 0
        rest.append(tail)
        waiting += len(tail)
        if waiting > limits.LINE:
            raise Strange("a line that is too long")
    if waiting:
        raise Strange("a line without an end")


def _check_step(told: dict[str, Any]) -> None:
    shapes.only(told, ("dot", "at", "officer", "reason"))
    shapes.text(told["dot"], _DOT)
    for key in ("at", "officer", "reason"):
        shapes.text(told[key], most=limits.LINE)
