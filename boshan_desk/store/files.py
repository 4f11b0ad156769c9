"""The files that hang on records: each once, under the hash of its content, encrypted as the store.

At an encrypted desk a file is kept in pieces of a megabyte, each under AES-256-GCM with its place
in the file bound to it, so that a piece that was changed, moved or cut off is seen when it is read.
The hash that names a file is of its own content, whichever way it is kept.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.store.lock import swept, sync_folder

FOLDER: Final = "files"
LARGEST: Final = 512 * 1024 * 1024
"""Bytes; a scan of a whole volume stays far below it."""

_BLOCK: Final = 1024 * 1024
_MARK: Final = b"BSKDFILE1"
"""What an encrypted file begins with; then eight random bytes, then the pieces."""
_TAG: Final = 16


@dataclass(frozen=True)
class Content:
    """What a file holds, told by its hash."""

    sha256: str
    size: int


def content_path(folder: Path, sha256: str) -> Path:
    """Where a folder keeps content with this hash."""
    return folder / FOLDER / sha256[:2] / sha256


def measure(path: Path, key: str = "") -> Content:
    """The hash and size of a file's content; of a damaged one, what fits nothing."""
    digest, size = hashlib.sha256(), 0
    try:
        for block in read(path, key):
            digest.update(block)
            size += len(block)
    except ValueError:
        return Content("", -1)
    return Content(digest.hexdigest(), size)


def read(path: Path, key: str = "") -> Iterator[bytes]:
    """A kept file's own content, piece by piece.

    Raises:
        ValueError: it is damaged, or the key is another.
    """
    with path.open("rb") as file:
        start = file.read(len(_MARK)) if key else b""
        if key and start == _MARK:
            yield from _decrypted(file, key)
        else:
            # Kept before the desk was encrypted.
            yield from filter(None, [start])
            while block := file.read(_BLOCK):
                yield block


def keep(folder: Path, source: Path, key: str = "") -> Content:
    """Copy a file into a desk's folder: whole and synced under its hash, or not at all.

    Raises:
        Refused: it is empty or too large.
    """
    with source.open("rb") as file:
        content = keep_blocks(folder, iter(lambda: file.read(_BLOCK), b""), key)
    if content is None:
        raise Refused("{path} 是空文件，不能作为附件", path=source)
    return content


def keep_blocks(folder: Path, blocks: Iterable[bytes], key: str = "") -> Content | None:
    """The same of content that comes piece by piece; None where there is nothing of it.

    Raises:
        Refused: it is too large.
    """
    files = folder / FOLDER
    files.mkdir(exist_ok=True)
    for leaving in files.glob("*.part"):
        leaving.unlink()
    part = files / f"{secrets.token_hex(8)}.part"
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for block in blocks:
            digest.update(block)
            size += len(block)
            if size > LARGEST:
                raise Refused("文件超过 {most} MB，请压缩或拆分后再添加", most=LARGEST // 1024**2)
            yield block

    try:
        _write(part, counted(), key)
        if not size:
            return None
        content = Content(digest.hexdigest(), size)
        final = content_path(folder, content.sha256)
        if final.is_file() and measure(final, key) == content:
            return content
        final.parent.mkdir(exist_ok=True)
        part.replace(final)
        for changed in (final.parent, files, folder):
            sync_folder(changed)
    finally:
        part.unlink(missing_ok=True)
    return content


def copy_kept(source: Path, goal: Path, sha256: str, key: str = "") -> None:
    """Copy a kept file to another folder's files, checked on the way; a damaged one is left out.

    One that is there already and of the same length is not written again.
    """
    if not source.exists():
        # `check` names it, and the rest is still worth keeping.
        return
    if goal.exists() and goal.stat().st_size == source.stat().st_size:
        return
    if measure(source, key).sha256 != sha256:
        return
    goal.parent.mkdir(parents=True, exist_ok=True)
    part = goal.with_name(f"{sha256}.part")
    with swept(part.parent, part.name):
        with source.open("rb") as file:
            _write(part, iter(lambda: file.read(_BLOCK), b""), "")
        if measure(part, key).sha256 != sha256:
            part.unlink()
            return
        part.replace(goal)
    sync_folder(goal.parent)


def encrypt_kept(folder: Path, key: str) -> None:
    """Encrypt every file in a folder's files that is still plain; each is whole at any moment."""
    for path in sorted((folder / FOLDER).glob("??/*")):
        with path.open("rb") as file:
            if file.read(len(_MARK)) == _MARK or path.suffix == ".part":
                continue
        part = path.with_name(f"{path.name}.part")
        with swept(part.parent, part.name):
            _write(part, read(path), key)
            if measure(part, key) != measure(path):
                raise Refused("附件加密后与原件不一致，未作任何改动；请检查磁盘后重试")
            part.replace(path)
        sync_folder(path.parent)


def _write(part: Path, blocks: Iterator[bytes], key: str) -> None:
    with part.open("xb") as copy:
        for block in _encrypted(blocks, key) if key else blocks:
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())


def _encrypted(blocks: Iterator[bytes], key: str) -> Iterator[bytes]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, start = AESGCM(bytes.fromhex(key)), secrets.token_bytes(8)
    yield _MARK + start
    number, before = 0, next(blocks, b"")
    while True:
        block = next(blocks, b"")
        # The last piece says so: a file cut at the end of a piece is no whole file.
        yield cipher.encrypt(start + number.to_bytes(4), before, _place(number, last=not block))
        if not block:
            return
        number, before = number + 1, block


def _decrypted(file: BinaryIO, key: str) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, start = AESGCM(bytes.fromhex(key)), file.read(8)
    number, piece = 0, file.read(_BLOCK + _TAG)
    while True:
        following = file.read(_BLOCK + _TAG)
        try:
            place = _place(number, last=not following)
            yield cipher.decrypt(start + number.to_bytes(4), piece, place)
        except InvalidTag:
            raise ValueError("a kept file is damaged") from None
        if not following:
            return
        number, piece = number + 1, following


def _place(number: int, *, last: bool) -> bytes:
    return f"{number} {'last' if last else 'more'}".encode()
