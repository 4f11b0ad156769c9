"""The catalogue of figures: every declared figure and every indicator, beside its comparisons.

A figure that flows is compared with the same period of last year and with the period before it, and
is added up from 1 January; a stock is what it is at the end of each period.  A yearly value is that
of the newest year on record and is compared with the year before.  What adds up since the plan
began is a level too, and has no period before it.  Nothing is rounded here.

Of a closed period a line says what was reported; what the ledgers count by now stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain.county import County
from boshan_desk.domain.fields import yuan
from boshan_desk.domain.figures import UNASSIGNED, Figure, Idle, Latest, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period, Span, Stretch, until, year_before
from boshan_desk.domain.wording import (
    PREVIOUS,
    half_up,
    plain,
    points_words,
    rate,
    rate_words,
    statements,
)
from boshan_desk.i18n import _
from boshan_desk.indicators import Indicator
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.counting import Counting, Entry, entries, find_entry
from boshan_desk.usecases.reported import reported_lines

__all__ = [
    "Counting",
    "FigureLine",
    "catalogue",
    "collect",
    "collect_one",
    "line_json",
    "lines_of",
    "show_value",
    "spans_of",
    "town_words",
]


@dataclass(frozen=True)
class Spans:
    """The days that a line's five values are of; None where nothing is to be compared."""

    value: Span
    last_year: Span | None
    previous: Span | None
    cumulative: Span
    cumulative_last_year: Span | None

    def all(self) -> tuple[Span | None, ...]:
        """In the order of a line's values."""
        return (
            self.value,
            self.last_year,
            self.previous,
            self.cumulative,
            self.cumulative_last_year,
        )


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """One figure of the catalogue, of the whole desk or of one town.

    Money is in 分, shares are in per cent; None where nothing can be said.
    """

    code: str
    title: str
    unit: str
    basis: str
    ledger: str
    headline: bool
    stock: bool
    share: bool
    period: Period
    town: str
    """Its code; "" for the whole desk."""
    town_label: str
    note: str
    """The year it is of, where it is of one: it stands beside the title."""
    remarks: str
    """What must be printed below the table: window, source and day, people, what money is meant."""
    value: Value
    last_year: Value
    previous: Value
    cumulative: Value
    """From 1 January to the end of the period; of a stock or since the plan, the value itself."""
    cumulative_last_year: Value
    counted: Value
    """What the ledgers say now; other than `value` only of a closed period."""
    reported: Value = None
    """What the period reported when it was closed; None while it is open."""
    is_closed: bool = False
    """Whether the five values are those that were reported."""
    adds_on: bool = False
    """Whether its value is itself added up, since 1 January or since the plan began."""
    yearly: bool = False
    """Whether it is the value of the newest year on record."""
    decimals: int | None = None
    spans: Spans

    @property
    def five(self) -> tuple[Value, ...]:
        """Its values in the order of `Spans`."""
        return (
            self.value,
            self.last_year,
            self.previous,
            self.cumulative,
            self.cumulative_last_year,
        )

    @property
    def adjustment(self) -> Value:
        """What changed since the period was closed (调整); None where nothing did."""
        if not self.is_closed or self.counted is None or self.reported is None:
            return None
        return (self.counted - self.reported) or None

    def adjustment_words(self) -> str:
        """The same in words: 封账后调整+2，现为37; "" where nothing changed."""
        if not self.is_closed or self.counted == self.reported:
            return ""
        change = self.adjustment
        now = self.show(self.counted)
        if now == self.show(self.reported):
            # What is equal as printed has not changed for a reader.
            return ""
        if change is None:
            return _("封账时为{reported}，现为{now}").format(
                reported=self.show(self.reported), now=now
            )
        sign = "+" if change > 0 else "−"
        return _("封账后调整{change}，现为{now}").format(
            change=sign + self.show(change if change > 0 else -change), now=now
        )

    @property
    def money(self) -> bool:
        """Whether its values are amounts in 分."""
        return self.unit == "万元"

    @property
    def change(self) -> Decimal | None:
        """Against the same period of last year: in per cent, of a share in 百分点."""
        return self._change(self.value, self.last_year)

    @property
    def cumulative_change(self) -> Decimal | None:
        """The same from 1 January on."""
        return self._change(self.cumulative, self.cumulative_last_year)

    def _change(self, now: Value, base: Value) -> Decimal | None:
        if self.share:
            return None if now is None or base is None else Decimal(now) - Decimal(base)
        return rate(now, base)

    def change_words(self) -> str:
        """The comparison with last year as prose says it, or why there is none."""
        return self._words(self.value, self.last_year)

    def cumulative_words(self) -> str:
        """The comparison from 1 January on."""
        return self._words(self.cumulative, self.cumulative_last_year)

    @property
    def previous_change(self) -> Decimal | None:
        """Against the period before; there is none of what adds up, or is said of a year."""
        if self.adds_on or self.yearly:
            return None
        return self._change(self.value, self.previous)

    def previous_words(self) -> str:
        """The comparison with the period before (环比), or why there is none."""
        if self.adds_on:
            return _("累计数不作环比")
        if self.yearly:
            return _("年度数不作环比")
        if self.share:
            return points_words(_decimal(self.value), _decimal(self.previous), PREVIOUS)
        return rate_words(self.value, self.previous, PREVIOUS)

    def _words(self, now: Value, base: Value) -> str:
        if self.share:
            return points_words(_decimal(now), _decimal(base))
        return rate_words(now, base)

    def show(self, value: Value, *, blank: str = "—") -> str:
        """A value of this figure as a table prints it: 万元 two decimals, shares one."""
        return _shown(value, self.money, self.share, self.decimals, blank)


