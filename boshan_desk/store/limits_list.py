"""The list of limits: each that something set going and nothing has ended, the nearest first.

It reads the derived table `due` beside the cases, straight from the driver like `rows`: the window
shows it before SQLAlchemy is loaded.  A day's list is cut into buckets by the day of alarm, which
of the bureau's own duties is not moved past days of rest (domain.md 3.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.counting import as_day
from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.law.limits import BINDS, Limit, Limits, read_limits
from boshan_desk.domain.law.reading import shipped_limits
from boshan_desk.ledgers.case import Case
from boshan_desk.procedure.clocks import State
from boshan_desk.procedure.listing import BUCKETS, DUTY, WEEK, Bucket, LimitRow, bucket_of
from boshan_desk.store.conditions import Sql, all_of

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Asks the store: SQL and the values bound in it."""

SHOUT: Final = 3
"""Days for which a limit says that it runs again."""

_NO_LIMIT: Final = "surcharge"
"""A surcharge has no last day."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which limits are wanted: all that is filled in must hold."""

    officer: str = ""
    town: str = ""
    """A town's code."""
    rule: str = ""
    """A limit's number."""
    within: int | None = None
    """Only what alarms within so many days."""
    others: bool = False
    """Whether also what others must do, or may do, is wanted: what one waits for."""

    @property
    def of_case(self) -> bool:
        """Whether the case itself must be asked."""
        return bool(self.officer or self.town)


ANY: Final = Wanted()


_COLUMNS: Final = (
    'd.case_id, d.rule, d.subject, d.binds, d.form, d.begun, d.due, d.last, d.alarm, d."left", '
    "d.lapses, d.sure, c.case_no, c.file_no, c.decision_no, c.clue_no, c.serial_no, c.party, "
    "c.officers, c.cause, c.town_code"
)
_JOINED: Final = 'due d CROSS JOIN "case" c ON c.id = d.case_id'
"""CROSS: the limits lead, for they are in the order wanted."""


