"""One town's sheet: its figures beside the county's, and its place among all towns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Column
from boshan_desk.domain.saying import Sayable, grid, number, said, words
from boshan_desk.domain.wording import NOTHING, half_up, plain, ranks, share
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import (
    cell,
    change_cell,
    in_order,
    source_of,
    titled,
    towns_of,
    whole_of,
    with_unit,
    wording,
)


def town_figures(facts: Facts, part: Part) -> Iterator[Block]:
    """Figures of the town, what they are of the county's, and which place they have.

    Option: `figures`, their codes.
    """
    lines = _lines(facts, part)
    if not any(line.cumulative or line.cumulative_last_year for line in lines):
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    heads = [Column(title="指标", weight=2.6), Column(title="单位", weight=0.7, align="center")]
    titles = ["累计", "上年同期", "同比（%）", "全域累计", "占比（%）"]
    if not facts.first_quarter:
        titles.insert(0, "本季")
    titles[titles.index("全域累计")] = f"{facts.county.whole}累计"
    heads += [Column(title=title, align="right") for title in titles]
    heads.append(Column(title="位次", weight=0.7, align="center"))
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        columns=heads,
        rows=[_row(facts, line) for line in lines],
    )
    if note := wording(facts, part, "note"):
        yield words(note, style="note")


def town_places(facts: Facts, part: Part) -> Iterator[Block]:
    """Which place the town has among all, figure by figure.

    Option: `figures` (each `figure`, `title`).
    """
    parts = []
    for each in part.options["figures"]:
        if not facts.has(each["figure"]):
            continue
        line = facts[each["figure"]]
        rank, alike = place_of(facts, line)
        if rank is None or not whole_of(facts, line.code).cumulative:
            continue
        name = "none" if not line.cumulative else "shared" if alike else "place"
        parts.append(
            wording(
                facts,
                part,
                name,
                title=each["title"],
                value=with_unit(line),
                all=with_unit(whole_of(facts, line.code)),
                rank=number(str(rank), source_of(line)),
            )
        )
    if not parts:
        yield words(wording(facts, part, "empty"), key=part.key)
        return
    counted = str(len(facts.county.counted))
    told = wording(facts, part, "places", parts=in_order(parts), count=counted)
    yield words(told, key=part.key)


def place_of(facts: Facts, line: FigureLine) -> tuple[int | None, bool]:
    """The rank of the town's unrounded value among the counted towns, and whether others share it.

    None where it cannot be ranked.
    """
    lines = [
        each
        for each in towns_of(facts, [line.code])[line.code]
        if each.town in facts.county.counted and each.cumulative is not None
    ]
    placed = dict(
        zip(
            (each.town for each in lines),
            ranks([each.cumulative for each in lines if each.cumulative is not None]),
            strict=True,
        )
    )
    rank = placed.get(facts.request.town)
    return rank, list(placed.values()).count(rank or 0) > 1


def _lines(facts: Facts, part: Part) -> Sequence[FigureLine]:
    return [facts[code] for code in part.options["figures"] if facts.has(code)]


def _row(facts: Facts, line: FigureLine) -> list[Sayable]:
    whole = whole_of(facts, line.code)
    row: list[Sayable] = [line.title, line.unit]
    if not facts.first_quarter:
        row.append(NOTHING if line.stock or line.adds_on else cell(line, "quarter"))
    row += [cell(line), cell(line, "last_total")]
    change = change_cell(line)
    row.append(said(change, "个百分点") if line.share and change != NOTHING else change)
    row.append(cell(whole))
    part = None
    if not line.share and line.cumulative is not None and whole.cumulative:
        part = share(line.cumulative, whole.cumulative)
    row.append(NOTHING if part is None else number(plain(half_up(part, 1)), source_of(line)))
    rank, _alike = place_of(facts, line)
    row.append(NOTHING if rank is None else number(str(rank), source_of(line)))
    return row
