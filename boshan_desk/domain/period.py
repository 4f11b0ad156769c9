"""Quarters, half-years, years and months, and the words an office has for them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, mark

_QUARTERS = (mark("一季度"), mark("二季度"), mark("三季度"), mark("四季度"))


@dataclass(frozen=True, order=True)
class Period:
    """Whole months of one year: `first` to `last`, counted from 1."""

    year: int
    first: int
    last: int

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return date(self.year, self.last, monthrange(self.year, self.last)[1])

    @property
    def months(self) -> int:
        """How many months it has."""
        return self.last - self.first + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __str__(self) -> str:
        """As the command line writes it: 2026Q3, 2026H1, 2026, 2026-07, 2026-01..09."""
        if self.months == 12:
            return f"{self.year}"
        if self.months == 1:
            return f"{self.year}-{self.first:02d}"
        if self.months == 3 and self.first % 3 == 1:
            return f"{self.year}Q{self.last // 3}"
        if self.months == 6 and self.first in (1, 7):
            return f"{self.year}H{self.last // 6}"
        return f"{self.year}-{self.first:02d}..{self.last:02d}"

    def words(self) -> str:
        """As a person says it: 2026年三季度, 2026年上半年, 2026年, 2026年7月."""
        return _("{year}年").format(year=self.year) + self.short_words()

    def short_words(self) -> str:
        """The same without the year; nothing for a whole year."""
        if self.months == 12:
            return ""
        if self.months == 1:
            return _("{month}月").format(month=self.first)
        if self.months == 3 and self.first % 3 == 1:
            return _(_QUARTERS[self.last // 3 - 1])
        if self.months == 6 and self.first in (1, 7):
            return _("上半年") if self.first == 1 else _("下半年")
        if (self.first, self.last) == (1, 9):
            return _("前三季度")
        return _("{first}—{last}月").format(first=self.first, last=self.last)

    def cumulative(self) -> Period:
        """From 1 January to the end of this period (本年累计)."""
        return Period(self.year, 1, self.last)

    def report_words(self) -> str:
        """What a paper calls the time up to here: 一季度, 上半年, 前三季度, 全年."""
        if self.last == 12:
            return _("全年")
        return self.cumulative().short_words()

    def last_year(self) -> Period:
        """The same period of the year before (上年同期)."""
        return Period(self.year - 1, self.first, self.last)

    def previous(self) -> Period:
        """The period of the same length before it (上期)."""
        if self.first > self.months:
            return Period(self.year, self.first - self.months, self.first - 1)
        return Period(self.year - 1, 12 - self.months + 1, 12)

    def following(self) -> Period:
        """The period of the same length after it (下期)."""
        if self.last + self.months <= 12:
            return Period(self.year, self.last + 1, self.last + self.months)
        return Period(self.year + 1, 1, self.months)


@dataclass(frozen=True, order=True)
class Stretch:
    """Any days, first and last one counted: what has come together since a plan began."""

    start: date
    end: date

    @property
    def year(self) -> int:
        """The year it ends in."""
        return self.end.year

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __str__(self) -> str:
        """As the command line writes it: 2022-04-05..2026-09-30."""
        return f"{self.start}..{self.end}"

    def words(self) -> str:
        """As a person says it: 2022年4月至2026年9月."""
        return _("{year}年{month}月至{to_year}年{to_month}月").format(
            year=self.start.year,
            month=self.start.month,
            to_year=self.end.year,
            to_month=self.end.month,
        )

    def cumulative(self) -> Stretch:
        """From 1 January of the year it ends in."""
        return Stretch(date(self.end.year, 1, 1), self.end)

    def last_year(self) -> Stretch:
        """The same days of the year before; 28 February for the 29th."""
        return Stretch(year_before(self.start), year_before(self.end))


def year_before(day: date) -> date:
    """The same day of the year before; the end of a month stays the end of a month."""
    last = monthrange(day.year - 1, day.month)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if at_end else min(day.day, last))


Span = Period | Stretch
"""What a figure can be asked for: both have `start`, `end` and `year`, and hold days."""


S = TypeVar("S", Span, Span | None)


def until(span: S, day: date) -> S:
    """The part of a span up to a day; the span itself where it ends by then."""
    if span is None or span.end <= day:
        return span
    return Stretch(span.start, max(day, span.start))


def quarter(year: int, number: int) -> Period:
    """The calendar quarter, numbered from 1."""
    return Period(year, number * 3 - 2, number * 3)


def quarter_of(day: date) -> Period:
    """The quarter that a day is in."""
    return quarter(day.year, (day.month + 2) // 3)


def split(span: Span) -> tuple[Span, ...]:
    """The same days as whole quarters, then months, then days where they are not whole.

    What adds up is counted once for each of these and serves every span they are part of.
    """
    found: list[Span] = []
    day = span.start
    while day <= span.end:
        whole = quarter_of(day)
        if day != whole.start or whole.end > span.end:
            whole = Period(day.year, day.month, day.month)
        if day == whole.start and whole.end <= span.end:
            found.append(whole)
        else:
            found.append(Stretch(day, min(whole.end, span.end)))
        day = found[-1].end + timedelta(days=1)
    return tuple(found)


def last_full_quarter(today: date) -> Period:
    """The quarter that a paper written today is about."""
    return quarter_of(today).previous()


_FORMS = re.compile(
    r"(?P<year>(?:19|20)\d{2})"
    r"(?:Q(?P<q>[1-4])|H(?P<h>[12])|-(?P<m>0[1-9]|1[0-2])(?:\.\.(?P<to>0[1-9]|1[0-2]))?)?$"
)
_WORDS = re.compile(
    r"(?P<year>(?:19|20)\d{2})年?(?:第?(?P<q>[一二三四1-4])季度|(?P<h>[上下])半年|(?P<nine>前三季度)"
    r"|(?P<m>\d{1,2})(?:月?[-—–~至到](?P<to>\d{1,2}))?月(?:份)?|全年|度)?$"
)


def read_period(text: str) -> Period:
    """Read 2026Q3, 2026H1, 2026 or 2026-07; anything else is refused with an example."""
    found = _FORMS.match(text.strip().upper())
    if not found:
        raise Refused("看不懂的期间“{text}”，请写成 2026Q3、2026H1、2026 或 2026-07", text=text)
    year = int(found["year"])
    if found["q"]:
        return quarter(year, int(found["q"]))
    if found["h"]:
        return Period(year, 1, 6) if found["h"] == "1" else Period(year, 7, 12)
    if found["m"]:
        first, last = int(found["m"]), int(found["to"] or found["m"])
        if first > last:
            raise Refused("期间“{text}”的起止月份颠倒了", text=text)
        return Period(year, first, last)
    return Period(year, 1, 12)


def find_period(text: str) -> Period | None:
    """The period that words in a sheet or a form mean: 2026年三季度, 2026年1—9月, 2026Q3."""
    plain = unicodedata.normalize("NFKC", "".join(text.split())).upper()
    if _FORMS.match(plain):
        try:
            return read_period(plain)
        except Refused:
            return None
    found = _WORDS.match(plain)
    if not found:
        return None
    year = int(found["year"])
    if found["q"]:
        return quarter(year, "一二三四".find(found["q"]) + 1 or int(found["q"]))
    if found["h"]:
        return Period(year, 1, 6) if found["h"] == "上" else Period(year, 7, 12)
    if found["nine"]:
        return Period(year, 1, 9)
    if found["m"]:
        first, last = int(found["m"]), int(found["to"] or found["m"])
        return Period(year, first, last) if 1 <= first <= last <= 12 else None
    return Period(year, 1, 12)
