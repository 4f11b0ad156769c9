"""Counts figures over one state of the desk: what was counted once is not counted again.

Figures of one ledger that fall on the same day are read together (`store/figures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar

from boshan_desk.domain.figures import (
    UNASSIGNED,
    Figure,
    Latest,
    MeanDays,
    Ratio,
    Where,
    catalogue_place,
    is_unassigned,
)
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period, Span, Stretch, split
from boshan_desk.domain.problems import Missing
from boshan_desk.indicators import INDICATORS, Indicator
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.clock import CaseClock
from boshan_desk.store.figures import Cells, Value, adds_up, value_of
from boshan_desk.store.reader import Reader

T = TypeVar("T")


class Entry(NamedTuple):
    """A figure of the catalogue and the ledger it stands under."""

    ledger: Ledger
    of: Figure | Indicator

    @property
    def has_towns(self) -> bool:
        """Whether it can be said of a town."""
        if isinstance(self.of, Indicator):
            return self.of.per_town
        return has_town(self.ledger)

    @property
    def is_share(self) -> bool:
        """Whether it is a share in per cent."""
        return self.of.share if isinstance(self.of, Indicator) else isinstance(self.of, Ratio)

    @property
    def nothing(self) -> Value:
        """What it is where no record counts: a share of nothing is not zero."""
        if isinstance(self.of, Indicator):
            return None
        return None if isinstance(self.of, Ratio | Latest | MeanDays) else 0


@cache
def entries() -> Mapping[str, Entry]:
    """Every figure of the catalogue by its code, in its order."""
    found: dict[str, Entry] = {}
    for ledger in LEDGERS.values():
        found |= {figure.code: Entry(ledger, figure) for figure in ledger.figures}
        found |= {
            each.code: Entry(ledger, each) for each in INDICATORS if each.ledger == ledger.name
        }
    return dict(sorted(found.items(), key=lambda each: catalogue_place(each[0])))


def find_entry(code: str) -> Entry:
    """The figure of this code, or a refusal."""
    if entry := entries().get(code):
        return entry
    raise Missing("没有代码为“{code}”的指标", code=code)


def has_town(ledger: Ledger) -> bool:
    """Whether its records count for a town: their own, or their parent's."""
    return bool(ledger.town or (ledger.parent and KEPT[ledger.parent_ledger].town))


