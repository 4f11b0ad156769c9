"""The catalogue of figures: every declared figure and every indicator, beside its comparisons.

A figure that flows is compared with the same period of last year and with the period before it, and
is added up from 1 January; a stock is what it is at the end of each period.  A yearly value is that
of the newest year on record and is compared with the year before.  Nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from boshan_desk.domain.fields import yuan
from boshan_desk.domain.figures import Figure, Idle, Latest, MeanDays, Ratio, Where
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import half_up, plain, points_words, rate, rate_words
from boshan_desk.i18n import _
from boshan_desk.indicators import INDICATORS, Indicator
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.clock import CaseClock
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.store.reader import Reader

_Find = Callable[[Period], Mapping[str, Value]]
"""The value of a figure for a period, by town; "" is the whole desk."""


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
    """What must be said with the value, such as the year it is of."""
    value: Value
    last_year: Value
    previous: Value
    cumulative: Value
    """From 1 January to the end of the period; of a stock, the value itself."""
    cumulative_last_year: Value

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

    def _words(self, now: Value, base: Value) -> str:
        if self.share:
            return points_words(_decimal(now), _decimal(base))
        return rate_words(now, base)

    def show(self, value: Value, *, blank: str = "—") -> str:
        """A value of this figure as a table prints it: 万元 two decimals, shares one."""
        if value is None:
            return blank
        if self.money:
            return plain(half_up(Decimal(value) / 1_000_000, 2))
        if self.share or isinstance(value, Decimal):
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
) -> list[FigureLine]:
    """The same within a reading that has already begun."""
    wanted = set(LEDGERS if ledgers is None else ledgers)
    source = Rows(reader)
    lines: list[FigureLine] = []
    for ledger in LEDGERS.values():
        if ledger.name not in wanted:
            continue
        if _has_town(ledger) or not (town or by_town):
            together = _Together(reader, ledger, town, by_town)
            for figure in ledger.figures:
                lines += _declared(reader, ledger, figure, period, town, by_town, together)
        for indicator in INDICATORS:
            if indicator.ledger != ledger.name or by_town:
                continue
            if indicator.per_town or not town:
                lines.append(_worked_out(reader, source, indicator, period, town))
    return lines


def collect_one(
    reader: Reader, code: str, period: Period, *, town: str = "", where: tuple[Where, ...] = ()
) -> FigureLine:
    """One figure by its code, of the whole desk or of one town.

    `where` narrows a declared figure to records that meet these conditions as well.
    """
    for ledger in LEDGERS.values():
        for figure in ledger.figures:
            if figure.code == code:
                narrowed = replace(figure, where=(*figure.where, *where)) if where else figure
                return _declared(reader, ledger, narrowed, period, town, by_town=False)[0]
    indicator = next(each for each in INDICATORS if each.code == code)
    return _worked_out(reader, Rows(reader), indicator, period, town)


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
        "basis": _(line.basis),
        "note": line.note,
    }


class Rows:
    """The desk as indicators see it; what was read once is not read again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        self._clock = CaseClock(reader)

    @property
    def clock(self) -> CaseClock:
        """The limits of the cases."""
        return self._clock

    @property
    def counted(self) -> Sequence[str]:
        """The towns of every table."""
        return self._reader.desk.county.counted

    def rows(
        self,
        ledger: str,
        names: tuple[str, ...],
        where: tuple[Where, ...] = (),
        *,
        town: str = "",
        distinct: bool = False,
    ) -> Sequence[tuple[Any, ...]]:
        """Fields of live records (see `indicators.source.Source`)."""
        key = (ledger, names, where, town, distinct)
        if key not in self._read:
            self._read[key] = self._reader.columns(
                KEPT[ledger], names, where, town=town, distinct=distinct
            )
        return self._read[key]


def _has_town(ledger: Ledger) -> bool:
    return bool(ledger.town or (ledger.parent and KEPT[ledger.parent_ledger].town))


class _Together:
    """The figures of a ledger that flow, read together for each period that any of them needs."""

    def __init__(self, reader: Reader, ledger: Ledger, town: str, by_town: bool) -> None:
        self._reader = reader
        self._ledger = ledger
        self._town = town
        self._by = ("town",) if by_town else ()
        self._figures = [figure for figure in ledger.figures if not figure.stock]
        self._known: dict[Period, dict[str, Mapping[str, Value]]] = {}

    def find(self, figure: Figure, period: Period) -> Mapping[str, Value]:
        """One of them for a period, by town; of the whole desk or the town under its own code."""
        if period not in self._known:
            found = self._reader.figures_together(
                self._ledger, self._figures, period, self._by, town=self._town
            )
            self._known[period] = {
                each.code: {(key or (self._town,))[0]: value for key, value in values.items()}
                for each, values in zip(self._figures, found, strict=True)
            }
        return self._known[period][figure.code]


