"""What a closed period reported: kept as it was counted when it was closed (封账).

A period that was closed, opened and closed again has several versions; the newest is what it
reported, the earlier ones stay beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.store.figures import Value
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work

if TYPE_CHECKING:
    from boshan_desk.usecases.figures import FigureLine

What = Literal["figures", "targets"]

_READ = "SELECT lines, at, officer FROM reported WHERE period = ? AND what = ?"
_CLOSED = " AND EXISTS (SELECT 1 FROM closing WHERE closing.period = reported.period)"


@dataclass(frozen=True)
class Reported:
    """The figures of a closed period: the five values of each line, by code and town."""

    at: str
    officer: str
    version: int
    """How often the period has been closed with figures."""
    values: Mapping[tuple[str, str], tuple[Value, ...]]


def reported_lines(reader: Reader, period: Period) -> Reported | None:
    """What a period reported; None while it is open."""
    row = _row(reader, period, "figures", only_closed=True)
    if row is None:
        return None
    kept, at, officer = row
    values = {
        (code, town): tuple(_from_json(each) for each in told)
        for code, towns in kept["lines"].items()
        for town, told in towns.items()
    }
    return Reported(at, officer, len(kept["earlier"]) + 1, values)


def reported_targets(reader: Reader, period: Period) -> Sequence[Mapping[str, Any]] | None:
    """The standings of a period as it reported them (`plans.standing`); None while it is open."""
    row = _row(reader, period, "targets", only_closed=True)
    return None if row is None else row[0]["lines"]


def keep_figures(work: Work, period: Period, lines: Iterable[FigureLine]) -> None:
    """Keep the figures of a period as what it reported."""
    kept: dict[str, dict[str, list[int | str | None]]] = {}
    for line in lines:
        kept.setdefault(line.code, {})[line.town] = [_to_json(each) for each in line.five]
    _keep(work, period, "figures", kept)


def keep_targets(work: Work, period: Period, lines: Sequence[Mapping[str, Any]]) -> None:
    """Keep how its targets stood."""
    _keep(work, period, "targets", list(lines))


def _keep(work: Work, period: Period, what: What, lines: Any) -> None:
    before = _row(work, period, what)
    earlier: list[Any] = []
    if before:
        kept, at, officer = before
        earlier = [*kept["earlier"], {"at": at, "officer": officer, "lines": kept["lines"]}]
    row = {
        "period": str(period),
        "what": what,
        "lines": json.dumps({"lines": lines, "earlier": earlier}, ensure_ascii=False),
        **work.stamp,
    }
    told = {"version": [len(earlier) or None, len(earlier) + 1]}
    work.write_row("reported", row, told=told, needs=Right.CLOSE)


def _row(
    reader: Reader, period: Period, what: What, *, only_closed: bool = False
) -> tuple[dict[str, Any], str, str] | None:
    sql = _READ + _CLOSED if only_closed else _READ
    row = reader.connection.exec_driver_sql(sql, (str(period), what)).one_or_none()
    return None if row is None else (json.loads(row[0]), row[1], row[2])


def _to_json(value: Value) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


def _from_json(value: int | str | None) -> Value:
    return Decimal(value) if isinstance(value, str) else value
