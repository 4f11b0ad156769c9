"""The leaf of tasks: the table, one task with its reports, and the sheet of a unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.ledgers.plan import TaskReport
from boshan_desk.ui.plan_tasks import TasksLeaf
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.slips_page import SlipsPage
from boshan_desk.usecases.plans.tasks import report_task
from tests.ui.conftest import Officer, Sit
from tests.usecases.invented_office import Q2, Q3, move_in


@pytest.fixture(autouse=True)
def office(shell: Shell) -> None:
    move_in(shell.desk)
    shell.read_office()


@pytest.fixture
def leaf(shell: Shell, qtbot: QtBot) -> TasksLeaf:
    made = TasksLeaf(shell)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    return made


def rows(leaf: TasksLeaf) -> list[list[str]]:
    """The rows of the table, headings too."""
    return leaf.list.words()


def button(leaf: TasksLeaf, name: str) -> QPushButton:
    found = leaf.findChild(QPushButton, name)
    assert found is not None
    return found


def test_the_table_has_tasks_by_project_with_state_and_who_is_silent(
    shell: Shell, leaf: TasksLeaf
) -> None:
    assert leaf.chosen_period == Q3
    heading, first, second = rows(leaf)
    assert heading[0] == "演示方案：运用促进工程"
    assert first[:5] == ["1.1", "推进质押融资", "□ 未报", "区市场监督管理局", "区市场监督管理局"]
    assert second[3] == "区工业和信息化局、区新金融办"
    report_task(shell.desk, "YS-1.1", "D01", Q3, "late", "银行未定。")
    assert rows(leaf)[1][2:4] == ["▼ 滞后", "—"]
    report_task(shell.desk, "YS-1.1", "D01", Q2, "going", "已启动。")
    assert rows(leaf)[1][5:] == ["● 推进", "□ 未报", "□ 未报"]


def test_the_summary_names_who_has_not_reported(shell: Shell, leaf: TasksLeaf) -> None:
    assert leaf.summary.text() == (
        "共2项任务，未报2项。未报齐的单位：区市场监督管理局（缺1项）、"
        "区新金融办（缺1项）、区工业和信息化局（缺1项）。"
    )
    for task, unit in (("YS-1.1", "D01"), ("YS-1.2", "D03"), ("YS-1.2", "D04")):
        report_task(shell.desk, task, unit, Q3, "零报告", "本期无。")
    assert leaf.summary.text() == "共2项任务，零报告2项。应报单位都已报送。"


def test_only_those_not_told_of_by_all_are_shown_when_asked(shell: Shell, leaf: TasksLeaf) -> None:
    report_task(shell.desk, "YS-1.1", "D01", Q3, "going", "推进中。")
    leaf.only_silent.setChecked(True)
    assert [row[0] for row in rows(leaf)][1:] == ["1.2"]


def test_a_unit_s_own_tasks_are_shown(leaf: TasksLeaf) -> None:
    leaf.unit.setCurrentIndex(leaf.unit.findData("D04"))
    leaf.unit.activated.emit(leaf.unit.currentIndex())
    assert [row[0] for row in rows(leaf)][1:] == ["1.2"]


def test_the_chosen_task_tells_what_it_asks_and_what_each_unit_said(
    shell: Shell, leaf: TasksLeaf
) -> None:
    report_task(shell.desk, "YS-1.1", "D01", Q3, "going", "已走访12家。", evidence="走访记录")
    leaf.list.choose("YS-1.1")
    about = leaf.detail.about.text()
    assert "与银行走访企业" in about
    assert "2026年6月30日：举办银企对接会（已过期）" in about
    assert leaf.detail.reports.words() == [
        ["区市场监督管理局", "牵头", "● 推进", "", "已走访12家。　佐证：走访记录"],
        ["区新金融办", "配合", "可不报", "", ""],
        ["东演镇", "配合", "可不报", "", ""],
        ["西演街道", "配合", "可不报", "", ""],
    ]


def test_a_report_is_filled_in_by_keys_and_stands_in_the_table(
    shell: Shell, leaf: TasksLeaf
) -> None:
    leaf.list.choose("YS-1.1")
    QTest.keyClick(leaf.list, Qt.Key.Key_Return)
    form = leaf.detail.form
    assert form is not None
    assert form.fields.editors["unit"].text() == "区市场监督管理局"
    form.fields.editors["state"].set_text("推进")
    form.save()
    assert form.fields.editors["text"].finding == ("error", "必须填写")
    form.fields.editors["text"].set_text("演示进展。")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert leaf.detail.form is None
    with shell.desk.read() as reader:
        (report,) = reader.all(TaskReport)
    assert (report.state, report.text, report.period) == ("going", "演示进展。", "2026Q3")
    assert rows(leaf)[1][2] == "● 推进"


def test_leaving_a_half_filled_form_for_another_task_is_asked_about(
    officer: Officer, leaf: TasksLeaf
) -> None:
    leaf.list.choose("YS-1.1")
    leaf.begin_report()
    form = leaf.detail.form
    assert form is not None
    form.fields.editors["text"].set_text("没写完")
    officer.will_answer(False)
    leaf.list.choose("YS-1.2")
    assert leaf.list.chosen == "YS-1.1"
    assert leaf.detail.form is form
    officer.will_answer(True)
    leaf.list.choose("YS-1.2")
    assert leaf.detail.form is None
    assert "培育优势企业" in leaf.detail.title.text()


def test_the_record_of_a_report_is_opened_for_its_attachments(
    shell: Shell, leaf: TasksLeaf
) -> None:
    report = report_task(shell.desk, "YS-1.1", "D01", Q3, "going", "推进中。")
    leaf.list.choose("YS-1.1")
    opened: list[Any] = []
    shell.record_wanted.connect(lambda name, id, _values: opened.append((name, id)))
    button(leaf, "task_open").click()
    assert opened == [("task_report", report.id)]
    leaf.detail.reports.selectRow(1)
    assert not button(leaf, "task_open").isEnabled()


def test_a_slip_is_wanted_by_the_button_and_by_f8(shell: Shell, leaf: TasksLeaf) -> None:
    wanted: list[Any] = []
    shell.slip_wanted.connect(lambda item, period: wanted.append((item, period)))
    leaf.list.choose("YS-1.2")
    button(leaf, "task_slip").click()
    QTest.keyClick(leaf.list, Qt.Key.Key_F8)
    assert wanted == [("YS-1.2", Q3)] * 2


def test_the_arrows_pass_over_headings(leaf: TasksLeaf) -> None:
    leaf.list.choose("YS-1.1")
    QTest.keyClick(leaf.list, Qt.Key.Key_Up)
    assert leaf.list.chosen == "YS-1.1"
    QTest.keyClick(leaf.list, Qt.Key.Key_Down)
    assert leaf.list.chosen == "YS-1.2"


def test_the_sheet_of_the_chosen_unit_is_saved(
    officer: Officer, leaf: TasksLeaf, said: list[tuple[str, str]], tmp_path: Path
) -> None:
    leaf.save_pdf()
    assert said[-1] == ("note", "请先在上方选一个单位，再打印或保存它的任务")
    leaf.unit.setCurrentIndex(leaf.unit.findData("D01"))
    written: list[str] = []
    leaf.saved.connect(lambda _path, words: written.append(words))
    officer.will_answer(tmp_path / "任务.pdf", tmp_path / "任务.xlsx")
    leaf.save_pdf()
    leaf.save_sheet()
    assert written == ["单位任务已保存：任务.pdf", "单位任务已保存：任务.xlsx"]
    said_there = PdfReader(tmp_path / "任务.pdf").pages[0].extract_text()
    assert "推进质押融资" in said_there
    assert (tmp_path / "任务.xlsx").read_bytes()[:2] == b"PK"


def test_the_list_of_slips_is_laid_over(leaf: TasksLeaf, qtbot: QtBot) -> None:
    wanted: list[Any] = []
    leaf.page_wanted.connect(wanted.append)
    button(leaf, "tasks_slips").click()
    (page,) = wanted
    qtbot.addWidget(page)
    assert isinstance(page, SlipsPage)


def test_on_a_small_screen_one_sees_the_table_or_the_task(leaf: TasksLeaf) -> None:
    leaf.resize(600, 400)
    assert leaf.list.isVisible()
    assert not leaf.detail.isVisible()
    leaf.list.choose("YS-1.1")
    QTest.keyClick(leaf.list, Qt.Key.Key_Return)
    assert leaf.detail.isVisible()
    assert not leaf.list.isVisible()
    QTest.keyClick(leaf.detail.reports, Qt.Key.Key_Escape)
    assert leaf.list.isVisible()
    assert not leaf.detail.isVisible()


def test_who_may_not_write_is_offered_no_form(sit: Sit, shell: Shell, qtbot: QtBot) -> None:
    shell.close()
    leader = sit("演示领导", "leader")
    leaf = TasksLeaf(leader)
    qtbot.addWidget(leaf)
    leaf.resize(1180, 620)
    leaf.show()
    assert not button(leaf, "task_report").isVisible()
    leaf.begin_report()
    assert leaf.detail.form is None


def test_who_may_set_it_makes_units_that_take_part_report(shell: Shell, leaf: TasksLeaf) -> None:
    leaf.joining.trigger()
    assert "东演镇（缺1项）" in leaf.summary.text() or "等" in leaf.summary.text()
    leaf.list.choose("YS-1.1")
    assert [row[2] for row in leaf.detail.reports.words()] == ["□ 未报"] * 4
    leaf.joining.trigger()
    assert [row[2] for row in leaf.detail.reports.words()][1:] == ["可不报"] * 3
