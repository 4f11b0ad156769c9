"""One writer: a lock on a file of the desk's folder that dies with its holder.

The operating system drops the lock when the process ends, however it ends, so there is no stale
lock to click away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from boshan_desk.domain.problems import Held, NoRoom


class DeskLock:
    """The right to write to one desk; taken and given back by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "desk.lock"
        self._file: IO[bytes] | None = None

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self._file is not None

    def take(self) -> None:
        """Take it, or be refused because another program has it."""
        if self._file is not None:
            return
        try:
            file = self._path.open("a+b")
        except OSError as error:
            raise NoRoom("没有写入 {path} 的权限，或介质只读", path=self._path.parent) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise Held("另一个程序正在使用这份数据，请关闭那个窗口后重试") from error
        self._file = file

    def give_back(self) -> None:
        """Let the next one have it."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def swept(folder: Path, pattern: str) -> Iterator[None]:
    """Clear unfinished files of this name away, before work that makes them and when it fails."""
    _sweep(folder, pattern)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            _sweep(folder, pattern)
        raise


def _sweep(folder: Path, pattern: str) -> None:
    for leaving in folder.glob(pattern):
        leaving.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a small file: synced, whole under its name, or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last; Windows does it by itself."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
