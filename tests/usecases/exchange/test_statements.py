"""What comes in is written down as a report: zero, a part, nothing, not known are four things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import closing, records
from boshan_desk.usecases.exchange.statements import (
    deadline_of,
    mark_missing,
    note_package,
    report_days,
    report_of,
    report_state,
    set_report_days,
)
from boshan_desk.usecases.exchange.taking_back import take_undo
from boshan_desk.usecases.town_reports import expect
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit

Q3 = quarter(2026, 3)
REPORT = LEDGERS["town_report"]


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def note(desk: Desk, statement: str, rows: int = 0, town: str = BOSHAN) -> tuple[str, ...]:
    """Let a package come that brings so many records of the quarter."""
    for number in range(rows):
        values = {"title": f"演示培训{number}", "starts_on": "2026-08-05", "town_code": town}
        records.add(desk, LEDGERS["event"], values, source="sheet")
    with desk.work("演示接收") as work:
        return note_package(work, towns=[town], period="2026Q3", statement=statement)


def report(desk: Desk, town: str = BOSHAN) -> TownReport:
    with desk.read() as reader:
        found = report_of(reader, town, Q3)
    assert found is not None
    return found


# ---------------------------------------------------------------- until when


def test_days_are_those_of_the_office_and_give_way_to_a_day_of_work(desk: Desk) -> None:
    with desk.read() as reader:
        deadline = deadline_of(reader, Q3)
    # Five days after 30 September lies within the holidays, which end on the 7th.
    assert deadline.due == date(2026, 10, 8)
    set_report_days(desk, 10, 20)
    with desk.read() as reader:
        assert report_days(reader) == (10, 20)
        # 10 October 2026 is a Saturday on which one works.
        assert deadline_of(reader, Q3).due == date(2026, 10, 10)
        assert deadline_of(reader, Q3).close == date(2026, 10, 20)


def test_a_day_that_was_set_for_one_period_counts_for_that_period_alone(desk: Desk) -> None:
    expect(desk, Q3, date(2026, 9, 25))
    with desk.read() as reader:
        assert deadline_of(reader, Q3).due == date(2026, 9, 25)
        assert deadline_of(reader, quarter(2026, 2)).due == date(2026, 7, 6)


def test_the_deadline_says_how_long_there_is(desk: Desk) -> None:
    with desk.read() as reader:
        deadline = deadline_of(reader, Q3)
    told = [deadline.words(deadline.due + timedelta(days)) for days in (-3, 0, 1, 60)]
    assert [
        "还有 3 天" in told[0],
        "今天是" in told[1],
        "已过按期" in told[2],
        "已截止" in told[3],
    ] == [True] * 4
    assert [deadline.stage(deadline.due + timedelta(d)) for d in (-60, 0, 1, 60)] == [
        "early",
        "open",
        "late",
        "closed",
    ]


def test_days_out_of_order_and_officers_without_the_right_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        set_report_days(desk, 20, 10)
    desk.officer = with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        set_report_days(desk, 5, 10)


# ---------------------------------------------------------------- what came


def test_a_whole_package_is_a_report_on_time_or_late_by_the_day_it_came(desk: Desk) -> None:
    desk.clock = Clock(date(2026, 10, 8))
    assert note(desk, "whole", 12) == ()
    kept = report(desk)
    assert (kept.state, kept.way, kept.rows) == ("on_time", "package", 12)
    assert (kept.received_on, kept.due_on) == (date(2026, 10, 8), date(2026, 10, 8))
    assert kept.status == "submitted"
    desk.clock = Clock(date(2026, 10, 9))
    note(desk, "whole", 3, "370304102")
    assert report(desk, "370304102").state == "late"


def test_nothing_is_a_zero_report_and_a_part_is_none(desk: Desk) -> None:
    note(desk, "nothing")
    assert (report(desk).state, report(desk).rows) == ("zero", 0)
    other = "370304102"
    note(desk, "", 4, other)
    assert (report(desk, other).state, report(desk, other).rows) == (None, 4)
    with desk.read() as reader:
        assert report_state(reader, [BOSHAN], "2026Q3") == "zero"
        assert report_state(reader, [other], "2026Q3") == "partial"
        assert report_state(reader, [other], "") == ""
    note(desk, "whole", 2, other)
    assert (report(desk, other).state, report(desk, other).rows) == ("late", 6)


def test_what_came_first_decides_and_more_rows_are_added(desk: Desk) -> None:
    desk.clock = Clock(date(2026, 10, 8))
    note(desk, "whole", 10)
    desk.clock = Clock(date(2026, 10, 20))
    note(desk, "whole", 5)
    note(desk, "", 2)
    kept = report(desk)
    assert (kept.state, kept.received_on, kept.rows) == ("on_time", date(2026, 10, 8), 17)


def test_saying_nothing_after_rows_is_told_and_changes_nothing(desk: Desk) -> None:
    note(desk, "whole", 10)
    [told] = note(desk, "nothing")
    assert "又声明本期无" in told
    assert report(desk).state == "late"


def test_a_returned_report_is_in_again_and_stays_one_that_was_returned(desk: Desk) -> None:
    desk.clock = Clock(date(2026, 10, 8))
    note(desk, "whole", 10)
    back = {"state": "returned", "returned_on": "2026-10-08", "why": "演示：数字不符"}
    records.edit(desk, REPORT, report(desk).id, back)
    note(desk, "", 1)
    assert report(desk).state == "returned", "a part does not mend it"
    desk.clock = Clock(date(2026, 10, 9))
    note(desk, "whole", 1)
    kept = report(desk)
    assert (kept.state, kept.returned_on) == ("on_time", date(2026, 10, 8))


def test_what_was_written_down_as_missing_is_late_when_it_comes(desk: Desk) -> None:
    desk.clock = Clock(date(2026, 10, 8))
    with pytest.raises(Refused, match="还没有过按期日期"):
        mark_missing(desk, Q3)
    note(desk, "", 2, "370304102")
    desk.clock = Clock(date(2026, 10, 9))
    written = {each.town_code for each in mark_missing(desk, Q3)}
    assert written == set(desk.county.counted) - {"370304102"}, "a part is not nothing"
    assert report(desk).state == "missing"
    note(desk, "", 3)
    assert report(desk).state == "missing"
    note(desk, "whole", 3)
    assert report(desk).state == "late"
    assert mark_missing(desk, Q3) == []


def test_a_reviewed_report_and_a_closed_period_stay_and_it_is_told(desk: Desk) -> None:
    note(desk, "whole", 10)
    records.judge(desk, report(desk))
    records.move(desk, REPORT, [report(desk).id], "reviewed")
    [told] = note(desk, "whole", 5)
    assert told.startswith("博山镇2026年三季度的报送情况没有登记")
    assert report(desk).rows == 10
    closing.close_period(desk, quarter(2026, 2))
    with desk.work("演示接收") as work:
        # Due in April, so it falls into the closed quarter.
        [told] = note_package(work, towns=[BOSHAN], period="2026Q1", statement="whole")
    assert "封账" in told


def test_a_town_that_counts_for_no_line_and_no_period_leave_nothing(desk: Desk) -> None:
    assert note(desk, "whole", 0, "370304999") == ()
    with desk.work("演示") as work:
        assert note_package(work, towns=[BOSHAN], period="", statement="whole") == ()
    with desk.read() as reader:
        assert reader.count(REPORT) == 0


def test_records_are_counted_once_however_often_and_in_which_order_they_come(
    round_: Round,
) -> None:
    town = round_.town(BOSHAN)
    first = add(town, "event", title="演示培训一", starts_on="2026-08-05")
    one = round_.make(town, statement="whole")
    edit(town, "event", first, title="演示培训改")
    add(town, "event", title="演示培训二", starts_on="2026-08-06")
    add(town, "event", title="演示旧培训", starts_on="2026-05-06")
    two = round_.make(town, statement="whole")
    # The county's own record of that town is none that the town handed in.
    add(round_.county, "event", title="演示区培训", starts_on="2026-08-07", town_code=BOSHAN)
    round_.take(two)
    assert report(round_.county).rows == 2
    round_.take(one)
    assert report(round_.county).rows == 2


def test_taking_back_a_package_takes_the_report_back(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "event", title="演示培训", starts_on="2026-08-05")
    taken = round_.take(round_.make(town, statement="whole"))
    assert taken.answer is not None
    assert taken.answer.report == "late"
    assert report(round_.county).rows == 1
    take_undo(round_.county, taken.number)
    with round_.county.read() as reader:
        assert report_of(reader, BOSHAN, Q3) is None
