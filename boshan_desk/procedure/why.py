"""Why a limit of a case ends on its day: the count of one clock, step by step."""

from __future__ import annotations

from datetime import date

from boshan_desk.domain.counting import Unit, as_day, surcharge, used
from boshan_desk.domain.explaining import (
    Explained,
    day_words,
    explain,
    explain_back,
    length_words,
    span_words,
)
from boshan_desk.domain.law.amounts import grouped_yuan
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.workdays import DAY, Workdays
from boshan_desk.i18n import _
from boshan_desk.procedure.clocks import Clock
from boshan_desk.procedure.words import FACTS, STOPS

_PLAIN = Workdays(())
"""Where every day counts no calendar is asked."""


def why(clock: Clock, law: Law, on: date | None = None) -> list[Explained]:
    """The steps from the event that set a limit going to its last day (为什么是这一天).

    `on` is the day up to which a surcharge has grown; the others do not ask for it.
    """
    limit = clock.limit
    days = law.days.for_party if limit.binds == "party" else law.days
    title = _(FACTS.get(limit.start, limit.start))
    if limit.form == "surcharge":
        return why_surcharge(clock, on or as_day(clock.start))
    if limit.form == "before":
        return explain_back(limit, clock.start, clock.counted, days, end_title=title)
    told = explain(
        limit,
        clock.start,
        clock.counted,
        days,
        start_title=title,
        stops=clock.stops,
        extended=sum(p.length for p in clock.prolonged if p.counts),
        stop_titles=STOPS,
    )
    late = [p for p in clock.prolonged if not p.counts]
    return told + [
        Explained(
            "extension",
            _("超期后延期：{day}批准延长{more}时期限已届满，不计入").format(
                day=day_words(p.approved_on), more=length_words(p.length, limit.unit)
            ),
            p.approved_on,
        )
        for p in late
    ]


def late_days(clock: Clock, on: date) -> int:
    """For how many days a surcharge has grown by the end of a day (or of that of payment)."""
    end = min(on, as_day(clock.met_on)) if clock.met_on else on
    return used(clock.start, end, "day", _PLAIN, clock.counted.spans)


def days_used(clock: Clock, law: Law, on: date) -> int:
    """How many of its days a limit had used up by the end of a day, or when it was met.

    Working days where the limit counts those, else natural days.
    """
    limit = clock.limit
    if limit.form == "before":
        return 0
    if limit.form == "surcharge":
        return late_days(clock, on)
    days = law.days.for_party if limit.binds == "party" else law.days
    end = min(on, as_day(clock.met_on)) if clock.met_on else on
    unit: Unit = "workday" if limit.unit == "workday" else "day"
    return used(clock.start, end, unit, days, clock.counted.spans)


def why_surcharge(clock: Clock, on: date, fine: int | None = None) -> list[Explained]:
    """How a surcharge grows (APL §72, §73); with the fine in 分, what it comes to."""
    limit, start = clock.limit, as_day(clock.start)
    title = _(FACTS.get(limit.start, limit.start))
    end = min(on, as_day(clock.met_on)) if clock.met_on else on
    told = [
        Explained(
            "start",
            _("起算：{title}，{day}；自次日{next}起每日加处").format(
                title=title, day=day_words(start), next=day_words(start + DAY)
            ),
            start,
            start,
        )
    ]
    for span in clock.counted.spans:
        if span.first > end:
            break
        until = span.until or end + DAY
        told.append(
            Explained(
                "stop",
                _("复议或诉讼期间不计：{span}，共{days}日").format(
                    span=span_words(span.first, min(until - DAY, end)),
                    days=(min(until, end + DAY) - span.first).days,
                ),
                span.first,
                min(until - DAY, end),
                (min(until, end + DAY) - span.first).days,
            )
        )
    late = late_days(clock, on)
    told.append(
        Explained(
            "count",
            _("至{day}，逾期{days}日").format(day=day_words(end), days=late),
            start + DAY,
            end,
            late,
        )
    )
    if fine is not None:
        grown = surcharge(fine, late, limit.rate, limit.cap)
        text = _("加处罚款{grown}元：罚款{fine}元，每日{rate}%，{days}日，不超过{cap}%").format(
            grown=grouped_yuan(grown),
            fine=grouped_yuan(fine),
            rate=limit.rate,
            days=late,
            cap=limit.cap,
        )
        told.append(Explained("due", text, end, end))
    told.append(Explained("basis", _("依据：{basis}").format(basis=limit.basis)))
    return told
