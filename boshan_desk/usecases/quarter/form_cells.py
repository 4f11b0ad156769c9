"""Which cases stand behind a cell of the national form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from boshan_desk.domain.figures import Where
from boshan_desk.domain.law.reading import shipped_causes
from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Source
from boshan_desk.indicators.source import within
from boshan_desk.ledgers.case import Case
from boshan_desk.usecases.national_form import COLUMNS, OUTSIDE, ROWS, SUM, figure_of, row_of
from boshan_desk.usecases.quarter.facts import Facts


class FormCells:
    """The cases of every cell of the form for some days."""

    def __init__(self, facts: Facts, period: Period) -> None:
        self._period = period
        self._by_cause: dict[tuple[str, str], bool] = defaultdict(lambda: True)
        self._ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        reader = facts.reader
        for code, _title in COLUMNS:
            figure = figure_of(code)
            where = (*figure.where, *within(figure.on, period))
            rows = reader.columns(Case.ledger, ("id", "cause", "case_type", "ip_kind"), where)
            for id, cause, case_type, ip_kind in rows:
                row = row_of(cause or "", case_type or "", ip_kind or "")
                self._ids[row, code].append(id)
                self._by_cause[row, code] &= bool(cause)

    @classmethod
    def of(cls, facts: Facts, period: Period) -> FormCells:
        """Those of a paper's time, read once for it."""
        return facts.rows.once(("form cells", period), lambda: cls(facts, period))

    def ids(self, row: str, code: str) -> Sequence[str]:
        """The cases that a cell counts, or whose money it adds; of `SUM` those of all rows."""
        if row == SUM:
            return [id for each, _title in ROWS for id in self._ids.get((each, code), ())]
        return self._ids.get((row, code), ())

    def source(self, row: str, code: str) -> Source | None:
        """What opens them, as shortly as it can be said."""
        ids = tuple(self.ids(row, code))
        whole = Source(figure=code, span=self._period)
        if not ids:
            return whole if row == SUM and not self._ids.get((OUTSIDE, code)) else None
        if row == SUM and not self._ids.get((OUTSIDE, code)):
            return whole
        if row not in (SUM, OUTSIDE) and self._by_cause[row, code]:
            causes = Where("cause", "in", shipped_causes().of_group(row))
            return Source(figure=code, span=self._period, where=(causes,))
        return Source(ledger=Case.ledger.name, ids=ids)
