"""Supervision slips: from a lamp to a numbered paper that is answered and struck off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.problems import Invalid, Missing, Refused
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans import slip_drafting, slips
from boshan_desk.usecases.plans.slip_words import finding_of
from boshan_desk.usecases.plans.tasks import report_task
from tests.usecases.invented_office import Q2, Q3, move_in, standing

Standings = Callable[..., None]


@pytest.fixture(autouse=True)
def office(desk: Desk) -> None:
    move_in(desk)


@pytest.fixture(autouse=True)
def stand(monkeypatch: pytest.MonkeyPatch) -> Standings:
    """Let targets stand like this; one of them, two points behind, unless said otherwise."""

    def say(*found: Any) -> None:
        monkeypatch.setattr(slip_drafting, "standings", lambda *_a, **_k: list(found))

    say(standing())
    return say


def draft(desk: Desk) -> Supervision:
    return slips.draft_slip(desk, "YS-T01", Q3)


def issue(desk: Desk) -> Supervision:
    return slips.issue_slip(desk, draft(desk).id, approver="演示局长")


# ---------------------------------------------------------------- drafting


def test_the_finding_says_the_figures_as_an_office_says_them() -> None:
    assert finding_of(standing(), Q3) == (
        "截至2026年9月末，有效注册商标量8112件，完成年度目标（8300件）的97.7%，"
        "低于序时进度（100.0%）2.3个百分点，同比增长5.2%。"
    )


def test_a_finding_within_a_period_is_of_the_day_and_not_of_the_periods_end() -> None:
    assert finding_of(standing(), Q3, date(2026, 8, 20)).startswith("截至2026年8月20日，")
    assert finding_of(standing(), Q3, date(2026, 9, 30)).startswith("截至2026年9月末，")
    assert finding_of(standing(), Q3, date(2026, 10, 9)).startswith("截至2026年9月末，")


def test_figures_are_rounded_half_up_and_whose_target_it_is_is_said() -> None:
    said = finding_of(
        standing(share=Decimal("62.25"), difference=Decimal("-12.75"), origin="bureau"), Q3
    )
    assert "完成本局年度目标（8300件）的62.3%" in said
    assert "12.8个百分点" in said
    assert "完成2027年目标（" in finding_of(standing(year=2027), Q3)


def test_a_level_on_its_way_is_measured_by_the_rise_that_is_asked_for() -> None:
    on_its_way = standing(
        growth=True,
        share=Decimal("72.4"),
        due_share=Decimal(75),
        difference=Decimal("-2.6"),
        of_target=Decimal("97.7349"),
    )
    assert (
        "为年度目标（8300件）的97.7%，增量完成72.4%，序时应为75.0%，相差2.6个百分点，"
        in finding_of(on_its_way, Q3)
    )


def test_a_rate_is_compared_with_the_target_and_not_with_time() -> None:
    rate = standing(
        kind="growth_rate",
        title="知识产权质押融资",
        series="登记金额",
        actual_words="同比下降3.5%",
        target_words=">0%",
        difference=Decimal("-3.5"),
        share=None,
    )
    assert finding_of(rate, Q3) == (
        "截至2026年9月末，知识产权质押融资（登记金额）同比下降3.5%，"
        "年度目标为大于0%，低于目标3.5个百分点。"
    )


def test_what_is_to_be_built_is_said_not_to_be_there_yet() -> None:
    once = standing(
        kind="milestone",
        title="领导小组",
        target_words="2025年底成立",
        cumulative=None,
        actual_words="未报",
    )
    assert finding_of(once, Q3) == "截至2026年9月末，领导小组应达到“2025年底成立”，现为未报。"


def test_a_draft_is_filled_in_from_the_lamp(desk: Desk) -> None:
    slip = draft(desk)
    assert (slip.level, slip.state, slip.item) == ("yellow", "draft", "有效注册商标量")
    assert slip.unit == "D01"
    assert slip.join == ("D03", "990100001", "990100002")
    assert slip.no is None
    assert slip.finding
    assert slip.finding.startswith("截至2026年9月末")
    assert slip.demand
    assert "序时进度" in slip.demand
    # Fifteen working days after Friday 9 October 2026; Saturday 10 October is worked.
    assert slip.due_on == date(2026, 10, 29)
    assert slip.drafted_on == date(2026, 10, 9)


def test_a_red_lamp_makes_a_red_slip_with_a_stronger_demand(desk: Desk, stand: Standings) -> None:
    stand(standing(lamp="late"))
    slip = draft(desk)
    assert slip.level == "red"
    assert slip.demand
    assert "主要负责同志" in slip.demand


def test_of_two_series_both_that_are_behind_are_told(desk: Desk, stand: Standings) -> None:
    stand(
        standing(series="笔数", lamp="late"),
        standing(series="金额"),
        standing(series="户数", lamp="on"),
    )
    slip = draft(desk)
    assert slip.item == "有效注册商标量"
    assert slip.finding
    assert slip.finding.count("。") == 2
    assert "笔数" in slip.finding
    assert "金额" in slip.finding
    assert "户数" not in slip.finding


def test_what_is_not_behind_gets_no_slip_unless_a_reminder_is_wanted(
    desk: Desk, stand: Standings
) -> None:
    stand(standing(lamp="on", difference=Decimal(1)))
    with pytest.raises(Refused, match=r"达到序时进度.*蓝色提醒"):
        draft(desk)
    slip = slips.draft_slip(desk, "YS-T01", Q3, level="blue")
    assert slip.level == "blue"
    assert slip.finding
    assert "低于" not in slip.finding


def test_the_limit_is_a_setting(desk: Desk) -> None:
    slips.set_slip_days(desk, 5)
    assert draft(desk).due_on == date(2026, 10, 15)
    with pytest.raises(Refused, match="1 到 120"):
        slips.set_slip_days(desk, 0)


def test_a_second_open_slip_of_item_and_period_is_refused_with_the_first_s_number(
    desk: Desk,
) -> None:
    first = draft(desk)
    with pytest.raises(Refused, match=f"流水号 {first.serial_no}"):
        draft(desk)
    slips.issue_slip(desk, first.id, approver="演示局长")
    with pytest.raises(Refused, match=r"演知督〔2026〕1号.*已印发"):
        draft(desk)
    assert slips.draft_slip(desk, "YS-T01", Q2).period == "2026Q2"
    slips.void_slip(desk, first.id, "口径有误")
    assert draft(desk).id != first.id


def test_another_unit_may_be_asked_about_the_same_item(desk: Desk) -> None:
    draft(desk)
    assert slips.draft_slip(desk, "YS-T01", Q3, unit="D04").unit == "D04"
    with pytest.raises(Refused, match="已有未销号"):
        slips.draft_slip(desk, "YS-T01", Q3, unit="D04")


def test_what_the_officer_changed_in_the_draft_is_kept(desk: Desk) -> None:
    slip = slips.draft_slip(desk, "YS-T01", Q3, changes={"finding": "演示改写。", "unit": "D04"})
    assert (slip.finding, slip.unit) == ("演示改写。", "D04")
    changed = slips.change_draft(desk, slip.id, {"demand": "请三日内反馈。"})
    assert (changed.finding, changed.demand) == ("演示改写。", "请三日内反馈。")
    with pytest.raises(Invalid, match="没有这家"):
        slips.change_draft(desk, slip.id, {"unit": "没有这家"})


def test_a_task_that_nobody_reported_gets_a_slip_that_asks_for_the_report(desk: Desk) -> None:
    slip = slips.draft_slip(desk, "YS-1.2", Q3)
    assert (slip.task, slip.indicator, slip.level) == ("YS-1.2", None, "yellow")
    assert slip.finding == (
        "区工业和信息化局、区新金融办未报送任务“培育优势企业”2026年三季度的进展。"
    )
    assert slip.demand
    assert "补报" in slip.demand


def test_of_several_units_the_one_that_lags_is_asked(desk: Desk) -> None:
    report_task(desk, "YS-1.2", "D04", Q3, "going", "推进中。")
    silent = slips.propose_slip(desk, "YS-1.2", Q3)
    assert (silent.unit, silent.join) == ("D03", ("D04", "D01"))
    report_task(desk, "YS-1.2", "D03", Q3, "going", "推进中。")
    report_task(desk, "YS-1.2", "D04", Q3, "still", "企业意愿不足。")
    assert slips.propose_slip(desk, "YS-1.2", Q3).unit == "D04"


def test_a_task_past_its_day_gets_a_red_slip(desk: Desk) -> None:
    report_task(desk, "YS-1.1", "D01", Q3, "late", "银行尚未确定。")
    slip = slips.draft_slip(desk, "YS-1.1", Q3)
    assert slip.level == "red"
    assert slip.finding == (
        "任务“推进质押融资”应于2026年6月30日前完成“举办银企对接会”，至今未报办结。"
        "区市场监督管理局填报的2026年三季度进展为“滞后”：银行尚未确定。"
    )


def test_a_task_that_goes_well_gets_no_slip(desk: Desk) -> None:
    for unit in ("D04", "D03"):
        report_task(desk, "YS-1.2", unit, Q3, "going", "推进中。")
    with pytest.raises(Refused, match="没有滞后"):
        slips.draft_slip(desk, "YS-1.2", Q3)


def test_an_item_that_no_plan_has_is_refused(desk: Desk) -> None:
    with pytest.raises(Missing, match="YS-T99"):
        slips.draft_slip(desk, "YS-T99", Q3)


# ---------------------------------------------------------------- the steps


def test_a_slip_goes_from_draft_to_struck_off_each_step_a_work(desk: Desk) -> None:
    slip = draft(desk)
    issued = slips.issue_slip(desk, slip.id, approver="演示局长")
    assert (issued.no, issued.state, issued.status) == ("演知督〔2026〕1号", "issued", "submitted")
    answered = slips.answer_slip(desk, slip.id, reply="已增加申报12件。", evidence="附表")
    assert (answered.state, answered.replied_on) == ("answered", date(2026, 10, 9))
    closed = slips.close_slip(desk, slip.id, approver="演示局长", words="同意销号")
    assert (closed.state, closed.closed_by) == ("closed", "演示局长")
    with desk.read() as reader:
        works = [each["work"] for each in reader.history(Supervision.ledger, slip.id)]
    assert works == ["拟制督办单", "印发督办单", "登记督办回复", "督办销号"]


def test_numbers_run_without_holes_and_a_void_slip_keeps_its_own(desk: Desk) -> None:
    first = issue(desk)
    slips.void_slip(desk, first.id, "印错")
    second = issue(desk)
    assert [first.no, second.no] == ["演知督〔2026〕1号", "演知督〔2026〕2号"]
    # A number that was given out stays: nothing that would take it back is offered.
    assert {step.name for step in desk.done} == {"作废督办单"}


def test_a_typed_number_that_leaves_a_hole_is_refused(desk: Desk) -> None:
    first = slips.issue_slip(desk, draft(desk).id, approver="演示局长", no="演知督〔2026〕6号")
    slips.void_slip(desk, first.id, "演示")
    slip = draft(desk)
    for wrong, why in (("演知督〔2026〕8号", "留下空号"), ("演知督〔2026〕6号", "已经用过")):
        with pytest.raises(Refused, match=why):
            slips.issue_slip(desk, slip.id, approver="演示局长", no=wrong)
    assert slips.issue_slip(desk, slip.id, approver="演示局长").no == "演知督〔2026〕7号"


def test_a_slip_without_approver_or_unit_is_not_issued_and_takes_no_number(desk: Desk) -> None:
    slip = draft(desk)
    with pytest.raises(Invalid, match="签发人"):
        slips.issue_slip(desk, slip.id, approver=" ")
    slips.change_draft(desk, slip.id, {"unit": ""})
    with pytest.raises(Invalid, match="承办单位"):
        slips.issue_slip(desk, slip.id, approver="演示局长")
    slips.change_draft(desk, slip.id, {"unit": "D01"})
    assert slips.issue_slip(desk, slip.id, approver="演示局长").no == "演知督〔2026〕1号"


def test_a_limit_before_the_day_of_issue_is_refused(desk: Desk) -> None:
    slip = draft(desk)
    with pytest.raises(Invalid, match="不能早于印发日期"):
        slips.issue_slip(desk, slip.id, approver="演示局长", due_on=date(2026, 10, 1))


def test_steps_in_the_wrong_order_are_refused_with_what_to_do(desk: Desk) -> None:
    slip = draft(desk)
    with pytest.raises(Refused, match="还没有印发，不能登记回复；请先印发"):
        slips.answer_slip(desk, slip.id, reply="演示")
    with pytest.raises(Refused, match="请先印发"):
        slips.close_slip(desk, slip.id, approver="演示局长")
    slips.issue_slip(desk, slip.id, approver="演示局长")
    with pytest.raises(Refused, match="请先登记回复"):
        slips.close_slip(desk, slip.id, approver="演示局长")
    with pytest.raises(Refused, match="已经印发，不能印发"):
        slips.issue_slip(desk, slip.id, approver="演示局长")
    with pytest.raises(Refused, match="作废后重新拟稿"):
        slips.change_draft(desk, slip.id, {"finding": "演示"})
    slips.answer_slip(desk, slip.id, reply="演示")
    slips.close_slip(desk, slip.id, approver="演示局长")
    with pytest.raises(Refused, match="已经销号"):
        slips.answer_slip(desk, slip.id, reply="演示")
    with pytest.raises(Refused, match="已经销号"):
        slips.void_slip(desk, slip.id, "演示")


def test_an_empty_answer_and_a_void_without_reason_are_refused(desk: Desk) -> None:
    slip = issue(desk)
    with pytest.raises(Invalid, match="回复情况"):
        slips.answer_slip(desk, slip.id, reply="  ")
    with pytest.raises(Refused, match="原因"):
        slips.void_slip(desk, slip.id, " ")


def test_an_answer_may_be_corrected_until_the_slip_is_struck_off(desk: Desk) -> None:
    slip = issue(desk)
    slips.answer_slip(desk, slip.id, reply="初稿")
    assert slips.answer_slip(desk, slip.id, reply="定稿").reply == "定稿"


# ---------------------------------------------------------------- looking


def test_a_slip_past_its_limit_is_listed_until_it_is_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from boshan_desk.domain.today import Clock

    slip = issue(desk)
    assert slips.overdue_slips(desk) == []
    monkeypatch.setattr(desk, "clock", Clock(date(2026, 11, 3)))
    (line,) = slips.overdue_slips(desk)
    assert (line.slip.id, line.unit, line.overdue) == (slip.id, "区市场监督管理局", 3)
    slips.answer_slip(desk, slip.id, reply="已办理。")
    assert slips.overdue_slips(desk) == []
    (line,) = slips.slip_lines(desk)
    assert line.late


def test_slips_are_found_by_state_unit_period_and_number(desk: Desk) -> None:
    one = issue(desk)
    other = slips.draft_slip(desk, "YS-T01", Q2, unit="D04")
    assert [each.slip.id for each in slips.slip_lines(desk)] == [other.id, one.id]
    assert [each.slip.id for each in slips.slip_lines(desk, state="issued")] == [one.id]
    assert [each.slip.id for each in slips.slip_lines(desk, unit="D04")] == [other.id]
    assert [each.slip.id for each in slips.slip_lines(desk, period=Q3)] == [one.id]
    assert slips.find_slip(desk, "演知督〔2026〕1号").id == one.id
    assert slips.find_slip(desk, str(other.serial_no)).id == other.id
    with pytest.raises(Refused, match="没有督办单"):
        slips.find_slip(desk, "演知督〔2026〕9号")
