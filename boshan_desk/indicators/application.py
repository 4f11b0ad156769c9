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
        now, base = (source.value(self.code, each, town) for each in self.years(span))
        return rate(now, base)

    def years(self, span: Span) -> tuple[Span, Span]:
        """The days that are compared: of this year and of the year before."""
        year = span.cumulative()
        return year, year.last_year()

    def behind(self, source: Source, span: Span, town: str = "") -> Behind:
        """The records of this year."""
        return Behind(where=within(self.day, span.cumulative()))
