"""典型案例: a few decided cases told so that nobody can be known by them (domain.md 5.3).

A case is told by month, kind of party, what was done, value and penalty; never by name, number,
address, town, owner or mark.  Cases under review, or corrected by one, are not told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import nsmallest
from itertools import chain
from typing import Any, Final

from boshan_desk.domain.numerals import write_numeral
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Stretch
from boshan_desk.domain.report import Block, Source
from boshan_desk.domain.saying import Said, Sayable, joined, number, said, words
from boshan_desk.indicators.source import within
from boshan_desk.ledgers.case import Case
from boshan_desk.usecases.national_form import row_of
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.linked import amount, wording
from boshan_desk.usecases.quarter.parties import anonymous

_OPEN_TO_DOUBT: Final = ("reviewing", "suing", "changed", "annulled", "unlawful")

_LEVELS: Final = ("none", "county", "city", "province", "nation")
"""Of 典型案例 as others have chosen them, the highest last."""

_TELLING: Final = re.compile(r"[\dA-Za-z“”\"'「」『』《》〈〉（）()·•@#%]|牌|公司|商标")
"""What in the name of goods may say whose they are."""

_LONGEST_GOODS: Final = 15


_SEEN: Final = (
    *("id", "town_code", "cause", "case_type", "ip_kind", "model_case", "review_state"),
    *("decided_on", "published_on", "withdrawn_on", "value", "fine", "confiscate_money"),
)
"""What the choice looks at: of the cases that are not told nothing else is read."""


def typical_cases(facts: Facts, part: Part) -> Iterator[Block]:
    """Some cases of the paper's time, each a paragraph of its own.  Option: `most`."""
    chosen = choose(_candidates(facts), int(part.options.get("most", 3)))
    if not chosen:
        yield words(wording(facts, part, "empty"), key=f"{part.key}.empty")
        return
    cases = facts.reader.find_many(Case, [case.id for case in chosen])
    for place, case in enumerate((cases[each.id] for each in chosen), 1):
        # One alone has no number.
        no = write_numeral(place) if len(chosen) > 1 else ""
        yield words(_told(facts, part, case, no), key=f"{part.key}.{case.id}")


def _candidates(facts: Facts) -> list[Case]:
    """Cases decided within the paper's time that may be told; only what the choice looks at."""
    begun = facts.request.period.start
    if begun > facts.as_of:
        return []
    days = within("decided_on", Stretch(begun, facts.as_of))
    rows = facts.reader.columns(Case.ledger, _SEEN, days)
    found = (Case(**dict(zip(_SEEN, row, strict=True))) for row in rows)
    town, counts_for = facts.request.town, facts.county.places.counts_for
    return [
        case
        for case in found
        if case.review_state not in _OPEN_TO_DOUBT
        and (not town or (case.town_code and town in (case.town_code, counts_for(case.town_code))))
        # What the bureau has not published, or took back, no other paper of its publishes.
        and (not facts.request.public or (case.published_on and not case.withdrawn_on))
    ]


def choose(cases: Sequence[Case], most: int) -> list[Case]:
    """The weightiest cases, of as many kinds and causes as there are."""
    # Of each kind and cause only the weightiest can be taken.
    rest = _weightiest(cases, most)
    chosen: list[Case] = []
    while rest and len(chosen) < most:
        kinds, causes = {_kind(case) for case in chosen}, {case.cause for case in chosen}
        best = min(
            enumerate(rest),
            key=lambda each: (_kind(each[1]) in kinds, each[1].cause in causes, each[0]),
        )
        chosen.append(rest.pop(best[0]))
    return chosen


def _weightiest(cases: Iterable[Case], most: int) -> list[Case]:
    """So many of each kind and cause, the weightiest first."""
    by_kind: dict[tuple[str, str | None], list[Case]] = defaultdict(list)
    for case in cases:
        by_kind[_kind(case), case.cause].append(case)
    some = (nsmallest(most, each, key=_weight) for each in by_kind.values())
    return sorted(chain.from_iterable(some), key=_weight)


def _kind(case: Case) -> str:
    return row_of(case.cause or "", case.case_type or "", case.ip_kind or "")


