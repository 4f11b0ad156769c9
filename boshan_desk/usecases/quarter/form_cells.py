"""Which cases stand behind a cell of the national form."""

from __future__ import annotations

from collections import defaultdict

from boshan_desk.domain.figures import Where
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Source
from boshan_desk.indicators.source import within
from boshan_desk.ledgers.case import Case
from boshan_desk.usecases.national_form import OUTSIDE, ROWS, SUM, figure_of, row_of
from boshan_desk.usecases.quarter.facts import Facts

_SORTED_BY = ("cause", "case_type", "ip_kind")


class FormCells:
    """The cases of every cell of the form for some days.

    Only the kinds of cases are read for a column; which cases they are, where no conditions can
    say it.
    """

    def __init__(self, facts: Facts, period: Period) -> None:
        self._facts = facts
        self._period = period
        self._kinds: dict[str, dict[str, set[tuple[str, str, str]]]] = {}
        self._ids: dict[str, dict[str, list[str]]] = {}

    @classmethod
    def of(cls, facts: Facts, period: Period) -> FormCells:
        """Those of a paper's time, read once for it."""
        return facts.rows.once(("form cells", period), lambda: cls(facts, period))

    def source(self, row: str, code: str) -> Source | None:
        """What opens the cases that a cell counts, or whose money it adds; of `SUM` of all rows."""
        by_row = self._rows(code)
        if row == SUM:
            if OUTSIDE not in by_row:
                return Source(figure=code, span=self._period)
            ids = [id for each, _title in ROWS for id in self._cases(each, code)]
            return Source(ledger=Case.ledger.name, ids=tuple(ids)) if ids else None
        if row not in by_row:
            return None
        if where := _said_by(row, by_row[row]):
            return Source(figure=code, span=self._period, where=where)
        return Source(ledger=Case.ledger.name, ids=tuple(self._cases(row, code)))

    def _rows(self, code: str) -> dict[str, set[tuple[str, str, str]]]:
        """The kinds of cases in each row of a column that has any."""
        if code not in self._kinds:
            found = defaultdict(set)
            for cause, case_type, ip_kind in self._read(code, _SORTED_BY, distinct=True):
                kind = (cause or "", case_type or "", ip_kind or "")
                found[row_of(*kind)].add(kind)
            self._kinds[code] = dict(found)
        return self._kinds[code]

    def _cases(self, row: str, code: str) -> list[str]:
        if code not in self._ids:
            found = defaultdict(list)
            for id, cause, case_type, ip_kind in self._read(code, ("id", *_SORTED_BY)):
                found[row_of(cause or "", case_type or "", ip_kind or "")].append(id)
            self._ids[code] = found
        return self._ids[code].get(row, [])

    def _read(
        self, code: str, names: tuple[str, ...], *, distinct: bool = False
    ) -> list[tuple[str, ...]]:
        figure = figure_of(code)
        where = (*figure.where, *within(figure.on, self._period))
        return self._facts.reader.columns(Case.ledger, names, where, distinct=distinct, raw=True)


def _said_by(row: str, kinds: set[tuple[str, str, str]]) -> tuple[Where, ...]:
    """Conditions that the cases of a row meet and no other does; none where it takes several."""
    if all(cause for cause, _type, _right in kinds):
        causes = shipped_causes().of_group(row) if row != OUTSIDE else _values(kinds, 0)
        return (Where("cause", "in", causes),)
    no_cause = Where("cause", "blank")
    if not any(cause for cause, _type, _right in kinds):
        if all(case_type for _cause, case_type, _right in kinds):
            return (no_cause, Where("case_type", "in", _values(kinds, 1)))
        if not any(case_type for _cause, case_type, _right in kinds):
            no_type = Where("case_type", "blank")
            if all(right for _cause, _type, right in kinds):
                return (no_cause, no_type, Where("ip_kind", "in", _values(kinds, 2)))
    return ()


def _values(kinds: set[tuple[str, str, str]], place: int) -> tuple[str, ...]:
    return tuple(sorted({kind[place] for kind in kinds}))