class LimitsList:
    """Reads the list of one store."""

    def __init__(self, fetch: Fetch, lists: Lists) -> None:
        self._fetch = fetch
        self._lists = lists

    def find(
        self,
        *,
        on: date,
        bucket: Bucket | None = None,
        wanted: Wanted = ANY,
        offset: int = 0,
        most: int | None = 100,
        level: int = SCREEN,
    ) -> list[LimitRow]:
        """A page of a bucket as of a day, or of all of them, the nearest first, stopped ones last.

        `most` None: all of it.  Names of parties are masked at `level`.
        """
        condition, values = all_of([*_open(on, bucket), *_narrowed(wanted, on)])
        nearest = "d.alarm" if bucket else "d.alarm IS NULL, d.alarm"
        sql = (
            f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {condition}"
            f" ORDER BY {nearest}, d.case_id, d.rule, d.subject"
        )
        if most is not None:
            sql += f" LIMIT {int(most)} OFFSET {int(offset)}"
        return self._complete(
            [self._row(cells, on, level) for cells in self._fetch(sql, values)], on
        )

    def count(self, *, on: date, wanted: Wanted = ANY) -> dict[Bucket, int]:
        """How many limits each bucket holds as of a day."""
        condition, values = all_of([*_open(on, None), *_narrowed(wanted, on)])
        sums, bound = [], []
        for bucket in BUCKETS:
            # That nothing has ended it is asked once, below.
            each, more = all_of(_open(on, bucket)[1:])
            sums.append(f"sum({each})")
            bound += more
        table = _JOINED if wanted.of_case else "due d"
        sql = f"SELECT {', '.join(sums)} FROM {table} WHERE {condition}"
        found = self._fetch(sql, [*bound, *values])[0]
        return {bucket: count or 0 for bucket, count in zip(BUCKETS, found, strict=True)}

    def resumed(self, *, on: date, wanted: Wanted = ANY, level: int = SCREEN) -> list[LimitRow]:
        """The limits that run again since the last days: an ended hold must shout."""
        ended = (
            "SELECT case_id FROM case_stop WHERE withdrawn_at IS NULL AND ends_on BETWEEN ? AND ?"
        )
        since = [_text(on - timedelta(days=SHOUT)), _text(on)]
        parts = [*_open(on, None), *_narrowed(wanted, on), (f"d.case_id IN ({ended})", since)]
        condition, values = all_of(parts)
        sql = f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {condition} ORDER BY d.alarm, d.case_id"
        rows = [self._row(cells, on, level) for cells in self._fetch(sql, values)]
        return [row for row in self._complete(rows, on) if row.resumed]

    def officers(self, *, wanted: Wanted = ANY) -> list[str]:
        """Who handles cases that have open limits."""
        condition, values = all_of([("d.met IS NULL", []), *_whose(wanted)])
        sql = (
            'SELECT DISTINCT officers FROM "case" WHERE officers IS NOT NULL AND id IN'
            f" (SELECT d.case_id FROM due d WHERE {condition})"
        )
        names = {name for (cell,) in self._fetch(sql, values) for name in str(cell).split("、")}
        return sorted(names)

    def rules(self, *, wanted: Wanted = ANY) -> list[tuple[str, str]]:
        """The limits that any open case has: number and title, in the order of the rules."""
        condition, values = all_of([("d.met IS NULL", []), *_whose(wanted)])
        sql = f"SELECT DISTINCT d.rule FROM due d WHERE {condition}"
        there = {rule for (rule,) in self._fetch(sql, values)}
        limits = self._limits()
        return [(id, limits.newest(id).called) for id in limits.ids() if id in there]

    # Rows

    def _limits(self) -> Limits:
        texts = self._fetch("SELECT text FROM lawfile WHERE kind = 'limits' ORDER BY name", ())
        return _limits_with(tuple(text for (text,) in texts))

    def _row(self, cells: tuple[Any, ...], on: date, level: int) -> LimitRow:
        (case_id, rule, subject, binds, form, begun, due, last, alarm, left, lapses, sure,
         case_no, file_no, decision_no, clue_no, serial_no, party, officers, cause, town,
        ) = cells  # fmt: skip
        fields, lists = Case.ledger.fields, self._lists
        started, warned = _moment(begun), _moment(alarm)
        ends = _moment(last)
        bucket = bucket_of(ends, warned, on)
        state = State.STOPPED if ends is None else State.RUNNING
        if bucket == "overdue":
            state = State.LAPSED if lapses else State.OVERDUE
        assert started is not None
        return LimitRow(
            case_id=case_id,
            rule=rule,
            subject=subject,
            bucket=bucket,
            state=state,
            case=case_no or file_no or decision_no or clue_no or serial_no or "",
            party=fields["party"].mask(party, level, lists),
            officers=fields["officers"].from_store(officers),
            cause=lists["cause"].label(cause) if cause else "",
            town=lists["town"].label(town) if town else "",
            title=rule,
            measure="",
            basis="",
            binds=binds,
            form=form,
            unit="day",
            begun=started,
            due=_moment(due),
            last=ends,
            alarm=warned,
            left=left,
            days=None if warned is None else (as_day(warned) - on).days,
            over=0 if ends is None else max((on - as_day(ends)).days, 0),
            sure=bool(sure),
            settled=True,
        )

    def _complete(self, rows: Sequence[LimitRow], on: date) -> list[LimitRow]:
        """The rows with what law, measures and stops say of them."""
        if not rows:
            return []
        limits = self._limits()
        measures = self._measures({row.subject for row in rows if row.subject})
        stops = self._stops({row.case_id for row in rows}, on)
        return [_completed(row, limits, measures, stops.get(row.case_id, ())) for row in rows]

    def _measures(self, ids: Iterable[str]) -> dict[str, str]:
        """Measures in words: the kind, and the number of the decision."""
        kinds = self._lists["measure_kind"]
        found = {}
        for id, kind, number in self._by_ids(
            "SELECT id, kind, decision_no FROM case_measure WHERE id IN", ids
        ):
            found[id] = " ".join(filter(None, (kinds.label(kind or ""), number)))
        return found

    def _stops(self, cases: Iterable[str], on: date) -> dict[str, list[_Held]]:
        """The stops of these cases that are open, or that ended within the last days."""
        since = _text(on - timedelta(days=SHOUT))
        found: dict[str, list[_Held]] = defaultdict(list)
        for case_id, kind, ends_on, measure in self._by_ids(
            "SELECT case_id, kind, ends_on, measure_id FROM case_stop WHERE withdrawn_at IS NULL"
            " AND case_id IN",
            cases,
        ):
            # A stop that ends on a day to come (a public notice) still holds.
            ends = None if ends_on is None or ends_on > _text(on) else date.fromisoformat(ends_on)
            if ends is None or ends_on >= since:
                found[case_id].append(_Held(kind or "", ends, measure or ""))
        return found

    def _by_ids(self, sql: str, ids: Iterable[str]) -> list[tuple[Any, ...]]:
        wanted = sorted(ids)
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            found += self._fetch(f"{sql} ({', '.join('?' * len(some))})", some)
        return found


