"""What a field of a step is called in each step's form: the same field means several things."""

from __future__ import annotations

from typing import Final

from boshan_desk.domain.fields import Kind
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import mark
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.steps import Step

TICKED: Final = {
    "file": mark("四项立案条件均已核对符合"),
    "serve": mark("已书面告知处罚信息将公示"),
    "crime_send": mark("五项附件齐全"),
    "extend_decision": mark("已经集体讨论"),
    "simple": mark("已当场告知事实、理由和权利"),
}
"""What the officer confirms by a tick."""

TITLES: Final[dict[str, dict[str, str]]] = {
    "on": {
        "verify": mark("开始核查日期"),
        "file": mark("立案日期"),
        "refuse": mark("决定日期"),
        "simple": mark("决定日期"),
        "conclude": mark("调查终结日期"),
        "send_review": mark("送审日期"),
        "return": mark("退回日期"),
        "agree": mark("审核完毕日期"),
        "agree_other": mark("审核完毕日期"),
        "serve_notice": mark("送达日期"),
        "statement": mark("陈述、申辩日期"),
        "ask_hearing": mark("提出日期"),
        "give_materials": mark("交材料日期"),
        "fix_hearing": mark("通知送达日期"),
        "hear_review": mark("听证报告日期"),
        "hear_done": mark("听证报告日期"),
        "decide_penalty": mark("决定日期"),
        "decide_none": mark("决定日期"),
        "decide_admin": mark("决定日期"),
        "decide_crime": mark("决定日期"),
        "serve": mark("送达日期"),
        "pay": mark("缴清日期"),
        "collect": mark("收缴日期"),
        "dun": mark("送达日期"),
        "apply_court": mark("申请日期"),
        "close": mark("结案日期"),
        "educate": mark("结案日期"),
        "archive": mark("归档日期"),
        "publish": mark("公示日期"),
        "push": mark("推送日期"),
        "contest": mark("受理日期"),
        "contest_end": mark("结果日期"),
        "crime_send": mark("移送日期"),
        "police_receive": mark("收到日期"),
    },
    "told": {
        "serve_notice": mark("已告知听证权利"),
        "agree": mark("告知书须告知听证权利"),
        "serve": mark("已书面告知处罚信息将公示"),
    },
    "until": {"fix_hearing": mark("听证日期"), "defer": mark("延期或分期期满")},
    "person": {
        "send_review": mark("审核人员"),
        "return": mark("审核人员"),
        "agree": mark("审核人员"),
        "agree_other": mark("审核人员"),
        "give_materials": mark("听证主持人"),
        "fix_hearing": mark("听证主持人"),
        "hear_review": mark("法制审核人员"),
    },
    "days": {
        "extend_verify": mark("延长工作日数"),
        "extend_review": mark("延长工作日数"),
        "extend_decision": mark("延长日数"),
    },
    "officers": {
        "verify": mark("核查人员"),
        "file": mark("承办人"),
        "simple": mark("执法人员"),
        "conclude": mark("调查人员"),
        "collect": mark("收缴人员"),
        "crime_report": mark("专案组人员"),
    },
    "authority": {
        "hand_over": mark("接收机关"),
        "decide_admin": mark("接收部门"),
        "reopen": mark("退回机关"),
        "apply_court": mark("受理法院"),
        "publish": mark("公示系统或网址"),
        "push": mark("外省公示机关"),
        "push_published": mark("公示系统或网址"),
        "contest": mark("复议机关或法院"),
        "contest_end": mark("复议机关或法院"),
        "crime_send": mark("接收的公安机关"),
        "police_forward": mark("转送到的机关"),
        "reconsider": mark("公安机关或检察院"),
        "dispute": mark("争议机关"),
        "dispute_report": mark("上级机关"),
        "dispute_settle": mark("指定管辖机关"),
        "assist": mark("请求协助的机关"),
    },
    "place": {"simple": mark("处罚地点"), "fix_hearing": mark("听证地点")},
    "at": {"simple": mark("处罚时间"), "crime_decide": mark("批准时间")},
    "ground": {
        "refuse": mark("不予立案事由"),
        "suspend": mark("中止事由"),
        "terminate": mark("终止事由"),
        "decide_none": mark("不予处罚事由"),
    },
    "outcome": {
        "contest": mark("复议或诉讼"),
        "crime_decide": mark("是否批准移送"),
        "police_answer": mark("公安机关是否立案"),
        "reply_complaint": mark("是否受理"),
    },
    "adopted": {"finish_notice": mark("是否采纳陈述、申辩"), "hear_done": mark("是否采纳听证意见")},
    "paper_no": {
        "file": mark("立案号"),
        "serve_notice": mark("告知书文号"),
        "decide_penalty": mark("处罚决定书文号"),
        "decide_none": mark("不予处罚决定书文号"),
        "simple": mark("当场处罚决定书编号"),
        "pay": mark("缴款凭证号"),
        "collect": mark("罚款收据号"),
        "dun": mark("催告书文号"),
        "fix_hearing": mark("听证通知书文号"),
        "hand_over": mark("移送函文号"),
        "decide_admin": mark("移送函文号"),
        "crime_send": mark("移送书文号"),
        "assist": mark("协查函文号"),
    },
    "note": {
        "file": mark("立案理由"),
        "refuse": mark("理由"),
        "resume": mark("恢复理由"),
        "conclude": mark("调查终结报告摘要"),
        "return": mark("退回意见"),
        "agree": mark("审核意见"),
        "agree_other": mark("审核意见"),
        "statement": mark("陈述、申辩摘要"),
        "waive": mark("放弃情况"),
        "hear_review": mark("听证报告摘要"),
        "hear_done": mark("听证报告摘要"),
        "drop_hearing": mark("撤回情况"),
        "finish_notice": mark("复核理由"),
        "renotify": mark("改变的内容和理由"),
        "reopen": mark("退回情况"),
        "perform": mark("履行情况"),
        "educate": mark("教育情况"),
        "crime_report": mark("报告摘要"),
    },
}
"""By field, then by event; any other step calls the field as the ledger does."""

