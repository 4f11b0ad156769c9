"""The one door: what passes it is whole, judged, numbered and remembered; what does not, is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.changes import Change, Step
from boshan_desk.domain.officers import anyone
from boshan_desk.domain.problems import Held, Invalid, Missing, Moved, Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.lock import DeskLock
from boshan_desk.store.opening import open_desk


def put(desk: Desk, *records: Case | Station | StationService | Enterprise) -> None:
    with desk.work("演示") as work:
        for record in records:
            work.put(record)


def stored(desk: Desk, record: Case) -> Case:
    with desk.read() as reader:
        return reader.get(Case, record.id)


def test_a_record_comes_back_as_it_went_but_for_the_stamps_of_the_door(desk: Desk) -> None:
    case = Case(
        case_no="演示1号", filed_on=date(2026, 3, 16), value=3_500_001, officers=("甲", "乙")
    )
    put(desk, case)
    kept = stored(desk, case)
    assert kept.serial_no == "2026-0001"
    assert (kept.entered_by, kept.changed_by) == ("演示员", "演示员")
    stamps = {"entered_by", "entered_at", "changed_by", "changed_at", "serial_no"}
    given = {k: v for k, v in case.__dict__.items() if k not in stamps}
    assert {k: v for k, v in kept.__dict__.items() if k not in stamps} == given


def test_serial_numbers_go_on_without_holes_in_one_work_and_over_several(desk: Desk) -> None:
    first = [Case(case_no=f"演示{n}") for n in range(3)]
    put(desk, *first)
    put(desk, last := Case(case_no="演示末"))
    numbers = [stored(desk, case).serial_no for case in (*first, last)]
    assert numbers == ["2026-0001", "2026-0002", "2026-0003", "2026-0004"]


def test_a_refused_record_takes_the_whole_work_back(desk: Desk) -> None:
    good, bad = Case(case_no="演示1"), Case(id_no="990101199103215817")
    with pytest.raises(Invalid, match="校验"):
        put(desk, good, bad)
    with desk.read() as reader:
        assert reader.count(Case.ledger) == 0
        assert reader.history(Case.ledger, good.id) == []
    put(desk, Case(case_no="演示2"))
    with desk.read() as reader:
        assert [c.serial_no for c in reader.all(Case)] == ["2026-0001"]


def test_a_draft_may_be_incomplete_and_a_submitted_record_may_not(desk: Desk) -> None:
    put(desk, Station(name="演示站"))
    with pytest.raises(Invalid) as refusal:
        put(desk, Station(name="演示站", status="submitted"))
    assert {p.field for p in refusal.value.problems} >= {"level", "town_code", "set_up_on"}


def test_a_value_of_another_type_or_outside_its_list_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="类型不符"):
        put(desk, Case(value="三万"))  # type: ignore[arg-type]  # the door must not trust callers
    with pytest.raises(Invalid, match=r"370304999.*可选项"):
        put(desk, Case(town_code="370304999"))


def test_a_code_that_left_its_list_stays_on_an_old_record_and_goes_on_no_other(
    desk: Desk, folder: Path
) -> None:
    put(desk, case := Case(case_no="演示1", town_code="370304001", penalties=("fine",)))
    connection = connect(folder / "desk.db")
    connection.execute("UPDATE \"case\" SET town_code = '370304999', penalties = 'old,fine'")
    connection.close()
    old = stored(desk, case)
    put(desk, replace(old, goods="演示商品"))
    assert stored(desk, case).town_code == "370304999"
    with pytest.raises(Invalid, match="可选项"):
        put(desk, replace(stored(desk, case), penalties=("older",)))


def test_a_link_must_lead_somewhere(desk: Desk) -> None:
    with pytest.raises(Missing, match="站点"):
        put(desk, StationService(station_id="nowhere"))


def test_saving_over_a_colleagues_change_is_refused(desk: Desk) -> None:
    put(desk, Case(case_no="演示1"))
    with desk.read() as reader:
        seen = next(reader.all(Case))
    put(desk, replace(seen, goods="演示商品"))
    with pytest.raises(Moved, match="已被修改"), desk.work("演示") as work:
        work.apply([Change(seen, replace(seen, goods="别的商品"))])
    assert stored(desk, seen).goods == "演示商品"


def test_undo_and_redo_bring_back_exactly_what_was(desk: Desk) -> None:
    put(desk, first := Case(case_no="演示1"))
    before = stored(desk, first)
    put(desk, replace(before, goods="演示商品"))
    after = stored(desk, first)

    assert desk.take_back().changes[0].after == after
    assert stored(desk, first).goods is None
    desk.do_again()
    assert stored(desk, first).goods == "演示商品"
    desk.take_back()
    desk.take_back()
    with desk.read() as reader:
        assert reader.find(Case, first.id) is None
    desk.do_again()
    assert stored(desk, first).serial_no == before.serial_no
    desk.take_back()
    with pytest.raises(Refused, match="没有可以撤销"):
        desk.take_back()


def test_undo_is_refused_in_words_when_the_record_has_moved_on(desk: Desk, folder: Path) -> None:
    put(desk, case := Case(case_no="演示1"))
    with open_desk(folder, clock=desk.clock, officer="同事") as other:
        put(other, replace(stored(desk, case), goods="演示商品"))
    with pytest.raises(Moved, match=r"演示1.*撤销"):
        desk.take_back()
    assert stored(desk, case).goods == "演示商品"
    assert desk.done, "the step stays undoable once the record is as it was"


def test_a_new_work_after_undo_drops_what_could_be_redone(desk: Desk) -> None:
    put(desk, Case(case_no="演示1"))
    desk.take_back()
    put(desk, Case(case_no="演示2"))
    with pytest.raises(Refused, match="没有可以重做"):
        desk.do_again()


def test_two_changes_of_one_record_in_one_work_undo_as_one(desk: Desk) -> None:
    case = Case(case_no="演示1")
    with desk.work("演示") as work:
        work.put(case)
        work.put(replace(work.get(Case, case.id), goods="演示商品"))
    assert len(desk.done[-1].changes) == 1
    desk.take_back()
    with desk.read() as reader:
        assert reader.find(Case, case.id) is None


def test_listeners_hear_of_a_work_only_after_it_is_kept(desk: Desk, folder: Path) -> None:
    heard: list[Step] = []

    def listen(step: Step) -> None:
        heard.append(step)
        with desk.read() as reader:
            assert reader.count(Case.ledger) == 1

    desk.listeners.append(listen)
    put(desk, Case(case_no="演示1"))
    assert [step.name for step in heard] == ["演示"]
    with pytest.raises(Invalid):
        put(desk, Case(value=-1))
    assert len(heard) == 1


def test_the_history_tells_field_old_new_and_who(desk: Desk) -> None:
    put(desk, case := Case(case_no="演示1", value=100))
    desk.officer = anyone("同事")
    put(desk, replace(stored(desk, case), value=250))
    with desk.read() as reader:
        first, second = reader.history(Case.ledger, case.id)
    assert first["fields"]["case_no"] == [None, "演示1"]
    assert second["fields"] == {"value": [100, 250]}
    assert second["officer"] == "同事"


def test_every_value_names_the_work_that_wrote_it(desk: Desk, folder: Path) -> None:
    put(desk, case := Case(case_no="演示1", value=100))
    put(desk, replace(stored(desk, case), value=250))
    connection = connect(folder / "desk.db")
    (dots,) = connection.execute('SELECT dots FROM "case"').fetchone()
    connection.close()
    assert json.loads(dots) == {"": f"{desk.site}.1", "value": f"{desk.site}.2"}


def test_one_writer_at_a_time_and_readers_are_not_in_its_way(desk: Desk, folder: Path) -> None:
    desk.hold()
    other = open_desk(folder, clock=desk.clock)
    with pytest.raises(Held, match="另一个程序"):
        put(other, Case(case_no="演示2"))
    put(desk, Case(case_no="演示1"))
    with other.read() as reader:
        assert reader.count(Case.ledger) == 1
    desk.close()
    put(other, Case(case_no="演示2"))
    other.close()


def test_a_lock_dies_with_its_holder(folder: Path) -> None:
    first, second = DeskLock(folder), DeskLock(folder)
    first.take()
    with pytest.raises(Held):
        second.take()
    first.give_back()
    second.take()
    assert second.held
    second.give_back()


def test_a_closed_desk_is_one_file(desk: Desk, folder: Path) -> None:
    put(desk, Case(case_no="演示1"))
    desk.close()
    assert not list(folder.glob("desk.db-*"))


def test_personal_values_are_not_in_what_quick_search_looks_through(
    desk: Desk, folder: Path
) -> None:
    put(
        desk, Case(case_no="演示1", party="演示甲", id_no="990101199103215816", phone="19900000152")
    )
    connection = connect(folder / "desk.db")
    (folded,) = connection.execute('SELECT folded FROM "case"').fetchone()
    connection.close()
    assert "演示甲" in folded
    assert "990101" not in folded
    assert "19900000152" not in folded


def test_a_renamed_firm_keeps_its_earlier_name() -> None:
    old = Enterprise(name="演示旧名厂")
    new = replace(old, name="演示新名厂").following(old)
    assert new.former_names == ("演示旧名厂",)
    assert new.following(new) == new


def test_a_form_that_was_never_saved_is_kept_and_forgotten(desk: Desk, folder: Path) -> None:
    from boshan_desk.store.rows import Rows

    rows = Rows(folder / "desk.db")
    desk.keep_typed("case", "演示", {"party": "演示公"})
    desk.keep_typed("case", "演示", {"party": "演示公司"})
    assert rows.typed("case", "演示") == {"party": "演示公司"}
    assert [(ledger, id) for ledger, id, _ in rows.unsaved()] == [("case", "演示")]
    desk.keep_typed("case", "演示", None)
    assert rows.typed("case", "演示") == {}
    rows.close()
