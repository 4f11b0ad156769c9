"""Headings in the words of town offices find their fields, and only these."""

from __future__ import annotations

from typing import Any

import pytest

from boshan_desk.domain.codes import lists_of, load_county
from boshan_desk.domain.identifiers import uscc_check_character
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads
from boshan_desk.excel.matching.thesaurus import cut, thesaurus, words_of
from boshan_desk.ledgers import LEDGERS

LISTS = lists_of(load_county("boshan"))

ANCHORS = {
    "case": {"case_no": "案号", "remark": "备注", "party": "当事人名称"},
    "attendee": {"name": "姓名", "remark": "备注", "id_no": "身份证号"},
    "event": {"title": "活动名称", "remark": "备注", "starts_on": "开始日期"},
    "enterprise": {"name": "企业名称", "remark": "备注", "uscc": "统一社会信用代码"},
    "station": {"name": "站点名称", "remark": "备注", "station_no": "站点编号"},
    "station_service": {"client": "服务对象", "remark": "备注", "served_on": "服务日期"},
    "gi_user": {"name": "使用人名称", "remark": "备注", "uscc": "统一社会信用代码"},
    "gi_right": {"product_name": "产品名称", "remark": "备注"},
    "gi_year": {"year": "年度", "remark": "备注", "right_id": "权利"},
    "gi_check": {"target": "检查对象", "remark": "备注", "checked_on": "检查日期"},
    "enforcement_action": {"place": "地点", "remark": "备注", "acted_on": "行动日期"},
}
"""Plain headings that make a sheet the ledger's, to stand around the one that is looked at."""

