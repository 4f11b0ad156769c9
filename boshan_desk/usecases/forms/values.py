"""What the tied cells of a form hold for a period: values, their words, and what stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from boshan_desk.domain.fields import PAPER, Day, Flag, Link, Money, Whole
from boshan_desk.domain.figures import Latest, Where
from boshan_desk.domain.forms import (
    HAND,
    NUMBER,
    SKIP,
    UNITS,
    WHOLE_COUNTY,
    FigureTie,
    FormMapping,
    HandTie,
    NationalTie,
    Place,
    RowsTie,
    TextTie,
    Tie,
    fill_text,
)
from boshan_desk.domain.ledger import Ledger, Record, not_filled
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import NOTHING, half_up, plain
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.figures import FigureLine, collect_one
from boshan_desk.usecases.form_files import own_notes
from boshan_desk.usecases.forms.catalogue import entries
from boshan_desk.usecases.forms.conditions import wheres
from boshan_desk.usecases.national_form import NationalForm, behind, count_form, figure_of

_FEN_PER_WAN: Final = 1_000_000

Cell = int | Decimal | str | None
"""What is written into a cell; None clears it."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """What one cell is filled with."""

    value: Cell
    words: str
    """As it is shown and read."""
    basis: str = ""
    """口径: how it is counted."""
    views: tuple[View, ...] = ()
    """The records behind it; together they are the cell."""
    why_empty: str = ""
    """Why nothing could be said, where that is so."""


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A form's values for a period."""

    period: Period
    town: str
    values: Mapping[str, Mapping[Place, Value]]
    """By sheet and cell."""
    left_out: Mapping[Tie, int]
    """How many records found no row, by block."""

    def empty(self) -> Iterator[tuple[str, Place, str]]:
        """The tied cells of which nothing could be said, and why."""
        for sheet, cells in self.values.items():
            for place, value in cells.items():
                if value.why_empty:
                    yield sheet, place, value.why_empty


def work_out(
    reader: Reader, mapping: FormMapping, period: Period, town: str = "", *, officer: str = ""
) -> Worked:
    """Every value of a form, from one state of the desk.

    Raises:
        Refused: the form is not made for such a period, or not for a town, or the period has not
            begun.
    """
    if period.start > reader.today:
        raise Refused("{period}还没有开始，不能填报", period=period.words())
    if not mapping.for_period(period):
        raise Refused("这张表不按“{period}”填报，请换一个期间", period=period.words())
    if town and any(isinstance(tie.source, NationalTie) for tie in mapping.ties):
        raise Refused("这张表含全国统计表的数据，只能按全区县填报，请不要选镇街")
    working = _Working(reader, period, town, officer)
    values: dict[str, dict[Place, Value]] = {}
    left_out: dict[Tie, int] = {}
    for tie in mapping.ties:
        cells = values.setdefault(tie.sheet, {})
        match tie.source:
            case FigureTie() as source:
                cells[tie.place] = working.figure(source)
            case NationalTie() as source:
                cells[tie.place] = working.national(source)
            case TextTie(text=text):
                words = fill_text(text, working)
                cells[tie.place] = Value(value=words or None, words=words)
            case RowsTie() as source:
                if more := working.put_rows(tie, source, cells):
                    left_out[tie] = more
            case HandTie():
                pass
    return Worked(period=period, town=town, values=values, left_out=left_out)


