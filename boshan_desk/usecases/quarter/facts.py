"""One state of the desk, seen for one quarter: figures, groups of them, and its times in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from boshan_desk.domain.figures import Count, Figure, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.figures import Value
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.figures import Counting, FigureLine, collect
from boshan_desk.usecases.national_form import NationalForm, count_form


class Facts:
    """One state of the desk, seen for one quarter."""

    def __init__(self, reader: Reader, period: Period) -> None:
        self.reader = reader
        self.period = period
        self.total = period.cumulative()
        self.counting = Counting(reader)
        self.rows = self.counting.source
        self.county = reader.desk.county
        self.printed: dict[str, FigureLine] = {}
        """The figures that the paper has used, in the order of their use."""

    @cached_property
    def _lines(self) -> dict[str, FigureLine]:
        lines = collect(self.reader, self.period, counting=self.counting)
        return {line.code: line for line in lines}

    def __getitem__(self, code: str) -> FigureLine:
        """A figure by its code; it will stand in the definitions."""
        line = self._lines[code]
        self.printed.setdefault(code, line)
        return line

    def headlines(self) -> list[FigureLine]:
        """What the first table shows."""
        return [self[code] for code, line in self._lines.items() if line.headline]

    def declared(self, code: str) -> tuple[Ledger, Figure]:
        """The declaration of a figure."""
        ledger = LEDGERS[self[code].ledger]
        return ledger, next(figure for figure in ledger.figures if figure.code == code)

    def of(self, code: str, period: Period) -> Value:
        """A declared figure for another period."""
        ledger, figure = self.declared(code)
        return self.reader.figure(ledger, figure, period)

    def by(self, code: str, period: Period, field: str, *where: Where) -> Mapping[str, Value]:
        """A declared figure for each value of a field, under further conditions."""
        ledger, figure = self.declared(code)
        if where:
            figure = replace(figure, where=(*figure.where, *where))
        return self.reader.figure_by(ledger, figure, period, field)

    @cached_property
    def form(self) -> NationalForm:
        """The national form of the quarter."""
        return count_form(self.reader, self.period)

    @cached_property
    def form_of_total(self) -> NationalForm:
        """The national form of the year so far."""
        return self.form if self.first_quarter else count_form(self.reader, self.total)

    def drafts(self) -> list[tuple[Ledger, int]]:
        """How many records of the year so far are counted though they are still drafts."""
        found = []
        for ledger in LEDGERS.values():
            if ledger.day:
                still = Where("status", "=", "draft")
                count = Count(code="", title="", unit="", basis="", on=ledger.day, where=(still,))
                if number := int(self.reader.figure(ledger, count, self.total) or 0):
                    found.append((ledger, number))
        return found

    def town(self, code: str) -> str:
        """The name of a town; of "" that none was filled in."""
        if not code:
            return _("未填{towns}").format(towns=self.towns_word)
        return self.county.towns.label(code)

    @property
    def towns_word(self) -> str:
        """What a town is called here: 镇（街道）, 区（县）."""
        return _(self.county.towns_word)

    # ------------------------------------------------------------ words

    @property
    def quarter_words(self) -> str:
        """The quarter without its year: 三季度."""
        return self.period.short_words()

    @property
    def total_words(self) -> str:
        """The year so far: 一季度, 上半年, 前三季度, 全年."""
        return self.period.report_words()

    @property
    def first_quarter(self) -> bool:
        """Whether the quarter is the year so far."""
        return self.period == self.total

    @property
    def as_of(self) -> date:
        """How far the figures reach."""
        return min(self.period.end, self.reader.today)

    @property
    def end_words(self) -> str:
        """When stocks are counted: 9月底, or the day itself before the quarter is over."""
        day = self.as_of
        if day == self.period.end:
            return _("{month}月底").format(month=day.month)
        return _("截至{month}月{day}日").format(month=day.month, day=day.day)
