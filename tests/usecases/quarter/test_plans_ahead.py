"""下步工作打算: what falls due next, with numbers, and the gap that is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Words
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.gi import GiRight, GiUser
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.quarter.facts import Facts
from tests.usecases.invented_office import move_in, standing
from tests.usecases.quarter.building import EAST, Q3, paper, section

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
    assert _steps(desk) == {"empty": "四季度没有到期的计划节点和法定期限，按年度计划推进各项工作。"}


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (quarter(2026, 1), "还差188件，剩余3个季度平均每季度需增加63件。"),
        (quarter(2026, 2), "还差188件，剩余2个季度平均每季度需增加94件。"),
        (quarter(2026, 3), "有效注册商标量距2026年目标8300件还差188件，须在四季度完成。"),
        (quarter(2026, 4), "还差188件，2027年一季度继续推进。"),
    ],
)
def test_the_gap_is_told_by_the_quarters_that_are_left(
    desk: Desk, stand: Stand, period: Any, words: str
) -> None:
    stand(standing())
    assert words in _steps(desk, period)["targets"]


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
    # What runs out in the quarter itself is not the next one's.
    assert "limits" not in _steps(desk, quarter(2026, 4))


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
        "四季度到期的有专用标志使用核准2家（演示厂10-01、演示厂12-31）、"
        "地理标志专用权1件（演示琉璃），提前提醒，及时办理。"
    ) in text


def test_trainings_are_to_be_as_many_as_in_the_year_before(desk: Desk) -> None:
    _put(desk, Event(title="演示旧班", kind="training", starts_on=date(2025, 11, 3)))
    assert (
        "2025年四季度举办培训1场次、宣传活动0场次，2026年四季度安排的场次不少于上年同期。"
    ) in _steps(desk)["events"]
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