class _Working(Mapping[str, str]):
    """Reads what the ties ask for, each thing once; as a mapping it is the placeholders."""

    def __init__(self, reader: Reader, period: Period, town: str, officer: str) -> None:
        self._reader = reader
        self._period = period
        self._town = town
        self._officer = officer
        self._lines: dict[tuple[Any, ...], FigureLine] = {}

    # ------------------------------------------------------------ figures

    def figure(self, tie: FigureTie) -> Value:
        """A figure of the catalogue."""
        entry = entries()[tie.code]
        period = self._period
        town = self._town_of(tie.town)
        basis = _("{title}：{basis}").format(title=_(entry.of.title), basis=_(entry.of.basis))
        if town and not entry.per_town:
            return _nothing(_("这项指标不分镇街"), basis)
        if tie.span == "last_year":
            period = Period(period.year - 1, 1, 12)
        where = wheres(tie.where, entry.ledger, period)
        line = self._line(tie.code, period, town, where)
        span = _spans(period)[tie.span]
        views: tuple[View, ...] = ()
        if entry.declared is not None:
            narrowed = replace(entry.declared, where=(*entry.declared.where, *where))
            counted = span if not isinstance(narrowed, Latest) else period
            views = (View(ledger=entry.ledger.name, counted=(narrowed, counted), town=town),)
        if tie.span in ("change", "total_change"):
            change = line.change if tie.span == "change" else line.cumulative_change
            words = line.change_words() if tie.span == "change" else line.cumulative_words()
            if change is None:
                return _nothing(words, basis)
            places = 1 if tie.decimals is None else tie.decimals
            value = half_up(change, places)
            return Value(value=value, words=plain(value), basis=basis, views=views)
        found = {
            "now": line.value,
            "last_year": line.value,
            "total": line.cumulative,
            "then": line.last_year,
            "total_then": line.cumulative_last_year,
            "before": line.previous,
        }[tie.span]
        if found is None:
            return _nothing(_("没有可以统计的记录"), basis)
        value_, words = _scaled(found, tie, money=line.money)
        return Value(value=value_, words=words, basis=basis, views=views)

    def _line(self, code: str, period: Period, town: str, where: tuple[Where, ...]) -> FigureLine:
        key = (code, period, town, where)
        if key not in self._lines:
            self._lines[key] = collect_one(self._reader, code, period, town=town, where=where)
        return self._lines[key]

    def _town_of(self, told: str) -> str:
        return self._town if told == "" else "" if told == WHOLE_COUNTY else told

    # ------------------------------------------------------------ the national form

    @cached_property
    def _form(self) -> NationalForm:
        return count_form(self._reader, self._period)

    @cached_property
    def _total_form(self) -> NationalForm:
        total = self._period.cumulative()
        return self._form if total == self._period else count_form(self._reader, total)

    def national(self, tie: NationalTie) -> Value:
        """A cell of the national form; money is not rounded, so that the form's sums are ours."""
        form = self._form if tie.span == "now" else self._total_form
        figure = figure_of(tie.code)
        found = form.cases[tie.row, tie.code]
        value = Decimal(found) / _FEN_PER_WAN if figure.money else found
        views = tuple(
            View(ledger="case", counted=(part, form.period)) for part in behind(tie.row, tie.code)
        )
        return Value(
            value=value,
            words=plain(half_up(value, 2)) if isinstance(value, Decimal) else str(value),
            basis=_("{title}：{basis}").format(title=_(figure.title), basis=_(figure.basis)),
            views=views,
        )

    # ------------------------------------------------------------ rows

    def put_rows(self, tie: Tie, source: RowsTie, cells: dict[Place, Value]) -> int:
        """Fill a block with records; how many found no room.  Rows without record are cleared."""
        ledger = KEPT[source.ledger]
        records, view = self._records(source, ledger)
        readers = [_Column(column, ledger, self._reader) for column in source.columns]
        for step in range(source.room):
            record = records[step] if step < len(records) else None
            for across, column in enumerate(readers):
                if not column.ours:
                    continue
                value = column.value(record, step + 1) if record else None
                words = "" if value is None else str(value)
                if isinstance(value, Decimal):
                    words = plain(value)
                behind_it = (view,) if record else ()
                place = tie.row + step, tie.column + across
                cells[place] = Value(value=value, words=words, views=behind_it)
        return max(0, len(records) - source.room)

    def _records(self, source: RowsTie, ledger: Ledger) -> tuple[list[Record], View]:
        where = wheres(source.where, ledger, self._period)
        if source.within != "all":
            span = self._period if source.within == "period" else self._period.cumulative()
            day = ledger.day
            where = (*where, Where(day, ">=", span.start), Where(day, "<=", span.end))
        town = self._town_of(source.town)
        records = self._reader.matching(ledger.record, where)
        if town:
            ids = {id for (id,) in self._reader.columns(ledger, ["id"], where, town=town)}
            records = [record for record in records if record.id in ids]
        if source.order:
            name, lists = source.order, self._reader.lists
            kind = ledger.shown()[name]
            code_list = lists.get(getattr(kind, "list", ""))

            def rank(record: Record) -> tuple[Any, ...]:
                value = getattr(record, name)
                if not_filled(value):
                    return (1,)
                if isinstance(kind, Link):
                    value = _label(self._reader, kind, value)
                return (0, code_list.order(value) if code_list is not None else value)

            records.sort(key=rank)
        return records, View(ledger=ledger.name, where=where, town=town)

    # ------------------------------------------------------------ words

    def __getitem__(self, name: str) -> str:
        reader, period = self._reader, self._period
        county = reader.desk.county
        match name:
            case "bureau":
                return county.bureau
            case "county":
                return county.name
            case "town":
                return county.towns.label(self._town) if self._town else county.name
            case "period":
                return period.words()
            case "total":
                return period.cumulative().words()
            case "year":
                return str(period.year)
            case "first":
                return _day_words(period.start)
            case "last":
                return _day_words(period.end)
            case "begun":
                return _day_words(period.cumulative().start)
            case "today":
                return _day_words(reader.today)
            case "officer":
                return self._officer
            case "sample":
                return _("演示数据") if reader.setting("sample") == "yes" else ""
            case "remarks":
                return "".join(own_notes(self._form, reader.today))
            case "total_remarks":
                return "".join(own_notes(self._total_form, reader.today))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("each is worked out when it is asked for")

    def __len__(self) -> int:
        raise TypeError("each is worked out when it is asked for")


