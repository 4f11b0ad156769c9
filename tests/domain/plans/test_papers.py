"""A policy paper taken apart.  Every text here is invented (演示)."""

from __future__ import annotations

from decimal import Decimal
from time import monotonic

import pytest

from boshan_desk.domain.plans.papers import Draft, DraftTarget, read_paper
from boshan_desk.domain.plans.papers.dues import read_due
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


TASK_TABLE = [
    ["序号", "重点任务", "具体措施", "牵头单位", "责任单位", "完成时限"],
    ["一、强化保护", "", "", "", "", ""],
    [
        "1",
        "建设维权站",
        "建成维权站十二个。",
        "市司法局",
        "市市场监管局、各县（市、区）",
        "2027年6月底前",
    ],
    ["2", "培育品牌", "新增注册商标300件。", "市商务局", "", "持续推进"],
    ["3", "培育品牌", "认定老字号5家；举办展会。", "市商务局", "市文旅局", "2026年第三季度"],
    ["合计", "", "", "", "", ""],
]


def test_a_table_of_tasks_becomes_tasks_with_units_and_days() -> None:
    draft = read_paper("演示市任务分解表\n现印发给你们。", [TASK_TABLE])
    assert [(task.no, task.title, task.project) for task in draft.tasks] == [
        ("1", "建设维权站", "强化保护"),
        ("2", "培育品牌", "强化保护"),
        ("3", "认定老字号5家", "强化保护"),
    ]
    first, second, third = draft.tasks
    assert (first.lead, first.join) == (("市司法局",), ("市市场监管局", "各县（市、区）"))
    assert [str(task.due or "") for task in draft.tasks] == ["2027-06-30", "", "2026-09-30"]
    assert target(draft, "维权站").target == {2027: Decimal(12)}
    assert (second.join, third.join) == ((), ("市文旅局",))
    assert target(draft, "注册商标").value == 300


def test_the_head_of_a_table_may_stand_in_two_rows() -> None:
    table = [
        ["任务分工", "任务分工", "任务分工", "任务分工"],
        ["编号", "工作任务", "责任分工", "责任分工"],
        ["编号", "工作任务", "牵头部门", "配合部门"],
        ["1", "编制服务清单", "县市场监管局", "县政务局"],
    ]
    (task,) = read_paper("演示县分工", [table]).tasks
    assert (task.title, task.lead, task.join) == ("编制服务清单", ("县市场监管局",), ("县政务局",))


def test_a_table_tells_of_a_measure_of_the_text_who_and_by_when() -> None:
    text = (
        "演示县2026年工作安排\n一、重点任务\n1.编制服务清单。向社会公布。\n2.开展培训。全年3期。\n"
    )
    table = [["任务", "责任单位", "完成时间"], ["编制服务清单", "县政务局", "5月底前"]]
    first, second = read_paper(text, [table]).tasks
    assert (first.lead, str(first.due), first.paragraphs) == (("县政务局",), "2026-05-31", (3,))
    assert (second.lead, second.due) == ((), None)


def test_lines_of_units_and_of_the_day_are_read_together() -> None:
    text = """演示县实施方案
一、工作任务
（一）完善政策。修订奖励办法。
牵头单位：县市场监管局
责任单位：县财政局、县司法局
完成时限：2027年10月
（二）开展托管。服务60家企业。
牵头单位：县工信局
配合单位：县工商联
完成时限：长期坚持
"""
    first, second = read_paper(text).tasks
    assert (first.lead, first.join) == (("县市场监管局",), ("县财政局", "县司法局"))
    assert (str(first.due), second.due) == ("2027-10-31", None)
    assert (second.lead, second.join) == (("县工信局",), ("县工商联",))
    assert "完成时限" not in first.text


def test_lines_that_a_copy_broke_are_put_together_and_the_page_is_left_out() -> None:
    text = """当前位置：首页 > 政务公开 > 规划
来源：演示市局 浏览次数：1286
演示市推进方案（２０２６—２０２８年）
一、重点工作
（一）开展进园区行动。每年走访企业５００家次以上，建立商标品
牌培育库，入库企业不少于１００
家。（责任单位：市市场监管局、市农
业农村局）
- 1 -
（二）提高认识，加强领导
各级要高度重视。
上一篇：关于公布典型案例的通知
"""
    draft = read_paper(text)
    assert draft.title == "演示市推进方案（2026—2028年）"
    assert [task.title for task in draft.tasks] == ["开展进园区行动", "提高认识，加强领导"]
    assert draft.tasks[0].join == ("市农业农村局",)
    assert {each.value for each in draft.targets} == {500, 100}
    assert [p.text for p in draft.undivided] == ["演示市推进方案（2026—2028年）"]


def test_sections_whose_titles_do_not_say_so_are_measures_too() -> None:
    text = """演示县工作要点
一、着力提升质量
（一）抓好专利。新增45件。（知识产权股）
（二）抓好商标。申请600件。（知识产权股、各市场监管所）
二、着力强化保护
（一）开展执法。查办30起。（执法大队）
三、组织领导
（一）加强统筹。
"""
    draft = read_paper(text)
    assert [(task.no, task.title) for task in draft.tasks if not task.safeguard] == [
        ("1.1", "抓好专利"),
        ("1.2", "抓好商标"),
        ("2.1", "开展执法"),
    ]
    assert draft.tasks[1].join == ("各市场监管所",)


