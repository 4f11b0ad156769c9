"""What closed quarters of the year have now instead of what they reported (封账以后的调整).

A quarter whose paper was frozen is told of by `corrections`, record by record; this is for one that
was closed and went out another way.
"""

from __future__ import annotations

from collections.abc import Iterator

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Block, Source
from boshan_desk.domain.saying import Said, joined, number, said, words
from boshan_desk.store import schema
from boshan_desk.usecases.figures import FigureLine, collect
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import wording


def adjustments(facts: Facts, part: Part) -> Iterator[Block]:
    """A paragraph for each closed quarter before this one with figures that moved since.

    The option `figures` is how many of them are told; only such as the paper has printed.
    """
    most = int(part.options.get("figures", 5))
    rows = facts.reader.small_rows(schema.closing)
    closed = {row["period"] for row in rows}
    for place in range(1, facts.period.last // 3):
        before = quarter(facts.period.year, place)
        if str(before) not in closed or _has_paper(facts, before):
            continue
        lines = collect(facts.reader, before, town=facts.request.town)
        moved = [line for line in lines if line.code in facts.printed and line.adjustment_words()]
        if moved:
            told = joined([_moved(facts, line) for line in moved[:most]], "；")
            more = f"等{len(moved)}项指标有调整" if len(moved) > most else ""
            text = wording(
                facts, part, "told", quarter=before.short_words(), moved=said(told, more)
            )
            yield words(text, key=f"{part.key}.{before}")


def _has_paper(facts: Facts, before: Period) -> bool:
    """Whether a paper that ends with the quarter was frozen for the same readers."""
    request = facts.request
    return any(
        row["state"] == "final"
        and (row["town"], row["unit"]) == (request.town, request.unit)
        and row["period"] in (str(before), str(before.cumulative()))
        for row in facts.reader.small_rows(schema.paper)
    )


def _moved(facts: Facts, line: FigureLine) -> Said:
    source = Source(figure=line.code, span=line.spans.value, town=facts.request.town)
    now = number(f"{line.show(line.counted)}{line.unit}", source)
    return said(f"{line.title}由{line.show(line.reported)}{line.unit}调整为", now)
