"""Headings in the words of town offices find their fields, and only these."""

from __future__ import annotations

from typing import Any

import pytest

from boshan_desk.domain.county import lists_of, load_county
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
    "gi_right": {"product_name": "产品名称", "remark": "备注", "holder": "注册人或申请机构"},
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
        "办案系统案件编号": "case_no",
        "案件来源登记表文号": "clue_no",
        "类型（商标、专利等）": "case_type",
        "权利类型（商标、专利、地理标志）": "ip_kind",
        "处罚适用程序": "procedure",
        "案件办理状态（已立案、已结案）": "state",
        "交办函文号": "source_ref",
        "案源登记时间": "clue_on",
        "违法行为事实": "brief",
        "社会信用代码证号码": "party_uscc",
        "主体资格证书名称": "licence_name",
        "门店地址": "address",
        "何种证件": "id_type",
        "自然人身份证号": "id_no",
        "是否异地当事人": "party_elsewhere",
        "违法地点（镇办）": "town_code",
        "开始违法时间": "conduct_from",
        "违法行为停止日期": "conduct_to",
        "是否适用五年追责时效": "harm",
        "网络违法案件": "is_online",
        "线上平台": "platform",
        "市场类型（重点实体、农村）": "market_kind",
        "是否外国权利人": "foreign",
        "权利人所属国家（地区）": "country",
        "商标所有人": "owner",
        "商标（专利）号": "right_no",
        "查获物品": "goods",
        "查获数量": "qty",
        "单位（件、箱、瓶）": "qty_unit",
        "何时立案": "filed_on",
        "处罚决定机关": "unit",
        "执法资格证号": "cards",
        "涉案商品价值（元）": "value",
        "已销售金额": "turnover",
        "获利（元）": "illegal_income",
        "为企业挽回经济损失（万元）": "loss_saved",
        "重大法制审核情形": "legal_grounds",
        "审核类型（法制审核、案件审核）": "review_kind",
        "法审日期": "reviewed_on",
        "告知当事人日期": "notice_on",
        "何时听证": "hearing_on",
        "决定文书号": "decision_no",
        "何时处罚": "decided_on",
        "案委会时间": "discussed_on",
        "给予处罚种类": "penalties",
        "是否责令立即停止侵权": "ordered",
        "没收违法收入": "confiscate_money",
        "没收物品（名称、数量）": "confiscate_goods",
        "没收物品折合金额": "goods_value",
        "违反何种规定": "breach_basis",
        "处罚法律法规依据": "penalty_basis",
        "从轻、减轻、从重": "discretion",
        "何时送达": "served_on",
        "何种方式送达": "service_mode",
        "决定履行情况": "performed",
        "罚没款上缴时间": "paid_on",
        "加罚款": "surcharge",
        "行政救济情况": "review_state",
        "上网公示时间": "published_on",
        "公示系统名称": "pub_where",
        "停止公示时间": "withdrawn_on",
        "移送公安机关文号": "police_no",
        "刑事立案日期": "police_filed_on",
        "何时结案": "closed_on",
        "卷宗归档日期": "archived_on",
        "案件档号": "volume_no",
        "归档保管期限": "retention",
        "需要说明的事项": "remark",
        "填表人": "ask",
        "值班领导": "ask",
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
        "原公司名称": "former_names",
        "执照注册号": "legacy_licence_no",
        "镇、办": "town_code",
        "现状": "state",
        "专利商标工作联系人": "contact",
        "注册类型": "kind",
        "大中小微类型": "size",
        "营业执照成立日期": "founded_on",
        "是否高新": "high_tech",
        "获得荣誉": "tags",
        "代表产品": "products",
        "数据更新日期": "counted_on",
        "其他备注": "remark",
        "经营期限": "ask",
        "企业邮箱": "ask",
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
        "签到人": "name",
        "有效联系电话": "phone",
        "参训企业": "unit",
        "单位所在镇街": "town_code",
        "何时参训": "attended_on",
        "培训学时数": "hours",
        "有无结业证书": "passed",
        "其他需要说明的情况": "remark",
        "民族": "ask",
        "用餐忌口": "ask",
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
        "开展何种活动": "title",
        "所属宣传周": "occasion",
        "开班日期": "starts_on",
        "至（结束日期）": "ends_on",
        "镇（街道、园区）": "town_code",
        "开展单位": "host",
        "承办者": "organiser",
        "参与协办单位": "co",
        "讲课专家": "lecturers",
        "培训小时数": "hours",
        "培训费（元）": "cost",
        "面向群体": "audience",
        "受教育人数": "people",
        "网上观看人次": "views",
        "惠及企业数": "firms",
        "发放册页（份）": "handouts",
        "宣传内容": "topics",
        "满意度百分比": "satisfied",
        "学员合格率": "passed",
        "其它情况说明": "remark",
        "分管领导": "ask",
        "就餐人数": "ask",
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
        "商标品牌站名称": "name",
        "建站编号": "station_no",
        "级别（省、市、区）": "level",
        "镇、办": "town_code",
        "服务地址": "address",
        "运行状态变更时间": "state_on",
        "承载单位类型": "host_kind",
        "承担单位": "host_name",
        "批文号": "approval_no",
        "批准设立时间": "set_up_on",
        "挂牌成立时间": "plaque_on",
        "摘牌日期": "closed_on",
        "有效联系电话": "phone",
        "专职指导员数": "staff_full",
        "兼职指导员数": "staff_part",
        "志愿者、专家数": "experts",
        "规章制度建设": "rules",
        "服务行业领域": "industries",
        "年经费投入（万元）": "budget",
        "绩效评价结果": "rating",
        "其它情况说明": "remark",
        "分管领导": "ask",
        "填表人": "ask",
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
        "来访时间": "served_on",
        "来访方式": "mode",
        "经办人员": "server",
        "服务市场主体名称": "client",
        "有效联系电话": "contact_phone",
        "企业困难问题": "content",
        "指导站答复": "advice",
        "问题处理结果": "result",
        "转办至": "refer_to",
        "办理时限": "due_on",
        "问题解决日期": "closed_on",
        "服务后成效": "outcome",
        "客户评价": "satisfaction",
        "保密告知确认": "nda",
        "其他需要说明的情况": "remark",
        "环保情况": "ask",
        "营业收入": "ask",
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
        "被许可使用人": "name",
        "镇、办": "town_code",
        "种植基地地址": "site",
        "授权产品": "right_id",
        "许可合同备案号": "grant_no",
        "批准时间": "grant_on",
        "授权有效期至": "valid_to",
        "使用状态（在用、停用、注销）": "state",
        "停用日期": "state_on",
        "印刷或粘贴": "marking",
        "标注标准号": "marks_std",
        "是否标注注册号": "marks_tm",
        "专用标志年使用量": "labels",
        "其他需要说明的情况": "remark",
        "保质期": "ask",
        "补贴金额": "ask",
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
        "填报年度": "year",
        "地标品牌": "right_id",
        "产值统计口径": "basis",
        "是否审核": "audited",
        "生产总量": "output",
        "年直接产值": "value",
        "用标产值（万元）": "user_value",
        "异常波动原因": "why_jump",
        "产品销售额": "sales",
        "其中线上": "online",
        "产品出口额": "export",
        "直接从业人数": "jobs",
        "带动种植户数": "households",
        "另附说明": "remark",
        "单价": "ask",
        "填报单位": "ask",
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
        "实施检查日期": "checked_on",
        "镇、办": "town_code",
        "被检查商户": "target",
        "检查类型（日常、专项、抽查）": "kind",
        "检查干部": "officers",
        "问题清单": "problem",
        "限改期限": "due_on",
        "再次检查日期": "recheck_on",
        "复核结果": "recheck",
        "抽样样品编号": "sample_no",
        "化验单位": "lab",
        "检验报告结论": "verdict",
        "线索移送编号": "clue_no",
        "另附说明": "remark",
        "买样费": "ask",
        "里程数": "ask",
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
        "何时检查": "acted_on",
        "检查镇街": "town_code",
        "开展何种专项行动": "theme",
        "整治地点": "place",
        "地点是否为实体市场": "at_market",
        "出动检查人次": "people",
        "检查人员（签字）": "officers",
        "检查各类经营主体": "checked",
        "案件线索数": "found",
        "行动基本情况": "result",
        "其他备注": "remark",
        "网格员": "ask",
        "出动车辆（台次）": "ask",
    },
    "gi_right": {
        "保护产品名称": "product_name",
        "类型（保护产品、证明商标、集体商标）": "right_kind",
        "产品品类": "category",
        "权利有效性": "state",
        "权利状态变更日期": "state_on",
        "批准机构": "notice_org",
        "产品保护公告号": "notice_no",
        "批准时间": "notice_on",
        "商标证书号": "tm_no",
        "国际分类号": "nice_class",
        "取得注册时间": "reg_on",
        "专用期至": "exp_on",
        "商标权利人": "holder",
        "持有人统一社会信用代码": "holder_uscc",
        "现行管理规则": "rule_ver",
        "保护区域": "area_text",
        "保护地域涉及镇街": "town_codes",
        "生产企业（家）": "producers",
        "产品标准号": "std_no",
        "地方标准名称": "std_name",
        "标准状态（现行、废止）": "std_state",
        "第三方检测机构": "lab",
        "示范区状态": "demo_zone",
        "示范区批准级别": "demo_level",
        "运用促进重点项目": "promo_project",
        "其他需要说明的情况": "remark",
        "营养成分": "ask",
        "代理费": "ask",
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


@pytest.mark.parametrize(
    ("ledger", "heading", "values", "expected"),
    [
        # Half of it is unknown, but it ends as a date does and is about what only one field is.
        ("case", "送达演示日期", ("2026-01-02", "2026-02-03", "2026-03-04"), "served_on"),
        ("case", "送达演示日期", ("张三", "李四", "王五"), "ask"),
        ("case", "送达演示日期", (), "ask"),
        # What stands at the end is unknown, or turns it to another thing.
        ("case", "当事人演示", ("演示甲公司", "演示乙公司", "演示丙厂"), "ask"),
        ("case", "拟送达日期", ("2026-01-02", "2026-02-03", "2026-03-04"), "ask"),
        ("case", "结案延期日期", ("2026-01-02", "2026-02-03", "2026-03-04"), "ask"),
        # Said as a question, answered by words of the list.
        ("case", "是否电话送达", ("直接送达", "邮寄送达", "直接送达"), "ask"),
        ("case", "从轻还是减轻", ("从轻", "减轻", "从轻"), "discretion"),
        # Cards have numbers, whatever their field is called.
        ("case", "执法证号码", ("37030400101", "37030400102", "37030400103"), "cards"),
        ("case", "执法证号码", ("张三", "李四", "王五"), "ask"),
        # Days of all sorts are worded alike.
        ("station", "摘牌演示日期", ("2026-01-02", "2026-02-03", "2026-03-04"), "closed_on"),
        ("gi_right", "演示标准名称", ("GB/T 17001", "GB/T 17002", "GB/T 17003"), "ask"),
    ],
)
def test_a_heading_half_understood_needs_its_values(
    ledger: str, heading: str, values: tuple[Any, ...], expected: str
) -> None:
    assert head(ledger, heading, values=values, wanted=expected) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("单位（件、瓶、箱）", "qty_unit"),
        ("单位（吨、万斤等）", "qty_unit"),
        ("单位（盖章）", "ask"),
        ("案件性质（商标、专利、其他）", "case_type"),
        ("联系人（电话、地址）", "ask"),
    ],
)
def test_what_stands_in_brackets_only_says_how_to_fill_in(heading: str, expected: str) -> None:
    assert head("case", heading, wanted=expected) == expected
