"""Numbers of papers run on without holes, whatever is refused, corrected, typed or imported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Held, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.steps import STEPS
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import numbering, procedure, records
from tests.conftest import TODAY
from tests.procedure.courses import CASE, CLUE, ROW, TO_DECISION, add_case, file_of, go, take

VERIFY = {"on": "2026-03-03", "officers": "演示甲、演示乙"}
FILE = {"on": "2026-03-10", "told": True, "approver": "演示局长"}


def filed(desk: Desk, n: int, **raw: object) -> CaseStep:
    id = add_case(desk, clue_no=f"演示线索{n}")
    take(desk, id, "verify", **VERIFY)
    return take(desk, id, "file", **{**FILE, **raw})


def all_numbers(desk: Desk) -> list[str]:
    with desk.read() as reader:
        return [s.paper_no for s in reader.all(CaseStep) if s.event == "file" and s.paper_no]


def test_numbers_begin_with_one_and_go_on_by_one(desk: Desk) -> None:
    assert [filed(desk, n).paper_no for n in range(3)] == [
        "博市监立案〔2026〕1号", "博市监立案〔2026〕2号", "博市监立案〔2026〕3号",
    ]  # fmt: skip


def test_each_kind_of_paper_has_its_own_series(desk: Desk) -> None:
    id = add_case(desk)
    go(desk, id, "decide_penalty")
    numbers = {s.event: s.paper_no for s in file_of(desk, id).standing if s.paper_no}
    assert numbers == {
        "file": "博市监立案〔2026〕1号",
        "serve_notice": "博市监罚告〔2026〕1号",
        "decide_penalty": "博市监处罚〔2026〕1号",
    }


def test_a_year_has_its_own_numbers_whatever_the_order_of_entry(desk: Desk) -> None:
    old = {"conduct_from": "2025-01-05", "conduct_to": "2025-02-10", "clue_on": "2025-12-01"}
    found = []
    for n, day in enumerate(("2026-01-05", "2025-12-30", "2026-01-06", "2025-12-31")):
        id = add_case(desk, clue_no=f"演示{n}", **old)
        take(desk, id, "verify", on="2025-12-02", officers="演示甲、演示乙")
        found.append(take(desk, id, "file", **{**FILE, "on": day}).paper_no)
    assert found == [
        "博市监立案〔2026〕1号", "博市监立案〔2025〕1号",
        "博市监立案〔2026〕2号", "博市监立案〔2025〕2号",
    ]  # fmt: skip


def test_a_refused_step_uses_no_number_up(desk: Desk) -> None:
    filed(desk, 1)
    id = add_case(desk, clue_no="演示二")
    take(desk, id, "verify", **VERIFY)
    for wrong in ({"told": False}, {"on": "2026-03-01"}, {"on": "2027-01-01"}, {"approver": ""},
                  {"party": ""}):  # fmt: skip
        with pytest.raises(Refused):
            take(desk, id, "file", **{**FILE, **wrong})
    assert take(desk, id, "file", **FILE).paper_no == "博市监立案〔2026〕2号"


def test_a_corrected_step_keeps_its_number_and_the_next_goes_on(desk: Desk) -> None:
    first = filed(desk, 1)
    assert first.case_id is not None
    procedure.correct(desk, first.case_id, first.id, reason="演示", approver="演示局长")
    again = take(desk, first.case_id, "file", **FILE)
    assert again.paper_no == "博市监立案〔2026〕2号"
    assert filed(desk, 2).paper_no == "博市监立案〔2026〕3号"
    # Every number of the series can be accounted for.
    assert sorted(all_numbers(desk)) == [f"博市监立案〔2026〕{n}号" for n in (1, 2, 3)]


def test_a_date_put_right_keeps_the_number_and_another_year_gets_another(desk: Desk) -> None:
    old = {"conduct_from": "2025-01-05", "conduct_to": "2025-02-10", "clue_on": "2025-12-01"}
    id = add_case(desk, **old)
    take(desk, id, "verify", on="2025-12-02", officers="演示甲、演示乙")
    step = take(desk, id, "file", **{**FILE, "on": "2026-01-05"})
    for day, number in (
        ("2026-01-06", "博市监立案〔2026〕1号"),
        ("2025-12-31", "博市监立案〔2025〕1号"),
    ):
        procedure.correct(desk, id, step.id, reason="演示", approver="演示局长", raw={"on": day})
        step = file_of(desk, id).standing[-1]
        assert (step.paper_no, file_of(desk, id).case.file_no) == (number, number)


@pytest.mark.parametrize("typed", ["博市监立案〔2026〕1号", " 博市监立案〔2026〕1号 "])
def test_a_number_that_was_given_out_is_not_given_again(desk: Desk, typed: str) -> None:
    filed(desk, 1)
    with pytest.raises(
        Refused, match=r"“博市监立案〔2026〕1号”已经用过，下一个是“博市监立案〔2026〕2号”"
    ):
        filed(desk, 2, paper_no=typed)


def test_a_typed_number_carries_the_series_on_and_leaves_no_hole(desk: Desk) -> None:
    # The office's numbers of this year began on paper.
    assert filed(desk, 1, paper_no="博市监立案〔2026〕57号").paper_no == "博市监立案〔2026〕57号"
    with pytest.raises(Refused, match=r"会留下空号，下一个是“博市监立案〔2026〕58号”"):
        filed(desk, 2, paper_no="博市监立案〔2026〕59号")
    assert filed(desk, 3, paper_no="博市监立案〔2026〕58号").paper_no == "博市监立案〔2026〕58号"
    assert filed(desk, 4).paper_no == "博市监立案〔2026〕59号"


def test_a_number_of_another_form_stands_beside_the_series(desk: Desk) -> None:
    assert filed(desk, 1, paper_no="演示字1号").paper_no == "演示字1号"
    assert filed(desk, 2, paper_no="博市监立案〔2025〕9号").paper_no == "博市监立案〔2025〕9号"
    assert filed(desk, 3).paper_no == "博市监立案〔2026〕1号"


def test_the_series_goes_on_behind_the_rows_of_the_case_book(desk: Desk) -> None:
    """Rows that were imported bear numbers of this year: none of them is given a second time."""
    row = {**CLUE, **ROW, "clue_on": "2026-02-16", "filed_on": "2026-02-27"}
    for n in (3, 12, 7):
        number = {"file_no": f"博市监立案〔2026〕{n}号", "clue_no": f"演示旧{n}"}
        records.add(desk, CASE, {**row, **number})
    records.add(desk, CASE, {**row, "file_no": "博市监立案〔2025〕88号", "clue_no": "演示"})
    assert filed(desk, 1).paper_no == "博市监立案〔2026〕13号"
    with pytest.raises(Refused, match="已经用过，下一个是“博市监立案〔2026〕14号”"):
        filed(desk, 2, paper_no="博市监立案〔2026〕9号")


def test_a_correction_does_not_give_a_number_twice_nor_leave_a_hole(desk: Desk) -> None:
    filed(desk, 1)
    step = filed(desk, 2)
    assert step.case_id is not None
    for typed, words in (("1号", "已经用过"), ("9号", "会留下空号")):
        with pytest.raises(Refused, match=words):
            procedure.correct(
                desk, step.case_id, step.id, reason="演示", approver="演示局长",
                raw={"paper_no": f"博市监立案〔2026〕{typed}"},
            )  # fmt: skip
    procedure.correct(
        desk,
        step.case_id,
        step.id,
        reason="演示",
        approver="演示局长",
        raw={"paper_no": "演示字2号"},
    )
    assert file_of(desk, step.case_id).case.file_no == "演示字2号"
    assert filed(desk, 3).paper_no == "博市监立案〔2026〕3号"


def test_undo_leaves_no_hole(desk: Desk) -> None:
    filed(desk, 1)
    with pytest.raises(Refused, match="更正"):
        records.undo(desk)
    assert filed(desk, 2).paper_no == "博市监立案〔2026〕2号"
    assert len(all_numbers(desk)) == 2


def test_the_office_writes_its_numbers_as_it_likes(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.set("number_filing", "鲁博立（{year}）第{n}号")
    assert filed(desk, 1).paper_no == "鲁博立（2026）第1号"
    assert filed(desk, 2, paper_no="鲁博立（2026）第2号").paper_no == "鲁博立（2026）第2号"
    with pytest.raises(Refused, match="会留下空号"):
        filed(desk, 3, paper_no="鲁博立（2026）第9号")


def test_two_desks_do_not_give_the_same_number(folder: Path) -> None:
    clock = Clock(TODAY)
    with (
        open_desk(folder, clock=clock, officer="演示甲") as one,
        open_desk(folder, clock=clock, officer="演示乙") as two,
    ):
        assert filed(one, 1).paper_no == "博市监立案〔2026〕1号"
        assert filed(two, 2).paper_no == "博市监立案〔2026〕2号"
        ready = add_case(two, clue_no="演示三")
        take(two, ready, "verify", **VERIFY)
        with one.holding(), pytest.raises(Held):
            take(two, ready, "file", **FILE)
        assert filed(one, 4).paper_no == "博市监立案〔2026〕3号"
        assert take(two, ready, "file", **FILE).paper_no == "博市监立案〔2026〕4号"


def test_every_series_has_a_step_that_gives_its_numbers() -> None:
    given = {kind.paper for kind in STEPS if "paper_no" in kind.fields()}
    # Numbers of clues are typed with the clue; slips, mediations and aids are no steps of a case.
    assert set(numbering.SERIES) - given == {"clue", "slip", "mediation", "aid", *numbering.PAPERS}


def test_the_plan_of_these_tests_is_a_way_through_the_machine(desk: Desk) -> None:
    id = add_case(desk)
    assert go(desk, id, TO_DECISION[-1][0]).on == date(2026, 4, 22)
