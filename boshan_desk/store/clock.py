"""What figures ask of the statutory clock, counted in SQL over the table of limits (`due`).

The limits are those known today.  For a past day that is exact as far as being overdue goes: an
extension or a stop that came in time had kept the limit from expiring then as well, and one that
came too late lengthens nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.domain.period import Span, Stretch, split
from boshan_desk.domain.workdays import DAY
from boshan_desk.store.schema import DUTY, NOT_KEPT

if TYPE_CHECKING:
    from boshan_desk.store.reader import Reader

_LONGEST_REST: Final = DAY * 21
"""No last day moves further past days of rest."""

_OPEN: Final = "(met IS NULL OR met >= :after) AND begun < :after"
"""Begun and not done at the end of a day; `after` is the next: moments sort behind their day."""

# The plus keeps SQLite from reading the whole table only because it lies in the order of cases.
_OVERDUE: Final = (
    f"SELECT count(DISTINCT +case_id) FROM due WHERE {NOT_KEPT} AND last < :on AND {_OPEN}"
)
_NEAR: Final = (
    f"SELECT count(DISTINCT +case_id) FROM due WHERE {DUTY} AND last >= :on AND last < :latest"
    f" AND alarm < :until AND {_OPEN}"
)
_MET: Final = (
    "SELECT count(*), total(late = 0) FROM due WHERE {which} AND met >= :on AND met < :after"
)
_DUE: Final = (
    "SELECT count(*), total(met IS NOT NULL AND late = 0) FROM due"
    " WHERE {which} AND last >= :on AND last < :after"
)
_CASES: Final = "SELECT DISTINCT case_id FROM due WHERE "
_OVERDUE_CASES: Final = f"{_CASES}{NOT_KEPT} AND last < :on AND {_OPEN}"
_NEAR_CASES: Final = (
    f"{_CASES}{DUTY} AND last >= :on AND last < :latest AND alarm < :until AND {_OPEN}"
)
_RUNNING_CASES: Final = (
    f"SELECT case_id FROM due WHERE {DUTY} AND met IS NULL AND begun < :begun"
    " AND alarm >= :on AND alarm < :after ORDER BY alarm, case_id"
)
_MET_CASES: Final = _CASES + "{which} AND met >= :on AND met < :after"
_DUE_CASES: Final = _CASES + "{which} AND last >= :on AND last < :after"
_TAKEN: Final = "CAST(julianday(decided_on) - julianday(filed_on) AS INTEGER)"
_ORDINARY: Final = (
    "withdrawn_at IS NULL AND decided_on BETWEEN :first AND :last"
    " AND filed_on IS NOT NULL AND procedure IS NOT 'simple'"
)
_SPANS: Final = f'SELECT {_TAKEN}, count(*) FROM "case" WHERE {_ORDINARY} GROUP BY 1'
_STOPPED: Final = """
SELECT CAST(julianday(met) - julianday(begun) AS INTEGER), stopped, count(*)
FROM due WHERE stopped > 0 AND met BETWEEN :first AND :last GROUP BY 1, 2
"""
_SPANS_OF: Final = f'SELECT id, {_TAKEN} FROM "case" WHERE {_ORDINARY}'
_STOPPED_OF: Final = """
SELECT case_id, stopped FROM due WHERE stopped > 0 AND met BETWEEN :first AND :last
"""


def _rule(rule: str) -> str:
    """A rule in the text of the SQL: a partial index serves no bound value."""
    if not rule.isalnum():
        raise ValueError(rule)
    return f"rule = '{rule}'"


class CaseClock:
    """The limits of all cases, as indicators see them (`indicators.source.Clock`)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.today = reader.today
        self._known: dict[tuple[str, tuple[tuple[str, Any], ...]], Any] = {}

    def _one(self, sql: str, **values: Any) -> Any:
        bound = {k: str(v) if isinstance(v, date) else v for k, v in values.items()}
        key = (sql, tuple(bound.items()))
        if key not in self._known:
            self._known[key] = self._reader.connection.exec_driver_sql(sql, bound).one()
        return self._known[key]

    def _cases(self, sql: str, **values: Any) -> list[str]:
        bound = {k: str(v) if isinstance(v, date) else v for k, v in values.items()}
        return list(self._reader.connection.exec_driver_sql(sql, bound).scalars().all())

    def cases_overdue(self, on: date) -> list[str]:
        """The ids of the cases that `overdue` counts."""
        return self._cases(_OVERDUE_CASES, on=on, after=on + DAY)

    def cases_near(self, on: date, days: int) -> list[str]:
        """The ids of the cases that `near` counts."""
        bounds = {"until": on + DAY * (days + 1), "latest": on + DAY * days + _LONGEST_REST}
        return self._cases(_NEAR_CASES, on=on, after=on + DAY, **bounds)

    def cases_running(self, first: date, last: date, *, begun: date) -> list[str]:
        """The ids of the cases with a duty that nothing has ended and whose alarm lies between two
        days, the nearest first; only what had begun by the end of a day.
        """
        cases = self._cases(_RUNNING_CASES, begun=begun + DAY, on=first, after=last + DAY)
        return list(dict.fromkeys(cases))

    def cases_met(self, rule: str, period: Span, *, kept: bool = False) -> list[str]:
        """The ids of the cases of which `met` counts a limit; `kept`: only where it was."""
        sql = _MET_CASES.format(which=_rule(rule))
        if kept:
            sql += " AND late = 0"
        return self._cases(sql, on=period.start, after=period.end + DAY)

    def cases_expired(self, rule: str, first: date, last: date, *, kept: bool = False) -> list[str]:
        """The ids of the cases of which `expired` counts a limit; `kept`: only where it was."""
        sql = _DUE_CASES.format(which=_rule(rule))
        if kept:
            sql += " AND met IS NOT NULL AND late = 0"
        return self._cases(sql, on=first, after=last + DAY)

    def overdue(self, on: date) -> int:
        """Cases with a duty that was past its last day and not done at the end of a day."""
        return int(self._one(_OVERDUE, on=on, after=on + DAY)[0])

    def near(self, on: date, days: int) -> int:
        """Cases with a duty still running at the end of a day whose alarm falls so soon after."""
        bounds = {"until": on + DAY * (days + 1), "latest": on + DAY * days + _LONGEST_REST}
        return int(self._one(_NEAR, on=on, after=on + DAY, **bounds)[0])

    def met(self, rule: str, period: Span) -> tuple[int, int]:
        """How often a limit was met within a period, and how often of these in time."""
        return self._added(_MET.format(which=_rule(rule)), period)

    def expired(self, rule: str, first: date, last: date) -> tuple[int, int]:
        """How often a limit's last day lay between two days, and how often it was kept."""
        return self._added(_DUE.format(which=_rule(rule)), Stretch(first, last))

    def _added(self, sql: str, days: Span) -> tuple[int, int]:
        """Two counts, piece by piece: what was counted of a quarter is not counted again."""
        found = [self._one(sql, on=each.start, after=each.end + DAY) for each in split(days)]
        return sum(int(each[0]) for each in found), sum(int(each[1]) for each in found)

    def decision_days(self, period: Span) -> Mapping[int, int]:
        """Of the cases decided within a period: {days from filing without the stopped: cases}.

        Of the ordinary procedure: the simple one decides on the spot.
        """
        found: Counter[int] = Counter()
        for piece in split(period):
            # A piece may take from what another adds: a Counter keeps what is below nought, too.
            for days, cases in self._days_of(piece).items():
                found[days] += cases
        return {days: cases for days, cases in found.items() if cases}

    def decision_days_of(self, period: Span) -> Mapping[str, int]:
        """The same case by case: {id: days}."""
        execute = self._reader.connection.exec_driver_sql
        values = {"first": str(period.start), "last": str(period.end)}
        found: dict[str, int] = {id: days for id, days in execute(_SPANS_OF, values).all()}
        for id, stopped in execute(_STOPPED_OF, values).all():
            if id in found:
                found[id] -= stopped
        return found

    def _days_of(self, piece: Span) -> Mapping[int, int]:
        key = ("days", (("piece", piece),))
        if key not in self._known:
            values = {"first": str(piece.start), "last": str(piece.end)}
            connection = self._reader.connection
            found: Counter[int] = Counter()
            for days, cases in connection.exec_driver_sql(_SPANS, values):
                found[days] += cases
            for days, stopped, cases in connection.exec_driver_sql(_STOPPED, values):
                found[days] -= cases
                found[days - stopped] += cases
            self._known[key] = found
        counted: Mapping[int, int] = self._known[key]
        return counted
