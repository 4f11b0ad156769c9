"""How targets stand: counted from the ledgers of a small desk, against arithmetic done by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.county import Lamps
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.closing import close_period, reopen_period
from boshan_desk.usecases.plans import targets
from boshan_desk.usecases.plans.gathering import gather_targets
from boshan_desk.usecases.plans.packs import load_plan, set_status
from boshan_desk.usecases.plans.standing import (
    on_time,
    overall,
    standings,
    town_values,
)

EAST, WEST, NOWHERE = "370304001", "370304002", "370304Z99"

PLAN = """
code = "trial-2024"
prefix = "TS"
title = "演示工作方案（2024—2026年）"
short = "演示方案"
start = 2024-01-01
end = 2026-12-31
level = "county"

[[project]]
code = "P1"
title = "演示工程"
lead = ["区市场监督管理局"]
join = ["区财政局", "各镇、街道"]

[[project]]
code = "P2"
title = "演示宣传工程"
lead = ["区市场监督管理局"]

[[indicator]]
code = "FLOW"
title = "演示质押笔数"
unit = "笔"
kind = "flow"
basis = "annual_flow"
comparator = ">="
project = "P1"
target = { 2024 = 4, 2025 = 6, 2026 = 8 }
decomposable = "town"
evidence = "质押登记通知书"
metrics = ["M-AP01"]

[[indicator]]
code = "MONEY"
title = "演示质押金额"
unit = "亿元"
kind = "flow"
basis = "annual_flow"
comparator = ">="
project = "P1"
target = { 2026 = 0.5 }
metrics = ["M-AP01b"]

[[indicator]]
code = "STOCK"
title = "演示商标量"
unit = "件"
kind = "stock"
basis = "year_end_level"
comparator = ">="
project = "P2"
target = { 2026 = 8300 }
metrics = ["M-CR04"]

[[indicator]]
code = "READ"
title = "演示托管企业"
unit = "家"
kind = "flow"
basis = "open"
comparator = ">="
project = "P2"
target = { 2024 = 3, 2025 = 3, 2026 = 10 }
due = 2026-06-30
metrics = ["M-AP07"]

[[indicator]]
code = "GROW"
title = "演示质押增幅"
unit = "%"
kind = "growth_rate"
basis = "yoy_growth"
comparator = ">"
project = "P1"
target = { 2025 = 0, 2026 = 0 }
metrics = ["M-AP01", "M-AP01b"]

[[indicator]]
code = "MEAN"
title = "演示质押年均增幅"
unit = "%"
kind = "growth_rate"
basis = "cagr"
comparator = ">="
project = "P1"
target = { 2026 = 30 }
metrics = ["M-AP01"]

[[indicator]]
code = "ONCE"
title = "演示领导小组成立"
unit = "个"
kind = "milestone"
basis = "once"
comparator = "="
project = "P2"
target = { 2024 = 1 }
due = 2024-12-31
metrics = ["M-BD08"]

[[indicator]]
code = "MORE"
title = "演示登记量增长"
unit = "笔"
kind = "flow"
basis = "annual_flow"
comparator = "no_number"
project = "P2"
metrics = ["M-AP01"]

[[indicator]]
code = "WORDS"
title = "演示格局形成"
unit = ""
kind = "qualitative"
basis = "once"
comparator = "no_number"
project = "P2"
lead = ["区司法局"]
evidence = "年度总结"

[[question]]
code = "basis"
indicator = "READ"
asks = "basis"
words = "各年的数是年末累计数还是当年新增数？"
choices = [["levels", "年末累计数"], ["increments", "当年新增数"]]

[[question]]
code = "baseline"
indicator = "STOCK"
asks = "baseline"
words = "2023年末有效商标注册量是多少（件）？"
as_of = 2023-12-31
"""

ENDED = """
code = "trial-2022"
prefix = "TE"
title = "演示工作方案（2022—2025年）"
short = "演示方案"
start = 2022-01-01
end = 2025-12-31
level = "county"

