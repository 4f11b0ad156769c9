"""Looking over the store in the background: quickly each day, page by page each week.

When it was done is remembered beside the store, and only when nothing was found: damage is looked
for again at every opening until it is dealt with.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from boshan_desk.domain.problems import Damaged
from boshan_desk.store import sealing
from boshan_desk.store.driver import connect, told
from boshan_desk.store.entering import refuse_damaged

FULL_DAYS: Final = 7
"""Reliability.md 3.1: the full check once a week."""

FILE: Final = "checked.json"

Due = Literal["", "quick", "full"]


def due(folder: Path, now: datetime) -> Due:
    """Which check is due: none again on the same day."""
    kept = _recall(folder)
    full, quick = (_when(kept.get(name)) for name in ("full", "quick"))
    # A clock that was set back must not put a check off for long.
    if full is None or abs((now.date() - full.date()).days) >= FULL_DAYS:
        return "full"
    newest = max(full, quick) if quick else full
    return "quick" if newest.date() != now.date() else ""


def look_over(folder: Path, *, key: str = "", thorough: bool, now: datetime) -> None:
    """Check the store, and remember that it was whole.

    Raises:
        Damaged: it is not whole.
    """
    store = folder / "desk.db"
    refuse_damaged(store, key=key, thorough=thorough)
    if thorough and not key:
        # An encrypted page vouches for its bytes; in a plain store only the seals do.
        with told(store):
            _refuse_broken_seals(store)
    _remember(folder, **{"full" if thorough else "quick": now.isoformat(" ")})


def _refuse_broken_seals(store: Path) -> None:
    connection = connect(store)
    try:
        for table in sealing.tables():
            if broken := next(sealing.broken_seals(connection, table), None):
                raise Damaged("数据未通过完整性检查：{finding}", finding=f"{table} {broken}")
    finally:
        connection.close()


def _when(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _recall(folder: Path) -> dict[str, object]:
    try:
        given = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return given if isinstance(given, dict) else {}


def _remember(folder: Path, **news: str) -> None:
    part = folder / f"{FILE}.part"
    try:
        part.write_text(json.dumps({**_recall(folder), **news}, indent=1), "utf-8")
        part.replace(folder / FILE)
    except OSError:
        # Then the check is made again next time: no harm.
        return
