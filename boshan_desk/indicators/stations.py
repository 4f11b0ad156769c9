"""What stations do, where a declared figure cannot say it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from boshan_desk.domain.figures import UNASSIGNED, is_unassigned
from boshan_desk.domain.period import Span
from boshan_desk.domain.wording import average
from boshan_desk.indicators.source import Behind, Source, within

_RUNNING = ("running", "upgraded", "closed")
"""As the figure M-BR01 counts: a closed one until the day it was closed."""


def new_clients(source: Source, period: Span, town: str = "") -> int:
    """How many clients were served for the first time ever within the period (M-BR08)."""
    return len(_first_services(source, period, town))


def behind_new_clients(source: Source, period: Span, town: str = "") -> Behind:
    """The first service of each of them."""
    return Behind(ids=_first_services(source, period, town))


def behind_services(source: Source, period: Span, town: str = "") -> Behind:
    """The services that are divided by the stations."""
    return Behind(where=within("served_on", period))


def _first_services(source: Source, period: Span, town: str) -> list[str]:
    """The service by which a client was first known, where it falls in the period."""
    firsts = source.once("first services", lambda: _every_first(source))
    place = UNASSIGNED if is_unassigned(town) else town
    return [id for day, id in firsts.get(place, {}).values() if day in period]


def _every_first(source: Source) -> dict[str, dict[str, tuple[date, str]]]:
    """The first service of every client, in all ("") and in each town."""
    found: dict[str, dict[str, tuple[date, str]]] = {"": {}}
    names = ("client_uscc", "client", "served_on", "id", "town")
    for code, name, day, id, town in source.rows("station_service", names):
        client = code or name
        if not client or day is None:
            continue
        place = UNASSIGNED if not town or is_unassigned(town) else town
        for firsts in (found[""], found.setdefault(place, {})):
            if client not in firsts or day < firsts[client][0]:
                firsts[client] = day, id
    return found


def running_stations(source: Source, period: Span, town: str = "") -> list[tuple[str, str]]:
    """The id and town of every station that ran at the end of the period."""
    stations = source.rows(
        "station",
        ("id", "town", "state", "set_up_on", "closed_on"),
        town=town,
    )
    return [
        (id, place)
        for id, place, state, set_up, closed in stations
        if state in _RUNNING
        and (set_up is None or set_up <= period.end)
        and (closed is None or closed > period.end)
    ]


def services_within(source: Source, period: Span, town: str = "") -> list[str]:
    """The ids of the services in the period."""
    rows = source.rows("station_service", ("id",), within("served_on", period), town=town)
    return [id for (id,) in rows]


def services_per_station(source: Source, period: Span, town: str = "") -> Decimal | None:
    """Services in the period for each station running at its end (M-BR07)."""
    services = services_within(source, period, town)
    return average(len(services), len(running_stations(source, period, town)))
