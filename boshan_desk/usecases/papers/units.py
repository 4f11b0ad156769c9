"""What a figure of the catalogue is made of, part by part and unit by unit.

Counts and sums are one part; a share or a mean is two, above and below the line.  A part can be
added up, so that what one paper says and what another says can be led over from one to the other.
What the parts are made of is asked of the figure's own declaration, or of the functions its
indicator is worked out with; `put_together` says what the figure must then be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from boshan_desk.domain.figures import Count, Figure, MeanDays, Ratio, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Span
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import average, rate, share
from boshan_desk.indicators import Indicator
from boshan_desk.indicators.application import YearlyGrowth
from boshan_desk.indicators.cases import days_by_case, decisions
from boshan_desk.indicators.creation import Found, OfObservations, PerTenThousand
from boshan_desk.indicators.gi import producers_of, users_of
from boshan_desk.indicators.management import awards, liaisons_of, reporting
from boshan_desk.indicators.source import Source
from boshan_desk.indicators.stations import running_stations, services_within
from boshan_desk.indicators.towns import (
    silent_towns,
    towns_without_event,
    towns_without_station,
)
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.store.conditions import all_of, view_sql
from boshan_desk.store.figures import Value
from boshan_desk.store.units import Unit, units
from boshan_desk.usecases.counting import Counting, Entry

Units = Mapping[str, Unit]
_FEN_OF_WAN: Final = 1_000_000
OF_TERM: Final = "/"
"""Between the town and the term of a report that is due, in the name of its unit."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that is counted or added up."""

    title: str
    """What it is of the figure; "" of the figure itself."""
    unit: str
    ledger: Ledger
    fields: tuple[str, ...]
    """What the figure looks at; () where that is not one list of fields."""
    value: Callable[[Counting, Span, str], Value]
    units: Callable[[Counting, Span, str, int | None], Units]
    """`since` (the last argument) leaves out records that were not touched after that work."""
    flows: bool = True
    """Whether it is of the days within a span, so that the days of two spans can be added."""
    day: str = ""
    """The day on which its records fall."""
    of_code: str = ""
    """The figure of the catalogue that counts it, if one does."""
    observed: bool = False
    """Whether its units are observations, of which a newer one takes the place of an older."""


def parts_of(entry: Entry) -> tuple[Part, ...]:
    """The parts of a figure; none where it is worked out in a way that has none."""
    of, ledger = entry.of, entry.ledger
    if isinstance(of, Indicator):
        return _of_indicator(ledger, of)
    if isinstance(of, Ratio):
        base = _as_count(of, ())
        return (
            _declared(ledger, replace(base, where=(*of.where, *of.top)), title="分子"),
            _declared(ledger, base, title="分母"),
        )
    if isinstance(of, MeanDays):
        count = _as_count(of, (Where(of.begun, "filled"),))
        days = replace(_declared(ledger, of, title="分子"), unit="天", value=_added(ledger, of))
        return days, _declared(ledger, count, title="分母")
    return (replace(_declared(ledger, of), of_code=of.code, unit=of.unit),)


def _as_count(of: Figure, more: tuple[Where, ...]) -> Count:
    return Count(
        code="",
        title=of.title,
        unit="",
        basis="",
        on=of.on,
        since=of.since,
        until=of.until,
        through=of.through,
        ended=of.ended,
        where=(*of.where, *more),
    )


def _declared(ledger: Ledger, figure: Figure, *, title: str = "") -> Part:
    def value(counting: Counting, span: Span, town: str) -> Value:
        if figure.code:
            return counting.value(figure.code, span, town)
        return counting.reader.figure(ledger, figure, span, town=town)

    def found(counting: Counting, span: Span, town: str, since: int | None) -> Units:
        return units(counting.reader, ledger, figure, span, town=town, since=since)

    return Part(
        title=title,
        unit=ledger.measure,
        ledger=ledger,
        fields=figure.names(),
        value=value,
        units=found,
        flows=not figure.stock,
        day=figure.on,
    )


def _added(ledger: Ledger, figure: Figure) -> Callable[[Counting, Span, str], Value]:
    def value(counting: Counting, span: Span, town: str) -> Value:
        return total(units(counting.reader, ledger, figure, span, town=town))

    return value


def total(found: Units) -> int | Decimal:
    """What all units together amount to."""
    return sum((unit.amount for unit in found.values()), 0)


# ---------------------------------------------------------------- indicators