def _spans(period: Period) -> dict[str, Period]:
    """Of which time the records behind a figure are; behind a comparison stands what is now."""
    total = period.cumulative()
    return {
        "now": period,
        "last_year": period,
        "change": period,
        "total": total,
        "total_change": total,
        "then": period.last_year(),
        "total_then": total.last_year(),
        "before": period.previous(),
    }


def _nothing(why: str, basis: str) -> Value:
    return Value(value=None, words=NOTHING, basis=basis, why_empty=why)


def _scaled(found: int | Decimal, tie: FigureTie, *, money: bool) -> tuple[int | Decimal, str]:
    if money:
        places = 2 if tie.decimals is None else tie.decimals
        value = half_up(Decimal(found) / UNITS[tie.unit or "万元"], places)
        return value, plain(value)
    if isinstance(found, Decimal) or tie.decimals:
        value = half_up(found, 1 if tie.decimals is None else tie.decimals)
        return value, plain(value)
    return found, str(found)


def _day_words(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def _label(reader: Reader, kind: Link, id: str) -> str:
    record = reader.linked(kind.to, id)
    return record.label(reader.lists) if record else ""


class _Column:
    """One column of a block: how a record's cell is written."""

    def __init__(self, told: str, ledger: Ledger, reader: Reader) -> None:
        self.ours = told not in (SKIP, HAND)
        self._reader = reader
        self._number = told == NUMBER
        self._names: list[str] = []
        self._unit = ""
        if self.ours and not self._number:
            path, _at, self._unit = told.partition("@")
            self._names = path.split(".")
        self._ledger = ledger

    def value(self, record: Record, number: int) -> Cell:
        """What stands in the cell of a record."""
        if self._number:
            return number
        found: Record | None = record
        for name in self._names[:-1]:
            link = found.ledger.fields[name] if found else None
            assert link is None or isinstance(link, Link)
            found = self._reader.linked(link.to, getattr(found, name)) if link else None
        if found is None:
            return None
        name = self._names[-1]
        kind, value = found.ledger.shown()[name], getattr(found, name)
        if not_filled(value):
            return None
        lists = self._reader.lists
        match kind:
            case Link():
                return _label(self._reader, kind, value)
            case Money():
                return half_up(Decimal(value) / UNITS[self._unit or "万元"], 2)
            case Whole():
                return int(value)
            case Day():
                return str(value)
            case Flag():
                return kind.show(value, lists)
        return kind.mask(value, PAPER, lists)
