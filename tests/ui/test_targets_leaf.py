"""The table of targets in the window: what it says, how it is narrowed, what it leads to."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import read_period
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.plan import PlanAnswer, Target
from boshan_desk.ui import targets_words as words
from boshan_desk.ui.lamps import LAMP_ROLE
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.stage import Stage
from boshan_desk.ui.targets_edit import SayPage
from boshan_desk.ui.targets_leaf import TargetsLeaf
from boshan_desk.ui.targets_split import SplitPage
from boshan_desk.usecases import records
from boshan_desk.usecases.plans import targets
from boshan_desk.usecases.plans.packs import set_status
from tests.ui.conftest import Keys, Officer, Sit
from tests.ui.invented_plan import EAST, WEST, move_in, observe

LATE, SLOW, ON_TIME = ("YS-T01", "", ""), ("YS-T02", "", ""), ("YS-T03", "", "")
SHAPELESS, ASKED = ("YS-T04", "", ""), ("YS-T05", "笔数", "")


@pytest.fixture
def filled(shell: Shell) -> Shell:
    """A desk with the invented plan."""
    move_in(shell.desk)
    shell.read_office()
    return shell


@pytest.fixture
def stage(filled: Shell, qtbot: QtBot) -> Stage:
    """The room in which the leaf stands, as in the window: pages are laid over it."""
    room = Stage()
    qtbot.addWidget(room)
    leaf = TargetsLeaf(filled)

    def lay(page: SidePage) -> None:
        page.closed.connect(lambda: room.leave(page))
        room.lay_over(page)

    leaf.page_wanted.connect(lay)
    room.addWidget(leaf)
    room.show_below(leaf)
    room.resize(1180, 640)
    room.show()
    room.activateWindow()
    return room


@pytest.fixture
def leaf(stage: Stage) -> TargetsLeaf:
    found = stage.widget(0)
    assert isinstance(found, TargetsLeaf)
    return found


def shown(leaf: TargetsLeaf) -> list[str]:
    """Headings as they are, lines by sign and name."""
    model = leaf.model
    return [
        str(model.index(row, words.TITLE).data())
        if (line := model.line(row)) is None
        else f"{line.sign} {words.name_words(line)}"
        for row in range(model.rowCount())
    ]


def cells(leaf: TargetsLeaf, key: tuple[str, str, str]) -> list[str]:
    row = leaf.model.find_row(key)
    assert row >= 0
    return [str(leaf.model.index(row, n).data()) for n in range(leaf.model.columnCount())]


def choose(leaf: TargetsLeaf, name: str, data: str) -> None:
    combo: QComboBox = getattr(leaf.filter, name)
    place = combo.findData(data)
    assert place >= 0, [combo.itemText(n) for n in range(combo.count())]
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def label(leaf: TargetsLeaf, name: str) -> str:
    found = leaf.findChild(QLabel, name)
    assert found is not None
    return found.text()


def button(leaf: Any, name: str) -> QPushButton:
    found = leaf.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


# ---------------------------------------------------------------- what it says


def test_targets_stand_below_their_projects_and_series_stay_together(leaf: TargetsLeaf) -> None:
    assert shown(leaf) == [
        "演示创造工程（2项）",
        "▼ 演示有效发明专利量",
        "▽ 演示有效商标量",
        "演示运用工程（3项）",
        "● 演示质押融资",
        "□ 演示工作格局",
        "？ 演示转让增幅（笔数）",
        "？ 演示转让增幅（金额）",
    ]


def test_a_line_says_all_that_an_officer_asks(leaf: TargetsLeaf) -> None:
    # 340 of 500: of the 200 that are to be added to 300, 40 are there; three quarters are due.
    assert cells(leaf, LATE) == [
        "演示有效发明专利量",
        "件",
        "≥500",
        "340",
        "340",
        "20.0%（增量）",
        "75.0%",
        "−55.0",
        "增长17.2%",
        "▼ 滞后（红）",
        "260、270、270、290、300、310、325、340",
        "区市场监督管理局",
        "区财政局、各镇、街道",
        "专利统计简报",
    ]
    share = leaf.model.index(leaf.model.find_row(LATE), words.SHARE)
    assert "占目标：68.0%" in share.data(int(Qt.ItemDataRole.ToolTipRole))
    assert cells(leaf, SHAPELESS)[words.TARGET : words.CHANGE] == ["—"] * 6


def test_the_chosen_quarter_is_the_last_full_one(leaf: TargetsLeaf) -> None:
    assert str(leaf.period) == "2026Q3"
    assert label(leaf, "targets_filter_words").startswith("2026年三季度（截至2026年9月30日）")


def test_a_quarter_that_is_not_over_is_counted_until_today(leaf: TargetsLeaf) -> None:
    choose(leaf, "period", "2026Q4")
    assert "2026年四季度（截至2026年10月9日）" in label(leaf, "targets_filter_words")
    assert leaf.filter.period.currentText() == "2026年四季度（未满）"


def test_another_quarter_has_other_numbers(leaf: TargetsLeaf) -> None:
    choose(leaf, "period", "2026Q1")
    assert cells(leaf, LATE)[words.ACTUAL] == "310"


def test_a_number_of_our_own_is_never_taken_for_the_plans(leaf: TargetsLeaf) -> None:
    targets.set_own_target(leaf.shell.desk, "YS-T01", 2028, 700)
    assert cells(leaf, LATE)[words.TARGET] == "≥500"
    leaf.list.choose(LATE, 1)
    assert label(leaf, "targets_origin") == "目标值出自方案原文"
    targets.set_own_target(leaf.shell.desk, "YS-T03", 2025, 5)
    choose(leaf, "period", "2025Q4")
    assert cells(leaf, ON_TIME)[words.TARGET] == "≥5（自定）"
    leaf.list.choose(ON_TIME, 1)
    assert label(leaf, "targets_origin") == "目标值为本局自定的内部分解目标，方案没有规定"


def test_a_changed_target_says_by_which_paper(leaf: TargetsLeaf) -> None:
    change(leaf, "420", "演示办发〔2026〕9号")
    assert cells(leaf, LATE)[words.TARGET] == "≥420（已调整）"
    leaf.list.choose(LATE, 1)
    rows = leaf.detail.numbers.words()
    assert rows == [
        ["2025", "300", "方案基期值", "—"],
        ["2026", "500", "方案目标", "二（一）"],
        ["2026", "420", "调整后", "原为500，演示办发〔2026〕9号，演示局长，2026-09-01"],
    ]


def change(leaf: TargetsLeaf, value: str, paper: str) -> None:
    from datetime import date

    targets.change_target(
        leaf.shell.desk,
        "YS-T01",
        2026,
        value,
        doc_no=paper,
        approver="演示局长",
        on=date(2026, 9, 1),
    )


def test_the_lamp_is_told_in_sign_word_and_colour(leaf: TargetsLeaf) -> None:
    row = leaf.model.find_row(SLOW)
    index = leaf.model.index(row, words.LAMP)
    assert index.data() == "▽ 滞后（黄）"
    assert index.data(LAMP_ROLE) == "slow"
    assert "状态 ▽ 滞后（黄）" in str(index.data(int(Qt.ItemDataRole.AccessibleTextRole)))


def test_the_quarters_are_told_in_words_too(leaf: TargetsLeaf) -> None:
    row = leaf.model.find_row(SLOW)
    told = leaf.model.index(row, words.TRAIL).data(int(Qt.ItemDataRole.ToolTipRole))
    assert told.splitlines()[0] == "2024年四季度：无数据"
    assert told.splitlines()[-1] == "2026年三季度：8288件"


# ---------------------------------------------------------------- narrowing


def test_each_lamp_narrows_the_table(leaf: TargetsLeaf) -> None:
    names = {
        lamp: each.text() for lamp, each in leaf.filter.lamp_buttons.items() if each.isVisible()
    }
    assert names == {
        None: "全部 6",
        "late": "▼ 滞后（红） 1",
        "slow": "▽ 滞后（黄） 1",
        "on": "● 达到序时进度 1",
        "no_data": "□ 未报 1",
        "asked": "？ 待补充 2",
    }
    leaf.filter.show_lamp("slow")
    assert shown(leaf) == ["演示创造工程（1项）", "▽ 演示有效商标量"]
    assert label(leaf, "targets_filter_words").endswith("状态：滞后（黄）；显示 1 行，共 6 行")
    button(leaf, "targets_clear").click()
    assert len(leaf.model.lines()) == 6
    assert not button(leaf, "targets_clear").isVisible()


def test_the_table_is_narrowed_by_project_and_unit(leaf: TargetsLeaf) -> None:
    choose(leaf, "project", "demo-2025/P2")
    assert shown(leaf)[0] == "演示运用工程（3项）"
    assert leaf.filter.lamp_buttons[None].text() == "全部 4"
    leaf.filter.clear()
    unit = leaf.shell.county.find_unit("区市场监督管理局")
    assert unit is not None
    choose(leaf, "unit", unit.code)
    assert [line.indicator for line in leaf.model.lines()] == ["YS-T01", "YS-T02"]
    assert "单位：区市场监督管理局" in label(leaf, "targets_filter_words")


def test_a_town_shows_its_own_numbers(leaf: TargetsLeaf) -> None:
    targets.split(leaf.shell.desk, "YS-T01", 2026, "town", {EAST: 300, WEST: 200})
    choose(leaf, "town", EAST)
    line = next(each for each in leaf.model.lines() if each.indicator == "YS-T01")
    assert (line.cumulative, line.target) == (Decimal(200), Decimal(300))
    leaf.list.choose(("YS-T01", "", EAST), 1)
    assert leaf.detail.why_not("split") == "请先把镇街选为“全部镇街”"


def test_a_plan_to_borrow_from_can_be_looked_at(leaf: TargetsLeaf) -> None:
    set_status(leaf.shell.desk, "demo-2025", "reference")
    leaf.refresh()
    assert label(leaf, "targets_empty_words") == "没有在办的方案，先在“计划文件”里启用一个。"
    wanted: list[int] = []
    leaf.files_wanted.connect(lambda: wanted.append(1))
    button(leaf, "targets_empty_button").click()
    assert wanted == [1]
    choose(leaf, "plan", "demo-2025")
    assert len(leaf.model.lines()) == 6
    assert leaf.filter.plan.currentText() == "演示方案（参考）"


def test_nothing_that_fits_offers_to_clear(leaf: TargetsLeaf) -> None:
    choose(leaf, "project", "demo-2025/P2")
    leaf.filter.show_lamp("late")
    assert label(leaf, "targets_empty_words") == "没有符合条件的指标。"
    button(leaf, "targets_empty_button").click()
    assert len(leaf.model.lines()) == 6


def test_choices_are_remembered_but_the_usual_quarter_moves_on(
    leaf: TargetsLeaf, filled: Shell, qtbot: QtBot
) -> None:
    choose(leaf, "project", "demo-2025/P2")
    assert filled.state.get("targets.period") == ""
    choose(leaf, "period", "2026Q1")
    leaf.list.choose(ON_TIME, 1)
    leaf.save_state()
    again = TargetsLeaf(filled)
    qtbot.addWidget(again)
    again.show()
    assert str(again.period) == "2026Q1"
    assert shown(again)[0] == "演示运用工程（3项）"
    assert again.list.chosen() == ON_TIME


# ---------------------------------------------------------------- staying where one is


def test_the_table_follows_the_ledgers_and_keeps_the_choice(leaf: TargetsLeaf) -> None:
    leaf.list.setFocus()
    leaf.list.choose(SLOW, 1, words.LAMP)
    observe(leaf.shell.desk, "tm_valid", "2026-09-29", 8300)
    observe(leaf.shell.desk, "tm_valid", "2026-09-30", 8400, EAST)
    assert leaf.list.chosen() == SLOW
    assert leaf.list.currentIndex().column() == words.LAMP
    observe(leaf.shell.desk, "valid_invention", "2026-10-08", 360)
    choose(leaf, "period", "2026Q4")
    assert cells(leaf, LATE)[words.ACTUAL] == "360"
    assert leaf.list.chosen() == SLOW


def test_nothing_is_counted_while_nobody_looks(leaf: TargetsLeaf, stage: Stage) -> None:
    stage.hide()
    observe(leaf.shell.desk, "valid_invention", "2026-09-29", 1)
    before = leaf.seen
    records.add(
        leaf.shell.desk,
        LEDGERS["pledge"],
        {"pledgor": "演示企业九", "reg_on": "2026-09-01", "reg_amount": "1万"},
    )
    assert leaf.seen is before
    stage.show()
    assert cells(leaf, ON_TIME)[words.ACTUAL] == "4"


def test_the_keyboard_passes_over_headings(leaf: TargetsLeaf) -> None:
    leaf.list.setFocus()
    leaf.list.choose(SLOW, 1)
    QTest.keyClick(leaf.list, Qt.Key.Key_Down)
    assert leaf.list.chosen() == ON_TIME


def test_a_failure_is_told_and_can_be_tried_again(
    leaf: TargetsLeaf, monkeypatch: pytest.MonkeyPatch, said: list[tuple[str, str]]
) -> None:
    from boshan_desk.domain.problems import Refused
    from boshan_desk.ui import targets_leaf

    def refuse(*_given: object) -> None:
        raise Refused("演示：读不出来")

    monkeypatch.setattr(targets_leaf, "read_targets", refuse)
    leaf.refresh()
    assert ("error", "演示：读不出来") in said
    assert label(leaf, "targets_waiting") == "演示：读不出来"
    monkeypatch.undo()
    QTest.keyClick(leaf.list, Qt.Key.Key_F5)
    assert leaf.waiting.isHidden()


# ---------------------------------------------------------------- what it leads to


def heard(shell: Shell) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    shell.behind_wanted.connect(lambda *what: told.append(("records", *what)))
    shell.slip_wanted.connect(lambda *what: told.append(("slip", *what)))
    shell.record_wanted.connect(lambda *what: told.append(("record", *what)))
    return told


def test_enter_and_a_double_click_lead_to_the_records(leaf: TargetsLeaf) -> None:
    told = heard(leaf.shell)
    leaf.list.setFocus()
    leaf.list.choose(LATE, 1)
    QTest.keyClick(leaf.list, Qt.Key.Key_Return)
    at = leaf.list.visualRect(leaf.model.index(leaf.model.find_row(SLOW), words.TITLE)).center()
    QTest.mouseClick(leaf.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(leaf.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    period = read_period("2026Q3")
    assert told == [("records", "M-CR01", period, ""), ("records", "M-CR04", period, "")]


def test_one_press_on_a_red_lamp_asks_for_the_slip(
    leaf: TargetsLeaf, said: list[tuple[str, str]]
) -> None:
    told = heard(leaf.shell)
    press(leaf, LATE, words.LAMP)
    assert told == [("slip", "YS-T01", read_period("2026Q3"))]
    press(leaf, ON_TIME, words.LAMP)
    press(leaf, LATE, words.GAP)
    assert len(told) == 1
    # Nor is one told why not: nothing was asked for.
    assert said == []


def press(leaf: TargetsLeaf, key: tuple[str, str, str], column: int) -> None:
    index = leaf.model.index(leaf.model.find_row(key), column)
    leaf.list.scrollTo(index)
    rect = leaf.list.visualRect(index)
    at = QPoint(rect.left() + 12, rect.center().y())
    QTest.mouseClick(leaf.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_slip_is_offered_for_yellow_and_red_only(
    leaf: TargetsLeaf, said: list[tuple[str, str]]
) -> None:
    told = heard(leaf.shell)
    leaf.list.setFocus()
    leaf.list.choose(SLOW, 1)
    QTest.keyClick(leaf.list, Qt.Key.Key_F8)
    assert told == [("slip", "YS-T02", read_period("2026Q3"))]
    leaf.list.choose(ON_TIME, 1)
    slip = button(leaf, "targets_slip")
    assert not slip.isEnabled()
    assert "这一项是“● 达到序时进度”" in slip.toolTip()
    QTest.keyClick(leaf.list, Qt.Key.Key_F8)
    assert len(told) == 1
    assert said[-1][0] == "note"


def test_what_no_ledger_counts_says_why_it_has_no_records(leaf: TargetsLeaf) -> None:
    leaf.list.choose(SHAPELESS, 1)
    records_button = button(leaf, "targets_records")
    assert not records_button.isEnabled()
    assert records_button.toolTip() == "没有台账统计这项指标，进展由责任单位填报"


def test_progress_is_entered_for_this_quarter_and_unit(leaf: TargetsLeaf) -> None:
    told = heard(leaf.shell)
    leaf.list.choose(SHAPELESS, 1)
    button(leaf, "targets_report").click()
    [(_record, ledger, id, values)] = told
    assert (ledger, id) == ("task_report", None)
    assert isinstance(values, dict)
    unit = leaf.shell.county.find_unit("区财政局")
    assert unit is not None
    assert values["period"] == "2026Q3"
    assert (values["indicator"], values["unit"]) == ("YS-T04", unit.code)


def test_the_detail_tells_the_arithmetic_and_what_others_achieved(leaf: TargetsLeaf) -> None:
    leaf.list.choose(LATE, 1)
    assert label(leaf, "targets_title") == "▼ 滞后（红）　演示有效发明专利量"
    assert "340÷500＝68.0%" in label(leaf, "targets_why")
    assert label(leaf, "targets_benchmark") == (
        "对照　演示外地：有效发明专利4200余件（2023-05-30）"
    )
    leaf.list.choose(SLOW, 1)
    assert not leaf.detail.benchmark.isVisible()


def test_what_was_said_of_another_target_is_gone_at_once(
    leaf: TargetsLeaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaf.list.choose(ASKED, 1)
    assert len(leaf.detail.detail.questions) == 1
    # The answer of the store does not come.
    monkeypatch.setattr(leaf.shell.jobs, "look", lambda *_given: None)
    leaf.list.choose(LATE, 1)
    detail = leaf.detail.detail
    assert detail.questions == ()
    assert detail.indicator is not None
    assert detail.indicator.target == {2026: Decimal(500)}


# ---------------------------------------------------------------- what the office says


def laid(stage: Stage) -> Any:
    page = stage.top_over
    assert page is not None
    return page


def type_into(page: SayPage, keys: Keys, **values: str) -> None:
    for name, text in values.items():
        editor = page.leaf_form.fields.editors[name]
        stop = editor.stops()[0]
        stop.setFocus()
        editor.set_text("")
        keys.type(stop, text)


def test_our_own_target_is_set_and_marked_as_ours(
    leaf: TargetsLeaf, stage: Stage, keys: Keys
) -> None:
    choose(leaf, "period", "2027Q1") if leaf.filter.period.findData("2027Q1") >= 0 else None
    leaf.list.setFocus()
    leaf.list.choose(ASKED, 1)
    leaf.detail.actions_by_name["own"].trigger()
    page = laid(stage)
    assert QApplication.focusWidget() is page.focusProxy()
    type_into(page, keys, year="2027", value="25")
    page.leaf_form.save_button.click()
    assert stage.top_over is None
    with leaf.shell.desk.read() as reader:
        [kept] = reader.having(Target, "indicator", ["YS-T05"])
    assert (kept.role, kept.year, kept.value, kept.series) == ("own", 2027, Decimal(25), "笔数")
    assert leaf.list.hasFocus()
    assert leaf.list.chosen() == ASKED


def test_a_change_needs_its_paper_who_and_when(leaf: TargetsLeaf, stage: Stage, keys: Keys) -> None:
    leaf.list.choose(LATE, 1)
    leaf.detail.actions_by_name["change"].trigger()
    page = laid(stage)
    now = page.findChild(QLabel, "change_now")
    assert now.text() == "方案目标：2026年 500"
    type_into(page, keys, value="450")
    page.leaf_form.save_button.click()
    wrong = [n for n, e in page.leaf_form.fields.editors.items() if e.finding[1]]
    assert wrong == ["doc_no", "approver", "on"]
    type_into(page, keys, doc_no="演示办发〔2026〕9号", approver="演示局长", on="2026-09-01")
    page.leaf_form.save_button.click()
    assert stage.top_over is None
    assert cells(leaf, LATE)[words.TARGET] == "≥450（已调整）"


def test_typing_is_not_lost_without_being_asked(
    leaf: TargetsLeaf, stage: Stage, keys: Keys, officer: Officer
) -> None:
    leaf.list.choose(LATE, 1)
    leaf.detail.actions_by_name["baseline"].trigger()
    page = laid(stage)
    type_into(page, keys, value="1")
    officer.will_answer(False)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert stage.top_over is page
    # Nor by going to another place.
    officer.will_answer(False)
    assert not stage.clear_over()
    officer.will_answer(True)
    button(page, "side_back").click()
    assert stage.top_over is None


def test_a_baseline_is_registered(leaf: TargetsLeaf, stage: Stage, keys: Keys) -> None:
    leaf.list.choose(SLOW, 1)
    leaf.detail.actions_by_name["baseline"].trigger()
    page = laid(stage)
    type_into(page, keys, year="2025", value="8200")
    page.leaf_form.save_button.click()
    assert stage.top_over is None
    assert leaf.line is not None
    # 8200 to 8400: 8350 by now.
    assert leaf.line.expected == 8350


def test_a_question_is_answered_from_its_target(leaf: TargetsLeaf, stage: Stage) -> None:
    leaf.list.choose(ASKED, 1)
    assert "还是年均复合增幅" in label(leaf, "question_0")
    button(leaf, "answer_0").click()
    page = laid(stage)
    page.leaf_form.save_button.click()
    assert page.leaf_form.lacking.isVisible()
    page.leaf_form.choices.buttons()[0].click()
    page.leaf_form.save_button.click()
    assert stage.top_over is None
    with leaf.shell.desk.read() as reader:
        [kept] = reader.having(PlanAnswer, "question", ["YS-T05/rate"])
    assert kept.answer == "yoy_growth"
    assert leaf.line is not None
    assert leaf.line.questions == ()
    assert leaf.findChild(QPushButton, "answer_0") is None or not leaf.detail.detail.questions


def test_a_split_tells_its_sum_and_wants_a_reason_where_it_does_not_close(
    leaf: TargetsLeaf, stage: Stage
) -> None:
    leaf.list.choose(LATE, 1)
    leaf.detail.actions_by_name["split"].trigger()
    page = laid(stage)
    assert isinstance(page, SplitPage)
    table: Any = page.table
    assert table.rowCount() == len(leaf.shell.county.counted)
    table.item(0, 1).setText("300")
    assert page.sum_words.text() == "▲ 分解合计：300件，总目标：500件，少200件"
    assert not page.save_button.isEnabled()
    table.item(1, 1).setText("二百")
    table.item(1, 1).setText("百来")
    assert "看不懂的数：" in page.sum_words.text()
    table.item(1, 1).setText("150")
    page.reason.setText("演示：预留机动数")
    assert page.save_button.isEnabled()
    page.save_button.click()
    assert stage.top_over is None
    assert label(leaf, "targets_shares") == (
        "▲ 2026年分到镇街（2个）：分解合计450件，全区目标500件，少50件"
    )


def test_a_split_that_closes_says_so(leaf: TargetsLeaf, stage: Stage, officer: Officer) -> None:
    targets.split(leaf.shell.desk, "YS-T01", 2026, "town", {EAST: 300, WEST: 200})
    leaf.list.choose(LATE, 1)
    assert label(leaf, "targets_shares").startswith("√ 2026年分到镇街（2个）")
    leaf.detail.actions_by_name["split"].trigger()
    page = laid(stage)
    assert [page.table.item(row, 1).text() for row in (0, 1, 2)] == ["300", "200", ""]
    assert page.sum_words.text().startswith("√")
    assert not page.reason.isVisible()
    page.table.item(0, 1).setText("301")
    officer.will_answer(False)
    page.leave()
    assert stage.top_over is not None
    # Nor is it lost by looking at the departments.
    officer.will_answer(False)
    page.to_units.click()
    assert page.to_towns.isChecked()
    assert page.table.item(0, 1).text() == "301"
    officer.will_answer(True)
    page.to_units.click()
    assert page.table.item(0, 0).text() == "区市场监督管理局"


def test_a_share_that_belongs_to_no_town_is_named_and_not_coded(
    leaf: TargetsLeaf, stage: Stage
) -> None:
    nobody = f"{leaf.shell.county.region}Z99"
    targets.split(leaf.shell.desk, "YS-T01", 2026, "town", {EAST: 300, nobody: 200})
    leaf.list.choose(LATE, 1)
    leaf.detail.actions_by_name["split"].trigger()
    page = laid(stage)
    assert isinstance(page, SplitPage)
    last = page.table.item(page.table.rowCount() - 1, 0)
    assert last is not None
    assert last.text() == "未归属／区本级"


def test_what_changed_since_the_quarter_was_closed_is_marked(leaf: TargetsLeaf) -> None:
    leaf.list.choose(LATE, 1)
    line = leaf.line
    assert line is not None
    changed = replace(line, adjusted="封账时报告330件，现在是340件，为封账后调整")
    assert words.cells(line)[words.ACTUAL] == "340"
    assert words.cells(changed)[words.ACTUAL] == "340（调整）"
    leaf.detail.show_line(changed)
    assert label(leaf, "targets_adjusted") == changed.adjusted


def test_a_copy_has_signs_that_a_sheet_takes_for_numbers() -> None:
    assert words.copied([["−55.0", "一\n二"]]) == "-55.0\t一 二"


def test_rates_are_not_split(leaf: TargetsLeaf) -> None:
    leaf.list.choose(ASKED, 1)
    assert not leaf.detail.actions_by_name["split"].isEnabled()


def test_who_may_only_look_is_offered_no_writing(sit: Sit, qtbot: QtBot, filled: Shell) -> None:
    filled.close()
    shell = sit("演示领导", "leader")
    leaf = TargetsLeaf(shell)
    qtbot.addWidget(leaf)
    leaf.show()
    leaf.list.choose(ASKED, 1)
    there = [name for name, each in leaf.detail.actions_by_name.items() if each.isVisible()]
    assert not leaf.detail.menu_button.isVisible()
    assert there == ["records"]
    # Nor does a press on a lamp begin what only others may do.
    leaf.list.choose(LATE, 1)
    asked: list[object] = []
    shell.slip_wanted.connect(lambda *said: asked.append(said))
    leaf.act("slip")
    assert not asked
    assert not button(leaf, "answer_0").isVisible()


# ---------------------------------------------------------------- handing out


def act(leaf: TargetsLeaf, name: str) -> None:
    action = leaf.corner.findChild(QAction, name)
    assert action is not None
    action.trigger()


def test_what_is_shown_is_handed_out(leaf: TargetsLeaf, officer: Officer, tmp_path: Path) -> None:
    told: list[str] = []
    leaf.saved.connect(lambda _path, what: told.append(what))
    leaf.filter.show_lamp("late")
    out = tmp_path / "目标.xlsx"
    officer.will_answer(out)
    leaf.export_list()
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "演示有效发明专利量" in text
    assert "演示有效商标量" not in text
    pdf = tmp_path / "目标.pdf"
    officer.will_answer(pdf)
    act(leaf, "targets_pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert told == ["目标进度已导出到 目标.xlsx", "目标进度已保存：目标.pdf"]
    for name in ("targets_sheet", "targets_pdf"):
        officer.will_answer(None)
        act(leaf, name)
    assert len(told) == 2


def test_a_unit_has_a_sheet_of_its_own(
    leaf: TargetsLeaf, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    act(leaf, "targets_unit_sheet")
    assert said[-1] == ("note", "请先在上方选一个单位")
    unit = leaf.shell.county.find_unit("区财政局")
    assert unit is not None
    choose(leaf, "unit", unit.code)
    leaf.name_unit()
    assert leaf.unit_action.text() == "“区财政局”的任务单…"
    out = tmp_path / "任务单.pdf"
    officer.will_answer(out)
    act(leaf, "targets_unit_sheet")
    assert out.read_bytes().startswith(b"%PDF")


def test_the_table_is_printed(leaf: TargetsLeaf, printed_pages: list[list[int]]) -> None:
    leaf.print_button.click()
    assert len(printed_pages) == 1


def test_cells_are_copied_as_a_sheet_takes_them(leaf: TargetsLeaf) -> None:
    leaf.list.setFocus()
    leaf.list.choose(LATE, 1, words.TARGET)
    QTest.keyClick(leaf.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "≥500"
    QTest.keyClick(leaf.list, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(leaf.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(leaf.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "年度目标\t本季\n≥500\t340\n≥8400\t8288"


def test_the_leaf_brings_neither_the_store_nor_printing_with_it() -> None:
    code = (
        "import boshan_desk.ui.targets_leaf, boshan_desk.ui.plan_page, sys;"
        "print([m for m in ('sqlalchemy', 'openpyxl', 'reportlab') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
