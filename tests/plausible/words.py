"""How offices head their columns: for each field wordings that no declaration names.

They were written from knowledge of such ledgers, without a look at what the importer knows;
`test_plausible.py` checks that none of them is a title or an `also=`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Field:
    """A field that a made sheet may have."""

    name: str
    sort: str
    """What is invented for it: "day", "money", "town", "code:case_type" …"""
    own: tuple[str, ...]
    """Headings of our own."""
    core: bool = False
    """Whether every sheet has it."""
    group: str = ""
    """The group it stands in below a two-row head."""
    sub: tuple[str, ...] = ()
    """Its headings below the group."""
    accept: tuple[str, ...] = ()
    """Other fields that the column may as well be taken for."""


def _f(
    name: str,
    sort: str,
    own: str,
    *,
    core: bool = False,
    group: str = "",
    sub: str = "",
    accept: str = "",
) -> Field:
    words = tuple(own.split())
    return Field(name, sort, words, core, group, tuple(sub.split()), tuple(accept.split()))


_TOWN = "属地镇街 所在乡镇 乡镇（街道） 镇（街道） 街镇 所属街道 辖区镇街 所在镇办 所属镇（街道）"
_REMARK = "备注信息 备注说明 附注 其他说明 备注栏 需说明情况"
_PHONE = "手机号码 联系手机 电话号码 联系号码 联系电话（手机） 联系方式（电话） 手机/电话"

GROUPS: Final = {
    "party": ("当事人", "当事人情况", "当事人基本情况", "违法当事人"),
    "dates": ("时间", "办案时间", "关键时间节点", "日期"),
    "money": ("金额", "涉案金额情况", "金额情况"),
    "person": ("人员", "学员情况", "人员信息", "参训人员信息"),
    "firm": ("基本情况", "企业基本情况", "企业信息"),
    "ip": ("知识产权情况", "拥有量", "知识产权拥有情况"),
    "contact": ("联系方式", "联系信息", "联系情况"),
    "span": ("活动时间", "时间", "举办时间"),
    "host": ("依托单位", "依托单位情况"),
    "staff": ("人员情况", "工作人员", "人员配备（人）"),
    "client": ("服务对象", "服务对象情况", "服务对象信息"),
    "user": ("使用人", "使用人情况", "用标企业情况"),
    "grant": ("核准", "核准情况", "核准信息"),
}

LEDGERS: Final[dict[str, tuple[Field, ...]]] = {
    "case": (
        _f(
            "case_no",
            "caseno",
            "执法案件编号 案件编码 案件号码 执法案号 行政处罚案号 查处案号 案件字号",
            core=True,
        ),
        _f(
            "file_no", "fileno", "立案决定编号 立案文号 立案审批号 立案登记号 立案字号 立案文书编号"
        ),
        _f(
            "case_type",
            "code:case_type",
            "案件门类 案件归类 案件分类 案件种类 案件大类 案件所属类型 案件性质类别",
        ),
        _f(
            "cause",
            "code:cause",
            "案由（违法行为） 涉嫌违法案由 涉嫌案由 违法案由 案由名称 涉嫌违法行为 违法行为种类",
        ),
        _f(
            "state",
            "code:case_state",
            "案件目前状态 目前进度 案件办理情况 案件进展 办理进度 办案进度 "
            "案件办理状态 办理阶段 案件办理进展",
        ),
        _f(
            "source_kind",
            "code:source_kind",
            "案件来源途径 线索渠道 案源 案件线索来源 案源类别 案件来源渠道 线索来源渠道",
        ),
        _f(
            "clue_on",
            "clue_on",
            "收到线索时间 线索获取日期 线索接收日期 发现线索时间 接到线索日期 "
            "线索登记日期 线索收到时间",
        ),
        _f(
            "brief",
            "story",
            "案情介绍 案情摘要 案件情况简述 案件基本情况 主要案情 违法事实 案件简介 "
            "简要违法事实 案情概况",
        ),
        _f(
            "party",
            "firm",
            "违法当事人名称 违法单位（个人） 涉案单位或个人 被查单位名称 涉案当事人 "
            "违法主体名称 行政相对人名称 被处罚人名称 涉案主体 当事人姓名或名称"
            " 当事人（单位）名称 被查处单位 被处罚单位（人）",
            core=True,
            group="party",
            sub="名称 姓名或名称 姓名（名称） 单位名称",
        ),
        _f(
            "party_uscc",
            "uscc",
            "社会统一信用代码 营业执照（统一社会信用代码） 统一信用代码 "
            "企业信用代码 当事人统一社会信用代码 单位信用代码 信用代码（18位）",
            group="party",
            sub="统一社会信用代码 信用代码 统一信用代码",
        ),
        _f(
            "address",
            "address",
            "当事人地址（住所） 经营所在地 当事人住所 经营地址 当事人地址 "
            "住所（地址） 联系地址 单位地址",
            group="party",
            sub="住所 地址 经营地址",
        ),
        _f(
            "legal_rep",
            "person",
            "法人（负责人） 法定代表人或负责人 法人代表 单位负责人 法定代表人姓名 "
            "法人姓名 主要负责人",
            group="party",
            sub="法定代表人 负责人 法人代表",
        ),
        _f(
            "id_no",
            "idcard",
            "当事人身份证号码 身份证（号码） 当事人身份证号 居民身份证号码 "
            "公民身份号码 身份证件号 当事人证件号码",
            group="party",
            sub="身份证号 身份证号码 证件号码",
        ),
        _f(
            "phone",
            "phone",
            _PHONE + " 当事人电话 当事人联系方式",
            group="party",
            sub="电话 联系电话",
        ),
        _f("town_code", "town", _TOWN + " 案发镇街 案件发生镇街", core=True),
        _f(
            "is_online",
            "flag",
            "是否线上案件 是否互联网案件 网络案件 是否网络案件 是否涉网案件 "
            "是否电商案件 线上案件（是/否）",
        ),
        _f(
            "platform",
            "platform",
            "交易平台名称 网络交易平台 电商平台 涉案平台 网络平台名称 所在平台 涉案电商平台",
        ),
        _f(
            "owner",
            "firm2",
            "被侵权单位 商标注册人 商标权利人 知识产权权利人 被侵权人 权利人名称 被侵权权利人",
        ),
        _f(
            "goods",
            "goods",
            "涉案商品名称 侵权产品名称 涉案物品 侵权商品 涉案产品 商品名称 涉案货物 侵权物品名称",
        ),
        _f("qty", "whole", "涉案商品件数 涉案物品数量 涉案数量 商品数量 侵权商品数量 涉案商品数量"),
        _f(
            "filed_on",
            "filed_on",
            "案件立案时间 立案（日期） 正式立案日期 立案日 立案登记日期 "
            "批准立案日期 登记立案时间 立案年月日 决定立案日期 立案批准时间",
            core=True,
            group="dates",
            sub="立案 立案日期 立案时间",
        ),
        _f(
            "unit",
            "unit",
            "案件承办单位 承办机关 承办单位 办案部门 承办科室 承办部门 执法机构 办理单位",
        ),
        _f(
            "officers",
            "names",
            "案件经办人 办案人员姓名 承办人（两名） 经办人 办案人 承办执法人员 "
            "承办人员 案件承办人 执法办案人员",
        ),
        _f(
            "value",
            "money",
            "涉案商品货值金额 货值总额 货值 涉案物品货值 案件货值 货值额 涉案商品货值 涉案货值额",
            group="money",
            sub="货值 货值金额 涉案金额",
        ),
        _f(
            "turnover",
            "money",
            "违法经营额度 非法经营总额 违法经营数额 非法经营数额 违法经营金额 非法经营金额",
            group="money",
            sub="违法经营额 非法经营额",
        ),
        _f(
            "illegal_income",
            "money",
            "违法所得额 非法所得金额 违法所得金额 非法所得 违法所得数额 认定违法所得",
            group="money",
            sub="违法所得",
        ),
        _f(
            "fine",
            "money",
            "罚款（金额） 处罚款额 行政罚款 罚款数额 行政罚款额 处以罚款 罚款数 罚款总额",
            group="money",
            sub="罚款 罚款金额",
        ),
        _f(
            "confiscate_money",
            "money",
            "没收违法所得款 没收非法所得金额 没收违法所得金额 没收款 没收违法所得数额 没收非法所得",
            group="money",
            sub="没收违法所得 没收金额",
        ),
        _f(
            "decision_no",
            "decisionno",
            "处罚决定书编号 行政处罚书文号 处罚决定文号 行政处罚决定书编号 "
            "决定书编号 行政处罚文号 处罚文号 行政处罚决定书文号",
        ),
        _f(
            "decided_on",
            "decided_on",
            "决定处罚日期 行政处罚时间 下达处罚决定日期 处罚决定时间 "
            "作出处罚决定日期 决定时间 行政处罚决定日期 处罚决定作出日期",
            group="dates",
            sub="处罚决定 决定 决定日期",
        ),
        _f(
            "penalties",
            "codes:penalty",
            "处罚的种类 行政处罚类型 处罚方式 处罚类型 行政处罚种类 处罚措施",
        ),
        _f(
            "served_on",
            "served_on",
            "处罚决定书送达时间 送达日期（决定书） 决定书送达日期 文书送达日期 "
            "送达日 处罚决定送达时间",
            group="dates",
            sub="送达 送达日期",
        ),
        _f(
            "paid_on",
            "paid_on",
            "罚款缴纳时间 缴清日期 罚款缴纳日期 缴纳日期 罚没款缴纳时间 缴款日 缴纳罚款日期",
        ),
        _f(
            "closed_on",
            "closed_on",
            "案件结案时间 结案时间（日期） 办结日 办结时间 结案日 案件办结日期 "
            "结案年月日 批准结案日期",
            group="dates",
            sub="结案 结案日期 办结",
        ),
        _f(
            "published_on",
            "published_on",
            "处罚信息公示时间 公开日期 处罚公示日期 信息公示时间 公示时间 处罚信息公示日期",
        ),
        _f(
            "procedure",
            "code:procedure",
            "案件办理程序 适用的程序 处罚程序 适用办案程序 程序类型 办理程序 程序种类",
        ),
        _f(
            "party_kind",
            "code:party_kind",
            "当事人主体类型 违法主体性质 当事人类别 主体类别 当事人性质 主体性质 违法主体类型",
        ),
        _f(
            "performed",
            "code:performed",
            "处罚执行情况 履行情况说明 罚没款履行情况 处罚履行情况 履行状态 履行状况",
        ),
        _f("remark", "remark", _REMARK),
    ),
    "attendee": (
        _f(
            "name",
            "person",
            "学员名字 参加培训人员 参会人员姓名 学员 参训人 参训学员姓名 "
            "参加人员姓名 人员姓名 参训人姓名 参训人员姓名",
            core=True,
            group="person",
            sub="姓名",
        ),
        _f(
            "sex",
            "code:sex",
            "性别（男女） 男女 性别（男/女） 学员性别 男/女",
            group="person",
            sub="性别",
        ),
        _f(
            "unit",
            "firm",
            "所在工作单位 工作单位全称 单位（企业）名称 所在单位 单位全称 "
            "工作单位名称 所属单位 学员单位 所在企业 参训单位",
            core=True,
            group="person",
            sub="单位 工作单位",
        ),
        _f("town_code", "town", _TOWN),
        _f(
            "id_no",
            "idcard",
            "本人身份证号码 身份证号（18位） 身份证 身份证件号码 居民身份证号 身份证编号 身份号码",
            core=True,
            group="person",
            sub="身份证号 身份证号码",
        ),
        _f("phone", "phone", _PHONE, group="person", sub="电话 联系电话 手机号"),
        _f(
            "attended_on",
            "day",
            "培训时间（日期） 培训开课日期 参加时间 参加培训日期 培训日 上课日期 "
            "参训时间 培训年月日",
            core=True,
        ),
        _f("hours", "hours", "学时数（小时） 总学时 培训学时 学时数 课时数 培训课时 学时（节）"),
        _f(
            "passed",
            "flag",
            "培训是否合格 是否获得结业证书 结业情况 考核是否合格 是否考核合格 "
            "是否通过 结业与否 是否已结业",
        ),
        _f(
            "event_id",
            "link:event",
            "培训项目名称 培训班 培训班名称 参加活动 培训活动名称 所参加培训",
        ),
        _f("remark", "remark", _REMARK),
    ),
    "event": (
        _f(
            "title",
            "title",
            "活动（培训）主题 活动内容名称 培训主题 培训班名称 活动题目 "
            "培训（活动）名称 活动项目名称 宣传活动名称 活动标题",
            core=True,
        ),
        _f(
            "kind",
            "code:event_kind",
            "活动类型名称 宣传培训类别 活动种类 活动分类 培训宣传类别 活动类别名称 活动所属类别",
        ),
        _f(
            "starts_on",
            "day",
            "活动时间 活动举办日期 培训开始时间 举办日期 开展时间 举办时间 开展日期 "
            "活动开始日期 活动起始日",
            core=True,
            group="span",
            sub="开始 起 开始日期",
        ),
        _f(
            "ends_on",
            "ends_on",
            "培训结束时间 活动终止日期 活动结束日期 结束时间 活动截止日期 结束日",
            group="span",
            sub="结束 止 结束日期",
        ),
        _f(
            "form",
            "code:event_form",
            "活动举办形式 线上线下 举办形式 开展形式 线上/线下 举办方式 开展方式",
        ),
        _f(
            "place",
            "place",
            "培训地址 活动举办地点 活动举办地 举办地点 活动场所 活动地址 培训地点 "
            "举办场所 开展地点",
        ),
        _f("town_code", "town", _TOWN + " 举办镇街"),
        _f("host", "units", "主办单位（部门） 活动主办单位 主办方 主办机构 主办部门 主办单位名称"),
        _f("organiser", "units", "活动承办单位 承办方 承办机构 承办部门 承办单位名称"),
        _f(
            "lecturers",
            "names",
            "培训讲师 主讲专家 授课教师姓名 授课老师 主讲老师 授课专家 授课教师 讲课人 讲师姓名",
        ),
        _f("hours", "hours", "总课时 培训课时 培训学时 课时数 学时数"),
        _f("cost", "money", "经费投入 活动开支 活动经费 经费支出 活动费用 经费使用 所用经费"),
        _f(
            "audience",
            "codes:audience",
            "参训对象 参加人群 受众对象 培训对象 面向对象 参加人员类别 受众群体",
        ),
        _f(
            "people",
            "whole",
            "参训总人数 活动参加人数 实到人数 到场人数 参加人次 参与人数 现场人数 "
            "参会人数 线下参加人数 参训人数",
            core=True,
        ),
        _f(
            "views",
            "whole",
            "直播观看人数 线上收看人数 线上观看数 网络观看人次 直播观看人次 "
            "在线观看人次 线上观看人数",
        ),
        _f(
            "firms",
            "whole",
            "参与企业数 到场企业数 参加企业数 参与企业数量 参训企业家数 参加企业家数",
        ),
        _f(
            "handouts",
            "whole",
            "发放宣传单数量 资料发放份数 发放宣传资料 宣传资料份数 发放材料份数 "
            "资料发放数 发放宣传资料份数",
        ),
        _f("remark", "remark", _REMARK),
    ),
    "enterprise": (
        _f(
            "name",
            "firm",
            "企业单位名称 主体全称 公司全称 公司名称 企业全称 单位全称 市场主体 "
            "企业（单位）名称 经营主体名称 商户名称 主体名称",
            core=True,
            group="firm",
            sub="名称 企业名称 单位名称",
        ),
        _f(
            "uscc",
            "uscc",
            "统一社会信用代码（18位） 社会信用统一代码 企业统一社会信用代码 "
            "统一信用代码 营业执照代码 信用代码号 企业代码 18位信用代码 "
            "统一社会信用代码证号",
            core=True,
            group="firm",
            sub="统一社会信用代码 信用代码",
        ),
        _f("town_code", "town", _TOWN, core=True),
        _f(
            "address",
            "address",
            "公司地址 经营住所 企业所在地址 注册地址 企业地址 经营地址 单位地址 "
            "生产经营地址 登记住所",
            group="firm",
            sub="地址 住所 注册地址",
        ),
        _f(
            "state",
            "code:firm_state",
            "企业登记状态 企业存续状态 企业状态 存续状态 登记经营状态 目前经营状态 企业经营状态",
        ),
        _f(
            "legal_rep",
            "person",
            "法定代表人（负责人） 法人代表姓名 公司负责人 法人姓名 法定代表 "
            "企业法人 企业法人代表 法定代表人姓名 企业负责人",
            group="firm",
            sub="法定代表人 法人 负责人",
        ),
        _f(
            "contact",
            "person",
            "联络员 企业对接人 企业联系人 联络人 对接人 联系人姓名 日常联系人",
            group="contact",
            sub="联系人 姓名",
        ),
        _f(
            "phone",
            "phone",
            _PHONE + " 企业电话 联系人电话",
            group="contact",
            sub="电话 手机 联系电话",
        ),
        _f(
            "kind",
            "code:party_kind",
            "企业类别 主体性质 企业性质 市场主体类型 单位性质 主体类别 经营主体类型",
        ),
        _f(
            "size",
            "code:firm_size",
            "规模大小 企业规模类别 企业规模类型 规模类型 规模等级 企业规模划分 规模类别",
        ),
        _f(
            "industries",
            "codes:industry",
            "企业所属行业 所属产业类别 所属行业 行业类别 产业类别 产业类型",
        ),
        _f(
            "founded_on",
            "day0",
            "企业注册时间 工商登记日期 成立年月 注册时间 登记日期 成立年月日 "
            "企业成立日期 登记时间 企业注册日期",
        ),
        _f(
            "high_tech",
            "flag",
            "是否属高新技术企业 高企（是/否） 高新企业 是否高新技术企业 是否为高企 "
            "高新技术企业（是/否）",
        ),
        _f(
            "products",
            "goods",
            "主要产品及服务 主营业务产品 主营产品 主要生产产品 主导产品 主要产品名称 主营产品名称",
        ),
        _f(
            "patents",
            "whole",
            "专利拥有数量 有效专利数量（件） 现有专利数 专利件数 拥有专利数 "
            "专利拥有量 有效专利件数 专利总数",
            group="ip",
            sub="专利 有效专利 专利数",
        ),
        _f(
            "marks",
            "whole",
            "商标注册数 商标拥有数量 现有商标数 商标件数 拥有商标数 商标注册量 "
            "有效注册商标数 注册商标件数",
            group="ip",
            sub="商标 注册商标 商标数",
        ),
        _f(
            "pledged",
            "money",
            "知识产权质押金额 质押贷款总额 专利质押金额 质押贷款额 "
            "知识产权质押贷款金额 质押融资额 质押贷款金额",
        ),
        _f(
            "counted_on",
            "day",
            "数据统计截止日期 统计截止日期 数据截止时间 数据截止日期 统计截至日期",
        ),
        _f("remark", "remark", _REMARK),
    ),
    "station": (
        _f(
            "name",
            "station",
            "站点（指导站）名称 品牌指导站名称 指导站 指导站全称 商标品牌指导站名称 "
            "站点全称 工作站名称 服务站名称",
            core=True,
        ),
        _f("station_no", "stationno", "指导站序列编号 指导站编号 站点代码 指导站代码 站点编码"),
        _f(
            "level",
            "code:station_level",
            "站点等级 建站级别 站点级别 指导站级别 站点层级 指导站层级",
        ),
        _f("kind", "code:station_kind", "建站类型 站点类型 指导站类型 站点类别 指导站类别"),
        _f("town_code", "town", _TOWN, core=True),
        _f(
            "address",
            "address",
            "站点详细地址 指导站所在地址 站址 指导站地址 所在地址 办公地址 站点所在地址",
            core=True,
        ),
        _f(
            "state",
            "code:station_state",
            "目前运行状态 站点运行情况 站点状态 目前运行情况 指导站状态 运行现状 指导站运行状态",
        ),
        _f(
            "host_kind",
            "code:host_kind",
            "依托载体类型 依托类型 载体类别 依托单位类型 建站载体类型",
        ),
        _f(
            "host_name",
            "firm",
            "依托建设单位 依托的单位名称 建设单位 依托主体 依托单位全称 承载单位 依托机构名称",
            group="host",
            sub="名称 单位名称",
        ),
        _f(
            "host_uscc",
            "uscc",
            "依托单位统一信用代码 依托单位信用代码 建设单位统一社会信用代码 "
            "承建单位信用代码 单位信用代码",
            group="host",
            sub="信用代码 统一社会信用代码",
        ),
        _f("approval_no", "docno", "批准设立文件号 设立文号 批准设立文号 建站批复文号 批准文件号"),
        _f(
            "set_up_on",
            "day0",
            "站点设立时间 建成时间 建立日期 建站日期 建立时间 设站时间 成立时间 设站日期",
            core=True,
        ),
        _f(
            "plaque_on",
            "plaque_on",
            "挂牌时间（日期） 授牌（挂牌）日期 授牌日期 授牌时间 揭牌日期 挂牌年月日",
        ),
        _f(
            "head",
            "person",
            "指导站站长 负责人（站长）姓名 站点负责人 指导站负责人 负责人姓名 "
            "站长姓名 站长（负责人）",
            core=True,
        ),
        _f("phone", "phone", _PHONE),
        _f(
            "staff_full",
            "few",
            "专职工作人员（人） 专职人员数 专职工作人员数 专职人数（人） 专职工作人员",
            group="staff",
            sub="专职 专职人数",
        ),
        _f(
            "staff_part",
            "few",
            "兼职工作人员（人） 兼职人员数 兼职工作人员数 兼职工作人员",
            group="staff",
            sub="兼职 兼职人数",
        ),
        _f(
            "budget",
            "money",
            "站点年度经费 年度工作经费 年经费 工作经费 年度经费投入 经费投入",
        ),
        _f(
            "rating",
            "code:rating",
            "年度考核等次 考评结果 考核等次 评价结果 年度考核结果 考核结果 评价等级",
        ),
        _f("rating_year", "year", "年度考核年份 考核年度 评价年份 考核年份 评价所属年度"),
        _f("remark", "remark", _REMARK),
    ),
    "station_service": (
        _f(
            "station_id",
            "link:station",
            "商标品牌指导站 指导站（站点） 服务站点 所属指导站 指导站点 服务站名称 所属站点",
            core=True,
        ),
        _f(
            "served_on",
            "day",
            "接待时间 服务日期时间 开展服务时间 服务日 开展服务日期 指导日期 指导时间 服务开展时间",
            core=True,
        ),
        _f(
            "mode",
            "code:service_mode",
            "开展服务方式 服务形式 指导方式 服务途径 指导形式",
        ),
        _f(
            "server",
            "person",
            "服务人员（姓名） 指导员 服务人 指导人员 接待人员 服务人员姓名 服务工作人员",
        ),
        _f(
            "client",
            "firm",
            "被服务企业 服务企业名称 被指导企业 受服务企业 被服务单位 "
            "服务对象（企业） 咨询企业 服务主体 服务对象全称",
            core=True,
            group="client",
            sub="名称 企业名称 单位名称",
        ),
        _f(
            "client_uscc",
            "uscc",
            "被服务企业信用代码 服务对象信用代码 企业信用代码 统一信用代码 "
            "服务企业统一社会信用代码",
            group="client",
            sub="信用代码 统一社会信用代码",
        ),
        _f(
            "client_kind",
            "code:client_kind",
            "服务对象主体类型 服务对象类型 服务对象类别 对象类别 服务主体类型",
            group="client",
            sub="类型 类别",
        ),
        _f(
            "contact",
            "person",
            "企业联系人姓名 企业联系人 联络人 对接人 联系人姓名",
            group="client",
            sub="联系人",
        ),
        _f(
            "contact_phone",
            "phone",
            "联系人手机号 联系人电话 联系手机 手机号码 对方联系电话 企业联系电话",
            group="client",
            sub="联系电话 电话",
        ),
        _f(
            "items",
            "codes:service_item",
            "服务事项名称 指导服务事项 服务项目 咨询事项 指导事项 服务类别 服务事项类别",
        ),
        _f(
            "content",
            "story",
            "企业反映问题 问题及诉求 企业需求 诉求内容 企业诉求 咨询问题 存在问题 "
            "问题诉求 反映问题",
            core=True,
        ),
        _f(
            "advice",
            "story2",
            "指导服务意见 给出的建议 指导建议 处理意见 服务建议 答复意见 指导意见建议",
        ),
        _f(
            "result",
            "code:service_result",
            "服务事项办理结果 最终办理结果 服务结果 处理结果 服务办理结果 事项办理结果",
        ),
        _f(
            "satisfaction",
            "code:satisfaction",
            "企业满意程度 服务对象满意度 满意程度 服务满意度 满意度评价 企业满意度",
        ),
        _f("remark", "remark", _REMARK),
    ),
    "gi_user": (
        _f(
            "name",
            "firm",
            "用标人名称 使用人（企业）名称 专用标志使用单位 用标企业 用标主体名称 "
            "使用企业名称 专用标志使用企业 用标单位 用标企业名称",
            core=True,
            group="user",
            sub="名称 企业名称",
        ),
        _f(
            "uscc",
            "uscc",
            "使用人信用代码 统一信用代码 企业信用代码 信用代码号 用标企业信用代码 营业执照代码",
            core=True,
            group="user",
            sub="统一社会信用代码 信用代码",
        ),
        _f("town_code", "town", _TOWN),
        _f(
            "site",
            "address",
            "生产所在地 生产地址（详细） 生产经营地址 生产场所 企业地址 生产加工地址 厂址",
            group="user",
            sub="地址 生产地址",
        ),
        _f(
            "right_id",
            "link:gi_right",
            "使用的地理标志 所用地理标志名称 地理标志名称 地标产品 地标名称 "
            "使用地理标志 地理标志产品名称",
            core=True,
        ),
        _f(
            "user_kind",
            "code:gi_user_kind",
            "使用人类型 用标主体类型 用标类别 使用人分类",
        ),
        _f(
            "grant_no",
            "docno2",
            "核准公告编号 核准文号 核准公告文号 备案编号 备案公告号 核准备案号",
            group="grant",
            sub="文号 公告号",
        ),
        _f(
            "grant_on",
            "day",
            "核准公告日期 获准使用日期 核准使用日期 批准日期 核准用标时间 批准使用时间 备案时间",
            group="grant",
            sub="日期 时间 核准日期",
        ),
        _f(
            "valid_to",
            "valid_to",
            "使用期限至 有效期截止日期 有效期 到期日期 使用有效期至 有效截止日期 有效期限至",
        ),
        _f(
            "state",
            "code:gi_user_state",
            "专用标志使用状态 用标情况状态 用标状态 目前使用状态 标志使用状态 使用现状",
        ),
        _f(
            "labels",
            "whole",
            "专用标志使用数量 年度用标数量 年用标数量 标志使用数量 标志使用量 "
            "用标数量 年使用标识数",
        ),
        _f(
            "last_used_on",
            "day",
            "最近一次用标日期 末次使用日期 最近用标日期 最后使用日期 最近一次使用时间 最近使用时间",
        ),
        _f("remark", "remark", _REMARK),
    ),
    "enforcement_action": (
        _f(
            "acted_on",
            "day",
            "行动开展日期 执法行动日期 执法检查日期 执法日期 开展日期 行动时间 "
            "检查时间 执法时间 开展时间",
            core=True,
        ),
        _f("town_code", "town", _TOWN, core=True),
        _f(
            "theme",
            "code:action_theme",
            "执法行动主题 专项行动名称 专项行动 执法主题 行动类别 专项名称 行动类型",
            core=True,
        ),
        _f(
            "place",
            "market",
            "检查的市场 执法检查地点 检查场所 执法地点 检查市场 行动地点 被检查市场",
            core=True,
        ),
        _f(
            "at_market",
            "flag",
            "是否实体市场行动 是否市场 实体市场（是/否） 是否为实体市场 是否属实体市场",
        ),
        _f(
            "people",
            "people",
            "出动人次数 出动执法人员（人次） 出动人数 执法人员数 出动执法人员数 "
            "出动执法人次 出动人员数",
            core=True,
        ),
        _f(
            "officers",
            "names",
            "执法人员名单 参加执法人员 参加人员 参与执法人员 执法人员姓名 检查人员 行动人员",
        ),
        _f(
            "checked",
            "whole",
            "检查主体数量 检查经营主体数 检查户次 检查家数 检查单位数 "
            "检查市场主体数 检查商户数 检查经营户数",
        ),
        _f(
            "found",
            "few",
            "发现线索数量 发现问题线索 发现线索数 发现违法线索 线索条数 发现案件线索数",
        ),
        _f(
            "result",
            "story",
            "行动总体情况 执法行动情况 检查情况说明 行动结果 检查情况 工作情况 行动成效 执法情况",
        ),
        _f("remark", "remark", _REMARK),
    ),
}
"""The ledgers of which sheets are made."""

STRANGERS: Final = (
    *(
        "档案盒号",
        "分管领导签字",
        "网格员",
        "上报批次",
        "附件份数",
        "台账页码",
        "核对人签字",
        "督办领导",
    ),
    *("是否录入省系统", "照片编号", "数据更新人", "审批流水", "是否上墙", "审计抽查"),
)
"""Headings that stand for no field of any ledger."""

ROW_WORDS: Final = ("序号", "序 号", "NO.", "No", "序")
"""Headings of the column that counts rows."""
