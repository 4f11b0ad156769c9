"""What an officer does with one record."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Invalid, Missing, Moved, Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enforcement_action import EnforcementAction
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.desks import dump

CASE, STATION, SERVICE = Case.ledger, Station.ledger, StationService.ledger
USCC = "91350100M000100Y43"
WHOLE_ACTION = {
    "acted_on": "2026-09-01",
    "town_code": "域城镇",
    "theme": "日常检查",
    "place": "演示市场",
    "at_market": "是",
    "people": 4,
    "officers": ["甲", "乙"],
    "checked": 12,
    "found": 1,
    "result": "演示：已责令改正",
}


def state(desk: Desk) -> list[str]:
    return list(dump(desk))


def link_of(record: Record) -> str | None:
    assert isinstance(record, Case)
    return record.enterprise_id


def stored(desk: Desk, record: records.R) -> records.R:
    with desk.read() as reader:
        return reader.get(type(record), record.id)


def test_what_lacks_nothing_is_handed_in_and_what_does_stays_a_draft(desk: Desk) -> None:
    whole = records.add(desk, EnforcementAction.ledger, WHOLE_ACTION)
    part = records.add(desk, EnforcementAction.ledger, {"theme": "日常检查"})
    assert (whole.status, part.status) == ("submitted", "draft")
    emptied = records.edit(desk, whole.ledger, whole.id, {"theme": None, "place": ""})
    assert emptied.status == "draft"
    again = records.edit(desk, whole.ledger, whole.id, {"theme": "日常检查", "place": "演示市场"})
    assert again.status == "submitted"


def test_a_wrong_value_is_refused_with_every_field_and_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        records.add(
            desk, CASE, {"case_no": "演示1", "value": "很多", "town_code": "火星", "nope": 1}
        )
    assert {p.field for p in refusal.value.problems} == {"value", "town_code", ""}
    assert state(desk) == []


def test_an_edit_of_a_wrong_value_leaves_the_record_as_it_was(desk: Desk) -> None:
    case = records.add(desk, CASE, {"case_no": "演示1", "value": "350"})
    before = state(desk)
    for values in ({"value": "-5"}, {"filed_on": "2026-02-30"}, {"status": "submitted"}):
        with pytest.raises(Invalid):
            records.edit(desk, CASE, case.id, values)
    assert state(desk) == before


def test_an_id_is_never_taken_twice(desk: Desk) -> None:
    records.add(desk, CASE, {"remark": "一"}, id="a")
    with pytest.raises(Moved):
        records.add(desk, CASE, {"remark": "二"}, id="a")
    with desk.read() as reader:
        assert reader.get(Case, "a").remark == "一"


def test_a_form_does_not_overwrite_a_colleague(desk: Desk) -> None:
    case = stored(desk, records.add(desk, CASE, {"case_no": "演示1"}))
    records.edit(desk, CASE, case.id, {"remark": "同事改的"})
    with pytest.raises(Moved):
        records.save(desk, case, replace(case, remark="我改的"))
    assert stored(desk, case).remark == "同事改的"


def test_several_records_are_kept_as_one_step_or_not_at_all(desk: Desk) -> None:
    records.save_many(desk, "粘贴", [(None, Case(case_no=f"演示{n}")) for n in range(3)])
    assert len(state(desk)) == 3
    bad = [(None, Case(case_no="演示9")), (None, Case(value=-1))]
    with pytest.raises(Invalid):
        records.save_many(desk, "粘贴", bad)
    assert len(state(desk)) == 3
    records.undo(desk)
    assert state(desk) == []


def test_a_link_is_found_by_number_name_or_code(desk: Desk) -> None:
    firm = records.add(desk, Enterprise.ledger, {"name": "演示公司", "uscc": USCC})
    serial = stored(desk, firm).serial_no
    for word in (firm.id, serial, "演示公司"):
        case = records.add(desk, CASE, {"enterprise_id": word})
        assert link_of(case) == firm.id
    by_code = records.add(desk, CASE, {"party": "别名", "party_uscc": USCC})
    by_name = records.add(desk, CASE, {"party": "演示公司"})
    assert {link_of(by_code), link_of(by_name)} == {firm.id}
    with pytest.raises(Invalid):
        records.add(desk, CASE, {"enterprise_id": "没有这家"})


def test_a_name_that_two_firms_share_is_not_guessed(desk: Desk) -> None:
    for _ in range(2):
        records.add(desk, Enterprise.ledger, {"name": "演示公司"})
    with pytest.raises(Invalid):
        records.add(desk, CASE, {"enterprise_id": "演示公司"})
    assert link_of(records.add(desk, CASE, {"party": "演示公司"})) is None


def test_withdrawing_needs_a_reason_and_restoring_brings_back_the_same(desk: Desk) -> None:
    case = stored(desk, records.add(desk, CASE, {"case_no": "演示1"}))
    before = state(desk)
    for reason in ("", "  "):
        with pytest.raises(Refused):
            records.withdraw(desk, CASE, [case.id], reason)
    records.withdraw(desk, CASE, [case.id], "重复")
    gone = stored(desk, case)
    assert (gone.withdrawn, gone.withdrawn_by, gone.withdrawn_why) == (True, "演示员", "重复")
    with pytest.raises(Refused):
        records.edit(desk, CASE, case.id, {"remark": "x"})
    with pytest.raises(Refused):
        records.withdraw(desk, CASE, [case.id], "再删")
    records.restore(desk, CASE, [case.id])
    assert state(desk) == before
    with pytest.raises(Refused):
        records.restore(desk, CASE, [case.id])


def test_a_record_with_live_children_stays_and_no_child_is_left_under_a_withdrawn_one(
    desk: Desk,
) -> None:
    station = records.add(desk, STATION, {"name": "演示站"})
    service = records.add(desk, SERVICE, {"station_id": "演示站", "client": "演示公司"})
    with pytest.raises(Refused):
        records.withdraw(desk, STATION, [station.id], "撤站")
    records.withdraw(desk, SERVICE, [service.id], "重复")
    records.withdraw(desk, STATION, [station.id], "撤站")
    with pytest.raises(Refused):
        records.restore(desk, SERVICE, [service.id])
    with pytest.raises(Invalid):
        records.add(desk, SERVICE, {"station_id": station.id})
    records.restore(desk, STATION, [station.id])
    records.restore(desk, SERVICE, [service.id])


def test_undo_and_redo_of_each_operation_give_the_state_back_exactly(desk: Desk) -> None:
    seen = [state(desk)]
    case = records.add(desk, CASE, {"case_no": "演示1"})
    seen.append(state(desk))
    records.edit(desk, CASE, case.id, {"value": "350"})
    seen.append(state(desk))
    records.withdraw(desk, CASE, [case.id], "重复")
    seen.append(state(desk))
    records.restore(desk, CASE, [case.id])
    for before in reversed(seen):
        records.undo(desk)
        assert state(desk) == before
    with pytest.raises(Refused):
        records.undo(desk)
    for after in seen[1:]:
        records.redo(desk)
        assert state(desk) == after


def test_a_step_is_not_undone_over_a_later_change(desk: Desk) -> None:
    case = records.add(desk, CASE, {"case_no": "演示1"})
    records.edit(desk, CASE, case.id, {"value": "350"})
    desk.done.pop()
    with pytest.raises(Moved):
        records.undo(desk)
    with desk.read() as reader:
        assert reader.get(Case, case.id).value == 35000


def test_uncovering_a_personal_value_needs_a_reason_and_is_kept(desk: Desk) -> None:
    case = records.add(desk, CASE, {"phone": "13800001234"})
    with pytest.raises(Refused):
        records.uncover(desk, CASE, case.id, "phone", " ")
    assert records.uncover(desk, CASE, case.id, "phone", "回访") == "13800001234"
    with desk.read() as reader:
        (kept,) = reader.works("uncover")
    assert (kept["record"], kept["field"], kept["reason"]) == (case.id, "phone", "回访")
    assert desk.done[-1].name != "查看个人信息"


def test_a_record_is_found_by_id_or_serial_number(desk: Desk) -> None:
    case = records.add(desk, CASE, {"case_no": "演示1"})
    for word in (case.id, "2026-0001"):
        assert records.find_record(desk, CASE, word).id == case.id
    with pytest.raises(Missing):
        records.find_record(desk, CASE, "2026-0002")


def test_several_codes_are_kept_in_the_order_of_their_list_however_a_form_gives_them(
    desk: Desk,
) -> None:
    firm = Enterprise(name="演示", tags=("trader", "high_tech"))
    kept = records.save(desk, None, firm)
    assert kept.tags == ("high_tech", "trader")


@pytest.mark.usefixtures("english")
def test_a_step_and_a_refusal_are_named_in_the_language_spoken(desk: Desk) -> None:
    records.add(desk, CASE, {"clue_no": "X1"})
    assert records.undo(desk).name == 'New record: Enforcement cases "X1"'
    with pytest.raises(Missing) as refused:
        records.find_record(desk, CASE, "2020-0001")
    assert not re.search("[\u4e00-\u9fff]", str(refused.value))
