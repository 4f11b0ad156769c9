"""Which towns stand out by what they lack."""

from __future__ import annotations

from boshan_desk.domain.period import Period
from boshan_desk.indicators.source import Source, within
from boshan_desk.indicators.stations import running_stations

_REPORTED = (
    ("station_service", "served_on"),
    ("gi_check", "checked_on"),
    ("case", "filed_on"),
    ("enforcement_action", "acted_on"),
    ("event", "starts_on"),
)
"""What a town is heard of by: the ledgers that every town fills, and the day of a record."""


def towns_without_station(source: Source, period: Period) -> tuple[str, ...]:
    """The counted towns in which no station ran at the end of the period, in protocol order."""
    served = {town for _, town in running_stations(source, period)}
    return tuple(town for town in source.counted if town not in served)


def towns_without_event(source: Source, period: Period) -> tuple[str, ...]:
    """The counted towns without a training or publicity event in the period."""
    seen = _seen(source, period, "event", "starts_on")
    return tuple(town for town in source.counted if town not in seen)


def silent_towns(source: Source, period: Period) -> tuple[str, ...]:
    """The counted towns of which no ledger has any record in the period."""
    seen: set[str] = set()
    for ledger, day in _REPORTED:
        seen |= _seen(source, period, ledger, day)
    return tuple(town for town in source.counted if town not in seen)


def _seen(source: Source, period: Period, ledger: str, day: str) -> set[str]:
    rows = source.rows(ledger, ("town",), within(day, period), distinct=True)
    return {town for (town,) in rows}