FOUND: dict[str, dict[str, str]] = {
    "case": {
        "案件文号": "case_no",
        "案件统一编号": "ask",
        "立案文书号": "file_no",
        "立案审批编号": "file_no",
        "案件线索编号": "clue_no",
        "案件类别（大类）": "case_type",
        "涉及知识产权类型": "ip_kind",
        "违法事由": "cause",
        "涉嫌违法行为": "cause",
        "案由（违法行为）": "cause",
        "案件办理进度": "state",
        "目前进展情况": "state",
        "当前办理阶段": "state",
        "案件线索来源": "source_kind",
        "案源": "source_kind",
        "线索收到时间": "clue_on",
        "发现线索时间": "clue_on",
        "基本案情简介": "brief",
        "简要案情描述": "brief",
        "违法主体": "party",
        "被处罚单位（个人）名称": "party",
        "被处罚人姓名或名称": "party",
        "涉案单位名称": "party",
        "违法当事人（单位）": "party",
        "行政相对人名称": "party",
        "市场主体名称": "party",
        "当　事　人\n（姓名/名称）": "party",
        "当事人统一社会信用代码": "party_uscc",
        "社会统一信用代码": "party_uscc",
        "证照号": "id_no",
        "当事人证件号": "id_no",
        "身份证号/统一社会信用代码": "id_no",
        "当事人证件种类": "id_type",
        "经营地址": "address",
        "当事人住址": "address",
        "当事人联系方式": "phone",
        "联系电话（手机）": "phone",
        "法人代表": "legal_rep",
        "法定代表人/负责人": "legal_rep",
        "企业法人": "legal_rep",
        "属地": "town_code",
        "案件所属辖区": "town_code",
        "所属镇（街道）": "town_code",
        "违法行为发生地点": "town_code",
        "案发日期": "conduct_from",
        "是否网络案件": "is_online",
        "电商平台": "platform",
        "是否涉外案件": "foreign",
        "商标权利人": "owner",
        "权利人名称": "owner",
        "商标注册证号": "right_no",
        "侵权商品名称": "goods",
        "涉案商品数量（件）": "qty",
        "立案登记时间": "filed_on",
        "立案时间（年月日）": "filed_on",
        "批准立案日期": "filed_on",
        "办案科室": "unit",
        "承办部门": "unit",
        "经办人员": "officers",
        "具体承办人": "officers",
        "主办人员姓名": "officers",
        "案件承办人员": "officers",
        "涉案货值（万元）": "value",
        "案件货值金额": "value",
        "违法经营数额（元）": "turnover",
        "非法所得": "illegal_income",
        "为权利人挽回损失（万元）": "loss_saved",
        "处罚告知时间": "notice_on",
        "听证时间": "hearing_on",
        "处罚决定书编号": "decision_no",
        "行政处罚决定书文号": "decision_no",
        "处罚文号": "decision_no",
        "作出处罚决定时间": "decided_on",
        "行政处罚决定日期": "decided_on",
        "行政处罚种类": "penalties",
        "罚款数额（元）": "fine",
        "行政罚款金额": "fine",
        "没收违法所得金额": "confiscate_money",
        "没收侵权商品": "confiscate_goods",
        "违反法律条款": "breach_basis",
        "处罚法律依据": "penalty_basis",
        "文书送达日期": "served_on",
        "处罚决定书送达时间": "served_on",
        "文书送达方式": "service_mode",
        "罚没款缴纳时间": "paid_on",
        "公示时间": "published_on",
        "移送公安时间": "police_on",
        "结案日": "closed_on",
        "案件办结时间": "closed_on",
        "结案方式": "close_kind",
        "归档时间": "archived_on",
        "档案号": "volume_no",
        # 意思不定，要人来对
        "受理日期": "ask",
        "受理时间": "ask",
        "下达日期": "ask",
        "处罚决定书下达日期": "ask",
        "出生日期": "ask",
        "签到时间": "ask",
        "日期": "ask",
        "时间": "ask",
        "金额": "ask",
        "法人电话": "ask",
        "联系人电话": "ask",
        "权利人电话": "ask",
        "举报人": "ask",
        "举报人姓名": "ask",
        "投诉举报人电话": "ask",
        "罚没款": "ask",
        "罚没金额（元）": "ask",
        "备注2": "ask",
        "案件名称": "ask",
        "上年案值": "ask",
        "是否结案": "ask",
        "数量（万件）": "ask",
        "罚款金额（千元）": "ask",
        "罚款（美元）": "ask",
        "审批人": "ask",
        "填报日期": "ask",
        "文书编号": "ask",
        "协办人": "ask",
        "权利人地址": "ask",
        "权利人统一社会信用代码": "ask",
        "代理人联系电话": "ask",
        "处罚内容": "ask",
        "处理结果": "ask",
        "罚款及没收金额": "ask",
        "立案及结案时间": "ask",
        "姓名及联系电话": "ask",
        "其中：罚款": "ask",
        "罚款占比": "ask",
        "延期至日期": "ask",
        "查封扣押日期": "ask",
        "没收": "ask",
    },
    "enterprise": {
        "市场主体": "name",
        "单位全称": "name",
        "公司名称": "name",
        "企业（单位）名称": "name",
        "经营主体名称": "name",
        "社会信用统一代码": "uscc",
        "企业信用代码": "uscc",
        "所在镇办": "town_code",
        "所属乡镇（街道）": "town_code",
        "企业所在镇街": "town_code",
        "注册地址": "address",
        "企业详细地址": "address",
        "法人姓名": "legal_rep",
        "企业负责人": "legal_rep",
        "企业联系人": "contact",
        "联系人姓名": "contact",
        "联系人电话": "phone",
        "手机号码": "phone",
        "企业联系电话": "phone",
        "企业性质": "kind",
        "所属行业类别": "industries",
        "注册成立时间": "founded_on",
        "注册时间": "founded_on",
        "是否高新技术企业": "high_tech",
        "是否为高企": "high_tech",
        "主营产品": "products",
        "拥有有效专利数量（件）": "patents",
        "有效专利（件）": "patents",
        "有效注册商标数": "marks",
        "注册商标（件）": "marks",
        "专利质押融资金额（万元）": "pledged",
        "质押贷款额": "pledged",
        "统计时间": "counted_on",
        "法人电话": "ask",
        "发明专利数": "ask",
        "其中发明专利": "ask",
        "年产值（万元）": "ask",
        "职工人数": "ask",
        "注册资本（万元）": "ask",
        "负责人电话": "ask",
        "联系人及电话": "ask",
        "法人身份证号": "ask",
        "专利名称": "ask",
        "专利号": "ask",
        "商标名称": "ask",
        "质押登记号": "ask",
        "原企业法人": "ask",
        "村居": "ask",
    },
    "attendee": {
        "参训人员姓名": "name",
        "学员": "name",
        "参会人员姓名": "name",
        "身份证件号": "id_no",
        "居民身份证号码": "id_no",
        "手机号码": "phone",
        "联系方式": "phone",
        "所在单位": "unit",
        "单位全称": "unit",
        "工作单位名称": "unit",
        "所属镇（街）": "town_code",
        "培训班名称": "event_id",
        "参加培训时间": "attended_on",
        "参训时间": "attended_on",
        "课时数": "hours",
        "培训学时": "hours",
        "考核情况": "passed",
        "是否考核合格": "passed",
        "职务": "ask",
        "年龄": "ask",
        "出生年月": "ask",
        "签到": "ask",
        "签到时间": "ask",
        "学历": "ask",
        "单位电话": "ask",
        "单位地址": "ask",
        "考试成绩": "ask",
        "培训老师": "ask",
        "证书编号": "ask",
        "紧急联系人": "ask",
        "紧急联系人电话": "ask",
    },
    "event": {
        "活动主题": "title",
        "培训班名称": "title",
        "培训主题": "title",
        "活动类别": "kind",
        "举办时间": "starts_on",
        "活动时间": "starts_on",
        "结束时间": "ends_on",
        "培训形式": "form",
        "举办地点": "place",
        "培训地点": "place",
        "主办方": "host",
        "举办单位": "host",
        "承办方": "organiser",
        "协办方": "co",
        "授课老师": "lecturers",
        "主讲老师": "lecturers",
        "培训学时": "hours",
        "活动经费（元）": "cost",
        "培训对象": "audience",
        "参训人数": "people",
        "参加人次": "people",
        "线上观看人数": "views",
        "参训企业数（家）": "firms",
        "发放宣传资料（份）": "handouts",
        "联系电话": "ask",
        "新闻链接": "ask",
        "人均经费": "ask",
        "报名截止日期": "ask",
        "去年参训人数": "ask",
    },
    "station": {
        "指导站点名称": "name",
        "工作站名称": "name",
        "站点级别": "level",
        "所属街道": "town_code",
        "站点详细地址": "address",
        "运行状况": "state",
        "承建单位名称": "host_name",
        "依托单位信用代码": "host_uscc",
        "建站日期": "set_up_on",
        "揭牌时间": "plaque_on",
        "站点负责人": "head",
        "负责人姓名": "head",
        "负责人电话": "phone",
        "专职人员数": "staff_full",
        "兼职人员数（人）": "staff_part",
        "年度考核等次": "rating",
        "专家人数": "ask",
        "工作人员数": "ask",
        "服务次数": "ask",
        "依托单位电话": "ask",
        "批准日期": "ask",
    },
    "station_service": {
        "所属指导站": "station_id",
        "走访时间": "served_on",
        "接待日期": "served_on",
        "服务形式": "mode",
        "接待人员": "server",
        "服务企业名称": "client",
        "咨询企业": "client",
        "来访单位名称": "client",
        "服务对象信用代码": "client_uscc",
        "联系人电话": "contact_phone",
        "企业诉求": "content",
        "咨询问题": "content",
        "服务建议": "advice",
        "办理情况": "result",
        "办结时间": "closed_on",
        "服务评价": "satisfaction",
        "下次回访日期": "ask",
        "金额": "ask",
        "地址": "ask",
        "服务单位": "ask",
    },
    "gi_user": {
        "用标企业": "name",
        "用标单位名称": "name",
        "企业全称": "ask",
        "企业信用代码": "uscc",
        "使用人所在镇街": "town_code",
        "生产场所": "site",
        "地理标志产品名称": "right_id",
        "地标名称": "right_id",
        "使用人类型": "user_kind",
        "备案编号": "grant_no",
        "核准使用日期": "grant_on",
        "获准使用时间": "grant_on",
        "有效期截止日期": "valid_to",
        "用标情况": "state",
        "年用标数量（枚）": "labels",
        "年用标数量（万枚）": "ask",
        "联系电话": "ask",
        "法定代表人": "ask",
        "申请日期": "ask",
        "年产值": "ask",
    },
    "gi_year": {
        "统计年度": "year",
        "地理标志名称": "right_id",
        "年产量（吨）": "output",
        "年产值（万元）": "value",
        "总产值": "value",
        "年销售额（万元）": "sales",
        "网络销售额": "online",
        "出口创汇": "export",
        "带动农户数（户）": "households",
        "从业人员数": "jobs",
        "上年产值": "ask",
        "产值增长率": "ask",
        "种植面积（亩）": "ask",
    },
    "gi_check": {
        "监督检查日期": "checked_on",
        "受检单位": "target",
        "被检查企业名称": "target",
        "检查内容": "items",
        "检查人": "officers",
        "检查结论": "result",
        "存在的问题": "problem",
        "整改时限": "due_on",
        "复查时间": "recheck_on",
        "抽检机构": "lab",
        "检测结果": "verdict",
        "陪同人员": "ask",
        "检查单位": "ask",
        "法定代表人": "ask",
    },
    "enforcement_action": {
        "检查时间": "acted_on",
        "行动时间": "acted_on",
        "专项行动名称": "theme",
        "检查场所": "place",
        "出动执法人员（人次）": "people",
        "出动人数": "people",
        "检查经营主体（户次）": "checked",
        "检查市场主体数": "checked",
        "发现案件线索（条）": "found",
        "出动车辆": "ask",
        "立案数": "ask",
        "罚没款": "ask",
        "查扣商品数量": "ask",
    },
}
"""By ledger, headings with the field they mean; "ask" where none can be told for sure."""

