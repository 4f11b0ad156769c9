"""Counting a statutory limit: from its first day to its last, with every day accounted for.

The rules (domain.md 3.1, 3.4): the day of the event is not counted; a stopped day is not counted,
once however many stops lie on it; a stop's first day is stopped, the day it ends counts again; an
extension lengthens the limit; a last day that is a day of rest moves to the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from boshan_desk.domain.workdays import DAY, Workdays

Unit = Literal["workday", "day", "hour", "month", "year"]
UNITS: Final[tuple[Unit, ...]] = ("workday", "day", "hour", "month", "year")


_REMEMBERED: Final = 50_000
"""So many ends of limits are remembered, some 15 MB."""


@dataclass(frozen=True)
class Stop:
    """A time that is not counted: from its first day until the day that counts again."""

    kind: str
    first: date
    until: date | None
    """None while it lasts."""


class Span(NamedTuple):
    """Days on which a clock stands, as the union of stops leaves them."""

    first: date
    until: date | None


class Counted(NamedTuple):
    """Where a limit ends."""

    due: date | None
    """The last day, not moved; None while a stop keeps it open.  A moment for hours."""
    rolled: date | None
    """The last day, moved past days of rest."""
    certain: bool
    """Whether no day of a year without a published calendar took part."""
    spans: tuple[Span, ...]
    """The days after the start on which the clock stood."""
    left: int = 0
    """Days that remain when an open stop ends."""


def union(stops: Iterable[Stop], after: date) -> tuple[Span, ...]:
    """The days on which at least one stop lies, after the day of the event; in order, apart."""
    first_day = after + DAY
    spans: list[Span] = []
    for stop in sorted(stops, key=lambda s: s.first):
        first = max(stop.first, first_day)
        if stop.until is not None and stop.until <= first:
            continue
        if spans and (spans[-1].until is None or first <= spans[-1].until):
            last = spans[-1].until
            if last is not None and (stop.until is None or stop.until > last):
                spans[-1] = Span(spans[-1].first, stop.until)
        else:
            spans.append(Span(first, stop.until))
    return tuple(spans)


def count(
    start: date,
    length: int,
    unit: Unit,
    days: Workdays,
    *,
    stops: Iterable[Stop] = (),
    rolls: bool = True,
) -> Counted:
    """The last day of a limit of `length` units that an event on `start` sets going.

    Months and years end on the day of the same number, or on the month's last (no stops there).
    Hours need a moment (`datetime`); they run through nights and days of rest.
    """
    if unit == "hour":
        moment = (
            start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
        )
        end = moment + timedelta(hours=length)
        return Counted(end, end, isinstance(start, datetime), ())
    start = as_day(start)
    if unit in ("month", "year"):
        return _ended(
            start, months_after(start, length * (12 if unit == "year" else 1)), days, (), rolls
        )
    by = _count_workdays if unit == "workday" else _count_days
    if spans := union(stops, start):
        return by(start, length, days, spans, rolls)
    # Without a stop the day of the event settles it: 100,000 cases begin on some thousand days.
    plain = days.ends
    key = (start, length, unit, rolls)
    if (known := plain.get(key)) is None:
        if len(plain) > _REMEMBERED:
            plain.clear()
        known = plain[key] = by(start, length, days, (), rolls)
    return known


def _count_days(
    start: date, length: int, days: Workdays, spans: tuple[Span, ...], rolls: bool
) -> Counted:
    at, left = start, length
    for span in spans:
        free = (span.first - at).days - 1
        if left <= free:
            break
        left -= free
        if span.until is None:
            return Counted(None, None, True, spans, left)
        at = span.until - DAY
    return _ended(start, at + DAY * left, days, spans, rolls)


def _count_workdays(
    start: date, length: int, days: Workdays, spans: tuple[Span, ...], rolls: bool
) -> Counted:
    at, left = start, length
    for span in spans:
        free = days.between(at, span.first - DAY)
        if left <= free:
            break
        left -= free
        if span.until is None:
            return Counted(None, None, days.knows_span(start, span.first), spans, left)
        at = span.until - DAY
    due = days.nth(days.upto(at) + left) if left else at
    return Counted(due, due, days.knows_span(start, due), spans)


def _ended(start: date, due: date, days: Workdays, spans: tuple[Span, ...], rolls: bool) -> Counted:
    if not rolls:
        return Counted(due, due, True, spans)
    rolled = days.roll(due)
    return Counted(due, rolled, days.knows_span(due, rolled), spans)


def count_back(end: date, length: int, days: Workdays) -> Counted:
    """The latest working day from which `length` working days run to `end`, that day not counted.

    A hearing is held on the seventh working day after its notice at the earliest (APL §64(2), §85).
    """
    number = days.upto(end) - length
    due = days.nth(number) if number > 0 else end - DAY * length
    return Counted(due, due, days.knows_span(due, end), ())


def used(start: date, on: date, unit: Unit, days: Workdays, spans: Iterable[Span]) -> int:
    """How many days of the limit were used up by the end of a day."""
    start, on = as_day(start), as_day(on)
    if on <= start:
        return 0

    def free(after: date, last: date) -> int:
        if last <= after:
            return 0
        return days.between(after, last) if unit == "workday" else (last - after).days

    total, at = 0, start
    for span in spans:
        if span.first > on:
            break
        total += free(at, span.first - DAY)
        if span.until is None or span.until > on:
            return total
        at = span.until - DAY
    return total + free(at, on)


def surcharge(amount: int, days: int, rate: int = 3, cap: int = 100) -> int:
    """What a fine grows by, unpaid for so many days after its last day (APL §72; PR §75).

    In 分, rounded down.  `rate` is per cent of the fine for each day, `cap` per cent at most.
    Days under review or in court do not count: see `used` with stops.
    """
    return min(amount * rate * max(days, 0), amount * cap) // 100


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months on, or that month's last."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    first = date(year, month + 1, 1)
    after = date(year + month // 11, month % 12 + 2 if month < 11 else 1, 1)
    return min(first.replace(day=min(day.day, 28)) + DAY * max(day.day - 28, 0), after - DAY)


def as_day(moment: date) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
