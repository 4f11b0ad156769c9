"""Tables of groups beside figures that a closed quarter reported."""

from __future__ import annotations

from datetime import date

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Words
from boshan_desk.ledgers.station import StationService
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request

Q3 = quarter(2026, 3)


def _texts(desk: Desk) -> list[str]:
    blocks = compose(desk, Request(period=Q3)).blocks
    return [block.text for block in blocks if isinstance(block, Words)]


def test_a_table_of_groups_says_that_it_shows_what_is_now(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(StationService(client="演示", served_on=date(2026, 8, 1)))
    close_period(desk, Q3, [desk.officer.name])
    note = "注：本表按台账现有的记录统计"
    assert not any(text.startswith(note) for text in _texts(desk))
    with desk.work("演示") as work:
        work.put(StationService(client="演示乙", served_on=date(2026, 8, 2)))
    assert any(text.startswith(note) for text in _texts(desk))
