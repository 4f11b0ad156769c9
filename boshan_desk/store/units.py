"""What a figure is made of, unit by unit: which record, or which name, brings how much into it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from boshan_desk.domain.fields import Number
from boshan_desk.domain.figures import Distinct, Figure, Idle, Latest, MeanDays, Sum
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Span
from boshan_desk.store.conditions import Sql, all_of, col, counted_sql, in_town, live
from boshan_desk.store.reader import Reader


class Unit(NamedTuple):
    """What brings something into a figure."""

    amount: int | Decimal
    id: str
    """The record; of a name that several records bear, the first of them."""


def units(
    reader: Reader,
    ledger: Ledger,
    figure: Figure,
    span: Span,
    *,
    town: str = "",
    since: int | None = None,
) -> dict[str, Unit]:
    """The units of a declared figure, by record, or by name where names are counted.

    Of a mean of days the days are told.  `since`: only the records that were touched after that
    work, where one record bears upon itself alone; of other figures all.
    """
    towns = reader.lists["town"]
    parts = [live(), counted_sql(figure, ledger, span, town, towns)]
    if town:
        parts.append(in_town(ledger, town, towns))
    if since is not None and not isinstance(figure, Distinct | Idle | Latest):
        parts.append(_touched(ledger, since, bool(town)))
    key, amount = "t.id", "1"
    if isinstance(figure, Distinct):
        columns = ", ".join(col(name) for name in figure.of)
        key = f"coalesce({columns})" if len(figure.of) > 1 else columns
        parts.append((f"{key} IS NOT NULL", []))
    elif isinstance(figure, Sum | Latest):
        amount = " + ".join(f"coalesce({col(name)}, 0)" for name in figure.of)
    elif isinstance(figure, MeanDays):
        begun, ended = col(figure.begun), col(figure.on)
        amount = f"CAST(julianday({ended}) - julianday({begun}) AS INTEGER)"
        parts.append((f"{begun} IS NOT NULL", []))
    condition, values = all_of(parts)
    sql = f'SELECT {key}, {amount}, t.id, min(t.n) FROM "{ledger.name}" t WHERE {condition}'
    sql += " GROUP BY 1"
    scale = _scale(ledger, figure)
    found: dict[str, Unit] = {}
    for name, counted, id, _n in reader.connection.exec_driver_sql(sql, tuple(values)).all():
        if counted:
            found[str(name)] = Unit(counted if scale == 1 else Decimal(counted) / scale, id)
    return found


def _touched(ledger: Ledger, step: int, of_town: bool) -> Sql:
    """Records that changed after a work, or whose parent did where it says of which town it is."""
    changed = "(SELECT record_id FROM main.change WHERE step > ? AND ledger = ?)"
    sql, values = f"t.id IN {changed}", [step, ledger.name]
    if of_town and not ledger.town and ledger.parent:
        sql = f"({sql} OR {col(ledger.parent)} IN {changed})"
        values += [step, ledger.parent_ledger]
    return sql, values


def _scale(ledger: Ledger, figure: Figure) -> int:
    """Numbers with decimals are kept in ten-thousandths."""
    of = figure.of if isinstance(figure, Sum | Latest) else ()
    return Number.SCALE if any(isinstance(ledger.fields[name], Number) for name in of) else 1
