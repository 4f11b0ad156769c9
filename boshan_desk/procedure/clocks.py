"""The limits of one case: which run, from when, until when, and how they stand on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from boshan_desk.domain.counting import Counted, Stop, as_day, count, count_back, union
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.law.limits import Limit
from boshan_desk.domain.workdays import DAY
from boshan_desk.i18n import mark
from boshan_desk.ledgers.case_file import CaseMeasure
from boshan_desk.procedure.facts import (
    SERVED_BY,
    CaseFile,
    conditions_of,
    facts_of,
    facts_of_measure,
    stops_of,
    stops_of_measure,
)


class State(StrEnum):
    """How a limit stands on a day."""

    RUNNING = "running"
    STOPPED = "stopped"
    MET = "met"
    LATE = "met_late"
    OVERDUE = "overdue"
    LAPSED = "lapsed"


STATES: Final[dict[State, str]] = {
    State.RUNNING: mark("计时中"),
    State.STOPPED: mark("暂停中"),
    State.MET: mark("按期完成"),
    State.LATE: mark("逾期完成"),
    State.OVERDUE: mark("已超期"),
    State.LAPSED: mark("已届满"),
}
"""What each is called."""


@dataclass(frozen=True)
class Prolonged:
    """An extension: when it was approved, and by how much."""

    approved_on: date
    length: int
    counts: bool = True
    """Whether it came before expiry; one that came late lengthens nothing (超期后延期)."""


@dataclass(frozen=True)
class Clock:
    """One limit of one case, counted."""

    limit: Limit
    start: date
    counted: Counted
    subject: str = ""
    """The measure it belongs to; empty for the case itself."""
    prolonged: tuple[Prolonged, ...] = ()
    stops: tuple[Stop, ...] = ()
    met_on: date | None = None

    @property
    def due(self) -> date | None:
        """The last day, not moved past days of rest."""
        return self.counted.due

    @property
    def last(self) -> date | None:
        """The last day in law: moved past days of rest where the limit allows it."""
        return self.counted.rolled

    @property
    def alarm(self) -> date | None:
        """The day to be warned of: of the bureau's own duties the day that is not moved."""
        return self.last if self.limit.binds == "party" else self.due

    @property
    def length(self) -> int:
        """The limit with what lengthened it."""
        return self.limit.length + sum(p.length for p in self.prolonged if p.counts)

    @property
    def duty(self) -> bool:
        """Whether the bureau must do something by then."""
        return self.limit.binds == "bureau" and self.limit.form in ("deadline", "before")

    def state(self, on: date) -> State:
        """How it stands at the end of a day."""
        last = self.last
        if self.met_on is not None:
            if last is None:
                return State.MET
            late = (
                self.met_on > last
                if isinstance(self.met_on, datetime) and isinstance(last, datetime)
                else as_day(self.met_on) > as_day(last)
            )
            return State.LATE if late else State.MET
        if last is None:
            return State.STOPPED
        if on <= as_day(last):
            return State.RUNNING
        passes = self.limit.lapses or self.limit.form in ("effect", "window")
        return State.LAPSED if passes else State.OVERDUE


EXTENDED_BY: Final[Mapping[str, str]] = {
    "L01": "extend_verify",
    "L09": "extend_review",
    "L12": "extend_decision",
}
"""The step that lengthens a limit of the case."""


def clocks_of(file: CaseFile, law: Law) -> list[Clock]:
    """Every limit of a case that something has set going, in the order of the rules."""
    if file.case.withdrawn:
        return []
    facts = facts_of(file)
    so = conditions_of(file, facts, law.amounts.get("small_fine", 0))
    stops = stops_of(file)
    found: list[Clock] = []
    for id, versions, begins, is_own in law.limits.counted:
        if is_own:
            # Asked here first: of forty limits a case has begun eight.
            if begins in facts and (clock := _clock(file, law, id, versions, facts, so, stops)):
                found.append(clock)
                _derive(clock, facts)
        elif file.measures:
            found += _of_measures(file, law, id, versions, so)
    if not file.steps and file.case.closed_on:
        # An older case, entered when it was over: what nobody wrote down was not therefore late.
        found = [c for c in found if c.met_on is not None]
    return found


