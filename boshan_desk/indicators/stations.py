"""What stations do, where a declared figure cannot say it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import average
from boshan_desk.indicators.source import Source, within

_RUNNING = ("running", "upgraded", "closed")
"""As the figure M-BR01 counts: a closed one until the day it was closed."""


def new_clients(source: Source, period: Period, town: str = "") -> int:
    """How many clients were served for the first time ever within the period (M-BR08)."""
    first: dict[str, date] = {}
    services = source.rows(
        "station_service",
        ("client_uscc", "client", "served_on"),
        (Where("served_on", "<=", period.end),),
        town=town,
    )
    for code, name, day in services:
        if client := code or name:
            first[client] = min(day, first.get(client, day))
    return sum(day in period for day in first.values())


def running_stations(source: Source, period: Period, town: str = "") -> list[tuple[str, str]]:
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


def services_per_station(source: Source, period: Period, town: str = "") -> Decimal | None:
    """Services in the period for each station running at its end (M-BR07)."""
    services = source.rows("station_service", ("id",), within("served_on", period), town=town)
    return average(len(services), len(running_stations(source, period, town)))