[[indicator]]
code = "STOCK"
title = "演示商标量"
unit = "件"
kind = "stock"
basis = "year_end_level"
comparator = ">="
lead = ["区市场监督管理局"]
target = { 2025 = 8000 }
metrics = ["M-CR04"]
"""


@pytest.fixture
def trial(folder: Path) -> Iterator[Desk]:
    """A desk on a later day, with one plan of its own that is worked on."""
    with open_desk(folder, clock=Clock(date(2026, 12, 31)), officer="演示员") as desk:
        set_status(desk, "boshan-2022", "off")
        load_plan(desk, PLAN, status="active")
        yield desk


def _add(desk: Desk, ledger: str, **raw: object) -> None:
    records.add(desk, LEDGERS[ledger], raw)


def _pledges(desk: Desk, days: Mapping[str, int], *, town: str = EAST, wan: int = 100) -> None:
    """So many pledges on each day, each of so many 万元."""
    for day, count in days.items():
        for n in range(count):
            _add(
                desk, "pledge",
                pledgor=f"演示企业{day}{n}", reg_on=day, reg_amount=f"{wan}万", town_code=town,
            )  # fmt: skip


def _marks(desk: Desk, day: str, value: int, area: str = "370304") -> None:
    _add(
        desk, "ip_stat",
        indicator="tm_valid", area=area, span="point", as_of=day, basis="stock", value=value,
        data_source="演示通报",
    )  # fmt: skip


def _custody(desk: Desk, day: str, *firms: str) -> None:
    for firm in firms:
        _add(desk, "custody", firm=f"演示{firm}公司", starts_on=day)


# Of any type: decimals are compared with plain numbers.
def _lines(desk: Desk, period: str, code: str = "", **asked: Any) -> list[Any]:
    found = standings(desk, read_period(period), **asked)
    return [line for line in found if line.indicator.endswith(code)]


def _line(desk: Desk, period: str, code: str, **asked: Any) -> Any:
    (found,) = _lines(desk, period, code, **asked)
    return found


# Annual flows


def test_a_yearly_target_is_set_beside_what_was_counted_since_january(trial: Desk) -> None:
    _pledges(trial, {"2026-01-10": 2, "2026-08-01": 3, "2025-02-01": 1, "2025-09-30": 3})
    _pledges(trial, {"2026-10-01": 1, "2025-10-01": 9, "2025-12-31": 1})
    line = _line(trial, "2026Q3", "FLOW")
    # 5 of 8 is 62.5%, 75% of the year is over: expected 6, behind by 12.5 points.
    assert (line.quarter, line.cumulative, line.target, line.year) == (3, 5, 8, 2026)
    assert (line.share, line.due_share, line.expected) == (Decimal("62.5"), 75, 6)
    assert (line.difference, line.lamp, line.origin) == (Decimal("-12.5"), "late", "plan")
    assert line.change_words == "同比增长25.0%"  # 5 against 4
    assert line.why == "5÷8＝62.5%；到2026年9月末应完成75.0%，即6笔；落后12.5个百分点"
    assert (line.sign, line.lamp_words) == ("▼", "滞后（红）")
    assert line.target_words == "≥8笔"
    assert [str(period) for period in line.trail_periods] == [
        "2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3",
    ]  # fmt: skip
    assert line.trail == (0, 1, 0, 3, 10, 2, 0, 3)


def test_money_is_compared_in_the_unit_of_the_plan(trial: Desk) -> None:
    _pledges(trial, {"2026-01-10": 3}, wan=1000)
    line = _line(trial, "2026Q2", "MONEY")
    # 3 × 1000万元 are 0.3亿元 of 0.5亿元.
    assert (line.cumulative, line.share, line.lamp) == (Decimal("0.3"), 60, "ahead")
    assert line.actual_words == "0.30亿元"
    assert line.target_words == "≥0.5亿元"


def test_a_period_that_is_not_over_is_judged_by_the_days_that_are(folder: Path) -> None:
    with open_desk(folder, clock=Clock(date(2026, 4, 30)), officer="演示员") as desk:
        set_status(desk, "boshan-2022", "off")
        load_plan(desk, PLAN, status="active")
        _pledges(desk, {"2026-01-10": 3})
        line = _line(desk, "2026Q2", "FLOW")
    # At the end of April 4/12 of 8 are expected.
    assert line.expected == Decimal(8) * 4 / 12
    assert (line.lamp, line.quarter) == ("on", 0)


def test_a_year_without_a_number_is_said_so(trial: Desk) -> None:
    _pledges(trial, {"2025-01-10": 3})
    line = _line(trial, "2025Q1", "MONEY")
    assert (line.lamp, line.target, line.origin) == ("not_comparable", None, "")
    assert line.why.startswith("文件没有定本年数值；目前0.03亿元")


# Levels


def test_a_level_without_a_baseline_waits_for_it(trial: Desk) -> None:
    _marks(trial, "2026-09-30", 8112)
    line = _line(trial, "2026Q3", "STOCK")
    assert (line.lamp, line.share and round(line.share, 1)) == ("asked", Decimal("97.7"))
    assert line.questions == ("TS-STOCK/baseline",)
    assert line.why == "8112÷8300＝97.7%；缺少基期值，补充后才能判断序时进度"


def test_a_level_goes_straight_from_the_answered_baseline(trial: Desk) -> None:
    _marks(trial, "2025-09-30", 7600)
    _marks(trial, "2026-09-30", 8112)
    targets.answer(trial, "TS-STOCK/baseline", value=7100, ground="演示通报")
    line = _line(trial, "2026Q3", "STOCK")
    # 33 of 36 months: 7100 + 1200 × 33/36 = 8200.  84.3% of the increase, 91.7% of the time.
    assert (line.expected, line.growth) == (8200, True)
    assert (round(line.share, 1), round(line.due_share, 1)) == (Decimal("84.3"), Decimal("91.7"))
    assert (line.difference, line.lamp) == (Decimal("-7.4"), "slow")
    assert round(line.of_target, 1) == Decimal("97.7")
    assert line.questions == ()
    assert line.change_words == "同比增长6.7%"  # 8112 ÷ 7600
    assert line.why == (
        "占目标8112÷8300＝97.7%；2023年末7100，2026年末应达8300；"
        "增量（8112－7100）÷（8300－7100）＝84.3%；序时进度91.7%，到2026年9月末应达8200；"
        "落后7.4个百分点"
    )
    assert line.quarter == line.cumulative == 8112


def test_a_registered_baseline_stands_before_an_answered_one(trial: Desk) -> None:
    _marks(trial, "2026-09-30", 8112)
    targets.answer(trial, "TS-STOCK/baseline", value=7100)
    targets.set_baseline(trial, "TS-STOCK", 2023, 4700)
    # 4700 + 3600 × 33/36 = 8000.
    assert _line(trial, "2026Q3", "STOCK").expected == 8000


def test_nothing_reported_is_not_zero(trial: Desk) -> None:
    line = _line(trial, "2026Q3", "STOCK")
    assert (line.lamp, line.cumulative, line.actual_words) == ("no_data", None, "—")
    assert _line(trial, "2026Q3", "FLOW").cumulative == 0


# A row that can be read in two ways


def test_until_somebody_says_how_a_row_is_read_both_readings_are_told(trial: Desk) -> None:
    _custody(trial, "2024-05-01", "甲", "乙", "丙")
    line = _line(trial, "2025Q4", "READ")
    assert (line.lamp, line.cumulative) == ("asked", 3)
    assert line.questions == ("TS-READ/basis",)
    assert line.why == (
        "文件的数字有两种读法，请先确认；按年末累计数理解，到2025年末应达3家；"
        "按当年新增数理解，到2025年末应达6家；目前3家"
    )


@pytest.mark.parametrize(
    ("reading", "lamps"),
    [
        # 3 by the end of 2024; 3 still enough in 2025, or 3 more; 7 of 10 by March 2026, when
        # 6.5 are expected, or 8: ten points behind.
        ("levels", {"2024Q4": "done", "2025Q2": "done", "2025Q4": "done", "2026Q1": "ahead"}),
        ("increments", {"2024Q4": "done", "2025Q2": "late", "2025Q4": "late", "2026Q1": "slow"}),
    ],
)
def test_both_readings_give_the_lamps_one_expects(
    trial: Desk, reading: str, lamps: Mapping[str, str]
) -> None:
    targets.answer(trial, "TS-READ/basis", reading)
    _custody(trial, "2024-05-01", "甲", "乙", "丙")
    _custody(trial, "2025-05-01", "甲")  # the same firm again is no fourth
    _custody(trial, "2026-02-01", "丁", "戊", "己", "庚")
    assert {period: _line(trial, period, "READ").lamp for period in lamps} == lamps
    # Half of 3 by the middle of the first year, from nothing.
    assert _line(trial, "2024Q2", "READ").lamp == "done"
    assert _line(trial, "2024Q1", "READ").expected == Decimal("0.75")
    line = _line(trial, "2026Q1", "READ")
    # Half of the way from 3 (6) to 10, which is due in June.
    assert line.expected == (Decimal("6.5") if reading == "levels" else 8)
    assert (line.cumulative, line.quarter) == (7, 4)
    final = _line(trial, "2026Q3", "READ").final
    assert final is not None
    assert (final.lamp, final.words) == ("late", "计划期满：2026年6月末7家，目标≥10家，未达到")


@pytest.mark.parametrize(
    ("reading", "lamps"),
    [
        # 1, 1, 3 as totals: one is enough until 2023, then halfway to three by the end of March.
        ("levels", {"2021Q4": "done", "2022Q2": "done", "2022Q4": "done", "2023Q1": "on"}),
        # As increments 1, 2, 3: none of the second by June 2022 is 50 points behind.
        ("increments", {"2021Q4": "done", "2022Q2": "late", "2022Q4": "done", "2023Q1": "late"}),
    ],
)
def test_a_row_of_the_shipped_table_is_read_both_ways(
    desk: Desk, reading: str, lamps: Mapping[str, str]
) -> None:
    set_status(desk, "urumqi-2020", "active")
    for number, day in enumerate(("2021-06-01", "2022-11-01", "2023-05-01")):
        _add(
            desk, "body",
            kind="operation_centre", name=f"演示中心{number}", state="running", set_up_on=day,
        )  # fmt: skip
    asked = _line(desk, "2022Q2", "WL-T11")
    assert (asked.lamp, asked.cumulative) == ("asked", 1)
    assert "到2022年6月末应达1个" in asked.why
    assert "到2022年6月末应达1.50个" in asked.why
    targets.answer(desk, "WL-T11/basis", reading)
    assert {period: _line(desk, period, "WL-T11").lamp for period in lamps} == lamps
    assert _line(desk, "2023Q2", "WL-T11").lamp == "done"


def test_eight_quarters_counted_at_once_are_what_each_is_by_itself(trial: Desk) -> None:
    _custody(trial, "2023-12-31", "早")  # before the plan
    for day, firms in (
        ("2024-01-01", "甲乙"), ("2024-03-31", "甲丙"), ("2024-04-01", "丁"),
        ("2025-10-01", "甲戊"), ("2026-02-03", "己早"),
    ):  # fmt: skip
        _custody(trial, day, *firms)
    for period in ("2024Q1", "2024Q3", "2025", "2025-11", "2026Q1"):
        (line,) = _lines(trial, period, "READ")
        (bare,) = _lines(trial, period, "READ", trail=False)
        assert replace(line, trail=(), trail_periods=()) == bare
    assert _line(trial, "2025Q4", "READ").trail == (3, 1, 0, 0, 0, 0, 0, 1)
    assert _line(trial, "2026Q1", "READ").cumulative == 7


def test_increments_are_explained_where_they_are_added_up(trial: Desk) -> None:
    targets.answer(trial, "TS-READ/basis", "increments")
    _custody(trial, "2024-05-01", "甲")
    line = _line(trial, "2025Q4", "READ")
    assert line.target == 6
    assert line.why.startswith("文件写3家，按当年新增数理解；1÷6＝16.7%")


# Growth


def test_growth_is_told_for_each_series_and_the_worst_lamp_for_all(trial: Desk) -> None:
    _pledges(trial, {"2025-03-01": 2, "2025-11-01": 5}, wan=300)
    _pledges(trial, {"2026-03-01": 3}, wan=100)
    count, amount = _lines(trial, "2026Q1", "GROW")
    assert (count.series, amount.series) == ("笔数", "登记金额")
    # 3 against 2; 300 against 600: November is not in it.
    assert (count.cumulative, count.lamp) == (50, "ahead")
    assert (amount.cumulative, amount.lamp) == (-50, "late")
    assert count.target_words == ">0%"
    assert count.why == ("本期3，上年同期2，增幅（3－2）÷2＝50.0%；目标>0%；超出50.0个百分点")
    assert amount.why.startswith("本期300，上年同期600，增幅")
    assert overall(_lines(trial, "2026Q1"))["trial-2024", "TS-GROW"] == "late"


def test_growth_over_nothing_has_no_rate(trial: Desk) -> None:
    _pledges(trial, {"2026-03-01": 3})
    count, _amount = _lines(trial, "2026Q1", "GROW")
    assert (count.lamp, count.cumulative) == ("not_comparable", None)
    assert count.why == "本期3笔，上年同期为0，不计算增幅"
    assert count.change_words == "上年同期为0"


def test_a_full_year_is_compared_with_the_value_given_for_the_year_before(trial: Desk) -> None:
    _pledges(trial, {"2025-03-01": 3})
    targets.set_baseline(trial, "TS-GROW", 2024, 2, series="M-AP01")
    count, amount = _lines(trial, "2025", "GROW")
    assert (count.cumulative, count.lamp) == (50, "done")
    assert amount.lamp == "not_comparable"
    # Part of a year cannot be compared with a whole one.
    assert _lines(trial, "2025Q1", "GROW")[0].lamp == "not_comparable"


def test_staying_is_no_growth(trial: Desk) -> None:
    _pledges(trial, {"2025-03-01": 3, "2026-03-01": 3})
    count, _amount = _lines(trial, "2026", "GROW")
    assert (count.cumulative, count.lamp) == (0, "slow")


def test_a_mean_growth_is_taken_over_the_years_since_the_baseline(trial: Desk) -> None:
    targets.set_baseline(trial, "TS-MEAN", 2023, 1)
    _pledges(trial, {"2026-03-01": 2})
    line = _line(trial, "2026", "MEAN")
    # 2 ÷ 1 over three years: the cube root of 2 is 1.2599.
    assert line.cumulative is not None
    assert (round(line.cumulative, 1), line.lamp) == (Decimal("26.0"), "slow")
    assert line.why == "2÷1开3次方，年均增幅26.0%；目标≥30%；落后4.0个百分点"


# What is done once, and what has no number


def test_a_milestone_is_done_on_the_day_the_register_shows_it(trial: Desk) -> None:
    assert _line(trial, "2024Q3", "ONCE").lamp == "waiting"
    assert _line(trial, "2024Q4", "ONCE").lamp == "late"
    _add(
        trial, "task_report",
        period="2024Q4", indicator="TS-ONCE", unit="区市场监督管理局", state="done",
        text="演示文件已印发", reported_on="2024-12-20",
    )  # fmt: skip
    line = _line(trial, "2025Q1", "ONCE")
    assert (line.lamp, line.why) == ("done", "2024年12月20日完成；台账登记0个")
    assert _line(trial, "2024Q3", "ONCE").lamp == "waiting"


def test_a_body_in_the_register_makes_the_milestone(trial: Desk) -> None:
    _add(
        trial,
        "body",
        kind="leading_group",
        name="演示领导小组",
        state="running",
        set_up_on="2024-11-05",
    )
    line = _line(trial, "2025Q1", "ONCE")
    assert (line.lamp, line.why) == ("done", "2024年11月5日完成；台账登记1个")


def test_what_has_no_number_shows_its_growth(trial: Desk) -> None:
    _pledges(trial, {"2025-03-01": 2, "2026-03-01": 3})
    line = _line(trial, "2026Q1", "MORE")
    assert (line.lamp, line.cumulative, line.target) == ("not_comparable", 3, None)
    assert line.why == "文件不设数值，看同比；目前3笔；同比增长50.0%"
    targets.set_own_target(trial, "TS-MORE", 2026, 10)
    line = _line(trial, "2026Q1", "MORE")
    # 3 of 10, and a quarter of the year is over.
    assert (line.lamp, line.origin, line.difference) == ("ahead", "bureau", 5)


@pytest.mark.parametrize(
    ("state", "lamp"),
    [
        ("done", "done"), ("going", "on"), ("late", "late"), ("still", "slow"),
        ("not_begun", "waiting"),
    ],
)  # fmt: skip
def test_what_no_figure_counts_is_as_it_was_reported_last(
    trial: Desk, state: str, lamp: str
) -> None:
    assert _line(trial, "2026Q2", "WORDS").lamp == "no_data"
    for period, day, said in (("2026Q1", "2026-04-02", "late"), ("2026Q2", "2026-07-02", state)):
        _add(
            trial, "task_report",
            period=period, indicator="TS-WORDS", unit="区司法局", state=said, text=f"演示{said}",
            reported_on=day,
        )  # fmt: skip
    line = _line(trial, "2026Q2", "WORDS")
    assert (line.lamp, line.actual_words, line.metric) == (lamp, f"演示{state}", "")
    assert _line(trial, "2026Q1", "WORDS").lamp == "late"
    assert line.trail == ()


# Changes, own numbers, the end of the plan


def test_a_changed_target_keeps_what_it_was_and_who_agreed(trial: Desk) -> None:
    _pledges(trial, {"2026-03-01": 3})
    targets.change_target(
        trial, "TS-FLOW", 2026, 12,
        doc_no="演示发〔2026〕1号", approver="演示区长", on=date(2026, 5, 20),
    )  # fmt: skip
    before, after = (_line(trial, period, "FLOW") for period in ("2026Q1", "2026Q2"))
    assert (before.target, before.origin) == (8, "plan")
    assert (after.target, after.origin) == (12, "changed")
    assert after.why.endswith(
        "目标由8笔调整为12笔（演示发〔2026〕1号，演示区长批准，2026年5月20日）"
    )
    targets.change_target(
        trial, "TS-FLOW", 2026, 10,
        doc_no="演示发〔2026〕2号", approver="演示区长", on=date(2026, 8, 1),
    )  # fmt: skip
    assert _line(trial, "2026Q2", "FLOW").target == 12
    newest = _line(trial, "2026Q3", "FLOW")
    assert newest.target == 10
    assert "由12笔调整为10笔" in newest.why


def test_the_bureaus_own_number_is_never_shown_as_the_papers(trial: Desk) -> None:
    targets.set_own_target(trial, "TS-FLOW", 2026, 20)
    line = _line(trial, "2026Q1", "FLOW")
    assert (line.target, line.origin) == (8, "plan")
    assert line.why.endswith("本局自定目标20笔")


def test_after_the_plans_end_its_result_stands_beside_the_bureaus_own_year(folder: Path) -> None:
    with open_desk(folder, clock=Clock(date(2026, 10, 9)), officer="演示员") as desk:
        set_status(desk, "boshan-2022", "off")
        load_plan(desk, ENDED, status="active")
        _marks(desk, "2025-12-31", 8045)
        _marks(desk, "2026-09-30", 8112)
        line = _line(desk, "2026Q3", "STOCK")
        assert (line.lamp, line.target, line.origin) == ("not_comparable", None, "")
        assert line.final is not None
        assert (line.final.year, line.final.lamp, line.final.actual) == (2025, "done", 8045)
        assert line.why.endswith("计划期满：2025年末8045件，目标≥8000件，已达到")
        targets.set_own_target(desk, "TE-STOCK", 2026, 8300)
        line = _line(desk, "2026Q3", "STOCK")
    # From 8045, where the year began: 8045 + 255 × 9/12 = 8236.25.
    assert (line.target, line.origin, line.expected) == (8300, "bureau", Decimal("8236.25"))
    assert line.final is not None


def test_a_result_that_is_nearly_reached_is_not_reached(folder: Path) -> None:
    with open_desk(folder, clock=Clock(date(2026, 10, 9)), officer="演示员") as desk:
        set_status(desk, "boshan-2022", "off")
        load_plan(desk, ENDED, status="active")
        targets.set_baseline(desk, "TE-STOCK", 2021, 7000)
        _marks(desk, "2025-12-31", 7990)
        assert _line(desk, "2025Q4", "STOCK").lamp == "slow"
        final = _line(desk, "2026Q3", "STOCK").final
    assert (final.lamp, final.words) == (
        "late", "计划期满：2025年末7990件，目标≥8000件，未达到",
    )  # fmt: skip


def test_what_a_closed_quarter_reported_stays_beside_what_is_counted_now(trial: Desk) -> None:
    _pledges(trial, {"2026-01-10": 2})
    close_period(trial, read_period("2026Q1"))
    assert {line.adjusted for line in _lines(trial, "2026Q1")} == {""}
    reopen_period(trial, read_period("2026Q1"), "演示：补登")
    _pledges(trial, {"2026-02-01": 1})
    # Open again, nothing is reported; closed anew, it is the newest that was.
    assert _line(trial, "2026Q1", "FLOW").adjusted == ""
    close_period(trial, read_period("2026Q1"))
    targets.set_own_target(trial, "TS-MORE", 2026, 3)
    assert _line(trial, "2026Q1", "FLOW").adjusted == ""
    assert _line(trial, "2026Q1", "MORE").adjusted == (
        "封账时报告3笔（不作比较），现在是3笔（已完成），为封账后调整"
    )
    # The paper of the closed quarter says so as well.
    (told,) = (n for n in gather_targets(trial, read_period("2026Q1")).notes if "封账" in n)
    assert told == "演示登记量增长：封账时报告3笔（不作比较），现在是3笔（已完成），为封账后调整。"


def test_before_a_plan_begins_nothing_is_due(trial: Desk) -> None:
    assert {line.lamp for line in _lines(trial, "2023Q4")} == {"waiting"}


# Whose it is


def test_units_are_named_as_they_are_called_at_the_periods_end(trial: Desk) -> None:
    line = _line(trial, "2026Q1", "FLOW")
    assert line.lead == ("区市场监督管理局",)
    assert line.join[-1] == "各镇、街道"
    assert EAST in line.unit_codes
    assert [each.indicator for each in _lines(trial, "2026Q1", unit=EAST)] == [
        "TS-FLOW", "TS-MONEY", "TS-GROW", "TS-GROW", "TS-MEAN",
    ]  # fmt: skip
    assert {each.project for each in _lines(trial, "2026Q1", project="P2")} == {"P2"}


def test_a_plan_that_is_no_longer_worked_on_can_still_be_asked_for(trial: Desk) -> None:
    set_status(trial, "trial-2024", "reference")
    assert _lines(trial, "2026Q1") == []
    assert _lines(trial, "2026Q1", "FLOW", plan="trial-2024")
    with pytest.raises(Missing):
        _lines(trial, "2026Q1", plan="no-such")


def test_a_share_is_set_beside_what_the_town_has_done(trial: Desk) -> None:
    targets.split(trial, "TS-FLOW", 2026, "town", {EAST: 6, WEST: 2})
    _pledges(trial, {"2026-02-01": 2}, town=EAST)
    _pledges(trial, {"2026-02-01": 1}, town="")
    (line,) = _lines(trial, "2026Q2", "FLOW", town=EAST)
    assert (line.town, line.target, line.cumulative, line.lamp) == (EAST, 6, 2, "late")
    both = _lines(trial, "2026Q2", "FLOW", towns=True)
    assert [each.town for each in both] == ["", EAST, WEST]
    values: dict[str, Any] = {
        each.town: each.value for each in town_values(trial, both[0], read_period("2026Q2"))
    }
    assert (values[EAST], values[WEST], values[NOWHERE]) == (2, 0, 1)
    assert sum(value or 0 for value in values.values()) == both[0].cumulative == 3


def test_how_many_are_on_time_leaves_out_what_cannot_be_judged(trial: Desk) -> None:
    _pledges(trial, {"2026-01-10": 8}, wan=1000)
    lines = _lines(trial, "2026Q1")
    # FLOW and MONEY are done, ONCE is late; the rest has no data, no base or no number.
    judged = {
        code: lamp for (_plan, code), lamp in overall(lines).items() if lamp in ("done", "late")
    }
    assert judged == {"TS-FLOW": "done", "TS-MONEY": "done", "TS-ONCE": "late"}
    assert on_time(lines) == (2, 3)


def test_thresholds_of_the_county_decide(trial: Desk) -> None:
    _pledges(trial, {"2026-01-10": 5})
    assert _line(trial, "2026Q3", "FLOW").lamp == "late"
    county = replace(trial.county, lamps=Lamps(red=Decimal(13)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(trial), "county", property(lambda _desk: county))
        assert _line(trial, "2026Q3", "FLOW").lamp == "slow"


def test_a_papers_number_that_was_due_in_june_is_not_put_off_to_december(trial: Desk) -> None:
    targets.answer(trial, "TS-READ/basis", "levels")
    _custody(trial, "2026-02-01", *"甲乙丙丁戊己庚辛壬")
    for period in ("2026Q2", "2026Q3", "2026Q4"):
        line = _line(trial, period, "READ")
        assert (line.share, line.due_share, line.lamp) == (90, 100, "slow")
        assert "到2026年6月末应达10" in line.why


def test_a_mean_growth_begins_with_the_year_its_baseline_is_asked_for(trial: Desk) -> None:
    _pledges(trial, {"2023-03-01": 1, "2024-03-01": 1, "2025-03-01": 2, "2026-03-01": 3})
    line = _line(trial, "2026Q1", "MEAN")
    # Three times in three years is 44.2%; the year before there were two.
    assert line.why.startswith("3÷1开3次方，年均增幅44.2%")
    assert line.change_words == "同比增长50.0%"
    line = _line(trial, "2026Q4", "MEAN", plan="trial-2024")
    assert "是上年同期" not in line.change_words


def test_a_mean_growth_over_nothing_names_the_year_there_was_nothing(trial: Desk) -> None:
    _pledges(trial, {"2025-03-01": 2, "2026-03-01": 3})
    assert _line(trial, "2026Q1", "MEAN").why == "本期3笔，2023年同期为0笔，不计算增幅"


def test_no_town_is_behind_with_what_the_county_is_to_have_once(trial: Desk) -> None:
    assert _line(trial, "2026Q3", "ONCE").lamp == "late"
    assert not _lines(trial, "2026Q3", "ONCE", town=EAST)


def test_growth_within_a_quarter_that_is_not_over_is_that_of_the_same_days(folder: Path) -> None:
    with open_desk(folder, clock=Clock(date(2026, 11, 20)), officer="演示员") as desk:
        set_status(desk, "boshan-2022", "off")
        load_plan(desk, PLAN, status="active")
        _pledges(desk, {"2025-10-05": 2, "2025-12-20": 8, "2026-10-08": 3})
        line = _lines(desk, "2026Q4", "GROW")[0]
        assert (line.quarter, line.trail[-1]) == (50, 50)


def test_what_lacks_the_people_of_its_year_says_so(desk: Desk) -> None:
    for indicator, day, value in (
        ("valid_invention", "2025-12-31", 374),
        ("population", "2025-12-31", 370000),
    ):
        _add(
            desk, "ip_stat",
            indicator=indicator, area="370304", span="point", as_of=day, basis="stock",
            value=value, data_source="演示通报",
        )  # fmt: skip
    line = _line(desk, "2025Q4", "T01")
    assert (line.lamp, line.why) == ("asked", "缺2024年末常住人口，无法计算")


def test_a_quarter_of_a_flow_that_lacks_others_is_not_reported(desk: Desk) -> None:
    _add(
        desk, "ip_stat",
        indicator="copyright", area="370304", span="quarter", as_of="2025-09-30", basis="period",
        value=12, data_source="演示通报",
    )  # fmt: skip
    line = _line(desk, "2025Q3", "T03")
    assert (line.lamp, line.quarter, line.cumulative) == ("no_data", 12, None)
    assert line.why.startswith("没有数据；")


def test_the_paper_says_of_what_day_an_observation_is_and_by_which_people_it_was_divided(
    desk: Desk,
) -> None:
    for indicator, day, value in (
        ("valid_invention", "2025-09-15", 374),
        ("population", "2024-12-31", 370000),
    ):
        _add(
            desk, "ip_stat",
            indicator=indicator, area="370304", span="point", as_of=day, basis="stock",
            value=value, data_source="演示通报",
        )  # fmt: skip
    notes = " ".join(gather_targets(desk, read_period("2025Q4"), charts=False).notes)
    assert "截至2025年9月15日，来源：演示通报，按2024年末常住人口37.00万人计算" in notes


def test_a_level_that_nobody_looked_at_again_is_not_said_to_have_stayed(trial: Desk) -> None:
    _marks(trial, "2024-12-15", 7000)
    assert _line(trial, "2025Q4", "STOCK").change_words == "无可比数据"
    _marks(trial, "2025-12-15", 7000)
    assert _line(trial, "2025Q4", "STOCK").change_words == "同比持平"
