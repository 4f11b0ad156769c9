"""From every figure one step to its records: as many as it counts."""

from __future__ import annotations

from datetime import date

import pytest

from boshan_desk.domain.figures import UNASSIGNED
from boshan_desk.domain.period import Period, Stretch, quarter, read_period
from boshan_desk.domain.problems import Missing
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.counting import entries
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.lists import list_records


@pytest.mark.parametrize("text", ["2026Q3", "2025Q4", "2026H1", "2026-05"])
def test_a_figure_that_counts_has_as_many_records_behind_it(sample_desk: Desk, text: str) -> None:
    counted = 0
    for line in catalogue(sample_desk, read_period(text)):
        for span, value in zip(line.spans.all(), line.five, strict=True):
            if span is None:
                continue
            found = behind(sample_desk, line.code, span)
            assert found.value == value, (line.code, str(span))
            if found.counts:
                assert found.count == (value or 0), (line.code, str(span))
                counted += bool(value)
    assert counted > 20


def test_of_a_town_stand_only_its_own_records(sample_desk: Desk) -> None:
    for line in catalogue(sample_desk, quarter(2026, 3), by_town=True):
        found = behind(sample_desk, line.code, line.spans.value, line.town)
        assert found.value == line.value, (line.code, line.town)
        if found.counts:
            assert found.count == (line.value or 0), (line.code, line.town)


def test_every_figure_leads_to_records_of_a_ledger(sample_desk: Desk) -> None:
    for code, entry in entries().items():
        found = behind(sample_desk, code, quarter(2026, 3))
        assert found.ledger in KEPT
        assert found.title
        assert found.basis
        # What is no number of records says so, or says whose records stand there.
        assert found.counts or found.words, code
        assert entry.of.code == code


def test_the_records_are_those_that_were_counted(sample_desk: Desk) -> None:
    found = behind(sample_desk, "M-EN02", quarter(2026, 3), "370304102")
    records = list(list_records(sample_desk, found.view, KEPT["case"]))
    assert len(records) == found.count == found.value
    assert all(
        record["town_code"] == "370304102" and "2026-07-01" <= record["filed_on"] <= "2026-09-30"
        for record in records
    )


def test_what_is_overdue_stands_behind_the_figure_of_limits(sample_desk: Desk) -> None:
    found = behind(sample_desk, "M-EN08c", quarter(2026, 4))
    assert found.value == found.count == len(found.view.ids or ())
    assert found.count


def test_a_figure_since_the_plan_began_lists_what_came_since(sample_desk: Desk) -> None:
    start = next(plan.start for plan in sample_desk.plans if plan.status == "active")
    found = behind(sample_desk, "M-AP07", Period(2026, 7, 9))
    assert found.span == Stretch(start, date(2026, 9, 30))


def test_cases_without_a_town_are_listed_as_such(desk: Desk) -> None:
    with desk.work("演示") as work:
        work.put(Case(filed_on=date(2026, 8, 1)))
        work.put(Case(filed_on=date(2026, 8, 1), town_code="370304Z99"))
        work.put(Case(filed_on=date(2026, 8, 1), town_code="370304102"))
    assert behind(desk, "M-EN02", quarter(2026, 3), "370304Z99").count == 2
    assert behind(desk, "M-EN02", quarter(2026, 3), UNASSIGNED).count == 2
    assert behind(desk, "M-EN02", quarter(2026, 3)).count == 3


def test_a_figure_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Missing, match="M-XX99"):
        behind(desk, "M-XX99", quarter(2026, 3))


def test_of_a_closed_quarter_it_is_said_what_was_reported_and_that_these_are_todays_records(
    desk: Desk,
) -> None:
    day = date(2026, 8, 1)
    with desk.work("演示") as work:
        work.put(Case(filed_on=day))
    close_period(desk, quarter(2026, 3), exempt=(desk.officer.name,))
    assert "封账" not in behind(desk, "M-EN02", quarter(2026, 3)).words
    with desk.work("演示") as work:
        work.put(Case(filed_on=day))
    found = behind(desk, "M-EN02", quarter(2026, 3))
    assert (found.value, found.words) == (2, "封账时报告为1，下面是台账现在的记录")
