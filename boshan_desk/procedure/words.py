"""The names by which rule files speak of a case: facts (what happened, when) and conditions."""

from __future__ import annotations

from typing import Final

from boshan_desk.i18n import mark

FACTS: Final[dict[str, str]] = {
    # 线索与立案
    "conduct_to": mark("违法行为终了"),
    "clue_on": mark("发现线索或收到材料"),
    "complaint_replied_on": mark("告知投诉是否受理"),
    "filed_on": mark("立案"),
    "not_filed_on": mark("决定不予立案"),
    "whether_filed_on": mark("决定是否立案"),
    "informants_told_on": mark("告知实名举报人"),
    "handed_over_on": mark("移送有管辖权的机关"),
    "dispute_on": mark("发生管辖权争议"),
    "dispute_reported_on": mark("管辖权争议报上级"),
    "dispute_settled_on": mark("管辖权争议解决"),
    "assistance_on": mark("收到协助调查函"),
    "assistance_answered_on": mark("协助调查完成或说明情况"),
    # 措施（按每项措施）
    "taken_on": mark("采取措施"),
    "taken_at": mark("当场采取措施的时间"),
    "reported_at": mark("向负责人报告并补办手续"),
    "lifted_on": mark("作出处理决定或解除措施"),
    # 审核、告知、听证
    "concluded_on": mark("调查终结"),
    "terminated_on": mark("终止调查"),
    "review_received_on": mark("收到送审材料"),
    "review_done_on": mark("审核完毕"),
    "notice_public_on": mark("告知书公告送达的公告发布"),
    "notice_served_on": mark("告知书送达"),
    "statement_on": mark("陈述、申辩"),
    "waived_on": mark("书面放弃权利"),
    "hearing_asked_on": mark("要求听证"),
    "hearing_materials_on": mark("材料交听证主持人"),
    "hearing_fixed_on": mark("确定听证时间"),
    "hearing_notice_on": mark("听证通知书送达"),
    "hearing_on": mark("举行听证"),
    "hearing_report_on": mark("听证报告"),
    # 决定、送达、执行
    "decided_on": mark("作出处理决定"),
    "public_notice_on": mark("公告送达的公告发布"),
    "served_on": mark("决定书送达"),
    "deferred_to": mark("延期或分期缴纳期满"),
    "paid_on": mark("缴清罚没款"),
    "performed_on": mark("履行完毕"),
    "due_paid_on": mark("缴款期限届满"),
    "remedies_over_on": mark("复议、诉讼期限届满"),
    "contested_on": mark("受理复议或诉讼"),
    "contest_ended_on": mark("复议、诉讼结果"),
    "dun_public_on": mark("催告书公告送达的公告发布"),
    "dun_served_on": mark("催告书送达"),
    "court_on": mark("申请法院强制执行"),
    "condition_on": mark("符合结案条件"),
    "closed_on": mark("结案"),
    # 简易程序与当场收缴
    "simple_decided_on": mark("当场作出处罚决定"),
    "handed_in_on": mark("简易程序材料交回"),
    "collected_on": mark("当场收缴罚款"),
    "collected_handed_on": mark("罚款交至本机关"),
    "collected_banked_on": mark("罚款缴付银行"),
    # 公示
    "published_on": mark("公示"),
    "pushed_on": mark("推送外省公示机关"),
    "push_received_on": mark("外省机关收到"),
    "push_published_on": mark("外省机关公示"),
    "changed_on": mark("处罚决定被变更、撤销或确认违法"),
    "pub_withdrawn_on": mark("撤回或更正公示"),
    "pub_ended_on": mark("停止公示"),
    # 行刑衔接
    "crime_reported_on": mark("提出移送涉嫌犯罪案件的书面报告"),
    "crime_decided_on": mark("负责人决定是否移送"),
    "crime_approved_at": mark("批准移送的时间"),
    "crime_sent_at": mark("向公安机关移送的时间"),
    "police_received_at": mark("公安机关收到的时间"),
    "police_forwarded_at": mark("公安机关转送的时间"),
    "police_received_on": mark("公安机关收到"),
    "police_answered_on": mark("公安机关决定是否立案"),
    "police_refused_on": mark("收到不予立案通知"),
    "reconsider_on": mark("提请复议或建议检察监督"),
    "police_filed_on": mark("收到公安立案通知"),
    "goods_handed_on": mark("移交涉案物品和材料"),
}
"""What may have happened in a case, by the name that rule files use."""

CONDITIONS: Final[dict[str, str]] = {
    "ordinary": mark("普通程序"),
    "simple": mark("简易程序"),
    "complaint": mark("来源为消费者投诉"),
    "informant": mark("有实名举报人"),
    "penalty": mark("决定给予行政处罚"),
    "money": mark("有罚款或没收违法所得"),
    "fine": mark("有罚款"),
    "only_warning": mark("仅给予警告"),
    "small": mark("仅通报批评或较低数额罚款"),
    "elsewhere": mark("当事人登记地在外省"),
    "by_notice": mark("公告送达"),
    "harm": mark("涉及生命健康安全、金融安全且有危害后果"),
    "urgent": mark("情况紧急当场采取措施"),
    "unpaid": mark("罚没款未缴清"),
    "contested": mark("复议或诉讼期间"),
    "published": mark("处罚信息已公示"),
}
"""What may be so of a case."""

SUBJECTS: Final[dict[str, str]] = {
    "case": mark("案件"),
    "measure": mark("任何一项措施"),
    "evidence": mark("先行登记保存"),
    "seizure": mark("查封、扣押"),
}
"""What a limit may belong to."""

STOPS: Final[dict[str, str]] = {
    "test": mark("检测、检验、检疫、鉴定"),
    "identify": mark("权利人辨认或鉴别"),
    "hearing": mark("听证"),
    "notice": mark("公告"),
    "suspend": mark("中止调查"),
    "refund": mark("责令退款"),
}
"""The kinds of stop (domain.md 3.4)."""
