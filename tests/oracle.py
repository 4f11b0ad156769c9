"""The tally of figures over records in plain Python: what the SQL is compared with.

It is written from the words of `domain/figures.py`, record by record, and of `indicators/cases.py`,
limit by limit; it shares no code with the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from boshan_desk.domain.figures import (
    Count,
    Distinct,
    Figure,
    Idle,
    Latest,
    MeanDays,
    Ratio,
    Sum,
    Where,
)
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import Span
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case_file import CaseStop
from boshan_desk.procedure.clocks import Clock
from boshan_desk.procedure.facts import CaseFile

Records = Mapping[str, Sequence[Record]]
"""Every record of the desk by ledger, withdrawn ones too."""


def tally(
    records: Records, ledger: str, figure: Figure, period: Span, *, town: str = ""
) -> int | Decimal | None:
    """The figure for a period, of all records or of those of one town."""
    chosen = [
        record
        for record in records[ledger]
        if _counts(record, figure, period)
        and (not town or town_of(records, record) == town)
        and not (isinstance(figure, Idle) and _has_child(records, record, figure, period))
    ]
    match figure:
        case Count() | Idle():
            return len(chosen)
        case Sum():
            return _total(chosen, figure.of)
        case Distinct():
            return len({first for r in chosen if (first := _first_filled(r, figure.of))})
        case Ratio():
            top = [r for r in chosen if all(holds(w, r) for w in figure.top)]
            return Decimal(100 * len(top)) / Decimal(len(chosen)) if chosen else None
        case MeanDays():
            spans = [
                (getattr(r, figure.on) - begun).days
                for r in chosen
                if (begun := getattr(r, figure.begun)) is not None
            ]
            return Decimal(sum(spans)) / Decimal(len(spans)) if spans else None
        case Latest():
            years = [y for r in chosen if (y := getattr(r, figure.year)) and y <= period.year]
            newest = [r for r in chosen if years and getattr(r, figure.year) == max(years)]
            return _total(newest, figure.of) if years else None
    raise TypeError(figure)


def town_of(records: Records, record: Record) -> str:
    """The town a record counts for: its own, else its parent's."""
    ledger = record.ledger
    if ledger.town:
        return getattr(record, ledger.town) or ""
    if ledger.parent and KEPT[ledger.parent_ledger].town:
        for parent in records[ledger.parent_ledger]:
            if parent.id == getattr(record, ledger.parent):
                return getattr(parent, parent.ledger.town) or ""
    return ""


def holds(where: Where, record: Record) -> bool:
    """Whether a record meets a condition; an empty value equals nothing and is in no list."""
    value: Any = getattr(record, where.field)
    empty = value is None or value == ()
    wanted: Any = where.value
    match where.op:
        case "filled":
            return not empty
        case "blank":
            return empty
        case "=":
            return not empty and bool(value == wanted)
        case "!=":
            return bool(value != wanted)
        case "in":
            return not empty and value in wanted
        case "not in":
            return empty or value not in wanted
        case "has":
            return not empty and wanted in value
        case "contains":
            return not empty and wanted.lower() in value.lower()
        case ">=":
            return not empty and value >= wanted
        case "<=":
            return not empty and value <= wanted


def _counts(record: Record, figure: Figure, period: Span) -> bool:
    if record.withdrawn or not all(holds(w, record) for w in figure.where):
        return False
    if isinstance(figure, Latest):
        return True
    if not figure.stock:
        day: date | None = getattr(record, figure.on)
        return day is not None and period.start <= day <= period.end
    begun = _first_filled(record, figure.since.split())
    if begun is not None and begun > period.end:
        return False
    if figure.through and (last := getattr(record, figure.through)) and last < period.end:
        return False
    if figure.until:
        ended: date | None = getattr(record, figure.until)
        nobody_knows = (
            bool(figure.ended)
            and ended is None
            and not (figure.through and getattr(record, figure.through))
        )
        if nobody_knows or (ended is not None and ended <= period.end):
            return not all(holds(w, record) for w in figure.ended)
    return True


def _has_child(records: Records, record: Record, figure: Idle, period: Span) -> bool:
    return any(
        not child.withdrawn
        and getattr(child, figure.link) == record.id
        and getattr(child, figure.child_on) is not None
        and period.start <= getattr(child, figure.child_on) <= period.end
        for child in records[figure.child]
    )


def _first_filled(record: Record, names: Iterable[str]) -> Any:
    return next((v for name in names if (v := getattr(record, name)) is not None), None)


def _total(records: Iterable[Record], names: Sequence[str]) -> int | Decimal:
    return sum(getattr(record, name) or 0 for record in records for name in names)


# ---------------------------------------------------------------- limits, clock by clock

Clocks = Sequence[Sequence[Clock]]
"""The limits of each case, as the engine counts them (`procedure.clocks`)."""


def overdue_on(cases: Clocks, on: date) -> int:
    """How many cases have a duty whose last day is over and that is not done, on a day."""
    return sum(
        any(
            _is_duty(c) and not c.limit.lapses and _is_open(c, on) and c.last and _day(c.last) < on
            for c in clocks
        )
        for clocks in cases
    )


