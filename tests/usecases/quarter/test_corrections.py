"""更正说明: what earlier papers said and what is known to be otherwise, in the next paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.period import read_period
from boshan_desk.domain.report import Source, Words
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.closing import close_period
from boshan_desk.usecases.quarter.corrections import corrections
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.papers.clerk import keep_paper
from tests.usecases.papers.test_differences import cases, enter

FIRST = Request(period=read_period("2026Q1"))
HALF = Request(period=read_period("2026H1"))
THIRD = Request(period=read_period("2026Q3"))


def told(desk: Desk, request: Request, part: Part | None = None) -> list[Words]:
    with desk.read() as reader:
        found = list(corrections(Facts(reader, request), part or Part(key="corrections")))
    assert all(isinstance(block, Words) for block in found)
    return [block for block in found if isinstance(block, Words)]


def test_where_nothing_changed_nothing_is_printed(desk: Desk) -> None:
    enter(desk, *cases(1, 39, 5))
    keep_paper(desk, HALF)
    enter(desk, *cases(50, 52, 8))
    assert told(desk, THIRD) == []


def test_a_forgotten_case_is_told_with_both_numbers_and_by_name(desk: Desk) -> None:
    enter(desk, *cases(1, 39, 5))
    keep_paper(desk, HALF, number="第2期")
    enter(desk, *cases(40, 40, 6))
    found = told(desk, THIRD)
    assert [each.text for each in found] == [
        "《演示简报》（第2期）报送后，立案数由39件更正为40件（补录1件：演示40号）。"
    ]
    assert found[0].key == "corrections.1"
    shown = {found[0].text[link.start : link.end]: link.source for link in found[0].links}
    assert shown["40件"] == Source(figure="M-EN02", span=read_period("2026H1"))
    assert shown["1件"] == Source(ledger="case", ids=("c40",))


def served(first: int, last: int) -> list[StationService]:
    return [
        StationService(id=f"v{n}", station_id="站1", served_on=date(2026, 5, 6), client=f"演示{n}")
        for n in range(first, last + 1)
    ]


def test_what_is_equal_as_it_is_printed_is_not_told(desk: Desk) -> None:
    """61 services at 30 stations are 2.0 each, and so are 60."""
    stations = [
        Station(id=f"站{n}", name=f"演示{n}站", town_code="370304001", state="running")
        for n in range(1, 31)
    ]
    enter(desk, *stations, *served(1, 61))
    keep_paper(desk, HALF)
    records.withdraw(desk, StationService.ledger, ["v7"], "误录")
    text = told(desk, THIRD, Part(key="c", options={"figures": 99}))[0].text
    assert "服务次数由61次更正为60次" in text
    assert "站均" not in text


def test_what_is_reckoned_otherwise_is_told_as_such(desk: Desk) -> None:
    enter(desk, *cases(1, 4, 5))
    keep_paper(desk, HALF, number="第2期", id="二", printed={"M-EN02": 3})
    found = told(desk, THIRD)
    assert [each.text for each in found] == [
        "《演示简报》（第2期）报送后，立案数因口径调整（程序、计划或名单变化）由3件调整为4件。"
    ]
    keep_paper(desk, THIRD, id="三", blocks=tuple(found))
    assert told(desk, Request(period=read_period("2026"))) == []


def test_a_record_and_the_reckoning_together_are_told_both(desk: Desk) -> None:
    enter(desk, *cases(1, 4, 5))
    keep_paper(desk, HALF, number="第2期", printed={"M-EN02": 3})
    enter(desk, *cases(40, 40, 6))
    text = told(desk, THIRD)[0].text
    assert "立案数由3件更正为5件（含口径调整，补录1件：演示40号）" in text


def test_each_paper_of_the_year_has_its_own_paragraph(desk: Desk) -> None:
    enter(desk, *cases(1, 5, 2), *cases(6, 9, 5))
    keep_paper(desk, FIRST, number="第1期", id="一")
    keep_paper(desk, HALF, number="第2期", id="二")
    records.withdraw(desk, Case.ledger, ["c1"], "误录")
    texts = [each.text for each in told(desk, THIRD)]
    assert len(texts) == 2
    assert texts[0].startswith(
        "《演示简报》（第1期）报送后，立案数由5件更正为4件（撤回1件：演示1号）"
    )
    assert texts[1].startswith(
        "《演示简报》（第2期）报送后，立案数由9件更正为8件（撤回1件：演示1号）"
    )


def test_the_last_paper_of_the_year_before_is_corrected_too_and_no_older_one(desk: Desk) -> None:
    enter(desk, *[replace(each, filed_on=date(2025, 5, 6)) for each in cases(1, 6, 1)])
    keep_paper(desk, Request(period=read_period("2025H1")), number="第1期", id="半年")
    keep_paper(desk, Request(period=read_period("2025")), number="第4期", id="全年")
    records.withdraw(desk, Case.ledger, ["c6"], "误录")
    texts = [each.text for each in told(desk, FIRST)]
    assert len(texts) == 1
    assert texts[0].startswith("《演示简报》（第4期）报送后，立案数由6件更正为5件")


def test_many_names_and_many_figures_are_cut_short(desk: Desk) -> None:
    enter(desk, *cases(1, 9, 5, decided_on=date(2026, 6, 9), fine=100_000_000, value=5_000_000))
    keep_paper(desk, HALF)
    records.withdraw(desk, Case.ledger, [f"c{n}" for n in range(1, 6)], "误录")
    part = Part(key="c", options={"figures": 1, "names": 2})
    text = told(desk, THIRD, part)[0].text
    assert "立案数由9件更正为4件（撤回5件：演示1号、演示2号等）；其余" in text
    assert text.endswith("项的变动见差异表。")


def test_everybody_may_read_the_numbers_but_not_the_names(desk: Desk) -> None:
    enter(desk, *cases(1, 3, 5))
    keep_paper(desk, replace(HALF, public=True))
    enter(desk, *cases(4, 4, 6))
    text = told(desk, replace(THIRD, public=True))[0].text
    assert text == "《演示简报》（第1期）报送后，立案数由3件更正为4件（补录1件）。"


def test_what_a_later_paper_has_told_is_not_told_again(desk: Desk) -> None:
    enter(desk, *cases(1, 5, 2))
    keep_paper(desk, FIRST, number="第1期", id="一")
    enter(desk, *cases(6, 6, 3))
    first = told(desk, HALF)
    keep_paper(desk, HALF, number="第2期", id="二", blocks=tuple(first))
    assert told(desk, THIRD) == []
    # Corrected once more, it is told once more, from what was printed.
    records.withdraw(desk, Case.ledger, ["c1", "c2"], "误录")
    texts = [each.text for each in told(desk, THIRD)]
    assert texts[0].startswith("《演示简报》（第1期）报送后，立案数由5件更正为4件")
    assert len(texts) == 2


def test_papers_of_towns_correct_papers_of_the_town(desk: Desk) -> None:
    town = "370304102"
    enter(desk, *cases(1, 4, 5), *cases(5, 6, 5, town_code=town))
    keep_paper(desk, HALF, id="全区")
    keep_paper(desk, replace(HALF, town=town), id="镇", number="第8期")
    records.withdraw(desk, Case.ledger, ["c5"], "误录")
    texts = [each.text for each in told(desk, replace(THIRD, town=town))]
    assert len(texts) == 1
    assert "（第8期）报送后，立案数由2件更正为1件" in texts[0]


def test_a_paper_that_is_void_is_not_corrected(desk: Desk) -> None:
    enter(desk, *cases(1, 3, 5))
    keep_paper(desk, HALF, state="void")
    enter(desk, *cases(4, 4, 6))
    assert told(desk, THIRD) == []


def test_a_closed_quarter_without_a_paper_is_corrected_in_the_next_one(desk: Desk) -> None:
    """What it reported is what the year so far is led on from: 5 + 2 new - 1 = 6."""
    enter(desk, *cases(1, 5, 5))
    close_period(desk, read_period("2026Q2"), ["演示员"])
    assert told(desk, THIRD) == []
    enter(desk, *cases(6, 7, 8))
    records.withdraw(desk, Case.ledger, ["c3"], "误录")
    text = told(desk, THIRD)[0].text
    assert text.startswith("2026年上半年数据封账后，立案数由5件更正为4件（撤回1件：演示3号）")
    # Once a paper says so, the next one does not; and where a paper was written of it, that is it.
    keep_paper(desk, HALF, number="第2期", id="二", live=False)
    assert told(desk, THIRD)[0].text.startswith("《演示简报》（第2期）报送后，立案数由5件更正为4件")


def test_what_a_closed_quarter_reported_is_told_once(desk: Desk) -> None:
    enter(desk, *cases(1, 5, 5))
    close_period(desk, read_period("2026Q2"), ["演示员"])
    records.withdraw(desk, Case.ledger, ["c3"], "误录")
    part = Part(key="c", options={"figures": 99})
    keep_paper(desk, THIRD, id="三", blocks=tuple(told(desk, THIRD, part)))
    assert told(desk, replace(THIRD, kind="jianbao"), part) == []
