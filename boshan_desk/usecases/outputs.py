"""Files handed out: whole under their name, or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from boshan_desk.domain.problems import NoRoom
from boshan_desk.store.lock import sync_folder


@contextmanager
def output(path: Path) -> Iterator[Path]:
    """A file beside `path` to be written; it takes the name `path` when all went well.

    It is made at once, so that a place that cannot be written to is told before any work is done.

    Raises:
        NoRoom: the folder is missing or cannot be written to, the disk is full, or a file of that
            name is held open by another program.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.open("wb").close()
        try:
            yield part
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
            sync_folder(path.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise _no_room(path) from error


def try_places(paths: Iterable[Path]) -> None:
    """See that files can be written at these places, before what cannot be taken back is done.

    Nothing is left there, and a file that is there already stays as it is.

    Raises:
        NoRoom: one cannot be.
    """
    for path in paths:
        part = path.with_name(f"{path.name}.part")
        try:
            part.open("wb").close()
            part.unlink()
            if path.exists():
                # Not for a folder of that name, nor where another program holds the file.
                path.open("rb+").close()
        except OSError as error:
            raise _no_room(path) from error


def _no_room(path: Path) -> NoRoom:
    return NoRoom(
        "不能写入 {path}，请检查文件夹是否存在、有无权限和空间，或先关闭打开着的同名文件",
        path=path,
    )
