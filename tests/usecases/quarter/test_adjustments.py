"""A closed quarter that was corrected is told of in the next paper, where no paper was frozen."""

from __future__ import annotations

from datetime import date

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Words
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import StationService
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request

Q2, Q3 = quarter(2026, 2), quarter(2026, 3)


def _texts(desk: Desk, number: int) -> list[str]:
    blocks = compose(desk, Request(period=quarter(2026, number))).blocks
    return [block.text for block in blocks if isinstance(block, Words)]


def _put(desk: Desk, day: date) -> None:
    with desk.work("演示") as work:
        work.put(Case(party="演示公司", filed_on=day))


def test_the_next_paper_says_what_a_closed_quarter_has_now(desk: Desk) -> None:
    _put(desk, date(2026, 5, 1))
    close_period(desk, Q2, [desk.officer.name])
    assert not any("封账以后" in text for text in _texts(desk, 3))
    _put(desk, date(2026, 6, 1))
    (told,) = [text for text in _texts(desk, 3) if "封账以后" in text]
    assert told == ("二季度封账以后，立案数由1件调整为2件；以上累计数按现在的记录计算。")


def test_a_table_of_groups_says_that_it_shows_what_is_now(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(StationService(client="演示", served_on=date(2026, 8, 1)))
    close_period(desk, Q3, [desk.officer.name])
    note = "注：本表按台账现有的记录统计"
    assert not any(text.startswith(note) for text in _texts(desk, 3))
    with desk.work("演示") as work:
        work.put(StationService(client="演示乙", served_on=date(2026, 8, 2)))
    assert any(text.startswith(note) for text in _texts(desk, 3))
