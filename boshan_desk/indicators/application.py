"""How pledges grew over the year before (domain.md 2.17, AP02)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from boshan_desk.domain.period import Span
from boshan_desk.domain.wording import rate
from boshan_desk.indicators.source import Behind, Source, within


@dataclass(frozen=True)
class YearlyGrowth:
    """What came from 1 January on against the same days of last year, in per cent.

    None where there was nothing to compare with: a base of 0 has no rate.
    """

    code: str
    """The figure that grows."""
    day: str
    """The day on which it falls."""

    def __call__(self, source: Source, span: Span, town: str = "") -> Decimal | None:
        """The rate, unrounded."""
        year = span.cumulative()
        return rate(
            source.value(self.code, year, town), source.value(self.code, year.last_year(), town)
        )

    def behind(self, source: Source, span: Span, town: str = "") -> Behind:
        """The records of this year."""
        return Behind(where=within(self.day, span.cumulative()))