def show_value(entry: Entry, value: Value, *, blank: str = "—") -> str:
    """A value as a table prints it, where there is no line."""
    return _shown(value, entry.of.money, entry.is_share, entry.of.decimals, blank)


def _shown(value: Value, money: bool, is_share: bool, decimals: int | None, blank: str) -> str:
    if value is None:
        return blank
    if money:
        return plain(half_up(Decimal(value) / 1_000_000, 2))
    if decimals is not None:
        return plain(half_up(value, decimals))
    if is_share or isinstance(value, Decimal):
        return plain(half_up(value, 1))
    return str(value)


def catalogue(
    desk: Desk,
    period: Period,
    *,
    town: str = "",
    by_town: bool = False,
    ledgers: Iterable[str] | None = None,
) -> list[FigureLine]:
    """Every figure for a period: of the desk, of one town, or of every town in turn.

    What no town can be said of (rights, yearly value) is left out where towns are asked for.
    `ledgers` keeps to some ledgers.  All is read from one state of the desk.
    """
    with desk.read() as reader:
        return collect(reader, period, town=town, by_town=by_town, ledgers=ledgers)


def collect(
    reader: Reader,
    period: Period,
    *,
    town: str = "",
    by_town: bool = False,
    ledgers: Iterable[str] | None = None,
    live: bool = False,
    counting: Counting | None = None,
) -> list[FigureLine]:
    """The same within a reading that has already begun.

    `live`: what the ledgers count now, of closed periods too; `counting` shares what was counted.
    """
    wanted = set(LEDGERS if ledgers is None else ledgers)
    drawn = _Drawing(counting or Counting(reader), period, live=live)
    lines: list[FigureLine] = []
    for code, entry in entries().items():
        if entry.ledger.name not in wanted or ((town or by_town) and not entry.has_towns):
            continue
        lines += drawn.by_town(code) if by_town else [drawn.line(code, town)]
    return lines


def lines_of(
    reader: Reader,
    codes: Iterable[str],
    period: Period,
    *,
    town: str = "",
    by_town: bool = False,
    counting: Counting | None = None,
) -> dict[str, list[FigureLine]]:
    """Some figures by their codes: of the desk, of one town, or of every town in turn.

    What a closed period reported is told as such, as in `collect`.
    """
    drawn = _Drawing(counting or Counting(reader), period, live=False)
    return {code: drawn.by_town(code) if by_town else [drawn.line(code, town)] for code in codes}


def collect_one(
    reader: Reader,
    code: str,
    period: Period,
    *,
    town: str = "",
    where: tuple[Where, ...] = (),
    counting: Counting | None = None,
) -> FigureLine:
    """One figure by its code, of the whole desk or of one town.

    `where` narrows a declared figure to records that meet these conditions as well.
    """
    entry = find_entry(code)
    drawn = _Drawing(counting or Counting(reader), period, live=bool(where))
    if where and isinstance(entry.of, Figure):
        return drawn.narrowed(entry, replace(entry.of, where=(*entry.of.where, *where)), town)
    return drawn.line(code, town)


def spans_of(of: Figure | Indicator, period: Period, counting: Counting) -> Spans:
    """Which days the five values of a figure are of.

    With a day to count up to (`Counting.to_day`), those of the year before end on the same day of
    theirs, and there is no period before.
    """
    spans = _whole_spans(of, period, counting)
    day = counting.to_day
    if day is None or day >= period.end or isinstance(of, Latest) or _is_of_whole_periods(of):
        return spans
    before = year_before(day)
    return Spans(
        until(spans.value, day),
        until(spans.last_year, before),
        None,
        until(spans.cumulative, day),
        until(spans.cumulative_last_year, before),
    )