_ORDER: Final = (
    "on", "at", "officers", "place", "ground", "proposal", "review_kind", "person", "authority",
    "outcome", "service_mode", "until", "days", "adopted", "told", "note", "close_kind",
    "volume_no", "retention", "approver", "approved_on", "paper_no", "pages",
)  # fmt: skip
"""The order of a form: when, who, what, why; then who approved it and the paper."""

REVIEWS: Final = frozenset(("return", "agree", "agree_other"))
"""Steps that the reviewer takes, not the officers of the case."""

ALSO_ASKED: Final[dict[str, tuple[str, ...]]] = {
    "conclude": ("legal_grounds",),
    "simple": ("fine", "address", "town_code", "conduct_from", "ordered"),
    "decide_penalty": (
        "fine", "confiscate_money", "confiscate_goods", "goods_value", "ordered",
    ),
}  # fmt: skip
"""Fields of the case that may be filled in with a step, while they are empty."""


def title_of(step: Step, name: str) -> str:
    """What a field is called in this step's form, before translation."""
    own = TITLES.get(name, {}).get(step.event)
    return own or kind_of(name).title


def people_of(step: CaseStep) -> str:
    """Who took a step."""
    if step.event in REVIEWS and step.person:
        return step.person
    return listed(step.officers)


def kind_of(name: str) -> Kind:
    """A field of a step."""
    return CaseStep.ledger.fields[name]


def asked_of(step: Step) -> tuple[str, ...]:
    """The fields of a step in the order of its form."""
    return tuple(sorted(step.fields(), key=_ORDER.index))


def lacking(step: Step, case: Case) -> tuple[str, ...]:
    """The fields of the case that the step needs and the case has not."""
    own = set(step.fields())
    return tuple(n for n in step.case if n not in own and getattr(case, n) in (None, ()))


def offered(step: Step, case: Case) -> tuple[str, ...]:
    """The empty fields of the case that may be filled in with the step."""
    wanted = ALSO_ASKED.get(step.event, ())
    return tuple(n for n in wanted if getattr(case, n) in (None, ()))
