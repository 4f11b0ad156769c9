"""A policy paper taken apart.  Every text here is invented (演示)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from boshan_desk.domain.plans.papers import Draft, DraftTarget, read_paper
from boshan_desk.domain.plans.papers.numbers import find_numbers
from boshan_desk.domain.plans.papers.units import find_units

PAPER = """
青禾县人民政府办公室
关于印发青禾县知识产权强县建设工作方案（2026—2028年）的通知
青政办发〔2026〕12号
各乡镇人民政府，县政府各部门：
现印发给你们，请遵照执行。
青禾县人民政府办公室
2026年3月9日
青禾县知识产权强县建设工作方案（2026—2028年）
一、总体要求
以青政发〔2025〕3号文件为依据，用3年时间打牢基础。
二、工作目标
到2028年，每万人高价值发明专利拥有量达到1.5件，有效商标注册量突破6000件，培育地理标志用标企业不少于40家。
全县专利转让数量年均增长15%以上，作品登记数量逐年增长，干部作风明显提升。
三、主要任务
（一）强化创造
1.培育优势企业。每年遴选10家企业重点培育。（牵头单位：县市场监管局；配合单位：县工信局、县财政局）
2.壮大品牌。加强商标注册指导。
（责任单位：县商务局、县农业农村局，各乡镇、街道）
（二）优化服务
1.建设指导站。在各乡镇设立商标品牌指导站，实现全覆盖。
2.培训人才。举办培训30场次。
3.联合宣传。开展宣传周活动。
（县委宣传部牵头，县司法局、县教育局配合）
四、保障措施
（一）加强领导。成立工作专班。
（二）落实经费。列入预算。
此件公开发布
"""


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_paper(PAPER)


def target(draft: Draft, words: str) -> DraftTarget:
    found = [each for each in draft.targets if words in each.title]
    assert len(found) == 1, [each.title for each in draft.targets]
    return found[0]


def test_the_paper_says_what_it_is(draft: Draft) -> None:
    assert draft.title == "青禾县知识产权强县建设工作方案（2026—2028年）"
    assert draft.doc_no == "青政办发〔2026〕12号"
    assert draft.issuer == "青禾县人民政府办公室"
    assert str(draft.issued_on) == "2026-03-09"
    assert (draft.start, draft.end) == (2026, 2028)


def test_measures_come_with_number_project_and_source(draft: Draft) -> None:
    measures = [task for task in draft.tasks if not task.safeguard]
    assert [task.no for task in measures] == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    assert [task.title for task in measures][:2] == ["培育优势企业", "壮大品牌"]
    assert {task.project for task in measures} == {"强化创造", "优化服务"}
    for task in draft.tasks:
        told = "".join(draft.paragraphs[number - 1].text for number in task.paragraphs)
        assert task.title in told


def test_safeguards_are_told_apart(draft: Draft) -> None:
    assert [task.title for task in draft.tasks if task.safeguard] == ["加强领导", "落实经费"]


def test_units_of_a_measure_and_units_of_a_whole_project(draft: Draft) -> None:
    of = {task.no: (task.lead, task.join) for task in draft.tasks}
    assert of["1.1"] == (("县市场监管局",), ("县工信局", "县财政局"))
    assert of["1.2"] == (("县商务局",), ("县农业农村局", "各乡镇、街道"))
    for no in ("2.1", "2.2", "2.3"):
        assert of[no] == (("县委宣传部",), ("县司法局", "县教育局"))


def test_targets_have_unit_kind_year_and_comparator(draft: Draft) -> None:
    ratio = target(draft, "每万人高价值发明专利拥有量")
    assert (ratio.value, ratio.unit, ratio.kind) == (Decimal("1.5"), "件/万人", "ratio")
    assert ratio.target == {2028: Decimal("1.5")}
    stock = target(draft, "有效商标注册量")
    assert (stock.value, stock.kind, stock.comparator) == (Decimal(6000), "stock", ">")
    growth = target(draft, "专利转让数量")
    assert (growth.value, growth.unit, growth.kind) == (Decimal(15), "%", "growth_rate")
    assert target(draft, "地理标志用标企业").value == 40
    assert target(draft, "培训").unit == "场次"


def test_what_only_is_to_grow_is_a_target_without_a_number(draft: Draft) -> None:
    assert target(draft, "作品登记数量").kind == "qualitative"
    assert not [each for each in draft.targets if "干部作风" in each.title]


def test_numbers_of_papers_years_and_spans_are_no_targets(draft: Draft) -> None:
    assert not {Decimal(3), Decimal(12), Decimal(2025)} & {each.value for each in draft.targets}


def test_paragraphs_without_a_task_are_listed(draft: Draft) -> None:
    left = [paragraph.text for paragraph in draft.undivided]
    assert "现印发给你们，请遵照执行。" in left
    assert not [text for text in left if "培育优势企业" in text or "每万人" in text]


def test_measures_numbered_through_lost_headings_stay_measures() -> None:
    text = """演示区工作方案
