"""The five packs against the field reference, counted and written out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from boshan_desk.assets import asset
from boshan_desk.domain.county import load_county
from boshan_desk.domain.plans.checking import check_plan, errors_of
from boshan_desk.domain.plans.pack import Plan
from boshan_desk.domain.plans.reading import shipped_plan, shipped_plans


def text_of(code: str) -> str:
    return asset("resources", "plans", f"{code}.toml").read_text("utf-8")


def counts(plan: Plan) -> tuple[int, int, int, int, int]:
    measures = [each for each in plan.tasks if not each.safeguard]
    return (
        len(plan.indicators),
        len(measures),
        len(plan.tasks) - len(measures),
        len(plan.projects),
        len(plan.facts),
    )


COUNTS = {
    "boshan-2022": (7, 21, 3, 5, 0),
    "binhai-park-2022": (10, 12, 3, 4, 0),
    "tianjin-service-2023": (0, 15, 0, 0, 0),
    "urumqi-2020": (12, 20, 4, 5, 0),
    "binhai-2023": (0, 6, 0, 6, 23),
}
"""Targets, numbered measures, safeguards, projects, achieved figures."""


def test_the_five_packs_are_shipped() -> None:
    assert set(shipped_plans()) == set(COUNTS)


@pytest.mark.parametrize("code", COUNTS)
def test_a_pack_has_as_many_targets_and_measures_as_its_paper(code: str) -> None:
    assert counts(shipped_plan(code)) == COUNTS[code]


@pytest.mark.parametrize("code", COUNTS)
def test_a_shipped_pack_has_no_fault(code: str) -> None:
    found = check_plan(text_of(code))
    assert [each.told() for each in errors_of(found)] == []


@pytest.mark.parametrize(
    ("code", "county"),
    [("boshan-2022", "boshan"), ("urumqi-2020", "urumqi"), ("binhai-park-2022", "binhai")],
)
def test_its_county_has_every_unit_that_a_pack_names(code: str, county: str) -> None:
    found = check_plan(text_of(code), load_county(county))
    assert [each.told() for each in found if "资料里没有" in each.words] == []


def rows(plan: Plan) -> list[tuple[str, str, str, str, str, dict[int, str]]]:
    return [
        (
            each.code,
            each.unit,
            each.kind,
            each.basis,
            each.comparator,
            {year: str(value) for year, value in each.target.items()},
        )
        for each in plan.indicators
    ]


def test_the_targets_of_boshan_are_those_of_its_paper() -> None:
    assert rows(shipped_plan("boshan-2022")) == [
        ("BS-T01", "件/万人", "ratio", "year_end_level", ">=", {2025: "9"}),
        ("BS-T02", "件", "stock", "year_end_level", ">=", {2025: "8000"}),
        ("BS-T03", "件", "flow", "annual_flow", "no_number", {}),
        ("BS-T04", "件", "stock", "year_end_level", "no_number", {}),
        (
            "BS-T05",
            "%",
            "growth_rate",
            "yoy_growth",
            ">",
            {2022: "0", 2023: "0", 2024: "0", 2025: "0"},
        ),
        ("BS-T06", "个", "milestone", "once", "=", {2022: "1"}),
        ("BS-T07", "", "qualitative", "once", "no_number", {}),
    ]


def test_the_targets_of_the_park_are_those_of_its_paper() -> None:
    total = "cumulative_from_start"
    assert rows(shipped_plan("binhai-park-2022")) == [
        ("BH-T01", "件", "stock", "year_end_level", ">=", {2026: "50000"}),
        ("BH-T02", "个", "flow", total, ">=", {2026: "4"}),
        ("BH-T03", "家", "flow", total, ">=", {2026: "2000"}),
        ("BH-T04", "家", "flow", total, ">=", {2026: "100"}),
        ("BH-T05", "家", "stock", "year_end_level", ">", {2026: "60"}),
        ("BH-T06", "家", "flow", total, ">=", {2026: "10"}),
        ("BH-T07", "场次", "flow", total, ">=", {2026: "100"}),
        ("BH-T08", "人", "flow", total, ">=", {2026: "500"}),
        ("BH-T09", "场", "flow", total, ">=", {2026: "100"}),
        ("BH-T10", "个", "milestone", "once", "=", {2026: "1"}),
    ]


def years(*values: int | None) -> dict[int, str]:
    given = zip((2021, 2022, 2023), values, strict=True)
    return {year: str(value) for year, value in given if value is not None}


def test_the_targets_of_urumqi_are_those_of_its_table() -> None:
    total = "cumulative_from_start"
    assert rows(shipped_plan("urumqi-2020")) == [
        ("WL-T01", "家", "flow", "open", ">=", years(30, 30, 100)),
        ("WL-T02", "%", "growth_rate", "open", ">=", years(40, 40, 40)),
        ("WL-T03", "%", "growth_rate", "open", ">=", years(20, 20, 20)),
        ("WL-T04", "%", "growth_rate", "open", ">=", years(30, 30, 30)),
        ("WL-T05", "单", "milestone", total, ">=", years(0, 0, 1)),
        ("WL-T06", "个", "flow", "open", ">=", years(1, 2, 5)),
        ("WL-T07", "个", "milestone", total, ">=", years(None, None, 1)),
        ("WL-T08", "家", "flow", "open", ">=", years(30, 70, 200)),
        ("WL-T09", "家", "flow", "open", ">=", years(300, 300, 1000)),
        ("WL-T10", "个", "milestone", total, "=", years(None, None, 1)),
        ("WL-T11", "个", "flow", "open", ">=", years(1, 1, 3)),
        ("WL-T12", "家", "flow", "open", ">=", years(1, 1, 3)),
    ]


def test_the_works_of_urumqi_end_in_june() -> None:
    plan = shipped_plan("urumqi-2020")
    assert {each.due for each in plan.indicators} == {date(2023, 6, 30)}
    assert plan.end == date(2023, 6, 30)


def test_what_the_table_of_urumqi_leaves_open_is_asked() -> None:
    asked = [(each.code, each.asks) for each in shipped_plan("urumqi-2020").questions]
    ambiguous = ("T01", "T06", "T08", "T09", "T11", "T12")
    assert [code for code, asks in asked if asks == "basis"] == [
        f"WL-{code}/basis" for code in ambiguous
    ]
    assert [code for code, asks in asked if asks == "rate"] == [
        "WL-T02/rate",
        "WL-T03/rate",
        "WL-T04/rate",
    ]
    assert [code for code, asks in asked if asks == "baseline"] == [
        "WL-T02/baseline",
        "WL-T03/baseline",
        "WL-T04/baseline_count",
        "WL-T04/baseline_amount",
    ]
    assert [code for code, asks in asked if asks == "other"] == ["WL-T07/demand", "WL-T12/demand"]
    assert len(asked) == 15


def test_a_reading_is_offered_and_none_is_taken() -> None:
    for question in shipped_plan("urumqi-2020").questions:
        if question.asks == "basis":
            assert [code for code, _words in question.choices] == ["levels", "increments"]
            assert question.likely == "increments"
            indicator = shipped_plan("urumqi-2020").indicator(question.indicator)
            assert indicator is not None
            assert indicator.basis == "open"


def test_what_boshan_leaves_open_is_asked() -> None:
    asked = {each.code: each.asks for each in shipped_plan("boshan-2022").questions}
    assert asked == {
        "BS-T01/population": "population",
        "BS-T01/baseline": "baseline",
        "BS-T02/baseline": "baseline",
        "BS-T03/baseline": "baseline",
        "BS-T04/baseline": "baseline",
        "BS-T05/baseline_count": "baseline",
        "BS-T05/baseline_amount": "baseline",
        "BS-T05/split": "split",
    }


def test_nobody_is_given_a_quota_of_loans() -> None:
    pledge = shipped_plan("boshan-2022").indicator("BS-T05")
    assert pledge is not None
    assert pledge.decomposable == "none"
    assert "指标" in pledge.about


PARTS = {
    "P1": "区发展和改革局 区科学技术局 区工业和信息化局 区财政局",
    "P2": "区发展和改革局 区工业和信息化局 区财政局 区商务局",
    "P3": "区发展和改革局 区工业和信息化局 区财政局 区商务局 区文化和旅游局 区地方金融监督管理局",
    "P4": "区法院 区工业和信息化局 区公安分局 区司法局 区商务局 区文化和旅游局",
    "P5": "区委宣传部 区发展和改革局 区科学技术局 区司法局 区人力资源和社会保障局"
    " 区地方金融监督管理局",
}


def test_the_units_of_boshan_are_those_of_its_projects() -> None:
    plan = shipped_plan("boshan-2022")
    found = {each.code: each.join for each in plan.projects}
    assert found == {code: (*names.split(), "各镇、街道") for code, names in PARTS.items()}
    measures = [each for each in plan.tasks if not each.safeguard]
    assert {plan.units_of(each)[0] for each in measures} == {("区市场监督管理局",)}
    per = [sum(each.project == code for each in measures) for code in PARTS]
    assert per == [3, 4, 5, 5, 4]


SHORT = {
    "市监": "市市场监管局", "财": "市财政局", "改": "市发改委", "工": "市工信局", "科": "市科技局",
    "农": "市农业农村局", "林": "市林业和草原局", "统": "市统计局", "国资": "市国资委",
    "教": "市教育局", "金": "市金融办", "行": "乌鲁木齐银行", "商": "市商务局", "人": "市人社局",
}  # fmt: skip
TASKS = (
    "市监 财 改 工 科", "市监 财 农 林 工", "统 市监 财 改 工 科 农 林", "统 市监 财 改 工 科",
    "市监 财 国资 工 科 教", "市监 财 国资 工 科 教", "市监 财 国资 工 科 教", "科 工 市监 财 国资",
    "市监 财 改 国资 工 科", "市监 财 金 行", "金 财 市监 科 工 行", "市监 财 金 行",
    "市监 财 金 行", "市监 财", "市监 财 国资", "市监 财 国资 工", "市监", "市监 商", "市监 人",
    "市监 人 教",
)  # fmt: skip
"""domain.md 1.4, as it is written there."""


def test_the_units_of_the_tasks_of_urumqi_are_those_of_its_paper() -> None:
    plan = shipped_plan("urumqi-2020")
    found = [plan.units_of(each) for each in plan.tasks if not each.safeguard]
    wanted = []
    for line in TASKS:
        first, *others = (SHORT[short] for short in line.split())
        wanted.append(((first,), (*others, "各区（县）")))
    assert found == wanted


def test_the_stages_of_urumqi_are_milestones() -> None:
    days = {m.on for task in shipped_plan("urumqi-2020").tasks for m in task.milestones}
    assert days == {date(2020, 12, 31), date(2022, 12, 31), date(2023, 6, 30)}


FACTS = [
    ("12", "项", ""), ("60", "家", "余"), ("5000", "万元", ""), ("58", "项", ""),
    ("10.4", "万件", ""), ("31.2", "%", ""), ("1.7", "万件", ""), ("32.6", "%", ""),
    ("81.6", "件/万人", ""), ("400", "件", "余"), ("8000", "件", "近"), ("12", "起", ""),
    ("86.8", "%", ""), ("99.5", "%", ""), ("100", "%", ""), ("11", "项", ""), ("62", "个", ""),
    ("2.6", "亿元", ""), ("5", "家", ""), ("12", "亿元", ""), ("37", "万家", ""),
    ("40", "条", ""), ("26", "条", ""),
]  # fmt: skip


def test_the_achieved_figures_keep_their_qualifiers() -> None:
    plan = shipped_plan("binhai-2023")
    assert [(str(f.value), f.unit, f.qualifier) for f in plan.facts] == FACTS
    assert plan.status == "evidence"


def test_the_achieved_figures_agree_with_each_other() -> None:
    value = {each.code: each.value for each in shipped_plan("binhai-2023").facts}
    city = value["BX-F05"] / value["BX-F06"] * 100
    people = value["BX-F07"] * 10_000 / value["BX-F09"]
    assert round(city, 1) == Decimal("33.3")
    assert round(people) == 208


@pytest.mark.parametrize("code", COUNTS)
def test_every_damage_of_the_copy_is_told(code: str) -> None:
    assert shipped_plan(code).damage


def test_the_polluted_name_did_not_come_in() -> None:
    plan = shipped_plan("tianjin-service-2023")
    assert any("国家知识产权局等17部门" in each for each in plan.bases)
    assert "直播" not in text_of("tianjin-service-2023")


def test_nothing_of_a_paper_is_copied_into_a_pack() -> None:
    for code in COUNTS:
        assert not any(each.paragraph for each in shipped_plan(code).tasks)
