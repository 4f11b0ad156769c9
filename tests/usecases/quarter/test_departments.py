"""A department's sheet: its targets, its tasks, its slips."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from boshan_desk.domain.report import Grid, Words
from boshan_desk.ledgers.plan import Supervision, TaskReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.behind import behind_source
from tests.usecases.invented_office import move_in
from tests.usecases.quarter.building import find, has, paper, prose, section


def _put(desk: Desk, *records: Any) -> None:
    with desk.work("演示") as work:
        for record in records:
            work.put(record)


def test_a_department_sees_what_it_leads_and_what_it_takes_part_in(desk: Desk) -> None:
    move_in(desk)
    blocks = section(paper(desk, unit="D01"), "unit")
    text = prose(blocks)
    assert "区市场监督管理局承担计划目标1项，其中牵头1项。" in text
    assert "承担计划任务2项，其中牵头1项。三季度应报未报1项。" in text
    rows = find(blocks, Grid, "unit_tasks").rows
    assert [(row[1], row[2], row[4]) for row in rows] == [
        ("推进质押融资", "牵头", "未报"),
        ("培育优势企业", "配合", "未报（可不报）"),
    ]
    assert find(blocks, Grid, "unit_targets").rows[0][-1] == "牵头"
    other = find(section(paper(desk, unit="D03"), "unit"), Grid, "unit_targets")
    assert other.rows[0][-1] == "配合"


def test_what_it_reported_stands_beside_the_task_and_opens(desk: Desk) -> None:
    move_in(desk)
    _put(
        desk,
        TaskReport(
            period="2026Q3",
            task="YS-1.1",
            unit="D01",
            state="going",
            text="演示进展",
            trouble="演示困难",
            reported_on=date(2026, 9, 28),
            status="submitted",
        ),
    )
    blocks = section(paper(desk, unit="D01"), "unit")
    row = find(blocks, Grid, "unit_tasks").rows[0]
    assert row[4:] == ("推进", "演示进展\n存在问题：演示困难")
    about = find(blocks, Words, "unit_tasks.about")
    assert about.text.endswith("三季度已报送进展1条。")
    assert [behind_source(desk, link.source).count for link in about.links] == [1]


def test_slips_that_are_not_struck_off_are_listed(desk: Desk) -> None:
    move_in(desk)
    usual: dict[str, Any] = {"item": "演示事项", "issued_on": date(2026, 8, 3)}
    usual["due_on"] = date(2026, 8, 20)
    replied = {**usual, "replied_on": date(2026, 8, 19)}
    _put(
        desk,
        Supervision(no="演知督〔2026〕1号", unit="D01", state="issued", **usual),
        Supervision(no="演知督〔2026〕2号", unit="D01", state="closed", **replied),
        Supervision(no="演知督〔2026〕3号", unit="D04", state="issued", **usual),
        Supervision(no="演知督〔2026〕4号", unit="D01", state="draft", **usual),
        Supervision(no="演知督〔2026〕5号", unit="D01", state="answered", **replied),
    )
    blocks = section(paper(desk, unit="D01"), "unit")
    assert "区市场监督管理局有未销号的督办事项2件。" in prose(blocks)
    rows = find(blocks, Grid, "unit_slips").rows
    assert [row[0] for row in rows] == ["演知督〔2026〕1号", "演知督〔2026〕5号"]
    assert rows[0][2:] == ("2026年8月3日", "2026年8月20日", "已印发")


def test_work_that_was_taken_over_is_the_successors(desk: Desk) -> None:
    move_in(desk)
    # 区旧金融局 is named in the plan; 区新金融办 has its work since 2025.
    rows = find(section(paper(desk, unit="D03"), "unit"), Grid, "unit_tasks").rows
    assert [(row[1], row[2]) for row in rows] == [
        ("推进质押融资", "配合"),
        ("培育优势企业", "牵头"),
    ]


def test_a_department_without_part_in_the_plan_is_told_so(desk: Desk) -> None:
    # The office's own plan gives the publicity department nothing of its own to lead.
    with desk.work("演示") as work:
        from boshan_desk.domain.officers import Right

        row = {"kind": "plan", "name": "boshan-2022", "status": "off", "text": ""}
        work.write_row("pack", {**row, "at": "", "officer": ""}, told={}, needs=Right.SETTINGS)
    blocks = section(paper(desk, unit="kjj"), "unit")
    assert not has(blocks, Grid, "unit_tasks")
    text = prose(blocks)
    assert "区科学技术局没有牵头或者配合的计划目标。" in text
    assert "区科学技术局没有牵头或者配合的计划任务。" in text
    assert "区科学技术局没有未销号的督办事项。" in text


@pytest.mark.parametrize(
    ("unit", "role"), [("fgj", "承担计划任务16项，均为配合。"), ("scjg", "22项，均为牵头。")]
)
def test_nothing_is_said_of_what_is_zero(sample_desk: Desk, unit: str, role: str) -> None:
    text = prose(section(paper(sample_desk, unit=unit), "unit"))
    assert role in text
    assert not re.search(r"(?<!\d)0[项条]", text)
