"""The files of packages in the desk's own folder, as they were sealed: by their digest."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Missing
from boshan_desk.store.backups import sync_file
from boshan_desk.store.desk import Desk
from boshan_desk.store.lock import sync_folder
from boshan_desk.usecases.exchange.parcels import FOLDER, Parcel

_LEFT_OVER: Final = 3600
"""Seconds after which a copy that a killed program left is nobody's."""

_ON_ITS_WAY: Final = re.compile(r"[0-9a-f]{16}(\..*)?")
"""What `exchange.media.fetch` calls a copy."""


def local_path(desk: Desk, digest: str) -> Path:
    """Where a desk keeps a package."""
    return desk.folder / FOLDER / f"{digest}.bsx"


def parcel_folder(desk: Desk) -> Path:
    """The folder, made where it is not there, and rid of what a killed program left: copies on
    their way in, halves on their way out.
    """
    folder = desk.folder / FOLDER
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.suffix != ".part" and not _ON_ITS_WAY.fullmatch(path.name):
            continue
        with suppress(OSError):
            if abs(time.time() - path.stat().st_mtime) > _LEFT_OVER:
                path.unlink()
    return folder


def remove_empty(desk: Desk) -> None:
    """Leave no folder behind where no package is kept."""
    with suppress(OSError):
        (desk.folder / FOLDER).rmdir()


def keep_file(desk: Desk, local: Path, digest: str) -> Path | None:
    """Keep a package as it was sealed: it proves what came; None where it is kept already."""
    final = local_path(desk, digest)
    if final.exists() or not local.is_file():
        return None
    part = final.with_suffix(".part")
    shutil.copyfile(local, part)
    sync_file(part)
    part.replace(final)
    sync_folder(final.parent)
    return final


def kept_file(desk: Desk, parcel: Parcel) -> Path:
    """Where the sealed package lies that came in.

    Raises:
        Missing: it is there no more.
    """
    path = local_path(desk, parcel.digest)
    if not path.is_file():
        raise Missing("第{seq}包的文件不在本机了", seq=f"{parcel.seq:02d}")
    return path
