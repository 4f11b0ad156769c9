"""What a paper shows of the stations: their levels, and what firms came for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Chart, Series, Source
from boshan_desk.domain.saying import Sayable, grid, number
from boshan_desk.domain.wording import NOTHING, average, half_up, plain
from boshan_desk.indicators.source import within
from boshan_desk.indicators.stations import running_stations
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.sentences import spoken
from boshan_desk.usecases.quarter.tables import adjusted_note, numbers

_MOST_ITEMS = 12
"""So many lying bars still stand on half a page."""


def station_levels(facts: Facts, part: Part) -> Iterator[Block]:
    """Stations and services by level."""
    levels = dict(facts.rows.rows("station", ("id", "level")))
    running: dict[str | None, list[str]] = {}
    for id, _town in running_stations(facts.rows, facts.period):
        running.setdefault(levels[id], []).append(id)
    now, total = (_by_level(facts, span, levels) for span in (facts.period, facts.total))
    if not running and not total:
        return
    shown = facts.reader.lists["station_level"]
    rows: list[list[Sayable]] = []
    for code in [*(entry.code for entry in shown), None]:
        if running.get(code) or total.get(code):
            title = shown.label(code) if code else "未填级别"
            stations = running.get(code, [])
            # Services of no station at all stand with the stations of no level.
            graded = tuple(sorted(id for id, level in levels.items() if level))
            of_level = tuple(sorted(id for id, level in levels.items() if level == code))
            where = Where("station_id", "in", of_level) if code else None
            where = where or Where("station_id", "not in", graded)
            rows.append(_level_row(facts, title, stations, now.get(code), total.get(code), where))
    every = [id for ids in running.values() for id in ids]
    in_quarter, since_january = (
        dict(pair for each in found.values() for pair in each.items()) for found in (now, total)
    )
    rows.append(_level_row(facts, "合计", every, in_quarter, since_january, None))
    yield grid(
        title=spoken(facts, part.title).text,
        unit=part.unit,
        key=part.key,
        columns=numbers("级别", "在运行", "本季服务", "累计服务", "站均服务", first=1.4),
        rows=rows,
        strong=[len(rows) - 1],
    )
    yield from adjusted_note(facts, "M-BR01", "M-BR02")


def _level_row(
    facts: Facts,
    title: str,
    stations: list[str],
    now: Mapping[str, int] | None,
    total: Mapping[str, int] | None,
    where: Where | None,
) -> list[Sayable]:
    each = average(sum((total or {}).values()), len(stations))
    return [
        title,
        number(str(len(stations)), Source(ledger="station", ids=tuple(stations))),
        _services(facts, facts.period, now or {}, where),
        _services(facts, facts.total, total or {}, where),
        NOTHING if each is None else plain(half_up(each, 1)),
    ]


def _services(facts: Facts, span: Period, found: Mapping[str, int], where: Where | None) -> Sayable:
    source = Source(figure="M-BR02", span=span, where=(where,) if where else ())
    return number(str(sum(found.values())), source if found else None)


def _by_level(
    facts: Facts, period: Period, levels: dict[str, str | None]
) -> dict[str | None, dict[str, int]]:
    """The services of every station, by its level."""
    services: dict[str | None, dict[str, int]] = {}
    for id, count in facts.by("M-BR02", period, "station_id").items():
        services.setdefault(levels.get(id), {})[id] = int(count or 0)
    return services


def service_items(facts: Facts, part: Part) -> Iterator[Block]:
    """What firms came for; one service may concern several items."""
    counts: Counter[str] = Counter()
    rows = facts.rows.rows("station_service", ("items",), within("served_on", facts.total))
    for (items,) in rows:
        counts.update(items)
    lists = facts.reader.lists["service_item"]
    ranked = sorted(counts, key=lambda code: (-counts[code], lists.order(code)))[:_MOST_ITEMS]
    if ranked:
        yield Chart(
            kind="rows",
            key=part.key,
            title=spoken(facts, part.title).text,
            unit=part.unit,
            labels=tuple(lists.label(code) for code in ranked),
            series=(Series(name="服务次数", values=tuple(counts[code] for code in ranked)),),
            source=facts.source("M-BR02"),
        )