UNDER: dict[str, dict[tuple[str, str], str]] = {
    "case": {
        ("当事人情况", "名称"): "party",
        ("当事人", "姓名或名称"): "party",
        ("违法主体信息", "联系电话"): "phone",
        ("违法主体", "证照号"): "id_no",
        ("当事人", "住所"): "address",
        ("立案", "时间"): "filed_on",
        ("结案", "时间"): "closed_on",
        ("处罚决定", "文号"): "decision_no",
        ("处罚决定", "日期"): "decided_on",
        ("送达", "日期"): "served_on",
        ("送达情况", "方式"): "service_mode",
        ("处罚情况（万元）", "罚款"): "fine",
        ("处罚情况", "没收违法所得"): "confiscate_money",
        ("办理时间", "立案日期"): "filed_on",
        ("办理情况", "承办人"): "officers",
        ("移送公安", "日期"): "police_on",
        ("移送公安机关", "立案日期"): "police_filed_on",
        ("权利人", "名称"): "owner",
        ("权利人", "联系电话"): "ask",
        ("举报人", "联系电话"): "ask",
        ("举报人信息", "姓名"): "ask",
        ("法定代表人", "联系电话"): "ask",
        ("查封扣押", "日期"): "ask",
        ("上年", "立案日期"): "ask",
        ("代理人", "证件号码"): "ask",
    },
    "enterprise": {
        ("企业基本信息", "名称"): "name",
        ("其他情况企业基本情况", "名称"): "name",
        ("其他情况", "联系电话"): "phone",
        ("联系信息", "电话"): "phone",
        ("联系人", "姓名"): "contact",
        ("联系人", "电话"): "phone",
        ("法定代表人", "姓名"): "legal_rep",
        ("法定代表人", "电话"): "ask",
        ("知识产权情况", "有效专利数"): "patents",
    },
}
"""The same under a group."""


