"""案件清单 and 口径说明: the cases of the time, and how everything printed was counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from boshan_desk.domain.fields import yuan
from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Column, Source
from boshan_desk.domain.saying import Said, Sayable, grid, joined, number, said, words
from boshan_desk.domain.wording import NOTHING
from boshan_desk.indicators.source import within
from boshan_desk.ledgers.case import Case
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import of_records, titled, wording
from boshan_desk.usecases.quarter.parties import in_public, named
from boshan_desk.usecases.quarter.phrases import day_words

_DAYS = ("filed_on", "decided_on", "closed_on")

_BY_DAY: Final = re.compile("按.{2,8}计")
"""A basis that only says which day counts."""


# ------------------------------------------------------------ cases


def case_list(facts: Facts, part: Part) -> Iterator[Block]:
    """The cases filed, decided or closed in the time asked for; personal data as in what goes out.

    The 公开版 lists only those whose decision was published, without their numbers; of persons
    nothing but the surname.
    """
    public = facts.request.public
    cases = [case for case in _cases_of(facts) if not public or _is_published(facts, case)]
    if not cases:
        name = "public_empty" if public else "empty"
        yield words(wording(facts, part, name), key=f"{part.key}.empty")
        return
    count = of_records(Case.ledger.name, (case.id for case in cases))
    yield words(wording(facts, part, "public" if public else "about", count=count), style="note")
    heads: list[Column] = [Column(title="序号", weight=0.6, align="center")]
    if not public:
        heads.append(Column(title="案号", weight=3.3))
    heads += [
        Column(title="案由", weight=2.2),
        Column(title="当事人", weight=2.5),
        Column(title=facts.towns_word, weight=1.4),
        Column(title="立案、决定、结案日期", weight=1.6, align="center"),
        Column(title="罚没款", weight=1.3, align="right"),
        Column(title="状态", weight=1.3, align="center"),
    ]
    yield grid(
        title=titled(facts, part),
        unit=part.unit,
        key=part.key,
        long=True,
        columns=heads,
        rows=[_case_row(facts, place, case) for place, case in enumerate(cases, 1)],
    )


def _cases_of(facts: Facts) -> list[Case]:
    found: dict[str, Case] = {}
    town = facts.request.town
    for day in _DAYS:
        for case in facts.reader.matching(Case, within(day, facts.request.period)):
            if not town or case.town_code == town:
                found.setdefault(case.id, case)
    return sorted(found.values(), key=lambda c: (c.filed_on or date.min, c.serial_no or "", c.id))


def _is_published(facts: Facts, case: Case) -> bool:
    """Whether everybody may know of it: decided in the time asked for, published, not withdrawn."""
    decided = case.decided_on is not None and case.decided_on in facts.request.period
    return decided and case.published_on is not None and case.withdrawn_on is None


def _case_row(facts: Facts, place: int, case: Case) -> list[Sayable]:
    lists, kinds = facts.reader.lists, Case.ledger.fields
    public = facts.request.public
    source = Source(ledger=Case.ledger.name, ids=(case.id,))
    known = case.fine is not None or case.confiscate_money is not None
    taken = yuan((case.fine or 0) + (case.confiscate_money or 0)) if known else NOTHING
    shown = {n: kinds[n].show(getattr(case, n), lists) for n in ("cause", "town_code", "state")}
    row: list[Sayable] = [number(str(place), source)]
    if not public:
        row.append(case.case_no or case.file_no or case.clue_no or case.serial_no or NOTHING)
    row += [
        shown["cause"] or kinds["case_type"].show(case.case_type, lists) or NOTHING,
        in_public(case) if public else named(facts, case),
        shown["town_code"] or NOTHING,
        # One above the other: a wider table would need type too small to read.
        "\n".join(_day(getattr(case, day)) for day in _DAYS),
        taken if taken == NOTHING else number(taken, source),
        shown["state"] or NOTHING,
    ]
    return row


def _day(day: date | None) -> str:
    """2026.9.5, as narrow columns have it."""
    return NOTHING if day is None else f"{day.year}.{day.month}.{day.day}"


# ------------------------------------------------------------ definitions


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
