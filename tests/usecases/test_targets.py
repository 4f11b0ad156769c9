"""What the office says of its targets: one door, the sums checked, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Invalid, Missing, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.plan import PlanAnswer, Target
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.plans.benchmarks import benchmarks
from boshan_desk.usecases.plans.packs import set_status
from boshan_desk.usecases.plans.questions import open_questions
from boshan_desk.usecases.plans.standing import standings
from boshan_desk.usecases.plans.targets import (
    answer,
    change_target,
    set_baseline,
    set_own_target,
    split,
    split_sums,
)
from tests.conftest import TODAY

EAST, WEST = "370304001", "370304002"
MARKS = "BS-T02"
PLEDGES = "BS-T05"


@pytest.fixture
def leader(folder: Path) -> Iterator[Desk]:
    """The desk as somebody sees it who only reads."""
    with open_desk(
        folder, clock=Clock(TODAY), officer=with_roles("演示领导", ["leader"])
    ) as opened:
        yield opened


def _targets(desk: Desk) -> list[Target]:
    with desk.read() as reader:
        return [each for each in reader.all(Target) if not each.withdrawn]


def _answers(desk: Desk) -> list[PlanAnswer]:
    with desk.read() as reader:
        return list(reader.all(PlanAnswer))


def test_the_bureaus_own_number_is_registered_once_and_then_changed(desk: Desk) -> None:
    set_own_target(desk, MARKS, 2026, 8300)
    set_own_target(desk, MARKS, 2026, "8500")
    set_own_target(desk, MARKS, 2027, 8900)
    found = [(each.role, each.year, each.value) for each in _targets(desk)]
    assert found == [("own", 2026, Decimal(8500)), ("own", 2027, Decimal(8900))]


def test_a_number_that_cannot_be_read_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        set_own_target(desk, MARKS, 2026, "很多")
    with pytest.raises(Missing):
        set_own_target(desk, "BS-T99", 2026, 1)
    assert _targets(desk) == []


def test_a_change_needs_its_paper_and_keeps_what_was_before(desk: Desk) -> None:
    on = date(2025, 5, 5)
    with pytest.raises(Refused, match="依据文号"):
        change_target(desk, MARKS, 2025, 8100, doc_no=" ", approver="演示区长", on=on)
    with pytest.raises(Refused, match="批准"):
        change_target(desk, MARKS, 2025, 8100, doc_no="演示1号", approver="演示区长", on=None)
    change_target(desk, MARKS, 2025, 8100, doc_no="演示1号", approver="演示区长", on=on)
    later = date(2025, 6, 6)
    change_target(desk, MARKS, 2025, 8050, doc_no="演示2号", approver="演示区长", on=later)
    first, second = _targets(desk)
    assert (first.old_value, first.value) == (Decimal(8000), Decimal(8100))
    assert (second.old_value, second.value) == (Decimal(8100), Decimal(8050))
    assert (first.status, second.doc_no) == ("submitted", "演示2号")


def test_a_number_is_split_to_towns_and_the_sum_is_checked(desk: Desk) -> None:
    set_own_target(desk, MARKS, 2026, 8300)
    with pytest.raises(Refused, match="分解合计8000件，全区目标8300件，少300件"):
        split(desk, MARKS, 2026, "town", {EAST: 5000, WEST: 3000})
    assert split_sums(desk, MARKS, 2026) == []
    made = split(desk, MARKS, 2026, "town", {EAST: 5000, WEST: 3300})
    assert (made.total, made.target, made.closes) == (Decimal(8300), Decimal(8300), True)
    assert made.words.endswith("两数一致")
    # One town's share alone: the others keep theirs.
    more = split(desk, MARKS, 2026, "town", {WEST: 3400}, reason="演示：留有余量")
    assert (more.total, more.difference) == (Decimal(8400), Decimal(100))
    assert more.words == "分解合计8400件，全区目标8300件，多100件"
    (kept,) = split_sums(desk, MARKS, 2026)
    assert kept.shares == {EAST: Decimal(5000), WEST: Decimal(3400)}
    assert [each.remark for each in _targets(desk) if each.town_code == WEST] == ["演示：留有余量"]
    with desk.read() as reader:
        assert len([step for step in reader.steps() if "分解目标" in step["name"]]) == 2


def test_a_number_is_split_to_departments_too(desk: Desk) -> None:
    set_own_target(desk, MARKS, 2026, 10)
    made = split(desk, MARKS, 2026, "unit", {"swj": 4, "gxj": 6})
    assert made.closes
    line = next(
        each
        for each in standings(desk, read_period("2026Q3"), unit="swj")
        if each.indicator == MARKS
    )
    assert "swj" in line.unit_codes


def test_what_does_not_add_up_is_not_split(desk: Desk) -> None:
    for code in (PLEDGES, "BS-T01", "BS-T06"):
        with pytest.raises(Refused, match="不能按数额分解"):
            split(desk, code, 2026, "town", {EAST: 1})
    with pytest.raises(Refused):
        split(desk, MARKS, 2026, "town", {})
    with pytest.raises(Invalid):
        split(desk, MARKS, 2026, "town", {"370399999": 1}, reason="演示")


def test_a_split_of_no_number_says_so(desk: Desk) -> None:
    made = split(desk, MARKS, 2026, "town", {EAST: 5})
    assert (made.target, made.difference, made.closes) == (None, None, False)
    assert made.words == "分解合计5件，全区没有本年目标值"


def test_a_baseline_answers_its_question(desk: Desk) -> None:
    before = [each.code for each in open_questions(desk)]
    assert {"BS-T02/baseline", "BS-T05/baseline_count", "BS-T05/baseline_amount"} <= set(before)
    set_baseline(desk, MARKS, 2021, 6420)
    set_baseline(desk, PLEDGES, 2021, 9, series="M-AP01")
    # Another year answers nothing, nor does a town's.
    set_baseline(desk, "BS-T04", 2021, 30, town=EAST)
    set_baseline(desk, "BS-T04", 2024, 100)
    left = [each.code for each in open_questions(desk)]
    assert set(before) - set(left) == {"BS-T02/baseline", "BS-T05/baseline_count"}


def test_an_answer_stands_in_place_of_an_earlier_one(desk: Desk) -> None:
    answer(desk, "BS-T02/baseline", value="6420", ground="演示通报")
    answer(desk, "BS-T02/baseline", value=6500)
    (kept,) = _answers(desk)
    assert (kept.value, kept.ground, kept.answered_by) == (Decimal(6500), "演示通报", "演示员")
    assert kept.on == TODAY


def test_only_an_answer_that_fits_is_taken(desk: Desk) -> None:
    with pytest.raises(Refused, match="none（不分解，只统计）"):
        answer(desk, "BS-T05/split", "maybe")
    with pytest.raises(Refused, match="数值"):
        answer(desk, "BS-T02/baseline", "很多")
    with pytest.raises(Refused, match="来源"):
        answer(desk, "BS-T01/population", value=38)
    with pytest.raises(Missing):
        answer(desk, "BS-T02/nothing", "x")
    assert _answers(desk) == []
    answer(desk, "BS-T05/split", "none")
    assert "BS-T05/split" not in [each.code for each in open_questions(desk)]


def test_a_population_becomes_an_observation(desk: Desk) -> None:
    answer(desk, "BS-T01/population", value="37.86", ground="演示区统计公报（2025年）")
    answer(desk, "BS-T01/population", value="37.87", ground="演示区统计公报（2025年）")
    with desk.read() as reader:
        (people,) = reader.all(IpStat)
    assert (people.indicator, people.area, people.as_of) == (
        "population", "370304", date(2025, 12, 31),
    )  # fmt: skip
    assert people.value == Decimal(378_700)
    assert "公报" in (people.data_source or "")


@pytest.mark.parametrize(
    ("ground", "year"),
    [
        ("2024年末，演示统计局", 2024),
        ("演示区2025年统计年鉴，2024年末常住人口", 2024),
        ("演示统计公报（2023）", 2023),
    ],
)
def test_a_population_is_that_of_the_year_named_with_its_source(
    desk: Desk, ground: str, year: int
) -> None:
    answer(desk, "BS-T01/population", value=38, ground=ground)
    with desk.read() as reader:
        (people,) = reader.all(IpStat)
    assert people.as_of == date(year, 12, 31)


def test_a_population_without_its_year_is_not_taken(desk: Desk) -> None:
    with pytest.raises(Refused, match="年份"):
        answer(desk, "BS-T01/population", value=38, ground="演示统计局")
    assert _answers(desk) == []
    answer(desk, "BS-T01/population", value=38, ground="演示统计局", as_of=date(2024, 12, 31))
    with desk.read() as reader:
        (people,) = reader.all(IpStat)
    assert people.as_of == date(2024, 12, 31)


def test_an_observed_population_answers_its_question(desk: Desk) -> None:
    raw = {
        "indicator": "population", "area": "370304", "span": "point", "basis": "stock",
        "as_of": "2025-12-31", "value": 378600, "data_source": "演示公报",
    }  # fmt: skip
    records.add(desk, IpStat.ledger, raw)
    assert "BS-T01/population" not in [each.code for each in open_questions(desk)]


def test_questions_are_those_of_the_plans_that_are_worked_on(desk: Desk) -> None:
    assert {each.plan for each in open_questions(desk)} == {"boshan-2022"}
    assert open_questions(desk)[0].title == "每万人发明专利拥有量"
    set_status(desk, "boshan-2022", "reference")
    assert open_questions(desk) == []
    assert open_questions(desk, plan="boshan-2022")


def test_who_only_reads_says_nothing_of_targets(leader: Desk) -> None:
    with pytest.raises(NoRight):
        set_own_target(leader, MARKS, 2026, 8300)
    with pytest.raises(NoRight):
        split(leader, MARKS, 2026, "town", {EAST: 5})
    with pytest.raises(NoRight):
        answer(leader, "BS-T05/split", "none")
    assert standings(leader, read_period("2026Q3"))


def test_a_figure_of_others_stands_beside_ours(desk: Desk) -> None:
    set_status(desk, "binhai-2023", "evidence")
    for indicator, value in (("valid_invention", 364), ("population", 378600)):
        raw = {
            "indicator": indicator, "area": "370304", "span": "point", "basis": "stock",
            "as_of": "2025-12-31", "value": value, "data_source": "演示通报",
        }  # fmt: skip
        records.add(desk, IpStat.ledger, raw)
    found = {each.fact.title: each for each in benchmarks(desk, read_period("2026Q3"))}
    per_head = next(each for each in found.values() if each.metric == "M-CR02")
    # 364 ÷ 37.86 = 9.61, against 81.6.
    assert per_head.ours is not None
    assert round(per_head.ours, 2) == Decimal("9.61")
    assert per_head.ratio is not None
    assert "81.6件" in per_head.words
    assert "相当于其11.8%" in per_head.words
    patents = next(each for each in found.values() if each.metric == "M-CR01")
    assert (patents.fact.unit, patents.ours) == ("万件", Decimal("0.0364"))
    alone = next(each for each in found.values() if not each.metric)
    assert (alone.ours, alone.ratio) == (None, None)
    close = next(each for each in found.values() if each.fact.qualifier == "近")
    assert f"近{close.fact.value}" in close.words


def test_there_must_be_a_number_before_it_is_changed(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有可调整的"):
        change_target(
            desk, "BS-T02", 2031, "9000", doc_no="演示发〔2026〕1号", approver="演示局长",
            on=date(2026, 3, 2),
        )  # fmt: skip