_WHOLE_PERIODS: Final = frozenset({"ip_stat", "target", "town_report"})
"""Ledgers whose numbers are of whole months, quarters and years: no day cuts them."""


def _is_of_whole_periods(of: Figure | Indicator) -> bool:
    return find_entry(of.code).ledger.name in _WHOLE_PERIODS


def _whole_spans(of: Figure | Indicator, period: Period, counting: Counting) -> Spans:
    if of.from_plan:
        since = counting.since_plan(period)
        before = period.last_year().end
        start = counting.plan_start
        then = Stretch(since.start, before) if start and start <= before else None
        return Spans(since, then, None, since, then)
    total = period.cumulative()
    if isinstance(of, Indicator) and of.so_far:
        return Spans(total, total.last_year(), None, total, total.last_year())
    if of.stock and not isinstance(of, Idle):
        # A station without a service is idle for the quarter, and for the year on other terms.
        total = period
    if isinstance(of, Latest):
        year = _newest_year(counting.reader, find_entry(of.code).ledger, of, period)
        before_it = Period((year or period.year) - 1, period.first, period.last)
        # The value of a still earlier year would pass for that of the year before.
        ledger = find_entry(of.code).ledger
        held = _newest_year(counting.reader, ledger, of, before_it) == before_it.year
        compared = before_it if held else None
        return Spans(period, compared, None, period, compared)
    return Spans(period, period.last_year(), period.previous(), total, total.last_year())


def line_json(line: FigureLine) -> dict[str, Any]:
    """The line as the command line writes it (cli.md).

    Whole numbers are numbers.  Money is a decimal string in 元 (unit 元).  Shares and averages are
    decimal strings with one decimal, and so is `change`: in per cent, of a share in 百分点 (see
    `change_unit`).  It is null where there is no rate, and `change_words` says why.
    """
    return {
        "code": line.code,
        "title": _(line.title),
        "ledger": line.ledger,
        "unit": _("元") if line.money else _(line.unit),
        "kind": "stock" if line.stock else "flow",
        "period": str(line.period),
        "town": line.town or None,
        "town_label": line.town_label or None,
        "value": _json(line, line.value),
        "last_year": _json(line, line.last_year),
        "change": _one_decimal(line.change),
        "change_unit": _("百分点") if line.share else "%",
        "change_words": line.change_words(),
        "previous": _json(line, line.previous),
        "cumulative": _json(line, line.cumulative),
        "cumulative_last_year": _json(line, line.cumulative_last_year),
        "cumulative_change": _one_decimal(line.cumulative_change),
        "cumulative_words": line.cumulative_words(),
        "previous_change": _one_decimal(line.previous_change),
        "previous_words": line.previous_words(),
        "closed": line.is_closed,
        "reported": _json(line, line.reported),
        "counted": _json(line, line.counted),
        "adjustment": _json(line, line.adjustment),
        "adjustment_words": line.adjustment_words(),
        "basis": _(line.basis),
        "note": statements(filter(None, (line.note, line.remarks))),
    }