def _of_indicator(ledger: Ledger, of: Indicator) -> tuple[Part, ...]:
    if isinstance(of.of, OfObservations):
        times = _FEN_OF_WAN if of.of.wan_yuan else 1
        found = partial(_observed, of.of, times, of.stock)
        return (_made(of, ledger, of.unit, found, observed=True),)
    if isinstance(of.of, PerTenThousand):
        level, people = partial(_level, of.of, 0), partial(_level, of.of, 1)
        return (
            _made(of, ledger, "件", level, title="分子", observed=True),
            _made(of, ledger, "人", people, title="分母", observed=True),
        )
    if isinstance(of.of, YearlyGrowth):
        return _of_growth(of.of)
    if of.code in _OF_FIGURES:
        return tuple(replace(_of_figure(code), title=title) for title, code in _OF_FIGURES[of.code])
    if of.code in _OF_UNITS:
        return tuple(
            _made(of, KEPT[name], unit, found, title=title)
            for title, name, unit, found in _OF_UNITS[of.code]
        )
    if of.counts and of.behind is not None:
        part = _made(of, ledger, of.unit, partial(_behind, of, ledger))
        return (replace(part, value=partial(_as_counted, of.code)),)
    return ()


def _as_counted(code: str, counting: Counting, span: Span, town: str) -> Value:
    return counting.value(code, span, town)


def _made(
    of: Indicator,
    ledger: Ledger,
    unit: str,
    found: Callable[[Counting, Span, str], Units],
    *,
    title: str = "",
    observed: bool = False,
) -> Part:
    """A part of an indicator, whose units are all told at once."""

    def kept(counting: Counting, span: Span, town: str) -> Units:
        key = ("units", of.code, title, span, town)
        return counting.source.once(key, lambda: found(counting, span, town))

    def value(counting: Counting, span: Span, town: str) -> Value:
        return total(kept(counting, span, town))

    def these(counting: Counting, span: Span, town: str, since: int | None) -> Units:
        return kept(counting, span, town)

    return Part(
        title=title,
        unit=unit,
        ledger=ledger,
        fields=(),
        value=value,
        units=these,
        flows=False,
        observed=observed,
    )


def _ones(ids: Any) -> Units:
    return {id: Unit(1, id) for id in ids}


def _behind(of: Indicator, ledger: Ledger, counting: Counting, span: Span, town: str) -> Units:
    assert of.behind is not None
    told = of.behind(counting.source, span, town)
    if told.ids is not None:
        return _ones(told.ids)
    view = View(ledger=ledger.name, where=told.where, town=town if told.in_town else "")
    condition, values = all_of([view_sql(view, ledger, counting.reader.lists)])
    sql = f'SELECT t.id FROM "{ledger.name}" t WHERE {condition}'
    rows = counting.reader.connection.exec_driver_sql(sql, tuple(values))
    return _ones(rows.scalars().all())


def _observed(
    of: OfObservations, times: int, stock: bool, counting: Counting, span: Span, town: str
) -> Units:
    return _of_found(counting, of.find(counting.source, span, town), times, by_area=stock)


def _level(of: PerTenThousand, which: int, counting: Counting, span: Span, town: str) -> Units:
    both = of.find(counting.source, span, town)
    return _of_found(counting, both[which] if both else None, 1, by_area=True)


def _of_found(counting: Counting, found: Found | None, times: int, *, by_area: bool) -> Units:
    """The observations that a value is the sum of; the whole under the newest where it is none.

    A level is told by area, so that a newer observation takes the place of the one before it.
    """
    if found is None:
        return {}
    made_of = found.made_of
    if sum((each.value for each in made_of), Decimal(0)) != found.value:
        newest = max(made_of, key=lambda each: each.as_of)
        return {"": Unit(_whole(found.value * times), newest.id)}
    areas: dict[str, str] = {}
    if by_area:
        known = counting.reader.find_many(IpStat, [each.id for each in made_of])
        areas = {id: f"{each.indicator}/{each.area}" for id, each in known.items()}
    return {
        areas.get(each.id, each.id): Unit(_whole(each.value * times), each.id) for each in made_of
    }


def _whole(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral() else value


def _of_figure(code: str) -> Part:
    """A part that the catalogue counts itself."""
    # What is above and below the line of an indicator are figures, which know their own parts.
    from boshan_desk.usecases.counting import find_entry

    return parts_of(find_entry(code))[0]


def _of_growth(of: YearlyGrowth) -> tuple[Part, Part]:
    """This year's days and those they are compared with."""
    whole = _of_figure(of.code)

    def part(place: int, title: str) -> Part:
        def value(counting: Counting, span: Span, town: str) -> Value:
            return whole.value(counting, of.years(span)[place], town)

        def found(counting: Counting, span: Span, town: str, since: int | None) -> Units:
            return whole.units(counting, of.years(span)[place], town, since)

        told = replace(whole, title=title, value=value, units=found)
        # Days of the year before cannot be added to those between two papers.
        return told if place == 0 else replace(told, of_code="", flows=False)

    return part(0, "分子：本年累计"), part(1, "分母：上年同期")


_OF_FIGURES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "M-EN10c": (("分子", "M-EN10b"), ("分母", "M-EN10")),
}
"""Shares of which both sides stand in the catalogue."""


