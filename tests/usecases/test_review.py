"""States of a record, reasons after review, closed periods, informants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.states import MOVES, find_move
from boshan_desk.domain.today import Clock
from boshan_desk.domain.view import View
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import closing, records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.desks import check, dump
from boshan_desk.usecases.lists import list_records
from tests.conftest import TODAY

ACTION = KEPT["enforcement_action"]
WHOLE = {
    "acted_on": "2026-08-03",
    "town_code": "370304001",
    "theme": "daily",
    "place": "演示市场",
    "people": 3,
    "checked": 5,
}

As = Callable[..., Desk]


@pytest.fixture
def seat(folder: Path) -> As:
    """Sit down at the desk with these roles; leaves the seat by `with`."""

    def sit(*roles: str, name: str = "演示员") -> Desk:
        officer = with_roles(name, roles, id="x")
        return open_desk(folder, clock=Clock(TODAY), officer=officer)

    return sit


def handed_in(desk: Desk) -> str:
    kept = records.add(desk, ACTION, WHOLE)
    assert kept.status == "submitted", [p.words() for p in records.judge(desk, kept)]
    return kept.id


def found(desk: Desk, id: str) -> EnforcementAction:
    with desk.read() as reader:
        return reader.get(EnforcementAction, id)


def test_a_record_goes_its_way_and_says_who_reviewed_it(seat: As) -> None:
    with seat("approver", name="演示审批") as desk:
        id = handed_in(desk)
        records.move(desk, ACTION, [id], "reviewed")
        kept = found(desk, id)
        assert (kept.status, kept.reviewed_by) == ("reviewed", "演示审批")
        assert kept.reviewed_at is not None
        records.move(desk, ACTION, [id], "archived")
        assert found(desk, id).reviewed_by == "演示审批"
        with pytest.raises(Refused, match="写明原因"):
            records.move(desk, ACTION, [id], "reviewed")
        records.move(desk, ACTION, [id], "reviewed", reason="演示更正")
        records.move(desk, ACTION, [id], "returned", reason="演示缺材料")
        assert found(desk, id).reviewed_by is None
        records.move(desk, ACTION, [id], "submitted")
        with desk.read() as reader:
            reasons = [e["detail"].get("reason") for e in reader.history(ACTION, id)]
        assert [r for r in reasons if r] == ["演示更正", "演示缺材料"]
    assert check(desk.folder).ok


@pytest.mark.parametrize("before", ["draft", "submitted", "returned", "reviewed", "archived"])
@pytest.mark.parametrize("after", ["draft", "submitted", "returned", "reviewed", "archived"])
def test_there_is_no_other_way_than_the_table_says(before: str, after: str, seat: As) -> None:
    way = {
        "draft": (),
        "submitted": (),
        "returned": ("returned",),
        "reviewed": ("reviewed",),
        "archived": ("reviewed", "archived"),
    }[before]
    with seat("approver") as desk:
        if before == "draft":
            id = records.add(desk, ACTION, {"place": "演示市场"}).id
        else:
            id = handed_in(desk)
        for state in way:
            records.move(desk, ACTION, [id], state, reason="演示")
        if find_move(before, after) is None and before != after:
            with pytest.raises(Refused, match="不能由"):
                records.move(desk, ACTION, [id], after, reason="演示")
        elif (before, after) == ("draft", "submitted"):
            with pytest.raises(Refused, match="必须填写"):
                records.move(desk, ACTION, [id], after)
        else:
            records.move(desk, ACTION, [id], after, reason="演示")
            assert found(desk, id).status == after


def test_who_may_not_review_is_told_and_nothing_is_changed(seat: As) -> None:
    with seat("handler") as desk:
        id = handed_in(desk)
        before = list(desk.done)
        for move in MOVES:
            if move.before == "submitted" and move.needs is not None:
                with pytest.raises(NoRight, match="审核"):
                    records.move(desk, ACTION, [id], move.after, reason="演示")
        with pytest.raises(NoRight):
            records.edit(desk, ACTION, id, {"status": "reviewed"})
        with pytest.raises(NoRight):
            records.add(desk, ACTION, {**WHOLE, "place": "另一处", "status": "reviewed"})
        assert found(desk, id).status == "submitted"
        assert desk.done == before


def test_a_change_after_review_wants_a_reason_and_another_review(seat: As) -> None:
    with seat("approver") as desk:
        id = handed_in(desk)
        records.move(desk, ACTION, [id], "reviewed")
    with seat("handler") as desk:
        with pytest.raises(Refused, match="写明原因"):
            records.edit(desk, ACTION, id, {"people": 4})
        stored = found(desk, id)
        with pytest.raises(Refused, match="写明原因"):
            records.save(desk, stored, stored.__class__(**{**stored.__dict__, "people": 4}))
        assert found(desk, id).people == 3
        records.edit(desk, ACTION, id, {"people": 4}, reason="演示：人数笔误")
        assert (found(desk, id).people, found(desk, id).status) == (4, "submitted")
        records.undo(desk)
        assert (found(desk, id).people, found(desk, id).status) == (3, "reviewed")


def test_what_is_archived_stays_until_it_is_taken_out(seat: As) -> None:
    with seat("approver") as desk:
        id = handed_in(desk)
        records.move(desk, ACTION, [id], "reviewed")
        records.move(desk, ACTION, [id], "archived")
        for act in (
            lambda: records.edit(desk, ACTION, id, {"people": 4}, reason="演示"),
            lambda: records.withdraw(desk, ACTION, [id], "演示"),
        ):
            with pytest.raises(Refused, match="已归档"):
                act()
        records.move(desk, ACTION, [id], "reviewed", reason="演示")
        records.withdraw(desk, ACTION, [id], "演示")
        assert found(desk, id).withdrawn


def test_nothing_is_hung_on_what_is_archived(seat: As, tmp_path: Path) -> None:
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes("演示".encode())
    with seat("approver") as desk:
        id = handed_in(desk)
        hung = attach(desk, ACTION, id, scan)
        records.move(desk, ACTION, [id], "reviewed")
        records.move(desk, ACTION, [id], "archived")
        scan.write_bytes("演示二".encode())
        with pytest.raises(Refused, match="已归档"):
            attach(desk, ACTION, id, scan)
        with pytest.raises(Refused, match="已归档"):
            records.withdraw(desk, KEPT["attachment"], [hung.id], "演示")


def test_a_returned_record_may_lack_something_until_it_is_handed_in_again(seat: As) -> None:
    with seat("approver") as desk:
        id = handed_in(desk)
        records.move(desk, ACTION, [id], "returned", reason="演示")
        records.edit(desk, ACTION, id, {"town_code": None})
        assert found(desk, id).status == "returned"
        with pytest.raises(Refused, match="必须填写"):
            records.move(desk, ACTION, [id], "submitted")
        records.edit(desk, ACTION, id, {"town_code": "370304001"})
        records.move(desk, ACTION, [id], "submitted")


def test_undo_does_not_get_round_the_right_to_review(seat: As) -> None:
    with seat("approver") as desk:
        id = handed_in(desk)
        records.move(desk, ACTION, [id], "reviewed")
        desk.officer = with_roles("演示员", ["handler"], id="x")
        with pytest.raises(NoRight):
            records.undo(desk)
        assert found(desk, id).status == "reviewed"


# Closed periods


def test_a_closed_period_is_left_alone_by_all_but_the_named(seat: As) -> None:
    with seat("approver", name="演示审批") as desk:
        id = handed_in(desk)
        with pytest.raises(Refused, match="还没有结束"):
            closing.close_period(desk, read_period("2026Q4"))
        closing.close_period(desk, read_period("2026Q3"), ["演示例外", " "])
        (closed,) = closing.list_closed(desk)
        assert (str(closed.period), closed.exempt) == ("2026Q3", ("演示例外",))
        with pytest.raises(Refused, match="三季度已封账"):
            records.edit(desk, ACTION, id, {"people": 4})
        with pytest.raises(Refused, match="封账"):
            records.add(desk, ACTION, {**WHOLE, "acted_on": "2026-09-30"})
        with pytest.raises(Refused, match="封账"):
            records.withdraw(desk, ACTION, [id], "演示")
        later = records.add(desk, ACTION, {**WHOLE, "acted_on": "2026-10-01"}).id
        # Neither out of the period nor into it.
        with pytest.raises(Refused, match="封账"):
            records.edit(desk, ACTION, later, {"acted_on": "2026-07-01"})
        with pytest.raises(Refused, match="封账"):
            records.edit(desk, ACTION, id, {"acted_on": "2026-10-02"})
        # Reviewing and archiving is what comes after.
        records.move(desk, ACTION, [id], "reviewed")
    with seat("handler", name="演示例外") as desk:
        records.edit(desk, ACTION, id, {"people": 4}, reason="演示更正")
    with seat("approver", name="演示审批") as desk:
        with pytest.raises(Refused, match="原因"):
            closing.reopen_period(desk, read_period("2026Q3"), " ")
        with pytest.raises(Missing, match="没有封账"):
            closing.reopen_period(desk, read_period("2026Q1"), "演示")
        closing.reopen_period(desk, read_period("2026Q3"), "演示：市局要求补报")
        records.edit(desk, ACTION, id, {"people": 5})
        assert check(desk.folder).ok


def test_what_belongs_to_a_record_of_a_closed_period_is_closed_too(seat: As) -> None:
    with seat("approver") as desk:
        event = records.add(desk, KEPT["event"], {"title": "演示培训", "starts_on": "2026-08-01"})
        closing.close_period(desk, read_period("2026Q3"))
        with pytest.raises(Refused, match="封账"):
            records.add(desk, KEPT["attendee"], {"event_id": event.id, "name": "演示员"})


def test_undo_does_not_get_into_a_closed_period(seat: As) -> None:
    with seat("approver") as desk:
        id = handed_in(desk)
        records.edit(desk, ACTION, id, {"people": 4})
        closing.close_period(desk, read_period("2026Q3"))
        with pytest.raises(Refused, match="封账"):
            records.undo(desk)
        assert found(desk, id).people == 4


# Informants


def test_informants_are_seen_by_few_and_in_no_export(seat: As) -> None:
    informant = KEPT["informant"]
    assert "informant" not in LEDGERS
    with seat("handler") as desk:
        case = records.add(desk, KEPT["case"], {"party": "演示公司"}).id
        values = {"case_id": case, "name": "演示举报人", "phone": "13800001234"}
        id = records.add(desk, informant, values).id
        (told,) = list_records(desk, View(ledger="informant"), informant)
        assert "演示举报人" not in str(told)
        assert "13800001234" not in str(told)
        assert records.uncover(desk, informant, id, "name", "演示核对") == "演示举报人"
        with pytest.raises(Refused, match="原因"):
            records.uncover(desk, informant, id, "name", " ")
        with desk.read() as reader:
            names = {each["name"] for each in reader.steps()}
        assert not [name for name in names if "演示举报人" in name]
    with seat("entry") as desk:
        with pytest.raises(NoRight, match="举报人"):
            list(list_records(desk, View(ledger="informant"), informant))
        with pytest.raises(NoRight):
            records.edit(desk, informant, id, {"remark": "演示"})
        with pytest.raises(NoRight):
            records.uncover(desk, informant, id, "name", "演示")
    with seat("approver") as desk:
        assert "informant" not in "".join(dump(desk))


def test_closing_protects_what_was_counted_and_lets_running_cases_go_on(seat: As) -> None:
    case = KEPT["case"]
    with seat("approver") as desk:
        filed = {"party": "演示公司", "filed_on": "2026-08-01"}
        running = records.add(desk, case, filed).id
        other = records.add(desk, case, {"party": "演示公司", "filed_on": "2026-03-01"}).id
        closing.close_period(desk, read_period("2026Q3"))
        # Filed in a closed quarter, it goes on: what happens later counts later.
        records.edit(desk, case, running, {"decided_on": "2026-10-08", "fine": "500"})
        with pytest.raises(Refused, match="封账"):
            records.edit(desk, case, running, {"filed_on": "2026-10-08"})
        # Filed in an open one, it still cannot add to the closed one.
        with pytest.raises(Refused, match="封账"):
            records.edit(desk, case, other, {"decided_on": "2026-08-01", "fine": "500000"})
        late = {"filed_on": "2026-05-05", "decided_on": "2026-08-01", "fine": "500000"}
        with pytest.raises(Refused, match="封账"):
            records.add(desk, case, {"party": "演示公司", **late})


def test_archived_content_is_not_changed_together_with_a_move(seat: As) -> None:
    with seat("approver") as desk:
        id = handed_in(desk)
        records.move(desk, ACTION, [id], "reviewed")
        records.move(desk, ACTION, [id], "archived")
        values = {"people": 99, "status": "reviewed"}
        with pytest.raises(Refused, match="已归档"):
            records.edit(desk, ACTION, id, values, reason="演示")
        assert found(desk, id).people == 3


def test_a_record_with_files_is_not_taken_back_whole(seat: As, tmp_path: Path) -> None:
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes("演示".encode())
    with seat("approver") as desk:
        id = handed_in(desk)
        attach(desk, ACTION, id, scan)
        desk.done.pop()
        with pytest.raises(Refused, match="附件"):
            records.undo(desk)
    assert check(desk.folder).ok


def test_a_removed_closing_is_seen(seat: As) -> None:
    with seat("approver") as desk:
        closing.close_period(desk, read_period("2026Q2"))
        closing.close_period(desk, read_period("2026Q1"))
        closing.reopen_period(desk, read_period("2026Q1"), "演示")
        assert check(desk.folder).ok
        with desk._engine.begin() as connection:  # noqa: SLF001 - behind the one door
            connection.exec_driver_sql("DELETE FROM closing")
    assert "closing 2026Q2" in check(desk.folder).findings[0]


def test_no_message_names_an_informant(seat: As) -> None:
    with seat("handler") as desk:
        with pytest.raises(Refused) as told:
            records.add(desk, KEPT["informant"], {"case_id": "无此案", "name": "演示举报李四"})
        assert "李四" not in told.value.words()
