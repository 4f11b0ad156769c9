"""The catalogue as tables, seen and printed: a line a figure, or a column a town."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from boshan_desk.domain.figures import GROUPS, MeanDays, Ratio, group_of, is_unassigned
from boshan_desk.domain.period import Period, Span
from boshan_desk.domain.wording import NOTHING, clauses, half_up, plain, ranks, with_more
from boshan_desk.i18n import _
from boshan_desk.indicators import Indicator
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.usecases.counting import find_entry
from boshan_desk.usecases.figures import Counting, FigureLine, collect

UNIT: Final = 1
"""The column of the unit; numbers stand behind it."""


@dataclass(frozen=True)
class Cell:
    """A cell, and which records lie behind it."""

    words: str
    span: Span | None = None
    """The days that were counted; None where nothing was."""
    town: str = ""
    told: str = ""
    """What is said of it at length."""
    found: bool = False
    """Whether there are records behind it."""


@dataclass(frozen=True)
class TableRow:
    """One figure."""

    line: FigureLine
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FigureTable:
    """A table of figures in the groups of the catalogue."""

    title: str
    period: Period
    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[TableRow, ...]], ...]

    def rows(self) -> list[TableRow]:
        """Its rows without the headings of the groups."""
        return [row for _title, rows in self.groups for row in rows]


@dataclass(frozen=True)
class Ranked:
    """A town among the others."""

    rank: int | None
    """None of what is no town, or where nothing can be said."""
    line: FigureLine


@dataclass(frozen=True)
class Catalogue:
    """All that the leaf of figures shows of a period."""

    period: Period
    town: str
    lines: tuple[FigureLine, ...]
    by_town: tuple[FigureLine, ...]
    summary: FigureTable
    towns: FigureTable

    def ranking(self, code: str) -> list[Ranked]:
        """The towns by a figure, the greatest first; what is no town comes last."""
        lines = [line for line in self.by_town if line.code == code]
        return rank(lines)


def read_catalogue(desk: Desk, period: Period, town: str = "") -> Catalogue:
    """The figures of a period, of the desk or of one town, with all towns beside them."""
    with desk.read() as reader:
        counting = Counting(reader, with_towns=True)
        lines = collect(reader, period, town=town, counting=counting)
        whole = collect(reader, period, counting=counting) if town else lines
        by_town = collect(reader, period, by_town=True, counting=counting)
        county = reader.desk.county
        place = county.towns.label(town) if town else county.name
    return Catalogue(
        period,
        town,
        tuple(lines),
        tuple(by_town),
        summary_table(lines, period, place),
        towns_table(whole, by_town, period, county.name),
    )


def summary_table(lines: Sequence[FigureLine], period: Period, place: str) -> FigureTable:
    """Every figure with its comparisons."""
    adjusted = any(line.adjustment_words() for line in lines)
    heads = [
        _("指标"), _("单位"), _("本期"), _("上年同期"), _("同比"), _("上期"), _("环比"),
        _("累计"), _("累计同比"),
    ]  # fmt: skip
    if adjusted:
        heads.append(_("调整"))
    title = _("{place}{period}主要指标").format(place=place, period=period.words())
    return FigureTable(
        title, period, tuple(heads), _grouped((line, _summary(line, adjusted)) for line in lines)
    )


def towns_table(
    lines: Sequence[FigureLine], by_town: Sequence[FigureLine], period: Period, place: str
) -> FigureTable:
    """Every figure that towns have, with a column for each; what has no town closes the row."""
    towns = {line.town: line.town_label for line in by_town}
    # The towns of the protocol come first in every figure; what only some have, behind them.
    order = sorted(towns, key=lambda town: (is_unassigned(town), list(towns).index(town)))
    found = {(line.code, line.town): line for line in by_town}
    having = {line.code for line in by_town}
    heads = (_("指标"), _("单位"), _("合计"), *(towns[town] for town in order))
    rows = []
    for line in lines:
        if line.code in having:
            cells = [
                Cell(_titled(line)),
                Cell(_(line.unit)),
                _number(line, line.value, line.spans.value),
            ]
            for town in order:
                of = found.get((line.code, town))
                if of:
                    cells.append(_number(of, of.value, of.spans.value))
                else:
                    cells.append(Cell(_none(line)))
            rows.append((line, tuple(cells)))
    title = _("{place}{period}各镇（街道）指标").format(place=place, period=period.words())
    return FigureTable(title, period, heads, _grouped(rows))


def rank(lines: Iterable[FigureLine]) -> list[Ranked]:
    """Lines of one figure by their unrounded values; equal ones share a rank: 1, 1, 3."""
    every = list(lines)
    placed = [line for line in every if line.value is not None and not is_unassigned(line.town)]
    values = [Decimal(line.value) for line in placed if line.value is not None]
    ranked = [Ranked(place, line) for place, line in zip(ranks(values), placed, strict=True)]
    ranked.sort(key=lambda each: each.rank or 0)
    return ranked + [Ranked(None, line) for line in every if line not in placed]


def told(line: FigureLine) -> str:
    """A figure with its comparisons in one sentence."""
    if line.value is None and line.cumulative is None:
        return _("{period}没有数据").format(period=line.period.words())
    parts = [f"{line.period.words()}{line.show(line.value)}{_(line.unit)}", line.change_words()]
    if not (line.adds_on or line.yearly):
        parts.append(line.previous_words())
    if not line.stock and not line.adds_on and line.spans.cumulative != line.spans.value:
        parts.append(
            _("累计{value}{unit}").format(value=line.show(line.cumulative), unit=_(line.unit))
        )
        parts.append(line.cumulative_words())
    if adjusted := line.adjustment_words():
        parts.append(adjusted)
    return clauses(parts)


def _grouped(
    rows: Iterable[tuple[FigureLine, tuple[Cell, ...]]],
) -> tuple[tuple[str, tuple[TableRow, ...]], ...]:
    groups: dict[str, list[TableRow]] = {title: [] for title, _starts in GROUPS}
    for line, cells in rows:
        groups[group_of(line.code)].append(TableRow(line, cells))
    return tuple((_(title), tuple(rows)) for title, rows in groups.items() if rows)


def _titled(line: FigureLine) -> str:
    return with_more(_(line.title), line.note) if line.note else _(line.title)


def _summary(line: FigureLine, adjusted: bool) -> tuple[Cell, ...]:
    spans = line.spans
    cells = [
        Cell(_titled(line)),
        Cell(_(line.unit)),
        _number(line, line.value, spans.value),
        _number(line, line.last_year, spans.last_year),
        Cell(_change(line, line.change), told=line.change_words()),
        _number(line, line.previous, spans.previous),
        Cell(_change(line, line.previous_change), told=line.previous_words()),
        _number(line, line.cumulative, spans.cumulative),
        Cell(_change(line, line.cumulative_change), told=line.cumulative_words()),
    ]
    if adjusted:
        words = line.adjustment_words()
        change = line.adjustment
        sign = "" if change is None else "+" if change > 0 else "−"
        shown = "" if change is None else sign + line.show(change if change > 0 else -change)
        cells.append(Cell(shown or (words and _("有")), told=words))
    return tuple(cells)


def _number(line: FigureLine, value: Value, span: Span | None) -> Cell:
    said = value is not None
    return Cell(line.show(value), span if said else None, line.town, found=bool(value))


def _none(line: FigureLine) -> str:
    """What stands where an area has no record of a figure that the others have."""
    of = find_entry(line.code).of
    adds = of.additive if isinstance(of, Indicator) else not isinstance(of, Ratio | MeanDays)
    return line.show(0) if adds and line.value is not None else NOTHING


def _change(line: FigureLine, change: Decimal | None) -> str:
    """In per cent, of a share in 百分点; one decimal."""
    if change is None:
        return NOTHING
    size = half_up(change, 1)
    words = plain(abs(size))
    sign = "+" if size > 0 else "−" if size < 0 else ""
    return _("{points}个百分点").format(points=sign + words) if line.share else f"{sign}{words}%"
