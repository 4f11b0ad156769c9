"""The guidance stations of the sample county and their services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.usecases.sample.days import LAST, YEARS, soon, spread
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.towns import Towns
from boshan_desk.usecases.sample.words import REMARK, words


def make_stations(dice: Dice, towns: Towns) -> list[Station]:
    """The stations of `boshan.toml`, in every state, and one that is only a draft."""
    stations = []
    for number, row in enumerate(words()["stations"]):
        name, town, host, level, kind, industry = row
        head = dice.person()
        year = 2021 if number % 4 == 0 else 2022 if number % 4 == 1 else 2023 + number % 3
        month = dice.between(1, 11) if year < 2026 else 3
        set_up = dice.days_of(year, month, 1, LAST)[0]
        state, state_on, closed_on = "running", None, None
        if number in (4, 24):
            state = "closed"
            state_on = closed_on = date(2025, 11, 20) if number == 4 else date(2026, 5, 15)
        elif number in (21, 31):
            state, state_on = "paused", date(2026, 6, 10)
        elif number == 39:
            state, set_up = "preparing", date(2026, 9, 8)
        elif number == 3:
            state, state_on = "upgraded", date(2024, 10, 16)
        rating = None if set_up.year > 2025 else dice.weighted(_RATINGS)
        stations.append(
            Station(
                id=dice.id(),
                status="submitted",
                source="backfill" if set_up.year < 2023 else "typed",
                remark=REMARK,
                name=f"{name}商标品牌指导站（演示）",
                station_no=f"BSZ-{number + 1:03d}",
                level=level,
                kind=kind,
                town_code=towns.at(town),
                address=f"博山区{dice.one(words()['streets'])}演示{dice.between(1, 200)}号",
                state=state,
                state_on=state_on,
                host_kind=host,
                host_name=f"演示{name}服务机构",
                host_uscc=dice.credit_code("institution" if host in ("hall", "office") else "firm"),
                approval_no=f"博市监函〔{set_up.year}〕{dice.between(3, 90)}号",
                set_up_on=set_up,
                plaque_on=soon(set_up, dice.between(5, 40), LAST),
                closed_on=closed_on,
                head=head.name,
                phone=head.phone,
                staff_full=dice.between(0, 3),
                staff_part=dice.between(1, 4),
                experts=dice.between(0, 6),
                rules=("duties", "process", "ledger", *(("posted",) if dice.chance(60) else ())),
                industries=(industry,),
                budget=dice.amount(0, 60_000, 1000),
                rating=rating,
                rating_year=2025 if rating else None,
            )
        )
    stations.append(
        Station(
            id=dice.id(),
            remark=REMARK,
            name="城西文旅街区商标品牌指导站（演示）",
            level="county",
            town_code=towns.at(2),
            state="preparing",
        )
    )
    return stations


_RATINGS: Final = {"excellent": 20, "good": 40, "pass": 35, "fail": 5}

_QUIET = frozenset({8, 18, 33})
"""Stations by their place that served nobody in the last quarter."""


def make_services(
    dice: Dice, stations: list[Station], firms: list[Enterprise]
) -> list[StationService]:
    """Some 600 services over the years; nearly every open station serves each quarter."""
    lists = words()
    weights = {
        n: {"province": 6, "city": 3}.get(s.level or "", 1) * (2 if n % 5 == 0 else 1)
        for n, s in enumerate(stations)
        if s.state != "preparing"
    }
    rhythm = (6, 4, 9, 14, 9, 7, 7, 7, 10, 8, 9, 7)
    services = []
    for year, total in zip(YEARS, (112, 152, 170, 164), strict=True):
        months = spread(total, rhythm if year < 2026 else rhythm[:9])
        for first in range(0, len(months), 3):
            days = [
                day
                for month, count in enumerate(months[first : first + 3], first + 1)
                for day in dice.days_of(year, month, count, LAST)
            ]
            for day, number in _shared_out(dice, stations, weights, days):
                services.append(_service(dice, stations[number], day, firms, lists))
    for day, question in ((date(2026, 9, 28), "电话咨询，内容待补"), (LAST, None)):
        services.append(
            StationService(
                id=dice.id(),
                remark=REMARK,
                station_id=stations[0].id,
                served_on=day,
                client="演示待核企业",
                content=question,
            )
        )
    return services


def _shared_out(
    dice: Dice, stations: list[Station], weights: Mapping[int, int], days: list[date]
) -> Iterable[tuple[date, int]]:
    """Each day of a quarter with a station: nearly every one serves once, the big ones oftener."""
    order = dice.some(tuple(weights), len(weights))
    due = [n for n in order if _open(stations[n], n, days[-1])][1:]
    for day in days:
        first = next((n for n in due if _open(stations[n], n, day)), None)
        if first is not None and dice.chance(85):
            due.remove(first)
            yield day, first
        else:
            open_then = {n: w for n, w in weights.items() if _open(stations[n], n, day)}
            yield day, dice.weighted(open_then)


def _open(station: Station, number: int, day: date) -> bool:
    """Whether a station serves on that day; the quiet ones have stopped of late."""
    if station.set_up_on is None or day < station.set_up_on:
        return False
    if day >= date(2026, 7, 1) and number in _QUIET:
        return False
    ended = station.closed_on or (station.state_on if station.state == "paused" else None)
    silent = station.town_code is not None and Towns.silent(station.town_code, day)
    return not silent and (ended is None or day < ended)


def _service(
    dice: Dice, station: Station, day: date, firms: list[Enterprise], lists: Mapping[str, Any]
) -> StationService:
    item, question = dice.one(lists["questions"])
    near = [f for f in firms if f.town_code == station.town_code] or firms
    firm = dice.one(near if dice.chance(70) else firms)
    kind = dice.weighted({"known": 72, "trader": 18, "person": 10})
    someone = dice.person()
    client, code, client_kind = firm.name, firm.uscc, firm.kind
    if kind == "trader":
        client = f"博山区演示{dice.one(lists['words'])}{dice.one(lists['shops'])}"
        code, client_kind = None, "trader"
    elif kind == "person":
        client, code, client_kind = someone.name, None, "person"
    fresh = day > date(2026, 8, 20)
    result = dice.weighted(
        {"done_now": 46, "closed": 40, "referred": 5, "following": 14 if fresh else 3}
        | {"impossible": 2}
    )
    waits = result in ("following", "referred")
    closed = day if result == "done_now" else soon(day, dice.between(3, 25), LAST)
    rated = dice.weighted({"very": 46, "good": 34, "fair": 8, "bad": 1, "none": 11})
    outcome = {"apply": "new_filing", "renew": "saved_renewal", "gi_mark": "gi_granted"}.get(item)
    return StationService(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        station_id=station.id,
        served_on=day,
        mode=dice.weighted({"on_site": 40, "visit": 30, "phone": 14, "online": 8, "talk": 8}),
        server=dice.one(lists["servers"]),
        client=client,
        client_uscc=code,
        client_kind=client_kind,
        contact=someone.name,
        contact_phone=someone.phone,
        enterprise_id=firm.id if kind == "known" else None,
        items=(item,),
        content=question,
        advice=dice.one(lists["advice"]),
        result=result if closed or waits else "following",
        refer_to="博山区知识产权保护中心（演示）" if result == "referred" else None,
        due_on=day + timedelta(30) if waits or not closed else None,
        closed_on=None if waits or result == "impossible" else closed,
        outcome=(outcome,) if outcome and dice.chance(45) and not waits else (),
        satisfaction="none" if waits else rated,
        nda=True,
    )
