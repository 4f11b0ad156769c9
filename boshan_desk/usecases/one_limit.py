"""One statutory limit, counted by itself: from what was said on a command line, without a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from boshan_desk.domain.counting import (
    Counted,
    Stop,
    as_day,
    count,
    count_back,
    surcharge,
    union,
)
from boshan_desk.domain.explaining import Explained, length_words, span_words
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.law.limits import Limit
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.procedure.clocks import Clock, Prolonged, State, days_left
from boshan_desk.procedure.why import days_used, late_days, why, why_surcharge
from boshan_desk.procedure.words import CONDITIONS, STOPS

CONTESTED: Final = "contested"
"""The one stop of a surcharge: review or litigation (APL §73)."""
STOP_WORDS: Final[dict[str, tuple[str, ...]]] = {
    **{code: (title,) for code, title in STOPS.items()},
    CONTESTED: (CONDITIONS[CONTESTED], "复议", "诉讼"),
}
"""The kinds of stop, with the words that stand for them."""


@dataclass(frozen=True)
class OneLimit:
    """A limit with what came of it."""

    clock: Clock
    on: date
    extended: int
    """Units that were added."""
    used: int
    """Days used up by the day asked for, in the limit's own days; natural days for months."""
    surcharge: int | None
    """What a fine had grown by, in 分; None where there is none."""
    steps: tuple[Explained, ...]
    warnings: tuple[str, ...]

    @property
    def state(self) -> State:
        """How it stands on the day asked for."""
        return self.clock.state(self.on)

    @property
    def left(self) -> int | None:
        """Days from the day asked for to the day of alarm; None while a stop lasts."""
        return None if self.clock.limit.form == "surcharge" else days_left(self.clock, self.on)


def find_limit(law: Law, rule: str, start: date) -> Limit:
    """The version of a limit that was in force when it began; refused when there is none."""
    by_name = {id.lower(): id for id in law.limits.versions}
    id = by_name.get(rule.strip().lower(), rule)
    newest = law.limits.newest(id)
    limit = law.limits.at(id, as_day(start))
    if limit is None:
        raise Refused(
            "“{id} {title}”在{day}没有有效的规定，请核对起算日期",
            id=id,
            title=newest.called,
            day=as_day(start),
        )
    return limit


def count_one(
    law: Law,
    rule: str,
    start: date,
    *,
    on: date,
    stops: Iterable[Stop] = (),
    extended: int = 0,
    fine: int | None = None,
) -> OneLimit:
    """Count a limit that an event on `start` sets going, as it stands on a day.

    `fine` is an amount in 分, for a surcharge.

    Raises:
        Refused: there is no such limit, or it was no law on that day.
    """
    limit = find_limit(law, rule, start)
    days = law.days.for_party if limit.binds == "party" else law.days
    given = sorted(stops, key=lambda stop: stop.first)
    kinds = (CONTESTED,) if limit.form == "surcharge" else limit.stops
    held = tuple(stop for stop in given if stop.kind in kinds)
    idle = [stop for stop in given if stop.kind not in kinds]
    warnings = list(_warnings(limit, start, extended, fine))
    if limit.form == "surcharge":
        start = as_day(start)
        counted = Counted(start, start, True, union(held, start))
        clock = Clock(limit, start, counted, stops=held)
        steps = why_surcharge(clock, on, fine)
        late = late_days(clock, on)
        owed = None if fine is None else surcharge(fine, late, limit.rate, limit.cap)
        return OneLimit(clock, on, 0, late, owed, (*steps, *_idle(idle)), tuple(warnings))
    if limit.form == "before":
        counted = count_back(as_day(start), limit.length, days)
        extended = 0
    else:
        length = limit.length + extended
        counted = count(start, length, limit.unit, days, stops=held, rolls=limit.rolls)
    prolonged = (Prolonged(as_day(start), extended),) if extended else ()
    clock = Clock(limit, start, counted, "", prolonged, held)
    steps = [*why(clock, law), *_idle(idle)]
    return OneLimit(
        clock, on, extended, days_used(clock, law, on), None, tuple(steps), tuple(warnings)
    )


def _warnings(limit: Limit, start: date, extended: int, fine: int | None) -> Iterable[str]:
    if limit.form == "surcharge" and fine is None:
        yield _("写明罚款数额（--amount）可算出加处的罚款")
    if extended and limit.extension is None:
        yield _("{basis}没有规定可以延长").format(basis=limit.basis)
    elif extended and limit.extension and extended > limit.extension.length > 0:
        yield _("{by}每次可延长{length}；再延长须另有依据").format(
            by=limit.extension.by, length=length_words(limit.extension.length, limit.unit)
        )
    if limit.unit == "hour" and not isinstance(start, datetime):
        yield _("按小时计的期限请写明时刻，如 2026-05-01T16:30")
    if limit.sure < 80:
        yield explained(_("由本局核定"), limit.note)


def _idle(stops: Iterable[Stop]) -> list[Explained]:
    """The stops that do not hold this limit: said, and not counted."""
    told = []
    for stop in stops:
        title = _(STOP_WORDS[stop.kind][0])
        if stop.until is None:
            span = _("自{first}起").format(first=stop.first)
        else:
            span = span_words(stop.first, stop.until)
        text = _("不停止计算：{title}，{span}；依法不影响本项期限").format(title=title, span=span)
        told.append(Explained("stop", text, stop.first, stop.until))
    return told
