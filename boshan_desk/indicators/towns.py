"""Which towns stand out by what they lack."""

from __future__ import annotations

from boshan_desk.domain.period import Span
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.indicators.source import Behind, Source, within
from boshan_desk.indicators.stations import running_stations

_REPORTED = (
    ("station_service", "served_on"),
    ("gi_check", "checked_on"),
    ("case", "filed_on"),
    ("enforcement_action", "acted_on"),
    ("event", "starts_on"),
)
"""What a town is heard of by: the ledgers that every town fills, and the day of a record."""


def towns_without_station(source: Source, period: Span) -> tuple[str, ...]:
    """The counted towns in which no station ran at the end of the period, in protocol order."""
    served = {town for _, town in running_stations(source, period)}
    return tuple(town for town in source.counted if town not in served)


def towns_without_event(source: Source, period: Span) -> tuple[str, ...]:
    """The counted towns without a training or publicity event in the period."""
    seen = _seen(source, period, "event", "starts_on")
    return tuple(town for town in source.counted if town not in seen)


def silent_towns(source: Source, period: Span) -> tuple[str, ...]:
    """The counted towns of which no ledger has any record in the period."""
    seen: set[str] = set()
    for ledger, day in _REPORTED:
        seen |= _seen(source, period, ledger, day)
    return tuple(town for town in source.counted if town not in seen)


def behind_stations(source: Source, period: Span, town: str = "") -> Behind:
    """The stations there are, and the towns that have none."""
    ids = [id for id, _place in running_stations(source, period)]
    return Behind(ids=ids, words=_lacking(source, towns_without_station(source, period)))


def behind_events(source: Source, period: Span, town: str = "") -> Behind:
    """The events there were, and the towns that had none."""
    words = _lacking(source, towns_without_event(source, period))
    return Behind(where=within("starts_on", period), words=words)


def behind_silence(source: Source, period: Span, town: str = "") -> Behind:
    """The events there were, and the towns of which nothing at all is heard."""
    return Behind(
        where=within("starts_on", period), words=_lacking(source, silent_towns(source, period))
    )


def _lacking(source: Source, towns: tuple[str, ...]) -> str:
    if not towns:
        return _("各镇（街道）都有；下面是已有的记录")
    names = listed(source.town_name(town) for town in towns)
    return _("没有的镇（街道）：{names}；下面是其他镇（街道）的记录").format(names=names)


def _seen(source: Source, period: Span, ledger: str, day: str) -> set[str]:
    rows = source.rows(ledger, ("town",), within(day, period), distinct=True)
    return {town for (town,) in rows}
