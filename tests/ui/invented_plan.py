"""A plan of an invented office with its observations, for tests of the page of targets.

On 2026-10-09 the third quarter is looked at: one target far behind, one a little, one on time, one
without a number, one that asks.
"""

from __future__ import annotations

from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records
from boshan_desk.usecases.plans.packs import load_plan, set_status

EAST, WEST = "370304001", "370304002"

PLAN = """
code = "demo-2025"
prefix = "YS"
title = "演示知识产权工作方案（2025—2027年）"
short = "演示方案"
start = 2025-01-01
end = 2027-12-31
status = "active"
level = "county"

[[project]]
code = "P1"
title = "演示创造工程"
lead = ["区市场监督管理局"]
join = ["区财政局", "各镇、街道"]

[[project]]
code = "P2"
title = "演示运用工程"
lead = ["区财政局"]

[[indicator]]
code = "T01"
title = "演示有效发明专利量"
unit = "件"
kind = "stock"
basis = "year_end_level"
comparator = ">="
place = "二（一）"
project = "P1"
target = { 2026 = 500 }
baseline = 300
baseline_on = 2025-12-31
metrics = ["M-CR01"]
decomposable = "town"
evidence = "专利统计简报"

[[indicator]]
code = "T02"
title = "演示有效商标量"
unit = "件"
kind = "stock"
basis = "year_end_level"
comparator = ">="
place = "二（二）"
project = "P1"
target = { 2026 = 8400 }
baseline = 8000
baseline_on = 2025-12-31
metrics = ["M-CR04"]

[[indicator]]
code = "T03"
title = "演示质押融资"
unit = "笔"
kind = "flow"
basis = "annual_flow"
comparator = ">="
project = "P2"
target = { 2026 = 4 }
metrics = ["M-AP01"]

[[indicator]]
code = "T04"
title = "演示工作格局"
unit = ""
kind = "qualitative"
basis = "once"
comparator = "no_number"
project = "P2"
evidence = "演示工作总结"

[[indicator]]
code = "T05"
title = "演示转让增幅"
unit = "%"
kind = "growth_rate"
basis = "open"
comparator = ">="
project = "P2"
target = { 2026 = 20 }
metrics = ["M-AP08", "M-AP08b"]

[[question]]
code = "rate"
indicator = "T05"
asks = "rate"
words = "演示转让增幅是每年的增幅，还是年均复合增幅？"
choices = [["yoy_growth", "每年比上年"], ["cagr", "年均复合"]]
likely = "yoy_growth"
why = "方案只写“年均增幅”。"
"""

COMPARED = """
code = "demo-others"
prefix = "QT"
title = "演示外地成效（2023年）"
short = "演示外地"
start = 2023-01-01
end = 2023-05-30
status = "evidence"

[[fact]]
code = "F1"
title = "有效发明专利"
value = 4200
unit = "件"
qualifier = "余"
as_of = 2023-05-30
metrics = ["M-CR01"]
"""

PATENTS = (("2024-12-31", 260), ("2025-03-31", 270), ("2025-09-30", 290), ("2025-12-31", 300),
           ("2026-03-31", 310), ("2026-06-30", 325), ("2026-09-30", 340))  # fmt: skip


def move_in(desk: Desk) -> None:
    """Give the desk this plan instead of its county's own, and what was observed."""
    for plan in list(desk.plans):
        set_status(desk, plan.code, "off")
    load_plan(desk, PLAN)
    load_plan(desk, COMPARED)
    for day, value in PATENTS:
        observe(desk, "valid_invention", day, value)
    observe(desk, "valid_invention", "2026-09-30", 200, EAST)
    observe(desk, "valid_invention", "2026-09-30", 110, WEST)
    observe(desk, "tm_valid", "2025-09-30", 7900)
    observe(desk, "tm_valid", "2026-09-30", 8288)
    for day in ("2026-02-03", "2026-05-06", "2026-08-07"):
        pledge(desk, day)


def observe(desk: Desk, what: str, day: str, value: int, area: str = "370304") -> None:
    """Enter what a bulletin says stood on a day."""
    from boshan_desk.ledgers import LEDGERS

    records.add(
        desk,
        LEDGERS["ip_stat"],
        {
            "indicator": what,
            "area": area,
            "span": "point",
            "as_of": day,
            "basis": "stock",
            "value": value,
            "data_source": "演示简报",
        },
    )


def pledge(desk: Desk, day: str) -> None:
    """Enter one pledge that was registered on a day."""
    from boshan_desk.ledgers import LEDGERS

    records.add(
        desk,
        LEDGERS["pledge"],
        {
            "pledgor": f"演示企业{day}",
            "reg_on": day,
            "reg_amount": "200万",
            "town_code": EAST,
        },
    )
