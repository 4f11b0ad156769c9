"""The list of cases: persons covered, the public edition, and nothing later than the paper."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Grid
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.figures import collect_one
from tests.usecases.quarter.building import EAST, Q3, find, paper, prose, section

HALF = Period(2026, 1, 6)


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
            assert party == f"{(case.party or '')[0]}某"
        else:
            assert party == case.party
    assert persons
    assert "*" not in "".join(cell for row in grid.rows for cell in row)


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
def test_without_cases_there_is_no_annex_of_them(desk: Desk, public: bool) -> None:
    report = paper(desk, public=public)
    assert not section(report, "case_list")
    assert "案件清单" not in report.attached


def _row(desk: Desk, period: Period = HALF, **values: Any) -> tuple[str, ...]:
    """The days, the money and the state of one case, as the half-year's list has them."""
    filed = {"case_no": "演示1号", "party": "演示商行", "filed_on": date(2026, 5, 6), **values}
    with desk.work("演示") as work:
        work.put(Case(**filed))
    (row,) = find(section(paper(desk, period), "case_list"), Grid, "case_list").rows
    return row[5:]


DECIDED: dict[str, Any] = {"decided_on": date(2026, 6, 30), "fine": 160_077}


@pytest.mark.parametrize(
    ("values", "row"),
    [
        (DECIDED, ("2026.5.6\n2026.6.30\n—", "1600.77", "已决定处罚")),
        (
            {**DECIDED, "state": "CLOSED", "closed_on": date(2026, 7, 1)},
            ("2026.5.6\n2026.6.30\n—", "1600.77", "已决定处罚"),
        ),
        (
            {**DECIDED, "decided_on": date(2026, 7, 1), "state": "SERVED"},
            ("2026.5.6\n—\n—", "—", "立案"),
        ),
        (
            {**DECIDED, "served_on": date(2026, 6, 30), "state": "EXECUTING"},
            ("2026.5.6\n2026.6.30\n—", "1600.77", "已送达"),
        ),
        (
            {"closed_on": date(2026, 6, 30), "state": "TERMINATED"},
            ("2026.5.6\n—\n2026.6.30", "—", "终止调查"),
        ),
        (
            {"decided_on": date(2026, 6, 1), "state": "DECIDED_NONE"},
            ("2026.5.6\n2026.6.1\n—", "—", "不予处罚"),
        ),
    ],
)
def test_nothing_later_than_the_papers_day_stands_in_the_list(
    desk: Desk, values: dict[str, Any], row: tuple[str, ...]
) -> None:
    shown = _row(desk, **values)
    assert shown == row


def test_the_state_is_that_to_which_the_last_step_by_the_papers_day_led(desk: Desk) -> None:
    case = Case(case_no="演示1号", party="演示商行", filed_on=date(2026, 5, 6), state="NOTICE")
    steps = (("file", "FILED", 5), ("conclude", "CONCLUDED", 30), ("send_review", "REVIEW", 60))
    with desk.work("演示") as work:
        work.put(case)
        work.stepping = True
        for no, (event, now, days) in enumerate(steps, 1):
            on = date(2026, 5, 6) + timedelta(days)
            work.put(CaseStep(case_id=case.id, no=no, event=event, now=now, on=on))
        on = date(2026, 6, 20)
        work.put(CaseStep(case_id=case.id, no=9, event="agree", now="NOTICE", on=on, void=True))
    (row,) = find(section(paper(desk, HALF), "case_list"), Grid, "case_list").rows
    assert row[7] == "调查终结"


def test_of_a_time_that_is_not_over_the_state_is_the_present_one(desk: Desk) -> None:
    year = Period(2026, 1, 12)
    assert _row(desk, year, state="SUSPENDED")[2] == "中止"


@pytest.mark.parametrize("period", [HALF, Q3], ids=str)
def test_the_fines_of_the_list_decided_in_its_time_add_up_to_the_figure(
    sample_desk: Desk, period: Period
) -> None:
    rows = find(section(paper(sample_desk, period), "case_list"), Grid, "case_list").rows
    total = 0
    for row in rows:
        decided = row[5].split("\n")[1]
        if decided != "—" and date(*map(int, decided.split("."))) in period and row[6] != "—":
            total += round(float(row[6]) * 100)
    with sample_desk.read() as reader:
        line = collect_one(reader, "M-EN05", period)
    assert total == line.value