一、总体要求
（二）建设目标。到2027年底，建成服务站12个。
1.完善政策。出台配套政策。
2.搭建平台。建设线上平台。
（四）加强保护
3.畅通渠道。受理维权申请。
"""
    assert [task.no for task in read_paper(text).tasks] == ["1", "2", "3"]


def test_a_paper_of_articles_alone_has_each_as_a_measure() -> None:
    text = "演示市若干措施\n一、优化代理服务。支持机构发展。\n二、加强监管。开展检查。\n"
    assert [task.title for task in read_paper(text).tasks] == ["优化代理服务", "加强监管"]


def test_a_table_gives_a_value_for_each_year() -> None:
    table = [
        ["序号", "指标名称", "单位", "2026年目标", "2027年目标", "2028年目标"],
        ["1", "贯标企业", "家", "20", "50", "90"],
        ["2", "合同成交额年均增幅", "%", "≥10", "≥10", "≥10"],
        ["备注", "", "", "", "", ""],
    ]
    found = read_paper("演示方案\n一、目标\n见表。", [table]).targets
    assert found[0].target == {2026: Decimal(20), 2027: Decimal(50), 2028: Decimal(90)}
    # Levels or increments: the table does not say.
    assert found[0].basis == "open"
    assert (found[1].kind, found[1].value) == ("growth_rate", Decimal(10))


def test_a_table_that_lost_its_cells_keeps_only_what_is_sure() -> None:
    text = """演示方案
指标对照表
序号指标名称要求目标值2026目标值2027目标值
1托管中小微企业60家≥602060家
2专利保险产品1单≥101单
"""
    found = read_paper(text).targets
    assert [(each.value, each.unit, each.doubt) for each in found] == [
        (Decimal(60), "家", "cells"),
        (Decimal(1), "单", "cells"),
    ]
    assert found[0].target == {2027: Decimal(60)}


@pytest.mark.parametrize(
    ("text", "lead", "join"),
    [
        ("推进工作。（责任单位：县科技局）", ["县科技局"], []),
        (
            "推进工作〔责任单位:县科技局、县教育局、各乡(镇)〕",
            ["县科技局"],
            ["县教育局", "各乡(镇)"],
        ),
        ("（县发改局、县财政局按职责分工负责）", ["县发改局"], ["县财政局"]),
        ("牵头单位：县司法局；协办单位：县法院", ["县司法局"], ["县法院"]),
        ("加强部门协作（含乡镇）。", [], []),
        ("明确责任单位和时限，抓好落实。", [], []),
    ],
)
def test_units_stand_in_brackets_or_after_a_label(
    text: str, lead: list[str], join: list[str]
) -> None:
    units, _rest = find_units(text)
    assert (list(units.lead), list(units.join)) == (lead, join)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("组织不少于80场次的涉外培训", 80, "场次"),
        ("为300家以上的企业提供托管服务", 300, "家"),
        ("全县有效专利数量达到1.2万件", 12000, "件"),
        ("设立5000万元资金池", 5000, "万元"),
        ("培养专业人才200人以上", 200, "人"),
    ],
)
def test_numbers_before_and_after_what_they_count(text: str, value: int, unit: str) -> None:
    found = find_numbers(text)
    assert [(number.value, number.unit) for number in found] == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "国务院等17部门联合印发",
        "拨打12315热线",
        "开展4·26宣传活动",
        "第3批名单已公布",
        "2026年6月30日前完成",
    ],
)
def test_these_are_no_targets(text: str) -> None:
    assert find_numbers(text) == []


ARTICLES = """白河县知识产权工作方案
第一章 总则
第一条 为推进工作，制定本方案。
第二条 主要目标。到2028年，发明专利拥有量较2025年翻一番，达到320件；国家级示范企业2家、优势企业8家。
第二章 重点任务
第三条 提升质量。新增高价值发明专利50件以上。由县市场监管局牵头，县科技局、县工信局配合。
第四条 优化服务。建设工作站12个。由各乡镇负责。
第三章 保障
第五条 经费保障。每年安排专项资金不低于100万元。
"""


def test_a_paper_in_articles_has_each_article_as_a_measure() -> None:
    draft = read_paper(ARTICLES)
    assert [task.no for task in draft.tasks] == ["3", "4", "5"]
    first, second, third = draft.tasks
    assert (first.lead, first.join) == (("县市场监管局",), ("县科技局", "县工信局"))
    assert (second.lead, third.safeguard) == (("各乡镇",), True)


def test_a_number_after_a_comma_is_of_what_the_clause_before_names() -> None:
    found = {each.title: each for each in read_paper(ARTICLES).targets}
    assert found["发明专利拥有量"].target == {2028: Decimal(320)}
    assert found["优势企业"].value == 8
    assert found["国家级示范企业"].value == 2


def test_key_points_of_a_year_are_of_that_year_and_brackets_name_units() -> None:
    text = """2026年全县知识产权工作要点
一、提升创造质量
1．商标品牌建设。新增商标注册1.2万件，指导站新建15家。（商标科、各乡镇）
2．优化服务。举办活动（含线上）20场。
二、加强保护
3．严格执法。商标案件办理量同比增长5%。（执法大队、保护科）
"""
    draft = read_paper(text)
    assert [(task.no, task.lead) for task in draft.tasks] == [
        ("1", ("商标科",)),
        ("2", ()),
        ("3", ("执法大队",)),
    ]
    assert {each.title: each.target for each in draft.targets}["指导站新建"] == {2026: Decimal(15)}
    assert target(draft, "商标注册").value == 12000
    assert target(draft, "商标案件").kind == "growth_rate"
