"""Declared figures, evaluated in SQL: one statement a figure and period, grouped or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from boshan_desk.domain.codes import CodeList
from boshan_desk.domain.fields import Number
from boshan_desk.domain.figures import (
    UNASSIGNED,
    Count,
    Distinct,
    Figure,
    Idle,
    Latest,
    MeanDays,
    Ratio,
    Sum,
)
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Span
from boshan_desk.store.conditions import (
    Sql,
    all_of,
    col,
    counted_sql,
    in_time,
    in_town,
    live,
    town_sql,
    where_sql,
    within,
)

Value = int | Decimal | None
"""A whole number, 分 for money, or a share in per cent; None where nothing can be said."""


def evaluate(
    connection: sa.Connection,
    ledger: Ledger,
    figure: Figure,
    period: Span,
    *,
    town: str = "",
    towns: CodeList | None = None,
) -> Value:
    """The figure for a period, of the whole desk or of one town.

    `towns`, here and below, are the places of the desk (`conditions.town_sql`).
    """
    found = evaluate_by(connection, ledger, figure, period, by="", town=town, towns=towns)
    return found.get("", _nothing(figure))


def evaluate_by(
    connection: sa.Connection,
    ledger: Ledger,
    figure: Figure,
    period: Span,
    *,
    by: str,
    town: str = "",
    nowhere: str = "",
    towns: CodeList | None = None,
) -> Mapping[str, Value]:
    """The figure for each value of a field (`by`), for each town (`by="town"`), or whole ("").

    A record with an empty value counts under `nowhere`.
    """
    counted = [counted_sql(figure, ledger, period, town, towns)]
    condition, values = _counted(ledger, town, counted, towns)
    wanted = _wanted(figure)
    group = _group(ledger, by, nowhere, towns)
    sql = f'SELECT {group} AS g, {", ".join(wanted[0])} FROM "{ledger.name}" t'
    sql += f" WHERE {condition} GROUP BY g"
    rows = connection.exec_driver_sql(sql, (*wanted[1], *values)).all()
    scale = _scale(ledger, figure)
    return {str(row[0]): _value(figure, row[1:], scale) for row in rows}


def evaluate_together(
    connection: sa.Connection,
    ledger: Ledger,
    figures: Sequence[Figure],
    period: Span,
    *,
    by: Sequence[str] = (),
    town: str = "",
    nowhere: str = "",
    towns: CodeList | None = None,
) -> list[dict[tuple[str, ...], Value]]:
    """Several figures that flow, for each combination of values of the fields in `by`.

    Those that fall on the same day are counted in one reading.  A combination for which a figure
    finds nothing to count is left out of it.
    """
    found: list[dict[tuple[str, ...], Value]] = [{} for _figure in figures]
    scales = [_scale(ledger, figure) for figure in figures]
    groups = ", ".join([_group(ledger, name, nowhere, towns) for name in by] or ["''"])
    for day in dict.fromkeys(figure.on for figure in figures):
        places = [place for place, figure in enumerate(figures) if figure.on == day]
        wanted = [_wanted(figures[place], among=True) for place in places]
        columns = [column for names, _values in wanted for column in names]
        condition, values = _counted(ledger, town, [within(col(day), period)], towns)
        sql = f'SELECT {groups}, {", ".join(columns)} FROM "{ledger.name}" t WHERE {condition}'
        sql += f" GROUP BY {', '.join(str(n) for n in range(1, max(len(by), 1) + 1))}"
        bound = [value for _names, each in wanted for value in each]
        for row in connection.exec_driver_sql(sql, (*bound, *values)):
            key = tuple(str(cell) for cell in row[: len(by)])
            at = max(len(by), 1)
            for place, (names, _values) in zip(places, wanted, strict=True):
                cells = row[at : at + len(names)]
                at += len(names)
                if cells[0]:
                    found[place][key] = _value(figures[place], cells, scales[place])
    return found


Cells = tuple[int, ...]
"""What a figure that adds up is worked out from: counts and sums, each added to its like."""


def adds_up(figure: Figure) -> bool:
    """Whether towns can be added to one, and of flows spans as well: of distinct counts neither."""
    return not isinstance(figure, Distinct | Latest | Idle)


def evaluate_cells(
    connection: sa.Connection,
    ledger: Ledger,
    figures: Sequence[Figure],
    period: Span,
    *,
    by_town: bool,
    nowhere: str = "",
    towns: CodeList | None = None,
) -> list[dict[str, Cells]]:
    """Figures that add up, read together: what each is worked out from, by town.

    They are flows of one day, or levels at the end of the span.
    """
    on = figures[0].on
    wanted = [_wanted(figure, among=True, at=period) for figure in figures]
    columns = [column for names, _values in wanted for column in names]
    condition, values = _counted(ledger, "", [within(col(on), period)] if on else [], towns)
    group = _group(ledger, "town" if by_town else "", nowhere, towns)
    sql = f'SELECT {group}, {", ".join(columns)} FROM "{ledger.name}" t WHERE {condition}'
    sql += " GROUP BY 1"
    bound = [value for _names, each in wanted for value in each]
    found: list[dict[str, Cells]] = [{} for _figure in figures]
    for row in connection.exec_driver_sql(sql, (*bound, *values)):
        at = 1
        for place, (names, _values) in enumerate(wanted):
            cells = row[at : at + len(names)]
            found[place][str(row[0])] = tuple(int(cell or 0) for cell in cells)
            at += len(names)
    return found


def evaluate_running(
    connection: sa.Connection, ledger: Ledger, figure: Distinct, start: date, ends: Sequence[date]
) -> list[int]:
    """How many different values there were from a day up to each of some others, in one reading.

    A value counts from the day on which it is met first.  The ends are given in rising order.
    """
    day = col(figure.on)
    columns = ", ".join(col(name) for name in figure.of)
    one = f"coalesce({columns})" if len(figure.of) > 1 else columns
    condition, values = all_of(
        [
            live(),
            *(where_sql(w) for w in figure.where),
            (f"{one} IS NOT NULL AND {day} BETWEEN ? AND ?", [str(start), str(ends[-1])]),
        ]
    )
    steps = " ".join(f"WHEN first <= ? THEN {place}" for place in range(len(ends)))
    sql = (
        f"SELECT CASE {steps} END AS step, count(*) FROM (SELECT min({day}) AS first"
        f' FROM "{ledger.name}" t WHERE {condition} GROUP BY {one}) GROUP BY step'
    )
    rows = connection.exec_driver_sql(sql, (*(str(end) for end in ends), *values))
    new = {int(step): int(count) for step, count in rows}
    return list(accumulate(new.get(place, 0) for place in range(len(ends))))


def value_of(ledger: Ledger, figure: Figure, cells: Iterable[Cells]) -> Value:
    """A figure from what it is worked out from, of all its towns and spans."""
    added = [sum(column) for column in zip(*cells, strict=True)]
    return _value(figure, added, _scale(ledger, figure)) if added else _nothing(figure)


def _group(ledger: Ledger, by: str, nowhere: str, towns: CodeList | None) -> str:
    if not by:
        return "''"
    if nowhere and not nowhere.isalnum() and nowhere != UNASSIGNED:
        raise ValueError(nowhere)
    return f"coalesce({town_sql(ledger, towns) if by == 'town' else col(by)}, '{nowhere}')"


def _counted(ledger: Ledger, town: str, parts: list[Sql], towns: CodeList | None) -> Sql:
    parts = [live(), *parts]
    if town:
        parts.append(in_town(ledger, town, towns))
    return all_of(parts)


def _wanted(
    figure: Figure, *, among: bool = False, at: Span | None = None
) -> tuple[list[str], list[Any]]:
    """The columns to be read; `among` others, only the records that meet its own conditions count.

    Of a level those are also the conditions of time, at the end of the span `at`.

    The first column is 0 or NULL where there is nothing to count.
    """
    own = [where_sql(w) for w in figure.where] if among else []
    if at is not None and figure.stock:
        own.append(in_time(figure, at))
    condition, values = all_of(own)
    narrow = bool(own)

    def only(what: str) -> str:
        return f"CASE WHEN {condition} THEN {what} END" if narrow else what

    match figure:
        case Sum() | Latest():
            sums = " + ".join(f"total({only(col(name))})" for name in figure.of)
            return [sums], values * len(figure.of)
        case Distinct():
            columns = ", ".join(col(name) for name in figure.of)
            one = f"coalesce({columns})" if len(figure.of) > 1 else columns
            return [f"count(DISTINCT {only(one)})"], values
        case Ratio():
            top, of_top = all_of([where_sql(w) for w in figure.top])
            both = f"({top}) AND ({condition})" if narrow else top
            columns_of = [f"count({only('1')})", f"count(CASE WHEN {both} THEN 1 END)"]
            return columns_of, [*values, *of_top, *(values if narrow else ())]
        case MeanDays():
            begun, ended = col(figure.begun), col(figure.on)
            days = f"julianday({ended}) - julianday({begun})"
            return [f"count({only(begun)})", f"total({only(days)})"], values * 2
        case Count() | Idle():
            return [f"count({only('1')})"], values
        case _:
            raise TypeError(type(figure).__name__)


def _scale(ledger: Ledger, figure: Figure) -> int:
    """What a sum is to be divided by: numbers with decimals are kept in ten-thousandths."""
    of = figure.of if isinstance(figure, Sum | Latest) else ()
    return Number.SCALE if any(isinstance(ledger.fields[name], Number) for name in of) else 1


def _value(figure: Figure, cells: Sequence[Any], scale: int) -> Value:
    if isinstance(figure, Ratio):
        whole, part = int(cells[0]), int(cells[1])
        return Decimal(100 * part) / Decimal(whole) if whole else None
    if isinstance(figure, MeanDays):
        records, days = int(cells[0]), int(cells[1])
        return Decimal(days) / Decimal(records) if records else None
    return int(cells[0]) if scale == 1 else Decimal(int(cells[0])) / scale


def _nothing(figure: Figure) -> Value:
    """What a figure is where no record counts: a share of nothing is not zero."""
    return None if isinstance(figure, Ratio | Latest | MeanDays) else 0
