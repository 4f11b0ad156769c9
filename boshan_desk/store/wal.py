"""Whether the log of a store that was not closed holds all that was told to be durable.

SQLite reads its log up to the first frame that does not fit and takes the rest for what a power cut
left unfinished.  Where the log was damaged later, that drops works that were acknowledged, without
a word.  Here the difference is looked for, before anything opens the store: the index of the log
says how far it was written, and frames of a later work stand behind one only if that one was synced
(https://www.sqlite.org/fileformat2.html#the_write_ahead_log).  Pages may be encrypted: the log's
own sums are over what is written.
"""

from __future__ import annotations

import os
import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

_HEAD: Final = 32
_FRAME: Final = 24
_MAGIC: Final = 0x377F0682
"""And one more where the sums are over big-endian words."""
_INDEX: Final = 48


class _Indexed(NamedTuple):
    """What the index of the log says."""

    frames: int
    folded: int
    """Frames that are in the store itself already."""
    salt: bytes


class _Frame(NamedTuple):
    """The head of one page in the log, and whether its sum fits."""

    ours: bool
    """Whether it carries the salt of this log; else it is left from an earlier one."""
    ends: bool
    """Whether a work ends with it."""
    fits: bool


def log_is_whole(store: Path) -> bool:
    """Whether nothing that was synced is missing from the log; ask before the store is opened."""
    log = store.with_name(f"{store.name}-wal")
    index = _read_index(store.with_name(f"{store.name}-shm"))
    size = log.stat().st_size if log.exists() else 0
    if size <= _HEAD:
        return index is None or index.frames <= index.folded
    with log.open("rb") as file:
        head = file.read(_HEAD)
        if not _head_fits(head):
            # It is synced before the first frame is written.
            return size < _HEAD + _FRAME
        return _holds_all(
            _frames(file, head), index if index and index.salt == head[16:24] else None
        )


def log_is_behind(store: Path) -> bool:
    """Whether what can be read of a damaged log ends before what the store took over from it.

    Read together they would show older pages over newer ones; the store alone is the better half.
    """
    index = _read_index(store.with_name(f"{store.name}-shm"))
    log = store.with_name(f"{store.name}-wal")
    if index is None or not index.folded or not log.exists():
        return False
    whole = 0
    with log.open("rb") as file:
        head = file.read(_HEAD)
        if len(head) == _HEAD and _head_fits(head) and head[16:24] == index.salt:
            for number, frame in enumerate(_frames(file, head), 1):
                if not (frame.ours and frame.fits):
                    break
                if frame.ends:
                    whole = number
    return whole < index.folded


def _holds_all(frames: Iterator[_Frame], index: _Indexed | None) -> bool:
    whole = number = 0
    for number, frame in enumerate(frames, 1):
        if not (frame.ours and frame.fits):
            break
        if frame.ends:
            whole = number
    else:
        return index is None or whole >= index.frames
    if index is not None and whole < index.frames:
        return False
    # A work that a power cut left unfinished is the last one: nothing of ours stands behind it.
    ended = frame.ours and frame.ends
    for later in frames:
        if later.ours and ended:
            return False
        ended = ended or (later.ours and later.ends)
    return True


def _frames(file: IO[bytes], head: bytes) -> Iterator[_Frame]:
    """The frames in their order; after one that does not fit, sums are no longer formed."""
    order = ">" if struct.unpack(">I", head[:4])[0] & 1 else "<"
    page_size = struct.unpack(">I", head[8:12])[0]
    salt, sums, fits = head[16:24], struct.unpack(">II", head[24:32]), True
    while True:
        frame = file.read(_FRAME)
        page = file.read(page_size)
        if len(frame) < _FRAME or len(page) < page_size:
            return
        if fits:
            sums = _sum(frame[:8] + page, order, sums)
            fits = frame[8:16] == salt and struct.pack(">II", *sums) == frame[16:24]
        yield _Frame(frame[8:16] == salt, frame[4:8] != b"\0\0\0\0", fits)


def _head_fits(head: bytes) -> bool:
    magic, _version, page_size = struct.unpack(">III", head[:12])
    if magic & ~1 != _MAGIC or page_size not in {2**n for n in range(9, 17)}:
        return False
    order = ">" if magic & 1 else "<"
    return struct.pack(">II", *_sum(head[:24], order, (0, 0))) == head[24:32]


def _sum(content: bytes, order: str, before: tuple[int, ...]) -> tuple[int, int]:
    """SQLite's sum over words of four bytes, two by two."""
    words = array("I", content)
    if (order == ">") != (sys.byteorder == "big"):
        words.byteswap()
    first, second = before
    pairs = iter(words)
    for one, two in zip(pairs, pairs, strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second


def _read_index(path: Path) -> _Indexed | None:
    """What the index says; None where there is none or it is not whole itself."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    found = os.read(handle, 2 * _INDEX + 4)
    if os.name == "nt":
        os.close(handle)
    # Elsewhere it stays open: closing it would take SQLite's own locks on this file away, should
    # this process have the store open (fcntl(2), record locks).
    if len(found) < 2 * _INDEX + 4 or found[:_INDEX] != found[_INDEX : 2 * _INDEX]:
        return None
    native = "<" if sys.byteorder == "little" else ">"
    if struct.pack("=II", *_sum(found[:40], native, (0, 0))) != found[40:48] or not found[12]:
        return None
    frames, folded = struct.unpack("=I", found[16:20])[0], struct.unpack("=I", found[96:100])[0]
    return _Indexed(frames, folded, found[32:40])
