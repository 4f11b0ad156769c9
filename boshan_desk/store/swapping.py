"""Another store in the place of this one, so that a stop at any moment leaves one of them whole.

The new store is written beside the old one, synced, and takes a name that says that it is complete.
From then on the swap is decided: whoever opens the desk next finishes what is left of it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from boshan_desk.store.lock import sync_folder

_READY = "desk.db.ready"
_ASIDE = "desk.aside"
"""Names the folder into which the old store goes; absent where the old one is to be dropped."""


def swap_in(folder: Path, part: Path, *, aside: str = "") -> None:
    """Put the finished store `part` in the place of `desk.db`.

    The old one is kept in the folder `aside` of the desk's folder, or dropped without a name.
    Needs the desk's lock, and no connection to either store.
    """
    note = folder / _ASIDE
    if aside:
        note.write_text(aside, "utf-8")
    else:
        note.unlink(missing_ok=True)
    try:
        sync_folder(folder)
        part.replace(folder / _READY)
    except BaseException:
        if not swap_pending(folder):
            with suppress(OSError):
                note.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    finish_swap(folder)


def swap_pending(folder: Path) -> bool:
    """Whether a swap was decided and not finished."""
    return (folder / _READY).exists()


def finish_swap(folder: Path) -> None:
    """Finish a swap that was decided; nothing to do otherwise.  Needs the desk's lock."""
    if not swap_pending(folder):
        return
    if not (folder / _READY).stat().st_size:
        # No finished store was ever empty: it is not ours.
        (folder / _READY).unlink()
        return
    note = folder / _ASIDE
    aside = folder / Path(note.read_text("utf-8")).name if note.exists() else None
    if aside is not None:
        aside.mkdir(exist_ok=True)
    # The log goes first: beside another store it would be taken for that store's own.
    for name in ("desk.db-shm", "desk.db-wal", "desk.db-journal", "desk.db"):
        old = folder / name
        if not old.exists():
            continue
        if aside is not None:
            old.replace(aside / name)
            sync_folder(aside)
        elif name != "desk.db":
            old.unlink()
    sync_folder(folder)
    (folder / _READY).replace(folder / "desk.db")
    note.unlink(missing_ok=True)
    sync_folder(folder)
