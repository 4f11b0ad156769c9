"""What the ledgers say of a target, in the target's own unit: counted, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from boshan_desk.domain.figures import Distinct
from boshan_desk.domain.period import Period, Span, Stretch, quarter_of
from boshan_desk.domain.plans.levels import year_end
from boshan_desk.domain.plans.pack import Indicator
from boshan_desk.indicators import Indicator as Catalogued
from boshan_desk.usecases.counting import Counting, entries
from boshan_desk.usecases.plans.said import Series

_MULTIPLES: Final = {"万": 10_000, "亿": 100_000_000}


class Actuals:
    """The figures that plans name, over one state of the desk."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._known: dict[tuple[str, date, date], int] = {}

    def read_ahead(self, metric: str, since: date, days: Iterable[date]) -> None:
        """Count at once what will be asked for at each of these days: how many different ones."""
        entry = entries()[metric]
        ends = sorted({day for day in days if day >= since})
        if isinstance(entry.of, Distinct) and not entry.of.stock and ends:
            reader = self._counting.reader
            found = reader.figure_running(entry.ledger, entry.of, since, ends)
            self._known |= {
                (metric, since, day): count for day, count in zip(ends, found, strict=True)
            }

    def knows(self, metric: str) -> bool:
        """Whether the catalogue has such a figure."""
        return metric in entries()

    def is_stock(self, metric: str) -> bool:
        """Whether it is a level at a day rather than a flow."""
        return entries()[metric].of.stock

    def has_towns(self, metric: str) -> bool:
        """Whether it can be said of a town."""
        return metric in entries() and entries()[metric].has_towns

    def towns(self, metric: str, span: Span) -> Iterable[str]:
        """The towns that it has something to say of, and those of every table."""
        return self._counting.by_town(metric, span)

    def lacking(self, metric: str, on: date) -> str:
        """What a level without a value at a day waits for, such as people; "" if nothing known."""
        of = entries()[metric].of
        if not isinstance(of, Catalogued) or of.notes is None or not of.stock:
            return ""
        return of.notes(self._counting.source, ending(on), "")

    def same_records(self, metric: str, one: date, other: date, town: str = "") -> bool:
        """Whether a level was read from the same records at two days: nobody looked in between."""
        of = entries()[metric].of
        if not isinstance(of, Catalogued) or of.rests_on is None:
            return False
        source = self._counting.source
        return of.rests_on(source, ending(one), town) == of.rests_on(source, ending(other), town)

    def unit(self, metric: str) -> str:
        """The unit that the catalogue shows it in."""
        return entries()[metric].of.unit

    def value(self, metric: str, span: Span, unit: str, town: str = "") -> Decimal | None:
        """The figure for some days, in a unit: 万元 where the plan counts in 万元."""
        found = self._counting.value(metric, span, town)
        return None if found is None else Decimal(found) * factor(self.unit(metric), unit)

    def level(
        self, metric: str, since: date, on: date, unit: str, town: str = ""
    ) -> Decimal | None:
        """What stands at the end of a day: of a stock its level, of a flow all since a day."""
        if self.is_stock(metric):
            return self.value(metric, ending(on), unit, town)
        if on < since:
            return Decimal(0)
        known = None if town else self._known.get((metric, since, on))
        if known is not None:
            return Decimal(known) * factor(self.unit(metric), unit)
        return self.value(metric, Stretch(since, on), unit, town)


def ending(on: date) -> Span:
    """Days that end on a day: the quarter, where that is its last."""
    quarter = quarter_of(on)
    return quarter if quarter.end == on else Stretch(date(on.year, 1, 1), on)


def of_year(year: int, on: date) -> Span:
    """From 1 January to a day of the year, or to its end if the day is past that."""
    last = min(on, year_end(year))
    period = Period(year, 1, last.month)
    return period if period.end == last else Stretch(date(year, 1, 1), last)


def series_of(indicator: Indicator) -> tuple[Series, ...]:
    """The figures an indicator is counted by, each with what tells it from the others.

    One without a figure where only reports tell.  The names are in the language of the plan.
    """
    metrics = [metric for metric in indicator.metrics if metric in entries()]
    if len(metrics) < 2:
        return (Series(metrics[0] if metrics else "", ""),)
    titles = [entries()[metric].of.title for metric in metrics]
    same = _in_all(titles)
    return tuple(
        Series(metric, title.partition(same)[2] or title)
        for metric, title in zip(metrics, titles, strict=True)
    )


def _in_all(titles: Sequence[str]) -> str:
    """The longest words that all titles have, and after which each has some of its own."""
    first = titles[0]
    places = [(a, b) for a in range(len(first)) for b in range(a + 1, len(first))]
    longest_first = sorted(places, key=lambda place: place[0] - place[1])
    words = (first[a:b] for a, b in longest_first)
    return next((each for each in words if all(t.partition(each)[2] for t in titles)), first)


def factor(of: str, to: str) -> Decimal:
    """What a value in one unit is multiplied with to be in another: 元 and 万元, 件 and 万件.

    A figure in 万元 is counted in 分.  Units of different things (家 and 户) are one to one.
    """
    many, thing = _parts(of)
    scale = Decimal(1) / 100 if of == "万元" else Decimal(many)
    others, other = _parts(to)
    return scale / others if thing == other else scale / (many if of != "万元" else 1)


def _parts(unit: str) -> tuple[int, str]:
    if unit[:1] in _MULTIPLES and len(unit) > 1:
        return _MULTIPLES[unit[0]], unit[1:]
    return 1, unit
