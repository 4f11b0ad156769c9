"""Declared figures, evaluated in SQL: one statement a figure and period, grouped or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from boshan_desk.domain.figures import (
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
from boshan_desk.domain.period import Period
from boshan_desk.store.conditions import Sql, all_of, col, counted_sql, live, town_sql, where_sql

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
    parts = [live(), counted_sql(figure, ledger, period, town)]
    if town:
        parts.append((f"{town_sql(ledger)} = ?", [town]))
    wanted = _wanted(figure)
    condition, values = all_of(parts)
    sql = f'SELECT {group} AS g, {wanted[0]} FROM "{ledger.name}" t WHERE {condition} GROUP BY g'
    rows = connection.exec_driver_sql(sql, (*wanted[1], *values)).all()
    return {str(row[0]): _value(figure, row[1:]) for row in rows}


def _wanted(figure: Figure) -> Sql:
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
        case MeanDays():
            begun, ended = col(figure.begun), col(figure.on)
            return f"total(julianday({ended}) - julianday({begun})), count({begun})", []
        case Count() | Idle():
            return "count(*)", []
        case _:
            raise TypeError(type(figure).__name__)


def _value(figure: Figure, cells: Sequence[Any]) -> Value:
    if isinstance(figure, Ratio):
        whole, part = int(cells[0]), int(cells[1])
        return Decimal(100 * part) / Decimal(whole) if whole else None
    if isinstance(figure, MeanDays):
        days, records = int(cells[0]), int(cells[1])
        return Decimal(days) / Decimal(records) if records else None
    return int(cells[0])


def _nothing(figure: Figure) -> Value:
    """What a figure is where no record counts: a share of nothing is not zero."""
    return None if isinstance(figure, Ratio | Latest | MeanDays) else 0
