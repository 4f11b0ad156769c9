"""With what a desk is opened, and what the screen remembers of it before it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.officers import Officer
from boshan_desk.domain.problems import Damaged

LAST_NAME: Final = "sign_in.name"
"""Under what name the screen remembers who signed in last."""

COUNTY: Final = "sign_in.county"
"""The same for the county: it stands in the store, which cannot be read yet."""


@dataclass(frozen=True)
class Entry:
    """Who opens a desk; nobody where it has no accounts."""

    key: str = ""
    officer: Officer | None = None
    failures: int = 0
    """Wrong passwords before the right one."""
    damage: Damaged | None = None
    """Why the store is not to be opened but rescued."""