def test_headings_without_numbers_are_known_by_what_they_are_called() -> None:
    text = """演示新区行动方案
总体目标
到2027年，培育强企十家。
主要举措
建设导航体系
每年实施导航项目2个，向企业发布。
责任单位：经济发展局、市场监管分局
强化风险防控
编制指引3—5份。
组织保障
成立工作专班
由分管领导任组长。
"""
    draft = read_paper(text)
    assert [(task.no, task.title, task.safeguard) for task in draft.tasks] == [
        ("1", "建设导航体系", False),
        ("2", "强化风险防控", False),
        ("", "成立工作专班", True),
    ]
    assert draft.tasks[0].lead == ("经济发展局",)
    assert target(draft, "强企").target == {2027: Decimal(10)}


def test_points_of_an_article_are_no_measures_and_its_subject_is_the_unit() -> None:
    text = """演示市办法
第一章 总则
第一条 为推进工作，制定本办法。
第二章 工作任务
第二条 市知识产权部门应当建立名录，纳入企业不少于二百家。
第三条 有下列情形之一的，责令改正：
（一）未按规定报送的；
（二）弄虚作假的。
第三章 附则
第四条 本办法自2026年3月1日起施行。
"""
    draft = read_paper(text)
    assert [(task.no, task.lead) for task in draft.tasks] == [("2", ("市知识产权部门",)), ("3", ())]
    assert target(draft, "企业").value == 200


def test_a_list_of_annexes_is_no_list_of_tasks() -> None:
    text = "演示通知\n一、重点任务\n1.摸清底数。开展走访。\n附件：1.目标任务分解\n2.重点任务台账\n"
    assert [task.title for task in read_paper(text).tasks] == ["摸清底数"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("建成省级强县十二个", 12, "个", ""),
        ("品牌价值总额突破五百亿元", 500, "亿元", ""),
        ("行政裁决结案率达到百分之九十五点五", Decimal("95.5"), "%", ""),
        ("培育一流企业三至五家", 3, "家", "3—5"),
        ("建设产业分中心6—8个", 6, "个", "6—8"),
        ("专利实施率由45%提升至52%", 52, "%", ""),
        ("落实商标奖励资金，每年不低于300万元", 300, "万元", ""),
        ("建设标准化种植基地5万亩", 50000, "亩", ""),
        ("质押贷款余额保持10%以上增速", 10, "%", "以上"),
    ],
)
def test_numerals_ranges_and_levels_are_read(
    text: str, value: Decimal, unit: str, qualifier: str
) -> None:
    found = find_numbers(text)
    assert [(each.value, each.unit, each.qualifier) for each in found] == [(value, unit, qualifier)]
    assert not found[0].title.startswith("每年")


@pytest.mark.parametrize(
    "text",
    [
        "对获奖单位给予一次性奖励10万元",
        "按实际利息的50%给予补贴，单个企业每年最高不超过30万元",
        "比上年增加4件",
        "落实一批项目，取得一项成果",
        "产值达到" + "9" * 60 + "万件",
    ],
)
def test_what_is_paid_or_compared_is_no_target(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        ("知识产权综合指数进入全省前列", "知识产权综合指数", "进入全省前列"),
        ("发明专利拥有量不低于全市平均水平", "发明专利拥有量", "不低于全市平均水平"),
        ("发明专利拥有量在2025年基础上翻一番", "发明专利拥有量", "翻一番"),
    ],
)
def test_a_rank_or_a_doubling_is_a_target_without_a_number(
    text: str, title: str, words: str
) -> None:
    (found,) = find_numbers(text)
    assert (found.title, found.value, found.kind, found.qualifier) == (
        title,
        None,
        "qualitative",
        words,
    )


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026年12月底前", "2026-12-31"),
        ("2027年", "2027-12-31"),
        ("2026.10.31", "2026-10-31"),
        ("9月底", "2028-09-30"),
        ("2028年2月", "2028-02-29"),
        ("2026年第四季度", "2026-12-31"),
        ("上半年", "2028-06-30"),
        ("2026年2月31日", "None"),
        ("每年12月底前", "None"),
        ("长期坚持", "None"),
        ("", "None"),
    ],
)
def test_the_day_of_a_task_is_the_last_one_named(words: str, day: str) -> None:
    assert str(read_due(words, 2028)) == day


@pytest.mark.parametrize(
    ("text", "lead", "join"),
    [
        ("（市工信局牵头，各县市区政府负责）", ["市工信局"], ["各县市区政府"]),
        ("（市教育局、市科技局分别牵头）", ["市教育局", "市科技局"], []),
        (
            "（市商务局牵头，市文旅局等部门配合，2026年6月底前完成）",
            ["市商务局"],
            ["市文旅局"],
        ),
        ("责任单位：区科技局、各镇（街道）", ["区科技局"], ["各镇（街道）"]),
        ("责任部门：党政办（牵头）、各村（社区）", ["党政办"], ["各村（社区）"]),
    ],
)
def test_units_with_what_each_does(text: str, lead: list[str], join: list[str]) -> None:
    units, _rest = find_units(text)
    assert (list(units.lead), list(units.join)) == (lead, join)


def test_indicators_one_a_line_are_of_their_last_year() -> None:
    text = "演示规划\n一、主要目标\n（1）授权量（件）：2025年120，2028年200，预期性；\n"
    (found,) = read_paper(text).targets
    assert (found.title, found.unit, found.target) == ("授权量", "件", {2028: Decimal(200)})


@pytest.mark.parametrize(
    "piece", ["责任单位：", "一二三四", "每年稳步", "（", "不少于3—5个", "百", "9"]
)
def test_a_long_text_without_points_is_read_at_once(piece: str) -> None:
    begun = monotonic()
    read_paper(piece * 5000)
    assert monotonic() - begun < 5
