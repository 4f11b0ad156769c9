"""How cases kept their statutory limits (domain.md 2.17, EN08 to EN10).

The table of limits knows every limit with its last day as it is counted today; what is said of a
past day is said with that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Span
from boshan_desk.domain.wording import average, share
from boshan_desk.domain.workdays import DAY
from boshan_desk.indicators.source import Behind, Source, within

NEAR: Final = 7
"""A case is near a limit when it warns within so many days."""

DECISION: Final = "L12"
PUBLICITY: Final = "L22"
"""The limits that have figures of their own (domain.md 3.2)."""


def overdue_cases(source: Source, period: Span, town: str = "") -> int:
    """Cases with an overdue duty at the end of the period (M-EN08)."""
    return source.clock.overdue(_end(source, period))


def near_cases(source: Source, period: Span, town: str = "") -> int:
    """Cases with a duty that falls due within `NEAR` days of the period's end (M-EN08c)."""
    return source.clock.near(_end(source, period), NEAR)


def decided_in_time(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Decisions made in time, in per cent of those made in the period (M-EN08b)."""
    made, in_time = source.clock.met(DECISION, period)
    return share(in_time, made)


def average_days(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Days from filing to decision, without the stopped ones, on average (M-EN09)."""
    days = source.clock.decision_days(period)
    return average(sum(each * cases for each, cases in days.items()), sum(days.values()))


def median_days(source: Source, period: Span, town: str = "") -> Decimal | None:
    """The same of the case in the middle (M-EN09b)."""
    days = source.clock.decision_days(period)
    total = sum(days.values())
    if not total:
        return None
    middle, seen = [], 0
    for each in sorted(days):
        # The cases numbered from `seen` on took so long; two are in the middle of an even number.
        ends = range(seen, seen := seen + days[each])
        middle += [each for place in ((total - 1) // 2, total // 2) if place in ends]
    return Decimal(sum(middle)) / 2


def to_be_published(source: Source, period: Span, town: str = "") -> int:
    """Decisions whose time to be published ran out in the period (M-EN10)."""
    return _publicity(source, period)[0]


def published_in_time(source: Source, period: Span, town: str = "") -> int:
    """Those of them that were published in time (M-EN10b)."""
    return _publicity(source, period)[1]


def publicity_share(source: Source, period: Span, town: str = "") -> Decimal | None:
    """The same in per cent (M-EN10c)."""
    due, done = _publicity(source, period)
    return share(done, due)


def behind_overdue(source: Source, period: Span, town: str = "") -> Behind:
    """The cases that are overdue."""
    return Behind(ids=source.clock.cases_overdue(_end(source, period)))


def behind_near(source: Source, period: Span, town: str = "") -> Behind:
    """The cases with a limit near."""
    return Behind(ids=source.clock.cases_near(_end(source, period), NEAR))


def behind_decided(source: Source, period: Span, town: str = "") -> Behind:
    """The cases with a decision that had a limit, in time or late."""
    return Behind(ids=decisions(source, period))


def decisions(source: Source, period: Span, *, in_time: bool = False) -> Sequence[str]:
    """The cases with a decision in the period that had a limit; only those that kept it."""
    return source.clock.cases_met(DECISION, period, kept=in_time)


def days_by_case(source: Source, period: Span) -> Mapping[str, int]:
    """How long each took of the cases whose days are counted."""
    return source.clock.decision_days_of(period)


def behind_days(source: Source, period: Span, town: str = "") -> Behind:
    """The cases whose days are counted."""
    ordinary = (Where("filed_on", "filled"), Where("procedure", "!=", "simple"))
    return Behind(where=(*within("decided_on", period), *ordinary))


def behind_publicity(source: Source, period: Span, town: str = "") -> Behind:
    """The cases whose time to be published ran out."""
    return Behind(ids=source.clock.cases_expired(PUBLICITY, *_run_out(source, period)))


def behind_published(source: Source, period: Span, town: str = "") -> Behind:
    """Those that were published in time."""
    first, last = _run_out(source, period)
    return Behind(ids=source.clock.cases_expired(PUBLICITY, first, last, kept=True))


def _run_out(source: Source, period: Span) -> tuple[date, date]:
    # Until its last day is over, nobody can say that a limit was not kept.
    return period.start, min(period.end, source.clock.today - DAY)


def _publicity(source: Source, period: Span) -> tuple[int, int]:
    return source.clock.expired(PUBLICITY, *_run_out(source, period))


def _end(source: Source, period: Span) -> date:
    return min(period.end, source.clock.today)