def _declared(
    reader: Reader,
    ledger: Ledger,
    figure: Figure,
    period: Period,
    town: str,
    by_town: bool,
    together: _Together | None = None,
) -> list[FigureLine]:
    find: _Find
    if together and not figure.stock:
        find = partial(together.find, figure)
    elif by_town:
        find = partial(_by_town, reader, ledger, figure)
    else:
        find = partial(_whole, reader, ledger, figure, town)
    note = ""
    # A station without a service is idle for the quarter, and for the year on other terms.
    spans = _spans(period, figure.stock and not isinstance(figure, Idle))
    if isinstance(figure, Latest):
        year = _newest_year(reader, ledger, figure, period)
        note = _("{year}年度").format(year=year) if year else ""
        before = Period((year or period.year) - 1, period.first, period.last)
        # The value of a still earlier year would pass for that of the year before.
        held = _newest_year(reader, ledger, figure, before) == before.year
        compared = before if held else None
        spans = (period, compared, compared, period, compared)
    values = _found(spans, find)
    nothing = None if isinstance(figure, Ratio | Latest | MeanDays) else 0
    return [
        _line(
            figure,
            ledger.name,
            period,
            reader,
            place,
            [by_place.get(place, nothing) for by_place in values],
            share=isinstance(figure, Ratio),
            note=note,
        )
        for place in (_places(reader, values) if by_town else (town,))
    ]


def _worked_out(
    reader: Reader, source: Rows, of: Indicator, period: Period, town: str
) -> FigureLine:
    spans = _spans(period, of.stock)
    values = _found(spans, lambda span: {town: of.of(source, span, town)})
    told = [by_place[town] for by_place in values]
    return _line(of, of.ledger, period, reader, town, told, share=of.share)


def _line(
    of: Figure | Indicator,
    ledger: str,
    period: Period,
    reader: Reader,
    town: str,
    values: Sequence[Value],
    *,
    share: bool,
    note: str = "",
) -> FigureLine:
    return FigureLine(
        code=of.code,
        title=of.title,
        unit=of.unit,
        basis=of.basis,
        ledger=ledger,
        headline=of.headline,
        stock=of.stock,
        share=share,
        period=period,
        town=town,
        town_label=reader.desk.county.towns.label(town) if town else "",
        note=note,
        value=values[0],
        last_year=values[1],
        previous=values[2],
        cumulative=values[3],
        cumulative_last_year=values[4],
    )


def _spans(period: Period, stock: bool) -> tuple[Period | None, ...]:
    """What a figure is asked for: now, a year ago, the period before, and from 1 January."""
    total = period if stock else period.cumulative()
    return period, period.last_year(), period.previous(), total, total.last_year()


def _found(spans: Sequence[Period | None], find: _Find) -> list[Mapping[str, Value]]:
    """The values for each span; equal spans are asked for once."""
    known: dict[Period, Mapping[str, Value]] = {}
    for span in spans:
        if span is not None and span not in known:
            known[span] = find(span)
    return [{} if span is None else known[span] for span in spans]


def _whole(
    reader: Reader, ledger: Ledger, figure: Figure, town: str, period: Period
) -> Mapping[str, Value]:
    return {town: reader.figure(ledger, figure, period, town=town)}


def _by_town(reader: Reader, ledger: Ledger, figure: Figure, period: Period) -> Mapping[str, Value]:
    return reader.figure_by(ledger, figure, period, "town")


def _places(reader: Reader, values: Sequence[Mapping[str, Value]]) -> list[str]:
    """The counted towns in the protocol order, and other areas that have something to say."""
    counted = reader.desk.county.counted
    others = {place for found in values for place in found} - set(counted) - {""}
    return [*counted, *sorted(others, key=reader.desk.county.towns.order)]


def _newest_year(reader: Reader, ledger: Ledger, figure: Latest, period: Period) -> int | None:
    years = reader.figure_by(ledger, figure, period, figure.year)
    return max((int(year) for year in years if year), default=None)


def _decimal(value: Value) -> Decimal | None:
    return None if value is None else Decimal(value)


def _one_decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(half_up(value, 1))


def _json(line: FigureLine, value: Value) -> int | str | None:
    if line.money and value is not None:
        return yuan(int(value))
    return _one_decimal(value) if isinstance(value, Decimal) else value
