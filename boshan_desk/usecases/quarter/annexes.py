"""口径说明: how everything printed was counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Source
from boshan_desk.domain.saying import Said, joined, number, said, words
from boshan_desk.indicators.source import within
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import wording
from boshan_desk.usecases.quarter.phrases import day_words

_BY_DAY: Final = re.compile("按.{2,8}计")
"""A basis that only says which day counts."""


def definitions(facts: Facts, part: Part) -> Iterator[Block]:
    """How everything printed was counted; drawn up last, for it defines what others have printed.

    The wordings `note_1`, `note_2`, … come first, in their order, then drafts that were counted,
    then every printed figure with its basis, and what must be said of its source and day.
    """
    notes: list[Said] = [
        wording(
            facts,
            part,
            name,
            first=day_words(facts.period.start),
            start=day_words(facts.total.start),
            last=day_words(facts.as_of),
        )
        for name in sorted(part.words)
        if name.startswith("note_")
    ]
    if not facts.request.town:
        notes.append(_drafts(facts, part))
    notes += _bases(facts, part)
    notes += _revised(facts, part)
    for place, note in enumerate((note for note in notes if note), 1):
        yield words(said(f"{place}. ", note), style="note")


def _bases(facts: Facts, part: Part) -> Iterator[Said]:
    """How every printed figure is counted: first those of which only the day is to be said."""
    by_day: dict[str, list[str]] = {}
    together: dict[tuple[str, str, str], list[str]] = {}
    for line in facts.printed.values():
        basis = line.basis.rstrip("。")
        if _BY_DAY.fullmatch(basis) and not line.remarks:
            by_day.setdefault(basis, []).append(line.title)
        else:
            together.setdefault((line.unit, basis, line.remarks.rstrip("。")), []).append(
                line.title
            )
    if by_day:
        parts = "；".join(f"{'、'.join(titles)}{basis}" for basis, titles in by_day.items())
        yield wording(facts, part, "by_day", parts=parts)
    for (unit, basis, remarks), titles in together.items():
        more = f"。{remarks}" if remarks else ""
        yield Said(f"{'、'.join(titles)}（{unit}）：{basis}{more}。")


def _drafts(facts: Facts, part: Part) -> Said:
    """How many records are counted though nobody has called them finished."""
    drafts = facts.drafts()
    if not drafts:
        return wording(facts, part, "no_drafts")
    parts = [
        said(
            ledger.title,
            number(
                str(count),
                Source(
                    ledger=ledger.name,
                    where=(Where("status", "=", "draft"), *within(ledger.day, facts.total)),
                ),
            ),
            "条",
        )
        for ledger, count in drafts
    ]
    count = str(sum(count for _ledger, count in drafts))
    return wording(facts, part, "drafts", count=count, parts=joined(parts, "、"))


def _revised(facts: Facts, part: Part) -> Iterator[Said]:
    """What a closed quarter reported and the ledgers count otherwise by now."""
    lines: list[FigureLine] = [line for line in facts.printed.values() if line.adjustment_words()]
    if lines:
        told = joined((f"{line.title}{line.adjustment_words()}" for line in lines), "；")
        yield wording(facts, part, "revised", parts=told)
