"""Wrong passwords are counted, and each costs a longer wait; nobody is ever locked out for good.

Kept beside the store, for it must be known before the store can be opened.  Whoever can write to
the folder can take the count away; then only the cost of every guess stands in the way (`keys`).
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from boshan_desk.store.lock import write_whole

FILE: Final = "desk.tries"
LONGEST: Final = 300
"""Seconds."""


def delay_after(failures: int) -> int:
    """Seconds to wait after so many wrong passwords in a row: 1, 2, 4 … 300."""
    return min(LONGEST, 1 << (failures - 1)) if 0 < failures < 20 else LONGEST * bool(failures)


class Tries:
    """The wrong passwords of every account of a desk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, tuple[int, str]] = {}
        try:
            given = json.loads((folder / FILE).read_text("utf-8"))
            self._held = {str(id): (int(n), str(at)) for id, (n, at) in given.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            # No file is the usual case; a damaged one counts from the start.
            self._held = {}

    def failures(self, id: str) -> int:
        """How many in a row."""
        return self._held.get(id, (0, ""))[0]

    def wait(self, id: str, now: datetime) -> int:
        """Seconds until the next try, 0 when it may be made now.

        A clock that was set back makes nobody wait longer than the delay itself.
        """
        failures, last = self._held.get(id, (0, ""))
        if not failures:
            return 0
        delay = delay_after(failures)
        try:
            passed = (now - datetime.fromisoformat(last)) / timedelta(seconds=1)
        except (ValueError, TypeError):
            return delay
        return min(delay, max(0, -int(-(delay - passed) // 1)))

    def fail(self, id: str, now: datetime) -> int:
        """Count a wrong password; the seconds to wait."""
        failures = self.failures(id) + 1
        self._held[id] = (failures, now.isoformat(" "))
        self._write()
        return delay_after(failures)

    def clear(self, id: str) -> None:
        """The right password was given."""
        if self._held.pop(id, None):
            self._write()

    def _write(self) -> None:
        # On a full disk one must still get in to read and to make room; then only the cost of every
        # guess stands in the way.
        with suppress(OSError):
            write_whole(self._folder / FILE, json.dumps(self._held))
