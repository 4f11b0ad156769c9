"""Figures of limits: the SQL over the table against the engine, limit by limit."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boshan_desk.domain.changes import Change
from boshan_desk.domain.period import Period, quarter, read_period
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CaseStop
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.store.clock import CaseClock
from boshan_desk.store.desk import Desk
from boshan_desk.store.due import rebuild
from boshan_desk.store.opening import open_desk
from tests.oracle import days_taken, expired_within, met_within, near_on, overdue_on

TODAY = date(2026, 10, 9)
PERIODS = tuple(read_period(text) for text in ("2026Q1", "2026Q2", "2026Q3", "2026", "2026-05"))
# Around the ends of periods and their holidays, where a slip shows.
ENDS = tuple(
    date.fromisoformat(text)
    for text in (
        "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-01", "2026-05-06", "2026-06-30",
        "2026-09-24", "2026-09-30", "2026-10-09",
    )
)  # fmt: skip
_DAYS = st.dates(date(2025, 12, 20), TODAY)
_SPAN = st.integers(0, 150)


def _after(draw: st.DrawFn, day: date | None, most: int) -> date | None:
    if day is None or draw(st.integers(0, 3)) == 0:
        return None
    later = day + timedelta(draw(st.integers(0, most)))
    return later if later <= TODAY else None


@st.composite
def _file(draw: st.DrawFn) -> CaseFile:
    """A case with stops that overlap and measures, open or done, as the days have it."""
    clue = draw(_DAYS)
    filed = _after(draw, clue, 40)
    decided = _after(draw, filed, 150)
    id = draw(st.uuids()).hex
    case = Case(
        id=id,
        clue_on=clue,
        filed_on=filed,
        decided_on=decided,
        published_on=_after(draw, decided, 60),
        served_on=_after(draw, decided, 20),
        closed_on=_after(draw, decided, 60),
        fine=draw(st.sampled_from((None, 500_000))) if decided else None,
        source_kind=draw(st.sampled_from(("check", "complaint"))),
        procedure=draw(st.sampled_from((None, "ordinary", "simple"))),
        withdrawn_at=draw(st.sampled_from((None, None, None, datetime(2026, 10, 1)))),
    )
    stops = []
    for _n in range(draw(st.integers(0, 3))):
        begun = clue + timedelta(draw(_SPAN))
        ended = draw(st.none() | st.integers(0, 60))
        stops.append(
            CaseStop(
                id=draw(st.uuids()).hex,
                case_id=id,
                kind=draw(st.sampled_from(("test", "identify", "hearing", "suspend"))),
                starts_on=begun,
                ends_on=None if ended is None else begun + timedelta(ended),
            )
        )
    measures = []
    for _n in range(draw(st.integers(0, 1))):
        taken = clue + timedelta(draw(st.integers(0, 60)))
        measures.append(
            CaseMeasure(
                id=draw(st.uuids()).hex,
                case_id=id,
                kind=draw(st.sampled_from(("evidence", "detain"))),
                taken_on=taken,
                taken_at="09:30",
                urgent=draw(st.booleans()),
                reported_on=_after(draw, taken, 3),
                reported_at="10:00",
                lifted_on=_after(draw, taken, 60),
            )
        )
    return CaseFile(case, stops=tuple(stops), measures=tuple(measures))


def _put(desk: Desk, files: list[CaseFile]) -> None:
    with desk.work("演示") as work:
        for file in files:
            records = (file.case, *file.measures, *file.stops)
            work.apply((Change(None, record) for record in records), judged=True)


def _compare(desk: Desk, files: list[CaseFile]) -> None:
    with desk.read() as reader:
        clocks = [clocks_of(file, reader.law) for file in files]
        clock = CaseClock(reader)
        for end in ENDS:
            assert clock.overdue(end) == overdue_on(clocks, end), end
            for days in (0, 7):
                assert clock.near(end, days) == near_on(clocks, end, days), (end, days)
        for period in PERIODS:
            assert clock.met("L12", period) == met_within(clocks, "L12", period)
            last = min(period.end, TODAY)
            for rule in ("L12", "L22"):
                found = clock.expired(rule, period.start, last)
                assert found == expired_within(clocks, rule, period.start, last), str(period)
            assert clock.decision_days(period) == Counter(days_taken(files, period)), str(period)
            of_each = clock.decision_days_of(period)
            assert Counter(of_each.values()) == Counter(days_taken(files, period)), str(period)


@settings(
    max_examples=40,
    deadline=None,
    # Every example makes a desk: shrinking would take minutes.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_figure_of_limits_equals_the_engine_limit_by_limit(
    empty_desk: Path, data: st.DataObject
) -> None:
    files = data.draw(st.lists(_file(), max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_desk / "desk.db", Path(folder) / "desk.db")
        with open_desk(Path(folder), clock=Clock(TODAY)) as desk:
            _put(desk, files)
            _compare(desk, files)
            rebuild(desk)
            _compare(desk, files)


def _figures(desk: Desk, **values: Any) -> CaseFile:
    file = CaseFile(Case(clue_on=date(2026, 4, 1), **values))
    _put(desk, [file])
    return file


def test_a_case_decided_late_was_overdue_until_then(desk: Desk) -> None:
    filed = date(2026, 4, 1)
    # Ninety days after 1 April are 30 June, a working day.
    _figures(desk, filed_on=filed, decided_on=date(2026, 7, 20), closed_on=date(2026, 7, 21))
    with desk.read() as reader:
        clock = CaseClock(reader)
        told = {day: clock.overdue(day) for day in (date(2026, 6, 30), date(2026, 7, 1))}
        assert told == {date(2026, 6, 30): 0, date(2026, 7, 1): 1}
        assert (clock.overdue(date(2026, 7, 19)), clock.overdue(date(2026, 7, 20))) == (1, 0)
        assert (clock.near(date(2026, 6, 22), 7), clock.near(date(2026, 6, 23), 7)) == (0, 1)
        assert (clock.met("L12", quarter(2026, 2)), clock.met("L12", quarter(2026, 3))) == (
            (0, 0),
            (1, 0),
        )


def test_a_limit_on_its_last_day_is_near_and_one_that_has_not_begun_is_not(desk: Desk) -> None:
    filed = date(2026, 4, 1)
    case = Case(filed_on=filed, clue_on=filed, decided_on=date(2026, 7, 1))
    # Taken on the spot at 09:30 of 2 September, to be reported within 24 hours.
    urgent = CaseMeasure(
        case_id=case.id, kind="detain", taken_on=date(2026, 9, 2), taken_at="09:30", urgent=True,
        reported_on=date(2026, 9, 4), reported_at="08:00", lifted_on=date(2026, 9, 4),
    )  # fmt: skip
    _put(desk, [CaseFile(case, measures=(urgent,))])
    with desk.read() as reader:
        clock = CaseClock(reader)
        assert (clock.near(date(2026, 6, 30), 0), clock.overdue(date(2026, 6, 30))) == (1, 0)
        assert (clock.near(date(2026, 7, 1), 0), clock.overdue(date(2026, 7, 1))) == (0, 0)
        first = date(2026, 9, 1)
        assert clock.near(first, 7) == clock.near(first, 0) == 0
        assert clock.near(date(2026, 9, 2), 7) == 1
        assert clock.overdue(date(2026, 9, 3)) == 0
        assert clock.met("L12", Period(2026, 7, 7)) == (1, 0)


def test_days_that_two_stops_share_are_taken_off_once(desk: Desk) -> None:
    filed = date(2026, 4, 1)
    case = Case(filed_on=filed, clue_on=filed, decided_on=date(2026, 6, 10))
    stops = (
        CaseStop(
            case_id=case.id, kind="test", starts_on=date(2026, 4, 10), ends_on=date(2026, 5, 10)
        ),
        CaseStop(
            case_id=case.id, kind="identify", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 15)
        ),
        CaseStop(case_id=case.id, kind="hearing", starts_on=date(2026, 6, 1)),
    )
    _put(desk, [CaseFile(case, stops=stops)])
    # 70 days less those from 10 April to 14 May (35) and from 1 to 10 June (10).
    with desk.read() as reader:
        assert CaseClock(reader).decision_days(Period(2026, 6, 6)) == {25: 1}
