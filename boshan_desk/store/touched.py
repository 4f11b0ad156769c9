"""Which open cases a change of law may touch: a cheap first choice from the table `due`.

More cases than are touched may be chosen, never fewer; the engine then counts the chosen ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from boshan_desk.store.reader import Reader

_OPEN: Final = (
    "c.withdrawn_at IS NULL AND coalesce(c.state, '') NOT IN ('CLOSED', 'ARCHIVED')"
    " AND (coalesce(c.state, '') != '' OR (c.closed_on IS NULL AND c.archived_on IS NULL))"
)
_ONWARD: Final = ("L14", "L14b", "L14c", "L15", "L17", "L18")
"""Limits whose end sets others going: they matter when they are met, too (`procedure.clocks`)."""
_MATTERS: Final = f"(d.met IS NULL OR d.rule IN ({', '.join('?' * len(_ONWARD))}))"


def open_cases(reader: Reader) -> list[str]:
    """The cases that are neither closed nor archived nor in the bin, in the order of entry."""
    sql = f'SELECT c.id FROM "case" c WHERE {_OPEN} ORDER BY c.n'
    return list(reader.connection.exec_driver_sql(sql).scalars())


def with_limits(reader: Reader, rules: Iterable[str]) -> list[str]:
    """The open cases in which one of these limits runs."""
    named = tuple(rules)
    marks = ", ".join("?" * len(named))
    return _chosen(reader, f"d.rule IN ({marks}) AND {_MATTERS}", (*named, *_ONWARD))


def over_days(reader: Reader, first: date, last: date) -> list[str]:
    """The open cases with a running limit that reaches over days between these."""
    begin, end = first.isoformat(), last.isoformat()
    condition = (
        f"{_MATTERS} AND ((d.last IS NULL AND d.begun <= ?)"
        " OR (d.form = 'before' AND d.due <= ? AND d.begun >= ?)"
        " OR (d.form != 'before' AND d.begun <= ? AND d.last >= ?))"
    )
    return _chosen(reader, condition, (*_ONWARD, end, end, begin, end, begin))


def _chosen(reader: Reader, condition: str, values: tuple[str, ...]) -> list[str]:
    sql = (
        f'SELECT c.id FROM "case" c WHERE {_OPEN}'
        f" AND c.id IN (SELECT d.case_id FROM due d WHERE {condition}) ORDER BY c.n"
    )
    return list(reader.connection.exec_driver_sql(sql, values).scalars())
