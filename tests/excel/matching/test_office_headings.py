"""Ledgers of protection, management and service: the headings of offices' workbooks."""

from __future__ import annotations

import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads
from boshan_desk.ledgers import LEDGERS

LISTS = lists_of(load_county("boshan"))

BOOKS: dict[str, list[dict[str, str]]] = {
    "key_unit": [
        {
            "序号": "",
            "重点保护单位名称": "unit",
            "统一社会信用代码": "uscc",
            "所属镇办": "town_code",
            "单位类型": "kind",
            "所属行业": "industry",
            "入库时间": "in_on",
            "入库依据": "in_basis",
            "联系人": "contact",
            "联系方式": "phone",
            "包保责任人": "officers",
            "保护需求": "needs",
            "是否在库": "state",
            "备注": "remark",
        },
        {
            "企业名称": "unit",
            "信用代码": "uscc",
            "镇（街道）": "town_code",
            "类别": "kind",
            "产业领域": "industry",
            "纳入重点保护时间": "in_on",
            "企业联系人": "contact",
            "联系电话": "phone",
            "包保人员": "officers",
            "知识产权保护需求": "needs",
            "状态": "state",
            "被侵权情况": "infringed",
            "出库时间": "out_on",
            "出库原因": "out_reason",
            "是否制定保护方案": "has_plan",
        },
    ],
    "key_right": [
        {
            "企业名称": "key_unit_id",
            "权利类型": "right_kind",
            "权利名称": "name",
            "专利号/注册号": "right_no",
            "有效期至": "expires_on",
        },
        {
            "单位名称": "key_unit_id",
            "知识产权类型": "right_kind",
            "商标名称": "name",
            "注册号": "right_no",
            "到期日": "expires_on",
        },
    ],
    "key_visit": [
        {
            "走访日期": "visited_on",
            "走访企业": "key_unit_id",
            "走访人员": "people",
            "企业反映问题": "problem",
            "处理情况": "handling",
            "办结时间": "closed_on",
        },
        {
            "单位名称": "key_unit_id",
            "走访时间": "visited_on",
            "走访人": "people",
            "存在问题": "problem",
            "解决情况": "handling",
            "备注": "remark",
        },
    ],
    "mediation": [
        {
            "序号": "",
            "案件编号": "no",
            "收到时间": "received_on",
            "受理时间": "accepted_on",
            "来源": "source_kind",
            "纠纷类型": "kind",
            "调解方式": "mode",
            "申请人": "applicant",
            "被申请人": "respondent",
            "标的额（万元）": "claim",
            "调解组织": "body",
            "调解员": "mediators",
            "调解结果": "result",
            "协议书编号": "deal_no",
            "协议签订日期": "deal_on",
            "调解金额（元）": "deal_amount",
            "履行情况": "performed",
            "是否司法确认": "court_confirm",
            "结案日期": "closed_on",
            "所属镇街": "town_code",
            "备注": "remark",
        },
        {
            "调解编号": "no",
            "申请日期": "received_on",
            "受理日期": "accepted_on",
            "纠纷来源": "source_kind",
            "纠纷种类": "kind",
            "申请方": "applicant",
            "被申请方": "respondent",
            "涉案金额": "claim",
            "调解机构": "body",
            "调解人员": "mediators",
            "结果": "result",
            "属地": "town_code",
        },
    ],
    "mediation_session": [
        {
            "案件编号": "mediation_id",
            "调解时间": "held_on",
            "调解地点": "place",
            "调解情况": "result",
        }
    ],
    "aid": [
        {
            "援助编号": "no",
            "申请时间": "asked_on",
            "申请人": "applicant",
            "援助事项": "topic",
            "援助方式": "mode",
            "承办人": "handler",
            "办理结果": "result",
            "转介单位": "refer_to",
            "办结时间": "closed_on",
            "所属镇街": "town_code",
        },
        {
            "援助编号": "no",
            "受理日期": "asked_on",
            "援助对象": "applicant",
            "援助类型": "topic",
            "经办人": "handler",
            "结果": "result",
            "镇办": "town_code",
            "主要内容": "content",
        },
    ],
    "agency": [
        {
            "机构名称": "name",
            "统一社会信用代码": "uscc",
            "所在镇街": "town_code",
            "业务类别": "kinds",
            "专利代理机构代码": "pat_agency_code",
            "商标代理备案号": "tm_record",
            "专利代理师人数": "attorneys",
            "商标代理从业人员": "tm_staff",
            "年报情况": "annual_report",
            "信用承诺书": "pledge",
            "信用等级": "credit",
            "经营状态": "state",
            "联系人": "contact",
            "电话": "phone",
        }
    ],
    "agency_check": [
        {
            "检查时间": "checked_on",
            "被检查机构": "agency_id",
            "检查方式": "mode",
            "抽查批次": "batch",
            "检查内容": "items",
            "执法人员": "officers",
            "检查结果": "result",
            "整改期限": "due_on",
            "复查情况": "recheck",
            "公示时间": "published_on",
        }
    ],
    "liaison": [
        {
            "镇（街道）": "town_code",
            "姓名": "name",
            "单位": "unit",
            "职务": "post",
            "联系电话": "phone",
            "AB角": "role",
            "备注": "remark",
        },
        {
            "序号": "",
            "所属镇街": "town_code",
            "联络员": "name",
            "工作单位": "unit",
            "职务": "post",
            "手机号码": "phone",
            "角色": "role",
            "任职时间": "from_on",
            "离任时间": "to_on",
            "是否在任": "state",
            "前缀": "prefix",
        },
    ],
    "fund": [
        {
            "年度": "year",
            "资金级别": "tier",
            "文号": "doc_no",
            "项目类别": "item",
            "企业名称": "payee",
            "统一社会信用代码": "uscc",
            "镇办": "town_code",
            "申报金额（万元）": "asked",
            "核定金额（万元）": "approved",
            "拨付金额（万元）": "paid",
            "拨付时间": "paid_on",
            "公示开始日期": "notice_from",
            "公示结束日期": "notice_to",
            "状态": "state",
            "绩效目标": "kpi",
        },
        {
            "年份": "year",
            "受益单位": "payee",
            "资助项目": "item",
            "申请资金": "asked",
            "审定金额": "approved",
            "实拨金额": "paid",
            "拨付日期": "paid_on",
            "所属镇街": "town_code",
        },
    ],
    "policy": [
        {
            "文件名称": "title",
            "文号": "doc_no",
            "印发单位": "issuer",
            "印发时间": "issued_on",
            "有效期至": "valid_to",
            "文件类型": "kind",
            "是否有效": "state",
            "是否公开": "is_public",
            "网址": "link",
        }
    ],
    "body": [
        {
            "名称": "name",
            "类别": "kind",
            "承建单位": "host",
            "所属镇街": "town_code",
            "级别": "level",
            "批准文号": "doc_no",
            "成立时间": "set_up_on",
            "运行状态": "state",
            "成员单位数": "members",
            "佐证材料": "evidence",
        }
    ],
    "town_report": [
        {
            "报送期": "period",
            "镇街": "town_code",
            "截止日期": "due_on",
            "报送日期": "received_on",
            "报送方式": "way",
            "报送情况": "state",
            "报送条数": "rows",
            "退回原因": "why",
            "报送人": "sender",
        }
    ],
}
"""Whole heads as offices write them: each heading with its field, "" for what is none."""


@pytest.mark.parametrize(
    ("ledger", "place"), [(name, n) for name, books in BOOKS.items() for n in range(len(books))]
)
def test_ordinary_headings_find_their_fields_without_help(ledger: str, place: int) -> None:
    book = BOOKS[ledger][place]
    matching = match_heads(Grid("台账", [list(book), [""] * len(book)]), LEDGERS[ledger], LISTS)
    assert matching is not None
    found = {column.heading: column.field or "" for column in matching.columns}
    assert {heading: found.get(heading, "") for heading in book} == book
