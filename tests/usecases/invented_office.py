"""An office with a county pack and a plan of its own, both invented, for tests about plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.plans.lamps import LAMPS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans.standing import Standing

Q2, Q3 = quarter(2026, 2), quarter(2026, 3)

COUNTY = """
name = "演示区"
bureau = "演示区市场监督管理局（知识产权局）"
office = "演示区知识产权工作领导小组办公室"
region = "990100"
short = "演"
towns = [["990100001", "东演镇", "东演"], ["990100002", "西演街道"]]
counted = ["990100001", "990100002"]
[[unit]]
code = "D01"
name = "区市场监督管理局"
also = ["区市场监管局"]
[[unit]]
code = "D02"
name = "区旧金融局"
until = 2024-12-31
successor = "D03"
[[unit]]
code = "D03"
name = "区新金融办"
since = 2025-01-01
[[unit]]
code = "D04"
name = "区工业和信息化局"
"""

PLAN = """
code = "demo-plan"
prefix = "YS"
title = "演示区知识产权工作方案（2025—2027年）"
short = "演示方案"
start = 2025-01-01
end = 2027-12-31
status = "active"
[[project]]
code = "P1"
title = "运用促进工程"
lead = ["区市场监督管理局"]
join = ["区旧金融局", "各镇、街道"]
[[task]]
no = "1.1"
title = "推进质押融资"
project = "P1"
words = "与银行走访企业，办理专利商标质押。"
due = 2027-12-31
milestones = [{ on = 2026-06-30, words = "举办银企对接会" }]
[[task]]
no = "1.2"
title = "培育优势企业"
project = "P1"
lead = ["区工业和信息化局", "区旧金融局"]
join = ["区市场监督管理局"]
[[indicator]]
code = "T01"
title = "有效注册商标量"
unit = "件"
kind = "stock"
basis = "year_end_level"
comparator = ">="
project = "P1"
target = { 2026 = 8300 }
metrics = ["M-CR04"]
"""


def move_in(desk: Desk) -> None:
    """Give the desk the invented county and plan."""
    with desk.work("演示准备") as work:
        for kind, name, status, text in (
            ("county", "boshan", "", COUNTY),
            ("plan", "demo-plan", "active", PLAN),
            ("plan", "boshan-2022", "off", ""),
        ):
            row = {"kind": kind, "name": name, "status": status, "text": text}
            work.write_row("pack", {**row, "at": "", "officer": ""}, told={}, needs=_settings())
    with desk.read():
        # The desk sees the new packs when it looks.
        assert desk.county.name == "演示区"


def _settings() -> Any:
    from boshan_desk.domain.officers import Right

    return Right.SETTINGS


def standing(**changes: Any) -> Standing:
    """A target that stands two points behind the time passed."""
    lamp = changes.get("lamp", "slow")
    usual: dict[str, Any] = {
        "plan": "demo-plan",
        "plan_title": "演示区知识产权工作方案（2025—2027年）",
        "project": "P1",
        "project_title": "运用促进工程",
        "indicator": "YS-T01",
        "title": "有效注册商标量",
        "unit": "件",
        "series": "",
        "town": "",
        "town_label": "",
        "kind": "stock",
        "origin": "plan",
        "year": 2026,
        "target": Decimal(8300),
        "target_words": "≥8300件",
        "quarter": Decimal(8112),
        "cumulative": Decimal(8112),
        "actual_words": "8112件",
        "share": Decimal("97.7349"),
        "due_share": Decimal(100),
        "expected": Decimal(8300),
        "difference": Decimal("-2.2651"),
        "of_target": Decimal("97.7349"),
        "change_words": "同比增长5.2%",
        "lamp": lamp,
        "sign": LAMPS[lamp].sign,
        "lamp_words": LAMPS[lamp].words,
        "why": "8112÷8300＝97.7%",
        "lead": ("区市场监督管理局",),
        "join": ("区新金融办", "各镇、街道"),
        "unit_codes": ("D01", "D03", "990100001", "990100002"),
        "evidence": "商标数据库",
        "metric": "M-CR04",
        "trail": tuple(map(Decimal, (7600, 7700, 7750, 7800, 7900, 8000, 8050, 8112))),
        "trail_periods": trail_periods(Q3),
        "final": None,
        "questions": (),
    }
    return Standing(**{**usual, **changes})


def trail_periods(period: Period) -> tuple[Period, ...]:
    """Eight quarters, the oldest first."""
    found = [period]
    while len(found) < 8:
        found.insert(0, found[0].previous())
    return tuple(found)