class Counting:
    """The figures of one state of the desk."""

    def __init__(self, reader: Reader, *, with_towns: bool = False) -> None:
        """`with_towns`: every town will be asked for as well, and the whole is their sum."""
        self.reader = reader
        self.source = Rows(self)
        self._with_towns = with_towns
        self.to_day: date | None = None
        """In a period that is not over: count up to this day, and compare with the same days."""
        self._pieces: dict[tuple[str, str, Span, bool], Mapping[str, Mapping[str, Cells]]] = {}
        self._together: dict[tuple[str, str, Span, str, bool], dict[str, dict[str, Value]]] = {}
        self._single: dict[tuple[str, Span, str], Value] = {}
        self._towns: dict[tuple[str, Span], Mapping[str, Value]] = {}

    def about(self, code: str) -> Figure | Indicator:
        """What the catalogue says of a figure."""
        return find_entry(code).of

    def value(self, code: str, span: Span, town: str = "") -> Value:
        """A figure for some days, of the whole desk, a town, or what has no town (`unassigned`).

        Unrounded: whole numbers, money in 分, shares in per cent; None where nothing can be said.
        The days are taken as they are: of a figure `from_plan` they begin with the plan
        (`since_plan`).
        """
        entry = find_entry(code)
        # At a city's desk one town of a county is no line of any table: it is asked for by itself.
        inner = self.reader.lists["town"].counts_for(town) != town
        town = self.unassigned if is_unassigned(town) and not inner else town
        if town and not entry.has_towns:
            return None
        nowhere = is_unassigned(town) and not inner
        if isinstance(entry.of, Indicator) and nowhere and entry.of.additive:
            return self.by_town(code, span).get(self.unassigned)
        together = isinstance(entry.of, Figure) and (adds_up(entry.of) or not entry.of.stock)
        if isinstance(entry.of, Figure) and together and not inner:
            return self._together_with(entry.ledger, entry.of, span, town, by_town=False)[town]
        key = (code, span, town)
        if key not in self._single:
            if isinstance(entry.of, Indicator):
                self._single[key] = entry.of.of(self.source, span, town)
            else:
                self._single[key] = self.reader.figure(entry.ledger, entry.of, span, town=town)
        return self._single[key]

    def by_town(self, code: str, span: Span) -> Mapping[str, Value]:
        """A figure for every counted town and for other areas that have something to say.

        What has no town stands under `unassigned`.  Empty where no town can be said of it.
        """
        entry = find_entry(code)
        key = (code, span)
        if not entry.has_towns:
            return {}
        if key not in self._towns:
            self._towns[key] = self._found_by_town(entry, span)
        return self._towns[key]

    def since_plan(self, span: Span) -> Stretch:
        """From the start of the office's plan to the end of some days; of the year without one."""
        start = self.plan_start
        if start is None or start > span.end:
            start = date(span.year, 1, 1)
        return Stretch(start, span.end)

    @cached_property
    def plan_start(self) -> date | None:
        """When the first of the office's active plans begins."""
        plans = (plan.start for plan in self.reader.desk.plans if plan.status == "active")
        return next(plans, None)

    @cached_property
    def towns(self) -> tuple[str, ...]:
        """The towns that every table shows."""
        return self.reader.desk.county.counted

    @cached_property
    def unassigned(self) -> str:
        """The code under which stands what has no town."""
        codes = (entry.code for entry in self.reader.desk.county.towns)
        return next((code for code in codes if is_unassigned(code)), UNASSIGNED)

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Areas of the county that are no town of a table: parks."""
        codes = (entry.code for entry in self.reader.desk.county.towns)
        return tuple(c for c in codes if c not in self.towns and not is_unassigned(c))

    def _found_by_town(self, entry: Entry, span: Span) -> Mapping[str, Value]:
        of, code = entry.of, entry.of.code
        if isinstance(of, Indicator):
            found = {town: self.value(code, span, town) for town in (*self.towns, *self.areas)}
            if not of.additive:
                return found | {self.unassigned: self.value(code, span, self.unassigned)}
            whole = self.value(code, span)
            rest = None if whole is None else whole - sum(value or 0 for value in found.values())
            if of.closes is not None and not of.closes(self.source, span):
                rest = None
            return found | {self.unassigned: rest}
        if of.stock and not adds_up(of):
            said = self.reader.figure_by(entry.ledger, of, span, "town", nowhere=self.unassigned)
        else:
            said = self._together_with(entry.ledger, of, span, "", by_town=True)
        return dict.fromkeys((*self.towns, self.unassigned), entry.nothing) | dict(said)

    def _together_with(
        self, ledger: Ledger, figure: Figure, span: Span, town: str, *, by_town: bool
    ) -> dict[str, Value]:
        """A figure, read with all others of its day, or with all levels; by town, or of one."""
        if not adds_up(figure):
            return self._flow_of_span(ledger, figure, span, town, by_town=by_town)
        by = by_town or bool(town) or (self._with_towns and has_town(ledger))
        # A level is what it is at the end: whatever ends on that day has the same.
        pieces_of = (Stretch(span.end, span.end),) if figure.stock else split(span)
        pieces = [self._cells(ledger, figure, piece, by_town=by) for piece in pieces_of]
        towns = {place for piece in pieces for place in piece} if by_town else {town}
        return {
            place: value_of(
                ledger,
                figure,
                (cells for piece in pieces for at, cells in piece.items() if place in ("", at)),
            )
            for place in towns
        }

    def _cells(
        self, ledger: Ledger, figure: Figure, piece: Span, *, by_town: bool
    ) -> Mapping[str, Cells]:
        """What a figure that adds up is worked out from, for days that are counted only once."""
        key = (ledger.name, figure.on, piece, by_town)
        if key not in self._pieces:
            figures = [f for f in ledger.figures if f.on == figure.on and adds_up(f)]
            found = self.reader.figure_cells(
                ledger, figures, piece, by_town=by_town, nowhere=self.unassigned if by_town else ""
            )
            self._pieces[key] = {
                each.code: cells for each, cells in zip(figures, found, strict=True)
            }
        return self._pieces[key][figure.code]

    def _flow_of_span(
        self, ledger: Ledger, figure: Figure, span: Span, town: str, *, by_town: bool
    ) -> dict[str, Value]:
        """The same of what cannot be added: each span and town for itself."""
        key = (ledger.name, figure.on, span, town, by_town)
        if key not in self._together:
            figures = [f for f in ledger.figures if f.on == figure.on and not adds_up(f)]
            by = ("town",) if by_town else ()
            found = self.reader.figures_together(
                ledger, figures, span, by, town=town, nowhere=self.unassigned
            )
            self._together[key] = {
                each.code: {place[0]: value for place, value in values.items()}
                if by_town
                else {town: next(iter(values.values()), Entry(ledger, each).nothing)}
                for each, values in zip(figures, found, strict=True)
            }
        return self._together[key][figure.code]


class Rows:
    """The desk as indicators see it; what was read once is not read again."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._reader = counting.reader
        self._read: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        self._made: dict[Hashable, Any] = {}
        self._clock = CaseClock(self._reader)

    @property
    def clock(self) -> CaseClock:
        """The limits of the cases."""
        return self._clock

    @property
    def counted(self) -> Sequence[str]:
        """The towns of every table."""
        return self._counting.towns

    def town_name(self, town: str) -> str:
        """What a town is called."""
        return self._reader.desk.county.towns.label(town)

    @property
    def region(self) -> str:
        """The whole county's code."""
        return self._reader.desk.county.region

    def value(self, code: str, span: Span, town: str = "") -> Value:
        """Another figure of the catalogue."""
        return self._counting.value(code, span, town)

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this reading and kept under a name."""
        if what not in self._made:
            self._made[what] = make()
        made: T = self._made[what]
        return made

    def on_time(self, span: Span, town: str = "") -> tuple[int, int]:
        """How many targets of the active plans are where they ought to be, and of how many."""
        # The standings count figures themselves, and a desk without a plan needs none of it.
        if self._counting.plan_start is None or not isinstance(span, Period):
            return 0, 0
        from boshan_desk.usecases.plans.standing import on_time_counts

        return on_time_counts(self._counting, span, town)

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
