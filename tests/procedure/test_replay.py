"""A step is taken back by a correction alone: the case is as before it, the record keeps it."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.problems import Invalid, Refused
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case_file import CasePaper, CaseStep, CaseStop
from boshan_desk.procedure.performing import replay
from boshan_desk.procedure.steps import BY_EVENT, OWNED
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import procedure, records
from boshan_desk.usecases.desks import dump
from tests.procedure.courses import (
    TO_ARCHIVE,
    add_case,
    case_of,
    counted_rows,
    file_of,
    go,
    kept_rows,
    take,
    wander,
)
from tests.procedure.files import LAW, LISTS

_STAMPS: dict[str, Any] = {
    "changed_at": None,
    "changed_by": None,
    "entered_at": None,
    "entered_by": None,
}


def picture(desk: Desk, id: str) -> dict[str, Any]:
    """What steps make of a case: its own fields, stops, papers, limits."""
    file = file_of(desk, id)
    return {
        "owned": {n: getattr(file.case, n) for n in sorted(OWNED)} | {"state": file.state},
        "stops": [(s.kind, s.starts_on, s.ends_on) for s in file.stops],
        "papers": sorted((p.kind, p.paper_no, p.made_on, p.pages) for p in file.papers),
        "due": [row for row in kept_rows(desk) if row[0] == id],
        "standing": [s.event for s in file.standing],
    }


def all_steps(desk: Desk, id: str) -> list[CaseStep]:
    """Every step of the case that the store holds, whatever became of it."""
    with desk.read() as reader:
        return [s for s in reader.all(CaseStep) if s.case_id == id]


def whole(desk: Desk) -> list[str]:
    """Every record of the desk."""
    return list(dump(desk))


def undo_last(desk: Desk, id: str) -> CaseStep:
    """Correct the newest step that stands."""
    wrong = file_of(desk, id).standing[-1]
    procedure.correct(desk, id, wrong.id, reason="演示原因", approver="演示局长")
    return wrong


@pytest.mark.parametrize("seed", range(6))
def test_correcting_the_last_step_gives_the_case_as_it_was_before_it(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    id = add_case(desk)
    records.add(desk, KEPT["case_penalty"], {"case_id": id, "kind": "fine", "amount": "500"})
    pictures = [picture(desk, id)]
    while len(pictures) < 14 and wander(desk, id, chance, 1):
        pictures.append(picture(desk, id))
    assert len(pictures) > 3
    while len(pictures) > 1:
        pictures.pop()
        kept = {s.id: s for s in all_steps(desk, id)}
        wrong = undo_last(desk, id)
        assert picture(desk, id) == pictures[-1], wrong.event
        now = {s.id: s for s in all_steps(desk, id)}
        assert set(kept) < set(now), "nothing is deleted"
        for each, before in kept.items():
            wanted = copy_with(before, **_STAMPS)
            if each == wrong.id:
                wanted = copy_with(wanted, void=True)
            assert copy_with(now[each], **_STAMPS) == wanted
    assert kept_rows(desk) == counted_rows(desk)


@pytest.mark.parametrize("seed", range(6))
def test_a_replay_of_all_steps_gives_the_case_as_it_stands(desk: Desk, seed: int) -> None:
    id = add_case(desk)
    records.add(desk, KEPT["case_penalty"], {"case_id": id, "kind": "fine", "amount": "500"})
    wander(desk, id, random.Random(seed), 12)
    file = file_of(desk, id)
    again = replay(file, file.standing, LAW, LISTS)
    differing = {n for n in OWNED if getattr(again.case, n) != getattr(file.case, n)}
    # The day on which a public notice has run is worked out when the steps are kept.
    by_notice = any(s.service_mode == "notice" for s in file.standing if s.event == "serve")
    assert differing <= ({"served_on"} if by_notice else set())
    assert [(s.was, s.now) for s in again.steps] == [(s.was, s.now) for s in file.standing]


DATES = [
    ("verify", "2026-03-04"),
    ("file", "2026-03-12"),
    ("conclude", "2026-03-31"),
    ("agree", "2026-04-08"),
    ("serve_notice", "2026-04-09"),
    ("finish_notice", "2026-04-21"),
    ("decide_penalty", "2026-04-23"),
    ("serve", "2026-04-27"),
    ("pay", "2026-05-07"),
    ("publish", "2026-05-11"),
    ("close", "2026-05-10"),
    ("archive", "2026-05-13"),
]


@pytest.mark.parametrize(("event", "day"), DATES)
def test_a_date_put_right_is_the_same_as_one_that_was_right_from_the_start(
    desk: Desk, event: str, day: str
) -> None:
    wrong = add_case(desk, clue_no="演示错")
    go(desk, wrong, "archive")
    step = next(s for s in file_of(desk, wrong).standing if s.event == event)
    procedure.correct(desk, wrong, step.id, reason="日期写错", approver="演示局长", raw={"on": day})
    right = add_case(desk, clue_no="演示对")
    plan = [(e, {**raw, "on": day} if e == event else raw) for e, raw in TO_ARCHIVE]
    go(desk, right, "archive", plan)
    found, wanted = picture(desk, wrong), picture(desk, right)
    for each in (found, wanted):
        # Numbers of papers run on from the one case to the other.
        each["due"] = [row[1:] for row in each["due"]]
        each["papers"] = [(kind, on, pages) for kind, _no, on, pages in each["papers"]]
        for name in ("file_no", "decision_no"):
            assert each["owned"].pop(name)
    assert found == wanted
    assert kept_rows(desk) == counted_rows(desk)


def test_the_corrected_step_the_correction_and_the_new_one_stand_side_by_side(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "serve")
    wrong = file_of(desk, id).standing[-1]
    note = procedure.correct(
        desk, id, wrong.id, reason="日期写错", approver="演示局长", raw={"on": "2026-04-27"}
    )
    assert (note.event, note.corrects, note.note, note.approver) == (
        "correct", wrong.id, "日期写错", "演示局长",
    )  # fmt: skip
    mine = [s for s in all_steps(desk, id) if s.id == wrong.id or s.corrects == wrong.id]
    assert [(s.event, s.void, s.on) for s in mine] == [
        ("serve", True, date(2026, 4, 24)),
        ("correct", None, date(2026, 10, 9)),
        ("serve", None, date(2026, 4, 27)),
    ]
    assert case_of(desk, id).served_on == date(2026, 4, 27)


def test_a_number_that_a_wrong_step_spoilt_stays_with_it_and_is_not_given_again(
    desk: Desk,
) -> None:
    id = add_case(desk)
    spoilt = go(desk, id, "decide_penalty")
    undo_last(desk, id)
    assert case_of(desk, id).decision_no is None
    again = take(desk, id, "decide_penalty", on="2026-04-23", approver="演示局长")
    assert spoilt.paper_no
    assert again.paper_no
    assert (spoilt.paper_no[-2:], again.paper_no[-2:]) == ("1号", "2号")
    assert {s.paper_no for s in all_steps(desk, id)} >= {spoilt.paper_no, again.paper_no}


@pytest.mark.parametrize("event", [e for e, _raw in TO_ARCHIVE if BY_EVENT[e].moves][:-1])
def test_a_step_on_which_later_ones_stand_is_not_taken_away(desk: Desk, event: str) -> None:
    id = add_case(desk)
    go(desk, id, "archive")
    step = next(s for s in file_of(desk, id).standing if s.event == event)
    before = whole(desk), kept_rows(desk)
    with pytest.raises(Refused, match=r"更正后，第 \d+ 步“.+”（2026-.+）不再成立"):
        procedure.correct(desk, id, step.id, reason="演示原因", approver="演示局长")
    assert (whole(desk), kept_rows(desk)) == before


def test_a_date_that_a_later_step_cannot_follow_is_refused_and_changes_nothing(
    desk: Desk,
) -> None:
    id = add_case(desk)
    go(desk, id, "decide_penalty")
    notice = next(s for s in file_of(desk, id).standing if s.event == "serve_notice")
    before = whole(desk), kept_rows(desk)
    with pytest.raises(Refused, match=r"第 7 步“告知期满，报负责人审查”.+届满后或当事人书面放弃后"):
        procedure.correct(
            desk, id, notice.id, reason="演示", approver="演示局长", raw={"on": "2026-04-16"}
        )
    assert (whole(desk), kept_rows(desk)) == before


@pytest.mark.parametrize(
    ("reason", "approver"), [("", "演示局长"), ("　 ", "演示局长"), ("演示", ""), ("演示", "\t")]
)
def test_a_correction_says_why_and_who_approved_it(desk: Desk, reason: str, approver: str) -> None:
    id = add_case(desk)
    step = go(desk, id, "verify")
    with pytest.raises(Refused, match="须写明原因和批准人"):
        procedure.correct(desk, id, step.id, reason=reason, approver=approver)


def test_what_is_no_standing_step_of_this_case_is_not_corrected(desk: Desk) -> None:
    id, other = add_case(desk), add_case(desk, clue_no="演示另案")
    step = go(desk, id, "verify")
    with pytest.raises(Refused, match="不在本案中"):
        procedure.correct(desk, other, step.id, reason="演示", approver="演示局长")
    note = procedure.correct(desk, id, step.id, reason="演示", approver="演示局长")
    for gone in (step.id, note.id):
        with pytest.raises(Refused, match="不在本案中，或已经更正过"):
            procedure.correct(desk, id, gone, reason="演示", approver="演示局长")


def test_a_correction_cannot_turn_a_step_into_another_or_move_it_to_another_case(
    desk: Desk,
) -> None:
    id, other = add_case(desk), add_case(desk, clue_no="演示另案")
    step = go(desk, id, "verify")
    before = whole(desk)
    for raw in ({"event": "file"}, {"case_id": other}, {"no": 7}, {"void": True}, {"was": "FILED"},
                {"corrects": step.id}, {"party": "演示别人"}, {"演示": 1}):  # fmt: skip
        with pytest.raises(Invalid, match="没有栏目"):
            procedure.correct(desk, id, step.id, reason="演示", approver="演示局长", raw=raw)
    assert whole(desk) == before


def test_a_corrected_suspension_leaves_no_time_uncounted(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "file")
    take(desk, id, "suspend", on="2026-03-20", ground="SU1", approver="演示局长")
    take(desk, id, "resume", on="2026-04-20", note="演示")
    assert [(s.starts_on, s.ends_on) for s in file_of(desk, id).stops] == [
        (date(2026, 3, 20), date(2026, 4, 20))
    ]
    undo_last(desk, id)
    assert [s.ends_on for s in file_of(desk, id).stops] == [None]
    undo_last(desk, id)
    assert file_of(desk, id).stops == ()
    with desk.read() as reader:
        (gone,) = reader.all(CaseStop)
        assert gone.withdrawn_why == "所属办案步骤已更正"
    assert kept_rows(desk) == counted_rows(desk)


def test_the_paper_of_a_corrected_step_leaves_the_file_but_not_the_store(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "file")
    assert [p.kind for p in file_of(desk, id).papers] == ["filing"]
    undo_last(desk, id)
    assert file_of(desk, id).papers == ()
    with desk.read() as reader:
        (gone,) = reader.all(CasePaper)
        assert gone.withdrawn
        assert gone.paper_no


def test_undo_does_not_take_a_step_back(desk: Desk) -> None:
    """Ctrl+Z would take it out of the case without a reason; a correction is the one way."""
    id = add_case(desk)
    go(desk, id, "file")
    before = whole(desk), kept_rows(desk)
    with pytest.raises(Refused, match="不能撤销；登记错了的"):
        records.undo(desk)
    assert (whole(desk), kept_rows(desk)) == before
    # What is done after it can be undone, and then the step stands in the way again.
    records.edit(desk, KEPT["case"], id, {"brief": "演示改"})
    assert records.undo(desk).name.startswith("修改")
    with pytest.raises(Refused, match="不能撤销；登记错了的"):
        records.undo(desk)
    assert (whole(desk), kept_rows(desk)) == before
