"""What is written reads back as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boshan_desk.domain.codes import CodeList, Entry
from boshan_desk.domain.county import County, Lamps, Unit, counties, load_county, read_county
from boshan_desk.domain.places import town_names
from boshan_desk.domain.plans.checking import check_plan, errors_of
from boshan_desk.domain.plans.pack import (
    Fact,
    Goal,
    Indicator,
    Milestone,
    Plan,
    Project,
    Question,
    Task,
)
from boshan_desk.domain.plans.reading import read_plan, shipped_plan, shipped_plans
from boshan_desk.domain.plans.writing import county_text, plan_text

# Whatever an officer can type or paste, quotes and line ends too.
TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from('"\\\n\t\r\x7f\x00#[]={}\u2028')
    ),
    max_size=12,
)
SOME = TEXT.filter(bool)
TEXTS = st.lists(SOME, max_size=3).map(tuple)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NUMBERS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)
CODES = st.lists(
    st.from_regex(r"[A-Z][0-9]{1,3}(\.[0-9])?", fullmatch=True), unique=True, max_size=4
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    def full(code: str) -> str:
        return f"DM-{code}"

    tasks = [
        Task(
            code=full(draw(st.sampled_from([code, f"{code}x"]))),
            no=code,
            title=draw(TEXT),
            words=draw(TEXT),
            project=draw(TEXT),
            lead=draw(TEXTS),
            join=draw(TEXTS),
            place=draw(TEXT),
            paragraph=draw(TEXT),
            due=draw(maybe(DAYS)),
            milestones=tuple(draw(st.lists(st.builds(Milestone, on=DAYS, words=TEXT), max_size=2))),
            artefacts=draw(TEXTS),
            track=draw(TEXTS),
            metrics=draw(TEXTS),
            safeguard=draw(st.booleans()),
        )
        for code in draw(CODES)
    ]
    indicators = [
        Indicator(
            code=full(code),
            title=draw(TEXT),
            unit=draw(TEXT),
            kind=draw(st.sampled_from(["stock", "flow", "growth_rate"])),
            basis=draw(st.sampled_from(["open", "once", "cagr"])),
            comparator=draw(st.sampled_from([">=", ">", "="])),
            tasks=tuple(each.code for each in tasks[:2]),
            lead=draw(TEXTS),
            baseline=draw(maybe(NUMBERS)),
            baseline_on=draw(maybe(DAYS)),
            target=draw(st.dictionaries(st.integers(1990, 2100), NUMBERS, max_size=3)),
            due=draw(maybe(DAYS)),
            decomposable=draw(st.sampled_from(["none", "town", "unit", "both"])),
            evidence=draw(TEXT),
            metrics=draw(TEXTS),
            about=draw(TEXT),
        )
        for code in draw(CODES)
    ]
    of = [each.code for each in indicators] or [""]
    questions = [
        Question(
            code=f"{one}/{code.lower()}" if one else full(code),
            indicator=one,
            asks=draw(st.sampled_from(["basis", "other"])),
            words=draw(TEXT),
            choices=tuple(draw(st.lists(st.tuples(TEXT, TEXT), max_size=2))),
            likely=draw(TEXT),
            why=draw(TEXT),
            series=draw(TEXT),
            as_of=draw(maybe(DAYS)),
        )
        for one, code in ((draw(st.sampled_from(of)), code) for code in draw(CODES))
    ]
    start = draw(DAYS)
    return Plan(
        code="demo-2026",
        prefix="DM",
        title=draw(TEXT),
        short=draw(TEXT),
        doc_no=draw(TEXT),
        issuer=draw(TEXTS),
        issued_on=draw(maybe(DAYS)),
        start=start,
        end=draw(DAYS),
        region=draw(TEXT),
        level=draw(st.sampled_from(["county", ""])),
        status=draw(st.sampled_from(["active", "reference", "evidence"])),
        bases=draw(TEXTS),
        damage=draw(TEXTS),
        goals=tuple(draw(st.lists(st.builds(Goal, no=TEXT, title=TEXT), max_size=2))),
        projects=tuple(
            draw(st.lists(st.builds(Project, code=SOME, title=TEXT, lead=TEXTS), max_size=2))
        ),
        tasks=tuple(tasks),
        indicators=tuple(indicators),
        questions=tuple(questions),
        facts=tuple(
            draw(
                st.lists(
                    st.builds(
                        Fact,
                        code=st.just("DM-F1"),
                        title=TEXT,
                        value=NUMBERS,
                        unit=TEXT,
                        qualifier=st.sampled_from(["", "余"]),
                        as_of=maybe(DAYS),
                        metrics=TEXTS,
                    ),
                    max_size=2,
                )
            )
        ),
        undivided=draw(TEXTS),
    )


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_plan_reads_back_as_it_was_written(plan: Plan) -> None:
    assert read_plan(plan_text(plan)) == plan


@st.composite
def some_counties(draw: st.DrawFn) -> County:
    name, within = draw(SOME), draw(TEXTS)
    entries = st.builds(Entry, SOME, SOME, TEXTS)
    towns = tuple(draw(st.lists(entries, min_size=1, max_size=4, unique_by=lambda e: e.code)))
    usual = tuple(town_names([(each.code, each.label) for each in towns], name, within))
    return County(
        id="demo",
        name=name,
        bureau=draw(TEXT),
        office=draw(TEXT),
        region=draw(TEXT),
        towns=CodeList("town", towns, usual),
        counted=tuple(each.code for each in towns[:2]),
        within=within,
        short=draw(SOME),
        units=tuple(
            draw(
                st.lists(
                    st.builds(Unit, code=SOME, name=TEXT, also=TEXTS, since=maybe(DAYS)), max_size=3
                )
            )
        ),
        moved={towns[0].code: (draw(DAYS), draw(TEXT))} if draw(st.booleans()) else {},
        areas=tuple(draw(st.lists(entries, max_size=2))),
        plans=tuple(draw(st.lists(st.tuples(SOME, SOME), max_size=2))),
        lamps=Lamps(yellow=draw(NUMBERS), red=draw(NUMBERS), by_days=draw(st.booleans())),
        group=draw(TEXT),
    )


@settings(max_examples=60, deadline=None)
@given(some_counties())
def test_a_county_reads_back_as_it_was_written(county: County) -> None:
    assert read_county(county_text(county)) == county


@pytest.mark.parametrize("code", shipped_plans())
def test_a_shipped_plan_survives_being_written(code: str) -> None:
    text = plan_text(shipped_plan(code))
    assert read_plan(text) == shipped_plan(code)
    assert not errors_of(check_plan(text))


@pytest.mark.parametrize("id", counties())
def test_a_shipped_county_survives_being_written(id: str) -> None:
    assert read_county(county_text(load_county(id))) == load_county(id)


def test_what_is_empty_is_not_written() -> None:
    plan = Plan(
        code="demo", prefix="DM", title="演示", short="演示",
        start=date(2026, 1, 1), end=date(2026, 12, 31),
        indicators=(
            Indicator(
                code="DM-T1", title="演示", unit="", kind="stock", basis="year_end_level",
                comparator=">=", target={2026: Decimal("1.50")},
            ),
        ),
    )  # fmt: skip
    assert plan_text(plan).splitlines()[-9:] == [
        "",
        "[[indicator]]",
        'code = "T1"',
        'title = "演示"',
        'unit = ""',
        'kind = "stock"',
        'basis = "year_end_level"',
        'comparator = ">="',
        "target = { 2026 = 1.50 }",
    ]