@dataclass(frozen=True)
class _Held:
    """A stop: its kind, its last day unless it is open, and the measure it is of."""

    kind: str
    ended: date | None
    measure: str


def _completed(
    row: LimitRow, limits: Limits, measures: Mapping[str, str], stops: Iterable[_Held]
) -> LimitRow:
    limit = _limit_of(row, limits)
    if limit is None:
        return replace(row, measure=measures.get(row.subject, ""))
    held = [
        stop
        for stop in stops
        if stop.kind in limit.stops and (not row.subject or stop.measure == row.subject)
    ]
    open_ones = tuple(sorted({stop.kind for stop in held if stop.ended is None}))
    # What ended before the limit began did not hold it.
    ended = [stop.ended for stop in held if stop.ended and stop.ended > as_day(row.begun)]
    return replace(
        row,
        title=limit.called,
        basis=limit.basis,
        unit=limit.unit,
        measure=measures.get(row.subject, ""),
        settled=limit.sure >= _CERTAIN,
        held_by=open_ones if row.last is None else (),
        resumed=None if open_ones else max(ended, default=None),
    )


_CERTAIN: Final = 80
"""Per cent of certainty below which the office has to settle a limit (`Limit.sure`)."""


def _limit_of(row: LimitRow, limits: Limits) -> Limit | None:
    """The version of the limit that the row was counted with; None when a file dropped it."""
    versions = limits.versions.get(row.rule, ())
    return limits.at(row.rule, as_day(row.begun)) or (versions[-1] if versions else None)


@lru_cache(maxsize=4)
def _limits_with(texts: tuple[str, ...]) -> Limits:
    """The limits as shipped, with those of the office's own files in their place."""
    limits = shipped_limits()
    for text in texts:
        limits = limits.replaced(read_limits(text))
    return limits


# Conditions.  Days and moments are ISO text: a moment sorts behind its own day and before the next.


def _open(on: date, bucket: Bucket | None) -> list[Sql]:
    """What must hold of a limit in a bucket as of a day, or in any."""
    today, tomorrow = _text(on), _text(on + timedelta(days=1))
    after = _text(on + timedelta(days=WEEK + 1))
    unmet: Sql = ("d.met IS NULL", [])
    match bucket:
        case None:
            # What lapsed by itself is over.
            return [unmet, ("(d.last IS NULL OR d.last >= ? OR d.lapses = 0)", [today])]
        case "stopped":
            return [unmet, ("d.alarm IS NULL", [])]
        case "overdue":
            return [unmet, ("d.alarm < ?", [today]), ("d.last < ?", [today]), ("d.lapses = 0", [])]
        case "today":
            return [unmet, ("d.alarm < ?", [tomorrow]), ("d.last >= ?", [today])]
        case "week":
            return [unmet, ("d.alarm >= ?", [tomorrow]), ("d.alarm < ?", [after])]
        case "later":
            return [unmet, ("d.alarm >= ?", [after])]


def _whose(wanted: Wanted) -> list[Sql]:
    if wanted.others:
        # All of them, named: so an index that begins with them serves.
        marks = ", ".join("?" * len(BINDS))
        return [(f"d.binds IN ({marks})", list(BINDS)), ("d.form != ?", [_NO_LIMIT])]
    marks = ", ".join("?" * len(DUTY))
    return [("d.binds = 'bureau'", []), (f"d.form IN ({marks})", list(DUTY))]


def _narrowed(wanted: Wanted, on: date) -> list[Sql]:
    parts = _whose(wanted)
    if wanted.rule:
        parts.append(("d.rule = ?", [wanted.rule]))
    if wanted.within is not None:
        parts.append(("d.alarm < ?", [_text(on + timedelta(days=wanted.within + 1))]))
    if wanted.town:
        parts.append(("c.town_code = ?", [wanted.town]))
    if wanted.officer:
        parts.append(("instr('、' || c.officers || '、', ?) > 0", [f"、{wanted.officer}、"]))
    return parts


def _text(day: date) -> str:
    return day.isoformat()


def _moment(text: str | None) -> date | None:
    """A day, or a moment where a time of day was kept."""
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