def put_together(entry: Entry, amounts: Sequence[int | Decimal]) -> Value:
    """What a figure is when its parts amount to this; None of a base of nothing."""
    if len(amounts) == 1:
        return amounts[0]
    top, base = amounts
    of = entry.of
    if isinstance(of, Indicator) and isinstance(of.of, YearlyGrowth):
        return rate(top, base)
    if isinstance(of, Indicator) and isinstance(of.of, PerTenThousand):
        return Decimal(top) * 10_000 / Decimal(base) if base else None
    return share(top, base) if entry.is_share else average(top, int(base))


def _services(counting: Counting, span: Span, town: str) -> Units:
    return _ones(services_within(counting.source, span, town))


def _stations(counting: Counting, span: Span, town: str) -> Units:
    return _ones(id for id, _place in running_stations(counting.source, span, town))


def _reached(counting: Counting, span: Span, town: str) -> Units:
    towns = liaisons_of(counting.source, span, town)
    return {each: Unit(1, officers[0]) for each, officers in towns.items() if officers}


def _asked(counting: Counting, span: Span, town: str) -> Units:
    return {each: Unit(1, "") for each in liaisons_of(counting.source, span, town)}


def _on_time(counting: Counting, span: Span, town: str) -> Units:
    return _ones(reporting(counting.source, span, town).on_time)


def _expected(counting: Counting, span: Span, town: str) -> Units:
    due = reporting(counting.source, span, town).expected
    return {f"{place}{OF_TERM}{term}": Unit(1, "") for place, term in due}


def _came(counting: Counting, span: Span, town: str) -> Units:
    return _ones(reporting(counting.source, span, town).came)


def _returned(counting: Counting, span: Span, town: str) -> Units:
    return _ones(reporting(counting.source, span, town).returned)


def _paid(counting: Counting, span: Span, town: str) -> Units:
    found = awards(counting.source, span, town)
    return {id: Unit(each.paid, id) for id, each in found.items() if each.paid}


def _approved(counting: Counting, span: Span, town: str) -> Units:
    found = awards(counting.source, span, town)
    return {id: Unit(each.approved, id) for id, each in found.items() if each.approved}


def _users(counting: Counting, span: Span, town: str) -> Units:
    return _ones(users_of(counting.source, span))


def _producers(counting: Counting, span: Span, town: str) -> Units:
    found = producers_of(counting.source, span)
    return {id: Unit(number, id) for id, number in found.items()}


def _decided(counting: Counting, span: Span, town: str) -> Units:
    return _ones(decisions(counting.source, span))


def _decided_in_time(counting: Counting, span: Span, town: str) -> Units:
    return _ones(decisions(counting.source, span, in_time=True))


def _days(counting: Counting, span: Span, town: str) -> Units:
    return {id: Unit(days, id) for id, days in _by_case(counting, span).items()}


def _ordinary(counting: Counting, span: Span, town: str) -> Units:
    return _ones(_by_case(counting, span))


def _by_case(counting: Counting, span: Span) -> Mapping[str, int]:
    source = counting.source
    return source.once(("days by case", span), lambda: days_by_case(source, span))


def _towns(
    lacking: Callable[[Source, Span], tuple[str, ...]], counting: Counting, span: Span, town: str
) -> Units:
    """Towns that are counted for what they lack: no record stands behind them."""
    return {each: Unit(1, "") for each in lacking(counting.source, span)}


_Made = tuple[str, str, str, Callable[[Counting, Span, str], Units]]

_OF_UNITS: Final[Mapping[str, tuple[_Made, ...]]] = {
    "M-BR07": (
        ("分子", "station_service", "次", _services),
        ("分母", "station", "个", _stations),
    ),
    "M-BR09": (("", "station", "个", partial(_towns, towns_without_station)),),
    "M-TR04": (("", "event", "个", partial(_towns, towns_without_event)),),
    "M-MG05": (("", "event", "个", partial(_towns, silent_towns)),),
    "M-EN08b": (("分子", "case", "件", _decided_in_time), ("分母", "case", "件", _decided)),
    "M-EN09": (("分子", "case", "天", _days), ("分母", "case", "件", _ordinary)),
    "M-MG01": (("分子", "liaison", "个", _reached), ("分母", "liaison", "个", _asked)),
    "M-MG02": (
        ("分子", "town_report", "次", _on_time),
        ("分母", "town_report", "次", _expected),
    ),
    "M-MG02b": (
        ("分子", "town_report", "次", _returned),
        ("分母", "town_report", "次", _came),
    ),
    "M-MG03": (
        ("分子", "fund", "万元", _paid),
        ("分母", "fund", "万元", _approved),
    ),
    "M-GI03": (
        ("分子", "gi_user", "家", _users),
        ("分母", "gi_right", "家", _producers),
    ),
}
"""What no single figure counts: sides of shares, and towns that lack something."""
