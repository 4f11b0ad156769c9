"""封账: a period whose figures went to the leaders is closed; named officers may still write.

What it reported is kept as it was counted (`reported`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, read_period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import _
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.figures import Counting, collect
from boshan_desk.usecases.plans import standing as plans
from boshan_desk.usecases.plans.standing_json import standing_json
from boshan_desk.usecases.reported import keep_figures, keep_targets


@dataclass(frozen=True)
class Closing:
    """A closed period."""

    period: Period
    at: str
    officer: str
    exempt: tuple[str, ...]


def list_closed(desk: Desk) -> list[Closing]:
    """The closed periods, earliest first."""
    with desk.read() as reader:
        return _closed(reader)


def close_period(desk: Desk, period: Period, exempt: Iterable[str] = ()) -> None:
    """Close a period and keep what it reports, or say anew who may still write into it.

    Raises:
        Refused: the period is not over yet.
    """
    names = tuple(dict.fromkeys(name.strip() for name in exempt if name.strip()))
    with desk.work(
        _("封账：{period}").format(period=period.words()), needs=Right.CLOSE, undoable=False
    ) as work:
        if period.end >= work.today:
            raise Refused("{period}还没有结束，不能封账", period=period.words())
        before = {str(c.period): c for c in _closed(work)}.get(str(period))
        row = {
            "period": str(period),
            **work.stamp,
            "exempt": json.dumps(names, ensure_ascii=False),
        }
        told = {"exempt": ["、".join(before.exempt) if before else None, "、".join(names)]}
        if before is None:
            _keep_report(work, period)
        work.write_row("closing", row, told=told, needs=Right.CLOSE)


def _keep_report(work: Work, period: Period) -> None:
    counting = Counting(work, with_towns=True)
    lines = collect(work, period, live=True, counting=counting)
    lines += collect(work, period, by_town=True, live=True, counting=counting)
    keep_figures(work, period, lines)
    standings = plans.collect(counting, period, towns=True)
    keep_targets(work, period, [standing_json(each) for each in standings])


def reopen_period(desk: Desk, period: Period, reason: str) -> None:
    """Let everybody write into a closed period again; the reason is kept."""
    if not reason.strip():
        raise Refused("请写明取消封账的原因")
    with desk.work(
        _("取消封账：{period}").format(period=period.words()),
        needs=Right.CLOSE,
        undoable=False,
        reason=reason,
    ) as work:
        before = {str(c.period): c for c in _closed(work)}.get(str(period))
        if before is None:
            raise Missing("{period}没有封账", period=period.words())
        told = {"exempt": ["、".join(before.exempt), None]}
        work.remove_row("closing", str(period), told=told, needs=Right.CLOSE)


def _closed(reader: Reader) -> list[Closing]:
    found = [
        Closing(
            period=read_period(row["period"]),
            at=row["at"],
            officer=row["officer"],
            exempt=tuple(json.loads(row["exempt"])),
        )
        for row in reader.small_rows(schema.closing)
    ]
    return sorted(found, key=lambda closing: (closing.period.start, closing.period.end))
