"""Files that libraries read and write piece by piece, with a digest, a limit and progress."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from boshan_desk.exchange import limits
from boshan_desk.exchange.suites import Digest

Told = Callable[[int], None]
"""Hears how many more bytes are done; may raise `Cancelled`."""

_IN_MEMORY: Final = 64 * 1024 * 1024


class TooLarge(Exception):
    """More bytes came than are allowed."""


class Tap:
    """A file of which a digest is kept, in and out.

    Libraries wrap whatever a file raises into errors of their own, so the first is kept.
    """

    def __init__(
        self,
        file: BinaryIO,
        digest: Digest | None = None,
        *,
        most: int = limits.SEALED,
        told: Told | None = None,
    ) -> None:
        self._file = file
        self._digest = digest
        self._left = most
        self._told = told
        self.trouble: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Read on; the digest takes what was read."""
        with self._keeping():
            return self._took(self._file.read(size))

    def write(self, data: bytes, /) -> int:
        """Write on; the digest takes what was written.

        Raises:
            TooLarge: it would be more than is allowed; nothing of it is written.
        """
        with self._keeping():
            self._took(data)
            self._file.write(data)
            return len(data)

    def flush(self) -> None:
        """Hand on what is held back."""
        with self._keeping():
            self._file.flush()

    def _took(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        if self._digest is not None:
            self._digest.update(data)
        if self._told is not None:
            self._told(len(data))
        return data

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self.trouble = self.trouble or error
            raise


@contextmanager
def spool(folder: Path | None) -> Iterator[BinaryIO]:
    """A file for plain content: in memory while it is small, then in the folder until it is closed.

    What stands in it may be personal data, so the folder should be the desk's own; without one all
    stays in memory.
    """
    most = _IN_MEMORY if folder else 0
    with tempfile.SpooledTemporaryFile(most, dir=str(folder) if folder else None) as file:
        yield cast(BinaryIO, file)


@contextmanager
def reading(place: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A file to be read from its beginning."""
    if isinstance(place, Path):
        with place.open("rb") as file:
            yield file
    else:
        place.seek(0)
        yield place


@contextmanager
def writing(place: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A file to be written anew; a path is gone again where that fails."""
    if isinstance(place, Path):
        try:
            with place.open("wb+") as file:
                yield file
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    else:
        place.seek(0)
        place.truncate()
        try:
            yield place
        except BaseException:
            place.seek(0)
            place.truncate()
            raise


def size_of(file: BinaryIO) -> int:
    """How many bytes it holds; it stands at its beginning afterwards."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """What is left of a file."""
    while block := file.read(limits.BLOCK):
        yield block
