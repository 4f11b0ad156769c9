"""The guards of the machine: what must be so before a step, and the words when it is not.

A guard sees the case as it stands, and the step as it was filled in.  One that needs nothing of the
step (`early`) is asked before the step is offered at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.counting import as_day, count
from boshan_desk.domain.law.book import Law
from boshan_desk.domain.problems import Problem, stop
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.clocks import Clock, clocks_of
from boshan_desk.procedure.facts import SERVED_BY, CaseFile, conditions_of, facts_of
from boshan_desk.procedure.steps import Step, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SIMPLE_PERSON: Final = 200_00
SIMPLE_FIRM: Final = 3_000_00


@dataclass(frozen=True)
class Look:
    """What a guard may look at."""

    file: CaseFile
    step: CaseStep
    law: Law
    day: date
    """The day of the step."""

    @property
    def case(self) -> Case:
        """The case before the step."""
        return self.file.case

    @property
    def kind(self) -> Step:
        """The row of the table."""
        return kind_of(self.step)

    @cached_property
    def facts(self) -> dict[str, date]:
        """What happened before the step, with what limits made of it."""
        found = facts_of(self.file)
        for clock in self.clocks:
            if clock.limit.id in SERVED_BY and clock.last:
                found[SERVED_BY[clock.limit.id]] = as_day(clock.last)
        return found

    @cached_property
    def so(self) -> set[str]:
        """What is so of the case."""
        return conditions_of(self.file, facts_of(self.file), self.law.amounts.get("small_fine", 0))

    @cached_property
    def clocks(self) -> list[Clock]:
        """The limits before the step."""
        return clocks_of(self.file, self.law)

    def clock(self, id: str) -> Clock | None:
        """One limit of the case itself."""
        return next((c for c in self.clocks if c.limit.id == id and not c.subject), None)

    def last(self, *ids: str) -> date | None:
        """The last day in law of the latest of these limits."""
        ends = [as_day(c.last) for id in ids if (c := self.clock(id)) and c.last]
        return max(ends, default=None)

    @property
    def handlers(self) -> set[str]:
        """Who handles the case, or did at any step; names without blanks."""
        names = set(self.case.officers)
        for step in self.file.standing:
            if step.event in ("verify", "file", "conclude"):
                names |= set(step.officers)
        return {_plain(name) for name in names}


def _plain(name: str) -> str:
    """A name as one compares it: 张　三 is 张三."""
    return "".join(name.split())


Guard = Callable[[Look], Iterator[Problem]]
EARLY: Final[dict[str, Guard]] = {}
LATE: Final[dict[str, Guard]] = {}


def _early(guard: Guard) -> Guard:
    EARLY[guard.__name__.removeprefix("_")] = guard
    return guard


def _late(guard: Guard) -> Guard:
    LATE[guard.__name__.removeprefix("_")] = guard
    return guard


# 期限之内、期满之后


def _before(look: Look, id: str, what: str) -> Iterator[Problem]:
    last = look.last(id)
    if last is not None and (look.step.approved_on or look.day) > last:
        yield stop("approved_on", what, day=last)


@_late
def _before_L01(look: Look) -> Iterator[Problem]:
    yield from _before(look, "L01", "核查期限已于{day}届满，延长须在届满前批准（程序规定第十八条）")
    if (look.step.days or 0) > 15:
        yield stop("days", "核查期限的延长不得超过十五个工作日（程序规定第十八条）")


@_late
def _before_L09(look: Look) -> Iterator[Problem]:
    return _before(look, "L09", "审核期限已于{day}届满，延长须在届满前批准（程序规定第五十五条）")


@_late
def _before_L12(look: Look) -> Iterator[Problem]:
    yield from _before(
        look, "L12", "办案期限已于{day}届满，延长须在届满前批准（程序规定第六十四条）"
    )
    earlier = [s for s in look.file.standing if s.event == "extend_decision"]
    if not earlier and (look.step.days or 0) > 30:
        yield stop("days", "负责人批准的延长不得超过三十日；仍不能办结的，须集体讨论后再次延长")
    if earlier and not look.step.told:
        yield stop("told", "再次延长须由负责人集体讨论决定（程序规定第六十四条），请核对后勾选")


@_late
def _within_L10(look: Look) -> Iterator[Problem]:
    last = look.last("L10")
    if last is not None and look.day > last:
        yield stop("on", "要求听证的期限已于{day}届满（行政处罚法第六十四条）", day=last)


@_late
def _after_L10(look: Look) -> Iterator[Problem]:
    if "waived_on" in look.facts:
        return
    last = look.last("L10")
    if last is not None and look.day <= last:
        yield stop(
            "on",
            "陈述、申辩和要求听证的期限至{day}届满，届满后或当事人书面放弃后才能报审（程序规定第五十七条）",
            day=last,
        )


@_late
def _after_L15(look: Look) -> Iterator[Problem]:
    last = look.facts.get("deferred_to") or look.last("L15")
    if last is not None and look.day <= as_day(last):
        yield stop(
            "on", "缴款期限至{day}届满，届满后才进入执行（程序规定第七十二条）", day=as_day(last)
        )


@_late
def _after_L19(look: Look) -> Iterator[Problem]:
    last = look.last("L19")
    if last is not None and look.day <= last:
        yield stop(
            "on",
            "催告书送达满十个工作日（至{day}）后才能申请强制执行（行政强制法第五十四条）",
            day=last,
        )


@_late
def _within_L20(look: Look) -> Iterator[Problem]:
    last = look.last("L20")
    if last is not None and look.day > last:
        yield stop("on", "申请法院强制执行的期限已于{day}届满（行政强制法第五十三条）", day=last)


@_late
def _remedies_over(look: Look) -> Iterator[Problem]:
    if "contested" in look.so:
        yield stop("on", "复议或诉讼尚未了结，不能催告执行")
    last = look.last("L17", "L18")
    if last is not None and look.day <= last:
        yield stop(
            "on",
            "当事人申请复议、提起诉讼的期限至{day}届满，届满后才能催告（程序规定第七十六条）",
            day=last,
        )


# 人员


@_late
def _approval(look: Look) -> Iterator[Problem]:
    if look.step.approved_on and look.step.approved_on > look.day:
        yield stop("approved_on", "批准日期不能晚于登记的日期（{day}）", day=look.day)


@_late
def _two_officers(look: Look) -> Iterator[Problem]:
    names = set(look.step.officers or look.case.officers)
    if len(names) < 2:
        yield stop("officers", "承办人至少两人（程序规定第二十二条，行政处罚法第四十二条）")


@_late
def _cards(look: Look) -> Iterator[Problem]:
    if len(look.case.cards) < len(look.case.officers):
        yield stop("cards", "请填写每位承办人的执法证号，与承办人一一对应")


@_late
def _reviewer(look: Look) -> Iterator[Problem]:
    if look.step.person and _plain(look.step.person) in look.handlers:
        yield stop(
            "person",
            "“{name}”是本案办案人员，不能作为审核人员（程序规定第四十九条）",
            name=look.step.person,
        )


@_late
def _chair(look: Look) -> Iterator[Problem]:
    if look.step.person and _plain(look.step.person) in look.handlers:
        yield stop(
            "person",
            "“{name}”是本案办案人员，不能主持听证（行政处罚法第六十四条）",
            name=look.step.person,
        )


# 立案


@_late
def _conditions(look: Look) -> Iterator[Problem]:
    if not look.step.told:
        yield stop(
            "told",
            "立案须同时符合四项条件：有证据初步证明违法行为、依法应当给予处罚、属于本机关管辖、"
            "在追责时效以内；核对后请勾选（程序规定第十九条）",
        )


@_late
def _within_time_bar(look: Look) -> Iterator[Problem]:
    for id in ("L34", "L34b"):
        clock = look.clock(id)
        if clock and clock.last and clock.met_on and as_day(clock.met_on) > as_day(clock.last):
            yield stop(
                "on",
                "违法行为已超过追责时效（至{day}），不能立案（行政处罚法第三十六条）",
                day=as_day(clock.last),
            )


@_early
def _competent(look: Look) -> Iterator[Problem]:
    if look.case.cause == "PA01":
        yield stop(
            "",
            "擅自开展专利代理由省级部门查处，本机关登记后上报（专利代理条例第二十五条至第二十七条）",
        )
    if look.case.cause == "CR01":
        yield stop("", "侵犯著作权由著作权主管部门查处，本机关登记后移送（著作权法第五十三条）")


@_late
def _simple_amount(look: Look) -> Iterator[Problem]:
    case = look.case
    if not set(case.penalties) <= {"fine", "warning"}:
        yield stop("", "简易程序只能给予警告或规定数额以下的罚款（程序规定第六十六条）")
    person = case.party_kind == "person"
    most = SIMPLE_PERSON if person else SIMPLE_FIRM
    if (case.fine or 0) > most:
        yield stop(
            "",
            "罚款超过简易程序的数额（{who}{most}元以下），应适用普通程序（程序规定第六十六条）",
            who=_("对公民") if person else _("对法人或其他组织"),
            most=most // 100,
        )


@_early
def _simple_case(look: Look) -> Iterator[Problem]:
    if "simple" not in look.so:
        yield stop("", "本案不是简易程序")


# 调查终结与审核


@_late
def _measures(look: Look) -> Iterator[Problem]:
    for clock in look.clocks:
        if not clock.subject or clock.met_on or clock.limit.id not in ("L06", "L08"):
            continue
        if clock.last is not None and as_day(clock.last) < look.day:
            measure = next(m for m in look.file.measures if m.id == clock.subject)
            yield stop(
                "",
                "“{name}”的期限已于{day}届满而没有处理结果，请先登记处理或解除（程序规定第四十八条）",
                name=measure.decision_no or measure.goods or _("措施"),
                day=as_day(clock.last),
            )


@_late
def _legal_review(look: Look) -> Iterator[Problem]:
    if look.case.legal_grounds and look.step.review_kind == "case":
        yield stop(
            "review_kind", "本案有应当法制审核的情形，审核类型应为“法制审核”（程序规定第五十条）"
        )


@_early
def _no_legal_review(look: Look) -> Iterator[Problem]:
    if look.case.legal_grounds:
        yield stop("", "本案应当法制审核，听证后应送法制审核（程序规定第五十条、第五十九条）")


@_early
def _penalty_proposed(look: Look) -> Iterator[Problem]:
    if _proposal(look) not in ("penalty", None):
        yield stop("", "调查终结时没有建议给予行政处罚，请用“审核同意，报负责人审查”")


@_early
def _told_before(look: Look) -> Iterator[Problem]:
    proposed = look.kind.event == "decide_penalty" or _proposal(look) == "penalty"
    if proposed and "notice_served_on" not in look.facts:
        yield stop(
            "",
            "拟给予行政处罚的，须先告知当事人并听取陈述、申辩（程序规定第五十七条，行政处罚法第四十四条）",
        )


def _proposal(look: Look) -> str | None:
    for step in reversed(look.file.standing):
        if step.event == "conclude":
            return step.proposal
    return None


@_late
def _discussed(look: Look) -> Iterator[Problem]:
    if look.case.legal_grounds and look.case.discussed_on is None:
        yield stop(
            "discussed_on", "本案须经负责人集体讨论，请先在案件中填集体讨论日期（程序规定第六十条）"
        )


# 告知与听证


@_early
def _notice_served(look: Look) -> Iterator[Problem]:
    if "notice_served_on" not in look.facts:
        yield stop("", "告知书尚未送达")


@_early
def _hearing_told(look: Look) -> Iterator[Problem]:
    for step in reversed(look.file.standing):
        if step.event == "serve_notice":
            if step.told is False:
                yield stop("", "告知书没有告知听证权利，本案不在听证范围内（行政处罚法第六十三条）")
            return


@_late
def _hearing_notice(look: Look) -> Iterator[Problem]:
    if look.step.until is None:
        return
    first = count(look.day, 7, "workday", look.law.days.for_party).due
    if first is not None and look.step.until < as_day(first):
        yield stop(
            "until",
            "听证须在通知送达七个工作日后举行，最早为{day}（行政处罚法第六十四条）",
            day=as_day(first),
        )


@_late
def _hearing_held(look: Look) -> Iterator[Problem]:
    held = look.facts.get("hearing_on")
    if held is None:
        yield stop("", "还没有登记听证时间")
    elif look.day < as_day(held):
        yield stop("on", "听证定于{day}举行，报告不能早于听证", day=as_day(held))


@_late
def _statement_examined(look: Look) -> Iterator[Problem]:
    if "statement_on" in look.facts and (look.step.adopted is None or not look.step.note):
        yield stop(
            "adopted",
            "当事人提出了陈述、申辩，请填是否采纳和复核理由；不得因此加重处罚（程序规定第五十八条）",
        )


# 送达、缴款、结案


@_late
def _publication_told(look: Look) -> Iterator[Problem]:
    if "ordinary" in look.so and "only_warning" not in look.so and not look.step.told:
        yield stop("told", "送达时须书面告知当事人处罚信息将公示，核对后请勾选（公示规定第八条）")


@_early
def _has_money(look: Look) -> Iterator[Problem]:
    if "money" not in look.so:
        yield stop("", "本案没有罚款或没收违法所得")


@_early
def _no_money(look: Look) -> Iterator[Problem]:
    if "money" in look.so:
        yield stop("", "本案有罚没款，请登记缴清")


@_early
def _unpaid(look: Look) -> Iterator[Problem]:
    if "unpaid" not in look.so:
        yield stop("", "罚没款已经缴清，或本案没有罚没款")


@_early
def _collected(look: Look) -> Iterator[Problem]:
    if "collected_on" not in look.facts:
        yield stop("", "没有登记当场收缴罚款")


@_early
def _handed(look: Look) -> Iterator[Problem]:
    if "collected_handed_on" not in look.facts:
        yield stop("", "没有登记当场收缴的罚款交至本机关")


@_early
def _closing_met(look: Look) -> Iterator[Problem]:
    state = look.file.state
    if state in ("TERMINATED", "MOVED_ADMIN", "MOVED_CRIME"):
        return
    if "contested" in look.so:
        yield stop("", "复议或诉讼尚未了结，不能结案")
    if state != "COURT" and "condition_on" not in look.facts:
        # Where a court enforces, how it ended is the officer's to say (`close_kind`).
        yield stop("", "罚没款未缴清，处罚未执行完毕，不能结案（程序规定第七十七条）")


@_late
def _close_kind(look: Look) -> Iterator[Problem]:
    fitting = {
        "TERMINATED": {"ended"},
        "MOVED_ADMIN": {"moved"},
        "MOVED_CRIME": {"moved"},
        "COURT": {"court", "performed"},
    }.get(look.file.state, {"performed"})
    if look.step.close_kind is not None and look.step.close_kind not in fitting:
        yield stop("close_kind", "结案情形与案件现状不符（程序规定第七十七条）")
    elif (
        look.file.state == "COURT"
        and look.step.close_kind == "performed"
        and "condition_on" not in look.facts
    ):
        yield stop("close_kind", "罚没款未缴清，处罚未执行完毕，不能结案（程序规定第七十七条）")


# 公示


@_early
def _publishable(look: Look) -> Iterator[Problem]:
    if "penalty" not in look.so:
        yield stop("", "没有给予行政处罚的案件不公示")
    elif "simple" in look.so:
        yield stop("", "简易程序作出的处罚不在公示规定范围内（公示规定第二条）")
    elif "only_warning" in look.so:
        yield stop("", "仅给予警告的不公示（公示规定第二条）")


@_early
def _served_first(look: Look) -> Iterator[Problem]:
    if "served_on" not in look.facts and "public_notice_on" not in look.facts:
        yield stop("", "处罚决定尚未送达，不能公示")


@_early
def _pushed(look: Look) -> Iterator[Problem]:
    if "pushed_on" not in look.facts:
        yield stop("", "没有登记推送外省公示机关")


@_early
def _published(look: Look) -> Iterator[Problem]:
    if "published_on" not in look.facts:
        yield stop("", "本案还没有公示")


@_early
def _contested(look: Look) -> Iterator[Problem]:
    if "contested" not in look.so:
        yield stop("", "没有登记复议或诉讼")


# 行刑衔接


@_early
def _crime_reported(look: Look) -> Iterator[Problem]:
    if "crime_reported_on" not in look.facts:
        yield stop("", "还没有移送的书面报告（移送规定第五条）")


@_early
def _crime_approved(look: Look) -> Iterator[Problem]:
    if "crime_approved_at" not in look.facts:
        yield stop("", "负责人还没有批准移送（移送规定第五条）")


@_late
def _attachments(look: Look) -> Iterator[Problem]:
    if not look.step.told:
        yield stop(
            "told",
            "移送须附移送书、调查报告、涉案物品清单、检验报告或鉴定结论、其他有关材料五项，"
            "核对后请勾选（移送规定第六条）",
        )


@_early
def _crime_sent(look: Look) -> Iterator[Problem]:
    if "crime_sent_at" not in look.facts:
        yield stop("", "还没有向公安机关移送（移送规定第五条）")


@_early
def _police_refused(look: Look) -> Iterator[Problem]:
    if "police_refused_on" not in look.facts:
        yield stop("", "公安机关没有作出不予立案的决定")


@_early
def _police_filed(look: Look) -> Iterator[Problem]:
    if "police_filed_on" not in look.facts:
        yield stop("", "公安机关还没有立案")


ALL: Final[Mapping[str, Guard]] = MappingProxyType({**EARLY, **LATE})
