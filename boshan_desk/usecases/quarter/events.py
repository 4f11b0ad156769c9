"""What a paper shows of training and publicity: sessions and people by kind of event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import Span
from boshan_desk.domain.report import Block, Source
from boshan_desk.domain.saying import Sayable, grid, number
from boshan_desk.domain.wording import rate_cell
from boshan_desk.indicators.source import within
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.sentences import spoken
from boshan_desk.usecases.quarter.tables import adjusted_note, numbers


def event_kinds(facts: Facts, part: Part) -> Iterator[Block]:
    """Sessions and people by kind of event."""
    lists = facts.reader.lists["event_kind"]
    spans = (facts.period, facts.total, facts.total_last_year)
    sessions = [_events_by_kind(facts, span) for span in spans]
    people = Counter[str]()
    seen = facts.rows.rows("event", ("kind", "people"), within("starts_on", facts.total))
    for kind, count in seen:
        people[kind or ""] += count or 0
    if not any(sum(found.values()) for found in sessions):
        return
    rows = [
        _row(lists.label(code) if code else "未填类别", code, sessions, spans, people[code])
        for code in [*(entry.code for entry in lists), ""]
        if any(found[code] for found in sessions)
    ]
    now, total, before = (sum(found.values()) for found in sessions)
    rows.append(
        ["合计", str(now), str(total), str(before), rate_cell(total, before), str(people.total())]
    )
    if facts.first_quarter:
        rows = [[row[0], *row[2:]] for row in rows]
    heads = ("本季", "累计", "上年同期累计", "同比", "累计线下人数")
    yield grid(
        title=spoken(facts, part.title).text,
        unit=part.unit,
        key=part.key,
        columns=numbers("类别", *heads[1 if facts.first_quarter else 0 :], first=1.6),
        rows=rows,
        strong=[len(rows) - 1],
    )
    yield from adjusted_note(facts, "M-TR01", "M-TR02", "M-TR01b")


def _row(
    title: str,
    code: str,
    sessions: list[Counter[str]],
    spans: tuple[Span, ...],
    people: int,
) -> list[Sayable]:
    kind = Where("kind", "=", code) if code else Where("kind", "blank")
    counts: list[Sayable] = [
        number(
            str(found[code]),
            Source(ledger="event", where=(kind, *within("starts_on", span)))
            if found[code]
            else None,
        )
        for found, span in zip(sessions, spans, strict=True)
    ]
    change = rate_cell(sessions[1][code], sessions[2][code])
    return [title, *counts, change, str(people)]


def _events_by_kind(facts: Facts, period: Span) -> Counter[str]:
    found: Counter[str] = Counter()
    for code in ("M-TR01", "M-TR02"):
        for kind, count in facts.by(code, period, "kind").items():
            found[kind] += int(count or 0)
    return found
