"""Opening the desk that a command is about."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.cli.options import Common
from boshan_desk.domain.codes import Lists, lists_of, load_county
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk


def opened(common: Common) -> Desk:
    """The desk, to be used in a `with` statement."""
    return open_desk(common.folder, clock=common.clock, officer=common.officer)


def lists_at(folder: Path) -> Lists:
    """The code lists of the desk; of the program's own county where there is no desk yet."""
    if not (folder / "desk.db").exists():
        return lists_of(load_county("boshan"))
    with open_desk(folder) as desk:
        return desk.lists
