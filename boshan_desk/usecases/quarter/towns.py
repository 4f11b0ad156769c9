"""六、镇（街道）情况."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from boshan_desk.domain.report import Block, Chart, Column, Grid, Heading, Series, Words
from boshan_desk.domain.wording import listed, quantity, ranks, rate_cell, statements, with_more
from boshan_desk.i18n import _
from boshan_desk.indicators.towns import silent_towns
from boshan_desk.store.figures import Value
from boshan_desk.usecases.quarter.facts import Facts

_TOWN_FIGURES: Final = (
    ("M-BR01", True),
    ("M-BR02", False),
    ("M-GI02", True),
    ("M-GI05", False),
    ("M-EN01", False),
    ("M-EN02", False),
    ("M-EN03", False),
    ("M-EN05", False),
)
"""What the town table shows of the year so far, and whether it is a stock."""


def town_section(facts: Facts) -> Iterator[Block]:
    """六、镇（街道）情况: every counted town in the protocol order, silent ones too."""
    yield Heading(level=1, text=_("六、{towns}情况").format(towns=facts.towns_word), key="towns")
    found = {
        code: facts.by(code, facts.period if stock else facts.total, "town")
        for code, stock in _TOWN_FIGURES
    }
    before = facts.by("M-EN02", facts.total.last_year(), "town")
    events = _town_events(facts)
    columns = [*found.values(), events]
    extra = {town for column in columns for town, value in column.items() if value}
    extra -= set(facts.county.counted)
    counted = list(facts.county.counted)
    places = counted + sorted(extra, key=lambda c: (not c, facts.county.towns.order(c)))
    silent = silent_towns(facts.rows, facts.period)
    facts["M-MG05"]
    if len(silent) == len(counted):
        yield Words(
            text=_("{quarter}各{towns}均无记录。").format(
                quarter=facts.quarter_words, towns=facts.towns_word
            )
        )
    elif silent:
        yield Words(
            text=_(
                "{quarter}服务、检查、立案、行动、活动均无记录的{towns}{count}个：{names}。"
            ).format(
                towns=facts.towns_word,
                quarter=facts.quarter_words,
                count=len(silent),
                names=listed(facts.town(code) for code in silent),
            )
        )
    else:
        yield Words(
            text=_("{quarter}各{towns}均有记录。").format(
                quarter=facts.quarter_words, towns=facts.towns_word
            )
        )
    leaders = [
        _foremost(facts, found["M-BR02"], _("指导站服务"), _("次")),
        _foremost(facts, found["M-EN02"], _("立案"), _("件")),
        _foremost(facts, events, _("培训宣传活动"), _("场次")),
    ]
    if told := statements(filter(None, leaders)):
        yield Words(text=_("{total}，{told}。").format(total=facts.total_words, told=told))

    if any(found["M-EN02"].values()) or any(before.values()):
        yield Chart(
            kind="bars",
            key="towns",
            title=_("{total}各{towns}立案情况").format(
                total=facts.total_words, towns=facts.towns_word
            ),
            unit=_("件"),
            labels=tuple(facts.town(code) for code in counted),
            series=(
                _town_series(_("本年"), found["M-EN02"], counted),
                _town_series(_("上年同期"), before, counted),
            ),
        )

    def row(name: str, values: list[Value], last_year: Value) -> tuple[str, ...]:
        cells = [
            facts[code].show(value)
            for (code, _stock), value in zip(_TOWN_FIGURES, values, strict=False)
        ]
        growth = rate_cell(values[5], last_year)
        return (name, *cells[:6], growth, *cells[6:], str(values[-1]))

    rows = [
        row(facts.town(place), [column.get(place) or 0 for column in columns], before.get(place, 0))
        for place in places
    ]
    sums = [sum(int(value or 0) for value in column.values()) for column in columns]
    rows.append(row(_("合计"), list(sums), sum(int(value or 0) for value in before.values())))
    yield Grid(
        title=_("{total}各{towns}情况").format(total=facts.total_words, towns=facts.towns_word),
        unit=_("个、次、家、件、%、万元、场次"),
        key="towns",
        columns=(
            Column(title=facts.towns_word, weight=2.0),
            *(
                Column(title=title, align="right", weight=weight)
                for title, weight in (
                    (_("指导站"), 1.0),
                    (_("服务"), 1.0),
                    (_("使用人"), 1.0),
                    (_("检查"), 1.0),
                    (_("执法行动"), 1.0),
                    (_("立案"), 1.0),
                    (_("立案同比"), 1.2),
                    (_("结案"), 1.0),
                    (_("罚没款"), 1.2),
                    (_("培训宣传"), 1.0),
                )
            ),
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )
    yield Words(text=_("注：按礼宾顺序排列；指导站、使用人为期末数，其余为累计数。"), style="note")


def _town_series(name: str, values: Mapping[str, Value], towns: list[str]) -> Series:
    return Series(name=name, values=tuple(values.get(code, 0) for code in towns))


def _town_events(facts: Facts) -> dict[str, Value]:
    """Trainings and publicity together."""
    events: dict[str, Value] = {}
    for code in ("M-TR01", "M-TR02"):
        for town, count in facts.by(code, facts.total, "town").items():
            events[town] = int(events.get(town) or 0) + int(count or 0)
    return events


def _foremost(facts: Facts, values: Mapping[str, Value], what: str, unit: str) -> str:
    """The first three towns with their numbers; equal ones share a rank."""
    towns = [code for code in facts.county.counted if values.get(code)]
    placed = ranks([int(values[code] or 0) for code in towns])
    first = sorted((rank, place) for place, rank in enumerate(placed) if rank <= 3)
    if len(first) < 2:
        return ""
    named = listed(
        with_more(facts.town(towns[p]), quantity(values[towns[p]], unit)) for _r, p in first
    )
    return _("{what}居前的是{named}").format(what=what, named=named)
