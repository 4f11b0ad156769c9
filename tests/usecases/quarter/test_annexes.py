"""The annexes: cases with persons covered, the public edition, and how figures were counted."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.fields import PAPER
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Grid, Words
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind_source
from boshan_desk.usecases.closing import close_period
from tests.usecases.quarter.building import EAST, Q3, find, paper, prose, section


def test_the_annex_lists_the_cases_of_the_time_with_persons_covered(sample_desk: Desk) -> None:
    grid = find(section(paper(sample_desk), "case_list"), Grid, "case_list")
    assert grid.long
    rows = {row[1]: row for row in grid.rows}
    with sample_desk.read() as reader:
        cases = list(reader.all(Case))
    persons = 0
    for case in cases:
        days = (case.filed_on, case.decided_on, case.closed_on)
        assert (case.case_no in rows) == any(day in Q3 for day in days), case.case_no
        if case.case_no not in rows:
            continue
        party = rows[case.case_no][3]
        if case.party_kind == "person":
            persons += 1
            kind = Case.ledger.fields["id_no"]
            masked = kind.mask(case.id_no, PAPER, sample_desk.lists)
            assert party == f"{(case.party or '')[0]}某\n{masked}"
            assert re.fullmatch(r"990\*+\w\w", masked)
        else:
            assert party == case.party
    assert persons


def test_every_row_opens_its_case(sample_desk: Desk) -> None:
    grid = find(section(paper(sample_desk), "case_list"), Grid, "case_list")
    numbers = {row: source for row, column, source in grid.links if column == 0}
    assert len(numbers) == len(grid.rows)
    with sample_desk.read() as reader:
        for row, source in numbers.items():
            assert source.ids
            assert reader.get(Case, source.ids[0]).case_no == grid.rows[row][1]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"party_kind": "firm", "party": "演示陶瓷有限公司"}, "演示陶瓷有限公司"),
        ({"party_kind": "person", "party": "欧阳演示"}, "欧阳某"),
        ({"party_kind": "trader", "party": "王演示"}, "王某"),
        ({"party_kind": "trader", "party": "博山区演示百货店"}, "博山区演示百货店"),
        ({"party": "李演示"}, "李某"),
        ({"party": "博山区演示商行"}, "博山区演示商行"),
        ({}, "—"),
    ],
)
def test_whoever_may_be_a_natural_person_is_covered(
    desk: Desk, values: dict[str, Any], shown: str
) -> None:
    with desk.work("演示") as work:
        work.put(Case(case_no="演示1号", filed_on=date(2026, 8, 1), **values))
    (row,) = find(section(paper(desk), "case_list"), Grid, "case_list").rows
    assert row[3] == shown
    assert row[5] == "2026.8.1\n—\n—"


def test_the_public_edition_lists_published_decisions_without_numbers(sample_desk: Desk) -> None:
    blocks = section(paper(sample_desk, public=True), "case_list")
    grid = find(blocks, Grid, "case_list")
    assert "案号" not in [column.title for column in grid.columns]
    with sample_desk.read() as reader:
        cases = [c for c in reader.all(Case) if c.decided_on in Q3 and c.published_on]
    assert len(grid.rows) == len(cases)
    told = "\n".join(cell for row in grid.rows for cell in row)
    for case in cases:
        assert (case.case_no or "") not in told
        assert not case.id_no or case.id_no[:6] not in told
        if case.party_kind == "person":
            assert (case.party or case.id) not in told
    assert not re.search(r"\*{4}", told)


def test_a_half_years_list_is_of_the_half_year(sample_desk: Desk) -> None:
    half = Period(2026, 1, 6)
    blocks = section(paper(sample_desk, half), "case_list")
    with sample_desk.read() as reader:
        wanted = sum(
            any(day in half for day in (c.filed_on, c.decided_on, c.closed_on))
            for c in reader.all(Case)
        )
    assert len(find(blocks, Grid, "case_list").rows) == wanted
    assert f"本表列上半年立案、作出决定或者结案的案件，共{wanted}件" in prose(blocks)


def test_a_towns_list_has_the_towns_cases_only(sample_desk: Desk) -> None:
    rows = find(section(paper(sample_desk, town=EAST), "case_list"), Grid, "case_list").rows
    assert rows
    assert {row[4] for row in rows} == {"城东街道"}


@pytest.mark.parametrize("public", [False, True])
def test_no_cases_are_said_in_a_sentence(desk: Desk, public: bool) -> None:
    blocks = section(paper(desk, public=public), "case_list")
    assert not [block for block in blocks if isinstance(block, Grid)]
    assert prose(blocks).startswith("三季度没有")


def test_the_definitions_cover_every_printed_figure_and_count_the_drafts(
    sample_desk: Desk,
) -> None:
    report = paper(sample_desk)
    blocks = section(report, "definitions")
    text = prose(blocks)
    assert "截至2026年9月30日" in text
    assert "有4条记录尚为草稿（指导站服务记录2条、培训宣传活动2条）" in text
    for row in find(report.blocks, Grid, "figures").rows:
        title = row[0].split("（20")[0]
        assert re.search(rf"{title}[^\n]*(：|按[^；]*计)", text), row[0]
    for word in ("来源", "截止日", "常住人口", "登记（担保）金额", "修订"):
        assert word in text, word
    drafts = next(b for b in blocks if isinstance(b, Words) and "尚为草稿" in b.text)
    for start, end, source in drafts.links:
        assert str(behind_source(sample_desk, source).count) == drafts.text[start:end]
    numbers = [int(n) for n in re.findall(r"(?m)^(\d+)\. ", text)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_definitions_tell_what_changed_since_the_quarter_was_closed(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(party="演示公司", filed_on=date(2026, 8, 1)))
    assert "封账以后" not in prose(section(paper(desk), "definitions"))
    close_period(desk, Q3, [desk.officer.name])
    with desk.work("演示", reason="补录") as work:
        work.put(Case(party="演示公司", filed_on=date(2026, 9, 1)))
    text = prose(section(paper(desk), "definitions"))
    assert "封账以后的调整：立案数封账后调整+1，现为2。表中仍列封账时报告的数。" in text
    assert "没有草稿计入" in text or "尚为草稿" in text


def test_an_unfinished_quarter_says_how_far_it_reaches(sample_desk: Desk) -> None:
    text = prose(section(paper(sample_desk, quarter(2026, 4)), "definitions"))
    assert "“本季”指2026年10月1日至2026年10月9日" in text
