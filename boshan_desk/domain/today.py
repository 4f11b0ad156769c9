"""The one clock.  Nothing else in the program asks what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class Clock:
    """The computer's clock, or one that stands still on a given day (tests, the sample county)."""

    fixed: date | None = None

    def today(self) -> date:
        """The day it is."""
        return self.fixed or datetime.now().date()

    def now(self) -> datetime:
        """The day and the local time, to the second."""
        at = datetime.now().replace(microsecond=0)
        return (
            datetime.combine(self.fixed, time(at.hour, at.minute, at.second)) if self.fixed else at
        )
