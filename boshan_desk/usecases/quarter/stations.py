"""二、商标品牌指导站."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Chart, Grid, Heading, Series, Words
from boshan_desk.domain.wording import NOTHING, average, half_up, listed, plain, statements
from boshan_desk.i18n import _
from boshan_desk.indicators.source import within
from boshan_desk.indicators.stations import running_stations
from boshan_desk.indicators.towns import towns_without_station
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import said, some_names
from boshan_desk.usecases.quarter.tables import numbers

_MOST_ITEMS = 12
"""So many lying bars still stand on half a page."""


def station_section(facts: Facts) -> Iterator[Block]:
    """二、商标品牌指导站."""
    yield Heading(level=1, text=_("二、商标品牌指导站"), key="stations")
    running, fresh = facts["M-BR01"], facts["M-BR06"]
    served, clients = facts["M-BR02"], facts["M-BR02b"]
    whole = _(facts.county.whole)
    if not running.value and not served.cumulative:
        text = _("{when}，{whole}没有在运行的商标品牌指导站，{total}没有服务记录。")
        yield Words(text=text.format(when=facts.end_words, whole=whole, total=facts.total_words))
        return
    text = _("{when}，{whole}在运行的商标品牌指导站{value}个，{change}").format(
        when=facts.end_words, whole=whole, value=running.value, change=running.change_words()
    )
    if fresh.cumulative:
        text += _("；{total}新设{count}个").format(total=facts.total_words, count=fresh.cumulative)
    text += _("。")
    if served.value and not facts.first_quarter:
        text += _("{quarter}开展服务{times}次，服务主体{clients}家。").format(
            quarter=facts.quarter_words, times=served.value, clients=clients.value
        )
    elif not served.value:
        text += _("{quarter}没有服务记录。").format(quarter=facts.quarter_words)
    if served.cumulative:
        text += _("{total}{served}；{clients}；站均服务{each}次。").format(
            total=facts.total_words,
            served=said(served, name=_("开展服务")),
            clients=said(clients, name=_("服务主体")),
            each=facts["M-BR07"].show(facts["M-BR07"].cumulative),
        )
        rates = [
            said(line, name=name)
            for line, name in (
                (facts["M-BR03"], _("服务办结率")),
                (facts["M-BR04"], _("服务满意率")),
            )
            if line.cumulative is not None
        ]
        text += statements(rates) + (_("。") if rates else "")
    yield Words(text=text)
    yield Words(text=_gaps(facts))
    if served.cumulative:
        yield _levels(facts)
        yield from _items(facts)


def _gaps(facts: Facts) -> str:
    """Stations that served nobody, and towns that have none."""
    idle = idle_stations(facts)
    facts["M-BR05"], facts["M-BR09"]
    if idle:
        text = _("{quarter}没有服务记录的指导站{count}个：{names}。").format(
            quarter=facts.quarter_words, count=len(idle), names=some_names(idle)
        )
    else:
        text = _("在运行的指导站{quarter}均有服务记录。").format(quarter=facts.quarter_words)
    bare = [facts.town(code) for code in towns_without_station(facts.rows, facts.period)]
    if bare:
        text += _("没有指导站在运行的{towns}{count}个：{names}。").format(
            towns=facts.towns_word, count=len(bare), names=listed(bare)
        )
    return text


def idle_stations(facts: Facts) -> list[str]:
    """The names of running stations without a service in the quarter, in the order of entry."""
    served = {
        id
        for (id,) in facts.rows.rows(
            "station_service", ("station_id",), within("served_on", facts.period), distinct=True
        )
    }
    names = dict(facts.rows.rows("station", ("id", "name")))
    return [
        names[id] or _("（未填名称）")
        for id, _town in running_stations(facts.rows, facts.period)
        if id not in served
    ]


def _levels(facts: Facts) -> Grid:
    """Stations and services by level."""
    levels = dict(facts.rows.rows("station", ("id", "level")))
    stations = Counter(levels[id] for id, _town in running_stations(facts.rows, facts.period))
    now, total = (
        _services_by_level(facts, facts.period, levels),
        _services_by_level(facts, facts.total, levels),
    )
    shown = facts.reader.lists["station_level"]
    rows = []
    for code in [entry.code for entry in shown] + [None]:
        if stations[code] or total[code]:
            each = average(total[code], stations[code])
            rows.append(
                (
                    shown.label(code) if code else _("未填级别"),
                    str(stations[code]),
                    str(now[code]),
                    str(total[code]),
                    NOTHING if each is None else plain(half_up(each, 1)),
                )
            )
    whole = average(sum(total.values()), sum(stations.values()))
    rows.append(
        (
            _("合计"),
            str(sum(stations.values())),
            str(sum(now.values())),
            str(sum(total.values())),
            NOTHING if whole is None else plain(half_up(whole, 1)),
        )
    )
    return Grid(
        title=_("各级指导站运行和服务情况"),
        unit=_("个、次"),
        key="station_levels",
        columns=numbers(
            _("级别"), _("在运行"), _("本季服务"), _("累计服务"), _("站均服务"), first=1.4
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )


def _services_by_level(
    facts: Facts, period: Period, levels: dict[str, str | None]
) -> Counter[str | None]:
    found = facts.by("M-BR02", period, "station_id")
    services: Counter[str | None] = Counter()
    for id, count in found.items():
        services[levels.get(id)] += int(count or 0)
    return services


def _items(facts: Facts) -> Iterator[Chart]:
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
            key="service_items",
            title=_("{total}指导站服务事项").format(total=facts.total_words),
            unit=_("次"),
            labels=tuple(lists.label(code) for code in ranked),
            series=(Series(name=_("服务次数"), values=tuple(counts[code] for code in ranked)),),
        )
