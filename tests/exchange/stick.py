"""A stick that is pulled out, is full, or gives back other bytes than it was given: a real file
system over a folder (FUSE), served by another process.

What was written and not flushed is lost when it is pulled, while new names and renames last: the
worst that a stick without a journal does.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PIECE = 16384
"""Bytes of one reading or writing, so that there are many moments."""

_MOMENTS = (
    *("getattr", "readdir", "create", "open", "truncate", "write", "read", "flush"),
    *("fsync", "fsyncdir", "rename", "unlink"),
)


def why_not() -> str:
    """Why no such stick can be put in here; "" where it can."""
    if not sys.platform.startswith("linux"):
        return "no FUSE on this system"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK) or not shutil.which("fusermount3"):
        return "fuse3 is not installed, or may not be used"
    try:
        import mfusepy  # noqa: F401
    except (ImportError, OSError) as error:
        return f"mfusepy: {error}"
    return ""


@dataclass(frozen=True)
class Faults:
    """What is wrong with a stick."""

    pulled_at: int = 0
    """Before which of the calls it is pulled out; 0 never."""
    flipped_at: int = -1
    """At which byte of a file it keeps another bit than it was given; -1 nowhere."""
    room: int = 1 << 40
    """Bytes that it takes."""


@contextmanager
def stick(folder: Path, faults: Faults) -> Iterator[tuple[Path, Any]]:
    """Where it is, and how often it was called; what is on it stands in `folder`."""
    mount = folder.with_name(f"{folder.name}-stick")
    mount.mkdir()
    context = multiprocessing.get_context("spawn")
    calls = context.Value("q", 0)
    server = context.Process(target=_serve, args=(str(folder), str(mount), faults, calls))
    server.start()
    try:
        _wait_for(mount)
        yield mount, calls
    finally:
        for _turn in range(50):
            done = subprocess.run(["fusermount3", "-u", mount], check=False, capture_output=True)
            if done.returncode == 0 or not _is_in(mount):
                break
            time.sleep(0.1)
        server.join(10)
        server.kill()
        mount.rmdir()


def _wait_for(mount: Path) -> None:
    for _turn in range(200):
        if _is_in(mount):
            return
        time.sleep(0.02)
    raise TimeoutError("the stick did not come up")


def _is_in(mount: Path) -> bool:
    """Without a call to the stick itself."""
    return f" {mount} " in Path("/proc/self/mountinfo").read_text("utf-8")


def _serve(folder: str, mount: str, faults: Faults, calls: Any) -> None:
    import mfusepy

    class Stick(mfusepy.Operations):  # type: ignore[misc]  # the library has no types here
        """Passes everything on, until it is pulled."""

        use_ns = True

        def __init__(self) -> None:
            self._waiting: dict[str, bytearray] = {}
            """What was written and not flushed."""

        def _at(self, path: str) -> str:
            return folder + path

        def getattr(self, path: str, fh: Any = None) -> dict[str, Any]:
            try:
                found = os.lstat(self._at(path))
            except OSError as error:
                raise mfusepy.FuseOSError(error.errno or errno.EIO) from error
            told = {
                key: getattr(found, key)
                for key in ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid", "st_ino")
            }
            if path in self._waiting:
                told["st_size"] = len(self._waiting[path])
            return told

        def readdir(self, path: str, fh: Any) -> list[str]:
            return [".", "..", *(each.name for each in Path(self._at(path)).iterdir())]

        def create(self, path: str, mode: int, fi: Any = None) -> int:
            Path(self._at(path)).touch()
            self._waiting[path] = bytearray()
            return 0

        def open(self, path: str, flags: int) -> int:
            return 0

        def truncate(self, path: str, length: int, fh: Any = None) -> None:
            self._content(path)[length:] = b""

        def write(self, path: str, data: bytes, offset: int, fh: Any) -> int:
            content = self._content(path)
            if offset + len(data) > faults.room:
                raise mfusepy.FuseOSError(errno.ENOSPC)
            content[offset : offset + len(data)] = data
            return len(data)

        def read(self, path: str, size: int, offset: int, fh: Any) -> bytes:
            if path in self._waiting:
                return bytes(self._waiting[path][offset : offset + size])
            with Path(self._at(path)).open("rb") as file:
                file.seek(offset)
                return file.read(size)

        def flush(self, path: str, fh: Any) -> int:
            return 0

        def fsync(self, path: str, datasync: int, fh: Any) -> int:
            content = self._waiting.pop(path, None)
            if content is not None:
                if 0 <= faults.flipped_at < len(content):
                    content[faults.flipped_at] ^= 1
                Path(self._at(path)).write_bytes(content)
            return 0

        def fsyncdir(self, path: str, datasync: int, fh: Any) -> int:
            return 0

        def rename(self, old: str, new: str, flags: int = 0) -> int:
            Path(self._at(old)).rename(self._at(new))
            if old in self._waiting:
                self._waiting[new] = self._waiting.pop(old)
            return 0

        def unlink(self, path: str) -> None:
            self._waiting.pop(path, None)
            Path(self._at(path)).unlink()

        def _content(self, path: str) -> bytearray:
            if path not in self._waiting:
                self._waiting[path] = bytearray(Path(self._at(path)).read_bytes())
            return self._waiting[path]

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            with calls.get_lock():
                calls.value += 1
                if faults.pulled_at and calls.value >= faults.pulled_at:
                    raise mfusepy.FuseOSError(errno.EIO)
            return method(*args)

        return call

    for name in _MOMENTS:
        setattr(Stick, name, counted(getattr(Stick, name)))
    mfusepy.FUSE(
        Stick(),
        mount,
        foreground=True,
        nothreads=True,
        # What was written stays in the system's memory, as with a real stick.
        kernel_cache=True,
        max_read=_PIECE,
        max_write=_PIECE,
    )
