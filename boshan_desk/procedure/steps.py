"""The machine of a case as one table: who may step from where to where, and what a step takes.

Source: PR §18-20, §45-64, §66-78; APL §51-65; TRF (domain.md 3.5).  Guards are named here and said
in `guards`; codes of events are those of the list `case_step`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from boshan_desk.i18n import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boshan_desk.ledgers.case_file import CaseStep

START: Final = "CLUE"
"""Where every case begins."""

STATES: Final = (
    "CLUE",
    "VERIFY",
    "NOT_FILED",
    "FILED",
    "SUSPENDED",
    "TERMINATED",
    "CONCLUDED",
    "REVIEW",
    "NOTICE",
    "HEARING",
    "APPROVAL",
    "DECIDED_PENALTY",
    "DECIDED_NONE",
    "MOVED_ADMIN",
    "MOVED_CRIME",
    "SIMPLE",
    "SERVED",
    "EXECUTING",
    "DUNNED",
    "COURT",
    "CLOSED",
    "ARCHIVED",
)
"""The states, in the order of the procedure."""

_INVESTIGATED = ("FILED", "SUSPENDED", "CONCLUDED", "REVIEW", "NOTICE", "HEARING", "APPROVAL")
_DECIDED = ("DECIDED_PENALTY", "DECIDED_NONE", "SERVED", "EXECUTING", "DUNNED", "COURT")
_ENDED = ("NOT_FILED", "TERMINATED", "MOVED_ADMIN", "MOVED_CRIME", "CLOSED", "ARCHIVED")
_OPEN = ("CLUE", "VERIFY", "SIMPLE", *_INVESTIGATED, *_DECIDED)
_PUBLISHED = ("DECIDED_PENALTY", "SERVED", "EXECUTING", "DUNNED", "COURT", "CLOSED", "ARCHIVED")
_AFTER_SERVICE = ("SERVED", "EXECUTING", "DUNNED", "COURT", "CLOSED", "ARCHIVED")
_ANY = (*_OPEN, *_ENDED)

Track = Literal["main", "clue", "measures", "publicity", "remedies", "police", "money", "hearing"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One kind of step."""

    event: str
    title: str
    origin: tuple[str, ...]
    """The states in which it may be taken."""
    to: str = ""
    """The state it leads to; empty for one that stays."""
    track: Track = "main"
    guards: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    """Fields of the step that must be filled in, besides its date."""
    may: tuple[str, ...] = ()
    """Fields of the step that may be filled in."""
    case: tuple[str, ...] = ()
    """Fields of the case that must be filled in by then."""
    sets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What it writes on the case: its field, and the step's field or `=value`."""
    fact: str = ""
    """The fact that its date is (`words.FACTS`)."""
    grounds: str = ""
    """The beginning of the codes of `step_ground` that it may give."""
    outcomes: tuple[str, ...] = ()
    """The codes of `step_outcome` that it may give."""
    opens: str = ""
    """The kind of stop that begins with it."""
    ends: str = ""
    """The kinds of stop that end with it, blanks between them."""
    paper: str = ""
    """The kind of paper that its number is of (`resources/rules/papers.toml`)."""
    once: bool = False
    """Whether it happens at most once."""
    basis: str = ""
    """The article."""

    @property
    def moves(self) -> bool:
        """Whether it changes the state."""
        return bool(self.to)

    def fields(self) -> tuple[str, ...]:
        """What its form asks for: the date, what it needs, what it may take."""
        return ("on", *self.need, *(name for name in self.may if name not in self.need))


def _step(
    event: str, title: str, origin: str | tuple[str, ...], to: str = "", /, **how: object
) -> Step:
    """A row of the table; lists are words with blanks between them, `sets` is `a=b c==X`."""
    values: dict[str, object] = {}
    for name, given in how.items():
        if name == "sets":
            pairs = (word.split("=", 1) for word in str(given).split())
            values[name] = MappingProxyType(dict(pairs))
        elif name in ("guards", "need", "may", "case", "outcomes"):
            values[name] = tuple(str(given).split())
        else:
            values[name] = given
    start = tuple(origin.split()) if isinstance(origin, str) else origin
    return Step(event=event, title=title, origin=start, to=to, **values)  # type: ignore[arg-type]


_FILED_CASE = "party_kind party address town_code conduct_from cause unit officers cards"
_DECISION_CASE = "breach_basis penalty_basis penalties discretion"