class _Drawing:
    """Draws up lines of the catalogue for a period."""

    def __init__(self, counting: Counting, period: Period, *, live: bool) -> None:
        self._counting = counting
        self._period = period
        self._reported = None if live else reported_lines(counting.reader, period)
        self._spans: dict[str, Spans] = {}

    def spans(self, of: Figure | Indicator) -> Spans:
        """Which days its values are of."""
        if of.code not in self._spans:
            self._spans[of.code] = spans_of(of, self._period, self._counting)
        return self._spans[of.code]

    def line(self, code: str, town: str = "") -> FigureLine:
        """A figure of the whole desk or of a town."""
        entry = find_entry(code)
        values = [
            None if span is None else self._counting.value(code, span, town)
            for span in self.spans(entry.of).all()
        ]
        return self._line(entry, town, self._comparable(entry, town, values))

    def by_town(self, code: str) -> list[FigureLine]:
        """A figure of every counted town, and of whatever else has something to say."""
        entry = find_entry(code)
        found = [
            {} if span is None else self._counting.by_town(code, span)
            for span in self.spans(entry.of).all()
        ]
        return [
            self._line(
                entry,
                town,
                self._comparable(entry, town, [each.get(town, entry.nothing) for each in found]),
            )
            for town in self._places(code, found)
        ]

    def narrowed(self, entry: Entry, figure: Figure, town: str) -> FigureLine:
        """A declared figure with more conditions than the catalogue's."""
        known: dict[Span, Value] = {}
        for span in self.spans(entry.of).all():
            if span is not None and span not in known:
                known[span] = self._counting.reader.figure(entry.ledger, figure, span, town=town)
        values = [None if span is None else known[span] for span in self.spans(entry.of).all()]
        return self._line(entry, town, values)

    def _comparable(self, entry: Entry, town: str, values: list[Value]) -> list[Value]:
        """The five values without those that were read from the very records of the first.

        Whoever observed nothing since cannot say that nothing changed.
        """
        if not isinstance(entry.of, Indicator) or entry.of.rests_on is None:
            return values
        spans, source = self.spans(entry.of).all(), self._counting.source
        on = [() if s is None else tuple(entry.of.rests_on(source, s, town)) for s in spans]
        return [
            None if place in (1, 2, 4) and on[place] == on[0] else value
            for place, value in enumerate(values)
        ]

    def _places(self, code: str, found: Sequence[Mapping[str, Value]]) -> list[str]:
        """The counted towns in the protocol order, then what else has something to say."""
        counted = self._counting.towns
        saying = {town for each in found for town, value in each.items() if value}
        if self._reported:
            saying |= {
                town
                for (of, town), values in self._reported.values.items()
                if of == code and town and any(values)
            }
        order = self._counting.reader.desk.county.towns.order
        others = sorted(saying - {*counted, UNASSIGNED}, key=order)
        return [*counted, *others, *({UNASSIGNED} & saying)]

    def _line(self, entry: Entry, town: str, values: Sequence[Value]) -> FigureLine:
        of = entry.of
        counted = values[0]
        kept = self._reported.values.get((of.code, town)) if self._reported else None
        shown = kept or values
        spans = self.spans(of)
        if isinstance(of, Indicator) and of.rests_on is not None:
            # What cannot be compared has no days either, and no step to its records.
            spans = replace(
                spans,
                last_year=None if shown[1] is None else spans.last_year,
                previous=None if shown[2] is None else spans.previous,
                cumulative_last_year=None if shown[4] is None else spans.cumulative_last_year,
            )
        return FigureLine(
            code=of.code,
            title=of.title,
            unit=of.unit,
            basis=of.basis,
            ledger=entry.ledger.name,
            headline=of.headline,
            stock=of.stock,
            share=entry.is_share,
            period=self._period,
            town=town,
            town_label=town_words(self._counting.reader.desk.county, town),
            note=self._year_words(entry),
            remarks=self._remarks(of, town),
            value=shown[0],
            last_year=shown[1],
            previous=shown[2],
            cumulative=shown[3],
            cumulative_last_year=shown[4],
            counted=counted,
            reported=kept[0] if kept else None,
            is_closed=kept is not None,
            adds_on=of.from_plan or (isinstance(of, Indicator) and of.so_far),
            yearly=isinstance(of, Latest),
            spans=spans,
            decimals=of.decimals,
        )

    def _year_words(self, entry: Entry) -> str:
        if not isinstance(entry.of, Latest):
            return ""
        year = _newest_year(self._counting.reader, entry.ledger, entry.of, self._period)
        return _("{year}年度").format(year=year) if year else ""

    def _remarks(self, of: Figure | Indicator, town: str) -> str:
        said = [_(of.note)] if of.note else []
        span = self.spans(of).value
        if of.from_plan:
            said.append(_("{span}累计").format(span=span.words()))
        if isinstance(of, Indicator) and of.notes:
            said.append(of.notes(self._counting.source, span, town))
        return statements(each for each in said if each)


def town_words(county: County, town: str) -> str:
    """What a town is called; of what has no town, that it has none."""
    if town == UNASSIGNED:
        return _("未归属")
    return county.towns.label(town) if town else ""


def _newest_year(reader: Reader, ledger: Ledger, figure: Latest, period: Period) -> int | None:
    years = reader.figure_by(ledger, figure, period, figure.year)
    return max((int(year) for year in years if year), default=None)


def _decimal(value: Value) -> Decimal | None:
    return None if value is None else Decimal(value)


def _one_decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(half_up(value, 1))


def _json(line: FigureLine, value: Value) -> int | str | None:
    if value is None:
        return None
    if line.money:
        return yuan(int(value))
    if isinstance(value, Decimal) or line.decimals is not None:
        places = 1 if line.decimals is None else line.decimals
        return plain(half_up(value, places)) if places else int(half_up(value))
    return value
