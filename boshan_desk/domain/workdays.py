"""Working days: weekends, the State Council's yearly notice with its exchanged days, own closures.

A year is known when its notice is at hand.  Beyond it days are assumed, and whoever asks learns it:
`knows` is False, and every date that leaned on such a day is provisional (暂定).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _

DAY: Final = timedelta(days=1)
FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2069, 12, 31)
_SPAN: Final = (LAST - FIRST).days + 1


@dataclass(frozen=True)
class Year:
    """The days that one year's notice names: where they differ from Monday to Friday.

    New Year may reach back into the December before (2008, 2012, 2019, 2023), so the days of a
    calendar year may stand in two notices.
    """

    year: int
    title: str
    notice: str
    """The notice's number: 国办发明电〔2025〕7号."""
    issued: date | None
    source: str
    """Where the days were taken from."""
    off: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    """Days of rest that belong to a holiday, weekends within it too, with its name."""
    work: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    """Saturdays and Sundays on which one works, with the holiday they make up for."""


@dataclass(frozen=True)
class OwnDay:
    """A day that this office alone treats otherwise: closed by flood, open by order."""

    day: date
    works: bool
    reason: str


class Workdays:
    """Which days are working days.

    `assumed` are the statutory holidays of years whose notice is not out.  The bureau's own limits
    do not lean on them: without them a date comes earlier, and early is safe.  A party's period
    does (`for_party`): there, late is safe.
    """

    def __init__(
        self,
        years: Iterable[Year],
        exceptions: Iterable[OwnDay] = (),
        assumed: Mapping[date, str] | None = None,
        *,
        leaning: bool = False,
    ) -> None:
        self.years: Mapping[int, Year] = {y.year: y for y in sorted(years, key=lambda y: y.year)}
        self.exceptions: Mapping[date, OwnDay] = {e.day: e for e in exceptions}
        self.assumed: Mapping[date, str] = assumed or {}
        self.leaning = leaning
        """Whether `assumed` days are taken for days of rest."""
        self.ends: dict[Any, Any] = {}
        """Where limits end that nothing stopped (`counting.count`); these days never change."""

    @cached_property
    def for_party(self) -> Workdays:
        """The same days, with statutory holidays taken for granted where no notice is out."""
        if self.leaning or not self.assumed:
            return self
        return Workdays(self.years.values(), self.exceptions.values(), self.assumed, leaning=True)

    @property
    def known_to(self) -> date:
        """The last day of the last year known without a gap before it."""
        last = min(self.years, default=FIRST.year)
        while last in self.years:
            last += 1
        return date(last - 1, 12, 31)

    def knows(self, day: date) -> bool:
        """Whether the year's notice is at hand."""
        return day.year in self.years

    def knows_span(self, first: date, last: date) -> bool:
        """Whether every year from one day to another is known."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def is_workday(self, day: date) -> bool:
        """Whether one works on this day, as far as is known."""
        if exception := self.exceptions.get(day):
            return exception.works
        if (named := self._named.get(day)) is not None:
            return named[0]
        return day.weekday() < 5

    def name(self, day: date) -> str:
        """Why the day is what it is, when it is not a plain weekday or weekend; else empty."""
        if exception := self.exceptions.get(day):
            return exception.reason
        return self._named[day][1] if day in self._named else ""

    def upto(self, day: date) -> int:
        """How many working days there are from the first day of the calendar to this one."""
        return self._counts[_place(day)]

    def between(self, after: date, last: date) -> int:
        """How many working days lie after one day, up to and with another."""
        return self.upto(last) - self.upto(after) if last > after else 0

    def nth(self, number: int) -> date:
        """The working day with this number (`upto`)."""
        place = bisect_left(self._counts, number)
        if place >= _SPAN:
            raise _outside()
        return FIRST + DAY * place

    def roll(self, day: date) -> date:
        """The day itself if one works on it, or the first working day after it."""
        while not self.is_workday(day):
            day += DAY
        return day

    def roll_back(self, day: date) -> date:
        """The day itself if one works on it, or the last working day before it."""
        while not self.is_workday(day):
            day -= DAY
        return day

    @cached_property
    def _named(self) -> dict[date, tuple[bool, str]]:
        """The days that a notice names, and those assumed: whether one works, and the holiday.

        Where two notices name a day, the later year's was issued later.
        """
        named: dict[date, tuple[bool, str]] = {}
        if self.leaning:
            named |= {d: (False, n) for d, n in self.assumed.items() if d.year not in self.years}
        for year in self.years.values():
            named |= {d: (False, name) for d, name in year.off.items()}
            named |= {d: (True, name) for d, name in year.work.items()}
        return named

    @cached_property
    def _counts(self) -> list[int]:
        """For each day of the calendar, the working days up to and with it."""
        counts, total = [], 0
        special = {d: works for d, (works, _name) in self._named.items()}
        special |= {e.day: e.works for e in self.exceptions.values()}
        places = {(d - FIRST).days: works for d, works in special.items()}
        weekday = FIRST.weekday()
        for place in range(_SPAN):
            works = places.get(place)
            total += (weekday < 5) if works is None else works
            counts.append(total)
            weekday = (weekday + 1) % 7
        return counts


def _place(day: date) -> int:
    place = day.toordinal() - FIRST.toordinal()
    if not 0 <= place < _SPAN:
        raise _outside()
    return place


def _outside() -> Refused:
    return Refused("日期超出可计算的范围（{first}至{last}）", first=FIRST, last=LAST)


def read_year(text: str) -> Year:
    """A year's calendar from the text of its file (`resources/calendar/*.toml`).

    Raises:
        Refused: the file is no such calendar, or contradicts itself; the words say where.
    """
    try:
        given: dict[str, Any] = tomllib.loads(text)
        year = int(given["year"])
        if not FIRST.year <= year <= LAST.year:
            raise ValueError(f"year = {year}")
        issued = given.get("issued")
        if not (issued is None or type(issued) is date):
            raise ValueError(f"issued = {issued}")
        made = Year(
            year,
            str(given["title"]),
            str(given["notice"]),
            issued,
            str(given.get("source", "")),
            _days(given["off"], year),
            _days(given["work"], year),
        )
    except KeyError as error:
        raise Refused("这不是一份节假日安排文件：缺少 {key}", key=error.args[0]) from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError, IndexError) as error:
        raise Refused("这不是一份节假日安排文件：{why}", why=str(error)) from error
    if both := sorted(set(made.off) & set(made.work)):
        raise Refused("节假日安排里 {day} 既放假又上班，请核对通知原文", day=both[0])
    if plain := [d for d in made.work if d.weekday() < 5]:
        raise Refused("{day} 本来就是工作日，不能列为调休上班日", day=plain[0])
    if not made.off or not made.notice.strip():
        raise Refused("节假日安排文件里没有放假日期或通知文号")
    return made


def _days(rows: list[list[object]], year: int) -> Mapping[date, str]:
    """Days with their names, in order; refused when a day stands twice or in another year."""
    days: dict[date, str] = {}
    for row in rows:
        day = row[0] if type(row[0]) is date else date.fromisoformat(str(row[0]))
        # New Year may begin in the December before.
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise ValueError(_("{day} 不在 {year} 年内").format(day=day, year=year))
        if day in days:
            raise ValueError(_("{day} 写了两次").format(day=day))
        days[day] = str(row[1])
    return MappingProxyType(dict(sorted(days.items())))
