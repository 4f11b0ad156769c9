"""Who has reported: every town has a line, and what is not known is not taken for anything."""

from __future__ import annotations

from datetime import date

from boshan_desk.domain.period import quarter
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.counting import Counting
from boshan_desk.usecases.town_reports import expect, line_json, look

Q3 = quarter(2026, 3)
DUE = date(2026, 9, 25)


def test_every_counted_town_has_a_line_before_anything_is_known(desk: Desk) -> None:
    lines = look(desk, Q3)
    assert [line.town for line in lines] == list(desk.county.counted)
    assert {line.words for line in lines} == {"未登记"}
    assert line_json(lines[0])["state"] is None


def test_zero_missing_and_unknown_are_told_apart(desk: Desk) -> None:
    expect(desk, Q3, DUE)
    zero, missing, *_others = look(desk, Q3)
    assert zero.report
    assert missing.report
    came = {"state": "zero", "received_on": "2026-09-24", "way": "sheet"}
    records.edit(desk, LEDGERS["town_report"], zero.report.id, came)
    records.edit(desk, LEDGERS["town_report"], missing.report.id, {"state": "missing"})
    assert [line.words for line in look(desk, Q3)][:3] == ["零报告", "未报", "未登记"]
    with desk.read() as reader:
        counting = Counting(reader)
        assert counting.value("M-MG02", Q3, zero.town) == 100
        assert counting.value("M-MG02", Q3, missing.town) == 0


def test_expected_reports_are_begun_once_and_only_where_there_is_none(desk: Desk) -> None:
    first = desk.county.counted[0]
    kept = records.save(
        desk, None, TownReport(period="2026Q3", town_code=first, due_on=DUE, state="missing")
    )
    begun = expect(desk, Q3, DUE)
    assert [each.town_code for each in begun] == list(desk.county.counted[1:])
    assert {(each.state, each.status) for each in begun} == {(None, "draft")}
    assert expect(desk, Q3, DUE) == []
    found = look(desk, Q3)[0].report
    assert found
    assert found.id == kept.id
    assert [line.report for line in look(desk, quarter(2026, 2))] == [None] * len(
        desk.county.counted
    )
    records.undo(desk)
    assert [line.report is not None for line in look(desk, Q3)].count(True) == 1, "as one step"


def test_after_the_last_day_an_open_line_asks(desk: Desk) -> None:
    [report, *_others] = expect(desk, Q3, DUE)
    assert "state" in [p.field for p in records.judge(desk, report) if p.severity == "warn"]
    [later, *_others] = expect(desk, quarter(2026, 4), date(2026, 12, 25))
    assert [p.field for p in records.judge(desk, later) if p.severity == "warn"] == []
