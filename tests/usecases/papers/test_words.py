"""The office's own words stand until they are taken back, and are flagged when figures move on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, Officer, Right
from boshan_desk.domain.period import quarter
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.report import Words
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.desks import check
from boshan_desk.usecases.papers.keeping import content_kept, freeze, void
from boshan_desk.usecases.papers.words import (
    MOST,
    Edit,
    edit_paragraph,
    list_edits,
    paragraphs,
    take_back,
)
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.papers.clerk import put_words

DAY = date(2026, 10, 9)
Q3 = Request(period=quarter(2026, 3), kind="jianbao")
LEAD = "lead.lead"
CASE = {"party": "演示公司", "filed_on": "2026-08-03", "town_code": "370304001"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    make(tmp_path / "desk", county="boshan")
    with open_desk(tmp_path / "desk", officer="演示员", clock=Clock(DAY)) as opened:
        add_case(opened)
        yield opened


def add_case(desk: Desk) -> None:
    with desk.read() as reader:
        number = reader.count(KEPT["case"].record.ledger) + 1
    records.add(desk, KEPT["case"], CASE | {"case_no": f"演示{number}号"})


def drafted(desk: Desk, key: str = LEAD) -> str:
    report = compose(desk, replace(Q3, kind="plain"))
    return next(block.text for block in paragraphs(report) if block.key == key)


def said(desk: Desk, request: Request = Q3, key: str = LEAD) -> list[str]:
    return [block.text for block in paragraphs(compose(desk, request)) if block.key == key]


def edit_of(desk: Desk) -> Edit:
    (found,) = list_edits(desk, Q3)
    return found


def test_the_paper_says_what_the_officer_wrote(desk: Desk) -> None:
    before = drafted(desk)
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    assert said(desk) == ["演示的话。"]
    found = edit_of(desk)
    assert (found.key, found.text, found.officer) == (LEAD, "演示的话。", "演示员")
    assert (found.basis, found.drafted) == (before, before)
    assert not found.stale
    assert not found.left_out


def test_words_stand_in_their_own_paper_alone(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    for other in (
        replace(Q3, kind="plain"),
        replace(Q3, public=True),
        replace(Q3, period=quarter(2026, 2)),
    ):
        assert list_edits(desk, other) == []
        assert "演示的话。" not in said(desk, other)


def test_when_figures_move_on_the_words_stay_and_are_flagged(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    add_case(desk)
    found = edit_of(desk)
    assert found.stale
    assert found.drafted == drafted(desk) != found.basis
    assert said(desk) == ["演示的话。"]
    edit_paragraph(desk, Q3, LEAD, "又读过的话。")
    assert not edit_of(desk).stale


def test_what_the_officer_had_before_them_is_what_the_words_rest_on(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。", basis="早先拟写的话。")
    assert edit_of(desk).basis == "早先拟写的话。"
    assert edit_of(desk).stale


def test_blanks_leave_the_paragraph_out(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, " \n\u3000\t\n")
    assert said(desk) == []
    assert edit_of(desk).left_out


def test_lines_are_paragraphs_and_empty_ones_are_none(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "　　第一段。 \r\n\r\n第二段。\n")
    assert edit_of(desk).text == "第一段。\n第二段。"
    assert said(desk) == ["第一段。", "第二段。"]


def test_the_draft_itself_takes_the_words_back(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    edit_paragraph(desk, Q3, LEAD, drafted(desk))
    assert list_edits(desk, Q3) == []
    assert said(desk) == [drafted(desk)]


def test_words_are_taken_back(desk: Desk) -> None:
    with pytest.raises(Missing, match="没有改写过"):
        take_back(desk, Q3, LEAD)
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    take_back(desk, Q3, LEAD)
    assert list_edits(desk, Q3) == []
    assert said(desk) == [drafted(desk)]


def test_numbers_that_still_stand_open_their_records(desk: Desk) -> None:
    report = compose(desk, Q3)
    lead = next(block for block in paragraphs(report) if block.links)
    link = lead.links[0]
    number = lead.text[link.start : link.end]
    edit_paragraph(desk, Q3, lead.key, f"改写以后仍是{number}。")
    (now,) = [b for b in paragraphs(compose(desk, Q3)) if b.key == lead.key]
    assert [now.text[at.start : at.end] for at in now.links] == [number]
    assert now.links[0].source == link.source


def test_a_paragraph_there_is_not_and_one_too_long_are_refused(desk: Desk) -> None:
    with pytest.raises(Missing, match=r"lead\.nothing"):
        edit_paragraph(desk, Q3, "lead.nothing", "演示")
    with pytest.raises(Refused, match="不能超过"):
        edit_paragraph(desk, Q3, LEAD, "演" * (MOST + 1))
    assert list_edits(desk, Q3) == []


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "138 1234 5678", "１３８１２３４５６７８", "+86-13812345678"]
)
def test_a_person_s_number_is_refused_in_every_edition(desk: Desk, number: str) -> None:
    for request in (Q3, replace(Q3, public=True)):
        with pytest.raises(Refused, match=r"号码（\d+\*+.*）") as refused:
            edit_paragraph(desk, request, LEAD, f"演示甲来电{number}反映。")
        assert number not in str(refused.value)
        assert list_edits(desk, request) == []


def test_a_person_s_number_is_not_frozen_whoever_wrote_it(desk: Desk) -> None:
    put_words(desk, Q3, LEAD, "演示甲来电13812345678反映。")
    with pytest.raises(Refused, match=r"lead\.lead.*138\*\*\*\*5678"):
        freeze(desk, Q3, anyway=True)


def test_numbers_of_offices_rights_and_cases_may_be_written(desk: Desk) -> None:
    text = "举报电话12315、0533-4110000，专利ZL202110123456.7，2026年6月30日，13812.35万元。"
    edit_paragraph(desk, Q3, LEAD, text)
    assert said(desk) == [text]


def test_words_that_are_to_be_read_again_are_not_frozen_unawares(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话，立案1件。")
    add_case(desk)
    assert edit_of(desk).stale
    with pytest.raises(Refused, match=r"1 段.*lead\.lead"):
        freeze(desk, Q3)
    plain = replace(Q3, kind="plain")
    assert freeze(desk, plain).number == "博知参阅〔2026〕1号"
    assert freeze(desk, Q3, anyway=True).number == "第1期"


def test_words_that_were_read_again_are_frozen(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话，立案1件。")
    add_case(desk)
    edit_paragraph(desk, Q3, LEAD, "演示的话，立案2件。")
    assert freeze(desk, Q3).number == "第1期"


def test_a_frozen_paper_is_not_edited_until_it_is_void(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    paper = freeze(desk, Q3)
    with desk.read() as reader:
        report = content_kept(reader, paper.id).report
    assert "演示的话。" in [b.text for b in report.blocks if isinstance(b, Words)]
    with pytest.raises(Refused, match="第1期"):
        edit_paragraph(desk, Q3, LEAD, "再改。")
    with pytest.raises(Refused, match="第1期"):
        take_back(desk, Q3, LEAD)
    void(desk, paper.id, "演示")
    edit_paragraph(desk, Q3, LEAD, "再改。")
    assert said(desk) == ["再改。"]


def test_only_who_enters_may_write_words(tmp_path: Path) -> None:
    make(tmp_path / "desk", county="boshan")
    reads = Officer("演示", (), frozenset({Right.READ}), id="")
    with open_desk(tmp_path / "desk", officer=reads, clock=Clock(DAY)) as desk:
        with pytest.raises(NoRight):
            edit_paragraph(desk, Q3, LEAD, "演示")
        with pytest.raises(NoRight):
            take_back(desk, Q3, LEAD)


def test_the_history_tells_of_it_and_the_store_stays_whole(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    take_back(desk, Q3, LEAD)
    edit_paragraph(desk, Q3, LEAD, "再写的话。")
    with desk.read() as reader:
        steps = list(reader.steps(most=3))
    assert all("改写报告文字" in step["name"] for step in steps)
    assert steps[0]["changes"][0]["ledger"] == "paper_words"
    desk.close()
    assert check(desk.folder).findings == ()


def test_the_store_is_whole_when_words_were_taken_back(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    take_back(desk, Q3, LEAD)
    desk.close()
    assert check(desk.folder).findings == ()


def test_words_changed_behind_the_program_are_told(desk: Desk) -> None:
    edit_paragraph(desk, Q3, LEAD, "演示的话。")
    desk.close()
    connection = connect(desk.path)
    connection.execute("UPDATE paper_words SET text = '别人的话。'")
    connection.commit()
    connection.close()
    assert any("变更记录不符" in words for words in check(desk.folder).findings)
