"""四、镇（街道）情况: every counted town in the protocol order, who leads, who lags, who is silent.

Values are those a closed quarter reported; what was adjusted since is said below the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain.figures import UNASSIGNED, is_unassigned
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Chart, Column, Number, Series, Source
from boshan_desk.domain.saying import Said, Sayable, grid, joined, number, said, words
from boshan_desk.domain.wording import NOTHING, ranks
from boshan_desk.indicators.towns import silent_towns
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.usecases.counting import find_entry
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import (
    cell,
    change,
    change_cell,
    in_order,
    of_records,
    place_name,
    row_of_names,
    source_of,
    titled,
    towns_of,
    whole_of,
    with_unit,
    wording,
)

SILENT: Final = "M-MG05"
"""How many counted towns nothing is heard of in a quarter."""

_NAMED: Final = 3
"""So many ranks are named from the top, and so many from the bottom."""


def towns_table(facts: Facts, part: Part) -> Iterator[Block]:
    """Every counted town with its values, then what has no town, and the whole.

    Options: `columns` (each `figure`, `title`, and `growth` where the rate stands beside it).
    """
    columns: Sequence[dict[str, Any]] = part.options["columns"]
    codes = [column["figure"] for column in columns]
    lines = towns_of(facts, codes)
    if not any(line.cumulative for each in lines.values() for line in each):
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    places = _places(facts, lines)
    at = {code: {line.town: line for line in each} for code, each in lines.items()}
    rows: list[list[Sayable]] = []
    for place in places:
        rows.append([place_name(facts, place)])
        for column in columns:
            rows[-1] += _cells(at[column["figure"]].get(place), column)
    rows.append(["合计"])
    for column in columns:
        rows[-1] += _cells(whole_of(facts, column["figure"]), column)
    heads = [Column(title=facts.towns_word, weight=1.7)]
    for column in columns:
        heads.append(Column(title=column["title"], weight=column.get("weight", 1.0), align="right"))
        if column.get("growth"):
            heads.append(Column(title=column["growth"], weight=1.2, align="right"))
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        columns=heads,
        rows=rows,
        strong=[len(rows) - 1],
    )
    stocks = [c["title"] for c in columns if whole_of(facts, c["figure"]).stock]
    if stocks:
        yield words(wording(facts, part, "note", stocks="、".join(stocks)), style="note")
    if any(is_unassigned(place) for place in places):
        bare = next(place for place in places if is_unassigned(place))
        name = place_name(facts, bare)
        yield words(wording(facts, part, "unassigned", name=name), style="note")
    yield from _adjusted(facts, part, lines)


def _cells(line: FigureLine | None, column: dict[str, Any]) -> list[Sayable]:
    if line is None:
        nothing = find_entry(column["figure"]).nothing
        return [
            NOTHING if nothing is None else str(nothing),
            *([NOTHING] * bool(column.get("growth"))),
        ]
    return [cell(line), *([change_cell(line)] if column.get("growth") else [])]


def _places(facts: Facts, lines: dict[str, list[FigureLine]]) -> list[str]:
    """The counted towns, then other areas that have something, then what has no town."""
    counted = facts.county.counted
    others = {line.town for each in lines.values() for line in each if any(line.five)} - set(
        counted
    )
    order = facts.county.towns.order
    return [*counted, *sorted(others, key=lambda code: (code == UNASSIGNED, order(code)))]


def _adjusted(facts: Facts, part: Part, lines: dict[str, list[FigureLine]]) -> Iterator[Block]:
    """What the ledgers count now of a quarter that was closed."""
    changed = [
        said(place_name(facts, line.town), line.title, line.adjustment_words())
        for each in lines.values()
        for line in each
        if line.adjustment_words()
    ]
    if changed:
        yield words(wording(facts, part, "adjusted", parts=in_order(changed)), style="note")


# ------------------------------------------------------------ ranks


def towns_rank(facts: Facts, part: Part) -> Iterator[Block]:
    """Who grew most and who least since January against last year, and the table of it.

    Options: `figures` (each `figure`, `title`).  Ranks are those of unrounded rates; equal ones
    share a rank and the next is skipped.  Where last year has nothing there is no rate.
    """
    chosen: Sequence[dict[str, Any]] = part.options["figures"]
    lines = towns_of(facts, [each["figure"] for each in chosen])
    told = False
    for each in chosen:
        own = [line for line in lines[each["figure"]] if line.town in facts.county.counted]
        if text := _rank_words(facts, part, each["title"], own):
            told = True
            yield words(text, key=f"{part.key}.{each['figure']}")
    if not told:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    rows: list[list[Sayable]] = []
    placed = {each["figure"]: placed_by_growth(lines[each["figure"]]) for each in chosen}
    for place in facts.county.counted:
        rows.append([place_name(facts, place)])
        for each in chosen:
            line = next(x for x in lines[each["figure"]] if x.town == place)
            rank = placed[each["figure"]].get(place)
            rows[-1] += [
                cell(line),
                cell(line, "last_total"),
                change_cell(line),
                NOTHING if rank is None else number(str(rank), source_of(line)),
            ]
    heads = [Column(title=facts.towns_word, weight=1.7)]
    for each in chosen:
        heads += [
            Column(title=title, align="right") for title in (each["title"], "上年同期", "同比（%）")
        ]
        heads.append(Column(title="位次", weight=0.7, align="center"))
    yield grid(title=titled(facts, part), unit=part.unit, key=part.key, columns=heads, rows=rows)
    if note := wording(facts, part, "note"):
        yield words(note, style="note")


def placed_by_growth(lines: Sequence[FigureLine]) -> dict[str, int]:
    """The rank of every town that has a rate; what is no town has none."""
    rated = {
        line.town: line.cumulative_change
        for line in lines
        if line.cumulative_change is not None and not is_unassigned(line.town)
    }
    places = ranks([rate for rate in rated.values() if rate is not None])
    return dict(zip(rated, places, strict=True))


def _rank_words(facts: Facts, part: Part, title: str, lines: Sequence[FigureLine]) -> Said:
    """One sentence: the first three with their rates, and the last three, falls openly."""
    if not any(line.cumulative or line.cumulative_last_year for line in lines):
        return Said("")
    placed = placed_by_growth(lines)
    by_town = {line.town: line for line in lines}
    new = [line.town for line in lines if line.cumulative and line.cumulative_last_year == 0]
    if len(placed) < 2:
        return wording(facts, part, "no_rates", title=title)
    first = [town for town, rank in placed.items() if rank <= _NAMED]
    from_last = _from_last(placed)
    last = [town for town in placed if from_last[town] <= _NAMED and town not in first]
    first.sort(key=lambda town: placed[town])
    last.sort(key=lambda town: -placed[town])
    parts = [wording(facts, part, "first", title=title, names=_with_rates(facts, by_town, first))]
    if last:
        parts.append(wording(facts, part, "last", names=_with_rates(facts, by_town, last)))
    if new:
        parts.append(
            wording(
                facts,
                part,
                "new",
                names=joined((_with_value(facts, by_town[t]) for t in new), "、"),
            )
        )
    return said(in_order(parts), "。")


def _from_last(placed: dict[str, int]) -> dict[str, int]:
    """The same ranks told from the other end; equal ones share it there too."""
    return dict(zip(placed, ranks(list(placed.values())), strict=True))


def _with_rates(facts: Facts, lines: dict[str, FigureLine], towns: Sequence[str]) -> Said:
    return joined(
        (
            said(place_name(facts, t), "（", with_unit(lines[t]), "，", change(lines[t]), "）")
            for t in towns
        ),
        "、",
    )


def _with_value(facts: Facts, line: FigureLine) -> Said:
    return said(place_name(facts, line.town), "（", with_unit(line), "）")


# ------------------------------------------------------------ silence, picture


def towns_silent(facts: Facts, part: Part) -> Iterator[Block]:
    """The towns of which no ledger has a record of the quarter, by name."""
    silent = silent_towns(facts.rows, facts.period)
    line = facts[SILENT]
    count = number(str(len(silent)), source_of(line, "quarter"))
    name = "all" if len(silent) == len(facts.county.counted) else "some" if silent else "none"
    yield words(
        wording(facts, part, name, count=count, names=row_of_names(facts, silent)), key=part.key
    )


def towns_reports(facts: Facts, part: Part) -> Iterator[Block]:
    """Which towns handed in for the quarter, late, with nothing to say, or not at all, by name.

    Zero, not reported and not written down are three things; where the office keeps no account of
    reports at all, nothing is said.
    """
    counted = facts.county.counted
    known = {
        report.town_code: report
        for report in facts.reader.having(TownReport, "period", [str(facts.period)])
        if report.town_code in counted
    }
    if not known:
        return
    states = facts.reader.lists["report_state"]
    told = []
    for state in (entry.code for entry in states):
        found = [town for town in counted if town in known and known[town].state == state]
        if not found:
            continue
        count = of_records("town_report", (known[town].id for town in found))
        names = said("（", row_of_names(facts, found), "）") if state != "on_time" else ""
        told.append(said(states.label(state), count, "个", names))
    unknown = [town for town in counted if town not in known or not known[town].state]
    if unknown:
        names = row_of_names(facts, unknown)
        told.append(wording(facts, part, "unknown", count=str(len(unknown)), names=names))
    yield words(
        wording(facts, part, "words", count=str(len(counted)), parts=joined(told, "，")),
        key=part.key,
    )


def towns_bars(facts: Facts, part: Part) -> Iterator[Block]:
    """The towns beside one another: since 1 January, and the same time of last year.

    Option: `figure`.
    """
    code = part.options["figure"]
    lines = towns_of(facts, [code])[code]
    shown = [line for line in lines if line.town in facts.county.counted]
    now = [_drawn(line, line.cumulative) for line in shown]
    before = [_drawn(line, line.cumulative_last_year) for line in shown]
    if not any(now) and not any(before):
        return
    yield Chart(
        kind="bars",
        key=part.key,
        title=titled(facts, part),
        unit=part.unit or find_entry(code).of.unit,
        labels=tuple(place_name(facts, line.town) for line in shown),
        series=(
            Series(name="本年", values=tuple(now)),
            Series(name="上年同期", values=tuple(before)),
        ),
        source=Source(figure=code, span=facts[code].spans.cumulative),
    )


def _drawn(line: FigureLine, value: Number | None) -> Number | None:
    """A value as a picture plots it: money in 万元."""
    return Decimal(value) / 1_000_000 if line.money and value is not None else value
