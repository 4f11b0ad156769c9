"""Patents, trademarks and copyright, from the observations of `ip_stat` (domain.md 2.5, 2.17).

What was not observed is None and never 0: zero, blank and "not reported" are three things.  A
quarter is what a source says of the quarter, else its three months, else the difference of what had
come together from 1 January at its two ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from boshan_desk.domain.figures import Where, is_unassigned
from boshan_desk.domain.period import Period, Span
from boshan_desk.domain.wording import clauses, half_up, plain
from boshan_desk.i18n import _
from boshan_desk.indicators.source import Behind, Source, Value

POPULATION_YEARS_BACK: Final = 1
"""每万人 of a year counts the people at the end of so many years before (domain.md 2.5)."""

_FEN_OF_WAN: Final = 1_000_000
"""分 in 万元."""

_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}

_COLUMNS: Final = (
    "id", "span", "basis", "as_of", "value", "data_source", "window_from", "window_to",
)  # fmt: skip


@dataclass(frozen=True)
class Observation:
    """One number as a source gave it."""

    id: str
    span: str
    basis: str
    as_of: date
    value: Decimal
    source: str
    window: tuple[date, date] | None

    @property
    def period(self) -> Period | None:
        """The calendar period it is of: trademark data up to 15 September are of the third quarter.

        None of what is no period.
        """
        if (months := _MONTHS.get(self.span)) is None:
            return None
        first = (self.as_of.month - 1) // months * months + 1
        return Period(self.as_of.year, first, first + months - 1)


@dataclass(frozen=True)
class Found:
    """A value and the observations it was made of."""

    value: Decimal
    made_of: tuple[Observation, ...]


def level(source: Source, indicator: str, span: Span, area: str) -> Found | None:
    """The newest level of one area on record up to the end of the days."""
    known = [
        each
        for each in _observed(source, indicator, area)
        if each.basis == "stock" and each.as_of <= span.end
    ]
    return _newest(known)


def flow(source: Source, indicator: str, span: Span, area: str) -> Found | None:
    """What happened within the days in one area; days that are no whole months cannot be told."""
    return _sum(
        _OneYear(_observed(source, indicator, area, year=each.year)).find(each)
        for each in _periods(span)
    )


Observed = Callable[[Source, str, Span, str], Found | None]
"""`level` or `flow`."""


def of_area(how: Observed, source: Source, indicator: str, span: Span, town: str) -> Found | None:
    """What was observed of one town, or ("") of the whole county.

    Where nobody gave the whole, it is the sum of the towns, if every counted one is known.
    """
    if town:
        return how(source, indicator, span, town)
    if whole := how(source, indicator, span, source.region):
        return whole
    towns = _sum(how(source, indicator, span, each) for each in source.counted)
    if towns is None:
        return None
    rows = source.rows("ip_stat", ("area",), (Where("indicator", "=", indicator),), distinct=True)
    others = {area for (area,) in rows if area and area.startswith(source.region)}
    others -= {source.region, *source.counted}
    more = [found for each in sorted(others) if (found := how(source, indicator, span, each))]
    return _sum([towns, *more])


def one_of(
    how: Observed, whole: str, parts: Sequence[str], source: Source, span: Span, town: str
) -> Found | None:
    """An indicator that is given as a whole, or else as all of its parts."""
    if found := of_area(how, source, whole, span, town):
        return found
    return _sum(of_area(how, source, each, span, town) for each in parts)


@dataclass(frozen=True)
class OfObservations:
    """A figure of the catalogue that is one indicator of `ip_stat`, or the sum of several."""

    how: Observed
    indicator: str
    parts: tuple[str, ...] = ()
    """Indicators that make it up where it is not given itself."""
    wan_yuan: bool = False
    """Whether it is observed in 万元; the catalogue counts in 分."""

    def find(self, source: Source, span: Span, town: str = "") -> Found | None:
        """What was found, with the observations."""
        if self.parts:
            return one_of(self.how, self.indicator, self.parts, source, span, town)
        return of_area(self.how, source, self.indicator, span, town)

    def __call__(self, source: Source, span: Span, town: str = "") -> Value:
        """The value; None where it was not observed."""
        if (found := self.find(source, span, town)) is None:
            return None
        return _whole(found.value * (_FEN_OF_WAN if self.wan_yuan else 1))

    def behind(self, source: Source, span: Span, town: str = "") -> Behind:
        """The observations it was made of; of what has no town, those of the whole and of towns."""
        if is_unassigned(town):
            found = [self.find(source, span, each) for each in ("", *source.counted)]
            return _behind(_sum(each for each in found if each))
        return _behind(self.find(source, span, town))

    def closes(self, source: Source, span: Span) -> bool:
        """Whether the whole and the towns that are known were observed in one month."""
        whole = self.find(source, span)
        towns = (self.find(source, span, town) for town in source.counted)
        return whole is None or all(_month(town) == _month(whole) for town in towns if town)

    def rests_on(self, source: Source, span: Span, town: str = "") -> Sequence[str]:
        """The observations it was made of, by their ids."""
        return self.behind(source, span, town).ids or ()

    def notes(self, source: Source, span: Span, town: str = "") -> str:
        """The day, the source and the window that must be printed with it."""
        return words_of(self.find(source, span, town))


@dataclass(frozen=True)
class PerTenThousand:
    """A level for each ten thousand residents: 每万人, two decimals when printed."""

    indicator: str

    def find(self, source: Source, span: Span, town: str = "") -> tuple[Found, Found] | None:
        """The level and the people; None where one of them is not known."""
        found = of_area(level, source, self.indicator, span, town)
        people = residents(source, span, town)
        return (found, people) if found and people else None

    def __call__(self, source: Source, span: Span, town: str = "") -> Decimal | None:
        """件/万人, unrounded."""
        if (both := self.find(source, span, town)) is None or not both[1].value:
            return None
        return both[0].value * 10_000 / both[1].value

    def behind(self, source: Source, span: Span, town: str = "") -> Behind:
        """The observations of the level and of the people."""
        both = self.find(source, span, town)
        return _behind(_sum(both)) if both else _behind(None)

    def rests_on(self, source: Source, span: Span, town: str = "") -> Sequence[str]:
        """The observations of the level: that other people divide it is no growth."""
        found = of_area(level, source, self.indicator, span, town)
        return tuple(each.id for each in found.made_of) if found else ()

    def notes(self, source: Source, span: Span, town: str = "") -> str:
        """The day, the source, and which people it was divided by."""
        year = span.end.year - POPULATION_YEARS_BACK
        if (both := self.find(source, span, town)) is None:
            if residents(source, span, town):
                return ""
            return _("缺{year}年末常住人口，无法计算").format(year=year)
        wan = plain(half_up(both[1].value / 10_000, 2))
        said = _("按{year}年末常住人口{wan}万人计算").format(year=year, wan=wan)
        return clauses(each for each in (words_of(both[0]), said) if each)


def residents(
    source: Source, span: Span, town: str = "", *, years_back: int = POPULATION_YEARS_BACK
) -> Found | None:
    """The residents (常住人口) at the end of an earlier year; None where nobody entered them."""
    year = span.end.year - years_back

    def at_year_end(source: Source, indicator: str, span: Span, area: str) -> Found | None:
        observed = _observed(source, indicator, area)
        return _newest([o for o in observed if o.basis == "stock" and o.as_of.year == year])

    return of_area(at_year_end, source, "population", span, town)


def words_of(found: Found | None) -> str:
    """What must be printed with a number: 截至2026年9月15日，来源：…, the window of trademarks."""
    if found is None:
        return ""
    newest = max(each.as_of for each in found.made_of)
    said = [_("截至{day}").format(day=_day(newest))]
    windows = [each.window for each in found.made_of if each.window]
    if windows:
        first, last = min(first for first, _l in windows), max(last for _f, last in windows)
        said.append(_("统计窗口{first}至{last}").format(first=_day(first), last=_day(last)))
    sources = list(dict.fromkeys(each.source for each in found.made_of if each.source))
    if len(sources) == 1:
        said.append(_("来源：{source}").format(source=sources[0]))
    return clauses(said)


# ---------------------------------------------------------------- observations


def _observed(
    source: Source, indicator: str, area: str, *, year: int | None = None
) -> list[Observation]:
    """What is on record of an indicator and area, or of one year of it, in the order of entry."""
    where = (Where("indicator", "=", indicator), Where("area", "=", area))
    found = []
    for row in source.rows("ip_stat", _COLUMNS, where):
        id, span, basis, as_of, value, told, first, last = row
        # A draft may lack what makes it an observation.
        if as_of is None or value is None or not span or not basis:
            continue
        if year is None or as_of.year == year:
            window = (first, last) if first and last else None
            found.append(Observation(id, span, basis, as_of, value, told or "", window))
    return found


def _newest(observed: Sequence[Observation]) -> Found | None:
    """The one of the latest day; of equal days the one that was entered last."""
    if not observed:
        return None
    last = max(range(len(observed)), key=lambda n: (observed[n].as_of, n))
    return Found(observed[last].value, (observed[last],))


_Way = Callable[[Period], Found | None]


class _OneYear:
    """What was observed of one indicator, area and year, and what follows of each part of it."""

    def __init__(self, observed: Sequence[Observation]) -> None:
        self._said: dict[Period | None, list[Observation]] = {}
        self._totals: dict[int, list[Observation]] = {}
        self._found: dict[Period, Found | None] = {}
        for each in observed:
            if each.basis == "period":
                self._said.setdefault(each.period, []).append(each)
            elif each.basis == "ytd":
                self._totals.setdefault(each.as_of.month, []).append(each)

    def find(self, period: Period) -> Found | None:
        """What happened within a part of the year."""
        if not self._said and not self._totals:
            return None
        if period not in self._found:
            self._found[period] = self._find(period)
        return self._found[period]

    def _find(self, period: Period) -> Found | None:
        # Of the year so far, what the source added up itself counts before our own sum.
        so_far = period.first == 1 and period.months != 3
        first: tuple[_Way, ...] = (self._total, self._own) if so_far else (self._own,)
        for way in (*first, self._parts, self._total, self._continued, self._difference):
            if found := way(period):
                return found
        return None

    def _own(self, period: Period) -> Found | None:
        """What a source said of just this period."""
        return _newest(self._said.get(period, []))

    def _total(self, period: Period) -> Found | None:
        """What had come together from 1 January, for a period that begins there.

        It must have been added up in the last month: an older sum would be compared with a whole
        one.
        """
        return _newest(self._totals.get(period.last, [])) if period.first == 1 else None

    def _parts(self, period: Period) -> Found | None:
        """The sum of its halves, quarters or months, if every one is known."""
        for months in (6, 3, 1):
            if months >= period.months or period.months % months:
                continue
            firsts = range(period.first, period.last + 1, months)
            parts = [Period(period.year, first, first + months - 1) for first in firsts]
            if found := _sum(self.find(each) for each in parts):
                return found
        return None

    def _continued(self, period: Period) -> Found | None:
        """An older sum from 1 January and all that came after it, where a period begins there."""
        if period.first != 1:
            return None
        for month in range(period.last - 1, 0, -1):
            if sum_so_far := self._total(Period(period.year, 1, month)):
                return _sum((sum_so_far, self.find(Period(period.year, month + 1, period.last))))
        return None

    def _difference(self, period: Period) -> Found | None:
        """What came from 1 January to its end, less what had come before it began."""
        if period.first == 1:
            return None
        now = self._total(Period(period.year, 1, period.last))
        before = self._total(Period(period.year, 1, period.first - 1))
        if now is None or before is None:
            return None
        return Found(now.value - before.value, now.made_of + before.made_of)


def _sum(found: Iterable[Found | None]) -> Found | None:
    """All together; None as soon as one is not known, and of nothing."""
    parts = list(found)
    known = [each for each in parts if each is not None]
    if not parts or len(known) < len(parts):
        return None
    made_of = dict.fromkeys(each for part in known for each in part.made_of)
    return Found(sum((each.value for each in known), Decimal(0)), tuple(made_of))


def _periods(span: Span) -> list[Period]:
    """The days as whole months, one period a year; none where they do not begin and end so."""
    if isinstance(span, Period):
        return [span]
    first, last = span.start, span.end
    if first.day != 1 or last != Period(last.year, last.month, last.month).end:
        return []
    return [
        Period(
            year,
            first.month if year == first.year else 1,
            last.month if year == last.year else 12,
        )
        for year in range(first.year, last.year + 1)
    ]


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral() else value


def _behind(found: Found | None) -> Behind:
    # The observations of the whole county are no town's, and still what a town was reckoned by.
    return Behind(ids=tuple(each.id for each in found.made_of) if found else (), in_town=False)


def _month(found: Found) -> tuple[int, int]:
    newest = max(each.as_of for each in found.made_of)
    return newest.year, newest.month


def _day(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
