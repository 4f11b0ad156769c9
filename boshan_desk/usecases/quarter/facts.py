"""One state of the desk, seen for one paper: figures, groups of them, and its times in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

from boshan_desk.domain.fields import Code, Codes
from boshan_desk.domain.figures import Count, Figure, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period, Span, quarter_of, until, year_before
from boshan_desk.domain.plans.doers import name_of
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Source
from boshan_desk.domain.saying import Said, joined, number, opening, said
from boshan_desk.domain.wording import quantity
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.figures import Value
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.figures import Counting, FigureLine, collect
from boshan_desk.usecases.national_form import NationalForm, count_form
from boshan_desk.usecases.plans import standing
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.quarter.phrases import amount_words
from boshan_desk.usecases.quarter.request import Request

_MONTHS: Final = (3, 6, 9, 12)
"""How many months a paper may be of."""


def last_quarter(period: Period) -> Period:
    """The quarter in which the time of a paper ends; its tables show it beside the year so far.

    Raises:
        Refused: papers are of quarters, of half-years, of three quarters and of years.
    """
    if period.months not in _MONTHS or period.first % 3 != 1:
        raise Refused(
            "季度报告按季度、半年、前三季度或全年编写，{period}不行，请写成 2026Q3、2026H1 或 2026",
            period=period,
        )
    return quarter_of(period.end)


class Facts:
    """One state of the desk, seen for one paper."""

    def __init__(self, reader: Reader, request: Request, closing: str = "") -> None:
        self.reader = reader
        self.closing = closing
        """What the lead ends with, as the form says it."""
        self.request = request
        self.period = last_quarter(request.period)
        """The quarter that tables show beside the year so far."""
        self.total = self.period.cumulative()
        self.counting = Counting(reader)
        self.counting.to_day = self.as_of
        self.rows = self.counting.source
        self.county = reader.desk.county
        self.sections: Collection[str] = ()
        """The names of the sections that the paper has."""
        self.printed: dict[str, FigureLine] = {}
        """The figures that the paper has used, in the order of their use."""

    @property
    def total_last_year(self) -> Span:
        """The year so far a year ago; up to the same day where the time is not over."""
        return until(self.total.last_year(), year_before(self.as_of))

    @property
    def quarter_last_year(self) -> Span:
        """The same of the quarter."""
        return until(self.period.last_year(), year_before(self.as_of))

    @cached_property
    def _lines(self) -> dict[str, FigureLine]:
        lines = collect(self.reader, self.period, counting=self.counting, town=self.request.town)
        return {line.code: line for line in lines}

    def has(self, code: str) -> bool:
        """Whether there is such a figure; of a town's sheet, one that can be said of a town."""
        return code in self._lines

    def look(self, code: str) -> FigureLine:
        """A figure that is only looked at, not printed."""
        return self._lines[code]

    def __getitem__(self, code: str) -> FigureLine:
        """A figure by its code; it will stand in the definitions."""
        line = self._lines[code]
        self.printed.setdefault(code, line)
        return line

    def headlines(self) -> list[FigureLine]:
        """What the first table shows."""
        return [self[code] for code, line in self._lines.items() if line.headline]

    def value(self, code: str, form: str = "total") -> Said:
        """A figure as prose says it; every number in it opens the records behind it.

        Forms: total, quarter, last (the same time of last year), each with its unit; number,
        quarter_number, last_number without; change, quarter_change (同比), previous (环比); both is
        total and change; note is the year it is of; "by FIELD" tells the total by a field's values.
        """
        line = self[code]
        if form.startswith("by "):
            return self._by(line, form.removeprefix("by "))
        match form:
            case "total" | "number":
                value, which = line.cumulative, "cumulative"
            case "quarter" | "quarter_number":
                value, which = line.value, "value"
            case "last" | "last_number":
                value, which = line.cumulative_last_year, "cumulative_last_year"
            case "change":
                return self._change(
                    line.cumulative_words(), code, "cumulative", line.cumulative_last_year
                )
            case "quarter_change":
                return self._change(line.change_words(), code, "value", line.last_year)
            case "previous":
                return opening(line.previous_words(), self.source(code, "value"))
            case "note":
                return Said(line.note)
            case "both":
                return joined((self.value(code), self.value(code, "change")), "，")
            case _:
                raise KeyError(form)
        text = line.show(value) if form.endswith("number") else _with_unit(line, value)
        return number(text, self.source(code, which))

    def _change(self, told: str, code: str, which: str, before: Value) -> Said:
        """A comparison; of 上年同期为0 the number is that of the year before."""
        if before == 0:
            which = {"value": "last_year"}.get(which, "cumulative_last_year")
        return opening(told, self.source(code, which))

    def was_adjusted(self, *codes: str) -> bool:
        """Whether a closed period reported something else of one of these than it has now."""
        lines = [self.look(code) for code in codes if self.has(code)]
        return any(line.is_closed and line.counted != line.reported for line in lines)

    def source(self, code: str, which: str = "cumulative") -> Source:
        """Where a value of a figure comes from; `which` is a name of its five (`FigureLine`)."""
        span: Span | None = getattr(self[code].spans, which)
        return Source(figure=code, span=span, town=self.request.town)

    def _by(self, line: FigureLine, field: str) -> Said:
        """A figure by the values of a field, in the order of its list; what is zero is left out."""
        ledger, _figure = self.declared(line.code)
        kind = ledger.fields[field]
        lists = self.reader.lists
        span = self.period if line.stock else self.total
        found = self.by(line.code, span, field)
        order = [entry.code for entry in lists[kind.list]] if isinstance(kind, Code | Codes) else []
        parts = []
        for key in sorted(found, key=lambda key: order.index(key) if key in order else 999):
            if not found[key]:
                continue
            source = Source(
                figure=line.code,
                span=span,
                town=self.request.town,
                where=(Where(field, "=", key) if key else Where(field, "blank"),),
            )
            title = kind.show(key, lists) if key else "未分类"
            parts.append(said(title, number(_with_unit(line, found[key]), source)))
        return joined(parts, "、")

    @cached_property
    def standings(self) -> list[Standing]:
        """How the targets of the active plans stand, of the county or of the department."""
        request = self.request
        lines = standing.collect(
            self.counting, self.period, trail=False, unit=request.unit, town=request.town
        )
        return standing.beside_reports(self.reader, self.period, lines)

    def declared(self, code: str) -> tuple[Ledger, Figure]:
        """The declaration of a figure."""
        ledger = LEDGERS[self[code].ledger]
        return ledger, next(figure for figure in ledger.figures if figure.code == code)

    def of(self, code: str, period: Span) -> Value:
        """A declared figure for another period."""
        ledger, figure = self.declared(code)
        return self.reader.figure(ledger, figure, period, town=self.request.town)

    def by(self, code: str, period: Span, field: str, *where: Where) -> Mapping[str, Value]:
        """A declared figure for each value of a field, under further conditions."""
        ledger, figure = self.declared(code)
        if where:
            figure = replace(figure, where=(*figure.where, *where))
        return self.reader.figure_by(ledger, figure, period, field, town=self.request.town)

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
        return self.county.places.label(code)

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
        """The year so far: 一季度, 上半年, 前三季度, 全年; 今年以来 while the time is not over."""
        return self.period.report_words() if self.as_of == self.period.end else "今年以来"

    @property
    def so_far_words(self) -> str:
        """The year so far behind its number: 2026年前三季度, of the whole year 2026年."""
        return "" if self.total.months == 12 else self.period.report_words()

    @property
    def time_words(self) -> str:
        """What the paper is of: the quarter, or the year so far where that was asked for."""
        return self.quarter_words if self.request.period.months == 3 else self.total_words

    @property
    def span_words(self) -> str:
        """The time of the paper as its title says it: 三季度（前三季度）, 上半年, 全年."""
        if self.request.period.months == 12:
            return ""
        if self.request.period.months == 3 and not self.first_quarter:
            return f"{self.quarter_words}（{self.period.report_words()}）"
        return self.period.report_words()

    @cached_property
    def unit_name(self) -> str:
        """The department or town whose sheet it is; "" for the county's paper."""
        if not self.request.unit:
            return ""
        return name_of(self.request.unit, self.county, self.as_of)

    @property
    def first_quarter(self) -> bool:
        """Whether the quarter is the year so far."""
        return self.period == self.total

    @property
    def as_of(self) -> date:
        """How far the figures reach."""
        return min(self.period.end, self.reader.today)

    @property
    def ahead(self) -> Period:
        """The quarter of the next steps: the one that follows, or the rest of one not over yet."""
        return self.period.following() if self.as_of == self.period.end else self.period

    @property
    def end_words(self) -> str:
        """When stocks are counted: 9月底, or the day itself before the quarter is over."""
        day = self.as_of
        if day == self.period.end:
            return _("{month}月底").format(month=day.month)
        return _("截至{month}月{day}日").format(month=day.month, day=day.day)


def _with_unit(line: FigureLine, value: Value) -> str:
    """59件, 54.84万元, 93.3%."""
    if value is None:
        return line.show(value)
    if line.money:
        return amount_words(value)
    if line.unit == "%":
        return f"{line.show(value)}%"
    return quantity(line.show(value), line.unit)