def _derive(clock: Clock, facts: dict[str, date]) -> None:
    """Facts that follow from a limit's end."""
    last = clock.last
    if last is None:
        return
    if clock.limit.id in SERVED_BY:
        facts[SERVED_BY[clock.limit.id]] = as_day(last)
    elif clock.limit.id == "L15":
        facts["due_paid_on"] = max(as_day(last), as_day(facts.get("deferred_to", last)))
    elif clock.limit.id in ("L17", "L18"):
        over = [as_day(last)]
        over += [as_day(facts[f]) for f in ("remedies_over_on", "deferred_to") if f in facts]
        facts["remedies_over_on"] = max(over)


def _holds(limit: Limit, so: set[str]) -> bool:
    return not limit.when or (limit.wants <= so and limit.shuns.isdisjoint(so))


def _clock(
    file: CaseFile,
    law: Law,
    id: str,
    versions: Sequence[Limit],
    facts: Mapping[str, date],
    so: set[str],
    stops: tuple[Stop, ...],
) -> Clock | None:
    start = facts[versions[-1].start]
    limit = versions[0] if len(versions) == 1 else law.limits.at(id, as_day(start))
    if limit is None or not limit.in_force(as_day(start)) or not _holds(limit, so):
        return None
    held = tuple(s for s in stops if s.kind in limit.stops) if stops and limit.stops else ()
    given: tuple[Prolonged, ...] = ()
    if file.steps and (event := EXTENDED_BY.get(id)):
        usual = limit.extension.length if limit.extension else 0
        given = tuple(
            Prolonged(s.approved_on or s.on, s.days or usual)
            for s in file.standing
            if s.event == event and s.on is not None
        )
    return _counted(limit, start, facts, law, held, given)


def _counted(
    limit: Limit,
    start: date,
    facts: Mapping[str, date],
    law: Law,
    stops: tuple[Stop, ...],
    given: tuple[Prolonged, ...],
    subject: str = "",
) -> Clock:
    days = law.days.for_party if limit.binds == "party" else law.days
    met = [facts[name] for name in limit.met if name in facts]
    met_on = min(met, key=as_day) if met else None
    if limit.form == "before":
        counted = count_back(as_day(start), limit.length, days)
        return Clock(limit, start, counted, subject, met_on=met_on)
    counted = count(start, limit.length, limit.unit, days, stops=stops, rolls=limit.rolls)
    prolonged: list[Prolonged] = []
    length = limit.length
    for each in given:
        in_time = counted.rolled is None or each.approved_on <= as_day(counted.rolled)
        prolonged.append(each if in_time else Prolonged(each.approved_on, each.length, False))
        if in_time:
            length += each.length
            counted = count(start, length, limit.unit, days, stops=stops, rolls=limit.rolls)
    return Clock(limit, start, counted, subject, tuple(prolonged), stops, met_on)


def _of_measures(
    file: CaseFile, law: Law, id: str, versions: Sequence[Limit], so: set[str]
) -> list[Clock]:
    found = []
    for measure in file.measures:
        facts = facts_of_measure(measure)
        start = facts.get(versions[-1].start)
        limit = law.limits.at(id, as_day(start)) if start else None
        if start is None or limit is None or not _belongs(limit, measure):
            continue
        if not _holds(limit, so | ({"urgent"} if measure.urgent else set())):
            continue
        held = tuple(s for s in stops_of_measure(file, measure) if s.kind in limit.stops)
        given: tuple[Prolonged, ...] = ()
        if measure.extended_on and measure.extension_days and limit.extension:
            given = (Prolonged(measure.extended_on, measure.extension_days),)
        found.append(_counted(limit, start, facts, law, held, given, measure.id))
    return found


def _belongs(limit: Limit, measure: CaseMeasure) -> bool:
    if limit.of == "evidence":
        return measure.kind == "evidence"
    if limit.of == "seizure":
        return measure.kind in ("seal", "detain")
    return True


def days_left(clock: Clock, on: date) -> int | None:
    """Days from a day to the day of alarm, negative when it is past; None while it is stopped."""
    alarm = clock.alarm
    return None if alarm is None else (as_day(alarm) - on).days


def stopped_days(stops: Sequence[Stop], after: date, until: date) -> int:
    """On how many days after one day, up to another, at least one stop lay."""
    total = 0
    for span in union(stops, after):
        end = min(span.until or until + DAY, until + DAY)
        total += max((end - span.first).days, 0)
    return total
