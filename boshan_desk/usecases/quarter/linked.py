"""Numbers as the paper prints them, each with the records behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal

from boshan_desk.domain.figures import UNASSIGNED
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Span
from boshan_desk.domain.report import Source
from boshan_desk.domain.saying import Said, Sayable, joined, number, opening, said
from boshan_desk.domain.wording import NOTHING, half_up, plain, rate_cell
from boshan_desk.store.figures import Value
from boshan_desk.usecases.figures import FigureLine, lines_of
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.sentences import spoken

Which = Literal["quarter", "last_quarter", "total", "last_total"]
"""Within the quarter, or since 1 January; this year, or the year before."""

_YI: Final = 10_000_000_000
"""One 亿元 in 分."""


def value_of(line: FigureLine, which: Which = "total") -> Value:
    """One of a figure's values, unrounded."""
    values: Mapping[Which, Value] = {
        "quarter": line.value,
        "last_quarter": line.last_year,
        "total": line.cumulative,
        "last_total": line.cumulative_last_year,
    }
    return values[which]


def span_of(line: FigureLine, which: Which = "total") -> Span | None:
    """The days that value is of."""
    spans: Mapping[Which, Span | None] = {
        "quarter": line.spans.value,
        "last_quarter": line.spans.last_year,
        "total": line.spans.cumulative,
        "last_total": line.spans.cumulative_last_year,
    }
    return spans[which]


def source_of(line: FigureLine, which: Which = "total") -> Source | None:
    """Where that value comes from; None where there is nothing to open."""
    span = span_of(line, which)
    return None if span is None else Source(figure=line.code, span=span, town=line.town)


def cell(line: FigureLine, which: Which = "total") -> Sayable:
    """A value as a table prints it; a dash opens nothing."""
    value = value_of(line, which)
    return NOTHING if value is None else number(line.show(value), source_of(line, which))


def bare(line: FigureLine, which: Which = "total") -> Said:
    """A value as prose prints it, without its unit; of money see `with_unit`."""
    return number(line.show(value_of(line, which)), source_of(line, which))


def with_unit(line: FigureLine, which: Which = "total") -> Said:
    """A value with its unit as prose prints it: 59件, 12.5%, 54.84万元, 1.20亿元."""
    value = value_of(line, which)
    if value is None:
        return Said(NOTHING)
    if not line.money:
        return said(bare(line, which), line.unit)
    if value >= _YI:
        text = plain(half_up(Decimal(value) / _YI, 2))
        return said(number(text, source_of(line, which)), "亿元")
    return said(bare(line, which), "万元")


def change(line: FigureLine, which: Which = "total") -> Said:
    """The comparison with last year in words; its number opens what was counted this year."""
    words = line.cumulative_words() if which == "total" else line.change_words()
    return opening(words, source_of(line, which))


def change_cell(line: FigureLine) -> Sayable:
    """The growth since 1 January as a table prints it; of a share in points."""
    if line.share:
        move = line.cumulative_change
        text = NOTHING if move is None else plain(half_up(move, 1))
    else:
        text = rate_cell(line.cumulative, line.cumulative_last_year)
    return text if text == NOTHING else number(text, source_of(line))


def of_records(ledger: str, ids: Iterable[str]) -> Said:
    """How many records of a ledger, with just these behind it."""
    known = tuple(ids)
    if not known:
        return Said("0")
    return number(str(len(known)), Source(ledger=ledger, ids=known))


def number_of(value: Value, source: Source) -> Said:
    """A whole number; nothing counted is 0."""
    return number(str(int(value or 0)), source)


def amount(fen: int, source: Source | None) -> Said:
    """An amount in prose: 亿元 from one 亿 on, 元 below one 万, else 万元."""
    if fen >= _YI:
        return said(number(plain(half_up(Decimal(fen) / _YI, 2)), source), "亿元")
    if fen >= 1_000_000:
        return said(number(plain(half_up(Decimal(fen) / 1_000_000, 2)), source), "万元")
    exact = half_up(Decimal(fen) / 100, 2 if fen % 100 else 0)
    return said(number(plain(exact), source), "元")


# ------------------------------------------------------------ places


def towns_of(facts: Facts, codes: Sequence[str]) -> dict[str, list[FigureLine]]:
    """Figures of every counted town and of whatever else has something to say; printed ones."""
    for code in codes:
        # What stands in a table is defined with the rest.
        facts[code]
    known = facts.counting.source.once(("town lines",), dict[str, list[FigureLine]])
    lacking = [code for code in codes if code not in known]
    if lacking:
        known |= lines_of(
            facts.reader, lacking, facts.period, by_town=True, counting=facts.counting
        )
    return {code: known[code] for code in codes}


def whole_of(facts: Facts, code: str) -> FigureLine:
    """A figure of the whole county, on a town's sheet too."""
    if not facts.request.town:
        return facts[code]
    lines = lines_of(facts.reader, [code], facts.period, counting=facts.counting)
    return lines[code][0]


def place_name(facts: Facts, town: str) -> str:
    """What a town is called; 未归属 of what has none."""
    return "未归属" if town == UNASSIGNED else facts.county.towns.label(town)


def row_of_names(facts: Facts, towns: Iterable[str]) -> str:
    """Towns in a row."""
    return "、".join(place_name(facts, town) for town in towns)


# ------------------------------------------------------------ wording


def wording(facts: Facts, part: Part, name: str, /, **more: Sayable) -> Said:
    """One of a part's wordings with its names filled in; nothing where the office left it out.

    `more` are names beside those that every wording may use (`sentences`).
    """
    return spoken(facts, part.words.get(name, ""), more)


def titled(facts: Facts, part: Part) -> str:
    """The title of a part's table or picture."""
    return spoken(facts, part.title).text


def in_order(parts: Iterable[Sayable]) -> Said:
    """Parts of one sentence that commas already divide."""
    return joined(parts, "；")
