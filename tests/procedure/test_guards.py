"""Each guard of each step, broken alone: the step is refused in that guard's own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boshan_desk.domain.ledger import copy_with
from boshan_desk.ledgers.case_file import CaseStep
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.guards import ALL, EARLY, Look
from boshan_desk.procedure.performing import offers, problems
from boshan_desk.procedure.steps import BY_EVENT, STEPS
from tests.procedure.files import (
    DAY,
    LAW,
    LISTS,
    ago,
    ahead,
    make_file,
    make_step,
    with_case,
    with_measure,
    with_steps,
)

Broken = tuple[CaseFile, CaseStep]
Break = Callable[[CaseFile, CaseStep], Broken]


def _case(**values: object) -> Break:
    return lambda file, step: (with_case(file, **values), step)


def _step(**values: object) -> Break:
    return lambda file, step: (file, copy_with(step, **values))


def _steps(*steps: CaseStep) -> Break:
    return lambda file, step: (with_steps(file, *steps), step)


def _both(*breaks: Break) -> Break:
    def broken(file: CaseFile, step: CaseStep) -> Broken:
        for each in breaks:
            file, step = each(file, step)
        return file, step

    return broken


def _nothing_before(file: CaseFile, step: CaseStep) -> Broken:
    """Without the steps that came before, and what they would have left on the row."""
    return with_steps(with_case(file, notice_on=None, published_on=None, paid_on=None)), step


_LONG_AGO = {"conduct_from": ago(260), "conduct_to": ago(250), "clue_on": ago(240)}
_REPORTED = make_step("crime_report", ago(5))
_DECIDED = make_step("crime_decide", ago(4), 2, outcome="yes", at="09:00")
_NOT_SENT = make_step("crime_decide", ago(4), 2, outcome="no")

BREAKS: dict[str, list[tuple[Break, str]]] = {
    "before_L01": [
        (_case(clue_on=ago(60)), "核查期限已于2026-07-31届满"),
        (_step(days=16), "核查期限的延长不得超过十五个工作日"),
    ],
    "before_L09": [
        (_steps(make_step("send_review", ago(40))), "审核期限已于2026-08-13届满"),
    ],
    "before_L12": [
        (_case(**_LONG_AGO, filed_on=ago(120)), "办案期限已于2026-08-10届满"),
        (_step(days=31), "负责人批准的延长不得超过三十日"),
        (
            _both(
                _steps(make_step("extend_decision", ago(9), days=30, approved_on=ago(9))),
                _step(told=None),
            ),
            "再次延长须由负责人集体讨论决定",
        ),
    ],
    "approval": [(_step(approved_on=ahead(1)), "批准日期不能晚于登记的日期（2026-09-08）")],
    "within_L10": [
        (_steps(make_step("serve_notice", ago(20), told=True)), "要求听证的期限已于"),
    ],
    "after_L10": [
        (_steps(make_step("serve_notice", ago(1))), "陈述、申辩和要求听证的期限至2026-09-14届满"),
    ],
    "after_L15": [
        (_case(served_on=ago(10), decided_on=ago(11)), "缴款期限至"),
        (_steps(make_step("defer", ago(20), until=ahead(9))), "缴款期限至2026-09-17届满"),
    ],
    "after_L19": [(_steps(make_step("dun", ago(3))), "催告书送达满十个工作日（至2026-09-18）")],
    "within_L20": [(_case(served_on=ago(300)), "申请法院强制执行的期限已于")],
    "remedies_over": [
        (_case(served_on=ago(30), decided_on=ago(31)), "当事人申请复议、提起诉讼的期限至"),
        (_case(review_state="suing"), "复议或诉讼尚未了结，不能催告执行"),
    ],
    "conditions": [(_step(told=False), "立案须同时符合四项条件")],
    "two_officers": [
        (
            _both(_case(officers=("演示甲",)), _step(officers=("演示甲",))),
            "承办人至少两人",
        ),
        (
            _both(_case(officers=("演示甲", "演示甲")), _step(officers=("演示甲", "演示甲"))),
            "承办人至少两人",
        ),
    ],
    "cards": [(_case(cards=("演示001",)), "请填写每位承办人的执法证号")],
    "within_time_bar": [
        (_case(conduct_from=ago(800), conduct_to=ago(750)), "违法行为已超过追责时效"),
        (
            _case(harm=True, conduct_from=ago(1900), conduct_to=ago(1850)),
            "违法行为已超过追责时效",
        ),
    ],
    "competent": [
        (_case(cause="CR01"), "侵犯著作权由著作权主管部门查处"),
        (_case(cause="PA01"), "擅自开展专利代理由省级部门查处"),
    ],
    "simple_amount": [
        (_case(fine=3_000_01), "对法人或其他组织3000元以下"),
        (_case(party_kind="person", fine=200_01), "对公民200元以下"),
        (_case(penalties=("fine", "goods")), "简易程序只能给予警告或规定数额以下的罚款"),
    ],
    "simple_case": [(_case(procedure="ordinary"), "本案不是简易程序")],
    "measures": [
        (
            lambda f, s: (with_measure(f, kind="evidence", taken_on=ago(30), goods="演示壶"), s),
            "“演示壶”的期限已于2026-08-18届满而没有处理结果",
        ),
        (
            lambda f, s: (
                with_measure(f, kind="detain", taken_on=ago(60), decision_no="演示扣1"),
                s,
            ),
            "“演示扣1”的期限已于2026-08-10届满而没有处理结果",
        ),
    ],
    "reviewer": [(_step(person="演示甲"), "“演示甲”是本案办案人员，不能作为审核人员")],
    "chair": [(_step(person="演示乙"), "“演示乙”是本案办案人员，不能主持听证")],
    "legal_review": [(_case(legal_grounds=("complex",)), "审核类型应为“法制审核”")],
    "no_legal_review": [(_case(legal_grounds=("complex",)), "听证后应送法制审核")],
    "penalty_proposed": [
        (_steps(make_step("conclude", ago(3), proposal="none")), "没有建议给予行政处罚"),
    ],
    "told_before": [
        (
            _steps(make_step("conclude", ago(3), proposal="penalty")),
            "须先告知当事人并听取陈述、申辩",
        ),
    ],
    "discussed": [(_case(legal_grounds=("complex",)), "本案须经负责人集体讨论")],
    "notice_served": [
        (_nothing_before, "告知书尚未送达"),
        (
            _steps(make_step("serve_notice", ago(9)), make_step("renotify", ago(8), 2)),
            "告知书尚未送达",
        ),
    ],
    "hearing_told": [
        (_steps(make_step("serve_notice", ago(2), told=False)), "告知书没有告知听证权利"),
    ],
    "hearing_notice": [
        (_step(until=ahead(2)), "听证须在通知送达七个工作日后举行，最早为2026-09-17"),
    ],
    "hearing_held": [
        (_nothing_before, "还没有登记听证时间"),
        (
            _steps(
                make_step("serve_notice", ago(12), 1, told=True),
                make_step("ask_hearing", ago(11), 2),
                make_step("fix_hearing", ago(9), 3, until=ahead(3)),
            ),
            "听证定于2026-09-11举行，报告不能早于听证",
        ),
    ],
    "statement_examined": [
        (
            _steps(make_step("serve_notice", ago(20), 1), make_step("statement", ago(18), 2)),
            "当事人提出了陈述、申辩，请填是否采纳和复核理由",
        ),
    ],
    "publication_told": [(_step(told=False), "送达时须书面告知当事人处罚信息将公示")],
    "has_money": [(_case(penalties=("warning",), fine=None), "本案没有罚款或没收违法所得")],
    "no_money": [(_case(penalties=("fine",), fine=1_00), "本案有罚没款，请登记缴清")],
    "unpaid": [(_case(paid_on=ago(1)), "罚没款已经缴清，或本案没有罚没款")],
    "collected": [(_nothing_before, "没有登记当场收缴罚款")],
    "handed": [(_steps(make_step("collect", ago(3))), "没有登记当场收缴的罚款交至本机关")],
    "closing_met": [
        (_case(paid_on=None), "罚没款未缴清，处罚未执行完毕，不能结案"),
        (_case(review_state="reviewing"), "复议或诉讼尚未了结，不能结案"),
    ],
    "close_kind": [
        (_step(close_kind="none"), "结案情形与案件现状不符"),
    ],
    "publishable": [
        (_case(penalties=(), decision_no=None, fine=None), "没有给予行政处罚的案件不公示"),
        (_case(penalties=("warning",), fine=None), "仅给予警告的不公示"),
        (_case(procedure="simple"), "简易程序作出的处罚不在公示规定范围内"),
    ],
    "served_first": [(_case(served_on=None), "处罚决定尚未送达，不能公示")],
    "pushed": [(_nothing_before, "没有登记推送外省公示机关")],
    "published": [(_nothing_before, "本案还没有公示")],
    "contested": [
        (_both(_nothing_before, _case(review_state=None)), "没有登记复议或诉讼"),
    ],
    "crime_reported": [(_nothing_before, "还没有移送的书面报告")],
    "crime_approved": [
        (_steps(_REPORTED), "负责人还没有批准移送"),
        (_steps(_REPORTED, _NOT_SENT), "负责人还没有批准移送"),
    ],
    "attachments": [(_step(told=False), "移送须附移送书、调查报告、涉案物品清单")],
    "crime_sent": [(_steps(_REPORTED, _DECIDED), "还没有向公安机关移送")],
    "police_refused": [
        (_steps(make_step("police_answer", ago(2), outcome="yes")), "没有作出不予立案的决定"),
    ],
    "police_filed": [
        (_steps(make_step("police_answer", ago(2), outcome="no")), "公安机关还没有立案"),
    ],
}
"""How each guard is broken while everything else stays as it must be, and what it then says."""

NOT_ASKED: set[tuple[object, ...]] = {
    # A case that was decided on the spot is of the simple procedure whatever its field says.
    ("hand_in", "simple_case", "SIMPLE"),
    # 公示规定 is about the ordinary procedure.
    ("serve", "publication_told", "SIMPLE"),
    # Nothing is to be paid or performed in what was ended or handed over.
    ("close", "closing_met", "TERMINATED"),
    ("close", "closing_met", "MOVED_ADMIN"),
    ("close", "closing_met", "MOVED_CRIME"),
    # A court may end it unpaid; `close_kind` asks how it ended (see below).
    ("close", "closing_met", "COURT", 0),
}
"""Where a guard of the table has nothing to guard, and why."""

CELLS = [
    (kind.event, guard, state, number)
    for kind in STEPS
    for guard in kind.guards
    for state in kind.origin
    if (kind.event, guard, state) not in NOT_ASKED
    for number in range(len(BREAKS.get(guard, ())))
    if (kind.event, guard, state, number) not in NOT_ASKED
]


def test_every_guard_of_every_step_is_broken() -> None:
    assert set(BREAKS) == set(ALL) == {name for kind in STEPS for name in kind.guards}
    tried = {(event, guard) for event, guard, _state, _number in CELLS}
    assert tried == {(kind.event, guard) for kind in STEPS for guard in kind.guards}


@pytest.mark.parametrize(("event", "guard", "state", "number"), CELLS)
def test_a_step_whose_guard_alone_is_broken_is_refused_in_that_guards_words(
    event: str, guard: str, state: str, number: int
) -> None:
    broken, words = BREAKS[guard][number]
    file, step = broken(*make_file(state, event))
    own = [p.words() for p in ALL[guard](Look(file, step, LAW, DAY))]
    assert own, "the guard saw nothing"
    assert any(words in said for said in own), own
    found = [p.words() for p in problems(file, step, LAW, LISTS) if p.severity == "error"]
    assert found == own


@pytest.mark.parametrize(
    ("event", "guard", "state", "number"), [cell for cell in CELLS if cell[1] in EARLY]
)
def test_what_an_early_guard_says_stands_beside_the_offer(
    event: str, guard: str, state: str, number: int
) -> None:
    broken, words = BREAKS[guard][number]
    file, _step = broken(*make_file(state, event))
    found = {offer.step.event: offer for offer in offers(file, LAW, DAY)}
    kind = BY_EVENT[event]
    if kind.track != "main" and not kind.moves:
        assert event not in found, "a step of a side track that cannot be taken is not offered"
    else:
        assert not found[event].open
        assert any(words in why for why in found[event].why_not)


def words_against(file: CaseFile, step: CaseStep) -> list[str]:
    return [p.words() for p in problems(file, step, LAW, LISTS) if p.severity == "error"]


def test_a_court_may_end_an_enforcement_unpaid_but_then_it_was_not_performed() -> None:
    file, step = make_file("COURT", "close")
    unpaid = with_case(file, paid_on=None)
    assert words_against(unpaid, copy_with(step, close_kind="court")) == []
    found = words_against(unpaid, copy_with(step, close_kind="performed"))
    assert found == ["罚没款未缴清，处罚未执行完毕，不能结案（程序规定第七十七条）"]
    assert words_against(file, copy_with(step, close_kind="performed")) == []


@pytest.mark.parametrize("state", ["SERVED", "EXECUTING", "DUNNED", "COURT", "TERMINATED"])
def test_how_a_case_may_be_closed_depends_on_where_it_stands(state: str) -> None:
    file, step = make_file(state, "close")
    fitting = {"COURT": {"court", "performed"}, "TERMINATED": {"ended"}}.get(state, {"performed"})
    for entry in LISTS["close_kind"]:
        found = words_against(file, copy_with(step, close_kind=entry.code))
        assert (found == []) == (entry.code in fitting), (state, entry.code)


def test_an_annulled_fine_is_owed_no_more_and_the_case_can_be_closed() -> None:
    file, step = make_file("SERVED", "perform")
    annulled = with_case(file, fine=500_00, penalties=("fine",), review_state="annulled")
    assert words_against(annulled, step) == []
    assert words_against(with_case(annulled, review_state="upheld"), step) != []


def test_a_notice_of_before_the_change_of_facts_does_not_serve_for_the_new_one() -> None:
    """What is told anew is waited for anew: the old five working days count for nothing."""
    file, step = make_file("NOTICE", "finish_notice")
    again = with_steps(file, *file.steps, make_step("renotify", ago(9), 2))
    assert words_against(again, step) == ["告知书尚未送达"]
    served = with_steps(file, *again.steps, make_step("serve_notice", ago(1), 3, told=True))
    assert "届满后或当事人书面放弃后" in words_against(served, step)[0]
    waited = with_steps(file, *again.steps, make_step("serve_notice", ago(8), 3, told=True))
    assert words_against(waited, step) == []
