"""Tasks of plans: whose they are, what was reported, who has said nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Invalid, Missing, Refused
from boshan_desk.ledgers.plan import TaskReport
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import attachments, records
from boshan_desk.usecases.plans.tasks import (
    SilentUnit,
    TaskLine,
    report_task,
    set_join_must_report,
    silent_units,
    task_lines,
)
from tests.usecases.invented_office import Q2, Q3, move_in

SAID = "已走访企业12家，办理质押3笔。"


@pytest.fixture(autouse=True)
def office(desk: Desk) -> None:
    move_in(desk)


def line_of(desk: Desk, task: str) -> TaskLine:
    (found,) = [line for line in task_lines(desk, Q3) if line.task.code == task]
    return found


def silent(desk: Desk) -> dict[str, SilentUnit]:
    return {each.name: each for each in silent_units(desk, Q3)}


def test_a_task_names_units_as_they_are_called_today(desk: Desk) -> None:
    first, second = task_lines(desk, Q3)
    assert first.lead == ("区市场监督管理局",)
    assert first.join == ("区新金融办", "各镇、街道")
    assert second.lead == ("区工业和信息化局", "区新金融办")
    assert [each.name for each in first.reports] == [
        *("区市场监督管理局", "区新金融办", "东演镇", "西演街道")
    ]


def test_who_leads_must_report_and_who_takes_part_only_by_a_setting(desk: Desk) -> None:
    assert {name: len(each.tasks) for name, each in silent(desk).items()} == {
        "区市场监督管理局": 1,
        "区新金融办": 1,
        "区工业和信息化局": 1,
    }
    set_join_must_report(desk, True)
    assert {name: len(each.tasks) for name, each in silent(desk).items()} == {
        "区市场监督管理局": 2,
        "区新金融办": 2,
        "区工业和信息化局": 1,
        "东演镇": 1,
        "西演街道": 1,
    }


def test_a_report_breaks_the_silence_of_its_unit_alone(desk: Desk) -> None:
    report_task(desk, "YS-1.2", "区工业和信息化局", Q3, "推进", SAID)
    line = line_of(desk, "YS-1.2")
    assert [each.name for each in line.silent] == ["区新金融办"]
    assert line.state == "going"
    assert [(str(q.period), q.state) for q in line.quarters] == [
        *(("2025Q4", ""), ("2026Q1", ""), ("2026Q2", ""), ("2026Q3", "going"))
    ]


def test_nothing_to_report_no_progress_and_no_report_are_three_things(desk: Desk) -> None:
    report_task(desk, "YS-1.1", "D01", Q3, "零报告", "本季度无此项工作")
    report_task(desk, "YS-1.2", "D04", Q3, "无进展", "企业意愿不足")
    states = {line.task.code: line.state for line in task_lines(desk, Q3)}
    assert states == {"YS-1.1": "none", "YS-1.2": "still"}
    assert list(silent(desk)) == ["区新金融办"]


def test_reporting_again_changes_the_one_report_of_unit_task_and_period(desk: Desk) -> None:
    first = report_task(desk, "YS-1.1", "D01", Q3, "going", SAID)
    again = report_task(desk, "YS-1.1", "区市场监管局", Q3, "done", "已全部完成。")
    assert again.id == first.id
    with desk.read() as reader:
        assert [r.state for r in reader.all(TaskReport)] == ["done"]
    other = report_task(desk, "YS-1.1", "D01", Q2, "going", SAID)
    assert other.id != first.id


def test_reporting_the_same_again_writes_nothing(desk: Desk) -> None:
    first = report_task(desk, "YS-1.1", "D01", Q3, "going", SAID)
    steps = len(desk.done)
    assert report_task(desk, "YS-1.1", "D01", Q3, "going", SAID) == first
    assert len(desk.done) == steps


def test_a_unit_reports_for_the_one_whose_work_it_took_over(desk: Desk) -> None:
    report_task(desk, "YS-1.2", "区旧金融局", Q3, "going", SAID)
    assert [each.name for each in line_of(desk, "YS-1.2").silent] == ["区工业和信息化局"]
    report_task(desk, "YS-1.2", "区新金融办", Q3, "done", SAID)
    with desk.read() as reader:
        assert len(list(reader.all(TaskReport))) == 1


def test_a_month_s_report_counts_for_its_quarter_and_the_newest_wins(desk: Desk) -> None:
    from boshan_desk.domain.period import read_period

    report_task(desk, "YS-1.1", "D01", read_period("2026-09"), "going", "九月：" + SAID)
    report_task(desk, "YS-1.1", "D01", read_period("2026-07"), "late", "七月：" + SAID)
    (lead, *_rest) = line_of(desk, "YS-1.1").reports
    assert lead.report is not None
    assert lead.report.text == "九月：" + SAID


def test_what_was_begun_is_no_report(desk: Desk) -> None:
    raw = {"period": "2026Q3", "task": "YS-1.1", "unit": "D01", "state": "going"}
    records.add(desk, TaskReport.ledger, raw)
    lead = line_of(desk, "YS-1.1").reports[0]
    assert lead.silent
    assert lead.begun is not None
    assert silent(desk)["区市场监督管理局"].begun == 1


def test_a_milestone_of_the_past_is_overdue_until_the_task_is_done(desk: Desk) -> None:
    assert [m.words for m in line_of(desk, "YS-1.1").overdue] == ["举办银企对接会"]
    coming = line_of(desk, "YS-1.1").coming
    assert coming is not None
    assert coming.on == date(2027, 12, 31)
    report_task(desk, "YS-1.1", "D01", Q2, "done", SAID)
    assert line_of(desk, "YS-1.1").overdue == ()


def test_the_tasks_of_one_unit_are_those_it_leads_or_takes_part_in(desk: Desk) -> None:
    assert [each.task.code for each in task_lines(desk, Q3, unit="990100001")] == ["YS-1.1"]
    assert len(task_lines(desk, Q3, unit="D02")) == 2


def test_files_attached_to_a_report_are_counted(desk: Desk, tmp_path: Path) -> None:
    report = report_task(desk, "YS-1.1", "D01", Q3, "going", SAID)
    file = tmp_path / "证明.txt"
    file.write_text("演示")
    attachments.attach(desk, TaskReport.ledger, report.id, file)
    assert [each.files for each in line_of(desk, "YS-1.1").reports] == [1, 0, 0, 0]


def test_a_unit_that_was_not_asked_is_shown_all_the_same(desk: Desk) -> None:
    report_task(desk, "YS-1.1", "D04", Q3, "going", SAID)
    last = line_of(desk, "YS-1.1").reports[-1]
    assert (last.name, last.role, last.must) == ("区工业和信息化局", "other", False)


def test_what_cannot_be_reported_is_refused_with_what_to_do(desk: Desk) -> None:
    from boshan_desk.domain.period import quarter

    with pytest.raises(Refused, match=r"2027年一季度.*还没有开始"):
        report_task(desk, "YS-1.1", "D01", quarter(2027, 1), "going", SAID)
    with pytest.raises(Missing, match=r"YS-9\.9"):
        report_task(desk, "YS-9.9", "D01", Q3, "going", SAID)
    with pytest.raises(Invalid, match="没有这家单位"):
        report_task(desk, "YS-1.1", "没有这家单位", Q3, "going", SAID)
    with pytest.raises(Missing, match="别的方案"):
        task_lines(desk, Q3, plan="别的方案")


def test_one_report_is_one_work_that_can_be_taken_back(desk: Desk) -> None:
    report_task(desk, "YS-1.1", "D01", Q3, "going", SAID)
    assert desk.done[-1].name == "填报任务进展"
    records.undo(desk)
    assert line_of(desk, "YS-1.1").state == ""