# A table: a row is read at a glance.
# fmt: off
STEPS: Final[tuple[Step, ...]] = (
    # 线索与立案（程序规定第十八条至第二十条）
    _step("verify", mark("开始核查"), "CLUE", "VERIFY", need="officers", case="clue_on",
          basis=mark("程序规定第十八条")),
    _step("extend_verify", mark("延长核查期限"), "VERIFY", guards="before_L01 approval",
          need="approver approved_on", may="days paper_no note", once=True,
          basis=mark("程序规定第十八条")),
    _step("file", mark("决定立案"), "VERIFY", "FILED",
          guards="conditions two_officers cards within_time_bar competent", need="approver told",
          may="paper_no officers note pages", case=_FILED_CASE,
          sets="filed_on=on file_no=paper_no procedure==ordinary", paper="filing",
          basis=mark("程序规定第十九条、第二十二条")),
    _step("refuse", mark("决定不予立案"), "VERIFY", "NOT_FILED", need="ground approver",
          may="note paper_no", fact="not_filed_on", grounds="NF", paper="not_filed",
          basis=mark("程序规定第二十条")),
    _step("hand_over", mark("移送有管辖权的机关"), "VERIFY", "MOVED_ADMIN",
          need="authority paper_no", may="approver note pages", fact="handed_over_on",
          paper="transfer", basis=mark("程序规定第十四条")),
    _step("simple", mark("当场作出行政处罚决定"), "CLUE VERIFY", "SIMPLE",
          guards="two_officers simple_amount", need="at place officers told",
          may="paper_no note", case="party_kind party cause penalties penalty_basis",
          sets="decided_on=on decision_no=paper_no procedure==simple", fact="simple_decided_on",
          paper="simple_decision", basis=mark("程序规定第六十六条至第六十九条")),
    # 调查
    _step("suspend", mark("中止调查"), "FILED", "SUSPENDED", need="ground approver",
          may="paper_no note", grounds="SU", opens="suspend", paper="suspension",
          basis=mark("程序规定第四十六条")),
    _step("resume", mark("恢复调查"), "SUSPENDED", "FILED", need="note", may="paper_no",
          ends="suspend", basis=mark("程序规定第四十六条")),
    _step("terminate", mark("终止调查"), "FILED SUSPENDED", "TERMINATED", need="ground approver",
          may="paper_no note", grounds="TE", ends="suspend", fact="terminated_on",
          paper="termination", basis=mark("程序规定第四十七条")),
    _step("conclude", mark("调查终结"), "FILED", "CONCLUDED", guards="measures",
          need="proposal note", may="officers paper_no pages", case="discretion",
          fact="concluded_on", paper="report", basis=mark("程序规定第四十八条")),
    # 审核（第四十九条至第五十六条）
    _step("send_review", mark("送审核"), "CONCLUDED", "REVIEW", guards="reviewer legal_review",
          need="review_kind person", may="note", sets="review_kind=review_kind",
          fact="review_received_on", basis=mark("程序规定第四十九条至第五十五条")),
    _step("extend_review", mark("延长审核期限"), "REVIEW", guards="before_L09 approval",
          need="approver approved_on days", may="note", basis=mark("程序规定第五十五条")),
    _step("return", mark("退回补充调查或纠正"), "REVIEW", "FILED", need="person note",
          guards="reviewer", fact="review_done_on", paper="review",
          basis=mark("程序规定第五十四条")),
    _step("agree", mark("审核同意，拟予行政处罚"), "REVIEW", "NOTICE",
          guards="reviewer penalty_proposed", need="person approver note told",
          may="paper_no pages", sets="reviewed_on=on", fact="review_done_on", paper="review",
          basis=mark("程序规定第五十四条、第五十七条")),
    _step("agree_other", mark("审核同意，报负责人审查"), "REVIEW", "APPROVAL",
          guards="reviewer told_before", need="person note", may="paper_no pages",
          sets="reviewed_on=on", fact="review_done_on", paper="review",
          basis=mark("程序规定第五十四条、第五十九条")),
    # 告知与听证（第五十七条至第五十九条，行政处罚法第六十三条至第六十五条）
    _step("serve_notice", mark("告知书送达"), "NOTICE", need="service_mode told",
          may="paper_no pages note", sets="notice_on=on", fact="notice_served_on",
          paper="notice", basis=mark("程序规定第五十七条")),
    _step("statement", mark("当事人陈述、申辩"), "NOTICE HEARING", guards="notice_served",
          need="note", fact="statement_on", paper="statement", basis=mark("程序规定第五十八条")),
    _step("waive", mark("当事人书面放弃权利"), "NOTICE", guards="notice_served", need="note",
          may="pages", fact="waived_on", paper="statement", basis=mark("程序规定第五十七条")),
    _step("ask_hearing", mark("当事人要求听证"), "NOTICE", "HEARING",
          guards="notice_served hearing_told within_L10", may="note paper_no", opens="hearing",
          fact="hearing_asked_on", paper="hearing_request",
          basis=mark("行政处罚法第六十三条、第六十四条")),
    _step("give_materials", mark("材料交听证主持人"), "HEARING", track="hearing", guards="chair",
          need="person", fact="hearing_materials_on", basis=mark("市场监督管理行政处罚听证办法")),
    _step("fix_hearing", mark("确定听证时间并送达通知"), "HEARING",
          guards="chair hearing_notice", need="person until paper_no", may="place service_mode",
          sets="hearing_on=until", fact="hearing_notice_on", paper="hearing_notice",
          basis=mark("行政处罚法第六十四条第二项、第四项")),
    _step("hear_review", mark("听证报告，送法制审核"), "HEARING", "REVIEW",
          guards="hearing_held reviewer", need="note person", may="pages paper_no",
          sets="review_kind==legal", ends="hearing", fact="hearing_report_on",
          paper="hearing_report", basis=mark("程序规定第五十条、第五十九条")),
    _step("hear_done", mark("听证报告，报负责人审查"), "HEARING", "APPROVAL",
          guards="hearing_held no_legal_review", need="note", may="pages paper_no adopted",
          ends="hearing", fact="hearing_report_on", paper="hearing_report",
          basis=mark("行政处罚法第六十五条")),
    _step("drop_hearing", mark("撤回听证要求"), "HEARING", "NOTICE", need="note", ends="hearing",
          basis=mark("市场监督管理行政处罚听证办法")),
    _step("finish_notice", mark("告知期满，报负责人审查"), "NOTICE", "APPROVAL",
          guards="notice_served after_L10 statement_examined", may="adopted note",
          basis=mark("程序规定第五十八条、第五十九条")),
    # 决定（第六十条至第六十四条）
    _step("extend_decision", mark("延长办案期限"), _INVESTIGATED, guards="before_L12 approval",
          need="approver approved_on days", may="paper_no note told", paper="extension",
          basis=mark("程序规定第六十四条")),
    _step("renotify", mark("改变事实、理由或加重，重新告知"), "APPROVAL", "NOTICE",
          need="note approver", basis=mark("行政处罚法第四十四条、第六十二条")),
    _step("decide_penalty", mark("决定给予行政处罚"), "APPROVAL", "DECIDED_PENALTY",
          guards="told_before discussed", need="approver", may="paper_no pages note",
          case=_DECISION_CASE, sets="decided_on=on decision_no=paper_no", paper="decision",
          basis=mark("程序规定第六十条至第六十二条")),
    _step("decide_none", mark("决定不予行政处罚"), "APPROVAL", "DECIDED_NONE",
          guards="discussed", need="approver ground", may="paper_no note pages",
          sets="decided_on=on", grounds="NP", paper="decision_none",
          basis=mark("程序规定第六十条、第六十一条")),
    _step("decide_admin", mark("决定移送其他部门"), "APPROVAL", "MOVED_ADMIN",
          need="approver authority paper_no", may="note pages", sets="decided_on=on",
          fact="handed_over_on", paper="transfer", basis=mark("程序规定第六十条")),
    _step("decide_crime", mark("决定移送司法机关，不再处罚"), _INVESTIGATED, "MOVED_CRIME",
          guards="crime_sent", need="approver", may="note", sets="decided_on=on",
          ends="suspend hearing", basis=mark("程序规定第十七条、第六十条")),
    _step("reopen", mark("公安退回，恢复办理"), "MOVED_CRIME", "FILED", need="note authority",
          may="paper_no", sets="decided_on==",
          basis=mark("行政执法机关移送涉嫌犯罪案件的规定第十条")),
    # 送达与执行（第七十一条至第七十六条、第八十一条、第八十二条）
    _step("serve", mark("送达处罚决定"), "DECIDED_PENALTY SIMPLE", "SERVED",
          guards="publication_told", need="service_mode told", may="pages note",
          sets="served_on=on service_mode=service_mode", paper="service",
          basis=mark("程序规定第八十一条、第八十二条")),
    _step("pay", mark("缴清罚没款"), "SERVED EXECUTING DUNNED COURT", track="money",
          guards="has_money", may="paper_no note", sets="paid_on=on performed==done",
          fact="paid_on", paper="receipt", once=True, basis=mark("程序规定第七十二条")),
    _step("perform", mark("履行完毕（无罚没款）"), "SERVED EXECUTING DUNNED COURT",
          track="money", guards="no_money", need="note", sets="performed==done",
          fact="performed_on", once=True, basis=mark("程序规定第七十七条")),
    _step("defer", mark("批准延期或分期缴纳"), "SERVED EXECUTING", track="money",
          guards="has_money", need="approver until", may="paper_no note",
          sets="performed==deferred", paper="deferment", basis=mark("程序规定第七十四条")),
    _step("collect", mark("当场收缴罚款"), "SIMPLE SERVED", track="money", guards="has_money",
          need="officers paper_no", may="note", fact="collected_on",
          sets="paid_on=on performed==done", paper="receipt", once=True,
          basis=mark("程序规定第七十二条、第七十三条")),
    _step("collect_hand", mark("当场收缴的罚款交至本机关"), _AFTER_SERVICE, track="money",
          guards="collected", fact="collected_handed_on", once=True,
          basis=mark("程序规定第七十三条")),
    _step("collect_bank", mark("罚款缴付指定银行"), _AFTER_SERVICE, track="money",
          guards="handed", fact="collected_banked_on", once=True, may="paper_no",
          basis=mark("程序规定第七十三条")),
    _step("hand_in", mark("简易程序材料交回归档"), "SIMPLE SERVED EXECUTING CLOSED",
          track="money", guards="simple_case", may="pages", fact="handed_in_on", once=True,
          basis=mark("程序规定第七十条")),
    _step("execute", mark("逾期未缴，进入执行"), "SERVED", "EXECUTING",
          guards="unpaid after_L15", may="note", basis=mark("程序规定第七十五条、第七十六条")),
    _step("dun", mark("送达催告书"), "EXECUTING", "DUNNED", guards="unpaid remedies_over",
          need="service_mode", may="paper_no note pages", fact="dun_served_on", paper="dunning",
          basis=mark("程序规定第七十六条，行政强制法第五十四条")),
    _step("apply_court", mark("申请法院强制执行"), "DUNNED", "COURT",
          guards="unpaid after_L19 within_L20", need="authority approver",
          may="paper_no pages note", fact="court_on", paper="court_application",
          basis=mark("程序规定第七十六条，行政强制法第五十三条")),
    # 结案与归档（第七十七条、第七十八条）
    _step("educate", mark("教育并结案（不予处罚）"), "DECIDED_NONE", "CLOSED",
          need="note approver", may="pages", sets="closed_on=on close_kind==none",
          paper="closing", basis=mark("程序规定第六十一条、第七十七条")),
    _step("close", mark("结案"),
          ("SERVED", "EXECUTING", "DUNNED", "COURT", "TERMINATED", "MOVED_ADMIN", "MOVED_CRIME"),
          "CLOSED", guards="close_kind closing_met", need="approver close_kind",
          may="note pages", sets="closed_on=on close_kind=close_kind", paper="closing",
          basis=mark("程序规定第七十七条")),
    _step("archive", mark("归档"), "CLOSED NOT_FILED", "ARCHIVED",
          need="volume_no pages retention", may="note",
          sets="archived_on=on volume_no=volume_no retention=retention",
          basis=mark("程序规定第七十八条")),
    # 公示（公示规定）
    _step("publish", mark("公示处罚信息"), _PUBLISHED, track="publicity",
          guards="publishable served_first", need="authority", may="note",
          sets="published_on=on pub_where=authority", fact="published_on",
          basis=mark("公示规定第五条、第九条")),
    _step("push", mark("推送外省公示机关"), _PUBLISHED, track="publicity", guards="publishable",
          need="authority", may="paper_no", fact="pushed_on", once=True,
          basis=mark("公示规定第十条")),
    _step("push_received", mark("外省机关收到推送"), _PUBLISHED, track="publicity",
          guards="pushed", fact="push_received_on", once=True, basis=mark("公示规定第十条")),
    _step("push_published", mark("外省机关公示"), _PUBLISHED, track="publicity", guards="pushed",
          need="authority", sets="published_on=on pub_where=authority", fact="push_published_on",
          once=True, basis=mark("公示规定第十条")),
    _step("withdraw_pub", mark("撤回或更正公示"), _AFTER_SERVICE, track="publicity",
          guards="published", may="note", sets="withdrawn_on=on", fact="pub_withdrawn_on",
          basis=mark("公示规定第十一条")),
    _step("end_pub", mark("停止公示"), _AFTER_SERVICE, track="publicity", guards="published",
          may="note", fact="pub_ended_on", once=True, basis=mark("公示规定第十三条、第十四条")),
    # 复议、诉讼
    _step("contest", mark("受理复议或诉讼"), _AFTER_SERVICE, track="remedies",
          need="outcome authority", may="paper_no note", outcomes="reviewing suing",
          sets="review_state=outcome", fact="contested_on", basis=mark("行政复议法第二十条")),
    _step("contest_end", mark("复议或诉讼结果"), _AFTER_SERVICE, track="remedies",
          guards="contested", need="outcome", may="paper_no note authority",
          outcomes="upheld changed annulled unlawful dropped", sets="review_state=outcome",
          fact="contest_ended_on", basis=mark("程序规定第六十三条")),
    # 行刑衔接（行政执法机关移送涉嫌犯罪案件的规定）
    _step("crime_report", mark("提出移送书面报告"), _OPEN, track="police", guards="two_officers",
          need="officers note", fact="crime_reported_on", basis=mark("移送规定第五条")),
    _step("crime_decide", mark("负责人决定是否移送"), _OPEN, track="police",
          guards="crime_reported", need="approver outcome", may="at note", outcomes="yes no",
          fact="crime_decided_on", basis=mark("移送规定第五条")),
    _step("crime_send", mark("向公安机关移送"), _OPEN, track="police",
          guards="crime_approved attachments", need="authority paper_no told",
          may="at pages note", sets="police_on=on police_no=paper_no", fact="crime_sent_at",
          paper="crime_transfer", basis=mark("移送规定第五条、第六条")),
    _step("police_receive", mark("公安机关收到（回执）"), (*_OPEN, "MOVED_CRIME"),
          track="police", guards="crime_sent", may="at paper_no", fact="police_received_at",
          paper="police_receipt", once=True, basis=mark("移送规定第七条")),
    _step("police_forward", mark("公安机关转送"), (*_OPEN, "MOVED_CRIME"), track="police",
          guards="crime_sent", need="authority", may="at", fact="police_forwarded_at", once=True,
          basis=mark("移送规定第七条")),
    _step("police_answer", mark("公安机关决定立案或不立案"), (*_OPEN, "MOVED_CRIME", "CLOSED"),
          track="police", guards="crime_sent", need="outcome", may="paper_no note",
          outcomes="yes no", fact="police_answered_on", paper="police_answer",
          basis=mark("移送规定第八条")),
    _step("reconsider", mark("提请复议或建议检察监督"), (*_OPEN, "MOVED_CRIME"), track="police",
          guards="police_refused", need="authority", may="paper_no note", fact="reconsider_on",
          basis=mark("移送规定第九条")),
    _step("hand_goods", mark("移交涉案物品和材料"), (*_OPEN, "MOVED_CRIME", "CLOSED"),
          track="police", guards="police_filed", may="paper_no note", fact="goods_handed_on",
          once=True, basis=mark("移送规定第十二条")),
    # 线索阶段的告知与协查
    _step("reply_complaint", mark("告知投诉是否受理"), _ANY, track="clue", need="outcome",
          may="note paper_no", outcomes="yes no", fact="complaint_replied_on",
          basis=mark("投诉举报处理办法")),
    _step("dispute", mark("发生管辖权争议"), ("CLUE", "VERIFY", *_INVESTIGATED), track="clue",
          need="authority", may="note", fact="dispute_on", basis=mark("程序规定第十三条")),
    _step("dispute_report", mark("管辖权争议报上级"), ("CLUE", "VERIFY", *_INVESTIGATED),
          track="clue", need="authority", may="paper_no", fact="dispute_reported_on",
          basis=mark("程序规定第十三条")),
    _step("dispute_settle", mark("管辖权争议解决"), ("CLUE", "VERIFY", *_INVESTIGATED),
          track="clue", need="authority", may="paper_no note", fact="dispute_settled_on",
          basis=mark("程序规定第十三条、第十六条")),
    _step("assist", mark("收到协助调查函"), _OPEN, track="clue", need="authority",
          may="paper_no note", fact="assistance_on", basis=mark("程序规定第四十五条")),
    _step("assist_done", mark("协助调查完成或说明情况"), _OPEN, track="clue",
          may="paper_no note", fact="assistance_answered_on", basis=mark("程序规定第四十五条")),
)
# fmt: on

CORRECT: Final = Step(
    event="correct",
    title=mark("更正"),
    origin=_ANY,
    need=("note", "approver"),
    basis=mark("程序规定第六十三条"),
)
"""The one way to take a wrong step back: it stays on record, with the reason."""

BY_EVENT: Final[Mapping[str, Step]] = MappingProxyType({s.event: s for s in (*STEPS, CORRECT)})


def kind_of(step: CaseStep) -> Step:
    """The row of the table that a recorded step is of."""
    return BY_EVENT[step.event or ""]


OWNED: Final = frozenset(name for step in STEPS for name in step.sets) | {"state"}
"""The fields of a case that steps write."""