def near_on(cases: Clocks, on: date, days: int) -> int:
    """How many cases have a duty that still runs on a day and warns within so many days."""
    return sum(
        any(
            _is_duty(c)
            and _is_open(c, on)
            and c.last is not None
            and c.alarm is not None
            and _day(c.last) >= on
            and (_day(c.alarm) - on).days <= days
            for c in clocks
        )
        for clocks in cases
    )


def met_within(cases: Clocks, rule: str, period: Span) -> tuple[int, int]:
    """How often a limit was met within a period, and how often in time."""
    met = [c for cs in cases for c in cs if c.limit.id == rule and c.met_on]
    within = [c for c in met if c.met_on and _day(c.met_on) in period]
    return len(within), sum(_in_time(c) for c in within)


def expired_within(cases: Clocks, rule: str, first: date, last: date) -> tuple[int, int]:
    """How often a limit's last day lay between two days, and how often it was kept."""
    due = [
        c
        for clocks in cases
        for c in clocks
        if c.limit.id == rule and c.last is not None and first <= _day(c.last) <= last
    ]
    return len(due), sum(c.met_on is not None and _in_time(c) for c in due)


def days_taken(files: Iterable[CaseFile], period: Span) -> list[int]:
    """Of each case decided in a period, the days since filing without the stopped, day by day."""
    found = []
    for file in files:
        filed, decided = file.case.filed_on, file.case.decided_on
        if filed is None or decided is None or decided not in period:
            continue
        if file.case.withdrawn or file.case.procedure == "simple":
            continue
        days = [filed + timedelta(n) for n in range(1, (decided - filed).days + 1)]
        found.append(sum(not any(_stands(stop, day) for stop in file.stops) for day in days))
    return sorted(found)


def _stands(stop: CaseStop, day: date) -> bool:
    """From its first day on, until the day it ends, which counts again."""
    if not stop.kind or stop.starts_on is None or day < stop.starts_on:
        return False
    return stop.ends_on is None or day < stop.ends_on


def _is_duty(clock: Clock) -> bool:
    return clock.limit.binds == "bureau" and clock.limit.form in ("deadline", "before")


def _is_open(clock: Clock, on: date) -> bool:
    return _day(clock.start) <= on and (clock.met_on is None or _day(clock.met_on) > on)


def _in_time(clock: Clock) -> bool:
    met, last = clock.met_on, clock.last
    if met is None or last is None:
        return True
    if isinstance(met, datetime) and isinstance(last, datetime):
        return met <= last
    return _day(met) <= _day(last)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# ---------------------------------------------------------------- indicators, record by record


def indicator(records: Records, code: str, period: Span, towns: Sequence[str], town: str) -> Any:
    """What the six indicators of `indicators/{stations,gi,towns}.py` come to."""
    services = [r for r in _live(records, "station_service") if _of(records, r, town)]
    running = [
        r
        for r in _live(records, "station")
        if r.state in ("running", "upgraded", "closed")
        and (r.set_up_on is None or r.set_up_on <= period.end)
        and (r.closed_on is None or r.closed_on > period.end)
    ]
    match code:
        case "M-BR07":
            stations = [r for r in running if _of(records, r, town)]
            done = [r for r in services if r.served_on and r.served_on in period]
            return Decimal(len(done)) / len(stations) if stations else None
        case "M-BR08":
            firsts: dict[str, date] = {}
            for served, client in sorted(
                (r.served_on, r.client_uscc or r.client) for r in services if r.served_on
                and (r.client_uscc or r.client)
            ):  # fmt: skip
                firsts.setdefault(client, served)
            return sum(day in period for day in firsts.values())
        case "M-BR09":
            return len(set(towns) - {r.town_code for r in running})
        case "M-TR04":
            return len(set(towns) - _heard(records, "event", "starts_on", period))
        case "M-MG05":
            heard: set[str] = set()
            for ledger, day in (
                ("station_service", "served_on"), ("gi_check", "checked_on"), ("case", "filed_on"),
                ("enforcement_action", "acted_on"), ("event", "starts_on"),
            ):  # fmt: skip
                heard |= _heard(records, ledger, day, period)
            return len(set(towns) - heard)
        case "M-GI03":
            producers = {
                r.id: r.producers
                for r in _live(records, "gi_right")
                if r.producers
                and not (
                    r.state in ("revoked", "lapsed")
                    and (r.state_on is None or r.state_on <= period.end)
                )
            }
            users = [
                r
                for r in _live(records, "gi_user")
                if r.right_id in producers
                and r.grant_on is not None
                and r.grant_on <= period.end
                and (r.state == "using" or (r.state_on is not None and r.state_on > period.end))
            ]
            whole = sum(producers.values())
            return Decimal(100 * len(users)) / whole if whole else None
    raise KeyError(code)


def _live(records: Records, ledger: str) -> list[Any]:
    return [record for record in records[ledger] if not record.withdrawn]


def _of(records: Records, record: Record, town: str) -> bool:
    return not town or town_of(records, record) == town


def _heard(records: Records, ledger: str, day: str, period: Span) -> set[str]:
    return {
        town_of(records, record)
        for record in _live(records, ledger)
        if getattr(record, day) is not None and getattr(record, day) in period
    }
