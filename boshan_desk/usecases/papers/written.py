"""What came of writing a paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Written:
    """A paper that lies on disk."""

    path: Path
    pages: int
    """0 of what has no pages until somebody opens it."""
    missing: tuple[str, ...] = ()
    """Characters that no face has, printed as 〓."""
    empty: tuple[str, ...] = ()
    """Parts that were to be bound with it, and of which there is nothing."""
