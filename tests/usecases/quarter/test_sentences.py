"""Sentences are drafted from wording: names filled in, conditions kept, rows joined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from boshan_desk.domain.figures import Where
from boshan_desk.domain.paper.template import Fragment
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Link
from boshan_desk.domain.saying import Said, filled, joined, number, relink, said
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.gi import GiRight
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.quarter.sentences import drafted, holds, spoken

Q3 = quarter(2026, 3)


@pytest.fixture
def facts(desk: Desk) -> Iterator[Facts]:
    """Two cases in the third quarter, one in the first, one a year ago; one fine."""
    with desk.work("演示") as work:
        for day in ("2026-07-01", "2026-09-30", "2026-02-01", "2025-08-01"):
            work.put(Case(party="演示公司", filed_on=date.fromisoformat(day)))
        work.put(Case(party="演示", decided_on=date(2026, 8, 1), penalties=("fine",), fine=500_000))
        for name, kind in (("甲", "PGI"), ("乙", "CTM"), ("丙", "CTM")):
            right = GiRight(product_name=f"演示{name}", right_kind=kind, state="valid")
            work.put(right)
    with desk.read() as reader:
        yield Facts(reader, Request(period=Q3))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("立案{M-EN02}", "立案3件"),
        ("立案{M-EN02:quarter}", "立案2件"),
        ("立案{M-EN02:number}", "立案3"),
        ("去年{M-EN02:last}", "去年1件"),
        ("立案{M-EN02:both}", "立案3件，同比增长200.0%"),
        ("{M-EN05}", "0.50万元"),
        ("{M-EN05:change}", "上年同期为0"),
        ("{year}年{total}，{whole}", "2026年前三季度，全区"),
        ("{end}", "9月底"),
        ("没有名字", "没有名字"),
    ],
)
def test_names_give_way_to_figures_and_facts(facts: Facts, text: str, told: str) -> None:
    assert spoken(facts, text).text == told


def test_a_number_knows_the_records_behind_it(facts: Facts) -> None:
    told = spoken(facts, "立案{M-EN02}，其中本季{M-EN02:quarter}。")
    assert [told.text[link.start : link.end] for link in told.links] == ["3件", "2件"]
    assert [link.source.span for link in told.links] == [Period(2026, 1, 9), Q3]


def test_a_figure_is_told_by_the_values_of_a_field(facts: Facts) -> None:
    told = spoken(facts, "{M-GI01:by right_kind}")
    lists = facts.reader.lists["right_kind"]
    assert told.text == f"{lists.label('PGI')}1件、{lists.label('CTM')}2件"
    assert told.links[1].source.where == (Where("right_kind", "=", "CTM"),)


def test_a_fragment_is_said_only_where_its_conditions_hold(facts: Facts) -> None:
    assert holds(facts, ["M-EN02", "!M-EN03", "!first_quarter", "M-EN02:quarter"])
    assert not holds(facts, ["M-EN03"])
    assert not holds(facts, ["first_quarter"])
    # Of nothing no share is known.
    assert not holds(facts, ["M-BR03:known"])
    fragments = [
        Fragment(text="立案"),
        Fragment(text="，结案", when=("M-EN03",)),
        Fragment(text="。"),
    ]
    assert drafted(facts, fragments).text == "立案。"


def test_parts_without_a_value_are_left_out_and_an_empty_row_says_nothing(facts: Facts) -> None:
    parts = tuple(Fragment(text=text) for text in ("立案{M-EN02}", "结案{M-EN03}", "罚没{M-EN05}"))
    row = Fragment(text="{total}…。", join="；", parts=parts)
    assert drafted(facts, [row]).text == "前三季度立案3件；罚没0.50万元。"
    nothing = Fragment(text="{total}…。", join="；", parts=(Fragment(text="结案{M-EN03}"),))
    assert drafted(facts, [nothing]) == Said("")


def test_said_words_keep_their_links_wherever_they_are_put(facts: Facts) -> None:
    source = facts.source("M-EN02")
    part = said("共", number("3件", source))
    both = joined((part, "", "无", part), "；")
    assert both.text == "共3件；无；共3件"
    assert both.links == (Link(1, 3, source), Link(7, 9, source))
    assert filled("{a}、{b}", a=part, b="x") == Said("共3件、x", (Link(1, 3, source),))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("今年立案3件，其中本季2件。", ["3件", "2件"]),
        ("本季2件。", ["2件"]),
        # A number that became another has no records behind it.
        ("今年立案13件，其中本季2件。", ["2件"]),
        ("一件也没有。", []),
    ],
)
def test_an_officers_own_words_keep_the_numbers_that_still_stand(
    facts: Facts, text: str, numbers: list[str]
) -> None:
    old = spoken(facts, "立案{M-EN02}，其中本季{M-EN02:quarter}。")
    links = relink(text, old.text, old.links)
    assert [text[link.start : link.end] for link in links] == numbers
