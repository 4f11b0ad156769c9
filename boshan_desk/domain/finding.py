"""Something wrong with a file that an office loads, and the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from boshan_desk.domain.problems import Severity
from boshan_desk.domain.wording import explained


@dataclass(frozen=True)
class Finding:
    """Something wrong with a file, or odd about it."""

    place: str
    """As the file has it; "" for the file as a whole."""
    severity: Severity
    """An error stops the file from being loaded."""
    words: str

    def told(self) -> str:
        """The place and what is found there."""
        return explained(self.place, self.words) if self.place else self.words
