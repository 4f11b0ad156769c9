"""下步工作打算: what falls due next, with numbers, and the gap that is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.report import Words
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.gi import GiCheck, GiRight, GiUser
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.deadlines import find_limits
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.usecases.invented_office import move_in, standing
from tests.usecases.quarter.building import EAST, Q3, drop_plans, paper, section

Stand = Callable[..., None]


@pytest.fixture(autouse=True)
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Says how the targets stand; none is behind until it is called."""

    def say(*found: Standing) -> None:
        monkeypatch.setattr(Facts, "standings", property(lambda facts: list(found)))

    say()
    return say


def _steps(desk: Desk, period: Any = Q3, **scope: Any) -> dict[str, str]:
    blocks = section(paper(desk, period, **scope), "next")
    return {b.key.removeprefix("next."): b.text for b in blocks if isinstance(b, Words)}


def _put(desk: Desk, *records: Any) -> None:
    with desk.work("演示") as work:
        for record in records:
            work.put(record)


def test_nothing_due_is_said_in_one_sentence(desk: Desk) -> None:
    drop_plans(desk)
    assert _steps(desk) == {"empty": "四季度没有到期的计划节点和法定期限，按年度计划推进各项工作。"}


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (quarter(2026, 1), "还差188件，剩余3个季度平均每季度需增加63件。"),
        (quarter(2026, 2), "还差188件，剩余2个季度平均每季度需增加94件。"),
        (quarter(2026, 3), "有效注册商标量距2026年目标8300件还差188件，须在四季度完成。"),
        # A quarter that is not over is itself what lies ahead.
        (quarter(2026, 4), "还差188件，须在四季度完成。"),
    ],
)
def test_the_gap_is_told_by_the_quarters_that_are_left(
    desk: Desk, stand: Stand, period: Any, words: str
) -> None:
    stand(standing())
    assert words in _steps(desk, period)["targets"]


def test_after_the_last_quarter_the_gap_is_the_next_years(desk: Desk, stand: Stand) -> None:
    stand(standing())
    desk.clock = Clock(date(2027, 1, 4))
    assert "还差188件，2027年一季度继续推进。" in _steps(desk, quarter(2026, 4))["targets"]


def test_a_share_of_people_is_divided_with_its_decimals(desk: Desk, stand: Stand) -> None:
    stand(
        standing(
            unit="件/万人",
            target=Decimal("10.2"),
            target_words="≥10.2件/万人",
            cumulative=Decimal("9.27"),
            origin="bureau",
        )
    )
    words = "本局自定目标10.2件/万人还差0.93件/万人，剩余3个季度平均每季度需增加0.31件/万人"
    assert words in _steps(desk, quarter(2026, 1))["targets"]


def test_a_growth_rate_has_no_gap_to_divide(desk: Desk, stand: Stand) -> None:
    stand(standing(unit="%", target=Decimal(20), target_words="≥20%", actual_words="12.5%"))
    assert "目前为12.5%，要达到目标20%" in _steps(desk)["targets"]


def test_targets_on_time_are_not_told(desk: Desk, stand: Stand) -> None:
    stand(standing(lamp="on"), standing(lamp="waiting"))
    assert "targets" not in _steps(desk)


def test_milestones_of_the_next_quarter_are_told_with_day_and_lead(desk: Desk) -> None:
    move_in(desk)
    steps = _steps(desk, quarter(2026, 1))
    assert steps["tasks"].endswith(
        "二季度到期的任务节点1项：推进质押融资（举办银企对接会，2026年6月30日前，区市场监督管理局牵头）。"
    )
    assert "tasks" not in _steps(desk, quarter(2026, 2))
    assert "tasks" in _steps(desk, quarter(2026, 1), unit="D01")
    assert "tasks" not in _steps(desk, quarter(2026, 1), town="990100001")


