"""Ledgers of creation and application as offices keep them find their fields."""

from __future__ import annotations

import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.excel.grid import Grid
from boshan_desk.excel.matching.heads import match_heads
from boshan_desk.ledgers import LEDGERS

LISTS = lists_of(load_county("boshan"))

SHEETS = [
    (
        "ip_stat",
        "序号 指标名称 统计地区 统计周期 截止日期 口径 数值 上年同期 数据来源 来源文件 备注",
        "- indicator area span as_of basis value last_year data_source source_doc remark",
    ),
    (
        "ip_stat",
        "统计指标 镇街 统计时段 截止日 统计口径 数量 去年同期数 来源 是否修订",
        "indicator area span as_of basis value last_year data_source revised",
    ),
    (
        "patent",
        "序号 专利号 发明名称 专利类型 专利权人 统一社会信用代码 所属镇街 申请日 "
        "授权公告日 法律状态 备注",
        "- no title kind owner uscc town_code filed_on granted_on state remark",
    ),
    (
        "patent",
        "申请号 专利名称 类型 申请人 镇办 申请日期 授权日期 有效期至 专利状态 运用情况",
        "no title kind owner town_code filed_on granted_on expires_on state use",
    ),
    (
        "patent",
        "专利申请号 名称 专利类别 权利人名称 所在镇街 申请时间 授权时间 到期日 状态",
        "no title kind owner town_code filed_on granted_on expires_on state",
    ),
    (
        "trademark",
        "序号 商标注册号 商标名称 国际分类 注册人 统一社会信用代码 镇街 注册日期 "
        "专用权期限至 商标状态",
        "- no name nice_class owner uscc town_code registered_on valid_to state",
    ),
    (
        "trademark",
        "注册号 类别 商标 商标权人 镇办 申请日期 注册公告日期 有效期至 状态 核定商品",
        "no nice_class name owner town_code filed_on registered_on valid_to state goods",
    ),
    (
        "trademark",
        "注册证号 商标类别 商标名称 企业名称 信用代码 注册时间 到期日 续展日期",
        "no nice_class name owner uscc registered_on valid_to renewed_on",
    ),
    (
        "transfer",
        "序号 备案日期 转化方式 转让方 转让方类型 受让方 统一社会信用代码 企业规模 "
        "所属镇街 专利件数 专利号 合同金额（万元） 备案号",
        "- on kind from_name from_kind to_name to_uscc to_size "
        "town_code patents numbers amount record_no",
    ),
    (
        "transfer",
        "合同日期 方式 许可方 被许可方 镇街 件数 成交额（万元）",
        "on kind from_name to_name town_code patents amount",
    ),
    (
        "pledge",
        "序号 企业名称 统一社会信用代码 所属镇街 企业规模 质权人 质押物类型 质押登记号 "
        "登记日期 登记金额（万元） 放款金额（万元） 放款日期 利率 到期日 是否首贷 "
        "担保方式 还款状态",
        "- pledgor pledgor_uscc town_code size pledgee asset_kind reg_no "
        "reg_on reg_amount loan_amount loan_on rate mature_on first_loan "
        "collateral repay",
    ),
    (
        "pledge",
        "出质人 镇办 贷款银行 支行 质押类型 登记日 质押金额（万元） 评估价值（万元） "
        "评估机构 贷款金额（万元） 发放日期 贷款到期日 首贷 贴息金额（元）",
        "pledgor town_code pledgee branch asset_kind reg_on reg_amount appraised "
        "appraiser loan_amount loan_on mature_on first_loan subsidy",
    ),
    (
        "pledge",
        "贷款企业 信用代码 放款银行 权利类型 质押登记日期 担保金额（万元） "
        "实际放款金额（万元） 放款日",
        "pledgor pledgor_uscc pledgee asset_kind reg_on reg_amount loan_amount loan_on",
    ),
    (
        "pledge_asset",
        "质押登记号 种类 专利号 专利名称",
        "pledge_id kind number title",
    ),
    (
        "pledge_asset",
        "出质人 质押物种类 权利号 权利名称 备注",
        "pledge_id kind number title remark",
    ),
    (
        "navigation",
        "序号 项目名称 项目类型 级别 承担单位 统一社会信用代码 服务机构 产业 所属镇街 "
        "立项文号 立项日期 计划完成日期 实际结题日期 财政经费（万元） 自筹经费（万元） "
        "状态 成果",
        "- name kind level owner owner_uscc provider industry town_code "
        "approve_no approve_on plan_end closed_on fund_gov fund_own "
        "state outputs",
    ),
    (
        "navigation",
        "导航项目名称 类型 立项级别 项目承担单位 镇街 立项时间 计划完成时间 结题时间 "
        "项目状态 新增专利申请数 备案号",
        "name kind level owner town_code approve_on plan_end closed_on state new_filings record_no",
    ),
    (
        "title_grant",
        "序号 企业名称 统一社会信用代码 所属镇街 称号 级别 公布文号 公布日期 有效期起 "
        "有效期止 状态 复核结果",
        "- firm uscc town_code title level notice_no notice_on valid_from valid_to state review",
    ),
    (
        "title_grant",
        "单位名称 信用代码 镇办 荣誉称号 称号级别 认定文号 认定日期 有效期至 状态",
        "firm uscc town_code title level notice_no notice_on valid_to state",
    ),
    (
        "certification",
        "序号 单位名称 统一社会信用代码 所属镇街 认证标准 认证机构 证书编号 发证日期 "
        "有效期至 证书状态 辅导机构 认证费用（元） 奖补金额（元）",
        "- firm uscc town_code standard certifier cert_no issued_on "
        "valid_to state tutor cost award",
    ),
    (
        "certification",
        "企业名称 信用代码 镇街 贯标标准 发证机构 证书号 获证日期 到期日 状态",
        "firm uscc town_code standard certifier cert_no issued_on valid_to state",
    ),
    (
        "cert_audit",
        "单位名称 监督审核日期 审核结论 发现问题",
        "certification_id audited_on result finding",
    ),
    (
        "custody",
        "序号 企业名称 统一社会信用代码 所属镇街 托管服务机构 协议编号 协议起始日期 "
        "协议终止日期 服务层级 服务内容 服务券编号 服务券金额（元） 服务次数 企业评价 "
        "状态",
        "- firm uscc town_code provider agreement_no starts_on "
        "ends_on tier items voucher_no voucher times rating "
        "state",
    ),
    (
        "custody",
        "托管企业 信用代码 镇街 服务机构 托管开始日期 托管结束日期 托管内容 托管状态 满意度",
        "firm uscc town_code provider starts_on ends_on items state rating",
    ),
    (
        "ip_stat",
        "地区 指标 期末日期 统计口径（当期/累计/存量） 指标值 上年同期值 资料来源",
        "area indicator as_of basis value last_year data_source",
    ),
    (
        "ip_stat",
        "区域 指标名称 统计期 数据截至日期 数据值 填报说明",
        "area indicator span as_of value -",
    ),
    (
        "patent",
        "专利权人名称 企业所在镇街 专利名称 专利号（ZL） 专利种类 申请年月日 "
        "授权公告日期 目前法律状态 是否高价值",
        "owner town_code title no kind filed_on granted_on state -",
    ),
    (
        "trademark",
        "商标注册人 所属乡镇 商标名称 注册证号 国际分类号 核准注册日期 专用权届满日期 商标现状",
        "owner town_code name no nice_class registered_on valid_to state",
    ),
    (
        "transfer",
        "登记时间 转让（许可）类型 转让（许可）方 受让（被许可）方 受让方所属镇街 "
        "转让件数 转让金额（万元）",
        "on kind from_name - - patents amount",
    ),
    (
        "pledge",
        "融资企业 企业所属镇街 社会统一信用代码 银行名称 质押标的 质押登记时间 "
        "质押登记金额（万元） 实际发放贷款（万元） 发放贷款时间 贷款利率（%） "
        "贷款到期时间 是否首次贷款 贷款现状",
        "pledgor town_code pledgor_uscc pledgee asset_kind reg_on "
        "reg_amount loan_amount loan_on rate "
        "mature_on first_loan repay",
    ),
    (
        "pledge",
        "借款人 贷款行 质押专利件数 贷款额（万元） 放款时间 备注",
        "pledgor pledgee - loan_amount loan_on remark",
    ),
    (
        "navigation",
        "专利导航项目名称 承担企业 导航类别 项目等级 所属镇街 立项年月 完成时限 "
        "是否结题 补助资金（万元）",
        "name owner kind level town_code approve_on plan_end - fund_gov",
    ),
    (
        "title_grant",
        "获评企业 所属镇街 荣誉名称 荣誉级别 批准文号 批准时间 有效期限 目前状态",
        "firm town_code title level notice_no notice_on valid_to state",
    ),
    (
        "certification",
        "贯标企业名称 社会信用代码 所属镇街 认证机构名称 认证证书号 颁证日期 证书有效期 "
        "咨询辅导机构 补助金额（元）",
        "- uscc town_code certifier cert_no issued_on valid_to tutor award",
    ),
    (
        "custody",
        "被托管企业名称 所属镇街 托管机构 托管协议号 托管起始时间 托管截止时间 "
        "托管服务内容 服务次数",
        "- town_code provider agreement_no starts_on ends_on items times",
    ),
]
"""A ledger, the headings of a sheet, and the fields they mean; "-" is left to the officer."""


@pytest.mark.parametrize(("ledger", "headings", "fields"), SHEETS)
def test_the_headings_of_a_sheet_find_their_fields(ledger: str, headings: str, fields: str) -> None:
    names = headings.split()
    matching = match_heads(Grid("表", [names, [""] * len(names)]), LEDGERS[ledger], LISTS)
    assert matching
    found = {column.heading: column.field or "-" for column in matching.columns}
    assert found == dict(zip(names, fields.split(), strict=True))
