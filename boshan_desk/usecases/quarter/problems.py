"""五、存在问题: what is wrong, each with place, number, responsible unit and term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Column
from boshan_desk.domain.saying import grid, joined, said, words
from boshan_desk.domain.wording import NOTHING
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.finding import Finding, said_of
from boshan_desk.usecases.quarter.findings import find_all
from boshan_desk.usecases.quarter.linked import titled, wording
from boshan_desk.usecases.quarter.phrases import day_words

LIST: Final = "problem_list"
"""The section that has all problems."""

_MOST = 8
_DAYS = 30


def problems(facts: Facts, part: Part) -> Iterator[Block]:
    """The gravest problems, each an item of its own; an honest sentence where there is none.

    What is left to the list is counted and named at the end, with a reference to the list where the
    paper has it.

    Options: `most`; `always`, kinds that are told however many there are; `days`, the least term in
    days from the day of the paper; `terms`, other days for some kinds; `wishes` and `leave_out`
    (`findings.find_all`).
    """
    found = find_all(facts, part.options)
    if not found:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    told = _told(found, part)
    for each in told:
        term = day_words(_term(facts, part, each))
        who = wording(facts, part, "who", units=_units(each, facts), term=term)
        text = said(said_of(facts, part, each), who)
        for link in text.links:
            if link.source.figure:
                # What is printed is defined with the rest.
                facts[link.source.figure]
        yield words(text, key=f"{part.key}.{each.key}", style="item")
    if rest := [each for each in found if each not in told]:
        names = joined((said_of(facts, part, each, "short_") for each in rest), "；")
        name = "more_listed" if LIST in facts.sections else "more"
        text = wording(facts, part, name, count=str(len(rest)), names=names)
        yield words(text, key=f"{part.key}.more")


def problems_table(facts: Facts, part: Part) -> Iterator[Block]:
    """问题清单: all problems as a list to be worked off; nothing where there is none.

    Options: those of `problems`; what is told in the text comes first, by the same numbers.
    """
    found = find_all(facts, part.options)
    told = _told(found, part)
    found = [*told, *(each for each in found if each not in told)]
    if not found:
        return
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        columns=(
            Column(title="序号", weight=0.6, align="center"),
            Column(title="存在问题", weight=4.2),
            Column(title="涉及", weight=2.2),
            Column(title="责任单位", weight=2.4),
            Column(title="整改时限", weight=1.7, align="center"),
        ),
        rows=[
            (
                str(place),
                said_of(facts, part, each),
                each.place or NOTHING,
                _units(each, facts) or NOTHING,
                day_words(_term(facts, part, each)),
            )
            for place, each in enumerate(found, 1)
        ],
    )


def _told(found: Sequence[Finding], part: Part) -> list[Finding]:
    """The gravest ones and those of kinds that are always told, in the order of gravity."""
    most = int(part.options.get("most", _MOST))
    always = part.options.get("always", ())
    return [each for place, each in enumerate(found) if place < most or each.kind in always]


def _units(found: Finding, facts: Facts) -> str:
    """Who has to act, everyone by name; all towns together are called so."""
    towns = [facts.county.towns.label(code) for code in facts.county.counted]
    names = list(dict.fromkeys(found.units))
    if set(towns) <= set(names):
        names = [name for name in names if name not in towns]
        names.append(f"各{facts.towns_word}")
    return "、".join(names)


def _term(facts: Facts, part: Part, found: Finding) -> date:
    """By when it is to be put right: the end of the month so many days from the paper's own.

    The end of a month, so that the draft does not change from day to day while it is edited.
    """
    terms = part.options.get("terms", {})
    days = int(terms.get(found.kind, part.options.get("days", _DAYS)))
    day = max(facts.as_of, facts.reader.today) + timedelta(days=days)
    return Period(day.year, day.month, day.month).end