def test_cases_with_a_limit_in_the_next_quarter_are_counted(desk: Desk) -> None:
    filed: dict[str, Any] = {
        "clue_on": date(2026, 9, 1),
        "filed_on": date(2026, 9, 7),
        "town_code": EAST,
    }
    _put(desk, Case(party="演示公司", state="FILED", **filed))
    assert "四季度有法定期限到期的案件1件，逐件盯办，按期办结。" in _steps(desk)["limits"]
    assert "limits" in _steps(desk, town=EAST)
    assert "limits" not in _steps(desk, town="370304102")
    assert "limits" not in _steps(desk, unit="scjg")
    # What is left of a quarter that is not over lies ahead; what is past does not.
    assert "四季度有法定期限到期的案件1件" in _steps(desk, quarter(2026, 4))["limits"]
    desk.clock = Clock(date(2027, 1, 4))
    assert "有法定期限到期的" not in _steps(desk, quarter(2026, 4))["limits"]


@pytest.mark.parametrize("town", ["", EAST])
@pytest.mark.parametrize("period", [quarter(2026, 2), Q3, quarter(2026, 4)], ids=str)
def test_the_cases_are_those_of_the_list_of_limits(
    sample_desk: Desk, period: Period, town: str
) -> None:
    blocks = section(paper(sample_desk, period, town=town), "next")
    end = min(period.end, date(2026, 10, 9))
    ahead = period if end < period.end else period.following()
    cases = {
        row.case_id
        for row in find_limits(sample_desk, on=end, town=town, most=None)
        if row.begun
        and as_day(row.begun) <= end
        and row.alarm
        and max(ahead.start, end) <= as_day(row.alarm) <= ahead.end
    }
    told = [b for b in blocks if isinstance(b, Words) and b.key == "next.limits"]
    assert bool(told) == bool(cases)
    for step in told:
        assert any(set(link.source.ids or ()) == cases for link in step.links)


def test_what_ran_out_before_the_paper_was_made_is_said_to_be_past(sample_desk: Desk) -> None:
    words = "四季度有法定期限到期的案件21件，其中到2026年10月9日期限已过、没有办理的2件，"
    assert words in _steps(sample_desk)["limits"]
    # Of a quarter that is not over those are among the problems.
    assert "期限已过" not in _steps(sample_desk, quarter(2026, 4))["limits"]


def test_permits_that_end_in_the_next_quarter_are_told_once(desk: Desk) -> None:
    for day in ("2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01"):
        _put(
            desk,
            GiUser(
                name=f"演示厂{day[5:]}",
                state="using",
                grant_on=date(2020, 1, 1),
                valid_to=date.fromisoformat(day),
            ),
        )
    _put(desk, GiRight(product_name="演示琉璃", state="valid", exp_on=date(2026, 11, 1)))
    text = _steps(desk)["permits"]
    assert (
        "四季度到期的有专用标志使用核准2件（演示厂10-01、演示厂12-31）、"
        "地理标志专用权1件（演示琉璃），提前提醒，及时办理。"
    ) in text


def test_the_last_day_to_renew_a_mark_is_told_in_the_quarter_before(desk: Desk) -> None:
    ended = date(2026, 6, 14)
    right = GiRight(product_name="演示琉璃", right_kind="CTM", state="grace", exp_on=ended)
    _put(desk, right)
    words = "四季度到期的有地理标志续展宽展期1件（演示琉璃证明商标，宽展期至2026年12月14日）"
    assert words in _steps(desk)["permits"]
    # In the second quarter the term itself ended, in the third nothing does.
    assert (
        "二季度到期的有地理标志专用权1件（演示琉璃证明商标）"
        in (_steps(desk, quarter(2026, 1))["permits"])
    )
    assert "到期的有" not in _steps(desk, quarter(2026, 2))["permits"]
    # It stands once, where the day is nearest.
    assert (
        "已经到期的地理标志专用权1件（演示琉璃证明商标，宽展期至"
        in (_steps(desk, quarter(2026, 2))["permits"])
    )
    assert "已经到期的" not in _steps(desk)["permits"]


