"""What a list shows: which records of a ledger, in what order."""

from __future__ import annotations

from dataclasses import dataclass

from boshan_desk.domain.figures import Figure, Where
from boshan_desk.domain.period import Period, Span


@dataclass(frozen=True, kw_only=True)
class View:
    """A question to a ledger.  Empty parts ask nothing."""

    ledger: str
    where: tuple[Where, ...] = ()
    text: str = ""
    """Words that the record must contain, all of them (快速查找)."""
    town: str = ""
    period: Period | None = None
    """On the ledger's own day."""
    counted: tuple[Figure, Span] | None = None
    """Only the records that this figure counts for this period."""
    ids: tuple[str, ...] | None = None
    """Only these records."""
    order: str = ""
    """The field it is sorted by; by entry when empty."""
    down: bool = True
    """Whether the greatest or newest stands first."""
    withdrawn: bool = False
    """The recycle bin instead of the live records."""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out that 清除筛选 would bring back."""
        asked = self.where or self.text or self.town or self.period or self.counted
        return bool(asked) or self.ids is not None
