"""The file of a case: order, running pages, what is missing, scans."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.problems import Missing
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseMeasure, CasePaper, CaseStop
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import lawfiles, records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.dossier import conditions, dossier
from tests.procedure.files import make_step


@pytest.fixture
def case(desk: Desk) -> Case:
    """A case that was filed."""
    return records.save(
        desk,
        None,
        Case(
            status="draft",
            clue_no="演示线索1",
            clue_on=date(2026, 8, 3),
            filed_on=date(2026, 8, 5),
            state="FILED",
        ),
    )


def put(desk: Desk, case: Case, kind: str, pages: int | None = None, **values: Any) -> CasePaper:
    return records.save(
        desk, None, CasePaper(status="draft", case_id=case.id, kind=kind, pages=pages, **values)
    )


def test_papers_lie_in_the_order_of_the_law_with_running_pages(desk: Desk, case: Case) -> None:
    put(desk, case, "scene_record", 2, made_on=date(2026, 8, 4))
    put(desk, case, "report", 5)
    put(desk, case, "filing", 1, paper_no="演示立案1号")
    put(desk, case, "source", 3)
    put(desk, case, "scene_record", 4, made_on=date(2026, 8, 3))
    found = dossier(desk, case.id)
    assert [(leaf.no, leaf.code, leaf.page_words) for leaf in found.of("main")] == [
        (1, "filing", "1"),
        (2, "scene_record", "2-5"),
        (3, "scene_record", "6-7"),
    ]
    assert [(leaf.no, leaf.code, leaf.page_words) for leaf in found.of("second")] == [
        (1, "source", "1-3"),
        (2, "report", "4-8"),
    ]
    assert (found.pages("main"), found.pages("second")) == (7, 8)
    assert found.leaves[0].title == "立案审批表"
    assert found.leaves[0].paper_no == "演示立案1号"


def test_pages_that_nobody_counted_leave_the_rest_open(desk: Desk, case: Case) -> None:
    put(desk, case, "filing", 2)
    put(desk, case, "scene_record", None)
    put(desk, case, "questioning", 3)
    found = dossier(desk, case.id)
    assert [leaf.page_words for leaf in found.of("main")] == ["1-2", "3", ""]
    assert found.uncounted == 1
    assert found.of("main")[1].note == "页数未填"
    assert not found.complete


def test_the_officers_own_title_and_volume_go_first(desk: Desk, case: Case) -> None:
    put(desk, case, "scene_record", 1, title="演示现场笔录（第二次）", volume="second")
    [leaf] = dossier(desk, case.id).of("second")
    assert leaf.title == "演示现场笔录（第二次）"


def test_what_is_missing_follows_the_course_of_the_case(desk: Desk, case: Case) -> None:
    codes = {kind.code for kind in dossier(desk, case.id).missing}
    assert {"filing", "source"} <= codes
    assert not codes & {"decision", "seizure_decision", "test_report", "hearing_record"}
    put(desk, case, "filing", 1)
    records.save(
        desk,
        None,
        CaseMeasure(
            status="draft", case_id=case.id, kind="detain", taken_on=date(2026, 8, 6), goods="演示"
        ),
    )
    later = {kind.code for kind in dossier(desk, case.id).missing}
    assert "filing" not in later
    assert "seizure_decision" in later
    assert "seizure_lift" not in later


def test_a_file_with_everything_is_complete(desk: Desk, case: Case) -> None:
    assert not dossier(desk, case.id).complete
    for kind in dossier(desk, case.id).missing:
        put(desk, case, kind.code, 1)
    assert dossier(desk, case.id).complete


def test_a_withdrawn_paper_is_missing_again(desk: Desk, case: Case) -> None:
    paper = put(desk, case, "filing", 1)
    assert "filing" not in {kind.code for kind in dossier(desk, case.id).missing}
    records.withdraw(desk, CasePaper.ledger, [paper.id], "演示登错")
    found = dossier(desk, case.id)
    assert "filing" in {kind.code for kind in found.missing}
    assert found.leaves == ()


def test_a_simple_case_needs_its_own_papers(desk: Desk, case: Case) -> None:
    simple = records.save(
        desk,
        None,
        Case(
            status="draft",
            clue_no="演示线索2",
            clue_on=date(2026, 8, 3),
            decided_on=date(2026, 8, 3),
            procedure="simple",
            state="SIMPLE",
            penalties=("warning",),
        ),
    )
    codes = {kind.code for kind in dossier(desk, simple.id).missing}
    assert "filing" not in codes
    assert "report" not in codes


def test_scans_are_counted(desk: Desk, case: Case, tmp_path: Path) -> None:
    paper = put(desk, case, "filing", 1)
    scan = tmp_path / "演示.pdf"
    scan.write_bytes(b"%PDF-1.4 demo")
    attach(desk, CasePaper.ledger, paper.id, scan)
    [leaf] = dossier(desk, case.id).of("main")
    assert leaf.scans == 1
    assert leaf.note == "有扫描件"


def test_the_offices_own_table_of_papers_counts(desk: Desk, case: Case) -> None:
    own = """
[file]
kind = "papers"
part = true

[[paper]]
code = "filing"
title = "演示立案表"
volume = "second"
part = 1
when = ["filed_on"]
basis = "演示条款"
source = "演示"
"""
    put(desk, case, "filing", 1)
    lawfiles.load(desk, lawfiles.look_at(desk, own))
    [leaf] = dossier(desk, case.id).of("second")
    assert leaf.title == "演示立案表"


def test_conditions_name_what_happened_and_what_was_done() -> None:
    case = Case(
        clue_on=date(2026, 8, 3), filed_on=date(2026, 8, 5), state="FILED", ordered=True,
        discussed_on=date(2026, 9, 1), confiscate_goods="演示",
    )  # fmt: skip
    seized = CaseMeasure(
        kind="seal", taken_on=date(2026, 8, 6), lifted_on=date(2026, 9, 1),
        extended_on=date(2026, 8, 30), extension_days=30,
    )  # fmt: skip
    kept = CaseMeasure(kind="evidence", taken_on=date(2026, 8, 6))
    stop = CaseStop(kind="test", starts_on=date(2026, 8, 7))
    so = conditions(
        CaseFile(
            case,
            steps=(make_step("extend_decision", date(2026, 9, 1), days=30),),
            measures=(seized, kept),
            stops=(stop,),
        )
    )
    assert {
        "filed_on", "ordinary", "ordered", "discussed", "confiscated", "measure.seal",
        "lifted.seizure", "extended.seizure", "measure.evidence", "stop.test",
        "step.extend_decision",
    } <= so  # fmt: skip
    assert not so & {"lifted.evidence", "simple", "decided_on"}


def test_a_case_that_is_not_there_is_said_so(desk: Desk) -> None:
    with pytest.raises(Missing):
        dossier(desk, "nowhere")