def head(
    ledger: str, heading: str, group: str = "", values: tuple[Any, ...] = (), wanted: str = ""
) -> str:
    """The field of a heading that stands between two plain ones; "ask" for none."""
    first, last = [words for name, words in ANCHORS[ledger].items() if name != wanted][:2]
    rows = [[first, heading, last]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    if group:
        rows = [[first, group, last], ["", heading, ""]]
    rows += [["演示1号", value, ""] for value in values]
    matching = match_heads(Grid("表", rows, merged=merged), LEDGERS[ledger], LISTS)
    if matching is None:
        return "none"
    return matching.columns[1].field or "ask"


TABLE = [(n, "", h, f) for n, each in FOUND.items() for h, f in each.items()]
TABLE += [(n, g, h, f) for n, each in UNDER.items() for (g, h), f in each.items()]


@pytest.mark.parametrize(("ledger", "group", "heading", "expected"), TABLE)
def test_a_heading_means_its_field(ledger: str, group: str, heading: str, expected: str) -> None:
    assert head(ledger, heading, group, wanted=expected) == expected


def test_most_headings_of_the_table_need_no_help_and_none_is_wrong() -> None:
    found = [(head(n, h, g, wanted=f), f) for n, g, h, f in TABLE]
    wrong = [pair for pair in found if pair[0] not in (pair[1], "ask")]
    assert not wrong
    meant = [pair for pair in found if pair[1] != "ask"]
    right = sum(1 for got, wanted in meant if got == wanted)
    assert len(meant) >= 150
    assert right >= 0.9 * len(meant)


def test_what_a_heading_may_mean_is_offered() -> None:
    rows = [["案号", "当事人名称", "受理日期"], ["演示1号", "演示甲", "2026-01-02"]]
    matching = match_heads(Grid("表", rows), LEDGERS["case"], LISTS)
    assert matching
    column = matching.columns[2]
    assert column.field is None
    assert "filed_on" in column.maybe
    assert [c.heading for c in matching.unmatched] == ["受理日期"]


@pytest.mark.parametrize(
    ("heading", "values", "expected"),
    [
        # What stands there bears out a heading that says too little.
        ("结案", ("2026-01-02", "2026-02-03", "2026-03-04"), "closed_on"),
        ("结案", ("张三", "李四", "王五"), "ask"),
        ("结案", (), "ask"),
        # It refutes one that says enough.
        ("违法事由", ("商标侵权", "假冒专利", "混淆"), "cause"),
        ("经办人员", ("19900000001", "19900000002", "19900000003"), "ask"),
        ("经办人员", ("张三", "李四、王五", "赵六"), "officers"),
        ("立案登记时间", ("张三", "李四", "王五"), "ask"),
        ("立案登记时间", ("2026.1.2", "二〇二六年一月二日", "26.1.2"), "filed_on"),
        ("案件办理进度", tuple(f"已经约谈第{n}次，等待答复" for n in range(5)), "ask"),
        ("案件办理进度", ("立案", "已结案", "送达", "告知"), "state"),
        ("违法主体", ("2026-01-02", "2026-02-03", "2026-03-04"), "ask"),
        ("法人代表", ("演示甲有限公司", "演示乙有限公司", "演示丙商行"), "ask"),
        # One or two odd cells refute nothing that each cell is checked for.
        ("立案登记时间", ("近期",), "filed_on"),
        # A title is the officer's own word.
        ("案由", tuple(f"演示说法{n}" for n in range(5)), "cause"),
    ],
)
def test_content_bears_out_or_refutes_a_heading(
    heading: str, values: tuple[Any, ...], expected: str
) -> None:
    assert head("case", heading, values=values, wanted=expected) == expected


def _valid(start: str) -> str:
    """A credit code with a right check character."""
    return start + uscc_check_character(start)


@pytest.mark.parametrize("heading", ["", "列7", "Column3", "-"])
def test_a_column_without_a_heading_is_named_by_what_only_one_field_holds(heading: str) -> None:
    codes = [_valid(f"91370304MA3C0000{n}") for n in range(1, 6)]
    rows = [["企业名称", heading, "备注"], *([f"演示{c}公司", c, ""] for c in codes)]
    matching = match_heads(Grid("表", rows), LEDGERS["enterprise"], LISTS)
    assert matching
    assert (matching.columns[1].field, matching.columns[1].how) == ("uscc", "content")
    # A second column of such codes: neither is sure.
    rows = [[*row, heading if at == 0 else row[1]] for at, row in enumerate(rows)]
    matching = match_heads(Grid("表", rows), LEDGERS["enterprise"], LISTS)
    assert matching
    assert [c.field for c in matching.columns] == ["name", None, "remark", None]


def test_a_strange_heading_is_not_named_by_content() -> None:
    rows = [
        ["企业名称", "房东", "备注"],
        *([f"演示{n}公司", f"1990000000{n}", ""] for n in range(5)),
    ]
    matching = match_heads(Grid("表", rows), LEDGERS["enterprise"], LISTS)
    assert matching
    assert matching.columns[1].field is None


@pytest.mark.parametrize(
    ("heading", "values", "expected"),
    [
        ("演示案件类型", ("商标侵权", "假冒专利", "商业秘密"), "case_type"),
        # One word proves nothing; words of another list, or a thing of its own, even less.
        ("演示案件类型", ("商标侵权",) * 3, "ask"),
        ("演示案件类型", ("普通程序", "简易程序", "普通程序"), "ask"),
        ("权利人案件类型", ("商标侵权", "假冒专利", "商业秘密"), "ask"),
        ("演示", ("商标侵权", "假冒专利", "商业秘密"), "ask"),
    ],
)
def test_words_of_one_list_bear_out_a_heading_that_is_half_understood(
    heading: str, values: tuple[Any, ...], expected: str
) -> None:
    assert head("case", heading, values=values, wanted=expected) == expected


@pytest.mark.parametrize(
    ("ledger", "first", "second"),
    [
        ("case", "罚款金额（元）", "罚款数额"),
        ("case", "立案登记时间", "批准立案日期"),
        ("enterprise", "联系人电话", "企业联系电话"),
    ],
)
def test_two_columns_that_say_the_same_are_both_left_to_the_officer(
    ledger: str, first: str, second: str
) -> None:
    values = {"case": 5, "enterprise": "19900000001"}
    one: Any = "2026-01-02" if "立案" in first else values[ledger]
    names = list(ANCHORS[ledger].values())[:2]
    rows = [[*names, first, second], *([f"演示{n}号", "", one, one] for n in range(4))]
    matching = match_heads(Grid("表", rows), LEDGERS[ledger], LISTS)
    assert matching
    left = matching.columns[2:]
    if first == "罚款金额（元）":
        # A title stands above other words for it.
        assert [c.field for c in left] == ["fine", None]
        return
    assert [c.field for c in left] == [None, None]
    assert all(c.maybe for c in left)


def test_a_table_beside_the_first_is_not_mixed_into_it() -> None:
    heads = ["活动名称", "开始日期", "课时", "备注"]
    rows: list[list[Any]] = [[*heads, "", *heads]]
    rows += [[f"演示{n}", "45085", 4, "", "", f"演示另{n}", "2026-01-02", 2, ""] for n in range(5)]
    matching = match_heads(Grid("表", rows), LEDGERS["event"], LISTS)
    assert matching
    assert {f: c.index for f, c in matching.fields().items()} == {
        "title": 0,
        "starts_on": 1,
        "hours": 2,
        "remark": 3,
    }
    assert [c.index for c in matching.unmatched] == [5, 6, 7]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("罚款（万元）", "万元"),
        ("罚款/万元", "万元"),
        ("罚款（单位：元）", "元"),
        ("罚款(万)", "万元"),
    ],
)
def test_the_unit_of_an_amount_is_read_from_its_heading(heading: str, unit: str) -> None:
    matching = match_heads(
        Grid("表", [["案号", "当事人", heading], ["演示1号", "演示甲", 1]]), LEDGERS["case"]
    )
    assert matching
    assert (matching.columns[2].field, matching.columns[2].unit) == ("fine", unit)


def test_every_word_stands_once_and_for_concepts_that_are_there() -> None:
    known = thesaurus()
    assert len(known.words) > 2000
    concepts = {concept for each in known.words.values() for concept in each}
    for name, ledger in LEDGERS.items():
        said = words_of(name)
        named = {*said.senses, *said.alone, *said.people, *said.firms}
        assert named <= set(ledger.fields), name
        for senses in said.senses.values():
            for sense in senses:
                assert sense <= concepts, (name, sense - concepts)
        for words, fields, others in said.about.values():
            assert words <= concepts
            assert {*fields, *others} - {"*"} <= set(ledger.fields)


def test_an_unknown_part_of_a_heading_is_never_passed_over() -> None:
    assert cut("立案日期") == {"file", "date"}
    assert cut("演示立案日期") == {"=演示", "file", "date"}
    assert cut("处罚的种类") == cut("处罚种类")
    assert head("case", "演示立案日期") == "ask"
