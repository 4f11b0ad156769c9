"""三、执法办案情况: what the cases are of, and their course over two years.

What is said of their number, value, penalties and limits stands in the template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period, Stretch
from boshan_desk.domain.report import Block, Chart, Series, Source
from boshan_desk.domain.saying import number, said, words
from boshan_desk.domain.wording import half_up, plain, share
from boshan_desk.store.figures import Value
from boshan_desk.usecases.national_form import OUTSIDE, ROWS
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.form_cells import FormCells
from boshan_desk.usecases.quarter.linked import in_order, source_of, titled, wording
from boshan_desk.usecases.quarter.tables import adjusted_note
from boshan_desk.usecases.reported import reported_lines

FILED = "M-EN02"
CLOSED = "M-EN03"

_QUARTERS = 8


def case_kinds(facts: Facts, part: Part) -> Iterator[Block]:
    """What the filed cases are of, in words and as a ring of shares.

    Option: `named`, how many kinds the sentence names.
    """
    filed = facts[FILED]
    cells = FormCells.of(facts, facts.total)
    kinds = [
        (title, facts.form_of_total.cases[row, FILED], cells.source(row, FILED))
        for row, title in (*ROWS, (OUTSIDE, part.words.get("others", "其他案件")))
    ]
    found = sorted((each for each in kinds if each[1]), key=lambda each: -each[1])
    if not found:
        return
    whole = sum(count for _title, count, _source in found)
    told = []
    for title, count, source in found[: part.options.get("named", 4)]:
        of_all = plain(half_up(share(count, whole) or 0, 1))
        text = said(title, number(str(count), source), "件，占", number(of_all, source), "%")
        told.append(text)
    yield words(wording(facts, part, "kinds", kinds=in_order(told)), key=part.key)
    # A closed quarter reported what stands before; kinds are counted as they are now.
    yield from adjusted_note(facts, FILED)
    if len(found) > 1:
        yield Chart(
            kind="ring",
            key=part.key,
            title=titled(facts, part),
            unit=part.unit,
            labels=tuple(title for title, _count, _source in found),
            series=(Series(name="立案", values=tuple(count for _t, count, _s in found)),),
            source=source_of(filed),
        )


def case_course(facts: Facts, part: Part) -> Iterator[Block]:
    """Filed and closed over eight quarters."""
    quarters = [facts.period]
    while len(quarters) < _QUARTERS:
        quarters.insert(0, quarters[0].previous())
    runs = [
        (name, _run(facts, code, quarters)) for name, code in (("立案", FILED), ("结案", CLOSED))
    ]
    if not any(value for _name, values in runs for value in values):
        return
    yield Chart(
        kind="lines",
        key=part.key,
        title=titled(facts, part),
        unit=part.unit,
        labels=tuple(f"{each.year}年{each.short_words()}" for each in quarters),
        series=tuple(Series(name=name, values=values) for name, values in runs),
        source=Source(
            figure=FILED,
            span=Stretch(quarters[0].start, quarters[-1].end),
            town=facts.request.town,
        ),
    )


def _run(facts: Facts, code: str, quarters: Sequence[Period]) -> tuple[Value, ...]:
    return (*(_reported(facts, code, each) for each in quarters[:-1]), facts[code].value)


def _reported(facts: Facts, code: str, quarter: Period) -> Value:
    """What a quarter reported when it was closed, as its paper did; else what it has now."""
    kept = facts.rows.once(("reported", quarter), lambda: reported_lines(facts.reader, quarter))
    told = kept.values.get((code, facts.request.town)) if kept else None
    return told[0] if told else facts.counting.value(code, quarter, facts.request.town)