@pytest.mark.parametrize(
    ("record", "step", "words"),
    [
        (
            Case(party="演示公司", filed_on=date(2026, 1, 5), clue_on=date(2026, 1, 5)),
            "limits",
            "超过法定期限没有办理的案件1件，逐件查明原因",
        ),
        (
            Supervision(
                no="演知督〔2026〕1号",
                unit="gxj",
                state="issued",
                issued_on=date(2026, 8, 3),
                due_on=date(2026, 8, 20),
            ),
            "slips",
            "督办单1件，限期书面回复：区工业和信息化局（演知督〔2026〕1号）。",
        ),
        (
            GiCheck(
                town_code=EAST,
                checked_on=date(2025, 7, 1),
                result="rectify",
                due_on=date(2025, 8, 1),
            ),
            "checks",
            "对以前年度检查、没有登记整改完成的1次地理标志检查逐一复查。",
        ),
        (
            GiUser(
                name="演示厂",
                state="using",
                grant_on=date(2020, 1, 1),
                valid_to=date(2026, 6, 30),
            ),
            "permits",
            "已经到期的专用标志使用核准1件，逐一核实",
        ),
        (
            TownReport(period="2026Q3", town_code=EAST, state="missing"),
            "reports",
            "督促城东街道（未报）查清原因，没有报送的补报，四季度起按期报送。",
        ),
        (
            TownReport(period="2026Q3", town_code=EAST, state="missing"),
            "rates",
            "按期报送率由0.0%提高到90%以上。",
        ),
        (
            Liaison(
                name="演示", town_code=EAST, role="a", state="active", from_on=date(2025, 1, 1)
            ),
            "coverage",
            "督促城西街道、山头街道、",
        ),
    ],
)  # fmt: skip
def test_every_problem_told_is_answered(desk: Desk, record: Any, step: str, words: str) -> None:
    drop_plans(desk)
    assert step not in _steps(desk)
    _put(desk, record)
    assert words in _steps(desk)[step]


def test_tasks_past_their_day_and_unreported_ones_are_answered(desk: Desk) -> None:
    move_in(desk)
    assert _steps(desk)["progress"].endswith(
        "督促任务落实。节点已过、没有报告完成的任务1项，由牵头单位说明原因，限期完成；"
        "没有报送三季度进展的任务2项，由责任单位补报。"
    )


@pytest.mark.parametrize("scope", [{}, {"town": "370304108"}, {"unit": "fgj"}, {"unit": "scjg"}])
def test_no_problem_of_the_sample_county_is_left_without_a_step(
    sample_desk: Desk, scope: dict[str, str]
) -> None:
    report = compose(sample_desk, Request(period=Q3, kind="tongbao", **scope))  # type: ignore[arg-type]
    keys = {b.key for b in report.blocks if isinstance(b, Words)}
    answers = {
        "target": "targets",
        "users": "permits",
        "rights": "permits",
        "tasks": "progress",
        "milestones": "progress",
        "overdue": "limits",
        **dict.fromkeys(("silent", "stations", "bare", "liaisons"), "coverage"),
    }
    told = {key.split(".")[1] for key in keys if key.startswith("problems.")} - {"more"}
    assert told
    assert {f"next.{answers.get(kind, kind)}" for kind in told} <= keys


def test_trainings_are_to_be_as_many_as_in_the_year_before(desk: Desk) -> None:
    _put(desk, Event(title="演示旧班", kind="training", starts_on=date(2025, 11, 3)))
    assert ("2025年四季度举办培训1场次，2026年四季度安排的场次不少于上年同期。") in _steps(desk)[
        "events"
    ]
    assert "events" not in _steps(desk, unit="scjg")


def test_the_week_of_april_is_told_before_the_second_quarter(desk: Desk) -> None:
    _put(desk, Event(title="演示旧班", kind="training", starts_on=date(2025, 4, 20)))
    assert "围绕全国知识产权宣传周组织活动，" in _steps(desk, quarter(2026, 1))["events"]
    assert "events" not in _steps(desk)


def test_every_step_of_the_sample_county_is_an_item_that_may_be_edited(sample_desk: Desk) -> None:
    blocks = [b for b in section(paper(sample_desk), "next") if isinstance(b, Words)]
    assert len(blocks) >= 5
    assert all(block.style == "item" and block.key.startswith("next.") for block in blocks)
    assert [block.text[:3] for block in blocks[:3]] == ["（一）", "（二）", "（三）"]
