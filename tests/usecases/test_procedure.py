"""Steps at an open desk, and every way round them that somebody might try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Held, Invalid, Missing, Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CasePaper, CaseStep
from boshan_desk.procedure.clocks import State
from boshan_desk.procedure.steps import BY_EVENT, OWNED
from boshan_desk.store import due
from boshan_desk.store.desk import Desk
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import accounts, closing, procedure, records, sheets
from boshan_desk.usecases.audit import verify
from boshan_desk.usecases.desks import check, dump
from tests.conftest import TODAY
from tests.procedure.courses import (
    CASE,
    CLUE,
    ROW,
    TO_ARCHIVE,
    TO_DECISION,
    add_case,
    case_of,
    counted_rows,
    file_of,
    go,
    kept_rows,
    take,
)

CONCLUDE = {"on": "2026-04-01", "proposal": "penalty", "note": "演示"}
STEP = KEPT["case_step"]


def whole(desk: Desk) -> list[str]:
    """Every record of the desk."""
    return list(dump(desk))


def filed(desk: Desk, **values: object) -> str:
    """A case that was filed on 10 March."""
    id = add_case(desk, **values)
    go(desk, id, "file")
    return id


def refused(desk: Desk, act: Callable[[], object], words: str) -> None:
    """The act is refused in these words and leaves nothing behind."""
    before = whole(desk), kept_rows(desk)
    with pytest.raises(Refused, match=words):
        act()
    assert (whole(desk), kept_rows(desk)) == before


# A whole life


def test_a_case_goes_from_the_clue_to_the_archive(desk: Desk) -> None:
    id = add_case(desk)
    states = []
    for event, raw in TO_ARCHIVE:
        if event == "decide_penalty":
            fine = {"case_id": id, "kind": "fine", "amount": "1000"}
            records.add(desk, KEPT["case_penalty"], fine)
        states.append(take(desk, id, event, **raw).now)
    assert states == [
        "VERIFY", "FILED", "CONCLUDED", "REVIEW", "NOTICE", "NOTICE", "APPROVAL",
        "DECIDED_PENALTY", "SERVED", "SERVED", "SERVED", "CLOSED", "ARCHIVED",
    ]  # fmt: skip
    case = case_of(desk, id)
    assert (case.filed_on, case.notice_on, case.decided_on, case.served_on, case.paid_on) == (
        date(2026, 3, 10), date(2026, 4, 8), date(2026, 4, 22), date(2026, 4, 24), date(2026, 5, 6),
    )  # fmt: skip
    assert (case.closed_on, case.close_kind, case.archived_on, case.volume_no) == (
        date(2026, 5, 9), "performed", date(2026, 5, 12), "演示卷1",
    )  # fmt: skip
    assert (case.fine, case.penalties, case.status) == (1000_00, ("fine",), "submitted")
    # Nothing waits for anybody, and nothing was late.
    for clock in procedure.look(desk, id).clocks:
        if clock.duty:
            assert clock.state(TODAY) is State.MET, clock.limit.id
    assert kept_rows(desk) == counted_rows(desk)
    papers = {p.kind for p in file_of(desk, id).papers}
    assert papers == {"filing", "notice", "decision"}


def test_a_case_that_needs_a_hearing_goes_through_it(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "serve_notice")
    take(desk, id, "ask_hearing", on="2026-04-13")
    take(desk, id, "give_materials", on="2026-04-14", person="演示庚")
    # Seven working days from Thursday 16 April: 27 April is the first day.
    fixed: dict[str, object] = {"on": "2026-04-16", "person": "演示庚", "paper_no": "演示听1号"}
    with pytest.raises(Invalid, match="最早为2026-04-27"):
        take(desk, id, "fix_hearing", **fixed, until="2026-04-26")
    take(desk, id, "fix_hearing", **fixed, until="2026-04-27")
    with pytest.raises(Invalid, match="报告不能早于听证"):
        take(desk, id, "hear_done", on="2026-04-24", note="演示")
    take(desk, id, "hear_done", on="2026-04-29", note="演示")
    file = file_of(desk, id)
    assert [(s.kind, s.starts_on, s.ends_on) for s in file.stops] == [
        ("hearing", date(2026, 4, 13), date(2026, 4, 29))
    ]
    assert (file.state, file.case.hearing_on) == ("APPROVAL", date(2026, 4, 27))
    # Ninety days from 10 March are 8 June; sixteen days of hearing later it is 24 June.
    clock = next(c for c in procedure.look(desk, id).clocks if c.limit.id == "L12")
    assert clock.due == date(2026, 6, 24)


def test_a_decision_served_by_public_notice_counts_when_the_notice_has_run(desk: Desk) -> None:
    """30 days from 5 October end on 4 November: it lies ahead, and may stand on the case."""
    id = add_case(desk)
    go(desk, id, "decide_penalty")
    take(desk, id, "serve", on="2026-10-05", service_mode="notice", told=True)
    case = case_of(desk, id)
    assert (case.state, case.served_on) == ("SERVED", date(2026, 11, 4))
    clock = next(c for c in procedure.look(desk, id).clocks if c.limit.id == "L15")
    assert clock.start == date(2026, 11, 4)
    # By any other way a day ahead is a slip of the pen.
    with pytest.raises(Refused, match="晚于今天"):
        records.add(desk, CASE, {**CLUE, **ROW, "served_on": "2026-10-10", "clue_no": "演示二"})


# What steps wrote cannot be typed over


def _typed_over(desk: Desk, id: str, name: str, value: Any) -> None:
    records.edit(desk, CASE, id, {name: value}, reason="演示")


def _kept_over(desk: Desk, id: str, name: str, value: Any) -> None:
    case = case_of(desk, id)
    read = CASE.fields[name].parse(value, desk.lists)
    records.save(desk, case, copy_with(case, **{name: read}), reason="演示")


def _pasted_over(desk: Desk, id: str, name: str, value: Any) -> None:
    case = case_of(desk, id)
    read = CASE.fields[name].parse(value, desk.lists)
    records.save_many(desk, "粘贴", [(case, copy_with(case, **{name: read}))], reason="演示")


def _imported_over(desk: Desk, id: str, name: str, value: Any) -> None:
    title = CASE.fields[name].title
    grid = Grid("演示", [["线索编号", title, "备注"], ["演示线索1", value, "演示"]])
    book = Book(Path("演示.xlsx"), "0" * 64, (grid,))
    preview = sheets.look(desk, CASE, Path("演示.xlsx"), book=book)
    for row in preview.rows:
        if row.outcome == "refused":
            # An import says so before anybody writes.
            raise Refused("；".join(i.message for i in row.issues if i.severity == "error"))
    sheets.take_in(desk, preview)


WAYS = [_typed_over, _kept_over, _pasted_over, _imported_over]


@pytest.mark.parametrize("way", WAYS, ids=["edit", "save", "paste", "import"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("filed_on", "2026-03-11"),
        ("state", "结案"),
        ("decided_on", "2026-04-01"),
        ("closed_on", "2026-04-01"),
        ("review_state", "复议中"),
    ],
)
def test_what_steps_write_is_written_by_steps_alone(
    desk: Desk, way: Callable[[Desk, str, str, Any], None], name: str, value: str
) -> None:
    id = filed(desk)
    title = CASE.fields[name].title
    refused(desk, lambda: way(desk, id, name, value), f"“{title}”由办案步骤记载，请用“办理”登记")


def test_what_no_step_writes_is_edited_as_ever_and_its_limits_follow(desk: Desk) -> None:
    id = filed(desk)
    records.edit(desk, CASE, id, {"party": "演示改", "harm": True})
    assert case_of(desk, id).party == "演示改"
    assert {row[1] for row in kept_rows(desk)} >= {"L34b"}
    assert kept_rows(desk) == counted_rows(desk)


def test_a_row_of_the_case_book_is_mended_until_a_step_speaks_of_it(desk: Desk) -> None:
    row = {**CLUE, **ROW, "filed_on": "2026-03-10", "file_no": "演示旧1号"}
    id = records.add(desk, CASE, row).id
    records.edit(desk, CASE, id, {"filed_on": "2026-03-12"})
    take(desk, id, "conclude", **CONCLUDE)
    records.edit(desk, CASE, id, {"filed_on": "2026-03-13"})
    refused(
        desk, lambda: records.edit(desk, CASE, id, {"decided_on": "2026-04-02"}), "请用“办理”登记"
    )


@pytest.mark.parametrize("name", sorted(OWNED))
def test_a_step_carries_no_field_that_another_step_writes(desk: Desk, name: str) -> None:
    """`{"state": "APPROVAL"}` beside a decision would jump over everything before it."""
    id = filed(desk)
    if name in BY_EVENT["conclude"].sets:
        return
    value = {"state": "CONCLUDED", "procedure": "simple"}.get(name, "2026-03-20")
    refused(
        desk,
        lambda: take(desk, id, "conclude", **CONCLUDE, **{name: value}),
        f"“调查终结”没有栏目“{name}”",
    )


def test_steps_are_neither_added_nor_edited_nor_withdrawn_as_records(desk: Desk) -> None:
    id = filed(desk)
    step = file_of(desk, id).steps[0]
    raw = {"case_id": id, "event": "close", "on": "2026-04-01", "no": 9}
    words = "办案步骤由“办理”登记，不能直接增删改"
    for act in (
        lambda: records.add(desk, STEP, raw),
        lambda: records.edit(desk, STEP, step.id, {"on": "2026-03-04"}),
        lambda: records.save(desk, step, copy_with(step, on=date(2026, 3, 4))),
        lambda: records.save_many(desk, "粘贴", [(None, CaseStep(case_id=id, event="close"))]),
        lambda: records.withdraw(desk, STEP, [step.id], "演示"),
        lambda: records.move(desk, STEP, [step.id], "reviewed"),
    ):
        refused(desk, act, words)
    with pytest.raises(Refused, match="由办案程序登记，没有填报模板，也不能导入"):
        sheets.look(desk, STEP, Path("演示.xlsx"))


def test_a_case_with_steps_is_not_taken_out_from_under_them(desk: Desk) -> None:
    grid = Grid("演示", [["线索编号", "线索日期", "办理状态"], ["演示一", "2026-03-02", "线索"]])
    book = Book(Path("演示.xlsx"), "0" * 64, (grid,))
    preview = sheets.look(desk, CASE, Path("演示.xlsx"), book=book)
    number = sheets.take_in(desk, preview).number
    with desk.read() as reader:
        (id,) = reader.ids(CASE)
    # A step that changes nothing on the row, so that nobody notices by the row alone.
    take(desk, id, "reply_complaint", on="2026-03-04", outcome="yes")
    refused(desk, lambda: sheets.undo_import(desk, number), "“演示一”已有办案步骤，不能整条撤销")
    refused(desk, lambda: records.withdraw(desk, CASE, [id], "演示"), "下还有 1 条办案步骤")
    refused(desk, lambda: records.undo(desk), "是办案步骤，不能撤销")


# What comes in


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"on": None},
        {"on": ""},
        {"on": "2026-13-01"},
        {"on": "明天"},
        {"on": True},
        {"on": [1]},
        {"on": {"a": 1}},
        {"on": 10**20},
        {"on": "2026-10-10", **{k: v for k, v in CONCLUDE.items() if k != "on"}},
        {**CONCLUDE, "on": "2026-03-09"},
        {**CONCLUDE, "on": "2026-03-01"},
        {**CONCLUDE, "proposal": "演示"},
        {**CONCLUDE, "proposal": 5},
        {**CONCLUDE, "pages": -1},
        {**CONCLUDE, "pages": "很多"},
        {**CONCLUDE, "note": "\x00\x01"},
        {**CONCLUDE, "at": "10:00"},
        {**CONCLUDE, "演示": 1},
        {**CONCLUDE, "id": "演示"},
        {**CONCLUDE, "status": "archived"},
        {**CONCLUDE, "withdrawn_at": "2026-01-01"},
        {**CONCLUDE, "void": True},
        {**CONCLUDE, "was": "CLUE"},
        {**CONCLUDE, "no": 99},
        {**CONCLUDE, "case_id": "演示"},
        {**CONCLUDE, "event": "close"},
    ],
)
def test_what_cannot_be_read_or_does_not_belong_is_refused_with_words(
    desk: Desk, raw: dict[str, object]
) -> None:
    id = filed(desk)
    before = whole(desk), kept_rows(desk)
    with pytest.raises(Invalid) as caught:
        procedure.take_step(desk, id, "conclude", raw)
    assert str(caught.value)
    assert (whole(desk), kept_rows(desk)) == before


@pytest.mark.parametrize("event", ["", "correct", "CLUE", "演示", "File"])
def test_what_is_no_step_is_refused(desk: Desk, event: str) -> None:
    id = filed(desk)
    with pytest.raises(Missing, match="没有办案步骤"):
        procedure.take_step(desk, id, event, {})


def test_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    for act in (
        lambda: procedure.look(desk, "演示"),
        lambda: procedure.take_step(desk, "演示", "verify", {}),
        lambda: procedure.correct(desk, "演示", "演示", reason="演示", approver="演示"),
    ):
        with pytest.raises(Missing):
            act()


def test_a_note_is_kept_whole_or_refused(desk: Desk) -> None:
    id = filed(desk)
    with pytest.raises(Invalid, match="最多 4000 个字"):
        take(desk, id, "conclude", **{**CONCLUDE, "note": "演示" * 2001})
    assert take(desk, id, "conclude", **{**CONCLUDE, "note": "演示" * 2000}).note == "演示" * 2000


def test_several_steps_of_one_day_are_taken_in_their_order(desk: Desk) -> None:
    id = add_case(desk)
    for event in ("verify", "file", "conclude", "send_review"):
        raw = next(raw for e, raw in TO_DECISION if e == event)
        take(desk, id, event, **{**raw, "on": "2026-03-10"})
    assert [s.event for s in file_of(desk, id).standing] == [
        "verify", "file", "conclude", "send_review",
    ]  # fmt: skip


def test_what_the_case_still_lacks_comes_with_the_step(desk: Desk) -> None:
    id = records.add(desk, CASE, CLUE).id
    take(desk, id, "verify", on="2026-03-03", officers="演示甲、演示乙")
    filing: dict[str, object] = {"on": "2026-03-10", "told": True, "approver": "演示局长"}
    with pytest.raises(Invalid, match="请先在案件中填写“当事人名称”"):
        take(desk, id, "file", **filing)
    take(desk, id, "file", **filing, **ROW)
    assert (case_of(desk, id).party, file_of(desk, id).state) == ("演示商行", "FILED")


def test_a_refused_step_keeps_nothing_of_what_came_with_it(desk: Desk) -> None:
    id = records.add(desk, CASE, CLUE).id
    take(desk, id, "verify", on="2026-03-03", officers="演示甲、演示乙")
    refused(
        desk,
        lambda: take(desk, id, "file", on="2026-03-10", told=False, approver="演示局长", **ROW),
        "四项条件",
    )


# Who may


def test_steps_are_taken_and_corrected_by_those_who_handle_cases(folder: Path) -> None:
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        id = filed(desk)
        step = file_of(desk, id).steps[-1].id
        before = whole(desk)
    raw = {"on": "2026-04-01", "authority": "演示机关"}
    for role in ("entry", "leader", "admin", "auditor"):
        officer = with_roles("演示员", (role,), id="x")
        with open_desk(folder, clock=Clock(TODAY), officer=officer) as desk:
            assert procedure.look(desk, id).state == "FILED"
            with pytest.raises(NoRight, match="没有“办理案件”的权限"):
                procedure.take_step(desk, id, "assist", raw)
            with pytest.raises(NoRight):
                procedure.correct(desk, id, step, reason="演示", approver="演示局长")
    for role in ("handler", "approver"):
        officer = with_roles("演示员", (role,), id="x")
        with open_desk(folder, clock=Clock(TODAY), officer=officer) as desk:
            procedure.take_step(desk, id, "assist", raw)
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        assert len(whole(desk)) == len(before) + 2


def test_an_encrypted_desk_goes_the_same_way(folder: Path) -> None:
    cheap = Cost(passes=1, lanes=1, memory=64)
    accounts.set_up(
        folder, "演示主任", "演示口令一句话2026", roles=("handler", "admin"), cost=cheap
    )
    session = accounts.sign_in(
        folder, "演示主任", "演示口令一句话2026", now=datetime(2026, 10, 9, 9, 0)
    )
    with open_desk(folder, key=session.key, officer=session.officer, clock=Clock(TODAY)) as desk:
        id = add_case(desk)
        go(desk, id, "archive")
        undone = file_of(desk, id).standing[-1]
        procedure.correct(desk, id, undone.id, reason="演示", approver="演示局长")
        assert kept_rows(desk) == counted_rows(desk)
        assert {s.entered_by for s in file_of(desk, id).steps} == {"演示主任"}
    assert "演示商行".encode() not in (folder / "desk.db").read_bytes()
    assert check(folder, key=session.key, officer=session.officer).ok
    assert verify(folder, key=session.key).ok


def test_another_desk_sees_the_step_and_a_stale_form_is_refused(folder: Path) -> None:
    clock = Clock(TODAY)
    with (
        open_desk(folder, clock=clock, officer="演示甲") as one,
        open_desk(folder, clock=clock, officer="演示乙") as two,
    ):
        id = filed(one)
        seen = case_of(two, id)
        take(one, id, "conclude", **CONCLUDE)
        with pytest.raises(Invalid, match="案件处于“调查终结”，不能“调查终结”"):
            take(two, id, "conclude", **CONCLUDE)
        with pytest.raises(Moved):
            records.save(two, seen, copy_with(seen, brief="演示改"))
        with one.holding(), pytest.raises(Held):
            take(two, id, "assist", on="2026-04-02", authority="演示机关")


# Records that were reviewed, archived, closed, withdrawn


def test_the_procedure_goes_on_after_the_row_was_reviewed(desk: Desk) -> None:
    id = filed(desk)
    assert case_of(desk, id).status == "submitted"
    records.move(desk, CASE, [id], "reviewed")
    # What changes nothing on the row leaves its review as it is.
    take(desk, id, "assist", on="2026-03-20", authority="演示机关")
    assert case_of(desk, id).status == "reviewed"
    # What changes it is to be reviewed again; the step itself is the reason.
    take(desk, id, "conclude", **CONCLUDE)
    assert case_of(desk, id).status == "submitted"
    with desk.read() as reader:
        told = reader.history(CASE, id)[-1]
    assert told["detail"]["reason"] == "办理：调查终结"


def test_a_row_in_the_archive_is_first_taken_out_of_it(desk: Desk) -> None:
    id = filed(desk)
    for status in ("reviewed", "archived"):
        records.move(desk, CASE, [id], status)
    refused(desk, lambda: take(desk, id, "conclude", **CONCLUDE), "已归档，请先由审批人员取消归档")


def test_a_case_of_a_closed_quarter_goes_on_but_what_was_counted_stays(desk: Desk) -> None:
    id = filed(desk)
    other = add_case(desk, clue_no="演示二")
    go(desk, other, "verify")
    closing.close_period(desk, read_period("2026Q1"))
    # Steps, measures and papers after the quarter are nobody's figures.
    take(desk, id, "conclude", **CONCLUDE)
    raw = {"case_id": id, "kind": "seal", "taken_on": "2026-04-02"}
    records.add(desk, KEPT["case_measure"], raw)
    # A filing in the quarter, or one taken out of it or moved out of it, is.
    filing = next(s for s in file_of(desk, id).standing if s.event == "file")
    refused(
        desk,
        lambda: take(desk, other, "file", on="2026-03-10", told=True, approver="演示局长"),
        "2026年一季度已封账",
    )
    for day in ("2026-03-11", "2026-04-01"):
        refused(
            desk,
            lambda day=day: procedure.correct(  # type: ignore[misc]
                desk, id, filing.id, reason="演示", approver="演示局长", raw={"on": day}
            ),
            "2026年一季度已封账",
        )
    take(desk, other, "file", on="2026-04-01", told=True, approver="演示局长")


def test_a_withdrawn_case_takes_no_steps(desk: Desk) -> None:
    id = add_case(desk)
    records.withdraw(desk, CASE, [id], "演示")
    with pytest.raises(Refused, match="在回收站里，请先恢复"):
        take(desk, id, "verify", on="2026-03-03", officers="演示甲、演示乙")
    records.restore(desk, CASE, [id])
    take(desk, id, "verify", on="2026-03-03", officers="演示甲、演示乙")


# What follows


def test_papers_hang_on_their_steps_and_leave_with_them(desk: Desk) -> None:
    id = filed(desk)
    (paper,) = file_of(desk, id).papers
    filing = file_of(desk, id).standing[-1]
    assert (paper.kind, paper.paper_no, paper.made_on, paper.step_id) == (
        "filing", filing.paper_no, filing.on, filing.id,
    )  # fmt: skip
    procedure.correct(desk, id, filing.id, reason="演示", approver="演示局长", raw={"pages": 3})
    with desk.read() as reader:
        (now,) = reader.all(CasePaper)
    assert (now.id, now.pages, now.withdrawn) == (paper.id, 3, False)


def test_after_a_whole_life_the_store_and_its_history_are_whole(folder: Path) -> None:
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        id = add_case(desk)
        go(desk, id, "archive")
        last = file_of(desk, id).standing[-1]
        procedure.correct(desk, id, last.id, reason="演示", approver="演示局长")
    assert check(folder).findings == ()
    assert verify(folder).ok


def test_the_check_finds_a_limit_that_was_falsified(folder: Path) -> None:
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        filed(desk)
        due.rebuild(desk)
        assert check(folder).ok
        with desk.writing() as reader:
            reader.connection.exec_driver_sql("UPDATE due SET last = '2030-01-01'")
    assert any("期限" in words for words in check(folder).findings)


def test_the_time_that_a_step_stopped_is_changed_by_steps_alone(desk: Desk) -> None:
    id = filed(desk)
    take(desk, id, "suspend", on="2026-03-20", ground="SU1", approver="演示局长")
    (made,) = file_of(desk, id).stops
    kind = KEPT["case_stop"]
    for act in (
        lambda: records.edit(desk, kind, made.id, {"starts_on": "2026-03-11"}),
        lambda: records.edit(desk, kind, made.id, {"step_id": None}),
        lambda: records.withdraw(desk, kind, [made.id], "演示"),
    ):
        refused(desk, act, "由办案步骤记载；登记错了的请在案件页面用“更正”")
    raw = {"case_id": id, "kind": "test", "starts_on": "2026-03-12", "step_id": made.step_id}
    own = records.add(desk, kind, raw)
    records.edit(desk, kind, own.id, {"ends_on": "2026-03-16"})
    take(desk, id, "resume", on="2026-04-20", note="演示")
    assert [(s.kind, s.ends_on) for s in file_of(desk, id).stops] == [
        ("suspend", date(2026, 4, 20)), ("test", date(2026, 3, 16)),
    ]  # fmt: skip
    assert kept_rows(desk) == counted_rows(desk)


def test_a_paper_that_an_officer_hung_on_a_step_stays_in_the_file(desk: Desk) -> None:
    id = add_case(desk)
    verifying = go(desk, id, "verify")
    raw = {"case_id": id, "kind": "scene_record", "title": "演示笔录", "step_id": verifying.id}
    records.add(desk, KEPT["case_paper"], raw)
    take(desk, id, "file", on="2026-03-10", told=True, approver="演示局长")
    assert sorted(p.kind or "" for p in file_of(desk, id).papers) == ["filing", "scene_record"]


def test_a_step_that_is_put_right_keeps_its_paper_with_what_hangs_on_it(desk: Desk) -> None:
    id = filed(desk)
    (paper,) = file_of(desk, id).papers
    step = file_of(desk, id).standing[-1]
    procedure.correct(
        desk, id, step.id, reason="演示", approver="演示局长", raw={"on": "2026-03-11"}
    )
    (now,) = file_of(desk, id).papers
    assert (now.id, now.made_on) == (paper.id, date(2026, 3, 11))
    assert now.step_id == file_of(desk, id).standing[-1].id


def test_every_step_is_in_the_history_of_its_case(desk: Desk) -> None:
    id = filed(desk)
    step = file_of(desk, id).steps[-1]
    with desk.read() as reader:
        works = [each["work"] for each in reader.history(CASE, id)]
        assert works[-1] == "办理：决定立案"
        assert [e["work"] for e in reader.history(STEP, step.id)] == ["办理：决定立案"]
        assert reader.get(Case, id).state == "FILED"


def test_a_notice_that_was_published_gives_the_party_its_days_when_it_has_run(desk: Desk) -> None:
    """30 days from 8 April end on 8 May; 9 May is a Saturday one works on.

    5 working days: 9, 11, 12, 13, 14 May.
    """
    id = add_case(desk)
    go(desk, id, "agree")
    take(desk, id, "serve_notice", on="2026-04-08", service_mode="notice", told=True)
    clock = next(c for c in procedure.look(desk, id).clocks if c.limit.id == "L10")
    assert (clock.start, clock.last) == (date(2026, 5, 8), date(2026, 5, 14))
    with pytest.raises(Invalid, match="至2026-05-14届满"):
        take(desk, id, "finish_notice", on="2026-05-14")
    take(desk, id, "finish_notice", on="2026-05-15")


def test_what_a_decision_says_stays_until_the_decision_is_corrected(desk: Desk) -> None:
    id = add_case(desk)
    decided = go(desk, id, "decide_penalty")
    (penalty,) = file_of(desk, id).penalties
    ledger = KEPT["case_penalty"]
    words = "已作出处理决定"
    refused(desk, lambda: records.edit(desk, ledger, penalty.id, {"amount": "9000"}), words)
    refused(desk, lambda: records.withdraw(desk, ledger, [penalty.id], "演示"), words)
    more = {"case_id": id, "kind": "warning"}
    refused(desk, lambda: records.add(desk, ledger, more), words)
    refused(desk, lambda: records.edit(desk, CASE, id, {"fine": "9000"}), words)
    records.edit(desk, CASE, id, {"value": "9000"})
    procedure.correct(desk, id, decided.id, reason="金额有误", approver="演示局长")
    records.edit(desk, ledger, penalty.id, {"amount": "9000"})
    assert case_of(desk, id).fine == 900_000


def test_a_clue_that_is_handed_on_is_no_closed_case(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "verify")
    take(desk, id, "hand_over", on="2026-03-05", authority="演示机关", paper_no="演示1")
    take(desk, id, "close", on="2026-03-06", approver="演示局长", close_kind="moved")
    case = case_of(desk, id)
    assert (case.state, case.closed_on, case.filed_on) == ("CLOSED", None, None)
    assert "L21" not in [c.limit.id for c in procedure.look(desk, id).clocks]


def test_a_clue_gets_its_number_with_the_first_step(desk: Desk) -> None:
    numbers = []
    for clue_no in (None, "演示自编1", None):
        id = add_case(desk, clue_no=clue_no)
        go(desk, id, "verify")
        numbers.append(case_of(desk, id).clue_no)
    assert numbers == ["博市监线索〔2026〕1号", "演示自编1", "博市监线索〔2026〕2号"]


def test_a_case_whose_steps_were_all_corrected_may_go_into_the_bin(desk: Desk) -> None:
    id = add_case(desk)
    step = go(desk, id, "verify")
    procedure.correct(desk, id, step.id, reason="重复登记", approver="演示局长")
    records.withdraw(desk, CASE, [id], "重复登记")
    assert kept_rows(desk) == []


def test_the_words_of_a_form_are_understood_too(desk: Desk) -> None:
    id = add_case(desk)
    step = take(desk, id, "verify", 日期="2026-03-03", 办案人员="演示甲、演示乙")
    assert (step.on, step.officers) == (date(2026, 3, 3), ("演示甲", "演示乙"))


def test_half_a_character_is_refused_with_words(desk: Desk) -> None:
    with pytest.raises(Invalid, match="残缺的字符"):
        records.add(desk, CASE, {"brief": "演示\ud800"})


def test_a_blank_in_a_name_does_not_make_another_reviewer(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "conclude")
    with pytest.raises(Invalid, match="不能作为审核人员"):
        take(desk, id, "send_review", on="2026-04-02", review_kind="case", person="演示 甲")
