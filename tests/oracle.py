"""The tally of declared figures over records in plain Python: what the SQL is compared with.

It is written from the words of `domain/figures.py`, record by record, and shares no code with the
store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from boshan_desk.domain.figures import (
    Count,
    Distinct,
    Figure,
    Idle,
    Latest,
    MeanDays,
    Ratio,
    Sum,
    Where,
)
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.period import Period
from boshan_desk.ledgers import KEPT

Records = Mapping[str, Sequence[Record]]
"""Every record of the desk by ledger, withdrawn ones too."""


def tally(
    records: Records, ledger: str, figure: Figure, period: Period, *, town: str = ""
) -> int | Decimal | None:
    """The figure for a period, of all records or of those of one town."""
    chosen = [
        record
        for record in records[ledger]
        if _counts(record, figure, period)
        and (not town or town_of(records, record) == town)
        and not (isinstance(figure, Idle) and _has_child(records, record, figure, period))
    ]
    match figure:
        case Count() | Idle():
            return len(chosen)
        case Sum():
            return _total(chosen, figure.of)
        case Distinct():
            return len({first for r in chosen if (first := _first_filled(r, figure.of))})
        case Ratio():
            top = [r for r in chosen if all(holds(w, r) for w in figure.top)]
            return Decimal(100 * len(top)) / Decimal(len(chosen)) if chosen else None
        case MeanDays():
            spans = [
                (getattr(r, figure.on) - begun).days
                for r in chosen
                if (begun := getattr(r, figure.begun)) is not None
            ]
            return Decimal(sum(spans)) / Decimal(len(spans)) if spans else None
        case Latest():
            years = [y for r in chosen if (y := getattr(r, figure.year)) and y <= period.year]
            newest = [r for r in chosen if years and getattr(r, figure.year) == max(years)]
            return _total(newest, figure.of) if years else None
    raise TypeError(figure)


def town_of(records: Records, record: Record) -> str:
    """The town a record counts for: its own, else its parent's."""
    ledger = record.ledger
    if ledger.town:
        return getattr(record, ledger.town) or ""
    if ledger.parent and KEPT[ledger.parent_ledger].town:
        for parent in records[ledger.parent_ledger]:
            if parent.id == getattr(record, ledger.parent):
                return getattr(parent, parent.ledger.town) or ""
    return ""


def holds(where: Where, record: Record) -> bool:
    """Whether a record meets a condition; an empty value equals nothing and is in no list."""
    value: Any = getattr(record, where.field)
    empty = value is None or value == ()
    wanted: Any = where.value
    match where.op:
        case "filled":
            return not empty
        case "blank":
            return empty
        case "=":
            return not empty and bool(value == wanted)
        case "!=":
            return bool(value != wanted)
        case "in":
            return not empty and value in wanted
        case "not in":
            return empty or value not in wanted
        case "has":
            return not empty and wanted in value
        case "contains":
            return not empty and wanted.lower() in value.lower()
        case ">=":
            return not empty and value >= wanted
        case "<=":
            return not empty and value <= wanted


def _counts(record: Record, figure: Figure, period: Period) -> bool:
    if record.withdrawn or not all(holds(w, record) for w in figure.where):
        return False
    if isinstance(figure, Latest):
        return True
    if not figure.stock:
        day: date | None = getattr(record, figure.on)
        return day is not None and period.start <= day <= period.end
    begun = _first_filled(record, figure.since.split())
    if begun is not None and begun > period.end:
        return False
    if figure.until:
        ended: date | None = getattr(record, figure.until)
        if ended is not None and ended <= period.end:
            return not all(holds(w, record) for w in figure.ended)
    return True


def _has_child(records: Records, record: Record, figure: Idle, period: Period) -> bool:
    return any(
        not child.withdrawn
        and getattr(child, figure.link) == record.id
        and getattr(child, figure.child_on) is not None
        and period.start <= getattr(child, figure.child_on) <= period.end
        for child in records[figure.child]
    )


def _first_filled(record: Record, names: Iterable[str]) -> Any:
    return next((v for name in names if (v := getattr(record, name)) is not None), None)


def _total(records: Iterable[Record], names: Sequence[str]) -> int:
    return sum(getattr(record, name) or 0 for record in records for name in names)
