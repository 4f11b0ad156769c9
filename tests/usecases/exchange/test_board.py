"""The board tells every town apart, and what waits, is missing, or is the matter with its desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import quarter
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.exchange.board import Board, BoardLine, board, line_json
from boshan_desk.usecases.exchange.enrolling import revoke
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.reports_told import read_line
from boshan_desk.usecases.exchange.statements import mark_missing, note_import
from boshan_desk.usecases.exchange.telephone import telephone_list, write_telephone_list
from boshan_desk.usecases.town_reports import expect
from tests.usecases.exchange.rounds import (
    BAITA,
    BOSHAN,
    QUARTER,
    YUCHENG,
    Round,
    add,
    county_round,
    edit,
    site,
)


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def line_of(desk: Desk, town: str = BOSHAN) -> BoardLine:
    return next(line for line in board(desk, QUARTER).lines if line.town == town)


def test_every_town_stands_in_the_protocol_order_before_anything_came(desk: Desk) -> None:
    shown = board(desk, QUARTER)
    assert [line.town for line in shown.lines] == list(desk.county.counted)
    assert {line.words for line in shown.lines} == {"未登记"}
    assert shown.words() == "应报 10 个：未登记 10"
    assert line_json(shown.lines[0])["last"] is None


def test_zero_late_partial_missing_and_unknown_are_told_apart(round_: Round) -> None:
    whole, none, part = (round_.town(code) for code in (BOSHAN, YUCHENG, BAITA))
    add(whole, "enterprise", name="演示琉璃厂")
    add(part, "enterprise", name="演示陶瓷厂")
    round_.take(round_.make(whole, statement="whole"))
    round_.take(round_.make(none, statement="nothing"))
    round_.take(round_.make(part))
    states = {town: line_of(round_.county, town).words for town in (BOSHAN, YUCHENG, BAITA)}
    assert states == {BOSHAN: "迟报", YUCHENG: "零报告", BAITA: "部分报送"}
    mark_missing(round_.county, QUARTER)
    shown = board(round_.county, QUARTER)
    assert shown.counts == {
        "on_time": 0,
        "late": 1,
        "zero": 1,
        "returned": 0,
        "partial": 1,
        "missing": 7,
        "unknown": 0,
    }
    assert len(shown.owing) == 8
    assert {line.words for line in board(round_.county, quarter(2026, 4)).lines} == {"未登记"}


def test_the_last_package_has_an_age_and_a_lost_one_is_named(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    round_.make(town)
    add(town, "enterprise", name="演示陶瓷厂")
    round_.send(town)
    line = line_of(round_.county)
    assert (line.last_words, line.next, line.missing) == ("第02包，今天", 3, (1,))
    assert line.alarm_words == "缺第 1 包"
    round_.county.clock = Clock(date(2026, 10, 14))
    assert line_of(round_.county).last_words == "第02包，5 天前"
    told = line_json(line_of(round_.county))
    assert (told["last"]["age_days"], told["missing"]) == (5, [1])


def test_a_late_package_fills_the_gap(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    first = round_.make(town)
    add(town, "enterprise", name="演示陶瓷厂")
    round_.send(town)
    round_.take(first)
    line = line_of(round_.county)
    assert (line.missing, line.next, line.alarm_words) == ((), 3, "")


def test_what_waits_is_counted_for_the_town_it_is_of(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    round_.back(town)
    edit(town, "enterprise", firm, remark="镇里的话")
    edit(round_.county, "enterprise", firm, remark="县里的话")
    round_.send(town)
    line = line_of(round_.county)
    assert (line.conflicts, line.waiting, line.waiting_words) == (1, 1, "两边不同 1")
    assert board(round_.county, QUARTER).waiting == 1
    assert line_of(round_.county, YUCHENG).waiting == 0


def test_an_answer_is_owed_until_the_return_package_is_made(round_: Round) -> None:
    town = round_.town(BOSHAN)
    assert not line_of(round_.county).receipt_due
    add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    assert line_of(round_.county).receipt_due
    make_return(round_.county, site(town), round_.stick)
    assert not line_of(round_.county).receipt_due


def test_a_desk_that_was_switched_off_is_told_and_gets_no_answer(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    line = line_of(round_.county)
    assert (line.way_words, line.receipt_due) == ("数据包", True)
    revoke(round_.county, site(town), "演示：电脑丢失")
    line = line_of(round_.county)
    assert (line.alarm_words, line.receipt_due) == ("已停用", False)


def test_towns_that_send_workbooks_stand_on_the_same_board(desk: Desk) -> None:
    days = [date(2026, 8, 1), date(2026, 9, 30), date(2026, 6, 30), None]
    for day in days:
        values = {"title": "演示培训", "starts_on": day and str(day), "town_code": BOSHAN}
        records.add(desk, LEDGERS["event"], values, source="sheet")
    with desk.work("演示导入") as work:
        assert note_import(work, LEDGERS["event"], BOSHAN, days) == ""
    line = line_of(desk)
    assert (line.words, line.way_words) == ("迟报", "表格")
    assert line.report is not None
    assert line.report.rows == 2, "those of the quarter alone"
    with desk.work("演示导入") as work:
        note_import(work, LEDGERS["event"], YUCHENG, [date(2026, 6, 30)])
        note_import(work, LEDGERS["liaison"], YUCHENG, [date(2026, 8, 1)])
    assert line_of(desk, YUCHENG).words == "未登记"


def test_a_town_sees_itself_alone_and_what_the_county_took_it_for(round_: Round) -> None:
    town = round_.town(BOSHAN)
    assert [line.words for line in board(town, QUARTER).lines] == ["未登记"]
    add(town, "enterprise", name="演示琉璃厂")
    round_.take(round_.make(town, statement="whole"))
    assert [line.words for line in board(town, QUARTER).lines] == ["部分报送"]
    round_.back(town)
    assert [line.words for line in board(town, QUARTER).lines] == ["迟报"]


# ---------------------------------------------------------------- the telephone


def officer(desk: Desk, town: str = BOSHAN, **given: object) -> None:
    values = {
        "name": "张演示",
        "town_code": town,
        "unit": "演示经发办",
        "phone": "19900001234",
        "role": "a",
        "from_on": date(2025, 1, 6),
        "state": "active",
        "prefix": "YS01",
    }
    records.save(desk, None, Liaison(**values | given))  # type: ignore[arg-type]


def test_who_owes_something_is_to_be_telephoned_and_numbers_are_covered(desk: Desk) -> None:
    officer(desk)
    officer(desk, name="李演示", role="b", prefix="YS02", state="left", to_on=date(2026, 1, 5))
    listed = telephone_list(desk, QUARTER)
    assert len(listed.calls) == 10
    [call] = [call for call in listed.calls if call.line.town == BOSHAN]
    assert [(each.name, each.role, each.phone) for each in call.contacts] == [
        ("张演示", "A角", "199****1234")
    ]
    assert "本期无" in call.ask


def test_who_was_entered_without_a_state_is_in_office_and_who_has_left_is_not_unknown(
    desk: Desk,
) -> None:
    officer(desk, state=None, role=None)
    gone = {"state": "left", "to_on": date(2026, 1, 5)}
    officer(desk, YUCHENG, name="李演示", prefix="YS02", **gone)
    calls = {call.line.town: call for call in telephone_list(desk, QUARTER).calls}
    assert [each.name for each in calls[BOSHAN].contacts] == ["张演示"]
    assert (calls[YUCHENG].contacts, calls[YUCHENG].former) == ((), True)
    assert (calls[BAITA].contacts, calls[BAITA].former) == ((), False)


def test_numbers_in_full_take_a_right_and_a_reason_and_are_kept(desk: Desk) -> None:
    officer(desk)
    with pytest.raises(Refused, match="写明原因"):
        telephone_list(desk, QUARTER, full=True)
    listed = telephone_list(desk, QUARTER, full=True, reason="演示：催报")
    [call] = [call for call in listed.calls if call.contacts]
    assert call.contacts[0].phone == "19900001234"
    with desk.read() as reader:
        last = next(iter(reader.steps(most=1)))
    assert (last["detail"]["kind"], last["detail"]["reason"]) == ("uncover", "演示：催报")
    desk.officer = with_roles("演示录入", ["entry"])
    with pytest.raises(NoRight):
        telephone_list(desk, QUARTER, full=True, reason="演示")


def test_a_town_that_has_reported_is_left_in_peace_unless_a_number_is_missing(
    round_: Round,
) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    round_.take(round_.make(town, statement="whole"))
    asked = {call.line.town: call.ask for call in telephone_list(round_.county, QUARTER).calls}
    assert BOSHAN not in asked
    add(town, "enterprise", name="演示陶瓷厂")
    round_.make(town)
    add(town, "enterprise", name="演示陶艺坊")
    round_.send(town)
    asked = {call.line.town: call.ask for call in telephone_list(round_.county, QUARTER).calls}
    assert asked[BOSHAN].startswith("缺第 2 包")


def test_the_list_prints_with_numbers_covered(desk: Desk, tmp_path: Path) -> None:
    officer(desk)
    out = tmp_path / "催报单.pdf"
    write_telephone_list(desk, QUARTER, out)
    text = "".join("".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert "博山镇" in text
    assert "19900001234" not in text
    assert "1990000" not in text
    with pytest.raises(Refused, match=r"\.pdf"):
        write_telephone_list(desk, QUARTER, tmp_path / "desk.db")


def test_a_board_can_be_asked_for_any_period(desk: Desk) -> None:
    shown: Board = board(desk, quarter(2031, 1))
    assert "为按期" in shown.deadline_words()


def test_a_town_is_told_by_when_and_why_a_report_was_sent_back(round_: Round) -> None:
    town, county = round_.town(BOSHAN), round_.county
    expect(county, QUARTER, date(2026, 10, 12))
    add(town, "event", title="演示培训", starts_on="2026-08-05")
    round_.take(round_.make(town, statement="whole"))
    round_.back(town)
    shown = board(town, QUARTER)
    assert (shown.deadline.due, shown.lines[0].words) == (date(2026, 10, 12), "按期")
    report = line_of(county).report
    assert report is not None
    back = {"state": "returned", "returned_on": "2026-10-09", "why": "演示：数字不符"}
    records.edit(county, LEDGERS["town_report"], report.id, back)
    round_.back(town)
    [line] = board(town, QUARTER).lines
    assert line.report is not None
    assert (line.words, line.report.why) == ("退回", "演示：数字不符")
    with town.read() as reader:
        assert reader.count(LEDGERS["town_report"]) == 0, "the ledger itself stays above"


@pytest.mark.parametrize(
    "spoiled", [{"period": "明天"}, {"due_on": "x"}, {"why": 5}, {"state": None}]
)
def test_what_is_told_of_a_report_is_looked_at(spoiled: dict[str, object]) -> None:
    line: dict[str, object] = dict.fromkeys(
        ("town", "period", "due_on", "state", "received_on", "returned_on", "why"), ""
    )
    line["period"] = "2026Q3"
    assert read_line(line)["period"] == "2026Q3"
    with pytest.raises(ValueError):  # noqa: PT011 - whichever it is
        read_line(line | spoiled)
