"""Carrying files to a stick and from it: whole under their name, or not there at all.

Sticks are pulled out early, lie about their size and give back other bytes than they were given
(reliability.md, F4 and F5).  So a file is written under another name, flushed, read back past the
system's own memory of it and compared, and only then gets its name.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from itertools import count
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Missing, NoRoom, Refused
from boshan_desk.exchange import limits, streams
from boshan_desk.i18n import mark

PART: Final = ".part"
"""What the name ends in until the file is known to be whole."""

GONE: Final = mark("没有写成 {file}：{place} 写不进去、空间不够，或者中途被拔出；请检查后重新保存")
UNREADABLE: Final = mark(
    "读不出 {file}：介质有故障，或者中途被拔出；请插好后重试，或请对方重新拷贝一份"
)
FAULTY: Final = mark(
    "没有写成 {file}：写入 {place} 后再读出来与原文件不同，这个U盘不可靠；请换一个U盘重新保存"
)


def carry(local: Path, target_folder: Path, name: str, *, told: streams.Told | None = None) -> Path:
    """Copy a file to a stick and prove it; where it is now.

    A file of that name that is the same stays; another one stays too, and this one gets a number
    behind its name.  `told` hears of the bytes written and of those read back.

    Raises:
        NoRoom: it could not be written, or came back altered; nothing stands under the name, and
            on a medium that is still there nothing at all.
    """
    with _told_as(GONE, name, target_folder):
        want, size = _hash(_open_raw(local)), local.stat().st_size
        target = _free(target_folder, name, want, size)
        if target.exists():
            return target
        part = target.with_name(target.name + PART)
        try:
            with part.open("wb") as sink:
                for block in _read_from(local):
                    sink.write(block)
                    if told is not None:
                        told(len(block))
                sink.flush()
                os.fsync(sink.fileno())
            if _hash(_open_past_memory(part), told) != want:
                raise NoRoom(FAULTY, file=name, place=target_folder)
            part.rename(target)
            _sync_folder(target_folder)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    return target


def fetch(path: Path, spool: Path, *, told: streams.Told | None = None) -> Path:
    """Copy a file from a stick into a local folder, to be read from there; where it is now.

    Raises:
        Missing: it is not there.
        Refused: it is larger than any package.
        NoRoom: it could not be read, or not be kept here; nothing is left.
    """
    with _told_as(UNREADABLE, path.name, path.parent):
        if not path.is_file():
            raise Missing("找不到 {path}，请插好U盘，确认选对了文件", path=path)
    copy = spool / f"{os.urandom(8).hex()}{path.suffix}"
    try:
        with _told_as(GONE, path.name, spool), copy.open("wb") as sink:
            for block in _read_from(path):
                sink.write(block)
                if told is not None:
                    told(len(block))
    except BaseException:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
        raise
    return copy


@contextmanager
def _told_as(text: str, name: str, place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoRoom(text, file=name, place=place) from error


def _read_from(path: Path) -> Iterator[bytes]:
    with _told_as(UNREADABLE, path.name, path.parent), path.open("rb") as source:
        if streams.size_of(source) > limits.SEALED:
            raise Refused("{file} 超过 2 GB，不是数据包，没有接收", file=path.name)
        yield from streams.pieces(source)


def _free(folder: Path, name: str, want: str, size: int) -> Path:
    """The first name that is free, or under which the same file stands already."""
    plain = Path(name)
    for number in count(1):
        target = folder / (name if number == 1 else f"{plain.stem} ({number}){plain.suffix}")
        if not target.exists():
            return target
        same = target.is_file() and target.stat().st_size == size
        if same and _hash(_open_past_memory(target)) == want:
            return target
    raise AssertionError


def _hash(file: FileIO, told: streams.Told | None = None) -> str:
    digest = hashlib.sha256()
    # A reading past the system's memory asks for a buffer that begins where a page does.
    with file, mmap.mmap(-1, limits.BLOCK) as block, memoryview(block) as view:
        while size := file.readinto(view):
            digest.update(view[:size])
            if told is not None:
                told(size)
    return digest.hexdigest()


def _open_raw(path: Path) -> FileIO:
    return FileIO(path)


if sys.platform == "win32":

    def _open_past_memory(path: Path) -> FileIO:
        """Open so that every byte comes from the medium (`FILE_FLAG_NO_BUFFERING`)."""
        import ctypes
        import msvcrt

        read, shared, existing, unbuffered = 0x80000000, 1, 3, 0x20000000
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(str(path), read, shared, None, existing, unbuffered, None)
        if handle == ctypes.c_void_p(-1).value:
            raise ctypes.WinError(ctypes.get_last_error())
        return FileIO(msvcrt.open_osfhandle(handle, os.O_RDONLY))

    def _sync_folder(folder: Path) -> None:
        """Windows does it by itself."""

else:

    def _open_past_memory(path: Path) -> FileIO:
        """Open when the system has forgotten what it knew of the file's content."""
        file = FileIO(path)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file

    def _sync_folder(folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
