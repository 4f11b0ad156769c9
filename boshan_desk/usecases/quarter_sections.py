"""The sections of the quarterly paper, one for each of the four ledgers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Chart, Column, Grid, Heading, Series, Words
from boshan_desk.domain.wording import (
    NOTHING,
    average,
    half_up,
    plain,
    rate_cell,
    share,
    wan,
)
from boshan_desk.i18n import _
from boshan_desk.indicators.source import within
from boshan_desk.indicators.stations import running_stations
from boshan_desk.indicators.towns import towns_without_event, towns_without_station
from boshan_desk.store.figures import Value
from boshan_desk.usecases.quarter_facts import (
    FORM_ROWS,
    Facts,
    amount_words,
    counted,
    said,
    some_names,
)

_MOST_ITEMS = 12
"""So many lying bars still stand on half a page."""
_MOST_RIGHTS = 8


def numbers(title: str, *heads: str, first: float = 2.0) -> tuple[Column, ...]:
    """A first column of names and others of numbers."""
    return (
        Column(title=title, weight=first),
        *(Column(title=head, align="right") for head in heads),
    )


# ---------------------------------------------------------------- stations


def station_section(facts: Facts) -> Iterator[Block]:
    """二、商标品牌指导站."""
    yield Heading(level=1, text=_("二、商标品牌指导站"), key="stations")
    running, fresh = facts["M-BR01"], facts["M-BR06"]
    served, clients = facts["M-BR02"], facts["M-BR02b"]
    if not running.value and not served.cumulative:
        text = _("{when}，全区没有在运行的商标品牌指导站，{total}没有服务记录。")
        yield Words(text=text.format(when=facts.end_words, total=facts.total_words))
        return
    text = _("{when}，全区在运行的商标品牌指导站{value}个，{change}")
    text = text.format(when=facts.end_words, value=running.value, change=running.change_words())
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
        text += _("；").join(rates) + (_("。") if rates else "")
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
        text += _("没有指导站在运行的镇（街道）{count}个：{names}。").format(
            count=len(bare), names="、".join(bare)
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


# ---------------------------------------------------------------- geographical indications


def gi_section(facts: Facts) -> Iterator[Block]:
    """三、地理标志."""
    yield Heading(level=1, text=_("三、地理标志"), key="gi")
    rights, users, fresh = facts["M-GI01"], facts["M-GI02"], facts["M-GI02b"]
    if not rights.value and not users.value:
        text = _("{when}，全区没有登记有效的地理标志权利。")
        yield Words(text=text.format(when=facts.end_words))
    else:
        lists = facts.reader.lists["right_kind"]
        kinds = facts.by("M-GI01", facts.period, "right_kind")
        parts = [
            f"{lists.label(entry.code)}{kinds[entry.code]}{_('件')}"
            for entry in lists
            if kinds.get(entry.code)
        ]
        text = _("{when}，全区有地理标志有效权利{count}件").format(
            when=facts.end_words, count=rights.value
        )
        text += _("，其中{parts}").format(parts="、".join(parts)) if len(parts) > 1 else ""
        text += _("；在用的专用标志使用人{count}家，{change}").format(
            count=users.value, change=users.change_words()
        )
        if fresh.cumulative:
            text += _("，{total}新增{count}家").format(
                total=facts.total_words, count=fresh.cumulative
            )
        text += _("。")
        coverage = facts["M-GI03"]
        if coverage.value is not None:
            text += _("用标覆盖率{value}%，{change}。").format(
                value=coverage.show(coverage.value), change=coverage.change_words()
            )
        yield Words(text=text + _worth(facts))
    yield Words(text=_checked(facts))
    yield from _rights(facts)


def _worth(facts: Facts) -> str:
    line = facts["M-GI04"]
    if line.value is None:
        return ""
    text = _("{year}地理标志直接产值{amount}").format(
        year=line.note, amount=amount_words(line.value)
    )
    if line.change is not None:
        size = half_up(abs(line.change), 1)
        way = _("增长") if line.change > 0 else _("下降")
        text += _("，比上年{way}{size}%").format(way=way, size=size) if size else _("，与上年持平")
    return text + _("。")


def _checked(facts: Facts) -> str:
    checks, faults, mended = facts["M-GI05"], facts["M-GI05b"], facts["M-GI05c"]
    if not checks.cumulative:
        return _("{total}没有地理标志监督检查记录。").format(total=facts.total_words)
    text = _("{total}{checks}").format(
        total=facts.total_words, checks=said(checks, name=_("开展地理标志监督检查"))
    )
    if not facts.first_quarter:
        text += _("，其中{quarter}{count}次").format(
            quarter=facts.quarter_words, count=checks.value
        )
    if faults.cumulative:
        text += _("；发现问题{count}次").format(count=faults.cumulative)
        if mended.cumulative is not None:
            text += _("，整改完成率{value}%").format(value=mended.show(mended.cumulative))
    else:
        text += _("；未发现问题")
    return text + _("。")


def _rights(facts: Facts) -> Iterator[Block]:
    """Every right with its users and its newest yearly value."""
    rights = facts.rows.rows("gi_right", ("id", "product_name", "right_kind", "state"))
    if not rights:
        return
    users = facts.by("M-GI02", facts.period, "right_id")
    values = facts.by("M-GI04", facts.period, "right_id")
    year = facts["M-GI04"].note
    lists = facts.reader.lists
    rows, named = [], []
    for id, name, kind, state in rights:
        value = values.get(id)
        rows.append(
            (
                name or _("（未填名称）"),
                lists["right_kind"].label(kind) if kind else NOTHING,
                lists["gi_state"].label(state) if state else NOTHING,
                str(users.get(id) or 0),
                wan(None if value is None else int(value)),
            )
        )
        if value:
            named.append((f"{name}（{lists['right_kind'].label(kind)}）" if kind else name, value))
    yield Grid(
        title=_("地理标志权利和用标情况"),
        unit=_("家、万元"),
        key="gi_rights",
        columns=(
            Column(title=_("产品名称"), weight=1.6),
            Column(title=_("权利类型"), weight=1.4, align="center"),
            Column(title=_("状态"), weight=1.2, align="center"),
            Column(title=_("使用人"), weight=0.8, align="right"),
            Column(title=_("{year}产值").format(year=year), weight=1.3, align="right"),
        ),
        rows=tuple(rows),
    )
    idle = [
        row[0]
        for row, right in zip(rows, rights, strict=True)
        if row[3] == "0" and right[3] in ("valid", "grace")
    ]
    if idle:
        text = _("没有在用使用人的有效权利{count}件：{names}。")
        yield Words(text=text.format(count=len(idle), names=some_names(idle)))
    named = sorted(named, key=lambda pair: -pair[1])[:_MOST_RIGHTS]
    if len(named) > 1:
        yield Chart(
            kind="rows",
            key="gi_values",
            title=_("{year}直接产值居前的地理标志").format(year=year),
            unit=_("万元"),
            labels=tuple(name for name, _value in named),
            series=(
                Series(
                    name=_("直接产值"),
                    values=tuple(half_up(Decimal(v) / 1_000_000, 2) for _name, v in named),
                ),
            ),
        )


# ---------------------------------------------------------------- cases


def case_section(facts: Facts) -> Iterator[Block]:
    """四、执法案件."""
    yield Heading(level=1, text=_("四、执法案件"), key="cases")
    acted, filed, closed = facts["M-EN01"], facts["M-EN02"], facts["M-EN03"]
    money, moved = facts["M-EN05"], facts["M-EN06"]
    if acted.cumulative:
        yield Words(
            text=_("{total}{acted}，出动执法人员{people}人次，检查经营主体{firms}户次。").format(
                total=facts.total_words,
                acted=said(acted, name=_("开展执法行动")),
                people=facts["M-EN01b"].cumulative,
                firms=facts["M-EN01e"].cumulative,
            )
        )
    text = ""
    if not facts.first_quarter or not filed.cumulative:
        parts = [
            counted(filed, name=_("立案")) if filed.value else _("无立案"),
            counted(closed, name=_("结案")) if closed.value else _("无结案"),
        ]
        if money.value:
            parts.append(counted(money))
        text = _("{quarter}{parts}。").format(quarter=facts.quarter_words, parts="，".join(parts))
    if filed.cumulative or closed.cumulative:
        told = [said(filed, name=_("立案")), said(closed, name=_("结案"))]
        if facts["M-EN04"].cumulative:
            told.append(said(facts["M-EN04"]))
        if money.cumulative or money.cumulative_last_year:
            told.append(said(money))
        text += _("{total}{told}。").format(total=facts.total_words, told="；".join(told))
        if moved.cumulative:
            text += _("移送公安机关{count}件。").format(count=moved.cumulative)
        pace = facts["M-EN09"]
        if pace.cumulative is not None:
            text += _("{total}作出决定的案件，从立案到决定平均{days}天").format(
                total=facts.total_words, days=pace.show(pace.cumulative)
            )
            if pace.cumulative_last_year is not None:
                text += _("，上年同期为{days}天").format(days=pace.show(pace.cumulative_last_year))
            text += _("。")
    yield Words(text=text)
    if not (filed.cumulative or closed.cumulative or money.cumulative):
        return
    yield from _kinds(facts)
    yield _national_form(facts, facts.total, facts.total_words, "form_total")
    if not facts.first_quarter:
        yield _national_form(facts, facts.period, facts.quarter_words, "form_quarter")
    yield _course(facts)


def _kinds(facts: Facts) -> Iterator[Block]:
    filed = facts["M-EN02"]
    rows = facts.by_form_row("M-EN02", facts.total)
    found = [(_(title), rows[code]) for code, title in FORM_ROWS if rows[code]]
    if found:
        found.sort(key=lambda pair: -pair[1])
        parts = []
        for title, count in found[:4]:
            part = share(count, int(filed.cumulative or 0))
            parts.append(
                _("{title}{count}件，占{part}%").format(
                    title=title, count=count, part=plain(half_up(part or 0, 1))
                )
            )
        text = _("从立案类型看，{parts}。").format(parts="；".join(parts))
        themes = [
            f"{name}{facts[code].cumulative}{_('件')}"
            for code, name in (
                ("M-EN07", _("电商领域")),
                ("M-EN07b", _("重点实体市场")),
                ("M-EN07c", _("农村市场")),
                ("M-EN07d", _("涉外")),
            )
            if facts[code].cumulative
        ]
        if themes:
            text += _("其中{themes}（可重复计）。").format(themes="、".join(themes))
        yield Words(text=text)
    if len(found) > 1:
        yield Chart(
            kind="ring",
            key="case_kinds",
            title=_("{total}立案类型构成").format(total=facts.total_words),
            unit=_("件"),
            labels=tuple(title for title, _count in found),
            series=(Series(name=_("立案"), values=tuple(count for _title, count in found)),),
        )


_FORM: Final = (
    "M-EN02",
    "M-EN03",
    "M-EN04",
    "M-EN05",
    "M-EN05b",
    "M-EN06",
    "M-EN07",
    "M-EN07b",
    "M-EN07c",
    "M-EN07d",
)
"""The columns of the national form, in its order."""


def _national_form(facts: Facts, period: Period, words: str, key: str) -> Grid:
    """The case block of the national form, with a row for what it leaves out."""
    columns = [(facts[code], facts.by_form_row(code, period)) for code in _FORM]
    rows = [
        (_(title), *(line.show(by_row[code]) for line, by_row in columns))
        for code, title in FORM_ROWS
    ]
    sums = [line.show(sum(by_row.values())) for line, by_row in columns]
    rows.append((_("合计"), *sums))
    return Grid(
        title=_("{when}知识产权行政执法情况").format(when=words),
        unit=_("件、万元"),
        key=key,
        columns=numbers(
            _("案件类型"),
            _("立案"),
            _("结案"),
            _("涉案金额"),
            _("罚没款"),
            _("挽回损失"),
            _("移送司法"),
            _("电商领域"),
            _("重点市场"),
            _("农村市场"),
            _("涉外"),
            first=2.0,
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )


def _course(facts: Facts) -> Chart:
    """Filed and closed over eight quarters."""
    quarters = [facts.period]
    while len(quarters) < 8:
        quarters.insert(0, quarters[0].previous())
    return Chart(
        kind="lines",
        key="cases_by_quarter",
        title=_("近八个季度立案和结案情况"),
        unit=_("件"),
        labels=tuple(
            _("{year}年{quarter}").format(year=q.year, quarter=q.short_words()) for q in quarters
        ),
        series=(
            Series(name=_("立案"), values=_run(facts, "M-EN02", quarters)),
            Series(name=_("结案"), values=_run(facts, "M-EN03", quarters)),
        ),
    )


def _run(facts: Facts, code: str, quarters: list[Period]) -> tuple[Value, ...]:
    return tuple(facts.of(code, quarter) for quarter in quarters)


# ---------------------------------------------------------------- training and publicity


def event_section(facts: Facts) -> Iterator[Block]:
    """五、培训宣传."""
    yield Heading(level=1, text=_("五、培训宣传"), key="events")
    taught, people, firms = facts["M-TR01"], facts["M-TR01b"], facts["M-TR01c"]
    shown, views, media = facts["M-TR02"], facts["M-TR02b"], facts["M-TR02c"]
    if not taught.cumulative and not shown.cumulative:
        text = _("{total}没有培训宣传活动记录。")
        yield Words(text=text.format(total=facts.total_words))
        return
    text = ""
    if not facts.first_quarter:
        if taught.value or shown.value:
            text = _(
                "{quarter}举办培训{taught}场次、{people}人次，开展宣传活动{shown}场次。"
            ).format(
                quarter=facts.quarter_words,
                taught=taught.value,
                people=people.value,
                shown=shown.value,
            )
        else:
            text = _("{quarter}没有培训宣传活动记录。").format(quarter=facts.quarter_words)
    told = []
    if taught.cumulative:
        told += [said(taught, name=_("举办培训")), said(people, name=_("培训"))]
        told[-1] += _("，参训企业{count}家次").format(count=firms.cumulative)
    if shown.cumulative:
        told.append(said(shown, name=_("开展宣传活动")))
    if views.cumulative:
        told.append(_("线上观看{count}人次").format(count=views.cumulative))
    text += _("{total}{told}。").format(total=facts.total_words, told="；".join(told))
    if media.cumulative:
        lists = facts.reader.lists["media_level"]
        levels = facts.by("M-TR02c", facts.total, "level")
        parts = [
            f"{lists.label(e.code)}{levels[e.code]}{_('篇')}" for e in lists if levels.get(e.code)
        ]
        text += _("媒体报道{count}篇").format(count=media.cumulative)
        text += _("，其中{parts}。").format(parts="、".join(parts)) if len(parts) > 1 else _("。")
    yield Words(text=text)
    quiet = [facts.town(code) for code in towns_without_event(facts.rows, facts.period)]
    facts["M-TR04"]
    if quiet and (taught.value or shown.value):
        yield Words(
            text=_("{quarter}没有培训宣传活动的镇（街道）{count}个：{names}。").format(
                quarter=facts.quarter_words, count=len(quiet), names="、".join(quiet)
            )
        )
    yield _event_kinds(facts)


def _event_kinds(facts: Facts) -> Grid:
    """Sessions and people by kind of event."""
    lists = facts.reader.lists["event_kind"]
    spans = (facts.period, facts.total, facts.total.last_year())
    sessions = [_events_by_kind(facts, span) for span in spans]
    people = Counter[str]()
    for kind, seen in facts.rows.rows(
        "event", ("kind", "people"), within("starts_on", facts.total)
    ):
        people[kind or ""] += seen or 0
    rows = []
    for code in [*(entry.code for entry in lists), ""]:
        now, total, before = (found[code] for found in sessions)
        if now or total or before:
            title = lists.label(code) if code else _("未填类别")
            rows.append(
                (
                    title,
                    str(now),
                    str(total),
                    str(before),
                    rate_cell(total, before),
                    str(people[code]),
                )
            )
    now, total, before = (sum(found.values()) for found in sessions)
    rows.append(
        (
            _("合计"),
            str(now),
            str(total),
            str(before),
            rate_cell(total, before),
            str(sum(people.values())),
        )
    )
    return Grid(
        title=_("培训宣传活动情况"),
        unit=_("场次、%、人次"),
        key="event_kinds",
        columns=numbers(
            _("类别"),
            _("本季"),
            _("累计"),
            _("上年同期累计"),
            _("同比"),
            _("累计线下人数"),
            first=1.6,
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )


def _events_by_kind(facts: Facts, period: Period) -> Counter[str]:
    found: Counter[str] = Counter()
    for code in ("M-TR01", "M-TR02"):
        for kind, count in facts.by(code, period, "kind").items():
            found[kind] += int(count or 0)
    return found
