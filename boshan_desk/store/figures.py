"""Declared figures, evaluated in SQL: one statement a figure and period, grouped or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from boshan_desk.domain.figures import Count, Distinct, Figure, Idle, Latest, Ratio, Sum
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period
from boshan_desk.ledgers import KEPT
from boshan_desk.store.conditions import Sql, all_of, col, live, town_sql, where_sql, within

Value = int | Decimal | None
"""A whole number, 分 for money, or a share in per cent; None where nothing can be said."""


def evaluate(
    connection: sa.Connection, ledger: Ledger, figure: Figure, period: Period, *, town: str = ""
) -> Value:
    """The figure for a period, of the whole desk or of one town."""
    return evaluate_by(connection, ledger, figure, period, by="", town=town).get(
        "", _nothing(figure)
    )


def evaluate_by(
    connection: sa.Connection,
    ledger: Ledger,
    figure: Figure,
    period: Period,
    *,
    by: str,
    town: str = "",
) -> Mapping[str, Value]:
    """The figure for each value of a field (`by`), for each town (`by="town"`), or whole ("").

    A record with an empty value counts under "".
    """
    match by:
        case "":
            group: str = "''"
        case "town":
            group = f"coalesce({town_sql(ledger)}, '')"
        case _:
            group = f"coalesce({col(by)}, '')"
    parts = [live(), _in_time(figure, period), *(where_sql(w) for w in figure.where)]
    if town:
        parts.append((f"{town_sql(ledger)} = ?", [town]))
    wanted = _wanted(figure, period)
    if isinstance(figure, Latest):
        parts.append(_newest(figure, ledger, period, town))
    elif isinstance(figure, Idle):
        parts.append(_childless(figure, period))
    condition, values = all_of(parts)
    sql = f'SELECT {group} AS g, {wanted[0]} FROM "{ledger.name}" t WHERE {condition} GROUP BY g'
    rows = connection.exec_driver_sql(sql, (*wanted[1], *values)).all()
    return {str(row[0]): _value(figure, row[1:]) for row in rows}


def _in_time(figure: Figure, period: Period) -> Sql:
    if isinstance(figure, Latest):
        return "1", []
    if not figure.stock:
        return within(col(figure.on), period)
    end = period.end.isoformat()
    since = [col(name) for name in figure.since.split()]
    start = since[0] if len(since) == 1 else f"coalesce({', '.join(since)})"
    # A record without its first day counts from the beginning: it is there.
    sql, values = f"({start} IS NULL OR {start} <= ?)", [end]
    if figure.until:
        ended = [where_sql(w) for w in figure.ended]
        ended.append((f"{col(figure.until)} <= ?", [end]))
        ended_sql, ended_values = all_of(ended)
        sql += f" AND ({ended_sql}) IS NOT TRUE"
        values = values + ended_values
    return sql, values


def _wanted(figure: Figure, period: Period) -> Sql:
    match figure:
        case Sum() | Latest():
            return " + ".join(f"total({col(name)})" for name in figure.of), []
        case Distinct():
            columns = ", ".join(col(name) for name in figure.of)
            one = f"coalesce({columns})" if len(figure.of) > 1 else columns
            return f"count(DISTINCT {one})", []
        case Ratio():
            sql, values = all_of([where_sql(w) for w in figure.top])
            return f"count(*), count(CASE WHEN {sql} THEN 1 END)", values
        case Count() | Idle():
            return "count(*)", []
        case _:
            raise TypeError(type(figure).__name__)


def _newest(figure: Latest, ledger: Ledger, period: Period, town: str) -> Sql:
    """Only the newest year that has anything to count, up to the year of the period."""
    parts = [live("u"), *(where_sql(w, "u") for w in figure.where)]
    parts.append((f"{col(figure.year, 'u')} <= ?", [period.year]))
    if town:
        parts.append((f"{town_sql(ledger, 'u')} = ?", [town]))
    condition, values = all_of(parts)
    year = col(figure.year)
    newest = f'SELECT max({col(figure.year, "u")}) FROM "{ledger.name}" u WHERE {condition}'
    return f"{year} = ({newest})", values


def _childless(figure: Idle, period: Period) -> Sql:
    child = KEPT[figure.child]
    within_sql, values = within(col(figure.child_on, "c"), period)
    return (
        f'NOT EXISTS (SELECT 1 FROM "{child.name}" c WHERE {col(figure.link, "c")} = t.id '
        f"AND c.withdrawn_at IS NULL AND {within_sql})",
        values,
    )


def _value(figure: Figure, cells: Sequence[Any]) -> Value:
    if isinstance(figure, Ratio):
        whole, part = int(cells[0]), int(cells[1])
        return Decimal(100 * part) / Decimal(whole) if whole else None
    return int(cells[0])


def _nothing(figure: Figure) -> Value:
    """What a figure is where no record counts: a share of nothing is not zero."""
    return None if isinstance(figure, Ratio | Latest) else 0