def _weight(case: Case) -> tuple[Any, ...]:
    """What it is sorted by: chosen by others, value, penalty; then what stays as it is."""
    level = _LEVELS.index(case.model_case) if case.model_case in _LEVELS else 0
    taken = (case.fine or 0) + (case.confiscate_money or 0)
    return (-level, -(case.value or 0), -taken, case.decided_on or date.max, case.id)


def _told(facts: Facts, part: Part, case: Case, no: str) -> Said:
    source = Source(ledger=Case.ledger.name, ids=(case.id,))
    lists = facts.reader.lists
    label = lists["cause"].label(case.cause) if case.cause else ""
    cause = label or (lists["case_type"].label(case.case_type) if case.case_type else "知识产权")
    party = anonymous(case)
    known: dict[str, Sayable] = {
        "no": no,
        "party": party,
        "cause": cause,
        "filed": _month(case.filed_on),
        "decided": _month(case.decided_on, after=case.filed_on),
    }
    title = wording(facts, part, "title" if no else "title_alone", **known)
    parts: list[Sayable] = [_linked_title(title, source)]
    if case.filed_on:
        how = part.words.get(f"from_{case.source_kind}") or part.words.get("from_other", "")
        parts.append(wording(facts, part, "filed", how=how, **known))
    parts.append(wording(facts, part, "found", more=_found(part, case, source), **known))
    parts.append(_decision(facts, part, case, known, source))
    if case.police_on and case.police_on <= facts.as_of:
        parts.append(wording(facts, part, "police", **known))
    if case.published_on and case.published_on <= facts.as_of and not case.withdrawn_on:
        parts.append(wording(facts, part, "published", **known))
    return said(*parts)


def _linked_title(title: Said, source: Source) -> Said:
    """The whole title opens the case, whatever else is told of it."""
    return number(title.text, source)


def _found(part: Part, case: Case, source: Source) -> Said:
    """Goods, value and income, as far as they are known."""
    parts: list[Sayable] = []
    if goods := _safe_goods(case):
        parts.append(said(part.words.get("goods", ""), goods))
    for name in ("value", "turnover", "illegal_income"):
        fen = getattr(case, name)
        if fen and (name != "turnover" or not case.value):
            parts.append(said(part.words.get(name, ""), amount(fen, source)))
    told = joined(parts, "，")
    return said("，", told) if told else Said("")


def _safe_goods(case: Case) -> str:
    """What kind of goods it was; "" where the words might tell whose they were."""
    goods = (case.goods or "").strip()
    if not goods or len(goods) > _LONGEST_GOODS or _TELLING.search(goods):
        return ""
    # What is sold as a firm is called would tell the firm.
    parties = filter(None, (case.party, case.legal_rep, case.platform))
    if any(name in goods or (len(goods) > 3 and goods in name) for name in parties):
        return ""
    # 李宁运动鞋 says whose mark it was.
    pairs = {goods[at : at + 2] for at in range(len(goods) - 1)} or {goods}
    return "" if any(pair in (case.owner or "") for pair in pairs) else goods


def _decision(
    facts: Facts, part: Part, case: Case, known: dict[str, Sayable], source: Source
) -> Said:
    lists = facts.reader.lists["penalty"]
    kinds = list(case.penalties)
    for kind, money in (("fine", case.fine), ("income", case.confiscate_money)):
        if money and kind not in kinds:
            kinds.append(kind)
    told: list[Sayable] = []
    for kind in kinds:
        money = {"fine": case.fine, "income": case.confiscate_money}.get(kind)
        told.append(said(lists.label(kind), amount(money, source)) if money else lists.label(kind))
    if not told:
        name = "none" if case.discretion == "none" or case.close_kind == "none" else "decided"
        return wording(facts, part, name, **known)
    name = "ordered" if case.ordered else "penalty"
    return wording(facts, part, name, penalties=joined(told, "、"), **known)


def _month(day: date | None, after: date | None = None) -> str:
    """2026年7月; 8月 where the year was said just before."""
    if day is None:
        return ""
    if after is not None and after.year == day.year:
        return "同月" if after.month == day.month else f"{day.month}月"
    return f"{day.year}年{day.month}月"
